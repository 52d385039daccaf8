//! Laying the visitor's own unsent records over the rows that the server sent.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::model::{
    AnswerTold, FactId, HeardRequest, HeardTask, Member, MemberNumber, Moment, OfficeTask, Request,
    RequestStatus, Target, TargetState, TaskStatus, UserId, Visit,
};
use crate::order::sort_by_key;
use crate::rules::effective_by;
use crate::sync::PendingFact;
use crate::text::fold;
use crate::wire::{Fact, FactBody, Row};

use super::entry::{Contact, Entry};
use super::{Base, Fieldbook, leads, list::Keys, personal};

/// What arrives row by row of one member, before it is put together.
#[derive(Default)]
struct Gathered {
    member: Option<Member>,
    targets: Vec<Target>,
    contacts: Vec<Contact>,
    requests: Vec<Request>,
    office_tasks: Vec<OfficeTask>,
}

pub(super) fn base(me: UserId, rows: impl IntoIterator<Item = Row>) -> Base {
    let mut base = Base {
        me: Some(me),
        ..Base::default()
    };
    let mut members: BTreeMap<MemberNumber, Gathered> = BTreeMap::new();
    for row in rows {
        take(row, &mut members, &mut base);
    }
    // Ids are made in the order of time: what corrects comes after what it corrects.
    sort_by_key(&mut base.own, |fact| fact.id);
    for gathered in members.into_values() {
        gathered.put_together(&mut base);
    }
    base.keys = Keys::of(&base.entries);
    sort_by_key(&mut base.services, |service| Reverse(service.fit.weight));
    base
}

fn take(row: Row, members: &mut BTreeMap<MemberNumber, Gathered>, base: &mut Base) {
    if let Row::Contact { by, fact } = &row
        && base.me == Some(*by)
    {
        base.own.push((**fact).clone());
    }
    let of_member = row
        .member()
        .map(|number| members.entry(number.clone()).or_default());
    match (row, of_member) {
        (Row::Member(member), Some(gathered)) => {
            gathered.member = Some(with_search_key(*member));
        }
        (Row::Target(target), Some(gathered)) => gathered.targets.push(target),
        (Row::Contact { by, fact }, Some(gathered)) => gathered.contacts.push(Contact {
            by,
            fact: *fact,
            state: None,
        }),
        (Row::Request(request), Some(gathered)) => gathered.requests.push(request),
        (Row::OfficeTask(task), Some(gathered)) => gathered.office_tasks.push(task),
        (Row::Service(service), _) => base.services.push(service),
        (Row::Season(season), _) => base.seasons.push(season),
        (Row::Colleague(colleague), _) => base.colleagues.push(colleague),
        (Row::OfficeCard(card), _) => base.office = Some(card),
        (Row::MemberList(list), _) => base.list_as_of = list.as_of,
        (Row::AreaMap(map), _) => base.areas = Some(*map).filter(|map| !map.areas.is_empty()),
        (Row::Plan(plan), _) => base.plans.push(plan),
        (Row::Lead { lead, .. }, _) => base.leads.push(*lead),
        (Row::VisitorCard(card), _) => base.card = Some(card),
        (Row::Carried(carried), _) => base.carried = carried.items,
        // Rows come by their keys, and those count up.
        (Row::Resolution(resolution), _) => base.resolutions.push(resolution),
        // A contact that is about no member, such as a day's report.
        (
            Row::Member(_)
            | Row::Target(_)
            | Row::Contact { .. }
            | Row::Request(_)
            | Row::OfficeTask(_),
            None,
        ) => {}
    }
}

impl Gathered {
    /// What belongs to a member that isn't on this phone is left out.
    fn put_together(mut self, base: &mut Base) {
        let (Some(member), Some(me)) = (self.member, base.me) else {
            return;
        };
        sort_by_key(&mut self.contacts, |contact| contact.fact.id);
        let corrects = |contact: &Contact| contact.fact.corrects.is_some();
        let mut replaced = Vec::new();
        if self.contacts.iter().any(corrects) {
            let standing = effective_by(self.contacts.clone(), |contact| &contact.fact);
            let all = std::mem::replace(&mut self.contacts, standing);
            replaced = left_out(&all, &self.contacts);
            base.corrected.push((base.entries.len(), all));
        }
        sort_by_key(&mut self.targets, |target| importance(me, target));
        let mut targets = self.targets.into_iter();
        let target = targets.next();
        let season = { target.as_ref() }.and_then(|target| {
            let mut seasons = base.seasons.iter();
            seasons.find(|season| season.id == target.season)
        });
        let mut entry = Entry {
            season_from: season.map(|season| season.starts_on),
            target,
            further_targets: targets.collect(),
            contacts: self.contacts,
            replaced,
            requests: self.requests,
            office_tasks: self.office_tasks,
            member,
        };
        entry.sort();
        base.entries.push(Rc::new(entry));
    }
}

impl Fieldbook {
    pub(super) fn over(base: Rc<Base>, pending: &[PendingFact], settled: &[Arc<Fact>]) -> Self {
        let mut book = Self {
            entries: base.entries.clone(),
            own: base.own.clone(),
            plans: Vec::new(),
            leads: Vec::new(),
            carried: Vec::new(),
            base,
        };
        let Some(me) = book.base.me else {
            return book;
        };
        let base = book.base.clone();
        book.plans = personal::laid_over(me, &base.plans, pending);
        book.leads = leads::laid_over(me, &base.leads, pending, settled);
        book.carried = personal::less_what_waits(&base.carried, pending);
        let came_back = |id: FactId| base.own.binary_search_by_key(&id, |fact| fact.id).is_ok();
        let waiting: Vec<Contact> = pending
            .iter()
            .filter(|waiting| !came_back(waiting.fact.id))
            .map(|waiting| Contact {
                by: me,
                fact: (*waiting.fact).clone(),
                state: Some(waiting.state.clone()),
            })
            .collect();
        for at in book.touched_by(&waiting) {
            book.entries[at] = Rc::new(book.laid_over(at, &waiting));
        }
        let settled = settled
            .iter()
            .filter(|fact| !came_back(fact.id) && !base.is_discarded(fact.id));
        book.own.extend(settled.map(|fact| fact.as_ref().clone()));
        book.own
            .extend(waiting.into_iter().map(|contact| contact.fact));
        // Ids are made in the order of time.
        sort_by_key(&mut book.own, |fact| fact.id);
        book
    }

    fn touched_by(&self, waiting: &[Contact]) -> Vec<usize> {
        let own = |id: FactId| {
            let waiting = waiting.iter().map(|contact| &contact.fact);
            let mut known = self.base.own.iter().chain(waiting);
            // What is taken back may be here only in what has corrected it.
            known.find(|fact| fact.id == id || fact.corrects == Some(id))
        };
        let mut touched: Vec<usize> = Vec::new();
        for contact in waiting {
            let number = match &contact.fact.body {
                FactBody::Retract { fact } => own(*fact).and_then(Fact::member),
                _ => contact.fact.member(),
            };
            let place = number.and_then(|number| self.base.place(number));
            if let Some(at) = place.filter(|at| !touched.contains(at)) {
                touched.push(at);
            }
        }
        touched
    }

    fn laid_over(&self, at: usize, waiting: &[Contact]) -> Entry {
        let before = &self.base.entries[at];
        let number = &before.member.number;
        let corrected = self.base.corrected.iter().find(|(place, _)| *place == at);
        let known = corrected.map_or(&before.contacts, |(_, all)| all);
        let mut known: Vec<&Contact> = known.iter().collect();
        sort_by_key(&mut known, |contact| contact.fact.id);
        let added = waiting.iter().filter(|contact| {
            contact.fact.member() == Some(number)
                || matches!(contact.fact.body, FactBody::Retract { .. })
        });
        let all: Vec<Contact> = known.into_iter().chain(added).cloned().collect();
        let contacts = effective_by(all.clone(), |contact| &contact.fact);
        let stops_contact = contacts.iter().any(|contact| {
            contact.state.is_some()
                && contact
                    .visit()
                    .is_some_and(|visit| visit.outcome.stops_contact())
        });
        let mut entry = Entry {
            target: before.target.clone(),
            season_from: before.season_from,
            further_targets: before.further_targets.clone(),
            requests: before.requests.clone(),
            office_tasks: before.office_tasks.clone(),
            member: Member {
                do_not_contact: before.member.do_not_contact || stops_contact,
                ..before.member.clone()
            },
            replaced: left_out(&all, &contacts),
            contacts,
        };
        entry.add_unsent();
        entry.sort();
        entry
    }
}

impl Entry {
    /// Latest first; office tasks that are done behind the others.
    fn sort(&mut self) {
        sort_by_key(&mut self.contacts, |contact| Reverse(contact.at()));
        sort_by_key(&mut self.requests, |request| Reverse(request.heard_on));
        sort_by_key(&mut self.office_tasks, |task| {
            (task.status == TaskStatus::Done, Reverse(task.heard_on))
        });
    }

    /// What own visits that haven't come back yet asked of the office.
    fn add_unsent(&mut self) {
        for contact in self
            .contacts
            .iter()
            .filter(|contact| contact.state.is_some())
        {
            let (by, on) = (contact.by, contact.at().day());
            for request in &mut self.requests {
                if contact.answers_told().contains(&request.id) {
                    request.told = request.told.or(Some(AnswerTold { by, on }));
                }
            }
            let Some(visit) = contact.visit() else {
                continue;
            };
            for heard in &visit.requests {
                if self.requests.iter().all(|request| request.id != heard.id) {
                    self.requests.push(as_request(heard, visit, contact));
                }
            }
            for heard in &visit.office_tasks {
                if self.office_tasks.iter().all(|task| task.id != heard.id) {
                    self.office_tasks.push(as_task(heard, visit, contact));
                }
            }
        }
    }
}

/// Versions of calls and visits that don't stand any more.
fn left_out(all: &[Contact], standing: &[Contact]) -> Vec<Contact> {
    let stands = |id: FactId| standing.iter().any(|contact| contact.fact.id == id);
    let left_out = all.iter().filter(|contact| !stands(contact.fact.id));
    left_out.cloned().collect()
}

/// The visitor's own come first, then what is open, then what weighs more.
fn importance(me: UserId, target: &Target) -> (bool, u8, Reverse<u32>) {
    let mine = target.assignment.as_ref().is_some_and(|a| a.visitor == me);
    let state = match target.state {
        TargetState::Open => 0,
        TargetState::OnHold => 1,
        TargetState::Done => 2,
    };
    (!mine, state, Reverse(target.priority.points))
}

fn as_request(heard: &HeardRequest, visit: &Visit, contact: &Contact) -> Request {
    Request {
        id: heard.id,
        member: visit.member.clone(),
        heard_in: contact.fact.id,
        heard_on: Moment::day(visit.at),
        heard_by: contact.by,
        category: heard.category,
        words: heard.words.clone(),
        reply_wanted: heard.reply_wanted,
        status: RequestStatus::Received,
        owner: None,
        due_on: None,
        answer: None,
        told: None,
    }
}

fn as_task(heard: &HeardTask, visit: &Visit, contact: &Contact) -> OfficeTask {
    OfficeTask {
        id: heard.id,
        member: visit.member.clone(),
        heard_in: contact.fact.id,
        heard_on: Moment::day(visit.at),
        heard_by: contact.by,
        what: heard.what.clone(),
        due_on: heard.due_on,
        owner: None,
        status: TaskStatus::Open,
    }
}

/// The server sends keys folded; a row without one is folded here, so that it is still found.
fn with_search_key(mut member: Member) -> Member {
    if member.search_key.is_empty() {
        let telephone = crate::text::telephone_digits(&member.telephone);
        let parts = [
            member.name.as_str(),
            member.shop_name(),
            &member.kana,
            &member.representative.name,
            &member.representative.kana,
            &member.address,
            &member.building,
            member.visit_address(),
            &telephone,
        ];
        member.search_key = parts.map(fold).join(" ");
    }
    member
}
