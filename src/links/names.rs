//! The names of a handbook and what they stand for, within a network and over all.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash as _;
use std::sync::{Arc, OnceLock};

use xxhash_rust::xxh3::Xxh3Default;

use super::{Source, Thing, Unit};
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::prose::Prose;
use crate::model::{Handbook, Network, Page, Tree};
use crate::source::{FileId, Layer, Snapshot, Span};

/// What kind of thing a field may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Role,
    Responsibility,
    Organisation,
    Forum,
    Term,
    Source,
    Checklist,
    Page,
    Network,
    Practice,
    Person,
    Post,
    Body,
    Service,
    Objective,
    /// A page of the network's own.
    NetworkPage,
    /// A place in the agreement, the strategy or a page: `agreement#schedule-2`.
    Place,
    /// A word that is no name, such as `members`.
    Word(&'static str),
    /// Free words are allowed too, where nothing bears the name.
    AnyWords,
}

impl Wanted {
    pub(super) fn is_of_a_network(self) -> bool {
        matches!(self, Self::Practice | Self::Person | Self::Post | Self::Body | Self::Service | Self::Objective | Self::NetworkPage | Self::Place)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Responsibility => "responsibility",
            Self::Organisation => "organisation",
            Self::Forum => "forum",
            Self::Term => "term",
            Self::Source => "source",
            Self::Checklist => "checklist",
            Self::Page => "page",
            Self::Network => "network",
            Self::Practice => "practice",
            Self::Person => "person",
            Self::Post => "post",
            Self::Body => "body",
            Self::Service => "service",
            Self::Objective => "objective",
            Self::NetworkPage => "page",
            Self::Place => "place in the agreement, the strategy or a page",
            Self::Word(word) => word,
            Self::AnyWords => "words",
        }
    }
}

/// `post, body or organisation`.
pub(super) fn in_words(wanted: &[Wanted]) -> String {
    let mut words: Vec<&str> = wanted.iter().filter(|wanted| !matches!(wanted, Wanted::Word(_) | Wanted::AnyWords)).map(|wanted| wanted.word()).collect();
    words.dedup();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "such thing".to_owned(),
    }
}

/// What a name turned out to be.
#[derive(Debug)]
pub(super) enum Found {
    One(Thing, Option<String>),
    Several(Vec<Thing>),
    /// One of the words that are allowed, no name.
    Word,
    /// Not there, and its network's file could be read only in part: it may be in the part that was not.
    Hidden,
    None,
}

#[derive(Default)]
struct Local<'a> {
    people: HashMap<&'a str, u32>,
    posts: HashMap<&'a str, u32>,
    bodies: HashMap<&'a str, u32>,
    services: HashMap<&'a str, u32>,
    objectives: HashMap<&'a str, u32>,
    own: HashMap<&'a str, u32>,
    practices: HashMap<&'a str, u32>,
    pages: HashMap<&'a str, Vec<u32>>,
}

/// All names of a handbook.
pub(super) struct Names<'a> {
    pub(super) handbook: &'a Handbook,
    snapshot: &'a Snapshot,
    roles: HashMap<&'a str, u32>,
    role_titles: HashMap<String, u32>,
    responsibilities: HashMap<&'a str, u32>,
    organisations: HashMap<&'a str, u32>,
    forums: HashMap<&'a str, u32>,
    terms: HashMap<String, u32>,
    sources: HashMap<&'a str, u32>,
    checklists: HashMap<&'a str, u32>,
    /// Pages by stem and by path, guidance and pages apart.
    guidance: HashMap<&'a str, Vec<u32>>,
    pages: HashMap<&'a str, Vec<u32>>,
    networks: HashMap<&'a str, u32>,
    /// A network's own names, made when they are first asked for.
    local: Vec<OnceLock<Local<'a>>>,
    /// What stands in which file, made when a link is first followed.
    paths: OnceLock<HashMap<&'a str, Vec<(Layer, Thing)>>>,
}

/// The kinds of things whose names a file gives that holds many, or an unreadable folder.
fn kinds_in(path: &str) -> &'static [Wanted] {
    match path {
        "organisations.yaml" => &[Wanted::Organisation],
        "forums.yaml" => &[Wanted::Forum],
        "glossary.yaml" => &[Wanted::Term],
        "sources.yaml" => &[Wanted::Source],
        _ if path.rsplit('/').next().is_some_and(|name| name.contains('.')) => &[],
        _ if path.starts_with("roles") => &[Wanted::Role],
        _ if path.starts_with("responsibilities") => &[Wanted::Responsibility],
        _ if path.starts_with("checklists") => &[Wanted::Checklist],
        _ if path.starts_with("guidance") || path.starts_with("pages") => &[Wanted::Page],
        _ if path.starts_with("networks") => &[Wanted::Network, Wanted::Person, Wanted::NetworkPage, Wanted::Place],
        _ => &[],
    }
}

/// Whether a text gives something this name: `name:` or `id: name` wherever it stands, or the name at the beginning of a line.
fn gives_name(text: &str, name: &str) -> bool {
    let is_quote = |c: char| matches!(c, '"' | '\'');
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].trim_end_matches(is_quote);
        let after = text[at + name.len()..].trim_start_matches(is_quote);
        let begins = before.ends_with([' ', '\t', '\n', '{', ',']) || before.is_empty();
        let begins_line = before.rsplit('\n').next().is_some_and(|before| before.trim_matches([' ', '\t', '-']).is_empty());
        let is_key = begins && (after.starts_with(':') || (begins_line && after.starts_with([' ', '\n', '\r'])));
        let is_named =
            ["id:", "code:", "term:"].iter().any(|field| before.trim_end().ends_with(field)) && !after.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        is_key || is_named
    })
}

fn table<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, u32> {
    let mut table = HashMap::new();
    for (n, id) in ids.enumerate() {
        table.entry(id).or_insert(n as u32);
    }
    table
}

impl<'a> Names<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, handbook: &'a Handbook) -> Self {
        let mut terms = HashMap::new();
        for (n, term) in handbook.terms.iter().enumerate() {
            terms.entry(term.facts.term.value.to_lowercase()).or_insert(n as u32);
        }
        for (n, term) in handbook.terms.iter().enumerate() {
            for also in &term.facts.also {
                terms.entry(also.value.to_lowercase()).or_insert(n as u32);
            }
        }
        let mut guidance: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut pages: HashMap<&str, Vec<u32>> = HashMap::new();
        for (n, page) in handbook.pages.iter().enumerate() {
            let names = if page.tree == Tree::Guidance { &mut guidance } else { &mut pages };
            names.entry(page.path.as_str()).or_default().push(n as u32);
            if page.path != page.id && !page.is_index() {
                names.entry(page.id.as_str()).or_default().push(n as u32);
            }
        }
        let mut role_titles = HashMap::new();
        for (n, role) in handbook.roles.iter().enumerate() {
            role_titles.entry(role.facts.title.value.to_lowercase()).or_insert(n as u32);
        }
        Self {
            handbook,
            snapshot,
            roles: table(handbook.roles.iter().map(|item| item.id.as_str())),
            role_titles,
            responsibilities: table(handbook.responsibilities.iter().map(|item| item.id.as_str())),
            organisations: table(handbook.organisations.iter().map(|item| item.facts.id.value.as_str())),
            forums: table(handbook.forums.iter().map(|item| item.facts.id.value.as_str())),
            terms,
            sources: table(handbook.sources.iter().map(|item| item.facts.id.value.as_str())),
            checklists: table(handbook.checklists.iter().map(|item| item.id.as_str())),
            guidance,
            pages,
            networks: table(handbook.networks.iter().map(|item| item.id.as_str())),
            local: handbook.networks.iter().map(|_| OnceLock::new()).collect(),
            paths: OnceLock::new(),
        }
    }

    fn local(&self, n: u32) -> &Local<'a> {
        let handbook = self.handbook;
        self.local[n as usize].get_or_init(|| Local::of(&handbook.networks[n as usize]))
    }

    fn paths(&self) -> &HashMap<&'a str, Vec<(Layer, Thing)>> {
        self.paths.get_or_init(|| {
            let (handbook, snapshot) = (self.handbook, self.snapshot);
            let mut paths: HashMap<&str, Vec<(Layer, Thing)>> = HashMap::new();
            let mut path = |file: FileId, thing: Thing| {
                let file = snapshot.file(file);
                paths.entry(file.path.as_str()).or_default().push((file.layer, thing));
            };
            for (n, page) in handbook.pages.iter().enumerate() {
                path(page.file, Thing::Page(n as u32));
            }
            for (n, item) in handbook.roles.iter().enumerate() {
                path(item.file, Thing::Role(n as u32));
            }
            for (n, item) in handbook.responsibilities.iter().enumerate() {
                path(item.file, Thing::Responsibility(n as u32));
            }
            for (n, item) in handbook.checklists.iter().enumerate() {
                path(item.file, Thing::Checklist(n as u32));
            }
            if let Some(home) = &handbook.home {
                path(home.file, Thing::Home);
            }
            for (n, network) in (0..).zip(&handbook.networks) {
                path(network.file, Thing::Network(n));
                if let Some(agreement) = &network.agreement {
                    path(agreement.file, Thing::Agreement(n));
                }
                if let Some(strategy) = &network.strategy {
                    path(strategy.file, Thing::Strategy(n));
                }
                for (p, page) in (0..).zip(&network.pages) {
                    path(page.file, Thing::NetworkPage(n, p));
                }
            }
            paths
        })
    }

    /// Fingerprint of the names that everybody can use, and of what numbers of things rest on.
    pub(super) fn print(&self) -> u64 {
        let handbook = self.handbook;
        let mut print = Xxh3Default::new();
        for item in &handbook.roles {
            (0, &item.id, &item.facts.title.value, item.layer, item.file).hash(&mut print);
            headings(&item.prose, &mut print);
        }
        for item in &handbook.responsibilities {
            (1, &item.id, item.layer, item.file, item.facts.tags.iter().map(|tag| &tag.value).collect::<Vec<_>>()).hash(&mut print);
            headings(&item.prose, &mut print);
        }
        for item in &handbook.checklists {
            (2, &item.id, item.layer, item.file, item.facts.steps.iter().map(|step| &step.id.value).collect::<Vec<_>>()).hash(&mut print);
            headings(&item.prose, &mut print);
        }
        for item in &handbook.organisations {
            (3, &item.facts.id.value, item.layer).hash(&mut print);
        }
        for item in &handbook.forums {
            (4, &item.facts.id.value, item.layer).hash(&mut print);
        }
        for item in &handbook.terms {
            (5, &item.facts.term.value, item.facts.also.iter().map(|also| &also.value).collect::<Vec<_>>()).hash(&mut print);
        }
        for item in &handbook.sources {
            (6, &item.facts.id.value).hash(&mut print);
        }
        if let Some(home) = &handbook.home {
            names_of_page(home, &mut print);
        }
        for network in &handbook.networks {
            (&network.id, network.file).hash(&mut print);
        }
        for page in &handbook.pages {
            names_of_page(page, &mut print);
        }
        for asset in self.snapshot.assets() {
            asset.path.hash(&mut print);
        }
        for file in &handbook.in_part {
            (file, self.snapshot.file(*file).fingerprint).hash(&mut print);
        }
        print.digest()
    }

    /// The number of a network.
    pub(super) fn number_of(&self, network: &str) -> Option<u32> {
        self.networks.get(network).copied()
    }

    pub(super) fn network_name(&self, n: u32) -> String {
        let network = &self.handbook.networks[n as usize];
        if network.facts.name.value.is_empty() { network.id.clone() } else { network.facts.name.value.clone() }
    }

    /// Finds what a field names. `network/id` reaches into another network.
    pub(super) fn find(&self, scope: Option<u32>, typed: &str, wanted: &[Wanted]) -> Found {
        let (name, anchor) = match typed.split_once('#') {
            Some((name, anchor)) => (name, Some(anchor.to_owned())),
            None => (typed, None),
        };
        let (scope, name) = match name.split_once('/') {
            Some((network, name)) if self.networks.contains_key(network) => (self.networks.get(network).copied(), name),
            _ => (scope, name),
        };
        let mut things: Vec<Thing> = Vec::new();
        for &kind in wanted {
            match self.of_kind(scope, name, kind) {
                Some(found) if kind == Wanted::Place => return self.place(scope, found, anchor),
                Some(found) => {
                    // The order of the kinds decides between a post and a body of one name.
                    things.push(found);
                    break;
                }
                None => {}
            }
        }
        match things.first() {
            Some(&thing) => Found::One(thing, anchor),
            // A word such as `board` stands for itself only where nothing bears it as its name.
            None if wanted.iter().any(|wanted| matches!(wanted, Wanted::Word(word) if *word == typed)) => Found::Word,
            None if wanted.contains(&Wanted::AnyWords) => Found::Word,
            None if self.may_be_unread(scope, name, wanted) => Found::Hidden,
            None => Found::None,
        }
    }

    /// After a fault in a file, what is missing may stand in the part that was not read. `wanted` is empty where any kind will do.
    fn may_be_unread(&self, scope: Option<u32>, name: &str, wanted: &[Wanted]) -> bool {
        let own = scope.map(|n| format!("networks/{}/", self.handbook.networks[n as usize].id));
        let may_be_own = wanted.is_empty() || wanted.iter().any(|wanted| wanted.is_of_a_network() || *wanted == Wanted::Responsibility);
        self.handbook.in_part.iter().map(|&file| self.snapshot.file(file)).any(|file| {
            let may_hold = (may_be_own && own.as_ref().is_some_and(|own| file.path.starts_with(own.as_str())))
                || kinds_in(&file.path).iter().any(|kind| wanted.is_empty() || wanted.contains(kind));
            may_hold && (!file.readable || gives_name(&file.text, name))
        })
    }

    fn of_kind(&self, scope: Option<u32>, name: &str, kind: Wanted) -> Option<Thing> {
        let local = |pick: for<'b> fn(&'b Local<'a>) -> &'b HashMap<&'a str, u32>| {
            let n = scope?;
            pick(self.local(n)).get(name).map(|&at| (n, at))
        };
        match kind {
            Wanted::Role => self.roles.get(name).copied().or_else(|| self.role_titles.get(&name.to_lowercase()).copied()).map(Thing::Role),
            Wanted::Responsibility => {
                local(|local| &local.own).map(|(n, at)| Thing::Own(n, at)).or_else(|| self.responsibilities.get(name).map(|&n| Thing::Responsibility(n)))
            }
            Wanted::Organisation => self.organisations.get(name).map(|&n| Thing::Organisation(n)),
            Wanted::Forum => self.forums.get(name).map(|&n| Thing::Forum(n)),
            Wanted::Term => self.terms.get(&name.to_lowercase()).map(|&n| Thing::Term(n)),
            Wanted::Source => self.sources.get(name).map(|&n| Thing::Source(n)),
            Wanted::Checklist => self.checklists.get(name).map(|&n| Thing::Checklist(n)),
            Wanted::Page => self.guidance.get(name).or_else(|| self.pages.get(name)).and_then(|pages| pages.first()).map(|&n| Thing::Page(n)),
            Wanted::Network => self.networks.get(name).map(|&n| Thing::Network(n)),
            Wanted::Practice => local(|local| &local.practices).map(|(n, at)| Thing::Practice(n, at)),
            Wanted::Person => local(|local| &local.people).map(|(n, at)| Thing::Person(n, at)),
            Wanted::Post => local(|local| &local.posts).map(|(n, at)| Thing::Post(n, at)),
            Wanted::Body => local(|local| &local.bodies).map(|(n, at)| Thing::Body(n, at)),
            Wanted::Service => local(|local| &local.services).map(|(n, at)| Thing::Service(n, at)),
            Wanted::Objective => local(|local| &local.objectives).map(|(n, at)| Thing::Objective(n, at)),
            Wanted::NetworkPage => self.network_page(scope?, name),
            Wanted::Place => match (name, scope) {
                ("agreement", Some(n)) => self.handbook.networks[n as usize].agreement.as_ref().map(|_| Thing::Agreement(n)),
                ("strategy", Some(n)) => self.handbook.networks[n as usize].strategy.as_ref().map(|_| Thing::Strategy(n)),
                (_, scope) => scope.and_then(|n| self.network_page(n, name)).or_else(|| self.of_kind(scope, name, Wanted::Page)),
            },
            Wanted::Word(_) | Wanted::AnyWords => None,
        }
    }

    fn network_page(&self, n: u32, name: &str) -> Option<Thing> {
        self.local(n).pages.get(name).and_then(|pages| pages.first()).map(|&p| Thing::NetworkPage(n, p))
    }

    /// `agreement#schedule-4` is a schedule, `strategy#same-day-access` an objective, anything else a heading.
    fn place(&self, scope: Option<u32>, thing: Thing, anchor: Option<String>) -> Found {
        let Some(anchor) = anchor else { return Found::One(thing, None) };
        match (thing, scope) {
            (Thing::Agreement(n), _) => {
                let agreement = self.handbook.networks[n as usize].agreement.as_ref();
                let schedule = agreement.and_then(|entry| entry.facts.schedules.iter().position(|schedule| schedule.anchor() == anchor));
                match schedule {
                    Some(at) => Found::One(Thing::Schedule(n, at as u32), None),
                    None if self.missing_anchor(thing, &anchor, Span::top(FileId(0)), false).is_none() => Found::One(thing, Some(anchor)),
                    None => Found::None,
                }
            }
            (Thing::Strategy(n), _) => match self.local(n).objectives.get(anchor.as_str()) {
                Some(&at) => Found::One(Thing::Objective(n, at), None),
                None if self.missing_anchor(thing, &anchor, Span::top(FileId(0)), false).is_none() => Found::One(thing, Some(anchor)),
                None => Found::None,
            },
            _ if self.missing_anchor(thing, &anchor, Span::top(FileId(0)), false).is_none() => Found::One(thing, Some(anchor)),
            _ => Found::None,
        }
    }

    /// Finds what `[[…]]` names: ids of the network first, then the handbook's, then those of the layers below.
    pub(super) fn find_wiki(&self, scope: Option<u32>, typed: &str) -> Found {
        let found = self.find_written(scope, typed);
        if !matches!(found, Found::None) || self.handbook.in_part.is_empty() {
            return found;
        }
        let name = typed.split_once('#').map_or(typed, |(name, _)| name);
        let name = name.rsplit_once(':').map_or(name, |(_, name)| name).trim();
        let (scope, name) = match name.split_once('/') {
            Some((network, inner)) if self.networks.contains_key(network) => (self.networks.get(network).copied(), inner),
            _ => (scope, name),
        };
        if self.may_be_unread(scope, name, &[]) { Found::Hidden } else { Found::None }
    }

    fn find_written(&self, scope: Option<u32>, typed: &str) -> Found {
        let (name, anchor) = match typed.split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim().to_owned())),
            None => (typed.trim(), None),
        };
        if let Some((prefix, name)) = name.split_once(':') {
            return self.find_prefixed(scope, prefix, name.trim(), anchor);
        }
        if let Some((network, inner)) = name.split_once('/') {
            if let Some(&n) = self.networks.get(network) {
                return self.in_network(n, inner, anchor);
            }
            // A page by its path.
            let things: Vec<Thing> = scope
                .and_then(|n| self.network_page(n, name))
                .into_iter()
                .chain(self.guidance.get(name).into_iter().chain(self.pages.get(name)).flatten().map(|&n| Thing::Page(n)))
                .collect();
            return one(things, anchor);
        }
        if let Some(n) = scope {
            match self.in_network(n, name, anchor.clone()) {
                Found::None => {}
                found => return found,
            }
        }
        // Things of one name: those of the highest layer win.
        let mut things: Vec<(Layer, Thing)> = Vec::new();
        let mut add = |layer: Layer, thing: Thing| things.push((layer, thing));
        let handbook = self.handbook;
        if let Some(&n) = self.roles.get(name) {
            add(handbook.roles[n as usize].layer, Thing::Role(n));
        }
        if let Some(&n) = self.responsibilities.get(name) {
            add(handbook.responsibilities[n as usize].layer, Thing::Responsibility(n));
        }
        if let Some(&n) = self.organisations.get(name) {
            add(handbook.organisations[n as usize].layer, Thing::Organisation(n));
        }
        if let Some(&n) = self.forums.get(name) {
            add(handbook.forums[n as usize].layer, Thing::Forum(n));
        }
        if let Some(&n) = self.checklists.get(name) {
            add(handbook.checklists[n as usize].layer, Thing::Checklist(n));
        }
        if let Some(&n) = self.networks.get(name) {
            add(Layer::Handbook, Thing::Network(n));
        }
        for &n in self.guidance.get(name).into_iter().chain(self.pages.get(name)).flatten() {
            add(handbook.pages[n as usize].layer, Thing::Page(n));
        }
        if things.is_empty() {
            if let Some(&n) = self.terms.get(&name.to_lowercase()) {
                return Found::One(Thing::Term(n), None);
            }
            if let Some(&n) = self.sources.get(name) {
                return Found::One(Thing::Source(n), None);
            }
        }
        let highest = things.iter().map(|(layer, _)| *layer).max();
        one(things.into_iter().filter(|(layer, _)| Some(*layer) == highest).map(|(_, thing)| thing).collect(), anchor)
    }

    fn in_network(&self, n: u32, name: &str, anchor: Option<String>) -> Found {
        let local = self.local(n);
        let network = &self.handbook.networks[n as usize];
        let mut things = Vec::new();
        let mut pick = |table: &HashMap<&str, u32>, thing: fn(u32, u32) -> Thing| {
            if let Some(&at) = table.get(name) {
                things.push(thing(n, at));
            }
        };
        pick(&local.posts, Thing::Post);
        pick(&local.people, Thing::Person);
        pick(&local.bodies, Thing::Body);
        pick(&local.services, Thing::Service);
        pick(&local.objectives, Thing::Objective);
        pick(&local.own, Thing::Own);
        pick(&local.practices, Thing::Practice);
        things.extend(local.pages.get(name).into_iter().flatten().map(|&p| Thing::NetworkPage(n, p)));
        if things.is_empty() {
            let paper = match name {
                "agreement" if network.agreement.is_some() => Some(Thing::Agreement(n)),
                "strategy" if network.strategy.is_some() => Some(Thing::Strategy(n)),
                _ => None,
            };
            if let Some(paper) = paper {
                // A missing schedule or objective is told as a missing anchor.
                return match self.place(Some(n), paper, anchor.clone()) {
                    Found::None => Found::One(paper, anchor),
                    found => found,
                };
            }
        }
        one(things, anchor)
    }

    fn find_prefixed(&self, scope: Option<u32>, prefix: &str, name: &str, anchor: Option<String>) -> Found {
        let kind = match prefix {
            "role" => Wanted::Role,
            "responsibility" => Wanted::Responsibility,
            "network" => Wanted::Network,
            "practice" => {
                // A code is unique wherever it stands.
                let local = scope.and_then(|n| self.of_kind(Some(n), name, Wanted::Practice));
                let anywhere = || (0..self.local.len() as u32).find_map(|n| self.local(n).practices.get(name).map(|&at| Thing::Practice(n, at)));
                return local.or_else(anywhere).map_or(Found::None, |thing| Found::One(thing, anchor));
            }
            "guidance" => return one(self.guidance.get(name).into_iter().flatten().map(|&n| Thing::Page(n)).collect(), anchor),
            "page" => {
                let own = scope.and_then(|n| self.network_page(n, name));
                if let Some(own) = own {
                    return Found::One(own, anchor);
                }
                if let Some((network, page)) = name.split_once('/')
                    && let Some(&n) = self.networks.get(network)
                    && let Some(page) = self.network_page(n, page)
                {
                    return Found::One(page, anchor);
                }
                let found = self.pages.get(name).or_else(|| self.guidance.get(name));
                return one(found.into_iter().flatten().map(|&n| Thing::Page(n)).collect(), anchor);
            }
            "forum" => Wanted::Forum,
            "organisation" => Wanted::Organisation,
            "term" => Wanted::Term,
            "checklist" => Wanted::Checklist,
            "source" => Wanted::Source,
            "post" => Wanted::Post,
            "person" => Wanted::Person,
            "body" => Wanted::Body,
            "service" => Wanted::Service,
            "objective" => Wanted::Objective,
            _ => return Found::None,
        };
        let (scope, name) = match name.split_once('/') {
            Some((network, inner)) if self.networks.contains_key(network) => (self.networks.get(network).copied(), inner),
            _ => (scope, name),
        };
        self.of_kind(scope, name, kind).map_or(Found::None, |thing| Found::One(thing, anchor))
    }

    /// Finds the thing of a file, by a path from the place of another file.
    pub(super) fn find_path(&self, from: FileId, path: &str, suggest: bool) -> Result<Thing, (String, Option<String>)> {
        let from = self.snapshot.file(from);
        let decoded = percent_decoded(path);
        if decoded.starts_with('/') || decoded.contains('\\') || decoded.contains(':') {
            return Err((
                format!("`{path}` is not a path that can be followed from here"),
                Some("write the path from this file's own folder, with `/`: `../guidance/arrs.md`".to_owned()),
            ));
        }
        let mut parts: Vec<&str> = from.path.split('/').collect();
        parts.pop();
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err((format!("`{path}` leads out of the content folder"), None));
                    }
                }
                part => parts.push(part),
            }
        }
        let wanted = parts.join("/");
        if let Some(n) = self.snapshot.assets().iter().position(|asset| asset.path == wanted) {
            return Ok(Thing::File(n as u32));
        }
        if let Some(things) = self.paths().get(wanted.as_str())
            && let Some((_, thing)) = things.iter().max_by_key(|(layer, _)| *layer)
        {
            return Ok(*thing);
        }
        // A list's own file stands for its page.
        if wanted == "glossary.yaml" && !self.handbook.terms.is_empty() {
            return Ok(Thing::Term(0));
        }
        if !suggest {
            return Err((format!("there is no file `{wanted}`"), None));
        }
        let known = self.paths().keys().copied().chain(self.snapshot.assets().iter().map(|asset| asset.path.as_str()));
        let stem = wanted.rsplit('/').next().unwrap_or(&wanted).to_owned();
        let same_name = self
            .paths()
            .keys()
            .copied()
            .chain(self.snapshot.assets().iter().map(|asset| asset.path.as_str()))
            .filter(|known| known.rsplit('/').next() == Some(stem.as_str()))
            .min();
        let near = same_name.or_else(|| nearest(&wanted, known));
        let hint = match near {
            Some(near) => Some(format!("did you mean `{}`?", relative_path(&from.path, near))),
            None if wanted.ends_with(".html") => Some("link to the `.md` file; the build makes the address".to_owned()),
            None => None,
        };
        Err((format!("there is no file `{wanted}`"), hint))
    }

    /// The finding for an anchor that a thing's page does not have.
    pub(super) fn missing_anchor(&self, thing: Thing, anchor: &str, span: Span, suggest: bool) -> Option<Diagnostic> {
        let (file, prose) = super::prose_of_thing(self.handbook, thing)?;
        // Schedules, objectives and steps give anchors too, and may stand in the part that was not read.
        if self.handbook.in_part.contains(&file) {
            return None;
        }
        self.missing_anchor_in(prose, thing, anchor, span, suggest)
    }

    pub(super) fn missing_anchor_in(&self, prose: &Prose, thing: Thing, anchor: &str, span: Span, suggest: bool) -> Option<Diagnostic> {
        // Most links are right, and a page of many may have many headings.
        if prose.headings.iter().any(|heading| heading.id == anchor) {
            return None;
        }
        let mut known: Vec<String> = prose.headings.iter().map(|heading| heading.id.clone()).collect();
        match thing {
            Thing::Agreement(n) => {
                let agreement = self.handbook.networks[n as usize].agreement.as_ref();
                known.extend(agreement.iter().flat_map(|entry| entry.facts.schedules.iter().map(|schedule| schedule.anchor())));
            }
            Thing::Strategy(n) => {
                let strategy = self.handbook.networks[n as usize].strategy.as_ref();
                known.extend(strategy.iter().flat_map(|entry| entry.facts.objectives.iter().map(|objective| objective.id.value.clone())));
            }
            Thing::Checklist(n) => known.extend(self.handbook.checklists[n as usize].facts.steps.iter().map(|step| step.id.value.clone())),
            _ => {}
        }
        if known.iter().any(|known| known == anchor) {
            return None;
        }
        let finding = Diagnostic::reading("broken-anchor", span, format!("that page has no heading `#{anchor}`")).subject(anchor);
        let suggested = if suggest { finding.clone().did_you_mean(anchor, known.iter().map(String::as_str)) } else { finding.clone() };
        Some(if suggested.hints.is_empty() && !known.is_empty() {
            let some: Vec<String> = known.iter().take(6).map(|known| format!("`#{known}`")).collect();
            finding.hint(format!("it has {}", some.join(", ")))
        } else {
            suggested
        })
    }

    /// A name that leads to a thing from anywhere.
    pub(super) fn full_name(&self, thing: Thing) -> String {
        let handbook = self.handbook;
        let network = |n: u32| &handbook.networks[n as usize];
        match thing {
            Thing::Home => "index".to_owned(),
            Thing::Role(n) => format!("role:{}", handbook.roles[n as usize].id),
            Thing::Responsibility(n) => format!("responsibility:{}", handbook.responsibilities[n as usize].id),
            Thing::Organisation(n) => format!("organisation:{}", handbook.organisations[n as usize].facts.id.value),
            Thing::Forum(n) => format!("forum:{}", handbook.forums[n as usize].facts.id.value),
            Thing::Term(n) => format!("term:{}", handbook.terms[n as usize].facts.term.value),
            Thing::Source(n) => format!("source:{}", handbook.sources[n as usize].facts.id.value),
            Thing::Checklist(n) => format!("checklist:{}", handbook.checklists[n as usize].id),
            Thing::Page(n) => {
                let page = &handbook.pages[n as usize];
                format!("{}:{}", if page.tree == Tree::Guidance { "guidance" } else { "page" }, page.path)
            }
            Thing::File(n) => self.snapshot.assets()[n as usize].path.clone(),
            Thing::Network(n) => format!("network:{}", network(n).id),
            Thing::Practice(n, at) => format!("practice:{}", network(n).facts.practices[at as usize].code.value),
            Thing::Person(n, at) => format!("person:{}", network(n).facts.people[at as usize].0.value),
            Thing::Post(n, at) => format!("post:{}", network(n).facts.posts[at as usize].0.value),
            Thing::Body(n, at) => format!("body:{}", network(n).facts.bodies[at as usize].0.value),
            Thing::Own(n, at) => format!("responsibility:{}", network(n).facts.responsibilities[at as usize].0.value),
            Thing::Service(n, at) => format!("service:{}", network(n).facts.services[at as usize].id.value),
            Thing::Objective(n, at) => {
                let id = network(n).strategy.as_ref().map_or("", |strategy| strategy.facts.objectives[at as usize].id.value.as_str());
                format!("strategy#{id}")
            }
            Thing::NetworkPage(n, at) => format!("page:{}", network(n).pages[at as usize].path),
            Thing::Agreement(_) => "agreement".to_owned(),
            Thing::Schedule(n, at) => {
                let anchor = network(n).agreement.as_ref().map_or(String::new(), |entry| entry.facts.schedules[at as usize].anchor());
                format!("agreement#{anchor}")
            }
            Thing::Strategy(_) => "strategy".to_owned(),
        }
    }

    /// Names that a field could have meant.
    pub(super) fn known(&self, scope: Option<u32>, wanted: &[Wanted]) -> Vec<String> {
        let mut known: Vec<String> = Vec::new();
        let local = scope.map(|n| self.local(n));
        let keys = |table: &HashMap<&str, u32>| table.keys().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        for kind in wanted {
            match kind {
                Wanted::Role => known.extend(keys(&self.roles)),
                Wanted::Responsibility => {
                    known.extend(keys(&self.responsibilities));
                    known.extend(local.map(|local| keys(&local.own)).unwrap_or_default());
                }
                Wanted::Organisation => known.extend(keys(&self.organisations)),
                Wanted::Forum => known.extend(keys(&self.forums)),
                Wanted::Term => known.extend(self.handbook.terms.iter().map(|term| term.facts.term.value.clone())),
                Wanted::Source => known.extend(keys(&self.sources)),
                Wanted::Checklist => known.extend(keys(&self.checklists)),
                Wanted::Page => known.extend(self.guidance.keys().chain(self.pages.keys()).map(|id| (*id).to_owned())),
                Wanted::Network => known.extend(keys(&self.networks)),
                Wanted::Practice => known.extend(local.map(|local| keys(&local.practices)).unwrap_or_default()),
                Wanted::Person => known.extend(local.map(|local| keys(&local.people)).unwrap_or_default()),
                Wanted::Post => known.extend(local.map(|local| keys(&local.posts)).unwrap_or_default()),
                Wanted::Body => known.extend(local.map(|local| keys(&local.bodies)).unwrap_or_default()),
                Wanted::Service => known.extend(local.map(|local| keys(&local.services)).unwrap_or_default()),
                Wanted::Objective => known.extend(local.map(|local| keys(&local.objectives)).unwrap_or_default()),
                Wanted::NetworkPage => known.extend(local.map(|local| local.pages.keys().map(|id| (*id).to_owned()).collect::<Vec<_>>()).unwrap_or_default()),
                Wanted::Place => {
                    if let Some(n) = scope {
                        let network = &self.handbook.networks[n as usize];
                        known.extend(
                            network.agreement.iter().flat_map(|entry| entry.facts.schedules.iter().map(|schedule| format!("agreement#{}", schedule.anchor()))),
                        );
                        known.extend(
                            network.strategy.iter().flat_map(|entry| entry.facts.objectives.iter().map(|objective| format!("strategy#{}", objective.id.value))),
                        );
                    }
                }
                Wanted::Word(word) => known.push((*word).to_owned()),
                Wanted::AnyWords => {}
            }
        }
        known
    }

    /// Names that `[[…]]` could have meant.
    pub(super) fn known_wiki(&self, scope: Option<u32>, typed: &str) -> Vec<String> {
        let scope = match typed.split_once('/') {
            Some((network, _)) if self.networks.contains_key(network) => self.networks.get(network).copied(),
            _ => scope,
        };
        self.known(
            scope,
            &[
                Wanted::Post,
                Wanted::Person,
                Wanted::Body,
                Wanted::Service,
                Wanted::Objective,
                Wanted::NetworkPage,
                Wanted::Role,
                Wanted::Responsibility,
                Wanted::Organisation,
                Wanted::Forum,
                Wanted::Checklist,
                Wanted::Page,
                Wanted::Network,
                Wanted::Term,
            ],
        )
    }
}

/// Networks that were changed in names of theirs which others can use.
pub(super) fn renamed(before: &[Arc<Unit>], handbook: &Handbook) -> BTreeSet<u32> {
    let of_networks = before.iter().skip(1).zip(&handbook.networks).zip(0..);
    let is_renamed = |(unit, network): (&Arc<Unit>, &Arc<Network>)| match &unit.of {
        Source::Network(before) => !Arc::ptr_eq(before, network) && print_of_network(before) != print_of_network(network),
        _ => true,
    };
    of_networks.filter(|(both, _)| is_renamed(*both)).map(|(_, n)| n).collect()
}

/// Fingerprint of the names in a network, and of their order.
fn print_of_network(network: &Network) -> u64 {
    let mut print = Xxh3Default::new();
    let facts = &network.facts;
    let ids = facts
        .people
        .iter()
        .map(|(id, _)| (0, &id.value))
        .chain(facts.posts.iter().map(|(id, _)| (1, &id.value)))
        .chain(facts.bodies.iter().map(|(id, _)| (2, &id.value)))
        .chain(facts.services.iter().map(|service| (3, &service.id.value)))
        .chain(facts.responsibilities.iter().map(|(id, says)| (4 + u8::from(says.title.is_some()), &id.value)))
        .chain(facts.practices.iter().map(|practice| (6 + u8::from(practice.left.is_some()), &practice.code.value)));
    for id in ids {
        id.hash(&mut print);
    }
    (&facts.name.value, network.whole, network.agreement.is_some(), network.strategy.is_some()).hash(&mut print);
    if let Some(agreement) = &network.agreement {
        (agreement.file, agreement.facts.schedules.iter().map(|schedule| schedule.anchor()).collect::<Vec<_>>()).hash(&mut print);
        headings(&agreement.prose, &mut print);
    }
    if let Some(strategy) = &network.strategy {
        (strategy.file, strategy.facts.objectives.iter().map(|objective| &objective.id.value).collect::<Vec<_>>()).hash(&mut print);
        headings(&strategy.prose, &mut print);
    }
    for page in &network.pages {
        names_of_page(page, &mut print);
    }
    print.digest()
}

fn names_of_page(page: &Page, print: &mut Xxh3Default) {
    (page.tree, &page.path, page.file, page.layer).hash(print);
    headings(&page.prose, print);
}

fn headings(prose: &Prose, print: &mut Xxh3Default) {
    prose.headings.len().hash(print);
    for heading in &prose.headings {
        heading.id.hash(print);
    }
}

impl<'a> Local<'a> {
    fn of(network: &'a Network) -> Self {
        let facts = &network.facts;
        let mut pages: HashMap<&str, Vec<u32>> = HashMap::new();
        for (p, page) in network.pages.iter().enumerate() {
            pages.entry(page.path.as_str()).or_default().push(p as u32);
            if page.id != page.path && !page.is_index() {
                pages.entry(page.id.as_str()).or_default().push(p as u32);
            }
        }
        // Of two entries for one code, the membership that has not ended comes first.
        let mut practices = HashMap::new();
        for (n, practice) in facts.practices.iter().enumerate() {
            if practice.left.is_none() {
                practices.entry(practice.code.value.as_str()).or_insert(n as u32);
            }
        }
        for (n, practice) in facts.practices.iter().enumerate() {
            practices.entry(practice.code.value.as_str()).or_insert(n as u32);
        }
        Self {
            people: table(facts.people.iter().map(|(id, _)| id.value.as_str())),
            posts: table(facts.posts.iter().map(|(id, _)| id.value.as_str())),
            bodies: table(facts.bodies.iter().map(|(id, _)| id.value.as_str())),
            services: table(facts.services.iter().map(|service| service.id.value.as_str())),
            objectives: network
                .strategy
                .as_ref()
                .map(|strategy| table(strategy.facts.objectives.iter().map(|objective| objective.id.value.as_str())))
                .unwrap_or_default(),
            own: facts
                .responsibilities
                .iter()
                .enumerate()
                .filter(|(_, (_, says))| says.title.is_some())
                .map(|(n, (id, _))| (id.value.as_str(), n as u32))
                .collect(),
            practices,
            pages,
        }
    }
}

fn one(things: Vec<Thing>, anchor: Option<String>) -> Found {
    match things.as_slice() {
        [] => Found::None,
        [thing] => Found::One(*thing, anchor),
        _ => Found::Several(things),
    }
}

/// `%20` and its like, as editors write them into paths.
pub fn percent_decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| path.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

/// The way from one file to another.
fn relative_path(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = "../".repeat(from.len() - shared);
    path.push_str(&to[shared..].join("/"));
    path
}
