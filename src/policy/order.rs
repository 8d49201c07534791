//! Which of the waiting sessions is next: the one with the lowest key.

use crate::base::{SessionId, Span, Time};
use crate::plan::{Priority, QueueOrder};

/// What sorts a queue. It does not change while a session waits, so that a session that is put back
/// returns to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueKey {
    priority_rank: u16,
    since: Time,
    /// Among sessions of the same instant.
    session: SessionId,
}

/// The key of a session whose age counts from `age_from` and whose service level is due at `due`.
///
/// A score of minutes waited plus minutes of priority grows all the time, but the difference of any
/// two scores does not change: a session that is ahead stays ahead. So the key is fixed: that of a
/// session which arrived earlier by as much as the priority is worth.
pub fn queue_key(
    order: QueueOrder,
    priority: Priority,
    (age_from, due): (Time, Option<Time>),
    session: SessionId,
) -> QueueKey {
    let below = Priority::High as u16 - priority as u16;
    let (priority_rank, since) = match order {
        QueueOrder::Fifo => (NORMAL_RANK, age_from),
        QueueOrder::PriorityFirst => (NORMAL_RANK + below, age_from),
        QueueOrder::Score(worth) => {
            (NORMAL_RANK, age_from + Span(worth.0.saturating_mul(u64::from(below))))
        }
        QueueOrder::SlaDueFirst => {
            (NORMAL_RANK + u16::from(due.is_none()), due.unwrap_or(age_from))
        }
    };
    QueueKey { priority_rank, since, session }
}

/// The first rank of sessions that were not moved to the front.
const NORMAL_RANK: u16 = 16;

impl QueueKey {
    /// The key of a session that goes before all whose requirements were relaxed fewer times.
    #[must_use]
    pub fn moved_ahead(self, times: u8) -> Self {
        let priority_rank =
            if times == 0 { self.priority_rank } else { NORMAL_RANK - u16::from(times).min(16) };
        Self { priority_rank, ..self }
    }

    /// The key of a session whose priority was raised, which would otherwise have the key `raised`:
    /// if it was moved to the front it stays there, with its new place among those in front.
    /// put ahead of all others stays there, at that place among those.
    #[must_use]
    pub fn with_raised_priority(self, raised: Self) -> Self {
        Self { priority_rank: self.priority_rank.min(raised.priority_rank), ..raised }
    }
}
