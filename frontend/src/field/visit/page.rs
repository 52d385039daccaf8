//! The page of one visit's record: what was the outcome, then only what that outcome needs.

use std::rc::Rc;

use shared::fieldbook::{Draft, DraftForm, Entry, VisitForm};
use shared::model::{FactId, Invalid, Moment, Outcome, VisitManner};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::agreed::{Introductions, NextStepPart, Notes};
use super::changes::Changes;
use super::handed::Handed;
use super::proposals::{MutualAidPart, Proposals};
use super::risk::Risk;
use super::sheet::{Edit, PartProps, Sheet};
use super::voices::{ComplaintPart, OfficeTasks, Requests};
use crate::driver::StoreError;
use crate::field::desk::{Desk, use_desk};
use crate::field::pieces::{forbidden, why_not};
use crate::field::route::Route;
use crate::field::screen::Screen;
use crate::field::toast::{Toast, use_toast};
use crate::field::trouble::StoreTrouble;
use crate::i18n::field::FieldTexts;
use crate::i18n::when::clock;
use crate::i18n::{Lang, use_lang};
use crate::ui::{Choices, Notice, TextInput, Tone};

/// Asked first; the others are rare and open behind one more tap.
const USUAL: [Outcome; 5] = [
    Outcome::MetRepresentative,
    Outcome::MetContact,
    Outcome::AbsentStaffInformed,
    Outcome::Absent,
    Outcome::Declined,
];
const RARE: [Outcome; 5] = [
    Outcome::Moved,
    Outcome::Resting,
    Outcome::Closed,
    Outcome::Merged,
    Outcome::Deceased,
];

#[derive(Debug, Properties, PartialEq)]
pub struct VisitPageProps {
    pub draft: String,
}

#[component]
pub fn VisitPage(props: &VisitPageProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let id = props.draft.parse::<FactId>().ok();
    let draft = desk.snap.drafts.iter().find(|draft| Some(draft.id) == id);
    let found = draft.and_then(|draft| match &draft.form {
        DraftForm::Visit(form) => {
            let entry = desk.snap.book.member(draft.member.as_ref()?)?;
            Some((draft, form, entry.clone()))
        }
        DraftForm::Call(_) | DraftForm::Report(_) => None,
    });
    match found {
        Some((draft, form, entry)) => html! {
            <VisitSheet key={draft.id.to_string()} id={draft.id} start={Rc::new((**form).clone())}
                saved_at={draft.changed_at} {entry} />
        },
        None => html! {
            <Screen title={lang.visit_record()} back={Some(Route::Today)}>
                <Notice headline={lang.no_such_draft()}><p>{ lang.no_such_draft_why() }</p></Notice>
                { orphan(lang, draft) }
            </Screen>
        },
    }
}

/// The member left this phone while the record was being written: its words stay readable.
fn orphan(lang: Lang, draft: Option<&Draft>) -> Html {
    let note = draft.and_then(|draft| match &draft.form {
        DraftForm::Visit(form) => Some(form.note.clone()),
        DraftForm::Call(_) | DraftForm::Report(_) => None,
    });
    html! {
        <div class="stack">
            if let Some(note) = note {
                <p>{ lang.draft_of_a_member_who_left() }</p>
                <p class="pre">{ note }</p>
            }
        </div>
    }
}

#[derive(Debug, Properties)]
struct VisitSheetProps {
    id: FactId,
    start: Rc<VisitForm>,
    saved_at: Moment,
    entry: Rc<Entry>,
}

impl PartialEq for VisitSheetProps {
    fn eq(&self, other: &Self) -> bool {
        // Where it started is of no interest once it is open.
        self.id == other.id && Rc::ptr_eq(&self.entry, &other.entry)
    }
}

#[component]
fn VisitSheet(props: &VisitSheetProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let entry = &props.entry;
    let number = entry.member.number.clone();
    let sheet = {
        let (id, form) = (props.id, props.start.clone());
        use_reducer(move || Sheet {
            id,
            form,
            changes: 0,
        })
    };
    let opened_as_of = {
        let saved_at = props.saved_at;
        use_state(move || saved_at)
    };
    let wanting = use_state_eq(|| None::<Invalid>);
    let failed = use_state_eq(|| None::<StoreError>);
    let edit = {
        let (sheet, wanting) = (sheet.dispatcher(), wanting.setter());
        use_callback((), move |edit: Edit, ()| {
            wanting.set(None);
            sheet.dispatch(edit);
        })
    };
    use_effect_with((sheet.changes, sheet.form.clone()), {
        let (driver, number, sheet) = (desk.driver.clone(), number, (*sheet).clone());
        move |(changes, _)| {
            if *changes > 0 {
                driver.save_draft(sheet.draft(&number, driver.now()));
            }
        }
    });
    let part = PartProps {
        form: sheet.form.clone(),
        edit,
        driver: desk.driver.clone(),
    };
    let blocked = forbidden(entry, desk.now).map(|why| why_not(lang, why));
    let bar = html! {
        <Finish sheet={(*sheet).clone()} opened_as_of={*opened_as_of} entry={entry.clone()} wanting={wanting.setter()} failed={failed.setter()} />
    };
    html! {
        <Screen title={lang.visit_record()} back={Some(Route::Today)} {bar}>
            <div class="stack visit">
                <section class="talking-to">
                    <h2>{ &entry.member.name }</h2>
                    <p class="second">{ lang.visit_at(&lang.time_seen_on(sheet.form.plan.at, desk.today())) }</p>
                </section>
                if let Some((headline, words)) = blocked {
                    <Notice tone={Tone::Urgent} {headline}><p>{ words }</p></Notice>
                }
                if let Some(error) = (*failed).clone() {
                    <StoreTrouble {error} />
                }
                if let Some(invalid) = (*wanting).clone() {
                    <Wanting {invalid} />
                }
                <OutcomePart ..part.clone() />
                { parts(lang, &desk, entry, &part, wanting.as_ref()) }
            </div>
        </Screen>
    }
}

/// What the outcome asks for, and whatever has been written already: nothing written ever hides.
fn parts(
    lang: Lang,
    desk: &Desk,
    entry: &Rc<Entry>,
    part: &PartProps,
    wanting: Option<&Invalid>,
) -> Html {
    let form = &part.form;
    let Some(outcome) = form.outcome else {
        return html! { <p class="second">{ lang.outcome_first() }</p> };
    };
    let talked = outcome.talked();
    let answered = talked || outcome == Outcome::Declined;
    let data_changed = answered || outcome == Outcome::Moved || outcome.stops_contact();
    let suggested = entry.suggestions(&desk.snap.book, desk.today());
    let suggested: Vec<_> = suggested
        .into_iter()
        .map(|s| s.service.id.clone())
        .collect();
    let met_person = part.editing(|form, text: String| form.met_person = text);
    let aid_wanting = wanting.is_some_and(|invalid| invalid.field.starts_with("mutual_aid"));
    html! {
        <div class="stack">
            if outcome.stops_contact() {
                <Notice tone={Tone::Waiting} headline={lang.contact_will_stop()}><p>{ lang.contact_will_stop_why() }</p></Notice>
            }
            if talked {
                <TextInput label={lang.met_person()} start={form.met_person.clone()} on_text={met_person} />
            }
            <div class="sections">
                if talked || !form.proposals.is_empty() {
                    <Proposals part={part.clone()} {suggested} />
                }
                if talked || form.mutual_aid.is_some() {
                    <MutualAidPart part={part.clone()} wanting={aid_wanting} />
                }
                if answered || !form.requests.is_empty() {
                    <Requests ..part.clone() />
                }
                if answered || !form.office_tasks.is_empty() {
                    <OfficeTasks ..part.clone() />
                }
                if answered || form.complaint.is_some() {
                    <ComplaintPart ..part.clone() />
                }
                if answered || form.risk.is_some() {
                    <Risk ..part.clone() />
                }
                if data_changed || !form.changes.is_empty() {
                    <Changes part={part.clone()} member={entry.member.clone()} />
                }
                if talked || !form.introductions.is_empty() {
                    <Introductions ..part.clone() />
                }
                if !outcome.stops_contact() || !form.leaflets.is_empty() || !form.handed_over.is_empty() {
                    <Handed ..part.clone() />
                }
                <NextStepPart ..part.clone() />
                <Notes ..part.clone() />
            </div>
        </div>
    }
}

#[component]
fn OutcomePart(props: &PartProps) -> Html {
    let lang = use_lang();
    let outcome = props.form.outcome;
    let is_rare = outcome.is_some_and(|outcome| RARE.contains(&outcome));
    let more = use_state_eq(|| is_rare);
    let on_tap = {
        let usual = props.editing(|form, at: usize| form.outcome = Some(USUAL[at]));
        let more = more.clone();
        Callback::from(move |at: usize| {
            if at < USUAL.len() {
                usual.emit(at);
            } else {
                more.set(!*more);
            }
        })
    };
    let rare = props.editing(|form, at: usize| form.outcome = Some(RARE[at]));
    let manner = props.editing(|form, at: usize| {
        form.manner = [VisitManner::OnSite, VisitManner::Online][at];
    });
    let place = |among: &[Outcome]| among.iter().position(|other| Some(*other) == outcome);
    let mut words: Vec<AttrValue> = USUAL.map(|o| lang.outcome(o).into()).to_vec();
    words.push(lang.rare_outcomes().into());
    let chosen = place(&USUAL).or((is_rare || *more).then_some(USUAL.len()));
    html! {
        <section class="outcome stack">
            <h2 class="question">{ lang.how_was_it() }</h2>
            <Choices class="results" label={lang.how_was_it()} {words} {chosen} {on_tap} />
            if *more {
                <Choices class="results" label={lang.rare_outcomes()} words={RARE.map(|o| lang.outcome(o).into()).to_vec()}
                    chosen={place(&RARE)} on_tap={rare} />
            }
            if outcome.is_some_and(Outcome::talked) {
                <Choices label={lang.manner_question()} on_tap={manner}
                    words={vec![lang.manner(VisitManner::OnSite).into(), lang.manner(VisitManner::Online).into()]}
                    chosen={Some(usize::from(props.form.manner == VisitManner::Online))} />
            }
        </section>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct WantingProps {
    invalid: Invalid,
}

/// What keeps the record from being finished.
#[component]
fn Wanting(props: &WantingProps) -> Html {
    let lang = use_lang();
    let field = match props.invalid.field.as_str() {
        "outcome" => lang.how_was_it(),
        field if field.starts_with("mutual_aid") => lang.consent_needed(),
        field if field.starts_with("introductions") => lang.introduced_business(),
        field if field.starts_with("requests") => lang.requests(),
        field if field.starts_with("complaint") => lang.complaint(),
        field if field.starts_with("office_tasks") => lang.for_the_office(),
        field if field.starts_with("changes") => lang.changes(),
        field if field.starts_with("opinion") => lang.opinion(),
        _ => lang.note(),
    };
    let fault = lang.fault(props.invalid.fault);
    html! {
        <Notice tone={Tone::Urgent} headline={lang.not_recorded_yet()} announce=true>
            <p>{ format!("{field}: {fault}") }</p>
            <p>{ lang.draft_is_still_there() }</p>
        </Notice>
    }
}

#[derive(Properties)]
struct FinishProps {
    sheet: Sheet,
    /// When the draft was changed last before this page opened.
    opened_as_of: Moment,
    entry: Rc<Entry>,
    wanting: UseStateSetter<Option<Invalid>>,
    failed: UseStateSetter<Option<StoreError>>,
}

impl PartialEq for FinishProps {
    fn eq(&self, other: &Self) -> bool {
        self.sheet == other.sheet && Rc::ptr_eq(&self.entry, &other.entry)
    }
}

/// 下書き保存済み 14:32, and the one button.
#[component]
fn Finish(props: &FinishProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let navigator = use_navigator();
    let say = use_toast();
    let saving = use_state_eq(|| false);
    let number = props.entry.member.number.clone();
    let leave = {
        Callback::from(move |()| {
            if let Some(navigator) = &navigator {
                navigator.replace(&Route::Today);
            }
        })
    };
    let discard = {
        let (driver, id) = (desk.driver.clone(), props.sheet.id);
        let (leave, failed) = (leave.clone(), props.failed.clone());
        Callback::from(move |_: MouseEvent| {
            let (driver, leave, failed) = (driver.clone(), leave.clone(), failed.clone());
            spawn_local(async move {
                match driver.discard_draft(id).await {
                    Ok(()) => leave.emit(()),
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    let record = {
        let (desk, sheet) = (desk.clone(), props.sheet.clone());
        let (wanting, failed, saving) =
            (props.wanting.clone(), props.failed.clone(), saving.setter());
        let words = lang.recorded_of(&props.entry.member.name);
        Callback::from(move |_: MouseEvent| {
            let now = desk.driver.now();
            let fact = match sheet.draft(&number, now).finish(now, desk.snap.book.own()) {
                Ok(fact) => fact,
                Err(invalid) => {
                    gloo::utils::window().scroll_to_with_x_and_y(0.0, 0.0);
                    return wanting.set(Some(invalid));
                }
            };
            saving.set(true);
            let (driver, saving, failed) = (desk.driver.clone(), saving.clone(), failed.clone());
            let (leave, say, words) = (leave.clone(), say.clone(), words.clone());
            let undo = Some(fact.id);
            spawn_local(async move {
                match driver.finish(undo, fact).await {
                    Ok(()) | Err(StoreError::AlreadySaved) => {
                        leave.emit(());
                        say.emit(Toast {
                            words: words.into(),
                            undo,
                        });
                    }
                    Err(error) => {
                        gloo::utils::window().scroll_to_with_x_and_y(0.0, 0.0);
                        failed.set(Some(error));
                        saving.set(false);
                    }
                }
            });
        })
    };
    let untouched = props.sheet.form.is_untouched();
    // The driver's word is about any draft; this one's own is the change it was opened with.
    let saved = match props.sheet.changes {
        0 => Some(props.opened_as_of),
        _ => desk.driver.draft_saved_at(),
    }
    .filter(|_| !untouched);
    html! {
        <div class="finish">
            <p class="draft-line" role="status">
                { saved.map(|at| lang.draft_saved_at(&clock(at))).unwrap_or_default() }
            </p>
            <div class="thumb-buttons">
                if untouched {
                    <button type="button" class="button" onclick={discard}>{ lang.do_not_record() }</button>
                }
                <button type="button" class="button main" onclick={record}
                    disabled={*saving || props.sheet.form.outcome.is_none()}>{ lang.record_it() }</button>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_can_be_chosen_once() {
        let offered = USUAL.iter().chain(&RARE).count();
        assert_eq!(offered, Outcome::ALL.len());
        assert!(
            Outcome::ALL
                .iter()
                .all(|o| USUAL.contains(o) != RARE.contains(o))
        );
    }
}
