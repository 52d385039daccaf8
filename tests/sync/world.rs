//! Phones, office and network under one seeded scheduler.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use shared::model::{
    CallAttempt, CallDirection, CallResult, ComplaintId, FactId, HeardComplaint, Moment, Outcome,
    UserId, Visit,
};
use shared::sync::{Effect, Event, Failure, NewEntry, PersistFailure, Wake};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{PullReply, PullRequest, PushReply, PushRequest};
use shared::wire::{Fact, FactBody};

use tests::office::member;

use crate::office::{MEMBERS, Office};
use crate::phone::Phone;

pub const VISITORS: usize = 3;
const PHONES: usize = 4;

#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// Requests and replies are dropped, repeated and reordered.
    pub network: bool,
    /// Phones die between any two effects.
    pub crashes: bool,
    /// The phone's storage refuses a write.
    pub storage: bool,
    /// The server loses its disk and goes on from the latest backup.
    pub restores: bool,
    /// A phone is handed to another person.
    pub lending: bool,
}

impl Faults {
    pub const NONE: Self = Self {
        network: false,
        crashes: false,
        storage: false,
        restores: false,
        lending: false,
    };
    pub const ALL: Self = Self {
        network: true,
        crashes: true,
        storage: true,
        restores: true,
        lending: true,
    };
}

/// Something on its way.
enum Parcel {
    Push {
        phone: usize,
        era: u32,
        user: UserId,
        request: PushRequest,
    },
    Pull {
        phone: usize,
        era: u32,
        user: UserId,
        request: PullRequest,
    },
    Pushed {
        phone: usize,
        era: u32,
        reply: Result<PushReply, Failure>,
    },
    Pulled {
        phone: usize,
        era: u32,
        reply: Result<PullReply, Failure>,
    },
}

pub struct World {
    pub office: Office,
    pub phones: Vec<Phone>,
    /// What phones have shown as saved, and by whom it was recorded.
    pub saved: BTreeMap<FactId, UserId>,
    now: Moment,
    parcels: Vec<Parcel>,
    random: StdRng,
    faults: Faults,
}

impl World {
    pub fn new(seed: u64, faults: Faults) -> Self {
        let now = Moment::from_utc_ms(1_696_201_200_000);
        let office = Office::new(VISITORS);
        let mut phones: Vec<Phone> = (0..PHONES)
            .map(|n| Phone::new(n, office.visitors[n % VISITORS]))
            .collect();
        for phone in &mut phones {
            phone.send(Event::Wake(Wake::Start), now);
        }
        Self {
            office,
            phones,
            saved: BTreeMap::new(),
            now,
            parcels: vec![],
            random: StdRng::seed_from_u64(seed),
            faults,
        }
    }

    pub fn run(&mut self, steps: u32) {
        for _ in 0..steps {
            self.now = self.now.plus_ms(self.random.random_range(1..400));
            self.step();
        }
    }

    fn step(&mut self) {
        let phone = self.random.random_range(0..PHONES);
        match self.random.random_range(0..100) {
            0..12 => self.record(phone),
            12..55 => {
                self.execute(phone);
            }
            55..82 => {
                self.deliver();
            }
            82..87 => self.fire_timer(phone),
            87..90 => self.phones[phone].send(Event::Wake(Wake::Visible), self.now),
            90..96 => self.reassign(),
            96..98 if self.faults.crashes => self.phones[phone].restart(self.now),
            98..99 if self.faults.restores => match self.random.random_range(0..3) {
                0 => self.office.restore(),
                _ => self.office.back_up(),
            },
            99..100 if self.faults.lending => {
                let person = self.some_visitor();
                self.phones[phone].sign_in(person, self.now);
            }
            _ => {}
        }
    }

    fn record(&mut self, phone: usize) {
        let fact = self.some_fact(phone);
        let user = self.phones[phone].person();
        let entry = NewEntry::new(user, "訪問員", self.now, fact).expect("a fact serialises");
        let id = entry.fact.id;
        if let Some(stored) = self.phones[phone].disk.finish(entry) {
            self.saved.insert(id, user);
            // Killed right after the transaction: saved all the same.
            if self.faults.crashes && self.random.random_bool(0.05) {
                self.phones[phone].restart(self.now);
            } else {
                self.phones[phone].send(Event::Saved(stored), self.now);
            }
        }
    }

    fn some_fact(&mut self, phone: usize) -> Fact {
        let id = FactId::mint(self.now, self.random.random());
        // Beyond the last member: one that the office doesn't know.
        let number = member(self.random.random_range(0..MEMBERS + 1));
        let mine: Vec<FactId> = {
            let me = self.phones[phone].person();
            let outbox = self.phones[phone].disk.outbox();
            outbox
                .filter(|entry| entry.user == me)
                .map(shared::sync::OutboxEntry::id)
                .collect()
        };
        let (after, body) = match self.random.random_range(0..10) {
            0..5 => (vec![], FactBody::Visit(Box::new(self.some_visit(number)))),
            5..6 if !mine.is_empty() => {
                let fact = mine[self.random.random_range(0..mine.len())];
                (vec![fact], FactBody::Retract { fact })
            }
            _ => (vec![], FactBody::Call(call(number, self.now))),
        };
        Fact {
            id,
            schema: FACT_SCHEMA,
            recorded_at: self.now,
            after,
            corrects: None,
            body,
        }
    }

    fn some_visit(&mut self, number: shared::model::MemberNumber) -> Visit {
        let complaint = self.random.random_bool(0.2).then(|| HeardComplaint {
            id: ComplaintId::mint(self.now, self.random.random()),
            words: "連絡が遅い".into(),
        });
        Visit {
            walk_in: true,
            complaint,
            ..Visit::new(number, self.now, Outcome::MetRepresentative)
        }
    }

    fn reassign(&mut self) {
        let target = self.random.random_range(0..MEMBERS);
        if self.random.random_bool(0.2) {
            self.office.season().take_back([target]);
        } else {
            let visitor = self.some_visitor();
            self.office.season().give([target], visitor);
        }
    }

    fn some_visitor(&mut self) -> UserId {
        self.office.visitors[self.random.random_range(0..VISITORS)]
    }

    fn fire_timer(&mut self, phone: usize) {
        if self.phones[phone].timer.take().is_some() {
            self.phones[phone].send(Event::TimerFired, self.now);
        }
    }

    /// Executes the oldest effect of a phone, as its driver would.
    fn execute(&mut self, n: usize) -> bool {
        let storage_refuses = self.faults.storage && self.random.random_bool(0.03);
        let phone = &mut self.phones[n];
        let (era, user) = (phone.era, phone.person());
        match phone.effects.pop_front() {
            None => return false,
            Some(Effect::Show) => {}
            Some(Effect::Timer { after_ms }) => {
                phone.timer = Some(
                    self.now
                        .plus_ms(i64::try_from(after_ms).unwrap_or(i64::MAX)),
                );
            }
            Some(Effect::Reload) => {
                phone.reload();
                phone.send(Event::TimerFired, self.now);
            }
            Some(Effect::Persist(ticket, batch)) => {
                let result = if storage_refuses {
                    Err(PersistFailure::Failed)
                } else {
                    phone.disk.persist(&batch)
                };
                phone.send(Event::Persisted(ticket, result), self.now);
            }
            Some(Effect::Push(request)) => self.parcels.push(Parcel::Push {
                phone: n,
                era,
                user,
                request,
            }),
            Some(Effect::Pull(request)) => self.parcels.push(Parcel::Pull {
                phone: n,
                era,
                user,
                request,
            }),
        }
        true
    }

    /// Any parcel may be next; with a bad network it may vanish, or come twice.
    fn deliver(&mut self) -> bool {
        if self.parcels.is_empty() {
            return false;
        }
        let parcel = self
            .parcels
            .swap_remove(self.random.random_range(0..self.parcels.len()));
        let lost = self.faults.network && self.random.random_bool(0.15);
        let repeated = self.faults.network && self.random.random_bool(0.1);
        match parcel {
            Parcel::Push {
                phone,
                era,
                user,
                request,
            } => {
                let reply = if lost {
                    Err(Failure::Offline)
                } else {
                    if repeated {
                        // The answer to the first copy is lost; the second is answered.
                        let _ = self.office.push(user, &request, self.now);
                    }
                    self.office.push(user, &request, self.now)
                };
                self.parcels.push(Parcel::Pushed { phone, era, reply });
            }
            Parcel::Pull {
                phone,
                era,
                user,
                request,
            } => {
                let reply = if lost {
                    Err(Failure::Offline)
                } else {
                    Ok(self.office.pull(user, &request, self.now))
                };
                self.parcels.push(Parcel::Pulled { phone, era, reply });
            }
            Parcel::Pushed { phone, era, reply } => {
                let reply = if lost { Err(Failure::Offline) } else { reply };
                self.reply(phone, era, Event::PushReplied(reply));
            }
            Parcel::Pulled { phone, era, reply } => {
                let reply = if lost { Err(Failure::Offline) } else { reply };
                self.reply(phone, era, Event::PullReplied(reply));
            }
        }
        true
    }

    fn reply(&mut self, phone: usize, era: u32, event: Event) {
        if self.phones[phone].era == era {
            self.phones[phone].send(event, self.now);
        }
    }

    /// No more bad luck: everything that is under way comes to an end.
    pub fn settle(&mut self) {
        self.faults = Faults::NONE;
        // The second round brings each phone what the others sent in the first.
        for _ in 0..2 {
            for n in 0..PHONES {
                self.phones[n].send(Event::Wake(Wake::Asked), self.now);
            }
            self.until_quiet();
        }
    }

    /// Every person signs in on every phone, so that what was left on a lent one gets its chance.
    pub fn hand_round(&mut self) {
        for n in 0..PHONES {
            let last = self.phones[n].person();
            for person in self.office.visitors.clone().into_iter().chain([last]) {
                self.phones[n].sign_in(person, self.now);
                self.until_quiet();
            }
        }
        self.settle();
    }

    fn until_quiet(&mut self) {
        for _ in 0..100_000 {
            self.now = self.now.plus_ms(10);
            let worked = (0..PHONES).any(|n| self.execute(n)) || self.deliver();
            if worked {
                continue;
            }
            let Some(n) = (0..PHONES).find(|n| self.phones[*n].timer.is_some()) else {
                return;
            };
            self.now = self.now.plus_ms(10 * 60 * 1_000);
            self.fire_timer(n);
        }
        panic!("the phones never come to rest");
    }

    pub fn now(&self) -> Moment {
        self.now
    }
}

fn call(member: shared::model::MemberNumber, at: Moment) -> CallAttempt {
    CallAttempt {
        member,
        target: None,
        at,
        direction: CallDirection::Out,
        result: CallResult::NoAnswer,
        note: String::new(),
    }
}
