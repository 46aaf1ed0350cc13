//! From what the threads saw to what every customer bought.
//!
//! Numbers of threads become places in one order of categories; then each partition of
//! neighbouring customers is walked twice, for the last day and for what was bought on it.

use std::collections::BTreeMap;

use crate::names::Field;
use crate::parallel;
use crate::records::flight::{Flight, Packed, amount_of};
use crate::value::text::folded_word;

use super::seen::{Room, Seen};
use super::{Bought, LAST, MAIN_AT_LEAST, MAIN_SHARE, MOST, MOST_MAIN, More, NONE, Of};

/// The column has more than [`MOST`] different words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// What everybody bought; `reads` are flights with what was seen beside their rows.
///
/// `customers` is their number, `1 << shift` of them to a partition.
pub fn gather(
    field: Field,
    reads: &[(&Flight, &Seen)],
    customers: usize,
    shift: u32,
    threads: usize,
) -> Result<Bought, TooMany> {
    let known = categories(reads)?;
    let places: Vec<Vec<u16>> = reads.iter().map(|(_, seen)| known.places(seen)).collect();
    let size = 1usize << shift;
    let parts = parallel::map(
        threads,
        customers.div_ceil(size),
        || (),
        |(), part| {
            let count = size.min(customers - part * size);
            of_part(reads, &places, part, count, known.main)
        },
    );
    let mut all = Vec::with_capacity(customers);
    for part in parts {
        all.extend_from_slice(&part);
    }
    Ok(Bought {
        field,
        share: known.share,
        main: known.main,
        names: known.names,
        customers: all,
    })
}

/// All categories in their order.
struct Known {
    names: Vec<String>,
    /// Places by folded name.
    by_word: BTreeMap<String, u16>,
    main: usize,
    share: f64,
}

/// A name with its spelling that comes first, and what it brought in.
type Sum = (String, i128);

fn categories(reads: &[(&Flight, &Seen)]) -> Result<Known, TooMany> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for (_, seen) in reads {
        if seen.room == Room::None {
            return Err(TooMany);
        }
        for (name, sum) in seen.names.iter().zip(&seen.sums) {
            let name = String::from_utf8_lossy(name).into_owned();
            let entry = sums.entry(folded_word(&name));
            let known = entry.or_insert_with(|| (name.clone(), 0));
            known.0 = known.0.as_str().min(&name).to_owned();
            known.1 += sum;
        }
    }
    if sums.len() > MOST {
        return Err(TooMany);
    }
    let mut ordered: Vec<(String, Sum)> = sums.into_iter().collect();
    // They come by folded name, which breaks ties.
    ordered.sort_by_key(|(_, (_, sum))| std::cmp::Reverse(*sum));
    let total: i128 = ordered.iter().map(|(_, (_, sum))| (*sum).max(0)).sum();
    let (mut main, mut before) = (0, 0);
    for (_, (_, sum)) in ordered.iter().take(MOST_MAIN) {
        if *sum <= 0 || before * 100 >= total * MAIN_SHARE {
            break;
        }
        before += sum;
        main += 1;
    }
    if before * 100 < total * MAIN_AT_LEAST {
        (main, before) = (0, 0);
    }
    let by_word = (0..).zip(&ordered);
    Ok(Known {
        by_word: by_word.map(|(at, (word, _))| (word.clone(), at)).collect(),
        main,
        share: if total > 0 {
            before as f64 / total as f64
        } else {
            0.0
        },
        names: ordered.into_iter().map(|(_, (name, _))| name).collect(),
    })
}

impl Known {
    /// For each number of a thread the place in the order of all.
    fn places(&self, seen: &Seen) -> Vec<u16> {
        let word = |name: &[u8]| folded_word(&String::from_utf8_lossy(name));
        let places = seen.names.iter().map(|name| self.by_word.get(&word(name)));
        places.map(|place| place.copied().unwrap_or(NONE)).collect()
    }
}

/// A line of a customer's last day: the customer within the part, the category, the amount.
type Line = (u16, u16, i64);

/// Takes every row of a partition that names a category, with its place in the order of all.
///
/// Block by block, since a chain of them is slow to hand over one row after another.
fn each_row<'r>(
    reads: &[(&'r Flight, &Seen)],
    places: &[Vec<u16>],
    part: usize,
    mut take: impl FnMut(&Packed, u16, &'r Flight),
) {
    for ((flight, seen), places) in reads.iter().zip(places) {
        let mut lane = seen.lane(part);
        for block in flight.blocks(part) {
            let (numbers, rest) = lane.split_at(block.len().min(lane.len()));
            lane = rest;
            for (row, number) in block.iter().zip(numbers) {
                if *number != NONE {
                    take(row, places[usize::from(*number)], flight);
                }
            }
        }
    }
}

fn of_part(
    reads: &[(&Flight, &Seen)],
    places: &[Vec<u16>],
    part: usize,
    count: usize,
    main: usize,
) -> Vec<Of> {
    let mut found = vec![Of::NOTHING; count];
    let mut days: Vec<u16> = vec![0; count];
    each_row(reads, places, part, |row, category, _| {
        let place = usize::from(row.low);
        days[place] = days[place].max(row.day);
        if usize::from(category) < main {
            found[place].main |= 1 << category;
        }
    });
    let mut lines: Vec<Line> = Vec::with_capacity(count);
    each_row(reads, places, part, |row, category, flight| {
        if row.day == days[usize::from(row.low)] {
            lines.push((row.low, category, amount_of(row, flight.side(part))));
        }
    });
    lines.sort_unstable();
    let mut sums: Vec<(u16, i128)> = Vec::new();
    for of_customer in lines.chunk_by(|a, b| a.0 == b.0) {
        sums.clear();
        for of_category in of_customer.chunk_by(|a, b| a.1 == b.1) {
            let sum = of_category.iter().map(|line| i128::from(line.2)).sum();
            sums.push((of_category[0].1, sum));
        }
        // Of equal amounts the larger category comes first.
        sums.sort_by_key(|(category, sum)| (std::cmp::Reverse(*sum), *category));
        let of = &mut found[usize::from(of_customer[0].0)];
        for (last, (category, _)) in of.last.iter_mut().zip(&sums) {
            *last = *category;
        }
        if sums.len() > LAST {
            of.more = More::Yes;
        }
    }
    found
}
