//! What has become new 新しくなったこと: told once after an update, and never in the middle of a record.

use yew::prelude::*;

use super::desk::{Desk, Step};
use super::device;
use crate::i18n::situations::SituationTexts;

/// Grows with each release that has something to tell; its words stand in the texts.
const EDITION: u32 = 1;
const REMEMBERED_AS: &str = "meguri-news";

/// Whether this release has something to tell that wasn't read on this phone. To who opens the app for the
/// first time everything is new, and nothing is said.
pub fn unread(signed_in: bool) -> bool {
    let read = device::remembered(REMEMBERED_AS);
    let read = read.and_then(|edition| edition.parse::<u32>().ok());
    let unread = match read {
        Some(read) => read < EDITION,
        None => signed_in,
    };
    if !unread {
        remember();
    }
    unread
}

pub fn news(desk: &Desk) -> Html {
    let lang = desk.lang();
    let read = desk.click(|desk| {
        remember();
        desk.steps.dispatch(Step::NewsRead);
    });
    html! {
        <div class="news">
            if desk.place.news {
                <details>
                    <summary>{ lang.news() }</summary>
                    <p class="pre">{ lang.news_of_this_edition() }</p>
                    <button type="button" class="button" onclick={read}>{ lang.news_read() }</button>
                </details>
            }
        </div>
    }
}

fn remember() {
    device::remember(REMEMBERED_AS, &EDITION.to_string());
}
