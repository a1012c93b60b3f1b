//! Pages of prose: home, guidance, checklists, other pages.

use std::collections::BTreeMap;

use super::lists::{self, posts_of_role};
use super::view::{self, Fact, Link, LinkGroup, ListEntry, ListGroup, Tag, View};
use super::{MANY_NETWORKS, PageKey, Place, count, date, without_anchors, words_or};
use crate::document::record::Text;
use crate::links::answers::{self, UsualHolder};
use crate::links::{Relation, Target, Thing};
use crate::model::page::Status;
use crate::model::{Handbook, Page, Tree, words_of};

/// A topic of guidance: a folder below `guidance/`.
#[derive(Debug)]
pub(super) struct Topic {
    /// The folder; empty for pages that lie in none.
    folder: String,
    title: String,
    summary: String,
    order: u32,
    /// Its pages in their order, without the folder's own first page.
    pages: Vec<u32>,
    /// The folder's first page.
    index: Option<u32>,
}

/// Guidance by topic: the folders in the order of their first pages' `order`, then by title; pages likewise.
pub(super) fn topics(handbook: &Handbook) -> Vec<Topic> {
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    for (at, page) in handbook.pages.iter().enumerate().filter(|(_, page)| page.tree == Tree::Guidance) {
        let folder = page.folder();
        if folder.is_empty() && page.is_index() {
            continue;
        }
        // Deeper folders belong to the topic above them.
        let name = folder.split('/').next().unwrap_or("").to_owned();
        let topic = topics.entry(name.clone()).or_insert_with(|| Topic {
            title: if name.is_empty() { "General".to_owned() } else { words_of(&name) },
            folder: name,
            summary: String::new(),
            order: u32::MAX,
            pages: Vec::new(),
            index: None,
        });
        if page.is_index() && folder == topic.folder {
            topic.title = page.title();
            topic.summary = page.facts.summary.as_ref().map_or(String::new(), |summary| summary.value.clone());
            topic.order = page.facts.order.unwrap_or(u32::MAX);
            topic.index = Some(at as u32);
        } else {
            topic.pages.push(at as u32);
        }
    }
    let mut topics: Vec<Topic> = topics.into_values().collect();
    topics.sort_by(|a, b| (a.order, &a.title).cmp(&(b.order, &b.title)));
    for topic in &mut topics {
        topic.pages.sort_by_cached_key(|&at| {
            let page = &handbook.pages[at as usize];
            (is_past(page), page.facts.order.unwrap_or(u32::MAX), page.title().to_lowercase())
        });
    }
    topics
}

fn is_past(page: &Page) -> bool {
    matches!(page.facts.status.as_ref().map(|status| status.value), Some(Status::Superseded | Status::Archived))
}

fn state_tag(page: &Page) -> Tag {
    let (text, tone) = match page.facts.status.as_ref().map(|status| status.value) {
        Some(Status::Superseded) => ("Superseded", "warn"),
        Some(Status::Archived) => ("Archived", "warn"),
        None | Some(Status::Current) => ("", ""),
    };
    Tag { text: text.to_owned(), tone }
}

fn summary(text: Option<&Text>) -> String {
    text.map_or(String::new(), |text| text.value.clone())
}

fn entry(place: &Place<'_, '_>, at: u32) -> ListEntry {
    entry_of(place, Thing::Page(at), &place.desk.handbook.pages[at as usize])
}

/// A page in a list, with when it was reviewed.
pub(super) fn entry_of(place: &Place<'_, '_>, thing: Thing, page: &Page) -> ListEntry {
    let reviewed = page.facts.reviewed.as_ref().map(|review| format!("Reviewed {}", date(review.on.value)));
    ListEntry {
        link: place.link(thing),
        summary: summary(page.facts.summary.as_ref()),
        note: reviewed.unwrap_or_default(),
        state: state_tag(page),
        ..ListEntry::default()
    }
}

fn topic_entries(place: &Place<'_, '_>) -> Vec<ListEntry> {
    let topics = &place.desk.topics;
    topics
        .iter()
        .map(|topic| {
            let link = match topic.index {
                Some(at) => place.link(Thing::Page(at)),
                None => Link { href: place.to(&format!("guidance/index.html#{}", topic_id(topic))), text: topic.title.clone() },
            };
            ListEntry { link, summary: topic.summary.clone(), note: count(topic.pages.len(), "page", "pages"), ..ListEntry::default() }
        })
        .collect()
}

fn topic_id(topic: &Topic) -> String {
    if topic.folder.is_empty() { "general".to_owned() } else { topic.folder.clone() }
}

pub(super) fn home(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let handbook = desk.handbook;
    let own = handbook.home.as_ref();
    let title = own.and_then(|page| page.facts.title.as_ref()).map_or(handbook.settings.title.value.clone(), |title| title.value.clone());
    let mut page = place.frame("home", "", "", title, own.map(|page| page.file), Vec::new());
    page.summary = own
        .map(|page| summary(page.facts.summary.as_ref()))
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| handbook.settings.notice.as_ref().map_or(String::new(), |notice| notice.value.clone()));
    let many = handbook.networks.len() > MANY_NETWORKS;
    let mut numbers: Vec<u32> = (0..handbook.networks.len() as u32).collect();
    numbers.sort_by_cached_key(|&n| desk.network_name(n).to_lowercase());
    let icbs = if many {
        desk.by_icb
            .iter()
            .map(|(icb, networks)| ListEntry {
                link: match icb {
                    Some(at) => place.link(Thing::Organisation(*at)),
                    None => place.page_link(PageKey::Networks, "Without an integrated care board"),
                },
                note: count(networks.len(), "network", "networks"),
                ..ListEntry::default()
            })
            .collect()
    } else {
        Vec::new()
    };
    // What was published or reviewed last, the newest first.
    let mut latest: Vec<(jiff::civil::Date, u32)> = handbook
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.tree == Tree::Guidance && !is_past(page) && !page.is_index())
        .filter_map(|(at, page)| Some((last_change(page)?, at as u32)))
        .filter(|(day, _)| *day <= desk.today)
        .collect();
    latest.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    View::Home(Box::new(view::Home {
        page,
        prose_html: own.map_or(String::new(), |page| place.prose(page.file, &page.prose, "")),
        ways: lists::ways(place),
        networks: if many { Vec::new() } else { numbers.iter().map(|&n| lists::network_row(place, n)).collect() },
        icbs,
        counts: lists::counts(desk),
        topics: topic_entries(place),
        latest: latest.into_iter().take(6).map(|(_, at)| entry(place, at)).collect(),
        due: if desk.shows_gaps && !many { super::network::due_everywhere(place) } else { Vec::new() },
    }))
}

/// The day a page was last published or reviewed.
pub(super) fn last_change(page: &Page) -> Option<jiff::civil::Date> {
    let reviewed = page.facts.reviewed.as_ref().map(|review| review.on.value);
    let published = page.facts.first_published.as_ref().map(|day| day.value);
    reviewed.max(published)
}

pub(super) fn guidance_index(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let own = desk.handbook.pages.iter().find(|page| page.tree == Tree::Guidance && page.path == "index");
    let title = own.map_or("Guidance".to_owned(), |page| page.title());
    let mut page = place.frame("topics", "", "guidance", title, own.map(|page| page.file), Vec::new());
    page.summary = own
        .map(|page| summary(page.facts.summary.as_ref()))
        .filter(|words| !words.is_empty())
        .unwrap_or("What the rules say and how others go about it, by topic.".to_owned());
    let groups = desk
        .topics
        .iter()
        .map(|topic| ListGroup {
            id: topic_id(topic),
            title: topic.title.clone(),
            note: topic.summary.clone(),
            entries: topic.pages.iter().map(|&at| entry(place, at)).collect(),
        })
        .collect::<Vec<_>>();
    let prose_html = own.map_or(String::new(), |page| without_anchors(place.prose(page.file, &page.prose, ""), groups.iter().map(|group| group.id.as_str())));
    View::Listing(Box::new(view::Listing { page, prose_html, groups }))
}

/// A page of guidance, or another page of the handbook.
pub(super) fn page(place: &Place<'_, '_>, at: u32) -> View {
    let item = &place.desk.handbook.pages[at as usize];
    match item.tree {
        Tree::Guidance => match place.desk.topics.iter().find(|topic| topic.index == Some(at)) {
            Some(topic) => topic_page(place, item, topic),
            None => guidance(place, item, at),
        },
        _ => {
            let mut parents = Vec::new();
            // Folders of pages have no page of their own unless somebody wrote one.
            let folder = item.folder();
            let index = place.desk.handbook.pages.iter().position(|other| other.tree == item.tree && other.is_index() && other.folder() == folder);
            if let Some(index) = index.filter(|&index| index as u32 != at) {
                parents.push(place.link(Thing::Page(index as u32)));
            }
            other(place, item, Thing::Page(at), "", parents)
        }
    }
}

/// A page of a network's own.
pub(super) fn network_page(place: &Place<'_, '_>, n: u32, at: u32) -> View {
    let item = &place.desk.network(n).pages[at as usize];
    other(place, item, Thing::NetworkPage(n, at), "networks", Vec::new())
}

fn other(place: &Place<'_, '_>, item: &Page, this: Thing, section: &'static str, parents: Vec<Link>) -> View {
    let mut page = place.frame("page", "", section, item.title(), Some(item.file), parents);
    page.summary = summary(item.facts.summary.as_ref());
    page.contents = place.headings(&item.prose);
    frame_of(place, item, this, &mut page);
    View::Prose(Box::new(view::Prose { page, prose_html: place.prose(item.file, &item.prose, ""), facts: details_with_audience(place, item) }))
}

fn topic_page(place: &Place<'_, '_>, item: &Page, topic: &Topic) -> View {
    let mut page = place.frame("topics", "Guidance", "guidance", item.title(), Some(item.file), vec![place.page_link(PageKey::Guidance, "Guidance")]);
    page.summary = summary(item.facts.summary.as_ref());
    let entries = topic.pages.iter().map(|&at| entry(place, at)).collect();
    let group = ListGroup { id: "page-list".to_owned(), entries, ..ListGroup::default() };
    View::Listing(Box::new(view::Listing { page, prose_html: place.prose(item.file, &item.prose, ""), groups: vec![group] }))
}

fn frame_of(place: &Place<'_, '_>, item: &Page, this: Thing, page: &mut view::Page) {
    page.review = place.review_block(
        item.facts.owner.as_ref().or(item.facts.author.as_ref()),
        item.facts.first_published.as_ref(),
        item.facts.reviewed.as_ref(),
        item.facts.review_by.as_ref(),
    );
    let (mentioned, more) = place.mentioned_in(&[this], &[]);
    page.mentioned_in = mentioned;
    page.mentioned_more = more;
}

fn guidance(place: &Place<'_, '_>, item: &Page, at: u32) -> View {
    let desk = place.desk;
    let this = Thing::Page(at);
    let topic = desk.topics.iter().find(|topic| topic.pages.contains(&at));
    let topic_link = topic.map_or(Link::default(), |topic| match topic.index {
        Some(index) => place.link(Thing::Page(index)),
        None => Link { href: place.to(&format!("guidance/index.html#{}", topic_id(topic))), text: topic.title.clone() },
    });
    let mut parents = vec![place.page_link(PageKey::Guidance, "Guidance")];
    if !topic_link.is_empty() {
        parents.push(topic_link.clone());
    }
    let mut page = place.frame("guidance", "Guidance", "guidance", item.title(), Some(item.file), parents);
    page.summary = summary(item.facts.summary.as_ref());
    page.contents = place.headings(&item.prose);
    frame_of(place, item, this, &mut page);
    let neighbour = |step: isize| {
        let pages = &topic?.pages;
        let here = pages.iter().position(|other| *other == at)?;
        let there = here.checked_add_signed(step)?;
        pages.get(there).map(|&at| place.link(Thing::Page(at)))
    };
    let sources = item
        .facts
        .sources
        .iter()
        .filter_map(|citation| match desk.links.of(&citation.id) {
            Some(Thing::Source(at)) => Some(source(place, at, citation.section.as_ref())),
            _ => None,
        })
        .collect();
    View::Guidance(Box::new(view::Guidance {
        page,
        topic: topic_link,
        state: state_tag(item),
        superseded_by: place.reference(item.facts.superseded_by.as_ref()),
        prose_html: place.prose(item.file, &item.prose, ""),
        matters: matters(place, item),
        sources,
        attribution: summary(item.facts.attribution.as_ref()),
        audience: audience(place, item),
        for_practices: for_practices(place, item, this),
        facts: details(place, item),
        previous: neighbour(-1).unwrap_or_default(),
        next: neighbour(1).unwrap_or_default(),
    }))
}

/// A document that is cited, with the place in it.
pub(super) fn source(place: &Place<'_, '_>, at: u32, section: Option<&Text>) -> view::Source {
    let facts = &place.desk.handbook.sources[at as usize].facts;
    let href = facts.url.as_ref().filter(|url| crate::document::render::is_safe_address(&url.value)).map_or(String::new(), |url| url.value.clone());
    let about: Vec<String> =
        [facts.publisher.as_ref().map(|publisher| publisher.value.clone()), facts.date.as_ref().map(|day| date(day.value))].into_iter().flatten().collect();
    let section = section.map_or(String::new(), |section| {
        // Numbers are sections; words such as "Whole article" stand by themselves.
        if section.value.starts_with(|c: char| c.is_ascii_digit()) { format!("section {}", section.value) } else { section.value.clone() }
    });
    view::Source { link: Link { href, text: facts.title.value.clone() }, section, about: about.join(", ") }
}

/// Where a page matters: what it explains, with the place of each.
fn matters(place: &Place<'_, '_>, item: &Page) -> Vec<LinkGroup> {
    let (mut duties, mut roles, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for about in &item.facts.about {
        let Some(Target::Thing(thing, _)) = place.desk.links.at(about.span) else { continue };
        let link = place.link(*thing);
        match thing {
            Thing::Responsibility(_) | Thing::Own(..) => duties.push(link),
            Thing::Role(_) | Thing::Post(..) => roles.push(link),
            _ => others.push(link),
        }
    }
    let group = |title: &str, links: Vec<Link>| (!links.is_empty()).then(|| LinkGroup { title: title.to_owned(), links });
    [group("Responsibilities it explains", duties), group("Roles it explains", roles), group("It also explains", others)].into_iter().flatten().collect()
}

/// The roles a page is written for.
fn audience(place: &Place<'_, '_>, item: &Page) -> Vec<Link> {
    item.facts.audience.iter().map(|role| place.reference_or_words(Some(role))).filter(|link| !link.is_empty()).collect()
}

/// What a page means for practices: its own words about it, and what practices answer for among what it explains or names.
fn for_practices(place: &Place<'_, '_>, item: &Page, this: Thing) -> Option<view::ForPractices> {
    // The anchor that an author gives, and the one that the usual heading has by itself.
    const ANCHORS: [&str; 2] = ["for-practices", "what-this-means-for-practices"];
    let desk = place.desk;
    if item.facts.audience.iter().all(|role| role.value.trim_start_matches("role:") != "practice-manager") {
        return None;
    }
    let heading = place.headings(&item.prose).into_iter().find(|heading| ANCHORS.contains(&heading.id.as_str()));
    let duties: Vec<Link> = (0..)
        .zip(&desk.handbook.responsibilities)
        .filter(|(_, duty)| answers::usual_holder(desk.links, duty) == UsualHolder::Practices)
        .map(|(at, _)| Thing::Responsibility(at))
        .filter(|duty| desk.links.to(*duty).iter().any(|backlink| backlink.from == this))
        .map(|duty| place.link(duty))
        .collect();
    if heading.is_none() && duties.is_empty() {
        return None;
    }
    let section = heading.map_or(Link::default(), |heading| Link { href: format!("#{}", heading.id), text: heading.text });
    Some(view::ForPractices { section, duties })
}

fn details_with_audience(place: &Place<'_, '_>, item: &Page) -> Vec<Fact> {
    let mut details = details(place, item);
    let audience = audience(place, item);
    if !audience.is_empty() {
        let author = details.iter().take_while(|fact| fact.label == "Author").count();
        details.insert(author, Fact { label: "Written for".to_owned(), text: String::new(), links: audience });
    }
    details
}

fn details(place: &Place<'_, '_>, item: &Page) -> Vec<Fact> {
    let facts = &item.facts;
    let mut details = Vec::new();
    if let Some(author) = &facts.author {
        let link = place.reference_or_words(Some(author));
        details.push(Fact { label: "Author".to_owned(), text: String::new(), links: vec![link] });
    }
    if let Some(years) = &facts.years {
        details.push(Fact { label: "Contract years".to_owned(), text: String::new(), links: vec![super::years::years_link(place, years, "")] });
    }
    details
}

pub(super) fn checklists(place: &Place<'_, '_>) -> View {
    let desk = place.desk;
    let mut entries: Vec<(u32, ListEntry)> = desk
        .handbook
        .checklists
        .iter()
        .enumerate()
        .map(|(at, list)| {
            let role = list.facts.r#for.as_ref().map(|role| format!("For: {}", place.reference_or_words(Some(role)).text));
            let steps = count(list.facts.steps.len(), "step", "steps");
            let note = [role, Some(steps)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            (
                list.facts.order.unwrap_or(u32::MAX),
                ListEntry { link: place.link(Thing::Checklist(at as u32)), summary: summary(list.facts.summary.as_ref()), note, ..ListEntry::default() },
            )
        })
        .collect();
    entries.sort_by_key(|(order, _)| *order);
    let groups = if entries.is_empty() {
        Vec::new()
    } else {
        vec![ListGroup { id: "all".to_owned(), entries: entries.into_iter().map(|(_, entry)| entry).collect(), ..ListGroup::default() }]
    };
    let mut page = place.frame("checklists", "", "checklists", "Checklists".to_owned(), None, Vec::new());
    "Step by step, with who does each and by when.".clone_into(&mut page.summary);
    View::Listing(Box::new(view::Listing { page, prose_html: String::new(), groups }))
}

pub(super) fn checklist(place: &Place<'_, '_>, at: u32) -> View {
    let desk = place.desk;
    let this = Thing::Checklist(at);
    let list = &desk.handbook.checklists[at as usize];
    let mut page = place.frame(
        "checklist",
        "Checklist",
        "checklists",
        list.facts.title.value.clone(),
        Some(list.file),
        vec![place.page_link(PageKey::Checklists, "Checklists")],
    );
    page.summary = summary(list.facts.summary.as_ref());
    page.review = place.review_block(list.facts.owner.as_ref(), None, list.facts.reviewed.as_ref(), list.facts.review_by.as_ref());
    let (mentioned, more) = place.mentioned_in(&[this], &[Relation::Names]);
    page.mentioned_in = mentioned;
    page.mentioned_more = more;
    let steps = list
        .facts
        .steps
        .iter()
        .map(|step| view::Step {
            id: step.id.value.clone(),
            title: step.title.value.clone(),
            owner: place.reference_or_words(step.owner.as_ref()),
            due: step.within_days.as_ref().map_or(String::new(), |days| {
                if days.value == 0 { "on the first day".to_owned() } else { format!("within {}", count(days.value as usize, "day", "days")) }
            }),
            note_html: place.field_html(step.note.as_ref()),
        })
        .collect();
    let mut networks: Vec<view::Progress> = desk
        .links
        .to(this)
        .iter()
        .filter(|backlink| backlink.relation == Relation::Names)
        .filter_map(|backlink| match backlink.from {
            Thing::Network(n) => {
                let (_, progress) = desk.network(n).facts.checklists.iter().find(|(id, _)| id.span == backlink.span)?;
                Some(view::Progress { link: place.network_link(n), ..self::progress(place, n, list, progress) })
            }
            _ => None,
        })
        .collect();
    networks.sort_by(|a, b| a.link.text.cmp(&b.link.text));
    View::Checklist(Box::new(view::Checklist {
        page,
        role: place.reference_or_words(list.facts.r#for.as_ref()),
        prose_html: place.prose(list.file, &list.prose, ""),
        steps,
        networks,
    }))
}

/// The post of a network that does a step, which names a role, and who holds it; the role where there is no such post.
fn owner_of_step(place: &Place<'_, '_>, n: u32, owner: Option<&Text>) -> (Link, Vec<Link>) {
    let desk = place.desk;
    let role = owner.and_then(|owner| desk.links.of(owner));
    let post = match role {
        Some(Thing::Role(role)) => posts_of_role(desk, n, &desk.handbook.roles[role as usize].id).next(),
        _ => None,
    };
    let Some(at) = post else { return (place.reference_or_words(owner), Vec::new()) };
    (place.link(Thing::Post(n, at)), place.seat_of_post(n, at).holders.into_iter().map(|holder| holder.person).collect())
}

/// How far a network is with a checklist, step by step.
pub(super) fn progress(place: &Place<'_, '_>, n: u32, list: &crate::model::Checklist, progress: &crate::model::network::Progress) -> view::Progress {
    let today = place.desk.today;
    let started = progress.started.as_ref().map(|day| day.value);
    let (mut done, mut late) = (0, 0);
    let steps: Vec<view::ProgressStep> = list
        .facts
        .steps
        .iter()
        .map(|step| {
            let finished = progress.done.iter().find(|(id, _)| id.value == step.id.value).map(|(_, finished)| finished);
            let due = started.zip(step.within_days.as_ref()).and_then(|(started, days)| started.checked_add(jiff::Span::new().try_days(days.value).ok()?).ok());
            let state = match (finished, due) {
                (Some(finished), _) => {
                    done += 1;
                    Tag { text: finished.on.as_ref().map_or("Done".to_owned(), |day| format!("Done {}", date(day.value))), tone: "good" }
                }
                (None, Some(due)) if due < today => {
                    late += 1;
                    Tag { text: "Late".to_owned(), tone: "bad" }
                }
                (None, _) => Tag { text: "To do".to_owned(), tone: "" },
            };
            let (owner, holders) = owner_of_step(place, n, step.owner.as_ref());
            view::ProgressStep {
                title: step.title.value.clone(),
                owner,
                holders,
                state,
                due: if finished.is_some() { String::new() } else { due.map_or(String::new(), date) },
                evidence: finished.and_then(|finished| finished.evidence.as_ref()).map_or(String::new(), |evidence| words_or(&evidence.value)),
            }
        })
        .collect();
    let state = match (late, done == steps.len()) {
        (0, true) => Tag { text: "Done".to_owned(), tone: "good" },
        (0, false) => Tag::default(),
        (late, _) => Tag { text: format!("{} late", count(late, "step", "steps")), tone: "bad" },
    };
    view::Progress { link: Link::default(), started: started.map_or(String::new(), date), done, total: steps.len(), state, steps }
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const DUTIES: [(&str, &str); 3] = [
        ("roles/practice-manager.md", "---\ntitle: Practice manager\n---\n"),
        ("responsibilities/own-promises.md", "---\ntitle: Keep promises\nrole: practices\n---\n"),
        ("responsibilities/rooms.md", "---\ntitle: Lend rooms\nrole: practices\n---\n"),
    ];

    fn site(page: &str) -> Site {
        let mut files = DUTIES.to_vec();
        files.push(("guidance/change.md", page));
        Site::new(&files)
    }

    #[test]
    fn a_page_for_practice_managers_says_what_concerns_practices() {
        site("---\ntitle: Change\nabout: [own-promises]\naudience: [practice-manager]\n---\n\nLend [[rooms|a room]].\n\n## What changes for you {#for-practices}\n\nMuch.\n")
            .page("guidance/change.html")
            .shows("Change For Practice manager")
            .shows("For practices What changes for you Of what this page is about, practices answer for Keep promises and Lend rooms.")
            .holds("href=\"#for-practices\"");
    }

    #[test]
    fn a_page_for_others_has_no_box_for_practices() {
        let page = site("---\ntitle: Change\nabout: [own-promises]\n---\n\n## Much {#for-practices}\n\nAll.\n");
        page.page("guidance/change.html").hides("For practices").shows("Keep promises");
    }

    #[test]
    fn a_step_says_who_takes_it_by_when_and_what_its_author_adds() {
        let list = "---\ntitle: First days\nsteps:\n  - {id: rooms, title: Look at the rooms, owner: practice-manager, within_days: 14, note: \"Ask about [[rooms]] *early*.\"}\n---\n";
        let mut files = DUTIES.to_vec();
        files.push(("checklists/first-days.md", list));
        Site::new(&files)
            .page("checklists/first-days.html")
            .shows("Look at the rooms Practice manager, within 14 days Ask about Lend rooms early.")
            .holds("<em>early</em>");
    }

    #[test]
    fn an_author_who_is_one_word_is_named_to_staff_and_no_id_to_the_public() {
        let page = [("guidance/change.md", "---\ntitle: Change\nauthor: editor\nreviewed: 2026-02-01\nreview_by: 2026-12-01\n---\n\nText.\n")];
        Site::staff(&page).page("review.html").shows("Guidance review: Change (editor)");
        Site::new(&page).nowhere_shows("editor)");
    }
}
