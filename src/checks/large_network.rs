#![doc = include_str!("large_network.md")]

use super::Scene;
use super::shared::{has_ended, name_of, patients};
use crate::model::thousands;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Above this a network is more than one neighbourhood.
const LARGE: u32 = 100_000;

/// Compares the patients of a network with what one page can serve.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    let Some(patients) = patients(network, scene.today).filter(|&patients| patients > LARGE) else { return };
    let size = network.facts.population.as_ref().and_then(|population| population.size.as_ref());
    findings.push(
        Diagnostic::at(
            size.map_or(network.facts.name.span, |size| size.span),
            format!("{} has {} patients, more than {}", name_of(network), thousands(u64::from(patients)), thousands(u64::from(LARGE))),
        )
        .hint("consider a page of its own for each neighbourhood or group of practices, so that staff find their own team"),
    );
}
