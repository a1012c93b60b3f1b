//! Writes a site whole or not at all; [`LiveSite`] changes one file by file afterwards.
//!
//! A [`Staging`] is a folder beside the site. Everything is written there first; [`Staging::finish`] puts it in the
//! place of the old site in one step. A run that fails or is killed leaves the old site as it was, and the next run
//! clears what it left. Nothing is deleted but what a manifest says was written here.

mod live;
mod single;

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use live::{Changed, LiveSite};
pub use single::put_single;

/// The list of what was written, in the folder of the site.
pub const MANIFEST: &str = ".pcn-handbook.json";
/// Marks a neighbour whose writing has not ended. It is locked while a run writes there.
const MARKER: &str = ".pcn-handbook-unfinished";
/// The form of the manifest.
const FORMAT: u32 = 1;

/// Why a site could not be written, in plain words, with the path and the next step.
#[derive(Debug)]
pub struct OutputError(String);

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OutputError {}

impl OutputError {
    /// A file that a page shows could not be read any more.
    pub fn reading(what: &str, error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self(format!("cannot read `{what}`: it was gone when it was to be read; put it back and build again")),
            ErrorKind::PermissionDenied => Self(format!("cannot read `{what}`: no permission to read it")),
            _ => Self::disk("read", Path::new(what), error),
        }
    }

    /// A folder could not be looked through.
    pub fn looking(site: &Path, error: walkdir::Error) -> Self {
        let path = error.path().unwrap_or(site).to_owned();
        Self::disk("read", &path, &error.into())
    }

    /// What the system answered, said so that somebody can act on it.
    fn disk(act: &str, path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        Self(match error.kind() {
            ErrorKind::StorageFull => format!("cannot {act} `{path}`: the disk is full; free some space and build again"),
            ErrorKind::QuotaExceeded => format!("cannot {act} `{path}`: your share of the disk is used up; free some space and build again"),
            ErrorKind::PermissionDenied => {
                format!("cannot {act} `{path}`: no permission; choose another folder with `--out`, or ask for the right to write there")
            }
            ErrorKind::ReadOnlyFilesystem => format!("cannot {act} `{path}`: this disk can only be read; choose another folder with `--out`"),
            ErrorKind::NotADirectory => format!("cannot {act} `{path}`: a part of this path is a file, not a folder"),
            ErrorKind::CrossesDevices | ErrorKind::ResourceBusy => {
                format!("cannot {act} `{path}`: it is a disk or a share of its own; build into a folder inside it with `--out`")
            }
            ErrorKind::FileTooLarge => format!("cannot {act} `{path}`: the system lets this program write no file of that size"),
            ErrorKind::InvalidFilename => format!("cannot {act} `{path}`: the path is too long for this disk; build nearer to its top with `--out`"),
            _ => format!("cannot {act} `{path}`: {error}"),
        })
    }
}

/// What [`Staging::finish`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// How many files, the manifest not counted.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// What is left of the old site where it could not be cleared wholly; the next run tries again.
    pub left_over: Option<PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    program: String,
    files: Vec<Recorded>,
}

/// One line of the manifest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// Path below the site, with `/`.
    pub path: String,
    /// xxh3 of the bytes, 16 hexadecimal digits.
    pub xxh3: String,
    /// Size in bytes.
    pub size: u64,
}

/// A site that is being written beside the old one.
#[derive(Debug)]
pub struct Staging {
    place: Place,
    new: PathBuf,
    /// Holds the lock on the marker for as long as this run lives.
    lock: Option<File>,
    folders: RwLock<HashSet<String>>,
    files: Mutex<Vec<Recorded>>,
    published: bool,
}

/// Where the site is, and what its neighbours are called.
#[derive(Clone, Debug)]
struct Place {
    /// As the user named it, for messages.
    shown: PathBuf,
    site: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Staging {
    /// Clears what a killed run left, makes sure that the site is ours to replace, and makes a folder beside it.
    ///
    /// # Errors
    /// When the folder holds something that this program did not make, or the disk refuses.
    pub fn begin(site: &Path) -> Result<Self, OutputError> {
        let place = Place::of(site)?;
        fs::create_dir_all(&place.parent).map_err(|error| OutputError::disk("make the folder", &place.parent, &error))?;
        recover(&place)?;
        refuse_foreign(&place)?;
        Self::beside(place)
    }

    /// Makes the folder beside a site that is known to be ours.
    fn beside(place: Place) -> Result<Self, OutputError> {
        loop {
            let new = make_neighbour(&place)?;
            let marker = new.join(MARKER);
            let file = match File::create(&marker) {
                Ok(file) => file,
                // Another run that begins at the same moment took the empty folder for a killed run's.
                Err(error) if error.kind() == ErrorKind::NotFound && !new.exists() => continue,
                Err(error) => {
                    let _ = fs::remove_dir(&new);
                    return Err(OutputError::disk("write", &marker, &error));
                }
            };
            match file.try_lock() {
                // The other run has it, or had it and cleared the folder.
                Err(TryLockError::WouldBlock) => continue,
                Ok(()) if !marker.exists() => continue,
                // A disk without locks still builds; two builds at once are then not told apart.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            return Ok(Self { place, new, lock: Some(file), folders: RwLock::default(), files: Mutex::default(), published: false });
        }
    }

    /// Writes one file of the site; `path` is below the site, with `/`. Any number of threads may write at once.
    ///
    /// # Errors
    /// When the disk refuses, or the path is one that Windows cannot hold or that was written before.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), OutputError> {
        if let Some(fault) = fault_of_path(path) {
            return Err(OutputError(format!("cannot write `{path}` into the site: {fault}")));
        }
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.make_folder(folder)?;
        }
        let on_disk = self.new.join(path);
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&on_disk) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(OutputError(format!("two things would have the address `{path}`: give one of them another name")));
            }
            Err(error) => return Err(OutputError::disk("write", &self.place.shown.join(path), &error)),
        };
        file.write_all(bytes).map_err(|error| OutputError::disk("write", &self.place.shown.join(path), &error))?;
        let xxh3 = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes));
        let recorded = Recorded { path: path.to_owned(), xxh3, size: bytes.len() as u64 };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(recorded);
        Ok(())
    }

    /// Makes a folder and those above it, each once.
    fn make_folder(&self, folder: &str) -> Result<(), OutputError> {
        if self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        if let Some((above, _)) = folder.rsplit_once('/') {
            self.make_folder(above)?;
        }
        match fs::create_dir(self.new.join(folder)) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(OutputError::disk("make the folder", &self.place.shown.join(folder), &error));
            }
            _ => {}
        }
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }

    /// Writes the manifest and puts the new site in the place of the old one.
    ///
    /// Files of the old site that its manifest does not name (a `CNAME`, a `.git`) are in the new one too.
    ///
    /// # Errors
    /// When the disk refuses; the old site is then as it was.
    pub fn finish(mut self) -> Result<Written, OutputError> {
        let mut files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        refuse_case_twins(&files)?;
        let mut written = Written { files: files.len(), bytes: files.iter().map(|file| file.size).sum(), left_over: None };
        self.write_manifest(files)?;
        keep_foreign(&self.place, &self.new)?;
        // A folder that others may read or write stays so.
        if let Ok(old) = fs::metadata(&self.place.site) {
            let _ = fs::set_permissions(&self.new, old.permissions());
        }
        let old = self.swap()?;
        self.published = true;
        if let Some(old) = old
            && clear_old(&old, &self.place.site).is_err()
            && old.exists()
        {
            written.left_over = Some(old);
        }
        Ok(written)
    }

    fn write_manifest(&self, files: Vec<Recorded>) -> Result<(), OutputError> {
        let path = self.new.join(MANIFEST);
        let manifest = Manifest { format: FORMAT, program: concat!("pcn-handbook ", env!("CARGO_PKG_VERSION")).to_owned(), files };
        manifest.text().and_then(|text| fs::write(&path, text)).map_err(|error| OutputError::disk("write", &path, &error))
    }

    /// Puts the new folder in the place of the site; gives the path at which the old one now lies.
    fn swap(&mut self) -> Result<Option<PathBuf>, OutputError> {
        // Another run may put its site there, or take it away, between a look and a step: then all is looked at anew.
        const TRIES: usize = 8;
        let site = &self.place.site.clone();
        // From here on the folder is whole and bears no mark. Its list is locked instead, so that a second run leaves it alone.
        // Windows moves no folder in which a file is open, be it ours.
        let list = if cfg!(windows) { None } else { File::open(self.new.join(MANIFEST)).ok() };
        let _held = list.inspect(|list| drop(list.try_lock()));
        self.lock = None;
        let _ = fs::remove_file(self.new.join(MARKER));
        for n in 1.. {
            let is_last = n >= TRIES;
            if is_empty_folder(site) {
                match fs::remove_dir(site) {
                    Err(error) if is_last || !matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotFound) => {
                        return Err(OutputError::disk("replace", &self.place.shown, &error));
                    }
                    _ => {}
                }
            }
            if !site.exists() {
                match fs::rename(&self.new, site) {
                    Ok(()) => return Ok(None),
                    Err(error) if is_last || !matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {
                        return Err(OutputError::disk("put the site at", &self.place.shown, &error));
                    }
                    Err(_) => continue,
                }
            }
            match exchange(&self.new, site) {
                Exchanged::Done => return Ok(Some(self.new.clone())),
                Exchanged::NotHere => break,
                Exchanged::Refused(error) if is_last || error.kind() != ErrorKind::NotFound => {
                    return Err(OutputError::disk("replace", &self.place.shown, &error));
                }
                Exchanged::Refused(_) => {}
            }
        }
        let old = set_aside(&self.place)?;
        if let Err(error) = patiently(|| fs::rename(&self.new, site)) {
            let fault = OutputError::disk("put the new site at", &self.place.shown, &error);
            return Err(match fs::rename(&old, site) {
                Ok(()) => fault,
                Err(_) => OutputError(format!("{fault}; the old site lies in `{}`, and the next build puts it back", old.display())),
            });
        }
        Ok(Some(old))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.lock = None;
        if !self.published {
            let _ = clear_unfinished(&self.new);
        }
    }
}

impl Place {
    fn of(shown: &Path) -> Result<Self, OutputError> {
        let disk = |error: io::Error| OutputError::disk("use", shown, &error);
        let named = matches!(shown.components().next_back(), Some(std::path::Component::Normal(_)));
        // A link is followed, so that the folder behind it is replaced, and not the link.
        let site = if shown.is_symlink() || !named { shown.canonicalize().map_err(disk)? } else { std::path::absolute(shown).map_err(disk)? };
        match (site.parent(), site.file_name().and_then(|name| name.to_str())) {
            (Some(parent), Some(name)) => Ok(Self { shown: shown.to_owned(), parent: parent.to_owned(), name: name.to_owned(), site: site.clone() }),
            _ => Err(OutputError(format!("cannot build into `{}`: name a folder for the site, for example `--out site`", shown.display()))),
        }
    }

    /// The path of a neighbour; `kind` is `new` or `old`.
    fn neighbour(&self, kind: &str, number: u32) -> PathBuf {
        self.parent.join(format!("{}.{kind}-{}-{number}", self.name, std::process::id()))
    }

    /// Neighbours that runs of this program made, by their names.
    fn neighbours(&self, kind: &str) -> Vec<PathBuf> {
        let prefix = format!("{}.{kind}-", self.name);
        let Ok(entries) = fs::read_dir(&self.parent) else { return Vec::new() };
        let mut found: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter(|entry| {
                let name = entry.file_name();
                let number = name.to_str().and_then(|name| name.strip_prefix(&prefix));
                number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
            })
            .map(|entry| entry.path())
            .collect();
        found.sort();
        found
    }
}

/// The list of files that a site was written with.
///
/// # Errors
/// When the folder has none that can be read, or one of another form.
pub fn recorded(site: &Path) -> Result<Vec<Recorded>, OutputError> {
    let path = site.join(MANIFEST);
    let shown = site.display();
    let bytes = fs::read(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => OutputError(format!(
            "`{shown}` is no site of this program: it has no `{MANIFEST}`. Hosts that leave out files with a dot lose it; put it there too"
        )),
        _ => OutputError::disk("read", &path, &error),
    })?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|_| OutputError(format!("the list of files `{}` cannot be read; build the site again", path.display())))?;
    if manifest.format != FORMAT {
        return Err(OutputError(format!("`{shown}` was written by another version, {}; build it again", manifest.program)));
    }
    Ok(manifest.files)
}

impl Manifest {
    fn read(folder: &Path) -> io::Result<Self> {
        let bytes = fs::read(folder.join(MANIFEST))?;
        serde_json::from_slice(&bytes).map_err(io::Error::other)
    }

    /// One file a line, so that two manifests can be compared by eye.
    fn text(&self) -> io::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(self.files.len() * 100);
        write!(text, "{{\n\"format\": {},\n\"program\": {},\n\"files\": [", self.format, serde_json::to_string(&self.program)?)?;
        for (n, file) in self.files.iter().enumerate() {
            text.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
            serde_json::to_writer(&mut text, file)?;
        }
        text.extend_from_slice(b"\n]\n}\n");
        Ok(text)
    }

    fn paths(self) -> HashSet<String> {
        self.files.into_iter().map(|file| file.path).collect()
    }
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn make_neighbour(place: &Place) -> Result<PathBuf, OutputError> {
    loop {
        let new = place.neighbour("new", NUMBER.fetch_add(1, Ordering::Relaxed));
        match fs::create_dir(&new) {
            Ok(()) => return Ok(new),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OutputError::disk("make the folder", &new, &error)),
        }
    }
}

/// Puts right what a killed run left: an old site that was moved aside comes back, unfinished neighbours go.
fn recover(place: &Place) -> Result<(), OutputError> {
    for old in place.neighbours("old") {
        if !place.site.exists() && Manifest::read(&old).is_ok() {
            fs::rename(&old, &place.site).map_err(|error| OutputError::disk("put back", &place.shown, &error))?;
        } else {
            clear_left_over(&old, &place.site);
        }
    }
    for new in place.neighbours("new") {
        clear_left_over(&new, &place.site);
    }
    // A run of an earlier version, killed right after the exchange, left its mark in the new site, which is whole.
    if Manifest::read(&place.site).is_ok() {
        let _ = fs::remove_file(place.site.join(MARKER));
    }
    Ok(())
}

/// Removes a left-over neighbour if it is ours and no living run writes there. What cannot be removed stays.
fn clear_left_over(folder: &Path, site: &Path) {
    if let Ok(marker) = File::open(folder.join(MARKER)) {
        // The lock is held until the folder is gone, so that no run that begins there now takes it for its own.
        if marker.try_lock().is_ok() {
            let _ = clear_unfinished(folder);
        }
    } else if let Ok(list) = File::open(folder.join(MANIFEST)) {
        // Another run may be about to put it in the place of the site.
        if !matches!(list.try_lock(), Err(TryLockError::WouldBlock)) {
            let _ = clear_old(folder, site);
        }
    } else {
        // A run killed right after it made the folder, or right before it removed it; `remove_dir` takes empty folders alone.
        let _ = fs::remove_dir(folder);
    }
}

/// Removes a neighbour whose writing has not ended; its mark goes last, so that a run killed here still knows the folder for ours.
fn clear_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != MARKER {
            remove(&entry.path())?;
        }
    }
    remove(&folder.join(MARKER))?;
    fs::remove_dir(folder)
}

/// Refuses a site that this program did not make.
fn refuse_foreign(place: &Place) -> Result<(), OutputError> {
    let (site, shown) = (&place.site, place.shown.display());
    let kind = match fs::symlink_metadata(site) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(OutputError::disk("look at", &place.shown, &error)),
    };
    if !kind.is_dir() {
        return Err(OutputError(format!("`{shown}` is a file, so no site can be written there; choose a folder with `--out`")));
    }
    match Manifest::read(site) {
        Ok(_) => Ok(()),
        Err(_) if is_empty_folder(site) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(OutputError(format!(
            "`{shown}` holds files that pcn-handbook did not make, so nothing was written there; choose another folder with `--out`, or empty this one"
        ))),
        Err(_) => Err(OutputError(format!(
            "the list of files in `{}` cannot be read, so nothing was written there; if the folder holds only a built site, remove it and build again",
            place.shown.join(MANIFEST).display()
        ))),
    }
}

fn is_empty_folder(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// What a walk over a folder gives: every folder, outer ones first, and every file or link.
#[derive(Default)]
struct Tree {
    folders: Vec<String>,
    files: Vec<String>,
}

fn walk(root: &Path) -> io::Result<Tree> {
    let mut tree = Tree::default();
    for entry in walkdir::WalkDir::new(root).min_depth(1).follow_links(false) {
        let entry = entry?;
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        // A name that is no Unicode is none of ours; it keeps its place among the others by the name nearest to it.
        let path = below.to_str().map_or_else(|| below.to_string_lossy().into_owned(), str::to_owned);
        let path = if std::path::MAIN_SEPARATOR == '/' { path } else { path.replace(std::path::MAIN_SEPARATOR, "/") };
        if entry.file_type().is_dir() { tree.folders.push(path) } else { tree.files.push(path) }
    }
    Ok(tree)
}

fn is_foreign(path: &str, ours: &HashSet<String>) -> bool {
    path != MANIFEST && path != MARKER && !ours.contains(path)
}

/// Files of the old site that are not ours are put into the new one: as a second name of the same file where the disk
/// has that, else as a copy.
fn keep_foreign(place: &Place, new: &Path) -> Result<(), OutputError> {
    let site = &place.site;
    let Ok(manifest) = Manifest::read(site) else { return Ok(()) };
    let ours = manifest.paths();
    let disk = |path: &str, error: &io::Error| OutputError::disk("keep", &place.shown.join(path), error);
    let tree = walk(site).map_err(|error| OutputError::disk("read", &place.shown, &error))?;
    for path in tree.files.iter().filter(|path| is_foreign(path, &ours)) {
        let to = new.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|error| disk(path, &error))?;
        }
        if to.symlink_metadata().is_ok() {
            return Err(OutputError(format!(
                "`{}` was not made by pcn-handbook, and the new site has a page of that name; move the file away and build again",
                place.shown.join(path).display()
            )));
        }
        copy(&site.join(path), &to).map_err(|error| disk(path, &error))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    #[cfg(unix)]
    if from.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    fs::copy(from, to).map(|_| ())
}

/// Removes an old site that was moved aside: what its manifest names, and what `site` has as well. Anything else, which
/// somebody put there a moment ago, moves into `site`.
fn clear_old(old: &Path, site: &Path) -> io::Result<()> {
    let ours = Manifest::read(old)?.paths();
    let tree = walk(old)?;
    tree.files.par_iter().filter(|path| !is_foreign(path, &ours) && *path != MANIFEST).try_for_each(|path| remove(&old.join(path)))?;
    for path in tree.files.iter().filter(|path| is_foreign(path, &ours)) {
        let (from, to) = (old.join(path), site.join(path));
        match to.symlink_metadata() {
            Ok(_) if same_file(&from, &to) => remove(&from)?,
            Ok(meta) if meta.is_dir() => return Err(io::Error::from(ErrorKind::AlreadyExists)),
            _ => {
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::rename(from, to)?;
            }
        }
    }
    for folder in tree.folders.iter().rev() {
        match fs::remove_dir(old.join(folder)) {
            // Another run clears it too.
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    // Last, so that a run killed here still knows the folder for ours.
    remove(&old.join(MANIFEST))?;
    fs::remove_dir(old)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(one), Ok(other)) = (one.symlink_metadata(), other.symlink_metadata()) {
        use std::os::unix::fs::MetadataExt as _;
        if (one.dev(), one.ino()) == (other.dev(), other.ino()) {
            return true;
        }
    }
    let same_link = fs::read_link(one).is_ok_and(|one| fs::read_link(other).is_ok_and(|other| one == other));
    same_link || (!one.is_symlink() && !other.is_symlink() && fs::read(one).is_ok_and(|one| fs::read(other).is_ok_and(|other| one == other)))
}

enum Exchanged {
    Done,
    /// This system or this disk cannot exchange two folders in one step.
    NotHere,
    /// Only systems that can exchange can refuse to.
    #[cfg_attr(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")), allow(dead_code))]
    Refused(io::Error),
}

/// Two folders change places in one step: a reader finds the one or the other at every moment.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, site: &Path) -> Exchanged {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, new, CWD, site, RenameFlags::EXCHANGE) {
        Ok(()) => Exchanged::Done,
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Exchanged::NotHere,
        Err(error) => Exchanged::Refused(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_new: &Path, _site: &Path) -> Exchanged {
    Exchanged::NotHere
}

/// Moves the old site to a neighbour's name: the first of two renames.
fn set_aside(place: &Place) -> Result<PathBuf, OutputError> {
    let old = place.neighbour("old", NUMBER.fetch_add(1, Ordering::Relaxed));
    match patiently(|| fs::rename(&place.site, &old)) {
        Ok(()) => Ok(old),
        Err(error) if cfg!(windows) && error.kind() == ErrorKind::PermissionDenied => Err(OutputError(format!(
            "cannot replace `{}`: a file in it is open in another program; the old site stays as it was. Close it and build again",
            place.shown.display()
        ))),
        Err(error) => Err(OutputError::disk("replace", &place.shown, &error)),
    }
}

/// Tries again for half a second on Windows, where virus scanners hold a new file open for a moment.
fn patiently(act: impl Fn() -> io::Result<()>) -> io::Result<()> {
    let tries = if cfg!(windows) { 10 } else { 1 };
    let mut done = act();
    for _ in 1..tries {
        if done.is_ok() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        done = act();
    }
    done
}

/// What keeps a path out of a site.
pub fn fault_of_path(path: &str) -> Option<String> {
    let is_ours = path == MANIFEST || path == MARKER;
    crate::model::fault_of_path(path).or_else(|| is_ours.then(|| "the name is kept for the list of what was written".to_owned()))
}

/// Two paths that differ by capital letters alone are one file on Windows and on most Macs.
fn refuse_case_twins(files: &[Recorded]) -> Result<(), OutputError> {
    let mut seen: HashSet<String> = HashSet::with_capacity(files.len());
    for file in files {
        if !seen.insert(file.path.to_lowercase()) {
            return Err(OutputError(format!("`{}` and another page differ by capital letters alone: give one of them another name", file.path)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Room(tempfile::TempDir);

    impl Room {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }
        fn site(&self) -> PathBuf {
            self.0.path().join("site")
        }
        fn build(&self, files: &[(&str, &str)]) -> Result<Written, OutputError> {
            let staging = Staging::begin(&self.site())?;
            for (path, text) in files {
                staging.write(path, text.as_bytes())?;
            }
            staging.finish()
        }
        fn put(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fn read(&self, path: &str) -> String {
            fs::read_to_string(self.site().join(path)).unwrap_or_else(|_| "(nothing)".to_owned())
        }
        /// What lies in the room, by name.
        fn list(&self) -> Vec<String> {
            let mut names: Vec<String> = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }
    }

    #[test]
    fn a_first_build_makes_the_folder_and_a_list_of_its_files() {
        let room = Room::new();
        let written = room.build(&[("index.html", "home"), ("networks/alpha/index.html", "alpha")]).unwrap();
        assert_eq!((written.files, written.bytes, written.left_over), (2, 9, None));
        assert_eq!(room.read("networks/alpha/index.html"), "alpha");
        assert_eq!(room.list(), ["site"]);
        let (lines, program) = (room.read(MANIFEST), format!("\"program\": \"pcn-handbook {}\",", env!("CARGO_PKG_VERSION")));
        let expected = [
            "{",
            "\"format\": 1,",
            &program,
            "\"files\": [",
            r#"{"path":"index.html","xxh3":"5418d0abdced061a","size":4},"#,
            r#"{"path":"networks/alpha/index.html","xxh3":"be6903b5f625ab5a","size":5}"#,
            "]",
            "}",
        ];
        assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_second_build_replaces_the_first_and_pages_that_are_gone_are_gone() {
        let room = Room::new();
        room.build(&[("index.html", "one"), ("old/page.html", "old")]).unwrap();
        room.build(&[("index.html", "two"), ("new/page.html", "new")]).unwrap();
        assert_eq!((room.read("index.html"), room.read("new/page.html")), ("two".into(), "new".into()));
        assert!(!room.site().join("old").exists());
        assert!(!room.site().join(MARKER).exists());
        assert_eq!(room.list(), ["site"]);
    }

    #[test]
    fn an_empty_folder_is_filled() {
        let room = Room::new();
        fs::create_dir(room.site()).unwrap();
        room.build(&[("index.html", "home")]).unwrap();
        assert_eq!(room.read("index.html"), "home");
    }

    #[test]
    fn a_folder_with_other_peoples_files_is_refused() {
        let room = Room::new();
        room.put("site/holiday.jpg", "beach");
        let refused = room.build(&[("index.html", "home")]).unwrap_err().to_string();
        assert!(refused.contains("holds files that pcn-handbook did not make"), "{refused}");
        assert_eq!(room.read("holiday.jpg"), "beach");
        assert_eq!(room.list(), ["site"]);
    }

    #[test]
    fn a_folder_whose_list_cannot_be_read_is_refused() {
        let room = Room::new();
        room.put("site/.pcn-handbook.json", "{");
        let refused = room.build(&[]).unwrap_err().to_string();
        assert!(refused.contains("cannot be read"), "{refused}");
    }

    #[test]
    fn files_that_others_put_into_the_site_stay() {
        let room = Room::new();
        room.build(&[("index.html", "one"), ("a/b.html", "b")]).unwrap();
        room.put("site/CNAME", "handbook.example");
        room.put("site/.git/objects/ab/cd", "object");
        room.put("site/a/note.txt", "beside a page that goes");
        for round in ["two", "three"] {
            room.build(&[("index.html", round)]).unwrap();
            assert_eq!(room.read("index.html"), round);
            assert_eq!((room.read("CNAME"), room.read(".git/objects/ab/cd")), ("handbook.example".into(), "object".into()));
            assert_eq!((room.read("a/note.txt"), room.read("a/b.html")), ("beside a page that goes".into(), "(nothing)".into()));
            assert_eq!(room.list(), ["site"]);
        }
    }

    #[test]
    fn a_page_does_not_replace_a_file_that_is_not_ours() {
        let room = Room::new();
        room.build(&[("index.html", "one")]).unwrap();
        room.put("site/about.html", "by hand");
        let refused = room.build(&[("index.html", "two"), ("about.html", "about")]).unwrap_err().to_string();
        assert!(refused.contains("about.html` was not made by pcn-handbook"), "{refused}");
        assert_eq!((room.read("index.html"), room.read("about.html")), ("one".into(), "by hand".into()));
        assert_eq!(room.list(), ["site"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_list_of_files_cannot_reach_out_of_the_site() {
        let room = Room::new();
        room.build(&[("index.html", "one")]).unwrap();
        room.put("precious.txt", "mine");
        room.put("elsewhere/page.html", "mine too");
        std::os::unix::fs::symlink(room.0.path().join("elsewhere"), room.site().join("link")).unwrap();
        let line = |path: &str| format!(r#"{{"path":"{path}","xxh3":"","size":1}}"#);
        room.put("site/.pcn-handbook.json", &format!(r#"{{"format":1,"program":"","files":[{},{}]}}"#, line("../precious.txt"), line("link/page.html")));
        room.build(&[("a.html", "two")]).unwrap();
        assert_eq!(room.list(), ["elsewhere", "precious.txt", "site"]);
        assert_eq!(fs::read_to_string(room.0.path().join("elsewhere/page.html")).unwrap(), "mine too");
        assert_eq!(room.read("index.html"), "one");
    }

    #[test]
    fn a_build_that_is_given_up_leaves_the_old_site_and_nothing_else() {
        let room = Room::new();
        room.build(&[("index.html", "one")]).unwrap();
        let staging = Staging::begin(&room.site()).unwrap();
        staging.write("index.html", b"two").unwrap();
        assert_eq!(room.read("index.html"), "one");
        drop(staging);
        assert_eq!(room.read("index.html"), "one");
        assert_eq!(room.list(), ["site"]);
    }

    #[test]
    fn what_a_killed_build_left_is_cleared_by_the_next() {
        let room = Room::new();
        room.build(&[("index.html", "one")]).unwrap();
        room.put("site/.pcn-handbook-unfinished", "");
        room.put("site.new-1-0/.pcn-handbook-unfinished", "");
        room.put("site.new-1-0/index.html", "half");
        // Killed right after it made the folder.
        fs::create_dir(room.0.path().join("site.new-1-1")).unwrap();
        // Killed after the exchange: the old site, with a file of somebody else's that the new one has not.
        room.put("site.new-1-2/.pcn-handbook.json", r#"{"format":1,"program":"","files":[{"path":"a.html","xxh3":"","size":1}]}"#);
        room.put("site.new-1-2/a.html", "a");
        room.put("site.new-1-2/CNAME", "handbook.example");
        // Of that name, but not ours.
        room.put("site.new-1-3/thesis.txt", "a year of work");
        room.put("site.new-words/thesis.txt", "another");
        room.build(&[("index.html", "two")]).unwrap();
        assert_eq!(room.list(), ["site", "site.new-1-3", "site.new-words"]);
        assert_eq!((room.read("index.html"), room.read("CNAME")), ("two".into(), "handbook.example".into()));
        assert_eq!(room.read(MARKER), "(nothing)");
    }

    #[test]
    fn a_build_killed_between_two_renames_is_put_right_by_the_next() {
        let room = Room::new();
        room.build(&[("index.html", "one")]).unwrap();
        let place = Place::of(&room.site()).unwrap();
        let old = set_aside(&place).unwrap();
        assert!(!room.site().exists() && old.exists());
        drop(Staging::begin(&room.site()).unwrap());
        assert_eq!(room.read("index.html"), "one");
        assert_eq!(room.list(), ["site"]);
    }

    #[test]
    fn a_build_that_another_run_still_writes_is_left_alone() {
        let room = Room::new();
        let first = Staging::begin(&room.site()).unwrap();
        first.write("index.html", b"first").unwrap();
        room.build(&[("index.html", "second")]).unwrap();
        assert_eq!(room.read("index.html"), "second");
        first.finish().unwrap();
        assert_eq!(room.read("index.html"), "first");
        assert_eq!(room.list(), ["site"]);
    }

    #[test]
    fn a_whole_folder_that_another_run_is_about_to_put_in_place_is_left_alone() {
        let room = Room::new();
        room.put("site.new-999999999-0/.pcn-handbook.json", r#"{"format": 1, "program": "", "files": [{"path": "index.html", "xxh3": "", "size": 4}]}"#);
        room.put("site.new-999999999-0/index.html", "page");
        let list = File::open(room.0.path().join("site.new-999999999-0/.pcn-handbook.json")).unwrap();
        list.try_lock().unwrap();
        room.build(&[("index.html", "home")]).unwrap();
        assert_eq!(room.list(), ["site", "site.new-999999999-0"]);
        drop(list);
        room.build(&[("index.html", "home")]).unwrap();
        assert_eq!(room.list(), ["site"]);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told_in_plain_words() {
        let room = Room::new();
        room.put("notes.txt", "a file");
        let below_a_file = Staging::begin(&room.0.path().join("notes.txt/site")).unwrap_err().to_string();
        assert!(below_a_file.contains("notes.txt"), "{below_a_file}");
        let a_file = Staging::begin(&room.0.path().join("notes.txt")).unwrap_err().to_string();
        assert!(a_file.contains("is a file, so no site can be written there"), "{a_file}");
        assert_eq!(room.list(), ["notes.txt"]);
        let full = OutputError::disk("write", Path::new("site/index.html"), &ErrorKind::StorageFull.into()).to_string();
        assert_eq!(full, "cannot write `site/index.html`: the disk is full; free some space and build again");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_system_folder_is_refused() {
        assert!(Staging::begin(Path::new("/proc/site")).is_err());
        let root = Staging::begin(Path::new("/")).unwrap_err().to_string();
        assert!(root.contains("name a folder for the site"), "{root}");
    }

    #[test]
    fn names_that_windows_cannot_hold_are_refused() {
        let room = Room::new();
        let staging = Staging::begin(&room.site()).unwrap();
        for path in ["con.html", "a/../b", "/a", "a//b", "a:b", "a/b.", "what?.html", "back\\slash", "a\nb", MANIFEST] {
            assert!(staging.write(path, b"").is_err(), "{path}");
        }
        staging.write("A.html", b"").unwrap();
        assert!(staging.write("A.html", b"").unwrap_err().to_string().contains("two things would have the address `A.html`"));
        staging.write("a.html", b"").ok();
        assert!(staging.finish().unwrap_err().to_string().contains("capital letters alone"));
        assert!(room.list().is_empty());
    }

    #[test]
    fn a_reader_finds_a_whole_site_at_every_moment() {
        let room = Room::new();
        room.build(&[("index.html", "0 0"), ("a/page.html", "0 0")]).unwrap();
        let site = room.site();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut reads = 0;
                while !stop.load(Ordering::Relaxed) {
                    for page in ["index.html", "a/page.html"] {
                        let text = fs::read_to_string(site.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
                        let (one, other) = text.split_once(' ').unwrap();
                        assert_eq!(one, other);
                        reads += 1;
                    }
                }
                reads
            });
            for round in 1..60 {
                let text = format!("{round} {round}");
                room.build(&[("index.html", &text), ("a/page.html", &text)]).unwrap();
            }
            stop.store(true, Ordering::Relaxed);
            assert!(reader.join().unwrap() > 0);
        });
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_of_the_site_stays_a_link() {
        let room = Room::new();
        fs::create_dir(room.0.path().join("www")).unwrap();
        std::os::unix::fs::symlink("www", room.site()).unwrap();
        room.build(&[("index.html", "one")]).unwrap();
        room.build(&[("index.html", "two")]).unwrap();
        assert!(room.site().is_symlink());
        assert_eq!(room.read("index.html"), "two");
        assert_eq!(room.list(), ["site", "www"]);
    }

    #[test]
    fn the_same_files_give_the_same_list_in_any_order() {
        let (one, other) = (Room::new(), Room::new());
        one.build(&[("a.html", "a"), ("b/c.html", "c")]).unwrap();
        other.build(&[("b/c.html", "c"), ("a.html", "a")]).unwrap();
        assert_eq!(one.read(MANIFEST), other.read(MANIFEST));
    }
}
