//! The rules a run follows: checked, complete, and trusted by everything above.
//!
//! [`decode`] turns the text of a rules file into [`Rules`] or into every fault
//! of the file at once; [`condition`] is the small language of `when` and
//! `measure`. After decoding nobody checks again.

pub mod condition;
pub mod decode;
mod defaults;
pub mod export;
pub mod fault;
mod follow_up;

use std::ops::Range;

use crate::money::Money;
use crate::names::Field;
use crate::period::{Day, Span};
use crate::problem::Unheld;
use crate::value::amount::Decimal;

use condition::{Expr, Program};

pub use crate::value::date::DateOrder;
pub use follow_up::{
    Assign, ChannelLimit, DateAnchor, DateOf, Escalate, Limits, Person, Quiet, Recycle, Side, Team,
    Told,
};

/// The most types and the most tags a rules file may have: one bit each.
pub const MAX_LABELS: usize = 32;

/// Everything the rules file decides, with the built-in value where it is silent.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// `[book]`: language and currency.
    pub book: Book,
    /// `[input]`: files and how to read them.
    pub input: Input,
    /// `[output]`: where results go.
    pub output: Output,
    /// `[orders]`: what counts as an order.
    pub orders: Orders,
    /// `[rates]`: book currency per unit of another, in file order; code in upper case.
    pub rates: Vec<(String, Rate)>,
    /// `[metrics]`: own metrics, in file order.
    pub metrics: Vec<OwnMetric>,
    /// `[tier]`: the value classes.
    pub tier: Tier,
    /// `[xyz]`: steadiness, off unless asked for.
    pub xyz: Option<Xyz>,
    /// `[rfm]`: scores and segments.
    pub rfm: Rfm,
    /// `[history]`: earlier days at which labels are evaluated.
    pub history: History,
    /// `[report]`: crosstabs.
    pub report: Report,
    /// `[[type]]`, in file order: the first that matches.
    pub types: Vec<Type>,
    /// `[[tag]]`, in file order: all that match.
    pub tags: Vec<Tag>,
    /// `[calendar]`: workdays and shifts.
    pub calendar: Calendar,
    /// `[limits]`: how often one customer may be contacted.
    pub limits: Limits,
    /// `[quiet]`: what follows contacts that nobody answers.
    pub quiet: Quiet,
    /// `[team]`: who can do how much, and who looks after whom.
    pub team: Team,
    /// `[recycle]`: when a customer goes back to everyone; off unless asked for.
    pub recycle: Option<Recycle>,
    /// `[[export]]`: own layouts of task lists, in file order.
    pub exports: Vec<export::Export>,
}

/// A word or name in both languages; one string serves as both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The word of a language.
    pub fn pick(&self, language: crate::lang::Language) -> &str {
        language.pick(&self.zh, &self.en)
    }

    /// Whether it says nothing in either language.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

impl From<&str> for Words {
    fn from(both: &str) -> Self {
        Self {
            zh: both.to_owned(),
            en: both.to_owned(),
        }
    }
}

/// `[book]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Which language people read; `None` is `auto`.
    pub language: Option<crate::lang::Language>,
    /// Currency code of the book, upper case.
    pub currency: String,
}

/// What happens when a limit of the data is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severe {
    /// The run says so and goes on.
    Say,
    /// The run is refused (exit code 3).
    Refuse,
}

/// `[input]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Files of the weekly habit, as written; `*` and `?` stand for any characters.
    pub files: Vec<String>,
    /// Order of day, month and year.
    pub date_order: DateOrder,
    /// The sign before the decimals of amounts and quantities; `None`: by the evidence of each sheet.
    pub decimal: Option<Decimal>,
    /// Largest share of rows that may be set aside, 0 to 1.
    pub max_set_aside: f64,
    /// Age of the newest order from which the data counts as stale.
    pub stale_after: Span,
    /// What happens when the data is stale.
    pub stale: Severe,
    /// `[input.columns]`: own header words per field, tried before the built-in ones.
    pub columns: Vec<(Field, Vec<String>)>,
    /// `[input.aliases]`: customers with other names and ids that mean them, in file order.
    pub aliases: Vec<(String, Vec<String>)>,
}

/// `[output]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Where `classify` writes when no path is given.
    pub path: Option<String>,
    /// How many earlier workbooks are kept under their dates.
    pub keep: u32,
    /// Keys of the columns of `customers.csv`, in order; `None` is all of them.
    pub columns: Option<Vec<String>>,
    /// Which tables `classify --format csv` and `json` write; `None` is all of them.
    pub tables: Option<Vec<OutputTable>>,
}

/// A table of the machine outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputTable {
    /// `customers.csv`.
    Customers,
    /// `follow_ups.csv`.
    FollowUps,
    /// `contacts.csv`.
    Contacts,
    /// `movements.csv`.
    Movements,
    /// `problems.csv`.
    Problems,
}

impl Output {
    /// Whether a table is written.
    pub fn writes(&self, table: OutputTable) -> bool {
        self.tables
            .as_ref()
            .is_none_or(|tables| tables.contains(&table))
    }
}

/// What one purchase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountBy {
    /// Rows with the same order number (rows, where the sheet has no order number).
    Order,
    /// All rows of a customer and day.
    Day,
    /// Every row.
    Row,
}

/// Whether rows of a kind count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keep {
    /// They count.
    Keep,
    /// They are excluded, and counted as such.
    Exclude,
}

/// `[orders]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// What one purchase is.
    pub count: CountBy,
    /// Status words of purchases, beside the built-in ones: such rows count as rows with an
    /// unknown word do, but nobody asks what the word means.
    pub counted: Vec<String>,
    /// Status words of rows that never happened, beside the built-in ones.
    pub excluded: Vec<String>,
    /// Status words of rows given back, beside the built-in ones.
    pub refunded: Vec<String>,
    /// Whether rows not yet paid count; B2B credit terms say they do.
    pub unpaid: Keep,
    /// Whether the second of two order rows that are identical, or show one order in two sheets,
    /// counts.
    pub duplicates: Keep,
    /// What the amounts on the lines of an order are.
    pub amounts: AmountsOf,
}

/// What the amounts on the lines of one order are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountsOf {
    /// By the evidence of the table.
    Auto,
    /// Each line's own.
    Row,
    /// The order's, which counts once.
    Order,
}

/// Units of book currency per unit of another, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(pub i64);

/// An expression of the rules file that has passed its first check.
///
/// Two are equal when they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The text as written, without TOML's quotes and escapes.
    pub text: String,
    /// Where it stands in the rules file, in bytes, quotes included; for messages.
    /// Empty for what the file leaves out.
    pub place: Range<usize>,
    /// The parsed expression; its spans count bytes of `text`.
    pub expr: Expr,
    /// The expression with its names and kinds settled, ready to be evaluated.
    pub program: Program,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.expr, &self.program) == (&other.text, &other.expr, &other.program)
    }
}

/// One of `[metrics]`.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnMetric {
    /// Its key, usable in conditions and as a column.
    pub key: String,
    /// What it is made of.
    pub made_of: MadeOf,
}

/// What an own metric is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum MadeOf {
    /// Rows of the order table.
    Rows {
        /// What is taken of them.
        take: Take,
        /// Only rows of this last span; all without it.
        last: Option<Span>,
        /// Only rows for which this holds; it speaks of order columns.
        filter: Option<Condition>,
    },
    /// A formula over columns and catalogue metrics.
    Formula(Condition),
}

/// What an own metric takes of order rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Take {
    /// Sum of amounts (`sum = "amount"`).
    SumAmount,
    /// Sum of profits (`sum = "profit"`).
    SumProfit,
    /// Distinct orders (`count = "orders"`).
    CountOrders,
    /// Rows (`count = "rows"`).
    CountRows,
}

/// `[tier]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// What customers are sorted by.
    pub measure: Condition,
    /// Names of the classes, best first; at least two.
    pub classes: Vec<String>,
    /// Where one class ends and the next begins.
    pub cut: TierCut,
    /// Column within whose values classes are formed separately.
    pub by: Option<String>,
    /// How long a better tier is held; a multiple of `[history] every`.
    pub keep_for: Option<Span>,
    /// The built-in time for which a tier would be held, where `[history]` has no place for
    /// it and `keep_for` says nothing.
    pub unheld: Option<Unheld>,
    /// `[tier.target]`: what customers of a class are owed, in file order.
    pub targets: Vec<Target>,
}

/// One of `[tier.target]`: the service that customers of a class are owed, judged by `review`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The class, by its place.
    pub class: usize,
    /// The longest time between two contacts.
    pub contacted_every: Option<Span>,
    /// The least share of tasks done by their day, in millionths.
    pub on_time: Option<u32>,
}

/// Boundaries between classes, one fewer than there are classes.
#[derive(Debug, Clone, PartialEq)]
pub enum TierCut {
    /// Shares of the whole: a class lasts while what came before is below, 0 to 1 ascending, in millionths.
    Share(Vec<u32>),
    /// Values at which a class begins, descending.
    AtLeast(Vec<Money>),
    /// Values above which a class begins, descending.
    MoreThan(Vec<Money>),
    /// Shares of the heads, ascending, in millionths.
    Top(Vec<u32>),
}

/// `[xyz]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Xyz {
    /// Length of a bucket: one month or three.
    pub every: Span,
    /// How many whole buckets are looked at; `None` is all that the data covers.
    pub periods: Option<u32>,
    /// Largest coefficient of variation of X and of Y.
    pub cuts: [f64; 2],
}

/// How scores are cut.
#[derive(Debug, Clone, PartialEq)]
pub enum RfmMethod {
    /// Type-7 quantiles, bins `(lo, hi]`.
    Quantile,
    /// Cut points given: days for recency, orders, amounts; each ascending, one fewer than bins.
    Fixed {
        /// Largest age in days of each better score, ascending.
        recency: Vec<i64>,
        /// Largest number of orders of each lower score.
        frequency: Vec<i64>,
        /// Largest amount of each lower score.
        monetary: Vec<Money>,
    },
    /// Quantiles of F within R, of M within R and F.
    Nested,
    /// Type-7 quantiles + 1, bins `[lo, hi)`, as R `rfm` computes them.
    RPackage,
}

/// `[rfm]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rfm {
    /// How scores are cut.
    pub method: RfmMethod,
    /// Number of scores, 2 to 9.
    pub bins: u8,
    /// Orders looked at; `None` is all.
    pub window: Option<Span>,
    /// Column within whose values scores are cut separately.
    pub by: Option<String>,
    /// The names of the cells.
    pub segments: SegmentMap,
}

/// Where "high" begins in the Chinese eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// Above the mean of the value.
    Mean,
    /// Above the median of the value.
    Median,
    /// Score above the middle of the bins.
    Score,
}

/// Which names cells have.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentMap {
    /// Eleven names on all 125 cells.
    Eleven,
    /// The Chinese eight.
    Chinese8(Split),
    /// R `rfm`'s ten and Others.
    RPackage,
    /// Own names, first match wins.
    Own(Vec<Segment>),
}

/// One of `[[segment]]`: ranges of scores, ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name.
    pub name: Words,
    /// Recency scores.
    pub r: (u8, u8),
    /// Frequency scores.
    pub f: (u8, u8),
    /// Monetary scores.
    pub m: (u8, u8),
}

/// `[history]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// Distance of the earlier days.
    pub every: Span,
    /// How many; 0 turns history off.
    pub depth: u32,
}

/// `[report]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Columns or metrics by which the overview counts customers.
    pub by: Vec<String>,
}

/// One of `[[type]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Its id, the same in every language.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// When a customer is of this type.
    pub when: Condition,
    /// What is done for such customers.
    pub tracks: Vec<Track>,
}

/// One of `[[tag]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Its name.
    pub name: Words,
    /// When a customer carries it.
    pub when: Condition,
}

/// Who carries out a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The customer's owner.
    Owner,
    /// The owner's manager.
    Manager,
    /// A bulk touch: nobody in person.
    Auto,
}

/// From which day a track counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The last contact of the track.
    LastContact,
    /// The first order.
    FirstOrder,
    /// The last order.
    LastOrder,
    /// The day the customer became of its type.
    TypeBegan,
    /// The oldest open complaint, else the day the type began.
    ComplaintOrTypeBegan,
    /// A day of the customer sheet, or one of the year.
    Date(DateAnchor),
}

impl Anchor {
    /// Whether it comes again every year.
    pub fn is_yearly(&self) -> bool {
        matches!(self, Self::Date(date) if date.yearly)
    }
}

/// One `[[type.follow_up]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Who carries it out.
    pub who: Who,
    /// Optional refinement of the type's condition.
    pub when: Option<Condition>,
    /// Not moved to another day by anything but the calendar of days off: due at once.
    pub urgent: bool,
    /// From which day it counts.
    pub anchor: Anchor,
    /// First steps, ascending.
    pub steps: Vec<Step>,
    /// Then at this distance; `None` ends with the steps.
    pub every: Option<Span>,
    /// After so long since the anchor event, `then_every` takes over.
    pub until: Option<(Span, Span)>,
    /// Channels in rotation.
    pub channels: Vec<Words>,
    /// Contents in rotation.
    pub contents: Vec<Words>,
    /// To which end.
    pub goal: Words,
    /// Text ready to say, with `{name}` and metric keys in braces.
    pub script: Option<Words>,
    /// Who is told when it slips, ascending by length.
    pub escalate: Vec<Escalate>,
}

impl Track {
    /// The cadence that lasts; `None` where the track ends with its steps.
    pub fn lasting(&self) -> Option<Span> {
        self.until.map(|(_, then)| then).or(self.every)
    }
}

/// One of a track's `steps`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How long after the anchor.
    pub after: Span,
    /// By which channel; empty: the track's rotation.
    pub channel: Words,
    /// About what; empty: the track's rotation.
    pub content: Words,
}

/// Which days people work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Workdays {
    /// Monday to Friday with China's public holidays and make-up days.
    China,
    /// Monday to Friday.
    Weekdays,
    /// Every day.
    All,
}

/// Where a task due on a day off goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shift {
    /// To the next workday.
    Next,
    /// To the previous workday.
    Previous,
    /// It stays.
    Stay,
}

/// `[calendar]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Which days people work.
    pub workdays: Workdays,
    /// Further days off, ends included.
    pub off: Vec<(Day, Day)>,
    /// Further workdays, ends included; they win over `off`.
    pub work: Vec<(Day, Day)>,
    /// Where a task due on a day off goes.
    pub shift: Shift,
    /// Days of tasks shown from the as-of day on.
    pub horizon: u32,
    /// A file with holidays (.ics), as written; whoever reads files adds its days to `off` and `work`.
    pub ics: Option<String>,
}

/// The built-in rules file, shown by the README and used when there is no other.
pub const EXAMPLE: &str = include_str!("../rules.example.toml");
