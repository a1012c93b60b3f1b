#![doc = include_str!("responsibility_held_by_a_vacant_post.md")]

use super::Scene;
use super::posts::{resting_on, cover_of, directors, held, responsibilities, such_as};
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
        let duties: Vec<Duty> = resting_on(scene, n, at).map(|answer| answer.duty).collect();
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

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use crate::pipeline;

    const TODAY: Date = Date::constant(2026, 11, 22);
    const HEAD: &str = "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts:\n  clinical-director: {holders: [{person: amara, from: 2025-01-01}]}\n  helper: {title: Helper, vacant: {since: 2026-09-01}}\n";

    fn told(network: &str) -> Vec<String> {
        let handbook = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
        let checked = pipeline::check_files(&[("handbook.yaml", handbook), ("networks/alpha/network.yaml", network)], TODAY, true);
        checked.findings.into_iter().filter(|finding| finding.rule == "responsibility-held-by-a-vacant-post").map(|finding| finding.message).collect()
    }

    #[test]
    fn work_that_only_a_vacant_post_does_rests_on_it() {
        let network = |responsible: &str| format!("{HEAD}responsibilities:\n  hub-rota: {{title: Hub rota, accountable: clinical-director, responsible: [{responsible}]}}\n");
        assert_eq!(told(&network("helper")), ["nobody holds `helper`, and 1 responsibility rests on it"]);
        assert_eq!(told(&network("helper, clinical-director")), [""; 0]);
        assert_eq!(told(&network("clinical-director")), [""; 0]);
    }
}
