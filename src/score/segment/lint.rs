//! What is odd about a map of segments: gaps, overlaps, names that never come up.
//!
//! Takes a map and the number of bins; gives the cells and segments concerned.

use crate::problem::{Finding, Problem};
use crate::rules::{Segment, SegmentMap, Words};

use super::{builtin, cells, covers};

/// What was found in one map; cells are scores of R, F and M.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapLint {
    /// Cells that no segment covers, the smallest first.
    pub gaps: Vec<[u8; 3]>,
    /// Cells that several segments claim; the first of them wins.
    pub overlaps: Vec<[u8; 3]>,
    /// Segments that never match: earlier ones take all their cells, or they have none.
    pub shadowed: Vec<Words>,
}

/// Looks at a map for scores of 1 to `bins`. The eleven and the Chinese eight are
/// drawn cell by cell and have nothing to find.
pub fn lint(map: &SegmentMap, bins: u8) -> MapLint {
    match map {
        SegmentMap::Eleven | SegmentMap::Chinese8(_) => MapLint::default(),
        SegmentMap::RPackage => ranges(&builtin::r_package(), bins),
        SegmentMap::Own(segments) => ranges(segments, bins),
    }
}

impl MapLint {
    /// The same as findings about an own map; the count is the number of cells.
    pub fn problems(&self) -> Vec<Problem> {
        let cells = |cells: &[[u8; 3]], finding: fn(String) -> Finding| {
            cells
                .first()
                .map(|example| problem(finding(written(*example)), cells.len()))
        };
        let shadowed = |name: &Words| {
            let Words { zh, en } = name.clone();
            problem(Finding::SegmentShadowed { zh, en }, 1)
        };
        cells(&self.gaps, Finding::SegmentGap)
            .into_iter()
            .chain(cells(&self.overlaps, Finding::SegmentOverlap))
            .chain(self.shadowed.iter().map(shadowed))
            .collect()
    }
}

fn ranges(segments: &[Segment], bins: u8) -> MapLint {
    let mut lint = MapLint::default();
    let mut wins = vec![false; segments.len()];
    for scores in cells(bins) {
        let mut claims = (0..segments.len()).filter(|number| covers(&segments[*number], scores));
        match claims.next() {
            None => lint.gaps.push(scores),
            Some(first) => wins[first] = true,
        }
        // A last segment that takes every score is how a map is made whole.
        if claims.any(|number| !takes_all(&segments[number], bins)) {
            lint.overlaps.push(scores);
        }
    }
    let never = segments.iter().zip(wins).filter(|(_, wins)| !wins);
    lint.shadowed = never.map(|(segment, _)| segment.name.clone()).collect();
    lint
}

/// Whether a segment covers every score.
fn takes_all(segment: &Segment, bins: u8) -> bool {
    let all = |(from, to): (u8, u8)| from <= 1 && to >= bins;
    all(segment.r) && all(segment.f) && all(segment.m)
}

fn problem(finding: Finding, count: usize) -> Problem {
    Problem {
        place: None,
        finding,
        count: count as u64,
    }
}

/// A cell as people write it: `R5 F1 M3`.
fn written([r, f, m]: [u8; 3]) -> String {
    format!("R{r} F{f} M{m}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(name: &str, r: (u8, u8), f: (u8, u8), m: (u8, u8)) -> Segment {
        Segment {
            name: Words {
                zh: name.to_owned(),
                en: name.to_owned(),
            },
            r,
            f,
            m,
        }
    }

    fn check(segments: &[Segment], bins: u8, expected: (usize, usize, &[&str])) {
        let found = lint(&SegmentMap::Own(segments.to_vec()), bins);
        let shadowed: Vec<&str> = found.shadowed.iter().map(|name| name.en.as_str()).collect();
        assert_eq!(
            (found.gaps.len(), found.overlaps.len(), &shadowed[..]),
            expected
        );
    }

    #[test]
    fn a_whole_map_has_nothing_to_find() {
        let halves = [
            segment("near", (3, 4), (1, 4), (1, 4)),
            segment("far", (1, 2), (1, 4), (1, 4)),
        ];
        check(&halves, 4, (0, 0, &[]));
    }

    #[test]
    fn a_last_segment_for_the_rest_overlaps_nothing() {
        let best = segment("best", (2, 2), (2, 2), (1, 2));
        let rest = segment("rest", (1, 2), (1, 2), (1, 2));
        check(&[best.clone(), rest.clone()], 2, (0, 0, &[]));
        check(&[rest, best], 2, (0, 2, &["best"]));
    }

    #[test]
    fn gaps_and_overlaps_are_counted_in_cells() {
        let segments = [
            segment("a", (2, 3), (1, 3), (1, 3)),
            segment("b", (3, 3), (3, 3), (1, 3)),
        ];
        check(&segments, 3, (9, 3, &["b"]));
    }

    #[test]
    fn segments_outside_the_bins_or_back_to_front_never_match() {
        let all = segment("all", (1, 3), (1, 3), (1, 3));
        let beyond = segment("beyond", (4, 5), (1, 3), (1, 3));
        let turned = segment("turned", (3, 1), (1, 3), (1, 3));
        check(&[beyond, all, turned], 3, (0, 0, &["beyond", "turned"]));
    }

    #[test]
    fn no_segments_leave_every_cell_open() {
        check(&[], 2, (8, 0, &[]));
    }

    #[test]
    fn the_map_of_r_has_its_known_gaps_and_overlaps() {
        let found = lint(&SegmentMap::RPackage, 5);
        assert_eq!((found.gaps.len(), found.overlaps.len()), (10, 58));
    }

    #[test]
    fn findings_name_an_example() {
        let one = [
            segment("a", (2, 2), (1, 2), (1, 2)),
            segment("b", (2, 2), (1, 1), (1, 1)),
        ];
        let findings: Vec<_> = lint(&SegmentMap::Own(one.to_vec()), 2)
            .problems()
            .into_iter()
            .map(|problem| (problem.finding, problem.count))
            .collect();
        assert_eq!(
            findings,
            [
                (Finding::SegmentGap("R1 F1 M1".to_owned()), 4),
                (Finding::SegmentOverlap("R2 F1 M1".to_owned()), 1),
                (
                    Finding::SegmentShadowed {
                        zh: "b".to_owned(),
                        en: "b".to_owned()
                    },
                    1
                ),
            ]
        );
    }
}
