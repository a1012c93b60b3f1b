//! What holds for any text whatever, tried with texts that are thrown together by dice.
//!
//! The dice are a few lines, and the same in every run. A library for properties would bring twenty crates to make the
//! failing text smaller, which `cargo fuzz tmin` does for the same claims (`fuzz/`).
//! `PCN_HANDBOOK_SEED=7 PCN_HANDBOOK_THROWS=1000 cargo test --test suite properties` throws others, and more.

use std::collections::BTreeMap;
use std::sync::Mutex;

use pcn_handbook::editing::{self, Edit, New, Place};
use pcn_handbook::model::settings::Edition;
use pcn_handbook::pipeline::{self, Memo};

use crate::again::{Dice, from_environment};
use crate::example_site::TODAY;
use crate::html::Page;
use crate::replay::{TARGETS, corpus};

fn dice() -> (Dice, usize) {
    (Dice(from_environment("PCN_HANDBOOK_SEED", 20_261_122)), from_environment("PCN_HANDBOOK_THROWS", 20) as usize)
}

/// Pieces that mean something to one of the readers of a handbook, or to one of those of its site.
const PIECES: [&str; 48] = [
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "---\n",
    "=== networks/alpha/network.yaml\n",
    "=== pages/page.md\n",
    "name: ",
    "title: ",
    "- ",
    "  ",
    ": ",
    "#",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    "|",
    ":::staff\n",
    ":::\n",
    ":::contact [[",
    "&a ",
    "*a",
    "!!",
    "\"",
    "'",
    "`",
    "```\n",
    "> [!NOTE]\n",
    "<xss onxss=1>",
    "</script>",
    "<!--",
    "](javascript:x)",
    "![](files/a.png)",
    "\u{feff}",
    "\u{2028}",
    "\u{0}",
    "\u{e9}",
    "\u{1f600}",
    "2026-11-22",
    "2026/27",
    "=1+1",
    ",",
    "\\",
    "%",
];

/// A kept file with stretches taken out, doubled, or replaced by a piece or by any byte.
fn thrown(dice: &mut Dice, seeds: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = if seeds.is_empty() || dice.below(8) == 0 { Vec::new() } else { dice.pick(seeds).1.clone() };
    for _ in 0..=dice.below(12) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 => drop(bytes.splice(at..end, [dice.below(256) as u8])),
            _ => drop(bytes.splice(at..at, dice.pick(&PIECES).bytes())),
        }
    }
    bytes
}

#[test]
fn any_bytes_give_findings_with_places_inside_and_safe_pages() {
    let (mut dice, throws) = dice();
    for (name, target) in TARGETS {
        let seeds = corpus(name);
        let slow = matches!(name, "handbook" | "wiki_links" | "search_shards");
        for n in 0..if slow { throws } else { throws * 10 } {
            let bytes = thrown(&mut dice, &seeds);
            println!("{name}, throw {n}: {:?}", String::from_utf8_lossy(&bytes));
            target(&bytes);
        }
    }
}

/// A text of a few characters that mean something in one of the formats that a site has.
fn odd_words(dice: &mut Dice) -> String {
    const ODD: [&str; 30] = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "`",
        "\\",
        ",",
        ";",
        ":",
        "=",
        "+",
        "-",
        "@",
        "{{",
        "}}",
        "{%",
        "]]>",
        "&amp;",
        "&#60;",
        "</title>",
        "<xss>",
        "\u{2028}",
        "é",
        "\u{1f600}",
        "%0d",
        "\\n",
        "\\,",
        "x",
        "Word ",
    ];
    // Blanks at the ends say nothing, and a word at the beginning keeps it a name.
    let text: String = (0..=dice.below(30)).map(|_| *dice.pick(&ODD)).collect();
    format!("N{text}.")
}

fn built(files: &[(&str, String)]) -> BTreeMap<String, String> {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let checked = pipeline::check_files(&files, TODAY, false);
    let shown = pipeline::show(checked, Edition::Staff, &mut Memo::default()).unwrap();
    let site = Mutex::new(BTreeMap::new());
    let take = |address: &str, bytes: &[u8]| {
        site.lock().unwrap().insert(address.to_owned(), String::from_utf8(bytes.to_vec()).unwrap());
        Ok(())
    };
    let built = pipeline::build(&shown, &mut Memo::default(), &take).unwrap();
    assert!(built.findings.is_empty(), "{:?}", built.findings);
    site.into_inner().unwrap()
}

/// As a reader takes it in: blanks of any kind are one.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn odd_words_come_back_whole_out_of_every_format() {
    let (mut dice, throws) = dice();
    for _ in 0..throws {
        let (name, title) = (odd_words(&mut dice), odd_words(&mut dice));
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let site = built(&[
            (
                "handbook.yaml",
                "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nbase_url: https://handbook.example\n".to_owned(),
            ),
            ("networks/alpha/network.yaml", format!("name: {}\ncode: U99999\ncontact: {{email: a@alpha.example}}\n", quoted(&name))),
            ("roles/lead.md", "---\ntitle: Lead\n---\n".to_owned()),
            (
                "guidance/page.md",
                format!("---\ntitle: {}\nowner: lead\nreviewed: 2026-01-05\nreview_by: 2026-12-24\nchanged: 2026-01-05\n---\n\nText.\n", quoted(&title)),
            ),
        ]);
        println!("{name:?} and {title:?}");

        let page = Page::read(&site["networks/alpha/index.html"]);
        assert!(plain(&page.text_of("h1")).contains(&plain(&name)), "{:?}", page.text_of("h1"));
        assert!(plain(&Page::read(&site["guidance/page.html"]).text_of("title")).contains(&plain(&title)));

        let data: serde_json::Value = serde_json::from_str(&site["data/handbook.json"]).unwrap();
        assert!(data.to_string().contains(&quoted(&name)), "the name is not in handbook.json");

        let mut contacts = csv::ReaderBuilder::new().from_reader(site["data/contacts.csv"].trim_start_matches('\u{feff}').as_bytes());
        let row = contacts.records().next().unwrap().unwrap();
        assert_eq!(plain(&row[0]), plain(&name));

        let unfolded = site["data/reviews.ics"].replace("\r\n ", "");
        assert!(site["data/reviews.ics"].split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let summaries: Vec<String> = unfolded.lines().filter_map(|line| line.strip_prefix("SUMMARY:")).map(of_calendar).collect();
        assert!(summaries.iter().any(|summary| plain(summary).contains(&plain(&title))), "{summaries:?}");
        assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), unfolded.matches("END:VEVENT").count());

        let feed = &site["feed.xml"];
        let titles: Vec<String> = feed.split("<title>").skip(1).map(|rest| of_xml(rest.split("</title>").next().unwrap())).collect();
        assert!(titles.iter().any(|known| plain(known).contains(&plain(&title))), "{titles:?}");
    }
}

fn of_calendar(text: &str) -> String {
    let (mut out, mut is_escaped) = (String::new(), false);
    for c in text.chars() {
        match c {
            '\\' if !is_escaped => is_escaped = true,
            'n' | 'N' if is_escaped => {
                out.push('\n');
                is_escaped = false;
            }
            c => {
                assert!(is_escaped || !matches!(c, ',' | ';'), "{text:?} is not escaped");
                out.push(c);
                is_escaped = false;
            }
        }
    }
    out
}

fn of_xml(text: &str) -> String {
    assert!(!text.contains('<') && !text.contains("]]>"), "{text:?}");
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap());
    for part in parts {
        let (name, rest) = part.split_once(';').unwrap_or_else(|| panic!("a bare & in {text:?}"));
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" | "#34" | "#x22" => '"',
            "apos" | "#39" | "#x27" => '\'',
            other => panic!("&{other}; is no name that XML knows"),
        });
        out.push_str(rest);
    }
    out
}

/// Facts with comments, brackets, quotation marks and lists, and the places in them that can be named.
fn facts(dice: &mut Dice, indent: usize, place: &Place, places: &mut Vec<(Place, bool)>) -> String {
    let mut text = String::new();
    let pad = " ".repeat(indent);
    for n in 0..=dice.below(4) {
        if dice.below(5) == 0 {
            text.push_str(&format!("{pad}# a remark: [of] {{no}} consequence\n"));
        }
        let name = format!("f{indent}-{n}");
        let inner = place.clone().field(&name);
        match dice.below(if indent > 4 { 4 } else { 6 }) {
            0 => text.push_str(&format!("{pad}{name}: word   # why\n")),
            1 => text.push_str(&format!("{pad}{name}: \"in: 'marks' #\"\n")),
            2 => text.push_str(&format!("{pad}{name}: {{a: 1, b: [x, y]}}\n")),
            3 => text.push_str(&format!("{pad}{name}: 2026-04-01\n")),
            4 => text.push_str(&format!("{pad}{name}:\n{}", facts(dice, indent + 2, &inner, places))),
            _ => {
                text.push_str(&format!("{pad}{name}:\n"));
                for at in 0..=dice.below(3) {
                    text.push_str(&format!("{pad}  - {{id: e{at}, of: \"x\"}} # entry\n"));
                    places.push((inner.clone().entry(at).field("of"), true));
                }
            }
        }
        let is_word = text.trim_end().rsplit('\n').next().is_some_and(|line| line.contains(&format!("{name}: ")) && !line.contains('{'));
        places.push((inner, is_word));
    }
    text
}

#[test]
fn an_edit_changes_its_line_and_no_other() {
    let (mut dice, throws) = dice();
    let (mut changed, mut refused) = (0, 0);
    for _ in 0..throws * 20 {
        let mut places = Vec::new();
        let mut text = facts(&mut dice, 0, &Place::top(), &mut places);
        if dice.below(3) == 0 {
            text = text.replace('\n', "\r\n");
        }
        if dice.below(4) == 0 {
            text = format!("\u{feff}{text}");
        }
        if dice.below(4) == 0 {
            text.truncate(text.trim_end().len());
        }
        let (place, is_word) = dice.pick(&places).clone();
        let words = odd_words(&mut dice);
        let edit = match dice.below(3) {
            0 if is_word => Edit::Set(place, New::text(&words)),
            1 => Edit::Remove(place),
            _ => Edit::Set(Place::top().field("added"), New::text(&words)),
        };
        let Ok(edited) = editing::edit("network.yaml", &text, std::slice::from_ref(&edit)) else {
            refused += 1;
            continue;
        };
        changed += 1;
        let lines = |text: &str| text.trim_start_matches('\u{feff}').split('\n').map(|line| line.trim_end_matches('\r').to_owned()).collect::<Vec<_>>();
        let (old, new) = (lines(&text), lines(&edited));
        let told = || format!("{edit:?}\n{text:?}\n{edited:?}");
        assert_eq!(text.starts_with('\u{feff}'), edited.starts_with('\u{feff}'), "{}", told());
        assert!(edited.matches('\n').count() == edited.matches("\r\n").count() || !text.contains("\r\n"), "{}", told());
        let same_top = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let same_end = old[same_top..].iter().rev().zip(new[same_top..].iter().rev()).take_while(|(a, b)| a == b).count();
        let (gone, come) = (old.len() - same_top - same_end, new.len() - same_top - same_end);
        match &edit {
            // One line for another, in the same place.
            Edit::Set(..) if old.len() == new.len() => assert!(gone <= 1 && come <= 1, "{}", told()),
            Edit::Set(..) | Edit::Add(..) => assert!(gone == 0 && come == 1, "{}", told()),
            // Lines go, and none comes; where nothing is left, brackets behind a name say so.
            Edit::Remove(_) => {
                let mut olds = old.iter();
                let is_old = |line: &String| olds.any(|old| old == line || [" {}", " []"].iter().any(|end| line.strip_suffix(end) == Some(old.as_str())));
                // Within brackets and behind a dash a part of a line goes.
                assert!(new.iter().filter(|line| !line.is_empty()).all(is_old) || (gone, come) == (1, 1), "{}", told());
            }
        }
    }
    assert!(changed > refused, "{changed} changed, {refused} refused");
}
