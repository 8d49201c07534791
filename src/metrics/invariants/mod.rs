//! What must always hold, judged in every run from the facts alone:
//! - *order of turns* (`queue_order`): the session that is taken is the one whose turn it is;
//! - *non-idling* (`non_idling`): no session waits while an operator is free who may have it;
//! - *states* (`session_states`): what happened to a session can have happened to it;
//! - *conservation* (`conservation`): what came is somewhere, and in one place;
//! - *rights* (`rights`): nothing is done that role, status, license and edition do not permit;
//! - *licenses* (`licenses`): no more are held than were bought, and none without a login.
//!
//! What shows only while it is counted (a level below zero, more sessions than slots) is judged where
//! it is counted, in `recording`. The `flight_recorder` keeps what led to a violation.

mod conservation;
mod flight_recorder;
mod licenses;
mod non_idling;
mod queue_order;
mod rights;
mod session_states;

use std::sync::Arc;

use conservation::OpenSessions;
pub use flight_recorder::FlightRecorder;
use licenses::LicenseCheck;
use non_idling::NonIdlingCheck;
use queue_order::{ConstrainedOrderCheck, QueueOrderCheck};
use rights::{DeniedAct, RightsCheck};
pub use session_states::SessionStates;
pub(super) use session_states::session_event;

use super::recording::TallyRecorder;
use super::results::Violation;
use crate::base::{QueueId, SessionId, Time};
use crate::desk::{
    ArrivalFact, BotFact, DialogueFact, Fact, FactObserver, IllegalTransition, LicenseFact,
    OfferFact, OperatorFact, QueueFact, ServiceFact, SessionEvent, SlaFact, SupervisorFact,
    TransferFact,
};
use crate::plan::Plan;

/// What holds between two roles while messages are under way from one to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// One message at a time is under way: everything holds at the end of each instant.
    AtEachInstant,
    /// Many are: idle hands are counted, turns are not looked at, and that each session is in one
    /// place is judged when nothing is under way any more.
    UpToMessagesUnderWay,
}

/// Judges one replication. The first violation is kept.
#[derive(Clone, Debug)]
pub(super) struct InvariantChecker {
    plan: Arc<Plan>,
    states: SessionStates,
    open_sessions: OpenSessions,
    rights: RightsCheck,
    licenses: LicenseCheck,
    non_idling: NonIdlingCheck,
    /// The order of turns, in one of its two forms.
    queue_order: Option<Box<QueueOrderCheck>>,
    constrained_order: Option<Box<ConstrainedOrderCheck>>,
    judgement: Judgement,
    /// Instants at whose end a session waited while an operator was free who serves its queue, where
    /// that is no violation.
    idle_instants: u64,
    now: Time,
    violation: Option<Violation>,
}

impl InvariantChecker {
    pub(super) fn new(plan: &Arc<Plan>, judgement: Judgement) -> Self {
        let (queue_order, constrained_order) = match judgement {
            Judgement::AtEachInstant => QueueOrderCheck::for_plan(plan),
            Judgement::UpToMessagesUnderWay => (None, None),
        };
        Self {
            plan: Arc::clone(plan),
            states: SessionStates::new(plan.flows.len()),
            open_sessions: OpenSessions::new(plan),
            rights: RightsCheck::new(plan),
            licenses: LicenseCheck::new(plan),
            non_idling: NonIdlingCheck::new(plan),
            queue_order,
            constrained_order,
            judgement,
            idle_instants: 0,
            now: Time::ZERO,
            violation: None,
        }
    }

    pub(super) fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }

    #[cold]
    fn record_violation(&mut self, violation: Violation) {
        self.violation.get_or_insert(violation);
    }

    /// Some queues' operators may not have every session: [`Self::observe_constrained`] has to be
    /// given each fact first.
    pub(super) fn is_constrained(&self) -> bool {
        self.constrained_order.is_some()
    }

    pub(super) fn observe_constrained(&mut self, fact: Fact) {
        if let Some(check) = &mut self.constrained_order {
            check.observe(self.now, fact);
        }
    }

    /// A session's state changes, if the fact is one of its events.
    #[inline(always)]
    fn step(&mut self, event: Option<(SessionId, SessionEvent)>) {
        if let Some((session, event)) = event
            && let Err(illegal) = self.states.step(session, event)
        {
            self.report_illegal_transition(session, illegal);
        }
    }

    #[inline(always)]
    fn check_right(&mut self, result: Result<(), DeniedAct>) {
        if let Err(denied) = result {
            self.record_violation(Violation::new(self.now, denied.to_string()));
        }
    }

    /// It is another instant from now on, and what was to hold when the one before was over is
    /// judged.
    #[inline(always)]
    pub(super) fn advance_to(&mut self, now: Time) {
        self.now = now;
        if let Some(check) = &mut self.constrained_order
            && let Some(violation) = check.advance_to(now, &mut self.non_idling)
        {
            self.record_violation(*violation);
        }
        if let Some(queue) = self.non_idling.check_instant() {
            self.report_idling(now, queue);
        }
    }

    #[cold]
    fn report_idling(&mut self, now: Time, queue: QueueId) {
        if self.judgement == Judgement::UpToMessagesUnderWay {
            self.idle_instants += 1;
            return;
        }
        let name = &self.plan.queues[queue.index()].name;
        let invariant =
            format!("idle hands: sessions waited in queue {name} while one who serves it was free");
        self.record_violation(Violation::new(now, invariant));
    }

    #[cold]
    fn report_illegal_transition(&mut self, session: SessionId, illegal: IllegalTransition) {
        let invariant = format!("session {session}: {illegal}");
        self.record_violation(Violation::new(self.now, invariant).about([session]));
    }

    /// An interval is over: each open session is in one place.
    pub(super) fn check_boundary(&mut self, boundary: Time, recorder: &TallyRecorder) {
        if self.judgement == Judgement::UpToMessagesUnderWay {
            return;
        }
        if let Err(invariant) = self.open_sessions.check(recorder) {
            self.record_violation(Violation::new(boundary, invariant));
        }
    }

    /// Instants at whose end hands were idle, where that is counted.
    pub(super) fn idle_instants(&self) -> u64 {
        self.idle_instants
    }

    /// The run is over, with so many sessions still held by roles.
    pub(super) fn check_end(&mut self, end: Time, recorder: &TallyRecorder, at_the_desk: u64) {
        let open = self.states.count_open();
        if let Err(invariant) =
            conservation::check_totals(recorder, open, at_the_desk, self.judgement)
        {
            self.record_violation(Violation::new(end, invariant));
        }
    }
}

/// Which invariants are about which facts. Each matches every fact of its groups.
impl FactObserver for InvariantChecker {
    #[inline(always)]
    fn observe_arrival(&mut self, fact: ArrivalFact) {
        self.open_sessions.observe_arrival(fact);
        self.step(session_states::arrival_event(fact));
    }

    #[inline(always)]
    fn observe_queue(&mut self, fact: QueueFact) {
        if let Some(check) = &mut self.queue_order
            && let Some(violation) = check.observe_queue(self.now, fact)
        {
            self.record_violation(*violation);
        }
        self.non_idling.observe_queue(fact);
        self.open_sessions.observe_queue(fact);
        self.step(session_states::queue_event(fact));
    }

    #[inline(always)]
    fn observe_offer(&mut self, fact: OfferFact) {
        self.non_idling.observe_offer(fact);
    }

    #[inline(always)]
    fn observe_service(&mut self, fact: ServiceFact) {
        if let Some(check) = &mut self.queue_order
            && let Some(violation) = check.observe_service(self.now, fact)
        {
            self.record_violation(*violation);
        }
        self.non_idling.observe_service(fact);
        self.open_sessions.observe_service(fact);
        self.step(session_states::service_event(fact));
        let result = self.rights.observe_service(fact);
        self.check_right(result);
    }

    #[inline(always)]
    fn observe_transfer(&mut self, fact: TransferFact) {
        self.non_idling.observe_transfer(fact);
        self.step(session_states::transfer_event(fact));
        let result = self.rights.observe_transfer(fact);
        self.check_right(result);
    }

    #[inline(always)]
    fn observe_dialogue(&mut self, fact: DialogueFact) {
        self.non_idling.observe_dialogue(fact);
        self.rights.observe_dialogue(fact);
    }

    #[inline(always)]
    fn observe_bot(&mut self, fact: BotFact) {
        self.open_sessions.observe_bot(fact);
        self.step(session_states::bot_event(fact));
    }

    #[inline(always)]
    fn observe_sla(&mut self, _: SlaFact) {}

    #[inline(always)]
    fn observe_operator(&mut self, fact: OperatorFact) {
        self.non_idling.observe_operator(fact);
        self.rights.observe_operator(fact);
    }

    #[inline(always)]
    fn observe_supervisor(&mut self, fact: SupervisorFact) {
        let result = self.rights.observe_supervisor(fact);
        self.check_right(result);
    }

    #[inline(never)]
    fn observe_license(&mut self, fact: LicenseFact) {
        self.rights.observe_license(fact);
        if let Err(invariant) = self.licenses.observe(fact) {
            self.record_violation(Violation::new(self.now, invariant));
        }
    }
}
