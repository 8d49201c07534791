//! What the edition forbids, and what is allowed but hardly meant: the last step of reading.
//!
//! - **Takes** the scenario as stated, the people with their roles, and the parts of the plan.
//! - **Gives** errors by the rules of the edition ([`editions`]), before the parts are put together,
//!   and warnings about them ([`lints`]) afterwards; then the plan ([`fit`]).
//! - **Must not know** how a key is written: it changes nothing, and reads no text.

pub(super) mod editions;

pub(super) mod fit;
pub(super) mod limits;
pub(super) mod lints;
