//! Somebody leaves, as the command `leave` foretells it, writes it, and prints it for the handover.

use serde_json::Value;

use crate::commands::{Ran, Room};

const NETWORK: &str = "# The river's own network.
name: Alpha PCN
people:
  amara: {name: Dr Amara Bello, email: amara@alpha.example}   # since 2019
  tomos:
    name: Tomos Rhys   # works on Tuesdays
posts:
  clinical-director:
    holders:
      - {person: amara, from: 2025-04-01, to: 2028-03-31}   # three years
  pcn-manager:
    holders: [{person: tomos, from: 2025-04-01}]
services:
  - {id: clinics, title: Evening clinics, lead: clinical-director}
";

fn room() -> Room {
    Room::new(&[
        ("content/handbook.yaml", "title: Two Rivers handbook\npublisher: {name: Two Rivers LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n"),
        ("content/roles/clinical-director.md", "---\ntitle: Clinical director\n---\n\nLeads.\n"),
        ("content/roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n\nManages.\n"),
        ("content/responsibilities/plan.md", "---\ntitle: Plan\nrole: clinical-director\nstandard: true\n---\n\nText.\n"),
        ("content/networks/alpha/network.yaml", NETWORK),
    ])
}

fn leave(room: &Room, arguments: &[&str]) -> Ran {
    let mut all = vec!["leave"];
    all.extend(arguments);
    room.run(&all)
}

const AMARA: [&str; 5] = ["amara", "--network", "alpha", "--on", "2026-12-31"];

fn amara_with(room: &Room, more: &[&str]) -> Ran {
    leave(room, &[&AMARA, more].concat())
}

/// What `check` says on the day after, without the lines, which may move.
fn checked(room: &Room) -> Vec<String> {
    let found: Vec<Value> = serde_json::from_str(&room.run(&["check", "--as-at", "2027-01-01", "--format", "json"]).out).unwrap();
    let mut said: Vec<String> = found.iter().map(said).collect();
    said.sort();
    said
}

fn said(finding: &Value) -> String {
    format!("{} {} {}", finding["rule"], finding["file"], finding["message"])
}

#[test]
fn a_leaver_is_foretold_and_nothing_is_written() {
    let room = room();
    let ran = amara_with(&room, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    insta::assert_snapshot!(ran.out);
    assert_eq!(room.read("content/networks/alpha/network.yaml"), NETWORK);
}

#[test]
fn what_is_applied_changes_two_lines_and_check_says_what_was_foretold() {
    let room = room();
    let before = checked(&room);
    let ran = amara_with(&room, &["--apply", "--format", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let left = NETWORK.replace("amara@alpha.example}", "amara@alpha.example, left: 2026-12-31}").replace("to: 2028-03-31", "to: 2026-12-31");
    assert_eq!(room.read("content/networks/alpha/network.yaml"), left);
    let settled: Vec<String> = told["settled"].as_array().unwrap().iter().map(said).collect();
    let mut foretold: Vec<String> = before.into_iter().filter(|line| !settled.contains(line)).collect();
    let new: Vec<String> = told["new_findings"].as_array().unwrap().iter().map(said).collect();
    assert!(new.iter().any(|line| line.contains("no-clinical-director")), "{new:?}");
    foretold.extend(new);
    foretold.sort();
    assert_eq!(checked(&room), foretold);
    // Whoever has left does not leave again.
    let again = amara_with(&room, &["--apply"]);
    assert_eq!(again.status, 2);
    assert!(again.err.contains("has `left: 2026-12-31` already (networks/alpha/network.yaml:4)"), "{}", again.err);
    assert_eq!(room.read("content/networks/alpha/network.yaml"), left);
}

#[test]
fn what_cannot_be_meant_is_told_with_the_nearest_and_ends_with_2() {
    let room = room();
    let on = ["--on", "2026-12-31"];
    let tell = |arguments: &[&str], expected: &str| {
        let ran = leave(&room, arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(expected), "{}", ran.err);
    };
    tell(&[&["amarra", "--network", "alpha"], &on[..]].concat(), "no person called `amarra` in Alpha PCN; did you mean `amara`?");
    tell(&[&["amara", "--network", "alhpa"], &on[..]].concat(), "no network has the id `alhpa`; did you mean `alpha`?");
    tell(&["amara", "--network", "alpha", "--on", "2026-13-31"], "there is no month 13");
    tell(&["amara", "--network", "alpha", "--on", "2025-01-31"], "2025-01-31 lies before `amara` begins, on 2025-04-01");
}

#[test]
fn a_handover_page_stands_alone_and_replaces_no_file() {
    let room = room();
    let ran = amara_with(&room, &["--handover", "handover.html"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let page = room.read("handover.html");
    assert!(page.contains("<h1>Handover: Dr Amara Bello, Alpha PCN</h1>") && page.contains("Last day: 31 December 2026."), "{page}");
    assert!(page.contains("Evening clinics (services): lead") && !page.contains("<script") && !page.contains("src="), "{page}");
    room.put("handover.html", "filled in");
    let ran = amara_with(&room, &["--apply", "--handover", "handover.html"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("`handover.html` is there already, and was left as it is"), "{}", ran.err);
    assert_eq!(room.read("handover.html"), "filled in");
    assert_eq!(room.read("content/networks/alpha/network.yaml"), NETWORK, "nothing is applied by halves");
}
