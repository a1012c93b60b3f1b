#![doc = include_str!("term_ends_before_start.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Compares the two dates of every term of every post.
pub fn check(_: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    for (id, post) in network.facts.posts.iter() {
        for holder in &post.holders {
            let (Some(from), Some(to)) = (&holder.from, &holder.to) else { continue };
            if to.value < from.value {
                findings.push(
                    Diagnostic::at(to.span, format!("the term of `{}` in `{}` ends on {}, before it begins", holder.person.value, id.value, to.value))
                        .also(from.span, format!("it begins on {}", from.value))
                        .hint("check the year of both dates")
                        .subject(id.value.clone()),
                );
            }
        }
    }
}
