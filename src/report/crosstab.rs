//! Customers by the words of a column and by tier, as `[report] by` asks for.
//! Takes a run, gives one table for each column that the book has.

use crate::classify::NONE;
use crate::classify::engine::group_column;
use crate::money::Total;
use crate::names::Metric;
use crate::records::column::Column;
use crate::report::Run;
use crate::report::overview::share;

/// Rows of a crosstab; what remains is summed in one more.
pub const MOST_ROWS: usize = 20;

/// Customers by the words of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Crosstab<'a> {
    /// The column as the rules name it.
    pub by: &'a str,
    /// The words with the largest amounts first.
    pub rows: Vec<CrossRow<'a>>,
}

/// Customers of one word.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossRow<'a> {
    /// The word.
    pub word: Word<'a>,
    /// How many customers.
    pub customers: u64,
    /// Those of each class, best first.
    pub tiers: Vec<u64>,
    /// What they bought in the last 12 months.
    pub amount_12m: Total,
    /// That amount as a share of everybody's.
    pub share: Option<f64>,
}

/// What a row of a crosstab speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    /// A word of the column.
    Said(&'a str),
    /// A type or segment, by place.
    Type(usize),
    /// A segment, by place.
    Segment(usize),
    /// The cell is blank.
    Blank,
    /// All further words: how many.
    Rest(usize),
}

/// The crosstabs that the rules ask for and the book has columns for.
pub fn crosstabs<'a>(run: &Run<'a>) -> Vec<Crosstab<'a>> {
    let by = run.rules().report.by.iter();
    by.filter_map(|by| crosstab(run, by)).collect()
}

fn crosstab<'a>(run: &Run<'a>, by: &'a str) -> Option<Crosstab<'a>> {
    let verdicts = run.verdicts;
    let (words, rows): (Vec<Word<'a>>, Vec<CrossRow<'a>>) = match Metric::named(by) {
        Some(Metric::Type) => {
            let words: Vec<_> = (0..run.rules().types.len()).map(Word::Type).collect();
            let rows = count(run, &words, |slot| usize::from(verdicts.kind[slot]));
            (words, rows)
        }
        Some(Metric::Segment) => {
            let words: Vec<_> = (0..verdicts.segment_names.len())
                .map(Word::Segment)
                .collect();
            let rows = count(run, &words, |slot| usize::from(verdicts.segments[slot]));
            (words, rows)
        }
        _ => {
            let Column::Text(dictionary) = group_column(run.engine.book, Some(by))? else {
                return None;
            };
            let words: Vec<_> = dictionary
                .words
                .iter()
                .map(|word| Word::Said(word))
                .collect();
            let rows = count(run, &words, |slot| {
                dictionary
                    .codes
                    .get(slot)
                    .map_or(usize::MAX, |code| *code as usize)
            });
            (words, rows)
        }
    };
    (!words.is_empty()).then(|| Crosstab {
        by,
        rows: shortened(run, rows),
    })
}

/// One row a word and one for blanks; a place beyond the words is blank.
fn count<'a>(
    run: &Run<'a>,
    words: &[Word<'a>],
    place: impl Fn(usize) -> usize,
) -> Vec<CrossRow<'a>> {
    let classes = run.rules().tier.classes.len();
    let words = words.iter().copied().chain([Word::Blank]);
    let mut rows: Vec<CrossRow<'a>> = words.map(|word| empty(word, classes)).collect();
    let last = rows.len() - 1;
    for (slot, amount) in run.figures.amounts_12m.iter().enumerate() {
        let row = &mut rows[place(slot).min(last)];
        row.customers += 1;
        row.amount_12m += amount;
        let tier = run.verdicts.tier[slot];
        if tier != NONE {
            row.tiers[usize::from(tier)] += 1;
        }
    }
    rows.retain(|row| row.customers > 0);
    rows
}

fn empty(word: Word<'_>, classes: usize) -> CrossRow<'_> {
    CrossRow {
        word,
        customers: 0,
        tiers: vec![0; classes],
        amount_12m: Total::ZERO,
        share: None,
    }
}

/// The largest first, the rest in one row; blanks stay at the end.
fn shortened<'a>(run: &Run<'_>, mut rows: Vec<CrossRow<'a>>) -> Vec<CrossRow<'a>> {
    let said = |word: &Word<'a>| match word {
        Word::Said(word) => *word,
        _ => "",
    };
    rows.sort_by(|a, b| {
        let blank = |row: &CrossRow<'_>| row.word == Word::Blank;
        blank(a)
            .cmp(&blank(b))
            .then(b.amount_12m.cmp(&a.amount_12m))
            .then(b.customers.cmp(&a.customers))
            .then_with(|| said(&a.word).cmp(said(&b.word)))
    });
    let blank = rows.pop_if(|row| row.word == Word::Blank);
    if rows.len() > MOST_ROWS {
        let rest = rows.split_off(MOST_ROWS - 1);
        let mut sum = empty(Word::Rest(rest.len()), run.rules().tier.classes.len());
        for row in rest {
            sum.customers += row.customers;
            sum.amount_12m += row.amount_12m;
            for (sum, tier) in sum.tiers.iter_mut().zip(row.tiers) {
                *sum += tier;
            }
        }
        rows.push(sum);
    }
    rows.extend(blank);
    let all: Total = run.figures.amounts_12m.iter().sum();
    for row in &mut rows {
        row.share = share(row.amount_12m, all);
    }
    rows
}
