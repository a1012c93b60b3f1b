//! Text becomes words, the same way here and in the reader's browser (`words` in `engine.js`).
//!
//! A table of cases, `tests/fixtures/words.json`, holds both to it. The rules:
//! - Compatibility forms, accents and case are folded (NFKD, marks dropped, lower case); letters that have no
//!   decomposition, such as `ø`, become their usual spelling.
//! - Apostrophes vanish: `St. John's` is `st` `johns`.
//! - Letters with full stops or `&` between them are one word: `p.c.n.` is `pcn`, `D&T` and `D and T` are `dt`.
//! - Numbers keep the full stop inside them: `4.4.2`.
//! - Parts joined by a hyphen are words of their own, and one more together: `job-share` is `job` `share` `jobshare`.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Characters above which a word is no word that anybody types.
pub const LONGEST_WORD: usize = 40;

/// Words that say nothing of the subject. They are not indexed and cost a query nothing.
pub const IDLE: &[&str] = &[
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do", "does", "dont", "for", "from", "get", "give",
    "had", "has", "have", "having", "he", "her", "here", "him", "his", "how", "i", "if", "im", "in", "into", "is", "it", "its", "just", "know", "me", "must",
    "my", "need", "needs", "of", "on", "or", "our", "ours", "please", "run", "runs", "she", "should", "so", "some", "somebody", "someone", "tell", "than",
    "that", "the", "their", "them", "there", "these", "they", "this", "those", "to", "us", "want", "was", "we", "were", "what", "whats", "when", "where",
    "which", "who", "whom", "whos", "whose", "why", "will", "with", "would", "you", "your",
];

/// Whether a folded word is one of [`IDLE`].
pub fn is_idle(word: &str) -> bool {
    IDLE.binary_search(&word).is_ok()
}

/// Whether a text means information technology: "IT" stands in it by itself, in capitals. Folded, it is an idle word.
pub fn means_it(text: &str) -> bool {
    text.contains("IT") && text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "IT")
}

/// Room for folding, used again from text to text.
#[derive(Default)]
pub struct Scratch {
    folded: String,
    word: String,
    pieces: Vec<Piece>,
}

/// A run of letters and figures: its place in the folded text.
#[derive(Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    /// How it hangs on the piece before it.
    joint: Joint,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    None,
    /// One word with the piece before it.
    Same,
    /// One number with the piece before it, with a full stop between.
    Point,
    /// A hyphen.
    Hyphen,
}

/// Gives every word of a text to `take`, in order; the word that hyphens join comes after its parts.
pub fn each(text: &str, scratch: &mut Scratch, mut take: impl FnMut(&str)) {
    fold(text, &mut scratch.folded);
    find_pieces(&scratch.folded, &mut scratch.pieces);
    let Scratch { folded, word, pieces } = scratch;
    for chain in pieces.chunk_by(|_, next| next.joint != Joint::None) {
        let mut parts = 0;
        for part in chain.chunk_by(|_, next| next.joint != Joint::Hyphen) {
            parts += 1;
            give(folded, part, word, &mut take);
        }
        if parts > 1 {
            give(folded, chain, word, &mut take);
        }
    }
}

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each(text, &mut Scratch::default(), |word| found.push(word.to_owned()));
    found
}

fn give(folded: &str, pieces: &[Piece], word: &mut String, take: &mut impl FnMut(&str)) {
    let whole = if let [only] = pieces {
        &folded[only.start..only.end]
    } else {
        word.clear();
        for (n, piece) in pieces.iter().enumerate() {
            if n > 0 && piece.joint == Joint::Point {
                word.push('.');
            }
            word.push_str(&folded[piece.start..piece.end]);
        }
        word.as_str()
    };
    if whole.len() <= LONGEST_WORD || whole.chars().count() <= LONGEST_WORD {
        take(whole);
    }
}

/// Folds case, accents and apostrophes away.
fn fold(text: &str, folded: &mut String) {
    folded.clear();
    // Nearly all texts are plain letters with typographer's signs, which fold to themselves.
    let is_plain = text.is_ascii() || text.chars().all(|c| c.is_ascii() || matches!(c, '’' | '‘' | '“' | '”' | '–' | '—' | '·' | '•' | '£'));
    if is_plain {
        for part in text.split(['\'', '’', '‘']) {
            folded.push_str(part);
        }
        folded.make_ascii_lowercase();
        return;
    }
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    for c in plain.to_lowercase().chars() {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '′' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
}

fn find_pieces(folded: &str, pieces: &mut Vec<Piece>) {
    pieces.clear();
    let bytes = folded.as_bytes();
    let mut start = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (belongs, length) = if byte.is_ascii() {
            (byte.is_ascii_alphanumeric(), 1)
        } else {
            folded[at..].chars().next().map_or((false, 1), |c| (c.is_alphanumeric(), c.len_utf8()))
        };
        match (belongs, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                pieces.push(Piece { start: from, end: at, joint: Joint::None });
                start = None;
            }
            _ => {}
        }
        at += length;
    }
    pieces.extend(start.map(|from| Piece { start: from, end: folded.len(), joint: Joint::None }));
    let is_letter = |piece: Piece| {
        let mut chars = folded[piece.start..piece.end].chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    // `d and t` is `d&t`.
    let mut n = 2;
    while n < pieces.len() {
        let (one, between, other) = (pieces[n - 2], pieces[n - 1], pieces[n]);
        if &bytes[one.end..other.start] == b" and " && is_letter(one) && is_letter(other) && between.joint == Joint::None {
            pieces[n].joint = Joint::Same;
            pieces.remove(n - 1);
        } else {
            n += 1;
        }
    }
    let digit_at = |at: usize| bytes[at].is_ascii_digit();
    for n in 1..pieces.len() {
        let (before, this) = (pieces[n - 1], pieces[n]);
        if this.joint == Joint::None {
            pieces[n].joint = match &bytes[before.end..this.start] {
                // Nearly all.
                b" " => Joint::None,
                b"." if digit_at(before.end - 1) && digit_at(this.start) => Joint::Point,
                b"." | b"&" | b" &" | b"& " | b" & " if is_letter(before) && is_letter(this) => Joint::Same,
                b"-" => Joint::Hyphen,
                joint if joint == "‐".as_bytes() => Joint::Hyphen,
                _ => Joint::None,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_shared_table() {
        #[derive(serde::Deserialize)]
        struct Case {
            text: String,
            words: Vec<String>,
        }
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/fixtures/words.json")).unwrap();
        assert!(cases.len() > 40, "{} cases", cases.len());
        for case in cases {
            assert_eq!(words(&case.text), case.words, "{:?}", case.text);
        }
    }

    #[test]
    fn idle_words_are_in_order() {
        assert!(IDLE.is_sorted());
        assert!(is_idle("who") && !is_idle("director"));
    }
}
