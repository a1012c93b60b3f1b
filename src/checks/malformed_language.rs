#![doc = include_str!("malformed_language.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};

/// Looks at the form of the handbook's language.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(language) = &scene.handbook.settings.language else { return };
    if is_well_formed(&language.value) {
        return;
    }
    let mended = language.value.trim().replace('_', "-");
    let finding = Diagnostic::at(language.span, format!("`{}` is not the tag of a language", language.value)).subject(language.value.clone());
    findings.push(match mended.to_lowercase().as_str() {
        _ if is_well_formed(&mended) => finding.hint(format!("did you mean `{mended}`?")),
        "english" | "british english" => finding.hint("did you mean `en-GB`?"),
        "welsh" => finding.hint("did you mean `cy`?"),
        _ => finding.hint("write two or three letters for the language, and two for the country where that matters: `en-GB`, `cy`"),
    });
}

/// Whether it has the form of a language tag (RFC 5646): a language, perhaps a script, a region and variants.
fn is_well_formed(tag: &str) -> bool {
    let are_letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_variant = |part: &str| {
        let begins = part.as_bytes().first().is_some_and(u8::is_ascii_digit);
        (5..=8).contains(&part.len()) || (part.len() == 4 && begins)
    };
    let mut parts = tag.split('-').peekable();
    let is_language = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && are_letters(part));
    parts.next_if(|part| part.len() == 4 && are_letters(part));
    parts.next_if(|part| (part.len() == 2 && are_letters(part)) || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())));
    is_language && parts.all(|part| is_variant(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_languages_are_told_from_other_words() {
        for tag in ["en", "en-GB", "cy", "cy-GB", "zh-Hant-TW", "es-419", "de-1996", "sl-rozaj"] {
            assert!(is_well_formed(tag), "{tag}");
        }
        for word in ["", "english", "en_GB", "en-", "e", "en-GB-", "en-G", "en GB", "12"] {
            assert!(!is_well_formed(word), "{word}");
        }
    }
}
