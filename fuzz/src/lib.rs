//! What fuzzing tries, and what has to hold for any bytes whatever.
//!
//! The targets in `fuzz_targets/` call these functions with bytes that libFuzzer makes up; `tests/suite/replay.rs` calls
//! the same functions with the bytes in `corpus/`, in every run of the tests. A claim that does not hold is a panic.

// A claim that does not hold has to stop the run.
#![allow(clippy::panic, clippy::unwrap_used)]

mod shards;

use std::sync::{LazyLock, Mutex, PoisonError};

use html5gum::{Token, Tokenizer};
use jiff::civil::Date;
use pcn_handbook::diagnostic::{self, Diagnostic, Format};
use pcn_handbook::document;
use pcn_handbook::editing::{self, Edit, New, Place};
use pcn_handbook::import;
use pcn_handbook::model::settings::Edition;
use pcn_handbook::output::OutputError;
use pcn_handbook::pipeline::{self, Checked, Memo, Shown};
use pcn_handbook::search;
use pcn_handbook::search::documents::Maker;
use pcn_handbook::source::{Layer, Reading, Snapshot, Span};

/// The day on which all is checked.
const TODAY: Date = Date::constant(2026, 11, 22);

const SETTINGS: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n";

/// Any bytes as a page and as a file of facts: findings have places, and what can be edited says the same afterwards.
pub fn front_matter(bytes: &[u8]) {
    let mut reading = Reading::default();
    for path in ["pages/page.md", "networks/alpha/network.yaml", "handbook.yaml"] {
        reading.add_memory(path, Layer::Handbook, bytes);
    }
    let snapshot = reading.finish("content".to_owned());
    let mut all = snapshot.faults();
    for (id, file) in snapshot.files() {
        let (document, findings) = document::parse(id, file);
        all.extend(findings);
        let text = &file.text;
        if let Some(facts) = document::place_of_facts(&file.path, text) {
            assert!(text.get(facts).is_some(), "the facts of {} lie outside", file.path);
        }
        // What is written into the facts leaves every line beside it as it was, and can be read.
        let Some(first) = document.facts.as_ref().and_then(|facts| facts.entries().first()) else { continue };
        let top = Place::top();
        let edits = [
            Edit::Set(top.clone().field("reviewed-for-fuzz"), New::text("2026-11-22")),
            Edit::Set(top.clone().field(&first.key), New::text("yes: \"no\" #")),
            Edit::Remove(top.field(&first.key)),
        ];
        for edit in edits {
            if let Ok(edited) = editing::edit(&file.path, text, std::slice::from_ref(&edit)) {
                assert!(document::place_of_facts(&file.path, &edited).is_some(), "{edit:?} broke the facts");
            }
        }
    }
    places_lie_inside(&snapshot, &all);
}

/// Several files parted by lines `=== path`: checked, and built for the public and for staff.
pub fn handbook(bytes: &[u8]) {
    let files = files_in(bytes);
    both_editions(&files);
}

/// The body of a page with names in brackets, in a handbook that has a few things to name.
pub fn wiki_links(bytes: &[u8]) {
    let page = [b"---\ntitle: A page\n---\n".as_slice(), bytes].concat();
    let network = "name: Alpha PCN\ncode: U99999\npractices: [{code: Y99001, name: Quayside Surgery}]\n\
        people: {amara: {name: Amara Okafor, publish: [name, role]}, tomos: {name: Tomos Rees, publish: []}}\n\
        posts: {clinical-director: {holders: [{person: amara, from: 2025-04-01}]}}\n";
    let files: Vec<(String, Vec<u8>)> = [
        ("handbook.yaml", SETTINGS),
        ("glossary.yaml", "pcn: {term: PCN, means: primary care network}\narrs: {term: ARRS, means: the scheme for further roles}\n"),
        ("roles/clinical-director.md", "---\ntitle: Clinical director\nalso: [CD]\nsingle: true\n---\n"),
        ("responsibilities/complaints.md", "---\ntitle: Complaints\nduty_of: network\n---\nSee [[clinical-director]].\n"),
        ("networks/alpha/network.yaml", network),
        ("pages/other.md", "---\ntitle: Another page\nvisible_to: staff\n---\n## A heading\n\nText.\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into_iter()
    .chain([("pages/page.md".to_owned(), page)])
    .collect();
    both_editions(&files);
}

/// An open list, and after a line `===` list sizes: refused with a reason, or imported to files that read well.
pub fn import_csv(bytes: &[u8]) {
    let parts = bytes.windows(5).position(|part| part == b"\n===\n").map(|at| (&bytes[..=at], &bytes[at + 5..]));
    let (map, sizes) = parts.map_or((bytes, None), |(map, sizes)| (map, Some(sizes)));
    let Ok(plan) = import::plan(map, sizes, &[]) else { return };
    let files: Vec<(&str, &str)> = plan.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let checked = pipeline::check_files(&files, TODAY, false);
    places_lie_inside(&checked.snapshot, &checked.findings);
    for finding in &checked.findings {
        let is_unread =
            matches!(finding.rule, "yaml-syntax" | "unknown-field" | "wrong-type" | "duplicate-key" | "duplicate-id" | "unsafe-file-name" | "too-deep");
        assert!(!is_unread, "what was imported does not read well: {}", diagnostic::draw(&checked.findings, &checked.snapshot, Format::Short, false));
    }
}

/// The documents of a handbook's pages go into the files of the search, and come out of them again.
pub fn search_shards(bytes: &[u8]) {
    let files = files_in(bytes);
    let checked = check(&files);
    for edition in [Edition::Public, Edition::Staff] {
        let shown = shown(&checked, edition);
        let desk = shown.desk();
        let mut maker = Maker::default();
        let documents: Vec<std::sync::Arc<[_]>> = desk.plan().iter().map(|planned| maker.documents(&desk, planned, &desk.view(planned)).into()).collect();
        let files = search::files(&desk, &documents, &maker.dictionary, &|| false);
        let of_networks: Vec<&str> = desk.handbook.networks.iter().map(|network| network.id.as_str()).collect();
        shards::hold(&files, &documents, &maker.dictionary, &of_networks);
    }
}

/// Reads `=== path` and the lines below it, again and again. A handbook that brings no settings gets some.
fn files_in(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_prefix(b"=== ") {
            Some(path) if files.len() < 24 => files.push((String::from_utf8_lossy(path).trim().to_owned(), Vec::new())),
            _ => {
                if let Some((_, text)) = files.last_mut() {
                    text.extend_from_slice(line);
                }
            }
        }
    }
    if files.iter().all(|(path, _)| path != "handbook.yaml") {
        files.push(("handbook.yaml".to_owned(), SETTINGS.as_bytes().to_vec()));
    }
    // A disk holds one file of a name; the text of the first counts.
    let mut known = std::collections::HashSet::new();
    files.retain(|(path, _)| !path.is_empty() && known.insert(path.clone()));
    files
}

fn check(files: &[(String, Vec<u8>)]) -> Checked {
    let mut reading = Reading::default();
    for (path, bytes) in files {
        reading.add_memory(path, Layer::Handbook, bytes);
    }
    let checked = pipeline::check_all(reading.finish("content".to_owned()), TODAY);
    places_lie_inside(&checked.snapshot, &checked.findings);
    checked
}

fn shown(checked: &Checked, edition: Edition) -> Shown {
    // To compile the theme takes longer than all else. What is remembered changes how long a build takes, never what it makes.
    static MEMOS: LazyLock<[Mutex<Memo>; 2]> = LazyLock::new(Default::default);
    let mut memo = MEMOS[usize::from(edition == Edition::Staff)].lock().unwrap_or_else(PoisonError::into_inner);
    pipeline::show(checked.clone(), edition, &mut memo).unwrap_or_else(|error| panic!("{error}"))
}

/// Builds what a build would build, errors or not: `serve` shows it all the same.
fn both_editions(files: &[(String, Vec<u8>)]) {
    let checked = check(files);
    for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
        diagnostic::draw(&checked.findings, &checked.snapshot, format, false);
    }
    for edition in [Edition::Public, Edition::Staff] {
        let shown = shown(&checked, edition);
        let unsafe_pages = Mutex::new(Vec::new());
        let take = |address: &str, bytes: &[u8]| -> Result<(), OutputError> {
            if (address.ends_with(".html") || address.ends_with(".xml"))
                && let Some(fault) = foreign_markup(bytes)
            {
                unsafe_pages.lock().unwrap().push(format!("{address}: {fault}"));
            }
            Ok(())
        };
        let built = pipeline::build(&shown, &mut Memo::default(), &take).unwrap_or_else(|error| panic!("{error}"));
        assert!(built.findings.is_empty(), "templates fail: {:?}", built.findings);
        let unsafe_pages = unsafe_pages.into_inner().unwrap();
        assert!(unsafe_pages.is_empty(), "{unsafe_pages:#?}");
    }
}

/// Every finding names a stretch inside its file that begins and ends between two characters.
pub fn places_lie_inside(snapshot: &Snapshot, findings: &[Diagnostic]) {
    let inside = |span: Span, what: &str| {
        let file = snapshot.file(span.file);
        let is_inside = span.start <= span.end && file.text.get(span.start as usize..span.end as usize).is_some();
        // A file whose text could not be read has the beginning alone.
        assert!(is_inside || !file.readable, "{}: {}..{} of {}: {what}", file.path, span.start, span.end, file.text.len());
        let (line, column) = snapshot.line_and_column(span.file, span.start);
        assert!(line >= 1 && column >= 1);
    };
    for finding in findings {
        inside(finding.span, &finding.message);
        finding.also.iter().for_each(|(span, remark)| inside(*span, remark));
    }
}

/// What an author cannot put into a page: a tag `xss…`, an attribute `onxss…`, a script, an address that runs one.
/// Dictionaries and seeds are full of them.
fn foreign_markup(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    // To read the tags of a page takes longer than to make it, and most pages hold nothing of the kind.
    let small = text.to_ascii_lowercase();
    if !["xss", "javascript:", "data:text", "vbscript:", "file:", "<iframe", "<object"].iter().any(|odd| small.contains(odd)) {
        return None;
    }
    for token in Tokenizer::new(text) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if name.starts_with("xss") || name == "iframe" || name == "object" {
            return Some(format!("a tag <{name}>"));
        }
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute).to_ascii_lowercase();
            let value = String::from_utf8_lossy(value).trim_start().to_ascii_lowercase();
            let runs = ["javascript:", "data:text", "vbscript:", "file:"].iter().any(|scheme| value.starts_with(scheme));
            if attribute.starts_with("on") || (runs && matches!(attribute.as_str(), "href" | "src" | "action" | "formaction" | "xlink:href")) {
                return Some(format!("<{name} {attribute}=\"{value}\">"));
            }
        }
    }
    None
}
