#![doc = include_str!("local_variation_without_consent.md")]

use super::Scene;
use super::posts::several;
use super::shared::{core_practices, has_ended, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// The most practices that a finding names.
const MOST_NAMED: usize = 5;

/// Compares who agreed to the variation with the core practices.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(variation) = network.facts.local_variation.as_ref().filter(|_| network.whole && !has_ended(network, scene.today)) else { return };
    let without: Vec<&str> = core_practices(network, scene.today)
        .filter(|practice| variation.agreed_by.iter().all(|code| code.value != practice.code.value))
        .map(practice_name)
        .collect();
    if !without.is_empty() {
        findings.push(
            Diagnostic::at(variation.span, format!("`{}` does not say that {} agreed to it", variation.title.value, several(&without, MOST_NAMED)))
                .hint("a variation needs the consent of each practice: add their codes to `agreed_by:` once they have given it"),
        );
    }
}
