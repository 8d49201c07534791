//! All members in a tree that counts equals, where ties are broken at random.

use std::cmp::Ordering;

use super::random_ties::{NOT_FREE, RuleValue, nth_of};
use crate::desk::message::Seat;

/// A tournament tree over the seats: each inner node has the better of its two halves and the
/// number of its equals. A change costs log₂(seats) comparisons, and so does a draw.
///
/// What is compared stands with whom the tree belongs to, and leaves are not stored: they are the
/// seats in their order, and [`NOT_FREE`] ones that fill up the last row.
#[derive(Debug)]
pub(super) struct TournamentTree {
    /// Heap-shaped, as many as there are leaves: node 1 is the root, and leaves would follow the last.
    nodes: Box<[Node]>,
}

/// The best of what is below an inner node, or a leaf.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// The first of the best seats.
    best: Seat,
    /// How many seats below are as good.
    equals: u32,
}

impl TournamentTree {
    /// A tree of so many members, none of whom has a free slot.
    pub(super) fn new(members: usize) -> Self {
        let leaves = members.next_power_of_two().max(2);
        let mut nodes = vec![Node::default(); leaves];
        // Each match is won by its lowest seat.
        for place in (1..leaves).rev() {
            let left = 2 * place;
            nodes[place].best =
                if left < leaves { nodes[left].best } else { (left - leaves) as Seat };
        }
        Self { nodes: nodes.into() }
    }

    /// The k-th of the best seats, of whom there is one at least; k drawn from `tie_break`: each half
    /// knows how many it holds.
    pub(super) fn draw(&self, values: &[RuleValue], tie_break: u64) -> Seat {
        let (root, value) = self.node(values, 1);
        let mut skip = nth_of(tie_break, root.equals) as u32;
        let mut place = 1;
        while place < self.nodes.len() {
            place *= 2;
            let (left, of_left) = self.node(values, place);
            let held = if of_left == value { left.equals } else { 0 };
            if skip >= held {
                skip -= held;
                place += 1;
            }
        }
        (place - self.nodes.len()) as Seat
    }

    /// The member's value has changed.
    pub(super) fn update(&mut self, values: &[RuleValue], seat: Seat) {
        let mut place = self.nodes.len() + seat as usize;
        while place > 1 {
            let ((left, of_left), (right, of_right)) =
                (self.node(values, place & !1), self.node(values, place | 1));
            place /= 2;
            self.nodes[place] = match of_left.cmp(&of_right) {
                Ordering::Less => left,
                Ordering::Greater => right,
                Ordering::Equal => Node { best: left.best, equals: left.equals + right.equals },
            };
        }
    }

    /// A node or a leaf, and the value of its best.
    #[inline]
    fn node(&self, values: &[RuleValue], place: usize) -> (Node, RuleValue) {
        if let Some(node) = self.nodes.get(place) {
            return (*node, value_of(values, node.best));
        }
        let seat = (place - self.nodes.len()) as Seat;
        let value = value_of(values, seat);
        (Node { best: seat, equals: u32::from(value != NOT_FREE) }, value)
    }
}

/// [`NOT_FREE`] beyond the last member.
#[inline]
fn value_of(values: &[RuleValue], seat: Seat) -> RuleValue {
    values.get(seat as usize).copied().unwrap_or(NOT_FREE)
}
