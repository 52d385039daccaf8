//! The first step: which list, which file.

use shared::wire::import::ImportKind;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use crate::i18n::office::import::ImportTexts;
use crate::i18n::use_lang;
use crate::office::form::when;

#[derive(Debug, Properties, PartialEq)]
pub struct ChooseProps {
    pub kind: ImportKind,
    pub on_kind: Callback<ImportKind>,
    pub on_file: Callback<File>,
}

#[component]
pub fn Choose(props: &ChooseProps) -> Html {
    let lang = use_lang();
    let over = use_state_eq(|| false);
    let onchange = when(&props.on_file, |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>()?;
        let file = input.files()?.get(0);
        // The same file, corrected and chosen again, is a change too.
        input.set_value("");
        file
    });
    let ondrop = {
        let over = over.setter();
        when(&props.on_file, move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            event.data_transfer()?.files()?.get(0)
        })
    };
    let ondragover = {
        let over = over.setter();
        move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        }
    };
    let ondragleave = {
        let over = over.setter();
        move |_: DragEvent| over.set(false)
    };
    let choice = |kind: ImportKind| {
        let onchange = props.on_kind.reform(move |_: Event| kind);
        html! {
            <label class="choice">
                <input type="radio" name="kind" checked={props.kind == kind} {onchange} />
                <span>{ lang.import_kind(kind) }</span>
            </label>
        }
    };
    html! {
        <section class="stack">
            <fieldset>
                <legend class="label">{ lang.import_which() }</legend>
                <div class="choices">
                    { choice(ImportKind::Members) }
                    { choice(ImportKind::Usages) }
                </div>
            </fieldset>
            <label class={classes!("drop", over.then_some("over"))} {ondrop} {ondragover} {ondragleave}>
                <input type="file" class="visually-hidden" accept=".csv,.txt,text/csv,text/plain" {onchange} />
                <span class="button main">{ lang.choose_file() }</span>
                <span>{ lang.or_drop_it() }</span>
                <span class="caption">{ lang.files_that_fit() }</span>
            </label>
            <p class="second">{ lang.nothing_until_confirmed() }</p>
        </section>
    }
}
