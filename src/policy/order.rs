//! Which of the waiting sessions is next: the lowest turn.

use crate::base::{SessionId, Span, Time};
use crate::plan::{Order, Priority};

/// A place in a queue's order. It does not change while a session waits, so one who is sent back
/// stands where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    rank: u16,
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
pub fn turn(
    order: Order,
    priority: Priority,
    (age_from, due): (Time, Option<Time>),
    session: SessionId,
) -> Turn {
    let below = Priority::High as u16 - priority as u16;
    let (rank, since) = match order {
        Order::Fifo => (NOBODY_AHEAD, age_from),
        Order::PriorityFirst => (NOBODY_AHEAD + below, age_from),
        Order::Score(worth) => {
            (NOBODY_AHEAD, age_from + Span(worth.0.saturating_mul(u64::from(below))))
        }
        Order::SlaDueFirst => (NOBODY_AHEAD + u16::from(due.is_none()), due.unwrap_or(age_from)),
    };
    Turn { rank, since, session }
}

/// The first rank of those who were not put ahead.
const NOBODY_AHEAD: u16 = 16;

impl Turn {
    /// The turn of one who goes ahead of all whose requirements were dropped fewer times.
    #[must_use]
    pub fn ahead(self, times: u8) -> Self {
        let rank = if times == 0 { self.rank } else { NOBODY_AHEAD - u16::from(times).min(16) };
        Self { rank, ..self }
    }

    /// The turn of one whose priority was raised, so that it would have the turn `raised`: who was
    /// put ahead of all others stays there, at that place among those.
    #[must_use]
    pub fn raised(self, raised: Self) -> Self {
        Self { rank: self.rank.min(raised.rank), ..raised }
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
        let turn = |order, (priority, age, id)| turn(order, priority, (age, None), id);
        assert!(turn(Order::Fifo, old) < turn(Order::Fifo, urgent));
        assert!(turn(Order::PriorityFirst, urgent) < turn(Order::PriorityFirst, old));
    }

    #[test]
    fn priority_is_worth_as_much_waiting_as_the_score_says() {
        let at = |seconds: u64| Time(seconds * 1_000_000);
        let id = |number| SessionId::new(FlowId(0), number);
        let score = |priority, came, number| {
            turn(Order::Score(Span(60_000_000)), priority, (at(came), None), id(number))
        };
        // High is three steps: worth three minutes.
        assert!(score(Priority::High, 179, 1) < score(Priority::None, 0, 0));
        assert!(score(Priority::High, 181, 1) > score(Priority::None, 0, 0));
        assert!(score(Priority::High, 180, 1) > score(Priority::None, 0, 0), "by session");
        assert!(score(Priority::Low, 0, 1) > score(Priority::Medium, 59, 2));
    }

    #[test]
    fn whose_promise_is_due_soonest_is_next_and_who_has_none_is_last() {
        let id = |number| SessionId::new(FlowId(0), number);
        let due = |age, due: Option<u64>, number| {
            let times = (Time(age), due.map(Time));
            turn(Order::SlaDueFirst, Priority::None, times, id(number))
        };
        assert!(due(50, Some(70), 1) < due(10, Some(80), 0));
        assert!(due(50, Some(9_000), 1) < due(10, None, 0));
        assert!(due(10, None, 1) < due(20, None, 0));
    }

    #[test]
    fn who_was_put_ahead_goes_before_whatever_the_priority() {
        let id = |number| SessionId::new(FlowId(0), number);
        let turn = |priority, age, number| {
            turn(Order::PriorityFirst, priority, (Time(age), None), id(number))
        };
        let calm = turn(Priority::None, 9, 0);
        assert!(calm.ahead(1) < turn(Priority::High, 0, 1));
        assert!(calm.ahead(2) < turn(Priority::High, 0, 1).ahead(1));
        assert_eq!(calm.ahead(0), calm);
    }

    #[test]
    fn who_was_put_ahead_and_is_raised_stays_ahead_and_gains_on_those_who_are() {
        let score = |priority, age, number| {
            let id = SessionId::new(FlowId(0), number);
            turn(Order::Score(Span(90)), priority, (Time(age), None), id)
        };
        let (before, raised) = (score(Priority::Low, 0, 0), score(Priority::High, 0, 0));
        let other = score(Priority::Medium, 60, 1);
        assert!(other < before && raised < other);
        assert!(other.ahead(1) < before.ahead(1));
        assert!(before.ahead(1).raised(raised) < other.ahead(1));
        assert!(before.ahead(1).raised(raised) < raised && before.raised(raised) == raised);
    }
}
