//! One file's text becomes a [`Document`]: front matter, headings and mentions, all with their places.
//!
//! This is the only module that knows the syntax of YAML and Markdown. A document depends on its own text
//! alone, so it can be remembered by the fingerprint of that text.

pub mod prose;
pub mod record;
pub mod render;
pub mod yaml;

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{File, FileId, Span};
use prose::Prose;
use yaml::Node;

/// What one file says, before anybody asks what it means.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: FileId,
    /// The YAML of the file, or the front matter of a Markdown file.
    pub facts: Option<Node>,
    /// False when the file or its YAML could be read only in part: then a missing thing may be a thing not read.
    pub whole: bool,
    /// The body of a Markdown file.
    pub prose: Prose,
}

/// Reads one file. A broken one still gives a document, so that one typo isn't followed by twenty reports of an unknown id.
pub fn parse(id: FileId, file: &File) -> (Document, Findings) {
    let mut findings = Findings::new();
    let text = &file.text;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (facts, whole, body) = if !file.readable {
        (None, false, text.len())
    } else if file.path.ends_with(".md") {
        match front_matter(text, start) {
            Front::None => (None, true, start),
            Front::Some { from, to, body } => {
                let (facts, whole) = yaml::parse(id, text, from, to, &mut findings);
                (facts, whole, body)
            }
            Front::Unclosed { from } => {
                let span = Span { file: id, start: start as u32, end: start as u32 + 3 };
                findings.push(
                    Diagnostic::reading("yaml-syntax", span, "the facts at the top of this page are opened by `---` and never closed")
                        .hint("put a line `---` after the last of them"),
                );
                let end = text[from..].find("\n\n").or_else(|| text[from..].find("\r\n\r\n")).map_or(text.len(), |n| from + n + 1);
                let (facts, _) = yaml::parse(id, text, from, end, &mut findings);
                (facts, false, end)
            }
        }
    } else {
        let (facts, whole) = yaml::parse(id, text, start, text.len(), &mut findings);
        (facts, whole, text.len())
    };
    let prose = prose::scan(id, text, body, &mut findings);
    (Document { file: id, facts, whole, prose }, findings)
}

enum Front {
    None,
    Some { from: usize, to: usize, body: usize },
    Unclosed { from: usize },
}

fn front_matter(text: &str, start: usize) -> Front {
    let is_rule = |line: &str| line.trim_end() == "---";
    let mut lines = text[start..].split_inclusive('\n');
    let Some(first) = lines.next() else { return Front::None };
    if !is_rule(first) {
        return Front::None;
    }
    let from = start + first.len();
    let mut at = from;
    for line in lines {
        if is_rule(line) {
            return Front::Some { from, to: at, body: at + line.len() };
        }
        at += line.len();
    }
    Front::Unclosed { from }
}
