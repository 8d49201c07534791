//! Service levels: attached, kept, broken.

use super::Metrics;
use crate::base::{LiveChatId, Time};
use crate::desk::SlaEvent;
use crate::metrics::tally::StandardTally;
use crate::plan::Standard;

impl Metrics {
    pub(super) fn sla(&mut self, live_chat: LiveChatId, sla: u32, arrived: Time, what: SlaEvent) {
        if !self.window.counts(arrived) {
            return;
        }
        let tally = &mut self.slas[self.first_sla[live_chat.index()] + sla as usize];
        let mut of = |standard: Standard, count: fn(&mut StandardTally)| {
            count(&mut tally.standards[standard as usize]);
        };
        match what {
            SlaEvent::Attached => tally.attached += 1,
            SlaEvent::Reminded(standard) => of(standard, |t| t.reminded += 1),
            SlaEvent::Breached(standard) => of(standard, |t| t.breached += 1),
            SlaEvent::Moved(standard) => of(standard, |t| t.moved += 1),
            SlaEvent::Failed(standard) => of(standard, |t| t.failed += 1),
            SlaEvent::Ended(standard, None) => of(standard, |t| t.kept += 1),
            SlaEvent::Ended(standard, Some(overrun)) => {
                let tally = &mut tally.standards[standard as usize];
                tally.overruns += 1;
                tally.overrun.add(overrun);
            }
        }
    }
}
