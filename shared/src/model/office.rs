//! What the office does with what visitors heard: requests, tasks, complaints, the withdrawal register.

use serde::{Deserialize, Serialize};

use super::limits::{LONG_TEXT, at_most};
use super::{
    ChangeReportId, ChangedField, ComplaintId, Day, FactId, Invalid, MemberNumber, OfficeTaskId,
    RequestCategory, RequestId, RiskLevel, RiskReason, UserId, WithdrawalCaseId,
};
use crate::json::Json;

/// Request 要望・ご意見 with its answer; it reaches every phone that holds the member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Request {
    pub id: RequestId,
    pub member: MemberNumber,
    /// The visit that heard it.
    pub heard_in: FactId,
    pub heard_on: Day,
    pub heard_by: UserId,
    pub category: RequestCategory,
    pub words: String,
    pub reply_wanted: bool,
    pub status: RequestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<AnswerTold>,
}

/// Who told the member the answer, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct AnswerTold {
    pub by: UserId,
    pub on: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// 受付
    Received,
    /// 対応中
    InProgress,
    /// 回答済み
    Answered,
    /// 終了: nothing more to answer
    Closed,
}

impl RequestStatus {
    pub const ALL: [Self; 4] = [
        Self::Received,
        Self::InProgress,
        Self::Answered,
        Self::Closed,
    ];

    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::InProgress)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Answer {
    pub words: String,
    pub answered_on: Day,
}

impl Answer {
    pub fn validate(&self) -> Result<(), Invalid> {
        at_most("answer", &self.words, LONG_TEXT)
    }
}

/// OfficeTask 事務局への依頼; the visitor sees whether it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OfficeTask {
    pub id: OfficeTaskId,
    pub member: MemberNumber,
    pub heard_in: FactId,
    pub heard_on: Day,
    pub heard_by: UserId,
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    pub status: TaskStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    Open,
    Done,
}

/// Complaint クレーム: a same-day matter with an owner; only the office sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Complaint {
    pub id: ComplaintId,
    pub member: MemberNumber,
    pub heard_in: FactId,
    pub heard_on: Day,
    pub heard_by: UserId,
    pub words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    pub status: TaskStatus,
}

/// WithdrawalCase 退会希望: one line of the central register, from first sign to kept or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct WithdrawalCase {
    pub id: WithdrawalCaseId,
    pub member: MemberNumber,
    pub heard_in: FactId,
    pub heard_on: Day,
    pub heard_by: UserId,
    pub level: RiskLevel,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<RiskReason>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// The call and the early visit have to happen by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Day>,
    pub status: CaseStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// 未対応
    Open,
    /// 対応中
    InProgress,
    /// 結果あり
    Settled(CaseResult),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum CaseResult {
    /// 継続
    Kept,
    /// 退会
    Left,
    /// The visitor took the record back: there was no such wish.
    Retracted,
}

/// A line of 変更聞き取り: member data that changed, from a visitor's word to the membership system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct HeardChange {
    pub id: ChangeReportId,
    pub member: MemberNumber,
    pub heard_in: FactId,
    pub heard_on: Day,
    pub heard_by: UserId,
    pub field: ChangedField,
    /// As the visitor's phone had it.
    pub old: String,
    pub new: String,
    pub step: ChangeStep,
    /// When the office moved it last, and who did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_by: Option<UserId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum ChangeStep {
    /// 聞き取り済み: a visitor's proposal, that changes nothing yet.
    Heard,
    /// 変更届を受領
    FormReceived,
    /// 会員システムに入力済み
    Entered,
    /// 採用しない
    Dismissed,
}

impl ChangeStep {
    pub const ALL: [Self; 4] = [
        Self::Heard,
        Self::FormReceived,
        Self::Entered,
        Self::Dismissed,
    ];

    /// The office took the visitor's word over: the new value stands in our list, whatever an older
    /// membership list says.
    pub fn is_accepted(self) -> bool {
        matches!(self, Self::FormReceived | Self::Entered)
    }

    /// Somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Heard | Self::FormReceived)
    }
}
