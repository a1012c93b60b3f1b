//! From a folder to findings and a site: the stages in order.

mod load;
mod made;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::checks::{self, InNetworks, Scene};
use crate::diagnostic::{Findings, Severity};
use crate::document::record::Text;
use crate::links::{self, Links};
use crate::model::edition::Narrowed;
use crate::model::settings::Edition;
use crate::model::{self, FileRead, Handbook};
use crate::open_lists::Reference;
use crate::output::OutputError;
use crate::pages::view::View;
use crate::pages::{self, Desk, Export, Overview, PageKey, Planned};
use crate::search;
use crate::search::documents::{Maker, SearchDocument};
use crate::source::{AT_A_TIME, Asset, File, FileId, Layer, Reading, Snapshot, Span};
use crate::theme::{self, Theme};
pub use load::{folders, load, load_again, no_content};
pub use made::Pages;
use made::{Benches, Made, Print};

/// Why the program itself could not work: a disk, a port. What authors did wrong is a finding.
#[derive(Debug)]
pub struct Trouble(pub String);

impl<E: std::error::Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
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
    /// What the public may see of it, where a rule had to know.
    public: Option<Public>,
}

/// What the public may see of a handbook, and how it hangs together.
#[derive(Clone)]
struct Public {
    narrowed: Narrowed,
    links: Arc<Links>,
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
    /// In the order of their numbers.
    files: Vec<(FileId, Arc<File>, Arc<FileRead>)>,
    checked: Option<Before>,
    public: Option<Public>,
    reference: Option<Arc<Reference>>,
    theme: Option<Dressed>,
    pages: Pages,
    /// Files that were read anew for the last check.
    changed: HashSet<FileId>,
    /// What had to be done, since the memory began.
    pub done: Done,
}

/// The handbook as it was checked the last time.
struct Before {
    snapshot: Arc<Snapshot>,
    handbook: Arc<Handbook>,
    links: Arc<Links>,
    today: Date,
    in_networks: InNetworks,
    reference: Option<Arc<Reference>>,
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
    /// Sets of open lists that were read for what they say.
    pub lists: usize,
}

impl Memo {
    /// A memory for a program that builds again and again.
    pub fn for_many_builds() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// Forgets the pages, so that the next build makes all of them.
    pub fn forget_pages(&mut self) {
        self.pages = Pages::default();
    }

    /// The open lists that the handbook names; those of the last time where their bytes are the same.
    fn reference(&mut self, snapshot: &Snapshot, handbook: &Handbook) -> Option<Arc<Reference>> {
        let named = handbook.settings.reference.as_ref()?;
        let map = named.map.as_ref()?;
        let file = |path: &str| snapshot.list(path).map(Arc::as_ref);
        let (map, list_sizes) = (file(&map.value), named.list_sizes.as_ref().and_then(|path| file(&path.value)));
        let known = self.reference.take().filter(|known| known.is_of(map, list_sizes));
        let reference = known.unwrap_or_else(|| {
            self.done.lists += 1;
            Arc::new(Reference::read(map, list_sizes))
        });
        self.reference = self.keeps.then(|| Arc::clone(&reference));
        Some(reference)
    }

    /// The files as the model reads them.
    fn read(&mut self, snapshot: &Snapshot) -> Vec<Arc<FileRead>> {
        let known = std::mem::take(&mut self.files);
        let same = |id: FileId, file: &Arc<File>| {
            let (_, before, read) = &known[known.binary_search_by_key(&id, |(id, ..)| *id).ok()?];
            let is_same = Arc::ptr_eq(before, file)
                || (before.fingerprint == file.fingerprint && before.readable == file.readable && before.path == file.path && before.layer == file.layer);
            is_same.then(|| Arc::clone(read))
        };
        let files: Vec<&(FileId, Arc<File>)> = snapshot.shared_files().iter().filter(|(_, file)| file.layer != Layer::Theme).collect();
        let read: Vec<(Arc<FileRead>, bool)> = files
            .par_iter()
            .with_max_len(AT_A_TIME)
            .map(|(id, file)| same(*id, file).map_or_else(|| (Arc::new(model::read(*id, file)), true), |read| (read, false)))
            .collect();
        self.done.parsed += read.iter().filter(|(_, is_new)| *is_new).count();
        if self.keeps {
            self.changed = read.iter().zip(&files).filter(|((_, is_new), _)| *is_new).map(|(_, (id, _))| *id).collect();
            self.files = files.iter().zip(&read).map(|((id, file), (read, _))| (*id, Arc::clone(file), Arc::clone(read))).collect();
        }
        read.into_iter().map(|(read, _)| read).collect()
    }
}

/// Reads, links and checks a snapshot. `findings` are those of its layers.
pub fn check(snapshot: Snapshot, mut findings: Findings, today: Date, memo: &mut Memo) -> Checked {
    if memo.checked.as_ref().is_some_and(|before| !before.snapshot.is_numbered_as(&snapshot)) {
        // Every place has another number, so nothing that names one is of use.
        let kept = Memo { reference: memo.reference.take(), done: memo.done, ..Memo::default() };
        *memo = Memo { keeps: memo.keeps, theme: memo.theme.take(), pages: std::mem::take(&mut memo.pages), ..kept };
    }
    findings.append(&mut snapshot.faults());
    let files = memo.read(&snapshot);
    let before = memo.checked.take();
    let (handbook, mut found) = model::gather(&snapshot, &files, before.as_ref().map(|before| before.handbook.as_ref()));
    drop(files);
    findings.append(&mut found);
    let (links, mut found) = links::resolve(&snapshot, &handbook, today, before.as_ref().map(|before| before.links.as_ref()));
    findings.append(&mut found);
    let links = Arc::new(links);
    let public = model::edition::hides_anything(&handbook).then(|| narrow(&snapshot, handbook.clone(), &links, today, memo));
    let for_rules = public.as_ref().map(|public| (&public.narrowed.handbook, public.links.as_ref()));
    let reference = memo.reference(&snapshot, &handbook);
    let scene = Scene { snapshot: &snapshot, handbook: &handbook, links: &links, public: for_rules, reference: reference.as_deref(), today };
    let same_lists = |before: &Before| before.reference.as_ref().map(Arc::as_ptr) == reference.as_ref().map(Arc::as_ptr);
    let same_for_all = |before: &&Before| before.handbook.shared_print == handbook.shared_print && before.today == today && same_lists(before);
    let known = before.as_ref().filter(same_for_all);
    let (mut found, in_networks) = checks::check(&scene, known.map(|before| (before.links.as_ref(), &before.in_networks)));
    findings.append(&mut found);
    let findings = checks::settle(&scene, findings);
    let (snapshot, handbook) = (Arc::new(snapshot), Arc::new(handbook));
    if memo.keeps {
        let (snapshot, handbook, links) = (Arc::clone(&snapshot), Arc::clone(&handbook), Arc::clone(&links));
        memo.checked = Some(Before { snapshot, handbook, links, today, in_networks, reference });
    }
    if before.is_some() {
        // To take a handbook of all England apart takes time, which nobody waits for.
        rayon::spawn(move || drop(before));
    }
    Checked { snapshot, handbook, links, findings, today, public }
}

/// Takes out of a handbook what the public may not see, and resolves what is left.
fn narrow(snapshot: &Snapshot, handbook: Handbook, links: &Arc<Links>, today: Date, memo: &mut Memo) -> Public {
    let before = memo.public.take();
    let narrowed = model::edition::narrow(handbook, before.as_ref().map(|before| &before.narrowed), memo.keeps);
    let links = if narrowed.things {
        // Places in tables moved; names that lead nowhere now are words, and were told when all was there.
        Arc::new(links::resolve(snapshot, &narrowed.handbook, today, before.as_ref().map(|before| before.links.as_ref())).0)
    } else {
        Arc::clone(links)
    };
    let public = Public { narrowed, links };
    if memo.keeps {
        memo.public = Some(public.clone());
    }
    public
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
    /// Fingerprint of the templates and the frame.
    frame: u64,
    overview: Overview,
    today: Date,
    edition: Edition,
}

/// Narrows a checked handbook to an edition and gives it its theme.
///
/// # Errors
/// When the disk cannot give a file of the theme.
pub fn show(checked: Checked, edition: Edition, memo: &mut Memo) -> Result<Shown, OutputError> {
    let Checked { snapshot, mut handbook, mut links, mut findings, today, public } = checked;
    if edition == Edition::Public {
        let public = public.unwrap_or_else(|| narrow(&snapshot, Arc::unwrap_or_clone(handbook), &links, today, memo));
        let mut narrowed = public.narrowed;
        links = public.links;
        links::finish_narrowing(&mut narrowed.handbook, narrowed.things, &links, today);
        handbook = Arc::new(narrowed.handbook);
        findings =
            if handbook.settings.public_review == Some(true) { gaps_for_the_public(&snapshot, &handbook, &links, today, &findings) } else { Findings::new() };
    }
    let overview = Overview::of(&snapshot, &handbook, &links, &findings, edition);
    let desk = Desk::new(&snapshot, &handbook, &links, &findings, (today, edition), &overview);
    let dressed = dress(&desk, memo.theme.take())?;
    let Dressed { theme, mistakes, frame, .. } = dressed.clone();
    memo.theme = Some(dressed);
    Ok(Shown { snapshot, handbook, links, findings, mistakes, theme, frame, overview, today, edition })
}

/// A theme with the frame of a site.
#[derive(Clone)]
struct Dressed {
    theme: Arc<Theme>,
    mistakes: Findings,
    /// Fingerprint of the templates and the frame.
    frame: u64,
    /// The handbook's own files of the theme that are copied.
    assets: Vec<Asset>,
}

/// Gives a site its theme: the one it had, where neither the templates nor the frame changed.
fn dress(desk: &Desk<'_>, before: Option<Dressed>) -> Result<Dressed, OutputError> {
    let assets = desk.snapshot.theme_assets();
    if let Some(before) = before.filter(|before| before.mistakes.is_empty() && before.assets == assets)
        && before.frame == made::print_of_frame(desk.snapshot, &desk.site(&before.theme.statics))
    {
        return Ok(before);
    }
    let (mut theme, mistakes) = theme::compile(desk.snapshot).map_err(|error| OutputError::reading("the theme", &error))?;
    let site = desk.site(&theme.statics);
    theme.frame(&site);
    Ok(Dressed { theme: Arc::new(theme), mistakes, frame: made::print_of_frame(desk.snapshot, &site), assets: assets.to_vec() })
}

impl Shown {
    /// What its views are made from.
    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.snapshot, &self.handbook, &self.links, &self.findings, (self.today, self.edition), &self.overview)
    }

    fn print_of(&self, desk: &Desk<'_>, planned: &Planned, view: &View) -> Print {
        Print { view: made::print_of(self.frame, view), facts: desk.print_of_facts(planned.key) }
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
    /// Something changed meanwhile, so the build was broken off.
    pub overtaken: bool,
}

/// Where the files of a site go, from several threads.
pub trait Takes: Sync {
    /// Is told, before the first file, at which addresses pages will be.
    ///
    /// # Errors
    /// When the disk refuses.
    fn expect(&self, addresses: &[&str]) -> Result<(), OutputError> {
        let _ = addresses;
        Ok(())
    }

    /// Takes a file: an address from the root and its bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    fn write(&self, address: &str, bytes: &[u8]) -> Result<(), OutputError>;

    /// Is told that a file has the bytes that it was given before.
    fn keep(&self, address: &str) {
        let _ = address;
    }

    /// Whether something changed meanwhile, so that all this is of no use any more.
    fn is_overtaken(&self) -> bool {
        false
    }
}

impl<F: Fn(&str, &[u8]) -> Result<(), OutputError> + Sync> Takes for F {
    fn write(&self, address: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self(address, bytes)
    }
}

/// Makes the site of one edition, and hands each file to `site`: pages of files that changed since the last time come
/// first, and what is known to have the same bytes as then is not made again.
///
/// # Errors
/// When the disk cannot take or give a file.
pub fn build(shown: &Shown, memo: &mut Memo, site: &dyn Takes) -> Result<Built, OutputError> {
    if !shown.mistakes.is_empty() {
        return Ok(Built { findings: shown.mistakes.clone(), ..Built::default() });
    }
    let (snapshot, theme) = (&shown.snapshot, &shown.theme);
    let desk = shown.desk();
    let benches = Benches::new(theme);
    let (keeps, known) = (memo.keeps, &memo.pages);
    let (rendered, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let write = |address: &str, bytes: &[u8]| {
        written.fetch_add(1, Ordering::Relaxed);
        site.write(address, bytes)
    };
    let make = |planned: &Planned| -> Result<Made, OutputError> {
        if site.is_overtaken() {
            return Ok(Made::NotYet);
        }
        let view = desk.view(planned);
        let print = if keeps { shown.print_of(&desk, planned, &view) } else { Print::default() };
        if known.has(&planned.address, print) {
            site.keep(&planned.address);
            return Ok(match known.documents(&planned.address, print) {
                Some(documents) => Made::Same(print, documents),
                None => Made::New(print, benches.with(|bench| bench.maker.documents(&desk, planned, &view))),
            });
        }
        rendered.fetch_add(1, Ordering::Relaxed);
        benches.with(|bench| match bench.press.render(&view, snapshot, &mut bench.html) {
            Ok(()) => write(&planned.address, &bench.html).map(|()| Made::New(print, bench.maker.documents(&desk, planned, &view))),
            Err(mistake) => Ok(Made::Wrong(mistake)),
        })
    };
    // Whoever saved a file looks at its page: these are there before the others are even counted.
    let first = if keeps { desk.plan_of(&memo.changed) } else { Vec::new() };
    let made_first = first.par_iter().with_max_len(1).map(make).collect::<Result<Vec<Made>, _>>()?;
    let mut made: HashMap<PageKey, Made> = first.iter().map(|planned| planned.key).zip(made_first).collect();
    let plan = desk.plan();
    site.expect(&plan.iter().map(|planned| planned.address.as_str()).collect::<Vec<_>>())?;
    let others: Vec<&Planned> = plan.iter().filter(|planned| !made.contains_key(&planned.key)).collect();
    let write_all =
        |files: &[Export]| files.par_iter().with_max_len(AT_A_TIME).filter(|_| !site.is_overtaken()).try_for_each(|file| write(&file.address, &file.bytes));
    let render = || others.par_iter().with_max_len(AT_A_TIME).map(|planned| make(planned)).collect::<Result<Vec<Made>, _>>();
    let export = || if site.is_overtaken() { Ok(()) } else { write_all(&pages::exports(&desk, &plan)) };
    // Somebody waits for pages after a change, and for the whole site without one.
    let (made_then, exported) = if first.is_empty() { rayon::join(render, export) } else { (render(), export()) };
    exported?;
    let mut made_then = made_then?.into_iter();
    let (mut mistakes, mut documents, mut pages_now) = (Findings::new(), Vec::new(), Pages::default());
    for Planned { key, address } in &plan {
        match made.remove(key).or_else(|| made_then.next()).unwrap_or(Made::NotYet) {
            Made::Same(print, found) => pages_now.remember(address, print, found, &mut documents),
            Made::New(print, found) if keeps => pages_now.remember(address, print, found.into(), &mut documents),
            Made::New(_, found) => documents.push(found.into()),
            Made::Wrong(mistake) => {
                mistakes.push(*mistake);
                pages_now.keep(address, known);
            }
            Made::NotYet => pages_now.keep(address, known),
        }
    }
    let mut makers = benches.makers();
    if keeps {
        makers.push(Maker::knowing(std::mem::take(&mut memo.pages.dictionary)));
    }
    let dictionary = search::merge(makers);
    let overtaken = site.is_overtaken();
    if !overtaken {
        write_all(&search::files(&desk, &documents, &dictionary, &|| site.is_overtaken()))?;
        for (path, bytes) in &theme.statics {
            write(path, bytes)?;
        }
        if let Some(css) = desk.look_css() {
            write(pages::LOOK_CSS, css.as_bytes())?;
        }
        for file in desk.files() {
            let asset = &snapshot.assets()[file as usize];
            let bytes = asset.read_for_copy().map_err(|error| OutputError::reading(&asset.path, &error))?;
            write(&asset.path, &bytes)?;
        }
    }
    if keeps {
        pages_now.dictionary = dictionary;
        memo.pages = pages_now;
    }
    memo.done.rendered += rendered.into_inner();
    memo.done.written += written.into_inner();
    crate::diagnostic::sort(&mut mistakes);
    Ok(Built { pages: plan.len(), networks: shown.handbook.networks.len(), findings: mistakes, overtaken: overtaken || site.is_overtaken() })
}

/// The files of the search by themselves, for a server that makes pages when they are asked for.
pub fn search_files(shown: &Shown, known: &mut Pages) -> Vec<Export> {
    let desk = shown.desk();
    let benches = Benches::new(&shown.theme);
    let found: Vec<(Print, Arc<[SearchDocument]>)> = desk
        .plan()
        .par_iter()
        .with_max_len(AT_A_TIME)
        .map(|planned| {
            let view = desk.view(planned);
            let print = shown.print_of(&desk, planned, &view);
            let documents = known.documents(&planned.address, print);
            (print, documents.unwrap_or_else(|| benches.with(|bench| bench.maker.documents(&desk, planned, &view)).into()))
        })
        .collect();
    let (mut documents, mut now) = (Vec::new(), Pages::default());
    for (planned, (print, found)) in desk.plan().iter().zip(found) {
        now.remember(&planned.address, print, found, &mut documents);
    }
    let mut makers = benches.makers();
    makers.push(Maker::knowing(std::mem::take(&mut known.dictionary)));
    now.dictionary = search::merge(makers);
    let files = search::files(&desk, &documents, &now.dictionary, &|| false);
    *known = now;
    files
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
    // What is found in the entry of such a person tells of them, or of their term.
    let is_unnamed = |reference: &Text| match links.of(reference) {
        Some(thing) => links::answers::person(handbook, thing).is_some_and(|(_, person)| !person.is_named()),
        None => true,
    };
    let mut private: HashMap<FileId, Vec<Span>> = HashMap::new();
    for network in &handbook.networks {
        let people = network.facts.people.iter().filter(|(_, person)| !person.is_named()).map(|(_, person)| person.span);
        let holders = network.facts.posts.iter().flat_map(|(_, post)| &post.holders).filter(|holder| is_unnamed(&holder.person));
        for span in people.chain(holders.map(|holder| holder.span)) {
            private.entry(span.file).or_default().push(span);
        }
    }
    let is_private = |span: Span| private.get(&span.file).is_some_and(|parts| parts.iter().any(|part| part.start <= span.start && span.end <= part.end));
    let public = model::edition::hides_anything(handbook).then_some((handbook, links));
    let scene = Scene { snapshot, handbook, links, public, reference: None, today };
    let mut gaps = checks::settle(&scene, checks::check(&scene, None).0);
    gaps.retain(|gap| {
        known.contains(&(gap.rule, gap.span)) && !is_private(gap.span) && names_nobody(&gap.message) && gap.hints.iter().all(|hint| names_nobody(hint))
    });
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

/// Checks what was read, and remembers nothing.
pub fn check_all(snapshot: Snapshot, today: Date) -> Checked {
    check(snapshot, Findings::new(), today, &mut Memo::default())
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

    const MAP: &str = include_str!("../tests/fixtures/ods/map.csv");
    const COMPARED: &str =
        "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\nreference: {map: ../lists/map.csv}\n";

    /// Findings of the rules that compare with lists.
    fn about_lists(checked: &Checked) -> String {
        shown(checked).lines().filter(|line| line.contains("reference-list]")).map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn a_list_that_is_missing_damaged_or_no_file_is_told_at_the_line_that_names_it() {
        let told = |files: &[(&str, &str)]| {
            let all = [&[("content/handbook.yaml", COMPARED)], files].concat();
            about_lists(&read(&folder(&all))).replace("handbook.yaml:5:18: warning[unusable-reference-list]: the list `../lists/map.csv` cannot be used: ", "")
        };
        assert_eq!(told(&[]), "there is no such file\n");
        assert_eq!(told(&[("lists/map.csv/x", "a folder")]), "it is no file\n");
        assert_eq!(told(&[("lists/map.csv", "")]), "the list is empty\n");
        assert_eq!(told(&[("lists/map.csv", &MAP[..MAP.len() - 2])]), "in its line 12, the last line has no end, so the list seems to be cut off\n");
        assert!(told(&[("lists/map.csv", &MAP[..MAP.len() - 60])]).starts_with("in its line 12, this line has "));
        assert!(told(&[("lists/map.csv", "code,size\nY99001,1\n")]).starts_with("in its line 1, there is no column `"));
        assert_eq!(told(&[("lists/map.csv", MAP)]), "");
    }

    #[test]
    fn a_list_may_lie_within_the_content_folder() {
        let settings = COMPARED.replace("../lists", "lists");
        let network = "name: Severn Bridge PCN\ncode: U99999\n";
        let checked = read(&folder(&[("content/handbook.yaml", &settings), ("content/lists/map.csv", MAP), ("content/networks/alpha/network.yaml", network)]));
        assert!(!shown(&checked).contains("unknown-file"), "{}", shown(&checked));
        assert!(about_lists(&checked).contains("`U99999`"), "{}", shown(&checked));
    }

    #[test]
    fn a_list_is_read_once_and_again_when_it_changed() {
        let network = "code: U99974\nname: Two Rivers PCN\npractices:\n  - {code: Y99020, name: Harbour NHS Centre}\n  - {code: Y99021, name: Harbour}\n";
        let folder = folder(&[("content/handbook.yaml", COMPARED), ("content/networks/alpha/network.yaml", network), ("lists/map.csv", MAP)]);
        let content = folder.path().join("content");
        let mut memo = Memo::for_many_builds();
        let (mut snapshot, findings) = load(&content, None).unwrap();
        let first = check(snapshot.clone(), findings, TODAY, &mut memo);
        assert_eq!((about_lists(&first).as_str(), memo.done.lists), ("", 1));
        std::fs::write(content.join("networks/alpha/network.yaml"), format!("{network}  - {{code: Y99022, name: New}}\n")).unwrap();
        let mut look = |memo: &mut Memo| {
            let (now, findings) = load_again(&content, None, &snapshot, &Default::default()).unwrap();
            snapshot = now.clone();
            about_lists(&check(now, findings, TODAY, memo))
        };
        assert!(look(&mut memo).contains("no practice of the list of 1 August 2026 has the code `Y99022` of New"));
        assert_eq!(memo.done.lists, 1);
        std::fs::write(folder.path().join("lists/map.csv"), MAP.replace("Y99021", "Y99022").replace("Y99040,", "Y99021,")).unwrap();
        assert!(look(&mut memo).contains("`Harbour` is a member of Two Rivers PCN here, and in Con PCN (U99976) in the list of 1 August 2026"));
        assert_eq!(memo.done.lists, 2);
        std::fs::remove_file(folder.path().join("lists/map.csv")).unwrap();
        assert!(look(&mut memo).ends_with("there is no such file\n"));
    }

    #[test]
    fn what_lists_have_is_for_staff_alone() {
        // A practice that the public edition hides would seem to be missing from it.
        let network = "code: U99974\nname: Two Rivers PCN\npractices:\n  - {code: Y99020, name: Harbour NHS Centre}\n  - {code: Y99021, name: Harbour, visible_to: staff}\n";
        let settings = format!("{COMPARED}public_review: true\n");
        let folder = folder(&[
            ("content/handbook.yaml", &settings),
            ("content/networks/alpha/network.yaml", network),
            ("lists/map.csv", &MAP.replace("Y99020", "Y99023")),
        ]);
        let checked = read(&folder);
        assert!(about_lists(&checked).contains("Y99020"));
        let public = show(checked, Edition::Public, &mut Memo::default()).unwrap();
        assert!(public.findings.iter().all(|finding| !finding.rule.contains("reference")), "{:?}", public.findings);
    }

    #[test]
    fn without_a_content_folder_nothing_can_be_done() {
        let folder = folder(&[("content", "a file")]);
        let trouble = |path: &str| load(&folder.path().join(path), None).map(|_| ()).unwrap_err().0;
        assert!(trouble("nowhere").contains("there is no folder"), "{}", trouble("nowhere"));
        assert!(trouble("content").contains("is a file"), "{}", trouble("content"));
    }
}
