//! The roles of a live-chat desk: live chat, group, operator, supervisor, license pool.
//!
//! A role is a plain state machine. It is told an *input* at a virtual instant, changes its own
//! state, and answers into an [`Outbox`] with *effects* (messages to other roles, now or later)
//! and *facts* (what happened). It never reads a clock, a generator, an address or a file, and
//! knows nothing of whoever runs it.
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
//! A session is a box that moves: it is in exactly one place because somebody owns it. A waiting
//! session is given away by its queue alone. A free slot is taken by its operator alone: queues
//! keep a picture of each member's load, and where two queues give to the same slot at the same
//! instant, the operator takes the first and sends the other back to the place where it stood.

mod attendance;
mod bot;
mod deadline;
mod dialogue_bench;
mod dialogue_state;
mod dual_role;
mod fact;
mod group;
mod intake;
mod license;
mod live_chat;
mod matching;
mod message;
mod offer;
mod opening_queue;
mod operator;
mod overflow;
mod platform;
mod position_pool;
mod presence;
mod pull;
mod queue;
mod reason;
mod reservation;
mod roster;
mod session;
mod sla;
mod state;
mod supervisor;
mod wait_queue;
mod waiting;
mod watch;
mod workbench;

#[doc(hidden)] // What only tests reach from outside.
pub use self::{
    roster::{Roster, Seat},
    state::StateBeforeSpam,
    wait_queue::{Ticket, WaitQueue, WaitingSession},
    workbench::{OnHand, WorkItem, Workbench},
};
pub use bot::BotInput;
pub use deadline::Deadline;
pub use dual_role::PersonStatus;
pub use fact::Fact;
pub use group::{Group, GroupInput};
pub use license::{LicenseInput, LicensePool};
pub use live_chat::{LiveChat, LiveChatInput};
pub use message::{Class, Message, Outbox, TimerId};
pub use operator::{
    Operator, OperatorInput, TransferAnswer, TransferInput, TransferRequest, UnacceptedOffer,
    UnmarkRequest,
};
pub use platform::PlatformExit;
pub use position_pool::PositionPoolInput;
pub use presence::PresenceEvent;
pub use queue::QueueInput;
pub use reason::{
    FalseSpamMarkChange, FalseSpamMarkEvent, FlowOut, IdleParty, LoginEvent, OfferEnd, PauseReason,
    ReassignReason, RefusalReason, SlaEvent, SlotHoldReason, UnavailableReason, WaitPlace,
};
pub use session::Session;
pub use sla::{EscalationRequest, Location};
pub use state::{IllegalTransition, SessionEvent, SessionState};
pub use supervisor::{
    Supervisor, SupervisorInput, SupervisorTask, SupervisorUpdate, TaskKind, TaskSubject,
};
pub use watch::WatchInput;

use std::sync::Arc;

use crate::base::{GroupId, LiveChatId, OperatorId, QueueId, SupervisorId, Time};
use crate::plan::{Plan, QueueOwner};

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

    /// The messages that open the desk, in their order: everybody looks at their calendar. Who is
    /// in two parts does so in one.
    pub fn opening_messages(plan: &Plan) -> impl Iterator<Item = Message> + use<> {
        let leads = dual_role::operators_by_person(plan);
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

/// The seats at a queue: those who serve it, in the order in which its group, or the live chat's
/// groups one after the other, list them. A seat is a place in that list, so that a queue finds a
/// member without a search.
fn members_of(plan: &Plan, queue: QueueId) -> Vec<OperatorId> {
    let groups = match plan.queues[queue.index()].owner {
        QueueOwner::Group(group) => vec![group],
        QueueOwner::LiveChat(chat) => plan.live_chats[chat.index()].operator_groups.clone(),
    };
    let mut seated = vec![false; plan.operators.len()];
    let listed = groups.into_iter().flat_map(|group| &plan.groups[group.index()].operators);
    let serves = |id: &OperatorId| plan.operators[id.index()].queues.contains(&queue);
    let once = |id: &OperatorId| !std::mem::replace(&mut seated[id.index()], true);
    listed.copied().filter(serves).filter(once).collect()
}
