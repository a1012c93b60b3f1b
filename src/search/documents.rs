//! What can be found: one document for each page, and one for each thing that answers a question without a page of its
//! own: a schedule, an objective, a term, a heading of guidance.
//!
//! A document is made from a page's view, so it holds nothing that its edition does not show.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use super::prose::{Section, sections, text_of};
use super::synonyms;
use super::words::{self, Scratch};
use crate::document::prose::shorten;
use crate::document::record::{ContractYear, Text};
use crate::links::Thing;
use crate::model::catalogue::Years;
use crate::pages::view::{self, View};
use crate::pages::{Desk, PageKey, Planned, is_open};

/// What a document is about. The letter stands in the index, the words in `engine.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "kinds whose names say it all go without")]
pub enum Kind {
    Person,
    Post,
    Body,
    Role,
    Responsibility,
    OwnResponsibility,
    Matrix,
    Service,
    Network,
    Practice,
    Neighbourhood,
    Organisation,
    Forum,
    Agreement,
    Schedule,
    Strategy,
    Objective,
    /// Something that a network's page keeps: an indicator, a commitment, an agreement to share data.
    Record,
    Guidance,
    /// A heading of a page of prose.
    Section,
    Checklist,
    Page,
    /// A page that lists others.
    List,
    Term,
    /// A term that is no longer used: nothing else bears the name.
    EarlierTerm,
}

impl Kind {
    /// The letter of the kind.
    pub fn letter(self) -> char {
        match self {
            Self::Person => 'p',
            Self::Post => 'h',
            Self::Body => 'b',
            Self::Role => 'r',
            Self::Responsibility => 'd',
            Self::OwnResponsibility => 'e',
            Self::Matrix => 'm',
            Self::Service => 's',
            Self::Network => 'n',
            Self::Practice => 'c',
            Self::Neighbourhood => 'i',
            Self::Organisation => 'o',
            Self::Forum => 'f',
            Self::Agreement => 'a',
            Self::Schedule => 'j',
            Self::Strategy => 'y',
            Self::Objective => 'v',
            Self::Record => 'k',
            Self::Guidance => 'g',
            Self::Section => 'x',
            Self::Checklist => 'l',
            Self::Page => 'q',
            Self::List => 'w',
            Self::Term => 't',
            Self::EarlierTerm => 'u',
        }
    }

    /// The group that readers can narrow a search to, 0 to 7: people, responsibilities, services, networks, meetings and
    /// organisations, agreement and strategy, guidance, glossary.
    pub fn group(self) -> u8 {
        match self {
            Self::Person | Self::Post | Self::Body | Self::Role => 0,
            Self::Responsibility | Self::OwnResponsibility | Self::Matrix => 1,
            Self::Service => 2,
            Self::Network | Self::Practice | Self::Neighbourhood => 3,
            Self::Organisation | Self::Forum => 4,
            Self::Agreement | Self::Schedule | Self::Strategy | Self::Objective | Self::Record => 5,
            Self::Guidance | Self::Section | Self::Checklist | Self::Page | Self::List => 6,
            Self::Term | Self::EarlierTerm => 7,
        }
    }

    /// Place in a network's block: first what all networks have, in the number they have it.
    pub fn order(self) -> u8 {
        match self {
            Self::Network => 0,
            Self::Matrix => 1,
            Self::Agreement | Self::Schedule => 2,
            Self::Strategy => 3,
            Self::Post => 4,
            Self::Body => 5,
            Self::Service => 6,
            Self::Objective => 7,
            Self::OwnResponsibility | Self::Page | Self::Section => 8,
            Self::Person => 9,
            Self::Record => 10,
            _ => 11,
        }
    }

    /// How likely a document of this kind is what somebody looks for, before any word is read.
    fn weight(self) -> f32 {
        match self {
            Self::Responsibility | Self::Role | Self::Post | Self::Person | Self::Network | Self::Service => 1.0,
            Self::OwnResponsibility | Self::Practice | Self::Guidance | Self::Organisation | Self::Forum | Self::Checklist => 0.95,
            Self::Body | Self::Agreement | Self::Strategy | Self::Schedule | Self::Objective | Self::Neighbourhood => 0.9,
            Self::Record | Self::Section | Self::Page => 0.8,
            Self::Matrix | Self::List => 0.7,
            // Whoever types an abbreviation rarely asks what it stands for; where nothing else bears the name, it is still first.
            Self::Term => 0.5,
            Self::EarlierTerm => 0.8,
        }
    }
}

/// What is no longer in force or open counts for less than what is.
const EARLIER: f32 = 0.6;

/// How much a word counts by the field it stands in, as the weighted frequencies of BM25F (Robertson, Zaragoza and
/// Taylor, "Simple BM25 extension to multiple weighted fields", 2004).
mod weight {
    /// Divided by a measure of the title's length: of two titles with the word the shorter one is meant.
    pub const TITLE: f32 = 5.0;
    pub const NAME: f32 = 3.5;
    pub const CODE: f32 = 8.0;
    pub const HOLDER: f32 = 2.5;
    pub const HEADING: f32 = 1.6;
    pub const SUMMARY: f32 = 1.6;
    /// Ids are words that an author chose; they often keep an older or shorter name.
    pub const ID: f32 = 1.2;
    pub const DETAIL: f32 = 1.0;
    /// Divided by a measure of the prose's length.
    pub const PROSE: f32 = 0.9;
    /// Words of the page around it.
    pub const CONTEXT: f32 = 0.7;
    /// Where the frequency counts half of what it can.
    pub const HALF: f32 = 2.0;
    /// Words of prose that are neither much nor little.
    pub const LENGTH: f32 = 80.0;
}

/// Levels of impact: how much a word tells of a document.
pub const LEVELS: u8 = 11;

/// Characters of the line under a title.
pub const LONGEST_LINE: usize = 110;

/// The number of a word: its xxh3, but for the lowest digit, in which a [`Mark`] keeps its level.
pub fn number_of(word: &str) -> u64 {
    xxh3_64(word.as_bytes()) & !0xf
}

/// A word's part in a document: there are millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(u64);

impl Mark {
    fn new(word: u64, level: u8) -> Self {
        debug_assert!(word & 0xf == 0 && level < LEVELS, "{word} {level}");
        Self(word | u64::from(level))
    }

    /// The [number](number_of) of the word.
    pub fn word(self) -> u64 {
        self.0 & !0xf
    }

    /// 0 to [`LEVELS`] - 1.
    pub fn level(self) -> u8 {
        (self.0 & 0xf) as u8
    }
}

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct SearchDocument {
    /// Address from the root, with the anchor.
    pub address: String,
    /// What it is.
    pub kind: Kind,
    /// Its title as a result shows it.
    pub title: String,
    /// The line under the title.
    pub line: String,
    /// Contract years in which it holds.
    pub years: Option<(i16, i16)>,
    /// Place of a role or responsibility among those of the handbook, for its answers.
    pub place: Option<u32>,
    /// The network it belongs to.
    pub network: Option<u32>,
    /// Its words, sorted, each once.
    pub marks: Vec<Mark>,
}

/// Makes documents, and remembers how each word is written.
#[derive(Default)]
pub struct Maker {
    scratch: Scratch,
    /// Every word that was met.
    pub dictionary: Dictionary,
    /// Those of them that are [`words::IDLE`].
    idle: HashSet<u64, BuildHasherDefault<ItsOwnHash>>,
}

/// Words by their [numbers](number_of).
pub type Dictionary = HashMap<u64, Box<str>, BuildHasherDefault<ItsOwnHash>>;

/// Hashes what is a hash already: to itself.
#[derive(Clone, Copy, Default)]
pub struct ItsOwnHash(u64);

impl Hasher for ItsOwnHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Maker {
    /// A maker that has met words before.
    pub fn knowing(dictionary: Dictionary) -> Self {
        Self { dictionary, ..Self::default() }
    }

    /// The documents of a page.
    pub fn documents(&mut self, desk: &Desk<'_>, planned: &Planned, view: &View) -> Vec<SearchDocument> {
        let mut page = PageMaker { maker: self, desk, planned, network: network_of(planned.key), found: Vec::with_capacity(1) };
        page.read(view);
        page.found
    }

    /// The words of a text with their numbers, remembered.
    pub fn each_word(&mut self, text: &str, mut take: impl FnMut(u64, &str)) {
        let Self { scratch, dictionary, idle } = self;
        let mut means_it = None;
        words::each(text, scratch, |word| {
            // Words come again and again: each is looked up among the idle ones once. Only "it" can be of both kinds.
            let hash = number_of(word);
            let is_known = dictionary.contains_key(&hash);
            if !is_known || word == "it" {
                let is_idle = idle.contains(&hash) || (!is_known && words::is_idle(word) && idle.insert(hash));
                if is_idle && (word != "it" || !*means_it.get_or_insert_with(|| words::means_it(text))) {
                    return;
                }
                dictionary.entry(hash).or_insert_with(|| word.into());
            }
            take(hash, word);
        });
    }
}

fn network_of(key: PageKey) -> Option<u32> {
    match key {
        PageKey::Of(thing) => thing.network(),
        PageKey::Matrix(n) | PageKey::Print(n) => Some(n),
        _ => None,
    }
}

/// A document in the making.
struct Draft {
    kind: Kind,
    address: String,
    title: String,
    line: String,
    years: Option<(i16, i16)>,
    place: Option<u32>,
    is_earlier: bool,
    weights: Vec<(u64, f32)>,
}

impl Draft {
    /// The more there is of prose, the less each word says.
    fn add_words_of_prose(&mut self, words: &[u64]) {
        let weight = weight::PROSE / (0.5 + 0.5 * words.len() as f32 / weight::LENGTH);
        self.weights.extend(words.iter().map(|word| (*word, weight)));
    }
}

struct PageMaker<'m, 'd, 'a> {
    maker: &'m mut Maker,
    desk: &'d Desk<'a>,
    planned: &'d Planned,
    network: Option<u32>,
    found: Vec<SearchDocument>,
}

impl PageMaker<'_, '_, '_> {
    fn draft(&mut self, kind: Kind, title: &str) -> Draft {
        let mut draft = Draft {
            kind,
            address: self.planned.address.clone(),
            title: title.to_owned(),
            line: String::new(),
            years: None,
            place: None,
            is_earlier: false,
            weights: Vec::with_capacity(48),
        };
        let from = draft.weights.len();
        self.add(&mut draft, weight::TITLE, title);
        let length = (draft.weights.len() - from) as f32;
        for (_, weight) in &mut draft.weights[from..] {
            *weight /= 0.4 + 0.2 * length;
        }
        if let Some(id) = self.planned.address.trim_end_matches(".html").trim_end_matches("/index").rsplit('/').next() {
            self.add(&mut draft, weight::ID, id);
        }
        draft
    }

    fn part(&mut self, kind: Kind, anchor: &str, title: &str) -> Draft {
        let mut draft = self.draft(kind, title);
        if !anchor.is_empty() {
            draft.address.push('#');
            draft.address.push_str(anchor);
            self.add(&mut draft, weight::ID, anchor);
        }
        draft
    }

    fn add(&mut self, draft: &mut Draft, weight: f32, text: &str) {
        self.maker.each_word(text, |word, _| draft.weights.push((word, weight)));
    }

    fn add_all<'t>(&mut self, draft: &mut Draft, weight: f32, texts: impl IntoIterator<Item = &'t str>) {
        for text in texts {
            self.add(draft, weight, text);
        }
    }

    fn add_texts(&mut self, draft: &mut Draft, weight: f32, texts: &[Text]) {
        self.add_all(draft, weight, texts.iter().map(|text| text.value.as_str()));
    }

    /// A code, postcode or telephone number: found whole and by its beginning, with blanks or without.
    fn add_code(&mut self, draft: &mut Draft, code: &str) {
        self.add(draft, weight::CODE, code);
        if code.contains(' ') {
            let joined: String = code.chars().filter(|c| !c.is_whitespace()).collect();
            self.add(draft, weight::CODE, &joined);
        }
    }

    fn add_contact(&mut self, draft: &mut Draft, contact: &view::Contact) {
        if !contact.phone.is_empty() {
            self.add_code(draft, &contact.phone);
            self.add(draft, weight::DETAIL, "phone telephone number contact");
        }
        if !contact.email.is_empty() {
            self.add(draft, weight::DETAIL, "email contact");
        }
    }

    fn add_holders(&mut self, draft: &mut Draft, seat: &view::Seat) {
        self.add_all(draft, weight::HOLDER, seat.holders.iter().filter(|holder| !holder.person.href.is_empty()).map(|holder| holder.person.text.as_str()));
    }

    fn add_links(&mut self, draft: &mut Draft, weight: f32, links: &[view::Link]) {
        self.add_all(draft, weight, links.iter().map(|link| link.text.as_str()));
    }

    fn add_prose(&mut self, draft: &mut Draft, html: &str) {
        if !html.is_empty() {
            draft.add_words_of_prose(&self.words_of_prose(html));
        }
    }

    /// The words of prose that was drawn already.
    fn words_of_prose(&mut self, html: &str) -> Vec<u64> {
        let mut text = String::with_capacity(html.len());
        text_of(html, &mut text);
        let mut words = Vec::with_capacity(text.len() / 8);
        self.maker.each_word(&text, |word, _| words.push(word));
        words
    }

    fn finish(&mut self, draft: Draft) {
        let Draft { kind, address, title, line, years, place, is_earlier, mut weights } = draft;
        weights.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let likelihood = kind.weight() * if is_earlier { EARLIER } else { 1.0 };
        let mut marks = Vec::with_capacity(weights.chunk_by(|a, b| a.0 == b.0).count());
        marks.extend(weights.chunk_by(|a, b| a.0 == b.0).map(|same| {
            let frequency: f32 = same.iter().map(|(_, weight)| weight).sum();
            let impact = frequency / (frequency + weight::HALF) * likelihood;
            Mark::new(same[0].0, ((impact * f32::from(LEVELS)) as u8).min(LEVELS - 1))
        }));
        self.found.push(SearchDocument { address, kind, title, line: shorten(line.trim(), LONGEST_LINE), years, place, network: self.network, marks });
    }

    fn read(&mut self, view: &View) {
        match view {
            View::Home(view) => self.home(view),
            View::Network(view) => self.network(view),
            View::Person(view) => self.person(view),
            View::Post(view) => self.post(view),
            View::Body(view) => self.body(view),
            View::Service(view) => self.service(view),
            View::Practice(view) => self.practice(view),
            View::Responsibility(view) => self.responsibility(view),
            View::Matrix(view) => {
                let mut draft = self.draft(Kind::Matrix, &view.page.title);
                self.add(&mut draft, weight::SUMMARY, "responsibilities responsibility matrix RACI");
                self.add(&mut draft, weight::DETAIL, &view.page.summary);
                draft.line = format!("{} {}", view.page.summary, view.counts);
                self.finish(draft);
            }
            View::Years(view) => self.years(view),
            View::Agreement(view) => self.agreement(view),
            View::Strategy(view) => self.strategy(view),
            View::Role(view) => self.role(view),
            View::Guidance(view) => self.guidance(view),
            View::Checklist(view) => {
                let mut draft = self.draft(Kind::Checklist, &view.page.title);
                draft.line.clone_from(&view.page.summary);
                self.add(&mut draft, weight::SUMMARY, &view.page.summary);
                self.add(&mut draft, weight::DETAIL, "checklist steps");
                self.add(&mut draft, weight::DETAIL, &view.role.text);
                self.add_all(&mut draft, weight::DETAIL, view.steps.iter().map(|step| step.title.as_str()));
                self.add_prose(&mut draft, &view.prose_html);
                self.finish(draft);
            }
            View::Prose(view) => self.prose_page(Kind::Page, &view.page, &view.prose_html, false),
            View::Listing(view) if view.page.kind == "topics" => self.prose_page(Kind::List, &view.page, &view.prose_html, false),
            View::Glossary(view) => self.glossary(view),
            View::Forum(view) => {
                let mut draft = self.draft(Kind::Forum, &view.page.title);
                draft.line.clone_from(&view.page.summary);
                if draft.line.is_empty() {
                    draft.line = line_of_facts(&view.facts);
                }
                self.add(&mut draft, weight::SUMMARY, &view.page.summary);
                self.add(&mut draft, weight::DETAIL, "meeting seat sits speaks representative");
                self.add_facts(&mut draft, &view.facts);
                self.finish(draft);
            }
            View::Organisation(view) => self.organisation(view),
            View::Neighbourhood(view) => {
                let mut draft = self.draft(Kind::Neighbourhood, &view.page.title);
                draft.line.clone_from(&view.page.summary);
                self.add(&mut draft, weight::SUMMARY, "neighbourhood");
                self.add_all(&mut draft, weight::DETAIL, view.networks.iter().map(|network| network.row.link.text.as_str()));
                self.finish(draft);
            }
            View::Networks(_) | View::Listing(_) | View::Forums(_) | View::Review(_) | View::Accessibility(_) => {
                let page = view.page();
                let mut draft = self.draft(Kind::List, &page.title);
                draft.line.clone_from(&page.summary);
                self.add(&mut draft, weight::SUMMARY, &page.summary);
                self.add(&mut draft, weight::DETAIL, "list all");
                self.add_all(&mut draft, weight::HEADING, page.contents.iter().map(|heading| heading.text.as_str()));
                self.finish(draft);
            }
            // What stands in a network's document is found on the pages that it joins.
            View::Az(_) | View::Search(_) | View::NotFound(_) | View::Print(_) => {}
        }
    }

    fn add_facts(&mut self, draft: &mut Draft, facts: &[view::Fact]) {
        for fact in facts {
            self.add(draft, weight::DETAIL, &fact.text);
            self.add_links(draft, weight::DETAIL, &fact.links);
        }
    }

    fn network(&mut self, view: &view::Network) {
        let Some(n) = self.network else { return };
        let facts = &self.desk.network(n).facts;
        let mut draft = self.draft(Kind::Network, &view.page.title);
        draft.is_earlier = !is_open(self.desk.network(n));
        draft.line = line(&[&view.contact.phone, &view.contact.email, &view.code, &former(&facts.former_names)]);
        self.add_texts(&mut draft, weight::NAME, &facts.former_names);
        self.add_code(&mut draft, &view.code);
        self.add_contact(&mut draft, &view.contact);
        self.add(&mut draft, weight::SUMMARY, "network office contact address");
        self.add(&mut draft, weight::DETAIL, &view.lede);
        self.add_texts(&mut draft, weight::DETAIL, &facts.neighbourhoods);
        self.add_all(&mut draft, weight::CONTEXT, view.practices.iter().map(|row| row.link.text.as_str()));
        self.add_all(&mut draft, weight::DETAIL, view.page.contents.iter().map(|heading| heading.text.as_str()));
        self.add_facts(&mut draft, &view.facts);
        self.add_prose(&mut draft, &view.prose_html);
        self.finish(draft);

        for item in &view.data_sharing {
            let mut draft = self.part(Kind::Record, &item.id, &item.title);
            draft.line = line(&["Data sharing", &item.about]);
            self.add(&mut draft, weight::SUMMARY, "data sharing agreement");
            self.add(&mut draft, weight::DETAIL, &item.about);
            self.finish(draft);
        }
        for item in &view.commitments {
            let mut draft = self.part(Kind::Record, &item.id, &item.what);
            draft.line = line(&["Commitment", &item.practice.text, &if item.due.is_empty() { String::new() } else { format!("due {}", item.due) }]);
            self.add(&mut draft, weight::DETAIL, "commitment");
            self.add(&mut draft, weight::DETAIL, &item.practice.text);
            self.finish(draft);
        }
        for item in &view.indicators {
            let mut draft = self.part(Kind::Record, &item.id, &item.title);
            draft.line = line(&["Indicator", &item.year, &item.owner.text, &item.latest]);
            self.add(&mut draft, weight::DETAIL, "indicator points target");
            self.add(&mut draft, weight::DETAIL, &item.year);
            self.add(&mut draft, weight::DETAIL, &item.owner.text);
            self.finish(draft);
        }
        if let Some(variation) = &view.local_variation {
            let mut draft = self.part(Kind::Record, "local-variation", &variation.title);
            draft.line = line(&["Local variation", &variation.summary]);
            self.add(&mut draft, weight::SUMMARY, "local variation");
            self.add(&mut draft, weight::DETAIL, &variation.summary);
            self.finish(draft);
        }
        // A policy with a page of its own is found there.
        if let Some(policy) = view.conflicts_policy.as_ref().filter(|policy| policy.links.iter().all(|link| !link.href.starts_with("pages/"))) {
            let mut draft = self.part(Kind::Record, "conflicts", "Conflicts of interest");
            draft.line = line(&[&policy.text, &names(&policy.links)]);
            self.add(&mut draft, weight::SUMMARY, "register declarations policy declared interests");
            self.finish(draft);
        }
        if !view.voice.is_empty() {
            let mut draft = self.part(Kind::Record, "voice", "Who speaks for the network");
            draft.line = view.voice.iter().map(|voice| voice.link.text.as_str()).collect::<Vec<_>>().join(", ");
            self.add(&mut draft, weight::SUMMARY, "representation meetings seats voice representative");
            self.add_all(&mut draft, weight::DETAIL, view.voice.iter().map(|voice| voice.link.text.as_str()));
            self.finish(draft);
        }
    }

    fn person(&mut self, view: &view::Person) {
        let mut draft = self.draft(Kind::Person, &view.page.title);
        draft.is_earlier = !view.left.is_empty();
        let posts: Vec<&str> = view.now.iter().map(|post| post.post.text.as_str()).collect();
        let parts: Vec<String> = view.parts.iter().map(|group| format!("{} {}", group.title, names(&group.links))).collect();
        draft.line = line(&[&view.left, &posts.join(", "), &parts.join(", "), &view.contact.phone, &view.contact.email]);
        self.add_all(&mut draft, weight::SUMMARY, posts);
        self.add_all(&mut draft, weight::DETAIL, parts.iter().map(String::as_str));
        self.add_contact(&mut draft, &view.contact);
        self.add_facts(&mut draft, &view.facts);
        self.add_prose(&mut draft, &view.about_html);
        self.finish(draft);
    }

    fn post(&mut self, view: &view::Post) {
        let mut draft = self.draft(Kind::Post, &view.page.title);
        draft.is_earlier = !view.ended.is_empty();
        draft.line = line(&[&holders(&view.seat), &view.ended, &view.seat.contact.phone, &view.seat.contact.email]);
        self.add_holders(&mut draft, &view.seat);
        self.add(&mut draft, weight::DETAIL, "post");
        if view.role.text != view.page.title {
            self.add(&mut draft, weight::SUMMARY, &view.role.text);
        }
        self.add_contact(&mut draft, &view.seat.contact);
        if !view.seat.vacant.is_empty() {
            self.add(&mut draft, weight::DETAIL, "vacant vacancy");
        }
        if !view.seat.cover.is_empty() {
            self.add(&mut draft, weight::DETAIL, "cover covers covered");
            self.add(&mut draft, weight::CONTEXT, &view.seat.cover.text);
        }
        self.add_all(&mut draft, weight::CONTEXT, view.answers_for.iter().map(|duty| duty.link.text.as_str()));
        self.add_all(&mut draft, weight::DETAIL, view.facts.iter().filter(|fact| fact.links.is_empty()).map(|fact| fact.text.as_str()));
        self.add_prose(&mut draft, &view.note_html);
        self.finish(draft);
    }

    fn body(&mut self, view: &view::Body) {
        let mut draft = self.draft(Kind::Body, &view.page.title);
        draft.line = line(&[&view.chair.as_ref().map_or(String::new(), |chair| format!("Chair: {}", seat(chair))), &line_of_facts(&view.facts)]);
        if let Some(chair) = &view.chair {
            self.add_holders(&mut draft, chair);
            self.add(&mut draft, weight::DETAIL, "chair");
        }
        self.add(&mut draft, weight::DETAIL, "members meets quorum");
        if view.facts.iter().any(|fact| fact.label == "Voting") {
            self.add(&mut draft, weight::DETAIL, "voting rights votes");
        }
        self.add_facts(&mut draft, &view.facts);
        self.finish(draft);
    }

    fn service(&mut self, view: &view::Service) {
        let mut draft = self.draft(Kind::Service, &view.page.title);
        draft.line = line(&[&view.page.summary, &view.lead.as_ref().map_or(String::new(), |lead| format!("Led by {}", seat(lead)))]);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.add(&mut draft, weight::DETAIL, "service");
        self.add(&mut draft, weight::DETAIL, &view.hours);
        for lead in view.lead.iter().chain(&view.cover) {
            self.add(&mut draft, weight::CONTEXT, &lead.link.text);
            self.add_holders(&mut draft, lead);
        }
        self.add_contact(&mut draft, &view.contact);
        self.add_all(&mut draft, weight::CONTEXT, view.sites.iter().map(|site| site.link.text.as_str()));
        self.add_all(&mut draft, weight::DETAIL, view.responsibilities.iter().map(|duty| duty.link.text.as_str()));
        self.add_prose(&mut draft, &view.book_html);
        self.add_prose(&mut draft, &view.note_html);
        if let PageKey::Of(Thing::Service(n, at)) = self.planned.key {
            draft.years = self.desk.network(n).facts.services[at as usize].year.as_ref().map(|year| (year.value.0, year.value.0));
        }
        self.finish(draft);
    }

    fn practice(&mut self, view: &view::Practice) {
        let mut draft = self.draft(Kind::Practice, &view.page.title);
        draft.is_earlier = !view.left.is_empty();
        let PageKey::Of(Thing::Practice(n, at)) = self.planned.key else { return };
        let former_names = &self.desk.network(n).facts.practices[at as usize].former_names;
        draft.line = line(&[&view.left, &view.contact.phone, &view.postcode, &view.code, &former(former_names)]);
        self.add_texts(&mut draft, weight::NAME, former_names);
        self.add_code(&mut draft, &view.code);
        self.add_code(&mut draft, &view.postcode);
        self.add_contact(&mut draft, &view.contact);
        self.add(&mut draft, weight::DETAIL, "practice surgery");
        for (part, holder) in [("manager", &view.manager), ("representative", &view.representative), ("deputy", &view.deputy)] {
            if let Some(holder) = holder.as_ref().filter(|holder| !holder.person.href.is_empty()) {
                self.add(&mut draft, weight::DETAIL, &holder.person.text);
                self.add(&mut draft, weight::DETAIL, part);
            }
        }
        self.finish(draft);
    }

    fn responsibility(&mut self, view: &view::Responsibility) {
        let kind = if self.network.is_some() { Kind::OwnResponsibility } else { Kind::Responsibility };
        let mut draft = self.draft(kind, &view.page.title);
        draft.line.clone_from(&view.page.summary);
        self.add_code(&mut draft, &view.code);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        if let PageKey::Of(Thing::Responsibility(at)) = self.planned.key {
            let item = &self.desk.handbook.responsibilities[at as usize];
            draft.place = Some(at);
            draft.years = item.facts.years.as_ref().and_then(years_of);
            draft.is_earlier = !crate::links::answers::in_force(self.desk.handbook, item);
            self.add_texts(&mut draft, weight::SUMMARY, &item.facts.tags);
            if let Some(section) = item.facts.source.as_ref().and_then(|source| source.section.as_ref()) {
                self.add(&mut draft, weight::SUMMARY, "section");
                self.add(&mut draft, weight::SUMMARY, &section.value);
            }
        }
        if let Some(answer) = &view.answer {
            draft.line = line(&[&seat(&answer.seat), &draft.line]);
            self.add(&mut draft, weight::DETAIL, &answer.seat.link.text);
            self.add_holders(&mut draft, &answer.seat);
        }
        self.add_prose(&mut draft, &view.prose_html);
        self.finish(draft);
    }

    fn agreement(&mut self, view: &view::Agreement) {
        let mut draft = self.draft(Kind::Agreement, &view.page.title);
        draft.line = if view.recorded { line_of_facts(&view.facts) } else { "Not recorded".to_owned() };
        self.add(&mut draft, weight::NAME, "network agreement");
        self.add(&mut draft, weight::DETAIL, "schedules signed parties");
        self.add_facts(&mut draft, &view.facts);
        self.add_prose(&mut draft, &view.intro_html);
        self.finish(draft);
        // The outline alone is the same everywhere, and is no answer about this network.
        for schedule in view.schedules.iter().filter(|_| view.recorded) {
            let title = match (schedule.number.is_empty(), schedule.title.is_empty()) {
                (true, _) => schedule.title.clone(),
                (false, true) => format!("Schedule {}", schedule.number),
                (false, false) => format!("Schedule {}: {}", schedule.number, schedule.title),
            };
            let mut draft = self.part(Kind::Schedule, &schedule.id, &title);
            draft.line.clone_from(&schedule.outline);
            self.add(&mut draft, weight::SUMMARY, &schedule.outline);
            self.add(&mut draft, weight::CONTEXT, "network agreement");
            self.add_links(&mut draft, weight::DETAIL, &schedule.governs);
            self.add_all(&mut draft, weight::DETAIL, schedule.written_here.iter().map(|duty| duty.link.text.as_str()));
            let sections = self.sections(&schedule.html);
            let of_headings = draft.weights.len();
            self.add_all(&mut draft, weight::HEADING, sections.iter().map(|(section, _)| section.heading.as_str()));
            let headings = draft.weights[of_headings..].iter().map(|(word, _)| *word);
            let of_schedule: Vec<u64> = headings.chain(sections.iter().flat_map(|(_, words)| words).copied()).collect();
            draft.add_words_of_prose(&of_schedule);
            self.finish(draft);
            for (section, words) in sections.iter().filter(|(section, _)| !section.id.is_empty()) {
                self.section(section, words, &title, false, None);
            }
        }
        for (section, words) in self.sections(&view.rest_html).iter().filter(|(section, _)| !section.id.is_empty()) {
            self.section(section, words, &view.page.title, false, None);
        }
    }

    fn strategy(&mut self, view: &view::Strategy) {
        let mut draft = self.draft(Kind::Strategy, &view.page.title);
        draft.line = if view.recorded { view.vision.clone() } else { "Not recorded".to_owned() };
        self.add(&mut draft, weight::NAME, "strategy");
        self.add(&mut draft, weight::DETAIL, "plan objectives milestones risks funding vision");
        self.add(&mut draft, weight::SUMMARY, &view.vision);
        if view.objectives.iter().flat_map(|objective| &objective.milestones).any(|milestone| milestone.state.tone == "bad") {
            self.add(&mut draft, weight::SUMMARY, "overdue late");
        }
        self.add_all(&mut draft, weight::DETAIL, view.funding.iter().flat_map(|item| [item.title.as_str(), item.what_for.as_str(), item.source.text.as_str()]));
        self.add_all(&mut draft, weight::DETAIL, view.risks.iter().flat_map(|item| [item.title.as_str(), item.action.as_str()]));
        self.add_prose(&mut draft, &view.prose_html);
        self.finish(draft);
        for objective in &view.objectives {
            let mut draft = self.part(Kind::Objective, &objective.id, &objective.title);
            draft.line = line(&["Objective", &objective.status.text, &objective.owner.as_ref().map_or(String::new(), seat), &objective.why]);
            self.add(&mut draft, weight::SUMMARY, &objective.why);
            self.add(&mut draft, weight::DETAIL, "objective");
            self.add(&mut draft, weight::DETAIL, &objective.status.text);
            self.add_all(&mut draft, weight::SUMMARY, objective.milestones.iter().map(|milestone| milestone.what.text.as_str()));
            self.add_all(&mut draft, weight::DETAIL, objective.milestones.iter().map(|milestone| milestone.state.text.as_str()));
            if let Some(measure) = &objective.measure {
                self.add(&mut draft, weight::DETAIL, &measure.name);
            }
            self.add_links(&mut draft, weight::DETAIL, &objective.partners);
            self.add_links(&mut draft, weight::CONTEXT, &objective.responsibilities);
            self.finish(draft);
        }
    }

    fn role(&mut self, view: &view::Role) {
        let mut draft = self.draft(Kind::Role, &view.page.title);
        draft.line = line(&[&view.page.summary, &view.counts]);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.add(&mut draft, weight::DETAIL, "role");
        if let PageKey::Of(Thing::Role(at)) = self.planned.key {
            draft.place = Some(at);
            let also = self.desk.handbook.roles[at as usize].facts.also.iter().map(|name| name.value.as_str());
            let known = &mut Vec::new();
            synonyms::without_slips(std::iter::once(view.page.title.as_str()), known);
            self.add_all(&mut draft, weight::NAME, synonyms::without_slips(also, known));
        }
        self.add_all(&mut draft, weight::CONTEXT, view.answers_for.iter().map(|duty| duty.link.text.as_str()));
        self.add_prose(&mut draft, &view.prose_html);
        self.finish(draft);
    }

    fn organisation(&mut self, view: &view::Organisation) {
        let mut draft = self.draft(Kind::Organisation, &view.page.title);
        draft.line = line(&[&view.page.kicker, &view.contact.phone, &view.contact.email]);
        if let PageKey::Of(Thing::Organisation(at)) = self.planned.key {
            let facts = &self.desk.handbook.organisations[at as usize].facts;
            self.add_texts(&mut draft, weight::NAME, &facts.also);
            if let Some(code) = &facts.code {
                self.add_code(&mut draft, &code.value);
            }
        }
        self.add(&mut draft, weight::SUMMARY, &view.page.kicker);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.add(&mut draft, weight::DETAIL, "office contact address");
        self.add_contact(&mut draft, &view.contact);
        self.add_facts(&mut draft, &view.facts);
        for group in &view.answers_for {
            self.add_links(&mut draft, weight::CONTEXT, &group.links);
        }
        self.finish(draft);
    }

    fn glossary(&mut self, view: &view::Glossary) {
        let mut draft = self.draft(Kind::List, &view.page.title);
        draft.line.clone_from(&view.page.summary);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.finish(draft);
        for term in view.groups.iter().flat_map(|group| &group.terms) {
            let title = if term.expansion.is_empty() { term.term.clone() } else { format!("{}: {}", term.term, term.expansion) };
            let kind = if term.now.text.is_empty() { Kind::Term } else { Kind::EarlierTerm };
            let mut draft = self.part(kind, &term.id, &term.term);
            draft.title = title;
            draft.line = line(&[&term.meaning, &if term.now.text.is_empty() { String::new() } else { format!("Now {}", term.now.text) }]);
            self.add(&mut draft, weight::NAME, &term.expansion);
            // A misspelling that the glossary knows would stand in the way of what was meant.
            let known = &mut Vec::new();
            synonyms::without_slips([term.term.as_str(), &term.expansion].into_iter(), known);
            self.add_all(&mut draft, weight::HOLDER, synonyms::without_slips(term.also.split(", "), known));
            self.add(&mut draft, weight::SUMMARY, &term.meaning);
            self.add(&mut draft, weight::DETAIL, &term.now.text);
            self.finish(draft);
        }
    }

    fn years(&mut self, view: &view::Years) {
        const ASKED: &str = "change changes changed contract year begins ends replaced";
        let mut draft = self.draft(Kind::List, &view.page.title);
        draft.line.clone_from(&view.page.summary);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.add(&mut draft, weight::SUMMARY, ASKED);
        self.finish(draft);
        for year in &view.years {
            let mut draft = self.part(Kind::Section, &year.id, &format!("What changed in {}", year.title));
            draft.line.clone_from(&year.note);
            self.add(&mut draft, weight::SUMMARY, ASKED);
            for group in &year.groups {
                self.add_all(&mut draft, weight::CONTEXT, group.entries.iter().map(|entry| entry.link.text.as_str()));
            }
            self.finish(draft);
        }
    }

    fn guidance(&mut self, view: &view::Guidance) {
        let is_earlier = !view.state.text.is_empty();
        let years = match self.planned.key {
            PageKey::Of(Thing::Page(at)) => self.desk.handbook.pages[at as usize].facts.years.as_ref().and_then(years_of),
            _ => None,
        };
        let mut draft = self.draft(Kind::Guidance, &view.page.title);
        draft.is_earlier = is_earlier;
        draft.years = years;
        draft.line = line(&[&view.state.text, &view.page.summary]);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.add(&mut draft, weight::CONTEXT, &view.topic.text);
        for group in &view.matters {
            self.add_links(&mut draft, weight::CONTEXT, &group.links);
        }
        for source in &view.sources {
            self.add(&mut draft, weight::CONTEXT, &source.link.text);
            self.add(&mut draft, weight::DETAIL, &source.section);
        }
        self.with_sections(draft, &view.page.title, &view.prose_html, is_earlier, years);
    }

    fn home(&mut self, view: &view::Home) {
        let publisher = &self.desk.handbook.settings.publisher;
        let mut draft = self.draft(Kind::Page, &view.page.title);
        draft.line.clone_from(&view.page.summary);
        self.add(&mut draft, weight::SUMMARY, &view.page.summary);
        self.add(&mut draft, weight::SUMMARY, &publisher.name.value);
        for officer in &publisher.officers {
            self.add(&mut draft, weight::DETAIL, &officer.title.value);
            self.add_texts(&mut draft, weight::DETAIL, officer.name.as_slice());
        }
        self.with_sections(draft, &view.page.title, &view.prose_html, false, None);
    }

    fn prose_page(&mut self, kind: Kind, page: &view::Page, html: &str, is_earlier: bool) {
        let mut draft = self.draft(kind, &page.title);
        draft.line.clone_from(&page.summary);
        self.add(&mut draft, weight::SUMMARY, &page.summary);
        self.with_sections(draft, &page.title, html, is_earlier, None);
    }

    /// The sections of drawn prose with their words, which stand in documents of the page and of the section.
    fn sections<'h>(&mut self, html: &'h str) -> Vec<(Section<'h>, Vec<u64>)> {
        sections(html)
            .into_iter()
            .map(|section| {
                let words = self.words_of_prose(section.html);
                (section, words)
            })
            .collect()
    }

    /// A page whose headings are documents of their own: it holds what stands before the first one, and their words.
    fn with_sections(&mut self, mut draft: Draft, title: &str, html: &str, is_earlier: bool, years: Option<(i16, i16)>) {
        let sections = self.sections(html);
        let mut of_page = Vec::new();
        for (section, words) in &sections {
            if section.id.is_empty() {
                draft.add_words_of_prose(words);
                if draft.line.is_empty() {
                    draft.line = section.first_words();
                }
            } else {
                let from = draft.weights.len();
                self.add(&mut draft, weight::HEADING, &section.heading);
                of_page.extend(draft.weights[from..].iter().map(|(word, _)| *word));
            }
            of_page.extend(words);
        }
        // The whole text once more, thinly: words that are spread over sections are still all on this page.
        draft.add_words_of_prose(&of_page);
        self.finish(draft);
        for (section, words) in sections.iter().filter(|(section, _)| !section.id.is_empty()) {
            self.section(section, words, title, is_earlier, years);
        }
    }

    fn section(&mut self, section: &Section<'_>, words: &[u64], page: &str, is_earlier: bool, years: Option<(i16, i16)>) {
        let mut draft = self.part(Kind::Section, &section.id, &section.heading);
        draft.title = format!("{page}: {}", section.heading);
        draft.line = section.first_words();
        draft.is_earlier = is_earlier;
        draft.years = years;
        self.add(&mut draft, weight::CONTEXT, page);
        draft.add_words_of_prose(words);
        self.finish(draft);
    }
}

/// First and last contract year; years that are open at an end reach as far as years go.
fn years_of(years: &Years) -> Option<(i16, i16)> {
    let of = |year: &Option<crate::document::record::Loc<ContractYear>>| year.as_ref().map(|year| year.value.0);
    let (from, to) = (of(&years.from), of(&years.to));
    (from.is_some() || to.is_some()).then(|| (from.unwrap_or(0), to.unwrap_or(9999)))
}

/// What there is of some parts, in one line.
fn line(parts: &[&str]) -> String {
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn former(names: &[Text]) -> String {
    if names.is_empty() { String::new() } else { format!("formerly {}", names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ")) }
}

fn names(links: &[view::Link]) -> String {
    links.iter().map(|link| link.text.as_str()).collect::<Vec<_>>().join(", ")
}

/// Who holds a post, in words; that it is vacant, where nobody does.
fn holders(seat: &view::Seat) -> String {
    let names: Vec<String> = seat
        .holders
        .iter()
        .map(|holder| match (holder.status, holder.share.as_str()) {
            ("", "") => holder.person.text.clone(),
            ("", share) => format!("{} ({share})", holder.person.text),
            (status, _) => format!("{} ({status})", holder.person.text),
        })
        .collect();
    line(&[&names.join(" and "), &seat.vacant])
}

fn seat(seat: &view::Seat) -> String {
    let held = holders(seat);
    match (seat.link.text.is_empty(), held.is_empty()) {
        (true, _) => held,
        (false, true) => seat.link.text.clone(),
        (false, false) => format!("{}: {held}", seat.link.text),
    }
}

fn line_of_facts(facts: &[view::Fact]) -> String {
    let all: Vec<String> = facts.iter().take(3).map(|fact| format!("{}: {}", fact.label, line(&[&fact.text, &names(&fact.links)]))).collect();
    all.join(" · ")
}
