#![doc = include_str!("neighbourhood_team_as_network.md")]

use std::collections::HashSet;

use super::Scene;
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};

/// Compares names of networks, neighbourhoods and teams.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let networks = &scene.handbook.networks;
    let names: HashSet<String> = networks.iter().map(|network| network.facts.name.value.to_lowercase()).filter(|name| !name.is_empty()).collect();
    for network in networks.iter().filter(|network| !has_ended(network, scene.today)) {
        let facts = &network.facts;
        if is_of_a_team(&facts.name.value) {
            findings.push(
                Diagnostic::at(facts.name.span, format!("the network `{}` bears the name of a neighbourhood team", facts.name.value))
                    .hint("use the name under which the network is registered, and describe the team under `neighbourhood_team:`")
                    .subject(facts.name.value.clone()),
            );
        }
        let teams = facts.neighbourhood_team.iter().flat_map(|team| &team.teams).map(|team| (&team.team, "a team of the neighbourhood"));
        for (name, what) in facts.neighbourhoods.iter().map(|name| (name, "a neighbourhood")).chain(teams) {
            if names.contains(&name.value.to_lowercase()) {
                findings.push(
                    Diagnostic::at(name.span, format!("`{}` is a network, and listed as {what}", name.value))
                        .hint("name the neighbourhood or the team itself; each network lists its neighbourhoods in its own file")
                        .subject(name.value.clone()),
                );
            }
        }
    }
}

/// Whether a name says that it is a neighbourhood team's.
fn is_of_a_team(name: &str) -> bool {
    let name_in_small = name.to_lowercase();
    let is_network = name_in_small.contains("pcn") || name_in_small.contains("network");
    !is_network && (name_in_small.contains("neighbourhood team") || name.split_whitespace().any(|word| word == "INT"))
}
