//! Words of the console's own choices, and numbers as people read them.

use crate::i18n::Lang;
use crate::office::targets::filter::{ReasonKind, Step};
use crate::words;

words! {
    reason_kind(ReasonKind) {
        ReasonKind::NeverUsed => "利用なし", "Never used";
        ReasonKind::Wavering => "退会の兆し", "May leave";
        ReasonKind::RepresentativeChanged => "代表者変更", "New representative";
        ReasonKind::WebJoined => "WEB加入", "Joined on the web";
        ReasonKind::UnansweredRequest => "要望に未回答", "Request unanswered";
        ReasonKind::NeverContacted => "接触なし", "Never contacted";
        ReasonKind::LongSinceContact => "しばらく接触なし", "Long since contact";
    }
    step(Step) {
        Step::Called => "電話した", "Called";
        Step::Reached => "通話・応対あり", "Reached";
        Step::Visited => "訪問した", "Visited";
        Step::Met => "面談した", "Met";
        Step::Untouched => "未着手", "Not begun";
    }
}

impl Lang {
    /// 12,000: the same in both languages.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// 令和3年度(2年目): a year of joining and the membership year it means.
    pub fn cohort(self, year: &str, membership_year: i32) -> String {
        match (self, membership_year) {
            (Self::Ja, 0) => format!("{year}（当年度）"),
            (Self::Ja, n) => format!("{year}（{n}年目）"),
            (Self::En, 0) => format!("{year} (this year)"),
            (Self::En, n) => format!("{year} (year {n})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let number = |n| Lang::Ja.number(n);
        assert_eq!(
            [number(0), number(999), number(1_508), number(1_234_567)],
            ["0", "999", "1,508", "1,234,567"]
        );
    }
}
