//! Labels of any customers at any day, given the cuts of the population.
//!
//! An [`Engine`] is the rules bound to a book: conditions to columns, own metrics
//! to rows, groups to words. A [`super::worker::Worker`] does the work.

use crate::metrics::orders::{OrderFacts, Taking};
use crate::metrics::outlook::{Needs, Outlook};
use crate::names::Metric;
use crate::period::{Day, Span};
use crate::problem::Problem;
use crate::records::book::Book;
use crate::records::column::Column;
use crate::rules::condition::{InputKind, Node};
use crate::rules::{Condition, MadeOf, Rules, Take};
use crate::score::abc::Scale;
use crate::score::segment::SegmentTable;

use super::Dictionaries;
use super::pins::Pins;
use super::view::{Bound, detail};

/// Rows evaluated together: their columns stay in the cache.
pub const BATCH: usize = 1024;

/// What a type's condition left undecided.
#[derive(Debug)]
pub struct Undecided {
    /// How many customers.
    pub customers: u64,
    /// For how many of them each input of the condition was blank.
    pub blanks: Vec<u64>,
    /// The first of them by id.
    pub first: Option<u32>,
}

impl Undecided {
    /// Adds a customer.
    pub(super) fn add(&mut self, customer: u32, book: &Book) {
        self.customers += 1;
        self.meet(customer, book);
    }

    /// Keeps the first of the customers by id.
    pub(super) fn meet(&mut self, customer: u32, book: &Book) {
        let before = |known: u32| book.registry.by_id(known, customer).is_lt();
        if !self.first.is_some_and(before) {
            self.first = Some(customer);
        }
    }
}

/// How far up a frame is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Own metrics.
    Own,
    /// Scores and segments.
    Score,
    /// Tiers.
    Tier,
    /// Types.
    Type,
}

/// The rules bound to a book.
pub struct Engine<'a> {
    /// The facts.
    pub book: &'a Book,
    /// The rules.
    pub rules: &'a Rules,
    /// What the whole book says.
    pub outlook: Outlook,
    /// Words of labels.
    pub dictionaries: Dictionaries,
    /// Pins.
    pub pins: Pins,
    /// How many threads work.
    pub threads: usize,
    /// The tier measure.
    pub(super) measure: Measure<'a>,
    pub(super) own: Vec<Own<'a>>,
    pub(super) types: Vec<Bound<'a>>,
    pub(super) tags: Vec<Bound<'a>>,
    /// Conditions of tracks, by type and track; in the last place those of `[[team.assign]]`.
    pub(super) tracks: Vec<Vec<Option<Bound<'a>>>>,
    /// Groups of tiers and of scores.
    pub(super) tier_groups: Groups<'a>,
    pub(super) rfm_groups: Groups<'a>,
    /// What labels, tags and tracks need at the as-of day.
    pub(super) needs: Needs,
    /// What tiers and types need at any day.
    pub(super) label_needs: Needs,
    /// Whether labels depend on scores.
    pub(super) labels_use_scores: bool,
    /// Whether labels, tags or tracks depend on the standing.
    pub(super) labels_use_standing: bool,
    pub(super) labels_use_xyz: bool,
    /// Findings made while binding.
    pub problems: Vec<Problem>,
}

/// The tier measure.
pub(super) enum Measure<'a> {
    /// An amount, exact.
    Amount(AmountOf),
    /// Any expression, rounded to millionths.
    Expression(Bound<'a>),
}

/// Amounts that order facts hold exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AmountOf {
    All,
    Last12m,
    Previous12m,
}

impl AmountOf {
    /// The amount; `None` without orders.
    #[inline]
    pub(super) fn of(self, facts: &OrderFacts) -> Option<i64> {
        facts.purchases.map(|_| match self {
            Self::All => facts.amount,
            Self::Last12m => facts.amount_12m,
            Self::Previous12m => facts.amount_prev_12m,
        })
    }
}

/// An own metric.
pub(super) enum Own<'a> {
    /// Over order rows: what is taken, of which mark, over which span.
    Rows(Taking, Option<usize>, Option<Span>),
    /// A formula.
    Formula(Bound<'a>),
}

/// Customers in groups by the words of a column; one group without a column.
pub(super) struct Groups<'a>(Option<&'a Column>);

impl Groups<'_> {
    /// How many groups there are; blank is one of them.
    pub(super) fn len(&self) -> usize {
        match self.0 {
            Some(Column::Text(dictionary)) => dictionary.words.len() + 1,
            _ => 1,
        }
    }

    /// The group of a customer.
    #[inline]
    pub(super) fn of(&self, customer: u32) -> usize {
        match self.0 {
            Some(Column::Text(dictionary)) => {
                let code = dictionary.codes[customer as usize] as usize;
                code.min(dictionary.words.len())
            }
            _ => 0,
        }
    }
}

impl<'a> Engine<'a> {
    /// Binds rules to a book.
    pub fn new(book: &'a Book, rules: &'a Rules, threads: usize) -> Self {
        let segments = SegmentTable::new(&rules.rfm.segments, rules.rfm.bins);
        let segments = segments.as_ref().map_or(&[][..], SegmentTable::names);
        let dictionaries = Dictionaries::of(rules, segments);
        let bind = |condition: &'a Condition| {
            Bound::new(&condition.program, &condition.text, book, &dictionaries)
        };
        let measure = match amount_of(&rules.tier.measure) {
            Some(amount) => Measure::Amount(amount),
            None => Measure::Expression(bind(&rules.tier.measure).over_what_is_covered()),
        };
        let mut mark = 0;
        let own = rules.metrics.iter().map(|metric| match &metric.made_of {
            MadeOf::Rows { take, last, filter } => {
                let marked = filter.as_ref().map(|_| {
                    mark += 1;
                    mark - 1
                });
                Own::Rows(taking(*take), marked, *last)
            }
            MadeOf::Formula(formula) => Own::Formula(bind(formula)),
        });
        let own: Vec<Own<'_>> = own.collect();
        let types: Vec<_> = rules.types.iter().map(|kind| bind(&kind.when)).collect();
        let tags: Vec<_> = rules.tags.iter().map(|tag| bind(&tag.when)).collect();
        let tracks = rules.types.iter().map(|kind| {
            kind.tracks
                .iter()
                .map(|track| track.when.as_ref().map(bind))
                .collect::<Vec<_>>()
        });
        let lines = rules.team.assign.iter();
        let assign = lines.map(|line| line.when.as_ref().map(bind)).collect();
        let tracks: Vec<_> = tracks.chain([assign]).collect();
        let mut needs = Needs::default();
        let expression = match &measure {
            Measure::Expression(bound) => Some(bound),
            Measure::Amount(_) => None,
        };
        let formulas = own.iter().filter_map(|own| match own {
            Own::Formula(bound) => Some(bound),
            Own::Rows(..) => None,
        });
        for bound in types.iter().chain(expression).chain(formulas) {
            bound.metrics().for_each(|metric| needs.add(metric));
        }
        let label_needs = needs;
        for bound in tags.iter().chain(tracks.iter().flatten().flatten()) {
            bound.metrics().for_each(|metric| needs.add(metric));
        }
        let in_labels = |metrics: &[Metric]| {
            let mut bounds = types.iter().chain(expression);
            bounds.any(|bound| metrics.iter().any(|metric| bound.reads(*metric)))
        };
        // Tags and tracks stand higher, but see the same layers.
        let anywhere = |metrics: &[Metric]| {
            let mut bounds = tags.iter().chain(tracks.iter().flatten().flatten());
            let reads = |bound: &Bound<'_>| metrics.iter().any(|metric| bound.reads(*metric));
            in_labels(metrics) || bounds.any(reads)
        };
        let scores = [
            Metric::R,
            Metric::F,
            Metric::M,
            Metric::Rfm,
            Metric::Segment,
        ];
        let (pins, problems) = Pins::of(book, rules);
        Self {
            labels_use_scores: in_labels(&scores),
            labels_use_standing: anywhere(&[Metric::Share, Metric::CumulativeShare, Metric::Rank]),
            labels_use_xyz: anywhere(&[Metric::Xyz]),
            tier_groups: Groups(group_column(book, rules.tier.by.as_deref())),
            rfm_groups: Groups(group_column(book, rules.rfm.by.as_deref())),
            outlook: Outlook::of(book, Needs { gap: true, ..needs }, threads),
            book,
            rules,
            pins,
            threads,
            measure,
            own,
            types,
            tags,
            tracks,
            needs,
            label_needs,
            problems,
            dictionaries,
        }
    }

    /// The scale of the tier measure's whole numbers.
    pub fn scale(&self) -> Scale {
        match self.measure {
            Measure::Amount(_) => Scale::Money,
            Measure::Expression(_) => Scale::Millionths,
        }
    }

    /// What the tier measure needs: nothing dear when it is a plain amount and no own
    /// metric is a formula.
    pub(super) fn measure_needs(&self) -> Needs {
        let formulas = self.own.iter().any(|own| matches!(own, Own::Formula(_)));
        match self.measure {
            Measure::Amount(_) if !formulas => Needs::default(),
            _ => self.label_needs,
        }
    }

    /// The amount that tiers are cut from, where labels ask the population for nothing else.
    pub(super) fn amount_alone(&self) -> Option<AmountOf> {
        let Measure::Amount(amount) = self.measure else {
            return None;
        };
        let formulas = self.own.iter().any(|own| matches!(own, Own::Formula(_)));
        let ranks = self
            .types
            .iter()
            .any(|kind| !kind.program.ranked().is_empty());
        let more = formulas || ranks || self.labels_use_scores || self.labels_use_standing;
        (!more).then_some(amount)
    }

    /// The group within which a customer's tier is decided, below [`Engine::tier_group_names`]' count.
    #[inline]
    pub fn tier_group(&self, customer: u32) -> usize {
        self.tier_groups.of(customer)
    }

    /// The group within which a customer's scores are cut.
    #[inline]
    pub fn rfm_group(&self, customer: u32) -> usize {
        self.rfm_groups.of(customer)
    }

    /// The words of the groups within which tiers are decided; `None` is the group without
    /// a word, or the only one.
    pub fn tier_group_names(&self) -> Vec<Option<&str>> {
        match self.tier_groups.0 {
            Some(Column::Text(dictionary)) => {
                let words = dictionary.words.iter();
                words
                    .map(|word| Some(word.as_str()))
                    .chain([None])
                    .collect()
            }
            _ => vec![None],
        }
    }

    /// Whether types depend on tiers.
    pub(super) fn types_read_tiers(&self) -> bool {
        self.types.iter().any(|kind| kind.reads(Metric::Tier))
    }

    /// Whether conditions of tracks look at more than labels and columns of the customer sheet.
    pub(super) fn tracks_read_facts(&self) -> bool {
        let mut bounds = self.tracks.iter().flatten().flatten();
        bounds.any(Bound::reads_facts)
    }

    /// The condition of a track.
    pub(super) fn track(&self, kind: usize, track: usize) -> Option<&Bound<'a>> {
        self.tracks[kind][track].as_ref()
    }
}

/// The column that customers are grouped by: a field's or a header's.
pub fn group_column<'b>(book: &'b Book, by: Option<&str>) -> Option<&'b Column> {
    let by = by?;
    let header = by
        .strip_prefix('[')
        .and_then(|by| by.strip_suffix(']'))
        .unwrap_or(by);
    let field = Metric::named(by).and_then(crate::metrics::frame::metric_field);
    match field {
        Some(field) => book.details.field(field),
        None => detail(book, header, InputKind::Text).and_then(|at| book.details.columns.get(at)),
    }
}

fn amount_of(measure: &Condition) -> Option<AmountOf> {
    let Node::Name(name) = &measure.expr.node else {
        return None;
    };
    match Metric::named(name)? {
        Metric::Amount => Some(AmountOf::All),
        Metric::Amount12m => Some(AmountOf::Last12m),
        Metric::AmountPrev12m => Some(AmountOf::Previous12m),
        _ => None,
    }
}

fn taking(take: Take) -> Taking {
    match take {
        Take::SumAmount => Taking::Amount,
        Take::SumProfit => Taking::Profit,
        Take::CountOrders => Taking::Orders,
        Take::CountRows => Taking::Rows,
    }
}

/// Raw tiers at earlier evaluated days, latest first, for held tiers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Earlier<'p>(pub &'p [(Day, Vec<u8>)]);
