//! Who is connected to whom.
//!
//! [`resolve`] is the only place where a name somebody typed becomes a link. Names that lead nowhere are told
//! here, with the nearest name that exists. Afterwards nobody looks up a name: the [`Links`] know, by its place,
//! where every reference and every link in prose leads, what leads to every thing, and who answers for what.

pub mod answers;
mod fields;
mod names;
mod unnamed;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Findings};
use crate::document::inserts::InsertKind;
use crate::document::prose::{Mention, MentionKind, Prose};
use crate::document::record::Text;
use crate::model::edition::{self, Narrowed};
use crate::model::shared::Citation;
use crate::model::{Handbook, Network, Page};
use crate::source::{AT_A_TIME, FileId, Snapshot, Span};
pub use answers::{Accountable, Answer, Answers, Duty, Holders, Term, Written};
pub use names::percent_decoded;
use names::{Found, Names};
use unnamed::keep_quiet;

/// Anything that has a name in a handbook. Numbers are places in the tables of [`Handbook`] and its networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// The home page.
    Home,
    /// A role.
    Role(u32),
    /// A responsibility of the catalogue.
    Responsibility(u32),
    /// An organisation.
    Organisation(u32),
    /// A forum.
    Forum(u32),
    /// A term of the glossary.
    Term(u32),
    /// A document that is cited.
    Source(u32),
    /// A checklist.
    Checklist(u32),
    /// A page of guidance or another page of the handbook.
    Page(u32),
    /// A file to download, by its place in the snapshot's assets.
    File(u32),
    /// A network.
    Network(u32),
    /// A practice of a network.
    Practice(u32, u32),
    /// A person of a network.
    Person(u32, u32),
    /// A post of a network.
    Post(u32, u32),
    /// A body of a network.
    Body(u32, u32),
    /// A responsibility of a network's own: its place in the network's `responsibilities`.
    Own(u32, u32),
    /// A service of a network.
    Service(u32, u32),
    /// An objective of a network's strategy.
    Objective(u32, u32),
    /// A page of a network's own.
    NetworkPage(u32, u32),
    /// A network's agreement.
    Agreement(u32),
    /// A schedule of a network's agreement.
    Schedule(u32, u32),
    /// A network's strategy.
    Strategy(u32),
}

impl Thing {
    /// The network a thing belongs to.
    pub fn network(self) -> Option<u32> {
        match self {
            Self::Network(n)
            | Self::Practice(n, _)
            | Self::Person(n, _)
            | Self::Post(n, _)
            | Self::Body(n, _)
            | Self::Own(n, _)
            | Self::Service(n, _)
            | Self::Objective(n, _)
            | Self::NetworkPage(n, _)
            | Self::Agreement(n)
            | Self::Schedule(n, _)
            | Self::Strategy(n) => Some(n),
            _ => None,
        }
    }
}

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a thing, perhaps to an anchor on its page.
    Thing(Thing, Option<String>),
    /// To an anchor on the same page.
    Here(String),
    /// To another site, a mailbox or a telephone.
    Outside(String),
    /// To all responsibilities with a tag.
    Tag(String),
}

/// How two things are related, in readers' words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// A post answers for a responsibility.
    AnswersFor,
    /// A post does the work.
    Does,
    /// A post helps with the work.
    Supports,
    /// A post is told about the work.
    IsTold,
    /// Something is written somewhere.
    WrittenIn,
    /// A person holds a post.
    Holds,
    /// A post is of a role, or a role the usual holder.
    IsOfRole,
    /// One answers to another.
    AnswersTo,
    /// One stands in for another.
    StandsInFor,
    /// One leads a thing.
    Leads,
    /// One speaks for a network somewhere.
    SpeaksAt,
    /// One sits somewhere or is part of something.
    IsPartOf,
    /// A schedule governs a thing.
    Governs,
    /// A thing serves another: an objective a responsibility, a service a responsibility.
    Serves,
    /// Two work together.
    WorksWith,
    /// A page explains a thing.
    Explains,
    /// One took the place of another.
    Replaces,
    /// One cites another.
    Cites,
    /// One is written for another.
    IsFor,
    /// Work moves from one to another.
    TakesOver,
    /// Prose mentions a thing.
    Mentions,
    /// Anything else a field names.
    Names,
}

/// One relation, read both ways: "A *answers for* B", "B *is answered for by* A".
pub struct RelationWords {
    /// The relation.
    pub relation: Relation,
    /// From the one that names to the one that is named.
    pub forward: &'static str,
    /// The other way.
    pub backward: &'static str,
}

/// All relations as named pairs.
pub const RELATIONS: &[RelationWords] = &[
    RelationWords { relation: Relation::AnswersFor, forward: "answers for", backward: "is answered for by" },
    RelationWords { relation: Relation::Does, forward: "does the work of", backward: "is done by" },
    RelationWords { relation: Relation::Supports, forward: "helps with", backward: "is helped by" },
    RelationWords { relation: Relation::IsTold, forward: "is told about", backward: "is reported to" },
    RelationWords { relation: Relation::WrittenIn, forward: "is written in", backward: "holds the text of" },
    RelationWords { relation: Relation::Holds, forward: "holds", backward: "is held by" },
    RelationWords { relation: Relation::IsOfRole, forward: "is a post of", backward: "is the role of" },
    RelationWords { relation: Relation::AnswersTo, forward: "answers to", backward: "holds to account" },
    RelationWords { relation: Relation::StandsInFor, forward: "is covered by", backward: "stands in for" },
    RelationWords { relation: Relation::Leads, forward: "is led by", backward: "leads" },
    RelationWords { relation: Relation::SpeaksAt, forward: "speaks at", backward: "hears" },
    RelationWords { relation: Relation::IsPartOf, forward: "is part of", backward: "includes" },
    RelationWords { relation: Relation::Governs, forward: "governs", backward: "is governed by" },
    RelationWords { relation: Relation::Serves, forward: "serves", backward: "is served by" },
    RelationWords { relation: Relation::WorksWith, forward: "works with", backward: "works with" },
    RelationWords { relation: Relation::Explains, forward: "explains", backward: "is explained in" },
    RelationWords { relation: Relation::Replaces, forward: "took the place of", backward: "was replaced by" },
    RelationWords { relation: Relation::Cites, forward: "cites", backward: "is cited by" },
    RelationWords { relation: Relation::IsFor, forward: "is for", backward: "has" },
    RelationWords { relation: Relation::TakesOver, forward: "passes to", backward: "takes over" },
    RelationWords { relation: Relation::Mentions, forward: "mentions", backward: "is mentioned in" },
    RelationWords { relation: Relation::Names, forward: "names", backward: "is named in" },
];

impl Relation {
    /// Its words.
    pub fn words(self) -> &'static RelationWords {
        // The table has a row for each relation, which a test walks.
        RELATIONS.iter().find(|words| words.relation == self).unwrap_or(&RELATIONS[RELATIONS.len() - 1])
    }
}

/// One end of a connection, as the other end shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlink {
    /// Where it comes from.
    pub from: Thing,
    /// How.
    pub relation: Relation,
    /// Its place: a field's, or a link's in prose.
    pub span: Span,
    /// The mention in prose it is: file of the prose and number of the mention.
    pub mention: Option<(FileId, u32)>,
    /// The anchor on the page it comes from.
    pub anchor: Option<Arc<str>>,
}

/// Every connection of a handbook. What did not change is shared with the links that were resolved before.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// By file: the place of the unit it belongs to. Pages ask by the hundred.
    by_file: Vec<u32>,
    /// The handbook itself, then its networks, then its pages.
    units: Vec<Arc<Unit>>,
    /// What leads to the things that all networks share, then to those of each network.
    to: Vec<Arc<Backlinks>>,
    /// Fingerprint of the names that everybody can use.
    names: u64,
    /// Who answers for what, in every network.
    pub answers: Answers,
}

type Backlinks = HashMap<Thing, Arc<Vec<Backlink>>>;

/// The backlinks that one unit makes, with the things they lead to.
type UnitLinks = Vec<(Thing, Backlink)>;

/// What is resolved together: the lists and entries of the handbook, a network with its papers, a page.
#[derive(Debug)]
struct Unit {
    of: Source,
    /// Its files.
    files: Vec<FileId>,
    /// Where what stands at a place leads, in the order of places.
    targets: Vec<(Span, Target)>,
    /// The Markdown of fields.
    fields: HashMap<Span, Prose>,
    findings: Findings,
    /// The things it leads to.
    leads_to: Vec<Thing>,
    /// Where a network writes of its responsibilities.
    written: Arc<answers::WrittenBy>,
    reads: Reads,
}

/// What a unit is resolved from, beside the names.
#[derive(Debug)]
enum Source {
    Shared(u64),
    Network(Arc<Network>),
    Page(Arc<Page>),
}

impl Source {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Shared(one), Self::Shared(other)) => one == other,
            (Self::Network(one), Self::Network(other)) => Arc::ptr_eq(one, other),
            (Self::Page(one), Self::Page(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    fn files(&self) -> Vec<FileId> {
        match self {
            // All that no other unit has.
            Self::Shared(_) => Vec::new(),
            Self::Page(page) => vec![page.file],
            Self::Network(network) => network.files().collect(),
        }
    }
}

/// Networks whose own names a unit asked for, beside those that everybody can use and its own.
#[derive(Clone, Debug, Default)]
struct Reads {
    networks: BTreeSet<u32>,
    /// Something was looked for everywhere, as for a hint.
    all: bool,
}

impl Links {
    /// Where a reference in a field leads, if to a thing.
    pub fn of(&self, reference: &Text) -> Option<Thing> {
        match self.at(reference.span)? {
            Target::Thing(thing, _) => Some(*thing),
            _ => None,
        }
    }

    /// Where what stands at a place leads.
    pub fn at(&self, span: Span) -> Option<&Target> {
        let places = &self.unit_of(span.file)?.targets;
        // Every reference of every page comes by here, so a place is compared as one number.
        let number = |span: Span| u128::from(span.file.0) << 64 | u128::from(span.start) << 32 | u128::from(span.end);
        places.binary_search_by_key(&number(span), |(place, _)| number(*place)).ok().map(|at| &places[at].1)
    }

    fn unit_of(&self, file: FileId) -> Option<&Unit> {
        self.units.get(*self.by_file.get(file.0 as usize)? as usize).map(Arc::as_ref)
    }

    /// Whether a network is the same in other links of the same names, with all that its own files lead to.
    pub fn has_same_network(&self, n: u32, other: &Self) -> bool {
        let unit = |links: &Self, n: u32| links.units.get(n as usize + 1).map(Arc::clone);
        let is_same_source = |n: &u32| unit(self, *n).zip(unit(other, *n)).is_some_and(|(one, other)| one.of.is(&other.of));
        self.names == other.names
            && unit(self, n).zip(unit(other, n)).is_some_and(|(one, other)| Arc::ptr_eq(&one, &other) && one.reads.networks.iter().all(is_same_source))
    }

    /// Every target, in no order.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.units.iter().flat_map(|unit| &unit.targets).map(|(_, target)| target)
    }

    /// Every link to a file of the content folder: its place, and the file's number among the assets. In no order.
    pub fn to_files(&self) -> impl Iterator<Item = (Span, u32)> {
        self.units.iter().flat_map(|unit| &unit.targets).filter_map(|(span, target)| match target {
            Target::Thing(Thing::File(at), _) => Some((*span, *at)),
            _ => None,
        })
    }

    /// What leads to a thing, in the order of where it comes from.
    pub fn to(&self, thing: Thing) -> &[Backlink] {
        self.to.get(shelf(thing)).and_then(|shelf| shelf.get(&thing)).map_or(&[], |backlinks| backlinks.as_slice())
    }

    /// The Markdown of a field such as `about` or `note`.
    pub fn prose_of(&self, field: &Text) -> Option<&Prose> {
        self.unit_of(field.span.file)?.fields.get(&field.span)
    }
}

/// The place in [`Links::to`] where backlinks of a thing are.
fn shelf(thing: Thing) -> usize {
    thing.network().map_or(0, |n| n as usize + 1)
}

/// What one unit adds to the links.
#[derive(Default)]
struct Part {
    targets: Vec<(Span, Target)>,
    backlinks: Vec<(Thing, Backlink)>,
    fields: Vec<(Span, Prose)>,
    findings: Findings,
    reads: Reads,
}

/// Resolves every reference and every link in prose, and works out who answers for what on a day. What cannot have
/// changed since the links before, from a snapshot with the same numbers, is taken from there.
pub fn resolve(snapshot: &Snapshot, handbook: &Handbook, today: Date, before: Option<&Links>) -> (Links, Findings) {
    let names = Names::of(snapshot, handbook);
    let print = names.print();
    let sources: Vec<Source> = std::iter::once(Source::Shared(handbook.shared_print))
        .chain(handbook.networks.iter().map(|network| Source::Network(Arc::clone(network))))
        .chain(handbook.pages.iter().map(|page| Source::Page(Arc::clone(page))))
        .collect();
    // Where a name that everybody can use came or went, numbers of things may have moved too.
    let known = before.filter(|before| before.names == print && before.units.len() == sources.len());
    let renamed: BTreeSet<u32> = known.map_or_else(BTreeSet::new, |known| names::renamed(&known.units, handbook));
    let may_stay = |unit: &Unit| {
        let Reads { networks, all } = &unit.reads;
        (renamed.is_empty() || !*all) && networks.is_disjoint(&renamed)
    };
    let of_others: HashSet<FileId> = sources.iter().flat_map(Source::files).collect();
    // Units, with the backlinks of those that were resolved anew.
    let resolved: Vec<(Arc<Unit>, Option<UnitLinks>)> = sources
        .into_par_iter()
        .with_max_len(AT_A_TIME)
        .enumerate()
        .map(|(at, source)| match known.map(|known| &known.units[at]).filter(|unit| unit.of.is(&source) && may_stay(unit)) {
            Some(unit) => (Arc::clone(unit), None),
            None => {
                let (mut unit, backlinks) = unit_of(&names, at, source);
                if at == 0 {
                    unit.files = snapshot.files().map(|(id, _)| id).filter(|id| !of_others.contains(id)).collect();
                }
                (Arc::new(unit), Some(backlinks))
            }
        })
        .collect();

    let mut links = Links { names: print, ..Links::default() };
    let mut change = Change::new(known.map_or_else(Vec::new, |known| known.to.clone()), handbook.networks.len() + 1);
    for (at, (unit, backlinks)) in resolved.into_iter().enumerate() {
        if let Some(backlinks) = backlinks {
            change.replace(known.map(|known| known.units[at].as_ref()), &unit, backlinks);
        }
        links.units.push(unit);
    }
    links.to = change.apply();
    links.by_file = vec![0; snapshot.end() as usize];
    for (at, unit) in (1..).zip(&links.units[1..]) {
        for file in &unit.files {
            links.by_file[file.0 as usize] = at;
        }
    }
    let findings = links.units.iter().flat_map(|unit| &unit.findings).cloned().collect();
    links.answers = answers::work_out(handbook, &links, today, known.map(|known| &known.answers));
    (links, findings)
}

/// Resolves a unit; its place says which one it is.
fn unit_of(names: &Names<'_>, at: usize, of: Source) -> (Unit, UnitLinks) {
    let network = at.checked_sub(1).map(|n| n as u32);
    let page = at.checked_sub(1 + names.handbook.networks.len()).map(|n| n as u32);
    let mut part = match (&of, network, page) {
        (Source::Page(page), _, Some(n)) => fields::of_page(names, Thing::Page(n), page),
        (Source::Network(_), Some(n), _) => fields::of_network(names, n),
        _ => fields::of_handbook(names),
    };
    // Of two at one place the later counts.
    part.targets.reverse();
    part.targets.sort_by_key(|(span, _)| *span);
    part.targets.dedup_by_key(|(span, _)| *span);
    let own = network.filter(|_| matches!(of, Source::Network(_)));
    let targets = part.targets.iter().filter_map(|(_, target)| match target {
        Target::Thing(thing, _) => thing.network(),
        _ => None,
    });
    part.reads.networks.extend(targets);
    part.reads.networks.retain(|n| Some(*n) != own);
    // The finding may hold a hint at any name.
    part.reads.all |= !part.findings.is_empty();
    let mut leads_to: Vec<Thing> = part.backlinks.iter().map(|(thing, _)| *thing).collect();
    leads_to.sort_unstable();
    leads_to.dedup();
    let written = own.map_or_else(Default::default, |n| answers::written_by(names.handbook, n, &part));
    let Part { targets, backlinks, fields, findings, reads } = part;
    let files = of.files();
    let unit = Unit { of, files, targets, fields: fields.into_iter().collect(), findings, leads_to, written: Arc::new(written), reads };
    (unit, backlinks)
}

/// Backlinks that go and come, by shelf.
struct Change {
    to: Vec<Arc<Backlinks>>,
    /// Things that a unit led to before.
    gone: Vec<Vec<Thing>>,
    come: Vec<Vec<(Thing, Backlink)>>,
    /// Files whose links were resolved again.
    files: HashSet<FileId>,
}

impl Change {
    fn new(mut to: Vec<Arc<Backlinks>>, shelves: usize) -> Self {
        to.resize_with(shelves, Arc::default);
        Self { to, gone: vec![Vec::new(); shelves], come: vec![Vec::new(); shelves], files: HashSet::new() }
    }

    fn replace(&mut self, old: Option<&Unit>, new: &Unit, backlinks: UnitLinks) {
        if let Some(old) = old {
            self.files.extend(old.files.iter().chain(&new.files));
            for thing in &old.leads_to {
                self.gone[shelf(*thing)].push(*thing);
            }
        }
        for (thing, backlink) in backlinks {
            self.come[shelf(thing)].push((thing, backlink));
        }
    }

    fn apply(self) -> Vec<Arc<Backlinks>> {
        let Self { mut to, gone, come, files } = self;
        to.par_iter_mut().zip(gone).zip(come).filter(|((_, gone), come)| !gone.is_empty() || !come.is_empty()).for_each(|((shelf, gone), come)| {
            let shelf = Arc::make_mut(shelf);
            let mut changed: Vec<Thing> = gone.iter().copied().chain(come.iter().map(|(thing, _)| *thing)).collect();
            changed.sort_unstable();
            changed.dedup();
            for thing in gone {
                if let Some(backlinks) = shelf.get_mut(&thing) {
                    Arc::make_mut(backlinks).retain(|backlink| !files.contains(&backlink.span.file));
                }
            }
            for (thing, backlink) in come {
                Arc::make_mut(shelf.entry(thing).or_default()).push(backlink);
            }
            for thing in changed {
                let Some(backlinks) = shelf.get_mut(&thing) else { continue };
                if backlinks.is_empty() {
                    shelf.remove(&thing);
                    continue;
                }
                let backlinks = Arc::make_mut(backlinks);
                backlinks.sort_by_key(|backlink| (backlink.from, backlink.relation, backlink.span));
                backlinks.dedup();
            }
        });
        to
    }
}

/// Gathers what one file connects.
struct Connect<'n, 'a> {
    names: &'n Names<'a>,
    /// The network whose ids win.
    scope: Option<u32>,
    part: Part,
}

impl<'n, 'a> Connect<'n, 'a> {
    /// Remembers which network's names a written name asks for: `network/id`, or a code that may be anybody's.
    fn note(&mut self, typed: &str) {
        let name = typed.split('#').next().unwrap_or(typed);
        let (kind, name) = name.rsplit_once(':').unwrap_or(("", name));
        self.part.reads.all |= kind == "practice";
        if let Some((network, _)) = name.trim().split_once('/') {
            self.part.reads.networks.extend(self.names.number_of(network));
        }
    }

    fn new(names: &'n Names<'a>, scope: Option<u32>) -> Self {
        Self { names, scope, part: Part::default() }
    }

    fn connect(&mut self, from: Thing, relation: Relation, to: Thing, span: Span, anchor: Option<String>) {
        if from != to {
            self.part.backlinks.push((to, Backlink { from, relation, span, mention: None, anchor: anchor.map(Arc::from) }));
        }
    }

    /// Resolves a field that must name one of some kinds of things.
    fn field(&mut self, from: Thing, relation: Relation, reference: &Text, wanted: &[names::Wanted]) -> Option<Thing> {
        // A missing mandatory reference was told when it was read.
        if reference.value.is_empty() {
            return None;
        }
        self.note(&reference.value);
        match self.names.find(self.scope, &reference.value, wanted) {
            Found::One(thing, anchor) => {
                self.part.targets.push((reference.span, Target::Thing(thing, anchor)));
                self.connect(from, relation, thing, reference.span, None);
                Some(thing)
            }
            Found::Word => None,
            Found::Hidden => None,
            Found::Several(things) => {
                self.part.findings.push(self.ambiguous(reference.span, &reference.value, &things));
                None
            }
            Found::None => {
                self.part.findings.push(self.unknown(reference.span, &reference.value, wanted));
                None
            }
        }
    }

    fn may(&mut self, from: Thing, relation: Relation, reference: &Option<Text>, wanted: &[names::Wanted]) -> Option<Thing> {
        reference.as_ref().and_then(|reference| self.field(from, relation, reference, wanted))
    }

    fn each(&mut self, from: Thing, relation: Relation, references: &[Text], wanted: &[names::Wanted]) {
        for reference in references {
            self.field(from, relation, reference, wanted);
        }
    }

    fn unknown(&self, span: Span, typed: &str, wanted: &[names::Wanted]) -> Diagnostic {
        let what = names::in_words(wanted);
        let place = match (self.scope, wanted.iter().any(|wanted| wanted.is_of_a_network())) {
            (Some(n), true) => format!(" in {}", self.names.network_name(n)),
            _ => String::new(),
        };
        let finding = Diagnostic::reading("unknown-reference", span, format!("no {what} called `{typed}`{place}")).subject(typed);
        if !self.suggests() {
            return finding.hint(WITHOUT_SUGGESTION);
        }
        let known = self.names.known(self.scope, wanted);
        finding.did_you_mean_or_choose(typed, known.iter().map(String::as_str))
    }

    /// Whether it is looked for what may have been meant. Where so much is wrong, that would take the time of all slips
    /// times all names, and nobody reads it.
    fn suggests(&self) -> bool {
        const MOST: usize = 200;
        self.part.findings.len() < MOST
    }

    fn ambiguous(&self, span: Span, typed: &str, things: &[Thing]) -> Diagnostic {
        let ways: Vec<String> = things.iter().map(|&thing| format!("`{}`", self.names.full_name(thing))).collect();
        Diagnostic::reading("ambiguous-reference", span, format!("`{typed}` names {} things", things.len()))
            .hint(format!("write one of {}", ways.join(", ")))
            .subject(typed)
    }

    /// A sentence or two of Markdown in a field.
    fn markdown(&mut self, from: Thing, field: &Option<Text>, anchor: Option<&str>) {
        let Some(field) = field else { return };
        let prose = crate::document::prose::scan_field(field, &mut self.part.findings);
        self.prose(from, &prose, field.span.file, anchor);
        if !prose.mentions.is_empty() {
            self.part.fields.push((field.span, prose));
        }
    }

    /// Every link of a stretch of prose.
    fn prose(&mut self, from: Thing, prose: &Prose, file: FileId, anchor: Option<&str>) {
        for (number, mention) in prose.mentions.iter().enumerate() {
            let block = block_around(prose, number as u32);
            let target = match mention.kind {
                MentionKind::Wiki if block == Some(InsertKind::Responsibilities) && mention.target.starts_with(TAG) => self.tag(mention),
                MentionKind::Wiki => self.wiki(mention.span, &mention.target),
                MentionKind::Link | MentionKind::Image => self.address(from, prose, file, mention.span, &mention.target, mention.kind),
            };
            let Some(target) = target else { continue };
            if let Some(block) = block.filter(|block| !shows(*block, &target)) {
                let finding = format!("`{}` is {}, which `:::{}` does not show", mention.target, what_it_is(&target), block.word());
                self.part.findings.push(Diagnostic::reading("block-shows-nothing", mention.span, finding).hint(what_it_shows(block)).subject(&mention.target));
            }
            if let Target::Thing(thing, _) = &target
                && *thing != from
            {
                let heading = mention.heading.and_then(|n| prose.headings.get(n as usize)).map(|heading| heading.id.clone());
                self.part.backlinks.push((
                    *thing,
                    Backlink {
                        from,
                        relation: Relation::Mentions,
                        span: mention.span,
                        mention: Some((file, number as u32)),
                        anchor: heading.as_deref().or(anchor).map(Arc::from),
                    },
                ));
            }
            self.part.targets.push((mention.span, target));
        }
    }

    /// A tag of responsibilities, as `:::responsibilities` takes it.
    fn tag(&mut self, mention: &Mention) -> Option<Target> {
        let tag = mention.target.strip_prefix(TAG).unwrap_or_default().trim();
        let known: BTreeSet<&str> = self.names.handbook.responsibilities.iter().flat_map(|item| &item.facts.tags).map(|tag| tag.value.as_str()).collect();
        if known.contains(tag) {
            return Some(Target::Tag(tag.to_owned()));
        }
        self.part.findings.push(
            Diagnostic::reading("unknown-reference", mention.span, format!("no responsibility has the tag `{tag}`"))
                .did_you_mean_or_choose(tag, known)
                .subject(tag),
        );
        None
    }

    fn wiki(&mut self, span: Span, typed: &str) -> Option<Target> {
        self.note(typed);
        match self.names.find_wiki(self.scope, typed) {
            Found::One(thing, anchor) => {
                if let Some(anchor) = &anchor
                    && let Some(finding) = self.names.missing_anchor(thing, anchor, span, self.suggests())
                {
                    self.part.findings.push(finding);
                    return None;
                }
                Some(Target::Thing(thing, anchor))
            }
            Found::Several(things) => {
                self.part.findings.push(self.ambiguous(span, typed, &things));
                None
            }
            Found::Hidden => None,
            Found::Word | Found::None => {
                let id = typed.rsplit_once(':').map_or(typed, |(_, id)| id);
                let known = if self.suggests() { self.names.known_wiki(self.scope, typed) } else { Vec::new() };
                let place = self.scope.map(|n| format!(" in {} or the handbook", self.names.network_name(n))).unwrap_or_default();
                let finding = Diagnostic::reading("unknown-reference", span, format!("nothing is called `{typed}`{place}")).subject(typed);
                self.part.findings.push(if self.suggests() {
                    finding.did_you_mean_or_choose(id, known.iter().map(String::as_str))
                } else {
                    finding.hint(WITHOUT_SUGGESTION)
                });
                None
            }
        }
    }

    fn address(&mut self, from: Thing, prose: &Prose, file: FileId, span: Span, typed: &str, kind: MentionKind) -> Option<Target> {
        let broken = |message: String, hint: &str| Diagnostic::reading("broken-link", span, message).hint(hint).subject(typed);
        let scheme = crate::document::render::scheme_of(typed);
        let is_of_the_web = scheme.is_some_and(|scheme| scheme.to_ascii_lowercase().starts_with("http"));
        if !crate::document::render::is_safe_address(typed) || (is_of_the_web && !crate::document::render::is_web_address(typed)) {
            self.part.findings.push(broken(format!("`{typed}` is no address that a handbook links to"), "use http, https, mailto, tel, or the path of a file"));
            return None;
        }
        if scheme.is_some() {
            if kind == MentionKind::Image {
                self.part.findings.push(broken(
                    format!("the picture `{typed}` lies on another site, and pages ask no other site for anything"),
                    "put a copy into `files/` and link to that",
                ));
                return None;
            }
            return Some(Target::Outside(typed.to_owned()));
        }
        let (path, anchor) = match typed.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.to_owned())),
            None => (typed, None),
        };
        if path.is_empty() {
            let anchor = anchor.unwrap_or_default();
            if let Some(finding) = self.names.missing_anchor_in(prose, from, &anchor, span, self.suggests()) {
                self.part.findings.push(finding);
                return None;
            }
            return Some(Target::Here(anchor));
        }
        match self.names.find_path(file, path, self.suggests()) {
            Ok(thing) => {
                if let Some(anchor) = &anchor
                    && let Some(finding) = self.names.missing_anchor(thing, anchor, span, self.suggests())
                {
                    self.part.findings.push(finding);
                    return None;
                }
                Some(Target::Thing(thing, anchor))
            }
            Err((message, hint)) => {
                let finding = Diagnostic::reading("broken-link", span, message).subject(typed);
                self.part.findings.push(match hint {
                    Some(hint) => finding.hint(hint),
                    None => finding.hint("links lead to files of the content folder, from the place of the file they stand in"),
                });
                None
            }
        }
    }
}

/// The hint of a name that nothing is like, or for which it was not looked.
const WITHOUT_SUGGESTION: &str = "correct the name, or add it first";

/// How a link begins that names a tag.
const TAG: &str = "tag:";

/// The kind of the block that a mention stands in, if it does.
fn block_around(prose: &Prose, mention: u32) -> Option<InsertKind> {
    let after = prose.inserts.partition_point(|insert| insert.mentions.end <= mention);
    prose.inserts.get(after).filter(|insert| insert.mentions.contains(&mention)).map(|insert| insert.kind)
}

/// Whether a block has something to show of what it links.
fn shows(block: InsertKind, target: &Target) -> bool {
    match (block, target) {
        (InsertKind::Contact, Target::Thing(thing, _)) => matches!(
            thing,
            Thing::Post(..) | Thing::Person(..) | Thing::Body(..) | Thing::Service(..) | Thing::Practice(..) | Thing::Organisation(_) | Thing::Network(_)
        ),
        (InsertKind::Responsibilities, Target::Thing(thing, _)) => matches!(thing, Thing::Post(..) | Thing::Person(..) | Thing::Body(..) | Thing::Role(_)),
        (InsertKind::Responsibilities, Target::Tag(_)) => true,
        _ => false,
    }
}

fn what_it_shows(block: InsertKind) -> &'static str {
    match block {
        InsertKind::Contact => "link a post, a person, a body, a service, a practice, an organisation or a network",
        InsertKind::Responsibilities => "link a post, a person, a body or a role, or name a tag: `[[tag:research]]`",
    }
}

fn what_it_is(target: &Target) -> &'static str {
    match target {
        Target::Here(_) => "a place on this page",
        Target::Outside(_) => "an address outside the handbook",
        Target::Tag(_) => "a tag",
        Target::Thing(thing, _) => match thing {
            Thing::Home => "the home page",
            Thing::Role(_) => "a role",
            Thing::Responsibility(_) | Thing::Own(..) => "a responsibility",
            Thing::Organisation(_) => "an organisation",
            Thing::Forum(_) => "a forum",
            Thing::Term(_) => "a term",
            Thing::Source(_) => "a source",
            Thing::Checklist(_) => "a checklist",
            Thing::Page(_) | Thing::NetworkPage(..) => "a page",
            Thing::File(_) => "a file",
            Thing::Network(_) => "a network",
            Thing::Practice(..) => "a practice",
            Thing::Person(..) => "a person",
            Thing::Post(..) => "a post",
            Thing::Body(..) => "a body",
            Thing::Service(..) => "a service",
            Thing::Objective(..) => "an objective",
            Thing::Agreement(_) => "an agreement",
            Thing::Schedule(..) => "a schedule",
            Thing::Strategy(_) => "a strategy",
        },
    }
}

/// A whole handbook as the public may see it, with its links. A build remembers parts of this from one time to the next.
pub fn for_the_public(snapshot: &Snapshot, handbook: Handbook, mut links: Arc<Links>, today: Date) -> (Handbook, Arc<Links>) {
    let Narrowed { mut handbook, things, .. } = edition::narrow(handbook, None, false);
    if things {
        links = Arc::new(resolve(snapshot, &handbook, today, None).0);
    }
    finish_narrowing(&mut handbook, things, &links, today);
    (handbook, links)
}

/// Takes out of a narrowed handbook what only links can tell: what is about absent `things`, where there are any, and what
/// would tell of people without a name.
pub fn finish_narrowing(handbook: &mut Handbook, things: bool, links: &Links, today: Date) {
    if things {
        drop_parts_about_absent_things(handbook, links);
    }
    keep_quiet(handbook, links, today);
}

/// Takes out what is only about a thing that the edition does not show: of a network a relationship with it, a promise of
/// it, a seat at it, a duty of it that moves to another post; of a text the section of a document; of a word the one that
/// took its place.
fn drop_parts_about_absent_things(handbook: &mut Handbook, links: &Links) {
    let is_shown = |reference: &Text| links.of(reference).is_some();
    let cites_shown = |sources: &[Citation]| sources.iter().all(|source| is_shown(&source.id));
    for term in &mut handbook.terms {
        term.facts.now.take_if(|now| !is_shown(now));
    }
    for item in handbook.responsibilities.iter_mut().filter(|item| !cites_shown(item.facts.source.as_slice())) {
        Arc::make_mut(item).facts.source = None;
    }
    for page in handbook.home.iter_mut().chain(&mut handbook.pages).filter(|page| !cites_shown(&page.facts.sources)) {
        Arc::make_mut(page).entry.facts.sources.retain(|source| is_shown(&source.id));
    }
    let is_whole = |network: &Network| {
        let facts = &network.facts;
        facts.relationships.iter().all(|item| is_shown(&item.with))
            && facts.voice.iter().all(|seat| is_shown(&seat.forum))
            && facts.commitments.iter().all(|item| item.practice.as_ref().is_none_or(is_shown))
            && facts.posts.iter().all(|(_, post)| post.release.iter().all(|item| is_shown(&item.responsibility)))
            && network.pages.iter().all(|page| cites_shown(&page.facts.sources))
    };
    handbook.networks.par_iter_mut().filter(|network| !is_whole(network)).for_each(|network| {
        let network = Arc::make_mut(network);
        for page in network.pages.iter_mut().filter(|page| !cites_shown(&page.facts.sources)) {
            Arc::make_mut(page).entry.facts.sources.retain(|source| is_shown(&source.id));
        }
        let facts = Arc::make_mut(&mut network.facts);
        facts.relationships.retain(|item| is_shown(&item.with));
        facts.voice.retain(|seat| is_shown(&seat.forum));
        facts.commitments.retain(|item| item.practice.as_ref().is_none_or(is_shown));
        for (_, post) in &mut facts.posts.0 {
            post.release.retain(|item| is_shown(&item.responsibility));
        }
    });
}

/// Old addresses as they are written, each with the thing that has another one now. The first of two equal ones counts.
pub fn aliases<'h>(handbook: &'h Handbook) -> Vec<(&'h Text, Thing)> {
    let mut aliases = Vec::new();
    let mut add = |texts: &'h [Text], thing: Thing| aliases.extend(texts.iter().map(|text| (text, thing)));
    for (at, page) in (0..).zip(&handbook.pages) {
        add(&page.facts.aliases, Thing::Page(at));
    }
    for (at, item) in (0..).zip(&handbook.roles) {
        add(&item.facts.aliases, Thing::Role(at));
    }
    for (at, item) in (0..).zip(&handbook.responsibilities) {
        add(&item.facts.aliases, Thing::Responsibility(at));
    }
    for (at, item) in (0..).zip(&handbook.checklists) {
        add(&item.facts.aliases, Thing::Checklist(at));
    }
    for (n, network) in (0..).zip(&handbook.networks) {
        for (at, page) in (0..).zip(&network.pages) {
            add(&page.facts.aliases, Thing::NetworkPage(n, at));
        }
        if let Some(agreement) = &network.agreement {
            add(&agreement.facts.aliases, Thing::Agreement(n));
        }
        if let Some(strategy) = &network.strategy {
            add(&strategy.facts.aliases, Thing::Strategy(n));
        }
    }
    aliases
}

/// The address from the root that an alias means.
pub fn address_of_alias(alias: &Text) -> &str {
    alias.value.trim_start_matches('/')
}

/// The prose behind a page-like thing.
pub fn page_of(handbook: &Handbook, thing: Thing) -> Option<&Page> {
    match thing {
        Thing::Home => handbook.home.as_deref(),
        Thing::Page(n) => handbook.pages.get(n as usize).map(Arc::as_ref),
        Thing::NetworkPage(n, p) => handbook.networks.get(n as usize)?.pages.get(p as usize).map(Arc::as_ref),
        _ => None,
    }
}

/// The prose of any thing that has a Markdown file.
pub fn prose_of_thing(handbook: &Handbook, thing: Thing) -> Option<(FileId, &Prose)> {
    match thing {
        Thing::Role(n) => handbook.roles.get(n as usize).map(|role| (role.file, &role.prose)),
        Thing::Responsibility(n) => handbook.responsibilities.get(n as usize).map(|item| (item.file, &item.prose)),
        Thing::Checklist(n) => handbook.checklists.get(n as usize).map(|list| (list.file, &list.prose)),
        Thing::Agreement(n) | Thing::Schedule(n, _) => handbook.networks.get(n as usize)?.agreement.as_ref().map(|entry| (entry.file, &entry.prose)),
        Thing::Strategy(n) | Thing::Objective(n, _) => handbook.networks.get(n as usize)?.strategy.as_ref().map(|entry| (entry.file, &entry.prose)),
        _ => page_of(handbook, thing).map(|page| (page.file, &page.prose)),
    }
}

/// Every stretch of prose that has a file of its own.
pub fn all_prose(handbook: &Handbook) -> impl Iterator<Item = &Prose> {
    let of_networks = handbook.networks.iter().flat_map(|network| {
        let papers = network.agreement.iter().map(|entry| &entry.prose).chain(network.strategy.iter().map(|entry| &entry.prose));
        papers.chain(network.pages.iter().map(|page| &page.entry.prose))
    });
    handbook
        .home
        .iter()
        .map(|page| &page.entry.prose)
        .chain(handbook.pages.iter().map(|page| &page.entry.prose))
        .chain(handbook.roles.iter().map(|item| &item.prose))
        .chain(handbook.responsibilities.iter().map(|item| &item.prose))
        .chain(handbook.checklists.iter().map(|item| &item.prose))
        .chain(of_networks)
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    #[test]
    fn what_only_tells_of_a_hidden_thing_is_hidden_with_it() {
        let files = &[
            ("glossary.yaml", "- {term: OLD, until: 2026-05-01, now: ZZNEW}\n- {term: ZZNEW, visible_to: staff}\n"),
            ("sources.yaml", "- {id: letter, title: A letter, visible_to: staff}\n"),
            ("roles/lead.md", "---\ntitle: Lead\nowner: Quiet Keeper\n---\n"),
            ("roles/keeper.md", "---\ntitle: Quiet keeper\nvisible_to: staff\n---\n"),
            ("responsibilities/keeping.md", "---\ntitle: Keeping\nrole: quiet keeper\n---\n"),
            ("checklists/first.md", "---\ntitle: First\nfor: Quiet keeper\nsteps: [{id: ring, title: Ring, owner: Quiet keeper}]\n---\n"),
            ("responsibilities/leading.md", "---\ntitle: Leading\nrole: lead\nyears: {from: 2026/27}\nsource: {id: letter, section: zz-part}\n---\n"),
            (
                "guidance/leading.md",
                "---\ntitle: How to lead\nauthor: Quiet keeper\naudience: [quiet keeper]\nsources: [{id: letter, section: zz-page}]\n---\nLead.\n",
            ),
            ("networks/alpha/network.yaml", "name: Alpha PCN\n"),
            ("networks/alpha/news.md", "---\ntitle: News\nsources: [{id: letter, section: zz-news}]\n---\nNews.\n"),
        ];
        let (public, staff) = (Site::new(files), Site::staff(files));
        for secret in ["uiet keeper", "uiet Keeper", "ZZNEW", "zz-part", "zz-page", "zz-news"] {
            public.nowhere_shows(secret);
        }
        staff.page("guidance/leading.html").shows("Quiet keeper");
        staff.page("years.html").shows("now ZZNEW");
        staff.page("responsibilities/leading.html").shows("zz-part");
    }
}
