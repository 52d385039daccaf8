//! What a phone that can't send any more hands over as a file.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::json;
use server::db::audit;
use shared::model::{CallResult, Moment, Outcome, UserId};
use shared::sync::EntryState;
use shared::wire::attention::Attention;
use shared::wire::import::FileProblem;
use shared::wire::office::MemberFile;
use shared::wire::outbox_file::{
    MOST_OUTBOX_FACTS, MOST_OUTBOX_FILE_BYTES, OutboxContent, OutboxFile, OutboxStanding,
    SavedFact, Unreadable,
};
use shared::wire::sync::{RejectCode, ResultKind};
use shared::wire::{Fact, ProblemKind};
use tests::facts::{called, device, noon, raw, raw_text, visit, visited};
use tests::office::member;
use tests::server::set_up;
use tests::{Browser, OneVisitor, Reply};
use uuid::Uuid;

fn saved(n: u64, user: UserId, fact: &Fact) -> SavedFact {
    SavedFact {
        n,
        user,
        user_name: "佐藤 由美".into(),
        saved_at: noon(),
        state: EntryState::Waiting,
        fact: raw(fact),
    }
}

fn file(facts: Vec<SavedFact>) -> OutboxFile {
    OutboxFile {
        format: OutboxFile::FORMAT,
        device: device(),
        app_version: "0.1.0".into(),
        written_at: Moment::from_utc_ms(0),
        facts,
        unreadable: vec![Unreadable {
            store: "outbox".into(),
            key: "1".into(),
            raw: "{\"v\":9}".into(),
            why: "an envelope of version 9".into(),
        }],
    }
}

async fn send(office: &mut Browser, path: &str, bytes: impl Into<Body>) -> Reply {
    office.request(Method::POST, path, bytes.into()).await
}

fn standings(reply: &Reply) -> Vec<OutboxStanding> {
    let content: OutboxContent = reply.json();
    content
        .lines
        .into_iter()
        .map(|line| line.standing)
        .collect()
}

const PREVIEW: &str = "/api/outbox-files/preview";
const IMPORT: &str = "/api/outbox-files";

#[tokio::test]
async fn a_file_is_looked_at_taken_in_and_makes_nothing_double() {
    let mut stage = OneVisitor::new().await;
    let arrived = called(1, 0, CallResult::NoAnswer);
    stage.phone.tell(&arrived).await;
    let new = visited(2, visit(0, Outcome::MetRepresentative));
    let late = called(3, 3, CallResult::NoAnswer);
    let mut refused = visited(4, visit(1, Outcome::Absent));
    if let shared::wire::FactBody::Visit(visit) = &mut refused.body {
        visit.note = "長".repeat(5_000);
    }
    let mut child = called(5, 1, CallResult::NoAnswer);
    child.after = vec![tests::facts::fact_id(99)];
    let nobody = UserId(Uuid::from_u128(9));
    let all = [&arrived, &new, &late, &refused, &child];
    let mut facts: Vec<SavedFact> = all
        .into_iter()
        .zip(1..)
        .map(|(fact, n)| saved(n, stage.sato, fact))
        .collect();
    facts.push(saved(6, nobody, &called(6, 0, CallResult::NoAnswer)));
    facts.push(SavedFact {
        fact: raw_text("{\"dance\":1}"),
        ..saved(7, stage.sato, &arrived)
    });
    let bytes = serde_json::to_vec(&file(facts)).expect("it serialises");

    use OutboxStanding::{Here, New, Rejected, UnknownAuthor, Waits};
    let looked = send(&mut stage.office, PREVIEW, bytes.clone()).await;
    assert_eq!(
        standings(&looked),
        [Here, New, New, New, New, UnknownAuthor, New]
    );
    let content: OutboxContent = looked.json();
    assert_eq!(content.lines[1].fact.as_ref(), Some(&new));
    assert_eq!(
        content.lines[1].member_name.as_deref(),
        Some("株式会社100000")
    );
    assert_eq!(content.lines[6].fact, None);
    assert_eq!(content.unreadable.len(), 1);
    let path = format!("/api/members/{}", member(0));
    let before: MemberFile = stage.office.get(&path).await.json();
    assert_eq!(before.contacts.len(), 1, "looking stores nothing");

    let invalid = Rejected {
        code: RejectCode::Invalid,
        message: "note".into(),
    };
    let malformed = Rejected {
        code: RejectCode::Malformed,
        message: String::new(),
    };
    let taken = send(&mut stage.office, IMPORT, bytes.clone()).await;
    assert_eq!(
        standings(&taken),
        [
            Here,
            New,
            New,
            invalid.clone(),
            Waits,
            UnknownAuthor,
            malformed.clone()
        ]
    );
    let again = send(&mut stage.office, IMPORT, bytes).await;
    assert_eq!(
        standings(&again),
        [Here, Here, Here, invalid, Waits, UnknownAuthor, malformed]
    );
    let after: MemberFile = stage.office.get(&path).await.json();
    assert_eq!(after.contacts.len(), 2);
    assert_eq!(after.contacts[0].by, stage.sato, "under the author's name");

    // The phone comes back to life.
    let results = stage.phone.push(&[new, late]).await;
    for result in results {
        assert!(matches!(result, ResultKind::Duplicate { .. }), "{result:?}");
    }
    let attention: Attention = stage.office.get("/api/attention").await.json();
    assert_eq!(attention.lines.len(), 3, "late, refused, unreadable");
    let imports: Vec<_> = set_up(&stage.server, audit::all)
        .into_iter()
        .filter(|line| line.what == "outbox_file.imported")
        .map(|line| line.detail)
        .collect();
    let device = device();
    assert_eq!(
        imports,
        [format!("{device} 2 of 7"), format!("{device} 0 of 7")]
    );
}

#[tokio::test]
async fn whatever_is_no_such_file_is_refused_in_words() {
    let mut stage = OneVisitor::new().await;
    let newer = json!({"format": 2, "facts": "elsewhere"}).to_string();
    let cut = serde_json::to_string(&file(vec![])).expect("it serialises");
    let cut = cut[..cut.len() - 3].to_owned();
    let many =
        vec![saved(1, stage.sato, &called(1, 0, CallResult::NoAnswer)); MOST_OUTBOX_FACTS + 1];
    let many = serde_json::to_string(&file(many)).expect("it serialises");
    let large = " ".repeat(MOST_OUTBOX_FILE_BYTES as usize + 1);
    for (bytes, problem) in [
        (String::new(), FileProblem::Empty),
        ("PK\u{3}\u{4}".into(), FileProblem::NotAnOutboxFile),
        ("[]".into(), FileProblem::NotAnOutboxFile),
        ("{\"format\":1}".into(), FileProblem::NotAnOutboxFile),
        (cut, FileProblem::NotAnOutboxFile),
        (newer, FileProblem::OtherFormat { found: 2, known: 1 }),
        (
            many,
            FileProblem::TooManyRecords {
                most: MOST_OUTBOX_FACTS as u64,
            },
        ),
        (
            large,
            FileProblem::TooLarge {
                limit_bytes: MOST_OUTBOX_FILE_BYTES,
            },
        ),
    ] {
        for path in [PREVIEW, IMPORT] {
            let reply = send(&mut stage.office, path, bytes.clone()).await;
            let file = ProblemKind::File {
                problem: problem.clone(),
            };
            assert_eq!(reply.problem(), file, "{path}");
        }
    }
}

/// A visitor can't store anything under another's name that way.
#[tokio::test]
async fn only_the_office_takes_files_in() {
    let mut stage = OneVisitor::new().await;
    let fact = saved(1, stage.sato, &called(1, 0, CallResult::NoAnswer));
    let bytes = serde_json::to_vec(&file(vec![fact])).expect("it serialises");
    let mut visitor = stage.server.signed_in("sato").await;
    for path in [PREVIEW, IMPORT] {
        let reply = send(&mut visitor, path, bytes.clone()).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
    }
    let nothing: Attention = stage.office.get("/api/attention").await.json();
    assert_eq!(nothing.lines, []);
}
