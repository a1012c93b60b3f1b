//! A network's front page and its matrix of responsibilities by holders.

mod team;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::drawing;
use super::lists::{current_practices, is_core, patients, posts_of_role, status_tag};
use super::posts::{self, Holder};
use super::prose;
use super::view::{self, Link, Part, Shared, Tag, View};
use super::{Desk, Facts, PageKey, Place, count, date, day_of, is_unreachable, lower_first, sessions_of, text_of, thousands, upper_first, without_anchors};
use crate::document::prose::slug;
use crate::document::record::Loc;
use crate::links::answers::{self, UsualHolder};
use crate::links::{Accountable, Answer, Duty, Thing};
use crate::model::Network;
use crate::model::catalogue::{Basis, Nature};
use crate::model::network::{
    ControllerModel, DeliveryModel, Embedded, FocusArea, NeighbourhoodTeam, NetworkFacts, NetworkStatus, Parties, Practice, Relationship, Seat, Side, Stage,
};
use crate::model::papers::{FundingStatus, ObjectiveStatus};
use crate::model::shared::Level;

/// Lines of "Whom to call".
const MOST_CALLS: usize = 10;
/// Lines of "What is due".
const MOST_DUE: usize = 12;

/// A network's front page.
pub(super) fn network(place: &Place<'_, '_>, n: u32) -> View {
    View::Network(Box::new(view_of(&Front::new(place, n))))
}

/// What the document that holds all of a network shows of its front page.
pub(super) struct InDocument<'a> {
    /// The front page, without what the document shows in chapters of their own.
    pub front: view::Network,
    /// Every post with its holders today.
    pub seats: Vec<Shared<view::Seat>>,
    /// Those who answer, and what each answers for.
    pub held: Vec<(Shared<view::Seat>, Vec<&'a Answer>)>,
}

/// A network's front page as a part of its document.
pub(super) fn in_document<'a>(place: &Place<'_, 'a>, n: u32) -> InDocument<'a> {
    let front = Front::new(place, n);
    let held = front.by_holder().into_iter().map(|(holder, answers)| (front.seat_of_holder(holder), answers)).collect();
    InDocument { front: view_of(&front), seats: front.seats.to_vec(), held }
}

fn view_of(front: &Front<'_, '_, '_>) -> view::Network {
    let (place, n) = (front.place, front.n);
    let desk = place.desk;
    let network = front.network;
    let facts = front.facts;
    let mut page = place.frame("network", "Primary care network", "networks", desk.network_name(n), Some(network.file), Vec::new());
    let index = network.pages.iter().position(|page| page.path == "index");
    let mut prose_html = String::new();
    let mut things = vec![Thing::Network(n)];
    if let Some(at) = index {
        let own = &network.pages[at];
        let sections = view::Network::section_ids();
        prose_html = without_anchors(place.prose(own.file, &own.prose, ""), sections.iter().copied());
        page.contents = place.headings(&own.prose);
        things.push(Thing::NetworkPage(n, at as u32));
    }
    let lede = front.lede();
    page.summary = lede.clone();
    (page.mentioned_in, page.mentioned_more) = place.mentioned_in(&things, &[]);
    let (state, state_note, successor) = front.state();
    let (practices, former_practices) = front.practices();
    let (team, heads) = front.team();
    let voice = front.voice();
    // A document has chapters for some of this, and shows lists where a page has a drawing beside them.
    let is_part = place.is_part();
    let (team_svg, team_note) = if is_part { Default::default() } else { front.team_drawing(&team, &heads) };
    view::Network {
        page,
        code: text_of(facts.code.as_ref()),
        state,
        state_note,
        successor,
        contact: place.contact(facts.contact.as_ref()),
        lede,
        leads: front.leads(),
        call_for: front.call_for(),
        due: front.due(),
        gaps: front.gaps(),
        team,
        team_svg,
        team_note,
        practices,
        former_practices,
        patients: patients(desk, network).map_or(String::new(), thousands),
        patients_as_at: day_of(facts.population.as_ref().and_then(|population| population.as_at.as_ref())),
        duties: unless(is_part, || front.duties()),
        unheld: unless(is_part, || front.unheld()),
        matrix: place.page_link(PageKey::Matrix(n), "All responsibilities in one table"),
        services: unless(is_part, || front.services()),
        bodies: unless(is_part, || front.bodies()),
        voice_svg: if is_part { String::new() } else { front.voice_drawing(&voice) },
        voice,
        relationships: facts.relationships.iter().map(|relationship| front.relationship(relationship)).collect(),
        neighbourhood_team: facts.neighbourhood_team.as_ref().map(|team| neighbourhood_team(place, n, team)),
        agreement: if is_part { view::AgreementSummary::default() } else { front.agreement() },
        strategy: if is_part { view::StrategySummary::default() } else { front.strategy() },
        checklists: front.checklists(),
        commitments: facts.commitments.iter().map(|item| posts::commitment(place, item)).collect(),
        indicators: front.indicators(),
        conflicts: posts::conflicts(place, n, None),
        conflicts_policy: front.conflicts_policy(),
        conflicts_state: front.conflicts_state(),
        data_sharing: front.data_sharing(),
        local_variation: front.local_variation(),
        facts: front.details(),
        pages: unless(is_part, || front.own_pages()),
        prose_html,
        print: place.page_link(PageKey::Print(n), "Print this handbook"),
    }
}

/// A list that only a page of its own shows.
fn unless<T>(is_part: bool, list: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if is_part { Vec::new() } else { list() }
}

/// Whether a network is at work no more.
pub(super) fn has_ended(network: &Network, today: Date) -> bool {
    let facts = &network.facts;
    let is_closed = matches!(facts.status.as_ref().map(|status| status.value), Some(NetworkStatus::Closed));
    is_closed || facts.closed.as_ref().is_some_and(|closed| closed.value < today)
}

/// What is due over all networks, soonest first, with the network in the place of who sees to it.
pub(super) fn due_everywhere(place: &Place<'_, '_>) -> Vec<view::Due> {
    let mut coming: Vec<(Date, view::Due)> = Vec::new();
    for n in 0..place.desk.handbook.networks.len() as u32 {
        let network = place.network_link(n);
        coming.extend(Front::new(place, n).coming().into_iter().map(|(on, due)| (on, view::Due { owner: network.clone(), ..due })));
    }
    soonest(coming)
}

/// What is late in a network's strategy or comes within a year, soonest first, with its day.
pub(super) fn ahead(place: &Place<'_, '_>, n: u32) -> Vec<(Date, view::Due)> {
    let mut list = Coming::new(place.desk.today);
    coming_of_strategy(place, n, &mut list);
    list.items.sort_by(|a, b| (a.0, &a.1.kind, &a.1.what.text).cmp(&(b.0, &b.1.kind, &b.1.what.text)));
    list.items
}

fn coming_of_strategy(place: &Place<'_, '_>, n: u32, list: &mut Coming) {
    let network = place.desk.network(n);
    let Some(strategy) = &network.strategy else { return };
    let facts = &strategy.facts;
    let page = Thing::Strategy(n);
    list.add(facts.review_by.as_ref(), "Strategy review", place.link(page), place.reference(facts.owner.as_ref()));
    for (at, objective) in facts.objectives.iter().enumerate() {
        if matches!(objective.status.as_ref().map(|status| status.value), Some(ObjectiveStatus::Done | ObjectiveStatus::Dropped)) {
            continue;
        }
        for milestone in objective.milestones.iter().filter(|milestone| milestone.done.is_none()) {
            let what = place.link_as(Thing::Objective(n, at as u32), milestone.title.value.clone());
            let owner = milestone.owner.as_ref().or(objective.owner.as_ref());
            list.add(milestone.due.as_ref(), "Milestone", what, place.reference(owner));
        }
    }
    let on_page = |anchor: &str, text: &str| Link { href: place.to(&format!("networks/{}/strategy.html#{anchor}", network.id)), text: text.to_owned() };
    for item in &facts.funding {
        if matches!(item.status.as_ref().map(|status| status.value), None | Some(FundingStatus::Idea | FundingStatus::Bidding)) {
            list.add(item.deadline.as_ref(), "Funding deadline", on_page("funding", &item.title.value), place.reference(item.owner.as_ref()));
        }
    }
    for item in &facts.risks {
        list.add(item.review_by.as_ref(), "Risk review", on_page("risks", &item.title.value), place.reference(item.owner.as_ref()));
    }
}

fn soonest(mut coming: Vec<(Date, view::Due)>) -> Vec<view::Due> {
    coming.sort_by(|a, b| (a.0, &a.1.kind, &a.1.what.text).cmp(&(b.0, &b.1.kind, &b.1.what.text)));
    coming.into_iter().take(MOST_DUE).map(|(_, due)| due).collect()
}

/// The neighbourhood team a network takes part in.
pub(super) fn neighbourhood_team(place: &Place<'_, '_>, n: u32, team: &NeighbourhoodTeam) -> view::NeighbourhoodTeam {
    let facts = &place.desk.network(n).facts;
    let shared_record = |item: &crate::model::network::SharedRecord| {
        let agreement = item.agreement.as_ref().and_then(|id| facts.data_sharing.iter().find(|known| known.id.value == id.value));
        view::SharedRecord {
            system: item.system.value.clone(),
            access: text_of(item.access.as_ref()),
            agreement: agreement
                .map_or(Link::default(), |agreement| Link { href: data_sharing_href(place, n, agreement), text: data_sharing_title(agreement) }),
        }
    };
    view::NeighbourhoodTeam {
        lead: place.reference(team.lead.as_ref()),
        note_html: place.field_html(team.note.as_ref()),
        teams: team
            .teams
            .iter()
            .map(|item| view::EmbeddedTeam {
                team: item.team.value.clone(),
                host: place.reference(item.host.as_ref()),
                embedded: match item.embedded.as_ref().map(|embedded| embedded.value) {
                    Some(Embedded::Yes) => tag("Yes", "good"),
                    Some(Embedded::Partly) => tag("Partly", ""),
                    Some(Embedded::No) => tag("Not yet", ""),
                    None => tag("Not recorded", ""),
                },
            })
            .collect(),
        specialists: team
            .specialists
            .iter()
            .map(|item| view::Specialist {
                specialty: item.specialty.value.clone(),
                from: place.reference(item.from.as_ref()),
                sessions: upper_first(&sessions_of(item.sessions.as_ref())),
                lead: place.reference(item.lead.as_ref()),
                job_plan: match item.in_job_plan {
                    Some(true) => "In the job plan".to_owned(),
                    Some(false) => "Not in a job plan".to_owned(),
                    None => String::new(),
                },
            })
            .collect(),
        data: team
            .data
            .iter()
            .map(|item| view::DataSource {
                name: item.name.value.clone(),
                every: item.every.as_ref().map_or(String::new(), |every| posts::every(every.value)),
                lead: place.reference(item.lead.as_ref()),
            })
            .collect(),
        shared_records: team.shared_records.iter().map(shared_record).collect(),
    }
}

/// A seat in a meeting outside the network. `link` is the other end: the forum, or on the forum's page the network.
pub(super) fn voice(place: &Place<'_, '_>, seat: &Seat, link: Link, about: String) -> view::Voice {
    let representative = match seat.representative.as_ref().and_then(|post| place.desk.links.of(post)) {
        Some(Thing::Post(m, post)) => place.seat_of_post(m, post),
        _ => view::Seat::default(),
    };
    let outcomes = seat.outcomes.iter().map(|outcome| view::Outcome {
        network: Link::default(),
        on: day_of(outcome.on.as_ref()),
        asked: lower_first(outcome.asked.value.trim_end_matches('.')),
        result: text_of(outcome.result.as_ref()),
    });
    let reports_to = match &seat.reports_to {
        Some(to) if to.value == "members" => Link::text("The member practices"),
        to => place.reference(to.as_ref()),
    };
    view::Voice {
        link,
        about,
        representative,
        deputy: place.reference(seat.deputy.as_ref()),
        reports_to,
        last_report: day_of(seat.last_report.as_ref()),
        outcomes: outcomes.collect(),
    }
}

/// The core practices of a network today, with their places.
pub(super) fn core_practices<'a>(desk: &Desk<'_>, network: &'a Network) -> impl Iterator<Item = (u32, &'a Practice)> {
    current_practices(desk, network).filter(|(_, practice)| is_core(practice))
}

/// The state of something that falls due on a day.
pub(super) fn due_state(on: Date, today: Date) -> Tag {
    if on < today {
        tag("Overdue", "bad")
    } else if (on.year(), on.month()) == (today.year(), today.month()) {
        tag("Due this month", "warn")
    } else {
        Tag::default()
    }
}

/// Where an objective stands, in words.
pub(super) fn objective_state(status: Option<ObjectiveStatus>) -> Tag {
    match status {
        Some(ObjectiveStatus::Planned) => tag("Planned", ""),
        Some(ObjectiveStatus::OnTrack) => tag("On track", "good"),
        Some(ObjectiveStatus::AtRisk) => tag("At risk", "warn"),
        Some(ObjectiveStatus::OffTrack) => tag("Off track", "bad"),
        Some(ObjectiveStatus::Done) => tag("Done", "good"),
        Some(ObjectiveStatus::Dropped) => tag("Dropped", ""),
        None => Tag::default(),
    }
}

fn tag(text: &str, tone: &'static str) -> Tag {
    Tag { text: text.to_owned(), tone }
}

/// "four", "12": small numbers as words.
fn in_words(number: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number).map_or_else(|| thousands(number as u64), |word| (*word).to_owned())
}

fn parts_of_line(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

fn data_sharing_title(item: &crate::model::network::DataSharing) -> String {
    item.title.as_ref().map_or_else(|| crate::model::words_of(&item.id.value), |title| title.value.clone())
}

fn data_sharing_anchor(item: &crate::model::network::DataSharing) -> String {
    format!("agreement-{}", slug(&item.id.value))
}

fn data_sharing_href(place: &Place<'_, '_>, n: u32, item: &crate::model::network::DataSharing) -> String {
    place.to(&format!("networks/{}/index.html#{}", place.desk.network(n).id, data_sharing_anchor(item)))
}

/// A network's page in the making, with what several of its parts need.
struct Front<'p, 'd, 'a> {
    place: &'p Place<'d, 'a>,
    n: u32,
    network: &'a Network,
    facts: &'a NetworkFacts,
    /// Every post with its holders today.
    seats: Cow<'d, [Shared<view::Seat>]>,
    /// Answers in use.
    answers: Vec<&'a Answer>,
    directors: Vec<u32>,
    managers: Vec<u32>,
    deputies: Vec<u32>,
    today: Date,
}

impl<'p, 'd, 'a> Front<'p, 'd, 'a> {
    fn new(place: &'p Place<'d, 'a>, n: u32) -> Self {
        let desk = place.desk;
        let network = desk.network(n);
        Self {
            place,
            n,
            network,
            facts: &network.facts,
            seats: match place.is_part() {
                true => (0..network.facts.posts.len() as u32).map(|at| place.seat_of_post(n, at).into()).collect(),
                false => desk.shared_seats(place.address, n, |at| place.seat_of_post(n, at)),
            },
            answers: desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use).collect(),
            directors: posts_of_role(desk, n, "clinical-director").collect(),
            managers: posts_of_role(desk, n, "pcn-manager").collect(),
            deputies: posts_of_role(desk, n, "deputy-clinical-director").collect(),
            today: desk.today,
        }
    }

    fn seat(&self, at: u32) -> Shared<view::Seat> {
        self.seats[at as usize].clone()
    }

    /// An address on the network's front page.
    fn here(&self, anchor: &str) -> String {
        self.place.to(&format!("networks/{}/index.html#{anchor}", self.network.id))
    }

    fn has_ended(&self) -> bool {
        has_ended(self.network, self.today)
    }

    /// "Four practices working together for 41,205 patients."
    fn lede(&self) -> String {
        let members = current_practices(self.place.desk, self.network).count();
        let patients = patients(self.place.desk, self.network).map(thousands);
        match (members, patients) {
            (0, None) => String::new(),
            (0, Some(patients)) => format!("A network for {patients} patients."),
            (1, None) => "A network of one practice.".to_owned(),
            (1, Some(patients)) => format!("A network of one practice, for {patients} patients."),
            (members, None) => format!("{} practices working together.", upper_first(&in_words(members))),
            (members, Some(patients)) => format!("{} practices working together for {patients} patients.", upper_first(&in_words(members))),
        }
    }

    fn state(&self) -> (Tag, String, Link) {
        let successor = self.facts.successor.as_ref().and_then(|successor| self.place.desk.links.of(successor));
        let successor = match successor {
            Some(Thing::Network(n)) => self.place.network_link(n),
            _ => Link::default(),
        };
        let last_day = self.facts.closed.as_ref().map(|closed| date(closed.value));
        let mut note = match (self.facts.status.as_ref().map(|status| status.value), last_day) {
            (_, Some(day)) if self.has_ended() => format!("Closed on {day}."),
            (_, None) if self.has_ended() => "This network has closed.".to_owned(),
            (Some(NetworkStatus::Forming), _) => "This network is being set up.".to_owned(),
            (Some(NetworkStatus::Merging), Some(day)) => format!("This network joins another. Its last day is {day}."),
            (Some(NetworkStatus::Merging), None) => "This network joins another.".to_owned(),
            (_, Some(day)) => format!("This network closes on {day}."),
            (_, None) => String::new(),
        };
        let state = if self.has_ended() { tag("Closed", "bad") } else { status_tag(self.network) };
        if !successor.is_empty() {
            if !note.is_empty() {
                note.push(' ');
            }
            note.push_str(if self.has_ended() { "Its work passed to" } else { "Its work passes to" });
        }
        (state, note, successor)
    }

    /// The seat that stands where a network has no post of a role that every network needs.
    fn not_recorded(&self, role: &str, title: &str) -> Shared<view::Seat> {
        let at = self.place.desk.handbook.roles.iter().position(|known| known.id == role);
        let seat = view::Seat {
            link: at.map_or_else(|| Link::text(title), |at| self.place.link(Thing::Role(at as u32))),
            vacant: "Not recorded".to_owned(),
            ..view::Seat::default()
        };
        seat.into()
    }

    fn leads(&self) -> Vec<Shared<view::Seat>> {
        let mut leads: Vec<Shared<view::Seat>> = self.directors.iter().map(|at| self.seat(*at)).collect();
        if leads.is_empty() {
            leads.push(self.not_recorded("clinical-director", "Clinical director"));
        }
        if self.managers.is_empty() {
            leads.push(self.not_recorded("pcn-manager", "PCN manager"));
        }
        leads.extend(self.managers.iter().chain(&self.deputies).map(|at| self.seat(*at)));
        leads
    }

    /// Services with who leads them; then, for posts that lead none, the duty that people most likely ring about.
    fn call_for(&self) -> Vec<view::CallFor> {
        if self.has_ended() {
            return Vec::new();
        }
        let mut calls = Vec::new();
        let mut called = HashSet::new();
        for (at, service) in self.facts.services.iter().enumerate() {
            let lead = service.lead.as_ref().and_then(|lead| self.place.desk.links.of(lead));
            let mut seat = match lead {
                Some(Thing::Post(n, post)) if n == self.n => {
                    called.insert(post);
                    self.seat(post)
                }
                _ => view::Seat { vacant: "No one is recorded".to_owned(), ..view::Seat::default() }.into(),
            };
            let own = self.place.contact(service.contact.as_ref());
            if !is_unreachable(&own) {
                seat = view::Seat { contact: own, ..(*seat).clone() }.into();
            }
            let cover = self.place.reference(service.cover.as_ref());
            calls.push(view::CallFor {
                what: self.place.link(Thing::Service(self.n, at as u32)),
                // A vacant post already says who covers it.
                cover: if cover == seat.cover { Link::default() } else { cover },
                seat,
            });
        }
        let mut best: HashMap<u32, (u8, usize)> = HashMap::new();
        for (order, answer) in self.answers.iter().enumerate() {
            if let Accountable::Post(post) = answer.accountable
                && !called.contains(&post)
            {
                let rank = (self.rank_for_callers(answer.duty), order);
                best.entry(post).and_modify(|known| *known = rank.min(*known)).or_insert(rank);
            }
        }
        let mut main: Vec<(u32, usize)> = best.into_iter().map(|(post, (_, order))| (post, order)).collect();
        main.sort_unstable();
        for (post, order) in main {
            let seat = self.seat(post);
            // Nobody picks up there.
            if seat.holders.is_empty() && seat.cover.is_empty() && is_unreachable(&seat.contact) {
                continue;
            }
            calls.push(view::CallFor { what: (*self.place.duty_link(self.n, self.answers[order].duty)).clone(), seat, cover: Link::default() });
        }
        calls.truncate(MOST_CALLS);
        calls
    }

    /// Everyday work first, and of that what the contract asks for.
    fn rank_for_callers(&self, duty: Duty) -> u8 {
        match duty {
            Duty::Own(_) => 1,
            Duty::Catalogue(at) => {
                let item = &self.place.desk.handbook.responsibilities[at as usize];
                let strategic = item.facts.nature.as_ref().is_some_and(|nature| nature.value == Nature::Strategic);
                u8::from(strategic) * 2 + u8::from(answers::basis(item) != Basis::Contract)
            }
        }
    }

    fn due(&self) -> Vec<view::Due> {
        soonest(self.coming())
    }

    /// Everything with a date that is late or comes within a year; what lies further ahead nobody has to see to yet.
    fn coming(&self) -> Vec<(Date, view::Due)> {
        let mut list = Coming::new(self.today);
        if self.has_ended() {
            return list.items;
        }
        let place = self.place;
        let n = self.n;
        if let Some(agreement) = &self.network.agreement {
            let owner = place.reference(agreement.facts.owner.as_ref());
            list.add(agreement.facts.review_by.as_ref(), "Agreement review", place.link(Thing::Agreement(n)), owner);
        }
        coming_of_strategy(place, n, &mut list);
        self.coming_of_posts(&mut list);
        for item in self.facts.commitments.iter().filter(|item| item.done.is_none()) {
            let what = Link { href: self.here(&posts::commitment_anchor(item)), text: item.what.value.clone() };
            list.add(item.due.as_ref(), "Commitment", what, place.reference(item.practice.as_ref()));
        }
        for item in &self.facts.relationships {
            let what = Link { href: self.here("relationships"), text: self.partner(item).text };
            list.add(item.review_by.as_ref(), "Relationship review", what, place.reference(item.lead.as_ref()));
        }
        for item in &self.facts.data_sharing {
            let what = Link { href: data_sharing_href(place, n, item), text: data_sharing_title(item) };
            list.add(item.review_by.as_ref(), "Data sharing review", what, Link::default());
        }
        for (at, page) in self.network.pages.iter().enumerate() {
            let due = place.desk.review_due(page.facts.reviewed.as_ref(), page.facts.review_by.as_ref());
            list.on(due, "Page review", place.link(Thing::NetworkPage(n, at as u32)), place.reference(page.facts.owner.as_ref()));
        }
        for answer in &self.answers {
            let says = answer.says.and_then(|at| self.facts.responsibilities.get(at as usize)).map(|(_, says)| says);
            if let Some(says) = says.filter(|says| says.due.is_some()) {
                let owner = place.seat_link(n, &answer.accountable);
                list.add(says.due.as_ref(), "Responsibility", (*place.duty_link(n, answer.duty)).clone(), owner);
            }
        }
        list.items
    }

    fn coming_of_posts(&self, list: &mut Coming) {
        let place = self.place;
        let desk = place.desk;
        for (at, (_, post)) in self.facts.posts.iter().enumerate().filter(|(_, (_, post))| answers::exists(post, self.today)) {
            let link = || self.seats[at].link.clone();
            let holders = answers::holders(desk.handbook, desk.links, post, self.today);
            let mut ends: Vec<&Loc<Date>> = holders.now.iter().filter_map(|term| term.holder.to.as_ref()).collect();
            ends.sort_by_key(|end| end.value);
            ends.dedup_by_key(|end| end.value);
            let kind = if holders.next.is_empty() { "Term ends" } else { "Handover" };
            for end in ends {
                let mut leaving = holders.now.iter().filter(|term| term.holder.to.as_ref().is_some_and(|to| to.value == end.value));
                let owner = match (leaving.next(), leaving.next()) {
                    (Some(only), None) => Some(place.holder(only).person).filter(|person| !person.href.is_empty()),
                    _ => None,
                };
                list.add(Some(end), kind, link(), owner.unwrap_or_default());
            }
            if holders.now.is_empty() && holders.next.is_empty() && post.vacant.is_none() {
                let last = holders.before.iter().filter_map(|term| term.holder.to.as_ref()).max_by_key(|to| to.value);
                list.add(last, "Term ended", link(), Link::default());
            }
            if let Some(time) = &post.protected_time {
                list.add(time.to.as_ref().filter(|to| to.value >= self.today), "Protected time ends", link(), Link::default());
            }
            for release in post.release.iter().filter(|release| release.done.is_none()) {
                let what = place.reference(Some(&release.responsibility));
                if !what.is_empty() {
                    list.add(release.by.as_ref(), "Hand over", what, place.reference(release.to.as_ref()));
                }
            }
        }
    }

    fn gaps(&self) -> Vec<view::Gap> {
        let desk = self.place.desk;
        if !desk.shows_gaps {
            return Vec::new();
        }
        let weight = |at: usize| match desk.findings[at].severity {
            crate::diagnostic::Severity::Error => 0,
            crate::diagnostic::Severity::Warning => 1,
            _ => 2,
        };
        let mut findings = desk.findings_of(self.n).to_vec();
        findings.sort_by_key(|at| weight(*at));
        findings.into_iter().map(|at| self.place.gap(at)).collect()
    }

    /// The meetings outside the network, level by level.
    fn voice_drawing(&self, voices: &[view::Voice]) -> String {
        let handbook = self.place.desk.handbook;
        let forums = self.facts.voice.iter().filter_map(|seat| match self.place.desk.links.of(&seat.forum) {
            Some(Thing::Forum(at)) => Some(&handbook.forums[at as usize].facts),
            _ => None,
        });
        let seats = forums.zip(voices).map(|(forum, voice)| {
            let level = forum.level.as_ref().map(|level| level.value);
            let speaker = &voice.representative;
            let mut speaks: Vec<&str> = Vec::new();
            if speaker.link.is_empty() {
                speaks.push("Nobody");
            } else {
                speaks.push(&speaker.link.text);
                speaks.extend(speaker.holders.iter().map(|holder| holder.person.text.as_str()));
                if speaker.holders.is_empty() {
                    speaks.push(if speaker.vacant.is_empty() { "Nobody" } else { "Vacant" });
                }
            }
            drawing::voices::Seat {
                level: level.map_or(usize::MAX, |level| Level::ALL.iter().position(|known| *known == level).unwrap_or(0)),
                level_name: level.map_or("Other", level_name),
                forum: &voice.link.text,
                is_held: !speaker.holders.is_empty(),
                speaks,
            }
        });
        drawing::voices::draw(seats.collect(), "voice-map")
    }

    fn practices(&self) -> (Vec<view::PracticeRow>, Vec<view::PracticeRow>) {
        let has_left = |practice: &Practice| practice.left.as_ref().is_some_and(|left| left.value < self.today);
        let current: HashSet<&str> = self.facts.practices.iter().filter(|practice| !has_left(practice)).map(|practice| practice.code.value.as_str()).collect();
        let (mut practices, mut former) = (Vec::new(), Vec::new());
        for (at, practice) in self.facts.practices.iter().enumerate() {
            let row = || posts::practice_row(self.place, self.n, at as u32);
            if !has_left(practice) {
                practices.push(row());
            } else if !current.contains(practice.code.value.as_str()) {
                former.push(row());
            }
        }
        (practices, former)
    }

    /// Holders of a part in any responsibility, in the order in which pages show them.
    fn order(&self, holders: &HashSet<Holder>) -> Vec<Holder> {
        let place_of = |at: u32| match () {
            () if self.directors.contains(&at) => 0,
            () if self.managers.contains(&at) => 1,
            () if self.deputies.contains(&at) => 2,
            () => 3,
        };
        let mut order: Vec<Holder> = holders.iter().copied().collect();
        order.sort_by_key(|holder| match *holder {
            Holder::Post(at) => (0, place_of(at), at),
            Holder::Body(at) => (1, 0, at),
            Holder::Practices => (2, 0, 0),
            Holder::Practice(at) => (2, 1, at),
            Holder::Organisation(at) => (3, 0, at),
            Holder::Payee => (4, 0, 0),
        });
        order
    }

    fn seat_of_holder(&self, holder: Holder) -> Shared<view::Seat> {
        let seat = match holder {
            Holder::Post(at) => return self.seat(at),
            Holder::Body(at) => self.place.seat_of(self.n, &Accountable::Body(at)),
            Holder::Practices => self.place.seat_of(self.n, &Accountable::Practices),
            Holder::Practice(at) => view::Seat { link: self.place.link(Thing::Practice(self.n, at)), ..view::Seat::default() },
            Holder::Organisation(at) => self.place.seat_of(self.n, &Accountable::Organisation(at)),
            Holder::Payee => self.place.seat_of(self.n, &Accountable::Payee),
        };
        seat.into()
    }

    /// A responsibility by its name alone: the front page and the matrix show no more of it.
    fn named(&self, duty: Duty, part: Part) -> Shared<view::NamedDuty> {
        let make = || view::NamedDuty { link: self.place.duty_link(self.n, duty), part };
        match duty {
            Duty::Catalogue(at) => self.place.desk.shared_named_duty(self.place.address, at, part, make),
            Duty::Own(_) => make().into(),
        }
    }

    fn duties(&self) -> Vec<view::PostDuties> {
        let duties = self.by_holder().into_iter().map(|(holder, answers)| view::PostDuties {
            seat: self.seat_of_holder(holder),
            answers_for: answers.iter().map(|answer| self.named(answer.duty, Part::A)).collect(),
            takes_part: Vec::new(),
        });
        duties.collect()
    }

    /// Those who answer, in the order in which pages show them, with what each answers for.
    fn by_holder(&self) -> Vec<(Holder, Vec<&'a Answer>)> {
        let mut by_holder: HashMap<Holder, Vec<&'a Answer>> = HashMap::new();
        for answer in &self.answers {
            if let Some(holder) = Holder::of(&answer.accountable) {
                by_holder.entry(holder).or_default().push(answer);
            }
        }
        let order = self.order(&by_holder.keys().copied().collect());
        order.into_iter().filter_map(|holder| Some((holder, by_holder.remove(&holder)?))).collect()
    }

    /// In use, and nobody answers for it: a gap, so only where gaps are shown.
    fn unheld(&self) -> Vec<Link> {
        if !self.place.desk.shows_gaps || self.has_ended() {
            return Vec::new();
        }
        let unheld = self.answers.iter().filter(|answer| Holder::of(&answer.accountable).is_none());
        unheld.map(|answer| (*self.place.duty_link(self.n, answer.duty)).clone()).collect()
    }

    fn services(&self) -> Vec<view::ServiceRow> {
        let services = self.facts.services.iter().enumerate().map(|(at, service)| view::ServiceRow {
            link: self.place.link(Thing::Service(self.n, at as u32)),
            summary: text_of(service.summary.as_ref()),
            hours: text_of(service.hours.as_ref()),
            lead: self.place.reference(service.lead.as_ref()),
        });
        services.collect()
    }

    fn bodies(&self) -> Vec<view::BodyRow> {
        let bodies = self.facts.bodies.iter().enumerate().map(|(at, (_, body))| view::BodyRow {
            link: self.place.link(Thing::Body(self.n, at as u32)),
            about: upper_first(&parts_of_line(&[
                body.meets.as_ref().map_or(String::new(), |meets| format!("meets {}", meets.value)),
                body.quorum.as_ref().map_or(String::new(), |quorum| format!("quorum {}", quorum.value)),
                body.voting.as_ref().map_or(String::new(), |voting| lower_first(&posts::voting(&voting.value))),
            ])),
            chair: self.place.reference(body.chair.as_ref()),
        });
        bodies.collect()
    }

    fn voice(&self) -> Vec<view::Voice> {
        let desk = self.place.desk;
        let seats = self.facts.voice.iter().filter_map(|seat| match desk.links.of(&seat.forum) {
            Some(thing @ Thing::Forum(at)) => {
                let about = super::lists::about_forum(&desk.handbook.forums[at as usize].facts);
                Some(voice(self.place, seat, self.place.link(thing), about))
            }
            _ => None,
        });
        seats.collect()
    }

    /// Whom a relationship is with.
    fn partner(&self, relationship: &Relationship) -> Link {
        match self.place.desk.links.of(&relationship.with) {
            Some(Thing::Network(n)) => self.place.network_link(n),
            Some(thing) => self.place.link(thing),
            None => Link::text(text_of(Some(&relationship.with))),
        }
    }

    fn relationship(&self, relationship: &Relationship) -> view::Relationship {
        let stage = |stage: Option<&Loc<Stage>>| {
            stage.map_or(String::new(), |stage| {
                match stage.value {
                    Stage::None => "Nothing yet",
                    Stage::Contact => "In contact",
                    Stage::Working => "Working together",
                    Stage::Formal => "Formal agreement",
                }
                .to_owned()
            })
        };
        let now = stage(relationship.stage.as_ref());
        let wanted = stage(relationship.wanted.as_ref());
        view::Relationship {
            with: self.partner(relationship),
            side: if relationship.side.as_ref().is_some_and(|side| side.value == Side::Inside) { "inside" } else { "outside" },
            purpose: text_of(relationship.purpose.as_ref()),
            lead: self.place.reference(relationship.lead.as_ref()),
            wanted: if wanted == now { String::new() } else { wanted },
            stage: now,
            review_by: day_of(relationship.review_by.as_ref()),
        }
    }

    fn agreement(&self) -> view::AgreementSummary {
        let link = self.place.link(Thing::Agreement(self.n));
        let Some(agreement) = &self.network.agreement else { return view::AgreementSummary { link, ..view::AgreementSummary::default() } };
        let facts = &agreement.facts;
        let mut text = match (&facts.signed, &facts.effective) {
            (Some(signed), Some(effective)) => format!("Signed {}, in force since {}.", date(signed.value), date(effective.value)),
            (Some(signed), None) => format!("Signed {}.", date(signed.value)),
            (None, Some(effective)) => format!("In force since {}.", date(effective.value)),
            (None, None) => "The day of signing is not recorded.".to_owned(),
        };
        if facts.effective.as_ref().is_some_and(|effective| effective.value > self.today) {
            text = text.replace("in force since", "in force from").replace("In force since", "In force from");
        }
        if let Some(review) = &facts.review_by {
            text.push_str(&format!(" Due for review by {}.", date(review.value)));
        }
        let state = if facts.review_by.as_ref().is_some_and(|review| review.value < self.today) { tag("Review overdue", "warn") } else { Tag::default() };
        view::AgreementSummary { recorded: true, link, text, state }
    }

    fn strategy(&self) -> view::StrategySummary {
        let link = self.place.link(Thing::Strategy(self.n));
        let Some(strategy) = &self.network.strategy else { return view::StrategySummary { link, ..view::StrategySummary::default() } };
        let facts = &strategy.facts;
        let is_over = facts.period.as_ref().and_then(|period| period.to.as_ref()).is_some_and(|to| to.value < self.today);
        let state = match facts.review_by.as_ref() {
            _ if is_over => tag("Its time is over", "warn"),
            Some(review) if review.value < self.today => tag("Review overdue", "warn"),
            _ => Tag::default(),
        };
        let objectives = facts.objectives.iter().enumerate().map(|(at, objective)| view::ObjectiveRow {
            link: self.place.link(Thing::Objective(self.n, at as u32)),
            status: objective_state(objective.status.as_ref().map(|status| status.value)),
            owner: self.place.reference(objective.owner.as_ref()),
        });
        view::StrategySummary { recorded: true, link, vision: text_of(facts.vision.as_ref()), objectives: objectives.collect(), state }
    }

    fn checklists(&self) -> Vec<view::Progress> {
        let desk = self.place.desk;
        let lists = self.facts.checklists.iter().filter_map(|(id, progress)| match desk.links.of(id) {
            Some(thing @ Thing::Checklist(at)) => {
                let mut progress = prose::progress(self.place, self.n, &desk.handbook.checklists[at as usize], progress);
                progress.steps.retain(|step| step.state.tone != "good");
                let late = progress.steps.iter().filter(|step| step.state.tone == "bad").count();
                if late > 0 {
                    progress.steps.retain(|step| step.state.tone == "bad");
                } else {
                    progress.steps.truncate(1);
                }
                Some(view::Progress { link: self.place.link(thing), ..progress })
            }
            _ => None,
        });
        lists.collect()
    }

    fn indicators(&self) -> Vec<view::Indicator> {
        self.facts.indicators.iter().map(|item| posts::indicator(self.place, item)).collect()
    }

    fn conflicts_policy(&self) -> Option<view::Fact> {
        let policy = self.facts.conflicts_policy.as_ref()?;
        let lead = self.place.reference(policy.lead.as_ref());
        let mut sentences = Vec::new();
        if !lead.is_empty() {
            sentences.push(format!("Led by: {}.", lead.text));
        }
        if let Some(reviewed) = &policy.reviewed {
            sentences.push(format!("The register was reviewed on {}.", date(reviewed.value)));
        }
        let page = self.place.reference(policy.page.as_ref());
        if !page.is_empty() {
            sentences.push("The rules:".to_owned());
        }
        let links = if page.is_empty() { Vec::new() } else { vec![page] };
        Some(view::Fact { label: "Conflicts of interest".to_owned(), text: sentences.join(" "), links }).filter(|fact| !fact.text.is_empty())
    }

    fn conflicts_state(&self) -> Tag {
        match self.facts.conflicts_policy.as_ref().map(|policy| policy.reviewed.as_ref()) {
            None => Tag::default(),
            Some(None) => tag("No review recorded", "warn"),
            Some(Some(reviewed)) if reviewed.value.saturating_add(12.months()) < self.today => tag("Review overdue", "bad"),
            Some(Some(_)) => tag("Reviewed in the last 12 months", "good"),
        }
    }

    fn data_sharing(&self) -> Vec<view::DataSharing> {
        let agreements = self.facts.data_sharing.iter().map(|item| {
            let model = item.model.as_ref().map_or("", |model| match model.value {
                ControllerModel::Joint => "joint controllers",
                ControllerModel::Separate => "each party is its own controller",
                ControllerModel::ControllerProcessor => "one controller, the others process for it",
            });
            let parties = match &item.parties {
                Some(Parties::All(_)) => "all practices".to_owned(),
                Some(Parties::Codes(codes)) => self.place.references(codes).into_iter().map(|link| link.text).collect::<Vec<_>>().join(", "),
                None => String::new(),
            };
            let prefixed = |words: &str, day: Option<&Loc<Date>>| day.map_or(String::new(), |day| format!("{words} {}", date(day.value)));
            view::DataSharing {
                id: data_sharing_anchor(item),
                title: data_sharing_title(item),
                about: upper_first(&parts_of_line(&[
                    text_of(item.purpose.as_ref()),
                    model.to_owned(),
                    prefixed("signed", item.signed.as_ref()),
                    prefixed("review by", item.review_by.as_ref()),
                    parties,
                ])),
                state: if item.review_by.as_ref().is_some_and(|review| review.value < self.today) { tag("Review overdue", "warn") } else { Tag::default() },
            }
        });
        agreements.collect()
    }

    fn local_variation(&self) -> Option<view::LocalVariation> {
        let variation = self.facts.local_variation.as_ref()?;
        let agreed: HashSet<Thing> = variation.agreed_by.iter().filter_map(|code| self.place.desk.links.of(code)).collect();
        let missing = core_practices(self.place.desk, self.network).map(|(at, _)| Thing::Practice(self.n, at)).filter(|practice| !agreed.contains(practice));
        Some(view::LocalVariation {
            title: variation.title.value.clone(),
            effective: day_of(variation.effective.as_ref()),
            summary: text_of(variation.summary.as_ref()),
            agreed_by: self.place.references(&variation.agreed_by),
            missing: missing.map(|practice| self.place.link(practice)).collect(),
        })
    }

    fn details(&self) -> Vec<view::Fact> {
        let facts = self.facts;
        let place = self.place;
        let mut details = Facts::default();
        details.text("Code", facts.code.as_ref().map_or("Not recorded".to_owned(), |code| code.value.clone()));
        details.text("Former names", facts.former_names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", "));
        details.text("Opened", day_of(facts.opened.as_ref()));
        details.text(if self.has_ended() { "Closed" } else { "Closes" }, day_of(facts.closed.as_ref()));
        match place.reference(facts.icb.as_ref()) {
            none if none.is_empty() => details.text("Integrated care board", "Not recorded"),
            icb => details.link("Integrated care board", icb),
        }
        details.link("Sub-ICB location", place.reference(facts.sub_icb.as_ref()));
        details.link("Local medical committee", place.reference(facts.lmc.as_ref()));
        details.text("How it works", facts.delivery_model.as_ref().map_or("", |model| delivery_model(model.value)));
        match &facts.nominated_payee {
            None => details.text("Nominated payee", "Not recorded"),
            Some(payee) => {
                let organisation = place.reference(payee.organisation.as_ref());
                let payee = if organisation.is_empty() { place.seat_of(self.n, &Accountable::Payee).link } else { organisation };
                details.link("Nominated payee", payee);
            }
        }
        let neighbourhoods = facts.neighbourhoods.iter().map(|name| {
            let at = place.desk.neighbourhoods.binary_search_by_key(&slug(&name.value), |(known, _)| slug(known));
            at.map_or_else(|_| Link::text(name.value.clone()), |at| place.page_link(PageKey::Neighbourhood(at as u32), name.value.clone()))
        });
        details.links(if facts.neighbourhoods.len() == 1 { "Neighbourhood" } else { "Neighbourhoods" }, neighbourhoods.collect());
        let positions = facts.positions.as_ref();
        details.text("Registration with the Care Quality Commission", text_of(positions.and_then(|positions| positions.cqc.as_ref())));
        details.text("Data security and protection", text_of(positions.and_then(|positions| positions.dspt.as_ref())));
        details.text("Details confirmed", facts.confirmed.as_ref().map_or("Not recorded".to_owned(), |day| date(day.value)));
        details.0
    }

    fn own_pages(&self) -> Vec<view::ListEntry> {
        let mut pages: Vec<(u32, &crate::model::Page)> =
            self.network.pages.iter().enumerate().filter(|(_, page)| page.path != "index").map(|(at, page)| (at as u32, page.as_ref())).collect();
        pages.sort_by_key(|(at, page)| (page.facts.order.unwrap_or(u32::MAX), *at));
        let entries = pages.into_iter().map(|(at, page)| view::ListEntry {
            link: self.place.link(Thing::NetworkPage(self.n, at)),
            summary: text_of(page.facts.summary.as_ref()),
            note: page.facts.reviewed.as_ref().map_or(String::new(), |review| format!("Reviewed {}", date(review.on.value))),
            ..view::ListEntry::default()
        });
        entries.collect()
    }

    /// Who holds something today, as a narrow column shows it: "A Verma, B Okoro", "Vacant", "All four".
    fn names(&self, holder: Holder) -> String {
        match holder {
            Holder::Post(at) => {
                let seat = &self.seats[at as usize];
                let names: Vec<String> =
                    seat.holders.iter().map(|holder| if holder.person.href.is_empty() { "Held".to_owned() } else { short(&holder.person.text) }).collect();
                match names.is_empty() {
                    true if answers::exists(&self.facts.posts[at as usize].1, self.today) => "Vacant".to_owned(),
                    true => "Post ended".to_owned(),
                    false => names.join(", "),
                }
            }
            Holder::Practices => match current_practices(self.place.desk, self.network).count() {
                0 => String::new(),
                1 => "One".to_owned(),
                members => format!("All {}", in_words(members)),
            },
            _ => String::new(),
        }
    }
}

/// What is to come, while it is gathered.
struct Coming {
    today: Date,
    until: Date,
    items: Vec<(Date, view::Due)>,
}

impl Coming {
    fn new(today: Date) -> Self {
        Self { today, until: today.saturating_add(1.year()), items: Vec::new() }
    }

    fn add(&mut self, on: Option<&Loc<Date>>, kind: &str, what: Link, owner: Link) {
        self.on(on.map(|on| on.value), kind, what, owner);
    }

    fn on(&mut self, on: Option<Date>, kind: &str, what: Link, owner: Link) {
        let Some(on) = on.filter(|on| *on <= self.until) else { return };
        self.items.push((
            on,
            view::Due { on: date(on), what, kind: kind.to_owned(), owner, state: due_state(on, self.today), day: on.to_string(), ..view::Due::default() },
        ));
    }
}

/// A level in a reader's words.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Neighbourhood => "Neighbourhood",
        Level::Place => "Place",
        Level::System => "System",
        Level::Region => "Region",
        Level::National => "National",
    }
}

/// "A Verma": the initial of the first name and the rest, without what stands before a name.
fn short(name: &str) -> String {
    const TITLES: [&str; 8] = ["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx"];
    let words: Vec<&str> = name.split_whitespace().filter(|word| !TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())).collect();
    match words.as_slice() {
        [first, rest @ ..] if !rest.is_empty() => format!("{} {}", first.chars().take(1).collect::<String>(), rest.join(" ")),
        _ => name.to_owned(),
    }
}

/// A name inside a sentence, with an article.
fn in_sentence(name: &str) -> String {
    if name.to_lowercase().starts_with("the ") || name.starts_with("all ") { lower_first(name) } else { format!("the {name}") }
}

/// The area of special focus, in words.
pub(super) fn focus_area(area: FocusArea) -> &'static str {
    match area {
        FocusArea::Prevention => "Prevention",
        FocusArea::LongTerm => "Long-term conditions",
        FocusArea::Urgent => "Urgent care",
    }
}

fn delivery_model(model: DeliveryModel) -> &'static str {
    match model {
        DeliveryModel::Flat => "The practices share the work",
        DeliveryModel::LeadPractice => "A lead practice employs staff and holds the money",
        DeliveryModel::Federation => "A federation employs staff and holds the money",
        DeliveryModel::PcnCompany => "A company that the practices own employs staff and holds the money",
        DeliveryModel::SuperPractice => "The practices are one partnership",
        DeliveryModel::Other => "In another way",
    }
}

/// A network's matrix: its responsibilities in use, and the part that each holder has in them.
pub(super) fn matrix(place: &Place<'_, '_>, n: u32) -> View {
    let front = Front::new(place, n);
    let desk = place.desk;
    let mut page = place.frame("matrix", "", "networks", "Who answers for what".to_owned(), Some(front.network.file), Vec::new());
    page.summary = format!("Every responsibility in use in {}, and the part that each post, body and partner has in it.", desk.network_name(n));

    let rows: Vec<(&Answer, Vec<(Holder, Part)>)> = front.answers.iter().map(|answer| (*answer, posts::parts(place, n, answer))).collect();
    let holders = front.order(&rows.iter().flat_map(|(_, parts)| parts).map(|(holder, _)| *holder).collect());
    let column: HashMap<Holder, usize> = holders.iter().enumerate().map(|(at, holder)| (*holder, at)).collect();
    let mut by_holder: Vec<view::PostDuties> =
        holders.iter().map(|holder| view::PostDuties { seat: front.seat_of_holder(*holder), ..view::PostDuties::default() }).collect();
    let mut groups: Vec<((u8, u32), view::MatrixGroup)> = Vec::new();
    for (answer, parts) in &rows {
        let mut cells = vec![Part::None; holders.len()];
        for (holder, part) in parts {
            let at = column[holder];
            cells[at] = *part;
            let duty = front.named(answer.duty, *part);
            let list = if *part == Part::A { &mut by_holder[at].answers_for } else { &mut by_holder[at].takes_part };
            list.push(duty);
        }
        let (key, title) = group_of(place, answer.duty);
        let row = view::MatrixRow { link: place.duty_link(n, answer.duty), cells };
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.rows.push(row),
            None => groups.push((key, view::MatrixGroup { title, rows: vec![row] })),
        }
    }
    groups.sort_by_key(|(key, _)| *key);
    let unheld = front.unheld();
    let mut counts = if rows.is_empty() { String::new() } else { count(rows.len(), "responsibility in use", "responsibilities in use") };
    match unheld.len() {
        _ if counts.is_empty() => {}
        0 if !desk.shows_gaps => counts.push('.'),
        0 => counts.push_str("; each has somebody who answers for it."),
        1 => counts.push_str("; 1 has nobody."),
        nobody => counts.push_str(&format!("; {nobody} have nobody.")),
    }
    View::Matrix(Box::new(view::Matrix {
        page,
        holders: holders
            .iter()
            .zip(&by_holder)
            .map(|(holder, duties)| view::MatrixHolder { link: duties.seat.link.clone(), names: front.names(*holder) })
            .collect(),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        by_holder,
        unheld,
        counts,
        changes: super::years::changes(place, n),
    }))
}

/// The group of a responsibility in the matrix, by its usual holder, with the group's place in the order.
fn group_of(place: &Place<'_, '_>, duty: Duty) -> ((u8, u32), String) {
    let desk = place.desk;
    let Duty::Catalogue(at) = duty else { return ((9, 0), "The network's own".to_owned()) };
    match answers::usual_holder(desk.links, &desk.handbook.responsibilities[at as usize]) {
        UsualHolder::Role(role) => {
            let role_facts = &desk.handbook.roles[role as usize];
            let first = match role_facts.id.as_str() {
                "clinical-director" => 0,
                "deputy-clinical-director" => 1,
                "pcn-manager" => 2,
                _ => 3,
            };
            ((first, role), format!("Usually with: {}", lower_first(&role_facts.facts.title.value)))
        }
        UsualHolder::Practices => ((4, 0), "Usually with: the practices".to_owned()),
        UsualHolder::Board => ((4, 1), "Usually with: the board".to_owned()),
        UsualHolder::Payee => ((4, 2), "Usually with: the nominated payee".to_owned()),
        UsualHolder::Lmc => ((5, 0), "Usually with: the LMC".to_owned()),
        UsualHolder::Icb => ((5, 1), "Usually with: the ICB".to_owned()),
        UsualHolder::Unknown => ((6, 0), "Others".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::settings::Edition;
    use crate::pages::testing::{Shown, Site};

    const ROLES: [(&str, &str); 3] = [
        ("roles/clinical-director.md", "---\ntitle: Clinical director\nsingle: true\naccountable_to: members\n---\n"),
        ("roles/pcn-manager.md", "---\ntitle: PCN manager\naccountable_to: clinical-director\n---\n"),
        ("roles/clinical-lead.md", "---\ntitle: Clinical lead\naccountable_to: clinical-director\n---\n"),
    ];
    const RESEARCH: (&str, &str) = ("responsibilities/research.md", "---\ntitle: Research link\nrole: clinical-director\nbasis: contract\n---\n");
    const MONEY: (&str, &str) = ("responsibilities/money.md", "---\ntitle: Network finances\nrole: pcn-manager\nbasis: contract\n---\n");

    fn alpha(network: &str, edition: Edition) -> Site {
        let mut files = ROLES.to_vec();
        files.extend([RESEARCH, MONEY, ("networks/alpha/network.yaml", network)]);
        Site::build(&files, edition, false)
    }

    fn front(site: &Site) -> Shown<'_> {
        site.page("networks/alpha/index.html")
    }

    #[test]
    fn an_address_of_the_site_that_is_no_web_address_is_not_linked() {
        let handbook = "title: T\npublisher: {name: L, kind: lmc}\ncontract_year: 2026/27\nbase_url: \"javascript:alert(1)//\"\n";
        Site::new(&[("handbook.yaml", handbook), ("networks/alpha/network.yaml", "name: Alpha PCN\n")]).nowhere_shows("javascript:");
    }

    #[test]
    fn the_public_hears_nothing_that_is_only_about_something_hidden() {
        let network = "name: Alpha PCN\npractices: [{code: Y99001, name: Quayside}, {code: Y99002, name: Mill, visible_to: staff}]\nposts: {clinical-director: {release: [{responsibility: secret-duty, to: pcn-manager, by: 2027-03-31}]}, pcn-manager: {}}\nrelationships:\n  - {with: secret-trust, purpose: Quiet talks, lead: clinical-director, review_by: 2027-01-31}\n  - {with: open-trust, purpose: Open talks}\ncommitments:\n  - {id: phones, practice: Y99002, what: New telephones, due: 2026-12-31}\n";
        let files = [
            ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n"),
            ("roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n"),
            ("responsibilities/secret-duty.md", "---\ntitle: Quiet duty\nrole: clinical-director\nvisible_to: staff\n---\n"),
            (
                "organisations.yaml",
                "- {id: secret-trust, name: Quiet Trust, kind: acute, visible_to: staff}\n- {id: open-trust, name: Open Trust, kind: acute}\n",
            ),
            ("networks/alpha/network.yaml", network),
        ];
        let site = Site::new(&files);
        site.page("networks/alpha/index.html").shows("Open Trust Open talks");
        for hidden in ["secret-trust", "Quiet", "New telephones", "Hand over"] {
            site.nowhere_shows(hidden);
        }
        let staff = Site::staff(&files);
        staff.page("networks/alpha/index.html").shows("Quiet Trust Quiet talks").shows("New telephones").shows("Hand over: Quiet duty");
    }

    #[test]
    fn a_network_without_a_director_says_so() {
        let site = alpha("name: Alpha PCN\nposts: {pcn-manager: {}}\n", Edition::Public);
        front(&site).shows("Who leads Clinical director Not recorded PCN manager Vacant").holds("href=\"../../roles/clinical-director.html\"");
    }

    #[test]
    fn a_vacant_post_says_since_when_and_who_covers() {
        let site = alpha(
            "name: Alpha PCN\npeople: {tomos: {name: Tomos Rees}}\nposts:\n  clinical-director: {vacant: {since: 2026-09-01, cover: pcn-manager}}\n  pcn-manager: {holders: [{person: tomos}]}\n",
            Edition::Public,
        );
        front(&site).shows("Clinical director Vacant since 1 September 2026 Covered by PCN manager");
    }

    #[test]
    fn a_network_counts_the_practices_and_patients_of_the_day() {
        let site = alpha(
            "name: Alpha PCN\npractices:\n  - {code: Y99001, name: Quayside, list_size: 11840}\n  - {code: Y99002, name: Lockgate, list_size: 7655, left: 2026-12-31}\n  - {code: Y99003, name: Old Ferry, list_size: 9000, left: 2026-09-30}\n",
            Edition::Public,
        );
        front(&site)
            .shows("Two practices working together for 19,495 patients.")
            .shows("Lockgate Leaves on 31 December 2026")
            .shows("Former practices: Old Ferry, Left on 30 September 2026.");
    }

    #[test]
    fn the_team_stands_around_the_director() {
        let site = alpha(
            "name: Alpha PCN\nposts:\n  office: {role: clinical-lead, title: Office, accountable_to: pcn-manager}\n  pcn-manager: {}\n  clinical-director: {}\n  old: {role: clinical-lead, title: Old post, ended: 2024-03-31}\n",
            Edition::Public,
        );
        front(&site).shows("The team Clinical director Vacant PCN manager Vacant Office Vacant").hides("Old post");
    }

    const RUN_BY_A_BOARD: &str = "name: Alpha PCN\npractices: [{code: Y99001, name: Quayside Surgery}, {code: Y99002, name: Mill Surgery}]\npeople: {amara: {name: Amara <Bello>}, tomos: {name: Tomos Rees, publish: []}, hanna: {name: Hanna Ode}}\nposts:\n  clinical-director: {accountable_to: board, holders: [{person: amara}, {person: tomos}]}\n  pcn-manager: {}\n  lead: {role: clinical-lead, title: Lead, holders: [{person: hanna, status: acting}]}\n  guardian: {role: clinical-lead, title: Guardian, accountable_to: members}\nbodies: {board: {name: Network board, kind: board, members: all-practices, meets: monthly}}\n";

    #[test]
    fn the_team_is_drawn_below_those_it_answers_to() {
        let site = alpha(RUN_BY_A_BOARD, Edition::Staff);
        let page = front(&site);
        page.holds("<svg class=\"drawing team-drawing\"")
            .shows("The team The practices 2 practices Network board meets monthly Clinical director Amara &lt;Bello&gt; Tomos Rees PCN manager Vacant Lead Hanna Ode (acting) Guardian Vacant A line leads up")
            .shows("Read the drawing as a list Clinical director Amara")
            .shows("Answers to the Network board PCN manager Vacant Lead Hanna Ode (acting) No permanent holder")
            .shows("Guardian Vacant Answers to the member practices All practices sit on the Network board.");
        // Both vacancies and the post that is held for a time only.
        assert_eq!(page.html.matches("<a class=\"open\"").count(), 3);
    }

    #[test]
    fn a_drawing_tells_the_public_no_more_than_the_list() {
        let site = alpha(&RUN_BY_A_BOARD.replace("meets: monthly", "meets: monthly, visible_to: staff"), Edition::Public);
        front(&site).holds("team-drawing").shows("Held (name not published)").hides("Tomos").hides("Network board").hides("answers to the .");
        site.nowhere_shows("Network board");
        site.nowhere_shows("Tomos");
    }

    #[test]
    fn a_post_answers_to_the_board_where_its_role_says_so() {
        let network = "name: Alpha PCN\nposts:\n  clinical-director: {}\n  finance-lead: {}\n";
        let files = [ROLES[0], ("roles/finance-lead.md", "---\ntitle: Finance lead\naccountable_to: board\n---\n"), ("networks/alpha/network.yaml", network)];
        let site = Site::new(&files);
        front(&site).shows("The board Finance lead Vacant").shows("Finance lead Vacant Answers to the board");
    }

    #[test]
    fn a_crowd_of_posts_is_a_list_alone() {
        let mut network = "name: Alpha PCN\nposts:\n  clinical-director: {}\n".to_owned();
        for number in 1..=40 {
            network.push_str(&format!("  lead-{number}: {{role: clinical-lead, title: Lead {number}}}\n"));
        }
        let site = alpha(&network, Edition::Public);
        let page = front(&site);
        page.shows("The team Clinical director Vacant Answers to the member practices Lead 1 Vacant");
        assert!(!page.html.contains("team-drawing") && !page.html.contains("Read the drawing"));
    }

    #[test]
    fn meetings_outside_are_drawn_level_by_level() {
        let network = "name: Alpha PCN\nposts: {clinical-director: {}}\npeople: {amara: {name: Amara Bello}}\nvoice: [{forum: system, representative: clinical-director}, {forum: place}, {forum: secret}]\n";
        let forums = (
            "forums.yaml",
            "- {id: system, name: System board, level: system}\n- {id: place, name: Place forum, level: place}\n- {id: secret, name: Secret forum, level: region, visible_to: staff}\n",
        );
        let files = [ROLES[0], forums, ("networks/alpha/network.yaml", network)];
        let site = Site::new(&files);
        front(&site).shows("Place Place forum Nobody System System board Clinical director Vacant").shows("Meeting Speaks for the network").hides("Region");
        Site::staff(&files).page("networks/alpha/index.html").shows("Region Secret forum Nobody");
    }

    #[test]
    fn accountability_that_goes_in_circles_does_not_hang() {
        let site = alpha(
            "name: Alpha PCN\nposts:\n  clinical-director: {accountable_to: pcn-manager}\n  pcn-manager: {accountable_to: lead}\n  lead: {role: clinical-lead, title: Lead, accountable_to: pcn-manager}\n  alone: {role: clinical-lead, title: Alone, accountable_to: alone}\n",
            Edition::Public,
        );
        front(&site).shows("The team Clinical director Vacant").shows("PCN manager Vacant Lead Vacant").shows("Alone Vacant");
    }

    #[test]
    fn a_long_line_of_posts_ends_at_the_sixth_level() {
        let mut network = "name: Alpha PCN\nposts:\n  clinical-director: {}\n".to_owned();
        let mut above = "clinical-director".to_owned();
        for number in 1..40 {
            network.push_str(&format!("  lead-{number}: {{role: clinical-lead, title: Lead {number}, accountable_to: {above}}}\n"));
            above = format!("lead-{number}");
        }
        let site = alpha(&network, Edition::Public);
        let page = front(&site);
        page.shows("Lead 39 Vacant");
        let team = page.html.split("class=\"team\"").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or_default();
        let (mut level, mut deepest) = (0_usize, 0);
        for piece in team.split('<') {
            level = if piece.starts_with("ul") { level + 1 } else { level - usize::from(piece.starts_with("/ul")) };
            deepest = deepest.max(level);
        }
        assert_eq!(deepest, super::team::DEEPEST);
    }

    #[test]
    fn what_is_late_stands_first_among_what_is_due() {
        let site = alpha(
            "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts: {clinical-director: {holders: [{person: amara, to: 2026-11-30}]}}\npractices: [{code: Y99001, name: Quayside}]\ncommitments:\n  - {id: phones, practice: Y99001, what: New telephones, due: 2026-10-31}\n  - {id: done, practice: Y99001, what: Old promise, due: 2026-10-01, done: 2026-10-01}\n  - {id: far, practice: Y99001, what: Far ahead, due: 2030-10-01}\n",
            Edition::Public,
        );
        front(&site)
            .shows("What is due 31 October 2026 Overdue Commitment: New telephones (Quayside) 30 November 2026 Due this month Term ends: Clinical director (Amara Bello)")
            .holds("href=\"#commitment-phones\"")
            .holds("id=\"commitment-phones\"");
        let due = front(&site).words();
        let due = due.split("What is due").nth(1).and_then(|rest| rest.split("The team").next()).unwrap_or_default().to_owned();
        assert!(!due.contains("Old promise") && !due.contains("Far ahead"), "{due}");
    }

    #[test]
    fn services_say_whom_to_call_and_who_stands_in() {
        let site = alpha(
            "name: Alpha PCN\npeople: {tomos: {name: Tomos Rees}}\nposts:\n  clinical-director: {}\n  pcn-manager: {contact: {phone: 01632 960003}, holders: [{person: tomos}]}\nservices: [{id: evenings, title: Evening clinics, lead: pcn-manager, cover: clinical-director}]\n",
            Edition::Public,
        );
        front(&site).shows("Evening clinics PCN manager: Tomos Rees 01632 960003 When away: Clinical director").holds("tel:01632960003");
    }

    #[test]
    fn what_nobody_answers_for_is_listed_for_staff_alone() {
        let network = "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts: {clinical-director: {holders: [{person: amara}]}}\n";
        front(&alpha(network, Edition::Staff)).shows("Nobody answers for: Network finances");
        let public = alpha(network, Edition::Public);
        front(&public).hides("Nobody answers for").shows("Clinical director Amara Bello Research link");
        public.page("networks/alpha/responsibilities.html").shows("2 responsibilities in use.").hides("Held by nobody");
        alpha(network, Edition::Staff).page("networks/alpha/responsibilities.html").shows("2 responsibilities in use; 1 has nobody.");
    }

    #[test]
    fn the_matrix_shows_the_strongest_part_of_each_holder() {
        let site = alpha(
            "name: Alpha PCN\npeople: {amara: {name: Dr Amara Bello}, tomos: {name: Tomos Rees, publish: []}}\nposts:\n  pcn-manager: {holders: [{person: tomos}]}\n  clinical-director: {holders: [{person: amara}]}\n  lead: {role: clinical-lead, title: Lead}\npractices: [{code: Y99001, name: Quayside}, {code: Y99002, name: Lockgate}]\nresponsibilities:\n  research: {responsible: [lead], support: [lead, clinical-director], informed: [practices]}\n  flu: {title: Flu season, accountable: practices}\n",
            Edition::Public,
        );
        site.page("networks/alpha/responsibilities.html")
            .shows("Responsibility Clinical director A Bello PCN manager Held Lead Vacant The practices All two")
            .shows("Usually with: clinical director Research link A Answers for it R Does the work I Is kept informed")
            .shows("The network's own Flu season A Answers for it");
    }

    #[test]
    fn a_closed_network_names_the_one_that_followed() {
        let mut files = ROLES.to_vec();
        files.push(("networks/alpha/network.yaml", "name: Alpha PCN\nstatus: closed\nclosed: 2026-03-31\nsuccessor: beta\n"));
        files.push(("networks/beta/network.yaml", "name: Beta PCN\n"));
        let site = Site::new(&files);
        front(&site).shows("Closed on 31 March 2026. Its work passed to Beta PCN").holds("href=\"../beta/index.html\"");
    }

    #[test]
    fn interests_of_somebody_who_may_not_be_named_are_not_told() {
        let site = alpha(
            "name: Alpha PCN\npeople: {tomos: {name: Tomos Rees, publish: []}, amara: {name: Amara Bello}}\nconflicts:\n  - {person: tomos, type: financial, what: Owns a pharmacy, visible_to: public}\n  - {person: amara, type: personal, what: Trustee of a charity, visible_to: public}\n",
            Edition::Public,
        );
        front(&site).shows("Amara Bello Trustee of a charity Personal").hides("Owns a pharmacy");
    }
}
