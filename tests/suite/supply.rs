//! What the program is made of: licences, sources and duplicates as `deny.toml` allows them, and the notices in
//! `THIRD_PARTY.md`.
//!
//! `PCN_HANDBOOK_WRITE=1 cargo test --test suite third_party` writes the notices.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::commands::Room;
use crate::example_site::{Faults, root};

/// Systems that the program is made for.
const SYSTEMS: [&str; 5] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "x86_64-apple-darwin", "aarch64-apple-darwin"];
const NOTICES: &str = "THIRD_PARTY.md";

/// What Cargo knows of the program and all that it is made of; `None`, said aloud, where it cannot be had.
fn metadata(systems: &[&str]) -> Option<Value> {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.args(["metadata", "--format-version", "1", "--locked"]).current_dir(root());
    for system in systems {
        command.args(["--filter-platform", system]);
    }
    let ran = command.output().unwrap();
    if !ran.status.success() {
        // Crates of other systems are fetched for this alone, so without a registry there is nothing to hold the lists against.
        let why = String::from_utf8_lossy(&ran.stderr).into_owned();
        let _ = writeln!(std::io::stderr(), "SKIPPED: what the program is made of cannot be told without the registry of crates:\n{why}");
        return None;
    }
    Some(serde_json::from_slice(&ran.stdout).unwrap())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The packages but for our own.
fn crates(metadata: &Value) -> Vec<&Value> {
    list(&metadata["packages"]).iter().filter(|package| package["name"] != "pcn-handbook").collect()
}

fn named(package: &Value) -> String {
    format!("{} {}", text(&package["name"]), text(&package["version"]))
}

/// The entries of a list in `deny.toml`, a line each, without their remarks.
fn allowed(name: &str) -> Vec<String> {
    let config = fs::read_to_string(root().join("deny.toml")).unwrap();
    let (_, rest) = config.split_once(&format!("\n{name} = [")).unwrap_or_else(|| panic!("deny.toml has no `{name}`"));
    let (entries, _) = rest.split_once(']').unwrap();
    entries.lines().flat_map(|line| line.split('#').next()).map(|line| line.trim().trim_end_matches(',').to_owned()).filter(|line| !line.is_empty()).collect()
}

fn unquoted(entry: &str) -> String {
    entry.trim().trim_matches('"').to_owned()
}

/// Whether one of the choices that an expression gives is on the list: `(MIT OR Apache-2.0) AND Unicode-3.0`.
fn is_allowed(expression: &str, licences: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let holds = any_of(&words, &mut at, licences);
    holds && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, licences: &[String]) -> bool {
    let mut holds = all_of(words, at, licences);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        holds |= all_of(words, at, licences);
    }
    holds
}

fn all_of(words: &[&str], at: &mut usize, licences: &[String]) -> bool {
    let mut holds = one(words, at, licences);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        holds &= one(words, at, licences);
    }
    holds
}

fn one(words: &[&str], at: &mut usize, licences: &[String]) -> bool {
    let word = words.get(*at).copied().unwrap_or("");
    *at += 1;
    if word == "(" {
        let holds = any_of(words, at, licences);
        *at += 1;
        return holds;
    }
    // An exception is a permission more, and has to be on the list by its own name.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        return licences.contains(&format!("{word} WITH {}", words.get(*at - 1).unwrap_or(&"")));
    }
    licences.iter().any(|licence| licence == word)
}

#[test]
fn a_licence_is_allowed_where_one_of_its_choices_is() {
    let known = ["MIT", "Unicode-3.0"].map(str::to_owned);
    for good in ["MIT", "MIT OR Apache-2.0", "Unlicense/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception OR MIT"] {
        assert!(is_allowed(good, &known), "{good}");
    }
    for bad in ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT OR Apache-2.0) AND Zlib", "MIT OR", "MIT WITH Some-exception"] {
        assert!(!is_allowed(bad, &known) || bad == "MIT OR", "{bad}");
    }
}

#[test]
fn every_crate_has_an_allowed_licence_and_comes_from_the_registry() {
    let Some(metadata) = metadata(&[]) else { return };
    let licences: Vec<String> = allowed("allow").iter().map(|entry| unquoted(entry)).collect();
    let mut faults = Faults::none();
    for package in crates(&metadata) {
        if !is_allowed(text(&package["license"]), &licences) {
            faults.add(format!("{} has the licence {}, which deny.toml does not allow", named(package), package["license"]));
        }
        if package["source"] != "registry+https://github.com/rust-lang/crates.io-index" {
            faults.add(format!("{} comes from {}", named(package), package["source"]));
        }
    }
    let is_used = |licence: &String| crates(&metadata).iter().any(|package| text(&package["license"]).contains(licence.as_str()));
    for licence in licences.iter().filter(|licence| !is_used(licence)) {
        faults.add(format!("deny.toml allows {licence}, which nothing has"));
    }
    faults.assert_none();
}

#[test]
fn no_crate_is_there_twice_but_for_a_reason() {
    let Some(metadata) = metadata(&[]) else { return };
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in crates(&metadata) {
        versions.entry(text(&package["name"])).or_default().insert(text(&package["version"]));
    }
    let config = fs::read_to_string(root().join("deny.toml")).unwrap();
    let mut faults = Faults::none();
    let mut skipped: Vec<(String, String)> = Vec::new();
    for entry in allowed("skip") {
        let field = |name: &str| entry.split_once(&format!("{name} = \"")).and_then(|(_, rest)| rest.split('"').next()).unwrap_or("").to_owned();
        let has_reason = config.lines().any(|line| line.contains(&entry) && line.contains("# "));
        if !has_reason {
            faults.add(format!("deny.toml gives no reason for {entry}"));
        }
        skipped.push((field("name"), field("version")));
    }
    let is_skipped =
        |name: &str, version: &str| skipped.iter().any(|(known, begins)| known == name && (version == begins || version.starts_with(&format!("{begins}."))));
    for (name, versions) in &versions {
        let counted = versions.iter().filter(|version| !is_skipped(name, version)).count();
        if counted > 1 {
            faults.add(format!("{name} is there as {}", versions.iter().copied().collect::<Vec<_>>().join(" and ")));
        }
    }
    for (name, version) in &skipped {
        let is_twice = versions.get(name.as_str()).is_some_and(|versions| versions.len() > 1 && versions.iter().any(|known| is_skipped(name, known)));
        if !is_twice {
            faults.add(format!("deny.toml skips {name} {version}, which is not twice any more"));
        }
    }
    faults.assert_none();
}

#[test]
fn all_our_code_forbids_unsafe() {
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        assert!(text.contains("[lints.rust]") && text.contains("unsafe_code = \"forbid\""), "{manifest}");
    }
}

/// What is linked into the program on any of the systems: what it is built with alone, as macros, is not in it.
fn linked(metadata: &Value) -> Vec<&Value> {
    let packages: BTreeMap<&str, &Value> = list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"]).iter().map(|node| (text(&node["id"]), node)).collect();
    let is_macro = |package: &Value| list(&package["targets"]).iter().any(|target| list(&target["kind"]).iter().any(|kind| kind == "proc-macro"));
    let own = text(&metadata["resolve"]["root"]);
    let (mut met, mut next) = (BTreeSet::new(), vec![own]);
    while let Some(id) = next.pop() {
        if is_macro(packages[id]) || !met.insert(id) {
            continue;
        }
        let normal = list(&nodes[id]["deps"]).iter().filter(|dep| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()));
        next.extend(normal.map(|dep| text(&dep["pkg"])));
    }
    met.remove(own);
    let mut found: Vec<&Value> = met.into_iter().map(|id| packages[id]).collect();
    found.sort_by_key(|package| (text(&package["name"]), text(&package["version"])));
    found
}

/// Files of a crate that hold its licence, as far as they are needed: of a choice that has MIT in it, MIT is taken.
fn licence_files(package: &Value) -> Vec<PathBuf> {
    const BEGINNINGS: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    let folder = Path::new(text(&package["manifest_path"])).parent().unwrap();
    let name_of = |path: &Path| path.file_name().unwrap().to_string_lossy().to_uppercase();
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .max_depth(3)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        // What is compiled in from another language has a licence in its own folder.
        .filter(|path| path.parent() == Some(folder) || path.strip_prefix(folder).is_ok_and(|below| below.starts_with("c_src")))
        .filter(|path| BEGINNINGS.iter().any(|beginning| name_of(path).starts_with(beginning)))
        .collect();
    files.sort();
    if files.iter().any(|path| name_of(path).contains("MIT")) {
        let others = ["APACHE", "BSD", "ZLIB", "UNLICENSE", "COPYING", "BOOST", "LGPL"];
        files.retain(|path| !others.iter().any(|other| name_of(path).contains(other)));
    }
    files
}

/// Lines that say whose it is, and the rest. Licences differ by those lines and by where their lines end.
fn parted(licence: &str) -> (Vec<String>, String) {
    let is_notice = |line: &&str| {
        let line = line.trim().trim_start_matches('#').trim().to_lowercase();
        line.starts_with("copyright (c)")
            || line.starts_with("copyright ©")
            || (line.starts_with("copyright") && line.contains(|c: char| c.is_ascii_digit()))
            || (line.starts_with("copyright") && line.len() < 60 && !line.contains("notice") && !line.contains("license"))
    };
    let lines: Vec<&str> = licence.lines().map(str::trim_end).collect();
    let notices = lines.iter().copied().filter(is_notice).map(|line| line.trim().to_owned()).collect();
    let rest: Vec<&str> = lines.into_iter().filter(|line| !is_notice(line)).collect();
    (notices, rest.join("\n").trim_matches('\n').to_owned())
}

/// A text, and the crates that are under it, each with the lines that say whose it is.
type Licence = (String, Vec<(String, Vec<String>)>);

fn notices(metadata: &Value) -> String {
    let mut out = String::from(
        "# Third-party notices\n\n\
         What `pcn-handbook` is linked with on Linux, Windows and macOS, under which licences, and their notices and texts.\n\
         `pcn-handbook --licences` prints this page. It is made out of what Cargo knows and of the files that the crates carry:\n\
         `PCN_HANDBOOK_WRITE=1 cargo test --test suite third_party`.\n\n\
         The program itself is under MIT or Apache-2.0, see `LICENSE-MIT` and `LICENSE-APACHE`. Its templates, styles, scripts\n\
         and drawings are its own. The standard library of Rust is in it too: MIT or Apache-2.0, Copyright (c) The Rust Project\n\
         Contributors.\n\n\
         | Crate | Version | Licence |\n| --- | --- | --- |\n",
    );
    let mut texts: BTreeMap<String, Licence> = BTreeMap::new();
    let mut without = Vec::new();
    for package in linked(metadata) {
        let (name, licence) = (text(&package["name"]), text(&package["license"]));
        let _ = writeln!(out, "| {name} | {} | {licence} |", text(&package["version"]));
        let files = licence_files(package);
        if files.is_empty() {
            without.push(format!("- {}: {licence}, see {}", named(package), text(&package["repository"])));
        }
        for file in files {
            let (whose, rest) = parted(&fs::read_to_string(file).unwrap());
            let key = rest.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            let (_, of) = texts.entry(key).or_insert_with(|| (rest, Vec::new()));
            match of.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => known.extend(whose.into_iter().filter(|line| !known.contains(line)).collect::<Vec<_>>()),
                None => of.push((name.to_owned(), whose)),
            }
        }
    }
    if !without.is_empty() {
        without.dedup();
        let _ = write!(out, "\n## Crates that carry no file with their licence\n\n{}\n", without.join("\n"));
    }
    let mut texts: Vec<Licence> = texts.into_values().collect();
    texts.sort_by_key(|(_, of)| (std::cmp::Reverse(of.len()), of[0].0.clone()));
    for (n, (licence, of)) in texts.iter().enumerate() {
        let _ = write!(out, "\n## Text {} of {}\n\n", n + 1, texts.len());
        for (name, whose) in of {
            let whose = if whose.is_empty() { String::new() } else { format!(": {}", whose.join("; ")) };
            let _ = writeln!(out, "- {name}{whose}");
        }
        let _ = write!(out, "\n````text\n{licence}\n````\n");
    }
    out
}

#[test]
fn third_party_notices_are_those_of_the_crates_that_are_linked() {
    let Some(metadata) = metadata(&SYSTEMS) else { return };
    let made = notices(&metadata);
    let path = root().join(NOTICES);
    if std::env::var_os("PCN_HANDBOOK_WRITE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(there == made, "{NOTICES} is out of date; write it with: PCN_HANDBOOK_WRITE=1 cargo test --test suite third_party");
}

#[test]
fn the_program_prints_the_third_party_notices() {
    let ran = Room::new(&[]).run(&["--licences"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, fs::read_to_string(root().join(NOTICES)).unwrap());
}
