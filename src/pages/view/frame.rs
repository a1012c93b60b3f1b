//! The frame of a page: what stands around its own part, and the parts of it that pages share.

use serde::Serialize;

use super::*;

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
pub(super) fn link_if_any<S: serde::Serializer>(link: &Link, serializer: S) -> Result<S::Ok, S::Error> {
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
    pub(super) fn section(id: &str, text: &str) -> Heading {
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
