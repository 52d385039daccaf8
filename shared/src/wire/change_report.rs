//! 変更聞き取り in the console: changed member data, from what a visitor heard to the membership system.

use serde::{Deserialize, Serialize};

use super::office::WithMember;
use crate::json::Json;
use crate::model::{ChangeStep, HeardChange};

/// `GET /api/change-reports`, newest first. `GET /api/change-reports/export` is the same as CSV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeReports {
    pub reports: Vec<WithMember<HeardChange>>,
}

/// `PATCH /api/change-reports/{id}`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct MoveChange {
    /// The step that it was seen at: somebody else may have moved it since.
    pub from: ChangeStep,
    pub to: ChangeStep,
}
