//! The frame that all pages share, and the stylesheet with the handbook's own colour.

use super::view::{NavLink, Officer, POLICY, Publisher, Site};
use super::words::percent_path;
use super::{Desk, date};
use crate::model::settings::{Edition, PublisherKind, colour};
use crate::source::Asset;

/// Address of the generated stylesheet.
pub const LOOK_CSS: &str = "assets/look.css";

/// Where a theme adds to the built-in stylesheet.
pub const OWN_CSS: &str = "assets/own.css";

/// How high a logo is shown, in pixels.
const LOGO_HEIGHT: u32 = 36;

impl Desk<'_> {
    /// The frame. `statics` are the theme's files with their bytes; the stylesheet is addressed with its fingerprint,
    /// so that a browser asks again when it changed.
    pub fn site(&self, statics: &[(String, Vec<u8>)]) -> Site {
        let settings = &self.handbook.settings;
        let text = |text: &Option<crate::document::record::Text>| text.as_ref().map_or(String::new(), |text| text.value.clone());
        let look = settings.look.as_ref();
        // A picture is shown only where the file is there: `checks` tells when it is not.
        let picture = |path: Option<&crate::document::record::Text>| path.and_then(|path| self.snapshot.assets().iter().find(|asset| asset.path == path.value));
        let logo = picture(look.and_then(|look| look.logo.as_ref()));
        let fingerprint = |bytes: &[u8]| format!("{:08x}", xxhash_rust::xxh3::xxh3_64(bytes) as u32);
        let with_fingerprint = |path: &str| {
            let file = statics.iter().find(|(known, _)| known == path);
            format!("{path}?{}", file.map_or(String::new(), |(_, bytes)| fingerprint(bytes)))
        };
        let own = self.look_css();
        let nav = |href: &str, text: &str, section: &'static str| NavLink { href: href.to_owned(), text: text.to_owned(), section };
        let mut navigation =
            vec![nav("networks/index.html", "Networks", "networks"), nav("responsibilities/index.html", "Responsibilities", "responsibilities")];
        navigation.push(nav("roles/index.html", "Roles", "roles"));
        if !self.handbook.pages.is_empty() {
            navigation.push(nav("guidance/index.html", "Guidance", "guidance"));
        }
        if !self.handbook.checklists.is_empty() {
            navigation.push(nav("checklists/index.html", "Checklists", "checklists"));
        }
        navigation.push(nav("a-z.html", "A–Z", "a-z"));
        let footer = vec![
            nav("search.html", "Search", "search"),
            nav("glossary.html", "Glossary", "glossary"),
            nav("organisations/index.html", "Organisations", "organisations"),
            nav("forums/index.html", "Meetings outside the networks", "forums"),
            nav("accessibility.html", "Accessibility", "accessibility"),
            nav("data/contacts.csv", "Contacts as a table (CSV)", ""),
            nav("data/handbook.json", "All data (JSON)", ""),
        ];
        Site {
            title: settings.title.value.clone(),
            language: settings.language.as_ref().map_or("en-GB".to_owned(), |language| language.value.clone()),
            publisher: Publisher {
                name: settings.publisher.name.value.clone(),
                kind: kind_in_words(settings.publisher.kind.value).to_owned(),
                email: text(&settings.publisher.email),
                officers: settings
                    .publisher
                    .officers
                    .iter()
                    .map(|officer| Officer { title: officer.title.value.clone(), name: text(&officer.name), email: text(&officer.email) })
                    .collect(),
            },
            notice: text(&settings.notice),
            footer: look.and_then(|look| look.footer.as_ref()).map_or(String::new(), |footer| footer.value.clone()),
            logo_width: logo.and_then(Asset::picture_size).map_or(0, |(width, height)| (LOGO_HEIGHT * width + height / 2) / height),
            logo: logo.map_or(String::new(), |logo| percent_path(&logo.path)),
            favicon: picture(look.and_then(|look| look.favicon.as_ref())).map_or("assets/icon.svg".to_owned(), |icon| percent_path(&icon.path)),
            stylesheet: with_fingerprint("assets/style.css"),
            own_stylesheet: if statics.iter().any(|(known, _)| known == OWN_CSS) { with_fingerprint(OWN_CSS) } else { String::new() },
            script: with_fingerprint("assets/handbook.js"),
            look: own.map_or(String::new(), |css| format!("{LOOK_CSS}?{}", fingerprint(css.as_bytes()))),
            policy: POLICY.to_owned(),
            edition: if self.edition == Edition::Staff { "staff" } else { "public" },
            contract_year: settings.contract_year.value.to_string(),
            as_at: date(self.today),
            as_at_day: self.today.to_string(),
            nav: navigation,
            footer_nav: footer,
            has_review: self.shows_gaps,
            has_feed: self.base_url().is_some(),
        }
    }

    /// The stylesheet that sets the handbook's accent; `None` where it keeps the theme's.
    pub fn look_css(&self) -> Option<String> {
        let accent = self.handbook.settings.look.as_ref()?.accent.as_ref()?;
        let [red, green, blue] = colour(&accent.value)?;
        // Relative luminance and contrast as WCAG 2.2 defines them; the ink on the accent is the one that reads better.
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
        let ink = if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 { "#fff" } else { "#000" };
        Some(format!("@media screen {{ :root {{ --accent: #{red:02x}{green:02x}{blue:02x}; --accent-ink: {ink}; }} }}\n"))
    }
}

fn kind_in_words(kind: PublisherKind) -> &'static str {
    match kind {
        PublisherKind::Lmc => "Local Medical Committee",
        PublisherKind::Pcn => "Primary Care Network",
        PublisherKind::Federation => "federation of practices",
        PublisherKind::Icb => "Integrated Care Board",
        PublisherKind::TrainingHub => "training hub",
        PublisherKind::Other => "",
    }
}
