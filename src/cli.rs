//! The commands: what each takes, and what it does.
//!
//! The clock, the terminal and the exit status are known here alone. The status is 0 when all is well, 1 when there are
//! findings that count as errors, 2 when the program itself could not work.

mod changing;
mod verifying;

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::Zoned;
use jiff::civil::Date;

use crate::checks::{self, RULES};
use crate::diagnostic::{self, Diagnostic, Findings, Format, Severity};
use crate::diff;
use crate::document::record::{ContractYear, Text, parse_date};
use crate::editing;
use crate::import;
use crate::leave;
use crate::model::settings::Edition;
use crate::model::thousands;
use crate::open_lists::{List, ListSizes, OpenList};
use crate::output::{Staging, put_single};
use crate::pipeline::{self, Checked, Memo, Trouble};
use crate::reconcile;
use crate::review;
use crate::saving;
use crate::scaffold::{self, Beginner, Kind, NewFile};
use crate::single_file;
use crate::source::Snapshot;
use crate::who::{self, NoAnswer};

/// Notices of all that is linked into the program.
const THIRD_PARTY: &str = include_str!("../THIRD_PARTY.md");

/// Makes a handbook for Primary Care Networks out of a folder of text.
#[derive(Debug, Parser)]
#[command(name = "pcn-handbook", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print what the program is made of, under which licences
    #[arg(long, exclusive = true)]
    licences: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the site out of a handbook
    Build(BuildSiteOrFile),
    /// Show the site in a browser while it is written: each saved change at once, findings over the page
    Serve(Serve),
    /// Keep the built site up to date on every change, for those who have a web server or a shared drive
    Watch(Watch),
    /// Tell what is wrong or missing in a handbook
    Check(Check),
    /// Answer who is responsible for something, and where that is written
    Who(Who),
    /// Tell what a new contract year changes, and for whom
    #[command(after_long_help = diff::JSON)]
    Diff(Diff),
    /// Tell what somebody who leaves a network leaves uncovered, and what `check` will say on the day after
    Leave(Leave),
    /// Record that a page was reviewed, with a fingerprint of its text: a later change of what it says is shown on it
    Review {
        /// The page: its path, or its id as links name it, such as arrs or severn-bridge/agreement
        page: String,
        /// The role that reviewed it, such as lmc-secretary
        #[arg(long, value_name = "ROLE")]
        by: String,
        /// The day of the review, for example 2026-11-22; without it, the date of this computer
        #[arg(long, value_name = "DATE", value_parser = parse_date)]
        as_at: Option<Date>,
        /// Folder of the handbook's text
        #[arg(long, value_name = "DIR", default_value = "content")]
        content: PathBuf,
    },
    /// Begin a small handbook in an empty folder
    Init {
        /// The folder
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Who will publish it: an LMC over many networks, or a network for itself
        #[arg(long, default_value = "lmc", value_parser = words(Beginner::ALL, Beginner::word))]
        publisher: Beginner,
    },
    /// Add a file that explains every field
    New {
        /// What the file is for
        #[arg(value_parser = words(Kind::ALL, Kind::word))]
        kind: Kind,
        /// Its id: lower-case words joined by hyphens; guidance may lie in a folder, as in money/arrs
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
        /// Folder of the handbook's text
        #[arg(long, value_name = "DIR", default_value = "content")]
        content: PathBuf,
    },
    /// Begin a theme of your own: a folder in `themes/` with the guide, a sheet for your rules, and copies of built-in files
    Theme {
        /// Its name: lower-case words joined by hyphens
        name: String,
        /// Built-in files to change, such as network.html or assets/style.css
        #[arg(value_name = "FILE")]
        files: Vec<String>,
        /// Folder of the handbook's text; the theme lies beside it
        #[arg(long, value_name = "DIR", default_value = "content")]
        content: PathBuf,
    },
    /// Make networks, practices and organisations out of open lists
    Import {
        #[command(subcommand)]
        from: Import,
    },
    /// Look through a site that was built or put on a host: every file, link and promise
    Verify {
        /// The folder of the site
        #[arg(default_value = "site")]
        site: PathBuf,
    },
    /// Tell what differs between the handbook and open lists, and write it with `--apply`
    Reconcile {
        #[command(subcommand)]
        with: Reconcile,
    },
    /// Explain a rule that `check` names; without a name, list them all
    Explain {
        /// Name of the rule, as findings show it in brackets
        rule: Option<String>,
    },
    /// Print a script that completes commands in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of the program or of one command
    Man {
        /// Name of the command
        command: Option<String>,
    },
}

/// Where a handbook is, and the day it is looked at.
#[derive(Debug, Args)]
struct Handbook {
    /// Folder of the handbook's text
    #[arg(long, value_name = "DIR", default_value = "content")]
    content: PathBuf,
    /// The day that counts as today, for example 2026-11-22; without it, the date of this computer
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_at: Option<Date>,
    /// Look at one edition alone
    #[arg(long, value_name = "EDITION", value_parser = words(Edition::ALL, Edition::word))]
    edition: Option<Edition>,
}

impl Handbook {
    fn today(&self) -> Date {
        self.as_at.unwrap_or_else(today)
    }
}

/// The day by the clock and the time zone of this computer.
fn today() -> Date {
    Zoned::now().date()
}

/// Takes one of a closed set of words.
fn words<T: Copy + Send + Sync + 'static>(all: &'static [T], word: fn(T) -> &'static str) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|one| word(*one)))
        .try_map(move |typed| all.iter().copied().find(|one| word(*one) == typed).ok_or("this word is not known"))
}

#[derive(Debug, Args)]
struct Build {
    #[command(flatten)]
    handbook: Handbook,
    /// Folder the site is written to; it is replaced as a whole [default: site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A theme in `themes/` beside the content folder, or a folder
    #[arg(long, value_name = "NAME|DIR")]
    theme: Option<String>,
}

impl Build {
    fn out(&self) -> &Path {
        self.out.as_deref().unwrap_or(Path::new("site"))
    }
}

/// A whole site, or one network of it in a file.
#[derive(Debug, Args)]
struct BuildSiteOrFile {
    #[command(flatten)]
    build: Build,
    /// Make one file instead of a site, to send or to print: a network's whole handbook with its search inside. It is
    /// called as the network's id with `.html`, unless `--out` names it
    #[arg(long, requires = "network")]
    single_file: bool,
    /// The network of the single file, by its id
    #[arg(long, value_name = "ID", requires = "single_file")]
    network: Option<String>,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    handbook: Handbook,
    /// A theme in `themes/` beside the content folder, or a folder
    #[arg(long, value_name = "NAME|DIR")]
    theme: Option<String>,
    /// The port to listen on; where it is taken, the next free one is
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// Open the browser
    #[arg(long)]
    open: bool,
    /// Look through the folders again and again instead of waiting for the system to tell, as network drives need
    #[arg(long)]
    poll: bool,
}

#[derive(Debug, Args)]
struct Watch {
    #[command(flatten)]
    build: Build,
    /// Look through the folders again and again instead of waiting for the system to tell, as network drives need
    #[arg(long)]
    poll: bool,
}

#[derive(Debug, Args)]
struct Who {
    /// What to look for: words of a responsibility, a service or a role
    #[arg(required = true)]
    text: Vec<String>,
    #[command(flatten)]
    handbook: Handbook,
    /// Answer for one network alone, by its id
    #[arg(long, value_name = "ID")]
    network: Option<String>,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    format: AnswerFormat,
}

#[derive(Debug, Args)]
struct Diff {
    /// The earlier contract year, such as 2025/26
    #[arg(value_name = "YEAR", value_parser = diff::parse_year)]
    from: ContractYear,
    /// The later contract year, such as 2026/27
    #[arg(value_name = "YEAR", value_parser = diff::parse_year)]
    to: ContractYear,
    #[command(flatten)]
    handbook: Handbook,
    /// Tell of one network alone, by its id
    #[arg(long, value_name = "ID")]
    network: Option<String>,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    format: AnswerFormat,
}

#[derive(Debug, Args)]
struct Leave {
    /// The person, by the id in the network's file or by name
    person: String,
    /// The network, by its id
    #[arg(long, value_name = "ID")]
    network: String,
    /// The last day, for example 2026-12-31
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Date,
    /// Write it: the person's `left` and the ends of their terms, and nothing but those lines
    #[arg(long)]
    apply: bool,
    /// Also write a page to print for the handover, with lines to fill in; a file that is there is left as it is
    #[arg(long, value_name = "FILE")]
    handover: Option<PathBuf>,
    /// Folder of the handbook's text
    #[arg(long, value_name = "DIR", default_value = "content")]
    content: PathBuf,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    format: AnswerFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AnswerFormat {
    /// In words
    Human,
    /// For other programs
    Json,
}

#[derive(Debug, Args)]
struct Check {
    #[command(flatten)]
    handbook: Handbook,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = FormatArgument::Human)]
    format: FormatArgument,
    /// Count warnings as errors
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Subcommand)]
enum Import {
    /// From the list of practices and networks that NHS England publishes every month
    Ods(ImportOds),
}

#[derive(Debug, Args)]
struct ImportOds {
    /// The list of practices with their networks, `gp-reg-pat-prac-map.csv`
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// A list of practices with their numbers of patients
    #[arg(long, value_name = "FILE")]
    list_sizes: Option<PathBuf>,
    /// Take the networks of this ICB alone; may be given several times
    #[arg(long = "icb", value_name = "CODE")]
    icbs: Vec<String>,
    /// Folder of the handbook's text; files that are there stay as they are
    #[arg(long, value_name = "DIR", default_value = "content")]
    into: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Reconcile {
    /// With the list of practices and networks that NHS England publishes every month. The status is 0 where nothing
    /// differs or all was written, 1 where something differs
    Ods(ReconcileOds),
}

#[derive(Debug, Args)]
struct ReconcileOds {
    /// The list of practices with their networks, `gp-reg-pat-prac-map.csv`; without it, the one that `reference` in
    /// `handbook.yaml` names
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// A list of practices with their numbers of patients, to compare list sizes too
    #[arg(long, value_name = "FILE")]
    list_sizes: Option<PathBuf>,
    /// Folder of the handbook's text
    #[arg(long, value_name = "DIR", default_value = "content")]
    content: PathBuf,
    /// The day that counts as today, for example 2026-11-22, and that is written where the list has no day; without it, the
    /// date of this computer
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_at: Option<Date>,
    /// How the differences are printed
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    format: AnswerFormat,
    /// Write them: the lines that differ, and nothing else
    #[arg(long)]
    apply: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatArgument {
    /// With the line itself
    Human,
    /// One line a finding
    Short,
    /// For other programs
    Json,
    /// For GitHub Actions
    Github,
}

impl From<FormatArgument> for Format {
    fn from(format: FormatArgument) -> Self {
        match format {
            FormatArgument::Human => Self::Human,
            FormatArgument::Short => Self::Short,
            FormatArgument::Json => Self::Json,
            FormatArgument::Github => Self::Github,
        }
    }
}

/// How a command ended.
enum Outcome {
    Clean,
    Findings,
}

/// Does what the command line says.
pub fn run(cli: Cli) -> ExitCode {
    // What is asked for by a flag has no command beside it; without either, clap has shown the help.
    let Some(command) = cli.command else {
        return ended(if cli.licences { say(THIRD_PARTY).map(|()| Outcome::Clean) } else { Ok(Outcome::Clean) });
    };
    ended(match command {
        Command::Build(arguments) => match &arguments.network {
            Some(network) => build_single_file(&arguments.build, network),
            None => build(&arguments.build),
        },
        Command::Serve(arguments) => changing::serve(&arguments),
        Command::Watch(arguments) => changing::watch(&arguments),
        Command::Check(arguments) => check(&arguments),
        Command::Who(arguments) => who(&arguments),
        Command::Diff(arguments) => diff(&arguments),
        Command::Leave(arguments) => leave(&arguments),
        Command::Review { page, by, as_at, content } => record_review(&page, &by, as_at.unwrap_or_else(today), &content),
        Command::Init { dir, publisher } => init(&dir, publisher),
        Command::New { kind, ids, content } => new(kind, &ids, &content),
        Command::Theme { name, files, content } => begin_theme(&name, &files, &content),
        Command::Import { from: Import::Ods(arguments) } => import_ods(&arguments),
        Command::Verify { site } => verifying::verify(&site),
        Command::Reconcile { with: Reconcile::Ods(arguments) } => reconcile_ods(&arguments),
        Command::Explain { rule } => explain(rule.as_deref()),
        Command::Completions { shell } => completions(shell),
        Command::Man { command } => manual(command.as_deref()),
    })
}

fn ended(done: Result<Outcome, Trouble>) -> ExitCode {
    match done {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Trouble(why)) => {
            let _ = writeln!(anstream::stderr(), "pcn-handbook: {why}");
            ExitCode::from(2)
        }
    }
}

fn check(arguments: &Check) -> Result<Outcome, Trouble> {
    let mut memo = Memo::default();
    let (snapshot, findings) = pipeline::load(&arguments.handbook.content, None)?;
    let mut checked = pipeline::check(snapshot, findings, arguments.handbook.today(), &mut memo);
    checks::for_edition(&mut checked.findings, arguments.handbook.edition);
    tell_findings(&checked, arguments.format.into())?;
    let fails = checked.count(Severity::Error) > 0 || (arguments.strict && checked.count(Severity::Warning) > 0);
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

/// Reads and checks a handbook for one edition, and tells what is wrong; errors stop a build, and `out` stays as it was.
fn check_for_build(arguments: &Build, out: &Path, memo: &mut Memo) -> Result<Option<(Checked, Edition)>, Trouble> {
    let (snapshot, findings) = pipeline::load(&arguments.handbook.content, arguments.theme.as_deref())?;
    let mut checked = pipeline::check(snapshot, findings, arguments.handbook.today(), memo);
    let edition = arguments.handbook.edition.or(checked.handbook.settings.edition).unwrap_or(Edition::Public);
    checks::for_edition(&mut checked.findings, Some(edition));
    tell_briefly(&checked);
    if checked.count(Severity::Error) > 0 {
        let _ = writeln!(io::stderr().lock(), "{}; `{}` stays as it was", summary(&checked), out.display());
        return Ok(None);
    }
    Ok(Some((checked, edition)))
}

fn tell_mistakes(mistakes: &Findings, snapshot: &Snapshot, out: &Path) {
    let _ = write!(io::stderr().lock(), "{}", diagnostic::draw(mistakes, snapshot, Format::Human, colours()));
    let _ = writeln!(io::stderr().lock(), "{} in templates; `{}` stays as it was", counted(mistakes.len(), "mistake"), out.display());
}

fn build_single_file(arguments: &Build, network: &str) -> Result<Outcome, Trouble> {
    let started = Instant::now();
    let mut memo = Memo::default();
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{network}.html")));
    let Some((checked, edition)) = check_for_build(arguments, &out, &mut memo)? else { return Ok(Outcome::Findings) };
    refuse_inside(arguments, &out)?;
    let shown = pipeline::show(checked, edition, &mut memo)?;
    let networks = &shown.handbook.networks;
    let Some(n) = networks.iter().position(|known| known.id == network) else {
        let hint =
            diagnostic::nearest(network, networks.iter().map(|known| known.id.as_str())).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Trouble(format!("the {} edition has no network with the id `{network}`{hint}", edition.word())));
    };
    match single_file::make(&shown, n as u32)? {
        Err(mistakes) => {
            tell_mistakes(&mistakes, &shown.snapshot, &out);
            Ok(Outcome::Findings)
        }
        Ok(html) => {
            put_single(&out, html.as_bytes(), single_file::MARK)?;
            let _ = writeln!(
                io::stderr().lock(),
                "{} edition: {} in one file of {:.0} kB, `{}`, {:.2} s",
                edition.word(),
                shown.handbook.networks[n].facts.name.value,
                html.len() as f64 / 1000.0,
                out.display(),
                started.elapsed().as_secs_f64()
            );
            Ok(Outcome::Clean)
        }
    }
}

fn build(arguments: &Build) -> Result<Outcome, Trouble> {
    let started = Instant::now();
    let mut memo = Memo::default();
    let Some((checked, edition)) = check_for_build(arguments, arguments.out(), &mut memo)? else { return Ok(Outcome::Findings) };
    let summed = summary(&checked);
    refuse_inside(arguments, arguments.out())?;
    let staging = Staging::begin(arguments.out())?;
    let done = AtomicUsize::new(0);
    let shown = pipeline::show(checked, edition, &mut memo)?;
    let built = with_progress(&done, || {
        pipeline::build(&shown, &mut memo, &|path: &str, bytes: &[u8]| {
            done.fetch_add(1, Ordering::Relaxed);
            staging.write(path, bytes)
        })
    })?;
    let snapshot = Arc::clone(&shown.snapshot);
    // The program ends in a moment, and to take a handbook of all England apart first costs a tenth of a second.
    std::mem::forget((shown, memo));
    if !built.findings.is_empty() {
        // Nothing was swapped in: the site of before is whole.
        tell_mistakes(&built.findings, &snapshot, arguments.out());
        return Ok(Outcome::Findings);
    }
    let written = staging.finish()?;
    let megabytes = written.bytes as f64 / 1_000_000.0;
    let _ = writeln!(
        io::stderr().lock(),
        "{summed}\n{} edition: {} and {} with {megabytes:.1} MB in `{}`, {:.2} s",
        edition.word(),
        counted(built.pages, "page"),
        counted(written.files - built.pages.min(written.files), "other file"),
        arguments.out().display(),
        started.elapsed().as_secs_f64()
    );
    if let Some(left_over) = &written.left_over {
        let _ = writeln!(io::stderr().lock(), "note: `{}` is left over and can be deleted", left_over.display());
    }
    Ok(Outcome::Clean)
}

/// Refuses a site or a file among the text that it is made from.
fn refuse_inside(arguments: &Build, out: &Path) -> Result<(), Trouble> {
    let content = &arguments.handbook.content;
    for folder in pipeline::folders(content, arguments.theme.as_deref()) {
        let shown = folder.display();
        if is_inside(out, &folder) {
            return Err(Trouble(format!(
                "`{}` lies in the handbook's text, and the next build would read the site as part of it; choose a folder outside `{shown}` with `--out`",
                out.display()
            )));
        }
        if is_inside(&folder, out) {
            return Err(Trouble(format!("`{shown}` lies in the folder of the site, `{}`; choose another one with `--out`", out.display())));
        }
    }
    Ok(())
}

/// Whether a folder, which need not exist yet, lies in another one.
fn is_inside(folder: &Path, other: &Path) -> bool {
    let (Ok(folder), Ok(other)) = (std::path::absolute(folder), other.canonicalize()) else { return false };
    folder.ancestors().any(|above| above.canonicalize().is_ok_and(|above| above == other))
}

/// Counts files on the terminal while a build takes more than a second.
fn with_progress<T: Send>(done: &AtomicUsize, work: impl FnOnce() -> T + Send) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let started = Instant::now();
            let mut shown = false;
            while !ended.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_millis(100));
                if started.elapsed() > Duration::from_secs(1) && !ended.load(Ordering::Relaxed) {
                    let _ = write!(io::stderr().lock(), "\r{}", counted(done.load(Ordering::Relaxed), "file"));
                    shown = true;
                }
            }
            if shown {
                let _ = write!(io::stderr().lock(), "\r\x1b[K");
            }
        });
        let result = work();
        ended.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        result
    })
}

fn colours() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// Findings as a build tells them: every error, the first warnings, and how many more there are.
fn tell_briefly(checked: &Checked) {
    const MOST: usize = 20;
    let of = |severity: Severity| checked.findings.iter().filter(move |finding| finding.severity == severity).cloned();
    let mut shown: Vec<Diagnostic> = of(Severity::Error).collect();
    let warnings = checked.count(Severity::Warning);
    if shown.is_empty() {
        shown.extend(of(Severity::Warning).take(MOST));
        shown.sort_by_key(|finding| finding.span);
    }
    let text = diagnostic::draw(&shown, &checked.snapshot, Format::Human, colours());
    let mut out = io::stderr().lock();
    let _ = write!(out, "{text}");
    if warnings > MOST && checked.count(Severity::Error) == 0 {
        let _ = writeln!(out, "and {} more; `pcn-handbook check` shows them all\n", counted(warnings - MOST, "warning"));
    }
}

fn who(arguments: &Who) -> Result<Outcome, Trouble> {
    let (snapshot, findings) = pipeline::load(&arguments.handbook.content, None)?;
    let checked = pipeline::check(snapshot, findings, arguments.handbook.today(), &mut Memo::default());
    let edition = arguments.handbook.edition.or(checked.handbook.settings.edition).unwrap_or(Edition::Public);
    let question = arguments.text.join(" ");
    match who::ask(checked, edition, &question, arguments.network.as_deref()) {
        Ok(found) => {
            let text = match arguments.format {
                AnswerFormat::Human => who::in_words(&found),
                AnswerFormat::Json => serde_json::to_string_pretty(&found)? + "\n",
            };
            say(&text).map(|()| Outcome::Clean)
        }
        Err(NoAnswer::UnknownNetwork(near)) => {
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let _ = writeln!(io::stderr().lock(), "no network has the id `{}`{hint}", arguments.network.as_deref().unwrap_or(""));
            Ok(Outcome::Findings)
        }
        Err(NoAnswer::Nothing(near)) => {
            let hint = if near.is_empty() { String::new() } else { format!("; the nearest are: {}", near.join(", ")) };
            let _ = writeln!(io::stderr().lock(), "nothing in this handbook is called `{question}`{hint}");
            Ok(Outcome::Findings)
        }
    }
}

fn diff(arguments: &Diff) -> Result<Outcome, Trouble> {
    diff::in_order(arguments.from, arguments.to).map_err(Trouble)?;
    let (snapshot, findings) = pipeline::load(&arguments.handbook.content, None)?;
    let checked = pipeline::check(snapshot, findings, arguments.handbook.today(), &mut Memo::default());
    match diff::compare(checked, arguments.handbook.edition, arguments.from, arguments.to, arguments.network.as_deref()) {
        Ok(difference) => {
            let text = match arguments.format {
                AnswerFormat::Human => diff::in_words(&difference),
                AnswerFormat::Json => serde_json::to_string_pretty(&difference)? + "\n",
            };
            say(&text).map(|()| Outcome::Clean)
        }
        Err(near) => {
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let _ = writeln!(io::stderr().lock(), "no network has the id `{}`{hint}", arguments.network.as_deref().unwrap_or(""));
            Ok(Outcome::Findings)
        }
    }
}

fn leave(arguments: &Leave) -> Result<Outcome, Trouble> {
    let Leave { person, network, on, apply, handover, content, format } = arguments;
    let (snapshot, findings) = pipeline::load(content, None)?;
    let leaving = leave::plan(&snapshot, &findings, network, person, *on).map_err(Trouble)?;
    if let Some(path) = handover {
        write_handover(path, &leave::handover_page(&leaving))?;
    }
    if *apply {
        let changes = leaving.changes.iter();
        let changes: Vec<saving::Change<'_>> =
            changes.map(|change| saving::Change { path: content.join(&change.file), before: &change.before, after: &change.after }).collect();
        saving::replace(&changes)?;
    }
    say(&match format {
        AnswerFormat::Human => leave::in_words(&leaving, *apply),
        AnswerFormat::Json => serde_json::to_string_pretty(&leaving)? + "\n",
    })?;
    Ok(Outcome::Clean)
}

fn record_review(page: &str, by: &str, on: Date, content: &Path) -> Result<Outcome, Trouble> {
    let (snapshot, findings) = pipeline::load(content, None)?;
    let checked = pipeline::check(snapshot, findings, on, &mut Memo::default());
    let reviewed = review::plan(&checked, page, by, on).map_err(Trouble)?;
    if reviewed.lines.is_empty() {
        return say(&format!("`{}` says so already\n", reviewed.file)).map(|()| Outcome::Clean);
    }
    saving::replace(&[saving::Change { path: content.join(&reviewed.file), before: &reviewed.before, after: &reviewed.after }])?;
    let line = |line: &editing::ChangedLine| format!("  {} {:>4} | {}\n", if line.is_new { '+' } else { '-' }, line.line, line.text);
    let lines: String = reviewed.lines.iter().map(line).collect();
    say(&format!("review recorded in `{}`\n{lines}", reviewed.file)).map(|()| Outcome::Clean)
}

/// Somebody may have filled in the page that is there, so none is replaced.
fn write_handover(path: &Path, page: &str) -> Result<(), Trouble> {
    match saving::add_one(path, page) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Trouble(format!("`{}` is there already, and was left as it is; name another file with `--handover`", path.display())))
        }
        done => Ok(done?),
    }
}

/// Prints findings: for a person on the error stream with a last line that counts them, for programs on the output.
fn tell_findings(checked: &Checked, format: Format) -> Result<(), Trouble> {
    let colour = format == Format::Human && colours();
    let text = diagnostic::draw(&checked.findings, &checked.snapshot, format, colour);
    if format != Format::Human {
        return say(&text);
    }
    let _ = writeln!(io::stderr().lock(), "{text}{}", summary(checked));
    Ok(())
}

/// `6 networks in 84 files: 1 error, 2 warnings, no infos`.
fn summary(checked: &Checked) -> String {
    let count = |severity: Severity| counted(checked.count(severity), severity.word());
    let own = checked.snapshot.files().filter(|(_, file)| file.layer == crate::source::Layer::Handbook).count();
    format!(
        "{} in {}: {}, {}, {}",
        counted(checked.handbook.networks.len(), "network"),
        counted(own, "file"),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info)
    )
}

/// `no files`, `1 file`, `1,298 files`.
fn counted(number: usize, thing: &str) -> String {
    match number {
        0 => format!("no {thing}s"),
        1 => format!("1 {thing}"),
        _ => format!("{} {thing}s", thousands(number as u64)),
    }
}

fn init(folder: &Path, publisher: Beginner) -> Result<Outcome, Trouble> {
    let shown = folder.display();
    match scaffold::is_free(folder) {
        Ok(true) => {}
        Ok(false) => {
            return Err(Trouble(format!("`{shown}` is not empty, so nothing was written; name a new folder, for example `pcn-handbook init handbook`")));
        }
        Err(error) => return Err(Trouble(format!("`{shown}` cannot be used: {error}"))),
    }
    let files = scaffold::handbook(publisher, today());
    scaffold::write(folder, &files)?;
    let go_there = if folder == Path::new(".") { String::new() } else { format!("`cd {shown}`, then ") };
    say(&format!("a small handbook in `{shown}`: {}\nnext: {go_there}`pcn-handbook check`; `README.md` says how to go on\n", counted(files.len(), "file")))?;
    Ok(Outcome::Clean)
}

fn new(kind: Kind, ids: &[String], content: &Path) -> Result<Outcome, Trouble> {
    if !content.is_dir() {
        return Err(pipeline::no_content(content, &ErrorKind::NotFound.into()));
    }
    let files: Vec<NewFile> = ids.iter().map(|id| scaffold::new_file(kind, id, today())).collect::<Result<_, _>>().map_err(Trouble)?;
    // All are looked at before the first is written, so that a slip in the last id leaves nothing half done.
    if let Some(there) = files.iter().find(|file| content.join(&file.path).exists()) {
        return Err(Trouble(format!("`{}` is there already, and was left as it is; choose another id", content.join(&there.path).display())));
    }
    scaffold::write(content, &files)?;
    let mut said = String::new();
    for (file, id) in files.iter().zip(ids) {
        said.push_str(&format!("wrote `{}`\n", content.join(&file.path).display()));
        if scaffold::replaces_national(kind, id) {
            said.push_str(&format!("mind: a {} `{id}` comes with the program, and this file takes its place\n", kind.word()));
        }
    }
    say(&said).map(|()| Outcome::Clean)
}

fn begin_theme(name: &str, wanted: &[String], content: &Path) -> Result<Outcome, Trouble> {
    if !content.is_dir() {
        return Err(pipeline::no_content(content, &ErrorKind::NotFound.into()));
    }
    let folder = content.join("..").join("themes").join(name);
    let files = scaffold::theme(name, wanted).map_err(Trouble)?;
    let (there, new): (Vec<NewFile>, Vec<NewFile>) = files.into_iter().partition(|file| folder.join(&file.path).exists());
    if let Some(kept) = there.iter().find(|file| wanted.contains(&file.path)) {
        return Err(Trouble(format!("`themes/{name}/{}` is there already, and was left as it is; nothing was written", kept.path)));
    }
    scaffold::write(&folder, &new)?;
    let mut said: String = new.iter().map(|file| format!("wrote `themes/{name}/{}`\n", file.path)).collect();
    said.push_str(&format!("next: the line `theme: {name}` in `handbook.yaml` puts it to use; `themes/{name}/README.md` says what templates receive\n"));
    say(&said).map(|()| Outcome::Clean)
}

fn import_ods(arguments: &ImportOds) -> Result<Outcome, Trouble> {
    let ImportOds { map, list_sizes, icbs, into } = arguments;
    let read = |path: &Path| std::fs::read(path).map_err(|error| Trouble(format!("the list `{}` cannot be read: {error}", path.display())));
    let sizes = list_sizes.as_deref().map(read).transpose()?;
    let plan = import::plan(&read(map)?, sizes.as_deref(), icbs).map_err(|fault| {
        let file = match fault.list {
            List::ListSizes => list_sizes.as_deref().unwrap_or(map),
            List::Map => map,
        };
        Trouble(format!("{}. Nothing was written", fault.tell(file)))
    })?;
    let imported = import::write(&plan.files, into)?;
    let mut said = format!("{} with {}: ", counted(plan.networks, "network"), counted(plan.practices, "practice"));
    said.push_str(&format!("{} written to `{}`", counted(imported.written, "file"), into.display()));
    if imported.left_alone > 0 {
        said.push_str(&format!(", {} left as they were", imported.left_alone));
    }
    said.push('\n');
    if plan.unallocated > 0 {
        said.push_str(&format!("{} of the list in no network, so in no file\n", counted(plan.unallocated, "practice")));
    }
    if plan.without_size > 0 {
        said.push_str(&format!("{} without a list size\n", counted(plan.without_size, "practice")));
    }
    if imported.written > 0 {
        said.push_str("next: put your own name into `handbook.yaml`, then run `pcn-handbook check`\n");
    }
    say(&said).map(|()| Outcome::Clean)
}

fn reconcile_ods(arguments: &ReconcileOds) -> Result<Outcome, Trouble> {
    let ReconcileOds { map, list_sizes, content, as_at, format, apply } = arguments;
    let (snapshot, findings) = pipeline::load(content, None)?;
    let checked = pipeline::check(snapshot, findings, as_at.unwrap_or_else(today), &mut Memo::default());
    let named = checked.handbook.settings.reference.as_ref();
    let by_name = |path: Option<&Text>| path.filter(|path| !path.value.is_empty()).map(|path| content.join(&path.value));
    let Some(map) = map.clone().or_else(|| by_name(named.and_then(|named| named.map.as_ref()))) else {
        return Err(Trouble("name the list of practices with `--map`, or in `handbook.yaml` as `reference: {map: FILE}`".to_owned()));
    };
    let list_sizes = list_sizes.clone().or_else(|| by_name(named.and_then(|named| named.list_sizes.as_ref())));
    let read = |path: &Path| std::fs::read(path).map_err(|error| Trouble(format!("the list `{}` cannot be read: {error}", path.display())));
    let list = OpenList::read(&read(&map)?).map_err(|fault| Trouble(fault.tell(&map)))?;
    let sizes = match &list_sizes {
        Some(path) => Some(ListSizes::read(&read(path)?).map_err(|fault| Trouble(fault.tell(path)))?),
        None => None,
    };
    let found = reconcile::compare(&checked, &list, sizes.as_ref());
    let applies = *apply && found.doubt.is_none() && !found.changes.is_empty();
    if applies {
        reconcile::apply(&found, content)?;
    }
    say(&match format {
        AnswerFormat::Human => reconcile::in_words_of(&found, applies),
        AnswerFormat::Json => serde_json::to_string_pretty(&found)? + "\n",
    })?;
    let is_settled = found.count() == 0 || (applies && found.written() == found.count());
    Ok(if is_settled { Outcome::Clean } else { Outcome::Findings })
}

fn explain(name: Option<&str>) -> Result<Outcome, Trouble> {
    let Some(name) = name else {
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        say(&(names.join("\n") + "\n"))?;
        return Ok(Outcome::Clean);
    };
    match checks::rule(name) {
        Some(rule) => say(rule.page).map(|()| Outcome::Clean),
        None => {
            let near = diagnostic::nearest(name, RULES.iter().map(|rule| rule.name));
            let hint = near.map_or_else(|| "`pcn-handbook explain` lists them all".to_owned(), |near| format!("did you mean `{near}`?"));
            Err(Trouble(format!("no rule called `{name}`; {hint}")))
        }
    }
}

fn completions(shell: Shell) -> Result<Outcome, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pcn-handbook", &mut script);
    say(&String::from_utf8_lossy(&script)).map(|()| Outcome::Clean)
}

fn manual(name: Option<&str>) -> Result<Outcome, Trouble> {
    let mut program = Cli::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => return Err(Trouble(format!("no command called `{name}`; `pcn-handbook help` lists them all"))),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    say(&String::from_utf8_lossy(&page)).map(|()| Outcome::Clean)
}

/// Prints to the output. Whoever stops reading early, as `head` does, is not told of trouble.
fn say(text: &str) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Trouble(format!("cannot write to the output: {error}"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
