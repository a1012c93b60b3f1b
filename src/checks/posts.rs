//! What several rules ask of posts: who holds them, and what they answer for.

use jiff::civil::Date;

use super::Scene;
use super::shared::listed;
use crate::document::record::Text;
use crate::links::answers;
use crate::links::{Accountable, Answer, Duty, Holders, Term, Thing};
use crate::model::Network;
use crate::model::catalogue::{Focus, Nature};
use crate::model::network::{HolderStatus, Person, Post};

/// The posts of a network that still exist, each with its place.
pub fn posts<'a>(scene: &Scene<'a>, network: &'a Network) -> impl Iterator<Item = (u32, &'a Text, &'a Post)> + use<'a> {
    let today = scene.today;
    network.facts.posts.iter().enumerate().map(|(at, (id, post))| (at as u32, id, post)).filter(move |(_, _, post)| answers::exists(post, today))
}

/// Those of them that are of a role.
pub fn posts_of<'a>(scene: &Scene<'a>, network: &'a Network, role: &'static str) -> impl Iterator<Item = (u32, &'a Text, &'a Post)> + use<'a> {
    let (handbook, links) = (scene.handbook, scene.links);
    posts(scene, network).filter(move |(_, id, post)| {
        answers::role_of_post(links, id, post).and_then(|role| handbook.roles.get(role as usize)).is_some_and(|found| found.id == role)
    })
}

/// The posts of clinical director that still exist. There should be one.
pub fn directors<'a>(scene: &Scene<'a>, network: &'a Network) -> impl Iterator<Item = (u32, &'a Text, &'a Post)> + use<'a> {
    posts_of(scene, network, "clinical-director")
}

/// Who holds a post today, held it and will.
pub fn holders<'a>(scene: &Scene<'a>, post: &'a Post) -> Holders<'a> {
    answers::holders(scene.handbook, scene.links, post, scene.today)
}

/// Whether somebody holds a post today.
pub fn held(scene: &Scene<'_>, post: &Post) -> bool {
    !holders(scene, post).now.is_empty()
}

/// The post that covers a vacancy, as a reference, and whether somebody holds it: the one its vacancy names, else its deputy.
pub fn cover_of<'a>(network: &'a Network, scene: &Scene<'a>, post: &'a Post) -> Option<(&'a Text, bool)> {
    let cover = post.vacant.as_ref().and_then(|vacancy| vacancy.cover.as_ref()).or(post.deputy.as_ref())?;
    match scene.links.of(cover) {
        Some(Thing::Post(_, at)) => network.facts.posts.get(at as usize).map(|(_, post)| (cover, held(scene, post))),
        // A name that leads nowhere was told when it was looked up.
        _ => None,
    }
}

/// The person of a term, with their network; nobody where the reference leads nowhere.
pub fn person_of<'a>(scene: &Scene<'a>, term: &Term<'_>) -> Option<(&'a Network, &'a Person)> {
    let (n, at) = term.person?;
    let network = scene.handbook.networks.get(n as usize)?;
    network.facts.people.get(at as usize).map(|(_, person)| (network.as_ref(), person))
}

/// The last day of a term: what the holder's entry says, or the day the person leaves where that is sooner.
pub fn last_day(scene: &Scene<'_>, term: &Term<'_>) -> Option<Date> {
    let to = term.holder.to.as_ref().map(|to| to.value);
    let left = person_of(scene, term).and_then(|(_, person)| person.left.as_ref()).map(|left| left.value);
    [to, left].into_iter().flatten().min()
}

/// The first day of a term; the beginning of time where it is not recorded.
pub fn first_day(term: &Term<'_>) -> Date {
    term.holder.from.as_ref().map_or(Date::MIN, |from| from.value)
}

/// Those who hold a post side by side: the substantive holders, or else those who stand in.
pub fn sharers<'a>(holders: &Holders<'a>) -> Vec<Term<'a>> {
    let substantive = |term: &&Term<'_>| term.holder.status() == HolderStatus::Substantive;
    if holders.has_substantive() { holders.now.iter().filter(substantive).copied().collect() } else { holders.now.clone() }
}

/// Whether a term says how much of the post it is.
pub fn has_share(term: &Term<'_>) -> bool {
    term.holder.share.is_some() || term.holder.sessions.is_some()
}

/// Whether two terms read like one director after another whose dates overlap, and not like a job share: they begin on
/// different days, and neither says how much of the post it is.
pub fn like_succession(one: &Term<'_>, other: &Term<'_>) -> bool {
    !has_share(one) && !has_share(other) && one.holder.from.is_some() && other.holder.from.is_some() && first_day(one) != first_day(other)
}

/// The ids of the people of some terms, as written: "`asha-verma` and `ben-okoro`".
pub fn people<'a>(terms: impl IntoIterator<Item = &'a Term<'a>>) -> String {
    let ids: Vec<&str> = terms.into_iter().map(|term| term.holder.person.value.as_str()).collect();
    several(&ids, usize::MAX)
}

/// A few of some names in backticks, and how many more there are.
pub fn several(names: &[&str], most: usize) -> String {
    let mut shown: Vec<String> = names.iter().take(most).map(|name| format!("`{name}`")).collect();
    if names.len() > most {
        shown.push(format!("{} more", names.len() - most));
    }
    listed(&shown)
}

/// A number with its word: "1 responsibility", "4 responsibilities".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// How many responsibilities.
pub fn responsibilities(number: usize) -> String {
    count(number, "responsibility", "responsibilities")
}

/// Days from one date to another.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The answers in use in a network for which one of its posts answers.
pub fn answered_by<'a>(scene: &Scene<'a>, n: u32, post: u32) -> impl Iterator<Item = &'a Answer> + use<'a> {
    scene.links.answers.of_network(n).iter().filter(move |answer| answer.in_use && answer.accountable == Accountable::Post(post))
}

/// The answers in use in a network that nobody sees to while nobody holds one of its posts: the post answers for them, or
/// does the work and nobody else does.
pub fn resting_on<'a>(scene: &Scene<'a>, n: u32, post: u32) -> impl Iterator<Item = &'a Answer> + use<'a> {
    let (handbook, today, links) = (scene.handbook, scene.today, scene.links);
    let this = Thing::Post(n, post);
    let works = move |thing: &Thing| match *thing {
        Thing::Post(network, at) => {
            let post = handbook.networks.get(network as usize).and_then(|network| network.facts.posts.get(at as usize));
            post.is_some_and(|(_, post)| answers::exists(post, today) && !answers::holders(handbook, links, post, today).now.is_empty())
        }
        _ => true,
    };
    links.answers.of_network(n).iter().filter(move |answer| {
        let does_it_alone = answer.responsible.contains(&this) && !answer.responsible.iter().any(works);
        answer.in_use && (answer.accountable == Accountable::Post(post) || does_it_alone)
    })
}

/// The id of a responsibility, as authors write it.
pub fn id_of<'a>(scene: &Scene<'a>, network: &'a Network, duty: Duty) -> &'a str {
    match duty {
        Duty::Catalogue(at) => scene.handbook.responsibilities.get(at as usize).map_or("", |item| item.id.as_str()),
        Duty::Own(at) => network.facts.responsibilities.get(at as usize).map_or("", |(id, _)| id.value.as_str()),
    }
}

/// The title of a responsibility.
pub fn title_of<'a>(scene: &Scene<'a>, network: &'a Network, duty: Duty) -> &'a str {
    let title = match duty {
        Duty::Catalogue(at) => scene.handbook.responsibilities.get(at as usize).map(|item| item.facts.title.value.as_str()),
        Duty::Own(at) => network.facts.responsibilities.get(at as usize).and_then(|(_, says)| says.title.as_ref()).map(|title| title.value.as_str()),
    };
    title.unwrap_or_else(|| id_of(scene, network, duty))
}

/// Where a responsibility looks: as the network says, else as the catalogue does.
pub fn focus_of(scene: &Scene<'_>, network: &Network, answer: &Answer) -> Option<Focus> {
    let says = answer.says.and_then(|at| network.facts.responsibilities.get(at as usize)).and_then(|(_, says)| says.focus.as_ref());
    let catalogue = || match answer.duty {
        Duty::Catalogue(at) => scene.handbook.responsibilities.get(at as usize).and_then(|item| item.facts.focus.as_ref()),
        Duty::Own(_) => None,
    };
    says.or_else(catalogue).map(|focus| focus.value)
}

/// What kind of work a responsibility is: as the network says, else as the catalogue does.
pub fn nature_of(scene: &Scene<'_>, network: &Network, answer: &Answer) -> Option<Nature> {
    let says = answer.says.and_then(|at| network.facts.responsibilities.get(at as usize)).and_then(|(_, says)| says.nature.as_ref());
    let catalogue = || match answer.duty {
        Duty::Catalogue(at) => scene.handbook.responsibilities.get(at as usize).and_then(|item| item.facts.nature.as_ref()),
        Duty::Own(_) => None,
    };
    says.or_else(catalogue).map(|nature| nature.value)
}

/// A hint that names a few responsibilities by their titles.
pub fn such_as(scene: &Scene<'_>, network: &Network, duties: &[Duty]) -> String {
    let titles: Vec<&str> = duties.iter().map(|duty| title_of(scene, network, *duty)).collect();
    if let [title] = titles.as_slice() { format!("it is `{title}`") } else { format!("they are {}", several(&titles, 4)) }
}
