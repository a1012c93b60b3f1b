//! A fingerprint of what a text means to its readers, by which a review knows the text that was reviewed.
//!
//! In it are the words, headings, lists, tables, links, pictures and code of a page, in their order, and the facts of its
//! front matter, each under its name whatever their order. Not in it: white space and where lines end, YAML comments, how
//! a fact is written (in quotation marks or not, in braces or a line each), bold and italic type, and the facts that are
//! not about the text itself: `reviewed`, `review_by`, `aliases`, `order`.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use sha2::{Digest as _, Sha256};

use super::yaml::{self, Node, Value};
use super::{place_of_facts, prose};
use crate::diagnostic::Findings;
use crate::source::FileId;

/// The first letters of a fingerprint tell how it was made; one that was made in another way says nothing.
const MADE: &str = "m1-";
/// Facts that are not about the text.
const BESIDE: &[&str] = &["reviewed", "review_by", "aliases", "order"];

/// The fingerprint of a Markdown file. `None` where its facts cannot be read as a whole.
pub fn fingerprint(path: &str, text: &str) -> Option<String> {
    let mut said = String::new();
    let facts = place_of_facts(path, text);
    if facts.is_none() && super::has_front_matter(text) {
        return None;
    }
    let mut body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(facts) = facts {
        let (root, is_whole) = yaml::parse(FileId(0), text, facts.start, facts.end, &mut Findings::new());
        if !is_whole {
            return None;
        }
        if let Some(root) = root {
            say_facts(&root, true, &mut said);
        }
        // The rest of the closing line is blank.
        body = text[facts.end..].split_once('\n').map_or("", |(_, body)| body);
    }
    said.push('\u{1}');
    say_prose(body, &mut said);
    let digest = Sha256::digest(said.as_bytes());
    let hex: String = digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    Some(format!("{MADE}{hex}"))
}

/// Whether a text is another one than the one a fingerprint was taken of; `None` where the fingerprint cannot tell.
pub fn has_changed(fingerprint_then: &str, path: &str, text: &str) -> Option<bool> {
    let is_known = fingerprint_then.starts_with(MADE);
    fingerprint(path, text).filter(|_| is_known).map(|now| now != fingerprint_then)
}

fn say_facts(node: &Node, is_top: bool, said: &mut String) {
    match &node.value {
        Value::Blank => {}
        Value::Scalar { text, .. } => say_words(text, said),
        Value::List(items) => {
            for item in items {
                said.push('\u{2}');
                say_facts(item, false, said);
            }
            said.push('\u{3}');
        }
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().filter(|entry| !is_top || !BESIDE.contains(&entry.key.as_str())).collect();
            // An empty field says nothing.
            entries.retain(|entry| !entry.value.is_blank());
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for entry in entries {
                said.push('\u{4}');
                said.push_str(&entry.key);
                said.push('\u{5}');
                say_facts(&entry.value, false, said);
            }
            said.push('\u{6}');
        }
    }
}

/// Words with one space between them, however many there were.
fn say_words(text: &str, said: &mut String) {
    for (n, word) in text.split_whitespace().enumerate() {
        if n > 0 {
            said.push(' ');
        }
        said.push_str(word);
    }
}

fn say_prose(body: &str, said: &mut String) {
    let mut words = String::new();
    let mut in_code = false;
    let end_words = |words: &mut String, said: &mut String| {
        say_words(words, said);
        words.clear();
    };
    for event in Parser::new_ext(body, prose::flavour()) {
        match event {
            Event::Text(text) if in_code => said.push_str(&text.replace('\r', "")),
            Event::Text(text) => words.push_str(&text),
            Event::SoftBreak => words.push(' '),
            // Type says nothing of its own.
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            other => {
                end_words(&mut words, said);
                match &other {
                    Event::Start(Tag::CodeBlock(_)) => in_code = true,
                    Event::End(TagEnd::CodeBlock) => in_code = false,
                    _ => {}
                }
                said.push('\u{7}');
                match other {
                    Event::Start(Tag::Link { dest_url, title, .. }) => said.push_str(&format!("link {dest_url} {title}")),
                    Event::Start(Tag::Image { dest_url, title, .. }) => said.push_str(&format!("image {dest_url} {title}")),
                    Event::Start(Tag::Heading { level, id, .. }) => said.push_str(&format!("heading {level} {}", id.as_deref().unwrap_or(""))),
                    Event::Start(Tag::List(first)) => said.push_str(if first.is_some() { "numbers" } else { "points" }),
                    Event::Start(Tag::CodeBlock(_)) => said.push_str("code"),
                    Event::Start(tag) => said.push_str(&format!("{:?}", tag.to_end())),
                    Event::End(end) => said.push_str(&format!("/{end:?}")),
                    Event::Code(text) => said.push_str(&format!("code {text}")),
                    Event::Html(text) | Event::InlineHtml(text) => say_words(&text, said),
                    Event::FootnoteReference(name) => said.push_str(&format!("note {name}")),
                    Event::TaskListMarker(done) => said.push_str(if done { "done" } else { "to do" }),
                    Event::HardBreak => said.push_str("line"),
                    Event::Rule => said.push_str("rule"),
                    _ => {}
                }
                said.push('\u{7}');
            }
        }
    }
    end_words(&mut words, said);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\ntitle: Joining studies\nabout: [research]\nreviewed: 2026-01-01\n---\n\n# Studies\n\nAsk the [lead](lead.md) before\nyou join.\n\n| A | B |\n| - | - |\n| one | two |\n\n- first\n- second\n";

    fn print(text: &str) -> String {
        fingerprint("guidance/studies.md", text).unwrap()
    }

    #[test]
    fn white_space_layout_and_comments_are_no_change() {
        for text in [
            PAGE.replace('\n', "\r\n"),
            format!("\u{feff}{PAGE}"),
            PAGE.replace("before\nyou", "before you"),
            PAGE.replace("you join", "you\njoin"),
            PAGE.replace("title: Joining studies\nabout: [research]", "# ours\nabout:\n  - research # one\n\ntitle: \"Joining  studies\""),
            PAGE.replace("| A | B |", "|  A  |B|"),
            PAGE.replace("reviewed: 2026-01-01", "reviewed: {on: 2026-02-01, by: x, text: y}\nreview_by: 2027-01-01\norder: 3\naliases: [/a]"),
            PAGE.replace("\n\n- first", "\n\n\n\n* first").replace("- second", "* second"),
            PAGE.replace("you join", "you **join**"),
            PAGE.trim_end().to_owned(),
        ] {
            assert_eq!(print(&text), print(PAGE), "{text}");
        }
    }

    #[test]
    fn words_links_headings_cells_and_facts_are_a_change() {
        for text in [
            PAGE.replace("before", "after"),
            PAGE.replace("lead.md", "other.md"),
            PAGE.replace("# Studies", "## Studies"),
            PAGE.replace("# Studies", "# Trials"),
            PAGE.replace("| one | two |", "| one two | |"),
            PAGE.replace("title: Joining", "title: Leaving"),
            PAGE.replace("[research]", "[research, other]"),
            PAGE.replace("- first\n- second", "1. first\n2. second"),
            PAGE.replace("- first", "- [x] first"),
            PAGE.replace("you join.", "you join.\n\nMore."),
            PAGE.replace("you join.", "`you join.`"),
            PAGE.replace("you join.\n", "you join.\n\n").replace("before\nyou", "before\n\nyou"),
        ] {
            assert_ne!(print(&text), print(PAGE), "{text}");
        }
        assert_eq!(has_changed("some-other-kind", "a.md", PAGE), None, "another program's fingerprint says nothing");
    }
}
