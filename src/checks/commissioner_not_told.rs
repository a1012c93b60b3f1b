#![doc = include_str!("commissioner_not_told.md")]

use super::Scene;
use super::posts::{directors, holders, people};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks for the date in posts that somebody holds.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network).filter(|(_, _, post)| post.commissioner_told.is_none()) {
        let now = holders(scene, post).now;
        let Some(first) = now.first() else { continue };
        findings.push(
            Diagnostic::at(first.holder.person.span, format!("nothing says that the commissioner was told of {} in `{}`", people(&now), id.value))
                .hint("add the day to the post: `commissioner_told: 2026-04-03`")
                .subject(id.value.clone()),
        );
    }
}
