#![doc = include_str!("person_not_publishable.md")]

use std::collections::HashSet;

use super::Scene;
use super::public_text::{Names, public_texts};
use crate::diagnostic::{Diagnostic, Findings};

/// What stands before names and is left out where somebody is only spoken of.
const TITLES: &[&str] = &["Dr ", "Mr ", "Mrs ", "Ms ", "Miss ", "Mx ", "Prof ", "Professor "];

/// Looks for names in public sentences that the public edition may not show.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let Some((public, _)) = scene.public else { return };
    // Networks that are hidden as a whole are not in the public handbook, and their people are hidden with them.
    let shown: HashSet<&str> =
        public.networks.iter().flat_map(|network| network.facts.people.iter()).map(|(_, person)| without_title(&person.name.value)).collect();
    let all = scene.handbook.networks.iter().flat_map(|network| network.facts.people.iter());
    let hidden = all.map(|(_, person)| without_title(&person.name.value)).filter(|name| !shown.contains(name));
    let names = Names::new(hidden);
    if names.is_empty() {
        return;
    }
    for text in public_texts(public) {
        for (span, name) in text.find(scene, &names) {
            findings.push(
                Diagnostic::at(span, format!("the public reads this, and the name of {name} may not be published"))
                    .hint("name the post instead, put the sentence between `:::staff` and `:::`, or ask the person and add `publish: [name]`")
                    .subject(name.to_owned()),
            );
        }
    }
}

/// A name as people say it in passing.
pub fn without_title(name: &str) -> &str {
    TITLES.iter().find_map(|title| name.strip_prefix(title)).unwrap_or(name)
}
