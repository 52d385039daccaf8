//! How to use the app 使い方, in three pictures: open, visit, sent. They lie in the app's own files, so they
//! are there without a signal and before anybody has signed in.

use yew::prelude::*;

use super::desk::{Desk, Step};
use super::device;
use super::route::Route;
use super::screen::link;
use crate::i18n::Lang;
use crate::i18n::situations::SituationTexts;
use crate::ui::{Tone, notice};

const SEEN: &str = "meguri-help";
const PICTURES: [&str; 3] = ["/help/open.svg", "/help/visit.svg", "/help/sent.svg"];

fn sentence(lang: Lang, picture: u8) -> (&'static str, &'static str) {
    match picture {
        1 => (lang.help_open(), lang.help_open_how()),
        2 => (lang.help_visit(), lang.help_visit_how()),
        _ => (lang.help_sent(), lang.help_sent_how()),
    }
}

#[inline(never)]
pub fn help_page(desk: &Desk, picture: u8) -> Html {
    let lang = desk.lang();
    let (title, how) = sentence(lang, picture);
    let source = PICTURES[usize::from(picture.clamp(1, 3)) - 1];
    let home = match desk.snap.me {
        Some(_) => Route::Sync,
        None => Route::Today,
    };
    let before = (picture > 1).then(|| Route::Help(picture - 1));
    let back = link(
        desk,
        before.unwrap_or(home.clone()),
        "button",
        html! { { if picture > 1 { lang.help_before() } else { lang.help_close() } } },
    );
    let next = match picture {
        3 => {
            let href = home.path();
            let close = desk.click(move |desk| {
                seen(desk);
                desk.go(home.clone());
            });
            html! { <a {href} class="button main" onclick={close}>{ lang.help_close() }</a> }
        }
        _ => link(
            desk,
            Route::Help(picture + 1),
            "button main",
            html! { { lang.help_next() } },
        ),
    };
    html! {
        <div class="screen help">
            <div class="content">
                <header><div class="head"><h1 tabindex="-1">{ lang.help_step(picture) }</h1></div></header>
                <main class="page">
                    <img class="help-picture" src={source} alt="" width="320" height="300" />
                    <h2>{ title }</h2>
                    <p>{ how }</p>
                </main>
            </div>
            <footer class="thumb"><div class="bar"><div class="thumb-buttons">{ back }{ next }</div></div></footer>
        </div>
    }
}

pub fn is_first_time() -> bool {
    device::remembered(SEEN).is_none()
}

/// Once, at the very first start; it goes with a tap, or with the last picture.
pub fn first_time(desk: &Desk) -> Html {
    let lang = desk.lang();
    let pictures = PICTURES
        .map(|source| html! { <img key={source} src={source} alt="" width="320" height="300" /> });
    let body = html! { <>
        <div class="help-row">{ for pictures }</div>
        <div class="thumb-buttons">
            <button type="button" class="button" onclick={desk.click(seen)}>{ lang.help_close() }</button>
            { link(desk, Route::Help(1), "button", html! { { lang.help() } }) }
        </div>
    </> };
    html! {
        <section>
            if desk.place.first_time {
                { notice(Tone::Plain, lang.help_first_time(), body) }
            }
        </section>
    }
}

fn seen(desk: &Desk) {
    device::remember(SEEN, "seen");
    desk.steps.dispatch(Step::HelpSeen);
}

/// The way to the pictures and to practice, where somebody looks for help.
pub fn help_and_practice(desk: &Desk) -> Html {
    let lang = desk.lang();
    let begin = desk.click(|desk| {
        desk.practise.emit(true);
        desk.go(Route::Today);
    });
    html! {
        <section class="stack">
            <h2 class="group">{ lang.help_and_practice() }</h2>
            { link(desk, Route::Help(1), "button wide", html! { { lang.help() } }) }
            if !desk.snap.practice {
                <button type="button" class="button wide" onclick={begin}>{ lang.practise() }</button>
                <p class="caption">{ lang.practise_why() }</p>
            }
        </section>
    }
}

/// On every screen of the practice, also over a record.
pub fn practice_line(desk: &Desk) -> Html {
    let lang = desk.lang();
    let end = desk.click(|desk| {
        desk.practise.emit(false);
        desk.leave(Route::Today);
    });
    html! {
        <div class="practice-line">
            if desk.snap.practice {
                <p><strong>{ lang.practice_mode() }</strong><span>{ lang.practice_is_not_sent() }</span></p>
                <button type="button" class="button small" onclick={end}>{ lang.end_practice() }</button>
            }
        </div>
    }
}
