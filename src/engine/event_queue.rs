//! What is still to be handled: the messages of the present instant and the events of the future.
//!
//! It orders messages and knows nothing of what they are about. Arrivals are not in it: they come
//! last at their instant, and they would only make the tree of future events higher.

use std::collections::VecDeque;

use super::future_events::FutureEvents;
use crate::base::Time;
use crate::desk::{Class, Message, TimerId};

/// Messages of the present instant in the order in which they were sent, then future events.
#[derive(Debug)]
pub(super) struct EventQueue {
    /// The first message of the present instant. Most instants have one message at a time, which
    /// then never passes through `later_now`.
    now: Option<Message>,
    later_now: VecDeque<Message>,
    future: FutureEvents,
}

impl EventQueue {
    /// A queue in which `opening` is to be handled at the first instant.
    pub(super) fn new(opening: impl Iterator<Item = Message>) -> Self {
        Self { now: None, later_now: opening.collect(), future: FutureEvents::default() }
    }

    /// Adds a message to the present instant, after all that are there.
    #[inline(always)]
    pub(super) fn send(&mut self, message: Message) {
        if self.now.is_none() && self.later_now.is_empty() {
            self.now = Some(message);
        } else {
            self.later_now.push_back(message);
        }
    }

    /// Adds an event to the future.
    #[inline]
    pub(super) fn schedule(&mut self, at: Time, class: Class, message: Message) -> TimerId {
        self.future.schedule(at, class, message)
    }

    /// Cancels an event, unless it has been handled already.
    #[inline]
    pub(super) fn cancel(&mut self, timer: TimerId) {
        self.future.cancel(timer);
    }

    /// Whether the first message of the present instant is at hand.
    #[inline(always)]
    pub(super) fn has_first(&self) -> bool {
        self.now.is_some()
    }

    /// The first of those that were sent after it follows. Says whether there is any.
    #[inline(always)]
    pub(super) fn follow(&mut self) -> bool {
        match self.later_now.pop_front() {
            Some(message) => {
                self.now = Some(message);
                true
            }
            None => false,
        }
    }

    /// Takes the first message of the present instant.
    #[inline(always)]
    pub(super) fn take_first(&mut self) -> Option<Message> {
        self.now.take()
    }

    /// How many messages of the present instant are still to be handled.
    pub(super) fn pending_count(&self) -> u64 {
        self.later_now.len() as u64 + u64::from(self.now.is_some())
    }

    /// Whether there is no room for many more events.
    pub(super) fn is_full(&self) -> bool {
        self.future.is_full()
    }

    /// How much memory messages and events take.
    pub(super) fn bytes(&self) -> u64 {
        self.future.bytes() + (self.later_now.capacity() * size_of::<Message>()) as u64
    }

    /// When the first future event is due; [`Time::NEVER`] if there is none.
    #[inline]
    pub(super) fn next_at(&self) -> Time {
        self.future.next_at()
    }

    /// The instant of the first future event has come: that event is the instant's first message.
    #[inline(always)]
    pub(super) fn begin_with_event(&mut self) {
        self.now = self.future.pop();
    }

    /// The instant of an arrival has come: its message is the instant's first.
    #[inline(always)]
    pub(super) fn begin_with(&mut self, arrival: Option<Message>) {
        self.now = arrival;
    }
}
