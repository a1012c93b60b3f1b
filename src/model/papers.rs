//! A network's two working documents: the Network Agreement and the strategy.

use jiff::civil::Date;

use super::settings::Edition;
use crate::diagnostic::Findings;
use crate::document::record::{Loc, Place, Read, Text, Typed};
use crate::document::yaml::{Node, Value};
use crate::{choice, record};

choice! {
    /// Where a schedule stands.
    ScheduleStatus, "a status of a schedule" {
        /// Filled in and agreed.
        Complete = "complete",
        /// Being written.
        Draft = "draft",
        /// Left empty on purpose.
        NotUsed = "not-used",
        /// Being looked at again.
        UnderReview = "under-review",
    }
}

/// The practices that signed: `all`, or a list of codes.
#[derive(Clone, Debug)]
pub enum Parties {
    /// Every current core practice.
    All(crate::source::Span),
    /// These.
    Codes(Vec<Text>),
}

impl Typed for Parties {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        if let Self::Codes(codes) = self {
            codes.texts(place, see);
        }
    }
}

impl Read for Parties {
    const WHAT: &'static str = "`all`, or a list of practice codes";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, .. } if text == "all" => Some(Self::All(node.span)),
            Value::List(_) => Some(Self::Codes(Read::read(node, findings)?)),
            _ => {
                crate::document::record::wrong_type(node, Self::WHAT, findings);
                None
            }
        }
    }
}

record! {
    /// Front matter of `agreement.md`.
    AgreementFacts, "an agreement" {
        /// Its title; "Network Agreement" if absent.
        may title: Text,
        /// One sentence.
        may summary: Text,
        /// Which template it follows.
        may version: Text,
        /// When it was signed.
        may signed: Loc<Date>,
        /// When it took effect.
        may effective: Loc<Date>,
        /// When it is to be reviewed.
        may review_by: Loc<Date>,
        /// Who signed.
        may parties: Parties,
        /// Its schedules.
        some schedules: Vec<Schedule>,
        /// The post that keeps it.
        may owner: Text,
        /// When the page was last reviewed.
        may reviewed: super::page::Review,
        /// Who sees it.
        may visible_to: Edition,
        /// Old addresses.
        some aliases: Vec<Text>,
        /// Place in lists.
        may order: u32,
    }
}

record! {
    /// A schedule of the agreement.
    Schedule, "a schedule" {
        /// Its number.
        must number: Loc<u32>,
        /// Its title.
        may title: Text,
        /// Where it stands.
        may status: Loc<ScheduleStatus>,
        /// When it was last changed.
        may updated: Loc<Date>,
        /// Posts, bodies, services and partners it governs.
        some governs: Vec<Text>,
        /// One sentence.
        may summary: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

impl Schedule {
    /// The anchor of its heading.
    pub fn anchor(&self) -> String {
        format!("schedule-{}", self.number.value)
    }
}

choice! {
    /// Where an objective stands.
    ObjectiveStatus, "a status of an objective" {
        /// Not begun.
        Planned = "planned",
        /// As planned.
        OnTrack = "on-track",
        /// In danger.
        AtRisk = "at-risk",
        /// Behind.
        OffTrack = "off-track",
        /// Reached.
        Done = "done",
        /// Given up.
        Dropped = "dropped",
    }
}

choice! {
    /// Where a bid for money stands.
    FundingStatus, "a status of funding" {
        /// Thought of.
        Idea = "idea",
        /// Applied for.
        Bidding = "bidding",
        /// Granted.
        Won = "won",
        /// Refused.
        Lost = "lost",
        /// Over.
        Closed = "closed",
    }
}

record! {
    /// Front matter of `strategy.md`.
    StrategyFacts, "a strategy" {
        /// Its title; "Strategy" if absent.
        may title: Text,
        /// One sentence.
        may summary: Text,
        /// The vision in one sentence.
        may vision: Text,
        /// The time it covers.
        may period: Period,
        /// The post that keeps it.
        may owner: Text,
        /// When and by whom it was approved.
        may approved: Approval,
        /// When it is to be reviewed.
        may review_by: Loc<Date>,
        /// What it is to reach.
        some objectives: Vec<Objective>,
        /// Money that may be had.
        some funding: Vec<Funding>,
        /// What may go wrong.
        some risks: Vec<Risk>,
        /// When the page was last reviewed.
        may reviewed: super::page::Review,
        /// Who sees it.
        may visible_to: Edition,
        /// Old addresses.
        some aliases: Vec<Text>,
        /// Place in lists.
        may order: u32,
    }
}

record! {
    /// A stretch of time.
    Period, "a period" {
        /// First day.
        may from: Loc<Date>,
        /// Last day.
        may to: Loc<Date>,
    }
}

record! {
    /// An approval.
    Approval, "an approval" {
        /// The day.
        must on: Loc<Date>,
        /// The body.
        may by: Text,
    }
}

record! {
    /// An objective of the strategy.
    Objective, "an objective" {
        /// Its id.
        must id: Text,
        /// Its title.
        must title: Text,
        /// Why it matters.
        may why: Text,
        /// The post that answers for it.
        may owner: Text,
        /// Responsibilities it serves.
        some responsibilities: Vec<Text>,
        /// Organisations it needs.
        some partners: Vec<Text>,
        /// Services it changes.
        some services: Vec<Text>,
        /// Where it stands.
        may status: Loc<ObjectiveStatus>,
        /// How it is measured.
        may measure: Measure,
        /// Its milestones.
        some milestones: Vec<Milestone>,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// How an objective is measured.
    Measure, "a measure" {
        /// What is counted.
        must name: Text,
        /// In what unit.
        may unit: Text,
        /// Where it began.
        may baseline: f64,
        /// Where it should end.
        may target: f64,
        /// Where the numbers come from.
        may source: Text,
        /// The numbers so far.
        some readings: Vec<Reading>,
    }
}

record! {
    /// A number on a day.
    Reading, "a reading" {
        /// The day.
        must on: Loc<Date>,
        /// The number.
        must value: f64,
    }
}

record! {
    /// A step on the way to an objective.
    Milestone, "a milestone" {
        /// What is to happen.
        must title: Text,
        /// By when.
        may due: Loc<Date>,
        /// The post that sees to it.
        may owner: Text,
        /// The day it was done.
        may done: Loc<Date>,
    }
}

record! {
    /// Money that may be had.
    Funding, "a funding opportunity" {
        /// Its title.
        must title: Text,
        /// Where it comes from: an organisation, or words.
        may source: Text,
        /// At which level it is given.
        may level: Loc<super::shared::Level>,
        /// What for.
        may r#for: Text,
        /// The post that sees to it.
        may owner: Text,
        /// The last day to apply.
        may deadline: Loc<Date>,
        /// Where it stands.
        may status: Loc<FundingStatus>,
        /// How much, in words.
        may amount: Amount,
        /// Who sees it.
        may visible_to: Edition,
    }
}

/// How much, in words: a text, or `{text, visible_to}`.
#[derive(Clone, Debug)]
pub struct Amount {
    /// The words.
    pub text: Text,
    /// Who sees it.
    pub visible_to: Option<Edition>,
}

record! {
    /// The long form of an amount.
    AmountFacts, "an amount" {
        /// The words.
        must text: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

impl Typed for Amount {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        self.text.texts(place, see);
    }
}

impl Read for Amount {
    const WHAT: &'static str = "a text, or `{text: …, visible_to: staff}`";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if matches!(node.value, Value::Map(_)) {
            let facts = AmountFacts::read(node, findings)?;
            return Some(Self { text: facts.text, visible_to: facts.visible_to });
        }
        Some(Self { text: Read::read(node, findings)?, visible_to: None })
    }
}

record! {
    /// What may go wrong.
    Risk, "a risk" {
        /// Its title.
        must title: Text,
        /// 1 to 5.
        may likelihood: Loc<u32>,
        /// 1 to 5.
        may impact: Loc<u32>,
        /// The post that watches it.
        may owner: Text,
        /// What is done about it.
        may action: Text,
        /// When it is looked at again.
        may review_by: Loc<Date>,
        /// Who sees it; staff alone if absent.
        may visible_to: Edition,
    }
}
