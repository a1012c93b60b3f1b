//! Roles and the catalogue of responsibilities.

use jiff::civil::Date;

use super::settings::Edition;
use super::shared::Citation;
use crate::document::record::{ContractYear, Loc, Text};
use crate::{choice, record};

record! {
    /// Front matter of `roles/*.md`: what a role is.
    RoleFacts, "a role" {
        /// Its title.
        must title: Text,
        /// Names people search by.
        some also: Vec<Text>,
        /// One sentence.
        may summary: Text,
        /// One post of this role a network.
        may single: bool,
        /// `members`, `board`, `commissioner` or a role.
        may accountable_to: Text,
        /// Roles it works with.
        some works_with: Vec<Text>,
        /// Whether holders must be practising clinicians.
        may clinical: bool,
        /// Who sees it.
        may visible_to: Edition,
        /// The role that keeps the page.
        may owner: Text,
        /// When the page was last reviewed.
        may reviewed: super::page::Review,
        /// When it is to be reviewed again.
        may review_by: Loc<Date>,
        /// Old addresses.
        some aliases: Vec<Text>,
        /// Place in lists.
        may order: u32,
    }
}

record! {
    /// Contract years, ends included.
    Years, "contract years" {
        /// The first one.
        may from: Loc<ContractYear>,
        /// The last one.
        may to: Loc<ContractYear>,
    }
}

impl Years {
    /// Whether a year lies within.
    pub fn contain(&self, year: ContractYear) -> bool {
        self.from.as_ref().is_none_or(|from| from.value <= year) && self.to.as_ref().is_none_or(|to| year <= to.value)
    }
}

choice! {
    /// Who asks for a responsibility.
    ResponsibilityLevel, "a level of a responsibility" {
        /// The national contract or national good practice.
        National = "national",
        /// A handbook or a network of its own.
        Local = "local",
    }
}

choice! {
    /// Where a responsibility looks.
    Focus, "a focus" {
        /// Into the network.
        Internal = "internal",
        /// Out of the network.
        External = "external",
        /// Both ways.
        Both = "both",
    }
}

choice! {
    /// What kind of work a responsibility is.
    Nature, "a nature" {
        /// Direction and relationships.
        Strategic = "strategic",
        /// Keeping things running.
        Operational = "operational",
    }
}

choice! {
    /// What a responsibility rests on.
    Basis, "a basis" {
        /// The contract.
        Contract = "contract",
        /// Good practice.
        Guidance = "guidance",
    }
}

choice! {
    /// How often a duty comes round.
    Cadence, "how often" {
        /// Every week.
        Week = "week",
        /// Every month.
        Month = "month",
        /// Every quarter.
        Quarter = "quarter",
        /// Every year.
        Year = "year",
    }
}

record! {
    /// Front matter of `responsibilities/**/*.md`: what somebody must answer for.
    ResponsibilityFacts, "a responsibility" {
        /// Its title.
        must title: Text,
        /// A short code, shown and searchable.
        may code: Text,
        /// One sentence.
        may summary: Text,
        /// Usual holder: a role, or practices, board, lmc, icb, nominated-payee.
        must role: Text,
        /// National or local.
        may level: Loc<ResponsibilityLevel>,
        /// Where it looks.
        may focus: Loc<Focus>,
        /// What kind of work it is.
        may nature: Loc<Nature>,
        /// Contract years in which it is in force.
        may years: Years,
        /// What it rests on; guidance if absent.
        may basis: Loc<Basis>,
        /// Stays in use as a handbook's standard after its contract years.
        may standard: bool,
        /// Where it is written.
        may source: Citation,
        /// Responsibilities it took the place of.
        some supersedes: Vec<Text>,
        /// Words to group by.
        some tags: Vec<Text>,
        /// Who sees it.
        may visible_to: Edition,
        /// The role that keeps the page.
        may owner: Text,
        /// When the page was last reviewed.
        may reviewed: super::page::Review,
        /// When it is to be reviewed again.
        may review_by: Loc<Date>,
        /// Old addresses.
        some aliases: Vec<Text>,
        /// Place in lists.
        may order: u32,
    }
}

impl ResponsibilityFacts {
    /// Its place in lists: what its file says, then its code in parts that sort as people count: `BD 2` before `BD 10`,
    /// `CD v` before `CD ix`; what has no code comes last.
    pub fn place_in_lists(&self) -> (u32, bool, Vec<(u32, String)>) {
        let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
        let part = |word: &str| {
            let number = word.parse().ok().or_else(|| roman.iter().position(|roman| *roman == word).map(|at| at as u32 + 1));
            match number {
                Some(number) => (number, String::new()),
                None => (u32::MAX, word.to_owned()),
            }
        };
        let parts = self.code.iter().flat_map(|code| code.value.split_whitespace()).map(part).collect();
        (self.order.unwrap_or(u32::MAX), self.code.is_none(), parts)
    }
}
