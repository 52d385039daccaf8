//! 会員: search, list, one member's file.

use std::ops::Range;
use std::rc::Rc;

use shared::model::{Member, MemberNumber};
use shared::text::format_telephone;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::pages::{Page, Pages};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::import::ImportTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::desk::{Desk, use_desk};
use crate::office::form::Search;
use crate::office::member_panel::{MemberFacts, Panel};
use crate::office::route::Route;
use crate::office::table::{Head, Row, Table};
use crate::office::trouble::Trouble;

#[component]
pub fn MembersPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let pages = use_reducer(Pages::default);
    let sight = use_state_eq(|| 0..0_usize);
    let chosen = use_state_eq(|| None::<(usize, MemberNumber, AttrValue)>);
    {
        let dispatch = pages.dispatcher();
        use_effect_with(
            ((*pages).clone(), (*sight).clone()),
            move |(pages, sight)| {
                let wanted = pages.wanted(sight);
                if wanted.is_empty() {
                    return;
                }
                dispatch.dispatch(Page::Asked(wanted.clone()));
                for page in wanted {
                    let (dispatch, search) = (dispatch.clone(), pages.search.clone());
                    spawn_local(async move {
                        dispatch.dispatch(match office::members(&search, page).await {
                            Ok(found) => Page::Arrived(search, found),
                            Err(failure) => Page::Failed(search, page, failure),
                        });
                    });
                }
            },
        );
    }
    let on_search = {
        let (dispatch, sight, chosen) = (pages.dispatcher(), sight.setter(), chosen.setter());
        use_callback((), move |words: AttrValue, ()| {
            sight.set(0..0);
            chosen.set(None);
            dispatch.dispatch(Page::Search(words.trim().to_owned()));
        })
    };
    let on_window = {
        let sight = sight.setter();
        use_callback((), move |rows: Range<usize>, ()| sight.set(rows))
    };
    let on_choose =
        {
            let (chosen, pages) = (chosen.setter(), pages.clone());
            Callback::from(move |place: Option<usize>| {
                let member = place.and_then(|place| Some((place, pages.member(place)?)));
                chosen.set(member.map(|(place, member)| {
                    (place, member.number.clone(), member.name.clone().into())
                }));
            })
        };
    let row = {
        let (pages, desk) = (pages.clone(), desk);
        Callback::from(move |place: usize| match pages.member(place) {
            Some(member) => line(member, &desk, lang),
            None => Row {
                pending: true,
                ..Row::new(
                    format!("pending-{place}"),
                    vec![html! {}, html! { <span class="second">{ "…" }</span> }],
                )
            },
        })
    };
    let again = {
        let dispatch = pages.dispatcher();
        Callback::from(move |()| dispatch.dispatch(Page::Again))
    };
    let empty = if pages.total.is_none() {
        lang.reading()
    } else if pages.search.is_empty() {
        lang.no_members_yet()
    } else {
        lang.nothing_found()
    };
    let close = on_choose.reform(|()| None);
    html! {
        <div class={classes!("page", "listed", chosen.is_some().then_some("with-panel"))}>
            <div class="main">
                <header class="page-head">
                    <h1>{ lang.menu_members() }</h1>
                    <p class="second" role="status">{ for pages.total.map(|total| lang.members_found(&lang.number(total as u64))) }{ " " }
                        { for pages.list_as_of.map(|day| lang.list_as_of(day)) }</p>
                    <Search label={lang.search_members()} {on_search} rest_ms={200} />
                    <Link<Route> to={Route::Import} classes="button">{ lang.import_a_file() }</Link<Route>>
                </header>
                <div class="slot">{ for pages.failure.clone().map(|failure| html! { <Trouble {failure} {again} /> }) }</div>
                <Table key={pages.search.clone()} label={lang.menu_members()} heads={heads(lang)} count={pages.total.unwrap_or(0)} {row}
                    chosen={chosen.as_ref().map(|(place, ..)| *place)} {on_choose} {on_window} {empty} />
            </div>
            <div class="slot">{ for chosen.iter().map(|(_, number, name)| html! {
                <Panel key="panel" title={name.clone()} on_close={close.clone()}>
                    <MemberFacts number={number.clone()} />
                </Panel>
            }) }</div>
        </div>
    }
}

fn heads(lang: Lang) -> Rc<[Head]> {
    [
        Head::new(lang.col_number(), "w-number"),
        Head::new(lang.col_name(), "w-name"),
        Head::new(lang.col_representative(), "w-person roomy"),
        Head::new(lang.col_industry(), "w-word"),
        Head::new(lang.col_branch(), "w-word"),
        Head::new(lang.col_joined(), "w-day"),
        Head::new(lang.col_telephone(), "w-telephone roomy"),
        Head::new(lang.col_used(), "w-count"),
        Head::new(lang.col_standing(), "w-state"),
    ]
    .into()
}

fn line(member: &Member, desk: &Desk, lang: Lang) -> Row {
    let standing = if !member.is_active_on(desk.today()) {
        html! { <span class="state second">{ lang.withdrawn() }</span> }
    } else if member.do_not_contact {
        html! { <span class="state urgent">{ lang.do_not_contact() }</span> }
    } else {
        html! { <span class="state done">{ lang.active() }</span> }
    };
    let used = if member.usages.is_empty() {
        html! { <span class="state waiting">{ lang.none() }</span> }
    } else {
        html! { { lang.services_count(member.usages.len()) } }
    };
    let cells = vec![
        html! { { member.number.to_string() } },
        html! { <strong>{ &member.name }</strong> },
        html! { { &member.representative.name } },
        html! { { &member.industry } },
        html! { { &member.branch } },
        html! { { member.joined_on.to_string() } },
        html! { { format_telephone(&member.telephone) } },
        used,
        standing,
    ];
    Row::new(member.number.to_string(), cells)
}
