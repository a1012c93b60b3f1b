//! Parts that many pages use.

use serde::Serialize;

use super::*;

/// A state in words. `tone` only adds a colour: `good`, `warn`, `bad` or "".
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Tag {
    pub text: String,
    pub tone: &'static str,
}

/// A line of "Details": a label with text, links, or both (text first).
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Fact {
    pub label: String,
    pub text: String,
    pub links: Vec<Link>,
}

/// How to reach somebody. All empty: nothing may be shown or nothing is recorded.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Contact {
    /// As people write it: "01632 960002".
    pub phone: String,
    /// As machines dial it: "tel:01632960002".
    pub phone_href: String,
    /// Printed as a `mailto:` link.
    pub email: String,
    /// "Tuesday and Thursday".
    pub days: String,
    /// `https` address of a website, and the text for it, if any.
    #[serde(serialize_with = "link_if_any")]
    pub website: Link,
}

/// A person who holds a post on some day.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Holder {
    /// The person. Where the edition may not name them: "Held (name not published)", no `href`.
    pub person: Link,
    /// "acting" or "interim"; empty for a substantive holder.
    pub status: &'static str,
    /// "60%" in a job share.
    pub share: String,
    /// "1 April 2025"; may be empty.
    pub from: String,
    pub to: String,
    /// Their own, as far as the edition may show it.
    pub contact: Contact,
}

/// A post (or a body, "The practices", an organisation) with who stands behind it today.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Seat {
    /// The post, body or organisation.
    pub link: Link,
    pub holders: Vec<Holder>,
    /// In words where nobody holds it, or only somebody acting or interim:
    /// "Vacant since 1 September 2026". Empty for held posts and for bodies.
    pub vacant: String,
    /// Who covers meanwhile: a post, if any.
    #[serde(serialize_with = "link_if_any")]
    pub cover: Link,
    /// The post's own contact; where it has none, its one holder's.
    pub contact: Contact,
}

/// A responsibility, as seen from one of the posts that have a part in it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Duty {
    pub link: Shared<Link>,
    /// "CD vi"; may be empty.
    pub code: String,
    /// The part that this post has: [`Part`].
    pub part: Part,
    /// "every quarter"; may be empty.
    pub every: String,
    /// "External", "Internal", "Internal and external".
    pub focus: &'static str,
    /// Who does the work, where this post answers for it and others do it.
    pub done_by: Vec<Link>,
    /// Who helps, where this post answers for it and nobody else does the work.
    pub helped_by: Vec<Link>,
    /// Where it is written, if anywhere.
    #[serde(serialize_with = "link_if_any")]
    pub written_in: Link,
    pub note: String,
}

/// The part somebody has in a responsibility, as the letter that a matrix shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Part {
    /// Accountable: answers for it.
    A,
    /// Responsible: does the work.
    R,
    /// Supports.
    S,
    /// Is kept informed.
    I,
    /// None.
    #[default]
    #[serde(rename = "")]
    None,
}

impl Part {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// The part in a reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Part::A => "Answers for it",
            Part::R => "Does the work",
            Part::S => "Helps",
            Part::I => "Is kept informed",
            Part::None => "No part",
        }
    }
}

/// Something with a date: a milestone, a review, a term's end, a commitment.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Due {
    /// "31 December 2026".
    pub on: String,
    /// Where it is written, for example a milestone of the strategy.
    pub what: Link,
    /// What sort of thing it is: "Milestone", "Agreement review", "Term ends".
    pub kind: String,
    /// Who does it; may be empty.
    pub owner: Link,
    /// "Overdue", "Due this month", "Done"; may be empty.
    pub state: Tag,
    /// "2026-12-31": the day from which a reader's own clock counts it as late; empty for what cannot be late any more.
    pub day: String,
    /// Names of the counts that rise with it when it turns late on the reader's clock, with spaces between them.
    pub counted: String,
}

/// A titled list of links: "Chairs", "Leads these services", "Governs".
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct LinkGroup {
    pub title: String,
    pub links: Vec<Link>,
}

/// A finding, for those who can put it right. Only in editions that show findings.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Gap {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// The severity in words, with a tone: "To put right", "Gap", "To know".
    pub tag: Tag,
    /// The rule's name.
    pub rule: String,
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
    /// The page concerned; may be empty.
    pub about: Link,
    /// File and line in the content folder: `networks/severn-bridge/network.yaml:41`.
    pub place: String,
}

/// A conflict of interest.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Conflict {
    pub person: Link,
    /// "Financial".
    pub kind: String,
    pub what: String,
    pub from: String,
    pub to: String,
    pub action: String,
    pub declared: String,
}

/// A seat in a meeting outside the network, as the network, a person or a forum shows it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Voice {
    /// The forum, or on the forum's own page the network.
    pub link: Link,
    /// About the forum: "Decides · system level · meets monthly". Empty on the forum's page.
    pub about: String,
    /// Nobody speaks for the network: `representative.link` is empty.
    pub representative: Seat,
    pub deputy: Link,
    pub reports_to: Link,
    pub last_report: String,
    pub outcomes: Vec<Outcome>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Outcome {
    /// The network that asked; only in a meeting's own list.
    #[serde(serialize_with = "link_if_any")]
    pub network: Link,
    /// May be empty.
    pub on: String,
    pub asked: String,
    /// What came of it; empty where nothing is recorded yet.
    pub result: String,
}

/// A practice, as a row of a network's page.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PracticeRow {
    pub link: Link,
    pub code: String,
    /// "11,840"; empty where unknown.
    pub patients: String,
    pub contact: Contact,
    /// People of the network.
    pub manager: Link,
    pub representative: Link,
    /// "Associate", "Left on 30 September 2026", "In NHS Vale East": what is special about it.
    pub notes: Vec<String>,
}

/// A promise that a practice made.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Commitment {
    /// Anchor on the network's page.
    pub id: String,
    pub practice: Link,
    pub what: String,
    pub due: String,
    pub state: Tag,
    pub support: Link,
}
