//! What several rules ask of a network.

use jiff::civil::Date;

use crate::model::Network;
use crate::model::network::{NetworkStatus, Practice};

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

/// Whether a practice is a member on a day.
pub fn is_member(practice: &Practice, today: Date) -> bool {
    practice.joined.as_ref().is_none_or(|joined| joined.value <= today) && practice.left.as_ref().is_none_or(|left| left.value >= today)
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
