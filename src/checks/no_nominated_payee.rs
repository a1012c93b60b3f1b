#![doc = include_str!("no_nominated_payee.md")]

use super::Scene;
use super::shared::{is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks for the nominated payee and its code.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let name = name_of(network);
    match &network.facts.nominated_payee {
        Some(payee) if payee.organisation.is_some() || payee.code.is_some() => {}
        Some(payee) => {
            let finding = match &payee.name {
                Some(written) => Diagnostic::at(written.span, format!("the nominated payee of {name}, `{}`, has no code", written.value)),
                None => Diagnostic::at(payee.span, format!("the nominated payee of {name} has neither name nor code")),
            };
            findings.push(finding.hint("add its `code:`, or name an organisation of `organisations.yaml`: `nominated_payee: {organisation: …}`"));
        }
        None => findings.push(
            Diagnostic::at(network.facts.name.span, format!("no nominated payee is recorded for {name}"))
                .hint("add who receives the network's money: `nominated_payee: {name: …, code: …}`"),
        ),
    }
}
