//! Responsibilities, the matrix, roles, and the turn of the year.

use serde::Serialize;

use super::*;

/// `responsibilities/<id>.html`, and `networks/<id>/responsibilities/<id>.html` for one
/// of the network's own.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Responsibility {
    pub page: Page,
    /// "CD vi"; may be empty.
    pub code: String,
    /// "In force", "A handbook's standard since 2024/25", "No longer in force".
    pub state: Tag,
    /// Who answers for it, where one network is concerned: its own responsibility,
    /// or a handbook with a single network.
    pub answer: Option<Answer>,
    /// Else every network in which it is in use, by ICB; one group without a title
    /// where there is one ICB.
    pub networks: Vec<AnswerGroup>,
    /// "In use in 6 networks; in 1 of them nobody answers for it."
    pub counts: String,
    /// What it is.
    pub prose_html: String,
    /// Usual holder, focus, nature, basis, contract years, source and section, tags.
    pub facts: Vec<Fact>,
    pub supersedes: Vec<Link>,
    pub superseded_by: Vec<Link>,
    /// Guidance that explains it.
    pub guidance: Vec<ListEntry>,
    /// Services that fulfil it, objectives that serve it, schedules that mention it.
    pub also: Vec<LinkGroup>,
}

impl Responsibility {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[(true, "who", "Who answers for it")]);
        headings.extend(groups_of_networks(&self.networks));
        headings.extend(shown(&[
            (!self.prose_html.is_empty(), "what", "What it is"),
            (!self.guidance.is_empty(), "guidance", "Guidance"),
            (!self.also.is_empty(), "also", "Where it is put to work"),
            (!self.facts.is_empty(), "details", "Details"),
        ]));
        headings
    }
}

/// Everything the handbook knows about who answers for a responsibility in one network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Answer {
    pub network: Link,
    /// The accountable post, body, practices or organisation, with who stands behind it.
    pub seat: Seat,
    /// Set where there is no accountable holder: "No one is recorded", "Three clinical leads
    /// could answer for it; the network hasn't said which".
    pub missing: String,
    /// Whether the network itself said so, or it follows from the catalogue:
    /// "Set by the network", "The usual holder".
    pub basis: String,
    /// Those who take part.
    pub responsible: Vec<Seat>,
    pub support: Vec<Seat>,
    pub informed: Vec<Link>,
    /// Earlier and later holders of the accountable post.
    pub before: Vec<Holder>,
    pub next: Vec<Holder>,
    /// "every quarter".
    pub every: String,
    pub note_html: String,
    pub written_in: Vec<WrittenIn>,
}

/// Where something is written.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct WrittenIn {
    /// Page and heading.
    pub link: Link,
    /// File and line, staff edition only: `networks/severn-bridge/network.yaml:41`.
    pub place: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AnswerGroup {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub rows: Vec<AnswerRow>,
}

/// One network's answer in a table of networks. Kept small: there can be 1,300 of them.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AnswerRow {
    pub network: Shared<Link>,
    /// The accountable post, body or organisation.
    pub accountable: Shared<Link>,
    /// Who holds it today.
    pub holders: Shared<Vec<Link>>,
    /// "Vacant", "No one is recorded", "Acting"; may be empty.
    pub note: String,
    /// How to reach them; only where there are few networks.
    pub reach: Vec<Link>,
    /// Where the network wrote it, if anywhere.
    #[serde(serialize_with = "link_if_any")]
    pub written_in: Link,
}

/// `networks/<id>/responsibilities.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Matrix {
    pub page: Page,
    /// The columns.
    pub holders: Vec<MatrixHolder>,
    /// The rows, grouped by usual holder.
    pub groups: Vec<MatrixGroup>,
    /// The same by holder, for narrow screens and for those who look for a person.
    pub by_holder: Vec<PostDuties>,
    /// In use, and nobody answers for it.
    pub unheld: Vec<Link>,
    /// "38 responsibilities in use; 2 have nobody."
    pub counts: String,
    /// What the handbook's contract year and the next one change for this network; a year that changes nothing is not there.
    pub changes: Vec<YearOfNetwork>,
}

impl Matrix {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[
            (!self.unheld.is_empty(), "unheld", "Held by nobody"),
            (!self.groups.is_empty(), "matrix", "All at a glance"),
            (!self.by_holder.is_empty(), "by-holder", "By holder"),
        ]);
        headings.retain(|_| !self.groups.is_empty());
        headings.extend(self.changes.iter().map(|year| Heading::section(&year.id, &year.title)));
        headings
    }
}

/// What a contract year changes for one network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct YearOfNetwork {
    /// Anchor.
    pub id: String,
    /// "What changed in 2026/27", "What changes in 2027/28".
    pub title: String,
    /// The same year in `years.html`, for all networks.
    pub year: Link,
    pub rows: Vec<ChangeOfNetwork>,
}

/// Something that begins or ends for a network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ChangeOfNetwork {
    pub what: Link,
    /// "CD vi"; may be empty.
    pub code: String,
    /// "Begins", "Ends".
    pub state: Tag,
    /// "Replaced by Delivery of the DES requirements", "Kept as a standard of this handbook"; may be empty.
    pub note: String,
    /// Who answers for it while it is in force; for services and indicators who leads or watches.
    pub seat: Seat,
    /// Where the network's own files speak of it.
    pub written_in: Vec<Link>,
}

/// `years.html`: what each contract year changes, the latest first.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Years {
    pub page: Page,
    pub years: Vec<Year>,
}

/// What one contract year changes.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Year {
    /// Anchor: `2026-27`.
    pub id: String,
    /// "2026/27".
    pub title: String,
    /// "This year", "Still to come"; may be empty.
    pub state: Tag,
    /// "3 responsibilities begin and 2 end."
    pub note: String,
    /// Responsibilities that begin, those that end, words that go out of use, guidance for the year.
    pub groups: Vec<ListGroup>,
    /// What took the place of what: the new responsibility, with the earlier ones.
    pub replaced: Vec<LinkGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct MatrixHolder {
    pub link: Link,
    /// Who holds it today: "A Verma, B Okoro", "Vacant", "All four".
    pub names: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct MatrixGroup {
    /// "Clinical director's responsibilities".
    pub title: String,
    pub rows: Vec<MatrixRow>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct MatrixRow {
    pub link: Shared<Link>,
    /// One for each of [`Matrix::holders`], in their order: the strongest part they have.
    pub cells: Vec<Part>,
}

/// `roles/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Role {
    pub page: Page,
    pub prose_html: String,
    /// Every network's post of this role and its holders, by ICB.
    pub networks: Vec<AnswerGroup>,
    /// "Held in 5 of 6 networks; 1 is vacant."
    pub counts: String,
    /// How much of the work looks outwards in every network; `None` where no network records it.
    pub outside: Option<OutsideEverywhere>,
    /// What it usually answers for in the handbook's contract year.
    pub answers_for: Vec<Shared<Duty>>,
    /// The contract's list before and after it was first written anew, side by side; `None` where it never was.
    pub then_and_now: Option<ThenAndNow>,
    /// What it used to answer for.
    pub earlier: Vec<Shared<Duty>>,
    pub guidance: Vec<ListEntry>,
    pub checklists: Vec<Link>,
    /// Also called, accountable to, works with, one a network, clinicians only.
    pub facts: Vec<Fact>,
}

impl Role {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[(!self.networks.is_empty(), "who", "Who holds it")]);
        headings.extend(groups_of_networks(&self.networks));
        headings.extend(shown(&[
            (self.outside.is_some(), "outside", "Work outside the network"),
            (!self.prose_html.is_empty(), "what", "What it is for"),
            (!self.answers_for.is_empty(), "answers-for", "Usually answers for"),
            (self.then_and_now.is_some(), "then-and-now", "Then and now"),
            (!self.earlier.is_empty(), "earlier", "Used to answer for"),
            (!self.guidance.is_empty() || !self.checklists.is_empty(), "guidance", "Guidance and checklists"),
            (!self.facts.is_empty(), "details", "Details"),
        ]));
        headings
    }
}

/// How much of the work of a role looks outwards, in every network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct OutsideEverywhere {
    /// "Recorded in 4 of 6 networks. On average 41% of the time looks outside the network now."
    pub counts: String,
    /// Posts that have far to go or are late, by the names of their networks.
    pub far: Vec<Link>,
    /// By ICB; one group without a title where there is one ICB.
    pub groups: Vec<OutsideGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct OutsideGroup {
    pub title: String,
    pub rows: Vec<OutsideRow>,
}

/// One network's row. Where there are many networks, those that record nothing are left out.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct OutsideRow {
    pub network: Link,
    /// Share of the post's responsibilities that look outwards: "50%".
    pub duties: String,
    /// Share of the time: "45%"; empty where it is not recorded.
    pub now: String,
    pub target: String,
    /// "31 March 2027".
    pub by: String,
    /// Time that is kept free: "1 session a week"; empty where none is recorded.
    pub protected: String,
    pub state: Tag,
    pub share_svg: String,
}

/// What the contract asked of a role and what it asks now.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ThenAndNow {
    /// "The contract named 7 responsibilities of this role until 2023/24, and 4 from 2024/25."
    pub note: String,
    /// "Until 2023/24".
    pub then: String,
    /// "From 2024/25".
    pub now: String,
    pub rows: Vec<ThenAndNowRow>,
}

/// One responsibility then, and what took its place. A side without an address has nothing, in words.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ThenAndNowRow {
    pub then: Link,
    /// "CD vi"; may be empty.
    pub then_code: String,
    pub now: Link,
    pub now_code: String,
    /// How it stands in the handbook's contract year.
    pub state: Tag,
    /// "The earlier one is kept as a standard"; may be empty.
    pub note: String,
}
