//! Tables beside the scenario: how they are written, which rows count.

use super::Kind::{Keyword, Map, Name, OneOrMore, Path, Table as Sub, Text};
use super::Need::{Default, Otherwise, Required};
use super::words::Keyword as _;
use super::{Field, Kind, Table, field};
use crate::table::lengths::{LengthUnit, TwoParts};
use crate::table::numbers::DecimalSign;
use crate::table::times::{DateOrder, NumbersMean};
use crate::table::{Header, Separator};

/// Rows that count.
pub(super) const WHERE: Field = field(
    "where",
    Map(&OneOrMore(&Text)),
    Otherwise("all rows"),
    "With a file: only rows with these texts in these columns, `{ event = \"ENTERQUEUE\", queue = [\"sales\", \"vip\"] }`.",
);

/// How the file is written.
pub(super) const FORMAT_KEY: Field = field(
    "format",
    Sub(&FORMAT),
    Otherwise("found out from the file"),
    "With a file: how it is written, where the file does not show it.",
);

/// How a file is written.
pub static FORMAT: Table = Table {
    name: "format",
    doc: "How a table beside the scenario is written, where it does not show it itself.",
    one_of: false,
    fields: &[
        field(
            "separator",
            Keyword(Separator::NAMES),
            Otherwise("what gives the rows equally many cells"),
            "What stands between cells.",
        ),
        field(
            "encoding",
            Text,
            Otherwise("UTF-8, or UTF-16 where the bytes say so"),
            "A name of the WHATWG Encoding Standard: `\"windows-1251\"`.",
        ),
        field(
            "sheet",
            Text,
            Otherwise("the only one"),
            "Of a workbook (`.xlsx`): the sheet to read.",
        ),
        field(
            "header",
            Keyword(Header::NAMES),
            Default("line"),
            "Whether a line names the columns; without one they are called `\"1\"`, `\"2\"` …",
        ),
        field(
            "date_order",
            Keyword(DateOrder::NAMES),
            Otherwise("what all dates of the column say together; if none does, you are asked"),
            "What `1/2/2026` is: the first of February or the second of January.",
        ),
        field(
            "times",
            Keyword(NumbersMean::NAMES),
            Otherwise("what all numbers of the column can be"),
            "What plain numbers in a column of times are: days as Excel counts them, time since 1970, hours of the day.",
        ),
        field(
            "decimal",
            Keyword(DecimalSign::NAMES),
            Otherwise("what all numbers of the column say together; if none does, you are asked"),
            "The sign before a fraction: whether `1,234` is more than a thousand.",
        ),
        field(
            "lengths",
            Keyword(TwoParts::NAMES),
            Otherwise("you are asked where it matters"),
            "What `3:20` is in a column of lengths of time.",
        ),
        field(
            "unit",
            Keyword(LengthUnit::NAMES),
            Default("s"),
            "The unit of plain numbers in a column of lengths of time.",
        ),
    ],
};

/// Values by the time of day or week.
pub static BY_TIME: Table = Table {
    name: "by_time",
    doc: "A table of values by the time of day or week, as forecasts and plans of staff have them.",
    one_of: false,
    fields: &[
        field("csv", Path, Required, "The file, relative to the scenario."),
        field(
            "column",
            Name,
            Otherwise("the only one beside the times (a note says which)"),
            "The column of the values.",
        ),
        field(
            "weight",
            Name,
            Otherwise("each date counts alike"),
            "Of effort and patience: the column with how many sessions each mean is of. The mean of a weekday weighs its dates by it.",
        ),
        field(
            "from",
            OneOrMore(&Name),
            Otherwise("found by name, as in the arrivals"),
            "The column of the starts, or two: `[\"date\", \"time\"]`.",
        ),
        field(
            "every",
            Kind::Duration,
            Otherwise("the least difference of two rows of a day"),
            "The length of an interval.",
        ),
        field(
            "days",
            Kind::Days,
            Default("every day"),
            "With a table of one day: the days that it is about.",
        ),
        WHERE,
        field(
            "time_zone",
            Text,
            Otherwise("times are taken as they are written"),
            "The zone in which the run's clock goes.",
        ),
        FORMAT_KEY,
    ],
};

/// How a day's total is spread.
pub static DAY_PROFILE: Table = Table {
    name: "day_profile",
    doc: "Another table by whose numbers a day's total is spread over the day: each interval gets its part of the sum of its day.",
    one_of: false,
    fields: &[
        field("csv", Path, Required, "The file, relative to the scenario."),
        field(
            "column",
            Name,
            Otherwise(
                "the only one beside the times, or one with a usual heading (a note says which)",
            ),
            "The column of weights: any numbers, such as the sessions of a usual day.",
        ),
        field(
            "from",
            OneOrMore(&Name),
            Otherwise("found by name, as in the arrivals"),
            "The column of the starts: times of day, or times of the week.",
        ),
        field(
            "every",
            Kind::Duration,
            Otherwise("the least difference of two rows of a day"),
            "The length of an interval.",
        ),
        WHERE,
        FORMAT_KEY,
    ],
};
