//! Rows: what the server lets a phone see.

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::json::Json;
use crate::model::{
    FactId, Member, MemberNumber, OfficeTask, OfficeTaskId, Request, RequestId, Season, SeasonId,
    Service, ServiceId, Target, TargetId, UserId,
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
}

/// What identifies a row.
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
        }
    }

    /// The member whose `forget` removes this row; catalogue rows belong to none.
    pub fn member(&self) -> Option<&MemberNumber> {
        match self {
            Self::Member(member) => Some(&member.number),
            Self::Target(target) => Some(&target.member),
            Self::Contact { fact, .. } => fact.member(),
            Self::Request(request) => Some(&request.member),
            Self::OfficeTask(task) => Some(&task.member),
            Self::Service(_) | Self::Season(_) | Self::Colleague(_) | Self::OfficeCard(_) => None,
        }
    }
}
