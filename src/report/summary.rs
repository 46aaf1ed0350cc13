//! The machine-readable summary of a run. Takes a run and what was written, gives a
//! value that serialises with fixed English keys.
//!
//! Amounts are strings of exact decimals (`"1234.50"`), because numbers of other
//! programs are binary floats; counts are numbers, shares are fractions of 1.

use serde::Serialize;

use crate::followup::everyone::Listing;
use crate::living::Card;
use crate::money::Total;
use crate::records::ledger::Account;
use crate::records::provenance::Difference;
use crate::report::Run;
use crate::report::movements::summary::MovementSummary;
use crate::report::overview::{Counted, Label, Overview, TaskCounts};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// BLAKE3, as `b3sum` prints it.
    pub digest: String,
}

/// What an output was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made<'a> {
    /// The day the run speaks for.
    pub as_of: String,
    /// Version of the program.
    pub version: &'a str,
    /// BLAKE3 of the rules, as `b3sum` prints it.
    pub rules_digest: &'a str,
    /// Files read.
    pub inputs: &'a [Input],
}

/// A file or stream that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Where it is.
    pub path: String,
    /// Rows of data in it; `None` for what is no single table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// The summary of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The day the run speaks for.
    pub as_of: String,
    /// BLAKE3 of the rules, as `b3sum` prints it.
    pub rules_digest: String,
    /// Version of the program.
    pub version: String,
    /// Files read.
    pub inputs: Vec<Input>,
    /// Tables with a role, in the order of the sheets.
    pub tables: Vec<TableSummary>,
    /// All customers.
    pub customers: u64,
    /// What all bought in the last 12 months, in book currency.
    pub amount_12m: String,
    /// The book's currency.
    pub currency: String,
    /// Customers by tier; `tier` is `null` for those without.
    pub tiers: Vec<TierCount>,
    /// Customers by type; `type` is `null` for those without.
    pub types: Vec<TypeCount>,
    /// Customers by segment; `segment` is `null` for those without.
    pub segments: Vec<SegmentCount>,
    /// Customers by tag.
    pub tags: Vec<TagCount>,
    /// Who moved since an earlier day; left out when nobody looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movements: Option<MovementSummary>,
    /// Tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<TasksDue>,
    /// Problems by severity.
    pub problems: ProblemCounts,
    /// What was written.
    pub outputs: Vec<Output>,
    /// Workbooks of ours among the inputs, against the inputs and the rules of now; left out
    /// when nobody looked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub books: Vec<BookSummary>,
}

/// A workbook of ours: what it was made from and what differs now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookSummary {
    /// Its name as given.
    pub file: String,
    /// The day it speaks for.
    pub as_of: Option<String>,
    /// The version that wrote it.
    pub version: String,
    /// Whether nothing differs.
    pub matches: bool,
    /// What differs.
    pub differences: Vec<DifferenceSummary>,
}

/// One way in which a workbook differs from the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceSummary {
    /// `input_changed`, `input_missing`, `input_added`, `rules` or `version`.
    pub what: &'static str,
    /// The file's name, without folders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl BookSummary {
    /// Of a workbook with its card and what was found to differ.
    pub fn new(file: &str, card: &Card, differences: &[Difference]) -> Self {
        let differences = differences.iter().map(|one| {
            let (what, file) = match one {
                Difference::Changed { name, .. } => ("input_changed", Some(name)),
                Difference::Missing { name } => ("input_missing", Some(name)),
                Difference::Added { name } => ("input_added", Some(name)),
                Difference::Rules => ("rules", None),
                Difference::Version { .. } => ("version", None),
            };
            DifferenceSummary {
                what,
                file: file.cloned(),
            }
        });
        let differences: Vec<_> = differences.collect();
        Self {
            file: file.to_owned(),
            as_of: card.as_of.map(|day| day.to_string()),
            version: card.made.version.clone(),
            matches: differences.is_empty(),
            differences,
        }
    }
}

/// The account of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableSummary {
    /// The file's name.
    pub file: String,
    /// The sheet's name; `null` for text tables.
    pub sheet: Option<String>,
    /// `customers`, `orders` or `contacts`.
    pub role: &'static str,
    /// Rows read.
    pub rows_read: u64,
    /// Rows that count.
    pub used: u64,
    /// Rows left out by a status word or the as-of day.
    pub excluded: u64,
    /// Titles, headers, totals, notes, blank rows.
    pub layout: u64,
    /// Damaged rows.
    pub set_aside: u64,
    /// Rows that are not layout and whose amount cannot be read.
    pub unreadable_amounts: u64,
    /// Readable amounts by currency as written.
    pub amounts: Vec<AmountSummary>,
}

/// Amounts of one currency: `read` is the sum of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AmountSummary {
    /// The currency's code.
    pub currency: String,
    /// All that could be read.
    pub read: String,
    /// Of rows used.
    pub used: String,
    /// Of rows excluded.
    pub excluded: String,
    /// Of rows set aside.
    pub set_aside: String,
}

/// Customers of a tier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierCount {
    /// The class.
    pub tier: Option<String>,
    /// How many.
    pub customers: u64,
    /// What they bought in the last 12 months.
    pub amount_12m: String,
    /// Its share of everybody's, rounded to six decimals.
    pub share: Option<f64>,
}

/// Customers of a type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypeCount {
    /// The type's id.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How many.
    pub customers: u64,
    /// What they bought in the last 12 months.
    pub amount_12m: String,
}

/// Customers of a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SegmentCount {
    /// The segment's English name.
    pub segment: Option<String>,
    /// How many.
    pub customers: u64,
}

/// Customers with a tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TagCount {
    /// The tag's English name.
    pub tag: String,
    /// How many.
    pub customers: u64,
}

/// Tasks by when they are due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TasksDue {
    /// On the as-of day.
    pub today: u64,
    /// Before it.
    pub overdue: u64,
    /// From the as-of day to the end of the horizon.
    pub within_horizon: u64,
    /// Days of the horizon.
    pub horizon_days: u32,
}

/// Rows that findings speak for, by severity.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProblemCounts {
    /// Set aside.
    pub error: u64,
    /// To be looked at.
    pub warning: u64,
    /// Good to know.
    pub note: u64,
}

/// Sums up a run.
pub fn summary(run: &Run<'_>, overview: &Overview<'_>, outputs: Vec<Output>) -> Summary {
    let rules = run.rules();
    let segments = &run.verdicts.segment_names;
    Summary {
        as_of: run.as_of().to_string(),
        rules_digest: run.rules_digest.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: run.inputs.to_vec(),
        tables: tables(run),
        customers: overview.customers,
        amount_12m: overview.amount_12m.to_string(),
        currency: run.currency().to_owned(),
        tiers: overview.tiers.iter().map(|line| tier(run, line)).collect(),
        types: overview.types.iter().map(|line| kind(run, line)).collect(),
        segments: (overview.segments.iter())
            .map(|line| SegmentCount {
                segment: place(line).map(|at| segments[at].en.clone()),
                customers: line.customers,
            })
            .collect(),
        tags: (overview.tags.iter().zip(&rules.tags))
            .map(|(line, tag)| TagCount {
                tag: tag.name.en.clone(),
                customers: line.customers,
            })
            .collect(),
        movements: None,
        tasks: (run.plan.listing == Listing::Tasks)
            .then(|| tasks(overview.tasks, rules.calendar.horizon)),
        problems: problems(run),
        outputs,
        books: Vec::new(),
    }
}

fn place(line: &Counted) -> Option<usize> {
    match line.label {
        Label::At(at) => Some(at),
        Label::Nothing => None,
    }
}

fn tier(run: &Run<'_>, line: &Counted) -> TierCount {
    TierCount {
        tier: place(line).map(|at| run.rules().tier.classes[at].clone()),
        customers: line.customers,
        amount_12m: line.amount_12m.to_string(),
        share: line.share.map(|share| (share * 1e6).round() / 1e6),
    }
}

fn kind(run: &Run<'_>, line: &Counted) -> TypeCount {
    TypeCount {
        kind: place(line).map(|at| run.rules().types[at].id.clone()),
        customers: line.customers,
        amount_12m: line.amount_12m.to_string(),
    }
}

fn tasks(counts: TaskCounts, horizon_days: u32) -> TasksDue {
    TasksDue {
        today: counts.today,
        overdue: counts.overdue,
        within_horizon: counts.today + counts.later,
        horizon_days,
    }
}

fn problems(run: &Run<'_>) -> ProblemCounts {
    use crate::problem::Severity;
    let mut counts = ProblemCounts::default();
    for problem in run.problems {
        let count = match problem.finding.severity() {
            Severity::Error => &mut counts.error,
            Severity::Warning => &mut counts.warning,
            Severity::Note => &mut counts.note,
        };
        *count += problem.count;
    }
    counts
}

/// The accounts of all tables.
fn tables(run: &Run<'_>) -> Vec<TableSummary> {
    let entries = run.engine.book.ledger.iter();
    let tables = entries.filter_map(|entry| {
        let sheet = run.sheets.get(usize::from(entry.sheet.0))?;
        Some(table(
            &sheet.file_name,
            sheet.name.as_deref(),
            sheet.role?.key(),
            &entry.account,
        ))
    });
    tables.collect()
}

fn table(file: &str, sheet: Option<&str>, role: &'static str, account: &Account) -> TableSummary {
    let text = |total: Total| total.to_string();
    let amounts = account
        .amounts
        .iter()
        .map(|(currency, sums)| AmountSummary {
            currency: currency.clone(),
            read: text(sums.read),
            used: text(sums.used),
            excluded: text(sums.excluded),
            set_aside: text(sums.set_aside),
        });
    TableSummary {
        file: file.to_owned(),
        sheet: sheet.map(str::to_owned),
        role,
        rows_read: account.read,
        used: account.used,
        excluded: account.excluded,
        layout: account.layout,
        set_aside: account.set_aside,
        unreadable_amounts: account.unreadable_amounts,
        amounts: amounts.collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::fixture;
    use crate::report::overview::overview;

    #[test]
    fn the_summary_reads_back_and_its_ledger_adds_up() {
        fixture::run(fixture::SMALL, |run| {
            let summary = summary(run, &overview(run), Vec::new());
            let text = serde_json::to_string(&summary).expect("plain values");
            let read: Value = serde_json::from_str(&text).expect("what was written");
            assert_eq!(read["as_of"], "2026-11-22");
            assert_eq!(read["customers"], 4);
            assert_eq!(read["amount_12m"], "1000.00");
            assert_eq!(read["tiers"][0]["tier"], "A");
            assert_eq!(read["tiers"][0]["share"], 0.9);
            let tasks = ["overdue", "within_horizon"].map(|key| read["tasks"][key].as_u64());
            let tasks: u64 = tasks.into_iter().flatten().sum();
            assert_eq!(tasks, run.plan.tasks().len() as u64);
            let tables = read["tables"].as_array().expect("a list");
            assert_eq!(tables.len(), 3);
            for table in tables {
                let rows = |key: &str| table[key].as_u64().expect("a count");
                let sum = ["used", "excluded", "layout", "set_aside"].map(rows);
                assert_eq!(rows("rows_read"), sum.iter().sum::<u64>(), "{table}");
            }
            let orders = &tables[1];
            assert_eq!(
                (&orders["file"], &orders["role"]),
                (&"orders.csv".into(), &"orders".into())
            );
            assert_eq!(orders["set_aside"], 1);
            assert_eq!(orders["amounts"][0]["set_aside"], "5.25");
        });
    }
}
