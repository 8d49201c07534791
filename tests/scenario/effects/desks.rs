//! Desks in which keys have an effect, and one in which they have none.

/// A desk in which nothing moves, no user is away, and nothing is shared: a key that needs any of that
/// has no effect here.
pub const STILL: &str = r#"
[edition]
name = "chatdesk"
named_licenses = 9

[[shifts]]
name = "idle"
from = "08:00"
to = "16:00"

[[client_groups]]
name = "strangers"

[[groups]]
name = "ops"
members = ["anna", "boris"]
limit = 2
queue = { overflow = [{ after = "9m", action = "missed" }] }

[[groups]]
name = "leads"
members = ["olga"]

[[people]]
name = "olga"

[[live_chats]]
name = "desk"
channel = ["internal", "telegram"]
clients = ["office"]
operators = ["ops"]
supervisors = ["leads"]
sla = [{ name = "gold", hours = [{ from = "00:00" }], reaction = { within = "1m", breach = "to-least-occupied", group = "ops" }, exceptions = [{ week = 9, days = "tue" }] }]
rules = [{ when = { topic = "other" }, action = "least-occupied", group = "ops" }]

[[live_chats.arrivals]]
channel = "telegram"
rate = "30/h"

[[live_chats.topics]]
name = "payroll"
effort = { exponential = "6m" }
patience = "none"
wrap_up = "1m"

[[live_chats.topics]]
name = "other"
effort = { exponential = "6m" }
patience = "none"
wrap_up = "1m"

[[client_groups]]
name = "office"
"#;

/// A desk in which sessions move, operators come and go, and much is shared.
pub const LIVELY: &str = r#"
limit = 4
[edition]
name = "service-2025"
named_licenses = 2
concurrent_licenses = 9
enable_lines_sla = "on"
retry = "in-line"
expires = "4d"
platform = { named = 1, floating = 9, on_break = "stay", inactivity = "9m", tab_left_open = "9%" }

[scale]
absence = "5%"

[run]
short_abandon = "3s"
max_transfers = 9

[[client_groups]]
name = "office"

[[shifts]]
name = "day"
from = "08:00"
to = "16:00"
breaks = [{ from = "12:00", to = "12:30" }]

[[groups]]
name = "ops"
members = ["anna", "boris"]
limit = 2
capacity = 4
ramp_up = { for = "9m", speed = "60%" }
connection = { uptime = "8h", downtime = "3m" }
when_offline = "requeue"
offline_grace = "2m"
skills = ["french"]
speeds = [1.0, 0.8]
shifts = ["day"]
absence = "2%"
lateness = "2m"
end_of_shift = "hand-back"
personal_queue_at_shift_end = "hand-back"
break_begins = "after-sessions"
late_break = "length"
cap = 3
selection = "least-occupied"
tie = "random"
order = "score"
queue_places = 30
wrap_up = "1m"
wrap_up_cap = "2m"
wrap_up_slot = "free"

[groups.queue]
priority_worth = "2m"
load = "own-queue"
rings = [{ stay = "1m" }]
relaxed_priority = "first"
offer = { accept = "4s" }
rate_limit = { sessions = 90 }
spacing = "1s"
prefer_last_operator = "1m"
overflow = [{ after = "5m", group = "experts", nobody_online = "skip" }, { after = "9m", action = "missed" }]
overflow_from = "queue-entry"
max_wait = "30m"
places_for_transferred = "plus-20-percent"
fallback = "experts"
nobody_online = "refuse"

[[groups]]
name = "experts"
members = ["clara", "dora"]
logins = { online = "2h", offline = "10m" }
queue = { reaction = "3s" }

[[groups]]
name = "leads"
members = ["olga"]

[[people]]
name = "boris"
limit = 3
capacity = 5
ramp_up = { for = "5m", speed = "70%" }
when_offline = "close"
offline_grace = "3m"
skills = ["french"]
speeds = [1.0, 0.7]
end_of_shift = "own-sessions"
personal_queue_at_shift_end = "hand-back"
break_begins = "after-sessions"
late_break = "length"

[[live_chats]]
name = "desk"
channel = ["internal", "telegram"]
clients = ["office"]
operators = ["ops", "experts"]
supervisors = ["leads"]
open = [{ from = "06:00", to = "22:00" }]
closed = "queue"
queue_places = 40
selection = "least-occupied"
tie = "listed"
order = "priority-first"
queue_age = "reset"
bot_time = "included"
default_routing = "pull"
transfer_rules = { mode = "cold", offline_operators = "hidden", max_failed_transfers = 2, across_live_chats = "allowed" }
watch = { every = "5m", reaction = "9s", action = "priority", priority = "low" }
bot = { time = "1m", containment = "20%", silent = "5%", auto_finish = "9m", at_shift_end = "yes" }
retrial = { chance = "20%", delay = "9m", after = "both", flow_outs = "counts", delay_if_closed = "from-opening" }
returns = { chance = "9%", after = "1h", on_return = "reopen-to-last", after_bot = "does-not-count" }
spam = { share = "2%", mark = "20s", blocklist_duration = "9h" }
sla = [{ name = "gold", hours = [{ from = "08:00", to = "20:00" }], exceptions = [{ week = 1, days = "tue" }], reaction = { within = "9m", breach = "to-least-occupied", group = "ops", nobody_online = "transfer" } }]

[[live_chats.rules]]
when = { tag = "money", priority = "high" }
action = "least-occupied"
group = "ops"
nobody_online = "wait"
sla = "gold"
set_priority = "high"

[[live_chats.rules]]
when = { topic = "other" }
action = "bot"

[[live_chats.rules]]
when = { first_session = "no" }
action = "operator"
operator = "anna"

[[live_chats.arrivals]]
channel = "telegram"
rate = "20/h"

[[live_chats.arrivals]]
channel = "internal"
rate = "5/h"
known_clients = "yes"

[[live_chats.topics]]
name = "payroll"
share = "60%"
effort = "4m"
effort_at = { experts = "9m" }
effort_by_time = { csv = "file.csv", from = "from", column = "n" }
patience = { exponential = "9m" }
patience_after_transfer = "inherited"
silent = { chance = "9%", notice = "30s" }
units = 2
tags = ["money"]
priority = "low"
requires = ["french"]
transfers = [
    { to = "operator:clara", from = "ops", chance = "9%", on_failure = "return" },
    { to = "live_chat:second", from = "ops", chance = "9%" },
]

[[live_chats.topics]]
name = "other"
effort = "4m"
patience = "9m"

[[live_chats]]
name = "second"
channel = "mail"
operators = ["ops", "experts"]
supervisors = ["leads"]

[[live_chats.topics]]
name = "question"
effort = "4m"
patience = "9m"
"#;

/// A desk at the dialogue level.
pub const TALKING: &str = r#"
[edition]
name = "chatdesk"
named_licenses = 9
enable_lines_sla = "on"

[run]
level = "dialogue"

[[groups]]
name = "ops"
count = 3
limit = 2

[[groups]]
name = "leads"
count = 1

[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["ops"]
supervisors = ["leads"]
default_routing = "group-queue"
inactivity = { close = "30m" }
no_reply = { within = "9m" }
operator_inactivity = { notify = "9m" }
rules = [{ action = "invite-group", group = "ops", sla = "gold" }]
sla = [{ name = "gold", around_the_clock = "yes", response = { within = "9m" } }]
arrivals = [{ rate = "9/h" }]

[[live_chats.topics]]
name = "question"
patience = "9m"
dialogue = { rounds = { fixed = 3 }, reply = "1m", think = "1m" }
dialogue_at = { ops = { rounds = { fixed = 2 }, reply = "1m", think = "1m" } }
"#;
