//! Facts of every kind, with every word that one may hold.

use shared::model::{
    CallAttempt, CallDirection, CallResult, ChangeReport, ChangeReportId, ChangedField,
    ComplaintId, Consent, DailyReport, FactId, FoundLead, Handover, HandoverItem, HeardComplaint,
    HeardIntroduction, HeardRequest, HeardTask, LeadContact, LeadId, LeadManner, LeadOutcome,
    Leaflet, Moment, MutualAid, MutualAidInterest, NextStep, NextStepKind, OfficeTaskId, Outcome,
    OwnOrder, PhotoId, PhotoKind, PhotoRef, PlaceStamp, Proposal, Reaction, RequestCategory,
    RequestId, RiskLevel, RiskReason, ServiceId, TargetId, Visit, VisitManner, WithdrawalCaseId,
    WithdrawalRisk,
};
use shared::wire::{Fact, FactBody};

use super::{at, day, id, member, since};

/// In an order in which a phone could have saved them.
pub fn of(schema: u32) -> Vec<Fact> {
    let mut facts = vec![];
    let mut add = |after: &[u128], corrects: Option<u128>, body| {
        let n = 500 + facts.len() as u128;
        facts.push(Fact {
            id: FactId(id(n)),
            schema,
            recorded_at: at(n as i64),
            after: after.iter().map(|n| FactId(id(*n))).collect(),
            corrects: corrects.map(|n| FactId(id(n))),
            instead_of: None,
            body,
        });
        n
    };
    let [appointment, calls @ ..] = calls();
    let appointment = add(&[], None, FactBody::Call(appointment));
    for call in calls.clone() {
        add(&[], None, FactBody::Call(call));
    }
    if schema >= 4 {
        add(&[], None, FactBody::Call(urgent_call()));
    }
    let whole = add(&[], None, FactBody::Visit(Box::new(whole_visit(schema))));
    for visit in short_visits() {
        add(&[], None, FactBody::Visit(Box::new(visit)));
    }
    let corrected = Visit {
        note: "訂正:次回は専務".into(),
        ..whole_visit(schema)
    };
    add(&[whole], Some(whole), FactBody::Visit(Box::new(corrected)));
    for report in reports(schema) {
        add(&[], None, FactBody::DailyReport(report));
    }
    if schema >= 3 {
        add(&[], None, FactBody::OwnOrder(own_order()));
        for found in found_leads() {
            add(&[], None, FactBody::FoundLead(Box::new(found)));
        }
        for contact in lead_contacts(schema) {
            add(&[], None, FactBody::LeadContact(Box::new(contact)));
        }
    }
    let fact = FactId(id(appointment));
    add(&[appointment], None, FactBody::Retract { fact });
    if schema >= 3 {
        let [no_answer, ..] = calls;
        add(&[], None, FactBody::Call(no_answer));
        if let Some(written_anew) = facts.last_mut() {
            written_anew.instead_of = Some(FactId(id(9_000)));
        }
    }
    facts
}

fn calls() -> [CallAttempt; 6] {
    let abroad = Moment {
        offset_minutes: -600,
        ..at(3)
    };
    let call = |result| CallAttempt::new(member(0), at(0), CallDirection::Out, result);
    [
        CallAttempt {
            target: Some(TargetId(id(1_000))),
            note: "「裏口」から\n😀 \"\\\u{1}\u{7f}".into(),
            ..call(CallResult::Appointment { at: at(1_440) })
        },
        call(CallResult::NoAnswer),
        CallAttempt {
            direction: CallDirection::In,
            at: abroad,
            ..call(CallResult::ContactAbsent)
        },
        call(CallResult::CallBack { at: at(90) }),
        call(CallResult::Declined),
        call(CallResult::WrongNumber),
    ]
}

/// Everything that one call may hold.
fn urgent_call() -> CallAttempt {
    let [.., declined, _] = calls();
    CallAttempt {
        complaint: Some(HeardComplaint {
            id: ComplaintId(id(2_400)),
            words: "請求書が二度届いた".into(),
        }),
        risk: Some(WithdrawalRisk {
            case: WithdrawalCaseId(id(2_401)),
            level: RiskLevel::Leaving,
            reasons: vec![RiskReason::Fee],
            words: "今年度でやめたい".into(),
        }),
        answers_told: vec![RequestId(id(2_002))],
        ..declined
    }
}

/// Everything that one visit may hold.
fn whole_visit(schema: u32) -> Visit {
    let proposal = |service: &str, reaction| Proposal {
        service: ServiceId(service.into()),
        reaction,
    };
    Visit {
        target: Some(TargetId(id(1_001))),
        walk_in: true,
        met_person: "専務 渡邊様".into(),
        proposals: vec![
            proposal("kenko-shindan", Reaction::Using),
            proposal("kensa", Reaction::Wants),
            proposal("yushi", Reaction::Considering),
            proposal("koryukai", Reaction::NotNeeded),
        ],
        mutual_aid: Some(MutualAid {
            interest: MutualAidInterest::WantsExplanation,
            consent: Some(Consent {
                agreed_by: "渡邊 一郎".into(),
                passes_on: "事業所名と電話番号".into(),
                to: "共済担当".into(),
            }),
        }),
        requests: requests(),
        office_tasks: vec![
            HeardTask {
                id: OfficeTaskId(id(2_100)),
                what: "パンフレットを郵送".into(),
                due_on: Some(day("2023-10-06")),
            },
            HeardTask {
                id: OfficeTaskId(id(2_101)),
                what: "折返し電話".into(),
                due_on: None,
            },
        ],
        complaint: Some(HeardComplaint {
            id: ComplaintId(id(2_200)),
            words: "連絡が遅い".into(),
        }),
        risk: Some(WithdrawalRisk {
            case: WithdrawalCaseId(id(2_300)),
            level: RiskLevel::Leaving,
            reasons: vec![
                RiskReason::NoBenefit,
                RiskReason::Fee,
                RiskReason::Business,
                RiskReason::NoTime,
                RiskReason::ClosingOrMoving,
                RiskReason::Dissatisfied,
                RiskReason::Other,
            ],
            words: "来年度は考えたい".into(),
        }),
        changes: changes(schema),
        introductions: vec![HeardIntroduction {
            lead: LeadId(id(2_500)),
            business: "汐入電設".into(),
            contact: "汐入様".into(),
            telephone: "045-555-0199".into(),
            consented: true,
        }],
        leaflets: vec![Leaflet {
            edition: "2023年10月号".into(),
            copies: 2,
        }],
        handed_over: [
            HandoverItem::GiftCard500,
            HandoverItem::GiftCard3000,
            HandoverItem::CommemorativePlate,
            HandoverItem::Other,
        ]
        .map(|item| Handover {
            item,
            receipt: "No. 12".into(),
        })
        .into(),
        next_step: Some(NextStep {
            kind: NextStepKind::VisitAgain,
            on: Some(day("2023-11-01")),
            minute: since(4, schema, Some(10 * 60 + 30)),
            note: "社長のいる午前中".into(),
        }),
        note: "改装中".into(),
        opinion: "継続の見込みは高い".into(),
        linked_with: Some(FactId(id(499))),
        photos: since(2, schema, photos()),
        place: since(3, schema, Some(stood())),
        representative_confirmed: since(3, schema, true),
        asked_to_introduce: since(3, schema, true),
        answers_told: since(4, schema, vec![RequestId(id(2_001))]),
        ..Visit::new(member(1), at(10), Outcome::MetRepresentative)
    }
}

fn requests() -> Vec<HeardRequest> {
    let categories = [
        RequestCategory::Finance,
        RequestCategory::Staffing,
        RequestCategory::Sales,
        RequestCategory::ChamberServices,
        RequestCategory::Government,
        RequestCategory::Membership,
        RequestCategory::Other,
    ];
    let request = |(n, category): (usize, RequestCategory)| HeardRequest {
        id: RequestId(id(2_000 + n as u128)),
        category,
        words: "髙い家賃の相談先がほしい".into(),
        reply_wanted: n == 0,
    };
    categories.into_iter().enumerate().map(request).collect()
}

fn changes(schema: u32) -> Vec<ChangeReport> {
    let fields = [
        ChangedField::Representative,
        ChangedField::Contact,
        ChangedField::Name,
        ChangedField::Address,
        ChangedField::Telephone,
        ChangedField::Other,
    ];
    let later = [
        ChangedField::ShopName,
        ChangedField::VisitAddress,
        ChangedField::Entrance,
        ChangedField::ClosedOn,
        ChangedField::GoodHours,
    ];
    let fields = fields.into_iter().chain(since(3, schema, later.to_vec()));
    let change = |(n, field): (usize, ChangedField)| ChangeReport {
        id: ChangeReportId(id(2_400 + n as u128)),
        field,
        old: "旧".into(),
        new: "新".into(),
    };
    fields.enumerate().map(change).collect()
}

fn photos() -> Vec<PhotoRef> {
    let photo = |n: u128, kind| PhotoRef {
        id: PhotoId(id(n)),
        kind,
        sha256: "0a".repeat(32),
        bytes: 187_654,
    };
    vec![
        photo(2_600, PhotoKind::Photo),
        photo(2_601, PhotoKind::BusinessCard),
    ]
}

/// One for each outcome but the one of the whole visit, with the words that are left.
fn short_visits() -> Vec<Visit> {
    let visit = |outcome| Visit::new(member(2), at(20), outcome);
    let told = |interest| {
        Some(MutualAid {
            interest,
            consent: None,
        })
    };
    let next = |kind| {
        Some(NextStep {
            kind,
            on: None,
            minute: None,
            note: String::new(),
        })
    };
    vec![
        Visit {
            manner: VisitManner::Online,
            mutual_aid: told(MutualAidInterest::Told),
            ..visit(Outcome::MetContact)
        },
        Visit {
            mutual_aid: told(MutualAidInterest::Interested),
            risk: Some(WithdrawalRisk {
                case: WithdrawalCaseId(id(2_301)),
                level: RiskLevel::Wavering,
                reasons: vec![],
                words: String::new(),
            }),
            ..visit(Outcome::AbsentStaffInformed)
        },
        Visit {
            next_step: next(NextStepKind::CallAgain),
            ..visit(Outcome::Absent)
        },
        Visit {
            next_step: next(NextStepKind::OfficeCalls),
            ..visit(Outcome::Declined)
        },
        Visit {
            next_step: next(NextStepKind::Nothing),
            ..visit(Outcome::Moved)
        },
        visit(Outcome::Resting),
        visit(Outcome::Closed),
        visit(Outcome::Merged),
        visit(Outcome::Deceased),
    ]
}

fn reports(schema: u32) -> Vec<DailyReport> {
    let report = DailyReport {
        day: day("2023-10-02"),
        sent_at: at(300),
        calls: 30,
        calls_reached: 12,
        appointments: 3,
        visits: 9,
        met: 6,
        requests: 4,
        withdrawal_signs: 1,
        lead_contacts: since(3, schema, 2),
        first_visit_at: None,
        last_visit_at: None,
        note: String::new(),
    };
    vec![
        DailyReport {
            first_visit_at: Some(at(-120)),
            last_visit_at: Some(at(240)),
            note: "雨で1件延期".into(),
            ..report.clone()
        },
        report,
    ]
}

fn own_order() -> OwnOrder {
    OwnOrder {
        day: day("2023-10-03"),
        revision: 2,
        targets: vec![TargetId(id(1_002)), TargetId(id(1_001))],
    }
}

fn found_leads() -> Vec<FoundLead> {
    let bare = FoundLead {
        lead: LeadId(id(2_510)),
        business: "三渓クリニック".into(),
        contact: String::new(),
        telephone: String::new(),
        address: String::new(),
        note: String::new(),
        found_on: day("2023-10-02"),
    };
    vec![
        bare.clone(),
        FoundLead {
            lead: LeadId(id(2_511)),
            contact: "院長".into(),
            telephone: "045-555-0188".into(),
            address: "横浜市中区本牧三之谷".into(),
            note: "開業したばかり".into(),
            ..bare
        },
    ]
}

/// All to the lead that was found first.
pub(super) fn lead_contacts(schema: u32) -> Vec<LeadContact> {
    let contact = |manner, outcome| LeadContact {
        lead: LeadId(id(2_510)),
        at: at(60),
        manner,
        outcome,
        requests: vec![],
        handed_over: vec![],
        next_step: None,
        note: String::new(),
    };
    vec![
        contact(LeadManner::Call, LeadOutcome::Nobody),
        contact(LeadManner::Call, LeadOutcome::Spoke),
        contact(LeadManner::Online, LeadOutcome::Met),
        LeadContact {
            requests: since(
                4,
                schema,
                vec![HeardRequest {
                    id: RequestId(id(2_520)),
                    category: RequestCategory::Sales,
                    words: "朝市に出たい".into(),
                    reply_wanted: true,
                }],
            ),
            handed_over: vec![Handover {
                item: HandoverItem::GiftCard500,
                receipt: "No. 13".into(),
            }],
            next_step: Some(NextStep {
                kind: NextStepKind::OfficeCalls,
                on: Some(day("2023-10-20")),
                minute: None,
                note: "申込書の確認".into(),
            }),
            note: "年会費の説明済み".into(),
            ..contact(LeadManner::OnSite, LeadOutcome::Applied)
        },
        contact(LeadManner::OnSite, LeadOutcome::Declined),
    ]
}

fn stood() -> PlaceStamp {
    PlaceStamp {
        north: 35_443_700,
        east: -139_638_000,
        within_m: 12,
        at: at(9),
    }
}
