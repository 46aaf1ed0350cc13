#!/usr/bin/env bash
# Sends every file of a folder through `check` and `classify`, each with a limit of
# time and memory, and reports what no file may cause: a crash, a hang, or a refusal
# that does not say what is wrong.
#
#   tests/scripts/corpora.sh FOLDER [REPORT]
#
# TIERBOOK names the command to run (default: target/release/tierbook), SECONDS_EACH and
# MEMORY_KB the limits (20 s of processor time, six times that on the clock; 1 GiB of address
# space). REPORT gets one line a run:
# ending, exit code, tenths of milliseconds on the clock, peak KB, command, file, first line said.
# Ends with 1 when anything was found.
set -uo pipefail

folder=${1:?name a folder of files}
report=${2:-$(mktemp)}
tierbook=${TIERBOOK:-target/release/tierbook}
seconds=${SECONDS_EACH:-20}
memory=${MEMORY_KB:-1048576}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timer=()
[ -x /usr/bin/time ] && timer=(/usr/bin/time -q -o "$work/peak" -f %M)
command -v "$tierbook" >/dev/null || { echo "there is no $tierbook; build it or set TIERBOOK" >&2; exit 2; }
: >"$report"

# What became of a run: how it ended, by its exit code and what it said.
ending() {
  local code=$1 said=$2
  if grep -q "panicked at" "$said"; then echo panic
  elif [ "$code" -eq 124 ] || [ "$code" -eq 137 ] || [ "$code" -eq 152 ]; then echo hang
  elif [ "$code" -ge 128 ] || [ "$code" -eq 101 ]; then echo abort
  elif [ "$code" -eq 0 ] || [ "$code" -eq 3 ]; then echo read
  # "error: FILE: a sentence", in either language.
  elif grep -Eq '^(error: |错误：).{8,}' "$said"; then echo refused
  else echo silent
  fi
}

run() {
  local file=$1; shift
  local began code
  : >"$work/peak"
  began=$(date +%s%N)
  ( ulimit -v "$memory" -t "$seconds"; exec timeout -k 2 "$((6 * seconds))" "${timer[@]}" "$tierbook" "$@" ) \
    >"$work/out" 2>"$work/said" </dev/null
  code=$?
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(ending "$code" "$work/said")" "$code" \
    $((($(date +%s%N) - began) / 100000)) "$(tail -n 1 "$work/peak")" "$1" "$file" \
    "$(grep -m 1 -aE '^(error|错误)' "$work/said" | tr '\t\r' '  ' | cut -c 1-300)" >>"$report"
}

while IFS= read -r -d '' file; do
  run "$file" check --as-of 2026-06-30 --lang en -- "$file"
  rm -rf "$work/book"
  run "$file" classify --as-of 2026-06-30 --lang en --format csv -o "$work/book" -- "$file"
done < <(find "$folder" -type f -print0 | sort -z)

echo "runs by ending:"
cut -f 1 "$report" | sort | uniq -c | sort -rn
echo "refusals by kind (check):"
awk -F '\t' '$1 == "refused" && $5 == "check"' "$report" | cut -f 7 |
  sed -e 's/^error: //' | awk -v folder="$folder" '{
    at = index($0, ": "); if (index($0, folder) == 1 && at) $0 = substr($0, at + 2)
    sub(/[:;(].*/, ""); gsub(/"[^"]*"/, "\"…\""); gsub(/[0-9][0-9,]*/, "N"); print }' |
  sort | uniq -c | sort -rn
echo "slowest (ms):"
sort -t "$(printf '\t')" -k 3,3nr "$report" | head -n 5 | awk -F '\t' '{ printf "%8.1f %s %s\n", $3 / 10, $5, $6 }'
echo "largest (MB):"
sort -t "$(printf '\t')" -k 4,4nr "$report" | head -n 5 | awk -F '\t' '{ printf "%8.1f %s %s\n", $4 / 1024, $5, $6 }'
echo "report: $report"
if grep -Eq '^(panic|abort|hang|silent)' "$report"; then
  echo "found:"
  grep -E '^(panic|abort|hang|silent)' "$report" | cut -f 1,2,5,6
  exit 1
fi
