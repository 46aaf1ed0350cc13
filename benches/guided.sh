#!/usr/bin/env bash
# Builds the fastest tierbook for this kind of machine: with all that its processor can do, and guided by a profile of what
# it does with made-up books.
#
#   benches/guided.sh            writes target/guided/release/tierbook and says where it is
#
# It builds twice, which takes about twice as long as one build; the answers are those of any other build. It needs
# the component llvm-tools of the toolchain (`rustup component add llvm-tools`), which reads profiles.
#
# What it makes runs on processors like this one; CPU=x86-64-v3 is for all those since 2013 or so, CPU=x86-64 for any.
#
#   CPU=native   CUSTOMERS=20000   ORDERS=200000   CARGO_TARGET_DIR=target
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
target=${CARGO_TARGET_DIR:-$root/target}
cpu=${CPU:-native} customers=${CUSTOMERS:-20000} orders=${ORDERS:-200000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

merge=$(find "$(rustc --print sysroot)" -name 'llvm-profdata*' -type f | head -n 1)
if [ -z "$merge" ]; then
  echo "llvm-profdata is missing: run \`rustup component add llvm-tools\` and this again." >&2
  exit 1
fi

echo "== a book of $customers customers and $orders orders"
# Built as tests are: the program writes a small book only, and the library is built twice as it is.
cargo bench --quiet --profile dev --bench bench_data -- "$customers" "$orders" "$scratch/book" > /dev/null

echo "== a build that counts"
RUSTFLAGS="${RUSTFLAGS:-} -Ctarget-cpu=$cpu -Cprofile-generate=$scratch/counts" \
  cargo build --release --locked --quiet --target-dir "$target/counting"
tierbook=$target/counting/release/tierbook

echo "== what it does"
book=("$scratch/book/customers.csv" "$scratch/book/orders.csv")
day=(--as-of 2026-06-30)
quietly() { "$tierbook" "$@" > /dev/null 2>&1 || true; } # Whether there are findings is not asked here.
for times in 1 2; do
  quietly classify "${book[@]}" "${day[@]}" --rules benches/bare.rules.toml --format csv -o "$scratch/bare/"
  quietly classify "${book[@]}" "${day[@]}" --rules rules.example.toml --format csv -o "$scratch/full/"
done
quietly classify "${book[@]}" "${day[@]}" -o "$scratch/book.xlsx" --json
quietly schedule "${book[@]}" "${day[@]}" --format csv
quietly check "${book[@]}" "${day[@]}"
quietly review "${book[@]}" "${day[@]}"
for example in examples/retail examples/恒远机电; do
  sheets=("$example"/*.csv)
  for sheet in "$example"/*.xlsx; do [ ! -e "$sheet" ] || sheets+=("$sheet"); done
  rules=()
  [ ! -e "$example/rules.toml" ] || rules=(--rules "$example/rules.toml")
  quietly classify "${sheets[@]}" "${day[@]}" "${rules[@]}" -o "$scratch/example.xlsx"
  quietly classify "${sheets[@]}" "$scratch/example.xlsx" "${day[@]}" "${rules[@]}" -o "$scratch/again.xlsx"
done

echo "== a build by the counts"
"$merge" merge -o "$scratch/profile" "$scratch/counts"
RUSTFLAGS="${RUSTFLAGS:-} -Ctarget-cpu=$cpu -Cprofile-use=$scratch/profile" \
  cargo build --release --locked --quiet --target-dir "$target/guided"
"$target/guided/release/tierbook" --version
echo "$target/guided/release/tierbook"
