//! Which sheets a workbook has, in which parts, and which of its styles are dates.
//!
//! Takes an open container, gives what the reading library says about it. The library is asked
//! over two small copies: one in which every part that may be a sheet holds nothing but its own
//! number, and one of the styles with a sheet that has a cell of each.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};

use calamine::{DataRef, ExcelDateTimeType, Reader, Sheet, SheetType, Xlsx};
use memchr::memmem;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sheet::fault::WorkbookFault;
use crate::sheet::parts::SheetParts;
use crate::sheet::workbook::{guarded, xlsx_fault};

use super::Odd;
use super::package::Package;

const RELATIONS: &str = "_rels/.rels";
const BOOK: &str = "xl/workbook.xml";
const LIST: &str = "xl/_rels/workbook.xml.rels";
const STYLES: &str = "xl/styles.xml";
const TEXTS: &str = "xl/sharedstrings.xml";
/// Styles of one workbook: Excel itself stops at 65,490.
const MOST_STYLES: usize = 1 << 17;

/// A workbook of one sheet, but for its styles.
const STYLE_BOOK: [(&str, &str); 3] = [
    (
        RELATIONS,
        r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        BOOK,
        r#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
    ),
    (
        LIST,
        r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheet.xml"/></Relationships>"#,
    ),
];

/// What a workbook consists of.
pub(super) struct Contents {
    /// All its sheets, in the order of their tabs.
    pub tabs: Vec<Tab>,
    /// The part of the texts that its cells share.
    pub texts: Option<usize>,
    /// Of each style, whether its numbers are moments and which.
    pub moments: Vec<Option<ExcelDateTimeType>>,
    /// Whether its days count from 1904.
    pub is_1904: bool,
    /// Parts that were read for this, and those that will be.
    read: BTreeSet<usize>,
}

/// One sheet.
pub(super) struct Tab {
    /// Its name, kind and state.
    pub sheet: Sheet,
    /// The place of its part, if it holds cells that can be read plainly.
    pub part: Option<usize>,
}

impl Contents {
    /// Reads the lists of a container.
    pub(super) fn of(package: &mut Package<'_>) -> Result<Self, Odd> {
        let mut read = BTreeSet::new();
        let mut whole = |package: &mut Package<'_>, name| {
            let place = package.find(name)?;
            read.extend(place);
            place.map(|place| package.small(place)).transpose()
        };
        let relations = whole(package, RELATIONS)?.ok_or(Odd::Lists)?;
        let book = whole(package, BOOK)?.ok_or(Odd::Lists)?;
        let list = whole(package, LIST)?.ok_or(Odd::Lists)?;
        let styles = whole(package, STYLES)?;
        if package.find("xl/workbook.bin")?.is_some() {
            return Err(Odd::Lists);
        }
        let numbered = numbered(package, &relations, &book, &list)?;
        let mut library = open(numbered)?;
        let about = SheetParts::told(&book, &list);
        let sheets = library.sheets_metadata().to_vec();
        let tabs = sheets.into_iter().enumerate().map(|(place, sheet)| {
            let holds_cells = sheet.typ == SheetType::WorkSheet;
            let part = holds_cells.then(|| number_of(&mut library, &sheet.name));
            let part = part.flatten();
            // What is told beside the cells hangs on the name by which the part is known here.
            let is_known = |part: &usize| {
                let name = package.name(*part).filter(|name| name.is_ascii());
                name.is_some() && name.as_deref() == about.name(place)
            };
            let part = part.filter(|part| *part < package.len()).filter(is_known);
            Tab { sheet, part }
        });
        let (tabs, texts): (Vec<Tab>, _) = (tabs.collect(), package.find(TEXTS)?);
        read.extend(tabs.iter().filter_map(|tab| tab.part));
        read.extend(texts);
        Ok(Self {
            tabs,
            texts,
            moments: styles.map_or(Ok(Vec::new()), |styles| moments(&styles))?,
            is_1904: library.has_1904_epoch(),
            read,
        })
    }

    /// Whether a part was read or will be.
    pub(super) fn reads(&self, part: usize) -> bool {
        self.read.contains(&part)
    }
}

type Library = Xlsx<Cursor<Vec<u8>>>;

fn open(bytes: Vec<u8>) -> Result<Library, Odd> {
    guarded(|| Xlsx::new(Cursor::new(bytes)).map_err(xlsx_fault)).map_err(|_| Odd::Lists)
}

/// The lists of the workbook as they are, beside parts that hold their own numbers.
fn numbered(
    package: &Package<'_>,
    relations: &[u8],
    book: &[u8],
    list: &[u8],
) -> Result<Vec<u8>, Odd> {
    let mut copy = Copy::new();
    copy.part(RELATIONS, relations)?;
    copy.part(BOOK, book)?;
    copy.part(LIST, list)?;
    for place in 0..package.len() {
        let name = package.name(place).ok_or(Odd::Container)?;
        let folded = name.replace('\\', "/").to_ascii_lowercase();
        let is_sheet = folded.strip_suffix(".xml").is_some();
        if is_sheet && ![BOOK, STYLES, TEXTS].contains(&folded.as_str()) {
            let cell = format!(r#"<c r="A1"><v>{place}</v></c>"#);
            copy.part(&name, sheet_of(&cell).as_bytes())?;
        }
    }
    copy.finish()
}

/// The number which the library finds in the part that it takes for this sheet.
fn number_of(library: &mut Library, sheet: &str) -> Option<usize> {
    let cells = guarded(|| cells_of(library, sheet)).ok()?;
    match cells.first() {
        Some(DataRef::Float(number)) => Some(*number as usize),
        _ => None,
    }
}

/// Which styles are those of moments, and of which.
fn moments(styles: &[u8]) -> Result<Vec<Option<ExcelDateTimeType>>, Odd> {
    // Each style has a tag whose name ends in these letters; others have, too.
    let at_most = memmem::find_iter(styles, b"xf").count();
    if at_most > MOST_STYLES {
        return Err(Odd::Lists);
    }
    let cells: Vec<String> = (0..at_most)
        .map(|style| format!(r#"<c r="A1" s="{style}"><v>1</v></c>"#))
        .collect();
    let mut copy = Copy::new();
    for (name, content) in STYLE_BOOK {
        copy.part(name, content.as_bytes())?;
    }
    copy.part("xl/sheet.xml", sheet_of(&cells.concat()).as_bytes())?;
    copy.part(STYLES, styles)?;
    let mut library = open(copy.finish()?)?;
    let cells = guarded(|| cells_of(&mut library, "S")).map_err(|_| Odd::Lists)?;
    let moment = |cell: DataRef<'_>| match cell {
        DataRef::Float(_) => Ok(None),
        DataRef::DateTime(moment) if moment.is_duration() => Ok(Some(ExcelDateTimeType::TimeDelta)),
        DataRef::DateTime(_) => Ok(Some(ExcelDateTimeType::DateTime)),
        _ => Err(Odd::Lists),
    };
    cells.into_iter().map(moment).collect()
}

fn cells_of<'l>(library: &'l mut Library, sheet: &str) -> Result<Vec<DataRef<'l>>, WorkbookFault> {
    let mut reader = library.worksheet_cells_reader(sheet).map_err(xlsx_fault)?;
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(xlsx_fault)? {
        cells.push(cell.get_value().clone());
    }
    Ok(cells)
}

fn sheet_of(cells: &str) -> String {
    format!(r#"<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>"#)
}

/// A small container, not packed.
struct Copy {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    options: SimpleFileOptions,
}

impl Copy {
    fn new() -> Self {
        Self {
            writer: ZipWriter::new(Cursor::new(Vec::new())),
            options: SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Stored),
        }
    }

    fn part(&mut self, name: &str, content: &[u8]) -> Result<(), Odd> {
        self.writer
            .start_file(name, self.options)
            .map_err(|_| Odd::Container)?;
        self.writer.write_all(content).map_err(|_| Odd::Container)
    }

    fn finish(self) -> Result<Vec<u8>, Odd> {
        let copy = self.writer.finish().map_err(|_| Odd::Container)?;
        Ok(copy.into_inner())
    }
}
