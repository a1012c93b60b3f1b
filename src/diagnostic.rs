//! The one type of finding, and how findings are drawn: for a person, as short lines, as JSON, for GitHub.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::document::render::is_unseen;
use crate::source::{FileId, Snapshot, Span};

/// How much a finding weighs. The order is from light to grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not reported.
    Off,
    /// Worth knowing.
    Info,
    /// A gap in a network's arrangements; never stops a build.
    Warning,
    /// Would make a page wrong, a link dead or a private thing public; stops a build.
    Error,
}

impl Severity {
    /// The word that findings carry.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of a word in `rules:` of `handbook.yaml`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Off, Self::Info, Self::Warning, Self::Error].into_iter().find(|severity| severity.word() == word)
    }
}

/// Something an author should know, in their words, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule, for example `unknown-reference`; empty until `checks` has stamped it.
    pub rule: &'static str,
    /// Weight; set by the rules table.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// What is wrong, lower case, the author's words in backticks.
    pub message: String,
    /// Other places involved, each with a remark.
    pub also: Vec<(Span, String)>,
    /// What to do next.
    pub hints: Vec<String>,
    /// The entry it is about, as `for:` of a waiver names it: an id or a code; empty for a network as a whole.
    pub subject: String,
}

/// Findings in the order they were made; [`sort`] puts them in the order of their places.
pub type Findings = Vec<Diagnostic>;

impl Diagnostic {
    /// A finding whose rule and severity the rules table stamps later.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self { rule: "", severity: Severity::Error, span, message: message.into(), also: Vec::new(), hints: Vec::new(), subject: String::new() }
    }

    /// A finding born in reading or linking: an error of the named rule.
    pub fn reading(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { rule, ..Self::at(span, message) }
    }

    /// Adds another place with a remark.
    pub fn also(mut self, span: Span, remark: impl Into<String>) -> Self {
        self.also.push((span, remark.into()));
        self
    }

    /// Adds a next step.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds "did you mean" where something near enough exists.
    pub fn did_you_mean<'a>(self, typed: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(typed, known) {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Adds "did you mean" where something near enough exists, else what there is, else that there is nothing yet.
    pub fn did_you_mean_or_choose<'a>(self, typed: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        const MOST: usize = 8;
        let mut known: Vec<&str> = known.into_iter().collect();
        if let Some(near) = nearest(typed, known.iter().copied()) {
            return self.hint(format!("did you mean `{near}`?"));
        }
        if known.is_empty() {
            return self.hint("nothing of that kind is there yet: add it first, or correct the name");
        }
        if known.len() > MOST {
            return self.hint("correct the name, or add it first");
        }
        known.sort_unstable();
        let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
        self.hint(format!("it can be one of: {}", known.join(", ")))
    }

    /// Says which entry it is about, for waivers.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }
}

/// The known word most like the typed one, if one is near enough to be worth a suggestion.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const FAR: f64 = 0.4;
    /// Of so many names the one that was meant is not found in the time that a suggestion is worth.
    const MOST_KNOWN: usize = 10_000;
    // Nobody mistypes a page of text for a name.
    if typed.len() > 200 {
        return None;
    }
    let typed = typed.to_lowercase();
    let letters = Letters::of(&typed);
    let length = typed.chars().count();
    let mut best: Option<(f64, &str)> = None;
    for word in known.into_iter().take(MOST_KNOWN) {
        let bound = best.map_or(FAR, |(likeness, _)| likeness);
        // Most words are told apart by their letters alone, at a hundredth of the cost.
        let (missing, extra) = letters.apart(word);
        let may_contain = missing == 0 && typed.len() >= 3;
        if !may_contain && missing.max(extra) as f64 > bound * word.len().max(typed.len()) as f64 {
            continue;
        }
        let low = word.to_lowercase();
        let mut distance = strsim::osa_distance(&typed, &low) as f64 / length.max(low.chars().count()).max(1) as f64;
        if may_contain && low.contains(&typed) {
            distance = distance.min(0.35);
        }
        let is_better = match best {
            None => distance <= FAR,
            Some((likeness, nearest)) => distance < likeness || (distance <= likeness && word < nearest),
        };
        if is_better {
            best = Some((distance, word));
        }
    }
    best.map(|(_, word)| word)
}

/// How often each letter stands in a word. Letters beyond ASCII count together.
struct Letters {
    counts: [u16; 128],
    total: usize,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Self { counts: [0; 128], total: 0 };
        for c in word.chars() {
            letters.counts[(c as usize).min(127)] += 1;
            letters.total += 1;
        }
        letters
    }

    /// How many letters of this word another one lacks, and how many it has besides: at least so many slips lie between them.
    fn apart(&self, word: &str) -> (usize, usize) {
        let mut left = self.counts;
        let (mut total, mut extra) = (0, 0);
        for c in word.chars() {
            let count = &mut left[(c.to_ascii_lowercase() as usize).min(127)];
            total += 1;
            if *count > 0 {
                *count -= 1;
            } else {
                extra += 1;
            }
        }
        (self.total - (total - extra), extra)
    }
}

/// Order of places, then of rules and words: the same findings always come in the same order.
pub fn sort(findings: &mut Findings) {
    findings.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    findings.dedup();
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the line itself, as compilers draw them.
    Human,
    /// One line a finding.
    Short,
    /// An array of objects.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// A text as it can be printed: characters that a terminal takes for orders, or that hide what a line says, are named.
fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut printed = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unprintable(c) {
            let _ = write!(printed, "<U+{:04X}>", u32::from(c));
        } else {
            printed.push(c);
        }
    }
    printed.into()
}

fn is_unprintable(c: char) -> bool {
    c.is_control() || is_unseen(c)
}

/// Draws findings; the text ends with a line break unless empty. `colour` only matters for [`Format::Human`].
pub fn draw(findings: &[Diagnostic], snapshot: &Snapshot, format: Format, colour: bool) -> String {
    match format {
        Format::Human => draw_human(findings, snapshot, colour),
        Format::Short => draw_short(findings, snapshot),
        Format::Json => draw_json(findings, snapshot),
        Format::Github => draw_github(findings, snapshot),
    }
}

/// The whole line around a place, cut where lines are absurdly long, with the line's number and the place within it.
struct Line<'a> {
    text: &'a str,
    number: usize,
    from: usize,
    to: usize,
}

fn line_of(snapshot: &Snapshot, span: Span) -> Line<'_> {
    const MOST: usize = 240;
    let text = &snapshot.file(span.file).text;
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) = (floor(span.start as usize), floor(span.end as usize));
    // Of an absurdly long line no more is looked at than is shown.
    let near = floor(from.saturating_sub(4 * MOST));
    let mut start = text[near..from].rfind('\n').map_or(near, |n| near + n + 1);
    if start == 0 && text.starts_with('\u{feff}') {
        start = '\u{feff}'.len_utf8().min(from);
    }
    let far = floor(from + 4 * MOST);
    let mut end = text[from..far].find('\n').map_or(far, |n| from + n);
    if text[start..end].ends_with('\r') && end > from {
        end -= 1;
    }
    if end - start > MOST {
        start = floor(from.saturating_sub(MOST / 2).max(start));
        end = floor((start + MOST).max(from.min(end)).min(end));
    }
    let (number, _) = snapshot.line_and_column(span.file, from as u32);
    Line { text: &text[start..end], number, from: from - start, to: to.clamp(from, end.max(from)) - start }
}

fn draw_human(findings: &[Diagnostic], snapshot: &Snapshot, colour: bool) -> String {
    /// Of one kind in one file nobody reads more.
    const MOST: usize = 100;
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut drawn: HashMap<(FileId, &str), usize> = HashMap::new();
    for finding in findings {
        let times = drawn.entry((finding.span.file, finding.rule)).or_default();
        *times += 1;
        if *times > MOST {
            continue;
        }
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info | Severity::Off => Level::INFO,
        };
        let place = |span: Span, remark: Option<&str>| {
            let line = line_of(snapshot, span);
            let path = printable(&snapshot.shown_path(span.file)).into_owned();
            let kind = if remark.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
            let mut annotation = kind.span(line.from..line.to);
            if let Some(remark) = remark {
                annotation = annotation.label(printable(remark).into_owned());
            }
            Snippet::source(line.text.to_owned()).path(path).line_start(line.number).annotation(annotation)
        };
        let mut group =
            Group::with_title(level.primary_title(printable(&finding.message).into_owned()).id(finding.rule.to_owned())).element(place(finding.span, None));
        for (span, remark) in &finding.also {
            group = group.element(place(*span, Some(remark)));
        }
        for hint in &finding.hints {
            group = group.element(Level::HELP.with_name(Some("hint")).message(printable(hint).into_owned()));
        }
        let _ = writeln!(out, "{}\n", renderer.render(&[group]));
    }
    let mut more: Vec<_> = drawn.into_iter().filter(|(_, times)| *times > MOST).collect();
    more.sort_unstable();
    for ((file, rule), times) in more {
        let path = snapshot.shown_path(file);
        let _ = writeln!(out, "{} more of {rule} in {}; `check --format short` tells all\n", times - MOST, printable(&path));
    }
    out
}

fn draw_short(findings: &[Diagnostic], snapshot: &Snapshot) -> String {
    let mut out = String::new();
    for finding in findings {
        let (line, column) = snapshot.line_and_column(finding.span.file, finding.span.start);
        let path = printable(&snapshot.file(finding.span.file).path);
        let _ = writeln!(out, "{path}:{line}:{column}: {}[{}]: {}", finding.severity.word(), finding.rule, printable(&finding.message));
    }
    out
}

/// A finding as `--format json` and the review page give it.
#[derive(Clone, Debug, Serialize)]
pub struct FindingJson {
    /// Name of the rule.
    pub rule: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: Severity,
    /// Path below the content folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// Other places.
    pub also: Vec<AlsoJson>,
    /// Next steps.
    pub hints: Vec<String>,
}

/// Another place of a finding.
#[derive(Clone, Debug, Serialize)]
pub struct AlsoJson {
    /// Path below the content folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// The remark.
    pub message: String,
}

/// One finding as data.
pub fn as_json(finding: &Diagnostic, snapshot: &Snapshot) -> FindingJson {
    let (line, column) = snapshot.line_and_column(finding.span.file, finding.span.start);
    FindingJson {
        rule: finding.rule,
        severity: finding.severity,
        file: snapshot.file(finding.span.file).path.clone(),
        line,
        column,
        message: finding.message.clone(),
        also: finding
            .also
            .iter()
            .map(|(span, remark)| {
                let (line, column) = snapshot.line_and_column(span.file, span.start);
                AlsoJson { file: snapshot.file(span.file).path.clone(), line, column, message: remark.clone() }
            })
            .collect(),
        hints: finding.hints.clone(),
    }
}

fn draw_json(findings: &[Diagnostic], snapshot: &Snapshot) -> String {
    let all: Vec<FindingJson> = findings.iter().map(|finding| as_json(finding, snapshot)).collect();
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}

fn draw_github(findings: &[Diagnostic], snapshot: &Snapshot) -> String {
    // Workflow commands escape `%`, line breaks, and in properties also `:` and `,`.
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for finding in findings {
        let (line, column) = snapshot.line_and_column(finding.span.file, finding.span.start);
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Off => "notice",
        };
        let mut message = finding.message.clone();
        for hint in &finding.hints {
            let _ = write!(message, "\nhint: {hint}");
        }
        let path = snapshot.shown_path(finding.span.file);
        let (path, message) = (printable(&path), message.split('\n').map(printable).collect::<Vec<_>>().join("\n"));
        let _ = writeln!(out, "::{command} file={},line={line},col={column},title={}::{}", property(&path), property(finding.rule), escape(&message));
    }
    out
}
