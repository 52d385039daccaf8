//! What all screens have in common: a head, what they show, and what lies under the thumb.

use shared::model::Fault;
use shared::rules::unreported_days;
use shared::sync::Phase;
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use super::help::practice_line;
use super::late::Late;
use super::news::news;
use super::photo::lost_photos;
use super::route::Route;
use super::told::UrgentUnsent;
use super::trouble::silent;
use super::update::update_line;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::ui::{Sign, Tone, announced, icon, notice};

#[derive(Debug, Default)]
pub struct Screen {
    pub title: AttrValue,
    /// Beside the title.
    pub beside: Option<Html>,
    /// Where "back" leads if one came from nowhere; screens of the tab bar have none.
    pub back: Option<Route>,
    pub page: Html,
    /// What keeps it from being recorded: right above the button, wherever the form is scrolled to.
    pub fault: Option<Html>,
    /// Under the thumb.
    pub bar: Option<Html>,
    /// Fills the window and scrolls inside.
    pub fixed: bool,
}

/// What is written is longer than a record may have.
pub fn too_long_words(lang: Lang, field: &str) -> Html {
    let field = match field {
        "risk.words" => lang.withdrawal(),
        "complaint.words" => lang.complaint(),
        _ => lang.note(),
    };
    let words = [field, ": ", lang.fault(Fault::TooLong)].concat();
    announced(Tone::Urgent, words, html! { <span /> })
}

pub fn screen(desk: &Desk, shown: Screen) -> Html {
    let tabs = shown.back.is_none();
    let back = shown.back.map(|to| back_button(desk, to));
    let tab_bar = tabs.then(|| tab_bar(desk));
    let class = classes!(
        "screen",
        shown.fixed.then_some("fixed"),
        desk.snap.practice.then_some("practice"),
    );
    // At the foot, where nothing moves for it, and above all since somebody waits for it.
    let fault = { desk.snap.silent.then(|| silent(desk.lang())) }.or(shown.fault);
    let said = fault.is_some();
    html! {
        <div {class}>
            <div class="content">
                <header>
                    <div class="head">
                        { for back }
                        <h1 tabindex="-1">{ shown.title }</h1>
                        <div class="beside">{ for shown.beside }</div>
                    </div>
                    { banners(desk, !tabs, said) }
                </header>
                <main class="page">{ shown.page }</main>
            </div>
            <footer class="thumb">
                <div class="fault" id="fault" tabindex={said.then_some("0")}>{ for fault }</div>
                <div class="bar">{ for shown.bar }</div>
                { for tab_bar }
            </footer>
        </div>
    }
}

fn back_button(desk: &Desk, home: Route) -> Html {
    let onclick = desk.going(move |desk| {
        if !Route::went_back() {
            desk.leave(home.clone());
        }
        None
    });
    html! {
        <button type="button" class="back" {onclick}>
            { icon(Sign::Back) }<span class="visually-hidden">{ desk.lang().back() }</span>
        </button>
    }
}

/// A link to another screen.
pub fn link(desk: &Desk, to: Route, class: &'static str, words: Html) -> Html {
    let href = to.path();
    let onclick = desk.going(move |_| to.clone());
    html! { <a {href} {class} {onclick}>{ words }</a> }
}

fn tab_bar(desk: &Desk) -> Html {
    let lang = desk.lang();
    let badge = |n: usize, words: fn(Lang, usize) -> String| (n > 0).then(|| (n, words(lang, n)));
    let unsent = badge(desk.snap.sync.unsent(), FieldTexts::unsent);
    let missing = unreported_days(desk.snap.book.own(), desk.today());
    let unreported = badge(missing.len(), SituationTexts::reports_missing);
    html! {
        <nav class="tabs" aria-label={lang.screens()}>
            { tab(desk, Route::Today, Sign::Today, lang.today(), None) }
            { tab(desk, Route::List, Sign::List, lang.list(), None) }
            { tab(desk, Route::Report(None), Sign::Report, lang.report(), unreported) }
            { tab(desk, Route::Sync, Sign::Send, lang.sending(), unsent) }
        </nav>
    }
}

fn tab(
    desk: &Desk,
    to: Route,
    sign: Sign,
    word: &'static str,
    badge: Option<(usize, String)>,
) -> Html {
    let href = to.path();
    let here = (desk.place.route == to).then_some("page");
    let onclick = desk.going(move |_| to.clone());
    html! {
        <a {href} class="tab" aria-current={here} {onclick}>
            { icon(sign) }
            <span class="word">{ word }</span>
            if let Some((count, words)) = badge {
                <span class="badge">
                    <span aria-hidden="true">{ count }</span>
                    <span class="visually-hidden">{ words }</span>
                </span>
            }
        </a>
    }
}

/// What matters on every screen: practice data, LINE's browser, an unsent urgent matter, a new version.
/// While a record is written, only what concerns it, and nothing that is said above its button already (`fault`).
fn banners(desk: &Desk, writing: bool, fault: bool) -> Html {
    let lang = desk.lang();
    let demo = desk.snap.me.as_ref().is_some_and(|me| me.demo);
    html! {
        <div class="banners">
            { practice_line(desk) }
            if demo && !writing && !desk.snap.practice {
                <p class="demo-line">{ lang.demo_data() }</p>
            }
            if desk.snap.read_only {
                { newer_app(lang) }
            }
            if desk.snap.sync.phase == Phase::Revoked {
                { announced(Tone::Urgent, lang.revoked(), html! { <p>{ lang.revoked_do() }</p> }) }
            }
            if desk.snap.sync.phase == Phase::StorageTrouble && !fault {
                { announced(Tone::Urgent, lang.storage_wont_write(), html! { <>
                    <p>{ lang.saved_is_still_there() }</p>
                    <p>{ lang.storage_trouble_do() }</p>
                </> }) }
            }
            { wrong_clock(lang, desk.snap.sync.clock_ahead_ms) }
            if !desk.place.route.is_writing() {
                <UrgentUnsent desk={desk.clone()} />
                { lost_photos(desk) }
            }
            if !writing {
                { line_banner(lang) }
                { update_line(desk) }
                { news(desk) }
            }
        </div>
    }
}

fn wrong_clock(lang: Lang, ahead_ms: Option<i64>) -> Html {
    let said = ahead_ms.map(|ahead| {
        let by = lang.about_as_long(ahead.unsigned_abs());
        let words = match ahead {
            0.. => lang.clock_ahead(&by),
            _ => lang.clock_behind(&by),
        };
        announced(Tone::Waiting, words, html! { <p>{ lang.clock_do() }</p> })
    });
    html! { <div><Late known={said.is_some()}>{ for said }</Late></div> }
}

fn newer_app(lang: Lang) -> Html {
    let reload = Callback::from(|_: MouseEvent| device::reload());
    let body = html! { <>
        <p>{ lang.newer_app_what_to_do() }</p>
        <button type="button" class="button" onclick={reload}>{ lang.reload() }</button>
    </> };
    notice(Tone::Urgent, lang.newer_app_was_here(), body)
}

pub fn line_banner(lang: Lang) -> Html {
    html! {
        <div class="line-banner">
            if device::is_inside_line() {
                { inside_line(lang) }
            }
        </div>
    }
}

pub fn inside_line(lang: Lang) -> Html {
    let body = html! { <>
        <p>{ lang.inside_line_why() }</p>
        <a class="button" href={device::outside_line()}>{ lang.open_outside_line() }</a>
    </> };
    notice(Tone::Urgent, lang.inside_line(), body)
}
