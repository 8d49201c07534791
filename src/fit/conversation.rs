//! Conversations from messages: how many replies, how long each takes to write, how long clients think.
//!
//! An operator writes one reply at a time, the oldest message first. The work on a reply then begins at the
//! client's message or at the operator's reply before, whichever is later, as the service times of a queue
//! with one server follow from its arrivals and departures (Lindley 1952; Larson 1990). Pauses of operators count
//! as work, so replies that took more than an hour are left out and counted.

use super::arrivals::FittedValue;
use super::distribution::Family;
use super::effort::distribution_of;
use super::past::{FromClient, Past, PastSession};
use super::survival::FittedDistribution;

/// What conversations are like.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedConversation {
    /// Numbers of replies, one for each session that has any.
    pub rounds: Vec<u32>,
    /// Each with all families, the one with the least AIC first.
    pub first_reply: Vec<FittedDistribution>,
    pub reply: Vec<FittedDistribution>,
    pub think: Vec<FittedDistribution>,
    /// Replies that took longer than an hour.
    pub left_out: usize,
}

const LONGEST: f64 = 3_600.0;

impl FittedConversation {
    /// The mean number of replies, with an interval by its standard error.
    pub fn mean_rounds(&self, level: f64) -> FittedValue {
        let number = self.rounds.len() as f64;
        let mean = self.rounds.iter().map(|it| f64::from(*it)).sum::<f64>() / number;
        let squares: f64 = self.rounds.iter().map(|it| (f64::from(*it) - mean).powi(2)).sum();
        let error = (squares / (number - 1.0).max(1.0) / number).sqrt();
        FittedValue::around(mean, error, level)
    }
}

/// When the operator who replied at an instant had taken the session.
fn taken_before(session: &PastSession, at: f64) -> Option<f64> {
    session.legs.iter().rev().filter_map(|leg| leg.taken).find(|taken| *taken <= at)
}

/// Fits conversations; `None` without messages of both sides.
pub fn fit_conversation(past: &Past) -> Option<FittedConversation> {
    let operator_at = |session: usize, at: f64| {
        let legs = &past.sessions[session].legs;
        let had = legs.iter().rev().find(|leg| leg.taken.is_some_and(|taken| taken <= at));
        had.and_then(|leg| leg.operator).or_else(|| legs.iter().rev().find_map(|leg| leg.operator))
    };
    let mut messages = past.messages.clone();
    messages.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut last_reply = vec![f64::NEG_INFINITY; past.operators];
    // Of each session: since when its client waits, when it was last replied to, replies.
    let mut waiting: Vec<Option<f64>> = vec![None; past.sessions.len()];
    let mut replied: Vec<Option<f64>> = vec![None; past.sessions.len()];
    let mut rounds = vec![0_u32; past.sessions.len()];
    let (mut first, mut later, mut think, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for message in &messages {
        let session = message.session;
        match message.from_client {
            FromClient::Client => {
                if waiting[session].is_none() {
                    if let Some(reply) = replied[session] {
                        think.push((message.at - reply).max(0.5));
                    }
                    waiting[session] = Some(message.at);
                }
            }
            FromClient::Operator => {
                let Some(since) = waiting[session].take() else { continue };
                let taken = taken_before(&past.sessions[session], message.at);
                let since = since.max(taken.unwrap_or(since));
                if let Some(operator) = operator_at(session, message.at) {
                    let work = message.at - since.max(last_reply[operator]);
                    last_reply[operator] = message.at;
                    if work > LONGEST {
                        left_out += 1;
                    } else if rounds[session] == 0 {
                        first.push(work.max(0.5));
                    } else {
                        later.push(work.max(0.5));
                    }
                }
                rounds[session] += 1;
                replied[session] = Some(message.at);
            }
        }
    }
    let rounds: Vec<u32> = rounds.into_iter().filter(|number| *number > 0).collect();
    if rounds.is_empty() || first.len() + later.len() < 20 || think.len() < 20 {
        return None;
    }
    let distributions = |lengths: &[f64]| {
        let mut distributions: Vec<FittedDistribution> =
            Family::ALL.iter().map(|it| distribution_of(*it, lengths)).collect();
        distributions.sort_by(|a, b| a.aic().total_cmp(&b.aic()));
        distributions
    };
    let all = if later.len() < 20 { [first.clone(), later].concat() } else { later };
    let first_reply = if first.len() < 20 { distributions(&all) } else { distributions(&first) };
    Some(FittedConversation {
        rounds,
        first_reply,
        reply: distributions(&all),
        think: distributions(&think),
        left_out,
    })
}
