//! Pages as they were made the last time, and what makes them.

use std::collections::HashMap;
use std::hash::Hash as _;
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3Default;

use crate::diagnostic::Diagnostic;
use crate::pages::view::{Site, View};
use crate::search::documents::{Dictionary, Maker, SearchDocument};
use crate::source::{Layer, Snapshot};
use crate::theme::{Press, Theme};

/// Fingerprints of what a page is made from: its HTML, and what can be found on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Print {
    /// Of the theme, the frame and the view.
    pub(super) view: u64,
    /// Of facts that the search reads beside the view.
    pub(super) facts: u64,
}

/// What became of a page.
pub(super) enum Made {
    /// It is as it was.
    Same(Print, Arc<[SearchDocument]>),
    /// It was made, or what can be found on it was.
    New(Print, Vec<SearchDocument>),
    /// Its template has a mistake.
    Wrong(Box<Diagnostic>),
    /// Something changed meanwhile.
    NotYet,
}

/// Pages as they were made the last time: from what, and what can be found on them.
#[derive(Default)]
pub struct Pages {
    made: HashMap<String, (Print, Arc<[SearchDocument]>)>,
    /// Every word that was met on a page, by its xxh3.
    pub(super) dictionary: Dictionary,
}

impl Pages {
    /// Whether a page's HTML is as it was.
    pub(super) fn has(&self, address: &str, print: Print) -> bool {
        self.made.get(address).is_some_and(|(known, _)| known.view == print.view)
    }

    /// What can be found on a page, if all of it is as it was.
    pub(super) fn documents(&self, address: &str, print: Print) -> Option<Arc<[SearchDocument]>> {
        let (known, documents) = self.made.get(address)?;
        (*known == print).then(|| Arc::clone(documents))
    }

    /// Keeps what is known of a page that was left as it was.
    pub(super) fn keep(&mut self, address: &str, known: &Self) {
        if let Some(made) = known.made.get(address) {
            self.made.insert(address.to_owned(), made.clone());
        }
    }

    pub(super) fn remember(&mut self, address: &str, print: Print, found: Arc<[SearchDocument]>, all: &mut Vec<Arc<[SearchDocument]>>) {
        all.push(Arc::clone(&found));
        self.made.insert(address.to_owned(), (print, found));
    }
}

/// What a thread works with while it makes pages.
pub(super) struct Bench<'t> {
    pub(super) press: Press<'t>,
    pub(super) html: Vec<u8>,
    pub(super) maker: Maker,
}

/// The theme, room for a page and the words that were met: a thread takes one of them, and puts it back for the next page.
pub(super) struct Benches<'t> {
    theme: &'t Theme,
    free: Mutex<Vec<Bench<'t>>>,
}

impl<'t> Benches<'t> {
    pub(super) fn new(theme: &'t Theme) -> Self {
        Self { theme, free: Mutex::default() }
    }

    /// Works at a bench. A list of them that a panic left is as good as any.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Bench<'t>) -> T) -> T {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut bench = free.unwrap_or_else(|| Bench { press: self.theme.press(), html: Vec::new(), maker: Maker::default() });
        let result = work(&mut bench);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(bench);
        result
    }

    pub(super) fn makers(self) -> Vec<Maker> {
        self.free.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().map(|bench| bench.maker).collect()
    }
}

/// Fingerprint of the handbook's templates and the frame that all pages share.
pub(super) fn print_of_frame(snapshot: &Snapshot, site: &Site) -> u64 {
    let mut print = Xxh3Default::new();
    for (_, file) in snapshot.files().filter(|(_, file)| file.layer == Layer::Theme) {
        (&file.path, file.fingerprint).hash(&mut print);
    }
    site.hash(&mut print);
    print.digest()
}

/// Fingerprint of what a page is made from.
pub(super) fn print_of(frame: u64, view: &View) -> u64 {
    let mut print = Xxh3Default::new();
    (frame, view).hash(&mut print);
    print.digest()
}
