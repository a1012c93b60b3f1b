//! The words that the public edition shows of pages, with their places.

use std::collections::HashMap;

use super::Scene;
use crate::document::prose::Prose;
use crate::model::{Entry, Handbook};
use crate::source::{FileId, Layer, Span};

/// The text of a page, an agreement or a strategy that the public reads.
pub struct PublicText<'a> {
    file: FileId,
    prose: &'a Prose,
    /// The id of the network whose it is.
    pub network: Option<&'a str>,
}

/// All texts with a file of their own that the public reads, but those of layers below the handbook.
pub fn public_texts(public: &Handbook) -> Vec<PublicText<'_>> {
    fn of<'a, T>(entry: &'a Entry<T>, network: Option<&'a str>) -> Option<PublicText<'a>> {
        (entry.layer == Layer::Handbook && entry.prose.has_text).then_some(PublicText { file: entry.file, prose: &entry.prose, network })
    }
    let mut texts: Vec<Option<PublicText<'_>>> = Vec::new();
    texts.extend(public.home.iter().chain(&public.pages).map(|page| of(&page.entry, None)));
    texts.extend(public.roles.iter().map(|item| of(item, None)));
    texts.extend(public.responsibilities.iter().map(|item| of(item, None)));
    texts.extend(public.checklists.iter().map(|item| of(item, None)));
    for network in &public.networks {
        let id = Some(network.id.as_str());
        texts.extend(network.agreement.iter().map(|entry| of(entry, id)));
        texts.extend(network.strategy.iter().map(|entry| of(entry, id)));
        texts.extend(network.pages.iter().map(|page| of(&page.entry, id)));
    }
    texts.into_iter().flatten().collect()
}

impl<'a> PublicText<'a> {
    /// The stretches between what is for staff, each with its first byte in the file.
    fn stretches(&self, scene: &Scene<'a>) -> Vec<(usize, &'a str)> {
        let text = scene.snapshot.file(self.file).text.as_str();
        let mut hidden: Vec<(usize, usize)> = self.prose.staff.iter().map(|range| (range.start as usize, (range.end as usize).min(text.len()))).collect();
        hidden.sort_unstable();
        let mut stretches = Vec::new();
        let mut at = self.prose.from as usize;
        for (from, to) in hidden.into_iter().chain([(text.len(), text.len())]) {
            if at < from {
                stretches.extend(text.get(at..from).map(|words| (at, words)));
            }
            at = at.max(to);
        }
        stretches
    }

    /// Where this text says one of some names, each time.
    pub fn find<'n>(&self, scene: &Scene<'a>, names: &Names<'n>) -> Vec<(Span, &'n str)> {
        let mut found = Vec::new();
        for (from, words) in self.stretches(scene) {
            let mut at = 0;
            while let Some((start, end)) = next_word(words, at) {
                at = end;
                let candidates = names.by_first_word.get(&words[start..end]).into_iter().flatten();
                if let Some(name) = candidates.filter(|name| says(&words[start..], name)).max_by_key(|name| name.len()) {
                    let span = Span { file: self.file, start: (from + start) as u32, end: (from + start + name.len()) as u32 };
                    found.push((span, *name));
                    at = start + name.len();
                }
            }
        }
        found
    }
}

/// Whether a text begins with a name, and the name ends there.
fn says(text: &str, name: &str) -> bool {
    text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The bytes of the next word.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + text[from..].find(char::is_alphanumeric)?;
    let end = text[start..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |length| start + length);
    Some((start, end))
}

/// Names to look for, by their first word.
#[derive(Default)]
pub struct Names<'n> {
    by_first_word: HashMap<&'n str, Vec<&'n str>>,
}

impl<'n> Names<'n> {
    /// Takes names of two words and more: one word alone may mean anything.
    pub fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut by_first_word: HashMap<&str, Vec<&str>> = HashMap::new();
        for name in names {
            if let Some((start, end)) = next_word(name, 0)
                && next_word(name, end).is_some()
            {
                by_first_word.entry(&name[start..end]).or_default().push(&name[start..]);
            }
        }
        Self { by_first_word }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.by_first_word.is_empty()
    }
}
