//! What the open lists say: the list of practices with their networks, and list sizes.
//!
//! [`OpenList::read`] takes a list whole or not at all: what is damaged in one line is told with that line, and nothing is
//! made, compared or written out of the rest. `import`, the rules and `reconcile` all read lists here.

mod names;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use jiff::civil::Date;

use crate::document::prose::slug;
use crate::document::record::parse_date;
use crate::source::ListFile;
pub use names::{readable, same_name};

/// The lists that a handbook is compared with, as it names them.
#[derive(Debug)]
pub struct Reference {
    /// The list of practices with their networks.
    pub map: Result<OpenList, Unusable>,
    /// The list sizes, where they are named.
    pub list_sizes: Option<Result<ListSizes, Unusable>>,
    /// Fingerprints of both.
    prints: (u64, u64),
}

/// Why a list cannot be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// What is wrong, with the line of the list where one line is to blame.
    pub why: String,
    /// What to do.
    pub hint: String,
}

impl Reference {
    /// Reads the lists.
    pub fn read(map: Option<&ListFile>, list_sizes: Option<&ListFile>) -> Self {
        let bytes_of = |file: &'_ ListFile| match &file.bytes {
            Ok(bytes) => Ok(bytes.clone()),
            Err(why) => Err(Unusable { why: why.clone(), hint: "correct its path, which is seen from the content folder, or put the list there".to_owned() }),
        };
        let missing = || Unusable { why: "there is no such file".to_owned(), hint: "put the list there, or correct its path".to_owned() };
        Self {
            map: map.ok_or_else(missing).and_then(|file| OpenList::read(&bytes_of(file)?).map_err(Unusable::from)),
            list_sizes: list_sizes.map(|file| ListSizes::read(&bytes_of(file)?).map_err(Unusable::from)),
            prints: prints_of(map, list_sizes),
        }
    }

    /// Whether it was made from these lists.
    pub fn is_of(&self, map: Option<&ListFile>, list_sizes: Option<&ListFile>) -> bool {
        self.prints == prints_of(map, list_sizes)
    }
}

/// Fingerprints of the lists.
fn prints_of(map: Option<&ListFile>, list_sizes: Option<&ListFile>) -> (u64, u64) {
    let print = |file: Option<&ListFile>| file.map_or(0, |file| file.fingerprint);
    (print(map), print(list_sizes))
}

impl From<ListFault> for Unusable {
    fn from(ListFault { line, message, hint, .. }: ListFault) -> Self {
        let why = line.map_or_else(|| message.clone(), |line| format!("in its line {line}, {message}"));
        Self { why, hint }
    }
}

/// Which of the two lists a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The list of practices with their networks.
    Map,
    /// The list sizes.
    ListSizes,
}

/// What is wrong with a list: nothing is made of it until it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFault {
    /// Which list.
    pub list: List,
    /// The line, from 1, where one line is to blame.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl ListFault {
    fn new(list: List, line: impl Into<Option<u64>>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { list, line: line.into(), message: message.into(), hint: hint.into() }
    }

    /// In words, with the name of the file: `lists/map.csv:7: …`.
    pub fn tell(&self, file: &Path) -> String {
        let Self { line, message, hint, .. } = self;
        let place = line.map_or_else(String::new, |line| format!(":{line}"));
        format!("{}{place}: {message}; {hint}", file.display())
    }
}

/// One line of the list of practices. Names are as the list has them, most often in capitals.
#[derive(Clone, Debug)]
pub struct Row {
    /// Code of the practice.
    pub code: String,
    /// Its name; its code where the list has none.
    pub name: String,
    /// Its postcode, or nothing.
    pub postcode: String,
    /// Code of its network; empty where it belongs to none.
    pub network: String,
    /// The network's name.
    pub network_name: String,
    /// Its first day as a member, where the list has such a column.
    pub joined: Option<Date>,
    /// Its sub-ICB location.
    pub sub_icb: Named,
    /// Its ICB.
    pub icb: Named,
    /// Its region.
    pub region: Named,
}

/// The list of practices with their networks.
#[derive(Clone, Debug)]
pub struct OpenList {
    /// The day of the list.
    pub extracted: Date,
    /// Its practices, in the order of their codes.
    pub practices: Vec<Row>,
    by_code: HashMap<String, usize>,
    /// Codes of networks, with the places of their practices.
    networks: BTreeMap<String, Vec<usize>>,
    icbs: BTreeMap<String, Named>,
    sub_icbs: BTreeMap<String, Named>,
    /// Memberships that ended, by practice and network, where the list has them.
    ended: HashMap<(String, String), Date>,
}

/// A network as the list has it.
#[derive(Clone, Debug)]
pub struct ListedNetwork<'l> {
    /// Its code.
    pub code: &'l str,
    /// Its name, as the list has it.
    pub name: &'l str,
    /// The ICB that most of its practices are in.
    pub icb: &'l Named,
    /// The sub-ICB location that most of its practices there are in.
    pub sub_icb: &'l Named,
    /// Its practices, in the order of their codes; never none.
    pub practices: Vec<&'l Row>,
}

impl OpenList {
    /// Reads the list.
    ///
    /// # Errors
    /// When it is damaged, cut off or another list.
    pub fn read(bytes: &[u8]) -> Result<Self, ListFault> {
        let Read { mut rows, extracted, ended } = read_map(bytes)?;
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        let by_code = rows.iter().enumerate().map(|(at, row)| (row.code.clone(), at)).collect();
        let mut networks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let (mut icbs, mut sub_icbs) = (BTreeMap::new(), BTreeMap::new());
        for (at, row) in rows.iter().enumerate() {
            if !row.network.is_empty() {
                networks.entry(row.network.clone()).or_default().push(at);
            }
            for (known, named) in [(&mut icbs, &row.icb), (&mut sub_icbs, &row.sub_icb)] {
                if !known.contains_key(&named.code) {
                    known.insert(named.code.clone(), named.clone());
                }
            }
        }
        Ok(Self { extracted, practices: rows, by_code, networks, icbs, sub_icbs, ended })
    }

    /// A practice by its code.
    pub fn practice(&self, code: &str) -> Option<&Row> {
        self.by_code.get(code).map(|at| &self.practices[*at])
    }

    /// A network by its code.
    pub fn network(&self, code: &str) -> Option<ListedNetwork<'_>> {
        self.networks.get_key_value(code).and_then(|(code, places)| self.listed(code, places))
    }

    /// Whether a network has a code.
    pub fn has_network(&self, code: &str) -> bool {
        self.networks.contains_key(code)
    }

    /// All networks, in the order of their codes.
    pub fn networks(&self) -> impl Iterator<Item = ListedNetwork<'_>> {
        self.networks.iter().filter_map(|(code, places)| self.listed(code, places))
    }

    /// An ICB by its code.
    pub fn icb(&self, code: &str) -> Option<&Named> {
        self.icbs.get(code)
    }

    /// A sub-ICB location by its code.
    pub fn sub_icb(&self, code: &str) -> Option<&Named> {
        self.sub_icbs.get(code)
    }

    /// Codes of the ICBs.
    pub fn icb_codes(&self) -> impl Iterator<Item = &str> {
        self.icbs.keys().map(String::as_str)
    }

    /// The last day of a membership that ended, where the list has such columns.
    pub fn left(&self, practice: &str, network: &str) -> Option<Date> {
        self.ended.get(&(practice.to_owned(), network.to_owned())).copied()
    }

    fn listed<'l>(&'l self, code: &'l str, places: &[usize]) -> Option<ListedNetwork<'l>> {
        let practices: Vec<&Row> = places.iter().map(|at| &self.practices[*at]).collect();
        let icb = commonest(practices.iter().map(|practice| &practice.icb))?;
        let within = practices.iter().filter(|practice| practice.icb.code == icb.code);
        let sub_icb = commonest(within.map(|practice| &practice.sub_icb))?;
        let name = commonest(practices.iter().map(|practice| practice.network_name.as_str()))?;
        Some(ListedNetwork { code, name, icb, sub_icb, practices })
    }
}

/// List sizes by the codes of practices.
#[derive(Clone, Debug)]
pub struct ListSizes {
    /// The day of the list, where it says one.
    pub extracted: Option<Date>,
    /// Registered patients, by the code of the practice.
    pub of: HashMap<String, u32>,
}

/// An organisation as the list has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A list in CSV: its lines with their numbers, and where its columns are.
struct Table {
    list: List,
    columns: HashMap<String, usize>,
    header: String,
    lines: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    fn read(list: List, bytes: &[u8]) -> Result<Self, ListFault> {
        let fault = |line: Option<u64>, message: &str, hint: &str| ListFault::new(list, line, message, hint);
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
        // A list that was cut off within its last field has all its fields.
        if !text.ends_with('\n') {
            let last = lines.last().map(|(line, _)| *line);
            return Err(fault(last, "the last line has no end, so the list seems to be cut off", "fetch it again, or put a line break at its end"));
        }
        let columns = header.iter().enumerate().map(|(n, name)| (name.to_ascii_uppercase(), n)).collect();
        Ok(Self { list, columns, header: header.iter().collect::<Vec<_>>().join(", "), lines })
    }

    fn ragged(list: List, error: &csv::Error) -> ListFault {
        let line = error.position().map(csv::Position::line);
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let message = format!("this line has {len} fields, and the first line names {expected_len}");
                ListFault::new(list, line, message, "fetch the list again, or mend the line")
            }
            _ => ListFault::new(list, line, format!("the list cannot be read: {error}"), "fetch it again"),
        }
    }

    /// The number of a column, by the first of its names that is there.
    fn column(&self, names: &[&str]) -> Result<usize, ListFault> {
        names.iter().find_map(|name| self.columns.get(&name.to_ascii_uppercase()).copied()).ok_or_else(|| {
            let header: String = self.header.chars().take(200).collect();
            let message = format!("there is no column `{}`; the columns are: {header}", names[0]);
            let hint = match self.list {
                List::Map => "the list wanted here is `gp-reg-pat-prac-map` of the publication Patients Registered at a GP Practice",
                List::ListSizes => "the list wanted here has a practice's code and its number of patients in each line",
            };
            ListFault::new(self.list, 1, message, hint)
        })
    }
}

struct Read {
    rows: Vec<Row>,
    extracted: Date,
    ended: HashMap<(String, String), Date>,
}

/// Columns for the days of a membership, which the list of practices lacks and lists of memberships have.
const JOINED: &[&str] = &["Practice to PCN Relationship Start Date", "RELATIONSHIP_START_DATE"];
const LEFT: &[&str] = &["Practice to PCN Relationship End Date", "RELATIONSHIP_END_DATE"];

fn read_map(bytes: &[u8]) -> Result<Read, ListFault> {
    let table = Table::read(List::Map, bytes)?;
    let column = |name: &str| table.column(&[name]);
    let named = |what: &str| Ok::<_, ListFault>((column(&format!("{what}_CODE"))?, column(&format!("{what}_NAME"))?));
    let (date, postcode) = (column("EXTRACT_DATE")?, column("PRACTICE_POSTCODE")?);
    let (practice, network) = (named("PRACTICE")?, named("PCN")?);
    let (joined, left) = (table.column(JOINED).ok(), table.column(LEFT).ok());
    let (sub_icb, icb, region) = (named("SUB_ICB_LOCATION")?, named("ICB")?, named("COMM_REGION")?);
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut rows = Vec::with_capacity(table.lines.len());
    let mut extracted: Option<Date> = None;
    let mut said = Said::default();
    let mut ended = HashMap::new();
    for (line, record) in &table.lines {
        let line = *line;
        let fault = |message: String, hint: &str| Err(ListFault::new(List::Map, line, message, hint));
        let field = |n: usize| record.get(n).unwrap_or("").to_owned();
        let organisation = |(code, name): (usize, usize), what: &str| {
            let organisation = Named { code: field(code).to_ascii_uppercase(), name: field(name) };
            let well_formed = (3..=5).contains(&organisation.code.len()) && organisation.code.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !well_formed || slug(&organisation.name).is_empty() {
                let message = format!("`{}` with the name `{}` is no {what}", organisation.code, organisation.name);
                return Err(ListFault::new(List::Map, line, message, "a code has three to five letters or digits; fetch the list again"));
            }
            Ok(organisation)
        };
        let Some(day) = read_date(&field(date)) else {
            return fault(format!("`{}` is not a date such as 01Aug2026", field(date)), "fetch the list again");
        };
        extracted = extracted.max(Some(day));
        let day_of = |column: Option<usize>| match column.map(&field).filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => read_date(&text)
                .map(Some)
                .ok_or_else(|| ListFault::new(List::Map, line, format!("`{text}` is not a date such as 20190701"), "fetch the list again")),
        };
        let (joined, left) = (day_of(joined)?, day_of(left)?);
        let code = field(practice.0).to_ascii_uppercase();
        if !is_code(&code, |first| first.is_ascii_uppercase()) {
            return fault(format!("`{code}` is not the code of a practice"), "a code is a letter and five digits; fetch the list again");
        }
        let mut pcn = field(network.0).to_ascii_uppercase();
        // `U` stands for practices in no network; `U00000` is one.
        if matches!(pcn.as_str(), "U" | "" | "-") {
            pcn.clear();
        } else if !is_code(&pcn, |first| first == 'U') {
            return fault(format!("`{pcn}` is not the code of a network"), "a code is U and five digits, or `U` alone for none; fetch the list again");
        }
        if let Some(left) = left.filter(|left| *left <= day) {
            ended.insert((code, pcn), left);
            continue;
        }
        if let Some(first) = seen.insert(code.clone(), line) {
            return fault(format!("the practice `{code}` stands here a second time; the first one is in line {first}"), "take one of the two lines out");
        }
        let name = field(practice.1);
        rows.push(Row {
            name: if name.is_empty() { code.clone() } else { name },
            code,
            postcode: field(postcode).to_ascii_uppercase(),
            network: pcn,
            network_name: field(network.1),
            joined,
            sub_icb: organisation(sub_icb, "sub-ICB location")?,
            icb: organisation(icb, "ICB")?,
            region: organisation(region, "region")?,
        });
        if let Some(row) = rows.last() {
            said.check(line, row)?;
        }
    }
    // `Table::read` refuses a list without lines, so there is a date.
    Ok(Read { rows, extracted: extracted.unwrap_or_default(), ended })
}

/// What earlier lines said of organisations. Ids come from their names, so a code has one name, and a name one code.
#[derive(Default)]
struct Said {
    names: HashMap<String, String>,
    codes: HashMap<String, String>,
    parents: HashMap<String, String>,
}

impl Said {
    fn check(&mut self, line: u64, row: &Row) -> Result<(), ListFault> {
        let differs = |what: &str, one: &str, other: &str| {
            let message = format!("{what} is `{one}` here and `{other}` in an earlier line");
            Err(ListFault::new(List::Map, line, message, "fetch the list again, or mend the line that is wrong"))
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

/// A name with the short form of its kind: `NHS Vale ICB`.
pub fn short(name: &str) -> String {
    name.replace("Integrated Care Board", "ICB")
}

/// `1 August 2026`.
pub fn in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Whether a text is a code: a first letter of some kind, and five digits.
pub fn is_code(code: &str, first: impl Fn(char) -> bool) -> bool {
    code.len() == 6 && code.starts_with(first) && code.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

impl ListSizes {
    /// Reads the list.
    ///
    /// # Errors
    /// When it is damaged, cut off or another list.
    pub fn read(bytes: &[u8]) -> Result<Self, ListFault> {
        let table = Table::read(List::ListSizes, bytes)?;
        let (code, size) = (table.column(&["practice_code", "CODE"])?, table.column(&["list_size", "NUMBER_OF_PATIENTS"])?);
        let date = table.column(&["EXTRACT_DATE"]).ok();
        let mut extracted = None;
        let mut of = HashMap::with_capacity(table.lines.len());
        for (line, record) in &table.lines {
            let (code, size) = (record.get(code).unwrap_or("").to_ascii_uppercase(), record.get(size).unwrap_or(""));
            extracted = extracted.max(date.and_then(|date| read_date(record.get(date)?)));
            let Ok(number) = size.replace(',', "").parse::<u32>() else {
                let message = format!("the list size of `{code}` is `{size}`, which is no whole number");
                return Err(ListFault::new(List::ListSizes, *line, message, "mend the line, or fetch the list again"));
            };
            if of.insert(code.clone(), number).is_some() {
                let message = format!("the practice `{code}` stands here a second time");
                return Err(ListFault::new(List::ListSizes, *line, message, "take one of the two lines out"));
            }
        }
        Ok(Self { extracted, of })
    }
}

/// `01Aug2026`, as these lists write it, or `2026-08-01`, or `20260801`.
fn read_date(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(date) = parse_date(text) {
        return Some(date);
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return parse_date(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).ok();
    }
    let (day, month, year) = (text.get(..2)?, text.get(2..5)?.to_ascii_lowercase(), text.get(5..)?);
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    parse_date(&format!("{year}-{month:02}-{day}")).ok()
}

/// The commonest of some values; of equally common ones the first in order, so that the order of lines never matters.
fn commonest<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}
