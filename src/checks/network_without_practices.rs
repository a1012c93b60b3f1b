#![doc = include_str!("network_without_practices.md")]

use super::Scene;
use super::shared::{core_practices, is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks for a network without a core practice today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) || core_practices(network, scene.today).next().is_some() {
        return;
    }
    let name = name_of(network);
    let finding = match network.facts.practices.first() {
        Some(first) => Diagnostic::at(first.span, format!("none of the practices listed is a core member of {name} today"))
            .hint("check `joined:`, `left:` and `kind:` of each practice, or say `status: closed`"),
        None => Diagnostic::at(network.facts.name.span, format!("{name} lists no practice"))
            .hint("add `practices:` with the code and the name of each, or say `status: forming`"),
    };
    findings.push(finding);
}
