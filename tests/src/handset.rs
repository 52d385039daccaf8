//! A phone with the real engine on a simulated disk, whose requests travel to a server by some door.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::model::{DeviceId, FactId, Moment, PhotoId, PhotoRef};
use shared::sync::{
    Effect, EntryState, Event, Failure, NewEntry, OutboxEntry, PhotoState, StoredPhoto, Wake,
};
use shared::wire::sync::{MOST_ROWS, PhotoStored, Witness};
use shared::wire::{Fact, Problem, ProblemKind, Row};

use crate::facts::noon;
use crate::server::{Browser, Door, Reply};
use crate::simulation::phone::Phone;
use crate::wire::Gone;

/// As the disk's records have it.
const NAME: &str = "訪問員";

#[derive(Debug)]
pub struct Handset {
    browser: Browser,
    phone: Phone,
    /// Pictures' bytes; the simulated disk knows only of them.
    pictures: BTreeMap<PhotoId, Vec<u8>>,
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
            pictures: BTreeMap::new(),
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

    /// Takes a picture for a record that is still being written.
    pub fn photograph(&mut self, record: FactId, photo: PhotoRef, jpeg: Vec<u8>) {
        self.pictures.insert(photo.id, jpeg);
        let taken = StoredPhoto {
            photo,
            record,
            user: self.phone.person(),
            user_name: NAME.to_owned(),
            taken_at: self.now,
            state: PhotoState::Waiting,
        };
        assert!(self.phone.disk.put_photo(taken.clone()), "there is room");
        self.phone.send(0, Event::Photographed(taken), self.now);
    }

    /// Saves a record, as 記録する does. It is sent with the next `sync`. Returns the bytes that were saved.
    pub fn save(&mut self, fact: Fact) -> String {
        let user = self.phone.person();
        let entry = NewEntry::new(user, NAME, self.now, fact).expect("a fact serialises");
        let stored = self.phone.disk.finish(entry).expect("there is room");
        let body = stored.body.get().to_owned();
        self.phone.send(0, Event::Saved(stored), self.now);
        body
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
                Effect::SendPhoto { photo, seen } => {
                    Event::PhotoReplied(photo, self.put(photo, seen).await)
                }
                // Done by the phone itself.
                Effect::Timer { .. } | Effect::Show => continue,
            };
            self.phone.send(0, event, self.now);
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<T, Failure> {
        understood(self.browser.attempt_post(path, request).await)
    }

    async fn put(&self, photo: PhotoId, seen: Option<Witness>) -> Result<PhotoStored, Failure> {
        let seen = seen.map_or_else(String::new, |seen| {
            format!("&seq={}&nonce={}", seen.seq, seen.nonce)
        });
        let path = format!("/sync/v1/photos/{photo}?user={}{seen}", self.phone.person());
        let body = Body::from(self.pictures[&photo].clone());
        understood(self.browser.attempt(Method::PUT, &path, body).await)
    }

    /// Records and pictures that haven't arrived.
    pub fn waiting(&self) -> usize {
        let records = self.phone.disk.outbox().filter(|entry| entry.waits());
        let photos = self.phone.disk.photos();
        let pictures = photos.filter(|photo| photo.state == PhotoState::Waiting);
        records.count() + pictures.count()
    }

    /// What it shows as arrived and still keeps, each with its place in the server's history.
    pub fn arrived(&self) -> BTreeMap<FactId, u64> {
        let place = |entry: &OutboxEntry| match entry.state {
            EntryState::Arrived { seq } => Some((entry.id(), seq)),
            _ => None,
        };
        self.phone.disk.outbox().filter_map(place).collect()
    }

    /// What its person sees, in the order of the rows' keys.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.phone.disk.rows();
        let mut rows: Vec<Row> = rows.iter().map(|row| row.as_ref().clone()).collect();
        rows.sort_by_key(Row::key);
        rows
    }
}

/// What `frontend/api` makes of a reply.
fn understood<T: DeserializeOwned>(reply: Result<Reply, Gone>) -> Result<T, Failure> {
    let reply = reply.map_err(|_| Failure::Offline)?;
    if reply.status.is_success() {
        return serde_json::from_slice(&reply.bytes).map_err(|_| Failure::Offline);
    }
    let problem: Problem = serde_json::from_slice(&reply.bytes).map_err(|_| Failure::Offline)?;
    Err(match problem.kind {
        ProblemKind::OtherHistory => Failure::OtherHistory,
        ProblemKind::SignedOut => Failure::SignedOut,
        _ => Failure::Trouble { retry_s: 30 },
    })
}
