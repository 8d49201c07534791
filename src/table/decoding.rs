//! Bytes to text: byte order marks, UTF-16, code pages that are stated, sheets of workbooks.

use std::io::{self, Cursor, Read};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::layout::ReadingOptions;
use super::workbook;

/// The most bytes of a workbook: it is read as a whole.
pub const MAX_WORKBOOK_BYTES: u64 = 128 << 20;

/// Whether a code page of this name is known: `windows-1251`, `utf-16le` and the other names of the
/// WHATWG Encoding Standard.
pub fn is_encoding(name: &str) -> bool {
    Encoding::for_label(name.as_bytes()).is_some()
}

/// The text of a table, in UTF-8, from bytes in any of the encodings that tables have. A CSV file is
/// decoded while it is read; a workbook is read as a whole, and its sheet becomes CSV with one line
/// for each row of the sheet.
///
/// # Errors
/// What of the input cannot be read, with what the user can do.
pub fn decoded<'r>(
    mut input: impl Read + 'r,
    options: &ReadingOptions,
) -> io::Result<Box<dyn Read + 'r>> {
    let mut head = Vec::new();
    input.by_ref().take(4_096).read_to_end(&mut head)?;
    if workbook::is_workbook(&head) {
        let mut bytes = head;
        input.take(MAX_WORKBOOK_BYTES).read_to_end(&mut bytes)?;
        let text = workbook::sheet_as_csv(&bytes, options.sheet.as_deref())
            .map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        return Ok(Box::new(Cursor::new(text.into_bytes())));
    }
    let encoding = match &options.encoding {
        Some(name) => Some(Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            let why = format!("there is no encoding {name}: it is \"utf-8\", \"windows-1251\" …");
            io::Error::new(io::ErrorKind::InvalidInput, why)
        })?),
        None => utf_16_without_mark(&head),
    };
    let reader = DecodeReaderBytesBuilder::new()
        .encoding(encoding.filter(|encoding| *encoding != encoding_rs::UTF_8))
        .utf8_passthru(true)
        .strip_bom(true)
        .bom_override(true)
        .build(Cursor::new(head).chain(input));
    Ok(Box::new(reader))
}

/// Every other byte of Latin text in UTF-16 is zero, and none of UTF-8 is.
fn utf_16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 4;
    if head.len() < 4 {
        None
    } else if odd > half && even == 0 {
        Some(encoding_rs::UTF_16LE)
    } else if even > half && odd == 0 {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}
