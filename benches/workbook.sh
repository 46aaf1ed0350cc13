#!/usr/bin/env bash
# Compares the writing of workbooks: the whole of tierbook's against pandas with openpyxl writing one bare table.
#
#   benches/workbook.sh DIRECTORY…       each with customers.csv and orders.csv, as `cargo bench --bench bench_data` writes
#
# All run in turn, RUNS times; wall seconds and the peak of resident memory of every run are printed. The run of the
# week after takes up the workbook of the week before, in which people may have written.
#
#   RUNS=3   TIERBOOK=target/release/tierbook   PYTHON=python3   AS_OF=2026-06-30
set -euo pipefail
export LC_ALL=C.UTF-8

if [ $# -eq 0 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0"
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
tierbook=${TIERBOOK:-${CARGO_TARGET_DIR:-$root/target}/release/tierbook}
python=${PYTHON:-python3}
as_of=${AS_OF:-2026-06-30}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

measured() { # NAME, then a command
  local name=$1
  shift
  /usr/bin/time -f "$name %e s %M kB" "$@" > /dev/null
}

for directory in "$@"; do
  echo "$directory" >&2
  for _ in $(seq "${RUNS:-3}"); do
    rm -f "$scratch/tiers.xlsx"
    for week in first next; do
      measured "tierbook, $week week" "$tierbook" classify "$directory/customers.csv" "$directory/orders.csv" \
        --rules "$root/rules.example.toml" --as-of "$as_of" -q --force -o "$scratch/tiers.xlsx"
    done
    measured pandas+openpyxl "$python" "$here/peers/openpyxl_customers.py" \
      "$directory/customers.csv" "$directory/orders.csv" "$scratch/bare.xlsx" "$as_of"
  done
  ls -l "$scratch" | awk 'NF > 8 { print $9, $5, "bytes" }' >&2
done
