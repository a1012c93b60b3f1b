#![doc = include_str!("gap_in_cover.md")]

use jiff::civil::Date;

use super::Scene;
use super::posts::{answered_by, cover_of, days_between, directors, first_day, holders, last_day, people, responsibilities};
use super::shared::is_at_work;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Text;
use crate::links::{Holders, Term};
use crate::model::Network;
use crate::model::network::{Post, Vacancy};

/// Days for which a recorded vacancy is nobody's fault.
const LONGEST_VACANCY: i32 = 28;

/// Looks for a vacancy that lasts, for a post with nobody but a stand-in, and for days between two terms.
pub fn check(scene: &Scene<'_>, n: u32, network: &Network, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    for (at, id, post) in directors(scene, network) {
        let holders = holders(scene, post);
        if holders.now.is_empty() {
            findings.extend(post.vacant.as_ref().and_then(|vacancy| vacant(scene, (n, at), network, (id, post), vacancy, &holders)));
        } else if !holders.has_substantive() {
            findings.push(stand_in_alone(id, &holders));
        }
        between_terms(scene, id, &holders, findings);
    }
}

fn vacant(
    scene: &Scene<'_>,
    (n, at): (u32, u32),
    network: &Network,
    (id, post): (&Text, &Post),
    vacancy: &Vacancy,
    holders: &Holders<'_>,
) -> Option<Diagnostic> {
    let after_last = || holders.before.iter().filter_map(|term| last_day(scene, term)).max().and_then(|last| last.tomorrow().ok());
    let since = vacancy.since.as_ref().map(|since| since.value).or_else(after_last);
    let mut message = match since.map(|since| (since, days_between(since, scene.today))) {
        Some((_, days)) if days <= LONGEST_VACANCY => return None,
        Some((since, days)) => format!("`{}` has been vacant since {since}, for {days} days", id.value),
        None => format!("`{}` is vacant, and nothing says since when", id.value),
    };
    let resting = answered_by(scene, n, at).count();
    if resting > 0 {
        message.push_str(&format!("; {} rest{} on it", responsibilities(resting), if resting == 1 { "s" } else { "" }));
    }
    let mut finding = Diagnostic::at(vacancy.since.as_ref().map_or(id.span, |since| since.span), message).subject(id.value.clone());
    if let Some(from) = holders.next.first().and_then(|term| term.holder.from.as_ref()) {
        finding = finding.also(from.span, format!("the next term begins on {}", from.value));
    }
    if vacancy.since.is_none() {
        finding = finding.hint("say since when: `vacant: {since: 2026-09-01}`");
    }
    finding = match cover_of(network, scene, post) {
        Some((cover, true)) => finding.also(cover.span, format!("`{}` covers meanwhile", cover.value)),
        Some((cover, false)) => finding.also(cover.span, format!("`{}` is named to cover, and nobody holds that post either", cover.value)),
        None => finding.hint("say which post covers meanwhile with `cover:`, or add an interim holder"),
    };
    Some(finding.hint("the practices choose the next director; the LMC helps where they ask"))
}

fn stand_in_alone(id: &Text, holders: &Holders<'_>) -> Diagnostic {
    let first = &holders.now[0];
    let status = first.holder.status();
    let since = first.holder.from.as_ref().map_or(String::new(), |from| format!(" since {}", from.value));
    let place = first.holder.status.as_ref().map_or(first.holder.person.span, |status| status.span);
    Diagnostic::at(place, format!("`{}` is held by {} as {}{since}, and by nobody for good", id.value, people(&holders.now), status.word()))
        .hint("appoint a director; if the director is only away, keep their own term in `holders` too")
        .subject(id.value.clone())
}

/// Days between two terms, in this contract year or later: what is longer ago nobody can mend.
fn between_terms(scene: &Scene<'_>, id: &Text, holders: &Holders<'_>, findings: &mut Findings) {
    let year = scene.handbook.settings.contract_year.value;
    let mut terms: Vec<&Term<'_>> = holders.before.iter().chain(&holders.now).chain(&holders.next).collect();
    terms.sort_by_key(|term| first_day(term));
    // The term that reaches furthest so far, with its last day.
    let mut furthest: Option<(&Term<'_>, Date)> = None;
    for term in terms {
        let last = last_day(scene, term).unwrap_or(Date::MAX);
        if let (Some((earlier, end)), Some(from)) = (furthest, &term.holder.from)
            && let (Ok(first_without), Ok(last_without)) = (end.tomorrow(), from.value.yesterday())
            && first_without <= last_without
        {
            // A vacancy that runs today is told as one.
            let runs_today = holders.now.is_empty() && first_without <= scene.today && scene.today <= last_without;
            if last_without >= year.first_day() && !runs_today {
                let holds = if last_without < scene.today { "held" } else { "holds" };
                let finding = Diagnostic::at(from.span, format!("nobody {holds} `{}` from {first_without} to {last_without}", id.value))
                    .hint("correct the dates, or add an interim holder for these days")
                    .subject(id.value.clone());
                findings.push(match &earlier.holder.to {
                    Some(to) => finding.also(to.span, "the earlier term ends here"),
                    None => finding,
                });
            }
        }
        if furthest.is_none_or(|(_, end)| end < last) {
            furthest = Some((term, last));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use crate::diagnostic::Findings;
    use crate::pipeline;

    const TODAY: Date = Date::constant(2026, 11, 22);

    /// What is told of the post of clinical director in a network of which only the lists are known.
    fn of_director(network: &str) -> Findings {
        let handbook = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
        let checked = pipeline::check_files(&[("handbook.yaml", handbook), ("networks/alpha/network.yaml", network)], TODAY, true);
        checked.findings.into_iter().filter(|finding| finding.message.contains("clinical")).filter(|finding| !finding.message.contains("clinical-lead")).collect()
    }

    #[test]
    fn a_vacancy_is_told_once() {
        let rules = |network| of_director(network).iter().map(|finding| finding.rule).collect::<Vec<_>>();
        assert_eq!(rules("name: Alpha PCN\nposts: {clinical-director: {vacant: {note: Nobody is recorded yet.}}}\n"), ["gap-in-cover"]);
        assert_eq!(rules("name: Alpha PCN\nposts: {clinical-director: {vacant: {since: 2026-01-01}}}\n"), ["gap-in-cover"]);
        assert_eq!(rules("name: Alpha PCN\nposts: {clinical-director: {}}\n"), ["no-clinical-director"]);
        assert_eq!(rules("name: Alpha PCN\n"), ["no-clinical-director"]);
    }

    #[test]
    fn nothing_is_missing_from_a_network_that_is_forming_or_closed_or_read_in_part() {
        for text in ["name: Alpha PCN\nstatus: forming\n", "name: Alpha PCN\nstatus: closed\n", "name: Alpha PCN\nformer_names: [Beta PCN\nposts: {}\n"] {
            assert_eq!(of_director(text), []);
        }
    }
}
