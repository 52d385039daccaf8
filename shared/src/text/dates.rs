//! Dates as membership lists write them.

use chrono::NaiveDate;

use super::wareki::Era;
use super::width::half_width;

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// Nothing is written.
    Empty,
    /// It isn't written as a date.
    NotADate,
    /// It is written as a date, but the calendar has no such day: 2021/2/30.
    NoSuchDay,
    /// The era doesn't have that day: 平成40年4月1日, 令和元年4月1日.
    OutsideEra,
}

impl std::fmt::Display for DateProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "no date is written",
            Self::NotADate => "this is not written as a date",
            Self::NoSuchDay => "the calendar has no such day",
            Self::OutsideEra => "the era does not have that day",
        })
    }
}

impl std::error::Error for DateProblem {}

/// Reads a date in any of the notations of membership exports, full-width or half-width, with
/// spaces anywhere:
///
/// - 2021/5/10, 2021-05-10, 2021.5.10, 2021年5月10日, 20210510 (years 1800 to 2200);
/// - 令和3年5月10日, 令和元年5月1日, R3.5.10, R030510 with the eras 明治, 大正, 昭和, 平成, 令和, their
///   first kanji, their signs such as ㍻, or M, T, S, H, R;
/// - a spreadsheet's serial number of five digits (44326). The 1900 system counts a 29 February
///   1900 that never was, so from March 1900 on day 0 is 30 December 1899.
///
/// A time of day after the date and a weekday in brackets are ignored. Years of two digits
/// without an era are no date: the century would be a guess. An era reaches to the end of the
/// fiscal year in which it ended (平成32年3月31日), because offices wrote so.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateProblem> {
    let text = half_width_without_spaces(date_part(text.trim()));
    if text.is_empty() {
        return Err(DateProblem::Empty);
    }
    let text = text.strip_suffix('日').unwrap_or(&text);
    if let Some((era, rest)) = leading_era(text) {
        return era_date(era, rest);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.len() {
            5 => serial_date(text),
            8 => western_date(&text[..4], &text[4..6], &text[6..]),
            _ => Err(DateProblem::NotADate),
        };
    }
    let [year, month, day] = three_parts(text)?;
    if year.len() != 4 {
        return Err(DateProblem::NotADate);
    }
    western_date(year, month, day)
}

/// Leaves out a time of day and a weekday in brackets.
fn date_part(text: &str) -> &str {
    let text = match text.find([':', '：']) {
        Some(colon) => text[..colon]
            .trim_end_matches(|character: char| character.is_numeric())
            .trim_end_matches(['T', 'Ｔ', ' ', '　']),
        None => text,
    };
    match text.rfind(['(', '（']) {
        Some(bracket) if text.ends_with([')', '）']) => &text[..bracket],
        _ => text,
    }
}

fn half_width_without_spaces(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match half_width(character) {
            'ー' | '−' | '‐'..='―' | 'ｰ' => '-',
            other => other,
        })
        .collect()
}

fn leading_era(text: &str) -> Option<(Era, &str)> {
    if let Some(found) = Era::ALL
        .into_iter()
        .find_map(|era| Some((era, text.strip_prefix(era.name())?)))
    {
        return Some(found);
    }
    let first = text.chars().next()?;
    let era = match first {
        'R' | 'r' | '令' | '㋿' => Era::Reiwa,
        'H' | 'h' | '平' | '㍻' => Era::Heisei,
        'S' | 's' | '昭' | '㍼' => Era::Showa,
        'T' | 't' | '大' | '㍽' => Era::Taisho,
        'M' | 'm' | '明' | '㍾' => Era::Meiji,
        _ => return None,
    };
    Some((era, text[first.len_utf8()..].trim_start_matches('.')))
}

fn era_date(era: Era, rest: &str) -> Result<NaiveDate, DateProblem> {
    let compact = rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let [year, month, day] = if compact {
        [&rest[..2], &rest[2..4], &rest[4..]]
    } else {
        three_parts(rest)?
    };
    let count = match year {
        "元" => 1,
        _ => number(year)?,
    };
    let year = era.first_year() + count as i32 - 1;
    let date = NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
        .ok_or(DateProblem::NoSuchDay)?;
    if count == 0 || !era.includes(date) {
        return Err(DateProblem::OutsideEra);
    }
    Ok(date)
}

fn western_date(year: &str, month: &str, day: &str) -> Result<NaiveDate, DateProblem> {
    let year = number(year)?;
    let (month, day) = (number(month)?, number(day)?);
    if !(1800..=2200).contains(&year) {
        return Err(DateProblem::NotADate);
    }
    NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(DateProblem::NoSuchDay)
}

fn serial_date(digits: &str) -> Result<NaiveDate, DateProblem> {
    let days = number(digits)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)
        .and_then(|origin| origin.checked_add_days(chrono::Days::new(u64::from(days))))
        .ok_or(DateProblem::NoSuchDay)
}

/// Year, month and day between the separators / - . 年 月.
fn three_parts(text: &str) -> Result<[&str; 3], DateProblem> {
    let mut parts = text.split(['/', '-', '.', '年', '月']);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day), None) => Ok([year, month, day]),
        _ => Err(DateProblem::NotADate),
    }
}

/// One to five digits.
fn number(digits: &str) -> Result<u32, DateProblem> {
    if digits.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateProblem::NotADate);
    }
    digits.parse().map_err(|_| DateProblem::NotADate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::wareki::wareki;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("the tests name real days")
    }

    #[test]
    fn one_day_in_many_notations() {
        for text in [
            "2021/5/10",
            "2021/05/10",
            "2021-05-10",
            "2021.5.10",
            "20210510",
            "2021年5月10日",
            "２０２１年５月１０日",
            "令和3年5月10日",
            "令和 3年 5月10日",
            "R3.5.10",
            "r3/5/10",
            "Ｒ３．５．１０",
            "R.3.5.10",
            "R030510",
            "令3.5.10",
            "㋿3年5月10日",
            "44326",
            "2021/05/10 0:00:00",
            "2021-05-10T09:30:00",
            "2021年5月10日（月）",
            " 2021/5/10 ",
        ] {
            assert_eq!(parse_date(text), Ok(day(2021, 5, 10)), "{text}");
        }
    }

    #[test]
    fn every_era() {
        for (text, date) in [
            ("令和元年5月1日", day(2019, 5, 1)),
            ("平成31年4月1日", day(2019, 4, 1)),
            ("H元.1.8", day(1989, 1, 8)),
            ("S63.3.1", day(1988, 3, 1)),
            ("大正元年7月30日", day(1912, 7, 30)),
            ("T15.12.24", day(1926, 12, 24)),
            ("明治6年1月1日", day(1873, 1, 1)),
        ] {
            assert_eq!(parse_date(text), Ok(date), "{text}");
        }
    }

    #[test]
    fn an_era_is_written_on_to_the_end_of_its_last_fiscal_year() {
        assert_eq!(parse_date("平成31年5月7日"), Ok(day(2019, 5, 7)));
        assert_eq!(parse_date("平成32年3月31日"), Ok(day(2020, 3, 31)));
        assert_eq!(parse_date("昭和64年3月31日"), Ok(day(1989, 3, 31)));
        for text in [
            "平成32年4月1日",
            "平成40年4月1日",
            "昭和64年4月1日",
            "令和元年4月30日",
            "令和0年5月1日",
            "明治5年1月1日",
        ] {
            assert_eq!(parse_date(text), Err(DateProblem::OutsideEra), "{text}");
        }
    }

    #[test]
    fn problems_are_told_apart() {
        assert_eq!(parse_date(""), Err(DateProblem::Empty));
        assert_eq!(parse_date(" 　"), Err(DateProblem::Empty));
        for text in ["2021/2/29", "2021/13/1", "20210431", "令和3年2月30日"] {
            assert_eq!(parse_date(text), Err(DateProblem::NoSuchDay), "{text}");
        }
        for text in [
            "不明",
            "21/5/10",
            "2021/5",
            "2021年5月",
            "5/10/2021",
            "443261",
            "9999/12/31",
            "令和3年",
            "R",
            "2021/5/10/1",
            "2021//10",
            "日",
            "-1/1/1",
        ] {
            assert_eq!(parse_date(text), Err(DateProblem::NotADate), "{text}");
        }
    }

    #[test]
    fn serial_numbers_count_the_day_that_never_was() {
        assert_eq!(parse_date("36526"), Ok(day(2000, 1, 1)));
        assert_eq!(parse_date("43586"), Ok(day(2019, 5, 1)));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(serial in -9_000i64..100_000) {
            let date = day(1900, 1, 1) + chrono::Days::new(serial.unsigned_abs());
            prop_assert_eq!(parse_date(&wareki(date)), Ok(date));
            prop_assert_eq!(parse_date(&date.format("%Y/%-m/%-d").to_string()), Ok(date));
            prop_assert_eq!(parse_date(&date.format("%Y%m%d").to_string()), Ok(date));
        }

        #[test]
        fn text_without_digits_is_no_date(text in "\\PC*") {
            prop_assume!(!text.chars().any(|character| character.is_numeric()));
            prop_assert!(matches!(
                parse_date(&text),
                Err(DateProblem::Empty | DateProblem::NotADate)
            ));
        }

        #[test]
        fn date_like_text_gets_an_answer(text in "[0-9０-９元年月日/.:()（T RHS平成令和-]{0,14}") {
            if let Ok(date) = parse_date(&text) {
                prop_assert!(date >= day(1800, 1, 1));
            }
        }
    }
}
