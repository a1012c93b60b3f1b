//! `pcn-handbook verify`: is a site as it was built, whole, and true to its promises?

use std::fmt::Write as _;
use std::path::Path;

use super::{Outcome, Trouble, counted, say};
use crate::verify::{self, Verified};

/// Names of other files that are told before the rest is counted.
const MOST_NAMED: usize = 10;

/// Looks through a site and says on the standard output what is wrong with it, a line each.
pub(super) fn verify(site: &Path) -> Result<Outcome, Trouble> {
    let found = verify::verify(site)?;
    say(&told(site, &found))?;
    Ok(if found.faults.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn told(site: &Path, found: &Verified) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    for fault in &found.faults {
        let _ = writeln!(text, "{}: {}", fault.path, fault.what);
    }
    let edition = if found.edition.is_empty() { String::new() } else { format!("{} edition: ", found.edition) };
    let (files, pages, links) = (counted(found.files, "file"), counted(found.pages, "page"), counted(found.links, "link"));
    let faults = if found.faults.is_empty() { "nothing is wrong".to_owned() } else { format!("{} found", counted(found.faults.len(), "fault")) };
    let _ = writeln!(text, "{edition}{files} in `{}`, {pages}, {links}: {faults}", site.display());
    if !found.others.is_empty() {
        let mut named = found.others.iter().take(MOST_NAMED).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        if found.others.len() > MOST_NAMED {
            let _ = write!(named, " and {} more", found.others.len() - MOST_NAMED);
        }
        let _ = writeln!(text, "not made by the build: {named}");
    }
    text
}
