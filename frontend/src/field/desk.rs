//! What every screen works with: the driver, and the latest snapshot of everything it holds.

use std::cell::RefCell;
use std::rc::Rc;

use shared::fieldbook::{Draft, DraftForm, ListQuery};
use shared::model::{Day, MemberNumber, Moment};
use yew::prelude::*;

use crate::driver::{Driver, Snapshot};

#[derive(Clone)]
pub struct Desk {
    pub driver: Driver,
    pub snap: Snapshot,
    /// To the minute; turns by itself.
    pub now: Moment,
    /// What the list showed when one left it.
    pub list_memory: Rc<RefCell<ListMemory>>,
}

#[derive(Clone, Debug, Default)]
pub struct ListMemory {
    pub query: ListQuery,
    pub scrolled: i32,
}

impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        self.driver == other.driver && self.snap == other.snap && self.now == other.now
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The open draft of a visit to this member.
    pub fn open_visit(&self, number: &MemberNumber) -> Option<&Draft> {
        self.drafts_of(number)
            .find(|draft| matches!(draft.form, DraftForm::Visit(_)))
    }

    /// The call to this member whose result isn't recorded yet.
    pub fn open_call(&self, number: &MemberNumber) -> Option<&Draft> {
        self.drafts_of(number)
            .find(|draft| matches!(draft.form, DraftForm::Call(_)))
    }

    fn drafts_of(&self, number: &MemberNumber) -> impl Iterator<Item = &Draft> {
        let drafts = self.snap.drafts.iter();
        drafts.filter(move |draft| draft.member.as_ref() == Some(number))
    }
}

#[hook]
pub fn use_desk() -> Desk {
    use_context::<Desk>().expect("every screen is drawn inside the app's desk")
}
