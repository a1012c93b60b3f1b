//! Every row of the five papers that the handbook answers has its page, and its rule where one watches it.

use pcn_handbook::checks;

use crate::example::{in_backticks, table};
use crate::example_site::{Faults, sites};

/// How many things each paper says.
const PAPERS: [(&str, usize); 5] = [("a", 17), ("b", 17), ("c", 14), ("d", 20), ("e", 15)];

#[test]
fn every_row_of_the_five_papers_stands_in_the_table() {
    let rows: Vec<String> = table("\n## Rows\n").into_iter().map(|row| row[0].clone()).collect();
    let expected: Vec<String> = PAPERS.iter().flat_map(|(paper, rows)| (1..=*rows).map(move |row| format!("{paper}{row}"))).collect();
    assert_eq!(rows, expected);
}

#[test]
fn the_page_of_every_row_is_built_and_shows_it() {
    let [public, staff] = sites();
    let mut faults = Faults::none();
    for row in table("\n## Rows\n") {
        let [row, _, place, shows, _] = row.as_slice() else {
            faults.add(format!("{}: not five cells", row[0]));
            continue;
        };
        let site = if place.contains("(staff)") { staff } else { public };
        let target = in_backticks(place).next().unwrap_or("");
        let (address, anchor) = target.split_once('#').unwrap_or((target, ""));
        let Some(page) = site.pages.get(address) else {
            faults.add(format!("{row}: there is no page `{address}`"));
            continue;
        };
        // What a row shows stands in the section of its anchor; without one, anywhere on the page.
        let text = if anchor.is_empty() {
            page.text_of("body")
        } else {
            let Some(at) = page.elements.iter().position(|element| element.get("id") == anchor) else {
                faults.add(format!("{row}: `{address}` has no place `#{anchor}`"));
                continue;
            };
            let is_heading = page.elements[at].name.len() == 2 && page.elements[at].name.starts_with('h');
            let around = if is_heading { page.elements[at].parent.unwrap_or(at) } else { at };
            page.text_within(around)
        };
        if shows.is_empty() || !text.contains(shows.as_str()) {
            faults.add(format!("{row}: `{target}` does not show `{shows}`"));
        }
    }
    faults.assert_none();
}

#[test]
fn the_rules_of_the_rows_are_rules_that_check_knows() {
    let mut faults = Faults::none();
    for row in table("\n## Rows\n") {
        for rule in in_backticks(&row[4]).filter(|rule| checks::rule(rule).is_none()) {
            faults.add(format!("{}: there is no rule `{rule}`", row[0]));
        }
    }
    faults.assert_none();
}
