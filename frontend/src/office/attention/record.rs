//! One record in words, wherever it comes from.

use shared::model::{CallResult, DeviceId, PhotoId, UserId};
use shared::wire::{Fact, FactBody};
use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::attention::AttentionTexts;
use crate::office::desk::Desk;
use crate::office::visit_record::{called, visited};

const SHORT_ID: usize = 4;

/// What kind of record it is, and how it ended.
pub fn heading(fact: &Fact, lang: Lang) -> String {
    match &fact.body {
        FactBody::Call(call) => {
            let at = match call.result {
                CallResult::Appointment { at } | CallResult::CallBack { at } => {
                    format!(" {}", lang.day_and_time(at))
                }
                _ => String::new(),
            };
            format!(
                "{} · {}{at}",
                lang.telephone_call(),
                lang.call_result(call.result)
            )
        }
        FactBody::Visit(visit) => format!(
            "{} · {}",
            lang.manner(visit.manner),
            lang.outcome(visit.outcome)
        ),
        FactBody::DailyReport(report) => lang.a_report_of(&lang.day(report.day)),
        FactBody::Retract { .. } => lang.a_retraction().to_owned(),
        FactBody::OwnOrder(_) | FactBody::FoundLead(_) | FactBody::LeadContact(_) => {
            lang.other_record().to_owned()
        }
    }
}

/// All that stands in it; `photos` are those of its pictures that have come.
pub fn content(fact: &Fact, photos: &[PhotoId], desk: &Desk, lang: Lang) -> Html {
    match &fact.body {
        FactBody::Call(call) => called(call, lang),
        FactBody::Visit(visit) => {
            let at = fact.recorded_at;
            html! { <div class="history">{ visited(visit, photos, at, desk, lang) }</div> }
        }
        FactBody::DailyReport(report) => html! {
            <>
                <p>{ lang.report_counts(report.calls, report.visits, report.met) }</p>
                <p class="pre">{ &report.note }</p>
            </>
        },
        // Their bytes tell the rest.
        FactBody::Retract { .. }
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_) => html! { <p></p> },
    }
}

/// The member's name, or its number while nobody knows it.
pub fn about(fact: &Fact, member_name: Option<&String>) -> String {
    let number = fact.member().map(ToString::to_string);
    member_name.cloned().or(number).unwrap_or_default()
}

/// The last digits of a phone's number: enough to tell one person's phones apart.
pub fn short_id(device: DeviceId) -> String {
    let id = device.to_string().to_uppercase();
    id.chars().skip(id.len() - SHORT_ID).collect()
}

/// A person by the list of people, else by the name that came along.
pub fn whose(user: UserId, said: &str, desk: &Desk) -> String {
    let known = desk.users.iter().find(|known| known.id == user);
    known.map_or_else(|| said.to_owned(), |user| user.name.clone())
}
