//! Pages of responsibilities and roles, with every network's holder.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::posts::every;
use super::prose;
use super::view::{self, AnswerGroup, AnswerRow, Fact, Link, LinkGroup, ListEntry, ListGroup, Tag, View};
use super::years::{self, years_link};
use super::{Desk, Facts, MANY_NETWORKS, PageKey, Place, count, day_of, is_open, lower_headings, text_of, thousands, upper_first, without_anchors, words_or};
use crate::document::record::{ContractYear, Text};
use crate::document::render;
use crate::links::answers::{self, Accountable, UsualHolder};
use crate::links::{Backlink, Duty, RELATIONS, Relation, Thing};
use crate::model::catalogue::{Basis, Focus, Nature, Years};
use crate::model::network::Assignment;
use crate::model::shared::Citation;
use crate::model::{Responsibility, Role};

/// Links in a group above which the rest is only counted.
const MOST_LINKS: usize = 30;

/// A responsibility of the catalogue.
pub(super) fn responsibility(place: &Place<'_, '_>, at: u32) -> View {
    let desk = place.desk;
    let item = &desk.handbook.responsibilities[at as usize];
    let facts = &item.facts;
    let this = Thing::Responsibility(at);
    let parents = vec![place.page_link(PageKey::Responsibilities, "Responsibilities")];
    let mut page = place.frame("responsibility", "Responsibility", "responsibilities", facts.title.value.clone(), Some(item.file), parents);
    page.summary = text_of(facts.summary.as_ref());
    page.review = place.review_block(facts.owner.as_ref(), None, facts.reviewed.as_ref(), facts.review_by.as_ref());
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &all_but_mentions());

    let only_network = match desk.handbook.networks.as_slice() {
        [_] => desk.links.answers.of(0, Duty::Catalogue(at)).filter(|answer| answer.in_use),
        _ => None,
    };
    let answers = Answers::of(place, at);
    let mut also = uses(place, this);
    if answers.in_use > 0 {
        also.extend(group(place, "Not in use in", answers.unused.iter().map(|&n| Thing::Network(n)), answers.unused.len()));
    }
    let prose_html = without_anchors(lower_headings(&place.prose(item.file, &item.prose, ""), 1), ["who", "what", "guidance", "also", "details"]);
    View::Responsibility(Box::new(view::Responsibility {
        page,
        code: text_of(facts.code.as_ref()),
        state: state(desk, item),
        answer: only_network.map(|answer| answer_of(place, 0, answer)),
        counts: answers.in_words(desk, item),
        networks: if only_network.is_some() { Vec::new() } else { answers.groups },
        prose_html,
        facts: facts_of(place, item),
        supersedes: place.references(&facts.supersedes),
        superseded_by: linked_by(place, this, Relation::Replaces).map(|from| place.link(from)).collect(),
        guidance: guidance(place, this),
        also,
    }))
}

/// A network's own responsibility.
pub(super) fn own(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    let network = place.desk.network(n);
    let (_, says) = &network.facts.responsibilities[at as usize];
    let this = Thing::Own(n, at);
    let parents = vec![place.page_link(PageKey::Matrix(n), "Responsibilities")];
    let mut page = place.frame("responsibility", "The network's own responsibility", "networks", place.desk.title(this), Some(network.file), parents);
    page.summary = text_of(says.summary.as_ref());
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &all_but_mentions());
    let mut facts = Facts::default();
    facts.text("Focus", says.focus.as_ref().map_or("", |focus| focus_words(focus.value)));
    facts.text("Kind of work", says.nature.as_ref().map_or("", |nature| nature_words(nature.value)));
    facts.text("Next due", day_of(says.due.as_ref()));
    View::Responsibility(Box::new(view::Responsibility {
        page,
        answer: place.desk.links.answers.of(n, Duty::Own(at)).map(|answer| answer_of(place, n, answer)),
        facts: facts.0,
        guidance: guidance(place, this),
        also: uses(place, this),
        ..Default::default()
    }))
}

/// A role, with every network's posts of it.
pub(super) fn role(place: &Place<'_, '_>, at: u32) -> View {
    let desk = place.desk;
    let role = &desk.handbook.roles[at as usize];
    let this = Thing::Role(at);
    let parents = vec![place.page_link(PageKey::Roles, "Roles")];
    let mut page = place.frame("role", "Role", "roles", role.facts.title.value.clone(), Some(role.file), parents);
    page.summary = text_of(role.facts.summary.as_ref());
    page.review = place.review_block(role.facts.owner.as_ref(), None, role.facts.reviewed.as_ref(), role.facts.review_by.as_ref());
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &all_but_mentions());

    let (mut answers_for, mut earlier, mut is_needed) = (Vec::new(), Vec::new(), false);
    let mut items: Vec<(u32, &Responsibility)> = usually_held_by(desk, at).collect();
    items.sort_by_cached_key(|(duty, item)| (rank(desk, item), item.facts.place_in_lists(), *duty));
    for (duty, item) in items {
        let rank = rank(desk, item);
        is_needed |= rank < 2 && answers::basis(item) == Basis::Contract;
        let entry = view::Duty {
            link: place.link(Thing::Responsibility(duty)).into(),
            code: text_of(item.facts.code.as_ref()),
            part: view::Part::A,
            focus: item.facts.focus.as_ref().map_or("", |focus| focus_words(focus.value)),
            note: match rank {
                0 => String::new(),
                1 | 2 => state(desk, item).text,
                _ => item.facts.years.as_ref().map_or(String::new(), years_words),
            },
            ..Default::default()
        };
        if rank < 3 { answers_for.push(entry.into()) } else { earlier.push(entry.into()) }
    }
    let posts = posts_of_role(place, at, is_needed);
    let prose_html = without_anchors(
        lower_headings(&place.prose(role.file, &role.prose, ""), 1),
        ["who", "outside", "what", "answers-for", "then-and-now", "earlier", "guidance", "details"],
    );
    View::Role(Box::new(view::Role {
        page,
        prose_html,
        counts: posts.counts,
        networks: posts.groups,
        outside: super::workload::everywhere(place, at),
        answers_for,
        then_and_now: years::then_and_now(place, at),
        earlier,
        guidance: guidance(place, this),
        checklists: linked_by(place, this, Relation::IsFor).filter(|from| matches!(from, Thing::Checklist(_))).map(|from| place.link(from)).collect(),
        facts: facts_of_role(place, at, role),
    }))
}

/// The catalogue, by who usually answers.
pub(super) fn responsibilities(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let handbook = desk.handbook;
    let mut page = place.frame("responsibilities", "", "responsibilities", "Responsibilities".to_owned(), None, Vec::new());
    page.summary = format!(
        "What somebody in a network must answer for, listed under who usually does. Each page names the holder in every network. Contract year {}.",
        handbook.settings.contract_year.value
    );
    let mut groups: Vec<(UsualHolder, Vec<(usize, &Responsibility)>)> = Vec::new();
    let mut place_of: HashMap<String, usize> = HashMap::new();
    for (at, item) in handbook.responsibilities.iter().enumerate() {
        let usual = answers::usual_holder(desk.links, item);
        let group = *place_of.entry(format!("{usual:?}")).or_insert_with(|| {
            groups.push((usual, Vec::new()));
            groups.len() - 1
        });
        groups[group].1.push((at, item));
    }
    let groups = groups
        .into_iter()
        .map(|(usual, mut items)| {
            items.sort_by_cached_key(|(at, item)| (rank(desk, item), item.facts.place_in_lists(), *at));
            let over = items.iter().filter(|(_, item)| !answers::in_force(handbook, item)).count();
            let mut note = count(items.len(), "responsibility", "responsibilities");
            if over > 0 {
                note.push_str(&format!(", {over} of them not in force this year"));
            }
            let title = usual_words(desk, usual);
            ListGroup {
                id: format!("held-by-{}", crate::document::prose::slug(&title)),
                title,
                note: format!("{note}."),
                entries: items
                    .into_iter()
                    .map(|(at, item)| ListEntry {
                        link: place.link(Thing::Responsibility(at as u32)),
                        code: text_of(item.facts.code.as_ref()),
                        summary: text_of(item.facts.summary.as_ref()),
                        note: [
                            item.facts.focus.as_ref().map_or(String::new(), |focus| focus_words(focus.value).to_owned()),
                            item.facts.years.as_ref().map_or(String::new(), years_words),
                        ]
                        .into_iter()
                        .filter(|words| !words.is_empty())
                        .collect::<Vec<_>>()
                        .join(" · "),
                        // Most are in force; only what is not needs a word.
                        state: Some(state(desk, item)).filter(|state| state.text != IN_FORCE).unwrap_or_default(),
                    })
                    .collect(),
            }
        })
        .collect();
    View::Listing(Box::new(view::Listing { page, prose_html: years::way_to_changes(place), groups }))
}

/// All roles.
pub(super) fn roles(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut page = place.frame("roles", "", "roles", "Roles".to_owned(), None, Vec::new());
    page.summary = "What the posts of a network are for, and who holds them in each network.".to_owned();
    let mut roles: Vec<(usize, &Role)> = desk.handbook.roles.iter().map(Arc::as_ref).enumerate().collect();
    roles.sort_by_key(|(at, role)| (role.facts.order.unwrap_or(u32::MAX), *at));
    let entries: Vec<ListEntry> = roles
        .into_iter()
        .map(|(at, role)| {
            let duties = usually_held_by(desk, at as u32).filter(|(_, item)| answers::in_force(desk.handbook, item)).count();
            ListEntry {
                link: place.link(Thing::Role(at as u32)),
                summary: text_of(role.facts.summary.as_ref()),
                note: if duties > 0 { format!("Usually answers for {}", count(duties, "responsibility", "responsibilities")) } else { String::new() },
                ..Default::default()
            }
        })
        .collect();
    let groups = if entries.is_empty() { Vec::new() } else { vec![ListGroup { entries, ..Default::default() }] };
    View::Listing(Box::new(view::Listing { page, prose_html: String::new(), groups }))
}

/// The contract's and other duties of the year first, then what is kept as a standard, then what is to come, then what is over.
fn rank(desk: &Desk<'_>, item: &Responsibility) -> u8 {
    let year = desk.handbook.settings.contract_year.value;
    let years = item.facts.years.as_ref();
    if years.is_none_or(|years| years.contain(year)) {
        0
    } else if answers::in_force(desk.handbook, item) {
        1
    } else if years.and_then(|years| years.from.as_ref()).is_some_and(|from| from.value > year) {
        2
    } else {
        3
    }
}

/// Those of some responsibilities that are in force, in the order in which pages list them.
pub(super) fn in_force_in_order<'h>(desk: &Desk<'_>, all: impl Iterator<Item = (u32, &'h Responsibility)>) -> Vec<(u32, &'h Responsibility)> {
    let mut items: Vec<(u32, &Responsibility)> = all.filter(|(_, item)| answers::in_force(desk.handbook, item)).collect();
    items.sort_by_cached_key(|(duty, item)| (rank(desk, item), item.facts.place_in_lists(), *duty));
    items
}

/// Who answers for one responsibility in every network.
#[derive(Default)]
struct Answers {
    groups: Vec<AnswerGroup>,
    in_use: usize,
    /// In use, and nobody answers.
    unheld: usize,
    /// In use, and the post that answers has no holder.
    vacant: usize,
    /// Networks where it is not in use.
    unused: Vec<u32>,
}

impl Answers {
    fn of(place: &Place<'_, '_>, at: u32) -> Self {
        let desk = place.desk;
        let duty = Duty::Catalogue(at);
        let few = desk.handbook.networks.len() <= MANY_NETWORKS;
        let mut answers = Self::default();
        answers.groups = answer_groups(by_icb(place, |n| match desk.links.answers.of(n, duty).filter(|answer| answer.in_use) {
            Some(answer) => {
                answers.in_use += 1;
                answers.unheld += usize::from(matches!(answer.accountable, Accountable::Nobody | Accountable::Choice(_)));
                let written = desk.links.answers.written(n, duty).iter().find_map(|written| place.written_link(written));
                let row = AnswerRow { written_in: written.unwrap_or_default(), ..row(place, n, &answer.accountable, few) };
                answers.vacant += usize::from(matches!(answer.accountable, Accountable::Post(_)) && row.holders.is_empty());
                vec![row]
            }
            None => {
                answers.unused.push(n);
                Vec::new()
            }
        }));
        answers
    }

    fn in_words(&self, desk: &Desk<'_>, item: &Responsibility) -> String {
        let total = self.in_use + self.unused.len();
        if total == 0 {
            return "This handbook holds no networks yet.".to_owned();
        }
        if self.in_use == 0 {
            return if answers::in_force(desk.handbook, item) {
                "No network of this handbook has taken it up.".to_owned()
            } else {
                "It is not in force this year, and no network of this handbook keeps it.".to_owned()
            };
        }
        let mut words = if self.unused.is_empty() {
            format!("In use in {}.", all_of(total))
        } else {
            format!("In use in {} of {}.", thousands(self.in_use as u64), count(total, "network", "networks"))
        };
        if self.unheld > 0 {
            words.push_str(&format!(" In {} of them nobody answers for it.", thousands(self.unheld as u64)));
        }
        if self.vacant > 0 {
            words.push_str(&format!(" In {} of them the post is vacant.", thousands(self.vacant as u64)));
        }
        words
    }
}

fn all_of(networks: usize) -> String {
    match networks {
        1 => "the one network".to_owned(),
        2 => "both networks".to_owned(),
        _ => format!("all {}", count(networks, "network", "networks")),
    }
}

/// Rows of the networks at work, by ICB with an anchor and a title; one group without a title where there is one ICB.
pub(super) fn by_icb<R>(place: &Place<'_, '_>, mut rows: impl FnMut(u32) -> Vec<R>) -> Vec<(String, String, Vec<R>)> {
    let desk = place.desk;
    let mut groups: Vec<(String, String, Vec<R>)> = Vec::new();
    for (icb, networks) in &desk.by_icb {
        let rows: Vec<R> = networks.iter().copied().filter(|&n| is_open(desk.network(n))).flat_map(&mut rows).collect();
        if rows.is_empty() {
            continue;
        }
        let (id, title) = match icb {
            Some(at) => {
                let icb = &desk.handbook.organisations[*at as usize].facts;
                (format!("icb-{}", icb.id.value), icb.name.value.clone())
            }
            None => ("icb-none".to_owned(), "No integrated care board recorded".to_owned()),
        };
        groups.push((id, title, rows));
    }
    // By name, and those without an ICB last.
    groups.sort_by_cached_key(|(id, title, _)| (id == "icb-none", title.clone(), id.clone()));
    if let [(_, title, _)] = groups.as_mut_slice() {
        title.clear();
    }
    groups
}

fn answer_groups(groups: Vec<(String, String, Vec<AnswerRow>)>) -> Vec<AnswerGroup> {
    groups.into_iter().map(|(id, title, rows)| AnswerGroup { id, title, rows }).collect()
}

/// One network's answer as a row.
fn row(place: &Place<'_, '_>, n: u32, accountable: &Accountable, with_reach: bool) -> AnswerRow {
    if let Accountable::Post(at) = accountable {
        return row_of_post(place, n, *at, with_reach);
    }
    let seat = place.seat_of(n, accountable);
    let reach = if with_reach { reach(&seat.contact) } else { Vec::new() };
    AnswerRow { network: place.network_link(n).into(), accountable: seat.link.into(), note: seat.vacant, reach, ..Default::default() }
}

fn row_of_post(place: &Place<'_, '_>, n: u32, at: u32, with_reach: bool) -> AnswerRow {
    if with_reach {
        let seat = place.seat_of_post(n, at);
        let reach = reach(&seat.contact);
        let holders: Vec<Link> = seat.holders.into_iter().map(|holder| holder.person).collect();
        return AnswerRow {
            network: place.network_link(n).into(),
            reach,
            accountable: seat.link.into(),
            holders: holders.into(),
            note: seat.vacant,
            ..Default::default()
        };
    }
    // Of thousands of rows only the names are made, and the same rows stand on the page of each responsibility.
    place.desk.shared_row(place.address, n, at, || {
        let desk = place.desk;
        let (_, post) = &desk.network(n).facts.posts[at as usize];
        let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
        let names = holders.now.iter().map(|term| match term.person {
            Some((n, at)) if desk.network(n).facts.people[at as usize].1.is_named() => place.link(Thing::Person(n, at)),
            _ => Link::text(super::UNNAMED),
        });
        AnswerRow {
            network: place.network_link(n).into(),
            accountable: place.link(Thing::Post(n, at)).into(),
            holders: names.collect::<Vec<_>>().into(),
            note: place.vacancy(post, &holders),
            ..Default::default()
        }
    })
}

fn reach(contact: &view::Contact) -> Vec<Link> {
    let mut reach = Vec::new();
    if !contact.phone_href.is_empty() {
        reach.push(Link::new(&contact.phone_href, &contact.phone));
    }
    if !contact.email.is_empty() {
        reach.push(Link::new(format!("mailto:{}", contact.email), &contact.email));
    }
    reach
}

/// Everything that is known of who answers in one network.
fn answer_of(place: &Place<'_, '_>, n: u32, answer: &crate::links::Answer) -> view::Answer {
    let desk = place.desk;
    let facts = &desk.network(n).facts;
    let says: Option<&Assignment> = answer.says.and_then(|at| facts.responsibilities.get(at as usize)).map(|(_, says)| says);
    let missing = match &answer.accountable {
        Accountable::Nobody => "No one is recorded".to_owned(),
        Accountable::Choice(posts) => {
            let titles: Vec<String> = posts.iter().map(|&at| desk.title(Thing::Post(n, at))).collect();
            format!("Not settled. {} could answer for it, and the network has not said which: {}", count(posts.len(), "post", "posts"), titles.join(", "))
        }
        _ => String::new(),
    };
    let basis = match (answer.duty, says.and_then(|says| says.accountable.as_ref())) {
        // Of its own the network alone can say so.
        (Duty::Own(_), _) => "",
        _ if !missing.is_empty() => "",
        (_, Some(_)) => "The network says so",
        (_, None) => "The usual holder; the network names nobody else",
    };
    let (mut before, mut next) = (Vec::new(), Vec::new());
    if let Accountable::Post(at) = answer.accountable {
        let (_, post) = &facts.posts[at as usize];
        let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
        before = holders.before.iter().map(|term| place.holder(term)).collect();
        next = holders.next.iter().map(|term| place.holder(term)).collect();
    }
    let seats = |references: Option<&Vec<Text>>| -> Vec<view::Seat> {
        let seat = |reference: &Text| match desk.links.of(reference) {
            Some(Thing::Post(n, at)) => place.seat_of_post(n, at),
            _ => view::Seat { link: place.reference_or_words(Some(reference)), ..Default::default() },
        };
        references.into_iter().flatten().map(seat).filter(|seat| !seat.link.is_empty()).collect()
    };
    let written_in = desk.links.answers.written(n, answer.duty).iter().filter_map(|written| {
        Some(view::WrittenIn {
            link: place.written_link(written)?,
            place: if desk.edition == crate::model::settings::Edition::Staff {
                let (line, _) = desk.snapshot.line_and_column(written.span.file, written.span.start);
                format!("{}:{line}", desk.snapshot.file(written.span.file).path)
            } else {
                String::new()
            },
        })
    });
    view::Answer {
        network: place.network_link(n),
        seat: place.seat_of(n, &answer.accountable),
        missing,
        basis: basis.to_owned(),
        responsible: seats(says.map(|says| &says.responsible)),
        support: seats(says.map(|says| &says.support)),
        informed: says
            .into_iter()
            .flat_map(|says| &says.informed)
            .map(|reference| place.reference_or_words(Some(reference)))
            .filter(|link| !link.is_empty())
            .collect(),
        before,
        next,
        every: says.and_then(|says| says.every.as_ref()).map_or(String::new(), |cadence| every(cadence.value)),
        note_html: place.field_html(says.and_then(|says| says.note.as_ref())),
        written_in: written_in.collect(),
    }
}

/// The posts of a role, network by network.
struct Posts {
    groups: Vec<AnswerGroup>,
    counts: String,
}

/// With `is_needed`, networks without such a post stand in the list too, because the contract asks for one.
fn posts_of_role(place: &Place<'_, '_>, at: u32, is_needed: bool) -> Posts {
    let desk = place.desk;
    let few = desk.handbook.networks.len() <= MANY_NETWORKS;
    let posts = posts_of(place, at);
    let (mut total, mut held, mut vacant) = (0, 0, 0);
    let groups = by_icb(place, |n| {
        total += 1;
        let rows: Vec<AnswerRow> = posts.get(&n).into_iter().flatten().map(|&at| row_of_post(place, n, at, few)).collect();
        if rows.iter().any(|row| !row.holders.is_empty()) {
            held += 1;
        } else if !rows.is_empty() {
            vacant += 1;
        } else if is_needed {
            return vec![AnswerRow { network: place.network_link(n).into(), note: "Not recorded".to_owned(), ..Default::default() }];
        }
        rows
    });
    let mut counts = String::new();
    if total > 1 {
        counts = if held == total {
            format!("Held in {}.", all_of(total))
        } else {
            format!("Held in {} of {}.", thousands(held as u64), count(total, "network", "networks"))
        };
        if vacant > 0 {
            counts.push_str(&format!(" Vacant in {}.", thousands(vacant as u64)));
        }
        let without = total - held - vacant;
        if without > 0 {
            counts.push_str(&format!(
                " {} no such post.",
                if without == 1 { "1 network has".to_owned() } else { format!("{} networks have", thousands(without as u64)) }
            ));
        }
    }
    Posts { groups: answer_groups(groups), counts }
}

/// The posts of a role that exist today, by network.
pub(super) fn posts_of(place: &Place<'_, '_>, role: u32) -> BTreeMap<u32, Vec<u32>> {
    let desk = place.desk;
    let mut posts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for from in linked_by(place, Thing::Role(role), Relation::IsOfRole) {
        if let Thing::Post(n, at) = from
            && answers::exists(&desk.network(n).facts.posts[at as usize].1, desk.today)
        {
            posts.entry(n).or_default().push(at);
        }
    }
    posts
}

/// Responsibilities of the catalogue whose usual holder is a role, in its order.
pub(super) fn usually_held_by<'d>(desk: &'d Desk<'_>, role: u32) -> impl Iterator<Item = (u32, &'d Responsibility)> {
    let usual = UsualHolder::Role(role);
    let items = desk.handbook.responsibilities.iter().enumerate().map(|(at, item)| (at as u32, item.as_ref()));
    items.filter(move |(_, item)| answers::usual_holder(desk.links, item) == usual)
}

fn facts_of(place: &Place<'_, '_>, item: &Responsibility) -> Vec<Fact> {
    let desk = place.desk;
    let facts = &item.facts;
    let mut list = Facts::default();
    match answers::usual_holder(desk.links, item) {
        UsualHolder::Role(at) => list.link("Usual holder", place.link(Thing::Role(at))),
        UsualHolder::Unknown => {}
        usual => list.text("Usual holder", usual_words(desk, usual)),
    }
    if let Some(years) = &facts.years {
        let is_kept = !years.contain(desk.handbook.settings.contract_year.value) && answers::in_force(desk.handbook, item);
        list.link("Contract years", years_link(place, years, if is_kept { ", kept as a standard of this handbook" } else { "" }));
    }
    let basis = match answers::basis(item) {
        Basis::Contract => "The contract",
        Basis::Guidance => "Good practice",
    };
    list.text("Rests on", basis);
    list.text("Focus", facts.focus.as_ref().map_or("", |focus| focus_words(focus.value)));
    list.text("Kind of work", facts.nature.as_ref().map_or("", |nature| nature_words(nature.value)));
    list.text("Level", facts.level.as_ref().map_or(String::new(), |level| crate::model::words_of(level.value.word())));
    list.links("Written in", facts.source.iter().filter_map(|source| cited(place, source)).collect());
    list.text("Topics", words_of_list(&facts.tags));
    list.0
}

fn words_of_list(list: &[Text]) -> String {
    list.iter().map(|item| item.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// The document a responsibility is written in, with the section, and who published it.
fn cited(place: &Place<'_, '_>, citation: &Citation) -> Option<Link> {
    let Some(Thing::Source(at)) = place.desk.links.of(&citation.id) else { return None };
    let source = &place.desk.handbook.sources[at as usize].facts;
    let mut words = source.title.value.clone();
    if let Some(section) = &citation.section {
        // "4.4.2 vi" needs the word; "Schedule 4" has its own.
        let is_number = section.value.starts_with(|c: char| c.is_ascii_digit());
        words.push_str(&format!(", {}{}", if is_number { "section " } else { "" }, section.value));
    }
    let about = [text_of(source.publisher.as_ref()), day_of(source.date.as_ref())];
    let about: Vec<&str> = about.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if !about.is_empty() {
        words.push_str(&format!(" ({})", about.join(", ")));
    }
    let href = source.url.as_ref().filter(|url| render::is_safe_address(&url.value));
    Some(Link { href: text_of(href), text: words })
}

fn facts_of_role(place: &Place<'_, '_>, at: u32, role: &Role) -> Vec<Fact> {
    let facts = &role.facts;
    let mut list = Facts::default();
    list.text("Also called", words_of_list(&facts.also));
    let to = place.reference_or_words(facts.accountable_to.as_ref());
    let to = if to.href.is_empty() { Link::text(upper_first(&to.text)) } else { to };
    list.link("Answers to", to);
    let other_roles = |relation| linked_by(place, Thing::Role(at), relation).filter(|from| matches!(from, Thing::Role(_)));
    list.links("Holds to account", other_roles(Relation::AnswersTo).map(|from| place.link(from)).collect());
    // Working together goes both ways, whoever says so.
    let mut partners: Vec<Thing> = facts.works_with.iter().filter_map(|other| place.desk.links.of(other)).collect();
    for from in other_roles(Relation::WorksWith) {
        if !partners.contains(&from) {
            partners.push(from);
        }
    }
    list.links("Works with", partners.into_iter().map(|thing| place.link(thing)).collect());
    list.text("How many", if facts.single == Some(true) { "One in each network; people may share it" } else { "" });
    list.text("Who may hold it", if facts.clinical == Some(true) { "A practising clinician" } else { "" });
    list.0
}

/// Pages that explain a thing, then those written for the holders of a role.
fn guidance(place: &Place<'_, '_>, thing: Thing) -> Vec<ListEntry> {
    let mut pages: Vec<Thing> = Vec::new();
    for relation in [Relation::Explains, Relation::IsFor] {
        for from in linked_by(place, thing, relation).filter(|from| matches!(from, Thing::Page(_) | Thing::NetworkPage(..))) {
            if !pages.contains(&from) {
                pages.push(from);
            }
        }
    }
    let entry = |from: &Thing| {
        let mut entry = prose::entry_of(place, *from, crate::links::page_of(place.desk.handbook, *from)?);
        if let Some(n) = from.network().filter(|_| from.network() != place.network_of_page()) {
            entry.link.text = format!("{}, {}", entry.link.text, place.desk.network_name(n));
        }
        Some(entry)
    };
    pages.iter().take(MOST_LINKS).filter_map(entry).collect()
}

/// Services that fulfil a responsibility, objectives that serve it, schedules that govern it, posts that hand it over.
fn uses(place: &Place<'_, '_>, thing: Thing) -> Vec<LinkGroup> {
    let mut groups = Vec::new();
    type Which = fn(&Thing) -> bool;
    let kinds: [(&str, Relation, Which); 4] = [
        ("Services", Relation::Serves, |from| matches!(from, Thing::Service(..))),
        ("Objectives", Relation::Serves, |from| matches!(from, Thing::Objective(..))),
        ("Governed by", Relation::Governs, |from| matches!(from, Thing::Schedule(..))),
        ("Still to be handed over by", Relation::TakesOver, |from| matches!(from, Thing::Post(..))),
    ];
    // A post that has handed it over has no more to do with it.
    let is_over = |from: &Thing| match from {
        Thing::Post(n, at) => {
            let releases = &place.desk.network(*n).facts.posts[*at as usize].1.release;
            releases.iter().all(|release| release.done.is_some() || place.desk.links.of(&release.responsibility) != Some(thing))
        }
        _ => false,
    };
    for (title, relation, is_meant) in kinds {
        let things: Vec<Thing> = linked_by(place, thing, relation).filter(is_meant).filter(|from| !is_over(from)).collect();
        groups.extend(group(place, title, things.iter().copied(), things.len()));
    }
    groups
}

/// Links of one kind, each with its network; of very many the rest is counted.
fn group(place: &Place<'_, '_>, title: &str, things: impl Iterator<Item = Thing>, total: usize) -> Option<LinkGroup> {
    if total == 0 {
        return None;
    }
    let mut links: Vec<Link> = things
        .take(MOST_LINKS)
        .map(|thing| match thing {
            Thing::Network(_) => place.link(thing),
            _ => match thing.network().filter(|_| thing.network() != place.network_of_page()) {
                Some(n) => place.link_as(thing, format!("{}, {}", place.desk.title(thing), place.desk.network_name(n))),
                None => place.link(thing),
            },
        })
        .collect();
    if total > links.len() {
        links.push(Link::text(format!("and {} more", thousands((total - links.len()) as u64))));
    }
    Some(LinkGroup { title: title.to_owned(), links })
}

/// Things that lead to a thing by a relation, each once.
fn linked_by<'d>(place: &Place<'d, '_>, thing: Thing, relation: Relation) -> impl Iterator<Item = Thing> + 'd {
    let backlinks: &'d [Backlink] = place.desk.links.to(thing);
    let mut last = None;
    // They come in the order of where they come from, so twins are neighbours.
    backlinks.iter().filter(move |backlink| backlink.relation == relation).map(|backlink| backlink.from).filter(move |from| last.replace(*from) != Some(*from))
}

pub(super) fn all_but_mentions() -> Vec<Relation> {
    RELATIONS.iter().map(|words| words.relation).filter(|relation| *relation != Relation::Mentions).collect()
}

const IN_FORCE: &str = "In force";

/// Whether a responsibility is in force in the handbook's contract year.
fn state(desk: &Desk<'_>, item: &Responsibility) -> Tag {
    let years = item.facts.years.as_ref();
    let (from, to) = (years.and_then(|years| years.from.as_ref()), years.and_then(|years| years.to.as_ref()));
    match (rank(desk, item), from, to) {
        (0, _, _) => Tag { text: IN_FORCE.to_owned(), tone: "good" },
        (1, _, Some(to)) => Tag { text: format!("A handbook's standard since {}", ContractYear(to.value.0 + 1)), tone: "" },
        (2, Some(from), _) => Tag { text: format!("From {}", from.value), tone: "" },
        _ => Tag { text: "No longer in force".to_owned(), tone: "warn" },
    }
}

/// "2019/20 to 2023/24", "from 2024/25".
pub(super) fn years_words(years: &Years) -> String {
    match (&years.from, &years.to) {
        (Some(from), Some(to)) if from.value == to.value => from.value.to_string(),
        (Some(from), Some(to)) => format!("{} to {}", from.value, to.value),
        (Some(from), None) => format!("From {}", from.value),
        (None, Some(to)) => format!("Until {}", to.value),
        (None, None) => String::new(),
    }
}

pub(super) fn usual_words(desk: &Desk<'_>, usual: UsualHolder) -> String {
    match usual {
        UsualHolder::Role(at) => desk.title(Thing::Role(at)),
        UsualHolder::Practices => "The practices together".to_owned(),
        UsualHolder::Board => "The board".to_owned(),
        UsualHolder::Lmc => upper_first(&words_or("lmc")),
        UsualHolder::Icb => upper_first(&words_or("icb")),
        UsualHolder::Payee => upper_first(&words_or("nominated-payee")),
        UsualHolder::Unknown => "Others".to_owned(),
    }
}

/// Where a responsibility looks, in words.
pub(super) fn focus_words(focus: Focus) -> &'static str {
    match focus {
        Focus::Internal => "Internal",
        Focus::External => "External",
        Focus::Both => "Internal and external",
    }
}

fn nature_words(nature: Nature) -> &'static str {
    match nature {
        Nature::Strategic => "Strategic: direction and relationships",
        Nature::Operational => "Operational: keeping things running",
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const RESEARCH: (&str, &str) = (
        "responsibilities/research.md",
        "---\ntitle: Link with research\ncode: CD vi\nrole: clinical-director\nbasis: contract\nfocus: external\nsource: {id: des-2019, section: 4.4.2 vi}\n---\n\n## What it means\n\nStudies.\n",
    );
    const DIRECTOR: (&str, &str) = ("roles/clinical-director.md", "---\ntitle: Clinical director\nsingle: true\naccountable_to: members\n---\n\nLeads.\n");
    const SOURCES: (&str, &str) =
        ("sources.yaml", "- {id: des-2019, title: Network Contract DES 2019/20, publisher: NHS England, date: 2019-03-29, url: https://contract.example/}\n");
    const ALPHA: (&str, &str) = (
        "networks/alpha/network.yaml",
        "name: Alpha PCN\npeople: {amara: {name: Amara Bello}, tomos: {name: Tomos Rees}}\nposts:\n  clinical-director: {contact: {phone: 01632 960002}, holders: [{person: amara}, {person: tomos}]}\n",
    );
    const BETA: (&str, &str) = ("networks/beta/network.yaml", "name: Beta PCN\n");
    const GAMMA: (&str, &str) = (
        "networks/gamma/network.yaml",
        "name: Gamma PCN\nposts:\n  clinical-director: {vacant: {since: 2026-09-01}}\nresponsibilities: {research: {written_in: agreement#schedule-2}}\n",
    );
    const GAMMA_AGREEMENT: (&str, &str) = (
        "networks/gamma/agreement.md",
        "---\nschedules: [{number: 2, title: Extra terms, status: complete}]\n---\n\n## Schedule 2: Extra terms {#schedule-2}\n\nText.\n",
    );

    #[test]
    fn a_responsibility_shows_every_networks_holder() {
        let site = Site::new(&[RESEARCH, DIRECTOR, SOURCES, ALPHA, BETA, GAMMA, GAMMA_AGREEMENT]);
        let page = site.page("responsibilities/research.html");
        page.shows("Alpha PCN Clinical director Amara Bello and Tomos Rees 01632 960002")
            .shows("Gamma PCN Clinical director Vacant since 1 September 2026 Network Agreement, schedule 2: Extra terms")
            .shows("In use in all 3 networks. In 1 of them nobody answers for it. In 1 of them the post is vacant.")
            .holds("href=\"../networks/gamma/agreement.html#schedule-2\"");
    }

    #[test]
    fn what_nobody_answers_for_is_said_plainly() {
        let site = Site::new(&[RESEARCH, DIRECTOR, SOURCES, BETA]);
        site.page("responsibilities/research.html").shows("Who answers for it No one is recorded.");
        let site = Site::new(&[RESEARCH, DIRECTOR, SOURCES, ALPHA, BETA]);
        site.page("responsibilities/research.html").shows("Beta PCN No one is recorded");
    }

    #[test]
    fn one_network_is_told_whom_to_ring() {
        let site = Site::new(&[RESEARCH, DIRECTOR, SOURCES, ALPHA]);
        site.page("responsibilities/research.html")
            .shows("Who answers for it Clinical director Amara Bello and Tomos Rees 01632 960002")
            .holds("href=\"tel:01632960002\"")
            .shows("How we know The usual holder");
    }

    #[test]
    fn a_responsibility_says_where_it_is_written_and_how_long_it_holds() {
        let ended = RESEARCH.1.replace("focus: external", "focus: external\nyears: {from: 2019/20, to: 2023/24}\nstandard: true");
        let site = Site::new(&[("responsibilities/research.md", &ended), DIRECTOR, SOURCES, ALPHA]);
        site.page("responsibilities/research.html")
            .shows("CD vi A handbook's standard since 2024/25")
            .shows("2019/20 to 2023/24, kept as a standard of this handbook")
            .shows("Network Contract DES 2019/20, section 4.4.2 vi (NHS England, 29 March 2019)")
            .holds("href=\"https://contract.example/\"")
            .holds("<h3 id=\"what-it-means\">");
        site.page("responsibilities/index.html").shows("Link with research CD vi A handbook's standard since 2024/25 External · 2019/20 to 2023/24");
        let over = RESEARCH.1.replace("focus: external", "years: {to: 2023/24}");
        let site = Site::new(&[("responsibilities/research.md", &over), DIRECTOR, SOURCES, ALPHA]);
        site.page("responsibilities/research.html")
            .shows("No longer in force")
            .shows("It is not in force this year, and no network of this handbook keeps it.");
    }

    #[test]
    fn several_posts_of_the_usual_role_are_a_choice_still_to_make() {
        let site = Site::new(&[
            RESEARCH,
            DIRECTOR,
            SOURCES,
            (
                "networks/alpha/network.yaml",
                "name: Alpha PCN\nposts: {east: {role: clinical-director, title: East lead}, west: {role: clinical-director, title: West lead}}\n",
            ),
        ]);
        site.page("responsibilities/research.html").shows("2 posts could answer for it, and the network has not said which: East lead, West lead");
    }

    #[test]
    fn a_networks_own_responsibility_has_its_seat_and_its_place() {
        let own = "responsibilities:\n  flu: {title: Flu season, accountable: clinical-director, support: [practices], every: year, written_in: agreement#schedule-2, note: \"See [[clinical-director]].\"}\n";
        let network = format!("{}{own}", ALPHA.1);
        let files = [RESEARCH, DIRECTOR, SOURCES, ("networks/alpha/network.yaml", network.as_str()), ("networks/alpha/agreement.md", GAMMA_AGREEMENT.1)];
        let page = "networks/alpha/responsibilities/flu.html";
        Site::new(&files)
            .page(page)
            .shows("Clinical director Amara Bello and Tomos Rees")
            .shows("How often Every year")
            .shows("Written in Network Agreement, schedule 2: Extra terms Note See Clinical director.");
        Site::staff(&files).page(page).shows("networks/alpha/network.yaml:6");
    }

    #[test]
    fn a_role_shows_its_posts_and_networks_without_one() {
        let unnamed = ALPHA.1.replace("{name: Tomos Rees}", "{name: Tomos Rees, publish: []}");
        let site = Site::new(&[RESEARCH, DIRECTOR, SOURCES, ("networks/alpha/network.yaml", &unnamed), BETA, GAMMA, GAMMA_AGREEMENT]);
        site.page("roles/clinical-director.html")
            .shows("Held in 1 of 3 networks. Vacant in 1. 1 network has no such post.")
            .shows("Alpha PCN Clinical director Amara Bello and Held (name not published)")
            .shows("Beta PCN Not recorded")
            .shows("Usually answers for Link with research CD vi External")
            .shows("Answers to The member practices");
        site.nowhere_shows("Tomos");
    }

    #[test]
    fn a_page_that_explains_a_responsibility_is_named_there_and_a_sentence_that_mentions_it_is_quoted() {
        let site = Site::new(&[
            RESEARCH,
            DIRECTOR,
            SOURCES,
            ALPHA,
            ("guidance/studies.md", "---\ntitle: Joining studies\nabout: [research]\nreviewed: 2026-09-01\n---\n\nText.\n"),
            ("pages/about.md", "---\ntitle: About us\n---\n\nAsk about [[research|studies]] in May. Or in June.\n"),
        ]);
        site.page("responsibilities/research.html")
            .shows("Guidance Joining studies Reviewed 1 September 2026")
            .shows("Mentioned in About us mentions Ask about studies in May.");
    }

    #[test]
    fn a_row_that_mentions_a_responsibility_is_quoted_cell_by_cell() {
        let table = "---\ntitle: About us\n---\n\n| What | Who |\n| --- | --- |\n| Trials | [[research\\|studies]] |\n";
        let site = Site::new(&[RESEARCH, DIRECTOR, SOURCES, ALPHA, ("pages/about.md", table)]);
        site.page("responsibilities/research.html").holds("<p>Trials; <mark>studies</mark></p>");
    }
}
