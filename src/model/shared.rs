//! Lists shared by all networks: organisations, forums, glossary, sources; and the national outlines.

use jiff::civil::Date;

use super::settings::Edition;
use crate::document::record::{Loc, Text};
use crate::{choice, record};

choice! {
    /// What kind of body an organisation is.
    OrganisationKind, "a kind of organisation" {
        /// Integrated Care Board.
        Icb = "icb",
        /// Sub-ICB location.
        SubIcb = "sub-icb",
        /// NHS England region.
        Region = "region",
        /// Local Medical Committee.
        Lmc = "lmc",
        /// Acute trust.
        Acute = "acute",
        /// Community trust.
        Community = "community",
        /// Mental health trust.
        MentalHealth = "mental-health",
        /// Council.
        Council = "council",
        /// Public health.
        PublicHealth = "public-health",
        /// Pharmacy.
        Pharmacy = "pharmacy",
        /// Voluntary, community and social enterprise.
        Vcse = "vcse",
        /// Hospice.
        Hospice = "hospice",
        /// Care home.
        CareHome = "care-home",
        /// Federation.
        Federation = "federation",
        /// Research network.
        ResearchNetwork = "research-network",
        /// University.
        University = "university",
        /// Ambulance trust.
        Ambulance = "ambulance",
        /// Anything else.
        Other = "other",
    }
}

record! {
    /// An organisation outside the networks.
    Organisation, "an organisation" {
        /// Its id.
        must id: Text,
        /// Its name.
        must name: Text,
        /// What it is.
        must kind: Loc<OrganisationKind>,
        /// Code of the Organisation Data Service.
        may code: Text,
        /// Names people search by.
        some also: Vec<Text>,
        /// The organisation it is part of.
        may parent: Text,
        /// Codes or ids of those it followed.
        some predecessors: Vec<Text>,
        /// First day.
        may from: Loc<Date>,
        /// Last day.
        may to: Loc<Date>,
        /// Where it is reached.
        may email: Text,
        /// Where it is reached.
        may phone: Text,
        /// Its own site.
        may website: Text,
        /// A sentence or two in Markdown.
        may about: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

choice! {
    /// How far a forum's reach goes.
    Level, "a level" {
        /// One neighbourhood.
        Neighbourhood = "neighbourhood",
        /// A place, usually a council's area.
        Place = "place",
        /// A whole system, the area of an ICB.
        System = "system",
        /// An NHS region.
        Region = "region",
        /// The country.
        National = "national",
    }
}

choice! {
    /// What a forum can do.
    Power, "what a forum does" {
        /// It takes decisions.
        Decides = "decides",
        /// It gives advice.
        Advises = "advises",
        /// It passes on news.
        Informs = "informs",
    }
}

choice! {
    /// Where a forum's decisions begin.
    Direction, "a direction" {
        /// In the networks.
        BottomUp = "bottom-up",
        /// In the system.
        TopDown = "top-down",
        /// In both.
        Mixed = "mixed",
    }
}

record! {
    /// A meeting outside the networks, where somebody should speak for them.
    Forum, "a forum" {
        /// Its id.
        must id: Text,
        /// Its name.
        must name: Text,
        /// Who holds it.
        may organisation: Text,
        /// How far its reach goes.
        may level: Loc<Level>,
        /// What it can do.
        may power: Loc<Power>,
        /// Where its decisions begin.
        may direction: Loc<Direction>,
        /// How often it meets, in words.
        may meets: Text,
        /// A sentence or two in Markdown.
        may about: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// A term of the glossary.
    Term, "a term" {
        /// The term, as it is written.
        must term: Text,
        /// What it stands for.
        may expansion: Text,
        /// Synonyms and misspellings people search by.
        some also: Vec<Text>,
        /// What it means.
        may meaning: Text,
        /// The last day it was in use.
        may until: Loc<Date>,
        /// The term that took its place.
        may now: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// A document that responsibilities and guidance cite.
    Source, "a source" {
        /// Its id.
        must id: Text,
        /// Its title.
        must title: Text,
        /// Who published it.
        may publisher: Text,
        /// When.
        may date: Loc<Date>,
        /// Where it can be read.
        may url: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// A place in a source.
    Citation, "a source with its section" {
        /// Id of the source.
        must id: Text,
        /// The section, as the source numbers it.
        may section: Text,
    }
}

record! {
    /// A schedule of the Network Agreement as the national template has it.
    ScheduleOutline, "a schedule's outline" {
        /// Its number.
        must number: Loc<u32>,
        /// Its title.
        must title: Text,
        /// What it holds.
        may holds: Text,
        /// Roles and responsibilities that rest on it.
        some hooks: Vec<Text>,
    }
}

record! {
    /// What a level of forums means.
    LevelOutline, "a level's outline" {
        /// The level.
        must id: Loc<Level>,
        /// Its title.
        must title: Text,
        /// What it covers.
        may meaning: Text,
        /// Its place in the order, from the neighbourhood outwards.
        may order: u32,
    }
}
