#![doc = include_str!("cqc_position_missing.md")]

use super::Scene;
use super::shared::{is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks for what the network says of it.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let says = network.facts.positions.as_ref().is_some_and(|positions| positions.cqc.is_some());
    if network.whole && is_at_work(network, scene.today) && !says {
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("{} does not say how its work is registered with the Care Quality Commission", name_of(network)))
                .hint("add it in words: `positions: {cqc: Practices are registered}`"),
        );
    }
}
