//! Import of a membership export: preview, correct the columns, confirm.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::{Day, ImportId, MemberNumber};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Members,
    Usages,
}

/// What a column of the file can mean.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[serde(rename_all = "snake_case")]
pub enum ColumnMeaning {
    Number,
    Name,
    Kana,
    RepresentativeTitle,
    RepresentativeName,
    RepresentativeKana,
    Industry,
    Section,
    Branch,
    JoinedOn,
    JoinedVia,
    PostalCode,
    Address,
    Building,
    Telephone,
    Employees,
    FeeUnits,
    CorporateNumber,
    WithdrawnOn,
    ShopName,
    VisitAddress,
    Entrance,
    ClosedOn,
    GoodHours,
    Latitude,
    Longitude,
    Service,
    LastUsedOn,
    Times,
}

impl ColumnMeaning {
    pub const OF_MEMBERS: &[Self] = &[
        Self::Number,
        Self::Name,
        Self::Kana,
        Self::RepresentativeTitle,
        Self::RepresentativeName,
        Self::RepresentativeKana,
        Self::Industry,
        Self::Section,
        Self::Branch,
        Self::JoinedOn,
        Self::JoinedVia,
        Self::PostalCode,
        Self::Address,
        Self::Building,
        Self::Telephone,
        Self::Employees,
        Self::FeeUnits,
        Self::CorporateNumber,
        Self::WithdrawnOn,
        Self::ShopName,
        Self::VisitAddress,
        Self::Entrance,
        Self::ClosedOn,
        Self::GoodHours,
        Self::Latitude,
        Self::Longitude,
    ];
    pub const OF_USAGES: &[Self] = &[Self::Number, Self::Service, Self::LastUsedOn, Self::Times];

    /// Without these columns there is nothing to import.
    pub fn is_required(self, kind: ImportKind) -> bool {
        match kind {
            ImportKind::Members => matches!(self, Self::Number | Self::Name | Self::JoinedOn),
            ImportKind::Usages => matches!(self, Self::Number | Self::Service | Self::LastUsedOn),
        }
    }
}

impl ImportKind {
    pub fn meanings(self) -> &'static [ColumnMeaning] {
        match self {
            Self::Members => ColumnMeaning::OF_MEMBERS,
            Self::Usages => ColumnMeaning::OF_USAGES,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Utf8,
    Utf8Bom,
    Cp932,
}

/// Why a file can't be used at all; nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    Empty,
    HeaderOnly,
    /// An Excel workbook, a PDF, a picture …; `looks_like` is a short name such as `xlsx`.
    NotText {
        looks_like: String,
    },
    UnknownEncoding {
        line: u64,
    },
    TooLarge {
        limit_bytes: u64,
    },
    /// A required column isn't mapped, or one meaning is given twice.
    ColumnsMissing {
        missing: Vec<ColumnMeaning>,
    },
    ColumnTwice {
        meaning: ColumnMeaning,
    },
    TooManyColumns {
        most: u64,
    },
    TooManyRows {
        most: u64,
    },
    /// Usages refer to members: import those first.
    NoMembersYet,
    /// No GeoJSON with named outlines of areas.
    NotAMap,
    /// Not what a phone's export writes.
    NotAnOutboxFile,
    /// A newer app's export.
    OtherFormat {
        found: u32,
        known: u32,
    },
    TooManyRecords {
        most: u64,
    },
}

/// `POST /api/imports?kind=members&name=FILE` with the file as body, and
/// `PUT /api/imports/{id}/columns` with `Columns`: what would happen. Nothing is stored but the staged file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Preview {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    /// The day of which the list tells: what its name says, or else today, until the coordinator sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    pub encoding: Encoding,
    /// The header as the file has it, with the guess or the choice beside each.
    pub columns: Vec<Column>,
    /// The first few data lines, as the file has them.
    pub sample: Vec<Vec<String>>,
    pub counts: Counts,
    /// The first `MOST_BAD_ROWS` of them; `counts.bad` counts all.
    pub bad_rows: Vec<BadRow>,
    /// Still to be mapped; while not empty the import can't be confirmed.
    pub missing: Vec<ColumnMeaning>,
}

/// Bad rows shown in a preview: nobody corrects more by hand.
pub const MOST_BAD_ROWS: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Column {
    pub header: String,
    pub meaning: Option<ColumnMeaning>,
}

/// The coordinator's choice, one for each column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Columns {
    pub meanings: Vec<Option<ColumnMeaning>>,
}

/// `PUT /api/imports/{id}/as-of`: the day of which the list tells, before it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct AsOf {
    pub as_of: Day,
}

/// Data rows: `rows = new + changed + unchanged + bad`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Counts {
    pub rows: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub bad: u64,
}

/// A row that isn't imported. It stops nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct BadRow {
    /// Line of the file, counted from 1 with the header.
    pub line: u64,
    /// Number and name as the file has them, so that a person finds the row.
    pub label: String,
    pub reason: RowProblem,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RowProblem {
    NumberMissing,
    NumberNotUsable {
        value: String,
    },
    /// The first row with this number counts.
    NumberTwice {
        first_line: u64,
    },
    NameMissing,
    DateMissing {
        column: ColumnMeaning,
    },
    NotADate {
        column: ColumnMeaning,
        value: String,
    },
    /// Such as 30 February.
    NoSuchDay {
        column: ColumnMeaning,
        value: String,
    },
    NotANumber {
        column: ColumnMeaning,
        value: String,
    },
    TooLong {
        column: ColumnMeaning,
    },
    UnknownMember {
        number: String,
    },
    UnknownService {
        value: String,
    },
    /// A quote that nothing closes: the line is left out, and the next ones are read by themselves.
    QuoteOpen,
    /// Such as `"丸"亀`: quotes around a part of a field.
    TextAfterQuote,
    /// More or fewer fields than the header.
    FieldCount {
        expected: u64,
        found: u64,
    },
}

/// `POST /api/imports/{id}/confirm`: all or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Imported {
    pub id: ImportId,
    pub kind: ImportKind,
    pub counts: Counts,
}

/// `GET /api/imports`: what has been imported, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ImportHistory {
    pub imports: Vec<ImportLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ImportLine {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    /// `None`: imported before anybody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    pub confirmed_on: Day,
    pub confirmed_by: String,
    pub counts: Counts,
    pub undo: UndoState,
}

/// Only the newest import of its kind that stands can be undone: what an older one left was looked at, and
/// confirmed or changed, by the newer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum UndoState {
    Possible,
    /// A newer one stands, or nothing was kept for it.
    NotPossible,
    Undone {
        on: Day,
        by: String,
    },
}

/// `GET /api/imports/{id}/undo`: what undoing would do now; `POST`: the same, done, all or nothing. `Changed`
/// unless it is the newest of its kind that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ImportUndo {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    /// Added by the import, and taken away.
    pub removed: u64,
    /// Changed by the import, and as it was before.
    pub put_back: u64,
    /// Left as it is, because of what happened since.
    pub stays: u64,
    /// The first `MOST_STAYING` of them, by number.
    pub staying: Vec<Staying>,
}

/// What stays after undoing, as far as it is listed.
pub const MOST_STAYING: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Staying {
    pub member: MemberNumber,
    pub name: String,
    pub why: StayReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum StayReason {
    /// It isn't any more what the import left.
    ChangedSince,
    /// A member that was added and has targets, records or usages since.
    InUse,
}
