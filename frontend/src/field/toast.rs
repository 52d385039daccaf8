//! What has just been done, said for ten seconds, with a way to take it back.

use gloo::timers::callback::Timeout;
use shared::model::FactId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::actions::take_back;
use super::desk::use_desk;
use super::route::Route;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Icon, Sign};

const SHOWN_MS: u32 = 10_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub words: AttrValue,
    /// The own call or visit that "undo" takes back.
    pub undo: Option<FactId>,
}

#[derive(Clone, Debug, PartialEq)]
struct Say(Callback<Toast>);

#[derive(Debug, Properties, PartialEq)]
pub struct ToastProviderProps {
    pub children: Html,
}

#[component]
pub fn ToastProvider(props: &ToastProviderProps) -> Html {
    let shown = use_state_eq(|| None::<Toast>);
    let say = {
        let shown = shown.setter();
        use_callback((), move |toast: Toast, ()| shown.set(Some(toast)))
    };
    let clear = {
        let shown = shown.setter();
        use_callback((), move |(), ()| shown.set(None))
    };
    use_effect_with((*shown).clone(), {
        let clear = clear.clone();
        move |toast| {
            let timeout = toast
                .is_some()
                .then(|| Timeout::new(SHOWN_MS, move || clear.emit(())));
            move || drop(timeout)
        }
    });
    // Over the next member's form its "undo" would belong to another record.
    let writing = use_route::<Route>().is_some_and(|route| route.is_writing());
    use_effect_with(writing, {
        let clear = clear.clone();
        move |writing| {
            if *writing {
                clear.emit(());
            }
        }
    });
    html! {
        <ContextProvider<Say> context={Say(say)}>
            { props.children.clone() }
            <div class="toast-place" role="status">
                if let Some(toast) = (*shown).clone() {
                    <ToastLine {toast} {clear} />
                }
            </div>
        </ContextProvider<Say>>
    }
}

/// Says what was done.
#[hook]
pub fn use_toast() -> Callback<Toast> {
    use_context::<Say>().map_or_else(Callback::noop, |say| say.0)
}

#[derive(Debug, Properties, PartialEq)]
struct ToastLineProps {
    toast: Toast,
    clear: Callback<()>,
}

#[component]
fn ToastLine(props: &ToastLineProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let navigator = use_navigator();
    let say = use_toast();
    let undo = {
        let clear = props.clear.clone();
        use_callback(
            (desk, props.toast.undo, navigator),
            move |_: MouseEvent, (desk, undo, navigator)| {
                clear.emit(());
                let own = desk.snap.book.own();
                let fact = own.iter().find(|fact| Some(fact.id) == *undo).cloned();
                let (desk, navigator, say) = (desk.clone(), navigator.clone(), say.clone());
                spawn_local(async move {
                    let Some(fact) = fact else { return };
                    match take_back(&desk, &fact).await {
                        Ok(Some(route)) => {
                            if let Some(navigator) = navigator {
                                navigator.push(&route);
                            }
                        }
                        Ok(None) => {}
                        Err(_) => say.emit(Toast {
                            words: lang.not_taken_back().into(),
                            undo: None,
                        }),
                    }
                });
            },
        )
    };
    html! {
        <div class="toast">
            <Icon sign={Sign::Done} />
            <p>{ &props.toast.words }</p>
            if props.toast.undo.is_some() {
                <button type="button" class="button" onclick={undo}>{ lang.undo() }</button>
            }
        </div>
    }
}
