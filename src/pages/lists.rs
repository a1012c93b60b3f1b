//! Indexes and small pages: networks, organisations, forums, neighbourhoods, glossary, A–Z, search, accessibility, 404.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::view::{self, Fact, Letter, Link, LinkGroup, ListEntry, ListGroup, NetworkRow, Tag, View};
use super::{Desk, PageKey, Place, UNNAMED, count, date, is_open, term_anchor, thousands};
use crate::document::record::Text;
use crate::links::answers;
use crate::links::{Relation, Thing};
use crate::model::network::{MemberKind, NetworkStatus, Practice};
use crate::model::shared::{Forum, Organisation, OrganisationKind};
use crate::model::{Network, words_of};

// Networks

/// Whether a practice is a member on a day.
pub(super) fn is_member(practice: &Practice, today: jiff::civil::Date) -> bool {
    practice.left.as_ref().is_none_or(|left| left.value >= today) && practice.joined.as_ref().is_none_or(|joined| joined.value <= today)
}

/// Whether a practice is a core member: one that says nothing else.
pub(super) fn is_core(practice: &Practice) -> bool {
    practice.kind.as_ref().is_none_or(|kind| kind.value == MemberKind::Core)
}

/// Practices that are members on the day, whatever their kind.
pub(super) fn current_practices<'a>(desk: &Desk<'_>, network: &'a Network) -> impl Iterator<Item = (u32, &'a Practice)> {
    let today = desk.today;
    network.facts.practices.iter().enumerate().map(|(at, practice)| (at as u32, practice)).filter(move |(_, practice)| is_member(practice, today))
}

/// How many patients: the size that the network gives, else the sum of its core practices' lists; `None` where nothing is known.
pub(super) fn patients(desk: &Desk<'_>, network: &Network) -> Option<u64> {
    if let Some(size) = network.facts.population.as_ref().and_then(|population| population.size.as_ref()) {
        return Some(u64::from(size.value));
    }
    let mut known = false;
    let sum = current_practices(desk, network)
        .filter(|(_, practice)| is_core(practice))
        .filter_map(|(_, practice)| practice.list_size.as_ref())
        .map(|size| {
            known = true;
            u64::from(size.value)
        })
        .sum();
    known.then_some(sum)
}

/// The posts of a network whose role has an id, such as `clinical-director`, and that have not ended.
pub(super) fn posts_of_role<'a>(desk: &'a Desk<'_>, n: u32, role: &'a str) -> impl Iterator<Item = u32> + 'a {
    desk.network(n).facts.posts.iter().enumerate().filter_map(move |(at, (id, post))| {
        let of_role = answers::role_of_post(desk.links, id, post).is_some_and(|at| desk.handbook.roles[at as usize].id == role);
        (of_role && answers::exists(post, desk.today)).then_some(at as u32)
    })
}

/// Anything but open, in words.
pub(super) fn status_tag(network: &Network) -> Tag {
    let (text, tone) = match network.facts.status.as_ref().map(|status| status.value) {
        None | Some(NetworkStatus::Open) => ("", ""),
        Some(NetworkStatus::Forming) => ("Forming", "warn"),
        Some(NetworkStatus::Merging) => ("Merging", "warn"),
        Some(NetworkStatus::Closed) => ("Closed", "bad"),
    };
    Tag { text: text.to_owned(), tone }
}

/// A network in a list of networks.
pub(super) fn network_row(place: &Place<'_, '_>, n: u32) -> NetworkRow {
    let desk = place.desk;
    let network = desk.network(n);
    let mut director = Vec::new();
    let mut note = String::new();
    let mut found = false;
    for at in posts_of_role(desk, n, "clinical-director") {
        found = true;
        let (_, post) = &network.facts.posts[at as usize];
        let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
        if holders.now.is_empty() {
            "Vacant".clone_into(&mut note);
        }
        for term in &holders.now {
            let holder = place.holder(term);
            match (holder.person.href.is_empty(), holder.status) {
                (true, _) => UNNAMED.clone_into(&mut note),
                (false, "") => director.push(holder.person),
                (false, status) => {
                    director.push(holder.person);
                    note = words_of(status);
                }
            }
        }
    }
    if !found {
        "Not recorded".clone_into(&mut note);
    }
    let former = network.facts.former_names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    NetworkRow {
        link: place.network_link(n),
        code: network.facts.code.as_ref().map_or(String::new(), |code| code.value.clone()),
        director,
        director_note: note,
        patients: patients(desk, network).map_or(String::new(), thousands),
        practices: current_practices(desk, network).count(),
        state: status_tag(network),
        note: if former.is_empty() { String::new() } else { format!("Formerly {former}") },
    }
}

/// "6 networks, 31 practices, 312,400 patients".
pub(super) fn counts(desk: &Desk<'_>) -> String {
    let networks: Vec<&Network> = desk.handbook.networks.iter().map(Arc::as_ref).filter(|network| is_open(network)).collect();
    let practices: usize = networks.iter().map(|network| current_practices(desk, network).count()).sum();
    let patients: u64 = networks.iter().filter_map(|network| patients(desk, network)).sum();
    let mut words = format!("{}, {}", count(networks.len(), "network", "networks"), count(practices, "practice", "practices"));
    if patients > 0 {
        words.push_str(&format!(", {} patients", thousands(patients)));
    }
    words
}

/// Numbers of networks in the order of their names.
fn by_name(desk: &Desk<'_>, networks: &[u32]) -> Vec<u32> {
    let mut networks = networks.to_vec();
    networks.sort_by_cached_key(|&n| sort_key(&desk.network_name(n)));
    networks
}

/// Names sort without regard to case, accents and articles.
fn sort_key(text: &str) -> String {
    let mut plain = if text.is_ascii() { text.to_ascii_lowercase() } else { deunicode::deunicode(text).to_lowercase() };
    if plain.starts_with("the ") {
        plain.drain(.."the ".len());
    }
    plain
}

pub(super) fn networks(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut groups: Vec<view::NetworkGroup> = desk
        .by_icb
        .iter()
        .map(|(icb, networks)| {
            let title = icb.map_or("Without an integrated care board".to_owned(), |at| desk.title(Thing::Organisation(at)));
            view::NetworkGroup {
                id: icb.map_or("other".to_owned(), |at| desk.handbook.organisations[at as usize].facts.id.value.clone()),
                href: icb.map_or(String::new(), |at| place.href(Thing::Organisation(at))),
                title,
                rows: by_name(desk, networks).into_iter().map(|n| network_row(place, n)).collect(),
            }
        })
        .collect();
    groups.sort_by_cached_key(|group| (group.href.is_empty(), sort_key(&group.title)));
    if let [only] = groups.as_mut_slice() {
        only.title.clear();
    }
    let mut page = place.frame("networks", "", "networks", "Networks".to_owned(), None, Vec::new());
    "Every Primary Care Network of this handbook, who leads it and how large it is.".clone_into(&mut page.summary);
    View::Networks(Box::new(view::Networks { page, groups, counts: counts(desk) }))
}

pub(super) fn neighbourhood(place: &Place<'_, '_>, at: u32) -> View {
    let desk = place.desk;
    let (name, networks) = &desk.neighbourhoods[at as usize];
    let mut page = place.frame("neighbourhood", "Neighbourhood", "networks", name.clone(), None, vec![place.page_link(PageKey::Networks, "Networks")]);
    page.summary = format!(
        "{} in this neighbourhood. A neighbourhood team and a network are two things: one does not replace the other.",
        count(networks.len(), "network takes part", "networks take part")
    );
    let networks = by_name(desk, networks)
        .into_iter()
        .map(|n| view::NeighbourhoodNetwork {
            row: network_row(place, n),
            team: desk.network(n).facts.neighbourhood_team.as_ref().map(|team| super::network::neighbourhood_team(place, n, team)),
        })
        .collect();
    View::Neighbourhood(Box::new(view::Neighbourhood { page, networks }))
}

// Organisations and forums

/// What an organisation is, in words.
pub(super) fn kind_in_words(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Icb => "Integrated care board",
        OrganisationKind::SubIcb => "Sub-ICB location",
        OrganisationKind::Region => "NHS region",
        OrganisationKind::Lmc => "Local Medical Committee",
        OrganisationKind::Acute => "Hospital trust",
        OrganisationKind::Community => "Community trust",
        OrganisationKind::MentalHealth => "Mental health trust",
        OrganisationKind::Council => "Council",
        OrganisationKind::PublicHealth => "Public health",
        OrganisationKind::Pharmacy => "Pharmacy",
        OrganisationKind::Vcse => "Voluntary and community organisation",
        OrganisationKind::Hospice => "Hospice",
        OrganisationKind::CareHome => "Care home",
        OrganisationKind::Federation => "Federation of practices",
        OrganisationKind::ResearchNetwork => "Research network",
        OrganisationKind::University => "University",
        OrganisationKind::Ambulance => "Ambulance trust",
        OrganisationKind::Other => "Organisation",
    }
}

fn fact(label: &str, text: String) -> Option<Fact> {
    (!text.is_empty()).then(|| Fact { label: label.to_owned(), text, links: Vec::new() })
}

fn link_fact(label: &str, links: Vec<Link>) -> Option<Fact> {
    let links: Vec<Link> = links.into_iter().filter(|link| !link.is_empty()).collect();
    (!links.is_empty()).then(|| Fact { label: label.to_owned(), text: String::new(), links })
}

fn joined(texts: &[Text]) -> String {
    texts.iter().map(|text| text.value.as_str()).collect::<Vec<_>>().join(", ")
}

pub(super) fn organisation(place: &Place<'_, '_>, at: u32) -> View {
    let desk = place.desk;
    let this = Thing::Organisation(at);
    let facts: &Organisation = &desk.handbook.organisations[at as usize].facts;
    let mut page = place.frame(
        "organisation",
        kind_in_words(facts.kind.value),
        "organisations",
        facts.name.value.clone(),
        Some(facts.id.span.file),
        vec![place.page_link(PageKey::Organisations, "Organisations")],
    );
    page.summary = place.field_words(facts.about.as_ref());
    let day = |day: &Option<crate::document::record::Loc<jiff::civil::Date>>| day.as_ref().map_or(String::new(), |day| date(day.value));
    let details = [
        fact("Kind", kind_in_words(facts.kind.value).to_owned()),
        fact("Code", facts.code.as_ref().map_or(String::new(), |code| code.value.clone())),
        fact("Also called", joined(&facts.also)),
        link_fact("Part of", vec![place.reference(facts.parent.as_ref())]),
        fact("Since", day(&facts.from)),
        fact("Until", day(&facts.to)),
        link_fact("Followed", facts.predecessors.iter().map(|before| place.reference_or_words(Some(before))).collect()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut networks: Vec<u32> = Vec::new();
    let mut answers_for: Vec<Link> = Vec::new();
    let (mut forums, mut parts, mut works, mut more) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for backlink in desk.links.to(this) {
        match (backlink.relation, backlink.from) {
            (Relation::IsPartOf, Thing::Network(n)) => networks.push(n),
            (Relation::IsPartOf, Thing::Forum(_)) => forums.push(place.link(backlink.from)),
            (Relation::IsPartOf, Thing::Organisation(_)) => parts.push(place.link(backlink.from)),
            (Relation::WorksWith, Thing::Network(n)) => works.push(place.network_link(n)),
            (Relation::WorksWith, Thing::Objective(n, _)) => {
                more.push(place.link_as(backlink.from, format!("{}: {}", desk.network_name(n), desk.title(backlink.from))))
            }
            _ => {}
        }
    }
    networks.dedup();
    works.dedup();
    // A body that answers for something in every network says so once, by the responsibility.
    for held in desk.links.answers.of_organisation(at).chunk_by(|(one, _), (next, _)| one == next) {
        let &[(duty, first), ..] = held else { continue };
        let link = place.link(Thing::Responsibility(duty));
        let text = if held.len() == 1 {
            format!("{} ({})", link.text, desk.network_name(first))
        } else {
            format!("{} ({} networks)", link.text, thousands(held.len() as u64))
        };
        answers_for.push(Link { text, ..link });
    }
    let group = |title: &str, links: Vec<Link>| (!links.is_empty()).then(|| LinkGroup { title: title.to_owned(), links });
    let also = [group("Its parts", parts), group("Its meetings", forums), group("Works with", works), group("Takes part in these objectives", more)]
        .into_iter()
        .flatten()
        .collect();
    let (mentioned, more) = place.mentioned_in(&[this], &[Relation::IsPartOf, Relation::WorksWith, Relation::AnswersFor, Relation::Names, Relation::Replaces]);
    page.mentioned_in = mentioned;
    page.mentioned_more = more;
    let rows: Vec<NetworkRow> = by_name(desk, &networks).into_iter().map(|n| network_row(place, n)).collect();
    let practices: usize = rows.iter().map(|row| row.practices).sum();
    View::Organisation(Box::new(view::Organisation {
        contact: place.contact_of(facts.email.as_ref(), facts.phone.as_ref(), facts.website.as_ref(), None),
        facts: details,
        counts: format!("{}, {}", count(rows.len(), "network", "networks"), count(practices, "practice", "practices")),
        networks: rows,
        answers_for: group("", answers_for).into_iter().collect(),
        also,
        page,
    }))
}

pub(super) fn organisations(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut groups: BTreeMap<OrganisationKind, Vec<ListEntry>> = BTreeMap::new();
    for (at, item) in desk.handbook.organisations.iter().enumerate() {
        let entry = ListEntry {
            link: place.link(Thing::Organisation(at as u32)),
            code: item.facts.code.as_ref().map_or(String::new(), |code| code.value.clone()),
            summary: place.field_words(item.facts.about.as_ref()),
            ..ListEntry::default()
        };
        groups.entry(item.facts.kind.value).or_default().push(entry);
    }
    let groups = groups
        .into_iter()
        .map(|(kind, mut entries)| {
            entries.sort_by_cached_key(|entry| sort_key(&entry.link.text));
            ListGroup { id: kind.word().to_owned(), title: kind_in_words(kind).to_owned(), note: String::new(), entries }
        })
        .collect();
    let mut page = place.frame("organisations", "", "organisations", "Organisations".to_owned(), None, Vec::new());
    "The bodies outside the networks that this handbook names.".clone_into(&mut page.summary);
    View::Listing(Box::new(view::Listing { page, prose_html: String::new(), groups }))
}

/// "Decides · system level · meets monthly".
pub(super) fn about_forum(facts: &Forum) -> String {
    let mut words = Vec::new();
    if let Some(power) = &facts.power {
        words.push(words_of(power.value.word()));
    }
    if let Some(level) = &facts.level {
        words.push(format!("{} level", level.value.word()));
    }
    if let Some(meets) = &facts.meets {
        words.push(format!("meets {}", meets.value));
    }
    words.join(" · ")
}

pub(super) fn forum(place: &Place<'_, '_>, at: u32) -> View {
    let desk = place.desk;
    let this = Thing::Forum(at);
    let facts = &desk.handbook.forums[at as usize].facts;
    let mut page = place.frame(
        "forum",
        "Meeting outside the networks",
        "forums",
        facts.name.value.clone(),
        Some(facts.id.span.file),
        vec![place.page_link(PageKey::Forums, "Meetings")],
    );
    page.summary = place.field_words(facts.about.as_ref());
    let level = facts.level.as_ref().map(|level| level.value);
    let outline = level.and_then(|level| desk.handbook.levels.iter().find(|outline| outline.id.value == level));
    let details = [
        link_fact("Held by", vec![place.reference(facts.organisation.as_ref())]),
        fact(
            "Level",
            match (level, outline) {
                (Some(_), Some(outline)) => {
                    outline.meaning.as_ref().map_or(outline.title.value.clone(), |meaning| format!("{}: {}", outline.title.value, meaning.value))
                }
                (Some(level), None) => words_of(level.word()),
                _ => String::new(),
            },
        ),
        fact(
            "What it does",
            facts.power.as_ref().map_or(String::new(), |power| match power.value {
                crate::model::shared::Power::Decides => "It decides".to_owned(),
                crate::model::shared::Power::Advises => "It advises".to_owned(),
                crate::model::shared::Power::Informs => "It passes on news".to_owned(),
            }),
        ),
        fact(
            "Where its decisions begin",
            facts.direction.as_ref().map_or(String::new(), |direction| match direction.value {
                crate::model::shared::Direction::BottomUp => "In the networks".to_owned(),
                crate::model::shared::Direction::TopDown => "In the system".to_owned(),
                crate::model::shared::Direction::Mixed => "In the networks and in the system".to_owned(),
            }),
        ),
        fact("Meets", facts.meets.as_ref().map_or(String::new(), |meets| words_of(&meets.value))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut seats = Vec::new();
    let mut seated = Vec::new();
    for backlink in desk.links.to(this) {
        let (Relation::SpeaksAt, Thing::Network(n)) = (backlink.relation, backlink.from) else { continue };
        let Some(seat) = desk.network(n).facts.voice.iter().find(|seat| seat.forum.span == backlink.span) else { continue };
        seated.push(n);
        seats.push(super::network::voice(place, seat, place.network_link(n), String::new()));
    }
    // Networks in its reach: those of the ICB that holds it, or is the parent of its holder.
    let holder = facts.organisation.as_ref().and_then(|organisation| desk.links.of(organisation));
    let icb = match holder {
        Some(Thing::Organisation(at)) if desk.handbook.organisations[at as usize].facts.kind.value == OrganisationKind::Icb => Some(at),
        _ => None,
    };
    let without = icb
        .and_then(|icb| desk.by_icb.get(&Some(icb)))
        .map(|networks| {
            by_name(desk, networks).into_iter().filter(|n| !seated.contains(n) && is_open(desk.network(*n))).map(|n| place.network_link(n)).collect()
        })
        .unwrap_or_default();
    let (mentioned, more) = place.mentioned_in(&[this], &[Relation::SpeaksAt]);
    page.mentioned_in = mentioned;
    page.mentioned_more = more;
    View::Forum(Box::new(view::Forum { page, facts: details, seats, without }))
}

pub(super) fn forums(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut groups: BTreeMap<usize, ListGroup> = BTreeMap::new();
    for (at, item) in desk.handbook.forums.iter().enumerate() {
        let level = item.facts.level.as_ref().map(|level| level.value);
        let outline = level.and_then(|level| desk.handbook.levels.iter().find(|outline| outline.id.value == level));
        let order = level.map_or(usize::MAX, |level| crate::model::shared::Level::ALL.iter().position(|known| *known == level).unwrap_or(0));
        let group = groups.entry(order).or_insert_with(|| ListGroup {
            id: level.map_or("other", |level| level.word()).to_owned(),
            title: outline.map_or_else(|| level.map_or("Level not recorded".to_owned(), |level| words_of(level.word())), |outline| outline.title.value.clone()),
            note: outline.and_then(|outline| outline.meaning.as_ref()).map_or(String::new(), |meaning| meaning.value.clone()),
            entries: Vec::new(),
        });
        let seats = desk
            .links
            .to(Thing::Forum(at as u32))
            .iter()
            .filter(|backlink| backlink.relation == Relation::SpeaksAt && matches!(backlink.from, Thing::Network(_)))
            .count();
        group.entries.push(ListEntry {
            link: place.link(Thing::Forum(at as u32)),
            summary: place.field_words(item.facts.about.as_ref()),
            note: [
                about_forum(&item.facts),
                if seats == 0 { "no network has a seat".to_owned() } else { format!("{} with a seat", count(seats, "network", "networks")) },
            ]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
            ..ListEntry::default()
        });
    }
    let mut page = place.frame("forums", "", "forums", "Meetings outside the networks".to_owned(), None, Vec::new());
    "Where somebody should speak for the networks, from the neighbourhood to the whole country.".clone_into(&mut page.summary);
    View::Listing(Box::new(view::Listing { page, prose_html: String::new(), groups: groups.into_values().collect() }))
}

// Glossary

/// The letter that a name stands under, by its [`sort_key`]: `a` to `z`, or `0-9`.
fn letter_of(key: &str) -> char {
    let first = key.chars().find(|c| c.is_alphanumeric()).unwrap_or('0');
    if first.is_ascii_lowercase() { first } else { '0' }
}

/// Place of a letter in the alphabet; 26 for figures and signs, which come first on a page.
fn number_of(letter: char) -> u8 {
    if letter.is_ascii_lowercase() { letter as u8 - b'a' } else { 26 }
}

fn shown_letter(number: u8) -> (String, String) {
    if number == 26 { ("0-9".to_owned(), "0–9".to_owned()) } else { (char::from(b'a' + number).to_string(), char::from(b'A' + number).to_string()) }
}

/// The bar of letters; `href` gives the address of a letter that has entries.
fn letters(has: impl Fn(u8) -> bool, href: impl Fn(u8) -> String, current: Option<u8>) -> Vec<Letter> {
    [26u8]
        .into_iter()
        .chain(0..26)
        .map(|number| Letter { href: if has(number) { href(number) } else { String::new() }, letter: shown_letter(number).1, current: current == Some(number) })
        .collect()
}

pub(super) fn glossary(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut groups: BTreeMap<(bool, u8), Vec<view::Term>> = BTreeMap::new();
    for item in &desk.handbook.terms {
        let facts = &item.facts;
        let number = number_of(letter_of(&sort_key(&facts.term.value)));
        let now = facts.now.as_ref().and_then(|now| desk.links.of(now)).map_or(Link::default(), |thing| place.link(thing));
        groups.entry((number != 26, number)).or_default().push(view::Term {
            id: term_anchor(&facts.term.value),
            term: facts.term.value.clone(),
            expansion: facts.expansion.as_ref().map_or(String::new(), |expansion| expansion.value.clone()),
            also: joined(&facts.also),
            meaning: place.field_words(facts.meaning.as_ref()),
            until: facts.until.as_ref().map_or(String::new(), |until| {
                if until.value < desk.today { format!("Until {}", date(until.value)) } else { format!("Ends on {}", date(until.value)) }
            }),
            now,
        });
    }
    let groups: Vec<view::GlossaryGroup> = groups
        .into_iter()
        .map(|((_, number), mut terms)| {
            terms.sort_by_cached_key(|term| sort_key(&term.term));
            let (id, letter) = shown_letter(number);
            view::GlossaryGroup { id, letter, terms }
        })
        .collect();
    let has = |number: u8| groups.iter().any(|group| group.id == shown_letter(number).0);
    let bar = letters(has, |number| format!("#{}", shown_letter(number).0), None);
    let mut page = place.frame("glossary", "", "glossary", "Glossary".to_owned(), None, Vec::new());
    "Abbreviations and terms, what they stand for and what they mean.".clone_into(&mut page.summary);
    View::Glossary(Box::new(view::Glossary { page, letters: bar, groups }))
}

// A–Z

/// An entry of the A–Z: a name and the thing it leads to.
#[derive(Debug)]
pub(super) struct AzItem {
    number: u8,
    key: String,
    text: String,
    thing: Thing,
    /// "Post, Severn Bridge PCN".
    note: String,
}

/// Every page by its title, and every other name people use for it.
pub(super) fn a_to_z(desk: &Desk<'_>) -> Vec<AzItem> {
    let mut items: Vec<AzItem> = (0..desk.handbook.networks.len() as u32).into_par_iter().flat_map_iter(|n| az_of_network(desk, n)).collect();
    items.extend(az_of_handbook(desk));
    items.par_sort_by(|a, b| (a.number != 26, a.number, &a.key, &a.note, a.thing).cmp(&(b.number != 26, b.number, &b.key, &b.note, b.thing)));
    items.dedup_by(|later, first| later.key == first.key && later.thing == first.thing);
    items
}

impl AzItem {
    fn new(text: String, thing: Thing, note: String) -> Self {
        let key = sort_key(&text);
        Self { number: number_of(letter_of(&key)), key, text, thing, note }
    }
}

fn az_of_handbook(desk: &Desk<'_>) -> Vec<AzItem> {
    let handbook = desk.handbook;
    let mut items = Vec::new();
    let mut add = |text: String, thing: Thing, note: String| items.push(AzItem::new(text, thing, note));
    for (at, item) in handbook.roles.iter().enumerate() {
        add(item.facts.title.value.clone(), Thing::Role(at as u32), "Role".to_owned());
        for also in &item.facts.also {
            add(also.value.clone(), Thing::Role(at as u32), format!("Role: {}", item.facts.title.value));
        }
    }
    for (at, item) in handbook.responsibilities.iter().enumerate() {
        add(item.facts.title.value.clone(), Thing::Responsibility(at as u32), "Responsibility".to_owned());
    }
    for (at, item) in handbook.organisations.iter().enumerate() {
        add(item.facts.name.value.clone(), Thing::Organisation(at as u32), kind_in_words(item.facts.kind.value).to_owned());
        for also in &item.facts.also {
            add(also.value.clone(), Thing::Organisation(at as u32), item.facts.name.value.clone());
        }
    }
    for (at, item) in handbook.forums.iter().enumerate() {
        add(item.facts.name.value.clone(), Thing::Forum(at as u32), "Meeting outside the networks".to_owned());
    }
    for (at, item) in handbook.terms.iter().enumerate() {
        let note = item.facts.expansion.as_ref().map_or("Term".to_owned(), |expansion| expansion.value.clone());
        add(item.facts.term.value.clone(), Thing::Term(at as u32), note);
    }
    for (at, item) in handbook.checklists.iter().enumerate() {
        add(item.facts.title.value.clone(), Thing::Checklist(at as u32), "Checklist".to_owned());
    }
    for (at, page) in handbook.pages.iter().enumerate() {
        let note = if page.tree == crate::model::Tree::Guidance { "Guidance" } else { "Page" };
        add(page.title(), Thing::Page(at as u32), note.to_owned());
    }
    items
}

fn az_of_network(desk: &Desk<'_>, n: u32) -> Vec<AzItem> {
    let mut items = Vec::new();
    let mut add = |text: String, thing: Thing, note: String| items.push(AzItem::new(text, thing, note));
    let network = desk.network(n);
    let name = desk.network_name(n);
    add(name.clone(), Thing::Network(n), "Network".to_owned());
    for former in &network.facts.former_names {
        add(former.value.clone(), Thing::Network(n), format!("Now {name}"));
    }
    for (at, practice) in network.facts.practices.iter().enumerate().filter(|(at, _)| desk.is_main_membership(network, *at as u32)) {
        add(practice.name.value.clone(), Thing::Practice(n, at as u32), format!("Practice, {name}"));
        for former in &practice.former_names {
            add(former.value.clone(), Thing::Practice(n, at as u32), format!("Now {}, {name}", practice.name.value));
        }
    }
    for (at, (_, person)) in network.facts.people.iter().enumerate().filter(|(_, (_, person))| person.is_named()) {
        add(person.name.value.clone(), Thing::Person(n, at as u32), name.clone());
    }
    for at in 0..network.facts.posts.len() as u32 {
        add(desk.post_title(n, at), Thing::Post(n, at), format!("Post, {name}"));
    }
    for (at, (_, body)) in network.facts.bodies.iter().enumerate() {
        add(body.name.value.clone(), Thing::Body(n, at as u32), name.clone());
    }
    for (at, service) in network.facts.services.iter().enumerate() {
        add(service.title.value.clone(), Thing::Service(n, at as u32), format!("Service, {name}"));
    }
    for (at, (_, says)) in network.facts.responsibilities.iter().enumerate() {
        if let Some(title) = &says.title {
            add(title.value.clone(), Thing::Own(n, at as u32), format!("Responsibility, {name}"));
        }
    }
    for (at, page) in network.pages.iter().enumerate().filter(|(_, page)| page.path != "index") {
        add(page.title(), Thing::NetworkPage(n, at as u32), name.clone());
    }
    items
}

fn az_groups(place: &Place<'_, '_>, items: &[AzItem]) -> Vec<view::AzGroup> {
    items
        .chunk_by(|a, b| a.number == b.number)
        .map(|items| {
            let (id, letter) = shown_letter(items[0].number);
            let entries = items.iter().map(|item| view::AzEntry { link: place.link_as(item.thing, item.text.clone()), note: item.note.clone() }).collect();
            view::AzGroup { id, letter, entries }
        })
        .collect()
}

fn az_page(place: &Place<'_, '_>, title: String, parents: Vec<Link>) -> view::Page {
    let mut page = place.frame("a-z", "", "a-z", title, None, parents);
    "Every page, and every other name that people use for it.".clone_into(&mut page.summary);
    page
}

fn az_letters(place: &Place<'_, '_>, current: Option<u8>) -> Vec<Letter> {
    let items = place.desk.a_to_z();
    let has = |number: u8| items.binary_search_by_key(&(number != 26, number), |item| (item.number != 26, item.number)).is_ok();
    let long = items.len() > super::LONG_A_TO_Z;
    letters(
        has,
        |number| match (long, place.key) {
            (true, _) => place.desk.address_of(PageKey::AzLetter(number)).map_or(String::new(), |address| place.to(&address)),
            (false, PageKey::Az) => format!("#{}", shown_letter(number).0),
            (false, _) => place.to(&format!("a-z.html#{}", shown_letter(number).0)),
        },
        current,
    )
}

pub(super) fn az(place: &Place<'_, '_>) -> View {
    let items = place.desk.a_to_z();
    let groups = if items.len() > super::LONG_A_TO_Z { Vec::new() } else { az_groups(place, items) };
    let counts = count(items.len(), "entry", "entries");
    View::Az(Box::new(view::Az { page: az_page(place, "A to Z".to_owned(), Vec::new()), letters: az_letters(place, None), groups, counts }))
}

pub(super) fn az_letter(place: &Place<'_, '_>, letter: u8) -> View {
    let items = place.desk.a_to_z();
    let key = |item: &AzItem| (item.number != 26, item.number);
    let from = items.partition_point(|item| key(item) < (letter != 26, letter));
    let to = items.partition_point(|item| key(item) <= (letter != 26, letter));
    let title = format!("A to Z: {}", shown_letter(letter).1);
    let page = az_page(place, title, vec![place.page_link(PageKey::Az, "A to Z")]);
    View::Az(Box::new(view::Az {
        page,
        letters: az_letters(place, Some(letter)),
        groups: az_groups(place, &items[from..to]),
        counts: count(to - from, "entry", "entries"),
    }))
}

// Small pages

/// Ways in, as the home page and the search page show them.
pub(super) fn ways(place: &Place<'_, '_>) -> Vec<ListEntry> {
    let handbook = place.desk.handbook;
    let way = |key: PageKey, text: &str, summary: &str| ListEntry { link: place.page_link(key, text), summary: summary.to_owned(), ..ListEntry::default() };
    let mut ways = vec![
        way(PageKey::Networks, "Find your network", "Who leads it, whom to call for what, which practices belong to it"),
        way(PageKey::Responsibilities, "Who answers for what", "Every responsibility, with its holder in each network and where it is written"),
        way(PageKey::Roles, "Roles", "What each role is for, and who holds it"),
    ];
    if !handbook.pages.is_empty() {
        ways.push(way(PageKey::Guidance, "Guidance", "What the rules say and how others go about it, by topic"));
    }
    if !handbook.checklists.is_empty() {
        ways.push(way(PageKey::Checklists, "Checklists", "Step by step, with owners and dates"));
    }
    ways.push(way(PageKey::Glossary, "Glossary", "What the abbreviations stand for"));
    ways
}

pub(super) fn search(place: &Place<'_, '_>) -> View {
    let mut page = place.frame("search", "", "search", "Search".to_owned(), None, Vec::new());
    "Who answers for what, and where it is written.".clone_into(&mut page.summary);
    View::Search(Box::new(view::Search { page, letters: az_letters(place, None), ways: ways(place) }))
}

pub(super) fn accessibility(place: &Place<'_, '_>) -> View {
    let settings = &place.desk.handbook.settings;
    let facts = settings.accessibility.as_ref();
    let contact = facts.and_then(|facts| facts.contact.as_ref()).or(settings.publisher.email.as_ref());
    let page = place.frame("accessibility", "", "accessibility", "Accessibility".to_owned(), Some(place.desk.handbook.file), Vec::new());
    use crate::model::settings::PublisherKind;
    View::Accessibility(Box::new(view::Accessibility {
        page,
        contact: contact.map_or(String::new(), |contact| contact.value.clone()),
        prepared: facts.and_then(|facts| facts.prepared.as_ref()).map_or(String::new(), |day| date(day.value)),
        not_accessible: facts.map(|facts| facts.not_accessible.iter().map(|text| text.value.clone()).collect()).unwrap_or_default(),
        public_body: matches!(settings.publisher.kind.value, PublisherKind::Icb | PublisherKind::TrainingHub),
    }))
}

pub(super) fn not_found(place: &Place<'_, '_>) -> View {
    let mut page = place.frame("not-found", "", "", "Page not found".to_owned(), None, Vec::new());
    page.noindex = true;
    page.canonical.clear();
    View::NotFound(Box::new(view::NotFound { page }))
}
