//! Large chips to choose from; what is chosen is marked by colour and weight, and said by `aria-pressed`.

use yew::prelude::*;

#[derive(Debug, Properties, PartialEq)]
pub struct ChoicesProps {
    /// What is being asked; read out before the choices.
    pub label: AttrValue,
    pub words: Vec<AttrValue>,
    #[prop_or_default]
    pub chosen: Option<usize>,
    /// For questions with several answers.
    #[prop_or_default]
    pub several: Vec<usize>,
    /// The place of the chip that was tapped, chosen or not.
    pub on_tap: Callback<usize>,
    #[prop_or_default]
    pub class: Classes,
}

#[component]
pub fn Choices(props: &ChoicesProps) -> Html {
    let chips = props.words.iter().enumerate().map(|(at, word)| {
        let on = props.chosen == Some(at) || props.several.contains(&at);
        html! {
            <Toggle key={at} word={word.clone()} {on} {at} on_tap={props.on_tap.clone()} />
        }
    });
    html! {
        <div class={classes!("choices", props.class.clone())} role="group" aria-label={props.label.clone()}>
            { for chips }
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct ToggleProps {
    pub word: AttrValue,
    pub on: bool,
    #[prop_or_default]
    pub at: usize,
    pub on_tap: Callback<usize>,
}

#[component]
pub fn Toggle(props: &ToggleProps) -> Html {
    let onclick = use_callback(
        (props.at, props.on_tap.clone()),
        |_: MouseEvent, (at, on_tap)| on_tap.emit(*at),
    );
    html! {
        <button type="button" class="toggle" aria-pressed={if props.on { "true" } else { "false" }} {onclick}>
            { &props.word }
        </button>
    }
}
