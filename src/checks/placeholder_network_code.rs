#![doc = include_str!("placeholder_network_code.md")]

use super::Scene;
use super::codes::is_placeholder;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks for words that stand where a code should.
pub fn check(_: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let facts = &network.facts;
    if let Some(code) = facts.code.as_ref().filter(|code| is_placeholder(&code.value)) {
        findings.push(
            Diagnostic::at(code.span, format!("`{}` stands for no network", code.value))
                .hint("write the network's own code, or take the line away and write `status: forming` until it has one")
                .subject(code.value.clone()),
        );
    } else if facts.name.value.eq_ignore_ascii_case("unallocated") {
        findings.push(
            Diagnostic::at(facts.name.span, format!("`{}` is no network", facts.name.value))
                .hint("the open lists write it for practices without a network; take this folder away"),
        );
    }
}
