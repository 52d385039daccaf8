//! Text → header and records, each with its line in the file.

use csv::StringRecord;
use shared::wire::import::{FileProblem, RowProblem};

/// Columns that a list may have; a membership system's have some dozens.
pub const MOST_COLUMNS: usize = 200;
/// Data rows that a list may have.
pub const MOST_ROWS: usize = 500_000;
/// An address of several lines fits; a quote that nobody closed doesn't take half the list with it.
const MOST_LINES_OF_A_RECORD: u64 = 10;

#[derive(Debug)]
pub struct Table {
    pub header: Vec<String>,
    pub records: Vec<Record>,
}

#[derive(Debug)]
pub struct Record {
    /// Where it begins, counted from 1 with the header; a quoted field may span several lines.
    pub line: u64,
    /// At most one more than `MOST_COLUMNS`.
    pub fields: StringRecord,
    /// Its quotes make no sense, so that its fields can't be trusted.
    pub fault: Option<RowProblem>,
}

impl Table {
    /// Comma, tab or semicolon, whichever the header has most of. Lines with nothing in any field are
    /// what spreadsheets leave below a list: they are no records.
    pub fn read(text: &str) -> Result<Self, FileProblem> {
        let mut lines = Lines {
            rest: text,
            line: 1,
            delimiter: delimiter(text),
        };
        let header = lines.next_record(None).ok_or(FileProblem::Empty)?.fields;
        if header.len() > MOST_COLUMNS {
            return Err(FileProblem::TooManyColumns {
                most: MOST_COLUMNS as u64,
            });
        }
        let mut records = Vec::new();
        while let Some(record) = lines.next_record(Some(header.len())) {
            if records.len() == MOST_ROWS {
                return Err(FileProblem::TooManyRows {
                    most: MOST_ROWS as u64,
                });
            }
            records.push(record);
        }
        if records.is_empty() {
            return Err(FileProblem::HeaderOnly);
        }
        let header = header.iter().map(|name| name.trim().to_owned()).collect();
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

/// What of the text is still to be read.
struct Lines<'a> {
    rest: &'a str,
    /// Where `rest` begins.
    line: u64,
    delimiter: u8,
}

impl Lines<'_> {
    /// The next record that isn't blank. `columns` are those of the header, once it is known.
    fn next_record(&mut self, columns: Option<usize>) -> Option<Record> {
        while !self.rest.is_empty() {
            let record = self.read_record(columns);
            if !record.is_blank() {
                return Some(record);
            }
        }
        None
    }

    fn read_record(&mut self, columns: Option<usize>) -> Record {
        let line = self.line;
        let mut split = split(self.rest, self.delimiter, true);
        let fits = columns.is_none_or(|columns| columns == split.fields.len());
        // Quotes that close on another line, with the wrong number of fields or with text behind
        // them, were closed by a quote of another record.
        let spoilt = split.inside > 0 && (!fits || split.fault.is_some());
        if split.open || spoilt {
            split = self::split(self.rest, self.delimiter, false);
            split.fault = Some(RowProblem::QuoteOpen);
        }
        self.rest = &self.rest[split.end..];
        self.line += split.inside + 1;
        Record {
            line,
            fields: split.fields,
            fault: split.fault,
        }
    }
}

/// One record at the beginning of a text.
struct Split {
    fields: StringRecord,
    /// Bytes of the record with the end of its line.
    end: usize,
    /// Ends of lines inside quotes.
    inside: u64,
    /// A quote isn't closed, or only many lines later; the rest means nothing.
    open: bool,
    fault: Option<RowProblem>,
}

/// Splits as RFC 4180 says, with any end of line. Without `quoting`, a quote is a letter like others
/// and the record ends with its line.
fn split(text: &str, delimiter: u8, quoting: bool) -> Split {
    let bytes = text.as_bytes();
    let mut split = Split {
        fields: StringRecord::new(),
        end: 0,
        inside: 0,
        open: false,
        fault: None,
    };
    let mut field = String::new();
    loop {
        field.clear();
        let quotes = quoting && bytes.get(split.end) == Some(&b'"');
        if quotes {
            match quoted(&text[split.end + 1..], &mut field) {
                Some(closed) => {
                    split.end += 1 + closed.length;
                    split.inside += closed.line_ends;
                }
                None => split.open = true,
            }
            if split.open || split.inside >= MOST_LINES_OF_A_RECORD {
                split.open = true;
                return split;
            }
        }
        let plain = bytes[split.end..]
            .iter()
            .position(|byte| matches!(byte, b'\r' | b'\n') || *byte == delimiter)
            .map_or(bytes.len(), |length| split.end + length);
        let behind = &text[split.end..plain];
        if quotes && !behind.trim().is_empty() {
            split.fault = Some(RowProblem::TextAfterQuote);
        }
        field.push_str(behind);
        if split.fields.len() <= MOST_COLUMNS {
            split.fields.push_field(&field);
        }
        split.end = plain + 1;
        match (bytes.get(plain), bytes.get(plain + 1)) {
            (None, _) => split.end = plain,
            (Some(b'\r'), Some(b'\n')) => split.end = plain + 2,
            (Some(b'\r' | b'\n'), _) => {}
            (Some(_), _) => continue,
        }
        return split;
    }
}

struct Closed {
    /// Bytes up to and with the closing quote.
    length: usize,
    line_ends: u64,
}

/// Reads up to the closing quote; `None` when it isn't found within the lines of a record.
fn quoted(text: &str, field: &mut String) -> Option<Closed> {
    let bytes = text.as_bytes();
    let (mut begin, mut line_ends) = (0, 0);
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'"' if bytes.get(at + 1) == Some(&b'"') => {
                field.push_str(&text[begin..=at]);
                at += 2;
                begin = at;
                continue;
            }
            b'"' => {
                field.push_str(&text[begin..at]);
                let length = at + 1;
                return Some(Closed { length, line_ends });
            }
            b'\n' => line_ends += 1,
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => line_ends += 1,
            _ => {}
        }
        if line_ends >= MOST_LINES_OF_A_RECORD {
            return None;
        }
        at += 1;
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
                assert_eq!(record.fault, None);
                (
                    record.line,
                    record.fields.iter().map(str::to_owned).collect(),
                )
            })
            .collect()
    }

    /// Lines with what is wrong with them.
    fn faults(table: &Table) -> Vec<(u64, RowProblem)> {
        let faulty = table.records.iter().filter_map(|record| {
            let fault = record.fault.clone()?;
            Some((record.line, fault))
        });
        faulty.collect()
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
            lines_and_fields("a,b\r\n\"1,2\",\"say \"\"x\"\"\"\r\n\"\",a \"b\" c"),
            [
                (2, vec!["1,2".to_owned(), "say \"x\"".to_owned()]),
                (3, vec![String::new(), "a \"b\" c".to_owned()])
            ]
        );
    }

    #[test]
    fn a_stray_quote_costs_its_own_line_and_no_other() {
        for stray in ["2,\"乙,2021/5/10", "2,乙,\"2021/5/10", "2,\"乙\",\"2021"] {
            for later in ["5,\"戊\",2021/5/10", "5,戊\",2021/5/10", "5,戊,2021/5/10"] {
                let mut text = format!("会員番号,事業所名,加入年月日\n1,甲,2021/5/10\n{stray}\n");
                for n in 3..1_000 {
                    text.push_str(&format!("{n},丙,2021/5/10\n"));
                }
                text.push_str(later);
                let table = Table::read(&text).expect("a table");
                assert_eq!(table.records.len(), 1_000, "{stray} {later}");
                assert_eq!(faults(&table), [(3, RowProblem::QuoteOpen)], "{stray}");
                assert_eq!(table.records[2].line, 4);
            }
        }
        // The quote of the very next rows mustn't close it either.
        let table = Table::read("a,b\n1,\"x\n2,\"y, z\"\n3,w\n").expect("a table");
        assert_eq!(faults(&table), [(2, RowProblem::QuoteOpen)]);
        assert_eq!(&table.records[1].fields[1], "y, z");
        assert_eq!(table.records.len(), 3);
    }

    #[test]
    fn text_after_a_closing_quote_is_a_fault_and_no_other_name() {
        let table = Table::read("a,b\n1,\"丸\"亀\n2,\"丸亀\" \n").expect("a table");
        assert_eq!(faults(&table), [(2, RowProblem::TextAfterQuote)]);
    }

    #[test]
    fn a_field_may_have_ten_lines_and_no_more() {
        let text = |lines: usize| format!("a,b\n1,\"{}\"\n2,x\n", vec!["y"; lines].join("\n"));
        assert_eq!(lines_and_fields(&text(10)).len(), 2);
        let table = Table::read(&text(11)).expect("a table");
        assert_eq!(faults(&table)[0], (2, RowProblem::QuoteOpen));
    }

    #[test]
    fn what_is_too_wide_or_too_long_for_a_list_is_refused() {
        let header = vec!["a"; MOST_COLUMNS + 1].join(",");
        let most = MOST_COLUMNS as u64;
        assert_eq!(
            Table::read(&format!("{header}\n1\n")).expect_err("wide"),
            FileProblem::TooManyColumns { most }
        );
        let most = MOST_ROWS as u64;
        let long = format!("a\n{}", "1\n".repeat(MOST_ROWS + 1));
        assert_eq!(
            Table::read(&long).expect_err("long"),
            FileProblem::TooManyRows { most }
        );
        let table = Table::read(&format!("a\n1{}", ",".repeat(100_000))).expect("a table");
        assert_eq!(table.records[0].fields.len(), MOST_COLUMNS + 1);
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
