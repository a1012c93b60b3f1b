//! People, posts, bodies, services and practices.

use serde::Serialize;

use super::*;

/// `networks/<id>/people/<id>.html`. Only for people whose name the edition shows.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Person {
    pub page: Page,
    pub contact: Contact,
    /// "Left on 31 March 2026"; such a page says so at its head.
    pub left: String,
    /// Posts held today, with all that they answer for; another network's included.
    pub now: Vec<PersonPost>,
    /// Posts held before, the latest first.
    pub before: Vec<PersonPost>,
    /// Posts that begin later.
    pub next: Vec<PersonPost>,
    /// "Represents Quayside Surgery", "Manages …": parts without a post.
    pub parts: Vec<LinkGroup>,
    pub conflicts: Vec<Conflict>,
    /// Profession, practice, employer.
    pub facts: Vec<Fact>,
    pub about_html: String,
}

impl Person {
    pub(super) fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "now", "Answers for now"),
            (!self.before.is_empty(), "before", "Before"),
            (!self.next.is_empty(), "next", "Next"),
            (!self.conflicts.is_empty(), "interests", "Declared interests"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// A post as somebody holds, held or will hold it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PersonPost {
    pub post: Link,
    /// Only where it is a post of another network than the page's.
    pub network: Link,
    pub from: String,
    pub to: String,
    pub share: String,
    pub status: &'static str,
    /// The other holders of a shared post.
    pub with: Vec<Link>,
    /// What the post answers for and takes part in.
    pub answers_for: Vec<Shared<Duty>>,
    pub takes_part: Vec<Shared<Duty>>,
}

/// `networks/<id>/posts/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Post {
    pub page: Page,
    /// The post itself with its holders today.
    pub seat: Seat,
    /// In words after `seat.vacant`: "Advertised in October."
    pub vacant_note: String,
    /// "Ended on 31 March 2026"; may be empty.
    pub ended: String,
    /// The role it is one of.
    pub role: Link,
    pub answers_for: Vec<Shared<Duty>>,
    /// The same by the nature of the work, where it answers for both kinds; else empty.
    pub halves: Vec<DutyHalf>,
    /// How its work divides; `None` where it answers for little.
    pub workload: Option<Workload>,
    /// Posts it works with, as its role says, those with the most in common first.
    pub partners: Vec<Partner>,
    /// What practices agreed to do and have not done, where this post helps.
    pub commitments: Vec<Commitment>,
    /// Numbers it watches.
    pub indicators: Vec<Indicator>,
    /// Money and support it looks for.
    pub funding: Vec<Funding>,
    pub takes_part: Vec<Shared<Duty>>,
    /// Holders before, the latest first.
    pub before: Vec<Holder>,
    /// Holders to come.
    pub next: Vec<Holder>,
    /// All their terms as bars under the years.
    pub terms_svg: String,
    /// Sessions, accountable to, deputy, protected time, external share …
    pub facts: Vec<Fact>,
    /// How its holder is chosen: method, turn, appointed by, how votes count, where it is written, commissioner told …
    pub appointment: Vec<Fact>,
    /// Of a clinical post: each holder with what makes them eligible, as far as the edition tells.
    pub eligibility: Vec<Fact>,
    /// The LMC that helps with the choice; only for a clinical director, where an LMC publishes the handbook.
    pub ask_lmc: Option<Seat>,
    /// What leaves this post.
    pub release: Vec<Release>,
    /// What comes to this post from others: the same list from the other side.
    pub taking_over: Vec<Release>,
    pub development: Vec<Fact>,
    /// Services it leads, objectives it owns, meetings where it speaks, bodies it chairs,
    /// schedules that govern it.
    pub also: Vec<LinkGroup>,
    pub note_html: String,
}

impl Post {
    pub(super) fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "holders", "Held by"),
            (true, "answers-for", "Answers for"),
            (self.workload.is_some(), "workload", "How the work divides"),
            (!self.takes_part.is_empty(), "takes-part", "Takes part in"),
            (!self.partners.is_empty(), "partners", "Works closely with"),
            (!self.commitments.is_empty() || !self.indicators.is_empty() || !self.funding.is_empty(), "watches", "Keeps an eye on"),
            (!self.also.is_empty(), "also", "Leads and speaks for"),
            (!self.release.is_empty() || !self.taking_over.is_empty(), "release", "Handing over"),
            (!self.development.is_empty(), "development", "Support and development"),
            (!self.before.is_empty() || !self.next.is_empty(), "history", "Before and next"),
            (!self.appointment.is_empty() || !self.eligibility.is_empty() || self.ask_lmc.is_some(), "appointment", "How the holder is chosen"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// What a post answers for, of one nature.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DutyHalf {
    /// "Strategic", "Operational", "Not said which".
    pub title: &'static str,
    pub duties: Vec<Shared<Duty>>,
}

/// How the work of a post divides.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Workload {
    /// "16 responsibilities: 11 strategic to 5 operational."
    pub counts: String,
    /// "20 responsibilities, answered for or done, in 5 sessions a week: 4 for each session."; empty where no sessions
    /// are recorded.
    pub load: String,
    /// Who does what it answers for.
    pub rows: Vec<WorkloadRow>,
    /// Nobody else has a part in anything it answers for.
    pub all_alone: bool,
    /// What nobody else has a part in; empty where that is all of it.
    pub alone: Vec<Shared<Link>>,
    /// Where the work looks; `None` where no focus is recorded.
    pub outside: Option<Outside>,
}

/// A number of responsibilities by who does them.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct WorkloadRow {
    /// "Answers for it; others do the work", "Does it, with help", "Does it alone".
    pub label: &'static str,
    pub strategic: usize,
    pub operational: usize,
    pub all: usize,
}

/// Where the work of a post looks: into the network or out of it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Outside {
    /// "Of 16 responsibilities, 6 look outside the network and 2 both ways: 50%."
    pub counts: String,
    /// "45% of the time now, 60% wanted by 31 March 2027."; empty where the network records none.
    pub plan: String,
    /// "Reached", "15 points to go", "Far to go", "Not reached by its date"; may be empty.
    pub state: Tag,
    /// The share as a bar with its target; what is counted where the network records none.
    pub share_svg: String,
}

/// A post that another works with.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Partner {
    pub seat: Seat,
    /// Responsibilities in which both have a part.
    pub together: Vec<Shared<Link>>,
}

/// A responsibility that moves from one post to another.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Release {
    pub responsibility: Link,
    /// The other post: the one it goes to, or in `taking_over` the one it comes from.
    pub other: Link,
    /// "half a session a week".
    pub sessions: String,
    pub by: String,
    pub state: Tag,
}

/// `networks/<id>/bodies/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Body {
    pub page: Page,
    pub chair: Option<Seat>,
    /// "Every current practice, one representative each"; may be empty.
    pub members_note: String,
    pub members: Vec<BodyMember>,
    pub answers_for: Vec<Shared<Duty>>,
    pub takes_part: Vec<Shared<Duty>>,
    /// Posts and meetings that report to it, schedules that govern it.
    pub also: Vec<LinkGroup>,
    /// Quorum, voting, tie-break, meets, reserved matters, terms reviewed.
    pub facts: Vec<Fact>,
}

impl Body {
    pub(super) fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "rules", "How it works"),
            (true, "members", "Members"),
            (!self.answers_for.is_empty() || !self.takes_part.is_empty(), "answers-for", "Answers for"),
            (!self.also.is_empty(), "also", "Connections"),
        ])
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct BodyMember {
    /// A practice or a post.
    pub link: Link,
    /// Who sits for it; empty where not recorded.
    pub people: Vec<Link>,
    /// "Deputy: Dana Whitlock", "2 votes"; may be empty.
    pub note: String,
}

/// `networks/<id>/services/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Service {
    pub page: Page,
    /// Whom to call; `None`: no lead is recorded.
    pub lead: Option<Seat>,
    /// Who stands in.
    pub cover: Option<Seat>,
    /// The service's own contact; the network's where nobody else can be reached.
    pub contact: Contact,
    /// Whose it is: "The service" or "The network".
    pub contact_of: &'static str,
    pub note_html: String,
    pub hours: String,
    /// How to book, its telephone numbers as links.
    pub book_html: String,
    pub sites: Vec<PracticeRow>,
    /// Responsibilities that it fulfils, with their accountable posts.
    pub responsibilities: Vec<ServiceDuty>,
    /// Contract year and what else is recorded.
    pub facts: Vec<Fact>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ServiceDuty {
    pub link: Shared<Link>,
    pub accountable: Link,
}

/// `networks/<id>/practices/<code>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Practice {
    pub page: Page,
    pub code: String,
    /// "Left on 30 September 2026"; may be empty.
    pub left: String,
    pub contact: Contact,
    pub postcode: String,
    pub manager: Option<Holder>,
    pub representative: Option<Holder>,
    pub deputy: Option<Holder>,
    /// People based here who hold posts.
    pub people: Vec<PracticePerson>,
    /// What the practices of the network answer for together, and what this one has a part in.
    pub answers_for: Vec<Shared<Duty>>,
    pub takes_part: Vec<Shared<Duty>>,
    pub commitments: Vec<Commitment>,
    pub services: Vec<Link>,
    /// Patients, joined, kind, votes, sub-ICB, former names.
    pub facts: Vec<Fact>,
}

impl Practice {
    pub(super) fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "speak", "Who to speak to"),
            (!self.people.is_empty(), "people", "People with a post in the network"),
            (!self.answers_for.is_empty() || !self.takes_part.is_empty(), "answers-for", "What the practices answer for together"),
            (!self.commitments.is_empty(), "commitments", "What it agreed to do"),
            (!self.services.is_empty(), "services", "Services here"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// Somebody based at a practice, with the posts they hold today.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PracticePerson {
    pub person: Link,
    pub posts: Vec<Link>,
}
