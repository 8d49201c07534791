#!/usr/bin/env bash
# How often the days of a desk that does not change fall inside what `backtest` predicts, by the program alone: half
# years are simulated from known parameters (`run --trace`), brought into the form of a history (`import`), their first
# 70 % fitted and the rest predicted (`backtest`). Each half-year has a seed of its own.
#
#   benches/calibration.sh target/release/deskload [HALF-YEARS] [REPLICATIONS]
#
# Prints a row for each figure: of how many days, how many fell inside the intervals of 50, 80 and 95 %. In brackets the
# 95 % interval of that share if days fall independently (Clopper and Pearson), as on docs/fit.md.
set -euo pipefail
program=$(realpath "$1")
halves=${2:-8}
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
import csv, math, sys

def beta_cdf(x, a, b):
    """The regularised incomplete beta function of whole a and b, as a sum of binomial terms."""
    n = a + b - 1
    log = lambda k: math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    if x <= 0 or x >= 1:
        return float(x >= 1)
    return sum(math.exp(log(k) + k * math.log(x) + (n - k) * math.log(1 - x)) for k in range(a, n + 1))

def solved(level, a, b):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(middle, a, b) < level else (low, middle)
    return low

def interval(k, n):
    low = 0.0 if k == 0 else solved(0.025, k, n - k + 1)
    high = 1.0 if k == n else solved(0.975, k + 1, n - k)
    return low, high

counts = {}
for seed in range(1, int(sys.argv[1]) + 1):
    for row in csv.DictReader(open(f"days-{seed}.csv")):
        own = counts.setdefault(row["figure"], [0, 0, 0, 0])
        own[0] += 1
        for place, level in enumerate((50, 80, 95)):
            own[place + 1] += float(row[f"low_{level}"]) <= float(row["seen"]) <= float(row[f"high_{level}"])
print("| figure | days | inside 50 % | inside 80 % | inside 95 % |")
print("|---|---|---|---|---|")
for figure, (days, *inside) in counts.items():
    cells = []
    for count in inside:
        low, high = interval(count, days)
        cells.append(f"{100 * count / days:.1f} % ({100 * low:.1f} to {100 * high:.1f})")
    print(f"| `{figure}` | {days} | {' | '.join(cells)} |")
PYTHON
