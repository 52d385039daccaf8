//! The list of all members on this phone: search, filters, order.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::rc::Rc;

use memchr::memmem;

use crate::model::{Day, Reason, Spot};
use crate::order::{sort_by, sort_by_cached_key, sort_by_key};
use crate::rules::door;
use crate::text::{fold, fold_query, telephone_query};

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
    /// What `Sort::Nearest` measures from.
    pub here: Option<Spot>,
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
    /// Targets that are done come last.
    #[default]
    Priority,
    Name,
    /// Those whom nobody has contacted come first, then the longest ago.
    LastContact,
    /// Those whose place isn't known come last.
    Nearest,
}

/// Of each member the building, as a number of its own, and the floor; 0: alone, or not known.
pub(super) type Buildings = Vec<(u32, i32)>;

fn buildings(entries: &[Rc<Entry>]) -> Buildings {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let number = |entry: &Rc<Entry>| {
        let member = &entry.member;
        // A house of its own is no arrival of several; folding every address would cost too much.
        if member.building.is_empty() && member.visit_address().is_empty() {
            return (0, 0);
        }
        let door = door(member);
        let next = u32::try_from(numbers.len() + 1).unwrap_or(0);
        let number = *numbers.entry(door.building).or_insert(next);
        (number, door.floor.unwrap_or(1))
    };
    entries.iter().map(number).collect()
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
            Sort::Priority => sort_by_cached_key(&mut found, |at| {
                (entry(at).is_done(), Reverse(entry(at).points()))
            }),
            Sort::Name => sort_by(&mut found, |a, b| by_name(entry(a), entry(b))),
            Sort::LastContact => sort_by_cached_key(&mut found, |at| entry(at).last_contact()),
            Sort::Nearest => sort_by_cached_key(&mut found, |at| {
                let metres = self.metres_from(query.here, entry(at));
                (metres.unwrap_or(u32::MAX), Reverse(entry(at).points()))
            }),
        }
        if query.sort != Sort::Name {
            self.group_buildings(&mut found);
        }
        found
    }

    /// Where in the list each heading ア, カ … begins; by name only. What has no reading comes last, as 他.
    pub fn headings(&self, found: &[u32]) -> Vec<(char, usize)> {
        let mut headings: Vec<(char, usize)> = Vec::new();
        for (place, at) in found.iter().enumerate() {
            let heading = heading(&self.entries[*at as usize].member.kana);
            if headings.iter().all(|(known, _)| *known != heading) {
                headings.push((heading, place));
            }
        }
        headings
    }

    /// As the crow flies; `None` where one of the two isn't known.
    pub fn metres_from(&self, here: Option<Spot>, entry: &Entry) -> Option<u32> {
        let metres = here?.metres_to(self.locate(entry)?.spot);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "never negative, and 20,000 km at most"
        )]
        Some(metres as u32)
    }

    /// Whether two places in `entries()` are in one building.
    pub fn share_building(&self, a: u32, b: u32) -> bool {
        let of = |at: u32| {
            self.buildings()
                .get(at as usize)
                .map_or(0, |(building, _)| *building)
        };
        of(a) != 0 && of(a) == of(b)
    }

    fn buildings(&self) -> &Buildings {
        self.base
            .buildings
            .get_or_init(|| buildings(&self.base.entries))
    }

    /// Who is in one building stands together where the first of them stands, from the top floor down.
    fn group_buildings(&self, found: &mut Vec<u32>) {
        let buildings = self.buildings();
        let mut firsts: BTreeMap<u32, usize> = BTreeMap::new();
        let mut keys: Vec<(usize, i32)> = Vec::with_capacity(found.len());
        for (place, at) in found.iter().enumerate() {
            let (building, floor) = buildings[*at as usize];
            let first = match building {
                0 => place,
                building => *firsts.entry(building).or_insert(place),
            };
            keys.push((first, if building == 0 { 0 } else { -floor }));
        }
        let mut placed: Vec<(usize, u32)> = found.iter().copied().enumerate().collect();
        sort_by_key(&mut placed, |(place, _)| keys[*place]);
        *found = placed.into_iter().map(|(_, at)| at).collect();
    }

    pub fn progress(&self, entry: &Entry, today: Day) -> Progress {
        entry.progress(today)
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
                .is_none_or(|wanted| fits(entry.progress(today), wanted))
            && filter.reason.is_none_or(reason)
    }
}

/// The row of the syllabary in which a reading begins.
fn heading(kana: &str) -> char {
    match kana.chars().next().map(everyday_kana) {
        Some('ァ'..='オ' | 'ヴ') => 'ア',
        Some('カ'..='ゴ' | 'ヵ' | 'ヶ') => 'カ',
        Some('サ'..='ゾ') => 'サ',
        Some('タ'..='ド') => 'タ',
        Some('ナ'..='ノ') => 'ナ',
        Some('ハ'..='ポ') => 'ハ',
        Some('マ'..='モ') => 'マ',
        Some('ャ'..='ヨ') => 'ヤ',
        Some('ラ'..='ロ') => 'ラ',
        Some('ヮ'..='ン') => 'ワ',
        _ => '他',
    }
}

/// Hiragana and half-width kana as katakana.
fn everyday_kana(kana: char) -> char {
    fold(kana.encode_utf8(&mut [0; 4]))
        .chars()
        .next()
        .unwrap_or(kana)
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
