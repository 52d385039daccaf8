//! Sorting through one function. The library's sort is compiled anew for each type and key, some three
//! kilobytes a time, and phones download every one of them.

use std::cmp::Ordering;

/// Stable, like the library's.
pub fn sort_by<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = {
        let list = &*list;
        places(list.len(), &|a, b| compare(&list[a], &list[b]))
    };
    let mut taken: Vec<Option<T>> = list.drain(..).map(Some).collect();
    for at in places {
        list.extend(taken[at].take());
    }
}

/// Stable; asks for the keys again and again, so they should cost little.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// Stable; asks for each key once.
pub fn sort_by_cached_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let keys: Vec<K> = list.iter().map(key).collect();
    let places = places(list.len(), &|a, b| keys[a].cmp(&keys[b]));
    let mut taken: Vec<Option<T>> = list.drain(..).map(Some).collect();
    for at in places {
        list.extend(taken[at].take());
    }
}

/// The places 0 to `len` in the order asked for.
fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_library_does_and_keeps_the_order_of_equals() {
        let words = ["かき", "あ", "うえお", "い", "く", "けこ"];
        let mut expected: Vec<String> = words.map(str::to_owned).to_vec();
        let (mut by_key, mut cached) = (expected.clone(), expected.clone());
        expected.sort_by_key(String::len);
        sort_by_key(&mut by_key, String::len);
        sort_by_cached_key(&mut cached, String::len);
        assert_eq!(by_key, expected);
        assert_eq!(cached, expected);
        let mut none: Vec<String> = Vec::new();
        sort_by_key(&mut none, String::len);
        assert!(none.is_empty());
    }
}
