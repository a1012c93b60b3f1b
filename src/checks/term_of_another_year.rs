#![doc = include_str!("term_of_another_year.md")]

use super::Scene;
use super::shared::{Written, writings};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::past::PastTerms;

/// Looks for historic words on the pages of today.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let past = PastTerms::of(scene.handbook);
    for Written { file, prose, year, .. } in writings(scene).filter(|written| !written.is_signed) {
        // A page that speaks of all years before one speaks of no year in which a word was gone for sure.
        let Some(year) = year else { continue };
        for (at, span) in past.used(file, &scene.snapshot.file(file).text, prose) {
            let term = &scene.handbook.terms[at as usize].facts;
            let Some(until) = term.until.as_ref().filter(|until| until.value < year.first_day()) else { continue };
            let word = &term.term.value;
            let finding = Diagnostic::at(span, format!("`{word}` has been out of use since {}, and this page speaks of {year}", until.value));
            let finding = match &term.now {
                Some(now) => finding.hint(format!("say `{}`, or say with `years:` of which years the page speaks; `[[term:{word}]]` explains the word instead", now.value)),
                None => finding.hint(format!("leave it out, or say with `years:` of which years the page speaks; `[[term:{word}]]` explains the word instead")),
            };
            findings.push(finding.subject(word.clone()));
        }
    }
}
