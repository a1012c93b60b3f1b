//! The bytes that fuzzing kept, tried again in every run of the tests: see `fuzz/README.md`.

use std::fs;

use crate::example_site::root;

#[path = "../../fuzz/src/lib.rs"]
pub mod targets;

/// A target of `fuzz/`: its name and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 5] = [
    ("front_matter", targets::front_matter),
    ("handbook", targets::handbook),
    ("wiki_links", targets::wiki_links),
    ("import_csv", targets::import_csv),
    ("search_shards", targets::search_shards),
];

/// The files that a target's corpus keeps.
pub fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(root().join("fuzz/corpus").join(target))
        .map(|entries| entries.map(|entry| entry.unwrap()).map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect())
        .unwrap_or_default();
    files.sort();
    files
}

#[test]
fn what_fuzzing_kept_breaks_nothing() {
    for (name, target) in TARGETS {
        let files = corpus(name);
        assert!(!files.is_empty(), "{name} has no corpus");
        for (file, bytes) in files {
            // The file that fails is the last one that is named.
            println!("fuzz/corpus/{name}/{file}");
            target(&bytes);
        }
    }
}
