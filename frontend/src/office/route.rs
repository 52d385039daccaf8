//! The console's addresses, below `/office`.

use serde::{Deserialize, Serialize};
use shared::model::{RequestCategory, UserId};
use yew_router::prelude::*;

use super::targets::filter::Step;

/// Below this path the server answers with the console.
pub const BASE: &str = "/office";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Routable)]
pub enum Route {
    #[at("/")]
    Overview,
    #[at("/members")]
    Members,
    #[at("/members/import")]
    Import,
    #[at("/targets")]
    Targets,
    #[at("/targets/new-season")]
    NewSeason,
    #[at("/plan")]
    Plan,
    #[at("/requests")]
    Requests,
    #[at("/requests/tasks")]
    Tasks,
    #[at("/requests/complaints")]
    Complaints,
    #[at("/requests/changes")]
    Changes,
    #[at("/withdrawals")]
    Withdrawals,
    #[at("/leads")]
    Leads,
    #[at("/attention")]
    Attention,
    #[at("/attention/file")]
    OutboxFile,
    #[at("/settings")]
    People,
    #[at("/settings/devices")]
    Devices,
    #[at("/settings/seasons")]
    Seasons,
    #[at("/settings/office")]
    OfficeCard,
    #[at("/setup")]
    SetUp,
    #[not_found]
    #[at("/not-found")]
    NotFound,
}

/// What a number of the overview asks the list of targets to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor: Option<UserId>,
    /// `true` only those that somebody holds, `false` only those that nobody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestQuery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<RequestCategory>,
}

/// `/office/setup?token=…`, as printed at the server's first start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpQuery {
    #[serde(default)]
    pub token: String,
}
