//! The app from its first moment: open what the phone holds, then draw from it.

use std::rc::Rc;

use gloo::timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::call::CallPage;
use super::desk::{Desk, ListMemory};
use super::list::ListPage;
use super::member::MemberPage;
use super::report::ReportPage;
use super::route::Route;
use super::screen::LineBanner;
use super::sign_in::SignIn;
use super::sync_page::SyncPage;
use super::toast::ToastProvider;
use super::today::TodayPage;
use super::trouble::StoreTrouble;
use super::update::UpdateProvider;
use super::visit::VisitPage;
use crate::driver::{Driver, Snapshot, StoreError};
use crate::i18n::field::FieldTexts;
use crate::i18n::{LangProvider, use_lang};
use crate::ui::use_window_event;

#[component]
pub fn App() -> Html {
    html! {
        <LangProvider>
            <Opening />
        </LangProvider>
    }
}

/// How far opening the phone's storage has come.
#[derive(Clone, PartialEq, Default)]
enum Stage {
    #[default]
    Opening,
    Failed(StoreError),
    Open(Driver, Snapshot),
}

enum Step {
    Failed(StoreError),
    Opened(Driver, Snapshot),
    Changed(Snapshot),
}

impl Reducible for Stage {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        match (step, &*self) {
            (Step::Failed(error), _) => Rc::new(Self::Failed(error)),
            (Step::Opened(driver, snap), _) => Rc::new(Self::Open(driver, snap)),
            (Step::Changed(snap), Self::Open(driver, _)) => {
                Rc::new(Self::Open(driver.clone(), snap))
            }
            (Step::Changed(_), _) => self,
        }
    }
}

#[component]
fn Opening() -> Html {
    let stage = use_reducer(Stage::default);
    use_effect_with((), {
        let stage = stage.dispatcher();
        move |()| {
            let changed = {
                let stage = stage.clone();
                Callback::from(move |snap| stage.dispatch(Step::Changed(snap)))
            };
            spawn_local(async move {
                stage.dispatch(match Driver::open(changed).await {
                    Ok((driver, snap)) => Step::Opened(driver, snap),
                    Err(error) => Step::Failed(error),
                });
            });
        }
    });
    match &*stage {
        Stage::Opening => html! { <main class="first-paint"><h1>{ "巡り" }</h1></main> },
        Stage::Failed(error) => html! { <CannotOpen error={error.clone()} /> },
        Stage::Open(driver, snap) => {
            html! { <Opened driver={driver.clone()} snap={snap.clone()} /> }
        }
    }
}

#[derive(Properties, PartialEq)]
struct CannotOpenProps {
    error: StoreError,
}

#[component]
fn CannotOpen(props: &CannotOpenProps) -> Html {
    let lang = use_lang();
    let reload = use_callback((), |_: MouseEvent, ()| super::device::reload());
    html! {
        <main class="page cannot-open">
            <h1>{ lang.app_name() }</h1>
            <StoreTrouble error={props.error.clone()} opening=true />
            <LineBanner />
            <button type="button" class="button main wide" onclick={reload}>{ lang.try_again() }</button>
        </main>
    }
}

#[derive(Properties, PartialEq)]
struct OpenedProps {
    driver: Driver,
    snap: Snapshot,
}

#[component]
fn Opened(props: &OpenedProps) -> Html {
    let list_memory = use_memo((), |()| std::cell::RefCell::<ListMemory>::default());
    let now = use_state_eq(|| props.driver.now());
    let turn = {
        let (driver, now) = (props.driver.clone(), now.setter());
        use_callback((), move |(), ()| now.set(driver.now()))
    };
    use_window_event("visibilitychange", turn.clone());
    use_effect_with((), move |()| {
        let minute = Interval::new(60_000, move || turn.emit(()));
        move || drop(minute)
    });
    let desk = Desk {
        driver: props.driver.clone(),
        snap: props.snap.clone(),
        now: *now,
        list_memory,
    };
    let signed_in = props.snap.me.is_some();
    html! {
        <ContextProvider<Desk> context={desk}>
            <BrowserRouter>
                <UpdateProvider>
                    <ToastProvider>
                        <div class="app">
                            if signed_in || is_gallery() {
                                <Switch<Route> render={screen} />
                            } else {
                                <SignIn />
                            }
                        </div>
                    </ToastProvider>
                </UpdateProvider>
            </BrowserRouter>
        </ContextProvider<Desk>>
    }
}

fn screen(route: Route) -> Html {
    // One screen's state never carries over to the next: the key is its address.
    let key = route.to_path();
    match route {
        Route::Today => html! { <TodayPage {key} /> },
        Route::List => html! { <ListPage {key} /> },
        Route::Member { number } => html! { <MemberPage {key} {number} /> },
        Route::Call { number } => html! { <CallPage {key} {number} /> },
        Route::Visit { draft } => html! { <VisitPage {key} {draft} /> },
        Route::Report => html! { <ReportPage {key} /> },
        Route::Sync => html! { <SyncPage {key} /> },
        #[cfg(debug_assertions)]
        Route::Gallery { state } => html! { <super::gallery::Gallery {key} {state} /> },
        Route::NotFound => html! { <NotHere {key} /> },
    }
}

/// The gallery needs nobody to be signed in.
fn is_gallery() -> bool {
    cfg!(debug_assertions)
        && gloo::utils::window()
            .location()
            .pathname()
            .is_ok_and(|path| path.starts_with("/gallery"))
}

/// An address that leads nowhere leads to today.
#[component]
fn NotHere() -> Html {
    html! { <Redirect<Route> to={Route::Today} /> }
}
