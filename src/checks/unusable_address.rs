#![doc = include_str!("unusable_address.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Text;
use crate::document::render::is_web_address;

/// Looks for addresses in facts that lead nowhere on the web.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let handbook = scene.handbook;
    let own = [&handbook.settings.base_url, &handbook.settings.edit_url];
    let sources = handbook.sources.iter().map(|source| &source.facts.url);
    let organisations = handbook.organisations.iter().map(|organisation| &organisation.facts.website);
    let of_networks = handbook.networks.iter().flat_map(|network| {
        let contacts = std::iter::once(&network.facts.contact).chain(network.facts.posts.iter().map(|(_, post)| &post.contact));
        let websites = contacts.flatten().map(|contact| &contact.website);
        websites.chain(network.facts.practices.iter().map(|practice| &practice.website))
    });
    for address in own.into_iter().chain(sources).chain(organisations).chain(of_networks).flatten().filter(|address| !is_web_address(&address.value)) {
        findings.push(finding(address));
    }
}

fn finding(address: &Text) -> Diagnostic {
    let finding = Diagnostic::at(address.span, format!("`{}` is no full address of the web", address.value)).subject(address.value.clone());
    let whole = format!("https://{}", address.value);
    if address.value.contains('.') && !address.value.contains(':') && is_web_address(&whole) {
        finding.hint(format!("write `{whole}`, if it leads there"))
    } else {
        finding.hint("write all of it, beginning with `https://`")
    }
}
