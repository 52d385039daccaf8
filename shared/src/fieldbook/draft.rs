//! What is being written: every keystroke is a draft; a finished draft becomes one fact.

use serde::{Deserialize, Serialize};

use super::{FoundForm, LeadForm};
use crate::json::Json;
use crate::model::limits::Fault;
use crate::model::*;
use crate::rules::{began_as, daily_report, retracted, standing};
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::{Fact, FactBody};

/// A record that isn't finished. Its id, minted when it opens, becomes the fact's: a double tap on
/// "record" can't make two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
pub struct Draft {
    pub id: FactId,
    pub member: Option<MemberNumber>,
    pub changed_at: Moment,
    pub form: DraftForm,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum DraftForm {
    Call(CallForm),
    Visit(Box<VisitForm>),
    Report(ReportForm),
    FoundLead(FoundForm),
    LeadContact(LeadForm),
}

/// What the visitor adds to the day's report; its counts come from the records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
pub struct ReportForm {
    pub day: Day,
    #[serde(default)]
    pub note: String,
}

/// Ringing again so soon is one call still.
const SAME_CALL_MS: i64 = 10 * 60_000;

/// A call of which the result isn't recorded yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
pub struct CallForm {
    pub at: Moment,
    pub direction: CallDirection,
    #[serde(default)]
    pub target: Option<TargetId>,
    #[serde(default)]
    pub word: Option<CallWord>,
    /// Of the appointment or the call-back.
    #[serde(default)]
    pub when: Option<Moment>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub complaint: Option<HeardComplaint>,
    #[serde(default)]
    pub risk: Option<WithdrawalRisk>,
    #[serde(default)]
    pub answers_told: Vec<RequestId>,
    /// The retraction of the call that this one was undone from: it has to arrive first.
    #[serde(default)]
    pub after: Vec<FactId>,
    /// The call that this one replaces.
    #[serde(default)]
    pub corrects: Option<FactId>,
    /// The refused call in whose stead this one is written.
    #[serde(default)]
    pub instead_of: Option<FactId>,
}

/// A call's result before the one question it may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum CallWord {
    Appointment,
    NoAnswer,
    ContactAbsent,
    CallBack,
    Declined,
    WrongNumber,
}

/// A visit as far as it is written: texts may still be empty, and entries incomplete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
pub struct VisitForm {
    /// The one question that has to be answered.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// It is one of the rarer outcomes; which one isn't said yet.
    #[serde(default)]
    pub rare: bool,
    /// Its own outcome counts only once the record is finished.
    pub visit: Visit,
    /// The retraction of the visit that this one was undone from: it has to arrive first.
    #[serde(default)]
    pub after: Vec<FactId>,
    /// The visit that this one replaces.
    #[serde(default)]
    pub corrects: Option<FactId>,
    /// The refused visit in whose stead this one is written.
    #[serde(default)]
    pub instead_of: Option<FactId>,
}

impl CallWord {
    /// What can come of such a call: who rings us answers, and has the right number. What was chosen stays.
    pub fn offered(direction: CallDirection, chosen: Option<Self>) -> Vec<Self> {
        let mut offered = Self::ALL.to_vec();
        if direction == CallDirection::In {
            offered.retain(|word| word.reached() || chosen == Some(*word));
        }
        offered
    }

    pub const ALL: [Self; 6] = [
        Self::Appointment,
        Self::NoAnswer,
        Self::ContactAbsent,
        Self::CallBack,
        Self::Declined,
        Self::WrongNumber,
    ];

    /// An appointment and a call-back need a time.
    pub fn asks_when(self) -> bool {
        matches!(self, Self::Appointment | Self::CallBack)
    }

    /// Somebody at the member's spoke with us.
    pub fn reached(self) -> bool {
        !matches!(self, Self::NoAnswer | Self::WrongNumber)
    }

    /// `None` while the time that it asks for is missing.
    pub fn result(self, when: Option<Moment>) -> Option<CallResult> {
        Some(match self {
            Self::Appointment => CallResult::Appointment { at: when? },
            Self::CallBack => CallResult::CallBack { at: when? },
            Self::NoAnswer => CallResult::NoAnswer,
            Self::ContactAbsent => CallResult::ContactAbsent,
            Self::Declined => CallResult::Declined,
            Self::WrongNumber => CallResult::WrongNumber,
        })
    }
}

impl Draft {
    /// The record that this one will replace.
    pub fn corrects(&self) -> Option<FactId> {
        match &self.form {
            DraftForm::Call(form) => form.corrects,
            DraftForm::Visit(form) => form.corrects,
            DraftForm::FoundLead(form) => form.corrects,
            DraftForm::LeadContact(form) => form.corrects,
            DraftForm::Report(_) => None,
        }
    }

    /// The refused record in whose stead this one is written.
    pub fn instead_of(&self) -> Option<FactId> {
        match &self.form {
            DraftForm::Call(form) => form.instead_of,
            DraftForm::Visit(form) => form.instead_of,
            DraftForm::Report(_) | DraftForm::FoundLead(_) | DraftForm::LeadContact(_) => None,
        }
    }

    /// A picture was taken for it.
    pub fn name_photo(&mut self, photo: &PhotoRef) {
        if let DraftForm::Visit(form) = &mut self.form {
            form.name_photo(photo);
        }
    }

    /// The record of a visit corrected by a picture that was ready only after it had been saved; `None` of anything else,
    /// and why when the record can't take it.
    pub fn with_photo(
        record: &Fact,
        photo: &PhotoRef,
        now: Moment,
        random: [u8; 10],
    ) -> Option<Result<(Self, Fact), Invalid>> {
        let FactBody::Visit(visit) = &record.body else {
            return None;
        };
        let mut form = VisitForm::correcting(record.id, visit);
        form.name_photo(photo);
        let draft = Self {
            id: FactId::mint(now, random),
            member: Some(visit.member.clone()),
            changed_at: now,
            form: DraftForm::Visit(Box::new(form)),
        };
        Some(draft.finish(now, &[]).map(|fact| (draft, fact)))
    }

    /// Once this is recorded, it is what counts of the visit `record`, among `own` records: it corrects that, or
    /// is written anew since that was taken back.
    pub fn replaces(&self, record: FactId, own: &[Fact]) -> bool {
        let DraftForm::Visit(form) = &self.form else {
            return false;
        };
        if let Some(fact) = standing(own, record) {
            return form.corrects == Some(record) || form.corrects == Some(fact.id);
        }
        let original = began_as(own, record);
        let takes_back = |fact: &Fact| match fact.body {
            FactBody::Retract { fact: taken_back } => {
                taken_back == record || taken_back == original
            }
            _ => false,
        };
        { own.iter() }.any(|fact| takes_back(fact) && form.after.contains(&fact.id))
    }

    /// A record was taken back to be written anew as this one, and hasn't been brought back since, as far as `own`
    /// records tell.
    pub fn is_rewrite(&self, own: &[Fact]) -> bool {
        let after = match &self.form {
            DraftForm::Call(form) => &form.after,
            DraftForm::Visit(form) => &form.after,
            DraftForm::FoundLead(form) => &form.after,
            DraftForm::LeadContact(form) => &form.after,
            DraftForm::Report(_) => return false,
        };
        let retracted = retracted(own.iter());
        { own.iter() }.any(|fact| {
            let retraction = matches!(fact.body, FactBody::Retract { .. });
            retraction && after.contains(&fact.id) && !retracted.contains(&fact.id)
        })
    }

    /// That the record which `retraction` took back to be written anew as this draft counts again as it was. It bears
    /// the draft's id: saving it ends the draft.
    pub fn brings_back(&self, retraction: FactId, now: Moment) -> Fact {
        Fact {
            id: self.id,
            schema: FACT_SCHEMA,
            recorded_at: now,
            after: vec![retraction],
            corrects: None,
            instead_of: None,
            body: FactBody::Retract { fact: retraction },
        }
    }

    /// The finished fact; a report counts `own`, all of the visitor's facts, oldest first.
    /// What is refused names the one field that still has to be filled or changed.
    pub fn finish(&self, now: Moment, own: &[Fact]) -> Result<Fact, Invalid> {
        let member = || {
            let member = self.member.clone();
            member.ok_or_else(|| Invalid::new("member", Fault::Missing))
        };
        let corrects = self.corrects();
        // A correction must not arrive before what it corrects.
        let mut after: Vec<FactId> = corrects.into_iter().collect();
        let body = match &self.form {
            DraftForm::Call(call) => {
                after.extend(&call.after);
                FactBody::Call(call.record(member()?)?)
            }
            DraftForm::Visit(form) => {
                after.extend(&form.after);
                FactBody::Visit(Box::new(form.record()?))
            }
            DraftForm::FoundLead(form) => {
                after.extend(&form.after);
                FactBody::FoundLead(Box::new(form.record()))
            }
            DraftForm::LeadContact(form) => {
                after.extend(&form.after);
                FactBody::LeadContact(Box::new(form.record()?))
            }
            DraftForm::Report(report) => {
                let counted = DailyReport {
                    note: report.note.trim().to_owned(),
                    ..daily_report(report.day, own, now)
                };
                FactBody::DailyReport(counted)
            }
        };
        let fact = Fact {
            id: self.id,
            schema: FACT_SCHEMA,
            recorded_at: now,
            after,
            corrects,
            instead_of: self.instead_of(),
            body,
        };
        fact.validate()?;
        Ok(fact)
    }
}

pub(super) fn is_same_call(began: Moment, now: Moment) -> bool {
    (0..SAME_CALL_MS).contains(&(now.utc_ms - began.utc_ms))
}

impl CallForm {
    pub fn new(at: Moment, direction: CallDirection, target: Option<TargetId>) -> Self {
        Self {
            at,
            direction,
            target,
            word: None,
            when: None,
            note: String::new(),
            complaint: None,
            risk: None,
            answers_told: Vec::new(),
            after: Vec::new(),
            corrects: None,
            instead_of: None,
        }
    }

    /// Whether a tap on the telephone belongs to this call, whose result is missing: a call that was cut off is
    /// one call, and what was rung up in the morning isn't the afternoon's.
    pub fn goes_on(&self, direction: CallDirection, now: Moment) -> bool {
        let anew = self.corrects.or(self.instead_of).is_none();
        anew && self.direction == direction && is_same_call(self.at, now)
    }

    /// A record opened again, as it was saved.
    pub fn reopened(call: &CallAttempt) -> Self {
        let (word, when) = match call.result {
            CallResult::Appointment { at } => (CallWord::Appointment, Some(at)),
            CallResult::CallBack { at } => (CallWord::CallBack, Some(at)),
            CallResult::NoAnswer => (CallWord::NoAnswer, None),
            CallResult::ContactAbsent => (CallWord::ContactAbsent, None),
            CallResult::Declined => (CallWord::Declined, None),
            CallResult::WrongNumber => (CallWord::WrongNumber, None),
        };
        Self {
            word: Some(word),
            when,
            note: call.note.clone(),
            complaint: call.complaint.clone(),
            risk: call.risk.clone(),
            answers_told: call.answers_told.clone(),
            ..Self::new(call.at, call.direction, call.target)
        }
    }

    /// The same with new ids: the old ones belong to the record that was taken back, or refused.
    pub fn anew(call: &CallAttempt, now: Moment, random: impl FnMut() -> [u8; 10]) -> Self {
        let mut form = Self::reopened(call);
        form.renew_ids(now, random);
        form
    }

    pub(super) fn renew_ids(&mut self, now: Moment, mut random: impl FnMut() -> [u8; 10]) {
        if let Some(complaint) = &mut self.complaint {
            complaint.id = ComplaintId::mint(now, random());
        }
        if let Some(risk) = &mut self.risk {
            risk.case = WithdrawalCaseId::mint(now, random());
        }
    }

    /// What of its words, or of the time agreed on, keeps it from being recorded; not that something is missing.
    pub fn fault(&self, member: &MemberNumber) -> Option<Invalid> {
        let complete = self.word.filter(|word| word.result(self.when).is_some());
        let call = Self {
            word: complete.or(Some(CallWord::NoAnswer)),
            ..self.clone()
        }
        .record(member.clone());
        call.and_then(|call| call.validate()).err()
    }

    /// Nobody agrees on a time that is past; a record of the days when that could be written may keep it.
    fn is_too_early(&self) -> bool {
        let anew = self.corrects.or(self.instead_of).is_none();
        let asks = self.word.is_some_and(CallWord::asks_when);
        let at = self.at.to_the_minute();
        anew && asks && self.when.is_some_and(|when| when < at)
    }

    pub(super) fn record(&self, member: MemberNumber) -> Result<CallAttempt, Invalid> {
        let word = self
            .word
            .ok_or_else(|| Invalid::new("result", Fault::Missing))?;
        let result = word
            .result(self.when)
            .ok_or_else(|| Invalid::new("result.at", Fault::Missing))?;
        if self.is_too_early() {
            return Err(Invalid::new("result.at", Fault::NotAllowed));
        }
        let kept = |complaint: &HeardComplaint| !complaint.words.trim().is_empty();
        Ok(CallAttempt {
            target: self.target,
            note: self.note.trim().to_owned(),
            complaint: self.complaint.clone().filter(kept),
            risk: self.risk.clone(),
            answers_told: self.answers_told.clone(),
            ..CallAttempt::new(member, self.at, self.direction, result)
        })
    }
}

impl VisitForm {
    /// Nothing is known yet but whom one visits, and when.
    pub fn new(member: MemberNumber, at: Moment, target: Option<TargetId>, walk_in: bool) -> Self {
        let visit = Visit {
            target,
            walk_in,
            ..Visit::new(member, at, Outcome::Absent)
        };
        Self {
            outcome: None,
            rare: false,
            visit,
            after: Vec::new(),
            corrects: None,
            instead_of: None,
        }
    }

    /// The other business of the owner whom one has just talked to: with what the two have in common. What
    /// was heard, left or handed over stays with the first, so that nothing counts twice.
    pub fn linked(
        with: FactId,
        visit: &Visit,
        member: MemberNumber,
        target: Option<TargetId>,
    ) -> Self {
        let common = Visit {
            target,
            manner: visit.manner,
            walk_in: visit.walk_in,
            met_person: visit.met_person.clone(),
            next_step: visit.next_step.clone(),
            linked_with: Some(with),
            ..Visit::new(member, visit.at, visit.outcome)
        };
        Self {
            outcome: Some(visit.outcome),
            rare: false,
            visit: common,
            after: Vec::new(),
            corrects: None,
            instead_of: None,
        }
    }

    /// A saved record opened to be corrected. What it heard keeps its ids, so that all that the office
    /// did about it stays.
    pub fn correcting(original: FactId, visit: &Visit) -> Self {
        Self {
            outcome: Some(visit.outcome),
            rare: false,
            visit: visit.clone(),
            after: Vec::new(),
            corrects: Some(original),
            instead_of: None,
        }
    }

    /// A record opened again after it was taken back with the retraction `after`. Everything in it
    /// gets a new id: the old ones belong to the record that was taken back.
    pub fn reopened(
        visit: &Visit,
        after: FactId,
        now: Moment,
        random: impl FnMut() -> [u8; 10],
    ) -> Self {
        Self {
            outcome: Some(visit.outcome),
            rare: false,
            visit: with_new_ids(visit, now, random),
            after: vec![after],
            corrects: None,
            instead_of: None,
        }
    }

    /// A refused record opened to be sent in another's stead. Nothing of it was stored; only what it
    /// corrects knows its ids already.
    pub fn instead_of(
        refused: &Fact,
        visit: &Visit,
        now: Moment,
        random: impl FnMut() -> [u8; 10],
    ) -> Self {
        let visit = match refused.corrects {
            Some(_) => visit.clone(),
            None => with_new_ids(visit, now, random),
        };
        let parents = refused.after.iter().copied();
        Self {
            outcome: Some(visit.outcome),
            rare: false,
            visit,
            after: parents
                .filter(|parent| refused.corrects != Some(*parent))
                .collect(),
            corrects: refused.corrects,
            instead_of: Some(refused.id),
        }
    }

    /// Whether a tap on the record belongs to what is being written here: not to a correction, and not to an
    /// earlier day's visit.
    pub fn goes_on(&self, now: Moment) -> bool {
        let anew = self.corrects.or(self.instead_of).is_none();
        anew && self.visit.at.day() == now.day()
    }

    /// Begun on an earlier day and never finished, unless it has been made today's since; `id` is its draft's.
    pub fn is_left_over(&self, id: FactId, now: Moment) -> bool {
        let anew = self.corrects.or(self.instead_of).is_none();
        let before = |at: Moment| at.day() < now.day();
        anew && before(id.minted_at()) && before(self.visit.at)
    }

    /// When it was, if not when its record was opened; nobody has visited anybody yet to come.
    pub fn happened(&mut self, at: Moment, now: Moment) {
        self.visit.at = if at.utc_ms <= now.utc_ms { at } else { now };
    }

    /// Once only: the page and the phone's disk both say so.
    pub fn name_photo(&mut self, photo: &PhotoRef) {
        let photos = &mut self.visit.photos;
        if !photos.iter().any(|named| named.id == photo.id) {
            photos.push(photo.clone());
        }
    }

    /// Another window has saved the record: what is written here goes on as the draft that corrects it.
    pub fn go_on_as(&mut self, beside: &Self) {
        (self.corrects, self.instead_of) = (beside.corrects, beside.instead_of);
        self.visit.photos.clone_from(&beside.visit.photos);
    }

    /// Nothing was answered or written, so that leaving it loses nothing.
    pub fn is_untouched(&self) -> bool {
        let Visit {
            member,
            at,
            target,
            walk_in,
            ..
        } = &self.visit;
        let said = self.outcome.is_some() || self.rare;
        !said && self.visit == Self::new(member.clone(), *at, *target, *walk_in).visit
    }

    /// All that keeps it from being recorded, each at its place.
    pub fn faults(&self) -> Vec<Invalid> {
        match self.outcome {
            None => vec![Invalid::new("outcome", Fault::Missing)],
            Some(outcome) => {
                let own = self.comes_again_in_time().err();
                own.into_iter()
                    .chain(self.as_visit(outcome).faults())
                    .collect()
            }
        }
    }

    pub(super) fn record(&self) -> Result<Visit, Invalid> {
        let outcome = self
            .outcome
            .ok_or_else(|| Invalid::new("outcome", Fault::Missing))?;
        self.comes_again_in_time()?;
        Ok(self.as_visit(outcome))
    }

    /// A record of the days when that could be written may keep a time before its visit.
    fn comes_again_in_time(&self) -> Result<(), Invalid> {
        let anew = self.corrects.or(self.instead_of).is_none();
        match &self.visit.next_step {
            Some(next) if anew => next.comes_after(self.visit.at),
            _ => Ok(()),
        }
    }

    /// Entries that were opened but left as they were are no part of the record; what was begun in any other way is, and
    /// its words are asked for.
    fn as_visit(&self, outcome: Outcome) -> Visit {
        let mut visit = self.visit.clone();
        visit.outcome = outcome;
        let kept = |text: &str| !text.trim().is_empty();
        visit.requests.retain(|request| {
            let answered = request.category != RequestCategory::Other || !request.reply_wanted;
            answered || kept(&request.words)
        });
        visit
            .office_tasks
            .retain(|task| task.due_on.is_some() || kept(&task.what));
        visit.complaint = visit.complaint.filter(|complaint| kept(&complaint.words));
        visit
            .changes
            .retain(|change| change.field != ChangedField::Representative || kept(&change.new));
        visit.introductions.retain(|lead| {
            let texts = [&lead.business, &lead.contact, &lead.telephone];
            lead.consented || texts.into_iter().any(|text| kept(text))
        });
        visit
            .leaflets
            .retain(|leaflet| leaflet.copies != 1 || kept(&leaflet.edition));
        for text in [&mut visit.met_person, &mut visit.note, &mut visit.opinion] {
            *text = text.trim().to_owned();
        }
        visit
    }
}

/// What a visit heard, as if it were heard anew; without its pictures, which the phone copies.
pub(super) fn with_new_ids(
    visit: &Visit,
    now: Moment,
    mut random: impl FnMut() -> [u8; 10],
) -> Visit {
    let mut visit = visit.clone();
    for request in &mut visit.requests {
        request.id = RequestId::mint(now, random());
    }
    for task in &mut visit.office_tasks {
        task.id = OfficeTaskId::mint(now, random());
    }
    for change in &mut visit.changes {
        change.id = ChangeReportId::mint(now, random());
    }
    for introduction in &mut visit.introductions {
        introduction.lead = LeadId::mint(now, random());
    }
    visit.photos.clear();
    if let Some(complaint) = &mut visit.complaint {
        complaint.id = ComplaintId::mint(now, random());
    }
    if let Some(risk) = &mut visit.risk {
        risk.case = WithdrawalCaseId::mint(now, random());
    }
    visit
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
