//! A phone: the real engine in memory, its disk, and the effects that it hasn't executed yet.

use std::collections::VecDeque;

use shared::model::{DeviceId, Moment, UserId};
use shared::sync::client::Loaded;
use shared::sync::{Client, Effect, Event, Wake};
use uuid::Uuid;

use crate::disk::Disk;

pub struct Phone {
    pub device: DeviceId,
    pub disk: Disk,
    pub client: Client,
    pub effects: VecDeque<Effect>,
    /// A reply meant for an earlier engine is dropped.
    pub era: u32,
    pub timer: Option<Moment>,
    restarts: u64,
}

impl Phone {
    pub fn new(n: usize, person: UserId) -> Self {
        let device = DeviceId(Uuid::from_u128(10_000 + n as u128));
        let mut disk = Disk::default();
        disk.set_person(person);
        let client = load(&disk, device, 0);
        Self {
            device,
            disk,
            client,
            effects: VecDeque::new(),
            era: 0,
            timer: None,
            restarts: 0,
        }
    }

    pub fn send(&mut self, event: Event, now: Moment) {
        let effects = self.client.handle(event, now);
        self.effects.extend(effects);
    }

    /// The app is killed and opened again: only the disk is left.
    pub fn restart(&mut self, now: Moment) {
        self.reload();
        self.timer = None;
        self.send(Event::Wake(Wake::Start), now);
    }

    /// Builds the engine again from the disk.
    pub fn reload(&mut self) {
        self.restarts += 1;
        self.era += 1;
        self.effects.clear();
        self.client = load(&self.disk, self.device, self.restarts);
    }

    pub fn sign_in(&mut self, person: UserId, now: Moment) {
        self.disk.set_person(person);
        self.restart(now);
    }

    pub fn person(&self) -> UserId {
        self.disk
            .person
            .expect("every simulated phone has a person")
    }
}

fn load(disk: &Disk, device: DeviceId, seed: u64) -> Client {
    // Small pages of differing size: a phone is often in the middle of them.
    let page_rows = 1 + u32::try_from(seed % 7).expect("below seven");
    let (position, rows, outbox) = disk.load();
    Client::load(Loaded {
        device,
        user: disk.person,
        position,
        rows,
        outbox,
        page_rows,
        seed,
    })
}
