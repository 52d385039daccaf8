//! Seasons, whom their rules find, and how far one has come.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use shared::model::{
    CallResult, Fault, FiscalYear, Invalid, Outcome, Purpose, Reason, Role, Season as ModelSeason,
    SeasonKind, TargetRule, TargetState,
};
use shared::wire::ProblemKind;
use shared::wire::import::{Imported, Preview};
use shared::wire::office::{
    Choice, Chosen, NewSeason, Progress, Seasons, SetTargetState, Targets, Touched,
};
use tests::facts::{called, visit, visited};
use tests::office::target;
use tests::{Phone, Season, TestServer};

const MEMBERS: &[u8] = include_bytes!("../../server/demo/members_fy2023.cp932.csv");
const USAGES: &[u8] = include_bytes!("../../server/demo/service_usage_fy2023.cp932.csv");

fn retention() -> NewSeason {
    NewSeason {
        name: "令和5年度 退会防止".into(),
        kind: SeasonKind::Retention,
        fiscal_year: FiscalYear(2023),
        starts_on: "2023-08-01".parse().expect("a day"),
        ends_on: "2024-02-29".parse().expect("a day"),
        rule: TargetRule {
            cohorts: vec![FiscalYear(2020), FiscalYear(2021)],
            ..TargetRule::default()
        },
    }
}

/// Facts about the file: 763 + 745 members, of whom 337 + 322 have no line in the usage list.
#[tokio::test]
async fn the_season_of_fy2023_finds_1508_members_the_never_users_first() {
    let server = TestServer::on("2023-08-01");
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    for (kind, bytes) in [("members", MEMBERS), ("usages", USAGES)] {
        let path = format!("/api/imports?kind={kind}&name=list.csv");
        let staged: Preview = office
            .request(Method::POST, &path, Body::from(bytes))
            .await
            .json();
        let path = format!("/api/imports/{}/confirm", staged.id);
        office.post(&path, &()).await.json::<Imported>();
    }
    let preview: Choice = office
        .post("/api/seasons/preview", &retention())
        .await
        .json();
    assert_eq!((preview.total, preview.never_used), (1_508, 659));
    assert_eq!(
        preview.by_cohort,
        [(FiscalYear(2020), 745), (FiscalYear(2021), 763)]
    );
    assert_eq!(preview.first.len(), 50);
    assert_eq!(
        office.get("/api/seasons").await.json::<Seasons>().seasons,
        []
    );

    let season: ModelSeason = office.post("/api/seasons", &retention()).await.json();
    let choose = format!("/api/seasons/{}/choose", season.id);
    assert_eq!(office.get(&choose).await.json::<Choice>().total, 1_508);
    for added in [1_508, 0] {
        let chosen: Chosen = office.post(&choose, &()).await.json();
        assert_eq!(
            chosen,
            Chosen {
                added,
                total: 1_508
            }
        );
    }
    let path = format!("/api/seasons/{}/targets", season.id);
    let targets = office.get(&path).await.json::<Targets>().targets;
    assert_eq!(targets.len(), 1_508);
    let never_used = |line: &shared::wire::office::TargetLine| {
        line.has_reason(|reason| reason == Reason::NeverUsed)
    };
    assert!(targets[..659].iter().all(never_used));
    assert!(!targets[659..].iter().any(never_used));
    for pair in targets.windows(2) {
        let [a, b] = pair else {
            unreachable!("windows of two")
        };
        let key = |line: &shared::wire::office::TargetLine| {
            (
                std::cmp::Reverse(line.target.priority.points),
                line.target.member.clone(),
            )
        };
        assert!(key(a) < key(b));
    }
    for line in &targets {
        assert_eq!(line.target.purpose, Purpose::UsageProposal);
        assert!(!line.target.priority.reasons.is_empty());
    }
}

#[tokio::test]
async fn a_season_must_make_sense() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    let cases = [
        (
            NewSeason {
                name: " ".into(),
                ..retention()
            },
            "name",
            Fault::Missing,
        ),
        (
            NewSeason {
                ends_on: "2023-07-31".parse().expect("a day"),
                ..retention()
            },
            "ends_on",
            Fault::NotAllowed,
        ),
        (
            NewSeason {
                rule: TargetRule::default(),
                ..retention()
            },
            "rule.cohorts",
            Fault::Missing,
        ),
    ];
    for (season, field, fault) in cases {
        for path in ["/api/seasons", "/api/seasons/preview"] {
            assert_eq!(
                office.post(path, &season).await.problem(),
                ProblemKind::Invalid {
                    invalid: Invalid::new(field, fault)
                }
            );
        }
    }
    let reply = office.post("/api/seasons", &json!({"name": 1})).await;
    assert_eq!(reply.problem(), ProblemKind::MalformedRequest);
    let nobody = uuid::Uuid::nil();
    for path in ["choose", "targets", "progress"] {
        let reply = office.get(&format!("/api/seasons/{nobody}/{path}")).await;
        assert_eq!(reply.problem(), ProblemKind::NotFound);
    }
}

#[tokio::test]
async fn progress_counts_each_target_once_by_what_counts() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let sato = server.user(Role::Visitor, "sato");
    let season = Season::new(&server, suzuki, 6);
    season.give(0..4, tanaka);
    season.give([4], sato);
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone.tell(&called(1, 0, CallResult::NoAnswer)).await;
    phone.tell(&called(2, 0, CallResult::ContactAbsent)).await;
    phone.tell(&visited(3, visit(0, Outcome::MetContact))).await;
    phone.tell(&visited(4, visit(1, Outcome::Absent))).await;
    phone
        .tell(&visited(5, visit(2, Outcome::MetRepresentative)))
        .await;
    phone.tell(&tests::facts::retracting(6, 5)).await;
    phone.tell(&visited(7, visit(5, Outcome::Absent))).await;
    // A record about one member that names another's target makes no step for that.
    let mut mixed_up = visit(1, Outcome::MetContact);
    mixed_up.target = Some(target(4));
    phone.tell(&visited(8, mixed_up)).await;

    let mut office = server.signed_in("suzuki").await;
    let seasons = office.get("/api/seasons").await.json::<Seasons>().seasons;
    let path = format!("/api/seasons/{}/progress", seasons[0].season.id);
    let progress: Progress = office.get(&path).await.json();
    let total = progress.total;
    assert_eq!((total.targets, total.assigned), (6, 5));
    assert_eq!(
        (total.called, total.reached, total.visited, total.met),
        (1, 1, 3, 1)
    );
    let of = |id| {
        progress
            .visitors
            .iter()
            .find(|line| line.visitor == id)
            .expect("a line")
    };
    let line = of(tanaka);
    assert_eq!((line.reached.targets, line.reached.visited), (4, 2));
    assert_eq!((line.arrived, line.late), (8, 1));
    assert!(line.last_contact_ms.is_some());
    assert_eq!((of(sato).reached.targets, of(sato).arrived), (1, 0));
    assert_eq!(of(sato).last_contact_ms, None);

    let path = format!("/api/seasons/{}/targets", seasons[0].season.id);
    let targets = office.get(&path).await.json::<Targets>().targets;
    let line = targets
        .iter()
        .find(|line| line.target.id == target(0))
        .expect("a target");
    assert!(line.steps.called && line.steps.reached && line.steps.visited && line.steps.met);
    assert!(line.last_contact_on.is_some());
    assert_eq!(line.target.state, TargetState::Done);
}

#[tokio::test]
async fn targets_are_held_and_reopened() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    Season::new(&server, suzuki, 3);
    let mut office = server.signed_in("suzuki").await;
    let mut set = async |targets: Vec<_>, state| {
        let wish = SetTargetState { targets, state };
        office.post("/api/targets/state", &wish).await
    };
    let touched: Touched = set(vec![target(0), target(1)], TargetState::OnHold)
        .await
        .json();
    assert_eq!(touched.targets, 2);
    let touched: Touched = set(vec![target(0), target(0)], TargetState::OnHold)
        .await
        .json();
    assert_eq!(touched.targets, 0);
    let reply = set(vec![target(0), target(99)], TargetState::Open).await;
    assert_eq!(reply.problem(), ProblemKind::NotFound);
    assert_eq!(
        set(vec![], TargetState::Open).await.problem(),
        ProblemKind::Invalid {
            invalid: Invalid::new("targets", Fault::Missing)
        }
    );
    // The refused command changed nothing.
    let touched: Touched = set(vec![target(0)], TargetState::Open).await.json();
    assert_eq!(touched.targets, 1);
}
