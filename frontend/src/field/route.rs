//! Where one can be in the phone app, and how addresses say so. A dozen addresses need no router library.

use std::cell::Cell;

use gloo::utils::{document, window};
use js_sys::Array;
use shared::model::{Day, FactId, LeadId, MemberNumber};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// Numbers and ids stand in addresses as text: whatever is typed there must lead to words, not to a fault.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    Today,
    List,
    Member(String),
    Call(String),
    Visit(String),
    /// Of today, or of an earlier day that wasn't handed in.
    Report(Option<Day>),
    Sync,
    Leads,
    Lead(String),
    LeadRecord(String),
    /// The visitor's own order of today.
    Order,
    DayMap,
    /// Visitor's card 訪問員証.
    Card,
    /// How to use the app, in three pictures; the number of the picture.
    Help(u8),
    /// Every screen in every state, for looking at them; no release build has it.
    #[cfg(debug_assertions)]
    Gallery(String),
}

impl Route {
    pub fn member(number: &MemberNumber) -> Self {
        Self::Member(number.to_string())
    }

    pub fn call(number: &MemberNumber) -> Self {
        Self::Call(number.to_string())
    }

    pub fn visit(draft: FactId) -> Self {
        Self::Visit(draft.to_string())
    }

    pub fn lead(lead: LeadId) -> Self {
        Self::Lead(lead.to_string())
    }

    /// An address that leads nowhere leads to today.
    pub fn of_path(path: &str) -> Self {
        let mut parts = path.trim_matches('/').splitn(2, '/');
        let (screen, which) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        match screen {
            "list" => Self::List,
            "member" => Self::Member(which.to_owned()),
            "call" => Self::Call(which.to_owned()),
            "visit" => Self::Visit(which.to_owned()),
            "report" => Self::Report(which.parse().ok()),
            "sync" => Self::Sync,
            "leads" => Self::Leads,
            "lead" => Self::Lead(which.to_owned()),
            "lead-record" => Self::LeadRecord(which.to_owned()),
            "order" => Self::Order,
            "map" => Self::DayMap,
            "card" => Self::Card,
            "help" => Self::Help(which.parse().unwrap_or(1).clamp(1, 3)),
            #[cfg(debug_assertions)]
            "gallery" => Self::Gallery(which.to_owned()),
            _ => Self::Today,
        }
    }

    pub fn path(&self) -> String {
        let day;
        let (screen, which) = match self {
            Self::Today => ("/", ""),
            Self::List => ("/list", ""),
            Self::Member(number) => ("/member/", number.as_str()),
            Self::Call(number) => ("/call/", number.as_str()),
            Self::Visit(draft) => ("/visit/", draft.as_str()),
            Self::Report(None) => ("/report", ""),
            Self::Report(Some(of)) => {
                day = of.to_string();
                ("/report/", day.as_str())
            }
            Self::Sync => ("/sync", ""),
            Self::Leads => ("/leads", ""),
            Self::Lead(lead) => ("/lead/", lead.as_str()),
            Self::LeadRecord(draft) => ("/lead-record/", draft.as_str()),
            Self::Order => ("/order", ""),
            Self::DayMap => ("/map", ""),
            Self::Card => ("/card", ""),
            Self::Help(1) => ("/help", ""),
            Self::Help(2) => ("/help/2", ""),
            Self::Help(_) => ("/help/3", ""),
            #[cfg(debug_assertions)]
            Self::Gallery(state) => ("/gallery/", state.as_str()),
        };
        [screen, which].concat()
    }

    /// A record is being written here: nothing may reload the page.
    pub fn is_writing(&self) -> bool {
        matches!(
            self,
            Self::Call(_) | Self::Visit(_) | Self::Report(_) | Self::LeadRecord(_) | Self::Order
        )
    }

    /// What the address bar says.
    pub fn here() -> Self {
        Self::of_path(&window().location().pathname().unwrap_or_default())
    }

    /// Adds to the history that "back" goes through, or takes the present place's stead in it.
    pub fn enter(&self, instead: bool) {
        let Ok(history) = window().history() else {
            return;
        };
        let path = self.path();
        let left = Standing::here();
        // Without a history the screen changes all the same.
        if instead {
            let state = Standing { top: 0, ..left }.state();
            history.replace_state_with_url(&state, "", Some(&path)).ok();
        } else {
            let top = scroller().map_or(0, |page| page.scroll_top());
            let from = Self::here().path();
            let steps = left.steps + 1;
            history
                .replace_state(&Standing { top, ..left }.state(), "")
                .ok();
            let top = 0;
            let state = Standing { steps, top, from }.state();
            history.push_state_with_url(&state, "", Some(&path)).ok();
        }
    }

    /// Goes back to where one came from, as the phone's own "back" does; `false` where the app began here.
    pub fn went_back() -> bool {
        let history = window().history().ok();
        let came_from = history.filter(|_| Standing::here().steps > 0);
        came_from.is_some_and(|history| history.back().is_ok())
    }

    /// One came here from this place, so that "back" would stay there once more: goes back instead, to its top. `false`
    /// where one came from elsewhere.
    pub fn came_back(&self) -> bool {
        let came_from_there = Standing::here().from == self.path();
        let back = came_from_there && Self::went_back();
        AT_THE_TOP.set(back);
        back
    }

    /// Scrolls the page to where it stood when one left it for another; a new one stays at its top.
    pub fn stand_again() {
        let here = Standing::here();
        if AT_THE_TOP.take() {
            let history = window().history();
            let state = Standing { top: 0, ..here }.state();
            history.and_then(|it| it.replace_state(&state, "")).ok();
            return;
        }
        let top = here.top;
        if let Some(page) = scroller().filter(|_| top > 0) {
            page.set_scroll_top(top);
        }
    }
}

thread_local! {
    /// The place that one goes back to begins anew.
    static AT_THE_TOP: Cell<bool> = const { Cell::new(false) };
}

/// What the history remembers of a place: it outlives a reload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Standing {
    /// How many places of this app "back" goes through first.
    steps: i32,
    /// How far it was scrolled when one left it, in pixels.
    top: i32,
    /// The address of the place from which one came; none where the app began.
    from: String,
}

impl Standing {
    fn here() -> Self {
        let state = window().history().and_then(|history| history.state());
        let parts: Option<Array> = state.ok().and_then(|state| state.dyn_into().ok());
        #[allow(
            clippy::cast_possible_truncation,
            reason = "written as whole numbers of 32 bits"
        )]
        let number = |at| {
            { parts.as_ref() }
                .and_then(|parts| parts.get(at).as_f64())
                .unwrap_or(0.0) as i32
        };
        let from = parts.as_ref().and_then(|parts| parts.get(2).as_string());
        Self {
            steps: number(0),
            top: number(1),
            from: from.unwrap_or_default(),
        }
    }

    fn state(self) -> JsValue {
        Array::of3(&self.steps.into(), &self.top.into(), &self.from.into()).into()
    }
}

/// The part of the screen that scrolls.
fn scroller() -> Option<Element> {
    document().query_selector(".content").ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_there_and_back() {
        let routes = [
            Route::Today,
            Route::List,
            Route::Member("100003".to_owned()),
            Route::Call("100003".to_owned()),
            Route::Visit("0".to_owned()),
            Route::Report(None),
            Route::Report("2023-10-02".parse().ok()),
            Route::Sync,
            Route::Leads,
            Route::Lead("0".to_owned()),
            Route::LeadRecord("0".to_owned()),
            Route::Order,
            Route::DayMap,
            Route::Card,
            Route::Help(1),
            Route::Help(2),
            Route::Help(3),
        ];
        for route in routes {
            assert_eq!(Route::of_path(&route.path()), route);
        }
        assert_eq!(Route::of_path("/report/soon"), Route::Report(None));
        for lost in ["", "/nowhere", "//", "/todayx/1"] {
            assert_eq!(Route::of_path(lost), Route::Today, "{lost}");
        }
    }
}
