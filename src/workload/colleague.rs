//! One of the staff: when absent, late, cut off, logged in.
//!
//! Like a client, a colleague carries no generator: each answer is a pure function of (seed,
//! replication, name, purpose, number). So the same people are absent on the same days, whatever
//! else changes.

use crate::base::{Key, Span, name_key};
use crate::dist::Law;

/// The place of one person in the tree of random streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colleague(Key);

/// One stream for each purpose. The numbers are part of what makes a run repeatable: never reuse.
#[derive(Clone, Copy)]
enum Purpose {
    Absence = 1,
    Lateness = 2,
    Connected = 3,
    Lost = 4,
    LoggedIn = 5,
    LoggedOut = 6,
    Retry = 7,
    TabLeftOpen = 8,
}

/// Apart from the clients, whose flows have names like `chat/group/0`.
const STAFF: &str = "staff";

impl Colleague {
    /// The person of this name in one replication.
    pub fn new(seed: u64, replication: u32, name: &str) -> Self {
        let root = Key::root(seed).child(u64::from(replication));
        Self(root.child(name_key(STAFF)).child(name_key(name)))
    }

    fn key(self, purpose: Purpose, number: u32) -> Key {
        self.0.child(purpose as u64 | u64::from(number) << 8)
    }

    fn draw(self, purpose: Purpose, number: u32, law: &Law) -> Span {
        law.sample(&mut self.key(purpose, number).stream())
    }

    /// Does not come to the `shift`-th shift.
    pub fn is_absent(self, chance: f64, shift: u32) -> bool {
        self.key(Purpose::Absence, shift).uniform() < chance
    }

    /// How late for the `shift`-th shift.
    pub fn lateness(self, law: &Law, shift: u32) -> Span {
        self.draw(Purpose::Lateness, shift, law)
    }

    /// How long the connection holds for the `number`-th time.
    pub fn connected(self, law: &Law, number: u32) -> Span {
        self.draw(Purpose::Connected, number, law)
    }

    /// How long it is lost after that.
    pub fn lost(self, law: &Law, number: u32) -> Span {
        self.draw(Purpose::Lost, number, law)
    }

    /// How long logged in for the `number`-th time.
    pub fn logged_in(self, law: &Law, number: u32) -> Span {
        self.draw(Purpose::LoggedIn, number, law)
    }

    /// How long logged out before the `number`-th log-in.
    pub fn logged_out(self, law: &Law, number: u32) -> Span {
        self.draw(Purpose::LoggedOut, number, law)
    }

    /// Leaves without logging out after the `number`-th turn of the calendar.
    pub fn leaves_tab_open(self, chance: f64, number: u32) -> bool {
        self.key(Purpose::TabLeftOpen, number).uniform() < chance
    }

    /// The pause after the `number`-th refusal of a license.
    pub fn retry(self, mean: Span, number: u32) -> Span {
        // An exponential law, from its quantile function: 1 - u lies in (0, 1].
        let left = 1.0 - self.key(Purpose::Retry, number).uniform();
        Span::from_secs_f64(-mean.as_secs_f64() * left.ln())
    }
}
