//! One user of the desk: when absent, late, disconnected, logged in.
//!
//! Like a client, a user carries no generator: each answer is a pure function of (seed,
//! replication, name, purpose, number). So the same users are absent on the same days, whatever
//! else changes.

use crate::base::{Span, StreamKey, name_key};
use crate::dist::Distribution;

/// Where one user is in the tree of random streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffStream(StreamKey);

/// One stream for each purpose. The numbers are part of what makes a run repeatable: never reuse.
#[derive(Clone, Copy)]
enum StaffPurpose {
    Absence = 1,
    Lateness = 2,
    Uptime = 3,
    Downtime = 4,
    TimeOnline = 5,
    TimeOffline = 6,
    Retry = 7,
    TabLeftOpen = 8,
}

/// Apart from the clients, whose flows have names like `chat/group/0`.
const STAFF: &str = "staff";

impl StaffStream {
    /// The user of this name in one replication.
    pub fn new(seed: u64, replication: u32, name: &str) -> Self {
        let root = StreamKey::root(seed).child(u64::from(replication));
        Self(root.child(name_key(STAFF)).child(name_key(name)))
    }

    fn key(self, purpose: StaffPurpose, number: u32) -> StreamKey {
        self.0.child(purpose as u64 | u64::from(number) << 8)
    }

    fn draw(self, purpose: StaffPurpose, number: u32, distribution: &Distribution) -> Span {
        distribution.sample(&mut self.key(purpose, number).stream())
    }

    /// Whether the user is absent from the `shift`-th shift.
    pub fn is_absent(self, chance: f64, shift: u32) -> bool {
        self.key(StaffPurpose::Absence, shift).uniform() < chance
    }

    /// How late the user is for the `shift`-th shift.
    pub fn lateness(self, distribution: &Distribution, shift: u32) -> Span {
        self.draw(StaffPurpose::Lateness, shift, distribution)
    }

    /// How long the connection holds for the `number`-th time.
    pub fn uptime(self, distribution: &Distribution, number: u32) -> Span {
        self.draw(StaffPurpose::Uptime, number, distribution)
    }

    /// How long it is lost after that.
    pub fn downtime(self, distribution: &Distribution, number: u32) -> Span {
        self.draw(StaffPurpose::Downtime, number, distribution)
    }

    /// How long logged in for the `number`-th time.
    pub fn time_online(self, distribution: &Distribution, number: u32) -> Span {
        self.draw(StaffPurpose::TimeOnline, number, distribution)
    }

    /// How long logged out before the `number`-th log-in.
    pub fn time_offline(self, distribution: &Distribution, number: u32) -> Span {
        self.draw(StaffPurpose::TimeOffline, number, distribution)
    }

    /// Whether the user leaves without logging out at the `number`-th change of the calendar.
    pub fn leaves_tab_open(self, chance: f64, number: u32) -> bool {
        self.key(StaffPurpose::TabLeftOpen, number).uniform() < chance
    }

    /// The pause after the `number`-th refusal of a license.
    pub fn retry_delay(self, mean: Span, number: u32) -> Span {
        // An exponential distribution, from its quantile function: 1 - u lies in (0, 1].
        let complement = 1.0 - self.key(StaffPurpose::Retry, number).uniform();
        Span::from_secs_f64(-mean.as_secs_f64() * complement.ln())
    }
}
