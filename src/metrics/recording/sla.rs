//! Service levels: attached, kept, missed.

use super::TallyRecorder;
use crate::desk::{SlaEvent, SlaFact};
use crate::metrics::tallies::StandardTally;
use crate::plan::SlaMetric;

impl TallyRecorder {
    #[inline(never)]
    pub(super) fn record_sla(&mut self, fact: SlaFact) {
        let SlaFact { session, live_chat, arrived, sla, event } = fact;
        if !self.window.contains(arrived) || self.retrials_and_spam.is_spam(session) {
            return;
        }
        let tally = &mut self.slas[self.sla_offsets[live_chat.index()] + sla as usize];
        let mut of = |standard: SlaMetric, count: fn(&mut StandardTally)| {
            count(&mut tally.standards[standard as usize]);
        };
        match event {
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
