//! What is being written: every keystroke is a draft; a finished draft becomes one fact.

use serde::{Deserialize, Serialize};

use crate::model::limits::Fault;
use crate::model::*;
use crate::rules::daily_report;
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::{Fact, FactBody};

/// A record that isn't finished. Its id, minted when it opens, becomes the fact's: a double tap on
/// "record" can't make two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub id: FactId,
    pub member: Option<MemberNumber>,
    pub changed_at: Moment,
    pub form: DraftForm,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftForm {
    Call(CallForm),
    Visit(Box<VisitForm>),
    Report(ReportForm),
}

/// What the visitor adds to the day's report; its counts come from the records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportForm {
    pub day: Day,
    #[serde(default)]
    pub note: String,
}

/// A call of which the result isn't recorded yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
}

/// A call's result before the one question it may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallWord {
    Appointment,
    NoAnswer,
    ContactAbsent,
    CallBack,
    Declined,
    WrongNumber,
}

/// What is fixed when a visit's draft opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitPlan {
    pub at: Moment,
    #[serde(default)]
    pub target: Option<TargetId>,
    #[serde(default)]
    pub walk_in: bool,
    /// The retraction of the visit that this one was undone from: it has to arrive first.
    #[serde(default)]
    pub after: Vec<FactId>,
}

/// A visit as far as it is written. Texts may still be empty, and entries incomplete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitForm {
    pub plan: VisitPlan,
    #[serde(default)]
    pub outcome: Option<Outcome>,
    #[serde(default)]
    pub manner: VisitManner,
    #[serde(default)]
    pub met_person: String,
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    #[serde(default)]
    pub mutual_aid: Option<MutualAid>,
    #[serde(default)]
    pub requests: Vec<HeardRequest>,
    #[serde(default)]
    pub office_tasks: Vec<HeardTask>,
    #[serde(default)]
    pub complaint: Option<HeardComplaint>,
    #[serde(default)]
    pub risk: Option<WithdrawalRisk>,
    #[serde(default)]
    pub changes: Vec<ChangeReport>,
    #[serde(default)]
    pub introductions: Vec<HeardIntroduction>,
    #[serde(default)]
    pub leaflets: Vec<Leaflet>,
    #[serde(default)]
    pub handed_over: Vec<Handover>,
    #[serde(default)]
    pub next_step: Option<NextStep>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub opinion: String,
}

impl CallWord {
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
    /// The finished fact; a report counts `own`, all of the visitor's facts, oldest first.
    /// What is refused names the one field that still has to be filled or changed.
    pub fn finish(&self, now: Moment, own: &[Fact]) -> Result<Fact, Invalid> {
        let member = || {
            let member = self.member.clone();
            member.ok_or_else(|| Invalid::new("member", Fault::Missing))
        };
        let (after, body) = match &self.form {
            DraftForm::Call(call) => (Vec::new(), FactBody::Call(call.record(member()?)?)),
            DraftForm::Visit(visit) => {
                let record = FactBody::Visit(Box::new(visit.record(member()?)?));
                (visit.plan.after.clone(), record)
            }
            DraftForm::Report(report) => {
                let counted = DailyReport {
                    note: report.note.trim().to_owned(),
                    ..daily_report(report.day, own, now)
                };
                (Vec::new(), FactBody::DailyReport(counted))
            }
        };
        let fact = Fact {
            id: self.id,
            schema: FACT_SCHEMA,
            recorded_at: now,
            after,
            corrects: None,
            body,
        };
        fact.validate()?;
        Ok(fact)
    }
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
        }
    }

    /// A record opened again after it was taken back.
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
            ..Self::new(call.at, call.direction, call.target)
        }
    }

    fn record(&self, member: MemberNumber) -> Result<CallAttempt, Invalid> {
        let word = self
            .word
            .ok_or_else(|| Invalid::new("result", Fault::Missing))?;
        let result = word
            .result(self.when)
            .ok_or_else(|| Invalid::new("result.at", Fault::Missing))?;
        Ok(CallAttempt {
            member,
            target: self.target,
            at: self.at,
            direction: self.direction,
            result,
            note: self.note.trim().to_owned(),
        })
    }
}

impl VisitForm {
    pub fn new(plan: VisitPlan) -> Self {
        Self {
            plan,
            outcome: None,
            manner: VisitManner::default(),
            met_person: String::new(),
            proposals: Vec::new(),
            mutual_aid: None,
            requests: Vec::new(),
            office_tasks: Vec::new(),
            complaint: None,
            risk: None,
            changes: Vec::new(),
            introductions: Vec::new(),
            leaflets: Vec::new(),
            handed_over: Vec::new(),
            next_step: None,
            note: String::new(),
            opinion: String::new(),
        }
    }

    /// A record opened again after it was taken back with the retraction `after`. Everything in it
    /// gets a new id: the old ones belong to the record that was taken back.
    pub fn reopened(
        visit: &Visit,
        after: FactId,
        now: Moment,
        mut random: impl FnMut() -> [u8; 10],
    ) -> Self {
        let mut form = Self {
            plan: VisitPlan {
                at: visit.at,
                target: visit.target,
                walk_in: visit.walk_in,
                after: vec![after],
            },
            outcome: Some(visit.outcome),
            manner: visit.manner,
            met_person: visit.met_person.clone(),
            proposals: visit.proposals.clone(),
            mutual_aid: visit.mutual_aid.clone(),
            requests: visit.requests.clone(),
            office_tasks: visit.office_tasks.clone(),
            complaint: visit.complaint.clone(),
            risk: visit.risk.clone(),
            changes: visit.changes.clone(),
            introductions: visit.introductions.clone(),
            leaflets: visit.leaflets.clone(),
            handed_over: visit.handed_over.clone(),
            next_step: visit.next_step.clone(),
            note: visit.note.clone(),
            opinion: visit.opinion.clone(),
        };
        for request in &mut form.requests {
            request.id = RequestId::mint(now, random());
        }
        for task in &mut form.office_tasks {
            task.id = OfficeTaskId::mint(now, random());
        }
        for change in &mut form.changes {
            change.id = ChangeReportId::mint(now, random());
        }
        for introduction in &mut form.introductions {
            introduction.lead = LeadId::mint(now, random());
        }
        if let Some(complaint) = &mut form.complaint {
            complaint.id = ComplaintId::mint(now, random());
        }
        if let Some(risk) = &mut form.risk {
            risk.case = WithdrawalCaseId::mint(now, random());
        }
        form
    }

    /// Nothing was answered or written, so that leaving it loses nothing.
    pub fn is_untouched(&self) -> bool {
        *self == Self::new(self.plan.clone())
    }

    /// Entries that were opened but left empty are no part of the record.
    pub(super) fn record(&self, member: MemberNumber) -> Result<Visit, Invalid> {
        let outcome = self
            .outcome
            .ok_or_else(|| Invalid::new("outcome", Fault::Missing))?;
        let kept = |text: &str| !text.trim().is_empty();
        Ok(Visit {
            member,
            target: self.plan.target,
            at: self.plan.at,
            manner: self.manner,
            walk_in: self.plan.walk_in,
            outcome,
            met_person: self.met_person.trim().to_owned(),
            proposals: self.proposals.clone(),
            mutual_aid: self.mutual_aid.clone(),
            requests: filtered(&self.requests, |request| kept(&request.words)),
            office_tasks: filtered(&self.office_tasks, |task| kept(&task.what)),
            complaint: self
                .complaint
                .clone()
                .filter(|complaint| kept(&complaint.words)),
            risk: self.risk.clone(),
            changes: filtered(&self.changes, |change| kept(&change.new)),
            introductions: filtered(&self.introductions, |lead| {
                kept(&lead.business) || kept(&lead.contact) || kept(&lead.telephone)
            }),
            leaflets: filtered(&self.leaflets, |leaflet| kept(&leaflet.edition)),
            handed_over: self.handed_over.clone(),
            next_step: self.next_step.clone(),
            note: self.note.trim().to_owned(),
            opinion: self.opinion.trim().to_owned(),
            linked_with: None,
        })
    }
}

fn filtered<T: Clone>(list: &[T], keep: impl Fn(&T) -> bool) -> Vec<T> {
    list.iter().filter(|entry| keep(entry)).cloned().collect()
}
