//! One member with everything that is known about it on this phone.

use crate::model::{
    CallAttempt, CallResult, Day, FiscalYear, Member, Moment, NextStep, OfficeTask, Reason,
    Request, RequestId, RequestStatus, Target, TargetState, UserId, Visit,
};
use crate::rules::{
    self, Advice, ContactAdvice, NextTry, Reach, Standing, Suggestion, is_word, latest_contact,
    may_contact, spoke,
};
use crate::sync::FactState;
use crate::wire::{Fact, FactBody};

use super::Fieldbook;

#[derive(Debug)]
pub struct Entry {
    pub member: Member,
    /// The target to work on first: this visitor's, open ones before the others.
    pub target: Option<Target>,
    /// The first day of that target's season.
    pub season_from: Option<Day>,
    /// The other targets, such as of another season.
    pub further_targets: Vec<Target>,
    /// Everybody's effective calls and visits, latest first.
    pub contacts: Vec<Contact>,
    /// Versions that a correction has replaced.
    pub replaced: Vec<Contact>,
    /// Latest first.
    pub requests: Vec<Request>,
    pub office_tasks: Vec<OfficeTask>,
}

/// A call or a visit by anybody.
#[derive(Debug, Clone)]
pub struct Contact {
    pub by: UserId,
    pub fact: Fact,
    /// For the visitor's own that the server hasn't sent back yet.
    pub state: Option<FactState>,
}

/// How far one has come with a member since its season began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    NotYet,
    Called,
    Visited,
    /// 面談
    Met,
}

impl Contact {
    /// When it happened, by the clock of the phone that recorded it.
    pub fn at(&self) -> Moment {
        match &self.fact.body {
            FactBody::Call(call) => call.at,
            FactBody::Visit(visit) => visit.at,
            FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::FoundLead(_)
            | FactBody::LeadContact(_)
            | FactBody::Retract { .. } => self.fact.recorded_at,
        }
    }

    pub fn call(&self) -> Option<&CallAttempt> {
        match &self.fact.body {
            FactBody::Call(call) => Some(call),
            _ => None,
        }
    }

    /// Requests whose answers the member was told in it.
    pub fn answers_told(&self) -> &[RequestId] {
        match &self.fact.body {
            FactBody::Visit(visit) => &visit.answers_told,
            FactBody::Call(call) => &call.answers_told,
            _ => &[],
        }
    }

    /// A call without such a word says nothing about it, nor does a visit on which nobody talked with us.
    fn wavers(&self) -> Option<bool> {
        match &self.fact.body {
            FactBody::Visit(visit) if visit.risk.is_none() => {
                visit.outcome.talked().then_some(false)
            }
            FactBody::Visit(_) => Some(true),
            FactBody::Call(call) => call.risk.as_ref().map(|_| true),
            _ => None,
        }
    }

    pub fn visit(&self) -> Option<&Visit> {
        match &self.fact.body {
            FactBody::Visit(visit) => Some(visit),
            _ => None,
        }
    }
}

impl Entry {
    /// The version that this fact has replaced, as far as this phone still has it.
    pub fn before(&self, fact: &Fact) -> Option<&Contact> {
        let earlier = fact.corrects?;
        let mut replaced = self.replaced.iter();
        replaced.find(|contact| contact.fact.id == earlier)
    }

    pub fn calls(&self) -> impl Iterator<Item = &CallAttempt> {
        self.contacts.iter().filter_map(Contact::call)
    }

    pub fn visits(&self) -> impl Iterator<Item = &Visit> {
        self.contacts.iter().filter_map(Contact::visit)
    }

    /// When somebody there last spoke with any of us, as the office counts it.
    pub fn last_contact(&self) -> Option<Moment> {
        let mut contacts = self.contacts.iter();
        let contact = contacts.find(|contact| spoke(&contact.fact.body));
        contact.map(Contact::at)
    }

    /// The first day that counts for its progress: its season's, or else the fiscal year's.
    pub fn counted_since(&self, today: Day) -> Day {
        self.season_from
            .unwrap_or_else(|| FiscalYear::of(today).first_day())
    }

    /// What the office said to this member last; the visit opens with it.
    pub fn latest_answer(&self) -> Option<&Request> {
        self.requests
            .iter()
            .filter(|request| request.answer.is_some())
            .max_by_key(|request| request.answer.as_ref().map(|answer| answer.answered_on))
    }

    /// The same while nobody has told the member.
    pub fn untold_answer(&self) -> Option<&Request> {
        self.latest_answer()
            .filter(|request| request.told.is_none())
    }

    pub fn unanswered(&self) -> impl Iterator<Item = &Request> {
        self.requests
            .iter()
            .filter(|request| request.status != RequestStatus::Closed && request.answer.is_none())
    }

    /// Whether one may call or visit, and what to know first.
    pub fn contact_advice(&self, now: Moment) -> ContactAdvice {
        let facts = self
            .contacts
            .iter()
            .map(|contact| (contact.by, &contact.fact));
        let latest = latest_contact(facts);
        may_contact(
            &self.member,
            self.target.as_ref().map(|t| t.state),
            latest,
            now,
        )
    }

    pub fn is_blocked(&self) -> bool {
        self.member.do_not_contact
            || self.member.withdrawn_on.is_some()
            || self
                .target
                .as_ref()
                .is_some_and(|target| target.state == TargetState::OnHold)
    }

    /// Nothing is left to do for its target.
    pub fn is_done(&self) -> bool {
        let target = self.target.as_ref();
        target.is_some_and(|target| target.state == TargetState::Done)
    }

    /// What the ladder says. It begins anew once somebody spoke with one of us at the door: what was promised or
    /// tried by telephone before is past.
    pub fn next_try(&self, now: Moment) -> NextTry {
        let next = self.next_try_after(
            |contact| contact.visit().is_some() && rules::settles(&contact.fact.body),
            now,
        );
        let advice = self
            .appointment()
            .map_or(next.advice, Advice::KeepAppointment);
        NextTry { advice, ..next }
    }

    /// By the calls since the last such contact; a number found to be wrong before stays wrong.
    pub(super) fn next_try_after(&self, ends: fn(&Contact) -> bool, now: Moment) -> NextTry {
        let since = self.contacts.iter().take_while(|contact| !ends(contact));
        let mut since = since.filter_map(Contact::call).peekable();
        let before = match since.peek() {
            Some(_) => None,
            None => self.calls().next(),
        };
        let wrong = before.filter(|call| call.result == CallResult::WrongNumber);
        rules::next_try(
            &self.member.telephone,
            self.member.closed_on(),
            since.chain(wrong),
            self.counted_since(now.day()),
            now,
        )
    }

    /// Every service that may be offered, what fits best first.
    pub fn offers<'a>(&self, book: &'a Fieldbook, today: Day) -> Vec<Suggestion<'a>> {
        rules::offers(&self.member, book.services(), today)
    }

    pub fn suggestions<'a>(&self, book: &'a Fieldbook, today: Day) -> Vec<Suggestion<'a>> {
        rules::suggestions(&self.member, book.services(), today)
    }

    /// Why this member, as of now: own unsent records count at once, and beside them what the office alone knows.
    pub fn reasons(&self, today: Day) -> Vec<Reason> {
        let heard = self.contacts.iter().find_map(Contact::wavers) == Some(true);
        let standing = Standing {
            wavering: heard || self.is_on_register(),
            unanswered_request: self.unanswered().next().is_some(),
            last_contact_on: self.last_contact().map(Moment::day),
            ..Standing::of_member(&self.member, today)
        };
        rules::priority(&standing, today).reasons
    }

    /// The office's register of wishes to leave has an open line. Only open targets' reasons are kept up.
    fn is_on_register(&self) -> bool {
        let mut targets = self.target.iter().chain(&self.further_targets);
        targets.any(|target| {
            target.state == TargetState::Open && target.priority.reasons.contains(&Reason::Wavering)
        })
    }

    /// The office's order of importance; members without a target come last.
    pub fn points(&self) -> u32 {
        self.target
            .as_ref()
            .map_or(0, |target| target.priority.points)
    }

    pub fn progress(&self, today: Day) -> Progress {
        let since = self.counted_since(today);
        let facts = self
            .contacts
            .iter()
            .filter(|contact| contact.at().day() >= since);
        let reach = Reach::of(facts.map(|contact| &contact.fact));
        if reach.met {
            Progress::Met
        } else if reach.visited {
            Progress::Visited
        } else if reach.called {
            Progress::Called
        } else {
            Progress::NotYet
        }
    }

    /// The appointment still to be kept, be its day past: a visit keeps it, another word ends it. What was agreed at
    /// the door comes first. Of the telephone's the office's word wins; what the visitor has agreed since, but hasn't
    /// been sent, comes before it.
    pub fn appointment(&self) -> Option<Moment> {
        self.agreed_at_the_door()
            .or_else(|| self.agreed_by_telephone())
    }

    fn agreed_by_telephone(&self) -> Option<Moment> {
        let calls = self.contacts.iter().enumerate();
        let word = { calls }.find_map(|(place, contact)| match contact.call()?.result {
            CallResult::Appointment { at } => Some((place, contact, Some(at))),
            result => is_word(result).then_some((place, contact, None)),
        });
        let by_office = self
            .target
            .as_ref()
            .and_then(|target| target.assignment.as_ref())
            .and_then(|assignment| assignment.appointment)
            .map(|appointment| appointment.at)
            // Of what was agreed at the door this phone knows itself whether it stands.
            .filter(|at| {
                let visits = self.contacts.iter().chain(&self.replaced);
                !visits
                    .filter_map(Contact::visit)
                    .any(|visit| asks_for(visit, *at))
            });
        let agreed = match (word, by_office) {
            (Some((_, contact, at)), _) if contact.state.is_some() => at,
            (_, Some(at)) => Some(at),
            (Some((_, _, at)), None) => at,
            (None, None) => None,
        }?;
        // A visit on the appointed day or later has kept it, unless it was before they agreed.
        let since = match word {
            Some((place, _, Some(at))) if at == agreed => place,
            _ => self.contacts.len(),
        };
        let mut visits = self.contacts[..since].iter().filter_map(Contact::visit);
        let kept = visits.any(|visit| visit.at.day() >= agreed.day());
        (!kept).then_some(agreed)
    }

    /// When somebody is to come again, by the last visit to agree on anything.
    pub fn agreed_at_the_door(&self) -> Option<Moment> {
        self.next_step()?.appointment()
    }

    /// What the last visit to agree on anything agreed on, while it stands.
    pub(super) fn next_step(&self) -> Option<&NextStep> {
        let contacts = self.contacts.iter();
        let (_, step) = rules::next_step(contacts.map(|contact| &contact.fact.body))?;
        Some(step)
    }

    /// When that appointment was agreed on, as far as this phone knows.
    pub(super) fn agreed_since(&self, appointment: Moment) -> Option<Moment> {
        let agreed = CallResult::Appointment { at: appointment };
        let is_it = |contact: &&Contact| match (contact.call(), contact.visit()) {
            (Some(call), _) => call.result == agreed,
            (None, Some(visit)) => asks_for(visit, appointment),
            (None, None) => false,
        };
        self.contacts.iter().find(is_it).map(Contact::at)
    }

    /// This visitor's visits of that day, newest first.
    pub fn visits_by_on(&self, visitor: UserId, day: Day) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |contact| {
            contact.by == visitor && contact.visit().is_some() && contact.at().day() == day
        })
    }

    pub fn visited_by_on(&self, visitor: UserId, day: Day) -> bool {
        self.visits_by_on(visitor, day).next().is_some()
    }
}

fn asks_for(visit: &Visit, at: Moment) -> bool {
    visit.next_step.as_ref().and_then(NextStep::appointment) == Some(at)
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
