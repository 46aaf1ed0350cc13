//! What the metrics of all customers depend on at any day: which of the dearer ones are asked
//! for, and facts of the whole book.
//!
//! Takes the book once; gives what frames look up again and again.

use crate::names::{Field, Metric};
use crate::period::Day;
use crate::records::book::Book;
use crate::records::column::Column;

use super::contacts::is_of_log;
use super::coverage::Coverage;
use super::orders::typical_gap;

/// Which dearer metrics are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a set of wishes, each of its own"
)]
pub struct Needs {
    /// Typical gap and gap ratio.
    pub gap: bool,
    /// Active months.
    pub months: bool,
    /// Distinct products.
    pub products: bool,
    /// Profit and margin.
    pub profit: bool,
    /// Anything of the log.
    pub contacts: bool,
    /// The largest order.
    pub largest: bool,
}

impl Needs {
    /// Everything.
    pub const ALL: Self = Self {
        gap: true,
        months: true,
        products: true,
        profit: true,
        contacts: true,
        largest: true,
    };

    /// Adds what a metric needs.
    pub fn add(&mut self, metric: Metric) {
        match metric {
            Metric::TypicalGap | Metric::GapRatio => self.gap = true,
            Metric::ActiveMonths12m => self.months = true,
            Metric::Products => self.products = true,
            Metric::LargestOrder => self.largest = true,
            Metric::Profit12m | Metric::Margin12m => self.profit = true,
            metric if is_of_log(metric) => self.contacts = true,
            _ => {}
        }
    }
}

/// Facts of the whole book that metrics depend on; computed once.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// How far back orders are known.
    pub coverage: Coverage,
    /// The top of the satisfaction scale: 5, 10 or 100.
    pub(super) satisfaction_top: f64,
    /// Open complaints by word of the sheet's complaint column.
    pub(super) complaints: Vec<Option<f64>>,
    /// Typical gap of each customer over all its rows; NaN is blank. Empty unless needed.
    pub(super) gaps: Vec<f32>,
    /// Places of columns that are asked for row by row.
    pub(super) places: Places,
}

/// Places of columns among the book's details.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Places {
    pub(super) first_deal: Option<usize>,
    pub(super) last_contact: Option<usize>,
    pub(super) complaint: Option<usize>,
    pub(super) satisfaction: Option<usize>,
}

impl Outlook {
    /// The days of first deals, where a sheet states them.
    pub(super) fn first_deals<'b>(&self, book: &'b Book) -> Option<&'b Column> {
        self.places.first_deal.map(|at| &book.details.columns[at])
    }

    /// Looks over the whole book.
    pub fn of(book: &Book, needs: Needs, threads: usize) -> Self {
        let complaints = match book.details.field(Field::CustomerComplaint) {
            Some(Column::Text(dictionary)) => dictionary
                .words
                .iter()
                .map(|word| complaints(word))
                .collect(),
            _ => Vec::new(),
        };
        let place = |field| {
            let wanted = &book.details.wanted;
            wanted.iter().position(|wanted| wanted.field == Some(field))
        };
        Self {
            coverage: Coverage::of(book),
            satisfaction_top: satisfaction_top(book),
            complaints,
            gaps: if needs.gap {
                gaps(book, threads)
            } else {
                Vec::new()
            },
            places: Places {
                first_deal: place(Field::CustomerFirstDeal),
                last_contact: place(Field::CustomerLastContact),
                complaint: place(Field::CustomerComplaint),
                satisfaction: place(Field::CustomerSatisfaction),
            },
        }
    }
}

/// The number that a complaint cell says: 2, 是 (one), 否 (none).
fn complaints(word: &str) -> Option<f64> {
    let raw = crate::value::Raw::text(word.as_bytes());
    let number = crate::value::number::number(raw).ok().flatten();
    number.or_else(|| {
        crate::value::flag::flag(raw)
            .ok()
            .flatten()
            .map(|yes| f64::from(u8::from(yes)))
    })
}

/// The scale of all satisfactions: the first of 5, 10, 100 that holds every one.
fn satisfaction_top(book: &Book) -> f64 {
    let sheet = match book.details.field(Field::CustomerSatisfaction) {
        Some(Column::Number(values)) => values.iter().copied().fold(0.0, f64::max),
        _ => 0.0,
    };
    let log = book
        .contacts
        .all()
        .iter()
        .filter_map(|contact| contact.satisfaction);
    let highest = log.fold(sheet, |highest, value| highest.max(f64::from(value)));
    [5.0, 10.0]
        .into_iter()
        .find(|top| highest <= *top)
        .unwrap_or(100.0)
}

fn gaps(book: &Book, threads: usize) -> Vec<f32> {
    let parts = crate::parallel::map(threads, book.parts.len(), Vec::new, |scratch, number| {
        let part = &book.parts[number];
        let gap = |place| {
            typical_gap(part.rows(place), Day::LAST, scratch).map_or(f32::NAN, |gap| gap as f32)
        };
        (0..part.len()).map(gap).collect::<Vec<_>>()
    });
    parts.into_iter().flatten().collect()
}
