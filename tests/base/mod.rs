//! Time, names and random streams.

mod stream;
mod time;
