//! What is wrong with scenarios, for programs: JSON, and annotations of a GitHub workflow.

use serde_json::{Value, json};

use super::github;
use super::manifest::pretty;
use crate::scenario::{Diagnostic, Severity};

/// A scenario that was read, with all that is wrong with it.
#[derive(Debug)]
pub struct ReadScenario {
    /// As typed.
    pub file: String,
    /// Why it could not be read at all.
    pub unreadable: Option<String>,
    /// Errors, warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
    /// Groups that get more work than they can do, one sentence each.
    pub overloads: Vec<String>,
}

impl ReadScenario {
    /// Whether it can be simulated.
    pub fn is_valid(&self) -> bool {
        self.unreadable.is_none() && self.number_of(Severity::Error) == 0
    }

    fn number_of(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|one| one.severity == severity).count()
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// All diagnostics of some scenarios: each with its severity, code, message, file, line, column and how
/// to mend it.
pub fn diagnostics_json(scenarios: &[ReadScenario]) -> Vec<u8> {
    let files: Vec<Value> = scenarios.iter().map(scenario_object).collect();
    pretty(&json!({ "valid": scenarios.iter().all(ReadScenario::is_valid), "scenarios": files }))
}

fn scenario_object(scenario: &ReadScenario) -> Value {
    let mut object = json!({
        "file": scenario.file,
        "valid": scenario.is_valid(),
        "errors": scenario.number_of(Severity::Error),
        "warnings": scenario.number_of(Severity::Warning),
        "diagnostics": scenario.diagnostics.iter().map(diagnostic_object).collect::<Vec<_>>(),
        "overloads": scenario.overloads,
    });
    if let Some(why) = &scenario.unreadable {
        object["unreadable"] = json!(why);
    }
    object
}

fn diagnostic_object(diagnostic: &Diagnostic) -> Value {
    let mut object = json!({
        "severity": severity_word(diagnostic.severity),
        "code": diagnostic.code(),
        "message": diagnostic.message,
        "file": diagnostic.file(),
        "line": diagnostic.line(),
        "column": diagnostic.column(),
        "help": diagnostic.helps(),
    });
    if let Some(related) = diagnostic.related() {
        object["related"] = json!({
            "message": related.label,
            "file": related.file,
            "line": related.line,
            "column": related.column,
        });
    }
    object
}

/// The worst ten of each kind, as annotations: GitHub shows no more of a step. All of them are in the JSON.
pub fn diagnostics_github(scenarios: &[ReadScenario]) -> String {
    let mut text = String::new();
    for scenario in scenarios {
        if let Some(why) = &scenario.unreadable {
            let file = github::property(&scenario.file);
            text.push_str(&format!("::error file={file},title=not read::{}\n", github::data(why)));
        }
        for overload in &scenario.overloads {
            let file = github::property(&scenario.file);
            let what = github::data(overload);
            text.push_str(&format!("::warning file={file},title=overload::{what}\n"));
        }
    }
    let all = || scenarios.iter().flat_map(|scenario| &scenario.diagnostics);
    for (severity, kind) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "notice")]
    {
        let of_kind = all().filter(|one| one.severity == severity);
        for one in of_kind.take(github::MAX_ANNOTATIONS) {
            let mut what = one.message.clone();
            for help in one.helps() {
                what.push_str(&format!("\nhelp: {help}"));
            }
            text.push_str(&format!(
                "::{kind} file={},line={},col={},title={}::{}\n",
                github::property(one.file()),
                one.line(),
                one.column(),
                github::property(one.code()),
                github::data(&what)
            ));
        }
    }
    text
}
