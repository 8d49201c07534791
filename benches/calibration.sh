#!/usr/bin/env bash
# How often the days of a desk that does not change fall inside what `backtest` predicts, by the program alone: half
# years are simulated from known parameters (`run --trace`), brought into the form of a history (`import`), their first
# 70 % fitted and the rest predicted (`backtest`). Each half-year has a seed of its own.
#
#   benches/calibration.sh target/release/deskload [HALF-YEARS] [REPLICATIONS]
#
# Prints a row for each figure: of how many days, how many fell inside the intervals of 50, 80 and 95 %, with the standard
# error of that share over half-years: the days of one share its estimates.
set -euo pipefail
program=$(realpath "$1")
halves=${2:-16}
replications=${3:-200}
desk=$(realpath "$(dirname "$0")/calibration.toml")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

for seed in $(seq 1 "$halves"); do
    "$program" run "$desk" --seed "$seed" --trace --out "run-$seed" --quiet >run.txt
    "$program" import "run-$seed/sessions.csv" --profile deskload --start 2026-01-05T00:00 --time-zone UTC \
        -o "past-$seed" --quiet >import.txt
    "$program" backtest "past-$seed" --replications "$replications" -o "days-$seed.csv" --quiet >backtest.txt
done

python3 - "$halves" <<'PYTHON'
import csv, statistics, sys

shares, days = {}, {}
for seed in range(1, int(sys.argv[1]) + 1):
    inside = {}
    for row in csv.DictReader(open(f"days-{seed}.csv")):
        own = inside.setdefault(row["figure"], ([], [], []))
        for held, level in zip(own, (50, 80, 95)):
            held.append(float(row[f"low_{level}"]) <= float(row["seen"]) <= float(row[f"high_{level}"]))
    for figure, own in inside.items():
        days[figure] = days.get(figure, 0) + len(own[0])
        for level, held in zip(shares.setdefault(figure, ([], [], [])), own):
            level.append(100 * sum(held) / len(held))
print("| figure | days | inside 50 % | inside 80 % | inside 95 % |")
print("|---|---|---|---|---|")
for figure, levels in shares.items():
    cells = []
    for level in levels:
        error = statistics.stdev(level) / len(level) ** 0.5 if len(level) > 1 else float("nan")
        cells.append(f"{statistics.mean(level):.1f} ± {error:.1f} %")
    print(f"| `{figure}` | {days[figure]} | {' | '.join(cells)} |")
PYTHON
