//! Any bytes as a scenario: no panic, and a plan if and only if nothing is wrong.

#![no_main]

use deskload_fuzz::{Beside, plan_xor_error};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    plan_xor_error(&deskload::scenario::read("any.toml", bytes, &Beside(b""), &[]));
});
