//! Where one can be in the phone app, and how addresses say so. Eight addresses need no router library.

use gloo::utils::window;
use shared::model::{FactId, MemberNumber};
use wasm_bindgen::JsValue;

/// Numbers and ids stand in addresses as text: whatever is typed there must lead to words, not to a fault.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    Today,
    List,
    Member(String),
    Call(String),
    Visit(String),
    Report,
    Sync,
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

    /// An address that leads nowhere leads to today.
    pub fn of_path(path: &str) -> Self {
        let mut parts = path.trim_matches('/').splitn(2, '/');
        let (screen, which) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        match screen {
            "list" => Self::List,
            "member" => Self::Member(which.to_owned()),
            "call" => Self::Call(which.to_owned()),
            "visit" => Self::Visit(which.to_owned()),
            "report" => Self::Report,
            "sync" => Self::Sync,
            #[cfg(debug_assertions)]
            "gallery" => Self::Gallery(which.to_owned()),
            _ => Self::Today,
        }
    }

    pub fn path(&self) -> String {
        let (screen, which) = match self {
            Self::Today => ("/", ""),
            Self::List => ("/list", ""),
            Self::Member(number) => ("/member/", number.as_str()),
            Self::Call(number) => ("/call/", number.as_str()),
            Self::Visit(draft) => ("/visit/", draft.as_str()),
            Self::Report => ("/report", ""),
            Self::Sync => ("/sync", ""),
            #[cfg(debug_assertions)]
            Self::Gallery(state) => ("/gallery/", state.as_str()),
        };
        [screen, which].concat()
    }

    /// A record is being written here: nothing may reload the page.
    pub fn is_writing(&self) -> bool {
        matches!(self, Self::Call(_) | Self::Visit(_) | Self::Report)
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
            Route::Report,
            Route::Sync,
        ];
        for route in routes {
            assert_eq!(Route::of_path(&route.path()), route);
        }
        for lost in ["", "/nowhere", "//", "/todayx/1"] {
            assert_eq!(Route::of_path(lost), Route::Today, "{lost}");
        }
    }
}
