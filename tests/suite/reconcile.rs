//! Another list, as the command `reconcile ods` compares and writes it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::commands::{Ran, Room};

const MAP: &str = include_str!("../fixtures/ods/map.csv");
const SIZES: &str = include_str!("../fixtures/ods/list-sizes.csv");

/// A handbook made out of the lists of August, without the networks that need a decision.
fn room() -> Room {
    let room = Room::new(&[("map.csv", MAP), ("sizes.csv", SIZES)]);
    let ran = room.run(&["import", "ods", "--map", "map.csv", "--list-sizes", "sizes.csv"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    room
}

fn reconcile(room: &Room, more: &[&str]) -> Ran {
    room.run(&[&["reconcile", "ods", "--map", "map.csv", "--list-sizes", "sizes.csv", "--as-at", "2026-11-22"], more].concat())
}

fn networks(room: &Room) -> BTreeMap<String, String> {
    let folder = room.path().join("content/networks");
    let ids = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    ids.map(|id| (id.clone(), room.read(&format!("content/networks/{id}/network.yaml")))).collect()
}

/// Another list: one practice is called otherwise, one left, one is new, and one list has grown.
fn another_list(room: &Room) {
    let left = MAP.lines().find(|line| line.contains("Y99003")).unwrap();
    let joined = left.replace("Y99003", "Y99004").replace("FERRY LANE GP SURGERY", "WEIR STREET SURGERY");
    let map = MAP.replace(left, &joined).replace("QUAYSIDE SURGERY", "QUAYSIDE AND DOCKS SURGERY");
    room.put("map.csv", &map);
    room.put("sizes.csv", &SIZES.replace("Y99010,11193", "Y99010,11999").replace("Y99003,10462", "Y99004,8000"));
}

#[test]
fn a_handbook_made_out_of_a_list_does_not_differ_from_it() {
    let room = room();
    let ran = reconcile(&room, &["--format", "json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.status, &found["differences"]), (0, &serde_json::json!([])), "{}", ran.out);
}

#[test]
fn what_another_list_says_is_told_to_programs_and_nothing_is_written() {
    let room = room();
    let before = networks(&room);
    another_list(&room);
    let ran = reconcile(&room, &["--format", "json"]);
    assert_eq!(ran.status, 1);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let mut told: Vec<(String, String)> = Vec::new();
    for file in found["differences"].as_array().unwrap() {
        for difference in file["differences"].as_array().unwrap() {
            let text = |name: &str| difference[name].as_str().unwrap().to_owned();
            assert!(!text("says").is_empty() && !text("writes").is_empty(), "{difference}");
            told.push((text("kind"), text("code")));
        }
    }
    told.sort();
    let expected = [("joined", "Y99004"), ("left", "Y99003"), ("list-size", "Y99010"), ("renamed", "Y99001")];
    assert_eq!(told, expected.map(|(kind, code)| (kind.to_owned(), code.to_owned())));
    assert_eq!(networks(&room), before, "it only compares");
}

#[test]
fn what_was_applied_differs_no_more_and_other_lines_stay() {
    let room = room();
    another_list(&room);
    let before = networks(&room);
    let ran = reconcile(&room, &["--apply"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let after = networks(&room);
    let changed: Vec<&String> = after.keys().filter(|id| after[*id] != before[*id]).collect();
    assert_eq!(changed.len(), 2, "{changed:?}");
    for id in changed {
        let gone: Vec<&str> = before[id].lines().filter(|line| !after[id].contains(line)).collect();
        let practices = ["Y99001", "Y99003", "Y99010"];
        assert!(gone.iter().all(|line| practices.iter().any(|code| line.contains(code))) && !gone.is_empty(), "{id}: {gone:#?}");
    }
    let again = reconcile(&room, &["--format", "json"]);
    assert_eq!((again.status, again.out.contains("\"differences\": []")), (0, true), "{}", again.out);
    assert_ne!(room.run(&["check", "--as-at", "2026-11-22"]).status, 2);
}

#[test]
fn a_list_that_is_not_there_is_trouble_and_no_difference() {
    let room = room();
    let ran = room.run(&["reconcile", "ods", "--map", "nowhere.csv"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("the list `nowhere.csv` cannot be read"), "{}", ran.err);
}
