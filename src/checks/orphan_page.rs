#![doc = include_str!("orphan_page.md")]

use std::collections::HashSet;

use super::Scene;
use super::shared::has_ended;
use crate::diagnostic::{Diagnostic, Findings};
use crate::links::Thing;
use crate::model::page::Status;
use crate::model::{Network, Page, Tree};
use crate::source::{Layer, Span};

/// Looks for pages that no other page leads to.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let handbook = scene.handbook;
    let pages: Vec<(Thing, &Page)> =
        handbook.pages.iter().enumerate().filter(|(_, page)| page.tree == Tree::Pages).map(|(n, page)| (Thing::Page(n as u32), page.as_ref())).collect();
    // A file that could be read only in part may hold the link.
    if handbook.pages.iter().chain(&handbook.home).all(|page| page.whole) {
        alone(scene, &pages, findings);
    }
    for (n, network) in handbook.networks.iter().enumerate() {
        if is_whole(network) && !has_ended(network, scene.today) {
            let pages: Vec<(Thing, &Page)> = network.pages.iter().enumerate().map(|(at, page)| (Thing::NetworkPage(n as u32, at as u32), page.as_ref())).collect();
            alone(scene, &pages, findings);
        }
    }
}

fn is_whole(network: &Network) -> bool {
    network.whole
        && network.agreement.as_ref().is_none_or(|agreement| agreement.whole)
        && network.strategy.as_ref().is_none_or(|strategy| strategy.whole)
        && network.pages.iter().all(|page| page.whole)
}

/// Tells those of a tree's pages that nothing leads to.
fn alone(scene: &Scene<'_>, pages: &[(Thing, &Page)], findings: &mut Findings) {
    // The first page of a folder lists the others.
    let listed: HashSet<&str> = pages.iter().filter(|(_, page)| page.is_index()).map(|(_, page)| page.folder()).collect();
    for (thing, page) in pages {
        let facts = &page.facts;
        let reached = page.is_index()
            || listed.contains(page.folder())
            || !scene.links.to(*thing).is_empty()
            // What a page explains shows the page under "where this matters".
            || facts.about.iter().any(|about| scene.links.of(about).is_some());
        let is_kept_for_reference = facts.status.as_ref().is_some_and(|status| status.value != Status::Current);
        if reached || is_kept_for_reference || page.layer != Layer::Handbook {
            continue;
        }
        findings.push(
            Diagnostic::at(facts.title.as_ref().map_or(Span::top(page.file), |title| title.span), format!("nothing leads to the page `{}`", page.title()))
                .hint(format!("link to it where people look for it, for example with `[[{}]]`, or say with `about:` what it explains", page.id))
                .subject(page.path.clone()),
        );
    }
}
