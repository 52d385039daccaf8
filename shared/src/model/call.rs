//! CallAttempt テレコール: one telephone call, out or in, and its result.

use serde::{Deserialize, Serialize};

use super::limits::{LONG_TEXT, at_most, not_too_many};
use super::visit::{is_urgent, validate_urgent};
use super::{HeardComplaint, Invalid, MemberNumber, Moment, RequestId, TargetId, WithdrawalRisk};
use crate::json::Json;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct CallAttempt {
    pub member: MemberNumber,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetId>,
    pub at: Moment,
    pub direction: CallDirection,
    pub result: CallResult,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What the member said on the telephone can be as urgent as what a visit hears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<HeardComplaint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<WithdrawalRisk>,
    /// Requests whose answers the member was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers_told: Vec<RequestId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum CallDirection {
    Out,
    /// 折返し受電
    In,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum CallResult {
    /// アポ取得
    Appointment { at: Moment },
    /// 応答なし
    NoAnswer,
    /// 先方担当者不在
    ContactAbsent,
    /// かけ直し
    CallBack { at: Moment },
    /// お断り
    Declined,
    /// 番号違い
    WrongNumber,
}

impl CallResult {
    /// Somebody at the member's spoke with us.
    pub fn reached(self) -> bool {
        match self {
            Self::Appointment { .. }
            | Self::ContactAbsent
            | Self::CallBack { .. }
            | Self::Declined => true,
            Self::NoAnswer | Self::WrongNumber => false,
        }
    }
}

impl CallAttempt {
    /// Without a target and without a word about it.
    pub fn new(
        member: MemberNumber,
        at: Moment,
        direction: CallDirection,
        result: CallResult,
    ) -> Self {
        Self {
            member,
            target: None,
            at,
            direction,
            result,
            note: String::new(),
            complaint: None,
            risk: None,
            answers_told: Vec::new(),
        }
    }

    /// Complaints and wishes to leave go to the office first.
    pub fn is_urgent(&self) -> bool {
        is_urgent(self.complaint.as_ref(), self.risk.as_ref())
    }

    pub fn validate(&self) -> Result<(), Invalid> {
        at_most("note", &self.note, LONG_TEXT)?;
        not_too_many("answers_told", &self.answers_told)?;
        validate_urgent(self.complaint.as_ref(), self.risk.as_ref())
    }
}
