#![doc = include_str!("malformed_icb_code.md")]

use super::Scene;
use super::codes::tell_malformed;
use crate::diagnostic::Findings;
use crate::model::shared::OrganisationKind;

/// Looks at the form of the code of every ICB.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    tell_malformed(scene, OrganisationKind::Icb, "an ICB", findings);
}
