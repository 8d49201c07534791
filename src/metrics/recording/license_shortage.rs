//! Which waits a lack of licenses had a part in: those during which an operator who serves the queue
//! was on duty and kept from work by nothing else.

use crate::base::{QueueId, Time};
use crate::metrics::recording::TallyRecorder;

/// How many who serve a queue are without a license, and when that last ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LicenseShortage {
    denied: u32,
    since: Time,
    ended: Time,
}

impl LicenseShortage {
    /// One more is denied, or one less.
    pub(super) fn change(&mut self, now: Time, denied: bool) {
        if denied {
            if self.denied == 0 {
                self.since = now;
            }
            self.denied += 1;
        } else {
            self.denied = self.denied.saturating_sub(1);
            // A shortage that lasted no time kept no session waiting.
            if self.denied == 0 && now > self.since {
                self.ended = now;
            }
        }
    }

    /// There was such a lack in some part of the time from `joined` to `now`.
    fn overlaps(&self, joined: Time, now: Time) -> bool {
        (self.denied > 0 && self.since < now) || self.ended > joined
    }
}

impl TallyRecorder {
    /// A session waited in a queue for lack of a license, in part at least.
    pub(super) fn waited_for_license(&self, queue: QueueId, joined: Time, now: Time) -> bool {
        let shortages = self.licenses.shortages.as_ref();
        now > joined && shortages.is_some_and(|all| all[queue.index()].overlaps(joined, now))
    }
}
