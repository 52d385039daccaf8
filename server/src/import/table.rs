//! Text → header and records, each with its line in the file.

use csv::StringRecord;
use shared::wire::import::FileProblem;

#[derive(Debug)]
pub struct Table {
    pub header: Vec<String>,
    pub records: Vec<Record>,
}

#[derive(Debug)]
pub struct Record {
    /// Where it begins, counted from 1 with the header; a quoted field may span several lines.
    pub line: u64,
    pub fields: StringRecord,
}

impl Table {
    /// Comma, tab or semicolon, whichever the header has most of. Lines with nothing in any field are
    /// what spreadsheets leave below a list: they are no records.
    pub fn read(text: &str) -> Result<Self, FileProblem> {
        let mut lines = LineCounter {
            text,
            at: 0,
            line: 1,
        };
        let mut records = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes())
            .into_records()
            .map(|record| {
                // The text is valid UTF-8 and rows may differ in length: nothing else can fail.
                let fields =
                    record.map_err(|_| FileProblem::UnknownEncoding { line: lines.line })?;
                let byte = fields.position().map_or(0, csv::Position::byte);
                Ok(Record {
                    line: lines.line_of(byte),
                    fields,
                })
            })
            .filter(|record| !matches!(record, Ok(record) if record.is_blank()));
        let header: Vec<String> = match records.next() {
            None => return Err(FileProblem::Empty),
            Some(record) => record?
                .fields
                .iter()
                .map(|name| name.trim().to_owned())
                .collect(),
        };
        let records = records.collect::<Result<Vec<_>, _>>()?;
        if records.is_empty() {
            return Err(FileProblem::HeaderOnly);
        }
        Ok(Self { header, records })
    }
}

impl Record {
    fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

fn delimiter(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or_default();
    let often = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    // `max_by_key` takes the last of equals: the comma wins.
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(often)
        .unwrap_or(b',')
}

/// The csv crate doesn't count the lines that it skips, and counts CRLF late.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line on which the record at or after `byte` begins; asked in rising order.
    fn line_of(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let mut end = usize::try_from(byte)
            .unwrap_or(bytes.len())
            .min(bytes.len());
        while matches!(bytes.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        while self.at < end {
            let ends_line = match bytes[self.at] {
                b'\n' => true,
                b'\r' => bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends_line);
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_and_fields(text: &str) -> Vec<(u64, Vec<String>)> {
        let table = Table::read(text).expect("a table");
        table
            .records
            .iter()
            .map(|record| {
                (
                    record.line,
                    record.fields.iter().map(str::to_owned).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "3,\"x", "y\"", ",", "4,5"].join(end);
            let found: Vec<u64> = lines_and_fields(&text)
                .iter()
                .map(|(line, _)| *line)
                .collect();
            assert_eq!(found, [2, 4, 7], "{end:?}");
        }
    }

    #[test]
    fn quotes_hold_commas_and_quotes() {
        assert_eq!(
            lines_and_fields("a,b\r\n\"1,2\",\"say \"\"x\"\"\"\r\n"),
            [(2, vec!["1,2".to_owned(), "say \"x\"".to_owned()])]
        );
    }

    #[test]
    fn tabs_and_semicolons_separate_too() {
        assert_eq!(lines_and_fields("a\tb\n1\t2,5\n")[0].1, ["1", "2,5"]);
        assert_eq!(lines_and_fields("a;b\n1;2\n")[0].1, ["1", "2"]);
    }

    #[test]
    fn a_header_alone_is_no_list() {
        for text in ["a,b", "a,b\r\n", "a,b\n,\n\n"] {
            assert_eq!(
                Table::read(text).expect_err("no rows"),
                FileProblem::HeaderOnly
            );
        }
        assert_eq!(
            Table::read("\n,,\n").expect_err("nothing"),
            FileProblem::Empty
        );
    }

    #[test]
    fn rows_of_other_lengths_are_kept_for_the_list_of_bad_rows() {
        assert_eq!(lines_and_fields("a,b\n1\n1,2,3\n").len(), 2);
    }
}
