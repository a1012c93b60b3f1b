//! Which pages exist, their addresses, and the view that each template gets.
//!
//! [`Desk::plan`] lists the pages; [`Desk::view`] makes the view of one. A view depends on the handbook, its links and the
//! findings, never on another page, so pages can be made in any order and by several threads.

pub mod view;

mod catalogue;
mod dates;
mod drawing;
mod exports;
mod inserts;
mod lists;
mod network;
mod papers;
mod parts;
mod posts;
mod print;
mod prose;
mod review;
mod site;
mod place;
mod words;
mod workload;
mod years;

#[cfg(test)]
pub(crate) mod testing;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash as _;
use std::sync::OnceLock;

use jiff::civil::Date;
use xxhash_rust::xxh3::Xxh3Default;

use crate::diagnostic::Findings;
use crate::document::prose::slug;
use crate::document::record::Text;
use crate::document::render::Abbreviations;
use crate::links::answers;
use crate::links::{Links, Target, Thing};
use crate::model::network::{NetworkStatus, Post};
use crate::model::past::PastTerms;
use crate::model::settings::Edition;
pub use crate::model::thousands;
use crate::model::{Handbook, Network, Page, Tree, months_after};
use crate::source::{FileId, Snapshot};
use crate::years::{ThenAndNow, Turn};
use view::View;
use words::{lower_headings, percent_path, without_anchors};

pub use exports::{Export, exports};
pub use place::Place;
pub use print::Document;
pub use site::{LOOK_CSS, OWN_CSS};
pub(crate) use words::own_words;
pub use words::{Facts, count, date, day_of, is_unreachable, lower_first, number, sentence_case, sessions_of, size, text_of, upper_first, words_or};

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageKey {
    /// The page of a thing.
    Of(Thing),
    /// All networks.
    Networks,
    /// A network's matrix of responsibilities by holders.
    Matrix(u32),
    /// A network's whole handbook in one document, to print.
    Print(u32),
    /// A neighbourhood, by its place in [`Desk::neighbourhoods`].
    Neighbourhood(u32),
    /// The catalogue.
    Responsibilities,
    /// What each contract year changes.
    Years,
    /// All roles.
    Roles,
    /// All guidance, by topic.
    Guidance,
    /// All checklists.
    Checklists,
    /// All forums.
    Forums,
    /// All organisations.
    Organisations,
    /// The glossary.
    Glossary,
    /// The control room.
    Review,
    /// The control room of an ICB; `None` for networks without one.
    ReviewOf(Option<u32>),
    /// The A–Z, or its first page.
    Az,
    /// One letter of the A–Z, by its place in the alphabet; 26 for figures and signs.
    AzLetter(u8),
    /// How to find things.
    Search,
    /// The accessibility statement.
    Accessibility,
    /// Shown for an address that does not exist.
    NotFound,
}

/// A page with its address from the root of the site.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The page.
    pub key: PageKey,
    /// For example `networks/severn-bridge/index.html`.
    pub address: String,
}

/// Entries above which the A–Z has a page for each letter.
const LONG_A_TO_Z: usize = 600;
/// Networks above which the review page and the home page are split by ICB.
pub(crate) const MANY_NETWORKS: usize = 60;

/// Everything that the views are made from.
pub struct Desk<'a> {
    /// The files.
    pub snapshot: &'a Snapshot,
    /// The handbook, already narrowed to the edition.
    pub handbook: &'a Handbook,
    /// Its connections.
    pub links: &'a Links,
    /// The findings this edition shows; none where it shows none.
    pub findings: &'a Findings,
    /// The day the site is made for.
    pub today: Date,
    /// The edition.
    pub edition: Edition,
    overview: &'a Overview,
}

/// What the views of a handbook share, worked out once.
#[derive(Debug)]
pub struct Overview {
    /// Whether gaps and `review.html` are shown.
    pub shows_gaps: bool,
    /// Names of neighbourhoods with the networks that name them, by name.
    pub neighbourhoods: Vec<(String, Vec<u32>)>,
    /// Networks of each ICB, by the ICB's place among the organisations; `None` holds those without one.
    pub by_icb: BTreeMap<Option<u32>, Vec<u32>>,
    /// Findings by network: places in `findings`.
    findings_by_network: HashMap<u32, Vec<usize>>,
    findings_of_handbook: Vec<usize>,
    abbreviations: Abbreviations,
    /// Terms with a last day, which pages that have them tell.
    past_terms: PastTerms,
    /// Entries of the A–Z, sorted, made when the first page of it is.
    a_to_z: OnceLock<Vec<lists::AzItem>>,
    /// What each contract year that the catalogue knows of changes, the earliest first; none where none changes anything.
    pub turns: Vec<Turn>,
    /// Roles whose list of responsibilities was written anew, with both lists.
    then_and_now: HashMap<u32, ThenAndNow>,
    /// The pages of guidance by topic, for previous and next.
    topics: Vec<prose::Topic>,
    /// Names that more than one network bears.
    twin_names: HashSet<String>,
    /// What many pages show alike.
    parts: parts::Parts,
}

impl std::ops::Deref for Desk<'_> {
    type Target = Overview;
    fn deref(&self) -> &Overview {
        self.overview
    }
}

impl Overview {
    /// Looks over a handbook.
    pub fn of(snapshot: &Snapshot, handbook: &Handbook, links: &Links, findings: &Findings, edition: Edition) -> Self {
        let shows_gaps = edition == Edition::Staff || handbook.settings.public_review == Some(true);
        let mut neighbourhoods: BTreeMap<String, (String, Vec<u32>)> = BTreeMap::new();
        let mut by_icb: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
        let mut names: HashMap<&str, u32> = HashMap::new();
        for (n, network) in handbook.networks.iter().enumerate() {
            for name in &network.facts.neighbourhoods {
                // Two ways to write one name are one neighbourhood, with one address.
                let (_, members) = neighbourhoods.entry(slug(&name.value)).or_insert_with(|| (name.value.clone(), Vec::new()));
                if !members.contains(&(n as u32)) {
                    members.push(n as u32);
                }
            }
            let icb = network.facts.icb.as_ref().and_then(|icb| links.of(icb)).and_then(|thing| match thing {
                Thing::Organisation(at) => Some(at),
                _ => None,
            });
            by_icb.entry(icb).or_default().push(n as u32);
            *names.entry(network.facts.name.value.as_str()).or_default() += 1;
        }
        let twin_names = names.into_iter().filter(|(_, times)| *times > 1).map(|(name, _)| name.to_owned()).collect();
        let mut abbreviations = Abbreviations::default();
        for term in &handbook.terms {
            if let Some(expansion) = &term.facts.expansion {
                abbreviations.terms.insert(term.facts.term.value.clone(), expansion.value.clone());
            }
        }
        let mut findings_by_network: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut findings_of_handbook = Vec::new();
        if shows_gaps {
            let folders: HashMap<&str, u32> = handbook.networks.iter().enumerate().map(|(n, network)| (network.id.as_str(), n as u32)).collect();
            for (at, finding) in findings.iter().enumerate() {
                let file = snapshot.file(finding.span.file);
                let folder = file.path.strip_prefix("networks/").and_then(|rest| rest.split('/').next());
                match folder.and_then(|folder| folders.get(folder)) {
                    Some(&n) => findings_by_network.entry(n).or_default().push(at),
                    None => findings_of_handbook.push(at),
                }
            }
        }
        Self {
            shows_gaps,
            neighbourhoods: neighbourhoods.into_values().collect(),
            by_icb,
            findings_by_network,
            findings_of_handbook,
            abbreviations,
            past_terms: PastTerms::of(handbook),
            a_to_z: OnceLock::new(),
            turns: years::turns(handbook, links),
            then_and_now: years::all_then_and_now(handbook, links),
            topics: prose::topics(handbook),
            twin_names,
            parts: parts::Parts::new(handbook),
        }
    }
}

impl<'a> Desk<'a> {
    /// Sets the desk. `overview` is that of the same handbook.
    pub fn new(
        snapshot: &'a Snapshot,
        handbook: &'a Handbook,
        links: &'a Links,
        findings: &'a Findings,
        (today, edition): (Date, Edition),
        overview: &'a Overview,
    ) -> Self {
        Self { snapshot, handbook, links, findings, today, edition, overview }
    }

    fn a_to_z(&self) -> &[lists::AzItem] {
        self.overview.a_to_z.get_or_init(|| lists::a_to_z(self))
    }

    /// A network by its number.
    pub fn network(&self, n: u32) -> &'a Network {
        &self.handbook.networks[n as usize]
    }

    /// The pages of the site, in the order of their addresses' making.
    pub fn plan(&self) -> Vec<Planned> {
        let handbook = self.handbook;
        let mut keys: Vec<PageKey> = vec![
            PageKey::Of(Thing::Home),
            PageKey::Networks,
            PageKey::Responsibilities,
            PageKey::Years,
            PageKey::Roles,
            PageKey::Guidance,
            PageKey::Checklists,
            PageKey::Forums,
            PageKey::Organisations,
            PageKey::Glossary,
            PageKey::Az,
            PageKey::Search,
            PageKey::Accessibility,
            PageKey::NotFound,
        ];
        let things = |count: usize, thing: fn(u32) -> Thing| (0..count as u32).map(move |n| PageKey::Of(thing(n)));
        keys.extend(things(handbook.responsibilities.len(), Thing::Responsibility));
        keys.extend(things(handbook.roles.len(), Thing::Role));
        keys.extend(things(handbook.checklists.len(), Thing::Checklist));
        keys.extend(things(handbook.forums.len(), Thing::Forum));
        keys.extend(things(handbook.organisations.len(), Thing::Organisation));
        // The first page of all guidance is the index itself.
        keys.extend(
            things(handbook.pages.len(), Thing::Page)
                .filter(|key| !matches!(key, PageKey::Of(thing) if self.address(*thing).as_deref() == Some("guidance/index.html"))),
        );
        keys.extend((0..self.neighbourhoods.len() as u32).map(PageKey::Neighbourhood));
        if self.shows_gaps {
            keys.push(PageKey::Review);
            if handbook.networks.len() > MANY_NETWORKS {
                keys.extend(self.by_icb.keys().map(|icb| PageKey::ReviewOf(*icb)));
            }
        }
        if self.a_to_z().len() > LONG_A_TO_Z {
            keys.extend((0..27).map(PageKey::AzLetter));
        }
        for n in 0..handbook.networks.len() as u32 {
            self.keys_of_network(n, &mut keys);
        }
        self.planned(keys)
    }

    /// Pages that are made of some files first of all: the files' own, and all of their networks.
    pub fn plan_of(&self, files: &HashSet<FileId>) -> Vec<Planned> {
        if files.is_empty() {
            return Vec::new();
        }
        let handbook = self.handbook;
        let mut keys = Vec::new();
        let things = |count: usize, thing: fn(u32) -> Thing| (0..count as u32).map(thing);
        let entries = std::iter::once(Thing::Home)
            .chain(things(handbook.responsibilities.len(), Thing::Responsibility))
            .chain(things(handbook.roles.len(), Thing::Role))
            .chain(things(handbook.checklists.len(), Thing::Checklist))
            .chain(things(handbook.pages.len(), Thing::Page));
        let is_of = |thing: &Thing| crate::links::prose_of_thing(handbook, *thing).is_some_and(|(file, _)| files.contains(&file));
        keys.extend(entries.filter(is_of).map(PageKey::Of));
        for (n, network) in (0..).zip(&handbook.networks) {
            if network.files().any(|file| files.contains(&file)) {
                self.keys_of_network(n, &mut keys);
            }
        }
        let mut plan = self.planned(keys);
        // The first page of all guidance is the index itself.
        plan.retain(|planned| planned.address != "guidance/index.html");
        plan
    }

    fn planned(&self, keys: Vec<PageKey>) -> Vec<Planned> {
        keys.into_iter().filter_map(|key| Some(Planned { address: self.address_of(key)?, key })).collect()
    }

    fn keys_of_network(&self, n: u32, keys: &mut Vec<PageKey>) {
        let network = self.network(n);
        let facts = &network.facts;
        let whole = [PageKey::Of(Thing::Network(n)), PageKey::Matrix(n), PageKey::Of(Thing::Agreement(n)), PageKey::Of(Thing::Strategy(n)), PageKey::Print(n)];
        keys.extend(whole);
        keys.extend((0..facts.people.len() as u32).filter(|&at| facts.people[at as usize].1.is_named()).map(|at| PageKey::Of(Thing::Person(n, at))));
        keys.extend((0..facts.posts.len() as u32).map(|at| PageKey::Of(Thing::Post(n, at))));
        keys.extend((0..facts.bodies.len() as u32).map(|at| PageKey::Of(Thing::Body(n, at))));
        keys.extend((0..facts.services.len() as u32).map(|at| PageKey::Of(Thing::Service(n, at))));
        keys.extend((0..facts.practices.len() as u32).filter(|&at| self.is_main_membership(network, at)).map(|at| PageKey::Of(Thing::Practice(n, at))));
        keys.extend(
            facts.responsibilities.iter().enumerate().filter(|(_, (_, says))| says.title.is_some()).map(|(at, _)| PageKey::Of(Thing::Own(n, at as u32))),
        );
        keys.extend(network.pages.iter().enumerate().filter(|(_, page)| page.path != "index").map(|(at, _)| PageKey::Of(Thing::NetworkPage(n, at as u32))));
    }

    /// The pages that a network's document joins: the network's own, and those of the catalogue's responsibilities that it lists.
    pub fn plan_of_document(&self, n: u32, document: &Document) -> Vec<Planned> {
        let mut keys = Vec::new();
        self.keys_of_network(n, &mut keys);
        keys.extend((0..self.handbook.responsibilities.len() as u32).map(|at| PageKey::Of(Thing::Responsibility(at))));
        let mut plan = self.planned(keys);
        plan.retain(|planned| document.anchor(&planned.address).is_some());
        plan
    }

    /// Fingerprint of facts behind a page that its view need not show: its place in the plan, and the files it is about.
    pub fn print_of_facts(&self, key: PageKey) -> u64 {
        let mut print = Xxh3Default::new();
        (key, self.handbook.shared_print).hash(&mut print);
        if let PageKey::Of(thing) = key {
            let file = match thing.network() {
                Some(n) => Some(self.network(n).file),
                None => crate::links::prose_of_thing(self.handbook, thing).map(|(file, _)| file),
            };
            file.map(|file| self.snapshot.file(file).fingerprint).hash(&mut print);
        }
        print.digest()
    }

    /// The page of the plan that has an address, found without making the plan.
    pub fn planned_at(&self, address: &str) -> Option<Planned> {
        let key = self.key_at(address)?;
        let network = |n: u32| self.network(n);
        let is_planned = match key {
            PageKey::Of(Thing::Practice(n, at)) => self.is_main_membership(network(n), at),
            PageKey::Of(Thing::Own(n, at)) => network(n).facts.responsibilities[at as usize].1.title.is_some(),
            PageKey::Review => self.shows_gaps,
            PageKey::ReviewOf(_) => self.shows_gaps && self.handbook.networks.len() > review::MOST_ROWS,
            PageKey::AzLetter(_) => self.a_to_z().len() > LONG_A_TO_Z,
            _ => true,
        };
        // The address is made again, so that nothing but what the plan says is ever found.
        (is_planned && self.address_of(key).as_deref() == Some(address)).then(|| Planned { key, address: address.to_owned() })
    }

    fn key_at(&self, address: &str) -> Option<PageKey> {
        let handbook = self.handbook;
        let path = address.strip_suffix(".html")?;
        let place = |found: Option<usize>| found.map(|at| at as u32);
        Some(match path {
            "index" => PageKey::Of(Thing::Home),
            "networks/index" => PageKey::Networks,
            "responsibilities/index" => PageKey::Responsibilities,
            "years" => PageKey::Years,
            "roles/index" => PageKey::Roles,
            "guidance/index" => PageKey::Guidance,
            "checklists/index" => PageKey::Checklists,
            "forums/index" => PageKey::Forums,
            "organisations/index" => PageKey::Organisations,
            "glossary" => PageKey::Glossary,
            "review" => PageKey::Review,
            "review/other" => PageKey::ReviewOf(None),
            "a-z" => PageKey::Az,
            "search" => PageKey::Search,
            "accessibility" => PageKey::Accessibility,
            "404" => PageKey::NotFound,
            _ => {
                let (folder, rest) = path.split_once('/')?;
                match folder {
                    "networks" => return self.key_in_network(rest),
                    "neighbourhoods" => PageKey::Neighbourhood(place(self.neighbourhoods.iter().position(|(name, _)| slug(name) == rest))?),
                    "review" => {
                        PageKey::ReviewOf(self.by_icb.keys().copied().find(|icb| self.address_of(PageKey::ReviewOf(*icb)).as_deref() == Some(address))?)
                    }
                    "a-z" if rest == "0-9" => PageKey::AzLetter(26),
                    "a-z" => PageKey::AzLetter(rest.bytes().next().filter(u8::is_ascii_lowercase)? - b'a'),
                    "roles" => PageKey::Of(Thing::Role(place(handbook.roles.iter().position(|item| item.id == rest))?)),
                    "responsibilities" => PageKey::Of(Thing::Responsibility(place(handbook.responsibilities.iter().position(|item| item.id == rest))?)),
                    "checklists" => PageKey::Of(Thing::Checklist(place(handbook.checklists.iter().position(|item| item.id == rest))?)),
                    "forums" => PageKey::Of(Thing::Forum(place(handbook.forums.iter().position(|item| item.facts.id.value == rest))?)),
                    "organisations" => PageKey::Of(Thing::Organisation(place(handbook.organisations.iter().position(|item| item.facts.id.value == rest))?)),
                    "guidance" | "pages" => {
                        let is_it = |page: &Page| (page.tree == Tree::Guidance) == (folder == "guidance") && page.path == rest;
                        PageKey::Of(Thing::Page(place(handbook.pages.iter().position(|page| is_it(page)))?))
                    }
                    _ => return None,
                }
            }
        })
    }

    /// The page at a path below `networks/`, without its ending.
    fn key_in_network(&self, path: &str) -> Option<PageKey> {
        let (id, rest) = path.split_once('/')?;
        let n = self.handbook.networks.binary_search_by(|network| network.id.as_str().cmp(id)).ok()? as u32;
        let network = self.network(n);
        let facts = &network.facts;
        let place = |found: Option<usize>| found.map(|at| at as u32);
        Some(match rest {
            "index" => PageKey::Of(Thing::Network(n)),
            "responsibilities" => PageKey::Matrix(n),
            "print" => PageKey::Print(n),
            "agreement" => PageKey::Of(Thing::Agreement(n)),
            "strategy" => PageKey::Of(Thing::Strategy(n)),
            _ => {
                let (folder, id) = rest.split_once('/')?;
                PageKey::Of(match folder {
                    "people" => Thing::Person(n, place(facts.people.iter().position(|(known, _)| known.value == id))?),
                    "posts" => Thing::Post(n, place(facts.posts.iter().position(|(known, _)| known.value == id))?),
                    "bodies" => Thing::Body(n, place(facts.bodies.iter().position(|(known, _)| known.value == id))?),
                    "services" => Thing::Service(n, place(facts.services.iter().position(|service| service.id.value == id))?),
                    "practices" => {
                        let is_it = |&at: &usize| facts.practices[at].code.value == id && self.is_main_membership(network, at as u32);
                        Thing::Practice(n, place((0..facts.practices.len()).find(is_it))?)
                    }
                    "responsibilities" => {
                        Thing::Own(n, place(facts.responsibilities.iter().position(|(known, says)| known.value == id && says.title.is_some()))?)
                    }
                    "pages" => Thing::NetworkPage(n, place(network.pages.iter().position(|page| page.path == id))?),
                    _ => return None,
                })
            }
        })
    }

    /// A practice that left and came back stands in the list twice and has one page: that of its open membership.
    fn is_main_membership(&self, network: &Network, at: u32) -> bool {
        let practices = &network.facts.practices;
        let code = &practices[at as usize].code.value;
        let main = practices.iter().position(|practice| practice.code.value == *code && practice.left.is_none());
        let main = main.or_else(|| practices.iter().position(|practice| practice.code.value == *code));
        main == Some(at as usize)
    }

    /// The view of a page.
    pub fn view(&self, planned: &Planned) -> View {
        let place = Place::new(self, planned);
        let mut view = match planned.key {
            PageKey::Of(thing) => match thing {
                Thing::Home => prose::home(&place),
                Thing::Role(at) => catalogue::role(&place, at),
                Thing::Responsibility(at) => catalogue::responsibility(&place, at),
                Thing::Own(n, at) => catalogue::own(&place, n, at),
                Thing::Organisation(at) => lists::organisation(&place, at),
                Thing::Forum(at) => lists::forum(&place, at),
                Thing::Checklist(at) => prose::checklist(&place, at),
                Thing::Page(at) => prose::page(&place, at),
                Thing::NetworkPage(n, at) => prose::network_page(&place, n, at),
                Thing::Network(n) => network::network(&place, n),
                Thing::Practice(n, at) => posts::practice(&place, n, at),
                Thing::Person(n, at) => posts::person(&place, n, at),
                Thing::Post(n, at) => posts::post(&place, n, at),
                Thing::Body(n, at) => posts::body(&place, n, at),
                Thing::Service(n, at) => posts::service(&place, n, at),
                Thing::Agreement(n) | Thing::Schedule(n, _) => papers::agreement(&place, n),
                Thing::Strategy(n) | Thing::Objective(n, _) => papers::strategy(&place, n),
                // These have no page of their own, so no plan holds them.
                Thing::Term(_) | Thing::Source(_) | Thing::File(_) => lists::not_found(&place),
            },
            PageKey::Networks => lists::networks(&place),
            PageKey::Matrix(n) => network::matrix(&place, n),
            PageKey::Print(n) => print::print(&place, n),
            PageKey::Neighbourhood(at) => lists::neighbourhood(&place, at),
            PageKey::Responsibilities => catalogue::responsibilities(&place),
            PageKey::Years => years::years(&place),
            PageKey::Roles => catalogue::roles(&place),
            PageKey::Guidance => prose::guidance_index(&place),
            PageKey::Checklists => prose::checklists(&place),
            PageKey::Forums => lists::forums(&place),
            PageKey::Organisations => lists::organisations(&place),
            PageKey::Glossary => lists::glossary(&place),
            PageKey::Review => review::review(&place),
            PageKey::ReviewOf(icb) => review::review_of(&place, icb),
            PageKey::Az => lists::az(&place),
            PageKey::AzLetter(letter) => lists::az_letter(&place, letter),
            PageKey::Search => lists::search(&place),
            PageKey::Accessibility => lists::accessibility(&place),
            PageKey::NotFound => lists::not_found(&place),
        };
        let sections = view.sections();
        let frame = view.page_mut();
        if !sections.is_empty() {
            let prose_headings = std::mem::take(&mut frame.contents);
            frame.contents = sections;
            frame.contents.extend(prose_headings);
        }
        view
    }

    /// Address of a page from the root; `None` where a thing has no page in this edition.
    pub fn address_of(&self, key: PageKey) -> Option<String> {
        Some(match key {
            PageKey::Of(thing) => return self.address(thing),
            PageKey::Networks => "networks/index.html".to_owned(),
            PageKey::Matrix(n) => self.in_network(n, "", "responsibilities"),
            PageKey::Print(n) => self.in_network(n, "", "print"),
            PageKey::Neighbourhood(at) => format!("neighbourhoods/{}.html", slug(&self.neighbourhoods.get(at as usize)?.0)),
            PageKey::Responsibilities => "responsibilities/index.html".to_owned(),
            // A catalogue without years has nothing to tell of them.
            PageKey::Years if self.turns.is_empty() => return None,
            PageKey::Years => "years.html".to_owned(),
            PageKey::Roles => "roles/index.html".to_owned(),
            PageKey::Guidance => "guidance/index.html".to_owned(),
            PageKey::Checklists => "checklists/index.html".to_owned(),
            PageKey::Forums => "forums/index.html".to_owned(),
            PageKey::Organisations => "organisations/index.html".to_owned(),
            PageKey::Glossary => "glossary.html".to_owned(),
            PageKey::Review => "review.html".to_owned(),
            PageKey::ReviewOf(Some(icb)) => format!("review/{}.html", self.handbook.organisations.get(icb as usize)?.facts.id.value),
            PageKey::ReviewOf(None) => "review/other.html".to_owned(),
            PageKey::Az => "a-z.html".to_owned(),
            PageKey::AzLetter(26) => "a-z/0-9.html".to_owned(),
            PageKey::AzLetter(letter) => format!("a-z/{}.html", char::from(b'a' + letter.min(25))),
            PageKey::Search => "search.html".to_owned(),
            PageKey::Accessibility => "accessibility.html".to_owned(),
            PageKey::NotFound => "404.html".to_owned(),
        })
    }

    /// Address of a thing's page from the root, with its anchor where it stands on another's; `None` where it has no page.
    pub fn address(&self, thing: Thing) -> Option<String> {
        let handbook = self.handbook;
        Some(match thing {
            Thing::Home => "index.html".to_owned(),
            Thing::Role(at) => ["roles/", &handbook.roles[at as usize].id, ".html"].concat(),
            Thing::Responsibility(at) => ["responsibilities/", &handbook.responsibilities[at as usize].id, ".html"].concat(),
            Thing::Organisation(at) => ["organisations/", &handbook.organisations[at as usize].facts.id.value, ".html"].concat(),
            Thing::Forum(at) => ["forums/", &handbook.forums[at as usize].facts.id.value, ".html"].concat(),
            Thing::Term(at) => format!("glossary.html#{}", term_anchor(&handbook.terms[at as usize].facts.term.value)),
            Thing::Source(_) => return None,
            Thing::Checklist(at) => ["checklists/", &handbook.checklists[at as usize].id, ".html"].concat(),
            Thing::Page(at) => {
                let page = &handbook.pages[at as usize];
                let tree = if page.tree == Tree::Guidance { "guidance" } else { "pages" };
                format!("{tree}/{}.html", page.path)
            }
            Thing::File(at) => percent_path(&self.snapshot.assets().get(at as usize)?.path),
            Thing::Network(n) => self.in_network(n, "", "index"),
            Thing::Practice(n, at) => self.in_network(n, "practices/", &self.network(n).facts.practices[at as usize].code.value),
            Thing::Person(n, at) => {
                let (id, person) = &self.network(n).facts.people[at as usize];
                if !person.is_named() {
                    return None;
                }
                self.in_network(n, "people/", &id.value)
            }
            Thing::Post(n, at) => self.in_network(n, "posts/", &self.network(n).facts.posts[at as usize].0.value),
            Thing::Body(n, at) => self.in_network(n, "bodies/", &self.network(n).facts.bodies[at as usize].0.value),
            Thing::Own(n, at) => self.in_network(n, "responsibilities/", &self.network(n).facts.responsibilities[at as usize].0.value),
            Thing::Service(n, at) => self.in_network(n, "services/", &self.network(n).facts.services[at as usize].id.value),
            Thing::NetworkPage(n, at) => {
                let page = &self.network(n).pages[at as usize];
                if page.path == "index" {
                    return self.address(Thing::Network(n));
                }
                self.in_network(n, "pages/", &page.path)
            }
            Thing::Agreement(n) => self.in_network(n, "", "agreement"),
            Thing::Strategy(n) => self.in_network(n, "", "strategy"),
            Thing::Schedule(n, at) => {
                let schedule = self.network(n).agreement.as_ref()?.facts.schedules.get(at as usize)?;
                format!("networks/{}/agreement.html#{}", self.network(n).id, schedule.anchor())
            }
            Thing::Objective(n, at) => {
                let objective = self.network(n).strategy.as_ref()?.facts.objectives.get(at as usize)?;
                format!("networks/{}/strategy.html#{}", self.network(n).id, objective.id.value)
            }
        })
    }

    // Every link of every page comes by here.
    fn in_network(&self, n: u32, folder: &str, id: &str) -> String {
        ["networks/", &self.network(n).id, "/", folder, id, ".html"].concat()
    }

    /// What a thing is called.
    pub fn title(&self, thing: Thing) -> String {
        let handbook = self.handbook;
        match thing {
            Thing::Home => handbook.settings.title.value.clone(),
            Thing::Role(at) => handbook.roles[at as usize].facts.title.value.clone(),
            Thing::Responsibility(at) => handbook.responsibilities[at as usize].facts.title.value.clone(),
            Thing::Organisation(at) => handbook.organisations[at as usize].facts.name.value.clone(),
            Thing::Forum(at) => handbook.forums[at as usize].facts.name.value.clone(),
            Thing::Term(at) => handbook.terms[at as usize].facts.term.value.clone(),
            Thing::Source(at) => handbook.sources[at as usize].facts.title.value.clone(),
            Thing::Checklist(at) => handbook.checklists[at as usize].facts.title.value.clone(),
            Thing::Page(at) => handbook.pages[at as usize].title(),
            Thing::File(at) => self.snapshot.assets().get(at as usize).map_or(String::new(), |asset| asset.path.rsplit('/').next().unwrap_or("").to_owned()),
            Thing::Network(n) => self.network(n).facts.name.value.clone(),
            Thing::Practice(n, at) => self.network(n).facts.practices[at as usize].name.value.clone(),
            Thing::Person(n, at) => {
                let person = &self.network(n).facts.people[at as usize].1;
                if person.is_named() { person.name.value.clone() } else { UNNAMED.to_owned() }
            }
            Thing::Post(n, at) => self.post_title(n, at),
            Thing::Body(n, at) => self.network(n).facts.bodies[at as usize].1.name.value.clone(),
            Thing::Own(n, at) => {
                let (id, says) = &self.network(n).facts.responsibilities[at as usize];
                says.title.as_ref().map_or_else(|| crate::model::words_of(&id.value), |title| title.value.clone())
            }
            Thing::Service(n, at) => self.network(n).facts.services[at as usize].title.value.clone(),
            Thing::NetworkPage(n, at) => self.network(n).pages[at as usize].title(),
            Thing::Agreement(n) => self
                .network(n)
                .agreement
                .as_ref()
                .and_then(|entry| entry.facts.title.as_ref())
                .map_or("Network Agreement".to_owned(), |title| title.value.clone()),
            Thing::Strategy(n) => {
                self.network(n).strategy.as_ref().and_then(|entry| entry.facts.title.as_ref()).map_or("Strategy".to_owned(), |title| title.value.clone())
            }
            Thing::Schedule(n, at) => self
                .network(n)
                .agreement
                .as_ref()
                .and_then(|entry| entry.facts.schedules.get(at as usize))
                .map_or(String::new(), |schedule| self.schedule_title(schedule)),
            Thing::Objective(n, at) => self
                .network(n)
                .strategy
                .as_ref()
                .and_then(|entry| entry.facts.objectives.get(at as usize))
                .map_or(String::new(), |objective| objective.title.value.clone()),
        }
    }

    /// "Schedule 4: Financial arrangements"; the title of the national outline where the network gives none.
    pub fn schedule_title(&self, schedule: &crate::model::papers::Schedule) -> String {
        let number = schedule.number.value;
        let title =
            schedule.title.as_ref().or_else(|| self.handbook.schedules.iter().find(|outline| outline.number.value == number).map(|outline| &outline.title));
        match title {
            Some(title) => format!("Schedule {number}: {}", title.value),
            None => format!("Schedule {number}"),
        }
    }

    /// A post's own title, else its role's, else its id in words.
    pub fn post_title(&self, n: u32, at: u32) -> String {
        self.shared_post_title(n, at, || self.make_post_title(n, at)).to_owned()
    }

    fn make_post_title(&self, n: u32, at: u32) -> String {
        let (id, post) = &self.network(n).facts.posts[at as usize];
        if let Some(title) = &post.title {
            return title.value.clone();
        }
        let Some(role) = answers::role_of_post(self.links, id, post) else { return crate::model::words_of(&id.value) };
        // Two posts of one role would bear one name: then the id tells them apart.
        let same = |(other, facts): &&(Text, Post)| answers::role_of_post(self.links, other, facts) == Some(role);
        let alone = post.role.is_none() || self.network(n).facts.posts.iter().filter(same).count() == 1;
        if alone { self.handbook.roles[role as usize].facts.title.value.clone() } else { crate::model::words_of(&id.value) }
    }

    /// The name of a network, with what tells it apart where two bear one name.
    pub fn network_name(&self, n: u32) -> String {
        let network = self.network(n);
        let name = &network.facts.name.value;
        if self.twin_names.contains(name) {
            let apart = network.facts.code.as_ref().map_or_else(|| network.id.clone(), |code| code.value.clone());
            return format!("{name} ({apart})");
        }
        name.clone()
    }

    /// When a text is to be reviewed: on the day it says, else the handbook's months after its last review.
    pub fn review_due(&self, review: Option<&crate::model::page::Review>, review_by: Option<&crate::document::record::Loc<Date>>) -> Option<Date> {
        if let Some(day) = review_by {
            return Some(day.value);
        }
        let months = self.handbook.settings.review.as_ref().and_then(|policy| policy.months.as_ref())?.value;
        review.map(|review| months_after(review.on.value, months))
    }

    /// Whether the text of a thing says something else than when it was reviewed, by the fingerprint of the review.
    pub fn has_changed_since(&self, thing: Thing, review: Option<&crate::model::page::Review>) -> bool {
        let Some(then) = review.and_then(|review| review.text.as_ref()) else { return false };
        let file = crate::links::prose_of_thing(self.handbook, thing).map(|(file, _)| self.snapshot.file(file));
        // The fingerprint is of all of the text. Where a part is for staff alone, the public is not told that it changed.
        let has_hidden = |text: &str| text.contains(":::staff") || text.contains("visible_to");
        file.filter(|file| self.edition == Edition::Staff || !has_hidden(&file.text))
            .is_some_and(|file| crate::document::meaning::has_changed(&then.value, &file.path, &file.text) == Some(true))
    }

    /// The places in `findings` of a network's findings.
    pub fn findings_of(&self, n: u32) -> &[usize] {
        self.findings_by_network.get(&n).map_or(&[], Vec::as_slice)
    }

    /// Files that pages of this edition link to or show: places among the snapshot's assets, each once.
    pub fn files(&self) -> Vec<u32> {
        let mut files: Vec<u32> = self
            .links
            .targets()
            .filter_map(|target| match target {
                Target::Thing(Thing::File(at), _) => Some(*at),
                _ => None,
            })
            .collect();
        let look = self.handbook.settings.look.as_ref();
        for path in look.into_iter().flat_map(|look| [look.logo.as_ref(), look.favicon.as_ref()]).flatten() {
            files.extend(self.snapshot.assets().iter().position(|asset| asset.path == path.value).map(|at| at as u32));
        }
        files.sort_unstable();
        files.dedup();
        files
    }
}

/// What stands where an edition may not name a person.
pub const UNNAMED: &str = "Held (name not published)";

/// The anchor of a term in the glossary.
pub fn term_anchor(term: &str) -> String {
    format!("term-{}", slug(term))
}

/// Whether a network is at work: not closed.
pub fn is_open(network: &Network) -> bool {
    !matches!(network.facts.status.as_ref().map(|status| status.value), Some(NetworkStatus::Closed))
}
