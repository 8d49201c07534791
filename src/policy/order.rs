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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FlowId;

    #[test]
    fn priority_goes_first_only_where_the_order_says_so() {
        let old = (Priority::None, Time(1), SessionId::new(FlowId(0), 0));
        let urgent = (Priority::High, Time(2), SessionId::new(FlowId(0), 1));
        let key = |order, (priority, age, id)| queue_key(order, priority, (age, None), id);
        assert!(key(QueueOrder::Fifo, old) < key(QueueOrder::Fifo, urgent));
        assert!(key(QueueOrder::PriorityFirst, urgent) < key(QueueOrder::PriorityFirst, old));
    }

    #[test]
    fn priority_is_worth_as_much_waiting_as_the_score_says() {
        let at = |seconds: u64| Time(seconds * 1_000_000);
        let id = |number| SessionId::new(FlowId(0), number);
        let score = |priority, came, number| {
            queue_key(QueueOrder::Score(Span(60_000_000)), priority, (at(came), None), id(number))
        };
        // High is three steps: worth three minutes.
        assert!(score(Priority::High, 179, 1) < score(Priority::None, 0, 0));
        assert!(score(Priority::High, 181, 1) > score(Priority::None, 0, 0));
        assert!(score(Priority::High, 180, 1) > score(Priority::None, 0, 0), "by session");
        assert!(score(Priority::Low, 0, 1) > score(Priority::Medium, 59, 2));
    }

    #[test]
    fn the_earliest_sla_deadline_is_next_and_sessions_without_one_are_last() {
        let id = |number| SessionId::new(FlowId(0), number);
        let due = |age, due: Option<u64>, number| {
            let times = (Time(age), due.map(Time));
            queue_key(QueueOrder::SlaDueFirst, Priority::None, times, id(number))
        };
        assert!(due(50, Some(70), 1) < due(10, Some(80), 0));
        assert!(due(50, Some(9_000), 1) < due(10, None, 0));
        assert!(due(10, None, 1) < due(20, None, 0));
    }

    #[test]
    fn relaxed_sessions_go_first_whatever_the_priority() {
        let id = |number| SessionId::new(FlowId(0), number);
        let key = |priority, age, number| {
            queue_key(QueueOrder::PriorityFirst, priority, (Time(age), None), id(number))
        };
        let calm = key(Priority::None, 9, 0);
        assert!(calm.moved_ahead(1) < key(Priority::High, 0, 1));
        assert!(calm.moved_ahead(2) < key(Priority::High, 0, 1).moved_ahead(1));
        assert_eq!(calm.moved_ahead(0), calm);
    }

    #[test]
    fn raising_priority_keeps_a_relaxed_session_ahead() {
        let score = |priority, age, number| {
            let id = SessionId::new(FlowId(0), number);
            queue_key(QueueOrder::Score(Span(90)), priority, (Time(age), None), id)
        };
        let (before, raised) = (score(Priority::Low, 0, 0), score(Priority::High, 0, 0));
        let other = score(Priority::Medium, 60, 1);
        assert!(other < before && raised < other);
        assert!(other.moved_ahead(1) < before.moved_ahead(1));
        assert!(before.moved_ahead(1).with_raised_priority(raised) < other.moved_ahead(1));
        assert!(
            before.moved_ahead(1).with_raised_priority(raised) < raised
                && before.with_raised_priority(raised) == raised
        );
    }
}
