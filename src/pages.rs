//! Which pages exist, their addresses, and the view that each template gets.
//!
//! [`plan`] lists the pages; [`Desk::view`] makes the view of one. A view depends on the handbook, its links and the
//! findings, never on another page, so pages can be made in any order and by several threads.

pub mod view;

mod catalogue;
mod exports;
mod lists;
mod network;
mod papers;
mod posts;
mod prose;
mod review;
mod site;

#[cfg(test)]
mod testing;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use crate::diagnostic::Findings;
use crate::document::prose::{Piece, Prose, slug};
use crate::document::record::{Loc, Text};
use crate::document::render::{self, Abbreviations, Destination, Drawing};
use crate::links::answers::{self, Accountable};
use crate::links::{Backlink, Duty, Links, Relation, Target, Thing};
use crate::model::network::{Contact, NetworkStatus, Person, Post};
use crate::model::settings::Edition;
use crate::model::{Handbook, Network, Tree};
use crate::source::{FileId, Layer, Snapshot};
use view::{Link, View};

pub use exports::{Export, exports};
pub use site::LOOK_CSS;

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageKey {
    /// The page of a thing.
    Of(Thing),
    /// All networks.
    Networks,
    /// A network's matrix of responsibilities by holders.
    Matrix(u32),
    /// A neighbourhood, by its place in [`Desk::neighbourhoods`].
    Neighbourhood(u32),
    /// The catalogue.
    Responsibilities,
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

/// Everything that the views are made from, with what they share worked out once.
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
    /// Entries of the A–Z, sorted, made once because every letter's page needs them.
    a_to_z: Vec<lists::AzItem>,
    /// The pages of guidance by topic, for previous and next.
    topics: Vec<prose::Topic>,
    /// Names that more than one network bears.
    twin_names: HashSet<String>,
}

impl<'a> Desk<'a> {
    /// Sets the desk.
    pub fn new(snapshot: &'a Snapshot, handbook: &'a Handbook, links: &'a Links, findings: &'a Findings, today: Date, edition: Edition) -> Self {
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
        let mut desk = Self {
            snapshot,
            handbook,
            links,
            findings,
            today,
            edition,
            shows_gaps,
            neighbourhoods: neighbourhoods.into_values().collect(),
            by_icb,
            findings_by_network,
            findings_of_handbook,
            abbreviations,
            a_to_z: Vec::new(),
            topics: prose::topics(handbook),
            twin_names,
        };
        desk.a_to_z = lists::a_to_z(&desk);
        desk
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
        if self.a_to_z.len() > LONG_A_TO_Z {
            keys.extend((0..27).map(PageKey::AzLetter));
        }
        for (n, network) in handbook.networks.iter().enumerate() {
            let n = n as u32;
            let facts = &network.facts;
            keys.extend([PageKey::Of(Thing::Network(n)), PageKey::Matrix(n), PageKey::Of(Thing::Agreement(n)), PageKey::Of(Thing::Strategy(n))]);
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
        keys.into_iter().filter_map(|key| Some(Planned { address: self.address_of(key)?, key })).collect()
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
            PageKey::Neighbourhood(at) => lists::neighbourhood(&place, at),
            PageKey::Responsibilities => catalogue::responsibilities(&place),
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
            PageKey::Matrix(n) => format!("networks/{}/responsibilities.html", self.network(n).id),
            PageKey::Neighbourhood(at) => format!("neighbourhoods/{}.html", slug(&self.neighbourhoods.get(at as usize)?.0)),
            PageKey::Responsibilities => "responsibilities/index.html".to_owned(),
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
            Thing::Role(at) => format!("roles/{}.html", handbook.roles[at as usize].id),
            Thing::Responsibility(at) => format!("responsibilities/{}.html", handbook.responsibilities[at as usize].id),
            Thing::Organisation(at) => format!("organisations/{}.html", handbook.organisations[at as usize].facts.id.value),
            Thing::Forum(at) => format!("forums/{}.html", handbook.forums[at as usize].facts.id.value),
            Thing::Term(at) => format!("glossary.html#{}", term_anchor(&handbook.terms[at as usize].facts.term.value)),
            Thing::Source(_) => return None,
            Thing::Checklist(at) => format!("checklists/{}.html", handbook.checklists[at as usize].id),
            Thing::Page(at) => {
                let page = &handbook.pages[at as usize];
                let tree = if page.tree == Tree::Guidance { "guidance" } else { "pages" };
                format!("{tree}/{}.html", page.path)
            }
            Thing::File(at) => self.snapshot.assets().get(at as usize)?.path.clone(),
            Thing::Network(n) => format!("networks/{}/index.html", self.network(n).id),
            Thing::Practice(n, at) => format!("networks/{}/practices/{}.html", self.network(n).id, self.network(n).facts.practices[at as usize].code.value),
            Thing::Person(n, at) => {
                let (id, person) = &self.network(n).facts.people[at as usize];
                if !person.is_named() {
                    return None;
                }
                format!("networks/{}/people/{}.html", self.network(n).id, id.value)
            }
            Thing::Post(n, at) => format!("networks/{}/posts/{}.html", self.network(n).id, self.network(n).facts.posts[at as usize].0.value),
            Thing::Body(n, at) => format!("networks/{}/bodies/{}.html", self.network(n).id, self.network(n).facts.bodies[at as usize].0.value),
            Thing::Own(n, at) => {
                format!("networks/{}/responsibilities/{}.html", self.network(n).id, self.network(n).facts.responsibilities[at as usize].0.value)
            }
            Thing::Service(n, at) => format!("networks/{}/services/{}.html", self.network(n).id, self.network(n).facts.services[at as usize].id.value),
            Thing::NetworkPage(n, at) => {
                let page = &self.network(n).pages[at as usize];
                if page.path == "index" {
                    return self.address(Thing::Network(n));
                }
                format!("networks/{}/pages/{}.html", self.network(n).id, page.path)
            }
            Thing::Agreement(n) => format!("networks/{}/agreement.html", self.network(n).id),
            Thing::Strategy(n) => format!("networks/{}/strategy.html", self.network(n).id),
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
        review?.on.value.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
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

/// One page in the making: the desk, and where the page lies.
pub struct Place<'d, 'a> {
    /// The desk.
    pub desk: &'d Desk<'a>,
    /// The page's address from the root.
    pub address: &'d str,
    /// The page.
    pub key: PageKey,
    /// Way to the root: `../../`.
    pub root: String,
}

impl<'d, 'a> Place<'d, 'a> {
    fn new(desk: &'d Desk<'a>, planned: &'d Planned) -> Self {
        let depth = planned.address.matches('/').count();
        let root = match (&planned.key, &desk.handbook.settings.base_url) {
            // The server shows it at any address, so its links start from the root of the site.
            (PageKey::NotFound, Some(base)) => format!("{}/", base.value.trim_end_matches('/')),
            _ => "../".repeat(depth),
        };
        Self { desk, address: &planned.address, key: planned.key, root }
    }

    /// An address from the root as this page writes it: as short as it can be.
    pub fn to(&self, address: &str) -> String {
        if self.key == PageKey::NotFound {
            return format!("{}{address}", self.root);
        }
        let here = self.address.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (path, anchor) = match address.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (address, None),
        };
        if path == self.address
            && let Some(anchor) = anchor
        {
            return format!("#{anchor}");
        }
        let mut rest_here = here;
        let mut rest = address;
        // Folders that both share need no `../`.
        while let (Some((folder, after)), false) = (rest.split_once('/'), rest_here.is_empty()) {
            let (first, remaining) = rest_here.split_once('/').unwrap_or((rest_here, ""));
            if first != folder {
                break;
            }
            rest = after;
            rest_here = remaining;
        }
        let up = if rest_here.is_empty() { 0 } else { rest_here.matches('/').count() + 1 };
        let mut href = String::with_capacity(up * 3 + rest.len());
        for _ in 0..up {
            href.push_str("../");
        }
        href.push_str(rest);
        href
    }

    /// A link to a thing by its title; plain text where it has no page here.
    pub fn link(&self, thing: Thing) -> Link {
        match thing {
            Thing::Network(n) => self.network_link(n),
            _ => self.link_as(thing, self.desk.title(thing)),
        }
    }

    /// A link to a thing with other words.
    pub fn link_as(&self, thing: Thing, text: impl Into<String>) -> Link {
        Link { href: self.href(thing), text: text.into() }
    }

    /// The address of a thing as this page writes it; empty where it has none.
    pub fn href(&self, thing: Thing) -> String {
        self.desk.address(thing).map_or(String::new(), |address| self.to(&address))
    }

    /// A link to where a reference leads; an empty link where it leads nowhere or is missing.
    pub fn reference(&self, reference: Option<&Text>) -> Link {
        reference.and_then(|reference| self.desk.links.of(reference)).map_or(Link::default(), |thing| self.link(thing))
    }

    /// A link to where a reference leads, else the words as they were typed. An id that leads nowhere is that of a thing
    /// which this edition does not show: then nothing is said of it.
    pub fn reference_or_words(&self, reference: Option<&Text>) -> Link {
        let Some(text) = reference else { return Link::default() };
        match self.desk.links.of(text) {
            Some(thing) => self.link(thing),
            None => {
                let words = words_or(&text.value);
                let is_hidden = words == text.value && crate::model::fault_of_id(&words).is_none();
                if is_hidden { Link::default() } else { Link::text(words) }
            }
        }
    }

    /// Links to where references lead.
    pub fn references(&self, references: &[Text]) -> Vec<Link> {
        references.iter().filter_map(|reference| self.desk.links.of(reference)).map(|thing| self.link(thing)).collect()
    }

    /// A link to a planned page.
    pub fn page_link(&self, key: PageKey, text: impl Into<String>) -> Link {
        Link { href: self.desk.address_of(key).map_or(String::new(), |address| self.to(&address)), text: text.into() }
    }

    /// A link to a network, told apart where two bear one name.
    pub fn network_link(&self, n: u32) -> Link {
        self.link_as(Thing::Network(n), self.desk.network_name(n))
    }

    /// Where a mention or reference leads, for the renderer.
    pub fn destination(&self, target: Option<&Target>, label: &str) -> Destination {
        match target {
            Some(Target::Thing(thing, anchor)) => {
                let title = self.desk.title(*thing);
                match self.desk.address(*thing) {
                    Some(address) => {
                        let address = match anchor {
                            Some(anchor) => format!("{}#{anchor}", address.split('#').next().unwrap_or(&address)),
                            None => address,
                        };
                        Destination::To { href: self.to(&address), title }
                    }
                    // A source has no page; its publisher's copy is the place.
                    None => match thing {
                        Thing::Source(at) => match &self.desk.handbook.sources[*at as usize].facts.url {
                            Some(url) if render::is_safe_address(&url.value) => Destination::To { href: url.value.clone(), title },
                            _ => Destination::Words(title),
                        },
                        _ => Destination::Words(title),
                    },
                }
            }
            Some(Target::Here(anchor)) => Destination::To { href: format!("#{anchor}"), title: String::new() },
            Some(Target::Outside(address)) => Destination::To { href: address.clone(), title: String::new() },
            None => Destination::Words(label.to_owned()),
        }
    }

    /// The prose of a file as HTML.
    pub fn prose(&self, file: FileId, prose: &Prose, prefix: &str) -> String {
        let text = self.desk.snapshot.file(file).text.get(prose.from as usize..).unwrap_or("");
        self.prose_text(text, prose, prefix)
    }

    fn prose_text(&self, text: &str, prose: &Prose, prefix: &str) -> String {
        let drawing = Drawing { staff: self.desk.edition == Edition::Staff, prefix, abbreviations: Some(&self.desk.abbreviations) };
        render::html(text, prose, &drawing, &mut |number| self.mention(prose, number))
    }

    fn mention(&self, prose: &Prose, number: usize) -> Destination {
        match prose.mentions.get(number) {
            Some(mention) => self.destination(self.desk.links.at(mention.span), mention.label.as_deref().unwrap_or("")),
            None => Destination::Words(String::new()),
        }
    }

    /// A sentence or two of Markdown from a field, as HTML.
    pub fn field_html(&self, field: Option<&Text>) -> String {
        let Some(field) = field else { return String::new() };
        let plain = Prose { from: field.span.start, has_text: !field.value.is_empty(), ..Prose::default() };
        let prose = self.desk.links.prose_of(field).unwrap_or(&plain);
        render::inline_html(&field.value, prose, &mut |number| self.mention(prose, number))
    }

    /// The same as plain words, for texts that templates escape.
    pub fn field_words(&self, field: Option<&Text>) -> String {
        field.map_or(String::new(), |field| match self.desk.links.prose_of(field) {
            Some(_) => strip_tags(&self.field_html(Some(field))),
            None => field.value.clone(),
        })
    }

    /// The headings of a piece of prose as entries of "On this page".
    pub fn headings(&self, prose: &Prose) -> Vec<view::Heading> {
        let staff = self.desk.edition == Edition::Staff;
        let shift = u8::from(prose.headings.iter().any(|heading| heading.level == 1));
        prose
            .headings
            .iter()
            .filter(|heading| staff || !heading.staff)
            .map(|heading| view::Heading { id: heading.id.clone(), text: heading.text.clone(), level: (heading.level + shift).clamp(2, 6) })
            .filter(|heading| heading.level <= 3)
            .collect()
    }

    /// The sentence a backlink comes from, as HTML with the link marked.
    fn sentence(&self, backlink: &Backlink) -> String {
        let Some((_, number)) = backlink.mention else { return String::new() };
        let handbook = self.desk.handbook;
        let Some((_, prose)) = crate::links::prose_of_thing(handbook, backlink.from) else { return String::new() };
        let Some(mention) = prose.mentions.get(number as usize).filter(|mention| mention.span == backlink.span) else { return String::new() };
        let mut html = String::new();
        for piece in &mention.sentence {
            match piece {
                Piece::Words(words) => html.push_str(&render::escape(words)),
                Piece::Mention(other) => {
                    let Some(inner) = prose.mentions.get(*other as usize) else { continue };
                    let words = match &inner.label {
                        Some(label) => label.clone(),
                        None => match self.desk.links.at(inner.span) {
                            Some(Target::Thing(thing, _)) => self.desk.title(*thing),
                            _ => String::new(),
                        },
                    };
                    let words = render::escape(&words);
                    if *other == number {
                        html.push_str(&format!("<mark>{words}</mark>"));
                    } else {
                        html.push_str(&words);
                    }
                }
            }
        }
        html.trim().to_owned()
    }

    /// What leads to a thing, for "Mentioned in": prose and pages; relations that a page shows in its own words are left out by `shown`.
    pub fn mentioned_in(&self, things: &[Thing], shown: &[Relation]) -> (Vec<view::Backlink>, usize) {
        const MOST: usize = 30;
        let mut seen: HashSet<(Thing, Option<&str>, Relation)> = HashSet::new();
        let mut list = Vec::new();
        let mut more = 0;
        for backlink in things.iter().flat_map(|thing| self.desk.links.to(*thing)) {
            if shown.contains(&backlink.relation) || !seen.insert((backlink.from, backlink.anchor.as_deref(), backlink.relation)) {
                continue;
            }
            let Some(address) = self.desk.address(backlink.from) else { continue };
            if list.len() == MOST {
                more += 1;
                continue;
            }
            let address = match &backlink.anchor {
                Some(anchor) => format!("{}#{anchor}", address.split('#').next().unwrap_or(&address)),
                None => address,
            };
            let mut text = self.desk.title(backlink.from);
            if let Some(n) = backlink.from.network().filter(|_| self.network_of_page() != backlink.from.network()) {
                text = format!("{text}, {}", self.desk.network_name(n));
            }
            list.push(view::Backlink {
                link: Link { href: self.to(&address), text },
                relation: backlink.relation.words().forward.to_owned(),
                sentence_html: self.sentence(backlink),
            });
        }
        (list, more)
    }

    /// Whether the text of a page can be relied on; `None` where nobody ever said when it was looked at.
    ///
    /// `owner` is the role or post that keeps it. Without `review_by` the handbook's review policy counts from the last review.
    pub(crate) fn review_block(
        &self,
        owner: Option<&Text>,
        first_published: Option<&crate::document::record::Loc<Date>>,
        review: Option<&crate::model::page::Review>,
        review_by: Option<&crate::document::record::Loc<Date>>,
    ) -> Option<view::ReviewBlock> {
        let due = self.desk.review_due(review, review_by);
        if review.is_none() && due.is_none() && first_published.is_none() {
            return None;
        }
        let overdue = due.is_some_and(|due| due < self.desk.today);
        let state = match (overdue, review.is_some()) {
            (true, _) => "Review overdue",
            (false, true) => "Reviewed",
            (false, false) => "",
        };
        let reviewer = review.and_then(|review| review.by.as_ref());
        Some(view::ReviewBlock {
            owner: self.reference_or_words(owner),
            first_published: first_published.map_or(String::new(), |day| date(day.value)),
            reviewed: review.map_or(String::new(), |review| date(review.on.value)),
            reviewed_by: reviewer.map_or(String::new(), |by| lower_first(&self.reference_or_words(Some(by)).text)),
            review_by: due.map_or(String::new(), date),
            overdue,
            state: state.to_owned(),
        })
    }

    /// The network this page belongs to.
    pub fn network_of_page(&self) -> Option<u32> {
        match self.key {
            PageKey::Of(thing) => thing.network(),
            PageKey::Matrix(n) => Some(n),
            _ => None,
        }
    }

    /// The frame of a page: root, breadcrumbs, side navigation, edit and report links.
    ///
    /// `file` is the file an editor would change; `parents` come after the home page (and after the network on a
    /// network's pages).
    pub fn frame(&self, kind: &'static str, kicker: &str, section: &'static str, title: String, file: Option<FileId>, parents: Vec<Link>) -> view::Page {
        let settings = &self.desk.handbook.settings;
        let network = self.network_of_page();
        let mut breadcrumbs = vec![Link { href: self.to("index.html"), text: "Home".to_owned() }];
        if let Some(n) = network {
            breadcrumbs.push(self.page_link(PageKey::Networks, "Networks"));
            if self.key != PageKey::Of(Thing::Network(n)) {
                breadcrumbs.push(self.network_link(n));
            }
        }
        breadcrumbs.extend(parents);
        if self.key == PageKey::Of(Thing::Home) {
            breadcrumbs.clear();
        }
        let (mut edit_url, mut layer) = (String::new(), String::new());
        if let Some(file) = file.map(|file| self.desk.snapshot.file(file)) {
            match file.layer {
                Layer::Handbook => {
                    if let Some(pattern) = settings.edit_url.as_ref().filter(|pattern| render::is_safe_address(&pattern.value)) {
                        edit_url = pattern.value.replace("{path}", &file.path);
                    }
                }
                Layer::Extended => "another handbook that this one builds on".clone_into(&mut layer),
                Layer::National => "the national layer".clone_into(&mut layer),
                Layer::Theme => {}
            }
        }
        let confirmed = network.and_then(|n| self.desk.network(n).facts.confirmed.as_ref()).map_or(String::new(), |day| date(day.value));
        let canonical = settings.base_url.as_ref().map_or(String::new(), |base| format!("{}/{}", base.value.trim_end_matches('/'), self.address));
        view::Page {
            root: self.root.clone(),
            path: self.address.to_owned(),
            kind,
            kicker: kicker.to_owned(),
            section,
            report_mailto: self.report(&title, network),
            title,
            summary: String::new(),
            breadcrumbs,
            contents: Vec::new(),
            mentioned_in: Vec::new(),
            mentioned_more: 0,
            review: None,
            edit_url,
            confirmed,
            layer,
            network: network.map(|n| self.side(n)),
            noindex: self.desk.edition == Edition::Staff,
            canonical,
        }
    }

    /// "Something wrong or missing? Tell the editor": the network's own mailbox on its pages, else the publisher's.
    fn report(&self, title: &str, network: Option<u32>) -> String {
        let own = network.and_then(|n| self.desk.network(n).facts.contact.as_ref()).and_then(|contact| contact.email.as_ref());
        let Some(to) = own.or(self.desk.handbook.settings.publisher.email.as_ref()) else { return String::new() };
        let place = network.map_or(String::new(), |n| format!("{}: ", self.desk.network_name(n)));
        let subject = percent(&format!("Handbook: {place}{title}"));
        let body = percent(&format!("Page: {}\n\nWhat is wrong or missing:\n", self.address));
        format!("mailto:{}?subject={subject}&body={body}", percent_address(&to.value))
    }

    fn side(&self, n: u32) -> view::NetworkNav {
        let network = self.desk.network(n);
        let home = self.network_link(n);
        let mut links =
            vec![(PageKey::Matrix(n), "Responsibilities"), (PageKey::Of(Thing::Agreement(n)), "Agreement"), (PageKey::Of(Thing::Strategy(n)), "Strategy")]
                .into_iter()
                .map(|(key, text)| view::SideLink {
                    href: self.desk.address_of(key).map_or(String::new(), |address| self.to(&address)),
                    text: text.to_owned(),
                    current: self.key == key,
                })
                .collect::<Vec<_>>();
        for (at, page) in network.pages.iter().enumerate().filter(|(_, page)| page.path != "index").take(12) {
            let thing = Thing::NetworkPage(n, at as u32);
            links.push(view::SideLink { href: self.href(thing), text: page.title(), current: self.key == PageKey::Of(thing) });
        }
        view::NetworkNav { name: self.desk.network_name(n), home, links }
    }

    /// Contact details as templates print them.
    pub fn contact(&self, contact: Option<&Contact>) -> view::Contact {
        let Some(contact) = contact else { return view::Contact::default() };
        self.contact_of(contact.email.as_ref(), contact.phone.as_ref(), contact.website.as_ref(), contact.days.as_ref())
    }

    /// Contact details of a person, as far as the edition holds them.
    pub fn contact_of_person(&self, person: &Person) -> view::Contact {
        self.contact_of(person.email.as_ref(), person.phone.as_ref(), None, None)
    }

    /// Contact details out of their parts.
    pub fn contact_of(&self, email: Option<&Text>, phone: Option<&Text>, website: Option<&Text>, days: Option<&Text>) -> view::Contact {
        view::Contact {
            phone: text_of(phone),
            phone_href: phone.map_or(String::new(), |phone| telephone(&phone.value)),
            email: text_of(email).trim().to_owned(),
            days: text_of(days),
            website: website.map_or(Link::default(), |website| self.outside(&website.value)),
        }
    }

    /// A link to another site, with the address without its scheme as its words.
    pub fn outside(&self, address: &str) -> Link {
        let shown = address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
        if address.starts_with("https://") || address.starts_with("http://") { Link { href: address.to_owned(), text: shown } } else { Link::text(shown) }
    }

    /// A post with its holders today.
    pub fn seat_of_post(&self, n: u32, at: u32) -> view::Seat {
        let (_, post) = &self.desk.network(n).facts.posts[at as usize];
        let holders = answers::holders(self.desk.handbook, self.desk.links, post, self.desk.today);
        let now: Vec<view::Holder> = holders.now.iter().map(|term| self.holder(term)).collect();
        let mut contact = self.contact(post.contact.as_ref());
        if is_unreachable(&contact)
            && let [only] = now.as_slice()
        {
            contact = only.contact.clone();
        }
        view::Seat { link: self.link(Thing::Post(n, at)), vacant: self.vacancy(post, &holders), cover: self.cover(post), holders: now, contact }
    }

    fn vacancy(&self, post: &Post, holders: &answers::Holders<'_>) -> String {
        if let Some(ended) = post.ended.as_ref().filter(|ended| ended.value < self.desk.today) {
            return format!("This post ended on {}", date(ended.value));
        }
        if holders.has_substantive() {
            return String::new();
        }
        let since = post.vacant.as_ref().and_then(|vacant| vacant.since.as_ref());
        match (holders.now.is_empty(), since) {
            (true, Some(since)) if since.value > self.desk.today => format!("Vacant from {}", date(since.value)),
            (true, Some(since)) => format!("Vacant since {}", date(since.value)),
            (true, None) => "Vacant".to_owned(),
            (false, Some(since)) => format!("No permanent holder since {}", date(since.value)),
            (false, None) => "No permanent holder".to_owned(),
        }
    }

    /// Who covers a post that nobody holds for good.
    fn cover(&self, post: &Post) -> Link {
        self.reference(post.vacant.as_ref().and_then(|vacant| vacant.cover.as_ref()))
    }

    /// Somebody's term in a post.
    pub fn holder(&self, term: &answers::Term<'_>) -> view::Holder {
        let person = term.person.map(|(n, at)| (Thing::Person(n, at), &self.desk.network(n).facts.people[at as usize].1));
        let (person_link, contact) = match person {
            Some((thing, person)) if person.is_named() => (self.link(thing), self.contact_of_person(person)),
            _ => (Link::text(UNNAMED), view::Contact::default()),
        };
        let status = match term.holder.status() {
            crate::model::network::HolderStatus::Substantive => "",
            crate::model::network::HolderStatus::Interim => "interim",
            crate::model::network::HolderStatus::Acting => "acting",
        };
        let day = |day: &Option<crate::document::record::Loc<Date>>| day.as_ref().map_or(String::new(), |day| date(day.value));
        view::Holder {
            person: person_link,
            status,
            share: term.holder.share.as_ref().map_or(String::new(), |share| format!("{}%", number(share.value))),
            from: day(&term.holder.from),
            to: day(&term.holder.to),
            contact,
        }
    }

    /// The one who answers, with who stands behind it today.
    pub fn seat_of(&self, n: u32, accountable: &Accountable) -> view::Seat {
        match accountable {
            Accountable::Post(at) => self.seat_of_post(n, *at),
            Accountable::Body(at) => view::Seat { link: self.link(Thing::Body(n, *at)), ..view::Seat::default() },
            Accountable::Practices => view::Seat {
                link: Link { href: self.to(&format!("networks/{}/index.html#practices", self.desk.network(n).id)), text: "The practices".to_owned() },
                ..view::Seat::default()
            },
            Accountable::Organisation(at) => {
                let facts = &self.desk.handbook.organisations[*at as usize].facts;
                view::Seat {
                    link: self.link(Thing::Organisation(*at)),
                    contact: self.contact_of(facts.email.as_ref(), facts.phone.as_ref(), facts.website.as_ref(), None),
                    ..view::Seat::default()
                }
            }
            Accountable::Payee => {
                let payee = self.desk.network(n).facts.nominated_payee.as_ref();
                let code = payee.and_then(|payee| payee.code.as_ref());
                let link = self.reference(code);
                let name = payee.and_then(|payee| payee.name.as_ref()).or(code).map_or("The nominated payee".to_owned(), |name| name.value.clone());
                view::Seat { link: if link.is_empty() { Link::text(name) } else { Link { text: name, ..link } }, ..view::Seat::default() }
            }
            Accountable::Choice(_) => view::Seat {
                link: Link::text("Not settled"),
                vacant: "Several posts could hold this; the network has not chosen".to_owned(),
                ..view::Seat::default()
            },
            Accountable::Nobody => view::Seat { vacant: "No one is recorded".to_owned(), ..view::Seat::default() },
        }
    }

    /// The page of a responsibility as one network holds it.
    pub fn duty_link(&self, n: u32, duty: Duty) -> Link {
        match duty {
            Duty::Catalogue(at) => self.link(Thing::Responsibility(at)),
            Duty::Own(at) => self.link(Thing::Own(n, at)),
        }
    }

    /// Where a network writes of a responsibility: links with the heading in words, what it states first.
    pub fn written(&self, n: u32, duty: Duty) -> Vec<Link> {
        self.desk.links.answers.written(n, duty).iter().filter_map(|written| self.written_link(written)).collect()
    }

    fn written_link(&self, written: &crate::links::Written) -> Option<Link> {
        let address = self.desk.address(written.page)?;
        let title = match written.page {
            Thing::Schedule(..) => format!("{}, {}", "Network Agreement", lower_first(&self.desk.title(written.page))),
            Thing::Objective(..) => format!("Strategy: {}", self.desk.title(written.page)),
            page => self.desk.title(page),
        };
        let heading = written.anchor.as_deref().and_then(|anchor| {
            let (_, prose) = crate::links::prose_of_thing(self.desk.handbook, written.page)?;
            prose.headings.iter().find(|heading| heading.id == anchor).map(|heading| heading.text.clone())
        });
        let address = match &written.anchor {
            Some(anchor) => format!("{}#{anchor}", address.split('#').next().unwrap_or(&address)),
            None => address,
        };
        let text = match heading {
            Some(heading) => format!("{title}: {heading}"),
            None => title,
        };
        Some(Link { href: self.to(&address), text })
    }

    /// A finding as a page shows it.
    pub fn gap(&self, at: usize) -> view::Gap {
        use crate::diagnostic::Severity;
        let finding = &self.desk.findings[at];
        let (line, _) = self.desk.snapshot.line_and_column(finding.span.file, finding.span.start);
        let (severity, text, tone) = match finding.severity {
            Severity::Error => ("error", "To put right", "bad"),
            Severity::Warning => ("warning", "Gap", "warn"),
            Severity::Info | Severity::Off => ("info", "To know", ""),
        };
        view::Gap {
            severity,
            tag: view::Tag { text: text.to_owned(), tone },
            rule: finding.rule.to_owned(),
            message: sentence_case(&finding.message),
            hint: finding.hints.first().map_or(String::new(), |hint| sentence_case(hint)),
            about: Link::default(),
            place: format!("{}:{line}", self.desk.snapshot.file(finding.span.file).path),
        }
    }
}

/// Whether a contact holds nothing to reach anybody by.
pub fn is_unreachable(contact: &view::Contact) -> bool {
    contact.phone.is_empty() && contact.email.is_empty()
}

/// "1 April 2026".
pub fn date(day: Date) -> String {
    const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    format!("{} {} {}", day.day(), MONTHS[(day.month() - 1) as usize % 12], day.year())
}

/// "41,205".
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "4", "0.5": a number without idle zeros.
pub fn number(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 { format!("{}", rounded as i64) } else { format!("{rounded}") }
}

/// "1 practice", "2 practices": a count with its noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number as u64), if number == 1 { one } else { many })
}

/// `tel:` and the digits, as machines dial them.
pub fn telephone(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if digits.is_empty() { String::new() } else { format!("tel:{digits}") }
}

/// A finding's message as a sentence on a page: capital letter first, backticks become quotation marks.
pub fn sentence_case(message: &str) -> String {
    let mut open = true;
    let mut text = String::with_capacity(message.len() + 4);
    for (at, c) in message.chars().enumerate() {
        match c {
            '`' => {
                text.push(if open { '‘' } else { '’' });
                open = !open;
            }
            c if at == 0 => text.extend(c.to_uppercase()),
            c => text.push(c),
        }
    }
    text
}

/// A title inside a sentence; abbreviations such as "PCN manager" keep their capitals.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !chars.clone().next().is_some_and(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// A text as the start of a sentence or a cell.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The words of a field; empty where it is not recorded.
pub fn text_of(text: Option<&Text>) -> String {
    text.map_or(String::new(), |text| text.value.clone())
}

/// A recorded day in words; empty where it is not recorded.
pub fn day_of(day: Option<&Loc<Date>>) -> String {
    day.map_or(String::new(), |day| date(day.value))
}

/// "half a session a week", "4 sessions a week".
pub fn sessions_of(sessions: Option<&Loc<f64>>) -> String {
    match sessions.map(|sessions| sessions.value) {
        None => String::new(),
        Some(0.5) => "half a session a week".to_owned(),
        Some(1.0) => "1 session a week".to_owned(),
        Some(other) => format!("{} sessions a week", number(other)),
    }
}

/// Lines of "Details" in the making: what is not recorded is left out.
#[derive(Default)]
pub struct Facts(pub Vec<view::Fact>);

impl Facts {
    /// A line of words.
    pub fn text(&mut self, label: &str, text: impl Into<String>) {
        self.line(label, text, Vec::new());
    }

    /// A line of links.
    pub fn links(&mut self, label: &str, links: Vec<Link>) {
        self.line(label, "", links);
    }

    /// A line of one link.
    pub fn link(&mut self, label: &str, link: Link) {
        self.line(label, "", vec![link]);
    }

    /// A line of words and links.
    pub fn line(&mut self, label: &str, text: impl Into<String>, mut links: Vec<Link>) {
        let text = text.into();
        links.retain(|link| !link.is_empty());
        if !text.is_empty() || !links.is_empty() {
            self.0.push(view::Fact { label: label.to_owned(), text, links });
        }
    }
}

/// `members` and its like as readers' words; other words as they are.
pub fn words_or(typed: &str) -> String {
    match typed {
        "members" => "the member practices".to_owned(),
        "board" => "the board".to_owned(),
        "commissioner" => "the commissioner".to_owned(),
        "practices" | "all-practices" | "all" => "all practices".to_owned(),
        "lmc" => "the LMC".to_owned(),
        "icb" => "the ICB".to_owned(),
        "nominated-payee" => "the nominated payee".to_owned(),
        other => other.to_owned(),
    }
}

/// Moves the headings of drawn prose down, where it stands under a heading of the page's own.
fn lower_headings(html: &str, by: usize) -> String {
    if by == 0 {
        return html.to_owned();
    }
    let mut html = html.to_owned();
    // From the lowest up, so that no heading is moved twice. Text cannot hold these: its `<` is written `&lt;`.
    for level in (1..=6usize).rev() {
        let lower = (level + by).min(6);
        html = html.replace(&format!("<h{level}"), &format!("<h{lower}")).replace(&format!("</h{level}>"), &format!("</h{lower}>"));
    }
    html
}

/// Takes away the anchors of drawn prose that the page itself uses for its sections, so that each stands once.
fn without_anchors<'s>(html: String, taken: impl IntoIterator<Item = &'s str>) -> String {
    let mut html = html;
    for id in taken {
        let anchor = format!(" id=\"{}\">", render::escape(id));
        for level in 1..=6 {
            let heading = format!("<h{level}{anchor}");
            if html.contains(&heading) {
                html = html.replace(&heading, &format!("<h{level}>"));
            }
        }
    }
    html
}

fn strip_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&").trim().to_owned()
}

/// Text in the query of a `mailto:` address.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b':') {
            out.push(char::from(byte));
        } else if byte == b'\n' {
            out.push_str("%0D%0A");
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn percent_address(address: &str) -> String {
    address.trim().chars().filter(|c| !c.is_whitespace() && !matches!(c, '?' | '&' | '#' | '"' | '<' | '>')).collect()
}

/// Whether a network is at work: not closed.
pub fn is_open(network: &Network) -> bool {
    !matches!(network.facts.status.as_ref().map(|status| status.value), Some(NetworkStatus::Closed))
}
