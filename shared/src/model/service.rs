//! Service 事業・サービス: what the chamber offers, with what a visitor can say about it.

use serde::{Deserialize, Serialize};

use super::ServiceId;
use crate::json::Json;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Service {
    pub id: ServiceId,
    pub name_ja: String,
    pub name_en: String,
    /// One sentence: what it is.
    pub summary_ja: String,
    pub summary_en: String,
    /// What the visitor says in about a minute.
    pub script_ja: String,
    pub script_en: String,
    pub fit: Fit,
    /// Case stories of services in use 活用事例.
    #[serde(default)]
    pub stories: Vec<CaseStory>,
    /// Other words under which an export may name it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// The mutual-aid life cover 生命共済 in the catalogue, whatever the office calls it; ids stay for good.
pub const MUTUAL_AID: &str = "seimei-kyosai";

/// Whom a service fits. An empty list means everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Fit {
    #[serde(default)]
    pub industries: Vec<String>,
    #[serde(default)]
    pub least_employees: Option<u32>,
    #[serde(default)]
    pub most_employees: Option<u32>,
    /// Higher is proposed first when several fit equally well.
    #[serde(default)]
    pub weight: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct CaseStory {
    pub industry: String,
    pub story_ja: String,
    pub story_en: String,
}
