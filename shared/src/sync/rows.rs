//! The rows that this phone may see, in memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::json::{self, Json};
use crate::model::MemberNumber;
use crate::wire::Row;
use crate::wire::sync::{Change, ScopeSum, scope_hash};

/// What the server has sent of each key and not taken back. Keys are their own JSON, so that what this
/// app can't read is counted, forgotten and buried like everything else.
#[derive(Clone, Debug, Default)]
pub struct RowSet {
    rows: BTreeMap<String, Held>,
}

#[derive(Clone, Debug)]
struct Held {
    /// The place in the stream of the newest version.
    seq: u64,
    /// The newest version that this app can read.
    row: Option<Arc<Row>>,
    /// A newer version that it can't: kept, and decoded again after an update.
    unreadable: Option<Unreadable>,
}

#[derive(Clone, Debug)]
struct Unreadable {
    raw: Box<RawValue>,
    member: Option<MemberNumber>,
}

impl Held {
    fn member(&self) -> Option<&MemberNumber> {
        let of_unreadable = self.unreadable.as_ref().and_then(|one| one.member.as_ref());
        let row = self.row.as_deref();
        of_unreadable.or_else(|| row.and_then(Row::member))
    }
}

/// The base of a generation. An older app wrote the two lists alone, in an array.
#[derive(Json)]
struct Base {
    rows: Vec<Arc<Row>>,
    /// One for each of `rows`.
    seqs: Vec<u64>,
    unreadable: Vec<Change>,
}

impl RowSet {
    /// Applies one page in the order of its seqs.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Row {
                    seq,
                    row,
                    key,
                    member,
                } => self.put(*seq, row, key.as_deref(), member.as_ref()),
                Change::Tomb { key, .. } => {
                    self.rows.remove(key.get());
                }
                Change::Forget { member, .. } => {
                    self.rows.retain(|_, held| held.member() != Some(member));
                }
            }
        }
    }

    fn put(
        &mut self,
        seq: u64,
        raw: &RawValue,
        key: Option<&RawValue>,
        member: Option<&MemberNumber>,
    ) {
        let read = json::from_str::<Row>(raw.get()).ok().map(Arc::new);
        let own_key = || read.as_ref().map(|row| json::to_string(&row.key()));
        let given = key.map(|key| key.get().to_owned());
        // Of an older server's row nothing is known that it doesn't say itself.
        let key = given
            .or_else(own_key)
            .unwrap_or_else(|| raw.get().to_owned());
        let unreadable = read.is_none().then(|| Unreadable {
            raw: raw.to_owned(),
            member: member.cloned(),
        });
        match self.rows.entry(key) {
            Entry::Vacant(place) => {
                place.insert(Held {
                    seq,
                    row: read,
                    unreadable,
                });
            }
            Entry::Occupied(mut held) => {
                let held = held.get_mut();
                held.seq = seq;
                held.row = read.or_else(|| held.row.take());
                held.unreadable = unreadable;
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.rows.values().filter_map(|held| held.row.as_ref())
    }

    /// Unreadable ones too.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What is reckoned against the server's own sum.
    pub fn scope(&self) -> ScopeSum {
        let hash = |(key, held): (&String, &Held)| u64::from(scope_hash(key, held.seq));
        ScopeSum {
            count: self.rows.len() as u64,
            sum: self.rows.iter().map(hash).sum(),
        }
    }

    /// How many rows wait for an update of the app.
    pub fn unreadable(&self) -> usize {
        let unreadable = |held: &&Held| held.unreadable.is_some();
        self.rows.values().filter(unreadable).count()
    }

    /// Everything as the base of a new generation.
    pub fn to_base(&self) -> Vec<u8> {
        let mut base = Base::blank();
        for (key, held) in &self.rows {
            if let Some(row) = &held.row {
                base.rows.push(row.clone());
                base.seqs.push(held.seq);
            }
            if let Some(Unreadable { raw, member }) = &held.unreadable {
                base.unreadable.push(Change::Row {
                    seq: held.seq,
                    row: raw.clone(),
                    key: RawValue::from_string(key.clone()).ok(),
                    member: member.clone(),
                });
            }
        }
        json::to_vec(&base)
    }

    /// Rows of an older app have no place in the stream: they reckon otherwise than the server, and are
    /// fetched anew once.
    pub fn from_base(bytes: &[u8]) -> Result<Self, json::Fault> {
        let base = if bytes.starts_with(b"[") {
            first_base(bytes)?
        } else {
            json::from_slice(bytes)?
        };
        let mut seqs = base.seqs.into_iter();
        let mut held = |row: Arc<Row>| Held {
            seq: seqs.next().unwrap_or_default(),
            row: Some(row),
            unreadable: None,
        };
        let key = |row: &Arc<Row>| json::to_string(&row.key());
        let rows = base.rows.into_iter().map(|row| (key(&row), held(row)));
        let mut set = Self {
            rows: rows.collect(),
        };
        set.apply(&base.unreadable);
        Ok(set)
    }
}

fn first_base(bytes: &[u8]) -> Result<Base, json::Fault> {
    let (rows, unreadable): (Vec<Arc<Row>>, Vec<Box<RawValue>>) = json::from_slice(bytes)?;
    let as_change = |row| Change::Row {
        seq: 0,
        row,
        key: None,
        member: None,
    };
    Ok(Base {
        rows,
        seqs: vec![],
        unreadable: unreadable.into_iter().map(as_change).collect(),
    })
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
