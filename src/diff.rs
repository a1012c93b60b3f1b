//! "What does the new contract year change, and for whom?" answered in the terminal.
//!
//! The comparison itself is [`crate::years`]; here it gets its words, its places in files, and its two formats.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use crate::document::record::{ContractYear, Text};
use crate::links::{Answer, Links, Relation, Thing, Written};
use crate::model::Handbook;
use crate::model::settings::Edition;
use crate::pages::{Desk, Overview};
use crate::pipeline::Checked;
use crate::source::{Layer, Snapshot, Span};
use crate::who::{self, Holder, WrittenIn};
use crate::years::{self, Turn};

/// What changes from one contract year to another.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The earlier year.
    pub from: String,
    /// The later year.
    pub to: String,
    /// Responsibilities that begin, those that end, and those that came and went between the two years.
    pub responsibilities: Vec<Responsibility>,
    /// Words of the glossary that go out of use.
    pub words: Vec<Word>,
    /// Pages of guidance that begin to hold or no longer hold.
    pub guidance: Vec<Page>,
    /// Rules of `check` that begin to hold or no longer hold.
    pub rules: Vec<RuleOfYear>,
    /// Where the handbook's own pages speak of a responsibility that ends.
    pub handbook: Vec<Place>,
    /// The networks that are touched, each with what touches it.
    pub networks: Vec<InNetwork>,
}

/// A responsibility that changes.
#[derive(Debug, Serialize)]
pub struct Responsibility {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its code, such as `CD vi`; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// `begins`, `ends`, or `between` where it is in force in neither of the two years but was meanwhile.
    pub change: &'static str,
    /// Ids of those it takes the place of.
    pub replaces: Vec<String>,
    /// Ids of those that take its place.
    pub replaced_by: Vec<String>,
    /// Whether it stays in use as a standard after it ended.
    pub kept: bool,
}

/// A word that goes out of use.
#[derive(Debug, Serialize)]
pub struct Word {
    /// The word.
    pub term: String,
    /// What it stood for; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expansion: String,
    /// Its last day.
    pub until: String,
    /// The word that took its place, if any.
    pub now: Option<String>,
}

/// A page that begins to hold or no longer holds.
#[derive(Debug, Serialize)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// `begins` or `ends`.
    pub change: &'static str,
    /// The file below the content folder.
    pub file: String,
}

/// A rule that begins to hold or no longer holds.
#[derive(Debug, Serialize)]
pub struct RuleOfYear {
    /// Its name.
    pub rule: &'static str,
    /// `begins` or `ends`.
    pub change: &'static str,
}

/// A place in the handbook's own pages.
#[derive(Debug, Serialize)]
pub struct Place {
    /// Id of the responsibility.
    pub responsibility: String,
    /// Title of the page.
    pub page: String,
    /// The file below the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// What touches one network.
#[derive(Debug, Serialize)]
pub struct InNetwork {
    /// Id of the network.
    pub network: String,
    /// Its name.
    pub name: String,
    /// The responsibilities that touch it.
    pub responsibilities: Vec<Touched>,
    /// Services that are described for one of the years alone.
    pub services: Vec<Entry>,
    /// Indicators of one of the years alone.
    pub indicators: Vec<Entry>,
    /// The network's own pages that begin to hold or no longer hold.
    pub pages: Vec<Page>,
}

/// A responsibility that begins or ends, as one network has it.
#[derive(Debug, Serialize)]
pub struct Touched {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `begins` or `ends`.
    pub change: &'static str,
    /// The post, body, practices or organisation that answers while it is in force; empty where nobody does.
    pub answered_for_by: String,
    /// Holders today.
    pub holders: Vec<Holder>,
    /// What stands in the way: "Vacant since …".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The network's own entry about it: file and line; `null` where it has none.
    pub assigned: Option<Line>,
    /// Every place where the network's own files speak of it.
    pub places: Vec<WrittenIn>,
}

/// A line of a file.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The file below the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// A service or an indicator of a year.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `begins` or `ends`.
    pub change: &'static str,
    /// The post that leads or watches it; empty where none is recorded.
    pub post: String,
    /// The file below the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The fields of the JSON, for `--help`.
pub const JSON: &str = "\
With `--format json` the answer is one object:
  from, to           the two contract years
  responsibilities   id, title, code, change (begins, ends, or between: after the first year and gone before the second),
                     replaces, replaced_by (ids), kept (in use as a standard afterwards)
  words              term, expansion, until (its last day), now (the word that took its place, or null)
  guidance           title, change, file
  rules              rule, change
  handbook           responsibility, page, file, line: where the handbook's own pages speak of what ends
  networks           network, name, and for each:
    responsibilities   id, title, change, answered_for_by, holders (name, from, to, status), note,
                       assigned (file, line; or null), places (place, page, file, line)
    services, indicators   id, title, change, post, file, line
    pages              title, change, file
Files are named from the folder of the text, lines are counted from 1. A network that nothing touches is not there.";

/// Reads a contract year as somebody types it.
///
/// # Errors
/// When it is none; the message says how it is written.
pub fn parse_year(typed: &str) -> Result<ContractYear, String> {
    const LIKELY: std::ops::Range<i16> = 1948..2150;
    if let Some(year) = ContractYear::parse(typed) {
        return if LIKELY.contains(&year.0) { Ok(year) } else { Err(format!("no contract of a network is of the year `{typed}`")) };
    }
    let first = typed.split(['/', '-']).next().unwrap_or("").trim();
    let meant = match first.parse::<i16>() {
        Ok(first) if LIKELY.contains(&first) => Some(ContractYear(first)),
        Ok(first) if typed.len() > first.to_string().len() && (0..100).contains(&first) => Some(ContractYear(2000 + first)),
        _ => None,
    };
    Err(match meant {
        Some(meant) => format!("a contract year has both its years, April to March: write `{meant}`"),
        None => "a contract year has both its years, April to March, such as `2026/27`".to_owned(),
    })
}

/// Why two years cannot be compared.
///
/// # Errors
/// When they are one year, or in the wrong order.
pub fn in_order(from: ContractYear, to: ContractYear) -> Result<(), String> {
    match from.cmp(&to) {
        std::cmp::Ordering::Less => Ok(()),
        std::cmp::Ordering::Equal => {
            Err(format!("both years are {from}, and a year does not differ from itself; for what it changed, write `diff {} {to}`", ContractYear(from.0 - 1)))
        }
        std::cmp::Ordering::Greater => Err(format!("{from} comes after {to}; the earlier year stands first: write `diff {to} {from}`")),
    }
}

/// Compares two years: over all networks, or for one.
///
/// Without an edition nothing is hidden, since this is for those who keep the text.
///
/// # Errors
/// When no network has the id; with the nearest one.
pub fn compare(checked: Checked, edition: Option<Edition>, from: ContractYear, to: ContractYear, network: Option<&str>) -> Result<Difference, Option<String>> {
    let Checked { snapshot, handbook, mut links, today, .. } = checked;
    let mut handbook = Arc::unwrap_or_clone(handbook);
    if edition == Some(Edition::Public) {
        (handbook, links) = crate::links::for_the_public(&snapshot, handbook, links, today);
    }
    let findings = Vec::new();
    let edition = edition.unwrap_or(Edition::Staff);
    let overview = Overview::of(&snapshot, &handbook, &links, &findings, edition);
    let desk = Desk::new(&snapshot, &handbook, &links, &findings, (today, edition), &overview);
    let networks: Vec<u32> = match network {
        None => (0..handbook.networks.len() as u32).collect(),
        Some(id) => match handbook.networks.iter().position(|network| network.id == id) {
            Some(at) => vec![at as u32],
            None => return Err(crate::diagnostic::nearest(id, handbook.networks.iter().map(|network| network.id.as_str())).map(str::to_owned)),
        },
    };
    let turn = years::turn(&handbook, &links, from, to);
    let telling = Telling { desk: &desk, handbook: &handbook, links: &links, snapshot: &snapshot, turn: &turn };
    Ok(Difference {
        from: from.to_string(),
        to: to.to_string(),
        responsibilities: telling.responsibilities(),
        words: telling.words(),
        guidance: telling.pages(&handbook.pages, &turn.pages_begin, &turn.pages_end),
        rules: [(&turn.rules_begin, "begins"), (&turn.rules_end, "ends")]
            .into_iter()
            .flat_map(|(rules, change)| rules.iter().map(move |rule| RuleOfYear { rule, change }))
            .collect(),
        handbook: telling.own_pages(),
        networks: networks.into_iter().filter_map(|n| telling.network(n)).collect(),
    })
}

/// What the words of an answer are made from.
struct Telling<'a> {
    desk: &'a Desk<'a>,
    handbook: &'a Handbook,
    links: &'a Links,
    snapshot: &'a Snapshot,
    turn: &'a Turn,
}

impl Telling<'_> {
    fn responsibilities(&self) -> Vec<Responsibility> {
        let ids = |places: &[u32]| places.iter().map(|&at| self.handbook.responsibilities[at as usize].id.clone()).collect::<Vec<_>>();
        let tell = |at: u32, change: &'static str| {
            let item = &self.handbook.responsibilities[at as usize];
            Responsibility {
                id: item.id.clone(),
                title: item.facts.title.value.clone(),
                code: item.facts.code.as_ref().map_or(String::new(), |code| code.value.clone()),
                change,
                replaces: Vec::new(),
                replaced_by: Vec::new(),
                kept: false,
            }
        };
        let mut list: Vec<Responsibility> = self
            .turn
            .ends
            .iter()
            .map(|ended| Responsibility { replaced_by: ids(&ended.replaced_by), kept: ended.is_kept, ..tell(ended.duty, "ends") })
            .collect();
        list.extend(self.turn.between.iter().map(|&at| tell(at, "between")));
        list.extend(self.turn.begins.iter().map(|begun| Responsibility { replaces: ids(&begun.replaces), ..tell(begun.duty, "begins") }));
        list
    }

    fn words(&self) -> Vec<Word> {
        let words = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let terms = self.turn.words.iter().map(|&at| &self.handbook.terms[at as usize].facts);
        terms
            .map(|facts| Word {
                term: facts.term.value.clone(),
                expansion: words(&facts.expansion).unwrap_or_default(),
                until: facts.until.as_ref().map_or(String::new(), |until| until.value.to_string()),
                now: words(&facts.now),
            })
            .collect()
    }

    fn pages(&self, pages: &[Arc<crate::model::Page>], begin: &[u32], end: &[u32]) -> Vec<Page> {
        let tell = |at: u32, change| {
            let page = &pages[at as usize];
            Page { title: page.title(), change, file: self.snapshot.file(page.file).path.clone() }
        };
        begin.iter().map(|&at| tell(at, "begins")).chain(end.iter().map(|&at| tell(at, "ends"))).collect()
    }

    fn line(&self, span: Span) -> Line {
        Line { file: self.snapshot.file(span.file).path.clone(), line: self.snapshot.line_and_column(span.file, span.start).0 }
    }

    /// Where the handbook's own pages speak of what ends; the national layer's are not for its editors to change.
    fn own_pages(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for ended in &self.turn.ends {
            let backlinks = self.links.to(Thing::Responsibility(ended.duty)).iter();
            // What takes its place names it rightly for good.
            let backlinks = backlinks.filter(|backlink| backlink.from.network().is_none() && backlink.relation != Relation::Replaces);
            for backlink in backlinks.filter(|backlink| self.snapshot.file(backlink.span.file).layer == Layer::Handbook) {
                let Line { file, line } = self.line(backlink.span);
                let responsibility = self.handbook.responsibilities[ended.duty as usize].id.clone();
                places.push(Place { responsibility, page: self.desk.title(backlink.from), file, line });
            }
        }
        places.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        places
    }

    fn network(&self, n: u32) -> Option<InNetwork> {
        let touched = years::touched(self.handbook, self.links, n, self.turn);
        if touched.is_empty() {
            return None;
        }
        let network = self.desk.network(n);
        let facts = &network.facts;
        let entry = |id: &Text, title: &Text, post: Option<&Text>, change| {
            let Line { file, line } = self.line(id.span);
            let post = post.and_then(|post| self.links.of(post)).map_or(String::new(), |post| self.desk.title(post));
            Entry { id: id.value.clone(), title: title.value.clone(), change, post, file, line }
        };
        let service = |at: &u32, change| {
            let service = &facts.services[*at as usize];
            entry(&service.id, &service.title, service.lead.as_ref(), change)
        };
        let indicator = |at: &u32, change| {
            let indicator = &facts.indicators[*at as usize];
            entry(&indicator.id, &indicator.title, indicator.owner.as_ref(), change)
        };
        let both = |begin: &[u32], end: &[u32], tell: &dyn Fn(&u32, &'static str) -> Entry| {
            end.iter().map(|at| tell(at, "ends")).chain(begin.iter().map(|at| tell(at, "begins"))).collect()
        };
        Some(InNetwork {
            network: network.id.clone(),
            name: self.desk.network_name(n),
            responsibilities: touched.duties.iter().map(|touched| self.duty(n, touched.duty, touched.begins, &touched.answer, &touched.places)).collect(),
            services: both(&touched.services_begin, &touched.services_end, &service),
            indicators: both(&touched.indicators_begin, &touched.indicators_end, &indicator),
            pages: self.pages(&network.pages, &touched.pages_begin, &touched.pages_end),
        })
    }

    fn duty(&self, n: u32, duty: u32, begins: bool, answer: &Answer, places: &[Written]) -> Touched {
        let item = &self.handbook.responsibilities[duty as usize];
        let seat = who::seat(self.desk, self.links, n, answer, self.desk.today);
        let entry = answer.says.and_then(|at| self.desk.network(n).facts.responsibilities.get(at as usize));
        Touched {
            id: item.id.clone(),
            title: item.facts.title.value.clone(),
            change: if begins { "begins" } else { "ends" },
            answered_for_by: seat.answered_for_by,
            holders: seat.holders,
            note: seat.note,
            assigned: entry.map(|(id, _)| self.line(id.span)),
            places: who::places(self.desk, self.snapshot, places),
        }
    }
}

/// The answer as a person reads it.
pub fn in_words(difference: &Difference) -> String {
    let mut out = format!("{} to {}\n", difference.from, difference.to);
    let nothing = difference.responsibilities.is_empty()
        && difference.words.is_empty()
        && difference.guidance.is_empty()
        && difference.rules.is_empty()
        && difference.networks.is_empty();
    if nothing {
        out.push_str("  nothing that this handbook knows of changes\n");
        return out;
    }
    let title_of = |id: &String| difference.responsibilities.iter().find(|known| known.id == *id).map_or_else(|| id.clone(), |known| known.title.clone());
    let titles = |ids: &[String]| ids.iter().map(title_of).collect::<Vec<_>>().join(", ");
    let heading = |out: &mut String, words: &str| out.push_str(&format!("\n{words}\n"));
    if !difference.responsibilities.is_empty() {
        heading(&mut out, "Responsibilities");
    }
    for item in &difference.responsibilities {
        let code = if item.code.is_empty() { String::new() } else { format!(" ({})", item.code) };
        let change = if item.change == "between" { "came, went" } else { item.change };
        let _ = writeln!(out, "  {change:<12}{}{code}", item.title);
        if !item.replaces.is_empty() {
            let _ = writeln!(out, "  {:<12}takes the place of {}", "", titles(&item.replaces));
        }
        if item.change == "ends" {
            let heirs = if item.replaced_by.is_empty() { "nothing takes its place".to_owned() } else { format!("replaced by {}", titles(&item.replaced_by)) };
            let kept = if item.kept { "; kept as a standard" } else { "" };
            let _ = writeln!(out, "  {:<12}{heirs}{kept}", "");
        }
    }
    if !difference.words.is_empty() {
        heading(&mut out, "Words that go out of use");
    }
    for word in &difference.words {
        let expansion = if word.expansion.is_empty() { String::new() } else { format!(" ({})", word.expansion) };
        let now = word.now.as_ref().map_or(String::new(), |now| format!("; now {now}"));
        let _ = writeln!(out, "  {}{expansion}, until {}{now}", word.term, word.until);
    }
    let pages = |out: &mut String, pages: &[Page]| {
        for page in pages {
            let _ = writeln!(out, "  {:<12}{}\n  {:<12}{}", page.change, page.title, "", page.file);
        }
    };
    if !difference.guidance.is_empty() {
        heading(&mut out, "Guidance");
        pages(&mut out, &difference.guidance);
    }
    if !difference.rules.is_empty() {
        heading(&mut out, "Rules of `check`");
    }
    for rule in &difference.rules {
        let _ = writeln!(out, "  {:<12}{}", rule.change, rule.rule);
    }
    if !difference.handbook.is_empty() {
        heading(&mut out, "The handbook's own pages speak of what ends");
    }
    for place in &difference.handbook {
        let _ = writeln!(out, "  {}: {}\n    {}:{}", place.page, title_of(&place.responsibility), place.file, place.line);
    }
    for network in &difference.networks {
        heading(&mut out, &network.name);
        for duty in &network.responsibilities {
            tell_duty(&mut out, duty);
        }
        for (kind, entries) in [("service", &network.services), ("indicator", &network.indicators)] {
            for entry in entries {
                let _ = writeln!(out, "  {:<12}{} ({kind})", entry.change, entry.title);
                if !entry.post.is_empty() {
                    let _ = writeln!(out, "    {:<18}{}", if kind == "service" { "led by" } else { "watched by" }, entry.post);
                }
                let _ = writeln!(out, "    {:<18}{}:{}", "written in", entry.file, entry.line);
            }
        }
        pages(&mut out, &network.pages);
    }
    out
}

fn tell_duty(out: &mut String, duty: &Touched) {
    let _ = writeln!(out, "  {:<12}{}", duty.change, duty.title);
    let mut line = |label: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "    {label:<18}{text}");
        }
    };
    let names: Vec<String> = duty
        .holders
        .iter()
        .map(|holder| if holder.status == "substantive" { holder.name.clone() } else { format!("{} ({})", holder.name, holder.status) })
        .collect();
    let by = match (duty.answered_for_by.is_empty(), names.is_empty()) {
        (true, _) => String::new(),
        (false, true) => duty.answered_for_by.clone(),
        (false, false) => format!("{}: {}", duty.answered_for_by, names.join(", ")),
    };
    line("answered for by", &by);
    line("", &duty.note);
    if let Some(Line { file, line: number }) = &duty.assigned {
        line("assigned in", &format!("{file}:{number}"));
    }
    for (at, place) in duty.places.iter().enumerate() {
        line(if at == 0 { "written in" } else { "" }, &place.place);
        line("", &format!("{}:{}", place.file, place.line));
    }
}
