//! The witness of a replication in which a law is known to break: it keeps what happened to the
//! sessions that the law is about, and the last that happened at all.
//!
//! No run pays for it. A replication repeats itself to the bit, so one that broke a law is run again
//! with a witness.

use std::collections::VecDeque;

use crate::base::{SessionId, Time};
use crate::desk::{Fact, Misjudgement};

#[derive(Clone, Debug)]
pub(super) struct Witness {
    sessions: Vec<SessionId>,
    /// Of those, what is no longer among the last.
    about: Vec<(Time, Fact)>,
    last: VecDeque<(Time, Fact)>,
}

impl Witness {
    /// So many of the last facts are kept.
    const LAST: usize = 400;

    pub(super) fn new(sessions: &[SessionId]) -> Self {
        let last = VecDeque::with_capacity(Self::LAST);
        Self { sessions: sessions.to_vec(), about: Vec::new(), last }
    }

    pub(super) fn fact(&mut self, now: Time, fact: &Fact) {
        if self.last.len() == Self::LAST
            && let Some(oldest) = self.last.pop_front()
            && session_of(&oldest.1).is_some_and(|session| self.sessions.contains(&session))
        {
            self.about.push(oldest);
        }
        self.last.push_back((now, *fact));
    }

    /// Everything that was kept, in order.
    pub(super) fn tell(self) -> Vec<(Time, Fact)> {
        self.about.into_iter().chain(self.last).collect()
    }
}

/// The session that a fact is about.
fn session_of(fact: &Fact) -> Option<SessionId> {
    match *fact {
        Fact::Offered { session, .. }
        | Fact::CameAgain { session, .. }
        | Fact::SpamCame { session, .. }
        | Fact::Refused { session, .. }
        | Fact::Queued { session, .. }
        | Fact::HandedOn { session, .. }
        | Fact::Moved { session, .. }
        | Fact::FlowedOut { session, .. }
        | Fact::FellBack { session, .. }
        | Fact::Relaxed { session, .. }
        | Fact::Raised { session, .. }
        | Fact::SawTo { session, .. }
        | Fact::CameBack { session, .. }
        | Fact::OfferMade { session, .. }
        | Fact::OfferEnded { session, .. }
        | Fact::Accepted { session, .. }
        | Fact::Abandoned { session, .. }
        | Fact::Sla { session, .. }
        | Fact::BotTook { session, .. }
        | Fact::BotHandedOff { session, .. }
        | Fact::BotClosed { session, .. }
        | Fact::Switched { session, .. }
        | Fact::Relieved { session, .. }
        | Fact::Misjudged(Misjudgement { session, .. })
        | Fact::Closed { session, .. }
        | Fact::FellSilent { session, .. }
        | Fact::TakenInVain { session, .. }
        | Fact::Vanished { session, .. }
        | Fact::FoundGone { session, .. }
        | Fact::LeftInSession { session, .. }
        | Fact::Replied { session, .. }
        | Fact::Paused { session, .. }
        | Fact::Resumed { session, .. }
        | Fact::TimedOut { session, .. } => Some(session),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FlowId, LiveChatId, TopicId};

    #[test]
    fn it_keeps_all_about_a_few_and_the_last_about_everybody() {
        let id = |number| SessionId::new(FlowId(0), number);
        let mut witness = Witness::new(&[id(3), id(990)]);
        for number in 0..1_000 {
            let session = id(number);
            let (live_chat, topic) = (LiveChatId(0), TopicId(0));
            witness.fact(Time(number), &Fact::Offered { session, live_chat, topic });
        }
        let kept = witness.tell();
        let last: Vec<u64> = (600..1_000).collect();
        let times: Vec<u64> = kept.iter().map(|(at, _)| at.0).collect();
        assert_eq!(times[0], 3);
        assert_eq!(times[1..], last);
    }
}
