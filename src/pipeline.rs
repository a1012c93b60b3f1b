//! From a snapshot to findings and a site: the stages in order.

use jiff::civil::Date;
use rayon::prelude::*;

use crate::checks::{self, Scene};
use crate::diagnostic::{Findings, Severity};
use crate::document::{self, Document};
use crate::links::{self, Links};
use crate::model::{self, Handbook};
use crate::source::{Layer, Snapshot};

/// A handbook that was read, linked and checked.
pub struct Checked {
    /// What was read.
    pub snapshot: Snapshot,
    /// What it holds.
    pub handbook: Handbook,
    /// How it hangs together.
    pub links: Links,
    /// What is wrong with it, sorted by place.
    pub findings: Findings,
    /// The day it was checked for.
    pub today: Date,
}

impl Checked {
    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Reads, links and checks a snapshot. `findings` are those of reading the folder.
pub fn check(snapshot: Snapshot, mut findings: Findings, today: Date) -> Checked {
    let documents = parse(&snapshot, &mut findings);
    let (handbook, mut found) = model::gather(&snapshot, &documents);
    findings.append(&mut found);
    drop(documents);
    let (links, mut found) = links::resolve(&snapshot, &handbook, today);
    findings.append(&mut found);
    let scene = Scene { snapshot: &snapshot, handbook: &handbook, links: &links, today };
    findings.append(&mut checks::check(&scene));
    let findings = checks::settle(&scene, findings);
    Checked { snapshot, handbook, links, findings, today }
}

fn parse(snapshot: &Snapshot, findings: &mut Findings) -> Vec<Document> {
    let files: Vec<_> = snapshot.files().collect();
    let parsed: Vec<(Document, Findings)> = files.par_iter().map(|(id, file)| document::parse(*id, file)).collect();
    let mut documents = Vec::with_capacity(parsed.len());
    for (document, mut found) in parsed {
        documents.push(document);
        findings.append(&mut found);
    }
    documents
}

/// Adds the national layer to a snapshot.
pub fn add_national(snapshot: &mut Snapshot) -> Findings {
    let mut findings = Findings::new();
    for (path, bytes) in crate::embedded::NATIONAL {
        findings.extend(snapshot.add_memory(path, Layer::National, bytes));
    }
    findings
}

/// Checks files in memory, for tests and tools.
pub fn check_files(files: &[(&str, &str)], today: Date, national: bool) -> Checked {
    let mut snapshot = Snapshot::default();
    "content".clone_into(&mut snapshot.shown_as);
    let mut findings = Findings::new();
    if national {
        findings.extend(add_national(&mut snapshot));
    }
    for (path, text) in files {
        findings.extend(snapshot.add_memory(path, Layer::Handbook, text.as_bytes()));
    }
    snapshot.arrange(&mut findings);
    check(snapshot, findings, today)
}
