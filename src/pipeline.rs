//! From a folder to findings and a site: the stages in order.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::checks::{self, Scene};
use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::document;
use crate::document::record::{Read as _, Text};
use crate::links::{self, Links};
use crate::model::edition::Narrowed;
use crate::model::settings::Edition;
use crate::model::{self, FileRead, Handbook};
use crate::output::OutputError;
use crate::pages::{self, Desk, Export, Overview, Planned};
use crate::search;
use crate::search::documents::{Maker, SearchDocument};
use crate::source::{File, FileId, Layer, Reading, Snapshot, Span};
use crate::theme::{self, Theme};

/// Why the program itself could not work: a disk, a port. What authors did wrong is a finding.
#[derive(Debug)]
pub struct Trouble(pub String);

impl<E: std::error::Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Reads a handbook with the layers below it: the national one, unless `national: false`; the folder that `extends`
/// names; the content folder itself. Gives what was read and what was wrong with files as files.
///
/// # Errors
/// When the content folder itself cannot be listed.
pub fn load(content: &Path, theme: Option<&str>) -> Result<(Snapshot, Findings), Trouble> {
    read_layers(content, theme, Reading::default())
}

/// Reads a handbook again. `changed` are paths on disk that were written since the snapshot, as far as they are known;
/// of the others, those are read again of which the disk says another date or size.
///
/// # Errors
/// When the content folder itself cannot be listed.
pub fn load_again(content: &Path, theme: Option<&str>, before: &Snapshot, changed: &BTreeSet<PathBuf>) -> Result<(Snapshot, Findings), Trouble> {
    read_layers(content, theme, Reading::after(before, changed))
}

fn read_layers(content: &Path, theme: Option<&str>, mut reading: Reading<'_>) -> Result<(Snapshot, Findings), Trouble> {
    let below = layers_below(content);
    if below.national {
        add_national(&mut reading);
    }
    // The theme named on the command line, else the handbook's; `plain` without a folder is the built-in one alone.
    let themes = content.join("..").join("themes");
    match (theme, &below.theme) {
        (Some(theme), _) => {
            let folder = if themes.join(theme).is_dir() { themes.join(theme) } else { Path::new(theme).to_owned() };
            if folder.is_dir() {
                reading.add_folder(&folder, Layer::Theme)?;
            } else if theme != "plain" {
                return Err(Trouble(format!("there is no theme `{theme}`: neither a folder of that path nor one in `{}`", themes.display())));
            }
        }
        (None, Some(named)) if crate::model::fault_of_id(&named.value).is_none() && themes.join(&named.value).is_dir() => {
            reading.add_folder(&themes.join(&named.value), Layer::Theme)?;
        }
        _ => {}
    }
    let missing_theme = below.theme.filter(|named| theme.is_none() && named.value != "plain" && !themes.join(&named.value).is_dir());
    let missing = below.extends.and_then(|named| reading.add_folder(&content.join(&named.value), Layer::Extended).err().map(|error| (named, error)));
    reading.add_folder(content, Layer::Handbook).map_err(|error| no_content(content, &error))?;
    let snapshot = reading.finish(shown(content));
    let mut findings = snapshot.faults();
    let file = snapshot.files().find(|(_, file)| file.layer == Layer::Handbook && file.path == "handbook.yaml").map(|(id, _)| id);
    let in_handbook = |span: Span| file.map_or(span, |file| Span { file, ..span });
    if let Some(named) = missing_theme {
        findings.push(
            Diagnostic::reading("unreadable-file", in_handbook(named.span), format!("there is no theme `{}`", named.value))
                .hint(format!("a theme is a folder `themes/{}` beside the content folder", named.value)),
        );
    }
    if let Some((named, error)) = missing {
        let span = in_handbook(named.span);
        let why = if error.kind() == std::io::ErrorKind::NotFound { "there is no such folder".to_owned() } else { error.to_string() };
        findings.push(
            Diagnostic::reading("unreadable-file", span, format!("the handbook to extend, `{}`, cannot be read: {why}", named.value))
                .hint("`extends` names the content folder of another handbook, seen from the folder of `handbook.yaml`"),
        );
    }
    Ok((snapshot, findings))
}

struct LayersBelow {
    national: bool,
    extends: Option<Text>,
    theme: Option<Text>,
}

/// What `handbook.yaml` says of the layers below it. What is wrong with it comes out when the folder is read.
fn layers_below(content: &Path) -> LayersBelow {
    let alone = Snapshot::of_one_file(content, "handbook.yaml", Layer::Handbook);
    let facts = alone.files().next().and_then(|(id, file)| document::parse(id, file).0.facts);
    let field = |name: &str| facts.as_ref().and_then(|facts| facts.get(name)).filter(|node| !node.is_blank());
    let unheard = &mut Findings::new();
    LayersBelow {
        national: field("national").and_then(|node| bool::read(node, unheard)).unwrap_or(true),
        extends: field("extends").and_then(|node| Text::read(node, unheard)),
        theme: field("theme").and_then(|node| Text::read(node, unheard)),
    }
}

fn shown(folder: &Path) -> String {
    let shown = folder.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
    let trimmed = shown.trim_end_matches('/');
    if trimmed.is_empty() { shown } else { trimmed.to_owned() }
}

/// Says that a content folder cannot be read, and what to do.
pub fn no_content(content: &Path, error: &std::io::Error) -> Trouble {
    let shown = content.display();
    Trouble(match error.kind() {
        std::io::ErrorKind::NotFound => {
            format!("there is no folder `{shown}`; name the handbook's content folder with `--content`, or begin one with `pcn-handbook init`")
        }
        std::io::ErrorKind::NotADirectory => format!("`{shown}` is a file; `--content` names a folder"),
        std::io::ErrorKind::PermissionDenied => format!("no permission to read the folder `{shown}`"),
        _ => format!("the folder `{shown}` cannot be read: {error}"),
    })
}

/// A handbook that was read, linked and checked.
#[derive(Clone)]
pub struct Checked {
    /// What was read.
    pub snapshot: Arc<Snapshot>,
    /// What it holds.
    pub handbook: Arc<Handbook>,
    /// How it hangs together.
    pub links: Arc<Links>,
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

/// What is remembered from one build to the next. It changes how long a build takes, never what it makes: with an empty
/// memory everything is made.
#[derive(Default)]
pub struct Memo {
    /// Whether there is a next build: what nobody will ask for again is not kept.
    keeps: bool,
    files: HashMap<FileId, (Arc<File>, Arc<FileRead>)>,
    checked: Option<(Arc<Snapshot>, Arc<Handbook>, Arc<Links>)>,
    public: Option<(Narrowed, Arc<Links>)>,
    theme: Option<(u64, Arc<Theme>)>,
    /// What had to be done, since the memory began.
    pub done: Done,
}

/// How much work was done, for telling that nothing was done twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files whose text was read for what it says.
    pub parsed: usize,
    /// Pages that went through their template.
    pub rendered: usize,
    /// Files that were handed to the disk.
    pub written: usize,
}

impl Memo {
    /// A memory for a program that builds again and again.
    pub fn for_many_builds() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// The files as the model reads them.
    fn read(&mut self, snapshot: &Snapshot) -> Vec<Arc<FileRead>> {
        let known = std::mem::take(&mut self.files);
        let same = |id: FileId, file: &Arc<File>| {
            let (before, read) = known.get(&id)?;
            let is_same = Arc::ptr_eq(before, file)
                || (before.fingerprint == file.fingerprint && before.readable == file.readable && before.path == file.path && before.layer == file.layer);
            is_same.then(|| Arc::clone(read))
        };
        let files: Vec<&(FileId, Arc<File>)> = snapshot.shared_files().iter().filter(|(_, file)| file.layer != Layer::Theme).collect();
        let read: Vec<(Arc<FileRead>, bool)> =
            files.par_iter().map(|(id, file)| same(*id, file).map_or_else(|| (Arc::new(model::read(*id, file)), true), |read| (read, false))).collect();
        self.done.parsed += read.iter().filter(|(_, is_new)| *is_new).count();
        if self.keeps {
            self.files = files.iter().zip(&read).map(|((id, file), (read, _))| (*id, (Arc::clone(file), Arc::clone(read)))).collect();
        }
        read.into_iter().map(|(read, _)| read).collect()
    }
}

/// Reads, links and checks a snapshot. `findings` are those of reading the folder.
pub fn check(snapshot: Snapshot, mut findings: Findings, today: Date, memo: &mut Memo) -> Checked {
    if memo.checked.as_ref().is_some_and(|(before, ..)| !before.is_numbered_as(&snapshot)) {
        // Every place has another number, so nothing that names one is of use.
        *memo = Memo { keeps: memo.keeps, theme: memo.theme.take(), done: memo.done, ..Memo::default() };
    }
    let files = memo.read(&snapshot);
    let before = memo.checked.take();
    let (handbook, mut found) = model::gather(&snapshot, &files, before.as_ref().map(|(_, handbook, _)| handbook.as_ref()));
    drop(files);
    findings.append(&mut found);
    let (links, mut found) = links::resolve(&snapshot, &handbook, today, before.as_ref().map(|(.., links)| links.as_ref()));
    findings.append(&mut found);
    let scene = Scene { snapshot: &snapshot, handbook: &handbook, links: &links, today };
    findings.append(&mut checks::check(&scene));
    let findings = checks::settle(&scene, findings);
    let (snapshot, handbook, links) = (Arc::new(snapshot), Arc::new(handbook), Arc::new(links));
    if memo.keeps {
        memo.checked = Some((Arc::clone(&snapshot), Arc::clone(&handbook), Arc::clone(&links)));
    }
    Checked { snapshot, handbook, links, findings, today }
}

/// A handbook as one edition shows it, with its theme: what pages are made from.
pub struct Shown {
    /// What was read.
    pub snapshot: Arc<Snapshot>,
    /// The handbook, narrowed to the edition.
    pub handbook: Arc<Handbook>,
    /// How it hangs together.
    pub links: Arc<Links>,
    /// The findings that the edition shows.
    pub findings: Findings,
    /// Mistakes in templates: with any, there are no pages.
    pub mistakes: Findings,
    /// The theme, with the frame of this site.
    pub theme: Arc<Theme>,
    overview: Overview,
    today: Date,
    edition: Edition,
}

/// Narrows a checked handbook to an edition and gives it its theme.
///
/// # Errors
/// When the disk cannot give a file of the theme.
pub fn show(checked: Checked, edition: Edition, memo: &mut Memo) -> Result<Shown, OutputError> {
    let Checked { snapshot, mut handbook, mut links, mut findings, today } = checked;
    if edition == Edition::Public {
        let before = memo.public.take();
        let mut narrowed = model::edition::narrow(Arc::unwrap_or_clone(handbook), before.as_ref().map(|(narrowed, _)| narrowed), memo.keeps);
        if narrowed.things {
            // Places in tables moved; names that lead nowhere now are words, and were told when all was there.
            links = Arc::new(links::resolve(&snapshot, &narrowed.handbook, today, before.as_ref().map(|(_, links)| links.as_ref())).0);
        }
        if memo.keeps {
            memo.public = Some((narrowed.clone(), Arc::clone(&links)));
        }
        if narrowed.things {
            links::drop_parts_about_absent_things(&mut narrowed.handbook, &links);
        }
        handbook = Arc::new(narrowed.handbook);
        findings =
            if handbook.settings.public_review == Some(true) { gaps_for_the_public(&snapshot, &handbook, &links, today, &findings) } else { Findings::new() };
    }
    let overview = Overview::of(&snapshot, &handbook, &links, &findings, edition);
    let (mut theme, mistakes) = theme::compile(&snapshot).map_err(|error| OutputError::reading("the theme", &error))?;
    theme.frame(&Desk::new(&snapshot, &handbook, &links, &findings, (today, edition), &overview).site(&theme.statics));
    Ok(Shown { snapshot, handbook, links, findings, mistakes, theme: Arc::new(theme), overview, today, edition })
}

impl Shown {
    /// What its views are made from.
    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.snapshot, &self.handbook, &self.links, &self.findings, (self.today, self.edition), &self.overview)
    }
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

/// What a thread works with while it makes pages.
#[derive(Default)]
struct Bench {
    html: Vec<u8>,
    maker: Maker,
}

/// A list that threads share; one that a panic left is as good as any.
fn lock(benches: &Mutex<Vec<Bench>>) -> MutexGuard<'_, Vec<Bench>> {
    benches.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the files of a site go: an address from the root and its bytes, from several threads.
pub type Write<'a> = dyn Fn(&str, &[u8]) -> Result<(), OutputError> + Sync + 'a;

/// Makes the site of one edition, and hands each file to `write`.
///
/// # Errors
/// When the disk cannot take or give a file.
pub fn build(shown: &Shown, write: &Write<'_>) -> Result<Built, OutputError> {
    if !shown.mistakes.is_empty() {
        return Ok(Built { findings: shown.mistakes.clone(), ..Built::default() });
    }
    let (snapshot, theme) = (&shown.snapshot, &shown.theme);
    let desk = shown.desk();
    let plan = desk.plan();
    // Room for a page and the words that were met: a thread takes one of them, and puts it back for the next page.
    let benches: Mutex<Vec<Bench>> = Mutex::default();
    let make = |planned: &Planned| -> Result<Result<Vec<SearchDocument>, Box<Diagnostic>>, OutputError> {
        let mut bench = lock(&benches).pop().unwrap_or_default();
        let view = desk.view(planned);
        let made = match theme.render(&view, snapshot, &mut bench.html) {
            Ok(()) => write(&planned.address, &bench.html).map(|()| Ok(bench.maker.documents(&desk, planned, &view))),
            Err(mistake) => Ok(Err(mistake)),
        };
        lock(&benches).push(bench);
        made
    };
    let write_all = |files: &[Export]| files.par_iter().try_for_each(|file| write(&file.address, &file.bytes));
    let render = || plan.par_iter().map(make).collect::<Result<Vec<_>, _>>();
    let (made, exported) = rayon::join(render, || write_all(&pages::exports(&desk, &plan)));
    exported?;
    let mut mistakes = Findings::new();
    let mut documents = Vec::new();
    for page in made? {
        match page {
            Ok(found) => documents.extend(found),
            Err(mistake) => mistakes.push(*mistake),
        }
    }
    let makers = std::mem::take(&mut *lock(&benches)).into_iter().map(|bench| bench.maker).collect();
    write_all(&search::files(&desk, documents, makers))?;
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
        let bytes = asset.read().map_err(|error| OutputError::reading(&asset.path, &error))?;
        write(&asset.path, &bytes)?;
    }
    Ok(Built { pages: plan.len(), networks: shown.handbook.networks.len(), findings })
}

/// The findings that the public edition may show, of a handbook that was narrowed already: what can be found in what the
/// public may see. A gap that comes of the narrowing alone, or that is waived, is none.
fn gaps_for_the_public(snapshot: &Snapshot, handbook: &Handbook, links: &Links, today: Date, of_all: &Findings) -> Findings {
    let known: HashSet<(&str, Span)> = of_all.iter().map(|finding| (finding.rule, finding.span)).collect();
    // Ids of people whose name may not be told stand in no finding either, as the network itself or another one writes them.
    let unnamed: HashSet<String> = handbook
        .networks
        .iter()
        .flat_map(|network| {
            let people = network.facts.people.iter().filter(|(_, person)| !person.is_named());
            people.flat_map(|(id, _)| [id.value.clone(), format!("{}/{}", network.id, id.value)])
        })
        .collect();
    let names_nobody = |text: &str| !text.split('`').skip(1).any(|quoted| unnamed.contains(quoted));
    let scene = Scene { snapshot, handbook, links, today };
    let mut gaps = checks::settle(&scene, checks::check(&scene));
    gaps.retain(|gap| known.contains(&(gap.rule, gap.span)) && names_nobody(&gap.message) && gap.hints.iter().all(|hint| names_nobody(hint)));
    gaps
}

/// Adds the national layer.
pub fn add_national(reading: &mut Reading<'_>) {
    for (path, bytes) in crate::embedded::NATIONAL {
        reading.add_memory(path, Layer::National, bytes);
    }
}

/// Checks files in memory, for tests and tools.
pub fn check_files(files: &[(&str, &str)], today: Date, national: bool) -> Checked {
    let mut reading = Reading::default();
    if national {
        add_national(&mut reading);
    }
    for (path, text) in files {
        reading.add_memory(path, Layer::Handbook, text.as_bytes());
    }
    check_all(reading.finish("content".to_owned()), today)
}

/// Checks what was read, with what is wrong with its files as files.
pub fn check_all(snapshot: Snapshot, today: Date) -> Checked {
    let findings = snapshot.faults();
    check(snapshot, findings, today, &mut Memo::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{self, Format};

    const TODAY: Date = Date::constant(2026, 11, 22);

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn read(folder: &tempfile::TempDir) -> Checked {
        let (snapshot, findings) = load(&folder.path().join("content"), None).unwrap();
        check(snapshot, findings, TODAY, &mut Memo::default())
    }

    fn shown(checked: &Checked) -> String {
        diagnostic::draw(&checked.findings, &checked.snapshot, Format::Short, false)
    }

    const HANDBOOK: &str = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";

    #[test]
    fn a_handbook_stands_on_the_national_layer_unless_it_says_otherwise() {
        let with = read(&folder(&[("content/handbook.yaml", HANDBOOK)]));
        assert!(with.handbook.roles.iter().any(|role| role.id == "clinical-director"));
        let without = read(&folder(&[("content/handbook.yaml", &format!("{HANDBOOK}national: false\n"))]));
        assert!(without.handbook.roles.is_empty());
    }

    #[test]
    fn an_extended_handbook_lies_between_the_two() {
        let folder = folder(&[
            ("content/handbook.yaml", &format!("{HANDBOOK}extends: ../lmc\n")),
            ("content/roles/chair.md", "---\ntitle: Our chair\n---\n"),
            ("lmc/handbook.yaml", "title: The LMC's\n"),
            ("lmc/roles/chair.md", "---\ntitle: The LMC's chair\n---\n"),
            ("lmc/roles/admin.md", "---\ntitle: The LMC's administrator\n---\n"),
            ("lmc/networks/alpha/network.yaml", "name: Alpha PCN\n"),
        ]);
        let checked = read(&folder);
        let title = |id: &str| checked.handbook.roles.iter().find(|role| role.id == id).map(|role| role.facts.title.value.as_str());
        assert_eq!((title("chair"), title("admin")), (Some("Our chair"), Some("The LMC's administrator")));
        assert_eq!((checked.handbook.settings.title.value.as_str(), checked.handbook.networks.len()), ("A handbook", 0));
        assert_eq!(shown(&checked), "");
    }

    #[test]
    fn a_missing_handbook_to_extend_is_a_finding_at_its_place() {
        let checked = read(&folder(&[("content/handbook.yaml", &format!("{HANDBOOK}extends: ../lmc\n"))]));
        assert_eq!(shown(&checked), "handbook.yaml:4:10: error[unreadable-file]: the handbook to extend, `../lmc`, cannot be read: there is no such folder\n");
    }

    #[test]
    fn without_a_content_folder_nothing_can_be_done() {
        let folder = folder(&[("content", "a file")]);
        let trouble = |path: &str| load(&folder.path().join(path), None).map(|_| ()).unwrap_err().0;
        assert!(trouble("nowhere").contains("there is no folder"), "{}", trouble("nowhere"));
        assert!(trouble("content").contains("is a file"), "{}", trouble("content"));
    }
}
