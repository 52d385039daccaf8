//! Laying the visitor's own unsent records over the rows that the server sent.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::model::{
    FactId, HeardRequest, HeardTask, Member, MemberNumber, Moment, OfficeTask, Request,
    RequestStatus, Target, TargetState, TaskStatus, UserId, Visit,
};
use crate::order::{sort_by, sort_by_key};
use crate::rules::effective_by;
use crate::sync::PendingFact;
use crate::text::fold;
use crate::wire::{Fact, FactBody, Row};

use super::entry::{Contact, Entry};
use super::{Base, Fieldbook, list::Keys};

/// What arrives row by row, before it is put together.
#[derive(Default)]
struct Gathered {
    members: Vec<Member>,
    targets: HashMap<MemberNumber, Vec<Target>>,
    contacts: HashMap<MemberNumber, Vec<Contact>>,
    requests: HashMap<MemberNumber, Vec<Request>>,
    office_tasks: HashMap<MemberNumber, Vec<OfficeTask>>,
}

pub(super) fn base(me: UserId, rows: impl IntoIterator<Item = Row>) -> Base {
    let mut base = Base {
        me: Some(me),
        ..Base::default()
    };
    let mut gathered = Gathered::default();
    for row in rows {
        gathered.take(row, &mut base);
    }
    // Ids are made in the order of time: what corrects comes after what it corrects.
    sort_by_key(&mut base.own, |fact| fact.id);
    sort_by(&mut gathered.members, |a, b| a.number.cmp(&b.number));
    for member in std::mem::take(&mut gathered.members) {
        let entry = gathered.entry(me, member, &mut base.corrected);
        base.by_number
            .insert(entry.member.number.clone(), base.entries.len());
        base.entries.push(Rc::new(entry));
    }
    base.keys = Keys::of(&base.entries);
    sort_by_key(&mut base.services, |service| Reverse(service.fit.weight));
    base
}

impl Gathered {
    fn take(&mut self, row: Row, base: &mut Base) {
        match row {
            Row::Member(member) => self.members.push(with_search_key(*member)),
            Row::Target(target) => of(&mut self.targets, &target.member.clone()).push(target),
            Row::Contact { by, fact } => {
                if base.me == Some(by) {
                    base.own.push((*fact).clone());
                }
                if let Some(number) = fact.member().cloned() {
                    let fact = *fact;
                    let contact = Contact {
                        by,
                        fact,
                        state: None,
                    };
                    of(&mut self.contacts, &number).push(contact);
                }
            }
            Row::Request(request) => of(&mut self.requests, &request.member.clone()).push(request),
            Row::OfficeTask(task) => of(&mut self.office_tasks, &task.member.clone()).push(task),
            Row::Service(service) => base.services.push(service),
            Row::Season(season) => {
                base.seasons.insert(season.id, season);
            }
            Row::Colleague(colleague) => {
                base.colleagues.insert(colleague.id, colleague.name);
            }
            Row::OfficeCard(card) => base.office = Some(card),
        }
    }

    fn entry(
        &mut self,
        me: UserId,
        member: Member,
        corrected: &mut HashMap<MemberNumber, Vec<Contact>>,
    ) -> Entry {
        let number = member.number.clone();
        let mut contacts = self.contacts.remove(&number).unwrap_or_default();
        sort_by_key(&mut contacts, |contact| contact.fact.id);
        if contacts
            .iter()
            .any(|contact| contact.fact.corrects.is_some())
        {
            let standing = effective_by(contacts.clone(), |contact| &contact.fact);
            corrected.insert(number.clone(), std::mem::replace(&mut contacts, standing));
        }
        let mut targets = self.targets.remove(&number).unwrap_or_default();
        sort_by_key(&mut targets, |target| importance(me, target));
        let mut targets = targets.into_iter();
        let mut entry = Entry {
            target: targets.next(),
            further_targets: targets.collect(),
            contacts,
            requests: self.requests.remove(&number).unwrap_or_default(),
            office_tasks: self.office_tasks.remove(&number).unwrap_or_default(),
            member,
        };
        entry.sort();
        entry
    }
}

fn of<'a, T>(map: &'a mut HashMap<MemberNumber, Vec<T>>, number: &MemberNumber) -> &'a mut Vec<T> {
    map.entry(number.clone()).or_default()
}

impl Fieldbook {
    pub(super) fn over(base: Rc<Base>, pending: &[PendingFact], settled: &[Arc<Fact>]) -> Self {
        let mut book = Self {
            entries: base.entries.clone(),
            own: base.own.clone(),
            base,
        };
        let Some(me) = book.base.me else {
            return book;
        };
        let come_back: HashSet<FactId> = book.own.iter().map(|fact| fact.id).collect();
        let waiting: Vec<Contact> = pending
            .iter()
            .filter(|waiting| !come_back.contains(&waiting.fact.id))
            .map(|waiting| Contact {
                by: me,
                fact: (*waiting.fact).clone(),
                state: Some(waiting.state.clone()),
            })
            .collect();
        for at in book.touched_by(&waiting) {
            book.entries[at] = Rc::new(book.laid_over(at, &waiting));
        }
        let settled = settled.iter().filter(|fact| !come_back.contains(&fact.id));
        book.own.extend(settled.map(|fact| fact.as_ref().clone()));
        book.own
            .extend(waiting.into_iter().map(|contact| contact.fact));
        // Ids are made in the order of time.
        sort_by_key(&mut book.own, |fact| fact.id);
        book
    }

    fn touched_by(&self, waiting: &[Contact]) -> HashSet<usize> {
        let own = |id: FactId| {
            let known = self
                .base
                .own
                .iter()
                .chain(waiting.iter().map(|contact| &contact.fact));
            known.into_iter().find(|fact| fact.id == id)
        };
        waiting
            .iter()
            .filter_map(|contact| match &contact.fact.body {
                FactBody::Retract { fact } => own(*fact)?.member(),
                _ => contact.fact.member(),
            })
            .filter_map(|number| self.base.by_number.get(number).copied())
            .collect()
    }

    fn laid_over(&self, at: usize, waiting: &[Contact]) -> Entry {
        let before = &self.base.entries[at];
        let number = &before.member.number;
        let known = self.base.corrected.get(number).unwrap_or(&before.contacts);
        let mut known: Vec<&Contact> = known.iter().collect();
        sort_by_key(&mut known, |contact| contact.fact.id);
        let added = waiting.iter().filter(|contact| {
            contact.fact.member() == Some(number)
                || matches!(contact.fact.body, FactBody::Retract { .. })
        });
        let standing = effective_by(known.into_iter().chain(added), |contact| &contact.fact);
        let contacts: Vec<Contact> = standing.into_iter().cloned().collect();
        let stops_contact = contacts.iter().any(|contact| {
            contact.state.is_some()
                && contact
                    .visit()
                    .is_some_and(|visit| visit.outcome.stops_contact())
        });
        let mut entry = Entry {
            target: before.target.clone(),
            further_targets: before.further_targets.clone(),
            requests: before.requests.clone(),
            office_tasks: before.office_tasks.clone(),
            member: Member {
                do_not_contact: before.member.do_not_contact || stops_contact,
                ..before.member.clone()
            },
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
            &member.name,
            &member.kana,
            &member.representative.name,
            &member.representative.kana,
            &member.address,
            &member.building,
            &telephone,
        ];
        member.search_key = parts.map(|part| fold(part)).join(" ");
    }
    member
}
