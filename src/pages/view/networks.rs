//! Home, the list of networks, and a network itself.

use serde::Serialize;

use super::*;

/// `index.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Home {
    pub page: Page,
    /// The words of `index.md`.
    pub prose_html: String,
    /// Ways in: "Find who does what", "Guidance by topic" …
    pub ways: Vec<ListEntry>,
    /// The networks, by name, where there are few (up to about 40); else empty.
    pub networks: Vec<NetworkRow>,
    /// The ICBs with their number of networks, where there are many networks.
    pub icbs: Vec<ListEntry>,
    /// "1,298 networks, 6,077 practices": counts in words, in this edition.
    pub counts: String,
    /// Guidance by topic.
    pub topics: Vec<ListEntry>,
    /// Guidance that was published or reviewed last.
    pub latest: Vec<ListEntry>,
    /// What has to happen next, over all networks; only in editions that show findings.
    pub due: Vec<Due>,
}

/// `networks/index.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Networks {
    pub page: Page,
    /// By ICB; one group with an empty title where there is one ICB.
    pub groups: Vec<NetworkGroup>,
    /// "6 networks, 31 practices, 312,400 patients".
    pub counts: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NetworkGroup {
    /// Anchor.
    pub id: String,
    pub title: String,
    /// The ICB's page; may be empty.
    pub href: String,
    pub rows: Vec<NetworkRow>,
}

/// A network in a list of networks.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NetworkRow {
    pub link: Link,
    pub code: String,
    /// Who leads it today; empty where nobody may be named or the post is vacant.
    pub director: Vec<Link>,
    /// "Vacant", "Not recorded", "Held (name not published)" where `director` is empty.
    pub director_note: String,
    pub patients: String,
    pub practices: usize,
    /// Anything but open: "Forming", "Merging", "Closed".
    pub state: Tag,
    /// What tells apart networks of one name, or a former name; may be empty.
    pub note: String,
}

/// `networks/<id>/index.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Network {
    pub page: Page,
    pub code: String,
    /// Anything but open.
    pub state: Tag,
    /// "Closed on 31 March 2026. Its work passed to …"; may be empty.
    pub state_note: String,
    /// The network that took over; may be empty.
    pub successor: Link,
    pub contact: Contact,
    /// "Four practices working together for 41,205 patients."
    pub lede: String,

    /// Who leads: the clinical director first, then the manager, then deputies.
    /// A network without such a post has a seat that says "Not recorded".
    pub leads: Vec<Shared<Seat>>,
    /// Whom to call for what.
    pub call_for: Vec<CallFor>,
    /// What is due, soonest first; what is late stands first.
    pub due: Vec<Due>,
    /// Findings; empty in editions that don't show them.
    pub gaps: Vec<Gap>,

    /// The team around the clinical director; empty where the network records no posts.
    pub team: Vec<TeamNode>,
    /// The same as boxes and lines, for broad screens and paper, below those whom the team answers to.
    pub team_svg: String,
    /// "The practices and the network board stand above the posts that answer to them."; may be empty.
    pub team_note: String,
    pub practices: Vec<PracticeRow>,
    /// Practices that have left, with "Left on …" among their notes.
    pub former_practices: Vec<PracticeRow>,
    /// Sum of the practices' lists or the recorded size: "41,205".
    pub patients: String,
    /// "1 October 2026".
    pub patients_as_at: String,

    /// What each post answers for, the clinical director first.
    pub duties: Vec<PostDuties>,
    /// Responsibilities in use that nobody answers for.
    pub unheld: Vec<Link>,
    /// The page with the whole matrix.
    pub matrix: Link,

    pub services: Vec<ServiceRow>,
    pub bodies: Vec<BodyRow>,
    pub voice: Vec<Voice>,
    /// The same level by level.
    pub voice_svg: String,
    pub relationships: Vec<Relationship>,
    pub neighbourhood_team: Option<NeighbourhoodTeam>,

    pub agreement: AgreementSummary,
    pub strategy: StrategySummary,

    pub checklists: Vec<Progress>,
    pub commitments: Vec<Commitment>,
    pub indicators: Vec<Indicator>,

    pub conflicts: Vec<Conflict>,
    /// "Led by … Reviewed 2 April 2026", with the policy's page.
    pub conflicts_policy: Option<Fact>,
    /// "Reviewed in the last 12 months", "Review overdue".
    pub conflicts_state: Tag,
    pub data_sharing: Vec<DataSharing>,
    pub local_variation: Option<LocalVariation>,

    /// Code, ICB, LMC, payee, delivery model, neighbourhoods, CQC, former names …
    pub facts: Vec<Fact>,
    /// The network's own pages.
    pub pages: Vec<ListEntry>,
    /// Words of the network's `index.md`, if it has one.
    pub prose_html: String,
    /// All of it in one document.
    pub print: Link,
}

impl Network {
    /// Anchors that the page may use for its own sections.
    pub fn section_ids() -> &'static [&'static str] {
        &[
            "lead",
            "call",
            "practices",
            "due",
            "gaps",
            "team",
            "duties",
            "practices-more",
            "services",
            "governance",
            "voice",
            "relationships",
            "neighbourhood-team",
            "progress",
            "rules",
            "pages",
            "details",
            "conflicts",
            "data-sharing",
            "local-variation",
        ]
    }

    pub(super) fn sections(&self) -> Vec<Heading> {
        let rules = !self.conflicts.is_empty() || self.conflicts_policy.is_some() || !self.data_sharing.is_empty() || self.local_variation.is_some();
        let progress = !self.checklists.is_empty() || !self.commitments.is_empty() || !self.indicators.is_empty();
        shown(&[
            (true, "lead", "Who leads"),
            (!self.call_for.is_empty(), "call", "Whom to call"),
            (true, "practices", "Practices"),
            (!self.due.is_empty(), "due", "What is due"),
            (!self.gaps.is_empty(), "gaps", "Gaps"),
            (!self.team.is_empty(), "team", "The team"),
            (!self.duties.is_empty() || !self.unheld.is_empty(), "duties", "Who answers for what"),
            (!self.practices.is_empty(), "practices-more", "The practices in full"),
            (!self.services.is_empty(), "services", "Services"),
            (true, "governance", "How it is run"),
            (!self.voice.is_empty(), "voice", "Who speaks for the network"),
            (!self.relationships.is_empty(), "relationships", "Working with others"),
            (self.neighbourhood_team.is_some(), "neighbourhood-team", "Neighbourhood team"),
            (progress, "progress", "Progress"),
            (rules, "rules", "Rules and records"),
            (!self.pages.is_empty(), "pages", "More pages"),
            (true, "details", "Details"),
        ])
    }
}

/// A line of "Whom to call": a service or a main duty.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct CallFor {
    /// "Enhanced access", leading to the service or responsibility.
    pub what: Link,
    pub seat: Shared<Seat>,
    /// A post that stands in; may be empty.
    pub cover: Link,
}

/// A post in the team's tree. At most six levels; what lies deeper moves up to the sixth.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct TeamNode {
    pub seat: Shared<Seat>,
    /// "4 sessions a week · long-term conditions"; may be empty.
    pub note: String,
    pub children: Vec<TeamNode>,
}

/// A post with what it answers for.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PostDuties {
    pub seat: Shared<Seat>,
    /// What it answers for.
    pub answers_for: Vec<Shared<NamedDuty>>,
    /// What it has another part in; empty on a network's front page.
    pub takes_part: Vec<Shared<NamedDuty>>,
}

/// A responsibility by its name alone.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NamedDuty {
    pub link: Shared<Link>,
    /// The part that this post has: [`Part`].
    pub part: Part,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ServiceRow {
    pub link: Link,
    pub summary: String,
    pub hours: String,
    pub lead: Link,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct BodyRow {
    pub link: Link,
    /// "Meets monthly · quorum 3 · one vote a practice".
    pub about: String,
    pub chair: Link,
}

/// A relationship with an organisation, another network, a practice or a post.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Relationship {
    pub with: Link,
    /// "outside" or "inside".
    pub side: &'static str,
    pub purpose: String,
    pub lead: Link,
    /// "Working".
    pub stage: String,
    /// "Formal", where it differs from the stage.
    pub wanted: String,
    pub review_by: String,
}

/// The neighbourhood team and what it works with.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NeighbourhoodTeam {
    /// The post that leads it; may be empty.
    pub lead: Link,
    pub note_html: String,
    pub teams: Vec<EmbeddedTeam>,
    pub specialists: Vec<Specialist>,
    pub data: Vec<DataSource>,
    pub shared_records: Vec<SharedRecord>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct EmbeddedTeam {
    pub team: String,
    pub host: Link,
    /// "Works in the network's teams", "Partly", "Not yet".
    pub embedded: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Specialist {
    pub specialty: String,
    pub from: Link,
    /// "1 session a week".
    pub sessions: String,
    pub lead: Link,
    /// "In the job plan", "Not in a job plan"; may be empty.
    pub job_plan: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DataSource {
    pub name: String,
    /// "every month".
    pub every: String,
    pub lead: Link,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct SharedRecord {
    pub system: String,
    pub access: String,
    pub agreement: Link,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AgreementSummary {
    /// Whether the network recorded its agreement at all.
    pub recorded: bool,
    pub link: Link,
    /// "Signed 28 June 2019, in force since 1 July 2019. Due for review by 31 March 2027."
    pub text: String,
    /// "Review overdue"; may be empty.
    pub state: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct StrategySummary {
    pub recorded: bool,
    pub link: Link,
    pub vision: String,
    pub objectives: Vec<ObjectiveRow>,
    pub state: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ObjectiveRow {
    pub link: Link,
    pub status: Tag,
    pub owner: Link,
}

/// How far a network is with a checklist.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Progress {
    /// The checklist, or on the checklist's own page the network.
    pub link: Link,
    pub started: String,
    pub done: usize,
    pub total: usize,
    /// "2 steps late"; may be empty.
    pub state: Tag,
    /// Step by step; on a network's page only what is late, and else what comes next.
    pub steps: Vec<ProgressStep>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ProgressStep {
    pub title: String,
    /// The network's post that does it, or the role.
    pub owner: Link,
    /// Who holds that post today.
    pub holders: Vec<Link>,
    /// "Done 9 October 2026", "Late", "To do".
    pub state: Tag,
    /// Counted from the day the network began; empty for what is done.
    pub due: String,
    pub evidence: String,
}

/// What the manager watches.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Indicator {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub year: String,
    /// "12".
    pub points: String,
    pub owner: Link,
    pub target: String,
    pub latest: String,
    pub latest_on: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DataSharing {
    /// Anchor.
    pub id: String,
    pub title: String,
    /// "Joint controllers · signed 1 May 2025 · review by 1 May 2027 · all practices".
    pub about: String,
    pub state: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct LocalVariation {
    pub title: String,
    pub effective: String,
    pub summary: String,
    pub agreed_by: Vec<Link>,
    /// Current practices that have not agreed.
    pub missing: Vec<Link>,
}
