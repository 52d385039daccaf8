//! What the office knows about a member's door, to be changed beside the list.

use shared::model::{ChangedField, MemberNumber, Place};
use yew::prelude::*;

use super::command::command;
use super::desk::use_desk;
use super::form::{Field, typed};
use super::toast::Said;
use crate::api::office;
use crate::i18n::office::places::PlaceTexts;
use crate::i18n::use_lang;

#[derive(Debug, Properties, PartialEq)]
pub struct PlaceProps {
    pub number: MemberNumber,
    pub place: Place,
    /// Reads the member again.
    pub again: Callback<()>,
}

#[component]
pub fn PlaceForm(props: &PlaceProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let onsubmit = {
        let (number, again) = (props.number.clone(), props.again.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let words = |name: &str| typed(&event, name).trim().to_owned();
            let place = Place {
                shop_name: words("shop_name"),
                visit_address: words("visit_address"),
                entrance: words("entrance"),
                closed_on: words("closed_on"),
                good_hours: words("good_hours"),
                spot: None,
            };
            let number = number.clone();
            command(&desk, again.clone(), async move {
                office::put_place(&number, &place).await?;
                Ok(Said::done(lang.place_saved()))
            });
        })
    };
    let place = &props.place;
    let field = |of: ChangedField, name: &'static str, initial: &String, hint: &'static str| {
        html! {
            <Field label={lang.changed_field(of)} {name} initial={initial.clone()} {hint} required={false} />
        }
    };
    html! {
        <details>
            <summary>{ lang.change_place() }</summary>
            <form class="stack" {onsubmit}>
                <p class="caption">{ lang.place_why() }</p>
                { field(ChangedField::ShopName, "shop_name", &place.shop_name, lang.shop_name_hint()) }
                { field(ChangedField::VisitAddress, "visit_address", &place.visit_address, lang.visit_address_hint()) }
                { field(ChangedField::Entrance, "entrance", &place.entrance, lang.entrance_hint()) }
                { field(ChangedField::ClosedOn, "closed_on", &place.closed_on, lang.closed_on_hint()) }
                { field(ChangedField::GoodHours, "good_hours", &place.good_hours, lang.good_hours_hint()) }
                <div class="actions"><button type="submit" class="button">{ lang.save_place() }</button></div>
            </form>
        </details>
    }
}
