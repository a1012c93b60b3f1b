//! YAML: values of every field, ids, dates, numbers, settings, things that lead to each other in a ring.

use std::collections::BTreeMap;

use jiff::civil::date;
use pcn_handbook::diagnostic::Severity;
use pcn_handbook::document;
use pcn_handbook::document::yaml::{Node, Value};
use pcn_handbook::pipeline;
use pcn_handbook::source::{Layer, Reading, Snapshot, Span};

use super::cases;
use crate::commands::Room;
use crate::example_site::{files_of, root};

/// The worked example with every value of its facts changed that is free text: each is changed, and those are put back of
/// which the handbook says that they are wrong so.
fn example_with_every_value(room: &Room, change: fn(usize, &str) -> String) {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in files_of(&root().join("content")) {
        match String::from_utf8(bytes) {
            Ok(text) if path.ends_with(".yaml") || (path.ends_with(".md") && path != "README.md") => drop(texts.insert(path, text)),
            Ok(text) => room.put(&format!("content/{path}"), &text),
            Err(bytes) => room.put_bytes(&format!("content/{path}"), &bytes.into_bytes()),
        }
    }
    let mut changed: BTreeMap<String, Vec<(Span, String)>> = BTreeMap::new();
    for (n, (path, text)) in texts.iter().enumerate() {
        let snapshot = Snapshot::of(&[(path, text)]);
        let (id, file) = snapshot.files().next().unwrap();
        let (document, _) = document::parse(id, file);
        let mut values = Vec::new();
        if let Some(facts) = &document.facts {
            scalars("", facts, &mut values);
        }
        values.retain(|(span, _)| !text[span.start as usize..].starts_with(['|', '>']));
        let changes = values.into_iter().enumerate().map(|(at, (span, value))| (span, serde_json::to_string(&change(n + at, &value)).unwrap()));
        changed.insert(path.clone(), changes.collect());
    }
    let mut last = String::new();
    for _ in 0..8 {
        let now: BTreeMap<&String, String> = texts.iter().map(|(path, text)| (path, with(text, &changed[path]))).collect();
        let mut reading = Reading::default();
        pipeline::add_national(&mut reading);
        for (path, text) in &now {
            reading.add_memory(path, Layer::Handbook, text.as_bytes());
        }
        for (path, bytes) in files_of(&room.path().join("content")).iter().filter(|(path, _)| path.starts_with("files/")) {
            reading.add_memory(path, Layer::Handbook, bytes);
        }
        let checked = pipeline::check_all(reading.finish("content".to_owned()), date(2026, 11, 22));
        let mut wrong: Vec<(String, u32)> = Vec::new();
        for finding in checked.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            let places = std::iter::once(finding.span).chain(finding.also.iter().map(|(span, _)| *span));
            wrong.extend(places.map(|span| (checked.snapshot.file(span.file).path.clone(), span.start)));
        }
        last = checked.findings.iter().find(|finding| finding.severity == Severity::Error).map_or(String::new(), |finding| finding.message.clone());
        if wrong.is_empty() {
            assert!(changed.values().map(Vec::len).sum::<usize>() > 400, "hardly a value could be changed");
            for (path, text) in now {
                room.put(&format!("content/{path}"), &text);
            }
            return;
        }
        let before: usize = changed.values().map(Vec::len).sum();
        for (path, text) in &texts {
            let places: Vec<usize> = wrong.iter().filter(|(of, _)| of == path).map(|(_, at)| *at as usize).collect();
            if !places.is_empty() {
                put_back(text, changed.get_mut(path).unwrap(), &places);
            }
        }
        assert!(changed.values().map(Vec::len).sum::<usize>() < before, "an error that no change made");
    }
    panic!("errors without end: {last}");
}

/// Fields whose value is text for readers; those of other fields lead somewhere, or choose among words.
const TEXTS: &[&str] = &[
    "title",
    "name",
    "summary",
    "note",
    "what",
    "why",
    "text",
    "about",
    "meaning",
    "expansion",
    "purpose",
    "hours",
    "book",
    "asked",
    "result",
    "reason",
    "section",
    "version",
    "vision",
    "days",
    "attribution",
    "evidence",
    "footer",
    "notice",
    "former_names",
    "also",
    "unit",
    "source",
    "term",
    "quorum",
    "meets",
    "reserved",
    "access",
    "system",
    "team",
    "specialty",
    "cqc",
    "dspt",
    "focus_area",
    "measure",
    "tags",
    "not_accessible",
    "action",
    "amount",
    "postcode",
    "phone",
    "email",
    "code",
    "by",
    "publisher",
    "neighbourhoods",
    "for",
];

/// The texts of a tree, each with its place.
fn scalars(field: &str, node: &Node, values: &mut Vec<(Span, String)>) {
    match &node.value {
        Value::Scalar { text, .. } if node.span.end > node.span.start && TEXTS.contains(&field) => values.push((node.span, text.clone())),
        Value::List(items) => items.iter().for_each(|item| scalars(field, item, values)),
        Value::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.key, &entry.value, values)),
        _ => {}
    }
}

fn with(text: &str, changes: &[(Span, String)]) -> String {
    let mut changed = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for (span, value) in changes {
        changed.push_str(&text[at..span.start as usize]);
        changed.push_str(value);
        at = span.end as usize;
    }
    changed.push_str(&text[at..]);
    changed
}

/// Puts back the values at places of the changed text; where a place is that of a group, all values of its line.
fn put_back(text: &str, changes: &mut Vec<(Span, String)>, wrong: &[usize]) {
    let now = with(text, changes);
    let (mut places, mut shift) = (Vec::new(), 0isize);
    for (span, value) in changes.iter() {
        let start = (span.start as isize + shift) as usize;
        places.push(start..start + value.len());
        shift += value.len() as isize - (span.end - span.start) as isize;
    }
    let mut keep = vec![true; places.len()];
    for &at in wrong {
        if let Some(exact) = places.iter().position(|place| place.contains(&at)) {
            keep[exact] = false;
            continue;
        }
        let line = now[..at].rfind('\n').map_or(0, |n| n + 1)..at + now[at..].find('\n').unwrap_or(now.len() - at);
        for (n, _) in places.iter().enumerate().filter(|(_, place)| line.contains(&place.start)) {
            keep[n] = false;
        }
    }
    // An error of the whole file: its first value is the one that matters most.
    if keep.iter().all(|kept| *kept) && !keep.is_empty() {
        keep[0] = false;
    }
    let mut kept = keep.into_iter();
    changes.retain(|_| kept.next().unwrap_or(true));
}

cases! {
    every_value_with_markup
    "every text of every field of the worked example ends with tags, quotation marks, `</script>`, a template, U+2028 and a backslash"
    |room| example_with_every_value(room, |_, value| format!("{value} \"'><svg onload=alert(1)></script><!--&lt;\u{2028}{{{{ 7*7 }}}}{{% if %}}]]>\\"))
    => [];

    every_value_as_a_formula_or_with_line_ends
    "every text begins with `=`, `+`, `-`, `@`, a tab or a broad sign, or holds line ends with lines of calendars, tables, feeds and `robots.txt`"
    |room| example_with_every_value(room, |n, value| match n % 13 {
        0 => format!("{value}\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nX:1"),
        1 => format!("{value}\n=1+1,\"2\n"),
        2 => format!("{value}\r<entry>"),
        3 => format!("{value}\nSitemap: https://evil.example/\n"),
        4 => format!("{value},;\n\\n\\"),
        5 => format!("{value}\u{85}\u{2029}a"),
        n => format!("{}cmd|' /C calc'!A0 {value}", ["=", "+", "-", "@", "\t=", " =", "＝"][n - 6]),
    })
    => ["unseen-character"];

    ids_that_programs_mistake
    "the ids `__proto__`, `constructor`, `index`, `.`, `..`, `CON`, `com1`, an empty one, letters of other scripts"
    |room| room.network("people:\n  __proto__: {name: A}\n  constructor: {name: B}\n  toString: {name: C}\n  index: {name: D}\n  '.': {name: E}\n  '..': {name: F}\n  con: {name: G}\n  com1: {name: H}\n  '': {name: I}\n  аmara: {name: J}\n  amara: {name: K}\n  'a/b': {name: L}\n")
    => [
        "networks/alpha/network.yaml:3:3 bad-id", "networks/alpha/network.yaml:5:3 bad-id", "networks/alpha/network.yaml:7:3 bad-id",
        "networks/alpha/network.yaml:8:3 bad-id", "networks/alpha/network.yaml:9:3 bad-id", "networks/alpha/network.yaml:10:3 bad-id",
        "networks/alpha/network.yaml:11:3 yaml-syntax", "networks/alpha/network.yaml:12:3 bad-id", "networks/alpha/network.yaml:14:3 bad-id",
        "networks/alpha/network.yaml:14:3 bad-id",
    ];

    people_called_like_parts_of_javascript
    "people and posts called `constructor`, `hasownproperty`, `valueof`, searched and linked"
    |room| {
        room.network("people:\n  constructor: {name: constructor}\n  valueof: {name: __proto__}\nposts:\n  clinical-director: {title: toString, holders: [{person: constructor}]}\n");
        room.put("content/roles/clinical-director.md", "---\ntitle: hasOwnProperty\n---\n");
        room.put("content/pages/constructor.md", "# constructor\n\n[[alpha/constructor]] and [[alpha/valueof]]\n");
        room.put("content/glossary.yaml", "- {term: __proto__, expansion: constructor}\n");
    }
    => [];

    dates_out_of_reach
    "dates such as 9999-12-31, 0000-00-00, -1, 2026-02-30, 1e9, a text of 100,000 digits"
    |room| room.network(&format!("opened: 9999-12-31\nclosed: 0000-00-00\nconfirmed: -1\npopulation: {{as_at: 2026-02-30}}\nlocal_variation: {{title: A, effective: {}}}\n", "9".repeat(100_000)))
    => [
        "networks/alpha/network.yaml:2:9 bad-date", "networks/alpha/network.yaml:3:9 bad-date", "networks/alpha/network.yaml:4:12 bad-date",
        "networks/alpha/network.yaml:5:21 bad-date", "networks/alpha/network.yaml:6:40 bad-date",
    ];

    dates_at_the_ends_of_reach
    "dates in 1900 and 2199, and reviews of 4,294,967,295 months"
    |room| {
        room.settings("review: {months: 4294967295, warn_days: 4294967295}\n");
        room.page("---\ntitle: Rooms\nreviewed: 1900-01-01\nreview_by: 2199-12-31\n---\nText.\n");
        room.network("opened: 1900-01-01\nclosed: 2199-12-31\n");
    }
    => [];

    numbers_beyond_all_bounds
    "numbers such as 1e400, NaN, infinity, -1, 0x10, 99999999999999999999, very small ones"
    |room| room.network("practices:\n  - {code: Y99101, name: A, list_size: 99999999999999999999}\n  - {code: Y99102, name: B, list_size: -1}\n  - {code: Y99103, name: C, list_size: 0x10}\nposts:\n  chair: {title: A, sessions: 1e400}\n  clerk: {title: B, sessions: .nan}\n  cook: {title: C, sessions: -.inf}\n")
    => [
        "networks/alpha/network.yaml:3:40 wrong-type", "networks/alpha/network.yaml:4:40 wrong-type", "networks/alpha/network.yaml:5:40 wrong-type",
        "networks/alpha/network.yaml:7:31 wrong-type", "networks/alpha/network.yaml:8:31 wrong-type", "networks/alpha/network.yaml:9:30 wrong-type",
        "networks/alpha/network.yaml:7:3 unknown-reference", "networks/alpha/network.yaml:8:3 unknown-reference", "networks/alpha/network.yaml:9:3 unknown-reference",
    ];

    a_colour_that_is_a_style_sheet
    "`look.accent` with a closing brace, `url(…)` and rules of its own"
    |room| room.settings("look: {accent: \"#fff;} body{background:url(//evil.example/)} a{\"}\n")
    => ["handbook.yaml:5:16 unusable-look"];

    a_drawing_with_a_script_as_the_logo
    "a logo and an icon with `<script>`, `onload`, `javascript:` in them"
    |room| {
        room.settings("look: {logo: files/logo.svg, favicon: files/icon.svg}\n");
        room.put("content/files/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
        room.put("content/files/icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'><a href=' java\nscript:alert(1)'/></svg>");
    }
    => ["handbook.yaml:5:14 script-in-a-file", "handbook.yaml:5:39 script-in-a-file"];

    addresses_of_the_handbook_that_run
    "`base_url` and `edit_url` with `javascript:`, `//host`, line ends and tags; websites and sources likewise"
    |room| {
        room.settings("base_url: \"https://a.example/\\r\\nATTACH:x\"\nedit_url: \"//evil.example/{path}\"\n");
        room.put("content/sources.yaml", "- {id: a, title: A, url: 'javascript:alert(1)'}\n");
        room.network("contact: {website: \"javascript:alert(1)//https://\", email: \"a@b.example?bcc=c@d.example\\\"onclick=x\", phone: \"<b>\"}\n");
        room.page("See [[a]].\n");
        room.put("content/guidance/b.md", "---\ntitle: B\nsources: [{id: a}]\nreviewed: 2026-01-01\n---\nB.\n");
    }
    => ["handbook.yaml:5:11 unusable-address", "handbook.yaml:6:11 unusable-address", "sources.yaml:1:26 unusable-address", "networks/alpha/network.yaml:2:20 unusable-address"];

    a_language_that_is_an_attribute
    "`language` with a quotation mark and an attribute behind it"
    |room| room.settings("language: 'en\" onload=\"alert(1)'\n")
    => ["handbook.yaml:5:11 malformed-language"];

    rings_of_things
    "posts that answer to each other or themselves, responsibilities and guidance that replace each other, deputies of deputies, organisations that are their own parents"
    |room| {
        room.put("content/roles/chair.md", "---\ntitle: Chair\naccountable_to: clerk\nworks_with: [chair]\n---\n");
        room.put("content/roles/clerk.md", "---\ntitle: Clerk\naccountable_to: chair\n---\n");
        room.network("posts:\n  chair: {accountable_to: clerk, deputy: clerk, vacant: {cover: clerk}}\n  clerk: {accountable_to: chair, deputy: chair, vacant: {cover: chair}}\n  self: {role: clerk, title: Self, accountable_to: self, deputy: self, vacant: {cover: self}}\nsuccessor: alpha\n");
        room.put("content/responsibilities/a.md", "---\ntitle: A\nrole: chair\nsupersedes: [b]\n---\n");
        room.put("content/responsibilities/b.md", "---\ntitle: B\nrole: chair\nsupersedes: [a, b]\n---\n");
        room.put("content/guidance/c.md", "---\ntitle: C\nstatus: superseded\nsuperseded_by: d\nabout: [a]\n---\nC.\n");
        room.put("content/guidance/d.md", "---\ntitle: D\nstatus: superseded\nsuperseded_by: c\n---\nD.\n");
        room.put("content/organisations.yaml", "- {id: one, name: One, kind: sub-icb, parent: two, predecessors: [two]}\n- {id: two, name: Two, kind: icb, parent: one, predecessors: [one]}\n- {id: three, name: Three, kind: icb, parent: three}\n");
    }
    => [];

    old_addresses_in_a_ring
    "`aliases` that name each other's pages, themselves, addresses outside, other schemes, names of Windows"
    |room| {
        room.put("content/pages/a.md", "---\ntitle: A\naliases: [/pages/b.html, /pages/a.html, /../../outside.html, 'javascript:alert(1)', //evil.example/x.html, /con.html, /old/<b>.html, /index.html]\n---\nA.\n");
        room.put("content/pages/b.md", "---\ntitle: B\naliases: [/old/<b>.html]\n---\nB.\n");
    }
    => ["pages/b.md:3:11 address-collision"];

    a_handbook_that_extends_itself
    "`extends` to the handbook itself, and to a file"
    |room| room.settings("extends: .\n")
    => [];

    staff_words_in_a_public_edition
    "a page for staff alone that a public one links, its title made of tags"
    |room| {
        room.put("content/pages/secret.md", "---\ntitle: 7c1f-words-of-elsewhere <b>\nvisible_to: staff\n---\nSecret.\n");
        room.page("See [it](secret.md).\n");
    }
    => [];
}
