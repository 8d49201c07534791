//! Folds over (time, fact).
//!
//! Metrics see only facts: nothing counts on the side. Knows no role.

mod law;
mod sheet;
mod trace;

pub use law::BrokenLaw;
pub use sheet::{Column, Estimate, Row, Sheet, Unit, blank_sheets};
pub use trace::{SESSION_COLUMNS, SessionRow};
