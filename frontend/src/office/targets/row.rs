//! One target as a row of the table.

use std::rc::Rc;

use shared::model::{FiscalYear, Reason, TargetState};
use shared::wire::office::TargetLine;
use yew::prelude::*;

use super::filter::SortBy;
use crate::i18n::Lang;
use crate::i18n::office::OfficeTexts;
use crate::office::desk::Desk;
use crate::office::table::{Head, Row};

/// The columns, with what each sorts by.
const COLUMNS: [SortBy; 9] = [
    SortBy::Name,
    SortBy::Urgency,
    SortBy::Number,
    SortBy::Branch,
    SortBy::Industry,
    SortBy::JoinedOn,
    SortBy::LastContact,
    SortBy::Holder,
    SortBy::State,
];

/// The column by which the server ranks.
pub const BY_URGENCY: usize = 1;

pub fn sort_by(column: usize) -> SortBy {
    COLUMNS.get(column).copied().unwrap_or_default()
}

pub fn heads(lang: Lang) -> Rc<[Head]> {
    let head = |by: SortBy| match by {
        SortBy::Urgency => Head::new(lang.col_reasons(), "w-reasons"),
        SortBy::Number => Head::new(lang.col_number(), "w-number spacious"),
        SortBy::Name => Head::new(lang.col_name(), "w-name"),
        SortBy::Branch => Head::new(lang.col_branch(), "w-word roomy"),
        SortBy::Industry => Head::new(lang.col_industry(), "w-word roomy"),
        SortBy::JoinedOn => Head::new(lang.col_cohort(), "w-day aside"),
        SortBy::LastContact => Head::new(lang.last_contact(), "w-day"),
        SortBy::Holder => Head::new(lang.col_holder(), "w-holder"),
        SortBy::State => Head::new(lang.col_state(), "w-state"),
    };
    COLUMNS.iter().map(|by| head(*by).sortable()).collect()
}

pub fn line(line: &TargetLine, selected: bool, desk: &Desk, lang: Lang) -> Row {
    let target = &line.target;
    let cell = |by: SortBy| match by {
        SortBy::Urgency => reasons(line, lang),
        SortBy::Number => html! { { target.member.to_string() } },
        SortBy::Name => html! { <strong title={line.address.clone()}>{ &line.name }</strong> },
        SortBy::Branch => html! { { &line.branch } },
        SortBy::Industry => html! { { &line.industry } },
        SortBy::JoinedOn => html! { { lang.fiscal_year(FiscalYear::of(line.joined_on)) } },
        SortBy::LastContact => match line.last_contact_on {
            Some(day) => html! { { lang.day_seen_from(day, desk.today()) } },
            None => html! { <span class="second">{ lang.never() }</span> },
        },
        SortBy::Holder => holder(line, desk, lang),
        SortBy::State => state(line, lang),
    };
    Row {
        selected,
        ..Row::new(
            target.id.to_string(),
            COLUMNS.iter().map(|by| cell(*by)).collect(),
        )
    }
}

/// Why this member, without what other columns or later contacts have overtaken.
pub fn reasons(line: &TargetLine, lang: Lang) -> Html {
    let contacted = line.last_contact_on.is_some();
    let told = line.target.priority.reasons.iter();
    let told = told.filter(|reason| match reason {
        // The cohort has its own column.
        Reason::MembershipYear(_) => false,
        // The reasons are of the day on which the targets were chosen.
        Reason::NeverContacted => !contacted,
        _ => true,
    });
    html! {
        <span class="reasons">
            { for told.enumerate().map(|(n, reason)| html! {
                <span key={n} class={classes!("chip", tone(*reason))}>{ lang.reason(*reason) }</span>
            }) }
        </span>
    }
}

fn tone(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::Wavering => Some("urgent"),
        Reason::NeverUsed | Reason::UnansweredRequest => Some("waiting"),
        Reason::RepresentativeChanged
        | Reason::WebJoined
        | Reason::NeverContacted
        | Reason::MonthsSinceContact(_)
        | Reason::MembershipYear(_) => None,
    }
}

fn holder(line: &TargetLine, desk: &Desk, lang: Lang) -> Html {
    match &line.target.assignment {
        None => html! { <span class="second">{ lang.nobody() }</span> },
        Some(held) => html! {
            <>
                { desk.name_of(held.visitor) }
                <span class="slot">{ for held.day.map(|day| html! { <span class="second">{ " " }{ lang.day(day) }</span> }) }</span>
            </>
        },
    }
}

fn state(line: &TargetLine, lang: Lang) -> Html {
    let steps = line.steps;
    let (words, tone) = match line.target.state {
        _ if line.do_not_contact => (lang.do_not_contact(), "urgent"),
        TargetState::OnHold => (lang.target_state(TargetState::OnHold), "waiting"),
        TargetState::Done => (lang.target_state(TargetState::Done), "done"),
        TargetState::Open if steps.met => (lang.step_met(), "done"),
        TargetState::Open if steps.visited => (lang.step_visited(), "done"),
        TargetState::Open if steps.reached => (lang.step_reached(), ""),
        TargetState::Open if steps.called => (lang.step_called(), ""),
        TargetState::Open => (lang.step_untouched(), "second"),
    };
    html! { <span class={classes!("state", tone)}>{ words }</span> }
}
