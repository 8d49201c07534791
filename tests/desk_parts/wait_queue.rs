//! Sessions that wait, in order.

use deskload::base::{FlowId, LiveChatId, SessionId, StreamKey, Time, TopicId};
use deskload::desk::{Session, Ticket, WaitQueue};
use deskload::plan::{Priority, QueueOrder};
use deskload::policy::queue_key;
use deskload::workload::Client;

fn join(wait_queue: &mut WaitQueue, number: u64, age_from: u64) -> Ticket {
    let id = SessionId::new(FlowId(0), number);
    let client = Client::new(StreamKey::root(0), number);
    let at = Time(age_from);
    let session = Session::new(id, LiveChatId(0), TopicId(0), client, Priority::None, at);
    wait_queue.join(Box::new(session), queue_key(QueueOrder::Fifo, Priority::None, at, None, id))
}

fn next(wait_queue: &mut WaitQueue) -> Option<u64> {
    wait_queue.leave_next().map(|waiting| waiting.session.id.ordinal())
}

#[test]
fn oldest_is_first_regardless_of_join_order() {
    let mut wait_queue = WaitQueue::default();
    for (number, age) in [(0, 50), (1, 60), (2, 10), (3, 55), (4, 70)] {
        join(&mut wait_queue, number, age);
    }
    let order: Vec<u64> = std::iter::from_fn(|| next(&mut wait_queue)).collect();
    assert_eq!(order, [2, 0, 3, 1, 4]);
}

#[test]
fn left_session_is_not_served_and_its_ticket_is_stale() {
    let mut wait_queue = WaitQueue::default();
    let tickets: Vec<Ticket> = (0..3).map(|i| join(&mut wait_queue, i, i)).collect();
    assert!(wait_queue.leave(tickets[1]).is_some() && wait_queue.leave(tickets[1]).is_none());
    let reused = join(&mut wait_queue, 9, 9);
    assert!(wait_queue.leave(tickets[1]).is_none(), "the slot is another ticket's now");
    assert_eq!(
        (wait_queue.len(), next(&mut wait_queue), next(&mut wait_queue)),
        (3, Some(0), Some(2))
    );
    assert!(wait_queue.leave(reused).is_some() && wait_queue.is_all_held());
}

#[test]
fn held_session_keeps_its_place_and_is_skipped() {
    let mut wait_queue = WaitQueue::default();
    join(&mut wait_queue, 0, 0);
    join(&mut wait_queue, 1, 1);
    let held = wait_queue.hold_next().expect("a session waits");
    assert_eq!(wait_queue.len(), 2);
    assert_eq!(next(&mut wait_queue), Some(1));
    assert!(wait_queue.is_all_held());
    wait_queue.release(held);
    assert_eq!(next(&mut wait_queue), Some(0));
}

#[test]
fn held_session_is_found_after_release_and_compaction() {
    let mut wait_queue = WaitQueue::default();
    let tickets: Vec<Ticket> = (0..2).map(|number| join(&mut wait_queue, number, number)).collect();
    wait_queue.hold(tickets[0]);
    // A queue looks for the next and comes past it.
    let next_one = wait_queue.hold_next().expect("the second");
    wait_queue.release(next_one);
    wait_queue.release(tickets[0]);
    assert_eq!(wait_queue.first_match(None, |_| true).map(|(_, ticket)| ticket), Some(tickets[0]));
    wait_queue.hold(tickets[0]);
    // So many come and go that the line is swept.
    for number in 2..200 {
        let ticket = join(&mut wait_queue, number, number);
        wait_queue.leave(ticket);
    }
    wait_queue.release(tickets[0]);
    assert_eq!((next(&mut wait_queue), next(&mut wait_queue)), (Some(0), Some(1)));
}

#[test]
fn first_match_is_found_anywhere_and_moved_ahead_only_once() {
    let mut wait_queue = WaitQueue::default();
    let tickets: Vec<Ticket> =
        [(0, 50), (1, 10), (2, 30), (3, 60)].map(|(n, age)| join(&mut wait_queue, n, age)).into();
    let odd = |session: &Session| session.id.ordinal() % 2 == 1;
    let first = wait_queue.first_match(None, odd).expect("an odd one");
    assert_eq!(first.1, tickets[1]);
    assert_eq!(
        wait_queue.first_match(Some(first), odd).map(|(_, ticket)| ticket),
        Some(tickets[3])
    );
    wait_queue.hold(tickets[1]);
    assert_eq!(wait_queue.first_match(None, odd).map(|(_, ticket)| ticket), Some(tickets[3]));
    assert_eq!(wait_queue.tickets_where(odd), [tickets[1], tickets[3]]);
    wait_queue.move_ahead(tickets[3], |turn| turn.moved_ahead(1));
    wait_queue.release(tickets[1]);
    let order: Vec<u64> = std::iter::from_fn(|| next(&mut wait_queue)).collect();
    assert_eq!(order, [3, 1, 2, 0]);
    assert!(wait_queue.is_all_held() && wait_queue.first_match(None, |_| true).is_none());
}

#[test]
fn left_sessions_do_not_accumulate() {
    let mut wait_queue = WaitQueue::default();
    for number in 0..10_000 {
        let ticket = join(&mut wait_queue, number, number);
        wait_queue.leave(ticket);
    }
    let (entries, slots) = wait_queue.footprint();
    assert!(entries < 200 && slots == 1);
}
