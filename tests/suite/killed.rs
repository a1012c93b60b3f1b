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

/// A command that writes into a handbook, tried on a folder that is made anew each time.
struct Writes<'a> {
    arguments: &'a [&'a str],
    before: &'a [(&'a str, &'a str)],
}

/// What lies below a folder, without neighbours that wait to take a file's place.
fn texts(folder: &Path) -> Files {
    files_of(folder).into_iter().filter(|(path, _)| !path.split('/').any(|part| part.starts_with(".pcn-handbook-"))).collect()
}

fn begin(arguments: &[&str], room: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pcn-handbook")).args(arguments).current_dir(room).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap()
}

impl Writes<'_> {
    fn room(&self) -> tempfile::TempDir {
        let room = tempfile::tempdir().unwrap();
        for (path, text) in self.before {
            let path = room.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        room
    }

    /// Kills it so often; gives how many kills found some files new and some not.
    fn survives(&self, kills: u32) -> u32 {
        let whole = self.room();
        let old = texts(whole.path());
        let begun = Instant::now();
        let ended = begin(self.arguments, whole.path()).wait().unwrap();
        let took = begun.elapsed();
        assert!(ended.code().is_some_and(|code| code < 2), "{:?}", self.arguments);
        let new = texts(whole.path());
        assert!(old != new, "{:?} writes nothing", self.arguments);
        let mut between = 0;
        for n in 0..kills {
            let room = self.room();
            let mut running = begin(self.arguments, room.path());
            sleep(moment(n, kills, took));
            running.kill().unwrap();
            running.wait().unwrap();
            let found = texts(room.path());
            for path in old.keys() {
                assert!(found.contains_key(path), "kill {n} of {:?}: {path} is gone", self.arguments);
            }
            for (path, bytes) in &found {
                let is_whole = [&old, &new].iter().any(|files| files.get(path) == Some(bytes));
                assert!(is_whole, "kill {n} of {:?}: {path} is half written: {:?}", self.arguments, String::from_utf8_lossy(bytes));
            }
            between += u32::from(found != old && found != new);
            if found == old {
                // The same command again does all of it, and clears what the killed one left.
                assert!(begin(self.arguments, room.path()).wait().unwrap().code().is_some_and(|code| code < 2));
                assert!(files_of(room.path()) == new, "after kill {n} of {:?}: {:?}", self.arguments, files_of(room.path()).keys());
            }
        }
        between
    }
}

#[test]
fn a_command_that_writes_and_is_killed_at_any_moment_leaves_whole_files() {
    let kills: u32 = std::env::var("PCN_HANDBOOK_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(30) / 2;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [map, sizes] = ["map.csv", "list-sizes.csv"].map(|name| std::fs::read_to_string(root.join("tests/fixtures/ods").join(name)).unwrap());
    let settings = "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n";
    let network = "name: Alpha PCN   # ours\ncode: U99972\npeople: {amara: {name: Amara Okafor}}\nposts: {lead: {holders: [{person: amara, from: 2025-04-01}]}}\n\
        practices:\n  - {code: Y99001, name: Quay Surgery}\n";
    let handbook = [
        ("content/handbook.yaml", settings),
        ("content/roles/lead.md", "---\ntitle: Lead\n---\n\nLeads.\n"),
        ("content/pages/page.md", "---\ntitle: A page\n---\n\nText.\n"),
        ("content/networks/alpha/network.yaml", network),
        ("map.csv", map.as_str()),
        ("sizes.csv", sizes.as_str()),
    ];
    let commands: [Writes<'_>; 6] = [
        Writes { arguments: &["leave", "amara", "--network", "alpha", "--on", "2026-12-31", "--apply"], before: &handbook },
        Writes { arguments: &["review", "page", "--by", "lead", "--as-at", "2026-11-22"], before: &handbook },
        Writes { arguments: &["reconcile", "ods", "--map", "map.csv", "--list-sizes", "sizes.csv", "--as-at", "2026-11-22", "--apply"], before: &handbook },
        Writes { arguments: &["import", "ods", "--map", "map.csv", "--list-sizes", "sizes.csv", "--into", "imported"], before: &handbook[4..] },
        Writes { arguments: &["new", "guidance", "one", "two", "three"], before: &handbook },
        Writes { arguments: &["init", "begun"], before: &[] },
    ];
    for command in commands {
        command.survives(kills);
    }
}
