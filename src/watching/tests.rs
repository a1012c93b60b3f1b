use std::fs;

use super::*;

/// A watched folder `content`, in a folder of its own.
struct Trial {
    above: tempfile::TempDir,
    content: PathBuf,
    watcher: Watcher,
    bursts: Receiver<Burst>,
}

/// What all bursts together said.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    paths: Vec<String>,
    everything: bool,
}

impl Trial {
    fn new(poll: bool) -> Self {
        Self::prepared(poll, |_| {})
    }

    /// A few pages, and what else there is to be before the watch begins. Below `content/site` nothing counts.
    fn prepared(poll: bool, prepare: impl FnOnce(&Path)) -> Self {
        let above = tempfile::tempdir().unwrap();
        let content = above.path().join("content");
        fs::create_dir_all(content.join("networks/alpha")).unwrap();
        for page in ["page.md", "guide.docx", "networks/alpha/network.yaml"] {
            fs::write(content.join(page), "as it was").unwrap();
        }
        prepare(above.path());
        let (watcher, bursts) = Watcher::start(std::slice::from_ref(&content), &[content.join("site")], poll).unwrap();
        assert_eq!(matches!(watcher.how(), How::Events), !poll, "{:?}", watcher.how());
        Self { above, content, watcher, bursts }
    }

    /// Acts, and gives what the bursts said of it. A page that is saved afterwards shows when all of them have come.
    fn seen(&self, act: impl FnOnce(&Path)) -> Seen {
        act(&self.content);
        self.until_saved("the-end.md")
    }

    fn until_saved(&self, page: &str) -> Seen {
        let end = self.content.join(page);
        // Each time longer, so that it does not matter how fine the clock of the file system is.
        let size = fs::metadata(&end).map_or(0, |metadata| metadata.len() as usize);
        fs::write(&end, "x".repeat(size + 1)).unwrap();
        let (mut paths, mut everything) = (BTreeSet::new(), false);
        while !paths.remove(&end) {
            let burst = self.burst();
            paths.extend(burst.paths);
            everything |= burst.everything;
        }
        let below = |path: PathBuf| path.strip_prefix(&self.content).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        Seen { paths: paths.into_iter().map(below).collect(), everything }
    }

    fn burst(&self) -> Burst {
        self.bursts.recv_timeout(Duration::from_secs(30)).unwrap()
    }

    fn until_everything(&self) {
        while !self.burst().everything {}
    }
}

fn paths(paths: &[&str]) -> Seen {
    Seen { paths: paths.iter().map(|&path| path.to_owned()).collect(), everything: false }
}

/// Both ways of noticing have to see the same.
fn both_ways(trial: impl Fn(bool)) {
    trial(false);
    trial(true);
}

#[test]
fn a_save_of_vim_is_a_change_of_its_file() {
    both_ways(|poll| {
        let seen = Trial::new(poll).seen(|content| {
            fs::write(content.join(".page.md.swp"), "").unwrap();
            fs::write(content.join("4913"), "").unwrap();
            fs::remove_file(content.join("4913")).unwrap();
            fs::rename(content.join("page.md"), content.join("page.md~")).unwrap();
            fs::write(content.join("page.md"), "changed in vim").unwrap();
            fs::remove_file(content.join("page.md~")).unwrap();
        });
        assert_eq!(seen, paths(&["page.md"]));
    });
}

#[test]
fn every_save_by_a_rename_is_seen_and_not_the_first_alone() {
    both_ways(|poll| {
        let trial = Trial::new(poll);
        for text in ["first", "the second", "the third and last"] {
            let seen = trial.seen(|content| {
                fs::write(content.join("page.md.tmp"), text).unwrap();
                fs::rename(content.join("page.md.tmp"), content.join("page.md")).unwrap();
            });
            assert_eq!(seen, paths(&["page.md"]));
        }
    });
}

#[test]
fn a_save_of_word_is_a_change_of_its_file() {
    both_ways(|poll| {
        let seen = Trial::new(poll).seen(|content| {
            fs::write(content.join("~$guide.docx"), "owner").unwrap();
            fs::write(content.join("~WRD0001.tmp"), "changed in Word").unwrap();
            fs::rename(content.join("guide.docx"), content.join("~WRL0002.tmp")).unwrap();
            fs::rename(content.join("~WRD0001.tmp"), content.join("guide.docx")).unwrap();
            fs::remove_file(content.join("~WRL0002.tmp")).unwrap();
            fs::remove_file(content.join("~$guide.docx")).unwrap();
        });
        assert_eq!(seen, paths(&["guide.docx"]));
    });
}

#[test]
fn locks_of_libreoffice_and_emacs_are_nothing() {
    both_ways(|poll| {
        let seen = Trial::new(poll).seen(|content| {
            fs::write(content.join(".~lock.guide.docx#"), "owner").unwrap();
            fs::write(content.join("#page.md#"), "saved by itself").unwrap();
            fs::write(content.join("page.md___jb_tmp___"), "saved safely").unwrap();
            fs::remove_file(content.join(".~lock.guide.docx#")).unwrap();
        });
        assert_eq!(seen, paths(&[]));
    });
}

#[test]
fn a_checkout_of_500_files_names_each_of_them() {
    both_ways(|poll| {
        let names: Vec<String> = (0..500).map(|n| format!("networks/n{:02}/page-{n:03}.md", n / 10)).collect();
        let trial = Trial::prepared(poll, |above| {
            for name in &names {
                let file = above.join("content").join(name);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "on the old branch").unwrap();
            }
        });
        let seen = trial.seen(|content| {
            fs::create_dir_all(content.join(".git/objects/ab")).unwrap();
            fs::write(content.join(".git/index.lock"), "").unwrap();
            for name in &names {
                fs::remove_file(content.join(name)).unwrap();
                fs::write(content.join(name), "on the other branch").unwrap();
            }
            fs::rename(content.join(".git/index.lock"), content.join(".git/index")).unwrap();
        });
        assert_eq!(seen, Seen { paths: names.clone(), everything: false });
    });
}

#[test]
fn a_page_that_gets_another_name_is_seen_under_both() {
    both_ways(|poll| {
        let seen = Trial::new(poll).seen(|content| fs::rename(content.join("page.md"), content.join("networks/other.md")).unwrap());
        assert_eq!(seen, paths(&["networks/other.md", "page.md"]));
    });
}

#[test]
fn a_folder_moved_in_brings_its_files_and_later_saves_in_it_are_seen() {
    both_ways(|poll| {
        let trial = Trial::prepared(poll, |above| {
            fs::create_dir_all(above.join("elsewhere/deep")).unwrap();
            fs::write(above.join("elsewhere/deep/a.md"), "").unwrap();
            fs::write(above.join("elsewhere/.hidden"), "").unwrap();
        });
        let above = trial.above.path();
        let seen = trial.seen(|content| fs::rename(above.join("elsewhere"), content.join("moved")).unwrap());
        assert_eq!(seen, paths(&["moved", "moved/deep", "moved/deep/a.md"]));
        let seen = trial.seen(|content| fs::write(content.join("moved/deep/a.md"), "later").unwrap());
        assert_eq!(seen, paths(&["moved/deep/a.md"]));
    });
}

#[test]
fn a_folder_moved_out_is_seen_to_go_and_what_happens_in_it_then_does_not_count() {
    both_ways(|poll| {
        let trial = Trial::new(poll);
        let out = trial.above.path().join("out");
        let seen = trial.seen(|content| fs::rename(content.join("networks"), &out).unwrap());
        assert!(seen.paths.contains(&"networks".to_owned()) && !seen.everything, "{seen:?}");
        let seen = trial.seen(|_| fs::write(out.join("alpha/network.yaml"), "changed elsewhere").unwrap());
        assert_eq!(seen, paths(&[]));
    });
}

#[test]
fn folders_made_and_filled_at_once_are_seen_wholly() {
    both_ways(|poll| {
        let trial = Trial::new(poll);
        // Often, because a watch that comes too late misses a file only now and then.
        for n in 0..if poll { 1 } else { 30 } {
            let folders: Vec<String> = ["", "/b", "/b/c", "/b/c/d"].iter().map(|below| format!("made-{n:02}{below}")).collect();
            let files: Vec<String> = folders.iter().map(|folder| format!("{folder}/page.md")).collect();
            let seen = trial.seen(|content| {
                for (folder, file) in folders.iter().zip(&files) {
                    fs::create_dir(content.join(folder)).unwrap();
                    fs::write(content.join(file), "at once").unwrap();
                }
            });
            let mut all: Vec<String> = folders.iter().chain(&files).cloned().collect();
            all.sort_by_key(|path| PathBuf::from(path));
            assert_eq!(seen, Seen { paths: all, everything: false });
            let seen = trial.seen(|content| files.iter().for_each(|file| fs::write(content.join(file), "at once, and later").unwrap()));
            let mut all = files.clone();
            all.sort_by_key(|path| PathBuf::from(path));
            assert_eq!(seen, Seen { paths: all, everything: false });
        }
    });
}

#[test]
fn a_folder_renamed_to_and_fro_is_still_watched() {
    both_ways(|poll| {
        let trial = Trial::new(poll);
        trial.seen(|content| {
            fs::rename(content.join("networks"), content.join("pcns")).unwrap();
            fs::rename(content.join("pcns"), content.join("networks")).unwrap();
        });
        let seen = trial.seen(|content| fs::write(content.join("networks/alpha/network.yaml"), "later").unwrap());
        assert_eq!(seen, paths(&["networks/alpha/network.yaml"]));
    });
}

#[test]
fn reading_and_permissions_are_no_changes() {
    both_ways(|poll| {
        let seen = Trial::new(poll).seen(|content| {
            for folder in [content.to_owned(), content.join("networks/alpha")] {
                for entry in fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
                    fs::read(entry.path()).unwrap();
                }
            }
            let mut permissions = fs::metadata(content.join("page.md")).unwrap().permissions();
            permissions.set_readonly(true);
            fs::set_permissions(content.join("page.md"), permissions).unwrap();
        });
        assert_eq!(seen, paths(&[]));
    });
}

#[test]
fn what_is_written_into_an_ignored_folder_or_beside_it_does_not_count() {
    both_ways(|poll| {
        let seen = Trial::new(poll).seen(|content| {
            for round in 0..3 {
                let new = content.join(format!("site.new-77-{round}"));
                fs::create_dir_all(new.join("networks")).unwrap();
                fs::write(new.join("networks/alpha.html"), "written").unwrap();
                let old = content.join(format!("site.old-77-{round}"));
                let _ = fs::rename(content.join("site"), &old);
                fs::rename(&new, content.join("site")).unwrap();
                fs::write(content.join("site/index.html"), "written").unwrap();
                let _ = fs::remove_dir_all(old);
            }
            fs::write(content.join("site.md"), "a page with such a name").unwrap();
        });
        assert_eq!(seen, paths(&["site.md"]));
    });
}

#[cfg(unix)]
#[test]
fn an_ignored_folder_and_a_root_may_be_links() {
    both_ways(|poll| {
        let above = tempfile::tempdir().unwrap();
        let at = |name: &str| above.path().join(name);
        fs::create_dir_all(at("real/content/built")).unwrap();
        std::os::unix::fs::symlink(at("real/content"), at("content")).unwrap();
        std::os::unix::fs::symlink(at("real/content/built"), at("site")).unwrap();
        let content = at("content");
        let (watcher, bursts) = Watcher::start(std::slice::from_ref(&content), &[at("site")], poll).unwrap();
        let trial = Trial { above, content, watcher, bursts };
        let seen = trial.seen(|content| {
            fs::write(content.join("built/index.html"), "written").unwrap();
            fs::write(content.join("page.md"), "").unwrap();
        });
        assert_eq!(seen, paths(&["page.md"]));
        fs::create_dir(trial.above.path().join("another")).unwrap();
        fs::remove_file(&trial.content).unwrap();
        std::os::unix::fs::symlink(trial.above.path().join("another"), &trial.content).unwrap();
        trial.until_everything();
        // The old place and the new one may have been told of apart; then the new one is watched.
        trial.seen(|_| {});
        assert_eq!(trial.seen(|content| fs::write(content.join("page.md"), "").unwrap()), paths(&["page.md"]));
    });
}

#[test]
fn a_root_that_comes_later_is_noticed_and_watched() {
    both_ways(|poll| {
        let above = tempfile::tempdir().unwrap();
        let content = above.path().join("not/yet/content");
        let (watcher, bursts) = Watcher::start(std::slice::from_ref(&content), &[], poll).unwrap();
        fs::create_dir_all(&content).unwrap();
        fs::write(content.join("page.md"), "").unwrap();
        let trial = Trial { above, content, watcher, bursts };
        trial.until_everything();
        trial.seen(|_| {});
        let seen = trial.seen(|content| fs::write(content.join("page.md"), "later").unwrap());
        assert_eq!(seen, paths(&["page.md"]));
    });
}

#[test]
fn a_root_that_goes_and_comes_back_is_watched_again() {
    both_ways(|poll| {
        let trial = Trial::new(poll);
        let aside = trial.above.path().join("aside");
        fs::rename(&trial.content, &aside).unwrap();
        trial.until_everything();
        fs::write(aside.join("page.md"), "changed while away").unwrap();
        fs::rename(&aside, &trial.content).unwrap();
        trial.until_everything();
        trial.seen(|_| {});
        let seen = trial.seen(|content| fs::write(content.join("networks/alpha/network.yaml"), "after it came back").unwrap());
        assert_eq!(seen, paths(&["networks/alpha/network.yaml"]));
    });
}

#[test]
fn a_root_that_is_another_at_once_is_watched() {
    // A walk sees the same folder with other files in it.
    let trial = Trial::new(false);
    fs::remove_dir_all(&trial.content).unwrap();
    fs::create_dir(&trial.content).unwrap();
    trial.until_everything();
    trial.seen(|_| {});
    let seen = trial.seen(|content| fs::write(content.join("page.md"), "in the new folder").unwrap());
    assert_eq!(seen, paths(&["page.md"]));
}

#[test]
fn a_folder_above_the_roots_may_be_moved_away() {
    both_ways(|poll| {
        let above = tempfile::tempdir().unwrap();
        let content = above.path().join("handbook/content");
        fs::create_dir_all(&content).unwrap();
        let (watcher, bursts) = Watcher::start(std::slice::from_ref(&content), &[], poll).unwrap();
        fs::rename(above.path().join("handbook"), above.path().join("aside")).unwrap();
        let trial = Trial { above, content, watcher, bursts };
        trial.until_everything();
        fs::rename(trial.above.path().join("aside"), trial.above.path().join("handbook")).unwrap();
        trial.until_everything();
        trial.seen(|_| {});
        assert_eq!(trial.seen(|content| fs::write(content.join("page.md"), "").unwrap()), paths(&["page.md"]));
    });
}

#[test]
fn a_root_that_is_a_file_is_watched_by_its_name_alone() {
    both_ways(|poll| {
        let trial = Trial::prepared(poll, |above| fs::write(above.join("settings.yaml"), "").unwrap());
        let settings = trial.above.path().join("settings.yaml");
        trial.watcher.set_roots(&[trial.content.clone(), settings.clone()]);
        trial.until_everything();
        for text in ["once", "and twice"] {
            let seen = trial.seen(|_| {
                fs::write(trial.above.path().join("other.yaml"), text).unwrap();
                fs::write(settings.with_extension("new"), text).unwrap();
                fs::rename(settings.with_extension("new"), &settings).unwrap();
            });
            assert_eq!(seen, paths(&[&settings.to_string_lossy()]));
        }
    });
}

#[test]
fn other_roots_are_watched_from_when_they_are_named() {
    both_ways(|poll| {
        let mut trial = Trial::prepared(poll, |above| fs::create_dir(above.join("other")).unwrap());
        trial.watcher.set_roots(&[trial.content.clone()]);
        assert_eq!(trial.seen(|_| {}), paths(&[]), "they are the same");
        let other = trial.above.path().join("other");
        trial.watcher.set_roots(std::slice::from_ref(&other));
        trial.until_everything();
        fs::write(trial.content.join("page.md"), "not watched any more").unwrap();
        trial.content = other;
        assert_eq!(trial.seen(|content| fs::write(content.join("page.md"), "").unwrap()), paths(&["page.md"]));
    });
}

#[test]
fn when_the_system_lost_events_everything_is_looked_at_and_watched_on() {
    let trial = Trial::new(false);
    let lost = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    trial.watcher.messages.send(Message::Event(1, Instant::now(), Ok(lost))).unwrap();
    trial.until_everything();
    assert_eq!(trial.watcher.how(), How::Events);
    let seen = trial.seen(|content| fs::write(content.join("networks/alpha/network.yaml"), "later").unwrap());
    assert_eq!(seen, paths(&["networks/alpha/network.yaml"]));
}

#[test]
fn when_the_system_refuses_midway_the_folders_are_walked() {
    let trial = Trial::new(false);
    let full = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
    trial.watcher.messages.send(Message::Event(1, Instant::now(), Err(full))).unwrap();
    trial.until_everything();
    assert!(matches!(trial.watcher.how(), How::Polling(Why::Refused(_))), "{:?}", trial.watcher.how());
    let seen = trial.seen(|content| fs::write(content.join("page.md"), "later").unwrap());
    assert_eq!(seen, paths(&["page.md"]));
}

#[test]
fn bursts_end_when_the_watcher_is_dropped() {
    both_ways(|poll| {
        let Trial { above: _above, watcher, bursts, .. } = Trial::new(poll);
        drop(watcher);
        assert_eq!(bursts.recv_timeout(Duration::from_secs(30)), Err(RecvTimeoutError::Disconnected));
    });
}

#[test]
fn a_burst_ends_when_it_is_quiet_and_after_half_a_second_at_the_latest() {
    let start = Instant::now();
    let after = |milliseconds| start + Duration::from_millis(milliseconds);
    let mut gathered = Gathered::default();
    assert_eq!((gathered.due(), gathered.burst()), (None, None));
    // 500 files within 450 ms are one burst.
    for n in 0..500 {
        let at = start + Duration::from_micros(n * 900);
        assert!(gathered.due().is_none_or(|due| due > at));
        gathered.path(PathBuf::from(format!("page-{n:03}.md")), at);
    }
    assert_eq!(gathered.due(), Some(start + Duration::from_micros(449_100) + QUIET));
    for n in 0..10 {
        gathered.path(PathBuf::from("page-000.md"), after(450 + n * 10));
    }
    assert_eq!(gathered.due(), Some(after(500)));
    assert!(gathered.is_overdue(after(500)) && !gathered.is_overdue(after(499)));
    let burst = gathered.burst().unwrap();
    assert_eq!((burst.paths.len(), burst.everything, burst.last), (500, false, after(540)));
    assert_eq!(gathered.due(), None, "the next burst begins with its own first event");
    gathered.everything(after(600));
    assert_eq!(gathered.due(), Some(after(620)));
    assert!(gathered.burst().unwrap().everything);
}

#[test]
fn the_reason_for_walking_is_said_in_words() {
    let why = Why::Silent { folder: PathBuf::from("content"), lies_on: "a network drive (NFS)" };
    assert_eq!(why.to_string(), "`content` is on a network drive (NFS), where the system does not tell of every change");
    let full = refusal(&notify::Error::new(notify::ErrorKind::MaxFilesWatch));
    assert!(full.starts_with("the system lets no more folders be watched"), "{full}");
    assert_eq!(Trial::new(true).watcher.how(), How::Polling(Why::Asked));
}
