#![doc = include_str!("membership_differs_from_reference_list.md")]

use super::Scene;
use super::membership;
use super::shared::{is_at_work, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::open_lists::{in_words, readable};

/// Compares the members of a network with those that the open list has.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(list) = scene.open_list().filter(|_| is_at_work(network, scene.today)) else { return };
    // A code that the list does not have is told by another rule.
    let Some((code, listed)) = network.facts.code.as_ref().and_then(|code| Some((code, list.network(&code.value)?))) else { return };
    let day = in_words(list.extracted);
    let differences = membership::compare(network, list, &listed, scene.today);
    for practice in differences.gone {
        let Some(row) = list.practice(&practice.code.value) else { continue };
        let place = if row.network.is_empty() { "in no network".to_owned() } else { format!("in {} ({})", readable(&row.network_name), row.network) };
        findings.push(
            Diagnostic::at(practice.code.span, format!("`{}` is a member of {} here, and {place} in the list of {day}", practice_name(practice), name_of(network)))
                .hint("give it the day it left with `left:`; where the list is behind, waive the finding until the next one")
                .subject(practice.code.value.clone()),
        );
    }
    for row in differences.come {
        findings.push(
            Diagnostic::at(code.span, format!("the list of {day} has `{}` ({}) in {}, and the handbook has not", readable(&row.name), row.code, name_of(network)))
                .hint("add it to `practices`; `pcn-handbook reconcile ods --apply` does so")
                .subject(row.code.clone()),
        );
    }
    for (practice, _) in differences.lingering {
        let Some(left) = &practice.left else { continue };
        let message = format!("`{}` left {} on {}, and the list of {day} still has it there", practice_name(practice), name_of(network), left.value);
        findings.push(
            Diagnostic::at(left.span, message).hint("ask for the list to be put right, or correct the day").subject(practice.code.value.clone()),
        );
    }
}
