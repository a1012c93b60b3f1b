//! Indexes and small pages: networks, organisations, forums, neighbourhoods, glossary, A–Z, search, accessibility, 404.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::view::{self, Fact, Letter, Link, LinkGroup, ListEntry, ListGroup, NetworkRow, Tag, View};
use super::{Desk, PageKey, Place, UNNAMED, count, date, is_open, term_anchor, thousands, upper_first};
use crate::document::record::Text;
use crate::links::answers;
use crate::links::{Relation, Thing};
use crate::model::network::{MemberKind, NetworkStatus, Practice, Seat};
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
    let (mut parts, mut works, mut more) = (Vec::new(), Vec::new(), Vec::new());
    let mut meetings: BTreeMap<(usize, u32), Vec<Speaks<'_>>> = BTreeMap::new();
    for backlink in desk.links.to(this) {
        match (backlink.relation, backlink.from) {
            (Relation::IsPartOf, Thing::Network(n)) => networks.push(n),
            (Relation::IsPartOf, Thing::Forum(forum)) => drop(meetings.insert((order_of(desk, forum), forum), Vec::new())),
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
    let also = [group("Its parts", parts), group("Works with", works), group("Takes part in these objectives", more)].into_iter().flatten().collect();
    let (mentioned, more) = place.mentioned_in(&[this], &[Relation::IsPartOf, Relation::WorksWith, Relation::AnswersFor, Relation::Names, Relation::Replaces]);
    page.mentioned_in = mentioned;
    page.mentioned_more = more;
    let rows: Vec<NetworkRow> = by_name(desk, &networks).into_iter().map(|n| network_row(place, n)).collect();
    for &n in &networks {
        for seat in &desk.network(n).facts.voice {
            if let Some(Thing::Forum(forum)) = desk.links.of(&seat.forum) {
                meetings.entry((order_of(desk, forum), forum)).or_default().push((n, seat));
            }
        }
    }
    // Of a body without networks, all who speak in its meetings.
    if networks.is_empty() {
        for ((_, forum), seats) in &mut meetings {
            *seats = seats_at(desk, *forum);
        }
    }
    View::Organisation(Box::new(view::Organisation {
        contact: place.contact_of(facts.email.as_ref(), facts.phone.as_ref(), facts.website.as_ref(), None),
        facts: details,
        counts: counts_of(desk, &networks, &rows),
        meetings: meetings.into_iter().map(|((_, forum), seats)| forum_row(place, forum, &seats)).collect(),
        networks: rows,
        answers_for: group("", answers_for).into_iter().collect(),
        also,
        page,
    }))
}

/// "6 networks, 31 practices, 212,000 patients; 7 clinical directors; 1 network has none".
fn counts_of(desk: &Desk<'_>, networks: &[u32], rows: &[NetworkRow]) -> String {
    let practices: usize = rows.iter().map(|row| row.practices).sum();
    let patients: u64 = networks.iter().filter_map(|&n| patients(desk, desk.network(n))).sum();
    let named: HashSet<&str> = rows.iter().flat_map(|row| &row.director).map(|link| link.href.as_str()).collect();
    let unnamed = rows.iter().filter(|row| row.director_note == UNNAMED).count();
    let without = rows.iter().filter(|row| row.director.is_empty() && row.director_note != UNNAMED).count();
    let mut words = format!("{}, {}", count(rows.len(), "network", "networks"), count(practices, "practice", "practices"));
    if patients > 0 {
        words.push_str(&format!(", {} patients", thousands(patients)));
    }
    words.push_str(&format!("; {}", count(named.len() + unnamed, "clinical director", "clinical directors")));
    match without {
        0 => {}
        1 => words.push_str("; 1 network has none"),
        more => words.push_str(&format!("; {} networks have none", thousands(more as u64))),
    }
    words
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

/// A seat of a network.
type Speaks<'a> = (u32, &'a Seat);

/// Beyond so many networks the meeting's own page lists who speaks.
const MOST_SEATS: usize = 40;

/// How far out a meeting is, from the neighbourhood to the whole country.
fn order_of(desk: &Desk<'_>, forum: u32) -> usize {
    let level = desk.handbook.forums[forum as usize].facts.level.as_ref();
    level.map_or(usize::MAX, |level| crate::model::shared::Level::ALL.iter().position(|known| *known == level.value).unwrap_or(0))
}

/// The seats at a meeting, by the names of the networks.
fn seats_at<'a>(desk: &Desk<'a>, forum: u32) -> Vec<Speaks<'a>> {
    let mut seats = Vec::new();
    for backlink in desk.links.to(Thing::Forum(forum)) {
        let (Relation::SpeaksAt, Thing::Network(n)) = (backlink.relation, backlink.from) else { continue };
        if let Some(seat) = desk.network(n).facts.voice.iter().find(|seat| seat.forum.span == backlink.span) {
            seats.push((n, seat));
        }
    }
    seats.sort_by_cached_key(|(n, _)| sort_key(&desk.network_name(*n)));
    seats
}

/// What a seat lacks, each with its place in [`LACKS`].
fn lacks(desk: &Desk<'_>, seat: &Seat) -> Vec<usize> {
    let speaker = seat.representative.as_ref().and_then(|post| desk.links.of(post));
    let is_held = match speaker {
        Some(Thing::Post(m, at)) => !answers::holders(desk.handbook, desk.links, &desk.network(m).facts.posts[at as usize].1, desk.today).now.is_empty(),
        _ => false,
    };
    let missing = [!is_held, seat.deputy.is_none(), seat.reports_to.is_none(), seat.reports_to.is_some() && seat.last_report.is_none()];
    missing.into_iter().enumerate().filter_map(|(at, is_missing)| is_missing.then_some(at)).collect()
}

/// What a seat can lack: as the title of a list, and after a number of seats.
const LACKS: [(&str, &str); 4] = [
    ("Nobody speaks", "where nobody speaks"),
    ("No deputy", "without a deputy"),
    ("Nowhere to report back to", "with nowhere to report back to"),
    ("No report yet", "without a report yet"),
];

/// A meeting with those of its seats that a page is about.
fn forum_row(place: &Place<'_, '_>, forum: u32, seats: &[Speaks<'_>]) -> view::ForumRow {
    let desk = place.desk;
    let mut row = view::ForumRow {
        link: place.link(Thing::Forum(forum)),
        about: upper_first(&about_forum(&desk.handbook.forums[forum as usize].facts)),
        networks: seats.len(),
        ..view::ForumRow::default()
    };
    if seats.len() <= MOST_SEATS {
        row.seats = seats.iter().map(|(n, seat)| forum_seat(place, *n, seat)).collect();
    }
    let asked = seats.iter().flat_map(|(_, seat)| &seat.outcomes);
    let (asks, open) = asked.fold((0, 0), |(asks, open), outcome| (asks + 1, open + usize::from(outcome.result.is_none())));
    if asks > 0 {
        row.asks = count(asks, "ask", "asks");
        if open > 0 {
            row.asks.push_str(&format!(", {} still open", thousands(open as u64)));
        }
    }
    if desk.shows_gaps {
        let mut missing = [0; LACKS.len()];
        for at in seats.iter().flat_map(|(_, seat)| lacks(desk, seat)) {
            missing[at] += 1;
        }
        let words = missing.into_iter().zip(LACKS).filter(|(number, _)| *number > 0);
        row.gaps = words.map(|(number, (_, words))| format!("{} {words}", count(number, "seat", "seats"))).collect();
    }
    row
}

fn forum_seat(place: &Place<'_, '_>, n: u32, seat: &Seat) -> view::ForumSeat {
    let Some(Thing::Post(m, at)) = seat.representative.as_ref().and_then(|post| place.desk.links.of(post)) else {
        return view::ForumSeat { network: place.network_link(n), ..view::ForumSeat::default() };
    };
    let speaker = place.seat_of_post(m, at);
    let vacant = if speaker.holders.is_empty() { "Vacant".to_owned() } else { String::new() };
    view::ForumSeat { network: place.network_link(n), post: speaker.link, people: speaker.holders.into_iter().map(|holder| holder.person).collect(), vacant }
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
    let (mut seats, mut asked) = (Vec::new(), Vec::new());
    let mut seated = HashSet::new();
    let mut gaps = LACKS.map(|(title, _)| LinkGroup { title: title.to_owned(), links: Vec::new() });
    for (n, seat) in seats_at(desk, at) {
        let network = place.network_link(n);
        seated.insert(n);
        let mut voice = super::network::voice(place, seat, network.clone(), String::new());
        let days = seat.outcomes.iter().map(|outcome| outcome.on.as_ref().map(|on| on.value));
        asked.extend(
            days.zip(voice.outcomes.drain(..))
                .map(|(day, outcome)| (day, view::Outcome { network: network.clone(), asked: upper_first(&outcome.asked), ..outcome })),
        );
        if desk.shows_gaps {
            lacks(desk, seat).into_iter().for_each(|lack| gaps[lack].links.push(network.clone()));
        }
        seats.push(voice);
    }
    // The newest first; of one day by network.
    asked.sort_by_key(|(day, _): &(Option<Date>, view::Outcome)| std::cmp::Reverse(*day));
    let (log, open) = asked.into_iter().map(|(_, outcome)| outcome).partition(|outcome: &view::Outcome| !outcome.result.is_empty());
    // Networks in its reach: those of the ICB, the sub-ICB or the LMC that holds it.
    let holder = facts.organisation.as_ref().and_then(|organisation| desk.links.of(organisation));
    let is_of = |thing: Thing| match thing {
        Thing::Organisation(at) => {
            matches!(desk.handbook.organisations[at as usize].facts.kind.value, OrganisationKind::Icb | OrganisationKind::SubIcb | OrganisationKind::Lmc)
        }
        _ => false,
    };
    let in_reach = holder.filter(|holder| is_of(*holder)).map_or(&[][..], |holder| desk.links.to(holder)).iter();
    let in_reach: HashSet<u32> = in_reach
        .filter_map(|backlink| match (backlink.relation, backlink.from) {
            (Relation::IsPartOf, Thing::Network(n)) => Some(n),
            _ => None,
        })
        .filter(|n| !seated.contains(n) && is_open(desk.network(*n)))
        .collect();
    let without = by_name(desk, &in_reach.into_iter().collect::<Vec<_>>()).into_iter().map(|n| place.network_link(n)).collect();
    let (mentioned, more) = place.mentioned_in(&[this], &[Relation::SpeaksAt]);
    page.mentioned_in = mentioned;
    page.mentioned_more = more;
    let gaps = gaps.into_iter().filter(|group| !group.links.is_empty()).collect();
    View::Forum(Box::new(view::Forum { page, facts: details, seats, without, open, log, gaps }))
}

pub(super) fn forums(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut levels: BTreeMap<usize, view::ForumLevel> = BTreeMap::new();
    let mut speaking: HashSet<u32> = HashSet::new();
    let mut seats_of: BTreeMap<(u32, u32), HashSet<u32>> = BTreeMap::new();
    let mut n_seats = 0;
    for (at, item) in (0..).zip(&desk.handbook.forums) {
        let level = item.facts.level.as_ref().map(|level| level.value);
        let outline = level.and_then(|level| desk.handbook.levels.iter().find(|outline| outline.id.value == level));
        let group = levels.entry(order_of(desk, at)).or_insert_with(|| view::ForumLevel {
            id: level.map_or("other", |level| level.word()).to_owned(),
            title: outline.map_or_else(|| level.map_or("Level not recorded".to_owned(), |level| words_of(level.word())), |outline| outline.title.value.clone()),
            note: outline.and_then(|outline| outline.meaning.as_ref()).map_or(String::new(), |meaning| meaning.value.clone()),
            forums: Vec::new(),
        });
        let seats = seats_at(desk, at);
        n_seats += seats.len();
        for (n, seat) in &seats {
            speaking.insert(*n);
            let Some(Thing::Post(m, post)) = seat.representative.as_ref().and_then(|post| desk.links.of(post)) else { continue };
            for term in answers::holders(desk.handbook, desk.links, &desk.network(m).facts.posts[post as usize].1, desk.today).now {
                if let Some(person) = term.person {
                    seats_of.entry(person).or_default().insert(at);
                }
            }
        }
        group.forums.push(forum_row(place, at, &seats));
    }
    let most = desk.handbook.settings.thresholds.as_ref().and_then(|thresholds| thresholds.seats_per_person).unwrap_or(SEATS_PER_PERSON);
    let busy = seats_of.into_iter().filter(|(_, forums)| desk.shows_gaps && forums.len() as f64 > most).map(|((n, at), forums)| ListEntry {
        link: place.link(Thing::Person(n, at)),
        note: format!("{}, {}", desk.network_name(n), count(forums.len(), "meeting", "meetings")),
        ..ListEntry::default()
    });
    let busy = busy.collect();
    let mut page = place.frame("forums", "", "forums", "Meetings outside the networks".to_owned(), None, Vec::new());
    "Who speaks for the networks, from the neighbourhood to the whole country.".clone_into(&mut page.summary);
    let silent = levels.values().flat_map(|level| &level.forums).filter(|forum| forum.networks == 0).count();
    let mut counts = format!(
        "{}; {} hold {}.",
        count(desk.handbook.forums.len(), "meeting", "meetings"),
        count(speaking.len(), "network", "networks"),
        count(n_seats, "seat", "seats"),
    );
    if silent > 0 {
        counts.push_str(&format!(" In {} no network has a seat.", count(silent, "meeting", "meetings")));
    }
    let counts = if n_seats == 0 { String::new() } else { counts };
    View::Forums(Box::new(view::Forums { page, counts, levels: levels.into_values().collect(), busy }))
}

/// Meetings in which one person may speak where the handbook says nothing else.
const SEATS_PER_PERSON: f64 = 5.0;

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

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const FORUMS: &str = "- {id: icb, name: Test ICB, kind: icb}\n- {id: trust, name: Test Trust, kind: acute}\n";
    const BOARD: &str = "- {id: board, name: Primary care board, organisation: icb, level: system}\n- {id: ward, name: Ward meeting, organisation: trust, level: neighbourhood}\n";
    const SPEAKERS: [(&str, &str); 7] = [
        ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n"),
        ("roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n"),
        ("organisations.yaml", FORUMS),
        ("forums.yaml", BOARD),
        (
            "networks/alpha/network.yaml",
            "name: Alpha PCN\nicb: icb\npeople: {amara: {name: Amara Bello}}\nposts: {clinical-director: {holders: [{person: amara}]}, pcn-manager: {}}\nbodies: {board: {name: Network board}}\nvoice:\n  - {forum: board, representative: clinical-director, deputy: pcn-manager, reports_to: board, last_report: 2026-10-01, outcomes: [{on: 2026-06-10, asked: Money for rooms, result: Agreed.}, {asked: A telephone}]}\n  - {forum: ward, representative: clinical-director}\n",
        ),
        (
            "networks/beta/network.yaml",
            "name: Beta PCN\nicb: icb\nposts: {clinical-director: {}}\nvoice: [{forum: board, representative: clinical-director, outcomes: [{on: 2026-09-02, asked: Fewer forms, result: Refused.}]}]\n",
        ),
        ("networks/gamma/network.yaml", "name: Gamma PCN\nicb: icb\n"),
    ];

    #[test]
    fn a_meeting_lists_what_was_asked_the_newest_first_and_what_is_open() {
        let site = Site::new(&SPEAKERS);
        site.page("forums/board.html")
            .shows("Alpha PCN Clinical director: Amara Bello Deputy: PCN manager")
            .shows("No seat recorded: Gamma PCN")
            .shows("Asked, and still open Asked, and still open Asked for By On A telephone Alpha PCN Not recorded")
            .shows("Result Fewer forms Beta PCN 2 September 2026 Refused. Money for rooms Alpha PCN 10 June 2026 Agreed.")
            .hides("Gaps");
        site.page("networks/alpha/index.html")
            .shows("10 June 2026: asked for money for rooms. Agreed.")
            .shows("Asked for a telephone. No result is recorded yet.");
    }

    #[test]
    fn what_seats_lack_is_told_where_gaps_are() {
        let site = Site::staff(&SPEAKERS);
        site.page("forums/board.html").shows("Gaps Nobody speaks Beta PCN No deputy Beta PCN Nowhere to report back to Beta PCN");
        site.page("forums/index.html").shows("1 seat where nobody speaks 1 seat without a deputy");
    }

    #[test]
    fn the_map_of_meetings_says_who_speaks_for_whom_by_level() {
        let site = Site::new(&SPEAKERS);
        site.page("forums/index.html")
            .shows("2 meetings; 2 networks hold 3 seats.")
            .shows("Ward meeting Neighbourhood level Alpha PCN: Amara Bello (Clinical director)")
            .shows("System System Meeting Who speaks for whom Primary care board System level 3 asks, 1 still open Alpha PCN: Amara Bello (Clinical director) Beta PCN: Clinical director Vacant");
    }

    #[test]
    fn a_commissioner_counts_its_directors_and_shows_who_speaks_where() {
        Site::new(&SPEAKERS)
            .page("organisations/icb.html")
            .shows("3 networks, 0 practices; 1 clinical director; 2 networks have none")
            .shows("Ward meeting Neighbourhood level Alpha PCN: Amara Bello (Clinical director)");
    }
}
