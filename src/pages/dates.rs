//! Everything with a date that somebody has to keep: reviews, ends of terms, milestones, promises, deadlines.
//!
//! [`all`] lists it once for the control room, the table and the calendar, so that these three never differ.

use jiff::ToSpan;
use jiff::civil::Date;
use rayon::prelude::*;

use super::exports::name_of;
use super::lists::current_practices;
use super::network::has_ended;
use super::{Desk, own_words, words_or};
use crate::document::prose::slug;
use crate::document::record::{Loc, Text};
use crate::links::answers;
use crate::links::{Accountable, Duty, Thing};
use crate::model::Page;
use crate::model::network::NetworkStatus;
use crate::model::page::{Review, Status};
use crate::model::papers::{FundingStatus, ObjectiveStatus};
use crate::model::settings::Edition;
use crate::model::{Tree, months_after};
use crate::source::Layer;

/// Months after which what is looked at once a year is looked at again, where the handbook does not say.
const MONTHS: u32 = 12;

/// What sort of thing a date belongs to, in the order in which the control room shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Somebody's time in a post ends.
    Term,
    /// A text or an arrangement is to be looked at again.
    Review,
    /// A step of a strategy.
    Milestone,
    /// What a practice promised.
    Commitment,
    /// Money that can be asked for until then.
    Funding,
    /// A network is to say again that its details are right.
    Confirmation,
    /// A step of a checklist.
    Step,
    /// Anything else.
    Other,
}

/// Who keeps a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// A post, a role or a practice.
    Thing(Thing),
    /// Somebody whom the handbook does not know, in its author's words.
    Words(String),
}

impl Keeper {
    /// What it is called.
    pub fn title(&self, desk: &Desk<'_>) -> String {
        match self {
            Self::Thing(thing) => desk.title(*thing),
            Self::Words(words) => words.clone(),
        }
    }
}

/// Whom an author names as keeper; nobody where the edition does not show who it is.
fn keeper_of(desk: &Desk<'_>, text: &Text) -> Option<Keeper> {
    let thing = desk.links.of(text).map(Keeper::Thing);
    thing.or_else(|| own_words(&text.value, desk.edition).map(Keeper::Words))
}

/// Something with a date that somebody has to keep.
pub struct Dated {
    /// The day; it is late from the day after.
    pub on: Date,
    /// Under which heading it stands.
    pub sort: Sort,
    /// What sort of thing in words: "Agreement review".
    pub kind: &'static str,
    /// What it is about.
    pub what: String,
    /// The network; `None` for the handbook's own texts.
    pub network: Option<u32>,
    /// Where it is shown, from the root of the site; may be empty.
    pub address: String,
    /// Who keeps it.
    pub owner: Option<Keeper>,
    /// The text says something else than what was reviewed, so it waits for its review from now on.
    pub has_changed: bool,
    /// Tells it from every other date, in this build and the next; the day itself is no part of it, so that a calendar
    /// moves an entry whose day has changed.
    pub key: String,
}

/// Every date of the edition that is not done, by day.
pub fn all(desk: &Desk<'_>) -> Vec<Dated> {
    let mut dates: Vec<Dated> = (0..desk.handbook.networks.len() as u32).into_par_iter().flat_map_iter(|n| of_network(desk, n)).collect();
    dates.extend(of_handbook(desk));
    sort(&mut dates);
    dates
}

/// Dates in their order.
pub fn sort(dates: &mut [Dated]) {
    dates.sort_by(|a, b| (a.on, a.network, a.kind, &a.what, &a.key).cmp(&(b.on, b.network, b.kind, &b.what, &b.key)));
}

/// The reviews of the handbook's own texts. Pages of other handbooks are theirs to review.
pub fn of_handbook(desk: &Desk<'_>) -> Vec<Dated> {
    let handbook = desk.handbook;
    let mut dates = Vec::new();
    let mut add = |kind: &'static str, thing: Thing, owner: Option<&Text>, reviewed: Option<&Review>, review_by: Option<&Loc<Date>>| {
        let has_changed = desk.has_changed_since(thing, reviewed);
        let Some(on) = review_day(desk, has_changed, reviewed, review_by) else { return };
        let address = desk.address(thing).unwrap_or_default();
        let key = format!("review/{address}");
        dates.push(Dated {
            on,
            sort: Sort::Review,
            kind,
            what: desk.title(thing),
            network: None,
            address,
            owner: owner.and_then(|owner| keeper_of(desk, owner)),
            has_changed,
            key,
        });
    };
    let is_own = |layer: Layer| layer == Layer::Handbook;
    for page in handbook.home.iter().filter(|page| is_own(page.layer) && is_current(page)) {
        add("Page review", Thing::Home, keeper(page), page.facts.reviewed.as_ref(), page.facts.review_by.as_ref());
    }
    for (at, page) in handbook.pages.iter().enumerate().filter(|(_, page)| is_own(page.layer) && is_current(page)) {
        let kind = if page.tree == Tree::Guidance { "Guidance review" } else { "Page review" };
        add(kind, Thing::Page(at as u32), keeper(page), page.facts.reviewed.as_ref(), page.facts.review_by.as_ref());
    }
    for (at, item) in handbook.roles.iter().enumerate().filter(|(_, item)| is_own(item.layer)) {
        let facts = &item.facts;
        add("Role review", Thing::Role(at as u32), facts.owner.as_ref(), facts.reviewed.as_ref(), facts.review_by.as_ref());
    }
    for (at, item) in handbook.responsibilities.iter().enumerate().filter(|(_, item)| is_own(item.layer)) {
        let facts = &item.facts;
        add("Responsibility review", Thing::Responsibility(at as u32), facts.owner.as_ref(), facts.reviewed.as_ref(), facts.review_by.as_ref());
    }
    for (at, item) in handbook.checklists.iter().enumerate().filter(|(_, item)| is_own(item.layer)) {
        let facts = &item.facts;
        add("Checklist review", Thing::Checklist(at as u32), facts.owner.as_ref(), facts.reviewed.as_ref(), facts.review_by.as_ref());
    }
    dates
}

/// When something is to be looked at again: at once, where it has changed and nobody said when.
fn review_day(desk: &Desk<'_>, has_changed: bool, reviewed: Option<&Review>, review_by: Option<&Loc<Date>>) -> Option<Date> {
    desk.review_due(reviewed, review_by).or_else(|| has_changed.then_some(desk.today))
}

fn keeper(page: &Page) -> Option<&Text> {
    page.facts.owner.as_ref().or(page.facts.author.as_ref())
}

/// What was superseded or archived is not reviewed any more.
fn is_current(page: &Page) -> bool {
    page.facts.status.as_ref().is_none_or(|status| status.value == Status::Current)
}

/// Every date of one network that is not done, in no order; none of one that is at work no more.
pub fn of_network(desk: &Desk<'_>, n: u32) -> Vec<Dated> {
    let network = desk.network(n);
    if has_ended(network, desk.today) {
        return Vec::new();
    }
    let mut list = List { desk, n, dates: Vec::new() };
    list.papers();
    list.posts();
    list.arrangements();
    list.checklists();
    list.dates
}

/// A network's dates, while they are gathered.
struct List<'d, 'a> {
    desk: &'d Desk<'a>,
    n: u32,
    dates: Vec<Dated>,
}

impl<'a> List<'_, 'a> {
    /// `place` is an anchor on the thing's page, `id` what tells the date from others of its kind in this network.
    fn add(&mut self, on: Option<Date>, (sort, kind): (Sort, &'static str), what: String, (thing, place): (Thing, &str), owner: Option<Keeper>, id: &str) {
        let Some(on) = on else { return };
        let mut address = self.desk.address(thing).unwrap_or_default();
        if !place.is_empty() && !address.is_empty() && !address.contains('#') {
            address = format!("{address}#{place}");
        }
        let key = format!("{}/{}/{id}", self.desk.network(self.n).id, slug(kind));
        self.dates.push(Dated { on, sort, kind, what, network: Some(self.n), address, owner, has_changed: false, key });
    }

    /// The review of a text. `id` tells it from others of its kind in this network.
    fn review(
        &mut self,
        kind: &'static str,
        what: String,
        thing: Thing,
        owner: Option<&Text>,
        (reviewed, review_by): (Option<&Review>, Option<&Loc<Date>>),
        id: &str,
    ) {
        let has_changed = self.desk.has_changed_since(thing, reviewed);
        let on = review_day(self.desk, has_changed, reviewed, review_by);
        self.add(on, (Sort::Review, kind), what, (thing, ""), self.owner(owner), id);
        if let Some(added) = self.dates.last_mut().filter(|_| has_changed) {
            added.has_changed = true;
        }
    }

    fn owner(&self, reference: Option<&Text>) -> Option<Keeper> {
        reference.and_then(|reference| keeper_of(self.desk, reference))
    }

    /// The agreement, the strategy, and the network's own pages.
    fn papers(&mut self) {
        let (desk, n) = (self.desk, self.n);
        let network = desk.network(n);
        if let Some(agreement) = &network.agreement {
            let facts = &agreement.facts;
            let days = (facts.reviewed.as_ref(), facts.review_by.as_ref());
            self.review("Agreement review", "Network Agreement".to_owned(), Thing::Agreement(n), facts.owner.as_ref(), days, "");
        }
        for (at, page) in network.pages.iter().enumerate().filter(|(_, page)| is_current(page)) {
            let days = (page.facts.reviewed.as_ref(), page.facts.review_by.as_ref());
            self.review("Page review", page.title(), Thing::NetworkPage(n, at as u32), page.facts.owner.as_ref(), days, &page.path);
        }
        let Some(strategy) = &network.strategy else { return };
        let facts = &strategy.facts;
        let page = Thing::Strategy(n);
        let days = (facts.reviewed.as_ref(), facts.review_by.as_ref());
        self.review("Strategy review", "Strategy".to_owned(), page, facts.owner.as_ref(), days, "");
        for (at, objective) in facts.objectives.iter().enumerate() {
            // Of what was given up or reached another way nothing is due.
            if matches!(objective.status.as_ref().map(|status| status.value), Some(ObjectiveStatus::Done | ObjectiveStatus::Dropped)) {
                continue;
            }
            for milestone in objective.milestones.iter().filter(|milestone| milestone.done.is_none()) {
                let owner = self.owner(milestone.owner.as_ref().or(objective.owner.as_ref()));
                let title = &milestone.title.value;
                let id = format!("{}/{}", objective.id.value, slug(title));
                self.add(day(&milestone.due), (Sort::Milestone, "Milestone"), title.clone(), (Thing::Objective(n, at as u32), ""), owner, &id);
            }
        }
        for item in &facts.funding {
            if matches!(item.status.as_ref().map(|status| status.value), None | Some(FundingStatus::Idea | FundingStatus::Bidding)) {
                let title = &item.title.value;
                let owner = self.owner(item.owner.as_ref());
                self.add(day(&item.deadline), (Sort::Funding, "Funding deadline"), title.clone(), (page, "funding"), owner, &slug(title));
            }
        }
        for risk in &facts.risks {
            let title = &risk.title.value;
            self.add(day(&risk.review_by), (Sort::Review, "Risk review"), title.clone(), (page, "risks"), self.owner(risk.owner.as_ref()), &slug(title));
        }
    }

    /// Terms, what moves between posts, and time and targets that posts have.
    fn posts(&mut self) {
        let (desk, n) = (self.desk, self.n);
        let today = desk.today;
        for (at, (id, post)) in desk.network(n).facts.posts.iter().enumerate().filter(|(_, (_, post))| answers::exists(post, today)) {
            let thing = Thing::Post(n, at as u32);
            let title = desk.post_title(n, at as u32);
            let holders = answers::holders(desk.handbook, desk.links, post, today);
            // A term that is over is still to be dealt with while nobody followed and nobody called the post vacant.
            let ended = if holders.now.is_empty() && post.vacant.is_none() { holders.before.first() } else { None };
            let kind = if holders.next.is_empty() { "Term ends" } else { "Handover" };
            for term in holders.now.iter().chain(ended) {
                let from = term.holder.from.as_ref().map_or(String::new(), |from| from.value.to_string());
                let what = format!("{title}: {}", name_of(desk, term));
                // Two who share a post begin on one day; their places in the list tell them apart, for ids of people can be secret.
                let place = post.holders.iter().position(|holder| std::ptr::eq(holder, term.holder)).unwrap_or_default();
                let key = format!("{}/{from}/{place}", id.value);
                self.add(day(&term.holder.to), (Sort::Term, kind), what, (thing, "holders"), None, &key);
            }
            for release in post.release.iter().filter(|release| release.done.is_none()) {
                let Some(duty) = desk.links.of(&release.responsibility) else { continue };
                let key = format!("{}/{}", id.value, release.responsibility.value);
                let owner = self.owner(release.to.as_ref());
                self.add(day(&release.by), (Sort::Other, "Hand over"), format!("{title}: {}", desk.title(duty)), (thing, "release"), owner, &key);
            }
            if let Some(time) = post.protected_time.as_ref().and_then(|time| time.to.as_ref()).filter(|to| to.value >= today) {
                self.add(Some(time.value), (Sort::Other, "Protected time ends"), title.clone(), (thing, ""), Some(Keeper::Thing(thing)), &id.value);
            }
            let share = post.external_share.as_ref().filter(|share| share.target.is_some_and(|target| share.now.is_none_or(|now| now < target)));
            self.add(
                share.and_then(|share| day(&share.by)),
                (Sort::Other, "Target for outside work"),
                title,
                (thing, ""),
                Some(Keeper::Thing(thing)),
                &id.value,
            );
        }
    }

    /// Promises, agreements with others, rules of bodies and of conflicts, and the network's own word that all is right.
    fn arrangements(&mut self) {
        let (desk, n) = (self.desk, self.n);
        let network = desk.network(n);
        let facts = &network.facts;
        let page = Thing::Network(n);
        let months = desk.handbook.settings.review.as_ref().and_then(|policy| policy.months.as_ref()).map_or(MONTHS, |months| months.value);
        for item in facts.commitments.iter().filter(|item| item.done.is_none()) {
            let place = super::posts::commitment_anchor(item);
            let practice = self.owner(item.practice.as_ref());
            self.add(day(&item.due), (Sort::Commitment, "Commitment"), item.what.value.clone(), (page, &place), practice, &item.id.value);
        }
        for item in &facts.data_sharing {
            let what = item.title.as_ref().map_or_else(|| words_or(&item.id.value), |title| title.value.clone());
            let place = format!("agreement-{}", slug(&item.id.value));
            self.add(day(&item.review_by), (Sort::Review, "Data sharing review"), what, (page, &place), None, &item.id.value);
        }
        for item in &facts.relationships {
            let Some(with) = desk.links.of(&item.with) else { continue };
            let lead = self.owner(item.lead.as_ref());
            self.add(day(&item.review_by), (Sort::Review, "Relationship review"), desk.title(with), (page, "relationships"), lead, &item.with.value);
        }
        if let Some(policy) = &facts.conflicts_policy {
            // The register is looked at every year, whatever a handbook says of its pages.
            let on = policy.reviewed.as_ref().map(|reviewed| months_after(reviewed.value, MONTHS));
            let what = "Conflicts of interest".to_owned();
            self.add(on, (Sort::Review, "Register review"), what, (page, "conflicts"), self.owner(policy.lead.as_ref()), "");
        }
        for (at, (id, body)) in facts.bodies.iter().enumerate() {
            let on = body.terms_reviewed.as_ref().map(|reviewed| months_after(reviewed.value, months));
            let thing = Thing::Body(n, at as u32);
            self.add(on, (Sort::Review, "Review of terms"), body.name.value.clone(), (thing, ""), self.owner(body.chair.as_ref()), &id.value);
        }
        for answer in desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use) {
            let Some((id, says)) = answer.says.and_then(|at| facts.responsibilities.get(at as usize)) else { continue };
            let thing = match answer.duty {
                Duty::Catalogue(at) => Thing::Responsibility(at),
                Duty::Own(at) => Thing::Own(n, at),
            };
            let owner = match answer.accountable {
                Accountable::Post(at) => Some(Keeper::Thing(Thing::Post(n, at))),
                _ => None,
            };
            self.add(day(&says.due), (Sort::Other, "Responsibility"), desk.title(thing), (thing, ""), owner, &id.value);
        }
        if facts.status.as_ref().is_none_or(|status| status.value == NetworkStatus::Open) {
            let on = facts.confirmed.as_ref().map(|confirmed| months_after(confirmed.value, months));
            self.add(on, (Sort::Confirmation, "Confirm details"), desk.network_name(n), (page, ""), None, "");
        }
        for practice in current_practices(desk, network).filter(|(_, practice)| practice.left.is_some()) {
            let (at, practice) = practice;
            let what = practice.name.value.clone();
            self.add(day(&practice.left), (Sort::Other, "Practice leaves"), what, (Thing::Practice(n, at), ""), None, &practice.code.value);
        }
        if desk.edition == Edition::Staff {
            for waiver in &facts.waive {
                let id = format!("{}/{}", waiver.rule.value, waiver.r#for.as_ref().map_or("", |item| item.value.as_str()));
                self.add(day(&waiver.until), (Sort::Other, "Waiver ends"), waiver.rule.value.clone(), (page, ""), None, &id);
            }
        }
    }

    /// Steps of checklists that the network began.
    fn checklists(&mut self) {
        let (desk, n) = (self.desk, self.n);
        for (id, progress) in desk.network(n).facts.checklists.iter() {
            let (Some(Thing::Checklist(at)), Some(started)) = (desk.links.of(id), &progress.started) else { continue };
            let list = &desk.handbook.checklists[at as usize];
            for step in list.facts.steps.iter().filter(|step| progress.done.iter().all(|(done, _)| done.value != step.id.value)) {
                let on = step.within_days.as_ref().and_then(|days| started.value.checked_add(i64::from(days.value.min(36_600)).days()).ok());
                let what = format!("{}: {}", list.facts.title.value, step.title.value);
                let key = format!("{}/{}", list.id, step.id.value);
                self.add(on, (Sort::Step, "Checklist step"), what, (Thing::Network(n), "progress"), self.owner(step.owner.as_ref()), &key);
            }
        }
    }
}

fn day(day: &Option<Loc<Date>>) -> Option<Date> {
    day.as_ref().map(|day| day.value)
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const FILES: &[(&str, &str)] = &[
        (
            "handbook.yaml",
            "title: Test\npublisher: {name: Test LMC, kind: lmc}\ncontract_year: 2026/27\nbase_url: https://test.example/\nreview: {months: 12}\n",
        ),
        ("roles/clinical-director.md", "---\ntitle: Clinical director\nreviewed: 2026-02-01\n---\n"),
        (
            "checklists/first-days.md",
            "---\ntitle: First days\nsteps: [{id: meet, title: Meet the LMC, owner: clinical-director, within_days: 14}, {id: done, title: Done, within_days: 1}]\n---\n",
        ),
        (
            "networks/alpha/network.yaml",
            "code: U00001\nname: Alpha PCN\nconfirmed: 2026-01-31\npeople: {zoe: {name: Zoe Vane, publish: []}}\nposts:\n  clinical-director: {holders: [{person: zoe, from: 2025-01-01, to: 2026-12-31}]}\n  deputy: {role: clinical-director, title: Deputy, holders: [{person: zoe, to: 2026-06-30}]}\nbodies: {board: {name: Board, chair: clinical-director, terms_reviewed: 2025-10-01}}\ncommitments: [{id: phones, practice: Y99001, what: \"=New; telephones, for\\nall\", due: 2026-10-31}]\npractices: [{code: Y99001, name: Quayside, phone: \"01632960010\"}]\nconflicts_policy: {lead: clinical-director, reviewed: 2026-03-01}\nchecklists: {first-days: {started: 2026-11-01, done: {done: {on: 2026-11-02}}}}\n",
        ),
        (
            "networks/alpha/strategy.md",
            "---\nrisks: [{title: Lease ends, review_by: 2027-01-31}]\nfunding: [{title: Estates fund, deadline: 2026-12-15}, {title: Lost fund, deadline: 2026-12-16, status: lost}]\n---\n",
        ),
        (
            "networks/beta/network.yaml",
            "name: Beta PCN\nstatus: closed\nclosed: 2026-03-31\nposts: {clinical-director: {holders: [{person: alpha/zoe, to: 2026-12-31}]}}\n",
        ),
    ];

    #[test]
    fn whatever_has_a_date_is_in_the_table_by_day() {
        let site = Site::new(FILES);
        let table = site.file("data/reviews.csv");
        let dates: Vec<&str> = table.lines().map(|line| line.split(",Alpha PCN").next().unwrap_or_default()).collect();
        assert_eq!(
            dates,
            [
                "\u{feff}date,kind,what,network,network_code,owner,state,page",
                "2026-10-01,Review of terms,Board",
                "2026-10-31,Commitment,\"'=New; telephones, for all\"",
                "2026-11-15,Checklist step,First days: Meet the LMC",
                "2026-12-15,Funding deadline,Estates fund",
                "2027-01-31,Confirm details",
                "2027-02-01,Role review,Clinical director,,,,to come,roles/clinical-director.html",
                "2027-03-01,Register review,Conflicts of interest",
            ]
        );
        let json: serde_json::Value = serde_json::from_str(site.file("data/handbook.json")).unwrap();
        let dates = json["dates"].as_array().unwrap();
        assert_eq!(dates.len(), table.lines().count() - 1, "the same dates as JSON");
        assert_eq!(
            dates[1],
            serde_json::json!({"date": "2026-10-31", "kind": "Commitment", "what": "=New; telephones, for\nall", "network": "alpha", "owner": "Quayside", "state": "overdue", "page": "networks/alpha/index.html#commitment-phones"})
        );
        assert!(table.contains("Alpha PCN,U00001,Quayside,overdue,networks/alpha/index.html#commitment-phones\r\n"), "{table}");
        let for_staff = Site::staff(FILES);
        let for_staff = for_staff.file("data/reviews.csv");
        assert!(for_staff.contains("2027-01-31,Risk review,Lease ends,Alpha PCN"), "risks are for staff");
        // Of somebody who is not named the public learns no dates either.
        assert!(for_staff.contains("2026-06-30,Term ends,Deputy: Zoe Vane,Alpha PCN"), "{for_staff}");
        assert!(for_staff.contains("2026-12-31,Term ends,Clinical director: Zoe Vane,Alpha PCN"), "{for_staff}");
        site.nowhere_shows("Zoe Vane");
    }

    #[test]
    fn the_calendar_has_a_line_for_nothing_but_its_own_properties() {
        let site = Site::staff(FILES);
        let calendar = site.file("data/reviews.ics");
        assert!(calendar.contains("SUMMARY:Commitment: =New\\; telephones\\, for all (Alpha PCN)\r\n"), "{calendar}");
        assert!(calendar.contains("DTSTAMP:20261122T000000Z\r\nDTSTART;VALUE=DATE:20261031\r\nDTEND;VALUE=DATE:20261101\r\n"));
        assert!(calendar.lines().all(|line| line.len() <= 75), "lines are folded");
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), site.file("data/reviews.csv").lines().count() - 1);
        let mut uids: Vec<&str> = calendar.lines().filter(|line| line.starts_with("UID:")).collect();
        let all = uids.len();
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), all, "no two events are one to a calendar");
    }

    #[test]
    fn an_event_whose_day_moves_stays_the_same_event() {
        let moved: Vec<(&str, String)> = FILES.iter().map(|(path, text)| (*path, text.replace("due: 2026-10-31", "due: 2026-12-01"))).collect();
        let moved: Vec<(&str, &str)> = moved.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let uid = |files: &[(&str, &str)]| {
            let site = Site::new(files);
            let (before, _) = site.file("data/reviews.ics").split_once("SUMMARY:Commitment").unwrap();
            before.rsplit_once("UID:").unwrap().1.lines().next().unwrap().to_owned()
        };
        assert_eq!(uid(FILES), uid(&moved));
    }

    #[test]
    fn telephone_numbers_keep_their_zero_in_a_spreadsheet() {
        assert!(Site::new(FILES).file("data/contacts.csv").contains("Quayside (Y99001),,,01632 960010"));
    }
}
