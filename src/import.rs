//! The open lists of practices and networks become files of a handbook.
//!
//! [`plan`] reads the lists and says which files they make; nothing is written while anything in them is in doubt.
//! [`write()`] writes what is not there yet. Nobody is invented: posts are vacant until somebody records who holds them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use jiff::civil::Date;

use crate::diagnostic::nearest;
use crate::document::prose::slug;
use crate::document::record::parse_date;
use crate::model::fault_of_id;

mod names;

use names::readable;

/// Which of the two lists a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The list of practices with their networks.
    Map,
    /// The list sizes.
    ListSizes,
}

/// What is wrong with a list: nothing is written until it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// Which list.
    pub list: List,
    /// The line, from 1, where one line is to blame.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl ImportFault {
    fn new(list: List, line: impl Into<Option<u64>>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { list, line: line.into(), message: message.into(), hint: hint.into() }
    }

    /// In words, with the name of the file: `lists/map.csv:7: …`.
    pub fn tell(&self, file: &Path) -> String {
        let Self { line, message, hint, .. } = self;
        let place = line.map_or_else(String::new, |line| format!(":{line}"));
        format!("{}{place}: {message}; {hint}. Nothing was written", file.display())
    }
}

/// What the lists make.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Path below the content folder, and text.
    pub files: Vec<(String, String)>,
    /// How many networks.
    pub networks: usize,
    /// How many practices they have.
    pub practices: usize,
    /// How many practices of the list belong to no network.
    pub unallocated: usize,
    /// How many practices of these networks have no list size, where list sizes were given.
    pub without_size: usize,
}

/// One line of the list of practices.
struct Row {
    code: String,
    name: String,
    postcode: String,
    network: String,
    network_name: String,
    sub_icb: Named,
    icb: Named,
    region: Named,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Named {
    code: String,
    name: String,
}

/// Which files the lists make. `icbs` are codes; where there are none, all of them are meant.
///
/// # Errors
/// When a list is damaged, or has none of the ICBs.
pub fn plan(map: &[u8], list_sizes: Option<&[u8]>, icbs: &[String]) -> Result<Plan, ImportFault> {
    let (rows, extracted) = read_map(map)?;
    let sizes = list_sizes.map(read_sizes).transpose()?;
    let wanted = wanted_icbs(icbs, &rows)?;

    let mut members: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.network.is_empty()) {
        members.entry(&row.network).or_default().push(row);
    }
    let ids = ids_of_networks(&members);
    let mut plan = Plan { unallocated: rows.iter().filter(|row| row.network.is_empty() && is_wanted(row, &wanted)).count(), ..Plan::default() };
    let mut organisations = Organisations::default();
    let mut networks: Vec<(&str, String)> = Vec::new();
    for (code, mut practices) in members {
        practices.sort_by(|a, b| a.code.cmp(&b.code));
        let (icb, sub_icb) = home_of(&practices);
        if !wanted.is_empty() && !wanted.contains(&icb.code) {
            continue;
        }
        for practice in &practices {
            organisations.add(practice);
        }
        plan.networks += 1;
        plan.practices += practices.len();
        if let Some(sizes) = &sizes {
            plan.without_size += practices.iter().filter(|practice| !sizes.contains_key(&practice.code)).count();
        }
        networks.push((&ids[code], network_file(code, &practices, icb, sub_icb, extracted, sizes.as_ref())));
    }
    networks.sort_by_key(|(id, _)| *id);
    plan.files.push(("handbook.yaml".to_owned(), handbook_file(extracted, &wanted, &organisations)));
    plan.files.push(("organisations.yaml".to_owned(), organisations.file(extracted)));
    plan.files.extend(networks.into_iter().map(|(id, text)| (format!("networks/{id}/network.yaml"), text)));
    Ok(plan)
}

/// What [`write()`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Files that are new.
    pub written: usize,
    /// Files that were there before, and stay as they were.
    pub left_alone: usize,
}

/// Writes the files that are not there yet into a content folder.
///
/// # Errors
/// When the disk refuses. Every file is then whole or not there.
pub fn write(plan: &Plan, into: &Path) -> io::Result<Imported> {
    let mut imported = Imported::default();
    let about = |path: &Path, error: io::Error| io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display()));
    fs::create_dir_all(into).map_err(|error| about(into, error))?;
    // All texts are on the disk before the first of them gets its name.
    let neighbour = tempfile::Builder::new().prefix(".import-").tempdir_in(into).map_err(|error| about(into, error))?;
    let mut waiting = Vec::new();
    for (n, (path, text)) in plan.files.iter().enumerate() {
        let target = into.join(path);
        if target.symlink_metadata().is_ok() {
            imported.left_alone += 1;
            continue;
        }
        let written = neighbour.path().join(n.to_string());
        fs::write(&written, text).map_err(|error| about(&target, error))?;
        waiting.push((written, target));
    }
    for (written, target) in waiting {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| about(folder, error))?;
        }
        match name_anew(&written, &target) {
            Ok(()) => imported.written += 1,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => imported.left_alone += 1,
            Err(error) => return Err(about(&target, error)),
        }
    }
    Ok(imported)
}

/// Gives a file its name, unless something has it. Where the disk knows no second names, it is moved.
fn name_anew(written: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(written, target) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists && target.symlink_metadata().is_err() => fs::rename(written, target),
        done => done,
    }
}

/// A list in CSV: its lines with their numbers, and where its columns are.
struct Table {
    list: List,
    columns: HashMap<String, usize>,
    header: String,
    lines: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    fn read(list: List, bytes: &[u8]) -> Result<Self, ImportFault> {
        let fault = |line: Option<u64>, message: &str, hint: &str| ImportFault::new(list, line, message, hint);
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if bytes.starts_with(b"PK") {
            return Err(fault(None, "this is an archive or a spreadsheet, not a list in CSV", "unpack it, or save the sheet as CSV in UTF-8"));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() as u64;
            fault(Some(line), "this line is not in UTF-8", "save the list as CSV in UTF-8, or fetch it again")
        })?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| Self::ragged(list, &error))?.clone();
        if text.trim().is_empty() {
            return Err(fault(None, "the list is empty", "fetch it again"));
        }
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| Self::ragged(list, &error))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().any(|field| field.contains('\n')) {
                return Err(fault(Some(line), "a quotation mark is opened in this line and closed in another one", "fetch the list again"));
            }
            lines.push((line, record));
        }
        if lines.is_empty() {
            return Err(fault(None, "the list has a first line with the names of its columns and nothing else", "fetch it again"));
        }
        let columns = header.iter().enumerate().map(|(n, name)| (name.to_ascii_uppercase(), n)).collect();
        Ok(Self { list, columns, header: header.iter().collect::<Vec<_>>().join(", "), lines })
    }

    fn ragged(list: List, error: &csv::Error) -> ImportFault {
        let line = error.position().map(csv::Position::line);
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let message = format!("this line has {len} fields, and the first line names {expected_len}");
                ImportFault::new(list, line, message, "fetch the list again, or mend the line")
            }
            _ => ImportFault::new(list, line, format!("the list cannot be read: {error}"), "fetch it again"),
        }
    }

    /// The number of a column, by the first of its names that is there.
    fn column(&self, names: &[&str]) -> Result<usize, ImportFault> {
        names.iter().find_map(|name| self.columns.get(&name.to_ascii_uppercase()).copied()).ok_or_else(|| {
            let header: String = self.header.chars().take(200).collect();
            let message = format!("there is no column `{}`; the columns are: {header}", names[0]);
            let hint = match self.list {
                List::Map => "the list wanted here is `gp-reg-pat-prac-map` of the publication Patients Registered at a GP Practice",
                List::ListSizes => "the list wanted here has a practice's code and its number of patients in each line",
            };
            ImportFault::new(self.list, 1, message, hint)
        })
    }
}

fn read_map(bytes: &[u8]) -> Result<(Vec<Row>, Date), ImportFault> {
    let table = Table::read(List::Map, bytes)?;
    let column = |name: &str| table.column(&[name]);
    let named = |what: &str| Ok::<_, ImportFault>((column(&format!("{what}_CODE"))?, column(&format!("{what}_NAME"))?));
    let (date, postcode) = (column("EXTRACT_DATE")?, column("PRACTICE_POSTCODE")?);
    let (practice, network) = (named("PRACTICE")?, named("PCN")?);
    let (sub_icb, icb, region) = (named("SUB_ICB_LOCATION")?, named("ICB")?, named("COMM_REGION")?);
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut rows = Vec::with_capacity(table.lines.len());
    let mut extracted: Option<Date> = None;
    let mut said = Said::default();
    for (line, record) in &table.lines {
        let line = *line;
        let fault = |message: String, hint: &str| Err(ImportFault::new(List::Map, line, message, hint));
        let field = |n: usize| record.get(n).unwrap_or("").to_owned();
        let organisation = |(code, name): (usize, usize), what: &str| {
            let organisation = Named { code: field(code).to_ascii_uppercase(), name: field(name) };
            let well_formed = (3..=5).contains(&organisation.code.len()) && organisation.code.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !well_formed || slug(&organisation.name).is_empty() {
                let message = format!("`{}` with the name `{}` is no {what}", organisation.code, organisation.name);
                return Err(ImportFault::new(List::Map, line, message, "a code has three to five letters or digits; fetch the list again"));
            }
            Ok(organisation)
        };
        let Some(day) = read_date(&field(date)) else {
            return fault(format!("`{}` is not a date such as 01Aug2026", field(date)), "fetch the list again");
        };
        extracted = extracted.max(Some(day));
        let code = field(practice.0).to_ascii_uppercase();
        if !is_code(&code, |first| first.is_ascii_uppercase()) {
            return fault(format!("`{code}` is not the code of a practice"), "a code is a letter and five digits; fetch the list again");
        }
        if let Some(first) = seen.insert(code.clone(), line) {
            return fault(format!("the practice `{code}` stands here a second time; the first one is in line {first}"), "take one of the two lines out");
        }
        let mut pcn = field(network.0).to_ascii_uppercase();
        // `U` stands for practices in no network; `U00000` is one.
        if matches!(pcn.as_str(), "U" | "" | "-") {
            pcn.clear();
        } else if !is_code(&pcn, |first| first == 'U') {
            return fault(format!("`{pcn}` is not the code of a network"), "a code is U and five digits, or `U` alone for none; fetch the list again");
        }
        let name = field(practice.1);
        rows.push(Row {
            name: if name.is_empty() { code.clone() } else { name },
            code,
            postcode: field(postcode).to_ascii_uppercase(),
            network: pcn,
            network_name: field(network.1),
            sub_icb: organisation(sub_icb, "sub-ICB location")?,
            icb: organisation(icb, "ICB")?,
            region: organisation(region, "region")?,
        });
        if let Some(row) = rows.last() {
            said.check(line, row)?;
        }
    }
    // `Table::read` refuses a list without lines, so there is a date.
    Ok((rows, extracted.unwrap_or_default()))
}

/// What earlier lines said of organisations. Ids come from their names, so a code has one name, and a name one code.
#[derive(Default)]
struct Said {
    names: HashMap<String, String>,
    codes: HashMap<String, String>,
    parents: HashMap<String, String>,
}

impl Said {
    fn check(&mut self, line: u64, row: &Row) -> Result<(), ImportFault> {
        let differs = |what: &str, one: &str, other: &str| {
            let message = format!("{what} is `{one}` here and `{other}` in an earlier line");
            Err(ImportFault::new(List::Map, line, message, "fetch the list again, or mend the line that is wrong"))
        };
        for (kind, named, parent) in [("sub-ICB location", &row.sub_icb, &row.icb), ("ICB", &row.icb, &row.region), ("region", &row.region, &row.region)] {
            let Named { code, name } = named;
            let key = format!("{kind} {code}");
            let earlier = self.names.entry(key.clone()).or_insert_with(|| name.clone());
            if earlier != name {
                return differs(&format!("the name of the {kind} `{code}`"), name, earlier);
            }
            let earlier = self.codes.entry(format!("{kind} {}", slug(&short(name)))).or_insert_with(|| code.clone());
            if earlier != code && kind != "sub-ICB location" {
                return differs(&format!("the code of the {kind} `{name}`"), code, earlier);
            }
            let earlier = self.parents.entry(key).or_insert_with(|| parent.code.clone());
            if *earlier != parent.code {
                return differs(&format!("the organisation above the {kind} `{code}`"), &parent.code, earlier);
            }
        }
        Ok(())
    }
}

fn is_code(code: &str, first: impl Fn(char) -> bool) -> bool {
    code.len() == 6 && code.starts_with(first) && code.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

fn read_sizes(bytes: &[u8]) -> Result<HashMap<String, u32>, ImportFault> {
    let table = Table::read(List::ListSizes, bytes)?;
    let (code, size) = (table.column(&["practice_code", "CODE"])?, table.column(&["list_size", "NUMBER_OF_PATIENTS"])?);
    let mut sizes = HashMap::with_capacity(table.lines.len());
    for (line, record) in &table.lines {
        let (code, size) = (record.get(code).unwrap_or("").to_ascii_uppercase(), record.get(size).unwrap_or(""));
        let Ok(number) = size.replace(',', "").parse::<u32>() else {
            let message = format!("the list size of `{code}` is `{size}`, which is no whole number");
            return Err(ImportFault::new(List::ListSizes, *line, message, "mend the line, or fetch the list again"));
        };
        if sizes.insert(code.clone(), number).is_some() {
            let message = format!("the practice `{code}` stands here a second time");
            return Err(ImportFault::new(List::ListSizes, *line, message, "take one of the two lines out"));
        }
    }
    Ok(sizes)
}

/// `01Aug2026`, as these lists write it, or `2026-08-01`.
fn read_date(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(date) = parse_date(text) {
        return Some(date);
    }
    let (day, month, year) = (text.get(..2)?, text.get(2..5)?.to_ascii_lowercase(), text.get(5..)?);
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    parse_date(&format!("{year}-{month:02}-{day}")).ok()
}

fn wanted_icbs(icbs: &[String], rows: &[Row]) -> Result<Vec<String>, ImportFault> {
    let mut known: Vec<&str> = rows.iter().map(|row| row.icb.code.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    icbs.iter()
        .map(|icb| {
            let code = icb.trim().to_ascii_uppercase();
            if known.contains(&code.as_str()) {
                return Ok(code);
            }
            let hint = match nearest(&code, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`? The list has: {}", known.join(", ")),
                None => format!("the list has: {}", known.join(", ")),
            };
            Err(ImportFault::new(List::Map, None, format!("no practice has an ICB with the code `{icb}`"), hint))
        })
        .collect()
}

fn is_wanted(row: &Row, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.contains(&row.icb.code)
}

/// The commonest of some values; of equally common ones the first in order, so that the order of lines never matters.
fn commonest<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

/// The ICB and the sub-ICB location that most practices of a network are in.
fn home_of<'a>(practices: &[&'a Row]) -> (&'a Named, &'a Named) {
    let icb = commonest(practices.iter().map(|practice| &practice.icb)).unwrap_or(&practices[0].icb);
    let within = practices.iter().filter(|practice| practice.icb.code == icb.code);
    (icb, commonest(within.map(|practice| &practice.sub_icb)).unwrap_or(&practices[0].sub_icb))
}

fn name_of<'a>(practices: &[&'a Row]) -> &'a str {
    commonest(practices.iter().map(|practice| practice.network_name.as_str())).unwrap_or("")
}

/// Ids from names. Where two networks would have one, both carry their code, whatever the order of the lines.
fn ids_of_networks<'a>(members: &BTreeMap<&'a str, Vec<&'a Row>>) -> HashMap<&'a str, String> {
    let plain: Vec<(&str, String)> = members.iter().map(|(&code, practices)| (code, plain_id(name_of(practices)))).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (_, id) in &plain {
        *times.entry(id).or_default() += 1;
    }
    let alone = |id: &str| times.get(id) == Some(&1) && fault_of_id(id).is_none() && id != "index";
    plain
        .iter()
        .map(|(code, id)| {
            let low = code.to_ascii_lowercase();
            (*code, if alone(id) { id.clone() } else { format!("{id}-{low}").trim_start_matches('-').to_owned() })
        })
        .collect()
}

fn plain_id(name: &str) -> String {
    let id = slug(name);
    let shorter = ["-pcn", "-primary-care-network"].iter().find_map(|end| id.strip_suffix(end));
    shorter.map_or_else(|| id.clone(), str::to_owned)
}

/// The first lines of every file: where it comes from, and under which licence.
fn heading(extracted: Date, what: &str) -> String {
    format!(
        "# {what}, from the list of practices and networks that NHS England published\n# with Patients Registered at a GP Practice, extract of {}.\n# {LICENCE}\n",
        in_words(extracted)
    )
}

const LICENCE: &str = "Contains information from NHS England, licensed under the current version of the Open Government Licence.";

fn in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn network_file(code: &str, practices: &[&Row], icb: &Named, sub_icb: &Named, extracted: Date, sizes: Option<&HashMap<String, u32>>) -> String {
    let mut text = heading(extracted, "Names, codes and postcodes");
    let name = readable(name_of(practices));
    let _ = writeln!(text, "code: {code}\nname: {}", quoted(if name.is_empty() { code } else { &name }));
    let _ = writeln!(text, "icb: {}\nsub_icb: {}", icb_id(icb), sub_icb_id(sub_icb));
    if sizes.is_some() {
        text.push_str("# The list sizes come from a second list that names no month; the date is that of the list of practices.\n");
        let _ = writeln!(text, "population: {{as_at: {extracted}}}");
    }
    text.push_str("\npractices:\n");
    for practice in practices {
        let _ = write!(text, "  - {{code: {}, name: {}", practice.code, quoted(&readable(&practice.name)));
        if !practice.postcode.is_empty() {
            let _ = write!(text, ", postcode: {}", quoted(&practice.postcode));
        }
        if practice.sub_icb.code != sub_icb.code {
            let _ = write!(text, ", sub_icb: {}", sub_icb_id(&practice.sub_icb));
        }
        if let Some(size) = sizes.and_then(|sizes| sizes.get(&practice.code)) {
            let _ = write!(text, ", list_size: {size}");
        }
        text.push_str("}\n");
    }
    text.push_str("\nposts:\n");
    for post in ["clinical-director", "pcn-manager"] {
        let _ = writeln!(text, "  {post}: {{vacant: {{note: Not recorded yet.}}}}");
    }
    text
}

fn handbook_file(extracted: Date, wanted: &[String], organisations: &Organisations) -> String {
    // A contract year begins in April.
    let first = if extracted.month() >= 4 { extracted.year() } else { extracted.year() - 1 };
    let area = match wanted {
        [code] => organisations.icbs.get(code).map(|icb| format!(" in {}", short(&icb.named.name))),
        _ => None,
    };
    let title = format!("Handbook of the Primary Care Networks{}", area.unwrap_or_default());
    format!(
        "# Written by `pcn-handbook import ods`. Put the name of those who publish the handbook in the place of this one.\n\
         title: {}\n\
         publisher: {{name: The publisher of this handbook, kind: other}}   # lmc · pcn · federation · icb · training-hub · other\n\
         contract_year: {first}/{:02}\n\
         look: {{footer: \"{LICENCE}\"}}\n",
        quoted(&title),
        (first + 1) % 100
    )
}

/// The organisations that the networks belong to, by code.
#[derive(Default)]
struct Organisations {
    regions: BTreeMap<String, Named>,
    icbs: BTreeMap<String, PartOf>,
    sub_icbs: BTreeMap<String, PartOf>,
}

struct PartOf {
    named: Named,
    parent: Named,
}

impl Organisations {
    fn add(&mut self, row: &Row) {
        let part = |named: &Named, parent: &Named| PartOf { named: named.clone(), parent: parent.clone() };
        self.regions.entry(row.region.code.clone()).or_insert_with(|| row.region.clone());
        self.icbs.entry(row.icb.code.clone()).or_insert_with(|| part(&row.icb, &row.region));
        self.sub_icbs.entry(row.sub_icb.code.clone()).or_insert_with(|| part(&row.sub_icb, &row.icb));
    }

    fn file(&self, extracted: Date) -> String {
        let mut text = heading(extracted, "Regions, ICBs and sub-ICB locations");
        text.push('\n');
        for region in self.regions.values() {
            let _ = writeln!(text, "- {{id: {}, name: {}, kind: region, code: {}}}", region_id(region), quoted(&region.name), quoted(&region.code));
        }
        text.push('\n');
        for PartOf { named, parent } in self.icbs.values() {
            let (name, short) = (quoted(&named.name), short(&named.name));
            let also = if short == named.name { String::new() } else { format!(", also: [{}]", quoted(&short)) };
            let (id, code) = (icb_id(named), quoted(&named.code));
            let _ = writeln!(text, "- {{id: {id}, name: {name}, kind: icb, code: {code}{also}, parent: {}}}", region_id(parent));
        }
        text.push('\n');
        for PartOf { named, parent } in self.sub_icbs.values() {
            let (id, name, code) = (sub_icb_id(named), quoted(&named.name), quoted(&named.code));
            let _ = writeln!(text, "- {{id: {id}, name: {name}, kind: sub-icb, code: {code}, parent: {}}}", icb_id(parent));
        }
        text
    }
}

fn short(name: &str) -> String {
    name.replace("Integrated Care Board", "ICB")
}

fn icb_id(icb: &Named) -> String {
    slug(&short(&icb.name))
}

fn sub_icb_id(sub_icb: &Named) -> String {
    format!("sub-icb-{}", sub_icb.code.to_ascii_lowercase())
}

fn region_id(region: &Named) -> String {
    format!("{}-region", slug(&region.name))
}

/// A text as YAML takes it within `{ }`, in quotation marks where it would otherwise be read as something else.
fn quoted(text: &str) -> String {
    let plain_start = text.starts_with(|first: char| first.is_alphanumeric());
    let plain = !text.contains([':', '#', ',', '[', ']', '{', '}', '"', '\\']) && !text.contains(char::is_control) && text.trim() == text;
    let word = !matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n");
    let number = text.parse::<f64>().is_ok();
    if plain_start && plain && word && !number {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted.push(' '),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{self, Format, Severity};
    use crate::pipeline;

    const MAP: &str = include_str!("../tests/fixtures/ods/map.csv");
    const SIZES: &str = include_str!("../tests/fixtures/ods/list-sizes.csv");

    fn planned(icbs: &[&str]) -> Plan {
        let icbs: Vec<String> = icbs.iter().map(|icb| (*icb).to_owned()).collect();
        plan(MAP.as_bytes(), Some(SIZES.as_bytes()), &icbs).unwrap()
    }

    fn file<'a>(plan: &'a Plan, path: &str) -> &'a str {
        let found = plan.files.iter().find(|(there, _)| there == path);
        &found.unwrap_or_else(|| panic!("no {path} among {:?}", paths(plan))).1
    }

    fn paths(plan: &Plan) -> Vec<&str> {
        plan.files.iter().map(|(path, _)| path.as_str()).collect()
    }

    fn fault(map: &str) -> String {
        tell(plan(map.as_bytes(), None, &[]))
    }

    fn fault_of_sizes(sizes: &str) -> String {
        tell(plan(MAP.as_bytes(), Some(sizes.as_bytes()), &[]))
    }

    fn tell(plan: Result<Plan, ImportFault>) -> String {
        plan.unwrap_err().tell(Path::new("list.csv"))
    }

    /// Findings of a plan that would make a page wrong.
    fn errors(plan: &Plan) -> String {
        let files: Vec<(&str, &str)> = plan.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut checked = pipeline::check_files(&files, Date::constant(2026, 11, 22), true);
        checked.findings.retain(|finding| finding.severity == Severity::Error);
        diagnostic::draw(&checked.findings, &checked.snapshot, Format::Short, false)
    }

    #[test]
    fn a_list_becomes_networks_with_practices_and_vacant_posts() {
        insta::assert_snapshot!(file(&planned(&[]), "networks/severn-bridge/network.yaml"), @r#"
        # Names, codes and postcodes, from the list of practices and networks that NHS England published
        # with Patients Registered at a GP Practice, extract of 1 August 2026.
        # Contains information from NHS England, licensed under the current version of the Open Government Licence.
        code: U99972
        name: Severn Bridge PCN
        icb: nhs-severn-and-vale-icb
        sub_icb: sub-icb-9v1
        # The list sizes come from a second list that names no month; the date is that of the list of practices.
        population: {as_at: 2026-08-01}

        practices:
          - {code: Y99001, name: Quayside Surgery, postcode: SV1 2AB, list_size: 9000}
          - {code: Y99002, name: St. Bride's Health Centre, postcode: SV1 3CD, list_size: 9731}
          - {code: Y99003, name: Ferry Lane GP Surgery, postcode: SV2 1EF, sub_icb: sub-icb-00v, list_size: 10462}

        posts:
          clinical-director: {vacant: {note: Not recorded yet.}}
          pcn-manager: {vacant: {note: Not recorded yet.}}
        "#);
    }

    #[test]
    fn icbs_and_what_lies_above_and_below_them_become_organisations() {
        insta::assert_snapshot!(file(&planned(&[]), "organisations.yaml"), @r#"
        # Regions, ICBs and sub-ICB locations, from the list of practices and networks that NHS England published
        # with Patients Registered at a GP Practice, extract of 1 August 2026.
        # Contains information from NHS England, licensed under the current version of the Open Government Licence.

        - {id: west-and-coast-region, name: West and Coast, kind: region, code: Y99}

        - {id: nhs-harbour-coast-and-isles-icb, name: "NHS Harbour, Coast and Isles Integrated Care Board", kind: icb, code: Q99, also: ["NHS Harbour, Coast and Isles ICB"], parent: west-and-coast-region}
        - {id: nhs-severn-and-vale-icb, name: NHS Severn and Vale Integrated Care Board, kind: icb, code: S9V9D, also: [NHS Severn and Vale ICB], parent: west-and-coast-region}

        - {id: sub-icb-00v, name: NHS Severn and Vale ICB - 00V, kind: sub-icb, code: 00V, parent: nhs-severn-and-vale-icb}
        - {id: sub-icb-9h1, name: "NHS Harbour, Coast and Isles ICB - 9H1", kind: sub-icb, code: 9H1, parent: nhs-harbour-coast-and-isles-icb}
        - {id: sub-icb-9v1, name: NHS Severn and Vale ICB - 9V1, kind: sub-icb, code: 9V1, parent: nhs-severn-and-vale-icb}
        "#);
    }

    #[test]
    fn a_handbook_carries_the_licence_of_the_list() {
        insta::assert_snapshot!(file(&planned(&[]), "handbook.yaml"), @r#"
        # Written by `pcn-handbook import ods`. Put the name of those who publish the handbook in the place of this one.
        title: Handbook of the Primary Care Networks
        publisher: {name: The publisher of this handbook, kind: other}   # lmc · pcn · federation · icb · training-hub · other
        contract_year: 2026/27
        look: {footer: "Contains information from NHS England, licensed under the current version of the Open Government Licence."}
        "#);
    }

    #[test]
    fn ids_come_from_names_and_carry_the_code_where_names_are_equal_or_cannot_be_ids() {
        let plan = planned(&[]);
        let expected = [
            "handbook.yaml",
            "organisations.yaml",
            "networks/con-u99976/network.yaml",
            "networks/severn-bridge/network.yaml",
            "networks/the-vale-and-downs/network.yaml",
            "networks/two-rivers-u99974/network.yaml",
            "networks/two-rivers-u99975/network.yaml",
        ];
        assert_eq!(paths(&plan), expected);
        assert_eq!((plan.networks, plan.practices, plan.unallocated, plan.without_size), (5, 10, 1, 1));
    }

    #[test]
    fn the_order_of_lines_does_not_matter() {
        let mut lines: Vec<&str> = MAP.lines().collect();
        lines[1..].reverse();
        assert_eq!(plan(lines.join("\r\n").as_bytes(), Some(SIZES.as_bytes()), &[]).unwrap().files, planned(&[]).files);
    }

    #[test]
    fn one_icb_brings_its_networks_and_their_practices_across_the_border() {
        let plan = planned(&["q99"]);
        assert_eq!(paths(&plan)[2..], ["networks/con-u99976/network.yaml", "networks/two-rivers-u99974/network.yaml"]);
        assert!(file(&plan, "networks/con-u99976/network.yaml").contains("{code: Y99041, name: Crossing Surgery, postcode: SV9 9ZZ, sub_icb: sub-icb-9v1"));
        assert!(file(&plan, "handbook.yaml").contains("title: \"Handbook of the Primary Care Networks in NHS Harbour, Coast and Isles ICB\""));
        assert_eq!((plan.networks, plan.unallocated), (2, 0));
    }

    #[test]
    fn an_import_has_no_errors() {
        assert_eq!(errors(&planned(&[])), "");
        assert_eq!(errors(&planned(&["Q99"])), "");
        assert_eq!(errors(&plan(MAP.as_bytes(), None, &[]).unwrap()), "");
    }

    #[test]
    fn u_alone_is_no_network_and_u00000_is_one() {
        let with = plan(MAP.replace(",U99973,", ",U00000,").as_bytes(), None, &[]).unwrap();
        assert!(file(&with, "networks/the-vale-and-downs/network.yaml").contains("code: U00000\n"));
        assert!(!with.files.iter().any(|(path, text)| path.contains("unallocated") || text.contains("Y99050")));
    }

    #[test]
    fn a_list_that_is_damaged_is_told_with_its_line() {
        let first_line = MAP.lines().next().unwrap();
        assert_eq!(fault(""), "list.csv: the list is empty; fetch it again. Nothing was written");
        assert!(fault(first_line).starts_with("list.csv: the list has a first line with the names of its columns and nothing else; "));
        assert!(fault(&MAP.replace("PCN_CODE", "PCN")).starts_with("list.csv:1: there is no column `PCN_CODE`; the columns are: PUBLICATION, EXTRACT_DATE, "));
        assert!(fault(&MAP.replace(",SV1 3CD,", ",SV1,3CD,")).starts_with("list.csv:3: this line has 18 fields, and the first line names 17; "));
        assert!(fault(&MAP.replace("FERRY LANE GP SURGERY", "\"FERRY LANE GP SURGERY")).starts_with("list.csv:4: "));
        assert!(
            fault(&MAP.replace(",Y99010,", ",Y99001,")).starts_with("list.csv:5: the practice `Y99001` stands here a second time; the first one is in line 2")
        );
        assert!(fault(&MAP.replace(",Y99010,", ",Y9901,")).starts_with("list.csv:5: `Y9901` is not the code of a practice; "));
        assert!(fault(&MAP.replace(",U99973,", ",UNKNOWN,")).starts_with("list.csv:5: `UNKNOWN` is not the code of a network; "));
        assert!(fault(&MAP.replacen("01Aug2026", "01Agu2026", 1)).starts_with("list.csv:2: `01Agu2026` is not a date such as 01Aug2026; "));
        assert!(fault(&MAP.replacen("9V1,NHS Severn", "9V1,NHS Sverne", 1)).starts_with("list.csv:3: the name of the sub-ICB location `9V1` is `"));
        assert!(fault(&MAP.replacen(",S9V9D,", ",S9V9E,", 1)).contains("list.csv:3: "));
        assert!(fault("PK\u{3}\u{4}").contains("unpack it"));
        let mut bytes = MAP.as_bytes().to_vec();
        let at = MAP.find("ISLES").unwrap();
        bytes[at] = 0xe9;
        assert!(tell(plan(&bytes, None, &[])).starts_with("list.csv:9: this line is not in UTF-8; "));
    }

    #[test]
    fn a_list_of_sizes_that_is_damaged_is_told_with_its_line() {
        assert!(
            fault_of_sizes(&SIZES.replace("9731", "about 9731"))
                .starts_with("list.csv:3: the list size of `Y99002` is `about 9731`, which is no whole number; ")
        );
        assert!(fault_of_sizes(&SIZES.replace("Y99002", "Y99001")).starts_with("list.csv:3: the practice `Y99001` stands here a second time; "));
        assert!(fault_of_sizes("practice_code,size\nY99001,1\n").starts_with("list.csv:1: there is no column `list_size`; "));
    }

    #[test]
    fn an_icb_that_is_not_in_the_list_is_told_with_those_that_are() {
        let fault = tell(plan(MAP.as_bytes(), None, &["Q98".to_owned()]));
        assert!(fault.contains("no practice has an ICB with the code `Q98`; did you mean `Q99`? The list has: Q99, S9V9D"), "{fault}");
    }

    #[test]
    fn a_list_with_a_mark_of_its_encoding_and_other_line_ends_is_read() {
        let list = format!("\u{feff}{}", MAP.replace('\n', "\r\n"));
        assert_eq!(plan(list.as_bytes(), Some(SIZES.as_bytes()), &[]).unwrap().files, planned(&[]).files);
    }

    #[test]
    fn files_that_are_there_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().join("content");
        std::fs::create_dir_all(into.join("networks/severn-bridge")).unwrap();
        std::fs::write(into.join("networks/severn-bridge/network.yaml"), "name: Ours\n").unwrap();
        let plan = planned(&[]);
        assert_eq!(write(&plan, &into).unwrap(), Imported { written: 6, left_alone: 1 });
        assert_eq!(std::fs::read_to_string(into.join("networks/severn-bridge/network.yaml")).unwrap(), "name: Ours\n");
        assert_eq!(write(&plan, &into).unwrap(), Imported { written: 0, left_alone: 7 });
        let mut names: Vec<String> = std::fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["handbook.yaml", "networks", "organisations.yaml"]);
    }

    #[test]
    fn texts_are_quoted_where_yaml_would_read_them_otherwise() {
        for (text, expected) in [
            ("St. Bride's & Co", "St. Bride's & Co"),
            ("Harbour, Coast", "\"Harbour, Coast\""),
            ("9V1", "9V1"),
            ("00E1", "\"00E1\""),
            ("123", "\"123\""),
            ("No", "\"No\""),
            ("&c", "\"&c\""),
            ("a \"b\"", "\"a \\\"b\\\"\""),
            ("a: b", "\"a: b\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    /// The list itself is not part of the program. `PCN_HANDBOOK_LISTS` names the folder that has it.
    #[test]
    fn the_real_list_becomes_a_handbook_without_errors() {
        let folder =
            std::env::var_os("PCN_HANDBOOK_LISTS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), std::path::PathBuf::from);
        let read = |name: &str| std::fs::read(folder.join(name)).ok();
        let (Some(map), Some(sizes)) = (read("gp-reg-pat-prac-map_2026-08.csv"), read("practice_list_sizes_2026-02snapshot.csv")) else {
            eprintln!("NOT TESTED: the open lists are not in the folder that PCN_HANDBOOK_LISTS names");
            return;
        };
        let plan = plan(&map, Some(&sizes), &[]).unwrap();
        assert_eq!((plan.networks, plan.practices, plan.unallocated, plan.files.len()), (1298, 6077, 52, 1300));
        let id = |path: &str| path.split('/').nth(1).unwrap_or("").to_owned();
        let with_code = paths(&plan).into_iter().filter(|path| id(path).rsplit('-').next().is_some_and(|end| is_code(end, |first| first == 'u')));
        assert_eq!(with_code.count(), 2, "two networks of the list have one name");
        assert!(plan.files.iter().any(|(_, text)| text.contains("\ncode: U00000\n")));
        assert_eq!(errors(&plan), "");
    }
}
