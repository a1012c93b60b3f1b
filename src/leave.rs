//! What a leaver leaves behind: what falls uncovered, who could cover it, which lines change, and what `check` will say.
//!
//! [`plan`] works it out on the handbook as it would be, in memory; nothing is guessed: the new findings are those of the
//! changed handbook without those of the unchanged one, both on the day after.

use std::collections::HashMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use pulldown_cmark_escape::escape_html;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::{self, Diagnostic, Findings, Format, nearest};
use crate::document::place_of_facts;
use crate::document::record::Text;
use crate::document::yaml::{self, Node, Value};
use crate::editing::{self, ChangedLine, Edit, New, Place, changed_lines};
use crate::links::answers::{self, Accountable};
use crate::links::{Duty, Target, Term, Thing};
use crate::model::Network;
use crate::model::network::Post;
use crate::model::settings::Edition;
use crate::pages::{Desk, Overview, date};
use crate::pipeline::{self, Checked, Memo};
use crate::source::{FileId, Layer, Snapshot, Span};

/// What somebody leaves behind.
#[derive(Debug, Serialize)]
pub struct Leaving {
    /// Id of the network.
    pub network: String,
    /// Its name.
    pub network_name: String,
    /// Id of the person.
    pub person: String,
    /// The name.
    pub name: String,
    /// The last day.
    pub on: String,
    /// Posts held on that day, or to be held later.
    pub posts: Vec<HeldPost>,
    /// Where the network's files name the person, beside their terms.
    pub named: Vec<Use>,
    /// What has to be decided by people.
    pub notes: Vec<String>,
    /// Lines that change, file by file.
    pub changes: Vec<Change>,
    /// What `check` will report that it would not report otherwise, on the day after.
    pub new_findings: Vec<Finding>,
    /// What `check` will report no more.
    pub settled: Vec<Finding>,
    /// The new findings as they are drawn.
    #[serde(skip)]
    pub drawn: String,
}

/// A post that falls free, in whole or in part.
#[derive(Debug, Serialize)]
pub struct HeldPost {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The network, where it is another one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub network: String,
    /// Others hold it on the day after.
    pub shared: bool,
    /// Who covers, in words.
    pub cover: String,
    /// Whether somebody holds or covers it.
    pub is_covered: bool,
    /// How those who cover are reached.
    pub contacts: Vec<String>,
    /// What it answers for.
    pub answers_for: Vec<NamedDuty>,
    /// What its holder does, helps with or is told of.
    pub takes_part_in: Vec<NamedDuty>,
    /// Where else the network's files name the post: seats, chairs, owners, leads, checklists.
    pub named: Vec<Use>,
    /// Steps of checklists that the network has begun, which the post's holder has still to take.
    pub steps: Vec<Step>,
    /// Where the term is written.
    pub written: String,
}

/// A responsibility.
#[derive(Debug, Serialize)]
pub struct NamedDuty {
    /// Its title.
    pub title: String,
    /// The part in it: "answers for it", "does the work".
    pub part: &'static str,
    /// Where it is written, as `file:line`.
    pub written: Vec<String>,
}

/// A field that names a post or a person.
#[derive(Debug, Serialize)]
pub struct Use {
    /// What the field is of, in words: "Primary care board (voice)".
    pub of: String,
    /// The field.
    pub field: String,
    /// Where it is written, as `file:line`.
    pub written: String,
    /// Who covers, in words.
    pub cover: String,
}

/// A step of a checklist that is still to be taken.
#[derive(Debug, Serialize)]
pub struct Step {
    /// What is to be done.
    pub title: String,
    /// The title of its checklist.
    pub checklist: String,
    /// By when, as `2027-01-15`; empty where no day is set.
    pub due: String,
    /// Where the network records its progress, as `file:line`.
    pub written: String,
}

/// A file that changes.
#[derive(Debug, Serialize)]
pub struct Change {
    /// Its path below the content folder.
    pub file: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// Its text as it was read.
    #[serde(skip)]
    pub before: String,
    /// Its text as it will be.
    #[serde(skip)]
    pub after: String,
}

/// A line that changes.
#[derive(Debug, Serialize)]
pub struct Line {
    /// `-` for what goes, `+` for what comes.
    pub sign: char,
    /// Its number.
    pub line: usize,
    /// Its words.
    pub text: String,
}

/// A finding, as other programs read it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: &'static str,
    /// Its weight.
    pub severity: &'static str,
    /// Path below the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Works out what a leaver leaves behind.
///
/// # Errors
/// In words, where there is no such network or person, the person has left or not begun by then, or the file has to be
/// changed by hand.
pub fn plan(snapshot: &Snapshot, findings: &Findings, network: &str, person: &str, on: Date) -> Result<Leaving, String> {
    let day_after = on.tomorrow().map_err(|_| format!("{on} is the last day of all; choose another one"))?;
    let before = pipeline::check(snapshot.clone(), findings.clone(), day_after, &mut Memo::default());
    plan_from(&before, findings, network, person, on)
}

/// The same, of a handbook that was checked for the day after.
fn plan_from(before: &Checked, findings: &Findings, network: &str, person: &str, on: Date) -> Result<Leaving, String> {
    let (snapshot, handbook) = (&before.snapshot, &before.handbook);
    let n = handbook.networks.iter().position(|known| known.id == network).ok_or_else(|| {
        let near = nearest(network, handbook.networks.iter().map(|known| known.id.as_str()));
        format!("no network has the id `{network}`{}", near.map_or_else(String::new, |near| format!("; did you mean `{near}`?")))
    })? as u32;
    let ours = &handbook.networks[n as usize];
    let at = find_person(before, ours, person)?;
    let (id, facts) = &ours.facts.people[at as usize];
    if let Some(left) = &facts.left {
        let line = written(snapshot, left.span);
        return Err(format!("`{person}` has `left: {}` already ({line}), so nothing is to be done; change that day by hand if it is another", left.value));
    }
    let terms = terms_of(before, (n, at), on);
    let begun = |term: &&TermOf<'_>| term.from.is_none_or(|from| from <= on);
    if !terms.is_empty()
        && !terms.iter().any(|term| begun(&term))
        && let Some(first) = terms.iter().min_by_key(|term| term.from)
        && let Some(from) = first.from
    {
        let line = written(snapshot, first.holder.person.span);
        return Err(format!("{on} lies before `{person}` begins, on {from} ({line}); choose a later day, or take the term away by hand"));
    }
    let edits = edits_of(n, &terms, &id.value, on);
    let file = snapshot.file(ours.file);
    let after_text = editing::edit(&file.path, &file.text, &edits).map_err(|why| format!("`{}` has to be changed by hand: {why}", file.path))?;
    let changed = snapshot.with_texts(&[(ours.file, after_text.clone())]);
    let after = pipeline::check(changed, findings.clone(), before.today, &mut Memo::default());
    let (new, settled) = difference(before, &after);
    let drawn = diagnostic::draw(&new, &after.snapshot, Format::Short, false);
    let lines = changed_lines(&file.text, &after_text).into_iter();
    let lines = lines.map(|ChangedLine { line, is_new, text }| Line { sign: if is_new { '+' } else { '-' }, line, text }).collect();
    let nothing = Findings::new();
    let overview = Overview::of(snapshot, handbook, &before.links, &nothing, Edition::Staff);
    let desk = Desk::new(snapshot, handbook, &before.links, &nothing, (before.today, Edition::Staff), &overview);
    let mut notes = Vec::new();
    for term in &terms {
        let title = term.id;
        if term.n != n {
            let other = &handbook.networks[term.n as usize];
            notes.push(format!(
                "also holds `{title}` in {}, which ends with the same day; its file `networks/{}/network.yaml` stays as it is",
                name_of(other),
                other.id
            ));
        } else if !begun(&term) {
            let from = term.from.map_or(String::new(), |from| from.to_string());
            notes.push(format!("was to begin as `{title}` on {from}; that term stays as it is written, and no longer counts"));
        }
    }
    Ok(Leaving {
        network: ours.id.clone(),
        network_name: name_of(ours).to_owned(),
        person: id.value.clone(),
        name: facts.name.value.clone(),
        on: on.to_string(),
        posts: held_posts(before, &after, &desk, &terms, n),
        named: uses(before, &desk, n, Thing::Person(n, at)),
        notes,
        changes: vec![Change { file: file.path.clone(), lines, before: file.text.clone(), after: after_text }],
        new_findings: new.iter().map(|finding| plain(finding, &after.snapshot)).collect(),
        settled: settled.iter().map(|finding| plain(finding, &before.snapshot)).collect(),
        drawn,
    })
}

fn name_of(network: &Network) -> &str {
    let name = &network.facts.name.value;
    if name.is_empty() { &network.id } else { name }
}

/// The place of a person by their id, or by their name.
fn find_person(checked: &Checked, network: &Network, person: &str) -> Result<u32, String> {
    let people = &network.facts.people;
    if let Some(at) = people.iter().position(|(id, _)| id.value == person) {
        return Ok(at as u32);
    }
    let mut named = people.iter().enumerate().filter(|(_, (_, facts))| facts.name.value.eq_ignore_ascii_case(person));
    if let (Some((at, _)), None) = (named.next(), named.next()) {
        return Ok(at as u32);
    }
    let bare = person.rsplit('/').next().unwrap_or(person);
    let elsewhere = checked.handbook.networks.iter().find(|other| other.id != network.id && other.facts.people.iter().any(|(id, _)| id.value == bare));
    let near = nearest(person, people.iter().map(|(id, _)| id.value.as_str()));
    Err(match (near, elsewhere) {
        (Some(near), _) => format!("no person called `{person}` in {}; did you mean `{near}`?", name_of(network)),
        (None, Some(other)) => {
            format!("no person called `{person}` in {}; `{bare}` is a person of {}: use `--network {}`", name_of(network), name_of(other), other.id)
        }
        (None, None) => format!("no person called `{person}` in {}", name_of(network)),
    })
}

/// A term of the leaver that goes on to the last day or beyond.
struct TermOf<'a> {
    n: u32,
    post: u32,
    /// The post's id.
    id: &'a str,
    /// Its place among the holders of its post.
    holder_at: usize,
    holder: &'a crate::model::network::Holder,
    from: Option<Date>,
    to: Option<Date>,
}

fn terms_of(checked: &Checked, person: (u32, u32), on: Date) -> Vec<TermOf<'_>> {
    let wanted = Thing::Person(person.0, person.1);
    let mut terms = Vec::new();
    for (n, network) in checked.handbook.networks.iter().enumerate() {
        for (post, (id, facts)) in network.facts.posts.iter().enumerate().filter(|(_, (_, post))| answers::exists(post, on)) {
            for (holder_at, holder) in facts.holders.iter().enumerate() {
                let (from, to) = (holder.from.as_ref().map(|from| from.value), holder.to.as_ref().map(|to| to.value));
                if checked.links.of(&holder.person) == Some(wanted) && to.is_none_or(|to| to >= on) {
                    terms.push(TermOf { n: n as u32, post: post as u32, id: &id.value, holder_at, holder, from, to });
                }
            }
        }
    }
    terms
}

fn edits_of(n: u32, terms: &[TermOf<'_>], person: &str, on: Date) -> Vec<Edit> {
    let open = terms.iter().filter(|term| term.n == n && term.from.is_none_or(|from| from <= on) && term.to != Some(on));
    let ends = open.map(|term| Place::top().field("posts").field(term.id).field("holders").entry(term.holder_at).field("to"));
    let left = Place::top().field("people").field(person).field("left");
    ends.chain([left]).map(|place| Edit::Set(place, New::text(on))).collect()
}

/// Findings of the one that the other has not, and the other way round; lines may have moved.
fn difference(before: &Checked, after: &Checked) -> (Findings, Findings) {
    type Key<'a> = (&'a str, &'a str, &'a str, &'a str);
    fn key<'a>(checked: &'a Checked, finding: &'a Diagnostic) -> Key<'a> {
        (finding.rule, &checked.snapshot.file(finding.span.file).path, &finding.message, &finding.subject)
    }
    fn without(one: &Checked, other: &Checked) -> Findings {
        let mut known: HashMap<Key<'_>, usize> = HashMap::new();
        for finding in &other.findings {
            *known.entry(key(other, finding)).or_default() += 1;
        }
        let mut left = Findings::new();
        for finding in &one.findings {
            match known.get_mut(&key(one, finding)) {
                Some(n) if *n > 0 => *n -= 1,
                _ => left.push(finding.clone()),
            }
        }
        left
    }
    (without(after, before), without(before, after))
}

fn plain(finding: &Diagnostic, snapshot: &Snapshot) -> Finding {
    let line = snapshot.line_and_column(finding.span.file, finding.span.start).0;
    Finding {
        rule: finding.rule,
        severity: finding.severity.word(),
        file: snapshot.file(finding.span.file).path.clone(),
        line,
        message: finding.message.clone(),
    }
}

/// `networks/alpha/network.yaml:41`.
fn written(snapshot: &Snapshot, span: Span) -> String {
    format!("{}:{}", snapshot.file(span.file).path, snapshot.line_and_column(span.file, span.start).0)
}

fn held_posts(before: &Checked, after: &Checked, desk: &Desk<'_>, terms: &[TermOf<'_>], leaver: u32) -> Vec<HeldPost> {
    let mut posts: Vec<(u32, u32)> = terms.iter().map(|term| (term.n, term.post)).collect();
    posts.dedup();
    posts
        .into_iter()
        .map(|(n, post)| {
            let cover = cover_of(after, desk, n, post);
            let mut named = uses(before, desk, n, Thing::Post(n, post));
            for used in &mut named {
                used.cover.clone_from(&cover.words);
            }
            let (mut answers_for, mut takes_part_in) = (Vec::new(), Vec::new());
            for answer in before.links.answers.of_network(n).iter().filter(|answer| answer.in_use) {
                let me = Thing::Post(n, post);
                let parts = [(&answer.responsible, "does the work"), (&answer.support, "helps"), (&answer.informed, "is told")];
                let part = parts.into_iter().find(|(who, _)| who.contains(&me)).map(|(_, part)| part);
                let list = match (answer.accountable == Accountable::Post(post), part) {
                    (true, _) => (&mut answers_for, "answers for it"),
                    (false, Some(part)) => (&mut takes_part_in, part),
                    (false, None) => continue,
                };
                let thing = match answer.duty {
                    Duty::Catalogue(at) => Thing::Responsibility(at),
                    Duty::Own(at) => Thing::Own(n, at),
                };
                let places = before.links.answers.written(n, answer.duty).iter().map(|place| written(&before.snapshot, place.span)).collect();
                list.0.push(NamedDuty { title: desk.title(thing), part: list.1, written: places });
            }
            let first = terms.iter().find(|term| (term.n, term.post) == (n, post));
            HeldPost {
                id: desk.network(n).facts.posts[post as usize].0.value.clone(),
                title: desk.post_title(n, post),
                network: if n == leaver { String::new() } else { desk.network_name(n) },
                shared: cover.shared,
                cover: cover.words,
                is_covered: cover.is_covered,
                contacts: cover.contacts,
                answers_for,
                takes_part_in,
                named,
                steps: steps_of(before, desk, n, post),
                written: first.map_or(String::new(), |term| written(&before.snapshot, term.holder.person.span)),
            }
        })
        .collect()
}

/// What the holder of a post has still to do of the checklists that the network has begun. A step's owner is a role, for
/// which the network's first post of it stands.
fn steps_of(checked: &Checked, desk: &Desk<'_>, n: u32, post: u32) -> Vec<Step> {
    let (handbook, links) = (&checked.handbook, &checked.links);
    let facts = &handbook.networks[n as usize].facts;
    let is_of = |role: u32, (id, post): &(Text, Post)| answers::role_of_post(links, id, post) == Some(role) && answers::exists(post, checked.today);
    let mut steps = Vec::new();
    for (id, progress) in facts.checklists.iter() {
        let Some(Thing::Checklist(at)) = links.of(id) else { continue };
        for step in &handbook.checklists[at as usize].facts.steps {
            let is_done = progress.done.iter().any(|(done, _)| done.value == step.id.value);
            let Some(Thing::Role(role)) = step.owner.as_ref().and_then(|owner| links.of(owner)).filter(|_| !is_done) else { continue };
            if facts.posts.iter().position(|post| is_of(role, post)) != Some(post as usize) {
                continue;
            }
            let due = progress.started.as_ref().zip(step.within_days.as_ref());
            let due = due.and_then(|(started, days)| started.value.checked_add(jiff::Span::new().try_days(days.value).ok()?).ok());
            steps.push(Step {
                title: step.title.value.clone(),
                checklist: desk.title(Thing::Checklist(at)),
                due: due.map_or(String::new(), |due| due.to_string()),
                written: written(&checked.snapshot, id.span),
            });
        }
    }
    steps
}

struct Cover {
    words: String,
    shared: bool,
    is_covered: bool,
    contacts: Vec<String>,
}

/// Who covers a post once somebody has left: those who hold it with them, its deputy, or nobody until the next one begins.
fn cover_of(after: &Checked, desk: &Desk<'_>, n: u32, post: u32) -> Cover {
    let (handbook, links) = (&after.handbook, &after.links);
    let facts = &handbook.networks[n as usize].facts.posts[post as usize].1;
    let holders = answers::holders(handbook, links, facts, after.today);
    let next = holders.next.iter().find(|term| has_not_left(after, term)).map(|term| {
        let from = term.holder.from.as_ref().map_or(String::new(), |from| format!(" from {}", date(from.value)));
        format!("{}{from}", names(after, &[*term]))
    });
    if !holders.now.is_empty() {
        // Whoever begins on the day after is a successor and not a joint holder.
        let begins = |term: &Term<'_>| term.holder.from.as_ref().is_some_and(|from| from.value >= after.today);
        let shared = !holders.now.iter().all(begins);
        let go_on = match (shared, holders.now.len()) {
            (true, 1) => "carries on".to_owned(),
            (true, _) => "carry on".to_owned(),
            (false, 1) => format!("takes over on {}", date(after.today)),
            (false, _) => format!("take over on {}", date(after.today)),
        };
        let words = format!("{} {go_on}", names(after, &holders.now));
        return Cover { words, shared, is_covered: true, contacts: contacts(after, &holders.now) };
    }
    let then = next.as_ref().map_or(String::new(), |next| format!("; then {next}"));
    let wanted = facts.vacant.as_ref().and_then(|vacancy| vacancy.cover.as_ref()).or(facts.deputy.as_ref());
    if let Some(Thing::Post(other, deputy)) = wanted.and_then(|wanted| links.of(wanted)) {
        let stands_in = answers::holders(handbook, links, &handbook.networks[other as usize].facts.posts[deputy as usize].1, after.today);
        let title = desk.post_title(other, deputy);
        if !stands_in.now.is_empty() {
            let words = format!("{}, {title}, stands in{then}", names(after, &stands_in.now));
            return Cover { words, shared: false, is_covered: true, contacts: contacts(after, &stands_in.now) };
        }
        return Cover {
            words: format!("nobody: {title} would stand in, and nobody holds that post{then}"),
            shared: false,
            is_covered: false,
            contacts: Vec::new(),
        };
    }
    let words = next.map_or_else(|| "nobody: no deputy and no next holder is recorded".to_owned(), |next| format!("nobody until {next}"));
    Cover { words, shared: false, is_covered: false, contacts: Vec::new() }
}

fn person_of<'a>(checked: &'a Checked, term: &Term<'_>) -> Option<&'a crate::model::network::Person> {
    let (n, at) = term.person?;
    checked.handbook.networks.get(n as usize)?.facts.people.get(at as usize).map(|(_, person)| person)
}

fn has_not_left(checked: &Checked, term: &Term<'_>) -> bool {
    let begins = term.holder.from.as_ref().map_or(checked.today, |from| from.value);
    person_of(checked, term).is_none_or(|person| person.left.as_ref().is_none_or(|left| left.value >= begins))
}

fn names(checked: &Checked, terms: &[Term<'_>]) -> String {
    let name = |term: &Term<'_>| person_of(checked, term).map_or_else(|| term.holder.person.value.clone(), |person| person.name.value.clone());
    let mut names: Vec<String> = terms.iter().map(name).collect();
    names.dedup();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

fn contacts(checked: &Checked, terms: &[Term<'_>]) -> Vec<String> {
    let people = terms.iter().filter_map(|term| person_of(checked, term));
    people
        .filter_map(|person| {
            let ways: Vec<&str> = [&person.email, &person.phone].into_iter().flatten().map(|way| way.value.as_str()).collect();
            (!ways.is_empty()).then(|| format!("{}: {}", person.name.value, ways.join(", ")))
        })
        .collect()
}

/// Every field of a network's files that names a thing of it, but for terms, and for the parts in responsibilities.
fn uses(checked: &Checked, desk: &Desk<'_>, n: u32, thing: Thing) -> Vec<Use> {
    let network = &checked.handbook.networks[n as usize];
    let mut found = Vec::new();
    for id in network.files() {
        let file = checked.snapshot.file(id);
        let Some(facts) = place_of_facts(&file.path, &file.text).filter(|_| file.layer == Layer::Handbook) else { continue };
        if let (Some(root), _) = yaml::parse(id, &file.text, facts.start, facts.end, &mut Findings::new()) {
            let mut walk = Walk { checked, desk, n, thing, file: id, path: Vec::new(), found: &mut found };
            walk.node(&root, "");
        }
    }
    found
}

struct Walk<'a, 'f> {
    checked: &'a Checked,
    desk: &'a Desk<'a>,
    n: u32,
    thing: Thing,
    file: FileId,
    path: Vec<String>,
    found: &'f mut Vec<Use>,
}

/// Fields by which an entry is known to its readers, the best first.
const NAMES: &[&str] = &["title", "name", "what", "forum", "with", "specialty", "team", "responsibility", "id", "number", "code", "type"];

impl Walk<'_, '_> {
    fn node(&mut self, node: &Node, of: &str) {
        match &node.value {
            Value::Map(entries) => {
                let is_table = self.path.len() == 1 && entries.iter().all(|entry| matches!(entry.value.value, Value::Map(_) | Value::Blank));
                let name = NAMES.iter().find_map(|name| node.get(name)).map(|name| self.words(name));
                let named = name.filter(|name| !is_table && !name.is_empty() && !self.path.is_empty());
                for entry in entries {
                    let of = named.as_deref().map_or_else(|| if is_table { self.of_key(&entry.key) } else { of.to_owned() }, str::to_owned);
                    self.path.push(entry.key.clone());
                    self.node(&entry.value, &of);
                    self.path.pop();
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.node(item, of)),
            Value::Scalar { .. } if matches!(self.checked.links.at(node.span), Some(Target::Thing(thing, _)) if *thing == self.thing) => self.add(node, of),
            _ => {}
        }
    }

    /// What an entry of a table is called: a post by its title, all else by its id until a name is found in it.
    fn of_key(&self, key: &str) -> String {
        let posts = &self.checked.handbook.networks[self.n as usize].facts.posts;
        let post = posts.iter().position(|(id, _)| id.value == key).filter(|_| self.path.first().is_some_and(|section| section == "posts"));
        post.map_or_else(|| key.to_owned(), |at| self.desk.post_title(self.n, at as u32))
    }

    fn add(&mut self, node: &Node, of: &str) {
        let (Some(section), Some(field)) = (self.path.first(), self.path.last()) else { return };
        // Terms and parts in responsibilities are told with their posts.
        let is_told = match section.as_str() {
            "posts" => field == "person",
            "responsibilities" => matches!(field.as_str(), "accountable" | "responsible" | "support" | "informed"),
            _ => false,
        };
        if is_told {
            return;
        }
        let of = match of {
            "" if self.path.len() == 1 => {
                crate::model::words_of(self.checked.snapshot.file(self.file).path.rsplit('/').next().unwrap_or("").trim_end_matches(".md"))
            }
            "" => crate::model::words_of(section),
            of => format!("{of} ({})", section.replace('_', " ")),
        };
        let written = written(&self.checked.snapshot, node.span);
        // What was declared stays on record; all else needs somebody else.
        let cover = if section == "conflicts" { "to be closed, not renamed" } else { "somebody else to be named" }.to_owned();
        self.found.push(Use { of, field: field.replace('_', " "), written, cover });
    }

    /// The words of a value; of a reference, the name of what it leads to.
    fn words(&self, node: &Node) -> String {
        let Value::Scalar { text, .. } = &node.value else { return String::new() };
        match self.checked.links.at(node.span) {
            Some(Target::Thing(thing, _)) => self.desk.title(*thing),
            _ => text.clone(),
        }
    }
}

/// The plan for a person to read. `is_applied` says whether the lines are changed already.
pub fn in_words(leaving: &Leaving, is_applied: bool) -> String {
    let mut out = String::new();
    let Leaving { name, person, network_name, on, .. } = leaving;
    let _ = writeln!(out, "{name} (`{person}`) leaves {network_name}; the last day is {}\n", day_in_words(on));
    if leaving.posts.is_empty() {
        out.push_str("no post is held\n\n");
    }
    for post in &leaving.posts {
        let whose = if post.network.is_empty() { String::new() } else { format!(", {}", post.network) };
        let _ = writeln!(out, "{}{whose} ({})\n  cover: {}", post.title, post.written, post.cover);
        for contact in &post.contacts {
            let _ = writeln!(out, "         {contact}");
        }
        for duty in post.answers_for.iter().chain(&post.takes_part_in) {
            let place = duty.written.first().map_or(String::new(), |place| format!(" ({place})"));
            let _ = writeln!(out, "  {}: {}{place}", duty.part, duty.title);
        }
        for used in &post.named {
            let _ = writeln!(out, "  {}: {} ({})", used.field, used.of, used.written);
        }
        for step in &post.steps {
            let _ = writeln!(out, "  still to do: {} ({})", words_of_step(step), step.written);
        }
        out.push('\n');
    }
    if !leaving.named.is_empty() {
        out.push_str("Named in person\n");
        for used in &leaving.named {
            let _ = writeln!(out, "  {}: {} ({}), {}", used.field, used.of, used.written, used.cover);
        }
        out.push('\n');
    }
    for note in &leaving.notes {
        let _ = writeln!(out, "note: {note}\n");
    }
    for change in &leaving.changes {
        if is_applied && change.lines.iter().filter(|line| line.sign == '+').count() != change.lines.iter().filter(|line| line.sign == '-').count() {
            out.push_str("Lines above are numbered as before the change\n");
        }
        let _ = writeln!(out, "{} in `{}`", if is_applied { "Changed" } else { "Lines that `--apply` changes" }, change.file);
        for line in &change.lines {
            let _ = writeln!(out, "  {} {:>4} | {}", line.sign, line.line, line.text);
        }
        out.push('\n');
    }
    if leaving.new_findings.is_empty() {
        out.push_str("`check` will report nothing new on the day after\n");
    } else {
        let _ = writeln!(out, "On the day after, `check` will report as new\n{}", leaving.drawn.trim_end());
    }
    for finding in &leaving.settled {
        let _ = writeln!(out, "no longer: {}:{}: {}[{}]: {}", finding.file, finding.line, finding.severity, finding.rule, finding.message);
    }
    out
}

/// `31 December 2026`.
fn day_in_words(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), date)
}

/// `Agree the handover (New clinical director), by 15 January 2027`.
fn words_of_step(step: &Step) -> String {
    let due = if step.due.is_empty() { String::new() } else { format!(", by {}", day_in_words(&step.due)) };
    format!("{} ({}){due}", step.title, step.checklist)
}

/// What the page wears; nothing else is loaded.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1,h2{line-height:1.2}\
section{border-top:1px solid #666;margin-top:1.5rem}.gap{border-left:.4rem solid #a3000b;padding-left:.6rem}\
.write{border-bottom:1px solid #333;height:2rem;margin:0}dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:1.2rem .8rem;align-items:end}\
dt,dd{margin:0}dd{border-bottom:1px solid #333;min-height:1.8rem}small{color:#444;overflow-wrap:anywhere}h2,h3{break-after:avoid}li,dl{break-inside:avoid}@media print{body{margin:0;max-width:none}}";

/// A page to print for the handover: what was held, where it is written, who covers, lines to fill in and to sign. It
/// stands alone, and is for staff: it shows what the public edition may not.
pub fn handover_page(leaving: &Leaving) -> String {
    let title = text(&format!("Handover: {}, {}", leaving.name, leaving.network_name));
    let policy = format!("default-src 'none'; style-src 'sha256-{}'; form-action 'none'; base-uri 'none'", STANDARD.encode(Sha256::digest(STYLE.as_bytes())));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>Last day: {}. For staff; not for publication.</p>\n",
        text(&day_in_words(&leaving.on))
    );
    for post in &leaving.posts {
        let whose = if post.network.is_empty() { String::new() } else { format!(", {}", post.network) };
        let class = if post.is_covered { "" } else { " class=\"gap\"" };
        let _ = write!(out, "<section>\n<h2>{}{}</h2>\n<p{class}><strong>Who covers:</strong> {}.", text(&post.title), text(&whose), text(&post.cover));
        for contact in &post.contacts {
            let _ = write!(out, "<br>{}", text(contact));
        }
        let _ = writeln!(out, "</p>\n<p><small>Term: {}</small></p>", text(&post.written));
        list(&mut out, "Answers for", post.answers_for.iter().map(|duty| (duty.title.clone(), duty.written.join(", "))));
        list(&mut out, "Takes part in", post.takes_part_in.iter().map(|duty| (format!("{}: {}", duty.title, duty.part), duty.written.join(", "))));
        list(&mut out, "Named as", post.named.iter().map(|used| (format!("{}: {}", used.of, used.field), used.written.clone())));
        list(&mut out, "Still to do", post.steps.iter().map(|step| (words_of_step(step), step.written.clone())));
        out.push_str("<h3>What the next holder has to know</h3>\n<p class=\"write\"></p>\n<p class=\"write\"></p>\n<p class=\"write\"></p>\n</section>\n");
    }
    if !leaving.named.is_empty() {
        out.push_str("<section>\n<h2>Named in person</h2>\n");
        let line = |used: &Use| (format!("{}: {}, {}", used.of, used.field, used.cover), used.written.clone());
        list(&mut out, "To be settled", leaving.named.iter().map(line));
        out.push_str("</section>\n");
    }
    out.push_str("<section>\n<h2>Handed over</h2>\n<dl>\n");
    for label in ["Passwords, keys and devices", "Open matters", "Files and where they are", "Handed over by", "Taken over by", "Date"] {
        let _ = writeln!(out, "<dt>{label}</dt><dd></dd>");
    }
    out.push_str("</dl>\n</section>\n</main>\n</body>\n</html>\n");
    out
}

fn list(out: &mut String, heading: &str, items: impl Iterator<Item = (String, String)>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "<h3>{heading}</h3>\n<ul>");
    for (item, written) in items {
        let place = if written.is_empty() { String::new() } else { format!(" <small>{}</small>", text(&written)) };
        let _ = writeln!(out, "<li>{}{place}</li>", text(&item));
    }
    out.push_str("</ul>\n");
}

fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    // Writing to a text cannot fail.
    let _ = escape_html(&mut out, words);
    out
}

#[cfg(test)]
mod tests;
