//! How the work of a post divides: how far ahead it looks, who does it, how much of it looks outwards, and whom the
//! post shares it with. The same outward share for every network stands on the page of the role.

use std::collections::BTreeMap;

use super::catalogue::{by_icb, posts_of};
use super::drawing;
use super::posts::Holder;
use super::view::{self, Link, Shared, Tag};
use super::{Desk, MANY_NETWORKS, Place, count, date, number, sessions_of, thousands, upper_first};
use crate::links::answers;
use crate::links::{Answer, Duty, Thing};
use crate::model::catalogue::{Focus, Nature};
use crate::model::network::{ExternalShare, Post};

/// With fewer responsibilities there is nothing to divide.
const FEWEST: usize = 3;
/// Points between the outward share of now and the one wanted, from which a network has far to go.
const FAR: f64 = 20.0;
/// Posts a post works with, those with the most in common first.
const MOST_PARTNERS: usize = 6;

/// What a post answers for today.
pub(super) fn answered_by<'d>(desk: &'d Desk<'_>, n: u32, at: u32) -> impl Iterator<Item = &'d Answer> {
    let answers = desk.links.answers.of_network(n).iter();
    answers.filter(move |answer| answer.in_use && Holder::of(&answer.accountable) == Some(Holder::Post(at)))
}

/// What is thinking ahead and what is keeping order.
pub(super) fn nature_of(desk: &Desk<'_>, n: u32, answer: &Answer) -> Option<Nature> {
    let nature = match answer.duty {
        Duty::Catalogue(at) => desk.handbook.responsibilities[at as usize].facts.nature.as_ref(),
        Duty::Own(at) => desk.network(n).facts.responsibilities[at as usize].1.nature.as_ref(),
    };
    nature.map(|nature| nature.value)
}

fn focus_of(desk: &Desk<'_>, n: u32, answer: &Answer) -> Option<Focus> {
    let focus = match answer.duty {
        Duty::Catalogue(at) => desk.handbook.responsibilities[at as usize].facts.focus.as_ref(),
        Duty::Own(at) => desk.network(n).facts.responsibilities[at as usize].1.focus.as_ref(),
    };
    focus.map(|focus| focus.value)
}

/// Who does what one post answers for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Others,
    WithHelp,
    Alone,
}

impl Doing {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Others, "Answers for it; others do the work"), (Self::WithHelp, "Does it, with help"), (Self::Alone, "Does it alone")];

    fn of(answer: &Answer, this: Thing) -> Self {
        let others = |list: &[Thing]| list.iter().any(|thing| *thing != this);
        if others(&answer.responsible) {
            Self::Others
        } else if others(&answer.support) {
            Self::WithHelp
        } else {
            Self::Alone
        }
    }
}

/// What a post answers for, in two halves where both natures of work are there.
pub(super) fn halves(place: &Place<'_, '_>, n: u32, at: u32, duties: &[Shared<view::Duty>]) -> Vec<view::DutyHalf> {
    let mut halves = [("Strategic", Vec::new()), ("Operational", Vec::new()), ("Not said which", Vec::new())];
    for (answer, duty) in answered_by(place.desk, n, at).zip(duties) {
        let half = match nature_of(place.desk, n, answer) {
            Some(Nature::Strategic) => 0,
            Some(Nature::Operational) => 1,
            None => 2,
        };
        halves[half].1.push(duty.clone());
    }
    if halves[0].1.is_empty() || halves[1].1.is_empty() {
        return Vec::new();
    }
    let halves = halves.into_iter().filter(|(_, duties)| !duties.is_empty());
    halves.map(|(title, duties)| view::DutyHalf { title, duties }).collect()
}

/// How the work of a post divides; nothing where it answers for little and plans nothing.
pub(super) fn workload(place: &Place<'_, '_>, n: u32, at: u32) -> Option<view::Workload> {
    let desk = place.desk;
    let this = Thing::Post(n, at);
    let (_, post) = &desk.network(n).facts.posts[at as usize];
    let all: Vec<&Answer> = answered_by(desk, n, at).collect();
    if all.len() < FEWEST && post.external_share.is_none() {
        return None;
    }
    let of_nature = |answers: &[&Answer], nature| answers.iter().filter(|answer| nature_of(desk, n, answer) == Some(nature)).count();
    let rows = Doing::ALL.map(|(doing, label)| {
        let these: Vec<&Answer> = all.iter().copied().filter(|answer| Doing::of(answer, this) == doing).collect();
        view::WorkloadRow { label, strategic: of_nature(&these, Nature::Strategic), operational: of_nature(&these, Nature::Operational), all: these.len() }
    });
    let alone: Vec<&Answer> = all.iter().copied().filter(|answer| Doing::of(answer, this) == Doing::Alone).collect();
    let (strategic, operational) = (of_nature(&all, Nature::Strategic), of_nature(&all, Nature::Operational));
    Some(view::Workload {
        counts: if strategic + operational > 0 {
            format!("{}: {strategic} strategic to {operational} operational.", count(all.len(), "responsibility", "responsibilities"))
        } else {
            format!("{}.", count(all.len(), "responsibility", "responsibilities"))
        },
        load: load(desk, n, at, post, all.len()),
        rows: if all.is_empty() { Vec::new() } else { rows.into_iter().filter(|row| row.all > 0).collect() },
        all_alone: !alone.is_empty() && alone.len() == all.len(),
        alone: if alone.len() == all.len() { Vec::new() } else { alone.iter().map(|answer| place.duty_link(n, answer.duty)).collect() },
        outside: outside(place, n, at, post),
    })
}

/// "2.4 responsibilities for each of its 5 sessions a week."
fn load(desk: &Desk<'_>, n: u32, at: u32, post: &Post, answers_for: usize) -> String {
    let Some(sessions) = post.sessions.as_ref().filter(|sessions| sessions.value > 0.0) else { return String::new() };
    let this = Thing::Post(n, at);
    let answers = desk.links.answers.of_network(n).iter();
    let does = answers.filter(|answer| answer.in_use && Holder::of(&answer.accountable) != Some(Holder::Post(at)) && answer.responsible.contains(&this));
    let duties = answers_for + does.count();
    if duties == 0 {
        return String::new();
    }
    let each = number((duties as f64 / sessions.value * 10.0).round() / 10.0);
    format!("{}, answered for or done, in {}: {each} for each session.", count(duties, "responsibility", "responsibilities"), sessions_of(Some(sessions)))
}

/// Where the work of a post looks, now and wanted.
fn outside(place: &Place<'_, '_>, n: u32, at: u32, post: &Post) -> Option<view::Outside> {
    let counted = Counted::of(place.desk, n, at);
    let own = post.external_share.as_ref();
    if counted.all == 0 && own.is_none() {
        return None;
    }
    let now = own.and_then(|own| own.now).or(counted.share());
    Some(view::Outside {
        counts: counted.in_words(),
        plan: own.map_or(String::new(), plan),
        state: own.map_or(Tag::default(), |own| how_far(place.desk, own)),
        share_svg: drawing::share::draw(now, own.and_then(|own| own.target)),
    })
}

/// Responsibilities of a post by where they look.
#[derive(Clone, Copy, Default)]
struct Counted {
    outside: usize,
    both: usize,
    all: usize,
}

impl Counted {
    fn of(desk: &Desk<'_>, n: u32, at: u32) -> Self {
        let mut counted = Self::default();
        for focus in answered_by(desk, n, at).filter_map(|answer| focus_of(desk, n, answer)) {
            counted.all += 1;
            counted.outside += usize::from(focus == Focus::External);
            counted.both += usize::from(focus == Focus::Both);
        }
        counted
    }

    fn share(self) -> Option<f64> {
        (self.all > 0).then(|| ((self.outside + self.both) as f64 / self.all as f64 * 100.0).round())
    }

    /// "Of 16 responsibilities 6 look outside the network and 2 both ways: 50%."
    fn in_words(self) -> String {
        let Some(share) = self.share() else { return String::new() };
        let both = if self.both > 0 { format!(" and {} both ways", self.both) } else { String::new() };
        let look = if self.outside == 1 { "looks" } else { "look" };
        format!("Of {}, {} {look} outside the network{both}: {}%.", count(self.all, "responsibility", "responsibilities"), self.outside, number(share))
    }
}

/// "45% of the time now, 60% wanted by 31 March 2027."
fn plan(own: &ExternalShare) -> String {
    let now = own.now.map(|now| format!("{}% of the time now", number(now)));
    let by = own.by.as_ref().map_or(String::new(), |by| format!(" by {}", date(by.value)));
    let target = own.target.map(|target| format!("{}% wanted{by}", number(target)));
    let parts: Vec<String> = [now, target].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{}.", upper_first(&parts.join(", "))) }
}

/// Whether the share that is wanted has been reached, and if not how far it is.
fn how_far(desk: &Desk<'_>, own: &ExternalShare) -> Tag {
    let tag = |text: String, tone| Tag { text, tone };
    match (own.now, own.target) {
        (Some(now), Some(target)) if now >= target => tag("Reached".to_owned(), "good"),
        (now, Some(_)) if own.by.as_ref().is_some_and(|by| by.value < desk.today) => match now {
            Some(_) => tag("Not reached by its date".to_owned(), "bad"),
            None => tag("Not known, and its date has passed".to_owned(), "bad"),
        },
        (Some(now), Some(target)) if target - now >= FAR => tag("Far to go".to_owned(), "warn"),
        (Some(now), Some(target)) => tag(format!("{} points to go", number(((target - now) * 10.0).round() / 10.0)), ""),
        _ => Tag::default(),
    }
}

/// The posts that a post works with, as its role says, and what both have a part in.
pub(super) fn partners(place: &Place<'_, '_>, n: u32, at: u32, role: Option<u32>) -> Vec<view::Partner> {
    let desk = place.desk;
    let facts = &desk.network(n).facts;
    let Some(role) = role else { return Vec::new() };
    let names = |one: u32, other: u32| {
        let works_with = &desk.handbook.roles[one as usize].facts.works_with;
        works_with.iter().any(|with| desk.links.of(with) == Some(Thing::Role(other)))
    };
    let mut found: Vec<(usize, bool, view::Partner)> = Vec::new();
    for (other, (id, post)) in (0..).zip(facts.posts.iter()) {
        if other == at || !answers::exists(post, desk.today) {
            continue;
        }
        let Some(theirs) = answers::role_of_post(desk.links, id, post).filter(|theirs| *theirs != role) else { continue };
        let (ours_says, theirs_says) = (names(role, theirs), names(theirs, role));
        if !ours_says && !theirs_says {
            continue;
        }
        // Two have a part in one thing only where the network says so.
        let answers = desk.links.answers.of_network(n).iter().filter(|answer| answer.in_use && answer.says.is_some());
        let has_part = |answer: &Answer, at: u32| {
            let this = Thing::Post(n, at);
            Holder::of(&answer.accountable) == Some(Holder::Post(at)) || answer.responsible.contains(&this) || answer.support.contains(&this)
        };
        let together: Vec<Shared<Link>> =
            answers.filter(|answer| has_part(answer, at) && has_part(answer, other)).map(|answer| place.duty_link(n, answer.duty)).collect();
        let is_pair = ours_says && theirs_says;
        if is_pair || !together.is_empty() {
            found.push((together.len(), is_pair, view::Partner { seat: place.seat_of_post(n, other), together }));
        }
    }
    found.sort_by_key(|(together, is_pair, _)| (!is_pair, std::cmp::Reverse(*together)));
    found.into_iter().take(MOST_PARTNERS).map(|(_, _, partner)| partner).collect()
}

/// How much of the work looks outwards in every network, for roles of which some network records it.
pub(super) fn everywhere(place: &Place<'_, '_>, role: u32) -> Option<view::OutsideEverywhere> {
    let desk = place.desk;
    let posts: BTreeMap<u32, Vec<u32>> = posts_of(place, role);
    let share = |n: u32, at: u32| desk.network(n).facts.posts[at as usize].1.external_share.as_ref();
    if !posts.iter().any(|(&n, ats)| ats.iter().any(|&at| share(n, at).is_some())) {
        return None;
    }
    let few = desk.handbook.networks.len() <= MANY_NETWORKS;
    let (mut total, mut recorded, mut now_in_all, mut counted_now) = (0, 0, 0.0, 0);
    let mut far = Vec::new();
    let groups = by_icb(place, |n| {
        let mut rows = Vec::new();
        for &at in posts.get(&n).into_iter().flatten() {
            total += 1;
            let own = share(n, at);
            // A long table has those alone who have something to tell.
            if own.is_none() && !few {
                continue;
            }
            recorded += usize::from(own.is_some());
            if let Some(now) = own.and_then(|own| own.now) {
                now_in_all += now;
                counted_now += 1;
            }
            let state = own.map_or(Tag::default(), |own| how_far(desk, own));
            if matches!(state.tone, "warn" | "bad") {
                far.push(place.link_as(Thing::Post(n, at), desk.network_name(n)));
            }
            let per_cent = |value: Option<f64>| value.map_or(String::new(), |value| format!("{}%", number(value)));
            let post = &desk.network(n).facts.posts[at as usize].1;
            rows.push(view::OutsideRow {
                network: place.network_link(n),
                duties: per_cent(Counted::of(desk, n, at).share()),
                now: per_cent(own.and_then(|own| own.now)),
                target: per_cent(own.and_then(|own| own.target)),
                by: own.and_then(|own| own.by.as_ref()).map_or(String::new(), |by| date(by.value)),
                protected: post.protected_time.as_ref().map_or(String::new(), |time| match sessions_of(time.sessions.as_ref()) {
                    time if time.is_empty() => "Yes".to_owned(),
                    time => upper_first(&time),
                }),
                state,
                share_svg: drawing::share::row(own.and_then(|own| own.now), own.and_then(|own| own.target)),
            });
        }
        rows
    });
    let mut counts = format!("Recorded in {} of {}.", thousands(recorded as u64), count(total, "network", "networks"));
    if counted_now > 1 {
        counts.push_str(&format!(" On average {}% of the time looks outside the network now.", number((now_in_all / f64::from(counted_now)).round())));
    }
    let groups = groups.into_iter().map(|(_, title, rows)| view::OutsideGroup { title, rows }).collect();
    Some(view::OutsideEverywhere { counts, far, groups })
}

#[cfg(test)]
mod tests {
    use crate::pages::testing::Site;

    const NATIONAL: [(&str, &str); 6] = [
        ("roles/clinical-director.md", "---\ntitle: Clinical director\nsingle: true\nworks_with: [pcn-manager, chair]\n---\n"),
        ("roles/pcn-manager.md", "---\ntitle: PCN manager\nsingle: true\nworks_with: [clinical-director]\n---\n"),
        ("responsibilities/voice.md", "---\ntitle: Voice outside\nrole: clinical-director\nbasis: contract\nfocus: external\nnature: strategic\n---\n"),
        ("responsibilities/quality.md", "---\ntitle: Quality\nrole: clinical-director\nbasis: contract\nfocus: internal\nnature: strategic\n---\n"),
        ("responsibilities/delivery.md", "---\ntitle: Delivery\nrole: clinical-director\nbasis: contract\nfocus: internal\nnature: operational\n---\n"),
        ("responsibilities/team.md", "---\ntitle: Team work\nrole: clinical-director\nbasis: contract\nfocus: both\nnature: operational\n---\n"),
    ];

    fn site(networks: &[(&str, &str)]) -> Site {
        let mut files = NATIONAL.to_vec();
        files.extend_from_slice(networks);
        Site::new(&files)
    }

    const ALPHA: (&str, &str) = (
        "networks/alpha/network.yaml",
        "name: Alpha PCN\npeople: {amara: {name: Amara Bello}, ines: {name: Ines Ford}}\nposts:\n  clinical-director: {sessions: 2, external_share: {now: 25, target: 60, by: 2027-03-31}, protected_time: {sessions: 1}, holders: [{person: amara}]}\n  pcn-manager: {holders: [{person: ines}]}\nresponsibilities:\n  delivery: {responsible: [pcn-manager]}\n  quality: {support: [pcn-manager]}\n",
    );

    #[test]
    fn strategic_and_operational_stand_side_by_side() {
        site(&[ALPHA])
            .page("networks/alpha/posts/clinical-director.html")
            .shows("Answers for Strategic Quality Internal With help from PCN manager Voice outside External Operational Delivery Internal Done by PCN manager Team work");
    }

    #[test]
    fn what_is_answered_for_and_what_is_done_are_told_apart() {
        let site = site(&[ALPHA]);
        site.page("networks/alpha/posts/clinical-director.html")
            .shows("4 responsibilities: 2 strategic to 2 operational.")
            .shows("4 responsibilities, answered for or done, in 2 sessions a week: 2 for each session.")
            .shows("Answers for it; others do the work 0 1 1 Does it, with help 1 0 1 Does it alone 1 1 2")
            .shows("Nobody else has a part in Team work Voice outside");
        // Of a post with little to answer for there is nothing to divide.
        site.page("networks/alpha/posts/pcn-manager.html").hides("How the work divides");
    }

    #[test]
    fn the_outward_share_is_counted_and_drawn_with_its_target() {
        site(&[ALPHA])
            .page("networks/alpha/posts/clinical-director.html")
            .shows("Of 4 responsibilities, 1 looks outside the network and 1 both ways: 50%. 25% of the time now, 60% wanted by 31 March 2027. Far to go")
            .holds("class=\"drawing share\"");
    }

    #[test]
    fn director_and_manager_are_a_pair() {
        let site = site(&[ALPHA]);
        site.page("networks/alpha/posts/clinical-director.html").shows("Works closely with PCN manager Ines Ford Together on Delivery and Quality");
        site.page("networks/alpha/posts/pcn-manager.html").shows("Works closely with Clinical director Amara Bello Together on Delivery and Quality");
    }

    #[test]
    fn the_role_shows_the_outward_share_of_every_network() {
        let beta = (
            "networks/beta/network.yaml",
            "name: Beta PCN\npeople: {tom: {name: Tom Hill}}\nposts: {clinical-director: {external_share: {now: 45, target: 40}, holders: [{person: tom}]}}\n",
        );
        let gamma = ("networks/gamma/network.yaml", "name: Gamma PCN\nposts: {clinical-director: {}}\n");
        let site = site(&[ALPHA, beta, gamma]);
        site.page("roles/clinical-director.html")
            .shows("Recorded in 2 of 3 networks. On average 35% of the time looks outside the network now.")
            .shows("Far to go or late: Alpha PCN.")
            .shows("Alpha PCN 50% 25% 60% by 31 March 2027 Far to go 1 session a week")
            .shows("Beta PCN 50% 45% 40% Reached")
            .shows("Gamma PCN 50% – Not recorded");
        site.page("roles/pcn-manager.html").hides("Work outside the network");
    }
}
