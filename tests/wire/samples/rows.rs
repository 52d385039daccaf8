//! Rows of every kind, with every word that one may hold.

use shared::model::{
    Answer, AnswerTold, Appointment, Area, AreaMap, Assignment, AttentionId, Carried, CarriedItem,
    CaseStory, FactId, FiscalYear, Fit, HandoverItem, Introduction, JoinSource, Lead, LeadHistory,
    LeadId, LeadSource, LeadStage, Member, OfficeTask, OfficeTaskId, Place, Plan, Priority,
    Purpose, Reason, Representative, Request, RequestCategory, RequestId, RequestStatus,
    Resolution, ResolutionKind, Season, SeasonId, SeasonKind, Service, ServiceId, ServiceUsage,
    Spot, Target, TargetId, TargetRule, TargetState, TaskStatus, UserId,
};
use shared::wire::{Colleague, MemberList, OfficeCard, Row, VisitorCard};

use super::{at, day, facts, id, me, member, office, since};

pub fn of(schema: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(
        members(schema)
            .into_iter()
            .map(|member| Row::Member(Box::new(member))),
    );
    rows.extend(targets().into_iter().map(Row::Target));
    rows.extend(facts::of(schema).into_iter().filter_map(|fact| {
        fact.member()?;
        let fact = Box::new(fact);
        Some(Row::Contact { by: me(), fact })
    }));
    rows.extend(requests(schema).into_iter().map(Row::Request));
    rows.extend(office_tasks().into_iter().map(Row::OfficeTask));
    rows.extend(services().into_iter().map(Row::Service));
    rows.extend(seasons().into_iter().map(Row::Season));
    rows.push(Row::Colleague(Colleague {
        id: office(),
        name: "鈴木 花子".into(),
    }));
    rows.push(Row::OfficeCard(OfficeCard {
        name: "会員サービス課".into(),
        telephone: "045-555-0000".into(),
        gift_by_staff_only: schema >= 4,
    }));
    if schema >= 3 {
        rows.extend(plans().into_iter().map(Row::Plan));
        rows.extend(leads(schema).into_iter().map(|lead| Row::Lead {
            visitor: me(),
            lead: Box::new(lead),
        }));
        rows.extend(visitor_cards(schema).into_iter().map(Row::VisitorCard));
        rows.push(Row::Carried(carried()));
        rows.push(Row::AreaMap(Box::new(area_map())));
        rows.extend(resolutions().into_iter().map(Row::Resolution));
    }
    if schema >= 4 {
        let as_of = Some(day("2023-09-30"));
        rows.push(Row::MemberList(MemberList { as_of }));
        rows.push(Row::MemberList(MemberList::default()));
    }
    rows
}

fn resolutions() -> [Resolution; 4] {
    let resolution = |n: u64, kind, words: &str| Resolution {
        id: AttentionId(n),
        fact: FactId(id(9_000)),
        kind,
        words: words.into(),
        decided_at: at(60),
    };
    [
        resolution(1, ResolutionKind::Accepted, ""),
        resolution(2, ResolutionKind::AskedToCorrect, "日付をご確認ください"),
        resolution(3, ResolutionKind::Corrected, ""),
        resolution(4, ResolutionKind::Discarded, "重複のため"),
    ]
}

fn plans() -> Vec<Plan> {
    let plan = |day, own_order, own_order_gave_way| Plan {
        visitor: me(),
        day,
        revision: 2,
        own_order,
        own_order_gave_way,
    };
    let order = vec![TargetId(id(1_002)), TargetId(id(1_001))];
    vec![
        plan(day("2023-10-03"), order, false),
        plan(day("2023-10-04"), vec![], true),
    ]
}

fn leads(schema: u32) -> Vec<Lead> {
    let lead = |n: u128, source, stage| Lead {
        id: LeadId(id(2_500 + n)),
        business: "汐入電設".into(),
        contact: String::new(),
        telephone: String::new(),
        address: String::new(),
        note: String::new(),
        contacts: vec![],
        own_find: None,
        source,
        stage,
        found_on: day("2023-10-02"),
    };
    let contacts = (530..).zip(facts::lead_contacts(schema));
    let contacts = contacts.map(|(n, contact)| LeadHistory {
        fact: FactId(id(n)),
        by: me(),
        contact,
    });
    let introduction = Introduction {
        by: member(1),
        heard_in: FactId(id(506)),
        heard_by: me(),
        consented: true,
    };
    vec![
        Lead {
            contact: "汐入様".into(),
            telephone: "045-555-0199".into(),
            address: "横浜市鶴見区".into(),
            note: "社長の弟".into(),
            contacts: contacts.collect(),
            ..lead(
                0,
                LeadSource::Introduced(introduction),
                LeadStage::Introduced,
            )
        },
        lead(1, LeadSource::WebsiteEnquiry, LeadStage::Contacted),
        lead(2, LeadSource::MaterialRequest, LeadStage::Met),
        lead(3, LeadSource::NewlyFounded, LeadStage::Applied),
        lead(4, LeadSource::MetOnTheWay, LeadStage::Accepted),
        Lead {
            own_find: since(4, schema, Some(FactId(id(507)))),
            ..lead(5, LeadSource::MetOnTheWay, LeadStage::PaidAndJoined)
        },
    ]
}

fn place() -> Place {
    Place {
        shop_name: "やおまさ".into(),
        visit_address: "横浜市中区曙町1-2 1F".into(),
        entrance: "裏口から".into(),
        closed_on: "水".into(),
        good_hours: "14時以降".into(),
        spot: Some(Spot {
            lat: 35_440_000,
            lon: 139_630_000,
        }),
    }
}

fn area_map() -> AreaMap {
    AreaMap {
        credit: "国土数値情報".into(),
        areas: vec![Area {
            name: "中区".into(),
            rings: vec![
                vec![(139_630_000, 35_440_000), (139_640_000, -35_440_000)],
                vec![],
            ],
        }],
    }
}

fn carried() -> Carried {
    let item = |item, given, handed| CarriedItem {
        item,
        given,
        handed,
    };
    Carried {
        visitor: me(),
        items: vec![
            item(HandoverItem::GiftCard500, 20, 3),
            item(HandoverItem::CommemorativePlate, 0, 1),
        ],
    }
}

fn visitor_cards(schema: u32) -> Vec<VisitorCard> {
    let bare = VisitorCard {
        user: me(),
        name: "佐藤 健".into(),
        affiliation: String::new(),
        valid_until: None,
        photo: String::new(),
        staff: false,
    };
    vec![
        bare.clone(),
        VisitorCard {
            affiliation: "東横浜商工会議所 委託訪問員".into(),
            valid_until: Some(day("2024-02-29")),
            photo: "/9j/4AAQ".into(),
            staff: schema >= 4,
            ..bare
        },
    ]
}

fn bare_member(n: u32, joined_via: Option<JoinSource>) -> Member {
    Member {
        number: member(n),
        name: "関内青果㈱".into(),
        kana: String::new(),
        representative: Representative::default(),
        industry: String::new(),
        section: String::new(),
        branch: String::new(),
        joined_on: day("2021-05-10"),
        joined_via,
        postal_code: String::new(),
        address: String::new(),
        building: String::new(),
        telephone: String::new(),
        employees: None,
        fee_units: None,
        corporate_number: String::new(),
        withdrawn_on: None,
        representative_changed_on: None,
        former_representative: String::new(),
        do_not_contact: false,
        usages: vec![],
        place: None,
        search_key: String::new(),
    }
}

fn members(schema: u32) -> Vec<Member> {
    let mut members = vec![Member {
        kana: "カンナイセイカ".into(),
        representative: Representative {
            title: "代表取締役".into(),
            name: "渡邊 一郎".into(),
            kana: "ワタナベ イチロウ".into(),
        },
        industry: "小売業".into(),
        section: "小売部会".into(),
        branch: "中支部".into(),
        postal_code: "231-0054".into(),
        address: "横浜市中区黄金町2-13-7".into(),
        building: "黄金ビル4F".into(),
        telephone: "045-555-0100".into(),
        employees: Some(4),
        fee_units: Some(2),
        corporate_number: "1234567890123".into(),
        withdrawn_on: Some(day("2024-03-31")),
        representative_changed_on: Some(day("2023-07-01")),
        former_representative: since(3, schema, "代表取締役 渡邊 太郎".into()),
        do_not_contact: true,
        usages: vec![ServiceUsage {
            service: ServiceId("kenko-shindan".into()),
            last_used_on: day("2022-06-15"),
            times: 3,
        }],
        place: since(3, schema, Some(Box::new(place()))),
        search_key: "かんないせいか".into(),
        ..bare_member(0, None)
    }];
    let sources = [
        JoinSource::Councillor,
        JoinSource::Branch,
        JoinSource::WomensAssociation,
        JoinSource::YouthGroup,
        JoinSource::Member,
        JoinSource::Staff,
        JoinSource::Bank,
        JoinSource::Web,
        JoinSource::Other("商工会".into()),
    ];
    members.extend(
        (1..)
            .zip(sources)
            .map(|(n, source)| bare_member(n, Some(source))),
    );
    members
}

fn targets() -> Vec<Target> {
    let target = |n: u32, purpose, state| Target {
        id: TargetId(id(1_000 + u128::from(n))),
        season: SeasonId(id(3)),
        member: member(n),
        purpose,
        priority: Priority::default(),
        state,
        assignment: None,
    };
    let assigned = |day, position, appointment| {
        Some(Assignment {
            visitor: me(),
            day,
            position,
            appointment,
        })
    };
    vec![
        Target {
            priority: Priority {
                points: 10_050,
                reasons: vec![
                    Reason::NeverUsed,
                    Reason::Wavering,
                    Reason::RepresentativeChanged,
                    Reason::WebJoined,
                    Reason::UnansweredRequest,
                    Reason::MonthsSinceContact(7),
                    Reason::NeverContacted,
                    Reason::MembershipYear(2),
                ],
            },
            assignment: assigned(
                Some(day("2023-10-02")),
                Some(1),
                Some(Appointment { at: at(0) }),
            ),
            ..target(0, Purpose::UsageProposal, TargetState::Open)
        },
        Target {
            assignment: assigned(None, None, None),
            ..target(1, Purpose::Retention, TargetState::OnHold)
        },
        target(2, Purpose::RepresentativeChange, TargetState::Done),
        target(3, Purpose::WebJoinFollowUp, TargetState::Open),
        target(4, Purpose::CommemorativePlate, TargetState::Open),
        target(5, Purpose::RequestedMaterial, TargetState::Open),
        target(6, Purpose::Recruiting, TargetState::Open),
    ]
}

fn requests(schema: u32) -> Vec<Request> {
    let request = |n: u128, status| Request {
        id: RequestId(id(2_000 + n)),
        member: member(1),
        heard_in: FactId(id(506)),
        heard_on: day("2023-10-02"),
        heard_by: me(),
        category: RequestCategory::Finance,
        words: "融資の相談".into(),
        reply_wanted: true,
        status,
        owner: None,
        due_on: None,
        answer: None,
        told: None,
    };
    vec![
        request(0, RequestStatus::Received),
        Request {
            owner: Some(office()),
            due_on: Some(day("2023-10-20")),
            ..request(1, RequestStatus::InProgress)
        },
        Request {
            answer: Some(Answer {
                words: "相談会をご案内しました".into(),
                answered_on: day("2023-10-10"),
            }),
            told: (schema >= 4).then(|| AnswerTold {
                by: me(),
                on: day("2023-10-12"),
            }),
            ..request(2, RequestStatus::Answered)
        },
        request(3, RequestStatus::Closed),
    ]
}

fn office_tasks() -> Vec<OfficeTask> {
    let task = |n: u128, status| OfficeTask {
        id: OfficeTaskId(id(2_100 + n)),
        member: member(1),
        heard_in: FactId(id(506)),
        heard_on: day("2023-10-02"),
        heard_by: me(),
        what: "パンフレットを郵送".into(),
        due_on: None,
        owner: None,
        status,
    };
    vec![
        OfficeTask {
            due_on: Some(day("2023-10-06")),
            owner: Some(UserId(id(2))),
            ..task(0, TaskStatus::Open)
        },
        task(1, TaskStatus::Done),
    ]
}

fn services() -> Vec<Service> {
    let bare = Service {
        id: ServiceId("kenko-shindan".into()),
        name_ja: "健康診断".into(),
        name_en: "Health check".into(),
        summary_ja: "年2回の集団健診".into(),
        summary_en: "Group check-ups, twice a year".into(),
        script_ja: "従業員の健診はお決まりですか。".into(),
        script_en: "Have you arranged check-ups for your staff?".into(),
        fit: Fit::default(),
        stories: vec![],
        aliases: vec![],
    };
    vec![
        bare.clone(),
        Service {
            fit: Fit {
                industries: vec!["飲食業".into()],
                least_employees: Some(1),
                most_employees: Some(50),
                weight: 7,
            },
            stories: vec![CaseStory {
                industry: "飲食業".into(),
                story_ja: "費用が半分に".into(),
                story_en: "Half the cost".into(),
            }],
            aliases: vec!["健診".into()],
            ..bare
        },
    ]
}

fn seasons() -> Vec<Season> {
    let season = |n: u128, kind| Season {
        id: SeasonId(id(n)),
        name: "令和5年度".into(),
        kind,
        fiscal_year: FiscalYear(2023),
        starts_on: day("2023-08-01"),
        ends_on: day("2024-02-29"),
        rule: TargetRule::default(),
        campaigns: Vec::new(),
    };
    vec![
        Season {
            rule: TargetRule {
                cohorts: vec![FiscalYear(2020), FiscalYear(2021)],
                never_used_only: true,
                industries: vec!["小売業".into()],
                branches: vec!["中支部".into()],
            },
            ..season(3, SeasonKind::Retention)
        },
        season(4, SeasonKind::Recruitment),
    ]
}
