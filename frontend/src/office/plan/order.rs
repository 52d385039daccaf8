//! One visitor's day in order. Pure: the page shows it at once and the server confirms.

/// `list` with the entry at `from` moved to `to`; the same list when either is outside.
pub fn moved<T: Clone>(list: &[T], from: usize, to: usize) -> Vec<T> {
    let mut list = list.to_vec();
    if from < list.len() && to < list.len() {
        let entry = list.remove(from);
        list.insert(to, entry);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_moves_and_the_others_keep_their_order() {
        assert_eq!(moved(&[1, 2, 3, 4], 0, 2), [2, 3, 1, 4]);
        assert_eq!(moved(&[1, 2, 3, 4], 3, 0), [4, 1, 2, 3]);
        assert_eq!(moved(&[1, 2, 3, 4], 1, 1), [1, 2, 3, 4]);
    }

    #[test]
    fn beyond_the_ends_nothing_moves() {
        assert_eq!(moved(&[1, 2], 1, 2), [1, 2]);
        assert_eq!(moved(&[1, 2], 5, 0), [1, 2]);
    }
}
