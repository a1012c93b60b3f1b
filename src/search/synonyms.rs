//! Other words for the same thing: the glossary's terms and expansions, what roles and organisations are also called,
//! and what took the place of a term that is no longer used.

use std::collections::HashSet;

use super::words;
use crate::document::record::Text;
use crate::links::Thing;
use crate::pages::Desk;

/// Names of one thing, each as folded words.
pub struct Names {
    /// The name that pages use, its expansion if it is short, and every other.
    names: Vec<String>,
    /// What took the place of a name that is no longer used. It is looked for too, and does not lead back.
    now: Vec<String>,
}

impl Names {
    /// `ccg|clinical commissioning group>icb`.
    pub fn line(&self) -> String {
        let now = if self.now.is_empty() { String::new() } else { format!(">{}", self.now.join("|")) };
        format!("{}{now}", self.names.join("|"))
    }
}

/// Groups of names. Reading any name of a group, the reader's script looks for the others too.
pub fn groups(desk: &Desk<'_>) -> Vec<Names> {
    let handbook = desk.handbook;
    let mut groups = Vec::new();
    let mut add = |names: &mut dyn Iterator<Item = &Text>, now: &mut dyn Iterator<Item = &Text>| {
        let mut known = HashSet::new();
        let mut plain = |texts: &mut dyn Iterator<Item = &Text>| -> Vec<String> {
            texts.map(|text| plain(&text.value)).filter(|name| !name.is_empty() && known.insert(name.clone())).collect()
        };
        let group = Names { names: plain(names), now: plain(now) };
        if group.names.len() + group.now.len() > 1 && !group.names.is_empty() {
            groups.push(group);
        }
    };
    for role in &handbook.roles {
        add(&mut std::iter::once(&role.facts.title).chain(&role.facts.also), &mut std::iter::empty());
    }
    for term in &handbook.terms {
        let facts = &term.facts;
        let now = facts.now.as_ref().and_then(|now| match desk.links.of(now) {
            Some(Thing::Term(at)) => Some(&handbook.terms[at as usize].facts),
            _ => None,
        });
        let mut now = now.into_iter().flat_map(|now| std::iter::once(&now.term).chain(&now.expansion));
        add(&mut std::iter::once(&facts.term).chain(&facts.expansion).chain(&facts.also), &mut now);
    }
    for organisation in handbook.organisations.iter().filter(|organisation| !organisation.facts.also.is_empty()) {
        add(&mut std::iter::once(&organisation.facts.name).chain(&organisation.facts.also), &mut std::iter::empty());
    }
    groups
}

/// A name as its words with single blanks, as the reader's script compares them.
fn plain(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    // Joined words repeat their parts; the parts alone are what people type.
    let spaced = name.replace(['-', '‐', '‑', '/'], " ");
    words::each(&spaced, &mut words::Scratch::default(), |word| parts.push(word.to_owned()));
    parts.join(" ")
}
