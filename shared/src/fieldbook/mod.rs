//! The phone's in-memory read model: the rows that the server sent, with the visitor's own unsent
//! records laid over them. Screens ask it and nothing else; it knows no clock, disk or network.

mod build;
pub mod draft;
mod elsewhere;
pub mod entry;
mod handed;
mod leads;
pub mod list;
mod personal;
pub mod practice;
#[cfg(any(test, debug_assertions))]
pub mod sample;
mod spoken;
#[cfg(test)]
mod tests;
pub mod today;

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::model::{
    AreaMap, CarriedItem, Day, FactId, Lead, MemberNumber, Moment, Plan, Resolution,
    ResolutionKind, Season, SeasonId, Service, ServiceId, UserId,
};
use crate::rules::{Located, locate};
use crate::sync::PendingFact;
use crate::wire::{Colleague, Fact, FactBody, OfficeCard, Row, VisitorCard};

pub use draft::{CallForm, CallWord, Draft, DraftForm, ReportForm, VisitForm};
pub use entry::{Contact, Entry, Progress};
pub use handed::HandedBefore;
pub use leads::{FoundForm, LeadEntry, LeadForm};
pub use list::{Filter, ListQuery, Sort};
pub use spoken::{RiskEdit, tell_answer, write_complaint};
pub use today::{Agreed, NextDue, Stop, Today, Whom};

/// Everything that this phone may show, and what its visitor has added to it. Cheap to make anew
/// after each save: only members that the visitor's own records touch are put together again.
#[derive(Debug, Default)]
pub struct Fieldbook {
    base: Rc<Base>,
    entries: Vec<Rc<Entry>>,
    /// The visitor's own facts, oldest first, corrections and retractions included.
    own: Vec<Fact>,
    plans: Vec<Plan>,
    leads: Vec<LeadEntry>,
    carried: Vec<CarriedItem>,
}

/// What the server sent, put together by member.
#[derive(Debug, Default)]
struct Base {
    me: Option<UserId>,
    /// In the order of their numbers.
    entries: Vec<Rc<Entry>>,
    keys: list::Keys,
    services: Vec<Service>,
    seasons: Vec<Season>,
    colleagues: Vec<Colleague>,
    office: Option<OfficeCard>,
    list_as_of: Option<Day>,
    areas: Option<AreaMap>,
    /// Of each member, once a list asks.
    buildings: OnceCell<list::Buildings>,
    plans: Vec<Plan>,
    leads: Vec<Lead>,
    card: Option<VisitorCard>,
    carried: Vec<CarriedItem>,
    /// In the order of deciding.
    resolutions: Vec<Resolution>,
    own: Vec<Fact>,
    /// Where a member's contacts correct each other: its place, and all of them.
    corrected: Vec<(usize, Vec<Contact>)>,
}

impl Base {
    fn place(&self, number: &MemberNumber) -> Option<usize> {
        let by_number = |entry: &Rc<Entry>| entry.member.number.cmp(number);
        self.entries.binary_search_by(by_number).ok()
    }

    fn resolution(&self, fact: FactId) -> Option<&Resolution> {
        let mut latest_first = self.resolutions.iter().rev();
        latest_first.find(|resolution| resolution.fact == fact)
    }

    /// By the office's word it counts nowhere.
    fn is_discarded(&self, fact: FactId) -> bool {
        self.resolution(fact)
            .is_some_and(|resolution| resolution.kind == ResolutionKind::Discarded)
    }
}

impl Fieldbook {
    /// `settled` are own facts that arrived: a day is counted from them too, since their rows leave
    /// the phone when the member is reassigned.
    pub fn new(
        me: UserId,
        rows: impl IntoIterator<Item = Row>,
        pending: &[PendingFact],
        settled: &[Arc<Fact>],
    ) -> Self {
        Self::over(Rc::new(build::base(me, rows)), pending, settled)
    }

    /// The same rows with what waits now; costs what waits, not what the phone holds.
    pub fn with_own(&self, pending: &[PendingFact], settled: &[Arc<Fact>]) -> Self {
        Self::over(self.base.clone(), pending, settled)
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.leads.is_empty()
    }

    /// Every member on this phone, in the order of their numbers.
    pub fn entries(&self) -> &[Rc<Entry>] {
        &self.entries
    }

    pub fn member(&self, number: &MemberNumber) -> Option<&Rc<Entry>> {
        self.base.place(number).map(|at| &self.entries[at])
    }

    /// The catalogue, what weighs more first.
    pub fn services(&self) -> &[Service] {
        &self.base.services
    }

    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services().iter().find(|service| service.id == *id)
    }

    pub fn season(&self, id: SeasonId) -> Option<&Season> {
        self.base.seasons.iter().find(|season| season.id == id)
    }

    pub fn office(&self) -> Option<&OfficeCard> {
        self.base.office.as_ref()
    }

    /// The day of which the membership list tells.
    pub fn list_as_of(&self) -> Option<Day> {
        self.base.list_as_of
    }

    /// Outlines of areas, where the office loaded some.
    pub fn area_map(&self) -> Option<&AreaMap> {
        self.base.areas.as_ref()
    }

    /// Where on the map the member is.
    pub fn locate(&self, entry: &Entry) -> Option<Located> {
        let place = entry.member.place.as_ref();
        let (address, _) = entry.member.goes_to();
        locate(place.and_then(|place| place.spot), address, self.area_map())
    }

    /// What the office decided about this visitor's records, oldest first.
    pub fn resolutions(&self) -> &[Resolution] {
        &self.base.resolutions
    }

    /// The office's latest word on one of them.
    pub fn resolution(&self, fact: FactId) -> Option<&Resolution> {
        self.base.resolution(fact)
    }

    pub fn is_me(&self, user: UserId) -> bool {
        self.base.me == Some(user)
    }

    /// A colleague's name; `None` for somebody this phone doesn't know.
    pub fn colleague(&self, user: UserId) -> Option<&str> {
        let colleague = self.base.colleagues.iter().find(|one| one.id == user)?;
        Some(colleague.name.as_str())
    }

    /// The visitor's own facts, oldest first, for counting a day.
    pub fn own(&self) -> &[Fact] {
        &self.own
    }

    /// The branches 支部 of the members on this phone, each once, in order.
    pub fn branches(&self) -> Vec<&str> {
        let mut branches: Vec<&str> = self
            .entries
            .iter()
            .map(|entry| entry.member.branch.as_str())
            .filter(|branch| !branch.is_empty())
            .collect();
        crate::order::sort_by(&mut branches, |a, b| a.cmp(b));
        branches.dedup();
        branches
    }

    /// Other businesses on this phone whose representative bears the same name: perhaps one owner's.
    pub fn same_owner(&self, entry: &Entry) -> Vec<&Rc<Entry>> {
        let name = &entry.member.representative.name;
        let others = self.entries.iter().filter(|other| {
            other.member.number != entry.member.number
                && is_same_name(name, &other.member.representative.name)
        });
        others.collect()
    }

    /// When this visitor's report of `day` was handed in last, as far as this phone still knows.
    pub fn report_sent_for(&self, day: Day) -> Option<Moment> {
        self.own.iter().rev().find_map(|fact| match &fact.body {
            FactBody::DailyReport(report) if report.day == day => Some(report.sent_at),
            _ => None,
        })
    }
}

/// Spaces don't count; a name that isn't known is nobody's.
fn is_same_name(a: &str, b: &str) -> bool {
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !c.is_whitespace())
}

/// Two fieldbooks are only equal when they are one: comparing ten thousand members would cost more
/// than drawing again.
impl PartialEq for Fieldbook {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
