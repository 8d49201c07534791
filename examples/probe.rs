use deskload::base::*; use deskload::dist::*; use deskload::plan::*; use deskload::engine::{self,*}; use std::sync::Arc; use std::sync::atomic::AtomicBool;
fn erlang_a(n: usize, per_hour: f64, service: f64, patience: Option<f64>, horizon_h: u64, limit: Option<u32>) -> Plan {
    let q = |name: &str, owner| Queue { name: name.into(), owner, selection: Selection{choice: Choice::LeastOccupied, tie: Tie::LongestIdle}, order: Order::Fifo, places: None };
    let duty = Arc::new(Calendar::always(Duty::Work));
    Plan::new(Parts {
        name: "a".into(), description: String::new(),
        run: Run { starts: Span::ZERO, horizon: Span(horizon_h*HOUR.0), warm_up: Span(HOUR.0), interval: Span(24*HOUR.0), seed: 1, replications: 1, at_horizon: AtHorizon::Cut, answer_within: Span(20*SECOND.0), short_abandon: Span::ZERO, max_switches: 5 },
        licensing: Licensing { edition: Edition::Chatdesk, named: Some(n as u32), concurrent: None, retry: Retry::No },
        people: (0..n).map(|i| Person{name: format!("p{i}"), named: true}).collect(),
        client_groups: vec![], 
        groups: vec![Group{ name: "general".into(), queue: QueueId(1), operators: (0..n).map(OperatorId::from).collect(), wrap_up: None }],
        operators: (0..n).map(|i| Operator { person: PersonId::from(i), name: format!("p{i}"), groups: vec![GroupId(0)], limit, speeds: SpeedCurve::new(vec![1.0,0.8]).unwrap(), duty: duty.clone(), queues: vec![QueueId(1)] }).collect(),
        supervisors: vec![],
        queues: vec![q("chat", QueueOwner::LiveChat(LiveChatId(0))), q("general", QueueOwner::Group(GroupId(0)))],
        live_chats: vec![LiveChat{ name: "chat".into(), channel: "website".into(), clients: None, operator_groups: vec![GroupId(0)], queue: QueueId(0), intake: Intake::Operators, open: Calendar::always(true), queue_age: QueueAge::Kept, rules: vec![Rule{when: Condition::Always, action: Action::GroupQueue(GroupId(0))}] }],
        flows: vec![Flow{ live_chat: LiveChatId(0), client_group: None, arrivals: Arrivals::Poisson(Calendar::always(per_hour/3600.0)), topics: Weighted::new([(TopicId(0),1.0)]).unwrap(), key: 5 }],
        topics: vec![Topic{ name: "t".into(), live_chat: LiveChatId(0), priority: Priority::None, effort: Law::exponential(service).unwrap(), effort_at: vec![], patience: patience.map(|p| Law::exponential(p).unwrap()), patience_after_switch: PatienceAfterSwitch::Fresh, wrap_up: None, switches: vec![] }],
    }).unwrap()
}
fn main() {
    let n: usize = std::env::args().nth(1).map_or(100, |s| s.parse().unwrap());
    let hours: u64 = std::env::args().nth(2).map_or(1000, |s| s.parse().unwrap());
    let plan = Arc::new(erlang_a(n, n as f64*10.0, 360.0, Some(120.0), hours, Some(1)));
    for engine in [Engine::Inline, Engine::Actors] {
        let task = Task { plan: plan.clone(), replication: 0, trace: false, stop: Arc::new(AtomicBool::new(false)) };
        let t = std::time::Instant::now();
        match engine::replicate(engine, &task) {
            End::Finished(f) => {
                let e = t.elapsed();
                println!("{engine:?} sessions {} events {} ({:.2}/session) {:.1} ns/session {:.1} ns/event", f.sessions, f.events, f.events as f64/f.sessions as f64, e.as_nanos() as f64/f.sessions as f64, e.as_nanos() as f64/f.events as f64);
                let mut book = deskload::metrics::Book::new(&plan); book.add(f.metrics);
                for s in book.sheets().iter().filter(|s| s.name=="live_chats" || s.name=="groups") { for (c,v) in s.measures.iter().zip(&s.rows[0].values) { if ["abandon_rate","wait","waited_share","occupancy","wait_p99","service_level_offered"].contains(&c.name) { println!("  {} {} {:.6}", s.name, c.name, v.value);} } }
            }
            e => println!("{:?}", matches!(e, End::Stopped)), 
        }
    }
}
