//! What the rules on codes share.

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::shared::OrganisationKind;

/// Suggests the code that was most likely meant: in capitals, without spaces, with digits where letters look like them.
pub fn suggest_code(finding: Diagnostic, typed: &str, well_formed: fn(&str) -> bool) -> Diagnostic {
    let plain: String = typed.chars().filter(|sign| sign.is_ascii_alphanumeric()).map(|sign| sign.to_ascii_uppercase()).collect();
    let digits: String = plain
        .chars()
        .enumerate()
        .map(|(at, sign)| match sign {
            'O' if at > 0 => '0',
            'I' | 'L' if at > 0 => '1',
            _ => sign,
        })
        .collect();
    match [plain, digits].into_iter().find(|code| well_formed(code)) {
        Some(code) => finding.hint(format!("did you mean `{code}`?")),
        None => finding,
    }
}

/// A capital letter of some set, and five digits.
pub fn letter_and_five_digits(code: &str, letter: fn(u8) -> bool) -> bool {
    matches!(code.as_bytes(), [first, digits @ ..] if letter(*first) && digits.len() == 5 && digits.iter().all(u8::is_ascii_digit))
}

/// Words that people and lists put where a network has no code.
pub fn is_placeholder(code: &str) -> bool {
    ["u", "unallocated", "unknown", "none", "n/a", "tbc", "tba"].contains(&code.to_ascii_lowercase().as_str())
}

/// Tells the codes of one kind of organisation that aren't three to five capital letters and digits.
pub fn tell_malformed(scene: &Scene<'_>, kind: OrganisationKind, called: &str, findings: &mut Findings) {
    for organisation in scene.handbook.organisations.iter().map(|item| &item.facts).filter(|item| item.kind.value == kind) {
        let Some(code) = organisation.code.as_ref().filter(|code| !three_to_five(&code.value)) else { continue };
        let finding = Diagnostic::at(code.span, format!("`{}` is not the code of {called}", code.value)).subject(organisation.id.value.clone());
        let from_statistics = code.value.len() == 9 && code.value.starts_with('E');
        findings.push(if from_statistics {
            finding.hint("this is the code of the Office for National Statistics; write that of the Organisation Data Service, such as `S9V9D`")
        } else {
            suggest_code(finding, &code.value, three_to_five).hint("it is three to five capital letters and digits, for example `9SV` or `S9V9D`")
        });
    }
}

/// Three to five capital letters and digits.
pub fn three_to_five(code: &str) -> bool {
    (3..=5).contains(&code.len()) && code.bytes().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_zeros_is_a_networks_and_a_bare_letter_is_none() {
        assert!(is_placeholder("U") && is_placeholder("Unallocated"));
        assert!(!is_placeholder("U00000"));
    }

    #[test]
    fn a_letter_in_the_place_of_a_digit_is_put_right() {
        let network = |code: &str| letter_and_five_digits(code, |letter| letter == b'U');
        let hints = |typed: &str| suggest_code(Diagnostic::at(crate::source::Span::top(crate::source::FileId(0)), ""), typed, network).hints;
        assert_eq!(hints("u9997O"), ["did you mean `U99970`?"]);
        assert_eq!(hints("U 99972"), ["did you mean `U99972`?"]);
        assert!(hints("PCN 12").is_empty());
    }
}
