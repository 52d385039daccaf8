//! The rows that this phone may see, in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::json;
use crate::wire::sync::Change;
use crate::wire::{Row, RowKey};

#[derive(Clone, Debug, Default)]
pub struct RowSet {
    rows: BTreeMap<RowKey, Arc<Row>>,
    /// Rows of a newer server that this app can't read: kept, and decoded again after an update.
    unreadable: Vec<Box<RawValue>>,
}

impl RowSet {
    /// Applies one page in the order of its seqs.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Row { row, .. } => match json::from_str::<Row>(row.get()) {
                    Ok(row) => {
                        self.rows.insert(row.key(), Arc::new(row));
                    }
                    Err(_) => self.unreadable.push(row.clone()),
                },
                Change::Tomb { key, .. } => {
                    self.rows.remove(key);
                }
                Change::Forget { member, .. } => {
                    self.rows.retain(|_, row| row.member() != Some(member));
                }
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.rows.values()
    }

    pub fn keys(&self) -> impl Iterator<Item = &RowKey> {
        self.rows.keys()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows wait for an update of the app.
    pub fn unreadable(&self) -> usize {
        self.unreadable.len()
    }

    /// Everything as the base of a new generation.
    pub fn to_base(&self) -> Vec<u8> {
        let readable: Vec<Arc<Row>> = self.rows.values().cloned().collect();
        json::to_vec(&(readable, self.unreadable.clone()))
    }

    pub fn from_base(bytes: &[u8]) -> Result<Self, json::Fault> {
        let (readable, unreadable): (Vec<Arc<Row>>, _) = json::from_slice(bytes)?;
        let rows = readable.into_iter().map(|row| (row.key(), row)).collect();
        Ok(Self { rows, unreadable })
    }
}
