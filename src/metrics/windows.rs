//! One run, measured in windows: each day, or each interval, by itself.
//!
//! A session counts in the window in which it came, and is followed until it has ended; levels are cut
//! exactly at the borders. The windows cover the measured time, so the first and the last may be
//! shorter than the others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::batches::batch_plan;
use super::invariants::session_event;
use super::recording::TallyRecorder;
use super::statistics::Window;
use crate::base::{DAY, SessionId, Span, Time};
use crate::desk::{Fact, RecordableFact, SessionState};
use crate::plan::{Plan, Run};

/// What a run is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WindowLength {
    /// From one of the run's intervals to the next.
    Interval,
    /// From midnight to midnight.
    Day,
}

/// The windows of a run, one after the other: they cover the time from the end of the warm-up to the
/// horizon.
pub fn windows(run: &Run, length: WindowLength) -> Vec<Window> {
    let (step, before_start) = match length {
        WindowLength::Interval => (run.interval, Span::ZERO),
        WindowLength::Day => (DAY, run.week_offset),
    };
    let step = Span(step.0.max(1));
    let end = Time::ZERO + run.horizon;
    let mut from = Time::ZERO + run.warm_up;
    let mut found = Vec::new();
    while from < end {
        let next = (from.0 + before_start.0) / step.0 * step.0 + step.0 - before_start.0;
        let to = Time(next).min(end);
        found.push(Window { from, to });
        from = to;
    }
    found
}

/// The windows of one kind, as the run goes on.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    windows: Vec<Window>,
    /// By the length of a window: records everything and measures nothing. A window begins as a copy,
    /// so that it knows who is there.
    templates: BTreeMap<Span, TallyRecorder>,
    /// Windows that have begun and whose sessions have not all ended.
    active: Vec<ActiveWindow>,
    next: usize,
    /// Sessions that have not ended, and the window in which they came.
    open: HashMap<SessionId, (SessionState, usize)>,
    now: Time,
}

#[derive(Clone, Debug)]
struct ActiveWindow {
    number: usize,
    recorder: TallyRecorder,
    open_sessions: u64,
}

impl Windows {
    pub(super) fn new(plan: &Plan, length: WindowLength) -> Self {
        let windows = windows(&plan.run, length);
        let plan: Arc<Plan> = batch_plan(plan);
        let never = Time(u64::MAX / 2);
        let template = |window: &Window| {
            let length = window.to.since(window.from);
            let empty = Window { from: never, to: never + length };
            (length, TallyRecorder::over_window(&plan, empty))
        };
        let templates = windows.iter().map(template).collect();
        let (active, next, open, now) = (Vec::new(), 0, HashMap::new(), Time::ZERO);
        Self { windows, templates, active, next, open, now }
    }

    /// Something happened; `finished` is called with each window that is over, and its number.
    pub(super) fn observe(
        &mut self,
        now: Time,
        fact: Fact,
        finished: &mut impl FnMut(usize, &TallyRecorder),
    ) {
        let is_later = now > std::mem::replace(&mut self.now, now);
        while self.windows.get(self.next).is_some_and(|window| window.from <= now) {
            self.begin_window(finished);
        }
        let active = self.active.iter_mut().map(|window| &mut window.recorder);
        for recorder in active.chain(self.templates.values_mut()) {
            if is_later {
                recorder.advance_to(now);
            }
            fact.notify(recorder);
        }
        self.follow(fact);
    }

    /// Keeps count of the sessions of each window that have not ended.
    fn follow(&mut self, fact: Fact) {
        let Some((session, event)) = session_event(fact) else { return };
        let current = self.next.checked_sub(1);
        let (state, window) = match (self.open.get(&session), current) {
            (Some(known), _) => *known,
            (None, Some(window)) => {
                self.count_open(window, 1);
                (SessionState::NotArrived, window)
            }
            (None, None) => return,
        };
        // Whether it may happen is judged elsewhere.
        let state = state.apply(event).unwrap_or(SessionState::Closed);
        if state.is_over() {
            self.open.remove(&session);
            self.count_open(window, -1);
        } else {
            self.open.insert(session, (state, window));
        }
    }

    fn count_open(&mut self, number: usize, change: i64) {
        if let Some(window) = self.active.iter_mut().find(|window| window.number == number) {
            window.open_sessions = window.open_sessions.saturating_add_signed(change);
        }
    }

    /// The next window begins, and those whose sessions have ended are closed.
    fn begin_window(&mut self, finished: &mut impl FnMut(usize, &TallyRecorder)) {
        let window = self.windows[self.next];
        let is_over =
            |active: &ActiveWindow| active.open_sessions == 0 && active.number + 1 < self.next;
        for active in self.active.extract_if(.., |active| is_over(active)) {
            close(active, window.from, finished);
        }
        let template = &self.templates[&window.to.since(window.from)];
        let recorder = template.continued_in(window);
        self.active.push(ActiveWindow { number: self.next, recorder, open_sessions: 0 });
        self.next += 1;
    }

    /// The run is over.
    pub(super) fn finish(&mut self, end: Time, mut finished: impl FnMut(usize, &TallyRecorder)) {
        while self.next < self.windows.len() {
            self.begin_window(&mut finished);
        }
        for active in std::mem::take(&mut self.active) {
            close(active, end, &mut finished);
        }
    }
}

fn close(mut active: ActiveWindow, at: Time, finished: &mut impl FnMut(usize, &TallyRecorder)) {
    active.recorder.close(at);
    finished(active.number, &active.recorder);
}
