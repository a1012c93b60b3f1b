//! The only reader: a folder on disk, or files in memory, becomes a [`Snapshot`].
//!
//! Everything that can be wrong with a file as a file (not UTF-8, unreadable, too large, a link that leads
//! out of the folder, folders nested too deep) is found here and becomes a finding; the rest of the folder is read all the same.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Findings};

/// The largest text file that is read: 4 MiB. The largest real file of a handbook has some 100 KiB.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// The largest list that is read: 64 MiB. The list of all practices has 1.5 MiB.
pub const MOST_BYTES_OF_A_LIST: u64 = 64 * 1024 * 1024;
/// The largest document or picture that is copied: 100 MiB. Hosts of files and of sites take no larger ones.
pub const MOST_BYTES_OF_A_DOCUMENT: u64 = 100 * 1024 * 1024;
/// The most text that a folder may hold in all: 256 MiB. That of all England's networks has some 30 MiB.
pub const MOST_BYTES_OF_A_FOLDER: u64 = 256 * 1024 * 1024;
/// The most files that a folder may hold in all. All England's networks have some 10,000.
pub const MOST_FILES: usize = 100_000;
/// How deep folders may be nested below the content folder.
pub const MOST_FOLDERS: usize = 16;
/// How many files, networks or pages a thread takes on at a time, here and in the stages to come. Left alone, rayon cuts
/// work into little more pieces than there are threads, and at the end one of them is busy for long while the others wait.
pub const AT_A_TIME: usize = 16;

/// A file of a [`Snapshot`], by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A stretch of a file's text: byte offsets, `start` included, `end` excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The beginning of a file: for what is wrong with a file as a whole.
    pub fn top(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }
}

/// Which layer of content a file belongs to. Later layers replace things of the same kind and id in earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Shipped inside the program.
    National,
    /// Another handbook's content, named by `extends`.
    Extended,
    /// The handbook's own content folder.
    Handbook,
    /// The handbook's own theme: templates are no content, but have mistakes with places too.
    Theme,
}

/// One text file.
#[derive(Clone, Debug)]
pub struct File {
    /// Path below its layer's content folder, with `/`.
    pub path: String,
    /// The layer it belongs to.
    pub layer: Layer,
    /// The text; what is not UTF-8 is read as an old Western encoding.
    pub text: String,
    /// Whether there is a text: false when the file could not be read.
    pub readable: bool,
    /// xxh3 of the text.
    pub fingerprint: u64,
    /// What is wrong with it as a file.
    fault: Option<Fault>,
    stamp: Option<Stamp>,
    places: OnceLock<Vec<Place>>,
}

/// What the disk says of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    size: u64,
}

impl Stamp {
    fn of(meta: &std::fs::Metadata) -> Option<Self> {
        Some(Self { modified: meta.modified().ok()?, size: meta.len() })
    }
}

/// Line and column of some byte of a file, so that no place is counted from the top.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u32,
    line: u32,
    column: u32,
}

impl File {
    fn refused(path: String, layer: Layer, rule: &'static str, message: String, hint: Option<&'static str>) -> Self {
        let fault = Some(Fault { rule, at: 0, message, hint });
        Self { path, layer, text: String::new(), readable: false, fingerprint: 0, fault, stamp: None, places: OnceLock::new() }
    }

    /// The beginnings of lines, and within long lines a place every few thousand bytes.
    fn places(&self) -> &[Place] {
        const FAR: u32 = 4096;
        self.places.get_or_init(|| {
            let mut here = Place { offset: 0, line: 1, column: 1 };
            let mut places = vec![here];
            let mut last = 0;
            for c in self.text.chars() {
                here.offset += c.len_utf8() as u32;
                match c {
                    '\n' => (here.line, here.column) = (here.line + 1, 1),
                    // The mark at the beginning of a file is no character of its text.
                    '\u{feff}' => {}
                    _ => here.column += 1,
                }
                if c == '\n' || here.offset - last > FAR {
                    last = here.offset;
                    places.push(here);
                }
            }
            places
        })
    }
}

/// A file that is copied, not read as text: an image or a document below `files/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Path below the content folder, with `/`, beginning with `files/`.
    pub path: String,
    /// The layer it belongs to.
    pub layer: Layer,
    /// Size in bytes, as pages tell it.
    pub size: u64,
    bytes: AssetBytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum AssetBytes {
    Disk(PathBuf, Option<Stamp>),
    Memory(Vec<u8>),
}

impl Asset {
    /// The bytes of the file, as a site takes them.
    ///
    /// # Errors
    /// When the disk cannot give them, or they are others than those that pages speak of.
    pub fn read_for_copy(&self) -> std::io::Result<Vec<u8>> {
        let bytes = self.read()?;
        if bytes.len() as u64 == self.size { Ok(bytes) } else { Err(std::io::Error::other("it was changed while the site was built; build again")) }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// When the disk cannot give them.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        match &self.bytes {
            AssetBytes::Disk(path, _) => {
                use std::io::Read as _;
                // The path had no links in it when the folder was listed.
                if path.canonicalize()? != *path {
                    return Err(std::io::Error::other("it has become a link"));
                }
                let mut bytes = Vec::new();
                open(path)?.take(MOST_BYTES_OF_A_DOCUMENT).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            AssetBytes::Memory(bytes) => Ok(bytes.clone()),
        }
    }

    /// The first bytes of the file: a drawing's first tag stands among them.
    fn beginning(&self) -> Option<Vec<u8>> {
        use std::io::Read as _;
        const MOST: usize = 64 * 1024;
        match &self.bytes {
            AssetBytes::Disk(path, _) => {
                let mut bytes = Vec::new();
                open(path).ok()?.take(MOST as u64).read_to_end(&mut bytes).ok()?;
                Some(bytes)
            }
            AssetBytes::Memory(bytes) => Some(bytes[..bytes.len().min(MOST)].to_vec()),
        }
    }

    /// Width and height of a picture in CSS pixels, by which a browser keeps its place until it comes; `None` for other
    /// files, and where the picture does not say.
    pub fn picture_size(&self) -> Option<(u32, u32)> {
        let kind = self.path.rsplit('.').next()?.to_ascii_lowercase();
        let size = match kind.as_str() {
            "svg" => size_of_drawing(&String::from_utf8_lossy(&self.beginning()?)),
            "png" | "jpg" | "jpeg" | "gif" | "webp" => {
                // The size stands near the beginning, so no more of a large picture is read than is looked at.
                let size = match &self.bytes {
                    AssetBytes::Disk(path, _) => imagesize::reader_size(std::io::BufReader::new(open(path).ok()?)),
                    AssetBytes::Memory(bytes) => imagesize::blob_size(bytes),
                };
                let size = size.ok()?;
                Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
            }
            _ => None,
        };
        size.filter(|(width, height)| (1..100_000).contains(width) && (1..100_000).contains(height))
    }
}

/// What the first tag of an SVG says: its width and height, else those of its view box.
fn size_of_drawing(text: &str) -> Option<(u32, u32)> {
    let tag = text.split_once("<svg")?.1.split('>').next()?;
    let attribute = |name: &str| {
        let value = tag.split_once(&format!(" {name}=")).or_else(|| tag.split_once(&format!("\n{name}=")))?.1;
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value[1..].split(quote).next()
    };
    let length = |value: &str| value.trim().trim_end_matches("px").parse::<f64>().ok().map(|length| length.round() as u32);
    let said = attribute("width").and_then(length).zip(attribute("height").and_then(length));
    said.or_else(|| {
        let numbers: Vec<u32> = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).filter_map(length).collect();
        (numbers.len() == 4).then(|| (numbers[2], numbers[3]))
    })
}

/// An open list that the handbook names: no part of its text, but compared with it. Whatever is wrong with it is told at
/// the line that names it.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// Its path as it is named, seen from the content folder.
    pub path: String,
    /// Its bytes, or why they could not be read.
    pub bytes: Result<Vec<u8>, String>,
    /// xxh3 of the bytes, or of the reason why there are none.
    pub fingerprint: u64,
    stamp: Option<Stamp>,
}

impl ListFile {
    fn of(path: &str, bytes: Result<Vec<u8>, String>, stamp: Option<Stamp>) -> Self {
        let fingerprint = xxhash_rust::xxh3::xxh3_64(bytes.as_ref().map_or_else(|why| why.as_bytes(), Vec::as_slice));
        Self { path: path.to_owned(), bytes, fingerprint, stamp }
    }

    fn read(path: &str, on_disk: &Path) -> Self {
        use std::io::Read as _;
        let read = || -> std::io::Result<(Vec<u8>, Option<Stamp>)> {
            let meta = std::fs::metadata(on_disk)?;
            // To open what is neither a file nor a folder may wait for ever.
            if !meta.is_file() {
                return Err(std::io::Error::other("it is no file"));
            }
            let handle = std::fs::File::open(on_disk)?;
            let mut bytes = Vec::with_capacity(meta.len().min(MOST_BYTES_OF_A_LIST) as usize + 1);
            handle.take(MOST_BYTES_OF_A_LIST + 1).read_to_end(&mut bytes)?;
            Ok((bytes, Stamp::of(&meta)))
        };
        match read() {
            Ok((bytes, _)) if bytes.len() as u64 > MOST_BYTES_OF_A_LIST => {
                Self::of(path, Err(format!("it has more than {} MiB", MOST_BYTES_OF_A_LIST / 1024 / 1024)), None)
            }
            Ok((bytes, stamp)) => Self::of(path, Ok(bytes), stamp),
            Err(error) => {
                let why = match error.kind() {
                    std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
                    std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
                    _ => error.to_string(),
                };
                Self::of(path, Err(why), None)
            }
        }
    }
}

/// All that a build reads, at one moment. Files are shared between a snapshot and those that are made from it later.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// In the order of layer and path.
    files: Vec<(FileId, Arc<File>)>,
    /// Places in `files`, by number.
    place_of: Vec<u32>,
    assets: Vec<Asset>,
    theme_assets: Vec<Asset>,
    /// Lists that `handbook.yaml` names.
    lists: Vec<Arc<ListFile>>,
    /// Folders that were read, without links in their paths.
    folders: Vec<(PathBuf, Layer)>,
    /// Some path is a link to another file, so that one file stands for two.
    has_links: bool,
    /// How often all files got new numbers.
    numbering: u32,
    /// How the content folder is called in findings, for example `content`.
    pub shown_as: String,
}

/// Numbers rise with paths, and between two neighbours so many less one are left for files to come.
const ROOM: u32 = 16;
/// A number that no file bears.
const NOWHERE: u32 = u32::MAX;

/// A snapshot in the making.
#[derive(Debug, Default)]
pub struct Reading<'k> {
    /// What was read before: files that did not change are taken from it.
    known: Option<&'k Snapshot>,
    /// Paths on disk that are read again whatever the disk says of them.
    changed: Option<&'k BTreeSet<PathBuf>>,
    files: Vec<Arc<File>>,
    assets: Vec<Asset>,
    theme_assets: Vec<Asset>,
    lists: Vec<Arc<ListFile>>,
    /// Where the lists lie, without links in their paths: one that lies in a folder of the handbook is no text of it.
    lists_on_disk: Vec<PathBuf>,
    folders: Vec<(PathBuf, Layer)>,
    has_links: bool,
}

impl<'k> Reading<'k> {
    /// Begins where another snapshot ended. `changed` are paths on disk that were written since, as far as they are known.
    pub fn after(known: &'k Snapshot, changed: &'k BTreeSet<PathBuf>) -> Self {
        Self { known: Some(known), changed: Some(changed), ..Self::default() }
    }

    /// Adds a file from memory. Files below `files/` become assets.
    pub fn add_memory(&mut self, path: &str, layer: Layer, bytes: &[u8]) {
        if path.starts_with("files/") {
            self.assets.push(Asset { path: path.to_owned(), layer, size: bytes.len() as u64, bytes: AssetBytes::Memory(bytes.to_vec()) });
        } else if let Some(known) = self.known.and_then(|known| known.find(layer, path)).filter(|known| known.text.as_bytes() == bytes) {
            self.files.push(Arc::clone(known));
        } else {
            self.files.push(Arc::new(decode(path.to_owned(), layer, bytes.to_vec(), None)));
        }
    }

    /// Adds a list from memory, by the path that names it.
    pub fn add_list_from_memory(&mut self, path: &str, bytes: &[u8]) {
        self.lists.push(Arc::new(ListFile::of(path, Ok(bytes.to_vec()), None)));
    }

    /// Reads a list that is named by a path from the content folder; before the folders, which may hold it.
    pub fn add_list(&mut self, content: &Path, path: &str) {
        let on_disk = content.join(path);
        let real = on_disk.canonicalize().ok();
        let is_hinted = self.changed.is_some_and(|changed| real.as_ref().is_some_and(|real| changed.contains(real)));
        let known = self
            .known
            .and_then(|known| known.list(path))
            .filter(|known| !is_hinted && known.stamp.is_some() && known.stamp == std::fs::metadata(&on_disk).ok().and_then(|meta| Stamp::of(&meta)));
        self.lists.push(known.map_or_else(|| Arc::new(ListFile::read(path, &on_disk)), Arc::clone));
        self.lists_on_disk.extend(real);
    }

    /// Reads a content folder.
    ///
    /// # Errors
    /// When the folder itself cannot be listed.
    pub fn add_folder(&mut self, folder: &Path, layer: Layer) -> std::io::Result<()> {
        let root = folder.canonicalize()?;
        std::fs::read_dir(&root)?;
        let (mut found, mut refused) = list(&root, layer);
        found.retain(|listed| listed.is_asset || !self.lists_on_disk.contains(&listed.on_disk));
        refuse_large(&mut found, &mut refused);
        self.has_links |= found.iter().any(|listed| listed.is_link);
        let (known, changed) = (self.known, self.changed);
        let read: Vec<Arc<File>> = found
            .par_iter()
            .with_max_len(AT_A_TIME)
            .filter(|listed| !listed.is_asset)
            .map(|listed| {
                let same = known.and_then(|known| known.find(layer, &listed.path)).filter(|known| {
                    let is_hinted = changed.is_some_and(|changed| changed.contains(&listed.on_disk));
                    !is_hinted && known.stamp.is_some() && known.stamp == std::fs::metadata(&listed.on_disk).ok().and_then(|meta| Stamp::of(&meta))
                });
                same.map_or_else(|| Arc::new(read_text(listed, layer)), Arc::clone)
            })
            .collect();
        self.files.extend(read);
        self.files.extend(refused.into_iter().map(|Refused { path, rule, why, hint }| Arc::new(File::refused(path, layer, rule, why, hint))));
        let assets = if layer == Layer::Theme { &mut self.theme_assets } else { &mut self.assets };
        // One that was gone a moment after it was listed is not there.
        assets.extend(found.into_iter().filter(|listed| listed.is_asset).filter_map(|listed| {
            let meta = std::fs::metadata(&listed.on_disk).ok()?;
            let stamp = Stamp::of(&meta);
            Some(Asset { path: listed.path, layer, size: meta.len(), bytes: AssetBytes::Disk(listed.on_disk, stamp) })
        }));
        self.folders.push((root, layer));
        Ok(())
    }

    /// Numbers the files in the order of layer and path, so that nothing depends on the disk's order.
    pub fn finish(self, shown_as: String) -> Snapshot {
        let Self { known, mut files, mut assets, mut theme_assets, lists, folders, has_links, .. } = self;
        files.sort_by(|a, b| (a.layer, &a.path).cmp(&(b.layer, &b.path)));
        let before = known.map_or(0, |known| known.numbering);
        let numbered = known.and_then(|known| numbers_after(known, &files));
        let numbering = before + u32::from(numbered.is_none());
        let numbers = numbered.unwrap_or_else(|| (0..files.len() as u32).map(|n| FileId(n * ROOM)).collect());
        assets.sort_by(|a, b| a.path.cmp(&b.path).then(b.layer.cmp(&a.layer)));
        assets.dedup_by(|later, first| later.path == first.path);
        theme_assets.sort_by(|a, b| a.path.cmp(&b.path));
        let mut snapshot = Snapshot {
            files: numbers.into_iter().zip(files).collect(),
            place_of: Vec::new(),
            assets,
            theme_assets,
            lists,
            folders,
            has_links,
            numbering,
            shown_as,
        };
        snapshot.find_places();
        snapshot
    }
}

/// Numbers for files in their order, where those that are known keep theirs; `None` where there is no room between two.
fn numbers_after(known: &Snapshot, files: &[Arc<File>]) -> Option<Vec<FileId>> {
    let mut old = known.files.iter().peekable();
    let kept: Vec<Option<u32>> = files
        .iter()
        .map(|file| {
            let key = (file.layer, &file.path);
            while old.next_if(|(_, known)| (known.layer, &known.path) < key).is_some() {}
            old.next_if(|(_, known)| (known.layer, &known.path) == key).map(|(id, _)| id.0)
        })
        .collect();
    let mut numbers = Vec::with_capacity(kept.len());
    let mut before = 0u32;
    while numbers.len() < kept.len() {
        let rest = &kept[numbers.len()..];
        let fresh = rest.iter().take_while(|number| number.is_none()).count() as u32;
        let next = rest.get(fresh as usize).copied().flatten();
        let end = next.unwrap_or(before + ROOM * (fresh + 1));
        let step = (end - before) / (fresh + 1);
        if fresh > 0 && step == 0 {
            return None;
        }
        numbers.extend((1..=fresh).map(|n| FileId(before + n * step)).chain(next.map(FileId)));
        before = end;
    }
    Some(numbers)
}

fn is_asset(layer: Layer, path: &str) -> bool {
    if layer == Layer::Theme { !path.ends_with(".html") } else { path.starts_with("files/") }
}

impl Snapshot {
    /// A snapshot of files in memory, for tests and tools: `(path, text)` of the handbook's own layer.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut reading = Reading::default();
        for (path, text) in files {
            reading.add_memory(path, Layer::Handbook, text.as_bytes());
        }
        reading.finish("content".to_owned())
    }

    /// One text file of a content folder by itself, for what must be known before the rest is read; empty where the file
    /// cannot be read, which reading the folder will tell.
    pub fn of_one_file(folder: &Path, path: &str, layer: Layer) -> Self {
        let mut reading = Reading::default();
        // What is a link out of the folder is not read, nor what is no file, which may be waited for without end.
        let real = folder.canonicalize().and_then(|root| Ok((folder.join(path).canonicalize()?, root)));
        let on_disk = real.ok().filter(|(real, root)| real.starts_with(root) && real.is_file()).map(|(real, _)| real);
        let file = on_disk.map(|on_disk| read_text(&Listed { path: path.to_owned(), on_disk, is_asset: false, is_link: false }, layer));
        reading.files.extend(file.filter(|file| file.fault.as_ref().is_none_or(|fault| fault.rule != "unreadable-file")).map(Arc::new));
        reading.finish(String::new())
    }

    /// This snapshot with a few files read again: paths on disk. `None` where more must be looked at than those: a folder
    /// came or went, a file to copy, or `handbook.yaml`, which names the layers.
    pub fn with_changed(&self, paths: &BTreeSet<PathBuf>) -> Option<Self> {
        let mut files = self.files.clone();
        for on_disk in paths {
            // What lies nowhere that was read may be a folder above; the innermost folder is the one a file was read from.
            let inside = self.folders.iter().filter(|(root, _)| on_disk.starts_with(root));
            let (root, layer) = inside.max_by_key(|(root, _)| root.components().count())?;
            let path = relative(root, on_disk)?;
            let parts: Vec<&str> = path.split('/').collect();
            if self.has_links || parts.contains(&"..") {
                return None;
            }
            if parts.iter().any(|part| is_scratch(part)) {
                continue;
            }
            let place = files.binary_search_by(|(_, file)| (file.layer, file.path.as_str()).cmp(&(*layer, path.as_str())));
            let meta = std::fs::symlink_metadata(on_disk);
            let is_file = meta.as_ref().is_ok_and(std::fs::Metadata::is_file);
            if path.is_empty() || path == "handbook.yaml" || is_asset(*layer, &path) || !is_file || parts.len() > MOST_FOLDERS {
                return None;
            }
            // A new file gets its number where all are numbered.
            let at = place.ok()?;
            files[at].1 = Arc::new(read_text(&Listed { path, on_disk: on_disk.clone(), is_asset: false, is_link: false }, *layer));
        }
        Some(Self { files, ..self.clone() })
    }

    /// This snapshot with other texts in some of its files, as if they had been saved so.
    #[must_use]
    pub fn with_texts(&self, texts: &[(FileId, String)]) -> Self {
        let mut files = self.files.clone();
        for (id, file) in &mut files {
            if let Some((_, text)) = texts.iter().find(|(changed, _)| changed == id) {
                *file = Arc::new(decode(file.path.clone(), file.layer, text.clone().into_bytes(), None));
            }
        }
        Self { files, ..self.clone() }
    }

    fn find_places(&mut self) {
        let most = self.files.last().map_or(0, |(id, _)| id.0 as usize + 1);
        self.place_of = vec![NOWHERE; most];
        for (place, (id, _)) in self.files.iter().enumerate() {
            self.place_of[id.0 as usize] = place as u32;
        }
    }

    fn find(&self, layer: Layer, path: &str) -> Option<&Arc<File>> {
        let at = self.files.binary_search_by(|(_, file)| (file.layer, file.path.as_str()).cmp(&(layer, path))).ok()?;
        Some(&self.files[at].1)
    }

    /// What is wrong with files as files.
    pub fn faults(&self) -> Findings {
        let of_file = |(id, file): &(FileId, Arc<File>)| {
            let fault = file.fault.as_ref()?;
            let finding = Diagnostic::reading(fault.rule, Span { file: *id, start: fault.at, end: fault.at }, fault.message.clone());
            Some(match fault.hint {
                Some(hint) => finding.hint(hint),
                None => finding,
            })
        };
        self.files.iter().filter_map(of_file).collect()
    }

    /// The files, in the order of their numbers.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().map(|(id, file)| (*id, file.as_ref()))
    }

    /// The files with their share in other snapshots: one that did not change is the same in both.
    pub fn shared_files(&self) -> &[(FileId, Arc<File>)] {
        &self.files
    }

    /// One file.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[self.place_of[id.0 as usize] as usize].1
    }

    /// How many text files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The number above that of every file.
    pub fn end(&self) -> u32 {
        self.place_of.len() as u32
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether a file has the same number in both; else nothing that names a place is worth keeping.
    pub fn is_numbered_as(&self, other: &Self) -> bool {
        self.numbering == other.numbering
    }

    /// Whether another snapshot holds the same files, as far as the disk tells.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let same =
            |one: &File, other: &File| (one.layer, &one.path, one.fingerprint, one.readable) == (other.layer, &other.path, other.fingerprint, other.readable);
        self.files.len() == other.files.len()
            && self.files.iter().zip(&other.files).all(|((_, one), (_, other))| Arc::ptr_eq(one, other) || same(one, other))
            && self.assets == other.assets
            && self.theme_assets == other.theme_assets
            && self.lists.len() == other.lists.len()
            && self.lists.iter().zip(&other.lists).all(|(one, other)| (&one.path, one.fingerprint) == (&other.path, other.fingerprint))
    }

    /// Folders that were read, without links in their paths.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(|(folder, _)| folder.as_path())
    }

    /// The files to copy where a page links to them; the highest layer's of each path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// A list that `handbook.yaml` names, by the path it names.
    pub fn list(&self, path: &str) -> Option<&Arc<ListFile>> {
        self.lists.iter().find(|list| list.path == path)
    }

    /// The text of a stretch; empty where the stretch is not inside the file.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of an offset, both counted from 1; columns count characters.
    pub fn line_and_column(&self, file: FileId, offset: u32) -> (usize, usize) {
        let places = self.file(file).places();
        let text = &self.file(file).text;
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let near = places[places.partition_point(|place| place.offset as usize <= at).saturating_sub(1)];
        let beyond = text[near.offset as usize..at].chars().filter(|&c| c != '\u{feff}').count();
        (near.line as usize, near.column as usize + beyond)
    }

    /// Files of the handbook's own theme that are no templates: paths below the theme's folder.
    pub fn theme_assets(&self) -> &[Asset] {
        &self.theme_assets
    }

    /// The path of a file as findings show it: below the folder it was read from.
    pub fn shown_path(&self, file: FileId) -> String {
        let File { path, layer, .. } = self.file(file);
        match layer {
            Layer::Handbook => format!("{}/{path}", self.shown_as),
            Layer::Extended => format!("extends:{path}"),
            Layer::National => format!("national:{path}"),
            Layer::Theme => match self.folders.iter().find(|(_, of)| of == layer).and_then(|(folder, _)| folder.file_name()) {
                Some(name) => format!("themes/{}/{path}", name.to_string_lossy()),
                None => format!("theme:{path}"),
            },
        }
    }

    /// Where a file lies on disk; `None` for what came from memory.
    pub fn on_disk(&self, file: FileId) -> Option<PathBuf> {
        let File { path, layer, .. } = self.file(file);
        self.folders.iter().find(|(_, of)| of == layer).map(|(folder, _)| folder.join(path))
    }
}

struct Listed {
    path: String,
    on_disk: PathBuf,
    is_asset: bool,
    is_link: bool,
}

struct Refused {
    path: String,
    rule: &'static str,
    why: String,
    hint: Option<&'static str>,
}

/// Editors' and systems' own files are no part of a handbook.
pub fn is_scratch(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || name.ends_with(".swp")
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || (name.starts_with('#') && name.ends_with('#'))
        || name == "4913"
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

/// What of another handbook's folder is read; its own settings, networks and home page are not.
const EXTENDED: &[&str] = &["roles", "responsibilities", "guidance", "checklists", "pages", "files"];
const EXTENDED_LISTS: &[&str] = &["organisations.yaml", "forums.yaml", "glossary.yaml", "sources.yaml"];

fn is_looked_at(layer: Layer, entry: &walkdir::DirEntry) -> bool {
    let Some(name) = entry.file_name().to_str() else { return true };
    // A folder named by mistake, such as that of the whole disk, is not read through.
    let has_a_part = layer != Layer::Extended || entry.depth() != 1 || EXTENDED.contains(&name) || EXTENDED_LISTS.contains(&name);
    !is_scratch(name) && has_a_part
}

fn list(root: &Path, layer: Layer) -> (Vec<Listed>, Vec<Refused>) {
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    let walk = WalkDir::new(root)
        .min_depth(1)
        .max_depth(MOST_FOLDERS + 1)
        .follow_links(false)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || is_looked_at(layer, entry));
    for entry in walk {
        if found.len() + refused.len() == MOST_FILES {
            refused.push(Refused {
                path: String::new(),
                rule: "too-large",
                why: format!("the folder holds more than {MOST_FILES} files, so not all of them are read"),
                hint: Some("take away what is no part of the handbook"),
            });
            break;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|path| relative(root, path)).unwrap_or_default();
                let why = error.io_error().map_or_else(|| "this folder cannot be read".to_owned(), |error| cannot("read", "folder", error));
                refused.push(Refused { path, rule: "unreadable-file", why, hint: Some("see that you may read it, then check again") });
                continue;
            }
        };
        let Some(path) = relative(root, entry.path()) else {
            refused.push(Refused {
                path: entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/"),
                rule: "unreadable-file",
                why: "this file's name is not valid Unicode".to_owned(),
                hint: Some("rename it with plain letters, digits and hyphens"),
            });
            continue;
        };
        if entry.depth() > MOST_FOLDERS {
            if entry.file_type().is_dir() {
                refused.push(Refused {
                    path,
                    rule: "too-deep",
                    why: format!("folders are nested more than {MOST_FOLDERS} deep; nothing below this one is read"),
                    hint: Some("move the folder further up"),
                });
            }
            continue;
        }
        let mut on_disk = entry.path().to_owned();
        if entry.path_is_symlink() {
            match on_disk.canonicalize() {
                Ok(real) if real.starts_with(root) && real.is_file() => on_disk = real,
                Ok(real) if real.starts_with(root) => {
                    refused.push(Refused {
                        path,
                        rule: "unreadable-file",
                        why: "this is a link to a folder, so what lies below it is not read".to_owned(),
                        hint: Some("move the folder itself here, or remove the link"),
                    });
                    continue;
                }
                Ok(_) => {
                    refused.push(Refused {
                        path,
                        rule: "unreadable-file",
                        why: "this is a link that leads out of the content folder, so it is not read".to_owned(),
                        hint: Some("put a copy of the file here instead of the link"),
                    });
                    continue;
                }
                Err(_) => {
                    refused.push(Refused {
                        path,
                        rule: "unreadable-file",
                        why: "this is a link that leads nowhere".to_owned(),
                        hint: Some("put the file itself here, or remove the link"),
                    });
                    continue;
                }
            }
        } else if !entry.file_type().is_file() {
            if !entry.file_type().is_dir() {
                refused.push(Refused {
                    path,
                    rule: "unreadable-file",
                    why: "this is neither a file nor a folder, so it is not read".to_owned(),
                    hint: Some("take it away"),
                });
            }
            continue;
        }
        let is_asset = is_asset(layer, &path);
        found.push(Listed { path, on_disk, is_asset, is_link: entry.path_is_symlink() });
    }
    (found, refused)
}

/// Passes over documents that are too large to be copied, and texts that are too many to be read.
fn refuse_large(found: &mut Vec<Listed>, refused: &mut Vec<Refused>) {
    found.sort_by(|a, b| a.path.cmp(&b.path));
    // A few texts of the largest size are not too many.
    let may_be_too_many = found.iter().filter(|listed| !listed.is_asset).count() as u64 > MOST_BYTES_OF_A_FOLDER / MOST_BYTES;
    let size = |listed: &Listed| if listed.is_asset || may_be_too_many { std::fs::metadata(&listed.on_disk).map_or(0, |meta| meta.len()) } else { 0 };
    let mut sizes: Vec<u64> = found.par_iter().with_max_len(AT_A_TIME).map(size).collect();
    let mut sizes = sizes.drain(..);
    let mut in_all = 0;
    found.retain(|listed| {
        let size = sizes.next().unwrap_or(0);
        if listed.is_asset && size > MOST_BYTES_OF_A_DOCUMENT {
            refused.push(Refused {
                path: listed.path.clone(),
                rule: "too-large",
                why: format!("this file has more than {} MiB, so it is not copied", MOST_BYTES_OF_A_DOCUMENT / 1024 / 1024),
                hint: Some("make it smaller, or put it where large files are kept and link to that"),
            });
            return false;
        }
        if listed.is_asset {
            return true;
        }
        let before = in_all;
        in_all += size.min(MOST_BYTES);
        if in_all > MOST_BYTES_OF_A_FOLDER && before <= MOST_BYTES_OF_A_FOLDER {
            refused.push(Refused {
                path: listed.path.clone(),
                rule: "too-large",
                why: format!("the texts of this folder have more than {} MiB in all; from this file on, none is read", MOST_BYTES_OF_A_FOLDER / 1024 / 1024),
                hint: Some("take away what is no part of the handbook"),
            });
        }
        in_all <= MOST_BYTES_OF_A_FOLDER
    });
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { below.to_owned() } else { below.replace(std::path::MAIN_SEPARATOR, "/") })
}

#[derive(Clone, Debug)]
struct Fault {
    rule: &'static str,
    at: u32,
    message: String,
    hint: Option<&'static str>,
}

/// Opens a file that was listed. Between the two it can have become a link out of the folder, which is not followed, or a
/// pipe, which is not waited for.
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    }
    #[cfg(not(unix))]
    if std::fs::symlink_metadata(path)?.is_symlink() {
        return Err(std::io::Error::other("it has become a link"));
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::Error::other("it is no file")) }
}

fn read_text(listed: &Listed, layer: Layer) -> File {
    use std::io::Read as _;
    let read = || -> std::io::Result<(Vec<u8>, Option<Stamp>)> {
        let handle = open(&listed.on_disk)?;
        let meta = handle.metadata()?;
        // The size is asked first and the read is capped as well: a file can grow between the two.
        let mut bytes = Vec::with_capacity(meta.len().min(MOST_BYTES) as usize + 1);
        handle.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        Ok((bytes, Stamp::of(&meta)))
    };
    match read() {
        Ok((bytes, stamp)) => decode(listed.path.clone(), layer, bytes, stamp),
        Err(error) => {
            File::refused(listed.path.clone(), layer, "unreadable-file", cannot("read", "file", &error), Some("see that you may read it, then check again"))
        }
    }
}

fn decode(path: String, layer: Layer, bytes: Vec<u8>, stamp: Option<Stamp>) -> File {
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("this file has more than {} MiB, so it is not read", MOST_BYTES / 1024 / 1024);
        return File::refused(path, layer, "too-large", message, Some("split it, or keep it as a document below `files/`"));
    }
    let (text, fault) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to() as u32;
            let bytes = error.into_bytes();
            let hint = Some("save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)");
            // The text is guessed, so that the other faults of the file come out in the same run.
            let (at, message, text) = match utf_16(&bytes) {
                Some(text) => (0, "this file is in UTF-16, not in UTF-8", text),
                None => (at, "this file is not in UTF-8: here is a byte that belongs to no UTF-8 character", latin_1(&bytes)),
            };
            (text, Some(Fault { rule: "not-utf-8", at, message: message.to_owned(), hint }))
        }
    };
    let fingerprint = xxhash_rust::xxh3::xxh3_64(text.as_bytes());
    File { path, layer, text, readable: true, fingerprint, fault, stamp, places: OnceLock::new() }
}

/// The text of a file that begins with the mark of UTF-16.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// A text whose odd bytes are most likely letters of an old Western encoding.
fn latin_1(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| char::from(byte)));
    }
    text
}

fn cannot(act: &str, what: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => format!("no permission to {act} this {what}"),
        std::io::ErrorKind::NotFound => format!("this {what} was gone when it was to be read"),
        _ => format!("the system cannot {act} this {what}: {error}"),
    }
}

/// Case twins: paths that are one file on Windows and macOS. Gives each later twin with the first of its kind.
pub fn case_twins(snapshot: &Snapshot) -> Vec<(FileId, FileId)> {
    // Of two twins at least one has a capital letter, and few files have any.
    let has_capital = |path: &str| path.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii());
    let with_capitals: HashSet<String> = snapshot.files().filter(|(_, file)| has_capital(&file.path)).map(|(_, file)| file.path.to_lowercase()).collect();
    let mut seen: HashMap<(Layer, String), FileId> = HashMap::new();
    let mut twins = Vec::new();
    let may_be_twins = |file: &File| !with_capitals.is_empty() && (has_capital(&file.path) || with_capitals.contains(&file.path));
    for (id, file) in snapshot.files().filter(|(_, file)| may_be_twins(file)) {
        match seen.entry((file.layer, file.path.to_lowercase())) {
            std::collections::hash_map::Entry::Occupied(first) => twins.push((id, *first.get())),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(id);
            }
        }
    }
    twins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_how_large_it_is() {
        let size = |path: &str, bytes: &[u8]| {
            Asset { path: path.to_owned(), layer: Layer::Handbook, size: 0, bytes: AssetBytes::Memory(bytes.to_vec()) }.picture_size()
        };
        assert_eq!(size("files/a.svg", b"<?xml version='1.0'?>\n<svg xmlns='x' width=\"120px\" height='40'>"), Some((120, 40)));
        assert_eq!(size("files/a.SVG", b"<svg\nviewBox=\"0 0 24.4 48\"><path width='9' height='9'/>"), Some((24, 48)));
        assert_eq!(size("files/a.svg", b"<svg width='100%' height='100%'>"), None);
        assert_eq!(size("files/a.gif", b"GIF89a\x10\x00\x20\x00\x00\x00\x00"), Some((16, 32)));
        assert_eq!(size("files/a.png", b"no picture"), None);
        assert_eq!(size("files/a.svg", b"<svg viewBox='0 0 0 0'>"), None);
        assert_eq!(size("files/a.pdf", b"%PDF"), None);
    }
}
