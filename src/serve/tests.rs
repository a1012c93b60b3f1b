use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::address::{content_type, file_of, linked};
use super::page::{News, Print, news, print, with_script};
use super::*;

const PAGE: &str = concat!(
    "<!DOCTYPE html><html lang=\"en-GB\"><head>",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;\">",
    "<link rel=\"stylesheet\" href=\"../assets/style.css?1\"><script src=\"../assets/handbook.js?1\" defer></script></head>",
    "<body><p>Amara</p></body></html>\n",
);

/// A small site, with what is changed in it.
fn files(changed: &[(&str, &str)]) -> HashMap<String, String> {
    let first = [
        ("index.html", "<html><body>Home</body></html>"),
        ("404.html", "<html><body>Not here</body></html>"),
        ("networks/index.html", "<html><body>Networks</body></html>"),
        ("networks/alpha.html", PAGE),
        ("assets/style.css", "p { color: red }"),
        ("assets/handbook.js", "let a;"),
        ("files/map of Holt.svg", "<svg/>"),
    ];
    first.iter().chain(changed).map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
}

fn state(changed: &[(&str, &str)]) -> State {
    let files = files(changed);
    State { get: Box::new(move |file| files.get(file).map(|text| text.clone().into_bytes())), told: Vec::new() }
}

fn fault(message: &str) -> Told {
    let line = Line { number: 4, text: "  holder: amara".to_owned(), start: 10, width: 5 };
    Told {
        severity: "error",
        rule: "unknown-reference".to_owned(),
        message: message.to_owned(),
        place: "content/networks/alpha/network.yaml:4:11".to_owned(),
        line: Some(line),
        also: vec![Also { place: "content/people/amara.md:1:1".to_owned(), message: "the nearest name".to_owned() }],
        hints: vec!["did you mean `amara-obi`?".to_owned()],
        explain: String::new(),
        open: None,
    }
}

fn server() -> Server {
    server_within(LIMITS)
}

fn server_within(limits: Limits) -> Server {
    start_within(state(&[]), Options { port: 0 }, limits).unwrap()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    // Only a test that fails waits as long as that.
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Sends a request as it is typed and gives all that comes until the end.
fn raw(server: &Server, request: &str) -> String {
    let mut stream = connect(server);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn request(server: &Server, method: &str, path: &str) -> String {
    raw(server, &format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", server.port()))
}

fn get(server: &Server, path: &str) -> String {
    request(server, "GET", path)
}

/// Whether the server answers after all: its short limits can cut off a test that this machine lets wait.
fn answers(server: &Server) -> bool {
    (0..100).any(|_| status(&get(server, "/")) == "200")
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = answer.split_once("\r\n\r\n")?;
    head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// The fingerprint that a page was given.
fn print_in(answer: &str) -> &str {
    answer.split("data-print=\"").nth(1).unwrap().split('"').next().unwrap()
}

/// An open event stream, and what was heard so far.
struct Tab {
    stream: TcpStream,
    heard: String,
}

impl Tab {
    fn on(server: &Server, page: &str, print: &str) -> Self {
        let mut stream = connect(server);
        let port = server.port();
        // In the older form an answer comes without the sizes of its pieces.
        write!(stream, "GET /_pcn-handbook/events?page={page}&print={print} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        let mut tab = Self { stream, heard: String::new() };
        // Findings come first, none too: then it listens.
        tab.hears("event: findings");
        tab
    }

    /// Reads on until a text comes; gives what came before it since the last time.
    fn hears(&mut self, wanted: &str) -> String {
        let mut bytes = [0; 4096];
        loop {
            if let Some(at) = self.heard.find(wanted) {
                let rest = self.heard.split_off(at + wanted.len());
                let mut before = std::mem::replace(&mut self.heard, rest);
                before.truncate(at);
                return before;
            }
            let n = self.stream.read(&mut bytes).unwrap();
            assert!(n > 0, "the stream ended before `{wanted}`: {}", self.heard);
            self.heard.push_str(std::str::from_utf8(&bytes[..n]).unwrap());
        }
    }
}

// ---- addresses ----

#[test]
fn addresses_name_files_of_the_site() {
    assert_eq!(file_of("/").as_deref(), Some("index.html"));
    assert_eq!(file_of("/networks/").as_deref(), Some("networks/index.html"));
    assert_eq!(file_of("/files/map%20of%20Holt.svg").as_deref(), Some("files/map of Holt.svg"));
    assert_eq!(file_of("/pages/caf%C3%A9.html").as_deref(), Some("pages/café.html"));
}

#[test]
fn what_is_decoded_once_is_not_decoded_again() {
    assert_eq!(file_of("/%252e%252e/x").as_deref(), Some("%2e%2e/x"));
}

#[test]
fn no_address_leads_out_of_the_site() {
    let outward = [
        "",
        "x",
        "//etc/passwd",
        "/../x",
        "/a/../x",
        "/..",
        "/./x",
        "/%2e%2e/x",
        "/%2E%2E/",
        "/..%2fx",
        "/a%2fb",
        "/..%5cx",
        "/a\\b",
        "/%5c%5chost",
        "/C:/x",
        "/%43%3a/x",
        "/a%00b",
        "/%0a",
        "/a//b",
        "/%ff",
        "/%c0%ae%c0%ae/x",
        "/%",
        "/%2",
        "/%zz",
    ];
    for path in outward {
        assert_eq!(file_of(path), None, "{path}");
    }
}

#[test]
fn links_are_seen_from_their_page() {
    let of = |link| linked("networks/alpha/index.html", link);
    assert_eq!(of("../../assets/style.css?4a#b").as_deref(), Some("assets/style.css"));
    assert_eq!(of("photo%20one.jpg").as_deref(), Some("networks/alpha/photo one.jpg"));
    assert_eq!(of("/files/logo.svg").as_deref(), Some("files/logo.svg"));
    assert_eq!(of("../../../../x.css").as_deref(), Some("x.css"));
    for elsewhere in ["https://photos.example/a.jpg", "//photos.example/a.jpg", "data:image/png;base64,AA", "", "#top", "?q=1"] {
        assert_eq!(of(elsewhere), None, "{elsewhere}");
    }
}

#[test]
fn texts_say_how_they_are_written() {
    assert_eq!(content_type("a/b.html"), "text/html; charset=utf-8");
    assert_eq!(content_type("PHOTO.JPG"), "image/jpeg");
    assert_eq!(content_type("a.b/c"), "application/octet-stream");
}

// ---- pages and their fingerprints ----

fn print_of(changed: &[(&str, &str)], html: &str) -> (Print, Vec<String>) {
    print(&Site::new(state(changed)), "networks/alpha.html", html.as_bytes())
}

#[test]
fn a_changed_style_sheet_is_news_of_that_sheet_alone() {
    let (old, _) = print_of(&[], PAGE);
    // Links of a site carry the fingerprint of what they lead to.
    let (new, styles) = print_of(&[("assets/style.css", "p { color: blue }")], &PAGE.replace("style.css?1", "style.css?2"));
    assert_eq!(news(&old, &new, &styles), News::Styles(vec!["assets/style.css".to_owned()]));
}

#[test]
fn a_changed_script_or_picture_is_news_of_the_page() {
    let (old, _) = print_of(&[], PAGE);
    let (new, styles) = print_of(&[("assets/handbook.js", "let b;")], PAGE);
    assert_eq!(news(&old, &new, &styles), News::Page);
    let pictured = PAGE.replace("<p>", "<p><img alt='a > b' src=\"/files/map%20of%20Holt.svg\">");
    let (old, _) = print_of(&[], &pictured);
    let (new, styles) = print_of(&[("files/map of Holt.svg", "<svg></svg>")], &pictured);
    assert_eq!(news(&old, &new, &styles), News::Page);
}

#[test]
fn changed_words_or_another_style_sheet_are_news_of_the_page() {
    let (old, _) = print_of(&[], PAGE);
    let (new, styles) = print_of(&[], &PAGE.replace("Amara", "Tomos"));
    assert_eq!(news(&old, &new, &styles), News::Page);
    let (new, styles) = print_of(&[], &PAGE.replace("<script", "<link rel=stylesheet href=../assets/look.css><script"));
    assert_eq!(styles, ["assets/style.css", "assets/look.css"]);
    assert_eq!(news(&old, &new, &styles), News::Page);
}

#[test]
fn what_a_page_does_not_use_is_no_news_of_it() {
    let (old, _) = print_of(&[], PAGE);
    let (new, styles) = print_of(&[("index.html", "<html></html>"), ("files/map of Holt.svg", "")], PAGE);
    assert_eq!(news(&old, &new, &styles), News::Nothing);
}

#[test]
fn a_fingerprint_comes_back_as_it_went() {
    let (print, _) = print_of(&[], PAGE);
    assert_eq!(Print::read(&print.to_string()), Some(print));
    for broken in ["", ".", "x", "1.", "1.x", "11112222333344445"] {
        assert_eq!(Print::read(broken), None, "{broken}");
    }
}

#[test]
fn a_page_gets_the_script_and_may_listen() {
    let (print, _) = print_of(&[], PAGE);
    let served = String::from_utf8(with_script(PAGE.as_bytes(), &print)).unwrap();
    assert!(served.contains("content=\"connect-src 'self'; default-src &#39;none&#39;\""), "{served}");
    assert!(served.contains(&format!("<script src=\"/_pcn-handbook/live.js\" data-print=\"{print}\" defer></script>\n</body>")), "{served}");
}

#[test]
fn a_page_without_an_end_or_of_broken_tags_is_served_too() {
    let (print, _) = print_of(&[], PAGE);
    for html in ["", "<p>Short", "<link", "<link rel", "<link rel=", "<link rel='stylesheet", "<img src=>", "<meta http-equiv>", "<", "<img/src=a.png/>"] {
        print_of(&[], html);
        assert!(with_script(html.as_bytes(), &print).starts_with(html.as_bytes()), "{html}");
    }
}

// ---- requests ----

#[test]
fn pages_come_with_the_script_and_other_files_as_they_are() {
    let server = server();
    let page = get(&server, "/networks/alpha.html");
    assert_eq!(status(&page), "200");
    assert_eq!(header(&page, "content-type"), Some("text/html; charset=utf-8"));
    assert!(body(&page).contains("/_pcn-handbook/live.js"));
    assert_eq!(body(&get(&server, "/assets/style.css?1")), "p { color: red }");
    assert_eq!(body(&get(&server, "/files/map%20of%20Holt.svg")), "<svg/>");
    assert!(body(&get(&server, "/")).contains("Home"));
    assert!(body(&get(&server, "/_pcn-handbook/live.js")).contains("EventSource"));
    assert!(body(&get(&server, "/_pcn-handbook/live.css")).contains(":host"));
    assert_eq!(status(&get(&server, "/_pcn-handbook/")), "404");
}

#[test]
fn every_answer_is_for_this_page_and_this_moment() {
    let server = server();
    for path in ["/", "/assets/style.css", "/nowhere", "/_pcn-handbook/live.js", "/%00"] {
        let answer = get(&server, path);
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(header(&answer, "cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(header(&answer, "access-control-allow-origin"), None, "{path}");
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'") && policy.ends_with("; connect-src 'self'"), "{path}: {policy}");
    }
}

#[test]
fn a_folder_without_its_slash_leads_to_the_one_with() {
    let server = server();
    let moved = get(&server, "/networks?q=fire");
    assert_eq!((status(&moved), header(&moved, "location")), ("302", Some("./networks/?q=fire")));
    assert!(body(&get(&server, "/networks/")).contains("Networks"));
}

#[test]
fn what_is_not_there_gets_the_page_that_says_so() {
    let server = server();
    let page = get(&server, "/networks/beta.html");
    assert_eq!(status(&page), "404");
    assert!(body(&page).contains("Not here") && body(&page).contains("live.js"));
    server.publish(State { get: Box::new(|_| None), told: Vec::new() });
    assert_eq!(body(&get(&server, "/")), "There is no such page.\n");
}

#[test]
fn addresses_that_lead_elsewhere_are_refused() {
    let server = server();
    for path in ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/..%5csecret", "//etc/passwd", "/C:/secret", "/a%00", "/%ff"] {
        assert_eq!(status(&get(&server, path)), "400", "{path}");
    }
}

#[test]
fn only_its_own_names_are_answered_to() {
    let server = server();
    let port = server.port();
    let asked = |host: &str| raw(&server, &format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"));
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
        assert_eq!(status(&asked(&format!("Host: {host}:{port}\r\n"))), "200", "{host}");
    }
    let foreign = ["evil.example", "localhost.evil.example", "localhost", "localhost:1", "127.0.0.2", "localhost@evil.example", ""];
    for host in foreign {
        assert_eq!(status(&asked(&format!("Host: {host}\r\n"))), "421", "{host}");
        assert_eq!(status(&asked(&format!("Host: {host}:{port}\r\n"))), if host == "localhost" { "200" } else { "421" }, "{host}");
    }
    assert_eq!(status(&asked("")), "421");
    assert_eq!(status(&asked(&format!("Host: localhost:{port}\r\nHost: evil.example\r\n"))), "421");
    assert_eq!(status(&raw(&server, &format!("GET http://evil.example/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"))), "421");
    assert_eq!(status(&raw(&server, "GET / HTTP/1.0\r\n\r\n")), "421");
}

#[test]
fn pages_of_other_sites_load_nothing() {
    let server = server();
    let asked = |headers: &str| raw(&server, &format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n{headers}Connection: close\r\n\r\n", server.port()));
    for refused in ["", "Sec-Fetch-Mode: no-cors\r\n", "Sec-Fetch-Mode: cors\r\n", "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"] {
        assert_eq!(status(&asked(&format!("Sec-Fetch-Site: cross-site\r\n{refused}"))), "403", "{refused}");
    }
    // A link to it is followed, and its own pages load what they need.
    assert_eq!(status(&asked("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n")), "200");
    assert_eq!(status(&asked("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: no-cors\r\n")), "200");
}

#[test]
fn pages_can_only_be_read() {
    let server = server();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "BREW"] {
        let refused = request(&server, method, "/");
        assert_eq!((status(&refused), header(&refused, "allow")), ("405", Some("GET, HEAD")), "{method}");
    }
    let (head, whole) = (request(&server, "HEAD", "/"), get(&server, "/"));
    assert_eq!((status(&head), body(&head)), ("200", ""));
    assert_eq!(header(&head, "content-length"), header(&whole, "content-length"));
}

#[test]
fn a_state_is_replaced_at_once() {
    let server = server();
    server.publish(state(&[("index.html", "<html><body>New home</body></html>")]));
    assert!(body(&get(&server, "/")).contains("New home"));
}

// ---- events ----

#[test]
fn a_page_hears_that_it_is_old_only_when_it_is() {
    let server = server();
    let page = get(&server, "/networks/alpha.html");
    let mut tab = Tab::on(&server, "%2Fnetworks%2Falpha.html", print_in(&page));
    server.publish(state(&[("index.html", "<html><body>Another home</body></html>")]));
    let mut broken = state(&[]);
    broken.told = vec![fault("first")];
    server.publish(broken);
    let before = tab.hears("first");
    assert!(!before.contains("event: page") && !before.contains("event: styles"), "{before}");
    server.publish(state(&[("networks/alpha.html", &PAGE.replace("Amara", "Tomos"))]));
    tab.hears("event: page\ndata: {}\n\n");
}

#[test]
fn a_page_hears_of_its_changed_style_sheet() {
    let server = server();
    let page = get(&server, "/networks/alpha.html");
    let mut tab = Tab::on(&server, "/networks/alpha.html", print_in(&page));
    server.publish(state(&[("assets/style.css", "p { color: blue }")]));
    let before = tab.hears("event: styles\ndata: ");
    assert!(!before.contains("event: page"), "{before}");
    let data = tab.hears("\n\n");
    let data: serde_json::Value = serde_json::from_str(data.trim()).unwrap();
    assert_eq!(data["files"], serde_json::json!(["assets/style.css"]));
    // With what it was told it is up to date, for this stream and for the next.
    assert_eq!(data["print"], print_in(&get(&server, "/networks/alpha.html")));
}

#[test]
fn a_page_that_comes_back_hears_that_it_is_old() {
    let server = server();
    let page = get(&server, "/networks/alpha.html");
    server.publish(state(&[("networks/alpha.html", "<html></html>")]));
    Tab::on(&server, "/networks/alpha.html", print_in(&page)).hears("event: page");
    Tab::on(&server, "/networks/alpha.html", "nonsense").hears("event: page");
}

#[test]
fn the_page_of_what_is_not_there_hears_when_it_is() {
    let server = server();
    let mut tab = Tab::on(&server, "/networks/beta.html", print_in(&get(&server, "/networks/beta.html")));
    server.publish(state(&[("networks/beta.html", "<html><body>Beta</body></html>")]));
    let before = tab.hears("event: page");
    assert!(before.trim_start_matches("\ndata: []").trim().is_empty(), "{before}");
}

#[test]
fn findings_come_when_they_change_and_go_when_they_are_mended() {
    let server = server();
    let page = get(&server, "/");
    let mut tab = Tab::on(&server, "/", print_in(&page));
    let with = |told: Vec<Told>| State { told, ..state(&[]) };
    server.publish(with(vec![fault("nobody is called `amara`\n</script>")]));
    tab.hears("event: findings\ndata: ");
    let told: serde_json::Value = serde_json::from_str(tab.hears("\n\n").trim()).unwrap();
    assert_eq!(
        told,
        serde_json::json!([{
            "severity": "error", "rule": "unknown-reference", "message": "nobody is called `amara`\n</script>",
            "place": "content/networks/alpha/network.yaml:4:11",
            "line": { "number": 4, "text": "  holder: amara", "start": 10, "width": 5 },
            "also": [{ "place": "content/people/amara.md:1:1", "message": "the nearest name" }],
            "hints": ["did you mean `amara-obi`?"], "explain": "", "open": null,
        }])
    );
    server.publish(with(vec![fault("nobody is called `amara`\n</script>")]));
    server.publish(with(Vec::new()));
    let before = tab.hears("event: findings\ndata: []\n\n");
    assert!(before.is_empty(), "the same findings are not told twice: {before}");
    // A page that comes later hears of them at once.
    server.publish(with(vec![fault("second")]));
    assert!(Tab::on(&server, "/", print_in(&page)).hears("\n\n").contains("second"));
}

#[test]
fn a_quiet_stream_says_that_it_lives() {
    let limits = Limits { quiet: Duration::from_millis(20), head: Duration::from_secs(1), stalled: Duration::from_millis(500), ..LIMITS };
    let server = server_within(limits);
    let mut tab = Tab::on(&server, "/", print_in(&get(&server, "/")));
    // Long enough for every other limit to pass.
    for _ in 0..60 {
        tab.hears(":\n\n");
    }
    server.publish(state(&[("index.html", "<html></html>")]));
    tab.hears("event: page");
}

#[test]
fn a_tab_that_is_closed_costs_nothing_more() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = |asked: &Arc<AtomicUsize>| {
        let asked = asked.clone();
        State {
            get: Box::new(move |file| {
                asked.fetch_add(usize::from(file == "alpha.html"), Ordering::SeqCst);
                Some(b"<html></html>".to_vec())
            }),
            told: Vec::new(),
        }
    };
    let server = server_within(Limits { connections: 1, ..LIMITS });
    for _ in 0..3 {
        drop(Tab::on(&server, "/alpha.html", "1"));
    }
    // The one place is free again, so the tabs are gone.
    get(&server, "/");
    server.publish(counting(&asked));
    get(&server, "/alpha.html");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn many_who_listen_leave_room_for_those_who_ask() {
    let server = server_within(Limits { connections: 6, streams: 3, ..LIMITS });
    let mut tabs: Vec<Tab> = (0..3).map(|_| Tab::on(&server, "/", "1")).collect();
    assert_eq!(status(&get(&server, "/_pcn-handbook/events?page=/")), "503");
    assert_eq!(status(&get(&server, "/")), "200");
    // The place of one that is closed is another's.
    tabs.pop();
    let again = || raw(&server, &format!("HEAD /_pcn-handbook/events?page=/ HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", server.port()));
    assert!((0..200).any(|_| {
        thread::sleep(Duration::from_millis(5));
        status(&again()) == "200"
    }));
}

#[test]
fn open_streams_end_with_the_server() {
    let server = server();
    let mut tab = Tab::on(&server, "/", print_in(&get(&server, "/")));
    server.stop();
    let mut rest = Vec::new();
    let _ = tab.stream.read_to_end(&mut rest);
}

// ---- ports and load ----

#[test]
fn a_taken_port_gives_the_next_free_one() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = start(state(&[]), Options { port }).unwrap();
    assert!(server.port() > port && server.port() <= port + NEXT_PORTS);
    assert_eq!(server.address(), format!("http://localhost:{}/", server.port()));
    assert_eq!(status(&get(&server, "/")), "200");
}

#[test]
fn a_port_is_free_again_when_its_server_ends() {
    let first = server();
    let port = first.port();
    assert_eq!(status(&get(&first, "/")), "200");
    first.stop();
    assert_eq!(start(state(&[]), Options { port }).unwrap().port(), port);
}

#[test]
fn a_thousand_requests_at_once_are_all_answered() {
    let server = server();
    thread::scope(|scope| {
        for _ in 0..1000 {
            scope.spawn(|| {
                let answer = get(&server, "/networks/alpha.html");
                assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Amara"), "{answer}");
            });
        }
    });
}

#[test]
fn sockets_that_say_nothing_or_half_hold_nobody_up_for_long() {
    let server = server_within(Limits { connections: 4, head: Duration::from_millis(100), ..LIMITS });
    let mut idle: Vec<TcpStream> = (0..12).map(|_| connect(&server)).collect();
    for (n, stream) in idle.iter_mut().enumerate() {
        if n % 3 > 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
        }
        if n % 3 > 1 {
            stream.shutdown(Shutdown::Write).unwrap();
        }
    }
    assert!(answers(&server));
    drop(idle);
}

#[test]
fn a_head_that_comes_slowly_is_cut_off() {
    let server = server_within(Limits { head: Duration::from_millis(100), ..LIMITS });
    let mut stream = connect(&server);
    stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    // Each line comes in good time, all of them together do not; the end of the stream says that it was cut.
    while stream.write_all(b"X-Slow: yes\r\n").is_ok() {
        thread::sleep(Duration::from_millis(20));
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
}

#[test]
fn an_answer_that_nobody_takes_is_dropped() {
    let server = server_within(Limits { connections: 1, stalled: Duration::from_millis(200), ..LIMITS });
    let big = "x".repeat(64 << 20);
    server.publish(state(&[("big.txt", &big)]));
    let mut lazy = connect(&server);
    write!(lazy, "GET /big.txt HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port()).unwrap();
    // It holds the one place, and never reads.
    assert!(answers(&server));
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = server();
    let long = "x".repeat(LIMITS.head_size * 2);
    let mut stream = connect(&server);
    let _ = write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{}\r\nX-Long: {long}\r\n\r\n", server.port());
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 431");
    assert_eq!(status(&get(&server, "/")), "200");
}

#[test]
fn what_is_no_request_harms_nobody() {
    let server = server();
    for nonsense in
        ["\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"]
    {
        let mut stream = connect(&server);
        stream.write_all(nonsense.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{nonsense}");
    }
    assert_eq!(status(&get(&server, "/")), "200");
}
