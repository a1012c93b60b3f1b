//! Templates: the built-in theme, and files of the handbook's own that replace it by name.
//!
//! A page's HTML is a function of the theme, the site's frame and that page's view. A mistake in a template is a
//! finding with its place.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ahash::random_state::{RandomSource, set_random_source};
use tera::value::Key;
use tera::{Context, ErrorKind, Tera, Value};

use crate::diagnostic::{Diagnostic, Findings};
use crate::embedded::PLAIN;
use crate::pages::view::{Site, View};
use crate::source::{FileId, Layer, Snapshot, Span};

/// Where built-in and own templates live in the engine: own ones are looked for first.
const OWN: &str = "handbook/";
const BUILT_IN: &str = "plain/";

/// A compiled theme.
pub struct Theme {
    tera: Tera,
    /// The frame that all pages share.
    site: Site,
    /// The same as templates read it, once for each thread at work: to count in one place who reads it would cost them
    /// more than the reading.
    sites: Mutex<Vec<Value>>,
    /// Files to copy: address from the root and bytes.
    pub statics: Vec<(String, Vec<u8>)>,
}

/// Compiles the theme; with mistakes in own templates, the built-in ones stand in and the findings say so.
///
/// # Errors
/// When a file of the handbook's theme vanished while it was read.
pub fn compile(snapshot: &Snapshot) -> std::io::Result<(Theme, Findings)> {
    let mut findings = Findings::new();
    let own: Vec<(FileId, &str, &str)> = snapshot
        .files()
        .filter(|(_, file)| file.layer == Layer::Theme && file.readable)
        .map(|(id, file)| (id, file.path.as_str(), file.text.as_str()))
        .collect();
    let mut tera = engine();
    let mut templates: Vec<(String, &str)> = built_in();
    templates.extend(own.iter().map(|(_, path, text)| (format!("{OWN}{path}"), *text)));
    if let Err(error) = tera.add_raw_templates(templates) {
        findings.push(finding(&error, &own, snapshot));
        tera = engine();
        // The built-in templates are ours: a test compiles them.
        let _ = tera.add_raw_templates(built_in());
    }
    let mut statics: Vec<(String, Vec<u8>)> =
        PLAIN.iter().filter(|(path, _)| is_static(path)).map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
    for asset in snapshot.theme_assets().iter().filter(|asset| is_static(&asset.path)) {
        statics.retain(|(path, _)| *path != asset.path);
        statics.push((asset.path.clone(), asset.read()?));
    }
    statics.sort();
    Ok((Theme { tera, site: Site::default(), sites: Mutex::default(), statics }, findings))
}

fn is_static(path: &str) -> bool {
    path.starts_with("assets/")
}

/// The same seed for every map. Otherwise each of the millions of small maps that templates read takes the next number
/// of a counter, for which threads wait on each other. Keys are names of fields, which nobody chooses to make them collide.
struct OneSeed;

impl RandomSource for OneSeed {
    fn gen_hasher_seed(&self) -> usize {
        0
    }
}

fn engine() -> Tera {
    // It can be set once, before the first map is made; after that all is well without.
    let _ = set_random_source(OneSeed);
    let mut tera = Tera::new();
    // Names are tried with each prefix in turn. The prefixes are constants, so they are never refused.
    let _ = tera.set_fallback_prefixes(vec![OWN.to_owned(), BUILT_IN.to_owned()]);
    tera
}

fn built_in() -> Vec<(String, &'static str)> {
    PLAIN
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .filter_map(|(path, bytes)| Some((format!("{BUILT_IN}{path}"), std::str::from_utf8(bytes).ok()?)))
        .collect()
}

impl Theme {
    /// Gives the templates the frame that all pages share, once.
    pub fn frame(&mut self, site: &Site) {
        self.site.clone_from(site);
        self.sites = Mutex::default();
    }

    fn sites(&self) -> MutexGuard<'_, Vec<Value>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renders a page into `html`, which is emptied first: one buffer serves many pages.
    ///
    /// # Errors
    /// A finding with the place in the template.
    pub fn render(&self, view: &View, snapshot: &Snapshot, html: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        html.clear();
        let taken = self.sites().pop();
        let site = taken.unwrap_or_else(|| Value::from_serializable(&self.site));
        let rendered = context_of(view).and_then(|mut context| {
            context.insert_value("site", site.clone());
            self.tera.render_to(view.template(), &context, html)
        });
        self.sites().push(site);
        match rendered {
            Ok(()) => Ok(()),
            Err(error) => {
                let own: Vec<(FileId, &str, &str)> =
                    snapshot.files().filter(|(_, file)| file.layer == Layer::Theme).map(|(id, file)| (id, file.path.as_str(), file.text.as_str())).collect();
                Err(Box::new(finding(&error, &own, snapshot)))
            }
        }
    }
}

/// The fields of a view as a template's variables. Their names are known to the compiler, so none of them is copied.
fn context_of(view: &View) -> tera::TeraResult<Context> {
    let mut context = Context::new();
    for (name, value) in Value::try_from_serializable(view)?.into_map().into_iter().flatten() {
        match name {
            Key::Str(name) => context.insert_value(name, value),
            name => context.insert_value(name.to_string(), value),
        }
    }
    Ok(context)
}

/// A template engine's error as a finding in the template.
fn finding(error: &tera::Error, own: &[(FileId, &str, &str)], snapshot: &Snapshot) -> Diagnostic {
    let place = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = report.filename().trim_start_matches(OWN).trim_start_matches(BUILT_IN);
            own.iter().find(|(_, path, _)| *path == name).map(|(id, _, text)| {
                let range = &report.span().range;
                let start = range.start.min(text.len()) as u32;
                (Span { file: *id, start, end: (range.end.min(text.len()) as u32).max(start) }, report.message().to_owned())
            })
        }
        _ => None,
    };
    let (span, message) = match place {
        Some((span, message)) => (span, message),
        None => {
            let first = own.first().map(|(id, _, _)| *id).or_else(|| snapshot.files().next().map(|(id, _)| id)).unwrap_or(FileId(0));
            let text = error.to_string();
            (Span::top(first), text.lines().next().unwrap_or("").to_owned())
        }
    };
    Diagnostic::reading("template-mistake", span, format!("this template cannot be used: {message}"))
        .hint("compare it with the template of the same name in the built-in theme")
}
