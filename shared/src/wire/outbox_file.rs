//! 送信できない記録のファイル: what a phone that can't send any more hands to the office as a file, and
//! what the office's console takes. A newer reader takes every older format.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Fact;
use super::sync::RejectCode;
use crate::json::Json;
use crate::model::{DeviceId, Moment, UserId};
use crate::sync::EntryState;

/// One phone's outbox. The facts of everybody who used the phone are in it.
#[derive(Clone, Debug, Serialize, Deserialize, Json)]
pub struct OutboxFile {
    /// `OutboxFile::FORMAT` of the app that wrote it.
    pub format: u32,
    pub device: DeviceId,
    /// Of the app that wrote it.
    pub app_version: String,
    /// Device time.
    pub written_at: Moment,
    /// In the order of saving. Those that had arrived are in it too: the server finds their receipts.
    pub facts: Vec<SavedFact>,
    /// What the phone's app couldn't read itself; for a person to look at, never to be applied.
    #[serde(default)]
    pub unreadable: Vec<Unreadable>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Json)]
pub struct SavedFact {
    /// The phone's own counter.
    pub n: u64,
    /// The author: the fact is applied as if this person had pushed it.
    pub user: UserId,
    pub user_name: String,
    /// Device time.
    pub saved_at: Moment,
    /// As the phone knew it.
    pub state: EntryState,
    /// The very bytes that a push would send, so that their hash is the same. The photos that it names
    /// stay on the phone.
    pub fact: Box<RawValue>,
}

/// A record as it was found; `raw` is its JSON, with bytes as text or else as `hex:…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Unreadable {
    /// Where it was: `outbox`, `drafts`, `log`, `base`, `meta`.
    pub store: String,
    pub key: String,
    pub raw: String,
    /// What the app couldn't understand.
    pub why: String,
}

impl OutboxFile {
    pub const FORMAT: u32 = 1;
}

/// Bytes that such a file may have at most.
pub const MOST_OUTBOX_FILE_BYTES: u64 = 20_000_000;
/// Facts in one file: years of one phone's work.
pub const MOST_OUTBOX_FACTS: usize = 10_000;

/// `POST /api/outbox-files/preview` with the file as body: what is in it; nothing is stored.
/// `POST /api/outbox-files`: the same, after all of it was taken in under its authors' names, as if their
/// phones had pushed it. A second time changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OutboxContent {
    pub device: DeviceId,
    pub app_version: String,
    pub written_at: Moment,
    pub lines: Vec<OutboxLine>,
    pub unreadable: Vec<Unreadable>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OutboxLine {
    pub user: UserId,
    pub user_name: String,
    pub saved_at: Moment,
    /// `None` when it can't be read as a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<Fact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_name: Option<String>,
    pub standing: OutboxStanding,
}

/// How a fact of the file stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum OutboxStanding {
    /// Not here yet.
    New,
    /// The very same is stored.
    Here,
    /// Nobody of that id signs in here.
    UnknownAuthor,
    Rejected {
        code: RejectCode,
        #[serde(default)]
        message: String,
    },
    /// What it depends on isn't here.
    Waits,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the first app wrote it; must be readable for ever.
    const FIRST: &str = r#"{
        "format": 1,
        "device": "00000000-0000-0000-0000-000000000001",
        "app_version": "0.1.0",
        "written_at": {"t": 1696208400000},
        "facts": [{
            "n": 3,
            "user": "00000000-0000-0000-0000-000000000002",
            "user_name": "田中 正明",
            "saved_at": {"t": 1696208300000},
            "state": {"needs_you": {"code": "invalid", "message": "note"}},
            "fact": {"id":"00000000-0000-0000-0000-000000000007",  "schema":1}
        }],
        "unreadable": [{"store": "outbox", "key": "1", "raw": "{\"v\":9}", "why": "an envelope of version 9"}]
    }"#;

    #[test]
    fn a_fact_keeps_its_very_bytes() {
        let file: OutboxFile = serde_json::from_str(FIRST).expect("the first format");
        assert_eq!(file.format, OutboxFile::FORMAT);
        assert_eq!(file.unreadable[0].store, "outbox");
        let bytes = r#"{"id":"00000000-0000-0000-0000-000000000007",  "schema":1}"#;
        assert_eq!(file.facts[0].fact.get(), bytes);
        let again = serde_json::to_string(&file).expect("it serialises");
        assert!(again.contains(bytes), "{again}");
    }
}
