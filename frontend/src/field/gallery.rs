//! Every piece and every screen in every state with invented members, for looking at them: `/gallery`.
//! Only debug builds have it; `tests/e2e/gallery.test.mjs` looks too.

mod leads;
mod pieces;
mod records;
mod rows;

use std::cell::RefCell;
use std::rc::Rc;

use shared::fieldbook::{Fieldbook, sample};
use shared::model::*;
use shared::sync::{Phase, SyncView};
use yew::prelude::*;

use super::call::call_page;
use super::card::CardPage;
use super::day_map::DayMapPage;
use super::desk::{Desk, ListMemory, Place};
use super::help::help_page;
use super::lead_record::lead_record_page;
use super::leads::{lead_page, leads_page};
use super::list::ListPage;
use super::member::member_page;
use super::order::OrderPage;
use super::report::ReportPage;
use super::route::Route;
use super::screen::{inside_line, link};
use super::sign_in::sign_in;
use super::sync_page::sync_page;
use super::today::today_page;
use super::trouble::store_trouble;
use super::update::NewVersion;
use super::visit::visit_page;
use crate::driver::{Adding, Me, PhotoError, Snapshot, StorageView, StoreError, Unreadable};
use crate::i18n::Lang;

const STATES: [&str; 103] = [
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
    "today-news",
    "today-new-version",
    "today-wrong-clock",
    "today-long-names",
    "today-appointments",
    "today-appointments-long-names",
    "today-leads",
    "today-leads-long-names",
    "practice",
    "list",
    "list-empty",
    "list-urgent",
    "list-long-names",
    "list-leads",
    "list-leads-long-names",
    "member",
    "member-recent-contact",
    "member-do-not-contact",
    "member-unsent",
    "member-handed",
    "member-not-here",
    "member-long-names",
    "call",
    "call-appointment",
    "call-close",
    "call-close-long-names",
    "call-too-early",
    "call-too-long",
    "call-forbidden",
    "call-handed-on",
    "call-saved-elsewhere",
    "visit",
    "visit-talked",
    "visit-closed-down",
    "visit-photos",
    "visit-handed",
    "visit-handed-before",
    "visit-wanting",
    "visit-linked",
    "visit-left-over",
    "visit-saved-elsewhere",
    "visit-kept-apart",
    "visit-silent",
    "visit-not-here",
    "report",
    "report-too-long",
    "report-handed-in",
    "report-empty",
    "report-waiting",
    "report-refused",
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
    "sync-second-copy",
    "leads",
    "leads-empty",
    "lead",
    "lead-perhaps-a-member",
    "lead-not-consented",
    "lead-not-here",
    "lead-long-names",
    "lead-found",
    "lead-found-no-number",
    "lead-contact",
    "lead-gift",
    "lead-too-long",
    "lead-saved-elsewhere",
    "day-map",
    "day-map-nothing",
    "day-map-long-names",
    "order",
    "order-nothing",
    "order-long-names",
    "card",
    "card-not-here",
    "card-expired",
    "help",
    "help-last",
];

pub fn gallery(real: &Desk, state: &str) -> Html {
    let desk = &Desk {
        snap: snapshot(state),
        place: Place {
            now: match state {
                "visit-left-over" => sample::at(1, 9, 2),
                _ => sample::at(0, 9, 2),
            },
            route: match state {
                "list-urgent" => Route::List,
                _ => real.place.route.clone(),
            },
            news: state == "today-news",
            new_version: match state {
                "today-new-version" => NewVersion::Shown,
                _ => NewVersion::None,
            },
            ..real.place.clone()
        },
        list_memory: Rc::new(RefCell::new(list_memory(state))),
        ..real.clone()
    };
    match state {
        "pieces-choices" => pieces::to_choose(desk),
        "pieces-words" => pieces::to_read(desk),
        "pieces-rows" => pieces::in_rows(desk),
        "pieces-forms" => pieces::to_fill_in(desk),
        "sign-in" => sign_in(desk),
        "trouble" => troubles(desk.lang()),
        list if list.starts_with("list") => html! { <ListPage desk={desk.clone()} /> },
        "member" | "member-long-names" => member_page(desk, "100003"),
        "member-recent-contact" => member_page(desk, "100010"),
        "member-do-not-contact" => member_page(desk, "100030"),
        "member-unsent" | "member-handed" => member_page(desk, "100011"),
        "member-not-here" => member_page(desk, "999999"),
        "call" => call_page(desk, "100010"),
        "call-forbidden" => call_page(desk, "100030"),
        "call-handed-on" => call_page(desk, &records::draft_id().to_string()),
        call if call.starts_with("call") => call_page(desk, "100003"),
        "leads" | "leads-empty" => leads_page(desk),
        "lead" | "lead-long-names" => lead_page(desk, &leads::lead_id(1).to_string()),
        "lead-perhaps-a-member" => lead_page(desk, &leads::lead_id(2).to_string()),
        "lead-not-consented" => lead_page(desk, &leads::lead_id(4).to_string()),
        "lead-not-here" => lead_page(desk, &leads::lead_id(99).to_string()),
        lead if lead.starts_with("lead") => {
            lead_record_page(desk, &records::draft_id().to_string())
        }
        day_map if day_map.starts_with("day-map") => {
            html! { <DayMapPage desk={desk.clone()} /> }
        }
        order if order.starts_with("order") => html! { <OrderPage desk={desk.clone()} /> },
        card if card.starts_with("card") => html! { <CardPage desk={desk.clone()} /> },
        "help" => help_page(desk, 1),
        "help-last" => help_page(desk, 3),
        report if report.starts_with("report") => {
            html! { <ReportPage desk={desk.clone()} day={desk.today()} /> }
        }
        sync if sync.starts_with("sync") => sync_page(desk),
        visit if visit.starts_with("visit") => visit_page(desk, &records::draft_id().to_string()),
        today if STATES.contains(&today) => today_page(desk),
        _ => index(desk),
    }
}

/// What was searched for: members and leads of one city.
fn list_memory(state: &str) -> ListMemory {
    let mut memory = ListMemory::default();
    if state.starts_with("list-leads") {
        memory.query.words = "横浜市".to_owned();
    }
    memory
}

fn index(desk: &Desk) -> Html {
    let links = STATES.iter().map(|state| {
        let to = Route::Gallery((*state).to_owned());
        html! { <li key={*state}>{ link(desk, to, "button wide", html! { { *state } }) }</li> }
    });
    html! { <main class="page"><h1>{ "Gallery" }</h1><ul class="stack">{ for links }</ul></main> }
}

fn snapshot(state: &str) -> Snapshot {
    let pending = records::own(state);
    let phase = match state {
        "downloading" | "sync-sending" => Phase::Working,
        "offline-and-empty" | "today-urgent" | "list-urgent" | "sync-offline"
        | "report-waiting" => Phase::Offline,
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
        book: Rc::new(Fieldbook::new(
            sample::me(),
            rows::rows(state),
            &pending,
            &[],
        )),
        drafts: Rc::new(records::drafts(state)),
        sync: Rc::new(SyncView {
            photos: match state {
                "sync-photos-refused" => leads::refused(pending[0].fact.id),
                _ => vec![],
            },
            phase,
            pending,
            settled: vec![],
            last_success: Some(sample::at(0, 8, 58)),
            clock_ahead_ms: (state == "today-wrong-clock").then_some(90 * 60_000),
            others,
        }),
        storage: StorageView {
            persisted: Some(state != "sync"),
            used_bytes: Some(3_200_000),
            quota_bytes: Some(match state {
                "sync-unreadable" | "today-nearly-full" | "visit-photos" => 33_000_000,
                _ => 900_000_000,
            }),
            second_copy_fails: state == "sync-second-copy",
        },
        saved_elsewhere: match state {
            "visit-saved-elsewhere" | "call-saved-elsewhere" | "lead-saved-elsewhere" => {
                vec![records::draft_id()]
            }
            _ => vec![],
        },
        kept_apart: match state {
            "visit-kept-apart" => vec![records::draft_id()],
            _ => vec![],
        },
        draft_saved_at: None,
        adding: match state {
            "visit-photos" => vec![(records::draft_id(), Adding::Failed(PhotoError::NotReadable))],
            _ => vec![],
        },
        silent: state == "visit-silent",
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
    html! {
        <main class="page">
            <h1>{ "Trouble" }</h1>
            <ul class="stack">{ for lines }<li key="line">{ inside_line(lang) }</li></ul>
        </main>
    }
}
