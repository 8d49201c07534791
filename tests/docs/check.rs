//! `docs/check.md`: the table of margins, and the CI files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use deskload::decide::{BetterWhen, JUDGED_COLUMNS, JudgedColumn, Margin};

use super::pages;
use crate::bless;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// The text between two marks of the page; with `BLESS` it is written anew.
pub fn compare(mark: &str, text: &str) {
    let _other_tests_wait = pages();
    let path = docs().join("check.md");
    let page = fs::read_to_string(&path).expect("readable");
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = page.split_once(&begin).expect("the place");
    let (shown, after) = rest.split_once(&end).expect("its end");
    if bless::is_asked() {
        fs::write(&path, format!("{before}{begin}{text}{end}{after}")).expect("written");
    } else {
        assert_eq!(shown, text, "{}", bless::HOW);
    }
}

fn margin(column: &JudgedColumn) -> String {
    match column.margin {
        Margin::Absolute(0.01) => "1 point".to_owned(),
        Margin::Absolute(share) => format!("{} points", share * 100.0),
        Margin::Relative { part, least } => format!("{} %, {least} s at least", part * 100.0),
    }
}

#[test]
fn the_table_of_margins_is_that_of_the_program() {
    let mut table = String::from("| sheet | figure | better when | margin |\n|---|---|---|---|\n");
    for column in &JUDGED_COLUMNS {
        let name = format!("`{}`", column.column);
        let name = if column.is_headline { format!("**{name}**") } else { name };
        let better = match column.better_when {
            BetterWhen::Lower => "lower",
            BetterWhen::Higher => "higher",
            BetterWhen::Neither => "neither",
        };
        let sheet = column.sheet.name();
        table += &format!("| `{sheet}` | {name} | {better} | {} |\n", margin(column));
    }
    compare("margins", &table);
}

/// The commands of a CI file: in a list of GitLab's, or after `run:`.
fn commands(file: &str) -> Vec<String> {
    let text = fs::read_to_string(docs().join("ci").join(file)).expect("readable");
    let command = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("- ").unwrap_or(line);
        let line = line.strip_prefix("run: ").unwrap_or(line);
        (line.starts_with("deskload ") || line.starts_with("cargo ")).then(|| line.to_owned())
    };
    text.lines().filter_map(command).collect()
}

/// In a repository with a desk and its baseline, as a CI server would run them.
#[test]
fn the_steps_of_the_ci_files_do_what_they_say() {
    for file in ["github.yml", "gitlab.yml"] {
        let folder = tempfile::tempdir().expect("a directory");
        fs::create_dir(folder.path().join("desks")).expect("made");
        fs::copy(docs().join("check.in/desk.toml"), folder.path().join("desks/desk.toml"))
            .expect("copied");
        let program = Path::new(env!("CARGO_BIN_EXE_deskload"));
        let run = |command: &str| {
            let mut path = program.parent().expect("a folder").as_os_str().to_owned();
            path.push(":/usr/bin:/bin");
            let output = Command::new("sh")
                .args(["-c", command])
                .current_dir(folder.path())
                .env("PATH", path)
                .env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md"))
                .output()
                .expect("it starts");
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
        };
        assert_eq!(run("deskload check desks --update").0, Some(0));
        let commands = commands(file);
        let [install, check] = commands.as_slice() else { panic!("{file}: {commands:?}") };
        assert!(install.starts_with("cargo install --locked --git "), "{install}");
        let (code, page) = run(check);
        assert_eq!(code, Some(0), "{page}");
        assert!(page.contains("figures not worse"), "{page}");
        let report = fs::read_to_string(folder.path().join("deskload.xml")).expect("written");
        assert!(report.contains("classname=\"desks/desk.toml\""), "{report}");
        assert_eq!(folder.path().join("summary.md").exists(), file == "github.yml");
        // What the file keeps as its report is what the step writes.
        let text = fs::read_to_string(docs().join("ci").join(file)).expect("readable");
        assert!(text.contains("path: deskload.xml") || text.contains("junit: deskload.xml"));
    }
}
