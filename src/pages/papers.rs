//! A network's agreement by schedule and its strategy by objective.

use jiff::civil::Date;

use super::drawing;
use super::drawing::ahead::Mark;
use super::drawing::risks::Band;
use super::network::{ahead, core_practices, due_state, objective_state};
use super::view::{self, Fact, Link, ServiceDuty, Tag, View};
use super::{Facts, Place, date, day_of, lower_headings, number, text_of, without_anchors};
use crate::document::prose::Prose;
use crate::links::answers::Accountable;
use crate::links::{Duty, Thing};
use crate::model::Entry;
use crate::model::network::Parties;
use crate::model::papers::{AgreementFacts, Funding, FundingStatus, Measure, Objective, ObjectiveStatus, Risk, Schedule, ScheduleStatus, StrategyFacts};

/// The network's agreement; where it has none, what the schedules of an agreement hold.
pub(super) fn agreement(place: &Place<'_, '_>, n: u32) -> View {
    let desk = place.desk;
    let network = desk.network(n);
    let entry = network.agreement.as_ref();
    let mut page = place.frame("agreement", &desk.network_name(n), "networks", desk.title(Thing::Agreement(n)), entry.map(|entry| entry.file), Vec::new());
    (page.mentioned_in, page.mentioned_more) = mentions(place, n, Thing::Agreement(n));
    let Some(entry) = entry else {
        page.summary = "What the practices of a network have agreed among themselves.".to_owned();
        let schedules = desk.handbook.schedules.iter().map(|outline| view::Schedule {
            id: format!("schedule-{}", outline.number.value),
            number: outline.number.value.to_string(),
            title: outline.title.value.clone(),
            outline: text_of(outline.holds.as_ref()),
            ..Default::default()
        });
        return View::Agreement(Box::new(view::Agreement {
            page,
            state: Tag { text: "Not recorded".to_owned(), tone: "warn" },
            schedules: schedules.collect(),
            ..Default::default()
        }));
    };
    let facts = &entry.facts;
    page.summary = text_of(facts.summary.as_ref());
    page.review = place.review_block(facts.owner.as_ref(), None, facts.reviewed.as_ref(), facts.review_by.as_ref());
    let cut = Cut::of(place, entry);
    page.contents = cut.rest_headings;
    let members = || core_practices(desk, network);
    let (mut parties_note, mut parties, mut not_parties) = (String::new(), Vec::new(), Vec::new());
    match &facts.parties {
        None => {}
        Some(Parties::All(_)) => {
            "Every core practice of the network.".clone_into(&mut parties_note);
            parties = members().map(|(at, _)| place.link(Thing::Practice(n, at))).collect();
        }
        Some(Parties::Codes(codes)) => {
            parties = place.references(codes);
            not_parties = members()
                .filter(|(_, practice)| codes.iter().all(|code| code.value != practice.code.value))
                .map(|(at, _)| place.link(Thing::Practice(n, at)))
                .collect();
        }
    }
    View::Agreement(Box::new(view::Agreement {
        page,
        recorded: true,
        state: agreement_state(place, facts),
        facts: agreement_facts(place, facts),
        parties_note,
        parties,
        not_parties,
        intro_html: cut.intro_html,
        schedules: schedules(place, n, facts, cut.parts),
        rest_html: cut.rest_html,
    }))
}

/// The network's strategy by objective.
pub(super) fn strategy(place: &Place<'_, '_>, n: u32) -> View {
    let desk = place.desk;
    let entry = desk.network(n).strategy.as_ref();
    let mut page = place.frame("strategy", &desk.network_name(n), "networks", desk.title(Thing::Strategy(n)), entry.map(|entry| entry.file), Vec::new());
    (page.mentioned_in, page.mentioned_more) = mentions(place, n, Thing::Strategy(n));
    let Some(entry) = entry else {
        page.summary = "Where the network wants to be, and who does what to get there.".to_owned();
        let state = Tag { text: "Not recorded".to_owned(), tone: "warn" };
        return View::Strategy(Box::new(view::Strategy { page, state, ..Default::default() }));
    };
    let facts = &entry.facts;
    page.summary = text_of(facts.summary.as_ref());
    page.review = place.review_block(facts.owner.as_ref(), None, facts.reviewed.as_ref(), facts.review_by.as_ref());
    // Objectives and sections have their anchors already.
    let taken: Vec<&str> = facts.objectives.iter().map(|objective| objective.id.value.as_str()).chain(["ahead", "objectives", "funding", "risks"]).collect();
    page.contents = place.headings(&entry.prose);
    page.contents.retain(|heading| !taken.contains(&heading.id.as_str()));
    let ahead = ahead(place, n);
    View::Strategy(Box::new(view::Strategy {
        page,
        recorded: true,
        vision: text_of(facts.vision.as_ref()),
        state: strategy_state(place, facts),
        facts: strategy_facts(place, facts),
        ahead_svg: ahead_drawing(&ahead, desk.today),
        ahead: ahead.into_iter().map(|(_, due)| due).collect(),
        objectives: facts.objectives.iter().map(|objective| self::objective(place, objective)).collect(),
        funding: facts.funding.iter().map(|item| funding(place, item)).collect(),
        risks: (1..).zip(&facts.risks).map(|(number, item)| risk(place, number, item)).collect(),
        risks_svg: risks_drawing(&facts.risks),
        prose_html: free_of(place, place.prose(entry.file, &entry.prose, ""), &taken),
    }))
}

/// What leads to a paper as a whole or to a part of it; a network's own fields are shown where they matter.
fn mentions(place: &Place<'_, '_>, n: u32, paper: Thing) -> (Vec<view::Backlink>, usize) {
    let network = place.desk.network(n);
    let mut things = vec![paper];
    match paper {
        Thing::Agreement(_) => {
            let schedules = network.agreement.as_ref().map_or(0, |entry| entry.facts.schedules.len());
            things.extend((0..schedules as u32).map(|at| Thing::Schedule(n, at)));
        }
        _ => {
            let objectives = network.strategy.as_ref().map_or(0, |entry| entry.facts.objectives.len());
            things.extend((0..objectives as u32).map(|at| Thing::Objective(n, at)));
        }
    }
    let (mut list, more) = place.mentioned_in(&things, &super::catalogue::all_but_mentions());
    // The paper's own text leads to its own parts.
    list.retain(|backlink| !backlink.link.href.starts_with('#') && backlink.link.href.split('#').next() != place.address.rsplit('/').next());
    (list, more)
}

// ---------------------------------------------------------------------------------------
// The agreement
// ---------------------------------------------------------------------------------------

/// Where an agreement stands.
pub(super) fn agreement_state(place: &Place<'_, '_>, facts: &AgreementFacts) -> Tag {
    let today = place.desk.today;
    match (&facts.review_by, &facts.effective, &facts.signed) {
        (Some(due), _, _) if due.value < today => Tag { text: "Review overdue".to_owned(), tone: "warn" },
        (_, Some(from), _) if from.value > today => Tag { text: format!("Takes effect on {}", date(from.value)), tone: "" },
        (_, _, Some(_)) => Tag { text: "In force".to_owned(), tone: "good" },
        (_, _, None) => Tag { text: "Signing not recorded".to_owned(), tone: "warn" },
    }
}

fn agreement_facts(place: &Place<'_, '_>, facts: &AgreementFacts) -> Vec<Fact> {
    let mut list = Facts::default();
    list.text("Version", text_of(facts.version.as_ref()));
    list.text("Signed", day_of(facts.signed.as_ref()));
    let is_to_come = facts.effective.as_ref().is_some_and(|from| from.value > place.desk.today);
    list.text(if is_to_come { "Takes effect" } else { "In force since" }, day_of(facts.effective.as_ref()));
    list.text("Review by", day_of(facts.review_by.as_ref()));
    list.link("Kept by", place.reference(facts.owner.as_ref()));
    list.0
}

/// A stretch of the agreement's text under a heading of its own.
struct Part {
    /// The heading's anchor.
    id: String,
    /// The number of the schedule it is.
    number: Option<u32>,
    /// The heading's words.
    title: String,
    html: String,
}

/// The agreement's text, cut at the headings of its schedules.
#[derive(Default)]
struct Cut {
    intro_html: String,
    parts: Vec<Part>,
    rest_html: String,
    rest_headings: Vec<view::Heading>,
}

impl Cut {
    /// The text is drawn once, so that footnotes and terms are those of one page, and cut afterwards.
    fn of(place: &Place<'_, '_>, entry: &Entry<AgreementFacts>) -> Self {
        let html = place.prose(entry.file, &entry.prose, "");
        let headings = top_headings(&html, place.prefix());
        let number_of = |heading: &TopHeading<'_>| schedule_number(heading.id);
        let Some(level) = headings.iter().filter(|heading| number_of(heading).is_some()).map(|heading| heading.level).min() else {
            return Self { rest_headings: place.headings(&entry.prose), intro_html: free_anchors(place, html), ..Self::default() };
        };
        let first = headings.iter().position(|heading| number_of(heading).is_some()).unwrap_or(0);
        let last = headings.iter().rposition(|heading| number_of(heading).is_some()).unwrap_or(0);
        let borders: Vec<&TopHeading<'_>> = headings[first..].iter().filter(|heading| number_of(heading).is_some() || heading.level <= level).collect();
        let last_start = headings[last].start;
        let mut cut = Self { intro_html: free_anchors(place, html[..headings[first].start].to_owned()), ..Self::default() };
        let mut seen = Vec::new();
        for (at, border) in borders.iter().enumerate() {
            if border.start > last_start {
                cut.rest_html = free_anchors(place, html[border.start..].to_owned());
                let from = entry.prose.headings.iter().position(|heading| heading.id == border.id).unwrap_or(entry.prose.headings.len());
                cut.rest_headings = place.headings(&Prose { headings: entry.prose.headings[from..].to_vec(), ..Prose::default() });
                break;
            }
            let end = borders.get(at + 1).map_or(html.len(), |next| next.start);
            // A second heading of one number is shown under its own words.
            let number = number_of(border).filter(|number| !seen.contains(number));
            seen.extend(number);
            let words = entry.prose.headings.iter().find(|heading| heading.id == border.id).map_or("", |heading| heading.text.as_str());
            cut.parts.push(Part {
                id: border.id.to_owned(),
                number,
                title: if number.is_some() { without_number(words) } else { words.to_owned() },
                // The schedule's own heading is of level 3, so those below it begin at 4.
                html: free_anchors(place, lower_headings(&html[border.end..end], 3usize.saturating_sub(border.level))),
            });
        }
        cut
    }
}

fn free_anchors(place: &Place<'_, '_>, html: String) -> String {
    free_of(place, html, &["parties", "schedules", "mentioned-in"])
}

/// Drawn prose without the anchors that the page has for its own sections.
fn free_of(place: &Place<'_, '_>, html: String, taken: &[&str]) -> String {
    let taken: Vec<String> = taken.iter().map(|anchor| format!("{}{anchor}", place.prefix())).collect();
    without_anchors(html, taken.iter().map(String::as_str))
}

/// A heading of drawn prose that stands in no list, quotation or table.
struct TopHeading<'h> {
    id: &'h str,
    level: usize,
    start: usize,
    end: usize,
}

/// The headings at which drawn prose can be cut without tearing anything. Every `<` in it opens a tag. `prefix` stands
/// before their anchors.
fn top_headings<'h>(html: &'h str, prefix: &str) -> Vec<TopHeading<'h>> {
    let mut headings: Vec<TopHeading<'_>> = Vec::new();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let end = html[start..].find('>').map_or(html.len(), |found| start + found + 1);
        let tag = &html[start..end];
        at = end;
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
            if let Some(heading) = headings.last_mut().filter(|heading| depth == 0 && heading.end == 0) {
                heading.end = end + html[end..].len() - html[end..].trim_start_matches('\n').len();
            }
            continue;
        }
        if ["<br", "<hr", "<img"].iter().any(|empty| tag.starts_with(empty)) {
            continue;
        }
        let level = tag.strip_prefix("<h").and_then(|rest| rest.chars().next()).and_then(|digit| digit.to_digit(10));
        if let (0, Some(level)) = (depth, level) {
            let id = tag.split_once(" id=\"").and_then(|(_, rest)| rest.split_once('"')).and_then(|(id, _)| id.strip_prefix(prefix)).unwrap_or("");
            headings.push(TopHeading { id, level: level as usize, start, end: 0 });
        }
        depth += 1;
    }
    headings.retain(|heading| heading.end > 0);
    headings
}

/// The number in `schedule-4`, and in `schedule-4-financial-arrangements` where a heading has no anchor of its own.
fn schedule_number(id: &str) -> Option<u32> {
    id.strip_prefix("schedule-")?.split('-').next()?.parse().ok()
}

/// "Schedule 4: Financial arrangements" without its number.
fn without_number(words: &str) -> String {
    let rest = words.trim_start();
    let rest = rest.strip_prefix("Schedule").or_else(|| rest.strip_prefix("schedule")).unwrap_or(rest);
    let rest = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([':', '.', ',', '-', '–', '—', ' ']);
    rest.to_owned()
}

/// Schedules as the front matter lists them and as the text has them: a schedule that only one of the two knows is shown too.
fn schedules(place: &Place<'_, '_>, n: u32, facts: &AgreementFacts, parts: Vec<Part>) -> Vec<view::Schedule> {
    let written = written_in_schedules(place, n, &parts);
    let mut shown: Vec<(Option<u32>, view::Schedule)> = Vec::new();
    for (part, written_here) in parts.into_iter().zip(written.by_part) {
        let listed = part.number.and_then(|number| facts.schedules.iter().find(|schedule| schedule.number.value == number));
        let mut schedule = schedule(place, part.number, listed);
        if schedule.title.is_empty() || listed.is_none_or(|listed| listed.title.is_none()) && !part.title.is_empty() {
            schedule.title = part.title;
        }
        schedule.html = part.html;
        match part.number {
            // The heading's own anchor stays, where others lead to it.
            Some(_) if schedule.id != part.id => schedule.html = format!("<span id=\"{}{}\"></span>{}", place.prefix(), part.id, schedule.html),
            Some(_) => {}
            None => schedule.id = part.id,
        }
        schedule.written_here = written_here;
        shown.push((part.number, schedule));
    }
    for (listed, written_here) in facts.schedules.iter().zip(written.by_schedule) {
        let number = listed.number.value;
        if shown.iter().any(|(known, _)| *known == Some(number)) {
            continue;
        }
        let before = shown.iter().position(|(known, _)| known.is_some_and(|known| known > number)).unwrap_or(shown.len());
        shown.insert(before, (Some(number), view::Schedule { written_here, ..schedule(place, Some(number), Some(listed)) }));
    }
    shown.into_iter().map(|(_, schedule)| schedule).collect()
}

fn schedule(place: &Place<'_, '_>, number: Option<u32>, listed: Option<&Schedule>) -> view::Schedule {
    let outline = number.and_then(|number| place.desk.handbook.schedules.iter().find(|outline| outline.number.value == number));
    let title = listed.and_then(|listed| listed.title.as_ref()).or(outline.map(|outline| &outline.title));
    let holds = listed.and_then(|listed| listed.summary.as_ref()).or(outline.and_then(|outline| outline.holds.as_ref()));
    view::Schedule {
        id: number.map_or(String::new(), |number| format!("schedule-{number}")),
        number: number.map_or(String::new(), |number| number.to_string()),
        title: text_of(title),
        outline: text_of(holds),
        status: match listed.map(|listed| listed.status.as_ref().map(|status| status.value)) {
            None => Tag::default(),
            Some(None) => Tag { text: "Status not recorded".to_owned(), tone: "warn" },
            Some(Some(status)) => schedule_status(status),
        },
        updated: listed.and_then(|listed| listed.updated.as_ref()).map_or(String::new(), |day| date(day.value)),
        governs: listed
            .into_iter()
            .flat_map(|listed| &listed.governs)
            .map(|thing| place.reference_or_words(Some(thing)))
            .filter(|link| !link.is_empty())
            .collect(),
        ..Default::default()
    }
}

fn schedule_status(status: ScheduleStatus) -> Tag {
    let (text, tone) = match status {
        ScheduleStatus::Complete => ("Complete", "good"),
        ScheduleStatus::Draft => ("Draft", "warn"),
        ScheduleStatus::NotUsed => ("Not used", ""),
        ScheduleStatus::UnderReview => ("Under review", "warn"),
    };
    Tag { text: text.to_owned(), tone }
}

/// Responsibilities by where they are written: by part of the text, and by schedule of the front matter.
struct WrittenHere {
    by_part: Vec<Vec<ServiceDuty>>,
    by_schedule: Vec<Vec<ServiceDuty>>,
}

fn written_in_schedules(place: &Place<'_, '_>, n: u32, parts: &[Part]) -> WrittenHere {
    let desk = place.desk;
    let facts = &desk.network(n).facts;
    let agreement = desk.network(n).agreement.as_ref();
    let schedules = agreement.map_or(&[][..], |entry| entry.facts.schedules.as_slice());
    let mut written = WrittenHere { by_part: parts.iter().map(|_| Vec::new()).collect(), by_schedule: schedules.iter().map(|_| Vec::new()).collect() };
    let part_of_number = |number: u32| parts.iter().position(|part| part.number == Some(number));
    // Going up from a heading of the text, the first that is a part's.
    let part_of_anchor = |anchor: &str| {
        let headings = &agreement?.prose.headings;
        let at = headings.iter().position(|heading| heading.id == anchor)?;
        headings[..=at].iter().rev().find_map(|heading| parts.iter().position(|part| part.id == heading.id))
    };
    let own = facts.responsibilities.iter().enumerate().filter(|(_, (_, says))| says.title.is_some()).map(|(at, _)| Duty::Own(at as u32));
    let duties = (0..desk.handbook.responsibilities.len() as u32).map(Duty::Catalogue).chain(own);
    for duty in duties {
        let places = desk.links.answers.written(n, duty);
        if places.is_empty() {
            continue;
        }
        let accountable = || match desk.links.answers.of(n, duty).filter(|answer| answer.in_use).map(|answer| &answer.accountable) {
            None => Link::default(),
            Some(Accountable::Nobody | Accountable::Choice(_)) => Link::text("nobody yet"),
            Some(accountable) => place.seat_link(n, accountable),
        };
        let (mut seen_parts, mut seen_schedules) = (Vec::new(), Vec::new());
        for found in places {
            let (part, schedule) = match (found.page, &found.anchor) {
                (Thing::Schedule(_, at), _) => (schedules.get(at as usize).and_then(|schedule| part_of_number(schedule.number.value)), Some(at as usize)),
                (Thing::Agreement(_), Some(anchor)) => (part_of_anchor(anchor), None),
                _ => (None, None),
            };
            if let Some(part) = part.filter(|part| !seen_parts.contains(part)) {
                seen_parts.push(part);
                written.by_part[part].push(ServiceDuty { link: place.duty_link(n, duty), accountable: accountable() });
            }
            if let Some(schedule) = schedule.filter(|schedule| *schedule < schedules.len() && !seen_schedules.contains(schedule)) {
                seen_schedules.push(schedule);
                written.by_schedule[schedule].push(ServiceDuty { link: place.duty_link(n, duty), accountable: accountable() });
            }
        }
    }
    written
}

// ---------------------------------------------------------------------------------------
// The strategy
// ---------------------------------------------------------------------------------------

/// Where a strategy stands.
pub(super) fn strategy_state(place: &Place<'_, '_>, facts: &StrategyFacts) -> Tag {
    let today = place.desk.today;
    let is_over = facts.period.as_ref().and_then(|period| period.to.as_ref()).is_some_and(|to| to.value < today);
    if is_over {
        Tag { text: "Its time is over".to_owned(), tone: "warn" }
    } else if facts.review_by.as_ref().is_some_and(|due| due.value < today) {
        Tag { text: "Review overdue".to_owned(), tone: "warn" }
    } else if facts.approved.is_some() {
        Tag { text: "Approved".to_owned(), tone: "good" }
    } else {
        Tag { text: "Approval not recorded".to_owned(), tone: "warn" }
    }
}

fn strategy_facts(place: &Place<'_, '_>, facts: &StrategyFacts) -> Vec<Fact> {
    let mut list = Facts::default();
    if let Some(period) = &facts.period {
        let words = match (&period.from, &period.to) {
            (Some(from), Some(to)) => format!("{} to {}", date(from.value), date(to.value)),
            (Some(from), None) => format!("From {}", date(from.value)),
            (None, Some(to)) => format!("Until {}", date(to.value)),
            (None, None) => String::new(),
        };
        list.text("Period", words);
    }
    if let Some(approved) = &facts.approved {
        let by = place.reference_or_words(approved.by.as_ref());
        let day = date(approved.on.value);
        list.line("Approved", if by.is_empty() { day } else { format!("{day}, by") }, vec![by]);
    }
    list.text("Review by", day_of(facts.review_by.as_ref()));
    list.link("Kept by", place.reference(facts.owner.as_ref()));
    list.0
}

fn objective(place: &Place<'_, '_>, objective: &Objective) -> view::Objective {
    let status = objective.status.as_ref().map(|status| status.value);
    let owner = objective.owner.as_ref().and_then(|owner| place.desk.links.of(owner));
    view::Objective {
        id: objective.id.value.clone(),
        title: objective.title.value.clone(),
        why: place.field_words(objective.why.as_ref()),
        status: objective_state(status),
        owner: match owner {
            Some(Thing::Post(n, at)) => Some(place.seat_of_post(n, at)),
            _ => None,
        },
        partners: place.references(&objective.partners),
        services: place.references(&objective.services),
        responsibilities: place.references(&objective.responsibilities),
        measure: objective.measure.as_ref().map(|item| measure(item, &objective.id.value)),
        milestones: objective
            .milestones
            .iter()
            .map(|milestone| {
                let state = match (&milestone.done, &milestone.due) {
                    (Some(done), _) => Tag { text: format!("Done {}", date(done.value)), tone: "good" },
                    // Of what was given up or reached another way nothing is overdue.
                    _ if matches!(status, Some(ObjectiveStatus::Done | ObjectiveStatus::Dropped)) => Tag { text: "Not done".to_owned(), tone: "" },
                    (None, Some(due)) => due_state(due.value, place.desk.today),
                    (None, None) => Tag::default(),
                };
                let is_open = milestone.done.is_none() && !matches!(status, Some(ObjectiveStatus::Done | ObjectiveStatus::Dropped));
                view::Due {
                    on: day_of(milestone.due.as_ref()),
                    what: Link::text(milestone.title.value.clone()),
                    kind: String::new(),
                    owner: place.reference(milestone.owner.as_ref()),
                    day: if is_open { milestone.due.as_ref().map_or(String::new(), |due| due.value.to_string()) } else { String::new() },
                    state,
                    ..view::Due::default()
                }
            })
            .collect(),
    }
}

fn measure(measure: &Measure, objective: &str) -> view::Measure {
    let unit = measure.unit.as_ref().map_or("", |unit| unit.value.as_str());
    let value = |value: f64| match unit {
        "" => number(value),
        "%" => format!("{}%", number(value)),
        "£" => format!("£{}", number(value)),
        unit => format!("{} {unit}", number(value)),
    };
    let mut readings: Vec<_> = measure.readings.iter().collect();
    readings.sort_by_key(|reading| reading.on.value);
    let latest = readings.last();
    let progress = match (measure.baseline, measure.target, latest) {
        (Some(from), Some(to), Some(latest)) if from != to => Some(((latest.value - from) / (to - from) * 100.0).round().clamp(0.0, 100.0) as u8),
        _ => None,
    };
    let baseline = measure.baseline.map_or(String::new(), value);
    let target = measure.target.map_or(String::new(), value);
    let latest_value = latest.map_or(String::new(), |latest| value(latest.value));
    let mut shows: Vec<String> = Vec::new();
    shows.extend(measure.baseline.map(|_| format!("At the start {baseline}.")));
    shows.extend(readings.iter().map(|reading| format!("{}: {}.", date(reading.on.value), value(reading.value))));
    shows.extend(measure.target.map(|_| format!("Target {target}.")));
    let drawn = drawing::measure::Measure {
        name: &measure.name.value,
        baseline: measure.baseline,
        target: measure.target,
        readings: &readings.iter().map(|reading| (reading.on.value, reading.value)).collect::<Vec<_>>(),
        latest: &latest_value,
        shows: &shows.join(" "),
    };
    view::Measure {
        name: measure.name.value.clone(),
        readings_svg: drawing::measure::draw(&drawn, &format!("{objective}-readings")),
        baseline,
        target,
        latest: latest_value,
        latest_on: latest.map_or(String::new(), |latest| date(latest.on.value)),
        source: text_of(measure.source.as_ref()),
        progress,
        readings: readings.iter().map(|reading| view::Reading { on: date(reading.on.value), value: value(reading.value) }).collect(),
    }
}

/// Whether money is still to be had, rather than won, lost or closed.
pub(super) fn is_sought(item: &Funding) -> bool {
    !item.status.as_ref().is_some_and(|status| matches!(status.value, FundingStatus::Won | FundingStatus::Lost | FundingStatus::Closed))
}

pub(super) fn funding(place: &Place<'_, '_>, item: &Funding) -> view::Funding {
    let desk = place.desk;
    let status = item.status.as_ref().map(|status| status.value);
    let is_late = item.deadline.as_ref().is_some_and(|deadline| deadline.value < desk.today);
    let (text_of_status, tone) = match status {
        Some(FundingStatus::Idea | FundingStatus::Bidding) if is_late => ("Deadline passed", "bad"),
        Some(FundingStatus::Idea) => ("An idea", ""),
        Some(FundingStatus::Bidding) => ("Bidding", "warn"),
        Some(FundingStatus::Won) => ("Won", "good"),
        Some(FundingStatus::Lost) => ("Lost", ""),
        Some(FundingStatus::Closed) => ("Closed", ""),
        None => ("", ""),
    };
    let level = item.level.as_ref().map(|level| level.value);
    let outline = level.and_then(|level| desk.handbook.levels.iter().find(|outline| outline.id.value == level));
    view::Funding {
        title: item.title.value.clone(),
        source: place.reference_or_words(item.source.as_ref()),
        level: outline.map_or_else(|| level.map_or(String::new(), |level| crate::model::words_of(level.word())), |outline| outline.title.value.clone()),
        what_for: text_of(item.r#for.as_ref()),
        owner: place.reference(item.owner.as_ref()),
        deadline: day_of(item.deadline.as_ref()),
        status: Tag { text: text_of_status.to_owned(), tone },
        amount: item.amount.as_ref().map_or(String::new(), |amount| amount.text.value.clone()),
    }
}

/// The coming year as a line; what is late is in the list alone.
fn ahead_drawing(ahead: &[(Date, view::Due)], today: Date) -> String {
    let events: Vec<_> = ahead
        .iter()
        .map(|(on, due)| drawing::ahead::Event {
            on: *on,
            mark: match due.kind.as_str() {
                "Milestone" => Mark::Milestone,
                "Funding deadline" => Mark::Deadline,
                _ => Mark::Review,
            },
            kind: &due.kind,
            what: &due.what.text,
        })
        .collect();
    drawing::ahead::draw(&events, today)
}

/// The risks of this edition by likelihood and impact, under the numbers that their list gives them.
fn risks_drawing(risks: &[Risk]) -> String {
    let marked = (1..).zip(risks).filter_map(|(number, risk)| {
        let (likelihood, impact) = (risk.likelihood.as_ref()?.value, risk.impact.as_ref()?.value);
        Some(drawing::risks::Risk { number, likelihood, impact })
    });
    drawing::risks::draw(&marked.collect::<Vec<_>>(), "risk-matrix")
}

fn risk(place: &Place<'_, '_>, number: usize, item: &Risk) -> view::Risk {
    let of_five = |mark: &Option<crate::document::record::Loc<u32>>| mark.as_ref().map_or(String::new(), |mark| format!("{} of 5", mark.value));
    let weight = match (&item.likelihood, &item.impact) {
        (Some(likelihood), Some(impact)) => {
            let band = Band::of(likelihood.value, impact.value);
            let tone = match band {
                Band::Low => "",
                Band::Medium => "warn",
                Band::High => "bad",
            };
            Tag { text: band.words().to_owned(), tone }
        }
        _ => Tag::default(),
    };
    view::Risk {
        number,
        title: item.title.value.clone(),
        likelihood: of_five(&item.likelihood),
        impact: of_five(&item.impact),
        weight,
        owner: place.reference(item.owner.as_ref()),
        action: text_of(item.action.as_ref()),
        review_by: day_of(item.review_by.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::{schedule_number, top_headings, without_number};
    use crate::model::settings::Edition;
    use crate::pages::testing::Site;

    const NETWORK: (&str, &str) = (
        "networks/alpha/network.yaml",
        "name: Alpha PCN\npractices: [{code: Y99001, name: Quayside Surgery}, {code: Y99002, name: Mill Surgery}, {code: Y99003, name: Left Surgery, left: 2025-01-01}]\npeople: {amara: {name: Amara Bello}}\nposts: {pcn-manager: {holders: [{person: amara}]}}\nresponsibilities: {flu: {title: Flu season, accountable: pcn-manager}, rent: {title: Room rent, accountable: pcn-manager, written_in: agreement#schedule-4}}\n",
    );
    const MANAGER: (&str, &str) = ("roles/pcn-manager.md", "---\ntitle: Manager\n---\n");
    const AGREEMENT: &str = "---\nversion: 2019 template\nsigned: 2019-06-28\nreview_by: 2026-09-30\nparties: [Y99001]\nschedules:\n  - {number: 1, title: Specifics, status: complete, updated: 2026-04-01, governs: [pcn-manager]}\n  - {number: 4, title: Money, status: draft, visible_to: staff}\n  - {number: 6, title: Insolvency, status: not-used}\n---\n\nBefore all, see [[flu]].[^1]\n\n## Schedule 1: Specifics {#schedule-1}\n\n### Votes {#votes}\n\nThe [[pcn-manager]] runs [[flu|the flu season]].\n\n## Schedule 4: Money {#schedule-4}\n\nSecret sums.\n\n## Schedule 7: Others {#schedule-7}\n\nFriends.\n\n## History\n\nOld tales.\n\n[^1]: A note at the end.\n";

    fn site(edition: Edition) -> Site {
        Site::build(&[NETWORK, MANAGER, ("networks/alpha/agreement.md", AGREEMENT)], edition, false)
    }

    #[test]
    fn the_last_schedule_may_be_for_staff() {
        let agreement = "---\nschedules:\n  - {number: 1, status: complete}\n  - {number: 4, status: draft, visible_to: staff}\n---\n\n## Schedule 1: Specifics {#schedule-1}\n\nSee [[agreement#schedule-4|the money]] and [its sums](agreement.md#schedule-4).\n\n## Schedule 4: Money {#schedule-4}\n\nSecret sums.\n";
        let site = Site::new(&[NETWORK, MANAGER, ("networks/alpha/agreement.md", agreement)]);
        site.page("networks/alpha/agreement.html").shows("See the money and its sums.").hides("Secret sums");
        site.nowhere_shows("#schedule-4");
    }

    #[test]
    fn a_schedule_shows_what_is_written_in_it() {
        let site = site(Edition::Staff);
        let page = site.page("networks/alpha/agreement.html");
        page.shows("Schedule 1: Specifics Complete Updated 1 April 2026. Governs Manager Written here Flu season answered for by Manager Votes The Manager runs the flu season.")
            .holds("<h4 id=\"votes\">")
            .shows("Schedule 4: Money Draft Written here Room rent answered for by Manager Secret sums.");
        // Nothing of one schedule stands in another, and what follows the last has headings of its own.
        page.shows("Secret sums. Schedule 6: Insolvency Not used Schedule 7: Others Friends. History Old tales. 1 A note at the end.");
        assert_eq!(page.html.matches("id=\"schedule-1\"").count(), 1);
    }

    #[test]
    fn a_staff_schedule_leaves_no_trace_in_the_public_edition() {
        let site = site(Edition::Public);
        let page = site.page("networks/alpha/agreement.html");
        page.shows("The Manager runs the flu season. Schedule 6: Insolvency").hides("Money").hides("Schedule 4").hides("Secret").hides("Room rent");
        site.nowhere_shows("Secret");
        site.nowhere_shows("schedule-4");
    }

    #[test]
    fn practices_that_have_not_signed_are_named() {
        let site = site(Edition::Public);
        site.page("networks/alpha/agreement.html")
            .shows("Review overdue")
            .shows("Who has signed Quayside Surgery Not a party: Mill Surgery")
            .hides("Left Surgery");
    }

    #[test]
    fn an_agreement_that_is_not_recorded_shows_what_schedules_hold() {
        let site = Site::build(&[("networks/alpha/network.yaml", "name: Alpha PCN\n")], Edition::Public, true);
        let page = site.page("networks/alpha/agreement.html");
        page.shows("This network's agreement is not recorded here.").shows("Schedule 4: Financial arrangements How money is received");
        site.page("networks/alpha/strategy.html").shows("This network's strategy is not recorded here.");
    }

    #[test]
    fn prose_is_cut_at_headings_of_its_own_level_alone() {
        let html = "<p>a</p>\n<blockquote>\n<h2 id=\"schedule-9\">no</h2>\n</blockquote>\n<h2 id=\"schedule-1\">One <br> <code>x</code></h2>\n<p>b</p>";
        let headings = top_headings(html, "");
        assert_eq!(headings.len(), 1);
        assert_eq!((headings[0].id, &html[headings[0].end..]), ("schedule-1", "<p>b</p>"));
        assert_eq!(schedule_number("schedule-4-money"), Some(4));
        assert_eq!(schedule_number("scheduled"), None);
        assert_eq!(without_number("Schedule 12 – Money"), "Money");
    }

    const STRATEGY: &str = "---\nvision: Near home.\nperiod: {from: 2026-04-01, to: 2029-03-31}\nowner: pcn-manager\nreview_by: 2027-03-12\nobjectives:\n  - id: access\n    title: Same-day access\n    owner: pcn-manager\n    status: on-track\n    measure: {name: Answered the same day, unit: \"%\", baseline: 70, target: 90, readings: [{on: 2026-09-30, value: 75}]}\n    milestones:\n      - {title: Hub opens, due: 2026-09-01, done: 2026-09-14}\n      - {title: Cloud telephony, due: 2026-10-31, owner: pcn-manager}\n      - {title: One form, due: 2026-11-30}\n      - {title: Second hub, due: 2027-06-30}\n  - {id: rooms, title: Rooms, status: dropped, milestones: [{title: Find a site, due: 2026-01-31}]}\nfunding: [{title: Estates fund, source: Lottery, owner: pcn-manager, deadline: 2026-12-15, status: bidding, amount: {text: £120k, visible_to: staff}}]\nrisks: [{title: Lease ends, likelihood: 3, impact: 4}, {title: Nobody applies, likelihood: 1, impact: 2, visible_to: public}]\n---\n\n## Access\n\nWe think.\n\n## Risks\n\nSee above.\n";

    #[test]
    fn a_milestone_past_its_date_is_overdue() {
        let site = Site::new(&[NETWORK, MANAGER, ("networks/alpha/strategy.md", STRATEGY)]);
        site.page("networks/alpha/strategy.html")
            .shows("1 September 2026 Done 14 September 2026 Hub opens")
            .shows("31 October 2026 Overdue Cloud telephony (Manager)")
            .shows("30 November 2026 Due this month One form")
            .shows("30 June 2027 Second hub")
            .shows("31 January 2026 Not done Find a site");
    }

    #[test]
    fn an_objective_shows_how_far_it_has_come() {
        let site = Site::new(&[NETWORK, MANAGER, ("networks/alpha/strategy.md", STRATEGY)]);
        let page = site.page("networks/alpha/strategy.html");
        page.shows("Same-day access On track Owner Manager: Amara Bello Measure Answered the same day: 75% on 30 September 2026 From 70% to 90%.")
            .holds("aria-describedby=\"access-readings\"")
            .shows("Rooms Dropped Owner No one is recorded");
        // Sections have their anchors once, whatever the text's own headings are called.
        assert_eq!(page.html.matches("id=\"access\"").count(), 1);
        assert_eq!(page.html.matches("id=\"risks\"").count(), 1);
    }

    #[test]
    fn money_and_risks_for_staff_are_in_the_staff_edition_alone() {
        let files = [NETWORK, MANAGER, ("networks/alpha/strategy.md", STRATEGY)];
        let public = Site::new(&files);
        public
            .page("networks/alpha/strategy.html")
            .shows("Estates fund")
            .shows("Lottery")
            .shows("1. Nobody applies Low")
            .hides("120k")
            .hides("Lease")
            .hides("Risk 2");
        Site::staff(&files)
            .page("networks/alpha/strategy.html")
            .shows("£120k")
            .shows("1. Lease ends High Likelihood 3 of 5, impact 4 of 5")
            .shows("Risk 1: likelihood 3, impact 4, high; Risk 2: likelihood 1, impact 2, low.");
        let for_staff = STRATEGY.replace(", visible_to: public", "");
        let hidden = Site::new(&[NETWORK, MANAGER, ("networks/alpha/strategy.md", &for_staff)]);
        let page = hidden.page("networks/alpha/strategy.html");
        page.hides("Risks by likelihood").hides("Nobody applies");
        assert!(!page.html.contains("risk-matrix") && !page.html.contains("likelihood"), "{}", page.html);
    }

    #[test]
    fn the_year_ahead_is_drawn_and_listed() {
        let site = Site::new(&[NETWORK, MANAGER, ("networks/alpha/strategy.md", STRATEGY)]);
        site.page("networks/alpha/strategy.html")
            .shows("The year ahead Today Jan 2027")
            .shows("30 Nov: Milestone: One form 15 Dec: Funding deadline: Estates fund 12 Mar: Strategy review: Strategy 30 Jun: Milestone: Second hub Read the drawing as a list 31 October 2026 Overdue Milestone: Cloud telephony")
            .hides("31 Oct:")
            .hides("Find a site Funding deadline");
    }
}
