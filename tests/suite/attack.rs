//! The development server, attacked from outside: the program itself in a process of its own, and plain sockets.
//!
//! After each attack it still answers; no byte of a file outside of the site is ever seen; nothing hangs; memory stays.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::commands::Room;

/// Stands in every file that is no part of the site.
const SECRET: &str = "5d2e-words-of-elsewhere";
/// Only a server that hangs takes so long.
const LONGEST: Duration = Duration::from_secs(60);
/// The most memory that it may have after all attacks, in megabytes.
const MOST_MEMORY: u64 = 300;

/// The program at work; it is ended with the test.
struct Target {
    room: Room,
    child: Child,
    port: u16,
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Target {
    fn new() -> Self {
        let page = "# Rooms\n\nText. The [plan (PDF)](../files/plan.pdf).\n";
        let room = Room::new(&[
            ("secret.txt", SECRET),
            (".git/config", SECRET),
            ("content/handbook.yaml", "title: A handbook\npublisher: {name: An LMC, kind: lmc}\ncontract_year: 2026/27\nnational: false\n"),
            ("content/pages/rooms.md", page),
            ("content/files/plan.pdf", "plan"),
            // Not linked, so no part of the site.
            ("content/files/unlinked.txt", SECRET),
            ("content/.git/config", SECRET),
            ("content/README.md", SECRET),
            ("content/pages/staff.md", &format!("---\ntitle: Staff\nvisible_to: staff\n---\n{SECRET}\n")),
        ]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_pcn-handbook"));
        command.args(["serve", "--port", "0", "--as-at", "2026-11-22"]).current_dir(room.path()).stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(told.read_line(&mut line).unwrap() > 0, "it ended before it served");
            if let Some((_, rest)) = line.split_once("http://localhost:") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        // Nobody reads on, and a full pipe would hold it up.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        Self { room, child, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONGEST)).unwrap();
        stream.set_write_timeout(Some(LONGEST)).unwrap();
        stream
    }

    /// Sends a request after which the server closes, and gives all that comes.
    fn send(&self, bytes: &[u8]) -> Vec<u8> {
        self.send_and(bytes, false)
    }

    /// Sends bytes, and where it `ends` closes that end, which tells that nothing more comes.
    fn send_and(&self, bytes: &[u8], ends: bool) -> Vec<u8> {
        let begun = Instant::now();
        let mut stream = self.connect();
        // It may have heard enough and closed before all is sent.
        let _ = stream.write_all(bytes);
        if ends {
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(begun.elapsed() < LONGEST, "no answer to {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        assert!(
            !answer.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()),
            "{:?} gives a secret",
            String::from_utf8_lossy(&bytes[..bytes.len().min(80)])
        );
        answer
    }

    /// A request with more lines in its head.
    fn ask(&self, target: &str, more: &str) -> String {
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n{more}Connection: close\r\n\r\n", self.port);
        String::from_utf8_lossy(&self.send(request.as_bytes())).into_owned()
    }

    /// That it still serves.
    fn lives(&self, after: &str) {
        let answer = self.ask("/", "");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("A handbook"), "after {after}: {answer:?}");
    }

    fn memory(&self) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? / 1000)
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[test]
fn no_address_gives_a_file_outside_of_the_site() {
    let target = Target::new();
    // What is meant by them is there, so that an answer would show it.
    assert!(target.room.path().join("secret.txt").exists());
    let ups = ["..", "%2e%2e", "%2E.", "%252e%252e", "..%00", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "%uff0e%uff0e", "..;", "%2e%2e%3b", "...."];
    let slashes = ["/", "%2f", "%252f", "\\", "%5c", "%c0%af", "//", "/./"];
    let files = ["secret.txt", ".git/config", "content/files/unlinked.txt", "content/handbook.yaml", "etc/passwd"];
    for up in ups {
        for slash in slashes {
            for file in files {
                let answer = target.ask(&format!("/{}{file}", format!("{up}{slash}").repeat(3)), "");
                assert!(!answer.contains("root:") && !answer.contains("contract_year"), "{up}{slash}{file}: {answer}");
                assert!(matches!(status(&answer), "400" | "404"), "{up}{slash}{file}: {answer}");
            }
        }
    }
    for path in [
        "/.git/config",
        "/content/.git/config",
        "/files/unlinked.txt",
        "/files/../files/unlinked.txt",
        "/README.md",
        "/README.html",
        "/handbook.yaml",
        "/pages/rooms.md",
        "/pages/staff.html",
        "/pages/staff",
        "//etc/passwd",
        "///etc/passwd",
        "/C:/Windows/win.ini",
        "/c$/secret.txt",
        "/\\\\localhost\\c$\\secret.txt",
        "/pages/rooms.html::$DATA",
        "/files/plan.pdf/../../secret.txt",
        "/files/plan.pdf%00.html",
        "/con",
        "/aux.html",
        "/_pcn-handbook/../secret.txt",
        "/_pcn-handbook/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/search/../../secret.txt",
        "/?page=../secret.txt",
        "/.pcn-handbook.json",
        "/proc/self/environ",
    ] {
        let answer = target.ask(path, "");
        assert!(path.starts_with("/?") || matches!(status(&answer), "400" | "404"), "{path}: {answer}");
    }
    for whole in [
        format!("http://localhost:{}/../secret.txt", target.port),
        format!("http://localhost:{}/%2e%2e/secret.txt", target.port),
        "http://evil.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "../secret.txt".to_owned(),
        "secret.txt".to_owned(),
        "*".to_owned(),
        "localhost:22".to_owned(),
    ] {
        assert_ne!(status(&target.ask(&whole, "")), "200", "{whole}");
    }
    // The page that a stream is asked for is read like an address.
    for page in ["../secret.txt", "/../secret.txt", "%2F..%2Fsecret.txt", "/%252e%252e/secret.txt", "%00", "/pages/staff.html"] {
        let request = format!("HEAD /_pcn-handbook/events?page={page} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", target.port);
        target.send(request.as_bytes());
    }
    target.lives("addresses that lead astray");
}

#[cfg(unix)]
#[test]
fn what_becomes_a_link_out_while_it_is_served_is_not_followed() {
    let target = Target::new();
    assert!(target.ask("/files/plan.pdf", "").contains("plan"));
    let plan = target.room.path().join("content/files/plan.pdf");
    std::fs::remove_file(&plan).unwrap();
    std::os::unix::fs::symlink("../../secret.txt", &plan).unwrap();
    std::os::unix::fs::symlink("../secret.txt", target.room.path().join("content/secret.html")).unwrap();
    // Before and after the change was seen.
    for _ in 0..20 {
        target.ask("/files/plan.pdf", "");
        target.ask("/secret.html", "");
        std::thread::sleep(Duration::from_millis(50));
    }
    target.lives("a link out");
}

#[test]
fn other_names_other_sites_and_other_methods_get_nothing() {
    let target = Target::new();
    for host in ["evil.example", "evil.example:4000", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "[::]", "localhost:1", "127.1"] {
        let answer = target.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
        assert_eq!(status(&String::from_utf8_lossy(&answer)), "421", "{host}");
    }
    let more = ["X-Forwarded-Host: evil.example\r\n", "Origin: https://evil.example\r\n", "Forwarded: host=evil.example\r\n"];
    for more in more {
        let answer = target.ask("/", more).to_lowercase();
        assert!(!answer.contains("evil.example") && !answer.contains("access-control-"), "{answer}");
    }
    assert_eq!(status(&target.ask("/search/root.js", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n")), "403");
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"] {
        let answer =
            target.send(format!("{method} / HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody", target.port).as_bytes());
        assert!(matches!(status(&String::from_utf8_lossy(&answer)), "405" | "400"), "{method}");
    }
    // It listens on this machine's own addresses alone.
    #[cfg(target_os = "linux")]
    for (table, own) in [("/proc/net/tcp", "0100007F"), ("/proc/net/tcp6", "00000000000000000000000001000000")] {
        let port = format!(":{:04X}", target.port);
        let text = std::fs::read_to_string(table).unwrap_or_default();
        for line in text.lines().filter(|line| line.contains(" 0A ")) {
            let local = line.split_whitespace().nth(1).unwrap_or("");
            assert!(!local.ends_with(&port) || local.starts_with(own), "{local}");
        }
    }
    target.lives("strangers");
}

#[test]
fn every_answer_has_a_strict_policy() {
    let target = Target::new();
    for path in ["/", "/nowhere", "/%2e%2e", "/_pcn-handbook/live.js", "/_pcn-handbook/nothing", "/files/plan.pdf", "/data/handbook.json", "/pages"] {
        let answer = target.ask(path, "").to_lowercase();
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(answer.contains(header), "{path}: {answer}");
        }
    }
    let request = format!("HEAD /_pcn-handbook/events?page=/ HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", target.port);
    assert!(String::from_utf8_lossy(&target.send(request.as_bytes())).contains("content-security-policy"));
}

#[test]
fn what_is_no_request_ends_without_harm() {
    let target = Target::new();
    let host = format!("Host: localhost:{}\r\n", target.port);
    let hello: &[u8] = &[0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3, 0, 1, 2, 3];
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let mut tries: Vec<Vec<u8>> = vec![Vec::new(), hello.to_vec(), preface.to_vec(), vec![0; 100_000], vec![0xff; 100_000], b"\r\n".repeat(50_000)];
    for text in [
        "GET /\r\n".to_owned(),
        "GET /\r\n\r\n".to_owned(),
        format!("GET / HTTP/9.9\r\n{host}\r\n"),
        format!("GET  / HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\n{host}\n\n"),
        format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(1_000_000)),
        format!("GET /{} HTTP/1.1\r\n{host}\r\n", "%2e%2e/".repeat(2_000)),
        format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a/".repeat(7_000)),
        format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(5_000)),
        format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "y".repeat(1_000_000)),
        format!("GET / HTTP/1.1\r\n{host}{}: y\r\n\r\n", "X".repeat(1_000_000)),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /secret.txt HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdefGET / HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nabc"),
        format!("GET / HTTP/1.1\r\n{host}Transfer-Encoding: xchunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: 999999999999\r\n\r\nabc"),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AA==\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Range: bytes=0-18446744073709551615,{}\r\n\r\n", "1-,".repeat(1_000)),
        format!("GET / HTTP/1.1\r\n {host}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X\0Y: z\r\n\r\n"),
        format!("GET /\0 HTTP/1.1\r\n{host}\r\n"),
        format!("GET /a%0d%0aSet-Cookie:x=y HTTP/1.1\r\n{host}\r\n"),
        format!("GET /pages?%0d%0aX:y HTTP/1.1\r\n{host}\r\n"),
    ] {
        tries.push(text.into_bytes());
    }
    // Many requests in one go, the last of them none.
    tries.push(format!("{}\x01\x02\x03", format!("GET /pages/rooms.html HTTP/1.1\r\n{host}\r\n").repeat(200)).into_bytes());
    for tried in &tries {
        let answer = String::from_utf8_lossy(&target.send_and(tried, true)).to_lowercase();
        assert!(!answer.contains("set-cookie"), "{answer}");
        target.lives("what is no request");
    }
    assert!(target.memory() < Some(MOST_MEMORY), "{:?} MB", target.memory());
}

#[test]
fn a_thousand_at_once_and_those_who_say_nothing_are_borne() {
    let target = Target::new();
    // Sockets that are silent, that say half, that are half closed, and streams: all stay open meanwhile.
    let mut held: Vec<TcpStream> = (0..150).map(|_| target.connect()).collect();
    for (n, stream) in held.iter_mut().enumerate() {
        match n % 5 {
            0 => {}
            1 => stream.write_all(b"GET / HT").unwrap(),
            2 => stream.shutdown(Shutdown::Write).unwrap(),
            _ => write!(stream, "GET /_pcn-handbook/events?page=/ HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", target.port).unwrap(),
        }
    }
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..1_000 {
            scope.spawn(|| {
                let answer = target.ask("/pages/rooms.html", "");
                assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Rooms"), "{answer}");
            });
        }
    });
    assert!(begun.elapsed() < LONGEST, "{:?}", begun.elapsed());
    drop(held);
    target.lives("a thousand at once");
    assert!(target.memory() < Some(MOST_MEMORY), "{:?} MB", target.memory());
}

#[test]
fn whoever_sends_slowly_is_cut_off() {
    let target = Target::new();
    let begun = Instant::now();
    let mut slow = target.connect();
    slow.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let mut sent = 0;
    // A letter now and then: the head as a whole has its time.
    let cut = loop {
        let written = slow.write_all(if sent == 0 { b"GET / HTTP/1.1\r\n" } else { b"X: y\r\n" }).is_ok();
        sent += 1;
        let mut answer = [0; 64];
        let ended = slow.read(&mut answer).is_ok() || !written;
        if ended || begun.elapsed() > LONGEST {
            break ended;
        }
    };
    assert!(cut, "it listened for {:?}", begun.elapsed());
    target.lives("a slow one");
}
