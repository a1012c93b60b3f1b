//! The only reader: a folder on disk, or files in memory, becomes a [`Snapshot`].
//!
//! Everything that can be wrong with a file as a file (not UTF-8, unreadable, too large, a link that leads
//! out of the folder, folders nested too deep) is found here and becomes a finding; the rest of the folder is read all the same.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Findings};

/// The largest text file that is read: 4 MiB. The largest real file of a handbook has some 100 KiB.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// How deep folders may be nested below the content folder.
pub const MOST_FOLDERS: usize = 16;

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
    /// xxh3 of the bytes.
    pub fingerprint: u64,
    places: OnceLock<Vec<Place>>,
}

/// Line and column of some byte of a file, so that no place is counted from the top.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u32,
    line: u32,
    column: u32,
}

impl File {
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
#[derive(Clone, Debug)]
pub struct Asset {
    /// Path below the content folder, with `/`, beginning with `files/`.
    pub path: String,
    /// The layer it belongs to.
    pub layer: Layer,
    bytes: AssetBytes,
}

#[derive(Clone, Debug)]
enum AssetBytes {
    Disk(PathBuf),
    Memory(Vec<u8>),
}

impl Asset {
    /// The bytes of the file.
    ///
    /// # Errors
    /// When the disk cannot give them.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        match &self.bytes {
            AssetBytes::Disk(path) => std::fs::read(path),
            AssetBytes::Memory(bytes) => Ok(bytes.clone()),
        }
    }

    /// Size in bytes; 0 where the disk cannot tell.
    pub fn size(&self) -> u64 {
        match &self.bytes {
            AssetBytes::Disk(path) => std::fs::metadata(path).map_or(0, |meta| meta.len()),
            AssetBytes::Memory(bytes) => bytes.len() as u64,
        }
    }
}

/// All that a build reads, at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    files: Vec<File>,
    assets: Vec<Asset>,
    theme_assets: Vec<Asset>,
    /// How the content folder is called in findings, for example `content`.
    pub shown_as: String,
}

impl Snapshot {
    /// A snapshot of files in memory, for tests and tools: `(path, text)` of the handbook's own layer.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut snapshot = Self { shown_as: "content".to_owned(), ..Self::default() };
        for (path, text) in files {
            snapshot.add_memory(path, Layer::Handbook, text.as_bytes());
        }
        snapshot.sort();
        snapshot
    }

    /// One text file of a content folder by itself, for what must be known before the rest is read; empty where the file
    /// cannot be read, which reading the folder will tell.
    pub fn of_one_file(folder: &Path, path: &str, layer: Layer) -> Self {
        let mut snapshot = Self::default();
        let file = Listed { path: path.to_owned(), on_disk: folder.join(path), is_asset: false };
        if let Ok(read) = read_text(&file) {
            snapshot.push(file.path, layer, read, &mut Findings::new());
        }
        snapshot
    }

    /// Adds a file from memory. Files below `files/` become assets.
    pub fn add_memory(&mut self, path: &str, layer: Layer, bytes: &[u8]) -> Findings {
        let mut findings = Findings::new();
        if path.starts_with("files/") {
            self.assets.push(Asset { path: path.to_owned(), layer, bytes: AssetBytes::Memory(bytes.to_vec()) });
        } else {
            let read = decode(bytes.to_vec());
            self.push(path.to_owned(), layer, read, &mut findings);
        }
        findings
    }

    /// Reads a content folder into this snapshot.
    ///
    /// # Errors
    /// When the folder itself cannot be listed.
    pub fn add_folder(&mut self, folder: &Path, layer: Layer) -> std::io::Result<Findings> {
        let mut findings = Findings::new();
        let root = folder.canonicalize()?;
        std::fs::read_dir(&root)?;
        let (found, refused) = list(&root, |path| if layer == Layer::Theme { !path.ends_with(".html") } else { path.starts_with("files/") });
        let read: Vec<(Listed, Result<Read, String>)> = found
            .into_par_iter()
            .map(|file| {
                let read = if file.is_asset { Ok(Read::asset()) } else { read_text(&file) };
                (file, read)
            })
            .collect();
        for (file, read) in read {
            if file.is_asset {
                let assets = if layer == Layer::Theme { &mut self.theme_assets } else { &mut self.assets };
                assets.push(Asset { path: file.path, layer, bytes: AssetBytes::Disk(file.on_disk) });
                continue;
            }
            match read {
                Ok(read) => self.push(file.path, layer, read, &mut findings),
                Err(why) => self.refuse(file.path, layer, "unreadable-file", why, Some("see that you may read it, then check again"), &mut findings),
            }
        }
        for Refused { path, rule, why, hint } in refused {
            self.refuse(path, layer, rule, why, hint, &mut findings);
        }
        self.arrange(&mut findings);
        Ok(findings)
    }

    fn push(&mut self, path: String, layer: Layer, read: Read, findings: &mut Findings) {
        let file = FileId(self.files.len() as u32);
        if let Some(fault) = &read.fault {
            let span = Span { file, start: fault.at, end: fault.at };
            let mut finding = Diagnostic::reading(fault.rule, span, fault.message.clone());
            if let Some(hint) = fault.hint {
                finding = finding.hint(hint);
            }
            findings.push(finding);
        }
        self.files.push(File {
            path,
            layer,
            readable: read.fault.as_ref().is_none_or(|fault| fault.rule == "not-utf-8"),
            fingerprint: xxhash_rust::xxh3::xxh3_64(read.text.as_bytes()),
            text: read.text,
            places: OnceLock::new(),
        });
    }

    fn refuse(&mut self, path: String, layer: Layer, rule: &'static str, why: String, hint: Option<&str>, findings: &mut Findings) {
        let file = FileId(self.files.len() as u32);
        self.files.push(File { path, layer, text: String::new(), readable: false, fingerprint: 0, places: OnceLock::new() });
        let mut finding = Diagnostic::reading(rule, Span::top(file), why);
        if let Some(hint) = hint {
            finding = finding.hint(hint);
        }
        findings.push(finding);
    }

    fn sort(&mut self) {
        self.arrange(&mut Findings::new());
    }

    /// Files in the order of layer and path, so that numbers and findings never depend on the disk's order.
    pub fn arrange(&mut self, findings: &mut Findings) {
        let mut order: Vec<usize> = (0..self.files.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&self.files[a], &self.files[b]);
            a.layer.cmp(&b.layer).then_with(|| a.path.cmp(&b.path))
        });
        let mut new_number = vec![0u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            new_number[old] = new as u32;
        }
        let mut old_files: Vec<Option<File>> = std::mem::take(&mut self.files).into_iter().map(Some).collect();
        self.files = order.iter().filter_map(|&old| old_files[old].take()).collect();
        for finding in findings {
            finding.span.file = FileId(new_number[finding.span.file.0 as usize]);
        }
        self.assets.sort_by(|a, b| a.path.cmp(&b.path).then(b.layer.cmp(&a.layer)));
        self.assets.dedup_by(|later, first| later.path == first.path);
    }

    /// The files, in the order of their numbers.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(n, file)| (FileId(n as u32), file))
    }

    /// One file.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// How many text files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files to copy where a page links to them; the highest layer's of each path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
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
            Layer::Theme => format!("theme:{path}"),
        }
    }
}

struct Listed {
    path: String,
    on_disk: PathBuf,
    is_asset: bool,
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
        || name == "4913"
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

fn list(root: &Path, is_asset: impl Fn(&str) -> bool) -> (Vec<Listed>, Vec<Refused>) {
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    let walk = WalkDir::new(root)
        .min_depth(1)
        .max_depth(MOST_FOLDERS + 1)
        .follow_links(false)
        .into_iter()
        .filter_entry(|entry| !entry.file_name().to_str().is_some_and(is_scratch));
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|path| relative(root, path)).unwrap_or_default();
                let why = error.io_error().map_or_else(|| "this folder cannot be read".to_owned(), |error| cannot("read", error));
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
        let is_asset = is_asset(&path);
        found.push(Listed { path, on_disk, is_asset });
    }
    (found, refused)
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { below.to_owned() } else { below.replace(std::path::MAIN_SEPARATOR, "/") })
}

struct Fault {
    rule: &'static str,
    at: u32,
    message: String,
    hint: Option<&'static str>,
}

struct Read {
    text: String,
    fault: Option<Fault>,
}

impl Read {
    fn asset() -> Self {
        Self { text: String::new(), fault: None }
    }
}

fn read_text(file: &Listed) -> Result<Read, String> {
    use std::io::Read as _;
    let handle = std::fs::File::open(&file.on_disk).map_err(|error| cannot("read", &error))?;
    let size = handle.metadata().map_err(|error| cannot("read", &error))?.len();
    // The size is asked first and the read is capped as well: a file can grow between the two.
    let mut bytes = Vec::with_capacity(size.min(MOST_BYTES) as usize + 1);
    handle.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| cannot("read", &error))?;
    Ok(decode(bytes))
}

fn decode(bytes: Vec<u8>) -> Read {
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("this file has more than {} MiB, so it is not read", MOST_BYTES / 1024 / 1024);
        let hint = Some("split it, or keep it as a document below `files/`");
        return Read { text: String::new(), fault: Some(Fault { rule: "too-large", at: 0, message, hint }) };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Read { text, fault: None },
        Err(error) => {
            let at = error.utf8_error().valid_up_to() as u32;
            let bytes = error.into_bytes();
            let hint = Some("save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)");
            // The text is guessed, so that the other faults of the file come out in the same run.
            let (at, message, text) = match utf_16(&bytes) {
                Some(text) => (0, "this file is in UTF-16, not in UTF-8", text),
                None => (at, "this file is not in UTF-8: here is a byte that belongs to no UTF-8 character", latin_1(&bytes)),
            };
            Read { text, fault: Some(Fault { rule: "not-utf-8", at, message: message.to_owned(), hint }) }
        }
    }
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

fn cannot(act: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => format!("no permission to {act} this file"),
        std::io::ErrorKind::NotFound => "this file was gone when it was to be read".to_owned(),
        _ => format!("the system cannot {act} this file: {error}"),
    }
}

/// Case twins: paths that are one file on Windows and macOS. Gives each later twin with the first of its kind.
pub fn case_twins(snapshot: &Snapshot) -> Vec<(FileId, FileId)> {
    let mut seen: HashMap<(Layer, String), FileId> = HashMap::new();
    let mut twins = Vec::new();
    for (id, file) in snapshot.files() {
        match seen.entry((file.layer, file.path.to_lowercase())) {
            std::collections::hash_map::Entry::Occupied(first) => twins.push((id, *first.get())),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(id);
            }
        }
    }
    twins
}
