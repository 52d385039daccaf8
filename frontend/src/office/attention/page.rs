//! 要確認 with its two parts.

use yew::prelude::*;
use yew_router::prelude::*;

use super::file::OutboxFilePage;
use super::inbox::Inbox;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::use_lang;
use crate::office::desk::use_desk;
use crate::office::route::Route;
use crate::office::voices::page::Tabs;

#[component]
pub fn AttentionPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let here = use_route::<Route>().unwrap_or(Route::Attention);
    let needs = desk.needs.unwrap_or_default();
    let tabs = [
        (
            Route::Attention,
            lang.attention_list(),
            needs.open_attention,
        ),
        (Route::OutboxFile, lang.outbox_files(), 0),
    ];
    let class = match here {
        Route::OutboxFile => "page scrolled",
        _ => "page tabbed",
    };
    html! {
        <div {class}>
            <header class="page-head">
                <h1>{ lang.menu_attention() }</h1>
                <Tabs {here} tabs={tabs.to_vec()} />
            </header>
            { match here {
                Route::OutboxFile => html! { <OutboxFilePage key="file" /> },
                _ => html! { <Inbox key="inbox" /> },
            } }
        </div>
    }
}
