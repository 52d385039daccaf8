//! What a visitor adds to leads 見込先: one found on the way, and each call or visit to one.

use serde::{Deserialize, Serialize};

use super::limits::{LONG_TEXT, SHORT_TEXT, at_most, dialled, not_too_many, required};
use super::visit::request_faults;
use super::{
    Day, FactId, Handover, HeardRequest, Invalid, Lead, LeadId, LeadSource, LeadStage, Moment,
    NextStep, UserId,
};
use crate::json::Json;

/// A business that isn't a member, met on the way and written down at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct FoundLead {
    pub lead: LeadId,
    pub business: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub found_on: Day,
}

/// A call or a visit to a lead, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct LeadContact {
    pub lead: LeadId,
    pub at: Moment,
    pub manner: LeadManner,
    pub outcome: LeadOutcome,
    /// What it asks of the chamber 要望; the office reads it beside the lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<HeardRequest>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handed_over: Vec<Handover>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum LeadManner {
    Call,
    OnSite,
    Online,
}

impl LeadManner {
    pub const ALL: [Self; 3] = [Self::OnSite, Self::Call, Self::Online];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum LeadOutcome {
    /// 面談: whoever decides was met.
    Met,
    /// 話せた: somebody answered, on the telephone or at the door.
    Spoke,
    /// 申込書を受け取った
    Applied,
    /// 不在・応答なし
    Nobody,
    /// お断り
    Declined,
}

impl LeadOutcome {
    pub const ALL: [Self; 5] = [
        Self::Met,
        Self::Spoke,
        Self::Applied,
        Self::Nobody,
        Self::Declined,
    ];

    /// How far the lead has come by it. What comes after the application is the office's word.
    pub fn stage(self) -> LeadStage {
        match self {
            Self::Nobody => LeadStage::Introduced,
            Self::Spoke | Self::Declined => LeadStage::Contacted,
            Self::Met => LeadStage::Met,
            Self::Applied => LeadStage::Applied,
        }
    }
}

/// A contact with who made it, as it stands in the lead's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct LeadHistory {
    pub fact: FactId,
    pub by: UserId,
    pub contact: LeadContact,
}

impl FoundLead {
    /// The lead that it becomes: nobody has contacted it yet.
    pub fn as_lead(&self) -> Lead {
        Lead {
            id: self.lead,
            business: self.business.clone(),
            contact: self.contact.clone(),
            telephone: self.telephone.clone(),
            source: LeadSource::MetOnTheWay,
            stage: LeadStage::Introduced,
            found_on: self.found_on,
            address: self.address.clone(),
            note: self.note.clone(),
            contacts: Vec::new(),
            own_find: None,
        }
    }

    /// What was written down of it, as far as it still says so.
    pub fn again(lead: &Lead) -> Self {
        Self {
            lead: lead.id,
            business: lead.business.clone(),
            contact: lead.contact.clone(),
            telephone: lead.telephone.clone(),
            address: lead.address.clone(),
            note: lead.note.clone(),
            found_on: lead.found_on,
        }
    }

    pub fn validate(&self) -> Result<(), Invalid> {
        required("business", &self.business, SHORT_TEXT)?;
        at_most("contact", &self.contact, SHORT_TEXT)?;
        dialled("telephone", &self.telephone)?;
        at_most("address", &self.address, SHORT_TEXT)?;
        at_most("note", &self.note, LONG_TEXT)
    }
}

impl LeadContact {
    pub fn validate(&self) -> Result<(), Invalid> {
        at_most("note", &self.note, LONG_TEXT)?;
        if let Some(fault) = request_faults(&self.requests).into_iter().next() {
            return Err(fault);
        }
        not_too_many("handed_over", &self.handed_over)?;
        for handover in &self.handed_over {
            at_most("handed_over.receipt", &handover.receipt, SHORT_TEXT)?;
        }
        match &self.next_step {
            Some(next) => next.validate(),
            None => Ok(()),
        }
    }
}
