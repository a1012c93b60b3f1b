//! The control room: findings, vacancies, terms, reviews, coverage.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::dates::{self, Dated, Keeper, Sort};
use super::drawing;
use super::lists::posts_of_role;
use super::network::due_state;
use super::view::{
    self, DataFile, Due, Figure, Link, ReviewDates, ReviewGroup, ReviewIcb, ReviewNetwork, ReviewShare, ReviewVoice, Tag, TermEnd, Vacancy, View,
};
use super::{PageKey, Place, count, date, day_of, is_open, number, thousands};
use crate::diagnostic::Severity;
use crate::links::Thing;
use crate::links::answers::{self, Accountable};
use crate::model::network::Post;
use crate::source::Layer;

/// Days before a date at which it is announced, so that there is time to do something about it.
const NOTICE_DAYS: i64 = 90;
/// Networks in one table; where there are more, each integrated care board has a page of its own.
pub(super) const MOST_ROWS: usize = 100;
/// Points between a director's share of outside work and its target that are far to go.
const FAR_TO_GO: f64 = 20.0;

/// Over all networks; where there are many, the counts of each ICB and what concerns the handbook itself.
pub(super) fn review(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let networks: Vec<u32> = (0..desk.handbook.networks.len() as u32).collect();
    let mut page = place.frame("review", "For editors", "review", "Review".to_owned(), None, Vec::new());
    page.summary = "What is missing, what is vacant and what is due, so that somebody can put it right.".to_owned();
    let mut view = begin(place, page);
    view.findings.extend(group(place, "handbook".to_owned(), Link::text("The handbook itself"), &desk.findings_of_handbook));
    if networks.len() > MOST_ROWS {
        let mut total = Counts::of_findings(place, &desk.findings_of_handbook);
        for (icb, networks) in &desk.by_icb {
            let counts = Counts::of(place, networks);
            view.icbs.push(ReviewIcb {
                link: place.page_link(PageKey::ReviewOf(*icb), icb_name(place, *icb)),
                networks: networks.len(),
                duties: counts.duties(),
                errors: counts.errors,
                warnings: counts.warnings,
                vacancies: counts.vacancies,
                late: counts.late,
            });
            total.add(&counts);
        }
        // By name, and networks without an ICB last.
        let nameless = icb_name(place, None);
        view.icbs.sort_by_cached_key(|icb| (icb.link.text == nameless, icb.link.text.clone()));
        view.dates = by_sort(place, &dates_of(place, &[], true), &[]);
        view.voices = voices(place, &[], true);
        view.figures = figures(&total, &view);
    } else {
        fill(place, &mut view, &networks, true);
    }
    view.files = files(place);
    View::Review(Box::new(view))
}

fn begin(place: &Place<'_, '_>, page: view::Page) -> view::Review {
    let (today, until) = (place.desk.today, until(place.desk.today));
    view::Review { page, as_at: date(today), until: date(until), until_day: until.to_string(), ..Default::default() }
}

/// The networks of one ICB, or of none.
pub(super) fn review_of(place: &Place<'_, '_>, icb: Option<u32>) -> View {
    let networks = place.desk.by_icb.get(&icb).map_or(&[][..], Vec::as_slice);
    let parents = vec![place.page_link(PageKey::Review, "Review")];
    let mut page = place.frame("review", "Review", "review", icb_name(place, icb), None, parents);
    page.summary = format!("What is missing, what is vacant and what is due in {}.", count(networks.len(), "network", "networks"));
    let mut view = begin(place, page);
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
    let dates = dates_of(place, &at_work, with_handbook);
    let never: Vec<u32> = at_work.iter().copied().filter(|&n| desk.network(n).facts.confirmed.is_none()).collect();
    view.dates = by_sort(place, &dates, &never);
    view.networks = rows(place, &at_work, &late_dates(desk, &dates));
    view.voices = voices(place, &at_work, with_handbook);
    view.shares = shares(place, &at_work);
    let mut counts = Counts { vacancies: view.vacancies.len(), ..Counts::default() };
    for &n in networks {
        counts.add(&Counts::of_findings(place, desk.findings_of(n)));
    }
    for &n in &at_work {
        let (answered, in_use) = answered(desk, n);
        counts.answered += answered;
        counts.in_use += in_use;
    }
    if with_handbook {
        counts.add(&Counts::of_findings(place, &desk.findings_of_handbook));
    }
    view.figures = figures(&counts, view);
}

/// Numbers of what is to be done.
#[derive(Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    infos: usize,
    vacancies: usize,
    /// Responsibilities in use, and those that somebody answers for.
    in_use: usize,
    answered: usize,
    /// Dates that have passed.
    late: usize,
}

impl Counts {
    fn of(place: &Place<'_, '_>, networks: &[u32]) -> Self {
        let desk = place.desk;
        let mut counts = Self::default();
        for &n in networks {
            counts.add(&Self::of_findings(place, desk.findings_of(n)));
            if is_open(desk.network(n)) {
                counts.vacancies += desk.network(n).facts.posts.iter().filter(|(_, post)| is_vacant(place, post)).count();
                let (answered, in_use) = answered(desk, n);
                counts.answered += answered;
                counts.in_use += in_use;
                counts.late += dates::of_network(desk, n).iter().filter(|dated| dated.on < desk.today).count();
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
        self.in_use += other.in_use;
        self.answered += other.answered;
        self.late += other.late;
    }

    fn duties(&self) -> String {
        format!("{} of {}", thousands(self.answered as u64), thousands(self.in_use as u64))
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

/// The numbers at the head, each with the place of its rows. A number of dates tells how many are late of those listed, so
/// that it stays true when the reader's clock moves some of them.
fn figures(counts: &Counts, view: &view::Review) -> Vec<Figure> {
    let is_split = !view.icbs.is_empty();
    let mut figures = Vec::new();
    let findings = if is_split { "#icbs" } else { "#findings" };
    if counts.errors > 0 {
        figures.push(figure(counts.errors, "error", "errors", findings));
    }
    figures.push(figure(counts.warnings, "warning", "warnings", findings));
    if counts.infos > 0 {
        figures.push(figure(counts.infos, "thing to know", "things to know", findings));
    }
    if counts.in_use > 0 {
        figures.push(Figure {
            value: thousands(counts.answered as u64),
            label: format!("of {} answered for", count(counts.in_use, "responsibility", "responsibilities")),
            href: if is_split { "#icbs" } else { "#networks" }.to_owned(),
            counts: String::new(),
        });
    }
    figures.push(figure(counts.vacancies, "vacant post", "vacant posts", if is_split { "#icbs" } else { "#vacancies" }));
    if is_split {
        figures.push(figure(counts.late, "date overdue", "dates overdue", "#icbs"));
    }
    if !view.voices.is_empty() {
        figures.push(figure(view.voices.len(), "meeting without a voice", "meetings without a voice", "#voices"));
    }
    let far = view.shares.iter().filter(|share| share.state.tone == "warn").count();
    if !view.shares.is_empty() {
        let label = format!("of {} with far to go", count(view.shares.len(), "director", "directors"));
        figures.push(Figure { value: far.to_string(), label, href: "#shares".to_owned(), counts: String::new() });
    }
    let mut dates = |id: &str, late: usize, label: String| {
        figures.push(Figure { value: thousands(late as u64), label, href: format!("#{id}"), counts: id.to_owned() });
    };
    if !view.terms.is_empty() {
        let ended = view.terms.iter().filter(|term| term.state.tone == "bad").count();
        dates("terms", ended, format!("of {} ended", count(view.terms.len(), "term", "terms")));
    }
    for list in &view.dates {
        let (one, many, late) = match list.id {
            "reviews" => ("review", "reviews", "overdue"),
            "milestones" => ("milestone", "milestones", "overdue"),
            "commitments" => ("promise", "promises", "overdue"),
            "funding" => ("funding deadline", "funding deadlines", "passed"),
            "steps" => ("step", "steps", "overdue"),
            "confirmations" => ("network", "networks", "unconfirmed for long"),
            _ => ("other date", "other dates", "overdue"),
        };
        let overdue = list.items.iter().filter(|due| due.state.tone == "bad").count();
        dates(list.id, overdue, format!("of {} {late}", count(list.items.len(), one, many)));
    }
    figures
}

/// A number with what it counts, and the place of its rows where there are any.
fn figure(number: usize, one: &str, many: &str, href: &str) -> Figure {
    Figure {
        value: thousands(number as u64),
        label: if number == 1 { one } else { many }.to_owned(),
        href: if number > 0 { href.to_owned() } else { String::new() },
        counts: String::new(),
    }
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
    let soon = until(today);
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
                        day: to.to_string(),
                        counted: format!("terms {}", count_of(place, n)),
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

/// Dates that have passed or come soon, without the terms of office, which have a table of their own.
fn dates_of(place: &Place<'_, '_>, networks: &[u32], with_handbook: bool) -> Vec<Dated> {
    let desk = place.desk;
    let until = until(desk.today);
    let mut list: Vec<Dated> = networks.iter().flat_map(|&n| dates::of_network(desk, n)).collect();
    if with_handbook {
        list.extend(dates::of_handbook(desk));
    }
    list.retain(|dated| dated.on <= until || dated.has_changed);
    dates::sort(&mut list);
    list
}

/// The last day whose dates are told.
fn until(today: Date) -> Date {
    today.saturating_add(NOTICE_DAYS.days())
}

/// The dates under their headings.
fn by_sort(place: &Place<'_, '_>, list: &[Dated], unconfirmed: &[u32]) -> Vec<ReviewDates> {
    const HEADINGS: [(Sort, &str, &str); 7] = [
        (Sort::Review, "reviews", "Reviews"),
        (Sort::Milestone, "milestones", "Milestones"),
        (Sort::Commitment, "commitments", "Promises of practices"),
        (Sort::Funding, "funding", "Funding deadlines"),
        (Sort::Confirmation, "confirmations", "Details to confirm"),
        (Sort::Step, "steps", "Steps of checklists"),
        (Sort::Other, "others", "Other dates"),
    ];
    let desk = place.desk;
    let due = |dated: &Dated, id: &str| {
        let network = dated.network.map(|n| desk.network_name(n));
        let text = match &network {
            Some(network) if *network != dated.what => format!("{}, {network}", dated.what),
            _ => dated.what.clone(),
        };
        let of_network = dated.network.map_or(String::new(), |n| format!(" {}", count_of(place, n)));
        Due {
            on: date(dated.on),
            what: if dated.address.is_empty() { Link::text(text) } else { Link { href: place.to(&dated.address), text } },
            // The heading says the others.
            kind: if matches!(dated.sort, Sort::Review | Sort::Other) { dated.kind.to_owned() } else { String::new() },
            owner: match &dated.owner {
                Some(Keeper::Thing(thing)) => place.link(*thing),
                Some(Keeper::Words(words)) => Link::text(words.clone()),
                None => Link::default(),
            },
            state: match (dated.on < desk.today, dated.has_changed) {
                (true, true) => tag("Overdue; changed since review", "bad"),
                (false, true) => tag("Changed since review", "warn"),
                (_, false) => due_state(dated.on, desk.today),
            },
            day: dated.on.to_string(),
            counted: format!("{id}{of_network}"),
        }
    };
    let headings = HEADINGS.into_iter().map(|(sort, id, title)| {
        let mut items: Vec<Due> = Vec::new();
        if sort == Sort::Confirmation {
            let never = |&n: &u32| Due { on: "Never".to_owned(), what: place.network_link(n), state: tag("Overdue", "bad"), ..Due::default() };
            items.extend(unconfirmed.iter().map(never));
        }
        items.extend(list.iter().filter(|dated| dated.sort == sort).map(|dated| due(dated, id)));
        ReviewDates { id, title, items }
    });
    headings.filter(|dates| !dates.items.is_empty()).collect()
}

/// The name of the count of a network's late dates.
fn count_of(place: &Place<'_, '_>, n: u32) -> String {
    format!("late-{}", place.desk.network(n).id)
}

fn tag(text: &str, tone: &'static str) -> Tag {
    Tag { text: text.to_owned(), tone }
}

/// Responsibilities in use: those that somebody answers for, and all.
pub(super) fn answered(desk: &super::Desk<'_>, n: u32) -> (usize, usize) {
    let in_use = desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use);
    in_use.fold((0, 0), |(answered, all), answer| {
        let has_somebody = !matches!(answer.accountable, Accountable::Nobody | Accountable::Choice(_));
        (answered + usize::from(has_somebody), all + 1)
    })
}

/// Posts held today, and all.
pub(super) fn posts_held(desk: &super::Desk<'_>, n: u32) -> (usize, usize) {
    let posts = desk.network(n).facts.posts.iter().map(|(_, post)| post).filter(|post| answers::exists(post, desk.today));
    posts.fold((0, 0), |(held, all), post| {
        let is_held = !answers::holders(desk.handbook, desk.links, post, desk.today).now.is_empty();
        (held + usize::from(is_held), all + 1)
    })
}

/// A network's row, and how much there is to do.
fn row(place: &Place<'_, '_>, n: u32, late: usize) -> (usize, ReviewNetwork) {
    let desk = place.desk;
    let network = desk.network(n);
    let (held, posts) = posts_held(desk, n);
    let (answered, in_use) = answered(desk, n);
    let counts = Counts::of_findings(place, desk.findings_of(n));
    let findings = counts.errors + counts.warnings;
    let row = ReviewNetwork {
        id: count_of(place, n),
        network: place.network_link(n),
        posts: match posts {
            0 => Link::text("No posts"),
            _ => Link { href: format!("{}#team", place.network_link(n).href), text: format!("{held} of {posts}") },
        },
        posts_open: posts - held,
        duties: place.page_link(PageKey::Matrix(n), format!("{answered} of {in_use}")),
        duties_open: in_use - answered,
        late,
        findings: Link {
            href: if desk.findings_of(n).is_empty() { String::new() } else { format!("#network-{}", network.id) },
            text: thousands(findings as u64),
        },
        agreement: network.agreement.as_ref().map_or_else(|| tag("Not recorded", "warn"), |entry| super::papers::agreement_state(place, &entry.facts)),
        strategy: network.strategy.as_ref().map_or_else(|| tag("Not recorded", "warn"), |entry| super::papers::strategy_state(place, &entry.facts)),
        confirmed: day_of(network.facts.confirmed.as_ref()),
        confirmed_day: network.facts.confirmed.as_ref().map_or(String::new(), |day| day.value.to_string()),
    };
    // An error keeps the site from being made, so it comes before everything.
    (counts.errors * 100 + counts.warnings + (posts - held) + (in_use - answered) + late, row)
}

/// The networks, those with the most to do first.
fn rows(place: &Place<'_, '_>, networks: &[u32], late: &HashMap<u32, usize>) -> Vec<ReviewNetwork> {
    let mut rows: Vec<(usize, ReviewNetwork)> = networks.iter().map(|&n| row(place, n, late.get(&n).copied().unwrap_or_default())).collect();
    rows.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.network.text.cmp(&other.network.text)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// How many dates of each network have passed.
fn late_dates(desk: &super::Desk<'_>, list: &[Dated]) -> HashMap<u32, usize> {
    let mut late = HashMap::new();
    for n in list.iter().filter(|dated| dated.on < desk.today).filter_map(|dated| dated.network) {
        *late.entry(n).or_default() += 1;
    }
    late
}

/// Meetings outside where nobody speaks: for no network at all, or on the seat of one.
fn voices(place: &Place<'_, '_>, networks: &[u32], with_handbook: bool) -> Vec<ReviewVoice> {
    let desk = place.desk;
    let mut list = Vec::new();
    if with_handbook {
        let mut seats = vec![false; desk.handbook.forums.len()];
        for network in desk.handbook.networks.iter().filter(|network| is_open(network)) {
            for seat in &network.facts.voice {
                if let Some(Thing::Forum(at)) = desk.links.of(&seat.forum) {
                    seats[at as usize] = true;
                }
            }
        }
        let empty = (0..).zip(&seats).zip(&desk.handbook.forums).filter(|((_, has_seat), forum)| !**has_seat && forum.layer == Layer::Handbook);
        list.extend(empty.map(|((at, _), _)| ReviewVoice { forum: place.link(Thing::Forum(at)), network: Link::default(), note: "No network has a seat" }));
    }
    for &n in networks {
        for seat in &desk.network(n).facts.voice {
            let Some(forum @ Thing::Forum(_)) = desk.links.of(&seat.forum) else { continue };
            let note = match seat.representative.as_ref().map(|post| desk.links.of(post)) {
                None => "Nobody is named",
                Some(Some(Thing::Post(m, at))) => {
                    let (_, post) = &desk.network(m).facts.posts[at as usize];
                    if !answers::holders(desk.handbook, desk.links, post, desk.today).now.is_empty() {
                        continue;
                    }
                    "The post is vacant"
                }
                Some(_) => continue,
            };
            list.push(ReviewVoice { forum: place.link(forum), network: place.network_link(n), note });
        }
    }
    list
}

/// How much of their work directors do outside their networks, those with the furthest to go first.
fn shares(place: &Place<'_, '_>, networks: &[u32]) -> Vec<ReviewShare> {
    let desk = place.desk;
    let common = desk.handbook.settings.thresholds.as_ref().and_then(|thresholds| thresholds.external_share);
    let mut list: Vec<ReviewShare> = Vec::new();
    for &n in networks {
        for at in posts_of_role(desk, n, "clinical-director") {
            let own = desk.network(n).facts.posts[at as usize].1.external_share.as_ref();
            let Some(now) = own.and_then(|share| share.now) else { continue };
            let target = own.and_then(|share| share.target).or(common);
            let gap = target.map_or(0.0, |target| (target - now).clamp(0.0, 100.0));
            let state = match target {
                None => Tag::default(),
                Some(_) if gap >= FAR_TO_GO => tag("Far to go", "warn"),
                Some(_) if gap > 0.0 => tag("On the way", ""),
                Some(_) => tag("Reached", "good"),
            };
            let by = own.and_then(|share| share.by.as_ref());
            list.push(ReviewShare {
                network: place.network_link(n),
                post: place.link(Thing::Post(n, at)),
                now: format!("{}%", number(now)),
                target: target.map_or(String::new(), |target| format!("{}%", number(target))),
                by: day_of(by),
                state,
                gap: gap.round() as u32,
                share_svg: drawing::share::row(Some(now), target),
            });
        }
    }
    list.sort_by(|a, b| b.gap.cmp(&a.gap).then_with(|| a.network.text.cmp(&b.network.text)));
    list
}

/// What else there is to take away.
fn files(place: &Place<'_, '_>) -> Vec<DataFile> {
    let desk = place.desk;
    let networks = count(desk.handbook.networks.len(), "network", "networks");
    let file = |address: &str, text: &str, kind: &str, of: &str, about: &'static str| DataFile {
        link: Link { href: place.to(address), text: text.to_owned() },
        kind: format!("{kind}, {of}"),
        about,
    };
    vec![
        file("data/networks.csv", "Networks in figures", "CSV", &networks, "The table above with its numbers, to sort and count in a spreadsheet."),
        file("data/reviews.csv", "Everything with a date", "CSV", "a line a date", "Reviews, terms, milestones, promises and deadlines, with who keeps them."),
        file("data/reviews.ics", "The same as a calendar", "ICS", "an event a date", "Open it in a calendar program, which then reminds you."),
        file(
            "data/responsibilities.csv",
            "Who answers for what",
            "CSV",
            &networks,
            "Every responsibility in use with its post and holder, for a mail merge or a report.",
        ),
        file("data/contacts.csv", "Contacts", "CSV", &networks, "Networks, posts and practices with telephone and e-mail."),
        file("data/handbook.json", "All data", "JSON", &networks, "For programs that read the handbook."),
    ]
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
            .shows("1 January 2026 Overdue Guidance review: Old page (LMC secretary)")
            .shows("1 December 2026 Agreement review: Network Agreement, Alpha PCN (Deputy)")
            .shows("1 of 2 reviews overdue")
            .holds("<b data-count=\"reviews\">1</b> <a href=\"#reviews\">")
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
        changed.page("review.html").shows("Changed since review Guidance review: Our page");
        changed.page("guidance/ours.html").shows("Changed since review");
        assert!(changed.file("data/reviews.csv").contains("Guidance review,Our page,,,LMC secretary,changed since review,guidance/ours.html"));
        let same = Site::staff(&[DIRECTOR, ALPHA, role, ("guidance/ours.md", &page(&print, "One\ntwo."))]);
        same.page("review.html").hides("Our page");
        same.page("guidance/ours.html").hides("Changed since review");
    }

    #[test]
    fn a_row_tells_how_much_of_a_network_is_recorded_and_what_is_late() {
        let beta = ("networks/beta/network.yaml", "name: Beta PCN\nposts: {clinical-director: {}}\n");
        Site::staff(&[DIRECTOR, DUTY, ALPHA, beta])
            .page("review.html")
            .shows("Not recorded Not recorded 1 October 2026 Beta PCN 0 of 1 1 of 1 0")
            .holds("href=\"networks/alpha/responsibilities.html\"")
            .shows("Alpha PCN 2 of 3 1 of 1 1 ")
            .shows("2 of 2 responsibilities answered for")
            .holds("data-only=\"Alpha PCN\" data-count=\"late-alpha\">1<")
            .holds("<a href=\"networks/alpha/index.html#team\">2 of 3</a>")
            .holds("<time datetime=\"2026-03-31\" data-late=\"Ended\" data-in=\"terms late-alpha\">")
            .shows("Never Overdue Beta PCN");
    }

    #[test]
    fn a_meeting_without_a_voice_is_listed_and_a_director_with_far_to_go() {
        let network = "name: Alpha PCN\npeople: {amara: {name: Amara Bello}}\nposts:\n  clinical-director: {external_share: {now: 20, target: 50}, holders: [{person: amara}]}\n  deputy: {role: clinical-director, title: Deputy}\nvoice: [{forum: place, representative: deputy}, {forum: system, representative: clinical-director}]\n";
        let forums = (
            "forums.yaml",
            "- {id: place, name: Place forum, level: place}\n- {id: system, name: System board, level: system}\n- {id: region, name: Region table, level: region}\n",
        );
        Site::staff(&[DIRECTOR, forums, ("networks/alpha/network.yaml", network)])
            .page("review.html")
            .shows("Meetings without a voice Region table No network has a seat Place forum Alpha PCN: The post is vacant")
            .shows("Alpha PCN Clinical director 20% 50% – Far to go")
            .hides("System board");
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
        let networks: Vec<(String, String)> = (0..105)
            .map(|n| {
                let icb = if n % 7 == 0 { "" } else { "icb: sv-icb\n" };
                (format!("networks/net-{n}/network.yaml"), format!("name: Net {n} PCN\n{icb}posts: {{clinical-director: {{}}}}\n"))
            })
            .collect();
        let mut files: Vec<(&str, &str)> = networks.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        files.extend([DIRECTOR, DUTY, ("organisations.yaml", "- {id: sv-icb, name: Severn ICB, kind: icb}\n")]);
        let site = Site::staff(&files);
        site.page("review.html").shows("105 vacant posts").shows("Severn ICB 90").shows("Networks without an integrated care board 15").hides("Net 1 PCN");
        site.page("review/sv-icb.html").shows("90 vacant posts").shows("Net 1 PCN").hides("Net 0 PCN").hides("Net 7 PCN");
        site.page("review/other.html").shows("Net 7 PCN");
    }
}
