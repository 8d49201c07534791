//! Operators who take sessions themselves, and need a while to notice them.

use super::desk;

const PULL: &str = r#"
run = { horizon = "1h", replications = 1 }

[[groups]]
name = "operators"
members = ["anna", "boris"]
limit = 1

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
queue = { reaction = "10s" }
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;

#[test]
fn an_idle_operator_takes_the_first_after_a_while_and_of_two_the_first_named_wins() {
    // Both notice the first at 10: anna has it, boris the second, which came meanwhile. The third
    // waits for a slot, and then to be noticed.
    desk(PULL).write("support", "0 5 20").run().sessions(
        "arrived answered wait first_operator ended
         0       10       10   anna           70
         5       10       5    boris          70
         20      80       60   anna           140",
    );
}

#[test]
fn who_is_too_late_gets_nothing_and_looks_again() {
    desk(PULL)
        .write("support", "0 30 300")
        .run()
        .sessions(
            "arrived answered first_operator
             0       10       anna
             30      40       boris
             300     310      anna",
        )
        // Boris was too late at 10 and at 310.
        .figures("operators", &["boris"], &[("already_taken", 2.0), ("taken", 1.0)])
        .figures("operators", &["anna"], &[("already_taken", 0.0), ("taken", 2.0)]);
}

#[test]
fn of_two_at_one_instant_the_first_in_the_file_wins_wherever_the_group_lists_them() {
    // The seats of the live chat's queue begin with the second group.
    const BACKWARDS: &str = r#"
        run = { horizon = "1h", replications = 1 }
        edition = { name = "chatdesk", named_licenses = 9 }
        limit = 1

        [[groups]]
        name = "one"
        members = ["anna"]

        [[groups]]
        name = "two"
        members = ["boris"]

        [[groups]]
        name = "leads"
        members = ["olga"]

        [[live_chats]]
        name = "support"
        channel = "telegram"
        operators = ["two", "one"]
        supervisors = ["leads"]
        queue = { reaction = "10s" }
        arrivals = [{ replay = "support.csv", column = "at" }]
        topics = [{ name = "question", effort = "60s" }]
    "#;
    desk(BACKWARDS).write("support", "0").run().sessions("answered first_operator\n 10 anna");
}

#[test]
fn who_can_have_several_takes_them_one_after_the_other() {
    desk(PULL)
        .with("groups.operators.limit=3")
        .with("groups.operators.speeds=[1.0, 1.0, 1.0]")
        .with("groups.operators.members=[\"anna\"]")
        .write("support", "0 0 0 1")
        .run()
        .sessions("arrived answered\n 0 10\n 0 20\n 0 30\n 1 80");
}

#[test]
fn who_gives_up_before_being_noticed_is_no_operators() {
    desk(PULL)
        .with("live_chats.support.topics.question.patience=9s")
        .write("support", "0 100")
        .run()
        .sessions("outcome ended\n abandoned 9\n abandoned 109")
        .figures("operators", &["anna"], &[("already_taken", 2.0)]);
}

#[test]
fn an_operator_may_take_more_than_the_limit_where_the_group_says_so() {
    // Anna's own limit is one, and that of a session that is transferred to her; but in the group's
    // queue she may take three.
    const CAPPED: &str = r#"
        run = { horizon = "1h", replications = 1 }
        edition = { name = "chatdesk", named_licenses = 9 }

        [[groups]]
        name = "leads"
        members = ["olga"]

        [[groups]]
        name = "operators"
        members = ["anna"]
        limit = 1
        cap = 3
        speeds = [1.0, 1.0, 1.0]

        [[live_chats]]
        name = "support"
        channel = "telegram"
        operators = ["operators"]
        supervisors = ["leads"]
        default_routing = "group-queue"
        arrivals = [{ replay = "support.csv", column = "at" }]
        topics = [{ name = "question", effort = "60s" }]
    "#;
    desk(CAPPED)
        .write("support", "0 1 2 3")
        .run()
        .sessions("arrived answered\n 0 0\n 1 1\n 2 2\n 3 60")
        .figures("operators", &["anna"], &[("concurrency_max", 3.0)]);
    // The common queue knows the operator's own limit alone.
    desk(CAPPED)
        .with("live_chats.support.default_routing=pull")
        .write("support", "0 1")
        .run()
        .sessions("arrived answered\n 0 0\n 1 60");
    desk(CAPPED)
        .with("groups.operators.cap=unlimited")
        .write("support", "0 1 2 3")
        .run()
        .sessions("arrived answered\n 0 0\n 1 1\n 2 2\n 3 3");
}

#[test]
fn the_limit_of_the_file_holds_where_neither_group_nor_person_says_otherwise() {
    let played = |more: &[&str]| {
        let case = desk(PULL).with("limit=2").with("live_chats.support.queue={}");
        let case = case.with("groups.operators.members=[\"anna\"]");
        let case = case.with("groups.operators.speeds=[1.0, 1.0, 1.0]");
        let case = more.iter().fold(case, |case, change| case.with(change));
        case.write("support", "0 1 2 3").run()
    };
    // The group's limit of one goes before that of the file, the person's before both.
    played(&[]).sessions("answered\n 0\n 60\n 120\n 180");
    played(&["people.anna.limit=3"]).sessions("answered\n 0\n 1\n 2\n 60");
}

#[test]
fn what_is_pushed_to_the_least_occupied_waits_for_no_operator_to_look() {
    // E-S3, E-Q5: the operator has it at once, although the group takes its sessions itself.
    desk(PUSHED).write("support", "5").run().sessions("answered first_operator\n 5 anna");
    desk(PUSHED)
        .with(r#"live_chats.support.rules=[{ action = "invite-group", group = "operators" }]"#)
        .write("support", "5")
        .run()
        .sessions("answered first_operator\n 15 anna");
}

/// Anna looks at her group's queue ten seconds after a session came.
const PUSHED: &str = r#"
edition = { name = "chatdesk", named_licenses = 2 }
run = { horizon = "1h", replications = 1 }
groups = [
    { name = "operators", members = ["anna"], queue = { reaction = "10s" } },
    { name = "leads", members = ["olga"] },
]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["operators"]
supervisors = ["leads"]
rules = [{ action = "least-occupied", group = "operators" }]
arrivals = [{ replay = "support.csv", column = "at" }]
topics = [{ name = "question", effort = "60s" }]
"#;
