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

mod catalogue;
mod frame;
mod lists;
mod networks;
mod outside;
mod papers;
mod parts;
mod people;
mod print;
mod prose;

pub use catalogue::*;
pub use frame::*;
pub use lists::*;
pub use networks::*;
pub use outside::*;
pub use papers::*;
pub use parts::*;
pub use people::*;
pub use print::*;
pub use prose::*;

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
