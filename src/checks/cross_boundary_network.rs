#![doc = include_str!("cross_boundary_network.md")]

use super::Scene;
use super::shared::{has_ended, is_member, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Text;
use crate::links::Thing;
use crate::model::Network;
use crate::model::shared::OrganisationKind;

/// Looks for member practices of another sub-ICB or ICB than the network's.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    let facts = &network.facts;
    for practice in facts.practices.iter().filter(|practice| is_member(practice, scene.today)) {
        let Some(written) = &practice.sub_icb else { continue };
        let Some(theirs) = organisation(scene, written) else { continue };
        let icb = facts.icb.as_ref().and_then(|text| Some((text, organisation(scene, text)?)));
        let sub_icb = facts.sub_icb.as_ref().and_then(|text| Some((text, organisation(scene, text)?)));
        let other = match (sub_icb, icb, icb_of(scene, theirs)) {
            (Some((text, ours)), ..) if ours != theirs => Some((text, ours, theirs)),
            (None, Some((text, ours)), Some(theirs)) if ours != theirs => Some((text, ours, theirs)),
            _ => None,
        };
        let Some((text, ours, theirs)) = other else { continue };
        let name = |n: u32| scene.handbook.organisations[n as usize].facts.name.value.as_str();
        findings.push(
            Diagnostic::at(written.span, format!("`{}` belongs to {}, and {} to {}", practice_name(practice), name(theirs), name_of(network), name(ours)))
                .also(text.span, "the network says so here")
                .hint("say on the network's pages whom this practice's staff turn to, and waive the finding")
                .subject(practice.code.value.clone()),
        );
    }
}

fn organisation(scene: &Scene<'_>, text: &Text) -> Option<u32> {
    match scene.links.of(text) {
        Some(Thing::Organisation(n)) => Some(n),
        _ => None,
    }
}

/// The ICB that an organisation is, or is part of.
fn icb_of(scene: &Scene<'_>, mut n: u32) -> Option<u32> {
    // Parents may go round in a circle.
    for _ in 0..4 {
        let facts = &scene.handbook.organisations[n as usize].facts;
        if facts.kind.value == OrganisationKind::Icb {
            return Some(n);
        }
        n = organisation(scene, facts.parent.as_ref()?)?;
    }
    None
}
