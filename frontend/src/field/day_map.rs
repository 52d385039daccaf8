//! A simple map of the day, drawn from what the phone holds: outlines where the office loaded some, the
//! stops in their order, one's own position if one wants. No tiles, no network.

use std::rc::Rc;

use gloo::utils::{document, window};
use shared::fieldbook::Stop;
use shared::model::Spot;
use shared::rules::{DayMap, Located, day_map};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use super::pieces::{business_name, row_of, unbroken};
use super::route::Route;
use super::screen::{Screen, link, screen};
use super::stops::whereabouts;
use crate::i18n::today::DayTexts;
use crate::i18n::{DOT, Lang};
use crate::ui::{Tone, notice};

#[derive(Debug, Properties, PartialEq)]
pub struct DayMapProps {
    pub desk: Desk,
}

#[derive(Clone, Copy, PartialEq)]
enum Here {
    Unasked,
    Asking,
    Unknown,
    At(Spot),
}

#[component]
pub fn DayMapPage(props: &DayMapProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let here = use_state_eq(|| Here::Unasked);
    let ask = {
        let here = here.setter();
        Callback::from(move |_: MouseEvent| {
            here.set(Here::Asking);
            let here = here.clone();
            device::ask_position(Callback::from(move |spot: Option<Spot>| {
                here.set(spot.map_or(Here::Unknown, Here::At));
            }));
        })
    };
    let book = &desk.snap.book;
    let stops = book.today(desk.today()).stops;
    let areas = book.area_map();
    let located: Vec<Option<Located>> = stops.iter().map(|stop| book.locate(&stop.entry)).collect();
    let places: Vec<Located> = located.iter().copied().flatten().collect();
    let (own, said) = match *here {
        Here::Unasked => (None, ""),
        Here::Asking => (None, lang.asking_where()),
        Here::Unknown => (None, lang.here_unknown()),
        Here::At(spot) => (Some(spot), lang.here_is()),
    };
    let drawn = day_map(&places, own, areas, text_size());
    let numbers: Vec<usize> = (1..)
        .zip(&located)
        .filter(|(_, at)| at.is_some())
        .map(|(n, _)| n)
        .collect();
    let rows = (1..).zip(stops.iter().zip(&located));
    let rows = rows.map(|(n, (stop, at))| row(lang, desk, n, stop, *at));
    let rows: Vec<Html> = rows.collect();
    let page = match drawn {
        Some(drawn) => html! {
            <div class="stack">
                { picture(desk, &drawn, &numbers, &stops) }
                <p class="caption">{ lang.map_is_simple() }</p>
                <p class="here-line" role="status">{ said }</p>
                <button type="button" class="button wide" onclick={ask}>{ lang.show_me() }</button>
                <ol class="rows">{ for rows }</ol>
                if let Some(areas) = areas.filter(|areas| !areas.credit.is_empty()) {
                    <p class="caption">{ lang.map_credit(&areas.credit) }</p>
                }
            </div>
        },
        None => notice(
            Tone::Plain,
            lang.nothing_on_the_map(),
            html! { <p>{ lang.nothing_on_the_map_why() }</p> },
        ),
    };
    screen(
        desk,
        Screen {
            title: lang.map_of(&lang.day(desk.today())).into(),
            back: Some(Route::Today),
            page,
            ..Screen::default()
        },
    )
}

/// The phone's text in percent of the usual; the map is drawn in metres, so it doesn't grow by itself.
fn text_size() -> i32 {
    const USUAL_PX: f64 = 16.0;
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok()?);
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let px = size.and_then(|size| size.trim_end_matches("px").parse::<f64>().ok());
    #[allow(clippy::cast_possible_truncation, reason = "the map keeps to 200 %")]
    let percent = (px.unwrap_or(USUAL_PX) / USUAL_PX * 100.0) as i32;
    percent
}

/// One's own position is a ring beneath the stops, so that it hides none.
fn picture(desk: &Desk, map: &DayMap, numbers: &[usize], stops: &[Stop]) -> Html {
    let lang = desk.lang();
    let (left, top, width, height) = map.view;
    let radius = map.radius;
    let outlines = map.areas.iter().enumerate().map(|(at, area)| {
        let (x, y) = area.label;
        html! {
            <g key={at}>
                <path class="area" d={area.path.clone()} />
                <text class="area-name" x={x.to_string()} y={y.to_string()} font-size={radius.to_string()}>{ &area.name }</text>
            </g>
        }
    });
    let here = map.here.map(|(x, y)| {
        let circle =
            |r: i32| html! { <circle cx={x.to_string()} cy={y.to_string()} r={r.to_string()} /> };
        html! { <>{ circle(radius * 3 / 2) }{ circle(radius / 3) }</> }
    });
    let points = map.points.iter().zip(numbers).map(|((x, y), at)| {
        let stop = &stops[at - 1];
        let class = match stop.done {
            true => "point done",
            false => "point",
        };
        let to = Route::member(&stop.entry.member.number);
        let name = [&at.to_string(), ". ", stop.entry.member.name.as_str()].concat();
        let circle = |class: &'static str, r: i32| html! { <circle {class} cx={x.to_string()} cy={y.to_string()} r={r.to_string()} /> };
        html! {
            <a key={*at} {class} href={to.path()} aria-label={name}>
                { circle("reach", map.reach) }
                { circle("disc", radius) }
                <text x={x.to_string()} y={y.to_string()} dy="0.36em" font-size={(radius * 5 / 4).to_string()}>{ *at }</text>
            </a>
        }
    });
    let order = map
        .points
        .iter()
        .map(|(x, y)| [x.to_string(), y.to_string()].join(","));
    let order = order.collect::<Vec<_>>().join(" ");
    let opens = {
        let routes: Rc<[Route]> = { numbers.iter() }
            .map(|at| Route::member(&stops[at - 1].entry.member.number))
            .collect();
        let desk = desk.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(to) = nearest(&event).and_then(|at| routes.get(at)).cloned() {
                desk.going(move |_| to.clone()).emit(event);
            }
        })
    };
    html! {
        <svg class="day-map" viewBox={format!("{left} {top} {width} {height}")} role="group" aria-label={lang.day_map()} onclick={opens}>
            <g>{ for outlines }</g>
            <polyline class="order-line" points={order} />
            <g class="here">{ for here }</g>
            <g>{ for points }</g>
        </svg>
    }
}

/// The place of the point that a tap on one of them means: where several lie under a thumb, the nearest. One that a key
/// opens is meant itself.
fn nearest(event: &MouseEvent) -> Option<usize> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let tapped = target.closest(".point").ok().flatten()?;
    let points = tapped.parent_element()?.children();
    let tap = (f64::from(event.client_x()), f64::from(event.client_y()));
    let by_key = event.detail() == 0;
    let distance = |at: u32| {
        let point = points.item(at)?;
        if by_key {
            return Some(if point == tapped { 0.0 } else { f64::MAX });
        }
        let dot = point.query_selector(".disc").ok().flatten()?;
        let seen = dot.get_bounding_client_rect();
        let (x, y) = (
            seen.x() + seen.width() / 2.0,
            seen.y() + seen.height() / 2.0,
        );
        Some((x - tap.0).hypot(y - tap.1))
    };
    let all = (0..points.length()).filter_map(|at| Some((at, distance(at)?)));
    let (at, _) = all.min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    usize::try_from(at).ok()
}

/// The same in words.
fn row(lang: Lang, desk: &Desk, n: usize, stop: &Stop, at: Option<Located>) -> Html {
    let number = &stop.entry.member.number;
    let there = whereabouts(lang, &stop.entry, stop.same_building);
    let place = match at {
        None => [there.as_str(), lang.not_on_the_map()].join(DOT),
        Some(at) if at.is_rough => [there.as_str(), lang.roughly()].join(DOT),
        Some(_) => there,
    };
    let name = html! { <>{ n }{ ".\u{a0}" }{ business_name(&stop.entry.member.name) }</> };
    let words = row_of(name, unbroken(&place));
    html! {
        <li key={number.to_string()} class="row">{ link(desk, Route::member(number), "row-link", words) }</li>
    }
}
