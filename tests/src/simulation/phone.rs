//! A phone: one disk, one or two tabs, each with the real engine in memory and the effects that it
//! hasn't executed yet.

use std::collections::VecDeque;

use shared::model::{DeviceId, Moment, UserId};
use shared::sync::client::Loaded;
use shared::sync::{Client, Effect, Event};
use uuid::Uuid;

use super::app::App;
use super::disk::Disk;

#[derive(Debug)]
pub struct Phone {
    pub device: DeviceId,
    pub disk: Disk,
    pub tabs: Vec<Tab>,
    /// What its clock shows beside the true time, in milliseconds.
    pub clock_ms: i64,
    pub app: App,
    /// Its session with the server counts.
    pub signed_in: bool,
    /// Rows that it asks for in one page.
    pub page_rows: u32,
    /// The tab whose round it is, where the browser knows locks.
    pub turn: Option<u64>,
}

/// One engine's life; a reload builds a new one with another number, so that what was meant for
/// the earlier one is dropped.
#[derive(Debug)]
pub struct Tab {
    pub number: u64,
    pub client: Client,
    pub effects: VecDeque<Effect>,
    pub timer: bool,
    /// Another tab has written since this one read the disk.
    pub others_wrote: bool,
    /// The history that its newest page came from; for the proof.
    pub history: u64,
}

impl Phone {
    pub fn new(n: usize, person: UserId, page_rows: u32) -> Self {
        let mut disk = Disk::default();
        disk.set_person(person);
        Self {
            device: DeviceId(Uuid::from_u128(10_000 + n as u128)),
            disk,
            tabs: vec![],
            clock_ms: 0,
            app: App::NEWEST,
            signed_in: true,
            page_rows,
            turn: None,
        }
    }

    pub fn person(&self) -> UserId {
        self.disk
            .person
            .expect("every simulated phone has a person")
    }

    pub fn time(&self, now: Moment) -> Moment {
        now.plus_ms(self.clock_ms)
    }

    /// A new engine over what is on the disk.
    pub fn open_tab(&mut self, number: u64) {
        let tab = self.tab_from_disk(number);
        self.tabs.push(tab);
    }

    pub fn reload(&mut self, place: usize, number: u64) {
        let timer = self.tabs[place].timer;
        self.tabs[place] = Tab {
            timer,
            ..self.tab_from_disk(number)
        };
    }

    fn tab_from_disk(&self, number: u64) -> Tab {
        let (position, rows, outbox) = self.disk.load();
        let client = Client::load(Loaded {
            device: self.device,
            user: self.disk.person,
            position,
            rows,
            outbox,
            photos: self.disk.photos().cloned().collect(),
            page_rows: self.page_rows,
            seed: number,
        });
        Tab {
            number,
            client,
            effects: VecDeque::new(),
            timer: false,
            others_wrote: false,
            history: self.disk.history(),
        }
    }

    /// The engine hears of it. What only shows or waits is done at once; the rest waits its turn.
    pub fn send(&mut self, place: usize, event: Event, now: Moment) {
        let now = self.time(now);
        let tab = &mut self.tabs[place];
        for effect in tab.client.handle(event, now) {
            match effect {
                Effect::Show => {}
                Effect::Timer { .. } => tab.timer = true,
                other => tab.effects.push_back(other),
            }
        }
        let idle = tab.client.rests() && tab.effects.is_empty();
        if idle && self.turn == Some(tab.number) {
            self.turn = None;
        }
    }

    pub fn place_of(&self, number: u64) -> Option<usize> {
        self.tabs.iter().position(|tab| tab.number == number)
    }
}
