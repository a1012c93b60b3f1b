#![doc = include_str!("quorum_and_votes.md")]

use super::Scene;
use super::shared::{core_practices, has_ended, practice_name};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Network;
use crate::model::network::{Body, Members};

/// Looks at the quorum and the votes of each body.
pub fn check(scene: &Scene<'_>, _: u32, network: &Network, findings: &mut Findings) {
    if has_ended(network, scene.today) {
        return;
    }
    for (id, body) in network.facts.bodies.iter() {
        let from = findings.len();
        quorum(scene, network, body, findings);
        votes(scene, network, body, findings);
        for finding in &mut findings[from..] {
            finding.subject.clone_from(&id.value);
        }
    }
}

/// How many sit on a body; `None` where that is not known.
fn seats(scene: &Scene<'_>, network: &Network, body: &Body) -> Option<usize> {
    match body.members.as_ref()? {
        Members::AllPractices(_) => network.whole.then(|| core_practices(network, scene.today).count()),
        Members::Listed(members) => Some(members.len()),
    }
}

fn quorum(scene: &Scene<'_>, network: &Network, body: &Body, findings: &mut Findings) {
    let Some(quorum) = &body.quorum else { return };
    let name = &body.name.value;
    if quorum.value == 0 {
        findings.push(
            Diagnostic::at(quorum.span, format!("the {name} may decide with nobody there: its quorum is 0")).hint("say how many must be present, at least 1"),
        );
    }
    let Some(seats) = seats(scene, network, body).filter(|&seats| seats < quorum.value as usize) else { return };
    let finding = Diagnostic::at(quorum.span, format!("the quorum of the {name} is {}, and it has {seats} members", quorum.value));
    let finding = match &body.members {
        Some(Members::AllPractices(span)) => finding.also(*span, format!("the network has {seats} core practices today")),
        _ => finding,
    };
    findings.push(finding.hint("lower the quorum, or list the members that are missing"));
}

fn votes(scene: &Scene<'_>, network: &Network, body: &Body, findings: &mut Findings) {
    let name = &body.name.value;
    if let Some(tie_break) = body.tie_break.as_ref().filter(|tie_break| tie_break.value == "chair" && body.chair.is_none()) {
        findings.push(
            Diagnostic::at(tie_break.span, format!("the chair breaks a tie of the {name}, and it has no `chair`")).hint("name the post in the chair: `chair: …`"),
        );
    }
    // Who decides by consensus counts no votes.
    let Some(voting) = body.voting.as_ref().filter(|voting| !voting.value.to_lowercase().contains("consensus")) else { return };
    let weighted = voting.value.contains("weight");
    if voting.value == "one-per-practice" && matches!(body.members, Some(Members::AllPractices(_))) {
        let other = core_practices(network, scene.today).find_map(|practice| Some((practice, practice.votes.as_ref().filter(|votes| votes.value != 1)?)));
        if let Some((practice, votes)) = other {
            findings.push(
                Diagnostic::at(voting.span, format!("each practice has one vote in the {name}, and `{}` has {}", practice_name(practice), votes.value))
                    .also(votes.span, "its votes are here")
                    .hint("set `votes: 1`, or say `voting: weighted-by-list`"),
            );
            return;
        }
    }
    let count = match &body.members {
        Some(Members::AllPractices(_)) => seats(scene, network, body).map(|_| {
            let votes = core_practices(network, scene.today).map(|practice| practice.votes.as_ref().map_or(1, |votes| votes.value));
            votes.fold(0, u32::saturating_add)
        }),
        Some(Members::Listed(members)) if !weighted => Some(members.len() as u32),
        _ => None,
    };
    if let Some(count) = count.filter(|count| *count >= 2 && count.is_multiple_of(2) && body.tie_break.is_none()) {
        findings.push(
            Diagnostic::at(voting.span, format!("the {name} has {count} votes, which can tie, and nothing breaks a tie"))
                .hint("say what does: `tie_break: chair`"),
        );
    }
}
