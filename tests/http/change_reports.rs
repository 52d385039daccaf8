//! 変更聞き取り: from what a visitor heard to the membership system, and never back by an old list.

use axum::body::Body;
use axum::http::Method;
use shared::model::{
    ChangeReport, ChangeReportId, ChangeStep, ChangedField, MemberNumber, Outcome, Role,
};
use shared::wire::ProblemKind;
use shared::wire::change_report::{ChangeReports, MoveChange};
use shared::wire::import::{Counts, Preview};
use shared::wire::office::MemberFile;
use tests::facts::{correcting, noon, retracting, visited};
use tests::{Browser, Phone, Reply, TestServer};
use uuid::Uuid;

const LIST: &str = "会員番号,事業所名,入会日,電話番号,所在地\n100001,東洋青果,2021-05-10,045-111-1111,横浜市中区\n";
const NEW: &str = "045-222-2222";

fn id(n: u128) -> ChangeReportId {
    ChangeReportId(Uuid::from_u128(n))
}

fn number() -> MemberNumber {
    MemberNumber::parse("100001").expect("a number")
}

struct Stage {
    office: Browser,
    phone: Phone,
}

/// The list is in, and a visitor has heard of another telephone number and another contact.
async fn stage(server: &TestServer) -> Stage {
    let mut office = server.newcomer(Role::Coordinator, "office").await;
    import(&mut office, LIST).await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    let mut visit = shared::model::Visit::new(number(), noon(), Outcome::MetContact);
    for (n, field, new) in [
        (1, ChangedField::Telephone, NEW),
        (2, ChangedField::Contact, "総務の森さん"),
    ] {
        visit.changes.push(ChangeReport {
            id: id(n),
            field,
            old: "045-111-1111".into(),
            new: new.into(),
        });
    }
    phone.tell(&visited(1, visit)).await;
    Stage { office, phone }
}

async fn import(office: &mut Browser, list: &str) -> Counts {
    let path = "/api/imports?kind=members&name=list.csv";
    let body = Body::from(list.to_owned());
    let preview: Preview = office.request(Method::POST, path, body).await.json();
    assert!(preview.missing.is_empty(), "{preview:?}");
    let confirm = format!("/api/imports/{}/confirm", preview.id);
    assert!(office.post(&confirm, &()).await.status.is_success());
    preview.counts
}

async fn shift(office: &mut Browser, n: u128, from: ChangeStep, to: ChangeStep) -> Reply {
    let path = format!("/api/change-reports/{}", id(n));
    office
        .send(Method::PATCH, &path, &MoveChange { from, to })
        .await
}

async fn telephone(office: &mut Browser) -> String {
    let file: MemberFile = office.get("/api/members/100001").await.json();
    file.member.telephone
}

async fn steps(office: &mut Browser) -> Vec<(ChangedField, ChangeStep)> {
    let reports: ChangeReports = office.get("/api/change-reports").await.json();
    let mut steps: Vec<_> = reports
        .reports
        .iter()
        .map(|report| (report.line.field, report.line.step))
        .collect();
    steps.sort_by_key(|(field, _)| format!("{field:?}"));
    steps
}

use ChangeStep::{Dismissed, Entered, FormReceived, Heard};

#[tokio::test]
async fn what_was_heard_is_a_proposal_until_the_office_accepts_it() {
    let server = TestServer::new();
    let Stage { mut office, .. } = stage(&server).await;
    let reports: ChangeReports = office.get("/api/change-reports").await.json();
    assert_eq!(reports.reports.len(), 2);
    assert_eq!(reports.reports[0].member_name, "東洋青果");
    assert_eq!(reports.reports[0].heard_by_name, "sato");
    assert_eq!(reports.reports[0].line.heard_on, noon().day());
    assert_eq!(telephone(&mut office).await, "045-111-1111");

    let reply = shift(&mut office, 1, Heard, FormReceived).await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text());
    assert_eq!(telephone(&mut office).await, NEW);
    // By its new number one finds it at once.
    let found = office.get("/api/members?search=0452222222&page=0").await;
    assert!(found.text().contains("\"total\":1"), "{}", found.text());
    let stale = shift(&mut office, 1, Heard, Dismissed).await;
    assert_eq!(stale.problem(), ProblemKind::Changed);
    shift(&mut office, 1, FormReceived, Heard).await;
    assert_eq!(telephone(&mut office).await, "045-111-1111");
    // A contact has no place in the list.
    shift(&mut office, 2, Heard, Entered).await;
    assert_eq!(
        steps(&mut office).await,
        [
            (ChangedField::Contact, Entered),
            (ChangedField::Telephone, Heard)
        ]
    );
}

#[tokio::test]
async fn an_old_list_never_reverts_what_was_accepted_and_a_newer_word_wins() {
    let server = TestServer::new();
    let Stage { mut office, .. } = stage(&server).await;
    shift(&mut office, 1, Heard, FormReceived).await;
    let counts = import(&mut office, LIST).await;
    assert_eq!((counts.unchanged, counts.changed), (1, 0));
    assert_eq!(telephone(&mut office).await, NEW);
    // Something else changed in the list; the accepted number stays.
    let moved = LIST.replace("横浜市中区", "横浜市西区");
    assert_eq!(import(&mut office, &moved).await.changed, 1);
    assert_eq!(telephone(&mut office).await, NEW);
    // The membership system has caught up: from now on it knows better.
    let caught_up = moved.replace("045-111-1111", NEW);
    import(&mut office, &caught_up).await;
    assert_eq!(telephone(&mut office).await, NEW);
    let newest = moved.replace("045-111-1111", "045-333-3333");
    import(&mut office, &newest).await;
    assert_eq!(telephone(&mut office).await, "045-333-3333");
    // Undoing what no longer stands touches nothing.
    shift(&mut office, 1, FormReceived, Heard).await;
    assert_eq!(telephone(&mut office).await, "045-333-3333");
}

#[tokio::test]
async fn a_correction_that_says_something_else_is_a_new_proposal() {
    let server = TestServer::new();
    let mut stage = stage(&server).await;
    for n in [1, 2] {
        shift(&mut stage.office, n, Heard, FormReceived).await;
    }
    let mut visit = shared::model::Visit::new(number(), noon(), Outcome::MetContact);
    for (n, field, new) in [
        (1, ChangedField::Telephone, "045-444-4444"),
        (2, ChangedField::Contact, "総務の森さん"),
    ] {
        visit.changes.push(ChangeReport {
            id: id(n),
            field,
            old: String::new(),
            new: new.into(),
        });
    }
    stage.phone.tell(&correcting(1, visited(2, visit))).await;
    assert_eq!(
        steps(&mut stage.office).await,
        [
            (ChangedField::Contact, FormReceived),
            (ChangedField::Telephone, Heard)
        ]
    );
    let given_back = telephone(&mut stage.office).await;
    assert_eq!(
        given_back, "045-111-1111",
        "what was accepted is no longer said"
    );
    shift(&mut stage.office, 1, Heard, Entered).await;
    assert_eq!(telephone(&mut stage.office).await, "045-444-4444");
}

#[tokio::test]
async fn what_was_accepted_goes_with_the_visit_in_which_it_was_heard() {
    let server = TestServer::new();
    let Stage {
        mut office,
        mut phone,
    } = stage(&server).await;
    shift(&mut office, 1, Heard, FormReceived).await;
    assert_eq!(telephone(&mut office).await, NEW);
    phone.tell(&retracting(2, 1)).await;
    assert_eq!(telephone(&mut office).await, "045-111-1111");
    // The office brings the visit back, with all that had been decided about it.
    phone.tell(&retracting(3, 2)).await;
    assert_eq!(telephone(&mut office).await, NEW);
}

#[tokio::test]
async fn the_list_leaves_as_csv() {
    let server = TestServer::new();
    let Stage { mut office, .. } = stage(&server).await;
    let csv = office.get("/api/change-reports/export").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    assert!(text.starts_with('\u{feff}'));
    assert_eq!(text.lines().count(), 3);
    assert!(text.contains("\"100001\",\"東洋青果\",\"電話番号\",\"045-111-1111\",\"045-222-2222\",\"2023-10-02\",\"sato\",\"聞き取り\""), "{text}");
}

/// One hears a title with its name and an address with its building; the list keeps them apart.
#[tokio::test]
async fn a_representative_and_an_address_find_their_places() {
    const LIST: &str = "会員番号,事業所名,入会日,代表者役職,代表者氏名,所在地,建物名\n100001,東洋青果,2021-05-10,代表取締役,高橋 一郎,横浜市中区1-1,港ビル3F\n";
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "office").await;
    import(&mut office, LIST).await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    let mut visit = shared::model::Visit::new(number(), noon(), Outcome::MetContact);
    for (n, field, new) in [
        (1, ChangedField::Representative, "代表取締役 高橋 花子"),
        (2, ChangedField::Address, "横浜市西区2-2"),
    ] {
        visit.changes.push(ChangeReport {
            id: id(n),
            field,
            old: String::new(),
            new: new.into(),
        });
    }
    phone.tell(&visited(1, visit)).await;
    let seen = async |office: &mut Browser| {
        let file: MemberFile = office.get("/api/members/100001").await.json();
        let member = file.member;
        [
            member.representative.title_and_name(),
            member.address,
            member.building,
            member
                .representative_changed_on
                .map_or(String::new(), |day| day.to_string()),
            member.former_representative,
        ]
    };
    let before = seen(&mut office).await;
    for n in [1, 2] {
        shift(&mut office, n, Heard, Entered).await;
    }
    // Heard on that day: the new one is to be told of the services.
    let (heard_on, former) = ("2023-10-02", "代表取締役 高橋 一郎");
    let accepted = [
        "代表取締役 高橋 花子",
        "横浜市西区2-2",
        "",
        heard_on,
        former,
    ];
    assert_eq!(seen(&mut office).await, accepted);
    assert_eq!(import(&mut office, LIST).await.unchanged, 1);
    assert_eq!(seen(&mut office).await, accepted);
    for n in [1, 2] {
        shift(&mut office, n, Entered, Heard).await;
    }
    assert_eq!(seen(&mut office).await, before);
}

/// Two visits hear of the same new representative: since when she is it, and who was before, stays.
#[tokio::test]
async fn a_representative_heard_of_twice_is_new_once() {
    const LIST: &str = "会員番号,事業所名,入会日,代表者役職,代表者氏名\n100001,東洋青果,2021-05-10,代表取締役,高橋 一郎\n";
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "office").await;
    import(&mut office, LIST).await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    for n in [1, 2] {
        let mut visit = shared::model::Visit::new(number(), noon(), Outcome::MetContact);
        visit.changes.push(ChangeReport {
            id: id(n),
            field: ChangedField::Representative,
            old: String::new(),
            new: "高橋 花子".into(),
        });
        phone.tell(&visited(n, visit)).await;
        shift(&mut office, n, Heard, Entered).await;
    }
    assert_eq!(import(&mut office, LIST).await.unchanged, 1);
    let file: MemberFile = office.get("/api/members/100001").await.json();
    let member = file.member;
    assert_eq!(member.representative.name, "高橋 花子");
    assert_eq!(member.former_representative, "代表取締役 高橋 一郎");
    let since = member.representative_changed_on.map(|day| day.to_string());
    assert_eq!(since.as_deref(), Some("2023-10-02"));
}
