#![doc = include_str!("schedule_without_status.md")]

use super::Scene;
use super::shared::{is_at_work, listed, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::source::Span;

/// The schedules that every agreement has; a network may add more.
const SCHEDULES: std::ops::RangeInclusive<u32> = 1..=7;

/// Looks at the status and the date of each schedule.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(agreement) = network.agreement.as_ref().filter(|agreement| agreement.whole && is_at_work(network, scene.today)) else { return };
    let schedules = &agreement.facts.schedules;
    let missing: Vec<String> =
        SCHEDULES.filter(|number| schedules.iter().all(|schedule| schedule.number.value != *number)).map(|number| number.to_string()).collect();
    if !missing.is_empty() {
        let place = schedules.first().map_or(Span::top(agreement.file), |first| first.span);
        let (what, stand) = if missing.len() == 1 { ("schedule", "stands") } else { ("schedules", "stand") };
        let finding = Diagnostic::at(place, format!("the agreement of {} does not say where {what} {} {stand}", name_of(network), listed(&missing)))
            .hint("list each one under `schedules:` with its `number`, `status` and `updated`; one that is empty is `not-used`");
        findings.push(match missing.as_slice() {
            [number] => finding.subject(number.clone()),
            _ => finding,
        });
    }
    for schedule in schedules {
        let what = match (&schedule.status, &schedule.updated) {
            (Some(_), Some(_)) => continue,
            (None, None) => "neither `status` nor `updated`",
            (None, Some(_)) => "no `status`",
            (Some(_), None) => "no date `updated`",
        };
        let number = schedule.number.value;
        findings.push(
            Diagnostic::at(schedule.number.span, format!("schedule {number} has {what}"))
                .hint("say where it stands (complete, draft, not-used or under-review) and since when")
                .subject(number.to_string()),
        );
    }
}
