//! Changes to what an author wrote: a value, a field, an entry of a list. All else keeps its bytes: comments, order,
//! layout, quotation marks, line ends.
//!
//! [`edit`] makes a text out of a text; [`crate::saving`] puts it where the old one is. After every step the new text is read
//! again, and where it does not say exactly what was meant – an entry that stands for several through `&` and `*`, an
//! indentation of its own kind – the edit is refused and nothing is changed.

use std::fmt;
use std::ops::Range;

use crate::diagnostic::Findings;
use crate::document::yaml::{self, Node, Value};
use crate::document::{has_front_matter, place_of_facts};
use crate::source::FileId;

/// A place in the facts of a file: fields and entries, from the outside in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Entry(usize),
}

impl Place {
    /// The facts as a whole.
    pub fn top() -> Self {
        Self::default()
    }

    /// A field of this group.
    #[must_use]
    pub fn field(mut self, name: &str) -> Self {
        self.0.push(Step::Field(name.to_owned()));
        self
    }

    /// An entry of this list, counted from 0.
    #[must_use]
    pub fn entry(mut self, n: usize) -> Self {
        self.0.push(Step::Entry(n));
        self
    }
}

impl fmt::Display for Place {
    /// `posts.clinical-director.holders[0].to`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if n == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Entry(n) => write!(f, "[{n}]")?,
            }
        }
        Ok(())
    }
}

/// Something to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum New {
    /// A word, number, date or sentence; quotation marks come by themselves where it needs them.
    Text(String),
    /// A list.
    List(Vec<New>),
    /// A group of fields.
    Group(Vec<(String, New)>),
}

impl New {
    /// A word, number, date or sentence.
    pub fn text(text: impl fmt::Display) -> Self {
        Self::Text(text.to_string())
    }

    /// A group of fields.
    pub fn group(fields: &[(&str, &str)]) -> Self {
        Self::Group(fields.iter().map(|(name, text)| ((*name).to_owned(), Self::text(text))).collect())
    }
}

/// One step of a change. Each sees the text as the step before left it, so that entries behind a removed one count one less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Gives a field this value: in place of its word, or as a new field at the end of its group. Groups on the way that
    /// are not there yet are made. A list or group that is there is replaced only where it stands in brackets.
    Set(Place, New),
    /// Adds an entry at the end of a list, written as the entry above it: in braces, or one field a line. A list that is
    /// not there yet is made.
    Add(Place, New),
    /// Takes a field or an entry away, with the comments in its own lines.
    Remove(Place),
}

/// Why a text was left as it is, in words for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Changes the facts of a file: its YAML, or the front matter of a page (`path` tells which; a page without any gets it).
///
/// # Errors
/// Where the text cannot be read as a whole, a place is not there, or the result would not say what was meant.
pub fn edit(path: &str, text: &str, edits: &[Edit]) -> Result<String, Refused> {
    let mut text = text.to_owned();
    if place_of_facts(path, &text).is_none() {
        if has_front_matter(&text) {
            return Err(Refused("the facts at its top are not fenced by two lines `---`".to_owned()));
        }
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let line = line_end_of(&text);
        text.insert_str(at, &format!("---{line}---{line}"));
    }
    for edit in edits {
        text = one_step(path, &text, edit)?;
    }
    Ok(text)
}

fn one_step(path: &str, text: &str, edit: &Edit) -> Result<String, Refused> {
    let (before, facts) = read(path, text)?;
    let (place, act) = match edit {
        Edit::Set(place, _) => (place, "set"),
        Edit::Add(place, _) => (place, "added to"),
        Edit::Remove(place) => (place, "taken away"),
    };
    let mut meant = before.as_ref().map_or(Plain::Blank, plain);
    meant.change(&place.0, edit).ok_or_else(|| Refused(format!("`{place}` is not there as it was read, so it was not {act}")))?;
    let page = Page { text, facts };
    let splice = page.splice(before.as_ref(), edit).ok_or_else(|| Refused(format!("`{place}` is written in a way that can only be changed by hand")))?;
    let mut new = text.to_owned();
    new.replace_range(splice.at, &splice.with);
    let (after, _) = read(path, &new).map_err(|_| odd(place))?;
    if after.as_ref().map_or(Plain::Blank, plain) != meant {
        return Err(odd(place));
    }
    Ok(new)
}

fn odd(place: &Place) -> Refused {
    Refused(format!("`{place}` shares its text with other places, or is written in a way that can only be changed by hand"))
}

fn read(path: &str, text: &str) -> Result<(Option<Node>, Range<usize>), Refused> {
    let facts = place_of_facts(path, text).ok_or_else(|| Refused("its facts cannot be found".to_owned()))?;
    let mut findings = Findings::new();
    let (node, is_whole) = yaml::parse(FileId(0), text, facts.start, facts.end, &mut findings);
    if !is_whole || !findings.is_empty() {
        return Err(Refused("its facts have a fault, which `pcn-handbook check` tells; mend that first".to_owned()));
    }
    Ok((node, facts))
}

/// What facts say, without places.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Plain {
    Blank,
    Text(String),
    List(Vec<Plain>),
    Group(Vec<(String, Plain)>),
}

fn plain(node: &Node) -> Plain {
    match &node.value {
        Value::Blank => Plain::Blank,
        Value::Scalar { text, .. } => Plain::Text(text.clone()),
        Value::List(items) => Plain::List(items.iter().map(plain).collect()),
        Value::Map(entries) => Plain::Group(entries.iter().map(|entry| (entry.key.clone(), plain(&entry.value))).collect()),
    }
}

impl Plain {
    fn of(new: &New) -> Self {
        match new {
            New::Text(text) => Self::Text(text.clone()),
            New::List(items) => Self::List(items.iter().map(Self::of).collect()),
            New::Group(fields) => Self::Group(fields.iter().map(|(name, value)| (name.clone(), Self::of(value))).collect()),
        }
    }

    /// Does to the meaning what is to be done to the text; `None` where the place is not there.
    fn change(&mut self, steps: &[Step], edit: &Edit) -> Option<()> {
        let Some((step, rest)) = steps.split_first() else {
            match edit {
                Edit::Set(_, new) => *self = Self::of(new),
                Edit::Add(_, new) => match self {
                    Self::Blank => *self = Self::List(vec![Self::of(new)]),
                    Self::List(items) => items.push(Self::of(new)),
                    Self::Text(_) | Self::Group(_) => return None,
                },
                Edit::Remove(_) => return None,
            }
            return Some(());
        };
        let removes = rest.is_empty() && matches!(edit, Edit::Remove(_));
        match (step, self) {
            (Step::Field(name), Self::Group(fields)) => match fields.iter().position(|(known, _)| known == name) {
                Some(at) if removes => drop(fields.remove(at)),
                Some(at) => fields[at].1.change(rest, edit)?,
                None if matches!(edit, Edit::Remove(_)) => return None,
                None => {
                    let mut fresh = Self::Blank;
                    fresh.change(rest, edit)?;
                    fields.push((name.clone(), fresh));
                }
            },
            (Step::Field(_), blank @ Self::Blank) if !matches!(edit, Edit::Remove(_)) => {
                *blank = Self::Group(Vec::new());
                blank.change(steps, edit)?;
            }
            (Step::Entry(n), Self::List(items)) if *n < items.len() => {
                if removes {
                    items.remove(*n);
                } else {
                    items[*n].change(rest, edit)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

/// A stretch of the text, and what takes its place.
struct Splice {
    at: Range<usize>,
    with: String,
}

impl Splice {
    fn insert(at: usize, with: String) -> Option<Self> {
        Some(Self { at: at..at, with })
    }
}

/// Where a value is written, in its group or list.
#[derive(Clone, Copy)]
struct Spot<'a> {
    node: &'a Node,
    /// Behind the colon of its field, or where its entry begins.
    from: usize,
}

struct Page<'a> {
    text: &'a str,
    facts: Range<usize>,
}

impl Page<'_> {
    fn splice(&self, root: Option<&Node>, edit: &Edit) -> Option<Splice> {
        let Some(root) = root else {
            // Nothing but comments so far: the first field of all stands below them.
            let (Edit::Set(place, new) | Edit::Add(place, new)) = edit else { return None };
            let new = wrapped(&place.0, new, matches!(edit, Edit::Add(..)))?;
            let New::Group(fields) = new else { return None };
            let (name, value) = fields.first()?;
            return Some(self.line_after(self.facts.end, &entry_text(name, value, "", line_end_of(self.text))));
        };
        let (Edit::Set(place, _) | Edit::Add(place, _) | Edit::Remove(place)) = edit;
        let mut here = Spot { node: root, from: self.facts.start };
        for (n, step) in place.0.iter().enumerate() {
            let rest = &place.0[n + 1..];
            match (step, &here.node.value) {
                (Step::Field(name), Value::Map(entries)) => match entries.iter().position(|entry| entry.key == *name) {
                    Some(at) if rest.is_empty() && matches!(edit, Edit::Remove(_)) => return self.remove(here, at),
                    Some(at) => here = Spot { node: &entries[at].value, from: self.behind_colon(entries[at].key_span.end as usize)? },
                    None => {
                        let (Edit::Set(_, new) | Edit::Add(_, new)) = edit else { return None };
                        let value =
                            if rest.is_empty() && matches!(edit, Edit::Set(..)) { new.clone() } else { wrapped(rest, new, matches!(edit, Edit::Add(..)))? };
                        return self.add_field(here, name, &value);
                    }
                },
                (Step::Field(_), Value::Blank) => {
                    let (Edit::Set(_, new) | Edit::Add(_, new)) = edit else { return None };
                    return self.replace(here, &wrapped(&place.0[n..], new, matches!(edit, Edit::Add(..)))?);
                }
                (Step::Entry(at), Value::List(items)) => {
                    let item = items.get(*at)?;
                    if rest.is_empty() && matches!(edit, Edit::Remove(_)) {
                        return self.remove(here, *at);
                    }
                    let from = if self.is_alias(item, self.begins(here)) { return None } else { item.span.start as usize };
                    here = Spot { node: item, from };
                }
                _ => return None,
            }
        }
        match edit {
            Edit::Set(_, new) => self.replace(here, new),
            Edit::Add(_, new) => match &here.node.value {
                Value::Blank => self.replace(here, &New::List(vec![new.clone()])),
                _ => self.add_entry(here, new),
            },
            Edit::Remove(_) => None,
        }
    }

    /// The place behind a field's colon; `key_end` is where its name ends.
    fn behind_colon(&self, key_end: usize) -> Option<usize> {
        let rest = &self.text[key_end..self.facts.end];
        let colon = rest.find(':')?;
        rest[..colon].trim_matches([' ', '\t', '"', '\'']).is_empty().then_some(key_end + colon + 1)
    }

    /// Of a value that stands elsewhere, marked by `&`, the place is that of the mark's value: above.
    fn is_alias(&self, node: &Node, from: usize) -> bool {
        (node.span.start as usize) < from
    }

    fn begins(&self, spot: Spot<'_>) -> usize {
        spot.from.min(spot.node.span.start as usize).max(self.facts.start)
    }

    /// The opening bracket of a list or group in brackets; `None` for one with a line an entry.
    fn bracket(&self, node: &Node) -> Option<usize> {
        let mut at = node.span.start as usize;
        // A mark or a type may stand before it.
        while self.text[at..].starts_with(['&', '!']) {
            at += self.text[at..].find([' ', '\n'])?;
            at += self.text[at..].len() - self.text[at..].trim_start().len();
        }
        let first = match &node.value {
            Value::List(items) => items.first().map(|item| item.span.start as usize),
            Value::Map(entries) => entries.first().map(|entry| entry.key_span.start as usize),
            _ => return None,
        };
        (self.text[at..].starts_with(['[', '{']) && first.is_none_or(|first| first != at)).then_some(at)
    }

    /// Where a value's text ends, `None` where that cannot be told.
    fn end(&self, spot: Spot<'_>) -> Option<usize> {
        let Spot { node, from } = spot;
        let is_written = !matches!(node.value, Value::Blank) || node.span.end > node.span.start;
        if is_written && !self.is_alias(node, from) {
            return match &node.value {
                _ if self.bracket(node).is_some() => Some(node.span.end as usize).filter(|&end| self.text[..end].ends_with([']', '}'])),
                Value::Map(entries) => {
                    let last = entries.last()?;
                    self.end(Spot { node: &last.value, from: self.behind_colon(last.key_span.end as usize)? })
                }
                Value::List(items) => {
                    let last = items.last()?;
                    (!self.is_alias(last, from) && !last.is_blank()).then_some(())?;
                    self.end(Spot { node: last, from: last.span.start as usize })
                }
                _ => Some(node.span.end as usize),
            };
        }
        // Nothing, or `*mark`.
        let rest = &self.text[from..self.facts.end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let word = &rest[blank..];
        if word.starts_with(['*', '&', '!']) {
            return Some(from + blank + word.find(|c: char| c.is_whitespace() || ",[]{}".contains(c)).unwrap_or(word.len()));
        }
        Some(from)
    }

    fn replace(&self, spot: Spot<'_>, new: &New) -> Option<Splice> {
        let node = spot.node;
        let with = flow(new);
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        // The parser gives the place of nothing somewhere near its colon.
        let is_nothing = matches!(node.value, Value::Blank) && start == end;
        if is_nothing && !self.text[spot.from..self.facts.end].trim_start_matches([' ', '\t']).starts_with(['*', '&', '!']) {
            return Splice::insert(spot.from, format!(" {with}"));
        }
        if self.is_alias(node, spot.from) || is_nothing {
            return None;
        }
        match &node.value {
            Value::Blank => Some(Splice { at: start..end, with }),
            Value::Scalar { text, .. } => {
                if *new == New::Text(text.clone()) {
                    return Splice::insert(start, String::new());
                }
                // The author's own quotation marks stay.
                let with = match (new, self.text.as_bytes().get(start)) {
                    (New::Text(text), Some(b'"')) => quoted(text),
                    (New::Text(text), Some(b'\'')) if !text.contains(['\'', '\n']) => format!("'{text}'"),
                    _ => with,
                };
                Some(Splice { at: start..end, with })
            }
            Value::List(_) | Value::Map(_) => Some(Splice { at: self.bracket(node)?..self.end(spot)?, with }),
        }
    }

    fn add_field(&self, group: Spot<'_>, name: &str, value: &New) -> Option<Splice> {
        let Value::Map(entries) = &group.node.value else { return None };
        if self.is_alias(group.node, group.from) {
            return None;
        }
        if let Some(bracket) = self.bracket(group.node) {
            let text = format!("{}: {}", key(name), flow(value));
            let Some(last) = entries.last() else { return Splice::insert(bracket + 1, text) };
            let end = self.end(Spot { node: &last.value, from: self.behind_colon(last.key_span.end as usize)? })?;
            return Splice::insert(end, format!(", {text}"));
        }
        let indent = self.indent(entries.first()?.key_span.start as usize);
        Some(self.line_after(self.end(group)?, &entry_text(name, value, &indent, line_end_of(self.text))))
    }

    fn add_entry(&self, list: Spot<'_>, new: &New) -> Option<Splice> {
        let Value::List(items) = &list.node.value else { return None };
        if self.is_alias(list.node, list.from) {
            return None;
        }
        if let Some(bracket) = self.bracket(list.node) {
            let Some(last) = items.last() else { return Splice::insert(bracket + 1, flow(new)) };
            let from = last.span.start as usize;
            (!self.is_alias(last, bracket)).then_some(())?;
            return Splice::insert(self.end(Spot { node: last, from })?, format!(", {}", flow(new)));
        }
        let last = items.last()?;
        let dash = self.dash(last)?;
        let indent = self.indent(dash);
        let line = line_end_of(self.text);
        let text = match new {
            New::Group(fields) if matches!(last.value, Value::Map(_)) && self.bracket(last).is_none() => {
                let behind = &self.text[dash..last.span.start as usize];
                let inner = if behind.contains('\n') { format!("{indent}  ") } else { format!("{indent}{}", " ".repeat(behind.len())) };
                let mut text = String::new();
                for (name, value) in fields {
                    text.push_str(&entry_text(name, value, &inner, line));
                }
                // The first field shares the line of the dash.
                text.replace_range(..inner.len(), &format!("{indent}-{}", " ".repeat(inner.len() - indent.len() - 1)));
                text
            }
            _ => format!("{indent}- {}{line}", flow(new)),
        };
        Some(self.line_after(self.end(list)?, &text))
    }

    /// The dash before an entry.
    fn dash(&self, item: &Node) -> Option<usize> {
        let start = item.span.start as usize;
        // The parser gives a list within a list from its own dash on.
        self.text[..start].trim_end_matches([' ', '\t', '\n', '\r']).ends_with('-').then(|| self.text[..start].rfind('-'))?
    }

    fn remove(&self, spot: Spot<'_>, n: usize) -> Option<Splice> {
        if self.is_alias(spot.node, spot.from) {
            return None;
        }
        let parts: Vec<(usize, usize)> = match &spot.node.value {
            Value::Map(entries) => entries
                .iter()
                .map(|entry| {
                    Some((entry.key_span.start as usize, self.end(Spot { node: &entry.value, from: self.behind_colon(entry.key_span.end as usize)? })?))
                })
                .collect::<Option<_>>()?,
            Value::List(items) => items
                .iter()
                .map(|item| {
                    let start = item.span.start as usize;
                    (!self.is_alias(item, self.begins(spot))).then_some(())?;
                    Some((start, self.end(Spot { node: item, from: start })?))
                })
                .collect::<Option<_>>()?,
            _ => return None,
        };
        let (start, end) = *parts.get(n)?;
        if self.bracket(spot.node).is_some() {
            // What stands between two parts, a comment or a line's end, stays.
            let around = |from: usize, to: usize| self.text[from..to].contains(['\n', '#']);
            let at = match (n.checked_sub(1).map(|before| parts[before].1), parts.get(n + 1).map(|next| next.0)) {
                (_, Some(next)) if !around(end, next) => start..next,
                (Some(before), _) if !around(before, start) => before..end,
                (_, Some(_)) => {
                    let comma = self.text[end..].find(',')?;
                    start..end + comma + 1
                }
                _ => start..end,
            };
            return Some(Splice { at, with: String::new() });
        }
        let start = if matches!(spot.node.value, Value::List(_)) { self.text[..start].rfind('-')? } else { start };
        let line = self.line_start(start);
        let last_line = self.next_line(end);
        if parts.len() == 1 {
            // A group or list without anything in it says so in brackets.
            let empty = if matches!(spot.node.value, Value::List(_)) { " []" } else { " {}" };
            let colon = self.text[..spot.from].ends_with(':').then_some(spot.from)?;
            let between = self.text.get(colon..line)?;
            return Some(Splice { at: colon..last_line, with: format!("{empty}{between}") });
        }
        if self.text[line..start].trim_start_matches('\u{feff}').trim().is_empty() {
            return Some(Splice { at: line..last_line, with: String::new() });
        }
        // The first field in the line of a dash: the next one takes its place.
        let next = parts.get(n + 1)?.0;
        (!self.text[end..next].contains('#')).then_some(())?;
        Some(Splice { at: start..next, with: String::new() })
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[self.facts.start..at].rfind('\n').map_or(self.facts.start, |n| self.facts.start + n + 1)
    }

    fn next_line(&self, at: usize) -> usize {
        self.text[at..self.facts.end].find('\n').map_or(self.facts.end, |n| at + n + 1)
    }

    /// What stands before a column: spaces, also in place of a dash.
    fn indent(&self, at: usize) -> String {
        self.text[self.line_start(at)..at].chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect()
    }

    /// Puts whole lines below the line of a place.
    fn line_after(&self, at: usize, lines: &str) -> Splice {
        let at = self.next_line(at);
        let line = line_end_of(self.text);
        let is_open = at > self.facts.start && !self.text[..at].ends_with('\n');
        // A file without a last line end stays one.
        let with = if is_open { format!("{line}{}", lines.trim_end_matches(['\n', '\r'])) } else { lines.to_owned() };
        Splice { at: at..at, with }
    }
}

/// What stands at a place, within the groups that lead there.
fn wrapped(steps: &[Step], new: &New, is_entry: bool) -> Option<New> {
    let inner = if is_entry { New::List(vec![new.clone()]) } else { new.clone() };
    steps.iter().rev().try_fold(inner, |inner, step| match step {
        Step::Field(name) => Some(New::Group(vec![(name.clone(), inner)])),
        Step::Entry(_) => None,
    })
}

/// A field with its value, in lines of its own.
fn entry_text(name: &str, value: &New, indent: &str, line: &str) -> String {
    match value {
        New::List(items) if items.iter().any(|item| matches!(item, New::Group(_))) => {
            let mut text = format!("{indent}{}:{line}", key(name));
            for item in items {
                text.push_str(&format!("{indent}  - {}{line}", flow(item)));
            }
            text
        }
        _ => format!("{indent}{}: {}{line}", key(name), flow(value)),
    }
}

/// A value in one line.
fn flow(new: &New) -> String {
    match new {
        New::Text(text) => word(text),
        New::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        New::Group(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{}: {}", key(name), flow(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// A field's name. `on` and `no` are words in a handbook, and every author writes them so.
fn key(name: &str) -> String {
    let is_plain =
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_plain { name.to_owned() } else { quoted(name) }
}

/// A text as it stands in YAML, in quotation marks where another program would read it as something else.
fn word(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_alphanumeric())
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_alphanumeric() || " -_./'()+&%£–’@;".contains(c))
        && !matches!(text.to_ascii_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n")
        && !(text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn line_end_of(text: &str) -> &'static str {
    if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
}

/// A line that a change takes away or adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLine {
    /// Its number: in the old text where it was taken away, in the new text where it was added.
    pub line: usize,
    /// Whether it is new.
    pub is_new: bool,
    /// Its words, without the line's end.
    pub text: String,
}

/// The lines in which two texts differ, in order.
pub fn changed_lines(before: &str, after: &str) -> Vec<ChangedLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let same_top = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let same_end = old[same_top..].iter().rev().zip(new[same_top..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[same_top..old.len() - same_end], &new[same_top..new.len() - same_end]);
    // How many lines the rests have in common; edits are few, so what lies between is not long.
    let mut common = vec![vec![0u32; b.len() + 1]; a.len() + 1];
    for (x, left) in a.iter().enumerate().rev() {
        for (y, right) in b.iter().enumerate().rev() {
            common[x][y] = if left == right { common[x + 1][y + 1] + 1 } else { common[x + 1][y].max(common[x][y + 1]) };
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut lines = Vec::new();
    let changed =
        |line: usize, is_new: bool, text: &str| ChangedLine { line: same_top + line + 1, is_new, text: text.trim_end_matches(['\n', '\r']).to_owned() };
    while x < a.len() || y < b.len() {
        if x < a.len() && y < b.len() && a[x] == b[y] {
            (x, y) = (x + 1, y + 1);
        } else if x < a.len() && (y == b.len() || common[x + 1][y] >= common[x][y + 1]) {
            lines.push(changed(x, false, a[x]));
            x += 1;
        } else {
            lines.push(changed(y, true, b[y]));
            y += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests;
