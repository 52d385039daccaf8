//! The page of one visit's record: what was the outcome, then only what that outcome needs.

use std::rc::Rc;

use shared::fieldbook::{DraftForm, Entry, VisitForm};
use shared::model::{FactId, Invalid, Moment, Outcome, Purpose};
use shared::wire::FactBody;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::finish::{Finishing, finish};
use super::moments::past_input;
use super::sheet::{Part, Sheet};
use super::{agreed, changes, handed, outcome, photos, place, proposals, purpose, risk, voices};
use crate::driver::{Adding, StoreError, painted};
use crate::field::actions::correct;
use crate::field::desk::Desk;
use crate::field::late::Late;
use crate::field::painted::use_when_painted;
use crate::field::pieces::{business_name, forbidden, handed_on, purposes, why_not};
use crate::field::refused::why_refused;
use crate::field::route::Route;
use crate::field::screen::{Screen, screen};
use crate::field::trouble::{above_the_button, use_typing};
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::when::clock;
use crate::ui::{TextInput, Tone, announced, notice};

/// `place` names the draft; the page stays as it is, with its focus, when another window has saved that and it goes on
/// as the draft that corrects it.
#[inline(never)]
pub fn visit_page(desk: &Desk, place: &str) -> Html {
    let found = desk.draft(place).and_then(|draft| match &draft.form {
        DraftForm::Visit(form) => Some((draft, form)),
        DraftForm::Call(_)
        | DraftForm::Report(_)
        | DraftForm::FoundLead(_)
        | DraftForm::LeadContact(_) => None,
    });
    match found {
        Some((draft, form)) => html! {
            <VisitSheet key={place.to_owned()} desk={desk.clone()} id={draft.id} start={Rc::new((**form).clone())}
                saved_at={draft.changed_at} />
        },
        None => no_such_draft(desk),
    }
}

/// It was recorded or given up.
fn no_such_draft(desk: &Desk) -> Html {
    let lang = desk.lang();
    let why = html! { <p>{ lang.no_such_draft_why() }</p> };
    let page = notice(Tone::Plain, lang.no_such_draft(), why);
    screen(
        desk,
        Screen {
            title: lang.visit_record().into(),
            back: Some(Route::Today),
            page,
            ..Screen::default()
        },
    )
}

#[derive(Debug, Properties)]
struct VisitSheetProps {
    desk: Desk,
    id: FactId,
    start: Rc<VisitForm>,
    saved_at: Moment,
}

impl PartialEq for VisitSheetProps {
    fn eq(&self, other: &Self) -> bool {
        // Where it started is of no interest once it is open.
        self.desk == other.desk && self.id == other.id
    }
}

#[component]
fn VisitSheet(props: &VisitSheetProps) -> Html {
    let desk = &props.desk;
    let sheet = {
        let form = props.start.clone();
        use_reducer(move || Sheet { form, changes: 0 })
    };
    let opened_as_of = {
        let saved_at = props.saved_at;
        use_state(move || saved_at)
    };
    // How often it was to be recorded and couldn't: from then on all that is wanting is named as long as it is.
    let refused = use_state_eq(|| (0_u32, None::<Invalid>));
    let wanting: Rc<[Invalid]> = match &*refused {
        (0, _) => Rc::default(),
        (_, unnamed) => {
            let unnamed = unnamed.iter().cloned();
            unnamed.chain(sheet.form.faults()).collect()
        }
    };
    let on_refused = {
        let (refused, form) = (refused.clone(), sheet.form.clone());
        Callback::from(move |why: Invalid| {
            // One that no field of the form answers for is said all the same: a tap is never without an answer.
            let unnamed = (!form.faults().contains(&why)).then_some(why);
            refused.set((refused.0 + 1, unnamed));
        })
    };
    use_effect_with(refused.0, |refused| {
        if *refused > 0 {
            spawn_local(async {
                painted().await;
                show_first_fault();
            });
        }
    });
    let failed = use_state_eq(|| None::<StoreError>);
    let (saving, all_services) = (use_state_eq(|| false), use_state_eq(|| false));
    // `None` once somebody else has the member: what was written outlives it.
    let number = &props.start.visit.member;
    let entry = desk.snap.book.member(number);
    use_effect_with((sheet.changes, sheet.form.clone()), {
        let (driver, id, number) = (desk.driver.clone(), props.id, number.clone());
        let sheet = (*sheet).clone();
        move |(changes, _)| {
            if *changes > 0 {
                driver.save_draft(sheet.draft(id, &number, driver.now()));
            }
        }
    });
    use_effect_with(props.id, {
        let (edit, start) = (sheet.dispatcher(), props.start.clone());
        move |_| edit.dispatch(Box::new(move |form| form.go_on_as(&start)))
    });
    use_typing(desk, props.id);
    let part = Part {
        form: sheet.form.clone(),
        edit: sheet.dispatcher(),
        desk: desk.clone(),
        wanting: wanting.clone(),
    };
    let opened_for = use_when_painted(sheet.form.outcome);
    let adding = desk.snap.adding(props.id).cloned();
    use_effect_with(adding.clone(), {
        let (driver, id, edit) = (desk.driver.clone(), props.id, part.edit.clone());
        move |adding| {
            if let Some(Adding::Kept(photos)) = adding.clone() {
                edit.dispatch(Box::new(move |form| {
                    photos.iter().for_each(|photo| form.name_photo(photo));
                }));
                driver.photo_named(id);
            }
        }
    });
    let lang = desk.lang();
    let blocked = entry.and_then(|entry| Some((entry, forbidden(entry, desk.now())?)));
    let blocked = blocked.map(|(entry, why)| {
        let (headline, words) = why_not(desk, entry, why);
        notice(Tone::Urgent, headline, html! { <p>{ words }</p> })
    });
    let visited_at = lang.time_seen_on(sheet.form.visit.at, desk.today());
    let on_when = {
        let driver = desk.driver.clone();
        part.editing(move |form, at: Moment| form.happened(at, driver.now()))
    };
    let online = entry.is_some_and(|entry| purposes(entry).contains(&Purpose::WebJoinFollowUp));
    let page = html! {
        <div class="stack visit">
            <section class="talking-to">
                <h2>{ business_name(&desk.name_of(number)) }</h2>
                { past_input(lang, lang.visit_at(&visited_at), sheet.form.visit.at, desk.now(), &on_when) }
            </section>
            { for why_refused(desk, props.start.instead_of) }
            { for entry.is_none().then(|| handed_on(lang)) }
            { for left_over(&part, props.id, &on_when) }
            { recorded_that_day(&part, props.id, entry) }
            { for same_conversation(desk, &sheet.form) }
            { for blocked }
            { for entry.map(|entry| purpose::before(&part, entry)) }
            { outcome::outcome(&part, online) }
            { parts(&part, opened_for, entry, &all_services, || photos::photos(&part, props.id, adding.as_ref())) }
        </div>
    };
    let title = match sheet.form.corrects.or(sheet.form.instead_of) {
        Some(_) => lang.visit_correction(),
        None => lang.visit_record(),
    };
    let finishing = Finishing {
        desk: desk.clone(),
        id: props.id,
        sheet: (*sheet).clone(),
        opened_as_of: *opened_as_of,
        saving,
        adding: adding.as_ref().is_some_and(Adding::is_under_way),
        on_refused,
        failed: failed.setter(),
    };
    screen(
        desk,
        Screen {
            title: title.into(),
            back: Some(Route::Today),
            page,
            fault: above_the_button(
                desk,
                failed.as_ref(),
                (!wanting.is_empty()).then(|| what_is_wanting(lang, &wanting)),
                props.id,
                lang.saved_elsewhere_do(),
            ),
            bar: Some(finish(&finishing)),
            ..Screen::default()
        },
    )
}

/// Begun on an earlier day: it stays that day's visit, unless it is made today's.
fn left_over(part: &Part, id: FactId, on_when: &Callback<Moment>) -> Option<Html> {
    let (lang, desk) = (part.lang(), &part.desk);
    let left_over = part.form.is_left_over(id, desk.now());
    left_over.then(|| {
        let (on_when, driver) = (on_when.clone(), desk.driver.clone());
        let onclick = Callback::from(move |_: MouseEvent| on_when.emit(driver.now()));
        let headline = lang.begun_on(&lang.day(part.form.visit.at.day()));
        let body = html! { <>
            <p>{ lang.stays_that_days() }</p>
            <button type="button" class="button" {onclick}>{ lang.make_it_todays() }</button>
        </> };
        notice(Tone::Waiting, headline, body)
    })
}

/// That one has recorded a visit of that day before: there may be two, but not of one and the same.
fn recorded_that_day(part: &Part, id: FactId, entry: Option<&Rc<Entry>>) -> Html {
    let (lang, desk, form) = (part.lang(), &part.desk, &part.form);
    let day = form.visit.at.day();
    let recorded = || {
        let mut visits = entry?.visits_by_on(desk.snap.me.as_ref()?.id, day);
        desk.own_fact(visits.find(|visit| visit.fact.id != id)?.fact.id)
    };
    let recorded = match form.corrects.or(form.instead_of) {
        Some(_) => None,
        None => recorded(),
    };
    let said = recorded.map(|fact| {
        let at = match &fact.body {
            FactBody::Visit(visit) => visit.at,
            _ => fact.recorded_at,
        };
        let when = [&lang.day_seen_from(day, desk.today()), " ", &clock(at)].concat();
        let fact = fact.clone();
        let onclick = desk.going(move |desk| correct(desk, &fact));
        let body = html! { <>
            <p>{ lang.recorded_that_day_do() }</p>
            <button type="button" class="button" {onclick}>{ lang.correct_that_record() }</button>
        </> };
        notice(Tone::Waiting, lang.recorded_that_day(&when), body)
    });
    // Another window may record it while somebody writes here.
    html! { <div key={day.to_string()}><Late known={said.is_some()}>{ for said }</Late></div> }
}

/// That this is the second half of one conversation, and how it counts.
fn same_conversation(desk: &Desk, form: &VisitForm) -> Option<Html> {
    let other = desk.own_fact(form.visit.linked_with?)?.member()?;
    let words = desk.lang().one_conversation(&desk.name_of(other));
    Some(html! { <p class="second">{ words }</p> })
}

/// What the outcome asks for, and whatever has been written already: nothing written ever hides.
fn parts(
    part: &Part,
    outcome: Option<Outcome>,
    entry: Option<&Rc<Entry>>,
    all_services: &UseStateHandle<bool>,
    photos: impl FnOnce() -> Html,
) -> Html {
    let (lang, form) = (part.lang(), &part.form);
    let Some(outcome) = outcome else {
        let words = match form.rare {
            true => lang.which_of_them(),
            false => lang.outcome_first(),
        };
        return html! { <p class="second">{ words }</p> };
    };
    let talked = outcome.talked();
    let answered = talked || outcome == Outcome::Declined;
    let data_changed = answered || outcome == Outcome::Moved || outcome.stops_contact();
    let handed = !form.visit.leaflets.is_empty() || !form.visit.handed_over.is_empty();
    let stops = outcome.stops_contact().then(|| {
        let why = html! { <p>{ lang.contact_will_stop_why() }</p> };
        notice(Tone::Waiting, lang.contact_will_stop(), why)
    });
    let proposed = || {
        let suggested =
            entry.map(|entry| entry.suggestions(&part.desk.snap.book, part.desk.today()));
        let suggested = suggested.into_iter().flatten();
        let ids: Vec<_> = suggested.map(|s| s.service.id.clone()).collect();
        proposals::proposals(part, &ids, all_services)
    };
    let shown = [
        (talked || !form.visit.proposals.is_empty()).then(proposed),
        (talked || form.visit.mutual_aid.is_some()).then(|| proposals::mutual_aid(part)),
        (answered || !form.visit.requests.is_empty()).then(|| voices::requests(part)),
        (answered || !form.visit.office_tasks.is_empty()).then(|| voices::office_tasks(part)),
        (answered || form.visit.complaint.is_some()).then(|| voices::complaint(part)),
        (answered || form.visit.risk.is_some()).then(|| risk::risk(part)),
        (data_changed || !form.visit.changes.is_empty()).then(|| changes::changes(part, entry)),
        (talked || !form.visit.introductions.is_empty()).then(|| agreed::introductions(part)),
        Some(photos()),
        (!outcome.stops_contact() || handed).then(|| handed::handed(part, entry)),
        Some(agreed::next_step(part)),
    ];
    let met_person = part.writing(|form, text| form.visit.met_person = text);
    let purpose_met =
        talked || form.visit.representative_confirmed || form.visit.asked_to_introduce;
    html! {
        <div class="stack">
            { for stops }
            if talked || !form.visit.met_person.is_empty() {
                <TextInput label={lang.met_person()} start={form.visit.met_person.clone()} on_text={met_person}
                    invalid={part.wrong("met_person", &form.visit.met_person)} />
            }
            { for entry.filter(|_| purpose_met).map(|entry| purpose::done(part, entry)) }
            <div class="sections">{ for shown.into_iter().flatten() }</div>
            { agreed::notes(part) }
            { place::place(part) }
        </div>
    }
}

/// The first field that keeps the record from being finished, or else what it lies in.
fn show_first_fault() {
    const FIELD: &str = "main [aria-invalid=true]";
    const PLACE: &str = "main .section.wanting .section-head";
    let document = gloo::utils::document();
    let find = |what| document.query_selector(what).ok().flatten();
    let first = find(FIELD).or_else(|| find(PLACE));
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        first.focus().ok();
    }
}

/// All that keeps the record from being finished, each once.
fn what_is_wanting(lang: Lang, wanting: &[Invalid]) -> Html {
    let mut lines: Vec<String> = Vec::new();
    for invalid in wanting {
        let words = match invalid.field.as_str() {
            "next_step.minute" => [lang.step_is_past(), " ", lang.time_is_past_do()].concat(),
            _ => [field_name(lang, invalid), ": ", lang.fault_of(invalid)].concat(),
        };
        if !lines.contains(&words) {
            lines.push(words);
        }
    }
    let lines = lines.into_iter().enumerate();
    let lines = lines.map(|(at, words)| html! { <li key={at}>{ words }</li> });
    announced(
        Tone::Urgent,
        lang.not_recorded_yet(),
        html! { <ul>{ for lines }</ul> },
    )
}

fn field_name(lang: Lang, invalid: &Invalid) -> &str {
    let part = invalid.field.split('.').next().unwrap_or_default();
    match part {
        "outcome" => lang.how_was_it(),
        "mutual_aid" => lang.consent_needed(),
        "introductions" => lang.introduced_business(),
        "requests" => lang.requests(),
        "complaint" => lang.complaint(),
        "office_tasks" => lang.for_the_office(),
        "changes" => lang.changes(),
        "opinion" => lang.opinion(),
        "note" => lang.note(),
        "met_person" => lang.met_person(),
        "proposals" => lang.proposed(),
        "risk" => lang.withdrawal(),
        "leaflets" => lang.leaflet_edition(),
        "handed_over" => lang.receipt(),
        "photos" => lang.photos(),
        "place" => lang.place(),
        "next_step" => lang.next_step(),
        // A field this page doesn't know is named as the record names it.
        _ => invalid.field.as_str(),
    }
}
