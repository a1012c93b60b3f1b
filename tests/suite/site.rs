//! The built site, read as a browser reads it: links, anchors, other hosts, headings, names of files.

use std::collections::{BTreeMap, BTreeSet};

use crate::example_site::{Faults, Site, root, sites};
use crate::html::{Element, Page};

/// The address of the published handbook in `content/handbook.yaml`.
const BASE: &str = "https://handbook.severnvale-lmc.example/";

/// The longest path below `site/` that every Windows can open from a shared drive.
const LONGEST_PATH: usize = 120;

fn for_every_page(mut look: impl FnMut(&Site, &str, &Page, &mut Faults)) {
    let mut faults = Faults::none();
    for site in sites() {
        for (address, page) in &site.pages {
            look(site, address, page, &mut faults);
        }
    }
    faults.assert_none();
}

fn for_every_full_page(mut look: impl FnMut(&Site, &str, &Page, &mut Faults)) {
    let mut faults = Faults::none();
    for site in sites() {
        for (address, page) in site.full_pages() {
            look(site, address, page, &mut faults);
        }
    }
    faults.assert_none();
}

/// Every address that a page names, with the element that names it.
fn addresses(page: &Page) -> impl Iterator<Item = (&Element, &str)> {
    const NAMED_BY: &[&str] = &["href", "src", "action", "formaction", "poster", "data", "cite", "xlink:href"];
    page.elements.iter().flat_map(|element| {
        let named = NAMED_BY.iter().filter_map(|attribute| element.attributes.get(*attribute)).map(String::as_str);
        let moved = (element.get("http-equiv") == "refresh").then(|| element.get("content").split_once("url=").map_or("", |(_, url)| url));
        named.chain(moved).map(move |address| (element, address))
    })
}

fn is_outside(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    address.starts_with("//") || (!scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)))
}

/// What a link on a page leads to: the file's address and the anchor; `None` where it climbs out of the site.
fn target(from: &str, link: &str) -> Option<(String, String)> {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let mut parts: Vec<&str> = from.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
    }
    Some((decoded(&parts.join("/")), decoded(anchor)))
}

/// `%20` and the like, written out.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn check_link(site: &Site, address: &str, link: &str, faults: &mut Faults) {
    let Some((file, anchor)) = target(address, link) else {
        faults.add(format!("{address}: `{link}` climbs out of the site"));
        return;
    };
    if !site.files.contains_key(&file) {
        faults.add(format!("{address}: `{link}` leads to `{file}`, which is not there"));
    } else if !anchor.is_empty()
        && site.pages.get(&file).is_none_or(|page| !page.elements.iter().any(|element| element.get("id") == anchor || element.get("name") == anchor))
    {
        faults.add(format!("{address}: `{link}`: `{file}` has no anchor `{anchor}`"));
    }
}

#[test]
fn every_link_and_anchor_resolves() {
    for_every_page(|site, address, page, faults| {
        for (_, link) in addresses(page) {
            // A page that is not found may stand at any address, so its links begin with that of the handbook.
            let (from, link) = match link.strip_prefix(BASE) {
                Some(link) if address == "404.html" => ("index.html", if link.is_empty() { "index.html" } else { link }),
                _ => (address, link),
            };
            if link.is_empty() {
                faults.add(format!("{address}: a link that leads nowhere"));
            } else if !is_outside(link) {
                check_link(site, from, link, faults);
            }
        }
    });
}

#[test]
fn links_inside_the_site_are_relative_and_name_a_file() {
    for_every_page(|_, address, page, faults| {
        for (element, link) in addresses(page) {
            let canonical = element.get("rel") == "canonical" || address == "404.html";
            if link.starts_with('/') || (link.starts_with(BASE) && !canonical) {
                faults.add(format!("{address}: `{link}` works on one host alone"));
            } else if !is_outside(link) && link.split(['#', '?']).next().is_some_and(|path| path.ends_with('/') || path.ends_with("..")) {
                faults.add(format!("{address}: `{link}` names a folder, which a shared drive shows as a list of files"));
            }
        }
    });
}

#[test]
fn no_page_asks_another_host_for_anything() {
    for_every_page(|_, address, page, faults| {
        for (element, link) in addresses(page) {
            let only_a_link = element.name == "a" || element.name == "blockquote";
            let own = address == "404.html" && link.starts_with(BASE);
            if is_outside(link) && !only_a_link && element.get("rel") != "canonical" && !own {
                faults.add(format!("{address}: <{}> refers to `{link}`", element.name));
            }
            if only_a_link && is_outside(link) && !["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)) {
                faults.add(format!("{address}: a link to `{link}`"));
            }
        }
        for element in page.elements.iter().filter(|element| element.attributes.contains_key("srcset") || element.attributes.contains_key("ping")) {
            faults.add(format!("{address}: <{}> has `srcset` or `ping`", element.name));
        }
    });
}

#[test]
fn style_sheets_and_pictures_ask_for_nothing_but_files_of_the_site() {
    let mut faults = Faults::none();
    for site in sites() {
        for address in site.files.keys().filter(|address| address.ends_with(".css") || address.ends_with(".svg")) {
            let text = site.text(address);
            if text.contains("@import") {
                faults.add(format!("{address}: `@import`"));
            }
            for (_, rest) in text.match_indices("url(").map(|(at, found)| text.split_at(at + found.len())) {
                let link = rest.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
                if is_outside(link) {
                    faults.add(format!("{address}: `{link}` lies on another host"));
                } else if !link.starts_with('#') {
                    check_link(site, address, link, &mut faults);
                }
            }
            if address.ends_with(".svg") {
                let picture = Page::read(text);
                for (element, link) in addresses(&picture).filter(|(_, link)| !link.starts_with('#')) {
                    faults.add(format!("{address}: <{}> refers to `{link}`", element.name));
                }
            }
        }
    }
    faults.assert_none();
}

#[test]
fn nothing_stands_in_a_page_that_a_strict_policy_would_block() {
    for_every_page(|_, address, page, faults| {
        for element in &page.elements {
            let name = &element.name;
            if name == "style" || (name == "script" && element.get("src").is_empty()) {
                faults.add(format!("{address}: <{name}> inside the page"));
            }
            if ["iframe", "object", "embed", "base"].contains(&name.as_str()) {
                faults.add(format!("{address}: <{name}>"));
            }
            for (attribute, value) in &element.attributes {
                if attribute == "style" || attribute.starts_with("on") {
                    faults.add(format!("{address}: <{name}> has `{attribute}`"));
                }
                if value.trim_start().to_ascii_lowercase().starts_with("javascript:") || value.starts_with("data:") {
                    faults.add(format!("{address}: <{name} {attribute}=\"{value}\">"));
                }
            }
        }
    });
}

#[test]
fn every_page_has_a_language_one_h1_a_title_and_a_main_part() {
    for_every_page(|_, address, page, faults| {
        let number = |name: &str| page.all(name).count();
        if page.all("html").next().is_none_or(|html| html.get("lang").is_empty()) {
            faults.add(format!("{address}: no language"));
        }
        for name in ["html", "head", "body", "title", "main", "h1"] {
            if number(name) != 1 {
                faults.add(format!("{address}: {} × <{name}>", number(name)));
            }
        }
        for name in ["title", "h1"] {
            if page.text_of(name).is_empty() {
                faults.add(format!("{address}: <{name}> is empty"));
            }
        }
    });
}

#[test]
fn titles_tell_pages_apart() {
    let mut faults = Faults::none();
    for site in sites() {
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        for (address, page) in site.full_pages() {
            if let Some(other) = first.insert(page.text_of("title"), address) {
                faults.add(format!("{address} and {other}: both are called `{}`", page.text_of("title")));
            }
        }
    }
    faults.assert_none();
}

#[test]
fn headings_never_skip_a_level() {
    for_every_page(|_, address, page, faults| {
        let mut before = 0;
        for (at, element) in page.elements.iter().enumerate() {
            let Some(level) = ["h1", "h2", "h3", "h4", "h5", "h6"].iter().position(|name| *name == element.name).map(|n| n + 1) else { continue };
            if level > before + 1 {
                faults.add(format!("{address}: an h{level} follows an h{before}"));
            }
            if !page.texts.iter().any(|(text_at, text)| !text.trim().is_empty() && page.within(*text_at, |inside| std::ptr::eq(inside, &page.elements[at]))) {
                faults.add(format!("{address}: an empty h{level}"));
            }
            before = level;
        }
    });
}

#[test]
fn elements_nest_and_no_id_stands_twice() {
    for_every_page(|_, address, page, faults| {
        for fault in &page.faults {
            faults.add(format!("{address}: {fault}"));
        }
        let mut seen = BTreeSet::new();
        for id in page.elements.iter().filter_map(|element| element.attributes.get("id")) {
            if id.is_empty() || id.contains(char::is_whitespace) {
                faults.add(format!("{address}: the id `{id}`"));
            }
            if !seen.insert(id) {
                faults.add(format!("{address}: `{id}` stands twice"));
            }
        }
    });
}

#[test]
fn what_names_another_element_names_one_that_is_there() {
    for_every_page(|_, address, page, faults| {
        for element in &page.elements {
            for attribute in ["for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details"] {
                for id in element.get(attribute).split_whitespace() {
                    if !page.elements.iter().any(|other| other.get("id") == id) {
                        faults.add(format!("{address}: <{}> names `{id}`, which is not there", element.name));
                    }
                }
            }
        }
    });
}

#[test]
fn pictures_say_what_they_show_and_links_have_words() {
    for_every_page(|_, address, page, faults| {
        for image in page.all("img").filter(|image| !image.attributes.contains_key("alt")) {
            faults.add(format!("{address}: `{}` has no alternative text", image.get("src")));
        }
        for (at, link) in page.elements.iter().enumerate().filter(|(_, element)| element.name == "a" && element.attributes.contains_key("href")) {
            let inside = |text_at: usize| page.within(text_at, |element| std::ptr::eq(element, &page.elements[at]));
            let has_words = page.texts.iter().any(|(text_at, text)| !text.trim().is_empty() && inside(*text_at));
            if !has_words && link.get("aria-label").is_empty() {
                faults.add(format!("{address}: the link to `{}` has no words", link.get("href")));
            }
        }
    });
}

#[test]
fn every_page_says_whom_to_tell_when_something_is_wrong() {
    for_every_full_page(|_, address, page, faults| {
        if !page.text_of("main").contains("Something wrong or missing?") {
            faults.add(format!("{address}: no line \"Something wrong or missing?\""));
        }
        if !page.all("a").any(|link| link.get("href").starts_with("mailto:") && decoded(link.get("href")).contains(address.trim_end_matches("index.html"))) {
            faults.add(format!("{address}: no letter to the editor with the page's address"));
        }
    });
}

#[test]
fn a_telephone_number_can_be_rung_from_the_page() {
    let is_number = |word: &str| {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        digits.len() == 11 && digits.starts_with("01632") && word.chars().all(|letter| letter.is_ascii_digit() || letter == ' ')
    };
    for_every_page(|_, address, page, faults| {
        for (at, text) in &page.texts {
            let has_number = text.match_indices("01632").any(|(from, _)| text.get(from..from + 12).is_some_and(is_number));
            let is_link = |element: &Element| element.name == "a" && element.get("href").starts_with("tel:");
            // A sentence of another page that mentions this one is quoted as words.
            let is_quoted = |element: &Element| element.get("class") == "mentions" || ["title", "code"].contains(&element.name.as_str());
            if has_number && !page.within(*at, |element| is_link(element) || is_quoted(element)) {
                faults.add(format!("{address}: no link on the number in `{}`", text.trim()));
            }
        }
        for link in page.all("a").map(|link| link.get("href")).filter(|link| link.starts_with("tel:")) {
            let number = &link["tel:".len()..];
            if number.len() < 10 || !number.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()) {
                faults.add(format!("{address}: `{link}` cannot be rung"));
            }
        }
    });
}

#[test]
fn names_of_files_are_good_on_windows() {
    let mut faults = Faults::none();
    for site in sites() {
        let mut lower: BTreeMap<String, &str> = BTreeMap::new();
        let folders = site.files.keys().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at]));
        for path in site.files.keys().map(String::as_str).chain(folders.collect::<BTreeSet<_>>()) {
            if let Some(twin) = lower.insert(path.to_lowercase(), path) {
                faults.add(format!("`{path}` and `{twin}` differ in case alone"));
            }
            if path.chars().count() > LONGEST_PATH {
                faults.add(format!("`{path}` has more than {LONGEST_PATH} characters"));
            }
            for part in path.split('/') {
                let refused = part.chars().any(|letter| letter.is_control() || r#"<>:"\|?*"#.contains(letter));
                if refused || part.ends_with(['.', ' ']) || pcn_handbook::model::is_device_name(part) {
                    faults.add(format!("`{path}`: `{part}` is no name on Windows"));
                }
            }
        }
    }
    faults.assert_none();
}

#[test]
fn no_file_tells_where_it_was_built() {
    let mut faults = Faults::none();
    for site in sites() {
        let telling =
            [site.folder.to_string_lossy().into_owned(), std::env::temp_dir().to_string_lossy().into_owned() + "/", root().to_string_lossy().into_owned()];
        for (address, bytes) in &site.files {
            for place in &telling {
                if bytes.windows(place.len()).any(|window| window == place.as_bytes()) {
                    faults.add(format!("{address}: `{place}`"));
                }
            }
        }
    }
    faults.assert_none();
}

#[test]
fn sitemap_and_feed_lead_to_pages() {
    let mut faults = Faults::none();
    for site in sites() {
        for name in ["sitemap.xml", "feed.xml", "robots.txt"].iter().filter(|name| site.files.contains_key(**name)) {
            let text = site.text(name);
            for (_, rest) in text.match_indices(BASE).map(|(at, found)| text.split_at(at + found.len())) {
                let link = rest.split(['<', '"', '\n', '&', ' ']).next().unwrap_or_default();
                if !link.is_empty() {
                    check_link(site, "index.html", link, &mut faults);
                }
            }
        }
    }
    faults.assert_none();
}

#[test]
fn the_manifest_lists_every_file_with_its_size() {
    for site in sites() {
        let manifest: serde_json::Value = serde_json::from_str(site.text(pcn_handbook::output::MANIFEST)).unwrap();
        let listed: BTreeMap<&str, u64> =
            manifest["files"].as_array().unwrap().iter().map(|file| (file["path"].as_str().unwrap(), file["size"].as_u64().unwrap())).collect();
        let there: BTreeMap<&str, u64> =
            site.files.iter().filter(|(path, _)| *path != pcn_handbook::output::MANIFEST).map(|(path, bytes)| (path.as_str(), bytes.len() as u64)).collect();
        assert_eq!(listed, there);
    }
}

#[test]
fn no_link_stands_inside_a_link() {
    for_every_page(|_, address, page, faults| {
        for link in page.elements.iter().filter(|element| element.name == "a") {
            if link.parent.is_some_and(|parent| page.within(parent, |element| ["a", "button", "summary"].contains(&element.name.as_str()))) {
                faults.add(format!("{address}: the link to `{}` stands inside another", link.get("href")));
            }
        }
    });
}

#[test]
fn every_drawing_has_its_words_beside_it() {
    let mut seen = BTreeSet::new();
    for_every_full_page(|_, address, page, faults| {
        let inside = |at: usize, of: usize| {
            let mut here = Some(at);
            while here.is_some_and(|here| here != of) {
                here = here.and_then(|here| page.elements[here].parent);
            }
            here.is_some()
        };
        for (at, svg) in page.elements.iter().enumerate().filter(|(_, element)| element.get("class").split(' ').any(|class| class == "drawing")) {
            // A bar in the length of a number, right beside the number: that row or paragraph tells all of it.
            if svg.get("class").split(' ').any(|class| class == "share") {
                seen.insert("share".to_owned());
                let row = (0..at).rev().find(|&around| inside(at, around) && ["tr", "p", "li", "dd", "div"].contains(&page.elements[around].name.as_str()));
                let says_it = |row: usize| page.texts.iter().any(|(text_of, text)| inside(*text_of, row) && !inside(*text_of, at) && text.contains('%'));
                if svg.get("aria-hidden") != "true" || !row.is_some_and(says_it) {
                    faults.add(format!("{address}: a bar without its number beside it"));
                }
                continue;
            }
            let mut section = at;
            while !["section", "article"].contains(&page.elements[section].name.as_str()) {
                section = page.elements[section].parent.unwrap();
            }
            let beside = || (0..page.elements.len()).filter(|&other| inside(other, section) && !inside(other, at));
            let is_told = beside().any(|other| ["li", "td", "strong"].contains(&page.elements[other].name.as_str()));
            if !is_told {
                faults.add(format!("{address}: a drawing without a list or table"));
            }
            if svg.get("role") == "img" {
                seen.insert(svg.get("aria-describedby").to_owned());
                let is_described = page.elements.iter().any(|element| element.name == "desc" && element.get("id") == svg.get("aria-describedby"));
                if svg.get("aria-label").is_empty() || !is_described {
                    faults.add(format!("{address}: a drawing without a name or a description"));
                }
            } else {
                seen.insert(page.elements[section].name.clone());
                let has_list = beside().any(|other| page.elements[other].get("class") == "as-list");
                if svg.get("aria-hidden") != "true" || !has_list {
                    faults.add(format!("{address}: a drawing that is neither a picture nor beside a list"));
                }
            }
            for link in (0..page.elements.len()).filter(|&other| inside(other, at) && page.elements[other].name == "a") {
                let link = &page.elements[link];
                let is_listed = page.elements.iter().any(|other| other.get("href") == link.get("href") && other.get("tabindex").is_empty());
                if link.get("tabindex") != "-1" || !is_listed {
                    faults.add(format!("{address}: {} is reached in a drawing alone", link.get("href")));
                }
            }
        }
    });
    for drawing in ["section", "share", "post-terms", "risk-matrix", "same-day-access-readings", "voice-map"] {
        assert!(seen.contains(drawing), "no page shows {drawing}, only {seen:?}");
    }
}
