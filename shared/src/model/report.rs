//! DailyReport 日報: a visitor's day, made from the records.

use serde::{Deserialize, Serialize};

use super::limits::{LONG_TEXT, at_most};
use super::{Day, Invalid, Moment};
use crate::json::Json;

/// Counted on the phone from its own records, corrected by the visitor, sent once a day is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct DailyReport {
    pub day: Day,
    pub sent_at: Moment,
    pub calls: u32,
    pub calls_reached: u32,
    pub appointments: u32,
    pub visits: u32,
    pub met: u32,
    pub requests: u32,
    pub withdrawal_signs: u32,
    /// Calls and visits to leads; of them only what was asked for counts elsewhere, among the requests.
    #[serde(default)]
    pub lead_contacts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_visit_at: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_visit_at: Option<Moment>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl DailyReport {
    pub fn validate(&self) -> Result<(), Invalid> {
        at_most("note", &self.note, LONG_TEXT)
    }
}
