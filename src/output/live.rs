//! A site that is changed file by file while others read it.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use xxhash_rust::xxh3::xxh3_64;

use super::{FORMAT, MANIFEST, Manifest, OutputError, Place, Recorded, Staging, fault_of_path, patiently, refuse_case_twins};

/// A built site whose files are replaced one by one, each by a rename: whoever reads it finds every file whole, the old
/// one or the new one. Only files whose bytes changed are touched.
#[derive(Debug)]
pub struct LiveSite {
    place: Place,
    /// Fingerprint of the list of files as it was last written here: another one is another run's.
    list: Mutex<(u64, Option<Stamp>)>,
    /// The folder beside the site in which new bytes are written, there only while a round writes.
    room: Mutex<Option<Staging>>,
    files: Mutex<BTreeMap<String, Recorded>>,
    /// Paths of this round.
    seen: Mutex<HashSet<String>>,
    /// Something was written since the list of files was.
    is_ahead: AtomicBool,
    written: AtomicUsize,
    removed: AtomicUsize,
    number: AtomicUsize,
}

/// What a round changed on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Files that were written.
    pub written: usize,
    /// Files that were removed.
    pub removed: usize,
}

/// When the list of files was written, and how long it is: enough to notice that it is another one.
type Stamp = (SystemTime, u64);

fn stamp_of(place: &Place) -> Option<Stamp> {
    let meta = fs::metadata(place.site.join(MANIFEST)).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LiveSite {
    /// Takes charge of a site that was built.
    ///
    /// # Errors
    /// When there is no such site, or the disk refuses.
    pub fn open(site: &Path) -> Result<Self, OutputError> {
        let place = Place::of(site)?;
        let stamp = stamp_of(&place);
        let list = fs::read(place.site.join(MANIFEST)).map_err(|error| OutputError::disk("read", &place.shown.join(MANIFEST), &error))?;
        let manifest: Manifest = serde_json::from_slice(&list)
            .map_err(|_| OutputError(format!("the list of files in `{}` cannot be read; build the site again", place.shown.join(MANIFEST).display())))?;
        let files = manifest.files.into_iter().map(|file| (file.path.clone(), file)).collect();
        Ok(Self {
            place,
            list: Mutex::new((xxh3_64(&list), stamp)),
            room: Mutex::default(),
            files: Mutex::new(files),
            seen: Mutex::default(),
            is_ahead: AtomicBool::new(false),
            written: AtomicUsize::new(0),
            removed: AtomicUsize::new(0),
            number: AtomicUsize::new(0),
        })
    }

    /// Whether the site is still the one that was left here: no other run of this program replaced it, and nobody removed it.
    pub fn is_ours(&self) -> bool {
        fs::read(self.place.site.join(MANIFEST)).is_ok_and(|list| xxh3_64(&list) == lock(&self.list).0)
    }

    /// Says which paths the site will have, so that the list of files names them before they are there: what the list
    /// does not name is nobody's to remove.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn expect<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Result<(), OutputError> {
        let mut files = lock(&self.files);
        let before = files.len();
        for path in paths {
            if !files.contains_key(path) {
                self.refuse(path)?;
                files.insert(path.to_owned(), Recorded { path: path.to_owned(), xxh3: format!("{:016x}", 0), size: 0 });
            }
        }
        if files.len() == before {
            return Ok(());
        }
        let all: Vec<Recorded> = files.values().cloned().collect();
        refuse_case_twins(&all)?;
        self.write_list(all)
    }

    /// Replaces a file unless it has these bytes already.
    ///
    /// # Errors
    /// When the disk refuses, or the path is one that Windows cannot hold.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let new = Recorded { path: path.to_owned(), xxh3: format!("{:016x}", xxh3_64(bytes)), size: bytes.len() as u64 };
        let known = lock(&self.files).get(path).cloned();
        if known.as_ref().is_some_and(|known| known.xxh3 == new.xxh3 && known.size == new.size) {
            self.keep(path);
            return Ok(());
        }
        if known.is_none() {
            self.expect([path])?;
        }
        if stamp_of(&self.place) != lock(&self.list).1 {
            return Err(self.taken_over());
        }
        let to = self.place.site.join(path);
        let disk = |error: &std::io::Error| OutputError::disk("write", &self.place.shown.join(path), error);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| disk(&error))?;
        }
        let from = self.in_room(&self.number.fetch_add(1, Ordering::Relaxed).to_string())?;
        fs::write(&from, bytes).map_err(|error| disk(&error))?;
        patiently(|| fs::rename(&from, &to)).map_err(|error| disk(&error))?;
        self.is_ahead.store(true, Ordering::Relaxed);
        self.written.fetch_add(1, Ordering::Relaxed);
        lock(&self.files).insert(path.to_owned(), new);
        self.keep(path);
        Ok(())
    }

    /// Says that a file of the site stays as it is.
    pub fn keep(&self, path: &str) {
        lock(&self.seen).insert(path.to_owned());
    }

    /// Ends a round. After a whole one, files are removed that were neither written nor kept.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn end_round(&self, is_whole: bool) -> Result<Changed, OutputError> {
        let seen = std::mem::take(&mut *lock(&self.seen));
        if stamp_of(&self.place) != lock(&self.list).1 {
            return Err(self.taken_over());
        }
        let mut files = lock(&self.files);
        if is_whole {
            let gone: Vec<String> = files.keys().filter(|path| !seen.contains(*path)).cloned().collect();
            for path in gone {
                let on_disk = self.place.site.join(&path);
                super::remove(&on_disk).map_err(|error| OutputError::disk("remove", &self.place.shown.join(&path), &error))?;
                // A folder goes with its last file; one that holds anything stays.
                let folders = on_disk.ancestors().skip(1).take_while(|folder| *folder != self.place.site);
                let _ = folders.into_iter().try_for_each(fs::remove_dir);
                files.remove(&path);
                self.removed.fetch_add(1, Ordering::Relaxed);
                self.is_ahead.store(true, Ordering::Relaxed);
            }
        }
        if self.is_ahead.swap(false, Ordering::Relaxed) {
            self.write_list(files.values().cloned().collect())?;
        }
        *lock(&self.room) = None;
        Ok(Changed { written: self.written.swap(0, Ordering::Relaxed), removed: self.removed.swap(0, Ordering::Relaxed) })
    }

    fn taken_over(&self) -> OutputError {
        OutputError(format!("`{}` was changed by another run of pcn-handbook", self.place.shown.display()))
    }

    /// A path in the folder in which new bytes are written.
    fn in_room(&self, name: &str) -> Result<PathBuf, OutputError> {
        let mut room = lock(&self.room);
        match &*room {
            Some(room) => Ok(room.new.join(name)),
            None => Ok(room.insert(Staging::beside(self.place.clone())?).new.join(name)),
        }
    }

    /// What keeps a new path out of the site: its name, or a file that somebody else put there.
    fn refuse(&self, path: &str) -> Result<(), OutputError> {
        if let Some(fault) = fault_of_path(path) {
            return Err(OutputError(format!("cannot write `{path}` into the site: {fault}")));
        }
        if self.place.site.join(path).symlink_metadata().is_ok() {
            return Err(OutputError(format!(
                "`{}` was not made by pcn-handbook, and the site is to have a page of that name; move the file away and save again",
                self.place.shown.join(path).display()
            )));
        }
        Ok(())
    }

    fn write_list(&self, files: Vec<Recorded>) -> Result<(), OutputError> {
        let to = self.place.site.join(MANIFEST);
        let from = self.in_room(MANIFEST)?;
        let manifest = Manifest { format: FORMAT, program: concat!("pcn-handbook ", env!("CARGO_PKG_VERSION")).to_owned(), files };
        // The list of another run names files that only that list makes ours to remove.
        if !self.is_ours() {
            return Err(self.taken_over());
        }
        let write = || {
            let list = manifest.text()?;
            fs::write(&from, &list)?;
            patiently(|| fs::rename(&from, &to))?;
            *lock(&self.list) = (xxh3_64(&list), stamp_of(&self.place));
            Ok(())
        };
        write().map_err(|error| OutputError::disk("write", &self.place.shown.join(MANIFEST), &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let room = tempfile::tempdir().unwrap();
        let site = room.path().join("site");
        let staging = Staging::begin(&site).unwrap();
        for (path, text) in files {
            staging.write(path, text.as_bytes()).unwrap();
        }
        staging.finish().unwrap();
        (room, site)
    }

    fn read(site: &Path, path: &str) -> String {
        fs::read_to_string(site.join(path)).unwrap_or_else(|_| "(nothing)".to_owned())
    }

    #[test]
    fn a_round_writes_what_changed_and_removes_what_is_gone() {
        let (_room, site) = built(&[("a.html", "a"), ("old/b.html", "b"), ("c.html", "c")]);
        fs::write(site.join("CNAME"), "handbook.example").unwrap();
        let live = LiveSite::open(&site).unwrap();
        live.write("a.html", b"a").unwrap();
        live.write("c.html", b"new").unwrap();
        live.write("deep/er/d.html", b"d").unwrap();
        assert_eq!(live.end_round(true).unwrap(), Changed { written: 2, removed: 1 });
        assert_eq!(fs::read_dir(site.parent().unwrap()).unwrap().count(), 1);
        assert_eq!(["a.html", "old/b.html", "c.html", "deep/er/d.html"].map(|path| read(&site, path)), ["a", "(nothing)", "new", "d"]);
        assert!(!site.join("old").exists());
        assert_eq!(read(&site, "CNAME"), "handbook.example");
        let listed = Manifest::read(&site).unwrap();
        let names: Vec<&str> = listed.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(names, ["a.html", "c.html", "deep/er/d.html"]);
        for file in &listed.files {
            assert_eq!(file.size, fs::metadata(site.join(&file.path)).unwrap().len());
        }
    }

    #[test]
    fn a_round_that_was_broken_off_removes_nothing() {
        let (_room, site) = built(&[("a.html", "a"), ("b.html", "b")]);
        let live = LiveSite::open(&site).unwrap();
        live.write("a.html", b"new").unwrap();
        assert_eq!(live.end_round(false).unwrap(), Changed { written: 1, removed: 0 });
        assert_eq!([read(&site, "a.html"), read(&site, "b.html")], ["new", "b"]);
    }

    #[test]
    fn a_site_that_another_run_replaced_is_left_to_it() {
        let (_room, site) = built(&[("a.html", "a"), ("b.html", "b")]);
        let live = LiveSite::open(&site).unwrap();
        assert!(live.is_ours());
        let staging = Staging::begin(&site).unwrap();
        staging.write("for-staff.html", b"secret").unwrap();
        staging.finish().unwrap();
        assert!(!live.is_ours());
        live.write("for-staff.html", b"public").unwrap_err();
        live.write("a.html", b"new").unwrap_err();
        live.end_round(true).unwrap_err();
        assert!(!site.join("a.html").exists() && site.join("for-staff.html").exists());
        let listed = Manifest::read(&site).unwrap();
        assert_eq!(listed.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["for-staff.html"]);
    }

    #[test]
    fn a_file_that_somebody_else_put_there_is_not_replaced() {
        let (_room, site) = built(&[("a.html", "a")]);
        fs::write(site.join("mine.html"), "mine").unwrap();
        let live = LiveSite::open(&site).unwrap();
        let refused = live.write("mine.html", b"page").unwrap_err().to_string();
        assert!(refused.contains("was not made by pcn-handbook"), "{refused}");
        assert_eq!(read(&site, "mine.html"), "mine");
    }

    #[test]
    fn files_that_came_are_listed_before_they_are_there_and_a_build_takes_over() {
        let (room, site) = built(&[("a.html", "a")]);
        let live = LiveSite::open(&site).unwrap();
        live.write("b.html", b"b").unwrap();
        // As after a kill: the round never ends.
        assert!(Manifest::read(&site).unwrap().files.iter().any(|file| file.path == "b.html"));
        drop(live);
        let staging = Staging::begin(&site).unwrap();
        staging.write("b.html", b"again").unwrap();
        staging.finish().unwrap();
        assert_eq!([read(&site, "a.html"), read(&site, "b.html")], ["(nothing)", "again"]);
        assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1);
    }
}
