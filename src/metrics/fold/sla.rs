//! Service levels: attached, kept, broken.

use super::Metrics;
use crate::base::{LiveChatId, Time};
use crate::desk::SlaEvent;
use crate::metrics::tally::StandardTally;
use crate::plan::SlaMetric;

impl Metrics {
    pub(super) fn on_sla_event(
        &mut self,
        live_chat: LiveChatId,
        sla: u32,
        arrived: Time,
        what: SlaEvent,
    ) {
        if !self.window.contains(arrived) {
            return;
        }
        let tally = &mut self.slas[self.sla_offsets[live_chat.index()] + sla as usize];
        let mut of = |standard: SlaMetric, count: fn(&mut StandardTally)| {
            count(&mut tally.standards[standard as usize]);
        };
        match what {
            SlaEvent::Attached => tally.attached += 1,
            SlaEvent::Reminded(standard) => of(standard, |t| t.reminded += 1),
            SlaEvent::Breached(standard) => of(standard, |t| t.breached += 1),
            SlaEvent::Escalated(standard) => of(standard, |t| t.escalated += 1),
            SlaEvent::EscalationFailed(standard) => of(standard, |t| t.escalations_failed += 1),
            SlaEvent::ClockStopped(standard, None) => of(standard, |t| t.met += 1),
            SlaEvent::ClockStopped(standard, Some(overrun)) => {
                let tally = &mut tally.standards[standard as usize];
                tally.overruns += 1;
                tally.overrun.add(overrun);
            }
        }
    }
}
