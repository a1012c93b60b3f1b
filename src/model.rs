//! Documents become a [`Handbook`]: typed tables of networks, posts, people, responsibilities and pages.
//!
//! [`gather`] reads every document by what its folder says it is, and lays the layers over each other:
//! a thing of the same kind and id in an upper layer replaces the lower one.

pub mod catalogue;
pub mod edition;
pub mod network;
pub mod page;
pub mod papers;
pub mod past;
pub mod settings;
pub mod shared;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3Default;

use crate::diagnostic::{Diagnostic, Findings, nearest};
use crate::document::prose::Prose;
use crate::document::record::{Loc, Read, Table, Text};
use crate::document::yaml::{Node, Value};
use crate::document::{self, Document};
use crate::source::{File, FileId, Layer, Snapshot, Span};
use catalogue::{ResponsibilityFacts, RoleFacts};
use network::NetworkFacts;
use page::{ChecklistFacts, PageFacts};
use papers::{AgreementFacts, StrategyFacts};
use settings::Settings;
use shared::{Forum, LevelOutline, Organisation, ScheduleOutline, Source, Term};

/// A thing with a file of its own: its facts and its prose.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// The id: the name of the file.
    pub id: String,
    /// Path below the folder of its kind, without ending: `money/arrs` for `guidance/money/arrs.md`.
    pub path: String,
    /// The file.
    pub file: FileId,
    /// The layer it came from.
    pub layer: Layer,
    /// False when the file could be read only in part.
    pub whole: bool,
    /// Its facts.
    pub facts: T,
    /// Its prose.
    pub prose: Prose,
}

/// A thing out of a list, with the layer it came from.
#[derive(Clone, Debug)]
pub struct Listed<T> {
    /// The layer.
    pub layer: Layer,
    /// Its facts.
    pub facts: T,
}

/// A role.
pub type Role = Entry<RoleFacts>;
/// A responsibility of the catalogue.
pub type Responsibility = Entry<ResponsibilityFacts>;
/// A checklist.
pub type Checklist = Entry<ChecklistFacts>;

/// Which tree of folders a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tree {
    /// `index.md`.
    Home,
    /// `guidance/`.
    Guidance,
    /// `pages/`.
    Pages,
    /// A network's own folder.
    Network,
}

/// A page of prose.
#[derive(Clone, Debug)]
pub struct Page {
    /// The tree it belongs to.
    pub tree: Tree,
    /// Everything else.
    pub entry: Entry<PageFacts>,
}

impl std::ops::Deref for Page {
    type Target = Entry<PageFacts>;
    fn deref(&self) -> &Self::Target {
        &self.entry
    }
}

impl Page {
    /// Its title: what the front matter says, else its first heading of the first level, else its file's name in words.
    pub fn title(&self) -> String {
        if let Some(title) = &self.entry.facts.title {
            return title.value.clone();
        }
        match self.entry.prose.headings.first() {
            Some(heading) if heading.level == 1 => heading.text.clone(),
            _ => words_of(if self.entry.id == "index" { self.entry.path.rsplit('/').nth(1).unwrap_or("Home") } else { &self.entry.id }),
        }
    }

    /// Whether it is the first page of its folder.
    pub fn is_index(&self) -> bool {
        self.entry.id == "index"
    }

    /// The folder it lies in, below its tree; empty at the top.
    pub fn folder(&self) -> &str {
        self.entry.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// `data-sharing` in words: `Data sharing`.
pub fn words_of(id: &str) -> String {
    let mut words = id.replace(['-', '_'], " ");
    if let Some(first) = words.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// `12,345`: a number as readers write it.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A day some months later; the last day of the calendar where an author asks for more months than it has.
pub fn months_after(day: Date, months: u32) -> Date {
    let span = jiff::Span::new().try_months(months);
    span.and_then(|span| day.checked_add(span)).unwrap_or(Date::MAX)
}

/// A network with its papers and pages.
#[derive(Clone, Debug)]
pub struct Network {
    /// The id: the name of its folder.
    pub id: String,
    /// Its `network.yaml`.
    pub file: FileId,
    /// False when that file could be read only in part.
    pub whole: bool,
    /// Its facts.
    pub facts: Arc<NetworkFacts>,
    /// Its agreement.
    pub agreement: Option<Arc<Entry<AgreementFacts>>>,
    /// Its strategy.
    pub strategy: Option<Arc<Entry<StrategyFacts>>>,
    /// Its own pages.
    pub pages: Vec<Arc<Page>>,
    /// What is wrong with the ids in it.
    faults: Findings,
}

/// Everything a handbook holds. What one file says is shared with handbooks that were gathered before and after it.
#[derive(Clone, Debug)]
pub struct Handbook {
    /// What `handbook.yaml` says.
    pub settings: Arc<Settings>,
    /// Its file.
    pub file: FileId,
    /// The home page's own words.
    pub home: Option<Arc<Page>>,
    /// Organisations outside the networks.
    pub organisations: Vec<Listed<Organisation>>,
    /// Meetings outside the networks.
    pub forums: Vec<Listed<Forum>>,
    /// The glossary, in the order of its terms.
    pub terms: Vec<Listed<Term>>,
    /// Documents that are cited.
    pub sources: Vec<Listed<Source>>,
    /// The outline of the agreement's schedules.
    pub schedules: Vec<ScheduleOutline>,
    /// The levels of forums.
    pub levels: Vec<LevelOutline>,
    /// Roles, by id.
    pub roles: Vec<Arc<Role>>,
    /// The catalogue of responsibilities, in the order of their folders and ids.
    pub responsibilities: Vec<Arc<Responsibility>>,
    /// Checklists, by id.
    pub checklists: Vec<Arc<Checklist>>,
    /// Guidance and other pages, in the order of their paths.
    pub pages: Vec<Arc<Page>>,
    /// Networks, by id.
    pub networks: Vec<Arc<Network>>,
    /// Files that could not be read, or only in part: what nobody finds may stand there.
    pub in_part: Vec<FileId>,
    /// Fingerprint of the files that belong to no network and are no page: the catalogue, the lists, the settings.
    pub shared_print: u64,
}

/// What kind of thing a file holds, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Handbook,
    Home,
    Organisations,
    Forums,
    Glossary,
    Sources,
    Schedules,
    Levels,
    Role,
    Responsibility,
    Guidance,
    Page,
    Checklist,
    Network(String),
    Agreement(String),
    Strategy(String),
    NetworkPage(String),
    Nothing,
    Unknown,
}

fn kind_of(path: &str, layer: Layer) -> Kind {
    let parts: Vec<&str> = path.split('/').collect();
    let name = parts.last().copied().unwrap_or("");
    if layer == Layer::Theme || name.eq_ignore_ascii_case("readme.md") {
        return Kind::Nothing;
    }
    let markdown = name.ends_with(".md");
    match (parts.as_slice(), markdown) {
        (["handbook.yaml"], _) => Kind::Handbook,
        (["index.md"], _) => Kind::Home,
        (["organisations.yaml"], _) => Kind::Organisations,
        (["forums.yaml"], _) => Kind::Forums,
        (["glossary.yaml"], _) => Kind::Glossary,
        (["sources.yaml"], _) => Kind::Sources,
        (["schedules.yaml"], _) if layer == Layer::National => Kind::Schedules,
        (["levels.yaml"], _) if layer == Layer::National => Kind::Levels,
        (["roles", _], true) => Kind::Role,
        (["checklists", _], true) => Kind::Checklist,
        (["responsibilities", .., _], true) => Kind::Responsibility,
        (["guidance", .., _], true) => Kind::Guidance,
        (["pages", .., _], true) => Kind::Page,
        (["networks", id, "network.yaml"], _) => Kind::Network((*id).to_owned()),
        (["networks", id, "agreement.md"], _) => Kind::Agreement((*id).to_owned()),
        (["networks", id, "strategy.md"], _) => Kind::Strategy((*id).to_owned()),
        (["networks", id, ..], true) if parts.len() > 2 => Kind::NetworkPage((*id).to_owned()),
        _ => Kind::Unknown,
    }
}

/// What one file says, read by its kind.
#[derive(Debug)]
enum Part {
    Handbook(Arc<Settings>),
    Home(Arc<Page>),
    Organisations(Vec<Organisation>),
    Forums(Vec<Forum>),
    Glossary(Vec<Term>),
    Sources(Vec<Source>),
    Schedules(Vec<ScheduleOutline>),
    Levels(Vec<LevelOutline>),
    Role(Arc<Role>),
    Responsibility(Arc<Responsibility>),
    Page(Arc<Page>),
    Checklist(Arc<Checklist>),
    Network(String, Arc<NetworkFacts>),
    Agreement(String, Arc<Entry<AgreementFacts>>),
    Strategy(String, Arc<Entry<StrategyFacts>>),
    NetworkPage(String, Arc<Page>),
}

impl Part {
    /// Says that not all of the file could be read.
    fn is_in_part(&mut self) {
        let entry = match self {
            Self::Role(entry) => &mut Arc::make_mut(entry).whole,
            Self::Responsibility(entry) => &mut Arc::make_mut(entry).whole,
            Self::Checklist(entry) => &mut Arc::make_mut(entry).whole,
            Self::Agreement(_, entry) => &mut Arc::make_mut(entry).whole,
            Self::Strategy(_, entry) => &mut Arc::make_mut(entry).whole,
            Self::Home(page) | Self::Page(page) | Self::NetworkPage(_, page) => &mut Arc::make_mut(page).entry.whole,
            _ => return,
        };
        *entry = false;
    }

    /// Whether it is a network, something of a network's, or a page: things that are linked one by one.
    fn stands_alone(&self) -> bool {
        matches!(self, Self::Page(_) | Self::Network(..) | Self::Agreement(..) | Self::Strategy(..) | Self::NetworkPage(..))
    }
}

/// One file as the model reads it: a value of its text and path alone.
#[derive(Debug)]
pub struct FileRead {
    file: FileId,
    layer: Layer,
    /// False when it could be read only in part.
    whole: bool,
    part: Option<Part>,
    findings: Findings,
}

/// Builds the handbook out of its files, in their order. Everything that could be read is there; what could not is in the
/// findings. Networks of which nothing changed are those of the handbook before.
pub fn gather(snapshot: &Snapshot, files: &[Arc<FileRead>], before: Option<&Handbook>) -> (Handbook, Findings) {
    let mut findings = Findings::new();
    let mut gathered = Gathered::default();
    let mut shared = Xxh3Default::new();
    for read in files {
        findings.extend(read.findings.iter().cloned());
        if let Some(part) = &read.part {
            gathered.add(part, read, &mut findings);
        }
        if !read.part.as_ref().is_some_and(Part::stands_alone) {
            shared.update(&read.file.0.to_le_bytes());
            shared.update(&snapshot.file(read.file).fingerprint.to_le_bytes());
        }
    }
    for (twin, first) in crate::source::case_twins(snapshot) {
        let path = &snapshot.file(twin).path;
        findings.push(
            Diagnostic::reading("address-collision", Span::top(twin), format!("`{path}` differs from another file by capital letters alone"))
                .also(Span::top(first), format!("the other one is `{}`", snapshot.file(first).path))
                .hint("rename one of the two: on Windows they are one file"),
        );
    }
    let mut handbook = gathered.finish(snapshot, before, &mut findings);
    handbook.in_part = files.iter().filter(|read| !read.whole).map(|read| read.file).collect();
    handbook.shared_print = shared.digest();
    (handbook, findings)
}

/// Reads one file by what its folder says it is.
pub fn read(id: FileId, file: &File) -> FileRead {
    let (document, mut findings) = document::parse(id, file);
    let read = document.whole;
    let mut part = part_of(file, document, &mut findings);
    // What stands under a misspelt field was not read either: one slip is told once.
    let whole = read && findings.iter().all(|finding| finding.rule != "unknown-field");
    if !whole && let Some(part) = &mut part {
        part.is_in_part();
    }
    FileRead { file: id, layer: file.layer, whole, part, findings }
}

fn part_of(file: &File, document: Document, findings: &mut Findings) -> Option<Part> {
    let Document { file: id, facts, whole, prose } = document;
    let path = file.path.as_str();
    let kind = kind_of(path, file.layer);
    if file.layer == Layer::Extended && (path == "handbook.yaml" || path == "index.md" || path.starts_with("networks/")) {
        return None;
    }
    let nothing = Node { torn: !whole, ..Node::new(Span::top(id), Value::Blank) };
    let node = facts.as_ref().unwrap_or(&nothing);
    let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem).to_owned();
    let below = |folders: usize| {
        let below = path.splitn(folders + 1, '/').nth(folders).unwrap_or(path);
        below.rsplit_once('.').map_or(below, |(stem, _)| stem).to_owned()
    };
    if file.readable && !matches!(kind, Kind::Unknown | Kind::Nothing) {
        check_path(path, id, findings);
    }
    if matches!(kind, Kind::Role | Kind::Responsibility | Kind::Checklist) && stem == "index" {
        findings.push(taken_by_the_list(Span::top(id)));
    }
    macro_rules! entry {
        ($folders:expr) => {
            Read::read(node, findings).map(|facts| Entry { id: stem, path: below($folders), file: id, layer: file.layer, whole, facts, prose })
        };
    }
    let page = |tree: Tree, entry: Option<Entry<PageFacts>>| entry.map(|entry| Arc::new(Page { tree, entry }));
    match kind {
        Kind::Handbook => Settings::read(node, findings).map(|settings| Part::Handbook(Arc::new(settings))),
        Kind::Home => page(Tree::Home, entry!(0)).map(Part::Home),
        Kind::Organisations => Read::read(node, findings).map(Part::Organisations),
        Kind::Forums => Read::read(node, findings).map(Part::Forums),
        Kind::Glossary => Read::read(node, findings).map(Part::Glossary),
        Kind::Sources => Read::read(node, findings).map(Part::Sources),
        Kind::Schedules => Read::read(node, findings).map(Part::Schedules),
        Kind::Levels => Read::read(node, findings).map(Part::Levels),
        Kind::Role => entry!(1).map(|entry| Part::Role(Arc::new(entry))),
        Kind::Responsibility => entry!(1).map(|entry| Part::Responsibility(Arc::new(entry))),
        Kind::Checklist => entry!(1).map(|entry| Part::Checklist(Arc::new(entry))),
        Kind::Guidance => {
            let guidance = page(Tree::Guidance, entry!(1));
            if let Some(page) = guidance.as_ref().filter(|page| page.facts.title.is_none() && page.whole) {
                let finding = Diagnostic::reading("missing-field", Span::top(page.file), "a guidance page needs `title`");
                findings.push(finding.hint("add `title:` between the `---` lines at the top of the page"));
            }
            guidance.map(Part::Page)
        }
        Kind::Page => page(Tree::Pages, entry!(1)).map(Part::Page),
        Kind::Network(network) => {
            let facts: NetworkFacts = Read::read(node, findings)?;
            findings.extend(facts.neighbourhoods.iter().filter_map(fault_of_neighbourhood));
            Some(Part::Network(network, Arc::new(facts)))
        }
        Kind::Agreement(network) => entry!(2).map(|entry| Part::Agreement(network, Arc::new(entry))),
        Kind::Strategy(network) => entry!(2).map(|entry| Part::Strategy(network, Arc::new(entry))),
        Kind::NetworkPage(network) => page(Tree::Network, entry!(2)).map(|page| Part::NetworkPage(network, page)),
        Kind::Nothing => None,
        // What cannot be read is told already, and may be a folder.
        Kind::Unknown if !file.readable => None,
        Kind::Unknown => {
            findings.push(unknown_file(path, id));
            None
        }
    }
}

fn unknown_file(path: &str, file: FileId) -> Diagnostic {
    let finding = Diagnostic::reading("unknown-file", Span::top(file), format!("nothing reads `{path}`"));
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(stem) = name.strip_suffix(".yml") {
        return finding.hint(format!("did you mean `{stem}.yaml`?"));
    }
    let known = ["handbook.yaml", "organisations.yaml", "forums.yaml", "glossary.yaml", "sources.yaml", "network.yaml", "agreement.md", "strategy.md"];
    match nearest(name, known) {
        Some(near) if near != name => finding.hint(format!("did you mean `{near}`?")),
        Some(_) => finding.hint("it lies in the wrong folder: `networks/<id>/` holds a network's files"),
        None if name.ends_with(".md") => finding.hint("pages lie in `guidance/`, `pages/` or a network's folder"),
        None => finding.hint("images and documents lie in `files/`"),
    }
}

/// What keeps a file out of a site that Windows must be able to hold, by its path with `/`.
pub fn fault_of_path(path: &str) -> Option<String> {
    for part in path.split('/') {
        if part.is_empty() || part == "." || part == ".." {
            return Some("a part of the path is empty or made of dots".to_owned());
        }
        if let Some(sign) = part.chars().find(|&sign| matches!(sign, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*') || sign.is_control()) {
            let sign = if sign.is_control() { sign.escape_default().to_string() } else { sign.to_string() };
            return Some(format!("Windows has no file names with `{sign}`"));
        }
        if part.ends_with(['.', ' ']) {
            return Some("Windows has no file names that end with a dot or a space".to_owned());
        }
        if is_device_name(part) {
            return Some(format!("Windows keeps the name `{part}` for itself"));
        }
        if part.len() > 200 {
            return Some("the name is too long".to_owned());
        }
    }
    None
}

/// Names that Windows keeps for itself.
pub fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.as_bytes()[3].is_ascii_digit())
}

/// Longest path of a page below `site/`, so that Windows can open it from a shared drive.
const LONGEST_PATH: usize = 120;

/// What is wrong with an id, if anything.
pub fn fault_of_id(id: &str) -> Option<String> {
    if is_device_name(id) {
        return Some(format!("Windows keeps the name `{id}` for itself"));
    }
    let well_formed =
        !id.is_empty() && id.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    (!well_formed).then(|| format!("`{id}` is not an id: ids are lower-case words joined by hyphens"))
}

fn bad_id_finding(id: &str, span: Span, fault: String) -> Diagnostic {
    let better = crate::document::prose::slug(id);
    let hint = if better.is_empty() || better == id { "give it another id".to_owned() } else { format!("call it `{better}`") };
    Diagnostic::reading("bad-id", span, fault).hint(hint)
}

/// The page that lists all of a kind has the address that an entry `index` would have.
fn taken_by_the_list(span: Span) -> Diagnostic {
    Diagnostic::reading("address-collision", span, "`index` is the page that lists them all, so nothing else can have this address")
        .hint("give it another name")
        .subject("index")
}

/// A neighbourhood is a name, and its page has an address that is made from it.
fn fault_of_neighbourhood(name: &Text) -> Option<Diagnostic> {
    let id = crate::document::prose::slug(&name.value);
    let fault = if id.is_empty() {
        format!("`{}` has no letter or number to make an address of", name.value)
    } else if is_device_name(&id) {
        format!("Windows keeps the name `{id}` for itself")
    } else if format!("neighbourhoods/{id}.html").len() > LONGEST_PATH {
        "this name makes an address that Windows cannot open from a shared drive".to_owned()
    } else {
        return None;
    };
    Some(Diagnostic::reading("bad-id", name.span, fault).hint("give the neighbourhood another name").subject(name.value.clone()))
}

fn check_path(path: &str, file: FileId, findings: &mut Findings) {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    for part in stem.split('/') {
        if let Some(fault) = fault_of_id(part) {
            let better = crate::document::prose::slug(part);
            let finding = Diagnostic::reading("bad-id", Span::top(file), fault);
            findings.push(if better.is_empty() || better == part {
                finding.hint("give it another name")
            } else {
                finding.hint(format!("rename it to `{better}`"))
            });
        }
    }
    if path.len() + 5 > LONGEST_PATH {
        findings.push(
            Diagnostic::reading(
                "bad-id",
                Span::top(file),
                format!("the path `{path}` is longer than {LONGEST_PATH} characters, more than Windows can open from some drives"),
            )
            .hint("give the file or its folder a shorter name"),
        );
    }
}

/// Things by id, upper layers over lower ones.
struct Layered<T> {
    items: Vec<(String, Layer, Span, T)>,
    by_id: HashMap<String, usize>,
}

impl<T> Default for Layered<T> {
    fn default() -> Self {
        Self { items: Vec::new(), by_id: HashMap::new() }
    }
}

impl<T> Layered<T> {
    fn add(&mut self, what: &str, id: &str, layer: Layer, span: Span, item: T, findings: &mut Findings) {
        if id.is_empty() {
            return;
        }
        match self.by_id.get(id) {
            Some(&at) if self.items[at].1 == layer => findings.push(
                Diagnostic::reading("duplicate-id", span, format!("two {what} are called `{id}`"))
                    .also(self.items[at].2, "the first one is here")
                    .hint("give one of them another name")
                    .subject(id),
            ),
            // Documents come in the order of their layers, so a later one is an upper one.
            Some(&at) => self.items[at] = (id.to_owned(), layer, span, item),
            None => {
                self.by_id.insert(id.to_owned(), self.items.len());
                self.items.push((id.to_owned(), layer, span, item));
            }
        }
    }
}

#[derive(Default)]
struct Gathered {
    settings: Option<(Arc<Settings>, FileId)>,
    home: Option<Arc<Page>>,
    organisations: Layered<Organisation>,
    forums: Layered<Forum>,
    terms: Layered<Term>,
    sources: Layered<Source>,
    schedules: Vec<ScheduleOutline>,
    levels: Vec<LevelOutline>,
    roles: Layered<Arc<Role>>,
    responsibilities: Layered<Arc<Responsibility>>,
    checklists: Layered<Arc<Checklist>>,
    pages: Layered<Arc<Page>>,
    networks: Vec<Network>,
    agreements: Vec<(String, Arc<Entry<AgreementFacts>>)>,
    strategies: Vec<(String, Arc<Entry<StrategyFacts>>)>,
    network_pages: Vec<(String, Arc<Page>)>,
}

impl Gathered {
    fn add(&mut self, part: &Part, read: &FileRead, findings: &mut Findings) {
        let FileRead { file, layer, whole, .. } = *read;
        let top = Span::top(file);
        let bad_id = |id: &Text, findings: &mut Findings| {
            if let Some(fault) = fault_of_id(&id.value).filter(|_| !id.value.is_empty()) {
                findings.push(bad_id_finding(&id.value, id.span, fault));
            }
            if id.value == "index" {
                findings.push(taken_by_the_list(id.span));
            }
        };
        match part {
            Part::Handbook(settings) => self.settings = Some((Arc::clone(settings), file)),
            Part::Home(page) => self.home = Some(Arc::clone(page)),
            Part::Organisations(list) => {
                for item in list {
                    bad_id(&item.id, findings);
                    self.organisations.add("organisations", &item.id.value, layer, item.id.span, item.clone(), findings);
                }
            }
            Part::Forums(list) => {
                for item in list {
                    bad_id(&item.id, findings);
                    self.forums.add("forums", &item.id.value, layer, item.id.span, item.clone(), findings);
                }
            }
            Part::Glossary(list) => {
                for item in list {
                    self.terms.add("terms", &item.term.value.to_lowercase(), layer, item.term.span, item.clone(), findings);
                }
            }
            Part::Sources(list) => {
                for item in list {
                    bad_id(&item.id, findings);
                    self.sources.add("sources", &item.id.value, layer, item.id.span, item.clone(), findings);
                }
            }
            Part::Schedules(list) => self.schedules.clone_from(list),
            Part::Levels(list) => self.levels.clone_from(list),
            Part::Role(role) => self.roles.add("roles", &role.id, layer, top, Arc::clone(role), findings),
            Part::Responsibility(item) => self.responsibilities.add("responsibilities", &item.id, layer, top, Arc::clone(item), findings),
            Part::Checklist(list) => self.checklists.add("checklists", &list.id, layer, top, Arc::clone(list), findings),
            Part::Page(page) => self.pages.add("pages", &key_of_page(page), layer, top, Arc::clone(page), findings),
            Part::Network(id, facts) => {
                let facts = Arc::clone(facts);
                self.networks.push(Network { id: id.clone(), file, whole, facts, agreement: None, strategy: None, pages: Vec::new(), faults: Vec::new() });
            }
            Part::Agreement(id, entry) => self.agreements.push((id.clone(), Arc::clone(entry))),
            Part::Strategy(id, entry) => self.strategies.push((id.clone(), Arc::clone(entry))),
            Part::NetworkPage(id, page) => self.network_pages.push((id.clone(), Arc::clone(page))),
        }
    }

    fn finish(self, snapshot: &Snapshot, before: Option<&Handbook>, findings: &mut Findings) -> Handbook {
        let mut networks = self.networks;
        networks.sort_by(|a, b| a.id.cmp(&b.id));
        let place: HashMap<String, usize> = networks.iter().enumerate().map(|(n, network)| (network.id.clone(), n)).collect();
        let mut orphans: Vec<(String, FileId)> = Vec::new();
        for (id, entry) in self.agreements {
            match place.get(&id) {
                Some(&n) => networks[n].agreement = Some(entry),
                None => orphans.push((id, entry.file)),
            }
        }
        for (id, entry) in self.strategies {
            match place.get(&id) {
                Some(&n) => networks[n].strategy = Some(entry),
                None => orphans.push((id, entry.file)),
            }
        }
        for (id, page) in self.network_pages {
            match place.get(&id) {
                Some(&n) => networks[n].pages.push(page),
                None => orphans.push((id, page.file)),
            }
        }
        let mut told = Vec::new();
        for (id, file) in orphans {
            if !told.contains(&id) {
                findings.push(
                    Diagnostic::reading("missing-file", Span::top(file), format!("the folder `networks/{id}` has no `network.yaml`"))
                        .hint(format!("add `networks/{id}/network.yaml` with at least a `name`")),
                );
                told.push(id);
            }
        }
        let networks: Vec<Arc<Network>> = networks.into_par_iter().map(|network| network.settled(before)).collect();
        for network in &networks {
            findings.extend(network.faults.iter().cloned());
        }
        let (settings, file) = match self.settings {
            Some(settings) => settings,
            None => {
                let file = snapshot.files().next().map_or(FileId(0), |(id, _)| id);
                if snapshot.files().all(|(_, file)| file.path != "handbook.yaml" || file.layer != Layer::Handbook) {
                    findings.push(
                        Diagnostic::reading(
                            "missing-file",
                            Span::top(snapshot.files().find(|(_, file)| file.layer == Layer::Handbook).map_or(file, |(id, _)| id)),
                            "there is no `handbook.yaml` in the content folder",
                        )
                        .hint("`pcn-handbook init` makes a small handbook to begin with"),
                    );
                }
                (Arc::new(empty_settings(file)), file)
            }
        };
        fn listed<T>(items: Layered<T>) -> Vec<Listed<T>> {
            let mut items = items.items;
            items.sort_by(|a, b| a.0.cmp(&b.0));
            items.into_iter().map(|(_, layer, _, facts)| Listed { layer, facts }).collect()
        }
        fn entries<T>(items: Layered<T>, key: impl Fn(&T) -> String) -> Vec<T> {
            let mut items: Vec<T> = items.items.into_iter().map(|(_, _, _, item)| item).collect();
            items.sort_by_cached_key(key);
            items
        }
        Handbook {
            settings,
            file,
            home: self.home,
            organisations: listed(self.organisations),
            forums: listed(self.forums),
            terms: listed(self.terms),
            sources: listed(self.sources),
            schedules: self.schedules,
            levels: self.levels,
            roles: entries(self.roles, |role| role.id.clone()),
            responsibilities: entries(self.responsibilities, |item| item.path.clone()),
            checklists: entries(self.checklists, |list| list.id.clone()),
            pages: entries(self.pages, |page| key_of_page(page)),
            networks,
            in_part: Vec::new(),
            shared_print: 0,
        }
    }
}

fn key_of_page(page: &Page) -> String {
    format!("{:?}/{}", page.tree, page.path)
}

impl Network {
    /// The network as the handbook before has it, where nothing of it changed; else this one, its ids looked at.
    fn settled(mut self, before: Option<&Handbook>) -> Arc<Self> {
        let known = before.and_then(|before| {
            let at = before.networks.binary_search_by(|network| network.id.as_str().cmp(&self.id)).ok()?;
            before.networks.get(at)
        });
        match known.filter(|known| known.is_made_of_the_same(&self)) {
            Some(known) => Arc::clone(known),
            None => {
                self.faults = network_ids(&self);
                Arc::new(self)
            }
        }
    }

    /// Its files.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        let papers = self.agreement.iter().map(|entry| entry.file).chain(self.strategy.iter().map(|entry| entry.file));
        std::iter::once(self.file).chain(papers).chain(self.pages.iter().map(|page| page.file))
    }

    fn is_made_of_the_same(&self, other: &Self) -> bool {
        fn same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
            one.map(Arc::as_ptr) == other.map(Arc::as_ptr)
        }
        self.file == other.file
            && Arc::ptr_eq(&self.facts, &other.facts)
            && same(self.agreement.as_ref(), other.agreement.as_ref())
            && same(self.strategy.as_ref(), other.strategy.as_ref())
            && self.pages.iter().map(Arc::as_ptr).eq(other.pages.iter().map(Arc::as_ptr))
    }
}

/// The settings of a handbook that says nothing.
fn empty_settings(file: FileId) -> Settings {
    let span = Span::top(file);
    let text = |value: &str| Loc::new(value.to_owned(), span);
    Settings {
        span,
        title: text(""),
        publisher: settings::Publisher { span, name: text(""), kind: Loc::new(settings::PublisherKind::Other, span), email: None, officers: Vec::new() },
        contract_year: Loc::new(crate::document::record::ContractYear(2026), span),
        edition: None,
        publish: None,
        base_url: None,
        language: None,
        theme: None,
        look: None,
        extends: None,
        national: None,
        review: None,
        notice: None,
        edit_url: None,
        accessibility: None,
        public_review: None,
        reference: None,
        rules: Table::default(),
        thresholds: None,
    }
}

/// Within a network ids are unique across its people, posts, bodies, objectives, services, pages and own responsibilities.
fn network_ids(network: &Network) -> Findings {
    let mut findings = Findings::new();
    let facts = &network.facts;
    let mut seen: HashMap<&str, (&'static str, Span)> = HashMap::new();
    let ids = facts
        .people
        .iter()
        .map(|(id, _)| ("a person", id.value.as_str(), id.span))
        .chain(facts.posts.iter().map(|(id, _)| ("a post", id.value.as_str(), id.span)))
        .chain(facts.bodies.iter().map(|(id, _)| ("a body", id.value.as_str(), id.span)))
        .chain(facts.services.iter().map(|service| ("a service", service.id.value.as_str(), service.id.span)))
        .chain(facts.responsibilities.iter().filter(|(_, says)| says.title.is_some()).map(|(id, _)| ("a responsibility", id.value.as_str(), id.span)))
        .chain(
            network
                .strategy
                .iter()
                .flat_map(|strategy| strategy.facts.objectives.iter().map(|objective| ("an objective", objective.id.value.as_str(), objective.id.span))),
        )
        .chain(network.pages.iter().filter(|page| !page.is_index()).map(|page| ("a page", page.path.as_str(), Span::top(page.file))));
    for (what, id, span) in ids {
        if id.is_empty() {
            continue;
        }
        if what != "a page"
            && let Some(fault) = fault_of_id(id)
        {
            findings.push(bad_id_finding(id, span, fault));
        }
        if let Some((first_what, first)) = seen.get(id) {
            findings.push(
                Diagnostic::reading("duplicate-id", span, format!("{what} is called `{id}`, and so is {first_what} of this network"))
                    .also(*first, format!("{first_what} of that name is here"))
                    .hint("give one of them another name, for example with its kind at the end")
                    .subject(id),
            );
        } else {
            seen.insert(id, (what, span));
        }
    }
    let mut codes: HashMap<&str, Span> = HashMap::new();
    for practice in &facts.practices {
        let code = practice.code.value.as_str();
        // A practice that left and came back stands in the list twice.
        if code.is_empty() || practice.left.is_some() {
            continue;
        }
        if let Some(first) = codes.insert(code, practice.code.span) {
            findings.push(
                Diagnostic::reading("duplicate-id", practice.code.span, format!("the practice `{code}` stands in this network twice"))
                    .also(first, "the first one is here")
                    .hint("keep one of the two, or give the earlier one the date it left")
                    .subject(code),
            );
        }
    }
    let mut schedules: HashMap<u32, Span> = HashMap::new();
    for schedule in network.agreement.iter().flat_map(|agreement| &agreement.facts.schedules) {
        let number = &schedule.number;
        if let Some(first) = schedules.insert(number.value, number.span).filter(|_| number.value > 0) {
            findings.push(
                Diagnostic::reading("duplicate-id", number.span, format!("two schedules have the number {}", number.value))
                    .also(first, "the first one is here")
                    .hint("give each schedule its own number")
                    .subject(number.value.to_string()),
            );
        }
    }
    let mut commitments: HashMap<&str, Span> = HashMap::new();
    let short_lists =
        facts.commitments.iter().map(|item| &item.id).chain(facts.indicators.iter().map(|item| &item.id)).chain(facts.data_sharing.iter().map(|item| &item.id));
    for id in short_lists {
        if let Some(first) = commitments.insert(&id.value, id.span).filter(|_| !id.value.is_empty()) {
            findings.push(
                Diagnostic::reading("duplicate-id", id.span, format!("`{}` stands here a second time", id.value))
                    .also(first, "the first one is here")
                    .hint("give one of the two another id")
                    .subject(id.value.clone()),
            );
        }
    }
    findings
}
