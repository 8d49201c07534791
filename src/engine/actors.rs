//! The host in which every role is an actix actor with a mailbox, in virtual time.
//!
//! Exactly one message is on its way at any time, and no actor coordinates the others: an actor that
//! has handled a message takes the next one from the [`SimContext`] and sends it to the mailbox of the
//! role that it is for. So the order of messages is that of the event queue, whatever order mailboxes
//! are read in. When no message is left, every actor is asked how many sessions it holds, and the
//! last answer stops the system.
//!
//! The actors are those of [`role_actor`](super::role_actor), as in the host of the wall clock. Here
//! the context moves time on once all messages of an instant are handled, and one recorder is given
//! every fact.

use std::cell::{Cell, OnceCell};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use actix::{Addr, System};

use super::role::Role;
use super::role_actor::{ActorHost, Envelope, Handled, Mailbox, Mailboxes, RoleActor};
use super::{ReplicationOutcome, ReplicationTask, SimContext};
use crate::base::Time;
use crate::desk::Desk;
use crate::metrics::Violation;

/// What all actors of a replication share.
struct Host {
    /// Taken by the actor that acts, and put back when it is done.
    context: Cell<Option<Box<SimContext>>>,
    actors: OnceCell<Mailboxes<Self>>,
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
        let actors = self.actors.get_or_init(|| start_desk(desk, self));
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
                Some(message) => actors.deliver(message, ()),
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

impl ActorHost for Host {
    type Mark = ();
    type Tag = ();

    #[inline]
    fn handle<R: Role>(
        &self,
        (): &mut (),
        role: &mut R,
        Envelope { input, .. }: Envelope<R::Input, ()>,
    ) -> Handled<Envelope<R::Input, ()>> {
        self.step(|context| role.handle(context.now(), input, context));
        Handled::Done
    }

    /// In virtual time no actor is made to fail.
    fn fail_next(&self, (): &mut (), _: Duration) {}

    fn finish<R: Role>(&self, role: &R) {
        if let Some(held) = self.attempt(|_| role.session_count()) {
            self.record_finished(held);
        }
    }
}

/// Starts every role of a desk as an actor of this thread.
fn start_desk(desk: Desk, host: &Rc<Host>) -> Mailboxes<Host> {
    Mailboxes {
        live_chats: start(desk.live_chats, host),
        groups: start(desk.groups, host),
        operators: start(desk.operators, host),
        supervisors: start(desk.supervisors, host),
        licenses: mailbox(RoleActor::start_with(desk.licenses, host, ())),
    }
}

fn start<R: Role>(roles: Vec<R>, host: &Rc<Host>) -> Vec<Mailbox<R, Host>> {
    roles.into_iter().map(|role| mailbox(RoleActor::start_with(role, host, ()))).collect()
}

/// In virtual time no actor needs a number.
fn mailbox<R: Role>(address: Addr<RoleActor<R, Host>>) -> Mailbox<R, Host> {
    Mailbox { address, number: 0 }
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
