//! Outlines of areas for the phones' map, from a GeoJSON file.

use shared::model::AreaMap;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::places::PlaceTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::load::use_load;
use crate::office::toast::Said;

#[component]
pub fn AreaMapForm() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let map = use_load((), |()| office::area_map());
    let credit = use_node_ref();
    let onchange = {
        let (desk, again, credit) = (desk.clone(), map.again.clone(), credit.clone());
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            // The same file, corrected and chosen again, is a change too.
            input.set_value("");
            let credit = credit.cast::<HtmlInputElement>();
            let credit = credit.map(|credit| credit.value()).unwrap_or_default();
            command(&desk, again.clone(), async move {
                let map = office::put_area_map(&credit, file).await?;
                Ok(Said::done(lang.area_map_loaded(map.areas.len())))
            });
        })
    };
    let remove = {
        let again = map.again.clone();
        Callback::from(move |_: MouseEvent| {
            command(&desk, again.clone(), async move {
                office::remove_area_map().await?;
                Ok(Said::done(lang.area_map_removed()))
            });
        })
    };
    map.show(lang, |map| {
        html! {
            <section class="stack half">
                <h2>{ lang.area_map() }</h2>
                <p>{ lang.area_map_why() }</p>
                { loaded(lang, map) }
                <label class="field">
                    <span class="label">{ lang.area_map_credit() }</span>
                    <input ref={credit.clone()} class="input" autocomplete="off" maxlength="200" />
                    <span class="caption">{ lang.area_map_credit_why() }</span>
                </label>
                <div class="actions">
                    <label class="button">
                        <input type="file" class="visually-hidden" accept=".geojson,.json,application/geo+json" onchange={onchange.clone()} />
                        <span>{ lang.choose_area_map() }</span>
                    </label>
                    if !map.areas.is_empty() {
                        <button type="button" class="button" onclick={remove.clone()}>{ lang.remove_area_map() }</button>
                    }
                </div>
            </section>
        }
    })
}

fn loaded(lang: Lang, map: &AreaMap) -> Html {
    let names: Vec<&str> = map.areas.iter().map(|area| area.name.as_str()).collect();
    html! {
        <p class="second">
            { if names.is_empty() { lang.no_area_map().to_owned() } else { lang.area_map_is(names.len(), &names.join("、")) } }
        </p>
    }
}
