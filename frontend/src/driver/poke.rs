//! News from the office reaches the phone within a second while somebody looks at it: one stream a
//! browser, held by the tab that has the lock, closed as soon as the page is hidden. A poke that is
//! missed costs nothing, because each return to the app pulls.

use gloo::timers::callback::Timeout;
use shared::sync::backoff::Backoff;
use shared::sync::{Event, Wake};
use wasm_bindgen_futures::spawn_local;
use web_sys::VisibilityState;

use super::Driver;
use super::round::Lock;
use crate::api::poke::Pokes;

/// A browser's longest timer, nearly 25 days: the next tab waits until this one is hidden or closed.
const AS_LONG_AS_IT_TAKES_MS: u32 = i32::MAX as u32;

#[derive(Debug)]
pub(super) struct Listening {
    stream: Option<(Pokes, Lock)>,
    /// In the queue for the lock.
    queued: bool,
    again: Option<Timeout>,
    backoff: Backoff,
    /// The newest head of which this phone was told, until it is heeded.
    head: Option<u64>,
    /// Nothing of this stream was heeded yet: the server may have been restored since the last one.
    new_stream: bool,
}

impl Listening {
    pub fn new(seed: u64) -> Self {
        Self {
            stream: None,
            queued: false,
            again: None,
            backoff: Backoff::new(seed),
            head: None,
            new_stream: false,
        }
    }
}

impl Driver {
    /// Opens the stream, or closes it when nobody is signed in or looks.
    pub(super) fn listen_for_pokes(&self) {
        if !self.wants_pokes() {
            let mut listening = self.0.listening.borrow_mut();
            listening.again = None;
            listening.stream = None;
            return;
        }
        {
            let mut listening = self.0.listening.borrow_mut();
            listening.again = None;
            if listening.queued || listening.stream.is_some() {
                return;
            }
            listening.queued = true;
        }
        let driver = self.clone();
        spawn_local(async move {
            let lock = Lock::of("meguri-poke", AS_LONG_AS_IT_TAKES_MS).await;
            driver.0.listening.borrow_mut().queued = false;
            if driver.wants_pokes() {
                driver.open_stream(lock);
            }
        });
    }

    fn wants_pokes(&self) -> bool {
        let seen = gloo::utils::document().visibility_state() == VisibilityState::Visible;
        seen && self.0.person.borrow().is_some()
    }

    fn open_stream(&self, lock: Lock) {
        let (told, ended) = (self.clone(), self.clone());
        let on_head = move |head| {
            {
                let mut listening = told.0.listening.borrow_mut();
                listening.backoff.succeeded();
                listening.head = Some(head);
            }
            told.heed_poke();
        };
        let stream = Pokes::listen(on_head, move || ended.stream_ended());
        let mut listening = self.0.listening.borrow_mut();
        listening.new_stream = true;
        listening.stream = stream.map(|stream| (stream, lock));
    }

    fn stream_ended(&self) {
        let driver = self.clone();
        // Not within the stream's own event: its listener goes with it.
        spawn_local(async move {
            let mut listening = driver.0.listening.borrow_mut();
            listening.stream = None;
            let after_ms = u32::try_from(listening.backoff.failed(0)).unwrap_or(u32::MAX);
            let later = driver.clone();
            listening.again = Some(Timeout::new(after_ms, move || later.listen_for_pokes()));
        });
    }

    /// Pulls what the phone was told of, once, as soon as no round is under way; a round that has seen
    /// it already is enough.
    pub(super) fn heed_poke(&self) {
        let news = {
            let client = self.0.client.borrow();
            if !client.rests() {
                return;
            }
            let seen = client.position().and_then(|position| position.seen);
            let seen = seen.map_or(0, |seen| seen.seq);
            let mut listening = self.0.listening.borrow_mut();
            match listening.head.take() {
                Some(head) if std::mem::take(&mut listening.new_stream) => head != seen,
                Some(head) => head > seen,
                None => false,
            }
        };
        if news {
            self.send(Event::Wake(Wake::Poked));
        }
    }
}
