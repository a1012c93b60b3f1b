#![doc = include_str!("clinical_director_not_accountable_to_members.md")]

use super::Scene;
use super::posts::directors;
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Thing;
use crate::links::answers::role_of_post;
use crate::model::Network;

/// Looks at whom the post answers to, by its own words or by those of its role.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        let role = role_of_post(scene.links, id, post).and_then(|role| scene.handbook.roles.get(role as usize));
        let of_role = role.and_then(|role| role.facts.accountable_to.as_ref());
        let Some(to) = post.accountable_to.as_ref().or(of_role) else { continue };
        let wrong = match scene.links.of(to) {
            Some(Thing::Post(..)) => format!("the post `{}`", to.value),
            Some(Thing::Role(_)) => format!("the role `{}`", to.value),
            None if to.value == "commissioner" => "the commissioner".to_owned(),
            _ => continue,
        };
        let message = format!("`{}` answers to {wrong}, not to the members", id.value);
        let finding = match &post.accountable_to {
            Some(own) => Diagnostic::at(own.span, message),
            None => Diagnostic::at(id.span, message).also(to.span, "the role says so here"),
        };
        findings.push(finding.hint("write `accountable_to: members`, or the id of the network's board").subject(id.value.clone()));
    }
}
