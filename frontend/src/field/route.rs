//! Where one can be in the phone app.

use shared::model::{FactId, MemberNumber};
use yew_router::prelude::*;

/// Numbers and ids stand in addresses as text: whatever is typed there must lead to words, not to a fault.
#[derive(Clone, Debug, PartialEq, Routable)]
pub enum Route {
    #[at("/")]
    Today,
    #[at("/list")]
    List,
    #[at("/member/:number")]
    Member { number: String },
    #[at("/call/:number")]
    Call { number: String },
    #[at("/visit/:draft")]
    Visit { draft: String },
    #[at("/report")]
    Report,
    #[at("/sync")]
    Sync,
    /// Every screen in every state, for looking at them; no release build has it.
    #[cfg(debug_assertions)]
    #[at("/gallery/:state")]
    Gallery { state: String },
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    pub fn member(number: &MemberNumber) -> Self {
        Self::Member {
            number: number.to_string(),
        }
    }

    pub fn call(number: &MemberNumber) -> Self {
        Self::Call {
            number: number.to_string(),
        }
    }

    pub fn visit(draft: FactId) -> Self {
        Self::Visit {
            draft: draft.to_string(),
        }
    }

    /// A record is being written here: nothing may reload the page.
    pub fn is_writing(&self) -> bool {
        matches!(self, Self::Call { .. } | Self::Visit { .. } | Self::Report)
    }
}
