//! Several entries of one kind: each with a way to take it out, and one button for another.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::choices;

/// `key` is the entry's own, so that its fields go with it.
pub fn entry_box(
    lang: Lang,
    key: String,
    at: usize,
    on_remove: &Callback<usize>,
    body: Html,
) -> Html {
    let on_remove = on_remove.clone();
    let remove = Callback::from(move |_: MouseEvent| on_remove.emit(at));
    html! {
        <div {key} class="entry stack" tabindex="-1">
            { body }
            <button type="button" class="button quiet small" onclick={remove}>{ lang.take_out() }</button>
        </div>
    }
}

/// All entries, and the button for another.
pub fn entries(list: Vec<Html>, word: &'static str, on_add: Callback<()>) -> Html {
    let count = list.len();
    let on_add = on_add.reform(|_: usize| ());
    html! { <Entries {count} {word} {on_add}>{ for list }</Entries> }
}

/// The same where there is another only once it is said of which kind it is.
pub fn entries_of_kinds(
    list: Vec<Html>,
    word: &'static str,
    kinds: Vec<AttrValue>,
    on_add: Callback<usize>,
) -> Html {
    let count = list.len();
    html! { <Entries {count} {word} {kinds} {on_add}>{ for list }</Entries> }
}

#[derive(Debug, Properties, PartialEq)]
struct EntriesProps {
    count: usize,
    word: &'static str,
    /// Asked for before it is added; without any there is nothing to ask.
    #[prop_or_default]
    kinds: Vec<AttrValue>,
    on_add: Callback<usize>,
    children: Html,
}

#[component]
fn Entries(props: &EntriesProps) -> Html {
    let place = use_node_ref();
    let asked = use_mut_ref(|| false);
    // What was added stands above its button: the next step of a keyboard leads into it, not past it.
    use_effect_with(props.count, {
        let (place, asked) = (place.clone(), asked.clone());
        move |_| {
            let last = place.cast::<HtmlElement>();
            let last = last.and_then(|place| place.last_element_child());
            if let Some(last) = last.and_then(|last| last.dyn_into::<HtmlElement>().ok())
                && asked.take()
            {
                // Without the focus it is reached from the button, backwards.
                last.focus().ok();
            }
        }
    });
    let asks = use_state_eq(|| false);
    let add = {
        let (on_add, asks) = (props.on_add.clone(), asks.clone());
        Callback::from(move |kind: usize| {
            *asked.borrow_mut() = true;
            asks.set(false);
            on_add.emit(kind);
        })
    };
    let onclick = {
        let (add, asks) = (add.clone(), asks.clone());
        let at_once = props.kinds.is_empty();
        Callback::from(move |_: MouseEvent| match at_once {
            true => add.emit(0),
            false => asks.set(!*asks),
        })
    };
    html! { <>
        <div class="stack" ref={place}>{ props.children.clone() }</div>
        <button type="button" class="button wide" {onclick}>{ props.word }</button>
        if *asks {
            { choices("choices tight", props.word, props.kinds.clone(), &[], &add) }
        }
    </> }
}

/// Takes an entry out; one that is gone already stays gone.
pub fn remove_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

/// Yes or no.
pub fn check(word: &'static str, on: bool, on_change: Callback<bool>) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| on_change.emit(!on));
    let (checked, mark) = if on { ("true", "✓") } else { ("false", "") };
    html! {
        <button type="button" class="check" role="switch" aria-checked={checked} {onclick}>
            <span class="check-box" aria-hidden="true">{ mark }</span>
            <span>{ word }</span>
        </button>
    }
}
