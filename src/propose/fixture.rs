//! Proposals from small tables, for tests here and above.

use std::sync::Arc;

use crate::classify::engine::Engine;
use crate::classify::history::classify;
use crate::followup::everyone::next_days;
use crate::lang::Language;
use crate::period::Day;
use crate::records::open::{File, open};
use crate::records::table::Pace;
use crate::report::{Figures, Run};
use crate::sheet::Bounds;

use super::{Given, Proposal, draft, read};

/// The as-of day of every proposal.
pub(crate) fn as_of() -> Day {
    Day::from_ymd(2026, 11, 22).expect("a day")
}

/// Proposes rules for files and hands them over with the run by them.
pub(crate) fn propose(
    files: &[(&str, &str)],
    language: Language,
    look: impl FnOnce(&Run<'_>, Proposal),
) {
    let given = files.iter().map(|(name, text)| File {
        name: (*name).to_owned(),
        len: text.len() as u64,
        source: Arc::new(text.as_bytes().to_vec()),
        claims: Vec::new(),
    });
    let given: Vec<File> = given.collect();
    let opened = match open(&given, &[], &Bounds::default()) {
        Ok(opened) => opened,
        Err(faults) => panic!("the files of a fixture open: {faults:?}"),
    };
    let pace = Pace {
        threads: 1,
        chunk_bytes: 1 << 16,
    };
    let (book, assumed) =
        read::read(&opened, as_of(), pace, language).expect("the tables of a fixture read");
    let names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
    let given = Given {
        sheets: &opened.sheets,
        tables: &opened.tables,
        book: &book,
        assumed: &assumed,
        as_of: as_of(),
        language,
        files: &names,
        output: "out.xlsx",
    };
    let drafted = draft(&given);
    let rules = drafted.rules.clone();
    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, cuts) = classify(&engine, as_of());
    let plan = next_days(&engine, &verdicts, &cuts);
    let run = Run {
        engine: &engine,
        verdicts: &verdicts,
        cuts: &cuts,
        sheets: &opened.sheets,
        problems: &book.problems,
        inputs: &[],
        rules_digest: "",
        plan: &plan,
        returned: &crate::returned::NOTHING,
        figures: Figures::of(&cuts),
    };
    let proposal = Proposal::new(drafted, &given, &run);
    look(&run, proposal);
}

/// Chinese customers with levels, and their orders with status words.
pub(crate) const CHINESE: &[(&str, &str)] = &[
    (
        "客户.csv",
        "客户编号,客户名称,负责人,所属行业,客户等级\nC1,甲公司,王伟,制造,C级\nC2,乙公司,李娜,零售,A级\nC3,丙公司,,制造,B级\n",
    ),
    (
        "订单.csv",
        "订单编号,客户编号,下单日期,金额(万元),订单状态\nA1,C1,2026-11-02,90,已完成\nA2,C2,2026-10-01,6,试用\nA3,C9,2026-09-01,4,已取消\n\
         A4,C2,2026-13-01,5.25,已完成\nA5,C1,2024-03-01,7,待付款\n",
    ),
];

/// Orders alone, in dollars, with days that only month first can be read.
pub(crate) const ORDERS: &[(&str, &str)] = &[(
    "orders.csv",
    "Customer,Order Date,Amount\nAnn,3/25/2026,$90.00\nBob,3/4/2026,$60.00\nAnn,11/1/2026,$12.50\n",
)];

/// Days that can be read either way, and two currencies.
pub(crate) const OPEN: &[(&str, &str)] = &[(
    "orders.csv",
    "Customer ID,Order Date,Amount,Currency\n1,3/4/2026,90,USD\n2,5/6/2026,60,EUR\n1,7/8/2026,12,USD\n",
)];

/// Customers without any order.
pub(crate) const CUSTOMERS: &[(&str, &str)] = &[(
    "customers.csv",
    "Customer ID,Customer Name,Owner\n1,Ann,Bob\n2,Cy,Dan\n",
)];
