//! YAML text becomes a tree whose every node keeps its place. The only code that knows the YAML library.
//!
//! After a fault, reading goes on at the next entry, so that one typo hides nothing else in the file.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{FileId, Span};

/// How deep lists and mappings may be nested; the format itself needs eight.
const MOST_NESTING: usize = 32;
/// How many values a file may hold once its aliases are written out.
const MOST_VALUES: usize = 250_000;
/// Syntax faults told for one file; after so many, the rest of the file is passed over.
const MOST_FAULTS: usize = 25;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands; a mapping or list begins at its first entry.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node holds. Scalars keep their text: `no`, `00L` and `1.10` are what was typed.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing after the colon, `~` or `null`.
    Blank,
    /// A word, number, date or sentence; `plain` when it stands without quotes.
    Scalar {
        /// The text.
        text: String,
        /// Whether it is written without quotes, on one line.
        plain: bool,
    },
    /// Entries with dashes, or `[a, b]`.
    List(Vec<Node>),
    /// `key: value` entries, or `{a: b}`, in the order of the file; no key twice.
    Map(Vec<Entry>),
}

/// One `key: value` of a mapping.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Place of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Whether there is nothing.
    pub fn is_blank(&self) -> bool {
        matches!(self.value, Value::Blank)
    }

    fn values(&self) -> usize {
        match &self.value {
            Value::Blank | Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::values).sum::<usize>(),
            Value::Map(entries) => 1 + entries.iter().map(|entry| 1 + entry.value.values()).sum::<usize>(),
        }
    }
}

/// Reads the YAML in `text[from..to]` of a file. `None` when there is nothing but comments.
/// The second value is whether the tree is whole: false after a fault of syntax.
pub fn parse(file: FileId, text: &str, from: usize, to: usize, findings: &mut Findings) -> (Option<Node>, bool) {
    let mut reader = Reader { file, text, findings, values: 0, faults: 0, whole: true, overfull: false };
    let mut root = None;
    reader.read(from, to, &mut root);
    (root, reader.whole)
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    findings: &'a mut Findings,
    values: usize,
    faults: usize,
    whole: bool,
    overfull: bool,
}

/// A mapping or list that is still being read.
struct Open {
    node: Node,
    anchor: usize,
    /// Column of its entries, for block style; reading goes on there after a fault.
    column: Option<usize>,
    key: Option<(String, Span)>,
}

impl Reader<'_> {
    /// Reads one stretch into `root`: a fresh tree, or more entries for the mapping or list that is there.
    fn read(&mut self, from: usize, to: usize, root: &mut Option<Node>) {
        // A stretch that begins indented is one nested block; its first line's indentation belongs to it.
        let slice = &self.text[from..to];
        let mut options = Options::default();
        options.emit_comments = false;
        options.emit_unresolved_aliases = true;
        options.flow_nesting_limit = MOST_NESTING;
        options.block_nesting_limit = MOST_NESTING;
        let mut parser = Parser::<StrInput>::new_from_str_with_options(slice, options);
        let mut open: Vec<Open> = Vec::new();
        let mut anchors: Vec<(usize, Node)> = Vec::new();
        let mut documents = 0;
        let mut last = from;
        loop {
            let (event, place) = match parser.next_event() {
                None => return,
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    let at = self.fault(&error, from, to, last);
                    let columns = self.close_all(&mut open, root);
                    self.resume(at.max(last), to, &columns, root);
                    return;
                }
            };
            let start = from + place.start.byte_offset().unwrap_or(0);
            let end = from + place.end.byte_offset().unwrap_or(0);
            let span = self.span(start, end);
            let column = place.start.col();
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents == 2 {
                        let finding = Diagnostic::reading("yaml-syntax", span, "a second `---` begins another document here; only the first is read");
                        self.findings.push(finding.hint("remove the line `---`"));
                        self.whole = false;
                        return;
                    }
                }
                Event::Scalar(text, style, anchor, _) => {
                    last = last.max(end);
                    let plain = matches!(style, ScalarStyle::Plain);
                    let blank = plain && matches!(&*text, "" | "~" | "null");
                    let value = if blank && !self.is_key(&open) { Value::Blank } else { Value::Scalar { text: text.into_owned(), plain } };
                    let node = Node { span, value };
                    self.remember(&mut anchors, anchor, &node);
                    self.place(node, &mut open, root);
                }
                Event::SequenceStart(style, anchor, _) => {
                    let column = matches!(style, StructureStyle::Block).then_some(column);
                    open.push(Open { node: Node { span, value: Value::List(Vec::new()) }, anchor, column, key: None });
                }
                Event::MappingStart(style, anchor, _) => {
                    let column = matches!(style, StructureStyle::Block).then_some(column);
                    open.push(Open { node: Node { span, value: Value::Map(Vec::new()) }, anchor, column, key: None });
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some(mut done) = open.pop() {
                        drop_second_keys(&mut done.node, self.findings);
                        if end > start {
                            last = last.max(end);
                            done.node.span.end = done.node.span.end.max(end as u32);
                        }
                        self.remember(&mut anchors, done.anchor, &done.node);
                        self.place(done.node, &mut open, root);
                    }
                }
                Event::Alias(id) => {
                    let mut node = anchors.iter().rev().find(|(known, _)| *known == id).map_or(Node { span, value: Value::Blank }, |(_, node)| node.clone());
                    if self.values + node.values() > MOST_VALUES {
                        self.too_many(span);
                        node = Node { span, value: Value::Blank };
                    }
                    self.place(node, &mut open, root);
                }
                Event::UnresolvedAlias(name) => {
                    // After a fault the mark may stand in the part that could not be read.
                    if self.whole {
                        let message = format!("nothing above is marked `&{name}`, so `*{name}` stands for nothing");
                        self.findings.push(Diagnostic::reading("yaml-syntax", span, message).hint("put the text in quotes if it begins with a star"));
                    }
                    self.whole = false;
                    self.place(Node { span, value: Value::Blank }, &mut open, root);
                }
                _ => {}
            }
            if self.overfull {
                self.close_all(&mut open, root);
                return;
            }
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        // Block scalars end with the line break that closes them; the place need not.
        let mut end = end.min(self.text.len());
        while end > start && matches!(self.text.as_bytes()[end - 1], b'\n' | b'\r' | b' ') {
            end -= 1;
        }
        Span { file: self.file, start: start as u32, end: end.max(start) as u32 }
    }

    fn is_key(&self, open: &[Open]) -> bool {
        open.last().is_some_and(|top| matches!(top.node.value, Value::Map(_)) && top.key.is_none())
    }

    fn remember(&self, anchors: &mut Vec<(usize, Node)>, anchor: usize, node: &Node) {
        if anchor != 0 {
            anchors.push((anchor, node.clone()));
        }
    }

    fn too_many(&mut self, span: Span) {
        if !self.overfull {
            let message = format!("this file holds more than {MOST_VALUES} values once its `*` references are written out; the rest is not read");
            self.findings.push(Diagnostic::reading("too-large", span, message).hint("write the entries out, or split the file"));
        }
        self.overfull = true;
        self.whole = false;
    }

    fn place(&mut self, node: Node, open: &mut [Open], root: &mut Option<Node>) {
        self.values += if matches!(node.value, Value::Blank | Value::Scalar { .. }) { 1 } else { node.values().min(2) };
        if self.values > MOST_VALUES {
            self.too_many(node.span);
            return;
        }
        let Some(top) = open.last_mut() else {
            self.add_to_root(node, root);
            return;
        };
        top.node.span.end = top.node.span.end.max(node.span.end);
        match (&mut top.node.value, top.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some((key, key_span))) => entries.push(Entry { key, key_span, value: node }),
            (Value::Map(_), None) => match node.value {
                Value::Scalar { text, .. } => top.key = Some((text, node.span)),
                _ => {
                    self.findings.push(Diagnostic::reading("wrong-type", node.span, "a field's name must be a word, not a list or a group of fields"));
                    top.key = Some((String::new(), node.span));
                }
            },
            (Value::Blank | Value::Scalar { .. }, _) => {}
        }
    }

    /// The first stretch makes the root; what is read after a fault joins it.
    fn add_to_root(&mut self, node: Node, root: &mut Option<Node>) {
        match (root.as_mut().map(|root| &mut root.value), node.value) {
            (None, value) => *root = Some(Node { span: node.span, value }),
            (Some(Value::Map(entries)), Value::Map(more)) => entries.extend(more),
            (Some(Value::List(items)), Value::List(more)) => items.extend(more),
            _ => {}
        }
        if let Some(root) = root {
            drop_second_keys(root, self.findings);
        }
    }

    /// Closes what a fault left open; gives the columns at which entries may go on, outermost first.
    fn close_all(&mut self, open: &mut Vec<Open>, root: &mut Option<Node>) -> Vec<(usize, bool)> {
        let columns = open.iter().map_while(|open| open.column.map(|column| (column, matches!(open.node.value, Value::List(_))))).collect();
        while let Some(mut done) = open.pop() {
            if let (Value::Map(entries), Some((key, key_span))) = (&mut done.node.value, done.key.take()) {
                let blank = Node { span: key_span, value: Value::Blank };
                entries.push(Entry { key, key_span, value: blank });
            }
            drop_second_keys(&mut done.node, self.findings);
            self.place(done.node, open, root);
        }
        columns
    }

    /// Goes on after a fault: each following line that begins an entry of a block still known is read into that block.
    fn resume(&mut self, after: usize, to: usize, columns: &[(usize, bool)], root: &mut Option<Node>) {
        self.whole = false;
        let mut at = next_line(self.text, after, to);
        while at < to && !columns.is_empty() && self.faults < MOST_FAULTS && !self.overfull {
            let line = line_at(self.text, at, to);
            let indent = line.len() - line.trim_start_matches(' ').len();
            let depth = columns.iter().rposition(|&(column, list)| column == indent && begins_entry(&line[indent..], list));
            let Some(depth) = depth else {
                at = next_line(self.text, at, to);
                continue;
            };
            // The stretch ends where something further out begins.
            let mut end = next_line(self.text, at, to);
            while end < to {
                let line = line_at(self.text, end, to);
                let inner = line.trim_start_matches(' ');
                let outside = line.len() - inner.len() < indent && !inner.trim().is_empty() && !inner.starts_with('#');
                if outside {
                    break;
                }
                end = next_line(self.text, end, to);
            }
            let mut part = None;
            self.read(at, end, &mut part);
            if let Some(part) = part {
                match root.as_mut().and_then(|root| last_open(root, depth)) {
                    Some(block) => self.join(block, part),
                    None => self.add_to_root(part, root),
                }
            }
            at = end;
        }
    }

    fn join(&mut self, block: &mut Node, part: Node) {
        block.span.end = block.span.end.max(part.span.end);
        match (&mut block.value, part.value) {
            (Value::Map(entries), Value::Map(more)) => entries.extend(more),
            (Value::List(items), Value::List(more)) => items.extend(more),
            _ => {}
        }
        drop_second_keys(block, self.findings);
    }

    /// Tells a fault of syntax in an author's words; gives its place, after which reading may go on.
    fn fault(&mut self, error: &ScanError, from: usize, to: usize, last: usize) -> usize {
        self.whole = false;
        self.faults += 1;
        let mut at = (from + offset(&error.marker().byte_offset(), to - from)).min(to);
        let mut rule = "yaml-syntax";
        let line_start = self.text[..at].rfind('\n').map_or(0, |n| n + 1);
        let in_line = &self.text[line_start..];
        let indentation: &str = &in_line[..in_line.len() - in_line.trim_start_matches([' ', '\t']).len()];
        let (message, hint): (String, &str) = if let Some(tab) = indentation.find('\t') {
            at = line_start + tab;
            ("a tab indents this line; only spaces can".to_owned(), "replace each tab by spaces, as many as the lines around it have")
        } else {
            match error.kind() {
                ErrorKind::RecursionLimitExceeded => {
                    rule = "too-deep";
                    (format!("lists and groups are nested more than {MOST_NESTING} deep here"), "nothing in a handbook needs more than eight")
                }
                ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
                    at = open_quote(self.text, last, to).unwrap_or(at);
                    ("a quotation mark is opened here and never closed".to_owned(), "close it at the end of the text, or take it away")
                }
                ErrorKind::UnclosedFlowCollection { open } => {
                    at = self.text[last.min(to)..to].find(*open).map_or(at, |n| last + n).min(at.max(last));
                    (format!("a `{open}` is opened here and never closed"), "close it on the same line")
                }
                ErrorKind::MisplacedFlowCollectionEnd => {
                    ("a bracket is closed here that was never opened".to_owned(), "take it away, or put the text in quotes")
                }
                ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
                    (format!("`{open}` is closed by `{close}` here"), "close each bracket with its own kind")
                }
                ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator => {
                    ("a list in `[ ]` goes wrong here: a comma or the closing `]` is missing".to_owned(), "write it as `[one, two, three]`")
                }
                ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping | ErrorKind::ExpectedFlowMappingSeparator => {
                    ("a group in `{ }` goes wrong here: a comma or the closing `}` is missing".to_owned(), "write it as `{name: value, name: value}`")
                }
                ErrorKind::InvalidIndentation
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::ExpectedBlockSequenceEntry
                | ErrorKind::InvalidBlockScalarIndent => {
                    ("this line does not fit the lines around it".to_owned(), "fields of one group begin in the same column, each `name: value`")
                }
                ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
                    ("a `name: value` was expected here".to_owned(), "text that holds a colon and a space needs quotation marks: `\"like: this\"`")
                }
                ErrorKind::UnexpectedCharacter { character } => (format!("a text cannot begin with `{character}`"), "put the text in quotation marks"),
                ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabAtBlockScalarStart => {
                    at = self.text[line_start..to].find('\t').map_or(at, |n| line_start + n);
                    ("a tab stands here where only spaces can".to_owned(), "replace each tab by spaces")
                }
                ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
                    "text goes on after the closing quotation mark".to_owned(),
                    "put the whole text inside the quotation marks; write an apostrophe within single quotes twice",
                ),
                ErrorKind::UnknownQuotedScalarEscape => (
                    "a backslash within double quotes means something special, and this is nothing it knows".to_owned(),
                    "write the backslash twice, or use single quotes",
                ),
                _ => ("this cannot be read as YAML from here".to_owned(), "compare with the lines above: each field is `name: value`, lists begin with `- `"),
            }
        };
        let end = at + self.text[at..].chars().next().filter(|&c| c != '\n' && c != '\r').map_or(0, char::len_utf8);
        let span = Span { file: self.file, start: at as u32, end: end as u32 };
        self.findings.push(Diagnostic::reading(rule, span, message).hint(hint));
        at
    }
}

fn offset(byte: &Option<usize>, length: usize) -> usize {
    byte.unwrap_or(length).min(length)
}

/// The first opening quotation mark after a place.
fn open_quote(text: &str, from: usize, to: usize) -> Option<usize> {
    text.get(from..to)?.find(['"', '\'']).map(|n| from + n)
}

fn next_line(text: &str, at: usize, to: usize) -> usize {
    text[at.min(to)..to].find('\n').map_or(to, |n| at + n + 1)
}

fn line_at(text: &str, at: usize, to: usize) -> &str {
    let line = &text[at..to];
    line[..line.find('\n').unwrap_or(line.len())].trim_end_matches('\r')
}

fn begins_entry(line: &str, list: bool) -> bool {
    if list {
        return line == "-" || line.starts_with("- ");
    }
    let Some((key, rest)) = line.split_once(':') else { return false };
    let word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !key.is_empty() && key.chars().all(word) && (rest.is_empty() || rest.starts_with(' '))
}

/// The block that is still growing, `depth` levels below the root: always the last entry of the one above.
fn last_open(root: &mut Node, depth: usize) -> Option<&mut Node> {
    let mut node = root;
    for _ in 0..depth {
        node = match &mut node.value {
            Value::List(items) => items.last_mut()?,
            Value::Map(entries) => &mut entries.last_mut()?.value,
            Value::Blank | Value::Scalar { .. } => return None,
        };
    }
    Some(node)
}

/// Keeps the first of equal keys and reports the others.
fn drop_second_keys(node: &mut Node, findings: &mut Findings) {
    let Value::Map(entries) = &mut node.value else { return };
    let mut seen: HashMap<String, Span> = HashMap::with_capacity(entries.len());
    entries.retain(|entry| match seen.get(&entry.key) {
        None => {
            seen.insert(entry.key.clone(), entry.key_span);
            true
        }
        Some(first) => {
            let finding = Diagnostic::reading("duplicate-key", entry.key_span, format!("`{}` stands here a second time", entry.key))
                .also(*first, "the first one is here")
                .hint("keep one of the two; the second one is not read");
            findings.push(finding);
            false
        }
    });
}
