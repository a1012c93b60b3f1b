#![doc = include_str!("agreement_not_recorded.md")]

use super::Scene;
use super::shared::{core_practices, is_at_work, listed, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::Parties;
use crate::source::Span;

/// Looks for the Network Agreement, its dates and its parties.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !is_at_work(network, scene.today) {
        return;
    }
    let name = name_of(network);
    let Some(agreement) = &network.agreement else {
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("no Network Agreement is recorded for {name}"))
                .hint(format!("add `networks/{}/agreement.md` with `signed:`, `parties:` and `schedules:`", network.id)),
        );
        return;
    };
    let facts = &agreement.facts;
    let missing: Vec<&str> = [
        ("`signed`", facts.signed.is_none()),
        ("`parties`", facts.parties.is_none()),
        ("`version`", facts.version.is_none()),
        ("`review_by`", facts.review_by.is_none()),
    ]
    .into_iter()
    .filter_map(|(field, is_missing)| is_missing.then_some(field))
    .collect();
    if agreement.whole && !missing.is_empty() {
        findings.push(
            Diagnostic::at(Span::top(agreement.file), format!("the agreement of {name} has no {}", listed(&missing).replace(" and ", " and no ")))
                .hint("say between the `---` lines when it was signed, by whom, on which template, and when it is reviewed"),
        );
    }
    let Some(Parties::Codes(codes)) = facts.parties.as_ref().filter(|_| agreement.whole) else { return };
    for practice in core_practices(network, scene.today) {
        if codes.iter().all(|code| code.value != practice.code.value) {
            let finding = Diagnostic::at(practice.code.span, format!("`{}` is a member of {name} and no party to its agreement", practice_name(practice)));
            let finding = match codes.first() {
                Some(first) => finding.also(first.span, "the parties are listed here"),
                None => finding,
            };
            findings.push(finding.hint("have it sign, and add its code to `parties:`").subject(practice.code.value.clone()));
        }
    }
}
