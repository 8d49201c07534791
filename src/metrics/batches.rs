//! One long run, cut into batches: each is measured as if it were a replication of its own.
//!
//! The method of batch means (Law 2015, *Simulation Modeling and Analysis*, §9.5.3; Schmeiser 1982:
//! ten to thirty batches are enough). A session counts in the batch in which it came; what becomes
//! of it is followed for one more batch. Levels are cut exactly at the borders.
//!
//! It holds where a batch is long against the time that the desk remembers: neighbours that resemble
//! each other make every interval too narrow, which is why [`BatchCheck`](super::BatchCheck) looks at them. A desk
//! whose load follows the day needs batches of whole days, or replications.

use std::collections::VecDeque;
use std::sync::Arc;

use super::recording::TallyRecorder;
use super::statistics::Window;
use crate::base::{Span, Time};
use crate::desk::{Fact, RecordableFact};
use crate::plan::{Plan, Statistics};

/// The batches of a run that goes on.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct Batches {
    /// Records everything and measures nothing: its window is as long as a batch and never comes. A
    /// batch begins as its copy, so that it knows who is there.
    template: TallyRecorder,
    /// The batch that it is now, and the one before, whose sessions are still followed.
    active: VecDeque<TallyRecorder>,
    finished: Vec<TallyRecorder>,
    next_start: Time,
    length: Span,
    remaining: u32,
    now: Time,
}

/// The plan of a batch: the same desk, one interval, nothing cut further.
pub(super) fn batch_plan(plan: &Plan) -> Arc<Plan> {
    Arc::new(plan.clone().with_run(|run| {
        run.interval = run.horizon;
        run.statistics = Statistics::default();
    }))
}

impl Batches {
    pub(super) fn new(plan: &Plan, remaining: u32) -> Self {
        let run = &plan.run;
        let length = Span(run.horizon.saturating_sub(run.warm_up).0 / u64::from(remaining.max(1)));
        let never = Time(u64::MAX / 2);
        let window = Window { from: never, to: never + length };
        Self {
            template: TallyRecorder::over_window(&batch_plan(plan), window),
            active: VecDeque::new(),
            finished: Vec::new(),
            next_start: Time::ZERO + run.warm_up,
            length,
            remaining,
            now: Time::ZERO,
        }
    }

    pub(super) fn observe(&mut self, now: Time, fact: Fact) {
        let is_later = now > std::mem::replace(&mut self.now, now);
        while now >= self.next_start && self.remaining > 0 {
            self.begin_batch();
        }
        for one in self.active.iter_mut().chain([&mut self.template]) {
            if is_later {
                one.advance_to(now);
            }
            fact.notify(one);
        }
    }

    fn begin_batch(&mut self) {
        let window = Window { from: self.next_start, to: self.next_start + self.length };
        if self.active.len() == 2 {
            self.close_oldest(self.next_start);
        }
        self.active.push_back(self.template.continued_in(window));
        self.next_start = window.to;
        self.remaining -= 1;
    }

    fn close_oldest(&mut self, at: Time) {
        if let Some(mut batch) = self.active.pop_front() {
            batch.close(at);
            self.finished.push(batch);
        }
    }

    pub(super) fn finish(&mut self, end: Time) {
        while self.remaining > 0 {
            self.begin_batch();
        }
        while !self.active.is_empty() {
            self.close_oldest(end);
        }
    }

    pub(super) fn into_finished(self) -> Vec<TallyRecorder> {
        self.finished
    }
}
