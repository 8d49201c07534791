//! What a client who begins to wait would be told about the wait, and how wrong that is.
//!
//! Three ways to estimate it, from nothing but what a desk sees at that instant:
//! - *chats*: the formula of a widespread chat system, as it stands in its source: ((place − 1) / 100
//!   + 1) × the mean length of the last hundred chats. How many operators there are is not in it.
//! - *online*: place × mean length of the last hundred chats / operators Online (after Little).
//! - *serving*: place × the same mean / sessions being answered now: what they can do at once counts.

use std::collections::{HashMap, VecDeque};

use super::TallyRecorder;
use crate::base::{LiveChatId, SessionId, Span, Time};
use crate::desk::WaitPlace;

/// How many chats the mean is of.
const RECENT_CHATS: usize = 100;

/// Makes forecasts and remembers them until they are proved.
#[derive(Clone, Debug)]
pub(super) struct Forecaster {
    /// The lengths of the last chats of each live chat, and their sum.
    recent: Vec<(VecDeque<Span>, u64)>,
    /// By session: what it was told, and when.
    announced: HashMap<SessionId, (Time, [f64; 3])>,
}

impl Forecaster {
    pub(super) fn new(live_chats: usize) -> Self {
        Self { recent: vec![(VecDeque::new(), 0); live_chats], announced: HashMap::new() }
    }

    /// A chat took so long.
    pub(super) fn record_length(&mut self, live_chat: LiveChatId, length: Span) {
        let (recent, sum) = &mut self.recent[live_chat.index()];
        recent.push_back(length);
        *sum += length.0;
        if recent.len() > RECENT_CHATS {
            *sum -= recent.pop_front().map_or(0, |span| span.0);
        }
    }

    fn mean_length(&self, live_chat: LiveChatId) -> Option<f64> {
        let (recent, sum) = &self.recent[live_chat.index()];
        (!recent.is_empty()).then(|| Span(*sum).as_secs_f64() / recent.len() as f64)
    }
}

impl TallyRecorder {
    /// A session begins to wait: what would its client be told?
    pub(super) fn announce_wait(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        place: WaitPlace,
    ) {
        let now = self.now;
        let WaitPlace::Queue(queue) = place else {
            return;
        };
        let chat = &self.chats[live_chat.index()];
        let ahead = f64::from(self.queues[queue.index()].waiting.value());
        let (online, serving) = (chat.online.value().max(1), chat.serving.value().max(1));
        let Some(forecaster) = &mut self.forecaster else {
            return;
        };
        // Before the first chat has ended there is no estimate.
        if let Some(mean) = forecaster.mean_length(live_chat) {
            let chats = ((ahead - 1.0) / RECENT_CHATS as f64 + 1.0) * mean;
            let each = [online, serving].map(|many| ahead * mean / f64::from(many));
            forecaster.announced.insert(session, (now, [chats, each[0], each[1]]));
        }
    }

    /// A session that may have been told something waits no longer. Only a wait that ended with an
    /// answer, in the queue in which it was told, proves anything.
    pub(super) fn check_announced_wait(
        &mut self,
        session: SessionId,
        live_chat: LiveChatId,
        answered: Option<Time>,
    ) {
        let now = self.now;
        let announced = self.forecaster.as_mut().and_then(|one| one.announced.remove(&session));
        if let (Some((at, forecasts)), Some(joined)) = (announced, answered)
            && at == joined
            && self.window.contains(at)
        {
            let wait = now.since(at).as_secs_f64();
            self.chats[live_chat.index()].forecast_errors.record_error(forecasts, wait);
        }
    }
}
