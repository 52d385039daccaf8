//! The file for the office, when a phone can't send any more.

use shared::fieldbook::Draft;
use shared::json;
use shared::wire::outbox_file::{OutboxFile, SavedFact, Unreadable};

use super::{Driver, page};
use crate::store::StoreError;

impl Driver {
    /// Everything that waits on this phone, whoever recorded it, as the JSON of an `OutboxFile`.
    pub async fn export(&self) -> Result<String, StoreError> {
        let disk = self.0.store.read::<Draft>().await?;
        let unreadable = self.0.store.quarantine().await?;
        let facts = disk.outbox.into_iter().map(|entry| SavedFact {
            n: entry.n,
            user: entry.user,
            user_name: entry.user_name,
            saved_at: entry.saved_at,
            state: entry.state,
            fact: entry.body,
        });
        let unreadable = unreadable.into_iter().map(|kept| Unreadable {
            store: kept.store,
            key: kept.key,
            raw: kept.raw,
            why: kept.why,
        });
        let file = OutboxFile {
            format: OutboxFile::FORMAT,
            device: self.0.device,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            written_at: page::now(),
            facts: facts.collect(),
            unreadable: unreadable.collect(),
        };
        Ok(json::to_string(&file))
    }
}
