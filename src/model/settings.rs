//! `handbook.yaml`: the handbook itself.

use jiff::civil::Date;

use crate::diagnostic::Severity;
use crate::document::record::{ContractYear, Loc, Table, Text};
use crate::{choice, record};

choice! {
    /// Who sees a part of a handbook.
    Edition, "`public` or `staff`" {
        /// Everybody.
        Public = "public",
        /// Staff of the networks alone.
        Staff = "staff",
    }
}

choice! {
    /// What kind of body publishes a handbook.
    PublisherKind, "a kind of publisher" {
        /// A Local Medical Committee.
        Lmc = "lmc",
        /// A network, for itself.
        Pcn = "pcn",
        /// A federation.
        Federation = "federation",
        /// An Integrated Care Board.
        Icb = "icb",
        /// A training hub.
        TrainingHub = "training-hub",
        /// Another body.
        Other = "other",
    }
}

choice! {
    /// What of a person the public edition may show.
    Publishable, "`name`, `email` or `phone`" {
        /// The name, and with it a page.
        Name = "name",
        /// The e-mail address.
        Email = "email",
        /// The telephone number.
        Phone = "phone",
    }
}

choice! {
    /// The weight of a rule's findings.
    RuleSeverity, "a severity" {
        /// Stops a build.
        Error = "error",
        /// Reported.
        Warning = "warning",
        /// Worth knowing.
        Info = "info",
        /// Not reported.
        Off = "off",
    }
}

impl From<RuleSeverity> for Severity {
    fn from(severity: RuleSeverity) -> Self {
        match severity {
            RuleSeverity::Error => Self::Error,
            RuleSeverity::Warning => Self::Warning,
            RuleSeverity::Info => Self::Info,
            RuleSeverity::Off => Self::Off,
        }
    }
}

record! {
    /// The facts of `handbook.yaml`.
    Settings, "a handbook" {
        /// Title of the handbook.
        must title: Text,
        /// Who publishes it.
        must publisher: Publisher,
        /// The year that decides what is in force.
        must contract_year: Loc<ContractYear>,
        /// What `build` makes when not told otherwise.
        may edition: Edition,
        /// What of a person the public edition may show; the name if absent.
        may publish: Vec<Loc<Publishable>>,
        /// Where the site will live; for sitemap, feed and canonical links alone.
        may base_url: Text,
        /// Language tag of the pages; `en-GB` if absent.
        may language: Text,
        /// A folder in `themes/` beside the content folder.
        may theme: Text,
        /// Accent colour, logo, icon, footer.
        may look: Look,
        /// Another handbook's content folder.
        may extends: Text,
        /// False leaves the national layer out.
        may national: Loc<bool>,
        /// How long a review lasts.
        may review: ReviewPolicy,
        /// A line for readers on every page.
        may notice: Text,
        /// Address of a file's editor, with `{path}`.
        may edit_url: Text,
        /// Facts for the accessibility statement.
        may accessibility: Accessibility,
        /// Whether the public edition has `review.html` and shows gaps.
        may public_review: bool,
        /// The open lists to compare with.
        may reference: Reference,
        /// Severities for the whole handbook.
        some rules: Table<RuleSetting>,
        /// Numbers that some rules compare with.
        may thresholds: Thresholds,
    }
}

record! {
    /// Who publishes a handbook.
    Publisher, "a publisher" {
        /// Its name.
        must name: Text,
        /// What it is.
        must kind: Loc<PublisherKind>,
        /// Where the editor is reached.
        may email: Text,
        /// Its officers.
        some officers: Vec<Officer>,
    }
}

record! {
    /// An officer of the publisher.
    Officer, "an officer" {
        /// The office.
        must title: Text,
        /// The name.
        may name: Text,
        /// The address.
        may email: Text,
    }
}

record! {
    /// How the site looks.
    Look, "the look" {
        /// A colour such as `#0b6e6e`.
        may accent: Text,
        /// A file below `files/`.
        may logo: Text,
        /// A file below `files/`.
        may favicon: Text,
        /// A line at the foot of every page.
        may footer: Text,
    }
}

/// Red, green and blue of a colour such as `#0b6e6e` or `#0aa`; `None` where it is none.
pub fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    let wide: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(wide.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

record! {
    /// How long reviews last.
    ReviewPolicy, "the review policy" {
        /// Months from a review to the next where a page does not say.
        may months: Loc<u32>,
        /// Days before a date falls due at which it is announced.
        may warn_days: Loc<u32>,
    }
}

record! {
    /// Facts for the accessibility statement.
    Accessibility, "the accessibility statement" {
        /// Where to write.
        may contact: Text,
        /// When the statement was prepared.
        may prepared: Loc<Date>,
        /// What is known not to be accessible.
        some not_accessible: Vec<Text>,
    }
}

record! {
    /// The open lists that `check` and `reconcile` compare with.
    Reference, "the reference lists" {
        /// The list of practices with their networks.
        may map: Text,
        /// The list sizes.
        may list_sizes: Text,
    }
}

record! {
    /// The severity of one rule.
    RuleSetting, "a rule's setting" {
        /// The severity.
        must severity: Loc<RuleSeverity>,
        /// Why.
        may reason: Text,
    }
}

record! {
    /// Numbers that some rules compare with.
    Thresholds, "the thresholds" {
        /// Duties for each weekly session of a post before it counts as overloaded.
        may duties_per_session: f64,
        /// Outside seats of one person.
        may seats_per_person: f64,
        /// Share of a director's duties that should look outwards, in per cent.
        may external_share: f64,
    }
}
