#![doc = include_str!("duplicate_name.md")]

use std::collections::BTreeMap;

use super::Scene;
use super::shared::{has_ended, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// The most other networks that a finding points at.
const MOST_SHOWN: usize = 3;

/// Looks for networks that share a name.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let mut by_name: BTreeMap<String, Vec<&Network>> = BTreeMap::new();
    // A network that ended may live on under its name in another one.
    for network in scene.handbook.networks.iter().filter(|network| !has_ended(network, scene.today) && !network.facts.name.value.is_empty()) {
        let key = network.facts.name.value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        by_name.entry(key).or_default().push(network);
    }
    for networks in by_name.values().filter(|networks| networks.len() > 1) {
        for network in networks {
            let mut finding = Diagnostic::at(network.facts.name.span, format!("{} networks are called {}", networks.len(), name_of(network)));
            for other in networks.iter().filter(|other| other.id != network.id).take(MOST_SHOWN) {
                finding = finding.also(other.facts.name.span, format!("this one has the id `{}`", other.id));
            }
            findings.push(finding.hint(format!("nothing is wrong with it; link to this one by its id, `{}`", network.id)));
        }
    }
}
