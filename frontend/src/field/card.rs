//! Visitor's card 訪問員証, full screen: "are you genuine?" The clock that runs and the band that moves
//! tell it from a picture of one.

use gloo::timers::callback::Interval;
use shared::text::telephone_digits;
use yew::prelude::*;

use super::desk::Desk;
use super::device::KeptAwake;
use super::route::Route;
use super::screen::link;
use crate::i18n::field::FieldTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::when::clock_with_seconds;

#[derive(Debug, Properties, PartialEq)]
pub struct CardProps {
    pub desk: Desk,
}

#[component]
pub fn CardPage(props: &CardProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let now = use_state_eq(|| desk.driver.now());
    use_effect_with((), {
        let (driver, now) = (desk.driver.clone(), now.setter());
        move |()| {
            let awake = KeptAwake::ask();
            let ticking = Interval::new(1_000, move || now.set(driver.now()));
            move || drop((ticking, awake))
        }
    });
    let book = &desk.snap.book;
    let office = book.office().cloned().unwrap_or_default();
    let card = book.card();
    let mine = desk.snap.me.as_ref().map(|me| me.name.as_str());
    let name = card.map_or(mine.unwrap_or_default(), |card| &card.name);
    let affiliation = match card.map(|card| card.affiliation.as_str()) {
        Some(words) if !words.is_empty() => words.to_owned(),
        _ if office.name.is_empty() => String::new(),
        _ => lang.card_of(&office.name),
    };
    let photo = card
        .map(|card| card.photo.as_str())
        .filter(|photo| !photo.is_empty());
    // Without one nothing keeps its place: an empty frame doesn't say who one is.
    let photo = photo.map(|photo| {
        let source = ["data:image/jpeg;base64,", photo].concat();
        html! { <img src={source} alt={lang.card_photo_of(name)} width="240" height="300" /> }
    });
    let until = card.and_then(|card| card.valid_until).map(|day| {
        let words = lang.date(day);
        if day < now.day() {
            html! { <p class="expired">{ lang.card_expired(&words) }</p> }
        } else {
            html! { <p>{ lang.card_valid_until(&words) }</p> }
        }
    });
    let call = ["tel:", &telephone_digits(&office.telephone)].concat();
    html! {
        <div class="screen card">
            <div class="content">
                <header><div class="head"><h1 tabindex="-1">{ lang.card() }</h1></div></header>
                <main class="page">
                    <div class="card-photo">{ for photo }</div>
                    <p class="card-name">{ name }</p>
                    <p class="card-affiliation">{ affiliation }</p>
                    <div class="card-until">{ for until }</div>
                    if card.is_none() {
                        <p class="caption">{ lang.card_waits() }</p>
                    }
                    if !office.telephone.is_empty() {
                        <p class="card-office">
                            <span>{ lang.card_check() }</span>
                            <strong>{ &office.name }</strong>
                            <a href={call}>{ &office.telephone }</a>
                        </p>
                    }
                </main>
            </div>
            <footer class="thumb">
                <div class="card-now" role="timer" aria-label={lang.card_now()}>
                    <span>{ lang.date(now.day()) }</span>
                    <strong>{ clock_with_seconds(*now) }</strong>
                </div>
                <div class="thumb-buttons">{ link(desk, Route::Today, "button", html! { { lang.back() } }) }</div>
            </footer>
        </div>
    }
}
