//! A network's whole handbook in one document.

use serde::Serialize;

use super::*;

/// `networks/<id>/print.html`: a network's whole handbook in one document, and the file that `--single-file` makes.
/// Links to what stands in the document lead to its place there, an anchor such as `#post-clinical-director`. Anchors of
/// the agreement, the strategy and pages stand behind a prefix of their own, so that each is there once; templates put
/// `agreement.` and `strategy.` before the ids in these two.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Print {
    pub page: Page,
    /// The front page, which shows most of what there is. What stands in fields of this view is empty there: its practices,
    /// duties, services, bodies, papers and pages.
    pub front: Network,
    /// Current practices, in full; those of the front page stand here.
    pub practices: Vec<PrintedPractice>,
    pub former_practices: Vec<PrintedPractice>,
    /// Who answers for what.
    pub duties: Vec<PrintedDuties>,
    /// In use, and nobody answers for it.
    pub unheld: Vec<PrintedDuty>,
    pub services: Vec<PrintedService>,
    pub bodies: Vec<PrintedBody>,
    pub agreement: Agreement,
    pub strategy: Strategy,
    /// Posts, those that ended last.
    pub posts: Vec<PrintedPost>,
    pub people: Vec<PrintedPerson>,
    /// Those who left and are named here because earlier records refer to them.
    pub leavers: Vec<PrintedPerson>,
    /// The network's own pages.
    pub pages: Vec<PrintedPage>,
    /// That this is the staff edition, in a reader's words; empty in the public one.
    pub edition: String,
    /// What a single file has beside; `None` in `print.html`.
    pub file: Option<SingleFile>,
}

impl Print {
    /// The chapters.
    pub(super) fn sections(&self) -> Vec<Heading> {
        let front = &self.front;
        let rules = !front.conflicts.is_empty() || front.conflicts_policy.is_some() || !front.data_sharing.is_empty() || front.local_variation.is_some();
        let progress = !front.due.is_empty() || !front.checklists.is_empty() || !front.commitments.is_empty() || !front.indicators.is_empty();
        let mut headings = shown(&[
            (true, "lead", "Who leads, and whom to call"),
            (!front.team.is_empty(), "team", "The team"),
            (true, "practices", "Practices"),
            (!self.duties.is_empty() || !self.unheld.is_empty(), "duties", "Who answers for what"),
            (!self.services.is_empty(), "services", "Services"),
            (!self.bodies.is_empty(), "governance", "How it is run"),
            (true, "agreement", "Agreement"),
            (true, "strategy", "Strategy"),
            (!front.voice.is_empty(), "voice", "Who speaks for the network"),
            (!front.relationships.is_empty(), "relationships", "Working with others"),
            (front.neighbourhood_team.is_some(), "neighbourhood-team", "Neighbourhood team"),
            (progress, "progress", "What is due, and progress"),
            (rules, "rules", "Rules and records"),
            (!self.posts.is_empty(), "posts", "Posts"),
            (!self.people.is_empty() || !self.leavers.is_empty(), "people", "People"),
        ]);
        headings.extend(self.pages.iter().map(|page| Heading::section(&page.id, &page.title)));
        headings.extend(shown(&[(true, "details", "Details"), (!front.gaps.is_empty(), "gaps", "Gaps")]));
        headings
    }
}

/// What a document needs to stand alone in one file: nothing is loaded from elsewhere.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct SingleFile {
    /// Tells such a file from others that have its name.
    pub mark: String,
    /// The Content-Security-Policy of the file.
    pub policy: String,
    /// The style sheet, ready to stand in `<style>` just so: the policy holds its fingerprint.
    pub style: String,
    /// The script, ready to stand in `<script>` just so.
    pub script: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPractice {
    /// Anchor.
    pub id: String,
    pub row: PracticeRow,
    pub postcode: String,
    pub deputy: Link,
}

/// Somebody, and all that they answer for.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedDuties {
    pub seat: Shared<Seat>,
    pub duties: Vec<PrintedDuty>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedDuty {
    /// Anchor.
    pub id: String,
    /// Its own page.
    pub link: Shared<Link>,
    /// "CD vi"; may be empty.
    pub code: String,
    /// What it is, for one of the network's own.
    pub summary: String,
    /// "every quarter"; may be empty.
    pub every: String,
    /// Where it is written, if anywhere.
    #[serde(serialize_with = "link_if_any")]
    pub written_in: Link,
    pub note: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedService {
    /// Anchor.
    pub id: String,
    pub service: Service,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedBody {
    /// Anchor.
    pub id: String,
    pub body: Body,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPost {
    /// Anchor.
    pub id: String,
    pub seat: Shared<Seat>,
    /// Sessions, accountable to, deputy, method …
    pub facts: Vec<Fact>,
    pub note_html: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPerson {
    /// Anchor.
    pub id: String,
    pub name: String,
    /// Posts of the network held today.
    pub posts: Vec<Link>,
    /// "Nurse"; may be empty.
    pub profession: &'static str,
    pub practice: Link,
    pub contact: Contact,
    /// "Left on 31 March 2026"; may be empty.
    pub left: String,
    pub about_html: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPage {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub summary: String,
    /// Its headings begin at level 3.
    pub prose_html: String,
    pub review: Option<ReviewBlock>,
}
