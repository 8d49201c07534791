//! Where each key that depends on the rest is written without effect.

use deskload::scenario::language::Table;

use super::super::every_key::{path_of, sample};

/// Where a key is written without effect: the overrides of the still desk that write it, and the table
/// where that is another than its usual one.
#[expect(clippy::too_many_lines, reason = "a table: a line a key")]
pub fn without_effect(table: &'static Table, key: &str) -> Vec<String> {
    let set = |text: &str| vec![text.to_owned()];
    let dialogue = "run.level=dialogue";
    let spoken = "live_chats.desk.topics.payroll.dialogue={ rounds = { fixed = 2 }, reply = '1m', think = '1m' }";
    let spoken2 = "live_chats.desk.topics.other.dialogue={ rounds = { fixed = 2 }, reply = '1m', think = '1m' }";
    let at_dialogue = |more: &str| {
        [dialogue, spoken, spoken2, more]
            .into_iter()
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let with = |first: &str, then: &str| vec![first.to_owned(), then.to_owned()];
    match (table.name, key) {
        ("scenario", "limit") => set("limit=7"),
        ("[[shifts]]" | "[[client_groups]]", "name") => Vec::new(),
        ("[edition]", "expires") => set("edition.expires=90d"),
        ("[edition]", "enable_lines_sla") => set("edition.enable_lines_sla=on"),
        ("[edition.platform]", "on_break") => {
            set("edition.platform={ floating = 9, on_break = 'stay' }")
        }
        // Of a group that only supervises.
        ("[[groups]]" | "[[people]]", "speeds") => {
            at_dialogue(&format!("{}speeds=[1.0, 0.9]", path_of(table).replace("anna", "olga")))
        }
        ("[[groups]]", "when_offline") => vec![
            "groups.leads.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "groups.leads.when_offline=close".to_owned(),
        ],
        ("[[people]]", "when_offline") => vec![
            "people.olga.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "people.olga.when_offline=close".to_owned(),
        ],
        ("[[groups]]", "limit" | "capacity" | "ramp_up" | "wrap_up") => {
            let field = table.field(key).expect("declared");
            let mut all = set(&format!("groups.leads.{key}={}", sample(table, field)));
            all.push("groups.leads.connection={ uptime = '8h', downtime = '3m' }".to_owned());
            all
        }
        ("[[groups]]", "offline_grace") => vec![
            "groups.leads.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "groups.leads.when_offline=close".to_owned(),
            "groups.leads.offline_grace=5m".to_owned(),
        ],
        ("[[people]]", "offline_grace") => vec![
            "people.olga.connection={ uptime = '8h', downtime = '3m' }".to_owned(),
            "people.olga.when_offline=close".to_owned(),
            "people.olga.offline_grace=5m".to_owned(),
        ],
        ("[[groups]]", "shifts") => {
            with("people.olga.shifts=[\"idle\"]", "groups.leads.shifts=[\"idle\"]")
        }
        ("[[groups]]", "staff") => vec![
            "groups.ops.members=[\"anna\", \"boris\", \"olga\"]".to_owned(),
            "groups.ops.shifts=[\"idle\"]".to_owned(),
            "groups.leads.staff={ idle = 1 }".to_owned(),
        ],
        ("[[groups]]", "absence" | "lateness") => {
            let field = table.field(key).expect("declared");
            vec![
                "people.olga.shifts=[\"idle\"]".to_owned(),
                format!("people.olga.{key}={}", sample(table, field)),
                format!("groups.leads.{key}={}", sample(table, field)),
            ]
        }
        ("[[groups]]", "connection" | "logins") => {
            let field = table.field(key).expect("declared");
            with(
                &format!("people.olga.{key}={}", sample(table, field)),
                &format!("groups.leads.{key}={}", sample(table, field)),
            )
        }
        ("[[groups]]" | "[[people]]", "personal_queue_at_shift_end") => vec![
            format!("{}shifts=[\"idle\"]", path_of(table).replace("anna", "boris")),
            format!("{}{key}=wait", path_of(table).replace("anna", "boris")),
        ],
        ("[[groups]]", "tie" | "selection" | "order" | "cap" | "queue_places") => {
            let field = table.field(key).expect("declared");
            with("live_chats.desk.rules=[]", &format!("groups.ops.{key}={}", sample(table, field)))
        }
        ("[[groups]]", "wrap_up_cap" | "wrap_up_slot") => {
            let field = table.field(key).expect("declared");
            set(&format!("groups.leads.{key}={}", sample(table, field)))
        }
        ("[[people]]", _) => {
            let field = table.field(key).expect("declared");
            set(&format!("people.olga.{key}={}", sample(table, field)))
        }
        ("queue", "priority_worth") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "groups.ops.order=score".to_owned(),
            "groups.ops.queue.priority_worth=5m".to_owned(),
        ],
        ("queue", "load") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
            "groups.ops.queue.load=own-queue".to_owned(),
        ],
        ("queue", "overflow_from") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
            "groups.ops.queue.overflow=[{ after = '1m', action = 'missed' }]".to_owned(),
            "groups.ops.queue.overflow_from=queue-entry".to_owned(),
        ],
        ("queue", "relaxed_priority") => {
            with("groups.ops.queue.rings=[{ stay = '1m' }]", "groups.ops.queue.relaxed_priority=first")
        }
        ("queue", "places_for_transferred") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
            "groups.ops.queue_places=9".to_owned(),
            "groups.ops.queue.places_for_transferred=plus-20-percent".to_owned(),
        ],
        ("queue", "overflow") => vec![
            "live_chats.desk.rules=[]".to_owned(),
            "groups.ops.queue.overflow=[{ after = '1m', action = 'missed' }]".to_owned(),
        ],
        ("queue", "rings" | "prefer_last_operator") => {
            let field = table.field(key).expect("declared");
            set(&format!("groups.ops.queue.{key}={}", sample(table, field)))
        }
        ("queue", "fallback") => vec![
            "live_chats.desk.operators=[\"ops\", \"leads\"]".to_owned(),
            "groups.leads.limit=1".to_owned(),
            "groups.ops.queue.fallback=leads".to_owned(),
        ],
        ("queue", "nobody_online") => set("groups.ops.queue.nobody_online=refuse"),
        ("queue", _) => {
            let field = table.field(key).expect("declared");
            vec![
                "live_chats.desk.rules=[]".to_owned(),
                "live_chats.desk.sla.gold.reaction.breach=none".to_owned(),
                format!("groups.ops.queue.{key}={}", sample(table, field)),
            ]
        }
        ("overflow", "nobody_online") => vec![
            "live_chats.desk.operators=[\"ops\", \"leads\"]".to_owned(),
            "groups.leads.limit=1".to_owned(),
            "groups.ops.queue.overflow=[{ after = '1m', group = 'leads' }, { after = '9m', action = 'missed' }]".to_owned(),
            "groups.ops.queue.overflow.0.nobody_online=skip".to_owned(),
        ],
        ("[[live_chats]]", "queue_places" | "selection" | "tie" | "order") => {
            let field = table.field(key).expect("declared");
            with(
                "live_chats.desk.default_routing=group-queue",
                &format!("live_chats.desk.{key}={}", sample(table, field)),
            )
        }
        ("[[live_chats]]", "closed") => set("live_chats.desk.closed=queue"),
        ("[[live_chats]]", "queue_age") => {
            with("live_chats.desk.sla.gold.reaction.breach=none", "live_chats.desk.queue_age=reset")
        }
        ("[live_chats.transfer_rules]", _) => {
            let field = table.field(key).expect("declared");
            // With a transfer that is none of these.
            vec![
                "live_chats.desk.operators=[\"ops\", \"leads\"]".to_owned(),
                "groups.leads.limit=1".to_owned(),
                "live_chats.desk.topics.payroll.transfers=[{ to = 'leads', chance = '9%' }]".to_owned(),
                format!("live_chats.desk.transfer_rules.{key}={}", sample(table, field)),
            ]
        }
        ("[live_chats.bot]", "auto_finish") => {
            with("live_chats.desk.rules=[{ action = 'bot' }]", "live_chats.desk.bot={ time = '1m', auto_finish = '9m' }")
        }
        ("[live_chats.bot]", "at_shift_end") => {
            with("live_chats.desk.rules=[{ action = 'bot' }]", "live_chats.desk.bot={ time = '1m', at_shift_end = 'yes' }")
        }
        ("rules", "nobody_online") => set("live_chats.desk.rules.0.nobody_online=wait"),
        ("[[live_chats.sla]]", "name") | ("exceptions", "week") => Vec::new(),
        ("[[live_chats.sla]]", "response") => vec![
            "edition.enable_lines_sla=on".to_owned(),
            "live_chats.desk.rules.0.sla=gold".to_owned(),
            "live_chats.desk.sla.gold.response={ within = '5m' }".to_owned(),
        ],
        ("reaction, response, closing", "nobody_online") => {
            set("live_chats.desk.sla.gold.reaction.nobody_online=transfer")
        }
        ("[[live_chats.topics]]", "effort") => at_dialogue(""),
        ("[[live_chats.topics]]", "effort_by_time") => {
            at_dialogue("live_chats.desk.topics.payroll.effort_by_time={ csv = 'file.csv' }")
        }
        ("[[live_chats.topics]]", "effort_at") => {
            at_dialogue("live_chats.desk.topics.payroll.effort_at={ ops = '5m' }")
        }
        ("[[live_chats.topics]]", "units") => set("live_chats.desk.topics.payroll.units=2"),
        ("[[live_chats.topics]]", "dialogue") => set(spoken),
        ("[[live_chats.topics]]", "dialogue_at") => {
            set("live_chats.desk.topics.payroll.dialogue_at={ ops = { rounds = { fixed = 2 }, reply = '1m', think = '1m' } }")
        }
        ("silent", "notice") => {
            let mut all: Vec<String> = at_dialogue("live_chats.desk.inactivity={ close = '9m' }");
            all.push("live_chats.desk.topics.payroll.patience=9m".to_owned());
            all.push("live_chats.desk.topics.payroll.silent={ chance = '9%', notice = '1m' }".to_owned());
            all
        }
        ("[[live_chats.topics]]", "silent") => {
            set("live_chats.desk.topics.payroll.silent={ chance = '9%', notice = '1m' }")
        }
        ("[[live_chats]]", "retrial") => with(
            "groups.ops.queue={}",
            "live_chats.desk.retrial={ chance = '9%', delay = '5m' }",
        ),
        ("[live_chats.retrial]", "flow_outs") => vec![
            "groups.ops.queue={}".to_owned(),
            "live_chats.desk.topics.payroll.patience=9m".to_owned(),
            "live_chats.desk.retrial={ chance = '9%', delay = '5m' }".to_owned(),
            "live_chats.desk.retrial.flow_outs=counts".to_owned(),
        ],
        ("[live_chats.retrial]", "delay_if_closed") => vec![
            "live_chats.desk.topics.payroll.patience=9m".to_owned(),
            "live_chats.desk.retrial={ chance = '9%', delay = '5m', after = 'both' }".to_owned(),
            "live_chats.desk.retrial.delay_if_closed=from-opening".to_owned(),
        ],
        ("[live_chats.returns]", "after_bot") => with(
            "live_chats.desk.returns={ chance = '9%', after = '5m' }",
            "live_chats.desk.returns.after_bot=does-not-count",
        ),
        ("[live_chats.spam]", "blocklist_duration") => with(
            "live_chats.desk.spam={ share = '9%', mark = '1m', blocklist_chance = 0 }",
            "live_chats.desk.spam.blocklist_duration=5h",
        ),
        ("[live_chats.watch]", "priority") => with(
            "live_chats.desk.watch={ every = '1m', reaction = '1s', action = 'priority' }",
            "live_chats.desk.watch.priority=low",
        ),
        (_, _) => {
            let field = table.field(key).expect("declared");
            set(&format!("{}{key}={}", path_of(table), sample(table, field)))
        }
    }
}
