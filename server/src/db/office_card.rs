//! How the office is reached; on every phone.

use rusqlite::Connection;
use shared::wire::{OfficeCard, RowKey};

use super::{DbResult, Read, Write, from_json, meta, to_json};

const KEY: &str = "office_card";

/// Empty until the office has filled it in.
pub fn get(read: &Read) -> DbResult<OfficeCard> {
    Ok(stored(&read.tx)?.unwrap_or_default())
}

pub fn put(write: &mut Write, card: &OfficeCard) -> DbResult<()> {
    meta::put(write, KEY, &to_json("office card", card)?)?;
    write.stamp(&RowKey::OfficeCard, None)?;
    Ok(())
}

pub(crate) fn stored(tx: &Connection) -> DbResult<Option<OfficeCard>> {
    meta::get(tx, KEY)?
        .map(|text| from_json("office card", &text))
        .transpose()
}
