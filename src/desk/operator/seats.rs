//! The queues that an operator serves.

use super::answering_group;
use crate::base::{GroupId, QueueId};
use crate::desk::message::queue_members;
use crate::desk::queue::limit;
use crate::plan::{Plan, QueueOwner};

/// A seat at one of them: a desk may have a million of these.
#[derive(Clone, Copy, Debug)]
pub(super) struct QueueSeat {
    pub(super) queue: QueueId,
    pub(super) seat: u32,
    /// On behalf of which group its sessions are answered.
    pub(super) group: GroupId,
    /// Sessions at once up to which one of them is taken.
    pub(super) limit: u32,
}

/// The queues served, the most preferred first. Most operators serve one: it stands first and at
/// hand.
#[derive(Debug)]
pub(super) struct Seats {
    pub(super) first: Option<QueueSeat>,
    pub(super) others: Box<[QueueSeat]>,
}

impl Seats {
    /// Those of each operator.
    pub(super) fn all(plan: &Plan) -> Vec<Self> {
        let mut seats_by_operator = vec![Vec::new(); plan.operators.len()];
        for (i, queue) in plan.queues.iter().enumerate() {
            for (seat, member) in queue_members(plan, QueueId::from(i)).into_iter().enumerate() {
                let group = match queue.owner {
                    QueueOwner::Group(group) => group,
                    QueueOwner::LiveChat(chat) => answering_group(plan, member, chat),
                };
                let limit = limit(plan, member, queue.owner).unwrap_or(u32::MAX);
                let seat = seat as u32;
                let queue_seat = QueueSeat { queue: QueueId::from(i), seat, group, limit };
                seats_by_operator[member.index()].push(queue_seat);
            }
        }
        // Where each queue stands among those of one operator.
        let mut ranks = vec![0; plan.queues.len()];
        let sorted = seats_by_operator.into_iter().zip(&plan.operators).map(|(mut places, it)| {
            for (rank, queue) in it.queues.iter().enumerate() {
                ranks[queue.index()] = rank;
            }
            places.sort_by_key(|place: &QueueSeat| ranks[place.queue.index()]);
            Self::new(places)
        });
        sorted.collect()
    }

    fn new(mut queue_seats: Vec<QueueSeat>) -> Self {
        let others = queue_seats.split_off(queue_seats.len().min(1));
        Self { first: queue_seats.pop(), others: others.into() }
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &QueueSeat> {
        self.first.iter().chain(&self.others)
    }
}
