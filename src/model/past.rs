//! Words of other years: which terms of the glossary have a last day, and where prose has them.

use std::collections::HashMap;

use super::Handbook;
use super::shared::Term;
use crate::document::prose::{self, Prose};
use crate::source::{FileId, Span};

/// Terms that have gone out of use or are to go, by their places in the glossary.
#[derive(Debug, Default)]
pub struct PastTerms {
    abbreviations: HashMap<String, u32>,
    /// Those that are words or several of them.
    others: Vec<(String, u32)>,
}

impl PastTerms {
    /// The terms of a handbook that have a last day, whenever that is.
    pub fn of(handbook: &Handbook) -> Self {
        let mut past = Self::default();
        for (at, term) in (0..).zip(&handbook.terms) {
            let Term { term: word, until, .. } = &term.facts;
            if word.value.is_empty() || until.is_none() {
                continue;
            }
            if prose::is_abbreviation(&word.value) {
                past.abbreviations.insert(word.value.clone(), at);
            } else {
                past.others.push((word.value.clone(), at));
            }
        }
        past
    }

    /// The terms that some prose uses, each where it does so first, in the order of their places. `text` is that of its file.
    pub fn used(&self, file: FileId, text: &str, prose: &Prose) -> Vec<(u32, Span)> {
        let abbreviations = prose.capitals.iter().filter_map(|capitals| Some((*self.abbreviations.get(&capitals.word)?, capitals.span)));
        let others = self.others.iter().filter_map(|(term, at)| {
            let place = prose::first_use(text, prose, term)?;
            Some((*at, Span { file, start: place.start, end: place.end }))
        });
        let mut used: Vec<(u32, Span)> = abbreviations.chain(others).collect();
        used.sort_by_key(|(_, span)| span.start);
        // A word that stands in a section for staff first is noted where it stands for everybody too.
        let mut seen = Vec::new();
        used.retain(|(term, _)| {
            !seen.contains(term) && {
                seen.push(*term);
                true
            }
        });
        used
    }
}
