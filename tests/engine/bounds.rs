//! What ends a replication before its time: at each bound it goes on, one beyond it ends.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use deskload::SessionTrace;
use deskload::base::Time;
use deskload::engine::bounds::{Bounds, EarlyEnd, Holdings};
use deskload::engine::{BoundReached, ReplicationTask, session_bytes};
use deskload::plan::Plan;

use crate::study::small_desk;

fn bounds(memory_limit: u64) -> Bounds {
    Bounds::new(&ReplicationTask {
        plan: Arc::new(Plan::new(small_desk()).expect("a sound plan")),
        replication: 0,
        trace: SessionTrace::Off,
        stop: Arc::new(AtomicBool::new(false)),
        memory_limit,
        evidence_sessions: None,
        tracked: Arc::default(),
    })
}

const NOTHING: Holdings = Holdings {
    now: Time::ZERO,
    sessions: 0,
    clients: 0,
    bytes: 0,
    timers_are_full: false,
    pending_messages: 0,
};

/// The bound that is reached where this is held after so many messages, all of one instant.
fn reached(memory_limit: u64, messages: u64, holdings: &Holdings) -> Option<BoundReached> {
    let mut bounds = bounds(memory_limit);
    let goes_on = bounds.look(messages, holdings);
    let end = bounds.early_end();
    assert_eq!(goes_on, end.is_none());
    end.map(|end| match end {
        EarlyEnd::Bound(bound) => bound,
        EarlyEnd::Stopped | EarlyEnd::TalkInCircle => panic!("{end:?}"),
    })
}

#[test]
fn memory_may_be_full_and_not_more() {
    let held = Holdings { bytes: 1_000, ..NOTHING };
    assert_eq!(reached(1_000, 1, &held), None);
    assert!(matches!(reached(999, 1, &held), Some(BoundReached::Memory { bytes: 1_000, .. })));
    // Sessions count with what they take, but for their timers, which are among the bytes.
    let held = Holdings { sessions: 1_000, ..NOTHING };
    let without_timers = 1_000 * (session_bytes(false) - 60);
    assert_eq!(reached(without_timers, 1, &held), None);
    assert!(matches!(reached(without_timers - 1, 1, &held), Some(BoundReached::Memory { .. })));
}

#[test]
fn an_instant_may_have_a_hundred_million_messages() {
    assert_eq!(reached(u64::MAX, 100_000_000, &NOTHING), None);
    let crowded = reached(u64::MAX, 100_000_001, &NOTHING);
    assert!(matches!(crowded, Some(BoundReached::CrowdedInstant { messages: 100_000_001, .. })));
}

#[test]
fn no_timer_is_set_beyond_the_last_number() {
    let full = Holdings { timers_are_full: true, ..NOTHING };
    assert!(matches!(reached(u64::MAX, 1, &full), Some(BoundReached::Timers { .. })));
}
