//! What happened: one vocabulary for figures, traces and invariants.
//!
//! Facts are grouped by subject, each group in a file of its own. Observers match the facts of a
//! group without a wildcard, so the compiler finds every place that a new fact concerns. A new
//! group is a new method of [`FactObserver`]. Names are in the past tense, and a fact carries all
//! that its observers need. Field names explain themselves; `arrived` is when the session arrived,
//! `joined` when it began to wait where it waited, `accepted` when the operator took it.

#![expect(missing_docs, reason = "every fact is documented; field names explain themselves")]

mod arrival;
mod bot;
mod dialogue;
mod license;
mod offer;
mod operator;
mod queue;
mod service;
mod sla;
mod supervisor;
mod transfer;

pub use arrival::ArrivalFact;
pub use bot::BotFact;
pub use dialogue::{DialogueFact, Replied};
pub use license::LicenseFact;
pub use offer::OfferFact;
pub use operator::OperatorFact;
pub use queue::{Abandoned, FlowedOut, QueueFact, Queued};
pub use service::{AbandonedInService, Accepted, Closed, ServiceFact};
pub use sla::SlaFact;
pub use supervisor::SupervisorFact;
pub use transfer::{Reassigned, TransferFact, Transferred};

/// Something that happened at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// Sessions that arrive, and those that are not let in.
    Arrival(ArrivalFact),
    /// Sessions that wait, wherever they wait, and how that ended without an operator.
    Queue(QueueFact),
    /// Sessions that are offered to operators, or that operators try to take.
    Offer(OfferFact),
    /// Sessions with an operator: taken, closed, left by their client, and the wrap-up after them.
    Service(ServiceFact),
    /// Sessions that go from one operator to another, and the slots that are held for that.
    Transfer(TransferFact),
    /// The messages and replies of a session with an operator, and its pauses.
    Dialogue(DialogueFact),
    /// Bots, and rules that reply automatically.
    Bot(BotFact),
    /// Service levels of sessions.
    Sla(SlaFact),
    /// Operators at work: calendar, presence, licenses.
    Operator(OperatorFact),
    /// Supervisors: calendar, presence, tasks.
    Supervisor(SupervisorFact),
    /// Licenses of the solution and of the platform.
    License(LicenseFact),
}

/// An observer of facts: one method for each group, none of them with a default, so that a new
/// group has to be considered. Where the group is known when a fact is recorded, its method is
/// called directly.
pub trait FactObserver {
    fn observe_arrival(&mut self, fact: ArrivalFact);
    fn observe_queue(&mut self, fact: QueueFact);
    fn observe_offer(&mut self, fact: OfferFact);
    fn observe_service(&mut self, fact: ServiceFact);
    fn observe_transfer(&mut self, fact: TransferFact);
    fn observe_dialogue(&mut self, fact: DialogueFact);
    fn observe_bot(&mut self, fact: BotFact);
    fn observe_sla(&mut self, fact: SlaFact);
    fn observe_operator(&mut self, fact: OperatorFact);
    fn observe_supervisor(&mut self, fact: SupervisorFact);
    fn observe_license(&mut self, fact: LicenseFact);
}

/// What can be recorded: a fact of a known group, as in `out.record_fact(BotFact::Accepted { ..
/// })`, or any [`Fact`]. By value and inlined, so that the enum is not built where the fact is
/// known.
pub trait RecordableFact: Copy + Into<Fact> {
    /// Hands the fact to the method of its group.
    fn notify<O: FactObserver>(self, observer: &mut O);
}

macro_rules! fact_groups {
    ($($group:ident => $variant:ident, $observe:ident;)*) => {
        $(
            impl From<$group> for Fact {
                #[inline(always)]
                fn from(fact: $group) -> Self {
                    Self::$variant(fact)
                }
            }

            impl RecordableFact for $group {
                #[inline(always)]
                fn notify<O: FactObserver>(self, observer: &mut O) {
                    observer.$observe(self);
                }
            }
        )*

        impl RecordableFact for Fact {
            fn notify<O: FactObserver>(self, observer: &mut O) {
                match self {
                    $(Self::$variant(fact) => observer.$observe(fact),)*
                }
            }
        }
    };
}

fact_groups! {
    ArrivalFact => Arrival, observe_arrival;
    QueueFact => Queue, observe_queue;
    OfferFact => Offer, observe_offer;
    ServiceFact => Service, observe_service;
    TransferFact => Transfer, observe_transfer;
    DialogueFact => Dialogue, observe_dialogue;
    BotFact => Bot, observe_bot;
    SlaFact => Sla, observe_sla;
    OperatorFact => Operator, observe_operator;
    SupervisorFact => Supervisor, observe_supervisor;
    LicenseFact => License, observe_license;
}
