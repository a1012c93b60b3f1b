//! The same input, settings and date give the same bytes, wherever and however a handbook is built.

use std::path::Path;
use std::process::Command;

use crate::example_site::{Faults, copy_to, files_of};

/// Builds with the program itself, since a time zone is told to a process as a whole.
fn build(content: &Path, site: &Path, edition: &str, time_zone: &str, threads: &str) {
    let ran = Command::new(env!("CARGO_BIN_EXE_pcn-handbook"))
        .args(["build", "--as-at", "2026-11-22", "--edition", edition, "--content"])
        .arg(content)
        .arg("--out")
        .arg(site)
        .env("TZ", time_zone)
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn two_places_two_time_zones_and_any_number_of_threads_give_the_same_bytes() {
    let room = tempfile::tempdir().unwrap();
    let near = copy_to(&room.path().join("a"));
    let far = copy_to(&room.path().join("another place/with a longer name"));
    let mut faults = Faults::none();
    for edition in ["public", "staff"] {
        let first = room.path().join("first").join(edition);
        let second = room.path().join("a second folder").join(edition);
        build(&near, &first, edition, "Pacific/Kiritimati", "1");
        build(&far, &second, edition, "Pacific/Pago_Pago", "5");
        let (first, second) = (files_of(&first), files_of(&second));
        assert!(first.contains_key("index.html") && first.contains_key(pcn_handbook::output::MANIFEST));
        for address in first.keys().chain(second.keys()).filter(|address| first.get(*address) != second.get(*address)) {
            faults.add(format!("{edition}: {address}"));
        }
    }
    faults.assert_none();
}

#[test]
fn building_again_over_a_site_gives_the_same_bytes() {
    let room = tempfile::tempdir().unwrap();
    let content = copy_to(room.path());
    let site = room.path().join("site");
    build(&content, &site, "staff", "Europe/London", "2");
    let first = files_of(&site);
    build(&content, &site, "staff", "Europe/London", "2");
    assert!(first == files_of(&site));
}
