//! The wall clock of a load: nanoseconds since it began, and the desk time that they stand for.
//!
//! The only file of the program that reads a clock, and the only one that lets a thread wait: a load
//! is driven in real time, and what it measures is real time.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::base::Time;

/// Nanoseconds since a load began.
pub(super) type Nanos = u64;

/// One second of the wall clock.
pub(super) const NANOS_PER_SECOND: Nanos = 1_000_000_000;

/// When a load began, and how fast desk time passes.
#[derive(Debug)]
pub(super) struct WallClock {
    /// Until it is set, it is the first instant.
    began: OnceLock<Instant>,
    /// Seconds of desk time that pass in a second.
    speed: f64,
}

impl WallClock {
    /// A clock that stands.
    pub(super) fn new(speed: f64) -> Self {
        Self { began: OnceLock::new(), speed }
    }

    /// Time passes from now on.
    pub(super) fn begin(&self) {
        self.began.get_or_init(read);
    }

    /// How long ago the load began.
    #[inline]
    pub(super) fn now(&self) -> Nanos {
        let began = self.began.get();
        // A load never lasts 584 years.
        began.map_or(0, |began| began.elapsed().as_nanos() as Nanos)
    }

    /// The instant as the timers of actix have it.
    pub(super) fn instant(&self, at: Nanos) -> Instant {
        self.began.get().copied().unwrap_or_else(read) + Duration::from_nanos(at)
    }

    /// The desk time at an instant, rounded down.
    #[inline]
    pub(super) fn desk_time(&self, at: Nanos) -> Time {
        if self.began.get().is_none() {
            return Time::ZERO;
        }
        Time((at as f64 * self.speed / 1_000.0) as u64)
    }

    /// The first instant at which it is that late at the desk; the last one of all for never.
    #[inline]
    pub(super) fn instant_of(&self, at: Time) -> Nanos {
        if at == Time::NEVER {
            Nanos::MAX
        } else {
            (at.0 as f64 * 1_000.0 / self.speed).ceil() as Nanos
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a load is driven in real time")]
fn read() -> Instant {
    Instant::now()
}

/// Lets this thread wait.
#[expect(clippy::disallowed_methods, reason = "a load is driven in real time")]
pub(super) fn wait(length: Duration) {
    std::thread::sleep(length);
}
