//! The day of which a list tells, where its file's name says so.

use shared::model::Day;
use shared::text::parse_date;

/// The longest way to write a day: 令和五年 isn't one, 令和05年10月01日 is.
const LONGEST: usize = 11;

/// Such as `会員一覧_20231001.csv`, `名簿(令和5年10月1日現在).csv`. A day yet to come is none of a list's.
pub fn named(file_name: &str, today: Day) -> Option<Day> {
    let letters: Vec<char> = file_name.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let inside = |at: usize| at > 0 && is_digit(at - 1) && is_digit(at);
    let spans = (0..letters.len()).flat_map(|from| {
        let longest = (from + LONGEST).min(letters.len());
        (from + 6..=longest).rev().map(move |to| (from, to))
    });
    { spans.filter(|(from, to)| !inside(*from) && !inside(*to)) }
        .filter_map(|(from, to)| parse_date(&letters[from..to].iter().collect::<String>()).ok())
        .find(|day| *day <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_may_say_of_which_day_it_is() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let today = day("2023-10-02");
        for (name, found) in [
            ("会員一覧_20231001.csv", Some("2023-10-01")),
            ("2023-9-30 members.csv", Some("2023-09-30")),
            ("名簿(令和5年10月1日現在).csv", Some("2023-10-01")),
            ("名簿R5.9.30.csv", Some("2023-09-30")),
            ("kaiin20230930_2.csv", Some("2023-09-30")),
            ("会員名簿.csv", None),
            ("会員名簿2023.csv", None),
            ("12345.csv", None),
            ("20239931.csv", None),
            ("1202310015.csv", None),
            // Tomorrow's list isn't there yet.
            ("20231003.csv", None),
        ] {
            assert_eq!(named(name, today), found.map(day), "{name}");
        }
    }
}
