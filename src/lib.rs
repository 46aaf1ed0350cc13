//! tierbook: customers in spreadsheets, sorted into tiers and types, with a follow-up plan.
//!
//! A sales team keeps customers, orders and a contact log in spreadsheets. The library
//! reads them as bytes, decides who each customer is (value tier, customer type, RFM
//! segment, tags) by rules in one TOML file, and plans who contacts whom, when and why.
//! The `tierbook` command stands above it and brings files, clock and terminal.
//!
//! ```text
//! bytes ─► Sheets ─► Records ─► Metrics ─► Scores ─► Classes ─► Plan ─► Report ─► bytes
//!              │        │          ▲          ▲         ▲         ▲        │
//!              └─► Problems        └──────── Rules ─────┴─────────┘      Table, Lang
//! ```
//!
//! Facts go in, everything else is derived: a class at a day is a function of facts, rules
//! and the day, and no state is kept between runs.
//!
//! # The story
//!
//! ```
//! use std::sync::Arc;
//!
//! use tierbook::classify::{engine::Engine, history::classify, wanted::wanted};
//! use tierbook::followup::everyone::plan;
//! use tierbook::lang::Language;
//! use tierbook::period::Day;
//! use tierbook::records::{book, open, table::Pace};
//! use tierbook::render::csv::{self, Bom};
//! use tierbook::report::{Figures, Run};
//! use tierbook::rules::decode::decode;
//! use tierbook::sheet::Bounds;
//! use tierbook::table::customers::{CustomerTable, Words};
//!
//! // Rules: every fault at once, or rules that nobody has to check again.
//! let rules = decode(
//!     r#"
//!     [output]
//!     columns = ["customer_id", "tier", "type", "amount", "next_due"]
//!     [tier]
//!     at_least = ["1000", "100"]
//!     [[type]]
//!     id = "customer"
//!     name = "Customer"
//!     when = "orders > 0"
//!     [[type.follow_up]]
//!     who = "owner"
//!     anchor = "last_order"
//!     every = "1m"
//!     "#,
//! )
//! .expect("sound rules");
//!
//! // Records: sheets are recognised from their headers, rows become facts and problems.
//! let text = "Order ID,Customer ID,Order Date,Amount
//! 1,C1,2026-05-04,1200.00
//! 2,C1,2026-06-15,800.00
//! 3,C2,2026-06-20,450.00
//! 4,C2,soon,100.00
//! ";
//! let file = open::File {
//!     name: "orders.csv".to_owned(),
//!     source: Arc::new(text.as_bytes().to_vec()),
//!     len: text.len() as u64,
//!     claims: Vec::new(),
//! };
//! let opened =
//!     open::open(&[file], &rules.input.columns, &Bounds::default()).expect("a table of orders");
//! let as_of = Day::parse_iso("2026-06-30").expect("a day");
//! let pace = Pace { threads: 1, chunk_bytes: 1 << 16 };
//! let book = book::read(&book::Request {
//!     tables: &opened.tables,
//!     returned: book::Returned::default(),
//!     rules: &rules,
//!     as_of,
//!     wanted: &wanted(&rules, &opened.tables),
//!     filters: None,
//!     products: false,
//!     purchases: book::Purchases::Named,
//!     excluded: tierbook::records::orders::Excluded::Counted,
//!     pace,
//! })
//! .expect("readable facts");
//! let account = &book.ledger[0].account;
//! assert_eq!((account.read, account.used, account.layout, account.set_aside), (5, 3, 1, 1));
//! assert_eq!(book.problems.len(), 1, "\"soon\" is not a date");
//!
//! // Metrics, scores and classes, then the plan.
//! let engine = Engine::new(&book, &rules, 1);
//! let (verdicts, cuts) = classify(&engine, as_of);
//! let plan = plan(&engine, &verdicts, &cuts, rules.calendar.horizon);
//!
//! // The report is what a render may show; the render decides nothing.
//! let run = Run {
//!     engine: &engine,
//!     verdicts: &verdicts,
//!     cuts: &cuts,
//!     sheets: &opened.sheets,
//!     problems: &book.problems,
//!     inputs: &[],
//!     rules_digest: "",
//!     plan: &plan,
//!     returned: &tierbook::returned::NOTHING,
//!     figures: Figures::of(&cuts),
//! };
//! let chosen = rules.output.columns.as_deref();
//! let table = CustomerTable::new(&run, &opened.tables, chosen, Words::Machine, Language::En);
//! let grid = table.grid(pace).expect("no sheet has to be read again");
//! let mut bytes = Vec::new();
//! csv::write(grid, &mut bytes, Bom::Omitted).expect("memory can be written to");
//! assert_eq!(
//!     String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n"),
//!     "customer_id,tier,type,amount,next_due
//! C1,A,customer,2000.00,2026-07-15
//! C2,B,customer,450.00,2026-07-20
//! "
//! );
//! ```
//!
//! `examples/library.rs` does the same with a contact log and writes the tasks.
//!
//! # Code map
//!
//! From the top down; a module uses only what stands below it.
//!
//! | module | what it is |
//! |---|---|
//! | [`render`] | workbook, CSV, JSON, calendar, Markdown, messages, terminal: fills a writer, decides nothing |
//! | [`table`] | typed cells with meaning and without a medium |
//! | [`lang`] | every sentence we write, Chinese and English side by side |
//! | [`propose`] | rules that fit the facts, with a reason for every line |
//! | [`report`] | every fact a render may show, sorted and rounded |
//! | [`review`] | what became of customers between two days; whether the rules are any good |
//! | [`followup`] | tracks, cadences, workdays, limits, silence, escalation, people and their capacity, tasks |
//! | [`classify`] | tier, type, tags, pins, held tiers, since when; each with what decided it |
//! | [`score`] | RFM scores, segments, ABC, XYZ, quantiles |
//! | [`metrics`] | one value a customer, at a day |
//! | [`returned`] | workbooks that came back: marks as rows of the log, edits, what is carried on |
//! | [`records`] | customers, orders and contacts in columns; the ledger of every row |
//! | [`sheet`] | bytes as rows that know their place: encodings, text tables, workbooks, limits |
//! | [`rules`] | the rules file, checked; `rules::condition` is the language of conditions, `rules::export` the layouts of lists |
//! | [`problem`] | findings about the data: severity, code, place, the user's own word |
//! | [`living`] | how a workbook of ours is known again: its hidden sheet, the keys of its rows |
//! | [`names`] | metrics, fields, header words, status words: words as data |
//! | [`value`] | what one cell says: ids, days, amounts, numbers, yes and no |
//! | [`formula`] | text that a spreadsheet would run |
//! | [`parallel`] | work shared among threads, results in the order of the work |
//! | [`period`] | days, spans, month ends; the only module that knows a calendar library |
//! | [`money`] | amounts, fixed point |
//! | [`digits`] | whole numbers as digits, many at a time |
//!
//! # What is not there
//!
//! * No clock, path, environment variable, terminal or randomness in the library. Bytes come through
//!   [`sheet::text::Source`], "today" is a parameter.
//! * No printing, and no sentence outside [`lang`]: findings, faults and reasons are enums
//!   with data.
//! * No import that points up (`tests/layers.rs` looks), apart from [`lang::Language`], which the rules
//!   file may choose. The command cannot be named from here.
//! * No binary float holds money. Amounts have four decimals, sums are exact, and ratios
//!   become floats only where they are shown or compared with a share.
//! * No hash order reaches an output, and no number of threads changes one. Ties break by
//!   customer id.
//! * No row without a fate: read = used + excluded + layout + set aside, per table, and the same
//!   for amounts per currency. A run whose account does not add up stops.
//! * No verdict without a reason, no cell guessed one by one: what a column's values mean is
//!   decided per column.
//! * No option that is checked twice: [`rules::decode::decode`] gives rules without optional parts.
//! * No `unsafe`.
//!
//! # Choices that differ from a first sketch
//!
//! * [`lang`] stands below [`table`] and [`render`], not beside them: headings of columns are words,
//!   so the tables need them. Findings stay data until then.
//! * Text tables are split by a splitter of our own instead of a CSV library: each row must keep the
//!   number that the spreadsheet shows, blank and quoted lines included, while several threads cut
//!   the same file. Writing uses our own, too, for speed; quoting follows RFC 4180.
//! * Workbook sheets become the same canonical text as text tables and take the same way from there,
//!   so that a rule about cells is written once.
//! * Orders never exist as structs with strings. They are packed rows grouped by customer; names of
//!   customers are kept once, and their own columns are read a second time when they are written.
//! * Cycles of a fixed cadence are numbered as they are done, not by the calendar: while one is
//!   overdue, neither its id nor that of the one listed after it changes from run to run.
//! * A row of the log that only puts off (推迟) is no contact. It shifts the plan to its next day and
//!   stands apart from the contacts ([`records::contacts::Contact::is_touch`]).
//! * History is not stored. Earlier tiers and types are computed from the facts at earlier days, which
//!   needs one pass per look back and makes two runs on the same facts agree.

pub mod classify;
pub mod digits;
pub mod followup;
pub mod formula;
pub mod lang;
pub mod living;
pub mod metrics;
pub mod money;
pub mod names;
pub mod parallel;
pub mod period;
pub mod problem;
pub mod propose;
pub mod records;
pub mod render;
pub mod report;
pub mod returned;
pub mod review;
pub mod rules;
pub mod score;
pub mod sheet;
pub mod table;
pub mod value;
