//! Orders that two sheets show with other amounts: the lines of an order beside its total, or an
//! amount that was changed between two exports. Rows of equal amounts are for [`super::twice`].
//!
//! Takes the flights of all threads, one partition at a time; gives for each pair of sheets how
//! many orders they share that way.

use std::collections::BTreeMap;

use crate::money::Total;
use crate::records::flight::{Carries, Extra, Flight, Nature, Piece, amount_of, is_aside};
use crate::records::order_key::UNNUMBERED;

use super::RETURNED;

/// Orders that a sheet shares with an earlier one, with other amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    /// How many.
    pub orders: u64,
    /// What the later sheet says they amount to.
    pub amount: Total,
}

/// What is shared, by the places of the two sheets, the earlier one first.
pub type ByPair = BTreeMap<(u16, u16), Shared>;

/// A purchase row: customer and day, order, sheet, amount.
type Row = (u16, u16, u64, u16, i64);

/// What the sheets of a partition share. Each flight is of the sheet at the same place of
/// `sheets`; a pair of sheets is looked at where `may_share` says so.
pub fn shared(
    flights: &[Flight],
    sheets: &[u16],
    part: usize,
    may_share: impl Fn(u16, u16) -> bool,
) -> ByPair {
    let mut rows: Vec<Row> = Vec::new();
    for (flight, sheet) in flights.iter().zip(sheets) {
        let side = flight.side(part);
        let mut extras = flight.extras(part);
        let carried = flight.carries() == Carries::Extras;
        for row in flight.rows(part) {
            let extra = if carried {
                extras.next().copied()
            } else {
                None
            };
            let extra: Extra = extra.unwrap_or_default();
            let order = extra.order(row.order);
            let came_back = row.amount & RETURNED == RETURNED;
            let aside = is_aside(row.amount);
            let amount = amount_of(row, side);
            let sold = !came_back && (!aside || nature_of(row.amount, side) == Nature::Purchase);
            if sold && amount > 0 && order & UNNUMBERED == 0 && extra.piece == Piece::Row {
                rows.push((row.low, row.day, order, *sheet, amount));
            }
        }
    }
    rows.sort_unstable();
    let mut found = ByPair::new();
    let order = |row: &Row| (row.0, row.1, row.2);
    for rows in rows.chunk_by(|one, other| order(one) == order(other)) {
        if rows[0].3 == rows[rows.len() - 1].3 {
            continue;
        }
        let shown: Vec<&[Row]> = rows.chunk_by(|one, other| one.3 == other.3).collect();
        for (at, later) in shown.iter().enumerate().skip(1) {
            let differs = |earlier: &&&[Row]| {
                may_share(earlier[0].3, later[0].3)
                    && !later
                        .iter()
                        .any(|row| earlier.iter().any(|other| other.4 == row.4))
            };
            if let Some(earlier) = shown[..at].iter().find(differs) {
                let pair = found.entry((earlier[0].3, later[0].3)).or_default();
                pair.orders += 1;
                pair.amount.0 += later.iter().map(|row| i128::from(row.4)).sum::<i128>();
            }
        }
    }
    found
}

/// What a row is whose amount is kept aside.
fn nature_of(amount: u32, side: &[crate::records::flight::Side]) -> Nature {
    side[(amount & super::AMOUNT) as usize].nature
}

/// Adds what another partition shares.
pub fn add(all: &mut ByPair, part: ByPair) {
    for (pair, found) in part {
        let known = all.entry(pair).or_default();
        known.orders += found.orders;
        known.amount.0 += found.amount.0;
    }
}
