#!/usr/bin/env bash
# What shards cost: the processor time of a replication in a shard, of a shard's start, and of a merge, with the
# memory at the most that a merge takes; how much faster two cores are than one; and from these how long a million
# replications take on many cores. The desk is the shipped two-desk scenario.
#
# Processor time is what the system says that a process took (user and system), which a neighbour changes by what
# it takes from the caches, and no more. Speed-ups are times of the clock, in pairs one right after the other;
# beside each stands the load of the machine, without which it says nothing. Where other work is on the machine:
# BEFORE="chrt -f 10" runs them before it.
#
# usage: [BEFORE=COMMAND] benches/shards.sh [DESKLOAD] [PARTS] [PAIRS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${1:-}" ] || cargo build --release --quiet
deskload=$(realpath "${1:-target/release/deskload}")
parts=${2:-10000}
pairs=${3:-9}
before=${BEFORE:-}
desk=$(realpath scenarios/internal-and-external.toml)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Processor seconds, seconds by the clock, and the most KiB of memory, of a command.
measure() { $before /usr/bin/time -f '%U %S %e %M' -o measured "$@" > /dev/null && awk '{ print $1 + $2, $3, $4 }' measured; }
load() { cut -d' ' -f1 /proc/loadavg; }
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
plan() {
    local out=$1 shards=$2 number=$3
    "$deskload" shard plan --shards "$shards" --out "$out" --quiet -- run "$desk" --replications "$number" --no-report
}

# One core: also the thread that puts replications down runs on it.
echo "## one shard, 400 replications, one core and two; $pairs pairs"
echo "processor s (1)  processor s (2)  clock s (1)  clock s (2)  speed-up  load"
plan pair 1 400
for _ in $(seq "$pairs"); do
    rm -rf pair/parts/*
    read -r one one_clock _ < <(measure taskset -c 0 "$deskload" shard run --quiet --plan pair --shard 1/1 --jobs 1)
    rm -rf pair/parts/*
    read -r two two_clock _ < <(measure "$deskload" shard run --quiet --plan pair --shard 1/1 --jobs 2)
    awk -v a="$one" -v b="$two" -v c="$one_clock" -v d="$two_clock" -v load="$(load)" \
        'BEGIN { printf "%.2f %.2f %.2f %.2f %.2f %s\n", a, b, c, d, c / d, load }'
done | tee pairs
replication=$(awk '{ print $1 / 400 }' pairs | median)
echo "median: speed-up $(awk '{ print $5 }' pairs | median), processor time on two cores over that on one" \
    "$(awk '{ print $2 / $1 }' pairs | median), a replication $replication s"

echo "## the start of a shard: 100 shards of one replication, and 100 that are done"
plan start 100 100
begin=$(measure bash -c 'for i in $(seq 100); do "$0" shard run --quiet --plan start --shard $i/100 --jobs 1; done' "$deskload")
again=$(measure bash -c 'for i in $(seq 100); do "$0" shard run --quiet --plan start --shard $i/100 --jobs 1; done' "$deskload")
start=$(awk -v all="${begin%% *}" -v one="$replication" 'BEGIN { print all / 100 - one }')
awk -v start="$start" -v again="${again%% *}" \
    'BEGIN { printf "%.1f ms of processor time beside the replication; a shard that is done %.1f ms\n", start * 1000, again * 10 }'

few=2000
echo "## the merge of $parts parts of one replication each, and of 20 parts with $few replications in all"
plan many "$parts" "$parts"
seq "$parts" | xargs -P 2 -I {} "$deskload" shard run --quiet --plan many --shard {}/"$parts" --jobs 1
plan few 20 "$few"
seq 20 | xargs -P 2 -I {} "$deskload" shard run --quiet --plan few --shard {}/20 --jobs 1
for merged in many few; do
    read -r busy clock memory < <(measure "$deskload" shard merge --quiet --plan "$merged")
    echo "$merged: $busy s of processor time, $clock s by the clock, $((memory / 1024)) MiB at the most, load $(load)"
    [ "$merged" != many ] || merge=$(awk -v busy="$busy" -v parts="$parts" 'BEGIN { print busy / parts }')
    [ "$merged" != few ] || fold=$(awk -v busy="$busy" -v few="$few" 'BEGIN { print busy / few }')
done
bytes=$(du -sb few/parts | cut -f1)
awk -v bytes="$bytes" -v few="$few" 'BEGIN { printf "%.1f kB of parts a replication\n", bytes / few / 1000 }'

echo "## reckoned: a million replications; two shards for each core, one merge on one core"
for cores in 1 64 1000; do
    awk -v cores="$cores" -v one="$replication" -v start="$start" -v fold="$fold" -v merge="$merge" 'BEGIN {
        shards = cores == 1 ? 1 : 2 * cores
        run = 1e6 * one / cores + shards / cores * start
        whole = 1e6 * fold + (shards > 1 ? shards * (merge - fold) : 0)
        printf "%d cores, %d shards: %.0f s of shards, %.0f s of merge, %.2f h in all\n", cores, shards, run, whole, (run + whole) / 3600
    }'
done
