#!/usr/bin/env bash
# Copies what the fuzz targets begin with to fuzz/corpus/TARGET: the project's own files, and
# those of the folders named.
#
#   fuzz/seeds.sh [FOLDER…]
#
# CORPUS names another place to copy to.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$here")
corpus=${CORPUS:-$here/corpus}
for target in text_table workbook worksheet page rules_file condition; do
  mkdir -p "$corpus/$target"
done

# Copies files of these endings, at most 100 kB each, under the digest of what is in them.
copy() {
  local target=$1 endings=$2; shift 2
  find "$@" -type f -size -100k -regextype posix-extended -iregex ".*\.($endings)" -print0 |
    while IFS= read -r -d '' file; do
      cp -- "$file" "$corpus/$target/$(sha1sum <"$file" | cut -c 1-40)"
    done
}

folders=("$project/tests" "$project/examples" "$@")
copy text_table 'csv|tsv|txt' "${folders[@]}"
copy workbook 'xlsx|xlsm|xlsb|xls|ods' "${folders[@]}"
copy page 'html?|xls' "${folders[@]}"
copy rules_file toml "$project/tests" "$project/examples" "$project/src"
cp "$project/rules.example.toml" "$corpus/rules_file/"

# Every condition that stands in a rules file, and the sheets of every workbook.
grep -rhoE --include='*.toml' '(when|where|by|measure) *= *"[^"]+"' "$project" |
  sed -E 's/^[a-z]+ *= *"//; s/"$//' | sort -u |
  while IFS= read -r text; do
    printf '%s' "$text" >"$corpus/condition/$(printf '%s' "$text" | sha1sum | cut -c 1-40)"
  done
for book in "$corpus"/workbook/*; do
  unzip -p "$book" xl/worksheets/sheet1.xml 2>/dev/null >"$corpus/worksheet/${book##*/}" || true
done
find "$corpus/worksheet" -type f \( -empty -o -size +100k \) -delete
for target in "$corpus"/*; do
  echo "$(basename "$target"): $(find "$target" -type f | wc -l) seeds"
done
