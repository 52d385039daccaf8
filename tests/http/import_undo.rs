//! Undoing an import: what it added goes, what it changed is put back, what has changed since stays.

use axum::body::Body;
use axum::http::Method;
use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::json;
use server::db::audit;
use shared::model::{
    ChangeReport, ChangeReportId, ChangeStep, ChangedField, ImportId, MemberNumber, Outcome, Place,
    Role, Season, Target, TargetState, UserId, Visit,
};
use shared::wire::ProblemKind;
use shared::wire::change_report::MoveChange;
use shared::wire::import::{
    Counts, ImportHistory, ImportUndo, Imported, MOST_STAYING, Preview, StayReason, Staying,
    UndoState,
};
use shared::wire::office::{Assign, ChangeMember, MemberFile, Targets};
use tests::facts::{noon, visited};
use tests::server::set_up;
use tests::{Browser, Phone, Reply, TestServer};
use uuid::Uuid;

const MEMBERS: &[u8] = include_bytes!("../../server/demo/members_fy2023.cp932.csv");
const USAGES: &[u8] = include_bytes!("../../server/demo/service_usage_fy2023.cp932.csv");

const HEADER: &str = "会員番号,事業所名,加入年月日,電話番号,所在地,退会年月日\n";
const FIRST: &str = "1,甲青果,2021/5/10,045-111-1111,横浜市中区,\n\
                     2,乙青果,2021/5/10,045-111-1112,横浜市中区,\n\
                     3,丙青果,2021/5/10,045-111-1113,横浜市中区,\n";
const HEARD: &str = "045-222-2222";

fn number(n: u8) -> MemberNumber {
    MemberNumber::parse(&n.to_string()).expect("a number")
}

/// The office, and Tanaka with a phone.
struct Stage {
    server: TestServer,
    office: Browser,
    phone: Phone,
    tanaka: UserId,
}

impl Stage {
    async fn new() -> Self {
        let server = TestServer::new();
        let office = server.newcomer(Role::Coordinator, "suzuki").await;
        let tanaka = server.user(Role::Visitor, "tanaka");
        let phone = Phone::new(server.signed_in("tanaka").await);
        Self {
            server,
            office,
            phone,
            tanaka,
        }
    }

    /// The first list is in, and its members are Tanaka's targets.
    async fn with_targets() -> Self {
        let mut stage = Self::new().await;
        stage.import(FIRST).await;
        stage.choose_targets().await;
        stage.phone.pull().await;
        stage
    }

    async fn take_in(&mut self, kind: &str, bytes: impl Into<Body>) -> Imported {
        let path = format!("/api/imports?kind={kind}&name=list.csv");
        let staged = self.office.request(Method::POST, &path, bytes.into()).await;
        let id = staged.json::<Preview>().id;
        let path = format!("/api/imports/{id}/confirm");
        self.office.post(&path, &()).await.json()
    }

    async fn import(&mut self, lines: &str) -> Imported {
        self.take_in("members", format!("{HEADER}{lines}")).await
    }

    async fn preview_undo(&mut self, id: ImportId) -> Reply {
        self.office.get(&format!("/api/imports/{id}/undo")).await
    }

    async fn undo(&mut self, id: ImportId) -> Reply {
        let path = format!("/api/imports/{id}/undo");
        self.office.post(&path, &()).await
    }

    /// Undoes it after a preview that says the same and changes nothing: removed, put back, staying.
    async fn undone(&mut self, id: ImportId) -> (u64, u64, Vec<Staying>) {
        let before = self.stored();
        let told: ImportUndo = self.preview_undo(id).await.json();
        assert_eq!(self.stored(), before, "a preview changes nothing");
        assert_eq!(self.undo(id).await.json::<ImportUndo>(), told);
        assert_eq!(told.stays, told.staying.len() as u64);
        (told.removed, told.put_back, told.staying)
    }

    /// A season of all members that joined in 2021, given to Tanaka.
    async fn choose_targets(&mut self) -> Vec<Target> {
        let wish = json!({
            "name": "令和5年度 退会防止", "kind": "retention", "fiscal_year": 2023,
            "starts_on": "2023-08-01", "ends_on": "2024-02-29", "rule": {"cohorts": [2021]},
        });
        let season: Season = self.office.post("/api/seasons", &wish).await.json();
        let path = format!("/api/seasons/{}", season.id);
        let chosen = self.office.post(&format!("{path}/choose"), &()).await;
        assert!(chosen.status.is_success(), "{}", chosen.text());
        let targets: Targets = self.office.get(&format!("{path}/targets")).await.json();
        let targets: Vec<Target> = targets.targets.into_iter().map(|it| it.target).collect();
        let wish = Assign {
            targets: targets.iter().map(|target| target.id).collect(),
            visitor: self.tanaka,
            day: None,
        };
        let given = self.office.post("/api/assignments", &wish).await;
        assert!(given.status.is_success(), "{}", given.text());
        targets
    }

    /// A visitor hears of another telephone number, and the office accepts it.
    async fn accept_telephone(&mut self, n: u8, heard: &str) {
        let mut visit = Visit::new(number(n), noon(), Outcome::Absent);
        visit.changes.push(ChangeReport {
            id: ChangeReportId(Uuid::from_u128(n.into())),
            field: ChangedField::Telephone,
            old: "045-111-1111".into(),
            new: heard.into(),
        });
        self.phone.tell(&visited(u128::from(n) + 500, visit)).await;
        self.move_change(n, ChangeStep::Heard, ChangeStep::FormReceived)
            .await;
    }

    async fn move_change(&mut self, n: u8, from: ChangeStep, to: ChangeStep) {
        let path = format!("/api/change-reports/{}", Uuid::from_u128(n.into()));
        let moved = self
            .office
            .send(Method::PATCH, &path, &MoveChange { from, to })
            .await;
        assert!(moved.status.is_success(), "{}", moved.text());
    }

    async fn member(&mut self, n: u8) -> MemberFile {
        self.office.get(&format!("/api/members/{n}")).await.json()
    }

    async fn telephone(&mut self, n: u8) -> String {
        self.member(n).await.member.telephone
    }

    async fn undo_states(&mut self) -> Vec<UndoState> {
        let history: ImportHistory = self.office.get("/api/imports").await.json();
        history.imports.into_iter().map(|it| it.undo).collect()
    }

    fn file(&self) -> Connection {
        Connection::open(self.server.folder().join(server::app::DATABASE)).expect("the database")
    }

    /// Every row that an import or its undoing may touch.
    fn stored(&self) -> Vec<Vec<Value>> {
        let file = self.file();
        let mut all = Vec::new();
        for table in ["members", "usages", "own_values", "targets", "holdings"] {
            let mut statement = file
                .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
                .expect("a table");
            let columns = statement.column_count();
            let rows = statement
                .query_map([], |row| {
                    (0..columns).map(|column| row.get(column)).collect()
                })
                .expect("its rows");
            all.extend(rows.map(|row| row.expect("a row")));
        }
        all
    }
}

fn staying(n: u8, name: &str, why: StayReason) -> Staying {
    Staying {
        member: number(n),
        name: name.to_owned(),
        why,
    }
}

#[tokio::test]
async fn all_is_as_it_was_in_the_office_and_on_the_phone() {
    let mut stage = Stage::with_targets().await;
    let (stored, rows) = (stage.stored(), stage.phone.rows.clone());

    let second = "1,甲商店,2021/5/10,045-111-1111,横浜市西区,\n\
                  2,乙青果,2021/5/10,045-111-1112,横浜市中区,2023/9/30\n\
                  3,丙青果,2021/5/10,045-111-1113,横浜市中区,\n\
                  4,丁青果,2021/5/10,045-111-1114,横浜市中区,\n";
    let imported = stage.import(second).await;
    let counts = Counts {
        rows: 4,
        new: 1,
        changed: 2,
        unchanged: 1,
        bad: 0,
    };
    assert_eq!(imported.counts, counts);
    let changed = stage.stored();
    stage.phone.pull().await;
    assert_ne!(stage.phone.rows, rows);
    assert_eq!(
        stage.member(2).await.targets[0].state,
        TargetState::Done,
        "who has left is visited no more"
    );

    assert_eq!(stage.undone(imported.id).await, (1, 2, vec![]));
    assert_eq!(stage.stored(), stored);
    stage.phone.pull().await;
    assert_eq!(stage.phone.rows, rows);
    assert_eq!(
        stage.office.get("/api/members/4").await.problem(),
        ProblemKind::NotFound
    );

    let again = [
        stage.undo(imported.id).await,
        stage.preview_undo(imported.id).await,
    ];
    for reply in again {
        assert_eq!(reply.problem(), ProblemKind::Changed);
    }
    let lines = set_up(&stage.server, audit::all);
    let undone = lines.iter().filter(|line| line.what == "import.undone");
    let undone: Vec<&str> = undone.map(|line| line.detail.as_str()).collect();
    assert_eq!(undone, [format!("members {}", imported.id)]);

    // The same file once more does the same once more.
    assert_eq!(stage.import(second).await.counts, counts);
    assert_eq!(stage.stored(), changed);
}

#[tokio::test]
async fn the_two_real_lists_come_in_and_go_again() {
    let mut stage = Stage::new().await;
    let members = stage.take_in("members", MEMBERS).await;
    let usages = stage.take_in("usages", USAGES).await;

    // The members that somebody's usages name stay as long as these do.
    let told: ImportUndo = stage.preview_undo(members.id).await.json();
    assert!(told.stays > 1_000 && told.removed + told.stays == 12_000);
    assert_eq!(told.staying.len(), MOST_STAYING);
    assert!(told.staying.iter().all(|it| it.why == StayReason::InUse));

    for (id, rows) in [(usages.id, 21_917), (members.id, 12_000)] {
        let told: ImportUndo = stage.undo(id).await.json();
        assert_eq!((told.removed, told.put_back, told.stays), (rows, 0, 0));
    }
    assert!(stage.stored().is_empty());
}

#[tokio::test]
async fn usages_are_put_back_and_the_phone_follows() {
    let mut stage = Stage::with_targets().await;
    let header = "会員番号,利用事業,利用日\n";
    let first = format!("{header}1,健康診断,2022/4/1\n2,健康診断,2022/4/1\n");
    stage.take_in("usages", first).await;
    stage.phone.pull().await;
    let (stored, rows) = (stage.stored(), stage.phone.rows.clone());

    let second = format!("{header}1,健康診断,2023/4/1\n3,健康診断,2023/4/1\n");
    let imported = stage.take_in("usages", second).await;
    stage.phone.pull().await;
    assert_ne!(stage.phone.rows, rows);
    assert_eq!(stage.undone(imported.id).await, (1, 1, vec![]));
    stage.phone.pull().await;
    assert_eq!(stage.stored(), stored, "the priorities too");
    assert_eq!(stage.phone.rows, rows);
}

#[tokio::test]
async fn whatever_has_changed_since_stays_and_is_named() {
    let mut stage = Stage::new().await;
    stage.import(FIRST).await;
    let second = "1,甲商店,2021/5/10,045-111-1111,横浜市中区,\n\
                  2,乙青果,2021/5/10,045-333-3333,横浜市中区,\n\
                  3,丙青果,2021/5/10,045-111-1113,横浜市西区,\n\
                  4,丁青果,2021/5/10,045-111-1114,横浜市中区,\n\
                  5,戊青果,2018/5/10,045-111-1115,横浜市中区,\n\
                  6,己青果,2018/5/10,045-111-1116,横浜市中区,\n\
                  7,庚青果,2018/5/10,045-111-1117,横浜市中区,\n";
    let imported = stage.import(second).await;

    // 4 is a target, and so are 1, 2 and 3; of those the office knows more, or a visitor heard more.
    stage.choose_targets().await;
    let place = Place {
        entrance: "裏口".into(),
        ..Place::default()
    };
    let stop = ChangeMember {
        do_not_contact: true,
    };
    for reply in [
        stage
            .office
            .send(Method::PUT, "/api/members/1/place", &place)
            .await,
        stage
            .office
            .send(Method::PATCH, "/api/members/5", &stop)
            .await,
    ] {
        assert!(reply.status.is_success(), "{}", reply.text());
    }
    stage.accept_telephone(2, HEARD).await;
    stage.accept_telephone(3, HEARD).await;
    let visit = Visit::new(number(6), noon(), Outcome::Absent);
    stage.phone.tell(&visited(900, visit)).await;

    assert_eq!(
        stage.undone(imported.id).await,
        (
            1,
            1,
            vec![
                staying(1, "甲商店", StayReason::ChangedSince),
                staying(2, "乙青果", StayReason::ChangedSince),
                staying(4, "丁青果", StayReason::InUse),
                staying(5, "戊青果", StayReason::InUse),
                staying(6, "己青果", StayReason::InUse),
            ]
        )
    );
    assert_eq!(stage.member(1).await.member.name, "甲商店");
    assert_eq!(stage.telephone(2).await, HEARD);
    // The address is the first list's again, and what was heard besides stands.
    let third = stage.member(3).await.member;
    assert_eq!(
        (third.address.as_str(), third.telephone.as_str()),
        ("横浜市中区", HEARD)
    );
    assert_eq!(third.search_key.matches("0452222222").count(), 1);
    stage.import(FIRST).await;
    assert_eq!(
        stage.telephone(3).await,
        HEARD,
        "an old list doesn't revert it"
    );
}

#[tokio::test]
async fn what_was_heard_and_gave_way_to_the_list_stands_again_while_it_is_accepted() {
    let mut stage = Stage::new().await;
    stage.import(FIRST).await;
    stage.accept_telephone(1, HEARD).await;
    let stored = stage.stored();
    let moved = FIRST.replace("045-111-1111", "045-444-4444");
    let imported = stage.import(&moved).await;
    assert_eq!(stage.telephone(1).await, "045-444-4444");
    assert_eq!(stage.undone(imported.id).await, (0, 1, vec![]));
    assert_eq!(stage.stored(), stored);
    assert_eq!(stage.telephone(1).await, HEARD);

    let imported = stage.import(&moved).await;
    stage
        .move_change(1, ChangeStep::FormReceived, ChangeStep::Heard)
        .await;
    assert_eq!(stage.undone(imported.id).await, (0, 1, vec![]));
    assert_eq!(stage.telephone(1).await, "045-111-1111");
}

#[tokio::test]
async fn a_target_that_was_visited_since_stays_done() {
    let mut stage = Stage::with_targets().await;
    let left = FIRST.replace("横浜市中区,\n", "横浜市中区,2023/9/30\n");
    let imported = stage.import(&left).await;
    let target = stage.member(1).await.targets[0].id;
    let visit = Visit {
        target: Some(target),
        ..Visit::new(number(1), noon(), Outcome::MetContact)
    };
    stage.phone.tell(&visited(900, visit)).await;
    assert_eq!(stage.undone(imported.id).await, (0, 3, vec![]));
    for (n, state) in [(1, TargetState::Done), (2, TargetState::Open)] {
        let file = stage.member(n).await;
        assert_eq!(file.member.withdrawn_on, None);
        assert_eq!(file.targets[0].state, state, "{n}");
    }
}

#[tokio::test]
async fn who_has_left_again_is_no_open_target() {
    let mut stage = Stage::new().await;
    let left = FIRST.replace("横浜市中区,\n", "横浜市中区,2023/9/30\n");
    stage.import(&left).await;
    let back = stage.import(FIRST).await;
    assert_eq!(stage.choose_targets().await.len(), 3);
    assert_eq!(stage.undone(back.id).await, (0, 3, vec![]));
    let file = stage.member(1).await;
    assert!(file.member.withdrawn_on.is_some());
    assert_eq!(file.targets[0].state, TargetState::Done);
}

#[tokio::test]
async fn only_the_newest_of_its_kind_that_stands_can_be_undone() {
    use UndoState::{NotPossible, Possible};
    let mut stage = Stage::new().await;
    let first = stage.import(FIRST).await;
    let usage = "会員番号,利用事業,利用日\n1,健康診断,2022/4/1\n";
    let usages = stage.take_in("usages", usage).await;
    // It changed nothing, and yet it says that the first one's rows are right.
    let unchanged = stage.import(FIRST).await;
    assert_eq!(
        stage.undo_states().await,
        [Possible, Possible, NotPossible],
        "unchanged, usages, first"
    );
    assert_eq!(stage.undo(first.id).await.problem(), ProblemKind::Changed);
    let stored = stage.stored();
    assert_eq!(stage.undone(unchanged.id).await, (0, 0, vec![]));
    assert_eq!(stage.stored(), stored);
    let undone = UndoState::Undone {
        on: "2023-10-02".parse().expect("a day"),
        by: "suzuki".into(),
    };
    assert_eq!(
        stage.undo_states().await,
        [undone.clone(), Possible, Possible]
    );

    stage.undone(usages.id).await;
    assert_eq!(stage.undone(first.id).await, (3, 0, vec![]));
    assert_eq!(
        stage.undo_states().await,
        [undone.clone(), undone.clone(), undone]
    );

    // What isn't confirmed can't be undone, nor what was confirmed before anything was kept.
    let path = "/api/imports?kind=members&name=list.csv";
    let body = Body::from(format!("{HEADER}{FIRST}"));
    let staged: Preview = stage.office.request(Method::POST, path, body).await.json();
    assert_eq!(stage.undo(staged.id).await.problem(), ProblemKind::NotFound);
    let old = stage.import(FIRST).await;
    let cleared = stage.file().execute(
        "UPDATE imports SET nth = NULL WHERE id = ?1",
        [old.id.to_string()],
    );
    assert_eq!(cleared.expect("an import"), 1);
    assert_eq!(stage.undo(old.id).await.problem(), ProblemKind::Changed);
    assert_eq!(stage.undo_states().await[0], NotPossible);
}
