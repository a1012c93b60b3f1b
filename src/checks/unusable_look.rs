#![doc = include_str!("unusable_look.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::settings::colour;

/// Looks for an accent that is no colour, and for pictures that are not there.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(look) = &scene.handbook.settings.look else { return };
    if let Some(accent) = look.accent.as_ref().filter(|accent| colour(&accent.value).is_none()) {
        findings.push(
            Diagnostic::at(accent.span, format!("`{}` is no colour", accent.value)).hint("write it as `#` and six digits or letters from `a` to `f`: `\"#0b6e6e\"`"),
        );
    }
    let files = || scene.snapshot.assets().iter().map(|asset| asset.path.as_str());
    for picture in [&look.logo, &look.favicon].into_iter().flatten() {
        if !files().any(|path| path == picture.value) {
            findings.push(Diagnostic::at(picture.span, format!("there is no file `{}`", picture.value)).did_you_mean_or_choose(&picture.value, files()));
        }
    }
}
