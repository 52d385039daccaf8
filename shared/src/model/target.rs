//! Target 訪問対象: one member × season × purpose, and who holds it.

use serde::{Deserialize, Serialize};

use super::{Day, MemberNumber, Moment, SeasonId, TargetId, UserId};
use crate::json::Json;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Target {
    pub id: TargetId,
    pub season: SeasonId,
    pub member: MemberNumber,
    pub purpose: Purpose,
    pub priority: Priority,
    pub state: TargetState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
}

/// Purpose 訪問目的.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 活用提案
    UsageProposal,
    /// 退会慰留
    Retention,
    /// 代表者変更
    RepresentativeChange,
    /// WEB加入フォロー
    WebJoinFollowUp,
    /// 記念プレート
    CommemorativePlate,
    /// 資料請求面談
    RequestedMaterial,
    /// 加入勧誘
    Recruiting,
}

impl Purpose {
    pub const ALL: [Self; 7] = [
        Self::UsageProposal,
        Self::Retention,
        Self::RepresentativeChange,
        Self::WebJoinFollowUp,
        Self::CommemorativePlate,
        Self::RequestedMaterial,
        Self::Recruiting,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum TargetState {
    Open,
    /// The office asks to wait; nobody calls or visits.
    OnHold,
    /// Met, or nothing more to do.
    Done,
}

/// Points and the reasons they come from; a higher sum comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Priority {
    pub points: u32,
    pub reasons: Vec<Reason>,
}

/// Why this member, as data: screens put it into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No line in the usage history: these come first (plan FY2023).
    NeverUsed,
    /// The last visit noted that the member wavers or wants to leave.
    Wavering,
    RepresentativeChanged,
    /// The application was completed on the web alone.
    WebJoined,
    UnansweredRequest,
    /// Whole months since anybody's last contact.
    MonthsSinceContact(u32),
    /// Nobody has ever been in contact.
    NeverContacted,
    /// Second or third membership year, the years in which most leave.
    MembershipYear(u32),
}

/// Assignment 担当割り振り: who holds the target, and when the visit is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Assignment {
    pub visitor: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// Place in the day's order, from 1; targets without a day have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
}

/// Appointment アポ, agreed by telephone or at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Appointment {
    pub at: Moment,
}
