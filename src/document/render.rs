//! Markdown becomes HTML. Links are told where to lead; nothing here knows what they mean.
//!
//! Raw HTML is shown as text, and no `style` attribute is written, so that pages live under a strict policy.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::inserts::{self, Insert};
use super::lints::CAPTION;
use super::prose::{self, Prose};

/// What a link in prose turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// It leads there; the text is what an unlabelled link shows.
    To {
        /// Address, relative to the page or absolute.
        href: String,
        /// Title of the place.
        title: String,
        /// Put after the words of the link: the kind and size of a document.
        note: String,
    },
    /// It leads nowhere in this edition: its label stands as plain text.
    Words(String),
}

/// Terms that are explained where a page first uses them.
#[derive(Clone, Debug, Default)]
pub struct Abbreviations {
    /// Term to expansion; terms are single words such as `ARRS` or `A&G`.
    pub terms: HashMap<String, String>,
}

/// How a piece of prose is drawn.
pub struct Drawing<'a> {
    /// Sections for staff are shown.
    pub staff: bool,
    /// Put before all anchors where a page holds several pieces of prose.
    pub prefix: &'a str,
    /// Terms to mark up at first use.
    pub abbreviations: Option<&'a Abbreviations>,
}

/// What prose leaves to the page that shows it.
pub trait Page {
    /// Where a mention leads, by its number.
    fn destination(&self, mention: usize) -> Destination;

    /// Width and height of the picture that a mention shows, where they are known.
    fn picture_size(&self, mention: usize) -> Option<(u32, u32)>;

    /// The HTML of a block that the build fills in.
    fn insert(&self, insert: &Insert) -> String;
}

/// Draws the body of a page. `text` is the Markdown that `prose` was made from.
/// Headings are moved down so that the page's title stays the only first-level one.
pub fn html(text: &str, prose: &Prose, drawing: &Drawing<'_>, page: &dyn Page) -> String {
    if !prose.has_text {
        return String::new();
    }
    let masked = prose::mask(text, prose.from, &prose.staff, &prose.inserts, !drawing.staff);
    let mut out = String::with_capacity(masked.len() * 3 / 2);
    let by_start: HashMap<u32, usize> = prose.mentions.iter().enumerate().map(|(n, mention)| (mention.span.start, n)).collect();
    let mut heads = prose.headings.iter().filter(|heading| drawing.staff || !heading.staff);
    let shift = u8::from(prose.headings.iter().any(|heading| heading.level == 1));
    let mut draw = Draw {
        drawing,
        seen: Vec::new(),
        footnotes: HashMap::new(),
        noted: HashSet::new(),
        alignments: Vec::new(),
        in_head: false,
        cell: 0,
        row_head: false,
        plain: 0,
        paragraph: 0,
    };
    let mut closing: Vec<&'static str> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    // The paragraph that is open, and the caption of the figure that it is.
    let mut paragraph = 0..0;
    let mut figure: Option<String> = None;
    let mut in_insert = false;
    let mut number = 0;
    let mut in_image: Option<String> = None;
    let parser = Parser::new_ext(&masked, prose::flavour() | Options::empty()).into_offset_iter();
    let mut skip_text = false;
    for (event, range) in parser {
        if let Some(description) = &mut in_image {
            match event {
                Event::Text(words) | Event::Code(words) => description.push_str(&words),
                Event::End(TagEnd::Image) => {
                    let description = in_image.take().unwrap_or_default();
                    let _ = escape_html(&mut out, &description);
                    out.push_str(closing.pop().unwrap_or(""));
                }
                _ => {}
            }
            continue;
        }
        if in_insert {
            in_insert = !matches!(event, Event::End(TagEnd::Paragraph));
            continue;
        }
        match event {
            Event::Start(Tag::Paragraph) => {
                let start = prose.from + range.start as u32;
                if prose::insert_at(&prose.inserts, start).is_some() {
                    let first = prose.inserts.partition_point(|insert| insert.line.start < start);
                    for insert in prose.inserts[first..].iter().take_while(|insert| insert.line.start < prose.from + range.end as u32) {
                        out.push_str(&page.insert(insert));
                        number = number.max(insert.mentions.end as usize);
                    }
                    in_insert = true;
                } else {
                    draw.event(&mut out, Event::Start(Tag::Paragraph));
                }
                paragraph = range;
            }
            Event::End(TagEnd::Paragraph) if figure.is_some() => {
                let caption = figure.take().unwrap_or_default();
                out.push_str("<figcaption>");
                draw.words(&mut out, &caption);
                out.push_str("</figcaption></figure>\n");
            }
            Event::Start(Tag::Link { link_type, .. }) => {
                let which = by_start.get(&(prose.from + range.start as u32)).copied().unwrap_or(number);
                number = which + 1;
                let unlabelled = matches!(link_type, LinkType::WikiLink { has_pothole: false });
                match page.destination(which) {
                    Destination::To { href, title, note } => {
                        notes.push(note);
                        out.push_str("<a href=\"");
                        let _ = escape_href(&mut out, &href);
                        out.push_str("\">");
                        closing.push("</a>");
                        if unlabelled {
                            let _ = escape_html(&mut out, &title);
                        }
                    }
                    Destination::Words(title) => {
                        notes.push(String::new());
                        closing.push("");
                        if unlabelled {
                            let _ = escape_html(&mut out, &title);
                        }
                    }
                }
                skip_text = unlabelled;
                draw.plain += 1;
            }
            Event::End(TagEnd::Link) => {
                let _ = escape_html(&mut out, &notes.pop().unwrap_or_default());
                out.push_str(closing.pop().unwrap_or(""));
                skip_text = false;
                draw.plain -= 1;
            }
            Event::Start(Tag::Image { title, .. }) => {
                let which = by_start.get(&(prose.from + range.start as u32)).copied().unwrap_or(number);
                number = which + 1;
                match page.destination(which) {
                    Destination::To { href, .. } => {
                        // A picture with a title that stands alone in its paragraph is a figure.
                        let end = paragraph.start + masked[paragraph.clone()].trim_end().len();
                        if !title.is_empty() && range == (paragraph.start..end) {
                            out.truncate(draw.paragraph);
                            out.push_str("<figure>");
                            figure = Some(title.to_string());
                        }
                        out.push_str("<img src=\"");
                        let _ = escape_href(&mut out, &href);
                        if let Some((width, height)) = page.picture_size(which) {
                            let _ = write!(out, "\" width=\"{width}\" height=\"{height}");
                        }
                        out.push_str("\" alt=\"");
                        closing.push("\" loading=\"lazy\">");
                    }
                    Destination::Words(_) => {
                        closing.push("");
                    }
                }
                in_image = Some(String::new());
            }
            Event::Start(Tag::Heading { .. }) => {
                let heading = heads.next();
                let level = heading.map_or(2, |heading| (heading.level + shift).clamp(2, 6));
                let _ = write!(out, "<h{level}");
                if let Some(heading) = heading {
                    out.push_str(" id=\"");
                    out.push_str(drawing.prefix);
                    let _ = escape_html(&mut out, &heading.id);
                    out.push('"');
                }
                out.push('>');
                draw.plain += 1;
            }
            Event::End(TagEnd::Heading(level)) => {
                let level = (level_number(level) + shift).clamp(2, 6);
                let _ = writeln!(out, "</h{level}>");
                draw.plain -= 1;
            }
            Event::Text(_) | Event::Code(_) if skip_text => {}
            other => draw.event(&mut out, other),
        }
    }
    // A block where none can stand is shown as it was typed.
    if !prose.inserts.is_empty() && out.contains(inserts::MARK) { out.replace(inserts::MARK, ":::") } else { out }
}

/// Draws one sentence or two from a YAML field, without the paragraph around them where there is one alone.
pub fn inline_html(text: &str, prose: &Prose, prefix: &str, page: &dyn Page) -> String {
    let drawing = Drawing { staff: true, prefix, abbreviations: None };
    let out = html(text, prose, &drawing, page);
    let inner = out.trim().strip_prefix("<p>").and_then(|inner| inner.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => out,
    }
}

/// Text for HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let _ = escape_html(&mut out, text);
    out
}

/// Text for HTML, its telephone numbers as links.
pub fn escape_linking_telephones(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    linking_telephones(&mut out, text, |out, words| {
        let _ = escape_html(out, words);
    });
    out
}

/// `tel:` and the digits of a telephone number; empty where there are none.
pub fn telephone(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if digits.is_empty() { String::new() } else { format!("tel:{digits}") }
}

fn linking_telephones(out: &mut String, text: &str, mut others: impl FnMut(&mut String, &str)) {
    let mut rest = text;
    while let Some(range) = first_telephone(rest) {
        others(out, &rest[..range.start]);
        let number = &rest[range.clone()];
        let _ = write!(out, "<a href=\"{}\">{number}</a>", telephone(number));
        rest = &rest[range.end..];
    }
    others(out, rest);
}

/// Where the first British telephone number is: 0, a digit that is not 0, and ten or eleven digits in all, with single
/// spaces between groups. Reference numbers stand in letters or have other lengths.
fn first_telephone(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(start) = bytes[from..].iter().position(|byte| *byte == b'0').map(|at| from + at) {
        let joined = text[..start].chars().next_back().is_some_and(|before| before.is_alphanumeric() || "+-./".contains(before));
        let mut end = start;
        let mut digits = 0;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'0'..=b'9' => digits += 1,
                b' ' if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) && bytes[end - 1] != b' ' => {}
                _ => break,
            }
            end += 1;
        }
        let runs_on = text[end..].chars().next().is_some_and(|after| after.is_alphanumeric() || after == '/' || after == '-');
        if !joined && !runs_on && (10..=11).contains(&digits) && matches!(bytes.get(start + 1), Some(b'1'..=b'9')) {
            return Some(start..end);
        }
        from = end.max(start + 1);
    }
    None
}

struct Draw<'a> {
    drawing: &'a Drawing<'a>,
    seen: Vec<String>,
    footnotes: HashMap<String, usize>,
    /// Numbers of the footnotes whose words were drawn.
    noted: HashSet<usize>,
    alignments: Vec<Alignment>,
    in_head: bool,
    cell: usize,
    row_head: bool,
    /// Inside a link, heading or code block no abbreviation or telephone number is marked up.
    plain: usize,
    /// Where the last paragraph begins in what was drawn.
    paragraph: usize,
}

impl Draw<'_> {
    fn footnote(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(name.to_owned()).or_insert(next)
    }

    fn words(&mut self, out: &mut String, words: &str) {
        if self.plain > 0 {
            let _ = escape_html(out, words);
            return;
        }
        linking_telephones(out, words, |out, words| self.words_without_numbers(out, words));
    }

    fn words_without_numbers(&mut self, out: &mut String, words: &str) {
        let abbreviations = match self.drawing.abbreviations {
            Some(abbreviations) => abbreviations,
            None => {
                let _ = escape_html(out, words);
                return;
            }
        };
        let (mut written, mut at) = (0, 0);
        let in_word = |c: char| c.is_alphanumeric() || c == '&';
        // An abbreviation has capitals, so the words without any are passed over.
        while let Some(capital) = words.as_bytes()[at..].iter().position(u8::is_ascii_uppercase).map(|capital| at + capital) {
            let before = &words[at..capital];
            let start = capital - (before.len() - before.trim_end_matches(in_word).len());
            let start = start + words[start..capital].len() - words[start..capital].trim_start_matches('&').len();
            let end = words[capital..].find(|c: char| !in_word(c)).map_or(words.len(), |end| capital + end);
            let word = &words[start..end];
            let shouted = word.bytes().filter(u8::is_ascii_uppercase).count() >= 2;
            let expansion = if shouted { abbreviations.terms.get(word) } else { None };
            if let Some(expansion) = expansion.filter(|_| !self.seen.iter().any(|seen| seen == word)) {
                self.seen.push(word.to_owned());
                let _ = escape_html(&mut *out, &words[written..start]);
                out.push_str("<abbr title=\"");
                let _ = escape_html(&mut *out, expansion);
                out.push_str("\">");
                let _ = escape_html(&mut *out, word);
                out.push_str("</abbr>");
                written = end;
            }
            at = end;
        }
        let _ = escape_html(&mut *out, &words[written..]);
    }

    fn event(&mut self, out: &mut String, event: Event<'_>) {
        match event {
            Event::Text(words) => self.words(out, &words),
            Event::Code(words) => {
                out.push_str("<code>");
                let _ = escape_html(&mut *out, &words);
                out.push_str("</code>");
            }
            // Comments say nothing to readers; other raw HTML is shown as it stands.
            Event::Html(raw) | Event::InlineHtml(raw) if raw.trim_start().starts_with("<!--") => {}
            Event::Html(raw) | Event::InlineHtml(raw) => {
                let _ = escape_html(&mut *out, &raw);
            }
            Event::SoftBreak => out.push('\n'),
            Event::HardBreak => out.push_str("<br>\n"),
            Event::Rule => out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => out.push_str(if done {
                "<span class=\"task task-done\"><span class=\"vh\">Done: </span></span> "
            } else {
                "<span class=\"task\"><span class=\"vh\">To do: </span></span> "
            }),
            Event::FootnoteReference(name) => {
                let n = self.footnote(&name);
                let prefix = self.drawing.prefix;
                let _ = write!(out, "<sup class=\"footnote-ref\"><a href=\"#{prefix}note-{n}\"><span class=\"vh\">Note </span>{n}</a></sup>");
            }
            Event::Start(tag) => self.start(out, tag),
            Event::End(tag) => self.end(out, tag),
            Event::InlineMath(words) | Event::DisplayMath(words) => {
                let _ = escape_html(&mut *out, &words);
            }
        }
    }

    fn start(&mut self, out: &mut String, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                self.paragraph = out.len();
                out.push_str("<p>");
            }
            Tag::BlockQuote(kind) => match kind.map(callout) {
                Some((class, title)) => {
                    let _ = write!(out, "<div class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">{title}</p>\n");
                }
                None => out.push_str("<blockquote>\n"),
            },
            Tag::CodeBlock(_) => {
                self.plain += 1;
                out.push_str("<pre tabindex=\"0\"><code>");
            }
            Tag::List(Some(1)) => out.push_str("<ol>\n"),
            Tag::List(Some(first)) => {
                let _ = writeln!(out, "<ol start=\"{first}\">");
            }
            Tag::List(None) => out.push_str("<ul>\n"),
            Tag::Item => out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => {
                let n = self.footnote(&name);
                let prefix = self.drawing.prefix;
                // A second note of one name is read like the first; what is led to is the first.
                let is_first = self.noted.insert(n);
                let id = if is_first { format!(" id=\"{prefix}note-{n}\"") } else { String::new() };
                let _ = write!(out, "<div class=\"footnote\"{id}><span class=\"footnote-number\">{n}</span>");
            }
            Tag::DefinitionList => out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => out.push_str("<dt>"),
            Tag::DefinitionListDefinition => out.push_str("<dd>"),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                let caption = caption_of(out, self.paragraph);
                out.push_str("<div class=\"scroll\" role=\"group\" aria-label=\"");
                match &caption {
                    Some(caption) => out.push_str(&without_tags(caption)),
                    None => out.push_str("Table"),
                }
                out.push_str("\" tabindex=\"0\"><table>\n");
                if let Some(caption) = caption {
                    let _ = writeln!(out, "<caption>{caption}</caption>");
                }
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                out.push_str("<tr>");
            }
            Tag::TableCell => {
                let class = match self.alignments.get(self.cell) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"centre\"",
                    _ => "",
                };
                self.row_head = !self.in_head && self.cell == 0;
                let open = if self.in_head {
                    "<th scope=\"col\""
                } else if self.row_head {
                    "<th scope=\"row\""
                } else {
                    "<td"
                };
                let _ = write!(out, "{open}{class}>");
            }
            Tag::Emphasis => out.push_str("<em>"),
            Tag::Strong => out.push_str("<strong>"),
            Tag::Strikethrough => out.push_str("<del>"),
            Tag::Superscript => out.push_str("<sup>"),
            Tag::Subscript => out.push_str("<sub>"),
            Tag::Heading { .. } | Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, out: &mut String, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => out.push_str("</p>\n"),
            TagEnd::BlockQuote(Some(_)) => out.push_str("</div>\n"),
            TagEnd::BlockQuote(None) => out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.plain -= 1;
                out.push_str("</code></pre>\n");
            }
            TagEnd::List(true) => out.push_str("</ol>\n"),
            TagEnd::List(false) => out.push_str("</ul>\n"),
            TagEnd::Item => out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => out.push_str("</div>\n"),
            TagEnd::DefinitionList => out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => out.push_str("</dd>\n"),
            TagEnd::Table => out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => out.push_str("</tr>\n"),
            // An empty cell is no heading of its row, and an empty corner none of its column.
            TagEnd::TableCell if self.cell == 0 && opened_last(out).starts_with("<th ") => {
                out.truncate(out.len() - opened_last(out).len());
                out.push_str("<td></td>");
                self.cell += 1;
            }
            TagEnd::TableCell => {
                out.push_str(if self.in_head || self.row_head { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::Emphasis => out.push_str("</em>"),
            TagEnd::Strong => out.push_str("</strong>"),
            TagEnd::Strikethrough => out.push_str("</del>"),
            TagEnd::Superscript => out.push_str("</sup>"),
            TagEnd::Subscript => out.push_str("</sub>"),
            TagEnd::Heading(_) | TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }
}

/// The tag that ends what was drawn so far; empty where words do.
fn opened_last(out: &str) -> &str {
    out.rfind('<').filter(|_| out.ends_with('>')).map_or("", |at| &out[at..])
}

/// Takes back the last paragraph that was drawn, where it is the caption of a table that follows.
fn caption_of(out: &mut String, paragraph: usize) -> Option<String> {
    let inner = out.get(paragraph..)?.strip_prefix("<p>")?.strip_prefix(CAPTION)?.strip_suffix("</p>\n")?;
    let caption = (!inner.contains("</p>")).then(|| inner.to_owned())?;
    out.truncate(paragraph);
    Some(caption)
}

/// The words of drawn HTML, still escaped, for an attribute.
fn without_tags(html: &str) -> String {
    html.split('<').enumerate().map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or("", |(_, words)| words) }).collect()
}

fn callout(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Take care"),
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

/// Whether an address in prose may become a link: http, https, mailto, tel, or no scheme at all. An address without a
/// scheme that names a host, `//host` or `\\host`, may not: in a page on a shared drive it is that of another drive.
pub fn is_safe_address(address: &str) -> bool {
    let cleaned: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    match scheme_of(&cleaned) {
        Some(scheme) => matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "mailto" | "tel"),
        None => !cleaned.starts_with(['/', '\\']) || !cleaned[1..].starts_with(['/', '\\']),
    }
}

/// What stands before the colon of an address, where that is no part of a path.
pub fn scheme_of(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    (!scheme.contains(['/', '\\', '?', '#'])).then_some(scheme)
}

/// Whether a text is the full address of a place on the web, with nothing in it that an address cannot hold, and without
/// a name before its host, which makes one host look like another.
pub fn is_web_address(address: &str) -> bool {
    let is_scheme = |scheme: &str| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let Some((_, rest)) = address.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\' || is_unseen(c);
    !host.is_empty() && !host.contains('@') && !address.contains(is_odd)
}

/// Whether a character is one that nobody sees and no text needs: a control character, or one that turns the direction of
/// what follows, by which a text can read otherwise than it is written.
pub fn is_unseen(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_none = u32::from(c) & 0xfffe == 0xfffe;
    turns || is_none || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_in_a_text_can_be_rung() {
        assert_eq!(escape_linking_telephones("Ring 01632 960000 & ask."), "Ring <a href=\"tel:01632960000\">01632 960000</a> &amp; ask.");
        assert_eq!(escape_linking_telephones("0161 496 0000"), "<a href=\"tel:01614960000\">0161 496 0000</a>");
    }

    #[test]
    fn only_web_mail_and_telephone_addresses_and_paths_become_links() {
        for safe in ["https://a.example/", "HTTP://a.example", "mailto:a@b.example", "tel:01632960000", "a.md", "../a/b:c.md", "?a:b", "#a:b", "/a", "\\a"] {
            assert!(is_safe_address(safe), "{safe}");
        }
        let unsafe_ones = [
            "javascript:x",
            "jAvA\tscript:x",
            " data:x",
            "\u{200b}javascript:x",
            "//a.example",
            "/\\a",
            "\\\\a",
            "\\/a",
            "\t//a",
            "//a?b://c",
            "x://y",
            "C:\\a",
        ];
        for address in unsafe_ones {
            assert!(!is_safe_address(address), "{address}");
        }
    }

    #[test]
    fn full_addresses_of_the_web_are_told_from_others() {
        for address in ["https://a.example", "http://a.example:8080/b?c=d#e", "https://a.example/b/{path}", "https://a.example/@b"] {
            assert!(is_web_address(address), "{address}");
        }
        for address in [
            "",
            "www.a.example",
            "//a.example",
            "https://",
            "https:///a",
            "https://a@b.example/",
            "https://a.example/\r\nb",
            "https://a b",
            "javascript:x",
            "https:\\\\a",
        ] {
            assert!(!is_web_address(address), "{address}");
        }
    }

    #[test]
    fn other_numbers_stay_as_they_are() {
        for text in ["U00001", "00L", "2026-11-22", "Y99001 0", "0 1632 960000 1 2", "x01632960000", "01632 960", "0.5", "\u{e9}0"] {
            assert_eq!(escape_linking_telephones(text), text);
        }
    }
}
