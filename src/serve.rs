//! The development server: a site that is never written, shown as it changes.
//!
//! It answers from a [`State`], which whoever watches the files replaces after each change ([`Server::publish`]). Pages
//! get a script that hears over server-sent events when they are old, and what stops them from becoming new. The server is
//! for one author on one machine: it listens on loopback alone, answers to its own names alone, and lets no other site read
//! what it serves.

mod address;
mod connection;
mod events;
mod page;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::Serialize;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::{oneshot, watch};

/// The bytes at an address from the root, such as `networks/severn-bridge/index.html`; `None` where the site has no such
/// file. Asked from several threads, and for the same address more than once: equal questions to one state get equal bytes.
pub type Get = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// One state of a site. After a change there is a new one.
pub struct State {
    /// The files of the site; pages may be rendered when asked for.
    pub get: Get,
    /// What to show over the page; empty when all is well.
    pub told: Vec<Told>,
}

/// A finding as it is shown over the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// Name of the rule.
    pub rule: String,
    /// What is wrong; words of the author stand in backticks.
    pub message: String,
    /// Where: `content/networks/alpha/network.yaml:41:18`.
    pub place: String,
    /// The line with the fault.
    pub line: Option<Line>,
    /// Other places, each with a remark.
    pub also: Vec<Also>,
    /// Next steps.
    pub hints: Vec<String>,
    /// The rule's page, in Markdown; may be empty.
    pub explain: String,
    /// Where the file can be edited: `vscode://file/…`, or an address of the web.
    pub open: Option<String>,
}

/// A line of a file, with a stretch of it marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// The line without its end.
    pub text: String,
    /// Characters before the stretch.
    pub start: usize,
    /// Characters in the stretch; none where something is missing.
    pub width: usize,
}

/// Another place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Also {
    /// Where it is, as in [`Told::place`].
    pub place: String,
    /// What is there.
    pub message: String,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The port to listen on; where it is taken, the next free one is. 0 takes any.
    pub port: u16,
}

/// Why there is no server, in plain words, with the next step.
#[derive(Debug)]
pub struct ServeError(String);

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ServeError {}

/// A server at work. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    site: watch::Sender<Arc<Site>>,
    /// Dropped to tell the thread that it is over.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A state with what was found out about it while it was served.
struct Site {
    state: State,
    /// The findings as JSON.
    told: String,
    /// Fingerprints of style sheets, scripts and pictures, by address.
    prints: Mutex<HashMap<String, u64>>,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a site with {} findings", self.state.told.len())
    }
}

impl Site {
    fn new(state: State) -> Arc<Self> {
        // Findings are texts and numbers, which JSON can always hold.
        let told = serde_json::to_string(&state.told).unwrap_or_else(|_| "[]".to_owned());
        Arc::new(Self { state, told, prints: Mutex::default() })
    }
}

/// What one server bears before it lets somebody wait or go.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Connections at once; further ones wait.
    connections: usize,
    /// Pages that hear news at once; further ones are refused, so that those who listen leave room for those who ask.
    streams: usize,
    /// How long the head of a request may take, and a connection be idle.
    head: Duration,
    /// How long an answer may be on its way without being taken.
    stalled: Duration,
    /// Bytes of a request's head.
    head_size: usize,
    /// After this time without news an event stream says that it lives.
    quiet: Duration,
}

const LIMITS: Limits = Limits {
    connections: 256,
    streams: 96,
    head: Duration::from_secs(10),
    stalled: Duration::from_secs(60),
    head_size: 16 * 1024,
    quiet: Duration::from_secs(15),
};

/// How many ports above the one asked for are tried.
const NEXT_PORTS: u16 = 20;

/// Starts a server on a thread of its own.
///
/// # Errors
/// When no port can be had.
pub fn start(first: State, options: Options) -> Result<Server, ServeError> {
    start_within(first, options, LIMITS)
}

fn start_within(first: State, options: Options, limits: Limits) -> Result<Server, ServeError> {
    let cannot = |error: &io::Error| ServeError(format!("the server cannot start: {error}"));
    // Pages are rendered on other threads than the one that talks to browsers; more than a few at once gain nothing.
    let renderers = thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(renderers)
        .thread_name("pcn-handbook-pages")
        .build()
        .map_err(|error| cannot(&error))?;
    let (listeners, port) = listen(&runtime, options.port)?;
    let (site, watched) = watch::channel(Site::new(first));
    let (stop, stopped) = oneshot::channel::<()>();
    let work = move || {
        runtime.block_on(async {
            connection::accept_all(listeners, port, &watched, limits);
            let _ = stopped.await;
        });
        runtime.shutdown_timeout(Duration::from_secs(2));
    };
    let thread = thread::Builder::new().name("pcn-handbook-server".to_owned()).spawn(work).map_err(|error| cannot(&error))?;
    Ok(Server { port, site, stop: Some(stop), thread: Some(thread) })
}

/// Takes the port, or the next free one, on IPv4 and, where the machine has it, on IPv6.
fn listen(runtime: &Runtime, asked: u16) -> Result<(Vec<TcpListener>, u16), ServeError> {
    let last = if asked == 0 { 0 } else { asked.saturating_add(NEXT_PORTS) };
    for port in asked..=last {
        match runtime.block_on(listen_on(port)) {
            Ok(taken) => return Ok(taken),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(ServeError(format!("port {port} is not for everybody on this machine: choose one above 1023 with `--port`")));
            }
            Err(error) => return Err(ServeError(format!("the server cannot listen on port {port}: {error}"))),
        }
    }
    Err(ServeError(format!("all ports from {asked} to {last} are taken: stop one of the programs that use them, or choose another port with `--port`")))
}

async fn listen_on(port: u16) -> io::Result<(Vec<TcpListener>, u16)> {
    let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let port = first.local_addr()?.port();
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
        Ok(second) => Ok((vec![first, second], port)),
        // Otherwise `localhost` would show another program's pages to browsers that prefer IPv6.
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok((vec![first], port)),
    }
}

impl Server {
    /// The port it listens on: the one asked for, or one after it.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What to type into a browser.
    pub fn address(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// Serves another state from now on, and tells the open pages what is new for them.
    pub fn publish(&self, state: State) {
        self.site.send_replace(Site::new(state));
    }

    /// Ends the server, and waits until it has ended.
    pub fn stop(self) {}
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens an address in the author's browser, without waiting for it.
///
/// # Errors
/// In plain words, when this machine has nothing to open it with.
pub fn open_in_browser(address: &str) -> Result<(), String> {
    // The second is there in Linux under Windows.
    let openers: &[&[&str]] = if cfg!(target_os = "macos") {
        &[&["open"]]
    } else if cfg!(windows) {
        &[&["cmd", "/C", "start", ""]]
    } else {
        &[&["xdg-open"], &["wslview"]]
    };
    let mut fault = None;
    for opener in openers {
        let mut command = Command::new(opener[0]);
        command.args(&opener[1..]).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Otherwise Ctrl-C in the terminal would end a browser that was started for this.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        match command.spawn() {
            Ok(mut child) => {
                // Somebody has to hear that it ended, or the system keeps a trace of it.
                thread::spawn(move || child.wait());
                return Ok(());
            }
            Err(error) => fault = fault.or(Some((opener[0], error))),
        }
    }
    let why = fault.map_or_else(String::new, |(opener, error)| format!(" (`{opener}`: {error})"));
    Err(format!("no browser could be opened{why}: go to {address} yourself"))
}
