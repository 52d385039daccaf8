//! Which building a member is in, how high, and whether it is open.
//!
//! Source: product rule: several stops in one building are one arrival, in floor order. From the top
//! down: one takes the lift up and walks the stairs down.

use chrono::{Datelike, Weekday};

use super::holidays::is_holiday;
use crate::model::{Day, Member};
use crate::text::{fold, split_floor, split_floor_of_building};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Folded address and building; two members with the same are one arrival. Empty: not known.
    pub building: String,
    /// Below ground is negative; `None` where none is named.
    pub floor: Option<i32>,
}

pub fn door(member: &Member) -> Door {
    let (address, building) = member.goes_to();
    let (words, floor) = if building.is_empty() {
        let (words, floor) = split_floor(address);
        (fold(words), floor)
    } else {
        let (words, floor) = split_floor_of_building(building);
        (fold(address) + &fold(words), floor)
    };
    Door {
        building: words,
        floor,
    }
}

/// Whether the words on closing days name this day of the week, or holidays on one. What isn't so every
/// week (`第2・4水`, `隔週`) doesn't count: better to go in vain once than never.
pub fn is_closed(closed_on: &str, day: Day) -> bool {
    if closed_on.contains(['第', '隔']) {
        return false;
    }
    if closed_on.contains('祝') && !closed_on.contains("営業") && is_holiday(day) {
        return true;
    }
    let plain = ["祝日", "定休日", "曜日", "休日", "毎日"]
        .iter()
        .fold(closed_on.to_owned(), |text, word| text.replace(word, ""));
    plain.contains(match day.weekday() {
        Weekday::Mon => '月',
        Weekday::Tue => '火',
        Weekday::Wed => '水',
        Weekday::Thu => '木',
        Weekday::Fri => '金',
        Weekday::Sat => '土',
        Weekday::Sun => '日',
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{self, day};

    fn at(address: &str, building: &str) -> Door {
        let mut member = fixtures::member();
        address.clone_into(&mut member.address);
        building.clone_into(&mut member.building);
        door(&member)
    }

    #[test]
    fn spellings_of_one_building_are_one() {
        let clinic = at("横浜市中区黄金町2-13-7", "三渓ビル4F");
        let denso = at("横浜市中区黄金町二丁目13番7号", "三渓ビル　２階");
        assert_eq!(clinic.building, denso.building);
        assert_eq!((clinic.floor, denso.floor), (Some(4), Some(2)));
        assert_ne!(clinic.building, at("横浜市中区黄金町2-13-7", "").building);
        assert_ne!(
            clinic.building,
            at("横浜市中区黄金町2-13-8", "三渓ビル4F").building
        );
        assert_eq!(at("", "").building, "");
    }

    #[test]
    fn the_visit_address_stands_in_for_the_registered_one() {
        let mut member = fixtures::member();
        member.address = "横浜市西区浅間町5-25".to_owned();
        member.building = "自宅 2F".to_owned();
        member.change_place(|place| {
            place.visit_address = "横浜市中区黄金町2-13-7 三渓ビルB1F".to_owned();
        });
        let there = door(&member);
        assert_eq!(
            there.building,
            at("横浜市中区黄金町2-13-7", "三渓ビル").building
        );
        assert_eq!(there.floor, Some(-1));
    }

    #[test]
    fn closing_days_are_read_from_their_words() {
        let (monday, wednesday, sunday) = (day("2023-10-02"), day("2023-10-04"), day("2023-10-08"));
        for (words, closed, open) in [
            ("水", wednesday, monday),
            ("水曜日", wednesday, sunday),
            ("月・火", monday, sunday),
            ("土日祝日", sunday, monday),
            ("日・祝", day("2023-10-09"), monday),
        ] {
            assert!(is_closed(words, closed), "{words}");
            assert!(!is_closed(words, open), "{words}");
        }
        assert!(!is_closed("日曜定休(祝日は営業)", day("2023-10-09")));
        for open in ["", "祝日", "第2・4水曜", "隔週水曜", "定休日なし", "不定休"]
        {
            assert!(
                !is_closed(open, wednesday) && !is_closed(open, sunday),
                "{open}"
            );
        }
    }
}
