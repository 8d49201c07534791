//! Which of the waiting sessions is next: the one with the lowest key.

use crate::base::{SessionId, Span, Time};
use crate::plan::{Priority, QueueOrder};

/// What sorts a queue. It does not change while a session waits, so that a session that is put back
/// returns to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueKey {
    /// The rank of the priority, and in the lower 58 bits since when it counts, in microseconds.
    rank_and_since: u64,
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
    age_from: Time,
    due: Option<Time>,
    session: SessionId,
) -> QueueKey {
    let below = Priority::High as u64 - priority as u64;
    let (priority_rank, since) = match order {
        QueueOrder::Fifo => (NORMAL_RANK, age_from),
        QueueOrder::PriorityFirst => (NORMAL_RANK + below, age_from),
        QueueOrder::Score(worth) => (NORMAL_RANK, age_from + Span(worth.0.saturating_mul(below))),
        QueueOrder::SlaDueFirst => {
            (NORMAL_RANK + u64::from(due.is_none()), due.unwrap_or(age_from))
        }
    };
    QueueKey::new(priority_rank, since, session)
}

/// The first rank of sessions that were not moved to the front.
const NORMAL_RANK: u64 = 16;

impl QueueKey {
    const SINCE_BITS: u32 = 58;
    /// More than 9,000 years: what counts from a later instant is never reached.
    const LATEST: u64 = (1 << Self::SINCE_BITS) - 1;

    fn new(priority_rank: u64, since: Time, session: SessionId) -> Self {
        let rank_and_since = priority_rank << Self::SINCE_BITS | since.0.min(Self::LATEST);
        Self { rank_and_since, session }
    }

    fn priority_rank(self) -> u64 {
        self.rank_and_since >> Self::SINCE_BITS
    }

    fn with_priority_rank(self, priority_rank: u64) -> Self {
        let since = self.rank_and_since & Self::LATEST;
        Self { rank_and_since: priority_rank << Self::SINCE_BITS | since, ..self }
    }

    /// The key of a session that goes before all whose requirements were relaxed fewer times.
    #[must_use]
    pub fn moved_ahead(self, times: u8) -> Self {
        match times {
            0 => self,
            _ => self.with_priority_rank(NORMAL_RANK - u64::from(times).min(NORMAL_RANK)),
        }
    }

    /// The key of a session whose priority was raised, which would otherwise have the key `raised`:
    /// if it was moved to the front it stays there, with its new place among those in front.
    #[must_use]
    pub fn with_raised_priority(self, raised: Self) -> Self {
        raised.with_priority_rank(self.priority_rank().min(raised.priority_rank()))
    }
}
