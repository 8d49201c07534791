//! The queues that an operator serves.

use super::group_at;
use crate::base::{GroupId, QueueId};
use crate::desk::queue::limit;
use crate::plan::{Plan, QueueOwner};

/// A seat at one of them.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk) struct Place {
    pub(in crate::desk) queue: QueueId,
    pub(in crate::desk) owner: QueueOwner,
    pub(in crate::desk) seat: u32,
    /// On behalf of which group its sessions are answered.
    pub(in crate::desk) group: GroupId,
    /// Sessions at once up to which one of them is taken.
    pub(in crate::desk) limit: u32,
}

/// The queues served, the most preferred first. Most operators serve one: it stands first and at
/// hand.
#[derive(Debug)]
pub(super) struct Seats {
    pub(super) first: Option<Place>,
    pub(super) others: Box<[Place]>,
}

impl Seats {
    /// Those of each operator.
    pub(super) fn all(plan: &Plan) -> Vec<Self> {
        let mut places = vec![Vec::new(); plan.operators.len()];
        for (i, queue) in plan.queues.iter().enumerate() {
            for (seat, member) in crate::desk::seats(plan, QueueId::from(i)).into_iter().enumerate()
            {
                let group = match queue.owner {
                    QueueOwner::Group(group) => group,
                    QueueOwner::LiveChat(chat) => group_at(plan, member, chat),
                };
                let limit = limit(plan, member, queue.owner).unwrap_or(u32::MAX);
                let (owner, seat) = (queue.owner, seat as u32);
                let place = Place { queue: QueueId::from(i), owner, seat, group, limit };
                places[member.index()].push(place);
            }
        }
        let queues = plan.operators.iter().map(|operator| &operator.queues);
        let sorted = places.into_iter().zip(queues).map(|(mut places, queues)| {
            places.sort_by_key(|place: &Place| queues.iter().position(|one| *one == place.queue));
            Self::new(places)
        });
        sorted.collect()
    }

    fn new(mut places: Vec<Place>) -> Self {
        let others = places.split_off(places.len().min(1));
        Self { first: places.pop(), others: others.into() }
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Place> {
        self.first.iter().chain(&self.others)
    }
}
