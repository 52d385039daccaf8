//! No statement of push or pull reads through a table that grows: each finds its rows by an index.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rusqlite::trace::TraceEvent;
use shared::model::{
    CallResult, ChangeReport, ChangeReportId, ChangedField, ComplaintId, HeardComplaint,
    HeardIntroduction, HeardRequest, HeardTask, LeadId, OfficeTaskId, Outcome, RequestCategory,
    RequestId, RiskLevel, Role, Visit, WithdrawalCaseId, WithdrawalRisk,
};
use tests::facts::{called, correcting, noon, retracting, visit, visited};
use tests::{Phone, Season, TestServer};
use uuid::Uuid;

/// What has no more lines after years than at the beginning: lists of one request, one fact with its corrections,
/// and the index of the rows that everybody sees.
const SMALL: [&str; 6] = [
    "json_each ",
    "older",
    "family",
    "CONSTANT ROW",
    "(subquery",
    "changes USING INDEX changes_of_everybody",
];

static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn see(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(statement.sql().into_owned());
    }
}

fn full(n: u128) -> Visit {
    let id = Uuid::from_u128(n);
    Visit {
        requests: vec![HeardRequest {
            id: RequestId(id),
            category: RequestCategory::Finance,
            words: "補助金の相談".into(),
            reply_wanted: true,
        }],
        office_tasks: vec![HeardTask {
            id: OfficeTaskId(id),
            what: "電話".into(),
            due_on: None,
        }],
        complaint: Some(HeardComplaint {
            id: ComplaintId(id),
            words: "電話がつながらない".into(),
        }),
        risk: Some(WithdrawalRisk {
            case: WithdrawalCaseId(id),
            level: RiskLevel::Leaving,
            reasons: vec![],
            words: String::new(),
        }),
        changes: vec![ChangeReport {
            id: ChangeReportId(id),
            field: ChangedField::Telephone,
            old: "045-000-0000".into(),
            new: "045-000-0001".into(),
        }],
        introductions: vec![HeardIntroduction {
            lead: LeadId(id),
            business: "新しい店".into(),
            contact: String::new(),
            telephone: String::new(),
            consented: true,
        }],
        photos: vec![shared::model::PhotoRef {
            id: shared::model::PhotoId(id),
            kind: shared::model::PhotoKind::Photo,
            sha256: "00".repeat(32),
            bytes: 100,
        }],
        ..visit(0, Outcome::Closed)
    }
}

#[tokio::test]
async fn push_and_pull_read_through_no_table_that_grows() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, office, 3).give([0, 1], sato);
    let mut phone = Phone::new(server.signed_in("sato").await);
    server.app.db.watch(see).expect("it can be watched");

    phone.pull().await;
    phone.tell(&visited(1, full(1))).await;
    phone.tell(&correcting(1, visited(2, full(1)))).await;
    phone.tell(&retracting(3, 2)).await;
    phone.tell(&retracting(4, 1)).await;
    let at = noon().plus_ms(3_600_000);
    let appointment = CallResult::Appointment { at };
    phone.tell(&called(5, 1, appointment)).await;
    phone.tell(&retracting(6, 5)).await;
    phone.tell(&called(7, 2, CallResult::NoAnswer)).await;
    phone.push(&[called(7, 2, CallResult::NoAnswer)]).await;
    phone.push(&[called(7, 1, CallResult::NoAnswer)]).await;
    let mut child = called(8, 0, CallResult::NoAnswer);
    child.after = vec![tests::facts::fact_id(99)];
    phone.push(&[child]).await;
    phone.pull().await;

    let statements = SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(statements.len() > 40, "{} statements", statements.len());
    let mut through = Vec::new();
    for statement in statements {
        let plan = server.app.db.explain(&statement);
        for step in plan.unwrap_or_else(|cause| panic!("{cause}: {statement}")) {
            let scanned = step.strip_prefix("SCAN ");
            if scanned.is_some_and(|what| !SMALL.iter().any(|small| what.starts_with(small))) {
                through.push(format!("{step}: {statement}"));
            }
        }
    }
    assert!(through.is_empty(), "{through:#?}");
}
