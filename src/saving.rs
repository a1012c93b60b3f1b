//! Puts texts of a handbook on the disk, each whole or not at all.
//!
//! Every text is written beside the place it goes to, and takes that place in one step. A command that is killed leaves
//! each file as it was or as it was to be. What it left beside them begins with `.pcn-handbook-`, is no part of a
//! handbook, and goes with the next command that writes there.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

/// What the names of all neighbours begin with.
const PREFIX: &str = ".pcn-handbook-";
/// In a folder of new texts: locked for as long as its run lives.
const LOCK: &str = "lock";

/// A file that is to hold another text.
#[derive(Clone, Debug)]
pub struct Change<'t> {
    /// The file.
    pub path: PathBuf,
    /// What it is expected to hold, byte for byte.
    pub before: &'t str,
    /// What it is to hold.
    pub after: &'t str,
}

/// Puts changed texts in the place of files. All are looked at before the first is written. Each file keeps its rights,
/// and a link goes on leading to it.
///
/// # Errors
/// When a file is not, byte for byte, what it is expected to be any more, or the disk refuses. Each file is then whole, and
/// the error names those that are new already.
pub fn replace(changes: &[Change<'_>]) -> io::Result<()> {
    for Change { path, before, .. } in changes {
        let real = path.canonicalize().map_err(|error| cannot_change(path, &error))?;
        refuse_changed(path, &real, before)?;
        // A file that may not be written says that its owner wants it as it is, though its folder would let us.
        if fs::metadata(&real).is_ok_and(|meta| meta.permissions().readonly()) {
            let why = format!("cannot change `{}`: it can only be read", path.display());
            return Err(io::Error::new(ErrorKind::PermissionDenied, why));
        }
    }
    let mut done: Vec<String> = Vec::new();
    for change in changes.iter().filter(|change| change.before != change.after) {
        if let Err(error) = replace_one(change) {
            return Err(match done.is_empty() {
                true => error,
                false => io::Error::new(error.kind(), format!("{error}; written before that: {}", done.join(", "))),
            });
        }
        done.push(format!("`{}`", change.path.display()));
    }
    Ok(())
}

fn replace_one(Change { path, before, after }: &Change<'_>) -> io::Result<()> {
    let about = |error: io::Error| cannot_change(path, &error);
    let real = path.canonicalize().map_err(about)?;
    let meta = fs::metadata(&real).map_err(about)?;
    let folder = real.parent().unwrap_or(Path::new("."));
    clear_dead(folder);
    let mut new = neighbour(folder, Some(meta.permissions())).map_err(about)?;
    new.write_all(after.as_bytes()).map_err(about)?;
    // Once more, as what the system lets new files be may have narrowed them.
    new.as_file().set_permissions(meta.permissions()).map_err(about)?;
    keep_owner(&new, &meta);
    new.as_file().sync_all().map_err(about)?;
    // Last of all: whoever saved it while the new text was on its way to the disk has the say.
    refuse_changed(path, &real, before)?;
    new.persist(&real).map_err(|error| about(error.error))?;
    Ok(())
}

/// A command that an administrator runs leaves the author's file to the author.
fn keep_owner(new: &NamedTempFile, of: &fs::Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if new.as_file().metadata().is_ok_and(|meta| (meta.uid(), meta.gid()) != (of.uid(), of.gid())) {
            let _ = std::os::unix::fs::fchown(new.as_file(), Some(of.uid()), Some(of.gid()));
            // To give a file away takes some of its rights.
            let _ = new.as_file().set_permissions(of.permissions());
        }
    }
    #[cfg(not(unix))]
    let _ = (new, of);
}

fn cannot_change(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot change `{}`: {}", path.display(), why(error)))
}

fn cannot_write(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write `{}`: {}", path.display(), why(error)))
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AlreadyExists => "there is a file of that name already".to_owned(),
        ErrorKind::NotFound => "the file or its folder is gone".to_owned(),
        ErrorKind::NotADirectory => "a part of this path is a file, not a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full; free some space and run the command again".to_owned(),
        ErrorKind::QuotaExceeded => "your share of the disk is used up; free some space and run the command again".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "this disk can only be read".to_owned(),
        ErrorKind::FileTooLarge => "the system lets this program write no file of that size".to_owned(),
        ErrorKind::PermissionDenied => "no permission to write there".to_owned(),
        _ => error.to_string(),
    }
}

fn refuse_changed(path: &Path, real: &Path, before: &str) -> io::Result<()> {
    let bytes = fs::read(real).map_err(|error| cannot_change(path, &error))?;
    if bytes == before.as_bytes() {
        return Ok(());
    }
    let path = path.display();
    let why = match std::str::from_utf8(&bytes) {
        Ok(_) => format!("`{path}` was changed meanwhile, so it was left as it is; run the command again"),
        // Its text was guessed in reading, and written back it would be another one.
        Err(_) => format!("`{path}` is not in UTF-8, so it was left as it is; save it as UTF-8 first, and run the command again"),
    };
    Err(io::Error::other(why))
}

/// What [`add`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Files that are new.
    pub written: usize,
    /// Files that were there before, and stay as they were.
    pub left_alone: usize,
}

/// Writes the files that are not there yet into a folder: paths below it, with `/`, and texts. All texts are on the disk
/// before the first of them gets its name.
///
/// # Errors
/// When the disk refuses. Every file is then whole or not there.
pub fn add<'t>(folder: &Path, files: impl IntoIterator<Item = (&'t str, &'t str)>) -> io::Result<Added> {
    let mut added = Added::default();
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    clear_dead(folder);
    let about = |error: &io::Error| cannot_write(folder, error);
    let beside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder).map_err(|error| about(&error))?;
    let lock = File::create(beside.path().join(LOCK)).map_err(|error| about(&error))?;
    // A disk without locks still writes; two runs at once are then not told apart.
    let _ = lock.try_lock();
    let beside = Beside { folder: Some(beside), lock: Some(lock) };
    let mut waiting = Vec::new();
    for (n, (path, text)) in files.into_iter().enumerate() {
        let target = folder.join(path);
        if target.symlink_metadata().is_ok() {
            added.left_alone += 1;
            continue;
        }
        let written = beside.path().join(n.to_string());
        fs::write(&written, text).map_err(|error| cannot_write(&target, &error))?;
        waiting.push((written, target));
    }
    for (written, target) in waiting {
        if let Some(above) = target.parent() {
            fs::create_dir_all(above).map_err(|error| cannot_write(above, &error))?;
        }
        match name_anew(&written, &target) {
            Ok(()) => added.written += 1,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => added.left_alone += 1,
            Err(error) => return Err(cannot_write(&target, &error)),
        }
    }
    Ok(added)
}

/// Writes one file that must not be there yet, at the path of a file by itself.
///
/// # Errors
/// When something is there, or the disk refuses.
pub fn add_one(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = neighbour(folder, as_new_files_are()).and_then(|mut new| new.write_all(text.as_bytes()).map(|()| new));
    new.and_then(|new| new.persist_noclobber(path).map_err(|error| error.error)).map(|_| ()).map_err(|error| cannot_write(path, &error))
}

/// A file beside others, locked for as long as it is open.
fn neighbour(folder: &Path, rights: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    if let Some(rights) = rights {
        builder.permissions(rights);
    }
    let new = builder.tempfile_in(folder)?;
    let _ = new.as_file().try_lock();
    Ok(new)
}

/// Readable for those who may read any new file; the system takes away what its user does not want.
#[cfg(unix)]
fn as_new_files_are() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn as_new_files_are() -> Option<Permissions> {
    None
}

/// The folder in which new texts wait for their names.
struct Beside {
    folder: Option<TempDir>,
    lock: Option<File>,
}

impl Beside {
    fn path(&self) -> &Path {
        self.folder.as_ref().map_or(Path::new("."), TempDir::path)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Windows removes no folder in which a file is open, be it ours.
        self.lock = None;
        self.folder = None;
    }
}

/// Gives a file its name, unless something has it. Where the disk knows no second names, it is moved.
fn name_anew(written: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(written, target) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists && target.symlink_metadata().is_err() => fs::rename(written, target),
        done => done,
    }
}

/// Removes what runs left that were killed: neighbours of ours that nobody holds locked. What cannot be removed stays.
fn clear_dead(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let ours = entries.filter_map(Result::ok).filter(|entry| entry.file_name().to_str().is_some_and(is_neighbour));
    for entry in ours {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let held = if is_folder { path.join(LOCK) } else { path.clone() };
        // One that was made this very moment may not be locked yet: its run then finds it gone, and says so.
        let is_dead = File::open(&held).map_or(is_folder, |file| file.try_lock().is_ok());
        if is_dead {
            let _ = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}

/// `.pcn-handbook-` and six letters or figures.
fn is_neighbour(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|end| end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change<'t>(path: &Path, before: &'t str, after: &'t str) -> Change<'t> {
        Change { path: path.to_owned(), before, after }
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.yaml");
        fs::write(&path, "\u{feff}a: 1\r\n").unwrap();
        replace(&[change(&path, "\u{feff}a: 1\r\n", "\u{feff}a: 2\r\n")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}a: 2\r\n");
        let refused = replace(&[change(&path, "\u{feff}a: 1\r\n", "a: 3\n")]).unwrap_err().to_string();
        assert!(refused.contains("was changed meanwhile"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}a: 2\r\n");
        assert_eq!(names_in(folder.path()), ["network.yaml"]);
    }

    #[test]
    fn one_file_that_changed_meanwhile_keeps_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one.yaml", "other.yaml"].map(|name| folder.path().join(name));
        fs::write(&one, "a: 1\n").unwrap();
        fs::write(&other, "b: 9\n").unwrap();
        replace(&[change(&one, "a: 1\n", "a: 2\n"), change(&other, "b: 1\n", "b: 2\n")]).unwrap_err();
        assert_eq!(fs::read_to_string(&one).unwrap(), "a: 1\n");
    }

    #[test]
    fn a_text_that_was_guessed_is_not_written_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.md");
        fs::write(&path, b"caf\xe9\n").unwrap();
        let refused = replace(&[change(&path, "caf\u{e9}\n", "tea\n")]).unwrap_err().to_string();
        assert!(refused.contains("is not in UTF-8"), "{refused}");
        assert_eq!(fs::read(&path).unwrap(), b"caf\xe9\n");
    }

    #[test]
    fn new_files_come_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), "mine").unwrap();
        let added = add(folder.path(), [("a.md", "theirs"), ("b/c.md", "new")]).unwrap();
        assert_eq!(added, Added { written: 1, left_alone: 1 });
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "mine");
        assert_eq!(names_in(folder.path()), ["a.md", "b"]);
        add_one(&folder.path().join("a.md"), "theirs").unwrap_err();
        add_one(&folder.path().join("d.md"), "one").unwrap();
        assert_eq!(names_in(folder.path()), ["a.md", "b", "d.md"]);
    }

    #[test]
    fn what_killed_runs_left_goes_and_what_a_living_one_writes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.md");
        fs::write(&path, "a").unwrap();
        for dead in [".pcn-handbook-aaaaaa", ".pcn-handbook-bbbbbb/0", ".pcn-handbook-cccccc/lock", ".pcn-handbook-of-mine", ".pcn-handbook.json"] {
            fs::create_dir_all(folder.path().join(dead).parent().unwrap()).unwrap();
            fs::write(folder.path().join(dead), "half").unwrap();
        }
        let living = neighbour(folder.path(), None).unwrap();
        replace(&[change(&path, "a", "b")]).unwrap();
        let living = living.path().file_name().unwrap().to_str().unwrap().to_owned();
        let mut left = vec![living.as_str(), ".pcn-handbook-of-mine", ".pcn-handbook.json", "page.md"];
        left.sort_unstable();
        assert_eq!(names_in(folder.path()), left);
    }
}
