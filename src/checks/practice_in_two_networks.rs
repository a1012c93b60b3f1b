#![doc = include_str!("practice_in_two_networks.md")]

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Scene;
use super::shared::{is_core, name_of, practice_name, status};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::{NetworkStatus, Practice};

struct Membership<'a> {
    network: &'a Network,
    practice: &'a Practice,
    from: Date,
    until: Date,
}

/// Looks for practices that are core members of two networks on the same days.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let mut by_code: BTreeMap<&str, Vec<Membership<'_>>> = BTreeMap::new();
    for network in &scene.handbook.networks {
        // A network that is forming may list practices that still belong to another one.
        if status(network) == NetworkStatus::Forming {
            continue;
        }
        for practice in network.facts.practices.iter().filter(|practice| is_core(practice) && !practice.code.value.is_empty()) {
            let membership = membership(network, practice, scene.today);
            by_code.entry(&practice.code.value).or_default().push(membership);
        }
    }
    for memberships in by_code.values_mut() {
        memberships.sort_by_key(|membership| (membership.from, membership.until));
        for (at, later) in memberships.iter().enumerate() {
            let earlier = memberships[..at].iter().find(|earlier| {
                // A last and a first day that are the same are a handover.
                earlier.network.id != later.network.id && later.from < earlier.until
            });
            let Some(earlier) = earlier else { continue };
            findings.push(
                Diagnostic::at(
                    later.practice.code.span,
                    format!(
                        "`{}` is a core member of {} and of {} at the same time",
                        practice_name(later.practice),
                        name_of(earlier.network),
                        name_of(later.network)
                    ),
                )
                .also(earlier.practice.code.span, format!("it stands in {} here", name_of(earlier.network)))
                .hint("give the earlier membership the day it ended, with `left:`, or say `kind: associate` in one of the two")
                .subject(later.practice.code.value.clone()),
            );
        }
    }
}

/// The days of a membership. One that does not say when it began is only known to hold today.
fn membership<'a>(network: &'a Network, practice: &'a Practice, today: Date) -> Membership<'a> {
    let ends = [practice.left.as_ref(), network.facts.closed.as_ref()].into_iter().flatten().map(|date| date.value);
    let ended = if status(network) == NetworkStatus::Closed && network.facts.closed.is_none() { Some(today) } else { None };
    let until = ends.chain(ended).min().unwrap_or(Date::MAX);
    let from = practice.joined.as_ref().map_or(today.min(until), |joined| joined.value);
    Membership { network, practice, from, until }
}
