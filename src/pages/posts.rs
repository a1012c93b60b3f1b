//! Pages of people, posts, bodies, services and practices.

use std::collections::HashSet;

use super::catalogue::focus_words;
use super::drawing;
use super::drawing::terms::When;
use super::lists::{is_core, is_member};
use super::network::{core_practices, due_state, focus_area};
use super::view::{self, Link, LinkGroup, Part, Shared, Tag, View};
use super::{Facts, Place, UNNAMED, count, date, day_of, is_unreachable, lower_first, number, sessions_of, text_of, thousands, upper_first};
use super::{papers, workload};
use crate::document::prose::slug;
use crate::document::record::Text;
use crate::document::render;
use crate::links::answers;
use crate::links::{Accountable, Answer, Duty, Relation, Term, Thing};
use crate::model::catalogue::Cadence;
use crate::model::network::{BodyKind, EmployerKind, MemberKind, Members, Person, Practice, Profession};
use crate::model::settings::PublisherKind;

/// Somebody who can have a part in a responsibility of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// A post of the network.
    Post(u32),
    /// A body of the network.
    Body(u32),
    /// The practices together.
    Practices,
    /// One practice.
    Practice(u32),
    /// An organisation.
    Organisation(u32),
    /// The nominated payee.
    Payee,
}

impl Holder {
    /// The one who answers, where there is one.
    pub(super) fn of(accountable: &Accountable) -> Option<Self> {
        match accountable {
            Accountable::Post(at) => Some(Self::Post(*at)),
            Accountable::Body(at) => Some(Self::Body(*at)),
            Accountable::Practices => Some(Self::Practices),
            Accountable::Organisation(at) => Some(Self::Organisation(*at)),
            Accountable::Payee => Some(Self::Payee),
            Accountable::Choice(_) | Accountable::Nobody => None,
        }
    }

    /// The one a field of a network names: a thing, or a word such as `practices`.
    fn named(place: &Place<'_, '_>, n: u32, reference: &Text) -> Option<Self> {
        let links = place.desk.links;
        let facts = &place.desk.network(n).facts;
        let organisation = |reference: Option<&Text>| match links.of(reference?) {
            Some(Thing::Organisation(at)) => Some(Self::Organisation(at)),
            _ => None,
        };
        match links.of(reference) {
            Some(Thing::Post(_, at)) => Some(Self::Post(at)),
            Some(Thing::Body(_, at)) => Some(Self::Body(at)),
            Some(Thing::Practice(_, at)) => Some(Self::Practice(at)),
            Some(Thing::Organisation(at)) => Some(Self::Organisation(at)),
            Some(_) => None,
            None => match reference.value.as_str() {
                "practices" | "all-practices" | "members" => Some(Self::Practices),
                "lmc" => organisation(facts.lmc.as_ref()),
                "icb" => organisation(facts.icb.as_ref()),
                "nominated-payee" => {
                    let payee = facts.nominated_payee.as_ref()?;
                    Some(organisation(payee.organisation.as_ref()).unwrap_or(Self::Payee))
                }
                _ => None,
            },
        }
    }
}

/// The part of everybody in a responsibility of a network; who has several parts has the strongest.
pub(super) fn parts(place: &Place<'_, '_>, n: u32, answer: &Answer) -> Vec<(Holder, Part)> {
    let mut parts: Vec<(Holder, Part)> = Holder::of(&answer.accountable).map(|holder| (holder, Part::A)).into_iter().collect();
    let Some((_, says)) = answer.says.and_then(|at| place.desk.network(n).facts.responsibilities.get(at as usize)) else { return parts };
    for (references, part) in [(&says.responsible, Part::R), (&says.support, Part::S), (&says.informed, Part::I)] {
        for holder in references.iter().filter_map(|reference| Holder::named(place, n, reference)) {
            if parts.iter().all(|(known, _)| *known != holder) {
                parts.push((holder, part));
            }
        }
    }
    parts
}

/// The part of one of them.
fn part_of(place: &Place<'_, '_>, n: u32, answer: &Answer, holder: Holder) -> Option<Part> {
    if Holder::of(&answer.accountable) == Some(holder) {
        return Some(Part::A);
    }
    let (_, says) = place.desk.network(n).facts.responsibilities.get(answer.says? as usize)?;
    let is_named = |references: &[Text]| references.iter().any(|reference| Holder::named(place, n, reference) == Some(holder));
    [(&says.responsible, Part::R), (&says.support, Part::S), (&says.informed, Part::I)]
        .into_iter()
        .find_map(|(references, part)| is_named(references).then_some(part))
}

/// What somebody answers for in a network, and what they have another part in.
pub(super) fn duties(place: &Place<'_, '_>, n: u32, holder: Holder) -> (Vec<Shared<view::Duty>>, Vec<Shared<view::Duty>>) {
    // A document has a chapter for what everybody answers for.
    if place.is_part() { (Vec::new(), Vec::new()) } else { all_duties(place, n, holder) }
}

/// The same in a document too, where its prose asks for them.
pub(super) fn all_duties(place: &Place<'_, '_>, n: u32, holder: Holder) -> (Vec<Shared<view::Duty>>, Vec<Shared<view::Duty>>) {
    let (mut answers_for, mut takes_part) = (Vec::new(), Vec::new());
    for answer in place.desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use) {
        match part_of(place, n, answer, holder) {
            Some(Part::A) => answers_for.push(duty(place, n, answer, Part::A)),
            Some(part) => takes_part.push(duty(place, n, answer, part)),
            None => {}
        }
    }
    takes_part.sort_by_key(|duty| duty.part);
    (answers_for, takes_part)
}

/// A responsibility as somebody who has a part in it sees it.
fn duty(place: &Place<'_, '_>, n: u32, answer: &Answer, part: Part) -> Shared<view::Duty> {
    let make = || duty_in_full(place, n, answer, part);
    match answer.duty {
        // What the network itself says nothing of reads alike in all networks.
        Duty::Catalogue(at) if !place.is_part() && answer.says.is_none() && place.desk.links.answers.written(n, answer.duty).is_empty() => {
            place.desk.shared_duty(place.address, at, part, make)
        }
        _ => make().into(),
    }
}

/// The same, made anew.
pub(super) fn duty_in_full(place: &Place<'_, '_>, n: u32, answer: &Answer, part: Part) -> view::Duty {
    let desk = place.desk;
    let says = answer.says.and_then(|at| desk.network(n).facts.responsibilities.get(at as usize)).map(|(_, says)| says);
    let catalogue = match answer.duty {
        Duty::Catalogue(at) => Some(&desk.handbook.responsibilities[at as usize].facts),
        Duty::Own(_) => None,
    };
    let focus = catalogue.map_or_else(|| says.and_then(|says| says.focus.as_ref()), |facts| facts.focus.as_ref());
    let written = desk.links.answers.written(n, answer.duty).first();
    // Who answers for a thing sees who does it.
    let (done_by, helped_by) = match says.filter(|_| part == Part::A) {
        Some(says) => (named(place, &says.responsible), named(place, &says.support)),
        None => (Vec::new(), Vec::new()),
    };
    view::Duty {
        link: place.duty_link(n, answer.duty),
        code: text_of(catalogue.and_then(|facts| facts.code.as_ref())),
        part,
        every: says.and_then(|says| says.every.as_ref()).map_or(String::new(), |cadence| every(cadence.value)),
        focus: focus.map_or("", |focus| focus_words(focus.value)),
        helped_by: if done_by.is_empty() { helped_by } else { Vec::new() },
        done_by,
        written_in: written.and_then(|written| place.written_link(written)).unwrap_or_default(),
        note: place.field_words(says.and_then(|says| says.note.as_ref())),
    }
}

fn named(place: &Place<'_, '_>, references: &[Text]) -> Vec<Link> {
    references.iter().map(|reference| place.reference_or_words(Some(reference))).filter(|link| !link.is_empty()).collect()
}

/// "every quarter".
pub(super) fn every(cadence: Cadence) -> String {
    format!("every {}", cadence.word())
}

/// How votes count, in words; words of the network's own as they are.
pub(super) fn voting(typed: &str) -> String {
    match typed {
        "one-per-practice" => "One vote a practice".to_owned(),
        "weighted-by-list" => "Votes weighted by the number of patients".to_owned(),
        "consensus" => "Decides by consensus".to_owned(),
        other => upper_first(&other.replace('-', " ")),
    }
}

fn tag(text: impl Into<String>, tone: &'static str) -> Tag {
    Tag { text: text.into(), tone }
}

/// A title with the network's name, where it is of another network than the page.
pub(super) fn named_with_network(place: &Place<'_, '_>, thing: Thing) -> Link {
    let title = place.desk.title(thing);
    match thing.network().filter(|_| thing.network() != place.network_of_page()) {
        Some(n) => place.link_as(thing, format!("{title}, {}", place.desk.network_name(n))),
        None => place.link(thing),
    }
}

/// Titled lists of links in the making; each link stands in a list once.
#[derive(Default)]
struct Groups(Vec<LinkGroup>);

impl Groups {
    fn add(&mut self, title: &str, link: Link) {
        if link.is_empty() {
            return;
        }
        match self.0.iter_mut().find(|group| group.title == title) {
            Some(group) if group.links.contains(&link) => {}
            Some(group) => group.links.push(link),
            None => self.0.push(LinkGroup { title: title.to_owned(), links: vec![link] }),
        }
    }
}

/// A person of a network as a row or card shows them; `None` where nobody is recorded.
fn person_seat(place: &Place<'_, '_>, reference: Option<&Text>) -> Option<view::Holder> {
    let Some(Thing::Person(n, at)) = place.desk.links.of(reference?) else { return None };
    let person = &place.desk.network(n).facts.people[at as usize].1;
    let contact = if person.is_named() { place.contact_of_person(person) } else { view::Contact::default() };
    Some(view::Holder { person: place.link(Thing::Person(n, at)), contact, ..view::Holder::default() })
}

fn person_link(place: &Place<'_, '_>, n: u32, at: u32) -> Link {
    place.link(Thing::Person(n, at))
}

/// The person of a term of office.
fn term_link(place: &Place<'_, '_>, term: &Term<'_>) -> Link {
    term.person.map_or_else(|| Link::text(UNNAMED), |(n, at)| person_link(place, n, at))
}

/// A practice as a row of a list.
pub(super) fn practice_row(place: &Place<'_, '_>, n: u32, at: u32) -> view::PracticeRow {
    let practice = &place.desk.network(n).facts.practices[at as usize];
    view::PracticeRow {
        link: place.link(Thing::Practice(n, at)),
        code: practice.code.value.clone(),
        patients: practice.list_size.as_ref().map_or(String::new(), |size| thousands(u64::from(size.value))),
        contact: practice_contact(place, practice),
        manager: place.reference(practice.manager.as_ref()),
        representative: place.reference(practice.representative.as_ref()),
        notes: practice_notes(place, n, practice),
    }
}

pub(super) fn practice_contact(place: &Place<'_, '_>, practice: &Practice) -> view::Contact {
    place.contact_of(practice.email.as_ref(), practice.phone.as_ref(), practice.website.as_ref(), None)
}

/// What is special about a practice: "Associate member", "Left on 30 September 2026", "In Vale West".
fn practice_notes(place: &Place<'_, '_>, n: u32, practice: &Practice) -> Vec<String> {
    let today = place.desk.today;
    let mut notes = Vec::new();
    match practice.kind.as_ref().map(|kind| kind.value) {
        Some(MemberKind::Associate) => notes.push("Associate member".to_owned()),
        Some(MemberKind::NonCore) => notes.push("Non-core member".to_owned()),
        Some(MemberKind::Core) | None => {}
    }
    if let Some(joined) = practice.joined.as_ref().filter(|joined| joined.value > today) {
        notes.push(format!("Joins on {}", date(joined.value)));
    }
    if let Some(left) = &practice.left {
        notes.push(format!("{} on {}", if left.value < today { "Left" } else { "Leaves" }, date(left.value)));
    }
    if let Some(location) = other_location(place, n, practice) {
        notes.push(format!("In {}", location.text));
    }
    notes
}

/// The sub-ICB location of a practice over the boundary.
fn other_location(place: &Place<'_, '_>, n: u32, practice: &Practice) -> Option<Link> {
    let links = place.desk.links;
    let own = links.of(practice.sub_icb.as_ref()?)?;
    let networks = place.desk.network(n).facts.sub_icb.as_ref().and_then(|location| links.of(location));
    (networks != Some(own)).then(|| place.link(own))
}

/// The anchor of a commitment on the network's page.
pub(super) fn commitment_anchor(item: &crate::model::network::Commitment) -> String {
    format!("commitment-{}", slug(&item.id.value))
}

/// A promise that a practice made.
pub(super) fn commitment(place: &Place<'_, '_>, item: &crate::model::network::Commitment) -> view::Commitment {
    view::Commitment {
        id: commitment_anchor(item),
        practice: place.reference(item.practice.as_ref()),
        what: item.what.value.clone(),
        due: day_of(item.due.as_ref()),
        state: match (&item.done, &item.due) {
            (Some(done), _) => tag(format!("Done {}", date(done.value)), "good"),
            (None, Some(due)) => due_state(due.value, place.desk.today),
            (None, None) => Tag::default(),
        },
        support: place.reference(item.support.as_ref()),
    }
}

/// Where an indicator stands on the page of its network.
pub(super) fn anchor_of_indicator(item: &crate::model::network::Indicator) -> String {
    format!("indicator-{}", slug(&item.id.value))
}

/// A number that somebody of the network watches.
pub(super) fn indicator(place: &Place<'_, '_>, item: &crate::model::network::Indicator) -> view::Indicator {
    view::Indicator {
        id: anchor_of_indicator(item),
        title: item.title.value.clone(),
        year: item.year.as_ref().map_or(String::new(), |year| year.value.to_string()),
        points: item.points.map_or(String::new(), number),
        owner: place.reference(item.owner.as_ref()),
        target: item.target.map_or(String::new(), number),
        latest: item.latest.as_ref().map_or(String::new(), |latest| number(latest.value)),
        latest_on: item.latest.as_ref().map_or(String::new(), |latest| date(latest.on.value)),
    }
}

/// Declared interests of a network, or of one of its people. Of people who may not be named, none is shown: what
/// they declared would say who they are.
pub(super) fn conflicts(place: &Place<'_, '_>, n: u32, of: Option<Thing>) -> Vec<view::Conflict> {
    let desk = place.desk;
    let mut list = Vec::new();
    for item in &desk.network(n).facts.conflicts {
        let Some(thing @ Thing::Person(m, at)) = desk.links.of(&item.person) else { continue };
        if !desk.network(m).facts.people[at as usize].1.is_named() || of.is_some_and(|of| of != thing) {
            continue;
        }
        list.push(view::Conflict {
            person: place.link(thing),
            kind: item.r#type.as_ref().map_or("Kind not recorded".to_owned(), |kind| upper_first(&kind.value)),
            what: text_of(item.what.as_ref()),
            from: day_of(item.from.as_ref()),
            to: day_of(item.to.as_ref()),
            action: text_of(item.action.as_ref()),
            declared: day_of(item.declared.as_ref()),
        });
    }
    list
}

/// A person's page. Only people whose name the edition shows have one.
pub(super) fn person(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Person(n, at);
    let person = &network.facts.people[at as usize].1;
    let mut page = place.frame("person", "Person", "networks", desk.title(this), Some(network.file), Vec::new());
    let held = held_by(place, n, at);
    let titles: Vec<String> = held.now.iter().map(|(_, post)| with_network(&post.post.text, &post.network)).collect();
    page.summary = match titles.as_slice() {
        [] => String::new(),
        titles => format!("{}.", listed(titles)),
    };
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &[Relation::Holds, Relation::Leads, Relation::Names, Relation::IsPartOf]);
    let has_left = person.left.as_ref().is_some_and(|left| left.value < desk.today);
    let parts = parts_of_person(place, this, &held.now.iter().map(|(thing, _)| *thing).collect::<Vec<_>>());
    let posts = |held: Vec<(Thing, view::PersonPost)>| held.into_iter().map(|(_, post)| post).collect();
    View::Person(Box::new(view::Person {
        page,
        contact: if has_left { view::Contact::default() } else { place.contact_of_person(person) },
        left: person.left.as_ref().filter(|_| has_left).map_or(String::new(), |left| format!("Left on {}", date(left.value))),
        now: posts(held.now),
        before: posts(held.before),
        next: posts(held.next),
        parts: if has_left { Vec::new() } else { parts },
        conflicts: conflicts(place, n, Some(this)),
        facts: person_facts(place, person, has_left),
        about_html: place.field_html(person.about.as_ref()),
    }))
}

fn with_network(post: &str, network: &Link) -> String {
    if network.is_empty() { post.to_owned() } else { format!("{post} of {}", network.text) }
}

/// "Clinical director, chair and Caldicott guardian".
fn listed(titles: &[String]) -> String {
    let mut text = String::new();
    for (at, title) in titles.iter().enumerate() {
        match at {
            0 => text.push_str(title),
            _ => {
                text.push_str(if at + 1 == titles.len() { " and " } else { ", " });
                text.push_str(&lower_first(title));
            }
        }
    }
    text
}

/// The posts somebody holds, held and will hold, in all networks.
#[derive(Default)]
struct Held {
    now: Vec<(Thing, view::PersonPost)>,
    before: Vec<(Thing, view::PersonPost)>,
    next: Vec<(Thing, view::PersonPost)>,
}

/// The posts that a person holds, held or will hold, as (network, post); those of the person's own network come first.
pub(super) fn posts_of_person(place: &Place<'_, '_>, n: u32, at: u32) -> Vec<(u32, u32)> {
    let mut posts: Vec<(u32, u32)> = place
        .desk
        .links
        .to(Thing::Person(n, at))
        .iter()
        .filter(|backlink| backlink.relation == Relation::Holds)
        .filter_map(|backlink| match backlink.from {
            Thing::Post(network, post) => Some((network, post)),
            _ => None,
        })
        .collect();
    posts.sort_by_key(|&(network, post)| (network != n, network, post));
    posts.dedup();
    posts
}

fn held_by(place: &Place<'_, '_>, n: u32, at: u32) -> Held {
    let desk = place.desk;
    let posts = posts_of_person(place, n, at);
    let mut held = Held::default();
    let (mut before, mut next) = (Vec::new(), Vec::new());
    for (network, at_post) in posts {
        let post = &desk.network(network).facts.posts[at_post as usize].1;
        let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
        let (answers_for, takes_part) = duties(place, network, Holder::Post(at_post));
        let thing = Thing::Post(network, at_post);
        let is_this = |term: &&Term<'_>| term.person == Some((n, at));
        let entry = |term: &Term<'_>, with: Vec<Link>| {
            let as_holder = place.holder(term);
            view::PersonPost {
                post: place.link(thing),
                network: if network == n { Link::default() } else { place.network_link(network) },
                from: as_holder.from,
                to: as_holder.to,
                share: as_holder.share,
                status: as_holder.status,
                with,
                answers_for: answers_for.clone(),
                takes_part: takes_part.clone(),
            }
        };
        let began = |term: &Term<'_>| term.holder.from.as_ref().map(|from| from.value);
        for term in holders.now.iter().filter(is_this) {
            let others = holders.now.iter().filter(|other| other.person != Some((n, at)));
            held.now.push((thing, entry(term, others.map(|other| term_link(place, other)).collect())));
        }
        before.extend(holders.before.iter().filter(is_this).map(|term| (began(term), (thing, entry(term, Vec::new())))));
        next.extend(holders.next.iter().filter(is_this).map(|term| (began(term), (thing, entry(term, Vec::new())))));
    }
    before.sort_by_key(|(from, _)| std::cmp::Reverse(*from));
    next.sort_by_key(|(from, _)| *from);
    held.before = before.into_iter().map(|(_, post)| post).collect();
    held.next = next.into_iter().map(|(_, post)| post).collect();
    held
}

/// Parts without a post, and what comes with the posts held today.
fn parts_of_person(place: &Place<'_, '_>, this: Thing, posts: &[Thing]) -> Vec<LinkGroup> {
    let desk = place.desk;
    let mut groups = Groups::default();
    let mut boards: HashSet<u32> = HashSet::new();
    for backlink in desk.links.to(this) {
        let Thing::Practice(n, at) = backlink.from else { continue };
        let network = desk.network(n);
        let practice = &network.facts.practices[at as usize];
        if practice.left.as_ref().is_some_and(|left| left.value < desk.today) {
            continue;
        }
        let is_this = |reference: Option<&Text>| reference.and_then(|reference| desk.links.of(reference)) == Some(this);
        let link = || named_with_network(place, backlink.from);
        if is_this(practice.representative.as_ref()) {
            groups.add("Speaks for", link());
            if is_core(practice) && is_member(practice, desk.today) {
                boards.insert(n);
            }
        }
        if is_this(practice.deputy.as_ref()) {
            groups.add("Deputy speaker for", link());
        }
        if is_this(practice.manager.as_ref()) {
            groups.add("Manages", link());
        }
    }
    let networks: HashSet<u32> = this.network().into_iter().chain(posts.iter().filter_map(|post| post.network())).chain(boards.iter().copied()).collect();
    let mut networks: Vec<u32> = networks.into_iter().collect();
    networks.sort_unstable_by_key(|n| (Some(*n) != this.network(), *n));
    for n in networks {
        for (at, (_, body)) in desk.network(n).facts.bodies.iter().enumerate() {
            let sits = match &body.members {
                Some(Members::AllPractices(_)) => boards.contains(&n),
                Some(Members::Listed(members)) => members.iter().filter_map(|member| desk.links.of(member)).any(|member| member == this),
                None => false,
            };
            if sits {
                groups.add("Sits on", named_with_network(place, Thing::Body(n, at as u32)));
            }
        }
    }
    for post in posts {
        let Thing::Post(n, at) = *post else { continue };
        add_parts_of_post(place, n, at, &mut groups);
    }
    groups.0
}

/// What comes with a post: chairs, seats, meetings, services, objectives.
fn add_parts_of_post(place: &Place<'_, '_>, n: u32, at: u32, groups: &mut Groups) {
    let desk = place.desk;
    let this = Thing::Post(n, at);
    let facts = &desk.network(n).facts;
    for backlink in desk.links.to(this) {
        let link = || named_with_network(place, backlink.from);
        match (backlink.relation, backlink.from) {
            (Relation::Leads, Thing::Body(..)) => groups.add("Chairs", link()),
            (Relation::Leads, Thing::Service(..)) => groups.add("Leads the services", link()),
            (Relation::Leads, Thing::Objective(..)) => groups.add("Owns the objectives", link()),
            (Relation::StandsInFor, Thing::Service(..)) => groups.add("Covers the services", link()),
            (Relation::StandsInFor, Thing::Post(..)) => groups.add("Stands in for", link()),
            (Relation::SpeaksAt, Thing::Forum(_)) => groups.add("Speaks for the network at", link()),
            _ => {}
        }
    }
    let is_this = |reference: &Text| desk.links.of(reference) == Some(this);
    for seat in facts.voice.iter().filter(|seat| seat.deputy.as_ref().is_some_and(is_this)) {
        groups.add("Deputy speaker at", place.reference(Some(&seat.forum)));
    }
    for (body_at, (_, body)) in facts.bodies.iter().enumerate() {
        if let Some(Members::Listed(members)) = &body.members
            && members.iter().any(is_this)
        {
            groups.add("Sits on", named_with_network(place, Thing::Body(n, body_at as u32)));
        }
    }
}

fn person_facts(place: &Place<'_, '_>, person: &Person, has_left: bool) -> Vec<view::Fact> {
    let mut facts = Facts::default();
    facts.text("Profession", person.profession.as_ref().map_or("", |profession| self::profession(profession.value)));
    facts.text("Sees patients", person.practising.as_ref().map_or("", |practising| if practising.value { "Yes" } else { "No" }));
    facts.link("Practice", place.reference(person.practice.as_ref()));
    if let Some(employer) = &person.employer {
        let kind = employer.kind.as_ref().map_or("", |kind| employer_kind(kind.value));
        facts.text(
            "Employed by",
            match &employer.name {
                Some(name) if kind.is_empty() || employer.kind.as_ref().is_some_and(|kind| kind.value == EmployerKind::Other) => name.value.clone(),
                Some(name) => format!("{} ({})", name.value, lower_first(kind)),
                None => kind.to_owned(),
            },
        );
    }
    if !has_left {
        facts.text("Leaves on", day_of(person.left.as_ref()));
    }
    facts.0
}

pub(super) fn profession(profession: Profession) -> &'static str {
    match profession {
        Profession::Gp => "General practitioner",
        Profession::Nurse => "Nurse",
        Profession::Pharmacist => "Pharmacist",
        Profession::Paramedic => "Paramedic",
        Profession::Physiotherapist => "Physiotherapist",
        Profession::OtherAhp => "Allied health professional",
        Profession::PhysicianAssociate => "Physician associate",
        Profession::Manager => "Manager",
        Profession::Admin => "Administrator",
        Profession::Other => "Other",
    }
}

fn employer_kind(kind: EmployerKind) -> &'static str {
    match kind {
        EmployerKind::Practice => "A practice",
        EmployerKind::PcnEntity => "The network's own company",
        EmployerKind::Federation => "A federation",
        EmployerKind::Trust => "An NHS trust",
        EmployerKind::Icb => "The integrated care board",
        EmployerKind::NhsEngland => "NHS England",
        EmployerKind::Other => "Another employer",
    }
}

/// A post's page, with all that it answers for.
pub(super) fn post(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    const SHOWN: [Relation; 9] = [
        Relation::Holds,
        Relation::AnswersTo,
        Relation::StandsInFor,
        Relation::Leads,
        Relation::SpeaksAt,
        Relation::Governs,
        Relation::Names,
        Relation::TakesOver,
        Relation::WorksWith,
    ];
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Post(n, at);
    let (id, post) = &network.facts.posts[at as usize];
    let mut page = place.frame("post", "Post", "networks", desk.title(this), Some(network.file), Vec::new());
    let role = answers::role_of_post(desk.links, id, post);
    if let Some(role) = role {
        page.summary = text_of(desk.handbook.roles[role as usize].facts.summary.as_ref());
    }
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &SHOWN);
    let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
    let (answers_for, takes_part) = duties(place, n, Holder::Post(at));
    let has_ended = !answers::exists(post, desk.today);
    let is_this = |reference: Option<&Text>| reference.and_then(|reference| desk.links.of(reference)) == Some(this);
    let seat = view::Seat { contact: place.contact(post.contact.as_ref()), ..place.seat_of_post(n, at) };
    View::Post(Box::new(view::Post {
        page,
        vacant_note: place.field_words(post.vacant.as_ref().filter(|_| !holders.has_substantive()).and_then(|vacant| vacant.note.as_ref())),
        ended: post.ended.as_ref().filter(|_| has_ended).map_or(String::new(), |ended| format!("This post ended on {}", date(ended.value))),
        seat: if has_ended { view::Seat { vacant: String::new(), ..seat } } else { seat },
        role: role.map_or(Link::default(), |role| place.link(Thing::Role(role))),
        halves: workload::halves(place, n, at, &answers_for),
        workload: if has_ended { None } else { workload::workload(place, n, at) },
        partners: if has_ended { Vec::new() } else { workload::partners(place, n, at, role) },
        answers_for,
        takes_part,
        before: holders.before.iter().map(|term| place.holder(term)).collect(),
        next: holders.next.iter().map(|term| place.holder(term)).collect(),
        terms_svg: terms_drawing(place, &holders, &desk.title(this)),
        facts: [post_facts(place, n, at, role), super::years::facts_of_post(place, n, at, role)].concat(),
        appointment: appointment(place, n, at, role),
        eligibility: if is_clinical(place, role) { eligibility(place, &holders) } else { Vec::new() },
        ask_lmc: if is_role(place, role, "clinical-director") { ask_lmc(place, n) } else { None },
        release: post.release.iter().filter_map(|release| released(place, release, place.reference(release.to.as_ref()))).collect(),
        taking_over: taking_over(place, n, at),
        development: development(place, post),
        commitments: network
            .facts
            .commitments
            .iter()
            .filter(|item| item.done.is_none() && is_this(item.support.as_ref()))
            .map(|item| commitment(place, item))
            .collect(),
        indicators: network.facts.indicators.iter().filter(|item| is_this(item.owner.as_ref())).map(|item| indicator(place, item)).collect(),
        funding: network
            .strategy
            .iter()
            .flat_map(|strategy| &strategy.facts.funding)
            .filter(|item| papers::is_sought(item) && is_this(item.owner.as_ref()))
            .map(|item| papers::funding(place, item))
            .collect(),
        also: groups_of_post(place, n, at),
        note_html: place.field_html(post.note.as_ref()),
    }))
}

/// The terms of a post's holders under the years; nothing where there is no holder but today's.
fn terms_drawing(place: &Place<'_, '_>, holders: &answers::Holders<'_>, post: &str) -> String {
    if holders.before.is_empty() && holders.next.is_empty() {
        return String::new();
    }
    let desk = place.desk;
    let sides = [(When::Before, &holders.before), (When::Now, &holders.now), (When::Next, &holders.next)];
    let terms: Vec<(When, &Term<'_>, String)> =
        sides.into_iter().flat_map(|(when, terms)| terms.iter().map(move |term| (when, term, place.holder(term).person.text))).collect();
    let drawn = terms.iter().map(|(when, term, name)| {
        let to = term.holder.to.as_ref().map(|to| to.value);
        let person = term.person.map(|(n, at)| &desk.network(n).facts.people[at as usize].1).filter(|person| person.is_named());
        let left = person.and_then(|person| person.left.as_ref()).map(|left| left.value);
        // Who left before the last day of their term held the post no longer, and when is known of those who may be named.
        let to = if *when == When::Before { [to, left, Some(desk.today)].into_iter().flatten().min() } else { to };
        drawing::terms::Term { name, from: term.holder.from.as_ref().map(|from| from.value), to, when: *when }
    });
    drawing::terms::draw(drawn.collect(), desk.today, "post-terms", post)
}

pub(super) fn post_facts(place: &Place<'_, '_>, n: u32, at: u32, role: Option<u32>) -> Vec<view::Fact> {
    let desk = place.desk;
    let post = &desk.network(n).facts.posts[at as usize].1;
    let mut facts = Facts::default();
    facts.link("Role", role.map_or(Link::default(), |role| place.link(Thing::Role(role))));
    facts.text("Time", upper_first(&sessions_of(post.sessions.as_ref())));
    facts.text("Area of special focus", post.focus_area.as_ref().map_or("", |area| focus_area(area.value)));
    facts.link("Answers to", with_capital(place.reference_or_words(post.accountable_to.as_ref())));
    facts.link("Deputy", place.reference(post.deputy.as_ref()));
    if let Some(time) = &post.protected_time {
        let mut text = upper_first(&sessions_of(time.sessions.as_ref()));
        if let Some(purpose) = &time.r#for {
            text = if text.is_empty() { format!("For {}", purpose.value) } else { format!("{text} for {}", purpose.value) };
        }
        let (from, to) = (day_of(time.from.as_ref()), day_of(time.to.as_ref()));
        let span = match (from.is_empty(), to.is_empty()) {
            (false, false) => format!("{from} to {to}"),
            (false, true) => format!("from {from}"),
            (true, false) => format!("until {to}"),
            (true, true) => String::new(),
        };
        let mut text = [text, span].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let payer = place.reference(time.funded_by.as_ref());
        if !payer.is_empty() {
            text.push_str(if text.is_empty() { "Paid for by" } else { ", paid for by" });
        }
        facts.line("Protected time", upper_first(&text), vec![payer]);
    }
    facts.text("The post ends on", day_of(post.ended.as_ref().filter(|ended| ended.value >= desk.today)));
    facts.0
}

/// How the holder of a post is chosen, and where that is written.
pub(super) fn appointment(place: &Place<'_, '_>, n: u32, at: u32, role: Option<u32>) -> Vec<view::Fact> {
    let desk = place.desk;
    let network = desk.network(n);
    let post = &network.facts.posts[at as usize].1;
    let mut facts = Facts::default();
    facts.text("Method", post.method.as_ref().map_or(String::new(), |method| chosen(&method.value)));
    facts.text("Length of a turn", post.rotation.as_ref().and_then(|rotation| rotation.months.as_ref()).map_or(String::new(), |months| turn(months.value)));
    facts.link("Appointed by", with_capital(place.reference_or_words(post.appointed_by.as_ref())));
    facts.text("The LMC helped", post.lmc_supported.map_or("", |helped| if helped { "Yes" } else { "No" }));
    facts.text("Commissioner told", day_of(post.commissioner_told.as_ref()));
    if !is_role(place, role, "clinical-director") {
        return facts.0;
    }
    // Whoever appoints votes; else those whom the director answers to.
    let body = [&post.appointed_by, &post.accountable_to].into_iter().flatten().find_map(|named| match desk.links.of(named) {
        Some(Thing::Body(m, body)) => Some((m, body)),
        _ => None,
    });
    if let Some((m, body)) = body {
        let rules = &desk.network(m).facts.bodies[body as usize].1;
        let votes = rules.voting.as_ref().map_or(String::new(), |voting| self::voting(&voting.value));
        facts.line("How votes count", if votes.is_empty() { votes } else { format!("{votes}, in") }, vec![place.link(Thing::Body(m, body))]);
    }
    let first = network.agreement.as_ref().and_then(|agreement| agreement.facts.schedules.iter().find(|schedule| schedule.number.value == 1));
    if let Some((schedule, address)) = first.zip(desk.address(Thing::Agreement(n))) {
        let title = schedule.title.as_ref().map_or(String::new(), |title| format!(": {}", title.value));
        facts.link("Written in", Link { href: place.to(&format!("{address}#{}", schedule.anchor())), text: format!("Agreement, Schedule 1{title}") });
    }
    facts.0
}

fn is_role(place: &Place<'_, '_>, role: Option<u32>, id: &str) -> bool {
    role.is_some_and(|role| place.desk.handbook.roles[role as usize].id == id)
}

fn is_clinical(place: &Place<'_, '_>, role: Option<u32>) -> bool {
    role.is_some_and(|role| place.desk.handbook.roles[role as usize].facts.clinical == Some(true))
}

/// What makes today's holders of a clinical post eligible: a practising clinician, from a practice of the network, employed
/// by somebody other than the commissioner. What is not recorded is told to those who can put it right.
fn eligibility(place: &Place<'_, '_>, holders: &answers::Holders<'_>) -> Vec<view::Fact> {
    let desk = place.desk;
    let mut facts = Facts::default();
    for term in &holders.now {
        let Some((m, at)) = term.person else { continue };
        let person = &desk.network(m).facts.people[at as usize].1;
        if !person.is_named() {
            continue;
        }
        let known = |words: &str, label: &str| match (words.is_empty(), desk.shows_gaps) {
            (true, true) => format!("{label} not recorded"),
            (true, false) => String::new(),
            (false, _) => words.to_owned(),
        };
        let profession = person.profession.as_ref().map_or("", |profession| self::profession(profession.value));
        let practising = person.practising.as_ref().map_or("", |practising| if practising.value { "sees patients" } else { "does not see patients" });
        let employer = person.employer.as_ref().and_then(|employer| employer.kind.as_ref()).map_or("", |kind| employer_kind(kind.value));
        let employed = if employer.is_empty() { String::new() } else { format!("employed by {}", lower_first(employer)) };
        let practice = place.reference(person.practice.as_ref());
        let from = if practice.is_empty() { known("", "practice") } else { "from".to_owned() };
        let words = [known(profession, "profession"), known(practising, "practising"), known(&employed, "employer"), from];
        let text = words.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        facts.line(&person.name.value, upper_first(&text), vec![practice]);
    }
    facts.0
}

/// The LMC, where it publishes the handbook: the network's own, else the publisher itself.
fn ask_lmc(place: &Place<'_, '_>, n: u32) -> Option<view::Seat> {
    let desk = place.desk;
    let publisher = &desk.handbook.settings.publisher;
    if publisher.kind.value != PublisherKind::Lmc {
        return None;
    }
    match desk.network(n).facts.lmc.as_ref().and_then(|lmc| desk.links.of(lmc)) {
        Some(Thing::Organisation(at)) => Some(place.seat_of(n, &Accountable::Organisation(at))),
        _ => Some(view::Seat {
            link: Link::text(publisher.name.value.clone()),
            contact: place.contact_of(publisher.email.as_ref(), None, None, None),
            ..view::Seat::default()
        }),
    }
}

/// The share of a post's work that looks outwards, where a list of facts is all there is room for.
pub(super) fn outside_fact(post: &crate::model::network::Post) -> Option<view::Fact> {
    let share = post.external_share.as_ref()?;
    let now = share.now.map_or(String::new(), |now| format!("{}% now", number(now)));
    let target = share.target.map_or(String::new(), |target| format!("{}% wanted", number(target)));
    let by = share.by.as_ref().filter(|_| share.target.is_some()).map_or(String::new(), |by| format!(" by {}", date(by.value)));
    let text = [now, target].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let mut facts = Facts::default();
    facts.text("Share of the work outside the network", format!("{text}{by}"));
    facts.0.pop()
}

fn with_capital(link: Link) -> Link {
    Link { text: upper_first(&link.text), ..link }
}

fn chosen(method: &str) -> String {
    match method {
        "election" => "By election".to_owned(),
        "mutual-agreement" => "By agreement among the practices".to_owned(),
        "selection" => "By selection".to_owned(),
        "rotation" => "By turns".to_owned(),
        other => upper_first(other),
    }
}

/// "3 years", "18 months".
fn turn(months: u32) -> String {
    match months {
        months if months >= 12 && months.is_multiple_of(12) => count(months as usize / 12, "year", "years"),
        months => count(months as usize, "month", "months"),
    }
}

fn released(place: &Place<'_, '_>, release: &crate::model::network::Release, other: Link) -> Option<view::Release> {
    let responsibility = place.reference(Some(&release.responsibility));
    if responsibility.is_empty() {
        return None;
    }
    Some(view::Release {
        responsibility,
        other: if other.is_empty() { Link::text("another post") } else { other },
        sessions: sessions_of(release.sessions.as_ref()),
        by: day_of(release.by.as_ref()),
        state: match (&release.done, &release.by) {
            (Some(done), _) => tag(format!("Done {}", date(done.value)), "good"),
            (None, Some(by)) => due_state(by.value, place.desk.today),
            (None, None) => Tag::default(),
        },
    })
}

fn taking_over(place: &Place<'_, '_>, n: u32, at: u32) -> Vec<view::Release> {
    let desk = place.desk;
    let this = Thing::Post(n, at);
    let mut list = Vec::new();
    for backlink in desk.links.to(this).iter().filter(|backlink| backlink.relation == Relation::TakesOver) {
        let Thing::Post(m, from) = backlink.from else { continue };
        let releases = desk.network(m).facts.posts[from as usize].1.release.iter();
        let this_one = releases.filter(|release| release.to.as_ref().is_some_and(|to| to.span == backlink.span));
        list.extend(this_one.filter_map(|release| released(place, release, place.link(backlink.from))));
    }
    list
}

fn development(place: &Place<'_, '_>, post: &crate::model::network::Post) -> Vec<view::Fact> {
    let mut facts = Facts::default();
    for item in &post.development {
        let on = item.on.as_ref().map_or(String::new(), |on| date(on.value));
        let by = match &item.by {
            Some(by) => Some(place.reference_or_words(Some(by))).filter(|link| !link.is_empty()),
            None => None,
        };
        let text = match (on.is_empty(), by.is_some()) {
            (true, true) => "From".to_owned(),
            (false, true) => format!("{on}, from"),
            (false, false) => on,
            (true, false) => "No date is recorded".to_owned(),
        };
        facts.line(&item.what.value, text, by.into_iter().collect());
    }
    facts.0
}

/// Everything that hangs on a post besides its responsibilities.
fn groups_of_post(place: &Place<'_, '_>, n: u32, at: u32) -> Vec<LinkGroup> {
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Post(n, at);
    let mut groups = Groups::default();
    add_parts_of_post(place, n, at, &mut groups);
    let backlinks = desk.links.to(this);
    for backlink in backlinks {
        let link = || place.link(backlink.from);
        match (backlink.relation, backlink.from) {
            (Relation::AnswersTo, Thing::Post(..)) => groups.add("Posts that answer to it", link()),
            (Relation::Governs, Thing::Schedule(..)) => groups.add("Written down in", link()),
            (Relation::Names, Thing::Agreement(_) | Thing::NetworkPage(..)) => groups.add("Keeps", link()),
            _ => {}
        }
    }
    let is_this = |reference: Option<&Text>| reference.and_then(|reference| desk.links.of(reference)) == Some(this);
    // Fields of the network itself and of its strategy say who, and not in what: so those that name the post are looked up.
    if backlinks.iter().any(|backlink| matches!(backlink.from, Thing::Strategy(_) | Thing::Objective(..)))
        && let Some(strategy) = &network.strategy
    {
        if is_this(strategy.facts.owner.as_ref()) {
            groups.add("Keeps", place.link(Thing::Strategy(n)));
        }
        for (at, objective) in strategy.facts.objectives.iter().enumerate() {
            for milestone in objective.milestones.iter().filter(|milestone| milestone.done.is_none() && is_this(milestone.owner.as_ref())) {
                groups.add("Milestones to reach", place.link_as(Thing::Objective(n, at as u32), milestone.title.value.clone()));
            }
        }
    }
    for item in network.strategy.iter().flat_map(|strategy| &strategy.facts.risks).filter(|item| is_this(item.owner.as_ref())) {
        let href = place.to(&format!("networks/{}/strategy.html#risks", network.id));
        groups.add("Watches the risks", Link { href, text: item.title.value.clone() });
    }
    let here = |anchor: &str, text: &str| Link { href: place.to(&format!("networks/{}/index.html#{anchor}", network.id)), text: text.to_owned() };
    if backlinks.iter().any(|backlink| backlink.from == Thing::Network(n)) {
        for item in network.facts.relationships.iter().filter(|item| is_this(item.lead.as_ref())) {
            let partner = desk.links.of(&item.with).map(|thing| desk.title(thing)).unwrap_or_default();
            if !partner.is_empty() {
                groups.add("Leads the work with", here("relationships", &partner));
            }
        }
        if network.facts.neighbourhood_team.as_ref().is_some_and(|team| is_this(team.lead.as_ref())) {
            groups.add("Leads", here("neighbourhood-team", "The neighbourhood team"));
        }
        if network.facts.conflicts_policy.as_ref().is_some_and(|policy| is_this(policy.lead.as_ref())) {
            groups.add("Leads", here("conflicts", "The handling of conflicts of interest"));
        }
    }
    groups.0
}

/// A body's page: the board, a committee, a group.
pub(super) fn body(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Body(n, at);
    let (_, body) = &network.facts.bodies[at as usize];
    let kicker = match body.kind.as_ref().map(|kind| kind.value) {
        Some(BodyKind::Board) => "Board",
        Some(BodyKind::Committee) => "Committee",
        Some(BodyKind::Subgroup) => "Subgroup",
        Some(BodyKind::Forum) => "Forum",
        None => "Body",
    };
    let mut page = place.frame("body", kicker, "networks", desk.title(this), Some(network.file), Vec::new());
    page.summary = place.field_words(body.purpose.as_ref());
    let shown = [Relation::AnswersTo, Relation::Names, Relation::Governs, Relation::IsPartOf];
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &shown);
    let chair = match body.chair.as_ref().and_then(|chair| desk.links.of(chair)) {
        Some(Thing::Post(m, post)) => Some(place.seat_of_post(m, post)),
        _ => None,
    };
    let (answers_for, takes_part) = duties(place, n, Holder::Body(at));
    let members_note = match &body.members {
        Some(Members::AllPractices(_)) => "Every current practice, one representative each.".to_owned(),
        _ => String::new(),
    };
    View::Body(Box::new(view::Body {
        page,
        chair,
        members_note,
        members: members(place, n, body.members.as_ref()),
        answers_for,
        takes_part,
        also: groups_of_body(place, n, at),
        facts: body_facts(place, body),
    }))
}

fn members(place: &Place<'_, '_>, n: u32, members: Option<&Members>) -> Vec<view::BodyMember> {
    let desk = place.desk;
    match members {
        None => Vec::new(),
        Some(Members::AllPractices(_)) => core_practices(desk, desk.network(n)).map(|(at, _)| practice_member(place, n, at)).collect(),
        Some(Members::Listed(members)) => {
            let members = members.iter().filter_map(|member| desk.links.of(member)).map(|thing| match thing {
                Thing::Practice(m, at) => practice_member(place, m, at),
                Thing::Post(m, at) => {
                    let seat = place.seat_of_post(m, at);
                    view::BodyMember {
                        link: seat.link,
                        people: seat.holders.into_iter().map(|holder| holder.person).collect(),
                        note: lower_first(&seat.vacant),
                    }
                }
                thing => view::BodyMember { link: place.link(thing), ..view::BodyMember::default() },
            });
            members.collect()
        }
    }
}

fn practice_member(place: &Place<'_, '_>, n: u32, at: u32) -> view::BodyMember {
    let practice = &place.desk.network(n).facts.practices[at as usize];
    let deputy = place.reference(practice.deputy.as_ref());
    let mut notes = Vec::new();
    if !deputy.is_empty() && !deputy.href.is_empty() {
        notes.push(format!("deputy: {}", deputy.text));
    }
    if let Some(votes) = &practice.votes {
        notes.push(count(votes.value as usize, "vote", "votes"));
    }
    let representative = place.reference(practice.representative.as_ref());
    view::BodyMember {
        link: place.link(Thing::Practice(n, at)),
        people: Some(representative).filter(|person| !person.is_empty()).into_iter().collect(),
        note: notes.join(", "),
    }
}

fn body_facts(place: &Place<'_, '_>, body: &crate::model::network::Body) -> Vec<view::Fact> {
    let mut facts = Facts::default();
    facts.text("Meets", body.meets.as_ref().map_or(String::new(), |meets| upper_first(&meets.value)));
    facts.text("Quorum", body.quorum.as_ref().map_or(String::new(), |quorum| thousands(u64::from(quorum.value))));
    facts.text("Voting", body.voting.as_ref().map_or(String::new(), |voting| self::voting(&voting.value)));
    facts.text(
        "If votes are equal",
        body.tie_break.as_ref().map_or(String::new(), |way| if way.value == "chair" { "The chair decides".to_owned() } else { upper_first(&way.value) }),
    );
    facts.text("Turn in the chair", body.rotation.as_ref().and_then(|rotation| rotation.months.as_ref()).map_or(String::new(), |months| turn(months.value)));
    facts.text("It alone decides", upper_first(&body.reserved.iter().map(|matter| matter.value.as_str()).collect::<Vec<_>>().join("; ")));
    facts.link("Minutes", body.minutes.as_ref().map_or(Link::default(), |minutes| place.outside(&minutes.value)));
    facts.text("Terms last reviewed", day_of(body.terms_reviewed.as_ref()));
    facts.0
}

fn groups_of_body(place: &Place<'_, '_>, n: u32, at: u32) -> Vec<LinkGroup> {
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Body(n, at);
    let mut groups = Groups::default();
    for backlink in desk.links.to(this) {
        match (backlink.relation, backlink.from) {
            (Relation::AnswersTo, Thing::Post(..)) => groups.add("Posts that answer to it", place.link(backlink.from)),
            (Relation::Names, Thing::Post(..)) => groups.add("Appoints", place.link(backlink.from)),
            (Relation::Names, Thing::Strategy(_)) => groups.add("Approved", place.link(backlink.from)),
            (Relation::Governs, Thing::Schedule(..)) => groups.add("Written down in", place.link(backlink.from)),
            _ => {}
        }
    }
    for seat in &network.facts.voice {
        if seat.reports_to.as_ref().and_then(|body| desk.links.of(body)) == Some(this) {
            groups.add("Hears reports from", place.reference(Some(&seat.forum)));
        }
    }
    groups.0
}

/// A service's page: whom to call, when and how to book.
pub(super) fn service(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Service(n, at);
    let service = &network.facts.services[at as usize];
    let mut page = place.frame("service", "Service", "networks", desk.title(this), Some(network.file), Vec::new());
    page.summary = text_of(service.summary.as_ref());
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &[Relation::Names, Relation::Governs]);
    let seat = |post: Option<&Text>| match desk.links.of(post?) {
        Some(Thing::Post(m, post)) => Some(place.seat_of_post(m, post)),
        _ => None,
    };
    let (lead, cover) = (seat(service.lead.as_ref()), seat(service.cover.as_ref()));
    let mut contact = place.contact(service.contact.as_ref());
    let mut contact_of = "The service";
    if is_unreachable(&contact) && lead.iter().chain(&cover).all(|seat| is_unreachable(&seat.contact)) {
        contact = place.contact(network.facts.contact.as_ref());
        contact_of = "The network";
    }
    let sites = service.sites.iter().filter_map(|site| match desk.links.of(site) {
        Some(Thing::Practice(m, practice)) => Some(practice_row(place, m, practice)),
        _ => None,
    });
    let responsibilities = service.responsibilities.iter().filter_map(|reference| desk.links.of(reference)).map(|thing| {
        let duty = match thing {
            Thing::Responsibility(at) => Some(Duty::Catalogue(at)),
            Thing::Own(_, at) => Some(Duty::Own(at)),
            _ => None,
        };
        let answer = duty.and_then(|duty| desk.links.answers.of(n, duty)).filter(|answer| Holder::of(&answer.accountable).is_some());
        view::ServiceDuty { link: place.link(thing).into(), accountable: answer.map_or(Link::default(), |answer| place.seat_link(n, &answer.accountable)) }
    });
    let mut facts = Facts::default();
    facts.text("Contract year", service.year.as_ref().map_or(String::new(), |year| year.value.to_string()));
    let named_by = |relation: Relation, wanted: fn(Thing) -> bool| {
        let backlinks = desk.links.to(this).iter().filter(move |backlink| backlink.relation == relation && wanted(backlink.from));
        backlinks.map(|backlink| place.link(backlink.from)).collect::<Vec<_>>()
    };
    facts.links("Part of the objectives", named_by(Relation::Names, |thing| matches!(thing, Thing::Objective(..))));
    facts.links("Written down in", named_by(Relation::Governs, |thing| matches!(thing, Thing::Schedule(..))));
    View::Service(Box::new(view::Service {
        page,
        lead,
        cover,
        contact,
        contact_of,
        note_html: place.field_html(service.note.as_ref()),
        hours: text_of(service.hours.as_ref()),
        book_html: render::escape_linking_telephones(&text_of(service.book.as_ref())),
        sites: sites.collect(),
        responsibilities: responsibilities.collect(),
        facts: facts.0,
    }))
}

/// A practice's page, as a member of one network.
pub(super) fn practice(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    let desk = place.desk;
    let network = desk.network(n);
    let this = Thing::Practice(n, at);
    let practice = &network.facts.practices[at as usize];
    let mut page = place.frame("practice", "Practice", "networks", desk.title(this), Some(network.file), Vec::new());
    let has_left = practice.left.as_ref().is_some_and(|left| left.value < desk.today);
    page.summary = format!("{} of {}.", if has_left { "A former practice" } else { "A practice" }, desk.network_name(n));
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&[this], &[Relation::IsPartOf, Relation::Names, Relation::WorksWith, Relation::Governs]);
    let (answers_for, takes_part) = if has_left { (Vec::new(), Vec::new()) } else { duties_of_practice(place, n, at) };
    let is_here = |reference: Option<&Text>| reference.and_then(|reference| desk.links.of(reference)) == Some(this);
    let commitments = network.facts.commitments.iter().filter(|item| is_here(item.practice.as_ref()));
    let services = desk.links.to(this).iter().filter(|backlink| matches!(backlink.from, Thing::Service(..)));
    View::Practice(Box::new(view::Practice {
        page,
        code: practice.code.value.clone(),
        left: practice.left.as_ref().filter(|_| has_left).map_or(String::new(), |left| format!("Left on {}", date(left.value))),
        contact: practice_contact(place, practice),
        postcode: text_of(practice.postcode.as_ref()),
        manager: person_seat(place, practice.manager.as_ref()),
        representative: person_seat(place, practice.representative.as_ref()),
        deputy: person_seat(place, practice.deputy.as_ref()),
        people: people_at(place, this),
        answers_for,
        takes_part,
        commitments: commitments.map(|item| commitment(place, item)).collect(),
        services: services.map(|backlink| place.link(backlink.from)).collect(),
        facts: practice_facts(place, n, at),
    }))
}

/// What the practices answer for and take part in together, and what this one does by itself.
fn duties_of_practice(place: &Place<'_, '_>, n: u32, at: u32) -> (Vec<Shared<view::Duty>>, Vec<Shared<view::Duty>>) {
    let (answers_for, mut takes_part) = duties(place, n, Holder::Practices);
    let (_, alone) = duties(place, n, Holder::Practice(at));
    takes_part.extend(alone);
    takes_part.sort_by_key(|duty| duty.part);
    (answers_for, takes_part)
}

/// People based at a practice, with the posts they hold today.
fn people_at(place: &Place<'_, '_>, practice: Thing) -> Vec<view::PracticePerson> {
    let desk = place.desk;
    let mut people = Vec::new();
    for backlink in desk.links.to(practice).iter().filter(|backlink| backlink.relation == Relation::IsPartOf) {
        let Thing::Person(n, at) = backlink.from else { continue };
        if !desk.network(n).facts.people[at as usize].1.is_named() {
            continue;
        }
        let mut posts: Vec<Link> = Vec::new();
        for held in desk.links.to(backlink.from).iter().filter(|held| held.relation == Relation::Holds) {
            let Thing::Post(m, post) = held.from else { continue };
            let holders = answers::holders(desk.handbook, desk.links, &desk.network(m).facts.posts[post as usize].1, desk.today);
            let link = named_with_network(place, held.from);
            if holders.now.iter().any(|term| term.person == Some((n, at))) && !posts.contains(&link) {
                posts.push(link);
            }
        }
        if !posts.is_empty() {
            people.push(view::PracticePerson { person: person_link(place, n, at), posts });
        }
    }
    people
}

fn practice_facts(place: &Place<'_, '_>, n: u32, at: u32) -> Vec<view::Fact> {
    let desk = place.desk;
    let network = desk.network(n);
    let practice = &network.facts.practices[at as usize];
    let mut facts = Facts::default();
    facts.text("Code", practice.code.value.clone());
    facts.text("Registered patients", practice.list_size.as_ref().map_or("Not recorded".to_owned(), |size| thousands(u64::from(size.value))));
    facts.text(
        "Kind of member",
        practice.kind.as_ref().map_or("", |kind| match kind.value {
            MemberKind::Core => "Core member",
            MemberKind::NonCore => "Non-core member",
            MemberKind::Associate => "Associate member",
        }),
    );
    facts.text("Votes", practice.votes.as_ref().map_or(String::new(), |votes| votes.value.to_string()));
    facts.text(if practice.joined.as_ref().is_some_and(|joined| joined.value > desk.today) { "Joins" } else { "Joined" }, day_of(practice.joined.as_ref()));
    facts.text(if practice.left.as_ref().is_some_and(|left| left.value < desk.today) { "Left" } else { "Leaves" }, day_of(practice.left.as_ref()));
    for earlier in network.facts.practices.iter().filter(|other| other.code.value == practice.code.value && other.span != practice.span) {
        let (from, to) = (day_of(earlier.joined.as_ref()), day_of(earlier.left.as_ref()));
        facts.text(
            "Also a member",
            match (from.is_empty(), to.is_empty()) {
                (false, false) => format!("{from} to {to}"),
                (true, false) => format!("Until {to}"),
                (false, true) => format!("From {from}"),
                (true, true) => String::new(),
            },
        );
    }
    match other_location(place, n, practice) {
        Some(location) => facts.line("Sub-ICB location", "Over the boundary, in", vec![location]),
        None => facts.link("Sub-ICB location", place.reference(network.facts.sub_icb.as_ref())),
    }
    if is_payee(place, n, at) {
        facts.text("Nominated payee", "Receives the network's money");
    }
    facts.text("Former names", practice.former_names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", "));
    facts.0
}

fn is_payee(place: &Place<'_, '_>, n: u32, at: u32) -> bool {
    let payee = place.desk.network(n).facts.nominated_payee.as_ref().and_then(|payee| payee.code.as_ref());
    payee.and_then(|code| place.desk.links.of(code)) == Some(Thing::Practice(n, at))
}

#[cfg(test)]
mod tests {
    use crate::model::settings::Edition;
    use crate::pages::testing::Site;

    const FILES: [(&str, &str); 4] = [
        ("roles/clinical-director.md", "---\ntitle: Clinical director\nsummary: Leads the network.\n---\n"),
        ("roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n"),
        ("responsibilities/research.md", "---\ntitle: Research link\ncode: CD vi\nrole: clinical-director\nbasis: contract\nfocus: external\n---\n"),
        ("responsibilities/money.md", "---\ntitle: Network finances\nrole: pcn-manager\nbasis: contract\n---\n"),
    ];

    fn site(networks: &[(&str, &str)], edition: Edition) -> Site {
        let mut files = FILES.to_vec();
        files.extend_from_slice(networks);
        Site::build(&files, edition, false)
    }

    fn alpha(network: &str) -> Site {
        site(&[("networks/alpha/network.yaml", network)], Edition::Public)
    }

    #[test]
    fn a_shared_post_lists_both_holders() {
        let site = alpha(
            "name: Alpha PCN\npeople: {amara: {name: Amara Bello}, tomos: {name: Tomos Rees}}\nposts:\n  clinical-director:\n    holders: [{person: amara, share: 60, from: 2025-04-01}, {person: tomos, share: 40}]\n",
        );
        site.page("networks/alpha/posts/clinical-director.html")
            .shows("Held by Amara Bello 60% of the post Since 1 April 2025 Tomos Rees 40% of the post")
            .shows("Answers for Research link CD vi External");
        site.page("networks/alpha/people/amara.html").shows("60% of the post, shared with Tomos Rees").shows("Research link");
        site.page("networks/alpha/index.html").shows("Amara Bello (60%) and Tomos Rees (40%)");
    }

    #[test]
    fn a_vacant_post_says_since_when_and_who_covers() {
        let site = alpha(
            "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts:\n  pcn-manager: {}\n  clinical-director:\n    vacant: {since: 2026-09-01, cover: pcn-manager, note: Advertised in October.}\n    holders: [{person: amara, from: 2024-01-01, to: 2026-08-31}]\n",
        );
        site.page("networks/alpha/posts/clinical-director.html")
            .shows("Vacant since 1 September 2026. Advertised in October. Covered by PCN manager")
            .shows("Before Amara Bello, 1 January 2024 to 31 August 2026");
        site.page("networks/alpha/posts/pcn-manager.html").shows("Stands in for Clinical director");
        site.page("networks/alpha/people/amara.html").shows("Holds no post today.").shows("Before Clinical director, 1 January 2024 to 31 August 2026");
    }

    #[test]
    fn terms_of_a_post_are_drawn_where_it_changed_hands() {
        let network = "name: Alpha PCN\npeople: {amara: {name: Amara Bello, left: 2024-06-30}, tomos: {name: Tomos Rees}}\nposts:\n  pcn-manager: {holders: [{person: tomos, from: 2024-07-01}]}\n  clinical-director:\n    holders: [{person: amara, from: 2022-01-01}, {person: tomos, from: 2024-07-01, to: 2027-03-31}]\n";
        let site = alpha(network);
        let page = site.page("networks/alpha/posts/clinical-director.html");
        page.holds("aria-label=\"Timeline of Clinical director\"")
            .shows("Amara Bello, 2022 to 2024; Tomos Rees, 2024 to 2027. 2022 2023 2024 2025 2026 2027 Amara Bello Tomos Rees Today")
            .shows("Before Amara Bello, from 1 January 2022");
        assert!(!site.page("networks/alpha/posts/pcn-manager.html").html.contains("<svg"));
    }

    #[test]
    fn a_person_of_another_network_has_both_posts() {
        let site = site(
            &[
                (
                    "networks/alpha/network.yaml",
                    "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts: {clinical-director: {holders: [{person: amara}]}}\n",
                ),
                ("networks/beta/network.yaml", "name: Beta PCN\nposts: {pcn-manager: {holders: [{person: alpha/amara, from: 2026-01-01}]}}\n"),
            ],
            Edition::Public,
        );
        site.page("networks/alpha/people/amara.html")
            .shows("Clinical director and PCN manager of Beta PCN.")
            .shows("PCN manager, Beta PCN Since 1 January 2026 Network finances")
            .holds("href=\"../../beta/posts/pcn-manager.html\"");
        site.page("networks/beta/posts/pcn-manager.html").shows("Held by Amara Bello").holds("href=\"../../alpha/people/amara.html\"");
        assert!(!site.has("networks/beta/people/amara.html"));
    }

    #[test]
    fn an_unpublished_name_appears_nowhere() {
        let network = "name: Alpha PCN\npeople:\n  zebedee-quill: {name: Zebedee Quill, publish: [], practice: Y99001, email: zebedee@quay.example}\npractices: [{code: Y99001, name: Quayside, manager: zebedee-quill, representative: zebedee-quill}]\nposts: {pcn-manager: {holders: [{person: zebedee-quill}]}}\nbodies: {board: {name: Board, chair: pcn-manager, members: [zebedee-quill, pcn-manager]}, all: {name: Assembly, members: all-practices}}\nservices: [{id: clinic, title: Clinic, lead: pcn-manager, sites: [Y99001]}]\n";
        let public = site(&[("networks/alpha/network.yaml", network)], Edition::Public);
        public.nowhere_shows("ebedee");
        public.page("networks/alpha/posts/pcn-manager.html").shows("Held by Held (name not published)");
        public.page("networks/alpha/practices/Y99001.html").hides("People with a post");
        site(&[("networks/alpha/network.yaml", network)], Edition::Staff).page("networks/alpha/people/zebedee-quill.html").shows("Manages Quayside");
    }

    #[test]
    fn what_leaves_one_post_comes_to_the_other() {
        let site = alpha(
            "name: Alpha PCN\nposts:\n  pcn-manager: {}\n  clinical-director: {release: [{responsibility: research, to: pcn-manager, sessions: 0.5, by: 2026-09-30}]}\n",
        );
        site.page("networks/alpha/posts/clinical-director.html").shows("Research link goes to PCN manager by 30 September 2026: half a session a week Overdue");
        site.page("networks/alpha/posts/pcn-manager.html").shows("Research link comes from Clinical director by 30 September 2026");
    }

    #[test]
    fn a_post_shows_what_it_takes_part_in_and_leads() {
        let site = alpha(
            "name: Alpha PCN\nposts: {clinical-director: {accountable_to: board}, pcn-manager: {title: Manager, sessions: 1, method: selection}}\nresponsibilities: {research: {support: [pcn-manager], every: quarter, note: 'Ask the [[pcn-manager]].'}}\nbodies: {board: {name: Network board, chair: pcn-manager}}\nservices: [{id: clinic, title: Clinic, cover: pcn-manager}]\n",
        );
        site.page("networks/alpha/posts/pcn-manager.html")
            .shows("Takes part in Research link CD vi Helps External every quarter Ask the Manager.")
            .shows("Chairs Network board")
            .shows("Covers the services Clinic")
            .shows("Time 1 session a week")
            .shows("How the holder is chosen Method By selection");
        site.page("networks/alpha/bodies/board.html").shows("Posts that answer to it Clinical director").shows("Chair: Manager Vacant");
    }

    #[test]
    fn a_post_that_ended_is_held_by_nobody() {
        let site =
            alpha("name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts: {clinical-director: {ended: 2024-03-31, holders: [{person: amara}]}}\n");
        site.page("networks/alpha/posts/clinical-director.html").shows("This post ended on 31 March 2024.").shows("Nobody, now that the post has ended.");
    }

    #[test]
    fn a_board_of_all_practices_lists_their_representatives() {
        let site = alpha(
            "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\npractices:\n  - {code: Y99001, name: Quayside, representative: amara, votes: 2}\n  - {code: Y99002, name: Lockgate, left: 2026-01-31}\n  - {code: Y99003, name: Walk-in, kind: associate}\nbodies: {board: {name: Network board, kind: board, members: all-practices, voting: one-per-practice, reserved: [budget, new members]}}\n",
        );
        site.page("networks/alpha/bodies/board.html")
            .shows("Every current practice, one representative each. Quayside: Amara Bello (2 votes)")
            .shows("It alone decides Budget; new members")
            .hides("Lockgate")
            .hides("Walk-in");
        site.page("networks/alpha/people/amara.html").shows("Speaks for Quayside").shows("Sits on Network board");
    }

    #[test]
    fn a_service_nobody_can_be_reached_for_gives_the_networks_number() {
        let site = alpha(
            "name: Alpha PCN\ncontact: {phone: 01632 960000}\nposts: {pcn-manager: {}}\npractices: [{code: Y99001, name: Quayside, phone: 01632 960010}]\nservices: [{id: clinic, title: Clinic, lead: pcn-manager, hours: Fridays, sites: [Y99001], responsibilities: [money], note: Bring your **card**.}]\n",
        );
        site.page("networks/alpha/services/clinic.html")
            .shows("Led by: PCN manager Vacant The network 01632 960000")
            .shows("When Fridays")
            .shows("Bring your card.")
            .shows("Where Quayside 01632 960010")
            .shows("Network finances answered for by PCN manager");
    }

    #[test]
    fn a_practice_that_left_and_came_back_has_one_page() {
        let site = alpha(
            "name: Alpha PCN\npractices:\n  - {code: Y99001, name: Quayside, joined: 2019-07-01, left: 2021-03-31}\n  - {code: Y99001, name: Quayside, joined: 2023-04-01}\nresponsibilities: {room: {title: Rooms for visitors, accountable: practices}}\n",
        );
        site.page("networks/alpha/practices/Y99001.html")
            .shows("Joined 1 April 2023")
            .shows("Also a member 1 July 2019 to 31 March 2021")
            .shows("What the practices answer for together Rooms for visitors");
        site.page("networks/alpha/index.html").hides("Former practices");
    }

    #[test]
    fn a_directors_post_says_how_they_are_chosen_and_who_helps() {
        let network = "name: Alpha PCN\nlmc: lmc\npractices: [{code: Y99001, name: Quayside}]\npeople: {amara: {name: Amara Bello, profession: nurse, practising: true, practice: Y99001}}\nposts: {clinical-director: {accountable_to: board, method: election, lmc_supported: true, holders: [{person: amara}]}}\nbodies: {board: {name: Network board, voting: one-per-practice}}\n";
        let files = [
            ("roles/clinical-director.md", "---\ntitle: Clinical director\nclinical: true\n---\n"),
            ("organisations.yaml", "- {id: lmc, name: Test LMC, kind: lmc, phone: 01632 960700}\n"),
            ("networks/alpha/agreement.md", "---\nschedules: [{number: 1, title: Network specifics}]\n---\n\n## Schedule 1 {#schedule-1}\n\nWords.\n"),
            ("networks/alpha/network.yaml", network),
        ];
        let post = "networks/alpha/posts/clinical-director.html";
        Site::new(&files)
            .page(post)
            .shows("Method By election The LMC helped Yes How votes count One vote a practice, in Network board Written in Agreement, Schedule 1: Network specifics")
            .shows("Amara Bello Nurse, sees patients, from Quayside")
            .shows("Help with the choice: Test LMC 01632 960700")
            .holds("href=\"../agreement.html#schedule-1\"");
        Site::staff(&files).page(post).shows("Nurse, sees patients, employer not recorded, from Quayside");
    }
}
