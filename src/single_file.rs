//! A network's whole handbook in one file, to send or to drop into a shared folder: the document for paper, with its
//! style, its pictures and its search inside, which asks for nothing from anywhere.
//!
//! Only here do style and script stand in the page. Its policy lets just these two be used, by their fingerprints.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pulldown_cmark_escape::escape_href;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::Findings;
use crate::embedded::PLAIN;
use crate::links::percent_decoded;
use crate::output::OutputError;
use crate::pages::view::{SingleFile, View};
use crate::pages::{Desk, Document, OWN_CSS, PageKey, Planned};
use crate::pipeline::Shown;
use crate::search;
use crate::search::documents::{Maker, SearchDocument};

/// By this a file of ours is known.
pub const MARK: &str = "pcn-handbook, one network in one file";

/// Makes the file of a network, by its number; mistakes in templates come instead of it.
///
/// # Errors
/// When the disk cannot give a picture.
pub fn make(shown: &Shown, n: u32) -> Result<Result<String, Findings>, OutputError> {
    if !shown.mistakes.is_empty() {
        return Ok(Err(shown.mistakes.clone()));
    }
    let desk = shown.desk();
    let key = PageKey::Print(n);
    // Every network has a document.
    let planned = Planned { key, address: desk.address_of(key).unwrap_or_default() };
    let mut view = desk.view(&planned);
    if let View::Print(print) = &mut view {
        let style = style(shown, &desk);
        let script = script(&desk, n);
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; form-action 'none'; base-uri 'none'",
            fingerprint(&script),
            fingerprint(&style)
        );
        print.file = Some(SingleFile { mark: MARK.to_owned(), policy, style, script });
    }
    let mut html = Vec::new();
    if let Err(mistake) = shown.theme.press().render(&view, &shown.snapshot, &mut html) {
        return Ok(Err(vec![*mistake]));
    }
    alone(&String::from_utf8_lossy(&html), shown, &desk, &planned.address).map(Ok)
}

fn fingerprint(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The theme's sheet, the handbook's own look, and the sheet that the theme adds, in the order of `print.html`.
fn style(shown: &Shown, desk: &Desk<'_>) -> String {
    let sheet = |address: &str| shown.theme.statics.iter().find(|(path, _)| path == address).map_or(String::new(), |(_, bytes)| as_read(bytes));
    let look = desk.look_css().unwrap_or_default();
    // Nothing in a sheet may end it.
    format!("{}\n{look}\n{}", sheet("assets/style.css"), sheet(OWN_CSS)).replace("</", "<\\/")
}

/// A text as browsers read it inside a page, where fingerprints are taken of what was read: every line ends alike, and a
/// mark of the byte order would be a letter of the first rule.
fn as_read(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}

/// The engine of the search with an index of this one document, and the box that asks it.
fn script(desk: &Desk<'_>, n: u32) -> String {
    let document = Document::of(desk, n);
    let mut maker = Maker::default();
    let mut found: Vec<Arc<[SearchDocument]>> = Vec::new();
    // Where the document holds what the search names by its address in the site.
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for planned in desk.plan_of_document(n, &document).iter().filter(|planned| planned.key != PageKey::Print(n)) {
        let mut documents = maker.documents(desk, planned, &desk.view(planned));
        documents.retain(|found| document.anchor(&found.address).is_some());
        for address in documents.iter().map(|found| &found.address).chain([&planned.address]) {
            places.extend(document.anchor(address).map(|anchor| (address.clone(), anchor)));
        }
        found.push(documents.into());
    }
    let mut script = String::new();
    let mut rest = String::new();
    for file in search::files_of_network(desk, n, &found, &maker.dictionary) {
        // The engine comes first, since all others call it.
        let part = if file.address.ends_with("/engine.js") { &mut script } else { &mut rest };
        part.push_str(&as_read(&file.bytes));
        part.push('\n');
    }
    script.push_str(&rest);
    let about = serde_json::json!({ "network": desk.network(n).id, "places": places });
    script.push_str(&format!("handbookSearch.document = {about};\n"));
    let own = PLAIN.iter().find(|(path, _)| *path == "single-file.js").map_or(&[][..], |(_, bytes)| bytes);
    script.push_str(&as_read(own));
    // Nothing in a script may end it, or begin a comment of HTML: in its texts and patterns these are the same.
    script.replace("</", "<\\/").replace("<!--", "<\\!--")
}

/// Takes every address out of a page that needs another file: pictures come in, links to pages of the site lead to where it
/// is published, and are plain words where that is nowhere.
fn alone(html: &str, shown: &Shown, desk: &Desk<'_>, address: &str) -> Result<String, OutputError> {
    let mut out = String::with_capacity(html.len() * 5 / 4);
    // Every `<` of a text is written `&lt;`, so what follows one is a tag, but for style and script.
    let mut tags = html.split('<');
    out.push_str(tags.next().unwrap_or(""));
    let mut inside: Option<&str> = None;
    let mut is_words = false;
    for tag in tags {
        out.push('<');
        if let Some(name) = inside {
            if tag.strip_prefix('/').is_some_and(|rest| rest.starts_with(name)) {
                inside = None;
            }
            out.push_str(tag);
            continue;
        }
        inside = ["style", "script"].into_iter().find(|name| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with(['>', ' '])));
        if is_words && tag.starts_with("/a>") {
            is_words = false;
            out.push_str("/span");
            out.push_str(&tag["/a".len()..]);
            continue;
        }
        let Some((before, value, after)) = address_in(tag) else {
            out.push_str(tag);
            continue;
        };
        match (in_site(address, value), desk.base_url()) {
            (None, _) => out.push_str(tag),
            (Some(path), _) if tag.starts_with("img") => {
                out.push_str(before);
                out.push_str(&picture(shown, &path)?);
                out.push_str(after);
            }
            (Some(path), Some(base)) => {
                out.push_str(before);
                // Formatting into a string cannot fail.
                let _ = escape_href(&mut out, base);
                out.push('/');
                out.push_str(&path);
                out.push_str(after);
            }
            (Some(_), None) => {
                is_words = true;
                out.push_str("span");
                out.push_str(after.find('>').map_or(">", |end| &after[end..]));
            }
        }
    }
    Ok(out)
}

/// The address that a link or picture names, with what stands before and after it.
fn address_in(tag: &str) -> Option<(&str, &str, &str)> {
    let name = if tag.starts_with("a ") { " href=\"" } else { tag.strip_prefix("img ").map(|_| " src=\"")? };
    let start = tag.find(name)? + name.len();
    let end = start + tag[start..].find('"')?;
    Some((&tag[..start], &tag[start..end], &tag[end..]))
}

/// The address from the root of what a page at `from` names; `None` for places in the page and for other sites.
fn in_site(from: &str, value: &str) -> Option<String> {
    let is_outside = value.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    if value.is_empty() || value.starts_with('#') || value.starts_with("//") || is_outside {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in value.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path of a file out of its address in HTML.
fn file_named(address: &str) -> String {
    percent_decoded(&address.replace("&#39;", "'").replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// A picture of the handbook or its theme as an address that holds all of it.
fn picture(shown: &Shown, path: &str) -> Result<String, OutputError> {
    let path = &file_named(path);
    let is_it = |known: &str| known == path;
    let asset = shown.snapshot.assets().iter().find(|asset| is_it(&asset.path));
    let bytes = match asset {
        Some(asset) => asset.read_for_copy().map_err(|error| OutputError::reading(&asset.path, &error))?,
        None => shown.theme.statics.iter().find(|(known, _)| is_it(known)).map_or_else(Vec::new, |(_, bytes)| bytes.clone()),
    };
    let kind = match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => "svg+xml",
        Some("jpg" | "jpeg") => "jpeg",
        Some("gif") => "gif",
        Some("webp") => "webp",
        Some("avif") => "avif",
        _ => "png",
    };
    Ok(format!("data:image/{kind};base64,{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_site_are_told_from_others() {
        let from = "networks/alpha/print.html";
        assert_eq!(in_site(from, "../../roles/pcn-manager.html#who").as_deref(), Some("roles/pcn-manager.html#who"));
        assert_eq!(in_site(from, "posts/pcn-manager.html").as_deref(), Some("networks/alpha/posts/pcn-manager.html"));
        for other in ["#lead", "", "https://other.example/", "mailto:a@b.example", "tel:01632960000", "data:,"] {
            assert_eq!(in_site(from, other), None, "{other}");
        }
    }

    #[test]
    fn the_address_of_a_tag_is_found_among_its_attributes() {
        assert_eq!(address_in("a class=\"tel\" href=\"x.html\">X"), Some(("a class=\"tel\" href=\"", "x.html", "\">X")));
        assert_eq!(address_in("img src=\"x.png\" alt=\"\">"), Some(("img src=\"", "x.png", "\" alt=\"\">")));
        assert_eq!(address_in("abbr title=\"a href=\">"), None);
    }
}
