//! Coming in: the sign-in, the first administrator, and a sign-in over unfinished work.

use std::future::Future;
use std::rc::Rc;

use gloo::utils::window;
use shared::model::user::LEAST_PASSWORD;
use shared::wire::account::{AppKind, Session, Setup, SignIn};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::form::{Field, typed};
use super::route::{Route, SetUpQuery};
use super::trouble::Trouble;
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang, use_lang_switch};

#[derive(Debug, Properties, PartialEq)]
pub struct EntryProps {
    pub on_in: Callback<Session>,
}

#[component]
pub fn SignInPage(props: &EntryProps) -> Html {
    let lang = use_lang();
    html! {
        <main class="alone">
            <h1>{ lang.console_name() }</h1>
            <SignInForm on_in={props.on_in.clone()} login="" />
            <p class="notice waiting">{ lang.no_real_data_yet() }</p>
            <LangChoice />
        </main>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct LayerProps {
    pub session: Rc<Session>,
    pub on_in: Callback<Session>,
}

/// The session ended in mid-work: the same person comes in again and the work goes on. Somebody
/// else must not finish it, so for them the page starts anew.
#[component]
pub fn SignInLayer(props: &LayerProps) -> Html {
    let lang = use_lang();
    let on_in = {
        let (on_in, user) = (props.on_in.clone(), props.session.user.id);
        Callback::from(move |session: Session| {
            if session.user.id == user {
                on_in.emit(session);
            } else {
                // Without a reload the old person's work would stay on the screen.
                window().location().reload().ok();
            }
        })
    };
    html! {
        <div class="layer" role="dialog" aria-modal="true" aria-labelledby="layer-title">
            <div class="sheet">
                <h2 id="layer-title">{ lang.session_ended() }</h2>
                <p>{ lang.session_ended_safe() }</p>
                <SignInForm {on_in} login={props.session.user.login.clone()} />
            </div>
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct FormProps {
    on_in: Callback<Session>,
    login: AttrValue,
}

#[component]
fn SignInForm(props: &FormProps) -> Html {
    let lang = use_lang();
    let busy = use_state_eq(|| false);
    let failure = use_state_eq(|| None::<Failure>);
    let onsubmit = {
        let waiting = *busy;
        let (busy, failure) = (busy.setter(), failure.setter());
        let on_in = props.on_in.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if waiting {
                return;
            }
            let message = SignIn {
                app: AppKind::Console,
                login: typed(&event, "login").trim().to_lowercase(),
                password: typed(&event, "password"),
            };
            enter(busy.clone(), failure.clone(), on_in.clone(), async move {
                office::sign_in(&message).await
            });
        })
    };
    let known = !props.login.is_empty();
    html! {
        <form class="stack" {onsubmit}>
            <Field label={lang.login_name()} name="login" initial={props.login.clone()} autocomplete="username" autofocus={!known} />
            <Field label={lang.password()} name="password" kind="password" autocomplete="current-password" autofocus={known} />
            <div class="slot">{ for failure.iter().map(|failure| html! { <Trouble failure={failure.clone()} /> }) }</div>
            <button class="button main" type="submit" disabled={*busy}>{ lang.sign_in() }</button>
        </form>
    }
}

fn enter(
    busy: UseStateSetter<bool>,
    failure: UseStateSetter<Option<Failure>>,
    on_in: Callback<Session>,
    coming_in: impl Future<Output = Result<Session, Failure>> + 'static,
) {
    busy.set(true);
    spawn_local(async move {
        let result = coming_in.await;
        busy.set(false);
        match result {
            Ok(session) => {
                failure.set(None);
                on_in.emit(session);
            }
            Err(reason) => failure.set(Some(reason)),
        }
    });
}

/// The first administrator, by the one-time link that the server printed at its first start.
#[component]
pub fn SetUpPage() -> Html {
    let lang = use_lang();
    let navigator = use_navigator();
    let location = use_location();
    let token = location
        .and_then(|location| location.query::<SetUpQuery>().ok())
        .unwrap_or_default()
        .token;
    let busy = use_state_eq(|| false);
    let failure = use_state_eq(|| None::<Failure>);
    let onsubmit = {
        let (busy, failure) = (busy.setter(), failure.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let message = Setup {
                token: token.clone(),
                login: typed(&event, "login").trim().to_lowercase(),
                name: typed(&event, "name").trim().to_owned(),
                password: typed(&event, "password"),
            };
            let navigator = navigator.clone();
            let on_in = Callback::from(move |_: Session| {
                if let Some(navigator) = &navigator {
                    navigator.replace(&Route::Overview);
                }
            });
            enter(busy.clone(), failure.clone(), on_in, async move {
                office::set_up(&message).await
            });
        })
    };
    html! {
        <main class="alone">
            <h1>{ lang.set_up_title() }</h1>
            <p>{ lang.set_up_why() }</p>
            <form class="stack" {onsubmit}>
                <Field label={lang.your_name()} name="name" autocomplete="name" autofocus={true} />
                <Field label={lang.login_name()} name="login" hint={lang.login_rule()} autocomplete="username" />
                <Field label={lang.password()} name="password" kind="password" hint={lang.password_rule(LEAST_PASSWORD)}
                    autocomplete="new-password" />
                <div class="slot">{ for failure.iter().map(|failure| html! { <Trouble failure={failure.clone()} /> }) }</div>
                <button class="button main" type="submit" disabled={*busy}>{ lang.create_administrator() }</button>
            </form>
            <LangChoice />
        </main>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct VisitorProps {
    pub name: AttrValue,
    pub sign_out: Callback<()>,
}

/// A visitor who came to the office's door is shown to theirs.
#[component]
pub fn VisitorPage(props: &VisitorProps) -> Html {
    let lang = use_lang();
    let onclick = props.sign_out.reform(|_: MouseEvent| ());
    html! {
        <main class="alone">
            <h1>{ lang.visitor_here(&props.name) }</h1>
            <p>{ lang.visitor_goes_to_phone_app() }</p>
            <a class="button main" href="/">{ lang.open_phone_app() }</a>
            <button type="button" class="button" {onclick}>{ lang.sign_out() }</button>
            <LangChoice />
        </main>
    }
}

/// 日本語 / English, each in its own language.
#[component]
pub fn LangChoice() -> Html {
    let switch = use_lang_switch();
    let button = |lang: Lang, words: &'static str| {
        let onclick = switch.choose.reform(move |_: MouseEvent| lang);
        html! {
            <button type="button" class="filter-chip" lang={lang.code()} aria-pressed={(switch.lang == lang).to_string()} {onclick}>
                { words }
            </button>
        }
    };
    html! {
        <div class="chips" role="group" aria-label="言語 Language">
            { button(Lang::Ja, "日本語") }
            { button(Lang::En, "English") }
        </div>
    }
}
