"""The measured job in polars' streaming engine: ORDERS CUSTOMERS RESULT AS_OF; THREADS is its number of threads."""

import datetime
import os
import sys

# Read by polars once, when it is imported.
os.environ.setdefault("POLARS_MAX_THREADS", os.environ.get("THREADS", str(os.cpu_count())))

import polars as pl  # noqa: E402

orders_path, customers_path, result, day = sys.argv[1:]
as_of = datetime.date.fromisoformat(day)


def ago(days: int) -> datetime.date:
    return as_of - datetime.timedelta(days=days)


def cents(amount: pl.Expr) -> pl.Expr:
    return (amount.sum() * 100).round().cast(pl.Int64)


def money(column: str) -> pl.Expr:
    whole = pl.col(column).fill_null(0)
    text = (whole // 100).cast(pl.String) + "." + (whole % 100).cast(pl.String).str.zfill(2)
    return text.alias(column)


def fifth(frame: pl.DataFrame, name: str, by: str) -> pl.DataFrame:
    """Five bins of equal size by rank; ties by id."""
    place = pl.int_range(0, pl.len(), dtype=pl.Int64)
    return frame.sort(by, "customer_id").with_columns((place * 5 // pl.len() + 1).cast(pl.Int64).alias(name))


order_columns = ["order_id", "customer_id", "order_date", "amount", "status", "product"]
orders = pl.scan_csv(
    orders_path, schema={name: pl.Float64 if name == "amount" else pl.String for name in order_columns}
)
bought = (
    orders.filter((pl.col("status") != "cancelled") & (pl.col("status") != "refunded"))
    .select("customer_id", "amount", pl.col("order_date").str.to_date("%Y-%m-%d"))
    .group_by("customer_id")
    .agg(
        pl.len().cast(pl.Int64).alias("orders"),
        cents(pl.col("amount")).alias("amount"),
        cents(pl.when(pl.col("order_date") > ago(365)).then("amount").otherwise(0.0)).alias("amount_12m"),
        pl.col("order_date").min().alias("first_order"),
        pl.col("order_date").max().alias("last_order"),
    )
    .collect(engine="streaming")
)
for score, by in [("r", "last_order"), ("f", "orders"), ("m", "amount")]:
    bought = fifth(bought, score, by)
# What stood before a customer decides its class.
bought = bought.sort("amount", "customer_id", descending=[True, False]).with_columns(
    (pl.col("amount").cum_sum() - pl.col("amount")).alias("before")
)
whole = bought["amount"].sum()

customer_columns = ["customer_id", "name", "industry", "owner", "city", "created_date", "last_contact_date", "phone"]
age = pl.col("days_since_last_order")
lifecycle = pl.col("lifecycle")
tier = pl.col("tier")
plan = {"key": 7, "save": 3, "grow": 14, "keep": 30, "sleep": 90}
(
    pl.scan_csv(customers_path, schema=dict.fromkeys(customer_columns, pl.String))
    .select("customer_id", "name", "industry", "owner")
    .join(bought.lazy(), on="customer_id", how="left")
    .with_columns((pl.lit(as_of) - pl.col("last_order")).dt.total_days().alias("days_since_last_order"))
    .with_columns(
        pl.when(pl.col("orders").is_null()).then(pl.lit(""))
        .when(pl.col("before") * 100 < whole * 80).then(pl.lit("A"))
        .when(pl.col("before") * 100 < whole * 95).then(pl.lit("B"))
        .otherwise(pl.lit("C")).alias("tier"),
        pl.when(pl.col("orders").is_null()).then(pl.lit("prospect"))
        .when(pl.col("first_order") >= ago(90)).then(pl.lit("new"))
        .when(age <= 180).then(pl.lit("active"))
        .when(age <= 365).then(pl.lit("at_risk"))
        .when(age <= 730).then(pl.lit("dormant"))
        .otherwise(pl.lit("lost")).alias("lifecycle"),
    )
    .with_columns(
        pl.when((tier == "A") & lifecycle.is_in(["new", "active"])).then(pl.lit("key"))
        .when(tier == "A").then(pl.lit("save"))
        .when((tier == "B") | ((pl.col("r") >= 4) & (pl.col("f") >= 4)).fill_null(False)).then(pl.lit("grow"))
        .when(lifecycle.is_in(["dormant", "lost"])).then(pl.lit("sleep"))
        .otherwise(pl.lit("keep")).alias("type")
    )
    .with_columns(
        pl.col("type").replace_strict({name: ago(-days) for name, days in plan.items()}, return_dtype=pl.Date)
        .alias("next_due")
    )
    .select(
        "customer_id", "name", "industry", "owner", pl.col("orders").fill_null(0), money("amount"),
        money("amount_12m"), "first_order", "last_order", "days_since_last_order", "r", "f", "m", "tier",
        "lifecycle", "type", "next_due",
    )
    .sort("customer_id")
    .sink_csv(result, engine="streaming")
)
