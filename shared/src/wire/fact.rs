//! Facts: what a phone tells the server. Insert-only; the id is minted on the device.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::{
    CallAttempt, DailyReport, FactId, FoundLead, Handover, Invalid, LeadContact, MemberNumber,
    Moment, OwnOrder, Visit,
};

/// The schema of fact bodies that this build writes: 2 since visits name photos, 3 since a visitor has an
/// own order of a day and leads, and a visit may say where one stood, 4 since the day of the membership list
/// is told, a call may hear a complaint or a wish to leave, either says which answers the member was told, a next step
/// may have its time, and a contact with a lead may hear requests.
/// Fields that came later have defaults, so that a body of an older schema is read as it is.
pub const FACT_SCHEMA: u32 = 4;
/// The oldest schema that the server still takes.
pub const LEAST_FACT_SCHEMA: u32 = 1;

/// One mutation as stored in the outbox: these very bytes are sent and hashed, never re-encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Fact {
    pub id: FactId,
    pub schema: u32,
    /// Device time at saving; shown, never used for order.
    pub recorded_at: Moment,
    /// Facts that must be stored before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<FactId>,
    /// The fact that this one replaces; every count uses the effective version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<FactId>,
    /// The refused fact of the same author in whose stead this one was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<FactId>,
    pub body: FactBody,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum FactBody {
    Call(CallAttempt),
    Visit(Box<Visit>),
    DailyReport(DailyReport),
    /// The visitor's own order of a day.
    OwnOrder(OwnOrder),
    /// A non-member business found on the way.
    FoundLead(Box<FoundLead>),
    /// A call or a visit to a lead.
    LeadContact(Box<LeadContact>),
    /// Undo after saving: the named fact no longer counts.
    Retract {
        fact: FactId,
    },
}

impl Fact {
    pub fn validate(&self) -> Result<(), Invalid> {
        match &self.body {
            FactBody::Call(call) => call.validate(),
            FactBody::Visit(visit) => visit.validate(),
            FactBody::DailyReport(report) => report.validate(),
            FactBody::OwnOrder(order) => order.validate(),
            FactBody::FoundLead(found) => found.validate(),
            FactBody::LeadContact(contact) => contact.validate(),
            FactBody::Retract { .. } => Ok(()),
        }
    }

    /// The member it is about; a day's report, its order, a lead and a retraction are about none.
    pub fn member(&self) -> Option<&MemberNumber> {
        match &self.body {
            FactBody::Call(call) => Some(&call.member),
            FactBody::Visit(visit) => Some(&visit.member),
            FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::FoundLead(_)
            | FactBody::LeadContact(_)
            | FactBody::Retract { .. } => None,
        }
    }

    /// What changed hands.
    pub fn handed_over(&self) -> &[Handover] {
        match &self.body {
            FactBody::Visit(visit) => &visit.handed_over,
            FactBody::LeadContact(contact) => &contact.handed_over,
            FactBody::Call(_)
            | FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::FoundLead(_)
            | FactBody::Retract { .. } => &[],
        }
    }

    /// What must be stored before it: the facts that it names, and the one that it corrects or takes back.
    pub fn parents(&self) -> impl Iterator<Item = FactId> {
        let taken_back = match self.body {
            FactBody::Retract { fact } => Some(fact),
            FactBody::Call(_)
            | FactBody::Visit(_)
            | FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::FoundLead(_)
            | FactBody::LeadContact(_) => None,
        };
        let named = self.after.iter().copied();
        named.chain(self.corrects).chain(taken_back)
    }

    /// Urgent facts go first, together with what they depend on.
    pub fn is_urgent(&self) -> bool {
        match &self.body {
            FactBody::Visit(visit) => visit.is_urgent(),
            FactBody::Call(call) => call.is_urgent(),
            FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::FoundLead(_)
            | FactBody::LeadContact(_)
            | FactBody::Retract { .. } => false,
        }
    }
}
