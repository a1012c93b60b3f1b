//! Open data of the edition: JSON, CSV, calendar, feed, sitemap, and pages at old addresses.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use super::dates::{self, Dated};
use super::lists::{current_practices, patients, posts_of_role};
use super::{Desk, PageKey, Planned, UNNAMED, prose, review};
use crate::diagnostic::Severity;
use crate::document::record::Text;
use crate::document::render::{escape, is_unseen, is_web_address};
use crate::links::answers::{self, Accountable};
use crate::links::{self, Answer, Duty, Thing};
use crate::model::Tree;
use crate::model::network::Seat;

/// A file that is no page.
pub struct Export {
    /// Address from the root.
    pub address: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All files that are no pages. `plan` is the plan of the pages.
pub fn exports(desk: &Desk<'_>, plan: &[Planned]) -> Vec<Export> {
    let dates = dates::all(desk);
    let makers: [&(dyn Fn() -> Vec<u8> + Sync); 5] =
        [&|| handbook_json(desk, &dates), &|| responsibilities_csv(desk), &|| contacts_csv(desk), &|| reviews_csv(desk, &dates), &|| reviews_ics(desk, &dates)];
    let names = ["data/handbook.json", "data/responsibilities.csv", "data/contacts.csv", "data/reviews.csv", "data/reviews.ics"];
    let mut exports: Vec<Export> =
        makers.par_iter().with_max_len(1).zip(names).map(|(make, name)| Export { address: name.to_owned(), bytes: make() }).collect();
    // What is missing is for those who see the control room.
    if desk.shows_gaps {
        exports.push(Export { address: "data/networks.csv".to_owned(), bytes: networks_csv(desk, &dates) });
    }
    if let Some(base) = desk.base_url() {
        exports.push(Export { address: "sitemap.xml".to_owned(), bytes: sitemap(base, plan) });
        exports.push(Export { address: "feed.xml".to_owned(), bytes: feed(desk, base) });
    }
    exports.push(Export { address: "robots.txt".to_owned(), bytes: robots(desk) });
    let mut taken: std::collections::HashSet<String> = plan.iter().map(|planned| planned.address.to_lowercase()).collect();
    for (alias, thing) in links::aliases(desk.handbook) {
        let address = links::address_of_alias(alias);
        // An address that a page of today has is that page's.
        let Some(to) = desk.address(thing).filter(|_| is_page_address(address)) else { continue };
        if taken.insert(address.to_lowercase()) {
            exports.push(Export { bytes: moved(desk, address, &to, &desk.title(thing)), address: address.to_owned() });
        }
    }
    exports
}

fn is_page_address(address: &str) -> bool {
    address.ends_with(".html") && address.split('/').all(|part| crate::model::fault_of_id(part.trim_end_matches(".html")).is_none())
}

impl Desk<'_> {
    /// Where the site will be published, without a slash at the end.
    pub fn base_url(&self) -> Option<&str> {
        let base = self.handbook.settings.base_url.as_ref()?;
        is_web_address(&base.value).then(|| base.value.trim_end_matches('/'))
    }
}

fn text(text: Option<&Text>) -> &str {
    text.map_or("", |text| text.value.as_str())
}

// JSON

#[derive(Serialize)]
struct HandbookJson<'a> {
    title: &'a str,
    publisher: &'a str,
    contract_year: String,
    edition: &'static str,
    as_at: String,
    networks: Vec<NetworkJson<'a>>,
    responsibilities: Vec<ResponsibilityJson<'a>>,
    dates: Vec<DateJson<'a>>,
}

#[derive(Serialize)]
struct NetworkJson<'a> {
    id: &'a str,
    code: &'a str,
    name: &'a str,
    status: &'static str,
    icb: String,
    page: String,
    patients: Option<u64>,
    practices: Vec<PracticeJson<'a>>,
    posts: Vec<PostJson>,
    seats: Vec<SeatJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<String>,
}

#[derive(Serialize)]
struct PracticeJson<'a> {
    code: &'a str,
    name: &'a str,
    postcode: &'a str,
    list_size: Option<u32>,
}

#[derive(Serialize)]
struct PostJson {
    id: String,
    title: String,
    role: String,
    page: String,
    holders: Vec<HolderJson>,
}

#[derive(Serialize)]
struct HolderJson {
    name: String,
    from: Option<String>,
    to: Option<String>,
    status: &'static str,
}

/// A seat in a meeting outside the network.
#[derive(Serialize)]
struct SeatJson {
    forum: String,
    page: String,
    representative: String,
    deputy: String,
}

/// Something with a date that somebody has to keep, as in the table and the calendar.
#[derive(Serialize)]
struct DateJson<'a> {
    date: String,
    kind: &'static str,
    what: &'a str,
    /// The id of the network; none for the handbook's own texts.
    network: Option<&'a str>,
    owner: String,
    state: &'static str,
    page: &'a str,
}

#[derive(Serialize)]
struct ResponsibilityJson<'a> {
    id: &'a str,
    code: &'a str,
    title: &'a str,
    page: String,
}

fn handbook_json(desk: &Desk<'_>, dates: &[Dated]) -> Vec<u8> {
    let settings = &desk.handbook.settings;
    let day = |day: &Option<crate::document::record::Loc<Date>>| day.as_ref().map(|day| day.value.to_string());
    let networks = desk
        .handbook
        .networks
        .par_iter()
        .enumerate()
        .map(|(n, network)| {
            let n = n as u32;
            NetworkJson {
                id: &network.id,
                code: text(network.facts.code.as_ref()),
                name: &network.facts.name.value,
                status: network.facts.status.as_ref().map_or("open", |status| status.value.word()),
                icb: network.facts.icb.as_ref().and_then(|icb| desk.links.of(icb)).map_or(String::new(), |thing| desk.title(thing)),
                page: desk.address(Thing::Network(n)).unwrap_or_default(),
                patients: patients(desk, network),
                practices: current_practices(desk, network)
                    .map(|(_, practice)| PracticeJson {
                        code: &practice.code.value,
                        name: &practice.name.value,
                        postcode: text(practice.postcode.as_ref()),
                        list_size: practice.list_size.as_ref().map(|size| size.value),
                    })
                    .collect(),
                posts: network
                    .facts
                    .posts
                    .iter()
                    .enumerate()
                    .map(|(at, (id, post))| PostJson {
                        id: id.value.clone(),
                        title: desk.post_title(n, at as u32),
                        role: answers::role_of_post(desk.links, id, post).map_or(String::new(), |role| desk.handbook.roles[role as usize].id.clone()),
                        page: desk.address(Thing::Post(n, at as u32)).unwrap_or_default(),
                        holders: answers::holders(desk.handbook, desk.links, post, desk.today)
                            .now
                            .iter()
                            .map(|term| HolderJson {
                                name: name_of(desk, term),
                                from: day(&term.holder.from),
                                to: day(&term.holder.to),
                                status: term.holder.status().word(),
                            })
                            .collect(),
                    })
                    .collect(),
                seats: network.facts.voice.iter().filter_map(|seat| seat_of(desk, seat)).collect(),
                confirmed: day(&network.facts.confirmed),
            }
        })
        .collect();
    let responsibilities = desk
        .handbook
        .responsibilities
        .iter()
        .enumerate()
        .map(|(at, item)| ResponsibilityJson {
            id: &item.id,
            code: text(item.facts.code.as_ref()),
            title: &item.facts.title.value,
            page: desk.address(Thing::Responsibility(at as u32)).unwrap_or_default(),
        })
        .collect();
    let handbook = HandbookJson {
        title: &settings.title.value,
        publisher: &settings.publisher.name.value,
        contract_year: settings.contract_year.value.to_string(),
        edition: desk.edition.word(),
        as_at: desk.today.to_string(),
        networks,
        responsibilities,
        dates: dates
            .iter()
            .map(|dated| DateJson {
                date: dated.on.to_string(),
                kind: dated.kind,
                what: &dated.what,
                network: dated.network.map(|n| desk.network(n).id.as_str()),
                owner: owner_of(desk, dated),
                state: state_of(desk, dated),
                page: &dated.address,
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&handbook).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A seat; none of a meeting that the edition does not show.
fn seat_of(desk: &Desk<'_>, seat: &Seat) -> Option<SeatJson> {
    let forum @ Thing::Forum(_) = desk.links.of(&seat.forum)? else { return None };
    let title = |post: &Option<Text>| post.as_ref().and_then(|post| desk.links.of(post)).map_or(String::new(), |post| desk.title(post));
    Some(SeatJson {
        forum: desk.title(forum),
        page: desk.address(forum).unwrap_or_default(),
        representative: title(&seat.representative),
        deputy: title(&seat.deputy),
    })
}

/// Who keeps a date; empty where nobody is named.
fn owner_of(desk: &Desk<'_>, dated: &Dated) -> String {
    dated.owner.as_ref().map_or(String::new(), |owner| owner.title(desk))
}

/// How a date stands on the day of the build.
fn state_of(desk: &Desk<'_>, dated: &Dated) -> &'static str {
    match (dated.on < desk.today, dated.has_changed) {
        (true, true) => "overdue; changed since review",
        (true, false) => "overdue",
        (false, true) => "changed since review",
        (false, false) => "to come",
    }
}

/// Whoever holds, held or will hold a post, as far as the edition may name them.
pub(super) fn name_of(desk: &Desk<'_>, term: &answers::Term<'_>) -> String {
    match term.person {
        Some((n, at)) => desk.title(Thing::Person(n, at)),
        None => UNNAMED.to_owned(),
    }
}

// CSV

/// A cell that no spreadsheet takes for a formula, nor for a number that loses its zeros.
fn cell(text: &str) -> Cow<'_, str> {
    let text = if text.contains(['\r', '\n', '\t', '\0']) { Cow::Owned(text.replace(['\r', '\n', '\t', '\0'], " ")) } else { Cow::Borrowed(text) };
    // Some spreadsheets take spaces away first, and some take the broad signs of East Asian keyboards as well.
    if text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        return format!("'{text}").into();
    }
    // CSV cannot say that something is text. A telephone number without its space would become a number, and lose the zero.
    if text.len() > 7 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{} {}", &text[..5], &text[5..]).into();
    }
    text
}

/// A line of a table.
type Row<'a> = Vec<Cow<'a, str>>;

fn csv<'a>(head: &[&'a str], rows: impl Iterator<Item = Row<'a>>) -> Vec<u8> {
    let head = head.iter().map(|title| Cow::Borrowed(*title)).collect();
    // A mark of UTF-8 at the beginning makes spreadsheets read names with accents right.
    csv_lines("\u{feff}".as_bytes().to_vec(), std::iter::once(head).chain(rows))
}

/// A table of all networks. Each network's lines are written as soon as they are made: all at once they would take more
/// memory than anything else.
fn csv_of_networks<'a>(desk: &Desk<'a>, head: &[&'a str], rows: impl Fn(u32) -> Vec<Row<'a>> + Sync) -> Vec<u8> {
    let of_networks: Vec<Vec<u8>> = (0..desk.handbook.networks.len() as u32).into_par_iter().map(|n| csv_lines(Vec::new(), rows(n).into_iter())).collect();
    [csv(head, std::iter::empty()), of_networks.concat()].concat()
}

fn csv_lines<'a>(begun: Vec<u8>, rows: impl Iterator<Item = Row<'a>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(begun);
    for row in rows {
        // Writing to memory cannot fail.
        for text in &row {
            let _ = writer.write_field(cell(text).as_bytes());
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

fn responsibilities_csv(desk: &Desk<'_>) -> Vec<u8> {
    let head = ["network", "network_code", "responsibility_id", "responsibility_code", "responsibility", "answered_for_by", "held_today_by", "written_in"];
    csv_of_networks(desk, &head, |n| {
        let network = desk.network(n);
        let (name, network_code) = (desk.network_name(n), text(network.facts.code.as_ref()));
        let row = |answer: &Answer| {
            let (id, code, title) = match answer.duty {
                Duty::Catalogue(at) => {
                    let item = &desk.handbook.responsibilities[at as usize];
                    (item.id.as_str(), text(item.facts.code.as_ref()), item.facts.title.value.as_str())
                }
                Duty::Own(at) => {
                    let (id, says) = &network.facts.responsibilities[at as usize];
                    (id.value.as_str(), "", text(says.title.as_ref()))
                }
            };
            let (holder, names) = holder_of(desk, n, &answer.accountable);
            let written = desk.links.answers.written(n, answer.duty).first().map_or(String::new(), |written| desk.title(written.page));
            vec![name.clone().into(), network_code.into(), id.into(), code.into(), title.into(), holder.into(), names.into(), written.into()]
        };
        desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use).map(row).collect()
    })
}

fn holder_of(desk: &Desk<'_>, n: u32, accountable: &Accountable) -> (String, String) {
    match accountable {
        Accountable::Post(at) => {
            let (_, post) = &desk.network(n).facts.posts[*at as usize];
            let names: Vec<String> = answers::holders(desk.handbook, desk.links, post, desk.today).now.iter().map(|term| name_of(desk, term)).collect();
            (desk.post_title(n, *at), if names.is_empty() { "Vacant".to_owned() } else { names.join("; ") })
        }
        Accountable::Body(at) => (desk.title(Thing::Body(n, *at)), String::new()),
        Accountable::Organisation(at) => (desk.title(Thing::Organisation(*at)), String::new()),
        Accountable::Practices => ("The practices".to_owned(), String::new()),
        Accountable::Payee => ("The nominated payee".to_owned(), String::new()),
        Accountable::Choice(_) => ("Not settled".to_owned(), String::new()),
        Accountable::Nobody => ("No one is recorded".to_owned(), String::new()),
    }
}

fn contacts_csv(desk: &Desk<'_>) -> Vec<u8> {
    csv_of_networks(desk, &["network", "network_code", "kind", "name", "held_by", "email", "phone"], |n| {
        let network = desk.network(n);
        let (name, code) = (desk.network_name(n), text(network.facts.code.as_ref()));
        let mut rows: Vec<Row<'_>> = Vec::new();
        let contact = network.facts.contact.as_ref();
        rows.push(vec![
            name.clone().into(),
            code.into(),
            "Network".into(),
            name.clone().into(),
            "".into(),
            text(contact.and_then(|contact| contact.email.as_ref())).into(),
            text(contact.and_then(|contact| contact.phone.as_ref())).into(),
        ]);
        for (at, (_, post)) in network.facts.posts.iter().enumerate().filter(|(_, (_, post))| answers::exists(post, desk.today)) {
            let holders = answers::holders(desk.handbook, desk.links, post, desk.today);
            let names: Vec<String> = holders.now.iter().map(|term| name_of(desk, term)).collect();
            let own = post.contact.as_ref();
            // A post without a contact of its own is reached through its one holder, as far as the edition allows.
            let person = match holders.now.as_slice() {
                [only] => only.person.map(|(n, at)| &desk.network(n).facts.people[at as usize].1),
                _ => None,
            };
            let email = own.and_then(|contact| contact.email.as_ref()).or(person.and_then(|person| person.email.as_ref()));
            let phone = own.and_then(|contact| contact.phone.as_ref()).or(person.and_then(|person| person.phone.as_ref()));
            rows.push(vec![
                name.clone().into(),
                code.into(),
                "Post".into(),
                desk.post_title(n, at as u32).into(),
                if names.is_empty() { "Vacant".into() } else { names.join("; ").into() },
                text(email).into(),
                text(phone).into(),
            ]);
        }
        for (_, practice) in current_practices(desk, network) {
            rows.push(vec![
                name.clone().into(),
                code.into(),
                "Practice".into(),
                format!("{} ({})", practice.name.value, practice.code.value).into(),
                "".into(),
                text(practice.email.as_ref()).into(),
                text(practice.phone.as_ref()).into(),
            ]);
        }
        rows
    })
}

// Dates

/// The control room's rows, a line a network.
fn networks_csv(desk: &Desk<'_>, dates: &[Dated]) -> Vec<u8> {
    let mut of_network: HashMap<u32, (usize, Option<Date>)> = HashMap::new();
    for dated in dates {
        let Some(n) = dated.network else { continue };
        let (late, next) = of_network.entry(n).or_default();
        if dated.on < desk.today {
            *late += 1;
        } else {
            // Dates come in their order, so the first is the next.
            next.get_or_insert(dated.on);
        }
    }
    let head = [
        "network",
        "network_code",
        "icb",
        "status",
        "practices",
        "patients",
        "posts",
        "posts_held",
        "responsibilities_in_use",
        "responsibilities_answered_for",
        "dates_overdue",
        "next_date",
        "errors",
        "warnings",
        "agreement",
        "strategy",
        "external_share_now",
        "external_share_target",
        "confirmed",
        "page",
    ];
    let rows = (0..desk.handbook.networks.len() as u32).map(|n| {
        let network = desk.network(n);
        let facts = &network.facts;
        let (held, posts) = review::posts_held(desk, n);
        let (answered, in_use) = review::answered(desk, n);
        let (late, next) = of_network.get(&n).copied().unwrap_or_default();
        let of_severity = |severity: Severity| desk.findings_of(n).iter().filter(|at| desk.findings[**at].severity == severity).count();
        let share = posts_of_role(desk, n, "clinical-director").find_map(|at| facts.posts[at as usize].1.external_share.as_ref());
        let per_cent = |value: Option<f64>| value.map_or(String::new(), super::number);
        let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
        vec![
            desk.network_name(n).into(),
            text(facts.code.as_ref()).into(),
            facts.icb.as_ref().and_then(|icb| desk.links.of(icb)).map_or(String::new(), |thing| desk.title(thing)).into(),
            facts.status.as_ref().map_or("open", |status| status.value.word()).into(),
            current_practices(desk, network).count().to_string().into(),
            patients(desk, network).map_or(String::new(), |patients| patients.to_string()).into(),
            posts.to_string().into(),
            held.to_string().into(),
            in_use.to_string().into(),
            answered.to_string().into(),
            late.to_string().into(),
            day(next).into(),
            of_severity(Severity::Error).to_string().into(),
            of_severity(Severity::Warning).to_string().into(),
            if network.agreement.is_some() { "recorded" } else { "not recorded" }.into(),
            if network.strategy.is_some() { "recorded" } else { "not recorded" }.into(),
            per_cent(share.and_then(|share| share.now)).into(),
            per_cent(share.and_then(|share| share.target)).into(),
            day(facts.confirmed.as_ref().map(|confirmed| confirmed.value)).into(),
            desk.address(Thing::Network(n)).unwrap_or_default().into(),
        ]
    });
    csv(&head, rows)
}

/// Everything that has a date.
fn reviews_csv(desk: &Desk<'_>, dates: &[Dated]) -> Vec<u8> {
    let rows = dates.iter().map(|dated| {
        vec![
            dated.on.to_string().into(),
            dated.kind.into(),
            dated.what.as_str().into(),
            dated.network.map_or(String::new(), |n| desk.network_name(n)).into(),
            text(dated.network.and_then(|n| desk.network(n).facts.code.as_ref())).into(),
            owner_of(desk, dated).into(),
            state_of(desk, dated).into(),
            dated.address.as_str().into(),
        ]
    });
    csv(&["date", "kind", "what", "network", "network_code", "owner", "state", "page"], rows)
}

/// The same as a calendar, as RFC 5545 has it: lines end with CRLF and are folded at 75 bytes.
fn reviews_ics(desk: &Desk<'_>, dates: &[Dated]) -> Vec<u8> {
    let mut out = String::new();
    let mut line = |text: String| {
        let mut rest = text.as_str();
        let mut room = 75;
        while rest.len() > room {
            let mut cut = room;
            while !rest.is_char_boundary(cut) {
                cut -= 1;
            }
            out.push_str(&rest[..cut]);
            out.push_str("\r\n ");
            rest = &rest[cut..];
            room = 74;
        }
        out.push_str(rest);
        out.push_str("\r\n");
    };
    let day = |day: Date| format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//pcn-handbook//dates//EN".to_owned());
    line("CALSCALE:GREGORIAN".to_owned());
    line(format!("X-WR-CALNAME:{}", calendar_text(&desk.handbook.settings.title.value)));
    let mut seen = HashMap::new();
    for dated in dates {
        let network = dated.network.map_or(String::new(), |n| format!(" ({})", desk.network_name(n)));
        // Two milestones of an objective can have one title.
        let times: &mut u32 = seen.entry(dated.key.as_str()).or_default();
        *times += 1;
        let uid = xxhash_rust::xxh3::xxh3_64(format!("{}-{times}", dated.key).as_bytes());
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{uid:016x}@pcn-handbook"));
        line(format!("DTSTAMP:{}T000000Z", day(desk.today)));
        line(format!("DTSTART;VALUE=DATE:{}", day(dated.on)));
        if let Ok(next) = dated.on.tomorrow() {
            line(format!("DTEND;VALUE=DATE:{}", day(next)));
        }
        line(format!("SUMMARY:{}", calendar_text(&format!("{}: {}{network}", dated.kind, dated.what))));
        line(format!("CATEGORIES:{}", calendar_text(dated.kind)));
        if let Some(owner) = &dated.owner {
            line(format!("DESCRIPTION:{}", calendar_text(&format!("Kept by: {}", owner.title(desk)))));
        }
        if let Some(base) = desk.base_url() {
            line(format!("URL:{base}/{}", dated.address));
        }
        line("TRANSP:TRANSPARENT".to_owned());
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    out.into_bytes()
}

/// A text as calendars write it. A line's end in it would begin a property of its own, and other control characters are
/// forbidden.
fn calendar_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => written.extend(['\\', c]),
            c if c.is_control() => written.push(' '),
            c => written.push(c),
        }
    }
    written
}

// Sitemap, feed, robots, old addresses

fn sitemap(base: &str, plan: &[Planned]) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for planned in plan.iter().filter(|planned| !matches!(planned.key, PageKey::NotFound | PageKey::Print(_))) {
        let _ = writeln!(out, "<url><loc>{}</loc></url>", escape(&format!("{base}/{}", planned.address)));
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

/// Text for XML, which cannot hold control characters, however they are written.
fn xml(text: &str) -> String {
    escape(&text.chars().filter(|c| !is_unseen(*c)).collect::<String>())
}

/// Guidance that was published or reviewed last, as Atom.
fn feed(desk: &Desk<'_>, base: &str) -> Vec<u8> {
    let mut pages: Vec<(Date, u32)> = desk
        .handbook
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.tree == Tree::Guidance)
        .filter_map(|(at, page)| Some((prose::last_change(page)?, at as u32)))
        .filter(|(day, _)| *day <= desk.today)
        .collect();
    pages.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    pages.truncate(50);
    let settings = &desk.handbook.settings;
    let updated = pages.first().map_or(desk.today, |(day, _)| *day);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let base = escape(base);
    let _ = writeln!(
        out,
        "<title>{}</title>\n<id>{base}/</id>\n<link href=\"{base}/\"/>\n<link rel=\"self\" href=\"{base}/feed.xml\"/>",
        xml(&settings.title.value)
    );
    let _ = writeln!(out, "<updated>{updated}T00:00:00Z</updated>\n<author><name>{}</name></author>", xml(&settings.publisher.name.value));
    for (day, at) in pages {
        let page = &desk.handbook.pages[at as usize];
        let address = escape(&desk.address(Thing::Page(at)).unwrap_or_default());
        let _ = writeln!(
            out,
            "<entry><title>{}</title><id>{base}/{address}</id><link href=\"{base}/{address}\"/><updated>{day}T00:00:00Z</updated><summary>{}</summary></entry>",
            xml(&page.title()),
            xml(text(page.facts.summary.as_ref()))
        );
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}

fn robots(desk: &Desk<'_>) -> Vec<u8> {
    use crate::model::settings::Edition;
    if desk.edition == Edition::Staff {
        return b"User-agent: *\nDisallow: /\n".to_vec();
    }
    match desk.base_url() {
        Some(base) => format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n").into_bytes(),
        None => b"User-agent: *\nAllow: /\n".to_vec(),
    }
}

/// A page at an old address leads on to the new one.
fn moved(desk: &Desk<'_>, from: &str, to: &str, title: &str) -> Vec<u8> {
    let planned = Planned { key: PageKey::Search, address: from.to_owned() };
    let place = super::Place::new(desk, &planned);
    let href = escape(&place.to(to));
    let title = escape(title);
    let language = escape(desk.handbook.settings.language.as_ref().map_or("en-GB", |language| language.value.as_str()));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<meta http-equiv=\"refresh\" content=\"0; url={href}\">\n<meta name=\"robots\" content=\"noindex\">\n<title>Moved: {title}</title>\n</head>\n<body>\n<main>\n<h1>This page has moved</h1>\n<p>It is now at <a href=\"{href}\">{title}</a>.</p>\n</main>\n</body>\n</html>\n",
        super::view::POLICY
    )
    .into_bytes()
}
