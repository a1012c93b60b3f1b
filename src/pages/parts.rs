//! Parts of views that many pages show alike, made when the first of these pages asks for one.
//!
//! Links are written as a page needs them, so a part is kept for each depth of folders below a network at which pages show
//! it.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Desk;
use super::view::{AnswerRow, Duty, Link, NamedDuty, NetworkNav, Part, Seat, Shared};
use crate::model::{Handbook, Network};

/// How deep pages of a network lie: its own folder, and the folders of its posts, people, practices and others.
const DEPTHS: usize = 2;

/// The parts, by what they are of.
#[derive(Debug, Default)]
pub struct Parts {
    responsibilities: Vec<[OfResponsibility; DEPTHS]>,
    navigation: Vec<[OnceLock<Shared<NetworkNav>>; DEPTHS]>,
    titles_of_posts: Vec<Vec<OnceLock<String>>>,
    /// Each network's posts, as the pages in its own folder show them.
    seats: Vec<OnceLock<Vec<Shared<Seat>>>>,
    /// Rows of each network's posts.
    rows: Vec<Vec<OnceLock<AnswerRow>>>,
}

/// What pages at one depth show of a responsibility of the catalogue; by the part that somebody has in it.
#[derive(Debug, Default)]
struct OfResponsibility {
    link: OnceLock<Shared<Link>>,
    duties: [OnceLock<Shared<Duty>>; Part::COUNT],
    names: [OnceLock<Shared<NamedDuty>>; Part::COUNT],
}

impl Parts {
    /// Room for the parts of a handbook.
    pub fn new(handbook: &Handbook) -> Self {
        let of_posts = |network: &Network| network.facts.posts.len();
        Self {
            titles_of_posts: handbook.networks.iter().map(|network| vec![OnceLock::new(); of_posts(network)]).collect(),
            responsibilities: handbook.responsibilities.iter().map(|_| Default::default()).collect(),
            navigation: handbook.networks.iter().map(|_| Default::default()).collect(),
            seats: handbook.networks.iter().map(|_| OnceLock::new()).collect(),
            rows: handbook.networks.iter().map(|network| vec![OnceLock::new(); of_posts(network)]).collect(),
        }
    }
}

/// Which of the kept depths a page lies at, if its links to other folders are those of all pages there.
fn depth_of(address: &str) -> Option<usize> {
    let below = address.strip_prefix("networks/")?.bytes().filter(|byte| *byte == b'/').count().checked_sub(1)?;
    (below < DEPTHS).then_some(below)
}

impl Desk<'_> {
    /// The link of a page to a responsibility of the catalogue; `make` makes it.
    pub(super) fn shared_responsibility(&self, address: &str, at: u32, make: impl FnOnce() -> Link) -> Shared<Link> {
        match depth_of(address) {
            Some(depth) => self.parts.responsibilities[at as usize][depth].link.get_or_init(|| make().into()).clone(),
            None => make().into(),
        }
    }

    /// A part in a responsibility of the catalogue of which the network says nothing itself; `make` makes it.
    pub(super) fn shared_duty(&self, address: &str, at: u32, part: Part, make: impl FnOnce() -> Duty) -> Shared<Duty> {
        match depth_of(address) {
            Some(depth) => self.parts.responsibilities[at as usize][depth].duties[part as usize].get_or_init(|| make().into()).clone(),
            None => make().into(),
        }
    }

    /// The same by its name alone; `make` makes it.
    pub(super) fn shared_named_duty(&self, address: &str, at: u32, part: Part, make: impl FnOnce() -> NamedDuty) -> Shared<NamedDuty> {
        match depth_of(address) {
            Some(depth) => self.parts.responsibilities[at as usize][depth].names[part as usize].get_or_init(|| make().into()).clone(),
            None => make().into(),
        }
    }

    /// The navigation of a network on a page that does not stand in it; `make` makes it.
    pub(super) fn shared_navigation(&self, address: &str, n: u32, make: impl FnOnce() -> NetworkNav) -> Shared<NetworkNav> {
        match depth_of(address) {
            Some(depth) => self.parts.navigation[n as usize][depth].get_or_init(|| make().into()).clone(),
            None => make().into(),
        }
    }

    /// The title of a post; `make` makes it.
    pub(super) fn shared_post_title(&self, n: u32, at: u32, make: impl FnOnce() -> String) -> &str {
        self.parts.titles_of_posts[n as usize][at as usize].get_or_init(make)
    }

    /// The posts of a network on the pages in its own folder; `make` makes one.
    pub(super) fn shared_seats(&self, address: &str, n: u32, make: impl Fn(u32) -> Seat) -> Cow<'_, [Shared<Seat>]> {
        let network = self.network(n);
        let all = || (0..network.facts.posts.len() as u32).map(|at| make(at).into()).collect::<Vec<_>>();
        match address.strip_prefix("networks/").and_then(|below| below.split_once('/')) {
            Some((id, page)) if id == network.id && !page.contains('/') => self.parts.seats[n as usize].get_or_init(all).into(),
            _ => all().into(),
        }
    }

    /// The row of a post in a table of all networks, on a page of a responsibility or a role; `make` makes it.
    pub(super) fn shared_row(&self, address: &str, n: u32, at: u32, make: impl FnOnce() -> AnswerRow) -> AnswerRow {
        // Pages in other folders than these would write its links in another way.
        if !matches!(address.split_once('/'), Some(("responsibilities" | "roles", page)) if !page.contains('/')) {
            return make();
        }
        self.parts.rows[n as usize][at as usize].get_or_init(make).clone()
    }
}
