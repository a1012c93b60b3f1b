#![doc = include_str!("clinical_director_not_from_a_member_practice.md")]

use super::Scene;
use super::posts::{directors, holders, person_of};
use super::shared::{is_at_work, is_member, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Thing;
use crate::model::Network;

/// Compares the practice of each director with the members of today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        for term in holders(scene, post).now {
            let Some((home, person)) = person_of(scene, &term) else { continue };
            let reference = &term.holder.person;
            let Some(practice) = &person.practice else {
                if home.whole {
                    findings.push(
                        Diagnostic::at(reference.span, format!("nothing says which practice `{}`, who holds `{}`, comes from", reference.value, id.value))
                            .also(person.name.span, "the person is here")
                            .hint("add the code of their practice: `practice: Y99001`")
                            .subject(reference.value.clone()),
                    );
                }
                continue;
            };
            // A code that leads nowhere was told when it was looked up.
            let Some(Thing::Practice(..)) = scene.links.of(practice) else { continue };
            // A practice that left and came back stands in the list twice.
            let here: Vec<_> = network.facts.practices.iter().filter(|member| member.code.value == practice.value).collect();
            if here.iter().any(|member| is_member(member, scene.today)) {
                continue;
            }
            let mut finding = Diagnostic::at(
                reference.span,
                format!("`{}` holds `{}`, and their practice `{}` is no member of {}", reference.value, id.value, practice.value, name_of(network)),
            )
            .also(practice.span, "the practice is named here");
            if let Some(left) = here.iter().filter_map(|member| member.left.as_ref()).max_by_key(|left| left.value) {
                finding = finding.also(left.span, "it left on this day");
            }
            findings.push(finding.hint("correct the practice or its dates; if they are right, the network has to choose again").subject(reference.value.clone()));
        }
    }
}
