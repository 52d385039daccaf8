//! The stops of a day, and the way along them.

use shared::fieldbook::{Entry, Stop, Today};
use shared::rules::{MapApp, door, way_links};
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use super::pieces::{
    address, appointment_words, door_words, progress_chip, row_words, shop, unbroken,
};
use super::route::Route;
use super::screen::link;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;

pub fn stop_row(lang: Lang, desk: &Desk, stop: &Stop) -> Html {
    let entry = &stop.entry;
    let when = stop.appointment.map(|at| appointment_words(lang, at));
    let words = html! { <>
        { row_words(&[&entry.member.name, shop(lang, entry).as_str()].join(" "), html! { <>
            if let Some(when) = when {
                <span class="row-when">{ when }</span>
            }
            { unbroken(&whereabouts(lang, entry, stop.same_building)) }
        </> }) }
        // How far one came earlier would look like today's.
        if stop.done {
            { progress_chip(lang, entry, desk.snap.book.progress(entry, desk.today())) }
        }
    </> };
    let class = if stop.same_building {
        "row same-building"
    } else {
        "row"
    };
    html! {
        <li key={entry.member.number.to_string()} {class}>
            { link(desk, Route::member(&entry.member.number), "row-link", words) }
        </li>
    }
}

/// The address and the door; in the building where one is already, the floor alone.
pub fn whereabouts(lang: Lang, entry: &Entry, same_building: bool) -> String {
    let place = match (same_building, door(&entry.member).floor) {
        (true, Some(floor)) if floor < 0 => lang.same_building_floor(&format!("B{}F", -floor)),
        (true, Some(floor)) => lang.same_building_floor(&format!("{floor}F")),
        (true, None) => lang.same_building().to_owned(),
        (false, _) => address(entry),
    };
    match door_words(lang, entry) {
        door if door.is_empty() => place,
        door => [place, door].join(" · "),
    }
}

/// Two stops or more that are still to be made, in the phone's map: in pieces, as it takes them.
pub fn way_of_day(lang: Lang, today: &Today) -> Html {
    let open = today.stops.iter().filter(|stop| !stop.done);
    let places: Vec<(&str, &str)> = open
        .map(|stop| {
            (
                stop.entry.member.name.as_str(),
                stop.entry.member.goes_to().0,
            )
        })
        .filter(|(_, address)| !address.trim().is_empty())
        .collect();
    let addresses: Vec<&str> = places.iter().map(|(_, address)| *address).collect();
    let app = device::map_app();
    let target = (app != MapApp::Android).then_some("_blank");
    let mut made = 0;
    let links = way_links(app, &addresses).into_iter().map(|(stops, href)| {
        let from = made + 1;
        made += stops;
        let (first, last) = (places[from - 1].0, places[made - 1].0);
        let words = match stops {
            1 => html! { { lang.way_to(from, first) } },
            _ => html! { <>
                <span class="row-name">{ lang.way_along(from, made) }</span>
                <span class="row-line">{ lang.first_and_last(first, last) }</span>
            </> },
        };
        html! {
            <li key={from} class="row"><a class="row-link" {href} {target} rel="noopener">{ words }</a></li>
        }
    });
    let links: Vec<Html> = links.collect();
    html! {
        <div class="way">
            if places.len() > 1 {
                <details>
                    <summary>{ lang.way_in_map() }</summary>
                    <ul class="rows">{ for links }</ul>
                    <p class="caption">{ lang.way_begins_here() }</p>
                </details>
            }
        </div>
    }
}
