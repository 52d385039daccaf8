//! Rows: what the server lets a phone see.

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::json::Json;
use crate::model::{
    AreaMap, AttentionId, Carried, Day, FactId, Lead, LeadId, Member, MemberNumber, OfficeTask,
    OfficeTaskId, Plan, Request, RequestId, Resolution, Season, SeasonId, Service, ServiceId,
    Target, TargetId, UserId,
};

/// The current version of one thing that a phone may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    Member(Box<Member>),
    Target(Target),
    /// A call or visit by anybody, as recorded; retracted ones become tombs.
    Contact {
        by: UserId,
        fact: Box<Fact>,
    },
    Request(Request),
    OfficeTask(OfficeTask),
    Service(Service),
    Season(Season),
    Colleague(Colleague),
    OfficeCard(OfficeCard),
    MemberList(MemberList),
    /// Outlines for the phone's map.
    AreaMap(Box<AreaMap>),
    Plan(Plan),
    /// A non-member business that this visitor is to win.
    Lead {
        visitor: UserId,
        lead: Box<Lead>,
    },
    VisitorCard(VisitorCard),
    /// What this visitor carries to hand over.
    Carried(Carried),
    /// The office's word on a record of this very person.
    Resolution(Resolution),
}

/// What identifies a row. The key of a personal row names its person: what passes from one visitor to
/// another is two rows, and the first one's becomes a tomb.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RowKey {
    Member(MemberNumber),
    Target(TargetId),
    Contact(FactId),
    Request(RequestId),
    OfficeTask(OfficeTaskId),
    Service(ServiceId),
    Season(SeasonId),
    Colleague(UserId),
    OfficeCard,
    MemberList,
    AreaMap,
    Plan { visitor: UserId, day: Day },
    Lead { visitor: UserId, lead: LeadId },
    VisitorCard(UserId),
    Carried(UserId),
    Resolution(AttentionId),
}

/// The name behind a user id in a history of contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Colleague {
    pub id: UserId,
    pub name: String,
}

/// How the office is reached when a complaint or a wish to leave can't be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OfficeCard {
    pub name: String,
    pub telephone: String,
    /// The gift card for requested material is for meeting the chamber's own staff: a contractor's meeting
    /// doesn't count. Older servers don't say it: any visitor's counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gift_by_staff_only: bool,
}

/// The membership list that the members come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct MemberList {
    /// The day of which it tells; `None` once the only one was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
}

/// Visitor's card 訪問員証: what a visitor shows to who asks whether they are genuine. The office's
/// number stands on it too, from the office's own card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct VisitorCard {
    pub user: UserId,
    pub name: String,
    /// On whose behalf they come, such as `東横浜商工会議所 委託訪問員`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub affiliation: String,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// A JPEG in base64.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub photo: String,
    /// Of the chamber's own staff, not a contractor's visitor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub staff: bool,
}

impl Row {
    pub fn key(&self) -> RowKey {
        match self {
            Self::Member(member) => RowKey::Member(member.number.clone()),
            Self::Target(target) => RowKey::Target(target.id),
            Self::Contact { fact, .. } => RowKey::Contact(fact.id),
            Self::Request(request) => RowKey::Request(request.id),
            Self::OfficeTask(task) => RowKey::OfficeTask(task.id),
            Self::Service(service) => RowKey::Service(service.id.clone()),
            Self::Season(season) => RowKey::Season(season.id),
            Self::Colleague(colleague) => RowKey::Colleague(colleague.id),
            Self::OfficeCard(_) => RowKey::OfficeCard,
            Self::MemberList(_) => RowKey::MemberList,
            Self::AreaMap(_) => RowKey::AreaMap,
            Self::Plan(plan) => RowKey::Plan {
                visitor: plan.visitor,
                day: plan.day,
            },
            Self::Lead { visitor, lead } => RowKey::Lead {
                visitor: *visitor,
                lead: lead.id,
            },
            Self::VisitorCard(card) => RowKey::VisitorCard(card.user),
            Self::Carried(carried) => RowKey::Carried(carried.visitor),
            Self::Resolution(resolution) => RowKey::Resolution(resolution.id),
        }
    }

    /// The member whose `forget` removes this row; the catalogue and personal rows belong to none.
    pub fn member(&self) -> Option<&MemberNumber> {
        match self {
            Self::Member(member) => Some(&member.number),
            Self::Target(target) => Some(&target.member),
            Self::Contact { fact, .. } => fact.member(),
            Self::Request(request) => Some(&request.member),
            Self::OfficeTask(task) => Some(&task.member),
            Self::Service(_)
            | Self::Season(_)
            | Self::Colleague(_)
            | Self::OfficeCard(_)
            | Self::MemberList(_)
            | Self::AreaMap(_)
            | Self::Plan(_)
            | Self::Lead { .. }
            | Self::VisitorCard(_)
            | Self::Carried(_)
            | Self::Resolution(_) => None,
        }
    }
}
