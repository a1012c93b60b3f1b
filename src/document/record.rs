//! From a tree with places to typed records: every field named, every fault told, the good fields kept.
//!
//! [`record!`](crate::record) declares a record once: its fields, which of them are mandatory, and what each is for.
//! Reading, "did you mean" and the list of known fields follow from that one table.

use std::ops::Deref;

use jiff::civil::Date;

use super::yaml::{Entry, Node, Value};
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::Span;

/// A value and the place it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loc<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Loc<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> Deref for Loc<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A text as it was typed.
pub type Text = Loc<String>;

/// What can be read from a node. `None` means it could not, and a finding says why.
pub trait Read: Sized {
    /// How an author would call it: `a date such as 2026-04-01`.
    const WHAT: &'static str;

    /// Reads it, or says what is wrong.
    fn read(node: &Node, findings: &mut Findings) -> Option<Self>;

    /// Stands in for a mandatory value that is missing or faulty, so that the rest of the record can be checked.
    /// It never reaches a page: the finding for it stops the build.
    fn placeholder(_span: Span) -> Option<Self> {
        None
    }
}

/// Where a text stands among the facts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    /// The record, as authors call it: `a person`.
    pub record: &'static str,
    /// All fields of that record.
    pub fields: &'static [&'static str],
    /// The field.
    pub field: &'static str,
    /// The entry of a table or list it belongs to, by its id or code: the outermost one.
    pub entry: Option<&'a str>,
}

/// What holds texts that an author typed. [`record!`](crate::record) gives it to every record, so that a rule about words
/// passes no field by.
pub trait Typed {
    /// Hands on every text within.
    fn texts<'a>(&'a self, _place: Place<'a>, _see: &mut dyn FnMut(Place<'a>, &'a Text)) {}

    /// Hands on a text with its place in the file.
    fn texts_of<'a>(_value: &'a Loc<Self>, _place: Place<'a>, _see: &mut dyn FnMut(Place<'a>, &'a Text))
    where
        Self: Sized,
    {
    }

    /// Its own words, where it is one text.
    fn typed(&self) -> Option<&str> {
        None
    }

    /// Its id or code, where it has one.
    fn own_id(&self) -> Option<&str> {
        None
    }
}

impl Typed for bool {}
impl Typed for u32 {}
impl Typed for f64 {}
impl Typed for Date {}
impl Typed for ContractYear {}

impl Typed for String {
    fn texts_of<'a>(value: &'a Text, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        see(place, value);
    }
    fn typed(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: Typed> Typed for Loc<T> {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        T::texts_of(self, place, see);
    }
    fn typed(&self) -> Option<&str> {
        self.value.typed()
    }
}

impl<T: Typed> Typed for Option<T> {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        if let Some(value) = self {
            value.texts(place, see);
        }
    }
    fn typed(&self) -> Option<&str> {
        self.as_ref().and_then(T::typed)
    }
}

impl<T: Typed> Typed for Vec<T> {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        for item in self {
            item.texts(Place { entry: place.entry.or(item.own_id()), ..place }, see);
        }
    }
}

impl<T: Typed> Typed for Table<T> {
    fn texts<'a>(&'a self, place: Place<'a>, see: &mut dyn FnMut(Place<'a>, &'a Text)) {
        for (id, item) in self.iter() {
            item.texts(Place { entry: place.entry.or(Some(&id.value)), ..place }, see);
        }
    }
}

/// The finding for a value of the wrong type.
pub fn wrong_type(node: &Node, what: &str, findings: &mut Findings) {
    let found = match &node.value {
        Value::Blank => "nothing".to_owned(),
        Value::Scalar { text, .. } if text.chars().count() > 40 => "a long text".to_owned(),
        Value::Scalar { text, .. } => format!("`{text}`"),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a group of fields".to_owned(),
    };
    let hint = if node.is_blank() { format!("write {what}, or take the field away") } else { format!("write {what}") };
    findings.push(Diagnostic::reading("wrong-type", node.span, format!("{what} is expected here, and this is {found}")).hint(hint));
}

/// Puts a better next step in the place of the general one.
fn better_hint(findings: &mut Findings, hint: String) {
    if let Some(last) = findings.last_mut() {
        last.hints = vec![hint];
    }
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

impl Read for String {
    const WHAT: &'static str = "a text";
    fn placeholder(_span: Span) -> Option<Self> {
        Some(Self::new())
    }
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match scalar(node) {
            Some(text) => Some(text.to_owned()),
            None => {
                wrong_type(node, Self::WHAT, findings);
                // The commonest way to get here is a colon in a text without quotes.
                match &node.value {
                    Value::Map(entries) if entries.len() == 1 => {
                        better_hint(findings, "a text that holds a colon and a space needs quotation marks: `\"like: this\"`".to_owned());
                    }
                    _ => better_hint(findings, "write one text, without brackets, dashes or fields of its own".to_owned()),
                }
                None
            }
        }
    }
}

impl Read for bool {
    const WHAT: &'static str = "`true` or `false`";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match scalar(node) {
            Some("true" | "yes" | "on") => Some(true),
            Some("false" | "no" | "off") => Some(false),
            _ => {
                wrong_type(node, Self::WHAT, findings);
                None
            }
        }
    }
}

impl Read for u32 {
    const WHAT: &'static str = "a whole number";
    fn placeholder(_span: Span) -> Option<Self> {
        Some(0)
    }
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let number = scalar(node).and_then(|text| text.replace(['_', ','], "").parse().ok());
        if number.is_none() {
            wrong_type(node, Self::WHAT, findings);
        }
        number
    }
}

impl Read for f64 {
    const WHAT: &'static str = "a number";
    fn placeholder(_span: Span) -> Option<Self> {
        Some(0.0)
    }
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let number = scalar(node).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
        if number.is_none() {
            wrong_type(node, Self::WHAT, findings);
        }
        number
    }
}

impl Read for Date {
    const WHAT: &'static str = "a date such as `2026-04-01`";
    fn placeholder(_span: Span) -> Option<Self> {
        Some(Self::constant(1900, 1, 1))
    }
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let Some(text) = scalar(node) else {
            wrong_type(node, Self::WHAT, findings);
            return None;
        };
        match parse_date(text) {
            Ok(date) => Some(date),
            Err(why) => {
                let mut finding = Diagnostic::reading("bad-date", node.span, format!("`{text}` is not a date: {why}"));
                finding = match swapped(text) {
                    Some(date) => finding.hint(format!("write year, month, day: `{date}`")),
                    None => finding.hint("write year, month and day with hyphens: `2026-04-01`"),
                };
                findings.push(finding);
                None
            }
        }
    }
}

/// Reads `2026-04-01`.
///
/// # Errors
/// Why it is no date, in words for an author.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let shape = text.len() == 10 && text.bytes().enumerate().all(|(n, byte)| if n == 4 || n == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if !shape {
        return Err("the form is year-month-day".to_owned());
    }
    let number = |from: usize, to: usize| text[from..to].parse::<i16>().unwrap_or(0);
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    if !(1..=12).contains(&month) {
        return Err(format!("there is no month {month}"));
    }
    // Years outside a working life are slips of the keyboard, and far dates break calendars.
    if !(1900..=2199).contains(&year) {
        return Err(format!("the year {year} is out of reach"));
    }
    Date::new(year, month as i8, day as i8).map_err(|_| format!("that month has no day {day}"))
}

/// `01/04/2026` and its like, as the date they most likely mean in Britain.
fn swapped(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    parse_date(&date).ok().map(|_| date)
}

/// A contract year, for example `2026/27`: April to March. Years compare by their first year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContractYear(pub i16);

impl ContractYear {
    /// Reads `2026/27`.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, second) = text.split_once('/')?;
        let all_digits = |text: &str, len: usize| text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(first, 4) || !all_digits(second, 2) {
            return None;
        }
        let first: i16 = first.parse().ok()?;
        (second.parse::<i16>().ok()? == (first + 1) % 100).then_some(Self(first))
    }

    /// First day, 1 April.
    pub fn first_day(self) -> Date {
        Date::constant(self.0, 4, 1)
    }

    /// Last day, 31 March.
    pub fn last_day(self) -> Date {
        Date::constant(self.0 + 1, 3, 31)
    }
}

impl std::fmt::Display for ContractYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1) % 100)
    }
}

impl Read for ContractYear {
    const WHAT: &'static str = "a contract year such as `2026/27`";
    fn placeholder(_span: Span) -> Option<Self> {
        Some(Self(2019))
    }
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let year = scalar(node).and_then(Self::parse).filter(|year| (1948..2150).contains(&year.0));
        if year.is_none() {
            match scalar(node) {
                Some(text) => findings.push(
                    Diagnostic::reading("bad-date", node.span, format!("`{text}` is not a contract year")).hint("write both years, April to March: `2026/27`"),
                ),
                None => wrong_type(node, Self::WHAT, findings),
            }
        }
        year
    }
}

impl<T: Read> Read for Loc<T> {
    const WHAT: &'static str = T::WHAT;
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        Some(Self { value: T::read(node, findings)?, span: node.span })
    }
    fn placeholder(span: Span) -> Option<Self> {
        Some(Self { value: T::placeholder(span)?, span })
    }
}

impl<T: Read> Read for Vec<T> {
    const WHAT: &'static str = "a list";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Blank => Some(Self::new()),
            Value::List(items) => Some(items.iter().filter_map(|item| T::read(item, findings)).collect()),
            Value::Scalar { text, .. } => {
                wrong_type(node, Self::WHAT, findings);
                better_hint(findings, format!("write it in square brackets: `[{}]`", super::prose::shorten(text, 40)));
                None
            }
            Value::Map(_) => {
                wrong_type(node, Self::WHAT, findings);
                better_hint(findings, "begin each entry with `- `".to_owned());
                None
            }
        }
    }
}

/// A mapping of ids to records, in the order of the file.
#[derive(Clone, Debug)]
pub struct Table<T>(pub Vec<(Text, T)>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Table<T> {
    type Target = [(Text, T)];
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Read> Read for Table<T> {
    const WHAT: &'static str = "a group of entries";
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Blank => Some(Self::default()),
            Value::Map(entries) => Some(Self(
                entries.iter().filter_map(|Entry { key, key_span, value }| Some((Loc::new(key.clone(), *key_span), T::read(value, findings)?))).collect(),
            )),
            _ => {
                wrong_type(node, Self::WHAT, findings);
                better_hint(findings, "write each entry as `id: {name: value}`, with its id before the colon and no dash".to_owned());
                None
            }
        }
    }
}

/// Reads the fields of one record and tells those nobody asked for.
pub struct Fields<'a> {
    node: &'a Node,
    known: &'static [&'static str],
    record: &'static str,
}

impl<'a> Fields<'a> {
    /// Opens a record; `None` when the node is no group of fields.
    pub fn open(node: &'a Node, record: &'static str, known: &'static [&'static str], findings: &mut Findings) -> Option<Self> {
        if !matches!(node.value, Value::Map(_) | Value::Blank) {
            wrong_type(node, "a group of fields", findings);
            better_hint(findings, "write each field as `name: value`, one in a line, or all in one: `{name: value, name: value}`".to_owned());
            return None;
        }
        for Entry { key, key_span, .. } in node.entries() {
            if !known.contains(&key.as_str()) {
                let finding = Diagnostic::reading("unknown-field", *key_span, format!("{record} has no field `{key}`"));
                let suggested = finding.clone().did_you_mean(key, known.iter().copied());
                findings.push(if suggested.hints.is_empty() { finding.hint(format!("it may have: {}", known.join(", "))) } else { suggested });
            }
        }
        Some(Self { node, known, record })
    }

    fn node(&self, name: &'static str) -> Option<&'a Node> {
        debug_assert!(self.known.contains(&name));
        self.node.get(name).filter(|node| !node.is_blank())
    }

    /// A field that may be missing.
    pub fn may<T: Read>(&self, name: &'static str, findings: &mut Findings) -> Option<T> {
        T::read(self.node(name)?, findings)
    }

    /// A field that must be there.
    pub fn must<T: Read>(&self, name: &'static str, findings: &mut Findings) -> Option<T> {
        match self.node(name) {
            Some(node) => T::read(node, findings),
            None if self.node.torn => None,
            None => {
                let place = self.node.entries().iter().find(|entry| entry.key == name).map(|entry| entry.key_span);
                let place = place.or_else(|| self.node.entries().first().map(|entry| entry.key_span)).unwrap_or(self.node.span);
                findings.push(
                    Diagnostic::reading("missing-field", place, format!("{} needs `{name}`", self.record)).hint(format!("add `{name}:` with {}", T::WHAT)),
                );
                None
            }
        }
    }
}

/// Declares a record of the content format: `must` fields, `may` fields (an `Option`), `some` fields
/// (lists and tables, empty when missing). Gives the struct and how it is read.
#[macro_export]
macro_rules! record {
    ($(#[$about:meta])* $record:ident, $called:literal { $($(#[$doc:meta])* $kind:ident $name:ident : $type:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug)]
        pub struct $record {
            /// The place of the whole record.
            pub span: $crate::source::Span,
            $($(#[$doc])* pub $name: $crate::record!(@type $kind $type)),*
        }

        impl $record {
            /// The names of its fields, as authors write them.
            pub const FIELDS: &'static [&'static str] = &[$($crate::document::record::plain(stringify!($name))),*];
        }

        impl $crate::document::record::Read for $record {
            const WHAT: &'static str = $called;
            fn read(node: &$crate::document::yaml::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                let fields = $crate::document::record::Fields::open(node, $called, Self::FIELDS, findings)?;
                // All fields are read before a missing one gives the record up: one run tells every fault.
                $(let $name = $crate::record!(@read $kind fields, $name, findings);)*
                let place = node.span;
                Some(Self { span: place, $($name: $crate::record!(@take $kind $name, place)),* })
            }
            fn placeholder(span: $crate::source::Span) -> Option<Self> {
                let nothing = $crate::document::yaml::Node::new(span, $crate::document::yaml::Value::Blank);
                Self::read(&nothing, &mut Vec::new())
            }
        }

        impl $crate::document::record::Typed for $record {
            fn texts<'a>(
                &'a self,
                place: $crate::document::record::Place<'a>,
                see: &mut dyn FnMut($crate::document::record::Place<'a>, &'a $crate::document::record::Text),
            ) {
                let place = $crate::document::record::Place { record: $called, fields: Self::FIELDS, ..place };
                $(self.$name.texts($crate::document::record::Place { field: $crate::document::record::plain(stringify!($name)), ..place }, see);)*
            }
            fn own_id(&self) -> Option<&str> {
                $(if matches!(stringify!($name), "id" | "code") && let Some(id) = $crate::document::record::Typed::typed(&self.$name) {
                    return Some(id);
                })*
                None
            }
        }
    };
    (@type must $type:ty) => { $type };
    (@type may $type:ty) => { Option<$type> };
    (@type some $type:ty) => { $type };
    (@read must $fields:ident, $name:ident, $findings:ident) => { $fields.must($crate::document::record::plain(stringify!($name)), $findings) };
    (@read may $fields:ident, $name:ident, $findings:ident) => { $fields.may($crate::document::record::plain(stringify!($name)), $findings) };
    (@read some $fields:ident, $name:ident, $findings:ident) => { $fields.may($crate::document::record::plain(stringify!($name)), $findings) };
    (@take must $name:ident, $place:ident) => { $name.or_else(|| $crate::document::record::Read::placeholder($place))? };
    (@take may $name:ident, $place:ident) => { $name };
    (@take some $name:ident, $place:ident) => { $name.unwrap_or_default() };
}

/// `r#for` is written `for` by authors.
pub const fn plain(name: &'static str) -> &'static str {
    let bytes = name.as_bytes();
    if bytes.len() > 2 && bytes[0] == b'r' && bytes[1] == b'#' { name.split_at(2).1 } else { name }
}

/// Declares a closed set of words.
#[macro_export]
macro_rules! choice {
    ($(#[$about:meta])* $choice:ident, $called:literal { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $choice { $($(#[$doc])* #[doc = $word] $variant),* }

        impl $choice {
            /// All of them, in the order of the format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word authors write.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl $crate::document::record::Typed for $choice {}

        impl $crate::document::record::Read for $choice {
            const WHAT: &'static str = $called;
            fn placeholder(_span: $crate::source::Span) -> Option<Self> {
                Self::ALL.first().copied()
            }
            fn read(node: &$crate::document::yaml::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                let words: Vec<&str> = Self::ALL.iter().map(|choice| choice.word()).collect();
                $crate::document::record::choose(node, $called, &words, findings).map(|n| Self::ALL[n])
            }
        }
    };
}

/// Which of the words a node holds.
pub fn choose(node: &Node, called: &str, words: &[&str], findings: &mut Findings) -> Option<usize> {
    let Some(text) = scalar(node) else {
        wrong_type(node, called, findings);
        return None;
    };
    let found = words.iter().position(|word| *word == text);
    if found.is_none() {
        let finding = Diagnostic::reading("wrong-type", node.span, format!("`{text}` is not {called}"))
            .did_you_mean(text, words.iter().copied())
            .hint(format!("it is one of: {}", words.join(", ")));
        findings.push(finding);
    }
    found
}
