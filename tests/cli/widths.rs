//! What commands print with ordinary names: no line is wider than a terminal of 80 columns shows.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a command prints on standard output for the desks that ship. It writes into the folder only.
fn printed(folder: &Path, words: &[&str]) -> String {
    let out = |word: &&str| word.replace("OUT", &folder.join("out").to_string_lossy());
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words.iter().map(out)).arg("--quiet").stdin(Stdio::null());
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}:\n{errors}");
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(page.lines().count() > 3, "{words:?}:\n{page}");
    page
}

#[test]
fn no_page_is_wider_than_a_terminal() {
    const BOTH: &str = "scenarios/internal-and-external.toml";
    const QUICK: &str = "scenarios/quickstart.toml";
    const FEW: [&str; 2] = ["--replications", "3"];
    let of_runs: [&[&str]; 8] = [
        &["run", BOTH, "--no-report"],
        &["run", BOTH, "--no-report", "--group", "accounting"],
        &["run", BOTH, "--no-report", "--interval"],
        &["run", "scenarios/pathologies/open-tabs.toml", "--no-report"],
        &["compare", BOTH, "--variant", "three at once: groups.it.limit=3"],
        &["compare", BOTH, "scenarios/transfer-chain.toml"],
        &["sweep", BOTH, "--over", "volume=90%,110%", "--out", "OUT.csv", "--no-html"],
        &["check", BOTH, QUICK, "scenarios/roster.toml", "scenarios/transfer-chain.toml"],
    ];
    let of_others: [&[&str]; 8] = [
        &["validate", BOTH],
        &["staff", QUICK, "--no-report"],
        &["erlang", "--arrivals", "96/h", "--aht", "7m", "--patience", "4m", "--limit", "3"],
        &["load", "scenarios/load-test.toml", "--for", "3s", "--out", "OUT"],
        &["import", "docs/import.in/rocketchat.json", "--out", "OUT-past"],
        &["import", "docs/import.in/amazon-connect.jsonl", "--out", "OUT-other-past"],
        &["fit", "docs/history", "-o", "OUT.toml"],
        &["backtest", "docs/history", "--replications", "20"],
    ];
    let folder = tempfile::tempdir().expect("a directory");
    let of_runs = of_runs.iter().map(|words| [*words, &FEW].concat());
    for words in of_runs.chain(of_others.iter().map(|words| words.to_vec())) {
        let page = printed(folder.path(), &words);
        let wide: Vec<&str> = page.lines().filter(|line| line.chars().count() > 79).collect();
        assert!(wide.is_empty(), "{words:?}:\n{}", wide.join("\n"));
    }
}
