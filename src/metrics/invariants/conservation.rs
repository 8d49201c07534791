//! Conservation: what came is somewhere, and in one place.

use super::Judgement;
use crate::base::{LiveChatId, Span};
use crate::desk::{AbandonedInService, ArrivalFact, BotFact, QueueFact, ServiceFact};
use crate::metrics::recording::TallyRecorder;
use crate::plan::Plan;

/// Sessions that came and have not ended, by live chat, whatever is measured.
#[derive(Clone, Debug)]
pub(super) struct OpenSessions {
    by_live_chat: Vec<u64>,
}

impl OpenSessions {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { by_live_chat: vec![0; plan.live_chats.len()] }
    }

    #[inline(always)]
    pub(super) fn observe_arrival(&mut self, fact: ArrivalFact) {
        match fact {
            ArrivalFact::Arrived { live_chat, .. } => self.begin(live_chat),
            ArrivalFact::SpamArrived { live_chat, blocked, .. } => {
                if !blocked {
                    self.begin(live_chat);
                }
            }
            ArrivalFact::Refused { live_chat, .. } => self.end(live_chat),
            ArrivalFact::ClientReturned { .. }
            | ArrivalFact::Routed { .. }
            | ArrivalFact::RetrialScheduled { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_queue(&mut self, fact: QueueFact) {
        match fact {
            QueueFact::FlowedOut(left) => self.end(left.live_chat),
            QueueFact::Abandoned(left) => self.end(left.live_chat),
            QueueFact::EndedAbandoned { live_chat, .. } => self.end(live_chat),
            QueueFact::Queued(_)
            | QueueFact::Requeued { .. }
            | QueueFact::PriorityRaised { .. }
            | QueueFact::RequirementsRelaxed { .. }
            | QueueFact::Constrained { .. }
            | QueueFact::Dispatched { .. }
            | QueueFact::Moved { .. }
            | QueueFact::SentToFallback { .. }
            | QueueFact::AbandonedSilently(_) => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_service(&mut self, fact: ServiceFact) {
        match fact {
            ServiceFact::Closed(closed) => self.end(closed.live_chat),
            ServiceFact::AbandonmentDiscovered { live_chat, .. } => self.end(live_chat),
            ServiceFact::AbandonedInService(AbandonedInService { live_chat, silently, .. }) => {
                if !silently {
                    self.end(live_chat);
                }
            }
            ServiceFact::Accepted(_)
            | ServiceFact::AcceptedAbandoned { .. }
            | ServiceFact::ClosedUnfinished { .. }
            | ServiceFact::FalseSpamMarkChanged(_)
            | ServiceFact::WrapUpBegun { .. }
            | ServiceFact::WrapUpEnded { .. } => {}
        }
    }

    #[inline(always)]
    pub(super) fn observe_bot(&mut self, fact: BotFact) {
        match fact {
            BotFact::Closed { live_chat, .. } => self.end(live_chat),
            BotFact::Accepted { .. } | BotFact::HandedOff { .. } | BotFact::AutoReplied { .. } => {}
        }
    }

    #[inline(always)]
    fn begin(&mut self, live_chat: LiveChatId) {
        self.by_live_chat[live_chat.index()] += 1;
    }

    #[inline(always)]
    fn end(&mut self, live_chat: LiveChatId) {
        let open = &mut self.by_live_chat[live_chat.index()];
        *open = open.wrapping_sub(1);
    }

    /// Every open session waits, or is with an operator or a bot, whatever is measured.
    pub(super) fn check(&self, recorder: &TallyRecorder) -> Result<(), String> {
        for (place, (open, chat)) in self.by_live_chat.iter().zip(&recorder.chats).enumerate() {
            let found = chat.present();
            if found != *open {
                let (name, open) = (&recorder.plan.live_chats[place].name, *open as i64);
                return Err(format!(
                    "conservation: live chat {name} has {open} sessions, and {found} are somewhere"
                ));
            }
        }
        Ok(())
    }
}

/// At the end of a run the facts, the states and the roles agree on how many sessions are open, and
/// each live chat's counts add up.
pub(super) fn check_totals(
    recorder: &TallyRecorder,
    open: u64,
    at_the_desk: u64,
    judgement: Judgement,
) -> Result<(), String> {
    let present = recorder.present();
    if present != at_the_desk {
        return Err(format!(
            "the facts leave {present} sessions at the desk, the roles hold {at_the_desk}"
        ));
    }
    if open != at_the_desk {
        return Err(format!("{open} sessions have not ended, the roles hold {at_the_desk}"));
    }
    (0..recorder.chats.len()).try_for_each(|place| check_live_chat(recorder, place, judgement))
}

fn check_live_chat(
    recorder: &TallyRecorder,
    place: usize,
    judgement: Judgement,
) -> Result<(), String> {
    let chat = &recorder.chats[place];
    let name = &recorder.plan.live_chats[place].name;
    let total = &chat.outcomes;
    let gone = total.resolved();
    let mut intervals = recorder.intervals.of_live_chat(place).iter();
    if gone > total.offered {
        Err(format!("live chat {name}: {} offered, but {gone} gone", total.offered))
    } else if intervals.any(|interval| interval.resolved() > interval.offered) {
        Err(format!("live chat {name}: more gone than offered in an interval of arrival"))
    } else if chat.retrials.offered > total.offered
        || chat.retrials.answered > total.answered
        || chat.will_retry > total.abandoned + total.flowed_out + total.refused
    {
        Err(format!("live chat {name}: more tried again than ever came"))
    } else if chat.closed + chat.lost_after_transfer + chat.abandoned_in_service > total.answered {
        Err(format!("live chat {name}: more sessions ended than were answered"))
    } else if recorder.plan.run.warm_up == Span::ZERO
        // With messages under way sessions are taken in after the horizon that were sent before it.
        && judgement == Judgement::AtEachInstant
        && total.unresolved() + total.answered - chat.closed + chat.spam_open
            != chat.lost_after_transfer + chat.abandoned_in_service + chat.present()
                - u64::from(chat.abandoned_present.value())
    {
        Err(format!("live chat {name}: offered, gone and still open disagree"))
    } else {
        Ok(())
    }
}
