//! Which fields name things, and how each is related to what it names.

use super::names::Wanted::{self, AnyWords, Word};
use super::{Connect, Names, Part, Relation, Thing};
use crate::document::record::Text;
use crate::model::Page;
use crate::model::network::{Members, Parties, Post, Side};
use crate::model::papers::{Schedule, StrategyFacts};
use crate::model::shared::Citation;

const ROLE: &[Wanted] = &[Wanted::Role];
const POST: &[Wanted] = &[Wanted::Post];
const PRACTICE: &[Wanted] = &[Wanted::Practice];
const PERSON: &[Wanted] = &[Wanted::Person];
const ORGANISATION: &[Wanted] = &[Wanted::Organisation];
const RESPONSIBILITY: &[Wanted] = &[Wanted::Responsibility];
/// Who may answer for a responsibility. The words mean the practices together and those outside the network.
const HOLDER: &[Wanted] = &[Wanted::Post, Wanted::Body, Wanted::Organisation, Word("practices"), Word("lmc"), Word("icb"), Word("nominated-payee")];
const ANYBODY: &[Wanted] = &[
    Wanted::Post,
    Wanted::Body,
    Wanted::Organisation,
    Wanted::Practice,
    Word("practices"),
    Word("all-practices"),
    Word("members"),
    Word("lmc"),
    Word("icb"),
    Word("nominated-payee"),
];

/// Connections of the things that all networks share.
pub(super) fn of_handbook(names: &Names<'_>) -> Part {
    let handbook = names.handbook;
    let mut connect = Connect::new(names, None);
    for (n, item) in handbook.organisations.iter().enumerate() {
        let from = Thing::Organisation(n as u32);
        connect.may(from, Relation::IsPartOf, &item.facts.parent, ORGANISATION);
        connect.each(from, Relation::Replaces, &item.facts.predecessors, &[Wanted::Organisation, AnyWords]);
        connect.markdown(from, &item.facts.about, None);
    }
    for (n, item) in handbook.forums.iter().enumerate() {
        let from = Thing::Forum(n as u32);
        connect.may(from, Relation::IsPartOf, &item.facts.organisation, ORGANISATION);
        connect.markdown(from, &item.facts.about, None);
    }
    for (n, item) in handbook.terms.iter().enumerate() {
        let from = Thing::Term(n as u32);
        connect.may(from, Relation::Replaces, &item.facts.now, &[Wanted::Term]);
        connect.markdown(from, &item.facts.meaning, None);
    }
    for (n, role) in handbook.roles.iter().enumerate() {
        let from = Thing::Role(n as u32);
        connect.may(from, Relation::AnswersTo, &role.facts.accountable_to, &[Wanted::Role, Word("members"), Word("board"), Word("commissioner")]);
        connect.each(from, Relation::WorksWith, &role.facts.works_with, ROLE);
        connect.may(from, Relation::Names, &role.facts.owner, &[Wanted::Role, AnyWords]);
        reviewer(&mut connect, from, &role.facts.reviewed);
        connect.prose(from, &role.prose, role.file, None);
    }
    for (n, item) in handbook.responsibilities.iter().enumerate() {
        let from = Thing::Responsibility(n as u32);
        let role = connect.field(
            from,
            Relation::Names,
            &item.facts.role,
            &[Wanted::Role, Word("practices"), Word("board"), Word("lmc"), Word("icb"), Word("nominated-payee")],
        );
        // Shown on the role's page in its own words, so no backlink says it again.
        if role.is_some() {
            connect.part.backlinks.pop();
        }
        connect.each(from, Relation::Replaces, &item.facts.supersedes, RESPONSIBILITY);
        connect.may(from, Relation::Names, &item.facts.owner, &[Wanted::Role, AnyWords]);
        reviewer(&mut connect, from, &item.facts.reviewed);
        cite(&mut connect, from, item.facts.source.iter());
        connect.prose(from, &item.prose, item.file, None);
    }
    for (n, list) in handbook.checklists.iter().enumerate() {
        let from = Thing::Checklist(n as u32);
        connect.may(from, Relation::IsFor, &list.facts.r#for, ROLE);
        connect.may(from, Relation::Names, &list.facts.owner, &[Wanted::Role, AnyWords]);
        for step in &list.facts.steps {
            connect.may(from, Relation::Names, &step.owner, ROLE);
            connect.markdown(from, &step.note, Some(&step.id.value));
        }
        reviewer(&mut connect, from, &list.facts.reviewed);
        connect.prose(from, &list.prose, list.file, None);
    }
    if let Some(home) = &handbook.home {
        page(&mut connect, Thing::Home, home);
    }
    for outline in &handbook.schedules {
        for hook in &outline.hooks {
            connect.field(Thing::Home, Relation::Names, hook, &[Wanted::Role, Wanted::Responsibility, AnyWords]);
            // An outline has no page of its own to link back to.
            connect.part.backlinks.retain(|(_, backlink)| backlink.span != hook.span);
        }
    }
    connect.part
}

/// Connections of a page of guidance or another page of the handbook.
pub(super) fn of_page(names: &Names<'_>, from: Thing, item: &Page) -> Part {
    let mut connect = Connect::new(names, None);
    page(&mut connect, from, item);
    connect.part
}

fn page(connect: &mut Connect<'_, '_>, from: Thing, page: &Page) {
    let facts = &page.facts;
    for about in &facts.about {
        if about.value.is_empty() {
            continue;
        }
        if let Some(super::Target::Thing(thing, anchor)) = connect.wiki(about.span, &about.value) {
            connect.part.targets.push((about.span, super::Target::Thing(thing, anchor)));
            connect.connect(from, Relation::Explains, thing, about.span, None);
        }
    }
    let pages = &[Wanted::NetworkPage, Wanted::Page];
    if let Some(thing) = connect.may(from, Relation::Names, &facts.superseded_by, pages) {
        connect.part.backlinks.pop();
        if let Some(field) = &facts.superseded_by {
            // Read from the new page: it took the place of this one.
            connect.connect(thing, Relation::Replaces, from, field.span, None);
        }
    }
    connect.may(from, Relation::Names, &facts.author, &[Wanted::Role, AnyWords]);
    let keepers: &[Wanted] = if connect.scope.is_some() { &[Wanted::Post, Wanted::Role] } else { &[Wanted::Role] };
    connect.may(from, Relation::Names, &facts.owner, keepers);
    connect.each(from, Relation::IsFor, &facts.audience, ROLE);
    reviewer(connect, from, &facts.reviewed);
    cite(connect, from, facts.sources.iter());
    connect.prose(from, &page.prose, page.file, None);
}

fn reviewer(connect: &mut Connect<'_, '_>, from: Thing, review: &Option<crate::model::page::Review>) {
    let by = review.as_ref().and_then(|review| review.by.clone());
    let kinds: &[Wanted] = if connect.scope.is_some() { &[Wanted::Post, Wanted::Role] } else { ROLE };
    if connect.may(from, Relation::Names, &by, kinds).is_some() {
        connect.part.backlinks.pop();
    }
}

fn cite<'a>(connect: &mut Connect<'_, '_>, from: Thing, citations: impl Iterator<Item = &'a Citation>) {
    for citation in citations {
        connect.field(from, Relation::Cites, &citation.id, &[Wanted::Source]);
    }
}

/// Connections of a network, its papers and its pages.
pub(super) fn of_network(names: &Names<'_>, n: u32) -> Part {
    let network = &names.handbook.networks[n as usize];
    let facts = &network.facts;
    let this = Thing::Network(n);
    let mut connect = Connect::new(names, Some(n));
    connect.may(this, Relation::Replaces, &facts.successor, &[Wanted::Network]);
    connect.may(this, Relation::IsPartOf, &facts.icb, ORGANISATION);
    connect.may(this, Relation::IsPartOf, &facts.sub_icb, ORGANISATION);
    connect.may(this, Relation::IsPartOf, &facts.lmc, ORGANISATION);
    if let Some(payee) = &facts.nominated_payee {
        connect.may(this, Relation::Names, &payee.organisation, ORGANISATION);
        // A payee need be no member: its code is checked as a code, not as a name.
        connect.may(this, Relation::Names, &payee.code, &[Wanted::Practice, AnyWords]);
    }
    for (at, practice) in facts.practices.iter().enumerate() {
        let from = Thing::Practice(n, at as u32);
        connect.may(from, Relation::Leads, &practice.manager, PERSON);
        connect.may(from, Relation::IsPartOf, &practice.sub_icb, ORGANISATION);
        connect.may(from, Relation::Names, &practice.representative, PERSON);
        connect.may(from, Relation::Names, &practice.deputy, PERSON);
    }
    for (at, (_, person)) in facts.people.iter().enumerate() {
        let from = Thing::Person(n, at as u32);
        connect.may(from, Relation::IsPartOf, &person.practice, PRACTICE);
        connect.markdown(from, &person.about, None);
    }
    for (at, (id, facts)) in facts.posts.iter().enumerate() {
        post(&mut connect, n, at as u32, id, facts);
    }
    for (at, (id, says)) in facts.responsibilities.iter().enumerate() {
        let duty = if says.title.is_some() {
            Some(Thing::Own(n, at as u32))
        } else {
            // Without a title it must name one of the catalogue.
            let found = connect.field(this, Relation::Names, id, RESPONSIBILITY);
            if found.is_some() {
                connect.part.backlinks.pop();
            } else if let Some(finding) = connect.part.findings.last_mut().filter(|finding| finding.span == id.span) {
                finding.hints.push("a responsibility of the network's own needs a `title`".to_owned());
            }
            found
        };
        let holders = [
            (says.accountable.iter().collect::<Vec<&Text>>(), Relation::AnswersFor, HOLDER),
            (says.responsible.iter().collect(), Relation::Does, ANYBODY),
            (says.support.iter().collect(), Relation::Supports, ANYBODY),
            (says.informed.iter().collect(), Relation::IsTold, ANYBODY),
        ];
        for (references, relation, kinds) in holders {
            for reference in references {
                let found = connect.field(this, relation, reference, kinds);
                if let Some(holder) = found {
                    connect.part.backlinks.pop();
                    if let Some(duty) = duty {
                        connect.connect(holder, relation, duty, reference.span, None);
                    }
                }
            }
        }
        let from = duty.unwrap_or(this);
        if let Some(place) = connect.may(this, Relation::WrittenIn, &says.written_in, &[Wanted::Place]) {
            connect.part.backlinks.pop();
            let span = says.written_in.as_ref().map_or(says.span, |text| text.span);
            connect.connect(from, Relation::WrittenIn, place, span, None);
        }
        // What a network says of a duty of the catalogue is said by the network.
        connect.markdown(if says.title.is_some() { from } else { this }, &says.note, None);
    }
    for (at, (_, body)) in facts.bodies.iter().enumerate() {
        let from = Thing::Body(n, at as u32);
        connect.may(from, Relation::Leads, &body.chair, POST);
        if let Some(Members::Listed(members)) = &body.members {
            connect.each(from, Relation::IsPartOf, members, &[Wanted::Post, Wanted::Person, Wanted::Practice]);
            // A member is part of the body, not the other way round.
            turn(&mut connect, from, Relation::IsPartOf);
        }
        connect.markdown(from, &body.purpose, None);
    }
    for seat in &facts.voice {
        let forum = connect.field(this, Relation::SpeaksAt, &seat.forum, &[Wanted::Forum]);
        if let Some(post) = connect.may(this, Relation::Names, &seat.representative, POST) {
            connect.part.backlinks.pop();
            if let (Some(forum), Some(reference)) = (forum, &seat.representative) {
                connect.connect(post, Relation::SpeaksAt, forum, reference.span, None);
                connect.connect(forum, Relation::SpeaksAt, post, seat.forum.span, None);
            }
        }
        if connect.may(this, Relation::Names, &seat.deputy, POST).is_some() {
            connect.part.backlinks.pop();
        }
        if connect.may(this, Relation::Names, &seat.reports_to, &[Wanted::Body, Word("members")]).is_some() {
            connect.part.backlinks.pop();
        }
    }
    for relationship in &facts.relationships {
        let inside = relationship.side.as_ref().is_some_and(|side| side.value == Side::Inside);
        let kinds: &[Wanted] = if inside { &[Wanted::Practice, Wanted::Post] } else { &[Wanted::Organisation, Wanted::Network] };
        connect.field(this, Relation::WorksWith, &relationship.with, kinds);
        connect.may(this, Relation::Leads, &relationship.lead, POST);
    }
    if let Some(team) = &facts.neighbourhood_team {
        connect.may(this, Relation::Leads, &team.lead, POST);
        connect.markdown(this, &team.note, None);
        for item in &team.teams {
            connect.may(this, Relation::WorksWith, &item.host, ORGANISATION);
        }
        for item in &team.specialists {
            connect.may(this, Relation::WorksWith, &item.from, ORGANISATION);
            connect.may(this, Relation::Leads, &item.lead, POST);
        }
        for item in &team.data {
            connect.may(this, Relation::Leads, &item.lead, POST);
        }
        for item in &team.shared_records {
            let Some(agreement) = &item.agreement else { continue };
            let known: Vec<&str> = facts.data_sharing.iter().map(|item| item.id.value.as_str()).collect();
            if !known.contains(&agreement.value.as_str()) && network.whole {
                connect.part.findings.push(
                    crate::diagnostic::Diagnostic::reading(
                        "unknown-reference",
                        agreement.span,
                        format!("no data sharing agreement called `{}` in {}", agreement.value, names.network_name(n)),
                    )
                    .did_you_mean_or_choose(&agreement.value, known)
                    .subject(agreement.value.clone()),
                );
            }
        }
    }
    for (at, service) in facts.services.iter().enumerate() {
        let from = Thing::Service(n, at as u32);
        connect.may(from, Relation::Leads, &service.lead, POST);
        connect.may(from, Relation::StandsInFor, &service.cover, POST);
        connect.each(from, Relation::Names, &service.sites, PRACTICE);
        connect.each(from, Relation::Serves, &service.responsibilities, RESPONSIBILITY);
        connect.markdown(from, &service.note, None);
    }
    for item in &facts.commitments {
        connect.may(this, Relation::Names, &item.practice, PRACTICE);
        connect.may(this, Relation::Names, &item.support, POST);
    }
    for item in &facts.indicators {
        connect.may(this, Relation::Names, &item.owner, POST);
    }
    for item in &facts.conflicts {
        // Declared interests are for staff: they make no backlink on a person's page.
        if connect.field(this, Relation::Names, &item.person, PERSON).is_some() {
            connect.part.backlinks.pop();
        }
    }
    if let Some(policy) = &facts.conflicts_policy {
        connect.may(this, Relation::Leads, &policy.lead, POST);
        connect.may(this, Relation::Names, &policy.page, &[Wanted::NetworkPage, Wanted::Page]);
    }
    for item in &facts.data_sharing {
        parties(&mut connect, this, &item.parties);
    }
    if let Some(variation) = &facts.local_variation {
        connect.each(this, Relation::Names, &variation.agreed_by, PRACTICE);
    }
    for (list, progress) in facts.checklists.iter() {
        let found = connect.field(this, Relation::Names, list, &[Wanted::Checklist]);
        if let Some(Thing::Checklist(at)) = found {
            let steps: Vec<&str> = names.handbook.checklists[at as usize].facts.steps.iter().map(|step| step.id.value.as_str()).collect();
            for (step, _) in progress.done.iter() {
                if !steps.contains(&step.value.as_str()) {
                    connect.part.findings.push(
                        crate::diagnostic::Diagnostic::reading(
                            "unknown-reference",
                            step.span,
                            format!("the checklist `{}` has no step `{}`", list.value, step.value),
                        )
                        .did_you_mean_or_choose(&step.value, steps.iter().copied())
                        .subject(step.value.clone()),
                    );
                }
            }
        }
    }
    if let Some(agreement) = &network.agreement {
        let from = Thing::Agreement(n);
        parties(&mut connect, from, &agreement.facts.parties);
        connect.may(from, Relation::Names, &agreement.facts.owner, POST);
        for (at, item) in agreement.facts.schedules.iter().enumerate() {
            schedule(&mut connect, Thing::Schedule(n, at as u32), item);
        }
        connect.prose(from, &agreement.prose, agreement.file, None);
    }
    if let Some(strategy) = &network.strategy {
        papers_strategy(&mut connect, n, &strategy.facts);
        connect.prose(Thing::Strategy(n), &strategy.prose, strategy.file, None);
    }
    for (at, own) in network.pages.iter().enumerate() {
        page(&mut connect, Thing::NetworkPage(n, at as u32), own);
    }
    connect.part
}

/// Turns the backlinks a thing just made round: B *is part of* A.
fn turn(connect: &mut Connect<'_, '_>, from: Thing, relation: Relation) {
    for (to, backlink) in &mut connect.part.backlinks {
        if backlink.from == from && backlink.relation == relation && !matches!(to, Thing::Body(..)) {
            std::mem::swap(to, &mut backlink.from);
        }
    }
}

fn post(connect: &mut Connect<'_, '_>, n: u32, at: u32, id: &Text, post: &Post) {
    let from = Thing::Post(n, at);
    match &post.role {
        Some(role) => {
            connect.field(from, Relation::IsOfRole, role, ROLE);
        }
        None => {
            // A post without a role is named after one.
            let found = connect.field(from, Relation::IsOfRole, id, ROLE);
            if found.is_none()
                && let Some(finding) = connect.part.findings.last_mut().filter(|finding| finding.span == id.span)
            {
                finding.hints.push("where a post's id is no role, say which role it is: `role: clinical-lead`".to_owned());
            }
        }
    }
    connect.markdown(from, &post.note, None);
    if let Some(vacant) = &post.vacant {
        connect.may(from, Relation::StandsInFor, &vacant.cover, POST);
        connect.markdown(from, &vacant.note, None);
    }
    connect.may(from, Relation::AnswersTo, &post.accountable_to, &[Wanted::Body, Wanted::Post, Word("members"), Word("board"), Word("commissioner")]);
    connect.may(from, Relation::Names, &post.appointed_by, &[Wanted::Body, Word("members"), Word("board")]);
    if let Some(time) = &post.protected_time {
        connect.may(from, Relation::Names, &time.funded_by, ORGANISATION);
    }
    for item in &post.development {
        connect.may(from, Relation::Names, &item.by, &[Wanted::Organisation, AnyWords]);
    }
    connect.may(from, Relation::StandsInFor, &post.deputy, POST);
    for holder in &post.holders {
        if let Some(person) = connect.field(from, Relation::Names, &holder.person, PERSON) {
            connect.part.backlinks.pop();
            connect.connect(person, Relation::Holds, from, holder.person.span, None);
            connect.connect(from, Relation::Holds, person, holder.person.span, None);
        }
    }
    for release in &post.release {
        connect.field(from, Relation::TakesOver, &release.responsibility, RESPONSIBILITY);
        connect.may(from, Relation::TakesOver, &release.to, POST);
    }
}

fn parties(connect: &mut Connect<'_, '_>, from: Thing, parties: &Option<Parties>) {
    if let Some(Parties::Codes(codes)) = parties {
        connect.each(from, Relation::Names, codes, PRACTICE);
    }
}

fn schedule(connect: &mut Connect<'_, '_>, from: Thing, schedule: &Schedule) {
    connect.each(
        from,
        Relation::Governs,
        &schedule.governs,
        &[
            Wanted::Post,
            Wanted::Body,
            Wanted::Service,
            Wanted::Organisation,
            Wanted::Practice,
            Wanted::Responsibility,
            Wanted::Role,
            Wanted::NetworkPage,
            Wanted::Network,
            Word("practices"),
            Word("nominated-payee"),
        ],
    );
}

fn papers_strategy(connect: &mut Connect<'_, '_>, n: u32, facts: &StrategyFacts) {
    let from = Thing::Strategy(n);
    connect.may(from, Relation::Names, &facts.owner, POST);
    if let Some(approved) = &facts.approved {
        connect.may(from, Relation::Names, &approved.by, &[Wanted::Body, Word("members")]);
    }
    for (at, objective) in facts.objectives.iter().enumerate() {
        let from = Thing::Objective(n, at as u32);
        connect.may(from, Relation::Leads, &objective.owner, POST);
        connect.each(from, Relation::Serves, &objective.responsibilities, RESPONSIBILITY);
        connect.each(from, Relation::WorksWith, &objective.partners, &[Wanted::Organisation, Wanted::Network]);
        connect.each(from, Relation::Names, &objective.services, &[Wanted::Service]);
        connect.markdown(from, &objective.why, None);
        for milestone in &objective.milestones {
            connect.may(from, Relation::Names, &milestone.owner, POST);
        }
    }
    for item in &facts.funding {
        connect.may(from, Relation::Names, &item.source, &[Wanted::Organisation, AnyWords]);
        connect.may(from, Relation::Names, &item.owner, POST);
    }
    for item in &facts.risks {
        // Risks are for staff unless they say otherwise: no backlink says more than they do.
        if connect.may(from, Relation::Names, &item.owner, POST).is_some() {
            connect.part.backlinks.pop();
        }
    }
}
