//! What the public edition may not show is nowhere in it: not in a page, a list, a file of data or the name of a file.

use std::sync::Arc;

use pcn_handbook::model::network::Contact;
use pcn_handbook::model::settings::{Edition, Publishable};
use pcn_handbook::model::{Handbook, Network};

use crate::example_site::{Faults, Site, checked, public, staff};

/// Words of the worked example that are for staff alone. Those of the first column stand in the staff edition.
const FOR_STAFF: &[&str] = &[
    "Rooms for visiting clinics",
    "room-rental",
    "Keys are with the manager of each practice",
    "hub-lease-summary",
    "Staff records clerk",
    "records-clerk",
    "Practice bypass lines",
    "bypass-lines",
    "See the card by each telephone",
    "Harbour Walk-in Centre",
    "Y99030",
    "SH1 9WC",
    "01632 960219",
    "01632960219",
    "Owen Tarrant",
    "owen-tarrant",
    "owen.tarrant",
    "£120k",
    "Payments under £2,000 need one signature",
    "keep back £30,000 in case the estates bid fails",
    "Married to a manager at Vale Community Health NHS Trust",
    "Hub lease ends",
    "Pharmacist leaves for a hospital post",
    "For our networks: how we read the offers so far",
    "For staff of our networks",
    "In the staff edition",
];

/// Words as a reader sees them, for every page of a site; other files as they are.
fn texts(site: &Site) -> impl Iterator<Item = (&str, String)> {
    site.files.iter().map(|(address, bytes)| {
        let words = match site.pages.get(address) {
            Some(page) => page.texts.iter().map(|(_, text)| text.as_str()).collect::<String>(),
            None => String::from_utf8_lossy(bytes).into_owned(),
        };
        (address.as_str(), words.split_whitespace().collect::<Vec<_>>().join(" "))
    })
}

/// The pages of an edition as one text: names of files, bytes as they are, and words without the tags between them.
struct Everything {
    places: Vec<(String, String)>,
}

impl Everything {
    fn of(site: &Site) -> Self {
        let mut places: Vec<(String, String)> = texts(site).map(|(address, words)| (address.to_owned(), words)).collect();
        places.extend(site.files.iter().map(|(address, bytes)| (address.clone(), format!("{address}\n{}", String::from_utf8_lossy(bytes)))));
        Self { places }
    }

    fn place_of(&self, words: &str) -> Option<&str> {
        let escaped = words.replace('&', "&amp;");
        self.places.iter().find(|(_, text)| text.contains(words) || text.contains(&escaped)).map(|(address, _)| address.as_str())
    }
}

fn assert_absent_from_public(canaries: &[String]) {
    assert!(!canaries.is_empty(), "the worked example holds nothing of this kind any more");
    let everything = Everything::of(public());
    let mut faults = Faults::none();
    for canary in canaries {
        if let Some(place) = everything.place_of(canary) {
            faults.add(format!("{place}: `{canary}`"));
        }
    }
    faults.assert_none();
}

fn handbook() -> Arc<Handbook> {
    checked().handbook
}

fn of_networks<T>(handbook: &Handbook, pick: impl Fn(&Network) -> Vec<T>) -> Vec<T> {
    handbook.networks.iter().flat_map(|network| pick(network)).collect()
}

#[test]
fn what_is_for_staff_stands_in_the_staff_edition_alone() {
    let everything = Everything::of(staff());
    let gone: Vec<&&str> = FOR_STAFF.iter().filter(|words| everything.place_of(words).is_none()).collect();
    assert!(gone.is_empty(), "not in the staff edition either: {gone:?}");
    assert_absent_from_public(&FOR_STAFF.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>());
}

#[test]
fn no_name_of_a_file_in_the_public_edition_stands_only_in_the_staff_edition() {
    let mut faults = Faults::none();
    for address in public().files.keys().filter(|address| !staff().files.contains_key(*address)) {
        faults.add(address.clone());
    }
    faults.assert_none();
}

#[test]
fn sections_for_staff_are_absent() {
    let checked = checked();
    let mut canaries = Vec::new();
    for (_, file) in checked.snapshot.files() {
        let mut for_staff = false;
        for line in file.text.lines() {
            match line.trim() {
                ":::staff" => for_staff = true,
                ":::" => for_staff = false,
                line if for_staff => canaries.extend(plain_stretches(line)),
                _ => {}
            }
        }
    }
    assert_absent_from_public(&canaries);
}

#[test]
fn schedules_for_staff_are_absent() {
    let checked = checked();
    let mut canaries = Vec::new();
    for agreement in checked.handbook.networks.iter().filter_map(|network| network.agreement.as_ref()) {
        let text = &checked.snapshot.file(agreement.file).text;
        for schedule in agreement.facts.schedules.iter().filter(|schedule| schedule.visible_to == Some(Edition::Staff)) {
            let heading = format!("## Schedule {}:", schedule.number.value);
            let section = text.split(&heading).nth(1).unwrap_or_default().split("\n## ").next().unwrap_or_default();
            canaries.extend(section.lines().flat_map(plain_stretches));
        }
    }
    assert_absent_from_public(&canaries);
}

#[test]
fn pages_for_staff_are_absent() {
    let checked = checked();
    let handbook = &checked.handbook;
    let pages = handbook.pages.iter().chain(handbook.networks.iter().flat_map(|network| network.pages.iter()));
    let mut canaries = Vec::new();
    for page in pages.filter(|page| page.facts.visible_to == Some(Edition::Staff)) {
        canaries.push(page.title());
        canaries.extend(page.facts.summary.as_ref().map(|summary| summary.value.clone()));
        canaries.extend(checked.snapshot.file(page.entry.file).text.split("\n---\n").skip(1).flat_map(str::lines).flat_map(plain_stretches));
    }
    assert_absent_from_public(&canaries);
}

#[test]
fn interests_and_risks_are_absent_unless_they_say_otherwise() {
    let canaries = of_networks(&handbook(), |network| {
        let conflicts = network.facts.conflicts.iter().filter(|item| item.visible_to != Some(Edition::Public)).filter_map(|item| item.what.as_ref());
        let risks = network.strategy.iter().flat_map(|strategy| strategy.facts.risks.iter());
        let risks = risks.filter(|item| item.visible_to != Some(Edition::Public)).map(|item| &item.title);
        conflicts.chain(risks).map(|text| text.value.clone()).collect()
    });
    assert_absent_from_public(&canaries);
}

#[test]
fn amounts_for_staff_are_absent() {
    let canaries = of_networks(&handbook(), |network| {
        let funding = network.strategy.iter().flat_map(|strategy| strategy.facts.funding.iter());
        let amounts = funding.filter_map(|item| item.amount.as_ref()).filter(|amount| amount.visible_to == Some(Edition::Staff));
        amounts.map(|amount| amount.text.value.clone()).collect()
    });
    assert_absent_from_public(&canaries);
}

#[test]
fn of_a_person_only_what_may_be_published_is_there() {
    let handbook = handbook();
    let default = handbook.settings.publish.clone();
    // A number that a post gives out is the post's, though its holder has the same one.
    let of_posts: Vec<String> = of_networks(&handbook, |network| {
        let facts = &network.facts;
        let contacts = facts.posts.iter().filter_map(|(_, post)| post.contact.as_ref()).chain(facts.contact.as_ref());
        let reached = |contact: &Contact| [contact.email.clone(), contact.phone.clone()];
        contacts.flat_map(reached).flatten().chain(facts.practices.iter().filter_map(|practice| practice.phone.clone())).map(|text| text.value).collect()
    });
    let canaries: Vec<String> = of_networks(&handbook, |network| {
        let people = network.facts.people.iter().map(|(id, person)| {
            let publish = person.publish.as_ref().or(default.as_ref());
            let may = |what: Publishable| publish.map_or(what == Publishable::Name, |publish| publish.iter().any(|allowed| allowed.value == what));
            let hidden = |what: Publishable, value: Option<String>| value.filter(|_| !may(Publishable::Name) || !may(what));
            [
                hidden(Publishable::Name, Some(person.name.value.clone())),
                hidden(Publishable::Name, Some(id.value.clone())),
                hidden(Publishable::Email, person.email.as_ref().map(|email| email.value.clone())),
                hidden(Publishable::Phone, person.phone.as_ref().map(|phone| phone.value.clone())),
            ]
        });
        people.flatten().flatten().collect()
    });
    let canaries: Vec<String> = canaries.into_iter().filter(|canary| !of_posts.contains(canary)).collect();
    assert_absent_from_public(&canaries);
}

#[test]
fn gaps_and_their_waivers_are_absent_where_the_handbook_does_not_publish_them() {
    let checked = checked();
    assert_eq!(checked.handbook.settings.public_review, Some(false));
    assert!(!public().files.keys().any(|address| address.starts_with("review")));
    let mut canaries: Vec<String> = of_networks(&checked.handbook, |network| {
        network.facts.waive.iter().filter_map(|waiver| waiver.reason.as_ref()).map(|reason| reason.value.clone()).collect()
    });
    canaries.extend(checked.findings.iter().flat_map(|finding| [finding.message.clone(), pcn_handbook::pages::sentence_case(&finding.message)]));
    assert_absent_from_public(&canaries);
}

/// Stretches of a line of Markdown that stand on a page as they are typed.
fn plain_stretches(line: &str) -> Vec<String> {
    let mut stretches = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let end = rest.find(['[', ']', '(', ')', '*', '`', '|', '#', '{', '}']).unwrap_or(rest.len());
        let stretch = rest[..end].trim_matches([' ', '.', ',', '-']);
        // A short stretch may stand elsewhere with good reason.
        if stretch.split_whitespace().count() >= 6 {
            stretches.push(stretch.to_owned());
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    stretches
}
