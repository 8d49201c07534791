//! Invariants find what they are for: each of these facts could not have happened at a desk that keeps them, and
//! the fold says so, with the instant and the sessions.

mod batches;
mod estimate;
mod flight_recorder;
mod given;
mod level;
mod session_states;

pub use given::{assert_hidden_columns_say_nothing, told_by_hidden_columns};

use std::sync::Arc;

use deskload::base::{
    FlowId, GroupId, LiveChatId, OperatorId, PersonId, QueueId, SessionId, Time, TopicId,
};
use deskload::desk::{
    Abandoned, Accepted, ArrivalFact, BotFact, Closed, LicenseFact, LoginEvent, OfferEnd,
    OfferFact, OperatorFact, QueueFact, Queued, RecordableFact, ServiceFact, WaitPlace,
};
use deskload::metrics::{Metrics, Violation};
use deskload::plan::{Duty, LicenseKind, Plan, Priority};
use deskload::scenario::read;

use crate::scenario::{MadeUp, rendered, without_old_names};

/// Two operators, of whom the second alone speaks German.
const DESK: &str = r#"
[run]
horizon = "4h"
interval = "1h"
replications = 1

[[groups]]
name = "first"
members = ["anna"]
limit = 1

[[groups]]
name = "second"
members = ["boris"]
limit = 1
skills = ["german"]

[[live_chats]]
name = "support"
channel = "telegram"
operators = ["first", "second"]
arrivals = [{ rate = "9/h" }]
topics = [{ name = "any", effort = "5m" }, { name = "special", effort = "5m" }]
"#;

const GERMAN: &str = "live_chats.support.topics.special.requires=[\"german\"]";
const COMMON: WaitPlace = WaitPlace::Queue(QueueId(0));
const ANNA: OperatorId = OperatorId(0);
const BORIS: OperatorId = OperatorId(1);

/// Facts that are told to a fold.
struct Told {
    metrics: Metrics,
    now: Time,
}

fn told(overrides: &[&str]) -> Told {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let reading = without_old_names(read("desk.toml", DESK.as_bytes(), &MadeUp(&[]), &overrides));
    let said = rendered(&reading);
    let plan: Plan = reading.plan.unwrap_or_else(|| panic!("{said}"));
    Told { metrics: Metrics::new(&Arc::new(plan)), now: Time::ZERO }
}

fn id(number: u64) -> SessionId {
    SessionId::new(FlowId(0), number)
}

fn at(seconds: u64) -> Time {
    Time(seconds * 1_000_000)
}

impl Told {
    fn then(mut self, seconds: u64, fact: impl RecordableFact) -> Self {
        if at(seconds) != self.now {
            self.now = at(seconds);
            self.metrics.advance_to(self.now);
        }
        self.metrics.observe(fact);
        self
    }

    /// An operator comes to work.
    fn on_duty(self, seconds: u64, operator: OperatorId) -> Self {
        let person = PersonId(operator.0);
        self.then(seconds, OperatorFact::DutyChanged { operator, duty: Duty::Work })
            .then(seconds, LicenseFact::Taken { person, kind: LicenseKind::Named })
            .then(seconds, OperatorFact::WentOnline { operator })
    }

    /// A session about a topic comes and waits.
    fn waits(self, seconds: u64, number: u64, topic: u32, priority: Priority) -> Self {
        let (session, live_chat, topic) = (id(number), LiveChatId(0), TopicId(topic));
        let age_from = at(seconds);
        let queued = QueueFact::Queued(Queued {
            session,
            live_chat,
            place: COMMON,
            topic,
            age_from,
            priority,
            sla_due: None,
        });
        self.then(seconds, ArrivalFact::Arrived { session, live_chat, topic }).then(seconds, queued)
    }

    /// One who came at some second is taken.
    fn taken(self, seconds: u64, number: u64, came: u64, operator: OperatorId) -> Self {
        self.then(
            seconds,
            ServiceFact::Accepted(Accepted {
                session: id(number),
                live_chat: LiveChatId(0),
                place: COMMON,
                queued: true,
                joined: at(came),
                arrived: at(came),
                first: true,
                operator,
                group: GroupId(operator.0),
            }),
        )
    }

    fn abandoned(self, seconds: u64, number: u64, came: u64) -> Self {
        self.then(
            seconds,
            QueueFact::Abandoned(Abandoned {
                session: id(number),
                live_chat: LiveChatId(0),
                place: COMMON,
                joined: at(came),
                arrived: at(came),
                answered: false,
            }),
        )
    }

    fn closed(self, seconds: u64, number: u64, came: u64, operator: OperatorId) -> Self {
        self.then(
            seconds,
            ServiceFact::Closed(Closed {
                session: id(number),
                live_chat: LiveChatId(0),
                arrived: at(came),
                answered: at(came),
                operator,
                group: GroupId(operator.0),
                accepted: at(came),
                wraps_up: false,
            }),
        )
    }

    /// The instant passes.
    fn passes(self, seconds: u64) -> Self {
        let fact = QueueFact::Constrained { queue: QueueId(2) };
        self.then(seconds, fact)
    }

    #[track_caller]
    fn breaks(self, words: &[&str]) -> Violation {
        let Some(breach) = self.metrics.violation() else { panic!("nothing is broken: {words:?}") };
        for word in words {
            assert!(breach.invariant.contains(word), "{word}: {breach}");
        }
        breach.clone()
    }

    #[track_caller]
    fn holds(self) {
        assert_eq!(self.metrics.violation(), None);
    }
}

const NONE: Priority = Priority::None;

#[test]
fn one_who_came_later_is_not_taken_first() {
    let queue = || told(&[]).waits(1, 0, 0, NONE).waits(2, 1, 0, NONE).on_duty(3, ANNA);
    queue().taken(3, 0, 1, ANNA).closed(9, 0, 3, ANNA).taken(9, 1, 2, ANNA).holds();
    let over = queue().taken(3, 1, 2, ANNA);
    let breach = over.closed(9, 1, 3, ANNA).taken(9, 0, 1, ANNA).breaks(&["turns: session 0-1"]);
    assert_eq!((breach.at, breach.sessions), (at(9), vec![id(0), id(1)]));
    // One who gives up finds it out too.
    queue().taken(3, 1, 2, ANNA).abandoned(9, 0, 1).breaks(&["turns", "support", "session 0-0"]);
}

#[test]
fn within_an_instant_no_session_is_passed_over() {
    let queue = || told(&[]).waits(1, 0, 0, NONE).waits(2, 1, 0, NONE).on_duty(3, ANNA);
    queue().on_duty(3, BORIS).taken(3, 1, 2, ANNA).taken(3, 0, 1, BORIS).passes(4).holds();
}

#[test]
fn the_order_of_a_queue_decides_whose_turn_it_is() {
    let order = "live_chats.support.order=\"priority-first\"";
    let queue = |order: &[&str]| {
        let urgent = Priority::High;
        told(order).waits(1, 0, 0, NONE).waits(2, 1, 0, urgent).on_duty(3, ANNA)
    };
    queue(&[order]).taken(3, 1, 2, ANNA).abandoned(9, 0, 1).holds();
    queue(&[order]).taken(3, 0, 1, ANNA).abandoned(9, 1, 2).breaks(&["turns: session 0-0"]);
    let score = "live_chats.support.order=\"score\"";
    let worth = |worth: &str| format!("live_chats.support.queue.priority_worth=\"{worth}\"");
    let (dear, cheap) = (worth("1m"), worth("0.1s"));
    queue(&[score, &dear]).taken(3, 0, 1, ANNA).abandoned(9, 1, 2).breaks(&["turns"]);
    queue(&[score, &cheap]).taken(3, 0, 1, ANNA).abandoned(9, 1, 2).holds();
}

#[test]
fn who_may_not_have_the_first_takes_the_second_and_who_may_does_not() {
    let queue = || told(&[GERMAN]).waits(1, 0, 1, NONE).waits(2, 1, 0, NONE);
    queue().on_duty(3, ANNA).taken(3, 1, 2, ANNA).passes(4).holds();
    queue().on_duty(3, BORIS).taken(3, 1, 2, BORIS).passes(4).breaks(&["turns: session 0-1"]);
}

#[test]
fn no_session_waits_while_an_operator_is_free_who_may_have_that_session() {
    told(&[]).on_duty(1, ANNA).waits(2, 0, 0, NONE).passes(3).breaks(&["idle hands", "support"]);
    let skilled = || told(&[GERMAN]).waits(1, 0, 1, NONE);
    skilled().on_duty(2, ANNA).passes(3).holds();
    let breach = skilled().on_duty(2, BORIS).passes(3).breaks(&["idle hands", "boris"]);
    assert_eq!(breach.sessions, [id(0)]);
    told(&[GERMAN]).on_duty(1, BORIS).waits(2, 0, 1, NONE).passes(3).breaks(&["idle hands"]);
}

#[test]
fn an_offer_keeps_a_session_from_others_until_it_is_declined() {
    let offer = "live_chats.support.queue.offer={ accept = \"5s\" }";
    let made = |to| OfferFact::Made { session: id(0), operator: to };
    // Nothing is offered in the free edition (rule E-03).
    let paid = "edition={ name = \"chatdesk\", named_licenses = 9 }";
    let supervised = "live_chats.support.supervisors=[\"first\"]";
    let offered = || {
        told(&[paid, supervised, offer]).on_duty(1, ANNA).waits(2, 0, 0, NONE).then(2, made(ANNA))
    };
    let over = OfferFact::Ended {
        session: id(0),
        operator: ANNA,
        offered_at: at(2),
        end: OfferEnd::Declined,
    };
    offered().on_duty(3, BORIS).passes(4).holds();
    offered().then(5, over).passes(6).holds();
    offered().on_duty(3, BORIS).then(5, over).passes(6).breaks(&["idle hands", "boris"]);
}

#[test]
fn sessions_are_accounted_for_at_the_end_of_each_interval_and_not_only_of_the_run() {
    // It still waits in the queue, and is with the bot: its states are in order, the places are not.
    let took = BotFact::Accepted {
        session: id(0),
        live_chat: LiveChatId(0),
        arrived: at(1),
        answered: false,
    };
    let twice = told(&[]).waits(1, 0, 0, NONE).then(2, took).passes(3_700);
    let breach = twice.breaks(&["conservation: live chat support has 1 sessions, and 2 are"]);
    assert_eq!(breach.at, at(3_600));
}

#[test]
fn a_session_does_not_do_what_it_cannot() {
    let gone = told(&[]).waits(1, 0, 0, NONE).abandoned(2, 0, 1);
    let breach = gone.abandoned(3, 0, 1).breaks(&["session 0-0: Abandon while Closed"]);
    assert_eq!((breach.at, breach.sessions), (at(3), vec![id(0)]));
}

#[test]
fn no_more_sessions_of_an_interval_are_gone_than_came() {
    // They came in the first hour, and are said to have come in the second.
    let told = told(&[]).waits(1, 0, 0, NONE).waits(3_700, 1, 0, NONE).abandoned(3_710, 1, 3_700);
    let breach = told.abandoned(3_720, 0, 3_705).breaks(&["conservation", "more than came"]);
    assert_eq!(breach.at, at(3_720));
}

/// Two floating licenses of the platform for anna and boris, or one, or a named one for anna.
const PLATFORM: &str = "edition.platform={ floating = 2 }";
const FLOATING: &str = "edition.platform={ floating = 1 }";
const MIXED: &str = "edition.platform={ named = 1, floating = 1, priority_login = [\"first\"] }";

fn login(operator: OperatorId, floating: bool, event: LoginEvent) -> LicenseFact {
    let kind = if floating { LicenseKind::PlatformFloating } else { LicenseKind::PlatformNamed };
    LicenseFact::LoginChanged { person: PersonId(operator.0), kind, event }
}

fn logs_in(operator: OperatorId, floating: bool) -> LicenseFact {
    login(operator, floating, LoginEvent::LoggedIn)
}

#[test]
fn no_more_floating_licenses_are_occupied_than_were_bought() {
    let anna = |desk| told(&[desk]).then(1, logs_in(ANNA, true));
    anna(PLATFORM).then(2, logs_in(BORIS, true)).holds();
    let over = anna(FLOATING).then(2, logs_in(BORIS, true));
    let breach = over.breaks(&["licenses: 2 platform-floating are held of 1"]);
    assert_eq!(breach.at, at(2));
    // A tab that is left open still occupies one.
    let [left, out] =
        [LoginEvent::TabLeftOpen, LoginEvent::LoggedOut].map(|e| login(ANNA, true, e));
    anna(FLOATING).then(2, left).then(3, logs_in(BORIS, true)).breaks(&["2 platform-floating"]);
    anna(FLOATING).then(2, left).then(3, out).then(3, logs_in(BORIS, true)).holds();
    told(&[MIXED]).then(1, logs_in(ANNA, false)).then(2, logs_in(BORIS, true)).holds();
    told(&[MIXED]).then(1, logs_in(ANNA, true)).breaks(&["anna has no platform-floating license"]);
}

#[test]
fn a_login_is_refused_only_where_a_floating_license_is_needed_and_none_is_free() {
    let refused = |operator| login(operator, true, LoginEvent::Refused);
    let anna = |desk| told(&[desk]).then(1, logs_in(ANNA, true));
    anna(FLOATING).then(2, refused(BORIS)).holds();
    anna(PLATFORM).then(2, refused(BORIS)).breaks(&["boris was refused", "a license was free"]);
    let boris = told(&[MIXED]).then(1, logs_in(BORIS, true));
    boris.then(2, refused(ANNA)).breaks(&["anna has no platform-floating license"]);
}

#[test]
fn no_user_is_online_without_being_logged_in() {
    told(&[PLATFORM]).on_duty(1, ANNA).breaks(&["anna went Online without being logged in"]);
    let online = || told(&[PLATFORM]).then(1, logs_in(ANNA, true)).on_duty(1, ANNA);
    online().holds();
    let events = [LoginEvent::TabLeftOpen, LoginEvent::TabResumed, LoginEvent::LoggedOut];
    let [left, back, out] = events.map(|event| login(ANNA, true, event));
    online().then(2, left).breaks(&["anna was LoggedIn, is LeftOpen, Online: true"]);
    online().then(2, out).breaks(&["anna was LoggedIn, is LoggedOut, Online: true"]);
    let returned = LicenseFact::Returned { person: PersonId(ANNA.0), kind: LicenseKind::Named };
    let offline = || online().then(2, returned);
    offline().then(2, left).then(3, back).then(4, out).holds();
    offline().then(2, back).breaks(&["anna was LoggedIn, is LoggedIn"]);
    offline().then(2, out).then(3, out).breaks(&["anna was LoggedOut, is LoggedOut"]);
    offline().then(2, out).then(3, left).breaks(&["anna was LoggedOut, is LeftOpen"]);
}
