#![doc = include_str!("objective_not_doable.md")]

use super::Scene;
use super::shared::{has_ended, listed};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::papers::ObjectiveStatus;

/// Looks for what each objective needs to be done.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(strategy) = network.strategy.as_ref().filter(|strategy| strategy.whole && !has_ended(network, scene.today)) else { return };
    for objective in &strategy.facts.objectives {
        if objective.status.as_ref().is_some_and(|status| matches!(status.value, ObjectiveStatus::Done | ObjectiveStatus::Dropped)) {
            continue;
        }
        let needs = [
            ("`owner`", objective.owner.is_some()),
            ("`measure`", objective.measure.is_some()),
            ("milestone with a date", objective.milestones.iter().any(|milestone| milestone.due.is_some() || milestone.done.is_some())),
            ("responsibility it serves", !objective.responsibilities.is_empty()),
        ];
        let missing: Vec<String> = needs.iter().filter(|(_, is_there)| !is_there).map(|(what, _)| format!("no {what}")).collect();
        if !missing.is_empty() {
            findings.push(
                Diagnostic::at(objective.id.span, format!("the objective `{}` has {}", objective.title.value, listed(&missing)))
                    .hint("say who answers for it, how it is measured, the next step with its date, and which responsibility it serves")
                    .subject(objective.id.value.clone()),
            );
        }
        for milestone in objective.milestones.iter().filter(|milestone| milestone.done.is_none() && milestone.owner.is_none()) {
            findings.push(
                Diagnostic::at(milestone.title.span, format!("the milestone `{}` has no `owner`", milestone.title.value))
                    .hint("name the post that sees to it")
                    .subject(objective.id.value.clone()),
            );
        }
    }
}
