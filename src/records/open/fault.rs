//! Why files cannot be opened, and why a sheet is left alone, as data.
//! The words stand in `lang::open`.

use crate::names::{Field, Role};
use crate::sheet::WorkbookFault;

use super::content::Refusal;
use super::needs::Missing;

/// Why a run's files cannot be opened.
#[derive(Debug)]
pub enum OpenFault {
    /// No file was given.
    NoFiles,
    /// More sheets than a run can name.
    TooManySheets,
    /// A file is refused.
    Refused {
        /// Its name.
        file: String,
        /// Why.
        why: Refusal,
    },
    /// A file has no sheet of the name that was asked for.
    NoSuchSheet {
        /// The file's name.
        file: String,
        /// The sheet that was asked for.
        sheet: String,
        /// The sheets there are; none for a text table.
        sheets: Vec<String>,
    },
    /// One sheet was claimed for two roles.
    ClaimedTwice {
        /// Where.
        at: At,
        /// The first role.
        one: Role,
        /// The second role.
        other: Role,
    },
    /// A sheet that was asked for has no header that can be recognised.
    NoHeader {
        /// Where.
        at: At,
        /// The role it was to have.
        role: Role,
    },
    /// Columns that the role needs are not there.
    MissingColumns {
        /// Where.
        at: At,
        /// The role.
        role: Role,
        /// What is missing.
        missing: Vec<Missing>,
        /// The headers there are.
        headers: Vec<String>,
    },
    /// Two columns have equal claim to a field that the role needs.
    AmbiguousColumn {
        /// Where.
        at: At,
        /// The field.
        field: Field,
        /// One header and its column, first column 0.
        one: (String, usize),
        /// The other one.
        other: (String, usize),
    },
    /// No sheet of a file has a role.
    NothingRecognised {
        /// The file's name.
        file: String,
        /// What was seen in it.
        seen: Vec<Seen>,
    },
}

/// A sheet of a file, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The file's name.
    pub file: String,
    /// The sheet's name; `None` for text tables.
    pub sheet: Option<String>,
}

/// A sheet without a role, as it is told when no sheet has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The sheet's name; `None` for text tables.
    pub sheet: Option<String>,
    /// Why it has no role.
    pub why: Ignored,
    /// The headers that were found.
    pub headers: Vec<String>,
}

/// Why a sheet is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// It is broken, while other sheets of the workbook are not.
    Broken(WorkbookFault),
    /// There is nothing in it.
    Empty,
    /// Its first rows have no header.
    NoHeader,
    /// Its header is of none of the three roles.
    NoRole,
    /// It lists payments, quotations or expenses, and another sheet lists orders.
    Papers,
    /// tierbook wrote it from other data.
    Derived,
    /// It is of this role but for columns that the role cannot do without.
    Lacks(Role, Vec<Missing>),
    /// It is hidden, and a sheet of the same role is shown.
    Hidden(Role),
    /// Another sheet of the file was named for this role.
    RoleClaimed(Role),
    /// The file has the same content as this one, given before.
    SameFile(String),
}
