//! The control room, A–Z and the small pages.

use serde::Serialize;

use super::*;

/// `review.html` and `review/<icb>.html`: the control room.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Review {
    pub page: Page,
    /// The day of the build: "22 November 2026".
    pub as_at: String,
    /// The last day whose dates are listed, in words and as "2027-02-20". After it a page that was not built again lacks some.
    pub until: String,
    pub until_day: String,
    /// Numbers at the head: "12 warnings", "3 vacancies".
    pub figures: Vec<Figure>,
    /// Pages an ICB, where there are many networks; else empty.
    pub icbs: Vec<ReviewIcb>,
    /// The networks, those with the most to do first.
    pub networks: Vec<ReviewNetwork>,
    /// Findings by network, those of the handbook itself first.
    pub findings: Vec<ReviewGroup>,
    pub vacancies: Vec<Vacancy>,
    /// Terms that end soon or have ended.
    pub terms: Vec<TermEnd>,
    /// What else is late or comes soon, by its sort.
    pub dates: Vec<ReviewDates>,
    /// Meetings outside where nobody speaks.
    pub voices: Vec<ReviewVoice>,
    /// How much of their work directors do outside their networks, those with the furthest to go first.
    pub shares: Vec<ReviewShare>,
    /// Files for spreadsheets, calendars and programs.
    pub files: Vec<DataFile>,
}

impl Review {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let mut sections = shown(&[
            (!self.icbs.is_empty(), "icbs", "By integrated care board"),
            (!self.networks.is_empty(), "networks", "Networks"),
            (!self.findings.is_empty(), "findings", "Findings"),
            (!self.vacancies.is_empty(), "vacancies", "Vacant posts"),
            (!self.terms.is_empty(), "terms", "Terms that end"),
        ]);
        sections.extend(self.dates.iter().map(|dates| Heading { id: dates.id.to_owned(), text: dates.title.to_owned(), level: 2 }));
        sections.extend(shown(&[
            (!self.voices.is_empty(), "voices", "Meetings without a voice"),
            (!self.shares.is_empty(), "shares", "Directors' work outside"),
            (!self.files.is_empty(), "files", "The same as files"),
        ]));
        sections
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Figure {
    pub value: String,
    pub label: String,
    /// An anchor of the page such as `#vacancies`; may be empty.
    pub href: String,
    /// The name of a count that rises on the reader's clock; may be empty.
    pub counts: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewIcb {
    pub link: Link,
    pub networks: usize,
    /// Responsibilities in use that somebody answers for: "1,204 of 1,250".
    pub duties: String,
    pub errors: usize,
    pub warnings: usize,
    pub vacancies: usize,
    /// Dates that have passed.
    pub late: usize,
}

/// A network in the control room.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewNetwork {
    /// The name of its count of late dates.
    pub id: String,
    pub network: Link,
    /// Posts held today of all posts, with the network's team: "5 of 6".
    pub posts: Link,
    /// How many posts are not, by which the column sorts.
    pub posts_open: usize,
    /// Responsibilities in use that somebody answers for, with the network's matrix: "36 of 38".
    pub duties: Link,
    /// How many have nobody.
    pub duties_open: usize,
    /// Dates that have passed.
    pub late: usize,
    /// Errors and warnings, with the place where they stand.
    pub findings: Link,
    /// "Recorded", "Not recorded", "Review overdue".
    pub agreement: Tag,
    pub strategy: Tag,
    /// When it last said that its details are right: "1 October 2026", and as a date. Both empty: never.
    pub confirmed: String,
    pub confirmed_day: String,
}

/// Dates of one sort that have passed or come soon.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewDates {
    /// Anchor, and the name of the count of late ones.
    pub id: &'static str,
    pub title: &'static str,
    pub items: Vec<Due>,
}

/// A meeting outside where nobody speaks.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewVoice {
    pub forum: Link,
    /// The network whose seat is empty; empty where no network has a seat at all.
    pub network: Link,
    /// "No network has a seat", "Nobody is named", "The post is vacant".
    pub note: &'static str,
}

/// How much of a director's work is done outside the network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewShare {
    pub network: Link,
    pub post: Link,
    /// "20%", or "31% of responsibilities" where no time is recorded.
    pub now: String,
    /// "50%".
    pub target: String,
    /// "31 March 2027"; may be empty.
    pub by: String,
    /// "Far to go", "On the way", "Reached".
    pub state: Tag,
    /// Points that are missing, by which the column sorts.
    pub gap: u32,
    /// Both numbers as a bar.
    pub share_svg: String,
}

/// A file of open data.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DataFile {
    pub link: Link,
    /// "CSV, 214 dates".
    pub kind: String,
    /// What it is good for.
    pub about: &'static str,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewGroup {
    /// Anchor.
    pub id: String,
    /// The network; "The handbook itself" without `href`.
    pub link: Link,
    /// "3 warnings, 1 to know".
    pub counts: String,
    pub gaps: Vec<Gap>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Vacancy {
    pub network: Link,
    pub post: Link,
    /// "Since 1 September 2026"; may be empty.
    pub since: String,
    pub cover: Link,
    pub note: String,
    /// How many responsibilities the post answers for.
    pub duties: usize,
}

/// A term of office in the control room.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct TermEnd {
    pub network: Link,
    pub post: Link,
    pub holder: Link,
    pub ends: String,
    /// The same day as "2026-12-31".
    pub day: String,
    /// Names of the counts that rise when the term is over on the reader's clock.
    pub counted: String,
    pub state: Tag,
    /// Who follows; may be empty.
    pub next: Link,
}

/// `a-z.html`, and a page a letter where it is long.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Az {
    pub page: Page,
    pub letters: Vec<Letter>,
    pub groups: Vec<AzGroup>,
    /// "31,904 entries".
    pub counts: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AzGroup {
    /// Anchor: `a`, or `0-9`.
    pub id: String,
    pub letter: String,
    pub entries: Vec<AzEntry>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AzEntry {
    pub link: Link,
    /// What it is and where: "Post, Severn Bridge PCN".
    pub note: String,
}

/// `search.html`: how to find things, for readers and browsers without the script.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Search {
    pub page: Page,
    pub letters: Vec<Letter>,
    /// Other ways in, as on the home page.
    pub ways: Vec<ListEntry>,
}

/// `accessibility.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Accessibility {
    pub page: Page,
    /// Where to write; the publisher's address where none is set.
    pub contact: String,
    pub prepared: String,
    /// What is known not to be accessible.
    pub not_accessible: Vec<String>,
    /// The public bodies' duties apply (publisher is an ICB or a training hub of the NHS).
    pub public_body: bool,
}

/// `404.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NotFound {
    pub page: Page,
}
