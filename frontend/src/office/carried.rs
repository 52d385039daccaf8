//! What visitors carry to hand over: given out here, counted down by their records.

use shared::model::HandoverItem;
use shared::wire::carried::GiveOut;
use yew::prelude::*;

use super::command::command;
use super::desk::use_desk;
use super::form::{Field, Pick, typed};
use super::load::use_load;
use super::toast::Said;
use crate::api::office;
use crate::i18n::situations::SituationTexts;
use crate::i18n::use_lang;

#[component]
pub fn CarriedPart() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let carried = use_load((), |()| office::carried());
    let visitor = use_state_eq(|| 0_usize);
    let item = use_state_eq(|| 0_usize);
    let visitors: Vec<_> = desk
        .visitors()
        .map(|user| (user.id, user.name.clone()))
        .collect();
    let onsubmit = {
        let (desk, again) = (desk.clone(), carried.again.clone());
        let to = visitors.get(*visitor).map(|(id, _)| *id);
        let item = HandoverItem::ALL[*item];
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let count = typed(&event, "count").parse().ok();
            let Some((visitor, count)) = to.zip(count) else {
                return;
            };
            let wish = GiveOut {
                visitor,
                item,
                count,
            };
            command(&desk, again.clone(), async move {
                office::give_out(&wish).await?;
                Ok(Said::done(lang.given_out()))
            });
        })
    };
    let place = |state: &UseStateHandle<usize>, most: usize| {
        let state = state.setter();
        Callback::from(move |value: AttrValue| {
            let place = value.parse().ok().filter(|at| *at < most);
            state.set(place.unwrap_or(0));
        })
    };
    let on_visitor = place(&visitor, visitors.len());
    let on_item = place(&item, HandoverItem::ALL.len());
    let names: Vec<(AttrValue, AttrValue)> = visitors
        .iter()
        .enumerate()
        .map(|(at, (_, name))| (at.to_string().into(), name.clone().into()))
        .collect();
    let items: Vec<(AttrValue, AttrValue)> = HandoverItem::ALL
        .iter()
        .enumerate()
        .map(|(at, item)| (at.to_string().into(), lang.handover_item(*item).into()))
        .collect();
    html! {
        <details class="carried">
            <summary>{ lang.carried_title() }</summary>
            <div class="stack">
                { carried.show(lang, |content| {
                    let lines = content.carried.iter().flat_map(|one| {
                        one.items.iter().map(move |item| (one.visitor, *item))
                    });
                    let rows = lines.map(|(visitor, one)| {
                        let item = lang.handover_item(one.item);
                        html! {
                            <tr key={[&visitor.to_string(), item].concat()}>
                                <th scope="row">{ desk.name_of(visitor) }</th><td>{ item }</td>
                                <td>{ one.given }</td><td>{ one.handed }</td><td>{ one.left() }</td>
                            </tr>
                        }
                    });
                    html! {
                        <div class="plain-table" tabindex="0" role="region" aria-label={lang.carried_title()}>
                            <table>
                                <thead><tr>
                                    <th scope="col">{ lang.lead_visitor() }</th>
                                    <th scope="col">{ lang.carried() }</th>
                                    <th scope="col">{ lang.carried_given() }</th>
                                    <th scope="col">{ lang.carried_handed() }</th>
                                    <th scope="col">{ lang.carried_left() }</th>
                                </tr></thead>
                                <tbody>{ for rows }</tbody>
                            </table>
                        </div>
                    }
                }) }
                <form class="row" {onsubmit}>
                    <Pick label={lang.lead_visitor()} options={names} chosen={visitor.to_string()} on_pick={on_visitor} />
                    <Pick label={lang.carried()} options={items} chosen={item.to_string()} on_pick={on_item} />
                    <Field label={lang.how_many()} name="count" kind="number" initial="5" />
                    <button type="submit" class="button main">{ lang.give_out() }</button>
                </form>
            </div>
        </details>
    }
}
