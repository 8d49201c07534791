//! The open-loop generator: each session is sent at the instant at which it is meant to come, whether
//! or not the desk has done with those before. It has a thread of its own.
//!
//! A generator that is held up sends late, and never leaves out: how late is measured, and what is
//! measured of the desk counts from the instant that was meant. What does not fit into the mailbox of
//! its live chat is turned away and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use super::batch::{Batch, Entry, Sample, Source};
use super::clock::{NANOS_PER_SECOND, Nanos};
use super::host::{EndedSession, HandIn, Mark, Shared};
use crate::base::Time;
use crate::desk::{LiveChatInput, Message};
use crate::engine::session_source::SessionSource;

/// It hands in what it did at least so often.
const HAND_IN_EVERY: Nanos = 10_000_000;

pub(super) struct Generator {
    pub(super) shared: Arc<Shared>,
    pub(super) sessions: SessionSource,
    pub(super) source: Source,
    pub(super) ledger: Sender<Batch>,
    pub(super) endings: Receiver<EndedSession>,
    /// No session is sent from then on.
    pub(super) horizon: Time,
    /// So many messages may wait in the mailbox of a live chat.
    pub(super) mailbox_limit: u32,
    pub(super) orders: Arc<GeneratorOrders>,
    /// So that there is always an end from which sessions could come back.
    pub(super) _endings_stay_open: Sender<EndedSession>,
}

/// What a generator is sent, and what it answers.
#[derive(Debug, Default)]
pub(super) struct GeneratorOrders {
    /// No further session is to be sent.
    pub(super) stop: AtomicBool,
    /// The thread is to end.
    pub(super) exit: AtomicBool,
    /// No further session is to come.
    pub(super) is_done: AtomicBool,
}

/// What it has not handed in.
#[derive(Default)]
struct Pending {
    entries: Vec<(Nanos, Entry)>,
    sample: Sample,
    last_stamp: Nanos,
    handed_in: Nanos,
    sampled: Nanos,
}

impl Generator {
    /// Sends sessions until it is stopped or the horizon has come, and goes on taking those that have
    /// ended until it is to end itself.
    pub(super) fn run(mut self) {
        let mut pending = Pending::default();
        while !self.orders.exit.load(Ordering::Acquire) {
            let now = self.shared.clock.now();
            self.send_due(now, &mut pending);
            let is_over = self.shared.clock.desk_time(now) >= self.horizon || self.is_stopped();
            if is_over {
                self.orders.is_done.store(true, Ordering::Release);
            }
            self.hand_in(&mut pending, now, HandIn::Meanwhile);
            let next = self.sessions.next_at();
            let due = if is_over { Nanos::MAX } else { self.shared.clock.instant_of(next) };
            let until = due.min(now + HAND_IN_EVERY);
            let length = Duration::from_nanos(until.saturating_sub(self.shared.clock.now()));
            if let Ok(ended) = self.endings.recv_timeout(length) {
                self.take_ending(ended, &mut pending);
            }
        }
        let now = self.shared.clock.now();
        self.hand_in(&mut pending, now, HandIn::AtEnd);
    }

    fn is_stopped(&self) -> bool {
        self.orders.stop.load(Ordering::Relaxed)
    }

    fn send_due(&mut self, now: Nanos, pending: &mut Pending) {
        let at_the_desk = self.shared.clock.desk_time(now);
        loop {
            let at = self.sessions.next_at();
            if at > at_the_desk || at >= self.horizon || self.is_stopped() {
                return;
            }
            let shared = Arc::clone(&self.shared);
            let sent = shared.begin(|| {
                self.sessions.next_session(at).map(|message| self.send(at, message, pending))
            });
            if sent.flatten().is_none() {
                return;
            }
        }
    }

    fn send(&self, at: Time, message: Message, pending: &mut Pending) {
        let intended = self.shared.clock.instant_of(at);
        let now = self.shared.clock.now();
        let stamp = pending.next_stamp(now, 0);
        pending.sample.generator_lateness.saturating_record(now.saturating_sub(intended));
        let Message::LiveChat(_, LiveChatInput::Arrive(session)) = &message else {
            unreachable!("sessions arrive at live chats");
        };
        let session = session.id;
        if self.is_full(&message) {
            pending.entries.push((stamp, Entry::TurnedAway { intended }));
            return;
        }
        pending.entries.push((stamp, Entry::Sent { session, intended }));
        self.shared.send(message, Mark::sent_at(stamp));
    }

    fn is_full(&self, message: &Message) -> bool {
        let Some(mailboxes) = self.shared.mailboxes.get() else { return false };
        let depth = &self.shared.depths[mailboxes.number_of(message) as usize];
        depth.messages.load(Ordering::Acquire) >= self.mailbox_limit
    }

    /// A session has ended: its client may write again.
    fn take_ending(&mut self, ended: EndedSession, pending: &mut Pending) {
        let EndedSession { stamp, session, ending } = ended;
        let stamp = pending.next_stamp(self.shared.clock.now(), stamp);
        let now = self.shared.clock.desk_time(stamp);
        if let Some(fact) = self.sessions.report_ending(now, &session, ending) {
            pending.entries.push((stamp, Entry::Fact(fact.into())));
        }
        self.sessions.recycle(session);
    }

    fn hand_in(&self, pending: &mut Pending, now: Nanos, when: HandIn) {
        let is_end = when == HandIn::AtEnd;
        if !is_end && now < pending.handed_in + HAND_IN_EVERY {
            return;
        }
        pending.handed_in = now;
        let is_due = is_end || now >= pending.sampled + NANOS_PER_SECOND;
        let sample = is_due.then(|| {
            pending.sampled = now;
            let sample = Box::new(pending.sample.clone());
            pending.sample.clear();
            sample
        });
        let complete_until = pending.next_stamp(now, 0);
        let entries = std::mem::take(&mut pending.entries);
        // A ledger that is gone has ended the load.
        let _ = self.ledger.send(Batch { source: self.source, entries, complete_until, sample });
    }
}

impl Pending {
    fn next_stamp(&mut self, now: Nanos, message: Nanos) -> Nanos {
        self.last_stamp = now.max(self.last_stamp + 1).max(message + 1);
        self.last_stamp
    }
}
