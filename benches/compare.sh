#!/usr/bin/env bash
# Compares whole processes, start to finished file: tierbook against DuckDB (command and Python) and polars.
#
#   benches/compare.sh DIRECTORY…       each with customers.csv and orders.csv, as `cargo bench --bench bench_data` writes
#
# All run in turn (A B C, A B C, …), so that a busy machine is busy for everyone; medians, the median of the ratios
# within each turn, and the peak of resident memory are printed. What is not installed is left out and said.
#
#   RUNS=5   TIERBOOK=target/release/tierbook   DUCKDB=duckdb   PYTHON=python3   THREADS=$(nproc)   AS_OF=2026-06-30
#   GUIDED=   the build that benches/guided.sh makes, to run it, too
set -euo pipefail
# A decimal point, whatever the machine speaks.
export LC_ALL=C.UTF-8

if [ $# -eq 0 ]; then
  sed -n '2,10s/^# \{0,1\}//p' "$0"
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
runs=${RUNS:-5}
as_of=${AS_OF:-2026-06-30}
tierbook=${TIERBOOK:-${CARGO_TARGET_DIR:-$root/target}/release/tierbook}
python=${PYTHON:-python3}
export DUCKDB=${DUCKDB:-duckdb} THREADS=${THREADS:-$(nproc)}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { echo "$*" >&2; }

# The names of what can run here, the first of them the one others are compared with.
jobs=()
offer() { # NAME, then a command that succeeds where it is installed
  local name=$1
  shift
  if "$@" > /dev/null 2>&1; then jobs+=("$name"); else say "$name is not installed here and is left out."; fi
}
offer tierbook "$tierbook" --version
offer tierbook-full "$tierbook" --version
if [ -n "${GUIDED:-}" ]; then
  offer guided "$GUIDED" --version
  offer guided-full "$GUIDED" --version
fi
offer duckdb-cli "$DUCKDB" --version
offer duckdb-python "$python" -c 'import duckdb'
offer polars "$python" -c 'import polars'
[ ${#jobs[@]} -gt 0 ] || { say "Nothing to compare."; exit 1; }
[ -x /usr/bin/time ] || say "/usr/bin/time is missing, so peak memory stays blank (package: time)."

# The command of a job as an array: `command_of NAME DIRECTORY` sets `command` and `result`.
command_of() {
  local orders=$2/orders.csv customers=$2/customers.csv
  result=$scratch/$1.csv
  case $1 in
    tierbook | tierbook-full | guided | guided-full)
      # The bare job computes what the others do; the full one is the built-in rules with a year of history.
      local rules=$here/bare.rules.toml build=$tierbook
      case $1 in *-full) rules=$root/rules.example.toml ;; esac
      case $1 in guided*) build=$GUIDED ;; esac
      rm -rf "$scratch/$1"
      result=$scratch/$1/customers.csv
      command=("$build" classify "$customers" "$orders" --rules "$rules" --as-of "$as_of" --format csv -q
        -o "$scratch/$1/")
      ;;
    duckdb-cli) command=("$here/peers/duckdb_cli.sh" "$orders" "$customers" "$result" "$as_of") ;;
    duckdb-python) command=("$python" "$here/peers/duckdb_python.py" "$orders" "$customers" "$result" "$as_of") ;;
    polars) command=("$python" "$here/peers/polars_streaming.py" "$orders" "$customers" "$result" "$as_of") ;;
  esac
}

# Runs `command` once and prints its seconds.
seconds() {
  if command -v hyperfine > /dev/null; then
    hyperfine --shell=none --runs 1 --style none --export-json "$scratch/run.json" \
      "$(printf '%q ' "${command[@]}")" > /dev/null 2>&1 || return 1
    sed -n 's/^ *"median": \([0-9.e+-]*\),*$/\1/p' "$scratch/run.json"
  else
    local begin=$EPOCHREALTIME
    "${command[@]}" > /dev/null 2>&1 || return 1
    awk -v begin="$begin" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.6f\n", end - begin }'
  fi
}

# Runs `command` once and prints the peak of its resident memory in MB.
peak() {
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -v -o "$scratch/time" "${command[@]}" > /dev/null || return 1
    awk '/Maximum resident set size/ { printf "%.0f\n", $NF / 1024 }' "$scratch/time"
  else
    "${command[@]}" > /dev/null || return 1
    echo "-"
  fi
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

for directory in "$@"; do
  first=${jobs[0]}
  echo "$directory, $runs turns, $THREADS threads"
  declare -A memory=()
  rm -f "$scratch"/*.seconds
  # One round to warm the disk's cache, measure memory and compare what came out.
  for job in "${jobs[@]}"; do
    command_of "$job" "$directory"
    memory[$job]=$(peak) || { say "$job failed on $directory."; exit 1; }
    if [ "$job" = "$first" ]; then
      reference=$scratch/reference
      cp "$result" "$reference"
    elif ! agreement=$("$python" "$here/peers/agree.py" "$reference" "$result"); then
      say "$first and $job do not agree: $agreement."
    fi
  done
  for ((turn = 0; turn < runs; turn++)); do
    for job in "${jobs[@]}"; do
      command_of "$job" "$directory"
      seconds >> "$scratch/$job.seconds" || { say "$job failed on $directory."; exit 1; }
    done
  done
  printf '%-15s %10s %10s %16s %9s\n' "" "median s" "fastest s" "times $first" "peak MB"
  for job in "${jobs[@]}"; do
    printf '%-15s %10.3f %10.3f %16.2f %9s\n' "$job" \
      "$(median < "$scratch/$job.seconds")" \
      "$(sort -g "$scratch/$job.seconds" | head -n 1)" \
      "$(paste "$scratch/$job.seconds" "$scratch/$first.seconds" | awk '{ print $1 / $2 }' | median)" \
      "${memory[$job]}"
  done
  echo
done
