#![doc = include_str!("clinical_director_shared_between_networks.md")]

use std::collections::BTreeMap;

use super::Scene;
use super::posts::{directors, holders};
use super::shared::{has_ended, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::Holder;

/// Where somebody is director: the network, with its number, and the holder's entry.
type Directorship<'a> = (u32, &'a Network, &'a Holder);

/// Looks for people who are clinical director in two networks today.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let mut networks_of: BTreeMap<(u32, u32), Vec<Directorship<'_>>> = BTreeMap::new();
    for (n, network) in scene.handbook.networks.iter().enumerate() {
        if has_ended(network, scene.today) {
            continue;
        }
        for (_, _, post) in directors(scene, network) {
            for term in holders(scene, post).now {
                let Some(person) = term.person else { continue };
                let networks = networks_of.entry(person).or_default();
                if !networks.iter().any(|(other, ..)| *other == n as u32) {
                    networks.push((n as u32, network, term.holder));
                }
            }
        }
    }
    for ((home, _), networks) in networks_of {
        // The person's own network comes first; the finding is about each further one.
        let Some(&(own, first, held)) = networks.iter().find(|(n, ..)| *n == home).or(networks.first()) else { continue };
        for (_, _, holder) in networks.iter().filter(|(n, ..)| *n != own) {
            findings.push(
                Diagnostic::at(holder.person.span, format!("`{}` is clinical director of {} too", holder.person.value, name_of(first)))
                    .also(held.person.span, format!("the post in {} is here", name_of(first)))
                    .hint("each network should have a director of its own; if both networks and the commissioner agreed, waive this with the reason")
                    .subject(holder.person.value.clone()),
            );
        }
    }
}
