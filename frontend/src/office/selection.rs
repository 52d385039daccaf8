//! Which rows are selected for the next command. Pure: the table says what was pressed.

use std::collections::HashSet;
use std::hash::Hash;
use std::rc::Rc;

use yew::Reducible;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection<K: Eq + Hash> {
    chosen: HashSet<K>,
    /// Where a stretch begins: the last row pressed without Shift.
    anchor: Option<K>,
}

#[derive(Clone, Debug)]
pub enum Select<K> {
    /// Press: in or out.
    Toggle(K),
    /// Shift and press: everything from the anchor to here, in the order shown.
    Through(K, Rc<[K]>),
    /// The first `n` of those shown, and nothing else.
    First(usize, Rc<[K]>),
    All(Rc<[K]>),
    Nothing,
    /// The list was read anew: what is gone can't stay selected.
    Keep(Rc<[K]>),
}

impl<K: Eq + Hash> Default for Selection<K> {
    fn default() -> Self {
        Self {
            chosen: HashSet::new(),
            anchor: None,
        }
    }
}

impl<K: Copy + Eq + Hash> Selection<K> {
    pub fn contains(&self, key: K) -> bool {
        self.chosen.contains(&key)
    }

    fn after(&self, action: Select<K>) -> Self {
        let mut next = self.clone();
        match action {
            Select::Toggle(key) => {
                if !next.chosen.remove(&key) {
                    next.chosen.insert(key);
                }
                next.anchor = Some(key);
            }
            Select::Through(key, shown) => {
                let place = |key: K| shown.iter().position(|at| *at == key);
                let from = next.anchor.and_then(place);
                if let Some(to) = place(key) {
                    let from = from.unwrap_or(to);
                    next.chosen.extend(&shown[from.min(to)..=from.max(to)]);
                    next.anchor.get_or_insert(key);
                }
            }
            Select::First(n, shown) => {
                next.chosen = shown.iter().copied().take(n).collect();
                next.anchor = shown.first().copied();
            }
            Select::All(shown) => next.chosen.extend(shown.iter()),
            Select::Nothing => next = Self::default(),
            Select::Keep(known) => {
                let known: HashSet<K> = known.iter().copied().collect();
                next.chosen.retain(|key| known.contains(key));
            }
        }
        next
    }
}

impl<K: Copy + Eq + Hash + 'static> Reducible for Selection<K> {
    type Action = Select<K>;

    fn reduce(self: Rc<Self>, action: Self::Action) -> Rc<Self> {
        let next = self.after(action);
        if next == *self { self } else { Rc::new(next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> Rc<[u32]> {
        (1..=9).collect()
    }

    fn run(actions: Vec<Select<u32>>) -> Vec<u32> {
        let mut selection = Rc::new(Selection::default());
        for action in actions {
            selection = selection.reduce(action);
        }
        shown()
            .iter()
            .copied()
            .filter(|key| selection.contains(*key))
            .collect()
    }

    #[test]
    fn shift_takes_the_stretch_in_either_direction() {
        use Select::{Through, Toggle};
        assert_eq!(run(vec![Toggle(3), Through(6, shown())]), [3, 4, 5, 6]);
        assert_eq!(run(vec![Toggle(6), Through(3, shown())]), [3, 4, 5, 6]);
        assert_eq!(run(vec![Through(5, shown())]), [5]);
        assert_eq!(run(vec![Toggle(3), Toggle(3)]), [0; 0]);
    }

    #[test]
    fn the_first_n_replace_what_was_selected() {
        use Select::{First, Toggle};
        assert_eq!(run(vec![Toggle(9), First(3, shown())]), [1, 2, 3]);
        assert_eq!(run(vec![First(30, shown())]).len(), 9);
    }

    #[test]
    fn what_is_gone_cant_stay_selected() {
        use Select::{All, Keep};
        assert_eq!(run(vec![All(shown()), Keep([4, 5, 77].into())]), [4, 5]);
    }

    #[test]
    fn an_action_that_changes_nothing_renders_nothing() {
        let none: Rc<Selection<u32>> = Rc::default();
        assert!(Rc::ptr_eq(&none, &Rc::clone(&none).reduce(Select::Nothing)));
    }
}
