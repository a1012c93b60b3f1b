#![doc = include_str!("staff_only_document_in_a_public_page.md")]

use std::collections::{HashMap, HashSet};

use super::Scene;
use super::public_text::{Names, public_texts};
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Handbook;

/// Looks for titles in public sentences of things that only staff may see.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let Some((public, _)) = scene.public else { return };
    let shown: HashSet<String> = titles(public).into_iter().map(|(_, title)| title).collect();
    let mut hidden: HashMap<Option<String>, Vec<String>> = HashMap::new();
    for (network, title) in titles(scene.handbook) {
        // What has the title of something public, such as a post of the same role elsewhere, says nothing.
        if !shown.contains(&title) {
            hidden.entry(network).or_default().push(title);
        }
    }
    if hidden.is_empty() {
        return;
    }
    let names: HashMap<Option<&str>, Names<'_>> =
        hidden.iter().map(|(network, titles)| (network.as_deref(), Names::new(titles.iter().map(String::as_str)))).collect();
    for text in public_texts(public) {
        // Titles of a network's things are common words elsewhere.
        let mine = text.network.and_then(|network| names.get(&Some(network)));
        for names in mine.into_iter().chain(names.get(&None)) {
            for (span, title) in text.find(scene, names) {
                findings.push(
                    Diagnostic::at(span, format!("the public reads this, and `{title}` is for staff alone"))
                        .hint("say it in other words, or put the sentence between `:::staff` and `:::`")
                        .subject(title.to_owned()),
                );
            }
        }
    }
}

/// Titles of pages, services, posts, bodies and practices of networks, and of all that is in no network.
fn titles(handbook: &Handbook) -> Vec<(Option<String>, String)> {
    let mut titles: Vec<(Option<String>, String)> = Vec::new();
    titles.extend(handbook.pages.iter().map(|page| (None, page.title())));
    titles.extend(handbook.responsibilities.iter().map(|item| (None, item.facts.title.value.clone())));
    titles.extend(handbook.roles.iter().map(|item| (None, item.facts.title.value.clone())));
    titles.extend(handbook.organisations.iter().map(|item| (None, item.facts.name.value.clone())));
    titles.extend(handbook.forums.iter().map(|item| (None, item.facts.name.value.clone())));
    for network in &handbook.networks {
        let of = |title: &str| (Some(network.id.clone()), title.to_owned());
        let facts = &network.facts;
        titles.push((None, facts.name.value.clone()));
        titles.extend(network.pages.iter().map(|page| of(&page.title())));
        titles.extend(facts.services.iter().map(|service| of(&service.title.value)));
        titles.extend(facts.bodies.iter().map(|(_, body)| of(&body.name.value)));
        titles.extend(facts.practices.iter().map(|practice| of(&practice.name.value)));
        titles.extend(facts.posts.iter().filter_map(|(_, post)| post.title.as_ref()).map(|title| of(&title.value)));
        titles.extend(facts.responsibilities.iter().filter_map(|(_, says)| says.title.as_ref()).map(|title| of(&title.value)));
        titles.extend(network.strategy.iter().flat_map(|strategy| &strategy.facts.objectives).map(|objective| of(&objective.title.value)));
    }
    titles
}
