//! Undoing an import: first what would go back and what stays, then what did.

use std::rc::Rc;

use shared::model::ImportId;
use shared::wire::import::ImportUndo;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::import::ImportTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::desk::use_desk;
use crate::office::load::use_load;
use crate::office::trouble::Trouble;

#[derive(Debug, Properties, PartialEq)]
pub struct UndoProps {
    pub import: ImportId,
    pub on_close: Callback<()>,
    /// It is undone, or may be: the answer was lost.
    pub on_undone: Callback<ImportId>,
}

#[component]
pub fn Undo(props: &UndoProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let would = use_load(props.import, office::preview_undo);
    let done = use_state_eq(|| None::<Rc<ImportUndo>>);
    let busy = use_state_eq(|| false);
    let failure = use_state_eq(|| None::<Failure>);
    let here = use_node_ref();
    // It opens above the list that was pressed.
    use_effect_with(here.clone(), |here| {
        if let Some(here) = here.cast::<HtmlElement>() {
            // Without focus it can still be read and pressed.
            here.focus().ok();
        }
    });
    let on_undo = {
        let (done, busy, failure) = (done.setter(), busy.setter(), failure.setter());
        let (import, on_undone, recount) = (props.import, props.on_undone.clone(), desk.recount);
        Callback::from(move |_: MouseEvent| {
            let (done, busy, failure) = (done.clone(), busy.clone(), failure.clone());
            let (on_undone, recount) = (on_undone.clone(), recount.clone());
            busy.set(true);
            spawn_local(async move {
                match office::undo_import(import).await {
                    Ok(undone) => {
                        failure.set(None);
                        done.set(Some(Rc::new(undone)));
                    }
                    Err(reason) => failure.set(Some(reason)),
                }
                busy.set(false);
                on_undone.emit(import);
                recount.emit(());
            });
        })
    };
    let close = props.on_close.reform(|_: MouseEvent| ());
    let content = match &*done {
        Some(undone) => html! {
            <div class="notice done stack" role="status">
                <p class="headline">{ lang.undone_import_of(&undone.file_name) }</p>
                { what_was_done(undone, lang) }
                <div class="actions"><button type="button" class="button" onclick={close}>{ lang.close() }</button></div>
                { staying(undone, lang) }
            </div>
        },
        None => would.show(lang, |would| {
            let back = would.removed + would.put_back;
            let words = match back {
                0 => lang.undo_now_unchanged().to_owned(),
                back => lang.undo_now(&lang.number(back)),
            };
            html! {
                <div class="notice waiting stack">
                    <p class="headline">{ lang.undo_import_of(&would.file_name) }</p>
                    { what_would_be_done(would, lang) }
                    <p class="second">{ lang.undo_leaves_the_rest() }</p>
                    <div class="actions">
                        <button type="button" class="button main" onclick={on_undo} disabled={*busy}>{ words }</button>
                        <button type="button" class="button" onclick={close} disabled={*busy}>{ lang.undo_not() }</button>
                    </div>
                    { staying(would, lang) }
                </div>
            }
        }),
    };
    html! {
        <section tabindex="-1" ref={here} aria-label={lang.undo_import()}>
            <div class="slot">{ for failure.iter().map(|failure| html! { <Trouble failure={failure.clone()} /> }) }</div>
            { content }
        </section>
    }
}

fn what_would_be_done(would: &ImportUndo, lang: Lang) -> Html {
    let back = would.removed + would.put_back;
    let all = back + would.stays;
    let [all_words, back, removed, put_back, stays] =
        [all, back, would.removed, would.put_back, would.stays].map(|n| lang.number(n));
    html! {
        <p>if all == 0 {
            { lang.undo_nothing_to_do() }
        } else {
            { lang.undo_puts_back(&all_words, &back) }
            { lang.undo_added_and_changed(&removed, &put_back) }
            if would.stays > 0 { { lang.undo_stays(&stays) } }
        }</p>
    }
}

fn what_was_done(undone: &ImportUndo, lang: Lang) -> Html {
    let back = undone.removed + undone.put_back;
    let all = back + undone.stays;
    let [all_words, back, stays] = [all, back, undone.stays].map(|n| lang.number(n));
    html! {
        <p>if all == 0 {
            { lang.undo_nothing_to_do() }
        } else {
            { lang.undone_back(&all_words, &back) }
            if undone.stays > 0 { { lang.undone_stays(&stays) } }
        }</p>
    }
}

fn staying(undo: &ImportUndo, lang: Lang) -> Html {
    if undo.staying.is_empty() {
        return html! { <div class="slot"></div> };
    }
    let more = undo.stays.saturating_sub(undo.staying.len() as u64);
    let rows = undo.staying.iter().enumerate().map(|(place, row)| {
        html! {
            <tr key={place}>
                <td>{ row.member.as_str() }</td>
                <td>{ &row.name }</td>
                <td>{ lang.stay_reason(row.why) }</td>
            </tr>
        }
    });
    let label = lang.staying_list(&lang.number(undo.stays));
    html! {
        <div class="slot">
            <div class="plain-table bounded half" tabindex="0" role="region" aria-label={label}>
                <table>
                    <thead><tr>
                        <th scope="col">{ lang.col_number() }</th>
                        <th scope="col">{ lang.col_name() }</th>
                        <th scope="col">{ lang.col_why() }</th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
            <div class="slot">if more > 0 { <p class="second">{ lang.more_bad_rows(&lang.number(more)) }</p> }</div>
        </div>
    }
}
