//! A file of a site, decoded in every way in which a word could be written in it, and searched for canaries.

use std::collections::{BTreeMap, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::grown::{Canary, Form, LETTERS};

/// Length of the part of a word that is looked for: the ends may be cut, or stand elsewhere in a packed list of words.
const PART: usize = 8;

/// What is looked for, by the form in which it is written.
pub struct Probes {
    words: HashMap<String, usize>,
    numbers: HashMap<String, usize>,
    years: HashMap<String, (usize, String)>,
    /// By byte: whether it is a letter of canaries.
    is_letter: [bool; 256],
}

impl Probes {
    pub fn new(canaries: &[Canary]) -> Self {
        let mut probes = Self { words: HashMap::new(), numbers: HashMap::new(), years: HashMap::new(), is_letter: [false; 256] };
        for letter in LETTERS {
            probes.is_letter[*letter as usize] = true;
        }
        for (at, canary) in canaries.iter().enumerate() {
            let word = &canary.word;
            match canary.form {
                Form::Word => drop(probes.words.insert(word[3..3 + PART].to_owned(), at)),
                Form::Number => drop(probes.numbers.insert(word.chars().filter(char::is_ascii_digit).collect(), at)),
                Form::Code => drop(probes.numbers.insert(word.to_lowercase(), at)),
                Form::Date => drop(probes.years.insert(word[..4].to_owned(), (at, word.clone()))),
            }
        }
        probes
    }

    /// The canaries of a file, each with the text around it.
    pub fn found(&self, address: &str, bytes: &[u8]) -> BTreeMap<usize, String> {
        let mut found = BTreeMap::new();
        self.search(address, &mut found);
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        self.search(&text, &mut found);
        for other in readings(address, &text, &String::from_utf8_lossy(bytes)) {
            self.search(&other, &mut found);
        }
        found
    }

    /// Plain loops, since this goes through hundreds of megabytes in a build without optimisation.
    fn search(&self, text: &str, found: &mut BTreeMap<usize, String>) {
        let bytes = text.as_bytes();
        let mut from = 0;
        // Only where the last letter of a part may stand is looked at: most words have other letters.
        while from + PART <= bytes.len() {
            let mut letters = 0;
            while letters < PART && self.is_letter[bytes[from + PART - 1 - letters] as usize] {
                letters += 1;
            }
            if letters < PART {
                from += PART - letters;
                continue;
            }
            if let Some(canary) = self.words.get(&text[from..from + PART]) {
                found.entry(*canary).or_insert_with(|| around(text, from));
            }
            from += 1;
        }
        let mut was_digit = false;
        let mut start = 0;
        while start < bytes.len() {
            let is_digit = bytes[start].is_ascii_digit();
            if is_digit && !was_digit {
                let mut end = start;
                let mut digits = 0;
                while end < bytes.len() && end < start + 40 && (bytes[end].is_ascii_digit() || bytes[end] == b',' || bytes[end] == b' ') {
                    digits += usize::from(bytes[end].is_ascii_digit());
                    end += 1;
                }
                if digits > 3 {
                    self.number(text, start, end - start, found);
                }
            }
            was_digit = is_digit;
            start += 1;
        }
    }

    fn number(&self, text: &str, start: usize, length: usize, found: &mut BTreeMap<usize, String>) {
        let bytes = text.as_bytes();
        let run = &text[start..start + length];
        let plain = run.split(' ').next().unwrap_or_default().replace(',', "");
        let telephone: String = run.chars().filter(char::is_ascii_digit).take(11).collect();
        // A code has its letter before its five digits.
        let code = |figures: usize| start.checked_sub(1).and_then(|before| text.get(before..start + figures));
        for candidate in [Some(plain.as_str()), Some(telephone.as_str()), code(5), code(4)].into_iter().flatten() {
            if let Some(canary) = self.numbers.get(candidate) {
                found.entry(*canary).or_insert_with(|| around(text, start));
            }
        }
        let Some((canary, date)) = text.get(start..start + 4).and_then(|year| self.years.get(year)) else { return };
        let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (month, day) = (&date[5..7], &date[8..10]);
        let iso = text[start..].starts_with(date.as_str()) || text[start..].starts_with(&format!("{}{month}{day}", &date[..4]));
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let before = text[..start].trim_end_matches([' ', '\u{a0}']);
        let month = names[month.parse::<usize>().unwrap() - 1];
        let is_after_month = before.len() < start && before.rsplit([' ', '>', '\n', '"']).next().is_some_and(|word| word.starts_with(month));
        if iso || (digits == 4 && is_after_month) {
            found.entry(*canary).or_insert_with(|| around(text, start));
        }
    }
}

fn around(text: &str, at: usize) -> String {
    let from = (0..=at.saturating_sub(60)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let to = (at + 40..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text[from..to].split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same file as programs read it: without tags and soft hyphens, with references to letters, escapes of addresses and of
/// JSON written out, lines of a calendar joined, and what is packed unpacked.
fn readings(address: &str, text: &str, as_is: &str) -> Vec<String> {
    let mut readings = Vec::new();
    if text.contains(['<', '\u{ad}']) {
        readings.push(with_references(&without_tags(text)));
    }
    if text.contains('&') {
        readings.push(with_references(text));
    }
    // Files of the search and the theme are no addresses, and full of signs.
    if !address.starts_with("search/") && !address.starts_with("assets/") && (text.contains('%') || address.contains('%')) {
        readings.push(percent_decoded(text));
        readings.push(percent_decoded(address));
    }
    if text.contains("\\u") || text.contains("\\x") {
        readings.push(unescaped(text));
    }
    if address.ends_with(".ics") {
        readings.push(text.replace("\r\n ", "").replace("\n ", ""));
    }
    for packed in as_is.split("base64,").skip(1) {
        let end = packed.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))).unwrap_or(packed.len());
        if let Ok(bytes) = STANDARD.decode(&packed[..end]) {
            readings.push(String::from_utf8_lossy(&bytes).to_lowercase());
        }
    }
    readings
}

fn without_tags(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            '\u{ad}' | '\u{200b}' => {}
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words
}

fn with_references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let name = end.map(|end| &rest[1..end]);
        let letter = name.and_then(|name| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            name => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
                (Some(hex), _) => u32::from_str_radix(hex, 16).ok(),
                (None, Some(digits)) => digits.parse().ok(),
                _ => None,
            }
            .and_then(char::from_u32),
        });
        match (letter, end) {
            (Some(letter), Some(end)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            _ => {
                // Soft hyphens and unknown names are left out or stay as they are.
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let decoded = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(decoded.unwrap_or(bytes[at]));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).to_lowercase()
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = if rest.starts_with('u') { 4 } else { 2 };
        let letter =
            rest.starts_with(['u', 'x']).then(|| rest.get(1..=digits)).flatten().and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        if let Some(letter) = letter {
            out.push(letter);
            rest = &rest[1 + digits..];
        }
    }
    out.push_str(rest);
    out.to_lowercase()
}

#[test]
fn canaries_are_found_however_they_are_written() {
    let canary = |word: &str, form| Canary { word: word.to_owned(), kind: "a word", form };
    let canaries = [
        canary("bcdfghjkmpqvwx", Form::Word),
        canary("2101-03-05", Form::Date),
        canary("01632960123", Form::Number),
        canary("Y91234", Form::Code),
        canary("7654321", Form::Number),
    ];
    let probes = Probes::new(&canaries);
    let found = |text: &str| probes.found("a.html", text.as_bytes()).into_keys().collect::<Vec<_>>();
    for text in [
        "The Bcdfghjkmpqvwx.",
        "bcdfg<mark>hjk</mark>mpqvwx",
        "bcdf&#103;hjkmpqvwx",
        "%62%63%64%66%67%68%6A%6b%6dpqvwx",
        "bcdf\\u0067hjkmpqvwx",
        "bcd\u{ad}fghjkmpqvwx",
    ] {
        assert_eq!(found(text), [0], "{text}");
    }
    assert_eq!(found(&format!("data:image/png;base64,{}\"", STANDARD.encode("bcdfghjkmpqvwx"))), [0]);
    assert_eq!(probes.found("a.ics", b"SUMMARY:bcdfgh\r\n jkmpqvwx").len(), 1);
    assert_eq!(probes.found("bcdfghjkmpqvwx.html", b"").len(), 1);
    for text in ["2101-03-05", "5 March 2101", "20210101 21010305", "5 Mar 2101"] {
        assert_eq!(found(text), [1], "{text}");
    }
    assert_eq!(found("01632 960123"), [2]);
    assert_eq!(found("tel:01632960123"), [2]);
    assert_eq!(found("practices/y91234.html"), [3]);
    assert_eq!(found("7,654,321 patients"), [4]);
    assert_eq!(found("2101 April 2101-03-06 7,654,322 bcdfghjk"), [0usize; 0]);
}
