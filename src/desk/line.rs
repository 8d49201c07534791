//! Sessions that wait, in their order. Somebody who gives up leaves from anywhere in the line.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::{AlarmId, Session};
use crate::policy::Turn;

/// Where a session stands, to be found without a search. Worthless once it has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    slot: u32,
    generation: u32,
}

/// Sessions that wait. Places are reused; a heap entry whose session has left is passed over.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Those who came in turn, which are nearly all: no heap is needed for them.
    in_turn: VecDeque<(Turn, Ticket)>,
    /// Those whose turn was before somebody's who already waited.
    ahead: BinaryHeap<Reverse<(Turn, Ticket)>>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    waiting: u32,
    held: u32,
}

#[derive(Debug)]
struct Slot {
    generation: u32,
    waiting: Option<Waiting>,
}

/// A session that waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) session: Box<Session>,
    pub(super) alarm: Option<AlarmId>,
    turn: Turn,
    /// Somebody is about to take it: it is nobody else's turn to.
    held: bool,
    /// An entry of the order stands for it still.
    lined_up: bool,
}

impl Line {
    /// How many wait, held ones included.
    pub(super) fn len(&self) -> u32 {
        self.waiting
    }

    /// Nobody waits who is not held.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting == self.held
    }

    /// A session joins, at its turn.
    pub(super) fn join(&mut self, session: Box<Session>, turn: Turn) -> Ticket {
        let waiting = Waiting { session, alarm: None, turn, held: false, lined_up: true };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, waiting: None });
            u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 sessions wait")
        });
        let place = &mut self.slots[slot as usize];
        place.waiting = Some(waiting);
        let ticket = Ticket { slot, generation: place.generation };
        self.waiting += 1;
        self.line_up(turn, ticket);
        self.sweep();
        ticket
    }

    fn line_up(&mut self, turn: Turn, ticket: Ticket) {
        if self.in_turn.back().is_none_or(|(last, _)| *last < turn) {
            self.in_turn.push_back((turn, ticket));
        } else {
            self.ahead.push(Reverse((turn, ticket)));
        }
    }

    /// The one who holds the ticket, if still there.
    pub(super) fn get_mut(&mut self, ticket: Ticket) -> Option<&mut Waiting> {
        let slot = self.slots.get_mut(ticket.slot as usize)?;
        slot.waiting.as_mut().filter(|_| slot.generation == ticket.generation)
    }

    /// The one who holds the ticket leaves, if still there.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Option<Waiting> {
        let slot = self.slots.get_mut(ticket.slot as usize)?;
        if slot.generation != ticket.generation {
            return None;
        }
        let waiting = slot.waiting.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(ticket.slot);
        self.waiting -= 1;
        self.held -= u32::from(waiting.held);
        Some(waiting)
    }

    /// The ticket of the next in turn, who stays in the line and is held.
    pub(super) fn hold_next(&mut self) -> Option<Ticket> {
        let ticket = self.next()?;
        if let Some(waiting) = self.get_mut(ticket) {
            (waiting.held, waiting.lined_up) = (true, false);
            self.held += 1;
        }
        Some(ticket)
    }

    /// The first in turn who is not held and for whom `may` holds, of all or of those behind
    /// somebody. All stay.
    pub(super) fn first(
        &mut self,
        behind: Option<(Turn, Ticket)>,
        may: impl Fn(&Session) -> bool,
    ) -> Option<(Turn, Ticket)> {
        self.put_in_turn();
        let from = behind.map_or(0, |last| self.in_turn.partition_point(|one| *one <= last));
        let mut places = self.in_turn.range(from..);
        let found = places.find(|(turn, ticket)| {
            let waiting = self.slots[ticket.slot as usize].waiting.as_ref();
            // One whose turn has changed stands twice, and the first time counts.
            self.is_waiting(*ticket) && waiting.is_some_and(|w| w.turn == *turn && may(&w.session))
        });
        found.copied()
    }

    /// The tickets of all for whom `whose` holds, in turn, held ones included.
    pub(super) fn all(&mut self, whose: impl Fn(&Session) -> bool) -> Vec<Ticket> {
        let slots = self.slots.iter().enumerate();
        let mut found: Vec<(Turn, Ticket)> = slots
            .filter_map(|(place, slot)| {
                let waiting = slot.waiting.as_ref().filter(|waiting| whose(&waiting.session))?;
                Some((waiting.turn, Ticket { slot: place as u32, generation: slot.generation }))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, ticket)| ticket).collect()
    }

    /// Those who came out of turn are few where somebody looks beyond the first.
    fn put_in_turn(&mut self) {
        while let Some(Reverse(entry)) = self.ahead.pop() {
            let place = self.in_turn.partition_point(|other| *other < entry);
            self.in_turn.insert(place, entry);
        }
        while self.in_turn.front().is_some_and(|(_, ticket)| self.get(*ticket).is_none()) {
            self.in_turn.pop_front();
        }
    }

    fn get(&self, ticket: Ticket) -> Option<&Waiting> {
        let slot = self.slots.get(ticket.slot as usize)?;
        slot.waiting.as_ref().filter(|_| slot.generation == ticket.generation)
    }

    /// The one who holds the ticket stays in the line and is held.
    pub(super) fn hold(&mut self, ticket: Ticket) {
        if let Some(waiting) = self.get_mut(ticket)
            && !std::mem::replace(&mut waiting.held, true)
        {
            self.held += 1;
        }
    }

    /// The one who holds the ticket is held.
    pub(super) fn is_held(&self, ticket: Ticket) -> bool {
        self.get(ticket).is_some_and(|waiting| waiting.held)
    }

    /// The one who holds the ticket goes ahead to an earlier turn.
    pub(super) fn advance(&mut self, ticket: Ticket, turn: impl Fn(Turn) -> Turn) {
        let Some(waiting) = self.get_mut(ticket) else {
            return;
        };
        let turn = turn(waiting.turn);
        waiting.turn = turn;
        self.line_up(turn, ticket);
    }

    /// One who was held is anybody's again.
    pub(super) fn release(&mut self, ticket: Ticket) {
        let Some(waiting) = self.get_mut(ticket) else {
            return;
        };
        if std::mem::take(&mut waiting.held) {
            let turn = waiting.turn;
            let lined_up = std::mem::replace(&mut waiting.lined_up, true);
            self.held -= 1;
            if !lined_up {
                self.line_up(turn, ticket);
            }
        }
    }

    /// The next in turn leaves.
    pub(super) fn leave_next(&mut self) -> Option<Waiting> {
        let ticket = self.next()?;
        self.leave(ticket)
    }

    fn next(&mut self) -> Option<Ticket> {
        loop {
            let heap_is_next = match (self.in_turn.front(), self.ahead.peek()) {
                (Some((front, _)), Some(Reverse((top, _)))) => top < front,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => return None,
            };
            let (_, ticket) = if heap_is_next {
                self.ahead.pop().map(|Reverse(entry)| entry)
            } else {
                self.in_turn.pop_front()
            }?;
            if self.is_waiting(ticket) {
                return Some(ticket);
            }
            // One who is held is passed over, and has to be lined up again when released.
            if let Some(held) = self.get_mut(ticket) {
                held.lined_up = false;
            }
        }
    }

    fn is_waiting(&self, ticket: Ticket) -> bool {
        let slot = &self.slots[ticket.slot as usize];
        slot.generation == ticket.generation && slot.waiting.as_ref().is_some_and(|w| !w.held)
    }

    /// Where many give up and few are taken, entries of the gone would pile up.
    fn sweep(&mut self) {
        let entries = self.in_turn.len() + self.ahead.len();
        if entries > 64 && entries > 2 * self.waiting as usize {
            let mut in_turn = std::mem::take(&mut self.in_turn);
            let mut ahead = std::mem::take(&mut self.ahead);
            // Those who are held are there still.
            in_turn.retain(|(_, ticket)| self.get(*ticket).is_some());
            ahead.retain(|Reverse((_, ticket))| self.get(*ticket).is_some());
            (self.in_turn, self.ahead) = (in_turn, ahead);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FlowId, Key, LiveChatId, SessionId, Time, TopicId};
    use crate::plan::{Order, Priority};
    use crate::policy::turn;
    use crate::workload::Client;

    fn join(line: &mut Line, number: u64, age_from: u64) -> Ticket {
        let id = SessionId::new(FlowId(0), number);
        let client = Client::new(Key::root(0), number);
        let at = Time(age_from);
        let session = Session::new(id, LiveChatId(0), TopicId(0), client, Priority::None, at);
        line.join(Box::new(session), turn(Order::Fifo, Priority::None, (at, None), id))
    }

    fn next(line: &mut Line) -> Option<u64> {
        line.leave_next().map(|waiting| waiting.session.id.ordinal())
    }

    #[test]
    fn the_oldest_goes_first_whenever_it_joined() {
        let mut line = Line::default();
        for (number, age) in [(0, 50), (1, 60), (2, 10), (3, 55), (4, 70)] {
            join(&mut line, number, age);
        }
        let order: Vec<u64> = std::iter::from_fn(|| next(&mut line)).collect();
        assert_eq!(order, [2, 0, 3, 1, 4]);
    }

    #[test]
    fn one_who_leaves_is_not_served_and_a_ticket_is_good_once() {
        let mut line = Line::default();
        let tickets: Vec<Ticket> = (0..3).map(|i| join(&mut line, i, i)).collect();
        assert!(line.leave(tickets[1]).is_some() && line.leave(tickets[1]).is_none());
        let reused = join(&mut line, 9, 9);
        assert!(line.leave(tickets[1]).is_none(), "the slot is somebody else's now");
        assert_eq!((line.len(), next(&mut line), next(&mut line)), (3, Some(0), Some(2)));
        assert!(line.leave(reused).is_some() && line.is_idle());
    }

    #[test]
    fn one_who_is_held_keeps_the_place_and_is_nobody_elses_turn() {
        let mut line = Line::default();
        join(&mut line, 0, 0);
        join(&mut line, 1, 1);
        let held = line.hold_next().expect("somebody waits");
        assert_eq!(line.len(), 2);
        assert_eq!(next(&mut line), Some(1));
        assert!(line.is_idle());
        line.release(held);
        assert_eq!(next(&mut line), Some(0));
    }

    #[test]
    fn one_who_is_held_where_it_stands_is_found_again_whatever_happens_meanwhile() {
        let mut line = Line::default();
        let tickets: Vec<Ticket> = (0..2).map(|number| join(&mut line, number, number)).collect();
        line.hold(tickets[0]);
        // Somebody looks for the next and comes past it.
        let next_one = line.hold_next().expect("the second");
        line.release(next_one);
        line.release(tickets[0]);
        assert_eq!(line.first(None, |_| true).map(|(_, ticket)| ticket), Some(tickets[0]));
        line.hold(tickets[0]);
        // So many come and go that the line is swept.
        for number in 2..200 {
            let ticket = join(&mut line, number, number);
            line.leave(ticket);
        }
        line.release(tickets[0]);
        assert_eq!((next(&mut line), next(&mut line)), (Some(0), Some(1)));
    }

    #[test]
    fn the_first_who_fits_is_found_wherever_and_one_put_ahead_stands_there_alone() {
        let mut line = Line::default();
        let tickets: Vec<Ticket> =
            [(0, 50), (1, 10), (2, 30), (3, 60)].map(|(n, age)| join(&mut line, n, age)).into();
        let odd = |session: &Session| session.id.ordinal() % 2 == 1;
        let first = line.first(None, odd).expect("an odd one");
        assert_eq!(first.1, tickets[1]);
        assert_eq!(line.first(Some(first), odd).map(|(_, ticket)| ticket), Some(tickets[3]));
        line.hold(tickets[1]);
        assert_eq!(line.first(None, odd).map(|(_, ticket)| ticket), Some(tickets[3]));
        assert_eq!(line.all(odd), [tickets[1], tickets[3]]);
        line.advance(tickets[3], |turn| turn.ahead(1));
        line.release(tickets[1]);
        let order: Vec<u64> = std::iter::from_fn(|| next(&mut line)).collect();
        assert_eq!(order, [3, 1, 2, 0]);
        assert!(line.is_idle() && line.first(None, |_| true).is_none());
    }

    #[test]
    fn those_who_gave_up_do_not_pile_up() {
        let mut line = Line::default();
        for number in 0..10_000 {
            let ticket = join(&mut line, number, number);
            line.leave(ticket);
        }
        assert!(line.in_turn.len() + line.ahead.len() < 200 && line.slots.len() == 1);
    }
}
