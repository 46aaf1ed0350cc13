//! Which sheet of a file has which role.
//!
//! Takes the sheets of one file after the other with the claims made for it; gives
//! bound tables, and collects the faults. A claim wins over what headers say.

use crate::living;
use crate::names::header::{Binding, OwnWords, bind};
use crate::names::{Field, Role};
use crate::problem::{Finding, Place, Problem, SheetId};
use crate::records::table::Table;
use crate::sheet::{Bounds, Visibility};

use super::candidate::Candidate;
use super::content::Refusal;
use super::fault::{At, Ignored, OpenFault, Seen};
use super::needs::{is_needed, missing};
use super::papers::{Paper, papers};
use super::{Claim, File, FileDigest, Opened, OurBook, OurSheet, Sheet};

/// The sheets of ours that hold facts: the contact log in both languages, lower-case.
const OUR_LOGS: [&str; 2] = ["跟进记录", "contact log"];

/// Files being opened.
pub(super) struct Opening<'a> {
    bounds: &'a Bounds,
    sheets: Vec<Sheet>,
    tables: Vec<Table>,
    books: Vec<OurBook>,
    problems: Vec<Problem>,
    faults: Vec<OpenFault>,
    /// Sheets whose role the user named.
    named: Vec<SheetId>,
}

/// What becomes of a sheet.
enum Fate {
    /// The user says what it is.
    Claimed(Role),
    /// Its headers say so.
    Recognised(Role, Binding),
    /// It is left alone.
    Ignored(Ignored),
}

impl<'a> Opening<'a> {
    pub(super) fn new(bounds: &'a Bounds) -> Self {
        Self {
            bounds,
            sheets: Vec::new(),
            tables: Vec::new(),
            books: Vec::new(),
            problems: Vec::new(),
            faults: Vec::new(),
            named: Vec::new(),
        }
    }

    /// Notes a file whose content was given before.
    pub(super) fn same_file(&mut self, number: usize, file: &File, first: &File) {
        let Some(id) = self.next_id() else { return };
        self.sheets.push(Sheet {
            id,
            file: number,
            file_name: file.name.clone(),
            name: None,
            visibility: Visibility::Shown,
            role: None,
            why: Some(Ignored::SameFile(first.name.clone())),
            rows: None,
            encoding: None,
            delimiter: None,
            header_row: None,
            header_end: None,
            system: None,
            headers: Vec::new(),
            fields: Vec::new(),
            chosen: Vec::new(),
            notes: Vec::new(),
        });
    }

    /// Takes one file with the sheets found in it.
    pub(super) fn file(
        &mut self,
        number: usize,
        file: &File,
        found: Result<Vec<Candidate>, Refusal>,
        claims: &[&Claim],
    ) {
        let candidates = match found {
            Ok(candidates) => candidates,
            Err(why) => {
                let file = file.name.clone();
                return self.faults.push(OpenFault::Refused { file, why });
            }
        };
        let has_card = candidates
            .iter()
            .any(|sheet| sheet.name.as_deref() == Some(living::SHEET));
        // What only our sheets have tells of ours that lost its card: their rows are results, too.
        let is_ours = has_card || candidates.iter().any(has_our_keys);
        let (faults, tables, first) = (self.faults.len(), self.tables.len(), self.sheets.len());
        let claimed = self.claimed(file, &candidates, claims);
        let fates = fates(&candidates, &claimed, is_ours);
        if has_card {
            self.take_book(number, &candidates);
        }
        for (candidate, fate) in candidates.into_iter().zip(fates) {
            self.settle(number, file, candidate, fate);
        }
        if !is_ours && self.tables.len() == tables && self.faults.len() == faults {
            let lacking: Vec<OpenFault> = self.sheets[first..].iter().filter_map(lacks).collect();
            if lacking.is_empty() {
                self.faults
                    .push(nothing_recognised(&file.name, &self.sheets[first..]));
            }
            self.faults.extend(lacking);
        }
    }

    /// Keeps the sheets of a workbook of ours for whoever reads its marks.
    fn take_book(&mut self, file: usize, candidates: &[Candidate]) {
        let ids = self.sheets.len()..;
        let sheets = candidates.iter().zip(ids).filter_map(|(candidate, id)| {
            Some(OurSheet {
                id: SheetId(u16::try_from(id).ok()?),
                name: candidate.name.clone().unwrap_or_default(),
                source: candidate.source.clone(),
                formulas: candidate.formulas,
            })
        });
        let sheets = sheets.collect();
        self.books.push(OurBook { file, sheets });
    }

    pub(super) fn finish(mut self, digests: Vec<FileDigest>) -> Result<Opened, Vec<OpenFault>> {
        if self.tables.is_empty() && self.faults.is_empty() {
            // Only workbooks of ours without a contact log.
            for of_file in self.sheets.chunk_by(|one, other| one.file == other.file) {
                self.faults
                    .push(nothing_recognised(&of_file[0].file_name, of_file));
            }
        }
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        self.pass_papers_over();
        let of_ours = |table: &Table| {
            let mut sheets = self.books.iter().flat_map(|book| &book.sheets);
            table.role == Role::Contacts && sheets.any(|sheet| sheet.id == table.sheet)
        };
        let (logs, tables) = self.tables.into_iter().partition(of_ours);
        Ok(Opened {
            sheets: self.sheets,
            tables,
            books: self.books,
            logs,
            problems: self.problems,
            digests,
        })
    }

    /// Leaves sheets of payments and quotations alone that stand beside orders, and names those
    /// of invoices and the like. What the user calls orders are orders.
    fn pass_papers_over(&mut self) {
        let orders = |sheet: &&Sheet| sheet.role == Some(Role::Orders);
        let orders: Vec<&Sheet> = self.sheets.iter().filter(orders).collect();
        let ids: Vec<SheetId> = orders.iter().map(|sheet| sheet.id).collect();
        let found = ids.into_iter().zip(papers(&orders));
        let found: Vec<(SheetId, Paper)> = found
            .filter(|(id, _)| !self.named.contains(id))
            .filter_map(|(id, paper)| Some((id, paper?)))
            .collect();
        for (id, paper) in found {
            let counted = paper == Paper::Again;
            self.problems
                .push(of_sheet(id, Finding::Papers { counted }));
            if counted {
                continue;
            }
            self.tables.retain(|table| table.sheet != id);
            if let Some(sheet) = self.sheets.iter_mut().find(|sheet| sheet.id == id) {
                (sheet.role, sheet.why) = (None, Some(Ignored::Papers));
            }
        }
    }

    /// The role claimed for each sheet.
    fn claimed(
        &mut self,
        file: &File,
        candidates: &[Candidate],
        claims: &[&Claim],
    ) -> Vec<Option<Role>> {
        let mut claimed: Vec<Option<Role>> = vec![None; candidates.len()];
        // Claims that name their sheet leave the others to those that do not.
        let (named, open): (Vec<&Claim>, Vec<&Claim>) =
            claims.iter().partition(|claim| claim.sheet.is_some());
        for claim in named.into_iter().chain(open) {
            let place = match &claim.sheet {
                Some(name) => sheet_named(candidates, name),
                None => first_that_fits(candidates, &claimed, claim.role),
            };
            let Some(place) = place else {
                let sheets = candidates.iter().filter_map(|sheet| sheet.name.clone());
                self.faults.push(OpenFault::NoSuchSheet {
                    file: file.name.clone(),
                    sheet: claim.sheet.clone().unwrap_or_default(),
                    sheets: sheets.collect(),
                });
                continue;
            };
            match claimed[place] {
                Some(one) if one != claim.role => self.faults.push(OpenFault::ClaimedTwice {
                    at: at(file, &candidates[place]),
                    one,
                    other: claim.role,
                }),
                _ => claimed[place] = Some(claim.role),
            }
        }
        claimed
    }

    /// Writes a sheet down, and its table if it has a role.
    fn settle(&mut self, number: usize, file: &File, mut candidate: Candidate, fate: Fate) {
        let Some(id) = self.next_id() else { return };
        if candidate.broken.is_some() {
            self.problems.push(of_sheet(id, Finding::BrokenSheet));
        }
        if let Fate::Ignored(Ignored::Hidden(role)) = fate {
            self.problems.push(of_sheet(id, Finding::HiddenSheet(role)));
        }
        let (role, why, binding) = match fate {
            Fate::Ignored(why) => (None, Some(why), Binding::default()),
            Fate::Recognised(role, binding) => (Some(role), None, binding),
            Fate::Claimed(role) => {
                if let Some(fault) = candidate.broken {
                    let (file, why) = (file.name.clone(), Refusal::Workbook(fault));
                    return self.faults.push(OpenFault::Refused { file, why });
                }
                let Some(header) = &candidate.header else {
                    let at = at(file, &candidate);
                    return self.faults.push(OpenFault::NoHeader { at, role });
                };
                self.named.push(id);
                (Some(role), None, bind(&header.words, role, &candidate.own))
            }
        };
        let binding = match (role, &candidate.header) {
            (Some(role), Some(header)) => {
                let at = at(file, &candidate);
                self.checked((id, at), role, &header.words, (binding, &candidate.own))
            }
            _ => binding,
        };
        if let Some(row) = candidate.header.as_ref().and_then(|header| header.above)
            && role.is_some()
        {
            let mut found = of_sheet(id, Finding::TableAbove(row));
            found.place = found.place.map(|place| Place {
                row: Some(row),
                ..place
            });
            self.problems.push(found);
        }
        let merged = role.and_then(|_| candidate.fill_merged(&binding.fields, self.bounds));
        let (header_row, header_end, end, headers, units) = match candidate.header {
            Some(header) => (
                Some(header.row),
                Some(header.last),
                header.end,
                header.words,
                header.units,
            ),
            None => (None, None, 0, Vec::new(), Vec::new()),
        };
        self.sheets.push(Sheet {
            id,
            file: number,
            file_name: file.name.clone(),
            name: candidate.name,
            visibility: candidate.visibility,
            role,
            why,
            rows: candidate.rows,
            encoding: candidate.written,
            delimiter: candidate.written.map(|_| candidate.dialect.delimiter),
            header_row,
            header_end,
            system: candidate.system.filter(|system| role == Some(system.role)),
            headers: headers.clone(),
            fields: binding.fields.clone(),
            chosen: binding.chosen,
            notes: candidate.notes,
        });
        if let (Some(role), Some(row)) = (role, header_end) {
            self.tables.push(Table {
                sheet: id,
                role,
                source: candidate.source,
                encoding: candidate.encoding,
                dialect: candidate.dialect,
                start: end,
                first_row: row + 1,
                headers,
                units,
                fields: binding.fields,
                marks: candidate.marks,
                lines: candidate.system.and_then(|system| system.lines).or(merged),
            });
        }
    }

    /// Reports what is missing or undecided. Of two columns that could be a field which the
    /// role can do without, the first is taken, and that is said.
    fn checked(
        &mut self,
        (sheet, at): (SheetId, At),
        role: Role,
        headers: &[String],
        (mut binding, own): (Binding, &OwnWords),
    ) -> Binding {
        for (field, one, other) in std::mem::take(&mut binding.ambiguous) {
            if is_needed(field) {
                self.faults.push(OpenFault::AmbiguousColumn {
                    at: at.clone(),
                    field,
                    one: (headers[one].clone(), one),
                    other: (headers[other].clone(), other),
                });
            } else {
                binding.chosen.push((field, one, other));
            }
            binding.fields.push((field, one));
        }
        let missing = missing(role, &binding, headers, own);
        if !missing.is_empty() {
            self.faults.push(OpenFault::MissingColumns {
                at,
                role,
                missing,
                headers: headers.to_vec(),
            });
        }
        for (field, taken, left) in &binding.chosen {
            self.problems
                .push(column_chosen(sheet, headers, (*field, *taken, *left)));
        }
        binding
    }

    /// The next sheet's id; beyond the last one a fault, once.
    fn next_id(&mut self) -> Option<SheetId> {
        let id = u16::try_from(self.sheets.len()).ok().map(SheetId);
        let said = |fault: &OpenFault| matches!(fault, OpenFault::TooManySheets);
        if id.is_none() && !self.faults.iter().any(said) {
            self.faults.push(OpenFault::TooManySheets);
        }
        id
    }
}

fn of_sheet(sheet: SheetId, finding: Finding) -> Problem {
    Problem {
        place: Some(Place {
            sheet,
            row: None,
            column: None,
        }),
        finding,
        count: 1,
    }
}

fn column_chosen(
    sheet: SheetId,
    headers: &[String],
    (field, taken, left): (Field, usize, usize),
) -> Problem {
    Problem {
        place: Some(Place {
            sheet,
            row: None,
            column: u16::try_from(taken).ok(),
        }),
        finding: Finding::ColumnChosen {
            field,
            taken: headers[taken].clone(),
            left: headers[left].clone(),
        },
        count: 1,
    }
}

/// What becomes of each sheet of a file.
fn fates(candidates: &[Candidate], claimed: &[Option<Role>], is_ours: bool) -> Vec<Fate> {
    let mut fates: Vec<Fate> = candidates
        .iter()
        .zip(claimed)
        .map(|(candidate, claim)| match claim {
            Some(role) => Fate::Claimed(*role),
            None => fate(candidate, claimed, is_ours),
        })
        .collect();
    let shown: Vec<Role> = candidates
        .iter()
        .zip(&fates)
        .filter(|(candidate, _)| candidate.visibility == Visibility::Shown)
        .filter_map(|(_, fate)| match fate {
            Fate::Claimed(role) | Fate::Recognised(role, _) => Some(*role),
            Fate::Ignored(_) => None,
        })
        .collect();
    for (candidate, fate) in candidates.iter().zip(&mut fates) {
        match fate {
            Fate::Recognised(role, _)
                if candidate.visibility == Visibility::Hidden && shown.contains(role) =>
            {
                *fate = Fate::Ignored(Ignored::Hidden(*role));
            }
            _ => {}
        }
    }
    fates
}

/// The role that a sheet's system or its headers tell of.
fn role_of(candidate: &Candidate) -> Option<Role> {
    let known = candidate.system.map(|system| system.role);
    known.or_else(|| candidate.verdict.as_ref()?.role)
}

/// The first sheet recognised as the role, or that has what it needs, or that has a header.
fn first_that_fits(
    candidates: &[Candidate],
    claimed: &[Option<Role>],
    wanted: Role,
) -> Option<usize> {
    let words = |sheet: &Candidate| sheet.header.as_ref().map(|header| header.words.clone());
    let fits: [&dyn Fn(&Candidate) -> bool; 4] = [
        &|sheet| role_of(sheet) == Some(wanted),
        &|sheet| {
            words(sheet).is_some_and(|words| {
                missing(
                    wanted,
                    &bind(&words, wanted, &sheet.own),
                    &words,
                    &sheet.own,
                )
                .is_empty()
            })
        },
        &|sheet| sheet.header.is_some(),
        &|_| true,
    ];
    let free: Vec<usize> = (0..candidates.len())
        .filter(|place| claimed[*place].is_none_or(|role| role == wanted))
        .collect();
    let found = fits.iter().find_map(|fits| {
        let shown = |place: &usize| candidates[*place].visibility == Visibility::Shown;
        let suited = || {
            free.iter()
                .copied()
                .filter(|place| fits(&candidates[*place]))
        };
        suited().find(shown).or_else(|| suited().next())
    });
    found.or((!candidates.is_empty()).then_some(0))
}

fn fate(candidate: &Candidate, claimed: &[Option<Role>], is_ours: bool) -> Fate {
    if is_ours && !is_our_log(candidate) {
        return Fate::Ignored(Ignored::Derived);
    }
    if let Some(fault) = &candidate.broken {
        return Fate::Ignored(Ignored::Broken(fault.clone()));
    }
    let (Some(header), Some(verdict)) = (&candidate.header, &candidate.verdict) else {
        return Fate::Ignored(if candidate.is_empty {
            Ignored::Empty
        } else {
            Ignored::NoHeader
        });
    };
    if is_ours {
        // Its headings are ours, however few of its columns are filled.
        let binding = bind(&header.words, Role::Contacts, &candidate.own);
        return Fate::Recognised(Role::Contacts, binding);
    }
    let mut verdict = verdict.clone();
    if let Some(system) = candidate.system {
        verdict.role = Some(system.role);
        verdict.binding = bind(&header.words, system.role, &candidate.own);
    }
    match verdict.role {
        None => Fate::Ignored(match verdict.nearly {
            Some(role) => {
                let binding = bind(&header.words, role, &candidate.own);
                let lacks = missing(role, &binding, &header.words, &candidate.own);
                Ignored::Lacks(role, lacks)
            }
            None => Ignored::NoRole,
        }),
        Some(role) if claimed.contains(&Some(role)) => Fate::Ignored(Ignored::RoleClaimed(role)),
        Some(role) => Fate::Recognised(role, verdict.binding),
    }
}

fn at(file: &File, candidate: &Candidate) -> At {
    At {
        file: file.name.clone(),
        sheet: candidate.name.clone(),
    }
}

/// The sheet of this name, exactly or but for case and outer blanks.
fn sheet_named(candidates: &[Candidate], wanted: &str) -> Option<usize> {
    let named = |same: &dyn Fn(&str) -> bool| {
        candidates
            .iter()
            .position(|sheet| sheet.name.as_deref().is_some_and(same))
    };
    let folded = |name: &str| name.trim().to_lowercase();
    named(&|name| name == wanted).or_else(|| named(&|name| folded(name) == folded(wanted)))
}

/// Whether a sheet of a workbook has the hidden columns of keys; a table that somebody saved as
/// text is one of his own.
fn has_our_keys(candidate: &Candidate) -> bool {
    let header = candidate.header.as_ref();
    let words = header.map_or(&[][..], |header| &header.words);
    let keys = [living::KEY_COLUMN, living::was::WAS_COLUMN];
    candidate.name.is_some() && keys.iter().all(|key| words.iter().any(|word| word == key))
}

/// Whether a sheet is the contact log in a workbook of ours, or its continuation `(2)`.
fn is_our_log(candidate: &Candidate) -> bool {
    let name = candidate.name.as_deref().unwrap_or_default().to_lowercase();
    OUR_LOGS.iter().any(|log| {
        name.strip_prefix(log)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    })
}

/// Where a sheet lacks no more than a column, that is what is wrong with its file.
fn lacks(sheet: &Sheet) -> Option<OpenFault> {
    let Some(Ignored::Lacks(role, missing)) = &sheet.why else {
        return None;
    };
    Some(OpenFault::MissingColumns {
        at: At {
            file: sheet.file_name.clone(),
            sheet: sheet.name.clone(),
        },
        role: *role,
        missing: missing.clone(),
        headers: sheet.headers.clone(),
    })
}

fn nothing_recognised(file: &str, sheets: &[Sheet]) -> OpenFault {
    let seen = sheets.iter().map(|sheet| Seen {
        sheet: sheet.name.clone(),
        why: sheet.why.clone().unwrap_or(Ignored::NoRole),
        headers: sheet.headers.clone(),
    });
    OpenFault::NothingRecognised {
        file: file.to_owned(),
        seen: seen.collect(),
    }
}
