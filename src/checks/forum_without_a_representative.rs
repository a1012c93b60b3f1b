#![doc = include_str!("forum_without_a_representative.md")]

use super::Scene;
use super::shared::{is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Thing;
use crate::model::Network;
use crate::model::network::Seat;

/// Looks at each seat, and for the seats that are missing.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let name = name_of(network);
    let mut seats: Vec<(Thing, &Seat)> = Vec::new();
    for seat in &network.facts.voice {
        let forum = &seat.forum;
        let finding = match (&seat.representative, &seat.reports_to) {
            (None, _) => Some(
                Diagnostic::at(forum.span, format!("nobody speaks for {name} in `{}`", forum.value)).hint("name a post of the network: `representative: …`"),
            ),
            (Some(_), None) => Some(
                Diagnostic::at(forum.span, format!("the seat in `{}` has no place to report back to", forum.value))
                    .hint("name the body that hears the report, or `members`: `reports_to: …`"),
            ),
            (Some(_), Some(_)) => None,
        };
        findings.extend(finding.map(|finding| finding.subject(forum.value.clone())));
        let Some(thing) = scene.links.of(forum) else { continue };
        let earlier = seats.iter().find(|(known, _)| *known == thing).map(|(_, earlier)| *earlier);
        if let (Some(first), Some(second)) = (earlier.and_then(|earlier| earlier.representative.as_ref()), &seat.representative)
            && first.value != second.value
        {
            findings.push(
                Diagnostic::at(second.span, format!("`{}` and `{}` both speak for {name} in `{}`", first.value, second.value, forum.value))
                    .also(first.span, "the first one is here")
                    .hint("name one of them as `representative:` and the other as `deputy:`, in one entry")
                    .subject(forum.value.clone()),
            );
        }
        seats.push((thing, seat));
    }
    let holders: Vec<Thing> =
        [&network.facts.icb, &network.facts.sub_icb, &network.facts.lmc].into_iter().flatten().filter_map(|holder| scene.links.of(holder)).collect();
    if holders.is_empty() {
        return;
    }
    for (at, forum) in (0..).zip(&scene.handbook.forums) {
        let holder = forum.facts.organisation.as_ref().and_then(|organisation| scene.links.of(organisation));
        if holder.is_some_and(|holder| holders.contains(&holder)) && !seats.iter().any(|(seat, _)| *seat == Thing::Forum(at)) {
            let id = &forum.facts.id.value;
            findings.push(
                Diagnostic::at(network.facts.name.span, format!("{name} has no seat in `{}`", forum.facts.name.value))
                    .also(forum.facts.id.span, "the meeting is here")
                    .hint(format!("add it under `voice:`: `{{forum: {id}, representative: …, reports_to: …}}`"))
                    .subject(id.clone()),
            );
        }
    }
}
