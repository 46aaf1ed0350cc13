//! Cells merged over several rows: their value belongs to every row.
//!
//! Takes a spooled sheet and its merged regions; gives the sheet with the value of each
//! region in its rows, or nothing where there is nothing to fill.

use crate::sheet::spool::{CELL_END, ROW_END};

/// Regions kept of a sheet: some three for each order of a large book.
pub const MOST: usize = 1 << 18;

/// A region of more than one row. Only its first column holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// Its first row, the sheet's first row 0.
    pub first: u32,
    /// Its last row.
    pub last: u32,
    /// Its first column, the sheet's first column 0.
    pub column: u32,
}

impl Region {
    /// Reads `A2:B5`; `None` where it has one row, or is no region.
    pub fn of(reference: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(reference).ok()?;
        let (from, to) = text.split_once(':')?;
        let ((column, first), (_, last)) = (position(from)?, position(to)?);
        (last > first).then_some(Self {
            first,
            last,
            column,
        })
    }
}

/// Reads `AB12` as column 27, row 11.
fn position(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        let digit = letter.is_ascii_uppercase().then(|| letter - b'A' + 1)?;
        Some(column * 26 + u32::from(digit))
    })?;
    let row: u32 = digits.parse().ok()?;
    Some((column - 1, row.checked_sub(1)?))
}

/// How a sheet is filled.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'f> {
    /// Its merged regions.
    pub regions: &'f [Region],
    /// The first row that is filled: the one below the header. First row 0.
    pub from: u32,
    /// Columns that are left alone: an amount over three lines is one amount.
    pub except: &'f [usize],
    /// Bytes that the filled sheet may have.
    pub text: u64,
}

/// The sheet with the blanks of regions filled, and how many cells that are; `None` where
/// there are none, or where they would need more room than allowed. Rows that hold nothing
/// else stay blank.
pub fn filled(spool: &[u8], filling: Filling<'_>) -> Option<(Vec<u8>, u64)> {
    let wanted = |region: &&Region| {
        region.first >= filling.from && !filling.except.contains(&(region.column as usize))
    };
    let mut regions: Vec<Region> = filling.regions.iter().filter(wanted).copied().collect();
    regions.sort_unstable();
    let mut regions = regions.into_iter().peekable();
    regions.peek()?;
    let (mut out, mut cells) = (Vec::with_capacity(spool.len()), 0);
    let mut open: Vec<(Region, &[u8])> = Vec::new();
    let rows = spool.split_inclusive(|byte| *byte == ROW_END);
    for (number, row) in (0..).zip(rows) {
        open.retain(|(region, _)| region.last >= number);
        let text = row.strip_suffix(&[ROW_END]).unwrap_or(row);
        if open.is_empty() || text.iter().all(|byte| *byte == CELL_END) {
            out.extend_from_slice(row);
        } else {
            cells += fill_row(text, &open, &mut out);
            out.push(ROW_END);
        }
        if out.len() as u64 > filling.text {
            return None;
        }
        while let Some(region) = regions.next_if(|region| region.first == number) {
            let mut found = text.split(|byte| *byte == CELL_END);
            match found.nth(region.column as usize) {
                Some(value) if !value.is_empty() => open.push((region, value)),
                _ => {}
            }
        }
    }
    (cells > 0).then_some((out, cells))
}

/// Appends a row with the blanks of regions filled; how many they are.
fn fill_row(row: &[u8], open: &[(Region, &[u8])], out: &mut Vec<u8>) -> u64 {
    let mut cells: Vec<&[u8]> = row.split(|byte| *byte == CELL_END).collect();
    let mut filled = 0;
    for (region, value) in open {
        let column = region.column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, &[]);
        }
        if cells[column].is_empty() {
            cells[column] = value;
            filled += 1;
        }
    }
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(CELL_END);
        }
        out.extend_from_slice(cell);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_several_rows_are_regions() {
        let check = |text: &str, expected: Option<(u32, u32, u32)>| {
            let found = Region::of(text.as_bytes());
            let found = found.map(|region| (region.first, region.last, region.column));
            assert_eq!(found, expected, "{text}");
        };
        check("A2:A5", Some((1, 4, 0)));
        check("AB12:AC13", Some((11, 12, 27)));
        check("A1:F1", None);
        check("A5:A2", None);
        check("A2", None);
        check("A0:A5", None);
        check("2:5", None);
        check("ABCD1:ABCD2", None);
        check("A1:A99999999999", None);
    }

    /// Rows are lines and cells are parted by commas.
    #[track_caller]
    fn check(rows: &str, references: &[&str], except: &[usize], expected: Option<(&str, u64)>) {
        let spooled = |text: &str| text.replace(',', "\u{1f}").replace('\n', "\u{1e}");
        let regions: Vec<Region> = references
            .iter()
            .filter_map(|text| Region::of(text.as_bytes()))
            .collect();
        let filling = Filling {
            regions: &regions,
            from: 1,
            except,
            text: 1 << 20,
        };
        let found = filled(spooled(rows).as_bytes(), filling);
        let expected = expected.map(|(rows, cells)| (spooled(rows).into_bytes(), cells));
        assert_eq!(found, expected, "{rows:?}");
    }

    #[test]
    fn a_merged_value_stands_in_every_row_of_its_region() {
        check(
            "客户,单号,金额\n甲,1,5\n,2,6\n,3,7\n乙,4,8\n",
            &["A2:A4"],
            &[],
            Some(("客户,单号,金额\n甲,1,5\n甲,2,6\n甲,3,7\n乙,4,8\n", 2)),
        );
        // Short rows grow; blank rows stay blank; what is there stays.
        check(
            "a,b\n1,x\n2\n\n3\n",
            &["B2:B6"],
            &[],
            Some(("a,b\n1,x\n2,x\n\n3,x\n", 2)),
        );
        check(
            "a,b\n1,x\n2,y\n3\n",
            &["B2:B4"],
            &[],
            Some(("a,b\n1,x\n2,y\n3,x\n", 1)),
        );
    }

    #[test]
    fn amounts_headers_and_empty_regions_are_left_alone() {
        check("a,b\n1,x\n2\n", &["B2:B3"], &[1], None);
        check("a,b\n1,x\n2\n", &["B1:B3"], &[], None);
        check("a,b\n1\n2\n", &["B2:B3"], &[], None);
        check("a,b\n1,x\n2\n", &["Z9:Z99"], &[], None);
        check("a,b\n1,x\n2\n", &[], &[], None);
    }
}
