//! Files out: CSV in UTF-8 with the mark that Excel needs to read it as such.

use shared::model::{ChangeStep, ChangedField, HeardChange};
use shared::wire::office::WithMember;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// 変更聞き取り, one line a change, in the words of the office.
pub fn change_reports(reports: &[WithMember<HeardChange>]) -> String {
    let mut csv = BYTE_ORDER_MARK.to_owned();
    line(
        &mut csv,
        [
            "会員番号",
            "事業所名",
            "項目",
            "変更前",
            "変更後",
            "聞き取り日",
            "訪問員",
            "状態",
        ],
    );
    for report in reports {
        let heard = &report.line;
        line(
            &mut csv,
            [
                heard.member.as_str(),
                &report.member_name,
                field(heard.field),
                &heard.old,
                &heard.new,
                &heard.heard_on.to_string(),
                &report.heard_by_name,
                step(heard.step),
            ],
        );
    }
    csv
}

fn field(field: ChangedField) -> &'static str {
    match field {
        ChangedField::Representative => "代表者",
        ChangedField::Contact => "先方担当者",
        ChangedField::Name => "事業所名",
        ChangedField::Address => "所在地",
        ChangedField::Telephone => "電話番号",
        ChangedField::ShopName => "屋号",
        ChangedField::VisitAddress => "訪問先住所",
        ChangedField::Entrance => "入口",
        ChangedField::ClosedOn => "定休日",
        ChangedField::GoodHours => "都合のよい時間",
        ChangedField::Other => "その他",
    }
}

fn step(step: ChangeStep) -> &'static str {
    match step {
        ChangeStep::Heard => "聞き取り",
        ChangeStep::FormReceived => "変更届受領",
        ChangeStep::Entered => "会員システム入力済み",
        ChangeStep::Dismissed => "採用しない",
    }
}

fn line<const N: usize>(csv: &mut String, cells: [&str; N]) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            csv.push(',');
        }
        csv.push('"');
        // A spreadsheet takes such a cell for a formula.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            csv.push('\'');
        }
        csv.push_str(&cell.replace('"', "\"\""));
        csv.push('"');
    }
    csv.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_breaks_neither_its_line_nor_the_spreadsheet() {
        let mut csv = String::new();
        line(&mut csv, ["a,b", "\"c\"\nd", "=1+1", "+81-45"]);
        assert_eq!(csv, "\"a,b\",\"\"\"c\"\"\nd\",\"'=1+1\",\"'+81-45\"\r\n");
    }
}
