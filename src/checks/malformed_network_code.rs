#![doc = include_str!("malformed_network_code.md")]

use super::Scene;
use super::codes::{is_placeholder, letter_and_five_digits, suggest_code};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks at the form of the network's code.
pub fn check(_: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(code) = network.facts.code.as_ref().filter(|code| !well_formed(&code.value) && !is_placeholder(&code.value)) else { return };
    let finding = Diagnostic::at(code.span, format!("`{}` is not the code of a network", code.value)).subject(code.value.clone());
    findings.push(suggest_code(finding, &code.value, well_formed).hint("it is a capital U and five digits, for example `U99972`"));
}

fn well_formed(code: &str) -> bool {
    letter_and_five_digits(code, |letter| letter == b'U')
}
