#![doc = include_str!("practice_without_a_representative.md")]

use super::Scene;
use super::shared::{core_practices, is_at_work, listed, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::answers;
use crate::model::Network;
use crate::model::network::Practice;

/// The most practices that a finding names.
const MOST_NAMED: usize = 5;

/// Looks for core practices for which nobody votes.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let voting: Vec<&Practice> =
        core_practices(network, scene.today).filter(|practice| practice.votes.as_ref().is_none_or(|votes| votes.value > 0)).collect();
    let without: Vec<&Practice> = voting.iter().copied().filter(|practice| !is_represented(scene, practice)).collect();
    let name = name_of(network);
    let finding = match without.as_slice() {
        [] => return,
        [practice] => {
            let left = practice.representative.as_ref();
            let message = match left {
                Some(left) => format!("`{}` of {name} is represented by `{}`, who has left", practice_name(practice), left.value),
                None => format!("nobody votes for `{}` of {name}", practice_name(practice)),
            };
            Diagnostic::at(left.map_or(practice.code.span, |left| left.span), message).subject(practice.code.value.clone())
        }
        [first, ..] => {
            let mut names: Vec<String> = without.iter().take(MOST_NAMED).map(|practice| format!("`{}`", practice_name(practice))).collect();
            if without.len() > MOST_NAMED {
                names.push(format!("{} more", without.len() - MOST_NAMED));
            }
            let of_all = if without.len() == voting.len() { format!("any of the {}", voting.len()) } else { format!("{} of the {}", without.len(), voting.len()) };
            let place = first.representative.as_ref().map_or(first.code.span, |left| left.span);
            Diagnostic::at(place, format!("nobody votes for {of_all} practices of {name}: {}", listed(&names)))
        }
    };
    findings.push(finding.hint("name a person of the network as `representative:` of the practice"));
}

/// Whether a practice has a representative who has not left.
fn is_represented(scene: &Scene<'_>, practice: &Practice) -> bool {
    let Some(representative) = &practice.representative else { return false };
    // A name that leads nowhere is told where names are looked up.
    let person = scene.links.of(representative).and_then(|thing| answers::person(scene.handbook, thing));
    person.is_none_or(|(_, person)| person.left.as_ref().is_none_or(|left| left.value >= scene.today))
}
