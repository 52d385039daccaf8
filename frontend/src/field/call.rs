//! The result of a call: six large choices, then at most one more question.

use std::rc::Rc;

use shared::fieldbook::{CallForm, CallWord, Draft, DraftForm, Entry};
use shared::model::{CallDirection, FactId, MemberNumber, Moment};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::desk::{Desk, use_desk};
use super::member::NotOnThisPhone;
use super::pieces::{forbidden, ladder_words, telephone_and_name, why_not};
use super::route::Route;
use super::screen::Screen;
use super::toast::{Toast, use_toast};
use super::trouble::StoreTrouble;
use super::visit::moments::{WhenInput, call_times};
use crate::driver::StoreError;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, Notice, TextInput, Tone};

#[derive(Debug, Properties, PartialEq)]
pub struct CallPageProps {
    pub number: String,
}

#[component]
pub fn CallPage(props: &CallPageProps) -> Html {
    let desk = use_desk();
    let entry = MemberNumber::parse(&props.number)
        .and_then(|number| desk.snap.book.member(&number).cloned());
    match entry {
        Some(entry) => html! { <CallSheet {entry} /> },
        None => html! { <NotOnThisPhone /> },
    }
}

#[derive(Clone, PartialEq)]
struct Sheet {
    id: FactId,
    form: CallForm,
    touched: bool,
}

enum Answer {
    Word(CallWord),
    When(Moment),
    Note(String),
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
        }
        Rc::new(sheet)
    }
}

/// The call whose result is missing, or else one made just now.
fn opened(desk: &Desk, entry: &Entry) -> Sheet {
    let open = desk.open_call(&entry.member.number);
    if let Some((id, form)) = open.and_then(|draft| match &draft.form {
        DraftForm::Call(form) => Some((draft.id, form.clone())),
        DraftForm::Visit(_) | DraftForm::Report(_) => None,
    }) {
        return Sheet {
            id,
            form,
            touched: false,
        };
    }
    let now = desk.driver.now();
    let target = entry.target.as_ref().map(|target| target.id);
    Sheet {
        id: FactId::mint(now, desk.driver.random()),
        form: CallForm::new(now, CallDirection::Out, target),
        touched: false,
    }
}

#[derive(Debug, Properties)]
struct CallSheetProps {
    entry: Rc<Entry>,
}

impl PartialEq for CallSheetProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entry, &other.entry)
    }
}

#[component]
fn CallSheet(props: &CallSheetProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let navigator = use_navigator();
    let say = use_toast();
    let entry = &props.entry;
    let sheet = {
        let (desk, entry) = (desk.clone(), entry.clone());
        use_reducer(move || opened(&desk, &entry))
    };
    let failed = use_state_eq(|| None::<StoreError>);
    let saving = use_state_eq(|| false);
    let number = entry.member.number.clone();
    use_effect_with((*sheet).clone(), {
        let (driver, number) = (desk.driver.clone(), number.clone());
        move |sheet| {
            if sheet.touched {
                driver.save_draft(as_draft(sheet, &number, driver.now()));
            }
        }
    });
    let tap = {
        let sheet = sheet.dispatcher();
        use_callback((), move |at: usize, ()| {
            sheet.dispatch(Answer::Word(CallWord::ALL[at]));
        })
    };
    let on_when = {
        let sheet = sheet.dispatcher();
        use_callback((), move |when: Moment, ()| {
            sheet.dispatch(Answer::When(when));
        })
    };
    let on_note = {
        let sheet = sheet.dispatcher();
        use_callback((), move |note: String, ()| {
            sheet.dispatch(Answer::Note(note));
        })
    };
    let home = {
        Callback::from(move |()| {
            if let Some(navigator) = &navigator {
                navigator.replace(&Route::Today);
            }
        })
    };
    let later = {
        let (desk, sheet, number, home) =
            (desk.clone(), (*sheet).clone(), number.clone(), home.clone());
        Callback::from(move |_: MouseEvent| {
            desk.driver
                .save_draft(as_draft(&sheet, &number, desk.driver.now()));
            home.emit(());
        })
    };
    let never_rang = {
        let (driver, id, home, failed) =
            (desk.driver.clone(), sheet.id, home.clone(), failed.setter());
        Callback::from(move |_: MouseEvent| {
            let (driver, home, failed) = (driver.clone(), home.clone(), failed.clone());
            spawn_local(async move {
                match driver.discard_draft(id).await {
                    Ok(()) => home.emit(()),
                    Err(error) => failed.set(Some(error)),
                }
            });
        })
    };
    let record = {
        let (desk, sheet, saving, failed) = (
            desk.clone(),
            (*sheet).clone(),
            saving.setter(),
            failed.setter(),
        );
        let words = lang.call_recorded();
        Callback::from(move |_: MouseEvent| {
            let now = desk.driver.now();
            let Ok(fact) = as_draft(&sheet, &number, now).finish(now, desk.snap.book.own()) else {
                return;
            };
            saving.set(true);
            let (desk, saving, failed, home, say) = (
                desk.clone(),
                saving.clone(),
                failed.clone(),
                home.clone(),
                say.clone(),
            );
            let undo = Some(fact.id);
            spawn_local(async move {
                match desk.driver.finish(undo, fact).await {
                    Ok(()) | Err(StoreError::AlreadySaved) => {
                        home.emit(());
                        say.emit(Toast {
                            words: words.into(),
                            undo,
                        });
                    }
                    Err(error) => {
                        failed.set(Some(error));
                        saving.set(false);
                    }
                }
            });
        })
    };
    let word = sheet.form.word;
    let asks = word.is_some_and(CallWord::asks_when);
    let complete = word.is_some_and(|word| word.result(sheet.form.when).is_some());
    let blocked = forbidden(entry, desk.now).map(|why| why_not(lang, why));
    let title = match sheet.form.direction {
        CallDirection::Out => lang.call_result_title(),
        CallDirection::In => lang.call_in_title(),
    };
    let bar = html! {
        <div class="thumb-buttons">
            <button type="button" class="button" onclick={later}>{ lang.later() }</button>
            <button type="button" class="button main" onclick={record}
                disabled={!complete || *saving || blocked.is_some()}>{ lang.record_it() }</button>
        </div>
    };
    html! {
        <Screen {title} back={Some(Route::Today)} {bar}>
            <div class="stack call">
                { telephone_and_name(entry) }
                if let Some((headline, words)) = blocked {
                    <Notice tone={Tone::Urgent} {headline}><p>{ words }</p></Notice>
                }
                if let Some(error) = (*failed).clone() {
                    <StoreTrouble {error} />
                }
                <Choices class="results" label={lang.call_result_title()} on_tap={tap}
                    words={CallWord::ALL.map(|word| lang.call_word(word).into()).to_vec()}
                    chosen={word.and_then(|word| CallWord::ALL.iter().position(|w| *w == word))} />
                if asks {
                    <section class="ask-when">
                        <h2 class="group">{ lang.when() }</h2>
                        <WhenInput chosen={sheet.form.when} offered={call_times(desk.now)} today={desk.today()} {on_when} />
                    </section>
                }
                <TextInput label={lang.note_optional()} long=true start={sheet.form.note.clone()} on_text={on_note} />
                if let Some(ladder) = ladder_words(lang, entry, desk.now) {
                    <p class="second">{ ladder }</p>
                }
                <button type="button" class="button quiet" onclick={never_rang}>{ lang.never_rang() }</button>
            </div>
        </Screen>
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
