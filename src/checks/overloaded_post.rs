#![doc = include_str!("overloaded_post.md")]

use super::Scene;
use super::posts::{held, posts, responsibilities};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::{Accountable, Thing};
use crate::model::Network;

/// Responsibilities for each weekly session, where the handbook sets no number.
const MOST: f64 = 6.0;

/// Compares what each held post answers for or does with its sessions.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !is_at_work(network, scene.today) {
        return;
    }
    let most = scene.handbook.settings.thresholds.as_ref().and_then(|thresholds| thresholds.duties_per_session).unwrap_or(MOST);
    for (at, id, post) in posts(scene, network).filter(|(_, _, post)| held(scene, post)) {
        let Some(sessions) = post.sessions.as_ref().filter(|sessions| sessions.value > 0.0) else { continue };
        let this = Thing::Post(n, at);
        let duties = scene
            .links
            .answers
            .of_network(n)
            .iter()
            .filter(|answer| answer.in_use && (answer.accountable == Accountable::Post(at) || answer.responsible.contains(&this)))
            .count();
        if duties as f64 > most * sessions.value {
            let unit = if sessions.value == 1.0 { "session" } else { "sessions" };
            findings.push(
                Diagnostic::at(sessions.span, format!("`{}` has {} in {} {unit} a week", id.value, responsibilities(duties), sessions.value))
                    .hint(format!("more than {most} a session is too much: give some to other posts, and record the plan under `release:`"))
                    .subject(id.value.clone()),
            );
        }
    }
}
