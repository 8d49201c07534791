//! From the legs of operators to pieces of work: how long each session was alone, in company of one, of two …

use super::effort::{LEVELS, Work};
use super::past::{LegPlace, Past};

/// What operators of a group had on hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupWork {
    /// Pieces of work; cells are topics.
    pub pieces: Vec<Work>,
    /// Seconds with 1, 2, … sessions at once, all operators together; the last place: more.
    pub level_time: Vec<f64>,
}

/// More levels than these are one.
const MOST: usize = 64;

/// No more pieces than these of a group are used: evenly picked ones of more.
const MOST_PIECES: usize = 40_000;

/// Work by group. Sessions of an operator count whatever group they are of.
pub fn group_work(past: &Past) -> Vec<GroupWork> {
    let empty = GroupWork { pieces: Vec::new(), level_time: vec![0.0; MOST] };
    let mut groups = vec![empty; past.groups.len()];
    for legs in past.legs_by_operator() {
        of_operator(past, &legs, &mut groups);
    }
    for group in &mut groups {
        let step = group.pieces.len().div_ceil(MOST_PIECES).max(1);
        group.pieces = group.pieces.iter().step_by(step).copied().collect();
    }
    groups
}

/// Goes through the begins and ends of an operator's legs in the order of time, an end before a begin.
fn of_operator(past: &Past, legs: &[LegPlace], groups: &mut [GroupWork]) {
    let mut events: Vec<(f64, u8, usize)> = Vec::with_capacity(2 * legs.len());
    for (place, (_, leg)) in legs.iter().map(|place| past.leg(*place)).enumerate() {
        if let (Some(taken), Some(left)) = (leg.taken, leg.left)
            && left > taken
        {
            events.push((taken, 1, place));
            events.push((left, 0, place));
        }
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut spent = [0.0; LEVELS];
    let mut begun = vec![[0.0; LEVELS]; legs.len()];
    let (mut level, mut now) = (0_usize, 0.0);
    for (at, kind, place) in events {
        let (session, leg) = past.leg(legs[place]);
        let passed = at - now;
        if level > 0 {
            if level < LEVELS {
                spent[level - 1] += passed;
            } else {
                spent[LEVELS - 1] += passed * LEVELS as f64 / level as f64;
            }
            groups[leg.group].level_time[level.min(MOST) - 1] += passed;
        }
        now = at;
        if kind == 1 {
            level += 1;
            begun[place] = spent;
        } else {
            let mut time = spent;
            time.iter_mut().zip(begun[place]).for_each(|(time, begun)| *time -= begun);
            let cell = session.topic;
            groups[leg.group].pieces.push(Work { cell, time, level_at_end: level });
            level -= 1;
        }
    }
}

impl GroupWork {
    /// The limit that the data show: the highest number at once that took at least half a per cent of the
    /// time with any.
    pub fn limit(&self) -> usize {
        let all: f64 = self.level_time.iter().sum();
        let mut above = 0.0;
        for level in (1..=self.level_time.len()).rev() {
            above += self.level_time[level - 1];
            if above >= 0.005 * all && above > 0.0 {
                return level;
            }
        }
        1
    }

    /// The mean number at once while there is any.
    pub fn mean_level(&self) -> f64 {
        let all: f64 = self.level_time.iter().sum();
        let weighted = self.level_time.iter().enumerate();
        weighted.map(|(place, time)| (place + 1) as f64 * time).sum::<f64>() / all.max(1e-9)
    }
}
