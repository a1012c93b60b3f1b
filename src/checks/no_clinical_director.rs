#![doc = include_str!("no_clinical_director.md")]

use super::Scene;
use super::posts::{directors, holders};
use super::shared::{is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::answers::role_of_post;
use crate::model::Network;

/// Looks for the post, and for somebody in it or a word on the vacancy.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let mut directors = directors(scene, network).peekable();
    // A post whose role leads nowhere was told already, and may well be this one.
    let all_known = network.facts.posts.iter().all(|(id, post)| role_of_post(scene.links, id, post).is_some());
    if directors.peek().is_none() && all_known {
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("{} has no clinical director post", name_of(network)))
                .hint("add `clinical-director:` under `posts:`, with its `holders`, or with `vacant` where nobody holds it"),
        );
    }
    for (_, id, post) in directors {
        let holders = holders(scene, post);
        if post.vacant.is_some() || !holders.now.is_empty() {
            continue;
        }
        let mut finding = Diagnostic::at(id.span, format!("nobody holds `{}`, and no vacancy is recorded", id.value)).subject(id.value.clone());
        if let Some(last) = holders.before.iter().filter_map(|term| term.holder.to.as_ref()).max_by_key(|to| to.value) {
            finding = finding.also(last.span, "the last term ended here");
        }
        if let Some(next) = holders.next.first().and_then(|term| term.holder.from.as_ref()) {
            finding = finding.also(next.span, "the next term begins here");
        }
        findings.push(finding.hint("add who holds it to `holders`, or say since when it is vacant: `vacant: {since: 2026-04-01}`"));
    }
}
