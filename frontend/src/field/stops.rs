//! The stops of a day, and the way along them.

use shared::fieldbook::{Entry, Stop, Today};
use shared::rules::{MapApp, door, way_links};
use yew::prelude::*;

use super::appointments::{late_words, when_class};
use super::desk::Desk;
use super::device;
use super::pieces::{
    address, appointment_words, business_name, door_words, progress_chip, row_of, shop, unbroken,
};
use super::route::Route;
use super::screen::link;
use crate::i18n::field::FieldTexts;
use crate::i18n::{DOT, Lang};

pub fn stop_row(lang: Lang, desk: &Desk, stop: &Stop) -> Html {
    let entry = &stop.entry;
    let when = stop.appointment.map(|at| {
        let late = late_words(lang, at, desk.now());
        let class = classes!(when_class(at, desk.now()), "own-line");
        html! { <span {class}>{ [appointment_words(lang, at), late].concat() }</span> }
    });
    let words = html! { <>
        { row_of(html! { <>{ business_name(&entry.member.name) }{ " " }{ shop(lang, entry) }</> }, html! { <>
            { for when }
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
        door => [place, door].join(DOT),
    }
}

/// Two arrivals or more that are still to be made, in the phone's map: in pieces, as it takes them. Several
/// stops in one building are one.
pub fn way_of_day(lang: Lang, today: &Today) -> Html {
    let open: Vec<&Stop> = today.stops.iter().filter(|stop| !stop.done).collect();
    // Where in the order of those stops each arrival begins.
    let arrivals: Vec<usize> = (0..open.len())
        .filter(|at| {
            let stop = open[*at];
            let there_already = *at > 0 && stop.same_building;
            !there_already && !stop.entry.member.goes_to().0.trim().is_empty()
        })
        .collect();
    let addresses: Vec<&str> = { arrivals.iter() }
        .map(|at| open[*at].entry.member.goes_to().0)
        .collect();
    let app = device::map_app();
    let target = (app != MapApp::Android).then_some("_blank");
    let mut made = 0;
    let links = way_links(app, &addresses).into_iter().map(|(stops, href)| {
        let first = arrivals[made];
        made += stops;
        // With whatever else is in the last building.
        let end = arrivals.get(made).copied().unwrap_or(open.len());
        let name = |at: usize| open[at].entry.member.name.as_str();
        let words = match end - first {
            1 => html! { { lang.way_to(first + 1, name(first)) } },
            _ => html! { <>
                <span class="row-name">{ lang.way_along(first + 1, end) }</span>
                <span class="row-line">{ lang.first_and_last(name(first), name(end - 1)) }</span>
            </> },
        };
        html! {
            <li key={first} class="row"><a class="row-link" {href} {target} rel="noopener">{ words }</a></li>
        }
    });
    let links: Vec<Html> = links.collect();
    html! {
        <div class="way">
            if arrivals.len() > 1 {
                <details>
                    <summary>{ lang.way_in_map() }</summary>
                    <ul class="rows">{ for links }</ul>
                    <p class="caption">{ lang.way_begins_here() }</p>
                </details>
            }
        </div>
    }
}
