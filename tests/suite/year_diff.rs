//! What a new contract year changes, as the command `diff` tells it of a small handbook of two years.

use crate::commands::Room;

const FILES: &[(&str, &str)] = &[
    ("content/handbook.yaml", "title: Two Rivers handbook\npublisher: {name: Two Rivers LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n"),
    ("content/roles/clinical-director.md", "---\ntitle: Clinical director\n---\n\nLeads.\n"),
    ("content/roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n\nManages.\n"),
    (
        "content/responsibilities/access-claim.md",
        "---\ntitle: Access claim\ncode: CD 3\nrole: clinical-director\nyears: {from: 2024/25, to: 2025/26}\n---\n\nText.\n",
    ),
    ("content/responsibilities/plan.md", "---\ntitle: Plan\ncode: CD 1\nrole: clinical-director\nyears: {to: 2025/26}\nstandard: true\n---\n\nText.\n"),
    (
        "content/responsibilities/delivery.md",
        "---\ntitle: Delivery\ncode: CD 2\nrole: clinical-director\nyears: {from: 2026/27}\nsupersedes: [plan]\n---\n\nText.\n",
    ),
    ("content/responsibilities/rota.md", "---\ntitle: Rota\nrole: pcn-manager\n---\n\nHolds in every year.\n"),
    ("content/glossary.yaml", "- {term: CAP, expansion: Capacity and Access Payment, until: 2026-03-31}\n- {term: CCG, until: 2022-07-01}\n"),
    ("content/guidance/money/claims.md", "---\ntitle: Claims\nyears: {from: 2024/25, to: 2025/26}\n---\n\nSee [[access-claim]].\n"),
    (
        "content/networks/alpha/network.yaml",
        "name: Alpha PCN
people:
  amara: {name: Dr Amara Bello}
  tomos: {name: Tomos Rhys}
  quiet: {name: Dr Quiet, publish: []}
posts:
  clinical-director:
    holders: [{person: amara, from: 2025-04-01}, {person: quiet, from: 2025-04-01, status: acting}]
  pcn-manager:
    holders: [{person: tomos}]
responsibilities:
  access-claim: {accountable: pcn-manager, written_in: agreement#schedule-2}
services:
  - {id: clinics, title: Evening clinics, lead: pcn-manager, year: 2026/27, responsibilities: [access-claim]}
  - {id: old-lines, title: Extra lines, year: 2025/26}
indicators:
  - {id: calls-25, title: Calls answered, year: 2025/26, owner: pcn-manager}
  - {id: calls-26, title: Calls answered, year: 2026/27, owner: pcn-manager}
",
    ),
    (
        "content/networks/alpha/agreement.md",
        "---\nschedules:\n  - {number: 2, title: Extra terms, status: complete, governs: [plan]}\n---\n\n## Schedule 2: Extra terms {#schedule-2}\n\nThe manager signs the [[access-claim]].\n\nThe board sees the [[access-claim|claim]] first.\n",
    ),
    ("content/networks/alpha/winter.md", "---\ntitle: Winter\n---\n\n## Who acts\n\nThe [[plan]] says.\n\n:::staff\n\nThe [[plan]] again.\n\n:::\n"),
    (
        "content/networks/beta/network.yaml",
        "name: Beta PCN\npeople: {jo: {name: Jo}}\nposts: {pcn-manager: {holders: [{person: jo}]}}\nservices: [{id: rounds, title: Rounds, lead: pcn-manager}]\n",
    ),
    (
        "content/networks/gamma/network.yaml",
        "name: Gamma PCN\nstatus: closed\nclosed: 2026-03-01\npeople: {ana: {name: Ana}}\nposts: {clinical-director: {holders: [{person: ana}]}}\n",
    ),
];

fn diff(arguments: &[&str]) -> (i32, String, String) {
    let mut all = vec!["diff"];
    all.extend(arguments);
    all.extend(["--as-at", "2026-11-22"]);
    let ran = Room::new(FILES).run(&all);
    (ran.status, ran.out, ran.err)
}

#[test]
fn a_new_year_is_told_with_whom_and_what_it_touches_and_a_network_that_it_leaves_alone_is_not() {
    let (status, out, err) = diff(&["2025/26", "2026/27"]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!(out);
}

#[test]
fn programs_get_the_same_as_json() {
    let (status, out, _) = diff(&["2025/26", "2026/27", "--format", "json", "--network", "alpha"]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(out);
    // Every field is told in the help.
    let help = Room::new(&[]).run(&["diff", "--help"]).out;
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    for field in told.as_object().unwrap().keys().chain(told["networks"][0].as_object().unwrap().keys()) {
        assert!(help.contains(field), "{field} is not in {help}");
    }
}

#[test]
fn a_network_that_a_year_leaves_alone_prints_nothing_but_what_changes_for_all() {
    let (_, out, _) = diff(&["2025/26", "2026/27", "--network", "beta"]);
    assert!(out.contains("Delivery") && !out.contains("Beta"), "{out}");
    let (_, out, _) = diff(&["2030/31", "2031/32"]);
    assert_eq!(out, "2030/31 to 2031/32\n  nothing that this handbook knows of changes\n");
}

#[test]
fn the_public_edition_keeps_names_and_paragraphs_to_itself() {
    let (_, staff, _) = diff(&["2025/26", "2026/27"]);
    assert!(staff.contains("Dr Quiet") && staff.contains("winter.md:11"), "{staff}");
    let (_, public, _) = diff(&["2025/26", "2026/27", "--edition", "public"]);
    assert!(public.contains("Held (name not published)") && !public.contains("Dr Quiet"), "{public}");
    assert!(public.contains("winter.md:7") && !public.contains("winter.md:11"), "{public}");
}

#[test]
fn years_that_cannot_be_compared_are_told_with_what_to_write() {
    for (years, told) in [
        (["2026", "2027/28"], "write `2026/27`"),
        (["2027/26", "2028/29"], "write `2027/28`"),
        (["2026/28", "2028/29"], "write `2026/27`"),
        (["2026/2027", "2027/28"], "write `2026/27`"),
        (["26/27", "2027/28"], "write `2026/27`"),
        (["soon", "2027/28"], "such as `2026/27`"),
        (["1800/01", "2027/28"], "no contract of a network is of the year `1800/01`"),
        (["2026/27", "2026/27"], "both years are 2026/27, and a year does not differ from itself; for what it changed, write `diff 2025/26 2026/27`"),
        (["2026/27", "2025/26"], "2026/27 comes after 2025/26; the earlier year stands first: write `diff 2025/26 2026/27`"),
    ] {
        let (status, out, err) = diff(&years);
        assert_eq!((status, out.as_str()), (2, ""), "{years:?}");
        assert!(err.contains(told), "{years:?}: {err}");
    }
    let (status, _, err) = diff(&["2025/26", "2026/27", "--network", "alfa"]);
    assert_eq!((status, err.as_str()), (1, "no network has the id `alfa`; did you mean `alpha`?\n"));
}
