//! Meetings, organisations and neighbourhoods outside the networks.

use serde::Serialize;

use super::*;

/// `forums/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Forum {
    pub page: Page,
    /// Organisation, level, power, direction, meets.
    pub facts: Vec<Fact>,
    /// Without their outcomes, which stand in `open` and `log`.
    pub seats: Vec<Voice>,
    /// Networks in its reach without a seat; may be empty.
    pub without: Vec<Link>,
    /// What was asked and has no result yet, the newest first.
    pub open: Vec<Outcome>,
    /// What was asked and what came of it, the newest first.
    pub log: Vec<Outcome>,
    /// "No deputy", "Nowhere to report back to": networks by what their seat lacks. Only in editions that show findings.
    pub gaps: Vec<LinkGroup>,
}

impl Forum {
    pub(super) fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "seats", "Who speaks here for the networks"),
            (!self.open.is_empty(), "open", "Asked, and still open"),
            (!self.log.is_empty(), "log", "Asked, and answered"),
            (!self.gaps.is_empty(), "gaps", "Gaps"),
        ])
    }
}

/// `forums/index.html`: who speaks for the networks where, level by level.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Forums {
    pub page: Page,
    /// "7 meetings; 6 networks hold 22 seats."
    pub counts: String,
    /// From the neighbourhood to the whole country.
    pub levels: Vec<ForumLevel>,
    /// Who speaks in more meetings than the handbook's threshold, with their number. Only in editions that show findings.
    pub busy: Vec<ListEntry>,
}

impl Forums {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let mut headings = group_headings(&self.levels, |level| (&level.id, &level.title));
        headings.extend(shown(&[(!self.busy.is_empty(), "busy", "Too many seats")]));
        headings
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForumLevel {
    /// Anchor.
    pub id: String,
    /// "Place".
    pub title: String,
    /// What this level is; may be empty.
    pub note: String,
    pub forums: Vec<ForumRow>,
}

/// A meeting with who speaks there, as a row of a table.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForumRow {
    pub link: Link,
    /// "Decides · meets monthly".
    pub about: String,
    /// How many networks have a seat.
    pub networks: usize,
    /// Who speaks for which network; empty where no network has a seat, or so many that the meeting's own page lists them.
    pub seats: Vec<ForumSeat>,
    /// "4 asks, 1 still open"; may be empty.
    pub asks: String,
    /// "2 seats without a deputy". Only in editions that show findings.
    pub gaps: Vec<String>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForumSeat {
    pub network: Link,
    /// The post that speaks; empty where nobody is recorded.
    pub post: Link,
    /// Who holds it today.
    pub people: Vec<Link>,
    /// "Vacant"; empty where somebody holds it.
    pub vacant: String,
}

/// `organisations/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Organisation {
    pub page: Page,
    pub contact: Contact,
    /// Kind, code, since, predecessors, also called.
    pub facts: Vec<Fact>,
    /// Its networks, with their directors (ICB, sub-ICB, LMC).
    pub networks: Vec<NetworkRow>,
    /// "6 networks, 31 practices, 212,000 patients; 7 clinical directors; 1 network has none".
    pub counts: String,
    /// Meetings where its networks speak, and those that it holds itself.
    pub meetings: Vec<ForumRow>,
    /// What it answers for in networks.
    pub answers_for: Vec<LinkGroup>,
    /// Its forums, teams, relationships, sub-ICBs.
    pub also: Vec<LinkGroup>,
}

impl Organisation {
    pub(super) fn sections(&self) -> Vec<Heading> {
        shown(&[
            (!self.networks.is_empty(), "networks", "Networks"),
            (!self.meetings.is_empty(), "meetings", "Who speaks where"),
            (!self.answers_for.is_empty(), "answers-for", "Answers for"),
            (!self.also.is_empty(), "also", "Connections"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// `neighbourhoods/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Neighbourhood {
    pub page: Page,
    pub networks: Vec<NeighbourhoodNetwork>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NeighbourhoodNetwork {
    pub row: NetworkRow,
    pub team: Option<NeighbourhoodTeam>,
}

/// Any index: `roles/index.html`, `responsibilities/index.html`, `guidance/index.html`,
/// `checklists/index.html`, `organisations/index.html`. `page.kind` tells them apart: `roles`,
/// `responsibilities`, `topics`, `checklists`, `organisations`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Listing {
    pub page: Page,
    pub prose_html: String,
    /// One group with an empty title where there is nothing to group by.
    pub groups: Vec<ListGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ListGroup {
    /// Anchor.
    pub id: String,
    pub title: String,
    /// A sentence about the group; may be empty.
    pub note: String,
    pub entries: Vec<ListEntry>,
}

/// An entry of a list or a card.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ListEntry {
    pub link: Link,
    /// "CD vi"; may be empty.
    pub code: String,
    pub summary: String,
    /// Small print: "Clinical director · external · 2019/20 to 2023/24", "Reviewed 1 September 2026".
    pub note: String,
    /// "Superseded", "Standard"; may be empty.
    pub state: Tag,
}
