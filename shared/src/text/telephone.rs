//! Telephone numbers of Japan as people write them.

use std::ops::Range;

use super::width::half_width;

/// The digits of the first telephone number in the text, for comparing, dialling and search.
///
/// Full-width digits count; brackets, hyphens, spaces and a leading "TEL" don't. The country
/// code +81 becomes the trunk prefix 0. What follows the number is left out: an extension
/// (内線12, ext.12, #12), a fax number, or a second number after a slash or comma. Numbers are
/// kept as digits, never as an integer: the leading zero counts.
///
/// Nothing is added: a number that a spreadsheet robbed of its zero stays so.
pub fn telephone_digits(text: &str) -> String {
    read_number(text).0
}

/// The digits, and whether all of the text belonged to them.
fn read_number(text: &str) -> (String, bool) {
    let mut digits = String::with_capacity(12);
    let mut international = false;
    let mut whole = true;
    for character in text.chars() {
        match half_width(character) {
            digit @ '0'..='9' => digits.push(digit),
            '+' if digits.is_empty() => international = true,
            _ if digits.is_empty() => {}
            '内' | '#' | 'a'..='z' | 'A'..='Z' => {
                whole = false;
                break;
            }
            '/' | ',' | ';' | '、' | '・' | '\n' if digits.len() >= SHORTEST_WITH_AREA => {
                whole = false;
                break;
            }
            separator => whole &= is_separator(separator),
        }
    }
    if international && digits.starts_with("81") {
        digits = format!("0{}", digits[2..].trim_start_matches('0'));
    }
    (digits, whole)
}

/// Whether a text begins with a number that can be dialled from anywhere: nine to eleven digits behind a leading
/// zero, or behind a + those of another country (ITU-T E.164: fifteen at most).
pub fn is_telephone(text: &str) -> bool {
    let digits = telephone_digits(text);
    let mut marks = text.chars().map(half_width);
    match marks.find(|mark| *mark == '+' || mark.is_ascii_digit()) {
        Some('+') if !digits.starts_with('0') => (8..=15).contains(&digits.len()),
        _ => digits.starts_with('0') && (9..=11).contains(&digits.len()),
    }
}

/// A number with its area code has ten digits, nine where the zero was lost.
const SHORTEST_WITH_AREA: usize = 9;

/// A search word that can only be a telephone number or a part of one: its digits, three or
/// more. Compare it with `contains`, so that the last four digits find a caller.
pub fn telephone_query(word: &str) -> Option<String> {
    let only_number = word
        .chars()
        .map(half_width)
        .all(|character| character.is_ascii_digit() || character == '+' || is_separator(character));
    let digits = telephone_digits(word);
    (only_number && digits.len() >= 3).then_some(digits)
}

/// Where in `text`, in bytes, these digits are found, whatever stands between them, for marking the hit.
pub fn find_digits(text: &str, digits: &str) -> Option<Range<usize>> {
    let places: Vec<(usize, char)> = { text.char_indices() }
        .map(|(at, character)| (at, half_width(character)))
        .filter(|(_, character)| character.is_ascii_digit())
        .collect();
    let all: String = places.iter().map(|(_, digit)| *digit).collect();
    let first = all.find(digits)?;
    let (start, _) = places.get(first)?;
    let (last, _) = places.get(first + digits.len().checked_sub(1)?)?;
    let length = text[*last..].chars().next()?.len_utf8();
    Some(*start..last + length)
}

/// A Japanese number with its hyphens, for reading: 045-004-5852, 03-1234-5678, 0120-123-456.
///
/// Hyphens or brackets that the writer put between three groups are trusted. A bare number is
/// split by the number plan (総務省, 市外局番の一覧 and 電気通信番号計画) as far as this small table
/// goes: mobile, toll-free and other service numbers; area codes of the Kanto and of the largest
/// cities. Other ten-digit numbers are split 4-2-4, the shape of most other areas. Whatever is no
/// such number, or has an extension, is returned as written.
pub fn format_telephone(text: &str) -> String {
    let (digits, whole) = read_number(text);
    if !whole || !matches!(digits.len(), 10 | 11) || !digits.starts_with('0') {
        return text.trim().to_string();
    }
    let (area, exchange) = written_groups(text, &digits).unwrap_or_else(|| planned_groups(&digits));
    format!(
        "{}-{}-{}",
        &digits[..area],
        &digits[area..area + exchange],
        &digits[area + exchange..]
    )
}

/// Lengths of the first two of exactly three groups of digits, as they were written.
fn written_groups(text: &str, digits: &str) -> Option<(usize, usize)> {
    let mut lengths = Vec::with_capacity(4);
    let mut in_group = false;
    for character in text.chars() {
        let is_digit = half_width(character).is_ascii_digit();
        if is_digit && !in_group {
            lengths.push(0);
        }
        if is_digit && let Some(length) = lengths.last_mut() {
            *length += 1;
        }
        in_group = is_digit;
    }
    match lengths[..] {
        [area @ 2..=5, exchange @ 1..=4, last @ 3..=4]
            if area + exchange + last == digits.len() =>
        {
            Some((area, exchange))
        }
        _ => None,
    }
}

fn planned_groups(digits: &str) -> (usize, usize) {
    if digits.len() == 11 {
        return if digits.starts_with("0800") {
            (4, 3)
        } else {
            (3, 4)
        };
    }
    let starts = |codes: &[&str]| codes.iter().any(|code| digits.starts_with(code));
    if starts(&["0120", "0570", "0990", "0180"]) {
        (4, 3)
    } else if starts(&["03", "06", "0429", "0471", "04709"]) {
        (2, 4)
    } else if starts(FOUR_DIGIT_AREAS) {
        (4, 2)
    } else if starts(THREE_DIGIT_AREAS) {
        (3, 3)
    } else {
        (4, 2)
    }
}

/// Four-digit codes inside the ranges of the three-digit ones below.
const FOUR_DIGIT_AREAS: &[&str] = &[
    "0422", "0428", "0436", "0438", "0439", "0460", "0463", "0465", "0466", "0467", "0470", "0475",
    "0476", "0478", "0479", "0480", "0493", "0494", "0495",
];
const THREE_DIGIT_AREAS: &[&str] = &[
    "011", "042", "043", "044", "045", "046", "047", "048", "049", "052", "075", "078", "092",
];

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '(' | ')' | '.' | 'ー' | 'ｰ' | '−' | '‐'..='―' | '〜' | 'の'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_in_many_spellings() {
        for text in [
            "045-004-5852",
            "0450045852",
            "045(004)5852",
            "０４５－００４－５８５２",
            "045ー004ー5852",
            "+81 45 004 5852",
            "＋81-(0)45-004-5852",
            "TEL: 045-004-5852",
            "045-004-5852 内線12",
            "045-004-5852 (ext. 7)",
            "045-004-5852 / 045-004-5853",
            "045-004-5852 FAX 045-004-5853",
            "045-004-5852（代表）",
        ] {
            assert_eq!(telephone_digits(text), "0450045852", "{text}");
        }
        assert_eq!(telephone_digits("なし"), "");
    }

    #[test]
    fn numbers_are_read_with_hyphens() {
        for (text, readable) in [
            ("0450045852", "045-004-5852"),
            ("045(004)5852", "045-004-5852"),
            ("0312345678", "03-1234-5678"),
            ("09012345678", "090-1234-5678"),
            ("05012345678", "050-1234-5678"),
            ("0120123456", "0120-123-456"),
            ("08001234567", "0800-123-4567"),
            ("0570012345", "0570-012-345"),
            ("0466123456", "0466-12-3456"),
            ("0465123456", "0465-12-3456"),
            ("0462345678", "046-234-5678"),
            ("0429123456", "04-2912-3456"),
            ("022-712-3456", "022-712-3456"),
            ("0172123456", "0172-12-3456"),
            ("＋81 45 004 5852", "045-004-5852"),
        ] {
            assert_eq!(format_telephone(text), readable, "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_number_stays_as_written() {
        for text in ["045-004-5852 内線12", "110", "不明", "", "+1 202 555 0100"] {
            assert_eq!(format_telephone(text), text);
        }
    }

    #[test]
    fn a_query_of_digits_is_told_from_words() {
        assert_eq!(telephone_query("5852").as_deref(), Some("5852"));
        assert_eq!(telephone_query("００４－５８").as_deref(), Some("00458"));
        assert_eq!(telephone_query("12"), None);
        assert_eq!(telephone_query("二丁目123"), None);
        assert_eq!(telephone_query("---"), None);
    }

    #[test]
    fn digits_are_found_across_whatever_stands_between_them() {
        for (text, digits, hit) in [
            ("045-009-3725", "0450", Some("045-0")),
            ("045-009-3725", "3725", Some("3725")),
            ("０４５(009)3725", "5009", Some("５(009")),
            ("045-009-3725", "046", None),
            ("045-009-3725", "", None),
            ("なし", "1", None),
        ] {
            let found = find_digits(text, digits).map(|range| &text[range]);
            assert_eq!(found, hit, "{text} {digits}");
        }
    }

    #[test]
    fn a_telephone_number_is_told_from_whatever_else_was_typed() {
        for text in [
            "045-004-5852",
            "０４５−００４−５８５２",
            "09012345678",
            "045004585",
            "+81 45 004 5852",
            "＋1 202 555 0100",
            "045-004-5852 内線12",
        ] {
            assert!(is_telephone(text), "{text}");
        }
        for text in [
            "12",
            "45-004-5852",
            "04500458",
            "045004585212",
            "不明",
            "+12",
            "",
        ] {
            assert!(!is_telephone(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_digits_only(text in any::<String>()) {
            let digits = telephone_digits(&text);
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(telephone_digits(&digits), digits);
        }

        #[test]
        fn formatting_keeps_every_digit(digits in "0[0-9]{9,10}") {
            let readable = format_telephone(&digits);
            prop_assert_eq!(telephone_digits(&readable), digits);
            prop_assert_eq!(format_telephone(&readable), readable);
        }

        #[test]
        fn formatting_never_fails(text in "[0-9０-９+＋() 内a-c－ー/]{0,20}") {
            prop_assert!(format_telephone(&text).len() <= text.len() + 4);
        }
    }
}
