//! Any text as an override of a scenario that is well: no panic.

#![no_main]

use deskload_fuzz::{Beside, DESK, plan_xor_error};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: &str| {
    let overrides: Vec<String> = texts.lines().map(str::to_owned).collect();
    plan_xor_error(&deskload::scenario::read("desk.toml", DESK, &Beside(b""), &overrides));
});
