//! 要確認 in the console: what was refused or needs a look, and what the office decides.

use serde::{Deserialize, Serialize};

use super::Fact;
use super::sync::ResultKind;
use crate::json::Json;
use crate::model::{
    AttentionId, AttentionKind, DeviceId, FactId, Moment, PhotoId, ResolutionKind, UserId,
};

/// `GET /api/attention`: what nobody has decided or what hasn't come back corrected, oldest first; then
/// the latest of what is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Attention {
    pub lines: Vec<AttentionLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct AttentionLine {
    pub id: AttentionId,
    pub kind: AttentionKind,
    pub author: UserId,
    pub device: DeviceId,
    pub arrived_at: Moment,
    /// What the phone was told.
    pub result: ResultKind,
    /// `None` when not even the id could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact_id: Option<FactId>,
    /// `None` when it can't be read as a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Fact>,
    /// Those of the visit's pictures that have come; none of a refused one's do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
    /// The very bytes that were sent.
    pub raw: String,
    /// `None` too for a member that isn't known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Resolved>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Resolved {
    pub kind: ResolutionKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    pub by: UserId,
    pub at: Moment,
    /// The record that came in its stead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<FactId>,
}

impl AttentionLine {
    /// Somebody in the office has to decide.
    pub fn is_open(&self) -> bool {
        self.resolved.is_none()
    }

    /// The visitor was asked for another record, and it hasn't come.
    pub fn waits_for_visitor(&self) -> bool {
        self.resolved.as_ref().is_some_and(|resolved| {
            resolved.kind == ResolutionKind::AskedToCorrect && resolved.corrected_by.is_none()
        })
    }
}

/// `POST /api/attention/{id}/resolve`; `DELETE /api/attention/{id}/resolution` takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Resolve {
    pub kind: ResolutionKind,
    /// They reach the author's phone.
    #[serde(default)]
    pub words: String,
}
