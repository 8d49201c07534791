//! The past of a desk: which sessions came, how long they waited, who took them, how they ended.
//!
//! - **Is given** the text of the files of a history, or records to be written.
//! - **Gives** [`Session`], [`Visit`], [`Message`] and [`StaffTime`], one after another, in memory
//!   that does not grow with the file ([`RecordReader`]), and the same files anew ([`RecordWriter`]).
//! - **Owns** the canonical form: names and meanings of columns, words, how instants are written.
//!
//! A history is a directory with `history.toml`, `sessions.csv` and, where they are known,
//! `visits.csv`, `messages.csv` and `staff.csv`. The reader is strict: what it does not understand is
//! a [`HistoryFault`] with file, line and cure. Foreign formats are brought into this form by
//! `import`. Opens no file.

mod fault;
mod header;
mod instants;
mod reader;
mod records;
mod words;
mod writer;

pub use fault::{FaultReport, HistoryFault};
pub use header::{HISTORY_FILE, HistoryHeader, parse_header};
pub use instants::{HistoryZone, Timestamp};
pub use reader::{CellFault, MAX_FIELD_BYTES, MAX_ROWS, RecordReader, RowCells};
pub use records::{HistoryRecord, Message, Need, RecordColumn, Session, StaffTime, Visit};
pub use words::{Author, EndedBy, SessionOutcome, StaffStatus, VisitEnd, Word};
pub use writer::{RecordWriter, header_text};

/// The files of a history after `history.toml`, of which only the first must be there.
pub const RECORD_FILES: [&str; 4] = [Session::FILE, Visit::FILE, Message::FILE, StaffTime::FILE];
