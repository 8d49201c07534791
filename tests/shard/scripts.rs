//! Scripts for schedulers: what must be in them. Those for Kubernetes and AWS Batch have not been run on a
//! cluster.

use std::io::Write as _;
use std::process::{Command, Stdio};

use deskload::shard::{FINAL_EXIT_CODES, Scheduler, ScriptFacts, script};

fn of(scheduler: Scheduler) -> String {
    script(scheduler, ScriptFacts { plan: "my shards/plan.json", shards: 32 })
}

fn holds(script: &str, parts: &[&str]) {
    for part in parts {
        assert!(script.contains(part), "{part} is missing in\n{script}");
    }
}

#[test]
fn a_shell_understands_the_scripts() {
    for scheduler in [Scheduler::Slurm, Scheduler::Parallel, Scheduler::AwsBatch] {
        let bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn();
        let mut bash = bash.expect("a shell");
        let mut input = bash.stdin.take().expect("a pipe");
        input.write_all(of(scheduler).as_bytes()).expect("it listens");
        drop(input);
        assert!(bash.wait().expect("it ends").success(), "{scheduler:?}");
    }
}

#[test]
fn slurm_runs_an_array_and_merges_when_all_of_it_is_done() {
    holds(
        &of(Scheduler::Slurm),
        &[
            "list=${1:-1-32}",
            "--requeue",
            "--dependency=\"afterok:$array\" --kill-on-invalid-dep=yes",
            "exec deskload shard run --plan 'my shards/plan.json' --shard auto",
            "exec deskload shard merge --plan 'my shards/plan.json'",
        ],
    );
}

#[test]
fn kubernetes_never_runs_an_invalid_scenario_again_and_does_not_count_what_a_node_does() {
    let text = of(Scheduler::Kubernetes);
    let parts = [
        "completionMode: Indexed",
        "completions: 32",
        "backoffLimitPerIndex: 3",
        "maxFailedIndexes: 4",
        "- action: FailIndex",
        "operator: In",
        "values: [2, 104, 107]",
        "- action: Ignore",
        "- type: DisruptionTarget",
        // A policy of failed pods needs it.
        "restartPolicy: Never",
        "command: [deskload, shard, run, --plan, \"my shards/plan.json\", --shard, auto]",
    ];
    holds(&text, &parts);
    assert!(!text.contains('\t'), "YAML knows no tabs");
}

/// A shard that ends with 104 would end so again: no script tries it twice by itself.
#[test]
fn no_script_runs_an_invalid_scenario_again() {
    for code in FINAL_EXIT_CODES {
        holds(&of(Scheduler::AwsBatch), &[&format!("{{onExitCode={code},action=EXIT}}")]);
    }
    assert!(!of(Scheduler::Parallel).contains("parallel --retries"));
    assert!(!of(Scheduler::Slurm).contains("scontrol requeue"));
    // Slurm runs again what was preempted or lost its node; a task that ended by itself it does not.
    holds(&of(Scheduler::Slurm), &["--requeue", "--open-mode=append", "afterok"]);
}

#[test]
fn aws_batch_runs_an_array_of_two_tasks_at_least() {
    let text = of(Scheduler::AwsBatch);
    holds(&text, &["--array-properties size=32", "onExitCode=104,action=EXIT", "--depends-on"]);
    holds(&text, &["\"--shard\",\"auto\""]);
    // A job that is no array has no variable that says which task it is.
    let alone = script(Scheduler::AwsBatch, ScriptFacts { plan: "plan.json", shards: 1 });
    assert!(!alone.contains("--array-properties") && !alone.contains("auto"), "{alone}");
    holds(&alone, &["\"--shard\",\"1/1\"", "a job for the only shard", "--depends-on"]);
}
