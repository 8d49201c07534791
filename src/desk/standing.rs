//! Two parts of one person: whoever answers and supervises has one status (rulebook E-O3), one
//! license (E-L9) and one calendar that is kept in one way.
//!
//! The operator leads: it has the presence, and tells the supervisor how things stand whenever that
//! changes; the supervisor tells it of acts that begin and end. So the person goes Online in both
//! parts at one instant, takes nothing new in either from one instant on, and goes Offline in both
//! when both are done. Somebody who goes at once drops an act, whose session is then anybody's again.

use super::crew::CrewInput;
use super::operator::Operator;
use super::supervisor::{Attention, Supervisor};
use super::{Fact, Message, OperatorInput, Outbox, SupervisorInput};
use crate::base::{OperatorId, SupervisorId, Time};
use crate::plan::{Duty, Plan};

/// How things stand with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the calendar says.
    pub duty: Duty,
    /// Online, be it only to end what is on hand.
    pub online: bool,
    /// May do something with sessions.
    pub acts: bool,
    /// Takes new ones.
    pub takes: bool,
}

impl Standing {
    /// Before the first instant.
    pub(super) const OFF: Self = Self { duty: Duty::Off, online: false, acts: false, takes: false };
}

/// What an operator knows of the same person's other part.
#[derive(Debug)]
pub(super) struct OtherPart {
    supervisor: SupervisorId,
    told: Standing,
    /// An act is under way there.
    pub(super) is_busy: bool,
}

impl OtherPart {
    pub(super) fn new(supervisor: SupervisorId) -> Self {
        Self { supervisor, told: Standing::OFF, is_busy: false }
    }
}

/// For each person, who it is as a supervisor.
pub(super) fn supervisors(plan: &Plan) -> Vec<Option<SupervisorId>> {
    let mut found = vec![None; plan.people.len()];
    for (place, supervisor) in plan.supervisors.iter().enumerate() {
        found[supervisor.person.index()] = Some(SupervisorId::from(place));
    }
    found
}

/// For each person, who it is as an operator.
pub(super) fn operators(plan: &Plan) -> Vec<Option<OperatorId>> {
    let mut found = vec![None; plan.people.len()];
    for (place, operator) in plan.operators.iter().enumerate() {
        found[operator.person.index()] = Some(OperatorId::from(place));
    }
    found
}

impl Operator {
    /// The other part hears how things stand, if that has changed.
    pub(super) fn tell_other_part<O: Outbox>(&mut self, now: Time, out: &mut O) {
        let special = self.special.as_ref();
        if special.is_none_or(|special| special.other.is_none()) {
            return;
        }
        let standing = Standing {
            duty: self.presence.calendar().at(now),
            online: self.presence.is_there(),
            acts: self.presence.acts(),
            takes: self.presence.takes(),
        };
        if let Some(other) = self.other_mut()
            && other.told != standing
        {
            other.told = standing;
            let follow = SupervisorInput::Follow(standing);
            out.send(Message::Supervisor(other.supervisor, follow));
        }
    }

    /// The other part began an act, or is done with it.
    pub(super) fn supervises<O: Outbox>(&mut self, now: Time, is_busy: bool, out: &mut O) {
        let was_idle = self.is_idle();
        let Some(other) = self.other_mut() else { return };
        other.is_busy = is_busy;
        if is_busy && was_idle {
            self.tell_crew(CrewInput::Busy(self.id), out);
        }
        if !is_busy && self.is_idle() && self.takes() {
            self.tell_crew(CrewInput::Idle(self.id), out);
        }
        self.leave_if_done(now, out);
    }
}

impl Supervisor {
    /// How things stand with the person now.
    pub(super) fn follow<O: Outbox>(&mut self, standing: Standing, out: &mut O) {
        let supervisor = self.id;
        let was = std::mem::replace(&mut self.standing, standing);
        if standing.duty != was.duty {
            out.fact(Fact::SupervisorDuty { supervisor, duty: standing.duty });
        }
        if standing.online && !was.online {
            out.fact(Fact::SupervisorOnline { supervisor });
        }
        match (was.takes, standing.takes) {
            (false, true) => self.enlist(out),
            (true, false) => self.tell(out, Attention::Delist),
            _ => {}
        }
        if was.online && !standing.online {
            self.drop_act(out);
            out.fact(Fact::SupervisorOffline { supervisor });
        }
    }

    /// Goes at once: somebody else may do what was begun.
    fn drop_act<O: Outbox>(&mut self, out: &mut O) {
        let Some((errand, alarm)) = self.act.take() else { return };
        out.cancel(alarm);
        let (supervisor, live_chat, act) = (self.id, errand.live_chat, errand.post);
        out.fact(Fact::ActEnded { supervisor, live_chat, act });
        for seat in &self.seats {
            seat.tell(
                if seat.is(&errand) {
                    Attention::Declined(seat.seat, errand.matter)
                } else {
                    Attention::Freed(seat.seat)
                },
                out,
            );
        }
        self.tell_leader(false, out);
    }

    /// The part that leads hears of an act.
    pub(super) fn tell_leader<O: Outbox>(&self, is_busy: bool, out: &mut O) {
        if let Some(leader) = self.leader {
            out.send(Message::Operator(leader, OperatorInput::Supervises(is_busy)));
        }
    }
}
