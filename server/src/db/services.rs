//! The catalogue 事業・サービス, which every phone has.

use rusqlite::{Connection, params};
use shared::model::Service;
use shared::wire::RowKey;

use super::columns::Columns;
use super::{DbResult, Read, Write, to_json};

pub fn list(read: &Read) -> DbResult<Vec<Service>> {
    all(&read.tx)
}

pub(crate) fn all(tx: &Connection) -> DbResult<Vec<Service>> {
    let services = tx
        .prepare_cached("SELECT body FROM services ORDER BY rowid")?
        .query_map([], |row| row.json("body"))?
        .collect::<Result<_, _>>()?;
    Ok(services)
}

/// At the first start the catalogue is the standard one; later it is the office's own.
pub fn fill_if_empty(write: &mut Write, standard: &[Service]) -> DbResult<()> {
    let filled = write
        .tx
        .prepare_cached("SELECT 1 FROM services")?
        .exists([])?;
    if filled {
        return Ok(());
    }
    for service in standard {
        write
            .tx
            .prepare_cached("INSERT INTO services (id, body) VALUES (?1, ?2)")?
            .execute(params![service.id.0, to_json("service", service)?])?;
        write.stamp(&RowKey::Service(service.id.clone()), None)?;
    }
    Ok(())
}
