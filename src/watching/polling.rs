//! Notices changes by walking the folders again and again.
//!
//! The walk is our own, because that of the `notify` crate compares times in whole seconds and no sizes, so that it does
//! not see a second save within a second, nor an older file that is copied over a newer one; and it walks what is ignored.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use walkdir::WalkDir;

use super::places::{Places, is_scratch_name};

/// Up to so many files and folders are looked at more often.
const FEW: usize = 2_000;
const PERIOD_FOR_FEW: Duration = Duration::from_millis(250);
const PERIOD: Duration = Duration::from_millis(400);

/// What was there at the last walk.
#[derive(Debug)]
pub(super) struct Poll {
    seen: HashMap<PathBuf, Mark>,
    /// The folders among the roots that existed, and where they were.
    folders: BTreeSet<PathBuf>,
    /// When to walk again.
    pub next: Instant,
}

/// What differs from the walk before.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub paths: Vec<PathBuf>,
    /// A root came, went or was put elsewhere.
    pub roots: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Folder,
    File { size: u64, changed: Option<SystemTime> },
}

impl Poll {
    pub fn begin(places: &mut Places) -> Self {
        let mut poll = Self { seen: HashMap::new(), folders: BTreeSet::new(), next: Instant::now() };
        poll.look(places);
        poll
    }

    pub fn look(&mut self, places: &mut Places) -> Changes {
        let begun = Instant::now();
        places.refresh();
        let mut now = HashMap::with_capacity(self.seen.len());
        for (given, real) in places.existing() {
            walk(places, given, real, &mut now);
        }
        let folders = places.folders();
        let gone = self.seen.keys().filter(|path| !now.contains_key(*path));
        let other = now.iter().filter(|(path, mark)| self.seen.get(*path) != Some(*mark)).map(|(path, _)| path);
        let changes = Changes { paths: gone.chain(other).cloned().collect(), roots: self.folders != folders };
        self.next = Instant::now() + pause(now.len(), begun.elapsed());
        (self.seen, self.folders) = (now, folders);
        changes
    }
}

/// How long to wait after a walk of so many files that took so long. On a slow drive, at least two thirds of the time are
/// left to others.
fn pause(files: usize, took: Duration) -> Duration {
    let period = if files < FEW { PERIOD_FOR_FEW } else { PERIOD };
    period.max(took * 2)
}

/// Notes all that is below a root. A root that is a single file is noted by itself; one that is a folder is not.
fn walk(places: &Places, given: &Path, real: &Path, now: &mut HashMap<PathBuf, Mark>) {
    let walk = WalkDir::new(real)
        .follow_links(false)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || (!is_scratch_name(entry.file_name()) && !places.is_ignored(entry.path())));
    // What cannot be read is for those to report who want to read it.
    for entry in walk.filter_map(Result::ok) {
        let is_folder = entry.file_type().is_dir();
        if entry.depth() == 0 && is_folder {
            continue;
        }
        let mark = match entry.metadata() {
            _ if is_folder => Mark::Folder,
            Ok(metadata) => Mark::File { size: metadata.len(), changed: metadata.modified().ok() },
            Err(_) => continue,
        };
        let path = match entry.path().strip_prefix(real) {
            Ok(below) if entry.depth() > 0 => given.join(below),
            _ => given.to_owned(),
        };
        now.insert(path, mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_drive_is_walked_less_often() {
        assert_eq!(pause(100, Duration::from_millis(2)), Duration::from_millis(250));
        assert_eq!(pause(9_000, Duration::from_millis(23)), Duration::from_millis(400));
        assert_eq!(pause(100, Duration::from_secs(3)), Duration::from_secs(6));
    }
}
