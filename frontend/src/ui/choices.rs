//! Large chips to choose from; what is chosen is marked by colour and weight, and said by `aria-pressed`.

use yew::prelude::*;

/// `label` says what is being asked; it is read out before the choices. `chosen` are the places of the
/// chips that are on; `on_tap` gets the place of the chip that was tapped.
pub fn choices(
    class: &'static str,
    label: impl Into<AttrValue>,
    words: Vec<AttrValue>,
    chosen: &[usize],
    on_tap: &Callback<usize>,
) -> Html {
    let chips = words
        .into_iter()
        .enumerate()
        .map(|(at, word)| toggle(word, at, chosen.contains(&at), on_tap))
        .collect::<Html>();
    grouped(class, label.into(), chips)
}

fn grouped(class: &'static str, label: AttrValue, chips: Html) -> Html {
    html! { <div {class} role="group" aria-label={label}>{ chips }</div> }
}

pub fn toggle(word: AttrValue, at: usize, on: bool, on_tap: &Callback<usize>) -> Html {
    let on_tap = on_tap.clone();
    let onclick = Callback::from(move |_: MouseEvent| on_tap.emit(at));
    let pressed = if on { "true" } else { "false" };
    html! {
        <button key={at} type="button" class="toggle" aria-pressed={pressed} {onclick}>{ word }</button>
    }
}
