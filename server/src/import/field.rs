//! One field → a value, or why the row can't be imported.

use shared::model::limits::SHORT_TEXT;
use shared::model::{Day, MemberNumber, Spot};
use shared::text::{DateProblem, parse_date};
use shared::wire::import::{ColumnMeaning, ColumnMeaning as M, RowProblem};
use unicode_normalization::UnicodeNormalization;

use super::Mapping;
use super::table::Record;

/// A row with the meaning of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    mapping: &'a Mapping,
    record: &'a Record,
}

impl<'a> Fields<'a> {
    pub fn of(mapping: &'a Mapping, record: &'a Record) -> Self {
        Self { mapping, record }
    }

    /// Sound quotes, and as many fields as the header has; otherwise none can be trusted to stand in its column.
    pub fn check_shape(self) -> Result<(), RowProblem> {
        if let Some(fault) = &self.record.fault {
            return Err(fault.clone());
        }
        let (expected, found) = (self.mapping.columns(), self.record.fields.len() as u64);
        if expected == found {
            Ok(())
        } else {
            Err(RowProblem::FieldCount { expected, found })
        }
    }

    /// Number and name as the file has them.
    pub fn label(self) -> String {
        let parts: Vec<&str> = [
            ColumnMeaning::Number,
            ColumnMeaning::Name,
            ColumnMeaning::Service,
        ]
        .into_iter()
        .filter_map(|meaning| self.mapping.text(&self.record.fields, meaning))
        .filter(|text| !text.is_empty())
        .collect();
        shortened(&parts.join(" "))
    }

    /// `None` when the file has no such column: then what is stored stays.
    pub fn text(self, column: ColumnMeaning) -> Result<Option<&'a str>, RowProblem> {
        match self.mapping.text(&self.record.fields, column) {
            Some(text) if text.chars().count() > SHORT_TEXT => Err(RowProblem::TooLong { column }),
            text => Ok(text),
        }
    }

    /// A missing column counts as blank.
    pub fn required_text(self, column: ColumnMeaning) -> Result<&'a str, RowProblem> {
        Ok(self.text(column)?.unwrap_or_default())
    }

    /// Full-width letters and digits count as the plain ones.
    pub fn number(self) -> Result<MemberNumber, RowProblem> {
        let text = self
            .mapping
            .text(&self.record.fields, ColumnMeaning::Number)
            .unwrap_or_default();
        let plain: String = text.nfkc().collect();
        if plain.trim().is_empty() {
            return Err(RowProblem::NumberMissing);
        }
        MemberNumber::parse(plain.trim()).ok_or_else(|| RowProblem::NumberNotUsable {
            value: shortened(text),
        })
    }

    pub fn required_date(self, column: ColumnMeaning) -> Result<Day, RowProblem> {
        match self.date(column)? {
            Some(Some(day)) => Ok(day),
            Some(None) | None => Err(RowProblem::DateMissing { column }),
        }
    }

    /// Outer `None`: no such column. Inner `None`: blank.
    pub fn date(self, column: ColumnMeaning) -> Result<Option<Option<Day>>, RowProblem> {
        let Some(text) = self.mapping.text(&self.record.fields, column) else {
            return Ok(None);
        };
        let value = || shortened(text);
        match parse_date(text) {
            Ok(day) => Ok(Some(Some(day))),
            Err(DateProblem::Empty) => Ok(Some(None)),
            Err(DateProblem::NotADate) => Err(RowProblem::NotADate {
                column,
                value: value(),
            }),
            Err(DateProblem::NoSuchDay | DateProblem::OutsideEra) => Err(RowProblem::NoSuchDay {
                column,
                value: value(),
            }),
        }
    }

    /// Outer `None`: a list without both columns. Inner `None`: one of them is blank.
    pub fn spot(self) -> Result<Option<Option<Spot>>, RowProblem> {
        let (Some(lat), Some(lon)) = (self.degrees(M::Latitude)?, self.degrees(M::Longitude)?)
        else {
            return Ok(None);
        };
        let (Some(lat), Some(lon)) = (lat, lon) else {
            return Ok(Some(None));
        };
        match Spot::of_degrees(lat, lon) {
            Some(spot) => Ok(Some(Some(spot))),
            None => Err(RowProblem::NotANumber {
                column: M::Latitude,
                value: format!("{lat}, {lon}"),
            }),
        }
    }

    fn degrees(self, column: M) -> Result<Option<Option<f64>>, RowProblem> {
        let Some(text) = self.mapping.text(&self.record.fields, column) else {
            return Ok(None);
        };
        let plain: String = text.nfkc().collect();
        if plain.trim().is_empty() {
            return Ok(Some(None));
        }
        match plain.trim().parse() {
            Ok(degrees) => Ok(Some(Some(degrees))),
            Err(_) => Err(RowProblem::NotANumber {
                column,
                value: shortened(text),
            }),
        }
    }

    /// A count such as `12`, `１，２００`, `5人`. Outer `None`: no such column. Inner `None`: blank.
    pub fn count(self, column: ColumnMeaning) -> Result<Option<Option<u32>>, RowProblem> {
        let Some(text) = self.mapping.text(&self.record.fields, column) else {
            return Ok(None);
        };
        let plain: String = text.nfkc().filter(|c| *c != ',').collect();
        let digits = plain
            .trim()
            .trim_end_matches(['人', '名', '口', '回', '件'])
            .trim_end();
        if plain.trim().is_empty() {
            return Ok(Some(None));
        }
        match digits.parse() {
            Ok(count) => Ok(Some(Some(count))),
            Err(_) => Err(RowProblem::NotANumber {
                column,
                value: shortened(text),
            }),
        }
    }
}

/// A preview lists values for people to find them; a megabyte in one field helps nobody.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
