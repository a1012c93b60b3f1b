#![doc = include_str!("script_in_a_file.md")]

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::Scene;
use crate::diagnostic::{Diagnostic, Findings};
use crate::document::render::is_safe_address;
use crate::source::Asset;

/// Endings of files that a browser opens as a page, and runs what is in it.
const PAGES: &[&str] = &["html", "htm", "xhtml", "xht", "xml", "xsl", "xslt", "mht", "mhtml", "svgz", "shtml", "hta"];

/// Looks for linked files that a browser would run.
pub fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let assets = scene.snapshot.assets();
    let look = scene.handbook.settings.look.iter().flat_map(|look| [&look.logo, &look.favicon]).flatten();
    let pictures = look.filter_map(|picture| Some((picture.span, assets.iter().position(|asset| asset.path == picture.value)? as u32)));
    for (span, at) in scene.links.to_files().chain(pictures) {
        let Some(asset) = assets.get(at as usize) else { continue };
        let ending = asset.path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        let path = &asset.path;
        if PAGES.contains(&ending.as_str()) {
            findings.push(
                Diagnostic::at(span, format!("`{path}` is a web page, which can hold scripts"))
                    .hint("save it as a PDF and link to that, or write it as a page of the handbook"),
            );
        } else if ending == "svg" && has_a_script(asset) {
            findings.push(Diagnostic::at(span, format!("`{path}` has a script in it")).hint("save the drawing again as plain SVG, or as a PNG"));
        }
    }
}

/// Whether a drawing holds what a browser would run, or a page within it.
fn has_a_script(drawing: &Asset) -> bool {
    let Ok(bytes) = drawing.read() else { return false };
    // An entity can stand for anything, and a drawing has no need of its own ones.
    if bytes.windows(8).any(|part| part.eq_ignore_ascii_case(b"<!entity")) || bytes.windows(16).any(|part| part.eq_ignore_ascii_case(b"<?xml-stylesheet")) {
        return true;
    }
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(false);
    Tokenizer::new_with_emitter(bytes.as_slice(), emitter).any(|token| {
        let Ok(Token::StartTag(tag)) = token else { return false };
        let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
        let name = name.rsplit(':').next().unwrap_or("");
        let runs = matches!(name, "script" | "foreignobject" | "iframe" | "embed" | "object" | "handler" | "listener");
        runs || tag.attributes.iter().any(|(attribute, value)| {
            let attribute = String::from_utf8_lossy(attribute).to_ascii_lowercase();
            let leads = attribute == "href" || attribute.ends_with(":href") || matches!(attribute.as_str(), "to" | "from" | "values" | "src");
            let value = String::from_utf8_lossy(&value.value);
            let is_picture = value.trim_start().starts_with("data:image/") && !value.contains("svg");
            attribute.starts_with("on") || (leads && attribute != "values" && !is_picture && value.contains(':') && !is_safe_address(&value))
                || (attribute == "values" && value.to_ascii_lowercase().contains("script:"))
        })
    })
}
