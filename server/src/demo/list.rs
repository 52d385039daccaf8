//! The two lists with every date moved by whole fiscal years.

use chrono::Datelike;
use shared::model::Day;
use shared::text::parse_date;
use shared::wire::import::{ColumnMeaning, ImportKind};

use super::places;
use crate::error::{ApiError, ApiResult};
use crate::import::{self, columns};

/// The list as UTF-8. What is no date stays as it is, so that the import has its bad rows to show.
pub(super) fn shifted(kind: ImportKind, bytes: &[u8], years: i32) -> ApiResult<Vec<u8>> {
    let (_, table) = import::read(bytes)?;
    let is_date: Vec<bool> = columns::guess(kind, &table.header)
        .into_iter()
        .map(|meaning| {
            matches!(
                meaning,
                Some(
                    ColumnMeaning::JoinedOn
                        | ColumnMeaning::WithdrawnOn
                        | ColumnMeaning::LastUsedOn
                )
            )
        })
        .collect();
    let mut csv = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let written = |cause: csv::Error| ApiError::Fault(format!("writing the demo's list: {cause}"));
    let places = kind == ImportKind::Members;
    let headings = places.then_some(places::HEADINGS).into_iter().flatten();
    csv.write_record({ table.header.iter().map(String::as_str) }.chain(headings))
        .map_err(written)?;
    for (at, record) in table.records.iter().enumerate() {
        let fields =
            record
                .fields
                .iter()
                .zip(&is_date)
                .map(|(field, is_date)| match parse_date(field) {
                    Ok(day) if *is_date => moved(day, years).to_string(),
                    _ => field.to_owned(),
                });
        let place = places.then(|| places::of(at, &record.fields));
        csv.write_record(fields.chain(place.into_iter().flatten()))
            .map_err(written)?;
    }
    csv.into_inner()
        .map_err(|cause| ApiError::Fault(format!("writing the demo's list: {cause}")))
}

/// The same day of another year; 29 February becomes the 28th where there is none.
fn moved(day: Day, years: i32) -> Day {
    let year = day.year() + years;
    day.with_year(year)
        .or_else(|| Day::from_ymd_opt(year, 2, 28))
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_moves_to_the_28th() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(moved(day("2020-02-29"), 3), day("2023-02-28"));
        assert_eq!(moved(day("2020-02-29"), 4), day("2024-02-29"));
        assert_eq!(moved(day("2021-03-31"), 3), day("2024-03-31"));
    }
}
