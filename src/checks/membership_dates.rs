#![doc = include_str!("membership_dates.md")]

use jiff::civil::Date;

use super::Scene;
use super::shared::{has_ended, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// The first day of the first networks.
const FIRST_DAY: Date = Date::constant(2019, 7, 1);

/// Looks at the first and the last day of each membership.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for practice in &network.facts.practices {
        let name = practice_name(practice);
        if let Some(joined) = practice.joined.as_ref().filter(|joined| joined.value < FIRST_DAY) {
            findings.push(
                Diagnostic::at(joined.span, format!("`{name}` joined on {}, before there were networks", joined.value))
                    .hint(format!("the first networks began on {FIRST_DAY}: check the year"))
                    .subject(practice.code.value.clone()),
            );
        }
        if let (Some(joined), Some(left)) = (&practice.joined, &practice.left)
            && left.value < joined.value
        {
            findings.push(
                Diagnostic::at(left.span, format!("`{name}` left on {}, before it joined", left.value))
                    .also(joined.span, format!("it joined on {}", joined.value))
                    .hint("check both years")
                    .subject(practice.code.value.clone()),
            );
        }
    }
}
