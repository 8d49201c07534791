//! The roles of a live-chat desk: live chat, group, operator, supervisor, license pool.
//!
//! A role is a plain state machine. It is told an *input* at a virtual instant, changes its own
//! state, and answers into an [`Outbox`] with *effects* (messages to other roles, now or later)
//! and *facts* (what happened). It never reads a clock, a generator, an address or a file, and
//! knows nothing of the host that runs it.
//!
//! ```text
//! arrive ▸ LiveChat ─rules─▸ Group queue ─▸ Operator ─▸ close ▸ wrap-up ▸ slot free ▸ Group
//!             │                  ▲              │
//!             ├─▸ common queue   └──── switch ──┘
//!             ├─▸ Supervisor ─▸ hands on
//!             └─▸ bot ─▸ closes, or hands off to a queue
//! shift starts ▸ Operator ─▸ Licenses ─▸ granted ▸ enlists in its queues
//! ```
//!
//! # Who decides
//! A session is a box that moves: it is in exactly one place because one role owns it. A waiting
//! session is given away by its queue alone. A free slot is taken by its operator alone: queues
//! keep a picture of each member's load, and where two queues give to the same slot at the same
//! instant, the operator takes the first and sends the other back to the place where it stood.

mod group;
mod license;
mod live_chat;
mod message;
mod operator;
mod presence;
mod queue;
mod service_level;
mod session;
mod supervisor;

#[doc(hidden)] // For their tests.
pub use self::{
    message::{Seat, SlotCount, Ticket},
    operator::{LaterWork, OnHand, WorkItem, Workbench, WrapUp},
    queue::{Roster, WaitQueue, WaitingSession},
    session::StateBeforeSpam,
};
pub use group::Group;
pub use license::LicensePool;
pub use live_chat::LiveChat;
pub use message::{
    Abandoned, AbandonedInService, Accepted, ArrivalFact, BotFact, Closed, DialogueFact, Fact,
    FactObserver, FlowedOut, LicenseFact, OfferFact, OperatorFact, QueueFact, Queued, Reassigned,
    RecordableFact, Replied, ServiceFact, SlaFact, SupervisorFact, TransferFact, Transferred,
};
pub use message::{
    BotInput, Class, EscalationRequest, GroupInput, LicenseInput, LiveChatInput, Location, Message,
    OperatorInput, Outbox, PersonStatus, PlatformExit, PositionPoolInput, PresenceEvent,
    QueueInput, StaffRole, SupervisorInput, SupervisorTask, SupervisorUpdate, TaskKind,
    TaskSubject, TimerId, TransferAnswer, TransferInput, TransferRequest, UnacceptedOffer,
    UnmarkRequest, WatchInput,
};
pub use message::{
    FalseSpamMarkChange, FalseSpamMarkEvent, FlowOut, IdleParty, LoginEvent, OfferEnd, PauseReason,
    ReassignReason, RefusalReason, SlaEvent, SlotHoldReason, UnavailableReason, WaitPlace,
};
pub use operator::Operator;
pub use session::{Deadline, IllegalTransition, Session, SessionEvent, SessionState};
pub use supervisor::Supervisor;

use std::sync::Arc;

use crate::base::{GroupId, LiveChatId, OperatorId, SupervisorId, Time};
use crate::plan::Plan;

/// Every role of one desk. Hosts take it apart or call it as one.
#[derive(Debug)]
pub struct Desk {
    /// In the plan's order.
    pub live_chats: Vec<LiveChat>,
    /// In the plan's order.
    pub groups: Vec<Group>,
    /// In the plan's order.
    pub operators: Vec<Operator>,
    /// In the plan's order.
    pub supervisors: Vec<Supervisor>,
    /// One for the whole desk.
    pub licenses: LicensePool,
}

impl Desk {
    /// The desk of a plan in one replication, before the first instant.
    pub fn new(plan: &Arc<Plan>, replication: u32) -> Self {
        let ids = |n: usize| 0..n;
        Self {
            live_chats: ids(plan.live_chats.len())
                .map(|i| LiveChat::new(plan, LiveChatId::from(i)))
                .collect(),
            groups: ids(plan.groups.len()).map(|i| Group::new(plan, GroupId::from(i))).collect(),
            operators: Operator::all(plan, replication),
            supervisors: Supervisor::all(plan, replication),
            licenses: LicensePool::new(plan),
        }
    }

    /// How many sessions the roles hold.
    pub fn session_count(&self) -> u64 {
        let chats = self.live_chats.iter().map(LiveChat::session_count);
        let groups = self.groups.iter().map(Group::session_count);
        let operators = self.operators.iter().map(Operator::session_count);
        chats.chain(groups).chain(operators).map(u64::from).sum()
    }

    /// The messages that open the desk, in their order: all users look at their calendars. Who is
    /// in two parts does so in one.
    pub fn opening_messages(plan: &Plan) -> impl Iterator<Item = Message> + use<> {
        let leads = presence::operators_by_person(plan);
        let alone: Vec<usize> = (0..plan.supervisors.len())
            .filter(|i| leads[plan.supervisors[*i].person.index()].is_none())
            .collect();
        let supervisors = alone
            .into_iter()
            .map(|i| Message::Supervisor(SupervisorId::from(i), SupervisorInput::CheckCalendar));
        let operators = (0..plan.operators.len())
            .map(|i| Message::Operator(OperatorId::from(i), OperatorInput::CheckCalendar));
        let watched = (0..plan.live_chats.len()).filter(|i| plan.live_chats[*i].watch.is_some());
        let watches: Vec<Message> = watched
            .map(|i| {
                Message::LiveChat(LiveChatId::from(i), LiveChatInput::watch(WatchInput::Begin))
            })
            .collect();
        supervisors.chain(operators).chain(watches)
    }

    /// Tells the role that a message is for.
    #[inline(always)]
    pub fn handle<O: Outbox>(&mut self, now: Time, message: Message, out: &mut O) {
        match message {
            Message::LiveChat(id, input) => self.live_chats[id.index()].handle(now, input, out),
            Message::Group(id, input) => self.groups[id.index()].handle(now, input, out),
            Message::Operator(id, input) => self.operators[id.index()].handle(now, input, out),
            Message::Supervisor(id, input) => self.supervisors[id.index()].handle(now, input, out),
            Message::Licenses(input) => self.licenses.handle(now, input, out),
        }
    }
}
