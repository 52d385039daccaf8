//! Search over members, and one member's file.

use axum::body::Body;
use axum::http::Method;
use shared::model::{Fault, Invalid, Outcome, Role};
use shared::wire::import::{Imported, Preview};
use shared::wire::office::{ChangeMember, MemberFile, MemberPage, MemberWords};
use shared::wire::{ProblemKind, Row, RowKey};
use tests::facts::{visit, visited};
use tests::office::member;
use tests::{Phone, Season, TestServer};

const LIST: &str = "会員番号,事業所名,カナ,代表者名,代表者カナ,住所,TEL,入会日
101,株式会社髙島商店,ﾀｶｼﾏｼｮｳﾃﾝ,渡邊 花子,ワタナベ ハナコ,横浜市保土ヶ谷区月見台二丁目26番22号,045-001-2345,2021/5/10
102,高島理容,タカシマリヨウ,佐藤 一郎,サトウ イチロウ,横浜市中区本町1-1,(045)002-9876,2020/5/10
103,100%カフェ,ヒャクパーセントカフェ,鈴木 次郎,スズキ ジロウ,横浜市西区1_2,,2019/5/10
";

#[tokio::test]
async fn a_search_finds_whatever_the_spelling() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    let path = "/api/imports?kind=members&name=list.csv";
    let staged: Preview = office
        .request(Method::POST, path, Body::from(LIST))
        .await
        .json();
    let path = format!("/api/imports/{}/confirm", staged.id);
    office.post(&path, &()).await.json::<Imported>();
    for (search, numbers) in [
        ("", &["101", "102", "103"][..]),
        ("高島", &["101", "102"]),
        ("(株)高島", &["101", "102"]),
        ("髙島 渡辺", &["101"]),
        ("たかしま", &["101", "102"]),
        ("わたなべ", &["101"]),
        ("月見台2-26-22", &["101"]),
        ("2345", &["101"]),
        ("045-002-9876", &["102"]),
        ("０４５００２９８７６", &["102"]),
        ("102", &["102"]),
        // Punctuation alone asks for nothing.
        ("%", &["101", "102", "103"]),
        ("100%", &["103"]),
        ("高島 鈴木", &[]),
    ] {
        let query: String = search.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page: MemberPage = office
            .get(&format!("/api/members?search={query}"))
            .await
            .json();
        let found: Vec<&str> = page
            .members
            .iter()
            .map(|member| member.number.as_str())
            .collect();
        assert_eq!(found, numbers, "{search:?}");
        assert_eq!(page.total, numbers.len() as u64);
    }
    let many = "a+".repeat(30);
    assert_eq!(
        office
            .get(&format!("/api/members?search={many}"))
            .await
            .problem(),
        ProblemKind::Invalid {
            invalid: Invalid::new("search", Fault::TooMany)
        }
    );
    let long = "a".repeat(300);
    assert_eq!(
        office
            .get(&format!("/api/members?search={long}"))
            .await
            .problem(),
        ProblemKind::Invalid {
            invalid: Invalid::new("search", Fault::TooLong)
        }
    );
    let empty: MemberPage = office.get("/api/members?page=4294967295").await.json();
    assert_eq!((empty.total, empty.members.len()), (3, 0));
}

#[tokio::test]
async fn a_members_file_holds_everybodys_contacts() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let season = Season::new(&server, suzuki, 2);
    season.give([0], tanaka);
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone.tell(&visited(1, visit(0, Outcome::MetContact))).await;
    phone.tell(&visited(2, visit(1, Outcome::Absent))).await;

    let mut office = server.signed_in("suzuki").await;
    let file: MemberFile = office.get("/api/members/100000").await.json();
    assert_eq!(file.targets.len(), 1);
    assert_eq!(file.contacts.len(), 1);
    assert_eq!(file.contacts[0].by, tanaka);
    assert!(!file.contacts[0].late && !file.contacts[0].retracted);
    let other: MemberFile = office.get("/api/members/100001").await.json();
    assert!(other.contacts[0].late, "tanaka never held it");
    for nobody in ["999999", "..%2F..", "%00", "a%20b"] {
        let reply = office.get(&format!("/api/members/{nobody}")).await;
        assert_eq!(reply.problem(), ProblemKind::NotFound, "{nobody}");
    }
}

#[tokio::test]
async fn the_office_stops_contact_with_a_member_and_resumes_it() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 1).give([0], tanaka);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let path = format!("/api/members/{}", member(0));
    for do_not_contact in [true, false] {
        let change = ChangeMember { do_not_contact };
        let reply = office.send(Method::PATCH, &path, &change).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        let file: MemberFile = office.get(&path).await.json();
        assert_eq!(file.member.do_not_contact, do_not_contact);
        phone.pull().await;
        let Some(Row::Member(row)) = phone.rows.get(&RowKey::Member(member(0))) else {
            panic!("the member is on the phone");
        };
        assert_eq!(row.do_not_contact, do_not_contact);
    }
    let change = ChangeMember {
        do_not_contact: true,
    };
    let reply = office
        .send(Method::PATCH, "/api/members/999999", &change)
        .await;
    assert_eq!(reply.problem(), ProblemKind::NotFound);
}

#[tokio::test]
async fn the_words_of_all_members_can_narrow_a_rule() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    let mut list = "会員番号,事業所名,業種,支部,入会日\n".to_owned();
    // More than a list shows at once; the rarest word comes last.
    for n in 100_000..100_501 {
        list.push_str(&format!("{n},店{n},飲食,,2021/5/10\n"));
    }
    list.push_str("100501,造船所,造船,港北,2021/5/10\n");
    let path = "/api/imports?kind=members&name=list.csv";
    let staged: Preview = office
        .request(Method::POST, path, Body::from(list))
        .await
        .json();
    let path = format!("/api/imports/{}/confirm", staged.id);
    office.post(&path, &()).await.json::<Imported>();
    let words: MemberWords = office.get("/api/members/words").await.json();
    let counted = |word: &str, count| (word.to_owned(), count);
    assert_eq!(words.industries, [counted("飲食", 501), counted("造船", 1)]);
    assert_eq!(words.branches, [counted("港北", 1)], "no word is no choice");
}
