//! Any bytes as a scenario; where they are one, a stretch of it runs on both hosts: no invariant is violated,
//! and the hosts agree.

#![no_main]

use deskload::study::Engine;
use deskload_fuzz::{Beside, bytes, plan_xor_error, stretch};
use libfuzzer_sys::fuzz_target;

/// Whatever column a scenario asks for, if it is one of these: those of the shipped scenarios and of
/// the swarm's desks are.
const TABLE: &[u8] = b"from,calls,load,whatsapp,headquarters,branches,at\n\
    00:00,3,3,3,3,3,10\n00:30,5,5,5,5,5,700\n";

fuzz_target!(|text: &[u8]| {
    let reading = deskload::scenario::read("any.toml", text, &Beside(TABLE), &[]);
    plan_xor_error(&reading);
    let Some(plan) = reading.plan.and_then(stretch) else { return };
    if let (Some(inline), Some(actors)) =
        (bytes(&plan, Engine::Inline), bytes(&plan, Engine::Actors))
    {
        assert!(inline == actors, "the hosts differ");
    }
});
