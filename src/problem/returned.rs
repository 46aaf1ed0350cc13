//! What was found in workbooks that came back; the fields hold the user's own words.

use crate::period::Day;
use crate::problem::Severity;

/// One finding about a workbook that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// A mark that cannot be read: heading and word. It stays as typed.
    Unread(String, String),
    /// A day of a mark that has not come yet: heading and word. It stays as typed.
    Ahead(String, String),
    /// A done day long before the task was first listed: heading, word and that day. It stays as
    /// typed.
    LongBefore(String, String, Day),
    /// A done day some days before the task was first listed: both. It is taken.
    Before(Day, Day),
    /// A task is put off without a later day: heading and word. It stays as typed.
    PutOffNowhere(String, String),
    /// A mark without a day counts on the day of its workbook.
    DayAssumed(Day),
    /// Another copy marked the same task differently: the task. Both are in the log.
    Conflict(String),
    /// What was typed beside a task that has its end in the log already: the words.
    Passed(String),
    /// The hidden key of a row has been changed, so nobody knows what the row is about.
    KeyChanged,
    /// Only some columns were sorted and the hidden key of a row stayed behind.
    KeyLeft,
    /// A row was added between the tasks.
    RowWithoutKey,
    /// A customer was added to the sheet of all customers: its id or name.
    CustomerAdded(String),
    /// A column was added to a sheet that keeps none: its heading.
    ColumnNotKept(String),
    /// What somebody wrote over something of ours beside a task is not taken: customer, heading, the word.
    TaskEditNotTaken(String, String, String),
    /// What stands in a column without a heading is not taken: the first word there.
    NoHeading(String),
    /// Cells with formulas: what they came to is kept.
    Formulas,
    /// The row of headings is gone, so nobody knows what the cells are about.
    HeadingsGone,
    /// A hidden column of a sheet is gone, by which its rows, or what was written over them, are
    /// known: the column.
    HiddenColumnGone(&'static str),
    /// A workbook of ours has lost the hidden sheet by which its marks are read, or part of it.
    CardGone,
    /// A sheet that tierbook did not write: its name.
    OwnSheet(String),
    /// Contacts that only workbooks of ours hold.
    Contacts,
    /// What people set of a customer is taken: customer, heading, the word taken, the customer sheet's.
    EditTaken(String, String, String, String),
    /// What people set of customers of whom the customer sheet says nothing there.
    EditsTaken,
    /// An id means another customer by now, of whom something else was written in the workbook.
    Joined {
        /// The id.
        customer: String,
        /// The customer it means now.
        now: String,
        /// The heading of the column.
        heading: String,
        /// The word taken.
        taken: String,
        /// The other.
        left: String,
    },
    /// Customers of whom people wrote something are not in the data.
    Absent,
    /// What somebody wrote over something of ours is not taken: customer, heading, the word.
    EditNotTaken(String, String, String),
    /// Two copies set the same of a customer differently: customer, heading, the word taken, the other.
    EditsDiffer(String, String, String, String),
}

impl Returned {
    /// The stable code in machine outputs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unread(..) => "mark_unread",
            Self::Ahead(..) => "mark_ahead",
            Self::LongBefore(..) => "mark_long_before",
            Self::Before(..) => "mark_before",
            Self::PutOffNowhere(..) => "mark_put_off_nowhere",
            Self::DayAssumed(_) => "mark_day_assumed",
            Self::Conflict(_) => "marks_differ",
            Self::Passed(_) => "mark_passed",
            Self::KeyChanged => "key_changed",
            Self::KeyLeft => "key_left",
            Self::RowWithoutKey => "row_without_key",
            Self::CustomerAdded(_) => "customer_added",
            Self::ColumnNotKept(_) => "column_not_kept",
            Self::TaskEditNotTaken(..) => "task_edit_not_taken",
            Self::NoHeading(_) => "no_heading",
            Self::Formulas => "formulas_kept_as_values",
            Self::HeadingsGone => "headings_gone",
            Self::HiddenColumnGone(_) => "hidden_column_gone",
            Self::CardGone => "hidden_sheet_gone",
            Self::OwnSheet(_) => "own_sheet",
            Self::Contacts => "contacts_returned",
            Self::EditTaken(..) => "edit_taken",
            Self::EditsTaken => "edits_taken",
            Self::Absent => "customers_absent",
            Self::Joined { .. } => "customers_joined",
            Self::EditNotTaken(..) => "edit_not_taken",
            Self::EditsDiffer(..) => "edits_differ",
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Unread(..)
            | Self::Ahead(..)
            | Self::PutOffNowhere(..)
            | Self::Conflict(_)
            | Self::Passed(_)
            | Self::KeyChanged
            | Self::KeyLeft
            | Self::RowWithoutKey
            | Self::CustomerAdded(_)
            | Self::ColumnNotKept(_)
            | Self::LongBefore(..)
            | Self::NoHeading(_)
            | Self::HeadingsGone
            | Self::HiddenColumnGone(_)
            | Self::CardGone
            | Self::TaskEditNotTaken(..)
            | Self::EditNotTaken(..)
            | Self::EditsDiffer(..)
            | Self::Joined { .. } => Severity::Warning,
            Self::DayAssumed(_)
            | Self::Before(..)
            | Self::Formulas
            | Self::OwnSheet(_)
            | Self::Contacts
            | Self::EditTaken(..)
            | Self::EditsTaken
            | Self::Absent => Severity::Note,
        }
    }

    /// The user's own word, where one stands in the cell.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Unread(_, word)
            | Self::Ahead(_, word)
            | Self::PutOffNowhere(_, word)
            | Self::LongBefore(_, word, _)
            | Self::NoHeading(word)
            | Self::EditTaken(_, _, word, _)
            | Self::EditNotTaken(_, _, word)
            | Self::TaskEditNotTaken(_, _, word)
            | Self::CustomerAdded(word)
            | Self::ColumnNotKept(word)
            | Self::EditsDiffer(_, _, _, word)
            | Self::Joined { left: word, .. }
            | Self::OwnSheet(word)
            | Self::Passed(word)
            | Self::Conflict(word) => Some(word),
            Self::DayAssumed(_)
            | Self::Before(..)
            | Self::Formulas
            | Self::HeadingsGone
            | Self::HiddenColumnGone(_)
            | Self::CardGone
            | Self::KeyChanged
            | Self::KeyLeft
            | Self::RowWithoutKey
            | Self::Contacts
            | Self::EditsTaken
            | Self::Absent => None,
        }
    }
}
