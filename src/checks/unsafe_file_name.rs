#![doc = include_str!("unsafe_file_name.md")]

use std::collections::HashMap;

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::fault_of_path;
use crate::source::Span;

/// Looks for links to files that cannot be copied into every site.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let assets = scene.snapshot.assets();
    let path_of = |at: u32| assets.get(at as usize).map_or("", |asset| asset.path.as_str());
    let look = scene.handbook.settings.look.iter().flat_map(|look| [&look.logo, &look.favicon]).flatten();
    let pictures = look.filter_map(|picture| Some((picture.span, assets.iter().position(|asset| asset.path == picture.value)? as u32)));
    let mut links: Vec<(Span, u32)> = scene.links.to_files().chain(pictures).collect();
    links.sort_unstable_by_key(|(span, _)| (span.file, span.start));
    let mut first_of: HashMap<String, (Span, u32)> = HashMap::new();
    for (span, at) in links {
        let path = path_of(at);
        if let Some(fault) = fault_of_path(path) {
            findings.push(
                Diagnostic::at(span, format!("`{path}` cannot go into the site: {fault}")).hint("give the file a name of lower-case words joined by hyphens"),
            );
        }
        let (first, other) = *first_of.entry(path.to_lowercase()).or_insert((span, at));
        if other != at {
            findings.push(
                Diagnostic::at(span, format!("`{path}` and `{}` would be one file on Windows", path_of(other)))
                    .also(first, "the other one is linked here")
                    .hint("give one of the files another name"),
            );
        }
    }
}
