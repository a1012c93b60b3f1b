//! How pages say things: dates, numbers, sentences.

use jiff::civil::Date;

use super::view::{self, Link};
use crate::document::record::{Loc, Text};
use crate::document::render;
use crate::model::settings::Edition;
use crate::model::thousands;

/// Whether a contact holds nothing to reach anybody by.
pub fn is_unreachable(contact: &view::Contact) -> bool {
    contact.phone.is_empty() && contact.email.is_empty()
}

/// "1 April 2026".
pub fn date(day: Date) -> String {
    const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    format!("{} {} {}", day.day(), MONTHS[(day.month() - 1) as usize % 12], day.year())
}

/// "4", "0.5": a number without idle zeros.
pub fn number(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { format!("{}", rounded as i64) } else { format!("{rounded}") }
}

/// "300 bytes", "120 kB", "1.4 MB"; empty where the size is not known.
pub fn size(bytes: u64) -> String {
    match bytes {
        0 => String::new(),
        1..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", number((bytes as f64 / 100_000.0).ceil() / 10.0)),
    }
}

/// "1 practice", "2 practices": a count with its noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number as u64), if number == 1 { one } else { many })
}

/// A finding's message as a sentence on a page: capital letter first, backticks become quotation marks.
pub fn sentence_case(message: &str) -> String {
    let mut open = true;
    let mut text = String::with_capacity(message.len() + 4);
    for (at, c) in message.chars().enumerate() {
        match c {
            '`' => {
                text.push(if open { '‘' } else { '’' });
                open = !open;
            }
            c if at == 0 => text.extend(c.to_uppercase()),
            c => text.push(c),
        }
    }
    text
}

/// A title inside a sentence; abbreviations such as "PCN manager" keep their capitals.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !chars.clone().next().is_some_and(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// A text as the start of a sentence or a cell.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The words of a field; empty where it is not recorded.
pub fn text_of(text: Option<&Text>) -> String {
    text.map_or(String::new(), |text| text.value.clone())
}

/// A recorded day in words; empty where it is not recorded.
pub fn day_of(day: Option<&Loc<Date>>) -> String {
    day.map_or(String::new(), |day| date(day.value))
}

/// "half a session a week", "4 sessions a week".
pub fn sessions_of(sessions: Option<&Loc<f64>>) -> String {
    match sessions.map(|sessions| sessions.value) {
        None => String::new(),
        Some(0.5) => "half a session a week".to_owned(),
        Some(1.0) => "1 session a week".to_owned(),
        Some(other) => format!("{} sessions a week", number(other)),
    }
}

/// Lines of "Details" in the making: what is not recorded is left out.
#[derive(Default)]
pub struct Facts(pub Vec<view::Fact>);

impl Facts {
    /// A line of words.
    pub fn text(&mut self, label: &str, text: impl Into<String>) {
        self.line(label, text, Vec::new());
    }

    /// A line of links.
    pub fn links(&mut self, label: &str, links: Vec<Link>) {
        self.line(label, "", links);
    }

    /// A line of one link.
    pub fn link(&mut self, label: &str, link: Link) {
        self.line(label, "", vec![link]);
    }

    /// A line of words and links.
    pub fn line(&mut self, label: &str, text: impl Into<String>, mut links: Vec<Link>) {
        let text = text.into();
        links.retain(|link| !link.is_empty());
        if !text.is_empty() || !links.is_empty() {
            self.0.push(view::Fact { label: label.to_owned(), text, links });
        }
    }
}

/// A reference that leads nowhere as readers' words: `members` and its like, or whatever else an author typed. In the
/// public edition an id is that of a thing which it does not show: then there are no words.
pub fn own_words(typed: &str, edition: Edition) -> Option<String> {
    let words = words_or(typed);
    let is_hidden = edition == Edition::Public && words == typed && crate::model::fault_of_id(&words).is_none();
    (!is_hidden).then_some(words)
}

/// `members` and its like as readers' words; other words as they are.
pub fn words_or(typed: &str) -> String {
    match typed {
        "members" => "the member practices".to_owned(),
        "board" => "the board".to_owned(),
        "commissioner" => "the commissioner".to_owned(),
        "practices" | "all-practices" | "all" => "all practices".to_owned(),
        "lmc" => "the LMC".to_owned(),
        "icb" => "the ICB".to_owned(),
        "nominated-payee" => "the nominated payee".to_owned(),
        other => other.to_owned(),
    }
}

/// Moves the headings of drawn prose down, where it stands under a heading of the page's own.
pub(super) fn lower_headings(html: &str, by: usize) -> String {
    change_tags(html, |tag| {
        let (slash, name) = tag.strip_prefix('/').map_or(("", tag), |name| ("/", name));
        let (level, rest) = heading_level(name)?;
        Some((format!("{slash}h{}", (level + by).min(6)), rest))
    })
}

/// Takes away the anchors of drawn prose that the page itself uses for its sections, so that each stands once.
pub(super) fn without_anchors<'s>(html: String, taken: impl IntoIterator<Item = &'s str>) -> String {
    let taken: Vec<String> = taken.into_iter().map(render::escape).collect();
    change_tags(&html, |tag| {
        let (level, rest) = heading_level(tag)?;
        let (id, rest) = rest.strip_prefix(" id=\"")?.split_once("\">")?;
        taken.iter().any(|taken| taken == id).then(|| (format!("h{level}>"), rest))
    })
}

/// The level of a heading's tag, and what follows it.
fn heading_level(tag: &str) -> Option<(usize, &str)> {
    let rest = tag.strip_prefix('h')?;
    let level = rest.chars().next()?.to_digit(10).filter(|level| (1..=6).contains(level))?;
    Some((level as usize, &rest[1..]))
}

/// Goes once through drawn prose; `change` gets what follows each `<`, and gives what stands there instead and what
/// remains as it was. Text is not mistaken for a tag: its `<` is written `&lt;`.
fn change_tags(html: &str, change: impl Fn(&str) -> Option<(String, &str)>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut tags = html.split('<');
    out.push_str(tags.next().unwrap_or(""));
    for tag in tags {
        out.push('<');
        match change(tag) {
            Some((instead, rest)) => {
                out.push_str(&instead);
                out.push_str(rest);
            }
            None => out.push_str(tag),
        }
    }
    out
}

pub(super) fn strip_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&").trim().to_owned()
}

/// Text in the query of a `mailto:` address.
pub(super) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b':') {
            out.push(char::from(byte));
        } else if byte == b'\n' {
            out.push_str("%0D%0A");
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    out
}

/// The address of a file, whose name may hold what stands for something else in addresses.
pub(super) fn percent_path(path: &str) -> String {
    path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}

pub(super) fn percent_address(address: &str) -> String {
    address.trim().chars().filter(|c| !c.is_whitespace() && !matches!(c, '?' | '&' | '#' | '"' | '<' | '>')).collect()
}
