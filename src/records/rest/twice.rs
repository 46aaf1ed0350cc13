//! Which of the rows that show one thing are one too many. Takes rows of one order, day and
//! amount, or rows that are identical; gives those that repeat another.
//!
//! Sheets that overlap (a month exported again) show an order twice, perhaps with another status
//! or with columns in another order. One sheet may have several lines of one amount. So the
//! sheet that shows the most different rows counts, and of its identical rows the first.

/// A row that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The sheet.
    pub table: u16,
    /// A hash of the whole row: equal for identical rows.
    pub hash: u64,
    /// Whether it says that it came back, which happens after the sale.
    pub back: bool,
    /// A hash of what was bought; 0 where nothing says it.
    pub bought: u32,
}

/// For each row, whether it repeats another of these. Of sheets with as many different rows
/// the one counts that says that more came back, else the first. Where every row says what was
/// bought, those of other things are other lines.
pub fn repeats(rows: &[Shown]) -> Vec<bool> {
    if rows.iter().any(|row| row.bought == 0) {
        return of_one(rows);
    }
    let mut repeats = vec![false; rows.len()];
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|at| rows[*at].bought);
    for alike in places.chunk_by(|one, other| rows[*one].bought == rows[*other].bought) {
        let of_one = of_one(&alike.iter().map(|at| rows[*at]).collect::<Vec<_>>());
        for (at, again) in alike.iter().zip(of_one) {
            repeats[*at] = again;
        }
    }
    repeats
}

/// The same of rows that show one thing.
fn of_one(rows: &[Shown]) -> Vec<bool> {
    let mut tables: Vec<u16> = rows.iter().map(|row| row.table).collect();
    tables.sort_unstable();
    tables.dedup();
    let first = |at: usize| {
        let row = &rows[at];
        let mut before = rows[..at].iter();
        !before.any(|other| (other.table, other.hash) == (row.table, row.hash))
    };
    let weight = |table: u16| {
        let own = (0..rows.len()).filter(|at| rows[*at].table == table);
        let (mut different, mut back) = (0, 0);
        for at in own.filter(|at| first(*at)) {
            different += 1;
            back += usize::from(rows[at].back);
        }
        (different, back)
    };
    // Of equal ones the last is taken: from behind, that is the first table.
    let counts = tables.into_iter().rev().max_by_key(|table| weight(*table));
    (0..rows.len())
        .map(|at| Some(rows[at].table) != counts || !first(at))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[(u16, u64, bool)], expected: &[usize]) {
        let shown = |(table, hash, back): &(u16, u64, bool)| Shown {
            table: *table,
            hash: *hash,
            back: *back,
            bought: 0,
        };
        let rows: Vec<Shown> = rows.iter().map(shown).collect();
        let repeats = repeats(&rows);
        let found: Vec<usize> = (0..rows.len()).filter(|at| repeats[*at]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_sheet_with_the_most_different_rows_counts() {
        // Identical rows of one sheet, and lines of one amount that differ otherwise.
        check(&[(0, 7, false), (0, 7, false), (0, 8, false)], &[1]);
        // The same two lines in another layout.
        check(
            &[(0, 1, false), (0, 2, false), (1, 3, false), (1, 4, false)],
            &[2, 3],
        );
        check(&[(0, 1, false), (1, 3, false), (1, 4, false)], &[0]);
        check(&[(0, 5, false), (1, 5, false)], &[1]);
        check(&[(3, 5, false)], &[]);
        check(&[], &[]);
    }

    #[test]
    fn other_things_are_other_lines_where_every_row_says_what_it_is() {
        let row = |table, hash, bought| Shown {
            table,
            hash,
            back: false,
            bought,
        };
        let split = [row(0, 1, 7), row(1, 2, 9), row(1, 3, 7)];
        assert_eq!(repeats(&split), [false, false, true]);
        assert_eq!(repeats(&[row(0, 1, 7), row(1, 2, 0)]), [false, true]);
    }

    #[test]
    fn what_came_back_is_known_later() {
        check(&[(0, 1, true), (1, 2, false)], &[1]);
        check(&[(0, 1, false), (1, 2, true)], &[0]);
    }
}
