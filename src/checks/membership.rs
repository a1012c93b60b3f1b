//! Members of a network as the handbook and the open list have them.

use jiff::civil::Date;

use super::shared::is_core;
use crate::model::Network;
use crate::model::network::Practice;
use crate::open_lists::{ListedNetwork, OpenList, Row};

/// Where the members of a network differ.
#[derive(Debug, Default)]
pub struct Differences<'h, 'l> {
    /// Members in the handbook that the list does not have in this network.
    pub gone: Vec<&'h Practice>,
    /// Members in the list that the handbook does not have here.
    pub come: Vec<&'l Row>,
    /// Members in the list that left earlier, as the handbook says.
    pub lingering: Vec<(&'h Practice, &'l Row)>,
}

/// Compares the members of a network. The list is of an earlier day, so whoever joined or left since then differs from it
/// rightly. Lists have core members alone: an associate is no member in them.
pub fn compare<'h, 'l>(network: &'h Network, list: &'l OpenList, listed: &ListedNetwork<'l>, today: Date) -> Differences<'h, 'l> {
    let practices = &network.facts.practices;
    let is_in_list = |code: &str| listed.practices.binary_search_by(|row| row.code.as_str().cmp(code)).is_ok();
    let mut differences = Differences {
        gone: practices.iter().filter(|practice| should_be_listed(practice, list, today) && !is_in_list(&practice.code.value)).collect(),
        ..Differences::default()
    };
    for row in &listed.practices {
        let entries = || practices.iter().filter(|practice| practice.code.value == row.code);
        if entries().any(|practice| practice.left.as_ref().is_none_or(|left| left.value >= list.extracted)) {
            continue;
        }
        match entries().next_back() {
            Some(practice) => differences.lingering.push((practice, *row)),
            None => differences.come.push(*row),
        }
    }
    differences
}

/// Whether a practice is a core member today and was one on the day of the list.
fn should_be_listed(practice: &Practice, list: &OpenList, today: Date) -> bool {
    let has_left = practice.left.as_ref().is_some_and(|left| left.value <= today);
    let joined_since = practice.joined.as_ref().is_some_and(|joined| joined.value > list.extracted);
    is_core(practice) && !practice.code.value.is_empty() && !has_left && !joined_since
}
