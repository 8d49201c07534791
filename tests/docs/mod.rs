//! Every console block of the documentation is executed, and must print what it shows.

pub mod check;
mod diagnostics;
mod glossary;
mod import;
mod replications;
use std::env;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::bless;

/// What trycmd asks before it writes what was printed into the documentation.
const OVERWRITE: (&str, &str) = ("TRYCMD", "overwrite");

/// Several tests write the same page anew: one after the other.
static PAGES: Mutex<()> = Mutex::new(());

pub fn pages() -> MutexGuard<'static, ()> {
    PAGES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn the_documentation_shows_what_the_program_prints() {
    if bless::is_asked() && env::var_os(OVERWRITE.0).is_none() {
        return bless_the_documentation();
    }
    // What the terminal in which the tests run would change.
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "0")
        .env("COLUMNS", "100")
        .case("README.md")
        .case("reports/README.md")
        .case("docs/*.md")
        .run();
}

/// The same test in a process of its own: trycmd reads the environment, and only that of a process
/// to come can be changed safely.
fn bless_the_documentation() {
    let _other_tests_wait = pages();
    let (name, value) = OVERWRITE;
    let status = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "docs::the_documentation_shows_what_the_program_prints"])
        .env(name, value)
        .status();
    assert!(status.expect("it can be run").success(), "the console blocks were not written anew");
}
