//! Usage history 利用履歴: who used which service.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use shared::model::{MemberNumber, ServiceId, ServiceUsage};

use super::columns::Columns;
use super::rows::usage;
use super::{DbResult, Write};
use crate::import::usages::UsagesByPair;

/// One member's, newest first.
pub(crate) fn of(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<ServiceUsage>> {
    let usages = tx
        .prepare_cached(
            "SELECT service, last_used_on, times FROM usages WHERE member = ?1
             ORDER BY last_used_on DESC, service",
        )?
        .query_map([member.as_str()], usage)?
        .collect::<Result<_, _>>()?;
    Ok(usages)
}

/// Everybody's, newest first.
pub(crate) fn of_all(tx: &Connection) -> DbResult<HashMap<MemberNumber, Vec<ServiceUsage>>> {
    let mut by_member: HashMap<MemberNumber, Vec<ServiceUsage>> = HashMap::new();
    for ((member, _), usage) in by_pair(tx)? {
        by_member.entry(member).or_default().push(usage);
    }
    for usages in by_member.values_mut() {
        usages.sort_unstable_by(|a, b| {
            b.last_used_on
                .cmp(&a.last_used_on)
                .then_with(|| a.service.cmp(&b.service))
        });
    }
    Ok(by_member)
}

pub(crate) fn by_pair(tx: &Connection) -> DbResult<UsagesByPair> {
    let usages = tx
        .prepare_cached("SELECT member, service, last_used_on, times FROM usages")?
        .query_map([], |row| {
            let usage = usage(row)?;
            Ok(((row.word("member")?, usage.service.clone()), usage))
        })?
        .collect::<Result<_, _>>()?;
    Ok(usages)
}

/// The caller stamps the member.
pub(super) fn remove(write: &Write, member: &MemberNumber, service: &ServiceId) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM usages WHERE member = ?1 AND service = ?2")?
        .execute(params![member.as_str(), service.0])?;
    Ok(())
}

/// Stores a new or changed usage; the caller stamps the member.
pub fn put(write: &Write, member: &MemberNumber, usage: &ServiceUsage) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "INSERT OR REPLACE INTO usages (member, service, last_used_on, times)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            member.as_str(),
            usage.service.0,
            usage.last_used_on.to_string(),
            usage.times
        ])?;
    Ok(())
}
