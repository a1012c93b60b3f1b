//! A network's whole handbook as one document, for paper and for a single file.
//!
//! It is made of the same parts as the network's pages. What differs is where links lead: to what stands in the document
//! they lead by an anchor, which a [`Document`] knows, and so no link of any part has to be written twice.

use std::collections::{HashMap, HashSet};

use super::posts::{self, Holder};
use super::view::{self, Link, Part, Shared, View};
use super::{Desk, Place, date, lower_headings, network, papers, text_of};
use crate::links::answers;
use crate::links::{Answer, Duty, Thing};
use crate::model::settings::Edition;

/// Where things stand in the document of a network.
pub struct Document {
    /// Addresses of the network's pages begin so: `networks/severn-bridge/`.
    folder: String,
    /// Ids of responsibilities of the catalogue, and of the network's own, that the document lists.
    listed: HashSet<String>,
    own: HashSet<String>,
}

impl Document {
    /// The document of a network.
    pub fn of(desk: &Desk<'_>, n: u32) -> Self {
        let network = desk.network(n);
        let (mut listed, mut own) = (HashSet::new(), HashSet::new());
        for answer in listed_answers(desk, n) {
            match answer.duty {
                Duty::Catalogue(at) => listed.insert(desk.handbook.responsibilities[at as usize].id.clone()),
                Duty::Own(at) => own.insert(network.facts.responsibilities[at as usize].0.value.clone()),
            };
        }
        Self { folder: format!("networks/{}/", network.id), listed, own }
    }

    /// The anchor at which the document holds what has an address in the site; `None` where it doesn't.
    pub fn anchor(&self, address: &str) -> Option<String> {
        let (path, anchor) = address.split_once('#').map_or((address, None), |(path, anchor)| (path, Some(anchor)));
        if let Some(id) = path.strip_prefix("responsibilities/") {
            let id = id.strip_suffix(".html")?;
            return self.listed.contains(id).then(|| format!("duty-{id}"));
        }
        let path = path.strip_prefix(&self.folder)?.strip_suffix(".html")?;
        let whole = |id: &str| anchor.map_or_else(|| id.to_owned(), |anchor| format!("{id}.{anchor}"));
        Some(match path {
            "index" => match anchor {
                None => "top".to_owned(),
                Some("practices-more") => "practices".to_owned(),
                Some("pages") => "contents".to_owned(),
                Some(anchor) if is_of_front_page(anchor) => anchor.to_owned(),
                Some(anchor) => format!("front.{anchor}"),
            },
            "responsibilities" => "duties".to_owned(),
            "agreement" | "strategy" => whole(path),
            _ => match path.split_once('/')? {
                ("responsibilities", id) => return self.own.contains(id).then(|| format!("own-{id}")),
                ("posts", id) => format!("post-{id}"),
                ("people", id) => format!("person-{id}"),
                ("bodies", id) => format!("body-{id}"),
                ("services", id) => format!("service-{id}"),
                ("practices", id) => format!("practice-{id}"),
                ("pages", path) => whole(&page_anchor(path)),
                _ => return None,
            },
        })
    }
}

/// Whether the front page itself has an anchor, and not its words.
fn is_of_front_page(anchor: &str) -> bool {
    view::Network::section_ids().contains(&anchor) || ["commitment-", "agreement-", "indicator-"].iter().any(|kind| anchor.starts_with(kind))
}

/// Folders of pages are no part of an id, so `_` is free to stand between them.
fn page_anchor(path: &str) -> String {
    format!("page-{}", path.replace('/', "_"))
}

/// Responsibilities that the document lists: those in use that somebody answers for, and where gaps are shown the others.
fn listed_answers<'a>(desk: &Desk<'a>, n: u32) -> impl Iterator<Item = &'a Answer> {
    let shows_unheld = desk.shows_gaps && !network::has_ended(desk.network(n), desk.today);
    let in_use = desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use);
    in_use.filter(move |answer| shows_unheld || Holder::of(&answer.accountable).is_some())
}

/// The document of a network.
pub(super) fn print(site: &Place<'_, '_>, n: u32) -> View {
    let desk = site.desk;
    let network = desk.network(n);
    let document = Document::of(desk, n);
    let place = &site.within(&document, "front.");
    let mut page = site.frame("print", "Handbook of a primary care network", "networks", desk.network_name(n), Some(network.file), Vec::new());
    page.title = format!("{}: the whole handbook", page.title);
    // It holds what other pages hold already.
    (page.noindex, page.canonical, page.edit_url) = (true, String::new(), String::new());

    let network::InDocument { mut front, seats, held } = network::in_document(place, n);
    let listed = |answer: &Answer| printed_duty(site, place, n, answer);
    let duties = held.into_iter().map(|(seat, answers)| view::PrintedDuties { seat, duties: answers.into_iter().map(listed).collect() }).collect();
    let unheld = listed_answers(desk, n).filter(|answer| Holder::of(&answer.accountable).is_none()).map(listed).collect();
    front.prose_html = lower_headings(&front.prose_html, 1);
    page.summary = front.lede.clone();

    let (mut people, leavers) = people(place, n).into_iter().partition::<Vec<_>, _>(|person| person.left.is_empty());
    people.sort_by_key(|person| person.posts.is_empty());
    View::Print(Box::new(view::Print {
        page,
        practices: practices(place, n, std::mem::take(&mut front.practices)),
        former_practices: practices(place, n, std::mem::take(&mut front.former_practices)),
        front,
        duties,
        unheld,
        services: services(place, n),
        bodies: bodies(place, n),
        agreement: agreement(site, &document, n),
        strategy: strategy(site, &document, n),
        posts: posts(place, n, seats),
        people,
        leavers,
        pages: pages(site, &document, n),
        // Who reads the public edition need not know that there is another.
        edition: if desk.edition == Edition::Staff { "Staff edition. Please don't publish it.".to_owned() } else { String::new() },
        file: None,
    }))
}

/// The anchor of a thing that the document holds.
fn anchor_of(place: &Place<'_, '_>, thing: Thing) -> String {
    place.href(thing).trim_start_matches('#').to_owned()
}

fn printed_duty(site: &Place<'_, '_>, place: &Place<'_, '_>, n: u32, answer: &Answer) -> view::PrintedDuty {
    let facts = &site.desk.network(n).facts;
    let (thing, summary) = match answer.duty {
        Duty::Catalogue(at) => (Thing::Responsibility(at), String::new()),
        Duty::Own(at) => (Thing::Own(n, at), text_of(facts.responsibilities[at as usize].1.summary.as_ref())),
    };
    let duty = posts::duty_in_full(place, n, answer, Part::A);
    view::PrintedDuty {
        id: anchor_of(place, thing),
        // Here it stands itself: the link leads on, to all that the site says about it.
        link: site.duty_link(n, answer.duty),
        code: duty.code,
        summary,
        every: duty.every,
        written_in: duty.written_in,
        note: duty.note,
    }
}

/// Rows of practices with what their pages add.
fn practices(place: &Place<'_, '_>, n: u32, rows: Vec<view::PracticeRow>) -> Vec<view::PrintedPractice> {
    let facts = &place.desk.network(n).facts;
    let printed = rows.into_iter().map(|row| {
        let practice = facts.practices.iter().rfind(|practice| practice.code.value == row.code);
        view::PrintedPractice {
            id: row.link.href.trim_start_matches('#').to_owned(),
            postcode: text_of(practice.and_then(|practice| practice.postcode.as_ref())),
            deputy: place.reference(practice.and_then(|practice| practice.deputy.as_ref())),
            row,
        }
    });
    printed.collect()
}

fn services(place: &Place<'_, '_>, n: u32) -> Vec<view::PrintedService> {
    let services = (0..place.desk.network(n).facts.services.len() as u32).filter_map(|at| match posts::service(place, n, at) {
        View::Service(service) => Some(view::PrintedService { id: anchor_of(place, Thing::Service(n, at)), service: *service }),
        _ => None,
    });
    services.collect()
}

fn bodies(place: &Place<'_, '_>, n: u32) -> Vec<view::PrintedBody> {
    let bodies = (0..place.desk.network(n).facts.bodies.len() as u32).filter_map(|at| match posts::body(place, n, at) {
        View::Body(body) => Some(view::PrintedBody { id: anchor_of(place, Thing::Body(n, at)), body: *body }),
        _ => None,
    });
    bodies.collect()
}

fn agreement(site: &Place<'_, '_>, document: &Document, n: u32) -> view::Agreement {
    let View::Agreement(mut agreement) = papers::agreement(&site.within(document, "agreement."), n) else { return view::Agreement::default() };
    if !agreement.recorded {
        // What others have agreed is no part of this network's handbook.
        agreement.schedules.clear();
    }
    agreement.intro_html = lower_headings(&agreement.intro_html, 1);
    agreement.rest_html = lower_headings(&agreement.rest_html, 1);
    for schedule in &mut agreement.schedules {
        schedule.html = lower_headings(&schedule.html, 1);
    }
    *agreement
}

fn strategy(site: &Place<'_, '_>, document: &Document, n: u32) -> view::Strategy {
    let View::Strategy(mut strategy) = papers::strategy(&site.within(document, "strategy."), n) else { return view::Strategy::default() };
    strategy.prose_html = lower_headings(&strategy.prose_html, 1);
    *strategy
}

fn posts(place: &Place<'_, '_>, n: u32, seats: Vec<Shared<view::Seat>>) -> Vec<view::PrintedPost> {
    let desk = place.desk;
    let facts = &desk.network(n).facts;
    let mut order: Vec<u32> = (0..facts.posts.len() as u32).collect();
    order.sort_by_key(|at| !answers::exists(&facts.posts[*at as usize].1, desk.today));
    let posts = order.into_iter().map(|at| view::PrintedPost {
        id: anchor_of(place, Thing::Post(n, at)),
        seat: seats[at as usize].clone(),
        facts: [
            posts::post_facts(place, n, at, None),
            posts::appointment(place, n, at, None),
            posts::outside_fact(&facts.posts[at as usize].1).into_iter().collect(),
        ]
        .concat(),
        note_html: place.field_html(facts.posts[at as usize].1.note.as_ref()),
    });
    posts.collect()
}

/// Everybody whose name the edition shows.
fn people(place: &Place<'_, '_>, n: u32) -> Vec<view::PrintedPerson> {
    let desk = place.desk;
    let facts = &desk.network(n).facts;
    let mut held: HashMap<u32, Vec<Link>> = HashMap::new();
    for (at, (_, post)) in facts.posts.iter().enumerate() {
        for term in answers::holders(desk.handbook, desk.links, post, desk.today).now {
            if let Some((_, person)) = term.person.filter(|(network, _)| *network == n) {
                held.entry(person).or_default().push(place.link(Thing::Post(n, at as u32)));
            }
        }
    }
    let named = (0..).zip(facts.people.iter()).filter(|(_, (_, person))| person.is_named());
    let people = named.map(|(at, (_, person))| {
        let left = person.left.as_ref().filter(|left| left.value < desk.today);
        view::PrintedPerson {
            id: anchor_of(place, Thing::Person(n, at)),
            name: person.name.value.clone(),
            posts: held.remove(&at).unwrap_or_default(),
            profession: person.profession.as_ref().map_or("", |profession| posts::profession(profession.value)),
            practice: place.reference(person.practice.as_ref()),
            contact: if left.is_some() { view::Contact::default() } else { place.contact_of_person(person) },
            left: left.map_or(String::new(), |left| format!("Left on {}", date(left.value))),
            about_html: place.field_html(person.about.as_ref()),
        }
    });
    people.collect()
}

/// The network's own pages, in the order of its front page.
fn pages(site: &Place<'_, '_>, document: &Document, n: u32) -> Vec<view::PrintedPage> {
    let network = site.desk.network(n);
    let mut pages: Vec<&crate::model::Page> = network.pages.iter().map(|page| page.as_ref()).filter(|page| page.path != "index").collect();
    pages.sort_by_key(|page| page.facts.order.unwrap_or(u32::MAX));
    let printed = pages.into_iter().map(|page| {
        let id = page_anchor(&page.path);
        let prefix = format!("{id}.");
        let place = site.within(document, &prefix);
        let facts = &page.facts;
        view::PrintedPage {
            title: page.title(),
            summary: text_of(facts.summary.as_ref()),
            prose_html: lower_headings(&place.prose(page.file, &page.prose, ""), 1),
            review: place.review_block(
                facts.owner.as_ref().or(facts.author.as_ref()),
                facts.first_published.as_ref(),
                facts.reviewed.as_ref(),
                facts.review_by.as_ref(),
            ),
            id,
        }
    });
    printed.collect()
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const NETWORK: &str = "name: Alpha PCN
code: U99990
practices: [{code: Y99001, name: Quayside, phone: 01632 960010, postcode: AB1 2CD, manager: tomos}, {code: Y99002, name: Mill, left: 2026-01-31}]
people:
  tomos: {name: Tomos Rees, practice: Y99001, phone: 01632 960001, publish: [name]}
  amara: {name: Amara Bello, publish: []}
  ben: {name: Ben Okoro, left: 2026-03-31}
posts:
  pcn-manager: {contact: {phone: 01632 960003}, holders: [{person: tomos, from: 2025-04-01}]}
  office: {title: Quiet office, visible_to: staff}
  lead: {title: Lead, holders: [{person: amara}], note: \"Asks [[pcn-manager]] first.\"}
responsibilities:
  money: {every: month, written_in: agreement#schedule-4}
  flu: {title: Flu season, summary: Vaccines in time., accountable: lead}
  orphan: {title: Nobody's own}
bodies: {board: {name: Network board, chair: pcn-manager, members: all-practices}}
services: [{id: evenings, title: Evening clinics, lead: pcn-manager, sites: [Y99001], responsibilities: [money]}]
conflicts: [{person: tomos, type: financial, what: Owns a pharmacy}]
";
    const AGREEMENT: &str = "---\nschedules: [{number: 1, title: Specifics, status: complete}, {number: 4, title: Finances, status: complete}, {number: 5, title: Quiet terms, status: draft, visible_to: staff}]\n---\n\nAbout [[money]], [[flu]], [[how-we-work#meetings]] and [below](#schedule-4).\n\n## Schedule 1: Specifics {#schedule-1}\n\n### Meetings\n\nMonthly.[^1]\n\n[^1]: In the town hall.\n\n## Schedule 4: Finances {#schedule-4}\n\n[[strategy]] says more.\n\n## Schedule 5: Quiet terms {#schedule-5}\n\nWhat staff agreed.\n";
    const PAGE: &str = "---\ntitle: How we work\n---\n\n## Meetings\n\nOn Mondays, as [[lead]] says and [above](#meetings).[^1]\n\n[^1]: Not in August.\n\n:::staff\nThe code of the door.\n:::\n";
    const STRATEGY: &str = "---\nvision: Near home.\nobjectives: [{id: meetings, title: Better meetings, owner: pcn-manager, responsibilities: [money]}]\nrisks: [{title: Quiet lease, likelihood: 3, impact: 3}]\n---\n\n## Money\n\nTight.\n";
    const FILES: [(&str, &str); 6] = [
        ("networks/alpha/network.yaml", NETWORK),
        ("networks/alpha/agreement.md", AGREEMENT),
        ("networks/alpha/strategy.md", STRATEGY),
        ("networks/alpha/how-we-work.md", PAGE),
        ("roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n"),
        ("responsibilities/money.md", "---\ntitle: Network finances\ncode: PM 14\nrole: pcn-manager\nbasis: contract\n---\n"),
    ];
    const PRINT: &str = "networks/alpha/print.html";

    #[test]
    fn the_document_holds_all_of_a_network() {
        Site::new(&FILES)
            .page(PRINT)
            .shows("Handbook of a primary care network U99990 Alpha PCN: the whole handbook")
            .shows("As at 22 November 2026 Contract year 2026/27")
            .shows("PCN manager Tomos Rees 01632 960003")
            .shows("Quayside Y99001 – 01632 960010 AB1 2CD")
            .shows("Former practices Mill Y99002, Left on 31 January 2026")
            .shows("PCN manager Tomos Rees Network finances PM 14 every month Written in Network Agreement, schedule 4: Finances")
            .shows("Flu season Vaccines in time.")
            .shows("Evening clinics Led by: PCN manager Tomos Rees")
            .shows("Network board Chair: PCN manager Tomos Rees")
            .shows("Schedule 1: Specifics Complete Meetings Monthly.")
            .shows("Better meetings Owner PCN manager: Tomos Rees")
            .shows("Tomos Rees PCN manager Quayside")
            .shows("Who has left Ben Okoro, Left on 31 March 2026")
            .shows("How we work Meetings On Mondays, as Lead says");
    }

    #[test]
    fn links_lead_to_places_in_the_document_and_each_place_is_one() {
        let site = Site::new(&FILES);
        let page = site.page(PRINT);
        page.holds("<a href=\"#post-pcn-manager\">PCN manager</a>")
            .holds("<h3 id=\"post-pcn-manager\">")
            .holds("<a href=\"#duty-money\">Network finances</a>")
            .holds("<li id=\"duty-money\"><a href=\"../../responsibilities/money.html\">")
            .holds("<a href=\"#own-flu\">Flu season</a>")
            .holds("<li id=\"own-flu\"><a href=\"responsibilities/flu.html\">")
            .holds("<a href=\"#page-how-we-work.meetings\">")
            .holds("id=\"page-how-we-work.meetings\"")
            .holds("id=\"agreement.meetings\"")
            .holds("<h4 id=\"strategy.meetings\">")
            .holds("<a href=\"#agreement.schedule-4\">below</a>")
            .holds("<a href=\"#page-how-we-work.meetings\">above</a>")
            .holds("<a href=\"#agreement.note-1\">")
            .holds("id=\"agreement.note-1\"")
            .holds("id=\"page-how-we-work.note-1\"")
            .holds("<a href=\"#strategy\">Strategy</a>")
            .holds("Asks <a href=\"#post-pcn-manager\">PCN manager</a> first.");
        let mut ids: Vec<&str> = page.html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let number = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), number);
        for link in page.html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&link), "{link} is not among {ids:?}");
        }
    }

    #[test]
    fn blocks_in_prose_say_what_they_say_on_their_pages() {
        let mut files = FILES.to_vec();
        files.push(("networks/alpha/who.md", "---\ntitle: Who\n---\n\n:::responsibilities [[pcn-manager]]\n\n:::contact [[pcn-manager]]\n"));
        let says = "PCN manager answers for Network finances PM 14 PCN manager Tomos Rees 01632 960003";
        let site = Site::new(&files);
        site.page("networks/alpha/pages/who.html").shows(says);
        site.page(PRINT).shows(says);
    }

    #[test]
    fn what_the_edition_hides_is_not_printed() {
        let public = Site::new(&FILES);
        let page = public.page(PRINT);
        for hidden in ["Amara", "amara", "Quiet", "What staff agreed", "schedule-5", "door", "pharmacy", "960001", "Nobody", "own-orphan", "dition"] {
            assert!(!page.html.contains(hidden), "{hidden}");
        }
        let staff = Site::staff(&FILES);
        let page = staff.page(PRINT);
        for shown in [
            "Amara Bello",
            "Quiet office",
            "What staff agreed",
            "Quiet lease",
            "code of the door",
            "Owns a pharmacy",
            "01632 960001",
            "Staff edition. Please don",
        ] {
            assert!(page.html.contains(shown), "{shown}");
        }
        page.shows("Nobody answers for: Nobody's own");
    }

    #[test]
    fn a_network_with_nothing_in_it_has_a_document_too() {
        Site::new(&[("networks/alpha/network.yaml", "name: Alpha PCN\n")])
            .page(PRINT)
            .shows("Alpha PCN: the whole handbook")
            .shows("No practices are recorded.")
            .shows("This network's agreement is not recorded here.")
            .shows("This network's strategy is not recorded here.");
    }
}
