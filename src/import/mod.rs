//! Brings what other programs export into the canonical form of a history, or of a table of arrivals.
//!
//! - **Is given** files as streams of bytes that can be opened twice, and what the user states of them.
//! - **Gives** the sessions, visits, messages and times of duty of a history ([`import_sessions`]), or counts by
//!   interval ([`import_intervals`]), the guesses that were made, and each row that gave nothing with its line
//!   and reason.
//! - **Owns** the [`Profile`]s: one file of `profiles` for each source, which is a table from columns
//!   to fields, and rules.
//!
//! A file is read twice: columns of times and numbers are seen as a whole before a cell of them is
//! read. Memory follows the sessions, not the rows. Names of operators are replaced unless they are
//! asked for; names of clients and texts of messages are in no profile. Opens no file.

mod acts;
mod cells;
mod chain;
mod compact;
mod duty;
mod fields;
mod finish;
mod holds;
mod imported;
mod intervals;
mod json;
mod messages;
mod partial;
mod profile;
mod profiles;
mod recognise;
mod records;
mod sessions;
mod settle;
mod skips;
mod status;

pub use fields::{Field, FieldKind};
pub use imported::ImportedSessions;
pub use intervals::{ImportedIntervals, Interval, import_intervals};
pub use profile::{Profile, Shape};
pub use profiles::PROFILES;
pub use recognise::{Recognised, recognise, recognise_all};
pub use sessions::import_sessions;
pub use skips::{Skip, SkipCounts};

use std::io::{self, Read};

use crate::history::{HistoryZone, SessionOutcome, Timestamp};
use crate::table::ReadingOptions;
use crate::table::lengths::TwoParts;
use crate::table::numbers::DecimalSign;
use crate::table::times::DateOrder;

/// A file that can be read several times.
pub trait InputFile {
    /// As messages call it.
    fn name(&self) -> &str;

    /// Its bytes, from the first on.
    ///
    /// # Errors
    /// If it cannot be read.
    fn open(&self) -> io::Result<Box<dyn Read>>;
}

/// Whether operators keep their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorNames {
    /// They become `operator-1`, `operator-2` … in the order in which they appear.
    Numbered,
    Kept,
}

/// What the user states of the files.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Headings with the fields that they are taken for, before what the profile says.
    pub map: Vec<(String, Field)>,
    /// Words of the column `status` in small letters, with what they mean; before what the profile says.
    pub outcomes: Vec<(String, SessionOutcome)>,
    /// The desk's time zone.
    pub zone: Option<HistoryZone>,
    pub date_order: Option<DateOrder>,
    pub decimal: Option<DecimalSign>,
    pub two_parts: Option<TwoParts>,
    pub reading: ReadingOptions,
    /// Where the source names no live chat.
    pub live_chat: String,
    /// When a simulated run began.
    pub start: Option<Timestamp>,
    pub names: OperatorNames,
}

/// Why nothing is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// The file, and its line where one is known.
    pub place: String,
    /// What is wrong, one line.
    pub problem: String,
    /// How to mend it, one line.
    pub help: String,
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { place, problem, help } = self;
        write!(f, "{place}: {problem}\n  help: {help}")
    }
}

impl std::error::Error for ImportError {}
