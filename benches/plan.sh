#!/usr/bin/env bash
# Measures what the plan of a large team costs: the whole job with follow-ups for PEOPLE people whose days are limited,
# against the same rules without any follow-up.
#
#   benches/plan.sh DIRECTORY…       each with customers.csv and orders.csv, as `cargo bench --bench bench_data` writes
#
# Three jobs run in turn: `without` the follow-ups of the rules, `owners` with PEOPLE names in the owner column, and
# `assigned` with the same people shared out by [[team.assign]]. Each writes customers.csv alone, so that what differs is
# the plan and not the writing of its tasks; `tasks` writes them, too. Medians, the difference to `without` and the peak
# of resident memory are printed.
#
#   RUNS=5   PEOPLE=500   CAPACITY=40   TIERBOOK=target/release/tierbook   AS_OF=2026-06-30
set -euo pipefail
export LC_ALL=C.UTF-8

if [ $# -eq 0 ]; then
  sed -n '2,13s/^# \{0,1\}//p' "$0"
  exit 2
fi
root=$(dirname "$(cd "$(dirname "$0")" && pwd)")
runs=${RUNS:-5} people=${PEOPLE:-500} capacity=${CAPACITY:-40} as_of=${AS_OF:-2026-06-30}
tierbook=${TIERBOOK:-${CARGO_TARGET_DIR:-$root/target}/release/tierbook}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ -x /usr/bin/time ] || { echo "/usr/bin/time is missing (package: time)." >&2; exit 1; }

# Everything above the types, the follow-ups out of the types or in them, and the tables to write.
rules() { # NAME TABLES FOLLOW-UPS
  {
    printf '[output]\ntables = [%s]\n' "$2"
    printf '[history]\ndepth = 0\n'
    for kind in "new:days_since_first_order < 3m:1w" "active:days_since_last_order < 12m:1m" "rest:true:1q"; do
      IFS=: read -r id when every <<< "$kind"
      printf '[[type]]\nid = "%s"\nname = "%s"\nwhen = "%s"\n' "$id" "$id" "$when"
      [ "$3" = none ] || printf '[[type.follow_up]]\nwho = "owner"\nevery = "%s"\nchannels = ["phone", "visit"]\n' "$every"
    done
    if [ "$3" != none ]; then
      printf '[team]\ncapacity = %s\n[team.channel_weight]\n"visit" = 4\n' "$capacity"
      [ "$3" = owners ] || printf '[[team.assign]]\nowners = [%s]\n' \
        "$(seq -f '"P%04g"' -s, "$people")"
    fi
  } > "$scratch/$1.toml"
}
rules without '"customers"' none
rules owners '"customers"' owners
rules assigned '"customers"' assigned
rules tasks '"customers", "follow_ups"' owners
jobs=(without owners assigned tasks)

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

once() { # NAME ORDERS: seconds and peak go to files of the job's name
  local customers=$scratch/owned.csv
  [ "$1" != assigned ] || customers=$scratch/free.csv
  rm -rf "$scratch/out"
  /usr/bin/time -a -o "$scratch/$1.runs" -f '%e %M' "$tierbook" classify --customers "$customers" --orders "$2" \
    --rules "$scratch/$1.toml" --as-of "$as_of" -q -o "$scratch/out/"
}

for directory in "$@"; do
  # The owner column gets so many names, or none at all. It is found by its header and counted from the end: names
  # before it may have commas in quotes.
  awk -F, -v OFS=, -v people="$people" -v owned="$scratch/owned.csv" -v free="$scratch/free.csv" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == "owner") after = NF - i }
    NR > 1 { at = NF - after; $at = sprintf("P%04d", (NR * 7919) % people + 1) }
    { print > owned }
    NR > 1 { $at = "" }
    { print > free }' "$directory/customers.csv"
  rm -f "$scratch"/*.runs
  echo "$directory, $people people with $capacity calls a day, $runs turns"
  for ((turn = 0; turn <= runs; turn++)); do
    for job in "${jobs[@]}"; do once "$job" "$directory/orders.csv"; done
    # The first turn warms the disk's cache.
    [ "$turn" -gt 0 ] || rm -f "$scratch"/*.runs
  done
  base=$(cut -d' ' -f1 "$scratch/without.runs" | median)
  printf '%-10s %10s %12s %9s\n' "" "median s" "more s" "peak MB"
  for job in "${jobs[@]}"; do
    printf '%-10s %10.2f %12.2f %9.0f\n' "$job" "$(cut -d' ' -f1 "$scratch/$job.runs" | median)" \
      "$(cut -d' ' -f1 "$scratch/$job.runs" | median | awk -v base="$base" '{ print $1 - base }')" \
      "$(cut -d' ' -f2 "$scratch/$job.runs" | sort -g | tail -n 1 | awk '{ print $1 / 1024 }')"
  done
  echo
done
