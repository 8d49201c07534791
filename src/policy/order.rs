//! Which of the waiting sessions is next: the lowest turn.

use crate::base::{SessionId, Time};
use crate::plan::{Order, Priority};

/// A place in a queue's order. It does not change while a session waits, so one who is sent back
/// stands where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    rank: u8,
    age_from: Time,
    /// Among sessions of the same instant.
    session: SessionId,
}

/// The turn of a session whose age counts from `age_from`.
pub fn turn(order: Order, priority: Priority, age_from: Time, session: SessionId) -> Turn {
    let rank = match order {
        Order::Fifo => 0,
        Order::PriorityFirst => Priority::High as u8 - priority as u8,
    };
    Turn { rank, age_from, session }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FlowId;

    #[test]
    fn priority_goes_first_only_where_the_order_says_so() {
        let old = (Priority::None, Time(1), SessionId::new(FlowId(0), 0));
        let urgent = (Priority::High, Time(2), SessionId::new(FlowId(0), 1));
        let turn = |order, (priority, age, id)| turn(order, priority, age, id);
        assert!(turn(Order::Fifo, old) < turn(Order::Fifo, urgent));
        assert!(turn(Order::PriorityFirst, urgent) < turn(Order::PriorityFirst, old));
    }
}
