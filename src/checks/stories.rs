//! The small handbooks that rules' pages show, read and checked: each page is its rule's test.
//!
//! A story is a row of fences named by file, and last a fence `findings`: the exact findings of the rule, as
//! `--format short` prints them. Several stories may follow each other. A line `as at 2026-01-31` before a story sets the
//! day, a line `with the national layer` adds that layer; `handbook.yaml` is given where the story brings none.
//!
//! A word before a fence's name says how the file lies on the disk: `latin-1` and `utf-16` are encodings, `link` is a
//! symbolic link to the path in the fence. `../` leads to a file beside the content folder, `themes/x/` to a theme; `list` is
//! an open list that `handbook.yaml` names by that path.

use std::path::Path;

use jiff::civil::Date;

use crate::pipeline::{self, Checked};
use crate::source::{Layer, Reading};

/// A small handbook and what its check must find.
pub struct Story {
    files: Vec<(String, Vec<u8>)>,
    links: Vec<(String, String)>,
    lists: Vec<(String, String)>,
    /// The findings, a line each.
    pub findings: String,
    today: Date,
    national: bool,
}

impl Story {
    fn blank() -> Self {
        Self { files: Vec::new(), links: Vec::new(), lists: Vec::new(), findings: String::new(), today: Date::constant(2026, 11, 22), national: false }
    }

    /// Whether this system can tell it: symbolic links are not the same everywhere.
    pub fn can_be_told(&self) -> bool {
        self.links.is_empty() || cfg!(unix)
    }

    /// Reads and checks it, in memory where that is possible.
    pub fn check(&self) -> Checked {
        let mut reading = Reading::default();
        if self.national {
            pipeline::add_national(&mut reading);
        }
        for (path, text) in &self.lists {
            reading.add_list_from_memory(path, text.as_bytes());
        }
        let folder = tempfile::tempdir().unwrap();
        if self.links.is_empty() {
            for (path, bytes) in &self.files {
                let theme = path.strip_prefix("themes/").and_then(|path| path.split_once('/'));
                let (path, layer) = theme.map_or((path.as_str(), Layer::Handbook), |(_, path)| (path, Layer::Theme));
                reading.add_memory(path, layer, bytes);
            }
        } else {
            let content = folder.path().join("content");
            for (path, bytes) in &self.files {
                write(&content.join(path), bytes);
            }
            for (path, target) in &self.links {
                link(&content.join(path), target);
            }
            reading.add_folder(&content, Layer::Handbook).unwrap();
        }
        let mut checked = pipeline::check_all(reading.finish("content".to_owned()), self.today);
        let (_, found) = crate::theme::compile(&checked.snapshot).unwrap();
        checked.findings.extend(found);
        checked
    }
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[cfg(unix)]
fn link(path: &Path, target: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(not(unix))]
fn link(_: &Path, _: &str) {}

struct Fence {
    mark: &'static str,
    how: String,
    name: String,
    text: String,
}

/// The stories of a page.
pub fn stories(page: &str) -> Vec<Story> {
    let mut stories = Vec::new();
    let mut story = Story::blank();
    let mut open: Option<Fence> = None;
    for line in page.lines() {
        match &mut open {
            Some(fence) if line.trim_end() == fence.mark => {
                if let Some(fence) = open.take() {
                    add(&mut story, &mut stories, fence);
                }
            }
            Some(fence) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            None => match ["````", "```"].into_iter().find_map(|mark| Some((mark, line.strip_prefix(mark)?))) {
                Some((mark, info)) => {
                    let words: Vec<&str> = info.split_whitespace().collect();
                    let (name, before) = words.split_last().map_or(("", &[][..]), |(name, before)| (*name, before));
                    open = Some(Fence { mark, how: before.last().map_or("", |word| *word).to_owned(), name: name.to_owned(), text: String::new() });
                }
                None => {
                    let date = line.strip_prefix("as at ").and_then(|date| crate::document::record::parse_date(date.trim().trim_end_matches('.')).ok());
                    story.today = date.unwrap_or(story.today);
                    story.national |= line.trim() == "with the national layer";
                }
            },
        }
    }
    stories
}

fn add(story: &mut Story, stories: &mut Vec<Story>, fence: Fence) {
    if fence.name == "findings" {
        story.findings = fence.text;
        if !story.files.iter().any(|(path, _)| path == "handbook.yaml") {
            let handbook = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\n";
            story.files.push(("handbook.yaml".to_owned(), handbook.into()));
        }
        stories.push(std::mem::replace(story, Story::blank()));
        return;
    }
    if fence.how == "list" {
        story.lists.push((fence.name, fence.text));
        return;
    }
    let bytes = match fence.how.as_str() {
        "link" => {
            story.links.push((fence.name, fence.text.trim().to_owned()));
            return;
        }
        "latin-1" => fence.text.chars().map(|c| c as u8).collect(),
        "utf-16" => [0xff, 0xfe].into_iter().chain(fence.text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        _ => fence.text.into_bytes(),
    };
    story.files.push((fence.name, bytes));
}
