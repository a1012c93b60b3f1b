//! Which paths count, and what they are called.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::source::is_scratch;

/// The roots and the ignored folders, as they lie on the disk now.
#[derive(Debug)]
pub(super) struct Places {
    roots: Vec<Root>,
    ignored: Vec<PathBuf>,
    /// All names of the ignored folders.
    ignored_names: Vec<PathBuf>,
}

#[derive(Debug)]
struct Root {
    /// As it was named by whoever wants it watched.
    given: PathBuf,
    /// As the system names it: where it was said to be, and where it really is if that is a link.
    names: Vec<PathBuf>,
    /// The real folder or file, if there is any.
    real: Option<PathBuf>,
    /// A single file stays one while it is away: editors replace files by others.
    is_file: bool,
}

impl Places {
    pub fn find(roots: &[PathBuf], ignored: &[PathBuf]) -> Self {
        let mut places = Self { roots: Vec::new(), ignored: ignored.to_vec(), ignored_names: Vec::new() };
        places.set_roots(roots);
        places
    }

    /// Says whether these are others than before.
    pub fn set_roots(&mut self, roots: &[PathBuf]) -> bool {
        if self.roots().eq(roots.iter().map(PathBuf::as_path)) {
            return false;
        }
        self.roots = roots.iter().map(|given| Root { given: given.clone(), names: Vec::new(), real: None, is_file: false }).collect();
        self.refresh();
        true
    }

    /// Looks where everything is now.
    pub fn refresh(&mut self) {
        for root in &mut self.roots {
            root.names = names(&root.given);
            root.real = root.given.canonicalize().ok();
            root.is_file = root.real.as_ref().map_or(root.is_file, |real| real.is_file());
        }
        self.ignored_names = self.ignored.iter().flat_map(|ignored| names(ignored)).collect();
    }

    /// The roots as they were given.
    pub fn roots(&self) -> impl Iterator<Item = &Path> {
        self.roots.iter().map(|root| root.given.as_path())
    }

    /// The roots that exist: as given, and the real place.
    pub fn existing(&self) -> impl Iterator<Item = (&Path, &Path)> {
        self.roots.iter().filter_map(|root| Some((root.given.as_path(), root.real.as_deref()?)))
    }

    /// The real folders of the roots that exist and are folders.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        self.roots.iter().filter(|root| !root.is_file).filter_map(|root| root.real.clone()).collect()
    }

    /// The folders in which a root shows when it comes or goes: those that hold the roots, or the nearest that exist.
    pub fn folders_above(&self) -> BTreeSet<PathBuf> {
        let names = self.roots.iter().flat_map(|root| &root.names);
        names.filter_map(|name| name.ancestors().skip(1).find(|above| above.is_dir())).map(Path::to_owned).collect()
    }

    /// Whether a folder among the roots comes or goes with this path.
    pub fn is_root_or_above(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| root.names.iter().any(|name| name.starts_with(path) && !(root.is_file && name == path)))
    }

    /// What a path is called below each root that it counts for.
    pub fn as_given(&self, path: &Path) -> BTreeSet<PathBuf> {
        if self.is_ignored(path) {
            return BTreeSet::new();
        }
        self.roots.iter().filter_map(|root| root.as_given(path)).collect()
    }

    /// Whether anybody wants to know of this path.
    pub fn counts(&self, path: &Path) -> bool {
        !self.is_ignored(path) && self.roots.iter().any(|root| root.as_given(path).is_some())
    }

    pub fn is_ignored(&self, path: &Path) -> bool {
        self.ignored_names.iter().any(|ignored| path.starts_with(ignored) || is_in_a_neighbour(path, ignored))
    }
}

impl Root {
    fn as_given(&self, path: &Path) -> Option<PathBuf> {
        if self.is_file {
            return self.names.iter().any(|name| name == path).then(|| self.given.clone());
        }
        let below = self.names.iter().find_map(|name| path.strip_prefix(name).ok())?;
        let counts = below != Path::new("") && !below.iter().any(is_scratch_name);
        counts.then(|| self.given.join(below))
    }
}

pub(super) fn is_scratch_name(name: &OsStr) -> bool {
    name.to_str().is_some_and(is_scratch)
}

/// A site is written beside its place first, and the old one is moved aside.
fn is_in_a_neighbour(path: &Path, ignored: &Path) -> bool {
    let (Some(parent), Some(name)) = (ignored.parent(), ignored.file_name().and_then(OsStr::to_str)) else { return false };
    let neighbour = path.strip_prefix(parent).ok().and_then(|below| below.iter().next()).and_then(OsStr::to_str);
    let suffix = neighbour.and_then(|neighbour| neighbour.strip_prefix(name));
    suffix.is_some_and(|suffix| suffix.starts_with(".new-") || suffix.starts_with(".old-"))
}

/// What the system calls a path: the entry with the links above it followed, and what is behind it if it is a link.
/// Of a path that does not exist, as much is followed as there is.
fn names(path: &Path) -> Vec<PathBuf> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = absolute.canonicalize().ok();
    let entry = absolute.ancestors().skip(1).find_map(|above| {
        // A path that ends in `..` has no entry of its own.
        absolute.file_name()?;
        Some(above.canonicalize().ok()?.join(absolute.strip_prefix(above).ok()?))
    });
    let mut names: Vec<PathBuf> = entry.into_iter().chain(real).collect();
    names.dedup();
    if names.is_empty() {
        names.push(absolute);
    }
    names
}
