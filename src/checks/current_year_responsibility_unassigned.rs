#![doc = include_str!("current_year_responsibility_unassigned.md")]

use super::Scene;
use super::unassigned::{is_of_2024, tell_unassigned};
use crate::diagnostic::Findings;
use crate::model::Network;

/// Looks at those of 2024/25 that are in force in the handbook's year.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    tell_unassigned(scene, n, network, is_of_2024, findings);
}
