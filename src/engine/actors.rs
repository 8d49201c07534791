//! The host in which every role is an actix actor with a mailbox, in virtual time.
//!
//! ```text
//!            Envelope(input)            Envelope(input)
//!  LiveChat ────────────────▸ Group ────────────────────▸ Operator ─▸ …
//!      │                        │                            │
//!      └────── SimContext ──────┴──── of the shared Host ────┘
//! ```
//!
//! Exactly one message is on its way at any time, and no actor coordinates the others: an actor that
//! has handled a message takes the next one from the [`SimContext`] and sends it to the mailbox of the
//! role that it is for. So the order of messages is that of the event queue, whatever order mailboxes
//! are read in. When no message is left, every actor is asked how many sessions it holds, and the
//! last answer stops the system.
//!
//! # The same actor on the wall clock
//! [`RoleActor`] knows nothing of time; its [`Host`] does. A host for the wall clock would start the
//! same actors, and differ in two places:
//! - **Who holds the time.** Here the context moves time on once all messages of an instant are
//!   handled. There `now` is read from the clock as an actor begins, `send` is a `do_send` at once
//!   (many messages are on their way together), and `schedule` and `cancel` are timers of actix.
//! - **Where facts go.** In both cases to the one recorder behind the host, which all actors of a
//!   thread share. Here it is advanced by the context, there by each actor before it acts.

use std::cell::{Cell, OnceCell};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use actix::{Actor, ActorContext, Addr, Context, Handler, Message as ActixMessage, System};

use super::role::Role;
use super::{ReplicationOutcome, ReplicationTask, SimContext};
use crate::base::Time;
use crate::desk::{Desk, Group, LicensePool, LiveChat, Message, Operator, Supervisor};
use crate::metrics::Violation;

/// An input on its way to a role's mailbox.
struct Envelope<I>(I);

impl<I> ActixMessage for Envelope<I> {
    type Result = ();
}

/// The replication is over: an actor says how many sessions its role holds, and stops.
struct Finish;

impl ActixMessage for Finish {
    type Result = ();
}

/// An actor that plays a role: its mailbox brings inputs, its host the time and the outbox.
struct RoleActor<R: Role> {
    role: R,
    host: Rc<Host>,
}

impl<R: Role> Actor for RoleActor<R> {
    type Context = Context<Self>;
}

impl<R: Role> Handler<Envelope<R::Input>> for RoleActor<R> {
    type Result = ();

    fn handle(&mut self, Envelope(input): Envelope<R::Input>, _: &mut Context<Self>) {
        let role = &mut self.role;
        self.host.step(|context| role.handle(context.now(), input, context));
    }
}

impl<R: Role> Handler<Finish> for RoleActor<R> {
    type Result = ();

    fn handle(&mut self, _: Finish, actor: &mut Context<Self>) {
        let role = &self.role;
        if let Some(held) = self.host.attempt(|_| role.session_count()) {
            self.host.record_finished(held);
        }
        actor.stop();
    }
}

/// What all actors of a replication share.
struct Host {
    /// Taken by the actor that acts, and put back when it is done.
    context: Cell<Option<Box<SimContext>>>,
    actors: OnceCell<RoleActors>,
    /// Actors that have not finished.
    unfinished: Cell<usize>,
    /// Sessions held by the roles of those that have.
    held: Cell<u64>,
}

impl Host {
    fn new(task: &ReplicationTask) -> Rc<Self> {
        Rc::new(Self {
            context: Cell::new(Some(Box::new(SimContext::new(task)))),
            actors: OnceCell::new(),
            unfinished: Cell::new(0),
            held: Cell::new(0),
        })
    }

    /// Starts the actors and sends the first message.
    fn open(self: &Rc<Self>, desk: Desk) {
        let actors = self.actors.get_or_init(|| RoleActors::start(desk, self));
        self.unfinished.set(actors.len());
        self.step(|_| ());
    }

    /// A role acts; then the next message goes to the actor that it is for.
    fn step(&self, act: impl FnOnce(&mut SimContext)) {
        let Some(actors) = self.actors.get() else { return };
        // To deliver is to put into a mailbox: no other actor acts before this is over. It may panic
        // too, if there is no such role.
        self.attempt(|context| {
            act(context);
            match context.next_message() {
                Some(message) => actors.deliver(message),
                None => actors.finish(),
            }
        });
    }

    /// Does something that may panic. actix would drop the actor, and the system would wait for ever:
    /// so the panic is reported, and the system stopped.
    fn attempt<T>(&self, act: impl FnOnce(&mut SimContext) -> T) -> Option<T> {
        let mut context = self.context.take()?;
        let done = catch_unwind(AssertUnwindSafe(|| act(&mut context)));
        let done = done.map_err(|payload| {
            context.report_panic(payload.as_ref());
            System::current().stop();
        });
        self.context.set(Some(context));
        done.ok()
    }

    /// An actor finished; the last one stops the system.
    fn record_finished(&self, held: u32) {
        self.held.set(self.held.get() + u64::from(held));
        self.unfinished.set(self.unfinished.get() - 1);
        if self.unfinished.get() == 0 {
            System::current().stop();
        }
    }

    /// What came of the replication, once the system has stopped.
    fn outcome(&self, ended: io::Result<()>) -> ReplicationOutcome {
        let failed = |what: String| ReplicationOutcome::Failed(Violation::new(Time::ZERO, what));
        match (ended, self.context.take()) {
            (Ok(()), Some(context)) => context.finish(self.held.get()),
            (Err(error), _) => failed(format!("the actor system failed: {error}")),
            (Ok(()), None) => failed("the actor system stopped while an actor acted".to_owned()),
        }
    }
}

/// The actors of a desk, to be written to.
struct RoleActors {
    live_chats: Vec<Addr<RoleActor<LiveChat>>>,
    groups: Vec<Addr<RoleActor<Group>>>,
    operators: Vec<Addr<RoleActor<Operator>>>,
    supervisors: Vec<Addr<RoleActor<Supervisor>>>,
    licenses: Vec<Addr<RoleActor<LicensePool>>>,
}

impl RoleActors {
    fn start(desk: Desk, host: &Rc<Host>) -> Self {
        Self {
            live_chats: start(desk.live_chats, host),
            groups: start(desk.groups, host),
            operators: start(desk.operators, host),
            supervisors: start(desk.supervisors, host),
            licenses: start(vec![desk.licenses], host),
        }
    }

    fn len(&self) -> usize {
        self.live_chats.len()
            + self.groups.len()
            + self.operators.len()
            + self.supervisors.len()
            + self.licenses.len()
    }

    fn deliver(&self, message: Message) {
        match message {
            Message::LiveChat(id, input) => self.live_chats[id.index()].do_send(Envelope(input)),
            Message::Group(id, input) => self.groups[id.index()].do_send(Envelope(input)),
            Message::Operator(id, input) => self.operators[id.index()].do_send(Envelope(input)),
            Message::Supervisor(id, input) => self.supervisors[id.index()].do_send(Envelope(input)),
            Message::Licenses(input) => self.licenses[0].do_send(Envelope(input)),
        }
    }

    fn finish(&self) {
        self.live_chats.iter().for_each(|actor| actor.do_send(Finish));
        self.groups.iter().for_each(|actor| actor.do_send(Finish));
        self.operators.iter().for_each(|actor| actor.do_send(Finish));
        self.supervisors.iter().for_each(|actor| actor.do_send(Finish));
        self.licenses.iter().for_each(|actor| actor.do_send(Finish));
    }
}

fn start<R: Role>(roles: Vec<R>, host: &Rc<Host>) -> Vec<Addr<RoleActor<R>>> {
    let actor = |role| RoleActor { role, host: Rc::clone(host) }.start();
    roles.into_iter().map(actor).collect()
}

/// Runs one replication in an actix system of this thread's own.
pub(super) fn replicate(task: &ReplicationTask) -> ReplicationOutcome {
    let host = Host::new(task);
    let desk = Desk::new(&task.plan, task.replication);
    let system = System::new();
    system.block_on(async { host.open(desk) });
    let ended = system.run();
    host.outcome(ended)
}
