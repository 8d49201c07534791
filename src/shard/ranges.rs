//! Lists of shards as schedulers write them.

/// `2,5,7-9` of ascending numbers: as `sbatch --array` takes it.
pub fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = numbers;
    while let Some(first) = rest.first() {
        let in_a_row = rest
            .iter()
            .zip(u64::from(*first)..)
            .take_while(|(number, next)| u64::from(**number) == *next);
        let length = in_a_row.count();
        let (run, later) = rest.split_at(length);
        match run {
            [first, .., last] if run.len() > 2 => parts.push(format!("{first}-{last}")),
            run => parts.extend(run.iter().map(u32::to_string)),
        }
        rest = later;
    }
    parts.join(",")
}
