//! The same desk with more or fewer clients, more or less work each, or more absence: what-if without
//! touching single numbers.

use std::sync::Arc;

use super::{Arrivals, PlanParts, RateShape, Topic};

/// What is multiplied, everywhere at the desk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The number of clients who come.
    pub volume: f64,
    /// The operators' work on a session: its effort, or at the dialogue level each reply.
    pub effort: f64,
    /// The chance that an operator stays away, of each shift, instead of what is stated; `None`: as
    /// stated.
    pub absence: Option<f64>,
}

impl Default for Scale {
    fn default() -> Self {
        Self { volume: 1.0, effort: 1.0, absence: None }
    }
}

/// Why a desk cannot be scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleError {
    /// Clients who come at known instants cannot become more or fewer.
    KnownInstants,
    /// No operator works by shifts, and absence counts by shift.
    NoShifts,
}

impl Scale {
    /// Changes the parts of a plan.
    ///
    /// # Errors
    /// What cannot be scaled.
    pub fn apply(self, parts: &mut PlanParts) -> Result<(), ScaleError> {
        if self.volume != 1.0 {
            for flow in &mut parts.flows {
                scale_arrivals(&mut flow.arrivals, self.volume)?;
            }
        }
        if self.effort != 1.0 {
            for topic in &mut parts.topics {
                scale_work(topic, self.effort);
            }
        }
        match self.absence {
            Some(absence) => set_absence(parts, absence),
            None => Ok(()),
        }
    }
}

fn scale_arrivals(arrivals: &mut Arrivals, factor: f64) -> Result<(), ScaleError> {
    match arrivals {
        Arrivals::Poisson(rate) => *rate = rate.map(|rate| rate * factor),
        Arrivals::Counts(counts) if counts.table.iter().any(|count| count.fract() > 0.0) => {
            counts.table.iter_mut().for_each(|count| *count *= factor);
        }
        Arrivals::Counts(counts) => {
            // What rounding leaves over goes on to the next interval, so that totals are right.
            let mut carried = 0.0;
            for count in &mut counts.table {
                let wanted = *count * factor + carried;
                let whole = wanted.round().max(0.0);
                carried = wanted - whole;
                *count = whole;
            }
        }
        Arrivals::Replay(_) => return Err(ScaleError::KnownInstants),
        Arrivals::Varying(varying) => match &mut varying.shape {
            RateShape::Steps(rate) => *rate = rate.map(|rate| rate * factor),
            RateShape::PiecewiseLinear(line) => {
                line.points.iter_mut().for_each(|rate| *rate *= factor);
            }
            RateShape::Sine(wave) => {
                wave.mean *= factor;
                wave.amplitude *= factor;
            }
        },
        Arrivals::Campaign(campaign) => {
            campaign.clients = (f64::from(campaign.clients) * factor).round() as u32;
        }
        Arrivals::Population(population) => {
            let members = (f64::from(population.members) * factor).round().max(1.0);
            population.members = members as u32;
        }
    }
    Ok(())
}

fn scale_work(topic: &mut Topic, factor: f64) {
    topic.effort = topic.effort.scaled(factor);
    for (_, effort) in &mut topic.effort_by_group {
        *effort = effort.scaled(factor);
    }
    let Some(dialogue) = &mut topic.dialogue else { return };
    let of_groups = dialogue.by_group.iter_mut().map(|(_, dialogue)| dialogue);
    for dialogue in std::iter::once(&mut dialogue.default).chain(of_groups) {
        dialogue.reply = dialogue.reply.scaled(factor);
        dialogue.first_reply = dialogue.first_reply.as_ref().map(|reply| reply.scaled(factor));
    }
}

fn set_absence(parts: &mut PlanParts, absence: f64) -> Result<(), ScaleError> {
    let mut is_anyone_on_shifts = false;
    for operator in &mut parts.operators {
        // Who is always on duty, or comes at random, has no shift to stay away from.
        if operator.duty.steps().len() < 2 {
            continue;
        }
        let own = operator.attendance.as_deref();
        if own.is_some_and(|attendance| attendance.random_logins.is_some()) {
            continue;
        }
        let mut attendance = own.cloned().unwrap_or_default();
        attendance.absence = absence;
        operator.attendance = Some(Arc::new(attendance));
        is_anyone_on_shifts = true;
    }
    if is_anyone_on_shifts { Ok(()) } else { Err(ScaleError::NoShifts) }
}
