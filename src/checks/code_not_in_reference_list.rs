#![doc = include_str!("code_not_in_reference_list.md")]

use std::collections::HashMap;

use jiff::civil::Date;

use super::Scene;
use super::codes::{letter_and_five_digits, three_to_five};
use super::shared::{has_ended, is_at_work, is_member, name_of, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::shared::{Organisation, OrganisationKind};
use crate::open_lists::{Named, OpenList, in_words, same_name};

/// Looks for codes of networks, practices, ICBs and sub-ICB locations that the open list does not have. Malformed ones are
/// told by other rules.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(list) = scene.open_list() else { return };
    let day = in_words(list.extracted);
    let by_name: HashMap<String, &str> = list.networks().map(|network| (same_name(network.name), network.code)).collect();
    for network in scene.handbook.networks.iter().filter(|network| !has_ended(network, scene.today)) {
        let opened_since = network.facts.opened.as_ref().is_some_and(|opened| opened.value > list.extracted);
        if let Some(code) = network.facts.code.as_ref().filter(|_| is_at_work(network, scene.today) && !opened_since)
            && letter_and_five_digits(&code.value, |letter| letter == b'U')
            && !list.has_network(&code.value)
        {
            let message = format!("no network of the list of {day} has the code `{}` of {}", code.value, name_of(network));
            let hint = match by_name.get(&same_name(&network.facts.name.value)) {
                Some(other) => format!("the list has a network of that name with the code `{other}`"),
                None => "correct the code; a network that has ended gets `status: closed`".to_owned(),
            };
            findings.push(Diagnostic::at(code.span, message).hint(hint).subject(code.value.clone()));
        }
        for practice in network.facts.practices.iter().filter(|practice| is_member(practice, scene.today)) {
            let code = &practice.code;
            let joined_since = practice.joined.as_ref().is_some_and(|joined| joined.value > list.extracted);
            if joined_since || !letter_and_five_digits(&code.value, |letter| letter.is_ascii_uppercase()) || list.practice(&code.value).is_some() {
                continue;
            }
            let message = format!("no practice of the list of {day} has the code `{}` of {}", code.value, practice_name(practice));
            findings.push(
                Diagnostic::at(code.span, message)
                    .hint("correct the code; a practice that has closed or left gets the day with `left:`")
                    .subject(code.value.clone()),
            );
        }
    }
    for organisation in scene.handbook.organisations.iter().map(|item| &item.facts).filter(|facts| is_there(facts, list.extracted, scene.today)) {
        let Some(code) = organisation.code.as_ref().filter(|code| three_to_five(&code.value)) else { continue };
        let (called, other, find): (_, _, fn(&OpenList, &str) -> Option<Named>) = match organisation.kind.value {
            OrganisationKind::Icb => ("ICB", "sub-ICB location", |list, code| list.icb(code).cloned()),
            OrganisationKind::SubIcb => ("sub-ICB location", "ICB", |list, code| list.sub_icb(code).cloned()),
            _ => continue,
        };
        if find(list, &code.value).is_some() {
            continue;
        }
        let of_other_kind = list.icb(&code.value).or_else(|| list.sub_icb(&code.value));
        let by_name = list.icb_codes().filter_map(|code| list.icb(code)).find(|icb| same_name(&icb.name) == same_name(&organisation.name.value));
        let hint = match (of_other_kind, by_name.filter(|_| called == "ICB")) {
            (Some(_), _) => format!("it is the code of a{} {other}", if other == "ICB" { "n" } else { "" }),
            (None, Some(icb)) => format!("the list has it with the code `{}`", icb.code),
            (None, None) => "correct the code; one that has ended gets its last day with `to:`".to_owned(),
        };
        let message = format!("no {called} of the list of {day} has the code `{}` of {}", code.value, organisation.name.value);
        findings.push(Diagnostic::at(code.span, message).hint(hint).subject(organisation.id.value.clone()));
    }
}

/// Whether an organisation was there on the day of the list and still is.
fn is_there(organisation: &Organisation, extracted: Date, today: Date) -> bool {
    organisation.from.as_ref().is_none_or(|from| from.value <= extracted) && organisation.to.as_ref().is_none_or(|to| to.value >= today)
}
