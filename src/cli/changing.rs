//! The commands that go on until they are stopped: `serve` and `watch`.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Handbook, Outcome, Serve, Watch, colours, counted, refuse_inside, summary};
use crate::diagnostic::{self, Diagnostic, Format, Severity};
use crate::model::thousands;
use crate::output::{Changed, LiveSite, OutputError, Staging};
use crate::pipeline::{Built, Takes, Trouble};
use crate::serve::{self, Server, State};
use crate::session::{self, Inbox, Looked, News, Session, Unwritten};
use crate::watching::{Burst, How, Watcher};

/// How long nothing must have happened until the folders are looked through for what nobody told of.
const IDLE: Duration = Duration::from_secs(1);
/// How often it is looked whether a new day has begun.
const CLOCK: Duration = Duration::from_secs(30);

/// Looks at a handbook whenever it changes, and does something with it each time; ends with the watcher.
fn each_change(
    session: &mut Session,
    handbook: &Handbook,
    ignored: &[PathBuf],
    poll: bool,
    mut act: impl FnMut(&mut Session, Looked, &Inbox, &Occasion) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    // The watch begins before the first look, so that no change falls between the two.
    let (watcher, bursts) = Watcher::start(&session.folders(), ignored, poll)?;
    let inbox = Inbox::of(bursts);
    let mut day = handbook.today();
    let mut said = How::Events;
    let mut is_checked = false;
    let beginning = Occasion::now("");
    let looked = session.look(None, day)?;
    act(session, looked, &inbox, &beginning)?;
    loop {
        let how = watcher.how();
        if how != said
            && let How::Polling(why) = &how
        {
            tell(&format!("the folders are looked through several times a second: {why}"));
        }
        said = how;
        watcher.set_roots(&session.folders());
        let (burst, occasion) = match inbox.next(if is_checked { CLOCK } else { IDLE }) {
            News::Burst(burst) => {
                is_checked = false;
                let occasion = Occasion { what: named(&burst), since: burst.last };
                (Some(burst), occasion)
            }
            News::Over => return Ok(()),
            News::Quiet if handbook.today() != day => (None, Occasion::now("a new day")),
            News::Quiet if !is_checked && session.was_missed().unwrap_or(false) => (None, Occasion::now("found by looking through the folders")),
            News::Quiet => {
                is_checked = true;
                continue;
            }
        };
        day = handbook.today();
        match session.look(burst.as_ref(), day) {
            Ok(looked) => act(session, looked, &inbox, &occasion)?,
            // As on a checkout; its return is told.
            Err(_) if !handbook.content.exists() => tell(&format!("the folder `{}` is away; waiting for it", handbook.content.display())),
            Err(Trouble(why)) => tell(&why),
        }
    }
}

/// Why a handbook is looked at.
struct Occasion {
    /// What changed, in words; empty at the start.
    what: String,
    /// When the last of it happened.
    since: Instant,
}

impl Occasion {
    fn now(what: &str) -> Self {
        Self { what: what.to_owned(), since: Instant::now() }
    }

    /// `24 ms`.
    fn took(&self) -> String {
        format!("{:.0} ms", self.since.elapsed().as_secs_f64() * 1000.0)
    }
}

/// `content/guidance/arrs.md and 3 more`.
fn named(burst: &Burst) -> String {
    let Some(first) = burst.paths.first() else { return "the folders".to_owned() };
    let first = first.display();
    match burst.paths.len() - 1 {
        0 => first.to_string(),
        others => format!("{first} and {} more", thousands(others as u64)),
    }
}

/// Says something on the error stream.
fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says what a change led to: errors in full, and one line.
fn tell_change(looked: &Looked, occasion: &Occasion) {
    const MOST: usize = 20;
    let errors = looked.checked.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let shown: Vec<Diagnostic> = errors.clone().take(MOST).cloned().collect();
    let mut text = diagnostic::draw(&shown, &looked.checked.snapshot, Format::Human, colours());
    let others = errors.count().saturating_sub(MOST);
    if others > 0 {
        text.push_str(&format!("and {} more; `pcn-handbook check` shows them all\n\n", counted(others, "error")));
    }
    let what = if occasion.what.is_empty() { String::new() } else { format!("{}: ", occasion.what) };
    tell(&format!("{text}{what}{}, {}", summary(&looked.checked), occasion.took()));
}

pub(super) fn serve(arguments: &Serve) -> Result<Outcome, Trouble> {
    let Serve { handbook, theme, poll, .. } = arguments;
    let mut session = Session::new(&handbook.content, theme.as_deref(), handbook.edition);
    let known = Arc::default();
    let mut server: Option<Server> = None;
    let mut good: Option<Arc<Unwritten>> = None;
    each_change(&mut session, handbook, &[], *poll, |session, looked, _, occasion| {
        let mut told = session::told(&looked.checked.findings, &looked.checked.snapshot);
        tell_change(&looked, occasion);
        // With an error the pages stay as they were when all was well; at the start there are no others than these.
        if !looked.has_errors() || good.is_none() {
            let had_errors = looked.has_errors();
            let shown = match session.show(looked) {
                Ok(shown) => shown,
                // A file of the theme was gone when it was to be read; its return is told.
                Err(error) if server.is_some() => {
                    tell(&error.to_string());
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            };
            if !shown.mistakes.is_empty() {
                tell(&diagnostic::draw(&shown.mistakes, &shown.snapshot, Format::Human, colours()));
                told.extend(session::told(&shown.mistakes, &shown.snapshot));
            }
            if shown.mistakes.is_empty() || good.is_none() {
                let is_good = !had_errors && shown.mistakes.is_empty();
                let site = Arc::new(Unwritten::new(shown, Arc::clone(&known)));
                good = is_good.then(|| Arc::clone(&site));
                return publish(&mut server, session::state(&site, told), arguments);
            }
        }
        match &good {
            Some(site) => publish(&mut server, session::state(site, told), arguments),
            None => Ok(()),
        }
    })?;
    Ok(Outcome::Clean)
}

/// Gives a state to the server, which starts with the first.
fn publish(server: &mut Option<Server>, state: State, arguments: &Serve) -> Result<(), Trouble> {
    if let Some(server) = server {
        server.publish(state);
        return Ok(());
    }
    let started = serve::start(state, serve::Options { port: arguments.port })?;
    if started.port() != arguments.port && arguments.port != 0 {
        tell(&format!("port {} is taken, so it is port {}", arguments.port, started.port()));
    }
    tell(&format!("{} shows the handbook as it is saved; Ctrl-C ends it", started.address()));
    if arguments.open
        && let Err(why) = serve::open_in_browser(&started.address())
    {
        tell(&why);
    }
    *server = Some(started);
    Ok(())
}

/// Keeps a built site up to date.
pub(super) fn watch(arguments: &Watch) -> Result<Outcome, Trouble> {
    let Watch { build, poll } = arguments;
    let (out, handbook) = (&build.out().to_owned(), &build.handbook);
    refuse_inside(build, out)?;
    let mut session = Session::new(&handbook.content, build.theme.as_deref(), handbook.edition);
    let mut site: Option<LiveSite> = None;
    let mut was_built = false;
    each_change(&mut session, handbook, std::slice::from_ref(out), *poll, |session, looked, inbox, occasion| {
        tell_change(&looked, occasion);
        // The handbook may name another theme now.
        if let Err(Trouble(why)) = refuse_inside(build, out) {
            tell(&why);
            return Ok(());
        }
        if looked.has_errors() {
            tell(&format!("`{}` stays as it was", out.display()));
            return Ok(());
        }
        match round(session, looked, &mut site, out, inbox) {
            Ok(Round::Done(changed)) => {
                was_built = true;
                let removed = if changed.removed > 0 { format!(", {} removed", counted(changed.removed, "file")) } else { String::new() };
                tell(&format!("{} written{removed} in `{}`, {}", counted(changed.written, "file"), out.display(), occasion.took()));
                Ok(())
            }
            Ok(Round::Mistakes | Round::Overtaken) => Ok(()),
            Err(trouble) if !was_built => Err(trouble),
            Err(Trouble(why)) => {
                // A full disk, a file that was gone again: the next change makes the site as a whole.
                site = None;
                tell(&format!("{why}; `{}` is built anew with the next change", out.display()));
                Ok(())
            }
        }
    })?;
    Ok(Outcome::Clean)
}

/// How a round ended.
enum Round {
    Done(Changed),
    /// A template has a mistake, which was told.
    Mistakes,
    /// Something changed meanwhile, and the next round will see to it.
    Overtaken,
}

/// Brings the site on the disk up to date: as a whole where there is none yet that this program has charge of.
fn round(session: &mut Session, looked: Looked, site: &mut Option<LiveSite>, out: &Path, inbox: &Inbox) -> Result<Round, Trouble> {
    let shown = session.show(looked)?;
    let tell_mistakes = |built: &Built| tell(&diagnostic::draw(&built.findings, &shown.snapshot, Format::Human, colours()));
    if let Some(site) = site.as_ref().filter(|site| site.is_ours()) {
        let live = session.build(&shown, &Taker { site, inbox });
        let live = live.and_then(|built| site.end_round(!built.overtaken && built.findings.is_empty()).map(|changed| (built, changed)));
        // What cannot be changed file by file, as a file that becomes a folder, can be as a whole; else that tells why not.
        if let Ok((built, changed)) = live {
            tell_mistakes(&built);
            return Ok(match built {
                Built { overtaken: true, .. } => Round::Overtaken,
                Built { findings, .. } if !findings.is_empty() => Round::Mistakes,
                _ => Round::Done(changed),
            });
        }
    }
    *site = None;
    session.forget_pages();
    let staging = Staging::begin(out)?;
    let built = session.build(&shown, &|path: &str, bytes: &[u8]| staging.write(path, bytes))?;
    if !built.findings.is_empty() {
        tell_mistakes(&built);
        return Ok(Round::Mistakes);
    }
    let written = staging.finish()?.files;
    *site = Some(LiveSite::open(out)?);
    Ok(Round::Done(Changed { written, removed: 0 }))
}

/// A built site, and whether what is being built is out of date already.
struct Taker<'a> {
    site: &'a LiveSite,
    inbox: &'a Inbox,
}

impl Takes for Taker<'_> {
    fn expect(&self, addresses: &[&str]) -> Result<(), OutputError> {
        self.site.expect(addresses.iter().copied())
    }

    fn write(&self, address: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.site.write(address, bytes)
    }

    fn keep(&self, address: &str) {
        self.site.keep(address);
    }

    fn is_overtaken(&self) -> bool {
        self.inbox.is_waiting()
    }
}
