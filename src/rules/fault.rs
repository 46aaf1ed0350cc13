//! What can be wrong with a rules file, as data: where it stands and what was
//! expected instead. The sentences are in `lang::rules`.

use std::ops::Range;

use crate::rules::condition;

/// One fault of a rules file.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where it stands in the file, in bytes; empty is the place between two characters.
    pub span: Range<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong; the fields hold the user's own words.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The text is no TOML here.
    Syntax(Syntax),
    /// A key that the table does not have.
    UnknownKey {
        /// The key as written.
        key: String,
        /// The table it stands in; empty is the top of the file.
        table: &'static str,
        /// The key that was probably meant.
        near: Option<String>,
        /// Every key the table has.
        known: Vec<&'static str>,
    },
    /// A value of another TOML kind than the key takes.
    WrongKind {
        /// The key.
        key: String,
        /// What it takes.
        expected: Expected,
        /// What stands there.
        found: Found,
    },
    /// A text of the right kind that does not read as what it should be.
    NotReadable {
        /// The key.
        key: String,
        /// What was written.
        word: String,
        /// What it takes.
        expected: Expected,
    },
    /// A word that is none of the fixed ones.
    NotOneOf {
        /// The key.
        key: String,
        /// What was written.
        word: String,
        /// The word that was probably meant.
        near: Option<String>,
        /// The words it takes.
        allowed: Vec<&'static str>,
    },
    /// A target for a class that the tiers do not have; the classes they have.
    NoSuchClass(String, Vec<String>),
    /// A type of this id that the rules do not have; the ids they have.
    NoSuchType(String, Vec<String>),
    /// More tables of a kind than anybody can tell apart: the key, how many, and the most.
    TooMany(&'static str, usize, usize),
    /// A value beyond its limits.
    OutOfRange {
        /// The key.
        key: String,
        /// What was written.
        word: String,
        /// The smallest value.
        low: String,
        /// The largest value.
        high: String,
    },
    /// A number that has to be above zero.
    NotPositive {
        /// The key.
        key: String,
        /// What was written.
        word: String,
    },
    /// A text that has to say something is empty.
    EmptyText(String),
    /// A table lacks a key it cannot do without.
    Missing {
        /// The key.
        key: &'static str,
        /// The table.
        table: &'static str,
    },
    /// The same name was given twice: the key and the name.
    Twice(String, String),
    /// Two keys that exclude each other, the second first.
    Together(String, String),
    /// A key that means something only beside another: the key, and what it needs.
    OnlyWith(String, &'static str),
    /// A list with the wrong number of items.
    ListLength {
        /// The key.
        key: String,
        /// How many items stand there.
        found: usize,
        /// How many belong there.
        wanted: usize,
        /// What they are counted from.
        because: Because,
    },
    /// A list item that is not on the right side of the one before it.
    Order {
        /// The key.
        key: String,
        /// The item as written.
        word: String,
        /// The item before it.
        before: String,
        /// How the list has to run.
        run: Run,
    },
    /// `[tier]` has this many classes: fewer than two, or more than anybody can tell apart.
    ClassCount(usize),
    /// `keep_for` is no whole number of history periods: it and the period.
    NotAMultiple(String, String),
    /// `keep_for` reaches further back than history does: it and the depth.
    BeyondHistory(String, u32),
    /// An own metric has the name of something else.
    NameTaken(String),
    /// An own metric's key cannot be written in a condition.
    NotAName(String),
    /// An own metric says nothing, or several things, about what it is made of.
    MadeOfNothing(String),
    /// A field of `[input.columns]` that does not exist.
    UnknownField {
        /// The field as written.
        word: String,
        /// The field that was probably meant.
        near: Option<String>,
    },
    /// `{field}` of a script does not exist.
    UnknownPlaceholder {
        /// The field as written.
        word: String,
        /// The field that was probably meant.
        near: Option<String>,
    },
    /// What a layout of tasks names is no field of a task.
    UnknownTaskField {
        /// The field as written.
        word: String,
        /// The field that was probably meant.
        near: Option<String>,
    },
    /// A `{` of a text is never closed.
    OpenBrace,
    /// A range whose end lies before its start.
    BackwardRange(String),
    /// A range of scores beyond 1 to the number of scores.
    BeyondBins {
        /// What was written.
        word: String,
        /// How many scores there are.
        bins: u8,
    },
    /// A named segment map is made for five scores.
    NeedsFiveBins(&'static str, u8),
    /// A column in brackets that no sheet has, with a header that is near.
    NoSuchColumn(String, Option<String>),
    /// A rate for the currency of the book itself.
    OwnRate(String),
    /// A plan has neither `steps` nor `every`.
    NoCadence,
    /// A fault inside a condition.
    Condition(condition::FaultKind),
}

/// What is no TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Syntax {
    /// A text without quotes.
    Unquoted(String),
    /// Curly or full-width quotes where plain ones belong.
    CurlyQuotes(String),
    /// A key with other than Latin letters, digits, `-` and `_` needs quotes.
    UnquotedKey(String),
    /// Nothing stands behind the `=`.
    NoValue,
    /// A key without `=`.
    NoEquals,
    /// A text without its closing quote.
    OpenText,
    /// A `[table]` without its closing bracket.
    OpenHeader,
    /// A list without its `]`.
    OpenList,
    /// An inline table without its `}`.
    OpenBraces,
    /// Two items without a comma between them.
    NoComma,
    /// A key or table a second time.
    KeyTwice(String),
    /// A backslash before a character that means nothing.
    Escape,
    /// A date that no calendar has.
    Date(String),
    /// Anything else, in the words of the TOML reader.
    Other(String),
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A text in quotes.
    Text,
    /// A name: a text, or one per language.
    Words,
    /// A text, or one per language.
    Wording,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A list of texts.
    Texts,
    /// A list.
    List,
    /// A table.
    Table,
    /// Tables under a double-bracket header.
    Tables,
    /// A length of time.
    Span,
    /// A length of time in plain days or weeks.
    Days,
    /// A share of the whole.
    Share,
    /// An amount.
    Amount,
    /// A day or a range of days.
    DayRange,
    /// One score or a range of scores.
    ScoreRange,
    /// The event a track counts from.
    Anchor,
    /// So many contacts within so many days.
    ChannelLimit,
    /// How days are written.
    DatePattern,
}

/// What stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// A number with a point.
    Number,
    /// `true` or `false`.
    Flag,
    /// A date or time.
    Date,
    /// A list.
    List,
    /// A table.
    Table,
}

/// What the length of a list follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The number of classes of `[tier]`: one cut fewer.
    Classes(usize),
    /// The number of scores of `[rfm]`: one cut fewer.
    Bins(u8),
}

/// How a list has to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Each item above the one before.
    Up,
    /// Each item below the one before.
    Down,
}
