//! Broken input of every kind: each fault is told at its place, hides nothing else, and takes no time.

use std::time::{Duration, Instant};

use jiff::civil::date;
use pcn_handbook::diagnostic::{self, Format, Severity};
use pcn_handbook::pipeline::{self, Checked};
use pcn_handbook::source::{Layer, Reading};

const HANDBOOK: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
const NETWORK: &str = "networks/alpha/network.yaml";
const PAGE: &str = "pages/rooms.md";

fn check(files: &[(&str, &str)]) -> Checked {
    let mut all = files.to_vec();
    if !files.iter().any(|(path, _)| *path == "handbook.yaml") {
        all.push(("handbook.yaml", HANDBOOK));
    }
    pipeline::check_files(&all, date(2026, 11, 22), false)
}

/// The errors, as `--format short` prints them. Gaps in a network's arrangements are no faults of reading.
fn errors_of(checked: &Checked) -> String {
    let errors: Vec<_> = checked.findings.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    if let Some(error) = errors.iter().find(|error| error.hints.is_empty()) {
        panic!("no next step after `{}`", error.message);
    }
    // Every drawing must cope with every place.
    for format in [Format::Human, Format::Json, Format::Github] {
        let _ = diagnostic::draw(&errors[..errors.len().min(50)], &checked.snapshot, format, false);
    }
    diagnostic::draw(&errors, &checked.snapshot, Format::Short, false)
}

fn errors(path: &str, text: &str) -> String {
    errors_of(&check(&[(path, text)]))
}

/// The errors of a network's file, one in a row of `line:column: rule: message`.
fn of_network(text: &str) -> Vec<String> {
    let errors = errors(NETWORK, text);
    errors.lines().map(|line| line.trim_start_matches(NETWORK).trim_start_matches(':').replace(" error[", " ").replacen("]:", ":", 1)).collect()
}

#[test]
fn a_misspelt_field_is_told_with_the_one_that_is_meant() {
    let checked = check(&[(NETWORK, "name: Alpha PCN\noppened: 2019-07-01\n")]);
    assert_eq!(errors_of(&checked), "networks/alpha/network.yaml:2:1: error[unknown-field]: a network has no field `oppened`\n");
    let finding = checked.findings.iter().find(|finding| finding.rule == "unknown-field").unwrap();
    assert_eq!(finding.hints, ["did you mean `opened`?"]);
}

#[test]
fn a_finding_shows_its_line() {
    let checked = check(&[(NETWORK, "name: Alpha PCN\npeople:\n  amara: {name: Amara}\nposts:\n  office: {deputy: amarra}\n")]);
    let finding: Vec<_> = checked.findings.iter().filter(|finding| finding.message.contains("amarra")).cloned().collect();
    let drawn = diagnostic::draw(&finding, &checked.snapshot, Format::Human, false);
    for part in
        ["error[unknown-reference]: no post called `amarra` in Alpha PCN", "content/networks/alpha/network.yaml:5:20", "office: {deputy: amarra}", "^^^^^^"]
    {
        assert!(drawn.contains(part), "{drawn}");
    }
}

#[test]
fn faults_of_all_kinds_in_one_file_come_out_in_one_run() {
    let text = "name: Alpha PCN
code: 99980
status: opned
opened: 2019-13-01
contact:
\temail: hello@alpha.example
practices:
  - {code: Y99101, name: \"Quay Surgery}
  - {name: Hill Surgery}
  - {code: Y99103, name: Mill Surgery, list_size: many}
people:
  amara: {name: Amara Vale}
  amara: {name: Amara Brook}
posts:
  pcn-manager:
    holders: [{person: amarra, from: 2025-04-01]
  amara: {role: pcn-manager}
";
    assert_eq!(
        errors_of(&check(&[(NETWORK, text), ("roles/pcn-manager.md", "---\ntitle: Manager\n---\n")])),
        "\
networks/alpha/network.yaml:2:7: error[malformed-network-code]: `99980` is not the code of a network
networks/alpha/network.yaml:3:9: error[wrong-type]: `opned` is not a status of a network
networks/alpha/network.yaml:4:9: error[bad-date]: `2019-13-01` is not a date: there is no month 13
networks/alpha/network.yaml:6:1: error[yaml-syntax]: a tab indents this line; only spaces can
networks/alpha/network.yaml:8:26: error[yaml-syntax]: a quotation mark is opened here and never closed
networks/alpha/network.yaml:9:6: error[missing-field]: a practice needs `code`
networks/alpha/network.yaml:10:51: error[wrong-type]: a whole number is expected here, and this is `many`
networks/alpha/network.yaml:13:3: error[duplicate-key]: `amara` stands here a second time
networks/alpha/network.yaml:16:15: error[yaml-syntax]: `{` is closed by `]` here
networks/alpha/network.yaml:17:3: error[duplicate-id]: a post is called `amara`, and so is a person of this network
"
    );
}

#[test]
fn one_broken_file_hides_nothing_about_the_others() {
    let found = errors_of(&check(&[
        (NETWORK, "name: \"Alpha PCN\npractices: [{code: Y99101}]\n"),
        ("networks/beta/network.yaml", "name: Beta PCN\nicb: vale\nposts: {chair: {deputy: nobody}}\n"),
        ("organisations.yaml", "- {id: vale-icb, name: NHS Vale ICB, kind: icb}\n- {id: trust, name: Trust, kind: \"acute}\n"),
        (PAGE, "[[beta/chair]] and [[beta/cheir]], [[trust]] and [[trost]]\n"),
    ]));
    assert_eq!(
        found,
        "\
networks/alpha/network.yaml:1:7: error[yaml-syntax]: a quotation mark is opened here and never closed
networks/alpha/network.yaml:2:14: error[missing-field]: a practice needs `name`
networks/beta/network.yaml:2:6: error[unknown-reference]: no organisation called `vale`
networks/beta/network.yaml:3:9: error[unknown-reference]: no role called `chair`
networks/beta/network.yaml:3:25: error[unknown-reference]: no post called `nobody` in Beta PCN
organisations.yaml:2:34: error[yaml-syntax]: a quotation mark is opened here and never closed
pages/rooms.md:1:20: error[unknown-reference]: nothing is called `beta/cheir`
pages/rooms.md:1:50: error[unknown-reference]: nothing is called `trost`
"
    );
}

#[test]
fn a_slip_is_not_followed_by_reports_of_what_it_hides() {
    let found = errors_of(&check(&[
        (
            NETWORK,
            "name: Alpha PCN\npeople:\n  amara {name: Amara Vale}\n  bo: {name: Bo Wendle}\npractices:\n  - {code: Y99101, name: Quay Surgery, representative: amara, deputy: bo}\n",
        ),
        ("networks/alpha/rooms.md", "Ask [[amara]], [[bo]] or [[cy]].\n"),
        (PAGE, "Ask [[alpha/amara]].\n"),
    ]));
    assert_eq!(
        found,
        "\
networks/alpha/network.yaml:3:3: error[yaml-syntax]: a `name: value` was expected here
networks/alpha/rooms.md:1:26: error[unknown-reference]: nothing is called `cy` in Alpha PCN or the handbook
"
    );
}

#[test]
fn an_open_quotation_mark_is_told_where_it_opens() {
    let rest = "  - {code: Y99102, nme: Hill}\nstatus: opn\n";
    let known = [
        "5:6: missing-field: a practice needs `name`",
        "5:20: unknown-field: a practice has no field `nme`",
        "6:9: wrong-type: `opn` is not a status of a network",
    ];
    for (broken, place) in [
        ("name: \"Alpha PCN\npractices:\n  - code: Y99101\n    name: Quay Surgery\n", "1:7"),
        ("name: Alpha PCN\npractices:\n  - code: Y99101\n    name: \"Quay Surgery\n", "4:11"),
        ("name: Alpha PCN\npractices:\n  - code: 'Y99101\n    name: Quay Surgery\n", "3:11"),
    ] {
        let mut expected = vec![format!("{place}: yaml-syntax: a quotation mark is opened here and never closed")];
        expected.extend(known.map(str::to_owned));
        assert_eq!(of_network(&format!("{broken}{rest}")), expected);
    }
    // The next quotation mark of the file seems to close it.
    assert_eq!(
        of_network("name: \"Alpha PCN\ncontact: {phone: \"01632 960000\"}\nstatus: opn\n"),
        ["1:7: yaml-syntax: a quotation mark is opened here and not closed before the next one", "3:9: wrong-type: `opn` is not a status of a network"]
    );
    assert_eq!(
        of_network("name: 'Alpha's PCN'\nstatus: opn\n"),
        ["1:14: yaml-syntax: text goes on after the closing quotation mark", "2:9: wrong-type: `opn` is not a status of a network"]
    );
}

#[test]
fn an_open_bracket_is_told_where_it_opens() {
    let status = "9: wrong-type: `opn` is not a status of a network";
    for (text, found) in [
        ("name: A\nformer_names: [One, Two\nstatus: opn\n", vec!["2:15: yaml-syntax: a `[` is opened here and never closed", "3:"]),
        ("name: A\npractices:\n  - {code: Y99101, name: Quay\nstatus: opn\n", vec!["3:5: yaml-syntax: a `{` is opened here and never closed", "4:"]),
        (
            "name: A\npractices:\n  - {code: Y99101, name: Quay\n  - {code: Y99102, nme: Hill}\nstatus: opn\n",
            vec![
                "3:5: yaml-syntax: a `{` is opened here and never closed",
                "4:6: missing-field: a practice needs `name`",
                "4:20: unknown-field: a practice has no field `nme`",
                "5:",
            ],
        ),
        (
            "name: A\npractices: [\n  {code: Y99101, name: Quay},\n  {code: Y99102, nme: Hill},\nstatus: opn\n",
            vec![
                "2:12: yaml-syntax: a `[` is opened here and never closed",
                "4:4: missing-field: a practice needs `name`",
                "4:18: unknown-field: a practice has no field `nme`",
                "5:",
            ],
        ),
        ("name: A\nformer_names: [One, Two}\nstatus: opn\n", vec!["2:15: yaml-syntax: `[` is closed by `}` here", "3:"]),
        ("name: A\nformer_names: [One, Two]]\nstatus: opn\n", vec!["2:25: yaml-syntax: a bracket is closed here that was never opened", "3:"]),
        ("name: A\nformer_names: [One] Two\nstatus: opn\n", vec!["2:21: yaml-syntax: text goes on after the closing bracket", "3:"]),
    ] {
        let mut expected: Vec<String> = found.iter().map(|line| (*line).to_owned()).collect();
        expected.last_mut().unwrap().push_str(status);
        assert_eq!(of_network(text), expected, "{text}");
    }
}

#[test]
fn a_tab_is_told_where_it_stands() {
    let status = |line: usize| format!("{line}:9: wrong-type: `opn` is not a status of a network");
    let tab = "yaml-syntax: a tab indents this line; only spaces can";
    assert_eq!(of_network("name: A\ncontact:\n\temail: a\nstatus: opn\n"), [format!("3:1: {tab}"), status(4)]);
    assert_eq!(of_network("name: A\npractices:\n\t- {code: Y99101}\nstatus: opn\n"), [format!("3:1: {tab}"), status(4)]);
    assert_eq!(of_network("name: A\ncontact:\n  email: a\n\tphone: b\n  nme: c\nstatus: opn\n").len(), 3);
    assert_eq!(
        of_network("name: A\ncontact:\n  email: a\n \tphone: b\nstatus: opn\n"),
        ["4:2: yaml-syntax: a tab stands here where only spaces can".to_owned(), status(5)]
    );
    assert_eq!(of_network("name:\tA\t\n\nstatus: opn\t\n"), [status(3)]);
}

#[test]
fn a_missing_colon_costs_its_line_alone() {
    let expected = "yaml-syntax: a `name: value` was expected here";
    let status = |line: usize| format!("{line}:9: wrong-type: `opn` is not a status of a network");
    assert_eq!(of_network("name: A\ncode U99980\nstatus: opn\n"), [format!("2:1: {expected}"), status(3)]);
    assert_eq!(of_network("name A\nstatus: opn\n"), [format!("1:1: {expected}"), status(2)]);
    assert_eq!(of_network("name:A\nstatus: opn\n"), [format!("1:1: {expected}"), status(2)]);
    assert_eq!(
        of_network("name: A\ncontact:\n  email a\n  phne: b\nstatus: opn\n"),
        [format!("3:3: {expected}"), "4:3: unknown-field: a contact has no field `phne`".to_owned(), status(5)]
    );
    assert_eq!(
        of_network("name: A\npractices:\n  - code Y99101\n    name: Q\n  - code: Y99102\n    nme: H\nstatus: opn\n"),
        [
            format!("3:5: {expected}"),
            "5:5: missing-field: a practice needs `name`".to_owned(),
            "6:5: unknown-field: a practice has no field `nme`".to_owned(),
            status(7)
        ]
    );
    assert_eq!(
        of_network("name: A\npeople:\n  bo: {name: B}\n  amara\n    name: A\n  cy: {nme: C}\nstatus: opn\n"),
        [
            format!("4:3: {expected}"),
            "6:8: missing-field: a person needs `name`".to_owned(),
            "6:8: unknown-field: a person has no field `nme`".to_owned(),
            status(7)
        ]
    );
}

#[test]
fn indentation_that_does_not_fit_is_told_at_its_line() {
    let status = |line: usize| format!("{line}:9: wrong-type: `opn` is not a status of a network");
    let further = "yaml-syntax: this line is indented further than the line above it";
    let unfit = "yaml-syntax: this line does not fit the lines around it";
    assert_eq!(
        of_network("name: A\n  code: 99980\nstatus: opn\n"),
        [format!("2:3: {further}"), "2:9: malformed-network-code: `99980` is not the code of a network".to_owned(), status(3)]
    );
    assert_eq!(
        of_network("name: A\npractices:\n  - code: Y99101\n     name: Q\n  - {code: Y99102, nme: H}\nstatus: opn\n"),
        [
            format!("4:6: {further}"),
            "5:6: missing-field: a practice needs `name`".to_owned(),
            "5:20: unknown-field: a practice has no field `nme`".to_owned(),
            status(6)
        ]
    );
    assert_eq!(of_network("name: A\ncontact:\n    email: a\n  phone: b\nstatus: opn\n"), [format!("4:3: {unfit}"), status(5)]);
    assert_eq!(of_network("name: A\nformer_names:\n  - b\n  c: d\nstatus: opn\n"), [format!("4:3: {unfit}"), status(5)]);
    assert_eq!(of_network("name: A\n- c\nstatus: opn\n"), [format!("2:1: {unfit}"), status(3)]);
    // Dashes may stand in the column of their field.
    assert_eq!(
        of_network("name: A\npractices:\n- code: Y99101\n  name: \"Q\n- code: Y99102\n  nme: x\nstatus: opn\n"),
        [
            "4:9: yaml-syntax: a quotation mark is opened here and never closed".to_owned(),
            "5:3: missing-field: a practice needs `name`".to_owned(),
            "6:3: unknown-field: a practice has no field `nme`".to_owned(),
            status(7)
        ]
    );
}

#[test]
fn what_needs_quotation_marks_is_told_so() {
    let status = "3:9: wrong-type: `opn` is not a status of a network";
    for (value, found) in [
        ("One: the first", "2:7: yaml-syntax: a text with a colon in it stands here without quotation marks"),
        ("@one", "2:7: yaml-syntax: a text cannot begin with `@`"),
        ("%one", "2:7: yaml-syntax: a text cannot begin with `%`"),
        ("`one`", "2:7: yaml-syntax: a text cannot begin with ```"),
        (">30000 patients", "2:7: yaml-syntax: a text cannot begin with `>`"),
        ("*one", "2:7: yaml-syntax: nothing above is marked `&one`, so `*one` stands for nothing"),
        ("- One", "2:7: yaml-syntax: a list begins here in the middle of a line"),
        ("\"C:\\papers\"", "2:7: yaml-syntax: a backslash within double quotes means something special, and this is nothing it knows"),
    ] {
        assert_eq!(of_network(&format!("code: U99980\nname: {value}\nstatus: opn\n")), [found, status], "{value}");
    }
    assert_eq!(
        of_network("name: A\npractices: [{code: Y99101, name: Quay: the one}]\nstatus: opn\n"),
        ["2:38: yaml-syntax: a second colon stands in this text without quotation marks", status]
    );
}

#[test]
fn characters_that_nobody_sees_are_told() {
    let status = |line: usize| format!("{line}:9: wrong-type: `opn` is not a status of a network");
    let unseen = "yaml-syntax: a character that cannot be seen stands here";
    assert_eq!(of_network("name: Al\0pha\nstatus: opn\n"), [format!("1:9: {unseen} (U+0000)"), status(2)]);
    assert_eq!(of_network("name: Al\u{1}pha\nstatus: opn\n"), [format!("1:9: {unseen} (U+0001)"), status(2)]);
    assert_eq!(of_network("name: \"Al\u{7}pha\"\nstatus: opn\n"), [format!("1:10: {unseen} (U+0007)"), status(2)]);
    assert_eq!(of_network("name: A\n\u{feff}code: x\nstatus: opn\n"), [format!("2:1: {unseen} (U+FEFF)"), status(3)]);
    assert_eq!(
        of_network("name: A\n\u{a0}\u{a0}code: U99980\nstatus: opn\n"),
        ["2:1: yaml-syntax: spaces that are no plain spaces stand before or after this name".to_owned(), status(3)]
    );
}

#[test]
fn keys_that_are_no_words_are_told() {
    assert_eq!(
        of_network("name: A\n12: x\n? [a, b]\n: c\n? {a: b}\n: d\n: e\nstatus: opn\n"),
        [
            "2:1: unknown-field: a network has no field `12`",
            "3:3: wrong-type: a field's name must be a word, not a list or a group of fields",
            "5:3: wrong-type: a field's name must be a word, not a list or a group of fields",
            "7:1: yaml-syntax: a field without a name stands here",
            "8:9: wrong-type: `opn` is not a status of a network",
        ]
    );
}

#[test]
fn line_endings_and_marks_change_no_place() {
    let text = "name: A\nstatus: opn\npractices:\n  - {code: Y99101, nme: Q}\n";
    let expected = [
        "2:9: wrong-type: `opn` is not a status of a network",
        "4:5: missing-field: a practice needs `name`",
        "4:20: unknown-field: a practice has no field `nme`",
    ];
    let plain = of_network(text);
    assert_eq!(plain[0], expected[0]);
    assert_eq!(of_network(&text.replace('\n', "\r\n")), plain);
    assert_eq!(of_network(&format!("\u{feff}{text}")), plain);
    assert_eq!(of_network("\u{feff}nme: A\n"), ["1:1: missing-field: a network needs `name`", "1:1: unknown-field: a network has no field `nme`"]);
}

#[test]
fn columns_count_characters() {
    assert_eq!(of_network("name: Älphä\npractices:\n  - {name: Grün und Süß, nme: x, code: Y99101}\n"), ["3:26: unknown-field: a practice has no field `nme`"]);
    assert_eq!(of_network("name: \"🏥 👩‍⚕️\" x\n"), ["1:16: yaml-syntax: text goes on after the closing quotation mark"]);
}

#[test]
fn a_file_without_facts_lacks_what_is_mandatory() {
    for text in ["", "\n\n", "# nothing yet\n", "   "] {
        assert_eq!(of_network(text), ["1:1: missing-field: a network needs `name`"], "{text:?}");
    }
    assert_eq!(of_network("hello\n"), ["1:1: wrong-type: a group of fields is expected here, and this is `hello`"]);
    assert_eq!(of_network("- a\n- b\n"), ["1:1: wrong-type: a group of fields is expected here, and this is a list"]);
}

#[test]
fn a_second_document_is_told_and_not_read() {
    assert_eq!(
        of_network("name: A\nstatus: opn\n---\nname: B\n"),
        ["2:9: wrong-type: `opn` is not a status of a network", "3:1: yaml-syntax: a second document begins here; only the first is read"]
    );
}

#[test]
fn after_many_faults_the_rest_is_given_up_aloud() {
    let found = of_network(&format!("name: A\nformer_names:\n{}", "  - @one\n".repeat(40)));
    assert_eq!(found.len(), 26);
    assert_eq!(found[25], "28:1: yaml-syntax: 25 places above cannot be read, so the rest of this file is not tried");
}

#[test]
fn facts_of_a_page_are_read_however_they_are_fenced() {
    let page = |text: &str| errors(PAGE, text).lines().map(|line| line.trim_start_matches("pages/rooms.md:").to_owned()).collect::<Vec<_>>();
    let body = "\ntext [[nowhere]]\n";
    let nowhere = |line: usize| format!("{line}:6: error[unknown-reference]: nothing is called `nowhere`");
    let foo = |line: usize| format!("{line}:1: error[unknown-field]: a page has no field `foo`");
    let unclosed = "1:1: error[yaml-syntax]: the facts at the top of this page are opened by `---` and never closed".to_owned();
    let odd = "error[yaml-syntax]: the facts at the top of a page stand between two lines `---`, and the first of them is the page's first line";
    assert_eq!(page(&format!("---\nfoo: 1\n---{body}")), [foo(2), nowhere(4)]);
    assert_eq!(page(&format!("---\r\nfoo: 1\r\n---\r\n{body}")), [foo(2), nowhere(5)]);
    assert_eq!(page(&format!("\u{feff}---\nfoo: 1\n---{body}")), [foo(2), nowhere(4)]);
    assert_eq!(page("---\nfoo: 1\n---"), [foo(2)]);
    assert_eq!(page(&format!("---\n---{body}")), [nowhere(3)]);
    assert_eq!(page(&format!("# Rooms\n{body}")), [nowhere(3)]);
    assert_eq!(page(""), Vec::<String>::new());
    assert_eq!(page(&format!("---\nfoo: 1\n{body}")), [unclosed.clone(), foo(2), nowhere(4)]);
    assert_eq!(page("---\nfoo: 1\n# Rooms\ntext [[nowhere]]\n"), [unclosed.clone(), foo(2), nowhere(4)]);
    assert_eq!(page(&format!("---\nfoo: 1\n...{body}")), [unclosed, foo(2), nowhere(4)]);
    assert_eq!(page(&format!("\n---\nfoo: 1\n---{body}")), [format!("2:1: {odd}"), foo(3), nowhere(5)]);
    assert_eq!(page(&format!("-----\nfoo: 1\n-----{body}")), [format!("1:1: {odd}"), foo(2), nowhere(4)]);
    assert_eq!(page(&format!("—\nfoo: 1\n—{body}")), [format!("1:1: {odd}"), foo(2), nowhere(4)]);
    // A rule across the page is none of these.
    assert_eq!(page("-----\ntext [[nowhere]]\n"), [nowhere(2)]);
}

#[test]
fn facts_that_keep_a_page_from_the_public_hold_however_they_are_fenced() {
    for text in ["---\nvisible_to: staff\n\nSecret.\n", "\n---\nvisible_to: staff\n---\nSecret.\n", "----\nvisible_to: staff\n----\nSecret.\n"] {
        let checked = check(&[(PAGE, text)]);
        assert!(checked.handbook.pages[0].facts.visible_to.is_some(), "{text}");
    }
}

#[test]
fn other_encodings_are_told_and_read_all_the_same() {
    let mut reading = Reading::default();
    reading.add_memory("handbook.yaml", Layer::Handbook, HANDBOOK.as_bytes());
    reading.add_memory(NETWORK, Layer::Handbook, b"name: Alpha\npeople:\n  zoe: {name: Zo\xeb Vale, profesion: gp}\n");
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain("---\ntittle: Arrs\n---\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    reading.add_memory(PAGE, Layer::Handbook, &utf_16);
    let checked = pipeline::check_all(reading.finish("content".to_owned()), date(2026, 11, 22));
    assert_eq!(
        errors_of(&checked),
        "\
networks/alpha/network.yaml:3:17: error[not-utf-8]: this file is not in UTF-8: here is a byte that belongs to no UTF-8 character
networks/alpha/network.yaml:3:25: error[unknown-field]: a person has no field `profesion`
pages/rooms.md:1:1: error[not-utf-8]: this file is in UTF-16, not in UTF-8
pages/rooms.md:2:1: error[unknown-field]: a page has no field `tittle`
"
    );
    assert_eq!(checked.handbook.networks[0].facts.people[0].1.name.value, "Zoë Vale");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_on_the_disk_is_told_and_the_rest_is_read() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("content/handbook.yaml", HANDBOOK);
    write("content/networks/alpha/network.yaml", "name: Alpha\nstatus: opn\n");
    write("private/secret.md", "# Secret\n");
    symlink("../../../private/secret.md", content.join("networks/alpha/strategy.md")).unwrap();
    symlink("../private", content.join("guidance")).unwrap();
    symlink("nowhere.md", content.join("networks/alpha/rooms.md")).unwrap();
    symlink("networks", content.join("pages")).unwrap();
    symlink("network.yaml", content.join("networks/alpha/loop.md")).unwrap();
    std::fs::create_dir_all(content.join("roles")).unwrap();
    std::fs::write(content.join("roles").join(std::ffi::OsStr::from_bytes(b"r\xe9gie.md")), "x").unwrap();
    std::fs::create_dir_all(content.join(["deep"; 20].join("/"))).unwrap();
    write("content/organisations.yaml", "[]\n");
    std::fs::set_permissions(content.join("organisations.yaml"), std::fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything sees no such fault.
    let all_may = std::fs::File::open(content.join("organisations.yaml")).is_ok();

    let mut reading = Reading::default();
    reading.add_folder(&content, Layer::Handbook).unwrap();
    let checked = pipeline::check_all(reading.finish("content".to_owned()), date(2026, 11, 22));
    let deep = ["deep"; 17].join("/");
    let mut expected = vec![
        format!("{deep}:1:1: error[too-deep]: folders are nested more than 16 deep; nothing below this one is read"),
        "guidance:1:1: error[unreadable-file]: this is a link that leads out of the content folder, so it is not read".to_owned(),
        "networks/alpha/network.yaml:2:9: error[wrong-type]: `opn` is not a status of a network".to_owned(),
        "networks/alpha/rooms.md:1:1: error[unreadable-file]: this is a link that leads nowhere".to_owned(),
        "networks/alpha/strategy.md:1:1: error[unreadable-file]: this is a link that leads out of the content folder, so it is not read".to_owned(),
        "organisations.yaml:1:1: error[unreadable-file]: no permission to read this file".to_owned(),
        "pages:1:1: error[unreadable-file]: this is a link to a folder, so what lies below it is not read".to_owned(),
        "roles/r\u{fffd}gie.md:1:1: error[unreadable-file]: this file's name is not valid Unicode".to_owned(),
    ];
    expected.retain(|line| !(all_may && line.starts_with("organisations.yaml")));
    assert_eq!(errors_of(&checked).lines().collect::<Vec<_>>(), expected);
    assert!(!diagnostic::draw(&checked.findings, &checked.snapshot, Format::Human, false).contains("Secret"));
}

/// Each text takes the time of its length. A fault of the square would take minutes; the bound leaves room for a busy machine.
fn quickly(path: &str, text: &str) -> String {
    const MOST: Duration = Duration::from_secs(8);
    let begun = Instant::now();
    let found = errors(path, text);
    let begins: String = text.chars().take(30).collect();
    assert!(begun.elapsed() < MOST, "{begins:?} of {} bytes took {:?}", text.len(), begun.elapsed());
    found
}

#[test]
fn absurd_nesting_of_facts_takes_no_time() {
    for nest in ["[", "{a: ", "[{a: ", "- ", "? ", "{", "[["] {
        let found = quickly(NETWORK, &format!("name: A\nformer_names:\n  {}\nstatus: opn\n", nest.repeat(100_000)));
        assert!(found.contains("error[too-deep]: lists and groups are nested more than 32 deep here"), "{nest}: {found}");
        assert!(found.contains("status of a network"), "{nest} hides what follows");
    }
    let mut steps = String::from("name: A\n");
    for depth in 0..1500 {
        steps.push_str(&format!("{}a:\n", " ".repeat(depth)));
    }
    assert!(quickly(NETWORK, &steps).contains("error[too-deep]"));
}

#[test]
fn marks_that_stand_for_millions_of_values_take_no_memory() {
    let mut lists = String::from("name: A\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    let mut groups = String::from("name: A\npeople:\n  a0: &a0 {name: x}\n");
    for n in 1..30 {
        let refer = format!("*a{}", n - 1);
        lists.push_str(&format!("a{n}: &a{n} [{}]\n", [refer.as_str(); 10].join(", ")));
        groups.push_str(&format!("  a{n}: &a{n} {{{}}}\n", (0..10).map(|key| format!("k{key}: {refer}")).collect::<Vec<_>>().join(", ")));
    }
    let again = format!("name: A\nformer_names: &a [{}]\n{}", "x, ".repeat(100_000), (0..500).map(|n| format!("k{n}: *a\n")).collect::<String>());
    let nested = format!("name: A\nformer_names: {}[{}]{}\n", (0..30).map(|n| format!("&a{n} [")).collect::<String>(), "x, ".repeat(100_000), "]".repeat(30));
    let one = format!("name: A\nformer_names: &a [x]\npractices:\n{}", "  - *a\n".repeat(150_000));
    for text in [lists, groups, again, nested, one] {
        assert!(quickly(NETWORK, &text).contains("error[too-large]: this file holds more than 250000 values"));
    }
    let unknown = quickly(NETWORK, &"a: *a\n".repeat(180_000));
    assert!(unknown.contains("networks/alpha/network.yaml:1:4: error[yaml-syntax]: nothing above is marked `&a`"));
    let many: String = (0..30_000).map(|n| format!("  - &a{n} x\n")).chain((0..30_000).map(|n| format!("  - *a{n}\n"))).collect();
    assert_eq!(quickly(NETWORK, &format!("name: A\nformer_names:\n{many}")), "");
}

#[test]
fn long_files_of_facts_take_the_time_of_their_length() {
    let keys: String = (0..20_000).map(|n| format!("k{n}: 1\n")).collect();
    let people: String = (0..1_000).map(|n| format!("  person-{n}: {{name: x}}\n")).collect();
    let holders: String = (0..1_000).map(|n| format!("    - {{person: persn-{n}}}\n")).collect();
    for text in [
        format!("name: {}\n", "x".repeat(3_000_000)),
        format!("{}: 1\n", "x".repeat(3_000_000)),
        format!("name: \"{}\n", "x ".repeat(1_000_000)),
        format!("name: A\nformer_names: [{}]\n", "x, ".repeat(500_000)),
        format!("name: A\nformer_names:\n{}", "  - \"x\n".repeat(100_000)),
        format!("name: A\n{}", "name: x\n".repeat(50_000)),
        format!("name: A\n{keys}"),
        format!("name: A\npeople:\n{people}posts:\n  chair:\n    holders:\n{holders}"),
        "# x\n".repeat(900_000),
        " ".repeat(4_000_000),
        "\n".repeat(4_000_000),
        "\t".repeat(4_000_000),
        ":".repeat(1_000_000),
        ": ".repeat(1_000_000),
        "\"".repeat(1_000_000),
        "'".repeat(1_000_001),
        format!("[{}", ",".repeat(1_000_000)),
        "!".repeat(1_000_000),
        "&a ".repeat(1_000_000),
        "|\n".repeat(500_000),
        "?\n".repeat(500_000),
        "-\n".repeat(500_000),
        "---\n".repeat(500_000),
    ] {
        quickly(NETWORK, &text);
    }
    assert_eq!(
        errors(NETWORK, &"x".repeat(5_000_000)),
        "networks/alpha/network.yaml:1:1: error[too-large]: this file has more than 4 MiB, so it is not read\n"
    );
}

#[test]
fn absurd_prose_takes_no_time() {
    for mark in ["> ", ">", "- ", "1. ", "> 1. ", "* - "] {
        let found = quickly(PAGE, &format!("{}x\n", mark.repeat(10_000)));
        assert_eq!(found, "pages/rooms.md:1:1: error[too-deep]: quotes and lists are nested more than 60 deep here, so this page is not shown\n");
    }
    for brackets in ["[".repeat(10_000), "[[rooms]]".repeat(10_000), "[a](".repeat(10_000), "![".repeat(10_000)] {
        let found = quickly(PAGE, &brackets);
        assert_eq!(found, "pages/rooms.md:1:1: error[too-deep]: more than 2000 brackets `[` stand in this line, so this page is not shown\n");
    }
    let ticks: String = (0..1_000).map(|n| format!("{} ", "`".repeat(n))).collect();
    let notes: String = (0..10_000).map(|n| format!("[^{n}]\n\n[^{n}]: x\n\n")).collect();
    for text in [
        "[\n".repeat(50_000),
        format!("{}\n", "[".repeat(1900)).repeat(200),
        format!("{}\n", "![".repeat(1900)).repeat(100),
        "[a](\n".repeat(50_000),
        "[[rooms]]\n".repeat(30_000),
        "[[rooms]]\n\n".repeat(30_000),
        "**_a ".repeat(100_000),
        "<".repeat(300_000),
        "<a ".repeat(200_000),
        "<!--".repeat(100_000),
        "&".repeat(500_000),
        "# a\n".repeat(30_000),
        ":::staff\nx\n:::\n".repeat(20_000),
        ":::staff\n".repeat(20_000),
        ":::contact [[rooms]]\n".repeat(20_000),
        ":::contact [[rooms]]\n\n".repeat(20_000),
        format!(":::contact {}\n", "[[rooms]] ".repeat(1_900)).repeat(20),
        "a\n:::contact\n".repeat(20_000),
        ":::rooms\n".repeat(20_000),
        "Table: a\n\n".repeat(20_000),
        "**a**\n\n".repeat(20_000),
        "![](a.png \"b\")\n\n".repeat(20_000),
        "a\n: b\n".repeat(20_000),
        "[a][b]\n".repeat(20_000),
        "x".repeat(3_000_000),
        format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "|a\n".repeat(5_000)),
        ticks,
        notes,
    ] {
        quickly(PAGE, &text);
    }
}

#[test]
fn a_misspelt_block_is_told_with_the_one_that_is_meant() {
    let hints = |text: &str| {
        let checked = check(&[(PAGE, text)]);
        checked.findings.iter().filter(|finding| finding.severity == Severity::Error).flat_map(|finding| finding.hints.clone()).collect::<Vec<_>>()
    };
    let known = "there are `:::staff`, `:::contact`, `:::responsibilities`";
    assert_eq!(hints(":::contacts [[rooms]]\n"), ["did you mean `contact`?", known]);
    assert_eq!(hints(":::zebra\n"), [known]);
    // Whoever closes what needs no closing is told so.
    assert_eq!(hints(":::contact [[network:alpha]]\n:::\n").last().unwrap(), "take the line away: only `:::staff` is closed; other blocks are one line");
    assert_eq!(hints(":::responsibilities [[tag:winter]]\n"), ["nothing of that kind is there yet: add it first, or correct the name"]);
}

#[test]
fn numbers_as_large_as_can_be_typed_stop_nothing() {
    let most = u32::MAX;
    let handbook = format!("title: A\npublisher: {{name: P, kind: lmc}}\ncontract_year: 2026/27\nreview: {{months: {most}, warn_days: {most}}}\n");
    let network = format!(
        "name: Alpha PCN\ncode: U99980\npractices: [{{code: Y99101, name: Quay, list_size: {most}, votes: {most}}}, {{code: Y99102, name: Mill, list_size: {most}, votes: {most}}}]\nbodies: {{board: {{name: Board, kind: board, quorum: {most}, members: all-practices}}}}\n"
    );
    let page = "---\ntitle: Old\nauthor: Somebody\nreviewed: 2019-01-01\n---\nText.\n";
    let checked = pcn_handbook::pipeline::check_files(
        &[("handbook.yaml", &handbook), ("networks/alpha/network.yaml", &network), ("guidance/old.md", page)],
        jiff::civil::Date::constant(2026, 11, 22),
        false,
    );
    // Such a long review policy makes no page overdue, and says so without a fault of the program.
    assert!(checked.findings.iter().all(|finding| finding.rule != "review-overdue"), "{:?}", checked.findings);
    assert!(checked.findings.iter().any(|finding| finding.rule == "quorum-and-votes"));
}
