//! What several rules ask of a network.

use jiff::civil::Date;

use super::Scene;
use crate::links::answers;
use crate::model::Network;
use crate::model::network::{MemberKind, NetworkStatus, Post, Practice};

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
