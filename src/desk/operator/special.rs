//! What most operators do without.

use super::Operator;
use super::aside::Aside;
use super::attendance::Crew;
use crate::base::{QueueId, SessionId, SupervisorId, Time};
use crate::desk::line::Line;
use crate::desk::standing::OtherPart;
use crate::plan::{self, EndOfShift};

/// What most operators do without. One look says so: of ten thousand of them no more should have to
/// come from far away than what every session needs.
#[derive(Debug, Default)]
pub(in crate::desk) struct Special {
    /// Sessions on offer, for each of which a slot is kept.
    pub(in crate::desk) reserved: Vec<(QueueId, SessionId)>,
    /// Where sessions weigh: how much there may be, and how much there is, reserved included.
    pub(in crate::desk) units: Option<Units>,
    /// Until when nothing is given to somebody who let an offer pass.
    pub(in crate::desk) away: Option<Time>,
    /// Operators of this desk take clients for spam.
    pub(super) errs: bool,
    /// Sessions for this operator and nobody else.
    pub(super) own: Line,
    /// Slots that are busy without work.
    pub(super) aside: Aside,
    /// Those with whom positions are filled in turn.
    pub(super) crew: Option<Crew>,
    /// The same person as a supervisor.
    pub(in crate::desk) other: Option<OtherPart>,
}

/// How much an operator's sessions weigh together.
#[derive(Clone, Copy, Debug)]
pub(in crate::desk) struct Units {
    pub(in crate::desk) most: u32,
    pub(in crate::desk) used: u32,
}

impl Operator {
    /// What is special, from now on at the latest.
    #[inline]
    pub(in crate::desk) fn special(&mut self) -> &mut Special {
        self.special.get_or_insert_default()
    }

    #[inline]
    pub(in crate::desk) fn units(&self) -> Option<Units> {
        self.special.as_ref()?.units
    }

    #[inline]
    pub(in crate::desk) fn units_mut(&mut self) -> Option<&mut Units> {
        self.special.as_mut()?.units.as_mut()
    }

    #[inline]
    pub(super) fn crew(&self) -> Option<Crew> {
        self.special.as_ref()?.crew
    }

    #[inline]
    pub(super) fn crew_mut(&mut self) -> Option<&mut Crew> {
        self.special.as_mut()?.crew.as_mut()
    }

    #[inline]
    pub(in crate::desk) fn other_mut(&mut self) -> Option<&mut OtherPart> {
        self.special.as_mut()?.other.as_mut()
    }
}

impl Special {
    /// Slots that are kept.
    pub(super) fn slots(&self) -> u32 {
        self.reserved.len() as u32 + self.aside.slots()
    }

    /// No slot is kept for anything, and nothing is done in the other part.
    pub(super) fn is_idle(&self) -> bool {
        self.slots() == 0 && !self.other.as_ref().is_some_and(|other| other.is_busy)
    }

    /// Nothing, for somebody who does without.
    pub(super) fn new(
        operator: &plan::Operator,
        supervisor: Option<SupervisorId>,
        errs: bool,
    ) -> Option<Box<Self>> {
        let end_of_shift = operator.attendance.as_ref().map(|attendance| attendance.end_of_shift);
        let special = Self {
            units: operator.capacity.map(|most| Units { most, used: 0 }),
            errs,
            crew: match end_of_shift {
                Some(EndOfShift::FirstToFinish(group)) => Some(Crew::new(group)),
                Some(EndOfShift::OwnSessions | EndOfShift::HandBack) | None => None,
            },
            other: supervisor.map(OtherPart::new),
            ..Self::default()
        };
        let plain = special.units.is_none() && special.crew.is_none() && special.other.is_none();
        (errs || !plain).then(|| Box::new(special))
    }
}
