//! The record of a lead: one found on the way, or a call or visit to one. Short: it is made at the door.

use std::rc::Rc;

use shared::fieldbook::{Draft, DraftForm, LeadForm, Whom};
use shared::model::{
    Day, FactId, FoundLead, Handover, HandoverItem, Invalid, LeadManner, LeadOutcome, LeadSource,
    Moment, NextStep, NextStepKind,
};
use shared::rules::leads::perhaps_members;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::actions::draft_route;
use super::appointments::step_input;
use super::desk::Desk;
use super::leads::{name_of, offered_to_lead, toggle_gift};
use super::pieces::{business_name, carried_line};
use super::route::Route;
use super::screen::{Screen, screen};
use super::trouble::{above_the_button, use_typing};
use super::visit::entries::check;
use super::visit::handed::{missing_receipt, warnings};
use super::visit::moments::past_input;
use super::visit::section::section;
use super::visit::{RequestsEdit, requests_section};
use crate::driver::{Finished, StoreError};
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::ui::{TextInput, Tone, announced, choices, notice};

#[inline(never)]
pub fn lead_record_page(desk: &Desk, place: &str) -> Html {
    let found = desk.draft(place).filter(|draft| {
        matches!(
            draft.form,
            DraftForm::FoundLead(_) | DraftForm::LeadContact(_)
        )
    });
    match found {
        Some(draft) => {
            html! { <LeadSheet key={place.to_owned()} desk={desk.clone()} id={draft.id} start={draft.form.clone()} /> }
        }
        None => {
            let lang = desk.lang();
            let why = html! { <p>{ lang.no_such_draft_why() }</p> };
            screen(
                desk,
                Screen {
                    title: lang.lead_record().into(),
                    back: Some(Route::Leads),
                    page: notice(Tone::Plain, lang.no_such_draft(), why),
                    ..Screen::default()
                },
            )
        }
    }
}

#[derive(Debug, Properties)]
struct LeadSheetProps {
    desk: Desk,
    id: FactId,
    start: DraftForm,
}

impl PartialEq for LeadSheetProps {
    fn eq(&self, other: &Self) -> bool {
        // Where it started is of no interest once it is open.
        self.desk == other.desk && self.id == other.id
    }
}

/// The record being written; `changes` counts since the page opened.
#[derive(Clone, PartialEq)]
struct Sheet {
    form: DraftForm,
    changes: u32,
}

type Edit = Box<dyn FnOnce(&mut DraftForm)>;

impl Reducible for Sheet {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        let mut form = self.form.clone();
        edit(&mut form);
        if form == self.form {
            return self;
        }
        let changes = self.changes + 1;
        Rc::new(Self { form, changes })
    }
}

fn go_on_as(form: &mut DraftForm, beside: &DraftForm) {
    match (form, beside) {
        (DraftForm::FoundLead(form), DraftForm::FoundLead(beside)) => {
            form.corrects = beside.corrects;
        }
        (DraftForm::LeadContact(form), DraftForm::LeadContact(beside)) => {
            form.corrects = beside.corrects;
        }
        _ => {}
    }
}

#[component]
fn LeadSheet(props: &LeadSheetProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let sheet = {
        let form = props.start.clone();
        use_reducer(move || Sheet { form, changes: 0 })
    };
    let wanting = use_state_eq(|| None::<Invalid>);
    let failed = use_state_eq(|| None::<StoreError>);
    let saving = use_state_eq(|| false);
    let as_draft = {
        let (id, form, driver) = (props.id, sheet.form.clone(), desk.driver.clone());
        move || Draft {
            id,
            member: None,
            changed_at: driver.now(),
            form: form.clone(),
        }
    };
    use_effect_with(sheet.changes, {
        let (driver, draft, wanting) = (desk.driver.clone(), as_draft.clone(), wanting.setter());
        move |changes| {
            if *changes > 0 {
                wanting.set(None);
                driver.save_draft(draft());
            }
        }
    });
    // What another window has saved goes on as the draft that corrects it.
    use_effect_with(props.id, {
        let (edit, start) = (sheet.dispatcher(), props.start.clone());
        move |_| edit.dispatch(Box::new(move |form| go_on_as(form, &start)))
    });
    use_typing(desk, props.id);
    let record = {
        let (draft, wanting) = (as_draft.clone(), wanting.setter());
        let (failed, saving) = (failed.setter(), saving.setter());
        desk.click(move |desk| {
            let now = desk.driver.now();
            let draft = draft();
            let fact = match draft.finish(now, desk.snap.book.own()) {
                Ok(fact) => fact,
                Err(invalid) => return wanting.set(Some(invalid)),
            };
            let (undo, name, to) = said_of(desk, &draft.form);
            saving.set(true);
            let (desk, failed, saving) = (desk.clone(), failed.clone(), saving.clone());
            let (id, corrects) = (fact.id, fact.corrects.is_some());
            spawn_local(async move {
                match desk.driver.finish(Some(draft), fact).await {
                    Ok(Finished::Recorded) => {
                        let words = match corrects {
                            true => desk.lang().corrected_of(&name),
                            false => desk.lang().recorded_of(&name),
                        };
                        desk.say(words, undo.then_some(id));
                        desk.leave_when_painted(to).await;
                    }
                    Ok(Finished::Elsewhere(draft)) => desk.leave(draft_route(&draft)),
                    Err(error) => {
                        failed.set(Some(error));
                        saving.set(false);
                    }
                }
            });
        })
    };
    let give_up = {
        let (draft, failed) = (as_draft, failed.setter());
        desk.click(move |desk| {
            let (desk, draft, failed) = (desk.clone(), draft(), failed.clone());
            spawn_local(async move {
                match desk.driver.discard_draft(draft.id).await {
                    Ok(()) => {
                        desk.leave(Route::Leads);
                        desk.say_given_up(draft);
                    }
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    let edit = sheet.dispatcher();
    let fault = wanting.as_ref();
    let (title, body, ready) = match &sheet.form {
        DraftForm::FoundLead(form) => {
            let ready = !form.lead.business.trim().is_empty();
            (
                match form.corrects {
                    Some(_) => lang.lead_correction(),
                    None => lang.add_lead(),
                },
                found(desk, &form.lead, fault, &edit),
                ready,
            )
        }
        DraftForm::LeadContact(form) => {
            let ready = form.outcome.is_some();
            (lang.lead_record(), contact(desk, form, fault, &edit), ready)
        }
        DraftForm::Call(_) | DraftForm::Visit(_) | DraftForm::Report(_) => {
            (lang.lead_record(), html! { <span /> }, false)
        }
    };
    let wanting = wanting.as_ref().map(|invalid| {
        let field = match invalid.field.as_str() {
            "business" => lang.lead_business(),
            "contact" => lang.introduced_contact(),
            "telephone" => lang.telephone_number(),
            "address" => lang.address(),
            "note" => lang.note_optional(),
            "handed_over.receipt" => lang.receipt(),
            "requests.words" => lang.requests(),
            // A field this page doesn't know is named as the record names it.
            other => other,
        };
        let body = html! { <p>{ [field, ": ", lang.fault_of(invalid)].concat() }</p> };
        announced(Tone::Urgent, lang.not_recorded_yet(), body)
    });
    let page = html! {
        <div class="stack visit">
            { body }
        </div>
    };
    let ready = ready && !*saving;
    let corrects = match &sheet.form {
        DraftForm::FoundLead(form) => form.corrects,
        DraftForm::LeadContact(form) => form.corrects,
        DraftForm::Call(_) | DraftForm::Visit(_) | DraftForm::Report(_) => None,
    };
    let give_up_words = match corrects {
        Some(_) => lang.do_not_correct(),
        None => lang.do_not_record(),
    };
    let bar = html! {
        <div class="thumb-buttons">
            <button type="button" class="button" onclick={give_up} disabled={*saving}>{ give_up_words }</button>
            <button type="button" class="button main" onclick={record} disabled={!ready}>{ lang.record_it() }</button>
        </div>
    };
    screen(
        desk,
        Screen {
            title: title.into(),
            back: Some(Route::Leads),
            page,
            fault: above_the_button(
                desk,
                failed.as_ref(),
                wanting,
                props.id,
                lang.saved_elsewhere_do(),
            ),
            bar: Some(bar),
            ..Screen::default()
        },
    )
}

/// Whether "undo" is offered, the business' name, and where one goes on.
fn said_of(desk: &Desk, form: &DraftForm) -> (bool, String, Route) {
    match form {
        DraftForm::FoundLead(form) => (
            true,
            form.lead.business.clone(),
            Route::lead(form.lead.lead),
        ),
        DraftForm::LeadContact(form) => {
            let lead = form.contact.lead;
            (true, name_of(desk, lead), Route::lead(lead))
        }
        DraftForm::Call(_) | DraftForm::Visit(_) | DraftForm::Report(_) => {
            (false, String::new(), Route::Leads)
        }
    }
}

fn editing<T: 'static>(
    edit: &UseReducerDispatcher<Sheet>,
    change: fn(&mut DraftForm, T),
) -> Callback<T> {
    let edit = edit.clone();
    Callback::from(move |value: T| edit.dispatch(Box::new(move |form| change(form, value))))
}

fn found(
    desk: &Desk,
    lead: &FoundLead,
    fault: Option<&Invalid>,
    edit: &UseReducerDispatcher<Sheet>,
) -> Html {
    let wrong = |field: &str| fault.is_some_and(|fault| fault.field == field);
    let lang = desk.lang();
    let members = desk.snap.book.entries().iter().map(|entry| &entry.member);
    let known = perhaps_members(&lead.business, &lead.telephone, members);
    let known = known.first().map(|member| {
        let words = html! { <p>{ business_name(&member.name) }</p> };
        announced(Tone::Waiting, lang.perhaps_a_member(), words)
    });
    let writing = |change: fn(&mut FoundLead, String)| {
        let edit = edit.clone();
        Callback::from(move |text: String| {
            edit.dispatch(Box::new(move |form| {
                if let DraftForm::FoundLead(form) = form {
                    change(&mut form.lead, text);
                }
            }));
        })
    };
    html! {
        <div class="stack">
            <TextInput label={lang.lead_business()} start={lead.business.clone()} invalid={wrong("business")}
                on_text={writing(|lead, text| lead.business = text)} />
            { for known }
            <TextInput label={lang.introduced_contact()} start={lead.contact.clone()} invalid={wrong("contact")}
                on_text={writing(|lead, text| lead.contact = text)} />
            <TextInput label={lang.telephone_number()} inputmode="tel" start={lead.telephone.clone()} invalid={wrong("telephone")}
                on_text={writing(|lead, text| lead.telephone = text)} />
            <TextInput label={lang.address()} start={lead.address.clone()} invalid={wrong("address")}
                on_text={writing(|lead, text| lead.address = text)} />
            <TextInput label={lang.note_optional()} long=true start={lead.note.clone()} invalid={wrong("note")}
                on_text={writing(|lead, text| lead.note = text)} />
        </div>
    }
}

fn contact(
    desk: &Desk,
    form: &LeadForm,
    fault: Option<&Invalid>,
    edit: &UseReducerDispatcher<Sheet>,
) -> Html {
    let lang = desk.lang();
    let contact = &form.contact;
    let entry = desk.snap.book.lead(contact.lead);
    let manner = editing(edit, |form, at: usize| {
        if let DraftForm::LeadContact(form) = form {
            form.contact.manner = LeadManner::ALL[at];
        }
    });
    let on_when = {
        let (edit, driver) = (edit.clone(), desk.driver.clone());
        Callback::from(move |at: Moment| {
            let now = driver.now();
            edit.dispatch(Box::new(move |form| {
                if let DraftForm::LeadContact(form) = form {
                    form.happened(at, now);
                }
            }));
        })
    };
    let outcome = editing(edit, |form, at: usize| {
        if let DraftForm::LeadContact(form) = form {
            form.outcome = Some(LeadOutcome::ALL[at]);
        }
    });
    let gift = editing(edit, |form, on: bool| {
        if let DraftForm::LeadContact(form) = form {
            toggle_gift(&mut form.contact.handed_over, on, gift_card());
        }
    });
    let receipt = editing(edit, |form, text: String| {
        if let DraftForm::LeadContact(form) = form
            && let Some(gift) = form.contact.handed_over.first_mut()
        {
            gift.receipt = text;
        }
    });
    let next = editing(edit, |form, at: usize| {
        if let DraftForm::LeadContact(form) = form {
            let kind = NextStepKind::ALL[at];
            let before = form.contact.next_step.take();
            form.contact.next_step = Some(NextStep {
                kind,
                on: before.as_ref().and_then(|next| next.on),
                minute: before.and_then(|next| next.minute),
                note: String::new(),
            });
        }
    });
    let on_day = editing(edit, |form, day: Option<Day>| {
        if let DraftForm::LeadContact(form) = form
            && let Some(next) = &mut form.contact.next_step
        {
            next.on = day;
            next.minute = next.minute.filter(|_| day.is_some());
        }
    });
    let on_minute = editing(edit, |form, minute: Option<u32>| {
        if let DraftForm::LeadContact(form) = form
            && let Some(next) = &mut form.contact.next_step
        {
            next.minute = minute;
        }
    });
    let note = editing(edit, |form, text: String| {
        if let DraftForm::LeadContact(form) = form {
            form.contact.note = text;
        }
    });
    let manners = LeadManner::ALL.map(|m| lang.lead_manner(m).into()).to_vec();
    let by = LeadManner::ALL.iter().position(|m| *m == contact.manner);
    let outcomes = LeadOutcome::ALL
        .map(|o| lang.lead_outcome(o).into())
        .to_vec();
    let chosen = LeadOutcome::ALL
        .iter()
        .position(|o| Some(*o) == form.outcome);
    let kinds = NextStepKind::ALL
        .map(|k| lang.next_step_kind(k).into())
        .to_vec();
    let step = contact.next_step.as_ref();
    let kind = NextStepKind::ALL
        .iter()
        .position(|k| Some(*k) == step.map(|next| next.kind));
    let dated = step.filter(|next| next.kind != NextStepKind::Nothing);
    // Who asked for material gets it once somebody was met.
    let asked = entry.is_some_and(|entry| entry.lead.source == LeadSource::MaterialRequest);
    let met = matches!(form.outcome, Some(LeadOutcome::Met | LeadOutcome::Applied));
    let handed = contact.handed_over.first();
    let has_gift = handed.is_some();
    let before = entry.map(|entry| entry.handed_this_year(desk.today(), [form.corrects, None]));
    let before = before.unwrap_or_default();
    let gives = desk.snap.book.gives_gift_card();
    let was_at = lang.time_seen_on(contact.at, desk.today());
    let on_requests = editing(edit, |form, edit: RequestsEdit| {
        if let DraftForm::LeadContact(form) = form {
            edit(&mut form.contact.requests);
        }
    });
    let wrong = fault.is_some_and(|fault| fault.field == "requests.words");
    let too_early = fault.is_some_and(|fault| fault.field == "next_step.minute");
    let requests = requests_section(
        lang,
        &contact.requests,
        (desk.driver.now(), desk.driver.random()),
        wrong,
        |words| wrong && !words.trim().is_empty(),
        &on_requests,
    );
    html! {
        <div class="stack">
            <section class="talking-to">
                <h2>{ name_of(desk, contact.lead) }</h2>
                { past_input(lang, lang.lead_contact_at(&was_at), contact.at, desk.now(), &on_when) }
            </section>
            { choices("choices", lang.manner_question(), manners, by.as_slice(), &manner) }
            <section class="outcome stack">
                <h2 class="question">{ lang.how_was_it() }</h2>
                { choices("choices results", lang.how_was_it(), outcomes, chosen.as_slice(), &outcome) }
            </section>
            if !gives && asked && met {
                <p class="second">{ lang.no_gift_card() }</p>
            }
            if has_gift || (gives && asked && met) {
                <div class="stack">
                    { check(lang.gift_card_500_handed(), has_gift, gift) }
                    { warnings(desk, &before, form.corrects, HandoverItem::GiftCard500, 1) }
                    if let Some(handed) = handed {
                        <TextInput label={lang.receipt()} start={handed.receipt.clone()} on_text={receipt}
                            invalid={fault.is_some_and(|fault| fault.field == "handed_over.receipt")} />
                    }
                    { for handed.map(|handed| missing_receipt(lang, handed)) }
                    { for carried_line(desk) }
                </div>
            }
            <div class="sections">
                { section(lang.offered_to_lead(), "", false, offered_to_lead(desk)) }
                { requests }
            </div>
            <section class="stack">
                <h2 class="group">{ lang.next_step() }</h2>
                { choices("choices", lang.next_step(), kinds, kind.as_slice(), &next) }
                if let Some(next) = dated {
                    { step_input(desk, &Whom::Lead(contact.lead), next, too_early, &on_day, &on_minute) }
                }
            </section>
            <TextInput label={lang.note_optional()} long=true start={contact.note.clone()} on_text={note}
                invalid={fault.is_some_and(|fault| fault.field == "note")} />
        </div>
    }
}

fn gift_card() -> Handover {
    let receipt = String::new();
    let item = HandoverItem::GiftCard500;
    Handover { item, receipt }
}
