//! `networks/<id>/network.yaml`: who and what a network is.

use jiff::civil::Date;

use super::catalogue::{Cadence, Focus, Nature};
use super::settings::{Edition, Publishable};
use crate::diagnostic::Findings;
use crate::document::record::{ContractYear, Loc, Place, Read, Table, Text, Typed};
use crate::document::yaml::{Node, Value};
use crate::{choice, record};

pub use super::papers::Parties;

choice! {
    /// Where a network stands.
    NetworkStatus, "a status of a network" {
        /// Being set up.
        Forming = "forming",
        /// At work.
        Open = "open",
        /// Joining another.
        Merging = "merging",
        /// Ended.
        Closed = "closed",
    }
}

choice! {
    /// How a network delivers its work.
    DeliveryModel, "a delivery model" {
        /// Practices share the work.
        Flat = "flat",
        /// One practice employs and holds the money.
        LeadPractice = "lead-practice",
        /// A federation does.
        Federation = "federation",
        /// A company of the practices does.
        PcnCompany = "pcn-company",
        /// The practices are one partnership.
        SuperPractice = "super-practice",
        /// Another way.
        Other = "other",
    }
}

record! {
    /// The facts of `network.yaml`.
    NetworkFacts, "a network" {
        /// ODS code, U and five digits; none while forming.
        may code: Text,
        /// Its name. Not unique: two real networks share one.
        must name: Text,
        /// Names it had.
        some former_names: Vec<Text>,
        /// Where it stands; open if absent.
        may status: Loc<NetworkStatus>,
        /// First day.
        may opened: Loc<Date>,
        /// Last day.
        may closed: Loc<Date>,
        /// The network that followed it.
        may successor: Text,
        /// Its ICB.
        may icb: Text,
        /// Its sub-ICB location.
        may sub_icb: Text,
        /// Its LMC.
        may lmc: Text,
        /// Neighbourhoods, by name.
        some neighbourhoods: Vec<Text>,
        /// How it delivers its work.
        may delivery_model: Loc<DeliveryModel>,
        /// Who receives its money.
        may nominated_payee: Payee,
        /// How many patients, and as of when.
        may population: Population,
        /// Where the network as a whole is reached.
        may contact: Contact,
        /// When it last confirmed its details.
        may confirmed: Loc<Date>,
        /// Who sees it.
        may visible_to: Edition,
        /// Its position on registration and data security.
        may positions: Positions,
        /// Its practices.
        some practices: Vec<Practice>,
        /// Its people.
        some people: Table<Person>,
        /// Its posts.
        some posts: Table<Post>,
        /// Where it differs from the catalogue, and what it adds.
        some responsibilities: Table<Assignment>,
        /// Its board, committees and groups.
        some bodies: Table<Body>,
        /// Who speaks for it where.
        some voice: Vec<Seat>,
        /// Whom it works with.
        some relationships: Vec<Relationship>,
        /// Its neighbourhood team.
        may neighbourhood_team: NeighbourhoodTeam,
        /// What people ring up about.
        some services: Vec<Service>,
        /// What practices agreed to do.
        some commitments: Vec<Commitment>,
        /// What the manager watches.
        some indicators: Vec<Indicator>,
        /// Declared interests.
        some conflicts: Vec<Conflict>,
        /// How conflicts are handled.
        may conflicts_policy: ConflictsPolicy,
        /// Agreements on data.
        some data_sharing: Vec<DataSharing>,
        /// A local variation of the contract.
        may local_variation: LocalVariation,
        /// Progress on checklists.
        some checklists: Table<Progress>,
        /// Findings that are accepted, with the reason.
        some waive: Vec<Waiver>,
    }
}

record! {
    /// Who receives the network's money: a practice or firm by name and code, or an organisation.
    Payee, "a nominated payee" {
        /// Its name.
        may name: Text,
        /// Its code.
        may code: Text,
        /// Or an organisation's id.
        may organisation: Text,
    }
}

record! {
    /// How many patients.
    Population, "the population" {
        /// As of when.
        may as_at: Loc<Date>,
        /// Only where it is not the sum of the practices' lists.
        may size: Loc<u32>,
    }
}

record! {
    /// Where somebody is reached.
    Contact, "a contact" {
        /// E-mail.
        may email: Text,
        /// Telephone.
        may phone: Text,
        /// Site.
        may website: Text,
        /// Days and hours, in words.
        may days: Text,
    }
}

record! {
    /// Positions that others ask for.
    Positions, "the positions" {
        /// Registration with the Care Quality Commission.
        may cqc: Text,
        /// Data Security and Protection Toolkit.
        may dspt: Text,
    }
}

choice! {
    /// What kind of member a practice is.
    MemberKind, "a kind of member" {
        /// Signed the contract.
        Core = "core",
        /// A member without the contract.
        NonCore = "non-core",
        /// Associated.
        Associate = "associate",
    }
}

record! {
    /// A member practice.
    Practice, "a practice" {
        /// ODS code, a letter and five digits.
        must code: Text,
        /// Its name.
        must name: Text,
        /// Names it had.
        some former_names: Vec<Text>,
        /// Postcode.
        may postcode: Text,
        /// Telephone.
        may phone: Text,
        /// E-mail.
        may email: Text,
        /// Site.
        may website: Text,
        /// A person of the network.
        may manager: Text,
        /// Where it differs from the network's.
        may sub_icb: Text,
        /// Registered patients.
        may list_size: Loc<u32>,
        /// First day as a member.
        may joined: Loc<Date>,
        /// Last day as a member.
        may left: Loc<Date>,
        /// What kind of member; core if absent.
        may kind: Loc<MemberKind>,
        /// Votes.
        may votes: Loc<u32>,
        /// The person who votes.
        may representative: Text,
        /// Who stands in.
        may deputy: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

choice! {
    /// What somebody is by training.
    Profession, "a profession" {
        /// General practitioner.
        Gp = "gp",
        /// Nurse.
        Nurse = "nurse",
        /// Pharmacist.
        Pharmacist = "pharmacist",
        /// Paramedic.
        Paramedic = "paramedic",
        /// Physiotherapist.
        Physiotherapist = "physiotherapist",
        /// Another allied health professional.
        OtherAhp = "other-ahp",
        /// Physician associate.
        PhysicianAssociate = "physician-associate",
        /// Manager.
        Manager = "manager",
        /// Administrator.
        Admin = "admin",
        /// Anything else.
        Other = "other",
    }
}

impl Profession {
    /// Whether it treats patients.
    pub fn is_clinical(self) -> bool {
        !matches!(self, Self::Manager | Self::Admin | Self::Other)
    }
}

choice! {
    /// What kind of employer.
    EmployerKind, "a kind of employer" {
        /// A practice.
        Practice = "practice",
        /// The network's own company.
        PcnEntity = "pcn-entity",
        /// A federation.
        Federation = "federation",
        /// A trust.
        Trust = "trust",
        /// The commissioner.
        Icb = "icb",
        /// NHS England.
        NhsEngland = "nhs-england",
        /// Another.
        Other = "other",
    }
}

record! {
    /// Who employs somebody.
    Employer, "an employer" {
        /// Its name.
        may name: Text,
        /// What it is.
        may kind: Loc<EmployerKind>,
    }
}

record! {
    /// A person of the network.
    Person, "a person" {
        /// The name.
        must name: Text,
        /// What they are by training.
        may profession: Loc<Profession>,
        /// Whether they see patients.
        may practising: Loc<bool>,
        /// Code of their practice.
        may practice: Text,
        /// Who employs them.
        may employer: Employer,
        /// Work e-mail.
        may email: Text,
        /// Work telephone.
        may phone: Text,
        /// A sentence or two in Markdown.
        may about: Text,
        /// What the public edition may show.
        may publish: Vec<Loc<Publishable>>,
        /// Last day.
        may left: Loc<Date>,
        /// Who sees them.
        may visible_to: Edition,
    }
}

choice! {
    /// How firmly somebody holds a post.
    HolderStatus, "a status of a holder" {
        /// For good.
        Substantive = "substantive",
        /// Until the post is filled.
        Interim = "interim",
        /// For somebody who is away.
        Acting = "acting",
    }
}

choice! {
    /// Where clinicians of special focus work.
    FocusArea, "a focus area" {
        /// Prevention.
        Prevention = "prevention",
        /// Long-term conditions.
        LongTerm = "long-term",
        /// Urgent care.
        Urgent = "urgent",
    }
}

record! {
    /// A post of the network.
    Post, "a post" {
        /// The role, where the id is not one.
        may role: Text,
        /// Its title, where it is not the role's.
        may title: Text,
        /// Sessions a week.
        may sessions: Loc<f64>,
        /// The post's own contact, shown in both editions.
        may contact: Contact,
        /// A sentence or two in Markdown.
        may note: Text,
        /// Where nobody holds it.
        may vacant: Vacancy,
        /// The date the post itself ended.
        may ended: Loc<Date>,
        /// A body, a post or `members`.
        may accountable_to: Text,
        /// How its holder is chosen.
        may method: Text,
        /// Turns.
        may rotation: Rotation,
        /// The body that appoints.
        may appointed_by: Text,
        /// Whether the LMC helped.
        may lmc_supported: bool,
        /// When the commissioner was told.
        may commissioner_told: Loc<Date>,
        /// Time kept free.
        may protected_time: ProtectedTime,
        /// Share of work that looks outwards.
        may external_share: ExternalShare,
        /// What helps its holder to grow.
        some development: Vec<Development>,
        /// The post that stands in.
        may deputy: Text,
        /// Area of special focus.
        may focus_area: Loc<FocusArea>,
        /// Who holds, held and will hold it.
        some holders: Vec<Holder>,
        /// What leaves this post, so that its holder has the time.
        some release: Vec<Release>,
        /// Who sees it.
        may visible_to: Edition,
    }
}

/// How a director may be chosen.
pub const METHODS: &[&str] = &["election", "mutual-agreement", "selection", "rotation"];

record! {
    /// Nobody holds the post.
    Vacancy, "a vacancy" {
        /// Since when.
        may since: Loc<Date>,
        /// The post that covers.
        may cover: Text,
        /// A sentence or two in Markdown.
        may note: Text,
    }
}

record! {
    /// Turns.
    Rotation, "a rotation" {
        /// Length of a turn in months.
        may months: Loc<u32>,
    }
}

record! {
    /// Time kept free.
    ProtectedTime, "protected time" {
        /// Sessions a week.
        may sessions: Loc<f64>,
        /// What for.
        may r#for: Text,
        /// The organisation that pays.
        may funded_by: Text,
        /// First day.
        may from: Loc<Date>,
        /// Last day.
        may to: Loc<Date>,
    }
}

record! {
    /// Share of work that looks outwards, in per cent.
    ExternalShare, "an external share" {
        /// Now.
        may now: f64,
        /// Wanted.
        may target: f64,
        /// By when.
        may by: Loc<Date>,
    }
}

record! {
    /// What helps somebody to grow.
    Development, "a development offer" {
        /// What it is.
        must what: Text,
        /// The organisation that offers it.
        may by: Text,
        /// When.
        may on: Loc<Date>,
    }
}

record! {
    /// Somebody's term in a post.
    Holder, "a holder" {
        /// The person, of this network or `network/id`.
        must person: Text,
        /// First day.
        may from: Loc<Date>,
        /// Last day.
        may to: Loc<Date>,
        /// Share of the post in per cent.
        may share: Loc<f64>,
        /// Sessions a week, where shares are counted so.
        may sessions: Loc<f64>,
        /// How firmly; substantive if absent.
        may status: Loc<HolderStatus>,
    }
}

impl Holder {
    /// How firmly the post is held.
    pub fn status(&self) -> HolderStatus {
        self.status.as_ref().map_or(HolderStatus::Substantive, |status| status.value)
    }
}

record! {
    /// A responsibility that leaves a post.
    Release, "a release" {
        /// The responsibility.
        must responsibility: Text,
        /// The post that takes it.
        may to: Text,
        /// Sessions a week it frees.
        may sessions: Loc<f64>,
        /// By when.
        may by: Loc<Date>,
        /// When it was done.
        may done: Loc<Date>,
    }
}

record! {
    /// What a network says of a responsibility: who holds it here, or, with a title, one of its own.
    Assignment, "a responsibility of a network" {
        /// A title makes it the network's own.
        may title: Text,
        /// One sentence.
        may summary: Text,
        /// Where it looks; for one of its own.
        may focus: Loc<Focus>,
        /// What kind of work it is; for one of its own.
        may nature: Loc<Nature>,
        /// The one who answers: a post, a body, `practices` or an organisation.
        may accountable: Text,
        /// Posts that do the work.
        some responsible: Vec<Text>,
        /// Posts that help.
        some support: Vec<Text>,
        /// Who is told.
        some informed: Vec<Text>,
        /// How often it comes round.
        may every: Loc<Cadence>,
        /// Where it is written: `agreement#schedule-2`.
        may written_in: Text,
        /// A sentence or two in Markdown.
        may note: Text,
        /// When it is next due.
        may due: Loc<Date>,
        /// Who sees it.
        may visible_to: Edition,
    }
}

choice! {
    /// What kind of body.
    BodyKind, "a kind of body" {
        /// The board.
        Board = "board",
        /// A committee.
        Committee = "committee",
        /// A subgroup.
        Subgroup = "subgroup",
        /// A forum.
        Forum = "forum",
    }
}

/// Who sits on a body: `all-practices`, or posts.
#[derive(Clone, Debug)]
pub enum Members {
    /// A representative of every current core practice.
    AllPractices(crate::source::Span),
    /// These posts, people or practices.
    Listed(Vec<Text>),
}

impl Typed for Members {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        if let Self::Listed(members) = self {
            members.texts(place, see);
        }
    }
}

impl Read for Members {
    const WHAT: &'static str = "`all-practices`, or a list of posts";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, .. } if text == "all-practices" => Some(Self::AllPractices(node.span)),
            Value::List(_) => Some(Self::Listed(Read::read(node, findings)?)),
            _ => {
                crate::document::record::wrong_type(node, Self::WHAT, findings);
                None
            }
        }
    }
}

record! {
    /// A board, committee or group.
    Body, "a body" {
        /// Its name.
        must name: Text,
        /// What it is.
        may kind: Loc<BodyKind>,
        /// What it is for.
        may purpose: Text,
        /// The post in the chair.
        may chair: Text,
        /// Who sits on it.
        may members: Members,
        /// How many must be there.
        may quorum: Loc<u32>,
        /// How votes count.
        may voting: Text,
        /// What breaks a tie.
        may tie_break: Text,
        /// How often it meets.
        may meets: Text,
        /// What it alone decides.
        some reserved: Vec<Text>,
        /// Where its minutes are.
        may minutes: Text,
        /// When its terms were last reviewed.
        may terms_reviewed: Loc<Date>,
        /// Turns in the chair.
        may rotation: Rotation,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// A seat in a forum.
    Seat, "a seat in a forum" {
        /// The forum.
        must forum: Text,
        /// The post that speaks.
        may representative: Text,
        /// The post that stands in.
        may deputy: Text,
        /// The body that hears the report.
        may reports_to: Text,
        /// When it last heard one.
        may last_report: Loc<Date>,
        /// What was asked and got.
        some outcomes: Vec<Outcome>,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// What was asked and got.
    Outcome, "an outcome" {
        /// The day.
        may on: Loc<Date>,
        /// What was asked.
        must asked: Text,
        /// What came of it.
        may result: Text,
    }
}

choice! {
    /// Which side of the network's edge.
    Side, "`inside` or `outside`" {
        /// Practices and posts.
        Inside = "inside",
        /// Organisations and other networks.
        Outside = "outside",
    }
}

choice! {
    /// How far a relationship has come.
    Stage, "a stage" {
        /// Nothing yet.
        None = "none",
        /// People know each other.
        Contact = "contact",
        /// They work together.
        Working = "working",
        /// It is written down.
        Formal = "formal",
    }
}

record! {
    /// Whom the network works with.
    Relationship, "a relationship" {
        /// An organisation or another network; inside, a practice or a post.
        must with: Text,
        /// Which side.
        may side: Loc<Side>,
        /// What for.
        may purpose: Text,
        /// The post that keeps it.
        may lead: Text,
        /// How far it has come.
        may stage: Loc<Stage>,
        /// How far it should come.
        may wanted: Loc<Stage>,
        /// When it is looked at again.
        may review_by: Loc<Date>,
        /// Who sees it.
        may visible_to: Edition,
    }
}

choice! {
    /// Whether a team works within the neighbourhood team.
    Embedded, "`yes`, `partly` or `no`" {
        /// It does.
        Yes = "yes",
        /// In part.
        Partly = "partly",
        /// It does not.
        No = "no",
    }
}

record! {
    /// The neighbourhood team a network takes part in.
    NeighbourhoodTeam, "a neighbourhood team" {
        /// Teams of other organisations.
        some teams: Vec<EmbeddedTeam>,
        /// Specialists who give time.
        some specialists: Vec<Specialist>,
        /// Data it uses.
        some data: Vec<DataSource>,
        /// Records it shares.
        some shared_records: Vec<SharedRecord>,
        /// The post that leads it.
        may lead: Text,
        /// A sentence or two in Markdown.
        may note: Text,
    }
}

record! {
    /// A team of another organisation.
    EmbeddedTeam, "a team" {
        /// Its name.
        must team: Text,
        /// The organisation.
        may host: Text,
        /// Whether it works within.
        may embedded: Loc<Embedded>,
    }
}

record! {
    /// A specialist who gives time.
    Specialist, "a specialist" {
        /// The specialty.
        must specialty: Text,
        /// The organisation.
        may from: Text,
        /// Sessions a week.
        may sessions: Loc<f64>,
        /// The post that keeps the link.
        may lead: Text,
        /// Whether the time stands in the job plan.
        may in_job_plan: bool,
    }
}

record! {
    /// Data the team uses.
    DataSource, "a data source" {
        /// Its name.
        must name: Text,
        /// How often.
        may every: Loc<Cadence>,
        /// The post that brings it.
        may lead: Text,
    }
}

record! {
    /// A record the team shares.
    SharedRecord, "a shared record" {
        /// The system.
        must system: Text,
        /// Who has access.
        may access: Text,
        /// The agreement it rests on.
        may agreement: Text,
    }
}

record! {
    /// What people ring up about.
    Service, "a service" {
        /// Its id.
        must id: Text,
        /// Its title.
        must title: Text,
        /// One sentence.
        may summary: Text,
        /// The post that leads it.
        may lead: Text,
        /// The post that covers.
        may cover: Text,
        /// Codes of the practices where it takes place.
        some sites: Vec<Text>,
        /// When, in words.
        may hours: Text,
        /// How to book, in words.
        may book: Text,
        /// Responsibilities it meets.
        some responsibilities: Vec<Text>,
        /// The contract year.
        may year: Loc<ContractYear>,
        /// Where it is reached.
        may contact: Contact,
        /// A sentence or two in Markdown.
        may note: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// What a practice agreed to do.
    Commitment, "a commitment" {
        /// Its id.
        must id: Text,
        /// Code of the practice.
        may practice: Text,
        /// What it agreed to.
        must what: Text,
        /// By when.
        may due: Loc<Date>,
        /// When it was done.
        may done: Loc<Date>,
        /// The post that helps.
        may support: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// What the manager watches.
    Indicator, "an indicator" {
        /// Its id.
        must id: Text,
        /// Its title.
        must title: Text,
        /// The contract year.
        may year: Loc<ContractYear>,
        /// What it is worth.
        may points: f64,
        /// The post that watches.
        may owner: Text,
        /// Wanted.
        may target: f64,
        /// The newest number.
        may latest: super::papers::Reading,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// A declared interest. For staff alone unless it says otherwise.
    Conflict, "a declared interest" {
        /// The person.
        must person: Text,
        /// financial, professional, personal or indirect.
        may r#type: Text,
        /// What it is.
        may what: Text,
        /// Since when.
        may from: Loc<Date>,
        /// Until when.
        may to: Loc<Date>,
        /// What is done about it.
        may action: Text,
        /// When it was declared.
        may declared: Loc<Date>,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// How conflicts of interest are handled.
    ConflictsPolicy, "the policy on conflicts" {
        /// The post that leads.
        may lead: Text,
        /// A page of the network.
        may page: Text,
        /// When the register was last reviewed.
        may reviewed: Loc<Date>,
    }
}

choice! {
    /// Who decides on the data.
    ControllerModel, "a controller model" {
        /// All together.
        Joint = "joint",
        /// Each for itself.
        Separate = "separate",
        /// One for the others.
        ControllerProcessor = "controller-processor",
    }
}

record! {
    /// An agreement on data.
    DataSharing, "a data sharing agreement" {
        /// Its id.
        must id: Text,
        /// Its title.
        may title: Text,
        /// Who decides on the data.
        may model: Loc<ControllerModel>,
        /// When it was signed.
        may signed: Loc<Date>,
        /// When it is to be reviewed.
        may review_by: Loc<Date>,
        /// Who signed.
        may parties: Parties,
        /// What for.
        may purpose: Text,
        /// Who sees it.
        may visible_to: Edition,
    }
}

record! {
    /// A local variation of the contract.
    LocalVariation, "a local variation" {
        /// Its title.
        must title: Text,
        /// From when.
        may effective: Loc<Date>,
        /// Codes of the practices that agreed.
        some agreed_by: Vec<Text>,
        /// One sentence.
        may summary: Text,
    }
}

record! {
    /// Progress on a checklist.
    Progress, "progress on a checklist" {
        /// When it was begun.
        may started: Loc<Date>,
        /// Steps that are done.
        some done: Table<StepDone>,
    }
}

record! {
    /// A step that is done.
    StepDone, "a step that is done" {
        /// The day.
        may on: Loc<Date>,
        /// What shows it.
        may evidence: Text,
    }
}

record! {
    /// A finding that is accepted.
    Waiver, "a waiver" {
        /// The rule.
        must rule: Text,
        /// Why.
        may reason: Text,
        /// Until when.
        may until: Loc<Date>,
        /// The one entry it is for.
        may r#for: Text,
    }
}
