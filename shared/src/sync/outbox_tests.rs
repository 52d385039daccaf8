//! The order in which facts are sent.

use uuid::Uuid;

use super::*;
use crate::model::{
    CallAttempt, CallDirection, CallResult, ComplaintId, HeardComplaint, MemberNumber, Outcome,
    Visit,
};
use crate::wire::FactBody;
use crate::wire::fact::FACT_SCHEMA;

const NOW: Moment = Moment {
    utc_ms: 1_696_201_200_000,
    offset_minutes: 540,
};

fn id(n: u64) -> FactId {
    FactId(Uuid::from_u128(u128::from(n)))
}

fn member() -> MemberNumber {
    MemberNumber::parse("100003").expect("a number")
}

fn entry(n: u64, change: impl FnOnce(&mut Fact)) -> OutboxEntry {
    let mut fact = Fact {
        id: id(n),
        schema: FACT_SCHEMA,
        recorded_at: NOW,
        after: vec![],
        corrects: None,
        instead_of: None,
        body: FactBody::Call(CallAttempt::new(
            member(),
            NOW,
            CallDirection::Out,
            CallResult::NoAnswer,
        )),
    };
    change(&mut fact);
    let new = NewEntry::new(UserId(Uuid::nil()), "田中", NOW, fact).expect("a fact serialises");
    OutboxEntry {
        n,
        user: new.user,
        user_name: new.user_name,
        saved_at: new.saved_at,
        fact: new.fact,
        body: new.body,
        state: EntryState::Waiting,
    }
}

fn after(n: u64, parents: &[u64]) -> OutboxEntry {
    entry(n, |fact| {
        fact.after = parents.iter().map(|n| id(*n)).collect();
    })
}

/// A complaint, which goes first.
fn urgent(n: u64, parents: &[u64]) -> OutboxEntry {
    entry(n, |fact| {
        let complaint = HeardComplaint {
            id: ComplaintId(Uuid::nil()),
            words: "連絡がない".into(),
        };
        fact.body = FactBody::Visit(Box::new(Visit {
            complaint: Some(complaint),
            ..Visit::new(member(), NOW, Outcome::MetRepresentative)
        }));
        fact.after = parents.iter().map(|n| id(*n)).collect();
    })
}

fn sent(entries: &[OutboxEntry], most: usize) -> Vec<u64> {
    let batch = next_batch(entries.iter(), most);
    batch.into_iter().map(|entry| entry.n).collect()
}

#[test]
fn a_parent_of_two_comes_before_both() {
    // B and C are after A; the complaint X is after B and C.
    let entries = [
        after(1, &[]),
        after(2, &[1]),
        after(3, &[1]),
        urgent(4, &[2, 3]),
    ];
    let order = sent(&entries, 100);
    let place = |n| order.iter().position(|sent| *sent == n);
    assert_eq!(order.len(), 4);
    assert!(place(1) < place(2) && place(1) < place(3), "{order:?}");
    assert_eq!(place(4), Some(3), "{order:?}");
}

#[test]
fn what_is_corrected_or_taken_back_comes_first() {
    // Their numbers lie: a clock that was moved back, or an imported file.
    let entries = [
        entry(1, |fact| fact.corrects = Some(id(5))),
        entry(2, |fact| fact.body = FactBody::Retract { fact: id(6) }),
        urgent(3, &[]),
        entry(4, |fact| fact.corrects = Some(id(3))),
        after(5, &[]),
        after(6, &[]),
    ];
    assert_eq!(sent(&entries, 100), [3, 5, 1, 6, 2, 4]);
}

#[test]
fn a_batch_that_is_cut_off_holds_no_child_without_its_parent() {
    let entries: Vec<OutboxEntry> = (1..=240)
        .map(|n| match n {
            // Each depends on one that was saved later, down to the last.
            1..240 if n % 3 == 0 => after(n, &[n + 1]),
            _ if n % 50 == 0 && n % 3 == 2 => urgent(n, &[n - 1]),
            _ => after(n, &[]),
        })
        .collect();
    for most in [1, 2, 3, 7, 50, 100] {
        let batch = sent(&entries, most);
        assert_eq!(batch.len(), most);
        for (place, n) in batch.iter().enumerate() {
            for parent in entries[*n as usize - 1].fact.parents() {
                let before = &batch[..place];
                assert!(before.iter().any(|n| id(*n) == parent), "{n} in {batch:?}");
            }
        }
    }
}

#[test]
fn a_large_fact_ends_a_batch_behind_its_parents() {
    let large = |n, parents: &[u64]| {
        let parents: Vec<FactId> = parents.iter().map(|n| id(*n)).collect();
        entry(n, |fact| {
            fact.after = parents;
            if let FactBody::Call(call) = &mut fact.body {
                call.note = "x".repeat(MOST_PUSH_BYTES - 1_000);
            }
        })
    };
    let entries = [large(1, &[2]), large(2, &[]), after(3, &[])];
    assert_eq!(sent(&entries, 100), [2]);
}

#[test]
fn facts_in_a_circle_are_sent_and_end() {
    let entries = [
        after(1, &[3]),
        after(2, &[1]),
        after(3, &[2]),
        after(4, &[4]),
    ];
    let mut order = sent(&entries, 100);
    order.sort_unstable();
    assert_eq!(order, [1, 2, 3, 4]);
}

/// Of two tabs that have sent the same fact, one has concluded that it falls, since its parent was put away.
#[test]
fn what_has_fallen_waits_no_more_for_its_parent() {
    let deferred = |code| EntryState::Deferred { code };
    let missing = deferred(DeferCode::ParentMissing);
    let fallen = EntryState::fallen();
    assert_eq!(EntryState::Orphaned.told(&missing), fallen);
    assert_eq!(fallen.told(&missing), fallen);
    // Whatever somebody decides of it, or the server after all, stands.
    for word in [
        EntryState::Waiting,
        EntryState::Orphaned,
        EntryState::Arrived { seq: 3 },
        deferred(DeferCode::Unavailable),
    ] {
        assert_eq!(fallen.told(&word), word);
    }
}
