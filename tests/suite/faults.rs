//! What goes wrong around the program, and what it does then: the old site or the new one, never a mix; every file of a
//! handbook as its author left it or as the command was to leave it; and a sentence that says what to do.
//!
//! `docs/when-things-go-wrong.md` tells it to those who keep a handbook.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::commands::{Ran, Room};
use crate::example_site::files_of;

type Files = BTreeMap<String, Vec<u8>>;

const NETWORK: &str = "name: Alpha PCN\nicb: sv\n";

fn settings(title: &str) -> String {
    format!("title: {title}\npublisher: {{name: Two Rivers LMC, kind: lmc}}\ncontract_year: 2026/27\nnational: false\n")
}

/// A small handbook, built once as it stands: its site, which has to outlive what comes.
fn built() -> (Room, Files) {
    let room = Room::new(&[
        ("content/handbook.yaml", &settings("The old title")),
        ("content/pages/page.md", "---\ntitle: A page\n---\n\nSee the [plan](../files/plan.pdf).\n"),
        ("content/pages/other.md", "---\ntitle: Another page\n---\n\nText.\n"),
        ("content/files/plan.pdf", "%PDF\n"),
        ("content/networks/alpha/network.yaml", "name: Alpha PCN\n"),
    ]);
    let ran = room.run(&BUILD);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let files = files_of(&room.path().join("out/site"));
    room.put("content/handbook.yaml", &settings("The new title"));
    (room, files)
}

const BUILD: [&str; 5] = ["build", "--as-at", "2026-11-22", "--out", "out/site"];

fn site(room: &Room) -> Files {
    files_of(&room.path().join("out/site"))
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A build that fails says why and that it is no finding, and leaves the old site and nothing beside it.
fn refuses(room: &Room, ran: &Ran, old: &Files, says: &str) {
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains(says), "{}", ran.err);
    assert!(site(room) == *old, "the old site is not as it was");
    assert_eq!(names_in(&room.path().join("out")), ["site"]);
}

fn ran(command: &mut Command) -> Ran {
    let ran = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { status: ran.status.code().unwrap_or(-1), out: text(ran.stdout), err: text(ran.stderr) }
}

/// Said past the tests' own capture, so that nobody takes a test that could not be made for one that passed.
fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

fn is_root() -> bool {
    let own = tempfile::tempfile().unwrap();
    own.metadata().unwrap().uid() == 0
}

/// The program as somebody whom the disk refuses things: for the administrator there is nothing forbidden.
fn as_nobody(room: &Room, arguments: &[&str]) -> Ran {
    const NOBODY: u32 = 65534;
    static PROGRAM: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let program = folder.path().join("pcn-handbook");
        fs::copy(env!("CARGO_BIN_EXE_pcn-handbook"), &program).unwrap();
        (folder, program)
    });
    if !is_root() {
        return room.run(arguments);
    }
    for entry in walkdir::WalkDir::new(room.path()) {
        let entry = entry.unwrap();
        std::os::unix::fs::lchown(entry.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    // The tests' own folder for temporary files may be closed to others.
    ran(Command::new(&PROGRAM.1).args(arguments).current_dir(room.path()).uid(NOBODY).gid(NOBODY))
}

fn may(room: &Room, path: &str, mode: u32) {
    fs::set_permissions(room.path().join(path), Permissions::from_mode(mode)).unwrap();
}

// Where the site goes.

#[test]
fn a_folder_that_may_not_be_written_keeps_its_site() {
    let (room, old) = built();
    may(&room, "out", 0o555);
    let ran = as_nobody(&room, &BUILD);
    may(&room, "out", 0o755);
    refuses(&room, &ran, &old, "no permission; choose another folder with `--out`");
}

/// The smallest limit that the shell knows is 512 bytes; a page has more.
fn with_a_limit_on_files(room: &Room, arguments: &[&str]) -> Ran {
    let limited = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"";
    ran(Command::new("sh").args(["-c", limited, env!("CARGO_BIN_EXE_pcn-handbook")]).args(arguments).current_dir(room.path()))
}

#[test]
fn a_disk_that_takes_half_a_page_keeps_the_old_site() {
    let (room, old) = built();
    let ran = with_a_limit_on_files(&room, &BUILD);
    refuses(&room, &ran, &old, "the system lets this program write no file of that size");
}

#[test]
fn a_full_disk_keeps_the_old_site() {
    let (room, _) = built();
    let size: usize = site(&room).values().map(Vec::len).sum();
    fs::remove_dir_all(room.path().join("out")).unwrap();
    fs::create_dir(room.path().join("out")).unwrap();
    // Room for a site and a half; small files take a page of memory each.
    let files = format!("size={},nr_inodes=0,mode=755", size * 3 / 2 + 150 * 4096);
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &files, "tmpfs"]).arg(room.path().join("out")).output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        return skipped("a full disk needs the right to mount one; `ulimit` stands in for it");
    }
    let first = room.run(&BUILD);
    let old = site(&room);
    fs::write(room.path().join("out/filler"), vec![1; 1]).unwrap();
    let free = || {
        let ran = Command::new("df").args(["--output=avail", "-B1"]).arg(room.path().join("out")).output().unwrap();
        String::from_utf8(ran.stdout).unwrap().lines().last().and_then(|line| line.trim().parse::<usize>().ok()).unwrap()
    };
    // A third of a site is left.
    fs::write(room.path().join("out/filler"), vec![1; free().saturating_sub(size / 3)]).unwrap();
    let full = room.run(&BUILD);
    let (after, names) = (site(&room), names_in(&room.path().join("out")));
    let freed = fs::remove_file(room.path().join("out/filler")).map(|()| room.run(&BUILD));
    let then = site(&room);
    Command::new("umount").arg(room.path().join("out")).status().unwrap();
    assert_eq!(first.status, 0, "{}", first.err);
    assert_eq!(full.status, 2, "{}", full.err);
    assert!(full.err.contains("the disk is full; free some space and build again"), "{}", full.err);
    assert!(after == old);
    assert_eq!(names, ["filler", "site"]);
    assert_eq!(freed.unwrap().status, 0);
    assert!(then.keys().eq(old.keys()));
}

#[test]
fn an_output_that_cannot_be_written_is_trouble() {
    let (room, _) = built();
    if !Path::new("/dev/full").exists() {
        return skipped("there is no /dev/full");
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcn-handbook"));
    let ran = command.args(["check", "--format", "json"]).current_dir(room.path()).stdout(Stdio::from(full)).stderr(Stdio::piped()).spawn().unwrap();
    let ran = ran.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot write to the output"));
}

// What lies where the site goes.

fn manifest(room: &Room, change: impl Fn(&str) -> String) {
    let path = "out/site/.pcn-handbook.json";
    let text = room.read(path);
    let changed = change(&text);
    assert_ne!(text, changed);
    room.put(path, &changed);
}

#[test]
fn a_site_of_another_version_is_replaced_wholly() {
    let (room, old) = built();
    room.put("out/site/CNAME", "handbook.example\n");
    manifest(&room, |text| {
        text.replace("\"format\": 1", "\"format\": 0").replace("\"program\": \"pcn-handbook", "\"theme\": \"x\", \"program\": \"pcn-handbook 0")
    });
    room.put("content/pages/other.md", "---\ntitle: Another page\naliases: [pages/once]\n---\n\nText.\n");
    fs::rename(room.path().join("content/pages/other.md"), room.path().join("content/pages/renamed.md")).unwrap();
    let ran = room.run(&BUILD);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let new = site(&room);
    assert!(old.contains_key("pages/other.html") && !new.contains_key("pages/other.html"));
    assert!(new.contains_key("pages/renamed.html"));
    assert_eq!(new["CNAME"], b"handbook.example\n");
    assert_eq!(room.run(&["verify", "out/site"]).status, 0);
}

#[test]
fn a_site_whose_list_is_lost_or_damaged_is_left_as_it_is() {
    let (room, _) = built();
    manifest(&room, |text| text[..text.len() / 2].to_owned());
    let damaged = site(&room);
    refuses(&room, &room.run(&BUILD), &damaged, "if the folder holds only a built site, remove it and build again");
    fs::remove_file(room.path().join("out/site/.pcn-handbook.json")).unwrap();
    let lost = site(&room);
    refuses(&room, &room.run(&BUILD), &lost, "holds files that pcn-handbook did not make");
}

#[test]
fn a_list_that_names_files_elsewhere_removes_none_of_them() {
    let (room, _) = built();
    room.put("precious.txt", "precious");
    room.put("out/precious.txt", "precious");
    let line = |path: &str| format!("{{\"path\":\"{path}\",\"xxh3\":\"0000000000000000\",\"size\":8}},\n");
    let absolute = room.path().join("precious.txt");
    let lines = line("../../precious.txt") + &line("../precious.txt") + &line(absolute.to_str().unwrap());
    manifest(&room, |text| text.replacen("\"files\": [\n", &format!("\"files\": [\n{lines}"), 1));
    assert_eq!(room.run(&BUILD).status, 0);
    assert_eq!((room.read("precious.txt").as_str(), room.read("out/precious.txt").as_str()), ("precious", "precious"));
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let (room, _) = built();
    let of = |title: &str, out: &str| {
        let content = format!("{title}/content");
        for (path, bytes) in files_of(&room.path().join("content")) {
            let to = room.path().join(&content).join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
        room.put(&format!("{content}/handbook.yaml"), &settings(title));
        let mut command = Command::new(env!("CARGO_BIN_EXE_pcn-handbook"));
        command.args(["build", "--as-at", "2026-11-22", "--out", out, "--content", &content]).current_dir(room.path());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let wholes = ["one", "two", "three"].map(|title| {
        assert_eq!(ran(&mut of(title, &format!("{title}/site"))).status, 0);
        files_of(&room.path().join(title).join("site"))
    });
    for round in 0..8 {
        if round % 2 == 0 {
            fs::remove_dir_all(room.path().join("out/site")).unwrap();
        }
        let running = ["one", "two", "three"].map(|title| of(title, "out/site").spawn().unwrap());
        for child in running {
            let ended = child.wait_with_output().unwrap();
            assert!(ended.status.success(), "round {round}: {}", String::from_utf8_lossy(&ended.stderr));
        }
        let found = site(&room);
        assert!(wholes.contains(&found), "round {round}: a mix of {} files", found.len());
    }
    assert_eq!(ran(&mut of("one", "out/site")).status, 0);
    assert!(site(&room) == wholes[0]);
    assert_eq!(names_in(&room.path().join("out")), ["site"]);
}

#[test]
fn what_an_interrupted_build_left_goes_with_the_next_and_nothing_else_does() {
    let (room, old) = built();
    // As a build of a process that is gone leaves it.
    room.put("out/site.new-999999999-0/.pcn-handbook-unfinished", "");
    room.put("out/site.new-999999999-0/index.html", "half a page");
    // Folders of somebody else's.
    room.put("out/site.new-year/plan.txt", "mine");
    room.put("out/site.new-2-1/plan.txt", "mine");
    room.put("out/site.old/index.html", "mine");
    let whole = Duration::from_millis(60);
    for n in 0..6 {
        let mut running = Command::new(env!("CARGO_BIN_EXE_pcn-handbook")).args(BUILD).current_dir(room.path()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * n / 5);
        let _ = Command::new("sh").args(["-c", &format!("kill -INT {}", running.id())]).stderr(Stdio::null()).status();
        running.wait().unwrap();
        let found = site(&room);
        assert!(found == old || found.keys().eq(old.keys()), "interrupt {n}");
    }
    assert_eq!(room.run(&BUILD).status, 0);
    assert_eq!(names_in(&room.path().join("out")), ["site", "site.new-2-1", "site.new-year", "site.old"]);
}

// What is read.

#[test]
fn a_file_or_folder_that_may_not_be_read_is_a_finding_at_its_name() {
    let (room, old) = built();
    may(&room, "content/pages/page.md", 0o000);
    let one = as_nobody(&room, &BUILD);
    may(&room, "content/pages/page.md", 0o644);
    may(&room, "content/networks/alpha", 0o000);
    let folder = as_nobody(&room, &["check", "--as-at", "2026-11-22", "--format", "short"]);
    may(&room, "content/networks/alpha", 0o755);
    assert_eq!(one.status, 1, "{}", one.err);
    assert!(one.err.contains("error[unreadable-file]: no permission to read this file"), "{}", one.err);
    assert!(one.err.contains("content/pages/page.md:1:1"), "{}", one.err);
    assert!(site(&room) == old);
    assert_eq!(folder.status, 1);
    assert!(folder.out.contains("networks/alpha:1:1: error[unreadable-file]: no permission to read this folder\n"), "{}", folder.out);
}

#[test]
fn a_document_that_may_not_be_read_stops_the_build() {
    let (room, old) = built();
    may(&room, "content/files/plan.pdf", 0o000);
    let ran = as_nobody(&room, &BUILD);
    may(&room, "content/files/plan.pdf", 0o644);
    refuses(&room, &ran, &old, "cannot read `files/plan.pdf`: no permission to read it");
}

#[test]
fn a_handbook_that_may_not_be_read_is_trouble() {
    let (room, old) = built();
    may(&room, "content", 0o000);
    let ran = as_nobody(&room, &BUILD);
    may(&room, "content", 0o755);
    refuses(&room, &ran, &old, "no permission to read the folder `content`");
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Something happens to a file again and again while builds run.
fn while_it_comes_and_goes(room: &Room, path: &str, mut each: impl FnMut(Ran)) {
    let (here, away) = (room.path().join(path), room.path().join("away"));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // What fails ends it too.
        let over = Over(&is_over);
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                fs::rename(&here, &away).unwrap();
                std::thread::sleep(Duration::from_micros(500));
                fs::rename(&away, &here).unwrap();
                std::thread::sleep(Duration::from_micros(700));
            }
        });
        for _ in 0..20 {
            each(room.run(&BUILD));
        }
        drop(over);
    });
}

#[test]
fn a_page_that_comes_and_goes_is_in_the_site_or_not_or_is_a_finding() {
    let (room, _) = built();
    assert_eq!(room.run(&BUILD).status, 0);
    let with = site(&room);
    fs::rename(room.path().join("content/pages/other.md"), room.path().join("away")).unwrap();
    assert_eq!(room.run(&BUILD).status, 0);
    let without = site(&room);
    fs::rename(room.path().join("away"), room.path().join("content/pages/other.md")).unwrap();
    while_it_comes_and_goes(&room, "content/pages/other.md", |ran| {
        match ran.status {
            0 => {}
            1 => assert!(ran.err.contains("this file was gone when it was to be read"), "{}", ran.err),
            _ => panic!("{}: {}", ran.status, ran.err),
        }
        let found = site(&room);
        assert!(found == with || found == without, "a site that is neither");
    });
}

#[test]
fn a_document_that_comes_and_goes_is_in_the_site_or_stops_the_build() {
    let (room, _) = built();
    assert_eq!(room.run(&BUILD).status, 0);
    let whole = site(&room);
    while_it_comes_and_goes(&room, "content/files/plan.pdf", |ran| {
        match ran.status {
            0 => {}
            // Away when the folder was listed: the link to it leads nowhere.
            1 => assert!(ran.err.contains("plan.pdf"), "{}", ran.err),
            2 => assert!(ran.err.contains("cannot read `files/plan.pdf`"), "{}", ran.err),
            _ => panic!("{}: {}", ran.status, ran.err),
        }
        assert!(site(&room) == whole, "a site that is not whole");
    });
}

// Clocks.

#[test]
fn dates_of_files_change_no_byte() {
    let (room, _) = built();
    assert_eq!(room.run(&BUILD).status, 0);
    let whole = site(&room);
    let far = Duration::from_secs(80 * 365 * 24 * 3600);
    for then in [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + far, SystemTime::now() + far] {
        for entry in walkdir::WalkDir::new(room.path()) {
            let _ = fs::File::open(entry.unwrap().path()).and_then(|file| file.set_modified(then));
        }
        let ran = room.run(&BUILD);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(site(&room) == whole);
    }
}

#[test]
fn a_file_that_got_an_older_date_is_read_again() {
    use pcn_handbook::pipeline;
    let (room, _) = built();
    let content = room.path().join("content");
    let (before, _) = pipeline::load(&content, None).unwrap();
    room.put("content/handbook.yaml", &settings("The odd title"));
    let file = fs::File::options().append(true).open(content.join("handbook.yaml")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    let (after, _) = pipeline::load_again(&content, None, &before, &Default::default()).unwrap();
    assert!(after.files().any(|(_, file)| file.text.contains("The odd title")));
}

// What is written into a handbook.

const REVIEW: [&str; 6] = ["review", "page", "--by", "manager", "--as-at", "2026-11-22"];

/// A page with all that an editor may leave behind: a mark at its top, line ends of Windows, a tab, no last line end.
const ODD_PAGE: &str = "\u{feff}---\r\ntitle: A page\t# ours\r\nreviewed: 2026-01-05\r\n---\r\n\r\nOne\ttwo.  \r\nThe end";

fn reviewable(page: &str) -> Room {
    Room::new(&[
        ("content/handbook.yaml", &settings("A handbook")),
        ("content/roles/manager.md", "---\ntitle: Manager\n---\n\nManages.\n"),
        ("content/pages/page.md", page),
        ("content/networks/alpha/network.yaml", NETWORK),
    ])
}

#[test]
fn a_page_keeps_its_bytes_and_rights_but_for_its_line() {
    let room = reviewable(ODD_PAGE);
    may(&room, "content/pages/page.md", 0o640);
    let owner = 12345;
    if is_root() {
        std::os::unix::fs::chown(room.path().join("content/pages/page.md"), Some(owner), Some(owner)).unwrap();
    } else {
        skipped("that a file keeps its owner is tried by the administrator alone");
    }
    let ran = room.run(&REVIEW);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let text = room.read("content/pages/page.md");
    let (old, new): (Vec<&str>, Vec<&str>) = (ODD_PAGE.split_inclusive('\n').collect(), text.split_inclusive('\n').collect());
    assert_eq!(old.len(), new.len());
    for (n, (old, new)) in old.iter().zip(&new).enumerate() {
        if n == 2 {
            assert!(new.starts_with("reviewed: {on: 2026-11-22, by: manager, text: m1-") && new.ends_with("}\r\n"), "{new:?}");
        } else {
            assert_eq!(old, new);
        }
    }
    let meta = fs::metadata(room.path().join("content/pages/page.md")).unwrap();
    assert_eq!(meta.mode() & 0o7777, 0o640);
    assert!(!is_root() || (meta.uid(), meta.gid()) == (owner, owner));
    assert_eq!(names_in(&room.path().join("content/pages")), ["page.md"]);
}

#[test]
fn a_link_is_written_through() {
    let room = reviewable(ODD_PAGE);
    fs::rename(room.path().join("content/pages/page.md"), room.path().join("content/pages/real.txt")).unwrap();
    symlink("real.txt", room.path().join("content/pages/page.md")).unwrap();
    let ran = room.run(&REVIEW);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(room.path().join("content/pages/page.md").is_symlink());
    assert!(room.read("content/pages/real.txt").contains("by: manager"));
}

#[test]
fn a_file_that_may_only_be_read_stays_as_it_is() {
    let room = reviewable(ODD_PAGE);
    may(&room, "content/pages/page.md", 0o444);
    let refused = room.run(&REVIEW);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("cannot change `content/pages/page.md`: it can only be read"), "{}", refused.err);
    may(&room, "content/pages/page.md", 0o644);
    may(&room, "content/pages", 0o555);
    let refused = as_nobody(&room, &REVIEW);
    may(&room, "content/pages", 0o755);
    assert_eq!(refused.status, 2, "{}", refused.out);
    assert!(refused.err.contains("cannot change `content/pages/page.md`: no permission to write there"), "{}", refused.err);
    assert_eq!(room.read("content/pages/page.md"), ODD_PAGE);
}

#[test]
fn a_disk_that_takes_half_a_text_keeps_the_old_one() {
    let page = format!("---\ntitle: A page\n---\n\n{}", "Words and words.\n".repeat(400));
    let room = reviewable(&page);
    let refused = with_a_limit_on_files(&room, &REVIEW);
    assert_eq!(refused.status, 2, "{}", refused.out);
    assert!(refused.err.contains("cannot change `content/pages/page.md`: the system lets"), "{}", refused.err);
    assert_eq!(room.read("content/pages/page.md"), page);
    assert_eq!(names_in(&room.path().join("content/pages")), ["page.md"]);
    let map = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/ods/map.csv");
    let refused = with_a_limit_on_files(&room, &["import", "ods", "--map", map, "--into", "imported"]);
    assert_eq!(refused.status, 2, "{}", refused.out);
    assert!(refused.err.contains("cannot write `imported/"), "{}", refused.err);
    assert_eq!(names_in(&room.path().join("imported")), [""; 0]);
}

#[test]
fn a_file_in_place_of_a_folder_is_told() {
    let room = reviewable(ODD_PAGE);
    room.put("content/checklists", "a file of that name");
    let refused = room.run(&["new", "checklist", "leaving"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("cannot write `content/checklists"), "{}", refused.err);
    assert_eq!(room.read("content/checklists"), "a file of that name");
    assert!(names_in(&room.path().join("content")).iter().all(|name| !name.starts_with('.')));
}
