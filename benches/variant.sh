#!/usr/bin/env bash
# What a variant costs: the processor time of `compare` with one variant, of which each desk is simulated as
# often as `run` does, over twice that of `run`. One ratio for each of nine rounds, and their median.
# Reading a scenario again for each variant, and every figure that is compared, are part of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo build --release --quiet
desk=scenarios/internal-and-external.toml
number=${1:-100}

user_seconds() {
    local TIMEFORMAT=%U
    { time target/release/deskload "$@" --jobs 1 --quiet >/dev/null; } 2>&1
}

for _ in 1 2 3 4 5 6 7 8 9; do
    run=$(user_seconds run "$desk" --engine inline --replications "$number" --no-report)
    both=$(user_seconds compare "$desk" --variant "x: groups.it.limit=2" --replications "$number" --budget "$number")
    awk -v run="$run" -v both="$both" 'BEGIN { printf "%.2f\n", both / 2 / run }'
done | sort -n | awk '{ print; all[NR] = $1 } END { print "median", all[int((NR + 1) / 2)] }'
