#![doc = include_str!("data_sharing_not_recorded.md")]

use std::collections::HashSet;

use super::Scene;
use super::shared::{core_practices, is_at_work, listed, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::Parties;

/// Looks for the agreements on data, what they leave open and who signed none.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let name = name_of(network);
    let agreements = &network.facts.data_sharing;
    let Some(first) = agreements.first() else {
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("{name} records no agreement on the data that its practices share"))
                .hint("add it under `data_sharing:` with `model:`, `signed:`, `review_by:` and `parties:`"),
        );
        return;
    };
    for agreement in agreements {
        let id = &agreement.id;
        let missing: Vec<&str> = [
            ("`model`", agreement.model.is_none()),
            ("`signed`", agreement.signed.is_none()),
            ("`review_by`", agreement.review_by.is_none()),
            ("`parties`", agreement.parties.is_none()),
        ]
        .into_iter()
        .filter_map(|(field, is_missing)| is_missing.then_some(field))
        .collect();
        if !missing.is_empty() {
            findings.push(
                Diagnostic::at(id.span, format!("the agreement on data `{}` has no {}", id.value, listed(&missing).replace(", ", ", no ").replace(" and ", " and no ")))
                    .hint("say who decides on the data, when it was signed, by whom, and when it is reviewed")
                    .subject(id.value.clone()),
            );
        }
        if let Some(due) = agreement.review_by.as_ref().filter(|due| due.value < scene.today) {
            findings.push(
                Diagnostic::at(due.span, format!("the agreement on data `{}` was to be reviewed by {}", id.value, due.value))
                    .hint("review it, then set `review_by:` to the next date")
                    .subject(id.value.clone()),
            );
        }
    }
    let mut parties: HashSet<&str> = HashSet::new();
    for agreement in agreements {
        match &agreement.parties {
            // What an entry without parties leaves open is told above.
            Some(Parties::All(_)) | None => return,
            Some(Parties::Codes(codes)) => parties.extend(codes.iter().map(|code| code.value.as_str())),
        }
    }
    for practice in core_practices(network, scene.today).filter(|practice| !parties.contains(practice.code.value.as_str())) {
        findings.push(
            Diagnostic::at(practice.code.span, format!("`{}` is a party to no agreement on data of {name}", practice_name(practice)))
                .also(first.id.span, "the agreements are listed here")
                .hint("have it sign, and add its code to `parties:`")
                .subject(practice.code.value.clone()),
        );
    }
}
