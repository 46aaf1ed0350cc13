#!/usr/bin/env bash
# The measured job in DuckDB's command: ORDERS CUSTOMERS RESULT AS_OF; DUCKDB names the command, THREADS its threads.
set -euo pipefail
here=$(dirname "$0")
{
  echo "SET threads = ${THREADS:-$(nproc)};"
  echo "SET preserve_insertion_order = false;"
  echo "SET VARIABLE orders = '$1'; SET VARIABLE customers = '$2'; SET VARIABLE as_of = DATE '$4';"
  sed "s|@RESULT@|$3|" "$here/duckdb.sql"
} | "${DUCKDB:-duckdb}" -batch > /dev/null
