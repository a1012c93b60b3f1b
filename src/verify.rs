//! Looks through a site that was built, or put on a host: is it as it was written, does every link lead somewhere, does
//! it keep its promises?
//!
//! [`verify`] reads a folder and the list of files in it, and needs no handbook. It says nothing of what words a page may
//! show: that is for the build, where what an edition hides never reaches a page.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::links::percent_decoded;
use crate::output::{self, MANIFEST, OutputError, Recorded};

/// What was found.
#[derive(Debug, Default)]
pub struct Verified {
    /// Files that the list names.
    pub files: usize,
    /// Pages among them.
    pub pages: usize,
    /// Links and addresses that were followed, each once a page.
    pub links: usize,
    /// `public` or `staff`, as the site says itself; empty where it does not.
    pub edition: String,
    /// Files that the list does not name, for example a `CNAME`; a folder whose name begins with a dot is passed over.
    pub others: Vec<String>,
    /// What is wrong, by path.
    pub faults: Vec<Fault>,
}

/// Something that is wrong with a file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path below the site, with `/`.
    pub path: String,
    /// What is wrong, in words.
    pub what: String,
}

/// Looks through the folder of a site.
///
/// # Errors
/// When there is no list of files in it that can be read, or the disk refuses.
pub fn verify(site: &Path) -> Result<Verified, OutputError> {
    let recorded = output::recorded(site)?;
    let here = files_below(site)?;
    let listed: HashSet<&str> = recorded.iter().map(|file| file.path.as_str()).collect();
    let others = here.iter().filter(|path| !listed.contains(path.as_str()) && *path != MANIFEST).cloned().collect();
    let base = base_of(site);
    let looked: Vec<Looked> = recorded.par_iter().map(|file| look(site, file, &base)).collect();
    let edition = edition_of(&looked);
    let mut faults: Vec<Fault> = looked.par_iter().flat_map_iter(|file| file.faults.iter().cloned()).collect();

    // A file that is listed and gone is told once, and not by every page that needs it.
    let known: HashSet<&str> = listed.iter().copied().chain(here.iter().map(String::as_str)).collect();
    let anchors: HashMap<&str, &HashSet<u64>> = looked.iter().filter_map(|file| Some((file.path.as_str(), &file.page.as_ref()?.anchors))).collect();
    let dead = |file: &Looked| file.links.iter().filter_map(|link| dead_link(&file.path, link, &base, &known, &anchors)).collect::<Vec<Fault>>();
    faults.par_extend(looked.par_iter().flat_map_iter(dead));
    if edition == "staff" {
        let open = looked.iter().filter(|file| file.page.as_ref().is_some_and(|page| !page.is_kept_from_search));
        faults.extend(open.map(|file| Fault::new(&file.path, "is a page of the staff edition, and does not ask search engines to stay away")));
        if looked.iter().any(|file| file.path == "robots.txt" && !file.is_kept_from_robots) {
            faults.push(Fault::new("robots.txt", "lets search engines into the staff edition"));
        }
    }
    faults.sort();
    faults.dedup();
    Ok(Verified { files: recorded.len(), pages: anchors.len(), links: looked.iter().map(|file| file.links.len()).sum(), edition, others, faults })
}

impl Fault {
    fn new(path: &str, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), what: what.into() }
    }
}

/// A file of the list, looked at by itself.
struct Looked {
    path: String,
    faults: Vec<Fault>,
    /// Addresses in the site that it needs or leads to, each once, as they are written.
    links: Vec<Link>,
    /// Only of pages.
    page: Option<Page>,
    is_kept_from_robots: bool,
    /// What `data/handbook.json` says of the edition.
    edition: Option<String>,
}

struct Link {
    written: String,
    /// A style sheet needs its pictures, a page its script: that is no link to follow, and the fault reads otherwise.
    is_needed: bool,
}

#[derive(Default)]
struct Page {
    /// Fingerprints of the ids, of which a large site has millions.
    anchors: HashSet<u64>,
    is_kept_from_search: bool,
    policies: Vec<String>,
}

/// The largest file that is looked at: larger than any that a build writes.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

fn is_too_large(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.len() > MOST_BYTES)
}

fn look(site: &Path, recorded: &Recorded, base: &str) -> Looked {
    let path = recorded.path.as_str();
    let mut looked = Looked { path: path.to_owned(), faults: Vec::new(), links: Vec::new(), page: None, is_kept_from_robots: false, edition: None };
    let on_disk = site.join(path);
    // What a link shows is not in the folder that is put on a host.
    let is_file = output::fault_of_path(path).is_none() && fs::symlink_metadata(&on_disk).is_ok_and(|there| there.is_file());
    if is_file && is_too_large(&on_disk) {
        looked.fault("has more than 256 MiB, which no file of a site has, and was not looked at");
        return looked;
    }
    let bytes = if is_file { fs::read(&on_disk) } else { Err(std::io::ErrorKind::NotFound.into()) };
    let Ok(bytes) = bytes else {
        looked.fault(if on_disk.exists() { "is listed, and is no file that can be read" } else { "is listed, and is not there" });
        return looked;
    };
    if bytes.len() as u64 != recorded.size || format!("{:016x}", xxh3_64(&bytes)) != recorded.xxh3 {
        looked.fault("was changed after it was written");
    }
    match path.rsplit('.').next() {
        Some("html") => {
            let mut page = Page::default();
            looked.read_markup(&bytes, Some(&mut page), base);
            looked.check_policy(&page);
            looked.page = Some(page);
        }
        Some("svg") => looked.read_markup(&bytes, None, base),
        Some("css") => looked.read_style(&String::from_utf8_lossy(&bytes)),
        _ if path == "robots.txt" => looked.is_kept_from_robots = bytes.split(|byte| *byte == b'\n').any(|line| line.trim_ascii() == b"Disallow: /"),
        _ if path == "data/handbook.json" => {
            let said: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
            looked.edition = said.and_then(|said| Some(said.get("edition")?.as_str()?.to_owned()));
        }
        _ => {}
    }
    looked
}

/// Where the site says that it is published, with a slash at the end; empty where it does not.
fn base_of(site: &Path) -> String {
    let index = site.join("index.html");
    // A pipe would be waited for without end.
    if is_too_large(&index) || !fs::symlink_metadata(&index).is_ok_and(|there| there.is_file()) {
        return String::new();
    }
    let Ok(bytes) = fs::read(index) else { return String::new() };
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let canonical = Tokenizer::new_with_emitter(bytes.as_slice(), emitter).find_map(|token| {
        let Ok(Token::StartTag(tag)) = token else { return None };
        let get = |attribute: &[u8]| tag.attributes.get(attribute).map(|value| String::from_utf8_lossy(&value.value).into_owned());
        get(b"href").filter(|_| *tag.name == b"link" && get(b"rel").as_deref() == Some("canonical"))
    });
    canonical.and_then(|address| Some(address.strip_suffix("index.html")?.to_owned())).unwrap_or_default()
}

fn edition_of(looked: &[Looked]) -> String {
    looked.iter().find_map(|file| file.edition.clone()).unwrap_or_default()
}

/// Elements with an address that the browser fetches as it reads the page, and the attribute that holds it.
const FETCHED: &[(&str, &str)] = &[
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("track", "src"),
    ("iframe", "src"),
    ("frame", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("input", "src"),
    ("image", "href"),
    ("use", "href"),
    ("body", "background"),
    ("base", "href"),
    ("form", "action"),
];

/// Relations of a `link` that a browser does not follow by itself.
const NOT_FOLLOWED: &[&str] = &["canonical", "alternate", "next", "prev", "author", "license", "help", "search"];

/// What a link on a page may begin with where it leaves the site.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

impl Looked {
    fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(Fault::new(&self.path, what));
    }

    /// Reads the tags of a page or of a picture.
    fn read_markup(&mut self, bytes: &[u8], mut page: Option<&mut Page>, base: &str) {
        let mut seen = BTreeSet::new();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(bytes, emitter) {
            let Ok(Token::StartTag(tag)) = token else { continue };
            self.read_tag(&tag, page.as_deref_mut(), base, &mut seen);
        }
        self.links = seen.into_iter().map(|(written, is_needed)| Link { written, is_needed }).collect();
    }

    fn read_tag(&mut self, tag: &StartTag<()>, page: Option<&mut Page>, base: &str, seen: &mut BTreeSet<(String, bool)>) {
        let name = String::from_utf8_lossy(&tag.name);
        let get = |attribute: &str| tag.attributes.get(attribute.as_bytes()).map(|value| String::from_utf8_lossy(&value.value).into_owned());
        if name == "style" {
            self.fault("has a style of its own in it, which a strict policy blocks");
        }
        if name == "script" && get("src").is_none() {
            self.fault("has a script of its own in it, which a strict policy blocks");
        }
        for attribute in tag.attributes.keys().map(|key| String::from_utf8_lossy(key)) {
            if attribute == "style" {
                self.fault(format!("has `style=` in a `{name}`, which a strict policy blocks"));
            } else if attribute.starts_with("on") {
                self.fault(format!("has a script of its own in it, `{attribute}=` in a `{name}`, which a strict policy blocks"));
            }
        }
        let rel = get("rel").unwrap_or_default().to_ascii_lowercase();
        let is_read_only = name == "link" && rel.split_ascii_whitespace().all(|word| NOT_FOLLOWED.contains(&word)) && !rel.is_empty();
        for (_, attribute) in FETCHED.iter().filter(|(element, _)| *element == name) {
            let Some(written) = get(attribute).or_else(|| get(&format!("xlink:{attribute}"))) else { continue };
            for address in addresses(attribute, &written) {
                match leaves(address, base) {
                    None => drop(seen.insert((address.to_owned(), true))),
                    Some(_) if is_read_only => {}
                    Some(_) => self.fault(format!("asks for `{}`, which is not in the site", shortened(address))),
                }
            }
        }
        if (name == "a" || name == "area")
            && let Some(href) = get("href").or_else(|| get("xlink:href"))
        {
            match leaves(&href, base) {
                None => drop(seen.insert((href, false))),
                Some(scheme) if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) || scheme.is_empty() => {}
                Some(_) => self.fault(format!("has a link to `{}`, which is no web address", shortened(&href))),
            }
        }
        let Some(page) = page else { return };
        for id in [get("id"), get("name").filter(|_| name == "a")].into_iter().flatten() {
            page.anchors.insert(xxh3_64(id.as_bytes()));
        }
        if name == "meta" {
            let content = get("content").unwrap_or_default();
            match get("http-equiv").map(|of| of.to_ascii_lowercase()).as_deref() {
                Some("content-security-policy") => page.policies.push(content),
                Some("refresh") => {
                    let to = content.split_once('=').map_or("", |(_, to)| to.trim());
                    match leaves(to, base) {
                        None => drop(seen.insert((to.to_owned(), false))),
                        Some(_) => self.fault(format!("sends its readers to `{}`, which is not in the site", shortened(to))),
                    }
                }
                _ if get("name").is_some_and(|name| name == "robots") => page.is_kept_from_search |= content.contains("noindex"),
                _ => {}
            }
        }
    }

    /// A policy of several is the strictest of them, so one that is strict is enough.
    fn check_policy(&mut self, page: &Page) {
        if page.policies.is_empty() {
            self.fault("has no Content-Security-Policy");
        } else if let Some(loose) = page.policies.iter().map(|policy| loose(policy)).collect::<Option<Vec<String>>>() {
            self.fault(format!("has a policy that is not strict: {}", loose.join("; ")));
        }
    }

    /// Reads what a style sheet loads.
    fn read_style(&mut self, text: &str) {
        let text = without_comments(text);
        let mut seen = BTreeSet::new();
        let urls = text.split("url(").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
        let imports = text.split("@import").skip(1).filter_map(|rest| rest.split(';').next()).filter(|rest| !rest.contains("url("));
        for written in urls.chain(imports) {
            let address = written.trim().trim_matches(['"', '\'']);
            match scheme(address) {
                None => drop(seen.insert(address.to_owned())),
                Some(_) => self.fault(format!("asks for `{}`, which is not in the site", shortened(address))),
            }
        }
        self.links.extend(seen.into_iter().map(|written| Link { written, is_needed: true }));
    }
}

/// What a policy lets in that a strict one keeps out; `None` for a strict one.
fn loose(policy: &str) -> Option<String> {
    let mut has_default = false;
    for directive in policy.split(';') {
        let mut words = directive.split_ascii_whitespace();
        let name = words.next().unwrap_or("").to_ascii_lowercase();
        for source in words {
            let source = source.to_ascii_lowercase();
            has_default |= name == "default-src" && source == "'none'";
            let of_itself = source == "'self'" && name != "default-src";
            if source != "'none'" && !of_itself {
                return Some(format!("`{name}` has `{source}`"));
            }
        }
    }
    (!has_default).then(|| "it has no `default-src 'none'`".to_owned())
}

/// The addresses in the value of an attribute.
fn addresses<'v>(attribute: &str, value: &'v str) -> Vec<&'v str> {
    if attribute == "srcset" { value.split(',').filter_map(|one| one.split_ascii_whitespace().next()).collect() } else { vec![value.trim()] }
}

/// The scheme of an address that leaves the site, empty for `//host`; `None` for one of the site.
fn scheme(address: &str) -> Option<&str> {
    // A browser reads an address without its tabs and line ends, and takes `\` for `/`.
    let address = address.trim_start_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    if address.starts_with("//") || address.starts_with("/\\") || address.starts_with("\\") {
        return Some("");
    }
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !scheme.contains(['/', '?', '#']);
    is_scheme.then_some(scheme)
}

/// The scheme of an address that leaves the site; `None` for one of the site, though it may name the site's host.
fn leaves<'a>(address: &'a str, base: &str) -> Option<&'a str> {
    if !base.is_empty() && address.starts_with(base) { None } else { scheme(address) }
}

fn shortened(address: &str) -> String {
    const MOST: usize = 80;
    if address.chars().count() <= MOST { address.to_owned() } else { format!("{}…", address.chars().take(MOST).collect::<String>()) }
}

fn without_comments(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Why an address of the site leads nowhere.
fn dead_link(from: &str, link: &Link, base: &str, known: &HashSet<&str>, anchors: &HashMap<&str, &HashSet<u64>>) -> Option<Fault> {
    let does = if link.is_needed { "asks for" } else { "leads to" };
    let written = shortened(&link.written);
    let fault = |why: &str| Some(Fault::new(from, format!("{does} `{written}`, {why}")));
    if link.written.is_empty() {
        return fault("which is no address");
    }
    // `404.html` may be shown at any address, so its links name the host.
    let (of, address) = match link.written.strip_prefix(base).filter(|_| !base.is_empty()) {
        Some("") => ("index.html", "index.html"),
        Some(rest) => ("index.html", rest),
        None => (from, link.written.as_str()),
    };
    let Some((file, anchor)) = target(of, address) else { return fault("which lies outside the site") };
    if !known.contains(file.as_str()) {
        return fault("which is not there");
    }
    if anchor.is_empty() || anchor == "top" {
        return None;
    }
    match anchors.get(file.as_str()) {
        Some(anchors) if !anchors.contains(&xxh3_64(anchor.as_bytes())) => fault("and there is no such place on that page"),
        _ => None,
    }
}

/// The file and the place in it that an address names; `None` where it climbs out of the site.
fn target(from: &str, written: &str) -> Option<(String, String)> {
    let (path, anchor) = written.split_once('#').unwrap_or((written, ""));
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
    }
    Some((percent_decoded(&parts.join("/")), percent_decoded(anchor)))
}

/// All files below a folder but those in folders such as `.git`, with `/`, in order.
fn files_below(site: &Path) -> Result<Vec<String>, OutputError> {
    let is_seen = |entry: &walkdir::DirEntry| entry.depth() == 0 || !(entry.file_type().is_dir() && entry.file_name().to_string_lossy().starts_with('.'));
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(site).sort_by_file_name().into_iter().filter_entry(is_seen) {
        let entry = entry.map_err(|error| OutputError::looking(site, error))?;
        if !entry.file_type().is_dir()
            && let Ok(path) = entry.path().strip_prefix(site)
        {
            files.push(path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
        }
    }
    Ok(files)
}
