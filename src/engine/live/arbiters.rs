//! The threads of a load: arbiters of actix, each with its host and its actors.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use actix::{Arbiter, System, SystemRunner};

use super::batch::{Batch, RoleKind};
use super::driver::drive;
use super::host::{ActorTag, EndedSession, HandIn, LiveHost, Shared};
use super::placement::RolePlaces;
use crate::desk::{Desk, Group, LicensePool, LiveChat, Operator, Supervisor};
use crate::engine::role::Role;
use crate::engine::role_actor::{Mailbox, Mailboxes, RoleActor};

/// The arbiters of a load, and the system that they belong to.
pub(super) struct Arbiters {
    arbiters: Vec<Arbiter>,
    /// Kept as long as they are: an arbiter belongs to the system of the thread that started it.
    _system: SystemRunner,
}

/// The roles of one arbiter, each with its place in the plan.
#[derive(Default)]
struct Share {
    live_chats: Vec<(usize, LiveChat)>,
    groups: Vec<(usize, Group)>,
    operators: Vec<(usize, Operator)>,
    supervisors: Vec<(usize, Supervisor)>,
    licenses: Option<LicensePool>,
    /// The number of its first actor.
    first_number: u32,
}

/// The mailboxes of one arbiter's actors, each with its place in the plan.
struct Started {
    live_chats: Vec<(usize, Mailbox<LiveChat, LiveHost>)>,
    groups: Vec<(usize, Mailbox<Group, LiveHost>)>,
    operators: Vec<(usize, Mailbox<Operator, LiveHost>)>,
    supervisors: Vec<(usize, Mailbox<Supervisor, LiveHost>)>,
    licenses: Option<Mailbox<LicensePool, LiveHost>>,
}

impl Share {
    /// Divides a desk. Actors of one arbiter have numbers in a row, so that their counters do not
    /// share cache lines with those of others.
    fn divide(desk: Desk, places: &RolePlaces, arbiters: usize) -> Vec<Self> {
        let mut shares: Vec<Self> = (0..arbiters).map(|_| Self::default()).collect();
        for (place, (role, arbiter)) in
            desk.live_chats.into_iter().zip(&places.live_chats).enumerate()
        {
            shares[*arbiter].live_chats.push((place, role));
        }
        for (place, (role, arbiter)) in desk.groups.into_iter().zip(&places.groups).enumerate() {
            shares[*arbiter].groups.push((place, role));
        }
        for (place, (role, arbiter)) in
            desk.operators.into_iter().zip(&places.operators).enumerate()
        {
            shares[*arbiter].operators.push((place, role));
        }
        for (place, (role, arbiter)) in
            desk.supervisors.into_iter().zip(&places.supervisors).enumerate()
        {
            shares[*arbiter].supervisors.push((place, role));
        }
        shares[places.licenses].licenses = Some(desk.licenses);
        let mut next = 0;
        for share in &mut shares {
            share.first_number = next;
            next += share.len();
        }
        shares
    }

    fn len(&self) -> u32 {
        let lists = self.live_chats.len() + self.groups.len() + self.operators.len();
        (lists + self.supervisors.len() + usize::from(self.licenses.is_some())) as u32
    }

    /// Starts the actors, on the thread that they will stay on.
    fn start(self, host: &Rc<LiveHost>) -> Started {
        let mut next = self.first_number;
        let number = &mut next;
        Started {
            live_chats: start(self.live_chats, RoleKind::LiveChat, host, number),
            groups: start(self.groups, RoleKind::Group, host, number),
            operators: start(self.operators, RoleKind::Operator, host, number),
            supervisors: start(self.supervisors, RoleKind::Supervisor, host, number),
            licenses: self
                .licenses
                .map(|pool| start_one(pool, RoleKind::LicensePool, host, number)),
        }
    }
}

fn start<R: Role>(
    roles: Vec<(usize, R)>,
    kind: RoleKind,
    host: &Rc<LiveHost>,
    next: &mut u32,
) -> Vec<(usize, Mailbox<R, LiveHost>)> {
    roles.into_iter().map(|(place, role)| (place, start_one(role, kind, host, next))).collect()
}

fn start_one<R: Role>(
    role: R,
    kind: RoleKind,
    host: &Rc<LiveHost>,
    next: &mut u32,
) -> Mailbox<R, LiveHost> {
    let number = *next;
    *next += 1;
    let tag = ActorTag { number, kind, fails_next: None };
    Mailbox { address: RoleActor::start_with(role, host, tag), number }
}

/// What arbiters need to be started.
pub(super) struct ArbiterSetup<'a> {
    pub(super) shared: &'a Arc<Shared>,
    pub(super) ledger: &'a Sender<Batch>,
    pub(super) endings: Option<&'a Sender<EndedSession>>,
}

std::thread_local! {
    /// The host of the arbiter that this thread is.
    static HOST: std::cell::RefCell<Option<Rc<LiveHost>>> = const { std::cell::RefCell::new(None) };
}

impl Arbiters {
    /// Starts so many threads and, on them, the actors of a desk.
    ///
    /// # Errors
    /// A thread could not be started.
    pub(super) fn start(
        desk: Desk,
        places: &RolePlaces,
        arbiters: usize,
        setup: &ArbiterSetup<'_>,
    ) -> io::Result<Self> {
        let system = System::new();
        let mut threads = Vec::new();
        for _ in 0..arbiters {
            threads.push(Arbiter::try_new()?);
        }
        let (started, all_started) = channel();
        for (source, share) in Share::divide(desk, places, arbiters).into_iter().enumerate() {
            let (shared, ledger) = (Arc::clone(setup.shared), setup.ledger.clone());
            let (endings, started) = (setup.endings.cloned(), started.clone());
            threads[source].spawn_fn(move || {
                let host = LiveHost::new(&shared, source, ledger, endings);
                // Who waits for it is there as long as not all have answered.
                let _ = started.send(share.start(&host));
                HOST.set(Some(Rc::clone(&host)));
                actix::spawn(drive(host));
            });
        }
        drop(started);
        let mailboxes = gather(all_started.iter(), places);
        let this = Self { arbiters: threads, _system: system };
        match mailboxes {
            Some(mailboxes) => {
                let _ = setup.shared.mailboxes.set(mailboxes);
                Ok(this)
            }
            None => {
                this.stop();
                Err(io::Error::other("an arbiter ended while its actors were started"))
            }
        }
    }

    /// Does something on the thread of an arbiter, when it comes to it.
    pub(super) fn run_on(&self, arbiter: usize, act: impl FnOnce() + Send + 'static) {
        // One that has ended does nothing any more.
        let _ = self.arbiters[arbiter].spawn_fn(act);
    }

    /// How many sessions all roles hold, once each has acted for the last time: they are told, and
    /// answer in turn.
    pub(super) fn finish(&self, shared: &Shared) -> u64 {
        let Some(mailboxes) = shared.mailboxes.get() else { return 0 };
        mailboxes.finish();
        let roles = mailboxes.len();
        loop {
            let (answer, answers) = channel();
            for arbiter in 0..self.arbiters.len() {
                let answer = answer.clone();
                self.run_on(arbiter, move || {
                    let finished = HOST.with_borrow(|host| host.as_ref().map(|it| it.finished()));
                    let _ = answer.send(finished.unwrap_or_default());
                });
            }
            drop(answer);
            let (finished, held) =
                answers.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            if finished == roles {
                return held;
            }
        }
    }

    /// Everything that happened is handed in, and what was measured.
    pub(super) fn hand_in(&self) {
        let (done, all_done) = channel::<()>();
        for arbiter in 0..self.arbiters.len() {
            let done = done.clone();
            self.run_on(arbiter, move || {
                HOST.with_borrow(|host| {
                    if let Some(host) = host {
                        host.hand_in(HandIn::AtEnd);
                    }
                });
                drop(done);
            });
        }
        drop(done);
        // Over when each of them has been dropped.
        let _ = all_done.recv();
    }

    /// Ends the threads.
    pub(super) fn stop(self) {
        for arbiter in &self.arbiters {
            arbiter.stop();
        }
        for arbiter in self.arbiters {
            // A thread that panicked has nothing more to say: its roles' panics are caught before.
            let _ = arbiter.join();
        }
    }
}

/// Puts the mailboxes of all arbiters into the order of the plan.
fn gather(all: impl Iterator<Item = Started>, places: &RolePlaces) -> Option<Mailboxes<LiveHost>> {
    let mut live_chats = Vec::new();
    let mut groups = Vec::new();
    let mut operators = Vec::new();
    let mut supervisors = Vec::new();
    let mut licenses = None;
    for started in all {
        live_chats.extend(started.live_chats);
        groups.extend(started.groups);
        operators.extend(started.operators);
        supervisors.extend(started.supervisors);
        licenses = licenses.or(started.licenses);
    }
    let all = Mailboxes {
        live_chats: in_order(live_chats),
        groups: in_order(groups),
        operators: in_order(operators),
        supervisors: in_order(supervisors),
        licenses: licenses?,
    };
    (all.live_chats.len() == places.live_chats.len()
        && all.groups.len() == places.groups.len()
        && all.operators.len() == places.operators.len()
        && all.supervisors.len() == places.supervisors.len())
    .then_some(all)
}

fn in_order<T>(mut placed: Vec<(usize, T)>) -> Vec<T> {
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, one)| one).collect()
}
