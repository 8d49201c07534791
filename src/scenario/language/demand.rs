//! Who comes, and with what.

use super::Kind::{
    AfterTransfer, Distribution, Duration, Integer, Keyword, List, Map, Name, OneOrMore, Path,
    Patience, Rate, Share, Table as Sub, Tables, Text,
};
use super::Need::{Default, Otherwise, Required};
use super::clients::{BURST, CAMPAIGN, SINE};
use super::dialogue::{DIALOGUE, SILENT_ABANDONMENT};
use super::hours::OPENING_HOURS;
use super::tables::{BY_TIME, DAY_PROFILE, FORMAT_KEY, WHERE};
use super::transfers::TRANSFER;
use super::words::{CountsWord, HistoryWord, Keyword as _};
use super::{Kind, Table, field};
use crate::plan::{Channel, Priority};

/// A stream of arrivals.
pub static ARRIVALS: Table = Table {
    name: "[[live_chats.arrivals]]",
    doc: "Who writes to the live chat, and when: one of `rate`, `rates`, `sine`, `csv`, `replay`, `campaign` or `population`. Several tables add up.",
    one_of: false,
    fields: &[
        field(
            "client_group",
            Name,
            Otherwise("the only group of `clients`"),
            "Internal live chats: which group of clients writes.",
        ),
        field(
            "channel",
            Keyword(Channel::NAMES),
            Otherwise("the only channel, or the internal one of a `client_group`"),
            "Through which of the live chat's channels these clients write.",
        ),
        field(
            "begun_by",
            Name,
            Otherwise("`\"clients\"`"),
            "Who writes first: `\"clients\"`; a member of a group of operators (`\"group:general\"`), who has the session at once, above the limit too, and passes no rule (rule E-C10): one with a free slot, by the group's `selection`, or else the one with the fewest sessions; or `\"system\"`, a process, for the common queue (rule E-C12). Not on `viber`, `vk` and `website`, where only clients begin; on `telegram-bot` and `vk-teams` with `known_clients` alone (rule E-C9).",
        ),
        field(
            "known_clients",
            Keyword(&["no", "yes"]),
            Default("no"),
            "Whether all of these clients have written before the run begins: `first_session` is then \"no\" for each of their sessions.",
        ),
        field("rate", Rate, Otherwise("another source"), "A constant rate (a Poisson process)."),
        field(
            "rates",
            List(&Rate),
            Otherwise("another source"),
            "One rate for each step of `every`; a Poisson process whose rate changes.",
        ),
        field(
            "every",
            Duration,
            Otherwise(
                "required with `rates`; with `csv` the least difference of two rows of a day",
            ),
            "The length of a step of `rates`, or of an interval of `csv`.",
        ),
        field(
            "repeat",
            Duration,
            Otherwise("once, from the start of the run; no client comes after the last rate"),
            "After how long `rates` begin again, counted from Monday 00:00: `\"1d\"` and `\"7d\"` follow the clock.",
        ),
        field(
            "interpolation",
            Keyword(&["step", "linear"]),
            Default("step"),
            "With `rates`: each rate holds for a step, or the rate goes in a straight line from each to the next. Straight lines that repeat go from the last rate to the first within `repeat`; others end at the last rate.",
        ),
        field(
            "sine",
            Sub(&SINE),
            Otherwise("another source"),
            "A rate that goes up and down smoothly; a Poisson process.",
        ),
        field(
            "csv",
            Path,
            Otherwise("another source"),
            "A table (CSV, or a sheet of a workbook) with the start of each interval: `09:00` (every day alike), `mon 09:00` (a week) or `2026-10-05 09:00` (dates); or with the times across, one row a day. See [your tables](../docs/your-tables.md).",
        ),
        field(
            "column",
            Name,
            Otherwise(
                "with `csv`, the only one beside the times, or one with a usual heading (a note says which); required with `replay`",
            ),
            "The column of the file to read.",
        ),
        field(
            "from",
            OneOrMore(&Name),
            Otherwise("`from`, or a column with a usual heading (a note says which)"),
            "With `csv`: the column of the starts, or two: `[\"date\", \"time\"]`.",
        ),
        field(
            "kind",
            Keyword(CountsWord::NAMES),
            Default("rate-per-hour"),
            "What the column of `csv` holds: mean sessions an hour, or in each interval (`mean-counts`), about which chance moves (a Poisson process), or exactly how many sessions come in each interval (`counts`; of 3.5, three or four).",
        ),
        field(
            "history",
            Keyword(HistoryWord::NAMES),
            Default("weekdays"),
            "With `csv` of dates: what comes on a weekday, the mean of all its dates, or the very days, from the date at which the run begins.",
        ),
        field(
            "day_profile",
            Sub(&DAY_PROFILE),
            Otherwise("the rows are intervals"),
            "With `csv` of a total for each day: how it is spread over the day.",
        ),
        WHERE,
        field(
            "time_zone",
            Text,
            Otherwise("times are taken as they are written"),
            "With a file: the zone in which the run's clock goes, `\"Europe/Berlin\"`. Times of other zones are converted, and a note names the hours of a clock change.",
        ),
        FORMAT_KEY,
        field(
            "days",
            Kind::Days,
            Default("every day"),
            "With `csv` of one day: the days on which these clients come.",
        ),
        field(
            "replay",
            Path,
            Otherwise("another source"),
            "A table with one exact arrival a row: seconds since the start of the run, durations with units, or dates with times.",
        ),
        field(
            "campaign",
            Sub(&CAMPAIGN),
            Otherwise("another source"),
            "So many clients within a stretch of time, once.",
        ),
        field(
            "population",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("another source"),
            "So many clients and no others: each writes, waits, is served, and `think` later writes again; who is waiting or in a session does not.",
        ),
        field(
            "think",
            Distribution,
            Otherwise("required with `population`"),
            "From the end of a client's session to the next wish to write.",
        ),
        field(
            "hours",
            Tables(&OPENING_HOURS),
            Otherwise("always"),
            "With `population`: when they are at work. Thinking goes on only then.",
        ),
        field(
            "burst",
            Sub(&BURST),
            Otherwise("none"),
            "With a rate: spells in which it is higher, or lower.",
        ),
    ],
};

/// What sessions are about.
pub static TOPIC: Table = Table {
    name: "[[live_chats.topics]]",
    doc: "What sessions are about, how much work they are, and who gets them in the end. At least one.",
    one_of: false,
    fields: &[
        field("name", Name, Required, "Unique within the live chat."),
        field(
            "share",
            Share,
            Otherwise("what the other topics leave, split evenly"),
            "The share of the live chat's sessions; all shares together make 1.",
        ),
        field(
            "priority",
            Keyword(Priority::NAMES),
            Default("none"),
            "The label of the session; it matters to rules and to queues with `order = \"priority-first\"` or `\"score\"`.",
        ),
        field(
            "units",
            Integer { min: 1, max: 1_000_000 },
            Default("1"),
            "What a session weighs against an operator's `capacity`.",
        ),
        field(
            "requires",
            List(&Name),
            Otherwise("nothing"),
            "Skills that an operator must have to get the session from a queue.",
        ),
        field(
            "tags",
            List(&Name),
            Otherwise("none"),
            "Words that conditions of rules look for with `tag`.",
        ),
        field(
            "effort",
            Distribution,
            Otherwise("required at the session level"),
            "Session level: the work of the operator who answers, in time alone with the session.",
        ),
        field(
            "effort_at",
            Map(&Distribution),
            Otherwise("`effort`"),
            "The work at particular groups instead: `{ accounting = \"10m\" }`.",
        ),
        field(
            "effort_by_time",
            Sub(&BY_TIME),
            Otherwise("the same at all times"),
            "The mean effort of sessions that arrive in each interval (lengths of time): `effort`, at every group, is scaled to it. In intervals that the table does not list it is as stated.",
        ),
        field(
            "dialogue",
            Kind::Table(&DIALOGUE),
            Otherwise("required at the dialogue level"),
            "Dialogue level: what a conversation is like.",
        ),
        field(
            "dialogue_at",
            Map(&Kind::Table(&DIALOGUE)),
            Otherwise("`dialogue`"),
            "The same at particular groups instead.",
        ),
        field(
            "silent",
            Kind::Table(&SILENT_ABANDONMENT),
            Otherwise("everybody says so"),
            "Some who give up leave without a word.",
        ),
        field(
            "patience",
            Patience,
            Otherwise("the client waits for ever, and a warning says so"),
            "How long a client waits before giving up; `\"none\"` says that no client ever does.",
        ),
        field(
            "patience_by_time",
            Sub(&BY_TIME),
            Otherwise("the same at all times"),
            "The mean patience of clients who arrive in each interval (lengths of time): `patience` is scaled to it.",
        ),
        field(
            "patience_after_transfer",
            AfterTransfer,
            Default("fresh"),
            "How long the client waits after a transfer: a new draw, what is left of the first, or a distribution of its own.",
        ),
        field(
            "wrap_up",
            Distribution,
            Otherwise("the group's"),
            "Work after the session, before the slot is free again.",
        ),
        field(
            "transfers",
            Tables(&TRANSFER),
            Otherwise("it is not transferred"),
            "Where the session may be transferred to.",
        ),
    ],
};
