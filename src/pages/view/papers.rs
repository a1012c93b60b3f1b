//! The Network Agreement and the strategy.

use serde::Serialize;

use super::*;

/// `networks/<id>/agreement.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Agreement {
    pub page: Page,
    /// The network has no `agreement.md`; the page says so and shows the outline.
    pub recorded: bool,
    pub state: Tag,
    /// Version, signed, effective, review by.
    pub facts: Vec<Fact>,
    /// "All current practices", or empty where `parties` lists them.
    pub parties_note: String,
    pub parties: Vec<Link>,
    /// Current practices that are no party.
    pub not_parties: Vec<Link>,
    /// Prose before the first schedule.
    pub intro_html: String,
    pub schedules: Vec<Schedule>,
    /// Prose after the last schedule, under headings of its own.
    pub rest_html: String,
}

impl Agreement {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let schedules = self.schedules.iter().map(|s| Heading {
            id: s.id.clone(),
            text: if s.number.is_empty() { s.title.clone() } else { format!("{}. {}", s.number, s.title) },
            level: 3,
        });
        let mut headings = shown(&[(self.recorded, "parties", "Who has signed"), (!self.schedules.is_empty(), "schedules", "Schedules")]);
        headings.extend(schedules);
        headings
    }
}

/// A schedule of the agreement, shown as a section of its own.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Schedule {
    /// Anchor: `schedule-1`.
    pub id: String,
    /// "1".
    pub number: String,
    pub title: String,
    /// What schedules of this number hold, from the national outline; may be empty.
    pub outline: String,
    pub status: Tag,
    pub updated: String,
    /// Posts, bodies, services that it governs.
    pub governs: Vec<Link>,
    /// Responsibilities that are written here, with their accountable post.
    pub written_here: Vec<ServiceDuty>,
    /// The schedule's prose without its heading; its own headings start at level 4.
    pub html: String,
}

/// `networks/<id>/strategy.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Strategy {
    pub page: Page,
    pub recorded: bool,
    pub vision: String,
    pub state: Tag,
    /// Period, owner, approved, review by.
    pub facts: Vec<Fact>,
    /// What is late or comes within a year, soonest first.
    pub ahead: Vec<Due>,
    /// The coming year as a line with its months.
    pub ahead_svg: String,
    pub objectives: Vec<Objective>,
    pub funding: Vec<Funding>,
    pub risks: Vec<Risk>,
    /// Risks by likelihood and impact, under their numbers.
    pub risks_svg: String,
    pub prose_html: String,
}

impl Strategy {
    pub(super) fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[(!self.ahead.is_empty(), "ahead", "The year ahead")]);
        if !self.objectives.is_empty() {
            headings.push(Heading::section("objectives", "Objectives"));
            headings.extend(self.objectives.iter().map(|o| Heading { id: o.id.clone(), text: o.title.clone(), level: 3 }));
        }
        headings.extend(shown(&[(!self.funding.is_empty(), "funding", "Funding"), (!self.risks.is_empty(), "risks", "Risks")]));
        headings
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Objective {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub why: String,
    pub status: Tag,
    /// The post and who holds it; `None`: no owner is recorded.
    pub owner: Option<Seat>,
    pub partners: Vec<Link>,
    pub services: Vec<Link>,
    pub responsibilities: Vec<Link>,
    pub measure: Option<Measure>,
    pub milestones: Vec<Due>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Measure {
    pub name: String,
    /// With their unit: "71%".
    pub baseline: String,
    pub target: String,
    pub latest: String,
    pub latest_on: String,
    pub source: String,
    /// How far from baseline to target, 0 to 100; `None` where it can't be said.
    pub progress: Option<u8>,
    pub readings: Vec<Reading>,
    /// The readings as a line from the baseline towards the target.
    pub readings_svg: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Reading {
    pub on: String,
    pub value: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Funding {
    pub title: String,
    pub source: Link,
    pub level: String,
    pub what_for: String,
    pub owner: Link,
    pub deadline: String,
    pub status: Tag,
    /// Only where the edition may show it.
    pub amount: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Risk {
    /// Its number in the drawing.
    pub number: usize,
    pub title: String,
    /// "3 of 5".
    pub likelihood: String,
    pub impact: String,
    /// "High", "Medium", "Low".
    pub weight: Tag,
    pub owner: Link,
    pub action: String,
    pub review_by: String,
}
