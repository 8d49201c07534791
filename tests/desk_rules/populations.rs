//! The same people again and again: who is waiting or in a session does not write.

use super::desk;

/// Two employees who write a hundred seconds after their last session; one operator.
const TWO_EMPLOYEES: &str = r#"
run = { horizon = "10m", replications = 1 }
client_groups = [{ name = "office" }]

[[groups]]
name = "operators"
members = ["anna"]
limit = 1

[[live_chats]]
name = "help"
channel = "internal"
clients = ["office"]
operators = ["operators"]
arrivals = [{ population = 2, think = "100s" }]
topics = [{ name = "question", effort = "60s" }]
"#;

#[test]
fn a_member_writes_again_only_when_the_session_is_over_and_thought_about() {
    desk(TWO_EMPLOYEES)
        .run()
        .sessions(
            "session client contact arrived answered ended
             0-0     0-0    1       100     100      160
             0-1     0-1    1       100     160      220
             0-2     0-0    2       260     260      320
             0-3     0-1    2       320     320      380
             0-4     0-0    3       420     420      480
             0-5     0-1    3       480     480      540
             0-6     0-0    4       580     580      -",
        )
        .figures("live_chats", &["help"], &[("offered", 7.0), ("returning", 5.0)]);
}

#[test]
fn who_gives_up_or_is_refused_thinks_too() {
    desk(TWO_EMPLOYEES).with("live_chats.help.topics.question.patience=20s").run().sessions(
        "client arrived outcome   ended
         0-0    100     closed    160
         0-1    100     abandoned 120
         0-1    220     closed    280
         0-0    260     closed    340
         0-1    380     closed    440
         0-0    440     closed    500
         0-1    540     open      -",
    );
    desk(TWO_EMPLOYEES)
        .with("live_chats.help.open=[{ from = '00:04', to = '00:06' }]")
        .run()
        .sessions(
            "client arrived outcome ended
             0-0    100     refused 100
             0-1    100     refused 100
             0-0    200     refused 200
             0-1    200     refused 200
             0-0    300     closed  360
             0-1    300     closed  420
             0-0    460     refused 460
             0-1    520     refused 520
             0-0    560     refused 560",
        );
}

#[test]
fn who_is_at_work_only_for_some_hours_thinks_only_then() {
    // At 100 both; at work until 120 and again from 180 to 300, and so on.
    desk(TWO_EMPLOYEES)
        .with(
            "live_chats.help.arrivals.0.hours=[{ from = '00:00', to = '00:02' }, \
             { from = '00:03', to = '00:05' }]",
        )
        .run()
        .sessions(
            "client arrived answered ended
             0-0    100     100      160
             0-1    100     160      220
             0-0    280     280      340",
        );
}

/// Common random numbers: how long a member thinks after a session does not depend on others.
#[test]
fn a_member_thinks_as_long_with_any_operator() {
    let thoughts = |count: &str| {
        let played = desk(TWO_EMPLOYEES)
            .with("live_chats.help.arrivals.0.population=5")
            .with("live_chats.help.arrivals.0.think={ exponential = '2m' }")
            .with("run.horizon=2h")
            .with(&format!("groups.operators.count={count}"))
            .run();
        let cells = played.cells("client contact arrived ended");
        let number = |cell: &str| cell.parse::<f64>().unwrap_or(f64::NAN);
        let mut thoughts = std::collections::BTreeMap::new();
        for row in &cells {
            let before = format!("{}", number(row[1]) - 1.0);
            let ended = cells.iter().find(|other| other[0] == row[0] && other[1] == before);
            let since = ended.map_or(0.0, |other| number(other[3]));
            let thought = (number(row[2]) - since) * 1e6;
            thoughts.insert((row[0].to_owned(), row[1].to_owned()), thought.round() as i64);
        }
        thoughts
    };
    let (few, many) = (thoughts("1"), thoughts("3"));
    let both: Vec<_> = few.iter().filter(|(who, _)| many.contains_key(*who)).collect();
    assert!(both.len() > 50 && many.len() > few.len());
    assert!(both.iter().all(|(who, thought)| many[*who] == **thought));
}
