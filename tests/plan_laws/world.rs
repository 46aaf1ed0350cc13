//! A book that people work on: its sheets, and plans of any day.

use std::fmt::Write as _;
use std::sync::Arc;

use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::classify::wanted::wanted;
use tierbook::followup::desk;
use tierbook::followup::everyone::{Plan, plan};
use tierbook::names::Role;
use tierbook::period::Day;
use tierbook::records::book::{self, Purchases, Request, Returned};
use tierbook::records::open::{Claim, File, open};
use tierbook::records::orders::Excluded;
use tierbook::records::table::Pace;
use tierbook::rules::Rules;
use tierbook::sheet::Bounds;

use crate::random::Case;

/// 2026-11-20, a Friday.
pub(crate) fn as_of() -> Day {
    Day::parse_iso("2026-11-20").expect("a day")
}

/// Sheets and rules.
pub(crate) struct World {
    pub(crate) rules: Rules,
    sheets: [String; 3],
    customers: u32,
}

impl World {
    pub(crate) fn new(case: &Case, rules: &Rules) -> Self {
        Self {
            rules: rules.clone(),
            sheets: case.sheets(),
            customers: case.customers.len() as u32,
        }
    }

    pub(crate) fn customers(&self) -> u32 {
        self.customers
    }

    /// Writes a contact that carries out a task into the log.
    pub(crate) fn log(&mut self, customer: u32, day: Day, channel: Option<&str>, task: &str) {
        let channel = channel.unwrap_or("电话");
        writeln!(
            self.sheets[2],
            "K{customer:02},{day},{channel},已沟通,,{task}"
        )
        .expect("writing to a string cannot fail");
    }

    /// Reads the sheets as of a day and plans.
    pub(crate) fn plan<T>(&self, day: Day, threads: usize, look: impl FnOnce(&Plan<'_>) -> T) -> T {
        let roles = [Role::Customers, Role::Orders, Role::Contacts];
        let files: Vec<File> = (roles.into_iter().zip(&self.sheets))
            .map(|(role, text)| File {
                name: format!("{}.csv", role.key()),
                source: Arc::new(text.clone().into_bytes()),
                len: text.len() as u64,
                claims: vec![Claim { sheet: None, role }],
            })
            .collect();
        let opened = open(&files, &self.rules.input.columns, &Bounds::default())
            .unwrap_or_else(|faults| panic!("{faults:?}"));
        let mut columns = wanted(&self.rules, &opened.tables);
        for more in desk::wanted(&self.rules) {
            if !columns.contains(&more) {
                columns.push(more);
            }
        }
        let book = book::read(&Request {
            tables: &opened.tables,
            returned: Returned::default(),
            rules: &self.rules,
            as_of: day,
            wanted: &columns,
            filters: None,
            products: false,
            purchases: Purchases::Counted,
            excluded: Excluded::Counted,
            pace: Pace {
                threads,
                chunk_bytes: 1 << 16,
            },
        })
        .unwrap_or_else(|fault| panic!("{fault:?}"));
        let engine = Engine::new(&book, &self.rules, threads);
        let (verdicts, cuts) = classify(&engine, day);
        look(&plan(
            &engine,
            &verdicts,
            &cuts,
            self.rules.calendar.horizon,
        ))
    }
}
