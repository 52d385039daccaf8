//! Where one can be in the phone app, and how addresses say so. A dozen addresses need no router library.

use gloo::utils::window;
use shared::model::{Day, FactId, LeadId, MemberNumber};
use wasm_bindgen::JsValue;

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
        let state = JsValue::NULL;
        let entered = if instead {
            history.replace_state_with_url(&state, "", Some(&path))
        } else {
            history.push_state_with_url(&state, "", Some(&path))
        };
        // Without a history the screen changes all the same.
        entered.ok();
    }
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
