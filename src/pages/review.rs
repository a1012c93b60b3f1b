//! The control room: findings, vacancies, terms, reviews, coverage.

use jiff::ToSpan;
use jiff::civil::Date;

use super::view::{self, Coverage, Due, Figure, Link, ReviewGroup, ReviewIcb, Tag, TermEnd, Vacancy, View};
use super::{MANY_NETWORKS, PageKey, Place, count, date, day_of, is_open, thousands};
use crate::diagnostic::Severity;
use crate::document::record::{Loc, Text};
use crate::links::Thing;
use crate::links::answers::{self, Accountable};
use crate::model::Page;
use crate::model::network::Post;
use crate::model::page::{Review, Status};
use crate::source::Layer;

/// Days before its last day at which a term is announced, so that there is time to choose who follows.
const TERM_NOTICE_DAYS: i64 = 90;
/// Days of notice before a review where a handbook does not say.
const REVIEW_NOTICE_DAYS: u32 = 30;

/// Over all networks; where there are many, the counts of each ICB and what concerns the handbook itself.
pub(super) fn review(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let networks: Vec<u32> = (0..desk.handbook.networks.len() as u32).collect();
    let mut page = place.frame("review", "For editors", "review", "Review".to_owned(), None, Vec::new());
    page.summary = "What is missing, what is vacant and what is due, so that somebody can put it right.".to_owned();
    let mut view = view::Review { page, ..Default::default() };
    view.findings.extend(group(place, "handbook".to_owned(), Link::text("The handbook itself"), &desk.findings_of_handbook));
    if networks.len() > MANY_NETWORKS {
        let icbs: Vec<(ReviewIcb, Counts)> = desk
            .by_icb
            .iter()
            .map(|(icb, networks)| {
                let counts = Counts::of(place, networks);
                let link = place.page_link(PageKey::ReviewOf(*icb), icb_name(place, *icb));
                (ReviewIcb { link, networks: networks.len(), errors: counts.errors, warnings: counts.warnings, vacancies: counts.vacancies }, counts)
            })
            .collect();
        let mut total = Counts::of_findings(place, &desk.findings_of_handbook);
        for (icb, counts) in icbs {
            total.add(&counts);
            view.icbs.push(icb);
        }
        // By name, and networks without an ICB last.
        let nameless = icb_name(place, None);
        view.icbs.sort_by_cached_key(|icb| (icb.link.text == nameless, icb.link.text.clone()));
        view.reviews = reviews(place, &[], true);
        view.figures = figures(&total, None, view.reviews.len());
    } else {
        fill(place, &mut view, &networks, true);
    }
    View::Review(Box::new(view))
}

/// The networks of one ICB, or of none.
pub(super) fn review_of(place: &Place<'_, '_>, icb: Option<u32>) -> View {
    let networks = place.desk.by_icb.get(&icb).map_or(&[][..], Vec::as_slice);
    let parents = vec![place.page_link(PageKey::Review, "Review")];
    let mut page = place.frame("review", "Review", "review", icb_name(place, icb), None, parents);
    page.summary = format!("What is missing, what is vacant and what is due in {}.", count(networks.len(), "network", "networks"));
    let mut view = view::Review { page, ..Default::default() };
    fill(place, &mut view, networks, false);
    View::Review(Box::new(view))
}

fn icb_name(place: &Place<'_, '_>, icb: Option<u32>) -> String {
    icb.map_or_else(|| "Networks without an integrated care board".to_owned(), |at| place.desk.title(Thing::Organisation(at)))
}

fn fill(place: &Place<'_, '_>, view: &mut view::Review, networks: &[u32], with_handbook: bool) {
    let desk = place.desk;
    for &n in networks {
        view.findings.extend(group(place, format!("network-{}", desk.network(n).id), place.network_link(n), desk.findings_of(n)));
    }
    let at_work: Vec<u32> = networks.iter().copied().filter(|&n| is_open(desk.network(n))).collect();
    view.vacancies = at_work.iter().flat_map(|&n| vacancies(place, n)).collect();
    view.terms = terms(place, &at_work);
    view.reviews = reviews(place, &at_work, with_handbook);
    view.coverage = at_work.iter().map(|&n| coverage(place, n)).collect();
    let mut counts = Counts { vacancies: view.vacancies.len(), ..Counts::default() };
    for &n in networks {
        counts.add(&Counts::of_findings(place, desk.findings_of(n)));
    }
    if with_handbook {
        counts.add(&Counts::of_findings(place, &desk.findings_of_handbook));
    }
    view.figures = figures(&counts, Some(view.terms.len()), view.reviews.len());
}

/// Numbers of what is to be done.
#[derive(Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
    vacancies: usize,
}

impl Counts {
    fn of(place: &Place<'_, '_>, networks: &[u32]) -> Self {
        let desk = place.desk;
        let mut counts = Self::default();
        for &n in networks {
            counts.add(&Self::of_findings(place, desk.findings_of(n)));
            if is_open(desk.network(n)) {
                counts.vacancies += desk.network(n).facts.posts.iter().filter(|(_, post)| is_vacant(place, post)).count();
            }
        }
        counts
    }

    fn of_findings(place: &Place<'_, '_>, findings: &[usize]) -> Self {
        let mut counts = Self::default();
        for &at in findings {
            match place.desk.findings[at].severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info | Severity::Off => counts.infos += 1,
            }
        }
        counts
    }

    fn add(&mut self, other: &Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.vacancies += other.vacancies;
    }

    /// "3 warnings, 1 to know".
    fn in_words(&self) -> String {
        let mut words = Vec::new();
        if self.errors > 0 {
            words.push(count(self.errors, "error", "errors"));
        }
        if self.warnings > 0 {
            words.push(count(self.warnings, "warning", "warnings"));
        }
        if self.infos > 0 {
            words.push(format!("{} to know", thousands(self.infos as u64)));
        }
        words.join(", ")
    }
}

/// The numbers at the head; a number without a list on this page leads nowhere. `terms` is `None` where they are not counted.
fn figures(counts: &Counts, terms: Option<usize>, reviews: usize) -> Vec<Figure> {
    let is_split = terms.is_none();
    let mut figures = Vec::new();
    let mut figure = |number: usize, one: &str, many: &str, href: &str| {
        figures.push(Figure {
            value: thousands(number as u64),
            label: if number == 1 { one } else { many }.to_owned(),
            href: if number > 0 { href.to_owned() } else { String::new() },
        });
    };
    let findings = if is_split { "#icbs" } else { "#findings" };
    if counts.errors > 0 {
        figure(counts.errors, "error", "errors", findings);
    }
    figure(counts.warnings, "warning", "warnings", findings);
    if counts.infos > 0 {
        figure(counts.infos, "thing to know", "things to know", findings);
    }
    figure(counts.vacancies, "vacant post", "vacant posts", if is_split { "#icbs" } else { "#vacancies" });
    if let Some(terms) = terms {
        figure(terms, "term that ends", "terms that end", "#terms");
    }
    figure(reviews, "review due", "reviews due", "#reviews");
    figures
}

fn group(place: &Place<'_, '_>, id: String, link: Link, findings: &[usize]) -> Option<ReviewGroup> {
    if findings.is_empty() {
        return None;
    }
    Some(ReviewGroup { id, link, counts: Counts::of_findings(place, findings).in_words(), gaps: findings.iter().map(|&at| place.gap(at)).collect() })
}

/// Whether a post that exists has nobody for good.
fn is_vacant(place: &Place<'_, '_>, post: &Post) -> bool {
    answers::exists(post, place.desk.today) && !answers::holders(place.desk.handbook, place.desk.links, post, place.desk.today).has_substantive()
}

fn vacancies(place: &Place<'_, '_>, n: u32) -> Vec<Vacancy> {
    let desk = place.desk;
    let posts = &desk.network(n).facts.posts;
    let mut duties = vec![0usize; posts.len()];
    for answer in desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use) {
        if let Accountable::Post(at) = answer.accountable {
            duties[at as usize] += 1;
        }
    }
    let mut list = Vec::new();
    for (at, (_, post)) in posts.iter().enumerate().filter(|(_, (_, post))| is_vacant(place, post)) {
        let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
        let vacant = post.vacant.as_ref();
        let mut notes: Vec<String> = holders
            .next
            .iter()
            .take(1)
            .map(|term| {
                let name = place.holder(term).person.text;
                let name = if name == super::UNNAMED { "somebody whose name is not published" } else { name.as_str() };
                let from = term.holder.from.as_ref().map_or(String::new(), |from| format!(" from {}", date(from.value)));
                format!("To be held by {name}{from}.")
            })
            .collect();
        notes.extend(vacant.and_then(|vacant| vacant.note.as_ref()).map(|note| place.field_words(Some(note))));
        // Whoever holds it for now covers it.
        let for_now = holders.now.first();
        let cover = for_now.map_or_else(
            || place.cover(post),
            |term| {
                let holder = place.holder(term);
                Link { text: format!("{} ({})", holder.person.text, holder.status), ..holder.person }
            },
        );
        let since = vacant.and_then(|vacant| vacant.since.as_ref()).or_else(|| for_now?.holder.from.as_ref());
        list.push(Vacancy {
            network: place.network_link(n),
            post: place.link(Thing::Post(n, at as u32)),
            since: day_of(since),
            cover,
            note: notes.join(" "),
            duties: duties[at],
        });
    }
    list
}

/// Terms that end soon, and ended ones that nobody took over without the post being called vacant; the earliest first.
fn terms(place: &Place<'_, '_>, networks: &[u32]) -> Vec<TermEnd> {
    let desk = place.desk;
    let today = desk.today;
    let soon = today.saturating_add(TERM_NOTICE_DAYS.days());
    let mut list: Vec<(Date, TermEnd)> = Vec::new();
    for &n in networks {
        for (at, (_, post)) in desk.network(n).facts.posts.iter().enumerate().filter(|(_, (_, post))| answers::exists(post, today)) {
            let holders = answers::holders(desk.handbook, desk.links, post, today);
            let ended = if holders.now.is_empty() && post.vacant.is_none() { holders.before.first() } else { None };
            for term in holders.now.iter().chain(ended) {
                let Some(to) = term.holder.to.as_ref().map(|to| to.value).filter(|to| *to <= soon) else { continue };
                let state = if to < today { Tag { text: "Ended".to_owned(), tone: "bad" } } else { Tag { text: "Ends soon".to_owned(), tone: "warn" } };
                list.push((
                    to,
                    TermEnd {
                        network: place.network_link(n),
                        post: place.link(Thing::Post(n, at as u32)),
                        holder: place.holder(term).person,
                        ends: date(to),
                        state,
                        next: holders.next.first().map_or(Link::default(), |next| place.holder(next).person),
                    },
                ));
            }
        }
    }
    list.sort_by_key(|(to, _)| *to);
    list.into_iter().map(|(_, term)| term).collect()
}

/// Reviews of pages, agreements and strategies that are due or late, the latest first.
fn reviews(place: &Place<'_, '_>, networks: &[u32], with_handbook: bool) -> Vec<Due> {
    let handbook = place.desk.handbook;
    let mut reviews = Reviews::new(place);
    if with_handbook {
        // Pages of other handbooks are theirs to review.
        let is_own = |layer: Layer| layer == Layer::Handbook;
        for page in handbook.home.iter().filter(|page| is_own(page.layer)) {
            reviews.page(Thing::Home, page);
        }
        for (at, page) in handbook.pages.iter().enumerate().filter(|(_, page)| is_own(page.layer)) {
            reviews.page(Thing::Page(at as u32), page);
        }
        for (at, item) in handbook.roles.iter().enumerate().filter(|(_, item)| is_own(item.layer)) {
            reviews.add("Role", Thing::Role(at as u32), item.facts.owner.as_ref(), item.facts.reviewed.as_ref(), item.facts.review_by.as_ref());
        }
        for (at, item) in handbook.responsibilities.iter().enumerate().filter(|(_, item)| is_own(item.layer)) {
            let facts = &item.facts;
            reviews.add("Responsibility", Thing::Responsibility(at as u32), facts.owner.as_ref(), facts.reviewed.as_ref(), facts.review_by.as_ref());
        }
        for (at, item) in handbook.checklists.iter().enumerate().filter(|(_, item)| is_own(item.layer)) {
            reviews.add("Checklist", Thing::Checklist(at as u32), item.facts.owner.as_ref(), item.facts.reviewed.as_ref(), item.facts.review_by.as_ref());
        }
    }
    for &n in networks {
        let network = place.desk.network(n);
        if let Some(entry) = &network.agreement {
            reviews.add("Agreement", Thing::Agreement(n), entry.facts.owner.as_ref(), entry.facts.reviewed.as_ref(), entry.facts.review_by.as_ref());
        }
        if let Some(entry) = &network.strategy {
            reviews.add("Strategy", Thing::Strategy(n), entry.facts.owner.as_ref(), entry.facts.reviewed.as_ref(), entry.facts.review_by.as_ref());
        }
        for (at, page) in network.pages.iter().enumerate() {
            reviews.page(Thing::NetworkPage(n, at as u32), page);
        }
    }
    reviews.found.sort_by_key(|(day, _)| *day);
    reviews.found.into_iter().map(|(_, due)| due).collect()
}

struct Reviews<'p, 'd, 'a> {
    place: &'p Place<'d, 'a>,
    soon: Date,
    found: Vec<(Date, Due)>,
}

impl<'p, 'd, 'a> Reviews<'p, 'd, 'a> {
    fn new(place: &'p Place<'d, 'a>) -> Self {
        let policy = place.desk.handbook.settings.review.as_ref();
        let days = policy.and_then(|policy| policy.warn_days.as_ref()).map_or(REVIEW_NOTICE_DAYS, |days| days.value);
        // A longer notice than ten years is a slip of the keyboard, and far dates break calendars.
        let soon = place.desk.today.saturating_add(i64::from(days.min(3660)).days());
        Self { place, soon, found: Vec::new() }
    }

    fn page(&mut self, thing: Thing, page: &Page) {
        let facts = &page.facts;
        // What was superseded or archived is not reviewed any more.
        if facts.status.as_ref().is_none_or(|status| status.value == Status::Current) {
            self.add("Page", thing, facts.owner.as_ref().or(facts.author.as_ref()), facts.reviewed.as_ref(), facts.review_by.as_ref());
        }
    }

    fn add(&mut self, kind: &str, thing: Thing, owner: Option<&Text>, reviewed: Option<&Review>, review_by: Option<&Loc<Date>>) {
        let place = self.place;
        // A text that says something else than what was reviewed waits for its review from this day on.
        let has_changed = place.desk.has_changed_since(thing, reviewed);
        let due = place.desk.review_due(reviewed, review_by);
        let Some(day) = due.filter(|day| *day <= self.soon).or_else(|| has_changed.then_some(due.unwrap_or(place.desk.today))) else { return };
        let what = match thing.network() {
            Some(n) => place.link_as(thing, format!("{}, {}", place.desk.title(thing), place.desk.network_name(n))),
            None => place.link(thing),
        };
        let state = match (day < place.desk.today, has_changed) {
            (true, false) => Tag { text: "Overdue".to_owned(), tone: "bad" },
            (true, true) => Tag { text: "Overdue; changed since review".to_owned(), tone: "bad" },
            (false, true) => Tag { text: "Changed since review".to_owned(), tone: "warn" },
            (false, false) => Tag { text: "Due soon".to_owned(), tone: "warn" },
        };
        self.found.push((day, Due { on: date(day), what, kind: kind.to_owned(), owner: place.reference_or_words(owner), state }));
    }
}

/// How much of a network is recorded.
fn coverage(place: &Place<'_, '_>, n: u32) -> Coverage {
    let desk = place.desk;
    let network = desk.network(n);
    let posts: Vec<&Post> = network.facts.posts.iter().map(|(_, post)| post).filter(|post| answers::exists(post, desk.today)).collect();
    let held = posts.iter().filter(|post| !answers::holders(desk.handbook, desk.links, post, desk.today).now.is_empty()).count();
    let in_use = desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use);
    let answered = in_use.clone().filter(|answer| !matches!(answer.accountable, Accountable::Nobody | Accountable::Choice(_))).count();
    let not_recorded = || Tag { text: "Not recorded".to_owned(), tone: "warn" };
    Coverage {
        network: place.network_link(n),
        posts: if posts.is_empty() { "No posts".to_owned() } else { format!("{held} of {}", posts.len()) },
        duties: format!("{answered} of {}", in_use.count()),
        agreement: network.agreement.as_ref().map_or_else(not_recorded, |entry| super::papers::agreement_state(place, &entry.facts)),
        strategy: network.strategy.as_ref().map_or_else(not_recorded, |entry| super::papers::strategy_state(place, &entry.facts)),
        confirmed: day_of(network.facts.confirmed.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const DIRECTOR: (&str, &str) = ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n");
    const DUTY: (&str, &str) = ("responsibilities/lead.md", "---\ntitle: Lead\nrole: clinical-director\nbasis: contract\n---\n");
    const PUBLIC: (&str, &str) = ("handbook.yaml", "title: Test\npublisher: {name: Test LMC, kind: lmc}\ncontract_year: 2026/27\npublic_review: true\n");
    const ALPHA: (&str, &str) = (
        "networks/alpha/network.yaml",
        "name: Alpha PCN\nconfirmed: 2026-10-01\npeople: {amara: {name: Amara Bello}, tomos: {name: Tomos Rees}}\nposts:\n  clinical-director: {vacant: {since: 2026-09-01, cover: deputy, note: Advertised.}, holders: [{person: amara, from: 2026-09-01, status: interim}]}\n  deputy: {role: clinical-director, title: Deputy, holders: [{person: tomos, from: 2024-01-01, to: 2026-12-31}, {person: amara, from: 2027-01-01}]}\n  second: {role: clinical-director, title: Second deputy, holders: [{person: tomos, from: 2024-01-01, to: 2026-03-31}]}\nresponsibilities: {lead: {accountable: clinical-director}}\n",
    );

    #[test]
    fn the_review_page_lists_a_vacancy() {
        let site = Site::staff(&[DIRECTOR, DUTY, ALPHA]);
        site.page("review.html")
            .shows("Clinical director Advertised. Alpha PCN 1 September 2026 Amara Bello (interim) 1")
            .shows("2 vacant posts")
            .holds("href=\"#vacancies\"");
    }

    #[test]
    fn terms_that_end_soon_or_have_ended_are_told_with_who_follows() {
        let site = Site::staff(&[DIRECTOR, DUTY, ALPHA]);
        site.page("review.html")
            .shows("Second deputy Alpha PCN Tomos Rees 31 March 2026 Ended Nobody yet")
            .shows("Deputy Alpha PCN Tomos Rees 31 December 2026 Ends soon Amara Bello");
    }

    #[test]
    fn reviews_that_are_due_are_listed_the_oldest_first() {
        let site = Site::staff(&[
            DIRECTOR,
            ALPHA,
            ("guidance/old.md", "---\ntitle: Old page\nauthor: LMC secretary\nreviewed: 2025-01-01\nreview_by: 2026-01-01\n---\n\nText.\n"),
            ("guidance/gone.md", "---\ntitle: Gone page\nstatus: archived\nreviewed: 2020-01-01\nreview_by: 2021-01-01\n---\n\nText.\n"),
            ("networks/alpha/agreement.md", "---\nreview_by: 2026-12-01\nowner: deputy\n---\n"),
        ]);
        site.page("review.html")
            .shows("1 January 2026 Overdue Page: Old page (LMC secretary) 1 December 2026 Due soon Agreement: Network Agreement, Alpha PCN (Deputy)")
            .hides("Gone page");
    }

    #[test]
    fn a_text_that_changed_since_its_review_is_told_and_new_lines_are_no_change() {
        let page = |print: &str, words: &str| {
            format!("---\ntitle: Our page\nauthor: LMC secretary\nreviewed: {{on: 2026-11-01, by: secretary, text: {print}}}\n---\n\n{words}\n")
        };
        let print = crate::document::meaning::fingerprint("guidance/ours.md", &page("x", "One two.")).unwrap();
        let role = ("roles/secretary.md", "---\ntitle: Secretary\n---\n");
        let changed = Site::staff(&[DIRECTOR, ALPHA, role, ("guidance/ours.md", &page(&print, "One three."))]);
        changed.page("review.html").shows("Changed since review Page: Our page");
        changed.page("guidance/ours.html").shows("Changed since review");
        let same = Site::staff(&[DIRECTOR, ALPHA, role, ("guidance/ours.md", &page(&print, "One\ntwo."))]);
        same.page("review.html").hides("Our page");
        same.page("guidance/ours.html").hides("Changed since review");
    }

    #[test]
    fn coverage_tells_how_much_is_recorded() {
        Site::staff(&[DIRECTOR, DUTY, ALPHA]).page("review.html").shows("Alpha PCN 2 of 3 1 of 1 Not recorded Not recorded 1 October 2026");
    }

    #[test]
    fn the_public_edition_has_no_review_page_unless_the_handbook_wants_one() {
        assert!(!Site::new(&[DIRECTOR, DUTY, ALPHA]).has("review.html"));
        assert!(Site::new(&[PUBLIC, DIRECTOR, DUTY, ALPHA]).has("review.html"));
    }

    #[test]
    fn the_public_sees_no_gap_that_is_waived_or_comes_of_hiding() {
        let network = "name: Alpha PCN\npractices:\n  - {code: Y99001, name: Quay Surgery, list_size: 9000, votes: 1}\n  - {code: Y99002, name: Mill Surgery, visible_to: staff, votes: 1}\nbodies: {board: {name: Board, members: all-practices, quorum: 2, voting: one-per-practice, tie_break: lot}}\nwaive:\n  - {rule: stale-list-size, reason: Counted in April}\n";
        let site = Site::new(&[PUBLIC, DIRECTOR, ("networks/alpha/network.yaml", network)]);
        site.page("review.html").shows("agreement-not-recorded").hides("quorum-and-votes").hides("stale-list-size");
    }

    #[test]
    fn the_public_sees_nobody_named_who_is_not_named_elsewhere() {
        let holder = |person: &str| format!("name: Some PCN\nposts: {{clinical-director: {{holders: [{{person: {person}, from: 2025-01-01}}]}}}}\n");
        let alpha = format!("{}people: {{zoe-vane: {{name: Zoe Vane, publish: []}}}}\n", holder("zoe-vane"));
        let site = Site::new(&[PUBLIC, DIRECTOR, ("networks/alpha/network.yaml", &alpha), ("networks/beta/network.yaml", &holder("alpha/zoe-vane"))]);
        assert!(site.has("review.html"));
        site.nowhere_shows("zoe-vane");
        site.nowhere_shows("Zoe Vane");
    }

    #[test]
    fn many_networks_are_split_by_icb() {
        let networks: Vec<(String, String)> = (0..70)
            .map(|n| {
                let icb = if n % 7 == 0 { "" } else { "icb: sv-icb\n" };
                (format!("networks/net-{n}/network.yaml"), format!("name: Net {n} PCN\n{icb}posts: {{clinical-director: {{}}}}\n"))
            })
            .collect();
        let mut files: Vec<(&str, &str)> = networks.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.extend([DIRECTOR, DUTY, ("organisations.yaml", "- {id: sv-icb, name: Severn ICB, kind: icb}\n")]);
        let site = Site::staff(&files);
        site.page("review.html").shows("70 vacant posts").shows("Severn ICB 60").shows("Networks without an integrated care board 10").hides("Net 1 PCN");
        site.page("review/sv-icb.html").shows("60 vacant posts").shows("Net 1 PCN").hides("Net 0 PCN").hides("Net 7 PCN");
        site.page("review/other.html").shows("Net 7 PCN");
    }
}
