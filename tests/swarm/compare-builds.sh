#!/usr/bin/env bash
# Do two builds of deskload report the same figures? Compares every CSV file of their reports, to the
# byte, over all scenarios below two directories: each build has its own, since keys may have been renamed.
#
#   compare-builds.sh OLD_PROGRAM OLD_SCENARIOS NEW_PROGRAM NEW_SCENARIOS [RENAMED]
#
# RENAMED is a file of `old new` pairs, one a line: columns and words of reports that were renamed. With
# `live_chats.csv old new` a pair holds for that table (or the `summary`) alone, with `sessions.csv:1 old new`
# for its headings alone; pairs for one table go first.
# Desks of the swarm are written by
#   SWARM_DIRECTORY=desks SWARM_COUNT=5000 cargo test --test desk swarm
set -euo pipefail

if [[ $# -lt 4 ]]; then
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
old_program=$1 old_scenarios=$2 new_program=$3 new_scenarios=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/renamed" "$work/kept"
# A script for sed a table, and `all`. A figure's interval is a column of its own.
awk -v to="$work/renamed/" '
    function pair(old, new) { return "s/\\b" old "(_ci95)?\\b/" new "\\1/g" }
    NF == 2 { print pair($1, $2) >(to "all") }
    NF == 3 { line = sub(/:1$/, "", $1) ? "1" : ""; print line pair($2, $3) >(to $1) }
' "${5:-/dev/null}"
touch "$work/renamed/all" "$work/kept/all"
export work

# All tables of a report, with the names that they have now.
tables() {
    local out=$1 renamed=$2 table script
    for table in "$out"/summary "$out"/report/*.csv; do
        [[ -e $table ]] || continue
        script=$renamed/$(basename "$table")
        [[ -e $script ]] || script=/dev/null
        sed -E -f "$script" "$table"
    done
}
export -f tables

# One scenario on one build: a line with its path, its exit code and the hash of its tables.
one() {
    local program=$1 scenarios=$2 path=$3 renamed=$4 out code=0
    out=$(mktemp -d "$work/report.XXXXXX")
    (cd "$scenarios" && "$program" run "$path" --engine inline --jobs 1 --trace --quiet --format csv \
        --out "$out/report") >"$out/summary" 2>"$out/said" || code=$?
    printf '%s %s %s\n' "$path" "$code" \
        "$(tables "$out" "$renamed" | sed -E -f "$renamed/all" | sha256sum | cut -c1-16)"
    rm -rf "$out"
}
export -f one

all() {
    local program scenarios=$2 renamed=$3
    program=$(realpath "$1")
    (cd "$scenarios" && find -L . -name '*.toml' | sort) |
        xargs -P "$(nproc)" -I{} bash -c 'one "$@"' _ "$program" "$(realpath "$scenarios")" {} "$renamed" |
        sort
}

all "$old_program" "$old_scenarios" "$work/renamed" >"$work/old"
all "$new_program" "$new_scenarios" "$work/kept" >"$work/new"
printf '%d scenarios, %d of them run\n' "$(wc -l <"$work/old")" "$(grep -c ' 0 ' "$work/old")"
if [[ ! -s $work/old ]]; then
    printf 'there is no scenario below %s\n' "$old_scenarios" >&2
    exit 2
fi
if ! diff "$work/old" "$work/new"; then
    printf 'the builds differ\n' >&2
    exit 1
fi
printf 'the reports are the same\n'
