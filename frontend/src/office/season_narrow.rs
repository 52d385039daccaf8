//! A rule narrowed to industries and branches; none chosen means all.

use shared::model::Member;
use yew::prelude::*;

use super::load::use_load;
use super::targets::filter::words_of;
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;

/// Pages of 100 members whose words are offered; the screen says so.
const PAGES_READ: u32 = 5;

/// Folded until it is wanted, because few rules need it. What is ticked stays ticked when it is
/// folded again.
#[component]
pub fn Narrow() -> Html {
    let lang = use_lang();
    let wanted = use_state_eq(|| false);
    let ontoggle = {
        let wanted = wanted.setter();
        Callback::from(move |_: Event| wanted.set(true))
    };
    html! {
        <details {ontoggle}>
            <summary>{ lang.narrow_rule() }</summary>
            <div class="stack">
                if *wanted {
                    <Words />
                }
            </div>
        </details>
    }
}

#[component]
fn Words() -> Html {
    let lang = use_lang();
    let members = use_load((), |()| first_members());
    members.show(lang, |members| {
        html! {
            <>
                { boxes(lang.col_industry(), "industries", members.iter().map(|member| member.industry.as_str())) }
                { boxes(lang.col_branch(), "branches", members.iter().map(|member| member.branch.as_str())) }
                <p class="caption">{ lang.words_of_first(&lang.number(members.len() as u64)) }</p>
            </>
        }
    })
}

fn boxes<'a>(
    label: &'static str,
    name: &'static str,
    words: impl Iterator<Item = &'a str>,
) -> Html {
    let boxes = words_of(words).into_iter().map(|(word, _)| {
        html! {
            <label key={word.clone()} class="choice">
                <input type="checkbox" {name} value={word.clone()} />
                <span>{ word }</span>
            </label>
        }
    });
    html! {
        <fieldset>
            <legend class="label">{ label }</legend>
            <div class="choices small">{ for boxes }</div>
        </fieldset>
    }
}

async fn first_members() -> Result<Vec<Member>, Failure> {
    let mut members = Vec::new();
    for page in 0..PAGES_READ {
        let found = office::members("", page).await?;
        members.extend(found.members);
        if members.len() as u64 >= found.total {
            break;
        }
    }
    Ok(members)
}
