//! What no build can do without: to read all the input, and to write the same files with the same bytes.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::Result;
use crate::measure::{self, Run};

/// A handbook's folder, and its site in memory.
pub struct Yardstick {
    content: PathBuf,
    inputs: usize,
    /// Folders of the site, those above before those below.
    folders: Vec<PathBuf>,
    /// Files of the site: path below it, and bytes.
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Yardstick {
    /// Takes the site of a handbook into memory.
    pub fn new(content: &Path, site: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for path in list(site)? {
            let bytes = fs::read(&path)?;
            files.push((path.strip_prefix(site)?.to_owned(), bytes));
        }
        files.sort();
        let folders: BTreeSet<PathBuf> =
            files.iter().flat_map(|(path, _)| path.ancestors().skip(1).filter(|folder| *folder != Path::new("")).map(Path::to_owned)).collect();
        Ok(Self { content: content.to_owned(), inputs: list(content)?.len(), folders: folders.into_iter().collect(), files })
    }

    /// Reads the handbook and writes its site into a folder that is not there yet.
    pub fn run(&self, copy: &Path, threads: usize) -> Result<Run> {
        let (before, start) = (measure::cpu_of_itself(), Instant::now());
        let inputs = list(&self.content)?;
        in_threads(threads, inputs.len(), |n| fs::read(&inputs[n]).map(|bytes| drop(std::hint::black_box(bytes))))?;
        fs::create_dir(copy)?;
        for folder in &self.folders {
            fs::create_dir(copy.join(folder))?;
        }
        in_threads(threads, self.files.len(), |n| fs::write(copy.join(&self.files[n].0), &self.files[n].1))?;
        let seconds = start.elapsed().as_secs_f64();
        Ok(Run { seconds, cpu: before.zip(measure::cpu_of_itself()).map(|(before, after)| after - before) })
    }

    /// How many files the handbook has.
    pub fn input_files(&self) -> usize {
        self.inputs
    }

    /// How many files the site has.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// How many of them are pages.
    pub fn pages(&self) -> usize {
        self.files.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "html")).count()
    }

    /// Bytes of the site.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }
}

/// Does a thing for each number below `count`, in several threads.
fn in_threads(threads: usize, count: usize, act: impl Fn(usize) -> io::Result<()> + Sync) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return Ok(());
                }
                act(n)?;
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread of the yardstick broke off"))))
    })
}

/// All files below a folder.
pub fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                waiting.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}
