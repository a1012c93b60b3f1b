#![doc = include_str!("manager_only_operational.md")]

use super::Scene;
use super::posts::{nature_of, posts_of, responsibilities};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::{Accountable, Answer, Thing};
use crate::model::Network;
use crate::model::catalogue::Nature;

/// Looks for one strategic responsibility among those the manager answers for, does or helps with.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (at, id, _) in posts_of(scene, network, "pcn-manager") {
        let this = Thing::Post(n, at);
        let takes_part = |answer: &&Answer| {
            answer.in_use && (answer.accountable == Accountable::Post(at) || answer.responsible.contains(&this) || answer.support.contains(&this))
        };
        let natures: Vec<Option<Nature>> =
            scene.links.answers.of_network(n).iter().filter(takes_part).map(|answer| nature_of(scene, network, answer)).collect();
        if !natures.is_empty() && natures.iter().all(|nature| *nature == Some(Nature::Operational)) {
            let all = if natures.len() == 1 { "and it is operational" } else { "all of them operational" };
            findings.push(
                Diagnostic::at(id.span, format!("`{}` has {}, {all}", id.value, responsibilities(natures.len())))
                    .hint("give the manager a part in the vision, the plan or the relationships: `pm-plan: {accountable: pcn-manager}`")
                    .subject(id.value.clone()),
            );
        }
    }
}
