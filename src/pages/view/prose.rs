//! Guidance, checklists, the glossary and other prose.

use serde::Serialize;

use super::*;

/// `guidance/….html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Guidance {
    pub page: Page,
    /// The topic, with its place in the index of guidance.
    pub topic: Link,
    /// "Superseded" or "Archived"; empty for current guidance.
    pub state: Tag,
    /// The page that takes its place; may be empty.
    pub superseded_by: Link,
    pub prose_html: String,
    /// Where this matters: what the page explains, and who it concerns.
    pub matters: Vec<LinkGroup>,
    pub sources: Vec<Source>,
    pub attribution: String,
    /// Roles it is written for.
    pub audience: Vec<Link>,
    /// What concerns practices, on pages written for practice managers; `None` where nothing is marked.
    pub for_practices: Option<ForPractices>,
    /// Author, contract years.
    pub facts: Vec<Fact>,
    /// Neighbours in the same topic.
    pub previous: Link,
    pub next: Link,
}

/// What a page of guidance means for practices.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForPractices {
    /// The page's own words about it, under a heading "What this means for practices" or one with the anchor
    /// `for-practices`; may be empty.
    pub section: Link,
    /// What practices answer for, among the responsibilities that the page explains or names.
    pub duties: Vec<Link>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Source {
    /// The document; `href` leads to where its publisher keeps it.
    pub link: Link,
    /// "Section 4.4.2 vi".
    pub section: String,
    /// "NHS England, 29 March 2019".
    pub about: String,
}

/// `checklists/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Checklist {
    pub page: Page,
    /// The role it is for.
    pub role: Link,
    pub prose_html: String,
    pub steps: Vec<Step>,
    pub networks: Vec<Progress>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Step {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub owner: Link,
    /// "within 14 days".
    pub due: String,
    /// What its author says of it.
    pub note_html: String,
}

/// `pages/….html`, `networks/<id>/pages/….html`: any other page.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Prose {
    pub page: Page,
    pub prose_html: String,
    pub facts: Vec<Fact>,
}

/// `glossary.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Glossary {
    pub page: Page,
    pub letters: Vec<Letter>,
    pub groups: Vec<GlossaryGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct GlossaryGroup {
    /// Anchor of the letter: `a`, or `0-9`. Terms have ids such as `term-arrs`.
    pub id: String,
    pub letter: String,
    pub terms: Vec<Term>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Term {
    /// Anchor: `term-arrs`.
    pub id: String,
    pub term: String,
    pub expansion: String,
    /// Other names, comma-separated.
    pub also: String,
    pub meaning: String,
    /// "Until 1 July 2022"; empty for current terms.
    pub until: String,
    /// What it is called now; may be empty.
    pub now: Link,
}

/// A term that went out of use, on a page that has it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PastTerm {
    /// To the glossary.
    pub term: Link,
    /// May be empty.
    pub expansion: String,
    /// "1 July 2022".
    pub until: String,
    /// What it is called now; may be empty.
    pub now: Link,
}

/// A letter in the bar over an A–Z.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Letter {
    /// Empty: nothing starts with it.
    pub href: String,
    pub letter: String,
    pub current: bool,
}
