#![doc = include_str!("leaver_still_listed.md")]

use super::Scene;
use super::shared::{has_ended, is_member, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Text;
use crate::links::{Thing, answers};
use crate::model::Network;
use crate::model::network::Person;

/// Looks for people who have left and are still named where readers look for somebody who is there.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    let leaver = |reference: &Text| {
        let thing = scene.links.of(reference).filter(|thing| matches!(thing, Thing::Person(..)))?;
        answers::person(scene.handbook, thing).map(|(_, person)| person).filter(|person| left_before(person, scene))
    };
    for practice in network.facts.practices.iter().filter(|practice| is_member(practice, scene.today)) {
        // A representative who has left is told by `practice-without-a-representative`.
        for (field, part, reference) in [("manager", "manages", &practice.manager), ("deputy", "is deputy of", &practice.deputy)] {
            let Some((reference, left)) = reference.as_ref().and_then(|reference| Some((reference, leaver(reference)?.left.as_ref()?))) else { continue };
            findings.push(
                Diagnostic::at(reference.span, format!("`{}` has left, and still {part} `{}` of {}", reference.value, practice_name(practice), name_of(network)))
                    .also(left.span, "the last day stands here")
                    .hint(format!("name who does it now as `{field}:`, or take the line away"))
                    .subject(reference.value.clone()),
            );
        }
    }
    for (post, facts) in network.facts.posts.iter() {
        for holder in &facts.holders {
            let Some(left) = leaver(&holder.person).and_then(|person| person.left.as_ref()) else { continue };
            if let Some(to) = holder.to.as_ref().filter(|to| to.value > left.value && to.value >= scene.today) {
                findings.push(
                    Diagnostic::at(to.span, format!("the term of `{}` in `{}` ends on {}, and they left on {}", holder.person.value, post.value, to.value, left.value))
                        .also(left.span, "the last day stands here")
                        .hint("end the term on the day they left; `pcn-handbook leave` does so for all that somebody held")
                        .subject(holder.person.value.clone()),
                );
            }
        }
    }
}

fn left_before(person: &Person, scene: &Scene<'_>) -> bool {
    person.left.as_ref().is_some_and(|left| left.value < scene.today)
}
