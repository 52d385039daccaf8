//! The engine by itself, event by event; under bad luck it is tried in `tests/sync`.

use std::sync::Arc;

use serde_json::value::to_raw_value;
use uuid::Uuid;

use super::{Client, Loaded};
use crate::json;
use crate::model::{
    CallAttempt, CallDirection, CallResult, DeviceId, FactId, MemberNumber, Moment, UserId,
};
use crate::sync::{
    Batch, Effect, EntryState, Event, FactState, Failure, NewEntry, OutboxEntry, Page,
    PersistFailure, Phase, Position, RowSet, Ticket, Wake,
};
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::sync::{
    Change, DeferCode, FactResult, Lost, PROTO, PullMode, PullReply, PullRequest, PushReply,
    PushRequest, RejectCode, ResultKind, ScopeSum, Witness,
};
use crate::wire::{Colleague, Fact, FactBody, Row};

const ME: UserId = UserId(Uuid::from_u128(1));
const EPOCH: Uuid = Uuid::from_u128(9);
const NOW: Moment = Moment {
    utc_ms: 1_696_201_200_000,
    offset_minutes: 540,
};

fn client(position: Option<Position>, outbox: Vec<OutboxEntry>) -> Client {
    Client::load(Loaded {
        device: DeviceId(Uuid::from_u128(2)),
        user: Some(ME),
        position,
        rows: RowSet::default(),
        outbox,
        photos: vec![],
        page_rows: 1_000,
        seed: 7,
    })
}

fn stored(n: u64, state: EntryState) -> OutboxEntry {
    let fact = Fact {
        id: FactId(Uuid::from_u128(100 + u128::from(n))),
        schema: FACT_SCHEMA,
        recorded_at: NOW,
        after: vec![],
        corrects: None,
        instead_of: None,
        body: FactBody::Call(CallAttempt::new(
            MemberNumber::parse("100003").expect("a number"),
            NOW,
            CallDirection::Out,
            CallResult::NoAnswer,
        )),
    };
    let new = NewEntry::new(ME, "田中", NOW, fact).expect("a fact serialises");
    OutboxEntry {
        n,
        user: new.user,
        user_name: new.user_name,
        saved_at: new.saved_at,
        fact: new.fact,
        body: new.body,
        state,
    }
}

fn waiting(n: u64) -> OutboxEntry {
    stored(n, EntryState::Waiting)
}

fn position(cursor: u64) -> Position {
    Position {
        epoch: Some(EPOCH),
        cursor,
        seen: Some(Witness {
            seq: cursor,
            nonce: 5,
        }),
        ..Position::start(ME)
    }
}

fn pushed(effects: &[Effect]) -> Option<&PushRequest> {
    effects.iter().find_map(|effect| match effect {
        Effect::Push(request) => Some(request),
        _ => None,
    })
}

fn pulled(effects: &[Effect]) -> Option<&PullRequest> {
    effects.iter().find_map(|effect| match effect {
        Effect::Pull(request) => Some(request),
        _ => None,
    })
}

fn timer(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| match effect {
        Effect::Timer { after_ms } => Some(*after_ms),
        _ => None,
    })
}

fn persisted(effects: Vec<Effect>) -> Option<(Ticket, Batch)> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Persist(ticket, batch) => Some((ticket, batch)),
        _ => None,
    })
}

fn page(effects: Vec<Effect>) -> (Ticket, Page) {
    match persisted(effects) {
        Some((ticket, Batch::Page(page))) => (ticket, *page),
        other => panic!("a page was expected, not {other:?}"),
    }
}

fn answer(request: &PushRequest, result: &ResultKind) -> Event {
    let ids = request.muts.iter().map(|raw| {
        let fact: Fact = serde_json::from_str(raw.get()).expect("a fact");
        fact.id
    });
    let results = ids
        .map(|id| FactResult {
            id: Some(id),
            result: result.clone(),
        })
        .collect();
    Event::PushReplied(Ok(PushReply {
        proto: PROTO,
        epoch: EPOCH,
        results,
        head: Witness { seq: 9, nonce: 6 },
        durable_seq: 0,
        min_proto: PROTO,
        server_time_ms: 0,
    }))
}

/// The server's sum is that of an older one unless it is told otherwise.
fn reply(mode: PullMode, next: u64, changes: Vec<Change>, count: u64) -> Event {
    reply_with(mode, next, changes, ScopeSum { count, sum: 0 })
}

fn reply_with(mode: PullMode, next: u64, changes: Vec<Change>, scope: ScopeSum) -> Event {
    Event::PullReplied(Ok(PullReply {
        proto: PROTO,
        epoch: EPOCH,
        mode,
        changes,
        next,
        more: false,
        head: Witness {
            seq: next,
            nonce: 8,
        },
        durable_seq: 0,
        min_proto: PROTO,
        scope: Some(scope),
        server_time_ms: 0,
    }))
}

fn colleague(seq: u64) -> Change {
    let row = Row::Colleague(Colleague {
        id: UserId(Uuid::from_u128(u128::from(seq))),
        name: "佐藤".into(),
    });
    Change::Row {
        seq,
        row: to_raw_value(&row).expect("a row serialises"),
        key: Some(to_raw_value(&row.key()).expect("a key serialises")),
        member: None,
    }
}

#[test]
fn a_wake_during_a_hanging_request_is_answered_soon() {
    let mut client = client(None, vec![]);
    for _ in 0..8 {
        client.handle(Event::Wake(Wake::Visible), NOW);
        client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    }
    client.handle(Event::Wake(Wake::Visible), NOW);
    client.handle(Event::Wake(Wake::Asked), NOW);
    let effects = client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    assert!(timer(&effects).expect("tries again") <= 1_000);
}

#[test]
fn storage_that_always_refuses_is_shown_and_asked_less_and_less() {
    let mut client = client(None, vec![waiting(1)]);
    for _ in 0..5 {
        let effects = client.handle(Event::TimerFired, NOW);
        let request = pushed(&effects).expect("the fact still waits");
        let effects = client.handle(answer(request, &ResultKind::Duplicate { seq: 3 }), NOW);
        let (ticket, _) = persisted(effects).expect("the result is to be stored");
        let failed = Event::Persisted(ticket, Err(PersistFailure::Failed));
        let effects = client.handle(failed, NOW);
        assert!(pushed(&effects).is_none() && pulled(&effects).is_none());
        assert!(timer(&effects).expect("later again") >= 5_000);
        assert_eq!(client.view().phase, Phase::StorageTrouble);
        assert_eq!(client.view().unsent(), 1);
    }
}

#[test]
fn a_deferred_fact_rests_until_its_time_or_until_a_person_asks() {
    let mut client = client(None, vec![waiting(1)]);
    let effects = client.handle(Event::Wake(Wake::Start), NOW);
    let later = ResultKind::Deferred {
        code: DeferCode::ParentMissing,
        retry_s: 60,
    };
    let request = pushed(&effects).expect("it waits");
    let effects = client.handle(answer(request, &later), NOW);
    let (ticket, _) = persisted(effects).expect("stored");
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    let effects = client.handle(reply(PullMode::Delta, 3, vec![], 0), NOW);
    let (ticket, _) = page(effects);
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert!(timer(&effects).expect("at its time") >= 60_000);
    // People see that it waits, and why.
    let code = DeferCode::ParentMissing;
    assert_eq!(client.view().pending[0].state, FactState::Deferred { code });
    assert_eq!(client.view().unsent(), 1);

    let effects = client.handle(Event::Wake(Wake::Visible), NOW.plus_ms(1_000));
    assert!(pushed(&effects).is_none(), "its time hasn't come");
    let about = &pulled(&effects).expect("only news are asked for").about;
    assert_eq!((about.pending, about.deferred), (1, Some(1)));
    client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    let effects = client.handle(Event::Wake(Wake::Asked), NOW.plus_ms(2_000));
    assert!(pushed(&effects).is_some(), "a person asked");
}

/// Two days of silence would follow when the clock had gone two days fast.
#[test]
fn a_clock_that_is_set_back_ends_the_wait_of_a_deferred_fact() {
    let mut client = client(None, vec![waiting(1)]);
    let fast = NOW.plus_ms(48 * 60 * 60 * 1_000);
    let effects = client.handle(Event::Wake(Wake::Start), fast);
    let later = ResultKind::Deferred {
        code: DeferCode::Unavailable,
        retry_s: 60,
    };
    let request = pushed(&effects).expect("it waits");
    let effects = client.handle(answer(request, &later), fast);
    let (ticket, _) = persisted(effects).expect("stored");
    client.handle(Event::Persisted(ticket, Ok(())), fast);
    client.handle(Event::PullReplied(Err(Failure::Offline)), fast);
    let effects = client.handle(Event::TimerFired, fast.plus_ms(1_000));
    assert!(pushed(&effects).is_none(), "its time hasn't come");
    client.handle(Event::PullReplied(Err(Failure::Offline)), fast);
    let effects = client.handle(Event::TimerFired, NOW);
    assert!(pushed(&effects).is_some());
}

#[test]
fn a_refused_batch_is_halved_until_the_culprit_stands_alone() {
    let mut client = client(None, (1..=4).map(waiting).collect());
    let mut sizes = vec![];
    let mut effects = client.handle(Event::Wake(Wake::Start), NOW);
    while let Some(request) = pushed(&effects) {
        sizes.push(request.muts.len());
        effects = client.handle(Event::PushReplied(Err(Failure::Refused)), NOW);
    }
    assert_eq!(sizes, [4, 2, 1]);
    let (_, batch) = persisted(effects).expect("the culprit is marked");
    let Batch::Results { states, .. } = batch else {
        panic!("results were expected")
    };
    assert_eq!(states.len(), 1);
    assert!(matches!(states[0], (1, EntryState::NeedsYou { .. })));
}

#[test]
fn a_refused_fact_is_offered_again_when_a_person_says_so() {
    let refused = EntryState::NeedsYou {
        code: RejectCode::Other,
        message: String::new(),
    };
    let mut client = client(None, vec![stored(1, refused)]);
    let id = client.view().pending[0].fact.id;
    let (ticket, _) = persisted(client.handle(Event::OfferAgain(id), NOW)).expect("stored");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert!(pushed(&effects).is_some());
}

#[test]
fn what_a_person_asks_for_during_a_round_is_done_after_it() {
    let code = RejectCode::Other;
    let message = String::new();
    let refused = EntryState::NeedsYou { code, message };
    let mut client = client(Some(position(3)), vec![stored(1, refused)]);
    let id = client.view().pending[0].fact.id;
    client.handle(Event::Wake(Wake::Start), NOW);
    let effects = client.handle(Event::OfferAgain(id), NOW);
    assert!(effects.is_empty(), "a round is under way");
    let effects = client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    let (_, batch) = persisted(effects).expect("now it is done");
    let Batch::Results { states, seen } = batch else {
        panic!("a person's word was expected")
    };
    assert_eq!(states, [(1, EntryState::Waiting)]);
    // A tab that hasn't heard of a reset or another tab's word takes nothing back.
    assert_eq!((seen.expect, seen.head), (position(3), None));
}

#[test]
fn after_a_restore_what_had_arrived_is_sent_once_more() {
    let arrived = stored(1, EntryState::Arrived { seq: 95 });
    let mut client = client(Some(position(100)), vec![arrived, waiting(2)]);
    let effects = client.handle(Event::Wake(Wake::Start), NOW);
    let seen = pushed(&effects).expect("one waits").seen;
    assert_eq!(seen, position(100).seen);
    let effects = client.handle(Event::PushReplied(Err(Failure::OtherHistory)), NOW);
    assert!(
        pulled(&effects).is_some(),
        "first it learns the new history"
    );
    let effects = client.handle(reply(PullMode::Reset, 40, vec![colleague(40)], 1), NOW);
    let (ticket, page) = page(effects);
    assert!(page.begins);
    let offered = vec![(1, EntryState::Waiting)];
    assert_eq!((page.offer_again, page.drop), (offered, vec![]));
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    let request = pushed(&effects).expect("both are sent");
    assert_eq!(request.muts.len(), 2);
    assert_eq!(request.seen, Some(Witness { seq: 40, nonce: 8 }));
}

#[test]
fn an_old_fact_that_no_copy_holds_yet_stays_where_copies_are_made() {
    let arrived = || vec![stored(1, EntryState::Arrived { seq: 95 })];
    let dropped = |durable_seq, days: i64| {
        let mut client = client(Some(position(100)), arrived());
        let now = NOW.plus_ms(days * 24 * 60 * 60 * 1_000);
        client.handle(Event::Wake(Wake::Start), now);
        let Event::PullReplied(Ok(mut reply)) = reply(PullMode::Delta, 100, vec![], 0) else {
            panic!("a reply was made");
        };
        reply.durable_seq = durable_seq;
        page(client.handle(Event::PullReplied(Ok(reply)), now))
            .1
            .drop
    };
    assert_eq!(dropped(95, 0), [1]);
    assert!(dropped(94, 31).is_empty(), "saved long ago, sent just now");
    assert!(dropped(0, 29).is_empty());
    assert_eq!(dropped(0, 31), [1]);
}

#[test]
fn a_pull_says_when_its_rows_were_begun_whatever_was_heard_since() {
    let mut client = client(None, vec![]);
    client.handle(Event::Wake(Wake::Start), NOW);
    let part = |mode, next, head| {
        let Event::PullReplied(Ok(mut reply)) = reply(mode, next, vec![], 0) else {
            panic!("a reply was made");
        };
        (reply.more, reply.head.seq) = (head > next, head);
        Event::PullReplied(Ok(reply))
    };
    let mut hear = |event| {
        let (ticket, page) = page(client.handle(event, NOW));
        (page, client.handle(Event::Persisted(ticket, Ok(())), NOW))
    };
    let begun = |effects: &[Effect]| pulled(effects).expect("there is more").begun;
    let (_, next) = hear(part(PullMode::Delta, 40, 60));
    assert_eq!(begun(&next), Some(60));
    let (last, _) = hear(part(PullMode::Delta, 70, 70));
    assert_eq!(last.position.begun, 60);

    let effects = client.handle(Event::Saved(waiting(1)), NOW);
    let request = pushed(&effects).expect("one waits");
    let event = answer(request, &ResultKind::Applied { seq: 80 });
    let (ticket, _) = persisted(client.handle(event, NOW)).expect("the results");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(begun(&effects), Some(60));

    // While a new generation is being filled, its own beginning counts.
    let mut hear = |event| {
        let (ticket, page) = page(client.handle(event, NOW));
        (page, client.handle(Event::Persisted(ticket, Ok(())), NOW))
    };
    let (first, next) = hear(part(PullMode::Reset, 50, 90));
    assert_eq!(first.position.begun, 60);
    assert_eq!(begun(&next), Some(90));
    let (last, _) = hear(part(PullMode::Delta, 95, 95));
    assert_eq!(last.position.begun, 90);
}

#[test]
fn a_reset_goes_on_after_a_line_that_was_cut() {
    let mut client = client(Some(position(7)), vec![]);
    client.handle(Event::Wake(Wake::Start), NOW);
    let Event::PullReplied(Ok(mut first)) = reply(PullMode::Reset, 50, vec![colleague(40)], 0)
    else {
        panic!("a reply was made");
    };
    (first.more, first.head.seq) = (true, 90);
    let (ticket, begins) = page(client.handle(Event::PullReplied(Ok(first)), NOW));
    assert!(begins.begins);
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(pulled(&effects).map(|asked| asked.cursor), Some(50));
    client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    assert!(client.rests());
    let effects = client.handle(Event::TimerFired, NOW);
    let asked = pulled(&effects).expect("the next round");
    assert_eq!((asked.cursor, asked.begun), (50, Some(90)));
    let last = reply(PullMode::Delta, 90, vec![colleague(80)], 2);
    let (ticket, whole) = page(client.handle(last, NOW));
    assert!(!whole.begins);
    assert_eq!(whole.write_to, begins.write_to);
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(client.rows().len(), 2, "with what came before the cut");

    // Folded in between, the pages are gone with the log.
    let Event::PullReplied(Ok(mut first)) = reply(PullMode::Reset, 50, vec![], 0) else {
        panic!("a reply was made");
    };
    first.more = true;
    client.handle(Event::Wake(Wake::Asked), NOW);
    let (ticket, _) = page(client.handle(Event::PullReplied(Ok(first)), NOW));
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    client.handle(Event::Folded { generation: 99 }, NOW);
    let effects = client.handle(Event::TimerFired, NOW);
    assert_eq!(pulled(&effects).map(|asked| asked.cursor), Some(90));
}

#[test]
fn a_position_that_an_older_app_stored_is_read() {
    let newest = json::to_string(&position(7));
    let older = newest.replace(r#""begun":0,"#, "");
    assert_ne!(older, newest);
    let read = json::from_str::<Position>(&older);
    assert_eq!(read.expect("a position"), position(7));
}

#[test]
fn what_was_overruled_is_shown_until_somebody_has_seen_it() {
    let fields = vec![Lost {
        field: "order".into(),
        lost: "1".into(),
        stands: "2".into(),
    }];
    let overruled = EntryState::Conflict {
        seq: 5,
        fields: fields.clone(),
    };
    let mut client = client(None, vec![waiting(1)]);
    let effects = client.handle(Event::Wake(Wake::Start), NOW);
    let request = pushed(&effects).expect("it waits");
    let result = ResultKind::Conflict {
        seq: 5,
        fields: fields.clone(),
    };
    let effects = client.handle(answer(request, &result), NOW);
    let (ticket, batch) = persisted(effects).expect("stored");
    let Batch::Results { states, .. } = batch else {
        panic!("results were expected")
    };
    assert_eq!(states, [(1, overruled.clone())]);
    client.handle(Event::Persisted(ticket, Ok(())), NOW);

    // Far beyond its seq, and covered by a backup: it stays.
    let mut client = self::client(Some(position(100)), vec![stored(1, overruled)]);
    let shown = FactState::Conflict { fields };
    assert_eq!(client.view().pending[0].state, shown);
    assert_eq!(client.view().unsent(), 0);
    let id = client.view().pending[0].fact.id;
    let (ticket, _) = persisted(client.handle(Event::Seen(id), NOW)).expect("stored");
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(
        (client.view().pending.len(), client.view().settled.len()),
        (0, 1)
    );
}

#[test]
fn after_a_restore_what_was_overruled_is_sent_once_more() {
    let overruled = EntryState::Conflict {
        seq: 95,
        fields: vec![],
    };
    let mut client = client(Some(position(100)), vec![stored(1, overruled)]);
    client.handle(Event::Wake(Wake::Start), NOW);
    let effects = client.handle(reply(PullMode::Reset, 40, vec![colleague(40)], 1), NOW);
    let (_, page) = page(effects);
    assert_eq!(page.offer_again, [(1, EntryState::Waiting)]);
}

/// The restored server knows nothing of what it had refused: the office has to see it again.
#[test]
fn after_a_restore_what_was_refused_is_offered_once_more() {
    let refused = |n, code, parent: Option<u64>| {
        let message = String::new();
        let mut entry = stored(n, EntryState::NeedsYou { code, message });
        let parents = parent.map(|parent| waiting(parent).id());
        Arc::make_mut(&mut entry.fact).after = parents.into_iter().collect();
        entry
    };
    let (invalid, fallen) = (RejectCode::Invalid, RejectCode::ParentRejected);
    let outbox = vec![
        refused(1, invalid, None),
        // With the one before it, and with one that its person has put away.
        refused(2, fallen, Some(1)),
        refused(3, fallen, Some(9)),
        refused(4, invalid, Some(9)),
    ];
    let mut client = client(Some(position(100)), outbox);
    client.handle(Event::Wake(Wake::Start), NOW);
    let effects = client.handle(reply(PullMode::Reset, 40, vec![colleague(40)], 1), NOW);
    let (ticket, page) = page(effects);
    let offered = [
        (1, EntryState::Waiting),
        (2, EntryState::Waiting),
        (3, EntryState::Orphaned),
        (4, EntryState::Orphaned),
    ];
    assert_eq!(page.offer_again, offered);
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(pushed(&effects).expect("all four").muts.len(), 4);
}

#[test]
fn a_phone_that_counts_otherwise_starts_anew_once() {
    let mut client = client(Some(position(10)), vec![]);
    client.handle(Event::Wake(Wake::Start), NOW);
    // The server counts two rows, and only one comes.
    let effects = client.handle(reply(PullMode::Delta, 12, vec![colleague(12)], 2), NOW);
    let (ticket, _) = page(effects);
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(pulled(&effects).expect("from the beginning").cursor, 0);
    let effects = client.handle(reply(PullMode::Delta, 12, vec![colleague(12)], 2), NOW);
    let (ticket, page) = page(effects);
    assert!(page.begins && page.write_to > page.expect.generation);
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert!(
        pulled(&effects).is_none(),
        "a third time would be no better"
    );
}

#[test]
fn a_phone_that_holds_another_version_starts_anew_once() {
    let mut client = client(Some(position(10)), vec![]);
    client.handle(Event::Wake(Wake::Start), NOW);
    let mut right = RowSet::default();
    right.apply(&[colleague(12)]);
    let scope = right.scope();
    let stale = || match colleague(12) {
        Change::Row {
            row, key, member, ..
        } => Change::Row {
            seq: 11,
            row,
            key,
            member,
        },
        other => other,
    };
    let effects = client.handle(reply_with(PullMode::Delta, 12, vec![stale()], scope), NOW);
    let (ticket, _) = page(effects);
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(pulled(&effects).expect("from the beginning").cursor, 0);
    let again = reply_with(PullMode::Delta, 12, vec![colleague(12)], scope);
    let (ticket, _) = page(client.handle(again, NOW));
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert!(pulled(&effects).is_none(), "now they add up");
}

#[test]
fn facts_that_arrived_and_came_back_still_count_for_the_day() {
    let entry = stored(1, EntryState::Arrived { seq: 5 });
    let view = client(Some(position(10)), vec![entry]).view();
    assert_eq!((view.pending.len(), view.settled.len()), (0, 1));
    assert_eq!(view.unsent(), 0);
}

/// What another record has replaced, or a person has noted, leaves; what waits under that id doesn't.
#[test]
fn a_refused_fact_leaves_with_its_successor_or_when_it_is_noted() {
    let refused = |n| {
        let code = RejectCode::Invalid;
        let message = "note".into();
        stored(n, EntryState::NeedsYou { code, message })
    };
    let mut client = client(Some(position(5)), vec![refused(1), refused(2), waiting(3)]);
    let mut successor = waiting(4);
    let fact = Arc::make_mut(&mut successor.fact);
    fact.instead_of = Some(refused(1).id());
    client.handle(Event::Saved(successor), NOW);
    for id in [refused(2).id(), waiting(3).id()] {
        client.handle(Event::PutAway(id), NOW);
    }
    let left: Vec<_> = client
        .view()
        .pending
        .iter()
        .map(|one| one.fact.id)
        .collect();
    assert_eq!(left, [waiting(3).id(), waiting(4).id()]);
}

/// What waits for a record that was refused and put away would wait for ever, where the server can't know.
#[test]
fn what_waits_for_a_fact_falls_when_it_is_put_away() {
    let refused = |n| {
        let code = RejectCode::Schema;
        let message = String::new();
        stored(n, EntryState::NeedsYou { code, message })
    };
    let child_of = |n, parent: &OutboxEntry| {
        let mut child = waiting(n);
        Arc::make_mut(&mut child.fact).after = vec![parent.id()];
        child
    };
    let (first, second) = (refused(1), refused(2));
    let children = [child_of(3, &first), child_of(4, &second)];
    let ids = children.clone().map(|child| child.id());
    let outbox = [vec![first.clone(), second], children.to_vec()].concat();
    let mut client = client(Some(position(5)), outbox);
    // The child is on its way; its answer comes when the parent has gone.
    let effects = client.handle(Event::Wake(Wake::Start), NOW);
    let request = pushed(&effects).expect("both children");
    client.handle(Event::PutAway(first.id()), NOW);
    let code = DeferCode::ParentMissing;
    let deferred = answer(request, &ResultKind::Deferred { code, retry_s: 1 });
    let (ticket, _) = persisted(client.handle(deferred, NOW)).expect("results");
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    for id in ids {
        let state = client
            .view()
            .pending
            .into_iter()
            .find(|one| one.fact.id == id);
        let code = RejectCode::ParentRejected;
        let message = String::new();
        let fallen = FactState::NeedsYou { code, message };
        assert_eq!(state.map(|one| one.state), Some(fallen));
    }
}

/// It isn't taken for "offline", which would say nothing for ever.
#[test]
fn a_pull_that_this_app_cant_obey_asks_for_an_update_and_stores_nothing() {
    let mut client = client(Some(position(5)), vec![]);
    client.handle(Event::Wake(Wake::Start), NOW);
    let effects = client.handle(reply(PullMode::Unknown, 7, vec![colleague(7)], 1), NOW);
    assert!(persisted(effects).is_none());
    assert_eq!(client.view().phase, Phase::UpdateNeeded);
    assert_eq!(client.position().map(|position| position.cursor), Some(5));
}

/// A stopped phone keeps all it has, and asks again only when a person does.
#[test]
fn a_stopped_phone_is_silent_until_somebody_asks() {
    let mut client = client(Some(position(5)), vec![waiting(1)]);
    client.handle(Event::Wake(Wake::Start), NOW);
    client.handle(Event::PushReplied(Err(Failure::Revoked)), NOW);
    let view = client.view();
    assert_eq!((view.phase, view.unsent()), (Phase::Revoked, 1));
    for quiet in [Wake::Online, Wake::Visible, Wake::Poked] {
        assert!(pushed(&client.handle(Event::Wake(quiet), NOW)).is_none());
    }
    assert!(pushed(&client.handle(Event::Wake(Wake::Asked), NOW)).is_some());
}

/// A round in which the server says that it is this time.
fn round_at(client: &mut Client, server_time_ms: i64) {
    client.handle(Event::Wake(Wake::Asked), NOW);
    let Event::PullReplied(Ok(said)) = reply(PullMode::Delta, 3, vec![], 0) else {
        panic!("a reply was made");
    };
    let said = PullReply {
        server_time_ms,
        ..said
    };
    let effects = client.handle(Event::PullReplied(Ok(said)), NOW);
    let (ticket, _) = page(effects);
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
}

#[test]
fn a_wrong_clock_is_told_until_a_round_finds_it_right() {
    const MINUTE: i64 = 60_000;
    const YEAR: i64 = 365 * 24 * 60 * MINUTE;
    let mut client = client(Some(position(3)), vec![]);
    round_at(&mut client, NOW.utc_ms - YEAR);
    assert_eq!(client.view().clock_ahead_ms, Some(YEAR));
    // Without network, and after a start, it is still as wrong as it was.
    client.handle(Event::Wake(Wake::Asked), NOW);
    client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    let mut client = self::client(client.position().cloned(), vec![]);
    assert_eq!(client.view().clock_ahead_ms, Some(YEAR));
    round_at(&mut client, NOW.utc_ms + 10 * MINUTE);
    assert_eq!(client.view().clock_ahead_ms, None, "ten minutes do no harm");
    round_at(&mut client, NOW.utc_ms + 11 * MINUTE);
    assert_eq!(client.view().clock_ahead_ms, Some(-11 * MINUTE));
    // A server whose own clock was moved says nothing of the time.
    round_at(&mut client, 0);
    assert_eq!(client.view().clock_ahead_ms, None);
}
