#![doc = include_str!("accountable_and_alone.md")]

use super::Scene;
use super::posts::{answered_by, directors, held, id_of, posts, responsibilities, such_as};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::{Duty, Thing};
use crate::model::Network;

/// Counts what the director answers for with nobody named beside.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (at, id, _) in directors(scene, network).filter(|(_, _, post)| held(scene, post)) {
        // Where nobody else holds a post, there is nobody to name.
        if !posts(scene, network).any(|(other, _, post)| other != at && held(scene, post)) {
            continue;
        }
        let this = Thing::Post(n, at);
        let alone: Vec<Duty> = answered_by(scene, n, at)
            .filter(|answer| answer.responsible.iter().chain(&answer.support).all(|thing| *thing == this))
            .map(|answer| answer.duty)
            .collect();
        let Some(first) = alone.first() else { continue };
        findings.push(
            Diagnostic::at(id.span, format!("`{}` answers for {}, and nobody is named who does the work or helps", id.value, responsibilities(alone.len())))
                .hint(such_as(scene, network, &alone))
                .hint(format!("name posts under `responsibilities:`, for example `{}: {{responsible: [pcn-manager]}}`", id_of(scene, network, *first)))
                .subject(id.value.clone()),
        );
    }
}
