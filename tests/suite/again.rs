//! What is remembered changes how long a build takes, never what it makes: after any change of any file, a build that
//! remembers the one before gives the same findings and bytes as a build that remembers nothing.
//!
//! `PCN_HANDBOOK_STEPS=5000 PCN_HANDBOOK_SEED=7 cargo test --release --test suite again` goes on for longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use pcn_handbook::diagnostic::{self, Format};
use pcn_handbook::model::settings::Edition;
use pcn_handbook::output::OutputError;
use pcn_handbook::pipeline::{self, Checked, Memo, Takes};
use pcn_handbook::source::Snapshot;

use crate::example_site::{TODAY, copy_to};

/// Steps of one test run.
const STEPS: usize = 100;

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Numbers that look random and are the same in every run (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// A site in memory, as a disk holds it over several builds.
#[derive(Default)]
struct Site {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    kept: Mutex<BTreeSet<String>>,
}

impl Takes for Site {
    fn write(&self, address: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.files.lock().unwrap().insert(address.to_owned(), bytes.to_vec());
        self.keep(address);
        Ok(())
    }

    fn keep(&self, address: &str) {
        self.kept.lock().unwrap().insert(address.to_owned());
    }
}

impl Site {
    /// Ends a build: what was neither written nor kept is no longer part of the site.
    fn end(&self) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap());
        self.files.lock().unwrap().retain(|address, _| kept.contains(address));
    }
}

/// A handbook with every kind of entry and every layer, in a folder that changes.
struct Changing {
    room: tempfile::TempDir,
    originals: Vec<(PathBuf, Vec<u8>)>,
}

impl Changing {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let content = copy_to(room.path());
        let put = |path: &str, text: &str| {
            let path = room.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let settings = fs::read_to_string(content.join("handbook.yaml")).unwrap();
        put("content/handbook.yaml", &settings.replace("theme: plain", "theme: own\nextends: ../below").replace("public_review: false", "public_review: true"));
        put("below/handbook.yaml", "title: Below\npublisher: {name: Another LMC, kind: lmc}\ncontract_year: 2026/27\n");
        put("below/guidance/shared.md", "---\ntitle: Shared advice\nabout: [clinical-director]\n---\n\n## First {#first}\n\nSee [[pcn-manager]].\n");
        put("below/roles/navigator.md", "---\ntitle: Care navigator\nsummary: Helps people find their way.\n---\n\nWorks with [[pcn-manager]].\n");
        put("below/files/leaflet.txt", "A leaflet.\n");
        put("themes/own/404.html", "{% extends \"plain/404.html\" %}\n");
        put("themes/own/assets/extra.css", "main { color: black; }\n");
        let mut changing = Self { room, originals: Vec::new() };
        changing.originals = changing.files().into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect();
        changing
    }

    fn content(&self) -> PathBuf {
        self.room.path().join("content")
    }

    fn files(&self) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(self.room.path()).sort_by_file_name().into_iter().map(Result::unwrap);
        walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
    }

    /// Changes something; says what, and which paths a watcher would name.
    fn change(&self, dice: &mut Dice) -> (String, BTreeSet<PathBuf>) {
        let files = self.files();
        let path = dice.pick(&files).clone();
        let is_text = path.extension().is_some_and(|ending| ["md", "yaml", "html", "css", "txt"].iter().any(|text| ending == *text));
        let text = if is_text { String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned() } else { String::new() };
        let lines: Vec<&str> = text.lines().collect();
        let shown = path.strip_prefix(self.room.path()).unwrap().display().to_string();
        let one = |what: &str| (format!("{what} {shown}"), BTreeSet::from([path.clone()]));
        let write = |path: &Path, text: &str| {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        match dice.below(16) {
            0..=3 if is_text => {
                let links = [
                    "[[clinical-director]]",
                    "[[severn-bridge/clinical-director]]",
                    "[[enhanced-access|evenings]]",
                    "[[nobody-at-all]]",
                    "[[shared#first]]",
                    "[[practice:Y99001]]",
                    "[the agreement](agreement.md#schedule-3)",
                    "[[harbour-city]]",
                    "[[agreement#schedule-2]]",
                    "[[term:ARRS]]",
                    "![x](../../files/logo.svg)",
                    "[home](../index.md)",
                ];
                let at = dice.below(lines.len() + 1);
                let mut lines = lines.clone();
                let sentence = format!("A sentence {} with {}.", dice.below(1000), dice.pick(&links));
                if path.extension().is_some_and(|ending| ending == "md") {
                    lines.push(&sentence)
                } else {
                    lines.insert(at, "# A remark")
                }
                write(&path, &(lines.join("\n") + "\n"));
                one("a sentence in")
            }
            4 if lines.len() > 1 => {
                let mut lines = lines;
                lines.remove(dice.below(lines.len()));
                write(&path, &(lines.join("\n") + "\n"));
                one("a line less in")
            }
            5 if lines.len() > 1 => {
                let (mut lines, a, b) = (lines.clone(), dice.below(lines.len()), dice.below(lines.len()));
                lines.swap(a, b);
                write(&path, &(lines.join("\n") + "\n"));
                one("two lines swapped in")
            }
            6 => {
                fs::remove_file(&path).unwrap();
                one("gone")
            }
            7 => {
                let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
                let ending = path.extension().map_or(String::new(), |ending| format!(".{}", ending.to_string_lossy()));
                let copy = path.with_file_name(format!("{stem}-{}{ending}", dice.below(30)));
                fs::copy(&path, &copy).unwrap();
                (format!("a copy of {shown}: {}", copy.display()), BTreeSet::from([copy]))
            }
            8 => {
                let to = dice.pick(&files).with_file_name(path.file_name().unwrap());
                fs::rename(&path, &to).unwrap();
                (format!("{shown} moved to {}", to.display()), BTreeSet::from([path.clone(), to]))
            }
            9 => {
                let networks = self.content().join("networks");
                let mut folders: Vec<PathBuf> = fs::read_dir(&networks).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
                folders.sort();
                if folders.is_empty() {
                    return one("nothing with");
                }
                let from = dice.pick(&folders).clone();
                let to = networks.join(["alder-brook", "severn-bridge", "zeal-hill"][dice.below(3)]);
                if !to.exists() {
                    fs::rename(&from, &to).unwrap();
                }
                (format!("{} moved to {}", from.display(), to.display()), BTreeSet::from([from, to]))
            }
            10 if is_text => {
                let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| word.len() > 3).collect();
                if words.is_empty() {
                    return one("nothing with");
                }
                let (from, to) = (*dice.pick(&words), *dice.pick(&words));
                write(&path, &text.replace(from, to));
                one(&format!("`{from}` made `{to}` in"))
            }
            11 => {
                fs::write(&path, b"title: \xff\xfe odd\n\tbytes").unwrap();
                one("odd bytes in")
            }
            12 if is_text => {
                let renamed = text.replacen("title: ", &format!("title: New {} ", dice.below(50)), 1);
                write(&path, &renamed);
                one("a new title in")
            }
            13 => {
                // Everything as it was: many files at once.
                let mut changed: BTreeSet<PathBuf> = files.into_iter().collect();
                for path in &changed {
                    fs::remove_file(path).unwrap();
                }
                for (path, bytes) in &self.originals {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, bytes).unwrap();
                    changed.insert(path.clone());
                }
                ("all files as they were".to_owned(), changed)
            }
            _ => {
                let (path, bytes) = dice.pick(&self.originals);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
                (format!("{} as it was", path.display()), BTreeSet::from([path.clone()]))
            }
        }
    }
}

fn told(checked: &Checked) -> String {
    diagnostic::draw(&checked.findings, &checked.snapshot, Format::Json, false)
}

/// Everything that a build makes, template mistakes included.
fn make(checked: Checked, edition: Edition, memo: &mut Memo, site: &Site) -> String {
    let shown = pipeline::show(checked, edition, memo).unwrap();
    let built = pipeline::build(&shown, memo, site).unwrap();
    let desk = shown.desk();
    for planned in desk.plan() {
        let found = desk.planned_at(&planned.address).map(|found| found.key);
        assert_eq!(found, Some(planned.key), "{}", planned.address);
    }
    if built.findings.is_empty() {
        site.end();
    }
    diagnostic::draw(&built.findings, &shown.snapshot, Format::Json, false)
}

#[test]
fn a_build_that_remembers_makes_what_a_build_that_remembers_nothing_makes() {
    let mut dice = Dice(from_environment("PCN_HANDBOOK_SEED", 20_261_128).max(1));
    let changing = Changing::new();
    let content = changing.content();
    // One memory for each edition, as two running programs have it.
    let mut editions = [(Edition::Public, Memo::for_many_builds(), Site::default()), (Edition::Staff, Memo::for_many_builds(), Site::default())];
    let mut before: Option<Snapshot> = None;
    let mut history: Vec<String> = Vec::new();
    let mut remembered = 0;
    for step in 0..from_environment("PCN_HANDBOOK_STEPS", STEPS as u64) as usize {
        let (what, paths) = if step == 0 { ("nothing".to_owned(), BTreeSet::new()) } else { changing.change(&mut dice) };
        history.push(what);
        let recent = || format!("step {step}:\n{}", history[history.len().saturating_sub(12)..].join("\n"));
        let Ok((cold, cold_findings)) = pipeline::load(&content, None) else {
            // Without its folder there is no handbook; the next change brings it back.
            fs::create_dir_all(&content).unwrap();
            continue;
        };
        let (quick, warm) = match &before {
            Some(before) => (before.with_changed(&paths), pipeline::load_again(&content, None, before, &paths).unwrap()),
            None => (None, (cold.clone(), cold_findings.clone())),
        };
        let (mut warm, warm_findings) = warm;
        if let Some(quick) = quick {
            // A few files read by themselves are what the whole folder is.
            let texts = |snapshot: &Snapshot| snapshot.files().map(|(id, file)| (id, file.path.clone(), file.text.clone())).collect::<Vec<_>>();
            assert!(texts(&quick) == texts(&warm), "{}", recent());
            warm = quick;
        }
        before = Some(warm.clone());
        let (edition, memo, site) = &mut editions[usize::from(step % 4 == 3)];
        let parsed = memo.done.parsed;
        let warm = pipeline::check(warm, warm_findings, TODAY, memo);
        remembered += usize::from(memo.done.parsed - parsed < warm.snapshot.len() / 2);
        let cold = pipeline::check(cold, cold_findings, TODAY, &mut Memo::default());
        assert!(told(&warm) == told(&cold), "{}\nremembered:\n{}\nnew:\n{}", recent(), told(&warm), told(&cold));
        let fresh = Site::default();
        let mistakes = make(warm, *edition, memo, site);
        assert_eq!(mistakes, make(cold, *edition, &mut Memo::default(), &fresh), "{}", recent());
        if mistakes == "[]\n" {
            let (files, fresh) = (site.files.lock().unwrap(), fresh.files.lock().unwrap());
            let differing: Vec<&String> = files.keys().chain(fresh.keys()).filter(|address| files.get(*address) != fresh.get(*address)).collect();
            assert!(differing.is_empty(), "{differing:?} differ, {}", recent());
        }
    }
    assert!(remembered > 0, "nothing was ever remembered");
}
