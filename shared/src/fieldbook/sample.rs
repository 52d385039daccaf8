//! Invented members for tests and for the gallery; no release build contains them.

use std::sync::Arc;

use crate::model::*;
use crate::sync::{FactState, PendingFact};
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::{Colleague, Fact, FactBody, MemberList, OfficeCard, Row};

use super::{Fieldbook, VisitForm};

/// Monday, 2 October 2023.
pub const DAY: &str = "2023-10-02";

pub fn day() -> Day {
    DAY.parse().expect("a literal day")
}

/// So many days after [`day`], at a time of day in Japan.
pub fn at(days: i64, hour: u32, minute: u32) -> Moment {
    let time = chrono::NaiveTime::from_hms_opt(hour, minute, 0).expect("a literal time");
    Moment::in_japan(moment::plus_days(day(), days), time)
}

/// Ids that count up, so that what is made later sorts later.
pub fn random(n: u8) -> [u8; 10] {
    [0, 0, 0, 0, 0, 0, 0, 0, 0, n]
}

pub fn me() -> UserId {
    UserId::mint(at(-100, 9, 0), random(1))
}

pub fn colleague() -> UserId {
    UserId::mint(at(-100, 9, 0), random(2))
}

pub fn season() -> Season {
    Season {
        id: SeasonId::mint(at(-100, 9, 0), random(3)),
        name: "令和5年度 退会防止".to_owned(),
        kind: SeasonKind::Retention,
        fiscal_year: FiscalYear(2023),
        starts_on: FiscalYear(2023).first_day(),
        ends_on: FiscalYear(2023).last_day(),
        rule: TargetRule {
            cohorts: vec![FiscalYear(2020), FiscalYear(2021)],
            ..TargetRule::default()
        },
        campaigns: vec![
            campaign("入会金2,000円が無料", "2024-03-31"),
            campaign("年会費が半額", "2023-12-31"),
            campaign("夏の入会は記念品つき", "2023-08-31"),
        ],
    }
}

fn campaign(words: &str, ends_on: &str) -> Campaign {
    Campaign {
        words: words.to_owned(),
        starts_on: None,
        ends_on: ends_on.parse().expect("a literal day"),
    }
}

pub fn member(number: &str, name: &str, kana: &str) -> Member {
    Member {
        number: MemberNumber::parse(number).expect("a literal number"),
        name: name.to_owned(),
        kana: kana.to_owned(),
        representative: Representative {
            title: "代表取締役".to_owned(),
            name: "渡邊 一郎".to_owned(),
            kana: "ワタナベ イチロウ".to_owned(),
        },
        industry: "飲食業".to_owned(),
        section: "飲食部会".to_owned(),
        branch: "中支部".to_owned(),
        joined_on: "2021-05-10".parse().expect("a literal day"),
        joined_via: None,
        postal_code: "231-0054".to_owned(),
        address: "横浜市中区黄金町2-13-7".to_owned(),
        building: String::new(),
        telephone: "045-555-0100".to_owned(),
        employees: Some(4),
        fee_units: None,
        corporate_number: String::new(),
        withdrawn_on: None,
        representative_changed_on: None,
        former_representative: String::new(),
        do_not_contact: false,
        place: None,
        usages: Vec::new(),
        search_key: String::new(),
    }
}

pub fn target(of: &Member, n: u8, position: Option<u32>) -> Target {
    Target {
        id: TargetId::mint(at(-90, 9, 0), random(n)),
        season: season().id,
        member: of.number.clone(),
        purpose: Purpose::UsageProposal,
        priority: Priority {
            points: 10_000 + u32::from(n),
            reasons: vec![Reason::NeverUsed],
        },
        state: TargetState::Open,
        assignment: Some(Assignment {
            visitor: me(),
            day: position.map(|_| day()),
            position,
            appointment: None,
        }),
    }
}

/// A fact whose id is of the moment at which it was recorded.
pub fn fact(n: u8, recorded_at: Moment, body: FactBody) -> Fact {
    Fact {
        id: FactId::mint(recorded_at, random(n)),
        schema: FACT_SCHEMA,
        recorded_at,
        after: Vec::new(),
        corrects: None,
        instead_of: None,
        body,
    }
}

pub fn call(n: u8, of: &Member, at: Moment, result: CallResult) -> Fact {
    let call = CallAttempt::new(of.number.clone(), at, CallDirection::Out, result);
    fact(n, at, FactBody::Call(call))
}

pub fn visit(n: u8, of: &Member, at: Moment, outcome: Outcome) -> Fact {
    visit_with(n, of, at, outcome, |_| {})
}

pub fn visit_with(
    n: u8,
    of: &Member,
    at: Moment,
    outcome: Outcome,
    fill: impl FnOnce(&mut Visit),
) -> Fact {
    let mut visit = VisitForm::new(of.number.clone(), at, None, false).visit;
    visit.outcome = outcome;
    fill(&mut visit);
    fact(n, at, FactBody::Visit(Box::new(visit)))
}

pub fn pending(fact: Fact, state: FactState) -> PendingFact {
    PendingFact {
        saved_at: fact.recorded_at,
        fact: Arc::new(fact),
        state,
    }
}

fn service(id: &str, ja: &str, en: &str, weight: u8) -> Service {
    Service {
        id: ServiceId(id.to_owned()),
        name_ja: ja.to_owned(),
        name_en: en.to_owned(),
        summary_ja: "従業員1人から、会員料金で受けられます。".to_owned(),
        summary_en: "For one employee and up, at the members' price.".to_owned(),
        script_ja: "毎年この時期に、会議所の会場で受けられます。お店を閉める時間が短くて済むように、予約制で30分ほどです。お申し込みは用紙1枚、私が今日お預かりできます。".to_owned(),
        script_en: "Every year at this season, at the chamber. It takes about half an hour by appointment, and I can take the form with me today.".to_owned(),
        fit: Fit {
            weight,
            ..Fit::default()
        },
        stories: vec![CaseStory {
            industry: "飲食業".to_owned(),
            story_ja: "従業員3人の居酒屋さんは、開店前の午前中に全員で受けています。".to_owned(),
            story_en: "A bar with three people goes in the morning, all together, before it opens.".to_owned(),
        }],
        aliases: Vec::new(),
    }
}

pub fn rows() -> Vec<Row> {
    let aoka = Member {
        branch: "中支部".to_owned(),
        place: Some(Box::new(Place {
            shop_name: "やおまさ".to_owned(),
            entrance: "裏口から".to_owned(),
            closed_on: "水".to_owned(),
            good_hours: "14時以降".to_owned(),
            spot: Spot::of_degrees(35.4408, 139.6266),
            ..Place::default()
        })),
        ..member("100003", "関内青果株式会社", "カンナイセイカ")
    };
    let clinic = Member {
        industry: "医療・福祉".to_owned(),
        building: "三渓ビル4F".to_owned(),
        telephone: "045-555-0177".to_owned(),
        usages: vec![ServiceUsage {
            service: ServiceId("kenko".to_owned()),
            last_used_on: "2022-11-08".parse().expect("a literal day"),
            times: 2,
        }],
        ..member("100010", "医療法人三渓クリニック", "サンケイクリニック")
    };
    let denso = Member {
        industry: "建設業".to_owned(),
        building: "三渓ビル2F".to_owned(),
        joined_on: "2020-06-01".parse().expect("a literal day"),
        ..member("100011", "汐入電設有限会社", "シオイリデンセツ")
    };
    let next = Member {
        industry: "情報通信業".to_owned(),
        address: "横浜市西区みなとみらい3-6-1".to_owned(),
        branch: "西支部".to_owned(),
        joined_via: Some(JoinSource::Web),
        representative_changed_on: Some("2023-08-01".parse().expect("a literal day")),
        former_representative: "代表取締役 長谷部 善右衛門".to_owned(),
        ..member("100020", "株式会社ネクストシステム", "ネクストシステム")
    };
    let quiet = Member {
        do_not_contact: true,
        ..member("100030", "スナックみなと", "スナックミナト")
    };
    let held = member("100031", "野毛印刷株式会社", "ノゲインサツ");
    let mut denso_target = target(&denso, 2, Some(3));
    denso_target.purpose = Purpose::Retention;
    let mut next_target = target(&next, 3, Some(4));
    if let Some(assignment) = &mut next_target.assignment {
        assignment.appointment = Some(Appointment { at: at(0, 13, 30) });
    }
    let mut held_target = target(&held, 5, None);
    held_target.state = TargetState::OnHold;
    let asked = visit_with(
        40,
        &aoka,
        at(-110, 14, 0),
        Outcome::MetRepresentative,
        |visit| {
            visit.note = "朝7時から仕込み。裏口から入る。".to_owned();
        },
    );
    let request = Request {
        id: RequestId::mint(at(-110, 14, 5), random(41)),
        member: aoka.number.clone(),
        heard_in: asked.id,
        heard_on: at(-110, 14, 0).day(),
        heard_by: colleague(),
        category: RequestCategory::Finance,
        words: "冷蔵庫を入れ替えたい。使える補助金があれば教えてほしい。".to_owned(),
        reply_wanted: true,
        status: RequestStatus::Answered,
        owner: None,
        due_on: None,
        answer: Some(Answer {
            words: "省エネ設備の補助金が使えます。11月末締切で、見積書が2通要ります。書き方は会議所で一緒に確認できます。".to_owned(),
            answered_on: at(-90, 14, 0).day(),
        }),
        told: None,
    };
    let task = OfficeTask {
        id: OfficeTaskId::mint(at(-110, 14, 6), random(42)),
        member: aoka.number.clone(),
        heard_in: asked.id,
        heard_on: at(-110, 14, 0).day(),
        heard_by: colleague(),
        what: "共済のパンフレットを郵送".to_owned(),
        due_on: Some(at(-100, 9, 0).day()),
        owner: None,
        status: TaskStatus::Done,
    };
    let contact = |by: UserId, fact: Fact| Row::Contact {
        by,
        fact: Box::new(fact),
    };
    let mut rows = vec![
        Row::Target(target(&aoka, 1, Some(1))),
        Row::Target(target(&clinic, 4, Some(2))),
        Row::Target(denso_target),
        Row::Target(next_target),
        Row::Target(held_target),
        contact(colleague(), asked),
        contact(
            colleague(),
            call(43, &clinic, at(-5, 10, 5), CallResult::ContactAbsent),
        ),
        contact(me(), call(44, &denso, at(-1, 16, 0), CallResult::NoAnswer)),
        Row::Request(request),
        Row::OfficeTask(task),
        Row::Service(service("kenko", "健康診断", "Health check", 9)),
        Row::Service(service("hojokin", "補助金の相談", "Help with subsidies", 7)),
        Row::Service(service("kyosai", "生命共済", "Mutual-aid life cover", 5)),
        Row::Season(season()),
        Row::Colleague(Colleague {
            id: colleague(),
            name: "佐藤 花子".to_owned(),
        }),
        Row::MemberList(MemberList {
            as_of: Some("2023-09-29".parse().expect("a literal day")),
        }),
        Row::OfficeCard(OfficeCard {
            name: "会員サービス課".to_owned(),
            telephone: "045-555-0199".to_owned(),
            gift_by_staff_only: false,
        }),
    ];
    for number in 0..30_u8 {
        let other = Member {
            branch: ["中支部", "西支部", "南支部"][usize::from(number % 3)].to_owned(),
            address: format!("横浜市南区吉野町{number}-1"),
            telephone: format!("045-555-1{number:03}"),
            ..member(
                &format!("2000{number:02}"),
                &format!("吉野町商店{number}号"),
                "ヨシノチョウショウテン",
            )
        };
        rows.push(Row::Target(target(&other, 100 + number, None)));
        rows.push(Row::Member(Box::new(other)));
    }
    let members = [aoka, clinic, denso, next, quiet, held];
    rows.extend(
        members
            .into_iter()
            .map(|member| Row::Member(Box::new(member))),
    );
    rows
}

pub fn book(pending: &[PendingFact]) -> Fieldbook {
    Fieldbook::new(me(), rows(), pending, &[])
}
