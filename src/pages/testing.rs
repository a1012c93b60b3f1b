//! Small handbooks for tests: a few lines of text, one build, what a reader sees.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::civil::Date;

use crate::model::settings::Edition;
use crate::pipeline;

/// The day for which tests build.
pub const TODAY: Date = Date::constant(2026, 11, 22);

/// A built site.
pub struct Site {
    pages: BTreeMap<String, String>,
}

impl Site {
    /// The public edition of a handbook without the national layer.
    pub fn new(files: &[(&str, &str)]) -> Self {
        Self::build(files, Edition::Public, false)
    }

    /// The staff edition of a handbook without the national layer.
    pub fn staff(files: &[(&str, &str)]) -> Self {
        Self::build(files, Edition::Staff, false)
    }

    /// Builds an edition; a handbook that brings no `handbook.yaml` gets a small one.
    pub fn build(files: &[(&str, &str)], edition: Edition, national: bool) -> Self {
        let mut files = files.to_vec();
        if files.iter().all(|(path, _)| *path != "handbook.yaml") {
            files.push(("handbook.yaml", "title: Test handbook\npublisher: {name: Test LMC, kind: lmc}\ncontract_year: 2026/27\n"));
        }
        let checked = pipeline::check_files(&files, TODAY, national);
        let pages = Mutex::new(BTreeMap::new());
        let shown = pipeline::show(checked, edition, &mut pipeline::Memo::default()).unwrap();
        let built = pipeline::build(&shown, &mut pipeline::Memo::default(), &|address: &str, bytes: &[u8]| {
            pages.lock().unwrap().insert(address.to_owned(), String::from_utf8_lossy(bytes).into_owned());
            Ok(())
        })
        .unwrap();
        assert!(built.findings.is_empty(), "{:?}", built.findings);
        Self { pages: pages.into_inner().unwrap() }
    }

    /// The main part of a page, or all of another file.
    pub fn page(&self, address: &str) -> Shown<'_> {
        let html = self.pages.get(address).unwrap_or_else(|| panic!("no page {address} among {:?}", self.pages.keys()));
        if !address.ends_with(".html") {
            return Shown { html };
        }
        let main = html.split_once("<main").map_or(html.as_str(), |(_, rest)| rest);
        let main = main.split_once("</main>").map_or(main, |(main, _)| main);
        Shown { html: main.split_once('>').map_or(main, |(_, main)| main) }
    }

    /// A file that is no page.
    pub fn file(&self, address: &str) -> &str {
        self.pages.get(address).unwrap_or_else(|| panic!("no file {address} among {:?}", self.pages.keys()))
    }

    /// Whether a page exists.
    pub fn has(&self, address: &str) -> bool {
        self.pages.contains_key(address)
    }

    /// Asserts that no file of the site holds some words.
    pub fn nowhere_shows(&self, words: &str) {
        for (address, html) in &self.pages {
            assert!(!html.contains(words), "{address} shows {words:?}");
        }
    }
}

/// The main part of a page.
pub struct Shown<'s> {
    /// Its HTML.
    pub html: &'s str,
}

impl Shown<'_> {
    /// What a reader reads, tags taken away and spaces made single.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut inside = false;
        for c in self.html.chars() {
            match c {
                '<' => {
                    inside = true;
                    words.push(' ');
                }
                '>' if inside => inside = false,
                c if !inside => words.push(c),
                _ => {}
            }
        }
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace(" ,", ",")
            .replace(" .", ".")
            .replace("( ", "(")
            .replace(" )", ")")
            .replace(" :", ":")
            .replace("&amp;", "&")
    }

    /// Asserts that a reader sees some words.
    pub fn shows(&self, words: &str) -> &Self {
        let shown = self.words();
        assert!(shown.contains(words), "{words:?} is not in {shown:?}");
        self
    }

    /// Asserts that a reader does not see some words.
    pub fn hides(&self, words: &str) -> &Self {
        let shown = self.words();
        assert!(!shown.contains(words), "{words:?} is in {shown:?}");
        self
    }

    /// Asserts that the HTML holds a piece, for links and anchors.
    pub fn holds(&self, piece: &str) -> &Self {
        assert!(self.html.contains(piece), "{piece:?} is not in {:?}", self.html);
        self
    }
}
