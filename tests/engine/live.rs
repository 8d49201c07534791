//! The host of the wall clock: nothing is lost on the way, whatever is under way at once.
//!
//! Nothing here asserts how fast the machine is.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deskload::base::{GroupId, OperatorId, Span, Time};
use deskload::desk::{Class, Message, OperatorInput};
use deskload::engine::live::{
    Disturbance, LiveEnd, LiveError, LiveOutcome, LiveTask, LiveTimers, RoleKind, RolePlaces,
    ScheduledDisturbance, run_live,
};
use deskload::plan::{BegunBy, Calendar, Placement, Plan, Statistics};

use crate::scenario::{read_file, rendered, scenarios, shipped};
use crate::study::small_desk;

/// A load of so many seconds, in which so much desk time passes.
fn task(plan: Plan, seconds: f64, desk_time: Span, arbiters: usize) -> LiveTask {
    let plan = plan.with_run(|run| {
        run.horizon = desk_time;
        run.warm_up = Span::ZERO;
        run.interval = desk_time;
        run.statistics = Statistics::default();
    });
    LiveTask {
        plan: Arc::new(plan),
        replication: 0,
        arbiters,
        placement: Placement::Apart,
        speed: desk_time.as_secs_f64() / seconds,
        mailbox_limit: 100_000,
        drain: Duration::ZERO,
        disturbances: Vec::new(),
        stop: Arc::new(AtomicBool::new(false)),
        memory_limit: u64::MAX,
    }
}

fn plan(file: &Path, overrides: &[&str]) -> Plan {
    let reading = read_file(file, overrides);
    let said = rendered(&reading);
    reading.plan.unwrap_or_else(|| panic!("{}: {said}", file.display()))
}

fn run(task: &LiveTask) -> LiveOutcome {
    run_live(task, &mut |_| {}).unwrap_or_else(|error| panic!("{}: {error:?}", task.plan.name))
}

/// Two hours of `quickstart` from ten o'clock on a Monday, in a second: 4 operators, 4 seconds of
/// desk time a millisecond.
fn quickstart() -> LiveTask {
    let plan = plan(&scenarios().join("quickstart.toml"), &["run.starts=\"mon 10:00\""]);
    task(plan, 1.0, Span(2 * 3_600_000_000), 1)
}

/// Every example and every pathology, with its roles dealt out to two arbiters: most messages go to
/// the other one, and overtake those of the same.
#[test]
fn the_invariants_hold_for_the_shipped_scenarios_with_their_roles_on_two_arbiters() {
    let is_theory = |file: &Path| file.components().any(|part| part.as_os_str() == "theory");
    let mut sessions = 0;
    for file in shipped().into_iter().filter(|file| !is_theory(file)) {
        let plan = plan(&file, &[]);
        let desk_time = plan.run.horizon.min(Span(12 * 3_600_000_000));
        let outcome = run(&task(plan, 0.5, desk_time, 2));
        assert_eq!(outcome.end, LiveEnd::Finished, "{}", file.display());
        assert_eq!(outcome.over_assignments, 0, "{}", file.display());
        sessions += outcome.tally.counts.offered;
    }
    // Twenty days of desks that get some hundred sessions a day each.
    assert!(sessions > 2_000, "{sessions} sessions test nothing");
}

/// Without a warm-up each session that was sent is counted, and is gone or left. What ends after the
/// horizon is not counted as ended: it is below.
#[test]
fn what_came_was_turned_away_has_ended_or_is_left() {
    let outcome = run(&quickstart());
    let counts = outcome.tally.counts;
    assert!(counts.offered > 0 && counts.turned_away == 0, "{counts:?}");
    assert!(counts.ended + outcome.left_open <= counts.offered, "{counts:?}");
    let metrics = outcome.metrics.expect("claims are atomic");
    assert!(metrics.present() <= outcome.left_open);
    // Every message was handled, and its delay measured.
    let handled: u64 = outcome.mailboxes.iter().map(|it| it.delay.len()).sum();
    assert!(handled >= counts.routed, "{handled} messages");
}

/// While its arbiter stands still, no live chat takes a session out of its mailbox: of those that come
/// in half a second only as many as fit may wait.
#[test]
fn what_does_not_fit_into_a_mailbox_is_turned_away_and_counted() {
    let mut task = quickstart();
    task.mailbox_limit = 2;
    let busy = plan(&scenarios().join("quickstart.toml"), &["run.starts=\"mon 10:00\""]);
    let mut parts = busy.into_parts();
    parts.flows[0].arrivals =
        deskload::plan::Arrivals::Poisson(Calendar::always(3_000.0 / 3_600.0));
    let busy = Plan::new(parts).expect("a plan").with_run(|run| *run = task.plan.run.clone());
    task.plan = Arc::new(busy);
    task.disturbances = vec![ScheduledDisturbance {
        what: Disturbance::Stall(0),
        from: Duration::from_millis(200),
        to: Duration::from_millis(700),
    }];
    let counts = run(&task).tally.counts;
    // 3,000 sessions an hour at speed 7,200 are 6,000 a second: some 3,000 in that half second.
    assert!(counts.turned_away > 1_000, "{counts:?}");
    assert!(counts.turned_away < counts.offered, "{counts:?}");
}

#[test]
fn an_actor_that_fails_is_replaced_and_handles_what_it_had_not() {
    for (kind, place) in [
        (RoleKind::LiveChat, 0),
        (RoleKind::Group, 0),
        (RoleKind::Operator, 1),
        (RoleKind::LicensePool, 0),
    ] {
        let mut task = quickstart();
        task.drain = Duration::from_secs(2);
        task.disturbances = vec![ScheduledDisturbance {
            what: Disturbance::Fail(kind, place),
            from: Duration::from_millis(300),
            to: Duration::from_millis(500),
        }];
        let outcome = run(&task);
        // The license pool, and a group's own queue, may have nothing to do any more.
        assert!(outcome.replaced <= 1, "{kind:?}");
        if matches!(kind, RoleKind::LiveChat | RoleKind::Operator) {
            assert_eq!(outcome.replaced, 1, "{kind:?}");
        }
        assert_eq!(outcome.end, LiveEnd::Finished);
    }
}

#[test]
fn a_load_that_is_stopped_lets_those_leave_who_are_there() {
    let mut task = quickstart();
    task.plan = Arc::new((*task.plan).clone().with_run(|run| run.horizon = Span(1 << 50)));
    task.drain = Duration::from_secs(5);
    let stop = Arc::clone(&task.stop);
    let outcome = run_live(&task, &mut |second| {
        if second.second >= 1 {
            stop.store(true, Ordering::Relaxed);
        }
    });
    let outcome = outcome.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(outcome.end, LiveEnd::Stopped);
    // Effort is minutes: at 7,200 seconds a second all have left long before five seconds are over.
    assert_eq!(outcome.left_open, 0);
}

#[test]
fn a_load_that_outgrows_its_memory_is_ended() {
    let mut task = quickstart();
    task.memory_limit = 1_000;
    assert_eq!(run(&task).end, LiveEnd::OutOfMemory);
}

/// As in virtual time: sessions are begun by operators of a group that does not exist.
#[test]
fn a_role_that_panics_ends_the_load_and_is_reported() {
    let mut parts = small_desk();
    parts.live_chats[0].opening_hours = Calendar::always(true);
    parts.flows[0].begun_by = BegunBy::Operators(GroupId(99));
    let plan = Plan::new(parts).expect("what is wrong is not noticed before");
    let failed = run_live(&task(plan, 30.0, Span(300 * 3_600_000_000), 2), &mut |_| {});
    let Err(LiveError::Violation(violation)) = failed else { panic!("no role panics") };
    let said = violation.invariant;
    assert!(said.starts_with("the program failed: index out of bounds"), "{said}");
}

#[test]
fn a_live_chat_stays_with_its_operators_and_shares_no_arbiter_it_need_not_share() {
    // Internal and external: two live chats without a common operator.
    let plan = plan(&scenarios().join("internal-and-external.toml"), &[]);
    let places = RolePlaces::new(&plan, 2, Placement::Together);
    assert_eq!(places.arbiters_in_use(2), 2);
    for (place, operator) in plan.operators.iter().enumerate() {
        for group in &operator.groups {
            assert_eq!(places.operators[place], places.groups[group.index()]);
        }
    }
    for (place, chat) in plan.live_chats.iter().enumerate() {
        for group in &chat.operator_groups {
            assert_eq!(places.live_chats[place], places.groups[group.index()]);
        }
    }
    let apart = RolePlaces::new(&plan, 3, Placement::Apart);
    assert_eq!(apart.operators[..4], [0, 1, 2, 0]);
}

fn to(operator: u32) -> Message {
    Message::Operator(OperatorId(operator), OperatorInput::WorkDone)
}

fn operator_of(message: &Message) -> u32 {
    match message {
        Message::Operator(id, _) => id.0,
        _ => panic!("only operators have timers here"),
    }
}

#[test]
fn timers_go_off_in_order_and_not_before_they_are_due() {
    let mut timers = LiveTimers::default();
    timers.schedule(Time(7), Class::Staff, to(1));
    timers.schedule(Time(5), Class::Staff, to(2));
    timers.schedule(Time(5), Class::Departure, to(3));
    assert_eq!((timers.next_at(), timers.len()), (Time(5), 3));
    assert!(timers.pop_due(Time(4)).is_none());
    let mut order = Vec::new();
    while let Some((timer, due, message)) = timers.pop_due(Time(10)) {
        order.push((due.0, operator_of(&message), timers.take(timer)));
    }
    assert_eq!(order, [(5, 3, true), (5, 2, true), (7, 1, true)]);
    assert!(timers.is_empty() && timers.next_at() == Time::NEVER);
}

/// A timer that has gone off and waits in a mailbox is cancelled by a message before it.
#[test]
fn a_timer_on_its_way_can_still_be_cancelled() {
    let mut timers = LiveTimers::default();
    let cancelled = timers.schedule(Time(1), Class::Staff, to(1));
    assert!(timers.pop_due(Time(1)).is_some());
    timers.cancel(cancelled);
    // Its slot goes to the next, which is another timer.
    let next = timers.schedule(Time(2), Class::Staff, to(2));
    assert_eq!(next.slot(), cancelled.slot());
    assert!(!timers.take(cancelled));
    timers.cancel(cancelled);
    assert!(timers.pop_due(Time(2)).is_some() && timers.take(next) && !timers.take(next));
}

#[test]
fn cancelled_timers_do_not_accumulate() {
    let mut timers = LiveTimers::default();
    timers.schedule(Time(1_000_000), Class::Staff, to(7));
    for at in 0..10_000 {
        let timer = timers.schedule(Time(at), Class::Departure, to(0));
        timers.cancel(timer);
    }
    assert_eq!(timers.len(), 1);
    let (_, due, message) = timers.pop_due(Time(1_000_000)).expect("one is left");
    assert_eq!((due, operator_of(&message)), (Time(1_000_000), 7));
}
