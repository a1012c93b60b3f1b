//! What an open page hears: that it is old, that its style sheets are, and which findings there are.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame};
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::Site;
use super::connection::{Patience, blocking};
use super::page::{News, Print, news};

/// One browser tab that listens.
pub struct Listener {
    site: watch::Receiver<Arc<Site>>,
    /// The file of its page.
    file: String,
    /// What it shows; `None` if it could not say.
    print: Option<Print>,
    /// The findings it knows.
    told: Option<String>,
    quiet: Duration,
    patience: Arc<Patience>,
    /// Its place among those who listen, free again when it goes.
    _place: OwnedSemaphorePermit,
}

/// What is said next, with the listener that hears what comes after it.
type Saying = Pin<Box<dyn Future<Output = Option<(Listener, String)>> + Send>>;

/// The body of an event stream. It works only while its connection asks for more, and goes with it.
pub struct Events {
    next: Saying,
}

impl Events {
    pub fn new(
        site: watch::Receiver<Arc<Site>>,
        file: String,
        print: Option<Print>,
        quiet: Duration,
        patience: Arc<Patience>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let mut listener = Listener { site, file, print, told: None, quiet, patience, _place: place };
        listener.site.mark_changed();
        Self { next: Box::pin(listener.next()) }
    }
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let said = ready!(self.next.as_mut().poll(context));
        Poll::Ready(said.map(|(listener, text)| {
            listener.patience.renew();
            self.next = Box::pin(listener.next());
            Ok(Frame::data(Bytes::from(text)))
        }))
    }
}

impl Listener {
    /// Waits for something to say; nothing more comes when the server ends.
    async fn next(mut self) -> Option<(Self, String)> {
        loop {
            match timeout(self.quiet, self.site.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                // A line that means nothing: without any, nobody would notice that the other end is gone.
                Err(_) => return Some((self, ":\n\n".to_owned())),
            }
            let site = self.site.borrow_and_update().clone();
            let text = self.say(site).await?;
            if !text.is_empty() {
                return Some((self, text));
            }
        }
    }

    async fn say(&mut self, site: Arc<Site>) -> Option<String> {
        let mut text = String::new();
        if self.told.as_ref() != Some(&site.told) {
            self.told = Some(site.told.clone());
            let _ = write!(text, "event: findings\ndata: {}\n\n", site.told);
        }
        let file = self.file.clone();
        let (print, styles) = blocking(move || super::connection::print_of(&site, &file)).await?;
        let news = self.print.as_ref().map_or(News::Page, |old| news(old, &print, &styles));
        match news {
            News::Nothing => {}
            News::Styles(files) => {
                let _ = write!(text, "event: styles\ndata: {}\n\n", json!({ "print": print.to_string(), "files": files }));
            }
            News::Page => text.push_str("event: page\ndata: {}\n\n"),
        }
        self.print = Some(print);
        Some(text)
    }
}
