//! What a template receives.
//!
//! One plain struct for each kind of page, and the parts that they share. A view holds
//! only what its edition may show, in the words that a reader sees: dates are already
//! "1 April 2026", numbers "41,205", telephone numbers have their `tel:` address beside
//! them. So templates print and never compute.
//!
//! How to read the fields:
//! - An empty text, list or link means "not recorded"; templates leave it out or say so.
//! - `…_html` is finished HTML, printed with `| safe`; all other text is escaped by Tera.
//! - `…_svg` is a finished drawing, printed with `| safe`; empty where there is too little to draw, or too much for one
//!   look. The fields beside it say the same in words: a template shows them next to it.
//! - Every `href` is relative to the page itself and ready to print. Only [`Site`], which
//!   all pages share, holds addresses from the root of the site; templates put
//!   [`Page::root`] before them. A link without `href` is printed as plain text.
//! - The fields of a view are variables of its template: `{{ practices }}` and not
//!   `{{ network.practices }}`. Beside them stand `page` and `site`,
//!   and the parts of the frame that many pages share, as finished HTML: see [`FramePart`].
//! - Which set of views this is says [`crate::embedded::VIEWS`].
//! - Sections have fixed ids; `sections` on a view lists those that the page will show.

#![expect(missing_docs, reason = "fields whose names say it all go without")]

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use xxhash_rust::xxh3::Xxh3Default;

// ---------------------------------------------------------------------------------------
// The views: one variant a page kind
// ---------------------------------------------------------------------------------------

/// A page that is ready to be rendered.
#[derive(Debug, Clone, Hash, Serialize)]
#[serde(untagged)]
pub enum View {
    Home(Box<Home>),
    Networks(Box<Networks>),
    Network(Box<Network>),
    Person(Box<Person>),
    Post(Box<Post>),
    Body(Box<Body>),
    Service(Box<Service>),
    Practice(Box<Practice>),
    Responsibility(Box<Responsibility>),
    Matrix(Box<Matrix>),
    Years(Box<Years>),
    Print(Box<Print>),
    Agreement(Box<Agreement>),
    Strategy(Box<Strategy>),
    Role(Box<Role>),
    Guidance(Box<Guidance>),
    Checklist(Box<Checklist>),
    Prose(Box<Prose>),
    Glossary(Box<Glossary>),
    Forum(Box<Forum>),
    Forums(Box<Forums>),
    Organisation(Box<Organisation>),
    Neighbourhood(Box<Neighbourhood>),
    Listing(Box<Listing>),
    Review(Box<Review>),
    Az(Box<Az>),
    Search(Box<Search>),
    Accessibility(Box<Accessibility>),
    NotFound(Box<NotFound>),
}

macro_rules! for_each_view {
    ($self:ident, $view:ident => $body:expr) => {
        match $self {
            View::Home($view) => $body,
            View::Networks($view) => $body,
            View::Network($view) => $body,
            View::Person($view) => $body,
            View::Post($view) => $body,
            View::Body($view) => $body,
            View::Service($view) => $body,
            View::Practice($view) => $body,
            View::Responsibility($view) => $body,
            View::Matrix($view) => $body,
            View::Years($view) => $body,
            View::Print($view) => $body,
            View::Agreement($view) => $body,
            View::Strategy($view) => $body,
            View::Role($view) => $body,
            View::Guidance($view) => $body,
            View::Checklist($view) => $body,
            View::Prose($view) => $body,
            View::Glossary($view) => $body,
            View::Forum($view) => $body,
            View::Forums($view) => $body,
            View::Organisation($view) => $body,
            View::Neighbourhood($view) => $body,
            View::Listing($view) => $body,
            View::Review($view) => $body,
            View::Az($view) => $body,
            View::Search($view) => $body,
            View::Accessibility($view) => $body,
            View::NotFound($view) => $body,
        }
    };
}

impl View {
    /// The template's file name. A handbook's theme replaces it by a file of the same name.
    pub fn template(&self) -> &'static str {
        match self {
            View::Home(_) => "home.html",
            View::Networks(_) => "networks.html",
            View::Network(_) => "network.html",
            View::Person(_) => "person.html",
            View::Post(_) => "post.html",
            View::Body(_) => "body.html",
            View::Service(_) => "service.html",
            View::Practice(_) => "practice.html",
            View::Responsibility(_) => "responsibility.html",
            View::Matrix(_) => "matrix.html",
            View::Years(_) => "years.html",
            View::Print(view) if view.file.is_some() => "single-file.html",
            View::Print(_) => "print.html",
            View::Agreement(_) => "agreement.html",
            View::Strategy(_) => "strategy.html",
            View::Role(_) => "role.html",
            View::Guidance(_) => "guidance.html",
            View::Checklist(_) => "checklist.html",
            View::Prose(_) => "page.html",
            View::Glossary(_) => "glossary.html",
            View::Forum(_) => "forum.html",
            View::Forums(_) => "forums.html",
            View::Organisation(_) => "organisation.html",
            View::Neighbourhood(_) => "neighbourhood.html",
            View::Listing(_) => "listing.html",
            View::Review(_) => "review.html",
            View::Az(_) => "a-z.html",
            View::Search(_) => "search.html",
            View::Accessibility(_) => "accessibility.html",
            View::NotFound(_) => "404.html",
        }
    }

    /// The frame of the page.
    pub fn page(&self) -> &Page {
        for_each_view!(self, view => &view.page)
    }

    /// The frame of the page, to fill in what is only known later, such as its backlinks.
    pub fn page_mut(&mut self) -> &mut Page {
        for_each_view!(self, view => &mut view.page)
    }

    /// The sections that the page's template will show, in its order. Pages that are
    /// mainly prose have none of their own: their contents are the prose's headings.
    pub fn sections(&self) -> Vec<Heading> {
        match self {
            View::Network(view) => view.sections(),
            View::Person(view) => view.sections(),
            View::Post(view) => view.sections(),
            View::Body(view) => view.sections(),
            View::Practice(view) => view.sections(),
            View::Responsibility(view) => view.sections(),
            View::Matrix(view) => view.sections(),
            View::Years(view) => group_headings(&view.years, |year| (&year.id, &year.title)),
            View::Print(view) => view.sections(),
            View::Agreement(view) => view.sections(),
            View::Strategy(view) => view.sections(),
            View::Role(view) => view.sections(),
            View::Organisation(view) => view.sections(),
            View::Networks(view) => group_headings(&view.groups, |g| (&g.id, &g.title)),
            View::Listing(view) => group_headings(&view.groups, |g| (&g.id, &g.title)),
            View::Forum(view) => view.sections(),
            View::Forums(view) => view.sections(),
            View::Review(view) => view.sections(),
            _ => Vec::new(),
        }
    }
}

// ---------------------------------------------------------------------------------------
// The site
// ---------------------------------------------------------------------------------------

/// What all pages share, given to Tera once as the global `site`.
/// Its addresses start at the root of the site; templates put `page.root` before them.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Site {
    /// The handbook's title.
    pub title: String,
    /// For `<html lang>`, for example `en-GB`.
    pub language: String,
    pub publisher: Publisher,
    /// "For people who work in general practice."
    pub notice: String,
    /// The handbook's `look.footer`, for example "Not an NHS body."
    pub footer: String,
    /// Address of the logo; empty: the theme's own mark.
    pub logo: String,
    /// Its width where it is 36 pixels high; 0 where the picture does not say its size.
    pub logo_width: u32,
    /// Address of the icon; the theme's `assets/icon.svg` where the handbook has none.
    pub favicon: String,
    /// Address of the theme's stylesheet, with a fingerprint of its content as the query.
    pub stylesheet: String,
    /// Address of the theme's own sheet `assets/own.css`, which adds to the stylesheet; empty where it has none.
    pub own_stylesheet: String,
    /// Address of the theme's script, with a fingerprint of its content as the query. `head.html` loads it with the way
    /// to the root as `data-root`, and on a network's pages the network's id as `data-network`. It makes the box out of
    /// the link `a.find`, and the search page in `#search-here`; a theme without these has no box there.
    pub script: String,
    /// Address of the generated `assets/look.css`, which sets `--accent`; empty where the
    /// handbook keeps the theme's colour.
    pub look: String,
    /// The Content-Security-Policy of every page; see [`POLICY`].
    pub policy: String,
    /// `public` or `staff`.
    pub edition: &'static str,
    /// For example `2026/27`.
    pub contract_year: String,
    /// The day that the build takes for today: "22 November 2026".
    pub as_at: String,
    /// The same day as "2026-11-22". A reader's later clock turns dates since then overdue.
    pub as_at_day: String,
    /// Main navigation, at most seven.
    pub nav: Vec<NavLink>,
    /// Links of the footer: A–Z, glossary, accessibility statement, data files …
    pub footer_nav: Vec<NavLink>,
    /// Whether this edition has `review.html`.
    pub has_review: bool,
    /// Whether this edition has a feed (`feed.xml`).
    pub has_feed: bool,
}

/// Nothing from elsewhere, nothing inline. `serve` alone adds `connect-src 'self'`.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'";

/// Who publishes the handbook.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Publisher {
    pub name: String,
    /// In words: "Local Medical Committee".
    pub kind: String,
    pub email: String,
    pub officers: Vec<Officer>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Officer {
    /// "Secretary".
    pub title: String,
    pub name: String,
    pub email: String,
}

/// A link of the site's navigation, with the kind of pages it leads to.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NavLink {
    /// From the root of the site.
    pub href: String,
    pub text: String,
    /// Equal to [`Page::section`] on the pages that belong to it.
    pub section: &'static str,
}

// ---------------------------------------------------------------------------------------
// The frame of a page
// ---------------------------------------------------------------------------------------

/// The part that every page has, as the variable `page`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Page {
    /// Way from this page to the root of the site: "", "../" or "../../".
    /// On `404.html`, which can be shown at any address, the handbook's `base_url`.
    pub root: String,
    /// The page's own address from the root: `networks/severn-bridge/index.html`.
    pub path: String,
    /// Which kind of page it is, in one word for style sheets: `network`, `post`, `guidance` …
    pub kind: &'static str,
    /// The same for readers, above the title: "Responsibility", "Person". May be empty.
    pub kicker: String,
    /// Which link of [`Site::nav`] is the current one.
    pub section: &'static str,
    pub title: String,
    /// A sentence under the title and in search results.
    pub summary: String,
    /// Parents, from the home page down, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// The page's sections and headings: [`View::sections`] and those of its prose.
    pub contents: Vec<Heading>,
    /// Links of other pages to this one, with the sentence or field they come from.
    pub mentioned_in: Vec<Backlink>,
    /// How many more links there are than `mentioned_in` lists; 0 if none.
    pub mentioned_more: usize,
    pub review: Option<ReviewBlock>,
    /// Words of the page's prose that are out of use, in the order in which they come; may be empty.
    pub past_terms: Vec<PastTerm>,
    /// Where the text of this page can be edited; empty where `edit_url` isn't set.
    pub edit_url: String,
    /// `mailto:` with the page's title and address in the subject; empty without an address.
    pub report_mailto: String,
    /// "1 October 2026": when the network last confirmed its details.
    pub confirmed: String,
    /// Where the page comes from, if not from this handbook: "the national layer".
    pub layer: String,
    /// Set on every page that belongs to a network.
    pub network: Option<Shared<NetworkNav>>,
    /// Asks search engines to leave the page out.
    pub noindex: bool,
    /// Full address, where the handbook has a `base_url`.
    pub canonical: String,
}

/// A part of the frame with a template of its own, rendered once for all pages that show it alike. A page's template gets
/// it as finished HTML in the variable [`FramePart::variable`]. A part knows what stands here and `site`, nothing else of
/// the page: what is more in it is rendered more often.
#[derive(Debug, Clone, Hash, Serialize)]
#[serde(untagged)]
pub enum FramePart<'p> {
    /// `head.html`: the style sheets, the script and whatever else is loaded.
    Head {
        /// [`Page::root`].
        root: &'p str,
        /// The id of the page's network, for the search; may be empty.
        network_id: &'p str,
    },
    /// `header.html`: the top of the page with the main navigation.
    Header {
        root: &'p str,
        /// [`Page::section`].
        section: &'static str,
    },
    /// `network-bar.html`: the navigation of a network.
    NetworkBar {
        /// [`Page::network`].
        network: Option<&'p Shared<NetworkNav>>,
        /// The page is the network's front page.
        is_front_page: bool,
    },
    /// `footer.html`: the foot of the page.
    Footer { root: &'p str },
}

impl<'p> FramePart<'p> {
    /// The parts of a page.
    pub fn of(page: &'p Page) -> [Self; 4] {
        let (root, network) = (page.root.as_str(), page.network.as_ref());
        [
            Self::Head { root, network_id: network.map_or("", |network| &network.id) },
            Self::Header { root, section: page.section },
            Self::NetworkBar { network, is_front_page: page.kind == "network" },
            Self::Footer { root },
        ]
    }

    /// The template's file name. A handbook's theme replaces it by a file of the same name.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Head { .. } => "head.html",
            Self::Header { .. } => "header.html",
            Self::NetworkBar { .. } => "network-bar.html",
            Self::Footer { .. } => "footer.html",
        }
    }

    /// The variable that holds its HTML in the templates of pages.
    pub fn variable(&self) -> &'static str {
        match self {
            Self::Head { .. } => "head_html",
            Self::Header { .. } => "header_html",
            Self::NetworkBar { .. } => "network_bar_html",
            Self::Footer { .. } => "footer_html",
        }
    }
}

/// A link, or plain text where `href` is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Link {
    /// Relative to the page.
    pub href: String,
    pub text: String,
}

impl Link {
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Link {
        Link { href: href.into(), text: text.into() }
    }

    /// Text that leads nowhere in this edition.
    pub fn text(text: impl Into<String>) -> Link {
        Link { href: String::new(), text: text.into() }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Links that are rarely there and stand in long lists: where there is none, templates get nothing, which costs nothing.
fn link_if_any<S: serde::Serializer>(link: &Link, serializer: S) -> Result<S::Ok, S::Error> {
    if link.is_empty() { serializer.serialize_none() } else { link.serialize(serializer) }
}

/// A part that many pages show alike. It is made once, and so are its fingerprint and what templates read of it.
#[derive(Debug, Clone, Default)]
pub struct Shared<T>(Arc<SharedPart<T>>);

#[derive(Debug, Default)]
struct SharedPart<T> {
    part: T,
    print: OnceLock<u64>,
    value: OnceLock<tera::Value>,
}

impl<T> From<T> for Shared<T> {
    fn from(part: T) -> Self {
        Self(Arc::new(SharedPart { part, print: OnceLock::new(), value: OnceLock::new() }))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.part
    }
}

impl<T: Hash> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let print = || {
            let mut print = Xxh3Default::new();
            self.0.part.hash(&mut print);
            print.digest()
        };
        state.write_u64(*self.0.print.get_or_init(print));
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value.get_or_init(|| tera::Value::from_serializable(&self.0.part)).serialize(serializer)
    }
}

/// An entry of "On this page".
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Heading {
    /// The anchor, without `#`.
    pub id: String,
    pub text: String,
    /// 2 or 3.
    pub level: u8,
}

impl Heading {
    fn section(id: &str, text: &str) -> Heading {
        Heading { id: id.to_owned(), text: text.to_owned(), level: 2 }
    }
}

/// A link of another page to this one.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Backlink {
    /// The other page, its anchor included.
    pub link: Link,
    /// What the link means, in words: "is answered for by", "explains".
    pub relation: String,
    /// The sentence or field it comes from; may be empty.
    pub sentence_html: String,
}

/// Whether the text of a page can be relied on.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewBlock {
    /// A role: "LMC secretary".
    pub owner: Link,
    /// "9 April 2019".
    pub first_published: String,
    /// "1 September 2026".
    pub reviewed: String,
    /// Who reviewed it: a role.
    pub reviewed_by: String,
    pub review_by: String,
    /// The same day as "2026-12-31", for the reader's own clock.
    pub review_by_day: String,
    /// The review is due or late; the words are in `state`.
    pub overdue: bool,
    /// In words: "Reviewed", "Review overdue", "Changed since review".
    pub state: String,
}

/// The side navigation of a network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NetworkNav {
    /// The id, by which the search knows which network its reader is in.
    pub id: String,
    pub name: String,
    /// The front page.
    pub home: Link,
    /// Sections of the front page that people come for, the network's papers, and its own pages.
    pub links: Vec<SideLink>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct SideLink {
    pub href: String,
    pub text: String,
    pub current: bool,
}

// ---------------------------------------------------------------------------------------
// Parts that many pages use
// ---------------------------------------------------------------------------------------

/// A state in words. `tone` only adds a colour: `good`, `warn`, `bad` or "".
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Tag {
    pub text: String,
    pub tone: &'static str,
}

/// A line of "Details": a label with text, links, or both (text first).
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Fact {
    pub label: String,
    pub text: String,
    pub links: Vec<Link>,
}

/// How to reach somebody. All empty: nothing may be shown or nothing is recorded.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Contact {
    /// As people write it: "01632 960002".
    pub phone: String,
    /// As machines dial it: "tel:01632960002".
    pub phone_href: String,
    /// Printed as a `mailto:` link.
    pub email: String,
    /// "Tuesday and Thursday".
    pub days: String,
    /// `https` address of a website, and the text for it, if any.
    #[serde(serialize_with = "link_if_any")]
    pub website: Link,
}

/// A person who holds a post on some day.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Holder {
    /// The person. Where the edition may not name them: "Held (name not published)", no `href`.
    pub person: Link,
    /// "acting" or "interim"; empty for a substantive holder.
    pub status: &'static str,
    /// "60%" in a job share.
    pub share: String,
    /// "1 April 2025"; may be empty.
    pub from: String,
    pub to: String,
    /// Their own, as far as the edition may show it.
    pub contact: Contact,
}

/// A post (or a body, "The practices", an organisation) with who stands behind it today.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Seat {
    /// The post, body or organisation.
    pub link: Link,
    pub holders: Vec<Holder>,
    /// In words where nobody holds it, or only somebody acting or interim:
    /// "Vacant since 1 September 2026". Empty for held posts and for bodies.
    pub vacant: String,
    /// Who covers meanwhile: a post, if any.
    #[serde(serialize_with = "link_if_any")]
    pub cover: Link,
    /// The post's own contact; where it has none, its one holder's.
    pub contact: Contact,
}

/// A responsibility, as seen from one of the posts that have a part in it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Duty {
    pub link: Shared<Link>,
    /// "CD vi"; may be empty.
    pub code: String,
    /// The part that this post has: [`Part`].
    pub part: Part,
    /// "every quarter"; may be empty.
    pub every: String,
    /// "External", "Internal", "Internal and external".
    pub focus: &'static str,
    /// Who does the work, where this post answers for it and others do it.
    pub done_by: Vec<Link>,
    /// Who helps, where this post answers for it and nobody else does the work.
    pub helped_by: Vec<Link>,
    /// Where it is written, if anywhere.
    #[serde(serialize_with = "link_if_any")]
    pub written_in: Link,
    pub note: String,
}

/// The part somebody has in a responsibility, as the letter that a matrix shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Part {
    /// Accountable: answers for it.
    A,
    /// Responsible: does the work.
    R,
    /// Supports.
    S,
    /// Is kept informed.
    I,
    /// None.
    #[default]
    #[serde(rename = "")]
    None,
}

impl Part {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// The part in a reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Part::A => "Answers for it",
            Part::R => "Does the work",
            Part::S => "Helps",
            Part::I => "Is kept informed",
            Part::None => "No part",
        }
    }
}

/// Something with a date: a milestone, a review, a term's end, a commitment.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Due {
    /// "31 December 2026".
    pub on: String,
    /// Where it is written, for example a milestone of the strategy.
    pub what: Link,
    /// What sort of thing it is: "Milestone", "Agreement review", "Term ends".
    pub kind: String,
    /// Who does it; may be empty.
    pub owner: Link,
    /// "Overdue", "Due this month", "Done"; may be empty.
    pub state: Tag,
    /// "2026-12-31": the day from which a reader's own clock counts it as late; empty for what cannot be late any more.
    pub day: String,
    /// Names of the counts that rise with it when it turns late on the reader's clock, with spaces between them.
    pub counted: String,
}

/// A titled list of links: "Chairs", "Leads these services", "Governs".
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct LinkGroup {
    pub title: String,
    pub links: Vec<Link>,
}

/// A finding, for those who can put it right. Only in editions that show findings.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Gap {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// The severity in words, with a tone: "To put right", "Gap", "To know".
    pub tag: Tag,
    /// The rule's name.
    pub rule: String,
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
    /// The page concerned; may be empty.
    pub about: Link,
    /// File and line in the content folder: `networks/severn-bridge/network.yaml:41`.
    pub place: String,
}

/// A conflict of interest.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Conflict {
    pub person: Link,
    /// "Financial".
    pub kind: String,
    pub what: String,
    pub from: String,
    pub to: String,
    pub action: String,
    pub declared: String,
}

/// A seat in a meeting outside the network, as the network, a person or a forum shows it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Voice {
    /// The forum, or on the forum's own page the network.
    pub link: Link,
    /// About the forum: "Decides · system level · meets monthly". Empty on the forum's page.
    pub about: String,
    /// Nobody speaks for the network: `representative.link` is empty.
    pub representative: Seat,
    pub deputy: Link,
    pub reports_to: Link,
    pub last_report: String,
    pub outcomes: Vec<Outcome>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Outcome {
    /// The network that asked; only in a meeting's own list.
    #[serde(serialize_with = "link_if_any")]
    pub network: Link,
    /// May be empty.
    pub on: String,
    pub asked: String,
    /// What came of it; empty where nothing is recorded yet.
    pub result: String,
}

/// A practice, as a row of a network's page.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PracticeRow {
    pub link: Link,
    pub code: String,
    /// "11,840"; empty where unknown.
    pub patients: String,
    pub contact: Contact,
    /// People of the network.
    pub manager: Link,
    pub representative: Link,
    /// "Associate", "Left on 30 September 2026", "In NHS Vale East": what is special about it.
    pub notes: Vec<String>,
}

/// A promise that a practice made.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Commitment {
    /// Anchor on the network's page.
    pub id: String,
    pub practice: Link,
    pub what: String,
    pub due: String,
    pub state: Tag,
    pub support: Link,
}

// ---------------------------------------------------------------------------------------
// Home, networks
// ---------------------------------------------------------------------------------------

/// `index.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Home {
    pub page: Page,
    /// The words of `index.md`.
    pub prose_html: String,
    /// Ways in: "Find who does what", "Guidance by topic" …
    pub ways: Vec<ListEntry>,
    /// The networks, by name, where there are few (up to about 40); else empty.
    pub networks: Vec<NetworkRow>,
    /// The ICBs with their number of networks, where there are many networks.
    pub icbs: Vec<ListEntry>,
    /// "1,298 networks, 6,077 practices": counts in words, in this edition.
    pub counts: String,
    /// Guidance by topic.
    pub topics: Vec<ListEntry>,
    /// Guidance that was published or reviewed last.
    pub latest: Vec<ListEntry>,
    /// What has to happen next, over all networks; only in editions that show findings.
    pub due: Vec<Due>,
}

/// `networks/index.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Networks {
    pub page: Page,
    /// By ICB; one group with an empty title where there is one ICB.
    pub groups: Vec<NetworkGroup>,
    /// "6 networks, 31 practices, 312,400 patients".
    pub counts: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NetworkGroup {
    /// Anchor.
    pub id: String,
    pub title: String,
    /// The ICB's page; may be empty.
    pub href: String,
    pub rows: Vec<NetworkRow>,
}

/// A network in a list of networks.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NetworkRow {
    pub link: Link,
    pub code: String,
    /// Who leads it today; empty where nobody may be named or the post is vacant.
    pub director: Vec<Link>,
    /// "Vacant", "Not recorded", "Held (name not published)" where `director` is empty.
    pub director_note: String,
    pub patients: String,
    pub practices: usize,
    /// Anything but open: "Forming", "Merging", "Closed".
    pub state: Tag,
    /// What tells apart networks of one name, or a former name; may be empty.
    pub note: String,
}

/// `networks/<id>/index.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Network {
    pub page: Page,
    pub code: String,
    /// Anything but open.
    pub state: Tag,
    /// "Closed on 31 March 2026. Its work passed to …"; may be empty.
    pub state_note: String,
    /// The network that took over; may be empty.
    pub successor: Link,
    pub contact: Contact,
    /// "Four practices working together for 41,205 patients."
    pub lede: String,

    /// Who leads: the clinical director first, then the manager, then deputies.
    /// A network without such a post has a seat that says "Not recorded".
    pub leads: Vec<Shared<Seat>>,
    /// Whom to call for what.
    pub call_for: Vec<CallFor>,
    /// What is due, soonest first; what is late stands first.
    pub due: Vec<Due>,
    /// Findings; empty in editions that don't show them.
    pub gaps: Vec<Gap>,

    /// The team around the clinical director; empty where the network records no posts.
    pub team: Vec<TeamNode>,
    /// The same as boxes and lines, for broad screens and paper, below those whom the team answers to.
    pub team_svg: String,
    /// "The practices and the network board stand above the posts that answer to them."; may be empty.
    pub team_note: String,
    pub practices: Vec<PracticeRow>,
    /// Practices that have left, with "Left on …" among their notes.
    pub former_practices: Vec<PracticeRow>,
    /// Sum of the practices' lists or the recorded size: "41,205".
    pub patients: String,
    /// "1 October 2026".
    pub patients_as_at: String,

    /// What each post answers for, the clinical director first.
    pub duties: Vec<PostDuties>,
    /// Responsibilities in use that nobody answers for.
    pub unheld: Vec<Link>,
    /// The page with the whole matrix.
    pub matrix: Link,

    pub services: Vec<ServiceRow>,
    pub bodies: Vec<BodyRow>,
    pub voice: Vec<Voice>,
    /// The same level by level.
    pub voice_svg: String,
    pub relationships: Vec<Relationship>,
    pub neighbourhood_team: Option<NeighbourhoodTeam>,

    pub agreement: AgreementSummary,
    pub strategy: StrategySummary,

    pub checklists: Vec<Progress>,
    pub commitments: Vec<Commitment>,
    pub indicators: Vec<Indicator>,

    pub conflicts: Vec<Conflict>,
    /// "Led by … Reviewed 2 April 2026", with the policy's page.
    pub conflicts_policy: Option<Fact>,
    /// "Reviewed in the last 12 months", "Review overdue".
    pub conflicts_state: Tag,
    pub data_sharing: Vec<DataSharing>,
    pub local_variation: Option<LocalVariation>,

    /// Code, ICB, LMC, payee, delivery model, neighbourhoods, CQC, former names …
    pub facts: Vec<Fact>,
    /// The network's own pages.
    pub pages: Vec<ListEntry>,
    /// Words of the network's `index.md`, if it has one.
    pub prose_html: String,
    /// All of it in one document.
    pub print: Link,
}

impl Network {
    /// Anchors that the page may use for its own sections.
    pub fn section_ids() -> &'static [&'static str] {
        &[
            "lead",
            "call",
            "practices",
            "due",
            "gaps",
            "team",
            "duties",
            "practices-more",
            "services",
            "governance",
            "voice",
            "relationships",
            "neighbourhood-team",
            "progress",
            "rules",
            "pages",
            "details",
            "conflicts",
            "data-sharing",
            "local-variation",
        ]
    }

    fn sections(&self) -> Vec<Heading> {
        let rules = !self.conflicts.is_empty() || self.conflicts_policy.is_some() || !self.data_sharing.is_empty() || self.local_variation.is_some();
        let progress = !self.checklists.is_empty() || !self.commitments.is_empty() || !self.indicators.is_empty();
        shown(&[
            (true, "lead", "Who leads"),
            (!self.call_for.is_empty(), "call", "Whom to call"),
            (true, "practices", "Practices"),
            (!self.due.is_empty(), "due", "What is due"),
            (!self.gaps.is_empty(), "gaps", "Gaps"),
            (!self.team.is_empty(), "team", "The team"),
            (!self.duties.is_empty() || !self.unheld.is_empty(), "duties", "Who answers for what"),
            (!self.practices.is_empty(), "practices-more", "The practices in full"),
            (!self.services.is_empty(), "services", "Services"),
            (true, "governance", "How it is run"),
            (!self.voice.is_empty(), "voice", "Who speaks for the network"),
            (!self.relationships.is_empty(), "relationships", "Working with others"),
            (self.neighbourhood_team.is_some(), "neighbourhood-team", "Neighbourhood team"),
            (progress, "progress", "Progress"),
            (rules, "rules", "Rules and records"),
            (!self.pages.is_empty(), "pages", "More pages"),
            (true, "details", "Details"),
        ])
    }
}

/// A line of "Whom to call": a service or a main duty.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct CallFor {
    /// "Enhanced access", leading to the service or responsibility.
    pub what: Link,
    pub seat: Shared<Seat>,
    /// A post that stands in; may be empty.
    pub cover: Link,
}

/// A post in the team's tree. At most six levels; what lies deeper moves up to the sixth.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct TeamNode {
    pub seat: Shared<Seat>,
    /// "4 sessions a week · long-term conditions"; may be empty.
    pub note: String,
    pub children: Vec<TeamNode>,
}

/// A post with what it answers for.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PostDuties {
    pub seat: Shared<Seat>,
    /// What it answers for.
    pub answers_for: Vec<Shared<NamedDuty>>,
    /// What it has another part in; empty on a network's front page.
    pub takes_part: Vec<Shared<NamedDuty>>,
}

/// A responsibility by its name alone.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NamedDuty {
    pub link: Shared<Link>,
    /// The part that this post has: [`Part`].
    pub part: Part,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ServiceRow {
    pub link: Link,
    pub summary: String,
    pub hours: String,
    pub lead: Link,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct BodyRow {
    pub link: Link,
    /// "Meets monthly · quorum 3 · one vote a practice".
    pub about: String,
    pub chair: Link,
}

/// A relationship with an organisation, another network, a practice or a post.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Relationship {
    pub with: Link,
    /// "outside" or "inside".
    pub side: &'static str,
    pub purpose: String,
    pub lead: Link,
    /// "Working".
    pub stage: String,
    /// "Formal", where it differs from the stage.
    pub wanted: String,
    pub review_by: String,
}

/// The neighbourhood team and what it works with.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NeighbourhoodTeam {
    /// The post that leads it; may be empty.
    pub lead: Link,
    pub note_html: String,
    pub teams: Vec<EmbeddedTeam>,
    pub specialists: Vec<Specialist>,
    pub data: Vec<DataSource>,
    pub shared_records: Vec<SharedRecord>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct EmbeddedTeam {
    pub team: String,
    pub host: Link,
    /// "Works in the network's teams", "Partly", "Not yet".
    pub embedded: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Specialist {
    pub specialty: String,
    pub from: Link,
    /// "1 session a week".
    pub sessions: String,
    pub lead: Link,
    /// "In the job plan", "Not in a job plan"; may be empty.
    pub job_plan: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DataSource {
    pub name: String,
    /// "every month".
    pub every: String,
    pub lead: Link,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct SharedRecord {
    pub system: String,
    pub access: String,
    pub agreement: Link,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AgreementSummary {
    /// Whether the network recorded its agreement at all.
    pub recorded: bool,
    pub link: Link,
    /// "Signed 28 June 2019, in force since 1 July 2019. Due for review by 31 March 2027."
    pub text: String,
    /// "Review overdue"; may be empty.
    pub state: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct StrategySummary {
    pub recorded: bool,
    pub link: Link,
    pub vision: String,
    pub objectives: Vec<ObjectiveRow>,
    pub state: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ObjectiveRow {
    pub link: Link,
    pub status: Tag,
    pub owner: Link,
}

/// How far a network is with a checklist.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Progress {
    /// The checklist, or on the checklist's own page the network.
    pub link: Link,
    pub started: String,
    pub done: usize,
    pub total: usize,
    /// "2 steps late"; may be empty.
    pub state: Tag,
    /// Step by step; on a network's page only what is late, and else what comes next.
    pub steps: Vec<ProgressStep>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ProgressStep {
    pub title: String,
    /// The network's post that does it, or the role.
    pub owner: Link,
    /// Who holds that post today.
    pub holders: Vec<Link>,
    /// "Done 9 October 2026", "Late", "To do".
    pub state: Tag,
    /// Counted from the day the network began; empty for what is done.
    pub due: String,
    pub evidence: String,
}

/// What the manager watches.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Indicator {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub year: String,
    /// "12".
    pub points: String,
    pub owner: Link,
    pub target: String,
    pub latest: String,
    pub latest_on: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DataSharing {
    /// Anchor.
    pub id: String,
    pub title: String,
    /// "Joint controllers · signed 1 May 2025 · review by 1 May 2027 · all practices".
    pub about: String,
    pub state: Tag,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct LocalVariation {
    pub title: String,
    pub effective: String,
    pub summary: String,
    pub agreed_by: Vec<Link>,
    /// Current practices that have not agreed.
    pub missing: Vec<Link>,
}

// ---------------------------------------------------------------------------------------
// People, posts, bodies, services, practices
// ---------------------------------------------------------------------------------------

/// `networks/<id>/people/<id>.html`. Only for people whose name the edition shows.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Person {
    pub page: Page,
    pub contact: Contact,
    /// "Left on 31 March 2026"; such a page says so at its head.
    pub left: String,
    /// Posts held today, with all that they answer for; another network's included.
    pub now: Vec<PersonPost>,
    /// Posts held before, the latest first.
    pub before: Vec<PersonPost>,
    /// Posts that begin later.
    pub next: Vec<PersonPost>,
    /// "Represents Quayside Surgery", "Manages …": parts without a post.
    pub parts: Vec<LinkGroup>,
    pub conflicts: Vec<Conflict>,
    /// Profession, practice, employer.
    pub facts: Vec<Fact>,
    pub about_html: String,
}

impl Person {
    fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "now", "Answers for now"),
            (!self.before.is_empty(), "before", "Before"),
            (!self.next.is_empty(), "next", "Next"),
            (!self.conflicts.is_empty(), "interests", "Declared interests"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// A post as somebody holds, held or will hold it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PersonPost {
    pub post: Link,
    /// Only where it is a post of another network than the page's.
    pub network: Link,
    pub from: String,
    pub to: String,
    pub share: String,
    pub status: &'static str,
    /// The other holders of a shared post.
    pub with: Vec<Link>,
    /// What the post answers for and takes part in.
    pub answers_for: Vec<Shared<Duty>>,
    pub takes_part: Vec<Shared<Duty>>,
}

/// `networks/<id>/posts/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Post {
    pub page: Page,
    /// The post itself with its holders today.
    pub seat: Seat,
    /// In words after `seat.vacant`: "Advertised in October."
    pub vacant_note: String,
    /// "Ended on 31 March 2026"; may be empty.
    pub ended: String,
    /// The role it is one of.
    pub role: Link,
    pub answers_for: Vec<Shared<Duty>>,
    /// The same by the nature of the work, where it answers for both kinds; else empty.
    pub halves: Vec<DutyHalf>,
    /// How its work divides; `None` where it answers for little.
    pub workload: Option<Workload>,
    /// Posts it works with, as its role says, those with the most in common first.
    pub partners: Vec<Partner>,
    /// What practices agreed to do and have not done, where this post helps.
    pub commitments: Vec<Commitment>,
    /// Numbers it watches.
    pub indicators: Vec<Indicator>,
    /// Money and support it looks for.
    pub funding: Vec<Funding>,
    pub takes_part: Vec<Shared<Duty>>,
    /// Holders before, the latest first.
    pub before: Vec<Holder>,
    /// Holders to come.
    pub next: Vec<Holder>,
    /// All their terms as bars under the years.
    pub terms_svg: String,
    /// Sessions, accountable to, deputy, protected time, external share …
    pub facts: Vec<Fact>,
    /// How its holder is chosen: method, turn, appointed by, how votes count, where it is written, commissioner told …
    pub appointment: Vec<Fact>,
    /// Of a clinical post: each holder with what makes them eligible, as far as the edition tells.
    pub eligibility: Vec<Fact>,
    /// The LMC that helps with the choice; only for a clinical director, where an LMC publishes the handbook.
    pub ask_lmc: Option<Seat>,
    /// What leaves this post.
    pub release: Vec<Release>,
    /// What comes to this post from others: the same list from the other side.
    pub taking_over: Vec<Release>,
    pub development: Vec<Fact>,
    /// Services it leads, objectives it owns, meetings where it speaks, bodies it chairs,
    /// schedules that govern it.
    pub also: Vec<LinkGroup>,
    pub note_html: String,
}

impl Post {
    fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "holders", "Held by"),
            (true, "answers-for", "Answers for"),
            (self.workload.is_some(), "workload", "How the work divides"),
            (!self.takes_part.is_empty(), "takes-part", "Takes part in"),
            (!self.partners.is_empty(), "partners", "Works closely with"),
            (!self.commitments.is_empty() || !self.indicators.is_empty() || !self.funding.is_empty(), "watches", "Keeps an eye on"),
            (!self.also.is_empty(), "also", "Leads and speaks for"),
            (!self.release.is_empty() || !self.taking_over.is_empty(), "release", "Handing over"),
            (!self.development.is_empty(), "development", "Support and development"),
            (!self.before.is_empty() || !self.next.is_empty(), "history", "Before and next"),
            (!self.appointment.is_empty() || !self.eligibility.is_empty() || self.ask_lmc.is_some(), "appointment", "How the holder is chosen"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// What a post answers for, of one nature.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DutyHalf {
    /// "Strategic", "Operational", "Not said which".
    pub title: &'static str,
    pub duties: Vec<Shared<Duty>>,
}

/// How the work of a post divides.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Workload {
    /// "16 responsibilities: 11 strategic to 5 operational."
    pub counts: String,
    /// "20 responsibilities, answered for or done, in 5 sessions a week: 4 for each session."; empty where no sessions
    /// are recorded.
    pub load: String,
    /// Who does what it answers for.
    pub rows: Vec<WorkloadRow>,
    /// Nobody else has a part in anything it answers for.
    pub all_alone: bool,
    /// What nobody else has a part in; empty where that is all of it.
    pub alone: Vec<Shared<Link>>,
    /// Where the work looks; `None` where no focus is recorded.
    pub outside: Option<Outside>,
}

/// A number of responsibilities by who does them.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct WorkloadRow {
    /// "Answers for it; others do the work", "Does it, with help", "Does it alone".
    pub label: &'static str,
    pub strategic: usize,
    pub operational: usize,
    pub all: usize,
}

/// Where the work of a post looks: into the network or out of it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Outside {
    /// "Of 16 responsibilities, 6 look outside the network and 2 both ways: 50%."
    pub counts: String,
    /// "45% of the time now, 60% wanted by 31 March 2027."; empty where the network records none.
    pub plan: String,
    /// "Reached", "15 points to go", "Far to go", "Not reached by its date"; may be empty.
    pub state: Tag,
    /// The share as a bar with its target; what is counted where the network records none.
    pub share_svg: String,
}

/// A post that another works with.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Partner {
    pub seat: Seat,
    /// Responsibilities in which both have a part.
    pub together: Vec<Shared<Link>>,
}

/// A responsibility that moves from one post to another.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Release {
    pub responsibility: Link,
    /// The other post: the one it goes to, or in `taking_over` the one it comes from.
    pub other: Link,
    /// "half a session a week".
    pub sessions: String,
    pub by: String,
    pub state: Tag,
}

/// `networks/<id>/bodies/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Body {
    pub page: Page,
    pub chair: Option<Seat>,
    /// "Every current practice, one representative each"; may be empty.
    pub members_note: String,
    pub members: Vec<BodyMember>,
    pub answers_for: Vec<Shared<Duty>>,
    pub takes_part: Vec<Shared<Duty>>,
    /// Posts and meetings that report to it, schedules that govern it.
    pub also: Vec<LinkGroup>,
    /// Quorum, voting, tie-break, meets, reserved matters, terms reviewed.
    pub facts: Vec<Fact>,
}

impl Body {
    fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "rules", "How it works"),
            (true, "members", "Members"),
            (!self.answers_for.is_empty() || !self.takes_part.is_empty(), "answers-for", "Answers for"),
            (!self.also.is_empty(), "also", "Connections"),
        ])
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct BodyMember {
    /// A practice or a post.
    pub link: Link,
    /// Who sits for it; empty where not recorded.
    pub people: Vec<Link>,
    /// "Deputy: Dana Whitlock", "2 votes"; may be empty.
    pub note: String,
}

/// `networks/<id>/services/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Service {
    pub page: Page,
    /// Whom to call; `None`: no lead is recorded.
    pub lead: Option<Seat>,
    /// Who stands in.
    pub cover: Option<Seat>,
    /// The service's own contact; the network's where nobody else can be reached.
    pub contact: Contact,
    /// Whose it is: "The service" or "The network".
    pub contact_of: &'static str,
    pub note_html: String,
    pub hours: String,
    /// How to book, its telephone numbers as links.
    pub book_html: String,
    pub sites: Vec<PracticeRow>,
    /// Responsibilities that it fulfils, with their accountable posts.
    pub responsibilities: Vec<ServiceDuty>,
    /// Contract year and what else is recorded.
    pub facts: Vec<Fact>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ServiceDuty {
    pub link: Shared<Link>,
    pub accountable: Link,
}

/// `networks/<id>/practices/<code>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Practice {
    pub page: Page,
    pub code: String,
    /// "Left on 30 September 2026"; may be empty.
    pub left: String,
    pub contact: Contact,
    pub postcode: String,
    pub manager: Option<Holder>,
    pub representative: Option<Holder>,
    pub deputy: Option<Holder>,
    /// People based here who hold posts.
    pub people: Vec<PracticePerson>,
    /// What the practices of the network answer for together, and what this one has a part in.
    pub answers_for: Vec<Shared<Duty>>,
    pub takes_part: Vec<Shared<Duty>>,
    pub commitments: Vec<Commitment>,
    pub services: Vec<Link>,
    /// Patients, joined, kind, votes, sub-ICB, former names.
    pub facts: Vec<Fact>,
}

impl Practice {
    fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "speak", "Who to speak to"),
            (!self.people.is_empty(), "people", "People with a post in the network"),
            (!self.answers_for.is_empty() || !self.takes_part.is_empty(), "answers-for", "What the practices answer for together"),
            (!self.commitments.is_empty(), "commitments", "What it agreed to do"),
            (!self.services.is_empty(), "services", "Services here"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// Somebody based at a practice, with the posts they hold today.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PracticePerson {
    pub person: Link,
    pub posts: Vec<Link>,
}

// ---------------------------------------------------------------------------------------
// Responsibilities, matrix, roles
// ---------------------------------------------------------------------------------------

/// `responsibilities/<id>.html`, and `networks/<id>/responsibilities/<id>.html` for one
/// of the network's own.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Responsibility {
    pub page: Page,
    /// "CD vi"; may be empty.
    pub code: String,
    /// "In force", "A handbook's standard since 2024/25", "No longer in force".
    pub state: Tag,
    /// Who answers for it, where one network is concerned: its own responsibility,
    /// or a handbook with a single network.
    pub answer: Option<Answer>,
    /// Else every network in which it is in use, by ICB; one group without a title
    /// where there is one ICB.
    pub networks: Vec<AnswerGroup>,
    /// "In use in 6 networks; in 1 of them nobody answers for it."
    pub counts: String,
    /// What it is.
    pub prose_html: String,
    /// Usual holder, focus, nature, basis, contract years, source and section, tags.
    pub facts: Vec<Fact>,
    pub supersedes: Vec<Link>,
    pub superseded_by: Vec<Link>,
    /// Guidance that explains it.
    pub guidance: Vec<ListEntry>,
    /// Services that fulfil it, objectives that serve it, schedules that mention it.
    pub also: Vec<LinkGroup>,
}

impl Responsibility {
    fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[(true, "who", "Who answers for it")]);
        headings.extend(groups_of_networks(&self.networks));
        headings.extend(shown(&[
            (!self.prose_html.is_empty(), "what", "What it is"),
            (!self.guidance.is_empty(), "guidance", "Guidance"),
            (!self.also.is_empty(), "also", "Where it is put to work"),
            (!self.facts.is_empty(), "details", "Details"),
        ]));
        headings
    }
}

/// Everything the handbook knows about who answers for a responsibility in one network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Answer {
    pub network: Link,
    /// The accountable post, body, practices or organisation, with who stands behind it.
    pub seat: Seat,
    /// Set where there is no accountable holder: "No one is recorded", "Three clinical leads
    /// could answer for it; the network hasn't said which".
    pub missing: String,
    /// Whether the network itself said so, or it follows from the catalogue:
    /// "Set by the network", "The usual holder".
    pub basis: String,
    /// Those who take part.
    pub responsible: Vec<Seat>,
    pub support: Vec<Seat>,
    pub informed: Vec<Link>,
    /// Earlier and later holders of the accountable post.
    pub before: Vec<Holder>,
    pub next: Vec<Holder>,
    /// "every quarter".
    pub every: String,
    pub note_html: String,
    pub written_in: Vec<WrittenIn>,
}

/// Where something is written.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct WrittenIn {
    /// Page and heading.
    pub link: Link,
    /// File and line, staff edition only: `networks/severn-bridge/network.yaml:41`.
    pub place: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AnswerGroup {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub rows: Vec<AnswerRow>,
}

/// One network's answer in a table of networks. Kept small: there can be 1,300 of them.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AnswerRow {
    pub network: Shared<Link>,
    /// The accountable post, body or organisation.
    pub accountable: Shared<Link>,
    /// Who holds it today.
    pub holders: Shared<Vec<Link>>,
    /// "Vacant", "No one is recorded", "Acting"; may be empty.
    pub note: String,
    /// How to reach them; only where there are few networks.
    pub reach: Vec<Link>,
    /// Where the network wrote it, if anywhere.
    #[serde(serialize_with = "link_if_any")]
    pub written_in: Link,
}

/// `networks/<id>/responsibilities.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Matrix {
    pub page: Page,
    /// The columns.
    pub holders: Vec<MatrixHolder>,
    /// The rows, grouped by usual holder.
    pub groups: Vec<MatrixGroup>,
    /// The same by holder, for narrow screens and for those who look for a person.
    pub by_holder: Vec<PostDuties>,
    /// In use, and nobody answers for it.
    pub unheld: Vec<Link>,
    /// "38 responsibilities in use; 2 have nobody."
    pub counts: String,
    /// What the handbook's contract year and the next one change for this network; a year that changes nothing is not there.
    pub changes: Vec<YearOfNetwork>,
}

impl Matrix {
    fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[
            (!self.unheld.is_empty(), "unheld", "Held by nobody"),
            (!self.groups.is_empty(), "matrix", "All at a glance"),
            (!self.by_holder.is_empty(), "by-holder", "By holder"),
        ]);
        headings.retain(|_| !self.groups.is_empty());
        headings.extend(self.changes.iter().map(|year| Heading::section(&year.id, &year.title)));
        headings
    }
}

/// What a contract year changes for one network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct YearOfNetwork {
    /// Anchor.
    pub id: String,
    /// "What changed in 2026/27", "What changes in 2027/28".
    pub title: String,
    /// The same year in `years.html`, for all networks.
    pub year: Link,
    pub rows: Vec<ChangeOfNetwork>,
}

/// Something that begins or ends for a network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ChangeOfNetwork {
    pub what: Link,
    /// "CD vi"; may be empty.
    pub code: String,
    /// "Begins", "Ends".
    pub state: Tag,
    /// "Replaced by Delivery of the DES requirements", "Kept as a standard of this handbook"; may be empty.
    pub note: String,
    /// Who answers for it while it is in force; for services and indicators who leads or watches.
    pub seat: Seat,
    /// Where the network's own files speak of it.
    pub written_in: Vec<Link>,
}

/// `years.html`: what each contract year changes, the latest first.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Years {
    pub page: Page,
    pub years: Vec<Year>,
}

/// What one contract year changes.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Year {
    /// Anchor: `2026-27`.
    pub id: String,
    /// "2026/27".
    pub title: String,
    /// "This year", "Still to come"; may be empty.
    pub state: Tag,
    /// "3 responsibilities begin and 2 end."
    pub note: String,
    /// Responsibilities that begin, those that end, words that go out of use, guidance for the year.
    pub groups: Vec<ListGroup>,
    /// What took the place of what: the new responsibility, with the earlier ones.
    pub replaced: Vec<LinkGroup>,
}

/// `networks/<id>/print.html`: a network's whole handbook in one document, and the file that `--single-file` makes.
/// Links to what stands in the document lead to its place there, an anchor such as `#post-clinical-director`. Anchors of
/// the agreement, the strategy and pages stand behind a prefix of their own, so that each is there once; templates put
/// `agreement.` and `strategy.` before the ids in these two.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Print {
    pub page: Page,
    /// The front page, which shows most of what there is. What stands in fields of this view is empty there: its practices,
    /// duties, services, bodies, papers and pages.
    pub front: Network,
    /// Current practices, in full; those of the front page stand here.
    pub practices: Vec<PrintedPractice>,
    pub former_practices: Vec<PrintedPractice>,
    /// Who answers for what.
    pub duties: Vec<PrintedDuties>,
    /// In use, and nobody answers for it.
    pub unheld: Vec<PrintedDuty>,
    pub services: Vec<PrintedService>,
    pub bodies: Vec<PrintedBody>,
    pub agreement: Agreement,
    pub strategy: Strategy,
    /// Posts, those that ended last.
    pub posts: Vec<PrintedPost>,
    pub people: Vec<PrintedPerson>,
    /// Those who left and are named here because earlier records refer to them.
    pub leavers: Vec<PrintedPerson>,
    /// The network's own pages.
    pub pages: Vec<PrintedPage>,
    /// The edition in a reader's words: "Public edition".
    pub edition: String,
    /// What a single file has beside; `None` in `print.html`.
    pub file: Option<SingleFile>,
}

impl Print {
    /// The chapters.
    fn sections(&self) -> Vec<Heading> {
        let front = &self.front;
        let rules = !front.conflicts.is_empty() || front.conflicts_policy.is_some() || !front.data_sharing.is_empty() || front.local_variation.is_some();
        let progress = !front.due.is_empty() || !front.checklists.is_empty() || !front.commitments.is_empty() || !front.indicators.is_empty();
        let mut headings = shown(&[
            (true, "lead", "Who leads, and whom to call"),
            (!front.team.is_empty(), "team", "The team"),
            (true, "practices", "Practices"),
            (!self.duties.is_empty() || !self.unheld.is_empty(), "duties", "Who answers for what"),
            (!self.services.is_empty(), "services", "Services"),
            (!self.bodies.is_empty(), "governance", "How it is run"),
            (true, "agreement", "Agreement"),
            (true, "strategy", "Strategy"),
            (!front.voice.is_empty(), "voice", "Who speaks for the network"),
            (!front.relationships.is_empty(), "relationships", "Working with others"),
            (front.neighbourhood_team.is_some(), "neighbourhood-team", "Neighbourhood team"),
            (progress, "progress", "What is due, and progress"),
            (rules, "rules", "Rules and records"),
            (!self.posts.is_empty(), "posts", "Posts"),
            (!self.people.is_empty() || !self.leavers.is_empty(), "people", "People"),
        ]);
        headings.extend(self.pages.iter().map(|page| Heading::section(&page.id, &page.title)));
        headings.extend(shown(&[(true, "details", "Details"), (!front.gaps.is_empty(), "gaps", "Gaps")]));
        headings
    }
}

/// What a document needs to stand alone in one file: nothing is loaded from elsewhere.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct SingleFile {
    /// Tells such a file from others that have its name.
    pub mark: String,
    /// The Content-Security-Policy of the file.
    pub policy: String,
    /// The style sheet, ready to stand in `<style>` just so: the policy holds its fingerprint.
    pub style: String,
    /// The script, ready to stand in `<script>` just so.
    pub script: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPractice {
    /// Anchor.
    pub id: String,
    pub row: PracticeRow,
    pub postcode: String,
    pub deputy: Link,
}

/// Somebody, and all that they answer for.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedDuties {
    pub seat: Shared<Seat>,
    pub duties: Vec<PrintedDuty>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedDuty {
    /// Anchor.
    pub id: String,
    /// Its own page.
    pub link: Shared<Link>,
    /// "CD vi"; may be empty.
    pub code: String,
    /// What it is, for one of the network's own.
    pub summary: String,
    /// "every quarter"; may be empty.
    pub every: String,
    /// Where it is written, if anywhere.
    #[serde(serialize_with = "link_if_any")]
    pub written_in: Link,
    pub note: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedService {
    /// Anchor.
    pub id: String,
    pub service: Service,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedBody {
    /// Anchor.
    pub id: String,
    pub body: Body,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPost {
    /// Anchor.
    pub id: String,
    pub seat: Shared<Seat>,
    /// Sessions, accountable to, deputy, method …
    pub facts: Vec<Fact>,
    pub note_html: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPerson {
    /// Anchor.
    pub id: String,
    pub name: String,
    /// Posts of the network held today.
    pub posts: Vec<Link>,
    /// "Nurse"; may be empty.
    pub profession: &'static str,
    pub practice: Link,
    pub contact: Contact,
    /// "Left on 31 March 2026"; may be empty.
    pub left: String,
    pub about_html: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PrintedPage {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub summary: String,
    /// Its headings begin at level 3.
    pub prose_html: String,
    pub review: Option<ReviewBlock>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct MatrixHolder {
    pub link: Link,
    /// Who holds it today: "A Verma, B Okoro", "Vacant", "All four".
    pub names: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct MatrixGroup {
    /// "Clinical director's responsibilities".
    pub title: String,
    pub rows: Vec<MatrixRow>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct MatrixRow {
    pub link: Shared<Link>,
    /// One for each of [`Matrix::holders`], in their order: the strongest part they have.
    pub cells: Vec<Part>,
}

/// `roles/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Role {
    pub page: Page,
    pub prose_html: String,
    /// Every network's post of this role and its holders, by ICB.
    pub networks: Vec<AnswerGroup>,
    /// "Held in 5 of 6 networks; 1 is vacant."
    pub counts: String,
    /// How much of the work looks outwards in every network; `None` where no network records it.
    pub outside: Option<OutsideEverywhere>,
    /// What it usually answers for in the handbook's contract year.
    pub answers_for: Vec<Shared<Duty>>,
    /// The contract's list before and after it was first written anew, side by side; `None` where it never was.
    pub then_and_now: Option<ThenAndNow>,
    /// What it used to answer for.
    pub earlier: Vec<Shared<Duty>>,
    pub guidance: Vec<ListEntry>,
    pub checklists: Vec<Link>,
    /// Also called, accountable to, works with, one a network, clinicians only.
    pub facts: Vec<Fact>,
}

impl Role {
    fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[(!self.networks.is_empty(), "who", "Who holds it")]);
        headings.extend(groups_of_networks(&self.networks));
        headings.extend(shown(&[
            (self.outside.is_some(), "outside", "Work outside the network"),
            (!self.prose_html.is_empty(), "what", "What it is for"),
            (!self.answers_for.is_empty(), "answers-for", "Usually answers for"),
            (self.then_and_now.is_some(), "then-and-now", "Then and now"),
            (!self.earlier.is_empty(), "earlier", "Used to answer for"),
            (!self.guidance.is_empty() || !self.checklists.is_empty(), "guidance", "Guidance and checklists"),
            (!self.facts.is_empty(), "details", "Details"),
        ]));
        headings
    }
}

/// How much of the work of a role looks outwards, in every network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct OutsideEverywhere {
    /// "Recorded in 4 of 6 networks. On average 41% of the time looks outside the network now."
    pub counts: String,
    /// Posts that have far to go or are late, by the names of their networks.
    pub far: Vec<Link>,
    /// By ICB; one group without a title where there is one ICB.
    pub groups: Vec<OutsideGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct OutsideGroup {
    pub title: String,
    pub rows: Vec<OutsideRow>,
}

/// One network's row. Where there are many networks, those that record nothing are left out.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct OutsideRow {
    pub network: Link,
    /// Share of the post's responsibilities that look outwards: "50%".
    pub duties: String,
    /// Share of the time: "45%"; empty where it is not recorded.
    pub now: String,
    pub target: String,
    /// "31 March 2027".
    pub by: String,
    /// Time that is kept free: "1 session a week"; empty where none is recorded.
    pub protected: String,
    pub state: Tag,
    pub share_svg: String,
}

/// What the contract asked of a role and what it asks now.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ThenAndNow {
    /// "The contract named 7 responsibilities of this role until 2023/24, and 4 from 2024/25."
    pub note: String,
    /// "Until 2023/24".
    pub then: String,
    /// "From 2024/25".
    pub now: String,
    pub rows: Vec<ThenAndNowRow>,
}

/// One responsibility then, and what took its place. A side without an address has nothing, in words.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ThenAndNowRow {
    pub then: Link,
    /// "CD vi"; may be empty.
    pub then_code: String,
    pub now: Link,
    pub now_code: String,
    /// How it stands in the handbook's contract year.
    pub state: Tag,
    /// "The earlier one is kept as a standard"; may be empty.
    pub note: String,
}

// ---------------------------------------------------------------------------------------
// Agreement, strategy
// ---------------------------------------------------------------------------------------

/// `networks/<id>/agreement.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Agreement {
    pub page: Page,
    /// The network has no `agreement.md`; the page says so and shows the outline.
    pub recorded: bool,
    pub state: Tag,
    /// Version, signed, effective, review by.
    pub facts: Vec<Fact>,
    /// "All current practices", or empty where `parties` lists them.
    pub parties_note: String,
    pub parties: Vec<Link>,
    /// Current practices that are no party.
    pub not_parties: Vec<Link>,
    /// Prose before the first schedule.
    pub intro_html: String,
    pub schedules: Vec<Schedule>,
    /// Prose after the last schedule, under headings of its own.
    pub rest_html: String,
}

impl Agreement {
    fn sections(&self) -> Vec<Heading> {
        let schedules = self.schedules.iter().map(|s| Heading {
            id: s.id.clone(),
            text: if s.number.is_empty() { s.title.clone() } else { format!("{}. {}", s.number, s.title) },
            level: 3,
        });
        let mut headings = shown(&[(self.recorded, "parties", "Who has signed"), (!self.schedules.is_empty(), "schedules", "Schedules")]);
        headings.extend(schedules);
        headings
    }
}

/// A schedule of the agreement, shown as a section of its own.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Schedule {
    /// Anchor: `schedule-1`.
    pub id: String,
    /// "1".
    pub number: String,
    pub title: String,
    /// What schedules of this number hold, from the national outline; may be empty.
    pub outline: String,
    pub status: Tag,
    pub updated: String,
    /// Posts, bodies, services that it governs.
    pub governs: Vec<Link>,
    /// Responsibilities that are written here, with their accountable post.
    pub written_here: Vec<ServiceDuty>,
    /// The schedule's prose without its heading; its own headings start at level 4.
    pub html: String,
}

/// `networks/<id>/strategy.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Strategy {
    pub page: Page,
    pub recorded: bool,
    pub vision: String,
    pub state: Tag,
    /// Period, owner, approved, review by.
    pub facts: Vec<Fact>,
    /// What is late or comes within a year, soonest first.
    pub ahead: Vec<Due>,
    /// The coming year as a line with its months.
    pub ahead_svg: String,
    pub objectives: Vec<Objective>,
    pub funding: Vec<Funding>,
    pub risks: Vec<Risk>,
    /// Risks by likelihood and impact, under their numbers.
    pub risks_svg: String,
    pub prose_html: String,
}

impl Strategy {
    fn sections(&self) -> Vec<Heading> {
        let mut headings = shown(&[(!self.ahead.is_empty(), "ahead", "The year ahead")]);
        if !self.objectives.is_empty() {
            headings.push(Heading::section("objectives", "Objectives"));
            headings.extend(self.objectives.iter().map(|o| Heading { id: o.id.clone(), text: o.title.clone(), level: 3 }));
        }
        headings.extend(shown(&[(!self.funding.is_empty(), "funding", "Funding"), (!self.risks.is_empty(), "risks", "Risks")]));
        headings
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Objective {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub why: String,
    pub status: Tag,
    /// The post and who holds it; `None`: no owner is recorded.
    pub owner: Option<Seat>,
    pub partners: Vec<Link>,
    pub services: Vec<Link>,
    pub responsibilities: Vec<Link>,
    pub measure: Option<Measure>,
    pub milestones: Vec<Due>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Measure {
    pub name: String,
    /// With their unit: "71%".
    pub baseline: String,
    pub target: String,
    pub latest: String,
    pub latest_on: String,
    pub source: String,
    /// How far from baseline to target, 0 to 100; `None` where it can't be said.
    pub progress: Option<u8>,
    pub readings: Vec<Reading>,
    /// The readings as a line from the baseline towards the target.
    pub readings_svg: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Reading {
    pub on: String,
    pub value: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Funding {
    pub title: String,
    pub source: Link,
    pub level: String,
    pub what_for: String,
    pub owner: Link,
    pub deadline: String,
    pub status: Tag,
    /// Only where the edition may show it.
    pub amount: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Risk {
    /// Its number in the drawing.
    pub number: usize,
    pub title: String,
    /// "3 of 5".
    pub likelihood: String,
    pub impact: String,
    /// "High", "Medium", "Low".
    pub weight: Tag,
    pub owner: Link,
    pub action: String,
    pub review_by: String,
}

// ---------------------------------------------------------------------------------------
// Guidance, checklists, other prose
// ---------------------------------------------------------------------------------------

/// `guidance/….html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Guidance {
    pub page: Page,
    /// The topic, with its place in the index of guidance.
    pub topic: Link,
    /// "Superseded" or "Archived"; empty for current guidance.
    pub state: Tag,
    /// The page that takes its place; may be empty.
    pub superseded_by: Link,
    pub prose_html: String,
    /// Where this matters: what the page explains, and who it concerns.
    pub matters: Vec<LinkGroup>,
    pub sources: Vec<Source>,
    pub attribution: String,
    /// Roles it is written for.
    pub audience: Vec<Link>,
    /// What concerns practices, on pages written for practice managers; `None` where nothing is marked.
    pub for_practices: Option<ForPractices>,
    /// Author, contract years.
    pub facts: Vec<Fact>,
    /// Neighbours in the same topic.
    pub previous: Link,
    pub next: Link,
}

/// What a page of guidance means for practices.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForPractices {
    /// The page's own words about it, under a heading "What this means for practices" or one with the anchor
    /// `for-practices`; may be empty.
    pub section: Link,
    /// What practices answer for, among the responsibilities that the page explains or names.
    pub duties: Vec<Link>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Source {
    /// The document; `href` leads to where its publisher keeps it.
    pub link: Link,
    /// "Section 4.4.2 vi".
    pub section: String,
    /// "NHS England, 29 March 2019".
    pub about: String,
}

/// `checklists/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Checklist {
    pub page: Page,
    /// The role it is for.
    pub role: Link,
    pub prose_html: String,
    pub steps: Vec<Step>,
    pub networks: Vec<Progress>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Step {
    /// Anchor.
    pub id: String,
    pub title: String,
    pub owner: Link,
    /// "within 14 days".
    pub due: String,
}

/// `pages/….html`, `networks/<id>/pages/….html`: any other page.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Prose {
    pub page: Page,
    pub prose_html: String,
    pub facts: Vec<Fact>,
}

/// `glossary.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Glossary {
    pub page: Page,
    pub letters: Vec<Letter>,
    pub groups: Vec<GlossaryGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct GlossaryGroup {
    /// Anchor of the letter: `a`, or `0-9`. Terms have ids such as `term-arrs`.
    pub id: String,
    pub letter: String,
    pub terms: Vec<Term>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Term {
    /// Anchor: `term-arrs`.
    pub id: String,
    pub term: String,
    pub expansion: String,
    /// Other names, comma-separated.
    pub also: String,
    pub meaning: String,
    /// "Until 1 July 2022"; empty for current terms.
    pub until: String,
    /// What it is called now; may be empty.
    pub now: Link,
}

/// A term that went out of use, on a page that has it.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct PastTerm {
    /// To the glossary.
    pub term: Link,
    /// May be empty.
    pub expansion: String,
    /// "1 July 2022".
    pub until: String,
    /// What it is called now; may be empty.
    pub now: Link,
}

/// A letter in the bar over an A–Z.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Letter {
    /// Empty: nothing starts with it.
    pub href: String,
    pub letter: String,
    pub current: bool,
}

// ---------------------------------------------------------------------------------------
// Outside the networks
// ---------------------------------------------------------------------------------------

/// `forums/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Forum {
    pub page: Page,
    /// Organisation, level, power, direction, meets.
    pub facts: Vec<Fact>,
    /// Without their outcomes, which stand in `open` and `log`.
    pub seats: Vec<Voice>,
    /// Networks in its reach without a seat; may be empty.
    pub without: Vec<Link>,
    /// What was asked and has no result yet, the newest first.
    pub open: Vec<Outcome>,
    /// What was asked and what came of it, the newest first.
    pub log: Vec<Outcome>,
    /// "No deputy", "Nowhere to report back to": networks by what their seat lacks. Only in editions that show findings.
    pub gaps: Vec<LinkGroup>,
}

impl Forum {
    fn sections(&self) -> Vec<Heading> {
        shown(&[
            (true, "seats", "Who speaks here for the networks"),
            (!self.open.is_empty(), "open", "Asked, and still open"),
            (!self.log.is_empty(), "log", "Asked, and answered"),
            (!self.gaps.is_empty(), "gaps", "Gaps"),
        ])
    }
}

/// `forums/index.html`: who speaks for the networks where, level by level.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Forums {
    pub page: Page,
    /// "7 meetings; 6 networks hold 22 seats."
    pub counts: String,
    /// From the neighbourhood to the whole country.
    pub levels: Vec<ForumLevel>,
    /// Who speaks in more meetings than the handbook's threshold, with their number. Only in editions that show findings.
    pub busy: Vec<ListEntry>,
}

impl Forums {
    fn sections(&self) -> Vec<Heading> {
        let mut headings = group_headings(&self.levels, |level| (&level.id, &level.title));
        headings.extend(shown(&[(!self.busy.is_empty(), "busy", "Too many seats")]));
        headings
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForumLevel {
    /// Anchor.
    pub id: String,
    /// "Place".
    pub title: String,
    /// What this level is; may be empty.
    pub note: String,
    pub forums: Vec<ForumRow>,
}

/// A meeting with who speaks there, as a row of a table.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForumRow {
    pub link: Link,
    /// "Decides · meets monthly".
    pub about: String,
    /// How many networks have a seat.
    pub networks: usize,
    /// Who speaks for which network; empty where no network has a seat, or so many that the meeting's own page lists them.
    pub seats: Vec<ForumSeat>,
    /// "4 asks, 1 still open"; may be empty.
    pub asks: String,
    /// "2 seats without a deputy". Only in editions that show findings.
    pub gaps: Vec<String>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ForumSeat {
    pub network: Link,
    /// The post that speaks; empty where nobody is recorded.
    pub post: Link,
    /// Who holds it today.
    pub people: Vec<Link>,
    /// "Vacant"; empty where somebody holds it.
    pub vacant: String,
}

/// `organisations/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Organisation {
    pub page: Page,
    pub contact: Contact,
    /// Kind, code, since, predecessors, also called.
    pub facts: Vec<Fact>,
    /// Its networks, with their directors (ICB, sub-ICB, LMC).
    pub networks: Vec<NetworkRow>,
    /// "6 networks, 31 practices, 212,000 patients; 7 clinical directors; 1 network has none".
    pub counts: String,
    /// Meetings where its networks speak, and those that it holds itself.
    pub meetings: Vec<ForumRow>,
    /// What it answers for in networks.
    pub answers_for: Vec<LinkGroup>,
    /// Its forums, teams, relationships, sub-ICBs.
    pub also: Vec<LinkGroup>,
}

impl Organisation {
    fn sections(&self) -> Vec<Heading> {
        shown(&[
            (!self.networks.is_empty(), "networks", "Networks"),
            (!self.meetings.is_empty(), "meetings", "Who speaks where"),
            (!self.answers_for.is_empty(), "answers-for", "Answers for"),
            (!self.also.is_empty(), "also", "Connections"),
            (!self.facts.is_empty(), "details", "Details"),
        ])
    }
}

/// `neighbourhoods/<id>.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Neighbourhood {
    pub page: Page,
    pub networks: Vec<NeighbourhoodNetwork>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NeighbourhoodNetwork {
    pub row: NetworkRow,
    pub team: Option<NeighbourhoodTeam>,
}

/// Any index: `roles/index.html`, `responsibilities/index.html`, `guidance/index.html`,
/// `checklists/index.html`, `organisations/index.html`. `page.kind` tells them apart: `roles`,
/// `responsibilities`, `topics`, `checklists`, `organisations`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Listing {
    pub page: Page,
    pub prose_html: String,
    /// One group with an empty title where there is nothing to group by.
    pub groups: Vec<ListGroup>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ListGroup {
    /// Anchor.
    pub id: String,
    pub title: String,
    /// A sentence about the group; may be empty.
    pub note: String,
    pub entries: Vec<ListEntry>,
}

/// An entry of a list or a card.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ListEntry {
    pub link: Link,
    /// "CD vi"; may be empty.
    pub code: String,
    pub summary: String,
    /// Small print: "Clinical director · external · 2019/20 to 2023/24", "Reviewed 1 September 2026".
    pub note: String,
    /// "Superseded", "Standard"; may be empty.
    pub state: Tag,
}

// ---------------------------------------------------------------------------------------
// Review, A–Z and the small pages
// ---------------------------------------------------------------------------------------

/// `review.html` and `review/<icb>.html`: the control room.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Review {
    pub page: Page,
    /// The day of the build: "22 November 2026".
    pub as_at: String,
    /// The last day whose dates are listed, in words and as "2027-02-20". After it a page that was not built again lacks some.
    pub until: String,
    pub until_day: String,
    /// Numbers at the head: "12 warnings", "3 vacancies".
    pub figures: Vec<Figure>,
    /// Pages an ICB, where there are many networks; else empty.
    pub icbs: Vec<ReviewIcb>,
    /// The networks, those with the most to do first.
    pub networks: Vec<ReviewNetwork>,
    /// Findings by network, those of the handbook itself first.
    pub findings: Vec<ReviewGroup>,
    pub vacancies: Vec<Vacancy>,
    /// Terms that end soon or have ended.
    pub terms: Vec<TermEnd>,
    /// What else is late or comes soon, by its sort.
    pub dates: Vec<ReviewDates>,
    /// Meetings outside where nobody speaks.
    pub voices: Vec<ReviewVoice>,
    /// How much of their work directors do outside their networks, those with the furthest to go first.
    pub shares: Vec<ReviewShare>,
    /// Files for spreadsheets, calendars and programs.
    pub files: Vec<DataFile>,
}

impl Review {
    fn sections(&self) -> Vec<Heading> {
        let mut sections = shown(&[
            (!self.icbs.is_empty(), "icbs", "By integrated care board"),
            (!self.networks.is_empty(), "networks", "Networks"),
            (!self.findings.is_empty(), "findings", "Findings"),
            (!self.vacancies.is_empty(), "vacancies", "Vacant posts"),
            (!self.terms.is_empty(), "terms", "Terms that end"),
        ]);
        sections.extend(self.dates.iter().map(|dates| Heading { id: dates.id.to_owned(), text: dates.title.to_owned(), level: 2 }));
        sections.extend(shown(&[
            (!self.voices.is_empty(), "voices", "Meetings without a voice"),
            (!self.shares.is_empty(), "shares", "Directors' work outside"),
            (!self.files.is_empty(), "files", "The same as files"),
        ]));
        sections
    }
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Figure {
    pub value: String,
    pub label: String,
    /// An anchor of the page such as `#vacancies`; may be empty.
    pub href: String,
    /// The name of a count that rises on the reader's clock; may be empty.
    pub counts: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewIcb {
    pub link: Link,
    pub networks: usize,
    /// Responsibilities in use that somebody answers for: "1,204 of 1,250".
    pub duties: String,
    pub errors: usize,
    pub warnings: usize,
    pub vacancies: usize,
    /// Dates that have passed.
    pub late: usize,
}

/// A network in the control room.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewNetwork {
    /// The name of its count of late dates.
    pub id: String,
    pub network: Link,
    /// Posts held today of all posts, with the network's team: "5 of 6".
    pub posts: Link,
    /// How many posts are not, by which the column sorts.
    pub posts_open: usize,
    /// Responsibilities in use that somebody answers for, with the network's matrix: "36 of 38".
    pub duties: Link,
    /// How many have nobody.
    pub duties_open: usize,
    /// Dates that have passed.
    pub late: usize,
    /// Errors and warnings, with the place where they stand.
    pub findings: Link,
    /// "Recorded", "Not recorded", "Review overdue".
    pub agreement: Tag,
    pub strategy: Tag,
    /// When it last said that its details are right: "1 October 2026", and as a date. Both empty: never.
    pub confirmed: String,
    pub confirmed_day: String,
}

/// Dates of one sort that have passed or come soon.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewDates {
    /// Anchor, and the name of the count of late ones.
    pub id: &'static str,
    pub title: &'static str,
    pub items: Vec<Due>,
}

/// A meeting outside where nobody speaks.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewVoice {
    pub forum: Link,
    /// The network whose seat is empty; empty where no network has a seat at all.
    pub network: Link,
    /// "No network has a seat", "Nobody is named", "The post is vacant".
    pub note: &'static str,
}

/// How much of a director's work is done outside the network.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewShare {
    pub network: Link,
    pub post: Link,
    /// "20%", or "31% of responsibilities" where no time is recorded.
    pub now: String,
    /// "50%".
    pub target: String,
    /// "31 March 2027"; may be empty.
    pub by: String,
    /// "Far to go", "On the way", "Reached".
    pub state: Tag,
    /// Points that are missing, by which the column sorts.
    pub gap: u32,
    /// Both numbers as a bar.
    pub share_svg: String,
}

/// A file of open data.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct DataFile {
    pub link: Link,
    /// "CSV, 214 dates".
    pub kind: String,
    /// What it is good for.
    pub about: &'static str,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct ReviewGroup {
    /// Anchor.
    pub id: String,
    /// The network; "The handbook itself" without `href`.
    pub link: Link,
    /// "3 warnings, 1 to know".
    pub counts: String,
    pub gaps: Vec<Gap>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Vacancy {
    pub network: Link,
    pub post: Link,
    /// "Since 1 September 2026"; may be empty.
    pub since: String,
    pub cover: Link,
    pub note: String,
    /// How many responsibilities the post answers for.
    pub duties: usize,
}

/// A term of office in the control room.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct TermEnd {
    pub network: Link,
    pub post: Link,
    pub holder: Link,
    pub ends: String,
    /// The same day as "2026-12-31".
    pub day: String,
    /// Names of the counts that rise when the term is over on the reader's clock.
    pub counted: String,
    pub state: Tag,
    /// Who follows; may be empty.
    pub next: Link,
}

/// `a-z.html`, and a page a letter where it is long.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Az {
    pub page: Page,
    pub letters: Vec<Letter>,
    pub groups: Vec<AzGroup>,
    /// "31,904 entries".
    pub counts: String,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AzGroup {
    /// Anchor: `a`, or `0-9`.
    pub id: String,
    pub letter: String,
    pub entries: Vec<AzEntry>,
}

#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct AzEntry {
    pub link: Link,
    /// What it is and where: "Post, Severn Bridge PCN".
    pub note: String,
}

/// `search.html`: how to find things, for readers and browsers without the script.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Search {
    pub page: Page,
    pub letters: Vec<Letter>,
    /// Other ways in, as on the home page.
    pub ways: Vec<ListEntry>,
}

/// `accessibility.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct Accessibility {
    pub page: Page,
    /// Where to write; the publisher's address where none is set.
    pub contact: String,
    pub prepared: String,
    /// What is known not to be accessible.
    pub not_accessible: Vec<String>,
    /// The public bodies' duties apply (publisher is an ICB or a training hub of the NHS).
    pub public_body: bool,
}

/// `404.html`.
#[derive(Debug, Clone, Default, Hash, Serialize)]
pub struct NotFound {
    pub page: Page,
}

// ---------------------------------------------------------------------------------------

/// The sections whose condition holds.
fn shown(sections: &[(bool, &str, &str)]) -> Vec<Heading> {
    sections.iter().filter(|(is_shown, _, _)| *is_shown).map(|(_, id, text)| Heading::section(id, text)).collect()
}

/// The integrated care boards under which networks stand, where there are several.
fn groups_of_networks(groups: &[AnswerGroup]) -> impl Iterator<Item = Heading> {
    groups.iter().filter(|group| !group.title.is_empty()).map(|group| Heading { id: group.id.clone(), text: group.title.clone(), level: 3 })
}

/// Headings of a page that is groups alone, where they have titles.
fn group_headings<G>(groups: &[G], part: impl Fn(&G) -> (&String, &String)) -> Vec<Heading> {
    groups.iter().map(part).filter(|(_, title)| !title.is_empty()).map(|(id, title)| Heading::section(id, title)).collect()
}
