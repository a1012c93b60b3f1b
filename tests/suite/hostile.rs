//! Input of those who mean harm, and of those who copied from them: each ends in a finding or in a site that harms nobody,
//! soon, and in little memory.
//!
//! Every case is a test, and a row of `docs/hostile-input.md`. `PCN_HANDBOOK_WRITE=1 cargo test --test suite hostile_input`
//! measures each that has no row yet in a process of its own and writes the tables.

mod bombs;
mod facts;
mod files;
mod harmless;
mod prose;

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::commands::Room;

/// Only a program that hangs takes so long, on a busy machine too.
const LONGEST: Duration = Duration::from_secs(60);
/// The most memory that any of these may take, in megabytes.
const MOST_MEMORY: u64 = 500;
/// Stands in files beside the handbook, which no site may show.
const OUTSIDE: &str = "7c1f-words-of-elsewhere";
const HANDBOOK: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n";
const DOCUMENT: &str = "docs/hostile-input.md";

/// Something that is tried.
pub struct Case {
    /// Name of its test.
    pub name: &'static str,
    /// What is tried, in words.
    pub tried: &'static str,
    /// Puts it into a handbook.
    pub lay: fn(&Room),
    /// Findings that it gives, as `file:line:column rule`, or a rule alone where the place may change. Without any error among them, a site is made that harms nobody.
    pub found: &'static [&'static str],
}

/// A table of cases, and a test for each.
macro_rules! cases {
    ($($name:ident $tried:literal $lay:expr => [$($found:literal),* $(,)?];)*) => {
        pub const CASES: &[$crate::hostile::Case] = &[$($crate::hostile::Case { name: stringify!($name), tried: $tried, lay: $lay, found: &[$($found),*] }),*];
        $(#[test]
        fn $name() {
            let case = CASES.iter().find(|case| case.name == stringify!($name)).unwrap();
            $crate::hostile::try_it(case);
        })*
    };
}
pub(crate) use cases;

/// The kinds of cases, with their headings in the document.
const KINDS: &[(&str, &[Case])] = &[("Text of pages", prose::CASES), ("Facts", facts::CASES), ("Files and folders", files::CASES), ("Bombs", bombs::CASES)];

impl Room {
    /// Puts bytes that are no text.
    fn put_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Puts a page.
    fn page(&self, text: &str) {
        self.put("content/pages/rooms.md", text);
    }

    /// Puts more lines into `handbook.yaml`.
    fn settings(&self, more: &str) {
        self.put("content/handbook.yaml", &format!("{HANDBOOK}{more}"));
    }

    /// Puts a network with more lines in its facts.
    fn network(&self, more: &str) {
        self.put("content/networks/alpha/network.yaml", &format!("name: Alpha PCN\n{more}"));
    }
}

fn room_for(case: &Case) -> Room {
    let room = Room::new(&[("content/handbook.yaml", HANDBOOK), ("outside/secret.md", OUTSIDE), ("outside/secret.svg", OUTSIDE)]);
    (case.lay)(&room);
    room
}

/// How the program ended.
struct Ended {
    status: Option<i32>,
    out: String,
    seconds: f64,
    /// The most memory it had, in megabytes; `None` where the system does not tell.
    memory: Option<u64>,
}

/// Runs the program in a process of its own, and ends it where it hangs.
fn watched(room: &Room, arguments: &[&str]) -> Ended {
    let out = room.path().join("printed");
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcn-handbook"));
    command.args(arguments).args(["--as-at", "2026-11-22"]).current_dir(room.path()).env("RAYON_NUM_THREADS", "2");
    command.stdin(Stdio::null()).stdout(fs::File::create(&out).unwrap()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = None;
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        memory = high_water(&status).or(memory);
        if begun.elapsed() > LONGEST || memory > Some(4 * MOST_MEMORY) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("`{}` was ended after {:?} with {memory:?} MB", arguments.join(" "), begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let seconds = begun.elapsed().as_secs_f64();
    let mut printed = String::new();
    fs::File::open(out).unwrap().read_to_string(&mut printed).unwrap();
    Ended { status: ended.code(), out: printed, seconds, memory }
}

fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? / 1000)
}

/// `file:line:column rule` and the severity of a line of `check --format short`.
fn read_line(line: &str) -> Option<(String, &str)> {
    let (place, rest) = line.split_once(": ")?;
    let (severity, rest) = rest.split_once('[')?;
    let (rule, _) = rest.split_once(']')?;
    Some((format!("{place} {rule}"), severity))
}

/// Tries one case, whole; gives its time in seconds and its memory in megabytes.
pub fn try_it(case: &Case) -> (f64, Option<u64>) {
    let room = room_for(case);
    let checked = watched(&room, &["check", "--format", "short"]);
    let found: Vec<(String, &str)> = checked.out.lines().filter_map(read_line).collect();
    assert!(matches!(checked.status, Some(0 | 1)), "it ended with {:?}", checked.status);
    assert!(!checked.out.contains(|c: char| c.is_control() && c != '\n'), "a terminal would be given orders: {:?}", checked.out);
    // A mistake in a template comes out when a page is made.
    for expected in case.found.iter().filter(|expected| !expected.ends_with(" template-mistake")) {
        assert!(
            found.iter().any(|(found, _)| found == expected || (!expected.contains(' ') && found.ends_with(&format!(" {expected}")))),
            "no {expected} among\n{}",
            checked.out
        );
    }
    let is_expected = |rule: &str| case.found.iter().any(|expected| expected.ends_with(rule));
    for (at, _) in found.iter().filter(|(_, severity)| *severity == "error") {
        assert!(is_expected(&at[at.rfind(' ').unwrap()..]), "{at} was not expected among\n{}", checked.out);
    }
    let mistakes = case.found.iter().any(|expected| expected.ends_with(" template-mistake"));
    let has_errors = mistakes || found.iter().any(|(_, severity)| *severity == "error");
    let built = watched(&room, &["build"]);
    assert_eq!(built.status, Some(i32::from(has_errors)), "{}", checked.out);
    assert_eq!(room.path().join("site").exists(), !has_errors);
    if !has_errors {
        harmless::assert_harmless(&room.path().join("site"));
    }
    let memory = checked.memory.max(built.memory);
    assert!(memory < Some(MOST_MEMORY), "it took {memory:?} MB");
    (checked.seconds.max(built.seconds), memory)
}

/// The rules of a case, in words for the table.
fn findings_of(case: &Case) -> String {
    let mut rules: Vec<&str> = case.found.iter().map(|found| found.rsplit_once(' ').map_or(*found, |(_, rule)| rule)).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.is_empty() { "none; shown as text".to_owned() } else { rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ") }
}

/// The cells of a row that must hold: what is tried, what it gives, the test.
fn row_of(kind: usize, case: &Case) -> String {
    let module = ["prose", "facts", "files", "bombs"][kind];
    format!("| {} | {} | `{module}::{}` |", case.tried, findings_of(case), case.name)
}

#[test]
fn the_document_on_hostile_input_tells_every_case_and_no_other() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    if std::env::var_os("PCN_HANDBOOK_WRITE").is_some() {
        write_tables(&path);
    }
    let text = fs::read_to_string(&path).unwrap();
    let told: Vec<String> = text
        .lines()
        .filter(|line| line.contains("::"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [tried, found, seconds, memory, test] = cells[..] else { panic!("not five cells: {line}") };
            assert!(seconds.parse::<f64>().is_ok_and(|seconds| seconds < 20.0), "{line}");
            assert!(memory.parse::<u64>().is_ok_and(|memory| memory < MOST_MEMORY), "{line}");
            format!("| {tried} | {found} | {test} |")
        })
        .collect();
    let cases: Vec<String> = KINDS.iter().enumerate().flat_map(|(kind, (_, cases))| cases.iter().map(move |case| row_of(kind, case))).collect();
    assert_eq!(told, cases, "write the tables again with PCN_HANDBOOK_WRITE=1");
}

const MADE: &str = "<!-- What follows is made out of the tests. -->\n";

fn write_tables(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let (head, made) = text.split_once(MADE).unwrap();
    let mut text = format!("{head}{MADE}");
    for (kind, (heading, cases)) in KINDS.iter().enumerate() {
        let _ = write!(text, "\n## {heading}\n\n| tried | what it gives | seconds | MB | test |\n| --- | --- | --: | --: | --- |\n");
        for case in *cases {
            let row = row_of(kind, case);
            let (before, test) = row.trim_end_matches('|').trim_end().rsplit_once(" | ").unwrap();
            // A row that is as it was keeps its figures; take it away to measure it again.
            if let Some(known) = made.lines().find(|line| line.starts_with(&format!("{before} | ")) && line.ends_with(&format!(" | {test} |"))) {
                let _ = writeln!(text, "{known}");
                continue;
            }
            let (seconds, memory) = try_it(case);
            let _ = writeln!(text, "{before} | {seconds:.2} | {} | {test} |", memory.unwrap_or(0));
        }
    }
    fs::write(path, text).unwrap();
}
