//! `[staffing]`, as stated: groups are still words.

use super::fields::Fields;
use crate::base::{DAY, Span, WEEK};
use crate::plan::{ShiftBreak, ShiftRepeats, WeeklyShift, WorkingTime};
use crate::scenario::text::diagnostic::Diagnostic;
use crate::scenario::text::tree::Node;
use crate::scenario::text::values::Weekdays;
use crate::scenario::text::written_name::WrittenName;

/// More starts or breaks of one shape are a typing error.
const MAX_CHOICES: u64 = 300;
/// More shapes than this.
pub(in crate::scenario) const MAX_SHAPES: usize = 50;

/// What staff may be made of.
#[derive(Debug)]
pub(in crate::scenario) struct Staffing {
    pub(in crate::scenario) shapes: Vec<ShiftShape>,
    pub(in crate::scenario) groups: Option<Vec<WrittenName>>,
    pub(in crate::scenario) bounds: Vec<StaffBound>,
    pub(in crate::scenario) price_per_hour: f64,
    pub(in crate::scenario) price_per_license: f64,
    pub(in crate::scenario) price_per_concurrent_license: f64,
    pub(in crate::scenario) price_per_platform_license: f64,
    pub(in crate::scenario) price_per_floating_license: f64,
    pub(in crate::scenario) price_per_lost_client: f64,
    pub(in crate::scenario) shrinkage: f64,
    pub(in crate::scenario) working_time: WorkingTime,
    pub(in crate::scenario) max_licenses: Option<u32>,
    pub(in crate::scenario) max_platform_licenses: Option<u32>,
    pub(in crate::scenario) max_cost: Option<f64>,
}

/// A shape of shifts.
#[derive(Debug)]
pub(in crate::scenario) struct ShiftShape {
    pub(in crate::scenario) name: WrittenName,
    pub(in crate::scenario) groups: Option<Vec<WrittenName>>,
    pub(in crate::scenario) days: Weekdays,
    pub(in crate::scenario) starts: Vec<Span>,
    pub(in crate::scenario) length: Span,
    pub(in crate::scenario) pause: Option<ShiftBreak>,
    pub(in crate::scenario) price_per_hour: Option<f64>,
    pub(in crate::scenario) repeats: ShiftRepeats,
}

/// Least and most on duty.
#[derive(Debug)]
pub(in crate::scenario) struct StaffBound {
    pub(in crate::scenario) group: WrittenName,
    pub(in crate::scenario) days: Weekdays,
    pub(in crate::scenario) from: Span,
    pub(in crate::scenario) to: Span,
    pub(in crate::scenario) min: u32,
    pub(in crate::scenario) max: Option<u32>,
}

/// Reads `[staffing]`.
pub(in crate::scenario) fn read_staffing(fields: &Fields<'_>) -> Staffing {
    let whole = |key| fields.integer(key).and_then(|number| u32::try_from(number).ok());
    let shapes = fields.tables("shifts");
    if let Some(beyond) = shapes.get(MAX_SHAPES) {
        beyond.faults.error("too-many", beyond.at, "staff is made of at most 50 shapes of shifts");
    }
    let mut shrinkage = fields.share("shrinkage").unwrap_or(0.0);
    if shrinkage >= 1.0 {
        let message = "no operator would ever be on duty";
        let help = "shrinkage is the part of paid hours that is lost, such as \"25%\"";
        let fault = Diagnostic::error("out-of-range", fields.span("shrinkage"), message);
        fields.faults.add(fault.help(help));
        shrinkage = 0.0;
    }
    let price_per_license = fields.number("price_per_license").unwrap_or(0.0);
    let price_per_platform_license = fields.number("price_per_platform_license").unwrap_or(0.0);
    let working_time = read_working_time(fields);
    let shape = |fields: &Fields<'_>| {
        let shape = read_shape(fields)?;
        check_working_time(fields, &shape, working_time);
        Some(shape)
    };
    if shapes.is_empty() {
        warn_of_no_shapes(fields);
    }
    let tables = fields.tables("bounds");
    let read: Vec<(&Fields<'_>, StaffBound)> =
        tables.iter().filter_map(|table| Some((table, read_bound(table)?))).collect();
    check_bounds_agree(&read);
    let bounds = read.into_iter().map(|(_, bound)| bound).collect();
    Staffing {
        shapes: shapes.iter().take(MAX_SHAPES).filter_map(shape).collect(),
        groups: some_groups(fields),
        bounds,
        price_per_hour: fields.number("price_per_hour").unwrap_or(1.0),
        price_per_license,
        price_per_concurrent_license: fields
            .number("price_per_concurrent_license")
            .unwrap_or(price_per_license),
        price_per_platform_license,
        price_per_floating_license: fields
            .number("price_per_floating_license")
            .unwrap_or(price_per_platform_license),
        price_per_lost_client: fields.number("price_per_lost_client").unwrap_or(0.0),
        shrinkage,
        working_time,
        max_licenses: whole("max_licenses"),
        max_platform_licenses: whole("max_platform_licenses"),
        max_cost: fields.number("max_cost"),
    }
}

fn read_working_time(fields: &Fields<'_>) -> WorkingTime {
    let whole = |key| fields.integer(key).and_then(|number| u32::try_from(number).ok());
    WorkingTime {
        days_per_week: u32::try_from(fields.integer_or_default("days_per_week")).unwrap_or(7),
        days_in_a_row: whole("days_in_a_row").unwrap_or(7),
        rest: fields.duration("rest").unwrap_or_default(),
    }
}

/// A shift has to be one that a person may work every week.
fn check_working_time(fields: &Fields<'_>, shape: &ShiftShape, allowed: WorkingTime) {
    let fault = |key: &str, message: String, help: &str| {
        let fault = Diagnostic::error("out-of-range", fields.span(key), message);
        fields.faults.add(fault.help(help));
    };
    let from = shape.starts.first().copied().unwrap_or_default();
    let of_day =
        |day: usize| WeeklyShift { from: Span(day as u64 * DAY.0) + from, length: shape.length };
    let first = of_day(0);
    if first.length + allowed.rest > WEEK {
        let message = format!(
            "after a shift of {} a person has no rest of {} within a week",
            shape.length, allowed.rest
        );
        fault(
            "length",
            message,
            "every person works the same week again: shorten `rest` in [staffing]",
        );
        return;
    }
    if shape.repeats == ShiftRepeats::EachDay {
        return;
    }
    if !allowed.allows_days(shape.days) {
        let WorkingTime { days_per_week, days_in_a_row, .. } = allowed;
        let row =
            if days_in_a_row < 7 { format!(", {days_in_a_row} in a row") } else { String::new() };
        let message = format!(
            "who has this shift on all of its days works more than [staffing] allows: at most \
             {days_per_week} days a week{row}"
        );
        let key = if fields.node("days").is_some() { "days" } else { "repeats" };
        let help = "name fewer `days`, raise `days_per_week` or `days_in_a_row`, or write \
                    repeats = \"each-day\"";
        fault(key, message, help);
    }
    let days = || (0..7).filter(|day| shape.days[*day]);
    let rests = days().flat_map(|one| {
        let others = days().filter(move |other| *other != one);
        others.filter_map(move |other| of_day(one).rest_until(&of_day(other)))
    });
    if let Some(least) = rests.min().filter(|least| *least < allowed.rest) {
        let message = format!(
            "between two days of this shift lie {least}, less than the `rest` of {} in [staffing]",
            allowed.rest
        );
        fault("length", message, "shorten the shift or the rest, or name `days` that are apart");
    }
}

fn read_shape(fields: &Fields<'_>) -> Option<ShiftShape> {
    let name = fields.name("name")?;
    let first = fields.time_of_day("first_start");
    let last =
        if fields.node("last_start").is_some() { fields.time_of_day("last_start") } else { first };
    let length = fields.positive_duration("length");
    let step = fields.duration_or_default("start_every");
    let (first, last, length) = (first?, last?, length?);
    if length >= DAY || first == DAY {
        let key = if first == DAY { "first_start" } else { "length" };
        let message = "a shift begins before 24:00 and is shorter than a day";
        let help =
            "what begins at midnight begins at 00:00 of the next day; longer work is two shifts";
        let fault = Diagnostic::error("out-of-range", fields.span(key), message);
        fields.faults.add(fault.help(help));
        return None;
    }
    let range = ChoiceRange { first, last, step, last_key: "last_start", step_key: "start_every" };
    let starts = range.choices(fields)?;
    let pause = match fields.table("break") {
        None => None,
        Some(table) => Some(read_break(&table, length)?),
    };
    Some(ShiftShape {
        name,
        groups: some_groups(fields),
        days: fields.days("days"),
        starts,
        length,
        pause,
        price_per_hour: fields.number("price_per_hour"),
        repeats: fields.word("repeats"),
    })
}

fn read_break(fields: &Fields<'_>, shift: Span) -> Option<ShiftBreak> {
    let length = fields.positive_duration("length")?;
    let earliest = fields.duration("earliest")?;
    let latest =
        if fields.node("latest").is_some() { fields.duration("latest")? } else { earliest };
    let step = fields.duration_or_default("every");
    let range =
        ChoiceRange { first: earliest, last: latest, step, last_key: "latest", step_key: "every" };
    let starts = range.choices(fields)?;
    if latest + length > shift {
        let help = "it begins and ends within its shift";
        let message = "the latest break is not within the shift";
        let at = fields.span("latest");
        fields.faults.add(Diagnostic::error("out-of-range", at, message).help(help));
        return None;
    }
    Some(ShiftBreak { length, starts })
}

/// Instants from the first to the last, one each step, and the keys that say so.
struct ChoiceRange {
    first: Span,
    last: Span,
    step: Span,
    last_key: &'static str,
    step_key: &'static str,
}

impl ChoiceRange {
    fn choices(&self, fields: &Fields<'_>) -> Option<Vec<Span>> {
        let Self { first, last, step, .. } = *self;
        if last < first {
            let message = format!("the last, {last}, is before the first, {first}");
            fields.faults.error("out-of-range", fields.span(self.last_key), message);
            return None;
        }
        let width = last.saturating_sub(first).0;
        if step == Span::ZERO && width > 0 || step > Span::ZERO && width / step.0 > MAX_CHOICES {
            let message = format!("steps of {step} are too small: at most 300 choices");
            fields.faults.error("out-of-range", fields.span(self.step_key), message);
            return None;
        }
        let steps = if width == 0 { 0 } else { width / step.0 };
        Some((0..=steps).map(|number| Span(first.0 + number * step.0)).collect())
    }
}

fn read_bound(fields: &Fields<'_>) -> Option<StaffBound> {
    let group = fields.name("group")?;
    let time = |key, otherwise| {
        if fields.node(key).is_some() { fields.time_of_day(key) } else { Some(otherwise) }
    };
    let (from, to) = (time("from", Span::ZERO)?, time("to", DAY)?);
    let whole = |key| fields.integer(key).and_then(|number| u32::try_from(number).ok());
    let (min, max) = (whole("min").unwrap_or(0), whole("max"));
    if from >= to {
        let message = "these hours last no time at all: write a day's end and the next day apart";
        fields.faults.error("out-of-range", fields.span("to"), message);
        return None;
    }
    if max.is_some_and(|max| max < min) {
        fields.faults.error("out-of-range", fields.span("max"), "the most is below the least");
        return None;
    }
    Some(StaffBound { group, days: fields.days("days"), from, to, min, max })
}

/// The groups that are named; naming none is a mistake.
fn some_groups(fields: &Fields<'_>) -> Option<Vec<WrittenName>> {
    let names = fields.names("groups")?;
    let is_empty = fields.node("groups").and_then(Node::items).is_some_and(<[Node]>::is_empty);
    if is_empty {
        let fault = Diagnostic::error("empty", fields.span("groups"), "no group is named here");
        fields.faults.add(fault.help("leave `groups` out for all of them"));
    }
    Some(names)
}

/// No least on duty may be above the most of another bound at the same time.
fn check_bounds_agree(bounds: &[(&Fields<'_>, StaffBound)]) {
    let at_once = |one: &StaffBound, other: &StaffBound| {
        one.group.text == other.group.text
            && (0..7).any(|day| one.days[day] && other.days[day])
            && one.from < other.to
            && other.from < one.to
    };
    for (low_fields, low) in bounds {
        for (high_fields, high) in bounds {
            let most = high.max.filter(|most| *most < low.min && at_once(low, high));
            if let Some(most) = most.filter(|_| low.max.is_none_or(|own| own >= low.min)) {
                let message = format!(
                    "at most {most} of group `{}` on duty, and at the same time at least {}",
                    low.group.text, low.min
                );
                let fault = Diagnostic::error("conflict", high_fields.span("max"), message);
                let help = "change one of the numbers, or the hours and days for which they count";
                low_fields
                    .faults
                    .add(fault.with_related(low_fields.span("min"), "the least").help(help));
            }
        }
    }
}

/// Who has which of the shifts that there are is as the scenario says.
fn warn_of_no_shapes(fields: &Fields<'_>) {
    for key in ["rest", "days_in_a_row"] {
        if fields.node(key).is_some() {
            let message = format!("`{key}` has no effect without shapes of shifts");
            let help =
                "people keep the `shifts` that the scenario gives them; write [[staffing.shifts]]";
            let fault = Diagnostic::warning("no-effect", fields.span(key), message);
            fields.faults.add(fault.help(help));
        }
    }
}
