//! Reads the files of the search again, as a reader's browser does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pcn_handbook::pages::Export;
use pcn_handbook::search::documents::{Dictionary, LEVELS, SearchDocument};

/// Digits that end a number; the others carry on. See the module `search::pack`.
const ENDS: u32 = 66;
const DIGITS: u32 = 91;
/// Digits from which on networks are led, not documents.
const NETWORKS: u32 = 88;

/// A term's postings: digit, block, place. Those that lead networks have the network in place of the block.
type Postings = BTreeSet<(u32, u32, u32)>;

/// Asserts that the files hold what went into them: every word of every document, and every document's record.
pub fn hold(files: &[Export], documents: &[Arc<[SearchDocument]>], dictionary: &Dictionary, networks: &[&str]) {
    let files: BTreeMap<&str, serde_json::Value> = files
        .iter()
        .filter_map(|file| {
            let name = file.address.strip_prefix("search/")?.strip_suffix(".js")?;
            let is_data = !matches!(name, "engine" | "slips" | "answers");
            is_data.then(|| (name, data_of(name, &file.bytes)))
        })
        .collect();

    // Documents stand in blocks: the handbook's own, then each network's in the order of kinds.
    let mut blocks: Vec<Vec<&SearchDocument>> = vec![Vec::new(); networks.len() + 1];
    for document in documents.iter().flat_map(|page| page.iter()) {
        blocks[document.network.map_or(0, |n| n as usize + 1)].push(document);
    }
    blocks[1..].iter_mut().for_each(|block| block.sort_by_key(|document| document.kind.order()));

    let root = &files["root"];
    let mut sizes = Reader::of(text(&root["blocks"]));
    let said: Vec<u32> = blocks.iter().map(|_| sizes.number()).collect();
    assert!(said.iter().zip(&blocks).all(|(said, block)| *said as usize == block.len()) && sizes.is_at_end());
    assert_eq!(root["networks"], networks.len());

    let mut meant: BTreeMap<&str, Postings> = BTreeMap::new();
    for (block, of_block) in (0..).zip(&blocks) {
        for (place, document) in (0..).zip(of_block) {
            for mark in &document.marks {
                let digit = u32::from(document.kind.group() * LEVELS + mark.level());
                meant.entry(&dictionary[&mark.word()]).or_default().insert((digit, block, place));
            }
        }
    }
    let found = terms(&files, text(&root["shards"]));
    for (term, postings) in &meant {
        let found: Postings = found.get(*term).into_iter().flatten().filter(|(digit, ..)| *digit < NETWORKS).copied().collect();
        assert!(found == *postings, "{term:?} leads elsewhere: {found:?}, not {postings:?}");
    }
    for (term, postings) in &found {
        for &(digit, block, _) in postings {
            assert!(digit < NETWORKS || (block as usize) < networks.len(), "{term:?} leads to a network that is not there");
            assert!(digit >= NETWORKS || meant.contains_key(term.as_str()), "{term:?} is in no document");
        }
    }
    for (n, id) in (0..).zip(networks) {
        assert!(found.get(&format!("@{id}")).is_some_and(|postings| postings.contains(&(NETWORKS, n, 0))), "@{id} leads nowhere");
    }

    for (at, block) in blocks.iter().enumerate() {
        for (k, documents) in block.chunks(if at == 0 { 8 } else { 16 }).enumerate() {
            let lines: Vec<&str> = text(&files[format!("d{at}-{k}").as_str()]).split('\n').collect();
            assert_eq!(lines.len(), documents.len() + 1, "d{at}-{k}");
            for (line, document) in lines[1..].iter().zip(documents) {
                let fields: Vec<&str> = line.split('\t').collect();
                assert!(fields.len() >= 3 && line.starts_with(document.kind.letter()), "{line:?}");
                assert_eq!(fields[0][1..], document.title.replace(['\t', '\n', '\r'], " "));
            }
        }
    }
}

/// The data of `handbookSearch("name",data,"print")`, which is JSON too; nothing in it can end a script.
fn data_of(name: &str, bytes: &[u8]) -> serde_json::Value {
    let script = std::str::from_utf8(bytes).unwrap();
    let inner = script.strip_prefix("handbookSearch(").and_then(|rest| rest.strip_suffix(")\n")).unwrap_or_else(|| panic!("{name}: {script}"));
    assert!(!script[..script.len() - 1].contains(['\n', '\r', '\u{2028}', '\u{2029}']), "{name} has more than one line");
    let data: serde_json::Value = serde_json::from_str(&format!("[{inner}]")).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!((&data[0], data[2].as_str().map(str::len)), (&serde_json::Value::from(name), Some(4)));
    data[1].clone()
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn terms(files: &BTreeMap<&str, serde_json::Value>, begins: &str) -> BTreeMap<String, Postings> {
    let begins: Vec<&str> = if begins.is_empty() { Vec::new() } else { begins.split(' ').collect() };
    let mut all = BTreeMap::new();
    let mut last: Vec<u16> = Vec::new();
    for n in 0.. {
        let Some(shard) = files.get(format!("t{n}").as_str()) else {
            assert!(n == begins.len() + 1 || (n == 0 && begins.is_empty()), "{n} shards, {} begin", begins.len());
            break;
        };
        let mut reader = Reader::of(text(shard));
        let mut term = String::new();
        while !reader.is_at_end() {
            let (shared, rest) = (reader.number(), reader.number());
            term = term.chars().take(shared as usize).collect::<String>() + &reader.characters(rest);
            let units: Vec<u16> = term.encode_utf16().collect();
            assert!(last < units, "{term:?} is out of order");
            // A script looks for a term in the last shard that does not begin behind it.
            let of_shard = begins.iter().take_while(|begin| begin.encode_utf16().collect::<Vec<u16>>() <= units).count();
            assert_eq!(of_shard, n, "{term:?} stands in another shard than it is looked for in");
            last = units;
            let documents = reader.number();
            let length = reader.number();
            let packed = if length == 0 {
                let name = reader.characters(6);
                reader.characters(4);
                text(&files[format!("l{name}").as_str()]).to_owned()
            } else {
                reader.characters(length)
            };
            let postings = postings(&packed);
            assert_eq!(postings.iter().filter(|(digit, ..)| *digit < NETWORKS).count(), documents as usize, "{term:?}");
            assert!(all.insert(term.clone(), postings).is_none(), "{term:?} stands twice");
        }
    }
    all
}

fn postings(packed: &str) -> Postings {
    let mut reader = Reader::of(packed);
    let mut all = Postings::new();
    while !reader.is_at_end() {
        let digit = reader.digit();
        let (mut block, mut place) = (0, 0);
        for _ in 0..reader.number() {
            let gap = reader.number();
            block += gap;
            if digit < NETWORKS {
                let next = reader.number();
                place = if gap == 0 { place + next } else { next };
            }
            all.insert((digit, block, place));
        }
    }
    all
}

struct Reader<'t>(std::str::Chars<'t>);

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        Self(text.chars())
    }

    fn is_at_end(&self) -> bool {
        self.0.as_str().is_empty()
    }

    fn characters(&mut self, number: u32) -> String {
        let text: String = self.0.by_ref().take(number as usize).collect();
        assert_eq!(text.chars().count(), number as usize, "a shard ends too early");
        text
    }

    fn digit(&mut self) -> u32 {
        let c = u32::from(self.0.next().unwrap_or_else(|| panic!("a shard ends too early")));
        assert!((35..127).contains(&c) && c != 92, "{c} is no digit");
        if c > 92 { c - 36 } else { c - 35 }
    }

    fn number(&mut self) -> u32 {
        let mut value = 0;
        loop {
            let digit = self.digit();
            if digit < ENDS {
                return value * ENDS + digit;
            }
            value = value * (DIGITS - ENDS) + digit - ENDS + 1;
        }
    }
}
