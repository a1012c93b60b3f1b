//! Connections, requests and answers.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, timeout_at};

use super::address::{content_type, file_of, parameter};
use super::events::Events;
use super::page::{self, Print};
use super::{Limits, Site};
use crate::pages::view::POLICY;

/// Addresses of the server's own begin like this; no page of a handbook does.
const OWN: &str = "/_pcn-handbook/";

/// What every answer carries. Nothing may be kept by the browser, and no other site may load it: the search index of the
/// staff edition is scripts, which a page from anywhere could otherwise run.
const COMMON: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

type Answer = Response<Either<Full<Bytes>, Events>>;

/// Takes connections from now on, on tasks of the runtime this is called in.
pub fn accept_all(listeners: Vec<TcpListener>, port: u16, site: &watch::Receiver<Arc<Site>>, limits: Limits) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let streams = Arc::new(Semaphore::new(limits.streams));
    for listener in listeners {
        let (places, streams, site) = (places.clone(), streams.clone(), site.clone());
        tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    // Out of files, most likely: others will close theirs.
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };
                // Who finds no place waits, and those behind in the system's queue. The semaphore is never closed.
                let Ok(place) = places.clone().acquire_owned().await else { return };
                let (site, streams) = (site.clone(), streams.clone());
                tokio::spawn(async move {
                    serve(stream, port, site, streams, limits).await;
                    drop(place);
                });
            }
        });
    }
}

/// Until when a connection may be without progress.
pub struct Patience {
    until: Mutex<Instant>,
    each: Duration,
}

impl Patience {
    /// Something moved.
    pub fn renew(&self) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + self.each;
    }

    fn until(&self) -> Instant {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn serve(stream: TcpStream, port: u16, site: watch::Receiver<Arc<Site>>, streams: Arc<Semaphore>, limits: Limits) {
    // Events are short, and should not wait for more.
    let _ = stream.set_nodelay(true);
    let patience = Arc::new(Patience { until: Mutex::new(Instant::now() + limits.stalled), each: limits.stalled });
    let service = service_fn(|request| {
        patience.renew();
        let (site, streams, patience) = (site.clone(), streams.clone(), patience.clone());
        async move { Ok::<_, Infallible>(answer(&request, port, site, streams, limits, patience).await) }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(limits.head_size)
            .serve_connection(TokioIo::new(stream), service)
    );
    // The time limit of heads covers idle connections; this one is for answers that nobody takes.
    while timeout_at(patience.until(), connection.as_mut()).await.is_err() && patience.until() > Instant::now() {}
}

async fn answer(
    request: &Request<Incoming>,
    port: u16,
    site: watch::Receiver<Arc<Site>>,
    streams: Arc<Semaphore>,
    limits: Limits,
    patience: Arc<Patience>,
) -> Answer {
    if !is_for_us(request, port) {
        // A page from elsewhere can give a name of its own the number of this machine, and would then read what is served.
        return plain(StatusCode::MISDIRECTED_REQUEST, &format!("This server answers to http://localhost:{port}/ alone."));
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "Pages can only be read here.");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    if is_asked_by_another_site(request) {
        return plain(StatusCode::FORBIDDEN, "Pages of other sites can lead here, but load nothing from here.");
    }
    let path = request.uri().path();
    let query = request.uri().query().unwrap_or("");
    match path.strip_prefix(OWN) {
        Some("live.js") => answer_with(StatusCode::OK, "text/javascript; charset=utf-8", Bytes::from_static(page::SCRIPT.as_bytes())),
        Some("live.css") => answer_with(StatusCode::OK, "text/css; charset=utf-8", Bytes::from_static(page::STYLE.as_bytes())),
        Some("events") => {
            let Some(file) = parameter(query, "page").and_then(|page| file_of(&page)) else { return not_an_address() };
            let print = parameter(query, "print").and_then(|print| Print::read(&print));
            let Ok(place) = streams.try_acquire_owned() else {
                return plain(StatusCode::SERVICE_UNAVAILABLE, "Too many pages listen already: close some of them.");
            };
            let events = Either::Right(Events::new(site, file, print, limits.quiet, patience, place));
            with_headers(StatusCode::OK, "text/event-stream", events)
        }
        Some(_) => plain(StatusCode::NOT_FOUND, "There is nothing at this address."),
        None => {
            let Some(file) = file_of(path) else { return not_an_address() };
            let site = site.borrow().clone();
            let (path, query) = (path.to_owned(), query.to_owned());
            let made = blocking(move || from_site(&site, &file, &path, &query)).await;
            made.unwrap_or_else(|| plain(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made."))
        }
    }
}

/// Work that may take a while, on a thread where nobody waits for it; `None` if it came to no end.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

/// Whether a page of another site asks for something to use in itself, as browsers tell. A link to a page is well.
fn is_asked_by_another_site(request: &Request<Incoming>) -> bool {
    let says = |name: &str, value: &str| request.headers().get(name).is_some_and(|said| said.as_bytes() == value.as_bytes());
    says("sec-fetch-site", "cross-site") && !(says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document"))
}

fn is_for_us(request: &Request<Incoming>, port: u16) -> bool {
    let hosts: Vec<&HeaderValue> = request.headers().get_all(header::HOST).iter().collect();
    let [host] = hosts[..] else { return false };
    // The address itself can name a host too, and then both have to be right.
    let authority = request.uri().authority().map(|authority| authority.as_str());
    host.to_str().is_ok_and(|host| is_ours(host, port)) && authority.is_none_or(|host| is_ours(host, port))
}

fn is_ours(host: &str, port: u16) -> bool {
    let names = ["localhost", "127.0.0.1", "[::1]"];
    names.iter().any(|name| match host.split_at_checked(name.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(name) => rest == format!(":{port}") || (port == 80 && rest.is_empty()),
        _ => false,
    })
}

/// What the site has at an address, else where it has it, else its page for what is not found.
fn from_site(site: &Site, file: &str, path: &str, query: &str) -> Answer {
    if let Some(bytes) = (site.state.get)(file) {
        return file_answer(site, StatusCode::OK, file, bytes);
    }
    if !path.ends_with('/') && (site.state.get)(&format!("{file}/index.html")).is_some() {
        let folder = path.rsplit('/').next().unwrap_or("");
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let mut moved = plain(StatusCode::FOUND, "This is a folder: its address ends with a slash.");
        if let Ok(to) = HeaderValue::from_str(&format!("./{folder}/{query}")) {
            moved.headers_mut().insert(header::LOCATION, to);
            return moved;
        }
    }
    match (site.state.get)(NOT_FOUND) {
        Some(bytes) => file_answer(site, StatusCode::NOT_FOUND, NOT_FOUND, bytes),
        None => plain(StatusCode::NOT_FOUND, "There is no such page."),
    }
}

const NOT_FOUND: &str = "404.html";

fn file_answer(site: &Site, status: StatusCode, file: &str, bytes: Vec<u8>) -> Answer {
    let kind = content_type(file);
    if !kind.starts_with("text/html") {
        return answer_with(status, kind, Bytes::from(bytes));
    }
    let (print, _) = page::print(site, file, &bytes);
    answer_with(status, kind, Bytes::from(page::with_script(&bytes, &print)))
}

/// The fingerprint of what [`from_site`] shows for a file.
pub fn print_of(site: &Site, file: &str) -> (Print, Vec<String>) {
    match (site.state.get)(file) {
        Some(bytes) => page::print(site, file, &bytes),
        None => page::print(site, NOT_FOUND, &(site.state.get)(NOT_FOUND).unwrap_or_default()),
    }
}

fn not_an_address() -> Answer {
    plain(StatusCode::BAD_REQUEST, "No page of a handbook has an address like this.")
}

fn plain(status: StatusCode, text: &str) -> Answer {
    answer_with(status, "text/plain; charset=utf-8", Bytes::from(format!("{text}\n")))
}

fn answer_with(status: StatusCode, kind: &'static str, bytes: Bytes) -> Answer {
    with_headers(status, kind, Either::Left(Full::new(bytes)))
}

fn with_headers(status: StatusCode, kind: &'static str, body: Either<Full<Bytes>, Events>) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.extend(COMMON.map(|(name, value)| (name, HeaderValue::from_static(value))));
    // Pages may ask this server for news, beyond what they may do where they are published.
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}; connect-src 'self'")) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}
