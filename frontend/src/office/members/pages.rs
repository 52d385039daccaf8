//! The pages of a long list that have been read, are being read, or couldn't be. Pure.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use shared::model::{Day, Member};
use shared::wire::office::MemberPage;
use yew::Reducible;

use crate::api::Failure;

/// Members on one page, as the server cuts them.
const PAGE: usize = 100;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pages {
    /// The search that they answer; an answer to an earlier one is dropped.
    pub search: String,
    /// `None` until the first page has arrived.
    pub total: Option<usize>,
    /// The day of which the membership list tells.
    pub list_as_of: Option<Day>,
    pages: BTreeMap<u32, Rc<Vec<Member>>>,
    asked: Vec<u32>,
    pub failure: Option<Failure>,
}

#[derive(Debug)]
pub enum Page {
    Search(String),
    Asked(Vec<u32>),
    Arrived(String, MemberPage),
    Failed(String, u32, Failure),
    /// Those that failed are asked for again.
    Again,
}

impl Pages {
    pub fn member(&self, place: usize) -> Option<&Member> {
        let page = u32::try_from(place / PAGE).ok()?;
        self.pages.get(&page)?.get(place % PAGE)
    }

    /// What the rows in sight need and nobody has asked for; nothing while a failure is shown.
    pub fn wanted(&self, rows: &Range<usize>) -> Vec<u32> {
        if self.failure.is_some() {
            return Vec::new();
        }
        let last = rows.end.saturating_sub(1).max(rows.start) / PAGE;
        let pages = (rows.start / PAGE..=last).filter_map(|page| u32::try_from(page).ok());
        pages
            .filter(|page| !self.pages.contains_key(page) && !self.asked.contains(page))
            .collect()
    }
}

impl Reducible for Pages {
    type Action = Page;

    fn reduce(self: Rc<Self>, action: Page) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Page::Search(search) => {
                next = Self {
                    search,
                    ..Self::default()
                };
            }
            Page::Asked(pages) => next.asked.extend(pages),
            Page::Arrived(search, page) if search == self.search => {
                next.asked.retain(|asked| *asked != page.page);
                next.total = usize::try_from(page.total).ok();
                next.list_as_of = page.list_as_of;
                next.pages.insert(page.page, Rc::new(page.members));
            }
            Page::Failed(search, page, failure) if search == self.search => {
                next.asked.retain(|asked| *asked != page);
                next.failure = Some(failure);
            }
            Page::Again => next.failure = None,
            Page::Arrived(..) | Page::Failed(..) => return self,
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(total: u64, page: u32) -> MemberPage {
        MemberPage {
            total,
            page,
            list_as_of: None,
            members: Vec::new(),
        }
    }

    #[test]
    fn asks_for_each_page_once() {
        let pages = Rc::new(Pages::default());
        assert_eq!(pages.wanted(&(0..0)), [0]);
        let pages = pages.reduce(Page::Asked(vec![0]));
        assert_eq!(pages.wanted(&(0..60)), [0; 0]);
        let pages = pages.reduce(Page::Arrived(String::new(), page(12_000, 0)));
        assert_eq!(pages.total, Some(12_000));
        assert_eq!(pages.wanted(&(170..230)), [1, 2]);
    }

    #[test]
    fn an_answer_to_an_earlier_search_is_dropped() {
        let pages = Rc::new(Pages::default()).reduce(Page::Search("青果".into()));
        let pages = pages.reduce(Page::Arrived(String::new(), page(12_000, 0)));
        assert_eq!(pages.total, None);
        let pages = pages.reduce(Page::Arrived("青果".into(), page(3, 0)));
        assert_eq!(pages.total, Some(3));
    }

    #[test]
    fn after_a_failure_it_asks_again_only_when_told() {
        let pages = Rc::new(Pages::default()).reduce(Page::Asked(vec![0]));
        let pages = pages.reduce(Page::Failed(String::new(), 0, Failure::NoAnswer));
        assert_eq!(pages.wanted(&(0..60)), [0; 0]);
        assert_eq!(pages.reduce(Page::Again).wanted(&(0..60)), [0]);
    }
}
