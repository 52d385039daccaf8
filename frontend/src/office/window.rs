//! Which rows of a long table are mounted: those in sight and a few around them.

use std::ops::Range;

/// Height of a row in CSS pixels; `office.css` says the same.
pub const ROW_PX: u32 = 40;
/// Rows mounted at most, so that 12,000 scroll like 12.
pub const MOST_MOUNTED: usize = 60;
/// Rows mounted beyond each edge, so that a key press finds the next one there.
const AROUND: usize = 8;

pub fn window(count: usize, scroll_px: u32, height_px: u32) -> Range<usize> {
    let first_in_sight = (scroll_px / ROW_PX) as usize;
    let in_sight = (height_px.div_ceil(ROW_PX) + 1) as usize;
    let first = first_in_sight.saturating_sub(AROUND).min(count);
    let last = first_in_sight
        .saturating_add(in_sight + AROUND)
        .min(first + MOST_MOUNTED)
        .min(count);
    first..last.max(first)
}

/// How far to scroll so that `row` is in sight below the head; `None` when it already is.
pub fn scroll_to(row: usize, scroll_px: u32, height_px: u32) -> Option<u32> {
    let top = u32::try_from(row)
        .unwrap_or(u32::MAX)
        .saturating_mul(ROW_PX);
    // The sticky head covers one row's height of the scrolled area.
    let bottom = top.saturating_add(ROW_PX * 2);
    if top < scroll_px {
        Some(top)
    } else if bottom > scroll_px.saturating_add(height_px) {
        Some(bottom - height_px)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_what_is_in_sight_and_never_more_than_the_limit() {
        assert_eq!(window(0, 0, 800), 0..0);
        assert_eq!(window(12, 0, 800), 0..12);
        for scroll in (0..480_000).step_by(777) {
            for height in [200, 800, 1400, 20_000] {
                let mounted = window(12_000, scroll, height);
                assert!(mounted.len() <= MOST_MOUNTED);
                let first = (scroll / ROW_PX) as usize;
                assert!(mounted.contains(&first.min(11_999)), "{scroll} {height}");
            }
        }
    }

    #[test]
    fn a_list_that_shrank_under_the_scroll_shows_its_end() {
        assert_eq!(window(10, 400_000, 800), 10..10);
        assert_eq!(window(10, 100, 800).end, 10);
    }

    #[test]
    fn scrolls_only_when_the_row_is_out_of_sight() {
        assert_eq!(scroll_to(3, 0, 800), None);
        assert_eq!(scroll_to(0, 400, 800), Some(0));
        assert_eq!(scroll_to(100, 0, 800), Some(102 * ROW_PX - 800));
    }
}
