//! How the office is reached: shown on the phones when something urgent can't be sent.

use shared::wire::OfficeCard;
use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::form::{Field, typed};
use crate::office::load::use_load;
use crate::office::toast::Said;

#[component]
pub fn OfficeCardForm() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let card = use_load((), |()| office::office_card());
    let onsubmit = {
        let again = card.again.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let card = OfficeCard {
                name: typed(&event, "name").trim().to_owned(),
                telephone: typed(&event, "telephone").trim().to_owned(),
                gift_by_staff_only: !typed(&event, "gift_by_staff_only").is_empty(),
            };
            command(&desk, again.clone(), async move {
                office::put_office_card(&card).await?;
                Ok(Said::done(lang.office_card_saved()))
            });
        })
    };
    card.show(lang, |card| {
        html! {
            <form class="stack half" {onsubmit}>
                <p>{ lang.office_card_why() }</p>
                <Field label={lang.office_name()} name="name" initial={card.name.clone()} autocomplete="organization" />
                <Field label={lang.office_telephone()} name="telephone" kind="tel" initial={card.telephone.clone()} autocomplete="tel" />
                <label class="check">
                    <input type="checkbox" name="gift_by_staff_only" value="yes" checked={card.gift_by_staff_only} />
                    <span>{ lang.gift_by_staff_only() }</span>
                </label>
                <p class="second">{ lang.gift_by_staff_only_why() }</p>
                <div class="actions"><button type="submit" class="button main">{ lang.save_office_card() }</button></div>
            </form>
        }
    })
}
