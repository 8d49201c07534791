//! Who comes, and when.

mod rate_modulator;
