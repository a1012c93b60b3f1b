#![doc = include_str!("milestone_overdue.md")]

use super::Scene;
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::papers::ObjectiveStatus;

/// Looks for milestones, and for duties that were to leave a post, whose day has passed.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for objective in network.strategy.iter().flat_map(|strategy| &strategy.facts.objectives) {
        if objective.status.as_ref().is_some_and(|status| matches!(status.value, ObjectiveStatus::Done | ObjectiveStatus::Dropped)) {
            continue;
        }
        for milestone in objective.milestones.iter().filter(|milestone| milestone.done.is_none()) {
            let Some(due) = milestone.due.as_ref().filter(|due| due.value < scene.today) else { continue };
            findings.push(
                Diagnostic::at(due.span, format!("`{}` was due on {}, and is not done", milestone.title.value, due.value))
                    .hint("set `done:` to the day it happened, or agree on a new date")
                    .subject(objective.id.value.clone()),
            );
        }
    }
    for (id, post) in network.facts.posts.iter() {
        for release in post.release.iter().filter(|release| release.done.is_none()) {
            let Some(by) = release.by.as_ref().filter(|by| by.value < scene.today) else { continue };
            findings.push(
                Diagnostic::at(by.span, format!("`{}` was to leave the post `{}` by {}, and has not", release.responsibility.value, id.value, by.value))
                    .hint("set `done:` to the day it happened, or agree on a new date")
                    .subject(id.value.clone()),
            );
        }
    }
}
