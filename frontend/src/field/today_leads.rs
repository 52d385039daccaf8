//! Leads 見込先 on 今日: those that nobody has spoken with yet, beside the members that are planned.

use shared::fieldbook::LeadEntry;
use yew::prelude::*;

use super::desk::Desk;
use super::leads::actions;
use super::pieces::row_words;
use super::route::Route;
use super::screen::link;
use crate::i18n::DOT;
use crate::i18n::situations::SituationTexts;

/// So many don't hide the rest of the day.
const FEW: usize = 3;
/// The others are on their own page.
const MOST: usize = 10;

pub fn leads_to_contact(desk: &Desk) -> Html {
    let lang = desk.lang();
    let leads = desk.snap.book.leads_for(desk.today());
    let rows = { leads.iter().take(MOST) }.map(|entry| row(desk, entry));
    let all = || {
        link(
            desk,
            Route::Leads,
            "button wide",
            html! { { lang.all_leads() } },
        )
    };
    html! {
        <div>
            if !leads.is_empty() {
                <details open={leads.len() <= FEW}>
                    <summary>{ lang.leads_to_contact(leads.len()) }</summary>
                    <div class="stack">
                        <ul class="rows">{ for rows }</ul>
                        if leads.len() > MOST {
                            { all() }
                        }
                    </div>
                </details>
            }
        </div>
    }
}

fn row(desk: &Desk, entry: &LeadEntry) -> Html {
    let (lang, lead) = (desk.lang(), &entry.lead);
    let found_on = lang.day_seen_from(lead.found_on, desk.today());
    let line = [lang.lead_source(&lead.source), &found_on].join(DOT);
    let words = row_words(&lead.business, html! { { line } });
    html! {
        <li key={lead.id.to_string()} class="row with-actions">
            { link(desk, Route::lead(lead.id), "row-link", words) }
            { actions(desk, entry, true) }
        </li>
    }
}
