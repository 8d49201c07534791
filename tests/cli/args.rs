//! The command line as it is typed.

use clap::{CommandFactory, Parser};

use deskload::cli::CliArgs;

#[test]
fn the_command_line_is_well_formed() {
    CliArgs::command().debug_assert();
}

#[test]
fn an_override_needs_a_key_and_a_value() {
    let set = |word| CliArgs::try_parse_from(["deskload", "run", "x.toml", "--set", word]);
    assert!(set("run.seed=1").is_ok());
    assert!(set("name=").is_ok());
    assert!(set("run.seed").is_err_and(|error| error.to_string().contains("path.to.key=value")));
    assert!(set("=1").is_err_and(|error| error.to_string().contains("path.to.key=value")));
}
