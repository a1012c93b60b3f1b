use std::fs;
use std::path::Path;

use super::*;

fn set(place: Place, text: &str) -> Edit {
    Edit::Set(place, New::text(text))
}

fn top(name: &str) -> Place {
    Place::top().field(name)
}

fn edited(text: &str, edit_: Edit) -> String {
    edit("network.yaml", text, &[edit_]).unwrap_or_else(|Refused(why)| panic!("{why}\n{text}"))
}

fn refused(text: &str, edit_: Edit) -> String {
    edit("network.yaml", text, &[edit_]).map_or_else(|Refused(why)| why, |new| panic!("{new}"))
}

#[test]
fn a_value_changes_and_nothing_beside_it() {
    let text = "# Ours.\nname:   Alpha PCN   # since 2019\nposts: {cd: {holders: [{person: a, to: 2026-01-01}]}} # flow\n";
    assert_eq!(edited(text, set(top("name"), "Beta PCN")), text.replace("Alpha", "Beta"));
    let to = top("posts").field("cd").field("holders").entry(0).field("to");
    assert_eq!(edited(text, set(to, "2026-12-31")), text.replace("2026-01-01", "2026-12-31"));
    assert_eq!(edited(text, set(top("name"), "Alpha PCN")), text, "the same value again changes nothing");
}

#[test]
fn an_authors_quotation_marks_stay() {
    assert_eq!(edited("a: \"x\" # y\n", set(top("a"), "2026-04-01")), "a: \"2026-04-01\" # y\n");
    assert_eq!(edited("a: 'x'\n", set(top("a"), "b c")), "a: 'b c'\n");
    assert_eq!(edited("a: 'x'\n", set(top("a"), "b's")), "a: b's\n");
    assert_eq!(edited("\"a\": x\n", set(top("a"), "z")), "\"a\": z\n");
    assert_eq!(edited("'a' : x\n", set(top("a"), "z")), "'a' : z\n");
}

#[test]
fn what_needs_quotation_marks_gets_them() {
    for (text, written) in [
        ("Open: at last", "\"Open: at last\""),
        ("- x", "\"- x\""),
        ("no", "\"no\""),
        ("007", "\"007\""),
        ("say \"hi\" \\ #1", "\"say \\\"hi\\\" \\\\ #1\""),
        ("a, b", "\"a, b\""),
        ("two\nlines\tand a tab", "\"two\\nlines\\tand a tab\""),
        ("", "\"\""),
        ("~", "\"~\""),
        ("00L", "00L"),
        ("Dr O'Neill (GP) & co.", "Dr O'Neill (GP) & co."),
        ("Ŵyn’s – café", "Ŵyn’s – café"),
    ] {
        assert_eq!(edited("{a: x}\n", set(top("a"), text)), format!("{{a: {written}}}\n"));
    }
}

#[test]
fn an_empty_value_is_filled_in() {
    assert_eq!(edited("a:\n  left:\n  name: x\n", set(top("a").field("left"), "2026-12-31")), "a:\n  left: 2026-12-31\n  name: x\n");
    assert_eq!(edited("a:\n  left:   # when?\n", set(top("a").field("left"), "2026-12-31")), "a:\n  left: 2026-12-31   # when?\n");
    assert_eq!(edited("a:\n  left: ~\n", set(top("a").field("left"), "2026-12-31")), "a:\n  left: 2026-12-31\n");
    assert_eq!(edited("{left: , b: c}\n", set(top("left"), "2026")), "{left: 2026 , b: c}\n");
    assert_eq!(edited("left:", set(top("left"), "2026")), "left: 2026");
    assert_eq!(edited("people:\n  a:\n  b: {name: B}\n", set(top("people").field("a").field("left"), "2026")), "people:\n  a: {left: 2026}\n  b: {name: B}\n");
}

#[test]
fn a_field_joins_its_group_in_the_groups_own_style() {
    let left = || set(top("people").field("a").field("left"), "2026-12-31");
    for (before, after) in [
        ("people:\n  a: {name: A}\n", "people:\n  a: {name: A, left: 2026-12-31}\n"),
        ("people:\n  a: {name: A, }\n", "people:\n  a: {name: A, left: 2026-12-31, }\n"),
        ("people:\n  a: {}\n", "people:\n  a: {left: 2026-12-31}\n"),
        ("people: {a: {name: A,  # us\n   phone: }  # no phone\n }\n", "people: {a: {name: A,  # us\n   phone:, left: 2026-12-31 }  # no phone\n }\n"),
        ("people: {\"a\": {\"name\":\"A\"}}", "people: {\"a\": {\"name\":\"A\", left: 2026-12-31}}"),
        (
            "people:\n  a:\n    name: A # the first\n  # b is next\n  b: {name: B}\n",
            "people:\n  a:\n    name: A # the first\n    left: 2026-12-31\n  # b is next\n  b: {name: B}\n",
        ),
        ("people:\n     a:\n        name: A", "people:\n     a:\n        name: A\n        left: 2026-12-31"),
        (
            "people:\n  a:\n    name: A\n    about: |\n      One.\n\n      Two.\n\n  b: {name: B}\n",
            "people:\n  a:\n    name: A\n    about: |\n      One.\n\n      Two.\n    left: 2026-12-31\n\n  b: {name: B}\n",
        ),
        (
            "people:\n  a:\n    name: A\n    about: One\n      goes on\n  b: {}\n",
            "people:\n  a:\n    name: A\n    about: One\n      goes on\n    left: 2026-12-31\n  b: {}\n",
        ),
        (
            "people:\n  a:\n    name: A\n    publish:\n    - name\n    - email # yes\n  b: {}\n",
            "people:\n  a:\n    name: A\n    publish:\n    - name\n    - email # yes\n    left: 2026-12-31\n  b: {}\n",
        ),
        ("people:\n  a:\n    name: A\n    phone:\n  b: {}\n", "people:\n  a:\n    name: A\n    phone:\n    left: 2026-12-31\n  b: {}\n"),
        ("people:\n  a:\n    name: A\n    email: \"x@y\n      z\"\n", "people:\n  a:\n    name: A\n    email: \"x@y\n      z\"\n    left: 2026-12-31\n"),
        ("\u{feff}people:\r\n  a:\r\n    name: A\r\n", "\u{feff}people:\r\n  a:\r\n    name: A\r\n    left: 2026-12-31\r\n"),
        ("people:\r\n  a:\r\n    name: A", "people:\r\n  a:\r\n    name: A\r\n    left: 2026-12-31"),
        ("name: x\n", "name: x\npeople: {a: {left: 2026-12-31}}\n"),
        ("\u{feff}name: x", "\u{feff}name: x\npeople: {a: {left: 2026-12-31}}"),
        ("# nothing yet\n", "# nothing yet\npeople: {a: {left: 2026-12-31}}\n"),
        ("", "people: {a: {left: 2026-12-31}}\n"),
        ("people:\n  a: &a\n    name: A\n", "people:\n  a: &a\n    name: A\n    left: 2026-12-31\n"),
        ("x: &n A\npeople:\n  a:\n    name: *n # same\n", "x: &n A\npeople:\n  a:\n    name: *n # same\n    left: 2026-12-31\n"),
        ("x: &n A\npeople:\n  a: {name: *n }\n", "x: &n A\npeople:\n  a: {name: *n, left: 2026-12-31 }\n"),
    ] {
        assert_eq!(edited(before, left()), after);
    }
}

#[test]
fn an_entry_joins_its_list_in_the_lists_own_style() {
    let add = || Edit::Add(top("practices"), New::group(&[("code", "Y99001"), ("name", "Quay: Side")]));
    for (before, after) in [
        ("practices:\n  - {code: Y99000} # old\nx: y\n", "practices:\n  - {code: Y99000} # old\n  - {code: Y99001, name: \"Quay: Side\"}\nx: y\n"),
        ("practices:\n- {code: Y99000}\nx: y\n", "practices:\n- {code: Y99000}\n- {code: Y99001, name: \"Quay: Side\"}\nx: y\n"),
        (
            "practices:\n  - code: Y99000\n    votes: 1\n\nx: y\n",
            "practices:\n  - code: Y99000\n    votes: 1\n  - code: Y99001\n    name: \"Quay: Side\"\n\nx: y\n",
        ),
        ("practices:\n  -   code: Y99000\n      votes:", "practices:\n  -   code: Y99000\n      votes:\n  -   code: Y99001\n      name: \"Quay: Side\""),
        ("practices: []\n", "practices: [{code: Y99001, name: \"Quay: Side\"}]\n"),
        ("practices: [a ,  # one\n  b]\n", "practices: [a ,  # one\n  b, {code: Y99001, name: \"Quay: Side\"}]\n"),
        ("practices: [a, [b]]\n", "practices: [a, [b], {code: Y99001, name: \"Quay: Side\"}]\n"),
        ("practices:\nx: y\n", "practices: [{code: Y99001, name: \"Quay: Side\"}]\nx: y\n"),
        ("x: y\n", "x: y\npractices:\n  - {code: Y99001, name: \"Quay: Side\"}\n"),
        ("practices:\r\n  - code: Y99000\r\n", "practices:\r\n  - code: Y99000\r\n  - code: Y99001\r\n    name: \"Quay: Side\"\r\n"),
        ("practices:\n- - a\n- [b]\n", "practices:\n- - a\n- [b]\n- {code: Y99001, name: \"Quay: Side\"}\n"),
    ] {
        assert_eq!(edited(before, add()), after);
    }
    let listed = Edit::Add(Place::top(), New::group(&[("id", "x-icb")]));
    assert_eq!(edited("# All.\n- {id: a}\n", listed.clone()), "# All.\n- {id: a}\n- {id: x-icb}\n");
    assert_eq!(edited("- id: a\n  name: A\n", listed), "- id: a\n  name: A\n- id: x-icb\n");
}

#[test]
fn a_part_is_taken_away_with_its_lines() {
    let second = |name: &str| Edit::Remove(top(name).entry(1));
    for (before, edit, after) in [
        ("a: 1\n# about b\nb: 2 # two\nc: 3\n", Edit::Remove(top("b")), "a: 1\n# about b\nc: 3\n"),
        ("a: 1\nb:\n  c: 2\n  d: |\n    x\n", Edit::Remove(top("b")), "a: 1\n"),
        ("a: 1\nb: 2", Edit::Remove(top("a")), "b: 2"),
        ("{a: 1, b: 2, c: 3}", Edit::Remove(top("b")), "{a: 1, c: 3}"),
        ("{a: 1, b: 2, c: 3}", Edit::Remove(top("a")), "{b: 2, c: 3}"),
        ("{a: 1, b: 2, c: 3}", Edit::Remove(top("c")), "{a: 1, b: 2}"),
        ("{a: 1}", Edit::Remove(top("a")), "{}"),
        ("x:\n  - 1\n  - 2 # two\n  # after\n  - 3\n", second("x"), "x:\n  - 1\n  # after\n  - 3\n"),
        ("x:\n- a: 1\n  b: 2\n- a: 2\n  b: 2\n- a: 3\n", second("x"), "x:\n- a: 1\n  b: 2\n- a: 3\n"),
        ("x: [1, 2, 3]\n", second("x"), "x: [1, 3]\n"),
        ("x: [1, # one\n  2, # two\n  3]\n", Edit::Remove(top("x").entry(1)), "x: [1, # one\n   # two\n  3]\n"),
        ("x:\n  - a: 1\n    b: 2\n", Edit::Remove(top("x").entry(0).field("a")), "x:\n  - b: 2\n"),
        ("x:\n  - a: 1\n    b: 2\n", Edit::Remove(top("x").entry(0).field("b")), "x:\n  - a: 1\n"),
        ("x: # mine\n  - 1\ny: 2\n", Edit::Remove(top("x").entry(0)), "x: [] # mine\ny: 2\n"),
        ("x:\n  y:\n    z: 1\n", Edit::Remove(top("x").field("y").field("z")), "x:\n  y: {}\n"),
    ] {
        assert_eq!(edited(before, edit), after);
    }
}

#[test]
fn what_stands_for_several_places_is_left_alone() {
    let shared = "x: &t {person: a, to: 2026}\ny: *t\n";
    assert!(refused(shared, set(top("y").field("to"), "2027")).contains("by hand"));
    assert!(refused(shared, set(top("x").field("to"), "2027")).contains("shares its text"));
    assert!(refused("x: &t 1\ny: *t\n", set(top("y"), "2")).contains("by hand"));
    assert!(refused("x: &t [1]\ny: *t\n", Edit::Add(top("x"), New::text("2"))).contains("shares its text"));
    assert!(refused("x: &t 1\ny: [2, *t]\n", Edit::Add(top("y"), New::text("3"))).contains("by hand"));
}

#[test]
fn what_is_not_there_or_has_a_fault_is_left_alone() {
    assert!(refused("a: b\n", Edit::Remove(top("c"))).contains("`c` is not there"));
    assert!(refused("a: b\n", set(top("a").field("c"), "x")).contains("`a.c` is not there"));
    assert!(refused("a: [1]\n", set(top("a").entry(1), "x")).contains("`a[1]` is not there"));
    assert!(refused("a: b\na: c\n", set(top("a"), "x")).contains("mend that first"));
    assert!(refused("a: [b\n", set(top("a"), "x")).contains("mend that first"));
    assert!(refused("a:\n\tb: c\n", set(top("a").field("b"), "x")).contains("mend that first"));
    assert!(refused("a:\n  b: c\n", set(top("a"), "x")).contains("by hand"));
}

#[test]
fn front_matter_is_changed_and_its_page_is_not() {
    let reviewed = || [Edit::Set(top("reviewed"), New::group(&[("on", "2026-11-22"), ("by", "lmc-secretary")]))];
    let page = |text: &str| edit("guidance/arrs.md", text, &reviewed()).unwrap();
    let body = "\n# Text\n\nreviewed: never\n---\n";
    assert_eq!(page(&format!("---\ntitle: X\n---\n{body}")), format!("---\ntitle: X\nreviewed: {{on: 2026-11-22, by: lmc-secretary}}\n---\n{body}"));
    assert_eq!(
        page(&format!("---\nreviewed: 2026-01-01 # twice\n---\n{body}")),
        format!("---\nreviewed: {{on: 2026-11-22, by: lmc-secretary}} # twice\n---\n{body}")
    );
    assert_eq!(page("---\r\n---\r\nText"), "---\r\nreviewed: {on: 2026-11-22, by: lmc-secretary}\r\n---\r\nText");
    assert_eq!(page("\u{feff}Text"), "\u{feff}---\nreviewed: {on: 2026-11-22, by: lmc-secretary}\n---\nText");
    assert!(edit("a.md", "---\ntitle: X\n", &reviewed()).is_err_and(|Refused(why)| why.contains("not fenced")));
}

/// Every field of the worked example's files, set, and every entry taken away: either refused, or exactly that changed.
#[test]
fn every_place_of_real_files_can_be_changed_or_is_refused() {
    let mut n_changed = 0;
    let mut n_refused = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/networks");
    for network in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(network.unwrap().path().join("network.yaml")).unwrap_or_default();
        let (Some(root), _) = read("network.yaml", &text).unwrap() else { continue };
        let mut places = Vec::new();
        every_place(&root, &Place::top(), &mut places);
        for place in places.iter().step_by(97) {
            for edit_ in [set(place.clone(), "2031-05-06"), Edit::Remove(place.clone()), set(place.clone().field("left"), "2031-05-06")] {
                // A place that cannot be so changed by its nature is no failure.
                let mut meant = plain(&root);
                if meant
                    .change(
                        &match &edit_ {
                            Edit::Set(place, _) | Edit::Add(place, _) | Edit::Remove(place) => place.0.clone(),
                        },
                        &edit_,
                    )
                    .is_none()
                {
                    continue;
                }
                match edit("network.yaml", &text, std::slice::from_ref(&edit_)) {
                    Ok(new) => {
                        n_changed += 1;
                        assert!(changed_lines(&text, &new).iter().filter(|line| line.is_new).count() <= 2, "{edit_:?}");
                    }
                    Err(why) => n_refused.push(format!("{edit_:?}: {why}")),
                }
            }
        }
    }
    // Lists and groups with a line an entry are not replaced as a whole.
    n_refused.retain(|why| !why.starts_with("Set(") || !why.contains("by hand"));
    assert!(n_changed > 20 && n_refused.is_empty(), "{n_changed} changed; {n_refused:#?}");
}

fn every_place(node: &Node, place: &Place, places: &mut Vec<Place>) {
    for entry in node.entries() {
        let inner = place.clone().field(&entry.key);
        every_place(&entry.value, &inner, places);
        places.push(inner);
    }
    if let Value::List(items) = &node.value {
        for (n, item) in items.iter().enumerate() {
            let inner = place.clone().entry(n);
            every_place(item, &inner, places);
            places.push(inner);
        }
    }
}

#[test]
fn changed_lines_are_told_with_their_numbers() {
    let told = |before: &str, after: &str| -> Vec<String> {
        changed_lines(before, after).iter().map(|line| format!("{}{} {}", if line.is_new { '+' } else { '-' }, line.line, line.text)).collect()
    };
    assert_eq!(told("a\nb\nc\nd\n", "a\nB\nc\nx\nd\n"), ["-2 b", "+2 B", "+4 x"]);
    assert_eq!(told("a", "a\nb"), ["-1 a", "+1 a", "+2 b"]);
    assert!(told("a\n", "a\n").is_empty());
}
