//! The programs of `docs/replications.md` print what the report says, where Python and R are installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The first block of a language.
fn block(text: &str, language: &str) -> String {
    let (_, rest) = text.split_once(&format!("```{language}\n")).expect("there is such a block");
    rest.split_once("```").expect("it ends").0.to_owned()
}

#[test]
fn values_of_replications_load_into_python_and_r() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/replications.md")).expect("the page");
    let folder = tempfile::tempdir().expect("a directory");
    fs::create_dir(folder.path().join("target")).expect("made");
    let status = Command::new(env!("CARGO_BIN_EXE_deskload"))
        .arg("run")
        .arg(root.join("scenarios/quickstart.toml"))
        .args(["--replications-csv", "--quiet", "--out", "target/replications"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("it starts").success());
    let sheet = fs::read_to_string(folder.path().join("target/replications/live_chats.csv"));
    let sheet = sheet.expect("the sheet of live chats");
    let mut lines = sheet.lines();
    let place = lines.next().and_then(|line| line.split(',').position(|it| it == "service_level"));
    let level = lines.next().and_then(|line| line.split(',').nth(place?)).expect("a figure");
    let expected = format!("{:.4}", level.parse::<f64>().expect("a number"));
    for (language, command, file) in
        [("python", "python3", "values.py"), ("r", "Rscript", "values.R")]
    {
        fs::write(folder.path().join(file), block(&page, language)).expect("written");
        let ran = Command::new(command).arg(file).current_dir(folder.path()).output();
        // Otherwise it is not installed.
        if let Ok(output) = ran {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{command}: {errors}");
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), expected, "{command}");
        }
    }
}
