//! A handbook that is kept up to date while its files change, for `serve` and `watch`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::civil::Date;

use crate::checks;
use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::embedded::READER;
use crate::model::settings::Edition;
use crate::output::OutputError;
use crate::pages;
use crate::pipeline::{self, Built, Checked, Memo, Pages, Shown, Takes, Trouble};
use crate::serve::{Also, Line, State, Told};
use crate::source::{Layer, Snapshot, Span};
use crate::watching::Burst;

/// A handbook that is read again after each change, with what is remembered of it.
pub struct Session {
    content: PathBuf,
    theme: Option<String>,
    edition: Option<Edition>,
    memo: Memo,
    read: Option<(Snapshot, Findings)>,
}

/// A handbook as it is now.
pub struct Looked {
    /// Read, linked and checked, its findings those of the edition.
    pub checked: Checked,
    /// The edition that is shown.
    pub edition: Edition,
}

impl Looked {
    /// Whether something is wrong that stops a build.
    pub fn has_errors(&self) -> bool {
        self.checked.count(Severity::Error) > 0
    }
}

impl Session {
    /// Begins with nothing read.
    pub fn new(content: &Path, theme: Option<&str>, edition: Option<Edition>) -> Self {
        Self { content: content.to_owned(), theme: theme.map(str::to_owned), edition, memo: Memo::for_many_builds(), read: None }
    }

    /// Folders to watch.
    pub fn folders(&self) -> Vec<PathBuf> {
        pipeline::folders(&self.content, self.theme.as_deref())
    }

    /// Reads, links and checks the handbook. With a burst, the files that it names are looked at; without one, all are.
    ///
    /// # Errors
    /// When the content folder cannot be listed.
    pub fn look(&mut self, burst: Option<&Burst>, today: Date) -> Result<Looked, Trouble> {
        let read = match (&self.read, burst) {
            (None, _) => pipeline::load(&self.content, self.theme.as_deref())?,
            (Some((before, findings)), Some(burst)) if !burst.everything => {
                let paths = self.as_read(&burst.paths);
                match before.with_changed(&paths) {
                    Some(now) => (now, findings.clone()),
                    None => pipeline::load_again(&self.content, self.theme.as_deref(), before, &paths)?,
                }
            }
            (Some((before, _)), _) => pipeline::load_again(&self.content, self.theme.as_deref(), before, &BTreeSet::new())?,
        };
        self.read = Some(read.clone());
        let (snapshot, findings) = read;
        let mut checked = pipeline::check(snapshot, findings, today, &mut self.memo);
        let edition = self.edition.or(checked.handbook.settings.edition).unwrap_or(Edition::Public);
        checks::for_edition(&mut checked.findings, Some(edition));
        Ok(Looked { checked, edition })
    }

    /// Whether the folders hold something else than was read, though nobody told of a change.
    ///
    /// # Errors
    /// When the content folder cannot be listed.
    pub fn was_missed(&self) -> Result<bool, Trouble> {
        let Some((before, _)) = &self.read else { return Ok(true) };
        let (now, _) = pipeline::load_again(&self.content, self.theme.as_deref(), before, &BTreeSet::new())?;
        Ok(!now.is_same_as(before))
    }

    /// Makes ready what the edition shows.
    ///
    /// # Errors
    /// When the disk cannot give a file of the theme.
    pub fn show(&mut self, looked: Looked) -> Result<Shown, OutputError> {
        pipeline::show(looked.checked, looked.edition, &mut self.memo)
    }

    /// Makes the pages that are not as they were.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn build(&mut self, shown: &Shown, site: &dyn Takes) -> Result<Built, OutputError> {
        pipeline::build(shown, &mut self.memo, site)
    }

    /// Forgets the pages that were made: where they were written is no more.
    pub fn forget_pages(&mut self) {
        self.memo.forget_pages();
    }

    /// Paths as the watcher names them, in the way they were read: without links among their folders.
    fn as_read(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let mut roots: Vec<(PathBuf, PathBuf)> = self.folders().into_iter().filter_map(|root| Some((root.canonicalize().ok()?, root))).collect();
        // `content/../themes/own` begins with `content` too.
        roots.sort_by_key(|(_, root)| std::cmp::Reverse(root.components().count()));
        let as_read = |path: &PathBuf| {
            let inside = roots.iter().find_map(|(real, root)| Some(real.join(path.strip_prefix(root).ok()?)));
            inside.unwrap_or_else(|| path.clone())
        };
        paths.iter().map(as_read).collect()
    }
}

/// Bursts that wait to be looked at: those that come while one is looked at become one.
pub struct Inbox(Arc<Waiting>);

struct Waiting {
    burst: Mutex<(Option<Burst>, bool)>,
    came: Condvar,
    /// Something waits, so what is being built is out of date.
    overtaken: AtomicBool,
}

/// What [`Inbox::next`] found.
pub enum News {
    /// Something may have changed.
    Burst(Burst),
    /// Nothing happened for the time given.
    Quiet,
    /// The watcher has ended.
    Over,
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inbox {
    /// Gathers what a watcher tells.
    pub fn of(bursts: Receiver<Burst>) -> Self {
        let waiting = Arc::new(Waiting { burst: Mutex::default(), came: Condvar::new(), overtaken: AtomicBool::new(false) });
        let shared = Arc::clone(&waiting);
        std::thread::spawn(move || {
            for burst in bursts {
                let (waiting, _) = &mut *lock(&shared.burst);
                match waiting {
                    None => *waiting = Some(burst),
                    Some(before) => {
                        before.paths.extend(burst.paths);
                        before.everything |= burst.everything;
                        before.last = burst.last;
                    }
                }
                shared.overtaken.store(true, Ordering::Relaxed);
                shared.came.notify_all();
            }
            lock(&shared.burst).1 = true;
            shared.came.notify_all();
        });
        Self(waiting)
    }

    /// Waits for news.
    pub fn next(&self, patience: Duration) -> News {
        let is_waiting = |(burst, over): &mut (Option<Burst>, bool)| burst.is_none() && !*over;
        let waited = self.0.came.wait_timeout_while(lock(&self.0.burst), patience, is_waiting);
        let (mut guard, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let (burst, over) = &mut *guard;
        self.0.overtaken.store(false, Ordering::Relaxed);
        match burst.take() {
            Some(burst) => News::Burst(burst),
            None if *over => News::Over,
            None => News::Quiet,
        }
    }

    /// Whether something changed since [`next`](Self::next) was last asked.
    pub fn is_waiting(&self) -> bool {
        self.0.overtaken.load(Ordering::Relaxed)
    }
}

/// A site that is not written: each file is made when it is asked for.
pub struct Unwritten {
    shown: Shown,
    /// Pages of earlier states, for the search.
    known: Arc<Mutex<Pages>>,
    search: OnceLock<HashMap<String, Vec<u8>>>,
    exports: OnceLock<HashMap<String, Vec<u8>>>,
    /// Files that pages link to: places among the snapshot's assets.
    files: OnceLock<Vec<u32>>,
}

impl Unwritten {
    /// The site of a state of the handbook. `known` goes from state to state.
    pub fn new(shown: Shown, known: Arc<Mutex<Pages>>) -> Self {
        Self { shown, known, search: OnceLock::new(), exports: OnceLock::new(), files: OnceLock::new() }
    }

    /// The bytes at an address from the root; `None` where the site has nothing there.
    pub fn get(&self, address: &str) -> Option<Vec<u8>> {
        let shown = &self.shown;
        if let Some((_, bytes)) = shown.theme.statics.iter().find(|(path, _)| path == address) {
            return Some(bytes.clone());
        }
        let desk = shown.desk();
        if address == pages::LOOK_CSS {
            return desk.look_css().map(String::into_bytes);
        }
        if let Some(name) = address.strip_prefix("search/") {
            if let Some((_, script)) = READER.iter().find(|(known, _)| *known == name) {
                return Some(script.to_vec());
            }
            let search = self.search.get_or_init(|| by_address(pipeline::search_files(shown, &mut lock(&self.known))));
            return search.get(address).cloned();
        }
        if let Some(at) = shown.snapshot.assets().iter().position(|asset| asset.path == address) {
            let is_linked = self.files.get_or_init(|| desk.files()).binary_search(&(at as u32)).is_ok();
            return if is_linked { shown.snapshot.assets()[at].read().ok() } else { None };
        }
        if let Some(planned) = desk.planned_at(address) {
            let mut html = Vec::new();
            return match shown.theme.press().render(&desk.view(&planned), &shown.snapshot, &mut html) {
                Ok(()) if planned.key == pages::PageKey::NotFound => Some(self.led_here(html)),
                Ok(()) => Some(html),
                Err(mistake) => Some(page_of(&mistake, &shown.snapshot).into_bytes()),
            };
        }
        self.exports.get_or_init(|| by_address(pages::exports(&desk, &desk.plan()))).get(address).cloned()
    }

    /// The page for unknown addresses holds full addresses of the published site; here they lead to this server.
    fn led_here(&self, html: Vec<u8>) -> Vec<u8> {
        let desk = self.shown.desk();
        match (desk.base_url(), String::from_utf8(html)) {
            (Some(base), Ok(html)) => html.replace(&format!("{base}/"), "/").into_bytes(),
            (_, Ok(html)) => html.into_bytes(),
            (_, Err(error)) => error.into_bytes(),
        }
    }
}

fn by_address(files: Vec<pages::Export>) -> HashMap<String, Vec<u8>> {
    files.into_iter().map(|file| (file.address, file.bytes)).collect()
}

/// A page in the place of one whose template has a mistake.
fn page_of(mistake: &Diagnostic, snapshot: &Snapshot) -> String {
    let told = crate::diagnostic::draw(std::slice::from_ref(mistake), snapshot, crate::diagnostic::Format::Human, false);
    let mut html = "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>A mistake in a template</title></head><body><pre>".to_owned();
    let _ = pulldown_cmark_escape::escape_html_body_text(&mut html, &told);
    html.push_str("</pre></body></html>\n");
    html
}

/// A state for the server: the site, and what to show over it.
pub fn state(site: &Arc<Unwritten>, told: Vec<Told>) -> State {
    let site = Arc::clone(site);
    State { get: Box::new(move |address| site.get(address)), told }
}

/// What stops a build, or is wrong with the theme, as it is shown over the page.
pub fn told(findings: &[Diagnostic], snapshot: &Snapshot) -> Vec<Told> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut explained = HashSet::new();
    let told_once = |finding: &Diagnostic| {
        let mut told = told_of(finding, snapshot);
        if !explained.insert(finding.rule) {
            told.explain.clear();
        }
        told
    };
    errors.take(MOST_TOLD).map(told_once).collect()
}

/// Findings that are shown over a page: nobody reads more of them before mending some.
const MOST_TOLD: usize = 200;

fn told_of(finding: &Diagnostic, snapshot: &Snapshot) -> Told {
    let span = finding.span;
    let (number, column) = snapshot.line_and_column(span.file, span.start);
    let file = snapshot.file(span.file);
    let text = file.text.lines().nth(number - 1).unwrap_or("").trim_start_matches('\u{feff}').to_owned();
    let marked = snapshot.text(span).lines().next().map_or(0, |marked| marked.chars().count());
    let line = file.readable.then(|| Line { number, width: marked.min(text.chars().count().saturating_sub(column - 1)), start: column - 1, text });
    let place = |span: Span| {
        let (line, column) = snapshot.line_and_column(span.file, span.start);
        format!("{}:{line}:{column}", snapshot.shown_path(span.file))
    };
    let on_disk = snapshot.on_disk(span.file).filter(|_| file.layer != Layer::National);
    Told {
        severity: finding.severity.word(),
        rule: finding.rule.to_owned(),
        message: finding.message.clone(),
        place: place(span),
        line,
        also: finding.also.iter().map(|(span, message)| Also { place: place(*span), message: message.clone() }).collect(),
        hints: finding.hints.clone(),
        explain: checks::rule(finding.rule).map_or(String::new(), |rule| rule.page.to_owned()),
        open: on_disk.map(|path| in_editor(&path, number, column)),
    }
}

/// The address that opens a file in Visual Studio Code, and in editors that answer to its name.
fn in_editor(path: &Path, line: usize, column: usize) -> String {
    let path = path.display().to_string().replace('\\', "/");
    let path = path.trim_start_matches("//?/");
    let mut address = "vscode://file".to_owned();
    if !path.starts_with('/') {
        address.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{address}:{line}:{column}")
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 22);

    #[test]
    fn a_change_below_another_folder_than_the_content_is_seen_at_once_whatever_the_disk_says_of_it() {
        let room = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = room.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let settings = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n";
        put("content/handbook.yaml", &format!("{settings}extends: ../lmc\ntheme: own\n"));
        put("lmc/guidance/rooms.md", "---\ntitle: Rooms\n---\n\nOne.\n");
        put("themes/own/404.html", "one");
        let mut session = Session::new(&room.path().join("content"), None, None);
        session.look(None, TODAY).unwrap();
        for (at, path) in [(2, "guidance/rooms.md"), (1, "404.html")] {
            let named = session.folders()[at].join(path);
            let text = std::fs::read_to_string(&named).unwrap();
            let time = std::fs::metadata(&named).unwrap().modified().unwrap();
            std::fs::write(&named, text.replace("One", "Two").replace("one", "two")).unwrap();
            std::fs::File::options().append(true).open(&named).unwrap().set_modified(time).unwrap();
            let burst = Burst { paths: BTreeSet::from([named]), everything: false, last: Instant::now() };
            let looked = session.look(Some(&burst), TODAY).unwrap();
            let file = looked.checked.snapshot.files().find(|(_, file)| file.path == path && file.layer != Layer::National).unwrap().1;
            assert!(file.text.to_lowercase().contains("two"), "{path}: {}", file.text);
        }
    }

    #[test]
    fn another_list_to_compare_with_is_seen_at_once_whatever_the_disk_says_of_it() {
        let room = tempfile::tempdir().unwrap();
        let list = include_str!("../tests/fixtures/ods/map.csv");
        let settings = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n";
        std::fs::create_dir_all(room.path().join("content/networks/alpha")).unwrap();
        std::fs::write(room.path().join("map.csv"), list).unwrap();
        std::fs::write(room.path().join("content/handbook.yaml"), format!("{settings}reference: {{map: ../map.csv}}\n")).unwrap();
        std::fs::write(room.path().join("content/networks/alpha/network.yaml"), "name: Two Rivers PCN\ncode: U99974\n").unwrap();
        let mut session = Session::new(&room.path().join("content"), None, None);
        let is_told = |looked: &Looked, code: &str| looked.checked.findings.iter().any(|finding| finding.subject == code);
        assert!(is_told(&session.look(None, TODAY).unwrap(), "Y99020"));
        let named = session.folders().pop().unwrap();
        let time = std::fs::metadata(&named).unwrap().modified().unwrap();
        std::fs::write(&named, list.replace("Y99020", "Y99023")).unwrap();
        std::fs::File::options().append(true).open(&named).unwrap().set_modified(time).unwrap();
        let burst = Burst { paths: BTreeSet::from([named]), everything: false, last: Instant::now() };
        let looked = session.look(Some(&burst), TODAY).unwrap();
        assert!(is_told(&looked, "Y99023") && !is_told(&looked, "Y99020"));
    }

    #[test]
    fn an_address_for_an_editor_holds_nothing_that_addresses_do_not() {
        assert_eq!(in_editor(Path::new("/home/a b/ä.md"), 3, 7), "vscode://file/home/a%20b/%C3%A4.md:3:7");
        assert_eq!(in_editor(Path::new("C:\\handbook\\x.md"), 1, 1), "vscode://file/C:/handbook/x.md:1:1");
    }
}
