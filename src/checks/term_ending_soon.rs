#![doc = include_str!("term_ending_soon.md")]

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Scene;
use super::posts::{count, days_between, holders, last_day, people, posts, sharers};
use super::shared::status;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Term;
use crate::model::Network;
use crate::model::network::NetworkStatus;

/// How long before its end a term is told.
const NOTICE_DAYS: i64 = 90;

/// Looks for terms that end soon in posts that nobody is to take over.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    // The posts of a network that merges end with it.
    if !network.whole || status(network) != NetworkStatus::Open {
        return;
    }
    let horizon = scene.today.saturating_add(NOTICE_DAYS.days());
    for (_, id, post) in posts(scene, network) {
        let holders = holders(scene, post);
        if post.ended.is_some() || !holders.next.is_empty() {
            continue;
        }
        let mut ending: BTreeMap<Date, Vec<Term<'_>>> = BTreeMap::new();
        for term in sharers(&holders) {
            if let Some(last) = last_day(scene, &term).filter(|last| *last <= horizon) {
                ending.entry(last).or_default().push(term);
            }
        }
        for (last, terms) in ending {
            let first = terms[0].holder;
            let place = first.to.as_ref().filter(|to| to.value == last).map_or(first.person.span, |to| to.span);
            let left = match days_between(scene.today, last) {
                0 => "today".to_owned(),
                days => format!("in {}", count(days as usize, "day", "days")),
            };
            findings.push(
                Diagnostic::at(place, format!("the term of {} in `{}` ends on {last}, {left}, and nobody follows", people(&terms), id.value))
                    .hint("add who follows to `holders` with their first day, or the new last day where the term is renewed")
                    .subject(id.value.clone()),
            );
        }
    }
}
