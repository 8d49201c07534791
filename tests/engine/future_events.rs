//! The events to come, in order.

use deskload::base::{OperatorId, StreamKey, Time};
use deskload::desk::{Class, Message, OperatorInput, TimerId};
use deskload::engine::FutureEvents;

fn to(operator: u32) -> Message {
    Message::Operator(OperatorId(operator), OperatorInput::WorkDone)
}

fn operator_of(entry: Option<Message>) -> Option<u32> {
    match entry {
        Some(Message::Operator(id, _)) => Some(id.0),
        _ => None,
    }
}

#[test]
fn at_one_instant_each_class_has_its_turn() {
    let mut event_queue = FutureEvents::default();
    for (who, class) in Class::ALL.iter().enumerate().rev() {
        event_queue.schedule(Time(5), *class, to(who as u32));
    }
    event_queue.schedule(Time(4), Class::Timeout, to(9));
    let order: Vec<_> = std::iter::from_fn(|| operator_of(event_queue.pop())).collect();
    assert_eq!(order, [9, 0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn cancelled_events_never_fire_and_do_not_accumulate() {
    let mut event_queue = FutureEvents::default();
    event_queue.schedule(Time(1_000_000), Class::Staff, to(7));
    for at in 0..10_000 {
        let timer = event_queue.schedule(Time(at), Class::Departure, to(0));
        event_queue.cancel(timer);
        event_queue.cancel(timer);
    }
    assert!(event_queue.footprint() < 100);
    assert_eq!((event_queue.next_at(), operator_of(event_queue.pop())), (Time(1_000_000), Some(7)));
    assert_eq!((event_queue.next_at(), operator_of(event_queue.pop())), (Time::NEVER, None));
}

#[test]
fn what_is_due_beyond_the_last_instant_is_never_due() {
    let mut event_queue = FutureEvents::default();
    event_queue.schedule(Time(u64::MAX), Class::Departure, to(1));
    event_queue.schedule(Time(1 << 60), Class::Staff, to(2));
    assert_eq!(event_queue.next_at(), Time::NEVER);
    event_queue.schedule(Time(1 << 50), Class::Staff, to(3));
    assert_eq!(event_queue.next_at(), Time(1 << 50));
}

#[test]
fn numbers_beyond_32_bits_keep_their_order() {
    let mut event_queue = FutureEvents::numbered_from(u64::from(u32::MAX) - 2);
    let timers: Vec<_> =
        (0..6).map(|who| event_queue.schedule(Time(5), Class::Staff, to(who))).collect();
    event_queue.cancel(timers[4]);
    let order = std::iter::from_fn(|| {
        event_queue.next_at();
        operator_of(event_queue.pop())
    });
    assert_eq!(order.collect::<Vec<_>>(), [0, 1, 2, 3, 5]);
    assert!(!event_queue.is_full());
    let most = (1 << 39) - (1 << 24);
    assert!(!FutureEvents::numbered_from(most).is_full());
    assert!(FutureEvents::numbered_from(most + 1).is_full());
}

/// Against a plain search, over random alarms, some of which are called off.
#[test]
fn events_come_in_the_order_of_a_linear_search() {
    let mut event_queue = FutureEvents::default();
    let mut pending: Vec<(u64, u32, TimerId)> = Vec::new();
    for step in 0..20_000_u32 {
        let key = StreamKey::root(u64::from(step));
        // First it fills up, so that the tree grows many times; then it empties.
        let odds = if step < 10_000 { 6 } else { 3 };
        if key.bits() % 10 < odds {
            let at = key.child(1).bits() % 5_000;
            let timer = event_queue.schedule(Time(at), Class::Departure, to(step));
            pending.push((at, step, timer));
        } else if key.bits() % 10 == 9 && !pending.is_empty() {
            let place = key.child(2).bits() as usize % pending.len();
            event_queue.cancel(pending.swap_remove(place).2);
        } else {
            let first = pending.iter().enumerate().min_by_key(|(_, (at, step, _))| (at, step));
            let place = first.map(|(place, _)| place);
            let searched = place.map(|place| pending.swap_remove(place));
            assert_eq!(event_queue.next_at().0, searched.map_or(u64::MAX, |(at, ..)| at));
            assert_eq!(operator_of(event_queue.pop()), searched.map(|(_, who, _)| who));
        }
    }
}
