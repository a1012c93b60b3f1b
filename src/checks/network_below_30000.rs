#![doc = include_str!("network_below_30000.md")]

use super::Scene;
use super::shared::{has_ended, name_of, patients};
use crate::model::thousands;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// The smallest network that needs no agreement with the commissioner.
const FEWEST: u32 = 30_000;

/// Compares the patients of a network with the smallest usual number.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || has_ended(network, scene.today) {
        return;
    }
    let Some(patients) = patients(network, scene.today).filter(|patients| (1..FEWEST).contains(patients)) else { return };
    let size = network.facts.population.as_ref().and_then(|population| population.size.as_ref());
    findings.push(
        Diagnostic::at(
            size.map_or(network.facts.name.span, |size| size.span),
            format!("{} has {} patients, fewer than {}", name_of(network), thousands(u64::from(patients)), thousands(u64::from(FEWEST))),
        )
        .hint("if the commissioner has agreed to it, say so in a waiver with the date"),
    );
}
