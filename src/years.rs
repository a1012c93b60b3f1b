//! What a new contract year changes, and for whom.
//!
//! [`turn`] compares two contract years of a handbook: what the catalogue, the glossary, the guidance and the rules hold in
//! each. [`touched`] tells what of that reaches one network: who answers today, and every place where its own files speak
//! of it. The command `diff` and the pages show these values.

use std::collections::HashSet;

use crate::checks::RULES;
use crate::document::record::{ContractYear, Loc, Text};
use crate::links::answers::{self, Accountable};
use crate::links::{Answer, Backlink, Links, Relation, Thing, Written};
use crate::model::catalogue::Years;
use crate::model::network::{Indicator, NetworkStatus, Service};
use crate::model::{Handbook, Network, Page};

/// What changes from one contract year to another. Numbers are places in the tables of the handbook.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The earlier year.
    pub from: ContractYear,
    /// The later year.
    pub to: ContractYear,
    /// Responsibilities that are in force in the later year and were not in the earlier one.
    pub begins: Vec<Begun>,
    /// Responsibilities that were in force in the earlier year and are not in the later one.
    pub ends: Vec<Ended>,
    /// Responsibilities that came after the earlier year and were gone before the later one.
    pub between: Vec<u32>,
    /// Terms of the glossary that go out of use.
    pub words: Vec<u32>,
    /// Pages of guidance that begin to hold.
    pub pages_begin: Vec<u32>,
    /// Pages of guidance that no longer hold.
    pub pages_end: Vec<u32>,
    /// Names of rules that begin to hold.
    pub rules_begin: Vec<&'static str>,
    /// Names of rules that no longer hold.
    pub rules_end: Vec<&'static str>,
}

/// A responsibility that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The responsibility.
    pub duty: u32,
    /// Those of the earlier year that it takes the place of.
    pub replaces: Vec<u32>,
}

/// A responsibility that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The responsibility.
    pub duty: u32,
    /// Those that take its place.
    pub replaced_by: Vec<u32>,
    /// Whether handbooks keep it as a standard.
    pub is_kept: bool,
}

impl Turn {
    /// Whether nothing of the handbook changes. Services and indicators of networks may do so all the same.
    pub fn is_empty(&self) -> bool {
        self.begins.is_empty()
            && self.ends.is_empty()
            && self.between.is_empty()
            && self.words.is_empty()
            && self.pages_begin.is_empty()
            && self.pages_end.is_empty()
            && self.rules_begin.is_empty()
            && self.rules_end.is_empty()
    }

    fn begins(&self, year: ContractYear) -> bool {
        self.from < year && year <= self.to
    }

    fn ends(&self, year: ContractYear) -> bool {
        self.from <= year && year < self.to
    }
}

fn holds(years: Option<&Years>, year: ContractYear) -> bool {
    years.is_none_or(|years| years.contain(year))
}

/// The contract year of a day.
fn year_of(day: jiff::civil::Date) -> ContractYear {
    ContractYear(if day.month() >= 4 { day.year() } else { day.year() - 1 })
}

/// Compares two contract years, the earlier one first.
pub fn turn(handbook: &Handbook, links: &Links, from: ContractYear, to: ContractYear) -> Turn {
    let mut turn = Turn {
        from,
        to,
        begins: Vec::new(),
        ends: Vec::new(),
        between: Vec::new(),
        words: Vec::new(),
        pages_begin: Vec::new(),
        pages_end: Vec::new(),
        rules_begin: Vec::new(),
        rules_end: Vec::new(),
    };
    for (duty, item) in (0..).zip(&handbook.responsibilities) {
        let years = item.facts.years.as_ref();
        match (holds(years, from), holds(years, to)) {
            (false, true) => {
                let replaces =
                    replaced_by(handbook, links, duty).into_iter().filter(|&old| holds(handbook.responsibilities[old as usize].facts.years.as_ref(), from));
                turn.begins.push(Begun { duty, replaces: replaces.collect() });
            }
            (true, false) => {
                let replaced_by = replacements(links, duty);
                turn.ends.push(Ended { duty, replaced_by, is_kept: item.facts.standard == Some(true) });
            }
            (false, false) if years.is_some_and(|years| years.from.as_ref().is_some_and(|year| turn.begins(year.value))) => {
                // It begins in time, so where it does not hold at the end it was over before.
                turn.between.push(duty);
            }
            _ => {}
        }
    }
    for (at, term) in (0..).zip(&handbook.terms) {
        // The last day of March is the last day of its year: the first day without the word tells the year.
        let first_day_without = term.facts.until.as_ref().and_then(|until| until.value.tomorrow().ok());
        if first_day_without.is_some_and(|day| turn.begins(year_of(day))) {
            turn.words.push(at);
        }
    }
    for (at, page) in (0..).zip(&handbook.pages) {
        if begins(&turn, page) {
            turn.pages_begin.push(at);
        }
        if ends(&turn, page) {
            turn.pages_end.push(at);
        }
    }
    turn.rules_begin = RULES.iter().filter(|rule| !rule.holds_in(from) && rule.holds_in(to)).map(|rule| rule.name).collect();
    turn.rules_end = RULES.iter().filter(|rule| rule.holds_in(from) && !rule.holds_in(to)).map(|rule| rule.name).collect();
    turn
}

fn begins(turn: &Turn, page: &Page) -> bool {
    page.facts.years.as_ref().and_then(|years| years.from.as_ref()).is_some_and(|from| turn.begins(from.value))
}

fn ends(turn: &Turn, page: &Page) -> bool {
    page.facts.years.as_ref().and_then(|years| years.to.as_ref()).is_some_and(|to| turn.ends(to.value))
}

/// What a responsibility took the place of.
pub fn replaced_by(handbook: &Handbook, links: &Links, duty: u32) -> Vec<u32> {
    let replaced = handbook.responsibilities[duty as usize].facts.supersedes.iter().filter_map(|reference| links.of(reference));
    replaced.filter_map(responsibility).collect()
}

/// What took the place of a responsibility.
pub fn replacements(links: &Links, duty: u32) -> Vec<u32> {
    let backlinks = links.to(Thing::Responsibility(duty)).iter();
    backlinks.filter(|backlink| backlink.relation == Relation::Replaces).filter_map(|backlink| responsibility(backlink.from)).collect()
}

fn responsibility(thing: Thing) -> Option<u32> {
    match thing {
        Thing::Responsibility(at) => Some(at),
        _ => None,
    }
}

/// The contract years that the catalogue, the glossary's words apart, knows of: the first in which something begins, to the
/// last in which something begins or is gone. The handbook's own year is among them.
pub fn known_years(handbook: &Handbook) -> Vec<ContractYear> {
    let own = handbook.settings.contract_year.value;
    let all = || handbook.responsibilities.iter().filter_map(|item| item.facts.years.as_ref());
    let begun = all().filter_map(|years| years.from.as_ref()).map(|from| from.value);
    let gone = all().filter_map(|years| years.to.as_ref()).map(|to| ContractYear(to.value.0 + 1));
    let first = begun.clone().min().map_or(own, |first| first.min(own));
    let last = begun.chain(gone).max().map_or(own, |last| last.max(own));
    (first.0..=last.0).map(ContractYear).collect()
}

/// What of a turn reaches one network.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Responsibilities that it answers for, or speaks of, or will have to answer for.
    pub duties: Vec<TouchedDuty>,
    /// Services described for a year that begins.
    pub services_begin: Vec<u32>,
    /// Services described for a year that is over.
    pub services_end: Vec<u32>,
    /// Indicators of a year that begins.
    pub indicators_begin: Vec<u32>,
    /// Indicators of a year that is over.
    pub indicators_end: Vec<u32>,
    /// Its own pages that begin to hold.
    pub pages_begin: Vec<u32>,
    /// Its own pages that no longer hold.
    pub pages_end: Vec<u32>,
}

impl Touched {
    /// Whether the turn leaves the network as it is.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.services_begin, &self.services_end, &self.indicators_begin, &self.indicators_end, &self.pages_begin, &self.pages_end];
        self.duties.is_empty() && lists.iter().all(|list| list.is_empty())
    }
}

/// A responsibility that begins or ends, as one network has it.
#[derive(Clone, Debug)]
pub struct TouchedDuty {
    /// The responsibility.
    pub duty: u32,
    /// Whether it begins; else it ends.
    pub begins: bool,
    /// Who answers for it in the network while it is in force.
    pub answer: Answer,
    /// Where the network writes of it: what it states first, then each place in its own files.
    pub places: Vec<Written>,
}

/// What of a turn reaches a network. A network that has closed before the later year is not touched any more.
pub fn touched(handbook: &Handbook, links: &Links, n: u32, turn: &Turn) -> Touched {
    let network = &handbook.networks[n as usize];
    if network.facts.status.as_ref().is_some_and(|status| status.value == NetworkStatus::Closed)
        || network.facts.closed.as_ref().is_some_and(|closed| closed.value < turn.to.first_day())
    {
        return Touched::default();
    }
    let changing = || turn.ends.iter().map(|ended| (ended.duty, false)).chain(turn.begins.iter().map(|begun| (begun.duty, true)));
    let answers =
        if turn.ends.is_empty() && turn.begins.is_empty() { Vec::new() } else { answers::in_any_year(links, network, changing().map(|(duty, _)| duty)) };
    let duties = changing().zip(answers).filter_map(|((duty, begins), answer)| {
        let places = places(handbook, links, n, network, duty, &answer);
        let is_touched = !places.is_empty() || answer.says.is_some() || answer.accountable != Accountable::Nobody || (begins && answer.in_use);
        is_touched.then_some(TouchedDuty { duty, begins, answer, places })
    });
    let facts = &network.facts;
    let (services_begin, services_end) = of_their_years(turn, &facts.services, |service: &Service| (&service.title, service.year.as_ref()));
    let (indicators_begin, indicators_end) = of_their_years(turn, &facts.indicators, |indicator: &Indicator| (&indicator.title, indicator.year.as_ref()));
    let pages = |is_meant: fn(&Turn, &Page) -> bool| (0..).zip(&network.pages).filter(|(_, page)| is_meant(turn, page)).map(|(at, _)| at).collect();
    Touched { duties: duties.collect(), services_begin, services_end, indicators_begin, indicators_end, pages_begin: pages(begins), pages_end: pages(ends) }
}

/// Entries of a network that begin with their year, and those that end with it. What stands there for both years goes on.
fn of_their_years<T>(turn: &Turn, entries: &[T], facts: impl Fn(&T) -> (&Text, Option<&Loc<ContractYear>>)) -> (Vec<u32>, Vec<u32>) {
    let of = |is_meant: &dyn Fn(ContractYear) -> bool| -> Vec<(u32, String)> {
        let all = (0..).zip(entries).map(|(at, entry)| (at, facts(entry)));
        all.filter(|(_, (_, year))| year.is_some_and(|year| is_meant(year.value))).map(|(at, (title, _))| (at, title.value.to_lowercase())).collect()
    };
    let (begun, ended) = (of(&|year| turn.begins(year)), of(&|year| turn.ends(year)));
    let without = |list: &[(u32, String)], other: &[(u32, String)]| -> Vec<u32> {
        let titles: HashSet<&str> = other.iter().map(|(_, title)| title.as_str()).collect();
        list.iter().filter(|(_, title)| !titles.contains(title.as_str())).map(|(at, _)| *at).collect()
    };
    (without(&begun, &ended), without(&ended, &begun))
}

/// Every place where a network's own files speak of a responsibility.
fn places(handbook: &Handbook, links: &Links, n: u32, network: &Network, duty: u32, answer: &Answer) -> Vec<Written> {
    let says = answer.says.and_then(|at| network.facts.responsibilities.get(at as usize)).map(|(_, says)| says);
    let stated = says.and_then(|says| says.written_in.as_ref()).and_then(|reference| match links.at(reference.span) {
        Some(crate::links::Target::Thing(page, anchor)) => {
            Some(Written { page: *page, anchor: anchor.clone(), span: reference.span, mention: None, stated: true })
        }
        _ => None,
    });
    let mut places: Vec<Written> = stated.into_iter().collect();
    let backlinks = links.to(Thing::Responsibility(duty));
    for range in ranges(n) {
        let from = backlinks.partition_point(|backlink| backlink.from < range.0);
        let of_network = backlinks[from..].iter().take_while(|backlink| backlink.from <= range.1);
        places.extend(of_network.filter(|backlink| is_text(backlink)).map(|backlink| {
            let schedule = answers::schedule_at(handbook, backlink.from, backlink.anchor.as_deref());
            let page = schedule.unwrap_or(backlink.from);
            let anchor = if page == backlink.from { backlink.anchor.as_deref().map(str::to_owned) } else { None };
            Written { page, anchor, span: backlink.span, mention: backlink.mention, stated: false }
        }));
    }
    places
}

/// Whether a connection is words about a responsibility, rather than a part that somebody has in it.
fn is_text(backlink: &Backlink) -> bool {
    matches!(backlink.relation, Relation::Mentions | Relation::Governs | Relation::Serves | Relation::Explains | Relation::TakesOver)
}

/// The first and the last thing of each kind that a network can have, in the order of readers: the agreement, the strategy,
/// pages, then entries of its facts. Backlinks come in the order of things, so those of a network are found without a walk.
fn ranges(n: u32) -> [(Thing, Thing); 11] {
    let whole = |thing: fn(u32, u32) -> Thing| (thing(n, 0), thing(n, u32::MAX));
    [
        (Thing::Agreement(n), Thing::Agreement(n)),
        whole(Thing::Schedule),
        (Thing::Strategy(n), Thing::Strategy(n)),
        whole(Thing::Objective),
        whole(Thing::NetworkPage),
        (Thing::Network(n), Thing::Network(n)),
        whole(Thing::Post),
        whole(Thing::Body),
        whole(Thing::Service),
        whole(Thing::Person),
        whole(Thing::Own),
    ]
}

/// What a role answered for once and answers for now, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThenAndNow {
    /// The first year of the list that came after the first one.
    pub border: ContractYear,
    /// Pairs of what was and what is; one side may be missing.
    pub rows: Vec<(Option<u32>, Option<u32>)>,
}

/// Sets the responsibilities of some role side by side, before and after its list was first written anew; `None` where it
/// never was. `duties` are those that count: of the contract, with their years.
pub fn then_and_now(handbook: &Handbook, links: &Links, duties: &[u32]) -> Option<ThenAndNow> {
    let years = |duty: u32| handbook.responsibilities[duty as usize].facts.years.as_ref();
    let first = duties.iter().filter_map(|&duty| years(duty)?.from.as_ref()).map(|from| from.value).min()?;
    let was_first = |duty: u32| holds(years(duty), first);
    let last = duties.iter().filter(|&&duty| was_first(duty)).filter_map(|&duty| years(duty)?.to.as_ref()).map(|to| to.value).min()?;
    let border = ContractYear(last.0 + 1);
    let mut rows = Vec::new();
    let mut taken = HashSet::new();
    for &old in duties.iter().filter(|&&duty| holds(years(duty), last)) {
        let heirs: Vec<u32> = if holds(years(old), border) { vec![old] } else { replacements(links, old) };
        taken.extend(heirs.iter().copied());
        if heirs.is_empty() {
            rows.push((Some(old), None));
        }
        rows.extend(heirs.into_iter().map(|heir| (Some(old), Some(heir))));
    }
    let begun = |duty: u32| years(duty).and_then(|years| years.from.as_ref()).is_some_and(|from| from.value >= border);
    rows.extend(duties.iter().filter(|&&duty| begun(duty) && !taken.contains(&duty)).map(|&duty| (None, Some(duty))));
    Some(ThenAndNow { border, rows })
}
