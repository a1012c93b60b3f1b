#![doc = include_str!("job_share_without_shares.md")]

use super::Scene;
use super::posts::{directors, has_share, holders, like_succession, people, sharers};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks at those who hold the post side by side today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        let sharers = sharers(&holders(scene, post));
        // Terms that overlap by a slip of dates are `overlapping-terms`.
        let succession = sharers.iter().any(|one| sharers.iter().any(|other| like_succession(one, other)));
        let unknown: Vec<_> = sharers.iter().filter(|term| !has_share(term)).copied().collect();
        let Some(first) = unknown.first().filter(|_| sharers.len() > 1 && !succession) else { continue };
        findings.push(
            Diagnostic::at(
                first.holder.person.span,
                format!("{} people hold `{}`, and the share of {} is not recorded", sharers.len(), id.value, people(&unknown)),
            )
            .hint("add `share:` in per cent to each holder, or `sessions:` a week")
            .subject(id.value.clone()),
        );
    }
}
