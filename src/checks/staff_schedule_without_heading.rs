#![doc = include_str!("staff_schedule_without_heading.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::settings::Edition;

pub fn check(_scene: &Scene<'_>, _n: u32, network: &Network, found: &mut Findings) {
    let Some(agreement) = network.agreement.as_ref().filter(|agreement| agreement.prose.has_text) else { return };
    for schedule in agreement.facts.schedules.iter().filter(|schedule| schedule.visible_to == Some(Edition::Staff)) {
        let anchor = schedule.anchor();
        if agreement.prose.headings.iter().any(|heading| heading.id == anchor) {
            continue;
        }
        let number = schedule.number.value;
        found.push(
            Diagnostic::at(schedule.number.span, format!("schedule {number} is for staff alone, and no heading says where its text begins"))
                .hint(format!("write its heading as `## Schedule {number}: … {{#{anchor}}}`; until then the public edition shows none of the agreement's text"))
                .subject(number.to_string()),
        );
    }
}
