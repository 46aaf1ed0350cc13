//! Times the seven built-in type conditions over a million customers, one thread.
//!
//! Run with `cargo bench --bench conditions`; prints the best of seven runs and
//! the share of each outcome, so that the work is seen to be done.

use std::hint::black_box;
use std::time::{Duration, Instant};

use tierbook::names::{Kind, Metric, Stratum};
use tierbook::period::Day;
use tierbook::rules::condition::{
    BLANK, Columns, Days, Program, RankTable, Scope, Scratch, Source, Speaks, TRUE, UNKNOWN, Wants,
    check, parse,
};

const CUSTOMERS: usize = 1_000_000;
const BATCH: usize = 1024;

const TYPES: [(&str, &str); 7] = [
    (
        "at_risk",
        "open_complaints > 0 or satisfaction <= 2
         or (orders >= 3 and days_since_last_order >= max(45d, 1.5 * typical_gap)
             and days_since_last_order <= max(180d, 3 * typical_gap))
         or (tier in ['A', 'B'] and (growth_12m <= -50% or unanswered >= 3))",
    ),
    (
        "strategic",
        "strategic or (amount_12m > 500万 and days_since_first_order > 3y)",
    ),
    (
        "new",
        "days_since_first_order < 3m or (orders = 1 and days_since_first_order <= 180d)",
    ),
    (
        "high_value",
        "tier = 'A' and days_since_last_order <= max(180d, 1.5 * typical_gap)",
    ),
    (
        "active",
        "days_since_last_order <= max(180d, 1.5 * typical_gap)",
    ),
    ("dormant", "orders > 0"),
    ("prospect", "true"),
];

/// One column per metric that the conditions read, numbers as f64.
struct Book {
    numbers: Vec<Vec<f64>>,
    codes: Vec<u32>,
    flags: Vec<u8>,
    tiers: Vec<String>,
    day: Day,
}

/// A small generator of numbers, always the same (Knuth's MMIX constants).
fn next(state: &mut u64) -> f64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

impl Book {
    fn new() -> Self {
        let mut state = 7;
        let mut column = |make: &dyn Fn(f64) -> f64, blank: f64| -> Vec<f64> {
            (0..CUSTOMERS)
                .map(|_| {
                    let value = make(next(&mut state));
                    if next(&mut state) < blank {
                        f64::NAN
                    } else {
                        value
                    }
                })
                .collect()
        };
        let day = Day::parse_iso("2026-06-30").expect("a day");
        let first = f64::from(day.0) - 2000.0;
        let numbers = Metric::R as usize;
        let numbers = (0..numbers)
            .map(|place| {
                let entry = &tierbook::names::metric::CATALOGUE[place];
                match entry.kind {
                    Kind::Count => column(&|share| (share * share * 8.0).floor(), 0.0),
                    Kind::Money => column(&|share| share.powi(6) * 1e7, 0.0),
                    Kind::Ratio => column(&|share| share * 3.0 - 1.0, 0.3),
                    Kind::Days => column(&|share| (share * 800.0).floor(), 0.2),
                    Kind::Date => column(&|share| first + (share * 2000.0).floor(), 0.2),
                    Kind::Number => column(&|share| (share * 5.0).ceil(), 0.9),
                    Kind::Text | Kind::Flag => Vec::new(),
                }
            })
            .collect();
        let codes = (0..CUSTOMERS)
            .map(|_| match next(&mut state) {
                share if share < 0.05 => 0,
                share if share < 0.2 => 1,
                share if share < 0.8 => 2,
                _ => BLANK,
            })
            .collect();
        let flags = (0..CUSTOMERS)
            .map(|_| {
                if next(&mut state) < 0.01 {
                    TRUE
                } else {
                    UNKNOWN
                }
            })
            .collect();
        Self {
            numbers,
            codes,
            flags,
            tiers: ["A", "B", "C"].map(str::to_owned).to_vec(),
            day,
        }
    }
}

/// Some rows of the book, as one program reads them.
struct Batch<'a> {
    book: &'a Book,
    program: &'a Program,
    start: usize,
    length: usize,
}

impl Columns for Batch<'_> {
    fn len(&self) -> usize {
        self.length
    }

    fn days(&self) -> Days<'_> {
        Days::One(self.book.day)
    }

    fn numbers(&self, input: usize, out: &mut [f64]) {
        let Source::Metric(metric) = self.program.inputs()[input].source else {
            panic!("the conditions name metrics only");
        };
        let column = &self.book.numbers[metric as usize];
        out.copy_from_slice(&column[self.start..self.start + self.length]);
    }

    fn flags(&self, _: usize, out: &mut [u8]) {
        out.copy_from_slice(&self.book.flags[self.start..self.start + self.length]);
    }

    fn codes(&self, _: usize, out: &mut [u32]) {
        out.copy_from_slice(&self.book.codes[self.start..self.start + self.length]);
    }

    fn dictionary(&self, _: usize) -> &[String] {
        &self.book.tiers
    }

    fn rank_table(&self, _: usize) -> &RankTable {
        panic!("the conditions rank nothing")
    }
}

fn run(book: &Book, program: &Program, scratch: &mut Scratch, out: &mut [u8]) {
    for (place, out) in out.chunks_mut(BATCH).enumerate() {
        let batch = Batch {
            book,
            program,
            start: place * BATCH,
            length: out.len(),
        };
        program.truths(&batch, scratch, out);
    }
}

fn main() {
    let scope = Scope {
        below: Stratum::Type,
        own: &[],
        speaks_of: Speaks::Customers,
        wants: Wants::Truth,
    };
    let programs = TYPES.map(|(_, text)| {
        let expr = parse(text).expect("a built-in condition parses");
        check(&expr, &scope).expect("a built-in condition is right")
    });
    let book = Book::new();
    let mut out = vec![0; CUSTOMERS];
    let mut total = Duration::ZERO;
    for ((name, _), program) in TYPES.iter().zip(&programs) {
        let mut scratch = program.scratch();
        let mut best = Duration::MAX;
        for _ in 0..7 {
            let start = Instant::now();
            run(&book, program, &mut scratch, black_box(&mut out));
            best = best.min(start.elapsed());
        }
        let matches: usize = out.iter().map(|truth| usize::from(*truth == TRUE)).sum();
        println!("{name:<12} {best:>12.1?}   {matches:>8} match");
        total += best;
    }
    println!("all seven    {total:>12.1?}   {CUSTOMERS} customers, one thread");
}
