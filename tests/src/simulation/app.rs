//! Apps that are a release or two behind: the schema they write, and the words they don't know yet.

use shared::wire::RowKey;
use shared::wire::fact::{FACT_SCHEMA, LEAST_FACT_SCHEMA};

/// How many releases an app is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct App(u32);

/// Words that came in the last two releases, in the simulation: an app that is so many behind doesn't know
/// them, and what it stores or hears then looks as the last column does. Keys are raw to every app.
const NEW_WORDS: [(u32, &str, &str); 3] = [
    (
        1,
        r#""row":{"request":"#,
        r#""row":{"of a newer server: request":"#,
    ),
    (
        2,
        r#""row":{"office_task":"#,
        r#""row":{"of a newer server: office_task":"#,
    ),
    (
        2,
        r#""is":"deferred""#,
        r#""is":"of a newer server: deferred""#,
    ),
];

impl App {
    pub const NEWEST: Self = Self(0);
    /// The server takes facts of the last two schemas beside its own.
    pub const OLDEST: u64 = 2;

    pub fn behind(releases: u64) -> Self {
        Self(u32::try_from(releases.min(Self::OLDEST)).unwrap_or(0))
    }

    pub fn next(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    pub fn schema(self) -> u32 {
        FACT_SCHEMA.saturating_sub(self.0).max(LEAST_FACT_SCHEMA)
    }

    pub fn can_read(self, key: &RowKey) -> bool {
        match key {
            RowKey::Request(_) => self.0 < 1,
            RowKey::OfficeTask(_) => self.0 < 2,
            RowKey::Member(_)
            | RowKey::Target(_)
            | RowKey::Contact(_)
            | RowKey::Service(_)
            | RowKey::Season(_)
            | RowKey::Colleague(_)
            | RowKey::OfficeCard
            | RowKey::MemberList
            | RowKey::Plan { .. }
            | RowKey::Lead { .. }
            | RowKey::VisitorCard(_)
            | RowKey::Carried(_)
            | RowKey::AreaMap
            | RowKey::Resolution(_) => true,
        }
    }

    /// What this app makes of a reply.
    pub fn hears(self, mut text: String) -> String {
        for (behind, word, unknown) in NEW_WORDS {
            if self.0 >= behind && text.contains(word) {
                text = text.replace(word, unknown);
            }
        }
        text
    }

    /// What was kept unread by an older app, for this one.
    pub fn reads_again(self, mut text: String) -> String {
        for (behind, word, unknown) in NEW_WORDS {
            if self.0 < behind && text.contains(unknown) {
                text = text.replace(unknown, word);
            }
        }
        text
    }
}
