//! Rows of a usage history → who used which service.

use std::collections::{HashMap, HashSet};

use shared::model::{MemberNumber, Service, ServiceId, ServiceUsage};
use shared::wire::import::{BadRow, ColumnMeaning as M, Counts, RowProblem};

use super::field::{Fields, shortened};
use super::search_key::folded;
use super::{Effect, Mapping, Table};

/// Usages by member and service.
pub type UsagesByPair = HashMap<(MemberNumber, ServiceId), ServiceUsage>;

/// What the file would do to the usages stored.
#[derive(Debug, Default)]
pub struct UsagesRead {
    /// New and changed ones, in the order in which the file first names them.
    pub to_store: Vec<(MemberNumber, ServiceUsage)>,
    pub counts: Counts,
    pub bad_rows: Vec<BadRow>,
}

/// Several rows of one member and service, as a list with one line a use has them, are summed up: their
/// times added, the latest day kept. What the file doesn't name stays as it is stored.
pub fn read(
    table: &Table,
    mapping: &Mapping,
    members: &HashSet<MemberNumber>,
    services: &[Service],
    stored: &UsagesByPair,
) -> UsagesRead {
    let services = ServiceNames::of(services);
    let mut read = UsagesRead::default();
    let mut order: Vec<(MemberNumber, ServiceId)> = Vec::new();
    let mut summed: HashMap<(MemberNumber, ServiceId), (ServiceUsage, u64)> =
        HashMap::with_capacity(table.records.len());
    for record in &table.records {
        read.counts.rows += 1;
        let fields = Fields::of(mapping, record);
        match usage(fields, members, &services) {
            Ok((member, usage)) => {
                let pair = (member, usage.service.clone());
                match summed.get_mut(&pair) {
                    Some((sum, rows)) => {
                        sum.times = sum.times.saturating_add(usage.times);
                        sum.last_used_on = sum.last_used_on.max(usage.last_used_on);
                        *rows += 1;
                    }
                    None => {
                        order.push(pair.clone());
                        summed.insert(pair, (usage, 1));
                    }
                }
            }
            Err(reason) => {
                read.counts.bad += 1;
                read.bad_rows.push(BadRow {
                    line: record.line,
                    label: fields.label(),
                    reason,
                });
            }
        }
    }
    for pair in order {
        let Some((usage, rows)) = summed.remove(&pair) else {
            continue;
        };
        let effect = match stored.get(&pair) {
            None => Effect::New,
            Some(before) if *before == usage => Effect::Unchanged,
            Some(_) => Effect::Changed,
        };
        for _ in 0..rows {
            effect.count_in(&mut read.counts);
        }
        if effect != Effect::Unchanged {
            read.to_store.push((pair.0, usage));
        }
    }
    read
}

fn usage(
    fields: Fields<'_>,
    members: &HashSet<MemberNumber>,
    services: &ServiceNames,
) -> Result<(MemberNumber, ServiceUsage), RowProblem> {
    fields.check_shape()?;
    let number = fields.number()?;
    if !members.contains(&number) {
        return Err(RowProblem::UnknownMember {
            number: number.to_string(),
        });
    }
    let word = fields.required_text(M::Service)?;
    let service = services
        .find(word)
        .ok_or_else(|| RowProblem::UnknownService {
            value: shortened(word),
        })?;
    let usage = ServiceUsage {
        service,
        last_used_on: fields.required_date(M::LastUsedOn)?,
        // Without a number of times the line itself is one use.
        times: fields.count(M::Times)?.flatten().unwrap_or(1),
    };
    Ok((number, usage))
}

/// Services by every word under which an export may name them.
struct ServiceNames(HashMap<String, ServiceId>);

impl ServiceNames {
    fn of(services: &[Service]) -> Self {
        let names = services.iter().flat_map(|service| {
            [&service.id.0, &service.name_ja, &service.name_en]
                .into_iter()
                .chain(&service.aliases)
                .map(|word| (folded(word), service.id.clone()))
        });
        Self(names.collect())
    }

    fn find(&self, word: &str) -> Option<ServiceId> {
        self.0.get(&folded(word)).cloned()
    }
}
