//! The worked example keeps its word: its findings are those its README lists, and every page and every field is in it.

use std::collections::{BTreeMap, BTreeSet};

use pcn_handbook::diagnostic::Diagnostic;
use pcn_handbook::document;
use pcn_handbook::document::yaml::{Node, Value};
use pcn_handbook::model::{catalogue, network, page, papers, settings, shared};
use pcn_handbook::pipeline::Checked;
use pcn_handbook::source::Layer;

use crate::example_site::{Faults, checked, root, staff};

/// The cells of the table under a heading of `content/README.md`, without the head of the table.
pub fn table(heading: &str) -> Vec<Vec<String>> {
    let readme = std::fs::read_to_string(root().join("content/README.md")).unwrap();
    let section = readme.split(heading).nth(1).unwrap_or_else(|| panic!("content/README.md has no `{heading}`"));
    let rows = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The words between backticks.
pub fn in_backticks(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The rule and the network of a finding: the network's name, or `the handbook`.
fn place(checked: &Checked, finding: &Diagnostic) -> (String, String) {
    let path = &checked.snapshot.file(finding.span.file).path;
    let id = path.strip_prefix("networks/").and_then(|path| path.split('/').next());
    let network = id.and_then(|id| checked.handbook.networks.iter().find(|network| network.id == id));
    (finding.rule.to_owned(), network.map_or("the handbook".to_owned(), |network| network.facts.name.value.clone()))
}

#[test]
fn check_reports_what_the_readme_lists_and_nothing_else() {
    let checked = checked();
    let mut expected = BTreeMap::new();
    for row in table("## Findings that stay") {
        let rule = in_backticks(&row[0]).next().unwrap().to_owned();
        let network = row[1].split([',', '(']).next().unwrap().trim().to_owned();
        *expected.entry((rule, network)).or_insert(0) += if row[1].contains("twice") { 2 } else { 1 };
    }
    let mut found = BTreeMap::new();
    for finding in &checked.findings {
        *found.entry(place(&checked, finding)).or_insert(0) += 1;
    }
    let mut faults = Faults::none();
    for key in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        let count = |counts: &BTreeMap<(String, String), usize>| counts.get(key).copied().unwrap_or(0);
        if count(&expected) != count(&found) {
            faults.add(format!("{} of {}: the README says {}, `check` finds {}", key.0, key.1, count(&expected), count(&found)));
        }
    }
    faults.assert_none();
}

#[test]
fn every_waiver_stands_in_the_readme() {
    let rows = table("Waived, each with a reason:");
    let listed: BTreeSet<(String, String)> =
        rows.iter().map(|row| (in_backticks(&row[0]).next().unwrap().to_owned(), row[1].split([',', '(']).next().unwrap().trim().to_owned())).collect();
    let handbook = checked().handbook;
    let waived: BTreeSet<(String, String)> = handbook
        .networks
        .iter()
        .flat_map(|network| network.facts.waive.iter().map(|waiver| (waiver.rule.value.clone(), network.facts.name.value.clone())))
        .collect();
    assert_eq!(listed, waived);
}

#[test]
fn the_readme_names_files_that_are_there() {
    let readme = std::fs::read_to_string(root().join("content/README.md")).unwrap();
    let mut faults = Faults::none();
    for path in
        in_backticks(&readme).filter(|word| word.starts_with("networks/") && !word.contains(".html") || word.ends_with(".md") || word.ends_with(".yaml"))
    {
        // Names of files alone stand beside the folder that holds them.
        if path.contains('/') && !path.contains('<') && !root().join("content").join(path).exists() {
            faults.add(path.to_owned());
        }
    }
    faults.assert_none();
}

#[test]
fn every_kind_of_page_is_seen() {
    let themed: BTreeSet<String> = pcn_handbook::embedded::PLAIN
        .iter()
        .filter_map(|(path, _)| path.strip_suffix(".html"))
        // Parts of the frame, and what `--single-file` alone uses.
        .filter(|name| !["base", "components", "head", "header", "network-bar", "footer", "single-file"].contains(name))
        .map(str::to_owned)
        .collect();
    let seen: BTreeSet<String> = staff()
        .full_pages()
        .filter_map(|(_, page)| page.all("body").next())
        .map(|body| body.get("class").split(' ').next().unwrap_or_default().trim_start_matches("kind-").to_owned())
        .map(|kind| match kind.as_str() {
            "not-found" => "404".to_owned(),
            "checklists" | "organisations" | "responsibilities" | "roles" | "topics" => "listing".to_owned(),
            kind => kind.to_owned(),
        })
        .collect();
    assert_eq!(themed.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new(), "templates that make no page");
}

/// Which record stands where: files, the ways to it inside a file (`*` is every entry of a list or table), its fields.
#[rustfmt::skip]
const RECORDS: &[(&[&str], &str, &[&str])] = &[
    (&["handbook.yaml"], "", settings::Settings::FIELDS),
    (&["handbook.yaml"], "publisher", settings::Publisher::FIELDS),
    (&["handbook.yaml"], "publisher.officers.*", settings::Officer::FIELDS),
    (&["handbook.yaml"], "look", settings::Look::FIELDS),
    (&["handbook.yaml"], "review", settings::ReviewPolicy::FIELDS),
    (&["handbook.yaml"], "accessibility", settings::Accessibility::FIELDS),
    (&["handbook.yaml"], "rules.*", settings::RuleSetting::FIELDS),
    (&["handbook.yaml"], "thresholds", settings::Thresholds::FIELDS),
    (&["organisations.yaml"], "*", shared::Organisation::FIELDS),
    (&["forums.yaml"], "*", shared::Forum::FIELDS),
    (&["glossary.yaml"], "*", shared::Term::FIELDS),
    (&["sources.yaml"], "*", shared::Source::FIELDS),
    (&["roles/"], "", catalogue::RoleFacts::FIELDS),
    (&["responsibilities/"], "", catalogue::ResponsibilityFacts::FIELDS),
    (&["responsibilities/"], "years", catalogue::Years::FIELDS),
    (&["responsibilities/"], "source", shared::Citation::FIELDS),
    (&["guidance/", "pages/", "index.md"], "", page::PageFacts::FIELDS),
    (&["guidance/", "pages/"], "reviewed", page::ReviewFacts::FIELDS),
    (&["guidance/", "pages/"], "years", catalogue::Years::FIELDS),
    (&["guidance/"], "sources.*", shared::Citation::FIELDS),
    (&["checklists/"], "", page::ChecklistFacts::FIELDS),
    (&["checklists/"], "steps.*", page::Step::FIELDS),
    (&["/network.yaml"], "", network::NetworkFacts::FIELDS),
    (&["/network.yaml"], "nominated_payee", network::Payee::FIELDS),
    (&["/network.yaml"], "population", network::Population::FIELDS),
    (&["/network.yaml"], "contact posts.*.contact services.*.contact", network::Contact::FIELDS),
    (&["/network.yaml"], "positions", network::Positions::FIELDS),
    (&["/network.yaml"], "practices.*", network::Practice::FIELDS),
    (&["/network.yaml"], "people.*", network::Person::FIELDS),
    (&["/network.yaml"], "people.*.employer", network::Employer::FIELDS),
    (&["/network.yaml"], "posts.*", network::Post::FIELDS),
    (&["/network.yaml"], "posts.*.vacant", network::Vacancy::FIELDS),
    (&["/network.yaml"], "posts.*.rotation", network::Rotation::FIELDS),
    (&["/network.yaml"], "posts.*.protected_time", network::ProtectedTime::FIELDS),
    (&["/network.yaml"], "posts.*.external_share", network::ExternalShare::FIELDS),
    (&["/network.yaml"], "posts.*.development.*", network::Development::FIELDS),
    (&["/network.yaml"], "posts.*.holders.*", network::Holder::FIELDS),
    (&["/network.yaml"], "posts.*.release.*", network::Release::FIELDS),
    (&["/network.yaml"], "responsibilities.*", network::Assignment::FIELDS),
    (&["/network.yaml"], "bodies.*", network::Body::FIELDS),
    (&["/network.yaml"], "voice.*", network::Seat::FIELDS),
    (&["/network.yaml"], "voice.*.outcomes.*", network::Outcome::FIELDS),
    (&["/network.yaml"], "relationships.*", network::Relationship::FIELDS),
    (&["/network.yaml"], "neighbourhood_team", network::NeighbourhoodTeam::FIELDS),
    (&["/network.yaml"], "neighbourhood_team.teams.*", network::EmbeddedTeam::FIELDS),
    (&["/network.yaml"], "neighbourhood_team.specialists.*", network::Specialist::FIELDS),
    (&["/network.yaml"], "neighbourhood_team.data.*", network::DataSource::FIELDS),
    (&["/network.yaml"], "neighbourhood_team.shared_records.*", network::SharedRecord::FIELDS),
    (&["/network.yaml"], "services.*", network::Service::FIELDS),
    (&["/network.yaml"], "commitments.*", network::Commitment::FIELDS),
    (&["/network.yaml"], "indicators.*", network::Indicator::FIELDS),
    (&["/network.yaml"], "indicators.*.latest", papers::Reading::FIELDS),
    (&["/network.yaml"], "conflicts.*", network::Conflict::FIELDS),
    (&["/network.yaml"], "conflicts_policy", network::ConflictsPolicy::FIELDS),
    (&["/network.yaml"], "data_sharing.*", network::DataSharing::FIELDS),
    (&["/network.yaml"], "local_variation", network::LocalVariation::FIELDS),
    (&["/network.yaml"], "checklists.*", network::Progress::FIELDS),
    (&["/network.yaml"], "checklists.*.done.*", network::StepDone::FIELDS),
    (&["/network.yaml"], "waive.*", network::Waiver::FIELDS),
    (&["/agreement.md"], "", papers::AgreementFacts::FIELDS),
    (&["/agreement.md"], "schedules.*", papers::Schedule::FIELDS),
    (&["/strategy.md"], "", papers::StrategyFacts::FIELDS),
    (&["/strategy.md"], "period", papers::Period::FIELDS),
    (&["/strategy.md"], "approved", papers::Approval::FIELDS),
    (&["/strategy.md"], "objectives.*", papers::Objective::FIELDS),
    (&["/strategy.md"], "objectives.*.measure", papers::Measure::FIELDS),
    (&["/strategy.md"], "objectives.*.measure.readings.*", papers::Reading::FIELDS),
    (&["/strategy.md"], "objectives.*.milestones.*", papers::Milestone::FIELDS),
    (&["/strategy.md"], "funding.*", papers::Funding::FIELDS),
    (&["/strategy.md"], "funding.*.amount", papers::AmountFacts::FIELDS),
    (&["/strategy.md"], "risks.*", papers::Risk::FIELDS),
];

/// The nodes that a way through a file leads to.
fn nodes<'a>(node: &'a Node, way: &str) -> Vec<&'a Node> {
    let mut here = vec![node];
    for step in way.split('.').filter(|step| !step.is_empty()) {
        here = here
            .into_iter()
            .flat_map(|node| match (&node.value, step) {
                (Value::List(items), "*") => items.iter().collect(),
                (Value::Map(entries), "*") => entries.iter().map(|entry| &entry.value).collect(),
                (_, name) => node.get(name).into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    here
}

#[test]
fn every_field_of_the_format_is_seen() {
    let checked = checked();
    let documents: Vec<(&str, Node)> = checked
        .snapshot
        .files()
        .filter(|(_, file)| file.layer == Layer::Handbook)
        .filter_map(|(id, file)| Some((file.path.as_str(), document::parse(id, file).0.facts?)))
        .collect();
    // `file: field` is one field; a field alone is not looked for everywhere, since it is seen somewhere.
    let exempt: BTreeSet<String> =
        table("## Fields that are not here").iter().flat_map(|row| in_backticks(&row[0]).map(str::to_owned).collect::<Vec<_>>()).collect();
    let mut faults = Faults::none();
    let mut idle: BTreeSet<String> = exempt.iter().filter(|name| name.contains(':')).cloned().collect();
    let mut everywhere: BTreeSet<String> = exempt.difference(&idle).cloned().collect();
    for (files, ways, fields) in RECORDS {
        let is_one = |path: &str| files.iter().any(|file| path.starts_with(file) || (file.starts_with('/') && path.ends_with(file)));
        let here = documents.iter().filter(|(path, _)| is_one(path)).map(|(_, node)| node);
        let found: Vec<&Node> = here.flat_map(|node| ways.split(' ').flat_map(move |way| nodes(node, way))).collect();
        let seen: BTreeSet<&str> = found.iter().flat_map(|node| node.entries()).map(|entry| entry.key.as_str()).collect();
        everywhere.retain(|field| !seen.contains(field.as_str()));
        for field in fields.iter().filter(|field| !seen.contains(**field)) {
            let way = ways.split(' ').next().unwrap_or_default();
            let name = format!("{}: {way}{}{field}", files[0].trim_matches('/'), if way.is_empty() { "" } else { "." });
            idle.remove(&name);
            if !exempt.contains(&name) && !exempt.contains(*field) {
                faults.add(format!("{name} is nowhere"));
            }
        }
    }
    for name in idle {
        faults.add(format!("{name} stands in the README as not used, and is"));
    }
    for name in everywhere {
        faults.add(format!("{name} is nowhere at all"));
    }
    faults.assert_none();
}
