//! Outlines of areas for the phones' map; on every phone.

use rusqlite::Connection;
use shared::model::AreaMap;
use shared::wire::RowKey;

use super::{DbResult, Read, Write, from_json, meta, to_json};

const KEY: &str = "area_map";

/// Empty until the office has loaded one.
pub fn get(read: &Read) -> DbResult<AreaMap> {
    Ok(stored(&read.tx)?.unwrap_or_default())
}

pub fn put(write: &mut Write, map: &AreaMap) -> DbResult<()> {
    meta::put(write, KEY, &to_json("area map", map)?)?;
    write.stamp(&RowKey::AreaMap, None)?;
    Ok(())
}

pub(crate) fn stored(tx: &Connection) -> DbResult<Option<AreaMap>> {
    meta::get(tx, KEY)?
        .map(|text| from_json("area map", &text))
        .transpose()
}
