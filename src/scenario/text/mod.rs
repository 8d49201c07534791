//! From bytes to a tree with places: the first step of reading.
//!
//! - **Takes** the bytes of the scenario, the overrides of the command line, and the files that lie
//!   beside the scenario.
//! - **Gives** a tree ([`tree::Node`]) in which every value knows its place, with the overrides
//!   applied, former keys replaced and the presets written out; rows of tables; single values
//!   ([`values`]); and the [`diagnostic`] that every later step reports with.
//! - **Must not know** what a key means: it looks into the language for names and former names only.

pub(super) mod choosing;
pub(super) mod codes;
pub(super) mod csv_files;
pub(super) mod decode;
pub(super) mod diagnostic;
pub(super) mod files;
pub(super) mod overrides;
pub(super) mod preset;
pub(super) mod renames;
pub(super) mod roster;
pub(super) mod source;
pub(super) mod table_rows;
pub(super) mod tree;
pub mod values;
pub(super) mod written_name;
pub(super) mod written_out;
