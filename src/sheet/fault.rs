//! Why a file, a workbook or one of its sheets is refused, as data.
//!
//! Takes nothing and decides nothing: the readers fill these in, and their words
//! stand in `lang::file`. Every fault carries what its sentence has to name.

/// Why a file holds no table we can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// There is nothing in it.
    Empty,
    /// A web page without a table, or one in several parts.
    Html,
    /// An XML file, such as the 2003 XML spreadsheet.
    Xml,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A text document or slides.
    Document,
    /// An Apple Numbers book.
    Numbers,
    /// Packed files that are no workbook; the name of one of them, if it is known.
    Archive {
        /// A file inside.
        example: Option<String>,
    },
    /// A workbook with a password.
    Encrypted,
    /// A container that is cut off or broken.
    Damaged,
    /// Bytes that are no text.
    Binary,
    /// A row of its beginning has more cells than any spreadsheet has columns.
    TooWide {
        /// The row, first row 1.
        row: u32,
        /// How many cells it has.
        cells: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A row of its beginning, where the header should stand, does not end for very long.
    LongRow {
        /// The row, first row 1.
        row: u32,
        /// How many bytes were looked at.
        limit: u64,
    },
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkbookFault {
    /// It has a password.
    Encrypted,
    /// It is broken; in the words of the reader library.
    Damaged {
        /// What the reader stumbled over.
        detail: String,
    },
    /// It has no worksheet.
    NoSheets,
    /// Its container goes beyond the bounds.
    Container(ContainerFault),
    /// One of its sheets goes beyond them.
    Sheet {
        /// The sheet's name.
        sheet: String,
        /// What is wrong with it.
        fault: SheetFault,
    },
    /// The reader library gave up without a reason.
    ReaderGaveUp,
}

/// What is wrong with a sheet. Rows and columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFault {
    /// A cell beyond the last row or column a sheet can have.
    OutOfGrid {
        /// The cell's row.
        row: u32,
        /// The cell's column.
        column: u32,
    },
    /// A cell that comes twice, or before one already read.
    OutOfOrder {
        /// The cell's row.
        row: u32,
        /// The cell's column.
        column: u32,
    },
    /// Cells so far apart that the space between them is too much.
    TooManyCells {
        /// How many cells and rows a sheet may have.
        limit: u64,
    },
    /// More text than a sheet may have.
    TooMuchText {
        /// How many bytes a sheet may have.
        limit: u64,
    },
    /// The memory of the machine does not suffice.
    Memory,
}

impl From<ContainerFault> for WorkbookFault {
    fn from(fault: ContainerFault) -> Self {
        Self::Container(fault)
    }
}

/// Why a container is not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerFault {
    /// More parts in the container than any workbook has.
    TooManyParts {
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// It inflates to more bytes than allowed.
    TooLarge {
        /// How many bytes it may have.
        limit: u64,
    },
    /// A part inflates so far that it was made to do harm.
    TooDense {
        /// Its name in the container.
        part: String,
    },
    /// A part starts with a DOCTYPE, which no workbook has.
    Doctype {
        /// Its name in the container.
        part: String,
    },
    /// A part holds a text far longer than a cell can be.
    EndlessText {
        /// Its name in the container.
        part: String,
    },
    /// A part declares more texts than it has room for.
    LyingCount {
        /// Its name in the container.
        part: String,
        /// How many texts it declares.
        declared: u64,
    },
}
