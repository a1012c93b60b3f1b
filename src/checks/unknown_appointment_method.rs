#![doc = include_str!("unknown_appointment_method.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::METHODS;

/// Compares the method of every post with the four that there are.
pub fn check(_: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    for (id, post) in network.facts.posts.iter() {
        let Some(method) = post.method.as_ref().filter(|method| !METHODS.contains(&method.value.as_str())) else { continue };
        findings.push(
            Diagnostic::at(method.span, format!("`{}` is no way to choose who holds a post", method.value))
                .did_you_mean(&method.value, METHODS.iter().copied())
                .hint(format!("it is one of: {}; `rotation: {{months: 36}}` may stand beside any of them", METHODS.join(", ")))
                .subject(id.value.clone()),
        );
    }
}
