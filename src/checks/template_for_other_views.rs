#![doc = include_str!("template_for_other_views.md")]

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::embedded::VIEWS;
use crate::source::{Layer, Span};

/// Looks for templates of the handbook's theme that name another version of the views.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for (id, file) in scene.snapshot.files().filter(|(_, file)| file.layer == Layer::Theme && file.readable) {
        let Some((start, number)) = views_of(&file.text) else { continue };
        if number != VIEWS.to_string() {
            let span = Span { file: id, start: start as u32, end: (start + "views: ".len() + number.len()) as u32 };
            findings.push(
                Diagnostic::at(span, format!("this template was written for views {number}, and this program makes views {VIEWS}"))
                    .hint(format!("compare it with the built-in template of its name, then write `{{# views: {VIEWS} #}}`")),
            );
        }
    }
}

/// What `{# views: 1 #}` says, and where the words begin.
fn views_of(template: &str) -> Option<(usize, &str)> {
    const MARK: &str = "{# views: ";
    let at = template.find(MARK)?;
    let number = template[at + MARK.len()..].split("#}").next()?.trim();
    Some((at + "{# ".len(), number))
}
