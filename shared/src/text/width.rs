//! Full-width letters, digits and signs (JIS X 0208 rows 1 and 3) as their ASCII counterparts.

/// `Ａ` → `A`, `／` → `/`; other characters stay. Unicode keeps both blocks in the same order.
pub fn half_width(character: char) -> char {
    match character {
        '！'..='～' => shifted(character, '！', '!'),
        other => other,
    }
}

/// `character` moved from the block that begins with `from` to the one that begins with `to`.
pub fn shifted(character: char, from: char, to: char) -> char {
    char::from_u32(character as u32 - from as u32 + to as u32).unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_block_maps_in_order() {
        let full: String = ('！'..='～').map(half_width).collect();
        let ascii: String = ('!'..='~').collect();
        assert_eq!(full, ascii);
        assert_eq!(half_width('横'), '横');
    }
}
