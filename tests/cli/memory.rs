//! Sizes of memory, as users write them and as the system tells them.

use deskload::cli::memory::{budget, parse_bytes};

#[test]
fn sizes_are_numbers_with_units() {
    assert_eq!(parse_bytes("512M"), Ok(512 << 20));
    assert_eq!(parse_bytes("4GiB"), Ok(4 << 30));
    for wrong in ["", "4", "G", "0G", "-1G", "4 G", "99999999999999T", "1.5G"] {
        assert!(parse_bytes(wrong).is_err(), "{wrong}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_knows_what_it_has_and_what_is_left() {
    let available = budget(None);
    assert!((available.in_use)().is_some_and(|bytes| bytes > 1 << 20));
    assert!(available.limit < u64::MAX);
    assert_eq!(budget(Some(7)).limit, 7);
}
