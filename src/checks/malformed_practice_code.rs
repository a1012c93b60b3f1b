#![doc = include_str!("malformed_practice_code.md")]

use super::Scene;
use super::codes::{letter_and_five_digits, suggest_code};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks at the form of every practice's code.
pub fn check(_: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    // A code that is missing was told when it was read.
    for code in network.facts.practices.iter().map(|practice| &practice.code).filter(|code| !code.value.is_empty() && !well_formed(&code.value)) {
        let finding = Diagnostic::at(code.span, format!("`{}` is not the code of a practice", code.value)).subject(code.value.clone());
        findings.push(suggest_code(finding, &code.value, well_formed).hint("it is one capital letter and five digits, for example `Y99001`"));
    }
}

/// The letters are those that practices' codes begin with.
fn well_formed(code: &str) -> bool {
    letter_and_five_digits(code, |letter| matches!(letter, b'A'..=b'H' | b'J'..=b'N' | b'P' | b'W' | b'Y'))
}
