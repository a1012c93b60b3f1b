//! The worked example, built once for each edition.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::Date;
use pcn_handbook::diagnostic::Severity;
use pcn_handbook::model::settings::Edition;
use pcn_handbook::output::Staging;
use pcn_handbook::pipeline::{self, Checked, Memo};
use tempfile::TempDir;

use crate::html::Page;

/// The day the worked example is read at.
pub const TODAY: Date = Date::constant(2026, 11, 22);

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The worked example, read and checked.
pub fn checked() -> Checked {
    let (snapshot, findings) = pipeline::load(&root().join("content"), None).unwrap_or_else(|trouble| panic!("{}", trouble.0));
    pipeline::check(snapshot, findings, TODAY, &mut Memo::default())
}

/// A site on disk, with what is in it.
pub struct Site {
    /// Where it lies.
    pub folder: PathBuf,
    /// Every file by its address, with `/`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Every page that was read, by its address.
    pub pages: BTreeMap<String, Page>,
    /// Keeps the folder for as long as the site is looked at.
    _temporary: TempDir,
}

impl Site {
    /// A file as text.
    pub fn text(&self, address: &str) -> &str {
        let bytes = self.files.get(address).unwrap_or_else(|| panic!("the site has no `{address}`"));
        std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("`{address}` is not UTF-8"))
    }

    /// The pages that are no signpost to where a page has moved.
    pub fn full_pages(&self) -> impl Iterator<Item = (&str, &Page)> {
        self.pages.iter().filter(|(_, page)| page.all("meta").all(|meta| meta.get("http-equiv") != "refresh")).map(|(address, page)| (address.as_str(), page))
    }
}

/// Both editions of the worked example.
pub fn sites() -> [&'static Site; 2] {
    static PUBLIC: LazyLock<Site> = LazyLock::new(|| build(Edition::Public));
    static STAFF: LazyLock<Site> = LazyLock::new(|| build(Edition::Staff));
    [&PUBLIC, &STAFF]
}

/// The public edition of the worked example.
pub fn public() -> &'static Site {
    sites()[0]
}

/// The staff edition of the worked example.
pub fn staff() -> &'static Site {
    sites()[1]
}

fn build(edition: Edition) -> Site {
    let temporary = TempDir::new().unwrap();
    let folder = temporary.path().join("site");
    let checked = checked();
    assert_eq!(checked.count(Severity::Error), 0, "the worked example has errors");
    let staging = Staging::begin(&folder).unwrap();
    let shown = pipeline::show(checked, edition, &mut Memo::default()).unwrap();
    let built = pipeline::build(&shown, &mut Memo::default(), &|path: &str, bytes: &[u8]| staging.write(path, bytes)).unwrap();
    assert!(built.findings.is_empty(), "{:?}", built.findings);
    staging.finish().unwrap();
    let files = files_of(&folder);
    let pages = files
        .iter()
        .filter(|(address, _)| address.ends_with(".html"))
        .map(|(address, bytes)| (address.clone(), Page::read(&String::from_utf8_lossy(bytes))))
        .collect();
    Site { folder, files, pages, _temporary: temporary }
}

/// Every file below a folder: its path with `/`, and its bytes.
pub fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// Copies the worked example's `content/` to another place, and gives the new content folder.
pub fn copy_to(place: &Path) -> PathBuf {
    let content = place.join("content");
    for (path, bytes) in files_of(&root().join("content")) {
        let to = content.join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    content
}

/// All that is wrong, or nothing: a test tells every fault at once.
pub struct Faults(Vec<String>);

impl Faults {
    /// None so far.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Adds one.
    pub fn add(&mut self, fault: impl Into<String>) {
        self.0.push(fault.into());
    }

    /// Fails when there are any; the first twenty are told.
    pub fn assert_none(mut self) {
        let number = self.0.len();
        self.0.truncate(200);
        assert!(number == 0, "{number} faults:\n{}", self.0.join("\n"));
    }
}
