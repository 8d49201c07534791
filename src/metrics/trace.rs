//! One row a session: every instant, and who.

use super::Column;

/// One row of `sessions.csv`: as many cells as [`SESSION_COLUMNS`].
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// From zero.
    pub replication: u32,
    /// Texts; an empty one where something did not happen.
    pub cells: Vec<String>,
}

/// The headings of `sessions.csv` after `replication`.
pub const SESSION_COLUMNS: &[Column] =
    &[Column { name: "session", unit: None, definition: "flow and number, both from zero" }];
