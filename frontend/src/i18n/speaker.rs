//! Which language the screens speak, remembered on this device.

use gloo::utils::{document, window};
use yew::prelude::*;

use super::Lang;

const REMEMBERED_AS: &str = "meguri-lang";

/// The language and how to change it; handed down by context.
#[derive(Clone, Debug, PartialEq)]
pub struct LangSwitch {
    pub lang: Lang,
    pub choose: Callback<Lang>,
}

#[derive(Debug, Properties, PartialEq)]
pub struct LangProviderProps {
    pub children: Children,
}

/// The language remembered on this device, and how to change it.
#[hook]
pub fn use_remembered_lang() -> LangSwitch {
    let lang = use_state_eq(remembered);
    let choose = {
        let lang = lang.setter();
        use_callback((), move |chosen: Lang, ()| {
            remember(chosen);
            lang.set(chosen);
        })
    };
    use_effect_with(*lang, |lang| {
        // Japanese line breaking and screen readers follow the document's language.
        if let Some(root) = document().document_element() {
            root.set_attribute("lang", lang.code()).ok();
        }
    });
    LangSwitch {
        lang: *lang,
        choose,
    }
}

#[component]
pub fn LangProvider(props: &LangProviderProps) -> Html {
    let switch = use_remembered_lang();
    html! {
        <ContextProvider<LangSwitch> context={switch}>
            { for props.children.iter() }
        </ContextProvider<LangSwitch>>
    }
}

/// The language to speak; Japanese outside a [`LangProvider`].
#[hook]
pub fn use_lang() -> Lang {
    use_context::<LangSwitch>().map_or(Lang::default(), |switch| switch.lang)
}

/// The language and how to change it.
#[hook]
pub fn use_lang_switch() -> LangSwitch {
    use_context::<LangSwitch>().unwrap_or(LangSwitch {
        lang: Lang::default(),
        choose: Callback::noop(),
    })
}

fn remembered() -> Lang {
    storage()
        .and_then(|storage| storage.get_item(REMEMBERED_AS).ok().flatten())
        .and_then(|code| Lang::from_code(&code))
        .unwrap_or_default()
}

/// A browser that refuses to remember only forgets the choice at the next start.
fn remember(lang: Lang) {
    if let Some(storage) = storage() {
        storage.set_item(REMEMBERED_AS, lang.code()).ok();
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
