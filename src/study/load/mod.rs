//! Offered load against capacity: what a plan amounts to before anything is simulated.
//!
//! Plain arithmetic over means, in erlangs: one erlang is the work of one operator who has one
//! session at a time and never rests. Offered is what clients bring if none abandons; capacity is
//! what operators get through with every slot taken. An offered load above capacity makes a queue
//! that grows; one just below makes waits that only a run can measure. Random arrivals have their
//! mean. Clients who try again come on top: with retrials it is a lower bound. Of a population it
//! is an upper bound: clients who wait write less often.
//!
//! Time is cut into slices; opening hours and rates are taken exactly, duty and the hours in
//! routing rules as they are at the start of a slice.

mod inflow;
mod staff;
mod work;

use crate::base::{HOUR, Span, Time};
use crate::dist::Distribution;
use crate::plan::{Arrivals, BegunBy, Plan};

use staff::StaffCapacity;
use work::{BroughtWork, SessionWork};

/// What a plan amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferedLoad {
    /// The length of the slices over which a peak is taken: the reporting interval, or longer
    /// where that would be more than a few thousand slices.
    pub slice: Span,
    /// One for each live chat.
    pub live_chats: Vec<Inflow>,
    /// One for each group. An operator in two groups counts in both.
    pub groups: Vec<LoadAndCapacity>,
    /// The whole desk, each operator once.
    pub desk: LoadAndCapacity,
}

impl OfferedLoad {
    /// The group with the most work for its capacity on duty, by its place in the plan, and when; `None`
    /// where there is no work.
    pub fn tightest_group(&self) -> Option<(usize, TightestSlice)> {
        let groups = self.groups.iter().enumerate();
        let tight = groups.filter_map(|(place, load)| Some((place, load.tightest?)));
        tight.max_by(|a, b| a.1.ratio().total_cmp(&b.1.ratio()))
    }
}

/// The arrivals at one live chat.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inflow {
    /// Sessions an hour in the measured window, on average, counting only those who find it open.
    pub mean_per_hour: f64,
    /// The same in the busiest slice.
    pub peak_per_hour: f64,
    /// The share of all arrivals that find it closed.
    pub closed_share: f64,
    /// Of a session that comes to a group.
    pub session: SessionLoad,
}

/// What a session brings that comes to a group, on average.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SessionLoad {
    /// To how many groups it comes in all.
    pub visits: f64,
    /// Seconds of work at the first of them, without wrap-up.
    pub first_work: f64,
    /// Seconds of work at all of them, wrap-up included.
    pub work: f64,
}

/// Offered load against capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoadAndCapacity {
    /// Sessions an hour that come to be answered here, transferred ones included.
    pub visits_per_hour: f64,
    /// Offered load on average, in erlangs.
    pub offered: f64,
    /// Offered load in the busiest slice, in erlangs.
    pub offered_peak: f64,
    /// At the dialogue level, the mean number of sessions in which it is the client's turn to
    /// write: with `offered` the least number of slots, if every reply were begun at once.
    pub thinking: f64,
    /// What all operators together get through with every slot taken, in erlangs.
    pub capacity: f64,
    /// The slice with the most offered for each erlang of capacity on duty.
    pub tightest: Option<TightestSlice>,
}

/// A slice of time that is short of operators.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TightestSlice {
    /// Its start.
    pub at: Time,
    /// Offered load in it, in erlangs.
    pub offered: f64,
    /// The capacity of those on duty, in erlangs.
    pub on_duty: f64,
}

impl TightestSlice {
    /// Offered load for each erlang of capacity on duty: infinite if no operator is on duty.
    pub fn ratio(&self) -> f64 {
        self.offered / self.on_duty
    }
}

/// More slices than this add no information and take long.
const MAX_SLICES: u64 = 4_096;

/// Offered load and capacity of the plan over its measured window.
pub fn offered_load(plan: &Plan) -> OfferedLoad {
    let (start, end) = (Time::ZERO + plan.run.warm_up, Time::ZERO + plan.run.horizon);
    let measured = end.since(start);
    let slice = Span(plan.run.interval.0.max(measured.0.div_ceil(MAX_SLICES)));
    let mut sums = LoadSums::new(plan, measured);
    let mut from = start;
    while from < end {
        let to = (from + slice).min(end);
        sums.add_slice(from, to);
        from = to;
    }
    sums.finish(slice)
}

/// How many sessions each flow brings on average over the whole run, whether or not it finds its live
/// chat open.
pub fn sessions_by_flow(plan: &Plan) -> Vec<f64> {
    let (start, end) = (Time::ZERO, Time::ZERO + plan.run.horizon);
    let all = |flow| inflow::expected_arrivals_by_opening(plan, flow, start, end).1;
    plan.flows.iter().map(all).collect()
}

/// The most sessions that are at the desk at once, of means: in each slice of the run the work that a group
/// is brought beyond what its operators on duty get through is left over, and of those who wait no more are
/// left than come within the longest mean patience.
pub fn most_sessions(plan: &Plan) -> f64 {
    let end = Time::ZERO + plan.run.horizon;
    let slice = Span(plan.run.interval.0.max(plan.run.horizon.0.div_ceil(MAX_SLICES)));
    let patience = longest_patience(plan);
    let mut sums = LoadSums::new(plan, plan.run.horizon);
    let mut left = vec![BroughtWork::default(); plan.groups.len()];
    let (mut from, mut most) = (Time::ZERO, 0.0_f64);
    while from < end {
        let to = (from + slice).min(end);
        let seconds = to.since(from).as_secs_f64();
        let brought = sums.brought_in(from, to);
        let mut at_once = 0.0;
        for ((left, brought), (staff, _)) in left.iter_mut().zip(brought).zip(&sums.groups) {
            let done = (staff.on_duty(from) * seconds).min(left.work + brought.work);
            at_once += in_service(done / seconds, brought, seconds);
            left.add(1.0, brought);
            let remaining = if left.work > 0.0 { (left.work - done) / left.work } else { 0.0 };
            let patient = match patience {
                Some(patience) if left.visits > 0.0 => {
                    (brought.visits / seconds * patience / (left.visits * remaining)).min(1.0)
                }
                _ => 1.0,
            };
            *left = BroughtWork {
                visits: left.visits * remaining * patient,
                work: left.work * remaining * patient,
                ..*left
            };
            at_once += left.visits;
        }
        most = most.max(at_once);
        from = to;
    }
    most
}

/// Sessions that operators have who get through so much work, in erlangs, thinking clients included.
fn in_service(done: f64, brought: BroughtWork, seconds: f64) -> f64 {
    done + brought.think / seconds
}

/// In seconds; `None`: some clients never give up.
fn longest_patience(plan: &Plan) -> Option<f64> {
    let mut means = plan.topics.iter().map(|topic| topic.patience.as_ref().map(Distribution::mean));
    means.try_fold(0.0, |longest: f64, mean| Some(longest.max(mean?)))
}

/// What one interval brings to a group, by the instant at which its sessions arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct IntervalLoad {
    /// Sessions that come to be answered here.
    pub visits: f64,
    /// Seconds of work, each session alone with its operator.
    pub work: f64,
    /// What those on duty at its start get through with every slot taken, in erlangs.
    pub capacity: f64,
}

/// What each interval of the run brings to each group: by group, then by interval.
pub fn load_by_interval(plan: &Plan) -> Vec<Vec<IntervalLoad>> {
    let end = Time::ZERO + plan.run.horizon;
    let mut sums = LoadSums::new(plan, plan.run.horizon);
    let mut by_group = vec![Vec::new(); plan.groups.len()];
    let mut from = Time::ZERO;
    while from < end {
        let to = (from + plan.run.interval).min(end);
        let brought = sums.brought_in(from, to);
        for ((loads, brought), (staff, _)) in by_group.iter_mut().zip(brought).zip(&sums.groups) {
            let (visits, work) = (brought.visits, brought.work);
            loads.push(IntervalLoad { visits, work, capacity: staff.on_duty(from) });
        }
        from = to;
    }
    by_group
}

/// What has been added up so far.
struct LoadSums<'a> {
    plan: &'a Plan,
    measured: Span,
    session_work: SessionWork<'a>,
    groups: Vec<(StaffCapacity, LoadAndCapacity)>,
    desk: (StaffCapacity, LoadAndCapacity),
    live_chats: Vec<Inflow>,
    /// Sessions that found a live chat closed, and all that came.
    closed: Vec<(f64, f64)>,
    /// Sessions that came to a group.
    first_visits: Vec<f64>,
}

impl<'a> LoadSums<'a> {
    fn new(plan: &'a Plan, measured: Span) -> Self {
        let balance = |staff: StaffCapacity| {
            let capacity = staff.capacity();
            (staff, LoadAndCapacity { capacity, ..LoadAndCapacity::default() })
        };
        let group = |group: &crate::plan::Group| {
            balance(StaffCapacity::new(
                group.operators.iter().map(|id| &plan.operators[id.index()]),
                plan.model_level(),
            ))
        };
        Self {
            plan,
            measured,
            session_work: SessionWork::new(plan),
            groups: plan.groups.iter().map(group).collect(),
            desk: balance(StaffCapacity::new(plan.operators.iter(), plan.model_level())),
            live_chats: vec![Inflow::default(); plan.live_chats.len()],
            closed: vec![(0.0, 0.0); plan.live_chats.len()],
            first_visits: vec![0.0; plan.live_chats.len()],
        }
    }

    /// What the sessions that arrive in a slice bring to each group; counts them for their live chats.
    fn brought_in(&mut self, at: Time, to: Time) -> Vec<BroughtWork> {
        let mut arrived = vec![0.0; self.live_chats.len()];
        // What this slice's arrivals bring to each group.
        let mut work_by_group = vec![BroughtWork::default(); self.groups.len()];
        for flow in &self.plan.flows {
            let chat = flow.live_chat.index();
            let (messages, all) = inflow::expected_arrivals_by_opening(self.plan, flow, at, to);
            let spam = flow.behaviour.as_ref().and_then(|habits| habits.spam);
            let known = matches!(flow.arrivals, Arrivals::Population(_))
                || flow.begun_by != BegunBy::Clients;
            let admitted = messages
                * spam.map_or(1.0, |spam| {
                    let mistaken = if known { 0.0 } else { spam.mistaken_share };
                    (1.0 - spam.share) * (1.0 - mistaken)
                });
            let all = all - (messages - admitted);
            arrived[chat] += admitted;
            self.closed[chat].0 += all - admitted;
            self.closed[chat].1 += all;
            if admitted > 0.0 {
                for (topic, share) in flow.topics.shares() {
                    let sessions = admitted * share;
                    let all = self.session_work.add(flow, *topic, at, sessions, &mut work_by_group);
                    self.first_visits[chat] += all.first_visits;
                    let session = &mut self.live_chats[chat].session;
                    session.visits += all.visits;
                    session.first_work += all.first_work;
                    session.work += all.work;
                }
            }
            if let Some(spam) = spam.filter(|_| messages > 0.0) {
                // As if no sender came onto the blocklist later.
                let seen = 1.0 - f64::from(spam.initially_blocked()) / f64::from(spam.sender_count);
                let marked = messages * spam.share * seen;
                let _of_no_client =
                    self.session_work.add(flow, spam.topic, at, marked, &mut work_by_group);
            }
        }
        let seconds = to.since(at).as_secs_f64();
        for (inflow, came) in self.live_chats.iter_mut().zip(arrived) {
            inflow.mean_per_hour += came;
            let per_hour = came * HOUR.as_secs_f64() / seconds;
            inflow.peak_per_hour = inflow.peak_per_hour.max(per_hour);
        }
        work_by_group
    }

    fn add_slice(&mut self, at: Time, to: Time) {
        let work_by_group = self.brought_in(at, to);
        let seconds = to.since(at).as_secs_f64();
        let mut desk_work = BroughtWork::default();
        work_by_group.iter().for_each(|one| desk_work.add(1.0, *one));
        let parts = self.groups.iter_mut().zip(work_by_group);
        for ((staff, balance), BroughtWork { visits, work, think, effort: _ }) in
            parts.chain([(&mut self.desk, desk_work)])
        {
            balance.visits_per_hour += visits;
            balance.offered += work;
            balance.thinking += think;
            let offered = work / seconds;
            balance.offered_peak = balance.offered_peak.max(offered);
            let here = TightestSlice { at, offered, on_duty: staff.on_duty(at) };
            let tighter = balance.tightest.is_none_or(|before| here.ratio() > before.ratio());
            if offered > 0.0 && tighter {
                balance.tightest = Some(here);
            }
        }
    }

    fn finish(mut self, slice: Span) -> OfferedLoad {
        let (hours, seconds) = (self.measured.as_hours_f64(), self.measured.as_secs_f64());
        let closed_and_first = self.closed.into_iter().zip(self.first_visits);
        for (inflow, ((closed, all), first)) in self.live_chats.iter_mut().zip(closed_and_first) {
            if first > 0.0 {
                let SessionLoad { visits, first_work, work } = inflow.session;
                inflow.session = SessionLoad {
                    visits: visits / first,
                    first_work: first_work / first,
                    work: work / first,
                };
            }
            inflow.mean_per_hour /= hours;
            inflow.closed_share = if all > 0.0 { closed / all } else { 0.0 };
        }
        let mean = |(_, mut balance): (StaffCapacity, LoadAndCapacity)| {
            balance.visits_per_hour /= hours;
            balance.offered /= seconds;
            balance.thinking /= seconds;
            balance
        };
        let groups = self.groups.into_iter().map(mean).collect();
        OfferedLoad { slice, live_chats: self.live_chats, groups, desk: mean(self.desk) }
    }
}
