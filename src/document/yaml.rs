//! YAML text becomes a tree whose every node keeps its place. The only code that knows the YAML library.
//!
//! After a fault, reading goes on at the next entry, so that one typo hides nothing else in the file.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle};

use super::render::is_unseen;
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
    /// Whether a fault stands in it: then a missing thing may be a thing not read.
    pub torn: bool,
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
    /// A value at a place.
    pub fn new(span: Span, value: Value) -> Self {
        Self { span, value, torn: false }
    }

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
    if let Some(root) = root.as_mut().filter(|_| !reader.whole) {
        root.torn = true;
    }
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
    /// The key that waits for its value; no word where a list or group stands in its place.
    key: Option<(Option<String>, Span)>,
}

/// Where reading goes on after a fault.
struct Onward {
    /// Somewhere in the last line that is given up.
    after: usize,
    /// The next line belongs to the innermost block, whatever its column.
    adopt: bool,
    /// Column of a group that was not seen as one, because its first line lacks the colon.
    group: Option<usize>,
}

/// The newest scalar, while it is the newest thing of all.
struct Newest {
    start: usize,
    end: usize,
    column: usize,
    plain: bool,
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
        let mut anchors: HashMap<usize, Node> = HashMap::new();
        let mut documents = 0;
        let mut last = from;
        let mut newest: Option<Newest> = None;
        loop {
            let (event, place) = match parser.next_event() {
                None => return,
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    let onward = self.fault(&error, from, to, last, newest.as_ref(), &mut open, root);
                    let mut columns = self.close_all(&mut open, root);
                    columns.extend(onward.group.map(|column| (column, false)));
                    if columns.is_empty() && root.is_none() {
                        // Nothing was understood so far: entries may begin in the column of the first line.
                        let line = line_at(self.text, from, to);
                        let indent = line.len() - line.trim_start_matches(' ').len();
                        columns.push((indent, line[indent..].starts_with("- ")));
                    }
                    self.resume(&onward, to, &columns, root);
                    return;
                }
            };
            let start = from + place.start.byte_offset().unwrap_or(0);
            let end = from + place.end.byte_offset().unwrap_or(0);
            let span = self.span(start, end);
            let column = place.start.col();
            newest = match &event {
                Event::Scalar(_, style, ..) => Some(Newest { start, end, column, plain: matches!(style, ScalarStyle::Plain) }),
                _ => None,
            };
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents == 2 {
                        let finding = Diagnostic::reading("yaml-syntax", span, "a second document begins here; only the first is read");
                        self.findings.push(finding.hint("take away the line `---` or `...` above it"));
                        self.whole = false;
                        return;
                    }
                }
                Event::Scalar(text, style, anchor, _) => {
                    last = last.max(end);
                    let plain = matches!(style, ScalarStyle::Plain);
                    let text = self.without_unseen(text, span);
                    let blank = plain && matches!(&*text, "" | "~" | "null");
                    let value = if blank && !self.is_key(&open) { Value::Blank } else { Value::Scalar { text: text.into_owned(), plain } };
                    let node = Node::new(span, value);
                    self.remember(&mut anchors, anchor, &node);
                    self.place(node, &mut open, root);
                }
                Event::SequenceStart(style, anchor, _) => {
                    let column = matches!(style, StructureStyle::Block).then(|| self.dash_column(start, column));
                    open.push(Open { node: Node::new(span, Value::List(Vec::new())), anchor, column, key: None });
                }
                Event::MappingStart(style, anchor, _) => {
                    let column = matches!(style, StructureStyle::Block).then_some(column);
                    open.push(Open { node: Node::new(span, Value::Map(Vec::new())), anchor, column, key: None });
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
                    let blank = Node::new(span, Value::Blank);
                    let meant = anchors.get(&id).unwrap_or(&blank);
                    self.values += meant.values();
                    let node = if self.values > MOST_VALUES { blank } else { meant.clone() };
                    self.place(node, &mut open, root);
                }
                Event::UnresolvedAlias(name) => {
                    // After a fault the mark may stand in the part that could not be read.
                    if self.whole {
                        let message = format!("nothing above is marked `&{name}`, so `*{name}` stands for nothing");
                        self.findings.push(Diagnostic::reading("yaml-syntax", span, message).hint("put the text in quotes if it begins with a star"));
                    }
                    self.whole = false;
                    self.place(Node::new(span, Value::Blank), &mut open, root);
                }
                _ => {}
            }
            if self.overfull {
                self.close_all(&mut open, root);
                return;
            }
        }
    }

    /// A text without characters that nobody sees. The parser tells of those that are typed as they are, but for those that
    /// turn the direction of words, and not of those that are written as `\x07`.
    fn without_unseen<'t>(&mut self, text: Cow<'t, str>, span: Span) -> Cow<'t, str> {
        // Most texts are plain, and those are looked through fastest.
        let may_hold = text.bytes().any(|byte| !(0x20..0x7f).contains(&byte) && byte != b'\n');
        match text.chars().find(|&c| may_hold && is_unseen(c)) {
            Some(c) => {
                self.findings.push(super::prose::unseen_character(span, c));
                text.chars().filter(|&c| !is_unseen(c)).collect::<String>().into()
            }
            None => text,
        }
    }

    /// The column of a list's dashes. Of a list in the column of its field the parser gives the place behind the first dash.
    fn dash_column(&self, start: usize, column: usize) -> usize {
        let before = &self.text[self.line_start(start)..start];
        match before.trim_end_matches(' ') {
            _ if self.text[start..].starts_with('-') => column,
            dash if dash.ends_with('-') => dash.len() - 1,
            _ => column,
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

    fn remember(&mut self, anchors: &mut HashMap<usize, Node>, anchor: usize, node: &Node) {
        if anchor != 0 {
            // Marks within marks copy the same values again and again, so copies count too.
            self.values += node.values();
            anchors.insert(anchor, node.clone());
        }
    }

    fn too_many(&mut self, span: Span) {
        if !self.overfull {
            let message = format!("this file holds more than {MOST_VALUES} values, its `*` references written out; the rest is not read");
            self.findings.push(Diagnostic::reading("too-large", span, message).hint("split the file, or do without `*` references"));
        }
        self.overfull = true;
        self.whole = false;
    }

    fn place(&mut self, node: Node, open: &mut [Open], root: &mut Option<Node>) {
        self.values += 1;
        if self.values > MOST_VALUES && !self.overfull {
            // What was read so far stays.
            self.too_many(node.span);
        }
        let Some(top) = open.last_mut() else {
            self.add_to_root(node, root);
            return;
        };
        top.node.span.end = top.node.span.end.max(node.span.end);
        match (&mut top.node.value, top.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some((Some(key), key_span))) => entries.push(Entry { key, key_span, value: node }),
            (Value::Map(_), Some((None, _))) => {}
            (Value::Map(_), None) => top.key = Some((self.key(&node), node.span)),
            (Value::Blank | Value::Scalar { .. }, _) => {}
        }
    }

    /// The word of a key. What is no word is told, and its entry passed over.
    fn key(&mut self, node: &Node) -> Option<String> {
        let finding = match &node.value {
            Value::Scalar { text, plain: true } if text.contains(['{', '[']) => {
                Diagnostic::reading("yaml-syntax", node.span, "a `name: value` was expected here").hint("put a colon and a space after the field's name")
            }
            Value::Scalar { text, .. } if text.trim() == text && !text.is_empty() && node.span.end > node.span.start => return Some(text.clone()),
            Value::Scalar { text, .. } if text.trim() != text => {
                Diagnostic::reading("yaml-syntax", node.span, "spaces that are no plain spaces stand before or after this name")
                    .hint("delete them and type spaces; texts copied from a web page or a letter bring them along")
            }
            Value::Blank | Value::Scalar { .. } => {
                Diagnostic::reading("yaml-syntax", node.span, "a field without a name stands here").hint("write its name before the colon: `name: value`")
            }
            Value::List(_) | Value::Map(_) => Diagnostic::reading("wrong-type", node.span, "a field's name must be a word, not a list or a group of fields")
                .hint("write `name: value`, or put a text that begins with a bracket in quotation marks"),
        };
        self.findings.push(finding);
        self.whole = false;
        None
    }

    /// The first stretch makes the root; what is read after a fault joins it.
    fn add_to_root(&mut self, node: Node, root: &mut Option<Node>) {
        match (root.as_mut().map(|root| &mut root.value), node.value) {
            (None, value) => *root = Some(Node { value, ..node }),
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
            if let (Value::Map(entries), Some((Some(key), key_span))) = (&mut done.node.value, done.key.take()) {
                let blank = Node::new(key_span, Value::Blank);
                entries.push(Entry { key, key_span, value: blank });
            }
            drop_second_keys(&mut done.node, self.findings);
            done.node.torn = true;
            self.place(done.node, open, root);
        }
        columns
    }

    /// Goes on after a fault: each following line that begins an entry of a block still known is read into that block.
    fn resume(&mut self, onward: &Onward, to: usize, columns: &[(usize, bool)], root: &mut Option<Node>) {
        self.whole = false;
        let mut columns = columns.to_vec();
        close_deeper(&mut columns, line_at(self.text, self.line_start(onward.after), to));
        let mut at = next_line(self.text, onward.after, to);
        let mut adopted = onward.adopt.then(|| columns.len().saturating_sub(1));
        while at < to && !columns.is_empty() && !self.overfull {
            if self.faults >= MOST_FAULTS {
                if self.faults == MOST_FAULTS {
                    self.faults += 1;
                    let span = Span { file: self.file, start: at as u32, end: at as u32 };
                    let message = format!("{MOST_FAULTS} places above cannot be read, so the rest of this file is not tried");
                    self.findings.push(Diagnostic::reading("yaml-syntax", span, message).hint("mend those first, then check again"));
                }
                return;
            }
            let line = line_at(self.text, at, to);
            let indent = line.len() - line.trim_start_matches(' ').len();
            let depth = adopted.take().or_else(|| columns.iter().rposition(|&(column, list)| column == indent && begins_entry(&line[indent..], list)));
            let Some(depth) = depth else {
                close_deeper(&mut columns, line);
                at = next_line(self.text, at, to);
                continue;
            };
            // The stretch ends where something further out begins.
            let mut end = next_line(self.text, at, to);
            while end < to {
                let line = line_at(self.text, end, to);
                let inner = line.trim_start_matches(' ');
                let inner_indent = line.len() - inner.len();
                // A list may stand in the same column as the fields around it, and ends where the next field begins.
                let after_list = inner_indent == indent && columns[depth].1 && !begins_entry(inner, true);
                let outside = inner_indent < indent || after_list;
                if outside && !inner.trim().is_empty() && !inner.starts_with('#') {
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

    /// Tells a fault of syntax in an author's words, and where reading may go on.
    #[expect(clippy::too_many_arguments, reason = "the whole state of the reader says what the fault is")]
    fn fault(&mut self, error: &ScanError, from: usize, to: usize, last: usize, newest: Option<&Newest>, open: &mut [Open], root: &mut Option<Node>) -> Onward {
        self.whole = false;
        self.faults += 1;
        let at = (from + offset(&error.marker().byte_offset(), to - from)).min(to);
        if let Some(tab) = self.indenting_tab(at, to) {
            self.tell(tab, "a tab indents this line; only spaces can", "replace each tab by spaces, as many as the lines around it have");
            return Onward { after: tab.max(last), adopt: false, group: None };
        }
        if !matches!(error.kind(), ErrorKind::RecursionLimitExceeded)
            && let Some(bracket) = self.unclosed_bracket(at.max(last), to, open)
        {
            return Onward { after: bracket, adopt: false, group: None };
        }
        if let (ErrorKind::MappingValueNotAllowed, Some(newest)) = (error.kind(), newest.filter(|newest| newest.plain && newest.end == at)) {
            return self.misplaced_colon(newest, at, open, root);
        }
        let at = self.tell_kind(error.kind(), at, to, last, open);
        Onward { after: at.max(last), adopt: false, group: None }
    }

    fn tell(&mut self, at: usize, message: impl Into<String>, hint: &str) {
        self.tell_as("yaml-syntax", at, message, hint);
    }

    fn tell_as(&mut self, rule: &'static str, at: usize, message: impl Into<String>, hint: &str) {
        let end = at + self.text[at..].chars().next().filter(|&c| c != '\n' && c != '\r').map_or(0, char::len_utf8);
        let span = Span { file: self.file, start: at as u32, end: end as u32 };
        self.findings.push(Diagnostic::reading(rule, span, message).hint(hint));
    }

    /// The tab in the indentation of the line of a fault, or of the next line where the fault is at the end of its own.
    fn indenting_tab(&self, at: usize, to: usize) -> Option<usize> {
        let start = self.line_start(at);
        let ends_line = at > start && line_at(self.text, at, to).trim().is_empty();
        let following = next_line(self.text, at, to);
        [Some(start), ends_line.then_some(following)].into_iter().flatten().find_map(|start| {
            let line = &self.text[start..to.max(start)];
            let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            let is_blank = line[indentation.len()..].starts_with(['\n', '\r']);
            indentation.find('\t').filter(|_| !is_blank).map(|tab| start + tab)
        })
    }

    /// A bracket that is still open where a new entry begins further out was meant to be closed on its line.
    fn unclosed_bracket(&mut self, at: usize, to: usize, open: &mut [Open]) -> Option<usize> {
        let first = open.iter().position(|open| open.column.is_none())?;
        let (outer, flow) = open.split_at_mut(first);
        let bracket = flow.first()?.node.span.start as usize;
        let mut line = next_line(self.text, bracket, to);
        while line <= at && line < to {
            let text = line_at(self.text, line, to);
            let indent = text.len() - text.trim_start_matches(' ').len();
            let is_list = |open: &Open| matches!(open.node.value, Value::List(_));
            if outer.iter().any(|open| open.column == Some(indent) && begins_entry(&text[indent..], is_list(open))) {
                for open in flow {
                    // What stands in the lines below belongs to them.
                    cut(&mut open.node, line as u32, self.text);
                }
                let mark = if self.text[bracket..].starts_with('{') { '{' } else { '[' };
                self.tell(bracket, format!("a `{mark}` is opened here and never closed"), "close it on the same line");
                return Some(bracket);
            }
            line = next_line(self.text, line, to);
        }
        None
    }

    /// A colon where no field's name can end: after a text of several lines, or a second one in a line.
    fn misplaced_colon(&mut self, newest: &Newest, at: usize, open: &mut [Open], root: &mut Option<Node>) -> Onward {
        let line = self.line_start(at);
        if line <= newest.start {
            let hint = "a text that holds a colon and a space needs quotation marks: `\"like: this\"`";
            self.tell(newest.start, "a text with a colon in it stands here without quotation marks", hint);
            return Onward { after: at, adopt: false, group: None };
        }
        let placed = match open.last_mut() {
            Some(top) => match &mut top.node.value {
                Value::List(items) => items.last_mut(),
                Value::Map(entries) => entries.last_mut().map(|entry| &mut entry.value),
                Value::Blank | Value::Scalar { .. } => None,
            },
            None => root.as_mut(),
        };
        let first_line = &self.text[self.line_start(newest.start)..newest.start];
        let before = line - 1;
        if first_line.trim_matches([' ', '-']).is_empty() {
            // The text was meant to be a field: a group begins here whose first line lacks the colon.
            if let Some(node) = placed.filter(|node| node.span.start as usize == newest.start) {
                node.value = Value::Map(Vec::new());
                node.torn = true;
            }
            let text = line_at(self.text, newest.start, at);
            let hint =
                if text.contains(':') { "put a space after the colon: `name: value`" } else { "put a colon and a space after the field's name: `name: value`" };
            self.tell(newest.start, "a `name: value` was expected here", hint);
            return Onward { after: before, adopt: false, group: Some(newest.column) };
        }
        if let Some(node) = placed {
            cut(node, line as u32, self.text);
        }
        let indent = self.text[line..].len() - self.text[line..].trim_start_matches(' ').len();
        self.tell(line + indent, "this line is indented further than the line above it", "fields of one group begin in the same column");
        Onward { after: before, adopt: true, group: None }
    }

    /// Tells a fault by the kind the parser gives it; gives its place.
    fn tell_kind(&mut self, kind: &ErrorKind, at: usize, to: usize, last: usize, open: &[Open]) -> usize {
        let text = self.text;
        let line = self.line_start(at);
        let first = line + text[line..at].len() - text[line..at].trim_start_matches(' ').len();
        let begins_line = text[line..at].trim_matches([' ', '-']).is_empty();
        let follows = text[line..at].trim_end().chars().next_back();
        let in_list = open.last().is_some_and(|top| top.column.is_none() && matches!(top.node.value, Value::List(_)));
        let no_text = "put the text in quotation marks";
        let needs_quotes = "a text that holds a colon and a space needs quotation marks: `\"like: this\"`";
        let (at, message, hint): (usize, String, &str) = match kind {
            ErrorKind::RecursionLimitExceeded => {
                let message = format!("lists and groups are nested more than {MOST_NESTING} deep here");
                self.tell_as("too-deep", at, message, "nothing in a handbook needs more than eight");
                return at;
            }
            ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
                let quote = if text[at..].starts_with(['"', '\'']) { at } else { open_quote(text, last, to).unwrap_or(at) };
                (quote, "a quotation mark is opened here and never closed".to_owned(), "close it at the end of the text, or take it away")
            }
            ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => match open_quote(text, last, to) {
                Some(quote) if quote < line => {
                    (quote, "a quotation mark is opened here and not closed before the next one".to_owned(), "close it at the end of the text, or take it away")
                }
                _ => (
                    at,
                    "text goes on after the closing quotation mark".to_owned(),
                    "put the whole text inside the quotation marks; write an apostrophe within single quotes twice",
                ),
            },
            ErrorKind::UnclosedFlowCollection { open } => {
                let bracket = text[last.min(to)..to].find(*open).map_or(at, |n| last + n).min(at.max(last));
                (bracket, format!("a `{open}` is opened here and never closed"), "close it on the same line")
            }
            ErrorKind::MisplacedFlowCollectionEnd => {
                (at, "a bracket is closed here that was never opened".to_owned(), "take it away, or put the text in quotes")
            }
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
                (at, format!("`{open}` is closed by `{close}` here"), "close each bracket with its own kind")
            }
            ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::InvalidColonPlacement | ErrorKind::MappingValueNotAllowed if text[at..].starts_with(':') => {
                (at, "a second colon stands in this text without quotation marks".to_owned(), needs_quotes)
            }
            ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator | ErrorKind::ExpectedFlowMappingSeparator if in_list => {
                (at, "a list in `[ ]` goes wrong here: a comma or the closing `]` is missing".to_owned(), "write it as `[one, two, three]`")
            }
            ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping | ErrorKind::ExpectedFlowMappingSeparator => {
                (at, "a group in `{ }` goes wrong here: a comma or the closing `}` is missing".to_owned(), "write it as `{name: value, name: value}`")
            }
            ErrorKind::ExpectedBlockMappingKey if matches!(follows, Some('}' | ']' | '"' | '\'')) => {
                (at, "text goes on after the closing bracket".to_owned(), "put the whole text in quotation marks, or take away what follows the bracket")
            }
            ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidBlockScalarIndent => (
                if begins_line { first } else { at },
                "this line does not fit the lines around it".to_owned(),
                "fields of one group begin in the same column, each `name: value`",
            ),
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (at, "a `name: value` was expected here".to_owned(), needs_quotes),
            ErrorKind::BlockSequenceEntryNotAllowed => (
                at,
                "a list begins here in the middle of a line".to_owned(),
                "begin it in the next line, or put the text in quotation marks if the dash belongs to it",
            ),
            ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
                let place = text[at..to].find(*character).map_or(at, |n| at + n);
                (place, unseen(*character), "delete it, and type the text again if it looks odd")
            }
            ErrorKind::BomInsideDocument => (at, unseen('\u{feff}'), "delete it, and type the text again if it looks odd"),
            ErrorKind::UnexpectedCharacter { character } => (at, format!("a text cannot begin with `{character}`"), no_text),
            ErrorKind::InvalidBlockScalarHeader | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
                let begins = text[at..].chars().next().map_or(String::new(), String::from);
                (at, format!("a text cannot begin with `{begins}`"), no_text)
            }
            ErrorKind::ExpectedDocumentStart | ErrorKind::MissingDirectiveName if line_at(text, 0, to).trim_start_matches('\u{feff}').starts_with('%') => {
                (text.find('%').unwrap_or(at), "a text cannot begin with `%`".to_owned(), no_text)
            }
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart => {
                let tab = text[at..to].find('\t').map(|n| at + n).or_else(|| text[line..to].find('\t').map(|n| line + n));
                (tab.unwrap_or(at), "a tab stands here where only spaces can".to_owned(), "replace each tab by spaces")
            }
            ErrorKind::UnknownQuotedScalarEscape => (
                at,
                "a backslash within double quotes means something special, and this is nothing it knows".to_owned(),
                "write the backslash twice, or use single quotes",
            ),
            _ => (at, "this cannot be read as YAML from here".to_owned(), "compare with the lines above: each field is `name: value`, lists begin with `- `"),
        };
        self.tell(at, message, hint);
        at
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |n| n + 1)
    }
}

fn unseen(character: char) -> String {
    format!("a character that cannot be seen stands here (U+{:04X})", u32::from(character))
}

/// Takes away what a node holds from a place on; a text that goes on beyond it ends there.
fn cut(node: &mut Node, from: u32, text: &str) {
    match &mut node.value {
        Value::List(items) => {
            items.retain(|item| item.span.start < from);
            items.iter_mut().for_each(|item| cut(item, from, text));
        }
        Value::Map(entries) => {
            entries.retain(|entry| entry.key_span.start < from);
            entries.iter_mut().for_each(|entry| cut(&mut entry.value, from, text));
        }
        Value::Scalar { text: value, plain: true } if node.span.end > from => {
            let kept = text.get(node.span.start as usize..from as usize).unwrap_or("").trim_end();
            node.span.end = node.span.start + kept.len() as u32;
            kept.clone_into(value);
        }
        Value::Scalar { .. } | Value::Blank => {}
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

/// A line that is given up ends the blocks that are indented further than it.
fn close_deeper(columns: &mut Vec<(usize, bool)>, line: &str) {
    let inner = line.trim_start_matches(' ');
    // A tab says nothing about how deep a line was meant to stand.
    if !inner.trim().is_empty() && !inner.starts_with(['#', '\t']) {
        let indent = line.len() - inner.len();
        columns.retain(|(column, _)| *column <= indent);
    }
}

/// Whether a line begins a field at its very first letter.
pub fn begins_field(line: &str) -> bool {
    begins_entry(line, false)
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
