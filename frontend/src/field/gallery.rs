//! Every piece and every screen in every state with invented members, for looking at them: `/gallery`.
//! Only debug builds have it; `tests/e2e/gallery.test.mjs` looks too.

mod leads;
mod pieces;

use std::rc::Rc;

use shared::fieldbook::{
    CallForm, CallWord, Draft, DraftForm, Fieldbook, ReportForm, VisitForm, sample,
};
use shared::model::limits::LONG_TEXT;
use shared::model::*;
use shared::rules::daily_report;
use shared::sync::{FactState, PendingFact, Phase, SyncView};
use shared::wire::sync::RejectCode;
use shared::wire::{FactBody, Row, VisitorCard};
use yew::prelude::*;

use super::call::call_page;
use super::card::CardPage;
use super::day_map::DayMapPage;
use super::desk::{Desk, Place};
use super::help::help_page;
use super::lead_record::lead_record_page;
use super::leads::{lead_page, leads_page};
use super::list::ListPage;
use super::member::member_page;
use super::order::OrderPage;
use super::report::ReportPage;
use super::route::Route;
use super::screen::link;
use super::sign_in::sign_in;
use super::sync_page::sync_page;
use super::today::today_page;
use super::trouble::store_trouble;
use super::visit::visit_page;
use crate::driver::{Adding, Me, PhotoError, Snapshot, StorageView, StoreError, Unreadable};
use crate::i18n::Lang;

const STATES: [&str; 56] = [
    "pieces-choices",
    "pieces-words",
    "pieces-rows",
    "pieces-forms",
    "sign-in",
    "trouble",
    "downloading",
    "offline-and-empty",
    "session-ended",
    "read-only",
    "today",
    "today-urgent",
    "today-without-plan",
    "today-done",
    "today-nearly-full",
    "today-due",
    "practice",
    "list",
    "member",
    "member-recent-contact",
    "member-do-not-contact",
    "member-unsent",
    "call",
    "call-appointment",
    "call-too-long",
    "visit",
    "visit-talked",
    "visit-closed-down",
    "visit-photos",
    "report",
    "report-too-long",
    "report-handed-in",
    "sync",
    "sync-sending",
    "sync-all-sent",
    "sync-offline",
    "sync-session-ended",
    "sync-revoked",
    "sync-update-needed",
    "sync-storage-trouble",
    "sync-unreadable",
    "sync-photos-refused",
    "sync-falls",
    "sync-long",
    "leads",
    "lead",
    "lead-perhaps-a-member",
    "lead-found",
    "lead-contact",
    "lead-too-long",
    "day-map",
    "order",
    "card",
    "card-expired",
    "help",
    "help-last",
];

pub fn gallery(real: &Desk, state: &str) -> Html {
    let desk = &Desk {
        snap: snapshot(state),
        place: Place {
            now: sample::at(0, 9, 2),
            ..real.place.clone()
        },
        list_memory: Rc::default(),
        ..real.clone()
    };
    match state {
        "pieces-choices" => pieces::to_choose(desk),
        "pieces-words" => pieces::to_read(desk),
        "pieces-rows" => pieces::in_rows(desk),
        "pieces-forms" => pieces::to_fill_in(desk),
        "sign-in" => sign_in(desk),
        "trouble" => troubles(desk.lang()),
        "list" => html! { <ListPage desk={desk.clone()} /> },
        "member" => member_page(desk, "100003"),
        "member-recent-contact" => member_page(desk, "100010"),
        "member-do-not-contact" => member_page(desk, "100030"),
        "member-unsent" => member_page(desk, "100011"),
        "call" => call_page(desk, "100010"),
        "call-appointment" | "call-too-long" => call_page(desk, "100003"),
        "leads" => leads_page(desk),
        "lead" => lead_page(desk, &leads::lead_id(1).to_string()),
        "lead-perhaps-a-member" => lead_page(desk, &leads::lead_id(2).to_string()),
        "lead-found" | "lead-contact" | "lead-too-long" => {
            lead_record_page(desk, &draft_id().to_string())
        }
        "day-map" => html! { <DayMapPage desk={desk.clone()} /> },
        "order" => html! { <OrderPage desk={desk.clone()} /> },
        "card" | "card-expired" => html! { <CardPage desk={desk.clone()} /> },
        "help" => help_page(desk, 1),
        "help-last" => help_page(desk, 3),
        "report" | "report-too-long" | "report-handed-in" => {
            html! { <ReportPage desk={desk.clone()} day={desk.today()} /> }
        }
        sync if sync.starts_with("sync") => sync_page(desk),
        visit if visit.starts_with("visit") => visit_page(desk, &draft_id().to_string()),
        today if STATES.contains(&today) => today_page(desk),
        _ => index(desk),
    }
}

fn index(desk: &Desk) -> Html {
    let links = STATES.iter().map(|state| {
        let to = Route::Gallery((*state).to_owned());
        html! { <li key={*state}>{ link(desk, to, "button wide", html! { { *state } }) }</li> }
    });
    html! { <main class="page"><h1>{ "Gallery" }</h1><ul class="stack">{ for links }</ul></main> }
}

fn draft_id() -> FactId {
    FactId::mint(sample::at(0, 9, 0), sample::random(90))
}

fn snapshot(state: &str) -> Snapshot {
    let pending = match state {
        "sync-all-sent" => Vec::new(),
        "sync-falls" => falling(),
        "sync-long" => (1..=60).map(|n| arrived(n, "100003")).collect(),
        sync if sync.starts_with("sync") => unsent(),
        "today-urgent" | "member-unsent" | "report" | "pieces-words" => unsent(),
        "today-done" => ["100003", "100010", "100011", "100020"]
            .iter()
            .zip(70..)
            .map(|(number, n)| arrived(n, number))
            .collect(),
        "today-due" => vec![to_be_visited_again("200006")],
        "report-handed-in" => vec![handed_in()],
        _ => Vec::new(),
    };
    let phase = match state {
        "downloading" | "sync-sending" => Phase::Working,
        "offline-and-empty" | "today-urgent" | "sync-offline" => Phase::Offline,
        "session-ended" | "sync-session-ended" => Phase::SignedOut,
        "sync-revoked" => Phase::Revoked,
        "sync-update-needed" => Phase::UpdateNeeded,
        "sync-storage-trouble" => Phase::StorageTrouble,
        _ => Phase::Idle,
    };
    let others = match state {
        "sync" => vec![("佐藤 花子".to_owned(), 3)],
        _ => Vec::new(),
    };
    Snapshot {
        me: Some(Me {
            id: sample::me(),
            name: "山田 太郎".to_owned(),
            device: DeviceId::mint(sample::at(0, 0, 0), sample::random(1)),
            demo: false,
        }),
        book: Rc::new(Fieldbook::new(sample::me(), rows(state), &pending, &[])),
        drafts: Rc::new(drafts(state)),
        sync: Rc::new(SyncView {
            photos: match state {
                "sync-photos-refused" => leads::refused(unsent()[0].fact.id),
                _ => vec![],
            },
            phase,
            pending,
            settled: vec![],
            last_success: Some(sample::at(0, 8, 58)),
            others,
        }),
        storage: StorageView {
            persisted: Some(state != "sync"),
            used_bytes: Some(3_200_000),
            quota_bytes: Some(match state {
                "sync-unreadable" | "today-nearly-full" | "visit-photos" => 33_000_000,
                _ => 900_000_000,
            }),
        },
        saved_elsewhere: vec![],
        draft_saved_at: None,
        adding: match state {
            "visit-photos" => vec![(draft_id(), Adding::Failed(PhotoError::NotReadable))],
            _ => vec![],
        },
        practice: state == "practice",
        read_only: state == "read-only",
        unreadable: match state {
            "sync-unreadable" => Unreadable {
                records: 1,
                drafts: 1,
                others: 2,
            },
            _ => Unreadable::default(),
        },
    }
}

fn rows(state: &str) -> Vec<Row> {
    match state {
        "downloading" | "offline-and-empty" => Vec::new(),
        "today-due"
        | "leads"
        | "lead"
        | "lead-perhaps-a-member"
        | "lead-found"
        | "lead-contact" => sample::rows().into_iter().chain(leads::leads()).collect(),
        "today-without-plan" => sample::rows().into_iter().map(without_day).collect(),
        "card" => with_card(sample::at(180, 0, 0).day()),
        "card-expired" => with_card(sample::at(-1, 0, 0).day()),
        _ => sample::rows(),
    }
}

/// Of a visitor who has no picture yet.
fn with_card(valid_until: Day) -> Vec<Row> {
    let card = VisitorCard {
        user: sample::me(),
        name: "山田 太郎".to_owned(),
        affiliation: "みなと商工会議所 巡回訪問員".to_owned(),
        photo: String::new(),
        valid_until: Some(valid_until),
    };
    let mut rows = sample::rows();
    rows.push(Row::VisitorCard(card));
    rows
}

fn without_day(row: Row) -> Row {
    match row {
        Row::Target(mut target) => {
            if let Some(assignment) = &mut target.assignment {
                assignment.day = None;
                assignment.appointment = None;
            }
            Row::Target(target)
        }
        other => other,
    }
}

fn arrived(n: u8, number: &str) -> PendingFact {
    let member = sample::member(number, "", "");
    let visit = sample::visit(n, &member, sample::at(0, 8, 0), Outcome::MetContact);
    sample::pending(visit, FactState::Arrived)
}

fn handed_in() -> PendingFact {
    let report = daily_report(sample::day(), std::iter::empty(), sample::at(0, 9, 0));
    let fact = sample::fact(75, sample::at(0, 9, 0), FactBody::DailyReport(report));
    sample::pending(fact, FactState::Arrived)
}

/// Nobody was there a week ago.
fn to_be_visited_again(number: &str) -> PendingFact {
    let member = sample::member(number, "", "");
    let visit = sample::visit_with(
        69,
        &member,
        sample::at(-7, 8, 0),
        Outcome::Absent,
        |visit| {
            visit.next_step = Some(leads::next_step(NextStepKind::VisitAgain));
        },
    );
    sample::pending(visit, FactState::Arrived)
}

fn unsent() -> Vec<PendingFact> {
    let of = |number: &str| sample::member(number, "", "");
    let complaint = sample::visit_with(
        60,
        &of("100011"),
        sample::at(0, 8, 30),
        Outcome::MetContact,
        |visit| {
            visit.complaint = Some(HeardComplaint {
                id: ComplaintId::mint(sample::at(0, 8, 30), sample::random(1)),
                words: "会報が3か月届いていない".to_owned(),
            });
        },
    );
    let call = |n: u8, number: &str, minute: u32, result: CallResult| {
        sample::call(n, &of(number), sample::at(0, 8, minute), result)
    };
    let back = CallResult::CallBack {
        at: sample::at(0, 14, 0),
    };
    let refused = FactState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".to_owned(),
    };
    vec![
        sample::pending(complaint, FactState::Waiting),
        sample::pending(call(61, "200003", 40, back), FactState::Sending),
        sample::pending(
            call(62, "200004", 50, CallResult::NoAnswer),
            FactState::Arrived,
        ),
        sample::pending(call(63, "200005", 55, CallResult::Declined), refused),
    ]
}

/// A visit was refused, and what took it back with it.
fn falling() -> Vec<PendingFact> {
    let member = sample::member("100011", "", "");
    let visit = sample::visit(64, &member, sample::at(0, 8, 30), Outcome::MetContact);
    let body = FactBody::Retract { fact: visit.id };
    let taken_back = sample::fact(65, sample::at(0, 8, 40), body);
    let refused = |code| FactState::NeedsYou {
        code,
        message: String::new(),
    };
    vec![
        sample::pending(visit, refused(RejectCode::Invalid)),
        sample::pending(taken_back, refused(RejectCode::ParentRejected)),
    ]
}

fn drafts(state: &str) -> Vec<Draft> {
    let outcome = match state {
        "visit" => None,
        "visit-talked" => Some(Outcome::MetRepresentative),
        "visit-photos" => Some(Outcome::Absent),
        "lead-found" | "lead-contact" | "lead-too-long" => {
            return vec![leads::draft(draft_id(), state)];
        }
        "report-too-long" => return vec![report_draft()],
        "visit-closed-down" => Some(Outcome::Closed),
        "call-appointment" | "today" => return vec![call_draft("")],
        "call-too-long" => return vec![call_draft(&too_long())],
        _ => return Vec::new(),
    };
    let number = sample::member("100003", "", "").number;
    let mut form = VisitForm {
        outcome,
        ..VisitForm::new(number, sample::at(0, 9, 0), None, false)
    };
    if state == "visit-photos" {
        form.name_photo(&leads::picture(1));
    }
    vec![Draft {
        id: draft_id(),
        member: MemberNumber::parse("100003"),
        changed_at: sample::at(0, 9, 1),
        form: DraftForm::Visit(Box::new(form)),
    }]
}

/// One character more than a note may have.
fn too_long() -> String {
    "あ".repeat(LONG_TEXT + 1)
}

fn report_draft() -> Draft {
    let form = ReportForm {
        day: sample::day(),
        note: too_long(),
    };
    Draft {
        id: draft_id(),
        member: None,
        changed_at: sample::at(0, 9, 1),
        form: DraftForm::Report(form),
    }
}

fn call_draft(note: &str) -> Draft {
    let form = CallForm {
        word: Some(CallWord::Appointment),
        note: note.to_owned(),
        ..CallForm::new(sample::at(0, 9, 0), CallDirection::Out, None)
    };
    Draft {
        id: draft_id(),
        member: MemberNumber::parse("100003"),
        changed_at: sample::at(0, 9, 1),
        form: DraftForm::Call(form),
    }
}

fn troubles(lang: Lang) -> Html {
    let errors = [
        StoreError::QuotaExceeded,
        StoreError::Closed,
        StoreError::ReadOnly,
        StoreError::Other("UnknownError".to_owned()),
    ];
    let lines = errors.iter().enumerate().map(|(at, error)| {
        html! { <li key={at}>{ store_trouble(lang, error, at % 2 == 1) }</li> }
    });
    html! { <main class="page"><h1>{ "Trouble" }</h1><ul class="stack">{ for lines }</ul></main> }
}
