//! Which phones there are, when each was last heard of, and what waits on it.

use shared::model::Moment;
use shared::wire::account::DeviceLine;
use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::desk::{Desk, use_desk};
use crate::office::load::use_load;

#[component]
pub fn DeviceList() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let devices = use_load((), |()| office::devices());
    devices.show(lang, |content| {
        if content.devices.is_empty() {
            return html! { <p class="second">{ lang.no_devices_yet() }</p> };
        }
        html! {
            <div class="plain-table" tabindex="0" role="region" aria-label={lang.devices()}>
                <table>
                    <thead><tr>
                        <th scope="col">{ lang.person_name() }</th>
                        <th scope="col">{ lang.last_contact() }</th>
                        <th scope="col" class="num">{ lang.waiting_records() }</th>
                        <th scope="col">{ lang.oldest_waiting() }</th>
                        <th scope="col">{ lang.storage() }</th>
                        <th scope="col">{ lang.app_version() }</th>
                    </tr></thead>
                    <tbody>{ for content.devices.iter().map(|device| line(device, &desk, lang)) }</tbody>
                </table>
            </div>
        }
    })
}

fn line(device: &DeviceLine, desk: &Desk, lang: Lang) -> Html {
    let seen = |ms: i64| lang.time_seen_on(Moment::from_utc_ms(ms), desk.today());
    let about = &device.about;
    let storage = match about.persisted {
        Some(true) => html! { <span class="state done">{ lang.storage_kept() }</span> },
        Some(false) => html! { <span class="state waiting">{ lang.storage_not_promised() }</span> },
        None => html! { <span class="second">{ lang.not_known() }</span> },
    };
    html! {
        <tr key={device.id.to_string()}>
            <th scope="row">{ desk.name_of(device.user) }</th>
            <td>{ seen(device.last_contact_ms) }</td>
            <td class={classes!("num", (about.pending > 0).then_some("waiting"))}>{ lang.number(about.pending.into()) }</td>
            <td>{ about.oldest_ms.map_or_else(|| "—".to_owned(), seen) }</td>
            <td>{ storage }</td>
            <td>{ &about.app_version }</td>
        </tr>
    }
}
