#![doc = include_str!("conflicts_arrangements_missing.md")]

use super::Scene;
use super::posts::directors;
use super::shared::{is_at_work, listed, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Thing;
use crate::model::{Network, months_after};

/// How long a review of the register lasts.
const MONTHS: u32 = 12;

/// Looks for the page, the lead and the last review of the register.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let name = name_of(network);
    let Some(policy) = &network.facts.conflicts_policy else {
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("{name} does not say how it handles conflicts of interest"))
                .hint("add `conflicts_policy:` with `lead:`, `page:` and `reviewed:`"),
        );
        return;
    };
    let missing: Vec<&str> = [("`page`", policy.page.is_none()), ("`lead`", policy.lead.is_none()), ("`reviewed`", policy.reviewed.is_none())]
        .into_iter()
        .filter_map(|(field, is_missing)| is_missing.then_some(field))
        .collect();
    if !missing.is_empty() {
        findings.push(
            Diagnostic::at(policy.span, format!("the conflicts policy of {name} has no {}", listed(&missing).replace(" and ", " and no ")))
                .hint("name the post that leads, the page that says how, and the day on which the register was last reviewed"),
        );
    }
    if let Some(lead) = &policy.lead
        && let Some(Thing::Post(owner, at)) = scene.links.of(lead)
    {
        let mut directors = directors(scene, network).peekable();
        // A network without the post is told by a rule of its own.
        if directors.peek().is_some() && !directors.any(|(director, _, _)| owner == n && director == at) {
            findings.push(
                Diagnostic::at(lead.span, format!("`{}` leads on conflicts of interest, and not the clinical director", lead.value))
                    .hint("name the director's post as `lead:`; who does the work stands under `responsibilities:`, `cd-coi-lead`"),
            );
        }
    }
    if let Some(reviewed) = policy.reviewed.as_ref().filter(|reviewed| months_after(reviewed.value, MONTHS) < scene.today) {
        findings.push(
            Diagnostic::at(reviewed.span, format!("the register of interests of {name} was last reviewed on {}, more than {MONTHS} months ago", reviewed.value))
                .hint("ask everybody for their interests, then set `reviewed:` to that day"),
        );
    }
}
