//! Results → bytes: CSV, text, JSON, and the words that explain them.
//!
//! Pure: every function here turns values into bytes. Where the bytes go, and whether a place for
//! them is free, is for `cli` to know. The bytes depend on the program, the scenario, its
//! overrides and the seed; not on the host, threads, the clock, folders or the environment.

mod cell;
mod dictionary;
mod files;
mod findings;
mod json;
mod manifest;
mod page;
mod portrait;
mod table;
mod testimony;
mod text;

pub use cell::{harmless, number};
pub use dictionary::dictionary;
pub use files::{FILE_NAMES, File, MANIFEST, SESSIONS, files};
pub use findings::{Doubt, doubts};
pub use json::json;
pub use manifest::{Manifest, Supersedes, command};
pub use page::Ink;
pub use portrait::portrait;
pub use table::{sessions, table};
pub use testimony::{TESTIMONY, testimony};
pub use text::text;
