//! The list of all members on this phone: search, filters, order.

use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

use memchr::memmem;

use crate::model::{Day, FiscalYear, Reason};
use crate::order::{sort_by, sort_by_cached_key, sort_by_key};
use crate::text::{fold_query, telephone_query};

use super::Fieldbook;
use super::entry::{Entry, Progress};

/// The folded search keys of all members in one text, so that a search is one pass over memory.
#[derive(Debug, Default)]
pub(super) struct Keys {
    text: String,
    /// Where each member's key begins.
    starts: Vec<usize>,
}

/// Stands between two keys; folding leaves no such character in a query.
const BETWEEN: char = '\n';

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListQuery {
    /// As typed.
    pub words: String,
    pub filter: Filter,
    pub sort: Sort,
}

/// Every condition that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub progress: Option<Progress>,
    pub reason: Option<Reason>,
    pub branch: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Priority,
    Name,
    /// Those whom nobody has contacted come first, then the longest ago.
    LastContact,
}

impl Keys {
    pub(super) fn of(entries: &[Rc<Entry>]) -> Self {
        let mut keys = Self::default();
        for entry in entries {
            keys.starts.push(keys.text.len());
            keys.text.push_str(&entry.member.search_key);
            keys.text.push(BETWEEN);
        }
        keys
    }

    fn key(&self, at: usize) -> &str {
        let end = self.starts.get(at + 1).copied().unwrap_or(self.text.len());
        &self.text[self.starts[at]..end]
    }

    /// Positions of the members whose key contains all words; there is at least one word.
    fn found(&self, first: &str, further: &[String]) -> Vec<u32> {
        let mut found = Vec::new();
        let mut from = 0;
        // std's own search is several times slower on a text of megabytes.
        let finder = memmem::Finder::new(first);
        while let Some(hit) = finder.find(&self.text.as_bytes()[from..]) {
            let at = self.starts.partition_point(|start| *start <= from + hit) - 1;
            let key = self.key(at);
            if further.iter().all(|word| key.contains(word.as_str())) {
                found.push(at as u32);
            }
            from = self.starts[at] + key.len();
        }
        found
    }
}

/// The words that a key must contain. The longest comes first: it is found least often.
pub fn search_words(typed: &str) -> Vec<String> {
    let mut words = match telephone_query(typed) {
        Some(digits) => vec![digits],
        None => fold_query(typed),
    };
    sort_by_key(&mut words, |word| Reverse(word.len()));
    words
}

impl Fieldbook {
    /// Positions in `entries()` of the members asked for, in the order asked for.
    pub fn list(&self, query: &ListQuery, today: Day) -> Vec<u32> {
        let words = search_words(&query.words);
        let mut found: Vec<u32> = match words.split_first() {
            Some((first, further)) => self.base.keys.found(first, further),
            None => (0..self.entries.len() as u32).collect(),
        };
        if query.filter != Filter::default() {
            found.retain(|at| self.passes(&self.entries[*at as usize], &query.filter, today));
        }
        let entry = |at: &u32| &*self.entries[*at as usize];
        match query.sort {
            Sort::Priority => sort_by_cached_key(&mut found, |at| Reverse(entry(at).points())),
            Sort::Name => sort_by(&mut found, |a, b| by_name(entry(a), entry(b))),
            Sort::LastContact => sort_by_cached_key(&mut found, |at| entry(at).last_contact()),
        }
        found
    }

    /// The first day that counts for a member's progress: its season's, or else the fiscal year's.
    pub fn counted_since(&self, entry: &Entry, today: Day) -> Day {
        entry
            .target
            .as_ref()
            .and_then(|target| self.season(target.season))
            .map_or_else(
                || FiscalYear::of(today).first_day(),
                |season| season.starts_on,
            )
    }

    pub fn progress(&self, entry: &Entry, today: Day) -> Progress {
        entry.progress(self.counted_since(entry, today))
    }

    fn passes(&self, entry: &Entry, filter: &Filter, today: Day) -> bool {
        let branch = filter.branch.as_ref();
        let reason = |wanted: Reason| {
            let alike = std::mem::discriminant(&wanted);
            let reasons = entry.reasons(today);
            reasons
                .iter()
                .any(|reason| std::mem::discriminant(reason) == alike)
        };
        branch.is_none_or(|branch| entry.member.branch == *branch)
            && filter
                .progress
                .is_none_or(|wanted| fits(self.progress(entry, today), wanted))
            && filter.reason.is_none_or(reason)
    }
}

/// Whom one has met, one has visited.
fn fits(progress: Progress, wanted: Progress) -> bool {
    match wanted {
        Progress::Visited => progress >= Progress::Visited,
        exactly => progress == exactly,
    }
}

/// By reading, members without one by their name behind those with one.
fn by_name(a: &Entry, b: &Entry) -> Ordering {
    let (a, b) = (&a.member, &b.member);
    a.kana
        .is_empty()
        .cmp(&b.kana.is_empty())
        .then_with(|| a.kana.cmp(&b.kana))
        .then_with(|| a.name.cmp(&b.name))
}
