//! Segments: names for groups of scores, or for the Chinese eight of values.
//!
//! Takes the map of the rules and, where it splits by values, the population;
//! gives [`Segments`], which names any customer of any day.

mod builtin;
mod lint;
mod split;

use crate::rules::{Segment, SegmentMap, Split, Words};

use super::rfm::RfmValues;
use split::SplitCuts;

pub use lint::{MapLint, lint};

/// Highest number of scores a measure can have.
const MOST: usize = 9;

/// Number of cells of the largest map.
const CELLS: usize = MOST * MOST * MOST;

/// Marks a cell without a name.
const NOBODY: u16 = u16::MAX;

/// Why a map does not go with the rest of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SegmentFault {
    /// The built-in map is drawn for scores of 1 to 5; these are the bins asked for.
    NeedsFiveBins(u8),
    /// More segments than there can be numbers for; how many.
    TooMany(usize),
}

/// Any map as one table: the cell of three scores to the number of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentTable {
    cells: Box<[u16; CELLS]>,
    names: Vec<Words>,
}

/// The segments of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    table: SegmentTable,
    split: Option<SplitCuts>,
}

impl Segments {
    /// Prepares a map; the customers with orders are asked only by a split at mean or median.
    ///
    /// The Chinese eight call a customer near, frequent and big when it is strictly
    /// better than the middle:
    /// * mean: fewer days than the mean of the days, more orders than the mean of
    ///   the orders, more money than the mean of the money;
    /// * median: the same with type-7 medians;
    /// * score: each score above (bins + 1) ÷ 2, so 4 and 5 of five.
    ///
    /// Means and medians are those of the customer's group.
    pub fn new<C>(
        map: &SegmentMap,
        bins: u8,
        groups: usize,
        customers: C,
    ) -> Result<Self, SegmentFault>
    where
        C: Iterator<Item = (usize, RfmValues)> + Clone,
    {
        let table = SegmentTable::new(map, bins)?;
        let split = match map {
            SegmentMap::Chinese8(Split::Mean) => Some(SplitCuts::at_mean(groups, customers)),
            SegmentMap::Chinese8(Split::Median) => Some(SplitCuts::at_median(groups, &customers)),
            SegmentMap::Chinese8(Split::Score)
            | SegmentMap::Eleven
            | SegmentMap::RPackage
            | SegmentMap::Own(_) => None,
        };
        Ok(Self { table, split })
    }

    /// The segment of a customer as a number into [`Segments::names`]; `None` in a gap of an own map.
    pub fn segment(&self, group: usize, values: RfmValues, scores: [u8; 3]) -> Option<u16> {
        match &self.split {
            // The table of the eight is drawn for two bins then: 1 is low and 2 is high.
            Some(split) => self.table.segment(split.halves(group, values)),
            None => self.table.segment(scores),
        }
    }

    /// The names, in the order of the map.
    pub fn names(&self) -> &[Words] {
        &self.table.names
    }
}

impl SegmentTable {
    /// Compiles a map for scores of 1 to `bins`.
    ///
    /// The Chinese eight split by mean or median are drawn for halves: 1 low, 2 high.
    pub fn new(map: &SegmentMap, bins: u8) -> Result<Self, SegmentFault> {
        let five = || {
            if bins == 5 {
                Ok(())
            } else {
                Err(SegmentFault::NeedsFiveBins(bins))
            }
        };
        match map {
            SegmentMap::Eleven => five().map(|()| builtin::eleven()),
            SegmentMap::RPackage => five().map(|()| {
                let mut table = Self::first_match(&builtin::r_package());
                table.fill_gaps(builtin::others());
                table
            }),
            SegmentMap::Chinese8(Split::Score) => Ok(builtin::chinese_eight(bins)),
            SegmentMap::Chinese8(Split::Mean | Split::Median) => Ok(builtin::chinese_eight(2)),
            SegmentMap::Own(segments) if segments.len() >= usize::from(NOBODY) => {
                Err(SegmentFault::TooMany(segments.len()))
            }
            SegmentMap::Own(segments) => Ok(Self::first_match(segments)),
        }
    }

    /// The segment of three scores, each 1 to 9; `None` where no segment covers them.
    pub fn segment(&self, scores: [u8; 3]) -> Option<u16> {
        let name = self.cells[index(scores)?];
        (name != NOBODY).then_some(name)
    }

    /// The names, in the order of the map.
    pub fn names(&self) -> &[Words] {
        &self.names
    }

    fn empty(names: Vec<Words>) -> Self {
        Self {
            cells: Box::new([NOBODY; CELLS]),
            names,
        }
    }

    /// Names each cell after the first segment that covers it.
    fn first_match(segments: &[Segment]) -> Self {
        let mut table = Self::empty(
            segments
                .iter()
                .map(|segment| segment.name.clone())
                .collect(),
        );
        for scores in cells(MOST as u8) {
            if let Some(first) = segments.iter().position(|segment| covers(segment, scores)) {
                table.set(scores, first as u16);
            }
        }
        table
    }

    /// Gives every cell without a name this one.
    fn fill_gaps(&mut self, name: Words) {
        let number = self.names.len() as u16;
        self.names.push(name);
        for cell in self.cells.iter_mut().filter(|cell| **cell == NOBODY) {
            *cell = number;
        }
    }

    fn set(&mut self, scores: [u8; 3], name: u16) {
        self.cells[index(scores).expect("built-in and checked scores are 1 to 9")] = name;
    }
}

/// The place of three scores in the table, if each is 1 to 9.
fn index(scores: [u8; 3]) -> Option<usize> {
    scores.into_iter().try_fold(0, |place, score| {
        let score = usize::from(score);
        (1..=MOST)
            .contains(&score)
            .then(|| place * MOST + score - 1)
    })
}

/// All cells of so many scores, the smallest first.
fn cells(bins: u8) -> impl Iterator<Item = [u8; 3]> {
    (1..=bins).flat_map(move |r| (1..=bins).flat_map(move |f| (1..=bins).map(move |m| [r, f, m])))
}

/// Whether a segment covers a cell; ends are included.
fn covers(segment: &Segment, [r, f, m]: [u8; 3]) -> bool {
    let within = |(low, high): (u8, u8), score: u8| (low..=high).contains(&score);
    within(segment.r, r) && within(segment.f, f) && within(segment.m, m)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(map: &SegmentMap, bins: u8, scores: [u8; 3]) -> Option<String> {
        let table = SegmentTable::new(map, bins).expect("the map goes with the bins");
        let number = table.segment(scores)?;
        Some(table.names()[usize::from(number)].en.clone())
    }

    fn check(map: &SegmentMap, bins: u8, scores: [u8; 3], expected: &str) {
        assert_eq!(
            name(map, bins, scores).as_deref(),
            Some(expected),
            "{scores:?}"
        );
    }

    #[test]
    fn the_eleven_cover_all_125_cells_once() {
        let table = builtin::eleven();
        assert_eq!(
            table.cells.iter().filter(|cell| **cell != NOBODY).count(),
            125
        );
        assert!(cells(5).all(|scores| table.segment(scores).is_some()));
        let listed = (0..11).map(|name| table.cells.iter().filter(|cell| **cell == name).count());
        assert_eq!(
            listed.collect::<Vec<_>>(),
            [7, 8, 24, 7, 16, 8, 8, 22, 8, 11, 6]
        );
    }

    #[test]
    fn the_eleven_name_cells_as_published() {
        check(&SegmentMap::Eleven, 5, [5, 5, 5], "Champions");
        check(&SegmentMap::Eleven, 5, [5, 4, 3], "Loyal");
        check(&SegmentMap::Eleven, 5, [1, 5, 1], "Lost");
        check(&SegmentMap::Eleven, 5, [1, 1, 3], "Cannot Lose Them");
        check(&SegmentMap::Eleven, 5, [3, 2, 2], "Hibernating");
    }

    #[test]
    fn the_map_of_r_takes_the_first_match_and_calls_the_rest_others() {
        check(&SegmentMap::RPackage, 5, [5, 5, 5], "Champions");
        check(&SegmentMap::RPackage, 5, [4, 4, 4], "Potential Loyalist");
        check(&SegmentMap::RPackage, 5, [5, 4, 1], "Others");
    }

    #[test]
    fn maps_of_five_bins_refuse_others() {
        for map in [SegmentMap::Eleven, SegmentMap::RPackage] {
            assert_eq!(
                SegmentTable::new(&map, 4),
                Err(SegmentFault::NeedsFiveBins(4))
            );
        }
    }

    #[test]
    fn a_score_is_high_above_the_middle_of_the_bins() {
        let eight = SegmentMap::Chinese8(Split::Score);
        check(&eight, 5, [4, 4, 4], "Important, valued");
        check(&eight, 5, [3, 3, 3], "Ordinary, win back");
        check(&eight, 5, [3, 4, 4], "Important, keep");
        check(&eight, 5, [4, 3, 4], "Important, develop");
        check(&eight, 5, [3, 3, 4], "Important, win back");
        check(&eight, 5, [4, 4, 3], "Ordinary, valued");
        check(&eight, 4, [3, 2, 2], "Ordinary, develop");
        check(&eight, 9, [5, 6, 5], "Ordinary, keep");
    }

    #[test]
    fn own_maps_take_the_first_match_and_may_leave_gaps() {
        let segment = |name: &str, r| Segment {
            name: Words {
                zh: name.to_owned(),
                en: name.to_owned(),
            },
            r,
            f: (1, 9),
            m: (1, 9),
        };
        let map = SegmentMap::Own(vec![segment("late", (1, 3)), segment("any", (2, 6))]);
        check(&map, 9, [3, 9, 9], "late");
        check(&map, 9, [4, 1, 1], "any");
        assert_eq!(name(&map, 9, [7, 1, 1]), None);
    }
}
