#![doc = include_str!("conflict_entry_incomplete.md")]

use super::Scene;
use super::shared::{has_ended, listed};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// What an interest may be.
const TYPES: &[&str] = &["financial", "professional", "personal", "indirect"];

/// Looks for declared interests that leave something open.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for entry in &network.facts.conflicts {
        let person = &entry.person;
        if let Some(kind) = entry.r#type.as_ref().filter(|kind| !TYPES.contains(&kind.value.as_str())) {
            findings.push(
                Diagnostic::at(kind.span, format!("`{}` is no type of interest", kind.value))
                    .did_you_mean_or_choose(&kind.value, TYPES.iter().copied())
                    .subject(person.value.clone()),
            );
        }
        let missing: Vec<&str> = [
            ("`type`", entry.r#type.is_none()),
            ("`what`", entry.what.is_none()),
            ("`from`", entry.from.is_none()),
            ("`action`", entry.action.is_none()),
        ]
        .into_iter()
        .filter_map(|(field, is_missing)| is_missing.then_some(field))
        .collect();
        if network.whole && !missing.is_empty() {
            findings.push(
                Diagnostic::at(person.span, format!("an interest of `{}` has no {}", person.value, listed(&missing).replace(", ", ", no ").replace(" and ", " and no ")))
                    .hint("say what it is, since when, and what is done when it matters")
                    .subject(person.value.clone()),
            );
        }
    }
}
