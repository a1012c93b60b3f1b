#![doc = include_str!("funding_without_owner_or_deadline.md")]

use super::Scene;
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::papers::FundingStatus;

/// Looks at the owner and the deadline of money that may still be had.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let Some(strategy) = network.strategy.as_ref().filter(|_| !has_ended(network, scene.today)) else { return };
    for funding in &strategy.facts.funding {
        let is_open = funding.status.as_ref().is_none_or(|status| matches!(status.value, FundingStatus::Idea | FundingStatus::Bidding));
        if !is_open {
            continue;
        }
        let title = &funding.title.value;
        let missing = match (&funding.owner, &funding.deadline) {
            (None, None) => "neither `owner` nor `deadline`",
            (None, Some(_)) => "no `owner`",
            (Some(_), None) => "no `deadline`",
            (Some(_), Some(_)) => "",
        };
        if !missing.is_empty() && strategy.whole {
            findings.push(
                Diagnostic::at(funding.title.span, format!("`{title}` has {missing}"))
                    .hint("say which post sees to it, and the last day to apply")
                    .subject(title.clone()),
            );
        }
        if let Some(deadline) = funding.deadline.as_ref().filter(|deadline| deadline.value < scene.today) {
            findings.push(
                Diagnostic::at(deadline.span, format!("the last day to apply for `{title}` was {}, and it still counts as open", deadline.value))
                    .hint("say how it ended: `status: won`, `lost` or `closed`")
                    .subject(title.clone()),
            );
        }
    }
}
