//! A page on its way to the browser: the script it gets, and the fingerprint by which it is later known to be old.

use std::fmt;
use std::ops::Range;
use std::sync::PoisonError;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::Site;
use super::address::linked;

/// The script that pages get, and its style sheet.
pub const SCRIPT: &str = include_str!("live.js");
/// The style sheet of what is shown over the page.
pub const STYLE: &str = include_str!("live.css");

/// Tells a page from a later one: by its bytes with the scripts and pictures it uses, and by each of its style sheets.
/// A browser gets it with the page and hands it back as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    page: u64,
    styles: Vec<u64>,
}

/// What is new on a page that a browser shows.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing that could be seen.
    Nothing,
    /// Only these style sheets, by their files.
    Styles(Vec<String>),
    /// The page itself.
    Page,
}

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.page)?;
        self.styles.iter().try_for_each(|style| write!(f, ".{style:x}"))
    }
}

impl Print {
    /// Reads what [`fmt::Display`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|digits| u64::from_str_radix(digits, 16).ok());
        Some(Self { page: numbers.next()??, styles: numbers.collect::<Option<_>>()? })
    }
}

/// The fingerprint of a page, and the files of its style sheets in their order.
pub fn print(site: &Site, file: &str, html: &[u8]) -> (Print, Vec<String>) {
    let mut of_page = Xxh3::new();
    let mut styles = Vec::new();
    let mut at = 0;
    for used in uses(html) {
        let Some(named) = std::str::from_utf8(&html[used.link.clone()]).ok().and_then(|link| linked(file, &unescaped(link))) else { continue };
        // What follows a `?` there tells one version of that file from another, which its own bytes do as well.
        let query = html[used.link.clone()].iter().position(|byte| *byte == b'?').map_or(used.link.end, |n| used.link.start + n);
        of_page.update(&html[at..query]);
        at = used.link.end;
        if used.is_style {
            styles.push(named);
        } else {
            of_page.update(&print_of_file(site, &named).to_le_bytes());
        }
    }
    of_page.update(&html[at..]);
    // A newer program has a newer script.
    of_page.update(SCRIPT.as_bytes());
    let of_styles = styles.iter().map(|style| print_of_file(site, style)).collect();
    (Print { page: of_page.digest(), styles: of_styles }, styles)
}

/// What a browser that shows a page with the fingerprint `old` should hear now.
pub fn news(old: &Print, new: &Print, styles: &[String]) -> News {
    if old.page != new.page || old.styles.len() != new.styles.len() {
        return News::Page;
    }
    let changed: Vec<String> = old.styles.iter().zip(&new.styles).zip(styles).filter(|((old, new), _)| old != new).map(|(_, style)| style.clone()).collect();
    if changed.is_empty() { News::Nothing } else { News::Styles(changed) }
}

fn print_of_file(site: &Site, file: &str) -> u64 {
    if let Some(print) = site.prints.lock().unwrap_or_else(PoisonError::into_inner).get(file) {
        return *print;
    }
    let print = (site.state.get)(file).map_or(0, |bytes| xxh3_64(&bytes));
    site.prints.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), print);
    print
}

/// The page as the browser gets it: with the script, and leave for it to listen.
pub fn with_script(html: &[u8], print: &Print) -> Vec<u8> {
    let script = format!("<script src=\"/_pcn-handbook/live.js\" data-print=\"{print}\" defer></script>\n");
    let end = rfind(html, b"</body>").unwrap_or(html.len());
    let mut out = Vec::with_capacity(html.len() + script.len() + 32);
    match policy(&html[..end]) {
        Some(at) => {
            out.extend_from_slice(&html[..at]);
            out.extend_from_slice(b"connect-src 'self'; ");
            out.extend_from_slice(&html[at..end]);
        }
        None => out.extend_from_slice(&html[..end]),
    }
    out.extend_from_slice(script.as_bytes());
    out.extend_from_slice(&html[end..]);
    out
}

/// Where the policy begins that a page gives itself, if it does and says nothing of connections.
fn policy(html: &[u8]) -> Option<usize> {
    tags(html, &["meta"]).find_map(|(_, tag)| {
        let is_policy = attribute(html, &tag, "http-equiv").is_some_and(|value| html[value].eq_ignore_ascii_case(b"Content-Security-Policy"));
        let content = attribute(html, &tag, "content").filter(|_| is_policy)?;
        rfind(&html[content.clone()], b"connect-src").is_none().then_some(content.start)
    })
}

/// A file that a page uses.
struct Use {
    /// Where its address stands in the page.
    link: Range<usize>,
    is_style: bool,
}

/// The style sheets, scripts and pictures of a page, in their order.
fn uses(html: &[u8]) -> impl Iterator<Item = Use> {
    tags(html, &["link", "script", "img"]).filter_map(|(name, tag)| {
        if name != "link" {
            return Some(Use { link: attribute(html, &tag, "src")?, is_style: false });
        }
        let rel = &html[attribute(html, &tag, "rel")?];
        let is_style = rel.eq_ignore_ascii_case(b"stylesheet");
        (is_style || rel.eq_ignore_ascii_case(b"icon")).then(|| attribute(html, &tag, "href")).flatten().map(|link| Use { link, is_style })
    })
}

/// The tags of these names: each with the stretch from behind its name to before its `>`.
fn tags<'a>(html: &'a [u8], names: &'a [&'static str]) -> impl Iterator<Item = (&'static str, Range<usize>)> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + html[at..].iter().position(|byte| *byte == b'<')? + 1;
            at = start;
            let is_here = |name: &&&str| {
                let end = start + name.len();
                html.get(start..end).is_some_and(|bytes| bytes.eq_ignore_ascii_case(name.as_bytes()))
                    && html.get(end).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
            };
            if let Some(name) = names.iter().find(is_here) {
                let from = start + name.len();
                at = end_of_tag(html, from)?;
                return Some((*name, from..at));
            }
        }
    })
}

/// Where the `>` of a tag stands; one in quotes does not end it.
fn end_of_tag(html: &[u8], from: usize) -> Option<usize> {
    let mut quote = None;
    for (n, byte) in html[from..].iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(from + n),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The stretch of an attribute's value, in a tag as [`tags`] gives them.
fn attribute(html: &[u8], tag: &Range<usize>, wanted: &str) -> Option<Range<usize>> {
    let mut at = tag.start;
    let skip = |from: usize, stop: &dyn Fn(u8) -> bool| html[from..tag.end].iter().position(|byte| stop(*byte)).map_or(tag.end, |n| from + n);
    while at < tag.end {
        let start = skip(at, &|byte| !byte.is_ascii_whitespace() && byte != b'/');
        let end = skip(start, &|byte| byte.is_ascii_whitespace() || byte == b'=');
        let equals = skip(end, &|byte| !byte.is_ascii_whitespace());
        let mut value = end..end;
        at = equals;
        if equals < tag.end && html[equals] == b'=' {
            let from = skip(equals + 1, &|byte| !byte.is_ascii_whitespace());
            value = match html[from..tag.end].first() {
                Some(quote @ (b'"' | b'\'')) => from + 1..skip(from + 1, &|byte| byte == *quote),
                _ => from..skip(from, &|byte| byte.is_ascii_whitespace()),
            };
            at = (value.end + 1).min(tag.end);
        }
        if html[start..end].eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(value);
        }
    }
    None
}

fn rfind(html: &[u8], wanted: &[u8]) -> Option<usize> {
    html.windows(wanted.len()).rposition(|window| window.eq_ignore_ascii_case(wanted))
}

/// A value without the escapes that templates write.
fn unescaped(value: &str) -> String {
    value.replace("&#39;", "'").replace("&#x27;", "'").replace("&quot;", "\"").replace("&#x2F;", "/").replace("&amp;", "&")
}
