//! `--shard auto`: each scheduler's variable, from zero or from one.

use deskload::shard::{IndexError, ShardChoice, TASK_VARIABLES, shard_of_environment};

/// The shard of 8 that these variables name.
fn named(variables: &[(&str, &str)]) -> Result<u32, IndexError> {
    let variable = |name: &str| {
        let known = variables.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| (*value).to_owned())
    };
    shard_of_environment(&variable, 8)
}

/// The first and the last task of eight, and the two numbers beside them.
#[test]
fn every_scheduler_counts_from_where_it_counts() {
    let from_zero = ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "NOMAD_ALLOC_INDEX"];
    let from_one = ["SLURM_ARRAY_TASK_ID", "SGE_TASK_ID", "PARALLEL_SEQ", "HQ_TASK_ID"];
    assert_eq!(from_zero.len() + from_one.len(), TASK_VARIABLES.len());
    for name in from_zero {
        assert_eq!((named(&[(name, "0")]), named(&[(name, "7")])), (Ok(1), Ok(8)), "{name}");
        assert!(named(&[(name, "8")]).is_err(), "{name}");
    }
    for name in from_one {
        assert_eq!((named(&[(name, "1")]), named(&[(name, "8")])), (Ok(1), Ok(8)), "{name}");
        assert!(named(&[(name, "0")]).is_err() && named(&[(name, "9")]).is_err(), "{name}");
    }
}

#[test]
fn how_many_tasks_a_scheduler_has_is_not_asked() {
    let resubmitted = [("SLURM_ARRAY_TASK_ID", "5"), ("SLURM_ARRAY_TASK_COUNT", "2")];
    assert_eq!(named(&resubmitted), Ok(5));
}

#[test]
fn variables_that_contradict_each_other_are_an_error_and_those_that_agree_are_none() {
    let slurm = ("SLURM_ARRAY_TASK_ID", "3");
    assert_eq!(named(&[slurm, ("PARALLEL_SEQ", "3")]), Ok(3));
    assert_eq!(named(&[slurm, ("JOB_COMPLETION_INDEX", "2")]), Ok(3));
    let error = named(&[slurm, ("PARALLEL_SEQ", "1")]).expect_err("they contradict each other");
    assert_eq!(
        error.to_string(),
        "SLURM_ARRAY_TASK_ID says shard 3 and PARALLEL_SEQ says shard 1; --shard 3/32 says it by hand"
    );
}

#[test]
fn what_names_no_task_is_said() {
    assert_eq!(named(&[]), Err(IndexError::NoVariable));
    // Grid Engine sets it in jobs without tasks too.
    assert_eq!(named(&[("SGE_TASK_ID", "undefined")]), Err(IndexError::NoVariable));
    assert_eq!(named(&[("SLURM_ARRAY_TASK_ID", "")]), Err(IndexError::NoVariable));
    let error = named(&[("HQ_TASK_ID", "x")]).expect_err("no number").to_string();
    assert!(error.starts_with("HQ_TASK_ID is `x`, which is no number of a task"), "{error}");
    let error = named(&[("SLURM_ARRAY_TASK_ID", "0")]).expect_err("from one").to_string();
    assert!(error.contains("the plan's shards are its numbers 1 to 8"), "{error}");
}

#[test]
fn a_typed_shard_is_a_number_of_a_number() {
    assert_eq!(ShardChoice::parse("3/32"), Ok(ShardChoice::Typed { shard: 3, of: 32 }));
    assert_eq!(ShardChoice::parse("auto"), Ok(ShardChoice::Environment));
    for wrong in ["", "3", "0/3", "4/3", "1/x", "-1/3", "Auto"] {
        assert!(ShardChoice::parse(wrong).is_err(), "{wrong}");
    }
}
