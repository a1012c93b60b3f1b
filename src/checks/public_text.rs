//! The words that the public edition shows of pages, with their places.

use std::collections::HashMap;

use super::Scene;
use crate::document::prose::Prose;
use crate::model::{Entry, Handbook, Network};
use crate::source::{FileId, Layer, Span};

/// The text of a page, an agreement or a strategy that the public reads.
pub struct PublicText<'a> {
    /// The id of the page.
    pub id: &'a str,
    /// Its file.
    pub file: FileId,
    prose: &'a Prose,
    /// The id of the network whose it is.
    pub network: Option<&'a str>,
}

/// All texts with a file of their own that the public reads, but those of layers below the handbook.
pub fn public_texts(public: &Handbook) -> Vec<PublicText<'_>> {
    let mut texts = texts_of_no_network(public);
    texts.extend(public.networks.iter().flat_map(|network| texts_of_network(network)));
    texts
}

/// Those that belong to no network.
pub fn texts_of_no_network(public: &Handbook) -> Vec<PublicText<'_>> {
    let pages = public.home.iter().chain(&public.pages).map(|page| text_of(&page.entry, None));
    let roles = public.roles.iter().map(|item| text_of(item, None));
    let responsibilities = public.responsibilities.iter().map(|item| text_of(item, None));
    let checklists = public.checklists.iter().map(|item| text_of(item, None));
    pages.chain(roles).chain(responsibilities).chain(checklists).flatten().collect()
}

/// Those of one network.
pub fn texts_of_network(network: &Network) -> Vec<PublicText<'_>> {
    let id = Some(network.id.as_str());
    let papers = network.agreement.iter().map(|entry| text_of(entry, id)).chain(network.strategy.iter().map(|entry| text_of(entry, id)));
    papers.chain(network.pages.iter().map(|page| text_of(&page.entry, id))).flatten().collect()
}

fn text_of<'a, T>(entry: &'a Entry<T>, network: Option<&'a str>) -> Option<PublicText<'a>> {
    let has_words = entry.layer == Layer::Handbook && entry.prose.has_text;
    has_words.then_some(PublicText { id: &entry.id, file: entry.file, prose: &entry.prose, network })
}

impl<'a> PublicText<'a> {
    /// The stretches between what is for staff, each with its first byte in the file.
    pub fn stretches(&self, scene: &Scene<'a>) -> Vec<(usize, &'a str)> {
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
                if let Some(name) = names.at(words, start, end) {
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

    /// The longest name that stands at a word.
    fn at(&self, text: &str, start: usize, end: usize) -> Option<&&'n str> {
        let candidates = self.by_first_word.get(&text[start..end]).into_iter().flatten();
        candidates.filter(|name| says(&text[start..], name)).max_by_key(|name| name.len())
    }

    /// Whether a text says one of them.
    pub fn stand_in(&self, text: &str) -> bool {
        let mut at = 0;
        while let Some((start, end)) = next_word(text, at) {
            if self.at(text, start, end).is_some() {
                return true;
            }
            at = end;
        }
        false
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.by_first_word.is_empty()
    }
}
