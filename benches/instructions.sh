#!/usr/bin/env bash
# Instructions a session on three desks, counted by callgrind: a figure that no neighbour changes. Each desk is
# simulated twice, once for longer, on `inline` with all metrics; the instructions of the one run less those of the
# other, by the sessions of the one less those of the other, leave out what a run costs before and after.
#
#   benches/instructions.sh [PROGRAM]      # without PROGRAM: builds it as it is released
#
# For the functions that take them: callgrind_annotate --inclusive=yes $OUT/NAME.long, where OUT keeps the files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=${1:-}
if [[ -z $program ]]; then
    cargo build --release --quiet
    program=${CARGO_TARGET_DIR:-target}/release/deskload
fi
out=${OUT:-$(mktemp -d)}
[[ -n ${OUT:-} ]] || trap 'rm -rf "$out"' EXIT
mkdir -p "$out"

# Instructions and sessions of one run.
count() {
    local name=$1 desk=$2
    shift 2
    valgrind --tool=callgrind --callgrind-out-file="$out/$name" "$program" run "$desk" --engine inline --jobs 1 \
        --quiet --format csv --no-report "$@" >"$out/$name.csv" 2>"$out/$name.log"
    awk -F, -v replications="${!#}" -v ir="$(sed -n 's/^\(summary\|totals\): //p' "$out/$name" | head -1)" \
        '$2 == "offered" { sessions += $4 * replications } END { printf "%.0f %.0f\n", ir, sessions }' "$out/$name.csv"
}

# A desk, the flags of its short and of its long run, and how many replications they have (the last word).
desk() {
    local name=$1 path=$2 short=$3 long=$4 ir sessions longer more
    # shellcheck disable=SC2086
    read -r ir sessions < <(count "$name.short" "$path" $short)
    # shellcheck disable=SC2086
    read -r longer more < <(count "$name.long" "$path" $long)
    printf '%-32s %8d sessions %8d instructions a session\n' "$name" $((more - sessions)) \
        $(((longer - ir) / (more - sessions)))
}

whole="--set run.warm_up=0s --replications 1"
desk erlang-a-100 scenarios/theory/erlang-a-100.toml "--set run.horizon=12h $whole" "--set run.horizon=36h $whole"
desk two-tier benches/two-tier.toml "--set run.horizon=12h $whole" "--set run.horizon=36h $whole"
desk internal-and-external scenarios/internal-and-external.toml "--replications 2" "--replications 6"
