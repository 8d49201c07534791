//! The host in which every role is an actix actor.
//!
//! ```text
//!            Turn { baton, input }                Turn { baton, input }
//!  LiveChat ───────────────────────▸ Group ─────────────────────────────▸ Operator ─▸ …
//! ```
//!
//! One message an event, no conductor: whoever finishes handling a message takes the next from
//! the baton and sends both to the role that it is for. What is in the baton is thus touched by
//! one actor at a time, without a lock, because it is owned by one message at a time.
//!
//! As only one message is ever under way, each actor has a [`Letterbox`] with one place beside the
//! mailbox of actix, which allocates twice for every message. The mailbox is for the end.
//!
//! At the end the baton is kept, every actor says how many sessions it still holds, and the
//! system stops.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{self, Poll, Waker};

use actix::fut::ActorFuture;
use actix::{
    Actor, ActorContext, Addr, AsyncContext, Context, Handler, Message as ActixMessage, System,
};

use super::{ReplicationOutcome, ReplicationTask, SimContext, violation_of_panic};
use crate::base::Time;
use crate::desk::{
    Desk, Group, GroupInput, LicenseInput, LicensePool, LiveChat, LiveChatInput, Message, Operator,
    OperatorInput, Supervisor, SupervisorInput,
};
use crate::metrics::Violation;

/// A role that an actor can play.
trait Play: 'static {
    type Input: 'static;
    fn play(&mut self, now: Time, input: Self::Input, baton: &mut SimContext);
    fn holds(&self) -> u32;
}

macro_rules! play {
    ($($role:ty, $input:ty, $holds:expr;)*) => {$(
        impl Play for $role {
            type Input = $input;
            fn play(&mut self, now: Time, input: $input, context: &mut SimContext) {
                self.handle(now, input, context);
            }
            fn holds(&self) -> u32 {
                let holds: fn(&$role) -> u32 = $holds;
                holds(self)
            }
        }
    )*};
}

play! {
    LiveChat, LiveChatInput, LiveChat::session_count;
    Group, GroupInput, Group::session_count;
    Operator, OperatorInput, Operator::session_count;
    Supervisor, SupervisorInput, |_| 0;
    LicensePool, LicenseInput, |_| 0;
}

/// The right to act, and what to act on.
struct Turn<I> {
    baton: Box<SimContext>,
    input: I,
}

/// The replication is over.
struct Leave;

impl ActixMessage for Leave {
    type Result = ();
}

/// A place for one turn, and whom to wake when there is one.
struct Letterbox<I> {
    letter: Cell<Option<Turn<I>>>,
    /// Nobody before the actor has first looked.
    reader: RefCell<Option<Waker>>,
}

impl<I> Letterbox<I> {
    fn new() -> Rc<Self> {
        Rc::new(Self { letter: Cell::new(None), reader: RefCell::new(None) })
    }

    fn post(&self, turn: Turn<I>) {
        self.letter.set(Some(turn));
        if let Some(reader) = &*self.reader.borrow() {
            reader.wake_by_ref();
        }
    }

    fn is_read_by(&self, reader: &Waker) {
        let mut known = self.reader.borrow_mut();
        if !known.as_ref().is_some_and(|known| known.will_wake(reader)) {
            *known = Some(reader.clone());
        }
    }
}

/// What an actor does for as long as it lives: read its letters.
struct Reading<I>(Rc<Letterbox<I>>);

impl<R: Play + Unpin> ActorFuture<Player<R>> for Reading<R::Input> {
    type Output = ();

    fn poll(
        self: Pin<&mut Self>,
        player: &mut Player<R>,
        _: &mut Context<Player<R>>,
        task: &mut task::Context<'_>,
    ) -> Poll<()> {
        self.0.is_read_by(task.waker());
        while let Some(turn) = self.0.letter.take() {
            player.act(turn);
        }
        Poll::Pending
    }
}

/// An actor in the part of a role.
struct Player<R: Play> {
    role: R,
    letters: Rc<Letterbox<R::Input>>,
    stage: Rc<Stage>,
}

impl<R: Play + Unpin> Actor for Player<R> {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Context<Self>) {
        context.spawn(Reading(Rc::clone(&self.letters)));
    }
}

impl<R: Play + Unpin> Player<R> {
    fn act(&mut self, turn: Turn<R::Input>) {
        let Turn { mut baton, input } = turn;
        let now = baton.now();
        // actix would drop the turn, and with it the baton, and wait for ever.
        let played = catch_unwind(AssertUnwindSafe(|| {
            self.role.play(now, input, &mut baton);
            self.stage.pass(baton);
        }));
        if let Err(payload) = played {
            self.stage.fail(now, payload.as_ref());
        }
    }
}

impl<R: Play + Unpin> Handler<Leave> for Player<R> {
    type Result = ();

    fn handle(&mut self, _: Leave, context: &mut Context<Self>) {
        self.stage.left(self.role.holds());
        context.stop();
    }
}

/// Who plays what, and what remains at the end.
#[derive(Default)]
struct Stage {
    cast: OnceCell<Cast>,
    kept: RefCell<Option<Box<SimContext>>>,
    /// An actor failed.
    failed: RefCell<Option<Violation>>,
    held: Cell<u64>,
    remaining: Cell<usize>,
}

struct Cast {
    live_chats: Vec<Part<LiveChat>>,
    groups: Vec<Part<Group>>,
    operators: Vec<Part<Operator>>,
    supervisors: Vec<Part<Supervisor>>,
    licenses: Part<LicensePool>,
}

/// An actor, and where it is written to.
struct Part<R: Play + Unpin> {
    actor: Addr<Player<R>>,
    letters: Rc<Letterbox<R::Input>>,
}

impl<R: Play + Unpin> Part<R> {
    fn start(role: R, stage: &Rc<Stage>) -> Self {
        let letters = Letterbox::new();
        let player = Player { role, letters: Rc::clone(&letters), stage: Rc::clone(stage) };
        Self { actor: player.start(), letters }
    }

    fn act(&self, baton: Box<SimContext>, input: R::Input) {
        self.letters.post(Turn { baton, input });
    }
}

impl Stage {
    /// Hands the baton to the role that the next message is for.
    fn pass(&self, mut baton: Box<SimContext>) {
        let Some(cast) = self.cast.get() else { return };
        match baton.next_message() {
            Some(Message::LiveChat(id, input)) => cast.live_chats[id.index()].act(baton, input),
            Some(Message::Group(id, input)) => cast.groups[id.index()].act(baton, input),
            Some(Message::Operator(id, input)) => cast.operators[id.index()].act(baton, input),
            Some(Message::Supervisor(id, input)) => cast.supervisors[id.index()].act(baton, input),
            Some(Message::Licenses(input)) => cast.licenses.act(baton, input),
            None => {
                self.kept.replace(Some(baton));
                cast.dismiss();
            }
        }
    }

    /// An actor failed: the play is over.
    #[cold]
    fn fail(&self, now: Time, payload: &(dyn Any + Send)) {
        self.failed.replace(Some(violation_of_panic(now, payload)));
        System::current().stop();
    }

    /// An actor leaves, with so many sessions in hand; the last one out stops the system.
    fn left(&self, held: u32) {
        self.held.set(self.held.get() + u64::from(held));
        self.remaining.set(self.remaining.get() - 1);
        if self.remaining.get() == 0 {
            System::current().stop();
        }
    }
}

impl Cast {
    fn new(desk: Desk, stage: &Rc<Stage>) -> Self {
        fn start<R: Play + Unpin>(roles: Vec<R>, stage: &Rc<Stage>) -> Vec<Part<R>> {
            roles.into_iter().map(|role| Part::start(role, stage)).collect()
        }
        Self {
            live_chats: start(desk.live_chats, stage),
            groups: start(desk.groups, stage),
            operators: start(desk.operators, stage),
            supervisors: start(desk.supervisors, stage),
            licenses: Part::start(desk.licenses, stage),
        }
    }

    fn len(&self) -> usize {
        self.live_chats.len()
            + self.groups.len()
            + self.operators.len()
            + self.supervisors.len()
            + 1
    }

    fn dismiss(&self) {
        self.live_chats.iter().for_each(|part| part.actor.do_send(Leave));
        self.groups.iter().for_each(|part| part.actor.do_send(Leave));
        self.operators.iter().for_each(|part| part.actor.do_send(Leave));
        self.supervisors.iter().for_each(|part| part.actor.do_send(Leave));
        self.licenses.actor.do_send(Leave);
    }
}

/// Runs one replication in an actix system of this thread's own.
pub(super) fn replicate(task: &ReplicationTask) -> ReplicationOutcome {
    let stage = Rc::new(Stage::default());
    let baton = Box::new(SimContext::new(task));
    let system = System::new();
    let opening = Rc::clone(&stage);
    let desk = Desk::new(&task.plan, task.replication);
    system.block_on(async move {
        let cast = Cast::new(desk, &opening);
        opening.remaining.set(cast.len());
        if opening.cast.set(cast).is_ok() {
            opening.pass(baton);
        }
    });
    let ended = system.run();
    if let Some(breach) = stage.failed.take() {
        return ReplicationOutcome::Failed(breach);
    }
    match (stage.kept.take(), ended) {
        (Some(baton), Ok(())) => baton.finish(stage.held.get()),
        (_, Err(error)) => ReplicationOutcome::Failed(Violation::new(
            Time::ZERO,
            format!("the actor system failed: {error}"),
        )),
        (None, Ok(())) => {
            ReplicationOutcome::Failed(Violation::new(Time::ZERO, "the baton was lost"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::scenario::{Files, read};

    struct Nothing;

    impl Files for Nothing {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            Err(format!("no {path}"))
        }
    }

    struct Bomb;

    impl Play for Bomb {
        type Input = &'static str;
        fn play(&mut self, now: Time, input: &'static str, _: &mut SimContext) {
            panic!("{input} at {now}");
        }
        fn holds(&self) -> u32 {
            0
        }
    }

    #[test]
    fn an_actor_that_fails_ends_the_play_and_is_told_of() {
        let text = "[[groups]]\nname = \"all\"\ncount = 1\n[[live_chats]]\nname = \"one\"\n\
                    channel = \"telegram\"\noperators = [\"all\"]\n\
                    arrivals = [{ rate = \"9/h\" }]\ntopics = [{ name = \"t\", effort = \"1m\" }]";
        let plan = read("one.toml", text.as_bytes(), &Nothing, &[]).plan.expect("a plan");
        let stop = Arc::new(AtomicBool::new(false));
        let task = ReplicationTask {
            plan: Arc::new(plan),
            replication: 0,
            trace: false,
            stop,
            memory_limit: u64::MAX,
            evidence_sessions: None,
        };
        let stage = Rc::new(Stage::default());
        let baton = Box::new(SimContext::new(&task));
        let (system, playing) = (System::new(), Rc::clone(&stage));
        system.block_on(async move {
            Part::start(Bomb, &playing).act(baton, "boom");
        });
        // Without an end of its own it would run for ever.
        assert!(system.run().is_ok());
        let breach = stage.failed.take().expect("it failed");
        assert_eq!(breach.invariant, "the program failed: boom at day 0 00:00:00.000000");
    }
}
