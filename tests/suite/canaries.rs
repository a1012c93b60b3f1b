//! Nothing for staff is in the public edition: in random handbooks each part that the public may not see bears a word of its
//! own, and every byte of the public edition is searched for it, decoded in every way in which it could be written.
//!
//! What is hidden, what names what, and what a handbook holds, follows from a number: a failure tells it, and
//! `CANARIES=17..18 cargo test --test suite canaries` grows that handbook again. `CANARIES_KEPT=FOLDER` keeps its files.

mod grown;
mod read;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Mutex;

use jiff::civil::Date;
use pcn_handbook::document::record::{ContractYear, Place, Text, Typed};
use pcn_handbook::model::Handbook;
use pcn_handbook::model::settings::Edition;
use pcn_handbook::pipeline::{self, Checked, Memo};
use pcn_handbook::source::{Layer, Reading};
use pcn_handbook::{diff, single_file, who};
use rayon::prelude::*;

use grown::Grown;
use read::Probes;

const TODAY: Date = Date::constant(2026, 11, 22);

/// How many handbooks the test run grows: they take a minute on two processors. `CANARIES=0..1000` grows more.
const HANDBOOKS: u64 = 200;

/// Every so many handbooks the staff edition is made, too.
const STAFF_EVERY: u64 = 10;

/// Findings that would mean that a handbook does not say what the test thinks it says.
const MISGROWN: &[&str] = &[
    "yaml-syntax",
    "unknown-field",
    "wrong-type",
    "missing-field",
    "bad-date",
    "bad-id",
    "duplicate-key",
    "duplicate-id",
    "unknown-reference",
    "ambiguous-reference",
    "broken-link",
    "broken-anchor",
    "staff-section-not-closed",
    "staff-schedule-without-heading",
    "hidden-link-without-label",
    "address-collision",
    "too-deep",
];

fn seeds() -> std::ops::Range<u64> {
    let asked = std::env::var("CANARIES").ok();
    let range = asked.as_deref().and_then(|asked| asked.split_once("..")).and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range.unwrap_or(0..HANDBOOKS)
}

fn checked(grown: &Grown) -> Checked {
    let mut reading = Reading::default();
    if grown.national {
        pipeline::add_national(&mut reading);
    }
    for (path, text) in &grown.files {
        reading.add_memory(path, Layer::Handbook, text.as_bytes());
    }
    pipeline::check_all(reading.finish("content".to_owned()), TODAY)
}

/// All files of an edition, with the single file of each network and what the commands say.
fn site(grown: &Grown, checked: &Checked, edition: Edition) -> BTreeMap<String, Vec<u8>> {
    let files = Mutex::new(BTreeMap::new());
    let shown = pipeline::show(checked.clone(), edition, &mut Memo::default()).unwrap();
    let built = pipeline::build(&shown, &mut Memo::default(), &|address: &str, bytes: &[u8]| {
        files.lock().unwrap().insert(address.to_owned(), bytes.to_vec());
        Ok(())
    })
    .unwrap();
    assert!(built.findings.is_empty(), "{:?}", built.findings);
    let mut files = files.into_inner().unwrap();
    for n in 0..shown.handbook.networks.len() as u32 {
        let made = single_file::make(&shown, n).unwrap().unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        files.insert(format!("(single file {n})"), made.into_bytes());
    }
    let years = diff::compare(checked.clone(), Some(edition), ContractYear(2025), ContractYear(2026), None).unwrap();
    files.insert("(diff)".to_owned(), format!("{}\n{}", diff::in_words(&years), serde_json::to_string(&years).unwrap()).into_bytes());
    for question in &grown.questions {
        let answer = match who::ask(checked.clone(), edition, question, None) {
            Ok(found) => serde_json::to_string(&found).unwrap(),
            Err(no) => format!("{no:?}"),
        };
        let at = format!("(who {})", files.len());
        files.insert(at, answer.into_bytes());
    }
    files
}

#[test]
fn nothing_for_staff_is_in_the_public_edition_of_any_handbook() {
    let leaks: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::default();
    let planted: Mutex<BTreeMap<&'static str, [usize; 2]>> = Mutex::default();
    let misgrown: Mutex<BTreeSet<String>> = Mutex::default();
    seeds().into_par_iter().for_each(|seed| {
        let grown = Grown::of(seed);
        if let Ok(folder) = std::env::var("CANARIES_KEPT") {
            keep(&grown, std::path::Path::new(&folder));
        }
        let whole = checked(&grown);
        for finding in whole.findings.iter().filter(|finding| MISGROWN.contains(&finding.rule)) {
            let file = whole.snapshot.file(finding.span.file);
            misgrown.lock().unwrap().insert(format!("{}: {}: {} ({})", finding.rule, file.path, finding.message, seed));
        }
        let probes = Probes::new(&grown.canaries);
        for (address, bytes) in site(&grown, &whole, Edition::Public) {
            for (at, around) in probes.found(&address, &bytes) {
                let canary = &grown.canaries[at];
                let kind =
                    address.split(['/', '.']).map(|part| if part.chars().any(|c| c.is_ascii_digit()) { "…" } else { part }).collect::<Vec<_>>().join("/");
                leaks.lock().unwrap().entry(canary.kind.to_owned()).or_default().insert(format!("{seed}: {} in {kind}: {around}", canary.word));
            }
        }
        if seed % STAFF_EVERY == 0 {
            let mut seen = HashSet::new();
            for (address, bytes) in site(&grown, &whole, Edition::Staff) {
                seen.extend(probes.found(&address, &bytes).into_keys());
            }
            let mut planted = planted.lock().unwrap();
            for (at, canary) in grown.canaries.iter().enumerate() {
                let [all, shown] = planted.entry(canary.kind).or_default();
                *all += 1;
                *shown += usize::from(seen.contains(&at));
            }
        }
    });
    let misgrown = misgrown.into_inner().unwrap();
    assert!(misgrown.is_empty(), "handbooks that do not hold what was meant:\n{}", misgrown.into_iter().take(200).collect::<Vec<_>>().join("\n"));
    let leaks = leaks.into_inner().unwrap();
    let told: Vec<String> = leaks
        .iter()
        .map(|(kind, places)| format!("{kind} ({}):\n    {}", places.len(), places.iter().take(6).cloned().collect::<Vec<_>>().join("\n    ")))
        .collect();
    assert!(leaks.is_empty(), "{} kinds of leaks:\n{}", leaks.len(), told.join("\n"));
    let planted = planted.into_inner().unwrap();
    // What was planted a few times may have stood where nothing leads to it.
    let unseen: Vec<_> = planted.iter().filter(|(kind, [all, shown])| *all >= 10 && *shown == 0 && !grown::NEVER_SHOWN.contains(kind)).collect();
    if seeds().count() >= HANDBOOKS as usize {
        assert!(unseen.is_empty(), "planted, and shown by no staff edition, so that their absence says nothing: {unseen:?}");
    }
    let (all, shown) = planted.values().fold((0, 0), |(all, shown), [a, s]| (all + a, shown + s));
    assert!(shown * 2 >= all, "the staff editions show {shown} of {all} canaries");
}

/// Fields in which no canary is ever planted: what they hold are no words.
#[test]
fn every_field_with_words_bears_a_canary_in_some_handbook() {
    let mut known: BTreeMap<&'static str, &'static [&'static str]> = BTreeMap::new();
    let mut bearing: BTreeSet<(&'static str, &'static str)> = BTreeSet::new();
    for seed in 0..40 {
        let grown = Grown::of(seed);
        let words: HashSet<&str> = grown.canaries.iter().map(|canary| canary.word.as_str()).collect();
        let handbook = checked(&grown).handbook;
        each_text(&handbook, &mut |place, text| {
            known.insert(place.record, place.fields);
            if text.value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| words.contains(word)) || words.contains(text.value.as_str()) {
                bearing.insert((place.record, place.field));
            }
        });
    }
    let bare: Vec<String> = known
        .iter()
        .flat_map(|(record, fields)| fields.iter().map(move |field| (*record, *field)))
        .filter(|(record, field)| !bearing.contains(&(record, field)) && !grown::NO_WORDS.contains(field) && !grown::NEVER_PRIVATE.contains(record))
        .map(|(record, field)| format!("{record}: {field}"))
        .filter(|bare| !grown::NO_WORDS.contains(&bare.as_str()))
        .collect();
    assert!(bare.is_empty(), "no canary is ever planted in\n{}", bare.join("\n"));
    let source = ["catalogue", "network", "page", "papers", "settings", "shared"].map(|file| {
        let path = crate::example_site::root().join("src/model").join(file).with_extension("rs");
        std::fs::read_to_string(path).unwrap()
    });
    let records = source.iter().flat_map(|code| code.split("record! {").skip(1)).filter_map(|record| record.split('"').nth(1));
    let unseen: Vec<&str> = records.filter(|record| !known.contains_key(record) && !grown::NEVER_PRIVATE.contains(record)).collect();
    assert!(unseen.is_empty(), "no handbook holds {unseen:?}");
}

fn each_text<'a>(handbook: &'a Handbook, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
    let place = Place::default();
    handbook.settings.texts(place, see);
    handbook.organisations.iter().for_each(|item| item.facts.texts(place, see));
    handbook.forums.iter().for_each(|item| item.facts.texts(place, see));
    handbook.terms.iter().for_each(|item| item.facts.texts(place, see));
    handbook.sources.iter().for_each(|item| item.facts.texts(place, see));
    handbook.roles.iter().for_each(|item| item.facts.texts(place, see));
    handbook.responsibilities.iter().for_each(|item| item.facts.texts(place, see));
    handbook.checklists.iter().for_each(|item| item.facts.texts(place, see));
    handbook.pages.iter().for_each(|item| item.facts.texts(place, see));
    for network in &handbook.networks {
        network.facts.texts(place, see);
        network.agreement.iter().for_each(|entry| entry.facts.texts(place, see));
        network.strategy.iter().for_each(|entry| entry.facts.texts(place, see));
        network.pages.iter().for_each(|page| page.facts.texts(place, see));
    }
}

fn keep(grown: &Grown, folder: &std::path::Path) {
    for (path, text) in &grown.files {
        let path = folder.join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
