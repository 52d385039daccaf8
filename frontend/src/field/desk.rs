//! What every screen works with: the driver, the latest snapshot of everything it holds, and where
//! one is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::fieldbook::{Draft, DraftForm, Entry, ListQuery};
use shared::model::{Day, FactId, MemberNumber, Moment};
use shared::wire::Fact;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::actions::name_of_draft;
use super::install::Install;
use super::list::View;
use super::route::Route;
use super::update::NewVersion;
use crate::driver::{Driver, Snapshot, painted};
use crate::i18n::field::FieldTexts;
use crate::i18n::{Lang, LangSwitch};

#[derive(Clone)]
pub struct Desk {
    pub driver: Driver,
    pub snap: Snapshot,
    pub speaks: LangSwitch,
    pub place: Place,
    pub steps: UseReducerDispatcher<Place>,
    /// Begins to practise, or ends it.
    pub practise: Callback<bool>,
    /// What the list showed when one left it.
    pub list_memory: Rc<RefCell<ListMemory>>,
    pub taps: Rc<Taps>,
}

/// What was tapped and isn't done yet: a second tap meanwhile is the same tap, whatever has been drawn anew since.
#[derive(Debug, Default)]
pub struct Taps {
    going: Cell<bool>,
    working: Cell<bool>,
}

#[derive(Clone, Debug, Default)]
pub struct ListMemory {
    pub query: ListQuery,
    pub scrolled: i32,
    pub view: View,
    /// When it was found out from where "near me" counts.
    pub found_at: Option<Moment>,
}

/// Where one is, when, and what is said on top of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub route: Route,
    /// To the minute; turns by itself.
    pub now: Moment,
    pub toast: Option<Toast>,
    pub new_version: NewVersion,
    pub install: Install,
    /// The app has become newer since it was opened last, and nobody has read how.
    pub news: bool,
    /// Nobody has used the app on this phone, nor seen its three pictures.
    pub first_time: bool,
    /// A newer version serves this page: it reloads once nothing is lost by it.
    pub replaced: bool,
}

impl Place {
    /// What is said on top of a page changes nothing in it.
    fn shows_the_same(&self, other: &Self) -> bool {
        let Self {
            toast: _,
            route,
            now,
            new_version,
            install,
            news,
            first_time,
            replaced,
        } = self;
        *route == other.route
            && *now == other.now
            && (new_version, install) == (&other.new_version, &other.install)
            && (*news, *first_time, *replaced) == (other.news, other.first_time, other.replaced)
    }

    /// Not in the middle of a record, and not while something done can still be undone.
    pub fn may_reload(&self) -> bool {
        self.replaced && !self.route.is_writing() && self.toast.is_none()
    }
}

/// What has just been done.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub words: AttrValue,
    pub undo: Option<Undo>,
    /// The owner's other business, to be recorded as part of the same conversation.
    pub other: Option<(FactId, MemberNumber)>,
}

impl Toast {
    /// A draft was given up: its pictures wait for the undo.
    pub fn is_about_a_draft(&self) -> bool {
        matches!(self.undo, Some(Undo::WriteOn(_)))
    }
}

/// What "undo" does.
#[derive(Clone, Debug, PartialEq)]
pub enum Undo {
    /// Takes the own call or visit back.
    TakeBack(FactId),
    /// Brings back the draft of a visit that was given up.
    WriteOn(Box<Draft>),
    /// Brings back the record that was taken back to be written anew as this draft.
    BringBack { retraction: FactId, draft: FactId },
}

#[derive(Clone, Debug)]
pub enum Step {
    Go(Route),
    Tick(Moment),
    Say(Toast),
    Hush,
    Found(NewVersion),
    Install(Install),
    Replaced,
    NewsRead,
    HelpSeen,
}

impl Reducible for Place {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut place = (*self).clone();
        match step {
            Step::Go(route) => {
                // Over the next member's form its "undo" would belong to another record.
                if route.is_writing() {
                    place.toast = None;
                }
                place.route = route;
            }
            Step::Tick(now) => place.now = now,
            Step::Say(toast) => place.toast = Some(toast),
            Step::Hush => place.toast = None,
            Step::Found(version) => place.new_version = version,
            Step::Install(install) => place.install = install,
            Step::Replaced => place.replaced = true,
            Step::NewsRead => place.news = false,
            Step::HelpSeen => place.first_time = false,
        }
        if place == *self { self } else { Rc::new(place) }
    }
}

impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        self.driver == other.driver
            && self.snap == other.snap
            && self.speaks == other.speaks
            && self.place.shows_the_same(&other.place)
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    pub fn lang(&self) -> Lang {
        self.speaks.lang
    }

    pub fn now(&self) -> Moment {
        self.place.now
    }

    pub fn today(&self) -> Day {
        self.place.now.day()
    }

    pub fn go(&self, route: Route) {
        route.enter(false);
        self.steps.dispatch(Step::Go(route));
    }

    /// Leaves a record for good once the browser has painted what was said of it.
    pub async fn leave_when_painted(&self, route: Route) {
        route.enter(true);
        painted().await;
        self.show_or_go_back(route);
    }

    /// Leaves a record for good: "back" doesn't lead to it.
    pub fn leave(&self, route: Route) {
        route.enter(true);
        self.show_or_go_back(route);
    }

    fn show_or_go_back(&self, route: Route) {
        if !route.came_back() {
            self.steps.dispatch(Step::Go(route));
        }
    }

    pub fn say(&self, words: impl Into<AttrValue>, undo: Option<FactId>) {
        self.say_recorded(words, undo, None);
    }

    pub fn say_recorded(
        &self,
        words: impl Into<AttrValue>,
        undo: Option<FactId>,
        other: Option<(FactId, MemberNumber)>,
    ) {
        let (words, undo) = (words.into(), undo.map(Undo::TakeBack));
        self.steps.dispatch(Step::Say(Toast { words, undo, other }));
    }

    pub fn say_given_up(&self, draft: Draft) {
        let (lang, name) = (self.lang(), name_of_draft(self, &draft));
        let words: AttrValue = match draft.corrects() {
            Some(_) => lang.correction_given_up(&name).into(),
            None if draft.is_rewrite(self.snap.book.own()) => lang.rewrite_given_up(&name).into(),
            None => lang.given_up().into(),
        };
        let undo = Some(Undo::WriteOn(Box::new(draft)));
        let other = None;
        self.steps.dispatch(Step::Say(Toast { words, undo, other }));
    }

    /// A click that does this with the desk.
    pub fn click(&self, act: impl Fn(&Self) + 'static) -> Callback<MouseEvent> {
        let desk = self.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            act(&desk);
        })
    }

    /// A tap that leads to another screen, which is opened and drawn once the browser has painted that the tap was
    /// heard: drawing takes a slow phone longer than a person waits for that.
    pub fn going<R: Into<Option<Route>>>(
        &self,
        route: impl Fn(&Self) -> R + 'static,
    ) -> Callback<MouseEvent> {
        let route = Rc::new(route);
        self.click(move |desk| {
            if desk.taps.going.replace(true) {
                return;
            }
            let (desk, route) = (desk.clone(), route.clone());
            spawn_local(async move {
                painted().await;
                desk.taps.going.set(false);
                if let Some(route) = route(&desk).into() {
                    desk.go(route);
                }
            });
        })
    }

    /// The same for a link out of the app, whose own way of acting stays: the record and its address are there at once,
    /// whatever becomes of the app meanwhile.
    pub fn dialling(&self, route: impl Fn(&Self) -> Route + 'static) -> Callback<MouseEvent> {
        let desk = self.clone();
        Callback::from(move |_: MouseEvent| {
            if desk.taps.going.replace(true) {
                return;
            }
            let (desk, route) = (desk.clone(), route(&desk));
            route.enter(false);
            spawn_local(async move {
                painted().await;
                desk.taps.going.set(false);
                // "Back" may have been faster.
                desk.steps.dispatch(Step::Go(Route::here()));
            });
        })
    }

    /// A tap whose work takes the disk a while.
    pub fn once(&self, work: impl Future<Output = ()> + 'static) {
        if self.taps.working.replace(true) {
            return;
        }
        let taps = self.taps.clone();
        spawn_local(async move {
            work.await;
            taps.working.set(false);
        });
    }

    pub fn entry(&self, number: &str) -> Option<&Rc<Entry>> {
        self.snap.book.member(&MemberNumber::parse(number)?)
    }

    /// The member's name, or its number once it has left this phone.
    pub fn name_of(&self, number: &MemberNumber) -> String {
        let entry = self.snap.book.member(number);
        entry.map_or_else(|| number.to_string(), |entry| entry.member.name.clone())
    }

    pub fn own_fact(&self, id: FactId) -> Option<&Fact> {
        self.snap.book.own().iter().find(|fact| fact.id == id)
    }

    /// The draft of this id; once another window has saved its record, the one that corrects that.
    pub fn draft(&self, id: &str) -> Option<&Draft> {
        let id = id.parse::<FactId>().ok()?;
        let drafts = || self.snap.drafts.iter();
        let elsewhere = |draft: &&Draft| {
            draft.corrects() == Some(id) && self.snap.saved_elsewhere.contains(&draft.id)
        };
        { drafts() }
            .find(|draft| draft.id == id)
            .or_else(|| { drafts() }.find(elsewhere))
    }

    /// The open draft of today's visit to this member.
    pub fn open_visit(&self, number: &MemberNumber) -> Option<&Draft> {
        let now = self.now();
        self.draft_of(
            number,
            |form| matches!(form, DraftForm::Visit(form) if form.goes_on(now)),
        )
    }

    /// The call to this member whose result isn't recorded yet.
    pub fn open_call(&self, number: &MemberNumber) -> Option<&Draft> {
        self.draft_of(
            number,
            |form| matches!(form, DraftForm::Call(form) if form.corrects.or(form.instead_of).is_none()),
        )
    }

    fn draft_of(
        &self,
        number: &MemberNumber,
        is_it: impl Fn(&DraftForm) -> bool,
    ) -> Option<&Draft> {
        let mut drafts = self.snap.drafts.iter();
        drafts.find(|draft| draft.member.as_ref() == Some(number) && is_it(&draft.form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Rc<Place> {
        Rc::new(Place {
            route: Route::Today,
            now: Moment::from_utc_ms(0),
            toast: None,
            new_version: NewVersion::default(),
            install: Install::default(),
            news: false,
            first_time: false,
            replaced: false,
        })
    }

    #[test]
    fn a_new_version_waits_for_the_record_and_for_undo() {
        let writing = Step::Go(Route::Visit("1".to_owned()));
        let replaced = place().reduce(writing).reduce(Step::Replaced);
        assert!(!replaced.may_reload());
        let said = replaced
            .reduce(Step::Go(Route::Today))
            .reduce(Step::Say(Toast {
                words: "記録しました".into(),
                undo: None,
                other: None,
            }));
        assert!(!said.may_reload());
        assert!(said.reduce(Step::Hush).may_reload());
        assert!(!place().may_reload());
    }

    #[test]
    fn what_was_said_goes_when_the_next_record_opens_but_not_before() {
        let said = place().reduce(Step::Say(Toast {
            words: "記録しました".into(),
            undo: None,
            other: None,
        }));
        assert!(said.clone().reduce(Step::Go(Route::List)).toast.is_some());
        assert!(
            said.reduce(Step::Go(Route::Visit("1".to_owned())))
                .toast
                .is_none()
        );
    }

    #[test]
    fn a_step_that_changes_nothing_draws_nothing() {
        let place = place();
        assert!(Rc::ptr_eq(
            &place.clone().reduce(Step::Go(Route::Today)),
            &place
        ));
    }
}
