//! Markdown as far as the model needs it: headings, mentions with their sentence, sections for staff.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::inserts::{self, Insert, InsertKind};
use super::lints::Lints;
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{FileId, Span};

/// A stretch of Markdown, seen but not yet drawn.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// Where the Markdown begins in its file, in bytes.
    pub from: u32,
    /// Whether there is any text.
    pub has_text: bool,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Links of every kind, in order.
    pub mentions: Vec<Mention>,
    /// Sections between `:::staff` and `:::`, as byte ranges in the file, marks included.
    pub staff: Vec<Range<u32>>,
    /// Whether those sections are hidden from whoever this is for.
    pub staff_hidden: bool,
    /// Blocks that the build fills in, in order.
    pub inserts: Vec<Insert>,
    /// Words in capitals as far as they look like abbreviations, each where it stands first, without the s of many; not those
    /// of headings, links and code.
    pub capitals: Vec<Capitals>,
}

/// A word in capitals.
#[derive(Clone, Debug)]
pub struct Capitals {
    /// The word.
    pub word: String,
    /// Its place.
    pub span: Span,
    /// Whether it stands alone in brackets, as after the words that it is short for.
    pub in_brackets: bool,
    /// Whether it stands in a section for staff.
    pub staff: bool,
}

/// A heading of a page.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its anchor: what `{#…}` says, or made from its words.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Its place.
    pub span: Span,
    /// Whether it stands in a section for staff.
    pub staff: bool,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// `[[id]]` or `[[id|label]]`.
    Wiki,
    /// `[label](address)`.
    Link,
    /// `![description](address)`.
    Image,
}

/// A link in prose.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The whole link.
    pub span: Span,
    /// How it is written.
    pub kind: MentionKind,
    /// The id or address, as typed.
    pub target: String,
    /// The words shown; `None` for `[[id]]`, which shows its target's title.
    pub label: Option<String>,
    /// The sentence it stands in.
    pub sentence: Vec<Piece>,
    /// The heading above it, by its number in [`Prose::headings`].
    pub heading: Option<u32>,
    /// Whether it stands in a section for staff.
    pub staff: bool,
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain words.
    Words(String),
    /// A link, by its number in [`Prose::mentions`]; it shows its label or its target's title.
    Mention(u32),
}

/// The Markdown of a handbook: CommonMark with tables, footnotes, definition lists, task lists, `{#ids}`, alerts and `[[links]]`.
pub fn flavour() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// The deepest nesting of quotes and lists that is drawn.
const MOST_NESTING: usize = 60;
/// The most links of one page.
const MOST_MENTIONS: usize = 20_000;
/// The most headings of one page.
const MOST_HEADINGS: usize = 5_000;
/// The most brackets in one line.
const MOST_BRACKETS: usize = 2_000;

/// Looks through the body of a file, from byte `from` on.
pub fn scan(file: FileId, text: &str, from: usize, findings: &mut Findings) -> Prose {
    let body = text.get(from..).unwrap_or("");
    scan_text(file, body, from as u32, true, findings)
}

/// Looks through a sentence or two of Markdown in a YAML field. `span` is the field's place.
pub fn scan_field(field: &super::record::Text, findings: &mut Findings) -> Prose {
    if field.value.contains(":::") {
        blocks_in_field(field, findings);
    }
    if !field.value.contains('[') && !field.value.contains('<') {
        return Prose { from: field.span.start, has_text: !field.value.is_empty(), ..Prose::default() };
    }
    let mut prose = scan_text(field.span.file, &field.value, field.span.start, false, findings);
    // Escapes and folded lines move offsets; a place stays within the field all the same.
    let within = |at: u32| at.clamp(field.span.start, field.span.end.max(field.span.start));
    for (n, mention) in prose.mentions.iter_mut().enumerate() {
        let start = within(mention.span.start);
        mention.span.start = start.max(field.span.start + n as u32).min(field.span.end);
        mention.span.end = within(mention.span.end.max(mention.span.start));
    }
    prose
}

fn blocks_in_field(field: &super::record::Text, findings: &mut Findings) {
    if field.value.contains(":::staff") {
        findings.push(
            Diagnostic::reading("staff-section-not-closed", field.span, "`:::staff` hides nothing in a field")
                .hint("take the words out of the field, or move them to a page and hide them there"),
        );
    }
    for word in InsertKind::ALL.map(InsertKind::word).into_iter().filter(|word| field.value.contains(&format!(":::{word}"))) {
        findings.push(block_shows_nothing(field.span, format!("`:::{word}` shows nothing in a field")).hint("take it out of the field, or move it to a page"));
    }
}

fn scan_text(file: FileId, body: &str, from: u32, sections: bool, findings: &mut Findings) -> Prose {
    let mut prose = Prose { from, has_text: !body.trim().is_empty(), ..Prose::default() };
    if !prose.has_text {
        return prose;
    }
    if let Some((at, message, hint)) = too_nested(body) {
        let span = Span { file, start: from + at as u32, end: from + at as u32 + 1 };
        findings.push(Diagnostic::reading("too-deep", span, message).hint(hint));
        prose.has_text = false;
        return prose;
    }
    // A link has a bracket or four. To read millions of them takes more memory than the text has a hundred times over.
    if body.bytes().filter(|byte| *byte == b'[').count() > 4 * MOST_MENTIONS {
        let message = format!("there are more than {MOST_MENTIONS} links on this page, so it is not shown");
        findings.push(Diagnostic::reading("too-large", Span { file, start: from, end: from }, message).hint("make several pages of it"));
        prose.has_text = false;
        return prose;
    }
    let mut opened = Vec::new();
    if sections && body.contains(":::") {
        (prose.staff, opened) = blocks(file, body, from, findings);
    }
    let masked = mask(body, from, &prose.staff, &opened, false);
    let mut ids = Ids::of_page();
    let mut block = Block::default();
    let mut heading: Option<(u8, Option<String>, Range<usize>)> = None;
    let mut link: Vec<(usize, bool)> = Vec::new();
    let mut broken: Vec<(Range<usize>, String)> = Vec::new();
    let mut callback = |link: BrokenLink<'_>| {
        if !matches!(link.link_type, LinkType::Shortcut | LinkType::ShortcutUnknown) {
            broken.push((link.span, link.reference.to_string()));
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let parser = Parser::new_with_broken_link_callback(&masked, flavour(), Some(&mut callback)).into_offset_iter();
    let mut html = Findings::new();
    let mut lints = Lints::new(&masked, file, from);
    // Words that stand beside the links of blocks, while a paragraph is one of blocks.
    let mut beside: Option<String> = None;
    let mut in_code = false;
    for (event, range) in parser {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            _ => {}
        }
        let span = Span { file, start: from + range.start as u32, end: from + range.end as u32 };
        if let Some(message) = too_many(&prose) {
            let span = Span { end: span.start, ..span };
            findings.push(Diagnostic::reading("too-large", span, message).hint("make several pages of it"));
            return Prose { from, ..Prose::default() };
        }
        if sections {
            lints.see(&event, &range);
        }
        let before = prose.staff.partition_point(|section| section.end <= span.start);
        let staff = prose.staff.get(before).is_some_and(|section| section.contains(&span.start));
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                block.clear();
                heading = Some((level as u8, id.map(|id| id.to_string()), range));
            }
            Event::End(TagEnd::Heading(_)) => {
                let words = block.plain(&prose.mentions);
                block.finish(&mut prose.mentions);
                if let Some((level, id, range)) = heading.take() {
                    let id = ids.give(id, &words);
                    let end = masked[..range.end].trim_end().len().max(range.start);
                    let span = Span { file, start: from + range.start as u32, end: from + end as u32 };
                    prose.headings.push(Heading { level, id, text: words, span, staff });
                }
            }
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => {
                let (kind, dest, shows_id) = match tag {
                    Tag::Link { link_type: LinkType::WikiLink { has_pothole }, dest_url, .. } => (MentionKind::Wiki, dest_url, !has_pothole),
                    Tag::Link { link_type: LinkType::Email, dest_url, .. } => (MentionKind::Link, format!("mailto:{dest_url}").into(), false),
                    Tag::Link { dest_url, .. } => (MentionKind::Link, dest_url, false),
                    Tag::Image { dest_url, .. } => (MentionKind::Image, dest_url, false),
                    _ => continue,
                };
                // `[[a\|b]]` in a table keeps its backslash.
                let target = if kind == MentionKind::Wiki { dest.trim().trim_end_matches('\\').trim() } else { &dest }.to_owned();
                let number = prose.mentions.len();
                let label = (!shows_id).then(String::new);
                let above = prose.headings.len().checked_sub(1).map(|n| n as u32);
                let end = span.start + masked[range.clone()].trim_end().len() as u32;
                prose.mentions.push(Mention { span: Span { end, ..span }, kind, target, label, sentence: Vec::new(), heading: above, staff });
                if kind != MentionKind::Image {
                    block.mention(number as u32);
                }
                if let Some(insert) = prose.inserts.last_mut().filter(|_| beside.is_some()) {
                    insert.mentions.end = number as u32 + 1;
                }
                link.push((number, shows_id));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                link.pop();
            }
            Event::Text(words) if sections && link.is_empty() && heading.is_none() && beside.is_none() && !in_code => {
                capitals(&words, span, staff, &mut prose.capitals);
                block.words(&words);
            }
            Event::Text(words) | Event::Code(words) => match link.last() {
                Some(&(number, shows_id)) => {
                    if !shows_id && let Some(label) = &mut prose.mentions[number].label {
                        label.push_str(&words);
                    }
                }
                None => match &mut beside {
                    Some(beside) => match insert_at(&opened, span.start).filter(|_| words.starts_with(inserts::MARK)) {
                        Some(insert) => {
                            findings.extend(words_beside(file, &prose.inserts, beside));
                            inserts::after_name(&words, insert.kind).clone_into(beside);
                            let number = prose.mentions.len() as u32;
                            prose.inserts.push(Insert { mentions: number..number, ..insert.clone() });
                        }
                        None => beside.push_str(&words),
                    },
                    None => block.words(&words),
                },
            },
            Event::SoftBreak | Event::HardBreak => block.words(" "),
            Event::Html(raw) | Event::InlineHtml(raw) => {
                let comment = raw.trim_start().starts_with("<!--") || raw.trim_end().ends_with("-->");
                if !comment && html.len() < 20 && raw.trim_start().starts_with('<') {
                    let end = span.start + raw.trim_end().len() as u32;
                    html.push(
                        Diagnostic::reading("raw-html", Span { end, ..span }, format!("`{}` is HTML, and is shown as it stands", shorten(raw.trim(), 30)))
                            .hint("write it in Markdown instead"),
                    );
                }
                block.words(&raw);
            }
            Event::End(TagEnd::TableCell) => block.words("; "),
            Event::Start(Tag::Paragraph) if insert_at(&opened, span.start).is_some() => {
                block.finish(&mut prose.mentions);
                beside = Some(String::new());
            }
            Event::End(TagEnd::Paragraph) if beside.is_some() => {
                block.clear();
                findings.extend(words_beside(file, &prose.inserts, &beside.take().unwrap_or_default()));
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::TableHead | Tag::DefinitionListTitle | Tag::DefinitionListDefinition)
                if heading.is_none() =>
            {
                block.finish(&mut prose.mentions);
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition,
            ) if heading.is_none() => {
                block.finish(&mut prose.mentions);
            }
            _ => {}
        }
    }
    block.finish(&mut prose.mentions);
    finish_inserts(file, &mut prose, opened, findings);
    findings.append(&mut html);
    lints.finish(&prose, sections, findings);
    for (range, reference) in broken {
        let span = Span { file, start: from + range.start as u32, end: from + range.end as u32 };
        findings.push(
            Diagnostic::reading("broken-link", span, format!("`{reference}` is used as a link, and nothing says where it leads"))
                .hint(format!("add a line `[{reference}]: address`, or write the address in round brackets")),
        );
    }
    prose
}

/// What no page has so many of.
fn too_many(prose: &Prose) -> Option<String> {
    if prose.mentions.len() > MOST_MENTIONS {
        Some(format!("there are more than {MOST_MENTIONS} links on this page, so it is not shown"))
    } else if prose.headings.len() > MOST_HEADINGS {
        Some(format!("there are more than {MOST_HEADINGS} headings on this page, so it is not shown"))
    } else {
        None
    }
}

/// Adds the abbreviations among some words: two to six capitals that stand alone.
fn capitals(words: &str, place: Span, staff: bool, known: &mut Vec<Capitals>) {
    let in_word = |c: char| c.is_alphanumeric() || c == '&';
    let mut at = 0;
    // Most words have no two capitals side by side.
    while let Some(start) = words.as_bytes()[at..].iter().position(u8::is_ascii_uppercase).map(|start| at + start) {
        let end = words[start..].find(|c: char| !in_word(c)).map_or(words.len(), |end| start + end);
        let word = &words[start..end];
        // "Two CCGs": several of one kind.
        let word = word.strip_suffix('s').unwrap_or(word);
        at = end;
        let stands_alone = !words[..start].ends_with(in_word);
        if !stands_alone || !is_abbreviation(word) {
            continue;
        }
        // One that stands in a section for staff first may stand in everybody's later.
        if !known.iter().any(|seen| seen.word == word && (staff || !seen.staff)) {
            // References to characters move offsets; a place stays within the words all the same.
            let from = (place.start + start as u32).min(place.end);
            let in_brackets = words[..start].ends_with('(') && words[end..].starts_with(')');
            known.push(Capitals {
                word: word.to_owned(),
                span: Span { start: from, end: (from + word.len() as u32).min(place.end), ..place },
                in_brackets,
                staff,
            });
        }
    }
}

/// Whether a word is one that [`Prose::capitals`] holds: two to six capitals.
pub fn is_abbreviation(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Where a term that is no abbreviation stands first in the words of some prose, in bytes of the file; headings, links and
/// code are passed over. `text` is the text of the file. A term of several words is found in any case, and over the end of a line.
pub fn first_use(text: &str, prose: &Prose, term: &str) -> Option<Range<u32>> {
    let body = text.get(prose.from as usize..).filter(|_| prose.has_text)?;
    let first = term.chars().next()?;
    let any_case = term.contains(' ');
    let mut code: Option<Vec<Range<usize>>> = None;
    body.match_indices(|c: char| c.eq_ignore_ascii_case(&first)).find_map(|(start, _)| {
        let stands_alone = !body[..start].ends_with(char::is_alphanumeric);
        let end = start + if stands_alone { length_at(&body[start..], term, any_case)? } else { return None };
        let range = prose.from + start as u32..prose.from + end as u32;
        let hidden = prose.staff_hidden && prose.staff.iter().any(|section| section.contains(&range.start));
        let mut elsewhere = prose.headings.iter().map(|heading| heading.span).chain(prose.mentions.iter().map(|mention| mention.span));
        let elsewhere = hidden || elsewhere.any(|span| (span.start..span.end).contains(&range.start));
        let mut is_code = || code.get_or_insert_with(|| ranges_of_code(body)).iter().any(|code| code.contains(&start));
        (!elsewhere && !is_code()).then_some(range)
    })
}

/// How long a term is that some text begins with.
fn length_at(text: &str, term: &str, any_case: bool) -> Option<usize> {
    let mut rest = text;
    for (n, word) in term.split(' ').enumerate() {
        if n > 0 {
            let next = rest.trim_start();
            rest = (next.len() < rest.len()).then_some(next)?;
        }
        let there = rest.get(..word.len())?;
        rest = (there == word || any_case && there.eq_ignore_ascii_case(word)).then(|| &rest[word.len()..])?;
    }
    let after = rest.strip_prefix('s').unwrap_or(rest);
    (!after.starts_with(char::is_alphanumeric)).then(|| text.len() - rest.len())
}

fn ranges_of_code(body: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(body, flavour()).into_offset_iter();
    events.filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)))).map(|(_, range)| range).collect()
}

/// The block whose line begins at a place.
pub fn insert_at(inserts: &[Insert], start: u32) -> Option<&Insert> {
    inserts.binary_search_by_key(&start, |insert| insert.line.start).ok().map(|at| &inserts[at])
}

fn block_shows_nothing(span: Span, message: String) -> Diagnostic {
    Diagnostic::reading("block-shows-nothing", span, message)
}

/// Words that stand beside the links of the last block, which shows links alone.
fn words_beside(file: FileId, inserts: &[Insert], words: &str) -> Option<Diagnostic> {
    let insert = inserts.last().filter(|_| words.split_whitespace().any(|word| !matches!(word, "," | ";" | "and")))?;
    let span = Span { file, start: insert.line.start, end: insert.line.end };
    let message = format!("`:::{}` shows what it links, and not words beside it", insert.kind.word());
    let words = shorten(words.trim(), 30);
    Some(
        block_shows_nothing(span, message)
            .hint(format!("put `{words}` into a paragraph of its own, with an empty line between, or into the link: `[[id|words]]`")),
    )
}

/// Gives links in blocks their sentence, and tells of blocks that show nothing.
fn finish_inserts(file: FileId, prose: &mut Prose, opened: Vec<Insert>, findings: &mut Findings) {
    for insert in &prose.inserts {
        for number in insert.mentions.clone() {
            prose.mentions[number as usize].sentence = vec![Piece::Words(insert.kind.quoted().to_owned()), Piece::Mention(number)];
        }
    }
    let seen = std::mem::take(&mut prose.inserts);
    let mut end = 0;
    for insert in opened {
        let (word, span) = (insert.kind.word(), Span { file, start: insert.line.start, end: insert.line.end });
        let mentions = insert_at(&seen, insert.line.start).map(|seen| seen.mentions.clone());
        match &mentions {
            None => findings.push(
                block_shows_nothing(span, format!("`:::{word}` shows nothing in the middle of a paragraph or in code"))
                    .hint("put an empty line above it, and begin it at the left edge; an example stands in a fenced block of code"),
            ),
            Some(mentions) if mentions.is_empty() => {
                findings.push(block_shows_nothing(span, format!("`:::{word}` links nothing")).hint(format!("write `:::{word} [[id]]`")));
            }
            Some(_) => {}
        }
        // What shows nothing is kept too: the text is masked in the same way when it is drawn.
        let mentions = mentions.unwrap_or(end..end);
        end = mentions.end;
        prose.inserts.push(Insert { mentions, ..insert });
    }
}

/// The text as Markdown sees it: marks of staff sections blanked, and with `without_staff` what stands between them too;
/// other blocks begin with a mark that is no Markdown. Masking keeps every offset.
pub fn mask(body: &str, from: u32, staff: &[Range<u32>], inserts: &[Insert], without_staff: bool) -> String {
    let has_unseen = body.contains(is_unseen_in_pages);
    if staff.is_empty() && inserts.is_empty() && !has_unseen {
        return body.to_owned();
    }
    let mut masked = body.as_bytes().to_vec();
    for (at, unseen) in body.match_indices(is_unseen_in_pages).filter(|_| has_unseen) {
        masked[at..at + unseen.len()].fill(b' ');
    }
    let mut blank = |range: Range<usize>| {
        for byte in masked[range].iter_mut().filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    };
    for section in staff {
        // A section that runs to the end of the file may be given as one without end.
        let section = (section.start - from) as usize..((section.end - from) as usize).min(body.len());
        if without_staff {
            blank(section);
            continue;
        }
        let first_line = section.start..section.start + body[section.clone()].find('\n').map_or(section.len(), |n| n + 1);
        let inner = body[section.clone()].trim_end();
        let last_line = section.start + inner.rfind('\n').map_or(0, |n| n + 1)..section.start + inner.len();
        blank(first_line);
        if body[last_line.clone()].trim() == ":::" {
            blank(last_line);
        }
    }
    for insert in inserts {
        let start = (insert.line.start - from) as usize;
        if let Some(mark) = masked.get_mut(start..start + 3).filter(|mark| *mark == b":::") {
            inserts::MARK.encode_utf8(mark);
        }
    }
    // Whole lines were blanked, so no character was cut in two.
    String::from_utf8(masked).unwrap_or_default()
}

/// Whether a character of a text has no place in a page: HTML knows no control characters.
fn is_unseen_in_pages(c: char) -> bool {
    (u32::from(c) < 0x20 || c > '\u{7e}') && super::render::is_unseen(c)
}

/// Tells of characters that nobody sees, in the text from a place on.
pub fn unseen_characters(file: FileId, text: &str, from: usize, findings: &mut Findings) {
    const MOST: usize = 20;
    // They are few among the many: bytes below 32, and what begins with one of three bytes beyond ASCII.
    let may_be = |byte: u8| (byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7f || matches!(byte, 0xc2 | 0xe2 | 0xef | 0xf0..=0xf4);
    let mut told = 0;
    let mut at = from;
    while let Some(start) = text.as_bytes()[at..].iter().position(|&byte| may_be(byte)).map(|n| at + n) {
        let Some(c) = text[start..].chars().next() else { return };
        at = start + c.len_utf8();
        if !super::render::is_unseen(c) {
            continue;
        }
        let span = Span { file, start: start as u32, end: at as u32 };
        findings.push(unseen_character(span, c));
        told += 1;
        if told == MOST {
            return;
        }
    }
}

/// Tells of one character that nobody sees.
pub fn unseen_character(span: Span, c: char) -> Diagnostic {
    let what = if c.is_control() { "a character that cannot be seen" } else { "a character that cannot be seen, and changes how the words around it read," };
    Diagnostic::reading("unseen-character", span, format!("{what} stands here (U+{:04X})", u32::from(c)))
        .hint("delete the words around it and type them again; texts copied from elsewhere bring such characters along")
}

/// The sections for staff, and the lines that open other blocks.
fn blocks(file: FileId, body: &str, from: u32, findings: &mut Findings) -> (Vec<Range<u32>>, Vec<Insert>) {
    let mut sections = Vec::new();
    let mut inserts = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let code = fenced_code(body);
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim();
        let before = code.partition_point(|block| block.end <= at);
        if code.get(before).is_none_or(|block| !block.contains(&at)) {
            if let Some(mark) = trimmed.find(":::staff").filter(|mark| *mark > 0 && !trimmed[..*mark].ends_with('`')) {
                let start = from + (at + line.len() - line.trim_start().len() + mark) as u32;
                findings.push(
                    Diagnostic::reading("staff-section-not-closed", Span { file, start, end: start + 8 }, "`:::staff` hides nothing here")
                        .hint("write it at the beginning of a line of its own, outside of quotes and lists"),
                );
            } else if let Some((word, mark)) = other_block_inside(trimmed) {
                let start = from + (at + line.len() - line.trim_start().len() + mark) as u32;
                findings.push(
                    block_shows_nothing(Span { file, start, end: start + 3 + word.len() as u32 }, format!("`:::{word}` shows nothing here"))
                        .hint("write it at the beginning of a line of its own, outside of quotes and lists"),
                );
            } else {
                let name: Option<String> = trimmed.strip_prefix(":::").map(|name| name.trim().to_lowercase());
                match (name.as_deref(), open) {
                    (Some("staff"), None) => open = Some((at, at + line.trim_end().len())),
                    (Some(""), Some((start, _))) => {
                        sections.push(from + start as u32..from + (at + line.len()) as u32);
                        open = None;
                    }
                    (Some(""), None) => {
                        let span = Span { file, start: from + at as u32, end: from + (at + line.trim_end().len()) as u32 };
                        let hint = if inserts.is_empty() {
                            "take the line away, or open the section with `:::staff`"
                        } else {
                            "take the line away: only `:::staff` is closed; other blocks are one line"
                        };
                        findings.push(Diagnostic::reading("staff-section-not-closed", span, "`:::` closes a section here, and none is open").hint(hint));
                    }
                    (Some("staff"), Some((start, end))) => {
                        let span = Span { file, start: from + at as u32, end: from + (at + line.trim_end().len()) as u32 };
                        let first = Span { file, start: from + start as u32, end: from + end as u32 };
                        findings.push(
                            Diagnostic::reading("staff-section-not-closed", span, "`:::staff` opens a section here inside another one")
                                .also(first, "this one is still open")
                                .hint("close the first one with a line `:::`"),
                        );
                    }
                    (Some(other), _) if inserts::opened_by(other).is_some() => {
                        let start = from + (at + line.len() - line.trim_start().len()) as u32;
                        let line = start..start + trimmed.len() as u32;
                        inserts.extend(inserts::opened_by(other).map(|kind| Insert { kind, line, mentions: 0..0 }));
                    }
                    (Some(other), _) if !other.starts_with(':') => {
                        let span = Span { file, start: from + at as u32, end: from + (at + line.trim_end().len()) as u32 };
                        let name = other.split_whitespace().next().unwrap_or(other);
                        let known: Vec<String> = inserts::names().map(|name| format!("`:::{name}`")).collect();
                        findings.push(
                            Diagnostic::reading("unknown-block", span, format!("`:::{}` is no block that a handbook knows", shorten(other, 40)))
                                .did_you_mean(name, inserts::names())
                                .hint(format!("there are {}", known.join(", ")))
                                .subject(name),
                        );
                    }
                    _ => {}
                }
            }
        }
        at += line.len();
    }
    if let Some((start, end)) = open {
        let span = Span { file, start: from + start as u32, end: from + end as u32 };
        findings.push(
            Diagnostic::reading("staff-section-not-closed", span, "this section for staff is never closed, so all that follows is hidden from the public")
                .hint("put a line `:::` where it ends"),
        );
        sections.push(from + start as u32..from + body.len() as u32);
    }
    (sections, inserts)
}

/// Another block's name in the middle of a line, with its place; in code between backticks it is only shown.
fn other_block_inside(line: &str) -> Option<(&'static str, usize)> {
    let (at, _) = line.match_indices(":::").find(|(at, _)| *at > 0 && inserts::opened_by(&line[at + 3..]).is_some())?;
    let is_code = line[..at].bytes().filter(|byte| *byte == b'`').count() % 2 == 1;
    inserts::opened_by(&line[at + 3..]).filter(|_| !is_code).map(|kind| (kind.word(), at))
}

/// Blocks of code between two fences, where `:::` is only shown. A fence that nothing closes hides no section's mark:
/// of two readings, the one that keeps words from the public is right.
fn fenced_code(body: &str) -> Vec<Range<usize>> {
    if !body.contains("```") && !body.contains("~~~") {
        return Vec::new();
    }
    let is_closed = |block: &str| {
        let last = block.trim_end().rsplit_once('\n').map_or("", |(_, last)| last.trim_start_matches([' ', '\t', '>']));
        last.len() >= 3 && (last.bytes().all(|byte| byte == b'`') || last.bytes().all(|byte| byte == b'~'))
    };
    let events = Parser::new_ext(body, flavour()).into_offset_iter();
    let blocks = events.filter(|(event, range)| matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))) && is_closed(&body[range.clone()]));
    blocks.map(|(_, range)| range).collect()
}

/// What nobody writes on purpose and costs the square of its size: its place, and how it is told.
fn too_nested(text: &str) -> Option<(usize, String, &'static str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_mark = |word: &str| {
            let number = word.trim_end_matches(['.', ')']);
            word.chars().all(|c| matches!(c, '>' | '-' | '*' | '+')) || (number.len() < word.len() && number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let mut marks = 0;
        for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
            if !is_mark(word) {
                // A quote's mark may stand right before its text.
                marks += word.len() - word.trim_start_matches('>').len();
                break;
            }
            marks += if word.starts_with(|c: char| c.is_ascii_digit()) { 1 } else { word.len() };
        }
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let runs = line.trim().chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | ' '));
        let is_blank = line.trim().is_empty();
        if (marks > MOST_NESTING && !runs) || (indent > 8 * MOST_NESTING && !is_blank) {
            let message = format!("quotes and lists are nested more than {MOST_NESTING} deep here, so this page is not shown");
            return Some((at, message, "take away the marks at the beginning of the line"));
        }
        if line.bytes().filter(|&byte| byte == b'[').count() > MOST_BRACKETS {
            let message = format!("more than {MOST_BRACKETS} brackets `[` stand in this line, so this page is not shown");
            return Some((at, message, "break the line, or take the brackets away"));
        }
        at += line.len();
    }
    None
}

/// The first words of a text.
pub fn shorten(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len().min(most + 8));
    let mut room = most;
    for word in text.split_whitespace() {
        if !line.is_empty() && room > 0 {
            line.push(' ');
            room -= 1;
        }
        if word.len() <= room {
            line.push_str(word);
            room -= word.chars().count();
            continue;
        }
        for c in word.chars() {
            if room == 0 {
                line.truncate(line.trim_end().len());
                line.push('…');
                return line;
            }
            line.push(c);
            room -= 1;
        }
    }
    line
}

/// Anchors of a page: each one once.
#[derive(Default)]
struct Ids(HashMap<String, u32>);

impl Ids {
    /// Anchors that every page has already.
    fn of_page() -> Self {
        Self(["main", "mentioned-in"].into_iter().map(|taken| (taken.to_owned(), 1)).collect())
    }

    fn give(&mut self, explicit: Option<String>, words: &str) -> String {
        let wanted = explicit.unwrap_or_else(|| slug(words));
        let wanted = if wanted.is_empty() { "section".to_owned() } else { wanted };
        let times = self.0.entry(wanted.clone()).or_insert(0);
        *times += 1;
        if *times == 1 {
            return wanted;
        }
        let next = format!("{wanted}-{times}");
        self.0.entry(next.clone()).or_insert(1);
        next
    }
}

/// Lower-case words joined by hyphens, as in ids: `D&T lead’s role` becomes `d-and-t-leads-role`.
pub fn slug(words: &str) -> String {
    let plain = deunicode::deunicode(&words.replace(['’', '\''], "").replace('&', " and ")).to_lowercase();
    let mut slug = String::with_capacity(plain.len());
    for word in plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// The text of one paragraph, item, row or heading; links stand in it as [`MARK`].
#[derive(Default)]
struct Block {
    text: String,
    mentions: Vec<u32>,
}

/// A private-use character that stands for a link.
const MARK: char = '\u{e000}';

impl Block {
    fn clear(&mut self) {
        self.text.clear();
        self.mentions.clear();
    }

    fn words(&mut self, words: &str) {
        self.text.extend(words.chars().filter(|&c| c != MARK && c != inserts::MARK));
    }

    fn mention(&mut self, number: u32) {
        self.text.push(MARK);
        self.mentions.push(number);
    }

    /// The words, links by their label or id.
    fn plain(&self, mentions: &[Mention]) -> String {
        let mut numbers = self.mentions.iter();
        let mut words = String::with_capacity(self.text.len());
        for c in self.text.chars() {
            match (c == MARK).then(|| numbers.next()).flatten().map(|&n| &mentions[n as usize]) {
                Some(mention) => words.push_str(mention.label.as_deref().unwrap_or(&mention.target)),
                None => words.push(c),
            }
        }
        words.trim().to_owned()
    }

    /// Gives each link of the block its sentence, and forgets the block.
    fn finish(&mut self, mentions: &mut [Mention]) {
        if !self.mentions.is_empty() {
            let mut number = 0;
            // After the last cell of a row nothing follows.
            let text = self.text.trim_end().trim_end_matches(';');
            for sentence in sentences(text) {
                let count = sentence.chars().filter(|&c| c == MARK).count();
                let inside = &self.mentions[number..number + count];
                number += count;
                if inside.is_empty() {
                    continue;
                }
                let pieces = pieces(sentence, inside);
                for (at, piece) in pieces.iter().enumerate() {
                    if let Piece::Mention(mention) = piece {
                        mentions[*mention as usize].sentence = around(&pieces, at);
                    }
                }
            }
        }
        self.clear();
    }
}

/// Cuts a text after `. `, `! ` and `? ` before what begins a sentence.
fn sentences(text: &str) -> Vec<&str> {
    let mut cut = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let end = at + c.len_utf8();
        let rest = &text[end..];
        let next = rest.trim_start();
        let begins = next.chars().next().is_some_and(|c| c.is_uppercase() || c == MARK || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘'));
        if rest.starts_with(char::is_whitespace) && begins {
            cut.push(&text[start..end]);
            start = end + (rest.len() - next.len());
        }
    }
    cut.push(&text[start..]);
    cut
}

/// The part of a sentence around one of its links. A list of a thousand links is one sentence, and each link keeps its own part.
fn around(pieces: &[Piece], at: usize) -> Vec<Piece> {
    const MOST_BESIDE: usize = 8;
    if pieces.len() <= 2 * MOST_BESIDE + 1 {
        return pieces.to_vec();
    }
    let (from, to) = (at.saturating_sub(MOST_BESIDE), (at + MOST_BESIDE + 1).min(pieces.len()));
    let mut part = Vec::with_capacity(to - from + 2);
    if from > 0 {
        part.push(Piece::Words("…".to_owned()));
    }
    part.extend_from_slice(&pieces[from..to]);
    if to < pieces.len() {
        part.push(Piece::Words("…".to_owned()));
    }
    part
}

fn pieces(sentence: &str, mentions: &[u32]) -> Vec<Piece> {
    const MOST: usize = 160;
    let mut pieces = Vec::new();
    let mut numbers = mentions.iter();
    for (n, words) in sentence.split(MARK).enumerate() {
        if n > 0
            && let Some(&number) = numbers.next()
        {
            pieces.push(Piece::Mention(number));
        }
        if !words.is_empty() {
            let count = words.chars().count();
            let words = if count <= MOST {
                words.to_owned()
            } else if n == 0 {
                format!("…{}", words.chars().skip(count - MOST).collect::<String>())
            } else {
                format!("{}…", words.chars().take(MOST).collect::<String>())
            };
            pieces.push(Piece::Words(words));
        }
    }
    pieces
}
