//! What has just been done, said for a while, with a way to take it back.

use yew::prelude::*;

use super::actions::{draft_route, link_record, take_back};
use super::desk::{Desk, Step, Undo};
use super::pieces::business_name;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::ui::{Sign, icon};

pub fn toast_line(desk: &Desk) -> Html {
    let Some(toast) = &desk.place.toast else {
        return html! { <span /> };
    };
    let undo = toast.undo.clone();
    let can_undo = undo.is_some();
    let beside = matches!(undo, Some(Undo::TakeBack(id)) if desk.snap.kept_apart.contains(&id));
    let onclick = desk.click(move |desk| {
        match &undo {
            Some(Undo::TakeBack(id)) => {
                if let Some(fact) = desk.own_fact(*id).cloned() {
                    rewrite(desk, fact);
                }
            }
            Some(Undo::WriteOn(draft)) => {
                desk.driver.write_on((**draft).clone());
                desk.go(draft_route(draft));
            }
            None => {}
        }
        // Last: a screen that is drawn before the draft is known would begin another record.
        desk.steps.dispatch(Step::Hush);
    });
    let other = toast.other.clone().map(|(visit, number)| {
        let words = desk.lang().same_owner(&desk.name_of(&number));
        let onclick = desk.going(move |desk| link_record(desk, visit, &number));
        html! { <button type="button" class="button wide" {onclick}>{ words }</button> }
    });
    html! {
        <div class="toast">
            { icon(Sign::Done) }
            <p>{ business_name(&toast.words) }</p>
            if can_undo {
                <button type="button" class="button" {onclick}>{ desk.lang().undo() }</button>
            }
            <div class="toast-other">
                if beside {
                    <p>{ desk.lang().kept_apart_safe() }</p>
                }
                { for other }
            </div>
        </div>
    }
}

/// Takes the record back and opens it to be written anew.
pub fn rewrite(desk: &Desk, fact: shared::wire::Fact) {
    let there = desk.clone();
    desk.once(async move {
        match take_back(&there, &fact).await {
            Ok(Some(route)) => there.go(route),
            Ok(None) => {}
            Err(_) => there.say(there.lang().not_taken_back(), None),
        }
    });
}
