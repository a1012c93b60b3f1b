#![doc = include_str!("review_overdue.md")]

use jiff::civil::Date;

use super::Scene;
use super::shared::has_ended;
use crate::model::months_after;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::{Loc, Text};
use crate::model::page::{PageFacts, Review, Status};
use crate::model::{Page, Tree};
use crate::source::{Layer, Span};

/// How long a review lasts where the handbook does not say.
const MONTHS: u32 = 12;

/// Looks at the review dates of every page of prose.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let handbook = scene.handbook;
    let of_networks = handbook.networks.iter().filter(|network| !has_ended(network, scene.today)).flat_map(|network| &network.pages);
    for page in handbook.home.iter().chain(&handbook.pages).chain(of_networks) {
        // Pages of other handbooks are theirs to review.
        if page.layer != Layer::Handbook || !is_current(&page.facts) {
            continue;
        }
        let facts = &page.facts;
        let overdue = overdue(scene, &facts.reviewed, &facts.review_by, facts.owner.as_ref().or(facts.author.as_ref()));
        findings.extend(overdue.map(|finding| finding.subject(page.path.clone())));
        if page.tree == Tree::Guidance && page.whole && says_nothing(page) {
            findings.push(
                Diagnostic::at(facts.title.as_ref().map_or(Span::top(page.file), |title| title.span), "nothing says who keeps this page, or when it was last reviewed")
                    .hint("add `owner:` or `author:` with a role, and `reviewed:` and `review_by:` with dates")
                    .subject(page.path.clone()),
            );
        }
    }
    let lists = handbook.checklists.iter().map(|list| (list.layer, &list.id, &list.facts.reviewed, &list.facts.review_by, list.facts.owner.as_ref()));
    let roles = handbook.roles.iter().map(|role| (role.layer, &role.id, &role.facts.reviewed, &role.facts.review_by, role.facts.owner.as_ref()));
    let duties = handbook.responsibilities.iter().map(|duty| (duty.layer, &duty.id, &duty.facts.reviewed, &duty.facts.review_by, duty.facts.owner.as_ref()));
    for (layer, id, reviewed, review_by, owner) in lists.chain(roles).chain(duties) {
        if layer == Layer::Handbook {
            findings.extend(overdue(scene, reviewed, review_by, owner).map(|finding| finding.subject(id.clone())));
        }
    }
}

/// Whether a page still holds; one that was superseded or archived is not reviewed any more.
fn is_current(facts: &PageFacts) -> bool {
    facts.status.as_ref().is_none_or(|status| status.value == Status::Current)
}

fn says_nothing(page: &Page) -> bool {
    let facts = &page.facts;
    facts.owner.is_none() && facts.author.is_none() && facts.reviewed.is_none() && facts.review_by.is_none()
}

fn overdue(scene: &Scene<'_>, reviewed: &Option<Review>, review_by: &Option<Loc<Date>>, keeper: Option<&Text>) -> Option<Diagnostic> {
    let months = scene.handbook.settings.review.as_ref().and_then(|policy| policy.months.as_ref()).map_or(MONTHS, |months| months.value);
    let finding = match (review_by, reviewed) {
        (Some(due), _) if due.value < scene.today => Diagnostic::at(due.span, format!("this page was to be reviewed by {}", due.value)),
        (None, Some(review)) if months_after(review.on.value, months) < scene.today => {
            Diagnostic::at(review.on.span, format!("this page was last reviewed on {}, more than {months} months ago", review.on.value))
        }
        _ => return None,
    };
    let whom = keeper.map_or_else(|| "read it through".to_owned(), |keeper| format!("ask `{}` to read it through", keeper.value));
    Some(finding.hint(format!("{whom}, then set `reviewed:` to that day and `review_by:` to the next one")))
}
