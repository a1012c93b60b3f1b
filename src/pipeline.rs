//! From a snapshot to findings and a site: the stages in order.

use jiff::civil::Date;
use rayon::prelude::*;

use crate::checks::{self, Scene};
use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::document::{self, Document};
use crate::links::{self, Links};
use crate::model::settings::Edition;
use crate::model::{self, Handbook};
use crate::pages::{self, Desk};
use crate::source::{Layer, Snapshot};
use crate::theme;

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
    let files: Vec<_> = snapshot.files().filter(|(_, file)| file.layer != Layer::Theme).collect();
    let parsed: Vec<(Document, Findings)> = files.par_iter().map(|(id, file)| document::parse(*id, file)).collect();
    let mut documents = Vec::with_capacity(parsed.len());
    for (document, mut found) in parsed {
        documents.push(document);
        findings.append(&mut found);
    }
    documents
}

/// What a build made.
#[derive(Debug, Default)]
pub struct Built {
    /// Pages of HTML.
    pub pages: usize,
    /// Networks on them.
    pub networks: usize,
    /// Mistakes in templates: with any, the site is not whole.
    pub findings: Findings,
}

/// Where the files of a site go: an address from the root and its bytes, from several threads.
pub type Write<'a> = dyn Fn(&str, &[u8]) -> Result<(), crate::output::OutputError> + Sync + 'a;

/// Makes the site of one edition out of a checked handbook, and hands each file to `write`.
///
/// # Errors
/// When the disk cannot take or give a file.
pub fn build(checked: Checked, edition: Edition, write: &Write<'_>) -> Result<Built, crate::output::OutputError> {
    let Checked { snapshot, mut handbook, mut links, mut findings, today } = checked;
    if edition == Edition::Public {
        let narrowed = model::edition::narrow(&mut handbook);
        if narrowed.things {
            // Places in tables moved; names that lead nowhere now are words, and were told when all was there.
            links = links::resolve(&snapshot, &handbook, today).0;
        }
        if narrowed.things && handbook.settings.public_review == Some(true) {
            // What the public may know of gaps is what can be found in what the public may see.
            let scene = Scene { snapshot: &snapshot, handbook: &handbook, links: &links, today };
            findings = checks::settle(&scene, checks::check(&scene));
        }
    }
    let (mut theme, template_findings) = theme::compile(&snapshot).map_err(|error| crate::output::OutputError::reading("the theme", &error))?;
    if !template_findings.is_empty() {
        return Ok(Built { findings: template_findings, ..Built::default() });
    }
    let desk = Desk::new(&snapshot, &handbook, &links, &findings, today, edition);
    theme.frame(&desk.site(&theme.statics));
    let plan = desk.plan();
    let mistakes: Vec<Diagnostic> = plan
        .par_iter()
        .map(|planned| match theme.render(&desk.view(planned), &snapshot) {
            Ok(html) => write(&planned.address, &html).map(|()| None),
            Err(mistake) => Ok(Some(*mistake)),
        })
        .collect::<Result<Vec<Option<Diagnostic>>, _>>()?
        .into_iter()
        .flatten()
        .collect();
    let mut findings = mistakes;
    crate::diagnostic::sort(&mut findings);
    for (path, bytes) in &theme.statics {
        write(path, bytes)?;
    }
    if let Some(css) = desk.look_css() {
        write(pages::LOOK_CSS, css.as_bytes())?;
    }
    for file in desk.files() {
        let asset = &snapshot.assets()[file as usize];
        let bytes = asset.read().map_err(|error| crate::output::OutputError::reading(&asset.path, &error))?;
        write(&asset.path, &bytes)?;
    }
    for export in pages::exports(&desk, &plan) {
        write(&export.address, &export.bytes)?;
    }
    Ok(Built { pages: plan.len(), networks: handbook.networks.len(), findings })
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
