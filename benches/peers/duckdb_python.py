"""The measured job in DuckDB's Python package: ORDERS CUSTOMERS RESULT AS_OF; THREADS is its number of threads."""

import os
import pathlib
import sys

import duckdb

orders, customers, result, as_of = sys.argv[1:]
job = pathlib.Path(__file__).with_name("duckdb.sql").read_text(encoding="utf-8")
connection = duckdb.connect(config={"threads": int(os.environ.get("THREADS", os.cpu_count()))})
connection.execute("SET preserve_insertion_order = false")
connection.execute(f"SET VARIABLE orders = '{orders}'")
connection.execute(f"SET VARIABLE customers = '{customers}'")
connection.execute(f"SET VARIABLE as_of = DATE '{as_of}'")
connection.execute(job.replace("@RESULT@", result))
