//! Tells when files change.
//!
//! A [`Watcher`] looks after folders and gives a [`Burst`] each time something in them may have changed: one for a save,
//! one for a checkout of 500 files. Bursts are hints; whoever gets one looks at the disk. Editors' scratch files, folders
//! that are to be ignored, and mere reading give none.
//!
//! The system's own events are used where there are any. On network drives and the like, and where the system refuses,
//! the folders are walked again and again instead.

mod places;
mod polling;
mod silent;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _, WatcherKind};

use places::Places;
use polling::Poll;

/// A burst ends when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(20);
/// A burst is given out after this long even if things go on happening.
const PATIENCE: Duration = Duration::from_millis(500);

/// What changed since the last burst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Files and folders that may have changed, come or gone, each below a root as it was named to [`Watcher::start`].
    /// A folder that is gone stands for all that was in it; of one that came, the files are here as well. Where a file
    /// is a link to another, it is the other that changes.
    pub paths: BTreeSet<PathBuf>,
    /// Look at everything: a root came, went or was replaced, or the system lost count of the events.
    pub everything: bool,
    /// When the last event of the burst came, for measuring.
    pub last: Instant,
}

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The system tells of each.
    Events,
    /// The folders are walked several times a second.
    Polling(Why),
}

/// Why folders are walked though that is slower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The user wants it so.
    Asked,
    /// This folder lies where the system does not tell of what others change.
    Silent {
        /// The folder, as it was named to [`Watcher::start`].
        folder: PathBuf,
        /// What it lies on, in words: `a network drive (NFS)`.
        lies_on: &'static str,
    },
    /// The system would not watch, for this reason.
    Refused(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("you asked for it"),
            Self::Silent { folder, lies_on } => write!(f, "`{}` is on {lies_on}, where the system does not tell of every change", folder.display()),
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}

/// Keeps the watch alive; dropping it ends the watch, and the bursts with it.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<Message>,
    how: Arc<Mutex<How>>,
}

impl Watcher {
    /// Begins to watch; a change made after this returns is in a burst.
    ///
    /// `roots` are folders, watched with all that is in them, or single files. One that does not exist is noticed when
    /// it comes. What happens in the `ignored` folders, and in neighbours of theirs called `NAME.new-…` and `NAME.old-…`,
    /// does not count. With `poll`, the folders are walked even where the system has events.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(roots: &[PathBuf], ignored: &[PathBuf], poll: bool) -> io::Result<(Self, Receiver<Burst>)> {
        let (messages, inbox) = mpsc::channel();
        let (bursts, received) = mpsc::channel();
        let how = Arc::new(Mutex::new(How::Events));
        let mut worker = Worker {
            places: Places::find(roots, ignored),
            poll,
            eyes: Eyes::Shut,
            generation: 0,
            gathered: Gathered::default(),
            how: Arc::clone(&how),
            messages: messages.clone(),
        };
        worker.open_eyes();
        thread::Builder::new().name("watching".to_owned()).spawn(move || worker.work(&inbox, &bursts))?;
        Ok((Self { messages, how }, received))
    }

    /// How changes are noticed. This can turn from events to polling while the watch goes on, when the system's limit of
    /// watched folders is reached or a root comes to lie on a network drive.
    pub fn how(&self) -> How {
        self.how.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Watches other roots from now on. Unless they are the same, a burst follows that says to look at everything.
    pub fn set_roots(&self, roots: &[PathBuf]) {
        let (done, wait) = mpsc::channel();
        if self.messages.send(Message::Roots(roots.to_vec(), done)).is_ok() {
            // Nothing ever comes: the other end is dropped when the new roots are watched, or when the thread has ended.
            let _ = wait.recv();
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
    }
}

enum Message {
    /// From the watch of this generation, at this time.
    Event(u64, Instant, notify::Result<notify::Event>),
    Roots(Vec<PathBuf>, Sender<()>),
    Stop,
}

enum Eyes {
    Shut,
    Events(RecommendedWatcher),
    Polling(Poll),
}

struct Worker {
    places: Places,
    /// The user wants no events.
    poll: bool,
    eyes: Eyes,
    /// Counts the watches that were begun, so that events of an earlier one are told apart.
    generation: u64,
    gathered: Gathered,
    how: Arc<Mutex<How>>,
    /// For the system's events.
    messages: Sender<Message>,
}

impl Worker {
    fn work(mut self, inbox: &Receiver<Message>, bursts: &Sender<Burst>) {
        loop {
            let message = match self.wakes_at() {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => inbox.recv_timeout(at.saturating_duration_since(Instant::now())),
            };
            // Messages that wait are taken before a burst ends: on a busy computer they are older than they seem.
            let is_quiet = match message {
                Ok(Message::Event(generation, at, event)) => {
                    if generation == self.generation {
                        self.take(at, event);
                    }
                    false
                }
                Ok(Message::Roots(roots, _done)) => {
                    if self.places.set_roots(&roots) {
                        self.open_eyes();
                        self.gathered.everything(Instant::now());
                    }
                    false
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.look(),
            };
            if (is_quiet || self.gathered.is_overdue(Instant::now()))
                && let Some(burst) = self.gathered.burst()
                && bursts.send(burst).is_err()
            {
                return;
            }
        }
    }

    /// When there is something to do though no message comes.
    fn wakes_at(&self) -> Option<Instant> {
        match (&self.eyes, self.gathered.due()) {
            (_, Some(due)) => Some(due),
            (Eyes::Polling(poll), None) => Some(poll.next),
            _ => None,
        }
    }

    /// No message came until now: says whether nothing happens any more. Where there are no events, a walk tells.
    fn look(&mut self) -> bool {
        let Eyes::Polling(poll) = &mut self.eyes else { return true };
        let changes = poll.look(&mut self.places);
        let now = Instant::now();
        let is_quiet = changes.paths.is_empty() && !changes.roots;
        changes.paths.into_iter().for_each(|path| self.gathered.path(path, now));
        if changes.roots {
            self.gathered.everything(now);
        }
        is_quiet
    }

    /// Begins to watch, all anew. What happened before is not known afterwards.
    fn open_eyes(&mut self) {
        self.generation += 1;
        self.places.refresh();
        let why = if self.poll {
            Why::Asked
        } else if let Some((folder, lies_on)) = self.places.roots().find_map(|root| Some((root, silent::lies_on(root)?))) {
            Why::Silent { folder: folder.to_owned(), lies_on }
        } else {
            match self.watch() {
                Ok(watcher) => {
                    self.say(How::Events);
                    self.eyes = Eyes::Events(watcher);
                    return;
                }
                Err(error) => Why::Refused(refusal(&error)),
            }
        };
        self.walk_because(why);
    }

    fn walk_because(&mut self, why: Why) {
        self.say(How::Polling(why));
        self.generation += 1;
        self.eyes = Eyes::Polling(Poll::begin(&mut self.places));
    }

    fn say(&self, how: How) {
        *self.how.lock().unwrap_or_else(PoisonError::into_inner) = how;
    }

    fn watch(&mut self) -> notify::Result<RecommendedWatcher> {
        let (messages, generation) = (self.messages.clone(), self.generation);
        let handler = move |event: notify::Result<notify::Event>| {
            if event.as_ref().map_or(true, may_be_a_change) {
                let _ = messages.send(Message::Event(generation, Instant::now(), event));
            }
        };
        // `source` does not follow links to folders either.
        let mut watcher = RecommendedWatcher::new(handler, notify::Config::default().with_follow_symlinks(false))?;
        // A root may come or go before what is above it is watched; then there is no event, but another list of folders.
        for _ in 0..8 {
            let (above, folders) = (self.places.folders_above(), self.places.folders());
            // Two watches of one folder would be in each other's way where one covers all that is below.
            let is_covered = |folder: &Path, by_itself: bool| folders.iter().any(|root| folder.starts_with(root) && (by_itself || folder != root));
            for folder in &above {
                if by_folder() || !is_covered(folder, true) {
                    unless_gone(watcher.watch(folder, RecursiveMode::NonRecursive))?;
                }
            }
            for folder in &folders {
                if by_folder() {
                    watch_below(&mut watcher, &self.places, folder)?;
                } else if !is_covered(folder, false) {
                    unless_gone(watcher.watch(folder, RecursiveMode::Recursive))?;
                }
            }
            self.places.refresh();
            if (above, folders) == (self.places.folders_above(), self.places.folders()) {
                break;
            }
        }
        Ok(watcher)
    }

    fn take(&mut self, at: Instant, event: notify::Result<notify::Event>) {
        let event = match event {
            Ok(event) if event.need_rescan() => {
                // New folders can be among what was lost, and they are not watched then.
                self.open_eyes();
                return self.gathered.everything(at);
            }
            Ok(event) => event,
            Err(error) => {
                self.walk_because(Why::Refused(refusal(&error)));
                return self.gathered.everything(at);
            }
        };
        let comes_or_goes = !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any));
        if comes_or_goes && event.paths.iter().any(|path| self.places.is_root_or_above(path)) {
            self.open_eyes();
            return self.gathered.everything(at);
        }
        for path in &event.paths {
            let names = self.places.as_given(path);
            // Windows tells that a folder changed when something in it did.
            if names.is_empty() || (matches!(event.kind, EventKind::Modify(ModifyKind::Any)) && path.is_dir()) {
                continue;
            }
            names.into_iter().for_each(|name| self.gathered.path(name, at));
            if comes_or_goes && path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
                self.take_folder(path, at);
            }
        }
    }

    /// A folder that came: what is in it already may have been written before anybody watched it.
    fn take_folder(&mut self, folder: &Path, at: Instant) {
        let Eyes::Events(watcher) = &mut self.eyes else { return };
        let found = if by_folder() { watch_below(watcher, &self.places, folder) } else { list_below(&self.places, folder, |_| Ok(())) };
        match found {
            Ok(found) => {
                for name in found.iter().flat_map(|path| self.places.as_given(path)) {
                    self.gathered.path(name, at);
                }
            }
            Err(error) => {
                self.walk_because(Why::Refused(refusal(&error)));
                self.gathered.everything(at);
            }
        }
    }
}

/// Whether each folder has to be watched by itself. Elsewhere a watch covers all that is below.
fn by_folder() -> bool {
    RecommendedWatcher::kind() == WatcherKind::Inotify
}

/// Watches a folder and those below, and gives what is in them. Those that do not count are not watched, so that a
/// site or a repository among them costs nothing.
fn watch_below(watcher: &mut RecommendedWatcher, places: &Places, folder: &Path) -> notify::Result<Vec<PathBuf>> {
    list_below(places, folder, |folder| unless_gone(watcher.watch(folder, RecursiveMode::NonRecursive)))
}

/// Gives what is below a folder; each folder is handed to `before` ere it is read.
fn list_below(places: &Places, folder: &Path, mut before: impl FnMut(&Path) -> notify::Result<()>) -> notify::Result<Vec<PathBuf>> {
    let (mut found, mut to_read) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = to_read.pop() {
        before(&folder)?;
        // One that cannot be read is for those to report who want to read it.
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let path = entry.path();
            if places.counts(&path) {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    to_read.push(path.clone());
                }
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// A folder that is gone again, or that may not be read, is no reason to give up the watch.
fn unless_gone(result: notify::Result<()>) -> notify::Result<()> {
    match result {
        Err(notify::Error { kind: notify::ErrorKind::PathNotFound, .. }) => Ok(()),
        Err(notify::Error { kind: notify::ErrorKind::Io(error), .. })
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Reading a file is no change, and neither is a new owner or another permission.
fn may_be_a_change(event: &notify::Event) -> bool {
    match event.kind {
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => event.need_rescan(),
        EventKind::Other => event.need_rescan(),
        _ => true,
    }
}

fn refusal(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system lets no more folders be watched; on Linux, the setting `fs.inotify.max_user_watches` allows more".to_owned()
        }
        notify::ErrorKind::Io(error) => format!("the system does not watch folders now: {error}"),
        _ => format!("the system does not watch folders now: {error}"),
    }
}

/// The burst that is under way.
#[derive(Debug, Default)]
struct Gathered {
    paths: BTreeSet<PathBuf>,
    everything: bool,
    /// The times of its first and last event.
    times: Option<(Instant, Instant)>,
}

impl Gathered {
    fn path(&mut self, path: PathBuf, at: Instant) {
        self.paths.insert(path);
        self.happened(at);
    }

    fn everything(&mut self, at: Instant) {
        self.everything = true;
        self.happened(at);
    }

    fn happened(&mut self, at: Instant) {
        self.times = Some(self.times.map_or((at, at), |(first, last)| (first, last.max(at))));
    }

    /// When the burst ends, if nothing more happens.
    fn due(&self) -> Option<Instant> {
        self.times.map(|(first, last)| (last + QUIET).min(first + PATIENCE))
    }

    /// Whether whoever waits for the burst has waited long enough.
    fn is_overdue(&self, now: Instant) -> bool {
        self.times.is_some_and(|(first, _)| first + PATIENCE <= now)
    }

    /// Ends the burst.
    fn burst(&mut self) -> Option<Burst> {
        let Self { paths, everything, times } = std::mem::take(self);
        times.map(|(_, last)| Burst { paths, everything, last })
    }
}
