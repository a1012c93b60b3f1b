#![doc = include_str!("address_collision.md")]

use std::collections::HashMap;

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Text;
use crate::links::{self, Thing};

/// Looks for old addresses that two pages have. Other collisions are found where files and lists are read.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let mut first_of: HashMap<String, (&Text, Thing)> = HashMap::new();
    for (alias, thing) in links::aliases(scene.handbook) {
        let (first, owner) = *first_of.entry(links::address_of_alias(alias).to_lowercase()).or_insert((alias, thing));
        if owner != thing {
            findings.push(
                Diagnostic::at(alias.span, format!("two pages had the address `{}`", alias.value))
                    .also(first.span, "the first one says so here")
                    .hint("keep it with the page that readers look for there, and take it away from the other")
                    .subject(alias.value.clone()),
            );
        }
    }
}
