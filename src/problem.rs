//! Findings about the user's data: severity, stable code, place, and the user's
//! own word. A finding is ordinary output, never an error of the program.

pub mod group;
mod odd;
mod returned;

pub use group::{Grouped, group};
pub use odd::{Odd, Unheld, WhyUnheld};
pub use returned::Returned;

use crate::money::{Money, Total};
use crate::names::metric::Kind;
use crate::names::{Field, Role};
use crate::period::Day;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A row or cell was set aside.
    Error,
    /// Read, but somebody should look.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// The key in machine outputs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A sheet of the run, by its place in the run's list of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetId(pub u16);

/// Where a finding stands, in the spreadsheet's own coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which sheet.
    pub sheet: SheetId,
    /// The row as the spreadsheet shows it, first row 1; `None` is the whole sheet.
    pub row: Option<u32>,
    /// The column, first column 0; `None` is the whole row.
    pub column: Option<u16>,
}

/// Why an event of a calendar file is not taken, or not as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventLeft {
    /// It takes place at a time of day: no day off.
    Timed,
    /// It repeats otherwise than every year on its date; the first time counts.
    Repeats,
    /// Its days cannot be read.
    Unread,
}

/// Amounts at which tiers may begin instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fitting {
    /// These part the customers at hand.
    Amounts(Vec<Money>),
    /// None part them: too many have the same, or nothing.
    Nothing,
    /// The measure is no amount, or there are groups or more classes: nobody tried.
    Untried,
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where it stands; `None` is the run as a whole.
    pub place: Option<Place>,
    /// What was found.
    pub finding: Finding,
    /// How many rows it speaks for (1 for a single cell).
    pub count: u64,
}

/// A customer type by its names in the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
}

/// A type that nobody is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Nobody {
    /// The type.
    pub kind: TypeName,
    /// Who comes nearest to it, where that can be said.
    pub nearest: Option<Nearest>,
}

/// A customer that comes nearest to a type.
#[derive(Debug, Clone, PartialEq)]
pub enum Nearest {
    /// It meets all parts of the condition but one.
    Misses {
        /// The customer.
        customer: String,
        /// The part as written.
        part: String,
    },
    /// The condition is one comparison, for which it has the nearest number.
    Has {
        /// The customer.
        customer: String,
        /// The number.
        number: f64,
        /// In which unit; `None` is not known.
        kind: Option<Kind>,
    },
}

/// A name of a condition that is blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankName {
    /// The name for Chinese readers.
    pub zh: String,
    /// The name for English readers: the key, as conditions say it.
    pub en: String,
    /// For how many customers.
    pub customers: u64,
}

/// What the rules read a column of their own as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadAs {
    /// A number.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    YesOrNo,
    /// Words, among which an error is none.
    Words,
}

/// What was found; the fields hold the user's own words.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// A cell the row cannot do without is empty.
    EmptyCell(Field),
    /// A date that cannot be read.
    NotADate(Field, String),
    /// A date before 1950 or after 2129.
    DateOutOfRange(Field, String),
    /// An amount that cannot be read.
    NotAnAmount(Field, String),
    /// A number that cannot be read.
    NotANumber(Field, String),
    /// A yes/no cell that says neither.
    NotYesOrNo(Field, String),
    /// A cell of a column that only the rules name and that is not what they read it as.
    RulesColumn {
        /// The header, as the rules write it.
        header: String,
        /// What they read it as.
        read_as: ReadAs,
        /// What stands there.
        word: String,
    },
    /// An id that Excel has damaged: scientific notation or more than 15 digits.
    DamagedId(Field, String),
    /// Order numbers that Excel has damaged: an example. Their rows count, and those of one
    /// customer and day are taken for one order.
    DamagedOrders(String),
    /// Order rows that sum up others, though day and customer stand in them: the word of the first
    /// and their amounts.
    SumRows(String, Total),
    /// Slips of returns whose amounts were written without a minus: the word of the first and what
    /// they add up to.
    ReturnRows(String, Total),
    /// Ids of more than 15 digits that all end in zeros after them: an example.
    RoundedIds(String),
    /// A customer's id or name with bytes that are no text.
    GarbledId(Field, String),
    /// An error cell such as #N/A.
    ErrorCell(Field, String),
    /// A row without a customer.
    NoCustomer,
    /// Rows that say who it is by name alone, where others have ids.
    WithoutId,
    /// A row whose number of cells is not the header's, cells and columns.
    RaggedRow(u32, u32),
    /// Bytes that are not of the file's encoding; they read as U+FFFD.
    BadText,
    /// A quote that opens and never closes; it reads as a letter.
    StrayQuote,
    /// From this row on text of another encoding: the file's, the other.
    OtherEncoding(String, String),
    /// A sheet that is broken; the others were read.
    BrokenSheet,
    /// A hidden sheet was not read because a sheet of the same role is shown: the role.
    HiddenSheet(Role),
    /// The same customer a second time; the first row counts. Its id, and the first row if
    /// it stands in the same table.
    DuplicateCustomer(String, Option<u32>),
    /// An order row that is the same as an earlier one.
    DuplicateOrderRow {
        /// Its customer, as the row writes it.
        customer: String,
        /// Its day.
        day: Day,
        /// Its amount, and those of the rows it speaks for.
        amount: Total,
        /// Whether it counts all the same.
        counted: bool,
        /// The earlier row, if it stands in the same sheet.
        first: Option<u32>,
    },
    /// An order row that another sheet shows, too, though not every cell is the same.
    OrderShownTwice {
        /// Its customer, as the row writes it.
        customer: String,
        /// Its day.
        day: Day,
        /// Its amount, and those of the rows it speaks for.
        amount: Total,
        /// Whether it counts all the same.
        counted: bool,
        /// Whether the other sheet says that the order was cancelled.
        cancelled: bool,
    },
    /// A sheet of other papers beside one of orders.
    Papers {
        /// Whether it counts: it may be the same sales again.
        counted: bool,
    },
    /// Orders that an earlier sheet shows with other amounts, and what they amount to here.
    OrdersElsewhere(Total),
    /// Orders of customers that the customer sheet does not have: an example id.
    UnknownCustomer(String),
    /// Contacts of customers that nobody knows: an example id.
    UnknownContact(String),
    /// Rows excluded by a status word, with their amount.
    ExcludedByStatus(String, Total),
    /// Rows after the as-of day, with their amount.
    AfterAsOf(Total),
    /// Rows whose status says refunded and whose amount is positive: they count 0.
    RefundedRows(String, Total),
    /// Amounts with more than four decimals, rounded half to even.
    RoundedAmounts,
    /// Amounts whose dots all have three digits behind them: they may group thousands.
    DottedAmounts,
    /// A status word nobody knows; its rows count as purchases.
    UnknownStatus(String),
    /// A currency without a rate.
    NoRate(String),
    /// The newest order is older than the rules allow: its day and age in days.
    Stale(Day, i32),
    /// Orders begin less than this many months before the as-of day.
    ShortHistory(Day, u32),
    /// No column for a field that was asked for by name.
    NoColumn(String),
    /// Two columns could be one field; the first was taken.
    ColumnChosen {
        /// The field.
        field: Field,
        /// The header taken.
        taken: String,
        /// The header left.
        left: String,
    },
    /// Two names differ only in width, brackets or legal form.
    NearNames(String, String),
    /// Names or ids of two customers in one row disagree with the sheet.
    NameWithoutId(String),
    /// Contacts after the as-of day: excluded.
    ContactsAfterAsOf,
    /// Last contacts of the customer sheet after the as-of day: left out.
    LastContactAfterAsOf,
    /// A sheet of customers or orders has a header and nothing below it.
    NoRows(Role),
    /// Order cells stand on the first line of each order only; the lines below count with it.
    LinesBelow,
    /// The order's amount stands on each of its lines: it counts once. The header, and the
    /// sum of what was repeated.
    TotalsOnce(String, Total),
    /// The lines of each order all have the same amount, and nothing says whether it is the
    /// order's or each line's: the header.
    AmountsAlike(String),
    /// Another table stands below the one that is read: rows from this one on are left alone.
    AnotherTable(u32),
    /// A table above the one that is read, of another kind: the row of its header.
    TableAbove(u32),
    /// Customers that share a name with an earlier one: rows that only name them mean the first.
    SharedNames,
    /// An own column has the name of one of ours; what it is called in outputs.
    ColumnRenamed(String, String),
    /// An outcome that is not one of the fixed words.
    UnknownOutcome(String),
    /// A pin names a tier or type that the rules do not have.
    UnknownPin {
        /// Which of the two.
        field: Field,
        /// What stands there.
        word: String,
        /// Whose pin it is, by name.
        customer: String,
        /// The tier or type that is nearest.
        near: Option<String>,
    },
    /// Fewer distinct values than scores: which of r, f, m and how many values.
    FewDistinct(char, u32),
    /// A type's condition was undecided for customers whose type is a later one: the type,
    /// the names that are blank there, the one blank most often first, and one of the customers.
    Undecided(TypeName, Vec<BlankName>, String),
    /// Cells of an own segment map that no segment covers, and an example.
    SegmentGap(String),
    /// Cells that several segments claim, and an example.
    SegmentOverlap(String),
    /// A segment of an own map that never matches: earlier ones take all its cells, or it has none.
    SegmentShadowed {
        /// Its Chinese name.
        zh: String,
        /// Its English name.
        en: String,
    },
    /// Nearly every customer is in one tier: its name and share in percent.
    LopsidedTiers(String, u32, Fitting),
    /// A measure of tiers beyond what it may be, at which it stays: a customer's id.
    MeasureTooLarge(String),
    /// A pin that ends before it begins, and so never holds: the customer's name.
    PinEndsFirst(String),
    /// Customers of whom nothing is known by the as-of day: the id of one.
    EnteredLater(String),
    /// Something is odd about the rules on this data.
    Odd(Odd),
    /// Nobody is of these types.
    NobodyOfType(Vec<Nobody>),
    /// The calendar of public holidays ends on this day; later days count as Monday to Friday.
    CalendarEnds(Day),
    /// Events of the calendar file that the rules name are not taken, or not as a whole.
    CalendarEvents {
        /// The file, as the rules name it.
        file: String,
        /// Why.
        left: EventLeft,
        /// How many.
        events: u64,
        /// The title of the first of them.
        first: String,
    },
    /// A column of categories or products with more different words than are told apart, so
    /// that nobody is told what a customer bought.
    TooManyCategories {
        /// Its header.
        header: String,
        /// What it was taken for.
        field: Field,
        /// The most that are told apart.
        most: usize,
    },
    /// Something about a workbook of ours that came back.
    Returned(Returned),
}

impl Finding {
    /// The stable code in machine outputs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyCell(_) => "empty_cell",
            Self::NotADate(..) => "not_a_date",
            Self::DateOutOfRange(..) => "date_out_of_range",
            Self::NotAnAmount(..) => "not_an_amount",
            Self::NotANumber(..) => "not_a_number",
            Self::NotYesOrNo(..) => "not_yes_or_no",
            Self::RulesColumn { read_as, .. } => match read_as {
                ReadAs::Number => "not_a_number",
                ReadAs::Date => "not_a_date",
                ReadAs::YesOrNo => "not_yes_or_no",
                ReadAs::Words => "error_cell",
            },
            Self::DamagedId(..) => "damaged_id",
            Self::DamagedOrders(_) => "damaged_orders",
            Self::SumRows(..) => "sum_rows",
            Self::ReturnRows(..) => "return_rows",
            Self::RoundedIds(_) => "rounded_ids",
            Self::GarbledId(..) => "garbled_id",
            Self::ErrorCell(..) => "error_cell",
            Self::NoCustomer => "no_customer",
            Self::WithoutId => "without_id",
            Self::RaggedRow(..) => "ragged_row",
            Self::BadText => "bad_text",
            Self::StrayQuote => "stray_quote",
            Self::OtherEncoding(..) => "other_encoding",
            Self::BrokenSheet => "broken_sheet",
            Self::HiddenSheet(_) => "hidden_sheet",
            Self::DuplicateCustomer(..) => "duplicate_customer",
            Self::DuplicateOrderRow { .. } => "duplicate_order_row",
            Self::OrderShownTwice {
                cancelled: true, ..
            } => "order_cancelled",
            Self::OrderShownTwice { .. } => "order_shown_twice",
            Self::OrdersElsewhere(_) => "orders_elsewhere",
            Self::Papers { .. } => "papers",
            Self::UnknownCustomer(_) => "unknown_customer",
            Self::UnknownContact(_) => "unknown_contact",
            Self::ExcludedByStatus(..) => "excluded_by_status",
            Self::AfterAsOf(_) => "after_as_of",
            Self::RefundedRows(..) => "refunded_rows",
            Self::RoundedAmounts => "rounded_amounts",
            Self::DottedAmounts => "dotted_amounts",
            Self::UnknownStatus(_) => "unknown_status",
            Self::NoRate(_) => "no_rate",
            Self::Stale(..) => "stale",
            Self::ShortHistory(..) => "short_history",
            Self::NoColumn(_) => "no_column",
            Self::ColumnChosen { .. } => "column_chosen",
            Self::NearNames(..) => "near_names",
            Self::NameWithoutId(_) => "name_without_id",
            Self::ContactsAfterAsOf => "contacts_after_as_of",
            Self::LastContactAfterAsOf => "last_contact_after_as_of",
            Self::NoRows(_) => "no_rows",
            Self::AnotherTable(_) => "another_table",
            Self::TableAbove(_) => "table_above",
            Self::LinesBelow => "lines_below",
            Self::TotalsOnce(..) => "totals_once",
            Self::AmountsAlike(_) => "amounts_alike",
            Self::SharedNames => "shared_names",
            Self::ColumnRenamed(..) => "column_renamed",
            Self::UnknownOutcome(_) => "unknown_outcome",
            Self::UnknownPin { .. } => "unknown_pin",
            Self::FewDistinct(..) => "few_distinct",
            Self::Undecided(..) => "undecided",
            Self::SegmentGap(_) => "segment_gap",
            Self::SegmentOverlap(_) => "segment_overlap",
            Self::SegmentShadowed { .. } => "segment_shadowed",
            Self::LopsidedTiers(..) => "lopsided_tiers",
            Self::MeasureTooLarge(_) => "measure_too_large",
            Self::EnteredLater(_) => "entered_later",
            Self::PinEndsFirst(_) => "pin_ends_first",
            Self::NobodyOfType(_) => "nobody_of_type",
            Self::Odd(odd) => odd.code(),
            Self::CalendarEnds(_) => "calendar_ends",
            Self::CalendarEvents { .. } => "calendar_events",
            Self::TooManyCategories { .. } => "too_many_categories",
            Self::Returned(said) => said.code(),
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Returned(said) => said.severity(),
            Self::EmptyCell(_)
            | Self::NotADate(..)
            | Self::DateOutOfRange(..)
            | Self::NotAnAmount(..)
            | Self::DamagedId(..)
            | Self::GarbledId(..)
            | Self::ErrorCell(..)
            | Self::NoCustomer
            | Self::NotANumber(Field::OrderQuantity, _)
            | Self::OtherEncoding(..)
            | Self::MeasureTooLarge(_)
            | Self::BrokenSheet
            | Self::NoRate(_) => Severity::Error,
            Self::NotANumber(..)
            | Self::NotYesOrNo(..)
            | Self::RulesColumn { .. }
            | Self::RaggedRow(..)
            | Self::BadText
            | Self::StrayQuote
            | Self::HiddenSheet(_)
            | Self::DuplicateCustomer(..)
            | Self::DuplicateOrderRow { .. }
            | Self::OrderShownTwice { .. }
            | Self::OrdersElsewhere(_)
            | Self::Papers { .. }
            | Self::DamagedOrders(_)
            | Self::WithoutId
            | Self::RoundedIds(_)
            | Self::UnknownCustomer(_)
            | Self::UnknownContact(_)
            | Self::UnknownStatus(_)
            | Self::Stale(..)
            | Self::NoColumn(_)
            | Self::NearNames(..)
            | Self::NameWithoutId(_)
            | Self::UnknownOutcome(_)
            | Self::UnknownPin { .. }
            | Self::SharedNames
            | Self::NoRows(_)
            | Self::AnotherTable(_)
            | Self::AmountsAlike(_)
            | Self::SegmentGap(_)
            | Self::DottedAmounts
            | Self::PinEndsFirst(_)
            | Self::SegmentShadowed { .. }
            | Self::CalendarEvents {
                left: EventLeft::Repeats | EventLeft::Unread,
                ..
            }
            | Self::LopsidedTiers(..) => Severity::Warning,
            Self::ExcludedByStatus(..)
            | Self::AfterAsOf(_)
            | Self::ContactsAfterAsOf
            | Self::LastContactAfterAsOf
            | Self::EnteredLater(_)
            | Self::SegmentOverlap(_)
            | Self::RefundedRows(..)
            | Self::SumRows(..)
            | Self::ReturnRows(..)
            | Self::RoundedAmounts
            | Self::LinesBelow
            | Self::TableAbove(_)
            | Self::TotalsOnce(..)
            | Self::ShortHistory(..)
            | Self::ColumnChosen { .. }
            | Self::ColumnRenamed(..)
            | Self::FewDistinct(..)
            | Self::Undecided(..)
            | Self::NobodyOfType(_)
            | Self::CalendarEnds(_)
            | Self::CalendarEvents {
                left: EventLeft::Timed,
                ..
            }
            | Self::TooManyCategories { .. } => Severity::Note,
            Self::Odd(odd) => odd.severity(),
        }
    }
}
