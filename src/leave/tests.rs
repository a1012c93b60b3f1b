use std::fs;
use std::path::Path;

use super::*;

const ON: Date = Date::constant(2026, 12, 31);

fn planned(network: &str) -> Result<Leaving, String> {
    planned_on(network, "amara", ON)
}

fn planned_on(network: &str, person: &str, on: Date) -> Result<Leaving, String> {
    let handbook = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
    let snapshot = Snapshot::of(&[
        ("handbook.yaml", handbook),
        ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n"),
        ("roles/deputy.md", "---\ntitle: Deputy\n---\n"),
        ("responsibilities/plan.md", "---\ntitle: Plan\nrole: clinical-director\nstandard: true\nlevel: local\n---\n"),
        (
            "checklists/first.md",
            "---\ntitle: First weeks\nsteps:\n  - {id: meet, title: Meet, owner: clinical-director}\n  - {id: read, title: Read, owner: clinical-director, within_days: 14}\n  - {id: look, title: Look, owner: deputy}\n---\n",
        ),
        ("networks/beta/network.yaml", "name: Beta PCN\npeople: {tomos: {name: Tomos}}\n"),
        ("networks/alpha/network.yaml", network),
    ]);
    plan(&snapshot, &Findings::new(), "alpha", person, on)
}

fn lines(leaving: &Leaving) -> Vec<String> {
    leaving.changes.iter().flat_map(|change| &change.lines).map(|line| format!("{}{} {}", line.sign, line.line, line.text)).collect()
}

const ALONE: &str = "# Ours.
name: Alpha PCN
people:
  amara: {name: Amara, email: amara@alpha.example}   # since 2019
  ben:
    name: Ben
    phone: \"01632 960001\"
posts:
  clinical-director:
    deputy: deputy
    holders:
      - {person: amara, from: 2025-04-01, to: 2028-03-31}   # three years
  deputy: {holders: [{person: ben, from: 2025-04-01}]}
services:
  - {id: hub, title: The hub, lead: clinical-director}
bodies: {board: {name: Board, chair: clinical-director}}
practices:
  - {code: Y99001, name: Quayside, representative: amara}
";

#[test]
fn a_leaver_who_held_a_post_alone_is_covered_by_the_deputy() {
    let leaving = planned(ALONE).unwrap();
    let [post] = leaving.posts.as_slice() else { panic!("{leaving:#?}") };
    assert_eq!((post.title.as_str(), post.shared, post.is_covered), ("Clinical director", false, true));
    assert_eq!(post.cover, "Ben, Deputy, stands in");
    assert_eq!(post.contacts, ["Ben: 01632 960001"]);
    assert_eq!(post.answers_for.iter().map(|duty| duty.title.as_str()).collect::<Vec<_>>(), ["Plan"]);
    let named: Vec<String> = post.named.iter().map(|used| format!("{}: {} {}", used.of, used.field, used.written)).collect();
    assert_eq!(named, ["The hub (services): lead networks/alpha/network.yaml:15", "Board (bodies): chair networks/alpha/network.yaml:16"]);
    let named: Vec<String> = leaving.named.iter().map(|used| format!("{}: {} {}", used.of, used.field, used.written)).collect();
    assert_eq!(named, ["Quayside (practices): representative networks/alpha/network.yaml:18"]);
    assert_eq!(
        lines(&leaving),
        [
            "-4   amara: {name: Amara, email: amara@alpha.example}   # since 2019",
            "+4   amara: {name: Amara, email: amara@alpha.example, left: 2026-12-31}   # since 2019",
            "-12       - {person: amara, from: 2025-04-01, to: 2028-03-31}   # three years",
            "+12       - {person: amara, from: 2025-04-01, to: 2026-12-31}   # three years",
        ]
    );
    let said = in_words(&leaving, false);
    assert!(said.contains("Amara (`amara`) leaves Alpha PCN; the last day is 31 December 2026"), "{said}");
    let page = handover_page(&leaving);
    assert!(page.contains("<strong>Who covers:</strong> Ben, Deputy, stands in.") && !page.contains("http://"), "{page}");
}

#[test]
fn a_joint_holder_carries_on_and_a_successor_is_named_with_the_day() {
    let shared = ALONE.replace("# three years", "\n      - {person: ben, from: 2025-04-01}");
    assert_eq!(planned(&shared).unwrap().posts[0].cover, "Ben carries on");
    let next = ALONE.replace("# three years", "\n      - {person: ben, from: 2027-02-01}");
    assert_eq!(planned(&next).unwrap().posts[0].cover, "Ben, Deputy, stands in; then Ben from 1 February 2027");
    let at_once = planned(&ALONE.replace("# three years", "\n      - {person: ben, from: 2027-01-01}")).unwrap();
    assert_eq!((at_once.posts[0].cover.as_str(), at_once.posts[0].shared), ("Ben takes over on 1 January 2027", false));
    let nobody = ALONE.replace("    deputy: deputy\n", "");
    let leaving = planned(&nobody).unwrap();
    assert_eq!(leaving.posts[0].cover, "nobody: no deputy and no next holder is recorded");
    assert!(leaving.new_findings.iter().any(|finding| finding.rule == "no-clinical-director"), "{leaving:#?}");
}

#[test]
fn steps_that_are_still_to_be_taken_are_told_with_the_day() {
    assert!(planned(ALONE).unwrap().posts[0].steps.is_empty(), "nobody has begun");
    let leaving = planned(&format!("{ALONE}checklists: {{first: {{started: 2026-12-20, done: {{meet: {{on: 2026-12-21}}}}}}}}\n")).unwrap();
    let steps: Vec<String> = leaving.posts[0].steps.iter().map(|step| format!("{} {}", words_of_step(step), step.written)).collect();
    assert_eq!(steps, ["Read (First weeks), by 3 January 2027 networks/alpha/network.yaml:19"]);
}

#[test]
fn what_was_declared_is_closed_and_posts_are_called_by_their_titles() {
    let text = ALONE.replace("  deputy: {holders", "  deputy: {accountable_to: clinical-director, holders");
    let leaving = planned(&format!("{text}conflicts: [{{person: amara, what: Owns shares}}]\n")).unwrap();
    let posts: Vec<&str> = leaving.posts[0].named.iter().map(|used| used.of.as_str()).collect();
    assert!(posts.contains(&"Deputy (posts)"), "{posts:?}");
    let covers: Vec<&str> = leaving.named.iter().map(|used| used.cover.as_str()).collect();
    assert_eq!(covers, ["somebody else to be named", "to be closed, not renamed"]);
}

#[test]
fn only_the_lines_of_the_leaver_change_in_every_style() {
    let styles = [
        ALONE.replace('\n', "\r\n"),
        format!("\u{feff}{ALONE}"),
        ALONE.replace("  amara: {", "  \"amara\": {\"practising\": true, "),
        ALONE.replace("  amara: {name: Amara, email: amara@alpha.example}", "  amara:\n      name: Amara # hers\n      left:"),
        ALONE.replace("{person: amara, from: 2025-04-01, to: 2028-03-31}", "person: amara\n        from: 2025-04-01\n        to: '2028-03-31'"),
        ALONE.replace("{person: amara, from: 2025-04-01, to: 2028-03-31}", "{person: amara, # she\n         from: 2025-04-01}"),
        ALONE.trim_end().to_owned(),
    ];
    for text in styles {
        let leaving = planned(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
        let change = &leaving.changes[0];
        assert!(lines(&leaving).iter().filter(|line| line.starts_with('+')).all(|line| line.contains("2026-12-31")), "{:#?}", lines(&leaving));
        assert!(change.lines.len() <= 4, "{:#?}", lines(&leaving));
        // What was added is all that is new.
        let bare = |text: &str| text.replace(", left: 2026-12-31", "").replace(", to: 2026-12-31", "");
        let without = bare(&change.after).replace(" 2026-12-31", "").replace("'2026-12-31'", "").replace("\n      left:\n    #", "\n    #");
        assert!(without.len() <= text.len(), "{without}");
        assert_eq!(change.after.contains('\r'), text.contains('\r'));
        assert_eq!(change.after.ends_with('\n'), text.ends_with('\n'));
    }
}

#[test]
fn wrong_input_is_told_with_the_nearest_name() {
    let why = |person: &str, on: Date| planned_on(ALONE, person, on).map_or_else(|why| why, |leaving| panic!("{leaving:#?}"));
    assert_eq!(why("amarra", ON), "no person called `amarra` in Alpha PCN; did you mean `amara`?");
    assert_eq!(why("tomos", ON), "no person called `tomos` in Alpha PCN; `tomos` is a person of Beta PCN: use `--network beta`");
    assert!(why("amara", Date::constant(2024, 1, 1)).starts_with("2024-01-01 lies before `amara` begins, on 2025-04-01 (networks/alpha/network.yaml:12)"));
    let left = ALONE.replace("name: Amara,", "name: Amara, left: 2026-01-01,");
    assert!(planned(&left).unwrap_err().starts_with("`amara` has `left: 2026-01-01` already (networks/alpha/network.yaml:4)"));
    let marked = ALONE.replace("amara: {", "amara: &her {").replace("  ben:\n    name: Ben\n    phone: \"01632 960001\"", "  ben: *her");
    assert!(planned(&marked).unwrap_err().contains("has to be changed by hand"));
}

/// Of everybody in two networks of the worked example, which share a person: once it is written, `check` says what was
/// foretold, and nothing else.
#[test]
fn check_reports_afterwards_exactly_what_was_foretold() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let (all, findings) = pipeline::load(&content, None).unwrap();
    // What lies elsewhere, such as guidance, only takes time.
    let is_needed =
        |path: &str| ["networks/vale-and-downs/", "networks/long-meadow/", "roles/", "responsibilities/"].iter().any(|folder| path.starts_with(folder));
    let files = all.files().filter(|(_, file)| file.layer == Layer::Handbook && (is_needed(&file.path) || !file.path.contains('/')));
    let files: Vec<(&str, &str)> = files.map(|(_, file)| (file.path.as_str(), file.text.as_str())).collect();
    let day = ON.tomorrow().unwrap();
    let before = pipeline::check_files(&files, day, true);
    let snapshot = before.snapshot.clone();
    let said = |checked: &Checked| {
        let mut said: Vec<String> = checked
            .findings
            .iter()
            .map(|finding| plain(finding, &checked.snapshot))
            .map(|found| format!("{} {} {}", found.rule, found.file, found.message))
            .collect();
        said.sort();
        said
    };
    let mut n_planned = 0;
    for network in &before.handbook.networks {
        for (id, person) in network.facts.people.iter() {
            let leaving = match plan_from(&before, &findings, &network.id, &id.value, ON) {
                Ok(leaving) => leaving,
                Err(why) => {
                    assert!(person.left.is_some() || why.contains("lies before"), "{why}");
                    continue;
                }
            };
            n_planned += 1;
            let changed: Vec<(FileId, String)> = leaving.changes.iter().map(|change| (network.file, change.after.clone())).collect();
            let checked = pipeline::check(snapshot.with_texts(&changed), findings.clone(), day, &mut Memo::default());
            let mut foretold = said(&before);
            foretold.extend(leaving.new_findings.iter().map(|found| format!("{} {} {}", found.rule, found.file, found.message)));
            for gone in &leaving.settled {
                let gone = format!("{} {} {}", gone.rule, gone.file, gone.message);
                let at = foretold.iter().position(|said| *said == gone).unwrap();
                foretold.remove(at);
            }
            foretold.sort();
            assert_eq!(said(&checked), foretold, "{}", id.value);
            let change = &leaving.changes[0];
            let path = content.join(&change.file);
            assert_eq!(fs::read_to_string(path).unwrap(), change.before);
            let added = change.lines.iter().filter(|line| line.sign == '+');
            assert!(added.clone().count() > 0 && added.into_iter().all(|line| line.text.contains("2026-12-31")), "{:#?}", change.lines);
        }
    }
    assert!(n_planned > 7, "{n_planned}");
}
