//! How a role becomes an actix actor: the actor, what travels to its mailbox, and the addresses of
//! all actors of a desk.
//!
//! Every host that has actors has these, and differs in its [`ActorHost`] alone: who holds the time,
//! where messages go once a role has sent them, and where facts go.
//!
//! ```text
//!              Envelope(input, mark)            Envelope(input, mark)
//!  RoleActor<LiveChat> ──────────▸ RoleActor<Group> ──────────▸ RoleActor<Operator> ─▸ …
//!        │                               │                             │
//!        └────────────── ActorHost: time, outbox, facts ───────────────┘
//! ```

use std::rc::Rc;
use std::time::Duration;

use actix::Message as ActixMessage;
use actix::fut::wrap_future;
use actix::{Actor, ActorContext, ActorFutureExt, Addr, AsyncContext, Context, Handler};

use super::role::Role;
use crate::desk::{Group, LicensePool, LiveChat, Message, Operator, Supervisor};

/// An input on its way to a role's mailbox.
#[derive(Debug)]
pub(super) struct Envelope<I, M> {
    pub(super) input: I,
    /// What the host notes on it.
    pub(super) mark: M,
}

impl<I, M> ActixMessage for Envelope<I, M> {
    type Result = ();
}

/// The run is over: an actor says how many sessions its role holds, and stops.
#[derive(Debug)]
pub(super) struct Finish;

impl ActixMessage for Finish {
    type Result = ();
}

/// The actor is to fail at its next message, and to be replaced after so long.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailNext(pub(super) Duration);

impl ActixMessage for FailNext {
    type Result = ();
}

/// What became of an input that was given to a role.
pub(super) enum Handled<E> {
    /// It was handled.
    Done,
    /// The actor failed before its role saw the input. The input is handled again when the actor has
    /// been replaced, before anything that came to the mailbox meanwhile.
    ActorFailed { put_back: E, replaced_after: Duration },
}

/// What runs actors: it gives a role the time and an outbox, and takes what it answers.
pub(super) trait ActorHost: Sized + 'static {
    /// What the host notes on each input that is under way.
    type Mark: Send + 'static;
    /// What the host keeps with each actor.
    type Tag: Unpin + 'static;

    /// A role acts on an input.
    fn handle<R: Role>(
        &self,
        tag: &mut Self::Tag,
        role: &mut R,
        envelope: Envelope<R::Input, Self::Mark>,
    ) -> Handled<Envelope<R::Input, Self::Mark>>;

    /// An actor is to fail at its next message.
    fn fail_next(&self, tag: &mut Self::Tag, replaced_after: Duration);

    /// A role has acted for the last time.
    fn finish<R: Role>(&self, role: &R);
}

/// An actor that plays a role: its mailbox brings inputs, its host the time and the outbox.
pub(super) struct RoleActor<R: Role, H: ActorHost> {
    role: R,
    host: Rc<H>,
    tag: H::Tag,
}

impl<R: Role, H: ActorHost> RoleActor<R, H> {
    /// Starts an actor on this thread's arbiter.
    pub(super) fn start_with(role: R, host: &Rc<H>, tag: H::Tag) -> Addr<Self> {
        Self { role, host: Rc::clone(host), tag }.start()
    }

    #[inline]
    fn act(&mut self, envelope: Envelope<R::Input, H::Mark>, context: &mut Context<Self>) {
        match self.host.handle(&mut self.tag, &mut self.role, envelope) {
            Handled::Done => {}
            Handled::ActorFailed { put_back, replaced_after } => {
                // While it waits no message is taken from its mailbox; those of others are.
                let replaced = wrap_future::<_, Self>(actix::clock::sleep(replaced_after));
                let resume = |(), actor: &mut Self, context: &mut Context<Self>| {
                    actor.act(put_back, context);
                };
                context.wait(replaced.map(resume));
            }
        }
    }
}

impl<R: Role, H: ActorHost> Actor for RoleActor<R, H> {
    type Context = Context<Self>;
}

impl<R: Role, H: ActorHost> Handler<Envelope<R::Input, H::Mark>> for RoleActor<R, H> {
    type Result = ();

    fn handle(&mut self, envelope: Envelope<R::Input, H::Mark>, context: &mut Context<Self>) {
        self.act(envelope, context);
    }
}

impl<R: Role, H: ActorHost> Handler<FailNext> for RoleActor<R, H> {
    type Result = ();

    fn handle(&mut self, FailNext(replaced_after): FailNext, _: &mut Context<Self>) {
        self.host.fail_next(&mut self.tag, replaced_after);
    }
}

impl<R: Role, H: ActorHost> Handler<Finish> for RoleActor<R, H> {
    type Result = ();

    fn handle(&mut self, _: Finish, context: &mut Context<Self>) {
        self.host.finish(&self.role);
        context.stop();
    }
}

/// One role of a desk with its address: an actor's number is what a host knows it by.
pub(super) struct Mailbox<R: Role, H: ActorHost> {
    pub(super) address: Addr<RoleActor<R, H>>,
    pub(super) number: u32,
}

/// The mailboxes of a desk, to be written to, each list in the plan's order.
pub(super) struct Mailboxes<H: ActorHost> {
    pub(super) live_chats: Vec<Mailbox<LiveChat, H>>,
    pub(super) groups: Vec<Mailbox<Group, H>>,
    pub(super) operators: Vec<Mailbox<Operator, H>>,
    pub(super) supervisors: Vec<Mailbox<Supervisor, H>>,
    pub(super) licenses: Mailbox<LicensePool, H>,
}

impl<H: ActorHost> Mailboxes<H> {
    pub(super) fn len(&self) -> usize {
        self.live_chats.len()
            + self.groups.len()
            + self.operators.len()
            + self.supervisors.len()
            + 1
    }

    /// The number of the actor that a message is for.
    #[inline]
    pub(super) fn number_of(&self, message: &Message) -> u32 {
        match message {
            Message::LiveChat(id, _) => self.live_chats[id.index()].number,
            Message::Group(id, _) => self.groups[id.index()].number,
            Message::Operator(id, _) => self.operators[id.index()].number,
            Message::Supervisor(id, _) => self.supervisors[id.index()].number,
            Message::Licenses(_) => self.licenses.number,
        }
    }

    /// Puts a message into the mailbox of the role that it is for.
    #[inline]
    pub(super) fn deliver(&self, message: Message, mark: H::Mark) {
        match message {
            Message::LiveChat(id, input) => {
                self.live_chats[id.index()].address.do_send(Envelope { input, mark });
            }
            Message::Group(id, input) => {
                self.groups[id.index()].address.do_send(Envelope { input, mark });
            }
            Message::Operator(id, input) => {
                self.operators[id.index()].address.do_send(Envelope { input, mark });
            }
            Message::Supervisor(id, input) => {
                self.supervisors[id.index()].address.do_send(Envelope { input, mark });
            }
            Message::Licenses(input) => self.licenses.address.do_send(Envelope { input, mark }),
        }
    }

    /// Tells every actor that the run is over.
    pub(super) fn finish(&self) {
        self.live_chats.iter().for_each(|mailbox| mailbox.address.do_send(Finish));
        self.groups.iter().for_each(|mailbox| mailbox.address.do_send(Finish));
        self.operators.iter().for_each(|mailbox| mailbox.address.do_send(Finish));
        self.supervisors.iter().for_each(|mailbox| mailbox.address.do_send(Finish));
        self.licenses.address.do_send(Finish);
    }
}
