//! Import of lists: the real ones, other layouts, and everything that is no list.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::json;
use shared::model::{Day, Fault, ImportId, Invalid, Role, Spot, TargetState};
use shared::wire::import::{
    ColumnMeaning, Columns, Counts, Encoding, FileProblem, ImportHistory, Imported, MOST_BAD_ROWS,
    Preview, RowProblem,
};
use shared::wire::office::{Assign, MemberFile, MemberPage, SetTargetState, Touched};
use shared::wire::{ProblemKind, Row, RowKey};
use tests::office::{member, target};
use tests::{Browser, Phone, Reply, Season, TestServer};

const MEMBERS: &[u8] = include_bytes!("../../server/demo/members_fy2023.cp932.csv");
const USAGES: &[u8] = include_bytes!("../../server/demo/service_usage_fy2023.cp932.csv");

async fn office(server: &TestServer) -> Browser {
    server.newcomer(Role::Coordinator, "suzuki").await
}

async fn upload(browser: &mut Browser, kind: &str, bytes: impl Into<Body>) -> Reply {
    let path = format!("/api/imports?kind={kind}&name=list.csv");
    browser.request(Method::POST, &path, bytes.into()).await
}

async fn preview(browser: &mut Browser, kind: &str, bytes: &'static [u8]) -> Preview {
    upload(browser, kind, bytes).await.json()
}

async fn confirm(browser: &mut Browser, id: ImportId) -> Reply {
    browser
        .post(&format!("/api/imports/{id}/confirm"), &())
        .await
}

/// The last place in the stream that phones read.
fn head(server: &TestServer) -> u64 {
    server
        .app
        .db
        .write(|write| Ok::<_, server::db::DbError>(write.next_seq()))
        .expect("a seq")
}

#[tokio::test]
async fn the_two_real_lists_are_previewed_confirmed_and_changed_by_nothing_the_second_time() {
    let server = TestServer::new();
    let mut office = office(&server).await;

    let members = preview(&mut office, "members", MEMBERS).await;
    assert_eq!(members.encoding, Encoding::Cp932);
    assert!(members.missing.is_empty());
    assert!(
        members
            .columns
            .iter()
            .all(|column| column.meaning.is_some())
    );
    let new = Counts {
        rows: 12_012,
        new: 12_000,
        bad: 12,
        ..Counts::default()
    };
    assert_eq!(members.counts, new);
    assert_eq!(members.bad_rows.len(), 12);
    let stored: MemberPage = office.get("/api/members").await.json();
    assert_eq!(stored.total, 0, "a preview stores nothing");
    let imported: Imported = confirm(&mut office, members.id).await.json();
    assert_eq!(imported.counts, new);
    let stored: MemberPage = office.get("/api/members").await.json();
    assert_eq!(stored.total, 12_000);

    let usages = preview(&mut office, "usages", USAGES).await;
    let new = Counts {
        rows: 21_917,
        new: 21_917,
        ..Counts::default()
    };
    assert_eq!(usages.counts, new, "{:?}", usages.bad_rows.first());
    confirm(&mut office, usages.id).await.json::<Imported>();

    let before = head(&server);
    for (kind, bytes, unchanged) in [("members", MEMBERS, 12_000), ("usages", USAGES, 21_917)] {
        let again = preview(&mut office, kind, bytes).await;
        assert_eq!((again.counts.new, again.counts.changed), (0, 0));
        assert_eq!(again.counts.unchanged, unchanged);
        confirm(&mut office, again.id).await.json::<Imported>();
    }
    assert_eq!(head(&server), before + 1, "nothing was stamped");

    let history: ImportHistory = office.get("/api/imports").await.json();
    assert_eq!(history.imports.len(), 4);
    assert_eq!(history.imports[0].confirmed_by, "suzuki");
}

#[tokio::test]
async fn the_day_of_the_list_is_told_to_every_phone_and_goes_back_with_the_list() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "tanaka").await);
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let list = "会員番号,事業所名,加入年月日\n1,甲青果,2021/5/10\n";
    let staged = |name: &str| format!("/api/imports?kind=members&name={name}");
    let told = async |phone: &mut Phone| {
        phone.pull().await;
        match phone.rows.get(&RowKey::MemberList) {
            Some(Row::MemberList(list)) => Some(list.as_of),
            _ => None,
        }
    };

    // 会員_20230930.csv
    let named = staged("%E4%BC%9A%E5%93%A1_20230930.csv");
    let first: Preview = office
        .request(Method::POST, &named, list.into())
        .await
        .json();
    assert_eq!(first.as_of, Some(day("2023-09-30")));
    assert_eq!(told(&mut phone).await, None, "nothing is stored yet");
    confirm(&mut office, first.id).await.json::<Imported>();
    assert_eq!(told(&mut phone).await, Some(Some(day("2023-09-30"))));
    let page: MemberPage = office.get("/api/members").await.json();
    assert_eq!(page.list_as_of, Some(day("2023-09-30")));

    let second: Preview = office
        .request(Method::POST, &staged("list.csv"), list.into())
        .await
        .json();
    let path = format!("/api/imports/{}/as-of", second.id);
    let today = second.as_of.expect("today, where the name says nothing");
    let tomorrow = json!({"as_of": shared::model::moment::plus_days(today, 1)});
    let invalid = Invalid::new("as_of", Fault::NotAllowed);
    let refused = office.send(Method::PUT, &path, &tomorrow).await;
    assert_eq!(refused.problem(), ProblemKind::Invalid { invalid });
    let known = json!({"as_of": "2023-10-01"});
    let set = office.send(Method::PUT, &path, &known).await;
    assert!(set.status.is_success(), "{}", set.text());
    confirm(&mut office, second.id).await.json::<Imported>();
    assert_eq!(told(&mut phone).await, Some(Some(day("2023-10-01"))));
    let late = office.send(Method::PUT, &path, &known).await;
    assert_eq!(late.problem(), ProblemKind::Changed);
    let history: ImportHistory = office.get("/api/imports").await.json();
    let days: Vec<_> = history.imports.iter().map(|line| line.as_of).collect();
    let both = [day("2023-10-01"), day("2023-09-30")];
    assert_eq!(days, both.map(Some));

    for (id, stands) in [(second.id, Some(day("2023-09-30"))), (first.id, None)] {
        let path = format!("/api/imports/{id}/undo");
        let undone = office.post(&path, &()).await;
        assert!(undone.status.is_success(), "{}", undone.text());
        assert_eq!(told(&mut phone).await, Some(stands));
    }
}

#[tokio::test]
async fn another_layout_in_utf_8_is_mapped_by_hand() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let text = "\u{feff}コード,会社名,入会日,謎\r\n7,㈱髙島屋敷,R3.5.10,x\r\n8,\"横浜,港\",2021/2/30,y\r\n";
    let first: Preview = upload(&mut office, "members", text).await.json();
    assert_eq!(first.encoding, Encoding::Utf8Bom);
    assert_eq!(first.missing, [ColumnMeaning::Number]);
    assert_eq!(first.counts.rows, 2);
    assert_eq!(first.sample[1][1], "横浜,港");

    let refused = confirm(&mut office, first.id).await;
    let missing = vec![ColumnMeaning::Number];
    assert_eq!(
        refused.problem(),
        ProblemKind::File {
            problem: FileProblem::ColumnsMissing { missing }
        }
    );

    let columns = |meanings: &[Option<ColumnMeaning>]| Columns {
        meanings: meanings.to_vec(),
    };
    let path = format!("/api/imports/{}/columns", first.id);
    let (number, name, joined) = (
        Some(ColumnMeaning::Number),
        Some(ColumnMeaning::Name),
        Some(ColumnMeaning::JoinedOn),
    );
    let twice = columns(&[number, name, joined, name]);
    assert_eq!(
        office.send(Method::PUT, &path, &twice).await.problem(),
        ProblemKind::File {
            problem: FileProblem::ColumnTwice {
                meaning: ColumnMeaning::Name
            }
        }
    );
    let times = columns(&[number, name, joined, Some(ColumnMeaning::Times)]);
    for unfit in [columns(&[number]), times] {
        assert_eq!(
            office.send(Method::PUT, &path, &unfit).await.problem(),
            ProblemKind::Invalid {
                invalid: Invalid::new("meanings", Fault::NotAllowed)
            }
        );
    }
    let fits = columns(&[number, name, joined, None]);
    let second: Preview = office.send(Method::PUT, &path, &fits).await.json();
    assert!(second.missing.is_empty());
    assert_eq!((second.counts.new, second.counts.bad), (1, 1));
    assert_eq!(second.bad_rows[0].line, 3);
    assert!(matches!(
        second.bad_rows[0].reason,
        RowProblem::NoSuchDay { .. }
    ));

    let imported: Imported = confirm(&mut office, first.id).await.json();
    // Somebody pressed twice: the same answer, and nothing more.
    assert_eq!(
        confirm(&mut office, first.id).await.json::<Imported>(),
        imported
    );
    let reply = office.send(Method::PUT, &path, &fits).await;
    assert_eq!(reply.problem(), ProblemKind::Changed);
    for search in ["%E9%AB%98%E5%B3%B6", "%EF%BC%97"] {
        let found: MemberPage = office
            .get(&format!("/api/members?search={search}"))
            .await
            .json();
        assert_eq!(found.total, 1, "{search}");
    }
}

#[tokio::test]
async fn what_is_no_list_is_refused_in_words_and_stores_nothing() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let xlsx = FileProblem::NotText {
        looks_like: "xlsx".into(),
    };
    let pdf = FileProblem::NotText {
        looks_like: "pdf".into(),
    };
    let cases: [(&str, &'static [u8], FileProblem); 9] = [
        ("members", b"", FileProblem::Empty),
        ("members", b"\r\n \r\n", FileProblem::Empty),
        (
            "members",
            "会員番号,事業所名\r\n".as_bytes(),
            FileProblem::HeaderOnly,
        ),
        ("members", b"PK\x03\x04\x14\0xl/workbook.xml", xlsx),
        ("members", b"%PDF-1.7 ...", pdf),
        (
            "members",
            b"number\n\xFD\xFE\n",
            FileProblem::UnknownEncoding { line: 2 },
        ),
        (
            "members",
            b"\xFF\xFE\x01\x4F",
            FileProblem::UnknownEncoding { line: 1 },
        ),
        ("usages", USAGES, FileProblem::NoMembersYet),
        (
            "members",
            b"\0\0\0\0",
            FileProblem::NotText {
                looks_like: "binary".into(),
            },
        ),
    ];
    for (kind, bytes, problem) in cases {
        let reply = upload(&mut office, kind, bytes).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reply.problem(), ProblemKind::File { problem });
    }
    let history: ImportHistory = office.get("/api/imports").await.json();
    assert_eq!(history.imports, []);
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let reply = upload(&mut office, "members", vec![b'a'; 100_000_000]).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        reply.problem(),
        ProblemKind::File {
            problem: FileProblem::TooLarge {
                limit_bytes: 50_000_000
            }
        }
    );
}

#[tokio::test]
async fn strange_requests_are_refused_without_a_fault_of_ours() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    for path in [
        "/api/imports",
        "/api/imports?kind=cats&name=x",
        "/api/imports?kind=members",
    ] {
        let reply = office
            .request(Method::POST, path, Body::from("a\n1\n"))
            .await;
        assert_eq!(reply.problem(), ProblemKind::MalformedRequest, "{path}");
    }
    let nobody = ImportId(Default::default());
    assert_eq!(
        confirm(&mut office, nobody).await.problem(),
        ProblemKind::NotFound
    );
    let reply = office.post("/api/imports/x/confirm", &json!({})).await;
    assert_eq!(reply.problem(), ProblemKind::NotFound);
}

#[tokio::test]
async fn a_user_has_one_staged_file_and_others_keep_theirs() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let mut colleague = server.newcomer(Role::Administrator, "takagi").await;
    let list = "会員番号,事業所名,加入年月日\n1,甲,2021/5/10\n";
    let other: Preview = upload(&mut colleague, "members", list).await.json();
    let first: Preview = upload(&mut office, "members", list).await.json();
    let second: Preview = upload(&mut office, "members", list).await.json();
    assert_eq!(
        confirm(&mut office, first.id).await.problem(),
        ProblemKind::NotFound
    );
    confirm(&mut office, second.id).await.json::<Imported>();
    // What the colleague confirms now is counted against what is stored by then.
    let imported: Imported = confirm(&mut colleague, other.id).await.json();
    assert_eq!((imported.counts.new, imported.counts.unchanged), (0, 1));
}

#[tokio::test]
async fn usages_are_summed_up_and_unknown_ones_listed() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let list = "会員番号,事業所名,加入年月日\n1,甲,2021/5/10\n";
    let members: Preview = upload(&mut office, "members", list).await.json();
    confirm(&mut office, members.id).await.json::<Imported>();
    let list = "会員番号,利用事業,利用日\n1,健康診断,2022/4/1\n1,健康診断,R4.6.1\n2,健康診断,2022/4/1\n1,占い,2022/4/1\n";
    let usages: Preview = upload(&mut office, "usages", list).await.json();
    assert_eq!((usages.counts.new, usages.counts.bad), (2, 2));
    assert_eq!(
        usages
            .bad_rows
            .iter()
            .map(|row| (row.line, &row.reason))
            .collect::<Vec<_>>(),
        [
            (4, &RowProblem::UnknownMember { number: "2".into() }),
            (
                5,
                &RowProblem::UnknownService {
                    value: "占い".into()
                }
            ),
        ]
    );
    confirm(&mut office, usages.id).await.json::<Imported>();
    let file: MemberFile = office.get("/api/members/1").await.json();
    let [usage] = &file.member.usages[..] else {
        panic!("{:?}", file.member.usages);
    };
    assert_eq!(
        (usage.times, usage.last_used_on.to_string()),
        (2, "2022-06-01".to_owned())
    );
}

#[tokio::test]
async fn a_list_that_is_too_wide_is_refused_at_once() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let begin = std::time::Instant::now();
    let header = vec!["会員番号かもしれない列"; 50_000].join(",");
    let reply = upload(&mut office, "members", format!("{header}\n1\n")).await;
    let problem = FileProblem::TooManyColumns { most: 200 };
    assert_eq!(reply.problem(), ProblemKind::File { problem });
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_preview_shows_the_first_bad_rows_and_counts_all() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let rows = ",名前,2021/5/10\n".repeat(2_500);
    let list = format!("会員番号,事業所名,加入年月日\n{rows}1,\"甲,2021/5/10\n2,乙,2021/5/10\n");
    let preview: Preview = upload(&mut office, "members", list).await.json();
    assert_eq!((preview.counts.bad, preview.counts.new), (2_501, 1));
    assert_eq!(preview.bad_rows.len(), MOST_BAD_ROWS);
}

/// Of an import that tells who has left: the open targets close, and reach the phone so.
#[tokio::test]
async fn who_leaves_by_an_import_is_visited_no_more() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let season = Season::new(&server, suzuki, 3);
    season.give([0], tanaka);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone.pull().await;
    let list = "会員番号,事業所名,加入年月日,退会年月日\n100000,甲,2021/5/10,2023/9/30\n100001,乙,2021/5/10,2024/3/31\n100002,丙,2021/5/10,\n";
    let staged: Preview = upload(&mut office, "members", list).await.json();
    confirm(&mut office, staged.id).await.json::<Imported>();
    phone.pull().await;
    let Some(Row::Target(row)) = phone.rows.get(&RowKey::Target(target(0))) else {
        panic!("the target is on the phone");
    };
    assert_eq!(row.state, TargetState::Done);
    for (n, state) in [
        (0, TargetState::Done),
        (1, TargetState::Done),
        (2, TargetState::Open),
    ] {
        let path = format!("/api/members/{}", member(n));
        let file: MemberFile = office.get(&path).await.json();
        assert_eq!(file.targets[0].state, state, "{n}");
    }
    // Reopened by mistake, they still can't be given out.
    let targets = vec![target(1)];
    let reopen = SetTargetState {
        targets: targets.clone(),
        state: TargetState::Open,
    };
    office
        .post("/api/targets/state", &reopen)
        .await
        .json::<Touched>();
    let wish = Assign {
        targets,
        visitor: tanaka,
        day: None,
    };
    assert_eq!(
        office.post("/api/assignments", &wish).await.problem(),
        ProblemKind::Invalid {
            invalid: Invalid::new("targets", Fault::NotAllowed)
        }
    );
}

#[tokio::test]
async fn a_list_may_say_where_the_door_is() {
    let server = TestServer::new();
    let mut office = office(&server).await;
    let list = "会員番号,事業所名,加入日,所在地,屋号,訪問先住所,入口,定休日,緯度,経度\n\
                1,関内青果,2021-05-10,横浜市西区浅間町5-25,やおまさ,横浜市中区黄金町2-13-7 三渓ビル4F,裏口から,水,３５．４４,139.63\n\
                2,汐入電設,2021-05-10,横浜市中区黄金町2-13-7,,,,,,\n\
                3,三渓堂,2021-05-10,横浜市中区黄金町2-13-7,,,,,135.44,139.63\n\
                4,野毛堂,2021-05-10,横浜市中区黄金町2-13-7,,,,,北緯,139.63\n";
    let previewed: Preview = upload(&mut office, "members", list).await.json();
    assert!(
        previewed
            .columns
            .iter()
            .all(|column| column.meaning.is_some())
    );
    let reasons: Vec<&RowProblem> = previewed.bad_rows.iter().map(|row| &row.reason).collect();
    let no_number = |value: &str| RowProblem::NotANumber {
        column: ColumnMeaning::Latitude,
        value: value.to_owned(),
    };
    assert_eq!(reasons, [&no_number("135.44, 139.63"), &no_number("北緯")]);
    confirm(&mut office, previewed.id).await;

    let found: MemberPage = office.get("/api/members?search=ヤオマサ").await.json();
    let [grocer] = &found.members[..] else {
        panic!("found by its shop name: {found:?}");
    };
    let place = grocer.place.as_deref().cloned().expect("a place");
    assert_eq!(place.shop_name, "やおまさ");
    assert_eq!(grocer.goes_to(), ("横浜市中区黄金町2-13-7 三渓ビル4F", ""));
    assert_eq!(
        (place.entrance.as_str(), place.closed_on.as_str()),
        ("裏口から", "水")
    );
    assert_eq!(place.spot, Spot::of_degrees(35.44, 139.63));
    let found: MemberPage = office.get("/api/members?search=黄金町").await.json();
    let places: Vec<bool> = found
        .members
        .iter()
        .map(|member| member.place.is_some())
        .collect();
    assert_eq!(places, [true, false], "what isn't known takes no room");
}
