//! Pages of prose: guidance, a handbook's other pages, a network's own pages, checklists.

use jiff::civil::Date;

use super::catalogue::Years;
use super::settings::Edition;
use super::shared::Citation;
use crate::diagnostic::Findings;
use crate::document::record::{Loc, Place, Read, Text, Typed};
use crate::document::yaml::{Node, Value};
use crate::{choice, record};

choice! {
    /// Whether guidance still holds.
    Status, "a status of guidance" {
        /// It holds.
        Current = "current",
        /// Another page took its place.
        Superseded = "superseded",
        /// Kept for reference.
        Archived = "archived",
    }
}

/// When a page was last reviewed: a date, or `{on, by, text}`.
#[derive(Clone, Debug)]
pub struct Review {
    /// The day.
    pub on: Loc<Date>,
    /// The role that reviewed it.
    pub by: Option<Text>,
    /// Fingerprint of the text that was reviewed.
    pub text: Option<Text>,
}

record! {
    /// The long form of a review.
    ReviewFacts, "a review" {
        /// The day.
        must on: Loc<Date>,
        /// The role that reviewed it.
        may by: Text,
        /// Fingerprint of the text.
        may text: Text,
    }
}

impl Typed for Review {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        self.by.texts(place, see);
    }
}

impl Read for Review {
    const WHAT: &'static str = "a date such as `2026-04-01`, or `{on: …, by: …}`";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if matches!(node.value, Value::Map(_)) {
            let facts = ReviewFacts::read(node, findings)?;
            return Some(Self { on: facts.on, by: facts.by, text: facts.text });
        }
        Some(Self { on: Read::read(node, findings)?, by: None, text: None })
    }
}

record! {
    /// Front matter of any page of prose. Guidance must have a title; other pages take theirs from the first heading or the file's name.
    PageFacts, "a page" {
        /// Its title.
        may title: Text,
        /// One sentence.
        may summary: Text,
        /// Ids this page explains.
        some about: Vec<Text>,
        /// Contract years it speaks of.
        may years: Years,
        /// Whether it still holds.
        may status: Loc<Status>,
        /// The page that took its place.
        may superseded_by: Text,
        /// The role that wrote it.
        may author: Text,
        /// The role that keeps it.
        may owner: Text,
        /// When it was first published.
        may first_published: Loc<Date>,
        /// When it was last reviewed.
        may reviewed: Review,
        /// When it is to be reviewed again.
        may review_by: Loc<Date>,
        /// Roles it is written for.
        some audience: Vec<Text>,
        /// Who sees it.
        may visible_to: Edition,
        /// What it rests on.
        some sources: Vec<Citation>,
        /// Whose argument it follows.
        may attribution: Text,
        /// Old addresses.
        some aliases: Vec<Text>,
        /// Place in lists.
        may order: u32,
    }
}

record! {
    /// Front matter of `checklists/*.md`.
    ChecklistFacts, "a checklist" {
        /// Its title.
        must title: Text,
        /// One sentence.
        may summary: Text,
        /// The role it is for.
        may r#for: Text,
        /// What is to be done.
        some steps: Vec<Step>,
        /// The role that keeps it.
        may owner: Text,
        /// When it was last reviewed.
        may reviewed: Review,
        /// When it is to be reviewed again.
        may review_by: Loc<Date>,
        /// Who sees it.
        may visible_to: Edition,
        /// Old addresses.
        some aliases: Vec<Text>,
        /// Place in lists.
        may order: u32,
    }
}

record! {
    /// A step of a checklist.
    Step, "a step" {
        /// Its id.
        must id: Text,
        /// What is to be done.
        must title: Text,
        /// The role that does it.
        may owner: Text,
        /// Days from the start within which it is due.
        may within_days: Loc<u32>,
        /// A sentence or two in Markdown.
        may note: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}
