//! The record being written, and how its parts change it.

use std::rc::Rc;

use shared::fieldbook::{Draft, DraftForm, VisitForm};
use shared::model::{FactId, Fault, Invalid, MemberNumber, Moment};
use yew::prelude::*;

use crate::field::desk::Desk;
use crate::i18n::Lang;

/// One change of the record.
pub type Edit = Box<dyn FnOnce(&mut VisitForm)>;

#[derive(Clone, PartialEq)]
pub struct Sheet {
    pub form: Rc<VisitForm>,
    /// Counts the changes since the page opened.
    pub changes: u32,
}

impl Sheet {
    pub fn draft(&self, id: FactId, member: &MemberNumber, now: Moment) -> Draft {
        Draft {
            id,
            member: Some(member.clone()),
            changed_at: now,
            form: DraftForm::Visit(Box::new((*self.form).clone())),
        }
    }
}

impl Reducible for Sheet {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        let mut form = (*self.form).clone();
        edit(&mut form);
        if form == *self.form {
            return self;
        }
        Rc::new(Self {
            form: Rc::new(form),
            changes: self.changes + 1,
        })
    }
}

/// What each part of the page gets: the record so far, how to change it, and where new ids come from.
#[derive(Clone)]
pub struct Part {
    pub form: Rc<VisitForm>,
    pub edit: UseReducerDispatcher<Sheet>,
    pub desk: Desk,
    /// All that keeps the record from being finished.
    pub wanting: Rc<[Invalid]>,
}

impl Part {
    pub fn lang(&self) -> Lang {
        self.desk.lang()
    }

    /// The moment and the random bytes of a new id.
    pub fn seed(&self) -> (Moment, [u8; 10]) {
        (self.desk.driver.now(), self.desk.driver.random())
    }

    /// What keeps the record from being finished lies in this field of it.
    pub fn wants(&self, field: &str) -> bool {
        let mut wanting = self.wanting.iter();
        wanting.any(|invalid| invalid.field.split('.').next() == Some(field))
    }

    /// What is written here keeps the record from being finished. Entries of a list share a field's name.
    pub fn wrong(&self, field: &str, text: &str) -> bool {
        let mut wanting = self.wanting.iter();
        wanting.any(|invalid| {
            let missing = invalid.fault == Fault::Missing;
            field.starts_with(&invalid.field) && text.trim().is_empty() == missing
        })
    }

    /// A callback that makes one change.
    pub fn editing<T: 'static>(
        &self,
        change: impl Fn(&mut VisitForm, T) + Clone + 'static,
    ) -> Callback<T> {
        let edit = self.edit.clone();
        Callback::from(move |value: T| {
            let change = change.clone();
            edit.dispatch(Box::new(move |form| change(form, value)));
        })
    }

    /// A text field's change.
    pub fn writing(
        &self,
        change: impl Fn(&mut VisitForm, String) + Clone + 'static,
    ) -> Callback<String> {
        self.editing(change)
    }

    /// A chip's change: the place of the chip that was tapped.
    pub fn tapping(
        &self,
        change: impl Fn(&mut VisitForm, usize) + Clone + 'static,
    ) -> Callback<usize> {
        self.editing(change)
    }
}
