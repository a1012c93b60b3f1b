//! Templates: the built-in theme, and files of the handbook's own that replace it by name.
//!
//! A page's HTML is a function of the theme, the site's frame and that page's view. A mistake in a template is a
//! finding with its place.

use std::collections::HashMap;
use std::hash::Hash as _;

use ahash::random_state::{RandomSource, set_random_source};
use serde::Serialize;
use tera::value::Key;
use tera::{Context, ErrorKind, Tera, Value};
use xxhash_rust::xxh3::Xxh3Default;

use crate::diagnostic::{Diagnostic, Findings};
use crate::embedded::PLAIN;
use crate::pages::view::{FramePart, Site, View};
use crate::source::{FileId, Layer, Snapshot, Span};

/// Where built-in and own templates live in the engine: own ones are looked for first.
const OWN: &str = "handbook/";
const BUILT_IN: &str = "plain/";

/// A compiled theme.
pub struct Theme {
    tera: Tera,
    /// The frame that all pages share.
    site: Site,
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
    Ok((Theme { tera, site: Site::default(), statics }, findings))
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
    }

    /// Makes ready to render pages.
    pub fn press(&self) -> Press<'_> {
        Press { theme: self, site: Value::from_serializable(&self.site), parts: HashMap::new() }
    }
}

/// Parts of frames that are kept before they are forgotten: more than the pages of a few networks have.
const MOST_PARTS: usize = 256;

/// What a thread renders pages with: to count in one place who reads what all pages share would cost the threads more than
/// the reading.
pub struct Press<'t> {
    theme: &'t Theme,
    /// The frame that all pages share, as templates read it.
    site: Value,
    /// The HTML of parts that were rendered before, by the xxh3 of what they show.
    parts: HashMap<u64, Value>,
}

impl Press<'_> {
    /// Renders a page into `html`, which is emptied first: one buffer serves many pages.
    ///
    /// # Errors
    /// A finding with the place in the template.
    pub fn render(&mut self, view: &View, snapshot: &Snapshot, html: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        html.clear();
        self.try_to_render(view, html).map_err(|error| {
            let own: Vec<(FileId, &str, &str)> =
                snapshot.files().filter(|(_, file)| file.layer == Layer::Theme).map(|(id, file)| (id, file.path.as_str(), file.text.as_str())).collect();
            Box::new(finding(&error, &own, snapshot))
        })
    }

    fn try_to_render(&mut self, view: &View, html: &mut Vec<u8>) -> tera::TeraResult<()> {
        let mut context = context_of(view)?;
        context.insert_value("site", self.site.clone());
        for part in FramePart::of(view.page()) {
            context.insert_value(part.variable(), self.part(&part)?);
        }
        self.theme.tera.render_to(view.template(), &context, html)
    }

    /// The HTML of a part of the frame.
    fn part(&mut self, part: &FramePart<'_>) -> tera::TeraResult<Value> {
        let mut print = Xxh3Default::new();
        part.hash(&mut print);
        let print = print.digest();
        if let Some(html) = self.parts.get(&print) {
            return Ok(html.clone());
        }
        let mut context = context_of(part)?;
        context.insert_value("site", self.site.clone());
        let html = Value::safe_string(&self.theme.tera.render(part.template(), &context)?);
        if self.parts.len() == MOST_PARTS {
            self.parts.clear();
        }
        self.parts.insert(print, html.clone());
        Ok(html)
    }
}

/// The fields of a view as a template's variables. Their names are known to the compiler, so none of them is copied.
fn context_of(view: &impl Serialize) -> tera::TeraResult<Context> {
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

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::diagnostic::{self, Format};
    use crate::model::settings::Edition;
    use crate::pages::view::{NetworkNav, NotFound, Page};
    use crate::pipeline::{self, Memo, Shown};
    use crate::source::Reading;

    /// A small handbook with a theme of its own.
    fn shown(theme: &[(&str, &str)]) -> Shown {
        let mut reading = Reading::default();
        let settings = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
        reading.add_memory("handbook.yaml", Layer::Handbook, settings.as_bytes());
        reading.add_memory("networks/alpha/network.yaml", Layer::Handbook, b"name: Alpha PCN\n");
        for (path, text) in theme {
            reading.add_memory(path, Layer::Theme, text.as_bytes());
        }
        let checked = pipeline::check_all(reading.finish("content".to_owned()), Date::constant(2026, 11, 22));
        pipeline::show(checked, Edition::Public, &mut Memo::default()).unwrap()
    }

    fn html(shown: &Shown, address: &str) -> Result<String, String> {
        let (desk, mut html) = (shown.desk(), Vec::new());
        let view = desk.view(&desk.planned_at(address).unwrap());
        match shown.theme.press().render(&view, &shown.snapshot, &mut html) {
            Ok(()) => Ok(String::from_utf8(html).unwrap()),
            Err(mistake) => Err(diagnostic::draw(&[*mistake], &shown.snapshot, Format::Short, false)),
        }
    }

    #[test]
    fn a_theme_replaces_parts_of_the_frame_by_name() {
        let shown = shown(&[
            ("head.html", "<i>{{ root }}{{ site.script }} {{ network_id }}</i>"),
            ("header.html", "<i>{{ root }}index.html {{ section }} {{ site.title }}</i>"),
            ("network-bar.html", "{% if network %}<i>{{ network.name }} {{ is_front_page }}</i>{% endif %}"),
            ("footer.html", "<i>{{ root }} {{ site.as_at }}</i>"),
        ]);
        let html = |address: &str| html(&shown, address).unwrap();
        let parts = |html: String| html.split("<i>").skip(1).map(|part| part.split_once("</i>").unwrap().0.to_owned()).collect::<Vec<_>>();
        let front = parts(html("networks/alpha/index.html"));
        assert!(front[0].starts_with("../../assets/handbook.js?") && front[0].ends_with(" alpha"), "{front:?}");
        assert_eq!(front[1..], ["../../index.html networks A handbook", "Alpha PCN true", "../../ 22 November 2026"]);
        assert_eq!(parts(html("networks/alpha/responsibilities.html"))[2], "Alpha PCN false");
        assert_eq!(parts(html("networks/index.html"))[1..], ["../index.html networks A handbook", "../ 22 November 2026"]);
    }

    #[test]
    fn a_mistake_in_a_part_of_the_frame_is_told_at_its_place() {
        let shown = shown(&[("footer.html", "<footer>\n{{ page.title }}</footer>")]);
        let told = html(&shown, "index.html").unwrap_err();
        assert!(told.starts_with("footer.html:2:4: error[template-mistake]: this template cannot be used: Variable `page` is not defined."), "{told}");
    }

    #[test]
    fn a_press_that_rendered_many_frames_renders_each_as_a_new_one_does() {
        let shown = shown(&[]);
        let mut press = shown.theme.press();
        let count = MOST_PARTS + 10;
        for n in (0..count).chain((0..count).rev()) {
            let network = NetworkNav { id: format!("n{}", n / 2), name: format!("Network {n}"), ..NetworkNav::default() };
            let page = Page { root: "../".repeat(n % 3), section: ["roles", "networks"][n % 2], network: Some(network.into()), ..Page::default() };
            let view = View::NotFound(Box::new(NotFound { page }));
            let (mut kept, mut new) = (Vec::new(), Vec::new());
            press.render(&view, &shown.snapshot, &mut kept).unwrap();
            shown.theme.press().render(&view, &shown.snapshot, &mut new).unwrap();
            assert_eq!(String::from_utf8(kept).unwrap(), String::from_utf8(new).unwrap(), "{n}");
        }
    }
}
