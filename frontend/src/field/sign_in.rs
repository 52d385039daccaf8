//! Signing in, once a phone.

use shared::wire::ProblemKind;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::desk::Desk;
use super::help::{first_time, help_and_practice};
use super::screen::line_banner;
use super::trouble::store_trouble;
use crate::driver::SignInError;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, Tone, announced, choices, notice};

#[inline(never)]
pub fn sign_in(desk: &Desk) -> Html {
    let lang = desk.lang();
    let why = html! { <p>{ lang.no_real_data_why() }</p> };
    html! {
        <main class="page sign-in">
            <div class="sign-in-head">
                <h1 tabindex="-1">{ lang.app_name() }</h1>
                <p class="second">{ lang.app_purpose() }</p>
            </div>
            { line_banner(lang) }
            { notice(Tone::Waiting, lang.no_real_data_yet(), why) }
            <SignInForm desk={desk.clone()} />
            <p class="caption">{ lang.sign_in_once() }</p>
            { first_time(desk) }
            { help_and_practice(desk) }
            { lang_choice(desk) }
        </main>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct SignInFormProps {
    pub desk: Desk,
}

#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let login = use_state(String::new);
    let password = use_state(String::new);
    let trying = use_state_eq(|| false);
    let refused = use_state_eq(|| None::<SignInError>);
    let on_login = text_into(&login);
    let on_password = text_into(&password);
    let submit = {
        let (driver, login, password) =
            (desk.driver.clone(), (*login).clone(), (*password).clone());
        let (trying, refused) = (trying.clone(), refused.setter());
        Callback::from(move |()| {
            if *trying || login.trim().is_empty() || password.is_empty() {
                return;
            }
            trying.set(true);
            refused.set(None);
            let (driver, login, password) =
                (driver.clone(), login.trim().to_owned(), password.clone());
            let (trying, refused) = (trying.setter(), refused.clone());
            spawn_local(async move {
                if let Err(error) = driver.sign_in(&login, &password).await {
                    refused.set(Some(error));
                }
                trying.set(false);
            });
        })
    };
    let onsubmit = submit.reform(|event: SubmitEvent| event.prevent_default());
    let ready = !login.trim().is_empty() && !password.is_empty() && !*trying;
    // Which of the two it was, nobody is told.
    let invalid = *refused == Some(SignInError::Wrong);
    html! {
        <form class="stack" {onsubmit}>
            <TextInput label={lang.login()} on_text={on_login} autocomplete="username" inputmode="email" {invalid} />
            <TextInput label={lang.password()} kind="password" on_text={on_password}
                autocomplete="current-password" on_enter={submit} {invalid} />
            <div id="fault" class="refused">
                if let Some(error) = &*refused {
                    { said_no(lang, error) }
                }
            </div>
            <button type="submit" class="button main wide" disabled={!ready}>
                { if *trying { lang.signing_in() } else { lang.sign_in() } }
            </button>
        </form>
    }
}

fn text_into(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |text| setter.set(text))
}

fn said_no(lang: Lang, error: &SignInError) -> Html {
    let (happened, to_do) = match error {
        SignInError::Wrong => (lang.sign_in_wrong().to_owned(), lang.sign_in_wrong_do()),
        SignInError::Throttled { retry_s } => (
            lang.sign_in_throttled(*retry_s),
            lang.sign_in_throttled_do(),
        ),
        SignInError::Offline => (lang.sign_in_offline().to_owned(), lang.sign_in_offline_do()),
        SignInError::Other(ProblemKind::Forbidden) => (
            lang.sign_in_not_a_visitor().to_owned(),
            lang.sign_in_not_a_visitor_do(),
        ),
        SignInError::Storage(error) => {
            return store_trouble(lang, error, true);
        }
        SignInError::Other(ProblemKind::NeedsHttps) => {
            (lang.needs_https().to_owned(), lang.needs_https_do())
        }
        SignInError::Other(ProblemKind::UpdateNeeded { .. }) => {
            (lang.update_needed().to_owned(), lang.update_needed_do())
        }
        SignInError::Other(ProblemKind::Internal { id }) => {
            (lang.server_fault(id), lang.server_trouble_do())
        }
        SignInError::Other(_) => (lang.server_trouble().to_owned(), lang.server_trouble_do()),
    };
    announced(Tone::Urgent, happened, html! { <p>{ to_do }</p> })
}

/// Each language under its own name, so that it is found from the other one.
pub fn lang_choice(desk: &Desk) -> Html {
    let choose = desk.speaks.choose.clone();
    let tap = Callback::from(move |at: usize| {
        choose.emit(if at == 0 { Lang::Ja } else { Lang::En });
    });
    let chosen = usize::from(desk.lang() == Lang::En);
    let words = vec!["日本語".into(), "English".into()];
    choices("choices", "言語 Language", words, &[chosen], &tap)
}
