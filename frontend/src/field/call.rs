//! The result of a call: six large choices, then at most one more question.

use std::rc::Rc;

use shared::fieldbook::{
    CallForm, CallWord, Draft, DraftForm, RiskEdit, Whom, tell_answer, write_complaint,
};
use shared::model::{
    CallDirection, ComplaintId, FactId, MemberNumber, Moment, RequestId, WithdrawalCaseId,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::actions::draft_route;
use super::appointments::{of_that_day, with_others};
use super::desk::Desk;
use super::member::not_on_this_phone;
use super::pieces::{forbidden, handed_on, ladder_words, telephone_and_name, why_not};
use super::refused::why_refused;
use super::route::Route;
use super::screen::{Screen, screen, too_long_words};
use super::trouble::{above_the_button, use_typing};
use super::visit::moments::{When, call_times, when_input};
use super::visit::{complaint_section, opening, risk_section};
use crate::driver::{Finished, StoreError};
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::today::DayTexts;
use crate::ui::{TextInput, Tone, announced, choices, notice};

/// The time agreed on, as a record's fault names it.
const AGREED_AT: &str = "result.at";

/// `place` is the member's number. A correction is named by its draft: the member may have another call without a result.
#[inline(never)]
pub fn call_page(desk: &Desk, place: &str) -> Html {
    if let Some(draft) = desk.draft(place)
        && let (DraftForm::Call(_), Some(number)) = (&draft.form, &draft.member)
    {
        return html! { <CallSheet key={place.to_owned()} desk={desk.clone()} number={number.clone()} draft={draft.id} /> };
    }
    let known = |number: &MemberNumber| {
        desk.snap.book.member(number).is_some() || desk.open_call(number).is_some()
    };
    match MemberNumber::parse(place).filter(known) {
        Some(number) => html! { <CallSheet desk={desk.clone()} {number} /> },
        None => not_on_this_phone(desk),
    }
}

#[derive(Clone, PartialEq)]
struct Sheet {
    id: FactId,
    form: CallForm,
    touched: bool,
    /// It was begun before: whatever stopped contact since, the call did happen.
    begun: bool,
}

enum Answer {
    Word(CallWord),
    When(Moment),
    Note(String),
    Complaint(String, ComplaintId),
    Risk(RiskEdit, WithdrawalCaseId),
    Told(RequestId, bool),
    /// Another window has saved this call: what is written here goes on as the draft that corrects it.
    GoOn(FactId, CallForm),
}

impl Reducible for Sheet {
    type Action = Answer;

    fn reduce(self: Rc<Self>, answer: Answer) -> Rc<Self> {
        let mut sheet = (*self).clone();
        sheet.touched = true;
        match answer {
            Answer::Word(word) => {
                if sheet.form.word != Some(word) {
                    sheet.form.when = None;
                }
                sheet.form.word = Some(word);
            }
            Answer::When(when) => sheet.form.when = Some(when),
            Answer::Note(note) => sheet.form.note = note,
            Answer::Complaint(words, id) => write_complaint(&mut sheet.form.complaint, words, id),
            Answer::Told(id, on) => tell_answer(&mut sheet.form.answers_told, id, on),
            Answer::Risk(edit, case) => edit.apply(&mut sheet.form.risk, case),
            Answer::GoOn(id, beside) => {
                sheet.id = id;
                sheet.form.corrects = beside.corrects;
                sheet.form.instead_of = beside.instead_of;
            }
        }
        Rc::new(sheet)
    }
}

/// The call whose result is missing, or else one made just now.
fn opened(desk: &Desk, number: &MemberNumber, draft: Option<FactId>) -> Sheet {
    let open = match draft {
        Some(id) => desk.snap.drafts.iter().find(|draft| draft.id == id),
        None => desk.open_call(number),
    };
    if let Some((id, form)) = open.and_then(|draft| match &draft.form {
        DraftForm::Call(form) => Some((draft.id, form.clone())),
        DraftForm::Visit(_)
        | DraftForm::Report(_)
        | DraftForm::FoundLead(_)
        | DraftForm::LeadContact(_) => None,
    }) {
        return Sheet {
            id,
            form,
            touched: false,
            begun: true,
        };
    }
    let now = desk.driver.now();
    let entry = desk.snap.book.member(number);
    let target = entry.and_then(|entry| Some(entry.target.as_ref()?.id));
    Sheet {
        id: FactId::mint(now, desk.driver.random()),
        form: CallForm::new(now, CallDirection::Out, target),
        touched: false,
        begun: false,
    }
}

#[derive(Debug, Properties, PartialEq)]
struct CallSheetProps {
    desk: Desk,
    number: MemberNumber,
    /// The correction being written; without one it is the call whose result is missing.
    #[prop_or_default]
    draft: Option<FactId>,
}

#[component]
fn CallSheet(props: &CallSheetProps) -> Html {
    let desk = &props.desk;
    let number = props.number.clone();
    // `None` once somebody else has the member: what was written outlives it.
    let entry = desk.snap.book.member(&number);
    let lang = desk.lang();
    let sheet = {
        let (desk, number, draft) = (desk.clone(), number.clone(), props.draft);
        use_reducer(move || opened(&desk, &number, draft))
    };
    let failed = use_state_eq(|| None::<StoreError>);
    let saving = use_state_eq(|| false);
    use_effect_with((*sheet).clone(), {
        let (driver, number) = (desk.driver.clone(), number.clone());
        move |sheet| {
            if sheet.touched {
                driver.save_draft(as_draft(sheet, &number, driver.now()));
            }
        }
    });
    let beside = { desk.draft(&sheet.id.to_string()) }.filter(|draft| draft.id != sheet.id);
    use_effect_with(beside.cloned(), {
        let answer = sheet.dispatcher();
        move |beside| {
            if let Some(Draft {
                id,
                form: DraftForm::Call(form),
                ..
            }) = beside
            {
                answer.dispatch(Answer::GoOn(*id, form.clone()));
            }
        }
    });
    use_typing(desk, sheet.id);
    // Only what was written can keep a complete call from being recorded.
    let invalid = sheet.form.fault(&number);
    let answer = sheet.dispatcher();
    let offered = CallWord::offered(sheet.form.direction, sheet.form.word);
    let tap = {
        let (answer, offered) = (answer.clone(), offered.clone());
        Callback::from(move |at: usize| answer.dispatch(Answer::Word(offered[at])))
    };
    let on_when = {
        let answer = answer.clone();
        Callback::from(move |when: Moment| answer.dispatch(Answer::When(when)))
    };
    let on_note = {
        let answer = answer.clone();
        Callback::from(move |note: String| answer.dispatch(Answer::Note(note)))
    };
    let on_complaint = {
        let (answer, driver) = (answer.clone(), desk.driver.clone());
        Callback::from(move |words: String| {
            let id = ComplaintId::mint(driver.now(), driver.random());
            answer.dispatch(Answer::Complaint(words, id));
        })
    };
    let on_told = {
        let answer = answer.clone();
        Callback::from(move |(id, on)| answer.dispatch(Answer::Told(id, on)))
    };
    let on_risk = {
        let driver = desk.driver.clone();
        Callback::from(move |edit: RiskEdit| {
            let case = WithdrawalCaseId::mint(driver.now(), driver.random());
            answer.dispatch(Answer::Risk(edit, case));
        })
    };
    let later = {
        let (sheet, number) = ((*sheet).clone(), number.clone());
        desk.click(move |desk| {
            desk.driver
                .save_draft(as_draft(&sheet, &number, desk.driver.now()));
            desk.leave(Route::Today);
        })
    };
    let never_rang = {
        let (sheet, number, failed) = ((*sheet).clone(), number.clone(), failed.setter());
        desk.click(move |desk| {
            let draft = as_draft(&sheet, &number, desk.driver.now());
            let (desk, failed) = (desk.clone(), failed.clone());
            spawn_local(async move {
                match desk.driver.discard_draft(draft.id).await {
                    Ok(()) => {
                        desk.leave(Route::Today);
                        desk.say_given_up(draft);
                    }
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    let record = {
        let (sheet, saving, failed) = ((*sheet).clone(), saving.setter(), failed.setter());
        desk.click(move |desk| {
            let now = desk.driver.now();
            let draft = as_draft(&sheet, &number, now);
            let Ok(fact) = draft.finish(now, desk.snap.book.own()) else {
                return;
            };
            saving.set(true);
            let (desk, saving, failed) = (desk.clone(), saving.clone(), failed.clone());
            let (undo, corrects) = (Some(fact.id), fact.corrects.is_some());
            spawn_local(async move {
                match desk.driver.finish(Some(draft), fact).await {
                    Ok(Finished::Recorded) => {
                        let words = match corrects {
                            true => desk.lang().call_corrected(),
                            false => desk.lang().call_recorded(),
                        };
                        desk.say(words, undo);
                        desk.leave_when_painted(Route::Today).await;
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
    let word = sheet.form.word;
    let place = word.and_then(|word| offered.iter().position(|w| *w == word));
    let words = { offered.iter() }.map(|word| lang.call_word(*word).into());
    let words = words.collect();
    let asks = word.is_some_and(CallWord::asks_when);
    let complete = word.is_some_and(|word| word.result(sheet.form.when).is_some());
    let corrects = sheet.form.corrects.or(sheet.form.instead_of).is_some();
    let blocked = entry.and_then(|entry| forbidden(entry, desk.now()));
    let may_ring = blocked.is_none();
    let blocked = { blocked.zip(entry) }.map(|(why, entry)| why_not(desk, entry, why));
    let whom = entry.map_or_else(
        || handed_on(lang),
        |entry| telephone_and_name(entry, may_ring),
    );
    let closed_on = entry.map_or("", |entry| entry.member.closed_on());
    let ladder = entry.and_then(|entry| ladder_words(lang, entry, desk.now()));
    let is_wrong = |field| {
        invalid
            .as_ref()
            .is_some_and(|invalid| invalid.field == field)
    };
    let others = match asks {
        true => with_others(desk, &Whom::Member(props.number.clone())),
        false => Vec::new(),
    };
    let when = When {
        chosen: sheet.form.when,
        offered: call_times(desk.now(), closed_on, &others),
        from: Some(sheet.form.at),
        wrong: is_wrong(AGREED_AT),
    };
    // What did happen may always be recorded.
    let ready = complete && !*saving && (may_ring || sheet.begun) && invalid.is_none();
    let reached = sheet.form.word.is_some_and(CallWord::reached);
    let told = &sheet.form.answers_told;
    let opening = { entry.filter(|_| reached || !told.is_empty()) }
        .and_then(|entry| opening(lang, entry, told, &on_told));
    // A correction has no result that could wait.
    let (other, words_of_other) = match (corrects, sheet.form.corrects) {
        (_, Some(_)) => (never_rang.clone(), lang.do_not_correct()),
        (true, None) => (never_rang.clone(), lang.do_not_record()),
        (false, None) => (later, lang.later()),
    };
    // Who rang us did ring: all one can do is not record it.
    let (title, not_made) = match sheet.form.direction {
        CallDirection::Out => (lang.call_result_title(), lang.never_rang()),
        CallDirection::In => (lang.call_in_title(), lang.do_not_record()),
    };
    let title = if corrects {
        lang.call_correction()
    } else {
        title
    };
    let page = html! {
        <div class="stack call">
            { whom }
            { for why_refused(desk, sheet.form.instead_of) }
            { for blocked.map(|(headline, words)| notice(Tone::Urgent, headline, html! { <p>{ words }</p> })) }
            { choices("choices results", lang.call_result_title(), words, place.as_slice(), &tap) }
            if asks {
                <section class="ask-when stack">
                    <h2 class="group">{ lang.when() }</h2>
                    { when_input(lang, when, desk.today(), &on_when) }
                    { for sheet.form.when.map(|chosen| of_that_day(desk, &others, chosen.day(), Some(chosen))) }
                </section>
            }
            <TextInput label={lang.note_optional()} long=true start={sheet.form.note.clone()} on_text={on_note}
                invalid={is_wrong("note")} />
            { for opening }
            <div class="sections">
                if reached || sheet.form.risk.is_some() {
                    { risk_section(lang, sheet.form.risk.as_ref(), [is_wrong("risk.words"); 2], &on_risk) }
                }
                if reached || sheet.form.complaint.is_some() {
                    { complaint_section(lang, sheet.form.complaint.as_ref(), [is_wrong("complaint.words"); 2], on_complaint) }
                }
            </div>
            if let Some(ladder) = ladder {
                <p class="second">{ ladder }</p>
            }
            if !corrects {
                <button type="button" class="button quiet" onclick={never_rang.clone()}
                    disabled={*saving}>{ not_made }</button>
            }
        </div>
    };
    let bar = html! {
        <div class="thumb-buttons">
            <button type="button" class="button" onclick={other} disabled={*saving}>{ words_of_other }</button>
            <button type="button" class="button main" onclick={record} disabled={!ready}>{ lang.record_it() }</button>
        </div>
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
                { invalid.as_ref() }.map(|invalid| fault_words(lang, &invalid.field)),
                sheet.id,
                lang.saved_elsewhere_do(),
            ),
            bar: Some(bar),
            ..Screen::default()
        },
    )
}

/// What keeps it from being recorded.
fn fault_words(lang: Lang, field: &str) -> Html {
    match field {
        AGREED_AT => announced(
            Tone::Urgent,
            lang.time_is_past(),
            html! { <p>{ lang.time_is_past_do() }</p> },
        ),
        _ => too_long_words(lang, field),
    }
}

fn as_draft(sheet: &Sheet, number: &MemberNumber, now: Moment) -> Draft {
    Draft {
        id: sheet.id,
        member: Some(number.clone()),
        changed_at: now,
        form: DraftForm::Call(sheet.form.clone()),
    }
}
