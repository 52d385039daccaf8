//! The list 一覧 of all members on this phone: only the rows that can be seen exist.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use shared::fieldbook::list::search_words;
use shared::fieldbook::{Entry, ListQuery, Progress, Sort};
use shared::model::{Moment, Reason, Spot};
use shared::text::{find_digits, find_folded, format_telephone};
use web_sys::{HtmlElement, VisibilityState};
use yew::prelude::*;

use super::desk::{Desk, ListMemory};
use super::device;
use super::painted::use_when_painted;
use super::pieces::{agreed_words, door_words, list_day, progress_chip, shop};
use super::route::Route;
use super::screen::{Screen, link, screen};
use super::stops::whereabouts;
use super::today::nothing_here;
use crate::driver::Driver;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::{DOT, Lang};
use crate::ui::{TextInput, choices};

/// Rows drawn beyond each edge of the window, so that scrolling finds them there.
const BEYOND: usize = 12;
/// They follow a moment after those inside it, so that these are seen sooner.
const BEYOND_AFTER_MS: u32 = 100;
/// What a phone has room for, as long as nothing has been measured.
const AT_FIRST: usize = 10;
/// The window moves in steps, so that scrolling redraws seldom.
const STEP: usize = 6;
const MOST_ROWS: usize = 60;

const REASONS: [Reason; 6] = [
    Reason::NeverUsed,
    Reason::Wavering,
    Reason::RepresentativeChanged,
    Reason::WebJoined,
    Reason::UnansweredRequest,
    Reason::NeverContacted,
];
const SORTS: [Sort; 4] = [Sort::Priority, Sort::Nearest, Sort::LastContact, Sort::Name];
const PROGRESS: [Progress; 4] = [
    Progress::NotYet,
    Progress::Called,
    Progress::Visited,
    Progress::Met,
];

#[derive(Debug, Properties, PartialEq)]
pub struct ListPageProps {
    pub desk: Desk,
}

#[component]
pub fn ListPage(props: &ListPageProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let query = {
        let remembered = desk.list_memory.clone();
        use_state_eq(move || remembered.borrow().query.clone())
    };
    desk.list_memory.borrow_mut().query = (*query).clone();
    let choosing = use_state_eq(|| false);
    let chooses = use_when_painted(*choosing);
    let lost = use_state_eq(|| false);
    let found_at = desk.list_memory.borrow().found_at;
    use_near_me_again(desk, &query);
    let toggle_choosing = {
        let choosing = choosing.clone();
        Callback::from(move |_: MouseEvent| choosing.set(!*choosing))
    };
    let on_text = {
        let query = query.clone();
        Callback::from(move |words: String| {
            query.set(ListQuery {
                words,
                ..(*query).clone()
            });
        })
    };
    let found = use_memo(
        (desk.snap.book.clone(), (*query).clone(), desk.today()),
        |(book, query, today)| book.list(query, *today),
    );
    let leads = use_memo(
        (desk.snap.book.clone(), (*query).clone()),
        |(book, query)| book.search_leads(query),
    );
    let filters = usize::from(query.filter.progress.is_some())
        + usize::from(query.filter.reason.is_some())
        + usize::from(query.filter.branch.is_some());
    let expanded = if *choosing { "true" } else { "false" };
    let bar = html! {
        <div class="search-bar">
            if chooses {
                { filter_panel(desk, &query, &lost) }
            }
            <div class="list-notes">
                { list_day(desk) }
                { for found_at.filter(|_| query.sort == Sort::Nearest).map(|at| near_since(desk, at)) }
            </div>
            <div class="search-line">
                <TextInput label={lang.search()} hide_label=true kind="search" placeholder={lang.search_hint()}
                    start={query.words.clone()} {on_text} enterkeyhint="search" />
                <button type="button" class="button" aria-expanded={expanded} onclick={toggle_choosing}>
                    { lang.narrow() }
                    if filters > 0 {
                        <span class="count-mark">{ filters }</span>
                    }
                </button>
            </div>
        </div>
    };
    let page = if found.is_empty() && leads.is_empty() {
        match desk.snap.book.entries().is_empty() {
            true => nothing_here(lang, desk),
            false => html! {
                <div class="empty">
                    <h2>{ lang.nobody_found() }</h2>
                    <p class="second">{ lang.nobody_found_do() }</p>
                    if filters > 0 {
                        <p class="second">{ lang.nobody_found_unnarrow() }</p>
                    }
                </div>
            },
        }
    } else {
        html! { <Rows desk={desk.clone()} found={found.clone()} leads={leads.clone()} query={(*query).clone()} /> }
    };
    screen(
        desk,
        Screen {
            title: lang.list().into(),
            beside: Some(html! { <>
                { link(desk, Route::Leads, "button small", html! { { lang.leads_n(desk.snap.book.leads().len()) } }) }
                <span class="count" role="status">
                    { lang.found(found.len()) }
                    if !leads.is_empty() {
                        { " " }<span class="count-leads">{ lang.leads_found(leads.len()) }</span>
                    }
                </span>
            </> }),
            page,
            bar: Some(bar),
            fixed: true,
            ..Screen::default()
        },
    )
}

fn filter_panel(
    desk: &Desk,
    query: &UseStateHandle<ListQuery>,
    lost: &UseStateHandle<bool>,
) -> Html {
    let lang = desk.lang();
    let branches: Vec<String> = desk
        .snap
        .book
        .branches()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let changing = |change: fn(&mut ListQuery, usize)| {
        let query = query.clone();
        Callback::from(move |at| {
            let mut changed = (*query).clone();
            change(&mut changed, at);
            query.set(changed);
        })
    };
    let order = changing(|query, at| query.sort = SORTS[at]);
    let sort = {
        let (query, lost) = (query.setter(), lost.setter());
        let (driver, memory) = (desk.driver.clone(), desk.list_memory.clone());
        Callback::from(move |at: usize| match SORTS[at] {
            Sort::Nearest => nearest(&driver, &query, &memory, Some(&lost)),
            _ => {
                lost.set(false);
                order.emit(at);
            }
        })
    };
    let progress = changing(|query, at| toggle(&mut query.filter.progress, PROGRESS[at]));
    let reason = changing(|query, at| toggle(&mut query.filter.reason, REASONS[at]));
    let area = {
        let (query, branches) = (query.clone(), branches.clone());
        Callback::from(move |at: usize| {
            let mut changed = (*query).clone();
            toggle(&mut changed.filter.branch, branches[at].clone());
            query.set(changed);
        })
    };
    let filter = &query.filter;
    let sorted = SORTS.iter().position(|sort| *sort == query.sort);
    let reached = PROGRESS.iter().position(|p| Some(*p) == filter.progress);
    let because = REASONS.iter().position(|r| Some(*r) == filter.reason);
    let there = branches
        .iter()
        .position(|b| Some(b) == filter.branch.as_ref());
    let question = |title: &'static str,
                    words: Vec<AttrValue>,
                    chosen: Option<usize>,
                    tap: &Callback<usize>| {
        html! {
            <section>
                <h2 class="group">{ title }</h2>
                { choices("choices", title, words, chosen.as_slice(), tap) }
            </section>
        }
    };
    html! {
        <div class="filters">
            { question(lang.order(), SORTS.map(|s| lang.sort(s).into()).to_vec(), sorted, &sort) }
            <div role="status">
                if **lost {
                    <p class="caption">{ lang.near_unknown() }</p>
                } else if query.sort == Sort::Nearest {
                    <p class="caption">{ lang.near_without_spot() }</p>
                }
            </div>
            { question(lang.by_progress(), PROGRESS.map(|p| lang.progress(p).into()).to_vec(), reached, &progress) }
            { question(lang.by_reason(), REASONS.map(|r| lang.reason(r).into()).to_vec(), because, &reason) }
            if !branches.is_empty() {
                { question(lang.by_area(), branches.into_iter().map(AttrValue::from).collect(), there, &area) }
            }
        </div>
    }
}

/// In the order of distance, once it is known where one is. `lost` hears of it if that isn't known, where somebody has
/// asked; a list that asks by itself stays as it is once it has been scrolled, and says from when it is.
fn nearest(
    driver: &Driver,
    query: &UseStateSetter<ListQuery>,
    memory: &Rc<RefCell<ListMemory>>,
    lost: Option<&UseStateSetter<bool>>,
) {
    let (driver, query, memory) = (driver.clone(), query.clone(), memory.clone());
    let lost = lost.cloned();
    let sorted_by = memory.borrow().query.sort;
    device::ask_position(Callback::from(move |here: Option<Spot>| {
        if let Some(lost) = &lost {
            lost.set(here.is_none());
        }
        // What was typed and chosen while the phone looked for its place stays.
        let (meanwhile, scrolled) = {
            let memory = memory.borrow();
            (memory.query.clone(), memory.scrolled)
        };
        let stays = meanwhile.sort != sorted_by || lost.is_none() && scrolled != 0;
        if here.is_some() && !stays {
            memory.borrow_mut().found_at = Some(driver.now());
            query.set(ListQuery {
                here,
                sort: Sort::Nearest,
                ..meanwhile
            });
        }
    }));
}

/// 現在地 3分前
fn near_since(desk: &Desk, found_at: Moment) -> Html {
    let lang = desk.lang();
    let ago = u64::try_from(desk.now().utc_ms - found_at.utc_ms).unwrap_or(0);
    let words = match ago {
        0..60_000 => lang.near_just_now().to_owned(),
        _ => lang.near_since(&lang.about_as_long(ago)),
    };
    html! { <p class="caption list-day">{ words }</p> }
}

/// One is somewhere else by now.
const STALE_MS: i64 = 60_000;

/// Asks anew where one is when the list is opened, or seen again, in the order of an earlier place.
#[hook]
fn use_near_me_again(desk: &Desk, query: &UseStateHandle<ListQuery>) {
    let (driver, memory) = (desk.driver.clone(), desk.list_memory.clone());
    let query = query.setter();
    use_effect_with((), move |()| {
        let ask = move || {
            let (sort, found_at) = {
                let memory = memory.borrow();
                (memory.query.sort, memory.found_at)
            };
            let old = |at: Moment| driver.now().utc_ms - at.utc_ms > STALE_MS;
            if sort == Sort::Nearest && found_at.is_some_and(old) {
                nearest(&driver, &query, &memory, None);
            }
        };
        ask();
        let seen_again = EventListener::new(&document(), "visibilitychange", move |_| {
            if document().visibility_state() == VisibilityState::Visible {
                ask();
            }
        });
        move || drop(seen_again)
    });
}

fn toggle<T: PartialEq>(chosen: &mut Option<T>, tapped: T) {
    *chosen = if chosen.as_ref() == Some(&tapped) {
        None
    } else {
        Some(tapped)
    };
}

#[derive(Debug, Properties)]
struct RowsProps {
    desk: Desk,
    found: Rc<Vec<u32>>,
    leads: Rc<Vec<u32>>,
    query: ListQuery,
}

impl PartialEq for RowsProps {
    fn eq(&self, other: &Self) -> bool {
        self.desk == other.desk
            && Rc::ptr_eq(&self.found, &other.found)
            && Rc::ptr_eq(&self.leads, &other.leads)
            && self.query == other.query
    }
}

/// What of the list can be seen: heights in pixels, as the browser measured them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    first: usize,
    rows_in_view: usize,
    row_height: i32,
}

impl Default for View {
    fn default() -> Self {
        Self {
            first: 0,
            rows_in_view: AT_FIRST,
            row_height: 0,
        }
    }
}

#[component]
fn Rows(props: &RowsProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let (frame, probe, list) = (use_node_ref(), use_node_ref(), use_node_ref());
    // Coming back from a member, the list stands where one left it.
    let view = {
        let remembered = desk.list_memory.borrow().view;
        use_state_eq(move || remembered)
    };
    let restore = {
        let remembered = desk.list_memory.borrow().scrolled;
        use_mut_ref(move || Some(remembered))
    };
    let look = {
        let (frame, probe, view) = (frame.clone(), probe.clone(), view.setter());
        let (memory, restore) = (desk.list_memory.clone(), restore.clone());
        use_callback((), move |(), ()| {
            let (Some(frame), Some(probe)) =
                (frame.cast::<HtmlElement>(), probe.cast::<HtmlElement>())
            else {
                return;
            };
            let top = restore.borrow().unwrap_or_else(|| frame.scroll_top());
            let now = seen(top, frame.client_height(), probe.offset_height());
            {
                let mut memory = memory.borrow_mut();
                (memory.scrolled, memory.view) = (top, now);
            }
            view.set(now);
        })
    };
    use_effect_with((), {
        let look = look.clone();
        move |()| {
            let resized = EventListener::new(&window(), "resize", move |_| look.emit(()));
            move || drop(resized)
        }
    });
    // A new question begins at the top.
    use_effect_with(props.query.clone(), {
        let (frame, look, restore) = (frame.clone(), look.clone(), restore.clone());
        move |_| {
            if restore.borrow().is_none()
                && let Some(frame) = frame.cast::<HtmlElement>()
            {
                frame.set_scroll_top(0);
            }
            look.emit(());
        }
    });
    let drawn_beyond = use_state_eq(|| None::<ListQuery>);
    use_effect_with(props.query.clone(), {
        let drawn_beyond = drawn_beyond.setter();
        move |query| {
            let query = query.clone();
            let later = Timeout::new(BEYOND_AFTER_MS, move || drawn_beyond.set(Some(query)));
            move || drop(later)
        }
    });
    let beyond = match drawn_beyond.as_ref() == Some(&props.query) {
        true => BEYOND,
        false => 0,
    };
    let total = props.found.len();
    let first = view.first.saturating_sub(beyond).min(total);
    let last = (first + view.rows_in_view + 2 * beyond)
        .min(first + MOST_ROWS)
        .min(total);
    use_effect_with((first, last, total, view.row_height), {
        let (list, frame) = (list.clone(), frame.clone());
        move |(first, last, total, row_height)| {
            let height = |rows: usize| format!("{}px", rows as i64 * i64::from(*row_height));
            if let Some(list) = list.cast::<HtmlElement>() {
                let style = list.style();
                // A browser that refuses leaves the list short, never wrong.
                style.set_property("padding-top", &height(*first)).ok();
                style
                    .set_property("padding-bottom", &height(total - last))
                    .ok();
            }
            if *row_height > 0
                && let Some(frame) = frame.cast::<HtmlElement>()
                && let Some(top) = restore.take()
            {
                frame.set_scroll_top(top);
            }
        }
    });
    let words = search_words(&props.query.words);
    let book = &desk.snap.book;
    let rows = (first..last).map(|place| {
        let at = props.found[place];
        let grouped = props.query.sort != Sort::Name && place > 0;
        let line = Line {
            words: &words,
            same_building: grouped && book.share_building(props.found[place - 1], at),
            metres: book.metres_from(props.query.here, &book.entries()[at as usize]),
        };
        row(lang, desk, &book.entries()[at as usize], line)
    });
    // Sorted by name, a long list is too far to scroll.
    let headings = use_memo(
        (props.found.clone(), props.query.sort == Sort::Name),
        |(found, by_name)| match *by_name && found.len() > MOST_ROWS {
            true => book.headings(found),
            false => Vec::new(),
        },
    );
    let rail = headings.iter().map(|(heading, place)| {
        let (frame, top) = (frame.clone(), i32::try_from(*place).unwrap_or(0) * view.row_height);
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(frame) = frame.cast::<HtmlElement>() {
                frame.set_scroll_top(top);
            }
        });
        let heading = heading.to_string();
        let label = lang.jump_to(&heading);
        html! { <li key={heading.clone()}><button type="button" aria-label={label} {onclick}>{ heading }</button></li> }
    });
    let onscroll = look.reform(|_: Event| ());
    html! {
        <div class="list-body">
            <div ref={frame.clone()} class="list-frame" {onscroll} tabindex="0" role="region" aria-label={lang.list()}>
                <div ref={probe} class="list-row probe" aria-hidden="true"></div>
                <ul ref={list} class="list">{ for rows }</ul>
                { found_leads(desk, &props.leads, &words) }
            </div>
            if !headings.is_empty() {
                <nav aria-label={lang.rail()}><ul class="rail">{ for rail }</ul></nav>
            }
        </div>
    }
}

fn seen(top: i32, frame_height: i32, row_height: i32) -> View {
    let row_height = row_height.max(1);
    let first = usize::try_from(top / row_height).unwrap_or(0);
    View {
        first: first - first % STEP,
        rows_in_view: usize::try_from(frame_height / row_height).unwrap_or(0) + STEP,
        row_height,
    }
}

/// What a line of the list shows beside the member.
struct Line<'a> {
    words: &'a [String],
    /// As the member before.
    same_building: bool,
    metres: Option<u32>,
}

fn row(lang: Lang, desk: &Desk, entry: &Rc<Entry>, line: Line<'_>) -> Html {
    let words = line.words;
    let member = &entry.member;
    let progress = desk.snap.book.progress(entry, desk.today());
    let reasons = entry.reasons(desk.today());
    // Where contact is stopped no reason to come is said.
    let why = { reasons.first() }
        .filter(|_| !entry.is_blocked())
        .map(|reason| match reason {
            Reason::MembershipYear(_) => lang.joined(member.joined_on, desk.today()),
            _ => lang.reason(*reason),
        })
        .unwrap_or_default();
    let open = |at: &Moment| !entry.is_blocked() && at.day() >= desk.today();
    let agreed = entry.appointment().filter(open);
    let agreed = agreed.map(|at| agreed_words(lang, at, desk.today()));
    let why = match line.metres {
        Some(metres) => [Some(distance(lang, metres)), agreed].into_iter().flatten(),
        None => [agreed.or(Some(why)), None].into_iter().flatten(),
    };
    let why = why.collect::<Vec<_>>().join(DOT);
    let words = html! { <>
        <span class="list-name">{ marked(&member.name, words) }{ " " }{ marked(&shop(lang, entry), words) }</span>
        { progress_chip(lang, entry, progress) }
        <span class="list-line">{ second_line(lang, entry, &why, &line) }</span>
    </> };
    html! {
        <li key={member.number.to_string()} class={classes!("list-row", line.same_building.then_some("same-building"))}>
            { link(desk, Route::member(&member.number), "list-link", words) }
        </li>
    }
}

/// Behind the members: they aren't any.
fn found_leads(desk: &Desk, places: &[u32], words: &[String]) -> Html {
    let lang = desk.lang();
    let leads = desk.snap.book.leads();
    let row = |place: &u32| {
        let lead = &leads[*place as usize].lead;
        let line = [
            (!lead.contact.is_empty()).then(|| marked(&lead.contact, words)),
            (!lead.telephone.is_empty()).then(|| marked_number(&lead.telephone, words)),
            (!lead.address.is_empty()).then(|| marked(&lead.address, words)),
        ];
        let line = line.into_iter().flatten().enumerate();
        let line = line.map(|(at, text)| html! { <>{ if at > 0 { DOT } else { "" } }{ text }</> });
        let text = html! { <>
            <span class="list-name">{ marked(&lead.business, words) }</span>
            <span class="chip plain">{ lang.lead() }</span>
            <span class="list-line">{ for line }</span>
        </> };
        html! {
            <li key={lead.id.to_string()} class="list-row">
                { link(desk, Route::lead(lead.id), "list-link", text) }
            </li>
        }
    };
    html! {
        <section class="list-leads" aria-label={lang.leads()}>
            if !places.is_empty() {
                <h2 class="group">{ lang.leads_n(places.len()) }</h2>
                <ul>{ for places.iter().map(row) }</ul>
            }
        </section>
    }
}

/// Why and where; or else what the search has found.
fn second_line(lang: Lang, entry: &Entry, why: &str, line: &Line<'_>) -> Html {
    let words = line.words;
    let member = &entry.member;
    let (there, _) = member.goes_to();
    let others = [
        member.representative.name.as_str(),
        &member.kana,
        &member.building,
        &member.address,
    ];
    let is_hit = |text: &str| words.iter().any(|word| find_folded(text, word).is_some());
    let seen = [member.name.as_str(), member.shop_name(), there];
    let unseen = !seen.into_iter().any(is_hit);
    if unseen && !words.is_empty() {
        let telephone = format_telephone(&member.telephone);
        let number = digits_in(&telephone, words);
        if number.is_some() {
            return html! { <>{ marked_at(&telephone, number) }{ DOT }{ there }</> };
        }
    }
    let hit = unseen
        .then(|| others.into_iter().find(|text| is_hit(text)))
        .flatten();
    if hit.is_none() && line.same_building {
        return html! { <>{ whereabouts(lang, entry, true) }{ DOT }{ why }</> };
    }
    match (hit, door_words(lang, entry)) {
        (Some(text), _) => html! { <>{ marked(text, words) }{ DOT }{ there }</> },
        (None, _) if there.is_empty() => html! { <>{ why }</> },
        (None, door) if door.is_empty() => {
            html! { <>{ why }{ DOT }{ marked(there, words) }</> }
        }
        (None, door) => {
            html! { <>{ why }{ DOT }{ marked(there, words) }{ DOT }{ door }</> }
        }
    }
}

/// 約350m, 約1.2km: to ten metres, to a hundred.
fn distance(lang: Lang, metres: u32) -> String {
    if metres < 1_000 {
        lang.metres(metres / 10 * 10)
    } else {
        lang.kilometres(metres / 1_000, metres % 1_000 / 100)
    }
}

/// The text with the first hit marked.
fn marked(text: &str, words: &[String]) -> Html {
    marked_at(text, words.iter().find_map(|word| find_folded(text, word)))
}

fn marked_number(telephone: &str, words: &[String]) -> Html {
    let telephone = format_telephone(telephone);
    marked_at(&telephone, digits_in(&telephone, words))
}

/// A number is found by its digits alone.
fn digits_in(telephone: &str, words: &[String]) -> Option<Range<usize>> {
    words.iter().find_map(|word| find_digits(telephone, word))
}

fn marked_at(text: &str, hit: Option<Range<usize>>) -> Html {
    match hit {
        Some(at) => {
            let (before, rest) = text.split_at(at.start);
            let (found, after) = rest.split_at(at.end - at.start);
            html! { <>{ before }<mark>{ found }</mark>{ after }</> }
        }
        None => html! { <>{ text }</> },
    }
}
