//! Exit codes, streams and colors.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn deskload() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(name);
    }
    command
}

fn run(words: &[&str]) -> Output {
    deskload().args(words).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[track_caller]
fn ends_with(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
}

#[test]
fn a_wrong_command_line_ends_with_2_and_help_on_standard_error() {
    let wrong: [&[&str]; 6] = [
        &["run"],
        &["simulate"],
        &["run", "x.toml", "--jobs", "0"],
        &["run", "x.toml", "--set", "run.seed"],
        &["run", "x.toml", "--no-report", "--trace"],
        &["validate"],
    ];
    for words in wrong {
        let output = run(words);
        ends_with(&output, 2);
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{words:?}");
    }
}

#[test]
fn a_scenario_that_is_not_there_ends_with_1_and_is_named() {
    for command in ["run", "validate"] {
        let output = run(&[command, "no-such-desk.toml"]);
        ends_with(&output, 1);
        assert!(text(&output.stderr).contains("no-such-desk.toml"));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn an_invalid_scenario_ends_with_104_and_nothing_is_simulated() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut child = deskload()
        .args(["run", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"\xff\xfe = [ this is not a desk").expect("it listens");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    ends_with(&output, 104);
    assert!(text(&output.stderr).contains("<stdin>"));
    assert!(output.stdout.is_empty());
    assert!(!folder.path().join("reports").exists());
}

#[test]
fn the_worst_of_several_scenarios_decides() {
    let folder = tempfile::tempdir().expect("a directory");
    let wrong = folder.path().join("wrong.toml");
    std::fs::write(&wrong, "nonsense = ").expect("written");
    let wrong = wrong.to_str().expect("a plain path");
    ends_with(&run(&["validate", "no-such-desk.toml", wrong]), 104);
}

#[test]
fn colors_come_only_where_they_are_wanted() {
    let colored = |command: &mut Command| {
        let output = command.args(["validate", "no-such-desk.toml"]).output().expect("it starts");
        output.stderr.contains(&0x1b)
    };
    assert!(!colored(&mut deskload()), "standard error is no terminal here");
    assert!(colored(deskload().env("CLICOLOR_FORCE", "1")));
    assert!(!colored(deskload().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
    assert!(colored(deskload().env("NO_COLOR", "1").args(["--color", "always"])));
    assert!(!colored(deskload().env("CLICOLOR_FORCE", "1").args(["--color", "never"])));
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell]);
        ends_with(&output, 0);
        assert!(text(&output.stdout).contains("validate"), "{shell}");
    }
}

/// A terminal without UTF-8 gets other characters, and columns stay below each other.
#[test]
fn a_page_in_ascii_keeps_its_columns() {
    let page = "volume  asa      rate\n100%    8 \u{b1} 2 s  \u{2265} 4\n200%    9 \u{2192} 3 s  5 \u{e9}\n";
    let plain = "volume  asa      rate\n100%    8 +- 2 s >= 4\n200%    9 -> 3 s 5 ?\n";
    assert_eq!(deskload::cli::terminal::in_ascii(page), plain);
}

/// Where a scenario is wanted, bash offers scenarios and folders, and elsewhere what it offered before.
#[test]
fn bash_completes_scenarios_where_they_are_wanted() {
    let folder = tempfile::tempdir().expect("a directory");
    for file in ["desk.toml", "desk.csv", "notes.txt"] {
        std::fs::write(folder.path().join(file), "").expect("written");
    }
    std::fs::create_dir(folder.path().join("days")).expect("made");
    let script = text(&run(&["completions", "bash"]).stdout);
    std::fs::write(folder.path().join("script"), script).expect("written");
    let offered = |words: &str, last: usize| {
        let ask = format!(
            "source ./script; COMP_WORDS=({words}); COMP_CWORD={last}; \
             _deskload_scenarios deskload \"${{COMP_WORDS[{last}]}}\" \"${{COMP_WORDS[{last}-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash").args(["-c", &ask]).current_dir(folder.path()).output();
        let text = text(&output.expect("bash is there").stdout);
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(offered("deskload run ''", 2), ["desk.toml", "days"]);
    assert_eq!(offered("deskload check desk.toml de", 3), ["desk.toml"]);
    assert!(offered("deskload run desk.toml --no-r", 3).contains(&"--no-report".to_owned()));
    assert_eq!(offered("deskload run desk.toml --engine a", 4), ["actors"]);
    assert!(offered("deskload import de", 2).iter().all(|word| word != "desk.toml"));
}

/// The same of fish, where it is installed; and the sub-commands, flags and values that the generator knows.
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn fish_completes_commands_flags_values_and_scenarios() {
    let (folder, home) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("two"));
    for file in ["desk.toml", "desk.csv", "notes.txt"] {
        std::fs::write(folder.path().join(file), "").expect("written");
    }
    std::fs::create_dir(folder.path().join("days")).expect("made");
    let script = text(&run(&["completions", "fish"]).stdout);
    std::fs::write(folder.path().join("script"), script).expect("written");
    let offered = |line: &str| {
        let ask = format!("source ./script; complete -C '{line}'");
        let mut fish = Command::new("fish");
        fish.args(["--no-config", "-c", &ask]).current_dir(folder.path());
        fish.env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path()).output().ok().map(
            |output| {
                assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
                let words = text(&output.stdout);
                let word = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
                words.lines().map(word).collect::<Vec<String>>()
            },
        )
    };
    let Some(commands) = offered("deskload va") else {
        eprintln!("skipped: no fish");
        return;
    };
    assert_eq!(commands, ["validate"]);
    for (line, words) in [
        ("deskload run desk.toml --eng", &["--engine"][..]),
        ("deskload run --engine a", &["actors"]),
        ("deskload init --template e", &["experts"]),
        ("deskload run ", &["desk.toml", "days/"]),
        ("deskload check desk.toml de", &["desk.toml"]),
        ("deskload completions ", &["bash", "elvish", "fish", "powershell", "zsh"]),
    ] {
        assert_eq!(offered(line).expect("fish is there"), words, "{line}");
    }
}

#[test]
fn the_schema_is_json() {
    let output = run(&["schema"]);
    ends_with(&output, 0);
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
}

/// One operator for forty sessions of six minutes an hour: four erlangs of work on one of capacity.
const OVERLOADED: &str = "[run]\nhorizon = \"1h\"\nreplications = 2\n[[groups]]\nname = \"ops\"\ncount = 1\n\
     limit = 1\n[[live_chats]]\nname = \"desk\"\nchannel = \"telegram\"\noperators = [\"ops\"]\n\
     arrivals = [{ rate = \"40/h\" }]\n\
     topics = [{ name = \"q\", effort = \"6m\", patience = \"5m\" }]\n";

#[test]
fn a_run_prints_the_warnings_of_validate_and_denies_them_if_asked() {
    let folder = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a plain path").to_owned()
    };
    let overloaded = write("overloaded.toml", OVERLOADED);
    let idle =
        OVERLOADED.replace("40/h", "4/h").replace("patience = \"5m\"", "patience = \"none\"");
    let idle = write("idle.toml", &idle.replace("limit = 1", "limit = 1\nqueue_places = 9"));
    let clean = write("clean.toml", &OVERLOADED.replace("40/h", "4/h"));
    for (path, said) in [
        (&overloaded, "Overload: ops 400 % of capacity Mon 00:00."),
        (&idle, "`queue_places` has no effect"),
    ] {
        let output = run(&["run", path, "--no-report"]);
        ends_with(&output, 0);
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
        for command in [
            &["run", path, "--no-report", "--deny-warnings"][..],
            &["validate", path, "--deny-warnings"],
        ] {
            let output = run(command);
            ends_with(&output, 104);
            let all = text(&output.stderr);
            assert!(all.contains("1 warning, which --deny-warnings denies"), "{all}");
        }
        ends_with(&run(&["validate", path]), 0);
    }
    ends_with(&run(&["run", &clean, "--no-report", "--deny-warnings"]), 0);
    ends_with(&run(&["validate", &clean, "--deny-warnings"]), 0);
    // The worst of several files decides.
    ends_with(&run(&["validate", &clean, &idle, "--deny-warnings"]), 104);
}

#[test]
fn validate_tells_programs_every_fault_with_file_line_column_code_and_remedy() {
    let folder = tempfile::tempdir().expect("a directory");
    let place = folder.path().join("desk.toml");
    std::fs::write(&place, "[groups]\nname = \"a\"\ncuont = 4\n").expect("written");
    let run_in = |format: &str| {
        let words = ["validate", "desk.toml", "--format", format];
        deskload().args(words).current_dir(folder.path()).output().expect("it starts")
    };
    let output = run_in("json");
    ends_with(&output, 104);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let fault = &json["scenarios"][0]["diagnostics"];
    let fault = fault.as_array().expect("a list").iter().find(|one| one["line"] == 3);
    let fault = fault.expect("the misspelt key");
    assert_eq!((&fault["file"], &fault["column"]), (&"desk.toml".into(), &1.into()));
    assert_eq!((&fault["code"], &fault["severity"]), (&"unknown-key".into(), &"error".into()));
    assert_eq!(fault["help"][0], "did you mean `count`?");
    assert_eq!(json["valid"], false);
    let output = run_in("github");
    ends_with(&output, 104);
    let lines = text(&output.stdout);
    let first = "::error file=desk.toml,line=1,col=1,title=kind::a list belongs here, not a table%0Ahelp: \
                 write `[[groups]]`: there may be several, each under such a heading\n";
    assert!(lines.contains(first), "{lines}");
    assert!(text(&output.stderr).is_empty(), "{}", text(&output.stderr));
}
