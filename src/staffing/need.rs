//! The need of each group in each interval: a first guess, and the bounds that are stated.

use std::collections::BTreeMap;

use super::columns::stated_columns;
use super::desk::{Counts, StaffedDesk};
use super::goals::Goals;
use super::kinds::StaffedGroup;
use crate::base::{DAY, GroupId, Span, WEEK};
use crate::dist::Distribution;
use crate::plan::{IntakeMode, ModelLevel, Plan, SpeedCurve};
use crate::study::{ChatSlots, IntervalLoad, TypedDesk, concurrency_speeds, load_by_interval};

/// So many on duty, by group and interval.
pub(super) type Need = Vec<Vec<u32>>;

/// No desk needs more than this at once.
const MOST: u32 = 5_000;

/// By the formulas for chats at once, each interval by itself with what the work of earlier ones
/// leaves in it, and rounded up.
pub(super) fn first_guess(desk: &StaffedDesk, goals: &Goals) -> Need {
    let plan = &desk.plan;
    let loads = load_by_interval(plan);
    let (within, late) = goals.late(plan);
    let share = 1.0 - late;
    let group = |group: &StaffedGroup| {
        let mut known = BTreeMap::new();
        let slots = slots_of(plan, group.id);
        let patience = mean_patience(plan);
        let loads = match slots {
            None => intake_load(plan, group.id),
            Some(_) => lagged(plan, &loads[group.id.index()]),
        };
        let one = |load: &IntervalLoad| {
            if load.visits <= 1e-9 || load.work <= 0.0 {
                return 0;
            }
            let key = ((load.visits * 1e4) as u64, (load.work * 10.0) as u64);
            *known.entry(key).or_insert_with(|| {
                let slots = slots.clone().unwrap_or_else(one_at_a_time);
                let slots = ChatSlots { mean_length: load.work / load.visits, ..slots };
                let arrivals = load.visits / plan.run.interval.as_secs_f64();
                let formula = TypedDesk { arrivals, slots, mean_patience: patience };
                let meets = |operators| {
                    operators >= MOST
                        || formula.with(operators).is_some_and(|found| {
                            found.service_level_offered(within.as_secs_f64()) >= share
                        })
                };
                formula.fewest(meets).unwrap_or(MOST).min(MOST)
            })
        };
        loads.iter().map(one).collect()
    };
    desk.groups.iter().map(group).collect()
}

fn one_at_a_time() -> ChatSlots {
    let speeds = SpeedCurve::new(vec![1.0]).expect("full speed is a speed");
    ChatSlots { limit: 1, speeds, mean_length: 1.0 }
}

/// The slots of a group's first member; `None` where its members supervise and do not answer.
fn slots_of(plan: &Plan, group: GroupId) -> Option<ChatSlots> {
    let first = *plan.groups[group.index()].operators.first()?;
    let operator = &plan.operators[first.index()];
    let stated = u32::try_from(operator.speeds.speeds().len()).unwrap_or(1);
    let limit = plan.session_limit(first).unwrap_or(stated).clamp(1, 20);
    let speeds = match plan.model_level() {
        ModelLevel::Session => operator.speeds.clone(),
        ModelLevel::Dialogue => {
            let dialogue = plan.topics.iter().find_map(|topic| topic.dialogue.as_ref());
            let curve = dialogue.map(|all| concurrency_speeds(all.for_group(group), limit));
            curve.and_then(SpeedCurve::new).unwrap_or_else(|| operator.speeds.clone())
        }
    };
    Some(ChatSlots { limit, speeds, mean_length: 1.0 })
}

/// The mean patience of all topics that have one; `None`: clients wait as long as it takes.
fn mean_patience(plan: &Plan) -> Option<f64> {
    let means =
        plan.topics.iter().filter_map(|topic| topic.patience.as_ref()).map(Distribution::mean);
    let means: Vec<f64> = means.filter(|mean| mean.is_finite() && *mean > 0.0).collect();
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    mean.is_finite().then_some(mean)
}

/// What is left of the work of earlier intervals comes later, by its mean length: each interval has
/// the larger of its own load and the one before it (Lag-Max; Green, Kolesar and Soares 2001).
fn lagged(plan: &Plan, loads: &[IntervalLoad]) -> Vec<IntervalLoad> {
    let length = plan.run.interval.as_secs_f64();
    let back = |load: &IntervalLoad| {
        let mean = load.work / load.visits.max(1e-9);
        (mean / length).ceil().clamp(1.0, 8.0) as usize
    };
    let larger = |place: usize| {
        let own = loads[place];
        let reach = back(&own);
        // What lies further back than its own length has been done by now.
        let earlier = &loads[place.saturating_sub(reach)..=place];
        let load = |one: &&IntervalLoad| one.work;
        earlier.iter().max_by(|a, b| load(a).total_cmp(&load(b))).copied().unwrap_or(own)
    };
    (0..loads.len()).map(larger).collect()
}

/// Sessions that a group of supervisors reads, and how long that takes.
fn intake_load(plan: &Plan, group: GroupId) -> Vec<IntervalLoad> {
    let mut sums = vec![IntervalLoad::default(); plan.run.interval_count()];
    for chat in plan.live_chats.iter().filter(|chat| chat.supervisor_groups.contains(&group)) {
        let IntakeMode::Supervisors { reaction, .. } = &chat.intake else { continue };
        let each = 1.0 / chat.supervisor_groups.len() as f64;
        let loads = load_by_interval(plan);
        for group in &chat.operator_groups {
            // What comes first to the groups of the live chat; what is transferred is counted twice,
            // on the safe side.
            for (sum, load) in sums.iter_mut().zip(&loads[group.index()]) {
                sum.visits += each * load.visits;
                sum.work += each * load.visits * reaction.mean();
            }
        }
    }
    sums
}

/// Raises the need to the stated least. Returns, by group and interval, the stated most. Members whose number
/// is not sought count among both.
pub(super) fn apply_bounds(desk: &StaffedDesk, need: &mut Need) -> Vec<Vec<Option<u32>>> {
    let run = &desk.plan.run;
    let mut most = vec![vec![None; run.interval_count()]; desk.groups.len()];
    for (place, group) in desk.groups.iter().enumerate() {
        let bounds: Vec<_> =
            desk.staffing.bounds.iter().filter(|bound| bound.group == group.id).collect();
        if bounds.is_empty() {
            continue;
        }
        let others = fixed_on_duty(desk, group);
        for bound in bounds {
            for interval in 0..run.interval_count() {
                let at = (run.week_offset.0 + interval as u64 * run.interval.0) % WEEK.0;
                let (day, time) = ((at / DAY.0) as usize, Span(at % DAY.0));
                if bound.days[day] && bound.from <= time && time < bound.to {
                    let others = others[interval];
                    let min = bound.min.saturating_sub(others.floor() as u32);
                    let max = bound.max.map(|max| max.saturating_sub(others.ceil() as u32));
                    let need = &mut need[place][interval];
                    *need = (*need).max(min).min(max.unwrap_or(u32::MAX));
                    let cell: &mut Option<u32> = &mut most[place][interval];
                    *cell = [*cell, max].into_iter().flatten().min();
                }
            }
        }
    }
    most
}

/// Members whose number is not sought, on duty in each interval.
fn fixed_on_duty(desk: &StaffedDesk, group: &StaffedGroup) -> Vec<f64> {
    let mut duty = vec![0.0; desk.plan.run.interval_count()];
    for column in stated_columns(&desk.plan, 0, &group.fixed, None) {
        let alike = group.fixed.iter().filter(|person| column.is_of(person)).count() as f64;
        column.cover.iter().for_each(|(at, part)| duty[*at] += part * alike);
    }
    duty
}

impl StaffedDesk {
    /// Whether a stated most on duty leaves room for no one more at some time.
    pub fn is_at_most(&self, counts: &Counts) -> bool {
        let mut nothing = vec![vec![0; self.plan.run.interval_count()]; self.groups.len()];
        let most = apply_bounds(self, &mut nothing);
        let duty = self.on_duty(counts);
        duty.iter()
            .flatten()
            .zip(most.iter().flatten())
            .any(|(duty, most)| most.is_some_and(|most| *duty + 1.0 > f64::from(most) + 1e-9))
    }
}
