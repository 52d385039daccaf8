//! What has just been done, said for a while, with a way to take it back.

use yew::prelude::*;

use shared::fieldbook::{Draft, DraftForm};
use shared::model::FactId;
use shared::wire::Fact;

use super::actions::{Extent, TakenBack, draft_route, link_record, name_of_draft, take_back};
use super::desk::{Desk, Step, Toast, Undo};
use super::pieces::business_name;
use super::route::Route;
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
                    rewrite(desk, fact, Extent::Version);
                }
            }
            Some(Undo::WriteOn(draft)) => {
                desk.driver.write_on((**draft).clone());
                desk.go(draft_route(draft));
            }
            Some(Undo::BringBack { retraction, draft }) => bring_back(desk, *retraction, *draft),
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

/// Takes the record back and opens it to be written anew; says so, with the way to bring it back.
pub fn rewrite(desk: &Desk, fact: Fact, extent: Extent) {
    let there = desk.clone();
    desk.once(async move {
        match take_back(&there, &fact, extent).await {
            Ok(Some(TakenBack { retraction, anew })) => {
                there.go(draft_route(&anew));
                let name = name_of_draft(&there, &anew);
                let words = match anew.corrects() {
                    Some(_) => there.lang().correction_taken_back(&name),
                    None => there.lang().record_taken_back(&name),
                };
                let draft = anew.id;
                there.steps.dispatch(Step::Say(Toast {
                    words: words.into(),
                    undo: Some(Undo::BringBack { retraction, draft }),
                    other: None,
                }));
            }
            Ok(None) => {}
            Err(_) => there.say(there.lang().not_taken_back(), None),
        }
    });
}

/// The record counts again as it was; the draft in which it was to be written anew goes with that.
fn bring_back(desk: &Desk, retraction: FactId, draft: FactId) {
    let there = desk.clone();
    desk.once(async move {
        let Some(draft) = there.draft(&draft.to_string()).cloned() else {
            return;
        };
        let (name, stands_at) = (name_of_draft(&there, &draft), where_it_stands(&draft));
        let fact = draft.brings_back(retraction, there.driver.now());
        match there.driver.finish(Some(draft), fact).await {
            Ok(_) => {
                there.say(there.lang().brought_back(&name), None);
                there.leave_when_painted(stands_at).await;
            }
            Err(_) => there.say(there.lang().not_brought_back(), None),
        }
    });
}

/// The page with the history that the record is in. A found lead was written anew under another id.
fn where_it_stands(draft: &Draft) -> Route {
    match (&draft.form, &draft.member) {
        (_, Some(number)) => Route::member(number),
        (DraftForm::LeadContact(form), None) => Route::lead(form.contact.lead),
        (_, None) => Route::Leads,
    }
}
