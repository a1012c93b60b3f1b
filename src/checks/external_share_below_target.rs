#![doc = include_str!("external_share_below_target.md")]

use super::Scene;
use super::posts::{answered_by, directors, focus_of, held};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::catalogue::Focus;

/// Compares the share of a director's work that looks outwards with the target.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !is_at_work(network, scene.today) {
        return;
    }
    let common = scene.handbook.settings.thresholds.as_ref().and_then(|thresholds| thresholds.external_share);
    for (at, id, post) in directors(scene, network).filter(|(_, _, post)| held(scene, post)) {
        let own = post.external_share.as_ref();
        let target = match own.and_then(|own| Some((own.target?, own.by.as_ref()))) {
            // The post's own plan has time until its date.
            Some((_, Some(by))) if by.value >= scene.today => continue,
            Some((target, _)) => target,
            None => match common {
                Some(common) => common,
                None => continue,
            },
        };
        let focuses: Vec<Focus> = answered_by(scene, n, at).filter_map(|answer| focus_of(scene, network, answer)).collect();
        let outward = focuses.iter().filter(|focus| **focus != Focus::Internal).count();
        let (share, what, look) = match own.and_then(|own| own.now) {
            Some(now) => (now, "the time", "looks"),
            None if focuses.is_empty() => continue,
            None => (100.0 * outward as f64 / focuses.len() as f64, "the responsibilities", "look"),
        };
        if share < target {
            findings.push(
                Diagnostic::at(
                    own.map_or(id.span, |own| own.span),
                    format!("{} per cent of {what} of `{}` {look} outwards, and the target is {target}", share.round(), id.value),
                )
                .hint("give inward work to other posts, or set a new target and date in `external_share:`")
                .subject(id.value.clone()),
            );
        }
    }
}
