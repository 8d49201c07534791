//! The file, the edition and the run.

use super::Kind::{
    Duration, Integer, Keyword, Limit, List, Name, Retry, Share, Table as Sub, Tables, Text,
    WarmUp, WeekTimeOrDate,
};
use super::Need::{Default, Otherwise, Required};
use super::expectations::{EXPECT, MARGINS};
use super::groups::{CLIENT_GROUP, GROUP, PERSON};
use super::hours::SHIFT;
use super::live_chat::LIVE_CHAT;
use super::load::LOAD;
use super::platform::PLATFORM;
use super::scale::SCALE;
use super::staffing::STAFFING;
use super::words::Keyword as _;
use super::{Table, field};
use crate::plan::{AtHorizon, Edition, ModelLevel};

/// The file.
pub static ROOT: Table = Table {
    name: "scenario",
    doc: "A scenario file.",
    one_of: false,
    fields: &[
        field(
            "name",
            Name,
            Otherwise("the file's name without its ending"),
            "The scenario's name and that of its report directory: a-z, 0-9, `-` and `_`.",
        ),
        field("description", Text, Default(""), "One line for people."),
        field(
            "edition",
            Sub(&EDITION),
            Otherwise("the edition `free`"),
            "The edition of the product and the licenses bought.",
        ),
        field(
            "run",
            Sub(&RUN),
            Otherwise("the defaults of `[run]`"),
            "How the scenario is run and measured.",
        ),
        field(
            "client_groups",
            Tables(&CLIENT_GROUP),
            Otherwise("none"),
            "Groups of employees who may write to internal live chats.",
        ),
        field("shifts", Tables(&SHIFT), Otherwise("none"), "When people are there."),
        field(
            "limit",
            Limit,
            Default("unlimited"),
            "Sessions that an operator has at once, unless the group or the person says otherwise (no limit exists in the modelled product, rule E-Q8).",
        ),
        field("groups", Tables(&GROUP), Required, "Groups of users: operators and supervisors."),
        field(
            "people",
            Tables(&PERSON),
            Otherwise("no member differs from the group"),
            "What sets single people apart from their group.",
        ),
        field("live_chats", Tables(&LIVE_CHAT), Required, "The live chats."),
        field(
            "load",
            Sub(&LOAD),
            Otherwise("the defaults of `[load]`"),
            "How `deskload load` loads the desk in real time; a run does not read it.",
        ),
        field(
            "scale",
            Sub(&SCALE),
            Otherwise("as stated"),
            "What-if: the whole desk with more or fewer clients, more or less work, more or less absence.",
        ),
        field(
            "staffing",
            Sub(&STAFFING),
            Otherwise("`staff` finds how many people the shifts that there are take"),
            "From what the command `staff` makes the least staff; a run passes it over.",
        ),
        field(
            "expect",
            Tables(&EXPECT),
            Otherwise("nothing"),
            "What the desk is expected to hold: `run` and `check` say whether it does.",
        ),
        field(
            "margins",
            MARGINS,
            Otherwise("the margins of `docs/check.md`"),
            "How much worse a figure may become before `check` and `compare` call it worse: `service_level = \"1%\"` (points of a share), `asa = \"3s\"`, `wait_p95 = \"5%\"` (of the figure).",
        ),
    ],
};

/// The edition.
pub static EDITION: Table = Table {
    name: "[edition]",
    doc: "Whose rules hold, and what was bought.",
    one_of: false,
    fields: &[
        field("name", Keyword(Edition::NAMES), Default("free"), "The edition (rule E-01)."),
        field(
            "named_licenses",
            Integer { min: 0, max: 1_000_000 },
            Otherwise("required in a paid edition"),
            "Named licenses bought (rules E-L1 to E-L3).",
        ),
        field(
            "concurrent_licenses",
            Integer { min: 0, max: 1_000_000 },
            Otherwise("0 in `service-2025`, else not allowed"),
            "Concurrent licenses bought: one is taken on going Online by a user who holds no named one (rule E-L5).",
        ),
        field(
            "named_holders",
            List(&Name),
            Otherwise("the first people of the file, as many as there are named licenses"),
            "`service-2025`: who holds the named licenses, people or whole groups (`\"group:sales\"`).",
        ),
        field(
            "retry",
            Retry,
            Default("every 5m"),
            "What a user does who was refused a license (rule E-L10, undocumented).",
        ),
        field(
            "enable_lines_sla",
            Keyword(&["off", "on"]),
            Default("off"),
            "The product's flag of that name: without it no rule attaches a service level (rule E-10).",
        ),
        field(
            "expires",
            Duration,
            Otherwise("never"),
            "How long after the start of the run the licenses expire, and bots with them (rule E-09).",
        ),
        field(
            "users_at_once",
            Integer { min: 1, max: 1_000_000 },
            Otherwise("no bound"),
            "The most people Online at once, whatever their licenses: the 200 users of SaaS Standard (rule E-L13), or a plain bound instead of `platform`.",
        ),
        field(
            "platform",
            Sub(&PLATFORM),
            Otherwise("the platform lets everybody in"),
            "Licenses of the platform, which one needs before any of the solution (rule E-L11).",
        ),
    ],
};

/// The run.
pub static RUN: Table = Table {
    name: "[run]",
    doc: "How the scenario is run and measured.",
    one_of: false,
    fields: &[
        field(
            "starts",
            WeekTimeOrDate,
            Default("mon 00:00"),
            "When the run begins: where in any week, or the very date, from which tables with dates and holidays count.",
        ),
        field(
            "level",
            Keyword(ModelLevel::NAMES),
            Default("session"),
            "How closely work is followed: a session is one piece of work (`effort`), or rounds of message and reply (`dialogue`).",
        ),
        field(
            "horizon",
            Duration,
            Default("5d"),
            "How long clients arrive and the desk is measured; at most ten years.",
        ),
        field(
            "warm_up",
            WarmUp,
            Default("0s"),
            "Sessions that arrive before this are simulated but not measured. `\"mser-5\"`: a pilot finds out how long that takes.",
        ),
        field(
            "interval",
            Duration,
            Default("30m"),
            "The length of an interval in `intervals.csv`; at most 20,000 fit into the horizon.",
        ),
        field(
            "seed",
            Integer { min: 0, max: i64::MAX as u64 },
            Default("1"),
            "The root of all randomness: the same seed gives the same bytes.",
        ),
        field(
            "replications",
            Integer { min: 1, max: 1_000_000 },
            Default("20"),
            "Independent repetitions; confidence intervals come from them. With `precision` the first look is after so many, with `batches` there is one.",
        ),
        field(
            "precision",
            Share,
            Otherwise("so many replications as are stated"),
            "Replications are added until half the width of a figure's 95 % interval is at most this part of it; for a figure that is a share, so many points.",
        ),
        field(
            "precision_of",
            Text,
            Otherwise("`wait`, of each live chat"),
            "Which figure of `live_chats.csv` shall be so precise: `\"service_level\"` of each live chat, `\"support.asa\"` of one.",
        ),
        field(
            "max_replications",
            Integer { min: 1, max: 1_000_000 },
            Otherwise(
                "with `precision` 1000, or `replications` where that is more; with `[[expect]]` eight times `replications`",
            ),
            "With `precision` or `[[expect]]`: replications are added up to so many, until the figure is precise, or each expectation is decided.",
        ),
        field(
            "batches",
            Integer { min: 10, max: 100 },
            Otherwise("intervals come from replications"),
            "One long run, its measured time cut into so many batches: intervals come from those (batch means).",
        ),
        field(
            "at_horizon",
            Keyword(AtHorizon::NAMES),
            Default("cut"),
            "What happens to sessions that are still there at the end: counted as open, or served until all are gone, four weeks at most.",
        ),
        field("answer_within", Duration, Default("60s"), "The threshold of the service level."),
        field(
            "short_abandon",
            Duration,
            Default("5s"),
            "Who gives up sooner is a short abandonment.",
        ),
        field(
            "forecasts",
            Keyword(&["none", "all"]),
            Default("none"),
            "Whether it is measured how wrong three usual forecasts of the wait are; it takes a little time.",
        ),
        field(
            "max_transfers",
            Integer { min: 0, max: 1_000 },
            Default("20"),
            "No session is transferred more often.",
        ),
    ],
};
