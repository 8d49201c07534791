//! Bytes that may be a scenario, as text.

use super::diagnostic::{Diagnostic, Faults};
use super::source::{SourceSpan, SourceText};

/// A longer text is no scenario.
pub const MAX_BYTES: usize = 4 << 20;

/// The text without what editors put before it.
pub(in crate::scenario) fn decode_text(
    name: &str,
    bytes: &[u8],
    faults: &Faults,
) -> Option<String> {
    let refuse = |text: String, at: usize, message: &str, help: &str| {
        let place = SourceSpan::new(&SourceText::new(name, text, 0), at..at + 1);
        faults.add(Diagnostic::error("utf-8", &place, message).help(help));
        None
    };
    if bytes.len() > MAX_BYTES {
        let help = "data belong in CSV files that the scenario names";
        let place = SourceSpan::new(&SourceText::new(name, String::new(), 0), 0..0);
        let fault = Diagnostic::error("too-long", &place, "the file is larger than 4 MiB");
        faults.add(fault.help(help));
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => {
            let help = "`deskload init` writes a small scenario to start from";
            refuse(text.to_owned(), 0, "the file is empty", help)
        }
        Ok(text) => Some(text.to_owned()),
        Err(error) => {
            let lossy = String::from_utf8_lossy(bytes).into_owned();
            let message = "the file is not UTF-8 from here on";
            refuse(lossy, error.valid_up_to(), message, "save it with the encoding UTF-8")
        }
    }
}
