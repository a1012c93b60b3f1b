//! One page in the making: links, people, posts, prose and the frame, as that page writes them.

use std::collections::HashSet;

use jiff::civil::Date;

use super::print::Document;
use super::view::{self, Link, Shared};
use super::words::{percent, percent_address, strip_tags};
use super::{Desk, PageKey, Planned, UNNAMED, date, inserts, is_unreachable, lower_first, number, own_words, sentence_case, size, text_of};
use crate::document::inserts::Insert;
use crate::document::lints;
use crate::document::prose::{Piece, Prose};
use crate::document::record::Text;
use crate::document::render::{self, Destination, Drawing};
use crate::links::answers::{self, Accountable};
use crate::links::{Backlink, Duty, Relation, Target, Thing};
use crate::model::network::{Contact, Person, Post};
use crate::model::settings::Edition;
use crate::source::{FileId, Layer};

/// A stretch of prose on a page in the making.
struct OnPage<'p, 'd, 'a> {
    place: &'p Place<'d, 'a>,
    prose: &'p Prose,
}

impl render::Page for OnPage<'_, '_, '_> {
    fn destination(&self, mention: usize) -> Destination {
        match self.prose.mentions.get(mention) {
            Some(mention) => self.place.destination(self.place.desk.links.at(mention.span), mention.label.as_deref().unwrap_or("")),
            None => Destination::Words(String::new()),
        }
    }

    fn picture_size(&self, mention: usize) -> Option<(u32, u32)> {
        match self.place.desk.links.at(self.prose.mentions.get(mention)?.span) {
            Some(Target::Thing(Thing::File(at), _)) => self.place.desk.snapshot.assets().get(*at as usize)?.picture_size(),
            _ => None,
        }
    }

    fn insert(&self, insert: &Insert) -> String {
        inserts::html(self.place, self.prose, insert)
    }
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
    /// Where the page is one document that holds all of a network: the document, and the part of it in hand.
    part: Option<Part<'d>>,
}

/// A part of the document that holds all of a network.
#[derive(Clone, Copy)]
struct Part<'d> {
    document: &'d Document,
    /// Put before the anchors of its prose.
    prefix: &'d str,
}

impl<'d, 'a> Place<'d, 'a> {
    /// The page that `planned` is.
    pub fn new(desk: &'d Desk<'a>, planned: &'d Planned) -> Self {
        let depth = planned.address.matches('/').count();
        let root = match (&planned.key, desk.base_url()) {
            // The server shows it at any address, so its links start from the root of the site.
            (PageKey::NotFound, Some(base)) => format!("{base}/"),
            _ => "../".repeat(depth),
        };
        Self { desk, address: &planned.address, key: planned.key, root, part: None }
    }

    /// The same page as a part of a document: what stands in the document is linked there, and `prefix` stands before the
    /// anchors of prose, so that each is alone in the whole of it.
    pub(super) fn within<'p>(&'p self, document: &'p Document, prefix: &'p str) -> Place<'p, 'a> {
        Place { desk: self.desk, address: self.address, key: self.key, root: self.root.clone(), part: Some(Part { document, prefix }) }
    }

    /// Whether the page is made as a part of a document.
    pub(super) fn is_part(&self) -> bool {
        self.part.is_some()
    }

    /// What stands before the anchors of prose; nothing on a page of its own.
    pub(super) fn prefix(&self) -> &'d str {
        self.part.map_or("", |part| part.prefix)
    }

    /// An address from the root as this page writes it: as short as it can be.
    pub fn to(&self, address: &str) -> String {
        if self.key == PageKey::NotFound {
            return format!("{}{address}", self.root);
        }
        if let Some(anchor) = self.part.and_then(|part| part.document.anchor(address)) {
            return format!("#{anchor}");
        }
        let same = self.address.bytes().zip(address.bytes()).take_while(|(here, there)| here == there).count();
        if same == self.address.len() && address[same..].starts_with('#') {
            return address[same..].to_owned();
        }
        // Folders that both share need no `../`.
        let shared = address.as_bytes()[..same].iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
        let up = self.address[shared..].bytes().filter(|&byte| byte == b'/').count();
        let rest = &address[shared..];
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
            None => own_words(&text.value, self.desk.edition).map_or_else(Link::default, Link::text),
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
                        Destination::To { href: self.to(&address), title, note: self.note_of(*thing, label) }
                    }
                    // A source has no page; its publisher's copy is the place.
                    None => match thing {
                        Thing::Source(at) => match &self.desk.handbook.sources[*at as usize].facts.url {
                            Some(url) if render::is_safe_address(&url.value) => Destination::To { href: url.value.clone(), title, note: String::new() },
                            _ => Destination::Words(title),
                        },
                        _ => Destination::Words(title),
                    },
                }
            }
            Some(Target::Here(anchor)) => Destination::To { href: format!("#{}{anchor}", self.prefix()), title: String::new(), note: String::new() },
            // A tag names many responsibilities and has no page.
            Some(Target::Tag(_)) => Destination::Words(label.to_owned()),
            Some(Target::Outside(address)) => Destination::To { href: address.clone(), title: String::new(), note: String::new() },
            None => Destination::Words(label.to_owned()),
        }
    }

    /// The prose of a file as HTML.
    pub fn prose(&self, file: FileId, prose: &Prose, prefix: &str) -> String {
        let text = self.desk.snapshot.file(file).text.get(prose.from as usize..).unwrap_or("");
        self.prose_text(text, prose, if self.is_part() { self.prefix() } else { prefix })
    }

    fn prose_text(&self, text: &str, prose: &Prose, prefix: &str) -> String {
        let drawing = Drawing { staff: self.desk.edition == Edition::Staff, prefix, abbreviations: Some(&self.desk.abbreviations) };
        render::html(text, prose, &drawing, &OnPage { place: self, prose })
    }

    /// The kind and size of a document that a link leads to, where the words of the link do not say them.
    fn note_of(&self, thing: Thing, label: &str) -> String {
        let Thing::File(at) = thing else { return String::new() };
        let Some(asset) = self.desk.snapshot.assets().get(at as usize) else { return String::new() };
        match lints::kind_of_document(&asset.path) {
            Some(kind) if !lints::says_kind_or_size(label, kind) => {
                format!(" ({})", [kind.to_owned(), size(asset.size)].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "))
            }
            _ => String::new(),
        }
    }

    /// A sentence or two of Markdown from a field, as HTML.
    pub fn field_html(&self, field: Option<&Text>) -> String {
        let Some(field) = field else { return String::new() };
        let plain = Prose { from: field.span.start, has_text: !field.value.is_empty(), ..Prose::default() };
        let prose = self.desk.links.prose_of(field).unwrap_or(&plain);
        // A document holds many fields, and more than one may have a note.
        let prefix = if self.is_part() { format!("field-{}.", field.span.start) } else { String::new() };
        render::inline_html(&field.value, prose, &prefix, &OnPage { place: self, prose })
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

    /// The words of a heading on the page of a thing.
    fn heading_at(&self, thing: Thing, anchor: Option<&str>) -> Option<&'a str> {
        let (_, prose) = crate::links::prose_of_thing(self.desk.handbook, thing)?;
        prose.headings.iter().find(|heading| Some(heading.id.as_str()) == anchor).map(|heading| heading.text.as_str())
    }

    /// What leads to a thing, for "Mentioned in": prose and pages; relations that a page shows in its own words are left out by `shown`.
    pub fn mentioned_in(&self, things: &[Thing], shown: &[Relation]) -> (Vec<view::Backlink>, usize) {
        const MOST: usize = 30;
        // A document holds what it is mentioned by.
        if self.is_part() {
            return (Vec::new(), 0);
        }
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
            if let Some(heading) = self.heading_at(backlink.from, backlink.anchor.as_deref()) {
                text = format!("{text}: {heading}");
            }
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
        let has_changed = matches!(self.key, PageKey::Of(thing) if self.desk.has_changed_since(thing, review));
        let state = match (overdue, review.is_some()) {
            (true, _) if has_changed => "Review overdue; changed since review",
            (true, _) => "Review overdue",
            (false, true) if has_changed => "Changed since review",
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
            review_by_day: due.map_or(String::new(), |due| due.to_string()),
            overdue,
            state: state.to_owned(),
        })
    }

    /// The network this page belongs to.
    pub fn network_of_page(&self) -> Option<u32> {
        match self.key {
            PageKey::Of(thing) => thing.network(),
            PageKey::Matrix(n) | PageKey::Print(n) => Some(n),
            _ => None,
        }
    }

    /// The frame of a page: root, breadcrumbs, side navigation, edit and report links.
    ///
    /// `file` is the file an editor would change; `parents` come after the home page (and after the network on a
    /// network's pages).
    pub fn frame(&self, kind: &'static str, kicker: &str, section: &'static str, title: String, file: Option<FileId>, parents: Vec<Link>) -> view::Page {
        if self.is_part() {
            return view::Page { kind, kicker: kicker.to_owned(), title, ..view::Page::default() };
        }
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
                    if let Some(pattern) = settings.edit_url.as_ref().filter(|pattern| render::is_web_address(&pattern.value)) {
                        edit_url = pattern.value.replace("{path}", &super::percent_path(&file.path));
                    }
                }
                Layer::Extended => "another handbook that this one builds on".clone_into(&mut layer),
                Layer::National => "the national layer".clone_into(&mut layer),
                Layer::Theme => {}
            }
        }
        let confirmed = network.and_then(|n| self.desk.network(n).facts.confirmed.as_ref()).map_or(String::new(), |day| date(day.value));
        let canonical = self.desk.base_url().map_or(String::new(), |base| format!("{base}/{}", self.address));
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
            past_terms: self.past_terms(),
            edit_url,
            confirmed,
            layer,
            network: network.map(|n| self.navigation(n)),
            noindex: self.desk.edition == Edition::Staff,
            canonical,
        }
    }

    /// The words of this page's prose that are out of use, those that it links among them.
    fn past_terms(&self) -> Vec<view::PastTerm> {
        let (desk, handbook) = (self.desk, self.desk.handbook);
        let things = match self.key {
            PageKey::Of(thing) => vec![thing],
            PageKey::Print(n) => {
                let pages = 0..desk.network(n).pages.len() as u32;
                [Thing::Agreement(n), Thing::Strategy(n)].into_iter().chain(pages.map(|at| Thing::NetworkPage(n, at))).collect()
            }
            _ => return Vec::new(),
        };
        let term_of = |at: u32| &handbook.terms[at as usize].facts;
        let is_past = |at: u32| term_of(at).until.as_ref().is_some_and(|until| until.value < desk.today);
        let mut used: Vec<u32> = Vec::new();
        for (file, prose) in things.into_iter().filter_map(|thing| crate::links::prose_of_thing(handbook, thing)) {
            let words = desk.past_terms.used(file, &desk.snapshot.file(file).text, prose).into_iter().map(|(term, span)| (span.start, term));
            let links = prose.mentions.iter().filter_map(|mention| match desk.links.at(mention.span) {
                Some(Target::Thing(Thing::Term(term), _)) => Some((mention.span.start, *term)),
                _ => None,
            });
            let mut here: Vec<(u32, u32)> = words.chain(links).collect();
            here.sort_unstable();
            for (_, term) in here {
                if is_past(term) && !used.contains(&term) {
                    used.push(term);
                }
            }
        }
        used.into_iter()
            .map(|at| {
                let facts = term_of(at);
                view::PastTerm {
                    term: self.link(Thing::Term(at)),
                    expansion: facts.expansion.as_ref().map_or(String::new(), |expansion| expansion.value.clone()),
                    until: facts.until.as_ref().map_or(String::new(), |until| date(until.value)),
                    now: facts.now.as_ref().and_then(|now| desk.links.of(now)).map_or(Link::default(), |thing| self.link(thing)),
                }
            })
            .collect()
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

    fn navigation(&self, n: u32) -> Shared<view::NetworkNav> {
        match self.key {
            // Pages that stand in the navigation themselves.
            PageKey::Matrix(_) | PageKey::Print(_) | PageKey::Of(Thing::Agreement(_) | Thing::Strategy(_) | Thing::NetworkPage(..)) => self.side(n).into(),
            _ => self.desk.shared_navigation(self.address, n, || self.side(n)),
        }
    }

    fn side(&self, n: u32) -> view::NetworkNav {
        let network = self.desk.network(n);
        let home = self.network_link(n);
        let (facts, today) = (&network.facts, self.desk.today);
        let sections = [
            (facts.posts.iter().any(|(_, post)| answers::exists(post, today)), "team", "Team"),
            (facts.practices.iter().any(|practice| practice.left.as_ref().is_none_or(|left| left.value >= today)), "practices-more", "Practices"),
            (!facts.services.is_empty(), "services", "Services"),
        ];
        let mut links: Vec<view::SideLink> = sections
            .into_iter()
            .filter(|(shown, ..)| *shown)
            .map(|(_, id, text)| view::SideLink { href: format!("{}#{id}", home.href), text: text.to_owned(), current: false })
            .collect();
        links.extend(
            [(PageKey::Matrix(n), "Responsibilities"), (PageKey::Of(Thing::Agreement(n)), "Agreement"), (PageKey::Of(Thing::Strategy(n)), "Strategy")]
                .into_iter()
                .map(|(key, text)| view::SideLink {
                    href: self.desk.address_of(key).map_or(String::new(), |address| self.to(&address)),
                    text: text.to_owned(),
                    current: self.key == key,
                }),
        );
        for (at, page) in network.pages.iter().enumerate().filter(|(_, page)| page.path != "index").take(12) {
            let thing = Thing::NetworkPage(n, at as u32);
            links.push(view::SideLink { href: self.href(thing), text: page.title(), current: self.key == PageKey::Of(thing) });
        }
        let print = self.page_link(PageKey::Print(n), "Print");
        links.push(view::SideLink { href: print.href, text: print.text, current: self.key == PageKey::Print(n) });
        view::NetworkNav { id: network.id.clone(), name: self.desk.network_name(n), home, links }
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
            phone_href: phone.map_or(String::new(), |phone| render::telephone(&phone.value)),
            email: text_of(email).trim().to_owned(),
            days: text_of(days),
            website: website.map_or(Link::default(), |website| self.outside(&website.value)),
        }
    }

    /// A link to another site, with the address without its scheme as its words.
    pub fn outside(&self, address: &str) -> Link {
        let shown = address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
        if render::is_web_address(address) { Link { href: address.to_owned(), text: shown } } else { Link::text(shown) }
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

    pub(super) fn vacancy(&self, post: &Post, holders: &answers::Holders<'_>) -> String {
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
    pub(super) fn cover(&self, post: &Post) -> Link {
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

    /// The link of [`Self::seat_of`] alone.
    pub fn seat_link(&self, n: u32, accountable: &Accountable) -> Link {
        match accountable {
            Accountable::Post(at) => self.link(Thing::Post(n, *at)),
            other => self.seat_of(n, other).link,
        }
    }

    /// The page of a responsibility as one network holds it.
    pub fn duty_link(&self, n: u32, duty: Duty) -> Shared<Link> {
        match duty {
            Duty::Catalogue(at) if self.is_part() => self.link(Thing::Responsibility(at)).into(),
            Duty::Catalogue(at) => self.desk.shared_responsibility(self.address, at, || self.link(Thing::Responsibility(at))),
            Duty::Own(at) => self.link(Thing::Own(n, at)).into(),
        }
    }

    /// Where a network writes of a responsibility: links with the heading in words, what it states first.
    pub fn written(&self, n: u32, duty: Duty) -> Vec<Link> {
        self.desk.links.answers.written(n, duty).iter().filter_map(|written| self.written_link(written)).collect()
    }

    pub(super) fn written_link(&self, written: &crate::links::Written) -> Option<Link> {
        let address = self.desk.address(written.page)?;
        let title = match written.page {
            Thing::Schedule(..) => format!("{}, {}", "Network Agreement", lower_first(&self.desk.title(written.page))),
            Thing::Objective(..) => format!("Strategy: {}", self.desk.title(written.page)),
            page => self.desk.title(page),
        };
        let heading = self.heading_at(written.page, written.anchor.as_deref());
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

#[cfg(test)]
mod tests {
    use crate::model::settings::Edition;
    use crate::pages::testing::Site;

    const HELP: &str = "pages/help.html";

    const GONE: &str = "- {term: CCG, expansion: Clinical Commissioning Group, until: 2022-07-01, now: ICB}\n- {term: ICB, expansion: Integrated Care Board}\n- {term: PCT, until: 2013-03-31}\n- {term: PCN leadership payment, until: 2024-03-31}\n- {term: IHO, until: 2027-03-31}\n";

    #[test]
    fn a_page_says_which_of_its_words_are_out_of_use() {
        let page = "---\ntitle: Help\n---\n\nWe wrote to two CCGs, and the IHO. The [old payment](../glossary.html)\nand the PCN leadership\npayment came late, as [[term:PCT]]s know.\n\n:::staff\nPCT.\n:::\n";
        let site = Site::new(&[("pages/help.md", page), ("pages/other.md", "---\ntitle: Other\n---\n\nThe ICB.\n"), ("glossary.yaml", GONE)]);
        site.page(HELP)
            .shows("Words of another year on this page: CCG (Clinical Commissioning Group), until 1 July 2022, now ICB ; PCN leadership payment, until 31 March 2024; PCT, until 31 March 2013.")
            .holds("<a href=\"../glossary.html#term-ccg\">CCG</a> (Clinical Commissioning Group)")
            .holds("now <a href=\"../glossary.html#term-icb\">ICB</a>");
        assert!(!site.page("pages/other.html").html.contains("another year"));
    }

    #[test]
    fn words_of_staff_sections_are_told_to_staff_alone() {
        let page = "---\ntitle: Help\n---\n\nWords.\n\n:::staff\nThe CCG and the PCN leadership payment.\n:::\n";
        let files = [("pages/help.md", page), ("glossary.yaml", GONE)];
        assert!(!Site::new(&files).page(HELP).html.contains("another year"));
        Site::staff(&files).page(HELP).shows("CCG (Clinical Commissioning Group), until 1 July 2022, now ICB ; PCN leadership payment, until 31 March 2024.");
    }

    fn site(page: &str, edition: Edition) -> Site {
        let files = [
            ("pages/help.md", page),
            ("files/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            ("files/plan.pdf", &"%PDF".repeat(300)),
            ("glossary.yaml", "- {term: LMC, expansion: Local Medical Committee}\n"),
        ];
        Site::build(&files, edition, false)
    }

    #[test]
    fn a_paragraph_right_above_a_table_is_its_caption() {
        let page = "Table: What *rooms* & the LMC [cost](#fees)\n\n| Room | Fee |\n| --- | --- |\n| Hall | £20 |\n| | £30 |\n\n## Fees\n";
        site(page, Edition::Public)
            .page(HELP)
            .holds("role=\"group\" aria-label=\"What rooms &amp; the LMC cost\"")
            .holds("<caption>What <em>rooms</em> &amp; the <abbr title=\"Local Medical Committee\">LMC</abbr> <a href=\"#fees\">cost</a></caption>\n<thead>")
            .holds("<tr><td></td><td>£30</td></tr>")
            .hides("Table:");
    }

    #[test]
    fn a_caption_without_its_table_is_a_paragraph() {
        let page = "Table: For staff\n\n:::staff\n\n| Room | Fee |\n| --- | --- |\n| Hall | £20 |\n\n:::\n\nTable: Alone\n\n- a\n\n| | Fee |\n| --- | --- |\n| Hall | £20 |\n";
        site(page, Edition::Staff)
            .page(HELP)
            .holds("<caption>For staff</caption>")
            .holds("<p>Table: Alone</p>")
            .holds("<tr><td></td><th scope=\"col\">Fee</th></tr>");
        site(page, Edition::Public).page(HELP).holds("<p>Table: For staff</p>\n<p>Table: Alone</p>");
    }

    #[test]
    fn a_picture_alone_with_a_title_is_a_figure() {
        let page = "![The \"map\"](../files/map.svg \"Where we are, for the LMC\")\n\nSee ![the map](../files/map.svg \"Not a caption\") there.\n\n![The map](../files/map.svg)\n";
        site(page, Edition::Public)
            .page(HELP)
            .holds("<figure><img src=\"../files/map.svg\" alt=\"The &quot;map&quot;\" loading=\"lazy\"><figcaption>Where we are, for the <abbr title=\"Local Medical Committee\">LMC</abbr></figcaption></figure>\n<p>See <img")
            .holds("<p><img src=\"../files/map.svg\" alt=\"The map\" loading=\"lazy\"></p>")
            .hides("Not a caption");
    }

    #[test]
    fn the_same_picture_elsewhere_is_no_figure() {
        let picture = "![The map](../files/map.svg \"Where we are\")";
        let page = format!("{picture}\n\n### {picture}\n\n{picture}\n: Here\n");
        let site = site(&page, Edition::Public);
        assert_eq!(site.page(HELP).html.matches("<figure>").count(), 1);
        site.page(HELP).holds("</figure>\n<h3 id=\"section\"><img").holds("<dt><img");
    }

    #[test]
    fn a_link_to_a_document_says_its_kind_and_size() {
        let page = "The [plan](../files/plan.pdf), [the PDF of it](../files/plan.pdf), [a map](../files/map.svg).\n";
        site(page, Edition::Public).page(HELP).holds(">plan (PDF, 2 kB)</a>").holds(">the PDF of it</a>").holds(">a map</a>");
    }
}
