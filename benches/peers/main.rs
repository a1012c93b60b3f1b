//! Beside others: a build of the handbook, and the same pages built by Hugo, Hugo with Pagefind, and mdBook.
//!
//! ```text
//! cargo bench --bench peers -- [--content FOLDER] [--sizes 1,40,all] [--rounds N] [--keep]
//! ```
//!
//! `FOLDER` is a full handbook of all England, as `cargo bench --bench all_england -- --make` makes it; without it one is
//! made. Sizes are numbers of its networks. The other programs are looked for in PATH, or where `HUGO`, `PAGEFIND` and
//! `MDBOOK` say; those that are missing are named, with the commands that get them, and left out.
//!
//! The handbook is built once, and what each of its pages says in `<main>` is given to the others as Markdown: the same
//! pages, words, tables and links. They are spared everything else. They check nothing, work out nothing of who answers for what,
//! and find no backlinks, since all that stands in the text already; Hugo makes the head of the page once for all pages, and
//! no bar of a network's own pages.
//!
//! Everything lies on the memory file system. Rounds are interleaved, and the figures are medians. A target that is
//! missed is said in words and is no failure: how fast depends on the machine.

// Each benchmark uses a part of these.
#[allow(dead_code)]
#[path = "../all_england/corpora.rs"]
mod corpora;
#[path = "../all_england/full.rs"]
mod full;
#[allow(dead_code)]
#[path = "../all_england/measure.rs"]
mod measure;
mod prose;
mod tools;
#[path = "../all_england/words.rs"]
mod words;
#[allow(dead_code)]
#[path = "../all_england/yardstick.rs"]
mod yardstick;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use corpora::{Corpora, Corpus};
use measure::median;
use tools::{HUGO, MDBOOK, PAGEFIND, Peer};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The day that all builds are made for.
const AS_AT: &str = "2026-11-22";
/// As many threads as each program may have, where it can be told.
const THREADS: usize = 2;
/// A program that takes longer is ended, and not run again.
const MOST: Duration = Duration::from_secs(300);
/// Rounds, and rounds with more pages than this.
const ROUNDS: usize = 9;
const MANY_PAGES: usize = 10_000;
const ROUNDS_WITH_MANY: usize = 3;

struct Asked {
    content: Option<PathBuf>,
    sizes: String,
    rounds: Option<usize>,
    keep: bool,
}

impl Asked {
    fn read() -> Result<Option<Self>> {
        let mut asked = Self { content: None, sizes: "1,40,all".to_owned(), rounds: None, keep: false };
        let mut is_bench = false;
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` wants a value"));
            match argument.as_str() {
                "--bench" => is_bench = true,
                "--content" => asked.content = Some(value()?.into()),
                "--sizes" => asked.sizes = value()?,
                "--rounds" => asked.rounds = Some(value()?.parse::<usize>()?.max(1)),
                "--keep" => asked.keep = true,
                other => return Err(format!("`{other}` is not known; known are --content, --sizes, --rounds and --keep").into()),
            }
        }
        Ok(is_bench.then_some(asked))
    }
}

fn main() -> Result<()> {
    let Some(asked) = Asked::read()? else {
        println!("the measurements run with `cargo bench --bench peers`");
        return Ok(());
    };
    for needed in [HUGO, PAGEFIND, MDBOOK] {
        match needed.find() {
            Ok(file) => println!("{}: {}", needed.name, file.display()),
            Err(why) => println!("\n{why}\n"),
        }
    }
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("pcn-handbook-peers-").tempdir_in(&base)?;
    let result = measure_all(&asked, folder.path());
    if asked.keep {
        println!("kept: {}", folder.keep().display());
    }
    result
}

fn measure_all(asked: &Asked, folder: &Path) -> Result<()> {
    let england = match &asked.content {
        Some(content) => Corpus { networks: fs::read_dir(content.join("networks"))?.count(), content: content.clone(), import_seconds: None },
        None => Corpora::new(folder, None, None)?.whole()?,
    };
    let mut columns = Vec::new();
    for size in asked.sizes.split(',') {
        let folder = folder.join(size);
        fs::create_dir_all(&folder)?;
        let corpus = if size == "all" { &england } else { &corpora::take(&england.content, size.parse()?, &folder.join("content"))? };
        columns.push(Column::measure(corpus, &folder, asked.rounds)?);
        if !asked.keep {
            fs::remove_dir_all(&folder)?;
        }
    }
    print_table(&columns);
    for column in &columns {
        println!();
        column.verdicts().iter().for_each(|line| println!("{line}"));
    }
    Ok(())
}

/// What a program did with one handbook.
struct Cell {
    name: &'static str,
    with_search: bool,
    /// Of each round, unless it took longer than it may.
    seconds: Vec<f64>,
    peak: Option<f64>,
    bytes: u64,
    /// Why there are no seconds.
    failed: Option<String>,
}

impl Cell {
    /// Runs a program once, and notes how it went.
    fn run(&mut self, peer: &mut Peer, pages: usize) -> Result<()> {
        if self.failed.is_some() {
            return Ok(());
        }
        let mut seconds = 0.0;
        for step in &mut peer.steps {
            match measure::watched(step, MOST.saturating_sub(Duration::from_secs_f64(seconds))) {
                Ok(Some((taken, peak))) => {
                    seconds += taken;
                    self.peak = [self.peak, peak].into_iter().flatten().reduce(f64::max);
                }
                Ok(None) => self.failed = Some(format!("over {} s", MOST.as_secs())),
                Err(error) => self.failed = Some(format!("failed: {error}")),
            }
            if self.failed.is_some() {
                break;
            }
        }
        if peer.out.is_dir() {
            let files = yardstick::list(&peer.out)?;
            let made = files.iter().filter(|file| file.extension().is_some_and(|end| end == "html")).count();
            self.bytes = files.iter().map(|file| file.metadata().map_or(0, |metadata| metadata.len())).sum();
            if self.failed.is_none() && made < pages {
                self.failed = Some(format!("failed: {made} of {pages} pages"));
            }
            fs::remove_dir_all(&peer.out)?;
        }
        self.seconds.push(seconds);
        Ok(())
    }

    fn median(&self) -> Option<f64> {
        self.failed.is_none().then(|| median(&self.seconds))
    }

    /// The fastest round, which others at work on the machine have stretched least.
    fn best(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn text(&self) -> String {
        let Some(seconds) = self.median() else { return self.failed.clone().unwrap_or_default() };
        let peak = self.peak.map_or_else(|| "?".to_owned(), |peak| format!("{peak:.0}"));
        format!("{seconds:.3} s, {peak} MB, {:.1} MB", self.bytes as f64 / 1e6)
    }
}

/// One handbook, built by all.
struct Column {
    networks: usize,
    pages: usize,
    /// The first is ours.
    cells: Vec<Cell>,
}

impl Column {
    fn measure(corpus: &Corpus, folder: &Path, rounds: Option<usize>) -> Result<Self> {
        let mut programs = vec![tools::ours(&corpus.content, folder)];
        measure::build(&corpus.content, &programs[0].out)?;
        let pages = prose::pages_of(&programs[0].out)?;
        fs::remove_dir_all(&programs[0].out)?;
        programs.extend(tools::peers(&pages, folder)?);
        let rounds = rounds.unwrap_or(if pages.len() > MANY_PAGES { ROUNDS_WITH_MANY } else { ROUNDS });
        eprintln!("{} networks, {} pages, {rounds} rounds", corpus.networks, pages.len());
        let mut cells: Vec<Cell> = programs
            .iter()
            .map(|peer| Cell { name: peer.name, with_search: peer.with_search, seconds: Vec::new(), peak: None, bytes: 0, failed: None })
            .collect();
        for _ in 0..rounds {
            for (n, program) in programs.iter_mut().enumerate() {
                // Who was not done without search in time is not asked to do it with search.
                let less = cells.iter().find(|cell| Some(cell.name) == program.does_more_than).and_then(|cell| cell.failed.clone());
                let cell = &mut cells[n];
                cell.failed = cell.failed.take().or(less);
                cell.run(program, pages.len())?;
                eprintln!("  {}: {}", cell.name, cell.text());
            }
        }
        Ok(Self { networks: corpus.networks, pages: pages.len(), cells })
    }

    fn name(&self) -> String {
        format!("{} network{}, {} pages", self.networks, if self.networks == 1 { "" } else { "s" }, self.pages)
    }

    /// How many times faster ours is, beside the target for this size.
    fn verdicts(&self) -> Vec<String> {
        let Some((ours, others)) = self.cells.split_first() else { return Vec::new() };
        let Some(median_of_ours) = ours.median() else { return vec![format!("{}: our own build {}", self.name(), ours.text())] };
        let targets: &[(&str, f64)] = match self.networks {
            1 => &[("of all", 3.0)],
            40 => &[("without search", 4.0), ("with search", 10.0)],
            1_000.. => &[("without search", 5.0), ("with search", 20.0)],
            _ => &[("without search", f64::NAN), ("with search", f64::NAN)],
        };
        let verdict = |(which, target): &(&str, f64)| {
            let compared = || others.iter().filter(|cell| *which == "of all" || cell.with_search == (*which == "with search"));
            let fastest = compared().filter_map(|cell| Some((cell.median()?, cell.best(), cell.name))).min_by(|a, b| a.0.total_cmp(&b.0));
            // Nobody was done in time: then ours is at least that much faster.
            let limit = MOST.as_secs_f64();
            let over =
                || compared().any(|cell| cell.failed.as_deref().is_some_and(|why| why.starts_with("over"))).then_some((limit, limit, "the limit of time"));
            let Some((seconds, best, name)) = fastest.or_else(over) else { return format!("{}: nothing {which} to compare with", self.name()) };
            let (times, times_at_best) = (seconds / median_of_ours, best / ours.best());
            let target = match target {
                target if target.is_nan() => String::new(),
                target => format!(" (target: {target} times: {})", if times >= *target { "met" } else { "MISSED" }),
            };
            format!(
                "{}: ours is {times:.1} times faster than the fastest {which}, {name}{target}; by the best round of each {times_at_best:.1} times",
                self.name()
            )
        };
        targets.iter().map(verdict).collect()
    }
}

fn print_table(columns: &[Column]) {
    let Some(first) = columns.first() else { return };
    println!("\nSeconds, most memory, and size of the site:\n");
    println!("| build | search | {} |", columns.iter().map(Column::name).collect::<Vec<_>>().join(" | "));
    println!("| --- | --- |{}", " --: |".repeat(columns.len()));
    for (row, cell) in first.cells.iter().enumerate() {
        let cells: Vec<String> = columns.iter().map(|column| column.cells[row].text()).collect();
        println!("| {} | {} | {} |", cell.name, if cell.with_search { "yes" } else { "no" }, cells.join(" | "));
    }
}
