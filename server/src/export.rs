//! Files out: CSV in UTF-8 with the mark that Excel needs to read it as such.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use shared::model::{ChangeStep, ChangedField, HeardChange};
use shared::wire::office::WithMember;

use crate::error::{ApiError, ApiResult};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// 変更聞き取り, one line a change, in the words of the office.
pub fn change_reports(reports: &[WithMember<HeardChange>]) -> ApiResult<Vec<u8>> {
    let mut csv = begun();
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
    )?;
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
        )?;
    }
    finished(csv)
}

fn begun() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.into())
}

fn finished(csv: Writer<Vec<u8>>) -> ApiResult<Vec<u8>> {
    csv.into_inner()
        .map_err(|cause| ApiError::Fault(format!("writing a CSV: {cause}")))
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

fn line<const N: usize>(csv: &mut Writer<Vec<u8>>, cells: [&str; N]) -> ApiResult<()> {
    csv.write_record(cells.map(no_formula).iter().map(Cow::as_ref))
        .map_err(|cause| ApiError::Fault(format!("writing a CSV: {cause}")))
}

/// A spreadsheet would take such a cell for a formula.
fn no_formula(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_breaks_neither_its_line_nor_the_spreadsheet() {
        let mut csv = begun();
        line(&mut csv, ["a,b", "\"c\"\nd", "=1+1", "+81-45"]).expect("written to memory");
        let csv = String::from_utf8(finished(csv).expect("whole")).expect("UTF-8");
        let csv = csv.strip_prefix(BYTE_ORDER_MARK).expect("Excel's mark");
        assert_eq!(csv, "\"a,b\",\"\"\"c\"\"\nd\",\"'=1+1\",\"'+81-45\"\r\n");
    }
}
