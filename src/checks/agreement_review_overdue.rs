#![doc = include_str!("agreement_review_overdue.md")]

use jiff::civil::Date;

use super::Scene;
use super::shared::{director_posts, has_ended, is_core, name_of, practice_name};
use crate::model::months_after;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::HolderStatus;
use crate::source::Span;

/// An agreement is often changed a while before the change takes effect.
const AHEAD: u32 = 3;

/// Looks at the review date of the agreement, and whether Schedule 1 kept up with members and director.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(agreement) = network.agreement.as_ref().filter(|_| !has_ended(network, scene.today)) else { return };
    let name = name_of(network);
    if let Some(review_by) = agreement.facts.review_by.as_ref().filter(|review_by| review_by.value < scene.today) {
        findings.push(
            Diagnostic::at(review_by.span, format!("the agreement of {name} was to be reviewed by {}", review_by.value))
                .hint("go through it with the practices, then set the next `review_by:`"),
        );
    }
    let schedule = agreement.facts.schedules.iter().find(|schedule| schedule.number.value == 1);
    let Some(updated) = schedule.and_then(|schedule| schedule.updated.as_ref()) else { return };
    let written = [Some(updated), agreement.facts.signed.as_ref(), agreement.facts.effective.as_ref()].into_iter().flatten().map(|date| date.value).max();
    let Some((on, span, what)) = last_change(scene, network) else { return };
    if written.is_some_and(|written| months_after(written, AHEAD) < on) {
        findings.push(
            Diagnostic::at(updated.span, format!("schedule 1 of {name} was last updated on {}, and {what} on {on}", updated.value))
                .also(span, format!("{what} here"))
                .hint("write the change into schedule 1, and set `updated:`")
                .subject("1"),
        );
    }
}

/// The latest day on which the members or the director changed.
fn last_change(scene: &Scene<'_>, network: &Network) -> Option<(Date, Span, String)> {
    let mut changes: Vec<(Date, Span, String)> = Vec::new();
    for practice in network.facts.practices.iter().filter(|practice| is_core(practice)) {
        let name = practice_name(practice);
        changes.extend(practice.joined.as_ref().map(|day| (day.value, day.span, format!("`{name}` joined"))));
        changes.extend(practice.left.as_ref().map(|day| (day.value, day.span, format!("`{name}` left"))));
    }
    for (_, post) in director_posts(scene, network) {
        for holder in post.holders.iter().filter(|holder| holder.status() == HolderStatus::Substantive) {
            changes.extend(holder.from.as_ref().map(|day| (day.value, day.span, "a clinical director's term began".to_owned())));
        }
    }
    changes.into_iter().filter(|(day, ..)| *day <= scene.today).max_by_key(|(day, span, _)| (*day, std::cmp::Reverse(*span)))
}
