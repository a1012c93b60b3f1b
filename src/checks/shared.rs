//! What several rules ask of a network.

use jiff::civil::Date;

use super::Scene;
use crate::document::prose::Prose;
use crate::document::record::ContractYear;
use crate::links::answers;
use crate::model::Network;
use crate::model::catalogue::Years;
use crate::model::network::{MemberKind, NetworkStatus, Post, Practice};
use crate::model::page::Status;
use crate::source::{FileId, Layer};

/// Where a network stands; open unless it says otherwise.
pub fn status(network: &Network) -> NetworkStatus {
    network.facts.status.as_ref().map_or(NetworkStatus::Open, |status| status.value)
}

/// Whether a network has ended: nothing about it can be put right any more.
pub fn has_ended(network: &Network, today: Date) -> bool {
    status(network) == NetworkStatus::Closed || network.facts.closed.as_ref().is_some_and(|closed| closed.value < today)
}

/// Whether a network is at work. One that is forming has not made its arrangements yet, so nobody misses them.
pub fn is_at_work(network: &Network, today: Date) -> bool {
    status(network) != NetworkStatus::Forming && !has_ended(network, today)
}

/// Its name, or its id where the name is missing.
pub fn name_of(network: &Network) -> &str {
    let name = network.facts.name.value.as_str();
    if name.is_empty() { &network.id } else { name }
}

/// A practice's name, or its code where the name is missing.
pub fn practice_name(practice: &Practice) -> &str {
    if practice.name.value.is_empty() { &practice.code.value } else { &practice.name.value }
}

/// Whether a practice is a core member.
pub fn is_core(practice: &Practice) -> bool {
    practice.kind.as_ref().is_none_or(|kind| kind.value == MemberKind::Core)
}

/// Whether a practice is a member on a day.
pub fn is_member(practice: &Practice, today: Date) -> bool {
    practice.joined.as_ref().is_none_or(|joined| joined.value <= today) && practice.left.as_ref().is_none_or(|left| left.value >= today)
}

/// The core practices of a network on a day.
pub fn core_practices(network: &Network, today: Date) -> impl Iterator<Item = &Practice> {
    network.facts.practices.iter().filter(move |practice| is_core(practice) && is_member(practice, today))
}

/// How many patients a network has: what it says, or the sum of its core practices' lists where all are known.
pub fn patients(network: &Network, today: Date) -> Option<u32> {
    if let Some(size) = network.facts.population.as_ref().and_then(|population| population.size.as_ref()) {
        return Some(size.value);
    }
    let lists: Option<Vec<u32>> = core_practices(network, today).map(|practice| practice.list_size.as_ref().map(|size| size.value)).collect();
    lists.filter(|lists| !lists.is_empty()).map(|lists| lists.iter().fold(0, |sum: u32, list| sum.saturating_add(*list)))
}

/// The posts of clinical director, each with its place.
pub fn director_posts<'a>(scene: &Scene<'a>, network: &'a Network) -> impl Iterator<Item = (u32, &'a Post)> {
    let (handbook, links) = (scene.handbook, scene.links);
    network.facts.posts.iter().enumerate().filter_map(move |(at, (id, post))| {
        let role = answers::role_of_post(links, id, post)?;
        (handbook.roles[role as usize].id == "clinical-director").then_some((at as u32, post))
    })
}

/// `one`, `one and two`, `one, two and three`.
pub fn listed<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A stretch of the handbook's own prose that speaks of today.
pub struct Written<'a> {
    /// The file.
    pub file: FileId,
    /// The prose.
    pub prose: &'a Prose,
    /// The first contract year that it speaks of; `None` where it says only until when.
    pub year: Option<ContractYear>,
    /// Whether it is an agreement, which keeps the words of the day on which it was signed.
    pub is_signed: bool,
}

/// What the handbook's own authors wrote and still stand by: no other layer's pages, none that are superseded or archived,
/// none of networks that have ended.
pub fn writings<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Written<'a>> {
    let (handbook, today) = (scene.handbook, scene.today);
    let this_year = handbook.settings.contract_year.value;
    let first = move |years: Option<&'a Years>| years.map_or(Some(this_year), |years| years.from.as_ref().map(|from| from.value));
    let networks = || handbook.networks.iter().filter(move |network| !has_ended(network, today));
    let pages = handbook.home.iter().chain(&handbook.pages).chain(networks().flat_map(|network| &network.pages));
    let pages = pages.filter(|page| page.facts.status.as_ref().is_none_or(|status| status.value == Status::Current));
    let pages = pages.map(move |page| (page.layer, page.file, &page.prose, first(page.facts.years.as_ref()), false));
    let duties = handbook.responsibilities.iter().map(move |duty| (duty.layer, duty.file, &duty.prose, first(duty.facts.years.as_ref()), false));
    let roles = handbook.roles.iter().map(move |role| (role.layer, role.file, &role.prose, Some(this_year), false));
    let lists = handbook.checklists.iter().map(move |list| (list.layer, list.file, &list.prose, Some(this_year), false));
    let strategies =
        networks().filter_map(|network| network.strategy.as_ref()).map(move |entry| (entry.layer, entry.file, &entry.prose, Some(this_year), false));
    let agreements =
        networks().filter_map(|network| network.agreement.as_ref()).map(move |entry| (entry.layer, entry.file, &entry.prose, Some(this_year), true));
    let all = pages.chain(duties).chain(roles).chain(lists).chain(strategies).chain(agreements);
    all.filter(|(layer, ..)| *layer == Layer::Handbook).map(|(_, file, prose, year, is_signed)| Written { file, prose, year, is_signed })
}
