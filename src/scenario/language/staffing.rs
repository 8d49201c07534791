//! What staff may be made of: `[staffing]`.

use super::Kind::{
    Days, Duration, Integer, Keyword, List, Name, Number, Share, Table as Sub, Tables, TimeOfDay,
};
use super::Need::{Default, Otherwise, Required};
use super::words::Keyword as _;
use super::{Table, field};
use crate::plan::ShiftRepeats;

/// What staff may be made of.
pub static STAFFING: Table = Table {
    name: "[staffing]",
    doc: "From what `deskload staff` makes the least staff that holds. A run passes it over.",
    one_of: false,
    fields: &[
        field(
            "shifts",
            Tables(&SHIFT_SHAPE),
            Otherwise("the shifts that there are: only the numbers of people are sought"),
            "Shapes of shifts.",
        ),
        field(
            "groups",
            List(&Name),
            Otherwise("every group of operators"),
            "Whose staff is sought, supervisors too; all other groups stay as they are.",
        ),
        field(
            "bounds",
            Tables(&STAFF_BOUND),
            Otherwise("none"),
            "Least and most of a group on duty.",
        ),
        field(
            "price_per_hour",
            Number { min: 0.0, max: 1e6 },
            Default("1"),
            "What a paid hour costs, unless the shift says otherwise.",
        ),
        field(
            "price_per_license",
            Number { min: 0.0, max: 1e9 },
            Default("0"),
            "What a named license costs for the horizon of the run.",
        ),
        field(
            "price_per_concurrent_license",
            Number { min: 0.0, max: 1e9 },
            Otherwise("`price_per_license`"),
            "What a concurrent license costs.",
        ),
        field(
            "price_per_platform_license",
            Number { min: 0.0, max: 1e9 },
            Default("0"),
            "What a named license of the platform costs.",
        ),
        field(
            "price_per_floating_license",
            Number { min: 0.0, max: 1e9 },
            Otherwise("`price_per_platform_license`"),
            "What a floating license of the platform costs.",
        ),
        field(
            "price_per_lost_client",
            Number { min: 0.0, max: 1e6 },
            Default("0"),
            "What a client costs who gave up, be it while waiting after a transfer, or was not let in.",
        ),
        field(
            "shrinkage",
            Share,
            Default("0%"),
            "The part of paid hours in which people are not on duty (holidays, illness, training): hours on duty are paid as hours / (1 - shrinkage).",
        ),
        field(
            "days_per_week",
            Integer { min: 1, max: 7 },
            Default("5"),
            "Shifts that one person has in a week, at most.",
        ),
        field(
            "days_in_a_row",
            Integer { min: 1, max: 7 },
            Otherwise("no bound but `days_per_week`"),
            "Days in a row on which one person has a shift, at most, over the turn of the week too: the roster repeats every week.",
        ),
        field(
            "rest",
            Duration,
            Otherwise("none: shifts of one person only never overlap"),
            "The least time from the end of a person's shift to the beginning of the next, over the turn of the week too.",
        ),
        field(
            "max_licenses",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("as many as it takes"),
            "No more licenses than these, named and concurrent ones together: the best split over groups.",
        ),
        field(
            "max_platform_licenses",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("as many as it takes"),
            "No more licenses of the platform than these, named and floating ones together.",
        ),
        field(
            "max_cost",
            Number { min: 0.0, max: 1e12 },
            Otherwise("as much as it takes"),
            "All together costs no more than this: the best split over groups.",
        ),
    ],
};

/// A shape of shifts.
static SHIFT_SHAPE: Table = Table {
    name: "[[staffing.shifts]]",
    doc: "Shifts that people may have: they differ in when they begin and when their break is.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique among these."),
        field("groups", List(&Name), Otherwise("all"), "The groups that may have such shifts."),
        field("days", Days, Default("every day"), "The days on which one may begin."),
        field("first_start", TimeOfDay, Required, "The earliest start."),
        field("last_start", TimeOfDay, Otherwise("that of `first_start`"), "The latest start."),
        field("start_every", Duration, Default("30m"), "From one start to the next."),
        field("length", Duration, Required, "From start to end, with the break; less than a day."),
        field("break", Sub(&SHAPE_BREAK), Otherwise("none"), "Paid time away from the desk."),
        field(
            "price_per_hour",
            Number { min: 0.0, max: 1e6 },
            Otherwise("that of `[staffing]`"),
            "What an hour of it costs, break and all.",
        ),
        field(
            "repeats",
            Keyword(ShiftRepeats::NAMES),
            Default("each-day"),
            "Each day by itself, with other numbers on other days; or the same shift on all of its days for an operator who has it.",
        ),
    ],
};

/// When the break of a shift may be.
static SHAPE_BREAK: Table = Table {
    name: "break",
    doc: "When the break of such a shift may be.",
    one_of: false,
    fields: &[
        field("length", Duration, Required, "How long."),
        field("earliest", Duration, Required, "The earliest begin, since the shift began."),
        field("latest", Duration, Otherwise("that of `earliest`"), "The latest begin."),
        field("every", Duration, Default("30m"), "From one begin to the next."),
    ],
};

/// Least and most on duty.
static STAFF_BOUND: Table = Table {
    name: "[[staffing.bounds]]",
    doc: "Least and most of a group on duty, at certain hours.",
    one_of: false,
    fields: &[
        field("group", Name, Required, "Of whom."),
        field("days", Days, Default("every day"), "On which days."),
        field("from", TimeOfDay, Default("00:00"), "From when."),
        field("to", TimeOfDay, Default("24:00"), "Until when; later than `from`."),
        field("min", Integer { min: 0, max: 10_000 }, Default("0"), "At least so many."),
        field("max", Integer { min: 0, max: 10_000 }, Otherwise("no bound"), "At most so many."),
    ],
};
