#![doc = include_str!("stale_list_size.md")]

use super::Scene;
use super::shared::{has_ended, is_member, name_of};
use crate::model::months_after;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// List sizes of 1 January serve for the contract year after it, so they are fifteen months old when it ends.
const MONTHS: u32 = 15;

/// Looks at the date of a network's list sizes.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    let population = network.facts.population.as_ref();
    let of_practices = network.facts.practices.iter().filter(|practice| is_member(practice, scene.today)).find_map(|practice| practice.list_size.as_ref());
    let Some(size) = population.and_then(|population| population.size.as_ref()).or(of_practices) else { return };
    let name = name_of(network);
    match population.and_then(|population| population.as_at.as_ref()) {
        Some(as_at) if months_after(as_at.value, MONTHS) < scene.today => findings.push(
            Diagnostic::at(as_at.span, format!("the list sizes of {name} are of {}, more than {MONTHS} months ago", as_at.value))
                .hint("copy the newest list sizes, and set `as_at:` to their day"),
        ),
        None if network.whole => findings.push(
            Diagnostic::at(size.span, format!("the list sizes of {name} have no date")).hint("say of which day they are: `population: {as_at: 2026-10-01}`"),
        ),
        _ => {}
    }
}
