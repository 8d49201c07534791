//! The plan of a load: the scenario's desk, with the rate, the length and the disturbances of
//! `[load]`. Everything after that is as in any plan.

use std::sync::Arc;

use crate::base::{Span, Time};
use crate::dist::Distribution;
use crate::plan::{
    Arrivals, Attendance, BreakTiming, Calendar, Connection, Disturbance, DisturbanceKind,
    EndOfShift, LoadSettings, LoadShape, Outage, PersonalQueueAtShiftEnd, PiecewiseLinear, Plan,
    PlanParts, RateShape, Statistics, VaryingRate, WhenOffline,
};
use crate::study::sessions_by_flow;

/// How long a load lasts whose rate is given and whose length is not.
const USUAL_DURATION: Span = Span(60_000_000);

/// The most intervals of desk time in the tables of a load.
const MAX_INTERVALS: u64 = 1_000;

/// The plan of a load, with the settings in it made definite: the duration is that of the plan.
///
/// # Errors
/// Why there is none, for a user.
pub fn loaded_plan(plan: &Plan) -> Result<Plan, String> {
    let mut parts = plan.clone().into_parts();
    let speed = parts.load.speed;
    let at_the_desk = |wall: Span| Span::from_secs_f64(wall.as_secs_f64() * speed);
    let by_the_wall = |desk: Span| Span::from_secs_f64(desk.as_secs_f64() / speed);
    let duration = match (parts.load.duration, parts.load.rate) {
        (Some(duration), _) => duration,
        (None, Some(_)) => USUAL_DURATION,
        (None, None) => by_the_wall(parts.run.horizon),
    };
    if parts.load.settle >= duration {
        return Err(format!(
            "the load lasts {duration} and settles for {}: nothing is left to measure. Let it last \
             longer (--for), settle for less (--settle), or run slower (--speed)",
            parts.load.settle
        ));
    }
    if let Some(late) = parts.load.disturbances.iter().find(|it| it.at >= duration) {
        return Err(format!(
            "a disturbance begins at {}, and the load lasts {duration}: let it last longer (--for)",
            late.at
        ));
    }
    if let Some(rate) = parts.load.rate {
        give_rate(&mut parts, plan, rate, duration)?;
    }
    parts.load.duration = Some(duration);
    parts.claims = parts.load.claims;
    parts.run.horizon = at_the_desk(duration);
    parts.run.warm_up = at_the_desk(parts.load.settle);
    let shortest = Span(parts.run.horizon.0.div_ceil(MAX_INTERVALS).max(1));
    parts.run.interval = parts.run.interval.max(shortest).min(parts.run.horizon);
    parts.run.replications = 1;
    parts.run.statistics = Statistics::default();
    let load = parts.load.clone();
    for disturbance in &load.disturbances {
        prepare(&mut parts, &load, disturbance)?;
    }
    Plan::new(parts).map_err(|error| format!("the load makes no plan: {error}"))
}

/// Each flow gets the share of the rate that it has of the scenario's sessions.
fn give_rate(parts: &mut PlanParts, plan: &Plan, rate: f64, duration: Span) -> Result<(), String> {
    let sizes = sessions_by_flow(plan);
    let total: f64 = sizes.iter().sum();
    if total <= 0.0 {
        return Err(
            "no session comes in this scenario, so a rate cannot be divided among its live \
                    chats: give it arrivals"
                .to_owned(),
        );
    }
    let LoadSettings { shape, speed, .. } = parts.load;
    for (flow, size) in parts.flows.iter_mut().zip(sizes) {
        let per_second = rate * size / total / speed;
        let length = duration.as_secs_f64() * speed;
        flow.arrivals = match shape {
            LoadShape::Ramp => ramp(per_second, length),
            LoadShape::Constant | LoadShape::Steps | LoadShape::Spike => {
                steps(shape, per_second, length).ok_or("the load is too short for its shape")?
            }
        };
    }
    Ok(())
}

/// From nothing to the rate, in a straight line.
fn ramp(per_second: f64, seconds: f64) -> Arrivals {
    let shape = RateShape::PiecewiseLinear(PiecewiseLinear {
        points: vec![0.0, per_second],
        every: Span::from_secs_f64(seconds),
        repeats: false,
        offset: Span::ZERO,
    });
    Arrivals::Varying(Box::new(VaryingRate { shape, burst: None, busyness: None }))
}

/// One stretch after the other, each at one rate.
fn steps(shape: LoadShape, per_second: f64, seconds: f64) -> Option<Arrivals> {
    let mut begins = 0.0;
    let mut steps = Vec::new();
    for (length, [share, _]) in shape.stretches() {
        steps.push((Span::from_secs_f64(begins * seconds), share * per_second));
        begins += length;
    }
    Calendar::once(steps).map(Arrivals::Poisson)
}

/// What a disturbance needs of the plan: an outage is known to the channel, and an operator who is cut off or
/// loses a license has rules of attendance that say so.
fn prepare(
    parts: &mut PlanParts,
    load: &LoadSettings,
    disturbance: &Disturbance,
) -> Result<(), String> {
    let at_the_desk = |wall: Span| Span::from_secs_f64(wall.as_secs_f64() * load.speed);
    let Disturbance { what, at, length, .. } = disturbance;
    let (at, length) = (*at, *length);
    match what {
        DisturbanceKind::Disconnect { .. } => {
            let never = Distribution::constant(Span(1 << 50).as_secs_f64());
            let lost = Distribution::constant(at_the_desk(length).as_secs_f64());
            let (Ok(uptime), Ok(downtime)) = (never, lost) else {
                return Err("an outage of connections is too long".to_owned());
            };
            for operator in &mut parts.operators {
                let mut attendance = attendance_of(operator.attendance.as_ref());
                let before = attendance.connection.take();
                attendance.connection = Some(Connection {
                    uptime: uptime.clone(),
                    downtime: downtime.clone(),
                    auto_offline: before.and_then(|before| before.auto_offline),
                });
                operator.attendance = Some(Arc::new(attendance));
            }
        }
        DisturbanceKind::Revoke { .. } => {
            for operator in &mut parts.operators {
                operator.attendance = Some(Arc::new(attendance_of(operator.attendance.as_ref())));
            }
            for supervisor in &mut parts.supervisors {
                let attendance = attendance_of(supervisor.attendance.as_ref());
                supervisor.attendance = Some(Arc::new(attendance));
            }
        }
        DisturbanceKind::Outage { live_chat } => {
            let from = Time::ZERO + at_the_desk(at);
            let to = from + at_the_desk(length);
            let here = |flow: &&mut crate::plan::Flow| {
                live_chat.is_none_or(|live_chat| flow.live_chat == live_chat)
            };
            for flow in parts.flows.iter_mut().filter(here) {
                let outages = &mut flow.behaviour.get_or_insert_default().outages;
                if outages.iter().any(|other| other.from < to && from < other.to) {
                    return Err("an outage of the load falls into one of the scenario: choose \
                                another time (`at`)"
                        .to_owned());
                }
                // All that was written meanwhile comes at the end.
                let replay_window = Some(to.since(from));
                outages.push(Outage { from, to, replay_window });
                outages.sort_by_key(|outage| outage.from);
            }
        }
        DisturbanceKind::Stall { .. }
        | DisturbanceKind::Fail(_)
        | DisturbanceKind::SlowSupervisors { .. } => {}
    }
    Ok(())
}

/// The rules of attendance that a user has, or those of one who comes and goes by the calendar.
fn attendance_of(stated: Option<&Arc<Attendance>>) -> Attendance {
    stated.map_or_else(
        || Attendance {
            end_of_shift: EndOfShift::default(),
            personal_queue: PersonalQueueAtShiftEnd::default(),
            break_timing: BreakTiming::default(),
            absence: 0.0,
            lateness: None,
            ramp_up: None,
            connection: None,
            when_offline: WhenOffline::default(),
            random_logins: None,
        },
        |stated| (**stated).clone(),
    )
}
