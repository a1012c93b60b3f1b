#![doc = include_str!("not_exactly_one_accountable.md")]

use super::Scene;
use super::posts::{id_of, responsibilities, such_as};
use super::shared::{is_at_work, listed};
use super::unassigned::{is_national_seven, is_of_2024, tell_unassigned};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::{Accountable, Duty};
use crate::model::Network;

/// Looks for responsibilities of nobody, and for those that two posts might answer for.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    tell_unassigned(scene, n, network, |id| !is_national_seven(id) && !is_of_2024(id), findings);
    tell_undecided(scene, n, network, findings);
}

/// Several posts of the usual role: one finding for each set of posts.
fn tell_undecided(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let mut undecided: Vec<(&[u32], Vec<Duty>)> = Vec::new();
    for answer in scene.links.answers.of_network(n).iter().filter(|answer| answer.in_use) {
        let Accountable::Choice(posts) = &answer.accountable else { continue };
        match undecided.iter_mut().find(|(known, _)| known == posts) {
            Some((_, duties)) => duties.push(answer.duty),
            None => undecided.push((posts, vec![answer.duty])),
        }
    }
    for (posts, duties) in undecided {
        let posts: Vec<_> = posts.iter().filter_map(|&post| network.facts.posts.get(post as usize)).collect();
        let [(first, post), others @ ..] = posts.as_slice() else { continue };
        let role = post.role.as_ref().unwrap_or(first);
        let names: Vec<String> = posts.iter().map(|(id, _)| format!("`{}`", id.value)).collect();
        let mut finding = Diagnostic::at(
            first.span,
            format!("{} are posts of one role, and nothing says which of them answers for {}", listed(&names), responsibilities(duties.len())),
        );
        for (other, _) in others {
            finding = finding.also(other.span, "another post of the role is here");
        }
        findings.push(
            finding
                .hint(such_as(scene, network, &duties))
                .hint(format!("choose one under `responsibilities:`, for example `{}: {{accountable: {}}}`", id_of(scene, network, duties[0]), first.value))
                .subject(role.value.clone()),
        );
    }
}
