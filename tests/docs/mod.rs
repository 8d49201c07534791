//! Every console block of the documentation is executed, and must print what it shows.

mod diagnostics;
mod glossary;

#[test]
fn the_documentation_shows_what_the_program_prints() {
    // What the terminal of whoever runs the tests would change.
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "0")
        .env("COLUMNS", "100")
        .case("README.md")
        .case("reports/README.md")
        .run();
}
