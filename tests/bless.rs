//! Texts that are kept beside what they are made from: with `BLESS=1` in the environment the tests
//! that compare them write them anew.

use std::env;

/// What a test says whose text is out of date.
pub const HOW: &str = "BLESS=1 cargo test writes it anew";

/// Whether texts are written anew.
pub fn is_asked() -> bool {
    env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}
