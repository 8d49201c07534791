//! Where the rows of a trace go: nowhere, into memory, or to a place that takes one after the other, so
//! that memory follows the sessions at the desk and not all that ever came.

use std::fmt::Debug;
use std::sync::Arc;

use csv::StringRecord;

/// Whether a run keeps a row for each session, and where.
#[derive(Clone, Debug, Default)]
pub enum SessionTrace {
    /// No rows.
    #[default]
    Off,
    /// In memory: [`Outcome::sessions`](crate::Outcome::sessions).
    Kept,
    /// They are given to this as sessions end.
    Sent(Arc<dyn SessionSink>),
}

impl SessionTrace {
    /// Whether there are rows.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }
}

/// Takes the rows of all replications. Several run at the same time, so each gets a spool of its own.
pub trait SessionSink: Debug + Send + Sync {
    /// A replication begins. It may be given up, and may begin a second time: what is in a spool
    /// that is dropped is of no use.
    fn begin(&self, replication: u32) -> Box<dyn SessionSpool>;
}

/// The rows of one replication. It has no errors: what cannot be kept is for the sink to tell.
pub trait SessionSpool: Debug + Send {
    /// A row, as many cells as [`SESSION_COLUMNS`](super::SESSION_COLUMNS), of the session that
    /// came as number `arrival` of the replication, from zero. Rows come in the order in which
    /// sessions end.
    fn put(&mut self, arrival: u64, cells: &StringRecord);

    /// The replication counts, and it is its turn: replications are completed in their order.
    fn complete(self: Box<Self>);
}
