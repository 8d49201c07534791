//! Which of the waiting sessions is next: the lowest turn.

use crate::base::{SessionId, Span, Time};
use crate::plan::{Priority, QueueOrder};

/// A place in a queue's order. It does not change while a session waits, so one who is sent back
/// stands where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueKey {
    priority_rank: u16,
    since: Time,
    /// Among sessions of the same instant.
    session: SessionId,
}

/// The turn of a session whose age counts from `age_from`, and whose promise of an answer is due
/// at `due`.
///
/// A score of minutes waited plus minutes of priority changes all the time, but not the difference
/// of any two: whoever is ahead stays ahead. So it is a fixed turn, that of one who came as much
/// earlier as the priority is worth.
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

/// The first rank of those who were not put ahead.
const NORMAL_RANK: u16 = 16;

impl QueueKey {
    /// The turn of one who goes ahead of all whose requirements were dropped fewer times.
    #[must_use]
    pub fn moved_ahead(self, times: u8) -> Self {
        let priority_rank =
            if times == 0 { self.priority_rank } else { NORMAL_RANK - u16::from(times).min(16) };
        Self { priority_rank, ..self }
    }

    /// The turn of one whose priority was raised, so that it would have the turn `raised`: who was
    /// put ahead of all others stays there, at that place among those.
    #[must_use]
    pub fn with_raised_priority(self, raised: Self) -> Self {
        Self { priority_rank: self.priority_rank.min(raised.priority_rank), ..raised }
    }
}
