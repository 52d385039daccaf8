//! A phone with the real engine on a simulated disk, whose requests travel to a server by some door.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::model::{DeviceId, Moment};
use shared::sync::{Effect, Event, Failure, NewEntry, Wake};
use shared::wire::sync::MOST_ROWS;
use shared::wire::{Fact, Problem, ProblemKind, Row};

use crate::facts::noon;
use crate::server::{Browser, Door};
use crate::simulation::phone::Phone;

#[derive(Debug)]
pub struct Handset {
    browser: Browser,
    phone: Phone,
    now: Moment,
    reloads: u64,
}

impl Handset {
    pub fn new(browser: Browser) -> Self {
        let user = browser.user.expect("a phone's person has signed in");
        let number = user.0.as_u128() as usize;
        let mut phone = Phone::new(number, user, MOST_ROWS);
        phone.open_tab(0);
        Self {
            browser,
            phone,
            now: noon(),
            reloads: 0,
        }
    }

    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    pub fn device(&self) -> DeviceId {
        self.phone.device
    }

    pub fn move_to(&mut self, door: Door) {
        self.browser = self.browser.moved_to(door);
    }

    /// Saves a record, as 記録する does. It is sent with the next `sync`.
    pub fn save(&mut self, fact: Fact) {
        let user = self.phone.person();
        let entry = NewEntry::new(user, "訪問員", self.now, fact).expect("a fact serialises");
        let stored = self.phone.disk.finish(entry).expect("there is room");
        self.phone.send(0, Event::Saved(stored), self.now);
    }

    /// Somebody presses 今すぐ送信; returns when the engine has nothing more to do.
    pub async fn sync(&mut self) {
        self.now = self.now.plus_ms(60_000);
        self.phone.send(0, Event::Wake(Wake::Asked), self.now);
        while let Some(effect) = self.phone.tabs[0].effects.pop_front() {
            let event = match effect {
                Effect::Push(request) => {
                    Event::PushReplied(self.ask("/sync/v1/push", &request).await)
                }
                Effect::Pull(request) => {
                    Event::PullReplied(self.ask("/sync/v1/pull", &request).await)
                }
                Effect::Persist(ticket, batch) => {
                    Event::Persisted(ticket, self.phone.disk.persist(&batch))
                }
                Effect::Reload => {
                    self.reloads += 1;
                    self.phone.reload(0, self.reloads);
                    Event::TimerFired
                }
                // Done by the phone itself. Nobody takes pictures with it.
                Effect::Timer { .. } | Effect::Show | Effect::SendPhoto { .. } => continue,
            };
            self.phone.send(0, event, self.now);
        }
    }

    /// What `frontend/api` makes of a reply.
    async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<T, Failure> {
        let reply = self.browser.attempt_post(path, request).await;
        let reply = reply.map_err(|_| Failure::Offline)?;
        if reply.status.is_success() {
            return serde_json::from_slice(&reply.bytes).map_err(|_| Failure::Offline);
        }
        let problem: Problem =
            serde_json::from_slice(&reply.bytes).map_err(|_| Failure::Offline)?;
        Err(match problem.kind {
            ProblemKind::OtherHistory => Failure::OtherHistory,
            ProblemKind::SignedOut => Failure::SignedOut,
            _ => Failure::Trouble { retry_s: 30 },
        })
    }

    /// Records that haven't arrived.
    pub fn waiting(&self) -> usize {
        let outbox = self.phone.disk.outbox();
        outbox.filter(|entry| entry.waits()).count()
    }

    /// What its person sees, in the order of the rows' keys.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.phone.disk.rows();
        let mut rows: Vec<Row> = rows.iter().map(|row| row.as_ref().clone()).collect();
        rows.sort_by_key(Row::key);
        rows
    }
}
