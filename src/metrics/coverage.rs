//! How far back the orders of a customer are known.
//!
//! Takes the first day that order data covers and what the customer sheet says of each
//! customer's beginning; says whose windows are known whole.

use crate::names::{Field, Metric};
use crate::period::Day;
use crate::records::book::Book;
use crate::records::column::Column;

use super::orders::Windows;

/// What is known of the time before the first order of the book.
#[derive(Debug, Clone, Copy, Default)]
pub struct Coverage {
    from: Option<Day>,
    first_deal: Option<usize>,
    created: Option<usize>,
}

/// Which rows of a frame know a window whole.
#[derive(Clone, Copy)]
pub enum Known<'b> {
    /// Every row.
    All,
    /// Nobody.
    Nobody,
    /// Those customers that began inside the covered time.
    Those(Begun<'b>),
}

/// The customers that began inside the covered time.
#[derive(Clone, Copy)]
pub struct Begun<'b> {
    from: Day,
    first_deal: Option<&'b Column>,
    created: Option<&'b Column>,
}

impl Coverage {
    /// The coverage of a book; `first_deal` and `created` are places among its details.
    pub fn of(book: &Book) -> Self {
        let place = |field| {
            let wanted = &book.details.wanted;
            wanted.iter().position(|wanted| wanted.field == Some(field))
        };
        Self {
            from: book.days.map(|(first, _)| first),
            first_deal: place(Field::CustomerFirstDeal),
            created: place(Field::CustomerCreated),
        }
    }

    /// The first day that the order data covers; `None` without orders.
    pub fn from(&self) -> Option<Day> {
        self.from
    }

    /// Whether the order data covers every day after `after`.
    pub fn reaches(&self, after: Day) -> bool {
        self.from.is_some_and(|from| from <= after.plus(1))
    }

    /// Whose value of a metric is known at a day; `None` where every one is.
    #[inline]
    pub fn of_metric<'b>(
        &self,
        book: &'b Book,
        metric: Metric,
        windows: &Windows,
    ) -> Option<Known<'b>> {
        let after = match metric {
            Metric::Orders12m
            | Metric::Amount12m
            | Metric::Profit12m
            | Metric::Margin12m
            | Metric::ActiveMonths12m => windows.year_ago,
            Metric::AmountPrev12m | Metric::Growth12m => windows.two_years_ago,
            _ => return None,
        };
        let known = self.since(book, after);
        (!matches!(known, Known::All)).then_some(known)
    }

    /// Whose orders after `after` are known, every one of them. Without any order nothing
    /// is known to be missing.
    #[inline]
    pub fn since<'b>(&self, book: &'b Book, after: Day) -> Known<'b> {
        match self.from {
            None => Known::All,
            Some(_) if self.reaches(after) => Known::All,
            Some(from) => {
                let column = |at: Option<usize>| at.map(|at| &book.details.columns[at]);
                let begun = Begun {
                    from,
                    first_deal: column(self.first_deal),
                    created: column(self.created),
                };
                if begun.first_deal.is_none() && begun.created.is_none() {
                    Known::Nobody
                } else {
                    Known::Those(begun)
                }
            }
        }
    }
}

impl Known<'_> {
    /// Whether this customer's window is known whole.
    #[inline]
    pub fn holds(&self, customer: u32) -> bool {
        match self {
            Self::All => true,
            Self::Nobody => false,
            Self::Those(begun) => begun.holds(customer),
        }
    }
}

impl Begun<'_> {
    /// The day of the first deal decides; the day of creation where none is stated.
    fn holds(&self, customer: u32) -> bool {
        let day = |column: Option<&Column>| column.and_then(|column| column.day(customer));
        let began = day(self.first_deal).or_else(|| day(self.created));
        began.is_some_and(|began| began >= self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::table::Cell;

    const SHORT: fixture::Files<'static> = &[
        (
            "customers.csv",
            "客户编号,客户名称,建档日期,首次合作日期\n\
             C1,甲,,2026-09-15\nC2,乙,2026-09-01,\nC3,丙,2026-10-01,2020-01-01\nC4,丁,,\nC5,戊,2020-01-01,2026-09-01\n",
        ),
        (
            "orders.csv",
            "订单编号,客户编号,下单日期,金额\nA1,C1,2026-09-15,50\nA2,C2,2026-09-01,60\nA3,C3,2026-10-05,40\n\
             A4,C4,2026-10-06,30\nA5,C5,2026-10-07,20\n",
        ),
    ];

    /// Whose metrics of a kind are known in a book whose first order is of 2026-09-01.
    fn check(metric: Metric, expected: &[&str]) {
        fixture::run(SHORT, |run| {
            let all = run.engine.book.order.iter();
            let known = all.filter(|one| run.knows(metric, **one, &run.cuts.windows));
            let ids: Vec<&str> = known.map(|one| run.engine.book.registry.id(*one)).collect();
            assert_eq!(ids, expected, "{metric:?}");
        });
    }

    #[test]
    fn in_a_short_book_years_are_known_of_those_who_began_in_it() {
        // The first deal decides, the day of creation where none is stated.
        check(Metric::Amount12m, &["C1", "C2", "C5"]);
        check(Metric::Orders12m, &["C1", "C2", "C5"]);
        check(Metric::AmountPrev12m, &["C1", "C2", "C5"]);
        check(Metric::Amount, &["C1", "C2", "C3", "C4", "C5"]);
        check(Metric::TypicalGap, &["C1", "C2", "C3", "C4", "C5"]);
    }

    #[test]
    fn a_short_book_has_tiers_all_the_same() {
        fixture::run(SHORT, |run| {
            let tiers = &run.verdicts.tier;
            assert!(tiers.iter().all(|tier| *tier != crate::classify::NONE));
            let grid = crate::table::tiers::tier(run, 0, crate::lang::Language::Zh);
            let rows: Vec<Vec<Cell<'_>>> = grid.rows.collect();
            assert_eq!(rows[0][0], "C2".into());
        });
    }

    #[test]
    fn without_orders_nothing_is_known_to_be_missing() {
        let windows = Windows::at(fixture::as_of());
        let coverage = Coverage::default();
        assert!(!coverage.reaches(windows.year_ago));
        fixture::run(SHORT, |run| {
            let book = run.engine.book;
            let known = coverage.of_metric(book, Metric::Amount12m, &windows);
            assert!(known.is_none());
        });
    }
}
