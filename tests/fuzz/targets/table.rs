//! Any bytes as each of the CSV files that a scenario may name: no panic. The first byte says which.

#![no_main]

use deskload_fuzz::{Beside, DESK, TABLES, plan_xor_error};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, table)) = bytes.split_first() else { return };
    let given = TABLES[usize::from(*which) % TABLES.len()].to_owned();
    plan_xor_error(&deskload::scenario::read("desk.toml", DESK, &Beside(table), &[given]));
});
