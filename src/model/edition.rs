//! What an edition may show. The public edition is made from a handbook out of which everything else was taken first,
//! so that no page, list or number can show what is not there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::network::Person;
use super::page::Review;
use super::papers::AgreementFacts;
use super::settings::{Edition, Publishable};
use super::{Entry, Handbook, Network, Page};
use crate::document::prose::Prose;
use crate::document::record::{Loc, Place, Table, Text, Typed};
use crate::source::AT_A_TIME;

/// A handbook out of which everything was taken that the public edition may not show.
#[derive(Clone, Debug)]
pub struct Narrowed {
    /// What is left.
    pub handbook: Handbook,
    /// Things were removed, so that places in tables moved and links must be resolved again.
    pub things: bool,
    /// What may be told of people by default.
    publish: Vec<Publishable>,
    /// By network and page of the whole handbook, in its order: what became of it.
    networks: Vec<Outcome<Network>>,
    pages: Vec<Outcome<Page>>,
}

/// What became of a thing.
#[derive(Clone, Debug)]
struct Outcome<T> {
    /// The thing as it was; none where nothing is to be remembered.
    whole: Option<Arc<T>>,
    narrowed: Arc<T>,
    removed: bool,
}

/// Takes out of a handbook all that the public edition may not show. What did not change since an earlier narrowing is
/// taken from there. `remember` keeps what a later narrowing can take; else the handbook is changed where it is.
///
/// A person whose name may not be published stays as a holder without name: that the post is held may be told.
pub fn narrow(mut handbook: Handbook, before: Option<&Narrowed>, remember: bool) -> Narrowed {
    let mut things = false;
    let removed = &mut things;
    let publish = published(&handbook);
    let before = before.filter(|before| before.publish == publish);
    let known = before.map_or(&[][..], |before| before.networks.as_slice());
    let networks = outcomes(std::mem::take(&mut handbook.networks), known, remember, |network, removed| narrow_network(network, &publish, removed));
    let known = before.map_or(&[][..], |before| before.pages.as_slice());
    let pages = outcomes(std::mem::take(&mut handbook.pages), known, remember, |page, removed| {
        hide_sections_of(page, |page| &page.entry.prose, |page| &mut page.entry.prose, removed);
    });
    *removed |= networks.iter().any(|outcome| outcome.removed) || pages.iter().any(|outcome| outcome.removed);
    handbook.networks = networks.iter().map(|outcome| Arc::clone(&outcome.narrowed)).collect();
    handbook.pages = pages.iter().map(|outcome| Arc::clone(&outcome.narrowed)).collect();
    keep(&mut handbook.organisations, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.forums, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.terms, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.sources, removed, |item| is_public(item.facts.visible_to));
    for list in &mut handbook.checklists {
        if list.facts.steps.iter().any(|step| !is_public(step.visible_to)) {
            keep(&mut Arc::make_mut(list).facts.steps, removed, |step| is_public(step.visible_to));
        }
    }
    let hidden: HashSet<String> =
        handbook.roles.iter().filter(|role| !is_public(role.facts.visible_to)).map(|role| role.facts.title.value.to_lowercase()).collect();
    keep(&mut handbook.roles, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.responsibilities, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.checklists, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.pages, removed, |item| is_public(item.facts.visible_to));
    keep(&mut handbook.networks, removed, |item| is_public(item.facts.visible_to));
    if !hidden.is_empty() {
        forget_titles(&mut handbook, &hidden);
    }
    if handbook.home.as_ref().is_some_and(|home| !is_public(home.facts.visible_to)) {
        handbook.home = None;
        *removed = true;
    }
    if let Some(home) = &mut handbook.home {
        hide_sections_of(home, |page| &page.entry.prose, |page| &mut page.entry.prose, removed);
    }
    for item in &mut handbook.roles {
        hide_sections_of(item, |item| &item.prose, |item| &mut item.prose, removed);
    }
    for item in &mut handbook.responsibilities {
        hide_sections_of(item, |item| &item.prose, |item| &mut item.prose, removed);
    }
    for item in &mut handbook.checklists {
        hide_sections_of(item, |item| &item.prose, |item| &mut item.prose, removed);
    }
    Narrowed { handbook, things, publish, networks, pages }
}

/// Forgets roles that are named by their title, which would stand for words of the author's once the role is gone.
fn forget_titles(handbook: &mut Handbook, hidden: &HashSet<String>) {
    let is_hidden = |text: &Text| hidden.contains(&text.value.to_lowercase());
    let says = |facts: &dyn Typed| {
        let mut found = false;
        facts.texts(Place::default(), &mut |_, text| found |= is_hidden(text));
        found
    };
    let forget = |field: &mut Option<Text>| drop(field.take_if(|text| is_hidden(text)));
    let of_review = |review: &mut Option<Review>| {
        if let Some(review) = review {
            forget(&mut review.by);
        }
    };
    let of_page = |page: &mut Arc<Page>| {
        if says(&page.facts) {
            let facts = &mut Arc::make_mut(page).entry.facts;
            forget(&mut facts.author);
            forget(&mut facts.owner);
            of_review(&mut facts.reviewed);
            facts.audience.retain(|role| !is_hidden(role));
        }
    };
    handbook.home.iter_mut().chain(&mut handbook.pages).for_each(of_page);
    for network in handbook.networks.iter_mut().filter(|network| network.pages.iter().any(|page| says(&page.facts))) {
        Arc::make_mut(network).pages.iter_mut().for_each(of_page);
    }
    for item in handbook.roles.iter_mut().filter(|item| says(&item.facts)) {
        let facts = &mut Arc::make_mut(item).facts;
        forget(&mut facts.accountable_to);
        forget(&mut facts.owner);
        of_review(&mut facts.reviewed);
    }
    for item in handbook.responsibilities.iter_mut().filter(|item| says(&item.facts)) {
        let facts = &mut Arc::make_mut(item).facts;
        if is_hidden(&facts.role) {
            facts.role.value.clear();
        }
        forget(&mut facts.owner);
        of_review(&mut facts.reviewed);
    }
    for list in handbook.checklists.iter_mut().filter(|list| says(&list.facts)) {
        let facts = &mut Arc::make_mut(list).facts;
        forget(&mut facts.r#for);
        forget(&mut facts.owner);
        of_review(&mut facts.reviewed);
        facts.steps.iter_mut().for_each(|step| forget(&mut step.owner));
    }
}

/// What may be told of people where they say nothing themselves.
fn published(handbook: &Handbook) -> Vec<Publishable> {
    match &handbook.settings.publish {
        Some(publish) => publish.iter().map(|what| what.value).collect(),
        None => vec![Publishable::Name],
    }
}

/// One network of a whole handbook as the public may see it; `None` where it may not be seen at all.
pub fn narrowed_network(handbook: &Handbook, network: &Network) -> Option<Arc<Network>> {
    let mut narrowed = is_public(network.facts.visible_to).then(|| Arc::new(network.clone()))?;
    narrow_network(&mut narrowed, &published(handbook), &mut false);
    Some(narrowed)
}

/// Narrows each thing that is not the same as in an earlier narrowing.
fn outcomes<T: Clone + Send + Sync>(all: Vec<Arc<T>>, known: &[Outcome<T>], remember: bool, narrow: impl Fn(&mut Arc<T>, &mut bool) + Sync) -> Vec<Outcome<T>> {
    let place = |thing: &Arc<T>| Arc::as_ptr(thing).addr();
    let known: HashMap<usize, &Outcome<T>> = known.iter().filter_map(|outcome| Some((outcome.whole.as_ref().map(place)?, outcome))).collect();
    all.into_par_iter()
        .with_max_len(AT_A_TIME)
        .map(|mut narrowed| match known.get(&place(&narrowed)) {
            Some(outcome) => (*outcome).clone(),
            None => {
                let whole = remember.then(|| Arc::clone(&narrowed));
                let mut removed = false;
                narrow(&mut narrowed, &mut removed);
                Outcome { whole, narrowed, removed }
            }
        })
        .collect()
}

/// Whether the public edition leaves out anything that a sentence could name.
pub fn hides_anything(handbook: &Handbook) -> bool {
    let hidden = |visible_to: Option<Edition>| !is_public(visible_to);
    let names_are_private = handbook.settings.publish.as_ref().is_some_and(|publish| publish.iter().all(|what| what.value != Publishable::Name));
    let mut shared = handbook
        .organisations
        .iter()
        .map(|item| item.facts.visible_to)
        .chain(handbook.forums.iter().map(|item| item.facts.visible_to))
        .chain(handbook.terms.iter().map(|item| item.facts.visible_to))
        .chain(handbook.sources.iter().map(|item| item.facts.visible_to))
        .chain(handbook.roles.iter().map(|item| item.facts.visible_to))
        .chain(handbook.responsibilities.iter().map(|item| item.facts.visible_to))
        .chain(handbook.checklists.iter().map(|item| item.facts.visible_to))
        .chain(handbook.checklists.iter().flat_map(|item| item.facts.steps.iter().map(|step| step.visible_to)))
        .chain(handbook.pages.iter().map(|item| item.facts.visible_to));
    names_are_private || shared.any(hidden) || handbook.networks.iter().any(|network| network_hides_anything(network))
}

fn network_hides_anything(network: &Network) -> bool {
    let hidden = |visible_to: Option<Edition>| !is_public(visible_to);
    let facts = &network.facts;
    let unnamed = |person: &Person| {
        hidden(person.visible_to) || person.publish.as_ref().is_some_and(|publish| publish.iter().all(|what| what.value != Publishable::Name))
    };
    let mut parts = facts
        .practices
        .iter()
        .map(|item| item.visible_to)
        .chain(facts.posts.iter().map(|(_, item)| item.visible_to))
        .chain(facts.responsibilities.iter().map(|(_, item)| item.visible_to))
        .chain(facts.bodies.iter().map(|(_, item)| item.visible_to))
        .chain(facts.services.iter().map(|item| item.visible_to))
        .chain(network.pages.iter().map(|page| page.facts.visible_to))
        .chain(network.agreement.iter().map(|entry| entry.facts.visible_to))
        .chain(network.agreement.iter().flat_map(|entry| entry.facts.schedules.iter().map(|schedule| schedule.visible_to)))
        .chain(network.strategy.iter().map(|entry| entry.facts.visible_to))
        .chain(network.strategy.iter().flat_map(|entry| entry.facts.objectives.iter().map(|objective| objective.visible_to)));
    hidden(facts.visible_to) || parts.any(hidden) || facts.people.iter().any(|(_, person)| unnamed(person))
}

fn is_public(visible_to: Option<Edition>) -> bool {
    visible_to != Some(Edition::Staff)
}

fn keep<T>(items: &mut Vec<T>, removed: &mut bool, wanted: impl Fn(&T) -> bool) {
    let before = items.len();
    items.retain(wanted);
    *removed |= items.len() != before;
}

fn keep_entries<T>(table: &mut Table<T>, removed: &mut bool, wanted: impl Fn(&T) -> bool) {
    keep(&mut table.0, removed, |(_, item)| wanted(item));
}

/// Headings and links of staff sections are forgotten; the renderer leaves the sections themselves out.
fn hide_sections(prose: &mut Prose, removed: &mut bool) {
    if prose.staff.is_empty() {
        return;
    }
    // Sentences and backlinks name mentions by number, so a hidden mention is emptied and keeps its place.
    prose.staff_hidden = true;
    let Prose { staff, capitals, .. } = prose;
    capitals.retain(|capitals| !capitals.staff && !staff.iter().any(|section| section.contains(&capitals.span.start)));
    for mention in prose.mentions.iter_mut().filter(|mention| mention.staff) {
        mention.target.clear();
        mention.label = Some(String::new());
        mention.sentence.clear();
    }
    let kept: Vec<bool> = prose.headings.iter().map(|heading| !heading.staff).collect();
    let mut number = 0;
    let moved: Vec<Option<u32>> = kept
        .iter()
        .map(|kept| {
            kept.then(|| {
                number += 1;
                number - 1
            })
        })
        .collect();
    for mention in &mut prose.mentions {
        // A heading for staff alone above a public sentence: the next public one above it.
        mention.heading = mention.heading.and_then(|heading| moved[..=heading as usize].iter().rev().find_map(|moved| *moved));
    }
    let mut kept = kept.into_iter();
    prose.headings.retain(|_| kept.next().unwrap_or(true));
    *removed = true;
}

/// Hides the staff sections of a thing that has prose.
fn hide_sections_of<T: Clone>(thing: &mut Arc<T>, prose: impl Fn(&T) -> &Prose, prose_mut: impl Fn(&mut T) -> &mut Prose, removed: &mut bool) {
    if !prose(thing).staff.is_empty() {
        hide_sections(prose_mut(Arc::make_mut(thing)), removed);
    }
}

fn narrow_network(network: &mut Arc<Network>, default: &[Publishable], removed: &mut bool) {
    let network = Arc::make_mut(network);
    let facts = Arc::make_mut(&mut network.facts);
    keep(&mut facts.practices, removed, |item| is_public(item.visible_to));
    keep_entries(&mut facts.posts, removed, |item| is_public(item.visible_to));
    keep_entries(&mut facts.responsibilities, removed, |item| is_public(item.visible_to));
    keep_entries(&mut facts.bodies, removed, |item| is_public(item.visible_to));
    keep(&mut facts.voice, removed, |item| is_public(item.visible_to));
    keep(&mut facts.relationships, removed, |item| is_public(item.visible_to));
    keep(&mut facts.services, removed, |item| is_public(item.visible_to));
    keep(&mut facts.commitments, removed, |item| is_public(item.visible_to));
    keep(&mut facts.indicators, removed, |item| is_public(item.visible_to));
    keep(&mut facts.data_sharing, removed, |item| is_public(item.visible_to));
    // Declared interests are for staff unless an entry says otherwise.
    keep(&mut facts.conflicts, removed, |item| item.visible_to == Some(Edition::Public));
    facts.waive.clear();
    for (_, person) in &mut facts.people.0 {
        narrow_person(person, default);
    }
    if network.agreement.as_ref().is_some_and(|entry| !is_public(entry.facts.visible_to)) {
        network.agreement = None;
        *removed = true;
    }
    let has_hidden = |agreement: &Entry<AgreementFacts>| {
        !agreement.prose.staff.is_empty() || agreement.facts.schedules.iter().any(|schedule| !is_public(schedule.visible_to))
    };
    if let Some(agreement) = network.agreement.as_mut().filter(|agreement| has_hidden(agreement)) {
        let agreement = Arc::make_mut(agreement);
        let hidden: Vec<String> =
            agreement.facts.schedules.iter().filter(|schedule| !is_public(schedule.visible_to)).map(|schedule| schedule.anchor()).collect();
        keep(&mut agreement.facts.schedules, removed, |schedule| is_public(schedule.visible_to));
        for anchor in hidden {
            hide_under(&mut agreement.prose, &anchor);
        }
        hide_sections(&mut agreement.prose, removed);
    }
    if network.strategy.as_ref().is_some_and(|entry| !is_public(entry.facts.visible_to)) {
        network.strategy = None;
        *removed = true;
    }
    if let Some(strategy) = &mut network.strategy {
        let strategy = Arc::make_mut(strategy);
        keep(&mut strategy.facts.objectives, removed, |item| is_public(item.visible_to));
        keep(&mut strategy.facts.funding, removed, |item| is_public(item.visible_to));
        keep(&mut strategy.facts.risks, removed, |item| item.visible_to == Some(Edition::Public));
        for item in &mut strategy.facts.funding {
            if item.amount.as_ref().is_some_and(|amount| !is_public(amount.visible_to)) {
                item.amount = None;
            }
        }
        hide_sections(&mut strategy.prose, removed);
    }
    keep(&mut network.pages, removed, |page| is_public(page.facts.visible_to));
    for page in &mut network.pages {
        hide_sections_of(page, |page| &page.entry.prose, |page| &mut page.entry.prose, removed);
    }
}

/// A staff-only schedule hides its heading and all up to the next heading of its level. Without the heading, nobody
/// can say where it begins, so all of the text is hidden.
fn hide_under(prose: &mut Prose, anchor: &str) {
    let Some(at) = prose.headings.iter().position(|heading| heading.id == anchor) else {
        hide_range(prose, prose.from..u32::MAX);
        return;
    };
    let level = prose.headings[at].level;
    let end = prose.headings[at + 1..].iter().find(|heading| heading.level <= level).map_or(u32::MAX, |heading| heading.span.start);
    hide_range(prose, prose.headings[at].span.start..end);
}

fn hide_range(prose: &mut Prose, range: std::ops::Range<u32>) {
    for heading in prose.headings.iter_mut().filter(|heading| range.contains(&heading.span.start)) {
        heading.staff = true;
    }
    for mention in prose.mentions.iter_mut().filter(|mention| range.contains(&mention.span.start)) {
        mention.staff = true;
    }
    prose.staff.push(range);
}

fn narrow_person(person: &mut Person, default: &[Publishable]) {
    let publish: Vec<Publishable> = match &person.publish {
        Some(publish) => publish.iter().map(|what| what.value).collect(),
        None => default.to_vec(),
    };
    let may = |what: Publishable| publish.contains(&what);
    if !may(Publishable::Name) || !is_public(person.visible_to) {
        let span = person.name.span;
        let left = person.left.take();
        *person = Person {
            span: person.span,
            name: Loc::new(String::new(), span),
            profession: None,
            practising: None,
            practice: None,
            employer: None,
            email: None,
            phone: None,
            about: None,
            publish: None,
            left,
            visible_to: None,
        };
        return;
    }
    if !may(Publishable::Email) {
        person.email = None;
    }
    if !may(Publishable::Phone) {
        person.phone = None;
    }
}

impl Person {
    /// Whether the edition may name the person.
    pub fn is_named(&self) -> bool {
        !self.name.value.is_empty()
    }
}
