#![doc = include_str!("term_without_an_end.md")]

use jiff::Span;
use jiff::civil::Date;

use super::Scene;
use super::posts::{directors, first_day, holders, last_day, like_succession, people};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::HolderStatus;

/// Looks at the terms that run today.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (_, id, post) in directors(scene, network) {
        let now = holders(scene, post).now;
        // Where a later term has begun meanwhile, `overlapping-terms` asks for the end of the earlier one.
        let followed = |term| now.iter().any(|other| like_succession(term, other) && first_day(other) > first_day(term));
        let endless: Vec<_> = now
            .iter()
            .filter(|term| term.holder.status() == HolderStatus::Substantive && last_day(scene, term).is_none() && !followed(term))
            .copied()
            .collect();
        let Some(first) = endless.first() else { continue };
        let months = post.rotation.as_ref().and_then(|rotation| rotation.months.as_ref());
        let message = match months {
            Some(months) => format!("`{}` changes hands every {} months, and the term of {} has no end", id.value, months.value, people(&endless)),
            None => format!("the term of {} in `{}` has no end", people(&endless), id.value),
        };
        let end = months.zip(first.holder.from.as_ref()).and_then(|(months, from)| last_day_of_turn(from.value, months.value));
        findings.push(
            Diagnostic::at(first.holder.person.span, message)
                .hint(match end {
                    Some(end) => format!("add the last day to the holder: `to: {end}`"),
                    None => "add the last day of the term, or the day by which it is looked at again: `to: 2028-03-31`".to_owned(),
                })
                .subject(id.value.clone()),
        );
    }
}

fn last_day_of_turn(from: Date, months: u32) -> Option<Date> {
    let turn = Span::new().try_months(i64::from(months)).ok()?;
    from.checked_add(turn).ok()?.yesterday().ok()
}
