-- The measured job in DuckDB. The variables orders, customers and as_of are set before this runs, and @RESULT@ is
-- replaced by the path to write.
-- Amounts are added as DOUBLE, its fastest way; the sums are rounded to cents once.
CREATE TEMP TABLE bought AS
SELECT
  customer_id,
  count(*) AS orders,
  CAST(round(100 * sum(amount)) AS BIGINT) AS cents,
  CAST(round(100 * sum(CASE WHEN order_date > getvariable('as_of') - 365 THEN amount ELSE 0 END)) AS BIGINT) AS cents_12m,
  min(order_date) AS first_order,
  max(order_date) AS last_order
FROM read_csv(
  getvariable('orders'), header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  columns = {'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'order_date': 'DATE', 'amount': 'DOUBLE',
             'status': 'VARCHAR', 'product': 'VARCHAR'})
WHERE status <> 'cancelled' AND status <> 'refunded'
GROUP BY customer_id;

CREATE TEMP TABLE scored AS
SELECT
  *,
  ntile(5) OVER (ORDER BY last_order, customer_id) AS r,
  ntile(5) OVER (ORDER BY orders, customer_id) AS f,
  ntile(5) OVER (ORDER BY cents, customer_id) AS m,
  -- What stood before this customer decides its class.
  sum(cents) OVER (ORDER BY cents DESC, customer_id ROWS UNBOUNDED PRECEDING) - cents AS before,
  sum(cents) OVER () AS whole,
  CAST(getvariable('as_of') - last_order AS BIGINT) AS age
FROM bought;

CREATE TEMP TABLE classed AS
SELECT
  c.customer_id, c.name, c.industry, c.owner, s.* EXCLUDE (customer_id),
  CASE WHEN s.orders IS NULL THEN '' WHEN before * 100 < whole * 80 THEN 'A'
       WHEN before * 100 < whole * 95 THEN 'B' ELSE 'C' END AS tier,
  CASE WHEN s.orders IS NULL THEN 'prospect' WHEN getvariable('as_of') - first_order <= 90 THEN 'new'
       WHEN age <= 180 THEN 'active' WHEN age <= 365 THEN 'at_risk' WHEN age <= 730 THEN 'dormant'
       ELSE 'lost' END AS lifecycle
FROM read_csv(
  getvariable('customers'), header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  columns = {'customer_id': 'VARCHAR', 'name': 'VARCHAR', 'industry': 'VARCHAR', 'owner': 'VARCHAR',
             'city': 'VARCHAR', 'created_date': 'VARCHAR', 'last_contact_date': 'VARCHAR', 'phone': 'VARCHAR'}) AS c
LEFT JOIN scored AS s USING (customer_id);

CREATE TEMP MACRO money(cents) AS printf('%d.%02d', coalesce(cents, 0) // 100, coalesce(cents, 0) % 100);

COPY (
  SELECT
    customer_id, name, industry, owner, coalesce(orders, 0) AS orders, money(cents) AS amount,
    money(cents_12m) AS amount_12m, first_order, last_order, age AS days_since_last_order, r, f, m, tier, lifecycle,
    CASE WHEN tier = 'A' AND lifecycle IN ('new', 'active') THEN 'key' WHEN tier = 'A' THEN 'save'
         WHEN tier = 'B' OR (r >= 4 AND f >= 4) THEN 'grow' WHEN lifecycle IN ('dormant', 'lost') THEN 'sleep'
         ELSE 'keep' END AS type,
    getvariable('as_of') + CASE type WHEN 'key' THEN 7 WHEN 'save' THEN 3 WHEN 'grow' THEN 14 WHEN 'keep' THEN 30
                                     ELSE 90 END AS next_due
  FROM classed
  ORDER BY customer_id
) TO '@RESULT@' (HEADER, DELIMITER ',');
