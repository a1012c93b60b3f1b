#![doc = include_str!("shares_do_not_add_up.md")]

use super::Scene;
use super::posts::{holders, posts, sharers};
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Loc;
use crate::model::Network;

/// Adds up the shares, or the sessions, of those who hold a post side by side today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for (_, id, post) in posts(scene, network) {
        let sharers = sharers(&holders(scene, post));
        let shares: Vec<&Loc<f64>> = sharers.iter().filter_map(|term| term.holder.share.as_ref()).collect();
        let sessions: Vec<&Loc<f64>> = sharers.iter().filter_map(|term| term.holder.sessions.as_ref()).collect();
        let sum = |parts: &[&Loc<f64>]| (parts.iter().map(|part| part.value).sum::<f64>() * 100.0).round() / 100.0;
        let (parts, message, hint) = if shares.len() == sharers.len() && (sum(&shares) - 100.0).abs() > 1.0 {
            let message = format!("the shares of `{}` add up to {} per cent", id.value, sum(&shares));
            (shares, message, "make them 100 together; a part that nobody holds is a vacancy")
        } else if let Some(whole) = post.sessions.as_ref().filter(|whole| sessions.len() == sharers.len() && (sum(&sessions) - whole.value).abs() > 0.01) {
            let message = format!("the holders of `{}` have {} sessions a week together, and the post has {}", id.value, sum(&sessions), whole.value);
            (sessions, message, "correct the holders' `sessions`, or those of the post")
        } else {
            continue;
        };
        let [first, others @ ..] = parts.as_slice() else { continue };
        let mut finding = Diagnostic::at(first.span, message).hint(hint).subject(id.value.clone());
        for other in others {
            finding = finding.also(other.span, "another part is here");
        }
        findings.push(finding);
    }
}
