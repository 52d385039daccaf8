//! What all screens have in common: a head, what they show, and what lies under the thumb.

use shared::sync::{FactState, Phase};
use yew::prelude::*;
use yew_router::prelude::*;

use super::desk::use_desk;
use super::device;
use super::route::Route;
use super::update::UpdateLine;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Icon, Notice, Sign, Tone};

#[derive(Debug, Properties, PartialEq)]
pub struct ScreenProps {
    pub title: AttrValue,
    /// Beside the title.
    #[prop_or_default]
    pub beside: Html,
    /// Where "back" leads when there is no history; screens of the tab bar have none.
    #[prop_or_default]
    pub back: Option<Route>,
    #[prop_or_default]
    pub children: Html,
    /// Under the thumb.
    #[prop_or_default]
    pub bar: Html,
    /// Fills the window and scrolls inside.
    #[prop_or_default]
    pub fixed: bool,
}

#[component]
pub fn Screen(props: &ScreenProps) -> Html {
    let lang = use_lang();
    let heading = use_node_ref();
    use_effect_with(props.title.clone(), |title| {
        gloo::utils::document().set_title(title);
    });
    use_effect_with((), {
        let heading = heading.clone();
        move |()| {
            gloo::utils::window().scroll_to_with_x_and_y(0.0, 0.0);
            // Screen readers begin at the new screen's title.
            if let Some(heading) = heading.cast::<web_sys::HtmlElement>() {
                heading.focus().ok();
            }
        }
    });
    let tabs = props.back.is_none();
    html! {
        <div class={classes!("screen", props.fixed.then_some("fixed"))}>
            <header>
                <div class="head">
                    if let Some(back) = props.back.clone() {
                        <BackButton to={back} word={lang.back()} />
                    }
                    <h1 ref={heading} tabindex="-1">{ &props.title }</h1>
                    <div class="beside">{ props.beside.clone() }</div>
                </div>
                <Banners quiet={!tabs} />
            </header>
            <main class="page">{ props.children.clone() }</main>
            <footer class="thumb">
                { props.bar.clone() }
                if tabs {
                    <TabBar />
                }
            </footer>
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct BackButtonProps {
    to: Route,
    word: AttrValue,
}

#[component]
fn BackButton(props: &BackButtonProps) -> Html {
    let onclick = use_go(props.to.clone());
    html! {
        <button type="button" class="back" {onclick}>
            <Icon sign={Sign::Back} /><span class="visually-hidden">{ &props.word }</span>
        </button>
    }
}

/// A click that leads to another screen.
#[hook]
pub fn use_go(to: Route) -> Callback<MouseEvent> {
    let navigator = use_navigator();
    use_callback(to, move |event: MouseEvent, to| {
        event.prevent_default();
        if let Some(navigator) = &navigator {
            navigator.push(to);
        }
    })
}

#[derive(Debug, Properties, PartialEq)]
pub struct GoProps {
    pub to: Route,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub children: Html,
}

/// A link to another screen.
#[component]
pub fn Go(props: &GoProps) -> Html {
    let onclick = use_go(props.to.clone());
    html! {
        <a href={props.to.to_path()} class={props.class.clone()} {onclick}>{ props.children.clone() }</a>
    }
}

#[component]
fn TabBar() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let unsent = desk.snap.sync.unsent();
    html! {
        <nav class="tabs" aria-label={lang.screens()}>
            <Tab to={Route::Today} sign={Sign::Today} word={lang.today()} />
            <Tab to={Route::List} sign={Sign::List} word={lang.list()} />
            <Tab to={Route::Report} sign={Sign::Report} word={lang.report()} />
            <Tab to={Route::Sync} sign={Sign::Send} word={lang.sending()} badge={unsent} />
        </nav>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct TabProps {
    to: Route,
    sign: Sign,
    word: AttrValue,
    #[prop_or_default]
    badge: usize,
}

#[component]
fn Tab(props: &TabProps) -> Html {
    let lang = use_lang();
    let onclick = use_go(props.to.clone());
    let here = use_route::<Route>().as_ref() == Some(&props.to);
    html! {
        <a href={props.to.to_path()} class="tab" aria-current={here.then_some("page")} {onclick}>
            <Icon sign={props.sign} />
            <span class="word">{ &props.word }</span>
            if props.badge > 0 {
                <span class="badge">
                    <span aria-hidden="true">{ props.badge }</span>
                    <span class="visually-hidden">{ lang.unsent(props.badge) }</span>
                </span>
            }
        </a>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct BannersProps {
    /// While a record is written only what concerns it.
    quiet: bool,
}

/// What matters on every screen: practice data, LINE's browser, an unsent urgent matter, a new version.
#[component]
fn Banners(props: &BannersProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let reload = use_callback((), |_: MouseEvent, ()| device::reload());
    let demo = desk.snap.me.as_ref().is_some_and(|me| me.demo);
    html! {
        <div class="banners">
            if demo && !props.quiet {
                <p class="demo-line">{ lang.demo_data() }</p>
            }
            if desk.snap.read_only {
                <Notice tone={Tone::Urgent} headline={lang.newer_app_was_here()}>
                    <p>{ lang.newer_app_what_to_do() }</p>
                    <button type="button" class="button" onclick={reload}>{ lang.reload() }</button>
                </Notice>
            }
            if desk.snap.sync.phase == Phase::StorageTrouble {
                <Notice tone={Tone::Urgent} headline={lang.storage_wont_write()} announce=true>
                    <p>{ lang.saved_is_still_there() }</p>
                    <p>{ lang.close_and_open_again() }</p>
                </Notice>
            }
            if !props.quiet {
                <LineBanner />
                <UrgentUnsent />
                <UpdateLine />
            }
        </div>
    }
}

#[component]
pub fn LineBanner() -> Html {
    let lang = use_lang();
    html! {
        <div class="line-banner">
            if device::is_inside_line() {
                <Notice tone={Tone::Urgent} headline={lang.inside_line()}>
                    <p>{ lang.inside_line_why() }</p>
                    <a class="button" href={device::outside_line()}>{ lang.open_outside_line() }</a>
                </Notice>
            }
        </div>
    }
}

/// A complaint or a wish to leave that hasn't arrived: somebody has to telephone.
#[component]
fn UrgentUnsent() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let waiting = desk
        .snap
        .sync
        .pending
        .iter()
        .any(|pending| pending.fact.is_urgent() && pending.state != FactState::Arrived);
    let office = desk.snap.book.office().cloned().unwrap_or_default();
    html! {
        <div class="urgent-unsent">
            if waiting {
                <Notice tone={Tone::Urgent} headline={lang.urgent_unsent()} announce=true>
                    <p>{ lang.urgent_unsent_why() }</p>
                    if office.telephone.is_empty() {
                        <p>{ lang.office_number_unknown() }</p>
                    } else {
                        <a class="button urgent" href={format!("tel:{}", shared::text::telephone_digits(&office.telephone))}>
                            <Icon sign={Sign::Telephone} />
                            <span>{ &office.name }</span>
                            <span class="number-line">{ &office.telephone }</span>
                        </a>
                    }
                </Notice>
            }
        </div>
    }
}
