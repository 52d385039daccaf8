//! 位置: where one stood, only if one wants that said. Asked once, shown before it is saved, and taken out
//! again with a tap; the record never waits for it.

use shared::model::{Moment, PlaceStamp, UserId};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::entries::check;
use super::sheet::Part;
use crate::field::desk::Desk;
use crate::field::device;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::when::clock;
use crate::ui::{Tone, announced};

/// Later the phone may be anywhere: a place is only asked for by itself while the visit is fresh.
const FRESH_MS: i64 = 30 * 60_000;

/// `None` when the person or the phone doesn't say.
async fn asked(at: Moment) -> Option<PlaceStamp> {
    let [lat, lon, metres] = device::where_am_i().await?;
    PlaceStamp::of_degrees(lat, lon, metres, at)
}

/// Whether this person wants it with each visit.
fn key(user: UserId) -> String {
    ["place-", &user.to_string()].concat()
}

pub fn place(part: &Part) -> Html {
    let place = part.form.visit.place;
    let on_place = part.editing(|form, place: Option<PlaceStamp>| form.visit.place = place);
    let fresh = part.desk.now().utc_ms - part.form.visit.at.utc_ms < FRESH_MS;
    let ask = fresh && part.form.corrects.is_none();
    html! { <Place desk={part.desk.clone()} {place} {ask} {on_place} /> }
}

#[derive(Debug, Properties, PartialEq)]
struct PlaceProps {
    desk: Desk,
    place: Option<PlaceStamp>,
    /// The visit is going on: one who wants it always needn't say so again.
    ask: bool,
    on_place: Callback<Option<PlaceStamp>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Asking {
    #[default]
    Not,
    Now,
    InVain,
}

#[component]
fn Place(props: &PlaceProps) -> Html {
    let lang = props.desk.lang();
    let me = props.desk.snap.me.as_ref().map(|me| me.id);
    let wanted = use_state_eq(|| {
        let remembered = me.and_then(|me| device::remembered(&key(me)));
        remembered.is_some_and(|word| word == "on")
    });
    let asking = use_state_eq(Asking::default);
    // An answer takes seconds; the consent may be withdrawn meanwhile.
    let awaited = use_mut_ref(|| false);
    let ask = {
        let (driver, asking) = (props.desk.driver.clone(), asking.setter());
        let (on_place, awaited) = (props.on_place.clone(), awaited.clone());
        move || {
            let (driver, asking) = (driver.clone(), asking.clone());
            let (on_place, awaited) = (on_place.clone(), awaited.clone());
            asking.set(Asking::Now);
            awaited.replace(true);
            spawn_local(async move {
                let place = asked(driver.now()).await;
                if !awaited.replace(false) {
                    return;
                }
                asking.set(if place.is_some() {
                    Asking::Not
                } else {
                    Asking::InVain
                });
                if place.is_some() {
                    on_place.emit(place);
                }
            });
        }
    };
    use_effect_with((), {
        let by_itself = *wanted && props.ask && props.place.is_none();
        let ask = ask.clone();
        move |()| {
            if by_itself {
                ask();
            }
        }
    });
    let switch = {
        let (wanted, on_place) = (wanted.clone(), props.on_place.clone());
        let asking = asking.setter();
        Callback::from(move |on: bool| {
            if let Some(me) = me {
                device::remember(&key(me), if on { "on" } else { "off" });
            }
            wanted.set(on);
            if on {
                ask();
            } else {
                awaited.replace(false);
                asking.set(Asking::Not);
                on_place.emit(None);
            }
        })
    };
    let take_out = props.on_place.reform(|_: MouseEvent| None);
    html! {
        <section class="stack">
            { check(lang.add_place(), *wanted, switch) }
            <p class="caption">{ lang.place_why() }</p>
            <div role="status">
                if *asking == Asking::Now {
                    <p class="second">{ lang.place_asked() }</p>
                }
            </div>
            <div>
                if *asking == Asking::InVain {
                    { announced(Tone::Waiting, lang.no_place(), html! { <p>{ lang.no_place_do() }</p> }) }
                }
            </div>
            <div>{ for props.place.map(|place| html! {
                <p class="undo-line">
                    <span>{ place_words(lang, &place) }</span>
                    <button type="button" class="button" onclick={take_out}>{ lang.take_out() }</button>
                </p>
            }) }</div>
        </section>
    }
}

/// 35.44370, 139.63800(誤差 約12m)10:02
fn place_words(lang: Lang, place: &PlaceStamp) -> String {
    lang.place_is(&place.degrees(), place.within_m, &clock(place.at))
}
