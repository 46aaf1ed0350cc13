//! A small book for tests, from text tables to a run.

use std::sync::Arc;

use crate::classify::engine::Engine;
use crate::classify::history::classify;
use crate::followup::desk;
use crate::followup::everyone::plan;
use crate::names::{Field, Role};
use crate::period::Day;
use crate::records::book::{self, Request};
use crate::records::customers::Wanted;
use crate::records::open::{Claim, File, open};
use crate::records::orders::Excluded;
use crate::records::table::Pace;
use crate::report::summary::Input;
use crate::report::{Figures, Run};
use crate::rules::Rules;
use crate::rules::condition::InputKind;
use crate::sheet::Bounds;

/// Files by name: customers, orders, and a log.
pub(crate) type Files<'f> = &'f [(&'static str, &'static str)];

/// Three customers, one of them only in the orders; one order row has no date.
pub(crate) const SMALL: Files<'static> = &[
    (
        "customers.csv",
        "客户编号,客户名称,负责人,行业\nC1,甲公司,王伟,制造\nC2,乙公司,李娜,零售\nC3,丙公司,,制造\n",
    ),
    (
        "orders.csv",
        "订单编号,客户编号,下单日期,金额\nA1,C1,2026-11-02,900\nA2,C2,2026-10-01,60\nA3,C9,2026-09-01,40\n\
         A4,C2,2026-13-01,5.25\n",
    ),
    (
        "log.csv",
        "客户编号,跟进日期,跟进人,渠道,结果,下次联系\nC1,2026-11-10,王伟,电话,已沟通,2026-11-20\n",
    ),
];

/// The as-of day of every fixture.
pub(crate) fn as_of() -> Day {
    Day::from_ymd(2026, 11, 22).expect("a day")
}

/// Reads, classifies by the built-in rules without history, and hands over the run.
pub(crate) fn run(files: Files<'_>, look: impl FnOnce(&Run<'_>)) {
    let mut rules = Rules::built_in();
    rules.history.depth = 0;
    rules.tier.keep_for = None;
    run_by(files, &rules, look);
}

/// The same with more columns of the customer sheet.
pub(crate) fn run_with(files: Files<'_>, fields: &[Field], look: impl FnOnce(&Run<'_>)) {
    let mut rules = Rules::built_in();
    rules.history.depth = 0;
    rules.tier.keep_for = None;
    run_by_with(files, &rules, fields, look);
}

/// The same by other rules.
pub(crate) fn run_by(files: Files<'_>, rules: &Rules, look: impl FnOnce(&Run<'_>)) {
    run_by_with(files, rules, &[], look);
}

fn run_by_with(files: Files<'_>, rules: &Rules, fields: &[Field], look: impl FnOnce(&Run<'_>)) {
    let given = files.iter().map(|(name, text)| File {
        name: (*name).to_owned(),
        len: text.len() as u64,
        source: Arc::new(text.as_bytes().to_vec()),
        claims: claims(name),
    });
    let given: Vec<File> = given.collect();
    let Ok(opened) = open(&given, &[], &Bounds::default()) else {
        panic!("the files of a fixture open");
    };
    let text = |field: Field| Wanted {
        field: Some(field),
        header: String::new(),
        kind: InputKind::Text,
    };
    let mut wanted: Vec<Wanted> = [Field::CustomerOwner, Field::CustomerIndustry]
        .map(text)
        .into();
    let asked = crate::classify::wanted::wanted(rules, &opened.tables);
    let fields = fields.iter().copied().map(text);
    for more in asked.into_iter().chain(desk::wanted(rules)).chain(fields) {
        if !wanted.contains(&more) {
            wanted.push(more);
        }
    }
    let request = Request {
        tables: &opened.tables,
        rules,
        as_of: as_of(),
        wanted: &wanted,
        filters: None,
        returned: crate::records::book::Returned::default(),
        products: false,
        purchases: crate::records::book::Purchases::Named,
        excluded: Excluded::default(),
        pace: Pace {
            threads: 1,
            chunk_bytes: 1 << 16,
        },
    };
    let book = book::read(&request).expect("the tables of a fixture read");
    let engine = Engine::new(&book, rules, 1);
    let (verdicts, cuts) = classify(&engine, as_of());
    let mut problems = opened.problems.clone();
    problems.extend(book.problems.iter().cloned());
    problems.extend(verdicts.problems.iter().cloned());
    let inputs: Vec<Input> = files
        .iter()
        .map(|(name, text)| Input {
            name: (*name).to_owned(),
            size: text.len() as u64,
            digest: "0123456789abcdef".repeat(4),
        })
        .collect();
    let plan = plan(&engine, &verdicts, &cuts, rules.calendar.horizon);
    look(&Run {
        engine: &engine,
        verdicts: &verdicts,
        cuts: &cuts,
        sheets: &opened.sheets,
        problems: &problems,
        inputs: &inputs,
        rules_digest: "feedfacefeedface",
        plan: &plan,
        returned: &crate::returned::NOTHING,
        figures: Figures::of(&cuts),
    });
}

/// A file says by its name that it is a log.
fn claims(name: &str) -> Vec<Claim> {
    let log = (name == "log.csv").then_some(Claim {
        role: Role::Contacts,
        sheet: None,
    });
    log.into_iter().collect()
}
