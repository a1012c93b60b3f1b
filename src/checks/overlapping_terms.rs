#![doc = include_str!("overlapping_terms.md")]

use super::Scene;
use super::posts::{directors, first_day, holders, last_day, like_succession};
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Term;
use crate::model::Network;
use crate::model::network::HolderStatus;

/// Compares each substantive term with those that began before it.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        let holders = holders(scene, post);
        let mut terms: Vec<Term<'_>> = [holders.before, holders.now, holders.next].concat();
        terms.retain(|term| term.holder.status() == HolderStatus::Substantive);
        terms.sort_by_key(first_day);
        for (at, later) in terms.iter().enumerate() {
            let overlaps = |earlier: &&Term<'_>| like_succession(earlier, later) && last_day(scene, earlier).is_none_or(|last| last >= first_day(later));
            let (Some(earlier), Some(from)) = (terms[..at].iter().find(overlaps), &later.holder.from) else { continue };
            let (one, other) = (&earlier.holder.person, &later.holder.person);
            let finding = Diagnostic::at(
                from.span,
                format!("the term of `{}` in `{}` begins on {}, before that of `{}` ends", other.value, id.value, from.value, one.value),
            );
            let finding = match &earlier.holder.to {
                Some(to) => finding.also(to.span, format!("the earlier term ends on {}", to.value)),
                None => finding.also(one.span, "the earlier term has no last day"),
            };
            findings.push(finding.hint("correct the dates; if the two share the post, add `share:` to both").subject(id.value.clone()));
        }
    }
}
