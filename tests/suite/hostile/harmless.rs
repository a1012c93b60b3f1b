//! Whether a site can harm its readers: nothing in it runs, asks for anything elsewhere, or breaks out of its form.

use std::collections::HashSet;
use std::path::Path;

use super::OUTSIDE;
use crate::example_site::{Faults, files_of};
use crate::html::Page;

/// Elements that no page of a handbook has.
const FOREIGN: &[&str] =
    &["style", "iframe", "object", "embed", "base", "applet", "frame", "frameset", "math", "template", "foreignobject", "audio", "video", "source"];
/// Attributes that hold addresses.
const ADDRESSES: &[&str] = &["href", "src", "action", "formaction", "poster", "data", "cite", "xlink:href", "srcset", "ping", "background"];

/// Looks through all files of a site.
pub fn assert_harmless(site: &Path) {
    let mut faults = Faults::none();
    // A page that is not found may stand at any address, so its links begin with that of the handbook.
    let base = "https://handbook.severnvale-lmc.example/";
    for (path, bytes) in files_of(site) {
        if bytes.windows(OUTSIDE.len()).any(|part| part == OUTSIDE.as_bytes()) {
            faults.add(format!("{path} shows a file of elsewhere"));
        }
        let is_safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
        if !path.chars().all(is_safe) || path.split('/').any(|part| part.ends_with(['.', ' '])) {
            faults.add(format!("{path} is no safe name"));
        }
        let ending = path.rsplit('.').next().unwrap_or("");
        let mut text = String::from_utf8_lossy(&bytes);
        if path == "404.html" {
            text = text.replace(base, "").into();
        }
        if ["html", "json", "js", "css", "xml", "csv", "ics", "txt"].contains(&ending) && std::str::from_utf8(&bytes).is_err() {
            faults.add(format!("{path} is not UTF-8"));
        }
        match ending {
            "html" => look_at_page(&path, &text, &mut faults),
            "json" => drop(serde_json::from_str::<serde_json::Value>(&text).map_err(|error| faults.add(format!("{path}: {error}")))),
            "js" if path.starts_with("search/") => look_at_shard(&path, &text, &mut faults),
            "css" => look_at_style(&path, &text, &mut faults),
            "xml" => look_at_xml(&path, &text, &mut faults),
            "csv" => look_at_table(&path, &text, &mut faults),
            "ics" => look_at_calendar(&path, &text, &mut faults),
            _ => {}
        }
    }
    for fault in pcn_handbook::verify::verify(site).unwrap().faults {
        faults.add(format!("{}: {}", fault.path, fault.what));
    }
    faults.assert_none();
}

fn look_at_page(path: &str, text: &str, faults: &mut Faults) {
    let page = Page::read(text);
    for fault in &page.faults {
        faults.add(format!("{path}: {fault}"));
    }
    let mut ids = HashSet::new();
    for element in &page.elements {
        let name = element.name.as_str();
        let is_page_picture = name == "svg" || name == "title";
        if FOREIGN.contains(&name) || (!is_page_picture && !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())) {
            faults.add(format!("{path}: <{name}>"));
        }
        if name == "script" && !element.get("src").trim_start_matches("../").starts_with("assets/") {
            faults.add(format!("{path}: a script of `{}`", element.get("src")));
        }
        for (attribute, value) in &element.attributes {
            if attribute == "style" || attribute.starts_with("on") || attribute == "srcdoc" {
                faults.add(format!("{path}: <{name} {attribute}={value:?}>"));
            }
            if ADDRESSES.contains(&attribute.as_str()) {
                look_at_address(path, name, element.get("rel"), value, faults);
            }
        }
        let id = element.get("id");
        if !id.is_empty() && !ids.insert(id) {
            faults.add(format!("{path}: two elements have the id `{id}`"));
        }
    }
}

fn look_at_address(path: &str, element: &str, rel: &str, address: &str, faults: &mut Faults) {
    // As a browser reads it: without tabs and line ends, white space around it, and with `\` for `/`.
    let read: String = address.trim_matches(|c: char| u32::from(c) <= 0x20).chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let read = read.replace('\\', "/").to_ascii_lowercase();
    let scheme = read.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#']));
    let is_link = element == "a" || rel == "canonical";
    let is_well = match scheme {
        Some(scheme) => is_link && ["http", "https", "mailto", "tel"].contains(&scheme),
        None => !read.starts_with("//"),
    };
    if !is_well {
        faults.add(format!("{path}: <{element}> leads to {address:?}"));
    }
}

/// A piece of the index is one call with three texts or trees, whatever stands in them.
fn look_at_shard(path: &str, text: &str, faults: &mut Faults) {
    let Some(inner) = text.strip_prefix("handbookSearch(").and_then(|rest| rest.strip_suffix(")\n")) else {
        // The reader's scripts, which hold nothing of the handbook's.
        return;
    };
    if text.contains(['\u{2028}', '\u{2029}']) {
        faults.add(format!("{path}: a line end of older JavaScript"));
    }
    match serde_json::from_str::<serde_json::Value>(&format!("[{inner}]")) {
        Ok(parts) if parts.as_array().is_some_and(|parts| parts.len() == 3) => {}
        Ok(_) => faults.add(format!("{path}: more or less than three parts")),
        Err(error) => faults.add(format!("{path}: {error}")),
    }
}

fn look_at_style(path: &str, text: &str, faults: &mut Faults) {
    let text = text.to_ascii_lowercase();
    for foreign in ["url(", "@import", "expression(", "javascript:", "evil"] {
        if text.contains(foreign) {
            faults.add(format!("{path}: `{foreign}`"));
        }
    }
}

/// Whether XML is well formed: tags that close, known entities, characters that it can hold.
fn look_at_xml(path: &str, text: &str, faults: &mut Faults) {
    if let Some(c) = text.chars().find(|&c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || u32::from(c) & 0xfffe == 0xfffe) {
        faults.add(format!("{path}: the character {c:?}"));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('<') {
        if words.contains('>') || (open.is_empty() && !words.trim().is_empty()) {
            faults.add(format!("{path}: {words:?} stands outside of tags"));
        }
        for entity in words.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;", "#39;", "#x27;", "#x2F;"];
            if !known.iter().any(|known| entity.starts_with(known)) {
                faults.add(format!("{path}: an entity `&{}`", entity.chars().take(10).collect::<String>()));
            }
        }
        let Some((tag, after)) = after.split_once('>') else { return faults.add(format!("{path}: a tag that is not closed")) };
        rest = after;
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        if tag.starts_with('?') || tag.ends_with('/') {
        } else if tag.starts_with('/') {
            if open.pop() != Some(name) {
                faults.add(format!("{path}: </{name}> closes nothing"));
            }
        } else {
            open.push(name);
        }
        let known = ["?xml", "urlset", "url", "loc", "feed", "title", "id", "link", "updated", "author", "name", "entry", "summary"];
        if !known.contains(&name) {
            faults.add(format!("{path}: <{name}>"));
        }
    }
    if !open.is_empty() || !rest.trim().is_empty() {
        faults.add(format!("{path}: it ends too early"));
    }
}

/// Whether a spreadsheet would take a cell for a formula.
fn look_at_table(path: &str, text: &str, faults: &mut Faults) {
    let mut table = csv::ReaderBuilder::new().flexible(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for row in table.records() {
        match row {
            Ok(row) => {
                for cell in row
                    .iter()
                    .filter(|cell| cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) || cell.contains(['\r', '\n']))
                {
                    faults.add(format!("{path}: the cell {cell:?}"));
                }
            }
            Err(error) => faults.add(format!("{path}: {error}")),
        }
    }
}

/// Whether a calendar holds the lines that it was meant to, of no more than 75 bytes each.
fn look_at_calendar(path: &str, text: &str, faults: &mut Faults) {
    for line in text.split("\r\n") {
        if line.len() > 75 || line.contains(|c: char| c.is_control()) {
            faults.add(format!("{path}: the line {line:?}"));
        }
    }
    const KNOWN: &[&str] = &[
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "CATEGORIES",
        "DESCRIPTION",
        "URL",
        "TRANSP",
    ];
    for line in text.replace("\r\n ", "").split("\r\n").filter(|line| !line.is_empty()) {
        let name = line.split([':', ';']).next().unwrap_or("");
        let value = line.split_once(':').map_or("", |(_, value)| value);
        if !KNOWN.contains(&name) || (name == "BEGIN" && !["VCALENDAR", "VEVENT"].contains(&value)) {
            faults.add(format!("{path}: the line {line:?}"));
        }
        if name == "SUMMARY" && value.replace("\\\\", "").replace("\\,", "").replace("\\;", "").contains([',', ';', '\\']) {
            faults.add(format!("{path}: what is not escaped in {line:?}"));
        }
    }
}
