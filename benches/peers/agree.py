"""Whether two results hold the same customers, counts, sums and days: RESULT RESULT. Needs nothing but Python."""

import csv
import decimal
import itertools
import sys

SAME = ["customer_id", "orders", "amount", "amount_12m", "first_order", "last_order"]


def facts(path: str):
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield [decimal.Decimal(row[key] or 0) if key.startswith(("orders", "amount")) else row[key] for key in SAME]


rows = different = 0
for left, right in itertools.zip_longest(facts(sys.argv[1]), facts(sys.argv[2])):
    rows += 1
    if left != right:
        different += 1
        if different <= 3:
            print(f"  differs: {left} {right}", file=sys.stderr)
print(f"{rows} customers, {different} different")
sys.exit(1 if different else 0)
