//! What the public edition tells of somebody whose name may not be published: that the post is held, and no more.
//!
//! [`keep_quiet`] works on a handbook out of which names were taken already. Dates, shares and how firmly a post is held
//! go here, because a term of office names a person of any network, and is over or to come as of today.

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::answers::{self, role_of_post};
use super::{Links, Thing};
use crate::document::record::Text;
use crate::model::network::{Holder, Post};
use crate::model::{Handbook, Network};

/// Takes out of each network what would tell when, how long or how somebody without a name holds a post: their terms but
/// for the one fact that the post is held, when the commissioner was told of them, how far they are with what was begun
/// for them, and what they declared.
pub fn keep_quiet(handbook: &mut Handbook, links: &Links, today: Date) {
    let found: Vec<Option<Arc<Network>>> = handbook.networks.par_iter().map(|network| without_terms(handbook, network, links, today)).collect();
    for (network, quiet) in handbook.networks.iter_mut().zip(found) {
        if let Some(quiet) = quiet {
            *network = quiet;
        }
    }
}

/// The network without them; `None` where there is nothing to take out.
fn without_terms(handbook: &Handbook, network: &Arc<Network>, links: &Links, today: Date) -> Option<Arc<Network>> {
    let is_named = |person: &Text| links.of(person).and_then(|thing| answers::person(handbook, thing)).is_some_and(|(_, person)| person.is_named());
    let has_unnamed = |post: &Post| post.holders.iter().any(|holder| !is_named(&holder.person));
    let facts = &network.facts;
    if !facts.posts.iter().any(|(_, post)| has_unnamed(post)) && facts.conflicts.iter().all(|item| is_named(&item.person)) {
        return None;
    }
    let mut roles = Vec::new();
    let mut quiet = Arc::clone(network);
    let facts = Arc::make_mut(&mut Arc::make_mut(&mut quiet).facts);
    for (id, post) in facts.posts.0.iter_mut().filter(|(_, post)| has_unnamed(post)) {
        roles.extend(role_of_post(links, id, post));
        hide_terms(handbook, post, links, today, is_named);
    }
    facts.conflicts.retain(|item| is_named(&item.person));
    facts.checklists.0.retain(|(id, _)| {
        let Some(Thing::Checklist(at)) = links.of(id) else { return true };
        let role = handbook.checklists[at as usize].facts.r#for.as_ref().and_then(|role| links.of(role));
        !roles.iter().any(|held| role == Some(Thing::Role(*held)))
    });
    Some(quiet)
}

fn hide_terms(handbook: &Handbook, post: &mut Post, links: &Links, today: Date, is_named: impl Fn(&Text) -> bool) {
    let held: Vec<Holder> = answers::holders(handbook, links, post, today).now.iter().map(|term| term.holder.clone()).collect();
    let unnamed = held.into_iter().find(|holder| !is_named(&holder.person));
    post.holders.retain(|holder| is_named(&holder.person));
    let Some(unnamed) = unnamed else { return };
    post.commissioner_told = None;
    // Of one share the other can be told.
    for holder in &mut post.holders {
        (holder.share, holder.sessions) = (None, None);
    }
    // Two of them would say that the post is shared.
    post.holders.push(Holder { from: None, to: None, share: None, sessions: None, status: None, ..unnamed });
}

#[cfg(test)]
mod tests {
    use crate::diff;
    use crate::document::record::ContractYear;
    use crate::model::settings::Edition;
    use crate::pages::testing::Site;
    use crate::pipeline::check_files;
    use crate::who;

    const HANDBOOK: &str =
        "title: Test handbook\npublisher: {name: Test LMC, kind: lmc}\ncontract_year: 2026/27\npublic_review: true\nbase_url: https://handbook.example/\n";

    /// Each day here is told of somebody whose name is not, and stands nowhere else.
    const ALPHA: &str = "\
name: Alpha PCN
people:
  quill: {name: Zebedee Quill, publish: [], practising: false}
  ash: {name: Ash Hidden, publish: [email], email: ash@alpha.example}
  gone: {name: Gone Away, publish: [], left: 2025-01-13}
  amara: {name: Amara Bello}
posts:
  clinical-director:
    commissioner_told: 2024-03-14
    holders:
      - {person: gone, from: 2020-05-17, to: 2024-02-11}
      - {person: quill, from: 2024-02-12, to: 2026-12-19, share: 37, status: interim}
      - {person: amara, from: 2024-04-01, to: 2027-09-30, share: 63}
      - {person: ash, from: 2027-10-21}
  pcn-manager:
    holders: [{person: quill, from: 2023-06-23, sessions: 4, status: acting}, {person: ash, from: 2023-07-24}]
  lead: {title: Lead, holders: [{person: gone, from: 2022-08-18, to: 2026-11-08}]}
  clerk: {title: Clerk, holders: [{person: amara, from: 2026-01-05, to: 2026-12-31, share: 63}]}
checklists: {first-steps: {started: 2024-02-16, done: {ring: {on: 2024-02-27}}}}
conflicts: [{person: quill, type: financial, what: Owns a mill, from: 2021-04-26, action: Leaves, declared: 2024-02-25, visible_to: public}]
";

    const FILES: &[(&str, &str)] = &[
        ("handbook.yaml", HANDBOOK),
        ("roles/clinical-director.md", "---\ntitle: Clinical director\n---\n"),
        ("roles/pcn-manager.md", "---\ntitle: PCN manager\n---\n"),
        ("checklists/first-steps.md", "---\ntitle: First steps\nfor: clinical-director\nsteps: [{id: ring, title: Ring the LMC, within_days: 14}]\n---\n"),
        ("responsibilities/leading.md", "---\ntitle: Leading\nrole: clinical-director\nyears: {from: 2026/27}\nbasis: contract\n---\n"),
        ("networks/alpha/network.yaml", ALPHA),
        ("networks/beta/network.yaml", "name: Beta PCN\nposts: {pcn-manager: {holders: [{person: alpha/quill, from: 2022-10-28, to: 2026-11-29}]}}\n"),
    ];

    const SECRETS: &[&str] = &[
        "2024-03-14",
        "14 March 2024",
        "2020-05-17",
        "17 May 2020",
        "2024-02-11",
        "11 February 2024",
        "2024-02-12",
        "12 February 2024",
        "2026-12-19",
        "20261219",
        "19 December 2026",
        "2027-10-21",
        "21 October 2027",
        "2023-06-23",
        "23 June 2023",
        "2023-07-24",
        "24 July 2023",
        "2022-08-18",
        "18 August 2022",
        "2026-11-08",
        "8 November 2026",
        "2025-01-13",
        "13 January 2025",
        "2024-02-16",
        "16 February 2024",
        "27 February 2024",
        "Owns a mill",
        "2022-10-28",
        "28 October 2022",
        "2026-11-29",
        "20261129",
        "29 November 2026",
        "37%",
        "63%",
        "interim",
        "acting",
        "4 sessions",
        "Zebedee",
        "Ash Hidden",
        "Gone Away",
        "quill",
    ];

    #[test]
    fn of_the_unnamed_the_public_edition_tells_that_the_post_is_held() {
        let site = Site::new(FILES);
        for secret in SECRETS {
            // A share of a post that is held by one person alone stays.
            if *secret != "63%" {
                site.nowhere_shows(secret);
            }
        }
        site.page("networks/alpha/posts/clinical-director.html")
            .shows("Held by Amara Bello Since 1 April 2024, until 30 September 2027 Held (name not published)")
            .hides("63%")
            .hides("Before");
        site.page("networks/alpha/posts/clerk.html").shows("63% of the post");
        let managers = site.page("networks/alpha/posts/pcn-manager.html").words();
        assert_eq!(managers.matches("Held (name not published)").count(), 1, "{managers}");
        site.page("networks/alpha/index.html").shows("Term ends: Clinical director").hides("First steps");
        site.page("review.html").shows("Terms that end").hides("not published");
    }

    #[test]
    fn the_staff_edition_tells_all_of_them() {
        let site = Site::staff(FILES);
        site.page("networks/alpha/posts/clinical-director.html").shows("Zebedee Quill").shows("12 February 2024").shows("37%").shows("Gone Away");
        site.page("networks/alpha/index.html").shows("First steps");
    }

    #[test]
    fn the_terminal_answers_as_the_edition_does() {
        let said = |edition| {
            let checked = check_files(FILES, crate::pages::testing::TODAY, false);
            let found = who::ask(checked, edition, "clinical director", Some("alpha")).unwrap();
            format!("{found:?}")
        };
        assert!(said(Edition::Staff).contains("2024-02-12"));
        let compared = |edition| {
            let checked = check_files(FILES, crate::pages::testing::TODAY, false);
            format!("{:?}", diff::compare(checked, Some(edition), ContractYear(2025), ContractYear(2026), None).unwrap())
        };
        assert!(compared(Edition::Staff).contains("2024-02-12"));
        let public = said(Edition::Public) + &compared(Edition::Public);
        for secret in SECRETS.iter().filter(|secret| **secret != "quill") {
            assert!(!public.contains(secret), "{secret} is in {public}");
        }
    }
}
