//! A build that is killed at any moment leaves the old site or the new one, whole.
//!
//! `PCN_HANDBOOK_KILLS=200 cargo test --test suite killed` kills more often.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::example_site::{copy_to, files_of};

type Files = BTreeMap<String, Vec<u8>>;

fn start(content: &Path, site: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pcn-handbook"))
        .args(["build", "--as-at", "2026-11-22", "--content"])
        .arg(content)
        .arg("--out")
        .arg(site)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn build(content: &Path, site: &Path) -> Files {
    assert!(start(content, site).wait().unwrap().success());
    files_of(site)
}

/// The handbook gets another name, which stands on every page; nothing happens where it has that name already.
fn rename(content: &Path, from: &str, to: &str) {
    let file = content.join("handbook.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from) || text.contains(to));
    std::fs::write(file, text.replace(from, to)).unwrap();
}

/// Moments spread over the whole build, the second half of them over its end, where one site takes the other's place.
fn moment(n: u32, kills: u32, whole: Duration) -> Duration {
    let golden = f64::from(n) * 0.618_033_988_75;
    let part = golden.fract();
    whole.mul_f64(if n < kills / 2 { part * 1.1 } else { 0.8 + part * 0.3 })
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_site() {
    let kills: u32 = std::env::var("PCN_HANDBOOK_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(30);
    let room = tempfile::tempdir().unwrap();
    let content = copy_to(room.path());
    let (one, other) = ("Severnside and Vale PCN handbook", "The other PCN handbook");

    let elsewhere = room.path().join("elsewhere");
    rename(&content, one, other);
    let of_other = build(&content, &elsewhere.join("other"));
    rename(&content, other, one);
    let begun = Instant::now();
    let of_one = build(&content, &elsewhere.join("one"));
    let whole = begun.elapsed();
    assert!(of_one != of_other);

    let published = room.path().join("published");
    let site = published.join("site");
    let mut before: Option<bool> = None;
    for n in 0..kills {
        // Every fifth time there is no old site.
        if n % 5 == 0 {
            let _ = std::fs::remove_dir_all(&site);
            before = None;
        }
        let next_is_one = before != Some(true);
        let (old, new) = if next_is_one { (other, one) } else { (one, other) };
        rename(&content, old, new);
        let mut running = start(&content, &site);
        sleep(moment(n, kills, whole));
        running.kill().unwrap();
        running.wait().unwrap();

        let found = site.exists().then(|| files_of(&site));
        before = match found {
            None => {
                assert_eq!(before, None, "kill {n}: the old site is gone");
                None
            }
            Some(files) if files == of_one => Some(true),
            Some(files) if files == of_other => Some(false),
            Some(files) => panic!("kill {n}: a site with {} files that is neither the old one nor the new one", files.len()),
        };
    }

    // A later build works, and clears what the killed ones left.
    rename(&content, one, other);
    assert!(build(&content, &site) == of_other);
    let neighbours: Vec<_> = std::fs::read_dir(&published).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(neighbours, ["site"]);
}
