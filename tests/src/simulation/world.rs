//! Phones, office and the way between them, under a schedule of steps.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use shared::model::{FactId, LeadStage, Moment, UserId};
use shared::sync::{
    Effect, EntryState, Event, NewEntry, OutboxEntry, PersistFailure, PhotoState, StoredPhoto, Wake,
};
use shared::wire::{Fact, FactBody};

use super::app::App;
use super::chance::Dice;
use super::disk::Disk;
use super::ledger::{Kind, Ledger, Saved};
use super::mutant::Mutant;
use super::office::Office;
use super::phone::Phone;
use super::post::Parcel;
use super::record::{Author, lead, some_record};
use super::rule::{Held, Rule, check};
use super::step::{Step, What};
use super::{Figures, Plan};

/// Of the coming to rest a story tells the beginning.
const LINES_AT_REST: usize = 90;

const TWO_DAYS_MS: u64 = 48 * 60 * 60 * 1_000;

#[derive(Debug)]
pub struct World {
    pub office: Office,
    pub phones: Vec<Phone>,
    pub ledger: Ledger,
    pub now: Moment,
    pub(super) parcels: Vec<Parcel>,
    /// Requests and replies get lost, cut, repeated; off while everything comes to rest.
    pub(super) bad_luck: bool,
    /// The server refuses old apps.
    pub(super) demands_update: bool,
    /// Browsers know Web Locks: one round at a time on each phone.
    locks: bool,
    /// Facts of which somebody has read what didn't stand.
    pub(super) seen: BTreeSet<FactId>,
    pub(super) mutant: Option<Mutant>,
    last_number: u64,
    pub figures: Figures,
    /// The story so far, when somebody wants to read it, and how many lines it may still grow.
    story: Option<(String, usize)>,
}

impl World {
    pub fn new(plan: Plan, mutant: Option<Mutant>, told: bool) -> Self {
        let mut dice = Dice::new(plan.seed);
        let phones = plan.phones.max(2);
        let people = (phones * 2 / 3).max(2);
        let office = Office::new(people, 2 * people as u64);
        // Without this the first half of a run would be spent on dealing members out.
        for n in 0..office.members {
            office.give(n, Some(office.visitors[n as usize % people]));
        }
        let some_old = dice.percent(50);
        let mut world = Self {
            phones: (0..phones)
                .map(|n| {
                    let page_rows = [3, 10, 40, 1_000][dice.below(4) as usize];
                    let mut phone = Phone::new(n, office.visitors[n % people], page_rows);
                    if some_old && dice.percent(40) {
                        phone.app = App::behind(1 + dice.below(App::OLDEST));
                    }
                    phone
                })
                .collect(),
            office,
            ledger: Ledger::default(),
            now: Moment::from_utc_ms(1_696_201_200_000),
            parcels: vec![],
            bad_luck: dice.percent(80),
            demands_update: false,
            locks: dice.percent(75),
            seen: BTreeSet::new(),
            mutant,
            last_number: 0,
            figures: Figures::default(),
            story: told.then(|| (String::new(), usize::MAX)),
        };
        for n in 0..phones {
            let tab = world.number();
            world.phones[n].open_tab(tab);
            world.phones[n].send(0, Event::Wake(Wake::Start), world.now);
        }
        world
    }

    pub(super) fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    pub(super) fn tell(&mut self, words: impl FnOnce() -> String) {
        if let Some((story, lines)) = &mut self.story
            && *lines > 0
        {
            *lines -= 1;
            let _ = writeln!(story, "  {}", words());
        }
    }

    pub fn story(&mut self) -> String {
        self.story.take().map_or(String::new(), |(story, _)| story)
    }

    pub fn apply(&mut self, step: Step) -> Held {
        self.figures.steps += 1;
        let mut dice = Dice::new(step.dice);
        self.now = self.now.plus_ms(dice.below(400) as i64 + 1);
        let phone = self.some_phone(&mut dice);
        match step.what {
            What::Record => self.record(phone, &mut dice)?,
            What::Draft => self.draft(phone, &mut dice),
            What::Work => {
                if let Some((phone, place)) = self.some_work(&mut dice) {
                    self.work(phone, place, &mut dice)?;
                }
            }
            What::Deliver => {
                let on_their_way = self.parcels.iter().enumerate();
                let chosen = dice.choose(on_their_way.map(|(n, parcel)| (parcel.number, n)));
                if let Some(n) = chosen {
                    self.deliver(n, &mut dice)?;
                }
            }
            What::Timer => {
                let waiting = self.phones.iter().enumerate().flat_map(|(n, phone)| {
                    let timers = phone.tabs.iter().enumerate().filter(|(_, tab)| tab.timer);
                    timers.map(move |(place, tab)| (tab.number, (n, place)))
                });
                if let Some((phone, place)) = dice.choose(waiting) {
                    self.fire_timer(phone, place);
                }
            }
            What::Wake => self.wake(phone, Wake::Visible, &mut dice),
            What::Ask => self.wake(phone, Wake::Asked, &mut dice),
            What::OfferAgain => self.offer_again(phone, &mut dice),
            What::PutAway => self.put_away(phone, &mut dice),
            What::Fold => self.fold(phone, &mut dice),
            What::Assign => self.assign(&mut dice),
            What::Storm => {
                self.tell(|| "the office deals out half of its members anew".to_owned());
                for _ in 0..self.office.members / 2 {
                    self.assign(&mut dice);
                }
            }
            What::Change => {
                let member = dice.below(self.office.members);
                self.tell(|| format!("the office changes member {member}"));
                self.office.change(member);
            }
            What::Publish => {
                let visitor = self.some_visitor(&mut dice);
                self.tell(|| format!("the office orders the day of {}", short_user(visitor)));
                self.office.publish(visitor, dice.below(10) as usize);
            }
            What::Lead => self.move_a_lead(&mut dice),
            What::Card => {
                let visitor = self.some_visitor(&mut dice);
                self.tell(|| format!("{} gets a new card", short_user(visitor)));
                self.office.change_card(visitor);
            }
            What::Decide => {
                if let Some((line, kind)) = self.office.decide(&mut dice) {
                    self.tell(|| format!("the office decides about line {line}: {kind:?}"));
                }
            }
            What::See => self.see(phone, &mut dice),
            What::Kill => self.kill(phone)?,
            What::PowerCut => {
                self.tell(|| format!("phone {phone} loses its power"));
                self.phones[phone].disk.power_cut();
                self.rows_are_honest(phone)?;
                self.kill(phone)?;
            }
            What::Tab => self.tab(phone, &mut dice),
            What::Lend => {
                let person = self.some_visitor(&mut dice);
                self.sign_in(phone, person)?;
            }
            What::Session => {
                let counts = !self.phones[phone].signed_in;
                self.phones[phone].signed_in = counts;
                self.tell(|| format!("phone {phone}'s session counts: {counts}"));
                if counts {
                    self.each_tab_hears(phone, || Event::SignedInAgain);
                }
            }
            What::Clock => {
                let shift = some_shift(&mut dice);
                self.tell(|| format!("phone {phone}'s clock is {} h off", shift / 3_600_000));
                self.phones[phone].clock_ms = shift;
            }
            What::Storage => {
                let full = !self.phones[phone].disk.full;
                self.phones[phone].disk.full = full;
                self.tell(|| format!("phone {phone}'s storage is full: {full}"));
            }
            What::Update => self.update(phone, self.phones[phone].app.next())?,
            What::Demand => {
                self.demands_update = !self.demands_update;
                let demands = self.demands_update;
                self.tell(|| format!("the server refuses old apps: {demands}"));
            }
            What::BackUp => {
                self.office.back_up(self.now);
                let head = self.office.head();
                self.tell(|| format!("a backup covers {head}"));
            }
            What::Restore => {
                if self.office.restore(&mut dice) {
                    self.figures.restores += 1;
                    let head = self.office.head();
                    self.tell(|| format!("the server goes back to {head}"));
                }
            }
            What::ServerDies => self.server_dies(),
            What::MonthsPass => {
                self.office.months_pass();
                if self.mutant == Some(Mutant::PrunesInSilence) {
                    self.office.forget_what_was_pruned();
                }
                self.tell(|| "months pass at the office".to_owned());
            }
            What::Join => {
                self.office.one_more_member();
                let newest = self.office.members - 1;
                self.tell(|| format!("member {newest} joins"));
            }
            What::ServerClock => {
                let shift = some_shift(&mut dice);
                self.tell(|| format!("the server's clock is {} h off", shift / 3_600_000));
                self.office.clock_ms = shift;
            }
        }
        Ok(())
    }

    fn some_phone(&self, dice: &mut Dice) -> usize {
        dice.choose((0..self.phones.len()).map(|n| (n as u64, n)))
            .unwrap_or(0)
    }

    fn some_visitor(&self, dice: &mut Dice) -> UserId {
        let visitors = &self.office.visitors;
        visitors[dice.below(visitors.len() as u64) as usize]
    }

    fn some_tab(&self, phone: usize, dice: &mut Dice) -> usize {
        dice.below(self.phones[phone].tabs.len() as u64) as usize
    }

    /// A tab with something to do, and its turn where the browser gives turns.
    fn some_work(&self, dice: &mut Dice) -> Option<(usize, usize)> {
        dice.choose(self.all_work())
    }

    fn all_work(&self) -> impl Iterator<Item = (u64, (usize, usize))> {
        self.phones.iter().enumerate().flat_map(|(n, phone)| {
            let ready = phone.tabs.iter().enumerate().filter(|(_, tab)| {
                !tab.effects.is_empty()
                    && (!self.locks || phone.turn.is_none_or(|turn| turn == tab.number))
            });
            ready.map(move |(place, tab)| (tab.number, (n, place)))
        })
    }

    fn record(&mut self, phone: usize, dice: &mut Dice) -> Held {
        let place = self.some_tab(phone, dice);
        let holder = &self.phones[phone];
        let user = holder.person();
        let author = Author {
            user,
            at: holder.time(self.now),
            schema: holder.app.schema(),
            members: self.office.members,
        };
        let draft = holder.disk.drafts(user).next().filter(|_| dice.percent(70));
        let mut record = some_record(dice, &self.ledger, author, phone, draft);
        let replaced = self.some_refused(phone, dice).filter(|(id, _)| {
            let can_replace = matches!(record.kind, Kind::Visit | Kind::Call)
                && record.body.is_none()
                && record.fact.parents().all(|parent| parent != *id);
            can_replace && dice.percent(30)
        });
        record.fact.instead_of = replaced.as_ref().map(|(id, _)| *id);
        let id = record.fact.id;
        let parents: Vec<FactId> = record.fact.parents().collect();
        let saved = Saved {
            id,
            user,
            body: String::new(),
            phone,
            unheard: record.unheard || self.ledger.any_unheard(&parents),
            fate: record.fate,
            parents,
            member: record.fact.member().cloned(),
            lead: lead(&record.fact),
            settled: false,
            kind: record.kind,
        };
        if !self.take_photos(phone, place, &record.fact, user) {
            return Ok(());
        }
        let mut entry =
            NewEntry::new(user, "訪問員", author.at, record.fact).expect("a fact serialises");
        if let Some(body) = record.body {
            entry.body = body;
        }
        let body = entry.body.get().to_owned();
        let Some(stored) = self.phones[phone].disk.finish(entry) else {
            return Ok(());
        };
        if self.mutant == Some(Mutant::SavedBeforeWritten) && dice.percent(40) {
            self.phones[phone].disk.tamper().lose(stored.n);
        }
        if self.mutant == Some(Mutant::DraftSurvivesItsRecord) && draft == Some(id) {
            let mut tampering = self.phones[phone].disk.tamper();
            tampering.bring_back_draft(id, user);
        }
        self.figures.saves += 1;
        self.ledger.note(Saved { body, ..saved });
        if let Some((_, body)) = replaced {
            self.ledger.settle(&body);
        }
        self.tell(|| {
            format!(
                "phone {phone} saves {:?} {} for {} ({:?})",
                record.kind,
                short(id),
                short_user(user),
                record.fate
            )
        });
        self.tell_other_tabs(phone, place);
        // Killed right after the transaction: saved all the same.
        if self.bad_luck && dice.percent(4) {
            self.kill(phone)
        } else {
            self.phones[phone].send(place, Event::Saved(stored), self.now);
            Ok(())
        }
    }

    /// Before the record that names them is saved; `false` when there is no room for them.
    fn take_photos(&mut self, phone: usize, place: usize, fact: &Fact, user: UserId) -> bool {
        let FactBody::Visit(visit) = &fact.body else {
            return true;
        };
        for photo in &visit.photos {
            let taken = StoredPhoto {
                photo: photo.clone(),
                record: fact.id,
                user,
                user_name: "訪問員".to_owned(),
                taken_at: fact.recorded_at,
                state: PhotoState::Waiting,
            };
            if !self.phones[phone].disk.put_photo(taken.clone()) {
                return false;
            }
            self.phones[phone].send(place, Event::Photographed(taken), self.now);
        }
        true
    }

    fn draft(&mut self, phone: usize, dice: &mut Dice) {
        let holder = &mut self.phones[phone];
        let user = holder.person();
        let fresh = FactId::mint(holder.time(self.now), dice.bytes());
        // Another tab's late word on what this one has saved.
        let saved = holder.disk.outbox().filter(|entry| entry.user == user);
        let saved = dice.choose(saved.map(|entry| (entry.n, entry.id())));
        let id = saved.filter(|_| dice.percent(30)).unwrap_or(fresh);
        holder.disk.put_draft(id, user);
    }

    fn wake(&mut self, phone: usize, wake: Wake, dice: &mut Dice) {
        let place = self.some_tab(phone, dice);
        self.phones[phone].send(place, Event::Wake(wake), self.now);
    }

    fn offer_again(&mut self, phone: usize, dice: &mut Dice) {
        let place = self.some_tab(phone, dice);
        if let Some((id, _)) = self.some_refused(phone, dice) {
            self.phones[phone].send(place, Event::OfferAgain(id), self.now);
        }
    }

    /// A refused record of this person, and its bytes.
    fn some_refused(&self, phone: usize, dice: &mut Dice) -> Option<(FactId, String)> {
        let holder = &self.phones[phone];
        let refused = holder.disk.outbox().filter(|entry| entry.is_refused());
        let own = refused.filter(|entry| entry.user == holder.person());
        dice.choose(own.map(|entry| (entry.n, (entry.id(), entry.body.get().to_owned()))))
    }

    fn put_away(&mut self, phone: usize, dice: &mut Dice) {
        let place = self.some_tab(phone, dice);
        let user = self.phones[phone].person();
        let Some((id, body)) = self.some_refused(phone, dice) else {
            return;
        };
        if self.mutant == Some(Mutant::OrphansUntold) {
            self.put_away_untold(phone, place, (id, &body));
        } else if self.phones[phone].disk.put_away(user, id) {
            self.ledger.settle(&body);
            self.tell(|| format!("phone {phone} puts {} away", short(id)));
            self.tell_other_tabs(phone, place);
            self.phones[phone].send(place, Event::PutAway(id), self.now);
        }
    }

    fn see(&mut self, phone: usize, dice: &mut Dice) {
        let place = self.some_tab(phone, dice);
        let told = self.phones[phone].disk.outbox();
        let told = told.filter(|entry| matches!(entry.state, EntryState::Conflict { .. }));
        if let Some(id) = dice.choose(told.map(|entry| (entry.n, entry.id()))) {
            self.seen.insert(id);
            self.phones[phone].send(place, Event::Seen(id), self.now);
        }
    }

    fn fold(&mut self, phone: usize, dice: &mut Dice) {
        let place = self.some_tab(phone, dice);
        let holder = &mut self.phones[phone];
        let tab = &holder.tabs[place];
        let Some(position) = tab.client.position().filter(|_| tab.client.rests()) else {
            return;
        };
        if let Some(generation) = holder.disk.fold(position, tab.client.rows()) {
            holder.send(place, Event::Folded { generation }, self.now);
            self.tell(|| format!("phone {phone} folds its rows"));
            self.tell_other_tabs(phone, place);
        }
    }

    fn assign(&mut self, dice: &mut Dice) {
        let member = dice.below(self.office.members);
        let visitor = self.some_visitor(dice);
        let visitor = (!dice.percent(20)).then_some(visitor);
        self.tell(|| {
            let to = visitor.map_or("nobody".to_owned(), short_user);
            format!("member {member} goes to {to}")
        });
        self.office.give(member, visitor);
    }

    /// The office gives a lead to somebody else or to nobody, or says how far it has come.
    fn move_a_lead(&mut self, dice: &mut Dice) {
        let leads = self.office.leads();
        let Some(lead) = dice.choose(leads.into_iter().enumerate().map(|(n, id)| (n as u64, id)))
        else {
            return;
        };
        if dice.percent(25) {
            self.tell(|| format!("the office moves lead {lead} on"));
            self.office.set_stage(lead, LeadStage::Accepted);
        } else {
            let visitor = self.some_visitor(dice);
            let visitor = (!dice.percent(15)).then_some(visitor);
            let to = visitor.map_or("nobody".to_owned(), short_user);
            self.tell(|| format!("lead {lead} goes to {to}"));
            self.office.give_lead(lead, visitor);
        }
    }

    /// Only the disk is left; the app opens again with one tab.
    fn kill(&mut self, phone: usize) -> Held {
        self.figures.crashes += 1;
        self.tell(|| format!("phone {phone} is killed and opened again"));
        let number = self.number();
        let holder = &mut self.phones[phone];
        holder.tabs.clear();
        holder.turn = None;
        holder.disk.sweep(self.now);
        holder.open_tab(number);
        holder.send(0, Event::Wake(Wake::Start), self.now);
        self.opened(phone)
    }

    /// What must hold whenever the app is opened.
    fn opened(&self, phone: usize) -> Held {
        let holder = &self.phones[phone];
        let user = holder.person();
        let returned = holder
            .disk
            .drafts(user)
            .find(|draft| holder.disk.outbox().any(|entry| entry.id() == *draft));
        check(Rule::DraftIsGone, returned.is_none(), || {
            format!("phone {phone} offers {returned:?} to be finished again")
        })?;
        self.rows_are_honest(phone)
    }

    fn tab(&mut self, phone: usize, dice: &mut Dice) {
        let number = self.number();
        let holder = &mut self.phones[phone];
        if holder.tabs.len() > 1 {
            let gone = holder.tabs.remove(dice.below(2) as usize);
            if holder.turn == Some(gone.number) {
                holder.turn = None;
            }
            self.tell(|| format!("phone {phone} closes a tab"));
        } else {
            holder.open_tab(number);
            holder.send(1, Event::Wake(Wake::Start), self.now);
            self.tell(|| format!("phone {phone} opens a second tab"));
        }
    }

    pub(super) fn reload(&mut self, phone: usize, place: usize) {
        let number = self.number();
        let holder = &mut self.phones[phone];
        if holder.turn == Some(holder.tabs[place].number) {
            holder.turn = None;
        }
        holder.reload(place, number);
    }

    pub(super) fn sign_in(&mut self, phone: usize, person: UserId) -> Held {
        self.tell(|| format!("{} signs in on phone {phone}", short_user(person)));
        self.hand_over(phone, person);
        self.phones[phone].signed_in = true;
        self.reload(phone, 0);
        self.phones[phone].send(0, Event::Wake(Wake::Start), self.now);
        self.tell_other_tabs(phone, 0);
        self.opened(phone)
    }

    pub(super) fn update(&mut self, phone: usize, to: App) -> Held {
        let holder = &mut self.phones[phone];
        if holder.app == to {
            return Ok(());
        }
        holder.app = to;
        if self.mutant != Some(Mutant::NeverReadsAgain) {
            holder.disk.translate(|text| to.reads_again(text));
        }
        self.tell(|| format!("phone {phone} gets a newer app: {to:?}"));
        self.kill(phone)
    }

    pub(super) fn server_dies(&mut self) {
        self.figures.crashes += 1;
        self.tell(|| "the server is killed and started again".to_owned());
        self.office.die();
    }

    fn each_tab_hears(&mut self, phone: usize, event: impl Fn() -> Event) {
        for place in 0..self.phones[phone].tabs.len() {
            self.phones[phone].send(place, event(), self.now);
        }
    }

    pub(super) fn tell_other_tabs(&mut self, phone: usize, writer: usize) {
        for place in 0..self.phones[phone].tabs.len() {
            if place != writer {
                let to = self.address(phone, place);
                self.post(super::post::Cargo::Notice, to);
            }
        }
    }

    /// Another tab wrote: everything is read again, as soon as no round is under way.
    pub(super) fn read_what_others_wrote(&mut self, phone: usize, place: usize) {
        let tab = &self.phones[phone].tabs[place];
        if tab.others_wrote && tab.client.rests() && tab.effects.is_empty() {
            self.reload(phone, place);
        }
    }

    fn fire_timer(&mut self, phone: usize, place: usize) {
        self.phones[phone].tabs[place].timer = false;
        self.phones[phone].send(place, Event::TimerFired, self.now);
    }

    /// Executes the oldest effect of a tab, as its driver would.
    fn work(&mut self, phone: usize, place: usize, dice: &mut Dice) -> Held {
        let from = self.address(phone, place);
        let holder = &mut self.phones[phone];
        let tab = &mut holder.tabs[place];
        let Some(effect) = tab.effects.pop_front() else {
            return Ok(());
        };
        // A picture travels beside the rounds.
        if self.locks && !matches!(effect, Effect::SendPhoto { .. }) {
            holder.turn = Some(tab.number);
        }
        // What it would send may have arrived through the other tab.
        let stale = tab.others_wrote && matches!(effect, Effect::Push(_) | Effect::Pull(_));
        let effect = if stale { Effect::Reload } else { effect };
        match effect {
            Effect::Reload => {
                self.tell(|| format!("phone {phone} reads its disk again"));
                self.reload(phone, place);
                self.phones[phone].send(place, Event::TimerFired, self.now);
            }
            Effect::Persist(ticket, mut batch) => {
                let mutant = self.mutant;
                if let (Some(mutant), shared::sync::Batch::Page(page)) = (mutant, &batch)
                    && mutant.tears(page, dice)
                {
                    holder.disk.tamper().set_position(page.position.clone());
                    return self.kill(phone);
                }
                let spoilt =
                    mutant.is_some_and(|mutant| mutant.spoil_batch(&mut batch, &holder.disk));
                let mut result = if self.bad_luck && dice.percent(2) {
                    Err(PersistFailure::Failed)
                } else {
                    self.phones[phone].disk.persist(&batch)
                };
                if result.is_ok() {
                    self.stored(phone, place, &batch)?;
                    if mutant == Some(Mutant::PictureGoesWithItsVisit) {
                        self.phones[phone]
                            .disk
                            .tamper()
                            .lose_pictures_of_the_arrived();
                    }
                    self.tell_other_tabs(phone, place);
                    if spoilt {
                        result = Err(PersistFailure::Changed);
                    }
                }
                self.post(super::post::Cargo::Persisted(ticket, result), from);
            }
            Effect::Push(request) => self.send_push(phone, from, request),
            Effect::Pull(request) => self.send_pull(phone, from, request),
            Effect::SendPhoto { photo, seen } => {
                let stored = self.phones[phone].disk.photo(photo);
                match stored.filter(|stored| stored.state == PhotoState::Waiting) {
                    Some(stored) => {
                        let of = stored.user;
                        let spoilt = self.mutant == Some(Mutant::SendsAnothersPicture);
                        let photo = self.phones[phone]
                            .disk
                            .photos()
                            .find(|other| spoilt && other.user != of)
                            .map_or(photo, |other| other.photo.id);
                        self.send_photo(phone, from, (photo, of), seen);
                    }
                    None => {
                        // Another tab was faster.
                        self.phones[phone].tabs[place].others_wrote = true;
                        self.read_what_others_wrote(phone, place);
                    }
                }
            }
            Effect::Show | Effect::Timer { .. } => {}
        }
        Ok(())
    }

    /// No more bad luck: everything that is under way comes to an end.
    pub fn settle(&mut self) -> Held {
        self.tell(|| "no more bad luck; everything comes to rest".to_owned());
        if let Some((_, lines)) = &mut self.story {
            *lines = (*lines).min(LINES_AT_REST);
        }
        self.bad_luck = false;
        // Two tabs without turns can keep interrupting each other for as long as the scheduler wants.
        self.locks = true;
        self.demands_update = false;
        for phone in 0..self.phones.len() {
            self.phones[phone].disk.full = false;
            self.phones[phone].signed_in = true;
            self.each_tab_hears(phone, || Event::SignedInAgain);
        }
        // The second round brings each phone what the others sent in the first.
        for _ in 0..2 {
            self.ask_and_wait()?;
        }
        Ok(())
    }

    fn ask_and_wait(&mut self) -> Held {
        for phone in 0..self.phones.len() {
            self.each_tab_hears(phone, || Event::Wake(Wake::Asked));
        }
        self.until_quiet()
    }

    /// Each person signs in wherever they left something, until nothing waits any more: only they can
    /// send it, and after a restore only their signing in tells a phone to offer it again.
    pub fn hand_round(&mut self) -> Held {
        for round in 0..4 {
            for phone in 0..self.phones.len() {
                let everybody = round == 0 && self.office.history > 0;
                let disk = &self.phones[phone].disk;
                let mut left: Vec<UserId> = disk
                    .outbox()
                    .filter(|entry| everybody || entry.waits())
                    .map(|entry| entry.user)
                    .chain(photos_left(disk).map(|stored| stored.user))
                    .collect();
                left.sort_unstable();
                left.dedup();
                for person in left {
                    if person != self.phones[phone].person() {
                        self.sign_in(phone, person)?;
                        self.until_quiet()?;
                    }
                }
            }
            self.ask_and_wait()?;
            let waits = |phone: &Phone| {
                let facts = phone.disk.outbox().any(|entry| entry.waits());
                facts || photos_left(&phone.disk).next().is_some()
            };
            if !self.phones.iter().any(waits) {
                break;
            }
        }
        self.settle()
    }

    /// What older apps had to put aside is read now.
    pub fn everybody_updates(&mut self) -> Held {
        for phone in 0..self.phones.len() {
            self.update(phone, App::NEWEST)?;
        }
        self.until_quiet()
    }

    /// Until nothing moves, or only timers do.
    fn until_quiet(&mut self) -> Held {
        let mut dice = Dice::new(0);
        let mut waves = 0;
        for _ in 0..1_000_000 {
            self.now = self.now.plus_ms(10);
            let work = self.all_work().next();
            if let Some((_, (phone, place))) = work {
                self.work(phone, place, &mut dice)?;
            } else if !self.parcels.is_empty() {
                self.deliver(0, &mut dice)?;
            } else {
                let waiting: Vec<_> = (0..self.phones.len())
                    .flat_map(|n| (0..self.phones[n].tabs.len()).map(move |place| (n, place)))
                    .filter(|(n, place)| self.phones[*n].tabs[*place].timer)
                    .collect();
                waves += 1;
                if waiting.is_empty() || waves > 8 {
                    return Ok(());
                }
                self.now = self.now.plus_ms(10 * 60 * 1_000);
                for (phone, place) in waiting {
                    self.fire_timer(phone, place);
                }
            }
        }
        check(Rule::ComesToRest, false, || {
            "a million things happen and no end is in sight".to_owned()
        })
    }
}

/// Pictures that could be sent: their visit has arrived.
pub(super) fn photos_left(disk: &Disk) -> impl Iterator<Item = &StoredPhoto> {
    let arrived = |entry: &OutboxEntry| matches!(entry.state, EntryState::Arrived { .. });
    disk.photos().filter(move |stored| {
        let mut entries = disk.outbox();
        stored.state == PhotoState::Waiting
            && entries.any(|entry| entry.id() == stored.record && arrived(entry))
    })
}

/// Up to two days back or forth, in milliseconds.
fn some_shift(dice: &mut Dice) -> i64 {
    dice.below(2 * TWO_DAYS_MS) as i64 - TWO_DAYS_MS as i64
}

/// Enough of an id to follow it through a story.
pub fn short(id: FactId) -> String {
    let text = id.to_string();
    text[text.len() - 6..].to_owned()
}

pub fn short_user(id: UserId) -> String {
    let text = id.to_string();
    format!("visitor …{}", &text[text.len() - 4..])
}
