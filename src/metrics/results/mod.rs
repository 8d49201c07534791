//! What metrics say in the end: sheets of columns and estimates, and violations.

mod sheet;
mod violation;

pub use sheet::{
    Column, Estimate, MAX_RELATIVE_HALF_WIDTH, MAX_SHARE_HALF_WIDTH, Row, Sheet, Unit,
};
pub use violation::{InvariantViolation, Violation};
