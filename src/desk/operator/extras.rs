//! What most operators do without.

use super::Operator;
use super::dual_role::SupervisorLink;
use super::presence_actions::PoolMembership;
use super::transfers::TransferState;
use crate::base::{QueueId, SessionId, SupervisorId, Time};
use crate::desk::queue::WaitQueue;
use crate::plan::{self, EndOfShift};

/// What most operators do without. One look says so: of ten thousand of them no more should have to
/// come from far away than what every session needs.
#[derive(Debug, Default)]
pub(super) struct OperatorExtras {
    /// Sessions on offer, for each of which a slot is kept.
    pub(super) offered_sessions: Vec<(QueueId, SessionId)>,
    /// Where sessions weigh: how much there may be, and how much there is, reserved included.
    pub(super) units: Option<Units>,
    /// Until when nothing is given to an operator who let an offer pass.
    pub(super) penalty_until: Option<Time>,
    /// Operators of this desk take clients for spam.
    pub(super) can_misjudge: bool,
    /// Sessions for this operator alone.
    pub(super) personal_queue: WaitQueue,
    /// Slots that are busy without work.
    pub(super) transfers: TransferState,
    /// Those with whom positions are filled in turn.
    pub(super) pool_membership: Option<PoolMembership>,
    /// The same person as a supervisor.
    pub(super) supervisor_link: Option<SupervisorLink>,
}

/// How much an operator's sessions weigh together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    pub(super) limit: u32,
    pub(super) used: u32,
}

impl Operator {
    /// What is special, from now on at the latest.
    #[inline]
    pub(super) fn extras_mut(&mut self) -> &mut OperatorExtras {
        self.extras.get_or_insert_default()
    }

    #[inline]
    pub(super) fn units(&self) -> Option<Units> {
        self.extras.as_ref()?.units
    }

    #[inline]
    pub(super) fn units_mut(&mut self) -> Option<&mut Units> {
        self.extras.as_mut()?.units.as_mut()
    }

    #[inline]
    pub(super) fn pool_membership(&self) -> Option<PoolMembership> {
        self.extras.as_ref()?.pool_membership
    }

    #[inline]
    pub(super) fn pool_membership_mut(&mut self) -> Option<&mut PoolMembership> {
        self.extras.as_mut()?.pool_membership.as_mut()
    }

    #[inline]
    pub(super) fn supervisor_link_mut(&mut self) -> Option<&mut SupervisorLink> {
        self.extras.as_mut()?.supervisor_link.as_mut()
    }
}

impl OperatorExtras {
    /// Slots that are kept.
    pub(super) fn slots_taken(&self) -> u32 {
        self.offered_sessions.len() as u32 + self.transfers.slots_taken()
    }

    /// No slot is kept for anything, and nothing is done in the other part.
    pub(super) fn is_idle(&self) -> bool {
        self.slots_taken() == 0 && !self.supervisor_link.as_ref().is_some_and(|other| other.is_busy)
    }

    /// Nothing, for an operator who does without.
    pub(super) fn new(
        operator: &plan::Operator,
        supervisor: Option<SupervisorId>,
        can_misjudge: bool,
    ) -> Option<Box<Self>> {
        let end_of_shift = operator.attendance.as_ref().map(|attendance| attendance.end_of_shift);
        let extras = Self {
            units: operator.capacity.map(|limit| Units { limit, used: 0 }),
            can_misjudge,
            pool_membership: match end_of_shift {
                Some(EndOfShift::FirstToFinish(group)) => Some(PoolMembership::new(group)),
                Some(EndOfShift::FinishSessions | EndOfShift::Requeue) | None => None,
            },
            supervisor_link: supervisor.map(SupervisorLink::new),
            ..Self::default()
        };
        let has_none = extras.units.is_none()
            && extras.pool_membership.is_none()
            && extras.supervisor_link.is_none();
        (can_misjudge || !has_none).then(|| Box::new(extras))
    }
}
