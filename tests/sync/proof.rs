//! What must be true once everything has come to rest.

use std::collections::BTreeMap;

use shared::sync::{EntryState, RowSet};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{About, MOST_ROWS, PROTO, PullRequest};
use shared::wire::{Row, RowKey};

use crate::world::World;

/// Every fact that a phone showed as saved is at the office exactly once, under its author's name,
/// or visibly refused on the phone. Returns the number of facts that were recorded.
pub fn all_saved_facts_arrived_once(world: &World) -> usize {
    let stored = world.office.facts();
    let mut counted = BTreeMap::new();
    for (id, author) in &stored {
        *counted.entry(*id).or_insert(0) += 1;
        assert_eq!(
            world.saved.get(id),
            Some(author),
            "{id:?} is stored under another name, or was never saved"
        );
    }
    let refused = |id| {
        let mut outboxes = world.phones.iter().flat_map(|phone| phone.disk.outbox());
        outboxes.any(|entry| entry.id() == id && matches!(entry.state, EntryState::NeedsYou { .. }))
    };
    for id in world.saved.keys() {
        match counted.get(id) {
            Some(1) => {}
            Some(times) => panic!("{id:?} is stored {times} times"),
            None => assert!(refused(*id), "{id:?} was saved and is nowhere"),
        }
    }
    for phone in &world.phones {
        let waiting = phone.disk.outbox().find(|entry| entry.waits());
        assert!(
            waiting.is_none(),
            "still waiting after everything came to rest: {waiting:?}"
        );
    }
    world.saved.len()
}

/// A phone's rows are those that a new phone of the same person gets, no more and no less.
pub fn phones_show_what_their_person_may_see(world: &World) {
    for phone in &world.phones {
        let expected = as_a_new_phone_sees(world, phone.person());
        let (_, rows, _) = phone.disk.load();
        for (name, rows) in [("disk", &rows), ("memory", phone.client.rows())] {
            let found = by_key(rows);
            let missing: Vec<&RowKey> = expected
                .keys()
                .filter(|key| !found.contains_key(key))
                .collect();
            let forbidden: Vec<&RowKey> = found
                .keys()
                .filter(|key| !expected.contains_key(key))
                .collect();
            assert!(
                missing.is_empty(),
                "{name} of {:?} lacks {missing:?}",
                phone.device
            );
            assert!(
                forbidden.is_empty(),
                "{name} of {:?} still holds {forbidden:?}",
                phone.device
            );
            assert!(
                found == expected,
                "{name} of {:?} shows old versions",
                phone.device
            );
        }
    }
}

fn as_a_new_phone_sees(world: &World, user: shared::model::UserId) -> BTreeMap<RowKey, Row> {
    let mut rows = RowSet::default();
    let (mut epoch, mut cursor) = (None, 0);
    loop {
        let request = PullRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: world.phones[0].device,
            user,
            epoch,
            cursor,
            seen: None,
            limit: MOST_ROWS,
            about: About::default(),
        };
        let reply = world.office.pull(user, &request, world.now());
        rows.apply(&reply.changes);
        (epoch, cursor) = (Some(reply.epoch), reply.next);
        if !reply.more {
            if let Some(scope) = reply.scope {
                assert_eq!(
                    scope.count,
                    rows.len() as u64,
                    "the server's own count of {user:?}'s rows"
                );
            }
            return by_key(&rows);
        }
    }
}

fn by_key(rows: &RowSet) -> BTreeMap<RowKey, Row> {
    rows.iter()
        .map(|row| (row.key(), row.as_ref().clone()))
        .collect()
}
