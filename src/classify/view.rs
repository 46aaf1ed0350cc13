//! What a condition sees of a frame: its inputs bound to metrics, columns and labels.

use crate::names::Metric;
use crate::names::metric::Stratum;
use crate::records::book::Book;
use crate::records::column::{Column, NO_DAY};
use crate::rules::condition::evaluate::{BLANK, Columns, Days, UNKNOWN};
use crate::rules::condition::rank::RankTable;
use crate::rules::condition::{InputKind, Program, Source};

use super::{Dictionaries, NONE};
use crate::metrics::frame::{Frame, metric_field};
use crate::metrics::outlook::Outlook;

/// A program with each input bound to where its values come from.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The program.
    pub program: &'a Program,
    feeds: Vec<Feed>,
    /// Which names of segments the condition speaks of.
    segment_words: SegmentWords,
    sight: Sight,
}

/// What windows hold that orders do not cover whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// Blank, unless the customer is known to have begun since.
    Known,
    /// What is covered: tiers rank by it, so that a short book has tiers.
    Covered,
}

/// Where an input's values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feed {
    /// A metric of the catalogue.
    Metric(Metric),
    /// An own metric.
    Own(usize),
    /// A column of the customer sheet, by its place among the book's details.
    Detail(usize),
    /// A column that no sheet has.
    Missing,
}

/// Segments have two names; a condition uses those of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentWords {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Labels of the layers below an expression, one slot per row; [`NONE`] is blank.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// The three scores; 0 is blank.
    pub scores: Vec<[u8; 3]>,
    /// Segments, by place; `u16::MAX` is blank.
    pub segments: Vec<u16>,
    /// Tiers, by place.
    pub tiers: Vec<u8>,
    /// Steadiness: 0 X, 1 Y, 2 Z.
    pub xyz: Vec<u8>,
    /// Share, cumulative share and rank by the tier measure; NaN is blank.
    pub standing: Vec<[f64; 3]>,
    /// Types, by place.
    pub types: Vec<u8>,
}

impl Layers {
    /// Empties every layer.
    pub fn clear(&mut self) {
        self.scores.clear();
        self.segments.clear();
        self.tiers.clear();
        self.xyz.clear();
        self.standing.clear();
        self.types.clear();
    }
}

impl<'a> Bound<'a> {
    /// Binds a program that speaks of customers.
    pub fn new(program: &'a Program, text: &str, book: &Book, dictionaries: &Dictionaries) -> Self {
        let feeds = program.inputs().iter().map(|input| match &input.source {
            Source::Metric(metric) => match metric_field(*metric) {
                Some(field) => {
                    let wanted = &book.details.wanted;
                    let at = wanted.iter().position(|wanted| wanted.field == Some(field));
                    at.map_or(Feed::Missing, Feed::Detail)
                }
                None => Feed::Metric(*metric),
            },
            Source::Own(own) => Feed::Own(*own),
            Source::Column { header, .. } => {
                detail(book, header, input.kind).map_or(Feed::Missing, Feed::Detail)
            }
            Source::Field(_) => Feed::Missing,
        });
        let chinese = dictionaries
            .segments_zh
            .iter()
            .any(|name| text.contains(name.as_str()));
        Self {
            feeds: feeds.collect(),
            program,
            segment_words: if chinese {
                SegmentWords::Zh
            } else {
                SegmentWords::En
            },
            sight: Sight::Known,
        }
    }

    /// Reads windows that orders do not cover whole as what is covered.
    #[must_use]
    pub fn over_what_is_covered(mut self) -> Self {
        self.sight = Sight::Covered;
        self
    }

    /// Where the values of an input come from.
    pub(super) fn feed(&self, input: usize) -> Feed {
        self.feeds[input]
    }

    /// Whether the program reads this metric.
    pub fn reads(&self, metric: Metric) -> bool {
        self.feeds.contains(&Feed::Metric(metric))
    }

    /// Whether the program reads anything but labels and columns of the customer sheet.
    pub fn reads_facts(&self) -> bool {
        self.feeds.iter().any(|feed| match feed {
            Feed::Metric(metric) => metric.entry().stratum < Stratum::Score,
            Feed::Own(_) => true,
            Feed::Detail(_) | Feed::Missing => false,
        })
    }

    /// The metrics the program reads.
    pub fn metrics(&self) -> impl Iterator<Item = Metric> + '_ {
        self.feeds.iter().filter_map(|feed| match feed {
            Feed::Metric(metric) => Some(*metric),
            _ => None,
        })
    }
}

/// The place of a column that was asked for by its header and kind.
pub fn detail(book: &Book, header: &str, kind: InputKind) -> Option<usize> {
    let folded = crate::names::header::fold(header);
    book.details.wanted.iter().position(|wanted| {
        wanted.field.is_none()
            && wanted.kind == kind
            && crate::names::header::fold(&wanted.header) == folded
    })
}

/// A bound program's view of one frame.
pub struct View<'v> {
    /// The program.
    pub bound: &'v Bound<'v>,
    /// The book.
    pub book: &'v Book,
    /// What the whole book says.
    pub outlook: &'v Outlook,
    /// The frame.
    pub frame: &'v Frame,
    /// Labels of lower layers.
    pub layers: &'v Layers,
    /// Words of labels.
    pub dictionaries: &'v Dictionaries,
    /// Tables of `percent_rank`, one per ranked argument.
    pub ranks: &'v [RankTable],
}

impl View<'_> {
    fn column(&self, input: usize) -> Option<&Column> {
        match self.bound.feeds[input] {
            Feed::Detail(at) => self.book.details.columns.get(at),
            _ => None,
        }
    }

    fn metric_numbers(&self, metric: Metric, out: &mut [f64]) {
        let scores = |out: &mut [f64], at: usize| {
            for (out, scores) in out.iter_mut().zip(&self.layers.scores) {
                *out = if scores[at] == 0 {
                    f64::NAN
                } else {
                    f64::from(scores[at])
                };
            }
        };
        let standing = |out: &mut [f64], at: usize| {
            for (out, standing) in out.iter_mut().zip(&self.layers.standing) {
                *out = standing[at];
            }
        };
        match metric {
            Metric::R => scores(out, 0),
            Metric::F => scores(out, 1),
            Metric::M => scores(out, 2),
            Metric::Share => standing(out, 0),
            Metric::CumulativeShare => standing(out, 1),
            Metric::Rank => standing(out, 2),
            Metric::AmountPrev12m | Metric::Growth12m => {
                self.frame.numbers(self.book, self.outlook, metric, out);
            }
            metric if self.bound.sight == Sight::Covered => {
                self.frame
                    .covered_numbers(self.book, self.outlook, metric, out);
            }
            metric => self.frame.numbers(self.book, self.outlook, metric, out),
        }
    }
}

impl Columns for View<'_> {
    fn len(&self) -> usize {
        self.frame.len()
    }

    fn days(&self) -> Days<'_> {
        Days::One(self.frame.day())
    }

    fn numbers(&self, input: usize, out: &mut [f64]) {
        match self.bound.feeds[input] {
            Feed::Metric(metric) => self.metric_numbers(metric, out),
            Feed::Own(own) => out.copy_from_slice(&self.frame.own[own]),
            Feed::Detail(_) => {
                let column = self.column(input);
                for (out, customer) in out.iter_mut().zip(&self.frame.customers) {
                    *out = match column {
                        Some(Column::Number(values)) => values[*customer as usize],
                        Some(Column::Date(values)) => {
                            let day = values[*customer as usize];
                            if day == NO_DAY {
                                f64::NAN
                            } else {
                                f64::from(day.0)
                            }
                        }
                        _ => f64::NAN,
                    };
                }
            }
            Feed::Missing => out.fill(f64::NAN),
        }
    }

    fn flags(&self, input: usize, out: &mut [u8]) {
        match self.column(input) {
            Some(Column::Flag(values)) => {
                for (out, customer) in out.iter_mut().zip(&self.frame.customers) {
                    *out = values[*customer as usize];
                }
            }
            _ => out.fill(UNKNOWN),
        }
    }

    fn codes(&self, input: usize, out: &mut [u32]) {
        let small = |out: &mut [u32], labels: &[u8]| {
            for (out, label) in out.iter_mut().zip(labels) {
                *out = if *label == NONE {
                    BLANK
                } else {
                    u32::from(*label)
                };
            }
        };
        match self.bound.feeds[input] {
            Feed::Metric(Metric::Tier) => small(out, &self.layers.tiers),
            Feed::Metric(Metric::Type) => small(out, &self.layers.types),
            Feed::Metric(Metric::Xyz) => small(out, &self.layers.xyz),
            Feed::Metric(Metric::Segment) => {
                for (out, segment) in out.iter_mut().zip(&self.layers.segments) {
                    *out = if *segment == u16::MAX {
                        BLANK
                    } else {
                        u32::from(*segment)
                    };
                }
            }
            Feed::Metric(Metric::Rfm) => {
                for (out, scores) in out.iter_mut().zip(&self.layers.scores) {
                    *out = super::rfm_code(*scores).unwrap_or(BLANK);
                }
            }
            _ => match self.column(input) {
                Some(Column::Text(dictionary)) => {
                    for (out, customer) in out.iter_mut().zip(&self.frame.customers) {
                        *out = dictionary.codes[*customer as usize];
                    }
                }
                _ => out.fill(BLANK),
            },
        }
    }

    fn dictionary(&self, input: usize) -> &[String] {
        match self.bound.feeds[input] {
            Feed::Metric(Metric::Tier) => &self.dictionaries.tiers,
            Feed::Metric(Metric::Type) => &self.dictionaries.types,
            Feed::Metric(Metric::Xyz) => &self.dictionaries.xyz,
            Feed::Metric(Metric::Rfm) => &self.dictionaries.rfm,
            Feed::Metric(Metric::Segment) => match self.bound.segment_words {
                SegmentWords::Zh => &self.dictionaries.segments_zh,
                SegmentWords::En => &self.dictionaries.segments_en,
            },
            _ => match self.column(input) {
                Some(Column::Text(dictionary)) => &dictionary.words,
                _ => &[],
            },
        }
    }

    fn rank_table(&self, place: usize) -> &RankTable {
        &self.ranks[place]
    }
}
