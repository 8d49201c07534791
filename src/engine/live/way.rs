//! Which facts begin and end the way of a session to a place: what a routing latency is measured by.

use crate::base::SessionId;
use crate::desk::{ArrivalFact, BotFact, Fact, QueueFact, ServiceFact, TransferFact};

/// What a fact says about the way of a session.
pub(super) enum Step {
    /// It was decided where the session goes.
    Decided(SessionId),
    /// It left an operator for another place.
    Moved(SessionId),
    /// Neither.
    Other,
}

/// What a fact says about the way of a session: decided is whatever ends its way to a queue, an
/// operator, a bot, or out of the desk.
pub(super) fn step_of(fact: Fact) -> Step {
    match fact {
        Fact::Arrival(
            ArrivalFact::Refused { session, .. }
            | ArrivalFact::SpamArrived { session, blocked: true, .. },
        )
        | Fact::Bot(BotFact::Accepted { session, .. })
        | Fact::Queue(QueueFact::EndedAbandoned { session, .. })
        | Fact::Service(ServiceFact::AcceptedAbandoned { session, .. }) => Step::Decided(session),
        Fact::Queue(QueueFact::Queued(queued)) => Step::Decided(queued.session),
        Fact::Queue(QueueFact::FlowedOut(left)) => Step::Decided(left.session),
        Fact::Service(ServiceFact::Accepted(taken)) => Step::Decided(taken.session),
        Fact::Transfer(TransferFact::Transferred(sent)) => Step::Moved(sent.session),
        Fact::Transfer(TransferFact::Reassigned(taken_off)) => Step::Moved(taken_off.session),
        Fact::Arrival(_)
        | Fact::Queue(_)
        | Fact::Offer(_)
        | Fact::Service(_)
        | Fact::Transfer(_)
        | Fact::Dialogue(_)
        | Fact::Bot(_)
        | Fact::Sla(_)
        | Fact::Operator(_)
        | Fact::Supervisor(_)
        | Fact::License(_) => Step::Other,
    }
}
