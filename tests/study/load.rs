//! A small desk whose figures can be worked out by hand.

use std::sync::Arc;

use deskload::base::{
    DAY, GroupId, HOUR, LiveChatId, MINUTE, OperatorId, PersonId, QueueId, Span, Time, TopicId,
};
use deskload::dist::{Distribution, Weighted};
use deskload::plan::{
    ArrivalCounts, Arrivals, AtHorizon, BegunBy, Burst, Calendar, Campaign, CampaignSpread,
    Channel, Choice, Claims, Dialogue, DialogueByGroup, DialoguePolicy, Duty, Edition, Flow,
    FlowBehaviour, Group, IntakeMode, IntakeTrigger, LicenseRetry, Licensing, LiveChat,
    LoadSettings, Operator, PatienceAfterTransfer, Person, Plan, PlanParts, Population, Priority,
    Queue, QueueAgeFrom, QueueOrder, QueueOwner, RateShape, RepeatContact, ReturnMode, Rounds,
    RoutingAction, Run, Selection, SineWave, Skills, Spam, SpeedCurve, Statistics, Supervisor,
    TieBreak, Topic, Transfer, TransferTarget, VaryingRate, WhenClosed, WrapUpRules,
};
use deskload::study::{OfferedLoad, offered_load};

fn queue(name: &str, owner: QueueOwner) -> Queue {
    Queue {
        name: name.to_owned(),
        owner,
        selection: Selection { choice: Choice::LeastOccupied, tie_break: TieBreak::LongestIdle },
        own_load_only: false,
        order: QueueOrder::Fifo,
        max_waiting: None,
        matching: None,
        overflow: None,
    }
}

fn operator(place: usize, group: GroupId, limit: Option<u32>) -> Operator {
    let hours = vec![
        (Span::ZERO, Duty::Off),
        (Span(9 * HOUR.0), Duty::Work),
        (Span(17 * HOUR.0), Duty::Off),
    ];
    Operator {
        person: PersonId::from(place),
        name: format!("operator {place}"),
        groups: vec![group],
        limit,
        speeds: SpeedCurve::new(vec![1.0, 0.75]).expect("speeds"),
        skills: Skills::default(),
        attendance: None,
        capacity: None,
        duty: Arc::new(Calendar::repeating(hours, DAY, Span::ZERO).expect("sound")),
        queues: vec![QueueId(group.0 + 1)],
    }
}

fn run() -> Run {
    Run {
        forecasts: false,
        week_offset: Span::ZERO,
        first_monday: None,
        horizon: DAY,
        warm_up: Span::ZERO,
        interval: Span(30 * MINUTE.0),
        seed: 1,
        replications: 10,
        at_horizon: AtHorizon::Drain,
        answer_within: MINUTE,
        short_abandon: Span::ZERO,
        max_transfers: 3,
        statistics: Statistics::default(),
    }
}

fn topic() -> Topic {
    let seconds = |value| Distribution::constant(value).expect("a distribution");
    Topic {
        name: "question".to_owned(),
        live_chat: LiveChatId(0),
        priority: Priority::None,
        requires: Skills::default(),
        units: 1,
        effort: seconds(360.0),
        effort_by_group: vec![(GroupId(1), seconds(600.0))],
        patience: None,
        patience_after_transfer: PatienceAfterTransfer::Fresh,
        wrap_up: Some(seconds(60.0)),
        transfers: vec![Transfer {
            from: GroupId(0),
            to: TransferTarget::Group(GroupId(1)),
            chance: 0.25,
            rules: None,
        }],
        dialogue: None,
        silent_abandonment: None,
        by_time: None,
    }
}

fn chat(general: GroupId, expert: GroupId) -> LiveChat {
    let hours = vec![(Span::ZERO, false), (Span(9 * HOUR.0), true), (Span(17 * HOUR.0), false)];
    LiveChat {
        name: "internal".to_owned(),
        channels: vec![Channel::Internal],
        client_groups: None,
        supervisor_groups: Vec::new(),
        operator_groups: vec![general, expert],
        queue: QueueId(0),
        intake: IntakeMode::Supervisors {
            by_topic: None,
            reaction: Distribution::constant(5.0).expect("a distribution"),
            action: RoutingAction::LeastOccupied(general),
            trigger: IntakeTrigger::Immediate,
        },
        watch: None,
        opening_hours: Calendar::repeating(hours, DAY, Span::ZERO).expect("sound"),
        when_closed: WhenClosed::Refuse,
        queue_age_from: QueueAgeFrom::Arrival,
        bot_time: deskload::plan::BotTime::default(),
        rules: Vec::new(),
        dialogue_policy: DialoguePolicy::default(),
        default_rules_from: 0,
        slas: Vec::new(),
        bot: None,
    }
}

/// One live chat, open from 9 to 17, whose supervisor hands everything to three general operators
/// (two sessions at once); a quarter of the sessions goes on to one expert (no limit). Ten
/// sessions an hour write at any time of the day.
pub fn parts() -> PlanParts {
    let (general, expert) = (GroupId(0), GroupId(1));
    let group = |name: &str, queue, operators| Group {
        name: name.to_owned(),
        queue: QueueId(queue),
        operators,
        cap: None,
        wrap_up: None,
        wrap_up_rules: WrapUpRules::default(),
    };
    let mut operators: Vec<Operator> = (0..3).map(|i| operator(i, general, Some(2))).collect();
    operators.push(operator(3, expert, None));
    let chat = chat(general, expert);
    let people = ["operator 0", "operator 1", "operator 2", "operator 3", "supervisor"];
    PlanParts {
        name: "small".to_owned(),
        description: "A small desk".to_owned(),
        run: run(),
        claims: Claims::Atomic,
        load: LoadSettings::default(),
        staffing: None,
        licensing: Licensing {
            edition: Edition::Chatdesk,
            named: Some(6),
            concurrent: None,
            retry: LicenseRetry::No,
            expires: None,
            max_users_online: None,
            platform: None,
        },
        people: people
            .map(|name| Person { name: name.to_owned(), named: true, priority_login: false })
            .to_vec(),
        client_groups: Vec::new(),
        groups: vec![
            group("general", 1, (0..3_usize).map(OperatorId::from).collect()),
            group("expert", 2, vec![OperatorId(3)]),
        ],
        supervisors: vec![Supervisor {
            person: PersonId(4),
            name: "supervisor".to_owned(),
            duty: Arc::clone(&operators[0].duty),
            queues: vec![QueueId(0)],
            attendance: None,
            watched_live_chats: Vec::new(),
            live_chats: vec![LiveChatId(0)],
        }],
        operators,
        queues: vec![
            queue("internal", QueueOwner::LiveChat(LiveChatId(0))),
            queue("general", QueueOwner::Group(general)),
            queue("expert", QueueOwner::Group(expert)),
        ],
        live_chats: vec![chat],
        flows: vec![Flow {
            live_chat: LiveChatId(0),
            channel: Channel::Internal,
            client_group: None,
            arrivals: Arrivals::Poisson(Calendar::always(10.0 / 3_600.0)),
            topics: Weighted::new([(TopicId(0), 1.0)]).expect("a topic"),
            key: 1,
            begun_by: BegunBy::Clients,
            behaviour: None,
        }],
        topics: vec![topic()],
    }
}

fn of(parts: PlanParts) -> OfferedLoad {
    offered_load(&Plan::new(parts).expect("a sound plan"))
}

#[track_caller]
fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn only_those_who_find_the_live_chat_open_are_offered() {
    let load = of(parts());
    close(load.live_chats[0].mean_per_hour, 10.0 * 8.0 / 24.0);
    close(load.live_chats[0].peak_per_hour, 10.0);
    close(load.live_chats[0].closed_share, 16.0 / 24.0);
}

#[test]
fn a_transferred_session_brings_work_to_both_groups_and_is_wrapped_up_once() {
    let load = of(parts());
    // 10/h × (6 min + ¾ × 1 min) and 2.5/h × (10 min + 1 min), both in erlangs.
    close(load.groups[0].offered_peak, 10.0 * 6.75 / 60.0);
    close(load.groups[1].offered_peak, 2.5 * 11.0 / 60.0);
    close(load.groups[1].visits_per_hour, 2.5 / 3.0);
    close(load.desk.offered, load.groups[0].offered + load.groups[1].offered);
}

#[test]
fn without_a_limit_the_last_stated_level_is_the_capacity() {
    let load = of(parts());
    close(load.groups[0].capacity, 3.0 * 2.0 * 0.75);
    close(load.groups[1].capacity, 2.0 * 0.75);
    close(load.desk.capacity, 6.0);
}

#[test]
fn a_slice_with_no_operator_on_duty_is_the_tightest() {
    let mut parts = parts();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    let tightest = of(parts).groups[0].tightest.expect("a client comes");
    assert_eq!(tightest.at, Time::ZERO);
    assert!(tightest.ratio().is_infinite());
}

#[test]
fn counts_and_replays_are_counted_where_they_fall() {
    let mut parts = parts();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    let (table, length) = (vec![0.0, 6.0], Span(12 * HOUR.0));
    parts.flows[0].arrivals =
        Arrivals::Counts(ArrivalCounts { table, length, first_interval: 0, repeats: true });
    let load = of(parts.clone());
    close(load.live_chats[0].mean_per_hour, 0.25);
    close(load.live_chats[0].peak_per_hour, 0.5);
    let noon = Time::ZERO + Span(12 * HOUR.0);
    parts.flows[0].arrivals = Arrivals::Replay(vec![noon, noon, noon + DAY]);
    let load = of(parts);
    close(load.live_chats[0].mean_per_hour, 2.0 / 24.0);
    close(load.live_chats[0].peak_per_hour, 4.0);
}

#[test]
fn a_population_writes_once_in_a_cycle_of_thinking_and_being_served() {
    let mut parts = parts();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    let think = Distribution::constant(54.0 * 60.0).expect("a distribution");
    parts.flows[0].arrivals =
        Arrivals::Population(Population { members: 30, think, hours: Calendar::always(true) });
    // Thirty employees, each every 54 + 6 minutes.
    close(of(parts).live_chats[0].mean_per_hour, 30.0);
}

#[test]
fn what_varies_is_taken_at_its_mean_and_campaigns_where_they_fall() {
    let mut parts = parts();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    let varying = |shape| VaryingRate {
        shape,
        burst: Some(Burst {
            factor: 4.0,
            on: Distribution::exponential(900.0).expect("a distribution"),
            off: Distribution::exponential(1800.0).expect("a distribution"),
        }),
        busyness: None,
    };
    let mut arrive = |arrivals| {
        parts.flows[0].arrivals = arrivals;
        of(parts.clone()).live_chats[0]
    };
    // A third of the time it is four times as much.
    let steps = RateShape::Steps(Calendar::always(10.0 / 3600.0));
    close(arrive(Arrivals::Varying(Box::new(varying(steps)))).mean_per_hour, 20.0);
    let sine =
        SineWave { mean: 10.0 / 3600.0, amplitude: 5.0 / 3600.0, period: DAY, offset: Span::ZERO };
    close(arrive(Arrivals::Varying(Box::new(varying(RateShape::Sine(sine))))).mean_per_hour, 20.0);
    let start = Time::ZERO + Span(12 * HOUR.0);
    let campaign = Campaign {
        start,
        duration: Span(2 * HOUR.0),
        clients: 24,
        spread: CampaignSpread::Falling,
    };
    let load = arrive(Arrivals::Campaign(campaign));
    close(load.mean_per_hour, 1.0);
    // 7/16 of them in the first quarter of its time, a slice of half an hour.
    close(load.peak_per_hour, 21.0);
}

#[test]
fn who_returns_is_work_again_and_spam_is_work_until_marked() {
    let mut parts = parts();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    parts.topics[0].transfers.clear();
    let once = of(parts.clone());
    let returns = RepeatContact {
        after_bot: true,
        chance: 0.2,
        delay: Distribution::constant(60.0).expect("a distribution"),
        mode: ReturnMode::NewSession,
        within: None,
        skipped_rules: 0,
    };
    parts.flows[0].behaviour =
        Some(Box::new(FlowBehaviour { repeat_contact: Some(returns), ..FlowBehaviour::default() }));
    let load = of(parts.clone());
    close(load.live_chats[0].mean_per_hour, 10.0 / 0.8);
    close(load.desk.offered, once.desk.offered / 0.8);
    let spam = Spam {
        share: 0.5,
        topic: TopicId(0),
        sender_count: 10,
        blocked_senders: 4,
        whitelisted_senders: 1,
        mistaken_share: 0.1,
        blocklist_chance: 0.0,
        blocklist_duration: None,
    };
    parts.flows[0].behaviour =
        Some(Box::new(FlowBehaviour { spam: Some(spam), ..FlowBehaviour::default() }));
    let load = of(parts);
    close(load.live_chats[0].mean_per_hour, 4.5);
    // Half are clients, of whom nine in ten are let in; of the other half six in ten are not on the
    // blocklist and one is on the whitelist too, and here as much work.
    close(load.desk.offered, once.desk.offered * (0.5 * 0.9 + 0.5 * 0.7));
}

#[test]
fn sessions_that_are_transferred_back_and_forth_come_to_an_end() {
    let mut parts = parts();
    parts.run.max_transfers = 3;
    parts.topics[0].transfers = vec![
        Transfer {
            from: GroupId(0),
            to: TransferTarget::Group(GroupId(1)),
            chance: 1.0,
            rules: None,
        },
        Transfer {
            from: GroupId(1),
            to: TransferTarget::Operator(OperatorId(0)),
            chance: 1.0,
            rules: None,
        },
    ];
    let load = of(parts);
    // general, expert, general, expert: then no switch is left.
    close(load.groups[0].offered_peak, 10.0 * 2.0 * 6.0 / 60.0);
    close(load.groups[1].offered_peak, 10.0 * (2.0 * 10.0 + 1.0) / 60.0);
}

#[test]
fn the_common_queue_is_shared_by_capacity_on_duty() {
    let mut parts = parts();
    parts.live_chats[0].intake = IntakeMode::Operators;
    for operator in &mut parts.operators {
        operator.queues.push(QueueId(0));
    }
    parts.topics[0].transfers.clear();
    let load = of(parts);
    // 4.5 of 6 erlangs of capacity are general.
    close(load.groups[0].offered_peak, 10.0 * 0.75 * 7.0 / 60.0);
    close(load.groups[1].offered_peak, 10.0 * 0.25 * 11.0 / 60.0);
}

#[test]
fn of_a_shared_queue_those_on_duty_get_all_and_no_other_is_overloaded_by_it() {
    let mut parts = parts();
    parts.live_chats[0].intake = IntakeMode::Operators;
    for operator in &mut parts.operators {
        operator.queues.push(QueueId(0));
    }
    parts.operators[3].duty = Arc::new(Calendar::always(Duty::Off));
    parts.topics[0].transfers.clear();
    let load = of(parts);
    close(load.groups[0].offered_peak, 10.0 * 7.0 / 60.0);
    close(load.groups[1].offered_peak, 0.0);
    assert!(load.groups[1].tightest.is_none());
}

#[test]
fn a_conversation_is_rounds_of_work_and_takes_a_slot_while_the_client_thinks() {
    let seconds = |value| Distribution::constant(value).expect("a distribution");
    let dialogue = |rounds| Dialogue {
        rounds: Rounds::Fixed(rounds),
        reply: seconds(40.0),
        first_reply: Some(seconds(60.0)),
        think: seconds(90.0),
        patience: None,
        hold: None,
    };
    let mut parts = parts();
    let by_group = vec![(GroupId(1), dialogue(2))];
    parts.topics[0].dialogue = Some(Box::new(DialogueByGroup { default: dialogue(4), by_group }));
    let load = of(parts);
    // Open eight of 24 hours: ten an hour are 80 a day. Four rounds: 60 + 3 × 40 s of work and
    // 3 × 90 s of thinking, and 60 s of wrap-up for the three quarters that end here.
    let per_day = 80.0 / DAY.as_secs_f64();
    close(load.groups[0].offered, per_day * (180.0 + 0.75 * 60.0));
    close(load.groups[0].thinking, per_day * 270.0);
    close(load.groups[1].offered, 0.25 * per_day * (100.0 + 60.0));
    close(load.groups[1].thinking, 0.25 * per_day * 90.0);
    // An operator writes one reply at a time, however many slots there are.
    close(load.groups[0].capacity, 3.0);
    close(load.groups[1].capacity, 1.0);
}

/// One operator gets through 15 of 60 sessions an hour: after four hours 180 are left, and one is served. Of
/// clients who wait ten minutes on average ten are left at the most.
#[test]
fn the_most_sessions_at_once_are_what_is_left_over_and_has_patience() {
    let most = |patience: &str| {
        let text = format!(
            "[run]\nhorizon = \"4h\"\nreplications = 1\n[[groups]]\nname = \"a\"\ncount = 1\nlimit = 1\n\
             [[live_chats]]\nname = \"c\"\nchannel = \"telegram\"\noperators = [\"a\"]\n\
             arrivals = [{{ rate = \"60/h\" }}]\n\
             topics = [{{ name = \"q\", effort = \"4m\", patience = {patience} }}]\n"
        );
        let read = deskload::read("desk.toml", text.as_bytes(), &deskload::NoFiles, &[]);
        deskload::study::most_sessions(&read.into_plan().expect("a sound scenario"))
    };
    assert!((most("\"none\"") - 181.0).abs() < 1e-6, "{}", most("\"none\""));
    assert!((most("\"10m\"") - 11.0).abs() < 1e-6, "{}", most("\"10m\""));
}
