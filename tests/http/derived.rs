//! What a visit leaves on the office's desk, and what a correction or retraction does to it.

use axum::http::Method;
use shared::model::{
    CallResult, CaseResult, CaseStatus, ComplaintId, HeardComplaint, HeardRequest, HeardTask,
    NextStep, NextStepKind, OfficeTaskId, Outcome, RequestCategory, RequestId, RequestStatus,
    RiskLevel, RiskReason, Role, Target, TargetState, Visit, WithdrawalCaseId, WithdrawalRisk,
};
use shared::wire::office::{
    ChangeMember, ChangeRequest, Complaints, MemberFile, OfficeTasks, Requests, Seasons, Targets,
    Withdrawals,
};
use shared::wire::sync::{RejectCode, ResultKind};
use shared::wire::{FactBody, Row, RowKey};
use tests::facts::{called, correcting, noon, retracting, visit, visited};
use tests::office::{member, target};
use tests::{Browser, Phone, Season, TestServer};
use uuid::Uuid;

struct Stage {
    office: Browser,
    phone: Phone,
    // Deleted with the test.
    _server: TestServer,
}

/// Sato holds members 0 and 1.
async fn stage() -> Stage {
    let server = TestServer::new();
    let coordinator = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, coordinator, 2).give([0, 1], sato);
    let mut phone = Phone::new(server.signed_in("sato").await);
    phone.pull().await;
    Stage {
        office: server.signed_in("office").await,
        phone,
        _server: server,
    }
}

impl Stage {
    async fn requests(&mut self) -> Vec<(String, RequestStatus)> {
        let all: Requests = self.office.get("/api/requests").await.json();
        all.requests
            .into_iter()
            .map(|one| (one.line.words, one.line.status))
            .collect()
    }

    async fn cases(&mut self) -> Vec<(RiskLevel, CaseStatus, Option<String>)> {
        let all: Withdrawals = self.office.get("/api/withdrawals").await.json();
        all.cases
            .into_iter()
            .map(|one| one.line)
            .map(|case| {
                (
                    case.level,
                    case.status,
                    case.deadline.map(|day| day.to_string()),
                )
            })
            .collect()
    }

    async fn member(&mut self) -> MemberFile {
        let path = format!("/api/members/{}", member(0));
        self.office.get(&path).await.json()
    }
}

fn request(n: u128, words: &str) -> HeardRequest {
    HeardRequest {
        id: RequestId(Uuid::from_u128(n)),
        category: RequestCategory::Finance,
        words: words.into(),
        reply_wanted: true,
    }
}

fn full(outcome: Outcome, level: RiskLevel) -> Visit {
    Visit {
        requests: vec![request(1, "補助金の相談")],
        office_tasks: vec![HeardTask {
            id: OfficeTaskId(Uuid::from_u128(2)),
            what: "パンフレットを送る".into(),
            due_on: None,
        }],
        complaint: Some(HeardComplaint {
            id: ComplaintId(Uuid::from_u128(3)),
            words: "電話がつながらない".into(),
        }),
        risk: Some(WithdrawalRisk {
            case: WithdrawalCaseId(Uuid::from_u128(4)),
            level,
            reasons: vec![RiskReason::Fee],
            words: "やめたい".into(),
        }),
        ..visit(0, outcome)
    }
}

#[tokio::test]
async fn a_visit_puts_everything_on_the_right_list() {
    let mut stage = stage().await;
    stage
        .phone
        .tell(&visited(
            1,
            full(Outcome::MetRepresentative, RiskLevel::Leaving),
        ))
        .await;
    assert_eq!(
        stage.requests().await,
        [("補助金の相談".into(), RequestStatus::Received)]
    );
    let tasks: OfficeTasks = stage.office.get("/api/office-tasks").await.json();
    assert_eq!(tasks.office_tasks.len(), 1);
    let complaints: Complaints = stage.office.get("/api/complaints").await.json();
    assert_eq!(complaints.complaints.len(), 1);
    let deadline = Some("2023-10-03".to_owned());
    assert_eq!(
        stage.cases().await,
        [(RiskLevel::Leaving, CaseStatus::Open, deadline)]
    );
    let file = stage.member().await;
    assert_eq!(file.targets[0].state, TargetState::Done);
    assert!(!file.member.do_not_contact);

    stage.phone.pull().await;
    let rows = &stage.phone.rows;
    assert!(rows.contains_key(&RowKey::Request(RequestId(Uuid::from_u128(1)))));
    assert!(rows.contains_key(&RowKey::OfficeTask(OfficeTaskId(Uuid::from_u128(2)))));
    assert!(stage.phone.knows(0), "done, and still with its visitor");
}

#[tokio::test]
async fn wavering_stands_in_the_register_without_a_deadline() {
    let mut stage = stage().await;
    stage
        .phone
        .tell(&visited(1, full(Outcome::MetContact, RiskLevel::Wavering)))
        .await;
    assert_eq!(
        stage.cases().await,
        [(RiskLevel::Wavering, CaseStatus::Open, None)]
    );
}

#[tokio::test]
async fn a_retraction_takes_everything_back() {
    let mut stage = stage().await;
    stage
        .phone
        .tell(&visited(1, full(Outcome::Closed, RiskLevel::Leaving)))
        .await;
    let file = stage.member().await;
    assert!(file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Done);
    stage.phone.pull().await;
    let before = stage.phone.rows.len();

    stage.phone.tell(&retracting(2, 1)).await;
    assert!(stage.requests().await.is_empty());
    let tasks: OfficeTasks = stage.office.get("/api/office-tasks").await.json();
    assert!(tasks.office_tasks.is_empty());
    let complaints: Complaints = stage.office.get("/api/complaints").await.json();
    assert!(complaints.complaints.is_empty());
    let [(_, status, _)] = stage.cases().await[..] else {
        panic!("the register keeps its line");
    };
    assert_eq!(status, CaseStatus::Settled(CaseResult::Retracted));
    let file = stage.member().await;
    assert!(!file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Open);
    stage.phone.pull().await;
    assert_eq!(
        stage.phone.rows.len(),
        before - 3,
        "visit, request and task are gone"
    );
}

#[tokio::test]
async fn a_retraction_undoes_only_what_nobody_else_says() {
    let mut stage = stage().await;
    stage
        .phone
        .tell(&visited(1, visit(0, Outcome::Closed)))
        .await;
    stage
        .phone
        .tell(&visited(2, visit(0, Outcome::Deceased)))
        .await;
    stage.phone.tell(&retracting(3, 1)).await;
    let file = stage.member().await;
    assert!(file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Done);
    stage.phone.tell(&retracting(4, 2)).await;
    let file = stage.member().await;
    assert!(!file.member.do_not_contact);
    assert_eq!(file.targets[0].state, TargetState::Open);
}

#[tokio::test]
async fn a_correction_keeps_what_the_office_did_with_the_original() {
    let mut stage = stage().await;
    stage
        .phone
        .tell(&visited(1, full(Outcome::MetContact, RiskLevel::Leaving)))
        .await;
    let path = format!("/api/requests/{}", Uuid::from_u128(1));
    let change = ChangeRequest {
        status: Some(RequestStatus::InProgress),
        ..ChangeRequest::default()
    };
    let reply = stage.office.send(Method::PATCH, &path, &change).await;
    assert!(reply.status.is_success(), "{}", reply.text());

    let mut better = full(Outcome::MetContact, RiskLevel::Wavering);
    better.requests[0].words = "補助金の相談(製造業)".into();
    better.requests.push(request(9, "人手が足りない"));
    better.office_tasks.clear();
    better.complaint = None;
    stage.phone.tell(&correcting(1, visited(2, better))).await;
    let requests = stage.requests().await;
    assert!(requests.contains(&("補助金の相談(製造業)".into(), RequestStatus::InProgress)));
    assert_eq!(requests.len(), 2, "{requests:?}");
    let [(level, status, _)] = stage.cases().await[..] else {
        panic!("one line");
    };
    assert_eq!((level, status), (RiskLevel::Wavering, CaseStatus::Open));
    let tasks: OfficeTasks = stage.office.get("/api/office-tasks").await.json();
    assert!(tasks.office_tasks.is_empty());
    stage.phone.pull().await;

    // Taking the correction back brings the original's words and task back.
    stage.phone.tell(&retracting(3, 2)).await;
    let requests = stage.requests().await;
    assert_eq!(
        requests,
        [("補助金の相談".into(), RequestStatus::InProgress)]
    );
    let tasks: OfficeTasks = stage.office.get("/api/office-tasks").await.json();
    assert_eq!(tasks.office_tasks.len(), 1);
    stage.phone.pull().await;
}

#[tokio::test]
async fn an_id_that_something_else_has_is_refused_and_leaves_nothing() {
    let mut stage = stage().await;
    stage
        .phone
        .tell(&visited(1, full(Outcome::MetContact, RiskLevel::Wavering)))
        .await;
    let thief = Visit {
        requests: vec![request(8, "新しい"), request(1, "盗む")],
        ..visit(1, Outcome::MetContact)
    };
    let results = stage.phone.push(&[visited(2, thief)]).await;
    assert_eq!(
        results,
        [ResultKind::Rejected {
            code: RejectCode::Invalid,
            message: "requests.id".into()
        }]
    );
    assert_eq!(stage.requests().await.len(), 1);
    stage.phone.pull().await;
    assert!(
        !stage
            .phone
            .rows
            .contains_key(&RowKey::Contact(tests::facts::fact_id(2)))
    );
}

#[tokio::test]
async fn an_appointment_stands_on_the_target_until_another_word_or_its_retraction() {
    let mut stage = stage().await;
    let at = |hours: i64| noon().plus_ms(hours * 3_600_000);
    let agreed = |hours| CallResult::Appointment { at: at(hours) };
    let back = CallResult::CallBack { at: at(72) };
    for (id, result) in [
        (1, agreed(24)),
        (2, agreed(48)),
        (3, CallResult::NoAnswer),
        (4, back),
        (5, CallResult::Declined),
    ] {
        stage.phone.tell(&called(id, 0, result)).await;
    }
    for (take_back, expected) in [
        (None, None),
        (Some(4), None),
        (Some(5), Some(at(48))),
        (Some(2), Some(at(24))),
        (Some(1), None),
    ] {
        if let Some(what) = take_back {
            stage.phone.tell(&retracting(10 + what, what)).await;
        }
        stage.phone.pull().await;
        let Some(Row::Target(row)) = stage.phone.rows.get(&RowKey::Target(target(0))) else {
            panic!("the target is on the phone");
        };
        let assignment = row.assignment.as_ref().expect("it is assigned");
        assert_eq!(assignment.appointment.map(|one| one.at), expected);
    }
}

#[tokio::test]
async fn what_was_agreed_at_the_door_stands_on_the_target_before_what_was_by_telephone() {
    let mut stage = stage().await;
    let by_telephone = noon().plus_ms(24 * 3_600_000);
    // 5 October 2023, 10:00.
    let at_the_door = noon().plus_ms(70 * 3_600_000);
    let asked = Visit {
        next_step: Some(NextStep {
            kind: NextStepKind::VisitAgain,
            on: Some(at_the_door.day()),
            minute: Some(10 * 60),
            note: String::new(),
        }),
        ..visit(0, Outcome::MetContact)
    };
    let agreed = CallResult::Appointment { at: by_telephone };
    let seasons: Seasons = stage.office.get("/api/seasons").await.json();
    let path = format!("/api/seasons/{}/targets", seasons.seasons[0].season.id);
    for (fact, expected) in [
        (called(1, 0, agreed), Some(by_telephone)),
        (visited(2, asked), Some(at_the_door)),
        (called(3, 0, CallResult::NoAnswer), Some(at_the_door)),
        (called(4, 0, CallResult::Declined), None),
        (retracting(5, 4), Some(at_the_door)),
        // Of another target, but somebody there has spoken with us since.
        (
            visited(
                6,
                Visit {
                    target: None,
                    ..visit(0, Outcome::MetContact)
                },
            ),
            Some(by_telephone),
        ),
        (retracting(7, 6), Some(at_the_door)),
        (retracting(8, 2), Some(by_telephone)),
    ] {
        let words = format!("{:?}", fact.id);
        stage.phone.tell(&fact).await;
        stage.phone.pull().await;
        let Some(Row::Target(row)) = stage.phone.rows.get(&RowKey::Target(target(0))) else {
            panic!("the target is on the phone");
        };
        let at = |target: &Target| Some(target.assignment.as_ref()?.appointment?.at);
        assert_eq!(at(row), expected, "{words}");
        let planned: Targets = stage.office.get(&path).await.json();
        let mut lines = planned.targets.iter();
        let line = lines.find(|line| line.target.id == target(0));
        assert_eq!(line.and_then(|line| at(&line.target)), expected, "{words}");
    }
}

/// Contact that the office stopped stays stopped when a visit is taken back, and the other way round.
#[tokio::test]
async fn the_offices_word_on_contact_and_a_visits_dont_undo_each_other() {
    let mut stage = stage().await;
    let path = format!("/api/members/{}", member(0));
    let say = |do_not_contact| ChangeMember { do_not_contact };
    stage
        .phone
        .tell(&visited(1, visit(0, Outcome::Closed)))
        .await;
    let patch = Method::PATCH;
    stage.office.send(patch.clone(), &path, &say(true)).await;
    stage.phone.tell(&retracting(2, 1)).await;
    assert!(stage.member().await.member.do_not_contact);
    stage.office.send(patch.clone(), &path, &say(false)).await;
    assert!(!stage.member().await.member.do_not_contact);

    // What the office decides, knowing of the visit, overrules it; a later visit says it anew.
    stage
        .phone
        .tell(&visited(3, visit(0, Outcome::Resting)))
        .await;
    stage.office.send(patch, &path, &say(false)).await;
    assert!(!stage.member().await.member.do_not_contact);
    stage
        .phone
        .tell(&visited(4, visit(0, Outcome::Closed)))
        .await;
    assert!(stage.member().await.member.do_not_contact);
}

#[tokio::test]
async fn what_a_call_hears_is_on_the_offices_desk_until_it_is_taken_back() {
    let mut stage = stage().await;
    let heard = |id: u128, words: &str| {
        let of = full(Outcome::Declined, RiskLevel::Leaving);
        let complaint = of.complaint.map(|said| HeardComplaint {
            words: words.into(),
            ..said
        });
        let mut fact = called(id, 0, CallResult::Declined);
        if let FactBody::Call(call) = &mut fact.body {
            (call.complaint, call.risk) = (complaint, of.risk);
        }
        fact
    };
    let complaints = async |stage: &mut Stage| {
        let all: Complaints = stage.office.get("/api/complaints").await.json();
        let words = all.complaints.into_iter().map(|it| it.line.words);
        words.collect::<Vec<_>>()
    };
    let first = heard(1, "請求書が二度届いた");
    assert!(first.is_urgent());
    stage.phone.tell(&first).await;
    assert_eq!(complaints(&mut stage).await, ["請求書が二度届いた"]);
    let cases = stage.cases().await;
    let [(RiskLevel::Leaving, CaseStatus::Open, Some(_))] = cases[..] else {
        panic!("a wish to leave has a deadline at once: {cases:?}");
    };
    assert!(!stage.member().await.contacts.is_empty());

    let second = correcting(1, heard(2, "請求書が三度届いた"));
    stage.phone.tell(&second).await;
    assert_eq!(complaints(&mut stage).await, ["請求書が三度届いた"]);

    stage.phone.tell(&retracting(3, 2)).await;
    assert_eq!(complaints(&mut stage).await, ["請求書が二度届いた"]);
    stage.phone.tell(&retracting(4, 1)).await;
    assert_eq!(complaints(&mut stage).await, [""; 0]);
    let settled = CaseStatus::Settled(CaseResult::Retracted);
    assert_eq!(stage.cases().await[0].1, settled);
}

#[tokio::test]
async fn who_told_the_member_the_answer_is_known_everywhere_until_the_record_or_the_answer_changes()
{
    let mut stage = stage().await;
    let id = RequestId(Uuid::from_u128(1));
    let heard = full(Outcome::MetRepresentative, RiskLevel::Wavering);
    stage.phone.tell(&visited(1, heard)).await;
    let answer = async |stage: &mut Stage, words: &str| {
        let change = ChangeRequest {
            answer: Some(words.to_owned()),
            ..ChangeRequest::default()
        };
        let path = format!("/api/requests/{id}");
        let reply = stage.office.send(Method::PATCH, &path, &change).await;
        assert!(reply.status.is_success(), "{}", reply.text());
    };
    let told = async |stage: &mut Stage| {
        stage.phone.pull().await;
        let Some(Row::Request(request)) = stage.phone.rows.get(&RowKey::Request(id)) else {
            panic!("the request is on the phone");
        };
        let on_phone = request.told;
        let all: Requests = stage.office.get("/api/requests").await.json();
        assert_eq!(all.requests[0].line.told, on_phone);
        on_phone.map(|told| told.by)
    };
    let telling = |fact: u128| {
        let mut fact = called(fact, 0, CallResult::Declined);
        if let FactBody::Call(call) = &mut fact.body {
            call.answers_told = vec![id, RequestId(Uuid::from_u128(77))];
        }
        fact
    };
    let sato = stage.phone.user();
    stage.phone.tell(&telling(2)).await;
    assert_eq!(told(&mut stage).await, None, "there was no answer yet");
    answer(&mut stage, "来月の公募をご案内します").await;
    stage.phone.tell(&telling(3)).await;
    assert_eq!(told(&mut stage).await, Some(sato));
    stage.phone.tell(&correcting(3, telling(4))).await;
    assert_eq!(told(&mut stage).await, Some(sato));
    for (by, what, expected) in [(5, 4, Some(sato)), (6, 3, None)] {
        stage.phone.tell(&retracting(by, what)).await;
        assert_eq!(told(&mut stage).await, expected);
    }
    stage.phone.tell(&telling(7)).await;
    assert_eq!(told(&mut stage).await, Some(sato));
    answer(&mut stage, "公募は再来月に延びました").await;
    assert_eq!(told(&mut stage).await, None, "these words nobody has told");
}
