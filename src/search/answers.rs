//! Who answers in one network, as an answer card shows it: the network's posts with their holders, and for every
//! responsibility, service and meeting the post behind it and the place where it is written.

use serde::Serialize;

use crate::document::record::Text;
use crate::links::answers;
use crate::links::{Accountable, Duty, Thing};
use crate::pages::view::{Link, Seat};
use crate::pages::{Desk, PageKey, Place, Planned};

/// Places where something is written that a card shows.
const MOST_PLACES: usize = 3;

/// An address from the root and its words; without an address words alone.
type Shown = (String, String);

/// One network's answers. Short names, because there is a file of them for each of 1,300 networks; `engine.js` reads them.
#[derive(Serialize)]
pub struct NetworkAnswers {
    /// Name of the network.
    n: String,
    /// Who can answer.
    s: Vec<SeatData>,
    /// For every responsibility of the catalogue: nothing (0), nobody (1), or the place of a seat plus 2.
    d: Vec<usize>,
    /// Where a responsibility of the catalogue is written, by its place.
    w: Vec<(u32, Vec<Shown>)>,
    /// The network's own responsibilities: address, seat, where it is written.
    o: Vec<(String, usize, Vec<Shown>)>,
    /// Services: address, seat that leads, contact of the service itself.
    v: Vec<(String, usize, Vec<Shown>)>,
    /// Meetings: address, seat that speaks there, seat that deputises.
    f: Vec<(String, usize, usize)>,
    /// Addresses of the organisations, meetings and neighbourhoods that the network has to do with.
    x: Vec<String>,
}

/// A post, body or organisation, and who stands behind it.
#[derive(PartialEq, Eq, Serialize)]
struct SeatData {
    /// Address and words of the post.
    p: Shown,
    /// Place of its role among the handbook's plus 1; 0 for what is no post of a role.
    r: u32,
    /// Who holds it: address, name, "acting" or "60%".
    h: Vec<(String, String, String)>,
    /// "Vacant since 1 September 2026"; may be empty.
    v: String,
    /// Telephone, mail: address and words.
    c: Vec<Shown>,
    /// "Tuesday and Thursday".
    t: String,
    /// Who covers.
    k: Shown,
}

/// Places of the table of seats, while it grows.
struct Seats<'p, 'd, 'a> {
    place: &'p Place<'d, 'a>,
    network: u32,
    seats: Vec<SeatData>,
}

const NOTHING: usize = 0;
const NOBODY: usize = 1;

/// The answers of a network.
pub fn of_network(desk: &Desk<'_>, n: u32) -> NetworkAnswers {
    // Addresses as the search page writes them: from the root.
    let at_root = Planned { key: PageKey::Search, address: "search.html".to_owned() };
    let place = Place::new(desk, &at_root);
    let facts = &desk.network(n).facts;
    let mut seats = Seats { place: &place, network: n, seats: Vec::new() };
    // Posts come first and in their order, so that the place of a post is its place among the network's.
    for at in 0..facts.posts.len() as u32 {
        let (id, post) = &facts.posts[at as usize];
        let role = answers::role_of_post(desk.links, id, post).filter(|_| answers::exists(post, desk.today));
        let seat = data(place.seat_of_post(n, at), role.map_or(0, |role| role + 1));
        seats.seats.push(seat);
    }
    let mut duties = vec![NOTHING; desk.handbook.responsibilities.len()];
    let (mut written, mut own) = (Vec::new(), Vec::new());
    for answer in desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use) {
        let seat = seats.of(&answer.accountable);
        let mut places: Vec<Shown> = place.written(n, answer.duty).into_iter().map(shown).collect();
        places.truncate(MOST_PLACES);
        match answer.duty {
            Duty::Catalogue(at) => {
                duties[at as usize] = seat;
                if !places.is_empty() {
                    written.push((at, places));
                }
            }
            Duty::Own(at) => own.push((place.href(Thing::Own(n, at)), seat, places)),
        }
    }
    let services = facts
        .services
        .iter()
        .enumerate()
        .map(|(at, service)| {
            let lead = service.lead.as_ref().and_then(|lead| desk.links.of(lead));
            let contact = place.contact(service.contact.as_ref());
            (place.href(Thing::Service(n, at as u32)), seats.of_thing(lead), reach(&contact))
        })
        .collect();
    let forums = facts
        .voice
        .iter()
        .filter_map(|voice| {
            let forum = desk.links.of(&voice.forum).filter(|thing| matches!(thing, Thing::Forum(_)))?;
            let of = |reference: Option<&Text>| reference.and_then(|reference| desk.links.of(reference));
            Some((place.href(forum), seats.of_thing(of(voice.representative.as_ref())), seats.of_thing(of(voice.deputy.as_ref()))))
        })
        .collect();
    NetworkAnswers { n: desk.network_name(n), s: seats.seats, d: duties, w: written, o: own, v: services, f: forums, x: circle(&place, n) }
}

/// Whom a network names outside itself: its ICB and LMC, whom it works with, where it speaks, its neighbourhoods.
fn circle(place: &Place<'_, '_>, n: u32) -> Vec<String> {
    let desk = place.desk;
    let facts = &desk.network(n).facts;
    let mut names: Vec<&Text> = [&facts.icb, &facts.sub_icb, &facts.lmc].into_iter().flatten().collect();
    names.extend(facts.voice.iter().map(|voice| &voice.forum));
    names.extend(facts.relationships.iter().map(|relationship| &relationship.with));
    names.extend(facts.neighbourhood_team.iter().flat_map(|team| team.teams.iter().filter_map(|team| team.host.as_ref())));
    let outside = |thing: &Thing| matches!(thing, Thing::Organisation(_) | Thing::Forum(_));
    let mut circle: Vec<String> = names.into_iter().filter_map(|name| desk.links.of(name)).filter(outside).map(|thing| place.href(thing)).collect();
    let neighbourhoods = (0..desk.neighbourhoods.len() as u32).filter(|at| desk.neighbourhoods[*at as usize].1.contains(&n));
    circle.extend(neighbourhoods.filter_map(|at| desk.address_of(PageKey::Neighbourhood(at))));
    circle.sort();
    circle.dedup();
    circle
}

impl Seats<'_, '_, '_> {
    fn of(&mut self, accountable: &Accountable) -> usize {
        match accountable {
            Accountable::Nobody => NOBODY,
            Accountable::Post(at) => *at as usize + 2,
            other => {
                let seat = data(self.place.seat_of(self.network, other), 0);
                self.put(seat)
            }
        }
    }

    fn of_thing(&mut self, thing: Option<Thing>) -> usize {
        match thing {
            None => NOBODY,
            Some(Thing::Post(n, at)) if n == self.network => at as usize + 2,
            Some(Thing::Post(n, at)) => {
                let seat = data(self.place.seat_of_post(n, at), 0);
                self.put(seat)
            }
            Some(other) => {
                let seat = data(Seat { link: self.place.link(other), ..Seat::default() }, 0);
                self.put(seat)
            }
        }
    }

    fn put(&mut self, seat: SeatData) -> usize {
        let known = self.seats.iter().position(|known| *known == seat);
        known.unwrap_or_else(|| {
            self.seats.push(seat);
            self.seats.len() - 1
        }) + 2
    }
}

fn shown(link: Link) -> Shown {
    (link.href, link.text)
}

fn reach(contact: &crate::pages::view::Contact) -> Vec<Shown> {
    let mut reach = Vec::new();
    if !contact.phone.is_empty() {
        reach.push((contact.phone_href.clone(), contact.phone.clone()));
    }
    if !contact.email.is_empty() {
        reach.push((format!("mailto:{}", contact.email), contact.email.clone()));
    }
    reach
}

fn data(seat: Seat, role: u32) -> SeatData {
    let holders = seat.holders.into_iter().map(|holder| {
        let how = if holder.status.is_empty() { holder.share } else { holder.status.to_owned() };
        (holder.person.href, holder.person.text, how)
    });
    SeatData { p: shown(seat.link), r: role, h: holders.collect(), v: seat.vacant, c: reach(&seat.contact), t: seat.contact.days, k: shown(seat.cover) }
}
