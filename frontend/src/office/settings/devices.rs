//! 端末: which phones there are, when each was last heard of, what waits on it, and what is wrong with it.

use shared::model::Moment;
use shared::wire::account::DeviceLine;
use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::attention::record::short_id;
use crate::office::command::command;
use crate::office::desk::{Desk, use_desk};
use crate::office::load::use_load;
use crate::office::toast::Said;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// A weekend without a word is nothing to worry about.
const SILENT_DAYS: i64 = 3;

#[component]
pub fn DeviceList() -> Html {
    let lang = use_lang();
    let devices = use_load((), |()| office::devices());
    devices.show(lang, |content| {
        if content.devices.is_empty() {
            return html! { <p class="second">{ lang.no_devices_yet() }</p> };
        }
        let rows = content.devices.iter().map(|device| {
            let key = format!("{} {}", device.id, device.user);
            html! { <Line {key} device={device.clone()} again={devices.again.clone()} /> }
        });
        html! {
            <div class="plain-table devices" tabindex="0" role="region" aria-label={lang.devices()}>
                <table>
                    <thead><tr>
                        <th scope="col">{ lang.person_name() }</th>
                        <th scope="col">{ lang.last_contact() }</th>
                        <th scope="col" class="num">{ lang.waiting_records() }</th>
                        <th scope="col">{ lang.oldest_waiting() }</th>
                        <th scope="col">{ lang.storage() }</th>
                        <th scope="col">{ lang.app_version() }</th>
                        <th scope="col">{ lang.col_warnings() }</th>
                        <th scope="col"><span class="visually-hidden">{ lang.col_actions() }</span></th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        }
    })
}

/// What somebody should do something about, in words.
fn warnings(device: &DeviceLine, now_ms: i64, version: &str, lang: Lang) -> Vec<String> {
    let about = &device.about;
    let silent_days = (now_ms - device.last_contact_ms) / DAY_MS;
    let old_app = !about.app_version.is_empty() && about.app_version != version;
    let refused = (about.refused > 0).then(|| lang.device_refused(about.refused));
    let deferred = (device.deferred > 0).then(|| lang.device_deferred(device.deferred));
    let silent = (about.pending + about.photos > 0 && silent_days >= SILENT_DAYS)
        .then(|| lang.device_silent(silent_days));
    let photos = (about.photos > 0).then(|| lang.device_photos(about.photos));
    let not_kept = (about.persisted == Some(false)).then(|| lang.device_not_kept().to_owned());
    let old_app = old_app.then(|| lang.device_old_app().to_owned());
    [silent, refused, deferred, photos, not_kept, old_app]
        .into_iter()
        .flatten()
        .collect()
}

#[derive(Debug, Properties, PartialEq)]
struct LineProps {
    device: DeviceLine,
    again: Callback<()>,
}

#[component]
fn Line(props: &LineProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let asking = use_state_eq(|| false);
    let device = &props.device;
    let seen = |ms: i64| lang.time_seen_on(Moment::from_utc_ms(ms), desk.today());
    let about = &device.about;
    let storage = match about.persisted {
        Some(true) => html! { <span class="state done">{ lang.storage_kept() }</span> },
        Some(false) => html! { <span class="state waiting">{ lang.storage_not_promised() }</span> },
        None => html! { <span class="second">{ lang.not_known() }</span> },
    };
    let ask = {
        let asking = asking.setter();
        Callback::from(move |on: bool| asking.set(on))
    };
    html! {
        <>
            <tr>
                <th scope="row" class="whole">
                    { desk.name_of(device.user) }
                    <p class="caption">{ lang.phone_number(&short_id(device.id)) }</p>
                </th>
                <td class="whole">{ seen(device.last_contact_ms) }</td>
                <td class={classes!("num", (about.pending > 0).then_some("waiting"))}>{ lang.number(about.pending.into()) }</td>
                <td class="whole">{ about.oldest_ms.map_or_else(|| "—".to_owned(), seen) }</td>
                <td class="whole">{ storage }</td>
                <td>{ &about.app_version }</td>
                <td>{ what_is_wrong(device, lang) }</td>
                <td class="whole">{ action(device, *asking, &desk, &ask, &props.again, lang) }</td>
            </tr>
            <tr class="asking">{ for asking.then(|| question(device, &desk, &ask, &props.again, lang)) }</tr>
        </>
    }
}

fn what_is_wrong(device: &DeviceLine, lang: Lang) -> Html {
    if device.revoked_ms.is_some() {
        return html! { <span class="state urgent">{ lang.device_stopped() }</span> };
    }
    let warnings = warnings(device, now_ms(), env!("CARGO_PKG_VERSION"), lang);
    if warnings.is_empty() {
        return html! { <span class="state done">{ lang.device_fine() }</span> };
    }
    let lines = warnings.into_iter().map(|words| {
        html! { <li key={words.clone()}><span class="state waiting">{ words }</span></li> }
    });
    html! { <ul class="lines">{ for lines }</ul> }
}

/// By the clock of this desk: a warning needs no better one.
fn now_ms() -> i64 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "milliseconds of our centuries fit"
    )]
    let now = js_sys::Date::now() as i64;
    now
}

fn action(
    device: &DeviceLine,
    asking: bool,
    desk: &Desk,
    ask: &Callback<bool>,
    again: &Callback<()>,
    lang: Lang,
) -> Html {
    if device.revoked_ms.is_none() {
        let onclick = ask.reform(move |_: MouseEvent| !asking);
        return html! {
            <button type="button" class="button" aria-expanded={asking.to_string()} {onclick}>{ lang.stop_device() }</button>
        };
    }
    if !desk.is_administrator() {
        return html! { <span class="caption">{ lang.device_restored_by() }</span> };
    }
    let onclick = {
        let (desk, again, id) = (desk.clone(), again.clone(), device.id);
        let words = lang.device_is_restored(desk.name_of(device.user).as_str());
        move |_: MouseEvent| {
            let words = words.clone();
            command(&desk, again.clone(), async move {
                office::restore_device(id).await?;
                Ok(Said::done(words))
            });
        }
    };
    html! { <button type="button" class="button" {onclick}>{ lang.restore_device() }</button> }
}

/// A coordinator can't take it back, so it is asked.
fn question(
    device: &DeviceLine,
    desk: &Desk,
    ask: &Callback<bool>,
    again: &Callback<()>,
    lang: Lang,
) -> Html {
    let name = desk.name_of(device.user);
    let stop = {
        let (desk, again, ask, id) = (desk.clone(), again.clone(), ask.clone(), device.id);
        let words = lang.device_is_stopped(name.as_str());
        move |_: MouseEvent| {
            ask.emit(false);
            let words = words.clone();
            command(&desk, again.clone(), async move {
                office::revoke_device(id).await?;
                Ok(Said::done(words))
            });
        }
    };
    let leave = ask.reform(|_: MouseEvent| false);
    html! {
        <td key="question" colspan="8">
            <p>{ lang.stop_device_what(name.as_str()) }</p>
            <div class="actions">
                <button type="button" class="button urgent" onclick={stop}>{ lang.stop_device_now() }</button>
                <button type="button" class="button" onclick={leave}>{ lang.leave_device() }</button>
            </div>
        </td>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::model::{DeviceId, UserId};
    use shared::wire::sync::About;
    use uuid::Uuid;

    fn device(pending: u32, persisted: bool, app_version: &str) -> DeviceLine {
        DeviceLine {
            id: DeviceId(Uuid::from_u128(1)),
            user: UserId(Uuid::from_u128(2)),
            last_contact_ms: 0,
            about: About {
                app_version: app_version.into(),
                pending,
                persisted: Some(persisted),
                ..About::default()
            },
            deferred: 0,
            revoked_ms: None,
        }
    }

    #[test]
    fn silence_matters_only_while_something_waits() {
        let silent = |pending, days| {
            warnings(&device(pending, true, "1"), days * DAY_MS, "1", Lang::Ja).len()
        };
        assert_eq!([silent(2, 2), silent(2, 3), silent(0, 30)], [0, 1, 0]);
    }

    #[test]
    fn an_old_app_and_storage_that_may_be_cleared_are_said_in_both_languages() {
        for lang in [Lang::Ja, Lang::En] {
            let said = warnings(&device(0, false, "0"), 0, "1", lang);
            assert_eq!(said, [lang.device_not_kept(), lang.device_old_app()]);
        }
    }
}
