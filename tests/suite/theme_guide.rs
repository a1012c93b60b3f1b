//! `themes/plain/README.md` says what each template receives. The tables are made out of the files of
//! `src/pages/view/`, so they hold.
//!
//! `PCN_HANDBOOK_WRITE=1 cargo test --test suite theme_guide` writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const VIEWS: &str = "src/pages/view.rs";
const FOLDER: &str = "src/pages/view";
/// The files of the folder, in the order in which the guide tells of them.
const PARTS: [&str; 10] = ["frame", "parts", "networks", "people", "catalogue", "print", "papers", "prose", "outside", "lists"];
const GUIDE: &str = "themes/plain/README.md";
const MADE: &str = "<!-- What follows is made out of the documentation of the views. -->\n";

/// A struct of a view.
struct Part {
    name: String,
    about: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    about: String,
}

fn here(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The views, the file that names the others first.
fn views() -> String {
    let mut code = fs::read_to_string(here(VIEWS)).unwrap();
    let in_folder = fs::read_dir(here(FOLDER)).unwrap().count();
    assert_eq!(in_folder, PARTS.len(), "{FOLDER} holds other files than this test reads");
    for name in PARTS {
        code.push_str(&fs::read_to_string(here(&format!("{FOLDER}/{name}.rs"))).unwrap());
    }
    code
}

/// The structs with their documented fields, and the enums of plain words as structs without any.
fn parts(code: &str) -> Vec<Part> {
    let (mut parts, mut about, mut inside): (Vec<Part>, Vec<&str>, bool) = (Vec::new(), Vec::new(), false);
    for line in code.lines() {
        let words = line.trim();
        if let Some(doc) = words.strip_prefix("///") {
            about.push(doc.trim());
        } else if words.starts_with("#[") {
            // Attributes stand between the words and what they are about.
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            parts.push(Part { name: name.to_owned(), about: about.join(" "), fields: Vec::new() });
            (inside, about) = (!name.contains('<'), Vec::new());
        } else if line == "}" {
            inside = false;
        } else if let Some((name, kind)) = words.strip_prefix("pub ").and_then(|rest| rest.strip_suffix(',')).and_then(|rest| rest.split_once(": "))
            && inside
            && let Some(part) = parts.last_mut()
        {
            part.fields.push(Field { name: name.to_owned(), kind: kind.to_owned(), about: about.join(" ") });
            about.clear();
        } else {
            about.clear();
        }
    }
    parts
}

/// A field's type in the words of somebody who writes templates. The view of a whole page is told under its template.
fn kind_in_words(kind: &str, templates: &BTreeMap<&str, &str>) -> String {
    let kind_in_words = |kind: &str| kind_in_words(kind, templates);
    if let Some(template) = templates.get(kind) {
        return format!("[{template}](#{})", anchor(template));
    }
    let inner = |before: &str| kind.strip_prefix(before).and_then(|rest| rest.strip_suffix('>'));
    if let Some(of) = inner("Vec<").or_else(|| inner("Arc<[")) {
        return format!("list of {}", kind_in_words(of.trim_end_matches(']')));
    }
    if let Some(of) = inner("Option<") {
        return format!("{}, or nothing", kind_in_words(of));
    }
    if let Some(of) = inner("Shared<").or_else(|| inner("Box<")).or_else(|| inner("Arc<")) {
        return kind_in_words(of);
    }
    match kind {
        "String" | "&'static str" | "str" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "usize" | "u8" | "u32" | "u64" | "f64" => "number".to_owned(),
        "char" => "letter".to_owned(),
        "Part" => "[letter](#part)".to_owned(),
        of => format!("[{of}](#{})", of.to_lowercase()),
    }
}

/// The anchor that a heading of the guide has.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
}

/// Rust's own marks out of the words.
fn plain(about: &str) -> String {
    about.replace("[`", "`").replace("`]", "`").replace('|', "\\|").replace("::", ".")
}

fn table(out: &mut String, part: &Part, templates: &BTreeMap<&str, &str>) {
    out.push_str("| field | is | |\n| --- | --- | --- |\n");
    for Field { name, kind, about } in part.fields.iter().filter(|field| field.name != "page") {
        let _ = writeln!(out, "| `{name}` | {} | {} |", kind_in_words(kind, templates), plain(about));
    }
    out.push('\n');
}

fn made(code: &str) -> String {
    let parts = parts(code);
    let part = |name: &str| parts.iter().find(|part| part.name == name).unwrap_or_else(|| panic!("no view {name}"));
    // `View::Home(_) => "home.html",`, in the order of the pages.
    let pages: Vec<(&str, &str)> = code
        .lines()
        .filter_map(|line| line.trim().strip_prefix("View::")?.split_once("(_) => \""))
        .filter_map(|(view, rest)| Some((view, rest.strip_suffix("\",")?)))
        .collect();
    let templates: BTreeMap<&str, &str> = pages.iter().copied().collect();
    let version = pcn_handbook::embedded::VIEWS;
    let mut out = format!("\n# What templates receive\n\nViews {version}.\n\n## Every template\n\n### page\n\n{}\n\n", plain(&part("Page").about));
    table(&mut out, part("Page"), &templates);
    let _ = write!(out, "### site\n\n{}\n\n", plain(&part("Site").about));
    table(&mut out, part("Site"), &templates);
    out.push_str("## Each template\n\n");
    let mut told: BTreeSet<&str> = ["Page", "Site"].into();
    for (view, template) in &pages {
        let part = part(view);
        told.insert(&part.name);
        let _ = write!(out, "### {template}\n\n{}\n\n", plain(&part.about));
        table(&mut out, part, &templates);
    }
    out.push_str("## Parts\n\n");
    for part in parts.iter().filter(|part| !told.contains(part.name.as_str()) && !part.name.contains('<') && !part.fields.is_empty()) {
        let _ = write!(out, "### {}\n\n{}\n\n", part.name, plain(&part.about));
        table(&mut out, part, &templates);
    }
    out.push_str(
        "### Part\n\nThe part that somebody has in a responsibility: `A` answers for it, `R` does the work, `S` helps, `I` is kept informed; empty: none.\n",
    );
    // One empty line between paragraphs.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

#[test]
fn the_guide_for_themes_names_every_field_of_every_view() {
    let code = views();
    let guide = fs::read_to_string(here(GUIDE)).unwrap().replace("\r\n", "\n");
    let (by_hand, known) = guide.split_once(MADE).expect("the mark above what is made");
    let made = made(&code);
    if std::env::var_os("PCN_HANDBOOK_WRITE").is_some() {
        fs::write(here(GUIDE), format!("{by_hand}{MADE}{made}")).unwrap();
        return;
    }
    for (line, (known, made)) in known.lines().zip(made.lines()).enumerate() {
        assert_eq!(known, made, "line {} of the tables; PCN_HANDBOOK_WRITE=1 cargo test --test suite theme_guide writes them anew", line + 1);
    }
    assert_eq!(known.lines().count(), made.lines().count(), "PCN_HANDBOOK_WRITE=1 cargo test --test suite theme_guide writes the tables anew");
}

#[test]
fn every_link_in_the_guide_leads_to_one_of_its_headings() {
    let guide = fs::read_to_string(here(GUIDE)).unwrap();
    let headings: BTreeSet<String> = guide.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#').trim())).collect();
    let lost: Vec<&str> = guide.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).filter(|anchor| !headings.contains(*anchor)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn every_field_is_a_field_that_the_compiler_knows() {
    // The tables are read line by line; a view that is written in another manner would fall out of them.
    let code = views();
    let structs = code.lines().filter(|line| line.starts_with("pub struct ") && line.ends_with(" {")).count();
    let fields: usize = parts(&code).iter().map(|part| part.fields.len()).sum();
    assert_eq!(parts(&code).len(), structs);
    assert_eq!(fields, code.lines().filter(|line| line.starts_with("    pub ") && line.ends_with(',')).count());
}
