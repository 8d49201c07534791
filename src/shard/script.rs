//! Scripts and manifests for schedulers: printed, never submitted.

use crate::report::quoted;

/// What runs tasks on many machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    Slurm,
    Parallel,
    Kubernetes,
    AwsBatch,
}

/// What a script has to know.
#[derive(Clone, Copy, Debug)]
pub struct ScriptFacts<'a> {
    /// Where the plan is, as typed.
    pub plan: &'a str,
    pub shards: u32,
}

/// Exit codes of a shard that would be the same the next time: a wrong command line, an invalid scenario, and more
/// at one instant than can be simulated. Schedulers are set to run no task again that ended with one of them.
pub const FINAL_EXIT_CODES: [u8; 3] = [2, 104, 107];

/// The script for a scheduler.
pub fn script(scheduler: Scheduler, facts: ScriptFacts<'_>) -> String {
    match scheduler {
        Scheduler::Slurm => slurm(facts),
        Scheduler::Parallel => parallel(facts),
        Scheduler::Kubernetes => kubernetes(facts),
        Scheduler::AwsBatch => aws_batch(facts),
    }
}

fn slurm(ScriptFacts { plan, shards }: ScriptFacts<'_>) -> String {
    let plan = quoted(plan);
    format!(
        r#"#!/bin/bash
# Submits an array of {shards} shards, and a merge that waits for all of them: bash this-file
# CPUS=4 TIME=02:00:00 before it: cores and time of each shard.
# Shards that are missing afterwards: bash this-file "$(deskload shard status --list --plan {plan})"
set -euo pipefail
list=${{1:-1-{shards}}}
mkdir -p shard-logs
# A shard that is preempted or requeued goes on where it was; one that ends with an error is not run again
# unless it is submitted again, so that an invalid scenario (104) is tried once. exec: SIGTERM reaches deskload itself.
array=$(sbatch --parsable --array="$list" --requeue --open-mode=append \
    --ntasks=1 --cpus-per-task="${{CPUS:-2}}" --time="${{TIME:-01:00:00}}" --output=shard-logs/%A_%a.log <<'TASK'
#!/bin/bash
exec deskload shard run --plan {plan} --shard auto
TASK
)
# The merge ends with the code of the command: 99 where an expectation is not met.
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes \
    --ntasks=1 --output=shard-logs/%j-merge.log <<'TASK'
#!/bin/bash
exec deskload shard merge --plan {plan}
TASK
)
echo "array $array, merge $merge"
"#
    )
}

fn parallel(ScriptFacts { plan, shards }: ScriptFacts<'_>) -> String {
    let plan = quoted(plan);
    format!(
        r#"#!/bin/bash
# Runs {shards} shards one after the other, each on all cores, and merges them.
# On other machines, with the same folder at the same place: add --sshlogin host1,host2 --workdir .
set -euo pipefail
# A shard that is done is left alone, so that the same command goes on where it was stopped. None is tried twice
# by one command: no --retries, as what fails with 104 (an invalid scenario) would fail again.
seq {shards} | parallel --jobs 1 --halt soon,fail=20% \
    deskload shard run --plan {plan} --shard '{{}}'/{shards}
deskload shard merge --plan {plan}
"#
    )
}

fn kubernetes(ScriptFacts { plan, shards }: ScriptFacts<'_>) -> String {
    let plan = serde_json::Value::from(plan).to_string();
    let failed = shards.div_ceil(10);
    let codes = FINAL_EXIT_CODES.map(|code| code.to_string()).join(", ");
    format!(
        r#"# kubectl apply -f this-file; then the merge, with the same image and volume:
#   deskload shard merge --plan PLAN
# IMAGE and CLAIM are yours: an image with deskload, and a volume that all nodes can write to, which holds the
# folder of the plan below its working directory. Needs Kubernetes 1.33 (backoffLimitPerIndex).
apiVersion: batch/v1
kind: Job
metadata:
  name: deskload-shards
spec:
  completionMode: Indexed
  completions: {shards}
  parallelism: {shards}
  backoffLimitPerIndex: 3
  maxFailedIndexes: {failed}
  podFailurePolicy:
    rules:
      # An invalid scenario (104) is as invalid the next time; so are a wrong command line and too much at once.
      - action: FailIndex
        onExitCodes:
          operator: In
          values: [{codes}]
      # A node that is drained or preempted is no fault of the shard, which goes on where it was.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 30
      containers:
        - name: shard
          image: IMAGE
          workingDir: /work
          command: [deskload, shard, run, --plan, {plan}, --shard, auto]
          resources:
            requests: {{cpu: "2", memory: 1Gi}}
            limits: {{cpu: "2", memory: 1Gi}}
          volumeMounts:
            - {{name: work, mountPath: /work}}
      volumes:
        - name: work
          persistentVolumeClaim: {{claimName: CLAIM}}
"#
    )
}

fn aws_batch(ScriptFacts { plan, shards }: ScriptFacts<'_>) -> String {
    let command = |action: &str, more: &[&str]| {
        let words = ["deskload", "shard", action, "--plan", plan];
        let words: Vec<&str> = words.iter().chain(more).copied().collect();
        quoted(&serde_json::json!({ "command": words }).to_string())
    };
    // An array has two tasks at least, and a job that is none has no variable that says which task it is.
    let (job, size, run) = match shards {
        1 => ("a job for the only shard", String::new(), command("run", &["--shard", "1/1"])),
        shards => (
            "an array job of its shards",
            format!(" --array-properties size={shards}"),
            command("run", &["--shard", "auto"]),
        ),
    };
    let merge = command("merge", &[]);
    let ends = FINAL_EXIT_CODES.map(|code| format!("{{onExitCode={code},action=EXIT}},")).concat();
    format!(
        r#"#!/bin/bash
# Submits {job}, and a merge that waits for it.
# QUEUE and DEFINITION are yours: a job definition whose image has deskload, whose working directory is on a
# shared file system (EFS, FSx) that holds the folder of the plan, and whose jobRoleArn may mount it.
set -euo pipefail
# An invalid scenario (104) is as invalid the next time, and so are a wrong command line and too much at once;
# whatever else fails is tried again.
shards=$(aws batch submit-job --job-name deskload-shards --job-queue QUEUE --job-definition DEFINITION{size} \
    --retry-strategy 'attempts=3,evaluateOnExit=[{ends}{{onReason=*,action=RETRY}}]' \
    --container-overrides {run} --query jobId --output text)
aws batch submit-job --job-name deskload-merge --job-queue QUEUE --job-definition DEFINITION \
    --depends-on jobId="$shards" --container-overrides {merge}
"#
    )
}
