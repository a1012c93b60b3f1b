//! Who answers for what, in every network, and where it is written.
//!
//! The rules are those of the content format, sections 5 and 11: a responsibility is in use where the network
//! assigns it, or where it is in force and rests on the contract or a post of its usual role exists; its holder is
//! whom the network names, else the one post of the usual role.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::{Backlink, Links, Part, Relation, Target, Thing, Unit};
use crate::document::record::Text;
use crate::model::catalogue::Basis;
use crate::model::network::{Assignment, HolderStatus, Person, Post};
use crate::model::shared::OrganisationKind;
use crate::model::{Handbook, Network, Responsibility};
use crate::source::{AT_A_TIME, FileId, Span};

/// A responsibility: of the catalogue, or of one network's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Duty {
    /// Its place in the catalogue.
    Catalogue(u32),
    /// Its place in the network's `responsibilities`.
    Own(u32),
}

/// The one who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accountable {
    /// A post of the network.
    Post(u32),
    /// A body of the network.
    Body(u32),
    /// The practices together; they count as one.
    Practices,
    /// An organisation.
    Organisation(u32),
    /// The nominated payee, who is no organisation of the handbook.
    Payee,
    /// Several posts of the usual role: the network has to choose.
    Choice(Vec<u32>),
    /// Nobody.
    Nobody,
}

/// Who answers for one responsibility in one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The responsibility.
    pub duty: Duty,
    /// What the network says of it: its place in the network's `responsibilities`.
    pub says: Option<u32>,
    /// Whether it is in use here; what is not in use is only listed as held by nobody.
    pub in_use: bool,
    /// The one who answers.
    pub accountable: Accountable,
    /// Who does the work: posts, bodies, practices or organisations.
    pub responsible: Vec<Thing>,
    /// Who helps.
    pub support: Vec<Thing>,
    /// Who is told.
    pub informed: Vec<Thing>,
}

/// A place where something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The page: an agreement, a strategy, a page; or a schedule or objective on one.
    pub page: Thing,
    /// The heading's anchor.
    pub anchor: Option<String>,
    /// The file and the place in it.
    pub span: Span,
    /// The mention in prose, where it is one.
    pub mention: Option<(FileId, u32)>,
    /// Whether the network says so in `written_in`.
    pub stated: bool,
}

/// Where one network writes of its responsibilities.
pub(super) type WrittenBy = HashMap<Duty, Vec<Written>>;

/// All answers, network by network.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    networks: Vec<OfNetwork>,
    overall: Arc<Overall>,
    /// What the answers of all networks rest on.
    custom: Custom,
}

/// Answers of all networks together.
#[derive(Debug, Default)]
struct Overall {
    /// By responsibility of the catalogue: its answers in the order of the networks, as (network, place).
    across: Vec<Vec<(u32, u32)>>,
    /// By organisation: what it answers for, as (responsibility of the catalogue, network), in that order.
    by_organisation: HashMap<u32, Vec<(u32, u32)>>,
}

/// The answers of a network.
#[derive(Clone, Debug)]
struct OfNetwork {
    /// What they were worked out from.
    unit: Arc<Unit>,
    /// In the order of their responsibilities.
    answers: Arc<Vec<Answer>>,
}

/// What answers rest on beside the network itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Custom {
    /// Of each responsibility of the catalogue: who usually holds it, whether it is in force, what it rests on.
    catalogue: Vec<(UsualHolder, bool, Basis)>,
    lmcs: Vec<u32>,
    today: Date,
}

impl Answers {
    /// The answers of a network, in the order of the catalogue; its own come last.
    pub fn of_network(&self, n: u32) -> &[Answer] {
        self.networks.get(n as usize).map_or(&[], |network| network.answers.as_slice())
    }

    /// The answer for one responsibility of a network.
    pub fn of(&self, n: u32, duty: Duty) -> Option<&Answer> {
        let answers = self.of_network(n);
        answers.binary_search_by_key(&duty, |answer| answer.duty).ok().map(|at| &answers[at])
    }

    /// The answers of every network for a responsibility of the catalogue, with the network's number.
    pub fn across(&self, responsibility: u32) -> impl Iterator<Item = (u32, &Answer)> {
        self.overall.across.get(responsibility as usize).into_iter().flatten().map(|&(n, at)| (n, &self.networks[n as usize].answers[at as usize]))
    }

    /// What an organisation answers for: responsibilities of the catalogue in its order, each with a network.
    pub fn of_organisation(&self, organisation: u32) -> &[(u32, u32)] {
        self.overall.by_organisation.get(&organisation).map_or(&[], Vec::as_slice)
    }

    /// Where a network writes of a responsibility: what it states first, then the agreement, the strategy and its pages.
    pub fn written(&self, n: u32, duty: Duty) -> &[Written] {
        self.networks.get(n as usize).and_then(|network| network.unit.written.get(&duty)).map_or(&[], Vec::as_slice)
    }
}

/// Somebody's term in a post, with the person it leads to.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a> {
    /// The network and the place of the person; `None` where the reference leads nowhere.
    pub person: Option<(u32, u32)>,
    /// The holder as written.
    pub holder: &'a crate::model::network::Holder,
}

/// Who holds a post on a day, who held it and who will.
#[derive(Clone, Debug, Default)]
pub struct Holders<'a> {
    /// On the day.
    pub now: Vec<Term<'a>>,
    /// Earlier, the latest first.
    pub before: Vec<Term<'a>>,
    /// Later, the soonest first.
    pub next: Vec<Term<'a>>,
}

impl Holders<'_> {
    /// Whether somebody holds the post for good.
    pub fn has_substantive(&self) -> bool {
        self.now.iter().any(|term| term.holder.status() == HolderStatus::Substantive)
    }
}

/// The person a thing is, if it is one.
pub fn person(handbook: &Handbook, thing: Thing) -> Option<&(Text, Person)> {
    match thing {
        Thing::Person(n, at) => handbook.networks.get(n as usize)?.facts.people.get(at as usize),
        _ => None,
    }
}

/// Who holds a post. A holder is current from the first day to the last, both included, unless the person has left.
pub fn holders<'a>(handbook: &Handbook, links: &Links, post: &'a Post, today: Date) -> Holders<'a> {
    let mut holders = Holders::default();
    for holder in &post.holders {
        let thing = links.of(&holder.person);
        let place = match thing {
            Some(Thing::Person(n, at)) => Some((n, at)),
            _ => None,
        };
        let left = thing.and_then(|thing| person(handbook, thing)).and_then(|(_, person)| person.left.as_ref());
        let from = holder.from.as_ref().map(|from| from.value);
        let to = holder.to.as_ref().map(|to| to.value);
        let term = Term { person: place, holder };
        if to.is_some_and(|to| to < today) || left.is_some_and(|left| left.value < today) {
            holders.before.push(term);
        } else if from.is_some_and(|from| from > today) {
            holders.next.push(term);
        } else if post.ended.as_ref().is_some_and(|ended| ended.value < today) {
            holders.before.push(term);
        } else {
            holders.now.push(term);
        }
    }
    let key = |term: &Term<'_>| term.holder.from.as_ref().map(|from| from.value);
    holders.before.sort_by_key(|term| std::cmp::Reverse(key(term)));
    holders.next.sort_by_key(key);
    holders
}

/// The role of a post, by its place.
pub fn role_of_post(links: &Links, id: &Text, post: &Post) -> Option<u32> {
    match links.of(post.role.as_ref().unwrap_or(id)) {
        Some(Thing::Role(role)) => Some(role),
        _ => None,
    }
}

/// Whether a post still exists on a day.
pub fn exists(post: &Post, today: Date) -> bool {
    post.ended.as_ref().is_none_or(|ended| ended.value >= today)
}

/// Who usually holds a responsibility of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsualHolder {
    /// Posts of a role.
    Role(u32),
    /// The practices together.
    Practices,
    /// The board.
    Board,
    /// The LMC.
    Lmc,
    /// The ICB.
    Icb,
    /// The nominated payee.
    Payee,
    /// The name leads nowhere.
    Unknown,
}

/// Who usually holds a responsibility.
pub fn usual_holder(links: &Links, item: &Responsibility) -> UsualHolder {
    match item.facts.role.value.as_str() {
        "practices" => UsualHolder::Practices,
        "board" => UsualHolder::Board,
        "lmc" => UsualHolder::Lmc,
        "icb" => UsualHolder::Icb,
        "nominated-payee" => UsualHolder::Payee,
        _ => match links.of(&item.facts.role) {
            Some(Thing::Role(role)) => UsualHolder::Role(role),
            _ => UsualHolder::Unknown,
        },
    }
}

/// Whether a responsibility is in force in the handbook's contract year, or is kept as a standard after it.
pub fn in_force(handbook: &Handbook, item: &Responsibility) -> bool {
    let year = handbook.settings.contract_year.value;
    let Some(years) = &item.facts.years else { return true };
    let begun = years.from.as_ref().is_none_or(|from| from.value <= year);
    years.contain(year) || (begun && item.facts.standard == Some(true))
}

/// What a responsibility rests on.
pub fn basis(item: &Responsibility) -> Basis {
    item.facts.basis.as_ref().map_or(Basis::Guidance, |basis| basis.value)
}

pub(super) fn work_out(handbook: &Handbook, links: &Links, today: Date, before: Option<&Answers>) -> Answers {
    let catalogue = handbook.responsibilities.iter().map(|item| (usual_holder(links, item), in_force(handbook, item), basis(item))).collect();
    let custom = Custom { catalogue, lmcs: of_kind(handbook, OrganisationKind::Lmc), today };
    let before = before.filter(|before| before.custom == custom);
    let of_network = |(n, network): (usize, &Arc<Network>)| {
        let unit = &links.units[n + 1];
        let known = before.and_then(|before| before.networks.get(n));
        if let Some(known) = known.filter(|known| Arc::ptr_eq(&known.unit, unit)) {
            return known.clone();
        }
        let answers = answers_of(network, links, &custom);
        // Most changes of a network leave its answers as they were.
        let same = known.filter(|known| *known.answers == answers).map(|known| Arc::clone(&known.answers));
        OfNetwork { unit: Arc::clone(unit), answers: same.unwrap_or_else(|| Arc::new(answers)) }
    };
    let networks: Vec<OfNetwork> = handbook.networks.par_iter().with_max_len(AT_A_TIME).enumerate().map(of_network).collect();
    let is_same = |(one, other): (&OfNetwork, &OfNetwork)| Arc::ptr_eq(&one.answers, &other.answers);
    let same = before.filter(|before| before.networks.len() == networks.len() && before.networks.iter().zip(&networks).all(is_same));
    let overall = same.map_or_else(|| Arc::new(overall(&networks, handbook.responsibilities.len())), |same| Arc::clone(&same.overall));
    Answers { networks, overall, custom }
}

fn overall(networks: &[OfNetwork], responsibilities: usize) -> Overall {
    let mut across = vec![Vec::new(); responsibilities];
    let mut by_organisation: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
    for (n, network) in networks.iter().enumerate() {
        for (at, answer) in network.answers.iter().enumerate() {
            if let Duty::Catalogue(duty) = answer.duty {
                across[duty as usize].push((n as u32, at as u32));
                if let (true, Accountable::Organisation(organisation)) = (answer.in_use, &answer.accountable) {
                    by_organisation.entry(*organisation).or_default().push((duty, n as u32));
                }
            }
        }
    }
    for held in by_organisation.values_mut() {
        held.sort_unstable();
    }
    Overall { across, by_organisation }
}

fn of_kind(handbook: &Handbook, kind: OrganisationKind) -> Vec<u32> {
    handbook.organisations.iter().enumerate().filter(|(_, item)| item.facts.kind.value == kind).map(|(n, _)| n as u32).collect()
}

fn organisation(links: &Links, reference: Option<&Text>) -> Option<u32> {
    match links.of(reference?) {
        Some(Thing::Organisation(n)) => Some(n),
        _ => None,
    }
}

fn answers_of(network: &Network, links: &Links, custom: &Custom) -> Vec<Answer> {
    let habits = Habits::of(network, links, custom);
    let mut answers = Vec::with_capacity(custom.catalogue.len());
    for (duty, (_, in_force, _)) in (0..).zip(&custom.catalogue) {
        if *in_force || habits.says_of.contains_key(&duty) {
            answers.push(habits.answer(duty));
        }
    }
    for at in 0..network.facts.responsibilities.len() as u32 {
        if network.facts.responsibilities[at as usize].1.title.is_some() {
            answers.push(answer(Duty::Own(at), Some(at), true, Accountable::Nobody, &network.facts, links, habits.bodies));
        }
    }
    answers
}

/// The answers of a network for some responsibilities of the catalogue as if each were in force: in another contract year
/// than the handbook's it is.
pub fn in_any_year(links: &Links, network: &Network, duties: impl Iterator<Item = u32>) -> Vec<Answer> {
    let habits = Habits::of(network, links, &links.answers.custom);
    duties.filter(|duty| (*duty as usize) < habits.custom.catalogue.len()).map(|duty| habits.answer(duty)).collect()
}

/// What a network's answers rest on.
struct Habits<'a> {
    network: &'a Network,
    links: &'a Links,
    custom: &'a Custom,
    /// Its entries about responsibilities of the catalogue.
    says_of: HashMap<u32, u32>,
    posts_by_role: HashMap<u32, Vec<u32>>,
    /// The board, the LMC and the ICB.
    bodies: (Option<usize>, Option<u32>, Option<u32>),
}

impl<'a> Habits<'a> {
    fn of(network: &'a Network, links: &'a Links, custom: &'a Custom) -> Self {
        let facts = &network.facts;
        let mut says_of: HashMap<u32, u32> = HashMap::new();
        for (at, (id, says)) in facts.responsibilities.iter().enumerate() {
            if says.title.is_none()
                && let Some(Thing::Responsibility(duty)) = links.of(id)
            {
                says_of.insert(duty, at as u32);
            }
        }
        let mut posts_by_role: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, (id, post)) in facts.posts.iter().enumerate() {
            if let Some(role) = role_of_post(links, id, post).filter(|_| exists(post, custom.today)) {
                posts_by_role.entry(role).or_default().push(at as u32);
            }
        }
        let board = facts.bodies.iter().position(|(id, body)| match &body.kind {
            Some(kind) => kind.value == crate::model::network::BodyKind::Board,
            None => id.value == "board",
        });
        let only_lmc = if custom.lmcs.len() == 1 { custom.lmcs.first().copied() } else { None };
        let lmc = organisation(links, facts.lmc.as_ref()).or(only_lmc);
        let icb = organisation(links, facts.icb.as_ref());
        Self { network, links, custom, says_of, posts_by_role, bodies: (board, lmc, icb) }
    }

    fn answer(&self, duty: u32) -> Answer {
        let (usual, _, basis) = &self.custom.catalogue[duty as usize];
        let (board, lmc, icb) = self.bodies;
        let facts = &self.network.facts;
        let says = self.says_of.get(&duty).copied();
        let by_custom = match usual {
            UsualHolder::Role(role) => match self.posts_by_role.get(role).map(Vec::as_slice) {
                None | Some([]) => Accountable::Nobody,
                Some([post]) => Accountable::Post(*post),
                Some(posts) => Accountable::Choice(posts.to_vec()),
            },
            UsualHolder::Practices if facts.practices.is_empty() => Accountable::Nobody,
            UsualHolder::Practices => Accountable::Practices,
            UsualHolder::Board => board.map_or(Accountable::Nobody, |at| Accountable::Body(at as u32)),
            UsualHolder::Lmc => lmc.map_or(Accountable::Nobody, Accountable::Organisation),
            UsualHolder::Icb => icb.map_or(Accountable::Nobody, Accountable::Organisation),
            UsualHolder::Payee => match facts.nominated_payee.as_ref() {
                None => Accountable::Nobody,
                Some(payee) => organisation(self.links, payee.organisation.as_ref()).map_or(Accountable::Payee, Accountable::Organisation),
            },
            UsualHolder::Unknown => Accountable::Nobody,
        };
        let in_use = says.is_some() || *basis == Basis::Contract || by_custom != Accountable::Nobody;
        answer(Duty::Catalogue(duty), says, in_use, by_custom, facts, self.links, self.bodies)
    }
}

fn answer(
    duty: Duty,
    says: Option<u32>,
    in_use: bool,
    by_custom: Accountable,
    facts: &crate::model::network::NetworkFacts,
    links: &Links,
    (board, lmc, icb): (Option<usize>, Option<u32>, Option<u32>),
) -> Answer {
    let assignment: Option<&Assignment> = says.and_then(|at| facts.responsibilities.get(at as usize)).map(|(_, says)| says);
    let named = assignment.and_then(|says| says.accountable.as_ref()).map(|reference| match (links.of(reference), reference.value.as_str()) {
        (Some(Thing::Post(_, at)), _) => Accountable::Post(at),
        (Some(Thing::Body(_, at)), _) => Accountable::Body(at),
        (Some(Thing::Organisation(n)), _) => Accountable::Organisation(n),
        (_, "practices") => Accountable::Practices,
        (_, "board") => board.map_or(Accountable::Nobody, |at| Accountable::Body(at as u32)),
        (_, "lmc") => lmc.map_or(Accountable::Nobody, Accountable::Organisation),
        (_, "icb") => icb.map_or(Accountable::Nobody, Accountable::Organisation),
        (_, "nominated-payee") => Accountable::Payee,
        _ => Accountable::Nobody,
    });
    let things = |references: Option<&Vec<Text>>| references.into_iter().flatten().filter_map(|reference| links.of(reference)).collect::<Vec<Thing>>();
    Answer {
        duty,
        says,
        in_use,
        accountable: named.unwrap_or(by_custom),
        responsible: things(assignment.map(|says| &says.responsible)),
        support: things(assignment.map(|says| &says.support)),
        informed: things(assignment.map(|says| &says.informed)),
    }
}

/// Where a network writes of each responsibility: what it states, and every mention in its own papers and pages.
pub(super) fn written_by(handbook: &Handbook, n: u32, part: &Part) -> WrittenBy {
    let mut written = WrittenBy::new();
    let at = |span: Span| part.targets.binary_search_by_key(&span, |(place, _)| *place).ok().map(|at| &part.targets[at].1);
    for (place, (id, says)) in handbook.networks[n as usize].facts.responsibilities.iter().enumerate() {
        let duty = match at(id.span) {
            _ if says.title.is_some() => Duty::Own(place as u32),
            Some(Target::Thing(Thing::Responsibility(duty), _)) => Duty::Catalogue(*duty),
            _ => continue,
        };
        let Some(reference) = &says.written_in else { continue };
        if let Some(Target::Thing(page, anchor)) = at(reference.span) {
            written.entry(duty).or_default().push(Written { page: *page, anchor: anchor.clone(), span: reference.span, mention: None, stated: true });
        }
    }
    let mut said: Vec<(Duty, &Backlink)> = part
        .backlinks
        .iter()
        .filter_map(|(thing, backlink)| match *thing {
            Thing::Responsibility(duty) => Some((Duty::Catalogue(duty), backlink)),
            Thing::Own(owner, at) if owner == n => Some((Duty::Own(at), backlink)),
            _ => None,
        })
        .filter(|(_, backlink)| {
            let is_text =
                matches!(backlink.from, Thing::Agreement(_) | Thing::Schedule(..) | Thing::Strategy(_) | Thing::Objective(..) | Thing::NetworkPage(..));
            is_text && matches!(backlink.relation, Relation::Mentions | Relation::Governs | Relation::Serves | Relation::Explains)
        })
        .collect();
    said.sort_by_key(|(duty, backlink)| (*duty, backlink.from, backlink.relation, backlink.span));
    for (duty, backlink) in said {
        let entry = written.entry(duty).or_default();
        let page = schedule_at(handbook, backlink.from, backlink.anchor.as_deref()).unwrap_or(backlink.from);
        let anchor = if page == backlink.from { backlink.anchor.as_deref().map(str::to_owned) } else { None };
        let known = entry.iter().any(|known| known.page == page && known.anchor == anchor);
        if !known {
            entry.push(Written { page, anchor, span: backlink.span, mention: backlink.mention, stated: false });
        }
    }
    let rank = |thing: Thing| match thing {
        Thing::Agreement(_) | Thing::Schedule(..) => 0,
        Thing::Strategy(_) | Thing::Objective(..) => 1,
        _ => 2,
    };
    for places in written.values_mut() {
        places.sort_by_key(|place| (!place.stated, rank(place.page), place.page, place.span));
    }
    written
}

/// The schedule whose text holds a heading of the agreement.
pub(crate) fn schedule_at(handbook: &Handbook, page: Thing, anchor: Option<&str>) -> Option<Thing> {
    let (Thing::Agreement(n), Some(anchor)) = (page, anchor) else { return None };
    let agreement = handbook.networks.get(n as usize)?.agreement.as_ref()?;
    let at = agreement.prose.headings.iter().position(|heading| heading.id == anchor)?;
    // Going up from the heading, the first that is a schedule's.
    agreement.prose.headings[..=at]
        .iter()
        .rev()
        .find_map(|heading| agreement.facts.schedules.iter().position(|schedule| schedule.anchor() == heading.id))
        .map(|at| Thing::Schedule(n, at as u32))
}
