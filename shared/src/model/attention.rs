//! 要確認: what needs somebody in the office, and what the office decided about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::limits::{LONG_TEXT, at_most, required};
use super::{FactId, Invalid, Moment};
use crate::json::Json;

/// One line of 要確認, numbered by the server.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[serde(transparent)]
pub struct AttentionId(pub u64);

impl fmt::Display for AttentionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why somebody has to look at a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum AttentionKind {
    /// Refused: it counts nowhere.
    Rejected,
    /// It counts, but some of its values lost against newer ones.
    Conflict,
    /// It counts, but its member was never its author's, or isn't known here.
    Held,
    /// It counts, but its author didn't hold the member when it arrived.
    Late,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum ResolutionKind {
    /// It counts as it is.
    Accepted,
    /// The visitor is asked to correct it and to send it again.
    AskedToCorrect,
    /// The visitor has sent another record in its stead, asked or not.
    Corrected,
    /// It counts nowhere, for the reason given.
    Discarded,
}

impl AttentionKind {
    /// What the office may decide.
    pub fn choices(self) -> &'static [ResolutionKind] {
        match self {
            Self::Rejected => &[ResolutionKind::AskedToCorrect, ResolutionKind::Discarded],
            Self::Conflict | Self::Held | Self::Late => {
                &[ResolutionKind::Accepted, ResolutionKind::Discarded]
            }
        }
    }
}

impl ResolutionKind {
    /// Nobody is asked for anything, or told that work doesn't count, without a word why.
    pub fn needs_words(self) -> bool {
        match self {
            Self::AskedToCorrect | Self::Discarded => true,
            Self::Accepted | Self::Corrected => false,
        }
    }

    pub fn validate_words(self, words: &str) -> Result<(), Invalid> {
        if self.needs_words() {
            required("words", words, LONG_TEXT)
        } else {
            at_most("words", words, LONG_TEXT)
        }
    }
}

/// The office's word on one record; it reaches its author's phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Resolution {
    pub id: AttentionId,
    pub fact: FactId,
    pub kind: ResolutionKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    pub decided_at: Moment,
}
