#![doc = include_str!("strategy_missing_or_stale.md")]

use super::Scene;
use super::shared::{has_ended, is_at_work, listed, name_of};
use crate::model::months_after;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::source::Span;

/// How long an approval holds.
const MONTHS: u32 = 24;

/// Looks for the strategy, its vision and objectives, and its dates.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    let name = name_of(network);
    let Some(strategy) = &network.strategy else {
        // While a network forms, the strategy comes after the agreement.
        if !is_at_work(network, scene.today) && network.agreement.is_none() {
            return;
        }
        findings.push(
            Diagnostic::at(network.facts.name.span, format!("no strategy is recorded for {name}"))
                .hint(format!("add `networks/{}/strategy.md` with a vision and the first objective", network.id)),
        );
        return;
    };
    let facts = &strategy.facts;
    let missing: Vec<&str> =
        [("`vision`", facts.vision.is_none()), ("`objectives`", facts.objectives.is_empty()), ("`approved`", facts.approved.is_none())]
            .into_iter()
            .filter_map(|(field, is_missing)| is_missing.then_some(field))
            .collect();
    if strategy.whole && !missing.is_empty() {
        findings.push(
            Diagnostic::at(Span::top(strategy.file), format!("the strategy of {name} has no {}", listed(&missing).replace(" and ", " and no ")))
                .hint("say between the `---` lines where the network wants to be, how it gets there and who approved it"),
        );
    }
    let stale = if let Some(due) = facts.review_by.as_ref().filter(|due| due.value < scene.today) {
        Some(Diagnostic::at(due.span, format!("the strategy of {name} was to be reviewed by {}", due.value)))
    } else {
        let old = facts.approved.as_ref().map(|approved| &approved.on).filter(|on| months_after(on.value, MONTHS) < scene.today);
        old.map(|on| Diagnostic::at(on.span, format!("the strategy of {name} was approved on {}, more than {MONTHS} months ago", on.value)))
    };
    findings.extend(stale.map(|finding| finding.hint("take it to the board, then set `approved:` and the next `review_by:`")));
}
