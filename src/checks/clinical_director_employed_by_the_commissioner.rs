#![doc = include_str!("clinical_director_employed_by_the_commissioner.md")]

use super::Scene;
use super::posts::{directors, holders, person_of};
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::EmployerKind;

/// Looks at who employs each director of today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        for term in holders(scene, post).now {
            let Some(kind) = person_of(scene, &term).and_then(|(_, person)| person.employer.as_ref()?.kind.as_ref()) else { continue };
            let employer = match kind.value {
                EmployerKind::Icb => "the ICB",
                EmployerKind::NhsEngland => "NHS England",
                _ => continue,
            };
            let person = &term.holder.person;
            findings.push(
                Diagnostic::at(person.span, format!("`{}` holds `{}` and is employed by {employer}", person.value, id.value))
                    .also(kind.span, "the employer is here")
                    .hint("the director must come from within the network; correct the employer, or choose somebody else")
                    .subject(person.value.clone()),
            );
        }
    }
}
