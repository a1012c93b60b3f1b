#![doc = include_str!("hidden_link_without_label.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::prose::MentionKind;
use crate::links::{self, Target, Thing, answers};

pub fn check(scene: &Scene<'_>, found: &mut Findings) {
    let Some((public, public_links)) = scene.public else { return };
    for prose in links::all_prose(public) {
        for mention in prose.mentions.iter().filter(|mention| mention.kind == MentionKind::Wiki && mention.label.is_none()) {
            let hidden = match public_links.at(mention.span) {
                None => scene.links.at(mention.span).is_some(),
                Some(Target::Thing(thing @ Thing::Person(..), _)) => answers::person(public, *thing).is_some_and(|(_, person)| !person.is_named()),
                Some(_) => false,
            };
            if hidden {
                found.push(
                    Diagnostic::at(mention.span, format!("`[[{}]]` leads to something that the public edition does not show, so it has no words there", mention.target))
                        .hint(format!("give it words that the public may read: `[[{}|…]]`", mention.target))
                        .hint("or put the sentence between `:::staff` and `:::`")
                        .subject(mention.target.clone()),
                );
            }
        }
    }
}
