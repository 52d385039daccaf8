//! Facts arrive once, each judged by itself.

use server::db::attention;
use shared::model::{
    AttentionKind, CallResult, HeardRequest, HeardTask, OfficeTaskId, Outcome, RequestCategory,
    RequestId, ResolutionKind, Role, TargetState,
};
use shared::wire::account::Devices;
use shared::wire::attention::Resolve;
use shared::wire::fact::{FACT_SCHEMA, LEAST_FACT_SCHEMA};
use shared::wire::office::{MemberFile, Progress, Seasons};
use shared::wire::sync::{
    DeferCode, MIN_PROTO, MOST_FACT_BYTES, PROTO, PushReply, RejectCode, ResultKind,
};
use shared::wire::{ProblemKind, RowKey};
use tests::facts::{
    called, correcting, fact_id, raw, raw_text, retracting, stranger, visit, visited,
};
use tests::office::{member, target};
use tests::{OneVisitor, Phone, Season};

fn code(result: &ResultKind) -> RejectCode {
    match result {
        ResultKind::Rejected { code, .. } => *code,
        other => panic!("{other:?} instead of a rejection"),
    }
}

#[tokio::test]
async fn a_replay_is_answered_as_the_first_time() {
    let mut stage = OneVisitor::new().await;
    let fact = called(1, 0, CallResult::NoAnswer);
    let seq = stage.phone.tell(&fact).await;
    for _ in 0..2 {
        let again = stage.phone.push(std::slice::from_ref(&fact)).await;
        assert_eq!(again, [ResultKind::Duplicate { seq }]);
    }
    let mut other_body = fact.clone();
    other_body.recorded_at.utc_ms += 1;
    let reused = stage.phone.push(&[other_body]).await;
    assert_eq!(code(&reused[0]), RejectCode::IdReuse);

    stage.server.user(Role::Visitor, "suzuki");
    let mut thief = Phone::new(stage.server.signed_in("suzuki").await);
    let stolen = thief.push(&[fact]).await;
    assert_eq!(code(&stolen[0]), RejectCode::IdReuse);
    let path = format!("/api/members/{}", member(0));
    let file: MemberFile = stage.office.get(&path).await.json();
    assert_eq!(file.contacts.len(), 1);
}

#[tokio::test]
async fn a_bad_fact_fails_alone() {
    let mut stage = OneVisitor::new().await;
    let id = "00000000-0000-0000-0000-0000000000aa";
    let large = "あ".repeat(MOST_FACT_BYTES / 3);
    let mut wordy = visit(0, Outcome::Absent);
    wordy.note = "あ".repeat(4_001);
    let muts = vec![
        raw(&called(1, 0, CallResult::NoAnswer)),
        raw_text("42"),
        raw_text(&format!(
            r#"{{"id":"{id}","schema":1,"body":{{"dance":{{}}}}}}"#
        )),
        raw_text(&format!(
            r#"{{"id":"{}","schema":1,"x":"{large}"}}"#,
            fact_id(171)
        )),
        raw_text(&format!(r#"{{"id":"{}","schema":0}}"#, fact_id(172))),
        raw(&visited(2, wordy)),
        raw(&called(3, 1, CallResult::NoAnswer)),
    ];
    let reply: PushReply = stage.phone.push_raw(muts).await.json();
    let results: Vec<&ResultKind> = reply.results.iter().map(|one| &one.result).collect();
    assert!(matches!(results[0], ResultKind::Applied { .. }));
    assert_eq!(
        (reply.results[1].id, code(results[1])),
        (None, RejectCode::Malformed)
    );
    assert_eq!(
        reply.results[2].id.map(|id| id.to_string()).as_deref(),
        Some(id)
    );
    assert_eq!(code(results[2]), RejectCode::Malformed);
    assert_eq!(code(results[3]), RejectCode::TooLarge);
    assert_eq!(code(results[4]), RejectCode::Schema);
    assert_eq!(
        *results[5],
        ResultKind::Rejected {
            code: RejectCode::Invalid,
            message: "note".into()
        }
    );
    assert!(matches!(results[6], ResultKind::Applied { .. }));
}

#[tokio::test]
async fn too_many_facts_in_one_request_are_refused_as_a_whole() {
    let mut stage = OneVisitor::new().await;
    let muts = (0..101)
        .map(|n| raw(&called(n, 0, CallResult::NoAnswer)))
        .collect();
    let reply = stage.phone.push_raw(muts).await;
    assert_eq!(reply.problem(), ProblemKind::MalformedRequest);
}

#[tokio::test]
async fn facts_about_members_of_others_count_and_are_flagged() {
    let mut stage = OneVisitor::new().await;
    stage.phone.tell(&called(1, 0, CallResult::NoAnswer)).await;
    stage.phone.tell(&called(2, 3, CallResult::NoAnswer)).await;
    let mut unknown = visit(0, Outcome::Absent);
    unknown.member = stranger();
    unknown.target = None;
    stage.phone.tell(&visited(3, unknown)).await;
    for (n, late) in [(0, false), (3, true)] {
        let path = format!("/api/members/{}", member(n));
        let file: MemberFile = stage.office.get(&path).await.json();
        assert_eq!(file.contacts[0].late, late, "{n}");
        assert_eq!(file.contacts[0].by, stage.sato);
    }
    stage.phone.pull().await;
    assert!(!stage.phone.knows(3), "a fact opens no door");
}

#[tokio::test]
async fn children_wait_for_their_parents() {
    let mut stage = OneVisitor::new().await;
    let mut child = called(2, 0, CallResult::NoAnswer);
    child.after = vec![fact_id(1)];
    let early = stage.phone.push(std::slice::from_ref(&child)).await;
    assert!(matches!(
        early[0],
        ResultKind::Deferred {
            code: DeferCode::ParentMissing,
            ..
        }
    ));
    stage.phone.tell(&called(1, 0, CallResult::NoAnswer)).await;
    stage.phone.tell(&child).await;

    let mut invalid = called(3, 0, CallResult::NoAnswer);
    if let shared::wire::FactBody::Call(call) = &mut invalid.body {
        call.note = "あ".repeat(4_001);
    }
    let mut orphan = called(4, 0, CallResult::NoAnswer);
    orphan.after = vec![fact_id(3)];
    let results = stage.phone.push(&[invalid, orphan]).await;
    assert_eq!(code(&results[0]), RejectCode::Invalid);
    assert_eq!(code(&results[1]), RejectCode::ParentRejected);

    let mut own_parent = called(5, 0, CallResult::NoAnswer);
    own_parent.after = vec![fact_id(5)];
    let results = stage.phone.push(&[own_parent]).await;
    assert_eq!(code(&results[0]), RejectCode::Invalid);
}

#[tokio::test]
async fn only_the_author_may_take_back_or_correct_and_only_about_the_same_member() {
    let mut stage = OneVisitor::new().await;
    stage
        .phone
        .tell(&visited(1, visit(0, Outcome::Absent)))
        .await;
    stage.server.user(Role::Visitor, "suzuki");
    let mut other = Phone::new(stage.server.signed_in("suzuki").await);
    let results = other
        .push(&[
            retracting(2, 1),
            correcting(1, visited(3, visit(0, Outcome::MetContact))),
        ])
        .await;
    assert_eq!(code(&results[0]), RejectCode::NotYours);
    assert_eq!(code(&results[1]), RejectCode::NotYours);
    let results = stage
        .phone
        .push(&[
            correcting(1, visited(4, visit(1, Outcome::MetContact))),
            retracting(5, 5),
        ])
        .await;
    assert_eq!(code(&results[0]), RejectCode::Invalid);
    assert_eq!(code(&results[1]), RejectCode::Invalid);
}

#[tokio::test]
async fn what_a_phone_says_of_itself_reaches_the_office() {
    let mut stage = OneVisitor::new().await;
    let mut request = stage.phone.pull_request();
    request.about.pending = 4;
    request.about.oldest_ms = Some(1_696_200_000_000);
    let reply = stage.phone.browser.post("/sync/v1/pull", &request).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    let devices: Devices = stage.office.get("/api/devices").await.json();
    assert_eq!(devices.devices.len(), 1);
    assert_eq!(devices.devices[0].user, stage.sato);
    assert_eq!(devices.devices[0].about, request.about);
}

/// A phone's clock may be anything; the office's pages must still open.
#[tokio::test]
async fn a_clock_gone_mad_breaks_nothing() {
    let mut stage = OneVisitor::new().await;
    let clocks = [
        i64::MIN,
        -1,
        0,
        253_402_300_800_000,
        8_210_266_876_799_999,
        i64::MAX,
    ];
    for (id, utc_ms) in (1..).zip(clocks) {
        let mut mad = visit(0, Outcome::MetContact);
        mad.at.utc_ms = utc_ms;
        mad.at.offset_minutes = i16::MIN;
        mad.office_tasks = vec![HeardTask {
            id: OfficeTaskId(uuid::Uuid::from_u128(500 + id)),
            what: "電話".into(),
            due_on: Some(chrono::NaiveDate::MAX),
        }];
        mad.requests = vec![HeardRequest {
            id: RequestId(uuid::Uuid::from_u128(500 + id)),
            category: RequestCategory::Other,
            words: "要望".into(),
            reply_wanted: false,
        }];
        let mut fact = visited(id, mad);
        fact.recorded_at.utc_ms = utc_ms;
        stage.phone.tell(&fact).await;
    }
    let seasons: Seasons = stage.office.get("/api/seasons").await.json();
    let season = seasons.seasons[0].season.id;
    for path in [
        "/api/requests".to_owned(),
        "/api/office-tasks".to_owned(),
        format!("/api/members/{}", member(0)),
        format!("/api/seasons/{season}/targets"),
        format!("/api/seasons/{season}/progress"),
    ] {
        let reply = stage.office.get(&path).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text());
    }
    stage.phone.pull().await;
    assert!(stage.phone.knows(0));
}

#[tokio::test]
async fn a_visit_counts_for_no_target_of_another_member() {
    let mut stage = OneVisitor::new().await;
    let mut wrong = visit(0, Outcome::MetContact);
    wrong.target = Some(target(1));
    stage.phone.tell(&visited(1, wrong)).await;
    let path = format!("/api/members/{}", member(1));
    let file: MemberFile = stage.office.get(&path).await.json();
    assert_eq!(file.targets[0].state, TargetState::Open);
    let seasons: Seasons = stage.office.get("/api/seasons").await.json();
    let path = format!("/api/seasons/{}/progress", seasons.seasons[0].season.id);
    let progress: Progress = stage.office.get(&path).await.json();
    assert_eq!(progress.total.met, 0);
}

/// Whoever never held a member tells the office what they saw, and stops nobody's work.
#[tokio::test]
async fn the_word_of_somebody_who_never_held_the_member_changes_nothing_there() {
    let mut stage = OneVisitor::new().await;
    stage.server.user(Role::Visitor, "suzuki");
    let mut stranger = Phone::new(stage.server.signed_in("suzuki").await);
    let path = format!("/api/members/{}", member(0));
    stranger.tell(&visited(1, visit(0, Outcome::Closed))).await;
    let at = shared::model::Moment::from_utc_ms(1_696_300_000_000);
    stranger
        .tell(&called(2, 0, CallResult::Appointment { at }))
        .await;
    let file: MemberFile = stage.office.get(&path).await.json();
    assert_eq!(file.contacts.len(), 2);
    assert!(file.contacts.iter().all(|contact| contact.late));
    assert!(!file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Open);
    let assignment = file.targets[0].assignment.as_ref().expect("still Sato's");
    assert_eq!(assignment.appointment, None);

    // Nor does it hold up, or undo, what the holder's word does.
    stage
        .phone
        .tell(&visited(3, visit(0, Outcome::Closed)))
        .await;
    stranger.tell(&retracting(4, 1)).await;
    let file: MemberFile = stage.office.get(&path).await.json();
    assert!(file.member.do_not_contact);
    stranger
        .tell(&visited(5, visit(0, Outcome::Deceased)))
        .await;
    stage.phone.tell(&retracting(6, 3)).await;
    let file: MemberFile = stage.office.get(&path).await.json();
    assert!(!file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Open);
}

/// Everybody's contacts are to be seen by whoever holds the member.
#[tokio::test]
async fn a_held_record_shows_to_the_members_holder_until_a_coordinator_discards_it() {
    let mut stage = OneVisitor::new().await;
    stage.server.user(Role::Visitor, "suzuki");
    let mut stranger = Phone::new(stage.server.signed_in("suzuki").await);
    stranger.tell(&called(1, 0, CallResult::NoAnswer)).await;
    let contact = RowKey::Contact(fact_id(1));
    stage.phone.pull().await;
    assert!(stage.phone.rows.contains_key(&contact));
    stranger.pull().await;
    assert!(!stranger.rows.contains_key(&contact), "it holds nothing");

    let read = stage.server.app.db.read(attention::list);
    let line = &read.expect("readable").lines[0];
    assert_eq!(line.kind, AttentionKind::Held);
    let path = format!("/api/attention/{}/resolve", line.id);
    let discard = Resolve {
        kind: ResolutionKind::Discarded,
        words: "別の会員の電話でした".into(),
    };
    assert_eq!(
        stage.office.post(&path, &discard).await.status.as_u16(),
        204
    );
    stage.phone.pull().await;
    assert!(!stage.phone.rows.contains_key(&contact));
}

/// A late record of somebody who held the member until lately still counts in full.
#[tokio::test]
async fn the_word_of_somebody_who_held_the_member_counts() {
    let mut stage = OneVisitor::new().await;
    let office = stage.office.user.expect("signed in");
    Season::existing(&stage.server, office).take_back([0]);
    stage
        .phone
        .tell(&visited(1, visit(0, Outcome::Closed)))
        .await;
    let path = format!("/api/members/{}", member(0));
    let file: MemberFile = stage.office.get(&path).await.json();
    assert!(file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Done);
}

/// What is refused stays here with all that was sent, so that it doesn't disappear with the phone.
#[tokio::test]
async fn refused_and_flagged_facts_are_put_before_the_office() {
    let mut stage = OneVisitor::new().await;
    let broken = r#"{"id":"00000000-0000-0000-0000-0000000000aa","schema":1,"body":{"dance":{}}}"#;
    for _ in 0..2 {
        let muts = vec![raw_text("42"), raw_text(broken)];
        stage.phone.push_raw(muts).await.json::<PushReply>();
    }
    let mut unknown = visit(0, Outcome::Absent);
    (unknown.member, unknown.target) = (stranger(), None);
    // Member 3 was never hers, and member 1 is so no more.
    let office = stage.office.user.expect("signed in");
    Season::existing(&stage.server, office).take_back([1]);
    for fact in [
        called(1, 0, CallResult::NoAnswer),
        called(2, 3, CallResult::NoAnswer),
        visited(3, unknown),
        called(4, 1, CallResult::NoAnswer),
    ] {
        stage.phone.tell(&fact).await;
        stage.phone.push(&[fact]).await;
    }
    let read = stage.server.app.db.read(attention::list);
    let lines = read.expect("readable").lines;
    let seen: Vec<_> = lines
        .iter()
        .map(|line| (line.kind, line.fact_id, line.author))
        .collect();
    let broken_id = Some(fact_id(0xaa));
    assert_eq!(
        seen,
        [
            (AttentionKind::Rejected, None, stage.sato),
            (AttentionKind::Rejected, broken_id, stage.sato),
            (AttentionKind::Held, Some(fact_id(2)), stage.sato),
            (AttentionKind::Held, Some(fact_id(3)), stage.sato),
            (AttentionKind::Late, Some(fact_id(4)), stage.sato),
        ]
    );
    assert_eq!((&*lines[0].raw, &*lines[1].raw), ("42", broken));
    assert_eq!(code(&lines[1].result), RejectCode::Malformed);
    assert_eq!(lines[2].raw, raw(&called(2, 3, CallResult::NoAnswer)).get());
}

/// A newer app's fact comes again by itself until this server takes it.
#[tokio::test]
async fn facts_of_older_schemas_are_taken_and_those_of_newer_ones_wait() {
    let mut stage = OneVisitor::new().await;
    let mut too_old = called(3, 0, CallResult::NoAnswer);
    too_old.schema = LEAST_FACT_SCHEMA - 1;
    let results = stage.phone.push(&[too_old]).await;
    assert_eq!(code(&results[0]), RejectCode::Schema);
    let mut old = called(1, 0, CallResult::NoAnswer);
    old.schema = LEAST_FACT_SCHEMA;
    stage.phone.tell(&old).await;
    let mut newer = called(2, 0, CallResult::NoAnswer);
    newer.schema = FACT_SCHEMA + 1;
    for _ in 0..2 {
        let results = stage.phone.push(&[newer.clone()]).await;
        let waits = matches!(
            results[0],
            ResultKind::Deferred {
                code: DeferCode::Other,
                retry_s: 3_600
            }
        );
        assert!(waits, "{results:?}");
    }
    let read = stage.server.app.db.read(attention::list);
    let lines = read.expect("readable").lines;
    let waiting: Vec<_> = lines.iter().map(|line| line.fact_id).collect();
    assert_eq!(waiting, [Some(fact_id(3))]);
}

#[tokio::test]
async fn the_office_sees_how_much_waits_for_something_else() {
    let mut stage = OneVisitor::new().await;
    let mut child = called(2, 0, CallResult::NoAnswer);
    child.after = vec![fact_id(1)];
    stage.phone.push(&[child.clone()]).await;
    let devices: Devices = stage.office.get("/api/devices").await.json();
    assert_eq!(devices.devices[0].deferred, 1);
    stage
        .phone
        .push(&[called(1, 0, CallResult::NoAnswer), child])
        .await;
    let devices: Devices = stage.office.get("/api/devices").await.json();
    assert_eq!(devices.devices[0].deferred, 0);
}

/// Otherwise a phone wouldn't notice that a restored server lacks the line in 要確認.
#[tokio::test]
async fn what_was_refused_has_its_place_in_history_once() {
    let mut stage = OneVisitor::new().await;
    let before = stage.phone.pull_page().await.head;
    let broken = || vec![raw_text("42")];
    let first: PushReply = stage.phone.push_raw(broken()).await.json();
    assert!(first.head.seq > before.seq);
    assert_ne!(first.head.nonce, before.nonce);
    let again: PushReply = stage.phone.push_raw(broken()).await.json();
    assert_eq!(again.head, first.head);
}

/// An app that is too old for this server, or too new, is told so; nothing of it is stored.
#[tokio::test]
async fn apps_of_other_protocols_are_told_what_to_do() {
    let mut stage = OneVisitor::new().await;
    for (proto, status) in [(MIN_PROTO - 1, 426), (PROTO + 1, 501)] {
        let mut request = stage.phone.pull_request();
        request.proto = proto;
        let reply = stage.phone.browser.post("/sync/v1/pull", &request).await;
        assert_eq!(reply.status.as_u16(), status, "{proto}");
    }
    let mut request = stage.phone.pull_request();
    request.schema = LEAST_FACT_SCHEMA - 1;
    let reply = stage.phone.browser.post("/sync/v1/pull", &request).await;
    assert_eq!(reply.status.as_u16(), 426);
    let mut push = stage
        .phone
        .push_request(vec![raw(&called(1, 0, CallResult::NoAnswer))]);
    push.schema = LEAST_FACT_SCHEMA - 1;
    let reply = stage.phone.browser.post("/sync/v1/push", &push).await;
    assert_eq!(reply.status.as_u16(), 426);
    let stored = stage.server.app.db.read(server::db::facts::authors);
    assert_eq!(
        stored.expect("readable").len(),
        0,
        "nothing of it is stored"
    );
    assert_eq!(stage.phone.pull_page().await.min_proto, MIN_PROTO);
}
