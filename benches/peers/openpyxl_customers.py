"""Writes the bare customers table of a book as a workbook: pandas reads and sums, openpyxl writes.

    openpyxl_customers.py CUSTOMERS.csv ORDERS.csv OUT.xlsx AS_OF
"""

import sys

import pandas

customers, orders, out, as_of = sys.argv[1:]
as_of = pandas.Timestamp(as_of)
table = pandas.read_csv(customers, dtype={"customer_id": str, "phone": str}, parse_dates=["created_date"])
rows = pandas.read_csv(orders, dtype={"customer_id": str}, parse_dates=["order_date"])
rows = rows[rows.order_date <= as_of]
year = rows[rows.order_date > as_of - pandas.DateOffset(months=12)]
found = rows.groupby("customer_id").agg(orders=("order_id", "nunique"), amount=("amount", "sum"),
                                        first_order=("order_date", "min"), last_order=("order_date", "max"))
found["amount_12m"] = year.groupby("customer_id").amount.sum()
table = table.merge(found, how="left", left_on="customer_id", right_index=True)
table["days_since_last_order"] = (as_of - table.last_order).dt.days
share = table.amount_12m.fillna(0).sort_values(ascending=False)
before = (share.cumsum() - share) / share.sum()
table["tier"] = pandas.cut(before, [-1, 0.8, 0.95, 2], right=False, labels=["A", "B", "C"]).astype(str)
table.to_excel(out, index=False, engine="openpyxl")
