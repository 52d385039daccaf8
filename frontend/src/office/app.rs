//! Who is there decides what is shown: the sign-in, a word to visitors, or the console.

use std::rc::Rc;

use shared::wire::ProblemKind;
use shared::wire::account::Session;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::entry::{SetUpPage, SignInLayer, SignInPage, VisitorPage};
use super::route::{BASE, Route};
use super::shell::Shell;
use super::trouble::Trouble;
use crate::api::{Failure, office, reentry};
use crate::i18n::office::OfficeTexts;
use crate::i18n::{LangProvider, use_lang};

#[component]
pub fn Office() -> Html {
    html! {
        <LangProvider>
            <BrowserRouter basename={BASE}>
                <Door />
            </BrowserRouter>
        </LangProvider>
    }
}

#[component]
fn Door() -> Html {
    match use_route::<Route>() {
        Some(Route::SetUp) => html! { <SetUpPage /> },
        _ => html! { <Presence /> },
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Person {
    NotKnownYet,
    Unreachable(Failure),
    Out,
    In {
        session: Rc<Session>,
        /// The session ended in mid-work; the work stays below the sign-in.
        ended: bool,
    },
}

#[component]
fn Presence() -> Html {
    let lang = use_lang();
    let person = use_state_eq(|| Person::NotKnownYet);
    let asked = use_state(|| 0_u32);
    {
        let person = person.setter();
        use_effect_with(*asked, move |_| {
            spawn_local(async move {
                person.set(match office::session().await {
                    Ok(session) => Person::In {
                        session: Rc::new(session),
                        ended: false,
                    },
                    Err(Failure::Refused(ProblemKind::SignedOut)) => Person::Out,
                    Err(failure) => Person::Unreachable(failure),
                });
            });
        });
    }
    let session = match &*person {
        Person::In { session, .. } => Some(Rc::clone(session)),
        _ => None,
    };
    {
        let person = person.setter();
        use_effect_with(session, move |session| {
            let session = session.clone();
            reentry::ask_through(session.map(|session| {
                Rc::new(move || {
                    person.set(Person::In {
                        session: Rc::clone(&session),
                        ended: true,
                    });
                }) as Rc<dyn Fn()>
            }));
        });
    }
    let on_in = {
        let person = person.setter();
        Callback::from(move |session: Session| {
            person.set(Person::In {
                session: Rc::new(session),
                ended: false,
            });
            reentry::entered();
        })
    };
    let sign_out = {
        let person = person.setter();
        use_callback((), move |(), ()| {
            let person = person.clone();
            spawn_local(async move {
                person.set(match office::sign_out().await {
                    Ok(_) | Err(Failure::Refused(ProblemKind::SignedOut)) => Person::Out,
                    Err(failure) => Person::Unreachable(failure),
                });
            });
        })
    };
    let again = Callback::from(move |()| asked.set(*asked + 1));
    match &*person {
        Person::NotKnownYet => html! {
            <main class="alone"><p class="second" role="status">{ lang.reading() }</p></main>
        },
        Person::Unreachable(failure) => html! {
            <main class="alone"><Trouble failure={failure.clone()} {again} /></main>
        },
        Person::Out => html! { <SignInPage {on_in} /> },
        Person::In { session, .. } if !session.user.role.works_in_the_office() => html! {
            <VisitorPage name={session.user.name.clone()} {sign_out} />
        },
        Person::In { session, ended } => html! {
            <>
                <Shell session={Rc::clone(session)} covered={*ended} {sign_out} />
                <div class="layer-place">
                    if *ended {
                        <SignInLayer session={Rc::clone(session)} {on_in} />
                    }
                </div>
            </>
        },
    }
}
