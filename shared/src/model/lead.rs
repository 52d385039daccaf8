//! Leads 見込先, introductions 紹介 and rewards 進呈品・紹介報奨.

use serde::{Deserialize, Serialize};

use super::{Day, FactId, LeadHistory, LeadId, MemberNumber, RewardId, UserId};
use crate::json::Json;

/// A business that isn't a member yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Lead {
    pub id: LeadId,
    pub business: String,
    #[serde(default)]
    pub contact: String,
    #[serde(default)]
    pub telephone: String,
    pub source: LeadSource,
    pub stage: LeadStage,
    pub found_on: Day,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Everybody's calls and visits that count, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<LeadHistory>,
    /// On the phone of who found it: the record that says so, which can be corrected. Nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_find: Option<FactId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum LeadSource {
    Introduced(Introduction),
    WebsiteEnquiry,
    MaterialRequest,
    NewlyFounded,
    MetOnTheWay,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Introduction {
    pub by: MemberNumber,
    pub heard_in: FactId,
    pub heard_by: UserId,
    /// The introduced business agreed to be contacted.
    pub consented: bool,
}

/// A reward is owed once the last stage is reached (plan FY2023, まずワン).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum LeadStage {
    Introduced,
    Contacted,
    Met,
    Applied,
    Accepted,
    PaidAndJoined,
}

/// A gift card owed, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Reward {
    pub id: RewardId,
    pub kind: RewardKind,
    pub owed_since: Day,
    #[serde(default)]
    pub handed_over: Option<FactId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RewardKind {
    /// 3,000 yen to the introducing member, for each introduced business that joins.
    Introduction { to: MemberNumber, lead: LeadId },
    /// 500 yen after meeting somebody who requested material.
    MaterialMeeting { lead: LeadId },
}

impl RewardKind {
    pub fn yen(&self) -> u32 {
        match self {
            Self::Introduction { .. } => 3_000,
            Self::MaterialMeeting { .. } => 500,
        }
    }
}
