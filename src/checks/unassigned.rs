//! Responsibilities for which nobody answers, told once for each post or body that is missing.

use super::Scene;
use super::posts::{id_of, responsibilities, such_as};
use super::shared::{is_at_work, name_of};
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::answers::{UsualHolder, usual_holder};
use crate::links::{Accountable, Answer, Duty};
use crate::model::Network;

/// Whether it is one of the seven that the first contract gave to clinical directors.
pub fn is_national_seven(id: &str) -> bool {
    ["i", "ii", "iii", "iv", "v", "vi", "vii"].contains(&id.strip_prefix("cd-").and_then(|rest| rest.split('-').next()).unwrap_or(""))
}

/// Whether it is one of those that came with the contract of 2024/25.
pub fn is_of_2024(id: &str) -> bool {
    id.starts_with("cd-2425-")
}

/// What would have to be there for somebody to answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// A post of a role.
    Post(u32),
    /// A board.
    Board,
    /// The LMC.
    Lmc,
    /// The ICB.
    Icb,
    /// A name: the responsibility is the network's own.
    Name(u32),
}

/// Tells, for the responsibilities that are wanted, what is missing, with how many rest on it.
pub fn tell_unassigned(scene: &Scene<'_>, n: u32, network: &Network, wanted: impl Fn(&str) -> bool, findings: &mut Findings) {
    if !network.whole || !is_at_work(network, scene.today) {
        return;
    }
    let mut unassigned: Vec<(Missing, Vec<&Answer>)> = Vec::new();
    for answer in scene.links.answers.of_network(n).iter().filter(|answer| wanted(id_of(scene, network, answer.duty))) {
        let Some(missing) = missing(scene, network, answer) else { continue };
        match unassigned.iter_mut().find(|(known, _)| *known == missing) {
            Some((_, answers)) => answers.push(answer),
            None => unassigned.push((missing, vec![answer])),
        }
    }
    findings.extend(unassigned.into_iter().map(|(missing, answers)| tell(scene, network, missing, &answers)));
}

fn missing(scene: &Scene<'_>, network: &Network, answer: &Answer) -> Option<Missing> {
    if !answer.in_use || answer.accountable != Accountable::Nobody {
        return None;
    }
    let says = answer.says.and_then(|at| network.facts.responsibilities.get(at as usize));
    if let Some(named) = says.and_then(|(_, says)| says.accountable.as_ref()) {
        return match named.value.as_str() {
            "lmc" => Some(Missing::Lmc),
            "icb" => Some(Missing::Icb),
            // A name that leads nowhere was told when it was looked up.
            _ => None,
        };
    }
    let item = match answer.duty {
        Duty::Own(at) => return Some(Missing::Name(at)),
        Duty::Catalogue(at) => scene.handbook.responsibilities.get(at as usize)?,
    };
    match usual_holder(scene.links, item) {
        // `no-clinical-director` tells of that post.
        UsualHolder::Role(role) if scene.handbook.roles.get(role as usize)?.id == "clinical-director" => None,
        UsualHolder::Role(role) => Some(Missing::Post(role)),
        UsualHolder::Board => Some(Missing::Board),
        UsualHolder::Lmc => Some(Missing::Lmc),
        UsualHolder::Icb => Some(Missing::Icb),
        // `network-without-practices` and `no-nominated-payee` tell of these.
        UsualHolder::Practices | UsualHolder::Payee | UsualHolder::Unknown => None,
    }
}

fn tell(scene: &Scene<'_>, network: &Network, missing: Missing, answers: &[&Answer]) -> Diagnostic {
    let duties: Vec<Duty> = answers.iter().map(|answer| answer.duty).collect();
    let named = answers.iter().find_map(|answer| network.facts.responsibilities.get(answer.says? as usize)).map(|(id, _)| id.span);
    let (subject, what, hint) = match missing {
        Missing::Post(role) => {
            let role = scene.handbook.roles.get(role as usize).map_or("", |role| role.id.as_str());
            (role, format!("no post of the role `{role}`"), "add such a post under `posts:`, or name who answers under `responsibilities:`")
        }
        Missing::Board => ("board", "no board".to_owned(), "add it under `bodies:`, or name who answers under `responsibilities:`"),
        Missing::Lmc => ("lmc", "no LMC recorded".to_owned(), "add its id: `lmc: …`"),
        Missing::Icb => ("icb", "no ICB recorded".to_owned(), "add its id: `icb: …`"),
        Missing::Name(at) => {
            let id = network.facts.responsibilities.get(at as usize).map_or("", |(id, _)| id.value.as_str());
            return Diagnostic::at(named.unwrap_or(network.facts.name.span), format!("nobody answers for `{id}`"))
                .hint("name one post, body or organisation: `accountable: …`")
                .subject(id);
        }
    };
    let message = format!("{} has {what}, so nobody answers for {}", name_of(network), responsibilities(duties.len()));
    Diagnostic::at(named.unwrap_or(network.facts.name.span), message).hint(such_as(scene, network, &duties)).hint(hint).subject(subject)
}
