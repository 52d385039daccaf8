//! What a command did, with a way back, or why it failed.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::trouble::Trouble;
use crate::api::Failure;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;

#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Done {
        words: AttrValue,
        undo: Option<Callback<()>>,
    },
    /// Stays until it is closed.
    Failed(Failure),
}

impl Said {
    pub fn done(words: impl Into<AttrValue>) -> Self {
        Self::Done {
            words: words.into(),
            undo: None,
        }
    }

    pub fn undoable(words: impl Into<AttrValue>, undo: Callback<()>) -> Self {
        Self::Done {
            words: words.into(),
            undo: Some(undo),
        }
    }
}

/// Long enough to read it and to change one's mind.
const SHOWN_MS: u32 = 12_000;

#[derive(Debug, Properties, PartialEq)]
pub struct ToastProps {
    pub said: Option<Rc<Said>>,
    pub close: Callback<()>,
}

#[component]
pub fn Toast(props: &ToastProps) -> Html {
    let lang = use_lang();
    {
        let close = props.close.clone();
        use_effect_with(props.said.clone(), move |said| {
            let passes = said
                .as_deref()
                .is_some_and(|said| matches!(said, Said::Done { .. }));
            let timer = passes.then(|| Timeout::new(SHOWN_MS, move || close.emit(())));
            move || drop(timer)
        });
    }
    let close = props.close.reform(|_: MouseEvent| ());
    html! {
        <div class="toasts" role="status" aria-live="polite">
            if let Some(said) = &props.said {
                <div class="toast">
                    { match &**said {
                        Said::Done { words, undo } => html! {
                            <>
                                <p>{ words }</p>
                                <div class="slot">{ for undo.iter().map(|undo| undo_button(lang.undo(), undo, &props.close)) }</div>
                            </>
                        },
                        Said::Failed(failure) => html! { <Trouble failure={failure.clone()} /> },
                    } }
                    <button type="button" class="button quiet" onclick={close}>{ lang.close() }</button>
                </div>
            }
        </div>
    }
}

fn undo_button(words: &'static str, undo: &Callback<()>, close: &Callback<()>) -> Html {
    let (undo, close) = (undo.clone(), close.clone());
    let onclick = move |_: MouseEvent| {
        close.emit(());
        undo.emit(());
    };
    html! { <button type="button" class="button" {onclick}>{ words }</button> }
}
