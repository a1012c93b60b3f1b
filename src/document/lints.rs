//! What makes a page hard to use for some of its readers, seen while the page is scanned.
//!
//! These are rules about one text alone, so their findings are remembered with it. None of them is a fault of Markdown:
//! the page is drawn all the same.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::prose::{Mention, MentionKind, Prose, shorten};
use super::yaml::Node;
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{FileId, Span};

/// How the paragraph above a table begins that is its caption.
pub const CAPTION: &str = "Table: ";

/// The longest bold paragraph that is taken for a heading, in bytes.
const LONGEST_HEADING: usize = 80;

/// What is seen of a text, event by event.
pub(super) struct Lints<'t> {
    text: &'t str,
    file: FileId,
    from: u32,
    found: Findings,
    /// Lists, quotes and notes around the place.
    inside: usize,
    /// The paragraph that is open.
    paragraph: Option<Range<usize>>,
    /// A caption whose table must be next.
    caption: Option<Range<usize>>,
    head: Option<Head>,
}

/// The head of a table in the making.
#[derive(Default)]
struct Head {
    cells: usize,
    empty: usize,
    /// The first cell is empty: it stands above the names of the rows, which need none.
    corner: bool,
    has_words: bool,
}

impl<'t> Lints<'t> {
    pub(super) fn new(text: &'t str, file: FileId, from: u32) -> Self {
        Self { text, file, from, found: Findings::new(), inside: 0, paragraph: None, caption: None, head: None }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let end = range.start + self.text[range.clone()].trim_end().len();
        Span { file: self.file, start: self.from + range.start as u32, end: self.from + end as u32 }
    }

    fn tell(&mut self, rule: &'static str, range: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let finding = Diagnostic::reading(rule, self.span(range), message).hint(hint);
        self.found.push(finding);
    }

    /// Looks at the next part of the text.
    pub(super) fn see(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if let Some(caption) = self.caption.take()
            && !matches!(event, Event::Start(Tag::Table(_)))
        {
            self.caption_alone(&caption);
        }
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph = Some(range.clone()),
            Event::End(TagEnd::Paragraph) => {
                self.paragraph = None;
                if self.text[range.clone()].starts_with(CAPTION) {
                    self.caption = Some(range.clone());
                }
            }
            Event::Start(Tag::Strong) => {
                let is_all = |paragraph: &Range<usize>| paragraph.start == range.start && self.text[paragraph.clone()].trim_end().len() == range.len();
                if self.inside == 0 && self.paragraph.as_ref().is_some_and(is_all) {
                    self.bold_paragraph(range);
                }
            }
            Event::Start(Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition) => self.inside += 1,
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition) => {
                self.inside = self.inside.saturating_sub(1);
            }
            Event::Start(Tag::TableHead) => self.head = Some(Head::default()),
            Event::End(TagEnd::TableHead) => self.end_of_head(range),
            Event::Start(Tag::TableCell) => {
                if let Some(head) = &mut self.head {
                    head.cells += 1;
                    head.has_words = false;
                }
            }
            Event::End(TagEnd::TableCell) => {
                if let Some(head) = &mut self.head {
                    head.empty += usize::from(!head.has_words);
                    head.corner |= head.cells == 1 && !head.has_words;
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(head) = &mut self.head {
                    head.has_words |= !words.trim().is_empty();
                }
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                if let Some(head) = &mut self.head {
                    head.has_words = true;
                }
            }
            _ => {}
        }
    }

    fn caption_alone(&mut self, range: &Range<usize>) {
        self.tell(
            "caption-without-table",
            range,
            "no table follows this caption",
            "put the line right above its table, with an empty line between; or begin it with another word than `Table:`",
        );
    }

    fn bold_paragraph(&mut self, range: &Range<usize>) {
        let words = self.text[range.clone()].trim_matches(['*', '_']).trim();
        // A sentence may be bold because it matters; a heading ends without a full stop.
        let is_sentence = words.ends_with(['.', ':', ';', '!', '?', ',', '…']) || words.contains('\n');
        if !is_sentence && words.len() <= LONGEST_HEADING && words.contains(char::is_alphabetic) {
            let message = format!("`{}` is bold in place of a heading", shorten(words, 40));
            let hint = format!("make it a heading, with as many `#` as its place needs: `## {}`", shorten(words, 40));
            self.tell("bold-text-as-heading", range, message, hint);
        }
    }

    fn end_of_head(&mut self, range: &Range<usize>) {
        let Some(Head { cells, empty, corner, .. }) = self.head.take() else { return };
        let message = match empty - usize::from(corner && empty < cells) {
            0 => return,
            without if without == cells => "the columns of this table have no headings".to_owned(),
            1 => "a column of this table has no heading".to_owned(),
            without => format!("{without} columns of this table have no headings"),
        };
        self.tell("table-without-headings", range, message, "say in the first row what each column holds");
    }

    /// Looks at the text as a whole.
    pub(super) fn finish(mut self, prose: &Prose, is_page: bool, findings: &mut Findings) {
        if let Some(caption) = self.caption.take() {
            self.caption_alone(&caption);
        }
        findings.append(&mut self.found);
        for mention in &prose.mentions {
            findings.extend(fault_of_mention(mention, |range| self.text.get(range).unwrap_or(""), self.from));
        }
        if is_page {
            faults_of_headings(prose, findings);
        }
    }
}

fn fault_of_mention<'t>(mention: &Mention, text: impl Fn(Range<usize>) -> &'t str, from: u32) -> Option<Diagnostic> {
    let label = mention.label.as_deref()?.trim();
    let tell = |rule: &'static str, message: String, hint: String| Some(Diagnostic::reading(rule, mention.span, message).hint(hint).subject(&mention.target));
    if mention.kind == MentionKind::Image {
        return match fault_of_description(label, &mention.target) {
            Some(Description::Missing) => tell(
                "image-without-alternative-text",
                format!("nobody can tell what the picture `{}` shows without seeing it", mention.target),
                format!("say it in the square brackets: `![What it shows]({})`", mention.target),
            ),
            Some(Description::FileName) => tell(
                "alternative-text-says-nothing",
                format!("`{label}` is the name of a file, and does not say what the picture shows"),
                "say in a few words what a reader sees in it".to_owned(),
            ),
            Some(Description::Idle(words)) => tell(
                "alternative-text-says-nothing",
                format!("`{label}` begins with `{words}`, which readers of it know"),
                "begin with what the picture shows".to_owned(),
            ),
            None => None,
        };
    }
    if says_nothing(label) {
        // A picture may stand in the place of the words; then its description is the text of the link.
        let written = || text((mention.span.start.saturating_sub(from)) as usize..(mention.span.end.saturating_sub(from)) as usize);
        if label.is_empty() {
            return if written().contains("![") {
                None
            } else {
                tell(
                    "link-text-says-nothing",
                    "this link has no words".to_owned(),
                    format!("say in the square brackets what is there: `[words]({})`", mention.target),
                )
            };
        }
        return tell(
            "link-text-says-nothing",
            format!("`{}` does not say where the link leads", shorten(label, 40)),
            "use words that make sense by themselves, such as the title of the page: many readers go from link to link".to_owned(),
        );
    }
    let kind = outside_document(&mention.target)?;
    if says_kind_or_size(label, kind) {
        return None;
    }
    tell(
        "document-without-kind",
        format!("`{}` leads to a document, and says neither its kind nor its size", shorten(label, 40)),
        format!("say so in the words of the link: `{label} ({kind}, 120 kB)`"),
    )
}

enum Description {
    Missing,
    FileName,
    Idle(&'static str),
}

fn fault_of_description(label: &str, target: &str) -> Option<Description> {
    const IDLE: [&str; 8] = ["image of", "picture of", "photo of", "photograph of", "graphic of", "screenshot of", "an image of", "a picture of"];
    const ENDINGS: [&str; 7] = [".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".avif"];
    if label.is_empty() {
        return Some(Description::Missing);
    }
    let small = label.to_lowercase();
    let name = target.rsplit('/').next().unwrap_or(target).to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    // A name of one plain word may well be what a picture shows: a logo, a map.
    let is_name =
        !small.contains(' ') && (ENDINGS.iter().any(|ending| small.ends_with(ending)) || (small == stem && small.contains(['-', '_', '.', '0', '1'])));
    if is_name {
        return Some(Description::FileName);
    }
    IDLE.into_iter().find(|idle| small.starts_with(idle)).map(Description::Idle)
}

/// Whether words tell nothing of where a link leads, read by themselves.
fn says_nothing(label: &str) -> bool {
    const IDLE: [&str; 22] = [
        "",
        "click",
        "click here",
        "click this",
        "details",
        "document",
        "download",
        "follow this link",
        "found here",
        "go",
        "here",
        "info",
        "learn more",
        "link",
        "more",
        "more here",
        "more information",
        "page",
        "read more",
        "see here",
        "this",
        "website",
    ];
    let small = label.to_lowercase();
    let words = small.trim_matches(|c: char| !c.is_alphanumeric());
    let words = words.strip_prefix("this ").or_else(|| words.strip_prefix("the ")).unwrap_or(words);
    IDLE.binary_search(&words).is_ok() || ["http://", "https://", "www."].iter().any(|start| small.starts_with(start) && !small.contains(' '))
}

/// The kind of a document on another site, by the ending of its address.
fn outside_document(address: &str) -> Option<&'static str> {
    let path = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let (_, name) = path.rsplit_once('/')?;
    kind_of_document(name)
}

/// What readers call a document, by its file's name; none for pages and pictures.
pub fn kind_of_document(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "pdf" => "PDF",
        "doc" | "docx" | "docm" | "dot" | "dotx" => "Word",
        "xls" | "xlsx" | "xlsm" => "Excel",
        "ppt" | "pptx" => "PowerPoint",
        "odt" => "OpenDocument text",
        "ods" => "OpenDocument spreadsheet",
        "odp" => "OpenDocument slides",
        "csv" => "CSV",
        "rtf" => "RTF",
        "txt" => "text file",
        "zip" => "ZIP",
        "ics" => "calendar file",
        "epub" => "EPUB",
        _ => return None,
    })
}

/// Whether the words of a link say already what kind of document it leads to, or how large it is.
pub fn says_kind_or_size(label: &str, kind: &str) -> bool {
    let small = label.to_lowercase();
    let words = || small.split(|c: char| !c.is_alphanumeric());
    let says_size = words().any(|word| matches!(word.trim_start_matches(|c: char| c.is_ascii_digit()), "kb" | "mb" | "gb"));
    says_size || words().any(|word| kind.to_lowercase().split(' ').next() == Some(word))
}

fn faults_of_headings(prose: &Prose, findings: &mut Findings) {
    // Where a heading of the first level stands, all are drawn a level lower: the title of the page is the first.
    let shift = u8::from(prose.headings.iter().any(|heading| heading.level == 1));
    let mut before = 1;
    for heading in &prose.headings {
        let level = heading.level + shift;
        if level > before + 1 {
            let wanted = "#".repeat(usize::from(before + 1 - shift));
            let message = match before {
                1 => format!("the first heading of the page is one of level {}", heading.level),
                _ => format!("a heading of level {} follows one of level {}", heading.level, before - shift),
            };
            findings.push(
                Diagnostic::reading("heading-level-skipped", heading.span, message).hint(format!("begin it with `{wanted}`")).subject(heading.id.clone()),
            );
        }
        before = level;
        if is_shouted(&heading.text) {
            findings.push(
                Diagnostic::reading("heading-in-capitals", heading.span, format!("`{}` is all capitals", shorten(&heading.text, 40)))
                    .hint("write it as in a sentence: capitals are slow to read, and some programs spell them out")
                    .subject(heading.id.clone()),
            );
        }
    }
}

/// Whether words are written in capitals that are not just an abbreviation or two.
fn is_shouted(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let has_long_word = words.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 5);
    letters >= 8 && has_long_word && words.chars().all(|c| !c.is_lowercase())
}

/// Headings of the first level beside the title that the facts of a page give it.
pub(super) fn second_titles(facts: Option<&Node>, prose: &Prose, findings: &mut Findings) {
    let has_title = facts.and_then(|facts| facts.get("title")).is_some_and(|title| !title.is_blank());
    let first_level = prose.headings.iter().filter(|heading| heading.level == 1);
    for heading in first_level.skip(usize::from(!has_title)) {
        let what = if has_title { "the page has a `title`" } else { "the page has another heading `#`" };
        findings.push(
            Diagnostic::reading("second-title", heading.span, format!("`{}` is a title, and {what}", shorten(&heading.text, 40)))
                .hint("take it away if it only repeats the title; else begin it with `##`, and the headings below it with one `#` more")
                .subject(heading.id.clone()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_nothing_are_told_from_those_that_do() {
        for idle in ["here", "Click here", "this link", "Read more…", "THIS PAGE", "https://nhs.example/a", "www.nhs.example", "", "(here)"] {
            assert!(says_nothing(idle), "{idle}");
        }
        for telling in ["here is the plan", "how to get here", "more rooms", "severnvale-lmc.example", "Details of the lease", "01632 960000"] {
            assert!(!says_nothing(telling), "{telling}");
        }
    }

    #[test]
    fn kinds_and_sizes_are_known_in_the_words_of_a_link() {
        for label in ["Plan (PDF)", "the PDF of the plan", "Plan, 120 kB", "Plan 2MB", "pdf"] {
            assert!(says_kind_or_size(label, "PDF"), "{label}");
        }
        for label in ["Plan", "Plan of 2026", "Mb"] {
            assert_eq!(says_kind_or_size(label, "PDF"), label == "Mb", "{label}");
        }
        assert_eq!(outside_document("https://nhs.example/a/plan.PDF?download=1#page=2"), Some("PDF"));
        assert_eq!(outside_document("https://plan.pdf"), None);
        assert_eq!(outside_document("files/plan.pdf"), None);
    }

    #[test]
    fn abbreviations_are_no_shouting() {
        assert!(is_shouted("IMPORTANT NOTICE") && is_shouted("WHO MAY BE DIRECTOR?"));
        assert!(!is_shouted("IIF, ARRS, DES AND CAP") && !is_shouted("ARRS") && !is_shouted("U99972 2026/27"));
    }
}
