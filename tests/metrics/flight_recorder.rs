//! The facts kept as evidence of a violation.

use deskload::base::{FlowId, LiveChatId, TopicId};
use deskload::base::{SessionId, Time};
use deskload::desk::ArrivalFact;
use deskload::metrics::FlightRecorder;

#[test]
fn it_keeps_all_facts_of_some_sessions_and_the_recent_ones_of_all() {
    let id = |number| SessionId::new(FlowId(0), number);
    let mut recorder = FlightRecorder::new(&[id(3), id(990)]);
    for number in 0..1_000 {
        let session = id(number);
        let (live_chat, topic) = (LiveChatId(0), TopicId(0));
        recorder.observe(Time(number), &ArrivalFact::Arrived { session, live_chat, topic }.into());
    }
    let kept = recorder.into_facts();
    let last: Vec<u64> = (600..1_000).collect();
    let times: Vec<u64> = kept.iter().map(|(at, _)| at.0).collect();
    assert_eq!(times[0], 3);
    assert_eq!(times[1..], last);
}
