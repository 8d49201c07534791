//! What is done to a desk while it works, to see that nothing is lost.

use std::sync::Arc;
use std::time::Duration;

use super::arbiters::Arbiters;
use super::batch::RoleKind;
use super::clock::{Nanos, wait};
use super::host::{Mark, Shared};
use crate::base::{LiveChatId, OperatorId};
use crate::desk::{LicenseInput, Message, OperatorInput, PresenceEvent};
use crate::engine::role_actor::FailNext;

/// Something that is done to a desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Disturbance {
    /// Operators lose their connection, and have it back at the end.
    Disconnect(Vec<OperatorId>),
    /// An arbiter does nothing.
    Stall(usize),
    /// An actor fails at its next message, and is replaced at the end.
    Fail(RoleKind, usize),
    /// The license pool takes licenses back, and gives them out again at the end.
    Revoke(u32),
    /// A channel delivers nothing, and everything at the end. Clients know of it beforehand: it is
    /// part of the plan.
    Outage(Vec<LiveChatId>),
    /// Supervisors take so many times as long.
    SlowSupervisors(f64),
}

impl Disturbance {
    /// The name in tables.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Disconnect(_) => "disconnect",
            Self::Stall(_) => "stall",
            Self::Fail(..) => "failed actor",
            Self::Revoke(_) => "revoked licenses",
            Self::Outage(_) => "outage",
            Self::SlowSupervisors(_) => "slow supervisors",
        }
    }
}

/// When it is done, in time since the load began.
#[derive(Clone, Debug, PartialEq)]
pub struct ScheduledDisturbance {
    pub what: Disturbance,
    pub from: Duration,
    pub to: Duration,
}

/// The disturbances of a load that are still to begin or to end.
pub(super) struct Disturber {
    due: Vec<(Nanos, Turn, ScheduledDisturbance)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Begins,
    Ends,
}

fn nanos(length: Duration) -> Nanos {
    Nanos::try_from(length.as_nanos()).unwrap_or(Nanos::MAX)
}

impl Disturber {
    pub(super) fn new(all: &[ScheduledDisturbance]) -> Self {
        let turns = |one: &ScheduledDisturbance| {
            let begins = (nanos(one.from), Turn::Begins, one.clone());
            [begins, (nanos(one.to), Turn::Ends, one.clone())]
        };
        let mut due: Vec<_> = all.iter().flat_map(turns).collect();
        // The next one last.
        due.sort_by_key(|(at, turn, _)| std::cmp::Reverse((*at, *turn)));
        Self { due }
    }

    /// Does what is due by now.
    pub(super) fn act(&mut self, now: Nanos, shared: &Arc<Shared>, arbiters: &Arbiters) {
        while let Some((_, turn, one)) = self.due.pop_if(|(at, ..)| *at <= now) {
            let length = one.to.saturating_sub(one.from);
            match turn {
                Turn::Begins => begin(&one.what, length, shared, arbiters),
                Turn::Ends => end(&one.what, shared),
            }
        }
    }

    /// What has begun is ended now: the load is over.
    pub(super) fn end_all(&mut self, shared: &Shared) {
        for (_, turn, one) in self.due.drain(..) {
            if turn == Turn::Ends {
                end(&one.what, shared);
            }
        }
    }
}

fn begin(what: &Disturbance, length: Duration, shared: &Arc<Shared>, arbiters: &Arbiters) {
    let now = shared.clock.now();
    let send = |message| {
        shared.send(message, Mark::sent_at(now));
    };
    match what {
        // They come back by themselves, after the length of an outage that the plan gives them.
        Disturbance::Disconnect(operators) => {
            let lost = || OperatorInput::Presence(PresenceEvent::Disconnected);
            operators.iter().for_each(|operator| send(Message::Operator(*operator, lost())));
        }
        Disturbance::Stall(arbiter) => arbiters.run_on(*arbiter, move || wait(length)),
        Disturbance::Fail(kind, place) => fail(*kind, *place, length, shared),
        Disturbance::Revoke(licenses) => {
            send(Message::Licenses(LicenseInput::Revoke(*licenses)));
        }
        Disturbance::Outage(_) => {}
        Disturbance::SlowSupervisors(factor) => shared.set_supervisor_factor(*factor),
    }
}

fn end(what: &Disturbance, shared: &Shared) {
    match what {
        Disturbance::Revoke(licenses) => {
            let now = shared.clock.now();
            let restored = Message::Licenses(LicenseInput::Restore(*licenses));
            shared.send(restored, Mark::sent_at(now));
        }
        Disturbance::SlowSupervisors(_) => shared.set_supervisor_factor(1.0),
        Disturbance::Disconnect(_)
        | Disturbance::Stall(_)
        | Disturbance::Fail(..)
        | Disturbance::Outage(_) => {}
    }
}

fn fail(kind: RoleKind, place: usize, length: Duration, shared: &Shared) {
    let Some(mailboxes) = shared.mailboxes.get() else { return };
    let fail = FailNext(length);
    match kind {
        RoleKind::LiveChat => mailboxes.live_chats[place].address.do_send(fail),
        RoleKind::Group => mailboxes.groups[place].address.do_send(fail),
        RoleKind::Operator => mailboxes.operators[place].address.do_send(fail),
        RoleKind::Supervisor => mailboxes.supervisors[place].address.do_send(fail),
        RoleKind::LicensePool => mailboxes.licenses.address.do_send(fail),
    }
}
