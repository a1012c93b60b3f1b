#![doc = include_str!("neighbourhood_not_recorded.md")]

use super::Scene;
use super::shared::{is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks for the neighbourhoods of a network.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if network.whole && is_at_work(network, scene.today) && network.facts.neighbourhoods.is_empty() {
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("no neighbourhood of {} is recorded", name_of(network)))
                .hint("name them: `neighbourhoods: […]`; if the boundaries do not fit, say so on a page of the network"),
        );
    }
}
