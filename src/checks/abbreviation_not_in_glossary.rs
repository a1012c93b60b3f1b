#![doc = include_str!("abbreviation_not_in_glossary.md")]

use std::collections::HashSet;

use super::Scene;
use super::shared::{Written, writings};
use crate::diagnostic::{Diagnostic, Findings};

/// Words that everybody knows, Roman numbers, and words that are written large to be heard.
const COMMON: &[&str] = &[
    "NHS", "GP", "UK", "EU", "IT", "PDF", "AM", "PM", "OK", "ID", "HR", "TV", "CSV", "FAQ", "MP", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "ALL",
    "AND", "ANY", "DO", "IF", "MUST", "NEVER", "NEW", "NO", "NOT", "ONLY", "OR", "YES",
];

/// Looks for the abbreviations of the handbook's own prose.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let handbook = scene.handbook;
    let terms = handbook.terms.iter().flat_map(|term| std::iter::once(&term.facts.term).chain(&term.facts.also));
    let roles = handbook.roles.iter().flat_map(|role| &role.facts.also);
    let organisations = handbook.organisations.iter().flat_map(|organisation| std::iter::once(&organisation.facts.name).chain(&organisation.facts.also));
    let names = terms.chain(roles).chain(organisations).chain([&handbook.settings.title, &handbook.settings.publisher.name]);
    let words = names.flat_map(|name| name.value.split(|c: char| !c.is_alphanumeric() && c != '&'));
    let mut known: HashSet<&str> = words.map(|word| word.strip_suffix('s').unwrap_or(word)).chain(COMMON.iter().copied()).collect();
    let written: Vec<Written<'_>> = writings(scene).collect();
    let capitals = || written.iter().flat_map(|written| &written.prose.capitals);
    known.extend(capitals().filter(|capitals| capitals.in_brackets).map(|capitals| capitals.word.as_str()));
    for capitals in capitals() {
        if known.insert(&capitals.word) {
            findings.push(
                Diagnostic::at(capitals.span, format!("the glossary does not know `{}`", capitals.word))
                    .hint("add it to `glossary.yaml` with its expansion, or write the words out")
                    .subject(capitals.word.clone()),
            );
        }
    }
}
