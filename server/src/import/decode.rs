//! Bytes of a file → text. Membership systems write CP932; spreadsheets UTF-8, mostly with a BOM.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;
use shared::wire::import::{Encoding, FileProblem};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// First bytes of files that are often picked by mistake.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "pdf"),
    (b"\xD0\xCF\x11\xE0", "xls"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x1F\x8B", "gzip"),
    (b"7z\xBC\xAF", "7z"),
    (b"Rar!", "rar"),
];

/// UTF-8 if it is valid as such, else CP932 (the Encoding Standard's Shift_JIS is CP932).
pub fn decode(bytes: &[u8]) -> Result<(Encoding, Cow<'_, str>), FileProblem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileProblem::Empty);
    }
    if let Some(looks_like) = other_type(bytes) {
        return Err(FileProblem::NotText {
            looks_like: looks_like.to_owned(),
        });
    }
    if let Some(rest) = bytes.strip_prefix(BOM) {
        return match std::str::from_utf8(rest) {
            Ok(text) if text.trim().is_empty() => Err(FileProblem::Empty),
            Ok(text) => Ok((Encoding::Utf8Bom, text.into())),
            Err(fault) => Err(FileProblem::UnknownEncoding {
                line: line_at(rest, fault.valid_up_to()),
            }),
        };
    }
    // UTF-16, which a spreadsheet calls "Unicode text".
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(FileProblem::UnknownEncoding { line: 1 });
    }
    if bytes.contains(&0) {
        return Err(FileProblem::NotText {
            looks_like: "binary".to_owned(),
        });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Encoding::Utf8, text.into()));
    }
    match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok((Encoding::Cp932, text)),
        None => Err(FileProblem::UnknownEncoding {
            line: first_line_not_cp932(bytes),
        }),
    }
}

fn other_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        return Some(if holds(b"xl/") { "xlsx" } else { "zip" });
    }
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}

fn line_at(bytes: &[u8], offset: usize) -> u64 {
    1 + bytes[..offset]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count() as u64
}

/// A line feed is never the second byte of a CP932 character, so lines can be tried one by one.
fn first_line_not_cp932(bytes: &[u8]) -> u64 {
    let good = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take_while(|line| {
            SHIFT_JIS
                .decode_without_bom_handling_and_without_replacement(line)
                .is_some()
        })
        .count();
    good as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> FileProblem {
        decode(bytes).expect_err("a file that can't be read")
    }

    #[test]
    fn three_encodings_give_the_same_text() {
        let text = "会員番号,事業所名\r\n1,㈱髙島 ～①\r\n";
        let (cp932, _, unmappable) = SHIFT_JIS.encode(text);
        assert!(!unmappable);
        let with_bom = [BOM, text.as_bytes()].concat();
        for (bytes, encoding) in [
            (text.as_bytes(), Encoding::Utf8),
            (&with_bom, Encoding::Utf8Bom),
            (&cp932, Encoding::Cp932),
        ] {
            assert_eq!(decode(bytes), Ok((encoding, text.into())));
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, name) in [
            (&b"PK\x03\x04....xl/workbook.xml"[..], "xlsx"),
            (b"PK\x03\x04....word/", "zip"),
            (b"%PDF-1.7", "pdf"),
            (b"\xD0\xCF\x11\xE0\xA1", "xls"),
            (b"ab\0cd", "binary"),
        ] {
            let looks_like = name.to_owned();
            assert_eq!(problem(bytes), FileProblem::NotText { looks_like });
        }
    }

    #[test]
    fn an_unknown_encoding_names_the_first_line_that_cannot_be_read() {
        assert_eq!(
            problem(b"a,b\n\x83\x41,1\n\xFD\xFE,2\n"),
            FileProblem::UnknownEncoding { line: 3 }
        );
        assert_eq!(
            problem(b"\xEF\xBB\xBFa\nb\n\xFFc\n"),
            FileProblem::UnknownEncoding { line: 3 }
        );
        assert_eq!(
            problem(b"\xFF\xFEa\0b\0"),
            FileProblem::UnknownEncoding { line: 1 }
        );
    }

    #[test]
    fn nothing_but_space_is_empty() {
        for bytes in [&b""[..], b" \r\n\t", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF\r\n"] {
            assert_eq!(problem(bytes), FileProblem::Empty);
        }
    }
}
