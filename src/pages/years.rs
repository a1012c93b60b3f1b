//! The turn of the year on pages: what each contract year changes, what of that touches one network, and what a role
//! answered for once and answers for now.

use std::collections::{HashMap, HashSet};

use super::catalogue::{usual_words, years_words};
use super::view::{self, Fact, Link, LinkGroup, ListEntry, ListGroup, Tag, View};
use super::{Desk, PageKey, Place, count, date, text_of};
use crate::document::record::{ContractYear, Text};
use crate::document::render;
use crate::links::answers::{self, Accountable, UsualHolder};
use crate::links::{Duty, Links, Thing, Written};
use crate::model::Handbook;
use crate::model::catalogue::{Basis, ResponsibilityLevel, Years};
use crate::years::{self, ThenAndNow, Turn};

/// What each contract year changes; nothing where no year changes anything.
pub(super) fn turns(handbook: &Handbook, links: &Links) -> Vec<Turn> {
    let turns: Vec<Turn> = years::known_years(handbook).into_iter().map(|year| years::turn(handbook, links, ContractYear(year.0 - 1), year)).collect();
    if turns.iter().all(|turn| turn.begins.is_empty() && turn.ends.is_empty()) { Vec::new() } else { turns }
}

/// Roles whose list of responsibilities in the contract was written anew.
pub(super) fn all_then_and_now(handbook: &Handbook, links: &Links) -> HashMap<u32, ThenAndNow> {
    let mut by_role: HashMap<u32, Vec<u32>> = HashMap::new();
    for (at, item) in (0..).zip(&handbook.responsibilities) {
        let is_local = item.facts.level.as_ref().is_some_and(|level| level.value == ResponsibilityLevel::Local);
        if let UsualHolder::Role(role) = answers::usual_holder(links, item)
            && !is_local
            && answers::basis(item) == Basis::Contract
            && item.facts.years.is_some()
        {
            by_role.entry(role).or_default().push(at);
        }
    }
    by_role
        .into_iter()
        .filter_map(|(role, mut duties)| {
            duties.sort_by_cached_key(|&at| handbook.responsibilities[at as usize].facts.place_in_lists());
            Some((role, years::then_and_now(handbook, links, &duties)?))
        })
        .collect()
}

/// The anchor of a year.
fn anchor(year: ContractYear) -> String {
    year.to_string().replace('/', "-")
}

/// Contract years in words, linked to what changed when they began.
pub(super) fn years_link(place: &Place<'_, '_>, years: &Years, after: &str) -> Link {
    let words = format!("{}{after}", years_words(years));
    let turns = &place.desk.turns;
    match &years.from {
        Some(from) if turns.iter().any(|turn| turn.to == from.value) => link_to_year(place, from.value, words),
        _ => Link::text(words),
    }
}

fn link_to_year(place: &Place<'_, '_>, year: ContractYear, words: String) -> Link {
    match place.desk.address_of(PageKey::Years) {
        Some(address) => Link { href: place.to(&format!("{address}#{}", anchor(year))), text: words },
        None => Link::text(words),
    }
}

/// A paragraph that leads to the changes; nothing where there are none.
pub(super) fn way_to_changes(place: &Place<'_, '_>) -> String {
    let link = place.page_link(PageKey::Years, "What each contract year changed");
    if link.href.is_empty() { String::new() } else { format!("<p><a href=\"{}\">{}</a></p>", render::escape(&link.href), render::escape(&link.text)) }
}

/// `years.html`.
pub(super) fn years(place: &Place<'_, '_>) -> View {
    let parents = vec![place.page_link(PageKey::Responsibilities, "Responsibilities")];
    let mut page = place.frame("years", "", "responsibilities", "What each contract year changed".to_owned(), None, parents);
    page.summary =
        "Responsibilities that begin, end or take the place of others from one contract year to the next, and words and guidance that go with them. \
                    Each network's page of responsibilities says what of it touches that network."
            .to_owned();
    let years = place.desk.turns.iter().rev().map(|turn| year(place, turn)).collect();
    View::Years(Box::new(view::Years { page, years }))
}

fn year(place: &Place<'_, '_>, turn: &Turn) -> view::Year {
    let desk = place.desk;
    let handbook = desk.handbook;
    let own = handbook.settings.contract_year.value;
    let id = anchor(turn.to);
    let group =
        |name: &str, title: &str, entries: Vec<ListEntry>| ListGroup { id: format!("{id}-{name}"), title: title.to_owned(), note: String::new(), entries };
    let duty = |at: u32, note: String| {
        let facts = &handbook.responsibilities[at as usize].facts;
        let usual = usual_words(desk, answers::usual_holder(desk.links, &handbook.responsibilities[at as usize]));
        let note = [usual, note].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
        ListEntry {
            link: place.link(Thing::Responsibility(at)),
            code: text_of(facts.code.as_ref()),
            summary: text_of(facts.summary.as_ref()),
            note,
            ..Default::default()
        }
    };
    let is_over = |at: u32| if answers::in_force(handbook, &handbook.responsibilities[at as usize]) { String::new() } else { until(handbook, at) };
    let begins: Vec<ListEntry> = in_order(desk, turn.begins.iter().map(|begun| begun.duty)).into_iter().map(|at| duty(at, is_over(at))).collect();
    let ended = in_order(desk, turn.ends.iter().map(|ended| ended.duty));
    let ends: Vec<ListEntry> = ended.into_iter().map(|at| duty(at, what_is_left(place, turn, at))).collect();
    let words = turn.words.iter().map(|&at| {
        let facts = &handbook.terms[at as usize].facts;
        let last = facts.until.as_ref().map_or(String::new(), |until| format!("Until {}", date(until.value)));
        let now = facts.now.as_ref().map_or(String::new(), |now| format!("now {}", now.value));
        let note = [last, now].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ");
        ListEntry { link: place.link(Thing::Term(at)), summary: text_of(facts.expansion.as_ref()), note, ..Default::default() }
    });
    let page = |at: u32, state: &str| {
        let page = &handbook.pages[at as usize];
        let state = Tag { text: state.to_owned(), tone: if state.is_empty() { "" } else { "warn" } };
        ListEntry { link: place.link(Thing::Page(at)), summary: text_of(page.facts.summary.as_ref()), state, ..Default::default() }
    };
    // Pages that hold since the first year are all of the guidance there is, more or less.
    let is_first = desk.turns.first().is_some_and(|first| first.to == turn.to);
    let new_pages = turn.pages_begin.iter().filter(|_| !is_first).map(|&at| page(at, ""));
    let pages = new_pages.chain(turn.pages_end.iter().map(|&at| page(at, "No longer holds")));
    let groups = vec![
        group("begins", "Begins", begins),
        group("ends", "Ends", ends),
        group("words", "Words that go out of use", words.collect()),
        group("guidance", "Guidance", pages.collect()),
    ];
    let replaced = turn.begins.iter().filter(|begun| !begun.replaces.is_empty()).map(|begun| LinkGroup {
        title: desk.title(Thing::Responsibility(begun.duty)),
        links: begun.replaces.iter().map(|&old| place.link(Thing::Responsibility(old))).collect(),
    });
    view::Year {
        title: turn.to.to_string(),
        state: match turn.to.cmp(&own) {
            std::cmp::Ordering::Equal => Tag { text: "This year".to_owned(), tone: "good" },
            std::cmp::Ordering::Greater => Tag { text: "Still to come".to_owned(), tone: "" },
            std::cmp::Ordering::Less => Tag::default(),
        },
        note: note(turn, is_first),
        groups: groups.into_iter().filter(|group| !group.entries.is_empty()).collect(),
        replaced: replaced.collect(),
        id,
    }
}

fn note(turn: &Turn, is_first: bool) -> String {
    let begin = |number: usize| format!("{} {}", count(number, "responsibility", "responsibilities"), if number == 1 { "begins" } else { "begin" });
    let end = |number: usize| format!("{} {}", count(number, "responsibility", "responsibilities"), if number == 1 { "ends" } else { "end" });
    let first = if is_first { "The first year of the catalogue. " } else { "" };
    match (turn.begins.len(), turn.ends.len()) {
        (0, 0) => format!("{first}No responsibility begins or ends."),
        (begins, 0) => format!("{first}{}.", begin(begins)),
        (0, ends) => format!("{first}{}.", end(ends)),
        (begins, ends) => format!("{first}{}, and {}.", begin(begins), end(ends)),
    }
}

/// Responsibilities in the order of lists: those of one usual holder together.
fn in_order(desk: &Desk<'_>, duties: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut duties: Vec<u32> = duties.collect();
    let item = |at: u32| &desk.handbook.responsibilities[at as usize].facts;
    duties.sort_by_cached_key(|&at| (item(at).role.value.clone(), item(at).place_in_lists(), at));
    duties
}

/// "Ended with 2025/26".
fn until(handbook: &Handbook, duty: u32) -> String {
    let last = handbook.responsibilities[duty as usize].facts.years.as_ref().and_then(|years| years.to.as_ref());
    last.map_or(String::new(), |last| format!("Ended with {}", last.value))
}

/// What a responsibility that ends leaves behind.
fn what_is_left(place: &Place<'_, '_>, turn: &Turn, duty: u32) -> String {
    let Some(ended) = turn.ends.iter().find(|ended| ended.duty == duty) else { return String::new() };
    let heirs: Vec<String> = ended.replaced_by.iter().map(|&at| place.desk.title(Thing::Responsibility(at))).collect();
    let heirs = if heirs.is_empty() { "Nothing takes its place".to_owned() } else { format!("Replaced by {}", heirs.join(" and ")) };
    let kept = if ended.is_kept { " · Kept as a standard of this handbook" } else { "" };
    format!("{heirs}{kept}")
}

/// What the handbook's contract year and the next one change for a network. A year that changes nothing for it is left out.
pub(super) fn changes(place: &Place<'_, '_>, n: u32) -> Vec<view::YearOfNetwork> {
    let desk = place.desk;
    let own = desk.handbook.settings.contract_year.value;
    let next = ContractYear(own.0 + 1);
    let mut changes = Vec::new();
    for (year, is_next) in [(next, true), (own, false)] {
        let made;
        let turn = match desk.turns.iter().find(|turn| turn.to == year) {
            Some(turn) => turn,
            None => {
                made = years::turn(desk.handbook, desk.links, ContractYear(year.0 - 1), year);
                &made
            }
        };
        let rows = rows(place, n, turn, is_next);
        if !rows.is_empty() {
            changes.push(view::YearOfNetwork {
                id: format!("changes-{}", anchor(year)),
                title: format!("{} in {year}", if is_next { "What changes" } else { "What changed" }),
                year: link_to_year(place, year, format!("All that {} in {year}", if is_next { "changes" } else { "changed" })),
                rows,
            });
        }
    }
    changes
}

fn rows(place: &Place<'_, '_>, n: u32, turn: &Turn, is_next: bool) -> Vec<view::ChangeOfNetwork> {
    let desk = place.desk;
    let touched = years::touched(desk.handbook, desk.links, n, turn);
    let facts = &desk.network(n).facts;
    let tag = |begins: bool| match (begins, is_next) {
        (true, true) => Tag { text: "Begins".to_owned(), tone: "good" },
        (true, false) => Tag { text: "New".to_owned(), tone: "good" },
        (false, true) => Tag { text: "Ends".to_owned(), tone: "warn" },
        (false, false) => Tag { text: "Ended".to_owned(), tone: "warn" },
    };
    let mut rows: Vec<view::ChangeOfNetwork> = touched
        .duties
        .iter()
        .map(|touched| {
            let note = match turn.begins.iter().find(|begun| begun.duty == touched.duty) {
                Some(begun) if !begun.replaces.is_empty() => {
                    let titles: Vec<String> = begun.replaces.iter().map(|&at| desk.title(Thing::Responsibility(at))).collect();
                    format!("Takes the place of {}", titles.join(" and "))
                }
                Some(_) => String::new(),
                None => what_is_left(place, turn, touched.duty),
            };
            view::ChangeOfNetwork {
                what: place.link(Thing::Responsibility(touched.duty)),
                code: text_of(desk.handbook.responsibilities[touched.duty as usize].facts.code.as_ref()),
                state: tag(touched.begins),
                note,
                seat: seat(place, n, &touched.answer.accountable),
                written_in: links_to(place, n, &touched.places),
            }
        })
        .collect();
    let led = |what: Link, note: String, lead: Option<&Text>, begins: bool| view::ChangeOfNetwork {
        what,
        state: tag(begins),
        note,
        seat: match lead.and_then(|lead| desk.links.of(lead)) {
            Some(Thing::Post(n, at)) => seat(place, n, &Accountable::Post(at)),
            _ => view::Seat { vacant: "No one is recorded".to_owned(), ..Default::default() },
        },
        ..Default::default()
    };
    // What is described for the year that runs is as it should be: only what is still of an earlier year needs a word, and
    // what is ready for the next one.
    let (services, indicators) = if is_next { (&touched.services_begin, &touched.indicators_begin) } else { (&touched.services_end, &touched.indicators_end) };
    let note = |what: &str, year: Option<ContractYear>| year.map_or(String::new(), |year| format!("{what} of {year}"));
    for &at in services {
        let service = &facts.services[at as usize];
        let year = service.year.as_ref().map(|year| year.value);
        rows.push(led(place.link(Thing::Service(n, at)), note("A service", year), service.lead.as_ref(), is_next));
    }
    for &at in indicators {
        let indicator = &facts.indicators[at as usize];
        let year = indicator.year.as_ref().map(|year| year.value);
        let address = format!("networks/{}/index.html#{}", desk.network(n).id, super::posts::anchor_of_indicator(indicator));
        let what = Link { href: place.to(&address), text: indicator.title.value.clone() };
        rows.push(led(what, note("An indicator", year), indicator.owner.as_ref(), is_next));
    }
    let pages = touched.pages_begin.iter().map(|at| (at, true)).chain(touched.pages_end.iter().map(|at| (at, false)));
    rows.extend(pages.map(|(&at, begins)| {
        let what = place.link(Thing::NetworkPage(n, at));
        view::ChangeOfNetwork {
            what,
            state: tag(begins),
            note: "A page of the network".to_owned(),
            seat: seat(place, n, &Accountable::Nobody),
            ..Default::default()
        }
    }));
    rows
}

fn seat(place: &Place<'_, '_>, n: u32, accountable: &Accountable) -> view::Seat {
    view::Seat { contact: view::Contact::default(), ..place.seat_of(n, accountable) }
}

/// Links to places, each once.
fn links_to(place: &Place<'_, '_>, n: u32, places: &[Written]) -> Vec<Link> {
    let mut seen = HashSet::new();
    let mut links = Vec::new();
    for written in places {
        let link = match written.page {
            Thing::Network(_) => place.network_link(n),
            _ => place.written_link(written).unwrap_or_default(),
        };
        if !link.is_empty() && seen.insert(link.clone()) {
            links.push(link);
        }
    }
    links
}

/// What the contract asked of a role and what it asks now.
pub(super) fn then_and_now(place: &Place<'_, '_>, role: u32) -> Option<view::ThenAndNow> {
    let desk = place.desk;
    let handbook = desk.handbook;
    let ThenAndNow { border, rows } = desk.then_and_now.get(&role)?;
    let last = ContractYear(border.0 - 1);
    let code = |at: Option<u32>| at.map_or(String::new(), |at| text_of(handbook.responsibilities[at as usize].facts.code.as_ref()));
    let side = |at: Option<u32>, nothing: &str| at.map_or_else(|| Link::text(nothing), |at| place.link(Thing::Responsibility(at)));
    let is_kept = |at: u32| answers::in_force(handbook, &handbook.responsibilities[at as usize]);
    let state = |then: Option<u32>, now: Option<u32>| {
        let holds =
            |at: u32| handbook.responsibilities[at as usize].facts.years.as_ref().is_none_or(|years| years.contain(handbook.settings.contract_year.value));
        match (then, now) {
            (_, Some(now)) if holds(now) => Tag { text: "In force".to_owned(), tone: "good" },
            (_, Some(now)) => Tag { text: until(handbook, now), tone: "warn" },
            (Some(then), None) if is_kept(then) => Tag { text: "Kept as a standard of this handbook".to_owned(), tone: "" },
            (Some(then), None) => Tag { text: until(handbook, then), tone: "warn" },
            (None, None) => Tag::default(),
        }
    };
    let then: HashSet<u32> = rows.iter().filter_map(|(then, _)| *then).collect();
    let now: HashSet<u32> = rows.iter().filter_map(|(_, now)| *now).collect();
    Some(view::ThenAndNow {
        note: format!(
            "The contract named {} of this role until {last}, and {} from {border}. Side by side, they show what took the place of what.",
            count(then.len(), "responsibility", "responsibilities"),
            now.len(),
        ),
        then: format!("Until {last}"),
        now: format!("From {border}"),
        rows: rows
            .iter()
            .map(|&(then, now)| view::ThenAndNowRow {
                then: side(then, "Not named before"),
                then_code: code(then),
                now: side(now, "No longer named"),
                now_code: code(now),
                state: state(then, now),
                note: match (then, now) {
                    (Some(then), Some(now)) if then != now && is_kept(then) => "The earlier one is kept as a standard".to_owned(),
                    _ => String::new(),
                },
            })
            .collect(),
    })
}

/// For a post of a role whose list was written anew: the way to both lists, and what the network's agreement adds to them.
pub(super) fn facts_of_post(place: &Place<'_, '_>, n: u32, at: u32, role: Option<u32>) -> Vec<Fact> {
    let desk = place.desk;
    let Some(role) = role.filter(|role| desk.then_and_now.contains_key(role)) else { return Vec::new() };
    let mut facts = super::Facts::default();
    let address = desk.address(Thing::Role(role)).unwrap_or_default();
    facts.link("What the contract asks", Link { href: place.to(&format!("{address}#then-and-now")), text: "Then and now".to_owned() });
    let is_local = |duty: Duty| match duty {
        Duty::Own(_) => true,
        Duty::Catalogue(at) => desk.handbook.responsibilities[at as usize].facts.level.as_ref().is_some_and(|level| level.value == ResponsibilityLevel::Local),
    };
    let is_in_agreement =
        |duty: Duty| desk.links.answers.written(n, duty).iter().any(|written| matches!(written.page, Thing::Agreement(_) | Thing::Schedule(..)));
    let answers = desk.links.answers.of_network(n).iter();
    let added = answers.filter(|answer| answer.in_use && answer.accountable == Accountable::Post(at) && is_local(answer.duty) && is_in_agreement(answer.duty));
    facts.links("Added by the agreement", added.map(|answer| (*place.duty_link(n, answer.duty)).clone()).collect());
    facts.0
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const DIRECTOR: (&str, &str) = ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n");
    const PLAN: (&str, &str) = (
        "responsibilities/plan.md",
        "---\ntitle: Plan\ncode: CD i\nrole: clinical-director\nbasis: contract\nyears: {from: 2019/20, to: 2023/24}\nstandard: true\n---\n",
    );
    const STUDIES: (&str, &str) = (
        "responsibilities/studies.md",
        "---\ntitle: Studies\ncode: CD ii\nrole: clinical-director\nbasis: contract\nyears: {from: 2019/20, to: 2023/24}\n---\n",
    );
    const DELIVERY: (&str, &str) = (
        "responsibilities/delivery.md",
        "---\ntitle: Delivery\ncode: CD 24\nrole: clinical-director\nbasis: contract\nyears: {from: 2024/25}\nsupersedes: [plan]\n---\n",
    );
    const ACCESS: (&str, &str) =
        ("responsibilities/access.md", "---\ntitle: Access claim\nrole: clinical-director\nbasis: contract\nyears: {from: 2024/25, to: 2025/26}\n---\n");
    const ALPHA: (&str, &str) = (
        "networks/alpha/network.yaml",
        "name: Alpha PCN\npeople: {amara: {name: Amara}}\nposts: {clinical-director: {holders: [{person: amara}]}}\nresponsibilities:\n  flu: {title: Flu season, accountable: clinical-director, written_in: agreement#schedule-2}\nindicators: [{id: calls, title: Calls answered, year: 2025/26, owner: clinical-director}]\n",
    );
    const AGREEMENT: (&str, &str) = (
        "networks/alpha/agreement.md",
        "---\nschedules: [{number: 2, title: Extra terms, status: complete}]\n---\n\n## Schedule 2: Extra terms {#schedule-2}\n\nThe director signs the [[access]].\n",
    );
    const PLAIN_AGREEMENT: (&str, &str) = (
        "networks/alpha/agreement.md",
        "---\nschedules: [{number: 2, title: Extra terms, status: complete}]\n---\n\n## Schedule 2: Extra terms {#schedule-2}\n",
    );
    const BETA: (&str, &str) = ("networks/beta/network.yaml", "name: Beta PCN\n");

    #[test]
    fn each_year_tells_what_begins_and_ends_and_what_took_the_place_of_what() {
        let glossary = ("glossary.yaml", "- {term: STP, expansion: Sustainability and Transformation Partnership, until: 2024-06-30, now: ICS}\n");
        let site = Site::new(&[DIRECTOR, PLAN, STUDIES, DELIVERY, ACCESS, ALPHA, AGREEMENT, glossary]);
        site.page("years.html")
            .shows("2026/27 This year 1 responsibility ends. Ends Access claim")
            .shows("2025/26 No responsibility begins or ends.")
            .shows("2024/25 2 responsibilities begin, and 2 responsibilities end. What takes the place of what Delivery Plan Begins")
            .shows("Plan CD i Clinical director · Replaced by Delivery · Kept as a standard of this handbook")
            .shows("Studies CD ii Clinical director · Nothing takes its place")
            .shows("Words that go out of use STP Sustainability and Transformation Partnership Until 30 June 2024; now ICS")
            .shows("2019/20 The first year of the catalogue. 2 responsibilities begin.")
            .holds("href=\"responsibilities/plan.html\"")
            .holds("<h2 id=\"2024-25\">");
        site.page("responsibilities/index.html").holds("href=\"../years.html\"");
        site.page("responsibilities/delivery.html").holds("href=\"../years.html#2024-25\"");
    }

    #[test]
    fn a_handbook_whose_catalogue_knows_no_years_has_no_page_about_them() {
        let site = Site::new(&[DIRECTOR, ("responsibilities/rota.md", "---\ntitle: Rota\nrole: clinical-director\n---\n"), ALPHA, PLAIN_AGREEMENT]);
        assert!(!site.has("years.html"));
        site.nowhere_shows("years.html");
    }

    #[test]
    fn a_network_hears_of_what_touches_it_with_whom_and_where() {
        let site = Site::new(&[DIRECTOR, PLAN, DELIVERY, ACCESS, ALPHA, AGREEMENT, BETA]);
        site.page("networks/alpha/responsibilities.html")
            .shows("What changed in 2026/27 All that changed in 2026/27")
            .shows("Access claim Ended Nothing takes its place Clinical director: Amara Network Agreement, schedule 2: Extra terms")
            .shows("Calls answered Ended An indicator of 2025/26 Clinical director: Amara")
            .holds("href=\"../../years.html#2026-27\"")
            .holds("<h2 id=\"changes-2026-27\">");
        site.page("networks/beta/responsibilities.html").hides("What changed");
    }

    #[test]
    fn the_next_year_is_announced_as_soon_as_the_catalogue_knows_of_it() {
        let next = ("responsibilities/next.md", "---\ntitle: Neighbourhood plan\nrole: clinical-director\nbasis: contract\nyears: {from: 2027/28}\n---\n");
        let site = Site::new(&[DIRECTOR, next, ALPHA, PLAIN_AGREEMENT, BETA]);
        site.page("networks/alpha/responsibilities.html").shows("What changes in 2027/28").shows("Neighbourhood plan Begins Clinical director: Amara");
        // The contract asks it of a network without a director as well.
        site.page("networks/beta/responsibilities.html").shows("Neighbourhood plan Begins No one is recorded");
        site.page("years.html").shows("2027/28 Still to come 1 responsibility begins.");
    }

    #[test]
    fn a_role_whose_list_was_written_anew_shows_both_side_by_side() {
        let site = Site::new(&[DIRECTOR, PLAN, STUDIES, DELIVERY, ACCESS, ALPHA, AGREEMENT]);
        site.page("roles/clinical-director.html")
            .shows("Then and now The contract named 2 responsibilities of this role until 2023/24, and 2 from 2024/25.")
            .shows("Until 2023/24 From 2024/25 Today Plan CD i Delivery CD 24 In force The earlier one is kept as a standard")
            .shows("Studies CD ii No longer named Ended with 2023/24")
            .shows("Not named before Access claim Ended with 2025/26");
    }

    #[test]
    fn a_directors_page_tells_what_the_agreement_adds_to_the_contracts_list() {
        let site = Site::new(&[DIRECTOR, PLAN, DELIVERY, ACCESS, ALPHA, AGREEMENT]);
        site.page("networks/alpha/posts/clinical-director.html")
            .shows("What the contract asks Then and now Added by the agreement Flu season")
            .holds("href=\"../../../roles/clinical-director.html#then-and-now\"");
    }

    #[test]
    fn what_only_staff_see_changes_nothing_for_the_public() {
        let secret = ("responsibilities/secret.md", "---\ntitle: Quiet duty\nrole: clinical-director\nvisible_to: staff\nyears: {to: 2025/26}\n---\n");
        let files = [DIRECTOR, secret, DELIVERY, PLAN, ACCESS, ALPHA, AGREEMENT];
        Site::new(&files).nowhere_shows("Quiet duty");
        Site::staff(&files).page("years.html").shows("Quiet duty");
    }
}
