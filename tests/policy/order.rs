//! The order in which waiting sessions are served.

use deskload::base::FlowId;
use deskload::base::{SessionId, Span, Time};
use deskload::plan::{Priority, QueueOrder};
use deskload::policy::queue_key;

#[test]
fn priority_goes_first_only_where_the_order_says_so() {
    let old = (Priority::None, Time(1), SessionId::new(FlowId(0), 0));
    let urgent = (Priority::High, Time(2), SessionId::new(FlowId(0), 1));
    let key = |order, (priority, age, id)| queue_key(order, priority, age, None, id);
    assert!(key(QueueOrder::Fifo, old) < key(QueueOrder::Fifo, urgent));
    assert!(key(QueueOrder::PriorityFirst, urgent) < key(QueueOrder::PriorityFirst, old));
}

#[test]
fn priority_is_worth_as_much_waiting_as_the_score_says() {
    let at = |seconds: u64| Time(seconds * 1_000_000);
    let id = |number| SessionId::new(FlowId(0), number);
    let score = |priority, came, number| {
        queue_key(QueueOrder::Score(Span(60_000_000)), priority, at(came), None, id(number))
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
        let due = due.map(Time);
        queue_key(QueueOrder::SlaDueFirst, Priority::None, Time(age), due, id(number))
    };
    assert!(due(50, Some(70), 1) < due(10, Some(80), 0));
    assert!(due(50, Some(9_000), 1) < due(10, None, 0));
    assert!(due(10, None, 1) < due(20, None, 0));
}

#[test]
fn relaxed_sessions_go_first_whatever_the_priority() {
    let id = |number| SessionId::new(FlowId(0), number);
    let key = |priority, age, number| {
        queue_key(QueueOrder::PriorityFirst, priority, Time(age), None, id(number))
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
        queue_key(QueueOrder::Score(Span(90)), priority, Time(age), None, id)
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
