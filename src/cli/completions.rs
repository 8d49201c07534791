//! Completions of shells, which offer scenarios where one is wanted.

use std::fmt::Write as _;

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

use super::CliArgs;

/// The commands whose files are scenarios.
const OF_SCENARIOS: [&str; 7] = ["run", "validate", "check", "compare", "sweep", "load", "staff"];

/// What bash does with these commands, where no option and no value of one is typed. Any file, where there is
/// neither a scenario nor a folder.
const BASH: &str = r#"
_deskload_scenarios() {
    _deskload "$@"
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" IFS=$'\n'
    case "${COMP_WORDS[1]}" in
        COMMANDS) ;;
        *) return ;;
    esac
    if [[ ${COMP_CWORD} -lt 2 || ${word} == -* || ${before} == -* ]]; then
        return
    fi
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -X '!*.toml' -- "${word}") $(compgen -d -- "${word}"))
}
complete -F _deskload_scenarios -o bashdefault -o default deskload
"#;

/// The script that a shell reads.
pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CliArgs::command(), "deskload", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => script.push_str(&BASH.replace("COMMANDS", &OF_SCENARIOS.join("|"))),
        Shell::Zsh => {
            // `check` takes folders as well, which `_files` offers whatever the pattern.
            let of_scenarios = |line: &&str| {
                [" -- The scenario file", " -- Scenario files"].iter().any(|it| line.contains(it))
            };
            let lines = script.lines().map(|line| match Some(line).filter(of_scenarios) {
                Some(line) => line.replace(":_files'", ":_files -g \"*.toml\"'") + "\n",
                None => format!("{line}\n"),
            });
            script = lines.collect();
        }
        Shell::Fish => {
            let mut offer = |command: &str, what: &str| {
                // Writing to a string cannot fail.
                let _ = writeln!(
                    script,
                    "complete -c deskload -n \"__fish_deskload_using_subcommand {command}\" -k -f -a \"{what}\""
                );
            };
            for command in OF_SCENARIOS {
                // By itself it offers other files behind those with the suffix.
                offer(
                    command,
                    r"(__fish_complete_suffix .toml | string match -r '.*(?:/|\.toml)(?:\t.*)?\$')",
                );
            }
            // The generator knows values of options, and none of arguments.
            let shells = Shell::value_variants().iter().map(Shell::to_string);
            offer("completions", &shells.collect::<Vec<_>>().join(" "));
        }
        _ => {}
    }
    script
}
