//! One thing taken away, one finding. The handbook that `init` writes, with a second network beside its own, checks
//! clean; each assignment, holder, seat, schedule and owner of a milestone is taken out of it in turn.

use std::collections::BTreeMap;

use jiff::civil::Date;
use pcn_handbook::document;
use pcn_handbook::document::yaml::{Node, Value};
use pcn_handbook::pipeline::{self, Checked, Memo};
use pcn_handbook::scaffold::{self, Beginner};
use pcn_handbook::source::{Layer, Reading};

use crate::example_site::Faults;

const TODAY: Date = Date::constant(2026, 11, 22);

/// What may be taken away, as a path in a file of a network where `*` is any entry, and the rule that must tell of it.
/// After the rule stands what the finding is about: a step of the path by its number, or a field of the entry there.
const KINDS: &[(&str, &str, &str, About)] = &[
    ("network.yaml", "practices/*/representative", "practice-without-a-representative", About::Field(2, "code")),
    ("network.yaml", "posts/clinical-director/holders/*", "no-clinical-director", About::Step(1)),
    ("network.yaml", "posts/*/holders/*", "responsibility-held-by-a-vacant-post", About::Step(1)),
    ("network.yaml", "responsibilities/*/accountable", "not-exactly-one-accountable", About::Step(1)),
    ("network.yaml", "voice/*", "forum-without-a-representative", About::Field(2, "forum")),
    ("network.yaml", "voice/*/representative", "forum-without-a-representative", About::Field(2, "forum")),
    ("network.yaml", "voice/*/reports_to", "forum-without-a-representative", About::Field(2, "forum")),
    ("agreement.md", "schedules/*", "schedule-without-status", About::Field(2, "number")),
    ("agreement.md", "schedules/*/status", "schedule-without-status", About::Field(2, "number")),
    ("strategy.md", "objectives/*/owner", "objective-not-doable", About::Field(2, "id")),
    ("strategy.md", "objectives/*/milestones/*/owner", "objective-not-doable", About::Field(2, "id")),
];

/// Where one of several holders goes, the post is still held, and the shares of those who stay no longer make a whole.
const OF_A_SHARED_POST: &str = "shares-do-not-add-up";

#[derive(Clone, Copy)]
enum About {
    /// The step of this number.
    Step(usize),
    /// A field of the entry that so many steps lead to.
    Field(usize, &'static str),
}

fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for file in scaffold::handbook(Beginner::Lmc, TODAY) {
        let Some(path) = file.path.strip_prefix("content/") else { continue };
        if let Some(name) = path.strip_prefix("networks/riverbank/") {
            files.insert(format!("networks/millrace/{name}"), second(name, &file.text));
        }
        files.insert(path.to_owned(), file.text);
    }
    files
}

/// A second network like the first, with its own codes, a job share and duties of its own.
fn second(name: &str, text: &str) -> String {
    let text = text.replace("Riverbank", "Millrace").replace("riverbank", "millrace").replace("U99990", "U99991").replace("Y9980", "Y9981");
    if name != "network.yaml" {
        return text;
    }
    let shared = |line: &str| {
        let term = line.strip_suffix('}').unwrap();
        format!("{term}, share: 60}}\n{}, share: 40}}", term.replace("rosa-lindqvist", "kofi-marsden"))
    };
    text.lines()
        .flat_map(|line| match line {
            _ if line.contains("{person: rosa-lindqvist, from: 2026-04-01, to") => vec![shared(line)],
            "responsibilities:" => vec![
                line.to_owned(),
                "  flu-planning: {title: Flu season planning, accountable: operations-lead, responsible: [clinical-lead]}".to_owned(),
                "  winter-planning: {title: Winter planning, accountable: board, support: [pcn-manager]}".to_owned(),
            ],
            _ => vec![line.to_owned()],
        })
        .map(|line| line + "\n")
        .collect()
}

fn check(files: &BTreeMap<String, String>, memo: &mut Memo) -> Checked {
    let mut reading = Reading::default();
    pipeline::add_national(&mut reading);
    for (path, text) in files {
        reading.add_memory(path, Layer::Handbook, text.as_bytes());
    }
    pipeline::check(reading.finish("content".to_owned()), Vec::new(), TODAY, memo)
}

/// Rule, network of the file and subject of each finding.
fn found(checked: &Checked) -> Vec<(String, String, String)> {
    let network = |path: &str| path.strip_prefix("networks/").and_then(|path| path.split('/').next()).unwrap_or("").to_owned();
    let mut found: Vec<_> = checked
        .findings
        .iter()
        .map(|finding| (finding.rule.to_owned(), network(&checked.snapshot.file(finding.span.file).path), finding.subject.clone()))
        .collect();
    found.sort();
    found
}

/// The facts of a file, and what follows them.
fn facts(checked: &Checked, path: &str) -> (Node, String) {
    let (id, file) = checked.snapshot.files().find(|(_, file)| file.path == path).unwrap();
    let (document, _) = document::parse(id, file);
    let body = if path.ends_with(".md") { file.text[document.prose.from as usize..].to_owned() } else { String::new() };
    (document.facts.unwrap(), body)
}

/// Keys, and numbers of entries in lists.
type Path = Vec<String>;

/// Every path in a tree.
fn paths(node: &Node, path: &mut Path, all: &mut Vec<Path>) {
    let steps: Vec<(String, &Node)> = match &node.value {
        Value::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), &entry.value)).collect(),
        Value::List(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in steps {
        path.push(step);
        all.push(path.clone());
        paths(child, path, all);
        path.pop();
    }
}

fn at<'a>(node: &'a Node, path: &[String]) -> &'a Node {
    path.iter().fold(node, |node, step| match &node.value {
        Value::List(items) => &items[step.parse::<usize>().unwrap()],
        _ => node.get(step).unwrap(),
    })
}

fn text_of(node: &Node) -> String {
    match &node.value {
        Value::Scalar { text, .. } => text.clone(),
        _ => panic!("no word"),
    }
}

fn matches(pattern: &str, path: &[String]) -> bool {
    let steps: Vec<&str> = pattern.split('/').collect();
    steps.len() == path.len() && steps.iter().zip(path).all(|(step, here)| *step == "*" || step == here)
}

/// The facts as text, without what stands at one path.
fn written(node: &Node, path: &mut Path, without: &[String]) -> String {
    let mut parts = Vec::new();
    match &node.value {
        Value::Blank => return String::new(),
        Value::Scalar { text, plain } => {
            let is_simple = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-./".contains(&byte));
            return if *plain && is_simple { text.clone() } else { serde_json::to_string(text).unwrap() };
        }
        Value::Map(entries) => {
            for entry in entries {
                path.push(entry.key.clone());
                if path != without {
                    parts.push(format!("{}: {}", entry.key, written(&entry.value, path, without)));
                }
                path.pop();
            }
        }
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                if path != without {
                    parts.push(written(item, path, without));
                }
                path.pop();
            }
        }
    }
    match &node.value {
        Value::Map(_) if path.is_empty() => parts.iter().map(|part| format!("{part}\n")).collect(),
        Value::Map(_) => format!("{{{}}}", parts.join(", ")),
        _ => format!("[{}]", parts.join(", ")),
    }
}

fn file_without(path: &str, facts: &Node, body: &str, without: &[String]) -> String {
    let facts = written(facts, &mut Vec::new(), without);
    if path.ends_with(".md") { format!("---\n{facts}---\n{body}") } else { facts }
}

#[test]
fn what_is_taken_away_is_told_once_and_nothing_else_is() {
    let mut memo = Memo::default();
    let whole = files();
    let clean = check(&whole, &mut memo);
    assert_eq!(found(&clean), [], "the handbook is not clean");
    let mut faults = Faults::none();
    let mut taken: BTreeMap<&str, usize> = KINDS.iter().map(|(_, pattern, ..)| (*pattern, 0)).collect();
    for network in ["riverbank", "millrace"] {
        for name in ["network.yaml", "agreement.md", "strategy.md"] {
            let path = format!("networks/{network}/{name}");
            let (facts, body) = facts(&clean, &path);
            let mut all = Vec::new();
            paths(&facts, &mut Vec::new(), &mut all);
            for without in all {
                let Some((_, pattern, rule, about)) = KINDS.iter().find(|(file, pattern, ..)| *file == name && matches(pattern, &without)) else { continue };
                *taken.get_mut(pattern).unwrap() += 1;
                let others = |path: &[String]| matches!(&at(&facts, path).value, Value::List(items) if items.len() > 1);
                let is_shared = pattern.ends_with("holders/*") && others(&without[..without.len() - 1]);
                let rule = if is_shared { OF_A_SHARED_POST } else { *rule };
                let subject = match *about {
                    About::Step(step) => without[step].clone(),
                    About::Field(steps, field) => text_of(at(&facts, &without[..steps]).get(field).unwrap()),
                };
                let mut files = whole.clone();
                files.insert(path.clone(), file_without(&path, &facts, &body, &without));
                let found = found(&check(&files, &mut memo));
                let expected = [(rule.to_owned(), network.to_owned(), subject)];
                if found != expected {
                    faults.add(format!("{network}, without {}: expected {expected:?}, found {found:?}", without.join("/")));
                }
            }
        }
    }
    for (pattern, _) in taken.iter().filter(|(_, times)| **times == 0) {
        faults.add(format!("the handbook has nothing to take away at `{pattern}`"));
    }
    faults.assert_none();
}

#[test]
fn writing_the_facts_anew_changes_nothing() {
    let mut memo = Memo::default();
    let mut files = files();
    let clean = check(&files, &mut memo);
    for network in ["riverbank", "millrace"] {
        for name in ["network.yaml", "agreement.md", "strategy.md"] {
            let path = format!("networks/{network}/{name}");
            let (facts, body) = facts(&clean, &path);
            files.insert(path.clone(), file_without(&path, &facts, &body, &["nothing".to_owned()]));
        }
    }
    assert_eq!(found(&check(&files, &mut memo)), []);
}
