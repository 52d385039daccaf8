//! Fields and choices. Text stays uncontrolled, so that an input method composes in peace.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use web_sys::{FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, InputEvent};
use yew::prelude::*;

use crate::i18n::use_lang;

/// What was typed into the named field of the form that was sent.
pub fn typed(event: &SubmitEvent, name: &str) -> String {
    let form = event.target_dyn_into::<HtmlFormElement>();
    let data = form.and_then(|form| FormData::new_with_form(&form).ok());
    data.and_then(|data| data.get(name).as_string())
        .unwrap_or_default()
}

/// Every value of the named boxes that are ticked.
pub fn ticked(event: &SubmitEvent, name: &str) -> Vec<String> {
    let form = event.target_dyn_into::<HtmlFormElement>();
    let data = form.and_then(|form| FormData::new_with_form(&form).ok());
    let values = data.map(|data| data.get_all(name)).unwrap_or_default();
    values
        .iter()
        .filter_map(|value| value.as_string())
        .collect()
}

/// Calls back only with what `read` finds.
pub fn when<T: 'static, U: 'static>(
    callback: &Callback<U>,
    read: impl Fn(T) -> Option<U> + 'static,
) -> Callback<T> {
    let callback = callback.clone();
    Callback::from(move |from: T| {
        if let Some(found) = read(from) {
            callback.emit(found);
        }
    })
}

#[derive(Debug, Properties, PartialEq)]
pub struct FieldProps {
    pub label: AttrValue,
    pub name: AttrValue,
    #[prop_or("text".into())]
    pub kind: AttrValue,
    #[prop_or_default]
    pub initial: AttrValue,
    #[prop_or_default]
    pub hint: AttrValue,
    #[prop_or("off".into())]
    pub autocomplete: AttrValue,
    #[prop_or(true)]
    pub required: bool,
    #[prop_or_default]
    pub readonly: bool,
    #[prop_or_default]
    pub autofocus: bool,
}

/// One line of text, a password, a day or a number.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let input = use_node_ref();
    {
        let (input, autofocus) = (input.clone(), props.autofocus);
        use_effect_with(props.initial.clone(), move |initial| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value(initial);
                if autofocus {
                    // A field that can't take the focus is still a field.
                    input.focus().ok();
                }
            }
        });
    }
    html! {
        <label class="field">
            <span class="label">{ &props.label }</span>
            <input ref={input} class="input" type={&props.kind} name={&props.name} autocomplete={&props.autocomplete}
                required={props.required} readonly={props.readonly} autocapitalize="none" spellcheck="false" />
            <span class="caption">{ &props.hint }</span>
        </label>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct PickProps {
    pub label: AttrValue,
    /// Values and their words.
    pub options: Vec<(AttrValue, AttrValue)>,
    pub chosen: AttrValue,
    pub on_pick: Callback<AttrValue>,
    /// The label is read out only.
    #[prop_or_default]
    pub quiet_label: bool,
    #[prop_or_default]
    pub class: Classes,
}

/// One of several.
#[component]
pub fn Pick(props: &PickProps) -> Html {
    let select = use_node_ref();
    {
        let select = select.clone();
        let words = (props.chosen.clone(), props.options.clone());
        use_effect_with(words, move |(chosen, _)| {
            if let Some(select) = select.cast::<HtmlSelectElement>() {
                select.set_value(chosen);
            }
        });
    }
    let onchange = props.on_pick.reform(|event: Event| {
        let select = event.target_unchecked_into::<HtmlSelectElement>();
        select.value().into()
    });
    let label = if props.quiet_label {
        "visually-hidden"
    } else {
        "label"
    };
    html! {
        <label class={classes!("field", "pick", props.class.clone())}>
            <span class={label}>{ &props.label }</span>
            <select ref={select} class="input" {onchange}>
                { for props.options.iter().map(|(value, words)| html! {
                    <option key={value.as_str()} value={value}>{ words }</option>
                }) }
            </select>
        </label>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct SearchProps {
    pub label: AttrValue,
    pub on_search: Callback<AttrValue>,
    /// Milliseconds of rest before the search is asked for; 0 for what is in memory.
    #[prop_or_default]
    pub rest_ms: u32,
}

/// A search as one types; what an input method still composes isn't searched for.
#[component]
pub fn Search(props: &SearchProps) -> Html {
    let field = use_node_ref();
    let timer = use_mut_ref(|| None::<Timeout>);
    let ask = {
        let (field, on_search, rest_ms) = (field.clone(), props.on_search.clone(), props.rest_ms);
        Callback::from(move |()| {
            let input = field.cast::<HtmlInputElement>();
            let words = AttrValue::from(input.map(|input| input.value()).unwrap_or_default());
            let on_search = on_search.clone();
            if rest_ms == 0 {
                on_search.emit(words);
            } else {
                // The timer that was there is dropped, and with it its search.
                *timer.borrow_mut() = Some(Timeout::new(rest_ms, move || on_search.emit(words)));
            }
        })
    };
    {
        let field = field.clone();
        use_effect_with(ask.clone(), move |ask| {
            let ask = ask.clone();
            // Chromium's last input event of a composition still counts as composing.
            let listener = field
                .cast::<HtmlInputElement>()
                .map(|field| EventListener::new(&field, "compositionend", move |_| ask.emit(())));
            move || drop(listener)
        });
    }
    let oninput = Callback::from(move |event: InputEvent| {
        if !event.is_composing() {
            ask.emit(());
        }
    });
    html! {
        <label class="field search">
            <span class="visually-hidden">{ &props.label }</span>
            <input ref={field} class="input" type="search" data-search="" placeholder={&props.label} autocomplete="off" {oninput} />
        </label>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct ToggleProps {
    pub label: AttrValue,
    pub on: bool,
    pub on_change: Callback<bool>,
    #[prop_or_default]
    pub count: Option<usize>,
}

/// A filter chip: in or out.
#[component]
pub fn Toggle(props: &ToggleProps) -> Html {
    let lang = use_lang();
    let on = props.on;
    let onclick = props.on_change.reform(move |_: MouseEvent| !on);
    html! {
        <button type="button" class="filter-chip" aria-pressed={on.to_string()} {onclick}>
            { &props.label }
            <span class="slot">{ for props.count.map(|count| html! { <span class="count">{ lang.number(count as u64) }</span> }) }</span>
        </button>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct WordsProps {
    pub label: AttrValue,
    pub name: AttrValue,
    #[prop_or_default]
    pub initial: AttrValue,
    #[prop_or_default]
    pub hint: AttrValue,
    /// Characters at most.
    pub most: usize,
}

/// Several lines of text.
#[component]
pub fn Words(props: &WordsProps) -> Html {
    let area = use_node_ref();
    {
        let area = area.clone();
        use_effect_with(props.initial.clone(), move |initial| {
            if let Some(area) = area.cast::<web_sys::HtmlTextAreaElement>() {
                area.set_value(initial);
            }
        });
    }
    html! {
        <label class="field">
            <span class="label">{ &props.label }</span>
            <textarea ref={area} class="input" name={&props.name} required=true maxlength={props.most.to_string()} />
            <span class="caption">{ &props.hint }</span>
        </label>
    }
}
