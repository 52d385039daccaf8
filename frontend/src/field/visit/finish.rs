//! 下書き保存済み 14:32, and the one button that makes the draft a record.

use shared::fieldbook::{Draft, DraftForm};
use shared::model::{FactId, Invalid, Moment, Outcome};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::sheet::Sheet;
use crate::driver::{Finished, StoreError};
use crate::field::actions::{draft_route, other_business};
use crate::field::desk::Desk;
use crate::field::route::Route;
use crate::i18n::field::FieldTexts;
use crate::i18n::when::clock;

#[derive(Clone)]
pub struct Finishing {
    pub desk: Desk,
    pub id: FactId,
    pub sheet: Sheet,
    /// When the draft was changed last before its page opened.
    pub opened_as_of: Moment,
    pub saving: UseStateHandle<bool>,
    /// A picture is on its way to the disk. The record waits for none.
    pub adding: bool,
    /// It can't be recorded as it is.
    pub on_refused: Callback<Invalid>,
    pub failed: UseStateSetter<Option<StoreError>>,
}

pub fn finish(finishing: &Finishing) -> Html {
    let desk = &finishing.desk;
    let lang = desk.lang();
    let sheet = &finishing.sheet;
    let untouched = sheet.form.is_untouched();
    // The driver's word is about all drafts together, and one paint late: it may not have heard of the last change.
    let heard = desk.snap.drafts.iter().any(|draft| {
        draft.id == finishing.id
            && matches!(&draft.form, DraftForm::Visit(form) if **form == *sheet.form)
    });
    let saved = match sheet.changes {
        0 => Some(finishing.opened_as_of),
        _ => desk.snap.draft_saved_at.filter(|_| heard),
    };
    let saved = saved
        .filter(|_| !untouched)
        .map(|at| lang.draft_saved_at(&clock(at)));
    let state = match finishing.adding {
        true => Some(lang.photo_being_kept().to_owned()),
        false => saved,
    };
    let discard = {
        let finishing = finishing.clone();
        Callback::from(move |_: MouseEvent| give_up(finishing.clone()))
    };
    let record = {
        let finishing = finishing.clone();
        Callback::from(move |_: MouseEvent| save(finishing.clone()))
    };
    let words = match sheet.form.corrects {
        Some(_) => lang.do_not_correct(),
        None => lang.do_not_record(),
    };
    let ready = !*finishing.saving && sheet.form.outcome.is_some();
    html! {
        <div class="finish">
            <p class="draft-line" role="status">{ state.unwrap_or_default() }</p>
            <div class="thumb-buttons">
                <button type="button" class="button" onclick={discard}
                    disabled={*finishing.saving}>{ words }</button>
                <button type="button" class="button main" onclick={record} disabled={!ready}>
                    { lang.record_it() }
                </button>
            </div>
        </div>
    }
}

fn give_up(finishing: Finishing) {
    spawn_local(async move {
        let (desk, sheet) = (&finishing.desk, &finishing.sheet);
        match desk.driver.discard_draft(finishing.id).await {
            Ok(()) => {
                desk.leave(Route::Today);
                if !sheet.form.is_untouched() {
                    let member = &sheet.form.visit.member;
                    let draft = sheet.draft(finishing.id, member, desk.driver.now());
                    desk.say_given_up(draft);
                }
            }
            Err(error) => finishing.failed.set(Some(error)),
        }
    });
}

fn save(finishing: Finishing) {
    let desk = finishing.desk.clone();
    let number = &finishing.sheet.form.visit.member;
    let now = desk.driver.now();
    let draft = finishing.sheet.draft(finishing.id, number, now);
    let fact = match draft.finish(now, desk.snap.book.own()) {
        Ok(fact) => fact,
        Err(why) => return finishing.on_refused.emit(why),
    };
    let name = desk.name_of(number);
    let mut words = match fact.corrects {
        Some(_) => desk.lang().corrected_of(&name),
        None => desk.lang().recorded_of(&name),
    };
    if finishing.adding {
        words += desk.lang().photo_follows();
    }
    let other = talked_anew(&draft)
        .then(|| other_business(&desk, number))
        .flatten()
        .map(|other| (fact.id, other));
    let saving = finishing.saving.setter();
    spawn_local(async move {
        let undo = Some(fact.id);
        match desk.driver.finish(Some(draft), fact).await {
            Ok(Finished::Recorded) => {
                desk.say_recorded(words, undo, other);
                desk.leave_when_painted(Route::Today).await;
            }
            Ok(Finished::Elsewhere(draft)) => desk.leave(draft_route(&draft)),
            Err(error) => {
                finishing.failed.set(Some(error));
                finishing.saving.set(false);
            }
        }
    });
    // Drawn while the disk is asked.
    saving.set(true);
}

/// Somebody spoke with us, for the first time: a correction is no new conversation.
fn talked_anew(draft: &Draft) -> bool {
    match &draft.form {
        DraftForm::Visit(form) => {
            form.corrects.is_none() && form.outcome.is_some_and(Outcome::talked)
        }
        DraftForm::Call(_)
        | DraftForm::Report(_)
        | DraftForm::FoundLead(_)
        | DraftForm::LeadContact(_) => false,
    }
}
