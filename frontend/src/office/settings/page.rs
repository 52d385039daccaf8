//! 設定 with its parts.

use yew::prelude::*;
use yew_router::prelude::*;

use super::area_map::AreaMapForm;
use super::devices::DeviceList;
use super::office_card::OfficeCardForm;
use super::people::People;
use super::seasons::SeasonList;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;
use crate::office::desk::use_desk;
use crate::office::entry::LangChoice;
use crate::office::route::Route;
use crate::office::voices::page::Tabs;

#[component]
pub fn SettingsPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let here = use_route::<Route>().unwrap_or(Route::People);
    let tabs = [
        (Route::People, lang.people(), 0),
        (Route::Devices, lang.devices(), 0),
        (Route::Seasons, lang.seasons(), 0),
        (Route::OfficeCard, lang.office_card(), 0),
    ];
    let sign_out = desk.sign_out.reform(|_: MouseEvent| ());
    html! {
        <div class="page scrolled">
            <header class="page-head">
                <h1>{ lang.menu_settings() }</h1>
                <Tabs {here} tabs={tabs.to_vec()} />
                <LangChoice />
                <button type="button" class="button only-phone" onclick={sign_out}>{ lang.sign_out() }</button>
            </header>
            { match here {
                Route::Devices => html! { <DeviceList key="devices" /> },
                Route::Seasons => html! { <SeasonList key="seasons" /> },
                Route::OfficeCard => html! { <div key="card" class="stack"><OfficeCardForm /><AreaMapForm /></div> },
                _ => html! { <People key="people" /> },
            } }
        </div>
    }
}
