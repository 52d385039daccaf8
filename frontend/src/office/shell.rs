//! The frame around every screen: the menu with its counts, the screen, what was last done.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Interval;
use gloo::utils::document;
use shared::model::SeasonId;
use shared::wire::account::Session;
use shared::wire::office::{Needs, Progress, SeasonLine};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;
use yew_router::prelude::*;

use super::attention::page::AttentionPage;
use super::desk::Desk;
use super::import::page::ImportPage;
use super::leads::LeadsPage;
use super::load::use_load;
use super::members::page::MembersPage;
use super::overview::Overview;
use super::plan::page::PlanPage;
use super::route::{BASE, Route};
use super::season_new::NewSeasonPage;
use super::settings::page::SettingsPage;
use super::targets::page::TargetsPage;
use super::toast::{Said, Toast};
use super::voices::page::VoicesPage;
use super::withdrawals::WithdrawalsPage;
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::use_lang;

/// How often the counts in the menu and the overview are read again.
const RECOUNT_MS: u32 = 30_000;

#[derive(Debug, Properties, PartialEq)]
pub struct ShellProps {
    pub session: Rc<Session>,
    /// A sign-in lies over it: nothing in it may take the focus.
    pub covered: bool,
    pub sign_out: Callback<()>,
}

#[derive(Debug)]
struct Office {
    users: Rc<Vec<shared::model::User>>,
    services: Rc<Vec<shared::model::Service>>,
    seasons: Rc<Vec<SeasonLine>>,
}

async fn read_office() -> Result<Office, Failure> {
    Ok(Office {
        users: Rc::new(office::users().await?.users),
        services: Rc::new(office::services().await?.services),
        seasons: Rc::new(office::seasons().await?.seasons),
    })
}

#[component]
pub fn Shell(props: &ShellProps) -> Html {
    let lang = use_lang();
    let known = use_load((), |()| read_office());
    let chosen = use_state_eq(|| None::<SeasonId>);
    let said = use_state_eq(|| None::<Rc<Said>>);
    let seasons = known
        .content
        .as_ref()
        .map(|office| Rc::clone(&office.seasons));
    let season = seasons
        .as_deref()
        .and_then(|seasons| present_season(seasons, *chosen, &props.session));
    let progress = use_load(season, |season| async move {
        match season {
            Some(season) => office::progress(season).await.map(Some),
            None => Ok(None),
        }
    });
    {
        let recount = progress.again.clone();
        use_effect_with((), move |()| {
            let interval = Interval::new(RECOUNT_MS, move || recount.emit(()));
            move || drop(interval)
        });
    }
    use_effect_with((), |()| {
        let listener = EventListener::new_with_options(
            &document(),
            "keydown",
            EventListenerOptions::enable_prevent_default(),
            slash_searches,
        );
        move || drop(listener)
    });
    let say = {
        let said = said.setter();
        use_callback((), move |news: Said, ()| said.set(Some(Rc::new(news))))
    };
    let close = {
        let said = said.setter();
        use_callback((), move |(), ()| said.set(None))
    };
    let choose_season = {
        let chosen = chosen.setter();
        use_callback((), move |season, ()| chosen.set(Some(season)))
    };
    let needs = progress
        .content
        .as_deref()
        .and_then(Option::as_ref)
        .map(|progress| progress.needs);
    let screen = known.show(lang, |office| {
        let desk = Desk {
            session: Rc::clone(&props.session),
            users: Rc::clone(&office.users),
            services: Rc::clone(&office.services),
            seasons: Rc::clone(&office.seasons),
            season,
            needs,
            choose_season,
            reread: known.again.clone(),
            recount: progress.again.clone(),
            say,
            sign_out: props.sign_out.clone(),
        };
        let progress = progress.clone();
        let switch = move |route| screen(route, &progress);
        html! {
            <ContextProvider<Desk> context={desk}>
                <Switch<Route> render={switch} />
            </ContextProvider<Desk>>
        }
    });
    html! {
        <div class="shell" inert={props.covered}>
            <Menu {needs} session={Rc::clone(&props.session)} sign_out={props.sign_out.clone()} />
            <main class="screen" id="screen">{ screen }</main>
            <Toast said={(*said).clone()} {close} />
        </div>
    }
}

/// `/` goes to the screen's search, as long as one isn't writing.
fn slash_searches(event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    let writing = document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    });
    if event.key() != "/" || writing {
        return;
    }
    let search = document().query_selector("[data-search]").ok().flatten();
    if let Some(search) = search.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        // A hidden search can't take the focus, and nothing is lost.
        search.focus().ok();
    }
}

fn screen(route: Route, progress: &super::load::Load<Option<Progress>>) -> Html {
    match route {
        Route::Overview => html! { <Overview progress={progress.clone()} /> },
        Route::Members => html! { <MembersPage /> },
        Route::Import => html! { <ImportPage /> },
        Route::Targets => html! { <TargetsPage /> },
        Route::NewSeason => html! { <NewSeasonPage /> },
        Route::Plan => html! { <PlanPage /> },
        Route::Requests | Route::Tasks | Route::Complaints | Route::Changes => {
            html! { <VoicesPage /> }
        }
        Route::Withdrawals => html! { <WithdrawalsPage /> },
        Route::Leads => html! { <LeadsPage /> },
        Route::Attention | Route::OutboxFile => html! { <AttentionPage /> },
        Route::People | Route::Devices | Route::Seasons | Route::OfficeCard => {
            html! { <SettingsPage /> }
        }
        // The door answers for the set-up before the shell is asked.
        Route::SetUp | Route::NotFound => html! { <NoSuchPage /> },
    }
}

#[component]
fn NoSuchPage() -> Html {
    let lang = use_lang();
    html! {
        <div class="page">
            <h1>{ lang.no_such_page() }</h1>
            <p><Link<Route> to={Route::Overview}>{ lang.to_overview() }</Link<Route>></p>
        </div>
    }
}

/// The chosen one, else the one that contains today, else the latest.
fn present_season(
    seasons: &[SeasonLine],
    chosen: Option<SeasonId>,
    session: &Session,
) -> Option<SeasonId> {
    let all = || seasons.iter().map(|line| &line.season);
    all()
        .find(|season| Some(season.id) == chosen)
        .or_else(|| all().find(|season| season.contains(session.today)))
        .or_else(|| all().max_by_key(|season| season.starts_on))
        .map(|season| season.id)
}

#[derive(Debug, Properties, PartialEq)]
struct MenuProps {
    needs: Option<Needs>,
    session: Rc<Session>,
    sign_out: Callback<()>,
}

#[component]
fn Menu(props: &MenuProps) -> Html {
    let lang = use_lang();
    let here = use_route::<Route>().unwrap_or(Route::NotFound);
    let needs = props.needs.unwrap_or_default();
    let voices =
        needs.open_requests + needs.open_tasks + needs.open_complaints + needs.open_changes;
    let entries = [
        (Route::Overview, lang.menu_overview(), 0),
        (Route::Members, lang.menu_members(), 0),
        (Route::Targets, lang.menu_targets(), 0),
        (Route::Plan, lang.menu_plan(), 0),
        (Route::Requests, lang.menu_requests(), voices),
        (
            Route::Withdrawals,
            lang.menu_withdrawals(),
            needs.open_cases,
        ),
        (Route::Leads, lang.leads(), 0),
        (
            Route::Attention,
            lang.menu_attention(),
            needs.open_attention,
        ),
        (Route::People, lang.menu_settings(), 0),
    ];
    html! {
        <nav class="menu" aria-label={lang.menu()}>
            <p class="brand">{ lang.brand() }<span>{ lang.brand_office() }</span></p>
            <ul>
                { for entries.into_iter().map(|(route, words, count)| html! {
                    <li key={words}>
                        <MenuEntry {route} {words} {count} here={section(here) == section(route)} />
                    </li>
                }) }
            </ul>
            <div class="who">
                <div class="slot">if props.session.demo {
                    <p class="chip waiting">{ lang.demo_data() }</p>
                }</div>
                <p class="caption">{ lang.date(props.session.today) }</p>
                <p>{ &props.session.user.name }</p>
                <button type="button" class="button quiet" onclick={props.sign_out.reform(|_: MouseEvent| ())}>
                    { lang.sign_out() }
                </button>
            </div>
        </nav>
    }
}

/// The menu's entry that a screen belongs to.
fn section(route: Route) -> Route {
    match route {
        Route::Overview => Route::Overview,
        Route::Members | Route::Import => Route::Members,
        Route::Targets | Route::NewSeason => Route::Targets,
        Route::Plan => Route::Plan,
        Route::Requests | Route::Tasks | Route::Complaints | Route::Changes => Route::Requests,
        Route::Withdrawals => Route::Withdrawals,
        Route::Leads => Route::Leads,
        Route::Attention | Route::OutboxFile => Route::Attention,
        Route::People | Route::Devices | Route::Seasons | Route::OfficeCard => Route::People,
        Route::SetUp | Route::NotFound => Route::NotFound,
    }
}

#[derive(Debug, Properties, PartialEq)]
struct MenuEntryProps {
    route: Route,
    words: &'static str,
    count: u64,
    here: bool,
}

#[component]
fn MenuEntry(props: &MenuEntryProps) -> Html {
    let lang = use_lang();
    let navigator = use_navigator();
    let route = props.route;
    let href = format!("{BASE}{}", route.to_path());
    let onclick = Callback::from(move |event: MouseEvent| {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if let (Some(navigator), false) = (&navigator, elsewhere) {
            event.prevent_default();
            navigator.push(&route);
        }
    });
    let needs = match route {
        Route::Requests => lang.voices_need_somebody(props.count),
        _ => lang.needs_somebody(props.count),
    };
    html! {
        <a {href} {onclick} aria-current={props.here.then_some("page")}>
            <span>{ props.words }</span>
            <span class="slot">if props.count > 0 {
                <span class="badge" title={needs.clone()} aria-label={needs}>{ props.count }</span>
            }</span>
        </a>
    }
}
