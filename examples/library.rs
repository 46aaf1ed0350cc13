//! The library without its command: rules and tables in memory become a plan on
//! standard output. `cargo run --example library`.

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Result, anyhow};
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::classify::wanted::wanted;
use tierbook::followup::everyone::plan;
use tierbook::lang::Language;
use tierbook::period::Day;
use tierbook::records::book::{self, Request};
use tierbook::records::open::{self, File};
use tierbook::records::orders::Excluded;
use tierbook::records::table::Pace;
use tierbook::render::csv::{self, Bom};
use tierbook::rules::decode::decode;
use tierbook::sheet::Bounds;
use tierbook::table::follow_ups::{FollowUps, follow_ups};

/// Whoever ordered within half a year hears from us monthly, the others each quarter.
const RULES: &str = r#"
[[type]]
id = "active"
name = "Active"
when = "days_since_last_order <= 6m"
[[type.follow_up]]
who = "owner"
every = "1m"
channels = ["phone"]
contents = ["what is needed next"]

[[type]]
id = "quiet"
name = "Quiet"
when = "true"
[[type.follow_up]]
who = "owner"
every = "1q"
channels = ["e-mail"]
contents = ["why it became quiet"]

[calendar]
workdays = "weekdays"
horizon = "31d"
"#;

const CUSTOMERS: &str = "Customer ID,Customer Name,Owner,Created
C1,Hill & Co,Ann,2024-02-01
C2,Lake Ltd,Bob,2024-03-01
";

const ORDERS: &str = "Order ID,Customer ID,Order Date,Amount
1,C1,2026-05-04,1200.00
2,C1,2026-06-15,800.00
3,C2,2025-01-20,450.00
";

const CONTACTS: &str = "Customer ID,Contact Date,Channel,Outcome
C1,2026-06-10,phone,已沟通
C2,2026-04-20,e-mail,已沟通
";

/// Writes the plan of 30 June 2026 as CSV.
pub(crate) fn write_plan(out: &mut dyn Write) -> Result<()> {
    let rules = decode(RULES).map_err(|faults| anyhow!("{faults:?}"))?;
    let as_of = Day::parse_iso("2026-06-30").expect("a day of the calendar");

    let files = [
        ("customers.csv", CUSTOMERS),
        ("orders.csv", ORDERS),
        ("contacts.csv", CONTACTS),
    ]
    .map(|(name, text)| File {
        name: name.to_owned(),
        source: Arc::new(text.as_bytes().to_vec()),
        len: text.len() as u64,
        claims: Vec::new(),
    });
    let opened = open::open(&files, &rules.input.columns, &Bounds::default())
        .map_err(|faults| anyhow!("{faults:?}"))?;
    let book = book::read(&Request {
        tables: &opened.tables,
        rules: &rules,
        as_of,
        wanted: &wanted(&rules, &opened.tables),
        filters: None,
        returned: tierbook::records::book::Returned::default(),
        products: false,
        purchases: book::Purchases::Named,
        excluded: Excluded::Counted,
        pace: Pace {
            threads: 1,
            chunk_bytes: 1 << 16,
        },
    })
    .map_err(|fault| anyhow!("{fault:?}"))?;

    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, cuts) = classify(&engine, as_of);
    let plan = plan(&engine, &verdicts, &cuts, rules.calendar.horizon);

    let run = FollowUps {
        engine: &engine,
        verdicts: &verdicts,
        cuts: &cuts,
        plan: &plan,
    };
    let tasks = follow_ups(run, plan.tasks().iter().copied(), Language::En);
    csv::write(tasks, out, Bom::Omitted)?;
    Ok(())
}

// The test of this example has it as a module and calls the function above.
#[cfg_attr(test, allow(dead_code, reason = "tests have a main of their own"))]
fn main() -> Result<()> {
    write_plan(&mut io::stdout().lock())
}
