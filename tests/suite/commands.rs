//! What commands print, and how they end.

use std::path::Path;
use std::process::Command;

const HANDBOOK: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";

/// A folder to run commands in.
pub struct Room(tempfile::TempDir);

/// How a command ended, and what it printed.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Room {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let room = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            room.put(path, text);
        }
        room
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let ran = Command::new(env!("CARGO_BIN_EXE_pcn-handbook")).args(arguments).current_dir(self.path().join(folder)).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { status: ran.status.code().unwrap_or(-1), out: text(ran.stdout), err: text(ran.stderr) }
    }
}

#[test]
fn check_is_silent_on_a_clean_handbook_but_for_a_count() {
    let ran = Room::new(&[("content/handbook.yaml", HANDBOOK)]).run(&["check", "--as-at", "2026-11-22"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", "no networks in 1 file: no errors, no warnings, no infos\n"));
}

#[test]
fn a_site_is_not_built_into_the_handbooks_own_text() {
    let room = Room::new(&[("content/handbook.yaml", HANDBOOK)]);
    for out in ["content/site", "content/a/b"] {
        let ran = room.run(&["build", "--as-at", "2026-11-22", "--out", out]);
        assert_eq!(ran.status, 2, "{}", ran.err);
        assert!(ran.err.contains(&format!("`{out}` lies in the handbook's text")), "{}", ran.err);
    }
    assert!(!room.path().join("content/site").exists());
}

#[test]
fn check_draws_findings_for_a_person_on_the_error_stream() {
    let room = Room::new(&[("content/handbook.yaml", HANDBOOK), ("content/networks/alpha/network.yaml", "name: Alpha PCN\nlcm: sv-lmc\nstatus: forming\n")]);
    let ran = room.run(&["check", "--as-at", "2026-11-22"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[unknown-field]: a network has no field `lcm`"), "{}", ran.err);
    assert!(ran.err.contains("--> content/networks/alpha/network.yaml:2:1"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `lmc`?"), "{}", ran.err);
    assert!(ran.err.lines().last().unwrap().starts_with("1 network in 2 files: 1 error, "), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "no colours where nobody sees them");
}

#[test]
fn check_gives_findings_to_programs_on_the_output() {
    let room = Room::new(&[("text/handbook.yaml", HANDBOOK), ("text/networks/alpha/network.yaml", "name: Alpha PCN\nlcm: sv-lmc\nstatus: forming\n")]);
    let short = room.run(&["check", "--content", "text", "--as-at", "2026-11-22", "--format", "short"]);
    assert_eq!((short.status, short.err.as_str()), (1, ""));
    assert!(short.out.contains("networks/alpha/network.yaml:2:1: error[unknown-field]: a network has no field `lcm`\n"), "{}", short.out);
    let json = room.run(&["check", "--content", "text", "--as-at", "2026-11-22", "--format", "json"]);
    let findings: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&findings[0]["rule"], &findings[0]["line"]), (&"unknown-field".into(), &2.into()));
    let github = room.run(&["check", "--content", "text", "--as-at", "2026-11-22", "--format", "github"]);
    assert!(github.out.starts_with("::error file=text/networks/alpha/network.yaml,line=2,col=1,title=unknown-field::"), "{}", github.out);
}

#[test]
fn a_missing_content_folder_is_trouble_and_no_finding() {
    let ran = Room::new(&[]).run(&["check"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("pcn-handbook: there is no folder `content`"), "{}", ran.err);
}

#[test]
fn a_date_that_is_none_is_refused() {
    let ran = Room::new(&[("content/handbook.yaml", HANDBOOK)]).run(&["check", "--as-at", "2026-02-30"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("that month has no day 30"), "{}", ran.err);
}

#[test]
fn explain_shows_the_page_of_a_rule() {
    let room = Room::new(&[]);
    assert!(room.run(&["explain", "yaml-syntax"]).out.starts_with("# yaml-syntax\n"));
    assert!(room.run(&["explain"]).out.contains("yaml-syntax\n"));
    let unknown = room.run(&["explain", "yaml-sintax"]);
    assert_eq!((unknown.status, unknown.err.as_str()), (2, "pcn-handbook: no rule called `yaml-sintax`; did you mean `yaml-syntax`?\n"));
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let room = Room::new(&[]);
    assert!(room.run(&["completions", "bash"]).out.contains("pcn-handbook"));
    assert!(room.run(&["man"]).out.contains(".TH pcn-handbook 1"));
    assert!(room.run(&["man", "check"]).out.contains("pcn\\-handbook\\-check"));
    assert_eq!(room.run(&["man", "nothing"]).status, 2);
}

#[test]
fn import_makes_a_handbook_out_of_the_lists() {
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/ods/map.csv");
    let sizes = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/ods/list-sizes.csv");
    let room = Room::new(&[]);
    let ran = room.run(&["import", "ods", "--map", map, "--list-sizes", sizes]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        "5 networks with 10 practices: 7 files written to `content`\n\
         1 practice of the list in no network, so in no file\n\
         1 practice without a list size\n\
         next: put your own name into `handbook.yaml`, then run `pcn-handbook check`\n"
    );
    assert!(room.read("content/networks/severn-bridge/network.yaml").contains("code: U99972\n"));
    let checked = room.run(&["check", "--as-at", "2026-11-22"]);
    assert_eq!(checked.status, 0, "{}", checked.err);
    let again = room.run(&["import", "ods", "--map", map, "--list-sizes", sizes]);
    assert!(again.out.starts_with("5 networks with 10 practices: no files written to `content`, 7 left as they were\n"), "{}", again.out);
}

#[test]
fn import_writes_nothing_out_of_a_damaged_list() {
    let room = Room::new(&[("map.csv", "PRACTICE_CODE,PCN_CODE\nY99001,U99972\n")]);
    let ran = room.run(&["import", "ods", "--map", "map.csv"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("pcn-handbook: map.csv:1: there is no column `EXTRACT_DATE`; "), "{}", ran.err);
    assert!(!room.path().join("content").exists());
    assert_eq!(room.run(&["import", "ods", "--map", "nowhere.csv"]).status, 2);
}

#[test]
fn init_begins_a_handbook_that_checks_clean() {
    for publisher in ["lmc", "pcn"] {
        let room = Room::new(&[]);
        let ran = room.run(&["init", "handbook", "--publisher", publisher]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        assert_eq!(ran.out, "a small handbook in `handbook`: 10 files\nnext: `cd handbook`, then `pcn-handbook check`; `README.md` says how to go on\n");
        let checked = room.run(&["check", "--content", "handbook/content", "--strict"]);
        assert_eq!(checked.status, 0, "{}", checked.err);
        assert!(room.read("handbook/content/handbook.yaml").contains(&format!("kind: {publisher} ")));
    }
}

#[test]
fn init_writes_into_no_folder_that_holds_something() {
    let room = Room::new(&[("notes.txt", "mine"), ("empty/.git/HEAD", "hidden")]);
    let refused = room.run(&["init"]);
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert_eq!(refused.err, "pcn-handbook: `.` is not empty, so nothing was written; name a new folder, for example `pcn-handbook init handbook`\n");
    assert!(!room.path().join("content").exists());
    assert_eq!(room.run(&["init", "empty"]).status, 0);
}

#[test]
fn new_adds_a_file_and_overwrites_none() {
    let room = Room::new(&[("content/handbook.yaml", HANDBOOK)]);
    for kind in ["network", "guidance", "role", "responsibility", "checklist"] {
        let ran = room.run(&["new", kind, &format!("first-{kind}"), &format!("second-{kind}")]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    }
    let checked = room.run(&["check"]);
    assert_eq!(checked.status, 0, "{}", checked.err);
    room.put("content/roles/first-role.md", "mine");
    let refused = room.run(&["new", "role", "third-role", "first-role"]);
    assert_eq!((refused.status, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("first-role.md` is there already, and was left as it is"), "{}", refused.err);
    assert_eq!(room.read("content/roles/first-role.md"), "mine");
    assert!(!room.path().join("content/roles/third-role.md").exists());
    let bad = room.run(&["new", "role", "Third One"]);
    assert_eq!(bad.err, "pcn-handbook: `Third One` is not an id: ids are lower-case words joined by hyphens; write `third-one`\n");
    assert!(room.run(&["new", "role", "clinical-director"]).out.contains("comes with the program, and this file takes its place"));
    assert_eq!(room.run(&["new", "role", "one", "--content", "nowhere"]).status, 2);
}

#[test]
fn a_theme_of_ones_own_changes_one_template_and_one_sheet() {
    let room = Room::new(&[("content/handbook.yaml", HANDBOOK), ("content/networks/alpha/network.yaml", "name: Alpha PCN\n")]);
    let begun = room.run(&["theme", "ours", "network.html"]);
    assert_eq!((begun.status, begun.err.as_str()), (0, ""));
    room.put("content/handbook.yaml", &format!("{HANDBOOK}theme: ours\n"));
    room.put("themes/ours/roles.html", "");
    room.put("themes/ours/role.html", "{% extends \"plain/role.html\" %}\n{% block main %}<p>Of ours.</p>{{ super() }}{% endblock main %}\n");
    assert_eq!(room.run(&["build"]).status, 0);
    assert!(room.read("site/roles/clinical-director.html").contains("<p>Of ours.</p>"));
    assert!(room.read("site/index.html").contains("href=\"assets/own.css?"));

    let again = room.run(&["theme", "ours", "network.html", "post.html"]);
    assert_eq!((again.status, again.out.as_str()), (2, ""));
    assert!(!room.path().join("themes/ours/post.html").exists());

    room.put("themes/ours/network.html", &room.read("themes/ours/network.html").replace("page.title", "page.titel"));
    let mistaken = room.run(&["build"]);
    assert_eq!(mistaken.status, 1);
    assert!(mistaken.err.contains("--> themes/ours/network.html:"), "{}", mistaken.err);
    assert!(room.read("site/networks/alpha/index.html").contains("Alpha PCN"), "the site of before stays");
}

/// A network whose operations lead answers for enhanced access.
const NETWORK: &str = "name: Alpha PCN
people: {amara: {name: Dr Amara Bello}}
posts: {operations-lead: {contact: {phone: \"01632 960001\"}, holders: [{person: amara, from: 2025-04-01}]}}
";

fn room_with_a_network() -> Room {
    Room::new(&[("content/handbook.yaml", HANDBOOK), ("content/networks/alpha/network.yaml", NETWORK)])
}

#[test]
fn build_makes_the_site_and_counts_what_it_made() {
    let room = room_with_a_network();
    let ran = room.run(&["build", "--as-at", "2026-11-22"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("warning[agreement-not-recorded]: "), "{}", ran.err);
    let last = ran.err.lines().last().unwrap();
    assert!(last.starts_with("public edition: ") && last.contains(" in `site`, "), "{last}");
    assert!(room.read("site/networks/alpha/index.html").contains("<h1>Alpha PCN</h1>"));
}

#[test]
fn build_with_an_error_leaves_the_site_as_it_was() {
    let room = room_with_a_network();
    assert_eq!(room.run(&["build", "--as-at", "2026-11-22"]).status, 0);
    let before = crate::example_site::files_of(&room.path().join("site"));
    room.put("content/networks/alpha/network.yaml", &format!("{NETWORK}lcm: sv-lmc\n"));
    let ran = room.run(&["build", "--as-at", "2026-11-22"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("error[unknown-field]: "), "{}", ran.err);
    assert!(ran.err.ends_with("`site` stays as it was\n"), "{}", ran.err);
    assert!(crate::example_site::files_of(&room.path().join("site")) == before);
}

#[test]
fn build_writes_into_no_folder_that_it_did_not_make() {
    let room = room_with_a_network();
    room.put("mine/diary.txt", "Tuesday");
    let ran = room.run(&["build", "--as-at", "2026-11-22", "--out", "mine"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.ends_with("pcn-handbook: `mine` holds files that pcn-handbook did not make, so nothing was written there; choose another folder with `--out`, or empty this one\n"), "{}", ran.err);
    assert_eq!(room.read("mine/diary.txt"), "Tuesday");
    assert_eq!(std::fs::read_dir(room.path().join("mine")).unwrap().count(), 1);
}

#[test]
fn check_fails_on_warnings_when_it_is_strict() {
    let room = room_with_a_network();
    assert_eq!(room.run(&["check", "--as-at", "2026-11-22"]).status, 0);
    assert_eq!(room.run(&["check", "--as-at", "2026-11-22", "--strict"]).status, 1);
}

#[test]
fn who_answers_in_the_terminal() {
    let ran = room_with_a_network().run(&["who", "enhanced access", "--as-at", "2026-11-22"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let answer = ran.out.split_once("\n\n").unwrap().1;
    assert_eq!(answer, "Alpha PCN\n  answered for by Operations lead: Dr Amara Bello, since 2025-04-01\n  contact         01632 960001\n");
}

#[test]
fn who_answers_programs() {
    let ran = room_with_a_network().run(&["who", "OP 2", "--network", "alpha", "--as-at", "2026-11-22", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let network = &answer["networks"][0];
    assert_eq!((&network["network"], &network["holders"][0]["name"]), (&"alpha".into(), &"Dr Amara Bello".into()));
}

#[test]
fn who_says_when_it_knows_nothing_of_that_name() {
    let room = room_with_a_network();
    let nothing = room.run(&["who", "zebra", "--as-at", "2026-11-22"]);
    assert_eq!((nothing.status, nothing.out.as_str()), (1, ""));
    assert!(nothing.err.starts_with("nothing in this handbook is called `zebra`; "), "{}", nothing.err);
    let nowhere = room.run(&["who", "enhanced access", "--network", "nowhere", "--as-at", "2026-11-22"]);
    assert_eq!((nowhere.status, nowhere.out.as_str(), nowhere.err.as_str()), (1, "", "no network has the id `nowhere`\n"));
}

/// What stands in the fences of one language under a heading of the README.
fn fences(heading: &str, language: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let section = readme.split(&format!("\n## {heading}\n")).nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the section");
    section.split(&format!("```{language}\n")).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn the_guide_of_the_readme_works_step_by_step() {
    let room = Room::new(&[]);
    let steps: Vec<String> = fences("Begin a handbook", "sh").concat().lines().map(|line| line.split(" #").next().unwrap().trim().to_owned()).collect();
    for step in &steps {
        for command in step.split("&&").map(str::trim) {
            let words: Vec<String> = command
                .split('"')
                .enumerate()
                .flat_map(|(n, part)| if n % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() })
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words.as_slice() {
                // The folder that `init` made is where all the rest happens; `serve` stays until it is stopped.
                ["cd", "my-handbook"] | ["pcn-handbook", "serve", ..] => {}
                ["pcn-handbook", "init", folder] => assert_eq!(room.run(&["init", folder]).status, 0),
                ["pcn-handbook", rest @ ..] => {
                    let ran = room.run_in("my-handbook", rest);
                    assert!(ran.status <= 1, "{command}: {}", ran.err);
                    assert!(!ran.err.contains("error["), "{command}: {}", ran.err);
                }
                _ => panic!("the test does not know `{command}`"),
            }
        }
    }
    let settings = room.read("my-handbook/content/handbook.yaml");
    let look = fences("Make it yours", "yaml").concat();
    let theme = room.run_in("my-handbook", &["theme", "vale", "network.html"]);
    assert_eq!((theme.status, theme.err.as_str()), (0, ""));
    room.put("my-handbook/content/handbook.yaml", &format!("{settings}\n{look}theme: vale\n"));
    for picture in ["logo", "icon"] {
        room.put(&format!("my-handbook/content/files/{picture}.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 90 36\"/>");
    }
    let home = room.read("my-handbook/content/index.md");
    room.put("my-handbook/content/index.md", &format!("{home}\n{}", fences("Make it yours", "markdown").concat()));
    let built = room.run_in("my-handbook", &["build"]);
    assert_eq!(built.status, 0, "{}", built.err);
    assert!(!built.err.contains("warning["), "{}", built.err);
    let page = room.read("my-handbook/site/index.html");
    for shown in [
        "files/logo.svg\" alt=\"\" height=\"36\" width=\"90\"",
        "class=\"callout callout-important\"",
        "Ring before ten",
        "class=\"contacts\"",
        "class=\"duty-lists\"",
        "Not an NHS body.",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(room.read("my-handbook/site/assets/look.css").contains("#7a1f5c"));
    assert!(room.read("my-handbook/site/networks/riverbank/print.html").contains("Riverbank"));
    let one = room.run_in("my-handbook", &["build", "--single-file", "--network", "north-vale"]);
    assert_eq!(one.status, 0, "{}", one.err);
    assert!(room.read("my-handbook/north-vale.html").contains("North Vale PCN"));
}
