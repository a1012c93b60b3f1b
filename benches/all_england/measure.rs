//! Runs the program and says how long it took, how much processor time, and how much memory.
//!
//! Processor time and memory are read from `/proc`; where there is none they are not known.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{AS_AT, Result, THREADS};

/// One run of the program.
pub struct Run {
    /// From its start to its end.
    pub seconds: f64,
    /// User and system time, in seconds.
    pub cpu: Option<f64>,
}

/// Builds a site.
pub fn build(content: &Path, site: &Path) -> Result<Run> {
    run(command_of_build(content, site))
}

/// Builds a site and gives the most memory it had, in megabytes of a million bytes.
///
/// The memory is looked up again and again while it runs, so this run is not for its time.
pub fn peak_of_build(content: &Path, site: &Path) -> Result<Option<f64>> {
    Ok(watched(&mut command_of_build(content, site), Duration::MAX)?.and_then(|(_, peak)| peak))
}

/// Runs a program of any kind, and gives the seconds from its start to its end, up to a hundredth too many, and the most
/// memory it had. One that takes longer than it may is ended, and gives nothing.
pub fn watched(command: &mut Command, most: Duration) -> Result<Option<(f64, Option<f64>)>> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait()?.is_none() {
        if start.elapsed() > most {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        peak = high_water(&status).or(peak);
        std::thread::sleep((start.elapsed() / 100).clamp(Duration::from_micros(300), Duration::from_millis(20)));
    }
    let seconds = start.elapsed().as_secs_f64();
    finish(child)?;
    Ok(Some((seconds, peak)))
}

/// Makes a handbook out of the open lists.
pub fn import(map: &Path, list_sizes: Option<&Path>, content: &Path) -> Result<Run> {
    let mut command = program("import");
    command.arg("ods").arg("--map").arg(map).arg("--into").arg(content);
    if let Some(list_sizes) = list_sizes {
        command.arg("--list-sizes").arg(list_sizes);
    }
    run(command)
}

/// The command that builds a site.
pub fn command_of_build(content: &Path, site: &Path) -> Command {
    let mut command = program("build");
    command.arg("--content").arg(content).arg("--out").arg(site).args(["--as-at", AS_AT]);
    command
}

fn program(verb: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcn-handbook"));
    // Findings are data here; a handbook that cannot be built ends with a status of its own.
    command.arg(verb).env("RAYON_NUM_THREADS", THREADS.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn run(mut command: Command) -> Result<Run> {
    let before = cpu_of_children();
    let start = Instant::now();
    let mut child = command.spawn()?;
    child.wait()?;
    let seconds = start.elapsed().as_secs_f64();
    let cpu = before.zip(cpu_of_children()).map(|(before, after)| after - before);
    finish(child)?;
    Ok(Run { seconds, cpu })
}

fn finish(mut child: Child) -> Result<()> {
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(format!("the program ended with {status}; run it on the kept folder (`--keep`) to see why").into()) }
}

/// User and system time of all children that have ended, in seconds.
fn cpu_of_children() -> Option<f64> {
    cpu(13)
}

/// User and system time of this program itself, in seconds.
pub fn cpu_of_itself() -> Option<f64> {
    cpu(11)
}

/// Two neighbouring counters, user first.
fn cpu(at: usize) -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold spaces; the fields are counted after it. Linux counts hundredths of a second here.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let hundredths = fields.get(at)?.parse::<f64>().ok()? + fields.get(at + 1)?.parse::<f64>().ok()?;
    Some(hundredths / 100.0)
}

/// The most memory that a process had so far, in megabytes, as its `/proc/…/status` says.
pub fn high_water(status: &str) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

/// The value in the middle.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}
