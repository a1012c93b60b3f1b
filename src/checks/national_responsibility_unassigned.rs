#![doc = include_str!("national_responsibility_unassigned.md")]

use super::Scene;
use super::unassigned::{is_national_seven, tell_unassigned};
use crate::diagnostic::Findings;
use crate::model::Network;

/// Looks at the seven of 2019.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    tell_unassigned(scene, n, network, is_national_seven, findings);
}
