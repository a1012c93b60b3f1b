//! Search: from the pages to an index that a reader's browser asks piece by piece, and the script that asks.
//!
//! A handbook is read from web hosts under a strict policy and from folders on shared drives, so there is no `fetch`, no
//! worker and no WebAssembly: each piece is a classic script that calls one function, `handbookSearch`, with its name and
//! its data.
//! Measured beside other engines this is the one way that works everywhere and loads little.
//!
//! # The files, form 1
//!
//! Each calls `handbookSearch(name, data, fingerprint)`. The fingerprint, four digits, is that of a few files together; the
//! root knows those of all others and asks for them by it, and a piece of another build is noticed by it: then the root is
//! asked for again.
//!
//! | file | what |
//! | --- | --- |
//! | `search/engine.js` | finds and ranks; knows nothing of the page it runs on |
//! | `search/root.js` | an object: see [`Root`] |
//! | `search/slips.js`, `search/answers.js` | parts of the engine that not every query needs |
//! | `search/t<k>.js` | a shard of terms in the order of their UTF-16 units, as scripts compare them |
//! | `search/l<name>.js` | the postings of one common term |
//! | `search/n<k>.js` | names with one first letter, and other names for the same: a line `typed|other|other>now` each |
//! | `search/w<k>.js` | words of four letters and more with one first letter, for slips of the keyboard |
//! | `search/d<block>-<k>.js` | result records: 8 of the handbook, or 16 of a network |
//! | `search/a<n>.js` | who answers in network n: see [`answers`] |
//! | `search/networks.js` | id and name of every network, to choose from |
//!
//! **Documents** stand in blocks: block 0 is the handbook, block n + 1 is network n. A document is named by its block and
//! its place there, so that a new document moves no other block. In a network what every network has comes first: then a
//! word that all of them share has the same place in each, and its list packs to almost nothing.
//!
//! **A term** is written as: how many characters it shares with the term before (a number), how many follow (a number),
//! those; in how many documents it stands (a number); the length of its postings (a number), those. A length of 0 says
//! that the postings have a file of their own, and 10 characters follow: six of its name and its fingerprint. See
//! [`pack`] for digits and numbers.
//!
//! **Postings** are groups: a digit that is `group × 11 + impact` (`Kind::group`, [`documents::LEVELS`]), how many
//! documents (a number), and for each the gap from the block before, then its place: in the same block the gap from the
//! place before, else the place itself. Digits 88 and 89 lead networks instead of documents: the term is part of a name of
//! the network (88), or of something in it (89). So a network's name finds what is in the network, and stands in no document.
//! A term `@id` has that group alone.
//!
//! **Impact** is worked out from constants and the document alone, never from other documents, so that an edit changes
//! few files. How rare a term is, the script sees from the length of its list.
//!
//! **A record** is a line: the kind's letter, title, address, line under it, years, place among roles or
//! responsibilities, parted by tabs. The first line of a file holds the network's id and name. An address that begins
//! with `#` is on the page of the record before; one that begins with `~` is below the network's folder.

pub mod answers;
pub mod documents;
mod pack;
mod prose;
mod synonyms;
pub mod words;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::embedded::READER;
use crate::pages::{Desk, Export};
use crate::source::AT_A_TIME;
use documents::{Dictionary, LEVELS, Maker, SearchDocument, number_of};
use pack::{digit, fingerprint, gaps, number};

/// The form of the files; the script refuses another.
const FORM: u32 = 1;
/// Where all files lie.
const FOLDER: &str = "search/";
/// Records in a file: those of the handbook are looked at by all, one here and one there; those of a network together.
const RECORDS_OF_HANDBOOK: usize = 8;
const RECORDS_OF_NETWORK: usize = 16;
/// Bytes from which on a shard of terms may be cut; twice as many and so on where there would be too many shards. It is cut
/// at the latest at [`LONGEST_SHARD`] times as many.
const SHARD: usize = 800;
const LONGEST_SHARD: usize = 4;
const MOST_SHARDS: usize = 1_600;
/// Blocks, and shards, that share a fingerprint: an edit makes readers load a few small files again, and the root stays small.
const BLOCKS_OF_FINGERPRINT: usize = 16;
const SHARDS_OF_FINGERPRINT: usize = 8;
/// Postings above which a term's list has a file of its own.
const LONG_LIST: usize = 2_500;
/// Letters from which on a word can have a slip.
const SHORTEST_MISSPELT: usize = 4;
/// Digits that lead lists of networks.
const NAMES_NETWORK: u8 = 88;
const IN_NETWORK: u8 = 89;

/// What the script reads first.
#[derive(Serialize)]
struct Root {
    /// The form of the files.
    form: u32,
    /// How many documents each block has, as numbers.
    blocks: String,
    /// Where each shard of terms but the first begins, parted by blanks: the shortest text that tells it from the one before.
    shards: String,
    /// Fingerprints of eight shards of terms each.
    terms: String,
    /// Fingerprints of the records and answers of 16 blocks each.
    records: String,
    /// First letters of the files of words, and their fingerprints.
    letters: String,
    words: String,
    /// First letters of the files of other names, and the fingerprint of these files.
    initials: String,
    names: String,
    /// Words that say nothing, parted by blanks.
    idle: String,
    /// How many networks there are.
    networks: usize,
    /// Contract year of the handbook, its first year.
    year: i16,
    /// Whom to ask where nothing is found: name and mail address.
    publisher: (String, String),
    /// Fingerprint of `networks.js`.
    list: String,
}

/// The files of the search. `found` holds each page's documents in the order of the plan, `dictionary` the words in them.
/// Gives none once `stop` says that nobody wants them any more.
pub fn files(desk: &Desk<'_>, found: &[Arc<[SearchDocument]>], dictionary: &Dictionary, stop: &(dyn Fn() -> bool + Sync)) -> Vec<Export> {
    files_about(desk, None, found, dictionary, stop)
}

/// The same for one network: no other is named in them.
pub fn files_of_network(desk: &Desk<'_>, n: u32, found: &[Arc<[SearchDocument]>], dictionary: &Dictionary) -> Vec<Export> {
    files_about(desk, Some(n), found, dictionary, &|| false)
}

fn files_about(desk: &Desk<'_>, only: Option<u32>, found: &[Arc<[SearchDocument]>], dictionary: &Dictionary, stop: &(dyn Fn() -> bool + Sync)) -> Vec<Export> {
    let n_networks = desk.handbook.networks.len();
    let block_of = |document: &SearchDocument| document.network.map_or(0, |n| n as usize + 1);
    // Room is made once: memory that is touched for the first time is what costs here.
    let mut sizes = vec![0; n_networks + 1];
    for document in found.iter().flat_map(|page| page.iter()) {
        sizes[block_of(document)] += 1;
    }
    let mut blocks: Vec<Vec<&SearchDocument>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for document in found.iter().flat_map(|page| page.iter()) {
        blocks[block_of(document)].push(document);
    }
    for block in &mut blocks[1..] {
        block.sort_by_key(|document| document.kind.order());
    }
    let mut maker = Maker::default();
    let scopes = scopes(desk, only, &mut maker);
    let terms = terms(&blocks, &scopes, [dictionary, &maker.dictionary], stop);
    if stop() {
        return Vec::new();
    }

    let mut files = Vec::new();
    let (shards, term_prints) = shards(&terms, &mut files);
    let (letters, word_prints) = spelling(&terms, &mut files);
    let records = records(desk, only, &blocks, &mut files);
    let list = networks(desk, only, &mut files);
    let names = synonyms::by_letter(desk);
    let of_letters = names.values().zip(0..).map(|(lines, n)| Piece::new(format!("n{n}"), lines)).collect();
    let name_print = put(&mut files, of_letters);
    let settings = &desk.handbook.settings;
    let mut sizes = String::new();
    for block in &blocks {
        number(block.len() as u32, &mut sizes);
    }
    let root = Root {
        form: FORM,
        blocks: sizes,
        shards,
        terms: term_prints,
        records,
        letters,
        words: word_prints,
        initials: names.keys().collect(),
        names: name_print,
        idle: words::IDLE.join(" "),
        networks: n_networks,
        year: settings.contract_year.value.0,
        publisher: (settings.publisher.name.value.clone(), settings.publisher.email.as_ref().map_or(String::new(), |email| email.value.clone())),
        list,
    };
    put(&mut files, vec![Piece::new("root".to_owned(), &root)]);
    files.extend(READER.iter().map(|(name, script)| Export { address: format!("{FOLDER}{name}"), bytes: script.to_vec() }));
    files
}

fn json(value: &impl Serialize) -> String {
    // These are plain structs of texts and numbers, which always can be written.
    serde_json::to_string(value).unwrap_or_default()
}

/// A script in the making: its name and its data, which is JavaScript.
struct Piece {
    name: String,
    data: String,
}

impl Piece {
    fn new(name: String, value: &impl Serialize) -> Self {
        let mut data = json(value);
        // These two are line ends in older JavaScript, and no character of JSON.
        for (end, escape) in [('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
            if data.contains(end) {
                data = data.replace(end, escape);
            }
        }
        Self { name, data }
    }
}

/// Adds scripts that share a fingerprint, and gives it. Each bears it too, so that a reader's browser knows pieces of
/// another build for what they are.
fn put(files: &mut Vec<Export>, pieces: Vec<Piece>) -> String {
    let print = fingerprint(pieces.iter().map(|piece| piece.data.as_str()));
    files.extend(pieces.into_iter().map(|Piece { name, data }| {
        let bytes = format!("handbookSearch(\"{name}\",{data},\"{print}\")\n").into_bytes();
        Export { address: format!("{FOLDER}{name}.js"), bytes }
    }));
    print
}

/// Adds scripts of which so many share a fingerprint; gives these in order.
fn put_together(files: &mut Vec<Export>, pieces: Vec<Vec<Piece>>, together: usize) -> String {
    let mut groups: Vec<Vec<Piece>> = Vec::with_capacity(pieces.len() / together + 1);
    let mut pieces = pieces.into_iter().peekable();
    while pieces.peek().is_some() {
        groups.push(pieces.by_ref().take(together).flatten().collect());
    }
    let put_alone = |pieces| {
        let mut files = Vec::new();
        (put(&mut files, pieces), files)
    };
    let made: Vec<(String, Vec<Export>)> = groups.into_par_iter().with_max_len(AT_A_TIME).map(put_alone).collect();
    let mut prints = String::new();
    for (print, of_group) in made {
        prints.push_str(&print);
        files.extend(of_group);
    }
    prints
}

/// The words that several makers met.
pub fn merge(makers: Vec<Maker>) -> Dictionary {
    let mut all = Dictionary::default();
    for maker in makers {
        if all.is_empty() {
            all = maker.dictionary;
        } else {
            all.extend(maker.dictionary);
        }
    }
    all
}

/// Whether a network has a part in the files.
fn is_wanted(only: Option<u32>, n: u32) -> bool {
    only.is_none_or(|only| only == n)
}

/// The words that name a network, or something in it, with the digit that leads them.
fn scopes(desk: &Desk<'_>, only: Option<u32>, maker: &mut Maker) -> Vec<Posting> {
    let mut scopes = Vec::new();
    for (n, network) in (0..).zip(&desk.handbook.networks).filter(|(n, _)| is_wanted(only, *n)) {
        let mut names = |texts: &mut dyn Iterator<Item = &str>, digit: u8| {
            for text in texts {
                maker.each_word(text, |hash, word| {
                    // What every network is called tells none from another.
                    if !matches!(word, "pcn" | "primary" | "care" | "network") {
                        scopes.push(Posting::new(hash, digit, n, 0));
                    }
                });
            }
        };
        let facts = &network.facts;
        let code = facts.code.as_ref().map(|code| code.value.as_str());
        names(&mut [facts.name.value.as_str(), &network.id.replace('-', " ")].into_iter().chain(code), NAMES_NETWORK);
        names(&mut facts.former_names.iter().map(|name| name.value.as_str()), NAMES_NETWORK);
        names(&mut facts.neighbourhoods.iter().map(|name| name.value.as_str()), IN_NETWORK);
        let open = facts.practices.iter().filter(|practice| practice.left.as_ref().is_none_or(|left| left.value >= desk.today));
        names(&mut open.flat_map(|practice| std::iter::once(&practice.name).chain(&practice.former_names)).map(|name| name.value.as_str()), IN_NETWORK);
        let id = format!("@{}", network.id);
        let hash = number_of(&id);
        maker.dictionary.insert(hash, id.into());
        scopes.push(Posting::new(hash, NAMES_NETWORK, n, 0));
    }
    scopes
}

/// A term with its postings.
struct Term<'d> {
    text: &'d str,
    documents: u32,
    postings: String,
}

/// One word in one document (its block and its place there), or of one network, under the digit that leads it: sorted,
/// they are the postings. There are millions of them, so each is one number: 64 bits of the word, 8 of the digit, 24 of
/// the block and 32 of the place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting(u128);

impl Posting {
    fn new(word: u64, digit: u8, block: u32, place: u32) -> Self {
        debug_assert!(block < 1 << 24, "{block} blocks");
        Self(u128::from(word) << 64 | u128::from(digit) << 56 | u128::from(block) << 32 | u128::from(place))
    }

    fn word(self) -> u64 {
        (self.0 >> 64) as u64
    }

    fn digit(self) -> u8 {
        (self.0 >> 56) as u8
    }

    fn block(self) -> u32 {
        (self.0 >> 32) as u32 & 0xff_ffff
    }

    fn place(self) -> u32 {
        self.0 as u32
    }
}

/// Heaps in which the postings are sorted, by the beginning of their words' numbers. Each is sorted by itself, so that
/// the few that are in hand are all that is in memory.
const HEAPS: u64 = 8;

fn terms<'d>(blocks: &[Vec<&SearchDocument>], scopes: &[Posting], dictionaries: [&'d Dictionary; 2], stop: &(dyn Fn() -> bool + Sync)) -> Vec<Term<'d>> {
    let marks: usize = blocks.iter().flatten().map(|document| document.marks.len()).sum();
    // Heaps are of about one size: to make room for more again and again would cost as much as the sorting.
    let room = (marks + scopes.len()) / HEAPS as usize * 5 / 4;
    let mut terms: Vec<Term<'d>> = (0..HEAPS as usize)
        .into_par_iter()
        .with_max_len(1)
        .filter(|_| !stop())
        .flat_map_iter(|heap| terms_of_heap(heap as u64, room, blocks, scopes, dictionaries))
        .collect();
    terms.par_sort_unstable_by(|a, b| match a.text.is_ascii() && b.text.is_ascii() {
        true => a.text.cmp(b.text),
        false => a.text.encode_utf16().cmp(b.text.encode_utf16()),
    });
    terms
}

fn terms_of_heap<'d>(heap: u64, room: usize, blocks: &[Vec<&SearchDocument>], scopes: &[Posting], dictionaries: [&'d Dictionary; 2]) -> Vec<Term<'d>> {
    let heap_of = |word: u64| word / (u64::MAX / HEAPS + 1);
    let mut postings: Vec<Posting> = Vec::with_capacity(room);
    postings.extend(scopes.iter().filter(|posting| heap_of(posting.word()) == heap));
    for (documents, block) in blocks.iter().zip(0..) {
        for (document, place) in documents.iter().zip(0..) {
            let group = document.kind.group() * LEVELS;
            // The marks are in the order of their words.
            let marks = &document.marks[document.marks.partition_point(|mark| heap_of(mark.word()) < heap)..];
            let marks = marks.iter().take_while(|mark| heap_of(mark.word()) == heap);
            postings.extend(marks.map(|mark| Posting::new(mark.word(), group + mark.level(), block, place)));
        }
    }
    postings.sort_unstable();
    postings
        .chunk_by(|a, b| a.word() == b.word())
        .filter_map(|of_word| {
            let word = of_word.first()?.word();
            let text = dictionaries.iter().find_map(|dictionary| dictionary.get(&word))?;
            let mut postings = String::new();
            let mut documents = 0;
            for group in of_word.chunk_by(|a, b| a.digit() == b.digit()) {
                let digit_of_group = group.first()?.digit();
                postings.push(digit(u32::from(digit_of_group)));
                if digit_of_group >= NAMES_NETWORK {
                    // A network can be named by a word twice.
                    let mut networks: Vec<u32> = group.iter().map(|posting| posting.block()).collect();
                    networks.dedup();
                    number(networks.len() as u32, &mut postings);
                    gaps(networks.into_iter(), &mut postings);
                    continue;
                }
                number(group.len() as u32, &mut postings);
                documents += group.len() as u32;
                let mut before = (0, 0);
                for (block, place) in group.iter().map(|posting| (posting.block(), posting.place())) {
                    number(block - before.0, &mut postings);
                    number(if block == before.0 { place - before.1 } else { place }, &mut postings);
                    before = (block, place);
                }
            }
            Some(Term { text, documents, postings })
        })
        .collect()
}

/// Writes the shards of terms; gives where they begin, and their fingerprints.
fn shards(terms: &[Term<'_>], files: &mut Vec<Export>) -> (String, String) {
    let bytes: usize = terms.iter().map(|term| 6 + term.postings.len().min(LONG_LIST)).sum();
    let mut shortest = SHARD;
    while bytes / shortest > MOST_SHARDS {
        shortest *= 2;
    }
    let mut taken = HashSet::new();
    let (mut begins, mut pieces) = (Vec::new(), Vec::new());
    let mut shard = String::new();
    let mut before = "";
    let mut n = 0;
    for (at, term) in terms.iter().enumerate() {
        let shared = if shard.is_empty() { 0 } else { shared_chars(before, term.text) };
        let rest: String = term.text.chars().skip(shared).collect();
        number(shared as u32, &mut shard);
        number(rest.chars().count() as u32, &mut shard);
        shard.push_str(&rest);
        number(term.documents, &mut shard);
        if term.postings.len() > LONG_LIST {
            let name = name_of_list(term.text, &mut taken);
            let print = put(files, vec![Piece::new(format!("l{name}"), &term.postings)]);
            number(0, &mut shard);
            shard.push_str(&name);
            shard.push_str(&print);
        } else {
            number(term.postings.len() as u32, &mut shard);
            shard.push_str(&term.postings);
        }
        before = term.text;
        // Where a shard ends rests on the term that ends it, so that a new term changes one shard and not all behind it.
        let may_end = shard.len() >= shortest && xxh3_64(term.text.as_bytes()).is_multiple_of(8);
        let next = terms.get(at + 1);
        if next.is_none() || may_end || shard.len() >= shortest * LONGEST_SHARD {
            pieces.push(vec![Piece::new(format!("t{n}"), &shard)]);
            shard.clear();
            n += 1;
            if let Some(next) = next {
                let shared = shared_chars(term.text, next.text);
                begins.push(next.text.chars().take(shared + 1).collect::<String>());
            }
        }
    }
    (begins.join(" "), put_together(files, pieces, SHARDS_OF_FINGERPRINT))
}

fn shared_chars(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// Six letters and figures that stay the same as long as the term is there.
fn name_of_list(term: &str, taken: &mut HashSet<String>) -> String {
    const FIGURES: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut hash = xxh3_64(term.as_bytes());
    loop {
        let mut rest = hash;
        let name: String = (0..6)
            .map(|_| {
                let figure = char::from(FIGURES[(rest % 36) as usize]);
                rest /= 36;
                figure
            })
            .collect();
        if taken.insert(name.clone()) {
            return name;
        }
        hash = hash.wrapping_add(1);
    }
}

/// Writes the words that can be misspelt, by their first letter, each with a digit that tells how common it is.
fn spelling(terms: &[Term<'_>], files: &mut Vec<Export>) -> (String, String) {
    let words = terms.iter().filter(|term| term.text.chars().all(char::is_alphabetic) && term.text.chars().count() >= SHORTEST_MISSPELT);
    let mut by_letter: Vec<(char, String, &str)> = Vec::new();
    for term in words {
        let Some(first) = term.text.chars().next() else { continue };
        if by_letter.last().is_none_or(|(letter, ..)| *letter != first) {
            by_letter.push((first, String::new(), ""));
        }
        let Some((_, list, before)) = by_letter.last_mut() else { continue };
        let shared = if list.is_empty() { 0 } else { shared_chars(before, term.text) };
        let rest: String = term.text.chars().skip(shared).collect();
        number(shared as u32, list);
        number(rest.chars().count() as u32, list);
        list.push_str(&rest);
        list.push(digit((term.documents + 1).ilog2()));
        *before = term.text;
    }
    let mut letters = String::new();
    let mut prints = String::new();
    for (n, (letter, list, _)) in by_letter.iter().enumerate() {
        letters.push(*letter);
        prints.push_str(&put(files, vec![Piece::new(format!("w{n}"), list)]));
    }
    (letters, prints)
}

/// Writes the result records and the answers of each network; gives the fingerprints.
fn records(desk: &Desk<'_>, only: Option<u32>, blocks: &[Vec<&SearchDocument>], files: &mut Vec<Export>) -> String {
    let made: Vec<Vec<Piece>> = blocks
        .par_iter()
        .with_max_len(AT_A_TIME)
        .enumerate()
        .map(|(at, block)| {
            let network = at.checked_sub(1).map(|n| n as u32);
            let (id, name) = network.map_or((String::new(), String::new()), |n| (desk.network(n).id.clone(), desk.network_name(n)));
            let records = if network.is_none() { RECORDS_OF_HANDBOOK } else { RECORDS_OF_NETWORK };
            let of_records = block.chunks(records).enumerate().map(|(k, documents)| Piece::new(format!("d{at}-{k}"), &lines(&id, &name, documents)));
            let of_answers = network.filter(|n| is_wanted(only, *n)).map(|n| Piece::new(format!("a{n}"), &answers::of_network(desk, n)));
            of_records.chain(of_answers).collect()
        })
        .collect();
    put_together(files, made, BLOCKS_OF_FINGERPRINT)
}

fn lines(id: &str, name: &str, documents: &[&SearchDocument]) -> String {
    // A tab or line end in a title would part it; they say nothing to a reader.
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let folder = format!("networks/{id}/");
    let mut text = format!("{}\t{}", clean(id), clean(name));
    let mut before = "";
    for document in documents {
        let page = document.address.split('#').next().unwrap_or("");
        let address = if !before.is_empty() && page == before {
            document.address[page.len()..].to_owned()
        } else {
            match document.address.strip_prefix(&folder).filter(|_| !id.is_empty()) {
                Some(below) => format!("~{below}"),
                None => document.address.clone(),
            }
        };
        before = page;
        let _ = write!(text, "\n{}{}\t{address}\t{}", document.kind.letter(), clean(&document.title), clean(&document.line));
        match (document.years, document.place) {
            (None, None) => {}
            (years, place) => {
                text.push('\t');
                if let Some((from, to)) = years {
                    let _ = write!(text, "{from} {to}");
                }
                if let Some(place) = place {
                    let _ = write!(text, "\t{place}");
                }
            }
        }
    }
    text
}

/// Writes the list of networks that readers choose from.
fn networks(desk: &Desk<'_>, only: Option<u32>, files: &mut Vec<Export>) -> String {
    let wanted = (0..).zip(&desk.handbook.networks).filter(|(n, _)| is_wanted(only, *n));
    let mut list: Vec<(String, String)> = wanted.map(|(n, network)| (network.id.clone(), desk.network_name(n))).collect();
    list.sort_by_cached_key(|(_, name)| name.to_lowercase());
    put(files, vec![Piece::new("networks".to_owned(), &list)])
}

#[cfg(test)]
mod tests {
    use crate::model::settings::Edition;
    use crate::pages::testing::Site;

    const ROLE: (&str, &str) = ("roles/clinical-director.md", "---\ntitle: Clinical director\nalso: [CD]\nsingle: true\n---\n");

    fn alpha(people: &str) -> Vec<(&'static str, String)> {
        let network = format!("name: Alpha PCN\npeople: {{{people}}}\nposts: {{clinical-director: {{holders: [{{person: amara}}]}}}}\n");
        vec![(ROLE.0, ROLE.1.to_owned()), ("networks/alpha/network.yaml", network)]
    }

    fn build(files: &[(&str, String)], edition: Edition) -> Site {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        Site::build(&files, edition, false)
    }

    #[test]
    fn a_network_has_a_file_that_says_who_answers() {
        let site = build(&alpha("amara: {name: Dr Amara Okafor}"), Edition::Public);
        site.page("search/a0.js").holds("handbookSearch(\"a0\",").holds("networks/alpha/posts/clinical-director.html").holds("Dr Amara Okafor");
        site.page("search/d1-0.js").holds("alpha\\tAlpha PCN\\n").holds("hClinical director\\t~posts/clinical-director.html\\tDr Amara Okafor");
        site.page("search/root.js").holds("\"initials\":\"c\"");
        site.page("search/n0.js").holds("Clinical director|CD\\nCD|Clinical director");
    }

    #[test]
    fn a_person_whose_name_is_not_published_stands_in_no_file_of_the_search() {
        let files = alpha("amara: {name: Dr Amara Okafor, publish: [], email: amara@alpha.example}");
        let site = build(&files, Edition::Public);
        for canary in ["Amara", "amara", "Okafor", "okafor"] {
            site.nowhere_shows(canary);
        }
        build(&files, Edition::Staff).page("search/a0.js").holds("Dr Amara Okafor");
    }

    #[test]
    fn a_handbook_with_nothing_in_it_has_a_search() {
        let site = Site::new(&[]);
        site.page("search/root.js").holds("\"form\":1").holds("\"networks\":0");
        site.page("search/networks.js").holds("[]");
    }

    #[test]
    fn long_ids_that_begin_alike_do_not_part_the_terms_behind_them() {
        let network = |end: &str| (format!("networks/{}{end}/network.yaml", "long-".repeat(17)), "name: Long PCN\n".to_owned());
        let files = [network("abcdabcd"), network("abcdabce")];
        let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        // A digit that overflows stops a build for tests.
        assert!(build(&files, Edition::Public).has("search/t0.js"));
    }

    #[test]
    fn a_blank_of_any_kind_in_a_title_parts_no_record() {
        let page = "---\ntitle: \"One\\ttwo\\nthree\"\n---\nFour.\n".to_owned();
        let site = build(&[("pages/odd.md", page)], Edition::Public);
        site.page("search/d0-1.js").holds("qOne two three\\tpages/odd.html\\t");
    }
}
