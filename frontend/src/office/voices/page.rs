//! 要望 with its four lists.

use yew::prelude::*;
use yew_router::prelude::*;

use super::changes::ChangeList;
use super::complaints::ComplaintList;
use super::requests::RequestList;
use super::tasks::TaskList;
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::use_lang;
use crate::office::desk::use_desk;
use crate::office::route::Route;

#[component]
pub fn VoicesPage() -> Html {
    let lang = use_lang();
    let needs = use_desk().needs.unwrap_or_default();
    let here = use_route::<Route>().unwrap_or(Route::Requests);
    let tabs = [
        (Route::Requests, lang.requests(), needs.open_requests),
        (Route::Tasks, lang.office_tasks(), needs.open_tasks),
        (Route::Complaints, lang.complaints(), needs.open_complaints),
        (Route::Changes, lang.changes_heard(), needs.open_changes),
    ];
    html! {
        <div class="page tabbed">
            <header class="page-head">
                <h1>{ lang.menu_requests() }</h1>
                <Tabs {here} tabs={tabs.to_vec()} />
            </header>
            { match here {
                Route::Tasks => html! { <TaskList key="tasks" /> },
                Route::Complaints => html! { <ComplaintList key="complaints" /> },
                Route::Changes => html! { <ChangeList key="changes" /> },
                _ => html! { <RequestList key="requests" /> },
            } }
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct TabsProps {
    pub here: Route,
    pub tabs: Vec<(Route, &'static str, u64)>,
}

/// The lists of one entry of the menu.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let lang = use_lang();
    html! {
        <nav class="tabs" aria-label={lang.tabs()}>
            { for props.tabs.iter().map(|(route, words, count)| html! {
                <span key={*words} class={classes!((*route == props.here).then_some("here"))}>
                    <Link<Route> to={*route}>
                        { *words }
                        <span class="slot">if *count > 0 {
                            <span class="badge" aria-label={lang.needs_somebody(*count)}>{ *count }</span>
                        }</span>
                    </Link<Route>>
                </span>
            }) }
        </nav>
    }
}
