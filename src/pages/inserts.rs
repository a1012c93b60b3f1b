//! What blocks in prose show: how to reach somebody, and what somebody answers for.
//!
//! They are HTML of the prose around them, so their words are part of the page's view: the page is made anew when a post
//! gets another holder. Like all else they are made from the handbook of one edition, and show what it holds.

use super::catalogue::{in_force_in_order, usually_held_by};
use super::posts::{self, Holder};
use super::view::{self, Link};
use super::{Place, is_unreachable, text_of};
use crate::document::inserts::{Insert, InsertKind};
use crate::document::prose::Prose;
use crate::document::record::Text;
use crate::document::render::escape;
use crate::links::answers::{self, Duty};
use crate::links::{Target, Thing};

/// A block as HTML: a part for each thing that it links. What this edition does not show is the words of its link.
pub(super) fn html(place: &Place<'_, '_>, prose: &Prose, insert: &Insert) -> String {
    let mentions = prose.mentions.get(insert.mentions.start as usize..insert.mentions.end as usize).unwrap_or_default();
    let parts: Vec<String> = mentions
        .iter()
        .map(|mention| {
            let label = mention.label.as_deref().unwrap_or("").trim();
            let target = place.desk.links.at(mention.span);
            let part = match insert.kind {
                InsertKind::Contact => contact(place, target, label),
                InsertKind::Responsibilities => responsibilities(place, target, label),
            };
            part.unwrap_or_else(|| if label.is_empty() { String::new() } else { format!("<p>{}</p>\n", escape(label)) })
        })
        .collect();
    let class = match insert.kind {
        InsertKind::Contact => "contacts",
        InsertKind::Responsibilities => "duty-lists",
    };
    let parts = parts.concat();
    if parts.is_empty() { String::new() } else { format!("<div class=\"{class}\">\n{parts}</div>\n") }
}

fn a(link: &Link) -> String {
    if link.href.is_empty() { escape(&link.text) } else { format!("<a href=\"{}\">{}</a>", escape(&link.href), escape(&link.text)) }
}

/// "A, B and C".
fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

// ---------------------------------------------------------------------------------------
// How to reach somebody
// ---------------------------------------------------------------------------------------

/// A contact card in the making.
#[derive(Default)]
struct Card {
    title: Link,
    /// Lines under the title, as HTML.
    lines: Vec<String>,
    contact: view::Contact,
    /// Whose contact to give where there is no other.
    network: Option<u32>,
}

impl Card {
    fn note(&mut self, html: String) {
        if !html.is_empty() {
            self.lines.push(format!("<p class=\"note\">{html}</p>"));
        }
    }

    /// Who stands behind a post, with their own ways to be reached where the post has none.
    fn holders(&mut self, seat: &view::Seat) {
        let own = is_unreachable(&seat.contact);
        for holder in &seat.holders {
            let mut name = a(&holder.person);
            let about: Vec<&str> = [holder.status, &holder.share].into_iter().filter(|part| !part.is_empty()).collect();
            if !about.is_empty() {
                name.push_str(&format!(" ({})", escape(&about.join(", "))));
            }
            self.lines.push(format!("<p class=\"name\">{name}</p>"));
            if own {
                self.lines.push(reach(&holder.contact));
            }
        }
        if !seat.vacant.is_empty() {
            self.lines.push(format!("<p class=\"note vacant\">{}</p>", escape(&seat.vacant)));
        }
        if !seat.cover.is_empty() {
            self.note(format!("Covered by {}", a(&seat.cover)));
        }
        if !own {
            self.contact = seat.contact.clone();
        }
    }

    fn html(mut self, place: &Place<'_, '_>, label: &str) -> String {
        let before = if label.is_empty() { String::new() } else { format!("{}: ", escape(label)) };
        let has_way = |line: &String| line.contains("href=\"tel:") || line.contains("href=\"mailto:");
        if is_unreachable(&self.contact) && !self.lines.iter().any(has_way) {
            let facts = self.network.map(|n| &place.desk.network(n).facts);
            let of_network = place.contact(facts.and_then(|facts| facts.contact.as_ref()));
            if let Some(n) = self.network.filter(|_| !is_unreachable(&of_network)) {
                self.note(format!("Through {}:", a(&place.network_link(n))));
                self.contact = view::Contact { days: std::mem::take(&mut self.contact.days), ..of_network };
            } else {
                self.note("No telephone number or e-mail address is given.".to_owned());
            }
        }
        format!(
            "<div class=\"who\" role=\"group\" aria-label=\"Contact: {}\">\n<p class=\"label\">{before}{}</p>\n{}{}</div>\n",
            escape(&self.title.text),
            a(&self.title),
            self.lines.concat(),
            reach(&self.contact)
        )
    }
}

fn reach(contact: &view::Contact) -> String {
    let mut ways = Vec::new();
    if !contact.phone.is_empty() {
        ways.push(a(&Link::new(contact.phone_href.clone(), contact.phone.clone())));
    }
    if !contact.email.is_empty() {
        ways.push(a(&Link::new(format!("mailto:{}", contact.email), contact.email.clone())));
    }
    if !contact.website.is_empty() {
        ways.push(a(&contact.website));
    }
    if !contact.days.is_empty() {
        ways.push(escape(&contact.days));
    }
    if ways.is_empty() { String::new() } else { format!("<ul class=\"reach\"><li>{}</li></ul>", ways.join("</li><li>")) }
}

/// The card of what is linked; none where this edition does not show it.
fn contact(place: &Place<'_, '_>, target: Option<&Target>, label: &str) -> Option<String> {
    let desk = place.desk;
    let Some(Target::Thing(thing, _)) = target else { return None };
    let mut card = Card { title: posts::named_with_network(place, *thing), network: thing.network(), ..Card::default() };
    let seat_of = |reference: Option<&Text>| match desk.links.of(reference?) {
        Some(Thing::Post(n, at)) => Some(place.seat_of_post(n, at)),
        _ => None,
    };
    match *thing {
        Thing::Post(n, at) => {
            let mut seat = place.seat_of_post(n, at);
            let post = &desk.network(n).facts.posts[at as usize].1;
            let cover = seat_of(post.vacant.as_ref().and_then(|vacant| vacant.cover.as_ref()));
            if !answers::exists(post, desk.today) {
                seat.contact = view::Contact::default();
            } else if let Some(cover) = cover.filter(|_| !seat.cover.is_empty() && is_unreachable(&seat.contact)) {
                seat.contact = cover.contact;
            }
            card.holders(&seat);
        }
        Thing::Person(n, at) => {
            let person = &desk.network(n).facts.people[at as usize].1;
            if !person.is_named() {
                return None;
            }
            let held: Vec<String> = posts_today(place, n, at).into_iter().map(|(m, post)| a(&posts::named_with_network(place, Thing::Post(m, post)))).collect();
            card.note(listed(&held));
            match person.left.as_ref().filter(|left| left.value < desk.today) {
                Some(left) => {
                    card.note(format!("Left on {}", super::date(left.value)));
                    return Some(card.html(place, label));
                }
                None => card.contact = place.contact_of_person(person),
            }
        }
        Thing::Body(n, at) => {
            if let Some(seat) = seat_of(desk.network(n).facts.bodies[at as usize].1.chair.as_ref()) {
                card.note(format!("Chair: {}", a(&seat.link)));
                card.holders(&seat);
            }
        }
        Thing::Service(n, at) => {
            let service = &desk.network(n).facts.services[at as usize];
            card.note(escape(&text_of(service.hours.as_ref())));
            let own = place.contact(service.contact.as_ref());
            match seat_of(service.lead.as_ref()) {
                Some(seat) => {
                    card.note(format!("Led by: {}", a(&seat.link)));
                    // The service's own number comes before that of whoever leads it.
                    let contact = if is_unreachable(&own) { seat.contact.clone() } else { own };
                    card.holders(&view::Seat { contact, ..seat });
                }
                None => card.contact = own,
            }
        }
        Thing::Practice(n, at) => {
            let practice = &desk.network(n).facts.practices[at as usize];
            card.contact = posts::practice_contact(place, practice);
            let manager = place.reference(practice.manager.as_ref());
            if !manager.is_empty() {
                card.note(format!("Practice manager: {}", a(&manager)));
            }
            card.network = None;
        }
        Thing::Organisation(at) => {
            let facts = &desk.handbook.organisations[at as usize].facts;
            card.contact = place.contact_of(facts.email.as_ref(), facts.phone.as_ref(), facts.website.as_ref(), None);
        }
        Thing::Network(n) => {
            card.title = place.network_link(n);
            card.contact = place.contact(desk.network(n).facts.contact.as_ref());
            card.network = None;
        }
        _ => return None,
    }
    Some(card.html(place, label))
}

/// The posts that a person holds on the day of the build.
fn posts_today(place: &Place<'_, '_>, n: u32, at: u32) -> Vec<(u32, u32)> {
    let desk = place.desk;
    let holds = |&(m, post): &(u32, u32)| {
        let post = &desk.network(m).facts.posts[post as usize].1;
        answers::holders(desk.handbook, desk.links, post, desk.today).now.iter().any(|term| term.person == Some((n, at)))
    };
    posts::posts_of_person(place, n, at).into_iter().filter(holds).collect()
}

// ---------------------------------------------------------------------------------------
// What somebody answers for
// ---------------------------------------------------------------------------------------

/// The list of what is linked; none where this edition does not show it.
fn responsibilities(place: &Place<'_, '_>, target: Option<&Target>, label: &str) -> Option<String> {
    let desk = place.desk;
    let here = place.network_of_page();
    let lists = match target? {
        Target::Thing(thing @ Thing::Post(n, at), _) => vec![held(place, *thing, *n, Holder::Post(*at))],
        Target::Thing(thing @ Thing::Body(n, at), _) => vec![held(place, *thing, *n, Holder::Body(*at))],
        Target::Thing(Thing::Person(n, at), _) if desk.network(*n).facts.people[*at as usize].1.is_named() => {
            let lists: Vec<List> = posts_today(place, *n, *at).into_iter().map(|(m, post)| held(place, Thing::Post(m, post), m, Holder::Post(post))).collect();
            if lists.is_empty() { vec![List::of_nothing(&place.link(Thing::Person(*n, *at)), "holds no post today.")] } else { lists }
        }
        // In a network a role is its posts; elsewhere it is what the catalogue says.
        Target::Thing(Thing::Role(role), _) => match here {
            Some(n) => {
                let network = desk.network(n);
                let is_of_role = |(_, (id, post)): &(u32, &(Text, crate::model::network::Post))| {
                    answers::role_of_post(desk.links, id, post) == Some(*role) && answers::exists(post, desk.today)
                };
                let posts = (0..).zip(network.facts.posts.iter()).filter(is_of_role);
                let lists: Vec<List> = posts.map(|(at, _)| held(place, Thing::Post(n, at), n, Holder::Post(at))).collect();
                if lists.is_empty() {
                    vec![List::of_nothing(&place.link(Thing::Role(*role)), &format!("is no post of {}.", desk.network_name(n)))]
                } else {
                    lists
                }
            }
            None => {
                let duties = in_force_in_order(desk, usually_held_by(desk, *role));
                let role = a(&place.link(Thing::Role(*role)));
                vec![List { title: format!("{role} usually answers for"), entries: duties.into_iter().map(|(at, _)| entry(place, here, at, false)).collect() }]
            }
        },
        Target::Tag(tag) => {
            let has_tag = (0..).zip(&desk.handbook.responsibilities).filter(|(_, item)| item.facts.tags.iter().any(|other| other.value == *tag));
            let duties = in_force_in_order(desk, has_tag.map(|(at, item)| (at, item.as_ref())));
            let entries = duties.into_iter().map(|(at, _)| entry(place, here, at, true)).collect();
            vec![List { title: format!("Responsibilities: {}", escape(&tag.replace('-', " "))), entries }]
        }
        _ => return None,
    };
    Some(lists.into_iter().map(|list| list.html(label)).collect())
}

/// A titled list.
struct List {
    /// As HTML.
    title: String,
    /// Each as HTML.
    entries: Vec<String>,
}

impl List {
    fn of_nothing(link: &Link, why: &str) -> Self {
        Self { title: format!("{} {}", a(link), escape(why)), entries: Vec::new() }
    }

    fn html(self, label: &str) -> String {
        let title = if label.is_empty() { self.title } else { format!("{}: {}", escape(label), self.title) };
        if self.entries.is_empty() {
            return format!("<p class=\"label\">{title}</p>\n");
        }
        format!("<div>\n<p class=\"label\">{title}</p>\n<ul class=\"duties\">\n<li>{}</li>\n</ul>\n</div>\n", self.entries.join("</li>\n<li>"))
    }
}

/// What a post or body of a network answers for.
fn held(place: &Place<'_, '_>, thing: Thing, n: u32, holder: Holder) -> List {
    let link = posts::named_with_network(place, thing);
    let (duties, _) = posts::all_duties(place, n, holder);
    if duties.is_empty() {
        return List::of_nothing(&link, "answers for nothing that is recorded.");
    }
    List { title: format!("{} answers for", a(&link)), entries: duties.iter().map(|duty| with_code(&duty.link, &duty.code)).collect() }
}

fn with_code(link: &Link, code: &str) -> String {
    if code.is_empty() { a(link) } else { format!("{} <span class=\"code\">{}</span>", a(link), escape(code)) }
}

/// A responsibility of the catalogue; with who answers for it, in the network of the page or as a rule.
fn entry(place: &Place<'_, '_>, network: Option<u32>, at: u32, with_holder: bool) -> String {
    let desk = place.desk;
    let item = &desk.handbook.responsibilities[at as usize];
    let mut entry = with_code(&place.link(Thing::Responsibility(at)), &text_of(item.facts.code.as_ref()));
    let holder = match network {
        _ if !with_holder => Link::default(),
        Some(n) => desk.links.answers.of(n, Duty::Catalogue(at)).map_or(Link::default(), |answer| place.seat_link(n, &answer.accountable)),
        None => place.reference_or_words(Some(&item.facts.role)),
    };
    if !holder.is_empty() {
        entry.push_str(&format!(" <span class=\"meta\"><span>{}</span></span>", a(&Link { text: super::upper_first(&holder.text), ..holder })));
    }
    entry
}

#[cfg(test)]
mod tests {
    use crate::model::settings::Edition;
    use crate::pages::testing::Site;

    const ALPHA: &str = "name: Alpha PCN
contact: {phone: 01632 960000}
people:
  amara: {name: Amara Bello, phone: 01632 960001, publish: [name, phone]}
  tomos: {name: Tomos Rees, email: tomos@alpha.example}
  zebedee: {name: Zebedee Quill, phone: 01632 960009, publish: []}
practices: [{code: Y99001, name: Quayside, phone: 01632 960010, manager: tomos}]
posts:
  clinical-director: {contact: {phone: 01632 960002, days: Tuesday}, holders: [{person: amara, share: 60}, {person: tomos, share: 40}]}
  pcn-manager: {holders: [{person: amara}]}
  bookkeeper: {role: pcn-manager, title: Bookkeeper, holders: [{person: zebedee}]}
  nurse: {role: pcn-manager, title: Nurse, vacant: {since: 2026-09-01, cover: clinical-director}, holders: []}
  secret: {role: pcn-manager, title: Hush hush, visible_to: staff, contact: {phone: 01632 960008}}
responsibilities: {money: {accountable: bookkeeper}, flu-planning: {title: Flu season planning, accountable: pcn-manager}}
bodies: {board: {name: Network board, kind: board, chair: clinical-director}}
services: [{id: clinic, title: Clinic, lead: pcn-manager, hours: Fridays, contact: {phone: 01632 960007}}]
";

    fn site(page: &str, edition: Edition) -> Site {
        let page = format!("---\ntitle: Help\n---\n{page}");
        let files = [
            ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n"),
            ("roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n"),
            ("responsibilities/research.md", "---\ntitle: Research link\ncode: CD vi\nrole: clinical-director\nbasis: contract\ntags: [winter]\n---\n"),
            ("responsibilities/money.md", "---\ntitle: Network finances\nrole: pcn-manager\nbasis: contract\n---\n"),
            ("organisations.yaml", "- {id: lmc, name: Vale LMC, kind: lmc, email: office@vale-lmc.example}\n"),
            ("networks/alpha/network.yaml", ALPHA),
            ("networks/alpha/here.md", page.as_str()),
            ("pages/help.md", page.as_str()),
        ];
        Site::build(&files, edition, false)
    }

    const HELP: &str = "pages/help.html";
    const HERE: &str = "networks/alpha/pages/here.html";

    #[test]
    fn a_card_shows_who_holds_a_post_and_how_to_reach_them() {
        let site = site(":::contact [[alpha/clinical-director|About research]]\n", Edition::Public);
        site.page(HELP)
            .shows("About research: Clinical director, Alpha PCN Amara Bello (60%) Tomos Rees (40%) 01632 960002 Tuesday")
            .holds("href=\"tel:01632960002\"")
            .holds("href=\"../networks/alpha/posts/clinical-director.html\"")
            .hides("tomos@alpha.example")
            .hides(":::");
        // On a page of the network its name goes without saying.
        site.page(HERE).shows("About research: Clinical director Amara Bello");
        site.page("networks/alpha/posts/clinical-director.html").shows("Help mentions Contact: About research");
    }

    #[test]
    fn a_card_shows_no_more_than_its_edition() {
        let page = ":::contact [[alpha/pcn-manager]] [[alpha/bookkeeper]]\n\n:::contact [[alpha/tomos]]\n\n:::contact [[alpha/zebedee|the bookkeeper]]\n\n:::contact [[alpha/secret|the back office]]\n\n:::responsibilities [[alpha/secret|the back office]] [[alpha/zebedee|the bookkeeper]]\n";
        let public = site(page, Edition::Public);
        public
            .page(HELP)
            .shows("PCN manager, Alpha PCN Amara Bello 01632 960001 Bookkeeper, Alpha PCN Held (name not published) Through Alpha PCN: 01632 960000")
            .shows("Tomos Rees, Alpha PCN Clinical director, Alpha PCN Through Alpha PCN: 01632 960000")
            .shows("the bookkeeper the back office the back office the bookkeeper");
        for hidden in ["Zebedee", "zebedee", "Hush", "960008", "960009", "tomos@alpha.example"] {
            public.nowhere_shows(hidden);
        }
        site(page, Edition::Staff)
            .page(HELP)
            .shows("Bookkeeper, Alpha PCN Zebedee Quill 01632 960009")
            .shows("Tomos Rees, Alpha PCN Clinical director, Alpha PCN tomos@alpha.example")
            .shows("the back office: Hush hush, Alpha PCN Vacant 01632 960008")
            .shows("the bookkeeper: Bookkeeper, Alpha PCN answers for Network finances");
    }

    #[test]
    fn a_block_in_a_section_for_staff_is_in_the_staff_edition_alone() {
        let page = "Ask.\n\n:::staff\n:::contact [[alpha/clinical-director]]\n\n:::responsibilities [[alpha/pcn-manager]]\n:::\n\nGo on.\n\n:::contact [[organisation:lmc]]\n";
        site(page, Edition::Public).page(HELP).shows("Ask. Go on. Vale LMC office@vale-lmc.example").hides("960002").hides("Flu season planning");
        let staff = site(page, Edition::Staff);
        staff
            .page(HELP)
            .shows("Ask. Clinical director, Alpha PCN Amara Bello (60%)")
            .shows("PCN manager, Alpha PCN answers for Flu season planning Go on. Vale LMC");
        let public = site(page, Edition::Public);
        assert!(!public.page("networks/alpha/posts/clinical-director.html").html.contains("help.html"));
    }

    #[test]
    fn every_kind_of_thing_has_a_card() {
        let page = ":::contact [[alpha/board]]\n:::contact [[alpha/clinic]]\n:::contact [[practice:Y99001]]\n:::contact [[network:alpha]]\n:::contact [[alpha/nurse]]\n";
        site(page, Edition::Public)
            .page(HELP)
            .shows("Network board, Alpha PCN Chair: Clinical director Amara Bello (60%) Tomos Rees (40%) 01632 960002")
            .shows("Clinic, Alpha PCN Fridays Led by: PCN manager Amara Bello 01632 960007")
            .shows("Quayside, Alpha PCN Practice manager: Tomos Rees 01632 960010")
            .shows("Alpha PCN 01632 960000")
            // Whoever stands in is whom to ring.
            .shows("Nurse, Alpha PCN Vacant since 1 September 2026 Covered by Clinical director 01632 960002");
    }

    #[test]
    fn a_list_shows_what_somebody_answers_for() {
        let page = ":::responsibilities [[alpha/amara]]\n\n:::responsibilities [[role:clinical-director]]\n\n:::responsibilities [[tag:winter]]\n";
        let site = site(page, Edition::Public);
        site.page(HELP)
            .shows("Clinical director, Alpha PCN answers for Research link CD vi PCN manager, Alpha PCN answers for Flu season planning")
            .shows("Clinical director usually answers for Research link CD vi Responsibilities: winter Research link CD vi Clinical director")
            .holds("href=\"../networks/alpha/responsibilities/flu-planning.html\"");
        // In a network a role is its posts, and a responsibility has one holder.
        site.page(HERE).shows("Clinical director answers for Research link CD vi Responsibilities: winter Research link CD vi Clinical director");
        site.page(HERE).holds("href=\"../posts/clinical-director.html\"");
    }

    #[test]
    fn what_answers_for_nothing_says_so() {
        let page = ":::responsibilities [[alpha/nurse]] [[alpha/board]]\n";
        site(page, Edition::Public)
            .page(HELP)
            .shows("Nurse, Alpha PCN answers for nothing that is recorded. Network board, Alpha PCN answers for nothing that is recorded.");
    }

    #[test]
    fn a_block_may_stand_after_any_paragraph_and_in_a_list() {
        let page = "Ask one of them:\r\n\r\n:::Contact [[network:alpha]]\r\n\r\n1. First\r\n\r\n   :::contact [[organisation:lmc]]\r\n\r\n2. Then\r\n";
        site(page, Edition::Public).page(HELP).shows("Ask one of them: Alpha PCN 01632 960000 First Vale LMC office@vale-lmc.example Then").hides(":::");
    }
}
