#![doc = include_str!("responsibility_held_by_a_vacant_post.md")]

use super::Scene;
use super::posts::{answered_by, cover_of, directors, held, responsibilities, such_as};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Duty;
use crate::links::answers::exists;
use crate::model::Network;

/// Looks at every post that answers for something and that nobody holds.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    // That the director's post is vacant is told by `gap-in-cover` and `no-clinical-director`.
    let directors: Vec<u32> = directors(scene, network).map(|(at, ..)| at).collect();
    for (at, (id, post)) in network.facts.posts.iter().enumerate() {
        let at = at as u32;
        let duties: Vec<Duty> = answered_by(scene, n, at).map(|answer| answer.duty).collect();
        if duties.is_empty() || directors.contains(&at) || held(scene, post) {
            continue;
        }
        let number = responsibilities(duties.len());
        let rest = if duties.len() == 1 { "rests" } else { "rest" };
        let finding = match post.ended.as_ref().filter(|_| !exists(post, scene.today)) {
            Some(ended) => Diagnostic::at(id.span, format!("`{}` ended on {}, and {number} still {rest} on it", id.value, ended.value))
                .also(ended.span, "the post ended here")
                .hint(such_as(scene, network, &duties))
                .hint("give them to another post under `responsibilities:`"),
            None => {
                let finding = Diagnostic::at(id.span, format!("nobody holds `{}`, and {number} {rest} on it", id.value)).hint(such_as(scene, network, &duties));
                match cover_of(network, scene, post) {
                    Some((_, true)) => continue,
                    Some((cover, false)) => finding
                        .also(cover.span, format!("`{}` is named to cover, and nobody holds that post either", cover.value))
                        .hint("name a post that somebody holds"),
                    None => finding.hint("say which post covers: `vacant: {cover: …}`, or give them to another post under `responsibilities:`"),
                }
            }
        };
        findings.push(finding.subject(id.value.clone()));
    }
}
