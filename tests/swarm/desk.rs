//! A random desk as scenario text.

use std::fmt::Write as _;

use deskload::base::StreamKey;

/// What a random desk may have, and may be left out to find the smallest that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    SecondLiveChat,
    EndOfShift,
    ByName,
    BreakManners,
    Absence,
    RampUp,
    Connection,
    Logins,
    UsersAtOnce,
    Platform,
    SecondGroup,
    ThirdGroup,
    SharedPeople,
    Concurrency,
    Shifts,
    Breaks,
    WrapUp,
    QueuePlaces,
    Selection,
    Priority,
    Supervision,
    Rules,
    OpeningHours,
    ClientGroups,
    SecondTopic,
    Patience,
    PatienceAfterSwitch,
    Switches,
    SwitchToOperator,
    QueueAge,
    Gate,
    Watch,
    Acts,
    Transfers,
    CrossLine,
    ConcurrentLicenses,
    WarmUp,
    Statistics,
    Drain,
    TableOfArrivals,
    ConstantTimes,
    Dialogue,
    Hold,
    ReplyPatience,
    Silence,
    Inactivity,
    NoReply,
    OperatorIdle,
    AfterWork,
    Offers,
    Reactions,
    Overflow,
    LongestWait,
    Skills,
    Rings,
    LastOperator,
    Pace,
    Fallbacks,
    Doors,
    Caps,
    Weights,
    OwnLoad,
    Population,
    Sine,
    Campaign,
    Burst,
    Busyness,
    Retrial,
    Returns,
    Outages,
    Outbound,
    Spam,
    Lists,
    Misjudged,
    ServiceLevel,
    Bot,
    Expiry,
    Channels,
}

impl Feature {
    /// Each of them.
    pub const ALL: [Self; 78] = [
        Self::SecondLiveChat,
        Self::EndOfShift,
        Self::ByName,
        Self::BreakManners,
        Self::Absence,
        Self::RampUp,
        Self::Connection,
        Self::Logins,
        Self::UsersAtOnce,
        Self::Platform,
        Self::SecondGroup,
        Self::ThirdGroup,
        Self::SharedPeople,
        Self::Concurrency,
        Self::Shifts,
        Self::Breaks,
        Self::WrapUp,
        Self::QueuePlaces,
        Self::Selection,
        Self::Priority,
        Self::Supervision,
        Self::Rules,
        Self::OpeningHours,
        Self::ClientGroups,
        Self::SecondTopic,
        Self::Patience,
        Self::PatienceAfterSwitch,
        Self::Switches,
        Self::SwitchToOperator,
        Self::QueueAge,
        Self::Gate,
        Self::Watch,
        Self::Acts,
        Self::Transfers,
        Self::CrossLine,
        Self::ConcurrentLicenses,
        Self::WarmUp,
        Self::Statistics,
        Self::Drain,
        Self::TableOfArrivals,
        Self::ConstantTimes,
        Self::Dialogue,
        Self::Hold,
        Self::ReplyPatience,
        Self::Silence,
        Self::Inactivity,
        Self::NoReply,
        Self::OperatorIdle,
        Self::AfterWork,
        Self::Offers,
        Self::Reactions,
        Self::Overflow,
        Self::LongestWait,
        Self::Skills,
        Self::Rings,
        Self::LastOperator,
        Self::Pace,
        Self::Fallbacks,
        Self::Doors,
        Self::Caps,
        Self::Weights,
        Self::OwnLoad,
        Self::Population,
        Self::Sine,
        Self::Campaign,
        Self::Burst,
        Self::Busyness,
        Self::Retrial,
        Self::Returns,
        Self::Outages,
        Self::Outbound,
        Self::Spam,
        Self::Lists,
        Self::Misjudged,
        Self::ServiceLevel,
        Self::Bot,
        Self::Expiry,
        Self::Channels,
    ];
}

/// A scenario and the files beside it.
pub struct Desk {
    pub text: String,
    pub files: Vec<(String, String)>,
}

/// Draws by name, so that leaving one feature out changes nothing else.
struct Dice<'a> {
    key: StreamKey,
    without: &'a [Feature],
}

impl Dice<'_> {
    fn has(&self, feature: Feature) -> bool {
        !self.without.contains(&feature) && self.roll(&format!("{feature:?}"), 2) == 1
    }

    /// A number below `sides`, the same whenever the same thing is asked.
    fn roll(&self, what: &str, sides: u64) -> u64 {
        self.key.child(deskload::base::name_key(what)).bits() % sides
    }

    fn of<'t>(&self, what: &str, words: &[&'t str]) -> &'t str {
        words[self.roll(what, words.len() as u64) as usize]
    }

    /// So many clients, or a quarter of them where no client gives up: most such desks would else do
    /// little but wait, and the time it takes to follow them grows with the square of their queues.
    fn crowd(&self, clients: u64) -> u64 {
        if self.has(Feature::Patience) || self.roll("crowd", 32) == 0 {
            clients
        } else {
            clients.div_ceil(4)
        }
    }

    /// A distribution with a mean of about so many seconds; never of zero length, so that time moves.
    fn distribution(&self, what: &str, mean: u64) -> String {
        if self.has(Feature::ConstantTimes) {
            return format!("\"{mean}s\"");
        }
        match self.roll(what, 6) {
            0 => format!("{{ exponential = \"{mean}s\" }}"),
            1 => format!("{{ lognormal = {{ mean = \"{mean}s\", cv = 1.3 }} }}"),
            2 => format!("{{ gamma = {{ mean = \"{mean}s\", cv = 0.6 }} }}"),
            3 => format!("{{ uniform = {{ low = \"1s\", high = \"{}s\" }} }}", 2 * mean),
            4 => format!("{{ weibull = {{ shape = 0.8, scale = \"{mean}s\" }} }}"),
            _ => format!("\"{mean}s\""),
        }
    }
}

impl Desk {
    /// The desk of a seed, without some features.
    pub fn new(seed: u64, without: &[Feature]) -> Self {
        let dice = Dice { key: StreamKey::root(seed), without };
        let mut text = String::new();
        let groups = 1
            + u64::from(dice.has(Feature::SecondGroup))
            + u64::from(dice.has(Feature::SecondGroup) && dice.has(Feature::ThirdGroup));
        top(&dice, &mut text);
        if dice.has(Feature::Shifts) {
            shifts(&dice, &mut text);
        }
        for group in 0..groups {
            members(&dice, group, groups, &mut text);
        }
        text += "\n[[groups]]\nname = \"leads\"\nmembers = [\"lead\", \"p0\"]\n";
        if dice.has(Feature::Skills) {
            // A user may have what is required, or misspelt it would be.
            text += "skills = [\"german\", \"invoices\"]\n";
        }
        if dice.has(Feature::ClientGroups) {
            text +=
                "\n[[client_groups]]\nname = \"office\"\n\n[[client_groups]]\nname = \"plant\"\n";
        }
        let chats = 1 + u64::from(dice.has(Feature::SecondLiveChat));
        for chat in 0..chats {
            live_chat(&dice, chat, groups, &mut text);
        }
        let mut table = String::from("from,load\n");
        for hour in 0..24 {
            let _ = writeln!(
                table,
                "{hour:02}:00,{}",
                dice.crowd(dice.roll(&format!("hour {hour}"), 40))
            );
        }
        let instants = "at\n0\n0\n60\n60\n60.5\n3600\n3600\n7200\n".to_owned();
        Self { text, files: vec![("table.csv".into(), table), ("instants.csv".into(), instants)] }
    }
}

fn top(dice: &Dice<'_>, text: &mut String) {
    if dice.has(Feature::ConcurrentLicenses) {
        let ways = ["none", "in-line", "every 7m", "backoff 1m to 9m", "random 4m"];
        let retry = dice.of("retry", &ways);
        let (named, pool) = (dice.roll("named", 3), 1 + dice.roll("pool", 4));
        let _ = write!(
            text,
            "[edition]\nname = \"service-2025\"\nnamed_licenses = {named}\n\
             concurrent_licenses = {pool}\nretry = \"{retry}\"\n"
        );
    } else {
        *text += "[edition]\nname = \"chatdesk\"\nnamed_licenses = 100\n";
    }
    if dice.has(Feature::UsersAtOnce) {
        let _ = writeln!(text, "users_at_once = {}", 1 + dice.roll("users", 5));
    }
    if dice.has(Feature::Platform) {
        platform(dice, text);
    }
    *text += "enable_lines_sla = \"on\"\n";
    if dice.has(Feature::Expiry) {
        let _ = writeln!(text, "expires = \"{}h\"", dice.roll("expires", 30));
    }
    let end = if dice.has(Feature::Drain) { "drain" } else { "cut" };
    let warm = match dice.has(Feature::WarmUp) {
        true => dice.of("warm up", &["90m", "2h", "mser-5"]),
        false => "0s",
    };
    let statistics = match dice.has(Feature::Statistics) {
        true => dice.of(
            "statistics",
            &["2", "1\nbatches = 10", "2\nprecision = \"90%\"\nmax_replications = 10"],
        ),
        false => "2",
    };
    let level = if dice.has(Feature::Dialogue) { "dialogue" } else { "session" };
    let starts = dice.of("starts", &["mon 00:00", "fri 17:30", "sun 23:00"]);
    let seed = dice.roll("seed", 1_000);
    let _ = write!(
        text,
        "\n[run]\nhorizon = \"30h\"\ninterval = \"1h\"\nreplications = {statistics}\nmax_transfers = 4\n\
         level = \"{level}\"\nstarts = \"{starts}\"\nwarm_up = \"{warm}\"\nat_horizon = \"{end}\"\nseed = {seed}\n"
    );
}

fn platform(dice: &Dice<'_>, text: &mut String) {
    let floating = 1 + dice.roll("floating", 5);
    let bought = match dice.roll("platform", 4) {
        0 => "named = 100".to_owned(),
        1 => format!("named = 2, floating = {floating}, priority_login = [\"leads\"]"),
        2 => format!("named = 1, floating = {floating}"),
        _ => format!("floating = {floating}"),
    };
    let timeout = dice.of("timeout", &["", ", inactivity = \"20m\"", ", inactivity = \"3h\""]);
    let open = dice.of("tabs", &["0%", "30%", "100%"]);
    let on_break = dice.of("on break", &["leave", "stay"]);
    let _ = writeln!(
        text,
        "platform = {{ {bought}{timeout}, tab_left_open = \"{open}\", on_break = \"{on_break}\" }}"
    );
}

/// How members keep to their shifts. What a user in several groups hears from each must fit.
fn manners(dice: &Dice<'_>, group: u64, text: &mut String) {
    let named = |what: &str| format!("{what} {group}");
    let shifts = dice.has(Feature::Shifts);
    let ends = dice.of("end of shift", &["own-sessions", "hand-back", "first-to-finish"]);
    if dice.has(Feature::EndOfShift) {
        let _ = writeln!(text, "end_of_shift = \"{ends}\"");
    }
    if shifts && dice.has(Feature::ByName) {
        *text += "personal_queue_at_shift_end = \"hand-back\"\n";
    }
    let positions = dice.has(Feature::EndOfShift) && ends == "first-to-finish";
    if shifts && dice.has(Feature::Absence) {
        let _ =
            write!(text, "absence = 0.2\nlateness = {}\n", dice.distribution(&named("late"), 900));
    }
    if dice.has(Feature::BreakManners) {
        let manner = dice.of("break", &["break_begins = \"at-once\"", "late_break = \"length\""]);
        let _ = writeln!(text, "{manner}");
    }
    if dice.has(Feature::RampUp) {
        *text += "ramp_up = { for = \"20m\", speed = \"40%\" }\n";
    }
    if dice.has(Feature::Connection) {
        let (holds, lost) =
            (dice.distribution(&named("holds"), 4_000), dice.distribution(&named("lost"), 200));
        let words = ["on-next-client-message", "keep", "requeue", "reassign", "close"];
        let then = dice.of("left", &words[usize::from(!dice.has(Feature::Dialogue))..]);
        let _ = write!(
            text,
            "connection = {{ uptime = {holds}, downtime = {lost} }}\nwhen_offline = \"{then}\"\n"
        );
    }
    if !shifts && !positions && dice.has(Feature::Logins) {
        let (online, offline) = (
            dice.distribution(&named("online"), 5_000),
            dice.distribution(&named("offline"), 2_000),
        );
        let _ = writeln!(text, "logins = {{ online = {online}, offline = {offline} }}");
    }
}

fn shifts(dice: &Dice<'_>, text: &mut String) {
    let breaks = if dice.has(Feature::Breaks) {
        "breaks = [{ from = \"12:00\", to = \"12:45\" }, { from = \"15:00\", to = \"15:10\" }]\n"
    } else {
        ""
    };
    let _ = write!(
        text,
        "\n[[shifts]]\nname = \"early\"\ndays = \"every day\"\nfrom = \"08:00\"\nto = \"16:30\"\n{breaks}\
         \n[[shifts]]\nname = \"late\"\ndays = \"every day\"\nfrom = \"16:00\"\nto = \"02:00\"\n"
    );
}

fn members(dice: &Dice<'_>, group: u64, groups: u64, text: &mut String) {
    let named = |what: &str| format!("{what} {group}");
    let own = 1 + dice.roll(&named("members"), 3);
    let mut people: Vec<String> = (0..own).map(|i| format!("\"p{}\"", group * 10 + i)).collect();
    if group > 0 && dice.has(Feature::SharedPeople) {
        people.push("\"p0\"".into());
    }
    let _ = write!(text, "\n[[groups]]\nname = \"g{group}\"\nmembers = [{}]\n", people.join(", "));
    if dice.has(Feature::Concurrency) {
        let limit = dice.of(&named("limit"), &["1", "2", "3", "\"unlimited\""]);
        let _ = write!(text, "limit = {limit}\nspeeds = [1.0, 0.7, 0.55]\n");
    } else {
        *text += "limit = 1\n";
    }
    if dice.has(Feature::Shifts) {
        let shifts = dice.of(&named("shift"), &["\"early\"", "\"late\"", "\"early\", \"late\""]);
        let _ = writeln!(text, "shifts = [{shifts}]");
    }
    manners(dice, group, text);
    if dice.has(Feature::WrapUp) {
        let _ = writeln!(text, "wrap_up = {}", dice.distribution(&named("wrap-up"), 40));
    }
    if dice.has(Feature::AfterWork) {
        let slot = dice.of(&named("wrap-up slot"), &["busy", "free"]);
        let _ = write!(text, "wrap_up_cap = \"30s\"\nwrap_up_slot = \"{slot}\"\n");
    }
    if dice.has(Feature::QueuePlaces) {
        let _ = writeln!(text, "queue_places = {}", dice.roll(&named("places"), 4));
    }
    if dice.has(Feature::Selection) {
        let choices =
            ["least-occupied", "most-spare", "longest-idle", "lifetime-count", "random", "listed"];
        let ties = ["longest-idle", "random", "listed"];
        let (choice, tie) = (dice.of(&named("choice"), &choices), dice.of(&named("tie"), &ties));
        let _ = write!(text, "selection = \"{choice}\"\ntie = \"{tie}\"\n");
    }
    let order = if dice.has(Feature::Priority) {
        dice.of(&named("order"), &["priority-first", "score", "sla-due-first"])
    } else {
        "fifo"
    };
    let _ = writeln!(text, "order = \"{order}\"");
    if dice.has(Feature::Skills) && dice.roll(&named("skilled"), 2) == 0 {
        *text += "skills = [\"german\", \"invoices\"]\n";
    }
    if dice.has(Feature::Caps) {
        let cap = dice.of(&named("cap"), &["1", "2", "4", "\"unlimited\""]);
        let _ = writeln!(text, "cap = {cap}");
    }
    if dice.has(Feature::Weights) {
        let _ = writeln!(text, "capacity = {}", dice.of(&named("capacity"), &["3", "5", "8"]));
    }
    group_queue(dice, (group, groups), order, text);
}

fn group_queue(dice: &Dice<'_>, (group, groups): (u64, u64), order: &str, text: &mut String) {
    let named = |what: &str| format!("{what} {group}");
    *text += "\n[groups.queue]\n";
    if !dice.has(Feature::Selection) && dice.has(Feature::OwnLoad) {
        *text += "load = \"own-queue\"\n";
    }
    if order == "score" {
        *text += "priority_worth = \"90s\"\n";
    }
    matching(dice, &named("group"), text);
    // The groups in their order: no step leads back, and no chain of fallbacks is too long.
    if group + 1 < groups && dice.has(Feature::Overflow) {
        let last = dice.of(&named("last"), &["missed", "offline-form", "common-queue"]);
        let (next, skip) = (group + 1, dice.of(&named("skip"), &["go", "skip"]));
        let _ = write!(
            text,
            "overflow_from = \"queue-entry\"\noverflow = [{{ after = {}, group = \"g{next}\", \
             nobody_online = \"{skip}\" }}, {{ after = {}, action = \"{last}\" }}]\n",
            dice.distribution(&named("first step"), 60),
            dice.distribution(&named("second step"), 90)
        );
    }
    if group + 1 < groups && dice.has(Feature::Fallbacks) {
        let offline = dice.of(&named("offline"), &["queue", "refuse"]);
        let next = group + 1;
        let _ = write!(text, "fallback = \"g{next}\"\nnobody_online = \"{offline}\"\n");
    }
    onward(dice, &named("group"), text);
}

/// How a queue brings sessions and operators together.
fn matching(dice: &Dice<'_>, named: &str, text: &mut String) {
    let some = |what: &str| dice.roll(&format!("{what} of {named}"), 2) == 0;
    if dice.has(Feature::Offers) && some("offers") {
        let accept = dice.distribution(&format!("accept of {named}"), 12);
        let penalty = if some("penalty") { ", penalty = \"2m\"" } else { "" };
        let _ = writeln!(text, "offer = {{ accept = {accept}, decline = \"20%\"{penalty} }}");
    } else if dice.has(Feature::Reactions) && some("reactions") {
        let _ =
            writeln!(text, "reaction = {}", dice.distribution(&format!("reaction of {named}"), 15));
    }
    if dice.has(Feature::Rings) {
        let stay = dice.distribution(&format!("stay of {named}"), 40);
        let drop = if dice.has(Feature::Skills) { ", drop = [\"german\"]" } else { "" };
        let word = dice.of(&format!("relaxed of {named}"), &["unchanged", "first"]);
        let _ = write!(
            text,
            "rings = [{{ stay = {stay}{drop} }}, {{ stay = \"50s\" }}]\nrelaxed_priority = \"{word}\"\n"
        );
    }
    if dice.has(Feature::LastOperator) {
        let _ = writeln!(text, "prefer_last_operator = \"30s\"");
    }
    if dice.has(Feature::Pace) {
        *text += if some("pace") {
            "spacing = \"20s\"\n"
        } else {
            "rate_limit = { sessions = 5, per = \"10m\" }\n"
        };
    }
}

/// Where a queue sends those who wait too long.
fn onward(dice: &Dice<'_>, named: &str, text: &mut String) {
    if dice.has(Feature::LongestWait) {
        let wait = dice.of(&format!("longest of {named}"), &["45s", "3m"]);
        let _ = writeln!(text, "max_wait = \"{wait}\"");
    }
}

fn live_chat(dice: &Dice<'_>, chat: u64, groups: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    let internal = chat == 0 && dice.has(Feature::ClientGroups);
    let operators: Vec<String> = (0..groups).map(|group| format!("\"g{group}\"")).collect();
    let channel = match (internal, dice.has(Feature::Channels)) {
        (true, false) => "\"internal\"\nclients = [\"office\"]",
        (true, true) => "[\"internal\", \"mail\", \"whatsapp\"]\nclients = [\"office\"]",
        (false, false) => "\"telegram\"",
        (false, true) => "[\"telegram\", \"mail\", \"whatsapp\"]",
    };
    let _ = write!(
        text,
        "\n[[live_chats]]\nname = \"c{chat}\"\nchannel = {channel}\noperators = [{}]\n\
         supervisors = [\"leads\"]\n",
        operators.join(", ")
    );
    if dice.has(Feature::OpeningHours) {
        let closed = if dice.has(Feature::Doors) { "queue" } else { "refuse" };
        let _ = write!(
            text,
            "open = [{{ days = \"every day\", from = \"09:00\", to = \"18:00\" }}]\n\
             closed = \"{closed}\"\n"
        );
    }
    if dice.has(Feature::QueueAge) {
        *text += "queue_age = \"reset\"\n";
    }
    talk_rules(dice, chat, text);
    if dice.has(Feature::Watch) && dice.has(Feature::Acts) {
        acts(dice, chat, text);
    } else if groups > 1 && dice.has(Feature::Watch) {
        let when =
            dice.of(&named("crowd"), &["every = \"4m\"", "above = 2, below = 2", "above = 0"]);
        let reaction = dice.distribution(&named("look"), 20);
        let _ = writeln!(text, "watch = {{ {when}, to = \"g1\", reaction = {reaction} }}");
    }
    transfers(dice, chat, text);
    if dice.has(Feature::Rules) {
        let action = dice.of(
            &named("rule"),
            &[
                "\"least-occupied\", group = \"g0\"",
                "\"operator\", operator = \"p0\"",
                "\"operator\", operator = \"p0\", wait = \"30s\"",
                "\"invite-group\", group = \"g0\"",
                "\"invite-all\"",
            ],
        );
        let when = "when = { from = \"08:00\", to = \"20:00\" }";
        let mut rules = vec![format!("{{ {when}, action = {action} }}")];
        special_rules(dice, chat, &mut rules);
        let _ = writeln!(text, "rules = [{}]", rules.join(", "));
    }
    if dice.has(Feature::Rules) && dice.has(Feature::ServiceLevel) {
        service_level(dice, chat, text);
    }
    distribution(dice, chat, text);
    common_queue(dice, chat, text);
    arrivals(dice, chat, internal, text);
    topics(dice, chat, groups, text);
    clients(dice, chat, internal, text);
}

/// Who gets what no rule takes.
fn distribution(dice: &Dice<'_>, chat: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    if dice.has(Feature::Bot) {
        let hand_off = dice
            .of(&named("hand-off"), &["", ", hand_off_to = \"g0\"", ", at_shift_end = \"yes\""]);
        let _ = writeln!(
            text,
            "bot = {{ time = {}, containment = 0.3, silent = 0.1, auto_finish = \"9m\"{hand_off} }}",
            dice.distribution(&named("bot"), 90)
        );
        let time = dice.of(&named("bot time"), &["excluded", "included"]);
        let _ = writeln!(text, "bot_time = \"{time}\"");
    }
    if dice.has(Feature::Supervision) {
        let how = dice.of(&named("how"), &["group-queue", "least-occupied"]);
        let to = dice.of(
            &named("to"),
            &["\"g0\"", "{ t0 = \"g0\" }", "{ t0 = \"g0\" }\nreads_topic = \"80%\""],
        );
        let _ = write!(
            text,
            "default_routing = \"supervisor\"\n\n[live_chats.supervision]\nreaction = {}\n\
             to = {to}\naction = \"{how}\"\n",
            dice.distribution(&named("reaction"), 25)
        );
        // A slot is reserved at one group, so not where the topic decides on it.
        if to == "\"g0\"" && dice.has(Feature::Gate) {
            *text += "begin = \"operator-free\"\n";
        }
    } else {
        let way = dice.of(&named("way"), &["pull", "group-queue", "least-occupied"]);
        let _ = writeln!(text, "default_routing = \"{way}\"");
    }
}

fn common_queue(dice: &Dice<'_>, chat: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    *text += "\n[live_chats.queue]\n";
    if !dice.has(Feature::Supervision) {
        matching(dice, &named("common queue"), text);
    }
    if dice.has(Feature::Overflow) {
        let after = dice.distribution(&named("overflow"), 100);
        let _ = writeln!(text, "overflow = [{{ after = {after}, group = \"g0\" }}]");
    }
    onward(dice, &named("common queue"), text);
}

/// What supervisors do of their own accord, apart from moving sessions.
fn acts(dice: &Dice<'_>, chat: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    let mut acts = vec![
        "action = \"assign\", above = 1",
        "action = \"assign\", from = \"g0\", every = \"50s\", min_wait = \"30s\"",
        "action = \"reassign\", every = \"2m\", retry = \"3m\"",
        "action = \"reassign\", every = \"1m\", max_sessions = 1",
        "action = \"priority\", every = \"30s\", priority = \"medium\"",
    ];
    if dice.has(Feature::Bot) {
        acts.push("action = \"to-bot\", above = 0");
    }
    let act = dice.of(&named("act"), &acts);
    let reaction = dice.distribution(&named("look"), 20);
    let _ = writeln!(text, "watch = {{ {act}, reaction = {reaction} }}");
}

/// How sessions change hands.
fn transfers(dice: &Dice<'_>, chat: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    let mut keys = Vec::new();
    if dice.has(Feature::Transfers) && dice.has(Feature::SwitchToOperator) {
        let answer = dice.distribution(&named("accept"), 20);
        keys.push(match dice.roll(&named("transfer"), 4) {
            0 => "mode = \"warm\"".to_owned(),
            1 => {
                format!("mode = \"warm\", briefing = {}", dice.distribution(&named("briefing"), 30))
            }
            2 => format!(
                "mode = \"offered\", accept = {answer}, decline = 0.4, timeout = \"{}\"",
                dice.of(
                    &named("older offers"),
                    &["30s", "12s\", pending_offers = \"keep", "3s\", pending_offers = \"keep"]
                )
            ),
            _ => "mode = \"cold\"".to_owned(),
        });
        let then = dice.of(&named("not taken"), &["queue", "return", "close"]);
        let sender = dice.of(&named("sender"), &["eligible", "excluded"]);
        keys.push(format!("on_failure = \"{then}\", sender = \"{sender}\""));
    }
    if dice.has(Feature::CrossLine) {
        keys.push("across_live_chats = \"allowed\"".to_owned());
    }
    if !keys.is_empty() {
        let _ = writeln!(text, "transfer_rules = {{ {} }}", keys.join(", "));
    }
}

/// Rules before the one that a live chat has: of bots, of service levels, with odd conditions.
fn special_rules(dice: &Dice<'_>, chat: u64, rules: &mut Vec<String>) {
    let named = |what: &str| format!("{what} at {chat}");
    let when = dice.of(
        &named("when"),
        &[
            "or_not = [{ days = \"sat\" }, { priority = \"high\" }]",
            "topic = \"t0\", and_not = [{ from = \"12:00\", to = \"15:00\" }]",
            "first_session = \"yes\", from = \"07:00\"",
        ],
    );
    if dice.has(Feature::Bot) {
        rules.insert(0, format!("{{ when = {{ {when} }}, action = \"bot\" }}"));
    }
    if dice.has(Feature::ServiceLevel) {
        for rule in rules.iter_mut() {
            *rule = rule.replacen("action", "sla = \"gold\", set_priority = \"low\", action", 1);
        }
        rules.push("{ action = \"invite-all\", sla = \"gold\", auto_reply = \"hello\" }".into());
    }
}

fn service_level(dice: &Dice<'_>, chat: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    let hours = dice.of(
        &named("hours"),
        &[
            "around_the_clock = \"yes\"",
            "hours = [{ from = \"08:00\", to = \"19:00\" }], lunch = { from = \"12:00\", to = \"13:00\" }",
            "hours = [{ from = \"20:00\", to = \"06:00\" }], exceptions = [{ week = 1, days = \"sat\" }, { week = 2, days = \"mon\", from = \"00:00\", to = \"24:00\" }]",
        ],
    );
    let standard = |what: &str, within: u64| {
        let within = 1 + dice.roll(&named(what), within);
        let breach = dice.of(
            &named(&format!("breach {what}")),
            &[
                "notify\"",
                "to-operator\", operator = \"p0\", nobody_online = \"transfer\"",
                "to-operator\", operator = \"p0\"",
                "to-group\", group = \"g0\"",
                "to-least-occupied\", group = \"g0\"",
                "to-least-occupied\", group = \"g0\", nobody_online = \"transfer\"",
                "to-least-occupied\", group = \"g0\", current_operator = \"eligible\"",
            ],
        );
        format!("{what} = {{ within = \"{within}s\", breach = \"{breach} }}")
    };
    let (reaction, closing) = (standard("reaction", 300), standard("closing", 900));
    let _ = writeln!(text, "sla = [{{ name = \"gold\", {hours}, {reaction}, {closing} }}]");
}

/// What is done about conversations that stop. Silent clients must be noticed.
fn talk_rules(dice: &Dice<'_>, chat: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    if dice.has(Feature::Inactivity) {
        let slot = dice.of(&named("slot"), &["kept", "released"]);
        let to = dice.of(&named("returns"), &["operator", "queue"]);
        let after = dice.of(&named("after"), &["0s", "40s", "3m"]);
        let _ = writeln!(
            text,
            "inactivity = {{ after = \"{after}\", slot = \"{slot}\", returns_to = \"{to}\", close = \"10m\"{} }}",
            dice.of(
                &named("warn"),
                &["", ", remind_after = \"70s\", reminder_response = 0.6, reminder_response_time = { exponential = \"30s\" }"]
            )
        );
    } else if dice.has(Feature::Silence) {
        *text += "inactivity = { close = \"10m\" }\n";
    }
    if dice.has(Feature::OperatorIdle) {
        *text += "operator_inactivity = { notify = \"40s\", close = \"100s\" }\n";
    }
    if dice.has(Feature::NoReply) {
        let again = dice.of(&named("again"), &["first-assignment", "every-assignment"]);
        let _ = writeln!(text, "no_reply = {{ within = \"45s\", applies_to = \"{again}\" }}");
    }
}

fn dialogue(dice: &Dice<'_>, of: &str, text: &mut String) {
    let named = |what: &str| format!("{what} of {of}");
    let rounds = ["fixed = 3", "geometric = 3.5", "empirical = [1, 2, 2, 6]"];
    let _ = write!(
        text,
        "dialogue = {{ rounds = {{ {} }}, reply = {}, think = {}",
        dice.of(&named("rounds"), &rounds),
        dice.distribution(&named("reply"), 30),
        dice.distribution(&named("think"), 50)
    );
    if dice.has(Feature::ReplyPatience) {
        let _ =
            write!(text, ", reply_patience = {}", dice.distribution(&named("reply patience"), 150));
    }
    if dice.has(Feature::Hold) {
        let time = dice.distribution(&named("hold"), 400);
        let _ = write!(text, ", hold = {{ chance = 0.2, time = {time}, close = \"10m\" }}");
    }
    *text += " }\n";
}

fn arrivals(dice: &Dice<'_>, chat: u64, internal: bool, text: &mut String) {
    let several = dice.has(Feature::Channels);
    let from = |group: &str| match (internal, several) {
        (true, _) => format!("client_group = \"{group}\"\n"),
        (false, true) => "channel = \"telegram\"\n".to_owned(),
        (false, false) => String::new(),
    };
    let rate = dice.crowd(5 + dice.roll(&format!("rate {chat}"), 40));
    if several {
        let of = |channel| {
            format!("\n[[live_chats.arrivals]]\nrate = \"{rate}/h\"\nchannel = \"{channel}\"\n")
        };
        *text += &(of("mail") + &of("whatsapp"));
    }
    let _ = write!(text, "\n[[live_chats.arrivals]]\nrate = \"{rate}/h\"\n{}", from("office"));
    if !internal && dice.has(Feature::Outbound) {
        let who = dice.of(&format!("outbound {chat}"), &["group:g0", "group:g0", "system"]);
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\nrate = \"9/h\"\nbegun_by = \"{who}\"\n{}",
            from("office")
        );
    }
    if dice.has(Feature::Burst) {
        let named = |what: &str| format!("{what} burst at {chat}");
        let (on, off) =
            (dice.distribution(&named("on"), 1_200), dice.distribution(&named("off"), 4_000));
        let factor = dice.of(&named("factor"), &["0", "0.5", "3"]);
        let _ = writeln!(text, "burst = {{ factor = {factor}, on = {on}, off = {off} }}");
    }
    if dice.has(Feature::Sine) {
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\nsine = {{ mean = \"{rate}/h\", amplitude = 0.9, peak = \"14h\" }}\n{}\
             \n[[live_chats.arrivals]]\nrates = [\"0/h\", \"{rate}/h\", \"5/h\"]\nevery = \"8h\"\n\
             repeat = \"1d\"\ninterpolation = \"linear\"\n{}",
            from("office"),
            from("office")
        );
    }
    if dice.has(Feature::Campaign) {
        campaign(dice, chat, &from("office"), text);
    }
    if dice.has(Feature::Population) {
        let members = 1 + dice.roll(&format!("members of population {chat}"), 30);
        let think = dice.distribution(&format!("think {chat}"), 3_000);
        let hours = dice.of(
            &format!("hours {chat}"),
            &["", "hours = [{ days = \"mon-sat\", from = \"08:00\", to = \"19:00\" }]"],
        );
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\npopulation = {members}\nthink = {think}\n{hours}\n{}",
            from("office")
        );
    }
    if dice.has(Feature::TableOfArrivals) {
        let kind = dice.of(&format!("kind {chat}"), &["counts", "rate-per-hour"]);
        // Counts need the run to begin on an hour.
        let kind =
            if dice.of("starts", &["mon", "fri", "sun"]) == "fri" { "rate-per-hour" } else { kind };
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\ncsv = \"table.csv\"\ncolumn = \"load\"\nkind = \"{kind}\"\n{}\
             \n[[live_chats.arrivals]]\nreplay = \"instants.csv\"\ncolumn = \"at\"\n{}",
            from("office"),
            from("office")
        );
    }
}

fn campaign(dice: &Dice<'_>, chat: u64, from: &str, text: &mut String) {
    let fri = dice.of("starts", &["mon", "fri", "sun"]) == "fri";
    let day = if fri { "sat" } else { "mon" };
    let spread = dice.of(&format!("spread {chat}"), &["even", "falling", "peak"]);
    let _ = write!(
        text,
        "\n[[live_chats.arrivals]]\ncampaign = {{ at = \"{day} 10:00\", clients = 40, \
         over = \"2h\", spread = \"{spread}\" }}\n{from}"
    );
}

fn topics(dice: &Dice<'_>, chat: u64, groups: u64, text: &mut String) {
    let count = 1 + u64::from(dice.has(Feature::SecondTopic));
    for topic in 0..count {
        let named = |what: &str| format!("{what} of {topic} at {chat}");
        let priority = dice.of(&named("priority"), &["none", "low", "medium", "high"]);
        let _ = write!(
            text,
            "\n[[live_chats.topics]]\nname = \"t{topic}\"\npriority = \"{priority}\"\neffort = {}\n",
            dice.distribution(&named("effort"), 60 + dice.roll(&named("mean"), 400))
        );
        dialogue(dice, &named("dialogue"), text);
        if dice.has(Feature::Silence) {
            let notice = dice.distribution(&named("notice"), 45);
            let _ = writeln!(text, "silent = {{ chance = 0.4, notice = {notice} }}");
        }
        if dice.has(Feature::Weights) {
            let _ = writeln!(text, "units = {}", 1 + dice.roll(&named("units"), 3));
        }
        if dice.has(Feature::Skills) {
            let skills =
                dice.of(&named("requires"), &["", "\"german\"", "\"german\", \"invoices\""]);
            let _ = writeln!(text, "requires = [{skills}]");
        }
        if dice.has(Feature::Patience) {
            let _ = writeln!(text, "patience = {}", dice.distribution(&named("patience"), 120));
        }
        if dice.has(Feature::PatienceAfterSwitch) {
            let after = dice.of(&named("after"), &["\"fresh\"", "\"inherited\"", "\"90s\""]);
            let _ = writeln!(text, "patience_after_transfer = {after}");
        }
        let mut switches = Vec::new();
        if groups > 1 && dice.has(Feature::Switches) {
            switches.push("{ from = \"g0\", to = \"g1\", chance = \"40%\" }".to_owned());
            switches.push("{ from = \"g1\", to = \"g0\", chance = 0.3 }".to_owned());
        }
        if dice.has(Feature::Bot) {
            switches.push("{ from = \"g0\", to = \"bot\", chance = 0.1 }".to_owned());
        }
        if dice.has(Feature::SwitchToOperator) {
            let next = if dice.has(Feature::Transfers) { ", next = [\"operator:p1\"]" } else { "" };
            let to_p0 = "{ from = \"g0\", to = \"operator:p0\", chance = 0.2";
            let alone = dice.roll("members 0", 3) == 0;
            switches.push(format!("{to_p0}{} }}", if alone { "" } else { next }));
        }
        if dice.has(Feature::CrossLine) && dice.has(Feature::SecondLiveChat) {
            let other = 1 - chat;
            switches
                .push(format!("{{ from = \"g0\", to = \"live_chat:c{other}\", chance = 0.1 }}"));
        }
        if !switches.is_empty() {
            let _ = writeln!(text, "transfers = [{}]", switches.join(", "));
        }
    }
}

fn clients(dice: &Dice<'_>, chat: u64, internal: bool, text: &mut String) {
    let named = |what: &str| format!("{what} by clients of {chat}");
    if dice.has(Feature::Busyness) {
        let correlation = dice.of(&named("correlation"), &["0", "0.7"]);
        let shared = dice.of(&named("shared"), &["live-chat", "scenario"]);
        let _ = write!(
            text,
            "\n[live_chats.busyness]\nday = 0.4\ninterval = 0.8\nevery = \"50m\"\n\
             correlation = {correlation}\nshared = \"{shared}\"\n"
        );
    }
    if dice.has(Feature::Retrial) {
        let after = dice.of(
            &named("after"),
            &[
                "abandonment",
                "refusal",
                "both",
                "both\"\ndelay_if_closed = \"from-opening",
                "abandonment\"\nflow_outs = \"does-not-count",
            ],
        );
        let delay = dice.distribution(&named("retrial"), 400);
        let most = 1 + dice.roll(&named("most"), 4);
        let _ = write!(
            text,
            "\n[live_chats.retrial]\nchance = 0.7\ndelay = {delay}\nmax_attempts = {most}\n\
             after = \"{after}\"\n"
        );
    }
    if dice.has(Feature::Returns) {
        let ways = ["new-session", "reopen-to-last", "reopen-to-queue"];
        let after = dice.distribution(&named("return"), 2_000);
        let _ = write!(
            text,
            "\n[live_chats.returns]\nchance = 0.4\nafter = {after}\non_return = \"{}\"\n\
             after_bot = \"{}\"\n",
            dice.of(&named("way"), &ways),
            dice.of(&named("after bot"), &["counts", "does-not-count"])
        );
    }
    if dice.has(Feature::Outages) {
        let fri = dice.of("starts", &["mon", "fri", "sun"]) == "fri";
        let day = if fri { "sat" } else { "mon" };
        let then = dice.of(&named("then"), &["messages = \"lost\"", "messages = \"replay\"", ""]);
        let _ = write!(
            text,
            "\n[[live_chats.outages]]\nfrom = \"{day} 09:30\"\nlasts = \"40m\"\n{then}\n\
             \n[[live_chats.outages]]\nfrom = \"{day} 10:10\"\nlasts = \"5m\"\n"
        );
    }
    if !internal && dice.has(Feature::Spam) {
        let mark = dice.distribution(&named("mark"), 30);
        let listed_for =
            dice.of(&named("listed"), &["blocklist_duration = \"2h\"", "blocklist_chance = 0.5"]);
        let _ = write!(
            text,
            "\n[live_chats.spam]\nshare = 0.3\nsenders = 6\nblocked = \"20%\"\nmark = {mark}\n\
             {listed_for}\n"
        );
        if dice.has(Feature::Lists) {
            *text += "whitelisted = 0.34\nmistakenly_blocked = \"15%\"\n";
        }
        if dice.has(Feature::Misjudged) {
            let unmark = dice.distribution(&named("unmark"), 300);
            let _ = writeln!(text, "false_spam = 0.3\nunmark_delay = {unmark}");
        }
    }
}
