//! What a handbook must hold to, rule by rule.
//!
//! One rule is `checks/<rule>.rs` beside `checks/<rule>.md`, which is its documentation, its `explain` text and its
//! test. Rules whose findings are born in reading or linking have the page alone. [`RULES`] is the table of them all.

pub(crate) mod codes;
mod contact_data;
pub(crate) mod membership;
mod posts;
mod public_text;
pub(crate) mod shared;
#[cfg(test)]
mod stories;
mod unassigned;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{self, Diagnostic, Findings, Severity};
use crate::document::record::ContractYear;
use crate::links::Links;
use crate::model::settings::Edition;
use crate::model::{Handbook, Network};
use crate::open_lists::{OpenList, Reference};
use crate::source::{AT_A_TIME, Layer, Snapshot};

/// What a rule looks at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The files.
    pub snapshot: &'a Snapshot,
    /// The handbook.
    pub handbook: &'a Handbook,
    /// Its connections.
    pub links: &'a Links,
    /// What the public may see of the handbook, with its connections; none where it hides nothing.
    pub public: Option<(&'a Handbook, &'a Links)>,
    /// The open lists that the handbook is compared with; none where it names none, and for what the public may see: there
    /// a practice that is not shown would seem to be missing, and be told by that.
    pub reference: Option<&'a Reference>,
    /// The day the checks are made for.
    pub today: Date,
}

impl<'a> Scene<'a> {
    /// The list of practices with their networks, where it is there and whole.
    pub fn open_list(&self) -> Option<&'a OpenList> {
        self.reference.and_then(|reference| reference.map.as_ref().ok())
    }
}

/// A check of one network; the number is its place in the handbook. It looks at the network, at what its own files lead
/// to, and at facts that all networks share, and at nothing else: its findings are remembered while those stay the same.
pub type OfNetwork = fn(&Scene<'_>, u32, &Network, &mut Findings);

/// A check of the handbook as a whole.
pub type OfHandbook = fn(&Scene<'_>, &mut Findings);

/// How a rule finds its findings.
#[derive(Clone, Copy)]
pub enum Check {
    /// In reading or linking; the rule is a page alone.
    Reading,
    /// Over the handbook as a whole.
    Handbook(OfHandbook),
    /// In one network at a time.
    Network(OfNetwork),
    /// In what belongs to no network, and in one network at a time.
    Everywhere(OfHandbook, OfNetwork),
}

/// A rule.
pub struct Rule {
    /// Its name: states the fault.
    pub name: &'static str,
    /// Its weight, unless `rules:` in `handbook.yaml` says otherwise.
    pub severity: Severity,
    /// The contract years in which it holds, ends included.
    pub years: (Option<ContractYear>, Option<ContractYear>),
    /// Its page, in Markdown.
    pub page: &'static str,
    /// How it works.
    pub check: Check,
}

impl Rule {
    /// Whether it holds in a contract year.
    pub fn holds_in(&self, year: ContractYear) -> bool {
        self.years.0.is_none_or(|from| from <= year) && self.years.1.is_none_or(|to| year <= to)
    }
}

macro_rules! rules {
    ($($module:ident $name:literal $(= $kind:ident)? : $severity:ident $(, from $from:literal)? $(, to $to:literal)?;)*) => {
        $(rules!(@module $module $($kind)?);)*

        /// All rules, in the order of their pages.
        pub static RULES: &[Rule] = &[$(Rule {
            name: $name,
            severity: Severity::$severity,
            years: (rules!(@year $($from)?), rules!(@year $($to)?)),
            page: include_str!(concat!("checks/", stringify!($module), ".md")),
            check: rules!(@check $module $($kind)?),
        }),*];

        #[cfg(test)]
        const MODULES: &[&str] = &[$(stringify!($module)),*];
    };
    (@module $module:ident) => {};
    (@module $module:ident $kind:ident) => { mod $module; };
    (@year) => { None };
    (@year $year:literal) => { Some(ContractYear($year)) };
    (@check $module:ident) => { Check::Reading };
    (@check $module:ident Everywhere) => { Check::Everywhere($module::check, $module::check_network) };
    (@check $module:ident $kind:ident) => { Check::$kind($module::check) };
}

rules! {
    // Editions.
    hidden_link_without_label "hidden-link-without-label" = Handbook: Error;
    person_not_publishable "person-not-publishable" = Handbook: Warning;
    staff_only_document_in_a_public_page "staff-only-document-in-a-public-page" = Handbook: Error;
    private_contact_data "private-contact-data" = Everywhere: Error;
    leaver_still_listed "leaver-still-listed" = Network: Warning;
    staff_schedule_without_heading "staff-schedule-without-heading" = Network: Error;

    // Found in reading.
    yaml_syntax "yaml-syntax": Error;
    unknown_field "unknown-field": Error;
    wrong_type "wrong-type": Error;
    missing_field "missing-field": Error;
    bad_date "bad-date": Error;
    bad_id "bad-id": Error;
    duplicate_key "duplicate-key": Error;
    duplicate_id "duplicate-id": Error;
    missing_file "missing-file": Error;
    unknown_file "unknown-file": Warning;
    address_collision "address-collision" = Handbook: Error;
    unsafe_file_name "unsafe-file-name" = Handbook: Error;
    not_utf_8 "not-utf-8": Error;
    unreadable_file "unreadable-file": Error;
    too_deep "too-deep": Error;
    too_large "too-large": Error;
    raw_html "raw-html": Warning;
    unseen_character "unseen-character": Warning;
    unusable_address "unusable-address" = Handbook: Warning;
    script_in_a_file "script-in-a-file" = Handbook: Error;
    staff_section_not_closed "staff-section-not-closed": Error;
    unknown_block "unknown-block": Error;
    block_shows_nothing "block-shows-nothing": Error;
    template_mistake "template-mistake": Error;
    unusable_look "unusable-look" = Handbook: Warning;
    template_for_other_views "template-for-other-views" = Handbook: Warning;

    // What makes a page hard to use for some of its readers, found in reading.
    image_without_alternative_text "image-without-alternative-text": Error;
    alternative_text_says_nothing "alternative-text-says-nothing": Warning;
    link_text_says_nothing "link-text-says-nothing": Warning;
    document_without_kind "document-without-kind": Info;
    second_title "second-title": Warning;
    heading_level_skipped "heading-level-skipped": Warning;
    heading_in_capitals "heading-in-capitals": Info;
    bold_text_as_heading "bold-text-as-heading": Warning;
    table_without_headings "table-without-headings": Warning;
    caption_without_table "caption-without-table": Warning;
    malformed_language "malformed-language" = Handbook: Error;

    // Found in linking.
    unknown_reference "unknown-reference": Error;
    ambiguous_reference "ambiguous-reference": Error;
    broken_link "broken-link": Error;
    broken_anchor "broken-anchor": Error;

    // Found when waivers are weighed.
    expired_waiver "expired-waiver": Warning;
    idle_waiver "idle-waiver": Info;

    // Codes.
    malformed_network_code "malformed-network-code" = Network: Error;
    placeholder_network_code "placeholder-network-code" = Network: Error;
    malformed_practice_code "malformed-practice-code" = Network: Error;
    malformed_icb_code "malformed-icb-code" = Handbook: Error;
    malformed_sub_icb_code "malformed-sub-icb-code" = Handbook: Error;

    // What the open lists have.
    unusable_reference_list "unusable-reference-list" = Handbook: Warning;
    code_not_in_reference_list "code-not-in-reference-list" = Handbook: Info;
    membership_differs_from_reference_list "membership-differs-from-reference-list" = Network: Info;

    // The clinical director.
    no_clinical_director "no-clinical-director" = Network: Warning, from 2019;
    clinical_director_not_practising "clinical-director-not-practising" = Network: Warning, from 2019;
    clinical_director_not_from_a_member_practice "clinical-director-not-from-a-member-practice" = Network: Warning, from 2019;
    clinical_director_shared_between_networks "clinical-director-shared-between-networks" = Handbook: Warning, from 2019;
    clinical_director_employed_by_the_commissioner "clinical-director-employed-by-the-commissioner" = Network: Warning, from 2019;
    clinical_director_not_accountable_to_members "clinical-director-not-accountable-to-members" = Network: Warning, from 2019;
    job_share_without_shares "job-share-without-shares" = Network: Warning, from 2019;
    commissioner_not_told "commissioner-not-told" = Network: Info, from 2019;
    conflicts_arrangements_missing "conflicts-arrangements-missing" = Network: Warning, from 2019;
    conflict_entry_incomplete "conflict-entry-incomplete" = Network: Warning;

    // Posts and terms.
    unknown_appointment_method "unknown-appointment-method" = Network: Error, from 2019;
    shares_do_not_add_up "shares-do-not-add-up" = Network: Warning;
    term_ends_before_start "term-ends-before-start" = Network: Error, from 2019;
    term_without_an_end "term-without-an-end" = Network: Warning, from 2019;
    term_ending_soon "term-ending-soon" = Network: Warning;
    overlapping_terms "overlapping-terms" = Network: Warning;
    gap_in_cover "gap-in-cover" = Network: Warning, from 2019;

    // Who answers for what.
    national_responsibility_unassigned "national-responsibility-unassigned" = Network: Warning, from 2019;
    current_year_responsibility_unassigned "current-year-responsibility-unassigned" = Network: Warning, from 2024;
    not_exactly_one_accountable "not-exactly-one-accountable" = Network: Warning;
    responsibility_held_by_a_vacant_post "responsibility-held-by-a-vacant-post" = Network: Warning;
    accountable_and_alone "accountable-and-alone" = Network: Warning;
    overloaded_post "overloaded-post" = Network: Info;
    external_share_below_target "external-share-below-target" = Network: Info;
    manager_only_operational "manager-only-operational" = Network: Warning;

    // Practices and patients.
    practice_in_two_networks "practice-in-two-networks" = Handbook: Error, from 2019;
    membership_dates "membership-dates" = Network: Warning;
    network_without_practices "network-without-practices" = Network: Warning, from 2019;
    network_below_30000 "network-below-30000" = Network: Info, from 2019;
    large_network "large-network" = Network: Info;
    stale_list_size "stale-list-size" = Network: Warning;
    duplicate_name "duplicate-name" = Handbook: Info;
    cross_boundary_network "cross-boundary-network" = Network: Info;

    // The agreement and how practices decide.
    no_nominated_payee "no-nominated-payee" = Network: Warning, from 2019;
    agreement_not_recorded "agreement-not-recorded" = Network: Warning, from 2019;
    schedule_without_status "schedule-without-status" = Network: Warning, from 2019;
    schedule_1_without_appointment_and_voting "schedule-1-without-appointment-and-voting" = Network: Warning, from 2019;
    agreement_review_overdue "agreement-review-overdue" = Network: Warning;
    quorum_and_votes "quorum-and-votes" = Network: Warning, from 2019;
    practice_without_a_representative "practice-without-a-representative" = Network: Warning;
    data_sharing_not_recorded "data-sharing-not-recorded" = Network: Warning, from 2019;
    dspt_position_missing "dspt-position-missing" = Network: Info;
    cqc_position_missing "cqc-position-missing" = Network: Info;
    local_variation_without_consent "local-variation-without-consent" = Network: Warning, from 2026;

    // Who speaks for the network, and what it is part of.
    forum_without_a_representative "forum-without-a-representative" = Network: Warning;
    too_many_seats "too-many-seats" = Handbook: Info;
    neighbourhood_not_recorded "neighbourhood-not-recorded" = Network: Info, from 2026;
    neighbourhood_team_as_network "neighbourhood-team-as-network" = Handbook: Info;

    // The strategy.
    strategy_missing_or_stale "strategy-missing-or-stale" = Network: Warning;
    objective_not_doable "objective-not-doable" = Network: Warning;
    milestone_overdue "milestone-overdue" = Network: Warning;
    funding_without_owner_or_deadline "funding-without-owner-or-deadline" = Network: Warning;

    // Pages.
    review_overdue "review-overdue" = Handbook: Warning;
    orphan_page "orphan-page" = Handbook: Info;
    term_of_another_year "term-of-another-year" = Handbook: Warning;
    abbreviation_not_in_glossary "abbreviation-not-in-glossary" = Handbook: Info;
}

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Rules that keep the public edition whole; for staff alone they say nothing.
const OF_THE_PUBLIC_EDITION: &[&str] =
    &["hidden-link-without-label", "person-not-publishable", "private-contact-data", "staff-only-document-in-a-public-page", "staff-schedule-without-heading"];

/// The findings that matter for an edition; all where none is named.
pub fn for_edition(findings: &mut Findings, edition: Option<Edition>) {
    if edition == Some(Edition::Staff) {
        findings.retain(|finding| !OF_THE_PUBLIC_EDITION.contains(&finding.rule));
    }
}

/// What the rules of single networks found, by network.
pub type InNetworks = Vec<Arc<Findings>>;

/// Runs every rule that holds in the handbook's contract year. `before` is what they found in an earlier handbook of the
/// same shared facts and on the same day, with its links: a network that is the same with all it leads to has the same findings.
pub fn check(scene: &Scene<'_>, before: Option<(&Links, &InNetworks)>) -> (Findings, InNetworks) {
    let year = scene.handbook.settings.contract_year.value;
    let severity = severities(scene.handbook);
    let wanted = |rule: &&Rule| rule.holds_in(year) && severity(rule.name, rule.severity) != Severity::Off;
    let stamp = |found: &mut Findings, from: usize, rule: &Rule| {
        for finding in &mut found[from..] {
            finding.rule = rule.name;
            finding.severity = rule.severity;
        }
    };
    let over_all: Vec<(&Rule, OfHandbook)> = RULES
        .iter()
        .filter(wanted)
        .filter_map(|rule| match rule.check {
            Check::Handbook(check) | Check::Everywhere(check, _) => Some((rule, check)),
            _ => None,
        })
        .collect();
    let found: Vec<Findings> = over_all
        .par_iter()
        .with_max_len(1)
        .map(|(rule, check)| {
            let mut found = Findings::new();
            check(scene, &mut found);
            stamp(&mut found, 0, rule);
            found
        })
        .collect();
    let mut findings: Findings = found.into_iter().flatten().collect();
    let in_networks: Vec<(&Rule, OfNetwork)> = RULES
        .iter()
        .filter(wanted)
        .filter_map(|rule| match rule.check {
            Check::Network(check) | Check::Everywhere(_, check) => Some((rule, check)),
            _ => None,
        })
        .collect();
    let of_networks: InNetworks = scene
        .handbook
        .networks
        .par_iter()
        .with_max_len(AT_A_TIME)
        .enumerate()
        .map(|(n, network)| {
            if let Some((links, known)) = before
                && scene.links.has_same_network(n as u32, links)
                && let Some(known) = known.get(n)
            {
                return Arc::clone(known);
            }
            let mut found = Findings::new();
            for (rule, check) in &in_networks {
                let from = found.len();
                check(scene, n as u32, network, &mut found);
                stamp(&mut found, from, rule);
            }
            Arc::new(found)
        })
        .collect();
    findings.extend(of_networks.iter().flat_map(|found| found.iter().cloned()));
    (findings, of_networks)
}

fn severities(handbook: &Handbook) -> impl Fn(&str, Severity) -> Severity {
    let set: HashMap<String, Severity> = handbook.settings.rules.iter().map(|(name, setting)| (name.value.clone(), setting.severity.value.into())).collect();
    move |name, severity| set.get(name).copied().unwrap_or(severity)
}

/// Gives every finding, of reading, linking and checking, its final weight: severities of `handbook.yaml`, waivers of
/// networks. What is off or waived falls away; the rest comes sorted by place.
pub fn settle(scene: &Scene<'_>, findings: Findings) -> Findings {
    let handbook = scene.handbook;
    let severity = severities(handbook);
    let mut settled = Findings::with_capacity(findings.len());
    let network_of_folder: HashMap<&str, u32> = handbook.networks.iter().enumerate().map(|(n, network)| (network.id.as_str(), n as u32)).collect();
    let mut used: HashMap<(u32, usize), bool> = HashMap::new();
    for mut finding in findings {
        finding.severity = match rule(finding.rule) {
            Some(rule) => severity(rule.name, rule.severity),
            None => finding.severity,
        };
        if finding.severity == Severity::Off {
            continue;
        }
        let file = scene.snapshot.file(finding.span.file);
        let folder = file.path.strip_prefix("networks/").and_then(|rest| rest.split('/').next()).filter(|_| file.layer == Layer::Handbook);
        let network = folder.and_then(|folder| network_of_folder.get(folder)).copied();
        let waived = network.is_some_and(|n| {
            let waivers = &handbook.networks[n as usize].facts.waive;
            let at = waivers.iter().position(|waiver| {
                waiver.rule.value == finding.rule
                    && waiver.r#for.as_ref().is_none_or(|entry| entry.value == finding.subject)
                    && waiver.until.as_ref().is_none_or(|until| scene.today <= until.value)
                    && waiver.reason.is_some()
            });
            if let Some(at) = at {
                used.insert((n, at), true);
            }
            at.is_some()
        });
        if !waived {
            settled.push(finding);
        }
    }
    for (n, network) in handbook.networks.iter().enumerate() {
        for (at, waiver) in network.facts.waive.iter().enumerate() {
            let name = &waiver.rule;
            let mut tell = |rule_name: &'static str, finding: Diagnostic| {
                let weight = rule(rule_name).map_or(Severity::Warning, |rule| severity(rule.name, rule.severity));
                if weight != Severity::Off {
                    settled.push(Diagnostic { rule: rule_name, severity: weight, ..finding.subject(name.value.clone()) });
                }
            };
            if name.value.is_empty() {
                continue;
            }
            if rule(&name.value).is_none() {
                tell(
                    "unknown-reference",
                    Diagnostic::at(name.span, format!("no rule called `{}`", name.value))
                        .did_you_mean_or_choose(&name.value, RULES.iter().map(|rule| rule.name)),
                );
                continue;
            }
            if waiver.reason.is_none() {
                tell("missing-field", Diagnostic::at(name.span, "a waiver needs `reason`").hint("say why this finding is accepted, and who agreed to it"));
                continue;
            }
            if let Some(until) = waiver.until.as_ref().filter(|until| until.value < scene.today) {
                tell(
                    "expired-waiver",
                    Diagnostic::at(until.span, format!("the waiver of `{}` ended on {}", name.value, until.value))
                        .hint("mend what it hid, or agree on a new date"),
                );
            } else if !used.contains_key(&(n as u32, at)) {
                tell("idle-waiver", Diagnostic::at(name.span, format!("the waiver of `{}` hides nothing", name.value)).hint("take it away"));
            }
        }
    }
    for (name, _) in handbook.settings.rules.iter() {
        if rule(&name.value).is_none() {
            settled.push(
                Diagnostic::reading("unknown-reference", name.span, format!("no rule called `{}`", name.value))
                    .did_you_mean_or_choose(&name.value, RULES.iter().map(|rule| rule.name)),
            );
        }
    }
    diagnostic::sort(&mut settled);
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Format;

    #[test]
    fn names_and_files_of_rules_agree() {
        for (rule, module) in RULES.iter().zip(MODULES) {
            assert_eq!(rule.name.replace('-', "_"), *module);
        }
    }

    #[test]
    fn every_rule_page_holds() {
        let mut failures = Vec::new();
        for rule in RULES {
            let stories = stories::stories(rule.page);
            if stories.is_empty() {
                failures.push(format!("{}: its page shows no handbook with `findings`", rule.name));
            }
            if !rule.page.starts_with(&format!("# {}\n", rule.name)) {
                failures.push(format!("{}: its page begins with another title", rule.name));
            }
            for story in stories.iter().filter(|story| story.can_be_told()) {
                let checked = story.check();
                let found: Findings = checked.findings.iter().filter(|finding| finding.rule == rule.name).cloned().collect();
                let shown = diagnostic::draw(&found, &checked.snapshot, Format::Short, false);
                if shown.trim() != story.findings.trim() {
                    let others: Findings =
                        checked.findings.iter().filter(|finding| finding.rule != rule.name && finding.severity == Severity::Error).cloned().collect();
                    let others = diagnostic::draw(&others, &checked.snapshot, Format::Short, false);
                    failures.push(format!("{}:\nexpected\n{}\nfound\n{shown}\nother errors\n{others}", rule.name, story.findings));
                }
                for finding in found.iter().filter(|finding| finding.hints.is_empty()) {
                    failures.push(format!("{}: no next step after `{}`", rule.name, finding.message));
                }
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    }

    /// Rules whose findings are born elsewhere are named there by hand.
    #[test]
    fn every_rule_that_the_code_names_is_in_the_table() {
        let mut unknown = Vec::new();
        for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
            let path = entry.unwrap().into_path();
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            for mark in ["Diagnostic::reading(", "rule: \"", "tell("] {
                for (at, _) in code.match_indices(mark) {
                    let rest = code[at + mark.len()..].trim_start().trim_start_matches('"');
                    let name = rest.split('"').next().unwrap_or("");
                    let is_name = name.contains('-') && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
                    if is_name && rule(name).is_none() {
                        unknown.push(format!("{}: {name}", path.display()));
                    }
                }
            }
        }
        assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    }
}
