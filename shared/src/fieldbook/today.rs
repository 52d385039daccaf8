//! The day's plan, and what to do where there is none.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::rc::Rc;

use chrono::NaiveTime;

use crate::model::moment::{days_between, plus_days};
use crate::model::{Day, LeadId, MemberNumber, Moment, NextStepKind, TargetState, Visit};
use crate::order::sort_by_key;
use crate::rules::contact::RECENT_DAYS;
use crate::rules::{Advice, Door, Slot, door, place_by_clock};
use crate::text::telephone_digits;

use super::entry::Entry;
use super::{Fieldbook, LeadEntry};

/// What Today shows, in its order.
#[derive(Debug, Default)]
pub struct Today {
    /// The day's stops in their order, those already visited included.
    pub stops: Vec<Stop>,
    /// Appointments of earlier days that nobody kept, the earliest first.
    pub missed: Vec<Agreed>,
    /// Leads' of this day, which have no place in its order.
    pub with_leads: Vec<Agreed>,
    /// Those of the days to come.
    pub coming: Vec<Agreed>,
    /// Calls promised until the end of the day, the earliest first.
    pub call_backs: Vec<Agreed>,
    /// Planned for one of the last days, and nobody went since; stops aren't among them.
    pub left_over: Vec<Rc<Entry>>,
    /// What visits ended with for a day that has come, the earliest first; stops aren't among them.
    pub next_steps: Vec<NextDue>,
    /// Whom to go to when the office planned nothing for this day.
    pub suggested: Vec<Rc<Entry>>,
}

#[derive(Debug, Clone)]
pub struct Stop {
    pub entry: Rc<Entry>,
    pub appointment: Option<Moment>,
    pub done: bool,
    /// In the same building as the stop before it.
    pub same_building: bool,
}

/// What was agreed on: an appointment, or a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    pub with: Whom,
    pub name: String,
    pub at: Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Member(MemberNumber),
    Lead(LeadId),
}

#[derive(Debug, Clone)]
pub struct NextDue {
    pub entry: Rc<Entry>,
    pub kind: NextStepKind,
    pub on: Day,
    pub at: Option<Moment>,
}

const MOST_SUGGESTED: usize = 10;
/// From this hour on one is on the way.
const MORNING_HOUR: u32 = 9;
/// So many days back one looks for planned stops that nobody went to.
const LEFT_OVER_DAYS: i64 = 7;

impl Today {
    pub fn done(&self) -> usize {
        self.stops.iter().filter(|stop| stop.done).count()
    }

    pub fn next(&self) -> Option<&Stop> {
        self.stops.iter().find(|stop| !stop.done)
    }
}

impl Fieldbook {
    pub fn today(&self, day: Day) -> Today {
        let stops = self.stops(day);
        let begin_of = |day| Moment::in_japan(day, NaiveTime::MIN);
        let mut missed = self.appointments();
        let before = |moment: Moment| move |agreed: &Agreed| agreed.at < moment;
        let coming = missed.split_off(missed.partition_point(before(begin_of(plus_days(day, 1)))));
        let mut with_leads = missed.split_off(missed.partition_point(before(begin_of(day))));
        with_leads.retain(|agreed| matches!(agreed.with, Whom::Lead(_)));
        let mut today = Today {
            missed,
            with_leads,
            coming,
            call_backs: self.call_backs(day),
            left_over: self.left_over(day, &stops),
            next_steps: self.next_steps(day, &stops),
            stops,
            suggested: Vec::new(),
        };
        if today.stops.is_empty() {
            today.suggested = self.suggested(day);
        }
        today
    }

    fn stops(&self, day: Day) -> Vec<Stop> {
        let own_order = self.plan(day).map_or(&[][..], |plan| &plan.own_order);
        let mut own: Vec<(usize, Stop)> = Vec::new();
        let mut in_order: Vec<(u32, Stop)> = Vec::new();
        let mut by_clock: Vec<(Moment, Stop)> = Vec::new();
        for entry in &self.entries {
            let appointment = entry.appointment().filter(|at| at.day() == day);
            let planned = self.planned_position(entry, day);
            let stop = Stop {
                entry: entry.clone(),
                appointment,
                // An appointment that stands was made since.
                done: appointment.is_none()
                    && (self.base.me).is_some_and(|me| entry.visited_by_on(me, day)),
                same_building: false,
            };
            let target = entry.target.as_ref();
            let by_visitor = own_order
                .iter()
                .position(|id| target.is_some_and(|t| t.id == *id));
            match (planned, appointment) {
                (None, None) => {}
                _ if !stop.done
                    && (entry.is_blocked() || !is_open(entry) || is_put_off(entry, day)) => {}
                _ if by_visitor.is_some() => own.push((by_visitor.unwrap_or(0), stop)),
                (Some(position), Some(at)) if !agreed_on(entry, day, at) => {
                    in_order.push((position, stop));
                }
                (Some(position), None) => in_order.push((position, stop)),
                (_, Some(at)) => by_clock.push((at, stop)),
            }
        }
        sort_by_key(&mut in_order, |(position, _)| *position);
        sort_by_key(&mut by_clock, |(at, _)| *at);
        sort_by_key(&mut own, |(place, _)| *place);
        // What the office added since the visitor put the day in order comes last.
        let mut stops: Vec<Stop> = own.into_iter().map(|(_, stop)| stop).collect();
        stops.extend(in_order.into_iter().map(|(_, stop)| stop));
        if own_order.is_empty() {
            stops = by_arrival(stops);
        }
        for (at, stop) in by_clock {
            let from = since(&stop.entry, at);
            mark_buildings(&mut stops);
            let order: Vec<Slot> = stops.iter().map(|stop| slot(stop, from)).collect();
            stops.insert(place_by_clock(&order, at, from), stop);
        }
        if own_order.is_empty() {
            stops = by_arrival(stops);
        }
        mark_buildings(&mut stops);
        stops
    }

    /// The place in the visitor's own plan of that day; a stop without one comes after those with one.
    fn planned_position(&self, entry: &Entry, day: Day) -> Option<u32> {
        let target = entry.target.as_ref()?;
        let assignment = target.assignment.as_ref()?;
        let mine = self.base.me == Some(assignment.visitor) && assignment.day == Some(day);
        mine.then_some(assignment.position.unwrap_or(u32::MAX))
    }

    /// Calls that were promised until the end of `day` and not made since, the earliest first.
    pub fn call_backs(&self, day: Day) -> Vec<Agreed> {
        let mut promised = self.agreed(|entry| promised(entry, day).filter(|at| at.day() <= day));
        sort_by_key(&mut promised, |agreed| agreed.at);
        promised
    }

    /// Appointments before `until` that nobody kept, the earliest first.
    pub fn missed_appointments(&self, until: Moment) -> Vec<Agreed> {
        let mut missed = self.appointments();
        missed.retain(|agreed| agreed.at < until);
        missed
    }

    /// Appointments from that moment on, the earliest first.
    pub fn appointments_from(&self, from: Moment) -> Vec<Agreed> {
        let mut coming = self.appointments();
        coming.retain(|agreed| agreed.at >= from);
        coming
    }

    /// Everybody's that wait, members' and leads', the earliest first.
    fn appointments(&self) -> Vec<Agreed> {
        let mut agreed = self.agreed(open_appointment);
        let leads = self.leads.iter().filter_map(|entry| {
            Some(Agreed {
                with: Whom::Lead(entry.lead.id),
                name: entry.lead.business.clone(),
                at: entry.next_step()?.appointment()?,
            })
        });
        agreed.extend(leads);
        sort_by_key(&mut agreed, |agreed| agreed.at);
        agreed
    }

    /// In the order of the members' numbers.
    fn agreed(&self, what: impl Fn(&Entry) -> Option<Moment>) -> Vec<Agreed> {
        let open = self.entries.iter().filter(|entry| !entry.is_blocked());
        let agreed = open.filter_map(|entry| {
            Some(Agreed {
                at: what(entry)?,
                with: Whom::Member(entry.member.number.clone()),
                name: entry.member.name.clone(),
            })
        });
        agreed.collect()
    }

    /// What was planned for the days before `day`, where nobody went since and nothing was agreed on.
    fn left_over(&self, day: Day, stops: &[Stop]) -> Vec<Rc<Entry>> {
        let planned_on = |entry: &Entry| {
            let assignment = entry.target.as_ref()?.assignment.as_ref()?;
            let on = assignment.day?;
            (1..=LEFT_OVER_DAYS)
                .contains(&days_between(on, day))
                .then_some(on)
        };
        let is_left = |entry: &&Rc<Entry>| {
            let Some(on) = planned_on(entry).filter(|_| self.is_open_and_mine(entry)) else {
                return false;
            };
            let went = entry.visits().any(|visit| visit.at.day() >= on);
            let is_stop = stops.iter().any(|stop| Rc::ptr_eq(&stop.entry, entry));
            let settled = entry.is_blocked() || entry.appointment().is_some();
            !(went || is_stop || settled || is_put_off(entry, day))
        };
        self.entries.iter().filter(is_left).cloned().collect()
    }

    /// What the last visit to agree on something agreed on, where it is due by `day`.
    fn next_steps(&self, day: Day, stops: &[Stop]) -> Vec<NextDue> {
        let is_stop = |entry| stops.iter().any(|stop| Rc::ptr_eq(&stop.entry, entry));
        let mut due: Vec<NextDue> = self
            .entries
            .iter()
            .filter(|entry| !entry.is_blocked())
            .filter_map(|entry| {
                let step = entry.next_step()?;
                let on = step.due_on().filter(|on| *on <= day)?;
                // An appointment is among the stops, or among those that nobody kept.
                (!is_stop(entry) && step.appointment().is_none()).then(|| NextDue {
                    entry: entry.clone(),
                    kind: step.kind,
                    on,
                    at: step.due_at(),
                })
            })
            .collect();
        sort_by_key(&mut due, |due| due.on);
        due
    }

    /// The visitor's open targets whom nobody has contacted lately, the most important first. Whom one tried to
    /// reach on that very day without anybody speaking comes again on the next.
    fn suggested(&self, day: Day) -> Vec<Rc<Entry>> {
        let mut open: Vec<&Rc<Entry>> = self
            .entries
            .iter()
            .filter(|entry| self.is_open_and_mine(entry) && !entry.is_blocked())
            .filter(|entry| {
                let tried = entry.contacts.first();
                let last = entry.last_contact();
                tried.is_none_or(|contact| contact.at().day() < day)
                    && last.is_none_or(|at| days_between(at.day(), day) > RECENT_DAYS)
            })
            .collect();
        sort_by_key(&mut open, |entry| Reverse(entry.points()));
        open.into_iter().take(MOST_SUGGESTED).cloned().collect()
    }

    fn is_open_and_mine(&self, entry: &Entry) -> bool {
        entry.target.as_ref().is_some_and(|target| {
            let visitor = target.assignment.as_ref().map(|a| a.visitor);
            target.state == TargetState::Open && visitor.is_some() && visitor == self.base.me
        })
    }

    /// Whose telephone number ends like this: a call that comes back is found in two taps.
    pub fn by_last_digits(&self, digits: &str) -> Vec<Rc<Entry>> {
        if digits.is_empty() {
            return Vec::new();
        }
        self.entries
            .iter()
            .filter(|entry| ends_with(&entry.member.telephone, digits))
            .take(20)
            .cloned()
            .collect()
    }

    pub fn leads_by_last_digits(&self, digits: &str) -> impl Iterator<Item = &LeadEntry> {
        let leads = self.leads.iter();
        leads.filter(move |entry| ends_with(&entry.lead.telephone, digits))
    }
}

fn ends_with(telephone: &str, digits: &str) -> bool {
    telephone_digits(telephone).ends_with(digits)
}

/// What one comes for is still to be done, or they asked one to come again.
fn is_open(entry: &Entry) -> bool {
    !entry.is_done() || entry.agreed_at_the_door().is_some()
}

fn open_appointment(entry: &Entry) -> Option<Moment> {
    entry.appointment().filter(|_| is_open(entry))
}

/// From when on one could set out for it: when it was agreed on, or else from the morning of its day.
fn since(entry: &Entry, appointment: Moment) -> Moment {
    let morning = NaiveTime::from_hms_opt(MORNING_HOUR, 0, 0).unwrap_or(NaiveTime::MIN);
    let morning = Moment::in_japan(appointment.day(), morning);
    (entry.agreed_since(appointment)).map_or(morning, |at| at.max(morning))
}

/// What such a stop means for the place of an appointment that was agreed on at `from`.
fn slot(stop: &Stop, from: Moment) -> Slot {
    let was_there = |visit: &Visit| visit.at.day() == from.day() && visit.at < from;
    match stop.appointment {
        Some(at) => Slot::At(at),
        None if stop.done && stop.entry.visits().any(was_there) => Slot::Past,
        None if stop.same_building => Slot::SameBuilding,
        None => Slot::Untimed,
    }
}

/// By telephone it was refused, or a later day was agreed on.
fn is_put_off(entry: &Entry, day: Day) -> bool {
    let later = |at: Moment| at.day() > day;
    let now = Moment::in_japan(day, NaiveTime::MIN);
    // Who was visited since, if in vain, is as the office plans it.
    let next = entry.next_try_after(|contact| contact.visit().is_some(), now);
    match next.advice {
        Advice::Leave => true,
        Advice::CallBackAt(at) => later(at),
        Advice::CallNow
        | Advice::CallAt { .. }
        | Advice::KeepAppointment(_)
        | Advice::GoWithoutAppointment { .. }
        | Advice::FindNumber => entry.appointment().is_some_and(later),
    }
}

/// An appointment agreed on at the door, or on the very day: the office put the day in order without it.
fn agreed_on(entry: &Entry, day: Day, at: Moment) -> bool {
    let since = entry.agreed_since(at).map(Moment::day);
    since == Some(day) || entry.agreed_at_the_door() == Some(at)
}

/// The call that the ladder says was promised.
fn promised(entry: &Entry, day: Day) -> Option<Moment> {
    match entry.next_try(Moment::in_japan(day, NaiveTime::MIN)).advice {
        Advice::CallBackAt(at) => Some(at),
        _ => None,
    }
}

/// Several stops in one building are one arrival, in floor order. One with an appointment keeps its
/// place; the others join whichever comes first.
fn by_arrival(stops: Vec<Stop>) -> Vec<Stop> {
    let with_door = |stop: Stop| (door(&stop.entry.member), stop);
    let mut waiting: VecDeque<(Door, Stop)> = stops.into_iter().map(with_door).collect();
    let mut in_order: Vec<Stop> = Vec::new();
    while let Some(first) = waiting.pop_front() {
        let building = first.0.building.clone();
        let (joining, others): (VecDeque<_>, VecDeque<_>) =
            waiting.into_iter().partition(|(door, stop)| {
                !building.is_empty() && door.building == building && stop.appointment.is_none()
            });
        waiting = others;
        let mut arrival: Vec<(Door, Stop)> = [first].into_iter().chain(joining).collect();
        sort_by_key(&mut arrival, |(door, stop)| {
            let floor = door.floor.unwrap_or(1);
            (stop.appointment.is_none(), Reverse(floor))
        });
        in_order.extend(arrival.into_iter().map(|(_, stop)| stop));
    }
    in_order
}

fn mark_buildings(stops: &mut [Stop]) {
    let mut before = String::new();
    for stop in stops {
        let building = door(&stop.entry.member).building;
        stop.same_building = !building.is_empty() && building == before;
        before = building;
    }
}

#[cfg(test)]
#[path = "today_tests.rs"]
mod tests;
