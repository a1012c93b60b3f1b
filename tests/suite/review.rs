//! A page is reviewed by the command `review`, and its page tells when it says something else later.

use crate::commands::{Ran, Room};

const PAGE: &str = "---
title: Extra staff   # as the contract names them
reviewed: 2026-01-05
author: lmc-secretary
---

Ask before you advertise. The list of roles changes.
";

fn room() -> Room {
    Room::new(&[
        ("content/handbook.yaml", "title: Two Rivers handbook\npublisher: {name: Two Rivers LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n"),
        ("content/roles/lmc-secretary.md", "---\ntitle: LMC secretary\n---\n\nWrites.\n"),
        ("content/guidance/staff.md", PAGE),
        ("content/networks/alpha/network.yaml", "name: Alpha PCN   # ours\nconfirmed: 2026-01-05\n"),
        ("content/networks/alpha/agreement.md", "---\nsigned: 2025-04-01\n---\n\n## Schedule 1\n\nAll agree.\n"),
    ])
}

fn review(room: &Room, page: &str) -> Ran {
    room.run(&["review", page, "--by", "lmc-secretary", "--as-at", "2026-11-22"])
}

fn shows_a_change(room: &Room, page: &str) -> bool {
    let ran = room.run(&["build", "--as-at", "2026-11-22", "--edition", "staff"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    room.read(page).contains("Changed since review")
}

#[test]
fn a_review_knows_its_text_through_new_lines_and_misses_a_changed_word() {
    let room = room();
    let ran = review(&room, "staff");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let text = room.read("content/guidance/staff.md");
    let line = text.lines().find(|line| line.starts_with("reviewed: {on: 2026-11-22, by: lmc-secretary, text: m1-")).unwrap();
    assert_eq!(text, PAGE.replace("reviewed: 2026-01-05", line), "one line changes");
    assert!(ran.out.starts_with("review recorded in `guidance/staff.md`\n  -    3 | reviewed: 2026-01-05\n  +    3 | reviewed: {on:"), "{}", ran.out);
    let page = "site/guidance/staff.html";
    assert!(!shows_a_change(&room, page));
    room.put("content/guidance/staff.md", &text.replace(". The", ".\nThe").replace("Extra staff   # as the contract names them", "\"Extra staff\""));
    assert!(!shows_a_change(&room, page));
    room.put("content/guidance/staff.md", &text.replace("before", "after"));
    assert!(shows_a_change(&room, page));
    assert!(room.read("site/review.html").contains("Changed since review"));
    review(&room, "content/guidance/staff.md");
    assert!(!shows_a_change(&room, page), "a new review is of the new text");
}

#[test]
fn an_agreement_and_a_networks_details_are_reviewed_with_their_lines_alone() {
    let room = room();
    assert_eq!(review(&room, "alpha/agreement").status, 0);
    let agreement = room.read("content/networks/alpha/agreement.md");
    assert!(
        agreement.starts_with("---\nsigned: 2025-04-01\nreviewed: {on: 2026-11-22,") && agreement.ends_with("}\n---\n\n## Schedule 1\n\nAll agree.\n"),
        "{agreement}"
    );
    assert_eq!(review(&room, "alpha/agreement").out, "`networks/alpha/agreement.md` says so already\n");
    assert_eq!(review(&room, "alpha").status, 0);
    assert_eq!(room.read("content/networks/alpha/network.yaml"), "name: Alpha PCN   # ours\nconfirmed: 2026-11-22\n");
    room.put("content/networks/alpha/agreement.md", &agreement.replace("All agree", "Most agree"));
    assert!(shows_a_change(&room, "site/networks/alpha/agreement.html"));
}

#[test]
fn a_page_or_role_that_is_not_there_is_told_with_the_nearest_and_ends_with_2() {
    let room = room();
    let ran = review(&room, "staf");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("there is no page `staf`; did you mean `staff`?"), "{}", ran.err);
    let ran = room.run(&["review", "staff", "--by", "lmc-secretery"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("did you mean `lmc-secretary`?"), "{}", ran.err);
    assert_eq!(room.read("content/guidance/staff.md"), PAGE);
}
