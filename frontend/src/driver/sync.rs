//! Effects of the engine, executed.

use gloo::timers::callback::Timeout;
use shared::sync::{Effect, Event};
use wasm_bindgen_futures::spawn_local;

use super::{Driver, page};
use crate::api;

/// After a read of the disk that failed, the next try.
const READ_AGAIN_MS: u32 = 5_000;

impl Driver {
    /// Hands an event to the engine and executes what it asks for.
    pub(super) fn send(&self, event: Event) {
        let effects = self.0.client.borrow_mut().handle(event, page::now());
        let mut show = false;
        for effect in effects {
            match effect {
                Effect::Show => show = true,
                Effect::Timer { after_ms } => self.wake_after(after_ms),
                Effect::Reload => self.reload_and_go_on(),
                Effect::Push(request) => {
                    self.answer_in_turn(async move {
                        Event::PushReplied(api::sync::push(&request).await)
                    });
                }
                Effect::Pull(request) => {
                    self.answer_in_turn(async move {
                        Event::PullReplied(api::sync::pull(&request).await)
                    });
                }
                Effect::SendPhoto { photo, seen } => self.send_photo(photo, seen),
                Effect::Persist(ticket, batch) => {
                    let driver = self.clone();
                    self.answer_later(async move {
                        let result = driver.0.store.persist(&batch).await;
                        match result {
                            Ok(()) => driver.tell_other_tabs(),
                            Err(_) => driver.changed(),
                        }
                        Event::Persisted(ticket, result)
                    });
                }
            }
        }
        if show {
            self.changed();
        }
        if self.0.client.borrow().rests() {
            self.end_turn();
            self.read_what_others_wrote();
            self.heed_poke();
        }
    }

    /// A request leaves in this tab's turn. When another tab has written while this one waited, its
    /// engine is built anew first: what it would send may have arrived.
    fn answer_in_turn(&self, request: impl Future<Output = Event> + 'static) {
        let driver = self.clone();
        let era = self.0.era.get();
        spawn_local(async move {
            driver.begin_turn().await;
            if driver.0.era.get() != era {
                // The newer engine of this very tab may wait for it.
                driver.end_turn();
                return;
            }
            if driver.0.others_wrote.get() {
                driver.reload_and_go_on();
                return;
            }
            let event = request.await;
            if driver.0.era.get() == era {
                driver.send(event);
            }
        });
    }

    /// The answer reaches the engine only if it is still the one that asked.
    fn answer_later(&self, work: impl Future<Output = Event> + 'static) {
        let driver = self.clone();
        let era = self.0.era.get();
        spawn_local(async move {
            let event = work.await;
            if driver.0.era.get() == era {
                driver.send(event);
            }
        });
    }

    fn wake_after(&self, after_ms: u64) {
        let driver = self.clone();
        let after_ms = u32::try_from(after_ms).unwrap_or(u32::MAX);
        let timer = Timeout::new(after_ms, move || driver.send(Event::TimerFired));
        self.0.timer.replace(Some(timer));
    }

    fn reload_and_go_on(&self) {
        let driver = self.clone();
        spawn_local(async move {
            match driver.reload().await {
                Ok(()) => driver.send(Event::TimerFired),
                // The disk can't even be read: what is on it stays, and one tries again. The engine itself may
                // wait for an answer that doesn't come any more, so that a timer of its own would be no help.
                Err(error) => {
                    gloo::console::error!("reading the phone's storage failed:", error.to_string());
                    let again = driver.clone();
                    let timer = Timeout::new(READ_AGAIN_MS, move || again.reload_and_go_on());
                    driver.0.timer.replace(Some(timer));
                }
            }
        });
    }
}
