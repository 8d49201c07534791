//! A random desk as scenario text.

use std::fmt::Write as _;

use deskload::base::Key;

/// What a random desk may have, and may be left out to find the smallest that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    SecondLiveChat,
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
    ConcurrentLicenses,
    WarmUp,
    Statistics,
    Drain,
    TableOfArrivals,
    ConstantTimes,
    Population,
    Sine,
    Campaign,
    Burst,
    Busyness,
    Retrial,
    Returns,
    Outages,
    Spam,
    ServiceLevel,
    Bot,
    Expiry,
}

impl Feature {
    /// Each of them.
    pub const ALL: [Self; 39] = [
        Self::SecondLiveChat,
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
        Self::ConcurrentLicenses,
        Self::WarmUp,
        Self::Statistics,
        Self::Drain,
        Self::TableOfArrivals,
        Self::ConstantTimes,
        Self::Population,
        Self::Sine,
        Self::Campaign,
        Self::Burst,
        Self::Busyness,
        Self::Retrial,
        Self::Returns,
        Self::Outages,
        Self::Spam,
        Self::ServiceLevel,
        Self::Bot,
        Self::Expiry,
    ];
}

/// A scenario and the files beside it.
pub struct Desk {
    pub text: String,
    pub files: Vec<(String, String)>,
}

/// Draws by name, so that leaving one feature out changes nothing else.
struct Dice<'a> {
    key: Key,
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

    /// A law with a mean of about so many seconds; never of zero length, so that time moves.
    fn law(&self, what: &str, mean: u64) -> String {
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
        let dice = Dice { key: Key::root(seed), without };
        let mut text = String::new();
        let groups = 1
            + u64::from(dice.has(Feature::SecondGroup))
            + u64::from(dice.has(Feature::SecondGroup) && dice.has(Feature::ThirdGroup));
        top(&dice, &mut text);
        if dice.has(Feature::Shifts) {
            shifts(&dice, &mut text);
        }
        for group in 0..groups {
            members(&dice, group, &mut text);
        }
        text += "\n[[groups]]\nname = \"leads\"\nmembers = [\"lead\", \"p0\"]\n";
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
            let _ = writeln!(table, "{hour:02}:00,{}", dice.roll(&format!("hour {hour}"), 40));
        }
        let instants = "at\n0\n0\n60\n60\n60.5\n3600\n3600\n7200\n".to_owned();
        Self { text, files: vec![("table.csv".into(), table), ("instants.csv".into(), instants)] }
    }
}

fn top(dice: &Dice<'_>, text: &mut String) {
    if dice.has(Feature::ConcurrentLicenses) {
        let retry = dice.of("retry", &["none", "in-line", "every 7m"]);
        let (named, pool) = (dice.roll("named", 3), 1 + dice.roll("pool", 4));
        let _ = write!(
            text,
            "[edition]\nname = \"service-2025\"\nnamed_licenses = {named}\n\
             concurrent_licenses = {pool}\nretry = \"{retry}\"\n"
        );
    } else {
        *text += "[edition]\nname = \"chatdesk\"\nnamed_licenses = 100\n";
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
        true => dice.of("statistics", &["2", "1\nbatches = 10", "2\nprecision = \"90%\""]),
        false => "2",
    };
    let starts = dice.of("starts", &["mon 00:00", "fri 17:30", "sun 23:00"]);
    let seed = dice.roll("seed", 1_000);
    let _ = write!(
        text,
        "\n[run]\nhorizon = \"30h\"\ninterval = \"1h\"\nreplications = {statistics}\nmax_switches = 4\n\
         starts = \"{starts}\"\nwarm_up = \"{warm}\"\nat_horizon = \"{end}\"\nseed = {seed}\n"
    );
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

fn members(dice: &Dice<'_>, group: u64, text: &mut String) {
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
    if dice.has(Feature::WrapUp) {
        let _ = writeln!(text, "wrap_up = {}", dice.law(&named("wrap-up"), 40));
    }
    if dice.has(Feature::QueuePlaces) {
        let _ = writeln!(text, "queue_places = {}", dice.roll(&named("places"), 4));
    }
    if dice.has(Feature::Selection) {
        let choices =
            ["least-occupied", "most-spare", "longest-idle", "round-robin", "random", "listed"];
        let ties = ["longest-idle", "random", "listed"];
        let (choice, tie) = (dice.of(&named("choice"), &choices), dice.of(&named("tie"), &ties));
        let _ = write!(text, "selection = \"{choice}\"\ntie = \"{tie}\"\n");
    }
    if dice.has(Feature::Priority) {
        *text += "order = \"priority-first\"\n";
    }
}

fn live_chat(dice: &Dice<'_>, chat: u64, groups: u64, text: &mut String) {
    let named = |what: &str| format!("{what} at {chat}");
    let internal = chat == 0 && dice.has(Feature::ClientGroups);
    let operators: Vec<String> = (0..groups).map(|group| format!("\"g{group}\"")).collect();
    let channel = if internal { "internal\"\nclients = [\"office\"]" } else { "telegram\"" };
    let _ = write!(
        text,
        "\n[[live_chats]]\nname = \"c{chat}\"\nchannel = \"{channel}\noperators = [{}]\n\
         supervisors = [\"leads\"]\n",
        operators.join(", ")
    );
    if dice.has(Feature::OpeningHours) {
        *text += "open = [{ days = \"every day\", from = \"09:00\", to = \"18:00\" }]\n";
    }
    if dice.has(Feature::QueueAge) {
        *text += "queue_age = \"reset\"\n";
    }
    if dice.has(Feature::Rules) {
        let action = dice.of(
            &named("rule"),
            &[
                "\"least-occupied\", group = \"g0\"",
                "\"operator\", operator = \"p0\"",
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
    if dice.has(Feature::Bot) {
        let hand_off = dice
            .of(&named("hand-off"), &["", ", hand_off_to = \"g0\"", ", at_shift_end = \"yes\""]);
        let _ = writeln!(
            text,
            "bot = {{ time = {}, contains = 0.3, silent = 0.1, auto_finish = \"9m\"{hand_off} }}",
            dice.law(&named("bot"), 90)
        );
    }
    if dice.has(Feature::Supervision) {
        let how = dice.of(&named("how"), &["group-queue", "least-occupied"]);
        let _ = write!(
            text,
            "distribution = \"supervisor\"\n\n[live_chats.supervision]\nreaction = {}\n\
             to = \"g0\"\nhow = \"{how}\"\n",
            dice.law(&named("reaction"), 25)
        );
    } else {
        let way = dice.of(&named("way"), &["pull", "group-queue", "least-occupied"]);
        let _ = writeln!(text, "distribution = \"{way}\"");
    }
    arrivals(dice, chat, internal, text);
    topics(dice, chat, groups, text);
    clients(dice, chat, internal, text);
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
                "to-operator\", operator = \"p0\", nobody_online = \"hand-over\"",
                "to-operator\", operator = \"p0\"",
                "to-group\", group = \"g0\"",
                "to-least-occupied\", group = \"g0\"",
                "to-least-occupied\", group = \"g0\", nobody_online = \"hand-over\"",
            ],
        );
        format!("{what} = {{ within = \"{within}s\", breach = \"{breach} }}")
    };
    let (reaction, closing) = (standard("reaction", 300), standard("closing", 900));
    let _ = writeln!(text, "sla = [{{ name = \"gold\", {hours}, {reaction}, {closing} }}]");
}

fn arrivals(dice: &Dice<'_>, chat: u64, internal: bool, text: &mut String) {
    let from = |group: &str| {
        if internal { format!("client_group = \"{group}\"\n") } else { String::new() }
    };
    let rate = 5 + dice.roll(&format!("rate {chat}"), 40);
    let _ = write!(text, "\n[[live_chats.arrivals]]\nrate = \"{rate}/h\"\n{}", from("office"));
    if dice.has(Feature::Burst) {
        let named = |what: &str| format!("{what} burst at {chat}");
        let (on, off) = (dice.law(&named("on"), 1_200), dice.law(&named("off"), 4_000));
        let factor = dice.of(&named("factor"), &["0", "0.5", "3"]);
        let _ = writeln!(text, "burst = {{ factor = {factor}, on = {on}, off = {off} }}");
    }
    if dice.has(Feature::Sine) {
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\nsine = {{ mean = \"{rate}/h\", amplitude = 0.9, peak = \"14h\" }}\n{}\
             \n[[live_chats.arrivals]]\nrates = [\"0/h\", \"{rate}/h\", \"5/h\"]\nevery = \"8h\"\n\
             repeat = \"1d\"\nbetween = \"lines\"\n{}",
            from("office"),
            from("office")
        );
    }
    if dice.has(Feature::Campaign) {
        let fri = dice.of("starts", &["mon", "fri", "sun"]) == "fri";
        let day = if fri { "sat" } else { "mon" };
        let spread = dice.of(&format!("spread {chat}"), &["even", "falling", "peak"]);
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\ncampaign = {{ at = \"{day} 10:00\", clients = 40, \
             over = \"2h\", spread = \"{spread}\" }}\n{}",
            from("office")
        );
    }
    if dice.has(Feature::Population) {
        let members = 1 + dice.roll(&format!("members of population {chat}"), 30);
        let think = dice.law(&format!("think {chat}"), 3_000);
        let _ = write!(
            text,
            "\n[[live_chats.arrivals]]\npopulation = {members}\nthink = {think}\n{}",
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

fn topics(dice: &Dice<'_>, chat: u64, groups: u64, text: &mut String) {
    let count = 1 + u64::from(dice.has(Feature::SecondTopic));
    for topic in 0..count {
        let named = |what: &str| format!("{what} of {topic} at {chat}");
        let priority = dice.of(&named("priority"), &["none", "low", "medium", "high"]);
        let _ = write!(
            text,
            "\n[[live_chats.topics]]\nname = \"t{topic}\"\npriority = \"{priority}\"\neffort = {}\n",
            dice.law(&named("effort"), 60 + dice.roll(&named("mean"), 400))
        );
        if dice.has(Feature::Patience) {
            let _ = writeln!(text, "patience = {}", dice.law(&named("patience"), 120));
        }
        if dice.has(Feature::PatienceAfterSwitch) {
            let after = dice.of(&named("after"), &["\"fresh\"", "\"inherited\"", "\"90s\""]);
            let _ = writeln!(text, "patience_after_switch = {after}");
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
            switches.push("{ from = \"g0\", to = \"operator:p0\", chance = 0.2 }".to_owned());
        }
        if !switches.is_empty() {
            let _ = writeln!(text, "switches = [{}]", switches.join(", "));
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
        let after = dice.of(&named("after"), &["abandonment", "refusal", "both"]);
        let delay = dice.law(&named("retrial"), 400);
        let most = 1 + dice.roll(&named("most"), 4);
        let _ = write!(
            text,
            "\n[live_chats.retrial]\nchance = 0.7\ndelay = {delay}\nat_most = {most}\n\
             after = \"{after}\"\n"
        );
    }
    if dice.has(Feature::Returns) {
        let ways = ["new-session", "reopen-to-last", "reopen-to-queue"];
        let after = dice.law(&named("return"), 2_000);
        let _ = write!(
            text,
            "\n[live_chats.returns]\nchance = 0.4\nafter = {after}\non_return = \"{}\"\n",
            dice.of(&named("way"), &ways)
        );
    }
    if dice.has(Feature::Outages) {
        let fri = dice.of("starts", &["mon", "fri", "sun"]) == "fri";
        let day = if fri { "sat" } else { "mon" };
        let then = dice.of(&named("then"), &["then = \"lost\"", "then = \"replay\"", ""]);
        let _ = write!(
            text,
            "\n[[live_chats.outages]]\nfrom = \"{day} 09:30\"\nlasts = \"40m\"\n{then}\n\
             \n[[live_chats.outages]]\nfrom = \"{day} 10:10\"\nlasts = \"5m\"\n"
        );
    }
    if !internal && dice.has(Feature::Spam) {
        let mark = dice.law(&named("mark"), 30);
        let listed_for = dice.of(&named("listed"), &["listed_for = \"2h\"", "listed = 0.5"]);
        let _ = write!(
            text,
            "\n[live_chats.spam]\nshare = 0.3\nsenders = 6\nblocked = \"20%\"\nmark = {mark}\n\
             {listed_for}\n"
        );
    }
}
