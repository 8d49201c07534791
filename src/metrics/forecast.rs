//! What a client who begins to wait would be told about the wait, and how wrong that is.
//!
//! Three ways to estimate it, from nothing but what a desk sees at that instant:
//! - *chats*: the formula of a widespread chat system, as it stands in its source: ((place − 1) / 100
//!   + 1) × the mean length of the last hundred chats. How many operators there are is not in it.
//! - *online*: place × mean length of the last hundred chats / operators Online (after Little).
//! - *serving*: place × the same mean / sessions being answered now: what they can do at once counts.

use std::collections::{HashMap, VecDeque};

use super::fold::Metrics;
use crate::base::{LiveChatId, SessionId, Span, Time};
use crate::desk::Where;

/// How many chats the mean is of.
const LAST: usize = 100;

/// Makes forecasts and remembers them until they are proved.
#[derive(Clone, Debug)]
pub(super) struct Forecaster {
    /// The lengths of the last chats of each live chat, and their sum.
    last: Vec<(VecDeque<Span>, u64)>,
    /// By session: what it was told, and when.
    told: HashMap<SessionId, (Time, [f64; 3])>,
}

/// How wrong the forecasts at one live chat were.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Forecasts {
    pub(super) proved: u64,
    /// Forecast minus wait, in seconds, and its square, for each way.
    pub(super) errors: [f64; 3],
    pub(super) squares: [f64; 3],
}

impl Forecaster {
    pub(super) fn new(live_chats: usize) -> Self {
        Self { last: vec![(VecDeque::new(), 0); live_chats], told: HashMap::new() }
    }

    /// A chat took so long.
    pub(super) fn closed(&mut self, live_chat: LiveChatId, length: Span) {
        let (last, sum) = &mut self.last[live_chat.index()];
        last.push_back(length);
        *sum += length.0;
        if last.len() > LAST {
            *sum -= last.pop_front().map_or(0, |span| span.0);
        }
    }

    fn mean(&self, live_chat: LiveChatId) -> Option<f64> {
        let (last, sum) = &self.last[live_chat.index()];
        (!last.is_empty()).then(|| Span(*sum).as_secs_f64() / last.len() as f64)
    }
}

impl Forecasts {
    /// The root of the mean square error of one way, weighted with the number that it is of.
    pub(super) fn rmse(&self, way: usize) -> (f64, f64) {
        let proved = self.proved as f64;
        ((self.squares[way] * proved).sqrt(), proved)
    }

    fn prove(&mut self, told: [f64; 3], wait: f64) {
        self.proved += 1;
        for (way, told) in told.into_iter().enumerate() {
            self.errors[way] += told - wait;
            self.squares[way] += (told - wait).powi(2);
        }
    }
}

impl Metrics {
    /// A session begins to wait: what would its client be told?
    pub(super) fn forecast(
        &mut self,
        now: Time,
        session: SessionId,
        live_chat: LiveChatId,
        place: Where,
    ) {
        let Where::Queue(queue) = place else {
            return;
        };
        let chat = &self.chats[live_chat.index()];
        let ahead = f64::from(self.queues[queue.index()].waiting.value());
        let (online, serving) = (chat.online.value().max(1), chat.serving.value().max(1));
        let Some(forecaster) = &mut self.forecaster else {
            return;
        };
        // Before the first chat has ended nobody can tell.
        if let Some(mean) = forecaster.mean(live_chat) {
            let chats = ((ahead - 1.0) / LAST as f64 + 1.0) * mean;
            let each = [online, serving].map(|many| ahead * mean / f64::from(many));
            forecaster.told.insert(session, (now, [chats, each[0], each[1]]));
        }
    }

    /// A session that may have been told something waits no longer. Only a wait that ended with an
    /// answer, in the queue in which it was told, proves anything.
    pub(super) fn forecast_ends(
        &mut self,
        now: Time,
        session: SessionId,
        live_chat: LiveChatId,
        answered: Option<Time>,
    ) {
        let told = self.forecaster.as_mut().and_then(|one| one.told.remove(&session));
        if let (Some((at, told)), Some(joined)) = (told, answered)
            && at == joined
            && self.window_counts(at)
        {
            let wait = now.since(at).as_secs_f64();
            self.chats[live_chat.index()].forecasts.prove(told, wait);
        }
    }
}
