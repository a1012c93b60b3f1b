//! The program at work on a handbook, and how its newest state is looked at.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime};

use crate::{AS_AT, MOST, PAUSE, Result, THREADS, measure, yardstick};

/// How the program shows what it made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over HTTP.
    Serve,
    /// In a folder.
    Watch,
}

impl Way {
    /// The command of the program.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Serve => "serve",
            Self::Watch => "watch",
        }
    }
}

/// The program, which ends when this is dropped.
pub struct Running {
    child: Child,
    site: PathBuf,
    /// The kept connection to a server, and its address.
    connection: Option<(BufReader<TcpStream>, String)>,
    /// From its start until it was ready.
    pub ready: Duration,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended by itself otherwise.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

impl Running {
    /// Starts it, and waits until it is ready: it serves, or the site lies in its folder.
    pub fn start(program: &Path, way: Way, content: &Path, site: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg(way.verb()).arg("--content").arg(content).args(["--as-at", AS_AT]);
        match way {
            Way::Serve => command.args(["--port", "4390"]),
            Way::Watch => command.arg("--out").arg(site),
        };
        command.env("RAYON_NUM_THREADS", THREADS.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let start = Instant::now();
        let mut child = command.spawn()?;
        let lines = child.stderr.take().map(|said| lines_of(BufReader::new(said))).ok_or("the program has no standard error")?;
        let mut running = Self { child, site: site.to_owned(), connection: None, ready: Duration::ZERO };
        let mut said = Vec::new();
        loop {
            said.extend(lines.try_iter());
            let address = said.iter().find_map(|line| address_in(line));
            let is_ready = match way {
                Way::Serve => address.is_some(),
                // The folder appears whole.
                Way::Watch => site.join("index.html").is_file(),
            };
            if is_ready {
                running.ready = start.elapsed();
                if let (Way::Serve, Some(address)) = (way, address) {
                    let stream = TcpStream::connect(address)?;
                    stream.set_nodelay(true)?;
                    stream.set_read_timeout(Some(MOST))?;
                    running.connection = Some((BufReader::new(stream), address.to_owned()));
                    // A page that is made when it is asked for is asked for once, so that what is built first is built.
                    running.look("index.html")?;
                }
                std::thread::sleep(Duration::from_secs(1) + running.ready);
                return Ok(running);
            }
            if let Some(status) = running.child.try_wait()? {
                return Err(format!("`{}` ended with {status}: {}", way.verb(), said.join("\n")).into());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until a page shows a mark, and gives the moment. `None`: it never did.
    pub fn sees(&mut self, address: &str, mark: &str) -> Result<Option<Instant>> {
        if self.connection.is_none() {
            return self.sees_in_all(&[self.site.join(address)], mark);
        }
        let start = Instant::now();
        while start.elapsed() < MOST {
            if self.look(address)?.contains(mark) {
                return Ok(Some(Instant::now()));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(None)
    }

    /// Waits until all these files show a mark, and gives the moment. `None`: they never did.
    pub fn sees_in_all(&mut self, files: &[PathBuf], mark: &str) -> Result<Option<Instant>> {
        let start = Instant::now();
        // The clock of a file system ticks some times in a hundredth of a second.
        let before = SystemTime::now() - Duration::from_millis(10);
        let mut waiting: Vec<(&PathBuf, SystemTime)> = files.iter().map(|file| (file, before)).collect();
        let mut written = Vec::new();
        while start.elapsed() < MOST {
            // All must be there, so nothing is gained by a look at the others before this one is.
            while let Some((file, before)) = waiting.last() {
                let Some(now) = file.metadata().and_then(|metadata| metadata.modified()).ok().filter(|now| now > before) else { break };
                written.push((*file, now));
                waiting.pop();
            }
            if waiting.is_empty() {
                let moment = Instant::now();
                written.retain(|(file, _)| !shows(file, mark));
                if written.is_empty() {
                    return Ok(Some(moment));
                }
                waiting.append(&mut written);
            }
            std::thread::sleep(PAUSE);
        }
        Ok(None)
    }

    /// All pages of the site that show a mark; files of data and of the search are no pages.
    pub fn pages_that_show(&self, mark: &str) -> Result<Vec<PathBuf>> {
        let mut files = yardstick::list(&self.site)?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "html") && shows(file, mark));
        Ok(files)
    }

    /// The most memory that the program had so far, in megabytes.
    pub fn peak(&self) -> Option<f64> {
        measure::high_water(&format!("/proc/{}/status", self.child.id()))
    }

    /// What the server answers for a page.
    fn look(&mut self, address: &str) -> Result<String> {
        let (connection, host) = self.connection.as_mut().ok_or("there is no connection")?;
        write!(connection.get_mut(), "GET /{address} HTTP/1.1\r\nHost: {host}\r\n\r\n")?;
        let mut status = String::new();
        connection.read_line(&mut status)?;
        let (mut length, mut in_chunks) = (0, false);
        loop {
            let mut line = String::new();
            connection.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => in_chunks = value.contains("chunked"),
                _ => {}
            }
        }
        let mut body = Vec::new();
        loop {
            if in_chunks {
                let mut line = String::new();
                connection.read_line(&mut line)?;
                length = usize::from_str_radix(line.trim(), 16)?;
            }
            let begun = body.len();
            body.resize(begun + length, 0);
            connection.read_exact(&mut body[begun..])?;
            if in_chunks {
                connection.read_line(&mut String::new())?;
            }
            if !in_chunks || length == 0 {
                break;
            }
        }
        if status.split(' ').nth(1) != Some("200") {
            return Err(format!("the server answered `{}` for `{address}`", status.trim()).into());
        }
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

fn shows(file: &Path, mark: &str) -> bool {
    fs::read(file).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(mark))
}

/// The address of this machine with a port, if a line names one.
fn address_in(line: &str) -> Option<&str> {
    let (_, after) = line.split_once("http://")?;
    let address = after.split(['/', ' ']).next()?;
    (address.starts_with("localhost:") || address.starts_with("127.0.0.1:")).then_some(address)
}

/// The lines of a stream as they come. They are read to the end, so that the program never waits for a reader.
fn lines_of(stream: impl BufRead + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || stream.lines().map_while(std::io::Result::ok).for_each(|line| drop(sender.send(line))));
    lines
}
