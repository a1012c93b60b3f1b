#![doc = include_str!("unusable_reference_list.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::record::Text;
use crate::open_lists::Unusable;

/// Looks whether the lists that the handbook names are there and whole.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let (Some(reference), Some(named)) = (scene.reference, &scene.handbook.settings.reference) else { return };
    let mut tell = |path: Option<&Text>, fault: Option<&Unusable>| {
        if let (Some(path), Some(Unusable { why, hint })) = (path, fault) {
            findings.push(Diagnostic::at(path.span, format!("the list `{}` cannot be used: {why}", path.value)).hint(hint.clone()));
        }
    };
    tell(named.map.as_ref(), reference.map.as_ref().err());
    tell(named.list_sizes.as_ref(), reference.list_sizes.as_ref().and_then(|list| list.as_ref().err()));
}
