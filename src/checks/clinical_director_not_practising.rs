#![doc = include_str!("clinical_director_not_practising.md")]

use super::Scene;
use super::posts::{directors, holders, person_of};
use super::shared::{has_ended, is_at_work};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;

/// Looks at the people who hold the post today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        for term in holders(scene, post).now {
            let Some((home, person)) = person_of(scene, &term) else { continue };
            let reference = &term.holder.person;
            let told = |message: String| Diagnostic::at(reference.span, message).subject(reference.value.clone());
            if let Some(practising) = person.practising.as_ref().filter(|practising| !practising.value) {
                findings.push(
                    told(format!("`{}` holds `{}` and does not practise", reference.value, id.value))
                        .also(practising.span, "it says so here")
                        .hint("the director must be a clinician who still sees patients; correct this, or talk to the commissioner"),
                );
            } else if let Some(profession) = person.profession.as_ref().filter(|profession| !profession.value.is_clinical()) {
                findings.push(
                    told(format!("`{}` holds `{}` and is no clinician", reference.value, id.value))
                        .also(profession.span, format!("the profession is `{}`", profession.value.word()))
                        .hint("the director may be a GP, a nurse, a pharmacist or another clinician, but must be one"),
                );
            } else if home.whole && network.whole && is_at_work(network, scene.today) {
                let missing = match (&person.profession, &person.practising) {
                    (None, None) => "`profession:` and `practising: true`",
                    (None, Some(_)) => "`profession:`",
                    (Some(_), None) => "`practising: true`",
                    (Some(_), Some(_)) => continue,
                };
                findings.push(
                    told(format!("nothing says that `{}`, who holds `{}`, is a practising clinician", reference.value, id.value))
                        .also(person.name.span, "the person is here")
                        .hint(format!("add {missing} to the person")),
                );
            }
        }
    }
}
