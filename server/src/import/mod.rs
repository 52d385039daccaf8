//! Files in: bytes → text → table → rows. Pure; what to do with the rows is decided in `db::imports`.

pub mod as_of;
pub mod columns;
pub mod decode;
pub mod field;
pub mod members;
pub mod outlines;
pub mod search_key;
pub mod table;
pub mod usages;

pub use columns::Mapping;
pub use table::Table;

use shared::wire::import::{Counts, Encoding, FileProblem};

/// Bytes that a file may have: about 250,000 members, far more than any chamber's list.
pub const MOST_FILE_BYTES: u64 = 50_000_000;

/// Data lines shown in a preview, as the file has them.
pub const SAMPLE_LINES: usize = 5;

/// Reads a file as far as it doesn't matter what its columns mean.
pub fn read(bytes: &[u8]) -> Result<(Encoding, Table), FileProblem> {
    if bytes.len() as u64 > MOST_FILE_BYTES {
        return Err(FileProblem::TooLarge {
            limit_bytes: MOST_FILE_BYTES,
        });
    }
    let (encoding, text) = decode::decode(bytes)?;
    Ok((encoding, Table::read(&text)?))
}

/// What a row does to what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    New,
    Changed,
    Unchanged,
}

impl Effect {
    pub fn count_in(self, counts: &mut Counts) {
        match self {
            Self::New => counts.new += 1,
            Self::Changed => counts.changed += 1,
            Self::Unchanged => counts.unchanged += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use shared::model::{Day, FiscalYear, Member, TargetRule};
    use shared::wire::import::{BadRow, ColumnMeaning, ImportKind, RowProblem};

    use super::*;

    const MEMBERS: &[u8] = include_bytes!("../../demo/members_fy2023.cp932.csv");

    fn today() -> Day {
        "2023-08-01".parse().expect("a day")
    }

    fn read_members(bytes: &[u8], stored: &[Member]) -> members::MembersRead {
        let (_, table) = read(bytes).expect("a list");
        let columns = columns::guess(ImportKind::Members, &table.header);
        let mapping = Mapping::of(ImportKind::Members, &columns).expect("a whole mapping");
        let stored: HashMap<_, _> = stored
            .iter()
            .map(|member| (member.number.clone(), member.clone()))
            .collect();
        members::read(&table, &mapping, &stored, today())
    }

    #[test]
    fn the_real_file_has_12_000_members_and_twelve_bad_rows() {
        let (encoding, table) = read(MEMBERS).expect("a list");
        assert_eq!(encoding, Encoding::Cp932);
        assert!(
            columns::guess(ImportKind::Members, &table.header)
                .iter()
                .all(Option::is_some)
        );
        let read = read_members(MEMBERS, &[]);
        assert_eq!(read.to_store.len(), 12_000);
        assert_eq!(
            (read.counts.rows, read.counts.new, read.counts.bad),
            (12_012, 12_000, 12)
        );
        let of_kind = |is: fn(&RowProblem) -> bool| {
            read.bad_rows.iter().filter(|row| is(&row.reason)).count()
        };
        let is_no_date = |reason: &RowProblem| {
            matches!(
                reason,
                RowProblem::NotADate {
                    column: ColumnMeaning::JoinedOn,
                    ..
                } | RowProblem::NoSuchDay {
                    column: ColumnMeaning::JoinedOn,
                    ..
                } | RowProblem::DateMissing {
                    column: ColumnMeaning::JoinedOn
                }
            )
        };
        assert_eq!(of_kind(is_no_date), 3);
        assert_eq!(of_kind(|reason| *reason == RowProblem::NameMissing), 3);
        assert_eq!(of_kind(|reason| *reason == RowProblem::NumberMissing), 3);
        assert_eq!(
            of_kind(|reason| matches!(reason, RowProblem::NumberTwice { .. })),
            3
        );
        let withdrawn = read.to_store.iter().filter(|m| m.withdrawn_on.is_some());
        assert_eq!(withdrawn.count(), 525);
        // Each listed line is the very line of the file.
        let lines: Vec<&[u8]> = MEMBERS.split(|byte| *byte == b'\n').collect();
        for BadRow { line, label, .. } in &read.bad_rows {
            let number = label
                .split(' ')
                .next()
                .filter(|word| word.bytes().all(|b| b.is_ascii_digit()));
            let found = lines[usize::try_from(*line).expect("small") - 1];
            let begins = number.map_or(&b","[..], str::as_bytes);
            assert!(found.starts_with(begins), "line {line}: {label}");
        }
    }

    #[test]
    fn the_cohorts_of_fy2023_are_1508_members() {
        let rule = TargetRule {
            cohorts: vec![FiscalYear(2020), FiscalYear(2021)],
            ..TargetRule::default()
        };
        let found = read_members(MEMBERS, &[])
            .to_store
            .iter()
            .filter(|member| shared::rules::chosen(&rule, member, today()))
            .count();
        assert_eq!(found, 1_508);
    }

    #[test]
    fn importing_again_changes_nothing() {
        let stored = read_members(MEMBERS, &[]).to_store;
        let again = read_members(MEMBERS, &stored);
        assert_eq!(again.to_store, []);
        assert_eq!((again.counts.unchanged, again.counts.bad), (12_000, 12));
    }

    fn list(rows: &str) -> Vec<u8> {
        format!("会員番号,事業所名,代表者名,加入年月日,従業員数\n{rows}").into_bytes()
    }

    #[test]
    fn a_representative_changes_only_to_another_name() {
        let stored = read_members(&list("1,甲,髙橋 一郎,2021/5/10,1\n"), &[]).to_store;
        assert_eq!(stored[0].representative_changed_on, None);
        let same = read_members(&list("1,甲,高橋 一郎,2021/5/10,1\n"), &stored);
        assert_eq!(same.to_store[0].representative_changed_on, None);
        let other = read_members(&list("1,甲,渡辺 花子,2021/5/10,1\n"), &stored);
        assert_eq!(other.to_store[0].representative_changed_on, Some(today()));
        assert_eq!(other.to_store[0].former_representative, "髙橋 一郎");
    }

    #[test]
    fn columns_that_a_file_lacks_keep_what_is_stored() {
        let stored = read_members(&list("1,甲,佐藤,2021/5/10,7\n"), &[]).to_store;
        let narrow = "会員番号,事業所名,加入年月日\n1,乙,R3.5.10\n".as_bytes();
        let read = read_members(narrow, &stored);
        assert_eq!(read.counts.changed, 1);
        assert_eq!(read.to_store[0].employees, Some(7));
        assert_eq!(read.to_store[0].name, "乙");
    }

    #[test]
    fn each_fault_is_named_and_stops_nothing_else() {
        let read = read_members(
            &list(
                "1,甲,,2021/2/30,1\n2,乙,,soon,1\n3,丙,,,1\n4,丁,,2021/5/10,many\n5,戊\n漢,己,,2021/5/10,1\n６,庚,,2021/5/10,１，２００人\n",
            ),
            &[],
        );
        let reasons: Vec<_> = read
            .bad_rows
            .iter()
            .map(|row| (row.line, &row.reason))
            .collect();
        let column = ColumnMeaning::JoinedOn;
        let text = str::to_owned;
        assert_eq!(
            reasons,
            [
                (
                    2,
                    &RowProblem::NoSuchDay {
                        column,
                        value: text("2021/2/30")
                    }
                ),
                (
                    3,
                    &RowProblem::NotADate {
                        column,
                        value: text("soon")
                    }
                ),
                (4, &RowProblem::DateMissing { column }),
                (
                    5,
                    &RowProblem::NotANumber {
                        column: ColumnMeaning::Employees,
                        value: text("many")
                    }
                ),
                (
                    6,
                    &RowProblem::FieldCount {
                        expected: 5,
                        found: 2
                    }
                ),
                (7, &RowProblem::NumberNotUsable { value: text("漢") }),
            ]
        );
        assert_eq!(read.to_store[0].number.as_str(), "6");
        assert_eq!(read.to_store[0].employees, Some(1_200));
    }
}
