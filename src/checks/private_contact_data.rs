#![doc = include_str!("private_contact_data.md")]

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::Scene;
use super::contact_data::{self, Found, Kind, head, tail};
use super::person_not_publishable::without_title;
use super::public_text::{Names, PublicText, texts_of_network, texts_of_no_network};
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::{Place, Text, Typed};
use crate::model::edition::narrowed_network;
use crate::model::{Handbook, Network};
use crate::source::{Layer, Span};

/// Words of a sentence that tells of a place where people work or meet.
const PREMISES: &[&str] = &[
    "surgery", "practice", "centre", "clinic", "hospital", "hall", "library", "pharmacy", "office", "offices", "hub", "school", "church", "college", "university",
    "trust", "council", "venue", "room",
];

/// Looks through what belongs to no network.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let public = scene.public.map_or(scene.handbook, |(public, _)| public);
    let known = LazyCell::new(|| Known::of(scene.handbook.networks.iter().map(Arc::as_ref)));
    for text in texts_of_no_network(public) {
        in_prose(scene, &text, &known, findings);
    }
    each_text(public, &mut |place, text| in_field(scene, place, text, &known, findings));
}

/// Looks through one network.
pub fn check_network(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    let mut may_be_private = false;
    each_text_of_network(network, &mut |_, text| may_be_private |= !contact_data::find(&text.value).is_empty());
    let narrowed;
    let public: &Network = match &scene.public {
        Some((public, _)) => match public.networks.binary_search_by(|known| known.id.cmp(&network.id)) {
            Ok(at) => &public.networks[at],
            Err(_) => return,
        },
        // Most networks have nothing of the kind, and what is public of them need not be known.
        None if !may_be_private => network,
        None => match narrowed_network(scene.handbook, network) {
            Some(public) => {
                narrowed = public;
                &narrowed
            }
            None => return,
        },
    };
    let known = LazyCell::new(|| Known::of([network]));
    for text in texts_of_network(public) {
        in_prose(scene, &text, &known, findings);
    }
    if may_be_private {
        each_text_of_network(public, &mut |place, text| in_field(scene, place, text, &known, findings));
    }
}

/// What tells whether a postcode is private. It is asked for only where one is in doubt.
struct Known<'a> {
    /// Postcodes of practices, without their space.
    postcodes: HashSet<String>,
    /// Names of people.
    people: Names<'a>,
}

impl<'a> Known<'a> {
    fn of(networks: impl IntoIterator<Item = &'a Network> + Clone) -> Self {
        let practices = networks.clone().into_iter().flat_map(|network| &network.facts.practices);
        let people = networks.into_iter().flat_map(|network| network.facts.people.iter());
        Self {
            postcodes: practices.filter_map(|practice| practice.postcode.as_ref()).map(|postcode| plain(&postcode.value)).collect(),
            people: Names::new(people.map(|(_, person)| without_title(&person.name.value))),
        }
    }
}

/// Looks through the words of a page.
fn in_prose<'a>(scene: &Scene<'a>, text: &PublicText<'a>, known: &impl Deref<Target = Known<'a>>, findings: &mut Findings) {
    for (from, words) in text.stretches(scene) {
        for Found { kind, at } in contact_data::find(words) {
            if kind == Kind::Postcode && !stands_beside_a_person(words, &at, known) {
                continue;
            }
            let span = Span { file: text.file, start: (from + at.start) as u32, end: (from + at.end) as u32 };
            let hint = "take it away, or put the sentence between `:::staff` and `:::`";
            findings.push(finding(span, kind, hint).subject(text.id.to_owned()));
        }
    }
}

/// Looks through the words of a field.
fn in_field<'a>(scene: &Scene<'_>, place: Place<'_>, text: &Text, known: &impl Deref<Target = Known<'a>>, findings: &mut Findings) {
    let is_of_person = place.record == "a person";
    for Found { kind, at } in contact_data::find(&text.value) {
        let found = &text.value[at];
        let is_meant = match kind {
            Kind::NhsNumber => !matches!(place.field, "phone" | "code"),
            // What is told of a person stands beside them; a practice's own postcode is a practice's.
            Kind::Postcode => is_of_person && place.field == "about" && !known.postcodes.contains(&plain(found)),
            _ => true,
        };
        if !is_meant {
            continue;
        }
        let hint = match (is_of_person, place.field) {
            (true, "phone" | "email") => format!("take `{}` out of the person's `publish`, or write down one of their work", place.field),
            (_, "phone" | "email") => "write down one of the practice, the network or the office; where everybody may know this one, waive the finding and say why".to_owned(),
            _ => "take it away, or give the entry `visible_to: staff`".to_owned(),
        };
        let subject = place.entry.unwrap_or_default().to_owned();
        findings.push(finding(within(scene, text, found), kind, &hint).subject(subject));
    }
}

fn finding(span: Span, kind: Kind, hint: &str) -> Diagnostic {
    let what = match kind {
        Kind::NhsNumber => "an NHS number here".to_owned(),
        Kind::Mobile => "a mobile number here".to_owned(),
        Kind::PrivateMail => "a private mail address here".to_owned(),
        Kind::HomeAddress => "a home address here".to_owned(),
        Kind::Postcode => "a postcode here beside a person's name, and it is no practice's".to_owned(),
        Kind::Registration(register) => format!("a registration number ({register}) here"),
    };
    Diagnostic::at(span, format!("the public reads {what}")).hint(hint)
}

/// The place of some words of a field, as its author typed them.
fn within(scene: &Scene<'_>, text: &Text, words: &str) -> Span {
    let file = scene.snapshot.file(text.span.file);
    let typed = file.text.get(text.span.start as usize..text.span.end as usize).unwrap_or_default();
    // Escapes and folded lines change a text: then the whole of it is the place.
    typed.find(words).map_or(text.span, |at| {
        let start = text.span.start + at as u32;
        Span { file: text.span.file, start, end: start + words.len() as u32 }
    })
}

/// Whether a sentence names a person and a postcode that is not known to be one of a place where people work.
fn stands_beside_a_person<'a>(text: &str, at: &Range<usize>, known: &impl Deref<Target = Known<'a>>) -> bool {
    const MOST: usize = 400;
    let ends = [". ", "\n\n", "\n- ", "\n| "];
    let (before, after) = (tail(&text[..at.start], MOST), head(&text[at.end..], MOST));
    let before = ends.iter().filter_map(|end| before.rsplit_once(end)).map(|(_, rest)| rest).min_by_key(|rest| rest.len()).unwrap_or(before);
    let after = ends.iter().filter_map(|end| after.split_once(end)).map(|(rest, _)| rest).min_by_key(|rest| rest.len()).unwrap_or(after);
    let mut words = [before, after].into_iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    let is_of_premises = words.any(|word| PREMISES.iter().any(|premises| word.eq_ignore_ascii_case(premises)));
    !is_of_premises && !known.postcodes.contains(&plain(&text[at.clone()])) && (known.people.stand_in(before) || known.people.stand_in(after))
}

/// A postcode without its space.
fn plain(postcode: &str) -> String {
    postcode.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Every text among the facts of what belongs to no network, but those of layers below the handbook.
fn each_text<'a>(public: &'a Handbook, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
    let place = Place::default();
    let of = |id: &'a str| Place { entry: Some(id), ..place };
    public.settings.texts(place, see);
    macro_rules! listed {
        ($($list:ident),*) => {
            $(for item in public.$list.iter().filter(|item| item.layer == Layer::Handbook) {
                item.facts.texts(Place { entry: item.facts.own_id(), ..place }, see);
            })*
        };
    }
    macro_rules! entries {
        ($($list:ident),*) => {
            $(for item in public.$list.iter().filter(|item| item.layer == Layer::Handbook) {
                item.facts.texts(of(&item.id), see);
            })*
        };
    }
    listed!(organisations, forums, terms, sources);
    entries!(home, pages, roles, responsibilities, checklists);
}

/// Every text among the facts of a network, its papers and its pages.
fn each_text_of_network<'a>(network: &'a Network, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
    let place = Place::default();
    network.facts.texts(place, see);
    if let Some(entry) = &network.agreement {
        entry.facts.texts(place, see);
    }
    if let Some(entry) = &network.strategy {
        entry.facts.texts(place, see);
    }
    for page in &network.pages {
        page.facts.texts(Place { entry: Some(&page.id), ..place }, see);
    }
}
