//! How fast: the worked example and two handbooks of all England, against a yardstick and against a tenth of themselves.
//!
//! ```text
//! cargo bench --bench all_england -- [--map FILE] [--list-sizes FILE] [--only imported|full] [--rounds N] [--keep]
//! cargo bench --bench all_england -- [--map FILE] [--list-sizes FILE] --make FOLDER [--networks N]
//! ```
//!
//! The second form measures nothing: it makes the full handbook in `FOLDER/full`, for the other benchmarks and the tests of
//! the search, and in `FOLDER/N` one that has N of its networks.
//!
//! Handbooks and sites are made on the memory file system, because a disk is too uneven to measure on, and removed at
//! the end. A target that is missed is said in words and is no failure: how fast depends on the machine.

mod corpora;
mod full;
mod measure;
mod words;
mod yardstick;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use corpora::{Corpora, Corpus};
use measure::{Run, median};
use yardstick::Yardstick;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The day that all builds are made for.
const AS_AT: &str = "2026-11-22";
/// As many threads as the yardstick has, on any machine.
const THREADS: usize = 2;

/// Builds of the worked example.
const EXAMPLE_ROUNDS: usize = 15;

const MOST_EXAMPLE_MS: f64 = 150.0;
const MOST_YARDSTICKS: f64 = 6.0;
const MOST_MEGABYTES: f64 = 600.0;
/// The handbook that is filled is meant to be of this size.
const MOST_OUTPUT: f64 = 300.0;
/// For ten times the networks. Where the factor is not ten, so much more or less.
const MOST_GROWTH: f64 = 11.0;

/// What was asked for.
struct Asked {
    map: Option<PathBuf>,
    list_sizes: Option<PathBuf>,
    only: Option<String>,
    rounds: usize,
    keep: bool,
    make: Option<PathBuf>,
    networks: Option<usize>,
}

impl Asked {
    fn read() -> Result<Option<Self>> {
        let from_environment = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let mut asked = Self {
            map: from_environment("PCN_MAP"),
            list_sizes: from_environment("PCN_LIST_SIZES"),
            only: None,
            rounds: 5,
            keep: false,
            make: None,
            networks: None,
        };
        let mut is_bench = false;
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` wants a value"));
            match argument.as_str() {
                // Cargo says so to every benchmark; a test run that comes by does not.
                "--bench" => is_bench = true,
                "--map" => asked.map = Some(value()?.into()),
                "--list-sizes" => asked.list_sizes = Some(value()?.into()),
                "--only" => asked.only = Some(value()?),
                "--rounds" => asked.rounds = value()?.parse::<usize>()?.max(1),
                "--keep" => asked.keep = true,
                "--make" => asked.make = Some(value()?.into()),
                "--networks" => asked.networks = Some(value()?.parse()?),
                other => return Err(format!("`{other}` is not known; known are --map, --list-sizes, --only, --rounds, --keep, --make and --networks").into()),
            }
        }
        Ok(is_bench.then_some(asked))
    }
}

fn main() -> Result<()> {
    let Some(asked) = Asked::read()? else {
        println!("the measurements run with `cargo bench --bench all_england`");
        return Ok(());
    };
    if let Some(folder) = &asked.make {
        remove(folder)?;
        fs::create_dir_all(folder)?;
        let corpus = Corpora::new(folder, asked.map.as_deref(), asked.list_sizes.as_deref())?.whole()?;
        println!("made: {}, {} networks", corpus.content.display(), corpus.networks);
        if let Some(networks) = asked.networks {
            let some = corpora::take(&corpus.content, networks, &folder.join(networks.to_string()))?;
            println!("made: {}, {} networks", some.content.display(), some.networks);
        }
        return Ok(());
    }
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    if base != memory {
        println!("NOTE: there is no /dev/shm here, so a disk is measured too: {}", base.display());
    }
    let folder = tempfile::Builder::new().prefix("pcn-handbook-bench-").tempdir_in(&base)?;
    let result = measure_all(&asked, folder.path());
    if asked.keep {
        println!("kept: {}", folder.keep().display());
    }
    result
}

fn measure_all(asked: &Asked, folder: &Path) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{cores} cores, {THREADS} threads, in {}, medians of {} interleaved rounds\n", folder.display(), asked.rounds);
    let example_ms = worked_example(folder)?;
    println!("worked example, process start to exit, median of {EXAMPLE_ROUNDS}: {example_ms:.0} ms{}\n", verdict(example_ms, MOST_EXAMPLE_MS));

    let corpora = Corpora::new(folder, asked.map.as_deref(), asked.list_sizes.as_deref())?;
    println!(
        "| corpus | networks | input files | pages | output files | output MB | build s | yardstick s | ratio | most memory MB | processor s | of a tenth | growth |"
    );
    println!("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
    let mut said = Vec::new();
    for kind in ["imported", "full"] {
        if asked.only.as_deref().is_some_and(|only| only != kind) {
            continue;
        }
        let (whole, tenth) = if kind == "full" { corpora.full()? } else { corpora.imported()? };
        let line = Line::measure(folder, &whole, &tenth, asked.rounds)?;
        println!("{}", line.row(kind));
        said.extend(line.verdicts(kind));
        if let Some(seconds) = whole.import_seconds {
            said.push(format!("{kind}: the import itself took {seconds:.2} s"));
        }
    }
    println!();
    for line in said {
        println!("{line}");
    }
    Ok(())
}

/// `, target under 150: met`.
fn verdict(value: f64, most: f64) -> String {
    let word = if value <= most { "met" } else { "MISSED" };
    format!(" (target: at most {most:.4}: {word})", most = Short(most))
}

/// A number with no more figures than it needs.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.fract().abs() < 0.005 { write!(f, "{:.0}", self.0) } else { write!(f, "{:.2}", self.0) }
    }
}

fn worked_example(folder: &Path) -> Result<f64> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let site = folder.join("example-site");
    let mut times = Vec::new();
    for _ in 0..EXAMPLE_ROUNDS {
        remove(&site)?;
        times.push(measure::build(&content, &site)?.seconds * 1000.0);
    }
    remove(&site)?;
    Ok(median(&times))
}

/// One corpus, measured.
struct Line {
    networks: usize,
    input_files: usize,
    pages: usize,
    files: usize,
    megabytes: f64,
    build: Vec<f64>,
    yardstick: Vec<f64>,
    peak: Option<f64>,
    cpu: Option<f64>,
    yardstick_cpu: Option<f64>,
    tenth_cpu: Option<f64>,
    /// How many times the networks of the tenth.
    times: f64,
}

impl Line {
    fn measure(folder: &Path, whole: &Corpus, tenth: &Corpus, rounds: usize) -> Result<Self> {
        let (site, tenth_site, copy) = (folder.join("site"), folder.join("tenth-site"), folder.join("yardstick"));
        // The first build of all is for the memory it takes and the files it makes; it also warms what the system keeps.
        let peak = measure::peak_of_build(&whole.content, &site)?;
        let yardstick = Yardstick::new(&whole.content, &site)?;
        let mut line = Self {
            networks: whole.networks,
            input_files: yardstick.input_files(),
            pages: yardstick.pages(),
            files: yardstick.files(),
            megabytes: yardstick.bytes() as f64 / 1e6,
            build: Vec::new(),
            yardstick: Vec::new(),
            peak,
            cpu: None,
            yardstick_cpu: None,
            tenth_cpu: None,
            times: whole.networks as f64 / tenth.networks as f64,
        };
        let (mut cpu, mut yardstick_cpu, mut tenth_cpu) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            remove(&site)?;
            let Run { seconds, cpu: used } = measure::build(&whole.content, &site)?;
            line.build.push(seconds);
            cpu.extend(used);
            remove(&copy)?;
            let Run { seconds, cpu: used } = yardstick.run(&copy, THREADS)?;
            line.yardstick.push(seconds);
            yardstick_cpu.extend(used);
            // Processor time is told in hundredths of a second, so a short run is measured several times.
            for _ in 0..3 {
                remove(&tenth_site)?;
                tenth_cpu.extend(measure::build(&tenth.content, &tenth_site)?.cpu);
            }
        }
        line.cpu = (!cpu.is_empty()).then(|| median(&cpu));
        line.yardstick_cpu = (!yardstick_cpu.is_empty()).then(|| median(&yardstick_cpu));
        line.tenth_cpu = (!tenth_cpu.is_empty()).then(|| tenth_cpu.iter().sum::<f64>() / tenth_cpu.len() as f64);
        for done in [&site, &tenth_site, &copy] {
            remove(done)?;
        }
        Ok(line)
    }

    fn ratio(&self) -> f64 {
        median(&self.build) / median(&self.yardstick)
    }

    fn growth(&self) -> Option<f64> {
        Some(self.cpu? / self.tenth_cpu?)
    }

    fn row(&self, kind: &str) -> String {
        let known = |value: Option<f64>, figures: usize| value.map_or("not known".to_owned(), |value| format!("{value:.figures$}"));
        format!(
            "| {kind} | {} | {} | {} | {} | {:.1} | {:.2} | {:.2} | {:.1} | {} | {} | {} | {} |",
            self.networks,
            self.input_files,
            self.pages,
            self.files,
            self.megabytes,
            median(&self.build),
            median(&self.yardstick),
            self.ratio(),
            known(self.peak, 0),
            known(self.cpu, 2),
            known(self.tenth_cpu, 2),
            known(self.growth(), 1)
        )
    }

    fn verdicts(&self, kind: &str) -> Vec<String> {
        let mut said = vec![format!("{kind}: {:.1} yardsticks{}", self.ratio(), verdict(self.ratio(), MOST_YARDSTICKS))];
        if let Some(peak) = self.peak {
            said.push(format!("{kind}: {peak:.0} MB of memory at most{}", verdict(peak, MOST_MEGABYTES)));
        }
        if let Some(growth) = self.growth() {
            let most = MOST_GROWTH * self.times / 10.0;
            said.push(format!("{kind}: {:.1} times the networks, {growth:.1} times the processor time{}", self.times, verdict(growth, most)));
        }
        if let (Some(cpu), Some(yardstick)) = (self.cpu, self.yardstick_cpu) {
            // Others at work on the machine stretch the time by the clock, and this much less.
            said.push(format!("{kind}: by processor time {cpu:.2} s against {yardstick:.2} s, {:.1} yardsticks", cpu / yardstick));
        }
        if kind == "full" {
            said.push(format!("{kind}: {:.0} MB of output{}", self.megabytes, verdict(self.megabytes, MOST_OUTPUT)));
        }
        let in_order = |times: &[f64]| {
            let mut times = times.to_vec();
            times.sort_by(f64::total_cmp);
            times.iter().map(|time| format!("{time:.2}")).collect::<Vec<_>>().join(" ")
        };
        said.push(format!("{kind}: builds {} s; yardsticks {} s", in_order(&self.build), in_order(&self.yardstick)));
        said
    }
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
