//! What has just been done, said for a while, with a way to take it back.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::actions::take_back;
use super::desk::{Desk, Step};
use crate::i18n::field::FieldTexts;
use crate::ui::{Sign, icon};

pub fn toast_line(desk: &Desk) -> Html {
    let Some(toast) = &desk.place.toast else {
        return html! { <span /> };
    };
    let undo = toast.undo;
    let onclick = desk.click(move |desk| {
        desk.steps.dispatch(Step::Hush);
        if let Some(fact) = undo.and_then(|id| desk.own_fact(id)).cloned() {
            rewrite(desk, fact);
        }
    });
    html! {
        <div class="toast">
            { icon(Sign::Done) }
            <p>{ &toast.words }</p>
            if undo.is_some() {
                <button type="button" class="button" {onclick}>{ desk.lang().undo() }</button>
            }
        </div>
    }
}

/// Takes the record back and opens it to be written anew.
pub fn rewrite(desk: &Desk, fact: shared::wire::Fact) {
    let desk = desk.clone();
    spawn_local(async move {
        match take_back(&desk, &fact).await {
            Ok(Some(route)) => desk.go(route),
            Ok(None) => {}
            Err(_) => desk.say(desk.lang().not_taken_back(), None),
        }
    });
}
