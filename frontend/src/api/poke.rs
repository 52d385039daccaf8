//! The server's word that there is news: a stream of server-sent events, each `{"head": n}`.

use gloo::events::EventListener;
use shared::json::{self, Json};
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

#[derive(Json)]
struct Poke {
    head: u64,
}

/// An open stream; closed when it is dropped.
#[derive(Debug)]
pub struct Pokes {
    source: EventSource,
    _listeners: [EventListener; 2],
}

impl Pokes {
    /// `None` where the browser can't. `on_end` is called once or more after it has broken off, whatever
    /// the reason; nothing comes any more then, and the browser's own hasty retries are not wanted.
    pub fn listen(on_head: impl Fn(u64) + 'static, on_end: impl Fn() + 'static) -> Option<Self> {
        let source = EventSource::new("/sync/v1/poke").ok()?;
        let heads = EventListener::new(&source, "message", move |event| {
            let text = event
                .dyn_ref::<MessageEvent>()
                .and_then(|message| message.data().as_string());
            // Whatever else a proxy says there isn't ours.
            if let Some(text) = text
                && let Ok(poke) = json::from_str::<Poke>(&text)
            {
                on_head(poke.head);
            }
        });
        let broken = source.clone();
        let end = EventListener::new(&source, "error", move |_| {
            broken.close();
            on_end();
        });
        Some(Self {
            source,
            _listeners: [heads, end],
        })
    }
}

impl Drop for Pokes {
    fn drop(&mut self) {
        self.source.close();
    }
}
