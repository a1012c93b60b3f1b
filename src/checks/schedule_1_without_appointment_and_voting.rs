#![doc = include_str!("schedule_1_without_appointment_and_voting.md")]

use super::Scene;
use super::shared::{director_posts, is_at_work};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::{Target, Thing};
use crate::model::Network;
use crate::model::network::BodyKind;
use crate::model::papers::{AgreementFacts, Schedule};
use crate::model::Entry;

/// Looks at what Schedule 1 leads to.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    let Some(agreement) = network.agreement.as_ref().filter(|agreement| agreement.whole && network.whole && is_at_work(network, scene.today)) else { return };
    let Some(schedule) = agreement.facts.schedules.iter().find(|schedule| schedule.number.value == 1) else { return };
    let reached = reached(scene, agreement, schedule);
    let place = schedule.number.span;
    let directors: Vec<_> = director_posts(scene, network).collect();
    let director = directors.iter().find(|(at, _)| reached.contains(&Thing::Post(n, *at)));
    // A network without the post is told by a rule of its own.
    if let Some((_, first)) = directors.first() {
        let finding = match director {
            None => Some(
                Diagnostic::at(place, "schedule 1 does not lead to the post of clinical director")
                    .also(first.span, "the post is here")
                    .hint("name the post in `governs:` or link to it below the heading of schedule 1, beside how its holder is chosen"),
            ),
            Some((_, post)) if post.method.is_none() && post.rotation.is_none() => Some(
                Diagnostic::at(place, "schedule 1 leads to the post of clinical director, and that does not say how its holder is chosen")
                    .also(post.span, "the post is here")
                    .hint("add `method:` to the post: election, mutual-agreement, selection or rotation"),
            ),
            Some(_) => None,
        };
        findings.extend(finding.map(|finding| finding.subject("1")));
    }
    let bodies = &network.facts.bodies;
    let decides = |at: u32| bodies.get(at as usize).is_some_and(|(id, body)| body.kind.as_ref().map_or(id.value == "board", |kind| kind.value == BodyKind::Board));
    let board = reached.iter().find_map(|thing| match thing {
        Thing::Body(owner, at) if *owner == n && decides(*at) => Some(&bodies[*at as usize].1),
        _ => None,
    });
    let finding = match board {
        None => Diagnostic::at(place, "schedule 1 does not lead to the board, where the votes are written down")
            .hint("record the board under `bodies:` with `quorum` and `voting`, and name it in `governs:`"),
        Some(board) if board.voting.is_none() || board.quorum.is_none() => {
            Diagnostic::at(place, "schedule 1 leads to the board, and that does not say how it decides")
                .also(board.span, "the board is here")
                .hint("add `quorum:` and `voting:` to the board")
        }
        Some(_) => return,
    };
    findings.push(finding.subject("1"));
}

/// What a schedule governs, and what is linked to below its heading.
fn reached(scene: &Scene<'_>, agreement: &Entry<AgreementFacts>, schedule: &Schedule) -> Vec<Thing> {
    let mut reached: Vec<Thing> = schedule.governs.iter().filter_map(|text| scene.links.of(text)).collect();
    let headings = &agreement.prose.headings;
    let Some(from) = headings.iter().position(|heading| heading.id == schedule.anchor()) else { return reached };
    let to = headings[from + 1..].iter().position(|heading| heading.level <= headings[from].level).map_or(headings.len(), |more| from + 1 + more);
    for mention in &agreement.prose.mentions {
        if mention.heading.is_some_and(|heading| (from..to).contains(&(heading as usize)))
            && let Some(Target::Thing(thing, _)) = scene.links.at(mention.span)
        {
            reached.push(*thing);
        }
    }
    reached
}
