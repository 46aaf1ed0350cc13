use super::*;
use crate::classify::worker::Worker;
use crate::lang::Language;
use crate::lang::movement::Sentences;
use crate::report::fixture::{self, Files};
use crate::report::movements::why::why;
use crate::rules::decode::decode;

const RULES: &str = "
[tier]
at_least = ['1000', '100']
keep_for = 'KEEP'
[history]
every = '1m'
depth = 6
[[type]]
id = 'buys'
name = { zh = '在买', en = 'Buys' }
when = 'days_since_last_order <= 60d'
[[type]]
id = 'rests'
name = { zh = '停买', en = 'Rests' }
when = 'orders > 0'
[[type]]
id = 'never'
name = { zh = '没买过', en = 'Never bought' }
when = 'true'
";

/// The as-of day is 22 November 2026, the other day 22 October.
const BOOK: Files<'static> = &[
    (
        "customers.csv",
        "客户编号,客户名称,负责人,行业,建档日期\nC1,降,王伟,制造,2024-01-01\nC2,升,,制造,2024-01-01\n\
         C3,首,,制造,2024-01-01\nC4,新,,制造,2026-11-01\nC5,停,,制造,2024-01-01\nC6,同,,制造,2024-01-01\n",
    ),
    (
        "orders.csv",
        "订单编号,客户编号,下单日期,金额\nA1,C1,2025-11-10,950\nA2,C1,2026-09-01,60\nA3,C2,2026-08-01,90\n\
         A4,C2,2026-11-02,40\nA5,C3,2026-11-20,1200\nA6,C5,2026-09-10,500\nA7,C6,2025-01-01,10\nA8,C9,2026-11-05,7\n",
    ),
];

/// Each customer that moved as `C1 fall: why`, in the order of the movements.
fn told(keep: &str) -> Vec<String> {
    let rules = decode(&RULES.replace("KEEP", keep)).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut told = Vec::new();
    fixture::run_by(BOOK, &rules, |run| {
        let found = movements(run, usual_day(run.rules(), run.as_of()));
        assert_eq!(found.from(), Day::from_ymd(2026, 10, 22).expect("a day"));
        let sentences = Sentences::new(run.rules(), &[], Language::En);
        let whys = why(run, &found, &mut Worker::new(run.engine), &found.moved);
        for (moved, why) in found.moved.iter().zip(whys) {
            let id = run.engine.book.registry.id(moved.customer);
            let why = sentences.why(&why);
            // Scores of so few customers move with every order.
            let why = why.split("; segment").next().unwrap_or_default();
            told.push(format!("{id} {}: {why}", moved.how.key()));
        }
    });
    told
}

#[test]
fn falls_come_first_then_rises_and_each_says_what_moved() {
    let (c1, c2) = (
        "C1 fall: Amount 12m 1,010.00 → 60.00; tier A begins at 1,000.00; \
         type Buys → Rests: orders > 0",
        "C2 rise: Amount 12m 90.00 → 130.00; tier B begins at 100.00; \
         type Rests → Buys: days_since_last_order <= 60d",
    );
    let expected = [
        c1,
        c2,
        "C3 first: Amount 12m - → 1,200.00; tier A begins at 1,000.00; \
         type Never bought → Buys: days_since_last_order <= 60d",
        "C9 new: Amount 12m 7.00; below tier B, which begins at 100.00; Buys: days_since_last_order <= 60d",
        "C4 new: no orders, so no tier; Never bought: true",
        "C5 type: type Buys → Rests: orders > 0",
    ];
    assert_eq!(told("0d"), expected);
}

#[test]
fn a_tier_that_is_held_is_about_to_fall() {
    let first = told("3m").swap_remove(0);
    assert_eq!(
        first,
        "C1 slip: by value tier C, tier A held until 2027-01-30; Amount 12m 1,010.00 → 60.00; \
         tier A begins at 1,000.00; type Buys → Rests: orders > 0"
    );
}

#[test]
fn rows_and_columns_of_the_matrix_add_up() {
    let rules = decode(&RULES.replace("KEEP", "0d")).unwrap_or_else(|faults| panic!("{faults:?}"));
    fixture::run_by(BOOK, &rules, |run| {
        let found = movements(run, usual_day(run.rules(), run.as_of()));
        let overview = crate::report::overview::overview(run);
        for (matrix, lines) in [
            (&found.tiers, &overview.tiers),
            (&found.types, &overview.types),
        ] {
            for line in lines {
                let flows = || matrix.rows().map(|from| matrix.flow(from, line.label));
                let customers: u64 = flows().map(|flow| flow.customers).sum();
                let amount =
                    flows().fold(crate::money::Total::ZERO, |sum, flow| sum + flow.amount_to);
                assert_eq!((customers, amount), (line.customers, line.amount_12m));
            }
        }
        let unknown = found
            .tiers
            .columns()
            .map(|to| found.tiers.flow(Whence::Unknown, to));
        assert_eq!(unknown.map(|flow| flow.customers).sum::<u64>(), 2);
    });
}
