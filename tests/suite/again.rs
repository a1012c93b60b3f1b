//! What is remembered changes how long a build takes, never what it makes: after any change of any file, a build that
//! remembers the one before gives the same findings and bytes as a build that remembers nothing.
//!
//! `PCN_HANDBOOK_MINUTES=20 PCN_HANDBOOK_SEED=7 cargo test --release --test suite again -- --nocapture` goes on for longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pcn_handbook::diagnostic::{self, Format};
use pcn_handbook::model::settings::Edition;
use pcn_handbook::output::OutputError;
use pcn_handbook::pipeline::{self, Checked, Done, Memo, Pages, Shown, Takes};
use pcn_handbook::session::Unwritten;
use pcn_handbook::source::{Layer, Reading, Snapshot};

use crate::example_site::{TODAY, copy_to};

/// Steps of one test run.
const STEPS: usize = 100;

pub fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Numbers that look random and are the same in every run (xorshift64*, Vigna 2016).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }

    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// A site in memory, as a disk holds it over several builds.
#[derive(Default)]
struct Site {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    kept: Mutex<BTreeSet<String>>,
    /// After so many pages something else changes, so that the build is broken off.
    patience: AtomicUsize,
}

impl Takes for Site {
    fn write(&self, address: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.files.lock().unwrap().insert(address.to_owned(), bytes.to_vec());
        self.keep(address);
        Ok(())
    }

    fn keep(&self, address: &str) {
        self.kept.lock().unwrap().insert(address.to_owned());
        let _ = self.patience.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    }

    fn is_overtaken(&self) -> bool {
        self.patience.load(Ordering::Relaxed) == 0
    }
}

impl Site {
    fn new() -> Self {
        Self { patience: AtomicUsize::new(usize::MAX), ..Self::default() }
    }

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
fn make(checked: Checked, edition: Edition, memo: &mut Memo, site: &Site) -> (String, Shown) {
    let shown = pipeline::show(checked, edition, memo).unwrap();
    let built = pipeline::build(&shown, memo, site).unwrap();
    let desk = shown.desk();
    let plan = desk.plan();
    let mut taken = BTreeSet::new();
    if !plan.iter().all(|planned| taken.insert(&planned.address)) {
        // An error that stops a build: which of the two pages is written last is chance.
        site.files.lock().unwrap().clear();
        *memo = Memo::for_many_builds();
        return ("two pages with one address".to_owned(), shown);
    }
    for planned in &plan {
        let found = desk.planned_at(&planned.address).map(|found| found.key);
        assert_eq!(found, Some(planned.key), "{}", planned.address);
    }
    if built.findings.is_empty() && !built.overtaken {
        site.end();
    } else {
        site.kept.lock().unwrap().clear();
    }
    (diagnostic::draw(&built.findings, &shown.snapshot, Format::Json, false), shown)
}

/// A server that makes files when they are asked for gives those that a build writes.
fn ask(shown: Shown, known: &Arc<Mutex<Pages>>, fresh: &BTreeMap<String, Vec<u8>>, dice: &mut Dice, recent: &str) {
    let site = Unwritten::new(shown, Arc::clone(known));
    let addresses: Vec<&String> = fresh.keys().filter(|address| *address != "404.html").collect();
    for _ in 0..12 {
        let address = *dice.pick(&addresses);
        assert!(site.get(address).as_ref() == fresh.get(address), "{address} is served otherwise, {recent}");
    }
    assert!(site.get("search/root.js").as_ref() == fresh.get("search/root.js"), "the search is served otherwise, {recent}");
    for nowhere in ["networks/nowhere/index.html", "search/t9999.js", "files/nothing.pdf", "handbook.yaml", "networks/index"] {
        assert!(site.get(nowhere).is_none(), "{nowhere}, {recent}");
    }
}

#[test]
fn a_build_that_remembers_makes_what_a_build_that_remembers_nothing_makes() {
    let mut dice = Dice(from_environment("PCN_HANDBOOK_SEED", 20_261_128).max(1));
    let changing = Changing::new();
    let content = changing.content();
    // One memory for each edition, as two running programs have it.
    let mut editions = [(Edition::Public, Memo::for_many_builds(), Site::new()), (Edition::Staff, Memo::for_many_builds(), Site::new())];
    let known = Arc::default();
    let mut before: Option<Snapshot> = None;
    let mut history: Vec<String> = Vec::new();
    let mut remembered = 0;
    let minutes = from_environment("PCN_HANDBOOK_MINUTES", 0);
    let ends = Instant::now() + Duration::from_secs(minutes * 60);
    for step in (0..).take_while(|step| if minutes == 0 { *step < STEPS } else { Instant::now() < ends }) {
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
        if dice.below(6) == 0 {
            // The next change comes before the pages are made.
            site.patience.store(dice.below(600), Ordering::Relaxed);
            make(warm, *edition, memo, site);
            site.patience.store(usize::MAX, Ordering::Relaxed);
            continue;
        }
        let fresh = Site::new();
        let (mistakes, shown) = make(warm, *edition, memo, site);
        assert_eq!(mistakes, make(cold, *edition, &mut Memo::default(), &fresh).0, "{}", recent());
        if mistakes == "[]\n" {
            let (files, fresh) = (site.files.lock().unwrap(), fresh.files.lock().unwrap());
            if step % 4 == 0 {
                ask(shown, &known, &fresh, &mut dice, &recent());
            }
            let differing: Vec<&String> = files.keys().chain(fresh.keys()).filter(|address| files.get(*address) != fresh.get(*address)).collect();
            assert!(differing.is_empty(), "{differing:?} differ, {}", recent());
        }
    }
    println!("{} steps, {remembered} of them with most files remembered", history.len());
    assert!(remembered > 0, "nothing was ever remembered");
}

/// A handbook with posts in two networks, and a page that shows how to reach the holder of one.
const SMALL: &[(&str, &str)] = &[
    ("handbook.yaml", "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n"),
    ("roles/clinical-director.md", "---\ntitle: Clinical director\nsingle: true\n---\n"),
    ("pages/rooms.md", "---\ntitle: Rooms\n---\n\nRooms are free on Mondays. See [[alpha]].\n\n:::contact [[alpha/clinical-director]]\n"),
    (
        "networks/alpha/network.yaml",
        "name: Alpha PCN\npeople:\n  amara: {name: Dr Amara Bello}\n  tomos: {name: Dr Tomos Rhys}\nposts:\n  clinical-director: {holders: [{person: amara}]}\n",
    ),
    (
        "networks/beta/network.yaml",
        "name: Beta PCN\npeople:\n  efa: {name: Efa Lindqvist}\nposts:\n  office-manager: {title: Office manager, holders: [{person: efa}]}\n",
    ),
    ("networks/beta/hours.md", "---\ntitle: Hours\n---\n\nThe office is open from nine.\n"),
];

/// Builds twice, with one file changed in between; gives the work of the second build, and the pages that differ.
fn after(path: &str, from: &str, to: &str) -> (Done, Vec<String>) {
    let mut memo = Memo::for_many_builds();
    let site = Site::new();
    let mut files = SMALL.to_vec();
    let read = |files: &[(&str, &str)], before: Option<&Snapshot>| {
        let nothing = BTreeSet::new();
        let mut reading = before.map_or_else(Reading::default, |before| Reading::after(before, &nothing));
        for (path, text) in files {
            reading.add_memory(path, Layer::Handbook, text.as_bytes());
        }
        reading.finish("content".to_owned())
    };
    let first = read(&files, None);
    let checked = pipeline::check(first.clone(), Vec::new(), TODAY, &mut memo);
    make(checked, Edition::Public, &mut memo, &site);
    let before = site.files.lock().unwrap().clone();
    let (done, file) = (memo.done, files.iter_mut().find(|(known, _)| *known == path).unwrap());
    let changed = file.1.replace(from, to);
    assert_ne!(changed, file.1);
    file.1 = &changed;
    let checked = pipeline::check(read(&files, Some(&first)), Vec::new(), TODAY, &mut memo);
    make(checked, Edition::Public, &mut memo, &site);
    let now = site.files.lock().unwrap();
    let differ = now.keys().filter(|address| address.ends_with(".html") && now.get(*address) != before.get(*address)).cloned().collect();
    let work = Done {
        parsed: memo.done.parsed - done.parsed,
        rendered: memo.done.rendered - done.rendered,
        written: memo.done.written - done.written,
        lists: memo.done.lists - done.lists,
    };
    (work, differ)
}

#[test]
fn an_edit_of_one_pages_prose_parses_one_file_and_renders_it_and_the_document_it_stands_in() {
    let (done, differ) = after("networks/beta/hours.md", "from nine", "from ten");
    assert_eq!(differ, ["networks/beta/pages/hours.html", "networks/beta/print.html"]);
    assert_eq!((done.parsed, done.rendered), (1, 2));
}

#[test]
fn another_holder_renders_only_pages_that_show_a_holder() {
    let (done, differ) = after("networks/alpha/network.yaml", "{person: amara}", "{person: tomos}");
    assert_eq!(done.parsed, 1);
    assert_eq!(done.rendered, differ.len(), "{differ:?}");
    // The last one has a contact card in its prose.
    for address in ["networks/alpha/posts/clinical-director.html", "roles/clinical-director.html", "pages/rooms.html"] {
        assert!(differ.contains(&address.to_owned()), "{differ:?}");
    }
    assert!(!differ.iter().any(|address| address.contains("beta")), "{differ:?}");
}

#[test]
fn a_new_title_is_on_every_page_that_shows_it_at_once() {
    let (done, differ) = after("networks/beta/hours.md", "title: Hours", "title: Opening times");
    assert_eq!(done.parsed, 1);
    for address in ["networks/beta/pages/hours.html", "networks/beta/index.html"] {
        assert!(differ.contains(&address.to_owned()), "{differ:?}");
    }
    assert_eq!(done.rendered, differ.len());
}

#[test]
fn what_is_no_change_makes_nothing_again() {
    let (done, differ) = after("pages/rooms.md", "free on Mondays", "free on  Mondays");
    assert_eq!((done.parsed, done.rendered, differ.len()), (1, usize::from(!differ.is_empty()), differ.len()));
}
