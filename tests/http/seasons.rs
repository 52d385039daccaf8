//! Seasons, whom their rules find, and how far one has come.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use server::db::devices;
use shared::model::{
    CallResult, Campaign, DeviceId, Fault, FiscalYear, HeardRequest, Invalid, Outcome, Purpose,
    Reason, RequestCategory, RequestId, Role, Season as ModelSeason, SeasonKind, TargetRule,
    TargetState,
};
use shared::wire::import::{Imported, Preview};
use shared::wire::office::{
    Campaigns, ChangeRequest, Choice, Chosen, NewSeason, Progress, Seasons, SetTargetState,
    Targets, Touched,
};
use shared::wire::sync::About;
use shared::wire::{ProblemKind, Row, RowKey};
use tests::facts::{called, visit, visited};
use tests::office::target;
use tests::server::set_up;
use tests::{Phone, Season, TestServer};

pub const MEMBERS: &[u8] = include_bytes!("../../server/demo/members_fy2023.cp932.csv");
pub const USAGES: &[u8] = include_bytes!("../../server/demo/service_usage_fy2023.cp932.csv");

pub fn retention() -> NewSeason {
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
async fn the_office_says_what_non_members_may_be_told_of_joining() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    let season: ModelSeason = office.post("/api/seasons", &retention()).await.json();
    assert!(season.campaigns.is_empty());
    let path = format!("/api/seasons/{}/campaigns", season.id);
    let campaign = |words: &str, starts_on: &str| Campaign {
        words: words.to_owned(),
        starts_on: starts_on.parse().ok(),
        ends_on: "2023-12-31".parse().expect("a day"),
    };
    let half = Campaigns {
        campaigns: vec![campaign("年会費が半額", "2023-10-01")],
    };
    let said: ModelSeason = office.send(Method::PUT, &path, &half).await.json();
    assert_eq!(said.campaigns, half.campaigns);
    let known = office.get("/api/seasons").await.json::<Seasons>().seasons;
    assert_eq!(known[0].season, said);
    for (bad, field, fault) in [
        (campaign(" ", ""), "campaigns.words", Fault::Missing),
        (
            campaign("年会費が半額", "2024-01-01"),
            "campaigns.ends_on",
            Fault::NotAllowed,
        ),
        (
            Campaign {
                ends_on: season.ends_on.succ_opt().expect("a day"),
                ..campaign("年会費が半額", "")
            },
            "campaigns.ends_on",
            Fault::NotAllowed,
        ),
    ] {
        let campaigns = vec![bad];
        let reply = office
            .send(Method::PUT, &path, &Campaigns { campaigns })
            .await;
        let invalid = Invalid::new(field, fault);
        assert_eq!(reply.problem(), ProblemKind::Invalid { invalid });
    }
    let other = path.replace(
        &season.id.to_string(),
        "00000000-0000-7000-8000-000000000000",
    );
    let reply = office.send(Method::PUT, &other, &half).await;
    assert_eq!(reply.problem(), ProblemKind::NotFound);
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
    // Neither the retraction nor what it took back counts.
    assert_eq!((line.arrived, line.late), (6, 1));
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

/// A target's priority is that of today, on the console and on the phone.
#[tokio::test]
async fn priorities_follow_what_becomes_known() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 2).give([0], tanaka);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let season = office.get("/api/seasons").await.json::<Seasons>().seasons[0]
        .season
        .id;
    let choose = format!("/api/seasons/{season}/choose");
    office.post(&choose, &()).await.json::<Chosen>();
    phone.pull().await;
    assert!(reasons(&phone).contains(&Reason::NeverUsed));
    assert!(reasons(&phone).contains(&Reason::NeverContacted));
    let cursor = phone.cursor;
    office.post(&choose, &()).await.json::<Chosen>();
    phone.pull().await;
    assert_eq!(phone.cursor, cursor, "what didn't change isn't sent again");

    // Somebody spoke with them, and heard a request; the target stays open.
    let mut heard = visit(0, Outcome::AbsentStaffInformed);
    heard.requests = vec![HeardRequest {
        id: RequestId(uuid::Uuid::from_u128(1)),
        category: RequestCategory::Other,
        words: "要望".into(),
        reply_wanted: true,
    }];
    phone.tell(&visited(1, heard)).await;
    phone.pull().await;
    assert!(!reasons(&phone).contains(&Reason::NeverContacted));
    assert!(reasons(&phone).contains(&Reason::UnansweredRequest));
    let answer = ChangeRequest {
        answer: Some("対応しました".into()),
        ..ChangeRequest::default()
    };
    let path = format!("/api/requests/{}", uuid::Uuid::from_u128(1));
    let reply = office.send(Method::PATCH, &path, &answer).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    phone.pull().await;
    assert!(!reasons(&phone).contains(&Reason::UnansweredRequest));

    let list = "会員番号,利用事業,利用日\n100000,健康診断,2022/4/1\n";
    let staged: Preview = office
        .request(
            Method::POST,
            "/api/imports?kind=usages&name=x",
            Body::from(list),
        )
        .await
        .json();
    let path = format!("/api/imports/{}/confirm", staged.id);
    office.post(&path, &()).await.json::<Imported>();
    phone.pull().await;
    assert!(!reasons(&phone).contains(&Reason::NeverUsed));
    phone.tell(&tests::facts::retracting(2, 1)).await;
    phone.pull().await;
    assert!(reasons(&phone).contains(&Reason::NeverContacted));
}

/// Why member 0 is visited, as the phone has it.
fn reasons(phone: &Phone) -> Vec<Reason> {
    match phone.rows.get(&RowKey::Target(target(0))) {
        Some(Row::Target(row)) => row.priority.reasons.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_same_season_is_made_once() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    office
        .post("/api/seasons", &retention())
        .await
        .json::<ModelSeason>();
    let again = office.post("/api/seasons", &retention()).await;
    assert_eq!(
        again.problem(),
        ProblemKind::Invalid {
            invalid: Invalid::new("season", Fault::NotAllowed)
        }
    );
    let next = NewSeason {
        name: "令和6年度 退会防止".into(),
        ..retention()
    };
    office
        .post("/api/seasons", &next)
        .await
        .json::<ModelSeason>();
    let seasons = office.get("/api/seasons").await.json::<Seasons>().seasons;
    assert_eq!(seasons.len(), 2);
}

/// Facts from before and after the season, and phones that nobody has heard of for weeks, are left out.
#[tokio::test]
async fn progress_is_about_this_season_and_living_phones() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 1).give([0], tanaka);
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let mut earlier = visit(0, Outcome::Absent);
    earlier.at = earlier.at.plus_ms(-70 * 24 * 60 * 60 * 1_000);
    phone.tell(&visited(1, earlier)).await;
    let mut later = visit(0, Outcome::Absent);
    later.at = later.at.plus_ms(400 * 24 * 60 * 60 * 1_000);
    phone.tell(&visited(3, later)).await;
    phone.tell(&called(2, 0, CallResult::NoAnswer)).await;
    let now = server.app.clock.now();
    for (device, days, pending) in [(1, 15, 100), (2, 13, 7)] {
        let about = About {
            pending,
            ..About::default()
        };
        let device = DeviceId(uuid::Uuid::from_u128(device));
        let heard = now.plus_ms(-days * 24 * 60 * 60 * 1_000);
        set_up(&server, |write| {
            devices::heard_of(write, device, tanaka, heard, &about)
        });
    }
    let mut office = server.signed_in("suzuki").await;
    let season = office.get("/api/seasons").await.json::<Seasons>().seasons[0]
        .season
        .id;
    let path = format!("/api/seasons/{season}/progress");
    let progress: Progress = office.get(&path).await.json();
    let line = &progress.visitors[0];
    assert_eq!((line.arrived, line.on_the_phone), (1, 7));
}
