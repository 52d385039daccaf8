//! Text fields that leave the text alone while somebody composes Japanese in them: the browser owns
//! it, the page only listens.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Debug, Properties, PartialEq)]
pub struct TextInputProps {
    pub label: AttrValue,
    /// Shown until somebody types; from then on the text is the browser's own.
    #[prop_or_default]
    pub start: AttrValue,
    pub on_text: Callback<String>,
    /// Enter outside a composition; fields of one line only.
    #[prop_or_default]
    pub on_enter: Option<Callback<()>>,
    #[prop_or_default]
    pub long: bool,
    #[prop_or_default]
    pub hide_label: bool,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or("text".into())]
    pub kind: AttrValue,
    #[prop_or_default]
    pub inputmode: Option<AttrValue>,
    #[prop_or_default]
    pub autocomplete: Option<AttrValue>,
    #[prop_or_default]
    pub maxlength: Option<AttrValue>,
    #[prop_or_default]
    pub enterkeyhint: Option<AttrValue>,
    /// What is wrong with it stands in the page's element `fault`.
    #[prop_or_default]
    pub invalid: bool,
    #[prop_or_default]
    pub node: NodeRef,
}

#[component]
pub fn TextInput(props: &TextInputProps) -> Html {
    let node = props.node.clone();
    // A field's own default is in its first drawing, and what was typed outlasts a change of it.
    let start = props.start.as_str();
    let on_text = props.on_text.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(text) = event.target().and_then(|target| text_of(&target)) {
            on_text.emit(text);
        }
    });
    let on_enter = props.on_enter.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(on_enter) = &on_enter
            && is_finished_enter(&event)
        {
            event.prevent_default();
            on_enter.emit(());
        }
    });
    let invalid = props.invalid.then_some("true");
    let why = props.invalid.then_some("fault");
    let field = if props.long {
        // A textarea's default is text inside its label, which must not become part of its name.
        html! {
            <textarea ref={node} class="input" rows="3" aria-label={&props.label} ~defaultValue={start} {oninput}
                placeholder={props.placeholder.clone()} maxlength={props.maxlength.clone()} aria-invalid={invalid} aria-describedby={why} />
        }
    } else {
        html! {
            <input ref={node} class="input" type={props.kind.clone()} ~defaultValue={start} {oninput} {onkeydown}
                placeholder={props.placeholder.clone()} inputmode={props.inputmode.clone()}
                autocomplete={props.autocomplete.clone().unwrap_or("off".into())}
                maxlength={props.maxlength.clone()} enterkeyhint={props.enterkeyhint.clone()}
                autocapitalize="none" aria-invalid={invalid} aria-describedby={why} />
        }
    };
    let label = if props.hide_label {
        "label visually-hidden"
    } else {
        "label"
    };
    html! {
        <label class="field">
            <span class={label}>{ &props.label }</span>
            { field }
        </label>
    }
}

/// Enter that doesn't end a composition. Safari fires `compositionend` before this keydown, and only
/// the old key code 229 tells.
#[allow(deprecated)]
pub fn is_finished_enter(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && !event.is_composing() && event.key_code() != 229
}

fn text_of(target: &web_sys::EventTarget) -> Option<String> {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return Some(input.value());
    }
    target
        .dyn_ref::<HtmlTextAreaElement>()
        .map(HtmlTextAreaElement::value)
}
