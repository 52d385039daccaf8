//! Practice 練習モード: invented members to try everything with. They exist in memory only, and none of
//! their telephone numbers can ring: no exchange in Japan begins with a nought.

use crate::json;
use crate::model::moment::plus_days;
use crate::model::{Day, UserId};
use crate::sync::PendingFact;
use crate::wire::Row;

use super::Fieldbook;

/// Days stand in it as words, so that today's plan is always today's.
const ROWS: &str = include_str!("practice.json");

/// Who practises: an id that no server gives.
pub fn me() -> UserId {
    UserId(uuid::Uuid::from_u128(0x7000_8000_0000_0000_0002))
}

/// The invented members with what was recorded of them; not cheap, and called at each record.
pub fn book(today: Day, pending: &[PendingFact]) -> Fieldbook {
    Fieldbook::new(me(), rows(today), pending, &[])
}

fn rows(today: Day) -> Vec<Row> {
    let days = [
        ("{today}", 0),
        ("{answered}", -40),
        ("{asked}", -70),
        ("{year2}", -400),
        ("{year3}", -800),
    ];
    let mut text = ROWS.to_owned();
    for (word, days) in days {
        text = text.replace(word, &plus_days(today, days).to_string());
    }
    // A test reads it; a practice without members would only be empty.
    json::from_str(&text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MemberNumber;
    use crate::text::telephone_digits;

    #[test]
    fn practice_has_a_plan_for_any_day_and_nobody_whom_one_could_ring() {
        for today in ["2023-10-02", "2026-02-28", "2028-02-29"] {
            let today: Day = today.parse().expect("a literal day");
            let book = book(today, &[]);
            assert_eq!(book.today(today).stops.len(), 4, "{today}");
            assert!(
                book.entries().iter().all(|entry| {
                    telephone_digits(&entry.member.telephone).starts_with("045000")
                })
            );
            let number = MemberNumber::parse("P-1").expect("a number");
            let first = book.member(&number).expect("the first");
            assert!(first.latest_answer().is_some(), "opens with an answer");
            assert!(!first.suggestions(&book, today).is_empty());
            assert_eq!(book.leads().len(), 1);
            assert_eq!(book.carried()[0].left(), 5);
            let number = MemberNumber::parse("P-2").expect("a number");
            let second = book.member(&number).expect("the second");
            assert_eq!(
                book.same_owner(second).len(),
                1,
                "one owner, two businesses"
            );
        }
    }
}
