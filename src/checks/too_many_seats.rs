#![doc = include_str!("too_many_seats.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::Scene;
use super::posts::holders;
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Thing;
use crate::source::Span;

/// Meetings of one person, where the handbook sets no number.
const MOST: f64 = 5.0;

/// Counts the meetings of each person, over all networks.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let most = scene.handbook.settings.thresholds.as_ref().and_then(|thresholds| thresholds.seats_per_person).unwrap_or(MOST);
    // By person: the meetings, and the place of the seat that is one too many.
    let mut meetings: BTreeMap<(u32, u32), (BTreeSet<u32>, Option<Span>)> = BTreeMap::new();
    for network in scene.handbook.networks.iter().filter(|network| !has_ended(network, scene.today)) {
        for seat in &network.facts.voice {
            let Some(representative) = &seat.representative else { continue };
            let (Some(Thing::Forum(forum)), Some(Thing::Post(n, at))) = (scene.links.of(&seat.forum), scene.links.of(representative)) else { continue };
            let Some((_, post)) = scene.handbook.networks.get(n as usize).and_then(|network| network.facts.posts.get(at as usize)) else { continue };
            for person in holders(scene, post).now.iter().filter_map(|term| term.person) {
                let (forums, place) = meetings.entry(person).or_default();
                forums.insert(forum);
                if forums.len() as f64 > most {
                    place.get_or_insert(representative.span);
                }
            }
        }
    }
    for ((n, at), (forums, place)) in meetings {
        let person = scene.handbook.networks.get(n as usize).and_then(|network| network.facts.people.get(at as usize));
        if let (Some(place), Some((id, person))) = (place, person) {
            findings.push(
                Diagnostic::at(place, format!("`{}` speaks in {} meetings, and {most} is the most one person should", id.value, forums.len()))
                    .also(person.name.span, "the person is here")
                    .hint("give a seat to another post, or leave a meeting that changes nothing")
                    .subject(id.value.clone()),
            );
        }
    }
}
