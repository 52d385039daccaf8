//! Pictures, event by event; under bad luck they are tried in `tests/sync`.

use uuid::Uuid;

use super::{Client, Loaded};
use crate::model::{
    DeviceId, FactId, MemberNumber, Moment, Outcome, PhotoId, PhotoKind, PhotoRef, UserId, Visit,
};
use crate::sync::{
    Batch, Effect, EntryState, Event, FactState, Failure, NewEntry, OutboxEntry, Page,
    PersistFailure, Phase, PhotoState, Position, RowSet, StoredPhoto, Ticket, Wake,
};
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::sync::{
    PROTO, PhotoStored, PullMode, PullReply, PullRequest, PushRequest, RejectCode, ScopeSum,
    Witness,
};
use crate::wire::{Fact, FactBody};

const ME: UserId = UserId(Uuid::from_u128(1));
const OTHER: UserId = UserId(Uuid::from_u128(2));
const RECORD: FactId = FactId(Uuid::from_u128(100));
const NOW: Moment = Moment {
    utc_ms: 1_696_201_200_000,
    offset_minutes: 540,
};
const SEEN: Witness = Witness { seq: 9, nonce: 5 };

fn reference(n: u128) -> PhotoRef {
    PhotoRef {
        id: PhotoId(Uuid::from_u128(n)),
        kind: PhotoKind::Photo,
        sha256: "0a".repeat(32),
        bytes: 200_000,
    }
}

fn photo(n: u128, user: UserId, state: PhotoState) -> StoredPhoto {
    StoredPhoto {
        photo: reference(n),
        record: RECORD,
        user,
        user_name: "田中".into(),
        taken_at: NOW,
        state,
    }
}

fn mine(n: u128) -> StoredPhoto {
    photo(n, ME, PhotoState::Waiting)
}

fn arrived_at(seq: u64) -> PhotoState {
    let seen = Witness { seq, nonce: 7 };
    PhotoState::Arrived { seq, seen }
}

/// A visit that names the pictures 1 and 2.
fn visit(user: UserId, state: EntryState) -> OutboxEntry {
    let member = MemberNumber::parse("100003").expect("a number");
    let visit = Visit {
        photos: vec![reference(1), reference(2)],
        ..Visit::new(member, NOW, Outcome::MetContact)
    };
    let fact = Fact {
        id: RECORD,
        schema: FACT_SCHEMA,
        recorded_at: NOW,
        after: vec![],
        corrects: None,
        instead_of: None,
        body: FactBody::Visit(Box::new(visit)),
    };
    let new = NewEntry::new(user, "田中", NOW, fact).expect("a fact serialises");
    OutboxEntry {
        n: 1,
        user: new.user,
        user_name: new.user_name,
        saved_at: new.saved_at,
        fact: new.fact,
        body: new.body,
        state,
    }
}

fn client(outbox: Vec<OutboxEntry>, photos: Vec<StoredPhoto>) -> Client {
    Client::load(Loaded {
        device: DeviceId(Uuid::from_u128(3)),
        user: Some(ME),
        position: Some(Position {
            epoch: Some(Uuid::from_u128(8)),
            cursor: 9,
            seen: Some(SEEN),
            ..Position::start(ME)
        }),
        rows: RowSet::default(),
        outbox,
        photos,
        page_rows: 1_000,
        seed: 7,
    })
}

fn pull_reply(mode: PullMode, next: u64, durable_seq: u64) -> Event {
    Event::PullReplied(Ok(PullReply {
        proto: PROTO,
        epoch: Uuid::from_u128(8),
        mode,
        changes: vec![],
        next,
        more: false,
        head: Witness {
            seq: next,
            nonce: 6,
        },
        durable_seq,
        min_proto: PROTO,
        scope: Some(ScopeSum { count: 0, sum: 0 }),
        server_time_ms: 0,
    }))
}

fn persisted(effects: Vec<Effect>) -> Option<(Ticket, Batch)> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Persist(ticket, batch) => Some((ticket, batch)),
        _ => None,
    })
}

/// One round in which nothing is new; the page that it stored, and what followed.
fn round(client: &mut Client, mode: PullMode, durable_seq: u64) -> (Page, Vec<Effect>) {
    client.handle(Event::Wake(Wake::Visible), NOW);
    let effects = client.handle(pull_reply(mode, 20, durable_seq), NOW);
    let Some((ticket, Batch::Page(page))) = persisted(effects) else {
        panic!("a page was expected");
    };
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    (*page, effects)
}

fn sent(effects: &[Effect]) -> Option<(PhotoId, Option<Witness>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::SendPhoto { photo, seen } => Some((*photo, *seen)),
        _ => None,
    })
}

fn timer(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|effect| match effect {
        Effect::Timer { after_ms } => Some(*after_ms),
        _ => None,
    })
}

fn stored(seq: u64) -> Result<PhotoStored, Failure> {
    Ok(PhotoStored {
        proto: PROTO,
        seq,
        durable_seq: 0,
        head: Witness { seq, nonce: 7 },
    })
}

fn first(n: u128) -> PhotoId {
    reference(n).id
}

const ARRIVED: EntryState = EntryState::Arrived { seq: 5 };

#[test]
fn pictures_follow_their_visit_one_at_a_time() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1), mine(2)]);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects), Some((first(1), None)));
    assert_eq!(client.view().photos[0].state, FactState::Sending);
    // A wake meanwhile begins a round, and no second picture.
    let effects = client.handle(Event::Wake(Wake::Asked), NOW);
    assert_eq!(sent(&effects), None);
    client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);

    let effects = client.handle(Event::PhotoReplied(first(1), stored(21)), NOW);
    let (ticket, batch) = persisted(effects).expect("its arrival is to be stored");
    let Batch::Photos {
        user,
        after,
        states,
    } = batch
    else {
        panic!("a picture's state was expected");
    };
    assert_eq!((user, after), (ME, None));
    assert_eq!(states, [(first(1), arrived_at(21))]);
    assert_eq!(client.view().unsent_photos(), 2, "not before it is stored");
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(client.view().unsent_photos(), 1);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    let seen = Some(Witness { seq: 21, nonce: 7 });
    assert_eq!(sent(&effects), Some((first(2), seen)));
}

#[test]
fn a_picture_waits_for_its_visit_and_a_draft_sends_none() {
    let mut draft = client(vec![], vec![mine(1)]);
    let (_, effects) = round(&mut draft, PullMode::Delta, 0);
    assert_eq!(sent(&effects), None);
    assert_eq!(
        draft.view().photos,
        [],
        "what is being written isn't unsent"
    );

    let refused = EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: String::new(),
    };
    let mut client = client(vec![visit(ME, refused)], vec![mine(1)]);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects), None);
    assert_eq!(client.view().unsent_photos(), 1);
}

#[test]
fn another_persons_pictures_are_counted_and_never_sent() {
    let theirs = photo(1, OTHER, PhotoState::Waiting);
    let mut client = client(vec![visit(OTHER, ARRIVED)], vec![theirs]);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects), None);
    assert_eq!(client.view().others, [("田中".to_owned(), 1)]);
}

#[test]
fn a_failed_try_waits_for_its_timer_or_for_a_person() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1)]);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert!(sent(&effects).is_some());
    let trouble = Err(Failure::Trouble { retry_s: 30 });
    let effects = client.handle(Event::PhotoReplied(first(1), trouble), NOW);
    assert!(timer(&effects).expect("later again") >= 30_000);
    // News from the office begins a round, which goes without it and keeps the timer.
    client.handle(Event::Wake(Wake::Poked), NOW);
    let effects = client.handle(pull_reply(PullMode::Delta, 20, 0), NOW);
    let (ticket, _) = persisted(effects).expect("a page");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(sent(&effects), None);
    assert!(timer(&effects).is_some());
    client.handle(Event::TimerFired, NOW);
    let effects = client.handle(pull_reply(PullMode::Delta, 20, 0), NOW);
    let (ticket, _) = persisted(effects).expect("a page");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert!(sent(&effects).is_some(), "its time has come");
}

/// Rounds that come one after the other, each before the timer, don't put it off for ever.
#[test]
fn a_picture_whose_time_has_come_goes_after_any_round() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1)]);
    round(&mut client, PullMode::Delta, 0);
    let trouble = Err(Failure::Trouble { retry_s: 30 });
    client.handle(Event::PhotoReplied(first(1), trouble), NOW);
    let round_at = |client: &mut Client, now| {
        client.handle(Event::Wake(Wake::Poked), now);
        let effects = client.handle(pull_reply(PullMode::Delta, 20, 0), now);
        let (ticket, _) = persisted(effects).expect("a page");
        client.handle(Event::Persisted(ticket, Ok(())), now)
    };
    let effects = round_at(&mut client, NOW.plus_ms(20_000));
    assert_eq!(sent(&effects), None);
    assert!(timer(&effects).expect("what is left of it") < 15_000);
    let effects = round_at(&mut client, NOW.plus_ms(40_000));
    assert!(sent(&effects).is_some());
}

#[test]
fn a_refused_picture_says_so_until_somebody_sends_it_again() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1)]);
    round(&mut client, PullMode::Delta, 0);
    let effects = client.handle(Event::PhotoReplied(first(1), Err(Failure::Refused)), NOW);
    let (ticket, _) = persisted(effects).expect("its refusal is stored");
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    let state = &client.view().photos[0].state;
    assert!(matches!(state, FactState::NeedsYou { .. }));
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects), None);
    let effects = client.handle(Event::OfferAgain(RECORD), NOW);
    let (ticket, _) = persisted(effects).expect("it waits once more");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert!(sent(&effects).is_some());
}

#[test]
fn an_ended_session_and_an_old_app_stop_pictures_and_lose_none() {
    for (failure, phase) in [
        (Failure::SignedOut, Phase::SignedOut),
        (Failure::UpdateNeeded, Phase::UpdateNeeded),
    ] {
        let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1)]);
        round(&mut client, PullMode::Delta, 0);
        client.handle(Event::PhotoReplied(first(1), Err(failure)), NOW);
        assert_eq!(client.view().phase, phase);
        assert_eq!(client.view().unsent_photos(), 1);
        let effects = client.handle(Event::SignedInAgain, NOW);
        assert!(!effects.is_empty(), "a round begins");
    }
}

#[test]
fn the_picture_and_its_visit_stay_until_a_backup_has_both() {
    let photos = vec![photo(1, ME, arrived_at(12)), photo(2, ME, arrived_at(14))];
    let mut client = client(vec![visit(ME, ARRIVED)], photos);
    let (page, _) = round(&mut client, PullMode::Delta, 13);
    assert_eq!((page.drop_photos, page.drop), (vec![first(1)], vec![]));
    let (page, _) = round(&mut client, PullMode::Delta, 14);
    assert_eq!((page.drop_photos, page.drop), (vec![first(2)], vec![1]));
    assert_eq!(client.photos().count(), 0);
}

#[test]
fn an_old_picture_stays_where_backups_are_made_and_leaves_where_none_are() {
    let old = StoredPhoto {
        taken_at: Moment {
            utc_ms: NOW.utc_ms - 40 * 86_400_000,
            ..NOW
        },
        ..photo(1, ME, arrived_at(12))
    };
    let mut client = client(vec![visit(ME, ARRIVED)], vec![old]);
    let (page, _) = round(&mut client, PullMode::Delta, 5);
    assert_eq!(page.drop_photos, []);
    let (page, _) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(page.drop_photos, [first(1)]);
}

#[test]
fn a_picture_that_the_server_cant_take_lets_the_others_pass() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1), mine(2)]);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects).map(|(id, _)| id), Some(first(1)));
    let trouble = Err(Failure::Trouble { retry_s: 30 });
    client.handle(Event::PhotoReplied(first(1), trouble), NOW);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects).map(|(id, _)| id), Some(first(2)));
    let effects = client.handle(Event::PhotoReplied(first(2), stored(21)), NOW);
    let (ticket, _) = persisted(effects).expect("it has arrived");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    let next = sent(&effects).map(|(id, _)| id);
    assert_eq!(next, Some(first(1)), "then its turn comes again");
}

#[test]
fn a_backup_says_nothing_of_a_picture_that_its_pull_did_not_show() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1)]);
    round(&mut client, PullMode::Delta, 0);
    client.handle(Event::Wake(Wake::Visible), NOW);
    let effects = client.handle(Event::PhotoReplied(first(1), stored(21)), NOW);
    let (ticket, _) = persisted(effects).expect("stored while a pull is under way");
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    // The server may have gone back in between: its 21 may be another.
    let effects = client.handle(pull_reply(PullMode::Delta, 30, 25), NOW);
    let Some((_, Batch::Page(page))) = persisted(effects) else {
        panic!("a page was expected");
    };
    assert_eq!(page.drop_photos, []);
}

#[test]
fn after_a_restore_pictures_wait_once_more() {
    let mut client = client(
        vec![visit(ME, ARRIVED)],
        vec![photo(1, ME, arrived_at(12)), mine(2)],
    );
    let effects = client.handle(Event::Wake(Wake::Start), NOW);
    let shown = effects.iter().find_map(|effect| match effect {
        Effect::Pull(PullRequest { photo_seen, .. })
        | Effect::Push(PushRequest { photo_seen, .. }) => Some(*photo_seen),
        _ => None,
    });
    let seen = Some(Witness { seq: 12, nonce: 7 });
    assert_eq!(shown, Some(seen), "the server is asked whether it has it");
    let effects = client.handle(pull_reply(PullMode::Reset, 8, 0), NOW);
    let Some((ticket, Batch::Page(page))) = persisted(effects) else {
        panic!("a page was expected");
    };
    assert!(page.photos_again);
    client.handle(Event::Persisted(ticket, Ok(())), NOW);
    assert_eq!(client.view().unsent_photos(), 2);
    assert_eq!(client.view().unsent(), 1, "its visit first");
}

/// Otherwise the server would begin anew at each page, and never end.
#[test]
fn in_the_middle_of_a_reset_nothing_of_the_lost_history_is_shown() {
    let arrived = photo(1, ME, arrived_at(12));
    let mut client = client(vec![visit(ME, ARRIVED)], vec![arrived]);
    client.handle(Event::Wake(Wake::Start), NOW);
    let Event::PullReplied(Ok(mut first_page)) = pull_reply(PullMode::Reset, 4, 0) else {
        unreachable!("it is a reply");
    };
    (first_page.more, first_page.scope) = (true, None);
    let effects = client.handle(Event::PullReplied(Ok(first_page)), NOW);
    let (ticket, _) = persisted(effects).expect("a page");
    let effects = client.handle(Event::Persisted(ticket, Ok(())), NOW);
    let next = effects.iter().find_map(|effect| match effect {
        Effect::Pull(request) => Some((request.cursor, request.photo_seen)),
        _ => None,
    });
    assert_eq!(next, Some((4, None)));
}

#[test]
fn an_arrival_that_another_tab_overtook_is_read_again() {
    let mut client = client(vec![visit(ME, ARRIVED)], vec![mine(1)]);
    round(&mut client, PullMode::Delta, 0);
    let effects = client.handle(Event::PhotoReplied(first(1), stored(21)), NOW);
    let (ticket, _) = persisted(effects).expect("to be stored");
    let changed = Event::Persisted(ticket, Err(PersistFailure::Changed));
    let effects = client.handle(changed, NOW);
    assert!(matches!(effects[..], [Effect::Reload]));
}

/// It was taken out again, or another window took it, whose draft will correct the record.
#[test]
fn a_picture_that_its_record_doesnt_name_is_neither_sent_nor_counted_and_stays_on_the_phone() {
    let mut client = client(vec![], vec![mine(3)]);
    client.handle(Event::Saved(visit(ME, ARRIVED)), NOW);
    client.handle(Event::PullReplied(Err(Failure::Offline)), NOW);
    let (_, effects) = round(&mut client, PullMode::Delta, 0);
    assert_eq!(sent(&effects), None);
    assert_eq!(client.view().photos, []);
    // Its visit needn't wait for it.
    let (page, _) = round(&mut client, PullMode::Delta, 14);
    assert_eq!((page.drop_photos, page.drop), (vec![], vec![1]));
    let left: Vec<PhotoId> = client.photos().map(|photo| photo.photo.id).collect();
    assert_eq!(left, [first(3)]);
}
