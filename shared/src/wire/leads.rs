//! Leads 見込先 in the console.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::limits::{SHORT_TEXT, at_most, dialled, required};
use crate::model::{Fault, Invalid, Lead, LeadSource, LeadStage, UserId};

/// `GET /api/leads`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Leads {
    pub leads: Vec<LeadLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct LeadLine {
    pub lead: Lead,
    /// Who is to win it; only this visitor's phone has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<UserId>,
}

/// `POST /api/leads`: one that no visit told of. Introductions come with the visit that heard them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct NewLead {
    pub business: String,
    #[serde(default)]
    pub contact: String,
    #[serde(default)]
    pub telephone: String,
    pub source: LeadSource,
}

impl NewLead {
    pub fn validate(&self) -> Result<(), Invalid> {
        required("business", &self.business, SHORT_TEXT)?;
        at_most("contact", &self.contact, SHORT_TEXT)?;
        dialled("telephone", &self.telephone)?;
        match self.source {
            LeadSource::Introduced(_) => Err(Invalid::new("source", Fault::NotAllowed)),
            LeadSource::WebsiteEnquiry
            | LeadSource::MaterialRequest
            | LeadSource::NewlyFounded
            | LeadSource::MetOnTheWay => Ok(()),
        }
    }
}

/// `PATCH /api/leads/{id}`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeLead {
    pub stage: LeadStage,
}

/// `PUT /api/leads/{id}/visitor`: `None` takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct AssignLead {
    pub visitor: Option<UserId>,
}
