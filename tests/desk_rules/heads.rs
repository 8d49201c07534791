//! What desks of several files begin with, as text that `concat!` takes: the hour, the groups, who is in them.

/// One hour, simulated once, with a license for each user.
macro_rules! an_hour {
    () => {
        r#"
run = { horizon = "1h", replications = 1 }
edition = { name = "chatdesk", named_licenses = 9 }
"#
    };
}

/// Anna answers, one session at a time.
macro_rules! general {
    () => {
        r#"
[[groups]]
name = "general"
members = ["anna"]
limit = 1
"#
    };
}

/// Boris is the expert, with one session at a time.
macro_rules! experts {
    () => {
        r#"
[[groups]]
name = "experts"
members = ["boris"]
limit = 1
"#
    };
}

/// Anna and boris answer, each one session at a time.
macro_rules! pair {
    () => {
        r#"
[[groups]]
name = "operators"
members = ["anna", "boris"]
limit = 1
"#
    };
}

/// Olga supervises.
macro_rules! leads {
    () => {
        r#"
[[groups]]
name = "leads"
members = ["olga"]
"#
    };
}

/// Anna is on duty until 600 s, boris from 300 to 1200; both answer `support`, a minute a session, under olga.
macro_rules! two_shifts {
    () => {
        r#"
run = { horizon = "1h", replications = 1 }
shifts = [
    { name = "early", from = "00:00", to = "00:10" },
    { name = "late", from = "00:05", to = "00:20" },
]

[[groups]]
name = "early-birds"
members = ["anna"]
shifts = ["early"]
limit = 1

[[groups]]
name = "night-owls"
members = ["boris"]
shifts = ["late"]
limit = 1

[[groups]]
name = "leads"
members = ["olga"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["early-birds", "night-owls"]
supervisors = ["leads"]
selection = "listed"
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#
    };
}
