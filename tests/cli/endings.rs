//! A run ends when it is told to, or when it comes to a bound, and says why.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, pipe};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A day of a desk with few sessions, with room for what is the matter with it.
fn desk(run: &str, chat: &str, arrivals: &str) -> String {
    format!(
        "[run]\nhorizon = \"1d\"\n{run}\n[[groups]]\nname = \"a\"\ncount = 1\nlimit = 1\n\
         [[live_chats]]\nname = \"support\"\nchannel = \"telegram\"\noperators = [\"a\"]\n{chat}\n\
         [[live_chats.arrivals]]\n{arrivals}\n\
         [[live_chats.topics]]\nname = \"q\"\neffort = {{ exponential = \"4m\" }}\n"
    )
}

fn quick_desk() -> String {
    desk("replications = 1000000", "", "rate = \"9/h\"")
}

fn folder_with(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    fs::write(folder.path().join("desk.toml"), text).expect("written");
    folder
}

fn command(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskload"));
    command.args(words.split(' ')).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn ends_with(output: &Output, code: i32, words: &str) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(error.contains(words), "{error}");
}

#[expect(clippy::disallowed_methods, reason = "a signal comes at some time of the wall clock")]
fn wait(time: Duration) {
    std::thread::sleep(time);
}

fn send(signal: &str, child: &Child) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([signal, &pid]).status().expect("there is kill");
    assert!(sent.success());
}

/// What a run ends with that gets a signal after a second, and how long that takes. On a busy machine
/// a second may be too soon for the run to have begun: then it gets more time, up to a minute.
#[expect(clippy::disallowed_methods, reason = "how long a run takes to stop is what is asked")]
fn signalled(folder: &Path, words: &str, signal: &str, expected: &str) -> (Output, Duration) {
    for seconds in [1, 5, 20, 60] {
        let child = command(folder, words).spawn().expect("it starts");
        wait(Duration::from_secs(seconds));
        send(signal, &child);
        let sent = Instant::now();
        let output = child.wait_with_output().expect("it ends");
        if text(&output.stdout).contains(expected) || text(&output.stderr).contains(expected) {
            return (output, sent.elapsed());
        }
    }
    panic!("no run with {signal} says: {expected}");
}

#[test]
fn each_signal_that_asks_for_an_end_leaves_a_partial_report() {
    for signal in ["-TERM", "-HUP", "-INT"] {
        // Where the tests themselves run under `nohup`, so does the program: the end of a terminal is ignored.
        if signal == "-HUP" && hang_up_is_ignored() {
            continue;
        }
        let folder = folder_with(&quick_desk());
        let partial = "of 1000000 replications: partial";
        let (output, _) = signalled(folder.path(), "run desk.toml --quiet", signal, partial);
        ends_with(&output, 105, "stopping; finished replications are reported");
        for file in ["manifest.json", "report.html"] {
            assert!(folder.path().join("reports/desk").join(file).exists(), "{file}");
        }
        let left = fs::read_dir(folder.path().join("reports")).expect("a directory").count();
        assert_eq!(left, 1, "nothing is left beside the report");
    }
}

/// Twenty live chats in three hundred intervals have more cells than a page is made of after a signal.
#[test]
fn what_takes_long_is_left_out_of_a_large_report_of_an_interrupted_run() {
    let mut scenario = "[edition]\nname = \"none\"\n[run]\nhorizon = \"1h\"\ninterval = \"12s\"\n\
         replications = 1000000\n[[groups]]\nname = \"a\"\ncount = 9\nlimit = 1\n"
        .to_owned();
    for chat in 0..20 {
        scenario += &format!(
            "[[live_chats]]\nname = \"c{chat}\"\nchannel = \"telegram\"\noperators = [\"a\"]\n\
             [[live_chats.arrivals]]\nrate = \"9/h\"\n\
             [[live_chats.topics]]\nname = \"q\"\neffort = \"2m\"\npatience = \"5m\"\n"
        );
    }
    let folder = folder_with(&scenario);
    let words = "run desk.toml --quiet --xlsx";
    let left_out = "left out, as the run was interrupted and writing it takes long: \
                    report.html, report.xlsx\n";
    let (output, _) = signalled(folder.path(), words, "-TERM", left_out);
    ends_with(&output, 105, left_out);
    let report = folder.path().join("reports/desk");
    for (file, is_there) in [
        ("manifest.json", true),
        ("intervals.csv", true),
        ("report.html", false),
        ("report.xlsx", false),
    ] {
        assert_eq!(report.join(file).exists(), is_there, "{file}");
    }
}

fn hang_up_is_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

#[test]
fn a_run_stops_whatever_it_is_doing() {
    let watch = "supervisors = [\"a\"]\nwatch = { every = \"1us\", action = \"reassign\", max_sessions = 1, \
                 reaction = \"0s\" }";
    let burst = "rate = \"1/d\"\nburst = { factor = 2, on = \"1us\", off = \"1us\" }";
    let rates = "rates = [\"1/d\", \"2/d\"]\nevery = \"1us\"\nrepeat = \"2us\"";
    for (chat, arrivals) in [(watch, "rate = \"9/h\""), ("", burst), ("", rates)] {
        let mut scenario = desk("replications = 1", chat, arrivals);
        if !chat.is_empty() {
            scenario = scenario
                .replace("[[live_chats]]", "[[groups]]\nname = \"sup\"\ncount = 1\n[[live_chats]]");
            scenario = scenario.replace("supervisors = [\"a\"]", "supervisors = [\"sup\"]");
            // Rules of watching need a paid edition.
            scenario.push_str("[edition]\nname = \"chatdesk\"\nnamed_licenses = 2\n");
        }
        let folder = folder_with(&scenario);
        for engine in ["actors", "inline"] {
            let words = format!("run desk.toml --quiet --no-report --engine {engine}");
            let interrupted = "interrupted before a replication had finished";
            let (output, took) = signalled(folder.path(), &words, "-TERM", interrupted);
            ends_with(&output, 105, interrupted);
            // It takes less than a second; a busy machine is no reason to fail, for ever would be.
            assert!(took < Duration::from_secs(60), "{arrivals}: {took:?}");
        }
    }
}

#[test]
fn before_there_is_anything_to_finish_a_signal_leaves_at_once() {
    let folder = folder_with("");
    let waiting = ["run - --no-report", "validate -"].map(|words| {
        let mut command = command(folder.path(), words);
        command.stdin(Stdio::piped()).spawn().expect("it starts")
    });
    wait(Duration::from_secs(5));
    for mut child in waiting {
        send("-TERM", &child);
        assert_eq!(child.wait().expect("it ends").code(), Some(105));
    }
}

/// The summary is longer than a pipe takes, and it is not read: each of these would wait for ever.
#[test]
fn a_signal_while_results_are_printed_leaves_at_once() {
    let folder = folder_with(&desk("replications = 2\ninterval = \"5m\"", "", "rate = \"9/h\""));
    let figures = "compare desk.toml --variant b:groups.a.count=2 --variant c:groups.a.count=3 --all-figures --format json";
    for (words, written) in
        [("run desk.toml --format json --replications 2", Some("report: ")), (figures, None)]
    {
        let mut child = command(folder.path(), words).spawn().expect("it starts");
        let mut messages = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        match written {
            Some(written) => {
                let is_there = |line: io::Result<String>| line.is_ok_and(|it| it.contains(written));
                assert!(messages.any(is_there), "{words}");
            }
            // The first byte of the results.
            None => {
                let mut first = [0];
                child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("results");
            }
        }
        send("-TERM", &child);
        // The rest is read after the end alone, which comes before the last byte is written.
        let ended = child.wait().expect("it ends");
        assert_eq!(ended.code(), Some(105), "{words}");
    }
}

#[test]
fn standard_output_that_no_process_reads_is_an_error() {
    let folder = folder_with(&desk("replications = 2", "", "rate = \"9/h\""));
    for words in ["run desk.toml --quiet --no-report", "schema", "--help", "run --help"] {
        let (reader, writer) = pipe().expect("a pipe");
        drop(reader);
        let output = command(folder.path(), words).stdout(writer).output().expect("it starts");
        ends_with(&output, 1, "cannot write to standard output");
    }
}

/// The standard library opens `/dev/null` in its place. What a parent passes on purpose is no error, even where it is
/// open for reading and writing as that one is.
#[cfg(unix)]
#[test]
fn standard_output_that_is_closed_is_an_error_and_that_of_dev_null_is_none() {
    let folder = folder_with(&desk("replications = 2", "", "rate = \"9/h\""));
    let words = "run desk.toml --quiet --no-report";
    for closed in [">&-", "<&- >&-"] {
        let mut shell = Command::new("sh");
        let line = format!("exec \"$0\" {words} {closed}");
        shell.current_dir(folder.path()).args(["-c", &line, env!("CARGO_BIN_EXE_deskload")]);
        ends_with(
            &shell.output().expect("it starts"),
            1,
            "cannot write to standard output: it is closed",
        );
    }
    let null = fs::OpenOptions::new().read(true).write(true).open("/dev/null").expect("there");
    let output = command(folder.path(), words).stdout(null).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// The standard library drops what is written to it.
#[test]
fn standard_output_that_is_open_for_reading_alone_is_an_error() {
    let folder = folder_with(&desk("replications = 2", "", "rate = \"9/h\""));
    for words in ["run desk.toml --quiet --no-report", "schema", "--help"] {
        let mut command = command(folder.path(), words);
        let read_only = fs::File::open(folder.path().join("desk.toml")).expect("there");
        let output = command.stdout(read_only).output().expect("it starts");
        ends_with(&output, 1, "cannot write to standard output: it is open for reading alone");
    }
}

/// Two hundred clients of two operators, who have half a minute for each, and need more for a
/// reply. Nobody gives up, so that this would go on for the four weeks of a drain.
#[test]
fn sessions_that_go_round_for_ever_end_with_a_drain_and_are_told() {
    let chat = "no_reply = { within = \"30s\", applies_to = \"every-assignment\" }";
    let campaign = "campaign = { at = \"mon 00:10\", clients = 200, over = \"1m\" }";
    let run = "replications = 1\nlevel = \"dialogue\"\nat_horizon = \"drain\"";
    let dialogue = "dialogue = { rounds = { fixed = 3 }, reply = \"40s\", think = \"30s\" }";
    let scenario = desk(run, chat, campaign)
        .replace("effort = { exponential = \"4m\" }", dialogue)
        .replace("limit = 1", "limit = \"unlimited\"")
        .replace("count = 1", "count = 2")
        .replace("horizon = \"1d\"", "horizon = \"1h\"\nstarts = \"mon 00:00\"");
    let folder = folder_with(&scenario);
    let words = "run desk.toml --no-report --engine inline --format json";
    let output = command(folder.path(), words).output().expect("it starts");
    ends_with(&output, 0, "reassigned: sessions were taken off operators' hands");
}

/// What was typed wrong is repeated, and may be the name of a file that a shell filled in.
#[test]
fn what_was_typed_wrong_is_shown_without_its_controls() {
    let folder = folder_with("");
    let typed = "a\u{202e}b\u{1b}[31mc\u{200b}";
    for before in [&[][..], &["run", "desk.toml", "--set"], &["run", "desk.toml", "--seed"]] {
        let mut command = command(folder.path(), "--quiet");
        let output = command.args(before).arg(typed).output().expect("it starts");
        ends_with(&output, 2, "a\\u{202e}b");
        ends_with(&output, 2, "c\\u{200b}");
        assert!(!text(&output.stderr).contains(['\u{202e}', '\u{1b}', '\u{200b}']));
    }
}

/// In a shell with a limit.
fn limited(folder: &Path, limit: &str, words: &str) -> Output {
    let script = format!("ulimit {limit}; exec \"$0\" {words}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_deskload")]).current_dir(folder);
    shell.output().expect("there is a shell")
}

#[test]
fn a_limit_of_file_sizes_is_an_error_and_the_old_report_stays() {
    let folder = folder_with(&desk("replications = 2", "", "rate = \"90/h\""));
    let output = limited(folder.path(), "-f 1000", "run desk.toml --quiet");
    ends_with(&output, 0, "");
    let summary = || fs::read(folder.path().join("reports/desk/summary.csv")).expect("a report");
    let before = summary();
    let words = "run desk.toml --quiet --trace --seed 2";
    let output = limited(folder.path(), "-f 8", words);
    ends_with(&output, 1, "cannot write reports/desk: File too large");
    assert_eq!(summary(), before);
    assert_eq!(fs::read_dir(folder.path().join("reports")).expect("it is there").count(), 1);
}

/// Whatever a command writes: the signal of the limit does not end it.
#[test]
fn a_limit_of_file_sizes_is_an_error_of_every_command() {
    let folder = folder_with("");
    for words in ["man pages", "init desk"] {
        ends_with(&limited(folder.path(), "-f 0", words), 1, "File too large");
    }
}

/// Rows of eleven megabytes in two replications: the limit, in blocks of 512 bytes, is met in the file of sessions,
/// in the file of a replication's rows while sessions end, while that one is read back, and by nothing at all.
#[cfg(target_os = "linux")]
#[test]
fn rows_that_do_not_fit_while_sessions_end_leave_the_old_report() {
    let folder =
        folder_with(&desk("replications = 2", "", "rate = \"1500/h\"").replace("\"4m\"", "\"2s\""));
    let output = limited(folder.path(), "-f unlimited", "run desk.toml --quiet --no-html");
    ends_with(&output, 0, "");
    let summary = || fs::read(folder.path().join("reports/desk/summary.csv")).expect("a report");
    let before = summary();
    let words = "run desk.toml --quiet --trace --no-html --seed 2";
    let whole = limited(folder.path(), "-f unlimited", &format!("{words} --out whole"));
    ends_with(&whole, 0, "");
    let bytes = fs::metadata(folder.path().join("whole/sessions.csv")).expect("rows").len();
    assert!(bytes > 10 << 20, "{bytes}");
    for blocks in [100, 4_000, 4_100, 8_192, 11_000, bytes / 512 - 1] {
        let output = limited(folder.path(), &format!("-f {blocks}"), words);
        ends_with(&output, 1, "cannot write reports/desk: File too large");
        assert_eq!(summary(), before, "{blocks}");
        assert_eq!(fs::read_dir(folder.path().join("reports")).expect("it is there").count(), 1);
    }
    let output = limited(folder.path(), &format!("-f {}", bytes / 512 + 1), words);
    ends_with(&output, 0, "");
}

#[cfg(target_os = "linux")]
#[test]
fn threads_for_which_there_is_no_room_are_an_error() {
    let folder = folder_with(&desk("replications = 4096", "", "rate = \"9/h\""));
    let words = "run desk.toml --quiet --no-report --jobs 4096 --engine inline";
    let output = limited(folder.path(), "-v 1000000", words);
    ends_with(&output, 1, "for replications cannot be started");
}

#[test]
fn more_sessions_than_memory_end_with_106_and_their_number() {
    let scenario = desk("replications = 1", "", "rate = \"2000000/h\"");
    let folder = folder_with(&scenario);
    for engine in ["actors", "inline"] {
        let words = format!("run desk.toml --quiet --no-report --memory 96M --engine {engine}");
        let output = command(folder.path(), &words).output().expect("it starts");
        ends_with(&output, 106, "--memory");
    }
}

/// An operator with two million clients an hour, none of whom gives up: so all of a day are there at its end.
#[test]
fn what_a_run_will_take_is_said_before_it_begins() {
    let folder = folder_with(&desk("replications = 1", "", "rate = \"2000000/h\""));
    let output = command(folder.path(), "validate desk.toml").output().expect("it starts");
    ends_with(&output, 0, "memory: about ");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let at_most = said.split("at most ").nth(1).expect("the number of sessions");
    let sessions: f64 = at_most.split(' ').next().unwrap_or("").parse().expect("a number");
    assert!((47e6..49e6).contains(&sessions), "{said}");
    let words = "run desk.toml --no-report --engine inline --memory 96M";
    let output = command(folder.path(), words).output().expect("it starts");
    ends_with(&output, 106, "memory: about ");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("where that is reached the run ends with exit code 106"), "{said}");
}

#[test]
fn a_plan_that_does_not_fit_is_refused_before_it_is_run() {
    let scenario = desk("replications = 1", "", "rate = \"9/h\"");
    let folder = folder_with(&scenario);
    let words = "run desk.toml --quiet --no-report --engine inline --memory 10M";
    let output = command(folder.path(), words).output().expect("it starts");
    ends_with(&output, 106, "operators, live chats and intervals alone");
}

#[test]
fn too_much_at_one_instant_ends_with_107() {
    let scenario = desk("replications = 1", "", "rate = \"9/h\"").replace(
        "limit = 1",
        "logins = { online = { mixture = [{ weight = 1.0, distribution = \"0s\" }, { weight = \
         0.0000000001, distribution = \"1s\" }] }, offline = { mixture = [{ weight = 1.0, distribution = \"0s\" }, \
         { weight = 0.0000000001, distribution = \"1s\" }] } }",
    );
    let folder = folder_with(&scenario);
    let words = "run desk.toml --quiet --no-report --engine inline";
    let output = command(folder.path(), words).output().expect("it starts");
    ends_with(&output, 107, "too much happens at one instant: 1000");
}

/// A hundred thousand clients within a microsecond are many, and no fault.
#[test]
fn a_crowd_at_one_instant_is_no_circle() {
    let campaign = "campaign = { at = \"mon 10:00\", clients = 700000, over = \"1us\" }";
    let scenario = desk("replications = 1", "queue_places = 0", campaign);
    let folder = folder_with(&scenario);
    let words = "run desk.toml --quiet --no-report --engine inline";
    ends_with(&command(folder.path(), words).output().expect("it starts"), 0, "");
}

#[test]
fn devices_and_pipes_are_not_read() {
    let folder = folder_with(&desk("", "", "csv = \"pipe\"\ncolumn = \"c\""));
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("there is mkfifo");
    assert!(made.success());
    let words = "only regular files are read";
    let run = |words: &str| command(folder.path(), words).output().expect("it starts");
    ends_with(&run("validate desk.toml"), 104, words);
    for other in ["pipe", "/dev/zero", "."] {
        ends_with(&run(&format!("validate {other}")), 1, words);
    }
}

#[test]
fn a_check_that_is_interrupted_says_so_and_leaves_the_baseline_that_was_there() {
    let folder = folder_with(&quick_desk());
    let baseline = folder.path().join("reports/baselines/desk.json");
    fs::create_dir_all(baseline.parent().expect("a folder")).expect("made");
    fs::write(&baseline, "the one that was there").expect("written");
    let words = "check desk.toml --quiet --update --junit report.xml";
    let (output, _) = signalled(folder.path(), words, "-TERM", "interrupted");
    ends_with(&output, 105, "");
    assert_eq!(fs::read_to_string(&baseline).expect("there"), "the one that was there");
    let report = fs::read_to_string(folder.path().join("report.xml")).expect("written");
    assert!(report.contains("<testsuites ") && report.ends_with("</testsuites>\n"), "{report}");
    for place in [folder.path().to_path_buf(), folder.path().join("reports/baselines")] {
        for entry in fs::read_dir(place).expect("there") {
            let name = entry.expect("readable").file_name();
            assert!(!name.to_string_lossy().starts_with('.'), "{name:?} is left");
        }
    }
}
