//! One file's text becomes a [`Document`]: front matter, headings and mentions, all with their places.
//!
//! This is the only module that knows the syntax of YAML and Markdown. A document depends on its own text
//! alone, so it can be remembered by the fingerprint of that text.

pub mod inserts;
pub mod lints;
pub mod meaning;
pub mod prose;
pub mod record;
pub mod render;
pub mod yaml;

use std::ops::Range;

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
    } else if ![".md", ".yaml", ".yml"].iter().any(|ending| file.path.ends_with(ending)) {
        // Neither facts nor prose: `model` says that nothing reads it.
        (None, true, text.len())
    } else if file.path.ends_with(".md") {
        match front_matter(text, start) {
            Front::None => (None, true, start),
            Front::Some { from, to, body } => {
                let (facts, whole) = yaml::parse(id, text, from, to, &mut findings);
                (facts, whole, body)
            }
            Front::Odd { mark, message, hint, from, to, body } => {
                let span = Span { file: id, start: mark as u32, end: (mark + text[mark..].lines().next().map_or(0, |line| line.trim_end().len())) as u32 };
                findings.push(Diagnostic::reading("yaml-syntax", span, message).hint(hint));
                let (mut facts, _) = yaml::parse(id, text, from, to, &mut findings);
                if let Some(facts) = &mut facts {
                    facts.torn = true;
                }
                (facts, false, body)
            }
        }
    } else {
        let (facts, whole) = yaml::parse(id, text, start, text.len(), &mut findings);
        (facts, whole, text.len())
    };
    // Facts are read by a parser that tells of most of them itself.
    prose::unseen_characters(id, text, body, &mut findings);
    let prose = prose::scan(id, text, body, &mut findings);
    lints::second_titles(facts.as_ref(), &prose, &mut findings);
    (Document { file: id, facts, whole, prose }, findings)
}

/// Where the facts of a file stand in its text: all of a YAML file, the front matter of a Markdown file. `None` for a page
/// that has no front matter, or one that is not fenced as it should be.
pub fn place_of_facts(path: &str, text: &str) -> Option<Range<usize>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if !path.ends_with(".md") {
        return Some(start..text.len());
    }
    match front_matter(text, start) {
        Front::Some { from, to, .. } => Some(from..to),
        Front::None | Front::Odd { .. } => None,
    }
}

/// Whether a page opens with something that is front matter, well fenced or not.
pub fn has_front_matter(text: &str) -> bool {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    !matches!(front_matter(text, start), Front::None)
}

enum Front {
    None,
    Some {
        from: usize,
        to: usize,
        body: usize,
    },
    /// Facts that are not fenced as they should be. They are read all the same: `visible_to: staff` may stand among them.
    Odd {
        mark: usize,
        message: &'static str,
        hint: &'static str,
        from: usize,
        to: usize,
        body: usize,
    },
}

fn front_matter(text: &str, start: usize) -> Front {
    let blank = text[start..].len() - text[start..].trim_start().len();
    let mark = start + text[start..start + blank].rfind('\n').map_or(0, |n| n + 1);
    let mut lines = text[mark..].split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    let from = mark + first.len();
    let is_proper = mark == start && is_fence(first);
    // Word processors turn three hyphens into a dash, and a rule across the page looks much the same.
    let is_like_a_fence =
        matches!(first.trim(), "—" | "–" | "--" | "-–" | "–-" | "-—" | "—-") || (first.trim().len() >= 3 && first.trim().bytes().all(|byte| byte == b'-'));
    let begins_facts = text[from..].lines().find(|line| !line.trim_start().starts_with('#')).is_some_and(yaml::begins_field);
    let has_facts = is_proper || (is_like_a_fence && begins_facts);
    if !has_facts {
        return Front::None;
    }
    // Where the facts end that nothing closes: after the last line that looks like one.
    let mut at = from;
    let mut last_fact = from;
    let mut goes_on = true;
    for line in lines {
        let ends = if is_proper { is_fence(line) } else { is_fence(line) || line.trim_end() == first.trim_end() };
        if ends && is_proper {
            return Front::Some { from, to: at, body: at + line.len() };
        }
        if ends {
            let message = "the facts at the top of a page stand between two lines `---`, and the first of them is the page's first line";
            return Front::Odd { mark, message, hint: "make this line `---`, with nothing above it", from, to: at, body: at + line.len() };
        }
        let is_comment = line.starts_with('#');
        goes_on &= !line.trim().is_empty() && (is_comment || line.starts_with([' ', '\t']) || line.starts_with("- ") || yaml::begins_field(line.trim_end()));
        at += line.len();
        if goes_on && !is_comment {
            last_fact = at;
        }
    }
    let message = "the facts at the top of this page are opened by `---` and never closed";
    let rest = text[last_fact..].lines().next().unwrap_or("");
    // Other programs close them by three dots.
    let dots = if rest.trim_end() == "..." { text[last_fact..].find('\n').map_or(text.len() - last_fact, |n| n + 1) } else { 0 };
    Front::Odd { mark, message, hint: "put a line `---` after the last of them", from, to: last_fact, body: last_fact + dots }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}
