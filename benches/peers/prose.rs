//! What a page of the site says, as Markdown: the text, headings, lists, tables and links of its `<main>`.
//!
//! So each of the other programs gets pages of the same words with the same links, and makes its own frame around them.
//! Lists of contents are left out, for each program makes its own; pictures and marks that only the eye sees are too.

use std::fs;
use std::path::Path;

use html5gum::{HtmlString, StartTag, Token, Tokenizer};

use crate::Result;
use crate::yardstick::list;

/// A page that the other programs shall make.
pub struct Page {
    /// Its place in the site without the ending, for example `networks/alpha/index`.
    pub place: String,
    pub title: String,
    pub markdown: String,
}

/// Reads the pages of a site. A page without `<main>`, which only leads elsewhere, is none.
pub fn pages_of(site: &Path) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    for file in list(site)? {
        let Some(place) = file.strip_prefix(site)?.to_str().and_then(|address| address.strip_suffix(".html")) else { continue };
        let html = fs::read_to_string(&file)?;
        if let Some((main, _)) = html.split_once("<main").and_then(|(_, after)| after.split_once('>')?.1.split_once("</main>")) {
            let (title, markdown) = Prose::read(main);
            pages.push(Page { place: place.to_owned(), title: title.unwrap_or_else(|| place.to_owned()), markdown });
        }
    }
    pages.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(pages)
}

#[derive(Default)]
struct Prose {
    out: String,
    title: Option<String>,
    /// The block that is being read, without what begins it.
    line: String,
    /// What begins the next block: `## `, `  - `.
    start: Option<String>,
    /// What ends it: ` {#anchor}`.
    end: String,
    /// Lists that are open: what begins their items.
    lists: Vec<&'static str>,
    /// Where the link goes that is open, and where its words begin in `line`.
    link: Option<(String, usize)>,
    /// Rows of the table that is open.
    table: Option<Vec<Vec<String>>>,
    /// The element that is passed over, and how many of its name are open in it.
    passed: Option<(Vec<u8>, usize)>,
    in_code: bool,
}

impl Prose {
    /// The title and the Markdown of what stands in `<main>`.
    fn read(main: &str) -> (Option<String>, String) {
        let mut prose = Self::default();
        for Ok(token) in Tokenizer::new(main) {
            match token {
                Token::StartTag(tag) => prose.starts(&tag),
                Token::EndTag(tag) => prose.ends(&tag.name),
                Token::String(text) if prose.passed.is_none() => prose.says(&String::from_utf8_lossy(&text)),
                _ => {}
            }
        }
        prose.flush();
        (prose.title, prose.out)
    }

    fn starts(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        if let Some((passed, open)) = &mut self.passed {
            *open += usize::from(passed == name && !tag.self_closing);
            return;
        }
        let value = |attribute: &[u8]| tag.attributes.get(attribute).map(|value| String::from_utf8_lossy(value).into_owned());
        let only_seen = value(b"aria-hidden").is_some() || value(b"class").is_some_and(|class| class == "toc-top");
        if matches!(name, b"nav" | b"svg" | b"noscript" | b"script") || only_seen {
            self.passed = (!tag.self_closing).then(|| (name.to_vec(), 1));
            return;
        }
        match name {
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.flush();
                self.start = Some(format!("{} ", "#".repeat(usize::from(name[1] - b'0'))));
                self.end = value(b"id").map_or_else(String::new, |id| format!(" {{#{id}}}"));
            }
            b"ul" | b"ol" | b"dl" if self.table.is_none() => {
                self.flush();
                self.lists.push(if name == b"ol" { "1. " } else { "- " });
            }
            b"li" | b"dt" if self.table.is_none() => {
                self.flush();
                if let Some((marker, above)) = self.lists.split_last() {
                    self.start = Some(format!("{}{marker}", " ".repeat(above.iter().map(|marker| marker.len()).sum())));
                }
                if name == b"dt" {
                    self.line.push_str("**");
                }
            }
            b"table" => {
                self.flush();
                self.table = Some(Vec::new());
            }
            b"tr" => self.table.iter_mut().for_each(|rows| rows.push(Vec::new())),
            b"th" | b"td" if self.table.is_some() => self.line.clear(),
            b"a" => self.link = value(b"href").map(|to| (to, self.line.len())),
            b"strong" => self.line.push_str("**"),
            b"em" => self.line.push('*'),
            b"code" => {
                self.in_code = true;
                self.line.push('`');
            }
            b"dd" | b"abbr" | b"mark" | b"b" | b"i" | b"kbd" | b"sup" | b"del" => {}
            b"span" | b"small" | b"br" => self.blank(),
            _ => self.flush(),
        }
    }

    fn ends(&mut self, name: &HtmlString) {
        let name: &[u8] = name;
        if let Some((passed, open)) = &mut self.passed {
            *open -= usize::from(passed == name);
            if *open == 0 {
                self.passed = None;
            }
            return;
        }
        match name {
            b"a" => self.close_link(),
            b"strong" => self.line.push_str("**"),
            b"em" => self.line.push('*'),
            b"code" => {
                self.in_code = false;
                self.line.push('`');
            }
            b"dt" if self.line == "**" => self.line.clear(),
            b"dt" => self.line.push_str("**: "),
            b"th" | b"td" => {
                self.close_link();
                let cell = std::mem::take(&mut self.line).trim().to_owned();
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(cell);
                }
            }
            b"table" => {
                let rows = self.table.take().unwrap_or_default();
                self.write_table(&rows);
            }
            b"ul" | b"ol" | b"dl" if self.table.is_none() => {
                self.flush();
                self.lists.pop();
                self.start = None;
            }
            b"h1" => {
                self.title = Some(self.line.trim().replace('\\', ""));
                self.flush();
            }
            b"abbr" | b"mark" | b"b" | b"i" | b"kbd" | b"sup" | b"del" | b"tr" | b"thead" | b"tbody" => {}
            b"span" | b"small" => self.blank(),
            _ => self.flush(),
        }
    }

    fn says(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                ' ' | '\n' | '\r' | '\t' => self.blank(),
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '!' | '{' if !self.in_code => self.line.extend(['\\', character]),
                _ => self.line.push(character),
            }
        }
    }

    /// A blank, unless there is one.
    fn blank(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    fn close_link(&mut self) {
        if let Some((to, at)) = self.link.take()
            && at < self.line.len()
        {
            self.line.insert(at, '[');
            self.line.push_str(&format!("](<{to}>)"));
        }
    }

    /// Writes the block that was being read. A cell of a table has no blocks, only blanks between them.
    fn flush(&mut self) {
        if self.table.is_some() {
            return self.blank();
        }
        self.close_link();
        let line = std::mem::take(&mut self.line);
        let mut text = line.trim();
        if text.is_empty() {
            return;
        }
        let within: usize = self.lists.iter().map(|marker| marker.len()).sum();
        match self.start.take() {
            Some(start) => self.out.push_str(&start),
            None => {
                self.out.push_str(&format!("\n{}", " ".repeat(within)));
                // What would begin a list or a heading there is a word here.
                let (digits, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
                let is_list = if digits.is_empty() { rest.starts_with(['#', '+', '-', '=']) } else { rest.starts_with(['.', ')']) };
                self.out.push_str(digits);
                self.out.push_str(if is_list { "\\" } else { "" });
                text = rest;
            }
        }
        self.out.push_str(&format!("{text}{}\n", std::mem::take(&mut self.end)));
        if within == 0 {
            self.out.push('\n');
        }
    }

    fn write_table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        self.line.clear();
        self.out.push('\n');
        for (n, row) in rows.iter().filter(|row| !row.is_empty()).enumerate() {
            self.out.push_str(&format!("| {}{} |\n", row.join(" | "), " |".repeat(columns - row.len())));
            if n == 0 {
                self.out.push_str(&format!("|{}\n", " --- |".repeat(columns)));
            }
        }
        self.out.push('\n');
    }
}
