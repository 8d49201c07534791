//! One row a session: every instant, and who.

/// One row of `sessions.csv`. Instants are microseconds since the run began.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// From zero.
    pub replication: u32,
    /// The flow's number and the session's number in it.
    pub session: String,
}
