#!/usr/bin/env bash
# How long a million rows take, and how much memory: `import` of a table of sessions, of an event log and of a table of
# sessions with ten messages each, `fit` and `backtest` of what was imported, and `validate` of a scenario whose arrivals are a
# table of a million intervals.
#
#   benches/million-rows.sh target/release/deskload [ROWS]
#
# Prints a line for each: seconds of processor time, seconds that passed, peak memory in MiB. The data are made anew by a
# generator without chance.
set -euo pipefail
program=$(realpath "$1")
rows=${2:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 - "$rows" <<'PYTHON'
import sys
from datetime import datetime, timedelta

rows = int(sys.argv[1])
start = datetime(2025, 1, 6, 8)

def at(seconds):
    return (start + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")

with open("sessions.csv", "w") as out:
    out.write("chat_id,inbox,topic,created_at,assigned_at,closed_at,agent,team,outcome\n")
    for n in range(rows):
        came = n * 20 + n % 17
        gone = n % 9 == 0
        taken = "" if gone else at(came + n % 90)
        agent = "" if gone else f"agent {n % 40}"
        end = at(came + n % 90 + 60 + n % 600)
        outcome = "abandoned" if gone else "answered"
        out.write(f"c{n},site {n % 3},topic {n % 8},{at(came)},{taken},{end},{agent},team {n % 5},{outcome}\n")

with open("queue_log", "w") as out:
    zero = 1736150400
    for n in range(rows // 3):
        came = zero + n * 60
        out.write(f"{came}|{came}.{n}|queue{n % 5}|NONE|ENTERQUEUE||7916|1\n")
        out.write(f"{came + 9}|{came}.{n}|queue{n % 5}|SIP/{n % 40}|CONNECT|9|x|2\n")
        out.write(f"{came + 300}|{came}.{n}|queue{n % 5}|SIP/{n % 40}|COMPLETECALLER|9|291|1\n")

with open("messages.csv", "w") as out:
    out.write("session_id,at,from\n")
    for n in range(rows // 10, rows // 5):
        came = n * 20 + n % 17
        for m in range(10):
            out.write(f"c{n},{at(came + 100 + 30 * m)},{'client' if m % 2 else 'operator'}\n")

with open("arrivals.csv", "w") as out:
    out.write("from,offered\n")
    for n in range(rows):
        out.write(f"{(start + timedelta(minutes=n)).strftime('%Y-%m-%d %H:%M')},{n % 7}\n")

open("desk.toml", "w").write("""
[run]
starts = "2025-01-06"
horizon = "7d"
[[groups]]
name = "ops"
count = 3
[[live_chats]]
name = "desk"
channel = "telegram"
operators = ["ops"]
[[live_chats.arrivals]]
csv = "arrivals.csv"
column = "offered"
kind = "counts"
[[live_chats.topics]]
name = "question"
effort = "1m"
patience = "9m"
""")
PYTHON

measured() {
    local name=$1
    shift
    python3 - "$name" "$@" <<'PYTHON'
import resource, subprocess, sys, time

began = time.monotonic()
done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
passed = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]:<28} {used.ru_utime + used.ru_stime:6.2f} s processor {passed:6.2f} s passed {used.ru_maxrss / 1024:7.0f} MiB")
if done.returncode:
    print(done.stdout)
    sys.exit(1)
PYTHON
}

zone="--time-zone Europe/Berlin"
measured "import, sessions" "$program" import sessions.csv --profile generic $zone -o one --quiet
measured "import, events" "$program" import queue_log $zone -o two --quiet
measured "import, with messages" "$program" import sessions.csv messages.csv --profile generic $zone -o three --quiet
measured "fit, sessions" "$program" fit one -o one.toml --quiet
measured "fit, with messages" "$program" fit three -o three.toml --quiet
measured "backtest" "$program" backtest one --replications 40 --jobs 1 --quiet
measured "arrivals, by minutes" "$program" validate desk.toml --quiet
