//! The office's desk: requests, tasks, complaints and the withdrawal register, and what reaches phones.

use axum::http::Method;
use serde_json::json;
use shared::model::{
    CaseResult, CaseStatus, ComplaintId, Fault, HeardComplaint, HeardRequest, HeardTask, Invalid,
    OfficeTaskId, Outcome, RequestCategory, RequestId, RequestStatus, RiskLevel, RiskReason, Role,
    TaskStatus, UserId, WithdrawalCaseId, WithdrawalRisk,
};
use shared::wire::office::{
    ChangeCase, ChangeRequest, ChangeTask, Complaints, OfficeTasks, Progress, Requests, Seasons,
    Withdrawals,
};
use shared::wire::{ProblemKind, Row, RowKey};
use tests::facts::{visit, visited};
use tests::{Browser, Phone, Season, TestServer};
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(500);

struct Desk {
    office: Browser,
    phone: Phone,
    suzuki: UserId,
    tanaka: UserId,
}

/// A visit has brought one of everything.
async fn desk(server: &TestServer) -> Desk {
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(server, suzuki, 1).give([0], tanaka);
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let mut heard = visit(0, Outcome::MetRepresentative);
    heard.requests.push(HeardRequest {
        id: RequestId(ID),
        category: RequestCategory::Finance,
        words: "補助金を知りたい".into(),
        reply_wanted: true,
    });
    heard.office_tasks.push(HeardTask {
        id: OfficeTaskId(ID),
        what: "冊子を送る".into(),
        due_on: None,
    });
    heard.complaint = Some(HeardComplaint {
        id: ComplaintId(ID),
        words: "受講票が届かない".into(),
    });
    heard.risk = Some(WithdrawalRisk {
        case: WithdrawalCaseId(ID),
        level: RiskLevel::Leaving,
        reasons: vec![RiskReason::Fee],
        words: String::new(),
    });
    phone.tell(&visited(1, heard)).await;
    Desk {
        office: server.signed_in("suzuki").await,
        phone,
        suzuki,
        tanaka,
    }
}

async fn patch(office: &mut Browser, list: &str, change: &impl serde::Serialize) -> tests::Reply {
    let path = format!("/api/{list}/{ID}");
    office.send(Method::PATCH, &path, change).await
}

#[tokio::test]
async fn an_answer_reaches_the_phone() {
    let server = TestServer::new();
    let mut desk = desk(&server).await;
    let before = desk
        .office
        .get("/api/requests")
        .await
        .json::<Requests>()
        .requests;
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].heard_by_name, "tanaka");
    assert_eq!(before[0].line.status, RequestStatus::Received);

    let taken = ChangeRequest {
        owner: Some(desk.suzuki),
        ..ChangeRequest::default()
    };
    assert!(
        patch(&mut desk.office, "requests", &taken)
            .await
            .status
            .is_success()
    );
    let answer = ChangeRequest {
        answer: Some("来月の公募をご案内します".into()),
        ..ChangeRequest::default()
    };
    assert!(
        patch(&mut desk.office, "requests", &answer)
            .await
            .status
            .is_success()
    );

    desk.phone.pull().await;
    let Some(Row::Request(request)) = desk.phone.rows.get(&RowKey::Request(RequestId(ID))) else {
        panic!("the request is on the phone");
    };
    assert_eq!(request.status, RequestStatus::Answered);
    assert_eq!(request.owner, Some(desk.suzuki));
    let answer = request.answer.as_ref().expect("an answer");
    assert_eq!(answer.words, "来月の公募をご案内します");
    assert_eq!(answer.answered_on.to_string(), tests::server::TODAY);

    let closed = ChangeRequest {
        status: Some(RequestStatus::Closed),
        ..ChangeRequest::default()
    };
    assert!(
        patch(&mut desk.office, "requests", &closed)
            .await
            .status
            .is_success()
    );
    let after = desk
        .office
        .get("/api/requests")
        .await
        .json::<Requests>()
        .requests;
    assert_eq!(after[0].line.status, RequestStatus::Closed);
    assert!(after[0].line.answer.is_some(), "only what is given changes");
}

#[tokio::test]
async fn tasks_complaints_and_wishes_to_leave_are_worked_off() {
    let server = TestServer::new();
    let mut desk = desk(&server).await;
    let seasons = desk
        .office
        .get("/api/seasons")
        .await
        .json::<Seasons>()
        .seasons;
    let progress = format!("/api/seasons/{}/progress", seasons[0].season.id);
    let needs = desk.office.get(&progress).await.json::<Progress>().needs;
    assert_eq!(
        (
            needs.open_requests,
            needs.open_tasks,
            needs.open_complaints,
            needs.open_cases
        ),
        (1, 1, 1, 1)
    );
    let done = ChangeTask {
        status: Some(TaskStatus::Done),
        owner: Some(desk.suzuki),
        due_on: None,
    };
    for list in ["office-tasks", "complaints"] {
        assert!(
            patch(&mut desk.office, list, &done)
                .await
                .status
                .is_success()
        );
    }
    let kept = ChangeCase {
        status: Some(CaseStatus::Settled(CaseResult::Kept)),
        owner: Some(desk.suzuki),
        deadline: Some("2023-10-05".parse().expect("a day")),
    };
    assert!(
        patch(&mut desk.office, "withdrawals", &kept)
            .await
            .status
            .is_success()
    );

    let tasks = desk
        .office
        .get("/api/office-tasks")
        .await
        .json::<OfficeTasks>()
        .office_tasks;
    assert_eq!(tasks[0].line.status, TaskStatus::Done);
    let complaints = desk
        .office
        .get("/api/complaints")
        .await
        .json::<Complaints>()
        .complaints;
    assert_eq!(complaints[0].line.owner, Some(desk.suzuki));
    let cases = desk
        .office
        .get("/api/withdrawals")
        .await
        .json::<Withdrawals>()
        .cases;
    assert_eq!(cases[0].line.status, CaseStatus::Settled(CaseResult::Kept));
    assert_eq!(cases[0].line.deadline, kept.deadline);
    let needs = desk.office.get(&progress).await.json::<Progress>().needs;
    assert_eq!(
        (needs.open_tasks, needs.open_complaints, needs.open_cases),
        (0, 0, 0)
    );

    desk.phone.pull().await;
    let Some(Row::OfficeTask(task)) = desk.phone.rows.get(&RowKey::OfficeTask(OfficeTaskId(ID)))
    else {
        panic!("the visitor sees the task");
    };
    assert_eq!(task.status, TaskStatus::Done);
}

#[tokio::test]
async fn changes_that_make_no_sense_are_refused() {
    let server = TestServer::new();
    let mut desk = desk(&server).await;
    let invalid = |field, fault| ProblemKind::Invalid {
        invalid: Invalid::new(field, fault),
    };
    let not_office = ChangeRequest {
        owner: Some(desk.tanaka),
        ..ChangeRequest::default()
    };
    let no_words = ChangeRequest {
        answer: Some(" ".into()),
        ..ChangeRequest::default()
    };
    let too_long = ChangeRequest {
        answer: Some("あ".repeat(4_001)),
        ..ChangeRequest::default()
    };
    for (change, problem) in [
        (not_office, invalid("owner", Fault::NotAllowed)),
        (no_words, invalid("answer", Fault::Missing)),
        (too_long, invalid("answer", Fault::TooLong)),
    ] {
        assert_eq!(
            patch(&mut desk.office, "requests", &change).await.problem(),
            problem
        );
    }
    let due = ChangeTask {
        due_on: Some("2023-10-05".parse().expect("a day")),
        ..ChangeTask::default()
    };
    assert_eq!(
        patch(&mut desk.office, "complaints", &due).await.problem(),
        invalid("due_on", Fault::NotAllowed)
    );
    let before = desk
        .office
        .get("/api/requests")
        .await
        .json::<Requests>()
        .requests;
    assert_eq!(before[0].line.status, RequestStatus::Received);
    for list in ["requests", "office-tasks", "complaints", "withdrawals"] {
        for nobody in [Uuid::nil().to_string(), "x".into()] {
            let path = format!("/api/{list}/{nobody}");
            let reply = desk.office.send(Method::PATCH, &path, &json!({})).await;
            assert_eq!(reply.problem(), ProblemKind::NotFound, "{path}");
        }
        let reply = patch(&mut desk.office, list, &json!({"status": "asleep"})).await;
        assert_eq!(reply.problem(), ProblemKind::MalformedRequest, "{list}");
    }
}
