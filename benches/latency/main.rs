//! From save to new bytes: edits of a handbook while `serve` or `watch` is at work on it.
//!
//! ```text
//! cargo bench --bench latency -- [--content FOLDER] [--sizes 1,40,all] [--rounds N] [--ways serve,watch] [--program FILE]
//! ```
//!
//! `FOLDER` is a full handbook of all England, as `cargo bench --bench all_england -- --make` makes it; without it one is
//! made. Sizes are numbers of its networks. `--program` measures another build of the program.
//!
//! A file is saved as editors save it: the new text is written beside it and renamed over it. The clock runs from the
//! rename until the new words are seen: with `serve` in the answer over one connection that is kept, with `watch` in the file
//! on disk. Nothing is taken off but in the second pair of figures, which is what remains beyond the debounce. A
//! target that is missed is said in words and is no failure: how fast depends on the machine.

// Each benchmark uses a part of these.
#[allow(dead_code)]
#[path = "../all_england/corpora.rs"]
mod corpora;
#[path = "../all_england/full.rs"]
mod full;
#[allow(dead_code)]
#[path = "../all_england/measure.rs"]
mod measure;
mod running;
#[path = "../all_england/words.rs"]
mod words;
#[allow(dead_code)]
#[path = "../all_england/yardstick.rs"]
mod yardstick;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use corpora::{Corpora, Corpus};
use running::{Running, Way};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The day that all builds are made for.
const AS_AT: &str = "2026-11-22";
/// As many threads as the program may have.
const THREADS: usize = 2;
/// How long the program waits for more after the last change.
const DEBOUNCE: Duration = Duration::from_millis(20);
/// Who has not seen the new words by then has missed them.
const MOST: Duration = Duration::from_secs(30);
/// Between two looks, so that looking takes little of what is measured.
const PAUSE: Duration = Duration::from_millis(2);

struct Asked {
    content: Option<PathBuf>,
    sizes: String,
    rounds: usize,
    ways: String,
    program: PathBuf,
}

impl Asked {
    fn read() -> Result<Option<Self>> {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_pcn-handbook"));
        let mut asked = Self { content: None, sizes: "1,40,all".to_owned(), rounds: 21, ways: "serve,watch".to_owned(), program };
        let mut is_bench = false;
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` wants a value"));
            match argument.as_str() {
                "--bench" => is_bench = true,
                "--content" => asked.content = Some(value()?.into()),
                "--sizes" => asked.sizes = value()?,
                "--rounds" => asked.rounds = value()?.parse::<usize>()?.max(1),
                "--ways" => asked.ways = value()?,
                "--program" => asked.program = value()?.into(),
                other => return Err(format!("`{other}` is not known; known are --content, --sizes, --rounds, --ways and --program").into()),
            }
        }
        Ok(is_bench.then_some(asked))
    }
}

fn main() -> Result<()> {
    let Some(asked) = Asked::read()? else {
        println!("the measurements run with `cargo bench --bench latency`");
        return Ok(());
    };
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("pcn-handbook-latency-").tempdir_in(&base)?;
    let folder = folder.path();
    let england = match &asked.content {
        Some(content) => Corpus { networks: fs::read_dir(content.join("networks"))?.count(), content: content.clone(), import_seconds: None },
        None => Corpora::new(folder, None, None)?.whole()?,
    };
    println!("In milliseconds, medians and 95th of 100, of {} edits each.\n", asked.rounds);
    println!("| networks | way | saved | seen in | from save | beyond the debounce | target | |");
    println!("| --: | --- | --- | --- | --: | --: | --: | --- |");
    let mut said = Vec::new();
    for size in asked.sizes.split(',') {
        // Always a copy, since it is edited.
        let networks = if size == "all" { england.networks } else { size.parse()? };
        let copy = corpora::take(&england.content, networks, &folder.join("content"))?;
        for way in asked.ways.split(',') {
            let way = if way == "serve" { Way::Serve } else { Way::Watch };
            said.push(measure_way(&asked, &copy, way, folder)?);
        }
        fs::remove_dir_all(&copy.content)?;
    }
    println!();
    said.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// Prints the rows of a handbook and a way, and gives what else is to be said of it.
fn measure_way(asked: &Asked, corpus: &Corpus, way: Way, folder: &Path) -> Result<String> {
    let site = folder.join("site");
    measure::build(&corpus.content, &site)?;
    let edits = edits(&corpus.content, &site)?;
    fs::remove_dir_all(&site)?;

    let mut program = Running::start(&asked.program, way, &corpus.content, &site)?;
    for edit in &edits {
        for view in &edit.views {
            // From disk alone it can be seen when all pages are right.
            if matches!(view, View::All(_)) && way == Way::Serve {
                continue;
            }
            let row = edit.measure(&mut program, view, asked.rounds)?;
            println!("{}", row.text(corpus.networks, way, edit, view));
        }
    }
    let ready = program.ready.as_secs_f64();
    let peak = program.peak().map_or_else(|| "not known".to_owned(), |peak| format!("{peak:.0} MB"));
    drop(program);
    if site.is_dir() {
        fs::remove_dir_all(&site)?;
    }
    Ok(format!("{} network(s), {}: ready after {ready:.2} s, most memory {peak}", corpus.networks, way.verb()))
}

/// A change that is made again and again.
struct Edit {
    name: &'static str,
    file: PathBuf,
    /// The text of the file with a mark in it.
    marked: fn(text: &str, mark: &str) -> String,
    /// Where the mark is looked for.
    views: Vec<View>,
    targets: Targets,
}

/// The most milliseconds beyond the debounce with one network, with 40, and with all of England, where half of the edits
/// are meant to be seen by then; and with all of England for 95 of 100.
struct Targets(f64, f64, f64, Option<f64>);

enum View {
    /// What is said of the page, and its address.
    Page(&'static str, String),
    /// All pages that show what was edited; the address is that of its own page.
    All(String),
}

/// The edits, on a network from the middle of the handbook, with the pages in view.
fn edits(content: &Path, site: &Path) -> Result<Vec<Edit>> {
    let mut networks: Vec<String> = fs::read_dir(content.join("networks"))?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    networks.sort();
    let middle = networks.len() / 2;
    networks.rotate_left(middle);
    let links_there = |network: &&String| {
        let page = fs::read_to_string(site.join(format!("networks/{network}/pages/how-we-work.html"))).unwrap_or_default();
        page.split_once("<main").is_some_and(|(_, main)| main.contains("href=\"getting-help.html\""))
    };
    let network = networks.iter().find(links_there).ok_or("in no network does `how-we-work` link to `getting-help`")?;
    let address = |page: &str| format!("networks/{network}/{page}.html");
    let page = content.join(format!("networks/{network}/getting-help.md"));
    let responsibility = content.join("responsibilities/local/lmc-liaison.md");
    let prose = |text: &str, mark: &str| format!("{text}\nNoted as {mark}.\n");
    let title = |text: &str, mark: &str| {
        let (before, after) = text.split_once("title: ").unwrap_or((text, ""));
        let (title, after) = after.split_once('\n').unwrap_or((after, ""));
        format!("{before}title: {title} {mark}\n{after}")
    };
    Ok(vec![
        Edit {
            name: "prose of a page",
            file: page.clone(),
            marked: prose,
            views: vec![View::Page("the page", address("pages/getting-help"))],
            targets: Targets(15.0, 25.0, 50.0, Some(150.0)),
        },
        Edit {
            name: "title of a responsibility that every network holds",
            file: responsibility,
            marked: title,
            views: vec![
                View::Page("its page", "responsibilities/lmc-liaison.html".to_owned()),
                View::Page("a network's responsibilities", address("responsibilities")),
                View::All("responsibilities/lmc-liaison.html".to_owned()),
            ],
            targets: Targets(20.0, 60.0, 300.0, None),
        },
        Edit {
            name: "title of a page",
            file: page,
            marked: title,
            views: vec![
                View::Page("the page", address("pages/getting-help")),
                View::Page("a page that links to it", address("pages/how-we-work")),
                View::All(address("pages/getting-help")),
            ],
            targets: Targets(30.0, 30.0, 300.0, None),
        },
    ])
}

impl Edit {
    /// Saves the file again and again, and leaves it as it was.
    fn measure(&self, program: &mut Running, view: &View, rounds: usize) -> Result<Row> {
        let original = fs::read_to_string(&self.file)?;
        let mut row = Row { milliseconds: Vec::new(), files: 0 };
        let mut files = Vec::new();
        // The first time is for the pages that show the mark, and nobody counts it.
        for round in 0..=rounds {
            let mark = format!("zq{round:05}");
            let saved = save(&self.file, &(self.marked)(&original, &mark))?;
            let seen = match view {
                View::All(_) if round > 0 => program.sees_in_all(&files, &mark)?,
                View::Page(_, address) | View::All(address) => program.sees(address, &mark)?,
            };
            let Some(seen) = seen else {
                save(&self.file, &original)?;
                return Err(format!("`{}` was saved and `{mark}` not seen within {} s", self.file.display(), MOST.as_secs()).into());
            };
            let taken = seen - saved;
            // What is still being done for this edit shall not slow the next one down.
            std::thread::sleep(Duration::from_millis(200) + taken * 3);
            if round > 0 {
                row.milliseconds.push(taken.as_secs_f64() * 1000.0);
            } else if matches!(view, View::All(_)) {
                std::thread::sleep(Duration::from_secs(1));
                files = program.pages_that_show(&mark)?;
                row.files = files.len();
            }
        }
        save(&self.file, &original)?;
        std::thread::sleep(Duration::from_secs(1));
        Ok(row)
    }
}

/// Saves a file as an editor does, and gives the moment before it took its place.
fn save(file: &Path, text: &str) -> Result<Instant> {
    let beside = file.with_extension("md.new");
    fs::write(&beside, text)?;
    let saved = Instant::now();
    fs::rename(&beside, file)?;
    Ok(saved)
}

/// What was measured.
struct Row {
    milliseconds: Vec<f64>,
    /// How many files were looked at, if all that show it.
    files: usize,
}

impl Row {
    fn text(&self, networks: usize, way: Way, edit: &Edit, view: &View) -> String {
        let mut sorted = self.milliseconds.clone();
        sorted.sort_by(f64::total_cmp);
        let (median, most) = (measure::median(&sorted), sorted[(sorted.len() * 95).div_ceil(100) - 1]);
        let debounce = DEBOUNCE.as_secs_f64() * 1000.0;
        let Targets(one, forty, england, most_of_england) = edit.targets;
        let (target, for_most) = match networks {
            1 => (Some(one), None),
            40 => (Some(forty), None),
            1_000.. => (Some(england), most_of_england),
            _ => (None, None),
        };
        // Of a responsibility only the page in view has a target.
        let target = target.filter(|_| !(matches!(view, View::All(_)) && edit.file.ends_with("responsibilities/local/lmc-liaison.md")));
        let (said, verdict) = match (target, for_most) {
            (None, _) => (String::new(), ""),
            (Some(target), None) => (format!("{target}"), if median - debounce <= target { "met" } else { "MISSED" }),
            (Some(target), Some(for_most)) => {
                (format!("{target}, {for_most}"), if median - debounce <= target && most - debounce <= for_most { "met" } else { "MISSED" })
            }
        };
        let seen_in = match view {
            View::Page(name, _) => (*name).to_owned(),
            View::All(_) => format!("all {} pages that show it", self.files),
        };
        format!(
            "| {networks} | {} | {} | {seen_in} | {median:.1}, {most:.1} | {:.1}, {:.1} | {said} | {verdict} |",
            way.verb(),
            edit.name,
            median - debounce,
            most - debounce
        )
    }
}
