//! The floor at the end of a building's name: `三渓ビル4F`, `三渓ビル 4階`, `三渓ビル401号室`, `三渓ビルB1F`.

use super::width::half_width;

/// The building without its floor, and the floor; `B1` and `地下1階` are -1. A room tells its floor
/// by its hundreds. An address may be given too: a house number is no floor.
pub fn split_floor(text: &str) -> (&str, Option<i32>) {
    let (rest, room) = match number_before(text, &["号室"]) {
        Some((rest, room)) => (rest, Some(room)),
        None => (text.trim_end(), None),
    };
    match number_before(rest, &["階", "F", "f", "Ｆ", "ｆ"]) {
        Some((rest, floor)) => match below_ground(rest) {
            Some(rest) => (rest, Some(-floor)),
            None => (rest, Some(floor)),
        },
        None => (rest, room.and_then(floor_of_room)),
    }
}

/// The same of a building's name alone, where a last number such as `401` is a room.
pub fn split_floor_of_building(building: &str) -> (&str, Option<i32>) {
    let (rest, floor) = split_floor(building);
    if floor.is_some() {
        return (rest, floor);
    }
    match number_before(building, &["号", ""]) {
        Some((rest, room)) if room >= 100 => match split_floor(rest) {
            (rest, None) => (rest, floor_of_room(room)),
            with_floor => with_floor,
        },
        _ => (rest, None),
    }
}

fn floor_of_room(room: i32) -> Option<i32> {
    (room >= 100).then_some(room / 100)
}

/// `ビルB` before `1F`, `ビル地下` before `1階`.
fn below_ground(text: &str) -> Option<&str> {
    ["地下", "B", "b", "Ｂ", "ｂ"]
        .iter()
        .find_map(|sign| text.strip_suffix(sign))
        .map(str::trim_end)
}

/// The number in front of one of the endings, and what stands before it.
fn number_before<'t>(text: &'t str, endings: &[&str]) -> Option<(&'t str, i32)> {
    let text = text.trim_end();
    let text = endings
        .iter()
        .find_map(|ending| text.strip_suffix(ending))?;
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| half_width(*c).is_ascii_digit())
        .last()?
        .0;
    let digits: String = text[start..].chars().map(half_width).collect();
    let before =
        text[..start].trim_end_matches(|c: char| c.is_whitespace() || c == '-' || c == '－');
    Some((before, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_and_rooms_come_off_the_buildings_name() {
        for (text, building, floor) in [
            ("三渓ビル4F", "三渓ビル", Some(4)),
            ("三渓ビル　１２Ｆ", "三渓ビル", Some(12)),
            ("三渓ビル 2階", "三渓ビル", Some(2)),
            ("三渓ビルB1F", "三渓ビル", Some(-1)),
            ("三渓ビル地下2階", "三渓ビル", Some(-2)),
            ("三渓ビル3F 301号室", "三渓ビル", Some(3)),
            ("三渓ビル1203号室", "三渓ビル", Some(12)),
            ("三渓ビル-401", "三渓ビル", Some(4)),
            ("三渓ビル 401号", "三渓ビル", Some(4)),
            ("第二三渓ビル", "第二三渓ビル", None),
            ("三渓ビル2", "三渓ビル2", None),
            ("", "", None),
        ] {
            assert_eq!(split_floor_of_building(text), (building, floor), "{text}");
        }
    }

    #[test]
    fn a_house_number_is_no_floor() {
        for address in ["横浜市中区本町1-2-103", "横浜市中区本町12番201号"] {
            assert_eq!(split_floor(address), (address, None));
        }
        let address = "横浜市中区本町1-2 三渓ビル5F";
        assert_eq!(
            split_floor(address),
            ("横浜市中区本町1-2 三渓ビル", Some(5))
        );
    }
}
