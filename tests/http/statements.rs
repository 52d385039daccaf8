//! No statement of push or pull reads through a table that grows: each finds its rows by an index.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Method, StatusCode};
use rusqlite::trace::TraceEvent;
use sha2::{Digest as _, Sha256};
use shared::model::{
    CallResult, ChangeReport, ChangeReportId, ChangedField, ComplaintId, DailyReport, FoundLead,
    Handover, HandoverItem, HeardComplaint, HeardIntroduction, HeardRequest, HeardTask,
    LeadContact, LeadId, LeadManner, LeadOutcome, OfficeTaskId, Outcome, OwnOrder, RequestCategory,
    RequestId, RiskLevel, Role, Visit, WithdrawalCaseId, WithdrawalRisk,
};
use shared::wire::FactBody;
use shared::wire::office::Assign;
use tests::facts::{called, correcting, fact, noon, raw_text, retracting, visit, visited};
use tests::office::target;
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

/// A report, an order of the day, a lead and what becomes of it, a picture, and what can't be read.
async fn push_what_else_there_is(phone: &mut Phone) {
    let day = noon().day();
    let report = DailyReport {
        day,
        sent_at: noon(),
        calls: 1,
        calls_reached: 0,
        appointments: 0,
        visits: 1,
        met: 1,
        requests: 0,
        withdrawal_signs: 0,
        lead_contacts: 0,
        first_visit_at: None,
        last_visit_at: None,
        note: String::new(),
    };
    phone.tell(&fact(20, FactBody::DailyReport(report))).await;
    let order = OwnOrder {
        day,
        revision: 1,
        targets: vec![target(1), target(0)],
    };
    phone.tell(&fact(21, FactBody::OwnOrder(order))).await;
    let lead = LeadId(Uuid::from_u128(40));
    let found = FoundLead {
        lead,
        business: "カフェ汽車道".into(),
        contact: String::new(),
        telephone: String::new(),
        address: String::new(),
        note: String::new(),
        found_on: day,
    };
    phone
        .tell(&fact(22, FactBody::FoundLead(Box::new(found))))
        .await;
    let met = LeadContact {
        lead,
        at: noon(),
        manner: LeadManner::OnSite,
        outcome: LeadOutcome::Met,
        requests: Vec::new(),
        handed_over: vec![Handover {
            item: HandoverItem::GiftCard500,
            receipt: "R-1".into(),
        }],
        next_step: None,
        note: String::new(),
    };
    phone
        .tell(&fact(23, FactBody::LeadContact(Box::new(met))))
        .await;
    phone.tell(&retracting(24, 23)).await;
    phone.tell(&retracting(25, 22)).await;
    let handed = Visit {
        handed_over: vec![Handover {
            item: HandoverItem::CommemorativePlate,
            receipt: String::new(),
        }],
        ..visit(1, Outcome::MetRepresentative)
    };
    phone.tell(&visited(26, handed)).await;
    phone.push_raw(vec![raw_text("{}"), raw_text("[]")]).await;
    let picture = [0xFF, 0xD8, 0xFF, 0xE0];
    let digest = Sha256::digest(picture);
    let pictured = Visit {
        photos: vec![shared::model::PhotoRef {
            id: shared::model::PhotoId(Uuid::from_u128(27)),
            kind: shared::model::PhotoKind::Photo,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            bytes: 4,
        }],
        ..visit(1, Outcome::MetContact)
    };
    phone.tell(&visited(27, pictured)).await;
    let user = phone.user();
    let path = format!("/sync/v1/photos/{}?user={user}", Uuid::from_u128(27));
    let reply = phone
        .browser
        .request(Method::PUT, &path, Body::from(picture.to_vec()))
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn push_and_pull_read_through_no_table_that_grows() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, office, 3).give([0, 1], sato);
    let today = Assign {
        targets: vec![target(0), target(1)],
        visitor: sato,
        day: Some(noon().day()),
    };
    let mut office = server.signed_in("office").await;
    let planned = office.post("/api/assignments", &today).await;
    assert_eq!(planned.status, StatusCode::OK, "{}", planned.text());
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
    push_what_else_there_is(&mut phone).await;
    phone.pull().await;
    // From the beginning, and by a phone that stands nowhere in this history.
    Phone::new(phone.browser.clone()).pull().await;
    let mut lost = Phone::new(phone.browser.clone());
    (lost.epoch, lost.cursor) = (phone.epoch, phone.cursor + 1_000);
    lost.pull().await;

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
