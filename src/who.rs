//! "Who do I contact about X, and where is that written?" answered in the terminal.
//!
//! The search is a small one over the names of responsibilities, services and roles; readers' search lives in the site, and
//! cuts words the same way.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::links::answers::{self, Accountable};
use crate::links::{Answer, Duty, Links, Thing, Written};
use crate::model::Handbook;
use crate::model::settings::Edition;
use crate::pages::{Desk, Overview, UNNAMED, count, date, is_open};
use crate::pipeline::Checked;
use crate::search::words;
use crate::source::Snapshot;

/// What was found for a question.
#[derive(Debug, Serialize)]
pub struct Found {
    /// What it is called.
    pub title: String,
    /// "Responsibility", "Service", "Role".
    pub kind: &'static str,
    /// Its code, such as `CD vi`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What it is, in a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The document it comes from, with the section.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The answer of each network.
    pub networks: Vec<InNetwork>,
}

/// Who answers in one network.
#[derive(Debug, Serialize)]
pub struct InNetwork {
    /// Id of the network.
    pub network: String,
    /// Its name.
    pub name: String,
    /// The post, body, practices or organisation that answers; empty where nobody does.
    pub answered_for_by: String,
    /// Holders today.
    pub holders: Vec<Holder>,
    /// Holders before, the latest first.
    pub before: Vec<Holder>,
    /// Holders to come.
    pub next: Vec<Holder>,
    /// What stands in the way: "Vacant since …".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Telephone numbers and addresses, as the edition allows.
    pub contact: Vec<String>,
    /// Who does the work.
    pub responsible: Vec<String>,
    /// Who helps.
    pub support: Vec<String>,
    /// Who is told.
    pub informed: Vec<String>,
    /// Where it is written.
    pub written_in: Vec<WrittenIn>,
}

/// Somebody's term.
#[derive(Debug, Serialize)]
pub struct Holder {
    /// The name, where the edition may tell it.
    pub name: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// substantive, interim or acting.
    pub status: &'static str,
}

/// A place in a network's own papers.
#[derive(Debug, Serialize)]
pub struct WrittenIn {
    /// The page and heading in words.
    pub place: String,
    /// Address of the page in the site, with the anchor.
    pub page: String,
    /// The file below the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum NoAnswer {
    /// No network has that id; the nearest one.
    UnknownNetwork(Option<String>),
    /// Nothing is called like that; the nearest titles.
    Nothing(Vec<String>),
}

/// Answers a question: the best match, in one network or in all.
///
/// # Errors
/// When nothing matches, or no network has the id.
pub fn ask(checked: Checked, edition: Edition, question: &str, network: Option<&str>) -> Result<Found, NoAnswer> {
    let Checked { snapshot, handbook, mut links, today, .. } = checked;
    let mut handbook = Arc::unwrap_or_clone(handbook);
    if edition == Edition::Public {
        (handbook, links) = crate::links::for_the_public(&snapshot, handbook, links, today);
    }
    let findings = Vec::new();
    let overview = Overview::of(&snapshot, &handbook, &links, &findings, edition);
    let desk = Desk::new(&snapshot, &handbook, &links, &findings, (today, edition), &overview);
    let scope = match network {
        None => None,
        Some(id) => {
            let at = handbook.networks.iter().position(|network| network.id == id);
            let near = || crate::diagnostic::nearest(id, handbook.networks.iter().map(|network| network.id.as_str())).map(str::to_owned);
            Some(at.ok_or_else(|| NoAnswer::UnknownNetwork(near()))? as u32)
        }
    };
    let mut hits = search(&handbook, question, scope);
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.thing.cmp(&b.thing)));
    match hits.first() {
        Some(best) if best.score >= 1.0 => Ok(found(&desk, &links, &snapshot, best.thing, scope, today)),
        _ => Err(NoAnswer::Nothing(hits.iter().take(3).map(|hit| desk.title(hit.thing)).collect())),
    }
}

struct Hit {
    thing: Thing,
    score: f64,
}

/// Words of a question for somebody that say nothing of the subject, beside [`words::IDLE`].
const ASKING: &[&str] = &["contact", "responsible", "accountable", "charge"];

/// The words of a text as the readers' search cuts them, without endings.
fn words_of(text: &str) -> Vec<String> {
    words::words(text).iter().map(|word| stem(word)).collect()
}

fn is_idle(word: &str) -> bool {
    words::is_idle(word) || ASKING.contains(&word)
}

/// Plurals and singulars meet.
fn stem(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(rest) if rest.len() >= 3 && !rest.ends_with('s') && !rest.ends_with('u') && !rest.ends_with('i') => rest.to_owned(),
        _ => word.to_owned(),
    }
}

/// How well a typed word fits a known one: 1 for the same, less for a beginning or a slip of the keyboard.
fn likeness(typed: &str, known: &str) -> f64 {
    if typed == known {
        return 1.0;
    }
    if typed.len() >= 4 && known.starts_with(typed) {
        return 0.8;
    }
    let slips = if typed.len() >= 8 { 2 } else { usize::from(typed.len() >= 4) };
    if slips > 0 && typed.len().abs_diff(known.len()) <= slips && strsim::damerau_levenshtein(typed, known) <= slips {
        return 0.7;
    }
    0.0
}

fn search(handbook: &Handbook, question: &str, scope: Option<u32>) -> Vec<Hit> {
    let mut typed: Vec<String> = words_of(question).into_iter().filter(|word| !is_idle(word)).collect();
    if typed.is_empty() {
        typed = words_of(question);
    }
    // An abbreviation stands for its expansion as well; either may match.
    let mut also: Vec<Vec<String>> = Vec::new();
    let whole = question.trim().to_lowercase();
    for term in &handbook.terms {
        let names = std::iter::once(&term.facts.term).chain(&term.facts.also);
        let named = names.into_iter().any(|name| {
            let name = name.value.to_lowercase();
            name == whole || words_of(&name).iter().all(|word| typed.contains(word))
        });
        if let Some(expansion) = term.facts.expansion.as_ref().filter(|_| named) {
            also.push(words_of(&expansion.value).into_iter().filter(|word| !is_idle(word)).collect());
        }
    }
    let score = |title: &str, id: &str, code: &str, other: &[&str]| {
        let title_words = words_of(title);
        let id_words = words_of(id);
        let other_words: HashSet<String> = other.iter().flat_map(|text| words_of(text)).collect();
        if !code.is_empty() && words_of(code) == typed {
            return 10.0;
        }
        let fit = |typed: &[String]| {
            if typed.is_empty() {
                return 0.0;
            }
            let sum: f64 = typed
                .iter()
                .map(|word| {
                    let in_title = title_words.iter().chain(&id_words).map(|known| likeness(word, known)).fold(0.0, f64::max);
                    let elsewhere = other_words.iter().map(|known| likeness(word, known)).fold(0.0, f64::max);
                    (3.0 * in_title).max(elsewhere)
                })
                .sum();
            let coverage = sum / typed.len() as f64;
            // Of two titles that hold all words the shorter one is meant.
            coverage + 0.5 * coverage * typed.len() as f64 / (title_words.len().max(typed.len()) as f64)
        };
        also.iter().map(|typed| 0.9 * fit(typed)).fold(fit(&typed), f64::max)
    };
    let mut hits = Vec::new();
    for (at, item) in handbook.responsibilities.iter().enumerate() {
        let code = item.facts.code.as_ref().map_or("", |code| code.value.as_str());
        let mut other: Vec<&str> = item.facts.tags.iter().map(|tag| tag.value.as_str()).collect();
        other.extend(item.facts.summary.as_ref().map(|summary| summary.value.as_str()));
        hits.push(Hit { thing: Thing::Responsibility(at as u32), score: score(&item.facts.title.value, &item.id, code, &other) });
    }
    for (at, role) in handbook.roles.iter().enumerate() {
        let names = std::iter::once(&role.facts.title).chain(&role.facts.also);
        let best = names.map(|name| score(&name.value, "", "", &[])).fold(0.0, f64::max);
        // Of a duty and a role that is also called after it, the duty is meant, unless the role's own name was typed.
        let exact = score(&role.facts.title.value, &role.id, "", &[]);
        hits.push(Hit { thing: Thing::Role(at as u32), score: exact.max(0.9 * best) });
    }
    for (n, network) in handbook.networks.iter().enumerate().filter(|(n, _)| scope.is_none_or(|scope| scope as usize == *n)) {
        for (at, (id, says)) in network.facts.responsibilities.iter().enumerate() {
            if let Some(title) = &says.title {
                let summary = says.summary.as_ref().map_or("", |summary| summary.value.as_str());
                hits.push(Hit { thing: Thing::Own(n as u32, at as u32), score: score(&title.value, &id.value, "", &[summary]) });
            }
        }
        // A service of that name in the network asked about says more than the duty behind it.
        if scope.is_some() {
            for (at, service) in network.facts.services.iter().enumerate() {
                let summary = service.summary.as_ref().map_or("", |summary| summary.value.as_str());
                hits.push(Hit { thing: Thing::Service(n as u32, at as u32), score: score(&service.title.value, &service.id.value, "", &[summary]) });
            }
        }
    }
    // A service leads to the responsibility it meets, whose page says where it is written.
    for hit in &mut hits {
        if matches!(hit.thing, Thing::Service(..)) {
            hit.score *= 0.98;
        }
    }
    hits
}

fn found(desk: &Desk<'_>, links: &Links, snapshot: &Snapshot, thing: Thing, scope: Option<u32>, today: Date) -> Found {
    let handbook = desk.handbook;
    let networks: Vec<u32> = match scope {
        Some(n) => vec![n],
        None => (0..handbook.networks.len() as u32).filter(|&n| is_open(desk.network(n))).collect(),
    };
    let mut found =
        Found { title: desk.title(thing), kind: "Responsibility", code: String::new(), summary: String::new(), source: String::new(), networks: Vec::new() };
    let words = |text: &Option<crate::document::record::Text>| text.as_ref().map_or(String::new(), |text| text.value.clone());
    match thing {
        Thing::Responsibility(at) => {
            let facts = &handbook.responsibilities[at as usize].facts;
            found.code = words(&facts.code);
            found.summary = words(&facts.summary);
            if let Some(citation) = &facts.source
                && let Some(Thing::Source(source)) = links.of(&citation.id)
            {
                found.source = [handbook.sources[source as usize].facts.title.value.clone(), words(&citation.section)]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ");
            }
            found.networks = networks.iter().filter_map(|&n| duty_in_network(desk, links, snapshot, n, Duty::Catalogue(at), today)).collect();
        }
        Thing::Own(n, at) => {
            found.summary = words(&desk.network(n).facts.responsibilities[at as usize].1.summary);
            found.networks = duty_in_network(desk, links, snapshot, n, Duty::Own(at), today).into_iter().collect();
        }
        Thing::Service(n, at) => {
            found.kind = "Service";
            let service = &desk.network(n).facts.services[at as usize];
            found.summary = words(&service.summary);
            let lead = service.lead.as_ref().and_then(|lead| links.of(lead));
            let mut answer = match lead {
                Some(Thing::Post(n, post)) => post_in_network(desk, links, n, post, today),
                _ => nobody(desk, n, "No lead is recorded"),
            };
            for duty in service.responsibilities.iter().filter_map(|duty| links.of(duty)) {
                let duty = match duty {
                    Thing::Responsibility(at) => Duty::Catalogue(at),
                    Thing::Own(_, at) => Duty::Own(at),
                    _ => continue,
                };
                answer.written_in.extend(written(desk, snapshot, n, duty));
            }
            found.networks = vec![answer];
        }
        Thing::Role(at) => {
            found.kind = "Role";
            found.summary = words(&handbook.roles[at as usize].facts.summary);
            for n in networks {
                let posts = desk
                    .network(n)
                    .facts
                    .posts
                    .iter()
                    .enumerate()
                    .filter(|(_, (id, post))| answers::role_of_post(links, id, post) == Some(at) && answers::exists(post, today));
                let before = found.networks.len();
                found.networks.extend(posts.map(|(post, _)| post_in_network(desk, links, n, post as u32, today)));
                if found.networks.len() == before {
                    found.networks.push(nobody(desk, n, "This network has no such post"));
                }
            }
        }
        _ => {}
    }
    found
}

fn nobody(desk: &Desk<'_>, n: u32, note: &str) -> InNetwork {
    InNetwork {
        network: desk.network(n).id.clone(),
        name: desk.network_name(n),
        answered_for_by: String::new(),
        holders: Vec::new(),
        before: Vec::new(),
        next: Vec::new(),
        note: note.to_owned(),
        contact: Vec::new(),
        responsible: Vec::new(),
        support: Vec::new(),
        informed: Vec::new(),
        written_in: Vec::new(),
    }
}

fn post_in_network(desk: &Desk<'_>, links: &Links, n: u32, at: u32, today: Date) -> InNetwork {
    let (_, post) = &desk.network(n).facts.posts[at as usize];
    let holders = answers::holders(desk.handbook, links, post, today);
    let term = |term: &answers::Term<'_>| Holder {
        name: term.person.map_or(UNNAMED.to_owned(), |(n, at)| desk.title(Thing::Person(n, at))),
        from: term.holder.from.as_ref().map(|day| day.value.to_string()),
        to: term.holder.to.as_ref().map(|day| day.value.to_string()),
        status: term.holder.status().word(),
    };
    let mut contact: Vec<String> = Vec::new();
    let mut add = |text: Option<&crate::document::record::Text>| contact.extend(text.map(|text| text.value.clone()));
    let own = post.contact.as_ref();
    add(own.and_then(|contact| contact.phone.as_ref()));
    add(own.and_then(|contact| contact.email.as_ref()));
    for term in &holders.now {
        if let Some((n, at)) = term.person {
            let person = &desk.network(n).facts.people[at as usize].1;
            add(person.phone.as_ref());
            add(person.email.as_ref());
        }
    }
    let mut seen = HashSet::new();
    contact.retain(|text| seen.insert(text.clone()));
    let note = match (&post.vacant, holders.now.is_empty(), holders.has_substantive()) {
        (_, false, true) => String::new(),
        (vacant, empty, _) => {
            let since = vacant.as_ref().and_then(|vacant| vacant.since.as_ref());
            let cover = vacant.as_ref().and_then(|vacant| vacant.cover.as_ref()).and_then(|cover| links.of(cover));
            let mut note = match (empty, since) {
                (true, Some(since)) => format!("Vacant since {}", date(since.value)),
                (true, None) => "Vacant".to_owned(),
                (false, _) => "No permanent holder".to_owned(),
            };
            if let Some(cover) = cover {
                let _ = write!(note, "; covered by the {}", crate::pages::lower_first(&desk.title(cover)));
            }
            note
        }
    };
    InNetwork {
        answered_for_by: desk.post_title(n, at),
        holders: holders.now.iter().map(term).collect(),
        before: holders.before.iter().map(term).collect(),
        next: holders.next.iter().map(term).collect(),
        contact,
        ..nobody(desk, n, &note)
    }
}

fn written(desk: &Desk<'_>, snapshot: &Snapshot, n: u32, duty: Duty) -> Vec<WrittenIn> {
    places(desk, snapshot, desk.links.answers.written(n, duty))
}

/// Places in a network's own files, in words and with their lines.
pub(crate) fn places(desk: &Desk<'_>, snapshot: &Snapshot, places: &[Written]) -> Vec<WrittenIn> {
    places
        .iter()
        .map(|written| {
            // A place stated in `network.yaml` is the heading it names; a mention is its own line.
            let heading = written.anchor.clone().or(match written.page {
                Thing::Schedule(n, at) => {
                    desk.network(n).agreement.as_ref().and_then(|entry| entry.facts.schedules.get(at as usize)).map(|schedule| schedule.anchor())
                }
                _ => None,
            });
            let prose = crate::links::prose_of_thing(desk.handbook, written.page);
            let stands = prose.and_then(|(_, prose)| prose.headings.iter().find(|known| Some(&known.id) == heading.as_ref()));
            let span = match (written.stated, stands) {
                (true, Some(heading)) => heading.span,
                _ => written.span,
            };
            let (line, _) = snapshot.line_and_column(span.file, span.start);
            let mut page = desk.address(written.page).unwrap_or_default();
            if let Some(anchor) = written.anchor.as_ref().filter(|_| !page.contains('#')) {
                let _ = write!(page, "#{anchor}");
            }
            let place = match (written.page, stands) {
                (Thing::Schedule(..), _) => format!("Network Agreement, {}", crate::pages::lower_first(&desk.title(written.page))),
                (page, Some(heading)) => format!("{}: {}", desk.title(page), heading.text),
                (page, None) => desk.title(page),
            };
            WrittenIn { place, page, file: snapshot.file(span.file).path.clone(), line }
        })
        .collect()
}

fn duty_in_network(desk: &Desk<'_>, links: &Links, snapshot: &Snapshot, n: u32, duty: Duty, today: Date) -> Option<InNetwork> {
    let answer = links.answers.of(n, duty)?;
    let mut found = seat(desk, links, n, answer, today);
    let titles = |things: &[Thing]| things.iter().map(|&thing| desk.title(thing)).collect::<Vec<_>>();
    found.responsible = titles(&answer.responsible);
    found.support = titles(&answer.support);
    found.informed = titles(&answer.informed);
    found.written_in = written(desk, snapshot, n, duty);
    Some(found)
}

/// The one who answers, with the holders of the day.
pub(crate) fn seat(desk: &Desk<'_>, links: &Links, n: u32, answer: &Answer, today: Date) -> InNetwork {
    match &answer.accountable {
        Accountable::Post(at) => post_in_network(desk, links, n, *at, today),
        Accountable::Body(at) => InNetwork { answered_for_by: desk.title(Thing::Body(n, *at)), ..nobody(desk, n, "") },
        Accountable::Organisation(at) => {
            let facts = &desk.handbook.organisations[*at as usize].facts;
            let contact = [&facts.phone, &facts.email].into_iter().flatten().map(|text| text.value.clone()).collect();
            InNetwork { answered_for_by: facts.name.value.clone(), contact, ..nobody(desk, n, "") }
        }
        Accountable::Practices => InNetwork { answered_for_by: "The practices".to_owned(), ..nobody(desk, n, "") },
        Accountable::Payee => {
            let payee = desk.network(n).facts.nominated_payee.as_ref().and_then(|payee| payee.name.as_ref());
            InNetwork { answered_for_by: payee.map_or("The nominated payee".to_owned(), |name| name.value.clone()), ..nobody(desk, n, "") }
        }
        Accountable::Choice(posts) => nobody(desk, n, &format!("{} could answer for it; the network has not chosen", count(posts.len(), "post", "posts"))),
        Accountable::Nobody => nobody(desk, n, if answer.in_use { "No one is recorded" } else { "Not in use here" }),
    }
}

/// The answer as a person reads it.
pub fn in_words(found: &Found) -> String {
    let mut out = String::new();
    let code = if found.code.is_empty() { String::new() } else { format!(" ({})", found.code) };
    let _ = writeln!(out, "{}{code}", found.title);
    if !found.summary.is_empty() {
        let _ = writeln!(out, "  {}", found.summary);
    }
    if !found.source.is_empty() {
        let _ = writeln!(out, "  source: {}", found.source);
    }
    let names = |holders: &[Holder]| {
        holders
            .iter()
            .map(|holder| {
                let mut words = holder.name.clone();
                if holder.status != "substantive" {
                    let _ = write!(words, " ({})", holder.status);
                }
                match (&holder.from, &holder.to) {
                    (Some(from), Some(to)) => {
                        let _ = write!(words, ", {from} to {to}");
                    }
                    (Some(from), None) => {
                        let _ = write!(words, ", since {from}");
                    }
                    (None, Some(to)) => {
                        let _ = write!(words, ", until {to}");
                    }
                    (None, None) => {}
                }
                words
            })
            .collect::<Vec<_>>()
            .join("; ")
    };
    let short = found.networks.len() > 1;
    for answer in &found.networks {
        let _ = writeln!(out, "\n{}", answer.name);
        let mut line = |label: &str, text: String| {
            if !text.is_empty() {
                let _ = writeln!(out, "  {label:<16}{text}");
            }
        };
        let held = names(&answer.holders);
        let by = match (answer.answered_for_by.is_empty(), held.is_empty()) {
            (true, _) => String::new(),
            (false, true) => answer.answered_for_by.clone(),
            (false, false) => format!("{}: {held}", answer.answered_for_by),
        };
        line("answered for by", by);
        line("", answer.note.clone());
        line("contact", answer.contact.join(", "));
        if !short {
            line("does the work", answer.responsible.join(", "));
            line("helps", answer.support.join(", "));
            line("is told", answer.informed.join(", "));
            line("before", names(&answer.before));
            line("next", names(&answer.next));
        }
        for (at, written) in answer.written_in.iter().take(if short { 1 } else { usize::MAX }).enumerate() {
            line(if at == 0 { "written in" } else { "" }, format!("{}\n  {:<16}{}:{}", written.place, "", written.file, written.line));
        }
    }
    out
}
