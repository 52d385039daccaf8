//! The app from its first moment: open what the phone holds, then draw from it.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::{Interval, Timeout};
use gloo::utils::{document, window};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, VisibilityState};
use yew::prelude::*;

use super::call::call_page;
use super::card::CardPage;
use super::day_map::DayMapPage;
use super::desk::{Desk, Place, Step, Taps, Toast};
use super::help::{self, help_page};
use super::install::{self, Install};
use super::lead_record::lead_record_page;
use super::leads::{lead_page, leads_page};
use super::list::ListPage;
use super::member::member_page;
use super::news;
use super::order::OrderPage;
use super::report::ReportPage;
use super::route::Route;
use super::screen::line_banner;
use super::sign_in::sign_in;
use super::sync_page::sync_page;
use super::toast::toast_line;
use super::today::today_page;
use super::trouble::store_trouble;
use super::update::{self, NewVersion};
use super::visit::visit_page;
use crate::driver::{Adding, Driver, SILENT_AFTER_MS, Snapshot, StoreError};
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{Lang, LangSwitch, use_remembered_lang};
use crate::ui::{Tone, announced};

const TOAST_SHOWN_MS: u32 = 10_000;
/// The last words of a draft that was just left are on the disk by then.
const RELOAD_AFTER_MS: u32 = 1_000;

/// How far opening the phone's storage has come.
#[derive(Clone, PartialEq, Default)]
enum Stage {
    #[default]
    Opening,
    Failed(StoreError),
    Open(Driver, Snapshot),
}

enum Opening {
    Failed(StoreError),
    Opened(Driver, Snapshot),
    Changed(Snapshot),
}

impl Reducible for Stage {
    type Action = Opening;

    fn reduce(self: Rc<Self>, step: Opening) -> Rc<Self> {
        match (step, &*self) {
            (Opening::Failed(error), _) => Rc::new(Self::Failed(error)),
            (Opening::Opened(driver, snap), _) => Rc::new(Self::Open(driver, snap)),
            (Opening::Changed(snap), Self::Open(driver, _)) => {
                Rc::new(Self::Open(driver.clone(), snap))
            }
            (Opening::Changed(_), _) => self,
        }
    }
}

#[component]
pub fn App() -> Html {
    let speaks = use_remembered_lang();
    let stage = use_reducer(Stage::default);
    use_effect_with((), {
        let stage = stage.dispatcher();
        move |()| {
            let changed = {
                let stage = stage.clone();
                Callback::from(move |snap| stage.dispatch(Opening::Changed(snap)))
            };
            spawn_local(async move {
                stage.dispatch(match Driver::open(changed).await {
                    Ok((driver, snap)) => Opening::Opened(driver, snap),
                    Err(error) => Opening::Failed(error),
                });
            });
        }
    });
    let late = use_state_eq(|| false);
    use_effect_with(matches!(*stage, Stage::Opening), {
        let late = late.setter();
        move |opening| {
            let look = opening.then(|| Timeout::new(SILENT_AFTER_MS, move || late.set(true)));
            move || drop(look)
        }
    });
    match &*stage {
        Stage::Opening if *late => opens_late(speaks.lang),
        Stage::Opening => html! { <main class="first-paint"><h1>{ "巡り" }</h1></main> },
        Stage::Failed(error) => cannot_open(speaks.lang, error),
        Stage::Open(driver, snap) => {
            html! { <Opened driver={driver.clone()} snap={snap.clone()} {speaks} /> }
        }
    }
}

/// It opens by itself once the phone's storage has answered.
fn opens_late(lang: Lang) -> Html {
    let body = html! { <>
        <p>{ lang.saved_is_still_there() }</p>
        <p>{ lang.storage_silent_opening_do() }</p>
    </> };
    html! {
        <main class="page cannot-open">
            <h1>{ lang.app_name() }</h1>
            { announced(Tone::Urgent, lang.storage_silent(), body) }
        </main>
    }
}

fn cannot_open(lang: Lang, error: &StoreError) -> Html {
    let reload = Callback::from(|_: MouseEvent| super::device::reload());
    html! {
        <main class="page cannot-open">
            <h1>{ lang.app_name() }</h1>
            { store_trouble(lang, error, true) }
            { line_banner(lang) }
            <button type="button" class="button main wide" onclick={reload}>{ lang.try_again() }</button>
        </main>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct OpenedProps {
    driver: Driver,
    snap: Snapshot,
    speaks: LangSwitch,
}

#[component]
fn Opened(props: &OpenedProps) -> Html {
    let list_memory = use_mut_ref(Default::default);
    let taps = use_memo((), |()| Taps::default());
    let practice = use_state(|| None::<(Driver, Snapshot)>);
    let (driver, snap) = match &*practice {
        Some((driver, snap)) => (driver.clone(), snap.clone()),
        None => (props.driver.clone(), props.snap.clone()),
    };
    let signed_in_before = props.snap.me.is_some();
    let place = {
        let driver = props.driver.clone();
        use_reducer(move || Place {
            route: Route::here(),
            now: driver.now(),
            toast: None,
            new_version: NewVersion::default(),
            install: Install::default(),
            news: news::unread(signed_in_before),
            first_time: help::is_first_time(),
            replaced: false,
        })
    };
    use_effect_with((), {
        let (driver, steps) = (props.driver.clone(), place.dispatcher());
        move |()| listening(&driver, &steps)
    });
    use_effect_with(place.toast.clone(), {
        let (driver, steps) = (props.driver.clone(), place.dispatcher());
        move |toast| {
            let hush = move || steps.dispatch(Step::Hush);
            let timeout = toast.is_some().then(|| Timeout::new(TOAST_SHOWN_MS, hush));
            let given_up = toast.as_ref().is_some_and(Toast::is_about_a_draft);
            move || {
                drop(timeout);
                // It was written on, or can't be any more.
                if given_up {
                    driver.sweep_photos();
                }
            }
        }
    });
    // What one person did isn't said to the next.
    use_effect_with(snap.me.as_ref().map(|me| me.id), {
        let steps = place.dispatcher();
        move |_| steps.dispatch(Step::Hush)
    });
    // A new version takes over unseen, and never while something is being written.
    use_effect_with(place.new_version.clone(), |version| {
        let version = version.clone();
        let hidden = EventListener::new(&window(), "visibilitychange", move |_| {
            let hidden = document().visibility_state() == VisibilityState::Hidden;
            // The dialler may have come before the record of its call was drawn: the address knows.
            if hidden && !Route::here().is_writing() {
                update::take_over(&version);
            }
        });
        move || drop(hidden)
    });
    // A newer app was opened in another tab while this one was open. A page that began so stays as it
    // is: the newer app may be gone again, and reloading would bring nothing.
    let began_read_only = *use_state(|| props.snap.read_only);
    use_effect_with(props.snap.read_only && !began_read_only, {
        let steps = place.dispatcher();
        move |outdated| {
            if *outdated {
                steps.dispatch(Step::Replaced);
            }
        }
    });
    let mut adding = snap.adding.iter();
    let adding = adding.any(|(_, adding)| *adding == Adding::BeingReduced);
    use_effect_with(place.may_reload() && !adding, |may_reload| {
        let reload = may_reload.then(|| Timeout::new(RELOAD_AFTER_MS, super::device::reload));
        move || drop(reload)
    });
    let signed_in = snap.me.is_some() || is_gallery(&place.route);
    use_effect_with((place.route.clone(), signed_in), |_| begin_at_the_title());
    use_effect_with((place.route.clone(), signed_in, props.speaks.lang), |_| {
        name_the_window();
    });
    let desk = Desk {
        driver,
        snap,
        speaks: props.speaks.clone(),
        place: (*place).clone(),
        steps: place.dispatcher(),
        practise: practising(&props.driver, &practice),
        list_memory,
        taps,
    };
    use_effect_with((), {
        let practise = desk.practise.clone();
        move |()| {
            if super::device::is_remembered_in_this_tab(PRACTISING) {
                practise.emit(true);
            }
        }
    });
    // One screen's state never carries over to the next: the key is its address.
    let practising = if desk.snap.practice { "practice" } else { "" };
    let key = [practising, &place.route.path()].concat();
    html! {
        <div class="app">
            // First in the order of the keyboard, one step before the screen's title, where its person is.
            <div class="toast-place" role="status">{ toast_line(&desk) }</div>
            <div {key} class="here">
                if let Route::Help(picture) = place.route {
                    { help_page(&desk, picture) }
                } else if signed_in {
                    { screen(&desk) }
                } else {
                    { sign_in(&desk) }
                }
            </div>
        </div>
    }
}

/// Browsers compile a function when it is first called: each page is one of its own (`inline(never)`), so that a
/// start compiles the one that it shows.
fn screen(desk: &Desk) -> Html {
    match &desk.place.route {
        Route::Today => today_page(desk),
        Route::List => html! { <ListPage desk={desk.clone()} /> },
        Route::Member(number) => member_page(desk, number),
        Route::Call(number) => call_page(desk, number),
        Route::Visit(draft) => visit_page(desk, draft),
        Route::Report(day) => {
            let day = day.unwrap_or(desk.today());
            html! { <ReportPage desk={desk.clone()} {day} /> }
        }
        Route::Sync => sync_page(desk),
        Route::Leads => leads_page(desk),
        Route::Lead(id) => lead_page(desk, id),
        Route::LeadRecord(draft) => lead_record_page(desk, draft),
        Route::Order => html! { <OrderPage desk={desk.clone()} /> },
        Route::DayMap => html! { <DayMapPage desk={desk.clone()} /> },
        Route::Card => html! { <CardPage desk={desk.clone()} /> },
        Route::Help(picture) => help_page(desk, *picture),
        #[cfg(debug_assertions)]
        Route::Gallery(state) => super::gallery::gallery(desk, state),
    }
}

/// Said of this tab while somebody practises: a page that the dialler or the camera took away begins there anew, rather
/// than among real members.
const PRACTISING: &str = "meguri-practising";

/// Practice begins with nothing but its invented members, and nothing of it is left when it ends.
fn practising(
    driver: &Driver,
    practice: &UseStateHandle<Option<(Driver, Snapshot)>>,
) -> Callback<bool> {
    let (driver, practice) = (driver.clone(), practice.clone());
    Callback::from(move |begin| {
        super::device::remember_in_this_tab(PRACTISING, begin);
        if begin {
            let practice = practice.setter();
            driver.practise(Callback::from(move |now| practice.set(Some(now))));
        } else {
            if let Some((practised, _)) = &*practice {
                practised.end_practice();
            }
            practice.set(None);
        }
    })
}

/// "Back", the turn of the minute, and a new version of the app.
fn listening(driver: &Driver, steps: &UseReducerDispatcher<Place>) -> impl FnOnce() + use<> {
    let back = {
        let steps = steps.clone();
        EventListener::new(&window(), "popstate", move |_| {
            steps.dispatch(Step::Go(Route::here()));
        })
    };
    let turn = {
        let (driver, steps) = (driver.clone(), steps.clone());
        move || steps.dispatch(Step::Tick(driver.now()))
    };
    let seen_again = {
        let turn = turn.clone();
        EventListener::new(&window(), "visibilitychange", move |_| turn())
    };
    let minute = Interval::new(60_000, turn);
    update::watch(steps.clone());
    install::tell_of_offers(steps.clone());
    move || drop((back, seen_again, minute))
}

fn title() -> Option<HtmlElement> {
    let title = document().query_selector("h1").ok()??;
    wasm_bindgen::JsCast::dyn_into(title).ok()
}

/// The screen's title is the window's, too.
fn name_the_window() {
    if let Some(title) = title() {
        document().set_title(&title.text_content().unwrap_or_default());
    }
}

/// Screen readers begin at the new screen's title.
fn begin_at_the_title() {
    if let Some(title) = title() {
        // A browser that refuses leaves the focus where it was.
        title.focus().ok();
    }
    Route::stand_again();
}

/// The gallery needs nobody to be signed in.
#[cfg(debug_assertions)]
fn is_gallery(route: &Route) -> bool {
    matches!(route, Route::Gallery(_))
}

#[cfg(not(debug_assertions))]
fn is_gallery(_: &Route) -> bool {
    false
}
